/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The binding: an Unbound module that puts each question to the engine and
 * carries out its verdict. It decides nothing itself.
 */
#include "config.h"
#include "workstation/workstation_module.h"
#include "workstation/workstation.h"
#include "services/cache/dns.h"
#include "sldns/sbuffer.h"
#include "util/config_file.h"
#include "util/data/msgreply.h"
#include "util/data/packed_rrset.h"
#include "util/log.h"
#include "util/net_help.h"
#include "util/regional.h"

int
workstation_init(struct module_env* ATTR_UNUSED(env), int ATTR_UNUSED(id))
{
	return 1;
}

void
workstation_deinit(struct module_env* ATTR_UNUSED(env), int ATTR_UNUSED(id))
{
}

/** The engine's RDATA as packed RRset data of one RR; NULL: out of memory. */
static struct packed_rrset_data*
pack_rdata(const struct workstation_rrset* rrset, struct regional* region)
{
	size_t rr_length = sizeof(uint16_t) + rrset->rdata_length;
	struct packed_rrset_data* data = regional_alloc_zero(region,
		sizeof(*data) + sizeof(*data->rr_len) + sizeof(*data->rr_data)
		+ sizeof(*data->rr_ttl) + rr_length);

	if(!data)
		return NULL;
	data->ttl = rrset->ttl;
	data->count = 1;
	data->trust = rrset_trust_ans_noAA;
	data->security = sec_status_insecure;
	/* the place of all that follows depends on these lengths */
	data->rr_len = (size_t*)(data + 1);
	data->rr_len[0] = rr_length;
	packed_rrset_ptr_fixup(data);
	data->rr_ttl[0] = rrset->ttl;
	sldns_write_uint16(data->rr_data[0], (uint16_t)rrset->rdata_length);
	memcpy(data->rr_data[0] + sizeof(uint16_t), rrset->rdata,
		rrset->rdata_length);
	return data;
}

/** A reply of one computed RRset, in the query's region; NULL: out of memory. */
static struct dns_msg*
compose_answer(struct module_qstate* qstate,
	const struct workstation_rrset* rrset)
{
	const struct query_info* qinfo = &qstate->qinfo;
	struct ub_packed_rrset_key key;
	struct dns_msg* msg = dns_msg_create(qinfo->qname, qinfo->qname_len,
		qinfo->qtype, qinfo->qclass, qstate->region, 1);

	if(!msg)
		return NULL;
	memset(&key, 0, sizeof(key));
	key.rk.dname = qinfo->qname;
	key.rk.dname_len = qinfo->qname_len;
	key.rk.type = htons(rrset->type);
	key.rk.rrset_class = htons(qinfo->qclass);
	key.entry.key = &key;
	key.entry.data = pack_rdata(rrset, qstate->region);
	/* a module's TTLs are relative, so there is no time to subtract */
	if(!key.entry.data || !dns_msg_ansadd(msg, qstate->region, &key, 0))
		return NULL;
	msg->rep->flags |= BIT_RA;
	msg->rep->ttl = rrset->ttl;
	/* unchecked would become SERVFAIL where a validator is in the chain */
	msg->rep->security = sec_status_insecure;
	return msg;
}

/** Put the question to the engine; the state the query is then in. */
static enum module_ext_state
answer_or_pass(struct module_qstate* qstate)
{
	struct workstation_rrset rrset;

	/* deny-any is the iterator's to carry out, on all names alike */
	if(qstate->qinfo.qtype == LDNS_RR_TYPE_ANY
		&& qstate->env->cfg->deny_any)
		return module_wait_module;
	if(workstation_judge(qstate->qinfo.qname, qstate->qinfo.qname_len,
		qstate->qinfo.qtype, qstate->qinfo.qclass, &rrset)
		== WORKSTATION_PASS)
		return module_wait_module;

	qstate->return_msg = compose_answer(qstate, &rrset);
	if(!qstate->return_msg) {
		log_err("workstation: out of memory");
		return module_error;
	}
	qstate->return_rcode = LDNS_RCODE_NOERROR;
	return module_finished;
}

void
workstation_operate(struct module_qstate* qstate, enum module_ev event,
	int id, struct outbound_entry* ATTR_UNUSED(outbound))
{
	switch(event) {
	case module_event_new:
	case module_event_pass:
		qstate->ext_state[id] = answer_or_pass(qstate);
		break;
	default:
		/* what later modules made of a passed query is theirs */
		qstate->ext_state[id] = module_finished;
		break;
	}
}

void
workstation_inform_super(struct module_qstate* ATTR_UNUSED(qstate),
	int ATTR_UNUSED(id), struct module_qstate* ATTR_UNUSED(super))
{
	/* this module starts no sub-queries */
}

void
workstation_clear(struct module_qstate* qstate, int id)
{
	qstate->minfo[id] = NULL;
}

size_t
workstation_get_mem(struct module_env* ATTR_UNUSED(env), int ATTR_UNUSED(id))
{
	return 0;
}

/* Designated initialisers, because Unbound 1.21 put fields in front. */
static struct module_func_block workstation_block = {
	.name = "workstation",
	.init = &workstation_init,
	.deinit = &workstation_deinit,
	.operate = &workstation_operate,
	.inform_super = &workstation_inform_super,
	.clear = &workstation_clear,
	.get_mem = &workstation_get_mem,
};

struct module_func_block*
workstation_get_funcblock(void)
{
	return &workstation_block;
}
