/* SPDX-License-Identifier: BSD-3-Clause */
/* The verdict on a question: what follows, for its type, from what the rules
 * have for its name. */
#include "lookup.h"

#include <string.h>

#define RR_TYPE_A 1
#define RR_TYPE_SOA 6
#define RR_TYPE_PTR 12
#define RR_TYPE_AAAA 28
#define RR_TYPE_ANY 255
#define RR_CLASS_IN 1
#define RR_CLASS_ANY 255

static void
name_rule(const struct workstation_rules* rules, uint32_t rule,
	struct workstation_reply* reply)
{
	uint32_t file = rules->rules[rule].file;

	reply->file = file ? (const char*)rules->texts + file : NULL;
	reply->line = rules->rules[rule].line;
	reply->rule = rule;
}

/** The next RRset of a reply, of a rule. */
static struct workstation_rrset*
add_rrset(const struct workstation_rules* rules, uint32_t rule, uint16_t type,
	struct workstation_reply* reply)
{
	struct workstation_rrset* rrset = &reply->rrset[reply->count];

	/* with several, the first one is the one to explain */
	if(reply->count++ == 0)
		name_rule(rules, rule, reply);
	rrset->type = type;
	rrset->ttl = rules->rules[rule].ttl;
	rrset->owner_offset = 0;
	return rrset;
}

static void
add_address(const struct workstation_rules* rules,
	const struct record* record, struct workstation_reply* reply)
{
	struct address address = {record->address,
		(enum family)record->piece->family};
	struct workstation_rrset* rrset = add_rrset(rules, record->piece->rule,
		address.family == IPV4 ? RR_TYPE_A : RR_TYPE_AAAA, reply);

	rrset->rdata_length = (uint16_t)ws_address_octets(
		rrset->rdata, address);
}

static void
add_pointer(const struct workstation_rules* rules,
	const struct record* record, struct workstation_reply* reply)
{
	const struct rule* rule = &rules->rules[record->piece->rule];
	const struct origin* origin = &rules->origins[rule->origin];
	struct template_value value = {
		number_subtract(record->address, record->piece->shift),
		(enum family)record->piece->family, false};
	uint8_t label[TEMPLATE_MAX_LITERAL + NUMBER_MAX_DIGITS];
	size_t length = ws_template_write(&rule->form,
		rules->texts + rule->literal, &value, label);
	struct workstation_rrset* rrset;

	/* Loading measured the ends of the networks; an address between them
	 * can still be longer to write. */
	if(length > MAX_LABEL || length + 1 + origin->length > MAX_NAME)
		return;
	rrset = add_rrset(rules, record->piece->rule, RR_TYPE_PTR, reply);
	rrset->rdata[0] = (uint8_t)length;
	memcpy(rrset->rdata + 1, label, length);
	memcpy(rrset->rdata + 1 + length, rules->texts + origin->name,
		origin->length);
	rrset->rdata_length = (uint16_t)(1 + length + origin->length);
}

/** The SOA of a negative answer (RFC 2308, 3). */
static void
add_soa(const struct workstation_rules* rules, const struct denial* denial,
	struct workstation_reply* reply)
{
	uint32_t ttl = rules->rules[denial->rule].ttl;
	/* serial, refresh, retry, expire: nobody transfers this zone */
	const uint32_t fields[] = {1, 3600, 1200, 604800, ttl};
	struct workstation_rrset* rrset = add_rrset(rules, denial->rule,
		RR_TYPE_SOA, reply);
	uint8_t* at = rrset->rdata;

