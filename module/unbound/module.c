/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The module's part in a query. A new one that a rule decides is answered; any other
 * goes on to the next module. When that is done, a reply that contradicts the rules is
 * rewritten. Nothing of either is stored: caches hold what upstream said.
 */
#include "config.h"
#include "module.h"
#include "binding.h"
#include "record.h"
#include "reply.h"
#include "services/cache/dns.h"
#include "util/config_file.h"
#include "util/log.h"
#include "util/net_help.h"

/** Pass a query to the next module. @param why: for the log. */
static enum module_ext_state
pass(const char* why)
{
	if(verbosity >= VERB_ALGO)
		verbose(VERB_ALGO, "workstation: pass to next module: %s", why);
	return module_wait_module;
}

static enum module_ext_state
out_of_memory(void)
{
	log_err("workstation: out of memory");
	return module_error;
}

static void
count_passed(const struct module_qstate* qstate, int id)
{
	ws_count(ws_get_state(qstate->env, id), qstate->env, WS_PASSED,
		WORKSTATION_NO_RULE, ws_client_queries(qstate, id));
}

/** Rewrite a reply that contradicts the rules. */
static enum module_ext_state
rewrite(struct module_qstate* qstate, int id, struct reply_info* upstream,
	const struct ws_chain* chain)
{
	const struct ws_state* state = ws_get_state(qstate->env, id);
	int validated = ws_is_validated(qstate->env, qstate->query_flags);
	struct reply_info* rep;
	enum ws_outcome outcome;

	verbose(VERB_ALGO, "workstation: rewrite the reply, %s",
		workstation_decides(chain->verdict) ? "a rule decides it"
		: "the name exists");
	rep = ws_make_reply(chain, upstream, 0, qstate->region);
	if(ws_finish_with(qstate, rep) != module_finished)
		return module_error;
	/* what respip, behind this module, does with addresses that are gone */
	qstate->is_drop = 0;
	qstate->respip_action_info = NULL;
	/* Nobody validated it, and a module in front may store it all the same: it is
	 * not for those who want what is validated. */
	if(qstate->env->need_to_validate && !validated)
		rep->security = sec_status_unchecked;
	outcome = ws_outcome_of_rewriting(chain);
	ws_set_outcome(qstate, id, outcome);
	ws_record(state, qstate->env, &qstate->qinfo, outcome, chain,
		ws_client_queries(qstate, id));
	return module_finished;
}

static enum module_ext_state finish_with_policy(struct module_qstate* qstate,
	int id, struct ws_query* query);

/** Go on from an alias that policy gives: with the rules, which policy has a say about
 * again, or with a query of its own. */
static enum module_ext_state
follow_policy(struct module_qstate* qstate, int id, struct ws_query* query)
{
	struct reply_info* aliases = ws_join_replies(query->aliases,
		query->policy.rep, qstate->region);
	struct query_info target;
	struct ws_chain chain;

	if(!aliases)
		return out_of_memory();
	ws_get_target(qstate, query->policy.rep, &target);
	if(!target.qname || aliases->an_numrrsets > WS_MAX_ALIASES)
		return module_error;
	ws_judge_for(qstate, id, &target, &chain);
	if(!ws_is_of_rules(&chain))
		return ws_resolve_target(qstate, query->policy.rep)
			? module_wait_subquery : module_error;
	query->policy_name = target.qname;
	query->aliases = aliases;
	if(!ws_ask_policy(qstate, &target, NULL, &query->policy))
		return out_of_memory();
	if(ws_is_decided_by_policy(query))
		return finish_with_policy(qstate, id, query);
	chain.aliases = aliases->an_numrrsets;
	if(workstation_decides(chain.verdict))
		return rewrite(qstate, id, aliases, &chain);
	query->policy.rep = aliases;
	query->policy.action = WS_POLICY_ALIAS;
	query->aliases = NULL;
	return ws_resolve_target(qstate, aliases) ? module_wait_subquery
		: module_error;
}

/** Give a query what policy says of the name that its aliases lead to. */
static enum module_ext_state
finish_with_policy(struct module_qstate* qstate, int id, struct ws_query* query)
{
	const struct ws_policy* policy = &query->policy;

	verbose(VERB_ALGO, "workstation: policy decides the end of the aliases");
	/* the query for the target of policy's alias is counted instead */
	if(policy->action != WS_POLICY_ALIAS)
		count_passed(qstate, id);
	qstate->no_cache_store = 1;
	qstate->return_msg = NULL;
	switch(policy->action) {
	case WS_POLICY_REPLY:
		return ws_finish_with(qstate, ws_join_replies(query->aliases,
			policy->rep, qstate->region));
	case WS_POLICY_ALIAS:
		return follow_policy(qstate, id, query);
	case WS_POLICY_DROP:
		qstate->is_drop = 1;
		qstate->return_rcode = LDNS_RCODE_SERVFAIL;
		return module_finished;
	default:
		qstate->return_rcode = policy->rcode;
		return module_finished;
	}
}

