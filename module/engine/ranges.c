/* SPDX-License-Identifier: BSD-3-Clause */
/* From the networks of clauses to ranges, and to the intervals they are looked up in. */
#include "array.h"
#include "compile.h"
#include "reverse.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static bool
add_span(struct spans* spans, struct number first, struct number last,
	uint32_t group, uint32_t range, bool nodata)
{
	struct span* span;

	if(!ARRAY_RESERVE(spans->span, spans->count, 1, &spans->capacity))
		return false;
	span = &spans->span[spans->count++];
	span->first = first;
	span->last = last;
	span->group = group;
	span->range = range;
	span->nodata = nodata;
	return true;
}

/** Add addresses, or numbers, of a range that has a step. */
static bool
add_step_span(struct compiler* compiler, struct number first,
	struct number last, struct number step, uint32_t group, uint32_t range,
	bool nodata)
{
	struct step_span* span;

	if(!ARRAY_RESERVE(compiler->steps, compiler->step_count, 1,
		&compiler->step_capacity))
		return false;
	span = &compiler->steps[compiler->step_count++];
	ws_step_span(span, first, last, step);
	span->group = group;
	span->span.range = range;
	span->span.nodata = nodata;
	return true;
}

/** Set how a range's numbers lead to its addresses. */
static bool
set_shift(struct compiler* compiler, const struct network* network,
	struct range* range)
{
	struct workstation_rules* rules = compiler->rules;
	const struct progression progression = {network->first, network->number,
		network->step};

	range->shift = number_subtract(network->first, network->number);
	range->is_progression = network_has_step(network)
		&& template_placeholder(&rules->rules[range->rule].format)
			->numbering == NUMBERING_COUNT;
	if(!range->is_progression)
		return true;
	range->shift = number_of(rules->progression_count);
	if(!ARRAY_RESERVE(rules->progressions, rules->progression_count, 1,
		&compiler->progression_capacity))
		return false;
	rules->progressions[rules->progression_count++] = progression;
	return true;
}

/** See struct range. */
static uint8_t
boundary_of(const struct network* network)
{
	unsigned bits = family_bits(network->family);
	unsigned step = bits / reverse_parts(network->family);
	uint8_t boundary = 0;

	while((boundary + 1u) * step < bits) {
		struct number below = number_mask(bits - (boundary + 1u) * step);

		if(number_compare(number_or(network->first, below),
			number_or(network->last, below)) != 0)
			break;
		boundary++;
	}
	return boundary;
}

/** See struct range. */
static uint8_t
zone_parts_of(const struct network* network, uint8_t boundary)
{
	unsigned bits = family_bits(network->family);
	unsigned step = bits / reverse_parts(network->family);
	struct number below = number_mask(bits - boundary * step - 1);

	return boundary + (number_compare(number_or(network->first, below),
		number_or(network->last, below)) == 0);
}

/** Add the last octets of IPv4 addresses as spans. */
static bool
add_last_octets(struct compiler* compiler, struct number first,
	struct number last, unsigned octets, uint32_t group, uint32_t range,
	bool nodata)
{
	struct number all = number_mask(8 * octets);
	struct number from = number_and(first, all);
	struct number to = number_and(last, all);

	if(number_compare(number_subtract(last, first), all) >= 0)
		return add_span(&compiler->forward, number_of(0), all, group,
			range, nodata);
	if(number_compare(from, to) <= 0)
		return add_span(&compiler->forward, from, to, group, range,
			nodata);
	return add_span(&compiler->forward, from, all, group, range, nodata)
		&& add_span(&compiler->forward, number_of(0), to, group, range,
			nodata);
}

/** Add the numbers of a piece, the first one of its rule or not, as spans of a pattern. */
static bool
add_numbers(struct compiler* compiler, const struct piece* piece,
	const struct network* network, uint32_t pattern_index, uint32_t range,
	bool is_first)
{
	const struct workstation_rules* rules = compiler->rules;
	struct pattern* pattern = &rules->patterns[pattern_index];
	const struct rule* rule = &rules->rules[rules->ranges[range].rule];
	enum family family = network->family;
	bool above = pattern->kind == PATTERN_ABOVE;
	bool nodata = rule_has_other_types(rule) || (above && rule->nxdomain);
	uint32_t group = pattern_index * FAMILIES;
	/* names above those of a rule exist with addresses and without */
	struct spans* spans = rule->numbered && !above ? &compiler->numbered
		: &compiler->forward;

	/* literal text alone has one name */
	if(pattern->format.placeholder == PLACEHOLDER_NONE)
		return !is_first || add_span(&compiler->forward, number_of(0),
			number_of(0), group + IPV4, range, nodata);
	/* as above reverse names, those of all addresses from the first to the last of a
	 * range with a step count */
	if(above && pattern->format.width < template_placeholder(
		&pattern->format)->labels)
		return add_last_octets(compiler, piece->number,
			piece->last_number, pattern->format.width,
			group + family, range, nodata);
	if(network_has_step(network) && !rules->ranges[range].is_progression) {
		pattern->has_steps = true;
		return add_step_span(compiler, piece->number,
			piece->last_number, network->step,
			STEP_GROUP(pattern_index, (uint32_t)family), range,
			nodata);
	}
	return add_span(spans, piece->number, piece->last_number,
		group + family, range, nodata);
}

