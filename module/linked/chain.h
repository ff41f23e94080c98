/* SPDX-License-Identifier: BSD-3-Clause */
/* The module's place in the chain of modules. */
#ifndef WORKSTATION_CHAIN_H
#define WORKSTATION_CHAIN_H

#include "module.h"
#include "services/mesh.h"
#include "services/modstack.h"

/** The module's id, wherever it is in the chain; -1: it is not. */
static inline int
ws_find_id(const struct module_env* env)
{
	const struct module_stack* mods = &env->mesh->mods;

	for(int id = 0; id < mods->num; id++)
		if(mods->mod[id] == workstation_get_funcblock())
			return id;
	return -1;
}

#endif /* WORKSTATION_CHAIN_H */