/** Finish a query whose aliases end in an alias of policy's, which is resolved. */
static enum module_ext_state
finish_with_target(struct module_qstate* qstate, int id,
	const struct ws_query* query)
{
	const struct ws_asker asker = ws_asker_of(qstate, id);
	struct reply_info* rep = query->target;
	struct query_info target;
	struct ws_chain chain;

	if(!rep) {
		qstate->return_rcode = LDNS_RCODE_SERVFAIL;
		return module_finished;
	}
	/* Queries of several clients can wait for one. */
	ws_get_target(qstate, query->policy.rep, &target);
	ws_follow(&asker, &target, rep, &chain);
	if(ws_contradicts(&chain, rep) && !ws_is_of_rpz(rep))
		rep = ws_make_reply(&chain, rep, 0, qstate->region);
	if(rep)
		rep = ws_join_replies(query->policy.rep, rep, qstate->region);
	return ws_finish_with(qstate, rep ? ws_join_replies(query->aliases, rep,
		qstate->region) : NULL);
}

/** Answer a validator's question for what is in a signed zone: it has to validate what
 * aliases end in. Other keys and proofs are upstream's. */
static enum module_ext_state
answer_validator(struct module_qstate* qstate, int id)
{
	struct reply_info* rep;
	struct ws_chain chain;

	ws_judge_for(qstate, id, &qstate->qinfo, &chain);
	if(!workstation_decides(chain.verdict) || !chain.reply.secure)
		return pass("it is a lookup of Unbound's own");
	ws_judge_signed(&qstate->qinfo, &chain);
	rep = ws_make_reply(&chain, NULL, 0, qstate->region);
	if(rep)
		rep->security = sec_status_unchecked;
	return ws_finish_with(qstate, rep);
}

/** Answer a new query, or leave it to the next module. */
static enum module_ext_state
answer_or_pass(struct module_qstate* qstate, int id)
{
	const struct ws_state* state;
	struct ws_query* query;
	struct ws_chain chain;
	enum module_ext_state next;

	if(ws_is_internal(qstate))
		return answer_validator(qstate, id);
	ws_set_outcome(qstate, id, WS_PASSED);
	state = ws_get_state(qstate->env, id);
	if(ws_was_judged(qstate, id) && !workstation_may_keep(state->rules))
		return pass("no rule decided it before the message cache");
	ws_judge_for(qstate, id, &qstate->qinfo, &chain);
	if(!ws_is_asked_directly(qstate) && ws_is_of_rules(&chain)) {
		query = ws_ask_policy_once(qstate, id, &qstate->qinfo, NULL);
		if(!query)
			return out_of_memory();
		if(ws_is_decided_by_policy(query))
			return finish_with_policy(qstate, id, query);
		if(query->policy.action == WS_POLICY_TCP_ONLY
			&& !ws_require_tcp(qstate))
			return out_of_memory();
	}
	if(!workstation_decides(chain.verdict))
		return pass("no rule decides it");
	next = ws_finish_with(qstate, ws_make_reply(&chain, NULL, 0,
		qstate->region));
	if(next == module_finished) {
		ws_set_outcome(qstate, id, ws_outcome_of(chain.verdict));
		ws_record(state, qstate->env, &qstate->qinfo,
			ws_outcome_of(chain.verdict), &chain,
			ws_client_queries(qstate, id));
	}
	return next;
}

/** The reply that the modules behind this one gave; NULL: they failed. */
static struct reply_info*
returned_reply(const struct module_qstate* qstate)
{
	struct reply_info* rep = qstate->return_rcode == LDNS_RCODE_NOERROR
		&& qstate->return_msg ? qstate->return_msg->rep : NULL;

	return rep && (FLAGS_GET_RCODE(rep->flags) == LDNS_RCODE_NOERROR
		|| FLAGS_GET_RCODE(rep->flags) == LDNS_RCODE_NXDOMAIN) ? rep : NULL;
}

/** Follow the reply that the modules behind this one gave.
 * @param chain: set to its chain.
 * @return the reply; NULL: it says nothing against the rules, or they failed. */
static struct reply_info*
follow_returned(struct module_qstate* qstate, int id, struct ws_chain* chain)
{
	struct ws_asker asker;
	struct reply_info* rep = returned_reply(qstate);

	if(rep && ws_is_plain(ws_get_state(qstate->env, id)->rules, rep)
		&& !ws_is_from_behind(qstate, id))
		return NULL;
	asker = ws_asker_of(qstate, id);
	if(rep) {
		ws_follow(&asker, &qstate->qinfo, rep, chain);
	} else if(!ws_is_validated(qstate->env, qstate->query_flags)) {
		rep = ws_cached_aliases(qstate);
		if(rep)
			ws_follow_aliases(&asker, &qstate->qinfo, rep,
				chain);
	}
	if(!rep || ws_is_of_rpz(rep))
		return NULL;
	ws_end_for(qstate, id, chain);
	return chain->needs_policy || ws_contradicts(chain, rep) ? rep : NULL;
}

/** Ask policy about the names that a reply's aliases lead to, up to the end of its chain,
 * until it has the say about one. @return 0: out of memory. */
