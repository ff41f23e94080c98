/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A query passed on can still come upon a computed name, by an alias; and others
 * can say that a name does not exist which has computed records. Each response
 * from upstream is looked at before the iterator stores it: what is against the
 * rules is held back from the caches, made right where no validator is to judge
 * the whole of it, else when the query comes back here, and stored then.
 */
#include "config.h"
#include "passed.h"
#include "cache.h"
#include "explain.h"
#include "finish.h"
#include "binding.h"
#include "module.h"
#include "iterator/iter_utils.h"
#include "services/cache/dns.h"
#include "services/mesh.h"
#include "util/data/dname.h"
#include "util/data/msgparse.h"
#include "util/log.h"
#include "util/net_help.h"
#include "util/regional.h"

/** What is known of a query that was passed on, or that a module behind this one
 * began (dns64 does): it comes back here all the same. */
struct passed_query {
	/** That on its own name and type. */
	enum workstation_verdict verdict;
	/** It was begun behind this module. */
	int from_behind;
	/** It is kept from the caches on our behalf. */
	int held_back;
	/** A response was made to agree with the rules. */
	int mended;
	/** A whole reply that agrees with the rules, or NULL. */
	struct reply_info* reply;
};

/** Whether a reply can be made without the validator: there is none, or nobody
 * waits for its word. It judges queries with CD all the same. */
static int
can_be_made_right(const struct module_qstate* qstate,
	const struct workstation_meeting* meeting)
{
	return !qstate->env->need_to_validate || (!workstation_is_validated(qstate)
		&& workstation_decides(meeting->verdict));
}

/** A validator needs all of an alias's way as upstream has it: what is in the
 * cache of the target can be a reply of ours, that has no proofs. */
static void
ask_anew(struct module_qstate* qstate,
	const struct workstation_meeting* meeting)
{
	if(meeting->verdict == WORKSTATION_PASS_EXISTING
		|| (workstation_decides(meeting->verdict)
		&& meeting->reply.rrset[0].ttl > 0))
		qstate->no_cache_lookup = 1;
}

/** What is known of most queries: their verdict, and whether they were begun
 * behind this module. */
#define KNOWN(verdict) {{verdict, .from_behind = 0}, {verdict, .from_behind = 1}}
static const struct passed_query known[][2] = {
	KNOWN(WORKSTATION_PASS), KNOWN(WORKSTATION_PASS_EXISTING),
	KNOWN(WORKSTATION_ANSWER), KNOWN(WORKSTATION_NODATA),
	KNOWN(WORKSTATION_NXDOMAIN)
};

/** The verdict is known, and nothing else yet. */
static void
remember(struct module_qstate* qstate, int id, enum workstation_verdict verdict,
	int from_behind)
{
	qstate->minfo[id] = (void*)&known[verdict][from_behind];
}

/** What is known of a query. */
static const struct passed_query*
passed_query_of(struct module_qstate* qstate, int id)
{
	struct workstation_meeting meeting;

	if(!qstate->minfo[id]) {
		struct workstation_judge judge = workstation_judge_of(
			qstate->env, id);

		workstation_follow(&judge, &qstate->qinfo, NULL, &meeting);
		remember(qstate, id, meeting.verdict, 1);
	}
	return qstate->minfo[id];
}

/** The same in the query's region, to learn more. @return NULL: out of memory. */
static struct passed_query*
learn_of(struct module_qstate* qstate, int id)
{
	const struct passed_query* query = passed_query_of(qstate, id);

	if(query == &known[query->verdict][query->from_behind]) {
		qstate->minfo[id] = regional_alloc_init(qstate->region, query,
			sizeof(*query));
		if(!qstate->minfo[id])
			log_err("workstation: out of memory");
	}
	return qstate->minfo[id];
}

/** Whether a query is a validator's or the iterator's own. The iterator says that,
 * too, of those that it begins in each class for a client's with CD. */
static int
is_internal(const struct module_qstate* qstate)
{
	struct mesh_state_ref* super;

	if(!qstate->is_valrec)
		return 0;
	RBTREE_FOR(super, struct mesh_state_ref*, &qstate->mesh_info->super_set)
		if(super->s->s.qinfo.qclass == LDNS_RR_CLASS_ANY)
			return 0;
	return 1;
}

/** Keep a query from the caches, until it comes back here. */
static void
hold_back(struct module_qstate* qstate, int id)
{
	struct passed_query* query = qstate->no_cache_store ? NULL
		: learn_of(qstate, id);

	if(query)
		query->held_back = 1;
	qstate->no_cache_store = 1;
}

/** Put the aliases that the cache has of the name to the engine. */
static enum module_ext_state
answer_alias_or_pass(struct module_qstate* qstate, int id)
{
	struct workstation_judge judge = workstation_judge_of(qstate->env, id);
	struct reply_info* aliases = workstation_cache_aliases(qstate);
	struct workstation_meeting meeting;
	enum module_ext_state state;

	if(!aliases)
		return module_wait_module;
	workstation_follow(&judge, &qstate->qinfo, aliases, &meeting);
	if(!can_be_made_right(qstate, &meeting)) {
		if(workstation_decides(meeting.verdict))
			hold_back(qstate, id);
		ask_anew(qstate, &meeting);
		return module_wait_module;
	}
	if(!workstation_decides(meeting.verdict))
		return module_wait_module;
	state = workstation_finish_with(qstate, id, workstation_make_reply(&meeting,
		aliases, qstate->region));
	if(state == module_finished)
		workstation_tell_answered(qstate, id, &meeting,
			WORKSTATION_OUTCOME_REWRITTEN);
	/* with TTL 0 there is nothing that was not in the cache before */
	if(state == module_finished && !qstate->no_cache_store
		&& qstate->return_msg->rep->ttl > 0
		&& workstation_is_for_everybody(qstate, 1))
		workstation_cache_store(qstate);
	return state;
}

