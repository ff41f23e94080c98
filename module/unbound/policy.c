/* SPDX-License-Identifier: BSD-3-Clause */
/* Policy behind aliases: local zones, then RPZ, as for a direct question. */
#include "config.h"
#include "policy.h"
#include "binding.h"
#include "iterator/iterator.h"
#include "respip/respip.h"
#include "services/cache/dns.h"
#include "services/rpz.h"
#include "util/data/packed_rrset.h"
#include "util/net_help.h"
#include "util/regional.h"

int
ws_require_tcp(struct module_qstate* qstate)
{
	struct respip_action_info* info = regional_alloc_zero(qstate->region,
		sizeof(*info));

	if(!info)
		return 0;
	info->action = respip_truncate;
	info->rpz_used = 1;
	qstate->respip_action_info = info;
	return 1;
}

/** Whether a reply is an alias of the name that the question follows. */
static int
is_followed(const struct reply_info* rep, const struct query_info* qinfo)
{
	return rep->an_numrrsets && qinfo->qtype != LDNS_RR_TYPE_CNAME
		&& rep->rrsets[rep->an_numrrsets - 1]->rk.type
		== htons(LDNS_RR_TYPE_CNAME);
}

/** Ask RPZ, as the iterator does for the target of an alias. @return 0: out of memory. */
static int
ask_rpz(struct module_qstate* qstate, const struct query_info* qinfo,
	struct ws_policy* policy)
{
	struct iter_qstate chase; /* of which RPZ reads the qchase alone */
	struct respip_action_info* info = qstate->respip_action_info;
	struct dns_msg* forged;

	if(!qstate->env->auth_zones)
		return 1;
	memset(&chase, 0, sizeof(chase));
	chase.qchase = *qinfo;
	/* 1.17 to 1.18 write rpz-tcp-only there, and crash where there is nothing */
	if(!info && !(info = regional_alloc_zero(qstate->region, sizeof(*info))))
		return 0;
	qstate->respip_action_info = info;
	policy->is_of_rpz = 1;
	forged = rpz_callback_from_iterator_cname(qstate, &chase);
	if(qstate->is_drop) {
		policy->action = WS_POLICY_DROP;
	} else if(forged && forged->rep) {
		policy->rep = forged->rep;
		policy->action = is_followed(forged->rep, qinfo)
			? WS_POLICY_ALIAS : WS_POLICY_REPLY;
	} else if(info->action == respip_truncate) {
		policy->action = WS_POLICY_TCP_ONLY;
	}
	return 1;
}

/** Ask RPZ about the names in between. @return 0: out of memory. */
static int
ask_about_aliases(struct module_qstate* qstate, const struct query_info* qinfo,
	struct reply_info* aliases, struct ws_policy* policy)
{
	struct query_info target = *qinfo;

	for(size_t i = 0; aliases && i + 1 < aliases->an_numrrsets; i++) {
		if(aliases->rrsets[i]->rk.type != htons(LDNS_RR_TYPE_CNAME))
			continue;
		get_cname_target(aliases->rrsets[i], &target.qname,
			&target.qname_len);
		if(!ask_rpz(qstate, &target, policy))
			return 0;
		if(!ws_policy_decides(policy))
			continue;
		aliases->an_numrrsets = aliases->rrset_count = i + 1;
		return 1;
	}
	return 1;
}

int
ws_ask_policy(struct module_qstate* qstate, const struct query_info* qinfo,
	struct reply_info* aliases, struct ws_policy* policy)
{
	memset(policy, 0, sizeof(*policy));
	if(!ask_about_aliases(qstate, qinfo, aliases, policy))
		return 0;
	if(ws_policy_decides(policy))
		return 1;
	if(!ws_ask_local_zones(qstate, qinfo, policy))
		return 0;
	return ws_policy_decides(policy) || ask_rpz(qstate, qinfo, policy);
}

void
ws_judge_for(struct module_qstate* qstate, int id,
	const struct query_info* qinfo, struct ws_chain* chain)
{
	const struct ws_asker asker = ws_asker_of(qstate, id);

	ws_judge(&asker, qinfo, chain);
	ws_end_for(qstate, id, chain);
}

void
ws_end_for(struct module_qstate* qstate, int id, struct ws_chain* chain)
{
	struct query_info end = ws_end_of(chain, &qstate->qinfo);

	if(chain->verdict == WORKSTATION_KEEP_EXISTING
		&& ws_is_in_static_zone(qstate, id, &end))
		ws_judge_nothing(&end, chain);
}

int
ws_is_of_rpz(const struct reply_info* rep)
{
	for(size_t i = 0; i < rep->rrset_count; i++)
		if(rep->rrsets[i]->rk.flags & PACKED_RRSET_RPZ)
			return 1;
	return 0;
}

void
ws_get_target(const struct module_qstate* qstate, const struct reply_info* rep,
	struct query_info* target)
{
	memset(target, 0, sizeof(*target));
	get_cname_target(rep->rrsets[rep->an_numrrsets - 1], &target->qname,
		&target->qname_len);
	target->qtype = qstate->qinfo.qtype;
	target->qclass = qstate->qinfo.qclass;
}

/* attach_sub has had the client since 1.25 */
typedef int attach_sub(struct module_qstate*, struct query_info*, uint16_t, int,
	int, struct module_qstate**);
typedef int attach_client_sub(struct module_qstate*, struct query_info*,
	struct respip_client_info*, uint16_t, int, int, struct module_qstate**);

static inline int
attach(attach_sub* begin, struct module_qstate* qstate, struct query_info* target)
{
	struct module_qstate* begun;

	return begin(qstate, target, qstate->query_flags, 0, 0, &begun);
}

static inline int
attach_with_client(attach_client_sub* begin, struct module_qstate* qstate,
	struct query_info* target)
{
	struct module_qstate* begun;

	return begin(qstate, target, qstate->client_info, qstate->query_flags, 0, 0,
		&begun);
}

int
ws_resolve_target(struct module_qstate* qstate, const struct reply_info* rep)
{
	struct query_info target;

	ws_get_target(qstate, rep, &target);
	return target.qname && _Generic(qstate->env->attach_sub,
		attach_sub*: attach, attach_client_sub*: attach_with_client)
		(qstate->env->attach_sub, qstate, &target);
}
