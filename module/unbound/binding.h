/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The module's state, and what its two forms do differently: linked into Unbound, or a
 * library that Unbound's module `dynlib` loads. Each form has one file binding.c.
 */
#ifndef WORKSTATION_BINDING_H
#define WORKSTATION_BINDING_H

#include "policy.h"
#include "query.h"
#include "signers.h"
#include "workstation.h"
#include "util/config_file.h"
#include "util/module.h"

#include <stddef.h>

struct workstation_rules;
struct ws_statistics;
struct ws_views;
struct workstation_text;

/** What a module has in its environment, for all threads. */
struct ws_state {
	/** The rules in force; NULL passes everything. */
	struct workstation_rules* rules;
	/** NULL: no zone has a key. */
	struct ws_signers* signers;
	/** The chain has the module dns64. */
	int has_dns64;
	/** `disable-edns-do: yes`, which some releases do not have. */
	int disable_edns_do;
	/** Memory was exhausted at the door once. Queries are judged again in the chain
	 * from then on. Set by any thread, and never reset. */
	_Atomic int door_failed;
	/** Set to 1 where a static local zone gives way to the rules. NULL, but in a copy
	 * for one question. */
	int* zone_gave_way;
	/** NULL: nothing is counted. */
	struct ws_statistics* statistics;
	/** The views of the configuration; NULL: clients are not known. */
	struct ws_views* views;
};

/** The state of the module with this id; NULL: it has none. */
struct ws_state* ws_get_state(const struct module_env* env, int id);

/** Set the state of the module with this id. @param state: may be NULL. */
void ws_set_state(struct module_env* env, int id,
	struct ws_state* state);

/** The rules that the client of a query sees; NULL: none. */
const struct workstation_rules* ws_client_rules(
	const struct module_qstate* qstate, int id);

/** The rules for questions of a type. With deny-any, ANY is for the iterator to answer
 * for all names alike. @return NULL: none. */
static inline const struct workstation_rules*
ws_rules_for_type(const struct workstation_rules* rules,
	const struct module_env* env, uint16_t qtype)
{
	return qtype == LDNS_RR_TYPE_ANY && env->cfg->deny_any ? NULL : rules;
}

/** Who asks a query. Where several clients wait for it, there are signatures if one of them
 * wants any; for the others, Unbound leaves them out. */
static inline struct ws_asker
ws_asker_of(const struct module_qstate* qstate, int id)
{
	const struct ws_state* state = ws_get_state(qstate->env, id);

	return (struct ws_asker){
		.rules = ws_rules_for_type(ws_client_rules(qstate, id),
			qstate->env, qstate->qinfo.qtype),
		.signer = ws_signer_of(state->signers, qstate->env),
		.now = *qstate->env->now,
		.dnssec_ok = state->signers && !state->disable_edns_do
			&& ws_is_dnssec_ok(qstate),
		.compact_ok = (uint8_t)ws_is_compact_ok(qstate),
		.checking_disabled = (qstate->query_flags & BIT_CD) != 0,
		.region = qstate->region};
}

/** Whether an option of Unbound's has a value; 0, too, where the release does not have
 * the option, so that no field of config_file is named that only some have. */
int ws_option_is(struct config_file* cfg, const char* option,
	const char* value);

/**
 * Load the rules of a configuration, as workstation_rules_load does.
 * @return the rules, to be freed; NULL: message says what is wrong.
 */
struct workstation_rules* ws_load_configured(const struct module_env* env,
	char* message, size_t size);

/** Load the rules of a text, as workstation_rules_load does; the log says when there is
 * no clause. @param chroot: the root directory of the process, removed from the beginning
 * of the paths of keys; NULL or empty: none. */
struct workstation_rules* ws_load_text(const struct workstation_text* text,
	const char* chroot, char* message, size_t size);

/** Find the prefix of an interface; the log says when there is none. A
 * workstation_prefix_finder. */
int ws_find_prefix(const char* interface, const char* file, unsigned line,
	uint8_t prefix[WORKSTATION_PREFIX]);

/** The memory for signatures, of all threads, in octets. */
size_t ws_signature_cache(const struct config_file* cfg);

/** Prepare what only this form has, when the rules are loaded. @return 0: failed,
 * which is logged. */
int ws_init_form(struct module_env* env, int id,
	struct ws_state* state);

/** Release it, before the rules go. */
void ws_deinit_form(struct module_env* env, int id,
	struct ws_state* state);

/** Register a callback. @return 0: out of memory. */
int ws_register_callback(struct module_env* env, int id, void* callback,
	enum inplace_cb_list_type type);

/** Unregister all of the module's callbacks of a type. */
void ws_unregister_callbacks(struct module_env* env, int id,
	enum inplace_cb_list_type type);

/** Whether a new query was judged before it came here, and no rule decides it. */
int ws_was_judged(const struct module_qstate* qstate, int id);

/**
 * Find the aliases of a query's name in the cache, for one that failed.
 * @return a reply with nothing else, in the query's region; NULL: none.
 */
struct reply_info* ws_cached_aliases(struct module_qstate* qstate);

/**
 * Ask what local zones say of a name that a query's aliases lead to.
 * @param policy: says nothing so far.
 * @return 0: out of memory.
 */
int ws_ask_local_zones(struct module_qstate* qstate,
	const struct query_info* qinfo, struct ws_policy* policy);

/** Whether a static local zone has a name that a query asks for, and gives way to the
 * rules. */
int ws_is_in_static_zone(struct module_qstate* qstate, int id,
	const struct query_info* qinfo);

/** Count queries of clients.
 * @param rule: the rule that decided, by its place; WORKSTATION_NO_RULE: none did. */
void ws_count(const struct ws_state* state,
	const struct module_env* env, enum ws_outcome outcome, uint32_t rule,
	size_t queries);

#endif /* WORKSTATION_BINDING_H */
