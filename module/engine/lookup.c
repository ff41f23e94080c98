/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Looking up a name. Rules count in this order:
 *
 * 1. those with an origin above the name, the longest origin first
 * 2. those for any domain
 * 3. those with reverse names (those in a zone of RFC 2317 come with 1, which has no
 *    other ones there)
 *
 * and in file order among the rules of one origin, or of any domain, or of an address.
 * For each type, the first rule that has a record of it computes it: A and AAAA of one
 * name can be of different rules. The same holds for NODATA, of the rules that compute
 * something for the name, and for NXDOMAIN, of those whose template matches. What
 * becomes of that for the type in question is up to answer.c.
 */
#include "lookup.h"
#include "reverse.h"

#include <assert.h>
#include <string.h>

/** Add what an interval of a pattern has for the value in a label.
 * @param interval: may be NULL. */
static inline void
match_interval(const struct workstation_rules* rules,
	const struct interval* interval, const struct pattern* pattern,
	struct number number, enum family family, uint8_t owner,
	struct match* match)
{
	struct candidate* candidate = &match->forward[family];
	bool above = pattern->kind == PATTERN_ABOVE;
	const struct range* range;

	if(!interval || interval->range == NO_RANGE)
		return;
	if(interval->nodata != NO_RANGE)
		set_negative(&match->nodata,
			rules->ranges[interval->nodata].rule, owner, above);
	range = &rules->ranges[interval->range];
	if(above) {
		if(range->rule < match->below)
			match->below = range->rule;
		return;
	}
	set_existing(match, range->rule);
	if(!candidate->range || range < candidate->range) {
		candidate->range = range;
		candidate->address = range_address(rules, range, number);
	}
}

/** Add what ranges with a step have for the value in a label. */
static void
match_steps(const struct workstation_rules* rules,
	const struct pattern* pattern, struct number number,
	enum family family, uint8_t owner, struct match* match)
{
	uint32_t index = (uint32_t)(pattern - rules->patterns);
	const struct step* step = ws_steps_of(&rules->steps,
		STEP_GROUP(index, (uint32_t)family));

	for(; step; step = step_after(&rules->steps, step))
		match_interval(rules, ws_step_find(&rules->steps, step, number),
			pattern, number, family, owner, match);
}

/** Add what the rules of a pattern have for the value in a label. */
static inline void
match_pattern(const struct lookup* lookup, const struct pattern* pattern,
	const struct template_value* value, uint8_t owner, struct match* match)
{
	const struct workstation_rules* rules = lookup->rules;

	if(pattern->type_set_count)
		ws_match_records(lookup, pattern, value, owner, match);
	if(lookup->skipped)
		return;
	set_negative(&match->nxdomain, pattern->nxdomain, owner, false);
	if(value->overflow)
		return;
	for(enum family family = IPV4; family <= IPV6; family++) {
		if(!(value->families & FAMILY_BIT(family)))
			continue;
		match_interval(rules, interval_find(rules->forward,
			pattern->set[family], value->number), pattern,
			value->number, family, owner, match);
		if(pattern->has_steps)
			match_steps(rules, pattern, value->number, family,
				owner, match);
	}
}

void
ws_match_init(struct match* match)
{
	memset(match, 0, sizeof(*match));
	match->matched = true;
	match->nodata.rule = match->nxdomain.rule = NO_RULE;
	match->existing = match->below = NO_RULE;
}

void
ws_match_merge(struct match* match, const struct match* later)
{
	for(int family = 0; family < FAMILIES; family++)
		if(!match->forward[family].range)
			match->forward[family] = later->forward[family];
	if(!match->reverse.range)
		match->reverse = later->reverse;
	if(!match->record.range)
		match->record = later->record;
	if(match->nodata.rule == NO_RULE)
		match->nodata = later->nodata;
	if(match->nxdomain.rule == NO_RULE)
		match->nxdomain = later->nxdomain;
	if(match->below == NO_RULE)
		match->below = later->below;
	if(match->existing == NO_RULE)
		match->existing = later->existing;
}

/** Match the rules of a format in all ways in which it reads labels. A pattern counts for
 * the first way in which it has the text. */
