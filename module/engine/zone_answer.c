/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Questions for names in a zone, the innermost one that has the name:
 *
 * 1. the zone's own records at its apex, and those that rules compute, but not rules for
 *    any domain: ANSWER
 * 2. the name is the apex, or a rule computes something for it or below it, or a zone is
 *    below it: NODATA
 * 3. NXDOMAIN
 *
 * DS of a zone's apex is a question for the zone above it, and passes where there is none.
 *
 * A signed zone denies by compact answers (RFC 9824): with an NSEC record of the name
 * alone, whose types are those that exist, or NXNAME.
 */
#include "zone_answer.h"
#include "denial.h"
#include "rrsets.h"
#include "rrsig.h"
#include "rrtype.h"

#include <string.h>

/** A name in a zone. */
struct zone_name {
	const struct zone* zone;
	/** Offset in the qname of the zone's name. */
	uint8_t apex;
	/** The zone that the name is the apex of; NULL: none. */
	const struct zone* own;
	/** It is looked up as a name in the zone above it. */
	bool is_cut;
};

static const uint16_t own_types[ZONE_OWN] = {
	[ZONE_SOA] = RR_TYPE_SOA,
	[ZONE_NS] = RR_TYPE_NS,
	[ZONE_DNSKEY] = RR_TYPE_DNSKEY,
	[ZONE_DS] = RR_TYPE_DS,
};

/** Find the innermost zone of a name. @param first: as for ws_zone_of().
 * @return NULL: there is none. */
static const struct zone*
zone_from(const struct lookup* lookup, unsigned* first)
{
	return lookup->rules->zones ? ws_zone_of(lookup->rules, lookup->name,
		lookup->length, lookup->offset, lookup->labels, first) : NULL;
}

/** Find the zone of a name for a type. @return false: there is none. */
static bool
find_zone(const struct lookup* lookup, uint16_t type, struct zone_name* name)
{
	unsigned first = 0;

	memset(name, 0, sizeof(*name));
	name->zone = zone_from(lookup, &first);
	if(name->zone && first == 0) {
		name->own = name->zone;
		name->is_cut = type == RR_TYPE_DS;
	}
	if(name->is_cut) {
		first++;
		name->zone = zone_from(lookup, &first);
	}
	name->apex = name->zone ? lookup->offset[first] : 0;
	return name->zone || name->own;
}

size_t
ws_zone_length(const struct lookup* lookup)
{
	unsigned first = 0;
	const struct zone* zone = zone_from(lookup, &first);

	return zone ? zone->name.length : 0;
}

static void
set_zone(const struct zone* zone, struct workstation_reply* reply)
{
	reply->file = zone->file;
	reply->line = zone->line;
	reply->rule = WORKSTATION_NO_RULE;
	reply->view = NULL;
}

bool
ws_set_zone(const struct lookup* lookup, struct workstation_reply* reply)
{
	unsigned first = 0;
	const struct zone* zone = zone_from(lookup, &first);

	if(zone)
		set_zone(zone, reply);
	return zone != NULL;
}

bool
ws_set_zone_below(const struct lookup* lookup, struct workstation_reply* reply)
{
	const struct zones* zones = lookup->rules->zones;

	for(size_t i = 0; zones && i < zones->count; i++) {
		const struct zone* zone = &zones->zones[i];
		uint8_t offset[MAX_LABELS];
		unsigned labels = ws_name_labels(zone->name.name,
			zone->name.length, offset);
		size_t at = labels < lookup->labels ? 0
			: offset[labels - lookup->labels];

		if(zone->name.length - at != lookup->length || !ws_octets_equal(
			zone->name.name + at, lookup->name, lookup->length))
			continue;
		set_zone(zone, reply);
		return true;
	}
	return false;
}

/** Add an RRset of a zone, without records. */
static struct workstation_rrset*
add_rrset(const struct zone* zone, uint16_t type, uint8_t owner,
	struct workstation_reply* reply)
{
	struct workstation_rrset* rrset = &reply->rrset[reply->count];

	if(reply->count++ == 0)
		set_zone(zone, reply);
	memset(rrset, 0, sizeof(*rrset));
	rrset->type = type;
	rrset->ttl = zone->ttl;
	rrset->owner_offset = owner;
	return rrset;
}

