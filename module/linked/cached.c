/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the caches have of upstream's, on its way to a client: replies that contradict
 * the rules are rewritten, and stay in the cache as they are.
 */
#include "config.h"
#include "hooks.h"
#include "binding.h"
#include "chain.h"
#include "client.h"
#include "local_zone.h"
#include "record.h"
#include "reply.h"
#include "services/cache/dns.h"
#include "services/cache/rrset.h"
#include "util/data/dname.h"
#include "util/data/msgparse.h"
#include "util/net_help.h"
#include "util/regional.h"

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
		sizeof(*rep) + WS_MAX_ALIASES * sizeof(*rep->rrsets)) : NULL;

	if(!rep)
		return NULL;
	rep->rrsets = (struct ub_packed_rrset_key**)(rep + 1);
	while(alias && rep->rrset_count < WS_MAX_ALIASES) {
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
is_for_dns64(const struct ws_state* state, const struct ws_asker* asker,
	const struct query_info* qinfo, const struct reply_info* rep)
{
	struct query_info address = *qinfo;
	struct ws_chain chain;

	if(!state->has_dns64 || qinfo->qtype != LDNS_RR_TYPE_AAAA)
		return 0;
	address.qtype = LDNS_RR_TYPE_A;
	ws_follow(asker, &address, rep, &chain);
	return workstation_decides(chain.verdict);
}

/** Where a static local zone has the end of a chain, nothing else exists. */
static void
end_chain(struct module_env* env, const struct query_info* qinfo,
	const struct respip_client_info* cinfo, struct ws_chain* chain)
{
	struct query_info end = ws_end_of(chain, qinfo);

	if(chain->verdict == WORKSTATION_KEEP_EXISTING && ws_zone_gives_way(env,
		ws_find_id(env), &end, cinfo, chain->asker.region))
		ws_judge_nothing(&end, chain);
}

/** What is to be done with a reply of the cache. */
enum use {
	SERVE,
	REWRITE,
	/** Resolve the query anew, by the modules. */
	RESOLVE
};

/** Judge a reply of the cache.
 * @param cinfo: what is known of the client; NULL: nothing.
 * @param chain: set to its chain, to rewrite it. */
static enum use
judge_cached(const struct ws_state* state, struct module_env* env,
	const struct query_info* qinfo, const struct respip_client_info* cinfo,
	const struct reply_info* rep, uint16_t flags,
	const struct ws_asker* asker, struct ws_chain* chain)
{
	if(is_failure(rep)) {
		/* another client's, whose rules do not decide the qname */
		ws_judge(asker, qinfo, chain);
		if(workstation_decides(chain->verdict))
			return RESOLVE;
		rep = ws_is_validated(env, flags) ? NULL
			: cached_aliases(env, qinfo, asker->region);
		if(!rep)
			return SERVE;
		ws_follow_aliases(asker, qinfo, rep, chain);
		end_chain(env, qinfo, cinfo, chain);
		return workstation_decides(chain->verdict) ? RESOLVE : SERVE;
	}
	ws_follow(asker, qinfo, rep, chain);
	end_chain(env, qinfo, cinfo, chain);
	if(is_for_dns64(state, asker, qinfo, rep))
		return RESOLVE;
	if(!ws_contradicts(chain, rep))
		return SERVE;
	/* a computed answer is not the cache's to give, and never stale */
	return workstation_decides(chain->verdict) && chain->aliases == 0
		&& !chain->nothing_exists ? RESOLVE : REWRITE;
}

int
workstation_may_contradict(struct module_env* env,
	const struct query_info* qinfo, const struct reply_info* rep,
	int is_partial)
{
	const struct ws_state* state = ws_first_state(env);

	/* most are plain, and the door has judged the qname */
	return !state || !ws_is_plain(state->rules, rep) || qinfo->local_alias || is_partial
		|| (qinfo->qtype == LDNS_RR_TYPE_AAAA && state->has_dns64);
}

/** Whether a reply can be sent in place of one of the cache. */
static int
is_reply(const struct ws_policy* policy)
{
	return policy->action == WS_POLICY_REPLY
		|| policy->action == WS_POLICY_RCODE;
}

/** Turn a reply of relative TTLs into one whose TTLs are times. */
static void
add_time(const struct reply_info* rep, time_t now)
{
	for(size_t i = 0; i < rep->rrset_count; i++) {
		struct packed_rrset_data* data = rep->rrsets[i]->entry.data;

		data->ttl += now;
		for(size_t j = 0; j < data->count; j++)
			data->rr_ttl[j] += now;
	}
}

/** Ask local zones about the end of a chain. @param repinfo: the client; NULL: nothing is
 * logged. @return 0: out of memory. */
static int
ask_local_zones(struct module_env* env, const struct query_info* qinfo,
	const struct respip_client_info* cinfo, struct comm_reply* repinfo,
	const struct ws_chain* chain, struct regional* region,
	struct ws_policy* policy)
{
	struct query_info end = ws_end_of(chain, qinfo);

	memset(policy, 0, sizeof(*policy));
	return ws_ask_zones_for(env, &end, cinfo, repinfo, region, policy);
}

/**
 * Let local zones have their say about the end of a cached chain.
 * @param rewritten: set, if they decide: NULL for no reply.
 * @return 0: the chain of modules is to do it.
 */
static int
apply_local_zones(struct module_env* env, const struct query_info* qinfo,
	const struct respip_client_info* cinfo, struct comm_reply* repinfo,
	const struct reply_info* rep, const struct ws_chain* chain,
	struct regional* region, struct ws_policy* policy,
	struct reply_info** rewritten)
{
	struct reply_info* aliases = ws_take_aliases(rep, chain->aliases, region);

	/* what is left to the modules is logged there */
	if(!aliases || !ws_is_of_rules(chain) || !ask_local_zones(env, qinfo,
		cinfo, NULL, chain, region, policy)
		|| policy->action == WS_POLICY_ALIAS || !ask_local_zones(env,
		qinfo, cinfo, repinfo, chain, region, policy))
		return 0;
	if(policy->action == WS_POLICY_DROP)
		*rewritten = NULL;
	if(!is_reply(policy))
		return policy->action != WS_POLICY_ALIAS;
	add_time(policy->rep, *env->now);
	*rewritten = ws_join_replies(policy->action == WS_POLICY_REPLY ? aliases
		: NULL, policy->rep, region);
	return *rewritten != NULL;
}

int
workstation_check_cached(struct module_env* env, struct query_info* qinfo,
	const struct respip_client_info* cinfo,
	struct ub_packed_rrset_key* alias, struct reply_info* rep,
	uint16_t flags, uint16_t bits, struct edns_data* edns,
	struct comm_reply* repinfo, int has_client_rules,
	struct regional* region, struct reply_info** rewritten, int* is_secure)
{
	int id = ws_find_id(env);
	const struct ws_state* state;
	struct query_info asked = *qinfo;
	struct ws_policy policy = {WS_POLICY_NONE, NULL, 0, 0};
	struct ws_asker asker;
	struct ws_chain chain;
	enum use use;

	if(id < 0)
		return 1;
	state = ws_get_state(env, id);
	if(alias)
		get_cname_target(alias, &asked.qname, &asked.qname_len);
	asker = (struct ws_asker){
		.rules = ws_rules_for_type(ws_rules_of_client(state, cinfo), env,
			qinfo->qtype),
		.signer = ws_signer_of(state->signers, env),
		.now = *env->now,
		.dnssec_ok = !state->disable_edns_do && (bits & EDNS_DO),
		.compact_ok = (bits & WS_EDNS_CO) != 0,
		.checking_disabled = (flags & BIT_CD) != 0,
		.region = region};
	use = judge_cached(state, env, &asked, cinfo, rep, flags, &asker, &chain);
	if(use == RESOLVE)
		return 0;
	/* RPZ is asked in the chain of modules */
	if(chain.needs_policy && (has_client_rules || !apply_local_zones(env,
		&asked, cinfo, repinfo, rep, &chain, region, &policy, rewritten)))
		return 0;
	if(use == SERVE || ws_policy_decides(&policy))
		return 1;
	if(has_client_rules)
		return 0;
	*rewritten = ws_make_reply(&chain, rep, *env->now, region);
	if(!*rewritten)
		return 0;
	if(env->cfg->ede && edns->edns_present)
		ws_add_ede(&edns->opt_list_out, region);
	if(ws_takes_compact(&chain))
		edns->bits |= WS_EDNS_CO;
	*is_secure = (*rewritten)->security == sec_status_secure;
	ws_record(state, env, qinfo, ws_outcome_of_rewriting(&chain), &chain, 1);
	return 1;
}

/** Rewrite an expired reply. @return NULL: it cannot be sent. */
static struct reply_info*
rewrite_expired(struct module_qstate* qstate, int id,
	const struct query_info* qinfo, const struct reply_info* rep,
	const struct ws_chain* chain)
{
	struct query_info end = ws_end_of(chain, qinfo);
	struct reply_info* aliases;
	const struct ws_query* query;

	if(!chain->needs_policy)
		return ws_make_reply(chain, rep, 0, qstate->region);
	aliases = ws_take_aliases(rep, chain->aliases, qstate->region);
	query = aliases ? ws_ask_policy_once(qstate, id, &end, aliases) : NULL;
	if(!query)
		return NULL;
	if(!ws_is_decided_by_policy(query))
		return ws_make_reply(chain, rep, 0, qstate->region);
	return is_reply(&query->policy) ? ws_join_replies(
		query->policy.action == WS_POLICY_REPLY ? aliases : NULL,
		query->policy.rep, qstate->region) : NULL;
}

int
workstation_check_expired(struct module_qstate* qstate,
	struct query_info* qinfo, struct dns_msg* msg)
{
	struct module_env* env = qstate->env;
	int id = ws_find_id(env);
	const struct ws_state* state;
	const struct respip_client_info* cinfo;
	struct reply_info* rep;
	struct ws_asker asker;
	struct ws_chain chain;
	enum use use;

	if(id < 0)
		return 1;
	state = ws_get_state(env, id);
	if(!ws_find_client(qstate, &cinfo)) {
		/* several wait, which see different things */
		if(state->views->has_rules)
			return 0;
		cinfo = NULL;
	}
	asker = ws_asker_of(qstate, id);
	use = judge_cached(state, env, qinfo, cinfo, msg->rep,
		qstate->query_flags, &asker, &chain);
	if(use != REWRITE)
		return use == SERVE;
	rep = rewrite_expired(qstate, id, qinfo, msg->rep, &chain);
	if(!rep)
		return 0;
	if(msg->rep->security <= sec_status_bogus)
		rep->security = msg->rep->security;
	msg->rep = rep;
	ws_set_outcome(qstate, id, ws_outcome_of_rewriting(&chain));
	ws_record(state, env, &qstate->qinfo, ws_outcome_of_rewriting(&chain),
		&chain, ws_client_queries(qstate, id));
	return 1;
}
