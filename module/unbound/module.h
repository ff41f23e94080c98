/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The module named `workstation`, in both of its forms: what Unbound calls as of any
 * module.
 */
#ifndef WORKSTATION_MODULE_H
#define WORKSTATION_MODULE_H

#include "util/module.h"

struct comm_reply;
struct edns_data;
struct edns_option;
struct query_info;
struct regional;
struct reply_info;

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

/** Called for each client of a query, with `ede: yes` or where zones are signed: adds
 * Extended DNS Error 29 to a computed or rewritten reply, and gives it the rcode that this
 * client takes. An inplace_cb_reply_func_type, named here for the same reason. */
int workstation_adapt_reply(struct query_info* qinfo, struct module_qstate* qstate,
	struct reply_info* rep, int rcode, struct edns_data* edns,
	struct edns_option** options, struct comm_reply* repinfo,
	struct regional* region, struct timeval* start_time, int id,
	void* context);

/**
 * Carry the rules over to the module stack that follows: called before the old one
 * goes.
 * @param reloading: one follows; if its rules are wrong, it has those of the old one.
 */
void workstation_daemon_cleanup(int reloading);

#endif /* WORKSTATION_MODULE_H */
