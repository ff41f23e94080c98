/* SPDX-License-Identifier: BSD-3-Clause */
/* Each query's outcome: counted, and logged at verbosity 2. */
#ifndef WORKSTATION_RECORD_H
#define WORKSTATION_RECORD_H

#include "binding.h"
#include "reply.h"

/** The outcomes' names, as the statistics and the log have them. */
extern const char* const ws_outcome_names[WS_OUTCOMES];

/**
 * Count and log queries of clients that were answered or whose reply was rewritten.
 * @param chain: of the reply.
 */
void ws_record(const struct ws_state* state,
	const struct module_env* env, const struct query_info* qinfo,
	enum ws_outcome outcome, const struct ws_chain* chain, size_t queries);

#endif /* WORKSTATION_RECORD_H */
