/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The module as a library that Unbound's module `dynlib` loads: its six entry
 * points, which are all that it exports. Its parser does not know the clauses, so
 * that they stand in a file of their own.
 */
#include "config.h"
#include "fit.h"
#include "binding.h"
#include "module.h"
#include "reader.h"
#include "reply.h"
#include "dynlibmod/dynlibmod.h"
#include "util/config_file.h"
#include "util/log.h"

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
	char sentence[WORKSTATION_SENTENCE];

	if(!workstation_fits(env, id, sentence, sizeof(sentence))) {
		log_err("%s", sentence);
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
	workstation_operate(qstate, event, id, outbound);
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

struct workstation_state*
workstation_state_of(const struct module_env* env, int id)
{
	const struct dynlibmod_env* dynlib = env->modinfo[id];

	return dynlib->dyn_env;
}

void
workstation_keep_state(struct module_env* env, int id,
	struct workstation_state* state)
{
	struct dynlibmod_env* dynlib = env->modinfo[id];

	dynlib->dyn_env = state;
}

struct workstation_rules*
workstation_load_configured(const struct config_file* cfg, char* sentence,
	size_t size)
{
	struct workstation_text* text = NULL;
	struct workstation_rules* rules = NULL;

	if(workstation_read_file(workstation_conf_path(), cfg->chrootdir, NULL,
		&text, sentence, size))
		rules = workstation_rules_load(text, sentence, size);
	workstation_text_free(text);
	return rules;
}

int
workstation_watch(struct module_env* env, int id, void* callback,
	enum inplace_cb_list_type type)
{
	const struct dynlibmod_env* dynlib = env->modinfo[id];

	return dynlib->inplace_cb_register_wrapped(callback, type, NULL, env,
		id);
}

void
workstation_unwatch(struct module_env* env, int id,
	enum inplace_cb_list_type type)
{
	const struct dynlibmod_env* dynlib = env->modinfo[id];

	dynlib->inplace_cb_delete_wrapped(env, type, id);
}
