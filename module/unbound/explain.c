/* SPDX-License-Identifier: BSD-3-Clause */
/* Telling what was decided, and by which rule. */
#include "config.h"
#include "explain.h"
#include "binding.h"
#include "module.h"
#include "services/cache/dns.h"
#include "services/mesh.h"
#include "sldns/wire2str.h"
#include "util/data/dname.h"
#include "util/data/msgparse.h"
#include "util/log.h"

const char* const workstation_outcomes[WORKSTATION_OUTCOMES] = {
	[WORKSTATION_OUTCOME_ANSWER] = "answer",
	[WORKSTATION_OUTCOME_NODATA] = "nodata",
	[WORKSTATION_OUTCOME_NXDOMAIN] = "nxdomain",
	[WORKSTATION_OUTCOME_REWRITTEN] = "rewritten",
	[WORKSTATION_OUTCOME_PASSED] = "passed",
};

/** Extended DNS Error 29, without a text (RFC 8914, 4; IANA's registry). */
static uint8_t synthesized[] = {0, 29};

static void
log_decision(const struct query_info* qinfo,
	const struct workstation_reply* by, enum workstation_outcome outcome)
{
	char name[LDNS_MAX_DOMAINLEN + 1], type[16], class[16];

	dname_str(qinfo->qname, name);
	sldns_wire2str_type_buf(qinfo->qtype, type, sizeof(type));
	sldns_wire2str_class_buf(qinfo->qclass, class, sizeof(class));
	if(by->file)
		log_info("workstation: %s %s %s %s: by the rule at %s:%u",
			workstation_outcomes[outcome], name, type, class,
			by->file, by->line);
	else
		log_info("workstation: %s %s %s %s: by the built-in rule",
			workstation_outcomes[outcome], name, type, class);
}

/** Whether more is to be told of a decision than that there was one. */
static int
tells_rule(const struct workstation_state* state)
{
	return verbosity >= VERB_DETAIL || state->statistics->by_rule;
}

static void
count(const struct workstation_state* state, const struct module_env* env,
	enum workstation_outcome outcome, size_t queries)
{
	struct workstation_thread_counts* counts = workstation_counts_of(
		state->statistics, env);

	if(counts)
		counts->now.outcome[outcome] += queries;
}

/** Count by rule, and log.
 * @param meeting: its verdict decides, or it is of a name that exists, which no
 *	rule answers. */
static void
tell_rule(const struct workstation_state* state, const struct module_env* env,
	const struct query_info* qinfo,
	const struct workstation_meeting* meeting,
	enum workstation_outcome outcome, size_t queries)
{
	const struct workstation_reply* by = &meeting->reply;
	struct workstation_reply existing;

	if(workstation_decides(meeting->verdict)) {
		struct workstation_thread_counts* counts
			= workstation_counts_of(state->statistics, env);

		if(counts && counts->now.rule)
			counts->now.rule[by->rule] += queries;
	}
	if(verbosity < VERB_DETAIL)
		return;
	if(!workstation_decides(meeting->verdict)) {
		if(!workstation_find_existing(state->rules, meeting->name,
			meeting->length, &existing))
			return;
		by = &existing;
	}
	log_decision(qinfo, by, outcome);
}

/** Tell of a reply of ours, whose rule is to be found again. */
static void
tell_reply(const struct workstation_state* state, const struct module_env* env,
	const struct query_info* qinfo, const struct reply_info* rep,
	enum workstation_outcome outcome, size_t queries)
{
	struct workstation_judge judge = {state->rules, env->cfg->deny_any};
	struct workstation_meeting meeting;

	workstation_follow(&judge, qinfo, rep, &meeting);
	tell_rule(state, env, qinfo, &meeting, outcome, queries);
}

static size_t
clients_of(const struct mesh_state* mesh)
{
	size_t clients = 0;

	for(const struct mesh_reply* r = mesh->reply_list; r; r = r->next)
		clients++;
	return clients;
}

/** How many queries of clients this one is: one too, if a module in front asked
 * because of a client. Those that wait for one that was begun behind this module
 * did not ask here, and Unbound's own lookups have no client. */
static size_t
queries_of(const struct module_qstate* qstate, int from_behind)
{
	struct mesh_state* mesh = qstate->mesh_info;
	size_t clients = clients_of(mesh);
	struct mesh_state_ref* super;

	if(clients || from_behind)
		return clients;
	RBTREE_FOR(super, struct mesh_state_ref*, &mesh->super_set)
		if(super->s->reply_list)
			return 1;
	return 0;
}

void
workstation_tell_answered(const struct module_qstate* qstate, int id,
	const struct workstation_meeting* meeting,
	enum workstation_outcome outcome)
{
	const struct workstation_state* state = workstation_state_of(
		qstate->env, id);
	size_t queries = queries_of(qstate, 0);

	count(state, qstate->env, outcome, queries);
	if(tells_rule(state))
		tell_rule(state, qstate->env, &qstate->qinfo, meeting, outcome,
			queries);
}

void
workstation_tell_returned(const struct module_qstate* qstate, int id,
	int from_behind)
{
	const struct workstation_state* state = workstation_state_of(
		qstate->env, id);
	const struct dns_msg* msg = qstate->return_rcode == LDNS_RCODE_NOERROR
		? qstate->return_msg : NULL;
	enum workstation_outcome outcome = msg && msg->rep
		? workstation_outcome_of(msg->rep)
		: WORKSTATION_OUTCOME_PASSED;
	size_t queries = queries_of(qstate, from_behind);

	count(state, qstate->env, outcome, queries);
	if(outcome != WORKSTATION_OUTCOME_PASSED && tells_rule(state))
		tell_reply(state, qstate->env, &qstate->qinfo, msg->rep,
			outcome, queries);
}

void
workstation_tell_cached(const struct workstation_state* state,
	const struct module_env* env, const struct query_info* qinfo,
	const struct reply_info* rep)
{
	enum workstation_outcome outcome = workstation_outcome_of(rep);

	count(state, env, outcome, 1);
	if(tells_rule(state))
		tell_reply(state, env, qinfo, rep, outcome, 1);
}

int
workstation_explain(struct query_info* ATTR_UNUSED(qinfo),
	struct module_qstate* ATTR_UNUSED(qstate), struct reply_info* rep,
	int ATTR_UNUSED(rcode), struct edns_data* edns,
	struct edns_option** options, struct comm_reply* ATTR_UNUSED(repinfo),
	struct regional* region, struct timeval* ATTR_UNUSED(start_time),
	int ATTR_UNUSED(id), void* ATTR_UNUSED(context))
{
	if(!rep || !edns->edns_present || !workstation_is_ours(rep))
		return 1;
	/* options that a module adds are one list for all clients that wait */
	if(edns_opt_list_find(*options, LDNS_EDNS_EDE))
		return 1;
	if(!edns_opt_list_append(options, LDNS_EDNS_EDE, sizeof(synthesized),
		synthesized, region))
		log_err("workstation: out of memory");
	return 1;
}
