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
#include "question_check.h"
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

/* ---- what is asked ---- */

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
			question_check(&question);
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
