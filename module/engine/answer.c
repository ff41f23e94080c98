/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a match to the verdict on a question, and the records of its reply:
 *
 * 1. records of the type: ANSWER
 * 2. the type is NODATA by the first rule that computes something for the name and has
 *    another `other-types:` than pass, or the name is an empty non-terminal: NODATA
 * 3. the name exists, as a computed one: PASS_EXISTING
 * 4. the template of a rule with `out-of-range: nxdomain` matches: NODATA if computed
 *    names are below the name, else NXDOMAIN
 * 5. computed names are below the name: PASS_EXISTING
 * 6. PASS
 *
 * A name in a zone is judged in zone_answer.c.
 *
 * What a rule with `existing: keep` decides becomes KEEP_EXISTING, until it is known that
 * nothing exists.
 */
#include "rrsets.h"
#include "rrtype.h"
#include "zone_answer.h"

/** Prepare a lookup. @return false: no rule can match. */
static bool
init_lookup(struct lookup* lookup, const struct workstation_rules* rules,
	const struct workstation_question* question)
{
	if(!rules || (question->qclass != RR_CLASS_IN
		&& question->qclass != RR_CLASS_ANY)
		|| !workstation_may_match(rules, question->qname,
			question->qname_length))
		return false;
	lookup->rules = rules;
	lookup->name = question->qname;
	lookup->length = question->qname_length;
	lookup->zone_length = 0;
	lookup->any_domain = true;
	lookup->type = question->qtype;
	lookup->skipped = 0;
	lookup->labels = ws_name_labels(question->qname,
		question->qname_length, lookup->offset);
	return lookup->labels != 0;
}

bool
ws_add_all(const struct lookup* lookup, const struct match* match,
	const struct workstation_memory* memory, struct workstation_reply* reply)
{
	static const uint16_t own[] = {RR_TYPE_A, RR_TYPE_AAAA, RR_TYPE_PTR};
	const struct workstation_rules* rules = lookup->rules;

	for(size_t i = 0; i < WORKSTATION_OWN_RRSETS; i++)
		if(!ws_add_rrset(lookup, match, own[i], memory, reply))
			return false;
	for(size_t i = 0; i < rules->type_count; i++) {
		struct lookup one = *lookup;
		struct match found;

		one.type = rules->types[i];
		ws_lookup(&one, &found);
		if(found.matched && !ws_add_rrset(&one, &found, one.type,
			memory, reply))
			return false;
	}
	return true;
}

/** Whether a negative answer of a rule is one for the type. */
static bool
is_nodata(const struct workstation_rules* rules, const struct negative* negative,
	uint16_t type)
{
	const struct rule* rule;

	if(negative->rule == NO_RULE)
		return false;
	rule = &rules->rules[negative->rule];
	return (negative->above && rule->nxdomain)
		|| ws_is_nodata(rules, rule, type);
}

/** Judge a name that was looked up, and for which there is no record. */
static enum workstation_verdict
judge_negative(const struct lookup* lookup, const struct match* match,
	struct workstation_reply* reply)
{
	const struct workstation_rules* rules = lookup->rules;
	bool exists = match->existing != NO_RULE;

	ws_begin_reply(reply, 1, NULL);
	if(is_nodata(rules, &match->nodata, lookup->type)) {
		ws_add_soa(rules, &match->nodata, reply);
		return WORKSTATION_NODATA;
	}
	if(exists || match->below != NO_RULE || ws_has_names_below(lookup)) {
		if(exists || match->nxdomain.rule == NO_RULE)
			return WORKSTATION_PASS_EXISTING;
		ws_add_soa(rules, &match->nxdomain, reply);
		return WORKSTATION_NODATA;
	}
	if(match->nxdomain.rule == NO_RULE)
		return WORKSTATION_PASS;
	ws_add_soa(rules, &match->nxdomain, reply);
	return WORKSTATION_NXDOMAIN;
}

