/* SPDX-License-Identifier: BSD-3-Clause */
/* Facts about a query: whose it is, and what became of it. */
#ifndef WORKSTATION_QUERY_H
#define WORKSTATION_QUERY_H

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

/** Set a query's outcome, the first time or anew. */
void ws_set_outcome(struct module_qstate* qstate, int id,
	enum ws_outcome outcome);

/** Whether a query's reply was computed or rewritten here. */
int ws_is_computed(const struct module_qstate* qstate, int id);

/** Whether a query began behind this module, as those of dns64 do: it was never
 * judged. Only before its outcome is WS_REWRITTEN for good. */
int ws_is_from_behind(const struct module_qstate* qstate, int id);

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

/** How many queries of clients a query stands for. One that a module in front began
 * for a client counts as one. */
size_t ws_client_queries(const struct module_qstate* qstate, int id);

#endif /* WORKSTATION_QUERY_H */
