/* SPDX-License-Identifier: BSD-3-Clause */
/* What the rules say of a name, and of the names that a reply's aliases lead to. */
#include "config.h"
#include "reply.h"
#include "services/cache/dns.h"
#include "util/data/dname.h"
#include "util/data/msgreply.h"
#include "util/net_help.h"
#include "util/regional.h"

/** Whether an RRset is an alias of the name. */
static int
is_alias(const struct ub_packed_rrset_key* rrset, const uint8_t* name)
{
	return rrset->rk.type == htons(LDNS_RR_TYPE_CNAME)
		&& query_dname_compare(rrset->rk.dname, (uint8_t*)name) == 0;
}

static void*
allocate(void* region, size_t octets)
{
	return regional_alloc(region, octets);
}

/** Judge a name. */
static void
judge(const struct query_info* qinfo, int nothing_exists,
	struct ws_chain* chain)
{
	const struct ws_asker* asker = &chain->asker;
	const struct workstation_memory memory = {&allocate, asker->region};
	const struct workstation_question question = {
		.qname = qinfo->qname, .qname_length = qinfo->qname_len,
		.qtype = qinfo->qtype, .qclass = qinfo->qclass,
		.nothing_exists = (uint8_t)nothing_exists, .memory = &memory,
		.signer = asker->signer, .now = (uint32_t)asker->now,
		.dnssec_ok = asker->dnssec_ok,
		.compact_ok = asker->compact_ok};

	chain->name = qinfo->qname;
	chain->length = qinfo->qname_len;
	chain->nothing_exists = nothing_exists;
	chain->verdict = workstation_judge(asker->rules, &question,
		&chain->reply);
}

void
ws_judge(const struct ws_asker* asker, const struct query_info* qinfo,
	struct ws_chain* chain)
{
	chain->asker = *asker;
	chain->aliases = 0;
	chain->needs_policy = 0;
	judge(qinfo, 0, chain);
}

void
ws_judge_nothing(const struct query_info* qinfo, struct ws_chain* chain)
{
	struct query_info end = ws_end_of(chain, qinfo);

	judge(&end, 1, chain);
}

void
ws_judge_signed(const struct query_info* qinfo, struct ws_chain* chain)
{
	struct query_info end = ws_end_of(chain, qinfo);

	chain->asker.dnssec_ok = 1;
	judge(&end, chain->nothing_exists, chain);
}

int
ws_is_of_rules(const struct ws_chain* chain)
{
	const struct workstation_question question = {
		.qname = chain->name, .qname_length = chain->length,
		.qtype = LDNS_RR_TYPE_ANY, .qclass = LDNS_RR_CLASS_IN,
		.nothing_exists = 1};
	struct workstation_reply reply;

	return workstation_decides(chain->verdict)
		|| chain->verdict == WORKSTATION_KEEP_EXISTING
		|| (chain->verdict == WORKSTATION_PASS_EXISTING
		&& workstation_decides(workstation_judge(chain->asker.rules, &question,
			&reply)));
}

int
ws_next_target(const struct reply_info* rep, struct query_info* target,
	size_t* next)
{
	/* a question for an alias itself does not follow it */
	if(target->qtype == LDNS_RR_TYPE_CNAME || target->qtype == LDNS_RR_TYPE_ANY)
		return 0;
	while(*next < rep->an_numrrsets
		&& !is_alias(rep->rrsets[*next], target->qname))
		(*next)++;
	if(*next == rep->an_numrrsets)
		return 0;
	get_cname_target(rep->rrsets[(*next)++], &target->qname,
		&target->qname_len);
	return 1;
}

void
ws_follow_aliases(const struct ws_asker* asker, const struct query_info* qinfo,
	const struct reply_info* rep, struct ws_chain* chain)
{
	struct query_info target = *qinfo;
	size_t next = 0;
	int needs_policy;

	ws_judge(asker, &target, chain);
	needs_policy = qinfo->local_alias && ws_is_of_rules(chain);
	while(!workstation_decides(chain->verdict)
		&& ws_next_target(rep, &target, &next)) {
		ws_judge(asker, &target, chain);
		chain->aliases = next;
		needs_policy = needs_policy || ws_is_of_rules(chain);
	}
	chain->needs_policy = needs_policy;
}

/** Whether a reply that is no failure has no record of the type, and no alias, for the
 * end of its chain. */
static int
has_nothing(const struct reply_info* rep, const struct query_info* qinfo,
	const struct ws_chain* chain)
{
	if(FLAGS_GET_RCODE(rep->flags) != LDNS_RCODE_NOERROR
		&& FLAGS_GET_RCODE(rep->flags) != LDNS_RCODE_NXDOMAIN)
		return 0;
	for(size_t i = chain->aliases; i < rep->an_numrrsets; i++) {
		const struct packed_rrset_key* rk = &rep->rrsets[i]->rk;

		if(query_dname_compare(rk->dname, chain->name) == 0
			&& (qinfo->qtype == LDNS_RR_TYPE_ANY
			|| rk->type == htons(qinfo->qtype)
			|| rk->type == htons(LDNS_RR_TYPE_CNAME)))
			return 0;
	}
	return 1;
}

void
ws_follow(const struct ws_asker* asker, const struct query_info* qinfo,
	const struct reply_info* rep, struct ws_chain* chain)
{
	ws_follow_aliases(asker, qinfo, rep, chain);
	if(chain->verdict != WORKSTATION_KEEP_EXISTING
		|| !has_nothing(rep, qinfo, chain))
		return;
	ws_judge_nothing(qinfo, chain);
	/* a name that has other types elsewhere exists (RFC 8020) */
	if(chain->verdict == WORKSTATION_NXDOMAIN
		&& FLAGS_GET_RCODE(rep->flags) == LDNS_RCODE_NOERROR)
		chain->verdict = WORKSTATION_KEEP_EXISTING;
}

int
ws_contradicts(const struct ws_chain* chain, const struct reply_info* rep)
{
	return workstation_decides(chain->verdict)
		|| (chain->verdict == WORKSTATION_PASS_EXISTING
		&& FLAGS_GET_RCODE(rep->flags) == LDNS_RCODE_NXDOMAIN);
}
