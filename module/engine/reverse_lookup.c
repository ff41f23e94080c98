/* SPDX-License-Identifier: BSD-3-Clause */
/* Looking up the names of addresses in in-addr.arpa and ip6.arpa, and those above them. */
#include "lookup.h"
#include "reverse.h"

#include <assert.h>

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
			boundary_offset(lookup, range), true);
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
	set_existing(match, range->rule);
	if(!candidate->range || range < candidate->range) {
		candidate->range = range;
		candidate->address = address;
	}
	if(interval->nodata != NO_RANGE) {
		range = &rules->ranges[interval->nodata];
		set_negative(&match->nodata, range->rule,
			boundary_offset(lookup, range), false);
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

void
ws_match_reverse(const struct lookup* lookup, struct match* match)
{
	struct reverse_name name;
	struct match found;
	struct match* into;

	if(!lookup->rules->has_reverse || !ws_reverse_read(
		lookup->name, lookup->labels, lookup->offset, &name))
		return;
	into = match->matched ? &found : match;
	ws_match_init(into);
	if(name.parts < reverse_parts(name.address.family))
		match_above(lookup, &name, into);
	else
		match_address(lookup, &name.address, into);
	if(into == &found)
		ws_match_merge(match, &found);
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

const struct interval*
ws_reverse_below(const struct lookup* lookup)
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
