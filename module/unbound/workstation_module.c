/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The binding: an Unbound module that puts each question to the engine and
 * carries out its verdict. It decides nothing itself.
 *
 * A query passed on can still come upon a computed name, by an alias; and others
 * can say that a name does not exist which has computed records. Each response
 * from upstream is looked at before the iterator stores it: what is against the
 * rules is held back from the caches, made right where no validator is to judge
 * the whole of it, else when the query comes back here, and stored then.
 */
#include "config.h"
#include "workstation/workstation_module.h"
#include "workstation/workstation_cache.h"
#include "workstation/workstation_explain.h"
#include "workstation/workstation_host.h"
#include "workstation/workstation_recent.h"
#include "iterator/iter_utils.h"
#include "services/cache/dns.h"
#include "services/mesh.h"
#include "util/config_file.h"
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

/** Whether the client is to have what a validator has judged, and no more. */
static int
is_validated(const struct module_qstate* qstate)
{
	return qstate->env->need_to_validate && (!(qstate->query_flags & BIT_CD)
		|| qstate->env->cfg->ignore_cd);
}

/** Whether modules in front, or a query that waits for this one, get a reply: they
 * may store what it is made of. */
static int
is_for_modules(const struct module_qstate* qstate, int id)
{
	return id > 0 || qstate->mesh_info->super_set.count > 0;
}

/** Answer a query with a reply; NULL stands for memory that is exhausted. */
static enum module_ext_state
finish_with(struct module_qstate* qstate, int id, struct reply_info* rep)
{
	struct dns_msg* msg = regional_alloc_zero(qstate->region,
		sizeof(*msg));

	if(!msg || !rep) {
		log_err("workstation: out of memory");
		return module_error;
	}
	if(is_for_modules(qstate, id))
		workstation_hash_computed(rep);
	msg->qinfo = qstate->qinfo;
	msg->rep = rep;
	qstate->return_msg = msg;
	qstate->return_rcode = LDNS_RCODE_NOERROR;
	return module_finished;
}

/** Whether the query was resolved for some clients' networks only. */
static int
has_subnet(const struct module_qstate* qstate)
{
	return edns_opt_list_find(qstate->edns_opts_back_in,
			LDNS_EDNS_CLIENT_SUBNET)
		|| edns_opt_list_find(qstate->edns_opts_front_in,
			LDNS_EDNS_CLIENT_SUBNET);
}

/** Whether others may get the reply from the cache. With CD nobody judged what a
 * mended one has of upstream's. */
static int
is_for_everybody(const struct module_qstate* qstate, int mended)
{
	return !has_subnet(qstate) && !(mended && qstate->env->need_to_validate
		&& !is_validated(qstate));
}

/** Whether a reply can be made without the validator: there is none, or nobody
 * waits for its word. It judges queries with CD all the same. */
