/* SPDX-License-Identifier: BSD-3-Clause */
/* The module linked into Unbound, whose parser collects the clauses. */
#include "config.h"
#include "hooks.h"
#include "binding.h"
#include "client.h"
#include "statistics.h"
#include "services/mesh.h"
#include "util/config_file.h"
#include "util/log.h"

/** Add a line of text, from where the parser is. */
static int
add_text(struct config_parser_state* parser, const char* key, const char* value)
{
	return workstation_text_add(&parser->cfg->workstation, key, value,
		parser->filename, (unsigned)parser->line);
}

int
workstation_begin_clause(struct config_parser_state* parser, const char* keyword)
{
	return add_text(parser, NULL, keyword);
}

int
workstation_collect(struct config_parser_state* parser, const char* key,
	char* value)
{
	int added = add_text(parser, key, value);

	free(value);
	return added;
}

struct workstation_rules*
ws_load_configured(const struct module_env* env, char* message, size_t size)
{
	/* a program with libunbound, which has no views, has not changed its root */
	struct workstation_rules* rules = ws_load_text(env->cfg->workstation,
		env->workstation_views ? env->cfg->chrootdir : NULL, message,
		size);

	if(rules && !ws_check_views(rules, env->cfg,
		env->workstation_views != NULL, message, size)) {
		workstation_rules_free(rules);
		return NULL;
	}
	return rules;
}

struct ws_state*
ws_get_state(const struct module_env* env, int id)
{
	return env->modinfo[id];
}

void
ws_set_state(struct module_env* env, int id, struct ws_state* state)
{
	env->modinfo[id] = state;
}

size_t
ws_signature_cache(const struct config_file* cfg)
{
	return cfg->workstation_signature_cache;
}

int
ws_init_form(struct module_env* env, int ATTR_UNUSED(id),
	struct ws_state* state)
{
	state->statistics = ws_statistics_create(env->cfg,
		workstation_rules_count(state->rules));
	state->views = ws_views_create(env->cfg, state->rules);
	if(state->statistics && state->views)
		return 1;
	log_err("workstation: out of memory");
	return 0;
}

void
ws_deinit_form(struct module_env* ATTR_UNUSED(env), int ATTR_UNUSED(id),
	struct ws_state* state)
{
	ws_statistics_free(state->statistics);
	ws_views_free(state->views);
}

int
ws_register_callback(struct module_env* env, int id, void* callback,
	enum inplace_cb_list_type type)
{
	return inplace_cb_register(callback, type, NULL, env, id);
}

void
ws_unregister_callbacks(struct module_env* env, int id,
	enum inplace_cb_list_type type)
{
	inplace_cb_delete(env, type, id);
}

/* The door judges the queries of clients, but for those whose qname is an alias of
 * local-data's or of RPZ's. */
int
ws_was_judged(const struct module_qstate* qstate, int id)
{
	return id == 0 && ws_is_asked_directly(qstate)
		&& !ws_get_state(qstate->env, id)->door_failed;
}

void
ws_count(const struct ws_state* state, const struct module_env* env,
	enum ws_outcome outcome, uint32_t rule, size_t queries)
{
	struct ws_thread_counts* counts = ws_counts_of(
		state->statistics, env);

	if(!counts)
		return;
	counts->now.outcome[outcome] += queries;
	if(rule != WORKSTATION_NO_RULE && counts->now.rule)
		counts->now.rule[rule] += queries;
}

size_t
workstation_get_mem(struct module_env* env, int id)
{
	const struct ws_state* state = ws_get_state(env, id);

	return state && state->statistics ? sizeof(*state)
		+ workstation_rules_memory(state->rules)
		+ ws_signers_memory(state->signers)
		+ ws_statistics_memory(state->statistics) : 0;
}
