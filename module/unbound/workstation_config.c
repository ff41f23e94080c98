/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the configuration file to the rules in force: the parser collects the
 * clauses, the module's init loads them, and a daemon that reloads keeps the
 * rules it had when the new ones are wrong.
 */
#include "config.h"
#include "workstation/workstation_module.h"
#include "workstation/workstation_cache.h"
#include "util/config_file.h"
#include "util/log.h"

int
workstation_collect(struct config_parser_state* parser, const char* key,
	char* value)
{
	int added = workstation_text_add(&parser->cfg->workstation, key, value,
		parser->filename, (unsigned)parser->line);

	free(value);
	return added;
}

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

int
workstation_init(struct module_env* env, int id)
{
	char sentence[WORKSTATION_SENTENCE];
	struct workstation_rules* rules = workstation_rules_load(
		env->cfg->workstation, sentence, sizeof(sentence));
	struct workstation_judge judge;

	if(!rules) {
		log_err("%s", sentence);
		if(!kept.reloading)
			return 0;
		log_err(kept.rules ? "workstation: the rules from before the reload stay in force"
			: "workstation: there are no rules from before the reload: all queries are passed on");
		rules = kept.rules;
		kept.rules = NULL;
	}
	env->modinfo[id] = rules;
	judge = workstation_judge_of(env, id);
	workstation_cache_sweep(env, &judge);
	return inplace_cb_register((void*)&workstation_query_response,
		inplace_cb_query_response, NULL, env, id);
}

void
workstation_deinit(struct module_env* env, int id)
{
	struct workstation_rules* rules = env->modinfo[id];
	struct workstation_judge judge = workstation_judge_of(env, id);

	inplace_cb_delete(env, inplace_cb_query_response, id);
	/* what they made goes with them */
	workstation_cache_sweep(env, &judge);
	env->modinfo[id] = NULL;
	if(kept.reloading && !kept.rules)
		kept.rules = rules;
	else
		workstation_rules_free(rules);
}
