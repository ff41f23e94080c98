/* SPDX-License-Identifier: BSD-3-Clause */
/* Unbound's message cache. */
#include "config.h"
#include "cache.h"
#include "iterator/iter_utils.h"
#include "services/cache/dns.h"
#include "services/cache/rrset.h"
#include "util/data/dname.h"
#include "util/log.h"
#include "util/module.h"
#include "util/regional.h"
#include "util/storage/slabhash.h"

/** The longest way through aliases that is followed, as in the iterator. */
#define MOST_ALIASES 11

/* dns_cache_store got an argument more in the security releases of 1.17 and
 * another in 1.26. Its type says which one this is. */
typedef void any_function(void);
typedef int store_with_8(struct module_env*, struct query_info*,
	struct reply_info*, int, time_t, int, struct regional*, uint32_t);
typedef int store_with_9(struct module_env*, struct query_info*,
	struct reply_info*, int, time_t, int, struct regional*, uint32_t,
	time_t);
typedef int store_with_10(struct module_env*, struct query_info*,
	struct reply_info*, int, time_t, int, struct regional*, uint32_t,
	time_t, int);

#define ARGUMENTS qstate->env, &qstate->qinfo, qstate->return_msg->rep, 0, \
	qstate->prefetch_leeway, 0, qstate->region, qstate->query_flags

static inline int
call_with_8(any_function* store, struct module_qstate* qstate)
{
	return ((store_with_8*)store)(ARGUMENTS);
}

static inline int
call_with_9(any_function* store, struct module_qstate* qstate)
{
	return ((store_with_9*)store)(ARGUMENTS, qstate->qstarttime);
}

static inline int
call_with_10(any_function* store, struct module_qstate* qstate)
{
	return ((store_with_10*)store)(ARGUMENTS, qstate->qstarttime,
		qstate->is_valrec);
}

#define CALL _Generic(&dns_cache_store, store_with_8*: &call_with_8, \
	store_with_9*: &call_with_9, store_with_10*: &call_with_10)

void
workstation_cache_store(struct module_qstate* qstate)
{
	workstation_hash_computed(qstate->return_msg->rep);
	if(!CALL((any_function*)&dns_cache_store, qstate))
		log_err("workstation: out of memory");
}

void
workstation_cache_remove(struct module_qstate* qstate)
{
	msg_cache_remove(qstate->env, qstate->qinfo.qname,
		qstate->qinfo.qname_len, qstate->qinfo.qtype,
		qstate->qinfo.qclass, qstate->query_flags);
}

/** Cached replies to take out. */
struct sweep {
	struct workstation_judge judge;
	struct doomed {
		struct query_info qinfo;
		hashvalue_type hash;
		struct doomed* next;
	}* doomed;
};

/** Whether the RRsets of a cached reply are still those it was stored with. */
static int
is_whole(const struct reply_info* rep)
{
	for(size_t i = 0; i < rep->rrset_count; i++)
		if(rep->ref[i].key->id != rep->ref[i].id
			|| rep->ref[i].key->id == 0)
			return 0;
	return 1;
}

/** A reply that is not whole is never served; its qname can still be judged. */
static int
is_to_go(const struct workstation_judge* judge,
	const struct query_info* qinfo, const struct reply_info* rep)
{
	struct workstation_meeting meeting;
	int whole = is_whole(rep);

	workstation_follow(judge, qinfo, whole ? rep : NULL, &meeting);
	if(workstation_decides(meeting.verdict))
		return 1;
	/* NODATA may have been NXDOMAIN, and be it again without the rule */
	return meeting.verdict == WORKSTATION_PASS_EXISTING
		&& rep->an_numrrsets == meeting.aliases;
}

static void
collect(struct lruhash_entry* entry, void* context)
{
	const struct query_info* qinfo = entry->key;
	struct sweep* sweep = context;
	struct doomed* doomed;

	if(!is_to_go(&sweep->judge, qinfo, entry->data))
		return;
	doomed = malloc(sizeof(*doomed) + qinfo->qname_len);
	if(!doomed) {
		log_err("workstation: out of memory, a cached reply stays");
		return;
	}
	doomed->qinfo = *qinfo;
	doomed->qinfo.qname = (uint8_t*)(doomed + 1);
	memcpy(doomed->qinfo.qname, qinfo->qname, qinfo->qname_len);
	doomed->hash = entry->hash;
	doomed->next = sweep->doomed;
	sweep->doomed = doomed;
}

/** A computed RRset that stays is taken for an old one, not for a good one. */
static void
expire(struct lruhash_entry* entry, void* context)
{
	const struct ub_packed_rrset_key* rrset = entry->key;
	struct packed_rrset_data* data = entry->data;
	int* has_aliases = context;

	if(workstation_is_computed(rrset))
		data->ttl = 0;
	if(rrset->rk.type == htons(LDNS_RR_TYPE_CNAME))
		*has_aliases = 1;
}

int
workstation_cache_sweep(struct module_env* env,
	const struct workstation_rules* rules)
{
	struct sweep sweep = {{rules, 0}, NULL};
	int has_aliases = 0;

	/* programs that only check, and libunbound, have no cache yet */
	if(!env->msg_cache || !env->rrset_cache || !rules)
		return 0;
	slabhash_traverse(&env->rrset_cache->table, 1, &expire, &has_aliases);
	slabhash_traverse(env->msg_cache, 0, &collect, &sweep);
	while(sweep.doomed) {
		struct doomed* doomed = sweep.doomed;

		slabhash_remove(env->msg_cache, doomed->hash, &doomed->qinfo);
		sweep.doomed = doomed->next;
		free(doomed);
	}
	return has_aliases;
}

/** Whether the name has an alias in the cache. */
static int
has_alias(struct module_env* env, const struct query_info* qinfo)
{
	struct ub_packed_rrset_key* alias = rrset_cache_lookup(
		env->rrset_cache, qinfo->qname, qinfo->qname_len,
		LDNS_RR_TYPE_CNAME, qinfo->qclass, 0, *env->now, 0);

	if(alias)
		lock_rw_unlock(&alias->entry.lock);
	return alias != NULL;
}

struct reply_info*
workstation_cache_aliases(struct module_qstate* qstate)
{
	struct query_info qinfo = qstate->qinfo;
	struct dns_msg* chain;

	if(!has_alias(qstate->env, &qinfo))
		return NULL;
	chain = dns_msg_create(qinfo.qname, qinfo.qname_len, qinfo.qtype,
		qinfo.qclass, qstate->region, 2 * MOST_ALIASES);
	for(int i = 0; chain && i < MOST_ALIASES
		&& has_alias(qstate->env, &qinfo); i++) {
		struct dns_msg* found = dns_cache_lookup(qstate->env,
			qinfo.qname, qinfo.qname_len, qinfo.qtype,
			qinfo.qclass, qstate->query_flags, qstate->region,
			qstate->env->scratch, 0, NULL, 0);

		/* it is an alias, with or without the DNAME it comes from */
		if(!found || found->rep->an_numrrsets > 2)
			break;
		for(size_t j = 0; j < found->rep->an_numrrsets; j++) {
			struct ub_packed_rrset_key* rrset
				= found->rep->rrsets[j];

			if(!dns_msg_ansadd(chain, qstate->region, rrset, 0))
				return NULL;
			if(rrset->rk.type == htons(LDNS_RR_TYPE_CNAME))
				get_cname_target(rrset, &qinfo.qname,
					&qinfo.qname_len);
		}
	}
	return chain ? chain->rep : NULL;
}
