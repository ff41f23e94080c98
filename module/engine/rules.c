/* SPDX-License-Identifier: BSD-3-Clause */
/* Compiled rules: the hash tables from names to origins, from labels to patterns, and
 * from views to their sets; the filter by the last octets of a name; and the memory of it all. */
#include "rules.h"
#include "reverse.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static uint32_t
origin_hash(const uint8_t* name, size_t length)
{
	return ws_octets_hash(0, name, length);
}

static uint32_t
pattern_hash(uint32_t origin, const struct template_format* format,
	uint8_t kind, const uint8_t* prefix, const uint8_t* suffix)
{
	uint32_t hash = origin * 2654435761u + (format->placeholder * 64u
		+ format->width) * 4u + kind + 1;

	hash = ws_octets_hash(hash, prefix, format->prefix_length);
	return ws_octets_hash(hash, suffix, format->suffix_length);
}

uint32_t
ws_find_origin(const struct workstation_rules* rules,
	const uint8_t* name, size_t length)
{
	const struct table* table = &rules->origin_table;
	uint32_t at = origin_hash(name, length) & table->mask;

	assert(table->slots);
	for(; table->slots[at]; at = (at + 1) & table->mask) {
		uint32_t index = table->slots[at] - 1;
		const struct origin* origin = &rules->origins[index];

		if(origin->length == length && ws_octets_equal(
			rules->texts + origin->name, name, length))
			return index;
	}
	return ANY_DOMAIN;
}

uint32_t
ws_find_wildcard(const struct workstation_rules* rules, const uint8_t* name,
	size_t length)
{
	uint8_t wildcard[MAX_NAME + 2] = {1, '*'};
	size_t rest = length - name[0] - 1;

	memcpy(wildcard + 2, name + name[0] + 1, rest);
	return ws_find_origin(rules, wildcard, rest + 2);
}

const struct pattern*
ws_find_pattern(const struct workstation_rules* rules, uint32_t origin,
	const struct template_format* format, uint8_t kind,
	const uint8_t* prefix, const uint8_t* suffix)
{
	const struct table* table = &rules->pattern_table;
	uint32_t at = pattern_hash(origin, format, kind, prefix,
		suffix) & table->mask;

	assert(table->slots);
	for(; table->slots[at]; at = (at + 1) & table->mask) {
		const struct pattern* pattern = &rules->patterns[table->slots[at] - 1];
		const uint8_t* literal = rules->texts + pattern->literal;

		if(pattern->origin == origin && pattern->kind == kind
			&& template_format_equal(&pattern->format, format)
			&& ws_octets_equal(literal, prefix,
				format->prefix_length)
			&& ws_octets_equal(
				literal + format->prefix_length, suffix,
				format->suffix_length))
			return pattern;
	}
	return NULL;
}

static uint32_t
view_hash(const char* name)
{
	return ws_octets_hash(0, (const uint8_t*)name, strlen(name));
}

uint32_t
ws_find_view(const struct workstation_rules* rules, const char* name)
{
	const struct table* table = &rules->view_table;
	uint32_t at = view_hash(name) & table->mask;

	for(; table->slots && table->slots[at]; at = (at + 1) & table->mask) {
		uint32_t index = table->slots[at] - 1;

		if(strcmp(view_name(rules->views[index]), name) == 0)
			return index;
	}
	return NO_VIEW;
}

/** Put an index into a table that has a free slot. */
static void
table_put(struct table* table, uint32_t hash, size_t index)
{
	uint32_t at = hash & table->mask;

	while(table->slots[at])
		at = (at + 1) & table->mask;
	table->slots[at] = (uint32_t)index + 1;
}

/** Make a table at least twice as large as count. @return 1: it is a new one, to be
 * filled; 0: it was large enough; -1: out of memory. */
