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

/** Answer a new query, or leave it to the next module. */
static enum module_ext_state
answer_or_pass(struct module_qstate* qstate, int id)
{
	const struct ws_state* state;
	struct ws_chain chain;
	enum module_ext_state next;

	/* a validator asks for keys and for proofs: they are upstream's */
	if(ws_is_internal(qstate))
		return pass("it is a lookup of Unbound's own");
	ws_set_outcome(qstate, id, WS_PASSED);
	if(ws_was_judged(qstate, id))
		return pass("no rule decided it before the message cache");
	state = ws_get_state(qstate->env, id);
	ws_judge(ws_rules(state, qstate->env, qstate->qinfo.qtype),
		&qstate->qinfo, &chain);
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

/** Rewrite a reply that contradicts the rules. @return NULL: it does not, a validator
 * did not find it good, or, with *next module_error, memory is exhausted. */
static struct reply_info*
rewrite(struct module_qstate* qstate, int id, struct ws_chain* chain,
	enum module_ext_state* next)
{
	const struct ws_state* state = ws_get_state(qstate->env, id);
	int validated = ws_is_validated(qstate->env, qstate->query_flags);
	struct reply_info* upstream = returned_reply(qstate);
	struct reply_info* rep;

	if(upstream && ws_is_plain(upstream) && !ws_is_from_behind(qstate, id))
		return NULL;
	if(!upstream && !validated)
		upstream = ws_cached_aliases(qstate);
	if(!upstream)
		return NULL;
	ws_follow(ws_rules(state, qstate->env, qstate->qinfo.qtype),
		&qstate->qinfo, upstream, chain);
	if(!ws_contradicts(chain, upstream))
		return NULL;
	/* not by a module in front either */
	qstate->no_cache_store = 1;
	if(validated && upstream->security <= sec_status_bogus) {
		verbose(VERB_ALGO, "workstation: the reply was not validated, it becomes SERVFAIL");
		return NULL;
	}
	verbose(VERB_ALGO, "workstation: rewrite the reply, %s",
		workstation_decides(chain->verdict) ? "a rule decides it"
		: "the name exists");
	rep = ws_make_reply(chain, upstream, 0, qstate->region);
	*next = ws_finish_with(qstate, rep);
	/* Nobody validated it, and a module in front may store it all the same: it is
	 * not for those who want what is validated. */
	if(rep && qstate->env->need_to_validate && !validated)
		rep->security = sec_status_unchecked;
	return rep;
}

/** End a query that the modules behind this one are done with. */
static enum module_ext_state
finish_passed(struct module_qstate* qstate, int id)
{
	const struct ws_state* state = ws_get_state(qstate->env, id);
	enum module_ext_state next = module_finished;
	enum ws_outcome outcome;
	struct ws_chain chain;

	if(ws_is_internal(qstate))
		return module_finished;
	if(rewrite(qstate, id, &chain, &next)) {
		outcome = chain.aliases || !workstation_decides(chain.verdict)
			? WS_REWRITTEN : ws_outcome_of(chain.verdict);
		ws_set_outcome(qstate, id, outcome);
		ws_record(state, qstate->env, &qstate->qinfo, outcome, &chain,
			ws_client_queries(qstate, id));
	} else if(next == module_finished) {
		ws_count(state, qstate->env, WS_PASSED, WS_NO_RULE,
			ws_client_queries(qstate, id));
	}
	return next;
}

void
workstation_operate(struct module_qstate* qstate, enum module_ev event,
	int id, struct outbound_entry* ATTR_UNUSED(outbound))
{
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
		qstate->ext_state[id] = answer_or_pass(qstate, id);
		break;
	case module_event_moddone:
		qstate->ext_state[id] = finish_passed(qstate, id);
		break;
	default:
		qstate->ext_state[id] = module_finished;
		break;
	}
}

int
workstation_reply_ede(struct query_info* ATTR_UNUSED(qinfo),
	struct module_qstate* qstate, struct reply_info* rep,
	int ATTR_UNUSED(rcode), struct edns_data* edns,
	struct edns_option** options, struct comm_reply* ATTR_UNUSED(repinfo),
	struct regional* region, struct timeval* ATTR_UNUSED(start_time),
	int id, void* ATTR_UNUSED(context))
{
	if(rep && edns->edns_present && qstate && ws_is_computed(qstate, id))
		ws_add_ede(options, region);
	return 1;
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
