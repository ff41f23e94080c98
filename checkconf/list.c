/* SPDX-License-Identifier: BSD-3-Clause */
/* All the records that rules compute. The compiled intervals give the numbers, and
 * the engine judges each name that is made of one. */
#include "list.h"
#include "lookup.h"
#include "memory.h"
#include "reverse.h"
#include "rrtype.h"

#include <string.h>

/** A list in progress. */
struct list {
	const struct workstation_rules* rules;
	record_visitor* visit;
	void* context;
};

/** Visit the RRset of a name, if there is one. @return false: the visitor ended it. */
static bool
visit_rrset(const struct list* list, const uint8_t* owner, size_t length,
	bool any_domain, uint16_t type)
{
	struct blocks blocks = {NULL};
	const struct workstation_memory memory = {&blocks_allocate, &blocks};
	/* what exists elsewhere is not known */
	const struct workstation_question question = {.qname = owner,
		.qname_length = length, .qtype = type, .qclass = RR_CLASS_IN,
		.nothing_exists = 1, .memory = &memory};
	struct workstation_reply reply;
	bool more = workstation_judge(list->rules, &question, &reply)
		!= WORKSTATION_ANSWER || reply.count == 0
		|| list->visit(list->context, owner, length, any_domain,
			&reply.rrset[0]);

	blocks_free(&blocks);
	return more;
}

/** Look up a name. @return false: there is none that long. */
static bool
look_up(const struct list* list, const uint8_t* name, size_t length,
	uint16_t type, struct match* match)
{
	struct lookup lookup = {.rules = list->rules, .name = name,
		.length = length, .any_domain = true, .type = type};

	lookup.labels = ws_name_labels(name, length,
		lookup.offset);
	if(lookup.labels == 0)
		return false;
	ws_lookup(&lookup, match);
	return true;
}

/** What numbers of a pattern are listed: those with an address, or with a record by
 * template. */
struct listed {
	const struct pattern* pattern;
	enum family family;
	/** NULL: addresses. */
	const struct type_set* records;
};

/** Visit the RRset of a name, if this range computes it. @return false: the visitor
 * ended it. */
static bool
visit_owner(const struct list* list, const struct listed* listed,
	const uint8_t* name, size_t length, const struct range* range)
{
	bool any_domain = listed->pattern->origin == ANY_DOMAIN;
	uint16_t type = listed->records ? listed->records->type
		: listed->family == IPV4 ? RR_TYPE_A : RR_TYPE_AAAA;
	struct match match;

	return !look_up(list, name, length, type, &match)
		|| (listed->records ? match.record.range
			: match.forward[listed->family].range) != range
		|| visit_rrset(list, name, length, any_domain, type);
}

/** Write the name of a number. @return its octets; 0: there is none that long. */
static size_t
write_name(const struct list* list, const struct listed* listed,
	struct number number, const struct rule* rule, uint8_t* name)
{
	const struct workstation_rules* rules = list->rules;
	const struct origin* origin = &rules->origins[listed->pattern->origin];
	const struct template_value value = {number,
		(uint8_t)FAMILY_BIT(listed->family), false};
	size_t length = ws_template_write(&rule->format,
		rules->texts + rule->literal, &value, name);

	if(length == 0)
		return 0;
	if(listed->pattern->origin == ANY_DOMAIN)
		name[length++] = 0;
	else
		memcpy(name + length, rules->texts + origin->name,
			origin->length);
	return length + origin->length;
}

/** Visit the records of a number in a pattern. */
static bool
visit_number(const struct list* list, const struct listed* listed,
	struct number number, const struct range* range)
{
	const struct rule* rule = &list->rules->rules[range->rule];
	/* with a prefix or "*." in front of the name */
	uint8_t buffer[3 * MAX_NAME];
	uint8_t* name = buffer + MAX_NAME;
	size_t front = listed->records ? listed->records->prefix_length : 0;
	size_t length = write_name(list, listed, number, rule, name);

	if(length == 0)
		return true;
	if(front)
		memcpy(name - front, list->rules->texts
			+ listed->records->prefix, front);
	if(!visit_owner(list, listed, name - front, length + front, range))
		return false;
	if(!rule->subdomains || front)
		return true;
	/* names below it can have the records of another rule than the name itself */
	memcpy(name - 2, "\1*", 2);
	return visit_owner(list, listed, name - 2, length + 2, range);
}

/** A position in a set: a number that a range has. */
struct position {
	/** NULL: before the first one. */
	const struct interval* interval;
	struct number number;
};

/** Advance to the next number of a set. @return false: there is none. */
static bool
next_position(const struct interval* intervals, struct interval_set set,
	struct position* position)
{
	const struct interval* end = intervals + set.at + set.count;

	if(position->interval && number_compare(position->number, interval_last(
		intervals, set, position->interval)) != 0) {
		position->number = number_add(position->number, number_of(1));
		return true;
	}
	position->interval = position->interval ? position->interval + 1
		: intervals + set.at;
	while(position->interval != end && position->interval->range == NO_RANGE)
		position->interval++;
	if(position->interval == end)
		return false;
	position->number = position->interval->first;
	return true;
}

/** The intervals of ranges without a step, or those of one step and remainder. */
struct source {
	const struct interval* intervals;
	struct interval_set set;
	/** NULL: without. */
	const struct step* step;
	const struct remainder_set* remainder;
};

/** Advance to the next number of a source. @return false: there is none. */
static bool
next_number(const struct source* source, struct position* position,
	struct number* number)
{
	bool more = next_position(source->intervals, source->set, position);

	*number = more && source->step ? step_address(source->step,
		source->remainder, position->number) : position->number;
	return more;
}