enum module_ext_state
workstation_pass(struct module_qstate* qstate, int id,
	enum workstation_verdict verdict)
{
	remember(qstate, id, verdict, 0);
	return workstation_state_of(qstate->env, id)->has_aliases
		? answer_alias_or_pass(qstate, id) : module_wait_module;
}

/** Whether a response is to the query itself, not to one on its way. */
static int
is_to_query(const struct module_qstate* qstate,
	const struct dns_msg* response)
{
	const struct query_info* asked = &response->qinfo;

	/* most often it is the same in case too */
	return asked->qtype == qstate->qinfo.qtype
		&& asked->qname_len == qstate->qinfo.qname_len
		&& (memcmp(asked->qname, qstate->qinfo.qname,
			asked->qname_len) == 0
		|| query_dname_compare(asked->qname, qstate->qinfo.qname) == 0);
}

/** Make the iterator take a response for the whole answer. */
static void
make_right(struct module_qstate* qstate, int id, struct dns_msg* response,
	const struct workstation_meeting* meeting)
{
	struct passed_query* query = learn_of(qstate, id);
	struct reply_info* rep = workstation_make_reply(meeting,
		response->rep, qstate->region);

	if(!query || !rep)
		return;
	workstation_hash_computed(rep);
	if(is_to_query(qstate, response))
		query->reply = rep;
	/* a server that gives no signatures where they are due is taken for a
	 * lame one: then it is made right when the query comes back */
	if(qstate->env->need_to_validate
		&& iter_qname_indicates_dnssec(qstate->env, &response->qinfo))
		return;
	rep->flags |= BIT_AA;
	response->rep = rep;
	query->mended = 1;
}

/** Keep a response that is against the rules from the caches.
 * @param for_clients: it is, and not a validator's or the iterator's own. */
static void
look_at(struct module_qstate* qstate, int id, struct dns_msg* response,
	int for_clients)
{
	struct workstation_judge judge = workstation_judge_of(qstate->env, id);
	struct workstation_meeting meeting;

	workstation_follow(&judge, &response->qinfo, response->rep, &meeting);
	if(meeting.comes_by)
		workstation_state_of(qstate->env, id)->has_aliases = 1;
	if(!workstation_is_against_rules(&meeting, response->rep))
		return;
	if(for_clients)
		hold_back(qstate, id);
	qstate->no_cache_store = 1;
	if(for_clients && can_be_made_right(qstate, &meeting))
		make_right(qstate, id, response, &meeting);
	else if(for_clients)
		ask_anew(qstate, &meeting);
}

int
workstation_query_response(struct module_qstate* qstate,
	struct dns_msg* response, int id, void* ATTR_UNUSED(context))
{
	const struct passed_query* query = is_internal(qstate) ? NULL
		: passed_query_of(qstate, id);

	/* a module in between may have let it go again */
	if(query && query->held_back)
		qstate->no_cache_store = 1;
	if(response && response->rep && !(query && is_to_query(qstate, response)
		&& workstation_is_plain(query->verdict, response->rep)))
		look_at(qstate, id, response, query != NULL);
	return 1;
}

/** Whether the modules behind us have a reply to give. */
static int
has_reply(const struct module_qstate* qstate)
{
	const struct dns_msg* msg = qstate->return_msg;

	return msg && msg->rep && qstate->return_rcode == LDNS_RCODE_NOERROR
		&& (FLAGS_GET_RCODE(msg->rep->flags) == LDNS_RCODE_NOERROR
		|| FLAGS_GET_RCODE(msg->rep->flags) == LDNS_RCODE_NXDOMAIN)
		&& !(workstation_is_validated(qstate)
			&& msg->rep->security == sec_status_bogus);
}

/** A reply is to agree with the rules, what was held back is to be stored, and what
 * does not agree to leave the cache. */
static enum module_ext_state
put_right(struct module_qstate* qstate, int id,
	const struct passed_query* query)
{
	struct workstation_judge judge = workstation_judge_of(qstate->env, id);
	struct workstation_meeting meeting;
	int mended = query->mended;

	workstation_follow(&judge, &qstate->qinfo, qstate->return_msg->rep,
		&meeting);
	if(workstation_is_against_rules(&meeting, qstate->return_msg->rep)) {
		mended = 1;
		if(workstation_finish_with(qstate, id, workstation_make_reply(&meeting,
			qstate->return_msg->rep, qstate->region)) == module_error)
			return module_error;
	}
	if(query->held_back) {
		if(workstation_is_for_everybody(qstate, mended))
			workstation_cache_store(qstate);
	} else if(mended) {
		/* it came from a cache, which may not be for everybody */
		workstation_cache_remove(qstate);
	}
	return module_finished;
}

/** What becomes of a passed query that comes back. */
static enum module_ext_state
end_passed(struct module_qstate* qstate, int id,
	const struct passed_query* query)
{
	if(has_reply(qstate))
		return !query->held_back && workstation_is_plain(query->verdict,
			qstate->return_msg->rep) ? module_finished
			: put_right(qstate, id, query);
	/* they lost what was made of a response */
	return query->reply && !workstation_is_validated(qstate)
		? workstation_finish_with(qstate, id, query->reply)
		: module_finished;
}

enum module_ext_state
workstation_take_back(struct module_qstate* qstate, int id)
{
	const struct passed_query* query;
	enum module_ext_state state;

	if(is_internal(qstate))
		return module_finished;
	query = passed_query_of(qstate, id);
	state = end_passed(qstate, id, query);
	workstation_tell_returned(qstate, id, query->from_behind);
	return state;
}
