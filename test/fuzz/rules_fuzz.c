/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target over the engine. Input: rules as rules_text() has them, a NUL,
 * qtype and qclass, two octets each in network order, then the qname. Without
 * rules, the built-in one. It is asked for no view and for each that the rules name.
 * The property: the verdict and the addresses are those of the reference; a PTR record
 * leads back to its address; everything else passes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "reference.h"
#include "rrtype.h"
#include "rules_text.h"

#define MAX_CLAUSES 16

/** Judge clauses as loading does. @return how many; 0: one of them is wrong. */
static size_t
judge_clauses(const struct workstation_text* text,
	struct clause clauses[MAX_CLAUSES])
{
	struct text_cursor cursor = {0, NULL};
	struct text_line line;
	char message[WORKSTATION_MAX_MESSAGE];
	struct error error = {message, sizeof(message)};
	size_t count = 0;

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
	}
	for(size_t i = 0; i < count; i++)
		if(!ws_clause_end(&clauses[i], error)
			|| !ws_clause_find_prefix(&clauses[i], &prefix_of, error))
			return 0;
	return count;
}

/** A PTR record names the address in its rule, under its first origin. */
static void
check_pointer(const struct workstation_rrset* rrset,
	const struct expectation* expected)
{
	uint8_t offset[MAX_LABELS];
	struct number number;

	const uint8_t* name = rrset->records + WORKSTATION_RDATA_LENGTH;
	size_t length = rrset->length - WORKSTATION_RDATA_LENGTH;

	require(ws_name_labels(name, length, offset)
		&& reference_read(expected->pointing, name, length, &number),
		"a PTR record is not a name of its rule under the first origin");
	require(number_compare(number, expected->number) == 0,
		"a PTR record does not lead back to its number");
}

static void
check_answer(const struct workstation_reply* reply, uint16_t qtype,
	const struct expectation* expected)
{
	bool any = qtype == RR_TYPE_ANY;
	size_t count = 0;

	for(int family = 0; family < FAMILIES; family++) {
		uint16_t type = family == IPV4 ? RR_TYPE_A : RR_TYPE_AAAA;
		const struct workstation_rrset* rrset = &reply->rrset[count];
		struct address address = {expected->address[family],
			(enum family)family};
		uint8_t octets[16];
		size_t length = ws_address_octets(octets, address);

		if(!expected->computes[family] || (!any && qtype != type))
			continue;
		require(count++ < reply->count && rrset->type == type
			&& rrset->owner_offset == 0
			&& rrset->length == WORKSTATION_RDATA_LENGTH + length
			&& memcmp(rrset->records + WORKSTATION_RDATA_LENGTH,
				octets, length) == 0,
			"an address is not the one of the number");
	}
	if(expected->pointer && (any || qtype == RR_TYPE_PTR)) {
		require(count < reply->count && reply->rrset[count].type == RR_TYPE_PTR,
			"a PTR record is missing");
		check_pointer(&reply->rrset[count++], expected);
	}
	require(count == reply->count, "there are other records");
}

/** The rule that a reply is due to is one for the view, and so is its index. */
static void
check_rule(const struct workstation_reply* reply, const struct clause* clauses,
	size_t count, const char* view)
{
	const struct clause* clause;

	require(reply->rule < count, "the index of the rule is out of range");
	clause = &clauses[reply->rule];
	require(reply->line == clause->line && reference_sees(view, clause),
		"the rule is another one, or for another view");
	require(clause->view_count ? reply->view && !strcmp(reply->view, view)
		: !reply->view, "the view of the rule is another one");
}

/** Ask for a view. @param loaded: the rules of all views. */
static void
check(const struct workstation_rules* loaded, const struct clause* clauses,
	size_t count, const char* view, const uint8_t* input, size_t size)
{
	const struct workstation_rules* rules = workstation_rules_of_view(
		loaded, view);
	uint16_t qtype = (uint16_t)(input[0] << 8 | input[1]);
	uint16_t qclass = (uint16_t)(input[2] << 8 | input[3]);
	const uint8_t* qname = input + 4;
	size_t length = size - 4;
	uint8_t offset[MAX_LABELS];
	struct workstation_reply reply;
	struct expectation expected;
	const struct workstation_question question = {qname, length, qtype,
		qclass, 0, NULL};
	enum workstation_verdict verdict = workstation_judge(rules, &question,
		&reply);

	if((qclass != RR_CLASS_IN && qclass != RR_CLASS_ANY)
		|| !ws_name_labels(qname, length, offset)) {
		require(verdict == WORKSTATION_PASS,
			"something else than a name in class IN does not pass");
		return;
	}
	reference_ask(clauses, count, view, qname, length, &expected);
	if((expected.computes[IPV4] && (qtype == RR_TYPE_A || qtype == RR_TYPE_ANY))
		|| (expected.computes[IPV6] && (qtype == RR_TYPE_AAAA || qtype == RR_TYPE_ANY))
		|| (expected.pointer && (qtype == RR_TYPE_PTR || qtype == RR_TYPE_ANY))) {
		require(verdict == WORKSTATION_ANSWER,
			"a computed record is not answered");
		check_answer(&reply, qtype, &expected);
	} else if(expected.nodata) {
		require(verdict == WORKSTATION_NODATA, "no NODATA");
	} else if(!expected.exists && expected.nxdomain) {
		require(verdict == WORKSTATION_NXDOMAIN, "no NXDOMAIN");
	} else {
		require(!workstation_decides(verdict),
			"a question that no rule answers does not pass");
		require((verdict == WORKSTATION_PASS_EXISTING)
			== (expected.exists || expected.below),
			"the name exists, or it does not");
		require(workstation_find_existing(rules, qname, length, &reply)
			== (verdict == WORKSTATION_PASS_EXISTING),
			"a name that exists has a rule, and no other one has");
	}
	if(verdict != WORKSTATION_PASS)
		check_rule(&reply, clauses, count, view);
}

static void
check_views(const struct workstation_rules* rules, const struct clause* clauses,
	size_t count, const uint8_t* input, size_t size)
{
	require(workstation_rules_count(rules) == count, "the rules are not counted");
	check(rules, clauses, count, NULL, input, size);
	for(size_t i = 0; i < count; i++)
		for(size_t j = 0; j < clauses[i].view_count; j++)
			check(rules, clauses, count, clauses[i].views[j].value,
				input, size);
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
	struct clause clauses[MAX_CLAUSES];
	struct workstation_text* text;
	struct workstation_rules* rules;
	size_t count;

	if(!end || size - (size_t)(end - data) < 5)
		return 0;
	memset(clauses, 0, sizeof(clauses));
	text = rules_text((const char*)data);
	rules = workstation_rules_load(text, &prefix_of, message,
		sizeof(message));
	count = judge_clauses(text, clauses);
	require(rules || *message, "rules are rejected without a message");
	require(rules || count == 0, "good rules are rejected");
	if(rules && count) {
		check_views(rules, clauses, count, end + 1,
			size - (size_t)(end + 1 - data));
		workstation_rules_visit_unreachable(rules, &ignore, NULL);
	}
	for(size_t i = 0; i < MAX_CLAUSES; i++)
		ws_clause_clear(&clauses[i]);
	workstation_rules_free(rules);
	workstation_text_free(text);
	return 0;
}
