/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Looking up a name. Rules count in this order:
 *
 * 1. those with an origin above the name, the longest origin first
 * 2. those for any domain
 * 3. those with reverse names
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

/** Add what the rules of a pattern have for the value in a label. */
static void
match_pattern(const struct workstation_rules* rules,
	const struct pattern* pattern, const struct template_value* value,
	uint8_t owner, struct match* match)
{
	bool numbered = rules->rules[pattern->rule].format.placeholder
		== PLACEHOLDER_NUMBER;

	set_negative(&match->nxdomain, pattern->nxdomain, owner);
	for(enum family family = IPV4; family <= IPV6; family++) {
		struct candidate* candidate = &match->forward[family];
		const struct interval* interval;
		const struct range* range;

		if(value->overflow || (!numbered && family != value->family))
			continue;
		interval = interval_find(rules->forward, pattern->set[family],
			value->number);
		if(!interval || interval->range == NO_RANGE)
			continue;
		match->exists = true;
		if(interval->nodata != NO_RANGE)
			set_negative(&match->nodata,
				rules->ranges[interval->nodata].rule, owner);
		range = &rules->ranges[interval->range];
		if(!candidate->range || range < candidate->range) {
			candidate->range = range;
			candidate->address = number_add(value->number,
				range->shift);
		}
	}
}

static void
init_match(struct match* match)
{
	memset(match, 0, sizeof(*match));
	match->matched = true;
	match->nodata.rule = match->nxdomain.rule = NO_RULE;
}

/** Add a later match, which counts for what the match has nothing of so far. */
static void
merge_match(struct match* match, const struct match* later)
{
	if(!match->matched) {
		*match = *later;
		return;
	}
	for(int family = 0; family < FAMILIES; family++)
		if(!match->forward[family].range)
			match->forward[family] = later->forward[family];
	if(!match->reverse.range)
		match->reverse = later->reverse;
	if(match->nodata.rule == NO_RULE)
		match->nodata = later->nodata;
	if(match->nxdomain.rule == NO_RULE)
		match->nxdomain = later->nxdomain;
	match->exists = match->exists || later->exists;
}

/**
 * Match the rules of one origin; those of longer ones were matched before.
 * @param computed: index of the computed label in the qname.
 */
static void
match_origin(const struct lookup* lookup, uint32_t index, unsigned computed,
	struct match* match)
{
	const struct workstation_rules* rules = lookup->rules;
	const struct origin* origin = &rules->origins[index];
	const uint8_t* label = lookup->name + lookup->offset[computed];
	struct match found;

	found.matched = false;
	for(uint32_t i = 0; i < origin->format_count; i++) {
		const struct origin_format* entry
			= &rules->formats[origin->formats + i];
		struct template_value value;
		const struct pattern* pattern;

		if(computed > 0 && !entry->subdomains)
			continue;
		if(!ws_template_value(&entry->format, label + 1, *label,
			&value))
			continue;
		pattern = ws_find_pattern(rules, index, &entry->format,
			entry->subdomains, label + 1,
			label + 1 + *label - entry->format.suffix_length);
		if(!pattern)
			continue;
		if(!found.matched)
			init_match(&found);
		match_pattern(rules, pattern, &value,
			lookup->offset[computed + 1], &found);
	}
	if(found.matched)
		merge_match(match, &found);
}

static void
match_forward(const struct lookup* lookup, struct match* match)
{
	const struct workstation_rules* rules = lookup->rules;

	/* the longest origin leaves one label in front of it */
	for(unsigned i = 1; i < lookup->labels; i++) {
		uint8_t flags = rules->label_counts[lookup->labels - 1 - i];
		uint32_t index;

		if(!(flags & (i == 1 ? LABELS_DIRECT : LABELS_SUBDOMAINS)))
			continue;
		if(lookup->length - lookup->offset[i] < lookup->zone_length)
			break;
		index = ws_find_origin(rules, lookup->name + lookup->offset[i],
			lookup->length - lookup->offset[i]);
		if(index != ANY_DOMAIN)
			match_origin(lookup, index, i - 1, match);
	}
	if(lookup->labels > 1 && rules->origins[ANY_DOMAIN].format_count
		&& !lookup->zone_length)
		match_origin(lookup, ANY_DOMAIN, 0, match);
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
			rules->ent_sets[network.family * BOUNDARIES
				+ boundary], &network);
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

/** Match the reverse name of an address. */
static void
match_address(const struct lookup* lookup, const struct address* address,
	struct match* match)
{
	const struct workstation_rules* rules = lookup->rules;
	const struct interval* interval = interval_find(rules->reverse,
		rules->reverse_sets[address->family], address->number);

	if(!interval || interval->range == NO_RANGE
		|| !is_in_zone(lookup, &rules->ranges[interval->range]))
		return;
	match->exists = true;
	match->reverse.range = &rules->ranges[interval->range];
	match->reverse.address = address->number;
	if(interval->nodata != NO_RANGE) {
		const struct range* range = &rules->ranges[interval->nodata];

		set_negative(&match->nodata, range->rule,
			boundary_offset(lookup, range));
	}
}

static void
match_reverse(const struct lookup* lookup, struct match* match)
{
	struct reverse_name name;
	struct match found;

	if(!lookup->rules->reverse_count || !ws_reverse_read(
		lookup->name, lookup->labels, lookup->offset, &name))
		return;
	init_match(&found);
	if(name.parts < reverse_parts(name.address.family))
		match_above(lookup, &name, &found);
	else
		match_address(lookup, &name.address, &found);
	merge_match(match, &found);
}

/** Find an interval of the addresses below a reverse name that have PTR records, in
 * the local zone, if there is one; NULL: none have. */
static const struct interval*
reverse_below(const struct lookup* lookup)
{
	const struct workstation_rules* rules = lookup->rules;
	const struct interval *interval, *first;
	struct interval_set set;
	struct reverse_name name;
	struct network network;

	if(!rules->reverse_count || !ws_reverse_read(lookup->name,
		lookup->labels, lookup->offset, &name))
		return NULL;
	network = addresses_under(&name);
	set = rules->reverse_sets[network.family];
	first = rules->reverse + set.at;
	interval = interval_find(rules->reverse, set, network.last);
	while(interval && (interval->range == NO_RANGE
		|| !is_in_zone(lookup, &rules->ranges[interval->range])))
		interval = interval > first && number_compare(interval->first,
			network.first) > 0 ? interval - 1 : NULL;
	return interval;
}

bool
ws_has_names_below(const struct lookup* lookup)
{
	const struct workstation_rules* rules = lookup->rules;

	if((rules->label_counts[lookup->labels - 1] & LABELS_EXISTING)
		&& ws_find_origin(rules, lookup->name,
			lookup->length) != ANY_DOMAIN)
		return true;
	return reverse_below(lookup) != NULL;
}

uint32_t
ws_rule_of_names_below(const struct lookup* lookup)
{
	const struct workstation_rules* rules = lookup->rules;
	const struct interval* interval = reverse_below(lookup);
	uint32_t reverse = interval ? rules->ranges[interval->range].rule : NO_RULE;
	uint32_t forward = rules->origins[ws_find_origin(rules, lookup->name,
		lookup->length)].rule;

	return forward < reverse ? forward : reverse;
}

void
ws_lookup(const struct lookup* lookup, struct match* match)
{
	match->matched = false;
	match_forward(lookup, match);
	match_reverse(lookup, match);
}
