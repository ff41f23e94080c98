/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a match to the verdict on a question, and the records of its reply:
 *
 * 1. records of the type: ANSWER
 * 2. a rule that computes something for the name has `other-types: nodata`, or one makes
 *    the name an empty non-terminal: NODATA
 * 3. the name exists, as a computed one: PASS_EXISTING
 * 4. the template of a rule with `out-of-range: nxdomain` matches: NODATA if computed
 *    names are below the name, else NXDOMAIN
 * 5. computed names are below the name: PASS_EXISTING
 * 6. PASS
 */
#include "lookup.h"
#include "rrtype.h"

#include <assert.h>
#include <string.h>

/** Set the rule that decides. */
static void
set_rule(const struct workstation_rules* rules, uint32_t rule,
	struct workstation_reply* reply)
{
	const struct rule* own = &rules->rules[rule];

	reply->file = own->file ? (const char*)rules->texts + own->file : NULL;
	reply->line = own->line;
	reply->rule = own->index;
	reply->view = own->for_view ? view_name(rules) : NULL;
}

/** Add an RRset of a rule, without RDATA. */
static struct workstation_rrset*
add_rrset(const struct workstation_rules* rules, uint32_t rule, uint16_t type,
	struct workstation_reply* reply)
{
	struct workstation_rrset* rrset = &reply->rrset[reply->count];

	assert(reply->count < WORKSTATION_MAX_RRSETS);
	/* several rules can have one each: the first one is reported */
	if(reply->count++ == 0)
		set_rule(rules, rule, reply);
	rrset->type = type;
	rrset->ttl = rules->rules[rule].ttl;
	rrset->owner_offset = 0;
	return rrset;
}

static void
add_address(const struct workstation_rules* rules,
	const struct candidate* candidate, struct workstation_reply* reply)
{
	struct address address = {candidate->address,
		(enum family)candidate->range->family};
	struct workstation_rrset* rrset = add_rrset(rules, candidate->range->rule,
		address.family == IPV4 ? RR_TYPE_A : RR_TYPE_AAAA, reply);

	rrset->rdata_length = (uint16_t)ws_address_octets(
		rrset->rdata, address);
}

static void
add_pointer(const struct workstation_rules* rules,
	const struct candidate* candidate, struct workstation_reply* reply)
{
	const struct rule* rule = &rules->rules[candidate->range->rule];
	const struct origin* origin = &rules->origins[rule->origin];
	struct template_value value = {
		range_number(rules, candidate->range, candidate->address),
		(uint8_t)FAMILY_BIT(candidate->range->family), false};
	uint8_t labels[MAX_NAME];
	size_t length = ws_template_write(&rule->format,
		rules->texts + rule->literal, &value, labels);
	struct workstation_rrset* rrset;

	/* The clause was measured by the ends of its networks; an address between
	 * them can have a longer label. */
	if(length == 0 || length + origin->length > MAX_NAME)
		return;
	rrset = add_rrset(rules, candidate->range->rule, RR_TYPE_PTR, reply);
	memcpy(rrset->rdata, labels, length);
	memcpy(rrset->rdata + length, rules->texts + origin->name,
		origin->length);
	rrset->rdata_length = (uint16_t)(length + origin->length);
}

/** The SOA of a negative answer (RFC 2308, 3). */
static void
add_soa(const struct workstation_rules* rules, const struct negative* negative,
	struct workstation_reply* reply)
{
	uint32_t ttl = rules->rules[negative->rule].ttl;
	/* serial, refresh, retry, expire, minimum; the zone is never transferred */
	const uint32_t fields[] = {1, 3600, 1200, 604800, ttl};
	struct workstation_rrset* rrset = add_rrset(rules, negative->rule,
		RR_TYPE_SOA, reply);
	uint8_t* at = rrset->rdata;

