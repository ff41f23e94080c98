/* SPDX-License-Identifier: BSD-3-Clause */
/* What is told of each decision: counts, a line of the log, and an option of the
 * reply. */
#ifndef WORKSTATION_EXPLAIN_H
#define WORKSTATION_EXPLAIN_H

#include "statistics.h"

/** The outcomes' names, as statistics have them. */
extern const char* const workstation_outcomes[WORKSTATION_OUTCOMES];

/** Tell of a query that this module answers at once.
 * @param meeting: what it is answered with; its verdict decides. */
void workstation_tell_answered(const struct module_qstate* qstate, int id,
	const struct workstation_meeting* meeting,
	enum workstation_outcome outcome);

/** Tell of a query that was passed on and has come back, and what became of it.
 * @param from_behind: it was begun by a module behind this one. */
void workstation_tell_returned(const struct module_qstate* qstate, int id,
	int from_behind);

/** Tell of a query that was answered from the message cache.
 * @param env: the thread's.
 * @param rep: the reply, one of ours; its RRsets are read. */
void workstation_tell_cached(const struct workstation_state* state,
	const struct module_env* env, const struct query_info* qinfo,
	const struct reply_info* rep);

#endif /* WORKSTATION_EXPLAIN_H */
