/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of a chase: upstream's aliases are cached as the iterator caches them, and
 * where they lead to a name that a rule decides, upstream is not asked for it. So an
 * alias of a name whose servers are dead, or refuse, ends in the computed records, and
 * from the cache it costs no query. A validator has to see the whole chain: for its
 * clients the chase goes on, and the reply is rewritten when it comes back.
 */
#include "config.h"
#include "hooks.h"
#include "binding.h"
#include "chain.h"
#include "reply.h"
#include "iterator/iterator.h"
#include "services/cache/dns.h"
#include "util/data/msgparse.h"
#include "util/log.h"
#include "util/net_help.h"
#include "util/regional.h"

/** Whether the reply will be for some clients' networks: subnetcache, behind this
 * module, has a cache of its own, and is to store what upstream says. */
static int
has_subnet(const struct module_qstate* qstate)
{
	return edns_opt_list_find(qstate->edns_opts_back_in,
			LDNS_EDNS_CLIENT_SUBNET)
		|| edns_opt_list_find(qstate->edns_opts_back_out,
			LDNS_EDNS_CLIENT_SUBNET);
}

/** The aliases that the iterator has followed, as a reply. @return NULL: out of
 * memory. */
static struct reply_info*
followed_aliases(const struct iter_qstate* iq, struct regional* region)
{
	const struct iter_prep_list* alias;
	struct reply_info* rep;
	size_t count = 0;

	for(alias = iq->an_prepend_list; alias; alias = alias->next)
		count++;
	rep = regional_alloc_zero(region, sizeof(*rep)
		+ count * sizeof(*rep->rrsets));
	if(!rep)
		return NULL;
	rep->rrsets = (struct ub_packed_rrset_key**)(rep + 1);
	for(alias = iq->an_prepend_list; alias; alias = alias->next)
		rep->rrsets[rep->rrset_count++] = alias->rrset;
	rep->an_numrrsets = rep->rrset_count;
	return rep;
}

/** Whether the module is to end a query's chase at a target that a rule decides. To
 * serve an expired reply, there has to be one: it is that of the whole chain. */
static int
may_end(const struct module_qstate* qstate)
{
	return !ws_is_validated(qstate->env, qstate->query_flags)
		&& !qstate->env->cfg->serve_expired
		&& !ws_is_internal(qstate) && !has_subnet(qstate);
}

int
workstation_end_chase(struct module_qstate* qstate, struct iter_qstate* iq,
	int id)
{
	struct module_env* env = qstate->env;
	int own = ws_find_id(env);
	struct reply_info *aliases, *rep;
	struct ws_chain chain;

	if(own < 0 || !may_end(qstate))
		return 0;
	ws_judge(ws_rules(ws_get_state(env, own), env, iq->qchase.qtype),
		&iq->qchase, &chain);
	if(!workstation_decides(chain.verdict))
		return 0;
	aliases = followed_aliases(iq, qstate->region);
	if(aliases)
		chain.aliases = aliases->an_numrrsets;
	rep = aliases ? ws_make_reply(&chain, aliases, 0, qstate->region) : NULL;
	qstate->ext_state[id] = ws_finish_with(qstate, rep);
	if(!rep)
		return 1;
	verbose(VERB_ALGO, "workstation: end the chase, a rule decides the target");
	iq->response = qstate->return_msg;
	iq->state = FINISHED_STATE;
	ws_set_outcome(qstate, own, WS_REWRITTEN);
	/* what the cache may have of the name's type is older than its alias */
	msg_cache_remove(env, qstate->qinfo.qname, qstate->qinfo.qname_len,
		qstate->qinfo.qtype, qstate->qinfo.qclass, qstate->query_flags);
	return 1;
}

int
workstation_has_computed(struct module_qstate* qstate)
{
	int id = ws_find_id(qstate->env);

	/* the replies for each class are put together to one for class ANY */
	return id >= 0 && (qstate->qinfo.qclass == LDNS_RR_CLASS_ANY
		|| ws_is_computed(qstate, id));
}

int
workstation_is_made_of_computed(struct module_qstate* super,
	struct module_qstate* qstate)
{
	if(!workstation_has_computed(qstate))
		return 0;
	ws_set_outcome(super, ws_find_id(super->env), WS_REWRITTEN);
	return 1;
}
