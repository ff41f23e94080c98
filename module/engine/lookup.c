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

/** Set the rule of a negative answer, if it is before the one so far. */
static void
set_negative(struct negative* negative, uint32_t rule, uint8_t owner)
{
	if(rule < negative->rule) {
		negative->rule = rule;
		negative->owner = owner;
	}
}

/** Add what an interval of a pattern has for the value in a label.
 * @param interval: may be NULL. */
static inline void
match_interval(const struct workstation_rules* rules,
	const struct interval* interval, const struct pattern* pattern,
	struct number number, enum family family, uint8_t owner,
	struct match* match)
{
	struct candidate* candidate = &match->forward[family];
	const struct range* range;

	if(!interval || interval->range == NO_RANGE)
		return;
	if(interval->nodata != NO_RANGE)
		set_negative(&match->nodata,
			rules->ranges[interval->nodata].rule, owner);
	range = &rules->ranges[interval->range];
	if(pattern->kind == PATTERN_ABOVE) {
		if(range->rule < match->below)
			match->below = range->rule;
		return;
	}
	match->exists = true;
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
static void
match_pattern(const struct workstation_rules* rules,
	const struct pattern* pattern, const struct template_value* value,
	uint8_t owner, struct match* match)
{
	set_negative(&match->nxdomain, pattern->nxdomain, owner);
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

static void
init_match(struct match* match)
{
	memset(match, 0, sizeof(*match));
	match->matched = true;
	match->nodata.rule = match->nxdomain.rule = match->below = NO_RULE;
}

/** Add a later match, which counts for what the match has nothing of so far. */
static void
merge_match(struct match* match, const struct match* later)
{
	for(int family = 0; family < FAMILIES; family++)
		if(!match->forward[family].range)
			match->forward[family] = later->forward[family];
	if(!match->reverse.range)
		match->reverse = later->reverse;
	if(match->nodata.rule == NO_RULE)
		match->nodata = later->nodata;
	if(match->nxdomain.rule == NO_RULE)
		match->nxdomain = later->nxdomain;
	if(match->below == NO_RULE)
		match->below = later->below;
	match->exists = match->exists || later->exists;
}

/** Match the rules of a format in all ways in which it reads labels. A pattern counts for
 * the first way in which it has the text. */
static void
match_labels(const struct workstation_rules* rules,
	const struct origin_format* entry, const uint8_t* labels, size_t length,
	uint8_t owner, struct match* found)
{
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
			init_match(found);
		match_pattern(rules, pattern, &reading.value, owner, found);
	}
}

/** Match the rules of a simple format. */
static void
match_label(const struct workstation_rules* rules,
	const struct origin_format* entry, const uint8_t* label, uint8_t owner,
	struct match* found)
{
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
		init_match(found);
	match_pattern(rules, pattern, &value, owner, found);
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
		unsigned first = before - entry->format.labels;
		const uint8_t* labels;
		uint8_t octet;

