/* SPDX-License-Identifier: BSD-3-Clause */
#include "fuzz.h"
#include "octets.h"
#include "question_check.h"
#include "rrtype.h"

#include <string.h>

/** More types by template are not looked at. */
#define MAX_TYPES 512

/* ---- records ---- */

/** A PTR record names the address in its rule, under its first origin. */
static void
check_pointer(const struct workstation_rrset* rrset,
	const struct expectation* expected)
{
	uint8_t offset[MAX_LABELS];
	struct number number = number_of(0);

	const uint8_t* name = rrset->records + WORKSTATION_RDATA_LENGTH;
	size_t length = rrset->length - WORKSTATION_RDATA_LENGTH;

	require(ws_name_labels(name, length, offset)
		&& reference_read(expected->pointing, name, length, &number),
		"a PTR record is not a name of its rule under the first origin");
	require(number_compare(number, expected->number) == 0,
		"a PTR record does not lead back to its number");
}

static void
check_address(const struct workstation_rrset* rrset, struct number number,
	enum family family)
{
	struct address address = {number, family};
	uint8_t octets[16];
	size_t length = ws_address_octets(octets, address);

	require(rrset->owner_offset == 0 && rrset->count == 1
		&& rrset->length == WORKSTATION_RDATA_LENGTH + length
		&& memcmp(rrset->records + WORKSTATION_RDATA_LENGTH,
			octets, length) == 0,
		"an address is not the one of the number");
}

bool
question_is_signed(const struct question* question)
{
	const struct reference_zone* zone = question->place.zone;

	return zone && zone->key_count && question->question.dnssec_ok;
}

/** Take the next RRset of a reply, and check its signatures.
 * @param plain: set to it without them. */
static void
take_rrset(const struct question* question, const struct workstation_reply* reply,
	size_t* count, struct workstation_rrset* plain)
{
	const uint8_t* end;

	require(*count < reply->count, "an RRset is missing");
	*plain = reply->rrset[(*count)++];
	end = plain->records;
	for(uint16_t i = 0; i < plain->count; i++)
		end += WORKSTATION_RDATA_LENGTH + octets_16(end);
	if(question_is_signed(question))
		reference_check_signatures(question->place.zone,
			&question->question, plain, end);
	else	require(!plain->signature_count && end == plain->records
			+ plain->length, "signatures that nobody wants");
	plain->length = (size_t)(end - plain->records);
	plain->signature_count = 0;
}

/** Check the next RRset of a reply, if there is a reply, and note its rule.
 * @param plain: set to it without its signatures. @return false: there is no reply. */
static bool
next_rrset(const struct question* question, const struct workstation_reply* reply,
	uint16_t type, const struct clause* clause, size_t* count,
	struct outcome* outcome, struct workstation_rrset* plain)
{
	const struct reference_zone* zone = question->place.zone;
	bool is_secure = zone && zone->key_count;

	outcome->verdict = WORKSTATION_ANSWER;
	outcome->keep |= clause->keep && !zone;
	if(!reply)
		return false;
	take_rrset(question, reply, count, plain);
	require(plain->type == type && plain->ttl == (is_secure
		&& clause->ttl > MAX_SIGNED_TTL ? MAX_SIGNED_TTL : clause->ttl),
		"an RRset has another type or TTL");
	return true;
}

/** Check that an RRset is one of a zone's own. @param from: whose records it has. */
static void
check_own(const struct question* question, const struct reference_zone* from,
	uint16_t type, size_t owner, const struct workstation_rrset* rrset)
{
	uint8_t records[MAX_OWN];
	size_t length = reference_own(from, type, records);

	require(rrset->type == type && rrset->owner_offset == owner
		&& rrset->ttl == question->place.zone->ttl,
		"an RRset of a zone's own has another type, owner or TTL");
	require(rrset->length == length && memcmp(rrset->records, records,
		length) == 0, "a zone's own records are other ones");
}

/** Check the next RRset of a reply, if there is a reply and the zone has the RRset. */
static void
check_own_type(const struct question* question, uint16_t type,
	const struct workstation_reply* reply, size_t* count,
	struct outcome* outcome)
{
	const struct zone_place* place = &question->place;
	struct workstation_rrset rrset;
	uint8_t records[MAX_OWN];