	rrset->owner_offset = negative->owner;
	/* MNAME and RNAME are the root: there is no server, and no mailbox */
	*at++ = 0;
	*at++ = 0;
	for(size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		for(int shift = 24; shift >= 0; shift -= 8)
			*at++ = (uint8_t)(fields[i] >> shift);
	rrset->rdata_length = (uint16_t)(at - rrset->rdata);
	assert(rrset->rdata_length <= sizeof(rrset->rdata));
}

static void
add_records(const struct lookup* lookup, const struct match* match,
	uint16_t qtype, struct workstation_reply* reply)
{
	static const uint16_t types[FAMILIES] = {RR_TYPE_A, RR_TYPE_AAAA};

	for(int family = 0; family < FAMILIES; family++)
		if(match->forward[family].range && (qtype == types[family]
			|| qtype == RR_TYPE_ANY))
			add_address(lookup->rules, &match->forward[family],
				reply);
	if(match->reverse.range
		&& (qtype == RR_TYPE_PTR || qtype == RR_TYPE_ANY))
		add_pointer(lookup->rules, &match->reverse, reply);
}

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
	lookup->labels = ws_name_labels(question->qname,
		question->qname_length, lookup->offset);
	return lookup->labels != 0;
}

enum workstation_verdict
workstation_judge(const struct workstation_rules* rules,
	const struct workstation_question* question,
	struct workstation_reply* reply)
{
	struct lookup lookup;
	struct match match;

	if(!init_lookup(&lookup, rules, question))
		return WORKSTATION_PASS;
	ws_lookup(&lookup, &match);
	if(!match.matched)
		return ws_has_names_below(&lookup)
			? WORKSTATION_PASS_EXISTING : WORKSTATION_PASS;

	reply->count = 0;
	add_records(&lookup, &match, question->qtype, reply);
	if(reply->count)
		return WORKSTATION_ANSWER;
	if(match.nodata.rule != NO_RULE) {
		add_soa(rules, &match.nodata, reply);
		return WORKSTATION_NODATA;
	}
	if(match.exists || match.below != NO_RULE
		|| ws_has_names_below(&lookup)) {
		if(match.exists || match.nxdomain.rule == NO_RULE)
			return WORKSTATION_PASS_EXISTING;
		add_soa(rules, &match.nxdomain, reply);
		return WORKSTATION_NODATA;
	}
	if(match.nxdomain.rule == NO_RULE)
		return WORKSTATION_PASS;
	add_soa(rules, &match.nxdomain, reply);
	return WORKSTATION_NXDOMAIN;
}

enum workstation_verdict
workstation_judge_in_zone(const struct workstation_rules* rules,
	const struct workstation_question* question, size_t zone_length)
{
	struct workstation_reply reply;
	struct lookup lookup;
	struct match match;

	if(!init_lookup(&lookup, rules, question))
		return WORKSTATION_PASS;
	lookup.zone_length = zone_length;
	ws_lookup(&lookup, &match);
	if(!match.matched || !match.exists)
		return (match.matched && match.below != NO_RULE)
			|| ws_has_names_below(&lookup)
			? WORKSTATION_PASS_EXISTING : WORKSTATION_PASS;
	reply.count = 0;
	add_records(&lookup, &match, question->qtype, &reply);
	if(reply.count)
		return WORKSTATION_ANSWER;
	return match.nodata.rule == NO_RULE ? WORKSTATION_PASS_EXISTING
		: WORKSTATION_NODATA;
}

/** The first rule that computes a record for the name, or NO_RULE. */
static uint32_t
rule_of(const struct match* match)
{
	uint32_t first = NO_RULE;

	if(!match->exists)
		return NO_RULE;
	for(int family = 0; family < FAMILIES; family++)
		if(match->forward[family].range
			&& match->forward[family].range->rule < first)
			first = match->forward[family].range->rule;
	return first == NO_RULE && match->reverse.range
		? match->reverse.range->rule : first;
}

int
workstation_find_existing(const struct workstation_rules* rules,
	const uint8_t* qname, size_t qname_length,
	struct workstation_reply* reply)
{
	struct lookup lookup = {rules, qname, qname_length, 0, {0}, 0};
	struct match match;
	uint32_t rule = NO_RULE;

	if(!rules)
		return 0;
	lookup.labels = ws_name_labels(qname, qname_length,
		lookup.offset);
	if(lookup.labels == 0)
		return 0;
	ws_lookup(&lookup, &match);
	if(match.matched)
		rule = rule_of(&match);
	if(rule == NO_RULE) {
		rule = ws_rule_of_names_below(&lookup);
		if(match.matched && match.below < rule)
			rule = match.below;
	}
	if(rule == NO_RULE)
		return 0;
	set_rule(rules, rule, reply);
	return 1;
}
