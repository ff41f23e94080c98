/* SPDX-License-Identifier: BSD-3-Clause */
/* Looking up records by template. */
#include "lookup.h"

/** Whether the labels that were skipped are a prefix. */
static bool
is_prefix(const struct lookup* lookup, const struct type_set* set)
{
	return lookup->offset[lookup->skipped] == set->prefix_length
		&& ws_octets_equal(lookup->rules->texts + set->prefix,
			lookup->name, set->prefix_length);
}

/** Add what an interval of a type set has. @param interval: may be NULL. */
static void
match_record(const struct lookup* lookup, const struct interval* interval,
	const struct type_set* set, const struct record_candidate* found,
	struct match* match)
{
	const struct range* ranges = lookup->rules->ranges;
	const struct range* range;

	if(!interval || interval->range == NO_RANGE)
		return;
	range = &ranges[interval->range];
	set_existing(match, range->rule);
	if(interval->nodata != NO_RANGE)
		set_negative(&match->nodata, ranges[interval->nodata].rule,
			found->origin, false);
	if(set->type && (!match->record.range || range < match->record.range)) {
		match->record = *found;
		match->record.range = range;
	}
}

void
ws_match_records(const struct lookup* lookup, const struct pattern* pattern,
	const struct template_value* value, uint8_t owner, struct match* match)
{
	const struct workstation_rules* rules = lookup->rules;
	const struct record_candidate found = {.pattern = pattern,
		.number = value->number, .origin = owner,
		.skipped = lookup->skipped};

	for(uint32_t i = 0; i < pattern->type_set_count; i++) {
		uint32_t index = pattern->type_sets + i;
		const struct type_set* set = &rules->type_sets[index];
		const struct step* step = NULL;

		if((set->type && set->type != lookup->type)
			|| !is_prefix(lookup, set))
			continue;
		if(lookup->skipped)
			set_negative(&match->nxdomain, pattern->nxdomain, owner,
				false);
		if(value->overflow
			|| !(value->families & FAMILY_BIT(set->family)))
			continue;
		match_record(lookup, interval_find(rules->typed, set->set,
			value->number), set, &found, match);
		if(set->has_steps)
			step = ws_steps_of(&rules->steps, STEP_GROUP_TYPE(index));
		for(; step; step = step_after(&rules->steps, step))
			match_record(lookup, ws_step_find(&rules->steps, step,
				value->number), set, &found, match);
	}
}
