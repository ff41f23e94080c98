/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The loadable module has no hook where Unbound answers from its message cache. So a
 * response that contradicts the rules is not stored, whoever asked for it: it costs a
 * query each time, and is rewritten when the query comes back.
 */
#include "config.h"
#include "response.h"
#include "binding.h"
#include "reply.h"

int
ws_filter_response(struct module_qstate* qstate, struct dns_msg* response,
	int id, void* ATTR_UNUSED(context))
{
	struct ws_chain chain;

	if(!response || !response->rep)
		return 1;
	ws_follow(ws_rules(ws_state(qstate->env, id), qstate->env,
		response->qinfo.qtype), &response->qinfo, response->rep,
		&chain);
	if(ws_contradicts(&chain, response->rep))
		qstate->no_cache_store = 1;
	return 1;
}
