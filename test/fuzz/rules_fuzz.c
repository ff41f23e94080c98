/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target over the engine. Input: rules as rules_text() has them, a NUL,
 * qtype and qclass, two octets each in network order, then the qname. Without
 * rules, the built-in one. It is asked for no view and for each that the rules name; and
 * for names of the rules that have records by template, whose odd labels are those of
 * the qname; and for the apexes of zones, and names in them.
 * The property: the verdict, the addresses and the records by template are those of the
 * reference, whether it is known that nothing else exists or not; a PTR record leads back
 * to its address; everything else passes. In a zone everything is answered, and each
 * RRset is signed as the reference says, where the client wants that. Where memory runs
 * out, or a key cannot sign, there is no answer rather than a wrong one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_keys.h"
#include "fuzz.h"
#include "pool_names.h"
#include "octets.h"
#include "reference_zones.h"
#include "rrtype.h"
#include "rules_text.h"
#include "zone.h"

#define MAX_CLAUSES 16
#define MAX_RECORDS 256
#define MAX_ZONES 8
/** Octets of the longest input whose pools are asked for. */
#define MAX_POOLED 4096

/** The rules of an input, and what it asks for. */
struct input {
	struct clause clauses[MAX_CLAUSES];
	struct record_line records[MAX_RECORDS];
	struct reference_zone zones[MAX_ZONES];
	struct reference reference;
	const struct workstation_rules* rules;
	uint16_t qtype, qclass;
	const uint8_t* qname;
	size_t length;
};

/** Judge the clauses of rules as loading does, and collect the lines of their records.
 * @return false: one of them is wrong, or there are too many. */
static bool
judge_rules(const struct workstation_text* text, struct input* input)
{
	struct clause* clauses = input->clauses;
	struct text_cursor cursor = {0, NULL};
	struct text_line line;
	char message[WORKSTATION_MAX_MESSAGE];
	struct error error = {message, sizeof(message)};
	size_t count = 0, records = 0;
	bool is_zone = false;

	if(workstation_text_is_empty(text))
		ws_clause_begin(&clauses[count++], NULL, 0);
	while(ws_text_next(text, &cursor, &line)) {
		if(!line.key)
			is_zone = begins_zone(&line);
		if(is_zone)
			continue;
		if(!line.key && count == MAX_CLAUSES)
			return false;
		if(!line.key)
			ws_clause_begin(&clauses[count++], line.file,
				line.line);
		else if(count == 0 || !ws_clause_set(
			&clauses[count - 1], &line, error))
			return false;
		if(!line.key || strcmp(line.key, "record") != 0)
			continue;
		if(records == MAX_RECORDS)
			return false;
		input->records[records++] = (struct record_line){line.value,
			count - 1};
	}
	for(size_t i = 0; i < count; i++)
		if(!ws_clause_end(&clauses[i], error)
			|| !ws_clause_find_prefix(&clauses[i], &prefix_of, error))
			return false;
	input->reference = (struct reference){.clauses = clauses,
		.count = count, .records = input->records,
		.record_count = records, .zones = input->zones};
	return true;
}

/** Judge the clauses of zones as loading does, and read them.
 * @return false: one of them is wrong, or there are too many. */
static bool
judge_zones(const struct workstation_text* text, struct input* input)
{
	char message[WORKSTATION_MAX_MESSAGE];
	struct error error = {message, sizeof(message)};
	struct zones* zones;
	size_t count;

	if(!ws_zones_load(text, &fake_keys, &zones, error))
		return false;
	ws_zones_free(zones);
	count = reference_zones_read(text, input->zones, MAX_ZONES);
	if(count == SIZE_MAX)
		return false;
	input->reference.zone_count = count;
	return true;
}

/** Check that loading rejects rules that contradict zones.
 * @return false: whether it does is not known. */
static bool
check_contradictions(const struct input* input)
{
	const struct reference* reference = &input->reference;
	bool may = false;

	for(size_t i = 0; i < reference->count; i++) {
		may |= reference->zone_count && reference_may_contradict(
			&reference->clauses[i]);
		require(!input->rules || !reference_contradicts(reference,
			&reference->clauses[i]),
			"a rule that contradicts a zone is not rejected");
	}
	return !may;
}

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

/* ---- memory ---- */

/** Memory for one reply, which runs out. */
struct memory {
	/** What was allocated, as a list: it begins with a pointer to the next one. */
	void** list;
	/** How many allocations there are, and how many succeed. */
	size_t count, most;
};

static void*
allocate(void* context, size_t octets)
{
	struct memory* memory = context;
	void** block;

	if(memory->count++ >= memory->most)
		return NULL;
	block = malloc(2 * sizeof(*block) + octets);
	require(block != NULL, "out of memory");
	*block = memory->list;
	memory->list = block;
	return block + 2;
}

