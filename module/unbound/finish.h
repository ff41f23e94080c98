/* SPDX-License-Identifier: BSD-3-Clause */
/* Ending a query with a reply, and who may have it. */
#ifndef WORKSTATION_FINISH_H
#define WORKSTATION_FINISH_H

#include "util/module.h"

struct reply_info;

/** Whether the client is to have what a validator has judged, and no more. */
int workstation_is_validated(const struct module_qstate* qstate);

/** Whether others may get the reply from the cache. With CD nobody judged what a
 * mended one has of upstream's.
 * @param mended: whether it is one. */
int workstation_is_for_everybody(const struct module_qstate* qstate, int mended);

/** Answer a query with a reply.
 * @param rep: in the query's region; NULL stands for memory that is exhausted.
 * @return the state the query is then in. */
enum module_ext_state workstation_finish_with(struct module_qstate* qstate,
	int id, struct reply_info* rep);

#endif /* WORKSTATION_FINISH_H */
