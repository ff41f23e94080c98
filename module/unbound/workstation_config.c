/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the configuration file to the rules in force: the parser collects the
 * clauses, the module's init loads them, and a daemon that reloads keeps the
 * rules it had when the new ones are wrong.
 */
#include "config.h"
#include "workstation/workstation_module.h"
#include "workstation/workstation.h"
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
	return 1;
}

void
workstation_deinit(struct module_env* env, int id)
{
	struct workstation_rules* rules = env->modinfo[id];

	env->modinfo[id] = NULL;
	if(kept.reloading && !kept.rules)
		kept.rules = rules;
	else
		workstation_rules_free(rules);
}