/** Add an RRset of a zone's own, if there is one. @param in: the zone that has it. */
static void
add_own(const struct zone* zone, enum zone_own own, const struct zone* in,
	uint8_t owner, struct workstation_reply* reply)
{
	struct workstation_rrset* rrset;

	if(!zone->own[own].count)
		return;
	rrset = add_rrset(in, own_types[own], owner, reply);
	rrset->count = zone->own[own].count;
	rrset->records = zone->records.octets + zone->own[own].at;
	rrset->length = zone->own[own].length;
}

static bool
is_asked(uint16_t qtype, uint16_t type)
{
	return qtype == type || qtype == RR_TYPE_ANY;
}

/** Add the records of a name in a zone. @return false: there is no memory for them. */
static bool
add_records(const struct lookup* lookup, const struct match* match,
	const struct zone_name* name, uint16_t qtype,
	const struct workstation_memory* memory, struct workstation_reply* reply)
{
	if(!ws_begin_reply(reply, qtype == RR_TYPE_ANY ? WORKSTATION_OWN_RRSETS
		+ lookup->rules->type_count + ZONE_OWN : ZONE_OWN - 1, memory))
		return false;
	if(name->is_cut) {
		if(is_asked(qtype, RR_TYPE_DS))
			add_own(name->own, ZONE_DS, name->zone, 0, reply);
		return true;
	}
	if(match->matched && !(qtype == RR_TYPE_ANY
		? ws_add_all(lookup, match, memory, reply)
		: ws_add_rrset(lookup, match, qtype, memory, reply)))
		return false;
	for(enum zone_own own = ZONE_SOA; name->own && own < ZONE_DS; own++)
		if(is_asked(qtype, own_types[own]))
			add_own(name->own, own, name->own, 0, reply);
	return true;
}

/** Whether a name exists that has no record of the type. */
static bool
exists(const struct lookup* lookup, const struct match* match,
	const struct zone_name* name)
{
	return name->own || (match->matched && (match->existing != NO_RULE
		|| match->below != NO_RULE)) || ws_has_names_below(lookup);
}

/** Add a type to those that are there, in their order. @return how many there are. */
static size_t
add_type(uint16_t type, uint16_t* types, size_t count)
{
	size_t at = count;

	for(; at > 0 && types[at - 1] > type; at--)
		types[at] = types[at - 1];
	types[at] = type;
	return count + 1;
}

/** Find the types of a name, those of its NSEC included.
 * @param types: set to them, ascending. @return how many there are; 0: no memory. */
static size_t
find_types(const struct lookup* lookup, const struct match* match,
	const struct zone_name* name, const struct workstation_memory* memory,
	uint16_t** types)
{
	struct workstation_reply all;
	struct lookup any = *lookup;
	size_t count = 0;

	any.type = RR_TYPE_ANY;
	if(!add_records(&any, match, name, RR_TYPE_ANY, memory, &all))
		return 0;
	*types = memory->allocate(memory->context, (all.count + 3)
		* sizeof(**types));
	if(!*types)
		return 0;
	for(size_t i = 0; i < all.count; i++)
		count = add_type(all.rrset[i].type, *types, count);
	if(name->is_cut)
		count = add_type(RR_TYPE_NS, *types, count);
	else if(!exists(lookup, match, name))
		count = add_type(RR_TYPE_NXNAME, *types, count);
	count = add_type(RR_TYPE_RRSIG, *types, count);
	return add_type(RR_TYPE_NSEC, *types, count);
}

/** Add the NSEC of a name. @return false: there is no memory for it. */
static bool
add_denial(const struct lookup* lookup, const struct match* match,
	const struct zone_name* name, const struct workstation_memory* memory,
	struct workstation_reply* reply)
{
	uint16_t* types;
	size_t count = find_types(lookup, match, name, memory, &types);
	uint8_t* record = count ? memory->allocate(memory->context,
		WORKSTATION_RDATA_LENGTH + MAX_NAME + BITMAP_MAX(count)) : NULL;
	struct workstation_rrset* rrset;
	size_t length;

	if(!record)
		return false;
	length = ws_next_name(lookup->name, lookup->length,
		name->zone->name.length, record + WORKSTATION_RDATA_LENGTH);
	length += ws_bitmap_write(types, count, record + WORKSTATION_RDATA_LENGTH
		+ length);
	record[0] = (uint8_t)(length >> 8);
	record[1] = (uint8_t)length;
	rrset = add_rrset(name->zone, RR_TYPE_NSEC, 0, reply);
	rrset->count = 1;
	rrset->records = record;
	rrset->length = WORKSTATION_RDATA_LENGTH + length;
	return true;
}

