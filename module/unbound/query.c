/* SPDX-License-Identifier: BSD-3-Clause */
/* Facts about a query. */
#include "config.h"
#include "query.h"
#include "services/mesh.h"
#include "util/data/dname.h"
#include "util/regional.h"

/*
 * A query's minfo. Most queries share these, so that they need no memory for it:
 *
 *	minfo		when			what follows
 *	NULL		it began behind this	at its end the qname is judged too;
 *			module, or is Unbound's	Unbound's own is left alone
 *			own lookup
 *	WS_PASSED	it came and was passed	at its end a reply with aliases, NXDOMAIN
 *			to the next module	or a failure is looked at
 *	WS_REWRITTEN	its chase was ended, or	dns64 does not store the reply, and it
 *			its reply rewritten	has EDE 29
 *	WS_ANSWER,	it was answered when it	the same
 *	WS_NODATA,	came
 *	WS_NXDOMAIN
 *
 * One that policy was asked about has one of its own.
 */
#define QUERY(is) {{.outcome = is}, {.outcome = is, .from_behind = 1}}
static struct ws_query queries[WS_OUTCOMES][2] = {
	[WS_ANSWER] = QUERY(WS_ANSWER),
	[WS_NODATA] = QUERY(WS_NODATA),
	[WS_NXDOMAIN] = QUERY(WS_NXDOMAIN),
	[WS_REWRITTEN] = QUERY(WS_REWRITTEN),
	[WS_PASSED] = QUERY(WS_PASSED),
};

void
ws_set_outcome(struct module_qstate* qstate, int id, enum ws_outcome outcome)
{
	struct ws_query* query = qstate->minfo[id];

	if(query && query->policy_name)
		query->outcome = outcome;
	else
		qstate->minfo[id] = &queries[outcome][outcome != WS_PASSED
			&& ws_is_from_behind(qstate, id)];
}

struct ws_query*
ws_ask_policy_once(struct module_qstate* qstate, int id,
	const struct query_info* qinfo, struct reply_info* aliases)
{
	struct ws_query* query = ws_get_query(qstate, id);

	if(query && query->policy_name && query_dname_compare(query->policy_name,
		qinfo->qname) == 0)
		return query;
	if(!query || !query->policy_name) {
		query = regional_alloc_zero(qstate->region, sizeof(*query));
		if(!query)
			return NULL;
		query->outcome = WS_PASSED;
		query->from_behind = ws_is_from_behind(qstate, id);
		qstate->minfo[id] = query;
	}
	query->policy_name = qinfo->qname;
	query->aliases = aliases;
	return ws_ask_policy(qstate, qinfo, aliases, &query->policy) ? query : NULL;
}

int
ws_is_computed(const struct module_qstate* qstate, int id)
{
	const struct ws_query* query = ws_get_query(qstate, id);

	return query && query->outcome != WS_PASSED;
}

int
ws_is_from_behind(const struct module_qstate* qstate, int id)
{
	const struct ws_query* query = ws_get_query(qstate, id);

	return !query || query->from_behind;
}

int
ws_is_asked_directly(const struct module_qstate* qstate)
{
	const struct mesh_reply* client = qstate->mesh_info->reply_list;

	return client && !client->local_alias;
}

/** Whether a query that waits for another one asks the same for a client. */
static int
asks_the_same(const struct module_qstate* super,
	const struct module_qstate* qstate)
{
	return !super->is_valrec && super->qinfo.qtype == qstate->qinfo.qtype
		&& super->qinfo.qclass == qstate->qinfo.qclass
		&& query_dname_compare(super->qinfo.qname,
			qstate->qinfo.qname) == 0;
}

int
ws_is_internal(const struct module_qstate* qstate)
{
	struct mesh_state_ref* super;

	if(!qstate->is_valrec)
		return 0;
	/* a validator asks for keys also when a client does */
	if(qstate->qinfo.qtype == LDNS_RR_TYPE_DS
		|| qstate->qinfo.qtype == LDNS_RR_TYPE_DNSKEY)
		return 1;
	/* The iterator sets is_valrec on the queries for each class of a class ANY
	 * query with CD, and subnetcache on its own for a client with CD. */
	RBTREE_FOR(super, struct mesh_state_ref*, &qstate->mesh_info->super_set)
		if(super->s->s.qinfo.qclass == LDNS_RR_CLASS_ANY
			|| asks_the_same(&super->s->s, qstate))
			return 0;
	return 1;
}

/** Whether a client that waits for this query itself wants signatures. */
static int
is_dnssec_ok(const struct mesh_state* mesh)
{
	for(const struct mesh_reply* r = mesh->reply_list; r; r = r->next)
		if(r->edns.edns_present && (r->edns.bits & EDNS_DO))
			return 1;
	for(const struct mesh_cb* cb = mesh->cb_list; cb; cb = cb->next)
		if(cb->edns.edns_present && (cb->edns.bits & EDNS_DO))
			return 1;
	return 0;
}

int
ws_is_dnssec_ok(const struct module_qstate* qstate)
{
	struct mesh_state* mesh = qstate->mesh_info;
	struct mesh_state_ref* super;

	if(is_dnssec_ok(mesh))
		return 1;
	RBTREE_FOR(super, struct mesh_state_ref*, &mesh->super_set)
		if(is_dnssec_ok(super->s))
			return 1;
	return 0;
}

int
ws_is_compact_ok(const struct module_qstate* qstate)
{
	return qstate->mesh_info->cb_list && !qstate->mesh_info->reply_list;
}

size_t
ws_client_queries(const struct module_qstate* qstate, int id)
{
	struct mesh_state* mesh = qstate->mesh_info;
	struct mesh_state_ref* super;
	size_t clients = 0;

	for(const struct mesh_reply* r = mesh->reply_list; r; r = r->next)
		clients++;
	/* those that wait for a query from behind did not ask here */
	if(clients || mesh->super_set.count == 0
		|| ws_is_from_behind(qstate, id))
		return clients;
	RBTREE_FOR(super, struct mesh_state_ref*, &mesh->super_set)
		if(super->s->reply_list)
			return 1;
	return 0;
}