static int
table_grow(struct table* table, size_t count)
{
	size_t size = table->slots ? table->mask + (size_t)1 : 16;

	if(table->slots && size >= 2 * count)
		return 0;
	while(size < 2 * count)
		size *= 2;
	free(table->slots);
	table->slots = calloc(size, sizeof(*table->slots));
	table->mask = (uint32_t)(size - 1);
	return table->slots ? 1 : -1;
}

bool
ws_index_origin(struct workstation_rules* rules)
{
	int grown = table_grow(&rules->origin_table, rules->origin_count);
	/* any domain, the first one, has no name to be found by */
	size_t index = grown ? 1 : rules->origin_count - 1;

	if(grown < 0)
		return false;
	for(; index < rules->origin_count; index++) {
		const struct origin* origin = &rules->origins[index];

		table_put(&rules->origin_table, origin_hash(
			rules->texts + origin->name, origin->length), index);
	}
	return true;
}

bool
ws_index_pattern(struct workstation_rules* rules)
{
	int grown = table_grow(&rules->pattern_table, rules->pattern_count);
	size_t index = grown ? 0 : rules->pattern_count - 1;

	if(grown < 0)
		return false;
	for(; index < rules->pattern_count; index++) {
		const struct pattern* pattern = &rules->patterns[index];
		const uint8_t* literal = rules->texts + pattern->literal;

		table_put(&rules->pattern_table, pattern_hash(
			pattern->origin, &pattern->format, pattern->kind, literal,
			literal + pattern->format.prefix_length), index);
	}
	return true;
}

bool
ws_index_view(struct workstation_rules* rules)
{
	int grown = table_grow(&rules->view_table, rules->view_count);
	size_t index = grown ? 0 : rules->view_count - 1;

	if(grown < 0)
		return false;
	for(; index < rules->view_count; index++)
		table_put(&rules->view_table, view_hash(view_name(
			rules->views[index])), index);
	return true;
}

#define WORD_BITS 64

static void
add_suffix(struct workstation_rules* rules, const uint8_t* name, size_t length)
{
	uint8_t hash;

	if(length > 1 && origin_is_wildcard(name)) {
		name += 2;
		length -= 2;
	}
	if(length < NAME_SUFFIX) {
		/* names below it can have any suffix */
		memset(rules->suffix_filter, 0xff, sizeof(rules->suffix_filter));
		return;
	}
	hash = ws_name_suffix_hash(name, length);
	rules->suffix_filter[hash / WORD_BITS] |= UINT64_C(1) << hash % WORD_BITS;
}

void
ws_build_suffix_filter(struct workstation_rules* rules)
{
	/* a domain above an origin has the same suffix, or is shorter than one */
	for(size_t i = 0; i < rules->origin_count; i++)
		if(rules->origins[i].format_count || rules->origins[i].zone)
			add_suffix(rules, rules->texts + rules->origins[i].name,
				rules->origins[i].length);
	for(enum family family = IPV4; rules->has_reverse
		&& family <= IPV6; family++) {
		size_t length;
		const uint8_t* tree = ws_reverse_tree(family, &length);

		add_suffix(rules, tree, length);
	}
}

int
workstation_may_match(const struct workstation_rules* rules,
	const uint8_t* qname, size_t qname_length)
{
	uint8_t hash;

	if(!rules || qname_length < NAME_SUFFIX)
		return rules != NULL;
	hash = ws_name_suffix_hash(qname, qname_length);
	return rules->suffix_filter[hash / WORD_BITS] >> hash % WORD_BITS & 1;
}

bool
ws_is_nodata(const struct workstation_rules* set, const struct rule* rule,
	uint16_t type)
{
	const uint8_t* except = set->texts + rule->except;

	for(uint32_t i = 0; i < rule->except_count; i++, except += sizeof(type))
		if(memcmp(except, &type, sizeof(type)) == 0)
			return !rule->nodata;
	return rule->nodata;
}

struct number
ws_progression_address(const struct workstation_rules* rules,
	const struct range* range, struct number number)
{
	const struct progression* progression
		= &rules->progressions[range->shift.low];

	return number_add(progression->first_address, ws_number_multiply(
		number_subtract(number, progression->first_number),
		progression->step));
}

