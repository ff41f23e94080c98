/* SPDX-License-Identifier: BSD-3-Clause */
/* The module linked into Unbound, whose parser collects the clauses. */
#include "config.h"
#include "module.h"
#include "binding.h"
#include "reply.h"
#include "util/config_file.h"

int
workstation_collect(struct config_parser_state* parser, const char* key,
	char* value)
{
	int added = workstation_text_add(&parser->cfg->workstation, key, value,
		parser->filename, (unsigned)parser->line);

	free(value);
	return added;
}

struct workstation_rules*
workstation_load_configured(const struct config_file* cfg, char* sentence,
	size_t size)
{
	return workstation_rules_load(cfg->workstation, sentence, size);
}

struct workstation_state*
workstation_state_of(const struct module_env* env, int id)
{
	return env->modinfo[id];
}

void
workstation_keep_state(struct module_env* env, int id,
	struct workstation_state* state)
{
	env->modinfo[id] = state;
}

int
workstation_watch(struct module_env* env, int id, void* callback,
	enum inplace_cb_list_type type)
{
	return inplace_cb_register(callback, type, NULL, env, id);
}

void
workstation_unwatch(struct module_env* env, int id,
	enum inplace_cb_list_type type)
{
	inplace_cb_delete(env, type, id);
}