/** Visit what a source has. @return false: the visitor ended it. */
typedef bool source_visitor(const struct list* list,
	const struct source* source, const struct listed* listed);

/** Visit a source of ranges without a step, and those of the steps of a group. */
static bool
visit_sources(const struct list* list, struct source source, uint32_t group,
	source_visitor* visit, const struct listed* listed)
{
	const struct steps* steps = &list->rules->steps;
	const struct step* step = ws_steps_of(steps, group);

	if(!visit(list, &source, listed))
		return false;
	for(; step; step = step_after(steps, step))
		for(uint32_t i = 0; i < step->count; i++) {
			const struct remainder_set* set
				= &steps->sets[step->at + i];

			source = (struct source){steps->intervals, set->set,
				step, set};
			if(!visit(list, &source, listed))
				return false;
		}
	return true;
}

static bool
visit_numbers(const struct list* list, const struct source* source,
	const struct listed* listed)
{
	struct position position = {NULL, number_of(0)};
	struct number number;

	while(next_number(source, &position, &number))
		if(!visit_number(list, listed, number,
			&list->rules->ranges[position.interval->range]))
			return false;
	return true;
}

/** Visit the addresses of a pattern. @return false: the visitor ended it. */
static bool
visit_addresses(const struct list* list, const struct pattern* pattern)
{
	uint32_t index = (uint32_t)(pattern - list->rules->patterns);

	for(enum family family = IPV4; family <= IPV6; family++) {
		const struct listed listed = {pattern, family, NULL};
		const struct source source = {list->rules->forward,
			pattern->set[family], NULL, NULL};

		if(!visit_sources(list, source, STEP_GROUP(index,
			(uint32_t)family), &visit_numbers, &listed))
			return false;
	}
	return true;
}

/** Visit the records by template of a pattern. @return false: the visitor ended it. */
static bool
visit_records(const struct list* list, const struct pattern* pattern)
{
	for(uint32_t i = 0; i < pattern->type_set_count; i++) {
		uint32_t index = pattern->type_sets + i;
		const struct type_set* set = &list->rules->type_sets[index];
		const struct listed listed = {pattern, (enum family)set->family,
			set};
		const struct source source = {list->rules->typed, set->set, NULL,
			NULL};

		if(set->type && !visit_sources(list, source, STEP_GROUP_TYPE(
			index), &visit_numbers, &listed))
			return false;
	}
	return true;
}

int
visit_names(const struct workstation_rules* rules,
	record_visitor* visit, unlisted_visitor* visit_unlisted, void* context)
{
	const struct list list = {rules, visit, context};

	for(size_t i = 0; i < rules->pattern_count; i++) {
		const struct pattern* pattern = &rules->patterns[i];
		const uint8_t* origin = pattern->origin == ANY_DOMAIN ? NULL
			: rules->texts + rules->origins[pattern->origin].name;
		char name[TEMPLATE_MAX_TEXT];

		/* names above others have no records */
		if(pattern->kind == PATTERN_ABOVE)
			continue;
		if(pattern->format.wild
			|| (origin && origin_is_wildcard(origin))) {
			ws_template_show(&pattern->format,
				rules->texts + pattern->literal, name);
			visit_unlisted(context, name, origin);
		} else if(!visit_addresses(&list, pattern)
			|| !visit_records(&list, pattern)) {
			return 0;
		}
	}
	return 1;
}

static bool
visit_reverse_names(const struct list* list, const struct source* source,
	const struct listed* listed)
{
	struct position position = {NULL, number_of(0)};
	struct number number;

	while(next_number(source, &position, &number)) {
		struct address address = {number, listed->family};
		uint8_t name[MAX_NAME];
		size_t length = ws_reverse_write(name, address);
		struct match match;

		/* another range can have it, with another step */
		if(look_up(list, name, length, RR_TYPE_PTR, &match) && match.reverse.range
			== &list->rules->ranges[position.interval->range]
			&& !visit_rrset(list, name, length, false,
				RR_TYPE_PTR))
			return false;
	}
	return true;
}

/** Visit the PTR records in a zone of RFC 2317. @return false: the visitor ended it. */
static bool
visit_reverse_zone(const struct list* list, const struct reverse_zone* zone)
{
	const struct origin* origin = &list->rules->origins[zone->origin];
	struct position position = {NULL, number_of(0)};

	while(next_position(list->rules->zoned, zone->set, &position)) {
		struct number octet = number_subtract(position.number,
			zone->first);
		uint8_t name[1 + NUMBER_MAX_DIGITS + MAX_NAME];

		*name = (uint8_t)ws_number_write(name + 1, octet, 0);
		memcpy(name + 1 + *name, list->rules->texts + origin->name,
			origin->length);
		if(!visit_rrset(list, name, (size_t)1 + *name + origin->length,
			false, RR_TYPE_PTR))
			return false;
	}
	return true;
}

int
visit_pointers(const struct workstation_rules* rules,
	record_visitor* visit, void* context)
{
	const struct list list = {rules, visit, context};

	for(enum family family = IPV4; family <= IPV6; family++) {
		const struct listed listed = {NULL, family, NULL};
		const struct source source = {rules->reverse,
			rules->reverse_sets[family], NULL, NULL};

		if(!visit_sources(&list, source, STEP_GROUP_REVERSE(
			(uint32_t)family), &visit_reverse_names, &listed))
			return 0;
	}
	for(size_t i = 0; i < rules->reverse_zone_count; i++)
		if(!visit_reverse_zone(&list, &rules->reverse_zones[i]))
			return 0;
	return 1;
}
