/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The module as a library that Unbound's module `dynlib` loads: its six entry
 * points, which are all that it exports. Its parser does not know the clauses, so
 * that they stand in a file of their own.
 */
#include "config.h"
#include "binding.h"
#include "fit.h"
#include "module.h"
#include "parser.h"
#include "response.h"
#include "dynlibmod/dynlibmod.h"
#include "util/config_file.h"
#include "util/log.h"
#include "util/storage/slabhash.h"

#define ENTRY __attribute__((visibility("default")))

ENTRY int init(struct module_env* env, int id);
ENTRY void deinit(struct module_env* env, int id);
ENTRY void operate(struct module_qstate* qstate, enum module_ev event, int id,
	struct outbound_entry* outbound);
ENTRY void inform_super(struct module_qstate* qstate, int id,
	struct module_qstate* super);
ENTRY void clear(struct module_qstate* qstate, int id);
ENTRY size_t get_mem(struct module_env* env, int id);

int
init(struct module_env* env, int id)
{
	char message[WORKSTATION_MAX_MESSAGE];

	if(!ws_fits(env, id, message, sizeof(message))) {
		log_err("%s", message);
		return 0;
	}
	return workstation_init(env, id);
}

void
deinit(struct module_env* env, int id)
{
	/* The daemon does not say whether it goes on: what is kept for an init
	 * that does not follow goes with the process. */
	workstation_daemon_cleanup(1);
	workstation_deinit(env, id);
}

void
operate(struct module_qstate* qstate, enum module_ev event, int id,
	struct outbound_entry* outbound)
{
	int contradicts = event == module_event_moddone
		&& ws_has_contradiction(qstate, id);

	workstation_operate(qstate, event, id, outbound);
	if(contradicts)
		ws_remove_cached(qstate);
}

void
inform_super(struct module_qstate* qstate, int id,
	struct module_qstate* super)
{
	workstation_inform_super(qstate, id, super);
}

void
clear(struct module_qstate* qstate, int id)
{
	workstation_clear(qstate, id);
}

size_t
get_mem(struct module_env* env, int id)
{
	return workstation_get_mem(env, id);
}

struct ws_state*
ws_get_state(const struct module_env* env, int id)
{
	const struct dynlibmod_env* dynlib = env->modinfo[id];

	return dynlib->dyn_env;
}

void
ws_set_state(struct module_env* env, int id, struct ws_state* state)
{
	struct dynlibmod_env* dynlib = env->modinfo[id];

	dynlib->dyn_env = state;
}

/** The file of rules: what the environment says, else the path that was configured. */
static const char*
conf_path(void)
{
	const char* path = getenv("WORKSTATION_CONF");

	return path && *path ? path : WORKSTATION_CONF;
}

/** The message about a `for-view:` line. */
struct refusal {
	char* message;
	size_t size;
};

static void
refuse_view(void* context, const char* view, const char* file, unsigned line)
{
	const struct refusal* refusal = context;

	snprintf(refusal->message, refusal->size,
		"%s:%u: for-view: \"%s\" cannot work, the loadable module knows no clients: expected rules for everybody",
		file, line, view);
}

struct workstation_rules*
ws_load_configured(const struct module_env* env, char* message, size_t size)
{
	struct workstation_text* text = NULL;
	struct workstation_rules* rules = NULL;
	struct refusal refusal = {message, size};

	if(ws_conf_read(conf_path(), env->cfg->chrootdir, NULL,
		&text, message, size))
		rules = ws_load_text(text, env->cfg->chrootdir, message,
			size);
	workstation_text_free(text);
	if(!workstation_rules_have_views(rules))
		return rules;
	workstation_rules_visit_views(rules, &refuse_view, &refusal);
	workstation_rules_free(rules);
	return NULL;
}

/* Unbound's parser does not know the setting: this is its default. */
size_t
ws_signature_cache(const struct config_file* ATTR_UNUSED(cfg))
{
	return 4 * 1024 * 1024;
}

/* What the message cache has from before may contradict the rules. Programs that only
 * check have none. */
int
ws_init_form(struct module_env* env, int id,
	struct ws_state* ATTR_UNUSED(state))
{
	if(env->msg_cache)
		slabhash_clear(env->msg_cache);
	return ws_register_callback(env, id, (void*)&ws_filter_response,
		inplace_cb_query_response);
}

void
ws_deinit_form(struct module_env* env, int id,
	struct ws_state* ATTR_UNUSED(state))
{
	ws_unregister_callbacks(env, id, inplace_cb_query_response);
}

int
ws_register_callback(struct module_env* env, int id, void* callback,
	enum inplace_cb_list_type type)
{
	const struct dynlibmod_env* dynlib = env->modinfo[id];

	return dynlib->inplace_cb_register_wrapped(callback, type, NULL, env,
		id);
}

void
ws_unregister_callbacks(struct module_env* env, int id,
	enum inplace_cb_list_type type)
{
	const struct dynlibmod_env* dynlib = env->modinfo[id];

	dynlib->inplace_cb_delete_wrapped(env, type, id);
}

int
ws_was_judged(const struct module_qstate* ATTR_UNUSED(qstate),
	int ATTR_UNUSED(id))
{
	return 0;
}

/* A library has no place for what a client's view is, nor for local zones. */
const struct workstation_rules*
ws_client_rules(const struct module_qstate* qstate, int id)
{
	return ws_get_state(qstate->env, id)->rules;
}

int
ws_ask_local_zones(struct module_qstate* ATTR_UNUSED(qstate),
	const struct query_info* ATTR_UNUSED(qinfo),
	struct ws_policy* ATTR_UNUSED(policy))
{
	return 1;
}

int
ws_is_in_static_zone(struct module_qstate* ATTR_UNUSED(qstate),
	int ATTR_UNUSED(id), const struct query_info* ATTR_UNUSED(qinfo))
{
	return 0;
}

struct reply_info*
ws_cached_aliases(struct module_qstate* ATTR_UNUSED(qstate))
{
	return NULL;
}

void
ws_count(const struct ws_state* ATTR_UNUSED(state),
	const struct module_env* ATTR_UNUSED(env),
	enum ws_outcome ATTR_UNUSED(outcome), uint32_t ATTR_UNUSED(rule),
	size_t ATTR_UNUSED(queries))
{
	/* unbound-control prints nothing of a loaded module */
}

size_t
workstation_get_mem(struct module_env* env, int id)
{
	const struct ws_state* state = ws_get_state(env, id);

	return state ? sizeof(*state) + workstation_rules_memory(state->rules)
		+ ws_signers_memory(state->signers) : 0;
}
