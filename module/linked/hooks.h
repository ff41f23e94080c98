/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the registration makes Unbound call besides the module's function block. Each is
 * one call in a function of Unbound's; registration.table says where, and why.
 */
#ifndef WORKSTATION_HOOKS_H
#define WORKSTATION_HOOKS_H

#include "module.h"

#include <time.h>

struct acl_addr;
struct comm_reply;
struct config_file;
struct config_parser_state;
struct dns_msg;
struct iter_qstate;
struct local_data;
struct respip_client_info;
struct sldns_buffer;
struct ub_packed_rrset_key;
struct view;
struct ws_view;

/* ---- clients ---- */

/** Whether what a query's client sees depends on who it is, so that its client info is to
 * be built for all types. This is asked for each query that the cache may answer.
 * @param env: the thread's. */
int workstation_needs_client(struct module_env* env);

/** Find the module's view for Unbound's, for the client info.
 * @param env: the thread's. @param view: NULL: none. @return NULL: none. */
const struct ws_view* workstation_find_view(struct module_env* env,
	const struct view* view);

/* ---- answers ---- */

/**
 * The door: whether a client's query can be one to answer before the message cache is
 * looked at. Only where the module is the first of the chain, so that no other one has a
 * say before it. This is asked for each query.
 * @param env: the thread's.
 * @param view: the client's; NULL: none.
 */
int workstation_may_answer(struct module_env* env,
	const struct query_info* qinfo, const struct view* view);

/**
 * Answer a client's query. Pre: workstation_may_answer().
 * @param env: the thread's.
 * @param qinfo: its qname is in the buffer.
 * @param edns: of the query; for an answer, set to that of the reply.
 * @param repinfo: the client.
 * @param acl: what the access list says of it.
 * @param buffer: the query; for an answer, the reply.
 * @param region: the thread's scratchpad.
 * @return 0: no rule decides it, and nothing was changed.
 */
int workstation_answer(struct module_env* env, struct query_info* qinfo,
	struct edns_data* edns, struct comm_reply* repinfo,
	const struct acl_addr* acl, struct sldns_buffer* buffer,
	struct regional* region);

/**
 * Whether a reply of the message cache can contradict the rules. This is asked for each
 * cached reply.
 * @param is_partial: it is for the target of an alias, not for the qname.
 */
int workstation_may_contradict(struct module_env* env,
	const struct query_info* qinfo, const struct reply_info* rep,
	int is_partial);

/**
 * Look at a reply of the message cache before it is sent, and rewrite one that
 * contradicts the rules.
 * @param env: the thread's.
 * @param cinfo: what is known of the client; NULL: nothing.
 * @param alias: the reply is for its target, not for the qname; or NULL.
 * @param rep: its RRsets are locked.
 * @param flags: the query's.
 * @param bits: the flags of its EDNS.
 * @param edns: of the reply; what a rewritten one has is added to it.
 * @param repinfo: the client.
 * @param has_client_rules: response-ip or RPZ is in use. They look at what is cached,
 *	so that a reply has to be rewritten in the chain, in front of them.
 * @param region: the thread's scratchpad.
 * @param rewritten: set to the reply to send in place of rep, if there is one; NULL: none
 *	is to be sent.
 * @param is_secure: set to 1 if that one is secure.
 * @return 0: the query has to go through the modules.
 */
int workstation_check_cached(struct module_env* env, struct query_info* qinfo,
	const struct respip_client_info* cinfo,
	struct ub_packed_rrset_key* alias, struct reply_info* rep,
	uint16_t flags, uint16_t bits, struct edns_data* edns,
	struct comm_reply* repinfo, int has_client_rules,
	struct regional* region, struct reply_info** rewritten, int* is_secure);

/**
 * The same for an expired reply, which is sent while the query waits.
 * @param qinfo: what the reply is for.
 * @param msg: in the query's region; its reply is replaced.
 * @return 0: it cannot be sent.
 */
int workstation_check_expired(struct module_qstate* qstate,
	struct query_info* qinfo, struct dns_msg* msg);

/**
 * Let a static local zone give way to the rules for the names that they compute in it.
 * @param env: the thread's.
 * @param zone_length: octets of the zone's name, which the qname ends in.
 * @param view: the client's; NULL: none.
 * @param data: the zone's local data for the qname. Set, where it is NULL or an empty
 *	non-terminal and computed names make the qname exist, so that it is NODATA.
 * @return 1: the zone is not to answer.
 */
int workstation_overrides_zone(struct module_env* env, struct query_info* qinfo,
	size_t zone_length, const struct view* view, struct local_data** data);

/**
 * End a chase: the iterator is about to resolve the target of aliases, and a rule
 * decides it, or policy does.
 * @param iq: the iterator's state of the query.
 * @param name, length: the target.
 * @param id: of the iterator.
 * @return 1: the query is finished.
 */
int workstation_end_chase(struct module_qstate* qstate,
	struct iter_qstate* iq, uint8_t* name, size_t length, int id);

/** Whether the reply of a query has computed records, which nobody is to store. */
int workstation_has_computed(struct module_qstate* qstate);

/** The same of a query that dns64 made a reply for, from the reply of another one. */
int workstation_is_made_of_computed(struct module_qstate* super,
	struct module_qstate* qstate);

/* ---- configuration ---- */

/**
 * Begin a clause of cfg->workstation.
 * @param parser: says which file and line it is.
 * @param keyword: the clause's, without its colon.
 * @return 0: out of memory.
 */
int workstation_begin_clause(struct config_parser_state* parser,
	const char* keyword);

/**
 * Collect a line of the clause.
 * @param parser: as before.
 * @param key: the setting, without its colon.
 * @param value: on the heap, and freed here.
 * @return 0: out of memory.
 */
int workstation_collect(struct config_parser_state* parser, const char* key,
	char* value);

/**
 * Judge the rules for unbound-checkconf: one that is wrong ends the program
 * with one line, and warnings are logged. Takes the module's name out of the
 * chain, so that the list of known chains can judge what is left.
 * @param cfg: its module_conf is changed in place.
 */
void workstation_checkconf(struct config_file* cfg);

/* ---- statistics ---- */

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

#endif /* WORKSTATION_HOOKS_H */