	if(!place->own || !place->zone || (type == RR_TYPE_DS) != place->is_cut
		|| !reference_own(place->own, type, records))
		return;
	outcome->verdict = WORKSTATION_ANSWER;
	if(!reply)
		return;
	take_rrset(question, reply, count, &rrset);
	check_own(question, place->own, type, 0, &rrset);
}

/** Check the records of one type. @param reply: NULL: only what is expected. */
static void
check_type(const struct question* question, uint16_t type,
	const struct workstation_reply* reply, size_t* count,
	struct outcome* outcome)
{
	const struct workstation_question* asked = &question->question;
	struct workstation_rrset rrset;
	struct expectation expected;
	size_t records;

	if(question->place.is_cut)
		return;
	reference_ask(&question->reference, asked->qname, asked->qname_length, type,
		&expected);
	for(int family = 0; family < FAMILIES; family++) {
		if(type != (family == IPV4 ? RR_TYPE_A : RR_TYPE_AAAA)
			|| !expected.computing[family])
			continue;
		if(next_rrset(question, reply, type, expected.computing[family],
			count, outcome, &rrset))
			check_address(&rrset, expected.address[family],
				(enum family)family);
	}
	if(type == RR_TYPE_PTR && expected.pointing) {
		if(next_rrset(question, reply, type, expected.pointing, count,
			outcome, &rrset))
			check_pointer(&rrset, &expected);
	}
	if(!expected.record.clause)
		return;
	records = records_check(&question->reference, &expected.record,
		asked->qname, asked->qname_length, type, NULL, 0);
	outcome->unknown |= records == RECORDS_UNKNOWN;
	if(records == 0 || outcome->unknown)
		return;
	if(next_rrset(question, reply, type, expected.record.clause, count, outcome,
		&rrset))
		require(records_check(&question->reference, &expected.record,
			asked->qname, asked->qname_length, type, rrset.records,
			rrset.length) == rrset.count,
			"there are other records");
}

/** Find the type of records after another one. @return 0: there is none. */
static uint16_t
next_type(const struct reference* reference, uint16_t type)
{
	uint16_t next = 0;

	for(size_t i = 0; i < reference->record_count; i++) {
		uint16_t other = record_type(reference->records[i].value);

		if(other > type && (next == 0 || other < next))
			next = other;
	}
	return next;
}

void
reply_check_answer(const struct question* question,
	const struct workstation_reply* reply, struct outcome* outcome)
{
	static const uint16_t own[] = {RR_TYPE_A, RR_TYPE_AAAA, RR_TYPE_PTR};
	static const uint16_t of_zone[] = {RR_TYPE_SOA, RR_TYPE_NS,
		RR_TYPE_DNSKEY};
	uint16_t qtype = question->question.qtype, type = 0;
	size_t count = 0;

	*outcome = (struct outcome){WORKSTATION_PASS, false, false};
	if(qtype != RR_TYPE_ANY) {
		check_type(question, qtype, reply, &count, outcome);
		check_own_type(question, qtype, reply, &count, outcome);
	} else {
		for(size_t i = 0; i < 3; i++)
			check_type(question, own[i], reply, &count, outcome);
		/* then the types of records, ascending */
		while((type = next_type(&question->reference, type)))
			check_type(question, type, reply, &count, outcome);
		for(size_t i = 0; i < 3 && !outcome->unknown; i++)
			check_own_type(question, of_zone[i], reply, &count,
				outcome);
	}
	require(!reply || outcome->unknown || count == reply->count,
		"there are other RRsets");
}

/* ---- denial ---- */

bool
question_name_exists(const struct question* question)
{
	return question->expected.exists || question->expected.below;
}

bool
question_is_of_denial(const struct question* question)
{
	uint16_t qtype = question->question.qtype;

	return question->place.zone && question->place.zone->key_count
		&& (qtype == RR_TYPE_NSEC || qtype == RR_TYPE_RRSIG);
}

/** Find the types that the NSEC of a name has.
 * @param types: set to them, an array of MAX_TYPES. @return how many; 0: not known. */
