/* SPDX-License-Identifier: BSD-3-Clause */
#include "fuzz.h"
#include "question_check.h"
#include "rrtype.h"

#include <stdlib.h>
#include <string.h>

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

/* ---- what is expected ---- */

/** Find what is expected of a question for a name in a zone, or for DS of an apex. */
static struct outcome
expect_in_zone(const struct question* question)
{
	struct outcome outcome;

	if(!question->place.zone)
		return (struct outcome){WORKSTATION_PASS_EXISTING, false, false};
	reply_check_answer(question, NULL, &outcome);
	if(question_is_of_denial(question))
		outcome.verdict = WORKSTATION_ANSWER;
	if(outcome.verdict == WORKSTATION_ANSWER || outcome.unknown)
		return outcome;
	outcome.verdict = question_name_exists(question) || (question_is_signed(question)
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
	reply_check_answer(question, NULL, &outcome);
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
	outcome.verdict = question_name_exists(question) ? WORKSTATION_PASS_EXISTING
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
	if(verdict != WORKSTATION_ANSWER || question_is_of_denial(question))
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

/** What a question has, and how much of it succeeds. */
struct resources {
	size_t allocations, signatures;
};

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
			reply_check(question, expected, &reply);
		if(decides)
			check_rule(question, &reply, verdict);
	}
	free_memory(&blocks);
	return ran_out;
}

void
question_check(struct question* question)
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
