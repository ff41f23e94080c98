/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of a chase: upstream's aliases are cached as the iterator caches them, and
 * where they lead to a name that a rule decides, upstream is not asked for it. So an
 * alias of a name whose servers are dead, or refuse, ends in the computed records, and
 * from the cache it costs no query. A validator has to see the whole chain: for its
 * clients the chase goes on, unless the target is in a signed zone, and the reply is
 * rewritten when it comes back.
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

/** Add a list of RRsets to a reply. @return how many there are.
 * @param rep: NULL: they are counted only. */
static size_t
add_list(const struct iter_prep_list* list, struct reply_info* rep)
{
	size_t count = 0;

	for(; list; list = list->next, count++)
		if(rep)
			rep->rrsets[rep->rrset_count++] = list->rrset;
	return count;
}

/** The aliases that the iterator has followed, and the proofs for those of wildcards, as a
 * reply. @return NULL: out of memory. */
static struct reply_info*
followed_aliases(const struct iter_qstate* iq, struct regional* region)
{
	struct reply_info* rep = regional_alloc_zero(region, sizeof(*rep)
		+ (add_list(iq->an_prepend_list, NULL)
		+ add_list(iq->ns_prepend_list, NULL)) * sizeof(*rep->rrsets));

	if(!rep)
		return NULL;
	rep->rrsets = (struct ub_packed_rrset_key**)(rep + 1);
	rep->an_numrrsets = add_list(iq->an_prepend_list, rep);
	rep->ns_numrrsets = add_list(iq->ns_prepend_list, rep);
	return rep;
}

/** Whether the module is to end a query's chase at a target that a rule decides. A
 * validator can only judge the reply if the target is signed. To serve an expired reply,
 * there has to be one: it is that of the whole chain. */
static int
may_end(const struct module_qstate* qstate, const struct ws_chain* chain)
{
	if(ws_is_validated(qstate->env, qstate->query_flags))
		return workstation_decides(chain->verdict) && chain->reply.secure;
	return !qstate->env->cfg->serve_expired && !has_subnet(qstate);
}

/** End a query in the iterator. @param rep: its reply; NULL: a failure, which our module
 * gives what policy says in place of. */
static int
finish(struct module_qstate* qstate, struct iter_qstate* iq, int id,
	struct reply_info* rep)
{
	iq->state = FINISHED_STATE;
	if(rep) {
		qstate->ext_state[id] = ws_finish_with(qstate, rep);
		iq->response = qstate->return_msg;
		return 1;
	}
	qstate->ext_state[id] = module_finished;
	qstate->return_msg = NULL;
	qstate->return_rcode = LDNS_RCODE_SERVFAIL;
	return 1;
}

/** End a query whose aliases lead to a name that policy decides. A validator would not
 * find its reply good, and so it does not see it. */
static int
end_by_policy(struct module_qstate* qstate, struct iter_qstate* iq, int id,
	const struct ws_query* query)
{
	qstate->no_cache_store = 1;
	/* one that began behind our module does not come to it */
	return finish(qstate, iq, id, query->from_behind && query->policy.rep
		? ws_join_replies(query->aliases, query->policy.rep,
			qstate->region) : NULL);
}

int
workstation_end_chase(struct module_qstate* qstate, struct iter_qstate* iq,
	uint8_t* name, size_t length, int id)
{
	struct module_env* env = qstate->env;
	int own = ws_find_id(env);
	struct query_info target = iq->qchase;
	const struct ws_query* query;
	struct reply_info *aliases, *rep;
	struct ws_chain chain;

	if(own < 0 || !iq->an_prepend_list || ws_is_internal(qstate))
		return 0;
	target.qname = name;
	target.qname_len = length;
	ws_judge_for(qstate, own, &target, &chain);
	if(!ws_is_of_rules(&chain))
		return 0;
	aliases = followed_aliases(iq, qstate->region);
	query = aliases ? ws_ask_policy_once(qstate, own, &target, aliases)
		: NULL;
	if(!query) {
		log_err("workstation: out of memory");
		return finish(qstate, iq, id, NULL);
	}
	if(ws_is_decided_by_policy(query))
		return (query->policy.is_of_rpz || may_end(qstate, &chain))
			&& end_by_policy(qstate, iq, id, query);
	if(!workstation_decides(chain.verdict) || !may_end(qstate, &chain))
		return 0;
	if(ws_is_validated(env, qstate->query_flags))
		ws_judge_signed(&target, &chain);
	chain.aliases = aliases->an_numrrsets;
	rep = ws_make_reply(&chain, aliases, 0, qstate->region);
	if(!rep)
		log_err("workstation: out of memory");
	else if(ws_is_validated(env, qstate->query_flags))
		rep->security = sec_status_unchecked;
	verbose(VERB_ALGO, "workstation: end the chase, a rule decides the target");
	finish(qstate, iq, id, rep);
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