static size_t
find_types(const struct question* question, uint16_t* types)
{
	static const uint16_t own[] = {RR_TYPE_A, RR_TYPE_AAAA, RR_TYPE_PTR};
	static const uint16_t of_zone[] = {RR_TYPE_SOA, RR_TYPE_NS,
		RR_TYPE_DNSKEY, RR_TYPE_DS};
	struct outcome outcome = {WORKSTATION_PASS, false, false};
	size_t count = 0, ignored = 0;
	uint16_t type = 0;

	for(size_t i = 0; i < 3 || (type = next_type(&question->reference, type));
		i++) {
		uint16_t each = i < 3 ? own[i] : type;

		check_type(question, each, NULL, &ignored, &outcome);
		if(outcome.verdict == WORKSTATION_ANSWER)
			types[count++] = each;
		outcome.verdict = WORKSTATION_PASS;
	}
	for(size_t i = 0; i < 4; i++) {
		check_own_type(question, of_zone[i], NULL, &ignored, &outcome);
		if(outcome.verdict == WORKSTATION_ANSWER
			|| (question->place.is_cut && of_zone[i] == RR_TYPE_NS))
			types[count++] = of_zone[i];
		outcome.verdict = WORKSTATION_PASS;
	}
	types[count++] = RR_TYPE_RRSIG;
	types[count++] = RR_TYPE_NSEC;
	if(!question_name_exists(question))
		types[count++] = RR_TYPE_NXNAME;
	return outcome.unknown ? 0 : count;
}

/** Check the NSEC record of the name. @param rrset: without its signatures. */
static void
check_denial(const struct question* question,
	const struct workstation_rrset* rrset)
{
	uint16_t types[MAX_TYPES];
	size_t count = find_types(question, types);

	require(rrset->type == RR_TYPE_NSEC && rrset->count == 1
		&& rrset->owner_offset == 0
		&& rrset->ttl == question->place.zone->ttl,
		"an NSEC record has another type, owner or TTL");
	reference_check_nsec(question->place.zone, &question->question,
		rrset->records + WORKSTATION_RDATA_LENGTH,
		rrset->length - WORKSTATION_RDATA_LENGTH, count ? types : NULL,
		count);
}

/** Check the answer to a question for NSEC or RRSIG. */
static void
check_denial_answer(const struct question* question,
	const struct workstation_reply* reply)
{
	struct workstation_rrset rrset = reply->rrset[0];
	size_t count = 0;

	require(reply->count == 1, "there are other RRsets");
	if(question->question.qtype == RR_TYPE_RRSIG) {
		require(rrset.type == RR_TYPE_RRSIG && rrset.count > 0
			&& !rrset.signature_count && octets_16(rrset.records + 2)
			== RR_TYPE_NSEC, "a name has other RRSIG records");
		return;
	}
	take_rrset(question, reply, &count, &rrset);
	check_denial(question, &rrset);
}

static void
check_negative(const struct question* question,
	const struct workstation_reply* reply)
{
	struct workstation_rrset rrset;
	size_t count = 0;

	require(reply->count > 0 && reply->rrset[0].type == RR_TYPE_SOA
		&& reply->rrset[0].count == 1, "a negative answer has no SOA");
	take_rrset(question, reply, &count, &rrset);
	if(question->place.zone)
		check_own(question, question->place.zone, RR_TYPE_SOA,
			question->place.apex, &rrset);
	if(question_is_signed(question)) {
		take_rrset(question, reply, &count, &rrset);
		check_denial(question, &rrset);
	}
	require(reply->count == count, "a negative answer has other RRsets");
}

void
reply_check(const struct question* question, const struct outcome* expected,
	const struct workstation_reply* reply)
{
	const struct reference_zone* zone = question->place.zone;
	struct outcome ignored;

	if(expected->verdict == WORKSTATION_ANSWER && question_is_of_denial(question))
		check_denial_answer(question, reply);
	else if(expected->verdict == WORKSTATION_ANSWER)
		reply_check_answer(question, reply, &ignored);
	else	check_negative(question, reply);
	require(reply->secure == (zone && zone->key_count),
		"what is of a signed zone is secure, and nothing else is");
}
