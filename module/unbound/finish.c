/* SPDX-License-Identifier: BSD-3-Clause */
/* Ending a query with a reply, and who may have it. */
#include "config.h"
#include "finish.h"
#include "reply.h"
#include "services/cache/dns.h"
#include "services/mesh.h"
#include "util/config_file.h"
#include "util/data/msgparse.h"
#include "util/log.h"
#include "util/net_help.h"
#include "util/regional.h"

int
workstation_is_validated(const struct module_qstate* qstate)
{
	return qstate->env->need_to_validate && (!(qstate->query_flags & BIT_CD)
		|| qstate->env->cfg->ignore_cd);
}

/** Whether the query was resolved for some clients' networks only. */
static int
has_subnet(const struct module_qstate* qstate)
{
	return edns_opt_list_find(qstate->edns_opts_back_in,
			LDNS_EDNS_CLIENT_SUBNET)
		|| edns_opt_list_find(qstate->edns_opts_front_in,
			LDNS_EDNS_CLIENT_SUBNET);
}

int
workstation_is_for_everybody(const struct module_qstate* qstate, int mended)
{
	return !has_subnet(qstate) && !(mended && qstate->env->need_to_validate
		&& !workstation_is_validated(qstate));
}

/** Whether modules in front, or a query that waits for this one, get a reply: they
 * may store what it is made of. */
static int
is_for_modules(const struct module_qstate* qstate, int id)
{
	return id > 0 || qstate->mesh_info->super_set.count > 0;
}

enum module_ext_state
workstation_finish_with(struct module_qstate* qstate, int id,
	struct reply_info* rep)
{
	struct dns_msg* msg = regional_alloc_zero(qstate->region,
		sizeof(*msg));

	if(!msg || !rep) {
		log_err("workstation: out of memory");
		return module_error;
	}
	if(is_for_modules(qstate, id))
		workstation_hash_computed(rep);
	msg->qinfo = qstate->qinfo;
	msg->rep = rep;
	qstate->return_msg = msg;
	qstate->return_rcode = LDNS_RCODE_NOERROR;
	return module_finished;
}