static int
ask_policy(struct module_qstate* qstate, int id, const struct reply_info* rep,
	const struct ws_chain* chain)
{
	struct query_info target = qstate->qinfo;
	const struct ws_query* query = NULL;
	struct ws_chain one;
	size_t next = 0;

	while(next < chain->aliases && ws_next_target(rep, &target, &next)
		&& !ws_is_decided_by_policy(query)) {
		ws_judge(&chain->asker, &target, &one);
		if(!ws_is_of_rules(&one))
			continue;
		query = ws_ask_policy_once(qstate, id, &target,
			ws_take_aliases(rep, next, qstate->region));
		if(!query)
			return 0;
	}
	return 1;
}

/** Whether a validator, if one has the say, found a reply good. @param rep: NULL: the
 * modules behind this one failed. */
static int
is_good(const struct module_qstate* qstate, const struct reply_info* rep)
{
	return !ws_is_validated(qstate->env, qstate->query_flags)
		|| (rep && rep->security > sec_status_bogus);
}

/** End a query that the modules behind this one are done with. */
static enum module_ext_state
finish_passed(struct module_qstate* qstate, int id)
{
	struct ws_query* query = ws_get_query(qstate, id);
	enum module_ext_state next = module_finished;
	struct reply_info* rep;
	struct ws_chain chain;

	if(ws_is_internal(qstate))
		return module_finished;
	rep = follow_returned(qstate, id, &chain);
	if(rep && !is_good(qstate, rep) && !ws_has_good_aliases(&chain, rep)) {
		verbose(VERB_ALGO, "workstation: the reply was not validated, it becomes SERVFAIL");
		/* not by a module in front either */
		qstate->no_cache_store = 1;
		rep = NULL;
	}
	if(rep && chain.needs_policy && !ws_is_decided_by_policy(query)
		&& !ask_policy(qstate, id, rep, &chain))
		return out_of_memory();
	query = ws_get_query(qstate, id);
	if(ws_is_decided_by_policy(query) && (query->policy.is_of_rpz
		|| is_good(qstate, returned_reply(qstate))))
		return finish_with_policy(qstate, id, query);
	if(rep && !ws_is_decided_by_policy(query) && ws_contradicts(&chain, rep))
		next = rewrite(qstate, id, rep, &chain);
	else
		count_passed(qstate, id);
	if(query && query->policy.action == WS_POLICY_TCP_ONLY
		&& !ws_require_tcp(qstate))
		return out_of_memory();
	return next;
}

void
workstation_operate(struct module_qstate* qstate, enum module_ev event,
	int id, struct outbound_entry* ATTR_UNUSED(outbound))
{
	const struct ws_query* query = ws_get_query(qstate, id);

	if(verbosity >= VERB_QUERY) {
		verbose(VERB_QUERY, "workstation[module %d] operate: extstate:%s event:%s",
			id, strextstate(qstate->ext_state[id]),
			strmodulevent(event));
		log_query_info(VERB_QUERY, "workstation operate: query",
			&qstate->qinfo);
	}
	switch(event) {
	case module_event_new:
	case module_event_pass:
		qstate->ext_state[id] = query && query->policy.action
			== WS_POLICY_ALIAS ? finish_with_target(qstate, id, query)
			: answer_or_pass(qstate, id);
		break;
	case module_event_moddone:
		qstate->ext_state[id] = finish_passed(qstate, id);
		break;
	default:
		qstate->ext_state[id] = module_finished;
		break;
	}
}

/* Clients with DO and without it can wait for one reply. */
int
workstation_adapt_reply(struct query_info* ATTR_UNUSED(qinfo),
	struct module_qstate* qstate, struct reply_info* rep,
	int ATTR_UNUSED(rcode), struct edns_data* edns,
	struct edns_option** options, struct comm_reply* repinfo,
	struct regional* region, struct timeval* ATTR_UNUSED(start_time),
	int id, void* ATTR_UNUSED(context))
{
	if(!rep || !qstate || !ws_is_computed(qstate, id))
		return 1;
	if(qstate->env->cfg->ede && edns->edns_present)
		ws_add_ede(options, region);
	if(repinfo && ws_is_compact(rep))
		FLAGS_SET_RCODE(rep->flags, edns->bits & EDNS_DO
			? LDNS_RCODE_NOERROR : LDNS_RCODE_NXDOMAIN);
	return 1;
}

/* The query for the target of policy's alias is done. */
void
workstation_inform_super(struct module_qstate* qstate, int id,
	struct module_qstate* super)
{
	struct ws_query* query = ws_get_query(super, id);

	if(qstate->is_drop)
		super->is_drop = 1;
	if(ws_is_computed(qstate, id))
		ws_set_outcome(super, id, WS_REWRITTEN);
	if(qstate->return_rcode == LDNS_RCODE_NOERROR && qstate->return_msg)
		query->target = reply_info_copy(qstate->return_msg->rep, NULL,
			super->region);
}

void
workstation_clear(struct module_qstate* qstate, int id)
{
	qstate->minfo[id] = NULL;
}

/* Designated initialisers, because Unbound 1.21 put fields in front. */
static struct module_func_block block = {
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
	return &block;
}