	rrset->owner_offset = denial->owner;
	/* MNAME and RNAME are the root: there is no such server or person */
	*at++ = 0;
	*at++ = 0;
	for(size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		for(int shift = 24; shift >= 0; shift -= 8)
			*at++ = (uint8_t)(fields[i] >> shift);
	rrset->rdata_length = (uint16_t)(at - rrset->rdata);
}

static void
add_records(const struct question* question, const struct finding* finding,
	uint16_t qtype, struct workstation_reply* reply)
{
	static const uint16_t types[FAMILIES] = {RR_TYPE_A, RR_TYPE_AAAA};

	for(int family = 0; family < FAMILIES; family++)
		if(finding->forward[family].piece && (qtype == types[family]
			|| qtype == RR_TYPE_ANY))
			add_address(question->rules, &finding->forward[family],
				reply);
	if(finding->reverse.piece
		&& (qtype == RR_TYPE_PTR || qtype == RR_TYPE_ANY))
		add_pointer(question->rules, &finding->reverse, reply);
}

int
workstation_may_match(const struct workstation_rules* rules,
	const uint8_t* qname, size_t qname_length)
{
	return rules && ws_may_match(rules, qname, qname_length);
}

/** @return false: no rule can have to do with it. */
static bool
begin_question(struct question* question, const struct workstation_rules* rules,
	const uint8_t* qname, size_t qname_length, uint16_t qclass)
{
	if(!rules || (qclass != RR_CLASS_IN && qclass != RR_CLASS_ANY)
		|| !ws_may_match(rules, qname, qname_length))
		return false;
	question->rules = rules;
	question->name = qname;
	question->length = qname_length;
	question->zone_length = 0;
	question->labels = ws_name_labels(qname, qname_length,
		question->offset);
	return question->labels != 0;
}

enum workstation_verdict
workstation_judge(const struct workstation_rules* rules, const uint8_t* qname,
	size_t qname_length, uint16_t qtype, uint16_t qclass,
	struct workstation_reply* reply)
{
	struct question question;
	struct finding finding;

	if(!begin_question(&question, rules, qname, qname_length, qclass))
		return WORKSTATION_PASS;
	ws_lookup(&question, &finding);
	if(!finding.any)
		return ws_has_names_below(&question)
			? WORKSTATION_PASS_EXISTING : WORKSTATION_PASS;

	reply->count = 0;
	add_records(&question, &finding, qtype, reply);
	if(reply->count)
		return WORKSTATION_ANSWER;
	if(finding.nodata.rule != NO_RULE) {
		add_soa(rules, &finding.nodata, reply);
		return WORKSTATION_NODATA;
	}
	if(finding.held || ws_has_names_below(&question)) {
		if(finding.held || finding.nxdomain.rule == NO_RULE)
			return WORKSTATION_PASS_EXISTING;
		add_soa(rules, &finding.nxdomain, reply);
		return WORKSTATION_NODATA;
	}
	if(finding.nxdomain.rule == NO_RULE)
		return WORKSTATION_PASS;
	add_soa(rules, &finding.nxdomain, reply);
	return WORKSTATION_NXDOMAIN;
}

enum workstation_verdict
workstation_judge_in_zone(const struct workstation_rules* rules,
	const uint8_t* qname, size_t qname_length, uint16_t qtype,
	uint16_t qclass, size_t zone_length)
{
	struct workstation_reply reply;
	struct question question;
	struct finding finding;

	if(!begin_question(&question, rules, qname, qname_length, qclass))
		return WORKSTATION_PASS;
	question.zone_length = zone_length;
	ws_lookup(&question, &finding);
	if(!finding.any || !finding.held)
		return ws_has_names_below(&question)
			? WORKSTATION_PASS_EXISTING : WORKSTATION_PASS;
	reply.count = 0;
	add_records(&question, &finding, qtype, &reply);
	if(reply.count)
		return WORKSTATION_ANSWER;
	return finding.nodata.rule == NO_RULE ? WORKSTATION_PASS_EXISTING
		: WORKSTATION_NODATA;
}

/** The first rule that computes something for the name, or NO_RULE. */
static uint32_t
rule_of(const struct finding* finding)
{
	uint32_t first = NO_RULE;

	if(!finding->held)
		return NO_RULE;
	for(int family = 0; family < FAMILIES; family++)
		if(finding->forward[family].piece
			&& finding->forward[family].piece->rule < first)
			first = finding->forward[family].piece->rule;
	return first == NO_RULE && finding->reverse.piece
		? finding->reverse.piece->rule : first;
}

int
workstation_find_existing(const struct workstation_rules* rules,
	const uint8_t* qname, size_t qname_length,
	struct workstation_reply* reply)
{
	struct question question = {rules, qname, qname_length, 0, {0}, 0};
	struct finding finding;
	uint32_t rule = NO_RULE;

	if(!rules)
		return 0;
	question.labels = ws_name_labels(qname, qname_length,
		question.offset);
	if(question.labels == 0)
		return 0;
	ws_lookup(&question, &finding);
	if(finding.any)
		rule = rule_of(&finding);
	if(rule == NO_RULE)
		rule = ws_rule_of_names_below(&question);
	if(rule == NO_RULE)
		return 0;
	name_rule(rules, rule, reply);
	return 1;
}
