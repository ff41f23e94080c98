/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of rules that need no question: which are unreachable, and which domains they
 * have names in. */
#include "reverse.h"
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>

/** A rule, and whether a question reaches it. */
struct reach {
	const struct rule* rule;
	/** A set that has it. */
	const struct workstation_rules* set;
	bool reached;
};

/** Find the pattern of the same origin and literal text, with another placeholder or
 * another `subdomains:`. @return NULL: there is none. */
static const struct pattern*
sibling(const struct workstation_rules* rules, const struct pattern* pattern,
	uint8_t placeholder, uint8_t width, uint8_t kind)
{
	const uint8_t* literal = rules->texts + pattern->literal;
	struct template_format format = pattern->format;

	format.placeholder = placeholder;
	format.width = width;
	return ws_find_pattern(rules, pattern->origin, &format, kind, literal,
		literal + format.prefix_length);
}

/** Whether earlier rules have all of the numbers. */
static bool
is_covered(const struct workstation_rules* rules, struct interval_set set,
	struct number first, struct number last, uint32_t rule)
{
	const struct interval* end = rules->forward + set.at + set.count;
	const struct interval* interval = interval_find(rules->forward, set,
		first);

	if(!interval)
		return false;
	for(; interval < end && number_compare(interval->first, last) <= 0;
		interval++)
		if(interval->range == NO_RANGE
			|| rules->ranges[interval->range].rule >= rule)
			return false;
	return true;
}

/** Whether every name of an interval is a name of another pattern too, with earlier
 * rules. */
static bool
is_shadowed(const struct workstation_rules* rules, const struct pattern* pattern,
	int family, struct number first, struct number last, uint32_t rule)
{
	uint8_t placeholder = pattern->format.placeholder;
	uint8_t width = pattern->format.width;

	/* {n} matches the labels of {n:W}, and subdomains: yes the names of no */
	for(unsigned wider = 0; ws_placeholder_wider(wider, &placeholder, &width);
		wider++)
		for(uint8_t kind = pattern->kind; kind <= PATTERN_SUBDOMAINS;
			kind++) {
			const struct pattern* other = sibling(rules, pattern,
				placeholder, width, kind);

			if(other && other != pattern && is_covered(rules,
				other->set[family], first, last, rule))
				return true;
		}
	return false;
}

static void
mark_rule(const struct workstation_rules* rules, uint32_t rule,
	struct reach* reach)
{
	reach[rules->rules[rule].index].reached = true;
}

static void
mark_range(const struct workstation_rules* rules, uint32_t range,
	struct reach* reach)
{
	if(range != NO_RANGE)
		mark_rule(rules, rules->ranges[range].rule, reach);
}

/** Mark the rules that make a negative answer somewhere. */
static void
mark_negative(const struct workstation_rules* rules, struct reach* reach)
{
	for(size_t i = 0; i < rules->forward_count; i++)
		mark_range(rules, rules->forward[i].nodata, reach);
	for(size_t i = 0; i < rules->pattern_count; i++)
		if(rules->patterns[i].nxdomain != NO_RULE)
			mark_rule(rules, rules->patterns[i].nxdomain, reach);
	for(size_t i = 0; i < rules->ent_count; i++)
		mark_range(rules, rules->ents[i].range, reach);
	for(size_t i = 0; i < rules->zoned_count; i++)
		mark_range(rules, rules->zoned[i].nodata, reach);
	for(size_t i = 0; i < rules->typed_count; i++)
		mark_range(rules, rules->typed[i].nodata, reach);
}

/** Whether earlier rules without a step have all addresses of an interval of a
 * pattern's. */
