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

/** A record as an RRset of Unbound's, in the region.
 * @return NULL: out of memory. */
static struct ub_packed_rrset_key*
pack_rrset(const struct query_info* qinfo,
	const struct workstation_rrset* rrset, struct regional* region)
{
	size_t rr_length = sizeof(uint16_t) + rrset->rdata_length;
	struct ub_packed_rrset_key* key = regional_alloc_zero(region,
		sizeof(*key));
	struct packed_rrset_data* data = regional_alloc_zero(region,
		sizeof(*data) + sizeof(*data->rr_len) + sizeof(*data->rr_data)
		+ sizeof(*data->rr_ttl) + rr_length);

	if(!key || !data)
		return NULL;
	key->rk.dname = qinfo->qname + rrset->owner_offset;
	key->rk.dname_len = qinfo->qname_len - rrset->owner_offset;
	key->rk.type = htons(rrset->type);
	key->rk.rrset_class = htons(qinfo->qclass);
	key->entry.key = key;
	key->entry.data = data;
	data->ttl = rrset->ttl;
	data->count = 1;
	data->trust = rrset_trust_ans_noAA;
	data->security = sec_status_insecure;
	/* the place of all that follows depends on these lengths */
	data->rr_len = (size_t*)(data + 1);
	data->rr_len[0] = rr_length;
	packed_rrset_ptr_fixup(data);
	data->rr_ttl[0] = rrset->ttl;
	sldns_write_uint16(data->rr_data[0], rrset->rdata_length);
	memcpy(data->rr_data[0] + sizeof(uint16_t), rrset->rdata,
		rrset->rdata_length);
	return key;
}

/** A reply in the query's region; NULL: out of memory. */
static struct dns_msg*
compose_reply(struct module_qstate* qstate, enum workstation_verdict verdict,
	const struct workstation_reply* reply)
{
	const struct query_info* qinfo = &qstate->qinfo;
	struct dns_msg* msg = dns_msg_create(qinfo->qname, qinfo->qname_len,
		qinfo->qtype, qinfo->qclass, qstate->region, reply->count);

	if(!msg)
		return NULL;
	msg->rep->ttl = reply->rrset[0].ttl;
	for(size_t i = 0; i < reply->count; i++) {
		const struct workstation_rrset* rrset = &reply->rrset[i];
		struct ub_packed_rrset_key* key = pack_rrset(qinfo, rrset,
			qstate->region);

		/* a module's TTLs are relative: there is no time to subtract */
		if(!key || !(verdict == WORKSTATION_ANSWER
			? dns_msg_ansadd(msg, qstate->region, key, 0)
			: dns_msg_authadd(msg, qstate->region, key, 0)))
			return NULL;
		if((time_t)rrset->ttl < msg->rep->ttl)
			msg->rep->ttl = rrset->ttl;
	}
	msg->rep->flags |= BIT_RA;
	if(verdict == WORKSTATION_NXDOMAIN)
		FLAGS_SET_RCODE(msg->rep->flags, LDNS_RCODE_NXDOMAIN);
	/* unchecked would become SERVFAIL where a validator is in the chain */
	msg->rep->security = sec_status_insecure;
	return msg;
}

/** Put the question to the engine; the state the query is then in. */
static enum module_ext_state
answer_or_pass(struct module_qstate* qstate, int id)
{
	const struct workstation_rules* rules = qstate->env->modinfo[id];
	enum workstation_verdict verdict;
	struct workstation_reply reply;

	/* deny-any is the iterator's to carry out, on all names alike */
	if(qstate->qinfo.qtype == LDNS_RR_TYPE_ANY
		&& qstate->env->cfg->deny_any)
		return module_wait_module;
	verdict = workstation_judge(rules, qstate->qinfo.qname,
		qstate->qinfo.qname_len, qstate->qinfo.qtype,
		qstate->qinfo.qclass, &reply);
	if(!workstation_decides(verdict))
		return module_wait_module;

	qstate->return_msg = compose_reply(qstate, verdict, &reply);
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
		qstate->ext_state[id] = answer_or_pass(qstate, id);
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
workstation_get_mem(struct module_env* env, int id)
{
	return workstation_rules_memory(env->modinfo[id]);
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
