/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the registration makes Unbound call: the module named `workstation`,
 * and what the configuration's parser, unbound-checkconf and a reload need.
 */
#ifndef WORKSTATION_MODULE_H
#define WORKSTATION_MODULE_H

#include "util/module.h"

struct comm_reply;
struct config_file;
struct dns_msg;
struct edns_data;
struct edns_option;
struct reply_info;
struct config_parser_state;

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

/** Called with each response from upstream, before the iterator stores it; an
 * inplace_cb_query_response_func_type, named here for the white list too. */
int workstation_query_response(struct module_qstate* qstate,
	struct dns_msg* response, int id, void* context);

/** Called with each reply that is sent, made by modules or cached, where the
 * configuration has `ede: yes`: says of ours that they are synthesized. An
 * inplace_cb_reply_func_type, named here for the same reason. */
int workstation_explain(struct query_info* qinfo, struct module_qstate* qstate,
	struct reply_info* rep, int rcode, struct edns_data* edns,
	struct edns_option** options, struct comm_reply* repinfo,
	struct regional* region, struct timeval* start_time, int id,
	void* context);

/**
 * Collect a line of a `workstation:` clause, for cfg->workstation.
 * @param parser: says which file and line it is.
 * @param key: the setting, without its colon; NULL begins a clause.
 * @param value: on the heap, and freed here; NULL for a new clause.
 * @return 0: out of memory.
 */
int workstation_collect(struct config_parser_state* parser, const char* key,
	char* value);

/**
 * The daemon's threads have ended. Called before the old module stack goes.
 * @param reloading: the daemon is to go on with a new one.
 */
void workstation_daemon_cleanup(int reloading);

/** Count a query that was answered from the message cache.
 * @param env: the thread's.
 * @param rep: the cached reply, its RRsets locked. */
void workstation_count_cached(struct module_env* env,
	const struct query_info* qinfo, const struct reply_info* rep);

/** Put a thread's counts where another one can read them. @param env: the thread's;
 * the module need not be in its chain. */
void workstation_stats_compile(struct module_env* env);

/** Let a thread count from 0. @param env: as before. */
void workstation_stats_clear(struct module_env* env);

/** Called with one of the statistics. @param context: as given.
 * @return 0: it could not be printed. */
typedef int workstation_stats_print(void* context, const char* key,
	unsigned long long value);

/* Print what the threads compiled: a thread's counts, those of all of them, and
 * by rule, where extended statistics are on. @return 0: printing failed. */
int workstation_stats_thread(struct module_env* env, int thread,
	workstation_stats_print* print, void* context);
int workstation_stats_total(struct module_env* env,
	workstation_stats_print* print, void* context);
int workstation_stats_rules(struct module_env* env,
	workstation_stats_print* print, void* context);

/**
 * Judge the rules for unbound-checkconf: one that is wrong ends the program
 * with a sentence, and warnings are logged. Takes the module's name out of the
 * chain, so that the list of known chains can judge what is left.
 * @param cfg: its module_conf is changed in place.
 */
void workstation_checkconf(struct config_file* cfg);

#endif /* WORKSTATION_MODULE_H */
