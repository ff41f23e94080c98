/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the configuration to the rules in force: the module's init loads them, and
 * a daemon that reloads keeps the rules it had when the new ones are wrong.
 */
#include "config.h"
#include "module.h"
#include "binding.h"
#include "key_file.h"
#include "prefix.h"
#include "workstation.h"
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

int
ws_find_prefix(const char* interface, const char* file, unsigned line,
	uint8_t prefix[WORKSTATION_PREFIX])
{
	char message[WORKSTATION_MAX_MESSAGE];
	int found = ws_prefix_find(interface, file, line, prefix, message,
		sizeof(message));

	if(found == 0)
		log_warn("%s", message);
	return found;
}

struct workstation_rules*
ws_load_text(const struct workstation_text* text, const char* chroot,
	char* message, size_t size)
{
	struct key_files files = {.paths = {.chroot = chroot}};
	const struct workstation_key_store keys = ws_key_store(&files);

	if(workstation_text_is_empty(text))
		log_info("workstation: there is no workstation: clause: the built-in rule answers workstation0 to workstation255 in every domain");
	return workstation_rules_load(text, &ws_find_prefix, &keys, message,
		size);
}

/** The rules of a configuration; those from before, or none, when they are wrong
 * and the daemon is to go on. @return 0: it is not to. */
static int
load_rules(const struct module_env* env, struct workstation_rules** rules)
{
	char message[WORKSTATION_MAX_MESSAGE];

	*rules = ws_load_configured(env, message, sizeof(message));
	if(*rules)
		return 1;
	log_err("%s", message);
	if(!kept.reloading)
		return 0;
	log_err(kept.rules ? "workstation: the rules from before the reload stay in force"
		: "workstation: there are no rules from before the reload: all queries are passed on");
	*rules = kept.rules;
	kept.rules = NULL;
	return 1;
}

int
ws_option_is(struct config_file* cfg, const char* option, const char* value)
{
	char* set = NULL;
	int is = config_get_option_collate(cfg, option, &set) == 0 && set
		&& strcmp(set, value) == 0;

	free(set);
	return is;
}

int
workstation_init(struct module_env* env, int id)
{
	struct ws_state* state = calloc(1, sizeof(*state));

	ws_set_state(env, id, state);
	if(!state) {
		log_err("workstation: out of memory");
		return 0;
	}
	if(!load_rules(env, &state->rules))
		return 0;
	state->has_dns64 = strstr(env->cfg->module_conf, "dns64") != NULL;
	state->disable_edns_do = ws_option_is(env->cfg, "disable-edns-do",
		"yes");
	if(workstation_rules_are_signed(state->rules)) {
		state->signers = ws_signers_create(env->cfg,
			ws_signature_cache(env->cfg));
		if(!state->signers) {
			log_err("workstation: out of memory");
			return 0;
		}
	}
	if((env->cfg->ede || state->signers) && !ws_register_callback(env, id,
		(void*)&workstation_adapt_reply, inplace_cb_reply))
		return 0;
	return ws_init_form(env, id, state);
}

void
workstation_deinit(struct module_env* env, int id)
{
	struct ws_state* state = ws_get_state(env, id);

	ws_unregister_callbacks(env, id, inplace_cb_reply);
	if(!state)
		return;
	ws_deinit_form(env, id, state);
	ws_signers_free(state->signers);
	if(kept.reloading && !kept.rules)
		kept.rules = state->rules;
	else
		workstation_rules_free(state->rules);
	free(state);
	ws_set_state(env, id, NULL);
}
