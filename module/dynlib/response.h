/* SPDX-License-Identifier: BSD-3-Clause */
/* Replies of upstream's that contradict the rules, which the loadable module keeps out of
 * the message cache: it has no hook where Unbound answers from there. */
#ifndef WORKSTATION_RESPONSE_H
#define WORKSTATION_RESPONSE_H

#include "util/module.h"

struct dns_msg;

/** Called with each response from upstream, before the iterator stores it; an
 * inplace_cb_query_response_func_type. */
int ws_filter_response(struct module_qstate* qstate, struct dns_msg* response,
	int id, void* context);

/** Whether what the modules behind this one return contradicts the rules. */
int ws_has_contradiction(const struct module_qstate* qstate, int id);

/** Take what the message cache has for a query out of it. */
void ws_remove_cached(struct module_qstate* qstate);

#endif /* WORKSTATION_RESPONSE_H */
