/* SPDX-License-Identifier: BSD-3-Clause */
/* Queries that are passed on. */
#ifndef WORKSTATION_PASSED_H
#define WORKSTATION_PASSED_H

#include "reply.h"

/** Pass a query on, unless the caches have an alias of its name that leads to a
 * computed one.
 * @param verdict: that on its name and type; it does not decide.
 * @return the state the query is then in. */
enum module_ext_state workstation_pass(struct module_qstate* qstate, int id,
	enum workstation_verdict verdict);

/** A query comes back from the modules behind this one.
 * @return as before. */
enum module_ext_state workstation_take_back(struct module_qstate* qstate,
	int id);

#endif /* WORKSTATION_PASSED_H */
