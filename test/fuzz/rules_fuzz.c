/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target over the engine. Input: rules as rules_text() has them, a NUL,
 * qtype and qclass, two octets each in network order, then the qname. Without
 * rules, the built-in one. It is asked for no view and for each that the rules name; and
 * for names of the rules that have records by template, whose odd labels are those of
 * the qname.
 * The property: the verdict, the addresses and the records by template are those of the
 * reference, whether it is known that nothing else exists or not; a PTR record leads back
 * to its address; everything else passes. Where memory runs out, there is no answer
 * rather than a wrong one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "pool_names.h"
#include "reference.h"
#include "rrtype.h"
#include "rules_text.h"

#define MAX_CLAUSES 16
#define MAX_RECORDS 256
/** Octets of the longest input whose pools are asked for. */
#define MAX_POOLED 4096

/** The rules of an input, and what it asks for. */
struct input {
	struct clause clauses[MAX_CLAUSES];
	struct record_line records[MAX_RECORDS];
	struct reference reference;
	const struct workstation_rules* rules;
	uint16_t qtype, qclass;
	const uint8_t* qname;
	size_t length;
};

/** Judge clauses as loading does, and collect the lines of their records.
 * @return how many; 0: one of them is wrong, or there are too many. */
static size_t
judge_clauses(const struct workstation_text* text, struct input* input)
{
	struct clause* clauses = input->clauses;
	struct text_cursor cursor = {0, NULL};
	struct text_line line;
	char message[WORKSTATION_MAX_MESSAGE];
	struct error error = {message, sizeof(message)};
	size_t count = 0, records = 0;

	if(workstation_text_is_empty(text))
		ws_clause_begin(&clauses[count++], NULL, 0);
	while(ws_text_next(text, &cursor, &line)) {
		if(!line.key && count == MAX_CLAUSES)
			return 0;
		if(!line.key)
			ws_clause_begin(&clauses[count++], line.file,
				line.line);
		else if(count == 0 || !ws_clause_set(
			&clauses[count - 1], &line, error))
			return 0;
		if(!line.key || strcmp(line.key, "record") != 0)
			continue;
		if(records == MAX_RECORDS)
			return 0;
		input->records[records++] = (struct record_line){line.value,
			count - 1};
	}
	for(size_t i = 0; i < count; i++)
		if(!ws_clause_end(&clauses[i], error)
			|| !ws_clause_find_prefix(&clauses[i], &prefix_of, error))
			return 0;
	input->reference = (struct reference){clauses, count, input->records,
		records, NULL};
	return count;
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

/** Check the next RRset of a reply, if there is a reply, and note its rule.
 * @return it; NULL: there is no reply. */
static const struct workstation_rrset*
next_rrset(const struct workstation_reply* reply, uint16_t type,
	const struct clause* clause, size_t* count, struct outcome* outcome)
{
	const struct workstation_rrset* rrset;

	outcome->verdict = WORKSTATION_ANSWER;
	outcome->keep |= clause->keep;
	if(!reply)
		return NULL;
	require(*count < reply->count, "an RRset is missing");
	rrset = &reply->rrset[(*count)++];
	require(rrset->type == type && rrset->ttl == clause->ttl,
		"an RRset has another type or TTL");
	return rrset;
}

/** Check the records of one type. @param reply: NULL: only what is expected. */
static void
check_type(const struct question* question, uint16_t type,
	const struct workstation_reply* reply, size_t* count,
	struct outcome* outcome)
{
	const struct workstation_question* asked = &question->question;
	const struct workstation_rrset* rrset;
	struct expectation expected;
	size_t records;

	reference_ask(&question->reference, asked->qname, asked->qname_length, type,
		&expected);
	for(int family = 0; family < FAMILIES; family++) {
		if(type != (family == IPV4 ? RR_TYPE_A : RR_TYPE_AAAA)
			|| !expected.computing[family])
			continue;
		rrset = next_rrset(reply, type, expected.computing[family],
			count, outcome);
		if(rrset)
			check_address(rrset, expected.address[family],
				(enum family)family);
	}
	if(type == RR_TYPE_PTR && expected.pointing) {
		rrset = next_rrset(reply, type, expected.pointing, count,
			outcome);
		if(rrset)
			check_pointer(rrset, &expected);
	}
	if(!expected.record.clause)
		return;
	records = records_check(&question->reference, &expected.record,
		asked->qname, asked->qname_length, type, NULL, 0);
	outcome->unknown |= records == RECORDS_UNKNOWN;
	if(records == 0 || outcome->unknown)
		return;
	rrset = next_rrset(reply, type, expected.record.clause, count, outcome);
	if(rrset)
		require(records_check(&question->reference, &expected.record,
			asked->qname, asked->qname_length, type, rrset->records,
			rrset->length) == rrset->count,
			"there are other records");
}

/** Check all records of an answer. */
static void
check_answer(const struct question* question,
	const struct workstation_reply* reply, struct outcome* outcome)
{
	const struct reference* reference = &question->reference;
	static const uint16_t own[] = {RR_TYPE_A, RR_TYPE_AAAA, RR_TYPE_PTR};
	uint16_t qtype = question->question.qtype;
	size_t count = 0;
	unsigned type = 0, next;

	*outcome = (struct outcome){WORKSTATION_PASS, false, false};
	if(qtype != RR_TYPE_ANY)
		check_type(question, qtype, reply, &count, outcome);
	for(size_t i = 0; qtype == RR_TYPE_ANY && i < 3; i++)
		check_type(question, own[i], reply, &count, outcome);
	/* then the types of records, ascending */
	for(; qtype == RR_TYPE_ANY && type < UINT16_MAX; type = next) {
		next = UINT16_MAX + 1;
		for(size_t i = 0; i < reference->record_count; i++) {
			unsigned other = record_type(reference->records[i].value);

			if(other > type && other < next)
				next = other;
		}
		if(next > UINT16_MAX)
			break;
		check_type(question, (uint16_t)next, reply, &count, outcome);
	}
	require(!reply || outcome->unknown || count == reply->count,
		"there are other RRsets");
}

/** Find what is expected of a question. */
static struct outcome
expect(const struct question* question)
{
	const struct expectation* expected = &question->expected;
	uint16_t qtype = question->question.qtype;
	bool exists = expected->exists || expected->below;
	struct outcome outcome;

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
	outcome.verdict = exists ? WORKSTATION_PASS_EXISTING : WORKSTATION_PASS;
	return outcome;
}

/** The rule that a reply is due to is one for the view, and so is its index. */
static void
check_rule(const struct workstation_reply* reply,
	const struct reference* reference)
{
	const char* view = reference->view;
	const struct clause* clause;

	require(reply->rule < reference->count,
		"the index of the rule is out of range");
	clause = &reference->clauses[reply->rule];
	require(reply->line == clause->line && reference_sees(view, clause),
		"the rule is another one, or for another view");
	require(clause->view_count ? reply->view && !strcmp(reply->view, view)
		: !reply->view, "the view of the rule is another one");
}

static void
check_negative(const struct workstation_reply* reply)
{
	require(reply->count == 1 && reply->rrset[0].type == RR_TYPE_SOA
		&& reply->rrset[0].count == 1, "a negative answer has no SOA");
}

/** Ask, with so many allocations that succeed. @return whether more were tried. */
static bool
check_with(struct question* question, const struct outcome* expected,
	bool nothing_exists, size_t most)
{
	struct memory blocks = {NULL, 0, most};
	const struct workstation_memory memory = {&allocate, &blocks};
	struct workstation_reply reply;
	enum workstation_verdict verdict;
	bool decides = workstation_decides(expected->verdict), ran_out;
	struct outcome ignored;

	question->question.memory = &memory;
	question->question.nothing_exists = nothing_exists;
	verdict = workstation_judge(question->rules, &question->question, &reply);
	ran_out = blocks.count > most;
	if(ran_out) {
		require(verdict == WORKSTATION_ANSWER && reply.count == 0,
			"there is an answer without memory for it");
	} else if(!expected->unknown) {
		require(verdict == (decides && expected->keep && !nothing_exists
			? WORKSTATION_KEEP_EXISTING : expected->verdict),
			"the verdict is another one");
		if(expected->verdict == WORKSTATION_ANSWER)
			check_answer(question, &reply, &ignored);
		else if(decides)
			check_negative(&reply);
		if(decides)
			check_rule(&reply, &question->reference);
	}
	free_memory(&blocks);
	return ran_out;
}

/** Check a question about a name in class IN. */
static void
check_question(struct question* question)
{
	const struct workstation_question* asked = &question->question;
	struct workstation_reply reply;
	struct outcome expected;
	size_t most = 0;

	reference_ask(&question->reference, asked->qname, asked->qname_length,
		asked->qtype, &question->expected);
	expected = expect(question);
	while(check_with(question, &expected, true, most))
		most++;
	check_with(question, &expected, false, most);
	if(expected.unknown || workstation_decides(expected.verdict))
		return;
	require(workstation_find_existing(question->rules, asked->qname,
		asked->qname_length, &reply)
		== (expected.verdict == WORKSTATION_PASS_EXISTING),
		"a name that exists has a rule, and no other one has");
	if(expected.verdict == WORKSTATION_PASS_EXISTING)
		check_rule(&reply, &question->reference);
}

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
	question.question = (struct workstation_question){qname, length, qtype,
		qclass, 0, NULL};
	if((qclass == RR_CLASS_IN || qclass == RR_CLASS_ANY)
		&& ws_name_labels(qname, length, offset))
		check_question(&question);
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
	if(size < MAX_POOLED && ws_name_labels(input->qname, input->length, offset))
		pool_names(&input->reference, input->qname, &check_pool_name,
			input);
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
	size_t count;

	if(!end || size - (size_t)(end - data) < 5)
		return 0;
	input = calloc(1, sizeof(*input));
	require(input != NULL, "out of memory");
	text = rules_text((const char*)data);
	rules = workstation_rules_load(text, &prefix_of, NULL, message,
		sizeof(message));
	count = judge_clauses(text, input);
	input->rules = rules;
	input->qtype = (uint16_t)(end[1] << 8 | end[2]);
	input->qclass = (uint16_t)(end[3] << 8 | end[4]);
	input->qname = end + 5;
	input->length = size - (size_t)(input->qname - data);
	require(rules || *message, "rules are rejected without a message");
	require(rules || count == 0, "good rules are rejected");
	if(rules && count) {
		check_views(input, size);
		workstation_rules_visit_unreachable(rules, &ignore, NULL);
	}
	for(size_t i = 0; i < MAX_CLAUSES; i++)
		ws_clause_clear(&input->clauses[i]);
	workstation_rules_free(rules);
	workstation_text_free(text);
	free(input);
	return 0;
}