/** Whether a question can be answered with signatures. */
static bool
can_sign(const struct zone_name* name, const struct workstation_question* question)
{
	return name->zone->key_count && question->signer && question->memory;
}

/** Turn a signed RRset into one that has its RRSIG records alone. */
static void
keep_signatures(struct workstation_rrset* rrset)
{
	for(; rrset->count > 0; rrset->count--) {
		size_t length = WORKSTATION_RDATA_LENGTH
			+ octets_16(rrset->records);

		rrset->records += length;
		rrset->length -= length;
	}
	rrset->type = RR_TYPE_RRSIG;
	rrset->count = rrset->signature_count;
	rrset->signature_count = 0;
}

/** Answer a question for NSEC or RRSIG, which each name has in a signed zone: for RRSIG
 * with those of the NSEC. @return false: there is no memory, or a key cannot sign. */
static bool
answer_denial(const struct lookup* lookup, const struct match* match,
	const struct zone_name* name, const struct workstation_question* question,
	struct workstation_reply* reply)
{
	bool is_rrsig = question->qtype == RR_TYPE_RRSIG;

	if(!add_denial(lookup, match, name, question->memory, reply))
		return false;
	if((is_rrsig || question->dnssec_ok)
		&& !ws_sign(name->zone, question, reply->rrset))
		return false;
	if(is_rrsig)
		keep_signatures(reply->rrset);
	return true;
}

static bool
sign_all(const struct zone_name* name, const struct workstation_question* question,
	struct workstation_reply* reply)
{
	for(size_t i = 0; i < reply->count; i++)
		if(!ws_sign(name->zone, question, &reply->rrset[i]))
			return false;
	return true;
}

/** Keep the TTLs in a signed zone below what signatures last. Those of rules with an origin in
 * it are; a rule with one above the zone can have names in it, too. */
static void
limit_ttls(const struct zone* zone, struct workstation_reply* reply)
{
	for(size_t i = 0; zone->key_count && i < reply->count; i++)
		if(reply->rrset[i].ttl > ZONE_MAX_SIGNED_TTL)
			reply->rrset[i].ttl = ZONE_MAX_SIGNED_TTL;
}

/** Judge a name that was looked up.
 * @return false: there is no memory, or a key cannot sign. */
static bool
judge_name(const struct lookup* lookup, const struct match* match,
	const struct zone_name* name, const struct workstation_question* question,
	struct workstation_reply* reply, enum workstation_verdict* verdict)
{
	bool is_signed = can_sign(name, question);

	*verdict = WORKSTATION_ANSWER;
	if(!add_records(lookup, match, name, question->qtype, question->memory,
		reply))
		return false;
	limit_ttls(name->zone, reply);
	if(is_signed && (question->qtype == RR_TYPE_NSEC
		|| question->qtype == RR_TYPE_RRSIG))
		return answer_denial(lookup, match, name, question, reply);
	is_signed &= question->dnssec_ok;
	if(!reply->count) {
		*verdict = WORKSTATION_NODATA;
		if(!exists(lookup, match, name) && (!is_signed
			|| question->compact_ok))
			*verdict = WORKSTATION_NXDOMAIN;
		add_own(name->zone, ZONE_SOA, name->zone, name->apex, reply);
		if(is_signed && !add_denial(lookup, match, name,
			question->memory, reply))
			return false;
	}
	return !is_signed || sign_all(name, question, reply);
}

bool
ws_judge_zone(struct lookup* lookup, const struct workstation_question* question,
	struct workstation_reply* reply, enum workstation_verdict* verdict)
{
	struct zone_name name;
	struct match match;

	if(!find_zone(lookup, question->qtype, &name))
		return false;
	if(!name.zone) {
		*verdict = WORKSTATION_PASS_EXISTING;
		return true;
	}
	lookup->any_domain = false;
	match.matched = false;
	if(!name.is_cut)
		ws_lookup(lookup, &match);
	if(!judge_name(lookup, &match, &name, question, reply, verdict)) {
		*verdict = WORKSTATION_ANSWER;
		reply->count = 0;
		return true;
	}
	reply->keep = 0;
	reply->secure = name.zone->key_count > 0;
	return true;
}