static bool
is_step_shadowed(const struct workstation_rules* rules, const struct step* step,
	const struct remainder_set* set, const struct interval* interval)
{
	uint32_t group = step->group - STEP_GROUP(0, 0);
	const struct pattern* pattern = &rules->patterns[group / FAMILIES];
	uint32_t family = group % FAMILIES;
	uint32_t rule = rules->ranges[interval->range].rule;
	struct number first = step_address(step, set, interval->first);
	struct number last = step_address(step, set, interval_last(
		rules->steps.intervals, set->set, interval));

	return is_covered(rules, pattern->set[family], first, last, rule)
		|| is_shadowed(rules, pattern, (int)family, first, last, rule);
}

static void
mark_step_set(const struct workstation_rules* rules, const struct step* step,
	const struct remainder_set* set, struct reach* reach)
{
	bool forward = step->group >= STEP_GROUP(0, 0)
		&& step->group < STEP_GROUP_TYPE(0);
	bool above = forward && rules->patterns[(step->group
		- STEP_GROUP(0, 0)) / FAMILIES].kind == PATTERN_ABOVE;

	for(uint32_t i = 0; i < set->set.count; i++) {
		const struct interval* interval
			= &rules->steps.intervals[set->set.at + i];

		mark_range(rules, interval->nodata, reach);
		if(interval->range != NO_RANGE && !above && (!forward
			|| !is_step_shadowed(rules, step, set, interval)))
			mark_range(rules, interval->range, reach);
	}
}

/** Mark the rules whose ranges with a step compute a record somewhere, or make a negative
 * answer. */
static void
mark_steps(const struct workstation_rules* rules, struct reach* reach)
{
	const struct steps* steps = &rules->steps;

	for(size_t i = 0; i < steps->step_count; i++)
		for(uint32_t j = 0; j < steps->steps[i].count; j++)
			mark_step_set(rules, &steps->steps[i],
				&steps->sets[steps->steps[i].at + j], reach);
}

/** Mark the rules that compute a record somewhere. */
static void
mark_reached(const struct workstation_rules* rules, struct reach* reach)
{
	for(size_t i = 0; i < rules->pattern_count * FAMILIES; i++) {
		const struct pattern* pattern = &rules->patterns[i / FAMILIES];
		struct interval_set set = pattern->set[i % FAMILIES];

		for(uint32_t j = 0; j < set.count; j++) {
			const struct interval* interval = rules->forward
				+ set.at + j;
			uint32_t rule;

			/* a rule is not there for the names above its own */
			if(interval->range == NO_RANGE
				|| pattern->kind == PATTERN_ABOVE)
				continue;
			rule = rules->ranges[interval->range].rule;
			if(!reach[rules->rules[rule].index].reached
				&& !is_shadowed(rules, pattern,
				(int)(i % FAMILIES), interval->first,
				interval_last(rules->forward, set, interval),
				rule))
				mark_rule(rules, rule, reach);
		}
	}
	for(size_t i = 0; i < rules->reverse_count; i++)
		mark_range(rules, rules->reverse[i].range, reach);
	for(size_t i = 0; i < rules->zoned_count; i++)
		mark_range(rules, rules->zoned[i].range, reach);
	for(size_t i = 0; i < rules->typed_count; i++)
		mark_range(rules, rules->typed[i].range, reach);
}

int
workstation_rules_visit_unreachable(const struct workstation_rules* rules,
	workstation_message_visitor* visit, void* context)
{
	struct reach* reach = calloc(rules->total, sizeof(*reach));
	char message[WORKSTATION_MAX_MESSAGE];

	if(!reach)
		return 0;
	for(size_t i = 0; i <= rules->view_count; i++) {
		const struct workstation_rules* set = set_at(rules, i);

		for(size_t j = 0; j < set->rule_count; j++) {
			reach[set->rules[j].index].rule = &set->rules[j];
			reach[set->rules[j].index].set = set;
			/* it can be, once it has all of its networks */
			if(set->rules[j].unprefixed)
				mark_rule(set, (uint32_t)j, reach);
		}
		mark_reached(set, reach);
		mark_negative(set, reach);
		mark_steps(set, reach);
	}
	for(size_t i = 0; i < rules->total; i++) {
		if(reach[i].reached)
			continue;
		snprintf(message, sizeof(message),
			"%s:%u: unreachable rule: earlier rules answer all its names",
			rule_file(reach[i].set, reach[i].rule),
			reach[i].rule->line);
		visit(context, message);
	}
	free(reach);
	return 1;
}

