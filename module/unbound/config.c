/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the configuration to the rules in force: the module's init loads them, and
 * a daemon that reloads keeps the rules it had when the new ones are wrong.
 */
#include "config.h"
#include "module.h"
#include "cache.h"
#include "binding.h"
#include "recent.h"
#include "statistics.h"
#include "util/config_file.h"
#include "util/log.h"

/** What a reload carries from the old module stack to the new one. Only a
 * daemon reloads, before its threads are there and after they are gone. */
static struct {
	/** The process goes on: rules that go are kept, in case the new ones
	 * are wrong, and wrong ones do not end it. */
	int reloading;
	struct workstation_rules* rules;
} kept;

void
workstation_daemon_cleanup(int reloading)
{
	kept.reloading = reloading;
	workstation_rules_free(kept.rules);
	kept.rules = NULL;
}

/** The rules of a configuration; those from before, or none, when they are wrong
 * and the daemon is to go on. @return 0: it is not to. */
static int
load_rules(const struct config_file* cfg, struct workstation_rules** rules)
{
	char sentence[WORKSTATION_SENTENCE];

	*rules = workstation_load_configured(cfg, sentence, sizeof(sentence));
	if(*rules)
		return 1;
	log_err("%s", sentence);
	if(!kept.reloading)
		return 0;
	log_err(kept.rules ? "workstation: the rules from before the reload stay in force"
		: "workstation: there are no rules from before the reload: all queries are passed on");
	*rules = kept.rules;
	kept.rules = NULL;
	return 1;
}

/** Have the callbacks called. @return 0: out of memory. */
static int
watch(struct module_env* env, int id)
{
	if(!workstation_watch(env, id, (void*)&workstation_query_response,
		inplace_cb_query_response))
		return 0;
	return !env->cfg->ede || (workstation_watch(env, id,
			(void*)&workstation_explain, inplace_cb_reply)
		&& workstation_watch(env, id, (void*)&workstation_explain,
			inplace_cb_reply_cache));
}

int
workstation_init(struct module_env* env, int id)
{
	struct workstation_state* state = calloc(1, sizeof(*state));

	workstation_keep_state(env, id, state);
	if(state)
		state->recent = workstation_recent_create(env);
	if(!state || !state->recent) {
		log_err("workstation: out of memory");
		return 0;
	}
	if(!load_rules(env->cfg, &state->rules))
		return 0;
	state->statistics = workstation_statistics_create(env->cfg,
		workstation_rules_count(state->rules));
	if(!state->statistics) {
		log_err("workstation: out of memory");
		return 0;
	}
	state->has_aliases = workstation_cache_sweep(env, state->rules);
	return watch(env, id);
}

void
workstation_deinit(struct module_env* env, int id)
{
	struct workstation_state* state = workstation_state_of(env, id);

	workstation_unwatch(env, id, inplace_cb_query_response);
	workstation_unwatch(env, id, inplace_cb_reply);
	workstation_unwatch(env, id, inplace_cb_reply_cache);
	if(!state)
		return;
	/* What they made goes with them. The configuration may be gone. */
	(void)workstation_cache_sweep(env, state->rules);
	if(kept.reloading && !kept.rules)
		kept.rules = state->rules;
	else
		workstation_rules_free(state->rules);
	workstation_recent_free(state->recent);
	workstation_statistics_free(state->statistics);
	free(state);
	workstation_keep_state(env, id, NULL);
}