		next = entry + entry->alike;
		if(first > entry->in_front)
			continue;
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
				match_label(rules, entry, labels, owner, found);
			else
				match_labels(rules, entry, labels, owner
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
		merge_match(match, &found);
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
	init_match(into);
	into->exists = true;
	into->reverse.range = &rules->ranges[interval->range];
	into->reverse.address = address;
	if(interval->nodata != NO_RANGE)
		set_negative(&into->nodata,
			rules->ranges[interval->nodata].rule,
			lookup->offset[1]);
	if(into == &found)
		merge_match(match, &found);
}

/** Match the rules for any domain: there, a template is all the labels before it. */
static void
match_any_domain(const struct lookup* lookup, struct match* match)
{
	unsigned most = lookup->rules->any_domain_labels;
	struct match found;
	struct match* into = match->matched ? &found : match;

	if(most > lookup->labels - 1)
		most = lookup->labels - 1;
	found.matched = false;
	for(unsigned labels = 1; labels <= most; labels++)
		match_origin(lookup, ANY_DOMAIN, labels, into);
	if(found.matched)
		merge_match(match, &found);
}

static void
match_forward(const struct lookup* lookup, struct match* match)
{
	const struct workstation_rules* rules = lookup->rules;
	const uint8_t* flags = rules->label_counts + lookup->labels - 1;
	uint8_t wanted = LABELS_DIRECT;

	/* the longest origin leaves one label in front of it */
	for(unsigned i = 1; i < lookup->labels; i++, wanted = LABELS_DEEPER) {
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
	if(rules->any_domain_labels && !lookup->zone_length)
		match_any_domain(lookup, match);
}

/** Offset in a reverse name of the name at a range's boundary. */
static uint8_t
boundary_offset(const struct lookup* lookup, const struct range* range)
{
	assert(range->boundary + (unsigned)REVERSE_LABELS <= lookup->labels);
	return lookup->offset[lookup->labels - REVERSE_LABELS
		- range->boundary];
}

/** The addresses whose reverse names are below a name, or that one. */
static struct network
addresses_under(const struct reverse_name* name)
{
	unsigned bits = family_bits(name->address.family);
	unsigned step = bits / reverse_parts(name->address.family);
	struct network network = {.first = name->address.number,
		.family = name->address.family};

	network.last = number_or(network.first,
		number_mask(bits - name->parts * step));
	return network;
}

/** Find an interval that has a range and some of the addresses; NULL: none has. */
static const struct interval*
find_in_range(const struct interval* intervals, struct interval_set set,
	const struct network* network)
{
	const struct interval* interval = interval_find(intervals, set,
		network->last);

	if(!interval || interval->range != NO_RANGE)
		return interval;
	/* A set does not begin without a range, and neighbours differ: the interval
	 * before has a range, which ends where this one begins. */
	assert(interval > intervals + set.at && interval[-1].range != NO_RANGE);
	return number_compare(interval->first, network->first) > 0
		? interval - 1 : NULL;
}

/** Match a name above addresses, which can be an empty non-terminal. */
static void
match_above(const struct lookup* lookup, const struct reverse_name* name,
	struct match* match)
{
	const struct workstation_rules* rules = lookup->rules;
	struct network network = addresses_under(name);

	/* The owner of the SOA is a name of the zone above it, which has records
	 * there: it and all names above it pass. */
	for(unsigned boundary = 0; boundary < name->parts; boundary++) {
		const struct interval* interval = find_in_range(rules->ents,
			rules->ent_sets[ENT_SET(network.family, boundary)],
			&network);
		const struct range* range;

		if(!interval)
			continue;
		range = &rules->ranges[interval->range];
		set_negative(&match->nodata, range->rule,
			boundary_offset(lookup, range));
	}
}

/** Whether a range's reverse zones are at or below the local zone, or there is none. */
static bool
is_in_zone(const struct lookup* lookup, const struct range* range)
{
	unsigned labels = REVERSE_LABELS + range->zone_parts;

	return lookup->labels < labels || lookup->length
		- lookup->offset[lookup->labels - labels]
		>= lookup->zone_length;
}

/** Add the PTR record of an address in an interval. @param interval: may be NULL. */
static inline void
match_pointer(const struct lookup* lookup, const struct interval* interval,
	struct number address, struct match* match)
{
	const struct workstation_rules* rules = lookup->rules;
	struct candidate* candidate = &match->reverse;
	const struct range* range;

	if(!interval || interval->range == NO_RANGE)
		return;
	range = &rules->ranges[interval->range];
	if(!is_in_zone(lookup, range))
		return;
	match->exists = true;
	if(!candidate->range || range < candidate->range) {
		candidate->range = range;
		candidate->address = address;
	}
	if(interval->nodata != NO_RANGE) {
		range = &rules->ranges[interval->nodata];
		set_negative(&match->nodata, range->rule,
			boundary_offset(lookup, range));
	}
}

/** Match the reverse name of an address. */
static void
match_address(const struct lookup* lookup, const struct address* address,
	struct match* match)
{
	const struct workstation_rules* rules = lookup->rules;
	const struct step* step;

	match_pointer(lookup, interval_find(rules->reverse,
		rules->reverse_sets[address->family], address->number),
		address->number, match);
	if(!rules->steps.step_count)
		return;
	step = ws_steps_of(&rules->steps, STEP_GROUP_REVERSE(
		(uint32_t)address->family));
	for(; step; step = step_after(&rules->steps, step))
		match_pointer(lookup, ws_step_find(&rules->steps, step,
			address->number), address->number, match);
}

static void
match_reverse(const struct lookup* lookup, struct match* match)
{
	struct reverse_name name;
	struct match found;
	struct match* into;

	if(!lookup->rules->has_reverse || !ws_reverse_read(
		lookup->name, lookup->labels, lookup->offset, &name))
		return;
	into = match->matched ? &found : match;
	init_match(into);
	if(name.parts < reverse_parts(name.address.family))
		match_above(lookup, &name, into);
	else
		match_address(lookup, &name.address, into);
	if(into == &found)
		merge_match(match, &found);
}

/** Find an interval of a set that has a range, in the local zone if there is one, and
 * some of the addresses; NULL: none has. */
static const struct interval*
find_in_zone(const struct lookup* lookup, const struct interval* intervals,
	struct interval_set set, const struct network* network)
{
	const struct range* ranges = lookup->rules->ranges;
	const struct interval* first = intervals + set.at;
	const struct interval* interval = interval_find(intervals, set,
		network->last);

	while(interval && (interval->range == NO_RANGE
		|| !is_in_zone(lookup, &ranges[interval->range])))
		interval = interval > first && number_compare(interval->first,
			network->first) > 0 ? interval - 1 : NULL;
	return interval;
}

/** Find an interval of the addresses below a reverse name that have PTR records, in
 * the local zone, if there is one; NULL: none have. */
static const struct interval*
reverse_below(const struct lookup* lookup)
{
	const struct workstation_rules* rules = lookup->rules;
	const struct interval* interval;
	struct reverse_name name;
	struct network network;

	if(!rules->has_reverse || !ws_reverse_read(lookup->name,
		lookup->labels, lookup->offset, &name))
		return NULL;
	network = addresses_under(&name);
	interval = find_in_zone(lookup, rules->reverse,
		rules->reverse_sets[network.family], &network);
	if(interval || name.parts == reverse_parts(network.family))
		return interval;
	return find_in_zone(lookup, rules->ents,
		rules->ent_sets[ENT_SET_STEPS(network.family)], &network);
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

bool
ws_has_names_below(const struct lookup* lookup)
{
	return ((lookup->rules->label_counts[lookup->labels - 1] & LABELS_EXISTING)
		&& rule_of_origins(lookup) != NO_RULE)
		|| reverse_below(lookup) != NULL;
}

uint32_t
ws_rule_of_names_below(const struct lookup* lookup)
{
	const struct interval* interval = reverse_below(lookup);
	uint32_t reverse = interval
		? lookup->rules->ranges[interval->range].rule : NO_RULE;
	uint32_t forward = rule_of_origins(lookup);

	return forward < reverse ? forward : reverse;
}

void
ws_lookup(const struct lookup* lookup, struct match* match)
{
	match->matched = false;
	match_forward(lookup, match);
	match_reverse(lookup, match);
}
