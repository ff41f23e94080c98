/* SPDX-License-Identifier: BSD-3-Clause */
/* Facts about a query. */
#include "config.h"
#include "query.h"
#include "services/mesh.h"
#include "util/data/dname.h"

/**
 * What a query's minfo points to: its outcome, and whether it began behind this module. A
 * pointer is all there is to store, so that no query needs memory for it.
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
 */
static char marks[WS_OUTCOMES][2];

/** The place of a query's mark. Pre: it has one. */
static size_t
mark_of(const struct module_qstate* qstate, int id)
{
	return (size_t)((const char*)qstate->minfo[id] - &marks[0][0]);
}

void
ws_set_outcome(struct module_qstate* qstate, int id, enum ws_outcome outcome)
{
	int from_behind = outcome != WS_PASSED && ws_is_from_behind(qstate, id);

	qstate->minfo[id] = &marks[outcome][from_behind];
}

int
ws_is_computed(const struct module_qstate* qstate, int id)
{
	return qstate->minfo[id] && mark_of(qstate, id) / 2 != WS_PASSED;
}

int
ws_is_from_behind(const struct module_qstate* qstate, int id)
{
	return !qstate->minfo[id] || mark_of(qstate, id) % 2;
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