static int
can_be_made_right(const struct module_qstate* qstate,
	const struct workstation_meeting* meeting)
{
	return !qstate->env->need_to_validate || (!is_validated(qstate)
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
answer_alias_or_pass(struct module_qstate* qstate, int id,
	const struct workstation_judge* judge)
{
	struct reply_info* aliases = workstation_cache_aliases(qstate);
	struct workstation_meeting meeting;
	enum module_ext_state state;

	if(!aliases)
		return module_wait_module;
	workstation_follow(judge, &qstate->qinfo, aliases, &meeting);
	if(!can_be_made_right(qstate, &meeting)) {
		if(workstation_decides(meeting.verdict))
			hold_back(qstate, id);
		ask_anew(qstate, &meeting);
		return module_wait_module;
	}
	if(!workstation_decides(meeting.verdict))
		return module_wait_module;
	state = finish_with(qstate, id, workstation_make_reply(&meeting,
		&qstate->qinfo, aliases, qstate->region));
	if(state == module_finished)
		workstation_tell_answered(qstate, id, &meeting,
			WORKSTATION_OUTCOME_REWRITTEN);
	/* with TTL 0 there is nothing that was not in the cache before */
	if(state == module_finished && !qstate->no_cache_store
		&& qstate->return_msg->rep->ttl > 0
		&& is_for_everybody(qstate, 1))
		workstation_cache_store(qstate);
	return state;
}

/** Whether a computed reply saves more in the cache than it costs to put it there:
 * it does not for names that are asked for once. One of TTL 0 is for one query. A
 * computed reply is never stale, as an expired one would be said to be. What a
 * validator looks for is upstream's. */
static int
is_worth_storing(const struct module_qstate* qstate, int id)
{
	const struct workstation_state* state
		= workstation_state_of(qstate->env, id);

	return qstate->return_msg->rep->ttl > 0 && !qstate->no_cache_store
		&& !qstate->env->cfg->serve_expired
		&& qstate->qinfo.qtype != LDNS_RR_TYPE_DS
		&& qstate->qinfo.qtype != LDNS_RR_TYPE_DNSKEY
		&& is_for_everybody(qstate, 0)
		&& workstation_recent_ask(state->recent, qstate->env,
			&qstate->qinfo);
}

/** Answer with what the engine computed. */
static enum module_ext_state
answer(struct module_qstate* qstate, int id,
	const struct workstation_meeting* meeting)
{
	enum module_ext_state state = finish_with(qstate, id,
		workstation_make_reply(meeting, &qstate->qinfo, NULL,
			qstate->region));

	if(state != module_finished)
		return state;
	workstation_tell_answered(qstate, id, meeting,
		workstation_outcome_of_verdict(meeting->verdict));
	if(is_worth_storing(qstate, id))
		workstation_cache_store(qstate);
	return state;
}

/** Put the question to the engine; the state the query is then in. */
static enum module_ext_state
answer_or_pass(struct module_qstate* qstate, int id)
{
	struct workstation_state* state = workstation_state_of(qstate->env, id);
	struct workstation_judge judge = workstation_judge_of(qstate->env, id);
	struct workstation_meeting meeting;

	/* a validator asks for keys and for proofs: they are upstream's */
	if(qstate->is_valrec)
		return module_wait_module;
	workstation_follow(&judge, &qstate->qinfo, NULL, &meeting);
	if(workstation_decides(meeting.verdict))
		return answer(qstate, id, &meeting);

	remember(qstate, id, meeting.verdict, 0);
	return state->has_aliases ? answer_alias_or_pass(qstate, id, &judge)
		: module_wait_module;
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
		&response->qinfo, response->rep, qstate->region);

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
	const struct passed_query* query = qstate->is_valrec ? NULL
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
		&& !(is_validated(qstate)
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
		if(finish_with(qstate, id, workstation_make_reply(&meeting,
			&qstate->qinfo, qstate->return_msg->rep,
			qstate->region)) == module_error)
			return module_error;
	}
	if(query->held_back) {
		if(is_for_everybody(qstate, mended))
			workstation_cache_store(qstate);
	} else if(mended) {
		/* it came from a cache, which may not be for everybody */
		workstation_cache_remove(qstate);
	}
	return module_finished;
}

/** A passed query comes back. */
static enum module_ext_state
take_back(struct module_qstate* qstate, int id)
{
	const struct passed_query* query;

	if(qstate->is_valrec)
		return module_finished;
	query = passed_query_of(qstate, id);
	if(has_reply(qstate))
		return !query->held_back && workstation_is_plain(query->verdict,
			qstate->return_msg->rep) ? module_finished
			: put_right(qstate, id, query);
	/* they lost what was made of a response */
	return query->reply && !is_validated(qstate)
		? finish_with(qstate, id, query->reply) : module_finished;
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
	case module_event_moddone:
		qstate->ext_state[id] = take_back(qstate, id);
		if(!qstate->is_valrec)
			workstation_tell_returned(qstate, id,
				passed_query_of(qstate, id)->from_behind);
		break;
	default:
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
	const struct workstation_state* state = workstation_state_of(env, id);

	return state && state->statistics ? sizeof(*state)
		+ workstation_rules_memory(state->rules)
		+ workstation_recent_memory(state->recent)
		+ workstation_statistics_memory(state->statistics) : 0;
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