/** Visit the reverse name of an address, if no earlier set has its rule. */
static void
visit_address(const struct workstation_rules* rules, const struct range* range,
	struct number number, workstation_domain_visitor* visit, void* context)
{
	const struct rule* rule = &rules->rules[range->rule];
	struct address address = {number, (enum family)range->family};
	uint8_t name[MAX_NAME], offset[MAX_LABELS];
	size_t length = ws_reverse_write(name, address);
	unsigned labels = ws_name_labels(name, length, offset);

	if(!rule->repeated)
		visit(context, name, length, length - offset[labels
			- REVERSE_LABELS - range->zone_parts],
			rule_file(rules, rule), rule->line);
}

/** Visit the reverse names of the ends of each interval of ranges with a step. */
static void
visit_step(const struct workstation_rules* rules, const struct step* step,
	workstation_domain_visitor* visit, void* context)
{
	const struct steps* steps = &rules->steps;

	for(uint32_t i = 0; i < step->count; i++) {
		const struct remainder_set* set = &steps->sets[step->at + i];

		for(uint32_t j = 0; j < set->set.count; j++) {
			const struct interval* interval
				= &steps->intervals[set->set.at + j];
			const struct range* range;

			if(interval->range == NO_RANGE)
				continue;
			range = &rules->ranges[interval->range];
			visit_address(rules, range, step_address(step, set,
				interval->first), visit, context);
			visit_address(rules, range, step_address(step, set,
				interval_last(steps->intervals, set->set,
					interval)), visit, context);
		}
	}
}

/** Visit the domains of the rules of a set that no earlier set has. */
static void
visit_domains(const struct workstation_rules* rules,
	workstation_domain_visitor* visit, void* context)
{
	for(size_t i = 0; i < rules->pattern_count; i++) {
		const struct pattern* pattern = &rules->patterns[i];
		const struct origin* origin = &rules->origins[pattern->origin];
		const struct rule* rule = &rules->rules[pattern->rule];

		if(pattern->origin != ANY_DOMAIN && !rule->repeated
			&& pattern->kind != PATTERN_ABOVE)
			visit(context, rules->texts + origin->name,
				origin->length, origin->length,
				rule_file(rules, rule), rule->line);
	}
	for(size_t i = 0; i < rules->reverse_zone_count; i++) {
		const struct reverse_zone* zone = &rules->reverse_zones[i];
		const struct origin* origin = &rules->origins[zone->origin];
		const struct rule* rule = &rules->rules[zone->rule];

		if(!rule->repeated)
			visit(context, rules->texts + origin->name,
				origin->length, origin->length,
				rule_file(rules, rule), rule->line);
	}
	for(enum family family = IPV4; family <= IPV6; family++) {
		struct interval_set set = rules->reverse_sets[family];
		const struct step* step = ws_steps_of(&rules->steps,
			STEP_GROUP_REVERSE((uint32_t)family));

		for(uint32_t i = 0; i < set.count; i++) {
			const struct interval* interval = rules->reverse
				+ set.at + i;
			const struct range* range;

			if(interval->range == NO_RANGE)
				continue;
			range = &rules->ranges[interval->range];
			visit_address(rules, range, interval->first, visit,
				context);
			visit_address(rules, range, interval_last(rules->reverse,
				set, interval), visit, context);
		}
		for(; step; step = step_after(&rules->steps, step))
			visit_step(rules, step, visit, context);
	}
}

void
workstation_rules_visit_domains(const struct workstation_rules* rules,
	workstation_domain_visitor* visit, void* context)
{
	for(size_t i = 0; i <= rules->view_count; i++)
		visit_domains(set_at(rules, i), visit, context);
}