static void
match_labels(const struct lookup* lookup, const struct origin_format* entry,
	const uint8_t* labels, size_t length, uint8_t owner, struct match* found)
{
	const struct workstation_rules* rules = lookup->rules;
	const struct pattern* patterns[MAX_LABEL];
	struct template_reading reading;
	unsigned count = 0;

	reading.wild = 0;
	while(ws_template_next(&entry->format, labels, length, &reading)) {
		const struct pattern* pattern = ws_find_pattern(rules,
			entry->origin, &entry->format, entry->kind,
			reading.literal,
			reading.literal + entry->format.prefix_length);
		unsigned i = 0;

		while(i < count && patterns[i] != pattern)
			i++;
		if(!pattern || i < count)
			continue;
		patterns[count++] = pattern;
		if(!found->matched)
			ws_match_init(found);
		match_pattern(lookup, pattern, &reading.value, owner, found);
	}
}

/** Match the rules of a simple format. */
static void
match_label(const struct lookup* lookup, const struct origin_format* entry,
	const uint8_t* label, uint8_t owner, struct match* found)
{
	const struct workstation_rules* rules = lookup->rules;
	struct template_value value;
	const struct pattern* pattern;

	if(!ws_template_value(&entry->format, label + 1, *label, &value))
		return;
	pattern = ws_find_pattern(rules, entry->origin, &entry->format,
		entry->kind, label + 1,
		label + 1 + *label - entry->format.suffix_length);
	if(!pattern)
		return;
	if(!found->matched)
		ws_match_init(found);
	match_pattern(lookup, pattern, &value, owner, found);
}

/**
 * Match the rules of one origin, or those for any domain.
 * @param before: index of its first label in the qname: how many labels are before it.
 */
static void
match_origin(const struct lookup* lookup, uint32_t index, unsigned before,
	struct match* found)
{
	const struct workstation_rules* rules = lookup->rules;
	const struct origin* origin = &rules->origins[index];
	const struct origin_format* entry = &rules->formats[origin->formats];
	const struct origin_format* end = entry + origin->format_count;
	const struct origin_format* next;
	uint8_t owner = lookup->offset[before];

	for(; entry < end; entry = next) {
		/* labels between those that were skipped and the template's */
		unsigned front = before - entry->format.labels
			- lookup->skipped;
		const uint8_t* labels;
		unsigned first;
		uint8_t octet;

		next = entry + entry->alike;
		if(front > (lookup->skipped ? 0 : entry->in_front))
			continue;
		first = front + lookup->skipped;
		labels = lookup->name + lookup->offset[first];
		if(entry->simple ? *labels <= template_literal_length(
			&entry->format) : !template_may_fit(&entry->format,
			labels, owner - (size_t)lookup->offset[first]))
			continue;
		octet = labels[entry->format.prefix_length];
		if(!(entry->before >> octet % 64 & 1))
			continue;
		for(; entry < next; entry++)
			if(entry->simple)
				match_label(lookup, entry, labels, owner, found);
			else
				match_labels(lookup, entry, labels, owner
					- (size_t)lookup->offset[first], owner,
					found);
	}
}

/** Match an origin after longer ones. */
static void
match_next(const struct lookup* lookup, uint32_t index, unsigned before,
	struct match* match)
{
	struct match found;

	if(!match->matched) {
		match_origin(lookup, index, before, match);
		return;
	}
	found.matched = false;
	match_origin(lookup, index, before, &found);
	if(found.matched)
		ws_match_merge(match, &found);
}

/** Add the PTR record of a name directly below a zone of RFC 2317. */
static void
match_reverse_zone(const struct lookup* lookup, uint32_t origin,
	struct match* match)
{
	const struct workstation_rules* rules = lookup->rules;
	const struct reverse_zone* zone = &rules->reverse_zones[
		rules->origins[origin].reverse_zone - 1];
	const struct interval* interval;
	struct number octet, address;
	struct match found;
	struct match* into = match->matched ? &found : match;

	if(!reverse_octet(lookup->name, &octet))
		return;
	address = number_or(zone->first, octet);
	interval = interval_find(rules->zoned, zone->set, address);
	if(!interval || interval->range == NO_RANGE)
		return;
	ws_match_init(into);
	into->existing = rules->ranges[interval->range].rule;
	into->reverse.range = &rules->ranges[interval->range];
	into->reverse.address = address;
	if(interval->nodata != NO_RANGE)
		set_negative(&into->nodata,
			rules->ranges[interval->nodata].rule,
			lookup->offset[1], false);
	if(into == &found)
		ws_match_merge(match, &found);
}

