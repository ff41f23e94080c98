/* SPDX-License-Identifier: BSD-3-Clause */
/* Replies in Unbound's form. */
#include "config.h"
#include "reply.h"
#include "services/cache/dns.h"
#include "sldns/sbuffer.h"
#include "util/data/dname.h"
#include "util/data/msgparse.h"
#include "util/data/packed_rrset.h"
#include "util/log.h"
#include "util/net_help.h"
#include "util/regional.h"
#include "validator/val_nsec.h"
#include "validator/val_utils.h"

/** The type of names that do not exist (RFC 9824, 3.4), which Unbound does not know. */
#define TYPE_NXNAME 128

/** Extended DNS Error 29, without a text (RFC 8914, 4; IANA's registry). */
static uint8_t synthesized[] = {0, 29};

/** A computed RRset; its lengths, pointers, TTLs and octets follow. */
struct computed_rrset {
	struct ub_packed_rrset_key key;
	struct packed_rrset_data data;
};

/** Set the lengths, TTLs and octets of the records of an RRset. */
static void
pack_records(const struct workstation_rrset* rrset,
	struct packed_rrset_data* data)
{
	const uint8_t* record = rrset->records;

	/* where the rest lies depends on these lengths */
	data->rr_len = (size_t*)(data + 1);
	for(size_t i = 0; i < data->count + data->rrsig_count; i++) {
		data->rr_len[i] = WORKSTATION_RDATA_LENGTH
			+ (size_t)sldns_read_uint16(record);
		record += data->rr_len[i];
	}
	packed_rrset_ptr_fixup(data);
	for(size_t i = 0; i < data->count + data->rrsig_count; i++)
		data->rr_ttl[i] = data->ttl;
	memcpy(data->rr_data[0], rrset->records, rrset->length);
}

/** Pack an RRset in the region.
 * @param chain: its end has the owner.
 * @return NULL: out of memory. */
static struct ub_packed_rrset_key*
pack_rrset(const struct workstation_rrset* rrset, const struct ws_chain* chain,
	time_t now, struct regional* region)
{
	struct computed_rrset* computed = regional_alloc_zero(region,
		sizeof(*computed)
		+ ((size_t)rrset->count + rrset->signature_count)
		* (sizeof(*computed->data.rr_len) + sizeof(*computed->data.rr_data)
		+ sizeof(*computed->data.rr_ttl)) + rrset->length);
	struct ub_packed_rrset_key* key;
	struct packed_rrset_data* data;

	if(!computed)
		return NULL;
	key = &computed->key;
	data = &computed->data;
	key->rk.dname = chain->name + rrset->owner_offset;
	key->rk.dname_len = chain->length - rrset->owner_offset;
	key->rk.type = htons(rrset->type);
	key->rk.rrset_class = htons(LDNS_RR_CLASS_IN);
	key->entry.key = key;
	key->entry.data = data;
	data->ttl = now + rrset->ttl;
	/* serve-original-ttl subtracts it */
	data->ttl_add = now;
	data->count = rrset->count;
	data->rrsig_count = rrset->signature_count;
	data->trust = rrset_trust_ans_noAA;
	data->security = chain->reply.secure ? sec_status_secure
		: sec_status_insecure;
	pack_records(rrset, data);
	key->entry.hash = rrset_key_hash(&key->rk);
	return key;
}

/** Add the records of a verdict that decides. @return 0: out of memory. */
static int
add_computed(struct reply_info* rep, const struct ws_chain* chain, time_t now,
	struct regional* region)
{
	for(size_t i = 0; i < chain->reply.count; i++) {
		struct ub_packed_rrset_key* key = pack_rrset(
			&chain->reply.rrset[i], chain, now, region);

		if(!key)
			return 0;
		rep->rrsets[rep->rrset_count++] = key;
	}
	if(chain->verdict == WORKSTATION_ANSWER)
		rep->an_numrrsets = rep->rrset_count;
	else if(chain->verdict == WORKSTATION_NXDOMAIN)
		FLAGS_SET_RCODE(rep->flags, LDNS_RCODE_NXDOMAIN);
	return 1;
}

/** Whether an RRset proves that a name or a type does not exist. */
static int
is_proof(const struct ub_packed_rrset_key* rrset)
{
	return rrset->rk.type == htons(LDNS_RR_TYPE_NSEC)
		|| rrset->rk.type == htons(LDNS_RR_TYPE_NSEC3);
}

