/* SPDX-License-Identifier: BSD-3-Clause */
/* Facts about a query: whose it is, and what became of it. */
#ifndef WORKSTATION_QUERY_H
#define WORKSTATION_QUERY_H

#include "policy.h"
#include "reply.h"
#include "workstation.h"
#include "util/config_file.h"
#include "util/module.h"
#include "util/net_help.h"

/** What became of a query. */
enum ws_outcome {
	/* in the order of the verdicts that decide */
	WS_ANSWER,
	WS_NODATA,
	WS_NXDOMAIN,
	/** Upstream's reply was rewritten. */
	WS_REWRITTEN,
	/** It was left to others. */
	WS_PASSED
};
#define WS_OUTCOMES 5

/** The outcome of a verdict that decides, for the qname itself. */
static inline enum ws_outcome
ws_outcome_of(enum workstation_verdict verdict)
{
	return (enum ws_outcome)(verdict - WORKSTATION_ANSWER);
}

/** The outcome where a reply of others is rewritten. */
static inline enum ws_outcome
ws_outcome_of_rewriting(const struct ws_chain* chain)
{
	return chain->aliases || !workstation_decides(chain->verdict)
		? WS_REWRITTEN : ws_outcome_of(chain->verdict);
}

/** What the module knows of a query: its minfo. NULL: the query began behind this module,
 * as those of dns64 do, or is a lookup of Unbound's own, and nothing became of it yet. */
struct ws_query {
	enum ws_outcome outcome;
	/** It began behind this module: its qname was never judged. */
	int from_behind;
	/** The last name that its aliases lead to, or the qname, that policy was asked
	 * about, in the query's region; NULL: none. */
	uint8_t* policy_name;
	/** What policy says of it. */
	struct ws_policy policy;
	/** The aliases that lead to it, from the qname on, as a reply; NULL: none. */
	const struct reply_info* aliases;
	/** The reply for the target of policy's alias; NULL: there is none so far. */
	struct reply_info* target;
};

/** Set a query's outcome, the first time or anew. */
void ws_set_outcome(struct module_qstate* qstate, int id,
	enum ws_outcome outcome);

/**
 * Ask policy about a name that a query's aliases lead to, and keep what it says; once for
 * one name.
 * @param qinfo: the name, in the query's region, with the query's type and class.
 * @param aliases: in the query's region; NULL: none.
 * @return what is known of the query then; NULL: out of memory.
 */
struct ws_query* ws_ask_policy_once(struct module_qstate* qstate, int id,
	const struct query_info* qinfo, struct reply_info* aliases);

/** Whether policy has the say about a query, and not the rules. */
static inline int
ws_is_decided_by_policy(const struct ws_query* query)
{
	return query && ws_policy_decides(&query->policy);
}

/** What is known of a query. @return NULL: see struct ws_query. */
static inline struct ws_query*
ws_get_query(const struct module_qstate* qstate, int id)
{
	return qstate->minfo[id];
}

/** Whether a query's reply was computed or rewritten here. */
int ws_is_computed(const struct module_qstate* qstate, int id);

/** Whether a query began behind this module. Only before its outcome is WS_REWRITTEN for
 * good. */
int ws_is_from_behind(const struct module_qstate* qstate, int id);

/** Whether a client asks for the qname, and no alias of local-data's or of RPZ's led to
 * it: the worker asked policy about it. */
int ws_is_asked_directly(const struct module_qstate* qstate);

/** Whether a query is a validator's or the iterator's own, which has to see what
 * upstream says. */
int ws_is_internal(const struct module_qstate* qstate);

/** Whether a client is to have what a validator has judged, and no more.
 * @param flags: the query's. */
static inline int
ws_is_validated(const struct module_env* env, uint16_t flags)
{
	return env->need_to_validate && (!(flags & BIT_CD)
		|| env->cfg->ignore_cd);
}

/** Whether a client that waits for a query wants signatures (DO). */
int ws_is_dnssec_ok(const struct module_qstate* qstate);

/** Whether only a program with libunbound waits for a query. It has DO always, and sees no
 * more of a name that does not exist than the rcode (CO). */
int ws_is_compact_ok(const struct module_qstate* qstate);

/** How many queries of clients a query stands for. One that a module in front began
 * for a client counts as one. */
size_t ws_client_queries(const struct module_qstate* qstate, int id);

#endif /* WORKSTATION_QUERY_H */
