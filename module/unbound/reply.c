/* SPDX-License-Identifier: BSD-3-Clause */
/* Replies in Unbound's form. */
#include "config.h"
#include "reply.h"
#include "binding.h"
#include "services/cache/dns.h"
#include "sldns/sbuffer.h"
#include "util/config_file.h"
#include "util/data/dname.h"
#include "util/data/packed_rrset.h"
#include "util/module.h"
#include "util/net_help.h"
#include "util/regional.h"

int
workstation_is_computed(const struct ub_packed_rrset_key* rrset)
{
	return (rrset->rk.flags & WORKSTATION_COMPUTED_RRSET) != 0;
}

enum workstation_outcome
workstation_outcome_of(const struct reply_info* rep)
{
	if(!workstation_is_ours(rep))
		return WORKSTATION_OUTCOME_PASSED;
	if(!workstation_is_computed(rep->rrsets[0])
		|| !workstation_is_computed(rep->rrsets[rep->rrset_count - 1]))
		return WORKSTATION_OUTCOME_REWRITTEN;
	if(rep->an_numrrsets)
		return WORKSTATION_OUTCOME_ANSWER;
	return FLAGS_GET_RCODE(rep->flags) == LDNS_RCODE_NXDOMAIN
		? WORKSTATION_OUTCOME_NXDOMAIN : WORKSTATION_OUTCOME_NODATA;
}

/** The RRset that is an alias of the name, at this place of the answer. */
static int
is_alias(const struct ub_packed_rrset_key* rrset, const uint8_t* name)
{
	return rrset->rk.type == htons(LDNS_RR_TYPE_CNAME)
		&& query_dname_compare(rrset->rk.dname, (uint8_t*)name) == 0;
}

void
workstation_follow(const struct workstation_judge* judge,
	const struct query_info* qinfo, const struct reply_info* rep,
	struct workstation_meeting* meeting)
{
	size_t next = 0;

	meeting->name = qinfo->qname;
	meeting->length = qinfo->qname_len;
	meeting->aliases = 0;
	meeting->comes_by = 0;
	meeting->verdict = WORKSTATION_PASS;
	if(qinfo->qtype == LDNS_RR_TYPE_ANY && judge->deny_any)
		return;
	for(;;) {
		meeting->verdict = workstation_judge(judge->rules,
			meeting->name, meeting->length, qinfo->qtype,
			qinfo->qclass, &meeting->reply);
		if(meeting->aliases && meeting->verdict != WORKSTATION_PASS)
			meeting->comes_by = 1;
		if(workstation_decides(meeting->verdict) || !rep)
			return;
		/* questions for an alias itself do not follow it */
		if(qinfo->qtype == LDNS_RR_TYPE_CNAME
			|| qinfo->qtype == LDNS_RR_TYPE_ANY) {
			meeting->comes_by = rep->an_numrrsets > 0;
			return;
		}
		while(next < rep->an_numrrsets
			&& !is_alias(rep->rrsets[next], meeting->name))
			next++;
		if(next == rep->an_numrrsets)
			return;
		get_cname_target(rep->rrsets[next], &meeting->name,
			&meeting->length);
		meeting->aliases = ++next;
	}
}

int
workstation_is_plain(enum workstation_verdict verdict,
	const struct reply_info* rep)
{
	if(rep->an_numrrsets && (rep->rrsets[0]->rk.type
		== htons(LDNS_RR_TYPE_CNAME) || rep->rrsets[0]->rk.type
		== htons(LDNS_RR_TYPE_DNAME)))
		return 0;
	return verdict == WORKSTATION_PASS
		|| (verdict == WORKSTATION_PASS_EXISTING
		&& FLAGS_GET_RCODE(rep->flags) != LDNS_RCODE_NXDOMAIN);
}

/** Whether a reply goes on, after its aliases, with what was computed. */
static int
is_made_here(const struct workstation_meeting* meeting,
	const struct reply_info* rep)
{
	return meeting->aliases < rep->rrset_count
		&& workstation_is_computed(rep->rrsets[meeting->aliases]);
}

int
workstation_is_against_rules(const struct workstation_meeting* meeting,
	const struct reply_info* rep)
{
	if(workstation_decides(meeting->verdict))
		return !is_made_here(meeting, rep);
	return meeting->verdict == WORKSTATION_PASS_EXISTING
		&& FLAGS_GET_RCODE(rep->flags) == LDNS_RCODE_NXDOMAIN;
}

/** An RRset of one record; its lengths, pointers and octets follow. */
struct computed_rrset {
	struct ub_packed_rrset_key key;
	struct packed_rrset_data data;
};

/** A record as an RRset of Unbound's, in the region.
 * @param name: what the record's owner is a part of.
 * @return NULL: out of memory. */