/** Add the addresses of a piece as spans of the reverse tree. */
static bool
add_reverse(struct compiler* compiler, const struct piece* piece,
	const struct network* network, uint32_t index)
{
	const struct range* range = &compiler->rules->ranges[index];
	const struct rule* rule = &compiler->rules->rules[range->rule];
	enum family family = network->family;

	compiler->rules->has_reverse = true;
	/* a range has empty non-terminals where labels are between its boundary and
	 * its addresses */
	if((rule_has_other_types(rule) || rule->nxdomain)
		&& range->boundary + 1u < reverse_parts(family)
		&& !add_span(&compiler->ents, piece->first, piece->last,
			ENT_SET(family, range->boundary), index, false))
		return false;
	if(!network_has_step(network))
		return add_span(&compiler->reverse, piece->first, piece->last,
			family, index, rule_has_other_types(rule));
	return add_span(&compiler->ents, piece->first, piece->last,
		ENT_SET_STEPS(family), index, false)
		&& add_step_span(compiler, piece->first, piece->last,
			network->step, STEP_GROUP_REVERSE((uint32_t)family),
			index, rule_has_other_types(rule));
}

/** Add the addresses of a piece from first to last to a reverse zone. */
static bool
add_zoned(struct compiler* compiler, const struct network* network,
	struct number first, struct number last, uint32_t zone, uint32_t range,
	bool nodata)
{
	if(!network_has_step(network))
		return add_span(&compiler->zoned, first, last, zone, range,
			nodata);
	/* one by one: there are not more than a /24 has */
	for(; number_compare(first, last) <= 0; first = number_add(first,
		network->step))
		if(!add_span(&compiler->zoned, first, first, zone, range, nodata))
			return false;
	return true;
}

/** Add the addresses of a piece that are in the reverse zones of its rule. */
static bool
add_reverse_zones(struct compiler* compiler, const struct clause* clause,
	const struct piece* piece, uint32_t range)
{
	const struct workstation_rules* rules = compiler->rules;

	if(piece_family(clause, piece) != IPV4)
		return true;
	for(size_t i = 0; i < clause->reverse_zone_count; i++) {
		const struct reverse_zone_name* zone = &clause->reverse_zones[i];
		uint32_t origin = ws_find_origin(rules, zone->name.name,
			zone->name.length);
		struct number first = zone->first;
		struct number last = number_add(first, number_of(255));

		if(ws_piece_cut(clause, piece, &first, &last)
			&& !add_zoned(compiler, &clause->networks[piece->network],
				first, last, rules->origins[origin].reverse_zone - 1,
				range, rule_has_other_types(&rules->rules[
					rules->ranges[range].rule])))
			return false;
	}
	return true;
}

static bool
add_range(struct compiler* compiler, uint32_t rule_index,
	const struct network* network)
{
	struct workstation_rules* rules = compiler->rules;
	struct range* range;

	if(!ARRAY_RESERVE(rules->ranges, rules->range_count, 1,
		&compiler->range_capacity))
		return false;
	range = &rules->ranges[rules->range_count++];
	range->rule = rule_index;
	range->family = (uint8_t)network->family;
	range->boundary = boundary_of(network);
	assert(range->boundary < BOUNDARIES);
	range->zone_parts = zone_parts_of(network, range->boundary);
	return set_shift(compiler, network, range);
}

bool
ws_add_networks(struct compiler* compiler, const struct clause* clause,
	uint32_t rule_index, const uint32_t* patterns, size_t pattern_count)
{
	struct workstation_rules* rules = compiler->rules;
	uint32_t first = (uint32_t)rules->range_count;

	for(size_t i = 0; i < clause->network_count; i++)
		if(!add_range(compiler, rule_index, &clause->networks[i]))
			return false;
	for(size_t i = 0; i < clause->piece_count; i++) {
		const struct piece* piece = &clause->pieces[i];
		const struct network* network = &clause->networks[piece->network];
		uint32_t range = first + (uint32_t)piece->network;

		for(size_t j = 0; j < pattern_count; j++)
			if(!add_numbers(compiler, piece, network, patterns[j],
				range, i == 0))
				return false;
		if(rules->rules[rule_index].reverse && !(add_reverse(compiler,
			piece, network, range)
			&& add_reverse_zones(compiler, clause, piece, range)))
			return false;
	}
	return true;
}

/** Build the sets of the reverse zones. */
static bool
build_reverse_zones(struct compiler* compiler)
{
	struct workstation_rules* rules = compiler->rules;
	size_t count = rules->reverse_zone_count;
	struct interval_set* sets;

	if(!count)
		return true;
	sets = malloc(count * sizeof(*sets));
	if(!sets)
		return false;
	rules->zoned = ws_intervals_build(compiler->zoned.span,
		compiler->zoned.count, sets, count, &rules->zoned_count);
	for(size_t i = 0; rules->zoned && i < count; i++)
		rules->reverse_zones[i].set = sets[i];
	free(sets);
	return rules->zoned != NULL;
}

bool
ws_build_intervals(struct compiler* compiler)
{
	struct workstation_rules* rules = compiler->rules;
	size_t groups = rules->pattern_count * FAMILIES;
	struct interval_set* sets = malloc((groups + 1) * sizeof(*sets));

	if(!sets)
		return false;
	rules->forward = ws_intervals_build(compiler->forward.span,
		compiler->forward.count, sets, groups, &rules->forward_count);
	for(size_t i = 0; i < rules->pattern_count; i++)
		memcpy(rules->patterns[i].set, sets + i * FAMILIES,
			sizeof(rules->patterns[i].set));
	free(sets);
	rules->reverse = ws_intervals_build(compiler->reverse.span,
		compiler->reverse.count, rules->reverse_sets, FAMILIES,
		&rules->reverse_count);
	rules->ents = ws_intervals_build(compiler->ents.span,
		compiler->ents.count, rules->ent_sets,
		ENT_SETS, &rules->ent_count);
	return rules->forward && rules->reverse && rules->ents
		&& build_reverse_zones(compiler)
		&& ws_steps_build(&rules->steps, compiler->steps,
			compiler->step_count);
}
