/* SPDX-License-Identifier: BSD-3-Clause */
/* From judged clauses to a set of compiled rules; rules.h has an example. */
#include "array.h"
#include "compile.h"
#include "reverse.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static bool
add_text(struct compiler* compiler, const void* octets, size_t length,
	uint32_t* at)
{
	struct workstation_rules* rules = compiler->rules;

	if(!ARRAY_RESERVE(rules->texts, rules->text_length, length,
		&compiler->text_capacity))
		return false;
	*at = (uint32_t)rules->text_length;
	if(length)
		memcpy(rules->texts + rules->text_length, octets, length);
	rules->text_length += length;
	return true;
}

/** Add a domain to the origins, if it is not there. @param index: set to its index.
 * @param length: 0 for any domain. */
static bool
add_origin(struct compiler* compiler, const uint8_t* name, size_t length,
	uint32_t rule, uint32_t* index)
{
	struct workstation_rules* rules = compiler->rules;
	uint8_t offset[MAX_LABELS];
	struct origin* origin;

	if(length) {
		*index = ws_find_origin(rules, name, length);
		if(*index != ANY_DOMAIN)
			return true;
	}
	if(!ARRAY_RESERVE(rules->origins, rules->origin_count, 1,
		&compiler->origin_capacity))
		return false;
	*index = (uint32_t)rules->origin_count;
	origin = &rules->origins[rules->origin_count];
	memset(origin, 0, sizeof(*origin));
	origin->rule = rule;
	origin->length = (uint8_t)length;
	if(length) {
		origin->labels = (uint8_t)(ws_name_labels(name,
			length, offset) - 1);
		assert(origin->labels < MAX_LABELS);
		rules->label_counts[origin->labels] |= LABELS_EXISTING;
	}
	if(!add_text(compiler, name, length, &origin->name))
		return false;
	rules->origin_count++;
	return ws_index_origin(rules);
}

/** Add an origin and the domains above it, which exist because of it. */
static bool
add_origin_and_above(struct compiler* compiler,
	const struct origin_name* origin, uint32_t rule, uint32_t* index)
{
	uint8_t offset[MAX_LABELS];
	unsigned labels = ws_name_labels(origin->name, origin->length,
		offset);
	uint32_t above;

	if(!add_origin(compiler, origin->name, origin->length, rule, index))
		return false;
	for(unsigned i = 1; i < labels; i++)
		if(!add_origin(compiler, origin->name + offset[i],
			origin->length - (size_t)offset[i], rule, &above))
			return false;
	return true;
}

/** Add a rule to the pattern of its template and origin. @param index: set to that of
 * the pattern. */
static bool
add_pattern(struct compiler* compiler, uint32_t origin, uint32_t rule_index,
	uint32_t* index)
{
	struct workstation_rules* rules = compiler->rules;
	const struct rule* rule = &rules->rules[rule_index];
	const uint8_t* literal = rules->texts + rule->literal;
	const struct pattern* found = NULL;
	struct pattern* pattern;
	struct origin_format* entry;

	if(rules->pattern_count)
		found = ws_find_pattern(rules, origin, &rule->format,
			rule->subdomains, literal,
			literal + rule->format.prefix_length);
	if(found) {
		*index = (uint32_t)(found - rules->patterns);
		if(rule->nxdomain && found->nxdomain == NO_RULE)
			rules->patterns[*index].nxdomain = rule_index;
		return true;
	}
	if(!ARRAY_RESERVE(rules->patterns, rules->pattern_count, 1,
		&compiler->pattern_capacity) || !ARRAY_RESERVE(rules->formats,
		rules->format_count, 1, &compiler->format_capacity))
		return false;
	entry = &rules->formats[rules->format_count++];
	entry->origin = origin;
	entry->format = rule->format;
	entry->subdomains = rule->subdomains;
	*index = (uint32_t)rules->pattern_count;
	pattern = &rules->patterns[rules->pattern_count++];
	memset(pattern, 0, sizeof(*pattern));
	pattern->origin = origin;
	pattern->rule = rule_index;
	pattern->nxdomain = rule->nxdomain ? rule_index : NO_RULE;
	rules->label_counts[rules->origins[origin].labels] |= origin == ANY_DOMAIN
		? 0 : rule->subdomains ? LABELS_DIRECT | LABELS_SUBDOMAINS
		: LABELS_DIRECT;
	return ws_index_pattern(rules);
}

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

/** Add a network of a rule as a range, and its numbers and addresses as spans. */
static bool
add_range(struct compiler* compiler, uint32_t rule_index,
	const struct network* network, const uint32_t* patterns,
	size_t pattern_count)
{
	struct workstation_rules* rules = compiler->rules;
	const struct rule* rule = &rules->rules[rule_index];
	uint32_t index = (uint32_t)rules->range_count;
	struct range* range;

	if(!ARRAY_RESERVE(rules->ranges, rules->range_count, 1,
		&compiler->range_capacity))
		return false;
	range = &rules->ranges[rules->range_count++];
	range->shift = number_subtract(network->first, network->number);
	range->rule = rule_index;
	range->family = (uint8_t)network->family;
	range->boundary = boundary_of(network);
	assert(range->boundary < BOUNDARIES);
	range->zone_parts = zone_parts_of(network, range->boundary);
	for(size_t i = 0; i < pattern_count; i++)
		if(!add_span(&compiler->forward, network->number,
			network_last_number(network),
			patterns[i] * FAMILIES + network->family, index,
			rule->nodata))
			return false;
	if(rule->reverse && !add_span(&compiler->reverse, network->first,
		network->last, network->family, index, rule->nodata))
		return false;
	/* a range has empty non-terminals where labels are between its boundary and
	 * its addresses */
	if(rule->reverse && (rule->nodata || rule->nxdomain)
		&& range->boundary + 1u < reverse_parts(network->family)
		&& !add_span(&compiler->ents, network->first, network->last,
			network->family * (uint32_t)BOUNDARIES
			+ range->boundary, index, false))
		return false;
	return true;
}

