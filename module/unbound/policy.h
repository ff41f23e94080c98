/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Policy behind aliases. A client's question meets local zones and RPZ before the rules. A
 * name that aliases lead to meets neither in Unbound, which asks RPZ in some places of the
 * iterator only. So this asks both about a name before the rules compute it.
 */
#ifndef WORKSTATION_POLICY_H
#define WORKSTATION_POLICY_H

#include "util/data/msgreply.h"
#include "util/module.h"

/** What policy does with a name, from the least to the most. */
enum ws_policy_action {
	/** Nothing: the rules compute. */
	WS_POLICY_NONE,
	/** The rules compute, and clients over UDP get a truncated reply. */
	WS_POLICY_TCP_ONLY,
	/** It has a reply. */
	WS_POLICY_REPLY,
	/** Its reply is an alias, whose target is to be resolved. */
	WS_POLICY_ALIAS,
	/** An rcode without records. */
	WS_POLICY_RCODE,
	/** No reply at all. */
	WS_POLICY_DROP
};

struct ws_chain;

struct ws_policy {
	enum ws_policy_action action;
	/** With WS_POLICY_REPLY and WS_POLICY_ALIAS: the reply for the name, in the
	 * query's region. */
	struct reply_info* rep;
	/** With WS_POLICY_RCODE. */
	int rcode;
	/** RPZ has the say, which does not wait for what a validator thinks of the aliases. */
	int is_of_rpz;
};

/** Whether policy has the say, and not the rules. */
static inline int
ws_policy_decides(const struct ws_policy* policy)
{
	return policy->action > WS_POLICY_TCP_ONLY;
}

/**
 * Ask what policy says of a name that a query's aliases lead to, and RPZ what it says of
 * the names in between, which Unbound does not always do.
 * @param qinfo: the name, with the query's type and class.
 * @param aliases: the ones that lead to it, NULL: none. Those behind the name that RPZ has
 *	the say about are taken out.
 * @return 0: out of memory.
 */
int ws_ask_policy(struct module_qstate* qstate, const struct query_info* qinfo,
	struct reply_info* aliases, struct ws_policy* policy);

/** Judge a name that a query asks for, or that its aliases lead to, and end the chain. */
void ws_judge_for(struct module_qstate* qstate, int id,
	const struct query_info* qinfo, struct ws_chain* chain);

/** End a chain of a query: where a static local zone has its last name, nothing else
 * exists, and rules with `existing: keep` decide. */
void ws_end_for(struct module_qstate* qstate, int id, struct ws_chain* chain);

/** Have clients of a query ask again over TCP. @return 0: out of memory. */
int ws_require_tcp(struct module_qstate* qstate);

/** Whether a reply is RPZ's, made in the iterator. */
int ws_is_of_rpz(const struct reply_info* rep);

/**
 * Begin a query for the target of an alias that policy gives; its end calls the module's
 * inform_super.
 * @param rep: of the policy; its last record in the answer section is the alias.
 * @return 0: it cannot begin.
 */
int ws_resolve_target(struct module_qstate* qstate, const struct reply_info* rep);

/** What a query for the target of an alias asks. */
void ws_get_target(const struct module_qstate* qstate,
	const struct reply_info* rep, struct query_info* target);

#endif /* WORKSTATION_POLICY_H */