static void
free_memory(struct memory* memory)
{
	while(memory->list) {
		void** next = *memory->list;

		free(memory->list);
		memory->list = next;
	}
}

/* ---- what is asked ---- */

/** A question to one view, and what the reference says of it. */
struct question {
	const struct workstation_rules* rules;
	struct reference reference;
	struct workstation_question question;
	struct expectation expected;
	struct zone_place place;
};

/** What the answer has to be. */
struct outcome {
	enum workstation_verdict verdict;
	bool keep;
	/** The records are not known. */
	bool unknown;
};

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

/** Whether RRsets of a reply are signed. */
static bool
is_signed(const struct question* question)
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
	if(is_signed(question))
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
	outcome->verdict = WORKSTATION_ANSWER;
	outcome->keep |= clause->keep && !question->place.zone;
	if(!reply)
		return false;
	take_rrset(question, reply, count, plain);
	require(plain->type == type && plain->ttl == clause->ttl,
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

/** Check all records of an answer. */
static void
check_answer(const struct question* question,
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

static bool
name_exists(const struct question* question)
{
	return question->expected.exists || question->expected.below;
}

/** Whether a question is one for NSEC or RRSIG, which each name in a signed zone has. */
static bool
asks_for_denial(const struct question* question)
{
	uint16_t qtype = question->question.qtype;

	return question->place.zone && question->place.zone->key_count
		&& (qtype == RR_TYPE_NSEC || qtype == RR_TYPE_RRSIG);
}

/** Find what is expected of a question for a name in a zone, or for DS of an apex. */
static struct outcome
expect_in_zone(const struct question* question)
{
	struct outcome outcome;

	if(!question->place.zone)
		return (struct outcome){WORKSTATION_PASS_EXISTING, false, false};
	check_answer(question, NULL, &outcome);
	if(asks_for_denial(question))
		outcome.verdict = WORKSTATION_ANSWER;
	if(outcome.verdict == WORKSTATION_ANSWER || outcome.unknown)
		return outcome;
	outcome.verdict = name_exists(question) || (is_signed(question)
		&& !question->question.compact_ok) ? WORKSTATION_NODATA
		: WORKSTATION_NXDOMAIN;
	return outcome;
}

/** Find what is expected of a question. */
static struct outcome
expect(const struct question* question)
{
	const struct expectation* expected = &question->expected;
	uint16_t qtype = question->question.qtype;
	struct outcome outcome;

	if(question->place.zone || question->place.is_cut)
		return expect_in_zone(question);
	check_answer(question, NULL, &outcome);
	if(outcome.verdict == WORKSTATION_ANSWER || outcome.unknown)
		return outcome;
	outcome.unknown = expected->is_unsure;
	if(outcome.unknown)
		return outcome;
	if(reference_is_nodata(expected, qtype))
		return (struct outcome){WORKSTATION_NODATA,
			expected->other_types->keep, false};
	if(expected->nxdomain && !expected->exists)
		return (struct outcome){expected->below ? WORKSTATION_NODATA
			: WORKSTATION_NXDOMAIN, expected->nxdomain->keep, false};
	outcome.verdict = name_exists(question) ? WORKSTATION_PASS_EXISTING
		: WORKSTATION_PASS;
	return outcome;
}

/** The reply, or the verdict on a name that exists, is due to a zone: which one. */
static const struct reference_zone*
zone_of_reply(const struct question* question,
	const struct workstation_reply* reply, enum workstation_verdict verdict)
{
	const struct zone_place* place = &question->place;

	if(!place->zone)
		return place->is_cut ? place->own : NULL;
	if(verdict != WORKSTATION_ANSWER || asks_for_denial(question))
		return place->zone;
	switch(reply->rrset[0].type) {
	case RR_TYPE_SOA:
	case RR_TYPE_NS:
	case RR_TYPE_DNSKEY:
	case RR_TYPE_DS:
		return place->zone;
	}
	return NULL;
}

/** What a reply is due to is a zone, or a rule for the view, and so is its index. */
static void
check_rule(const struct question* question, const struct workstation_reply* reply,
	enum workstation_verdict verdict)
{
	const struct reference* reference = &question->reference;
	const struct reference_zone* zone = zone_of_reply(question, reply, verdict);
	const char* view = reference->view;
	const struct clause* clause;

	if(zone) {
		require(reply->rule == WORKSTATION_NO_RULE && !reply->view
			&& reply->line == zone->line,
			"a reply is due to something else than the zone");
		return;
	}
	require(reply->rule < reference->count
		|| (reply->rule == WORKSTATION_NO_RULE && reference_has_zone(
		reference, question->question.qname,
		question->question.qname_length)),
		"the index of the rule is out of range");
	if(reply->rule == WORKSTATION_NO_RULE)
		return;
	clause = &reference->clauses[reply->rule];
	require(reply->line == clause->line && reference_sees(view, clause),
		"the rule is another one, or for another view");
	require(clause->view_count ? reply->view && !strcmp(reply->view, view)
		: !reply->view, "the view of the rule is another one");
}

/** Find the types that the NSEC of a name has.
 * @param types: set to them, an array of MAX_RECORDS. @return how many; 0: not known. */
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
	if(!name_exists(question))
		types[count++] = RR_TYPE_NXNAME;
	return outcome.unknown ? 0 : count;
}

/** Check the NSEC record of the name. @param rrset: without its signatures. */
static void
check_denial(const struct question* question,
	const struct workstation_rrset* rrset)
{
	uint16_t types[MAX_RECORDS + 16];
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
	if(is_signed(question)) {
		take_rrset(question, reply, &count, &rrset);
		check_denial(question, &rrset);
	}
	require(reply->count == count, "a negative answer has other RRsets");
}

/** What a question has, and how much of it succeeds. */
struct resources {
	size_t allocations, signatures;
};

/** Check the reply to a question. */
static void
check_reply(const struct question* question, const struct outcome* expected,
	const struct workstation_reply* reply)
{
	const struct reference_zone* zone = question->place.zone;
	struct outcome ignored;

	if(expected->verdict == WORKSTATION_ANSWER && asks_for_denial(question))
		check_denial_answer(question, reply);
	else if(expected->verdict == WORKSTATION_ANSWER)
		check_answer(question, reply, &ignored);
	else	check_negative(question, reply);
	require(reply->secure == (zone && zone->key_count),
		"what is of a signed zone is secure, and nothing else is");
}

/** Ask, with so many allocations and signatures that succeed.
 * @return whether more were tried. */
static bool
check_with(struct question* question, const struct outcome* expected,
	bool nothing_exists, struct resources most)
{
	struct memory blocks = {NULL, 0, most.allocations};
	struct signing signing = {0, most.signatures};
	const struct workstation_memory memory = {&allocate, &blocks};
	const struct workstation_signer signer = {&reference_sign, &signing};
	struct workstation_reply reply;
	enum workstation_verdict verdict;
	bool decides = workstation_decides(expected->verdict), ran_out;

	question->question.memory = &memory;
	question->question.signer = &signer;
	question->question.nothing_exists = nothing_exists;
	verdict = workstation_judge(question->rules, &question->question, &reply);
	ran_out = blocks.count > most.allocations
		|| signing.count > most.signatures;
	if(ran_out) {
		require(verdict == WORKSTATION_ANSWER && reply.count == 0,
			"there is an answer without memory or a signature for it");
	} else if(!expected->unknown) {
		require(verdict == (decides && expected->keep && !nothing_exists
			? WORKSTATION_KEEP_EXISTING : expected->verdict),
			"the verdict is another one");
		if(decides)
			check_reply(question, expected, &reply);
		if(decides)
			check_rule(question, &reply, verdict);
	}
	free_memory(&blocks);
	return ran_out;
}

/** Check a question about a name in class IN. */
static void
check_question(struct question* question)
{
	const struct workstation_question* asked = &question->question;
	struct resources most = {0, SIZE_MAX};
	struct workstation_reply reply;
	struct outcome expected;

	reference_ask(&question->reference, asked->qname, asked->qname_length,
		asked->qtype, &question->expected);
	question->place = reference_place(&question->reference, asked->qname,
		asked->qname_length, asked->qtype);
	expected = expect(question);
	while(check_with(question, &expected, true, most))
		most.allocations++;
	most.signatures = 0;
	while(check_with(question, &expected, false, most))
		most.signatures++;
	if(expected.unknown || workstation_decides(expected.verdict))
		return;
	require(workstation_find_existing(question->rules, asked->qname,
		asked->qname_length, &reply)
		== (expected.verdict == WORKSTATION_PASS_EXISTING),
		"a name that exists has a rule, and no other one has");
	if(expected.verdict == WORKSTATION_PASS_EXISTING)
		check_rule(question, &reply, expected.verdict);
}

/** What a client can want of signed zones. */
static const struct {
	uint8_t dnssec_ok, compact_ok;
} wishes[] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};

