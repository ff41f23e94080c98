/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the registration makes Unbound call: the module named `workstation`,
 * and the help unbound-checkconf needs to judge a chain that it stands in.
 */
#ifndef WORKSTATION_MODULE_H
#define WORKSTATION_MODULE_H

#include "util/module.h"

/**
 * The module's function block, for the module stack.
 * @return a static block; nobody frees it.
 */
struct module_func_block* workstation_get_funcblock(void);

/* The entries of the block, as util/module.h specifies them. They are named
 * here because Unbound's white list of function pointers compares them. */
int workstation_init(struct module_env* env, int id);
void workstation_deinit(struct module_env* env, int id);
void workstation_operate(struct module_qstate* qstate, enum module_ev event,
	int id, struct outbound_entry* outbound);
void workstation_inform_super(struct module_qstate* qstate, int id,
	struct module_qstate* super);
void workstation_clear(struct module_qstate* qstate, int id);
size_t workstation_get_mem(struct module_env* env, int id);

/**
 * Take the module's name out of a chain that other modules follow it in. What
 * is left works with the module exactly when it works without, so that
 * Unbound's own list of known chains can judge it. A chain without the name,
 * or with nothing after it, stays as it is.
 *
 * @param module_conf: a module-config value, changed in place; it only gets
 *	shorter. The caller keeps it.
 */
void workstation_leave_chain(char* module_conf);

#endif /* WORKSTATION_MODULE_H */