/** Add upstream's authority section, without proofs that the name does not exist. */
static void
add_authority(struct reply_info* rep, const struct reply_info* upstream)
{
	for(size_t i = 0; i < upstream->ns_numrrsets; i++) {
		struct ub_packed_rrset_key* rrset = upstream->rrsets[
			upstream->an_numrrsets + i];

		if(!is_proof(rrset))
			rep->rrsets[rep->rrset_count++] = rrset;
	}
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

/** Whether all of a reply with computed records is secure, and it is to be told. */
static int
is_secure(const struct ws_chain* chain, const struct reply_info* rep)
{
	if(chain->asker.checking_disabled || !chain->reply.secure)
		return 0;
	for(size_t i = 0; i < chain->aliases; i++) {
		const struct packed_rrset_data* data
			= rep->rrsets[i]->entry.data;

		if(data->security != sec_status_secure)
			return 0;
	}
	return 1;
}

/** Whether one of the aliases of a chain is made of a wildcard, so that a proof that its
 * name does not exist belongs to it (RFC 4035, 3.1.3.3). */
static int
has_wildcard(const struct ws_chain* chain, const struct reply_info* rep)
{
	for(size_t i = 0; i < chain->aliases; i++) {
		uint8_t* wildcard = NULL;
		size_t length;

		if(!val_rrset_wildcard(rep->rrsets[i], &wildcard, &length)
			|| wildcard)
			return 1;
	}
	return 0;
}

int
ws_has_good_aliases(const struct ws_chain* chain, const struct reply_info* rep)
{
	/* the validator does not say whether it found the proof */
	if(!workstation_decides(chain->verdict) || !chain->reply.secure
		|| has_wildcard(chain, rep))
		return 0;
	for(size_t i = 0; i < chain->aliases; i++) {
		const struct packed_rrset_data* data
			= rep->rrsets[i]->entry.data;

		if(data->security <= sec_status_bogus)
			return 0;
	}
	return 1;
}

/** Add upstream's proofs that names do not exist. One for the end of the chain is the
 * module's own, which made a reply of it before. */
static void
add_proofs(struct reply_info* rep, const struct reply_info* upstream,
	const struct ws_chain* chain)
{
	for(size_t i = 0; i < upstream->ns_numrrsets; i++) {
		struct ub_packed_rrset_key* rrset = upstream->rrsets[
			upstream->an_numrrsets + i];

		if(is_proof(rrset) && query_dname_compare(rrset->rk.dname,
			chain->name) != 0)
			rep->rrsets[rep->rrset_count++] = rrset;
	}
}

struct reply_info*
ws_make_reply(const struct ws_chain* chain, const struct reply_info* upstream,
	time_t now, struct regional* region)
{
	int decides = workstation_decides(chain->verdict);
	size_t aliases = decides ? chain->aliases : upstream->an_numrrsets;
	size_t count = aliases + (decides ? chain->reply.count : 0)
		+ (upstream ? upstream->ns_numrrsets : 0);
	struct reply_info* rep = regional_alloc_zero(region,
		sizeof(*rep) + count * sizeof(*rep->rrsets));

	/* an answer without RRsets is one there was no memory for */
	if(!rep || (decides && !chain->reply.count))
		return NULL;
	rep->rrsets = (struct ub_packed_rrset_key**)(rep + 1);
	for(; rep->rrset_count < aliases; rep->rrset_count++)
		rep->rrsets[rep->rrset_count]
			= upstream->rrsets[rep->rrset_count];
	rep->an_numrrsets = aliases;
	if(!decides)
		add_authority(rep, upstream);
	else if(!add_computed(rep, chain, now, region))
		return NULL;
	else if(has_wildcard(chain, rep))
		add_proofs(rep, upstream, chain);
	rep->ns_numrrsets = rep->rrset_count - rep->an_numrrsets;
	rep->flags |= BIT_QR | BIT_RA;
	rep->qdcount = 1;
	/* unchecked would become SERVFAIL where a validator is in the chain */
	rep->security = decides && is_secure(chain, rep) ? sec_status_secure
		: sec_status_insecure;
	rep->reason_bogus = LDNS_EDE_NONE;
	set_ttls(rep, decides ? now + MAX_TTL : upstream->ttl);
	return rep;
}

int
ws_is_compact(const struct reply_info* rep)
{
	for(size_t i = 0; i < rep->ns_numrrsets; i++) {
		struct ub_packed_rrset_key* rrset = rep->rrsets[
			rep->an_numrrsets + i];

		if(rrset->rk.type == htons(LDNS_RR_TYPE_NSEC)
			&& nsec_has_type(rrset, TYPE_NXNAME))
			return 1;
	}
	return 0;
}

struct reply_info*
ws_take_aliases(const struct reply_info* rep, size_t count,
	struct regional* region)
{
	struct reply_info* aliases = regional_alloc_zero(region, sizeof(*rep));

	if(!aliases)
		return NULL;
	aliases->rrsets = rep->rrsets;
	aliases->an_numrrsets = aliases->rrset_count = count;
	return aliases;
}

struct reply_info*
ws_join_replies(const struct reply_info* aliases, const struct reply_info* end,
	struct regional* region)
{
	size_t count = aliases ? aliases->an_numrrsets : 0;
	struct reply_info* rep = regional_alloc_zero(region, sizeof(*rep)
		+ (count + end->rrset_count) * sizeof(*rep->rrsets));

	if(!rep)
		return NULL;
	*rep = *end;
	rep->rrsets = (struct ub_packed_rrset_key**)(rep + 1);
	if(count)
		memcpy(rep->rrsets, aliases->rrsets, count * sizeof(*rep->rrsets));
	if(end->rrset_count)
		memcpy(rep->rrsets + count, end->rrsets,
			end->rrset_count * sizeof(*rep->rrsets));
	rep->an_numrrsets += count;
	rep->rrset_count += count;
	rep->qdcount = 1;
	if(end->security != sec_status_bogus)
		rep->security = sec_status_insecure;
	set_ttls(rep, MAX_TTL);
	return rep;
}

enum module_ext_state
ws_finish_with(struct module_qstate* qstate, struct reply_info* rep)
{
	struct dns_msg* msg = regional_alloc_zero(qstate->region,
		sizeof(*msg));

	if(!msg || !rep) {
		log_err("workstation: out of memory");
		return module_error;
	}
	msg->qinfo = qstate->qinfo;
	msg->rep = rep;
	qstate->return_msg = msg;
	qstate->return_rcode = LDNS_RCODE_NOERROR;
	qstate->no_cache_store = 1;
	return module_finished;
}

void
ws_add_ede(struct edns_option** options, struct regional* region)
{
	/* options that a module adds are one list for all clients that wait */
	if(!edns_opt_list_find(*options, LDNS_EDNS_EDE)
		&& !edns_opt_list_append(options, LDNS_EDNS_EDE,
			sizeof(synthesized), synthesized, region))
		log_err("workstation: out of memory");
}
