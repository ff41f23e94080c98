/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A response that contradicts the rules is not stored, whoever asked for it, so that it
 * costs a query each time. What Unbound makes of RRsets that were stored for other types
 * is removed from the message cache when the query comes back.
 */
#include "config.h"
#include "response.h"
#include "binding.h"
#include "reply.h"
#include "services/cache/dns.h"

/** Whether a reply says that a name, or a record of the type, does not exist: it is no
 * referral. */
static int
is_negative(const struct reply_info* rep)
{
	for(size_t i = 0; i < rep->ns_numrrsets; i++)
		if(rep->rrsets[rep->an_numrrsets + i]->rk.type
			== htons(LDNS_RR_TYPE_SOA))
			return 1;
	return FLAGS_GET_RCODE(rep->flags) == LDNS_RCODE_NXDOMAIN;
}

/** Whether a reply contradicts the rules, or they compute what it says does not exist.
 * @param chain: set to its chain. */
static int
contradicts(const struct module_qstate* qstate, int id,
	const struct query_info* qinfo, const struct reply_info* rep,
	struct ws_chain* chain)
{
	const struct ws_asker asker = ws_asker_of(qstate, id);

	ws_follow_aliases(&asker, qinfo, rep, chain);
	return ws_contradicts(chain, rep) || (chain->verdict
		== WORKSTATION_KEEP_EXISTING && is_negative(rep));
}

int
ws_filter_response(struct module_qstate* qstate, struct dns_msg* response,
	int id, void* ATTR_UNUSED(context))
{
	int validates = qstate->env->need_to_validate;
	struct reply_info* rep;
	struct ws_chain chain;

	if(!response || !response->rep || !contradicts(qstate, id,
		&response->qinfo, response->rep, &chain))
		return 1;
	qstate->no_cache_store = 1;
	/* The iterator ends the chase where it gets an answer. A validator has to see
	 * the whole chain, which it can validate if the end is signed. */
	if(!workstation_decides(chain.verdict) || ws_is_internal(qstate)
		|| (validates && !chain.reply.secure))
		return 1;
	if(validates)
		ws_judge_signed(&response->qinfo, &chain);
	rep = ws_make_reply(&chain, response->rep, 0, qstate->region);
	if(rep) {
		if(validates)
			rep->security = sec_status_unchecked;
		rep->flags |= BIT_AA;
		response->rep = rep;
	}
	return 1;
}

int
ws_has_contradiction(const struct module_qstate* qstate, int id)
{
	struct ws_chain chain;

	return qstate->return_msg && qstate->return_msg->rep
		&& contradicts(qstate, id, &qstate->qinfo,
			qstate->return_msg->rep, &chain);
}

void
ws_remove_cached(struct module_qstate* qstate)
{
	msg_cache_remove(qstate->env, qstate->qinfo.qname,
		qstate->qinfo.qname_len, qstate->qinfo.qtype,
		qstate->qinfo.qclass, qstate->query_flags);
}
