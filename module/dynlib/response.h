/* SPDX-License-Identifier: BSD-3-Clause */
/* Upstream's responses, which the loadable module keeps out of the caches. */
#ifndef WORKSTATION_RESPONSE_H
#define WORKSTATION_RESPONSE_H

#include "util/module.h"

struct dns_msg;

/** Called with each response from upstream, before the iterator stores it; an
 * inplace_cb_query_response_func_type. */
int ws_filter_response(struct module_qstate* qstate, struct dns_msg* response,
	int id, void* context);

#endif /* WORKSTATION_RESPONSE_H */