/** Ask for a view. */
static void
check(const struct input* input, const char* view, uint16_t qtype,
	uint16_t qclass, const uint8_t* qname, size_t length)
{
	struct question question;
	struct workstation_reply reply;
	uint8_t offset[MAX_LABELS];

	memset(&question, 0, sizeof(question));
	question.rules = workstation_rules_of_view(input->rules, view);
	question.reference = input->reference;
	question.reference.view = view;
	question.question = (struct workstation_question){.qname = qname,
		.qname_length = length, .qtype = qtype, .qclass = qclass,
		.now = (uint32_t)length * 7919 * 3600};
	if((qclass == RR_CLASS_IN || qclass == RR_CLASS_ANY)
		&& ws_name_labels(qname, length, offset))
		for(size_t i = 0; i < (input->reference.zone_count ? sizeof(wishes)
			/ sizeof(*wishes) : 1); i++) {
			question.question.dnssec_ok = wishes[i].dnssec_ok;
			question.question.compact_ok = wishes[i].compact_ok;
			check_question(&question);
		}
	else	require(workstation_judge(question.rules, &question.question,
			&reply) == WORKSTATION_PASS,
			"something else than a name in class IN does not pass");
}

/** Ask for a name of a rule, and for a type of its records. */
static void
check_pool_name(void* context, size_t index, uint16_t type, const uint8_t* name,
	size_t length)
{
	const struct input* input = context;
	const struct clause* clause = &input->clauses[index];
	const char* view = clause->view_count ? clause->views[0].value : NULL;

	check(input, view, type, RR_CLASS_IN, name, length);
	if(type != input->qtype)
		check(input, view, input->qtype, RR_CLASS_IN, name, length);
}

