/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the caches have of upstream's, on its way to a client: replies that contradict
 * the rules are rewritten, and stay in the cache as they are.
 */
#include "config.h"
#include "hooks.h"
#include "binding.h"
#include "chain.h"
#include "record.h"
#include "reply.h"
#include "services/cache/dns.h"
#include "services/cache/rrset.h"
#include "util/data/dname.h"
#include "util/data/msgparse.h"
#include "util/net_help.h"
#include "util/regional.h"

/** The longest chain of aliases that is followed, as in the iterator. */
#define MAX_ALIASES 11

/** Copy the alias of a name from the cache. @return NULL: there is none, or out of
 * memory. */
static struct ub_packed_rrset_key*
cached_alias(struct module_env* env, const struct query_info* qinfo,
	struct regional* region)
{
	struct ub_packed_rrset_key* rrset = rrset_cache_lookup(
		env->rrset_cache, qinfo->qname, qinfo->qname_len,
		LDNS_RR_TYPE_CNAME, qinfo->qclass, 0, *env->now, 0);
	struct ub_packed_rrset_key* copy;

	if(!rrset)
		return NULL;
	copy = packed_rrset_copy_region(rrset, region, *env->now);
	lock_rw_unlock(&rrset->entry.lock);
	return copy;
}

/** Find the aliases of a name in the cache, as a reply of relative TTLs.
 * @return NULL: there is none, or out of memory. */
static struct reply_info*
cached_aliases(struct module_env* env, const struct query_info* qinfo,
	struct regional* region)
{
	struct query_info target = *qinfo;
	struct ub_packed_rrset_key* alias = cached_alias(env, qinfo, region);
	struct reply_info* rep = alias ? regional_alloc_zero(region,
		sizeof(*rep) + MAX_ALIASES * sizeof(*rep->rrsets)) : NULL;

	if(!rep)
		return NULL;
	rep->rrsets = (struct ub_packed_rrset_key**)(rep + 1);
	while(alias && rep->rrset_count < MAX_ALIASES) {
		rep->rrsets[rep->rrset_count++] = alias;
		get_cname_target(alias, &target.qname, &target.qname_len);
		alias = cached_alias(env, &target, region);
	}
	rep->an_numrrsets = rep->rrset_count;
	return rep;
}

struct reply_info*
ws_cached_aliases(struct module_qstate* qstate)
{
	return cached_aliases(qstate->env, &qstate->qinfo, qstate->region);
}

static int
is_failure(const struct reply_info* rep)
{
	return FLAGS_GET_RCODE(rep->flags) != LDNS_RCODE_NOERROR
		&& FLAGS_GET_RCODE(rep->flags) != LDNS_RCODE_NXDOMAIN;
}

/** Whether dns64 asks for the A records of a name for which the cache has a reply, and
 * they are computed. */
static int
is_for_dns64(const struct ws_state* state, struct module_env* env,
	const struct query_info* qinfo, const struct reply_info* rep)
{
	struct query_info address = *qinfo;
	struct ws_chain chain;

	if(!state->has_dns64 || qinfo->qtype != LDNS_RR_TYPE_AAAA)
		return 0;
	address.qtype = LDNS_RR_TYPE_A;
	ws_follow(ws_rules(state, env, address.qtype), &address, rep, &chain);
	return workstation_decides(chain.verdict);
}

/** What is to be done with a reply of the cache. */
enum use {
	SERVE,
	REWRITE,
	/** Resolve the query anew, by the modules. */
	RESOLVE
};

/** Judge a reply of the cache. @param chain: set to its chain, to rewrite it. */
static enum use
judge_cached(const struct ws_state* state, struct module_env* env,
	const struct query_info* qinfo, const struct reply_info* rep,
	uint16_t flags, struct regional* region, struct ws_chain* chain)
{
	const struct workstation_rules* rules = ws_rules(state, env,
		qinfo->qtype);

	if(is_failure(rep)) {
		rep = ws_is_validated(env, flags) ? NULL
			: cached_aliases(env, qinfo, region);
		if(!rep)
			return SERVE;
		ws_follow(rules, qinfo, rep, chain);
		return workstation_decides(chain->verdict) ? RESOLVE : SERVE;
	}
	ws_follow(rules, qinfo, rep, chain);
	if(is_for_dns64(state, env, qinfo, rep))
		return RESOLVE;
	if(!ws_contradicts(chain, rep))
		return SERVE;
	/* a computed answer is not the cache's to give, and never stale */
	return workstation_decides(chain->verdict) && chain->aliases == 0
		? RESOLVE : REWRITE;
}

int
workstation_may_contradict(struct module_env* env,
	const struct query_info* qinfo, const struct reply_info* rep,
	int is_partial)
{
	const struct ws_state* state = ws_first_state(env);

	/* most are plain, and the door has judged the qname */
	return !state || !ws_is_plain(rep) || qinfo->local_alias || is_partial
		|| (qinfo->qtype == LDNS_RR_TYPE_AAAA && state->has_dns64);
}

int
workstation_check_cached(struct module_env* env, struct query_info* qinfo,
	struct ub_packed_rrset_key* alias, struct reply_info* rep,
	uint16_t flags, struct edns_data* edns, int has_client_rules,
	struct regional* region, struct reply_info** rewritten)
{
	int id = ws_find_id(env);
	const struct ws_state* state;
	struct query_info asked = *qinfo;
	struct ws_chain chain;
	enum use use;

	if(id < 0)
		return 1;
	state = ws_get_state(env, id);
	if(alias)
		get_cname_target(alias, &asked.qname, &asked.qname_len);
	use = judge_cached(state, env, &asked, rep, flags, region, &chain);
	if(use != REWRITE)
		return use == SERVE;
	if(has_client_rules)
		return 0;
	*rewritten = ws_make_reply(&chain, rep, *env->now, region);
	if(!*rewritten)
		return 0;
	if(env->cfg->ede && edns->edns_present)
		ws_add_ede(&edns->opt_list_out, region);
	ws_record(state, env, qinfo, WS_REWRITTEN, &chain, 1);
	return 1;
}

int
workstation_check_expired(struct module_qstate* qstate,
	struct query_info* qinfo, struct dns_msg* msg)
{
	struct module_env* env = qstate->env;
	int id = ws_find_id(env);
	const struct ws_state* state;
	struct reply_info* rep;
	struct ws_chain chain;
	enum use use;

	if(id < 0)
		return 1;
	state = ws_get_state(env, id);
	use = judge_cached(state, env, qinfo, msg->rep, qstate->query_flags,
		qstate->region, &chain);
	if(use != REWRITE)
		return use == SERVE;
	rep = ws_make_reply(&chain, msg->rep, 0, qstate->region);
	if(!rep)
		return 0;
	if(msg->rep->security <= sec_status_bogus)
		rep->security = msg->rep->security;
	msg->rep = rep;
	ws_set_outcome(qstate, id, WS_REWRITTEN);
	ws_record(state, env, &qstate->qinfo, WS_REWRITTEN, &chain,
		ws_client_queries(qstate, id));
	return 1;
}