/** Judge a name that was looked up, without regard to what exists. */
static enum workstation_verdict
judge_match(const struct lookup* lookup, const struct match* match,
	const struct workstation_question* question,
	struct workstation_reply* reply)
{
	bool added;

	if(!match->matched)
		return ws_has_names_below(lookup)
			? WORKSTATION_PASS_EXISTING : WORKSTATION_PASS;
	added = question->qtype == RR_TYPE_ANY
		? ws_begin_reply(reply, WORKSTATION_OWN_RRSETS
			+ lookup->rules->type_count, question->memory)
		&& ws_add_all(lookup, match, question->memory, reply)
		: ws_begin_reply(reply, 1, NULL) && ws_add_rrset(lookup, match,
			question->qtype, question->memory, reply);
	if(!added)
		reply->count = 0;
	return !added || reply->count ? WORKSTATION_ANSWER
		: judge_negative(lookup, match, reply);
}

enum workstation_verdict
workstation_judge(const struct workstation_rules* rules,
	const struct workstation_question* question,
	struct workstation_reply* reply)
{
	enum workstation_verdict verdict;
	struct lookup lookup;
	struct match match;

	if(!init_lookup(&lookup, rules, question))
		return WORKSTATION_PASS;
	if(rules->zones && ws_judge_zone(&lookup, question, reply, &verdict))
		return verdict;
	ws_lookup(&lookup, &match);
	verdict = judge_match(&lookup, &match, question, reply);
	return workstation_decides(verdict) && reply->count && reply->keep
		&& !question->nothing_exists ? WORKSTATION_KEEP_EXISTING : verdict;
}

enum workstation_verdict
workstation_judge_in_zone(const struct workstation_rules* rules,
	const struct workstation_question* question, size_t zone_length)
{
	struct workstation_reply reply;
	enum workstation_verdict verdict;
	struct lookup lookup;
	struct match match;

	if(!init_lookup(&lookup, rules, question))
		return WORKSTATION_PASS;
	if(ws_zone_length(&lookup) >= zone_length
		&& ws_judge_zone(&lookup, question, &reply, &verdict))
		return verdict;
	lookup.zone_length = zone_length;
	lookup.any_domain = false;
	ws_lookup(&lookup, &match);
	if(!match.matched || match.existing == NO_RULE)
		return (match.matched && match.below != NO_RULE)
			|| ws_has_names_below(&lookup)
			? WORKSTATION_PASS_EXISTING : WORKSTATION_PASS;
	if(question->qtype == RR_TYPE_ANY
		|| ws_has_rrset(&match, question->qtype))
		return WORKSTATION_ANSWER;
	return is_nodata(rules, &match.nodata, question->qtype)
		? WORKSTATION_NODATA : WORKSTATION_PASS_EXISTING;
}

int
workstation_find_existing(const struct workstation_rules* rules,
	const uint8_t* qname, size_t qname_length,
	struct workstation_reply* reply)
{
	struct lookup lookup = {.rules = rules, .name = qname,
		.length = qname_length, .any_domain = true};
	struct match match;
	uint32_t rule = NO_RULE;

	if(!rules)
		return 0;
	lookup.labels = ws_name_labels(qname, qname_length,
		lookup.offset);
	if(lookup.labels == 0)
		return 0;
	if(ws_set_zone(&lookup, reply))
		return 1;
	ws_lookup(&lookup, &match);
	if(match.matched)
		rule = match.existing;
	if(rule == NO_RULE) {
		rule = ws_rule_of_names_below(&lookup);
		if(match.matched && match.below < rule)
			rule = match.below;
	}
	if(rule == NO_RULE)
		return ws_set_zone_below(&lookup, reply);
	ws_set_rule(rules, rule, reply);
	return 1;
}

int
workstation_may_keep(const struct workstation_rules* rules)
{
	return rules && rules->has_keep;
}