/** Ask for the apexes of zones, and for a name below each, for all that zones have. */
static void
check_zone_names(const struct input* input)
{
	const uint16_t types[] = {RR_TYPE_SOA, RR_TYPE_NS, RR_TYPE_DNSKEY, RR_TYPE_DS,
		RR_TYPE_NSEC, RR_TYPE_RRSIG, RR_TYPE_ANY, input->qtype};

	for(size_t i = 0; i < input->reference.zone_count; i++) {
		const struct origin_name* apex = &input->zones[i].name;
		size_t label = *input->qname + (size_t)1;
		uint8_t below[2 * MAX_NAME];

		memcpy(below, input->qname, label);
		memcpy(below + label, apex->name, apex->length);
		for(size_t j = 0; j < sizeof(types) / sizeof(*types); j++) {
			check(input, NULL, types[j], RR_CLASS_IN, apex->name,
				apex->length);
			if(label > 1 && label + apex->length <= MAX_NAME)
				check(input, NULL, types[j], RR_CLASS_IN, below,
					label + apex->length);
		}
	}
}

static void
check_views(struct input* input, size_t size)
{
	const struct clause* clauses = input->clauses;
	const size_t count = input->reference.count;
	uint8_t offset[MAX_LABELS];

	require(workstation_rules_count(input->rules) == count,
		"the rules are not counted");
	check(input, NULL, input->qtype, input->qclass, input->qname, input->length);
	for(size_t i = 0; i < count; i++)
		for(size_t j = 0; j < clauses[i].view_count; j++)
			check(input, clauses[i].views[j].value, input->qtype,
				input->qclass, input->qname, input->length);
	if(size >= MAX_POOLED || !ws_name_labels(input->qname, input->length, offset))
		return;
	pool_names(&input->reference, input->qname, &check_pool_name, input);
	check_zone_names(input);
}

static void
ignore(void* context, const char* message)
{
	require(context == NULL && strlen(message) < WORKSTATION_MAX_MESSAGE,
		"a message is too long");
}

int
fuzz_input(const uint8_t* data, size_t size)
{
	const uint8_t* end = memchr(data, 0, size);
	char message[WORKSTATION_MAX_MESSAGE];
	struct workstation_text* text;
	struct workstation_rules* rules;
	struct input* input;
	bool is_good;

	if(!end || size - (size_t)(end - data) < 5)
		return 0;
	input = calloc(1, sizeof(*input));
	require(input != NULL, "out of memory");
	text = rules_text((const char*)data);
	rules = workstation_rules_load(text, &prefix_of, &fake_keys, message,
		sizeof(message));
	is_good = judge_rules(text, input) && judge_zones(text, input);
	input->rules = rules;
	input->qtype = (uint16_t)(end[1] << 8 | end[2]);
	input->qclass = (uint16_t)(end[3] << 8 | end[4]);
	input->qname = end + 5;
	input->length = size - (size_t)(input->qname - data);
	require(rules || *message, "rules are rejected without a message");
	require(rules || !is_good || !check_contradictions(input),
		"good rules are rejected");
	if(rules && is_good) {
		check_contradictions(input);
		check_views(input, size);
		workstation_rules_visit_unreachable(rules, &ignore, NULL);
		workstation_rules_visit_zone_warnings(rules, &ignore, NULL);
	}
	for(size_t i = 0; i < MAX_CLAUSES; i++)
		ws_clause_clear(&input->clauses[i]);
	reference_zones_clear(input->zones, input->reference.zone_count);
	workstation_rules_free(rules);
	workstation_text_free(text);
	free(input);
	return 0;
}