static struct ub_packed_rrset_key*
pack_rrset(const struct workstation_rrset* rrset, uint8_t* name,
	size_t name_length, struct regional* region)
{
	size_t rr_length = sizeof(uint16_t) + rrset->rdata_length;
	struct computed_rrset* computed = regional_alloc_zero(region,
		sizeof(*computed) + sizeof(*computed->data.rr_len)
		+ sizeof(*computed->data.rr_data)
		+ sizeof(*computed->data.rr_ttl) + rr_length);
	struct ub_packed_rrset_key* key;
	struct packed_rrset_data* data;

	if(!computed)
		return NULL;
	key = &computed->key;
	data = &computed->data;
	key->rk.dname = name + rrset->owner_offset;
	key->rk.dname_len = name_length - rrset->owner_offset;
	key->rk.type = htons(rrset->type);
	key->rk.rrset_class = htons(LDNS_RR_CLASS_IN);
	key->rk.flags = WORKSTATION_COMPUTED_RRSET;
	key->entry.key = key;
	key->entry.data = data;
	data->ttl = rrset->ttl;
	data->count = 1;
	data->trust = rrset_trust_ans_noAA;
	data->security = sec_status_insecure;
	/* the place of all that follows depends on these lengths */
	data->rr_len = (size_t*)(data + 1);
	data->rr_len[0] = rr_length;
	packed_rrset_ptr_fixup(data);
	data->rr_ttl[0] = rrset->ttl;
	sldns_write_uint16(data->rr_data[0], rrset->rdata_length);
	memcpy(data->rr_data[0] + sizeof(uint16_t), rrset->rdata,
		rrset->rdata_length);
	return key;
}

void
workstation_hash_computed(struct reply_info* rep)
{
	for(size_t i = 0; i < rep->rrset_count; i++)
		if(rep->rrsets[i]->rk.flags & (WORKSTATION_COMPUTED_RRSET
			| WORKSTATION_MENDING_RRSET))
			rep->rrsets[i]->entry.hash = rrset_key_hash(
				&rep->rrsets[i]->rk);
}

/** Add the records of a verdict that decides. @return 0: out of memory. */
static int
add_computed(struct reply_info* rep, const struct workstation_meeting* meeting,
	struct regional* region)
{
	for(size_t i = 0; i < meeting->reply.count; i++) {
		struct ub_packed_rrset_key* key = pack_rrset(
			&meeting->reply.rrset[i], meeting->name,
			meeting->length, region);

		if(!key)
			return 0;
		rep->rrsets[rep->rrset_count++] = key;
	}
	if(meeting->verdict == WORKSTATION_ANSWER)
		rep->an_numrrsets = rep->rrset_count;
	else if(meeting->verdict == WORKSTATION_NXDOMAIN)
		FLAGS_SET_RCODE(rep->flags, LDNS_RCODE_NXDOMAIN);
	return 1;
}

/** Mark the last RRset of a reply, which is lent to it. @return 0: out of memory. */
static int
mark_mended(struct reply_info* rep, struct regional* region)
{
	struct ub_packed_rrset_key** last;
	struct ub_packed_rrset_key* marked;

	if(rep->rrset_count == 0)
		return 1;
	last = &rep->rrsets[rep->rrset_count - 1];
	marked = regional_alloc_zero(region, sizeof(*marked));
	if(!marked)
		return 0;
	marked->rk = (*last)->rk;
	marked->rk.flags |= WORKSTATION_MENDING_RRSET;
	marked->entry.key = marked;
	marked->entry.data = (*last)->entry.data;
	*last = marked;
	return 1;
}

/** Add the authority section, without proofs that the name does not exist.
 * @return 0: out of memory. */
static int
add_authority(struct reply_info* rep, const struct reply_info* upstream,
	struct regional* region)
{
	for(size_t i = 0; i < upstream->ns_numrrsets; i++) {
		struct ub_packed_rrset_key* rrset = upstream->rrsets[
			upstream->an_numrrsets + i];

		if(rrset->rk.type != htons(LDNS_RR_TYPE_NSEC)
			&& rrset->rk.type != htons(LDNS_RR_TYPE_NSEC3))
			rep->rrsets[rep->rrset_count++] = rrset;
	}
	return mark_mended(rep, region);
}

/** The TTLs of a reply follow from those of its RRsets. */
static void
set_ttls(struct reply_info* rep, time_t longest)
{
	rep->ttl = longest;
	for(size_t i = 0; i < rep->rrset_count; i++) {
		const struct packed_rrset_data* data
			= rep->rrsets[i]->entry.data;

		if(data->ttl < rep->ttl)
			rep->ttl = data->ttl;
	}
	rep->prefetch_ttl = PREFETCH_TTL_CALC(rep->ttl);
	rep->serve_expired_ttl = rep->ttl + SERVE_EXPIRED_TTL;
}

struct reply_info*
workstation_make_reply(const struct workstation_meeting* meeting,
	const struct reply_info* upstream, struct regional* region)
{
	int decides = workstation_decides(meeting->verdict);
	size_t aliases = decides ? meeting->aliases : upstream->an_numrrsets;
	size_t most = aliases + (decides ? meeting->reply.count
		: upstream->ns_numrrsets);
	struct reply_info* rep = regional_alloc_zero(region,
		sizeof(*rep) + most * sizeof(*rep->rrsets));

	if(!rep)
		return NULL;
	rep->rrsets = (struct ub_packed_rrset_key**)(rep + 1);
	for(; rep->rrset_count < aliases; rep->rrset_count++)
		rep->rrsets[rep->rrset_count]
			= upstream->rrsets[rep->rrset_count];
	rep->an_numrrsets = aliases;
	if(decides ? !add_computed(rep, meeting, region)
		: !add_authority(rep, upstream, region))
		return NULL;
	rep->ns_numrrsets = rep->rrset_count - rep->an_numrrsets;
	rep->flags |= BIT_QR | BIT_RA;
	rep->qdcount = 1;
	/* unchecked would become SERVFAIL where a validator is in the chain */
	rep->security = sec_status_insecure;
	rep->reason_bogus = LDNS_EDE_NONE;
	set_ttls(rep, decides ? MAX_TTL : upstream->ttl);
	return rep;
}
