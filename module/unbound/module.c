/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The binding: an Unbound module that puts each question to the engine and
 * carries out its verdict. It decides nothing itself.
 */
#include "config.h"
#include "module.h"
#include "cache.h"
#include "explain.h"
#include "finish.h"
#include "binding.h"
#include "passed.h"
#include "recent.h"
#include "services/cache/dns.h"
#include "util/config_file.h"

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
		&& workstation_is_for_everybody(qstate, 0)
		&& workstation_recent_ask(state->recent, qstate->env,
			&qstate->qinfo);
}

/** Answer with what the engine computed. */
static enum module_ext_state
answer(struct module_qstate* qstate, int id,
	const struct workstation_meeting* meeting)
{
	enum module_ext_state state = workstation_finish_with(qstate, id,
		workstation_make_reply(meeting, NULL, qstate->region));

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
	struct workstation_judge judge = workstation_judge_of(qstate->env, id);
	struct workstation_meeting meeting;

	/* a validator asks for keys and for proofs: they are upstream's */
	if(qstate->is_valrec)
		return module_wait_module;
	workstation_follow(&judge, &qstate->qinfo, NULL, &meeting);
	if(workstation_decides(meeting.verdict))
		return answer(qstate, id, &meeting);
	return workstation_pass(qstate, id, meeting.verdict);
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
		qstate->ext_state[id] = workstation_take_back(qstate, id);
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