struct number
ws_progression_number(const struct workstation_rules* rules,
	const struct range* range, struct number address)
{
	const struct progression* progression
		= &rules->progressions[range->shift.low];
	struct number rest;

	return number_add(progression->first_number, ws_number_divide(
		number_subtract(address, progression->first_address),
		progression->step, &rest));
}

void
workstation_rules_free(struct workstation_rules* rules)
{
	if(!rules)
		return;
	for(size_t i = 0; i < rules->view_count; i++) {
		rules->views[i]->zones = NULL;
		workstation_rules_free(rules->views[i]);
	}
	ws_zones_free(rules->zones);
	free(rules->views);
	free(rules->view_lines);
	free(rules->view_table.slots);
	free(rules->rules);
	free(rules->ranges);
	free(rules->origins);
	free(rules->formats);
	free(rules->patterns);
	free(rules->progressions);
	free(rules->reverse_zones);
	free(rules->records);
	free(rules->type_sets);
	free(rules->types);
	free(rules->texts);
	free(rules->origin_table.slots);
	free(rules->pattern_table.slots);
	free(rules->forward);
	free(rules->reverse);
	free(rules->ents);
	free(rules->zoned);
	free(rules->typed);
	ws_steps_free(&rules->steps);
	free(rules);
}

size_t
workstation_rules_count(const struct workstation_rules* rules)
{
	return rules ? rules->total : 0;
}

static size_t
table_memory(const struct table* table)
{
	return table->slots ? (table->mask + (size_t)1) * sizeof(*table->slots)
		: 0;
}

static size_t
set_memory(const struct workstation_rules* rules)
{
	return sizeof(*rules) + rules->rule_count * sizeof(*rules->rules)
		+ rules->range_count * sizeof(*rules->ranges)
		+ rules->origin_count * sizeof(*rules->origins)
		+ rules->format_count * sizeof(*rules->formats)
		+ rules->pattern_count * sizeof(*rules->patterns)
		+ rules->progression_count * sizeof(*rules->progressions)
		+ ws_steps_memory(&rules->steps) + rules->text_length
		+ table_memory(&rules->origin_table)
		+ table_memory(&rules->pattern_table)
		+ (rules->forward_count + rules->reverse_count
			+ rules->ent_count + rules->zoned_count
			+ rules->typed_count)
			* sizeof(struct interval)
		+ rules->reverse_zone_count * sizeof(*rules->reverse_zones)
		+ rules->record_count * sizeof(*rules->records)
		+ rules->type_set_count * sizeof(*rules->type_sets)
		+ rules->type_count * sizeof(*rules->types);
}

size_t
workstation_rules_memory(const struct workstation_rules* rules)
{
	size_t memory;

	if(!rules)
		return 0;
	memory = rules->view_count * sizeof(*rules->views)
		+ rules->view_line_count * sizeof(*rules->view_lines)
		+ table_memory(&rules->view_table)
		+ ws_zones_memory(rules->zones);
	for(size_t i = 0; i <= rules->view_count; i++)
		memory += set_memory(set_at(rules, i));
	return memory;
}

const struct workstation_rules*
workstation_rules_of_view(const struct workstation_rules* rules,
	const char* view)
{
	uint32_t index = rules && view ? ws_find_view(rules, view) : NO_VIEW;

	return index == NO_VIEW ? rules : rules->views[index];
}

int
workstation_rules_have_views(const struct workstation_rules* rules)
{
	return rules && rules->view_count > 0;
}

void
workstation_rules_visit_views(const struct workstation_rules* rules,
	workstation_view_visitor* visit, void* context)
{
	for(size_t i = 0; i < rules->view_line_count; i++) {
		const struct view_line* line = &rules->view_lines[i];
		const struct workstation_rules* set = rules->views[line->view];

		visit(context, view_name(set),
			(const char*)set->texts + line->file, line->line);
	}
}