/** Match the rules for any domain: there, a template is all the labels before it. */
static void
match_any_domain(const struct lookup* lookup, struct match* match)
{
	unsigned most = lookup->rules->any_domain_labels;
	struct match found;
	struct match* into = match->matched ? &found : match;

	most += lookup->skipped;
	if(most > lookup->labels - 1)
		most = lookup->labels - 1;
	found.matched = false;
	for(unsigned before = lookup->skipped + 1; before <= most; before++)
		match_origin(lookup, ANY_DOMAIN, before, into);
	if(found.matched)
		ws_match_merge(match, &found);
}

static void
match_forward(const struct lookup* lookup, struct match* match)
{
	const struct workstation_rules* rules = lookup->rules;
	const uint8_t* flags = rules->label_counts + lookup->labels - 1
		- lookup->skipped;
	uint8_t wanted = LABELS_DIRECT;

	/* the longest origin leaves one label in front of it */
	for(unsigned i = lookup->skipped + 1; i < lookup->labels;
		i++, wanted = LABELS_DEEPER) {
		const uint8_t* name;
		size_t length;
		uint32_t index;

		if(!(*--flags & wanted))
			continue;
		name = lookup->name + lookup->offset[i];
		length = lookup->length - lookup->offset[i];
		if(length < lookup->zone_length)
			break;
		index = ws_find_origin(rules, name, length);
		if(index != ANY_DOMAIN)
			match_next(lookup, index, i, match);
		if(index != ANY_DOMAIN && i == 1
			&& rules->origins[index].reverse_zone)
			match_reverse_zone(lookup, index, match);
		if(!(*flags & LABELS_WILDCARD))
			continue;
		index = ws_find_wildcard(rules, name, length);
		if(index != ANY_DOMAIN)
			match_next(lookup, index, i, match);
	}
	if(rules->any_domain_labels && lookup->any_domain)
		match_any_domain(lookup, match);
}

/** Find the first rule with an origin at or below a name, or NO_RULE. */
static uint32_t
rule_of_origins(const struct lookup* lookup)
{
	const struct workstation_rules* rules = lookup->rules;
	/* any domain has no rule */
	uint32_t rule = rules->origins[ws_find_origin(rules, lookup->name,
		lookup->length)].rule;
	uint32_t wildcard = NO_RULE;

	if(rules->label_counts[lookup->labels - 1] & LABELS_WILDCARD)
		wildcard = rules->origins[ws_find_wildcard(rules, lookup->name,
			lookup->length)].rule;
	return rule < wildcard ? rule : wildcard;
}

/** Whether the name of a zone is the name or below it. */
static bool
has_zone(const struct lookup* lookup)
{
	return lookup->rules->origins[ws_find_origin(lookup->rules, lookup->name,
		lookup->length)].has_zone;
}

bool
ws_has_names_below(const struct lookup* lookup)
{
	return ((lookup->rules->label_counts[lookup->labels - 1] & LABELS_EXISTING)
		&& (rule_of_origins(lookup) != NO_RULE || has_zone(lookup)))
		|| ws_reverse_below(lookup) != NULL;
}

uint32_t
ws_rule_of_names_below(const struct lookup* lookup)
{
	const struct interval* interval = ws_reverse_below(lookup);
	uint32_t reverse = interval
		? lookup->rules->ranges[interval->range].rule : NO_RULE;
	uint32_t forward = rule_of_origins(lookup);

	return forward < reverse ? forward : reverse;
}

/** Match the names in front of which the first labels can be a prefix. */
static void
match_behind_prefixes(const struct lookup* lookup, struct match* match)
{
	struct lookup behind = *lookup;

	while(behind.skipped + 1u < lookup->labels
		&& lookup->name[lookup->offset[behind.skipped]] > 0
		&& lookup->name[lookup->offset[behind.skipped] + 1] == '_') {
		behind.skipped++;
		match_forward(&behind, match);
	}
}

void
ws_lookup(const struct lookup* lookup, struct match* match)
{
	match->matched = false;
	/* the records of a prefix come before those of names below a name */
	if(lookup->rules->has_prefixes)
		match_behind_prefixes(lookup, match);
	match_forward(lookup, match);
	ws_match_reverse(lookup, match);
}
