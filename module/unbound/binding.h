/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What depends on how Unbound has the module, linked in or as a library that its
 * module `dynlib` loads: where the module's state is kept, where rules come from,
 * and how a callback is registered. Each way has one file for it.
 */
#ifndef WORKSTATION_HOST_H
#define WORKSTATION_HOST_H

#include "util/module.h"

#include <stddef.h>

struct config_file;
struct workstation_rules;
struct workstation_state;

/** The state of the module with this id; NULL: it has none. */
struct workstation_state* workstation_state_of(const struct module_env* env,
	int id);

/** Keep the state of the module with this id. @param state: may be NULL. */
void workstation_keep_state(struct module_env* env, int id,
	struct workstation_state* state);

/**
 * Load the rules of a configuration, as workstation_rules_load does.
 * @return the rules, to be freed; NULL: the sentence says what is wrong.
 */
struct workstation_rules* workstation_load_configured(
	const struct config_file* cfg, char* sentence, size_t size);

/** Have a callback of a type called. @return 0: out of memory. */
int workstation_watch(struct module_env* env, int id, void* callback,
	enum inplace_cb_list_type type);

/** No longer have any of the type called. */
void workstation_unwatch(struct module_env* env, int id,
	enum inplace_cb_list_type type);

#endif /* WORKSTATION_HOST_H */
