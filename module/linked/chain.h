/* SPDX-License-Identifier: BSD-3-Clause */
/* The linked module's place in the chain of modules. Looked up for each query, and so
 * without a call. */
#ifndef WORKSTATION_CHAIN_H
#define WORKSTATION_CHAIN_H

#include "binding.h"
#include "module.h"
#include "services/mesh.h"
#include "services/modstack.h"

/** The module's id, wherever it is in the chain; -1: it is not. */
static inline int
ws_find_id(const struct module_env* env)
{
	const struct module_stack* mods = &env->mesh->mods;

	for(int id = 0; id < mods->num; id++)
		if(mods->mod[id]->operate == &workstation_operate)
			return id;
	return -1;
}

/** The module's state, if it is the first of the chain; else NULL. */
static inline const struct ws_state*
ws_first_state(const struct module_env* env)
{
	const struct module_stack* mods = &env->mesh->mods;

	return mods->num > 0 && mods->mod[0]->operate == &workstation_operate
		? env->modinfo[0] : NULL;
}

#endif /* WORKSTATION_CHAIN_H */