bool
ws_compile_file(struct compiler* compiler, const char* file, uint32_t* at)
{
	if(file && file != compiler->file) {
		if(!add_text(compiler, file, strlen(file) + 1,
			&compiler->file_text))
			return false;
		compiler->file = file;
	}
	*at = file ? compiler->file_text : 0;
	return true;
}

bool
ws_compile_rule(struct compiler* compiler, const struct clause* clause,
	uint32_t number, bool repeated)
{
	struct workstation_rules* rules = compiler->rules;
	size_t origins = clause->origin_count ? clause->origin_count : 1;
	uint32_t* patterns = malloc(origins * sizeof(*patterns));
	uint32_t index = (uint32_t)rules->rule_count;
	struct rule* rule;
	bool added = patterns && ARRAY_RESERVE(rules->rules, rules->rule_count, 1,
		&compiler->rule_capacity);

	if(!added) {
		free(patterns);
		return false;
	}
	rule = &rules->rules[rules->rule_count++];
	memset(rule, 0, sizeof(*rule));
	rule->line = clause->line;
	rule->index = number;
	rule->ttl = clause->ttl;
	rule->format = clause->format;
	rule->subdomains = clause->subdomains;
	rule->nodata = clause->nodata;
	rule->nxdomain = clause->nxdomain;
	rule->reverse = clause->reverse;
	rule->for_view = clause->view_count > 0;
	rule->repeated = repeated;
	rule->origin = ANY_DOMAIN;
	added = ws_compile_file(compiler, clause->file, &rule->file)
		&& add_text(compiler, clause->literal,
		template_literal_length(&clause->format), &rule->literal);
	for(size_t i = 0; added && i < clause->origin_count; i++) {
		uint32_t origin;

		added = add_origin_and_above(compiler, &clause->origins[i],
			index, &origin) && add_pattern(compiler, origin, index,
			&patterns[i]);
		if(i == 0)
			rule->origin = origin;
	}
	if(added && !clause->origin_count)
		added = add_pattern(compiler, ANY_DOMAIN, index, &patterns[0]);
	for(size_t i = 0; added && i < clause->network_count; i++)
		added = add_range(compiler, index, &clause->networks[i],
			patterns, origins);
	free(patterns);
	return added;
}

static int
compare_formats(const void* left, const void* right)
{
	const struct origin_format* a = left;
	const struct origin_format* b = right;
	int order;

	if(a->origin != b->origin)
		return a->origin < b->origin ? -1 : 1;
	order = memcmp(&a->format, &b->format, sizeof(a->format));
	return order ? order : (int)a->subdomains - (int)b->subdomains;
}

/** Sort the formats by origin, without duplicates, and give each origin its own. */
static void
gather_formats(struct workstation_rules* rules)
{
	size_t count = 0;

	if(rules->format_count) /* formats may be NULL otherwise */
		qsort(rules->formats, rules->format_count, sizeof(*rules->formats),
			compare_formats);
	for(size_t i = 0; i < rules->format_count; i++) {
		struct origin* origin = &rules->origins[rules->formats[i].origin];

		if(i > 0 && compare_formats(&rules->formats[i],
			&rules->formats[count - 1]) == 0)
			continue;
		if(origin->format_count++ == 0)
			origin->formats = (uint32_t)count;
		rules->formats[count++] = rules->formats[i];
	}
	rules->format_count = count;
}

/** Build the interval sets, when all spans are known. */
static bool
build_intervals(struct compiler* compiler)
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
		FAMILIES * BOUNDARIES, &rules->ent_count);
	return rules->forward && rules->reverse && rules->ents;
}

bool
ws_compile_begin(struct compiler* compiler, const char* view)
{
	uint32_t nothing;

	memset(compiler, 0, sizeof(*compiler));
	compiler->rules = calloc(1, sizeof(*compiler->rules));
	/* offset 0 of the texts is no file, and origin 0 any domain */
	return compiler->rules && add_text(compiler, "", 1, &nothing)
		&& (!view || add_text(compiler, view, strlen(view) + 1,
			&compiler->rules->view))
		&& add_origin(compiler, NULL, 0, NO_RULE, &nothing);
}

bool
ws_compile_end(struct compiler* compiler)
{
	struct workstation_rules* rules = compiler->rules;

	gather_formats(rules);
	ARRAY_SHRINK(rules->rules, rules->rule_count);
	ARRAY_SHRINK(rules->ranges, rules->range_count);
	ARRAY_SHRINK(rules->origins, rules->origin_count);
	ARRAY_SHRINK(rules->formats, rules->format_count);
	ARRAY_SHRINK(rules->patterns, rules->pattern_count);
	ARRAY_SHRINK(rules->texts, rules->text_length);
	if(!build_intervals(compiler))
		return false;
	ws_build_suffix_filter(rules);
	return true;
}

void
ws_compile_clear(struct compiler* compiler)
{
	free(compiler->forward.span);
	free(compiler->reverse.span);
	free(compiler->ents.span);
}
