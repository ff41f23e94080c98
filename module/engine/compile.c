/* SPDX-License-Identifier: BSD-3-Clause */
/* From judged clauses to compiled rules. */
#include "array.h"
#include "reverse.h"
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct spans {
	struct span* span;
	size_t count, capacity;
};

struct compiler {
	struct workstation_rules* rules;
	/* of its arrays, which do not grow once they are compiled */
	size_t rule_capacity, piece_capacity, origin_capacity, form_capacity, shape_capacity;
	size_t text_capacity;
	struct spans forward, reverse, closed;
	/** The file of the rule before, in the texts. */
	const char* file;
	uint32_t file_text;
};

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

/** The index of a domain that is an origin, or above one. */
static bool
add_origin(struct compiler* compiler, const uint8_t* name, size_t length,
	uint32_t* index)
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
	origin->length = (uint8_t)length;
	if(length) {
		origin->labels = (uint8_t)(ws_name_labels(name,
			length, offset) - 1);
		rules->depth[origin->labels] |= DEPTH_EXISTING;
	}
	if(!add_text(compiler, name, length, &origin->name))
		return false;
	rules->origin_count++;
	return ws_index_origin(rules);
}

/** Add an origin, and the domains above it: none of them is nonexistent. */
static bool
add_origin_and_above(struct compiler* compiler,
	const struct origin_name* origin, uint32_t* index)
{
	uint8_t offset[MAX_LABELS];
	unsigned labels = ws_name_labels(origin->name, origin->length,
		offset);
	uint32_t above;

	if(!add_origin(compiler, origin->name, origin->length, index))
		return false;
	for(unsigned i = 1; i < labels; i++)
		if(!add_origin(compiler, origin->name + offset[i],
			origin->length - (size_t)offset[i], &above))
			return false;
	return true;
}

/** The index of the shape that a rule has below an origin. */
static bool
add_shape(struct compiler* compiler, uint32_t origin, uint32_t rule_index,
	uint32_t* index)
{
	struct workstation_rules* rules = compiler->rules;
	const struct rule* rule = &rules->rules[rule_index];
	const uint8_t* literal = rules->texts + rule->literal;
	const struct shape* found = NULL;
	struct shape* shape;
	struct origin_form* form;

	if(rules->shape_count)
		found = ws_find_shape(rules, origin, &rule->form,
			rule->subdomains, literal,
			literal + rule->form.prefix_length);
	if(found) {
		*index = (uint32_t)(found - rules->shapes);
		if(rule->nxdomain && found->nxdomain == NO_RULE)
			rules->shapes[*index].nxdomain = rule_index;
		return true;
	}
	if(!ARRAY_RESERVE(rules->shapes, rules->shape_count, 1,
		&compiler->shape_capacity) || !ARRAY_RESERVE(rules->forms,
		rules->form_count, 1, &compiler->form_capacity))
		return false;
	form = &rules->forms[rules->form_count++];
	form->origin = origin;
	form->form = rule->form;
	form->subdomains = rule->subdomains;
	*index = (uint32_t)rules->shape_count;
	shape = &rules->shapes[rules->shape_count++];
	memset(shape, 0, sizeof(*shape));
	shape->origin = origin;
	shape->rule = rule_index;
	shape->nxdomain = rule->nxdomain ? rule_index : NO_RULE;
	rules->depth[rules->origins[origin].labels] |= origin == ANY_DOMAIN
		? 0 : rule->subdomains ? DEPTH_DIRECT | DEPTH_SUBDOMAINS
		: DEPTH_DIRECT;
	return ws_index_shape(rules);
}

static bool
add_span(struct spans* spans, struct number first, struct number last,
	uint32_t group, uint32_t piece, bool nodata)
{
	struct span* span;

	if(!ARRAY_RESERVE(spans->span, spans->count, 1, &spans->capacity))
		return false;
	span = &spans->span[spans->count++];
	span->first = first;
	span->last = last;
	span->group = group;
	span->piece = piece;
	span->nodata = nodata;
	return true;
}

/** Octets or nibbles that the first and the last address share. */
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

/** Octets or nibbles of the names of a network's reverse zones. */
static uint8_t
zone_parts_of(const struct network* network, uint8_t boundary)
{
	unsigned bits = family_bits(network->family);
	unsigned step = bits / reverse_parts(network->family);
	struct number below = number_mask(bits - boundary * step - 1);

	return boundary + (number_compare(number_or(network->first, below),
		number_or(network->last, below)) == 0);
}

/** Add a network of a rule, where its names and its addresses lead to it. */
static bool
add_piece(struct compiler* compiler, uint32_t rule_index,
	const struct network* network, struct number number,
	const uint32_t* shapes, size_t shape_count)
{
	struct workstation_rules* rules = compiler->rules;
	const struct rule* rule = &rules->rules[rule_index];
	uint32_t index = (uint32_t)rules->piece_count;
	struct number last;
	struct piece* piece;

	if(!ARRAY_RESERVE(rules->pieces, rules->piece_count, 1,
		&compiler->piece_capacity))
		return false;
	piece = &rules->pieces[rules->piece_count++];
	piece->shift = number_subtract(network->first, number);
	piece->rule = rule_index;
	piece->family = (uint8_t)network->family;
	piece->boundary = boundary_of(network);
	piece->zone_parts = zone_parts_of(network, piece->boundary);
	network_last_number(network, number, &last);
	for(size_t i = 0; i < shape_count; i++)
		if(!add_span(&compiler->forward, number, last,
			shapes[i] * FAMILIES + network->family, index,
			rule->nodata))
			return false;
	if(rule->reverse && !add_span(&compiler->reverse, network->first,
		network->last, network->family, index, rule->nodata))
		return false;
	if(rule->reverse && (rule->nodata || rule->nxdomain)
		&& !add_span(&compiler->closed, network->first, network->last,
			network->family * (uint32_t)BOUNDARIES
			+ piece->boundary, index, false))
		return false;
	return true;
}

static bool
add_pieces(struct compiler* compiler, const struct clause* clause,
	uint32_t rule, const uint32_t* shapes, size_t shape_count)
{
	bool numbered = clause->form.placeholder == PLACEHOLDER_NUMBER;
	struct number next[FAMILIES] = {clause->first, clause->first};

	for(size_t i = 0; i < clause->network_count; i++) {
		const struct network* network = &clause->networks[i];
		struct number* number = &next[network->family];
		struct number last;

		if(!add_piece(compiler, rule, network,
			numbered ? *number : network->first, shapes,
			shape_count))
			return false;
		network_last_number(network, *number, &last);
		*number = number_add(last, number_of(1));
	}
	return true;
}

static bool
add_rule(struct compiler* compiler, const struct clause* clause)
{
	struct workstation_rules* rules = compiler->rules;
	size_t origins = clause->origin_count ? clause->origin_count : 1;
	uint32_t* shapes = malloc(origins * sizeof(*shapes));
	uint32_t index = (uint32_t)rules->rule_count;
	struct rule* rule;
	bool added = shapes && ARRAY_RESERVE(rules->rules, rules->rule_count, 1,
		&compiler->rule_capacity);

	if(!added) {
		free(shapes);
		return false;
	}
	rule = &rules->rules[rules->rule_count++];
	memset(rule, 0, sizeof(*rule));
	rule->line = clause->line;
	rule->ttl = clause->ttl;
	rule->form = clause->form;
	rule->subdomains = clause->subdomains;
	rule->nodata = clause->nodata;
	rule->nxdomain = clause->nxdomain;
	rule->reverse = clause->reverse;
	rule->origin = ANY_DOMAIN;
	if(clause->file && clause->file != compiler->file) {
		added = add_text(compiler, clause->file,
			strlen(clause->file) + 1, &compiler->file_text);
		compiler->file = clause->file;
	}
	rule->file = compiler->file_text;
	added = added && add_text(compiler, clause->literal,
		template_literal_length(&clause->form), &rule->literal);
	for(size_t i = 0; added && i < clause->origin_count; i++) {
		uint32_t origin;

		added = add_origin_and_above(compiler, &clause->origins[i],
			&origin) && add_shape(compiler, origin, index,
			&shapes[i]);
		if(i == 0)
			rule->origin = origin;
	}
	if(added && !clause->origin_count)
		added = add_shape(compiler, ANY_DOMAIN, index, &shapes[0]);
	added = added && add_pieces(compiler, clause, index, shapes, origins);
	free(shapes);
	return added;
}

static int
compare_forms(const void* left, const void* right)
{
	const struct origin_form* a = left;
	const struct origin_form* b = right;
	int order;

	if(a->origin != b->origin)
		return a->origin < b->origin ? -1 : 1;
	order = memcmp(&a->form, &b->form, sizeof(a->form));
	return order ? order : (int)a->subdomains - (int)b->subdomains;
}

/** Give each origin its forms, each of them once. */
static void
gather_forms(struct workstation_rules* rules)
{
	size_t count = 0;

	qsort(rules->forms, rules->form_count, sizeof(*rules->forms),
		compare_forms);
	for(size_t i = 0; i < rules->form_count; i++) {
		struct origin* origin = &rules->origins[rules->forms[i].origin];

		if(i > 0 && compare_forms(&rules->forms[i],
			&rules->forms[count - 1]) == 0)
			continue;
		if(origin->form_count++ == 0)
			origin->forms = (uint32_t)count;
		rules->forms[count++] = rules->forms[i];
	}
	rules->form_count = count;
}

/** Cut the spans into segments, when all of them are known. */
static bool
build_segments(struct compiler* compiler)
{
	struct workstation_rules* rules = compiler->rules;
	size_t groups = rules->shape_count * FAMILIES;
	struct segment_slice* slices = malloc(groups * sizeof(*slices));

	if(!slices)
		return false;
	rules->forward = ws_intervals_build(compiler->forward.span,
		compiler->forward.count, slices, groups, &rules->forward_count);
	for(size_t i = 0; i < rules->shape_count; i++)
		memcpy(rules->shapes[i].slice, slices + i * FAMILIES,
			sizeof(rules->shapes[i].slice));
	free(slices);
	rules->reverse = ws_intervals_build(compiler->reverse.span,
		compiler->reverse.count, rules->reverse_slice, FAMILIES,
		&rules->reverse_count);
	rules->closed = ws_intervals_build(compiler->closed.span,
		compiler->closed.count, rules->closed_slice,
		FAMILIES * BOUNDARIES, &rules->closed_count);
	return rules->forward && rules->reverse && rules->closed;
}

static bool
finish(struct compiler* compiler)
{
	struct workstation_rules* rules = compiler->rules;

	gather_forms(rules);
	ARRAY_SHRINK(rules->rules, rules->rule_count);
	ARRAY_SHRINK(rules->pieces, rules->piece_count);
	ARRAY_SHRINK(rules->origins, rules->origin_count);
	ARRAY_SHRINK(rules->forms, rules->form_count);
	ARRAY_SHRINK(rules->shapes, rules->shape_count);
	ARRAY_SHRINK(rules->texts, rules->text_length);
	if(!build_segments(compiler))
		return false;
	ws_build_suffix_filter(rules);
	return true;
}

/** Judge the clauses one after the other, and compile each. */
static bool
compile_text(struct compiler* compiler, const struct workstation_text* text,
	struct clause* clause, struct error error)
{
	struct text_cursor cursor = {0, NULL};
	struct text_line line;
	bool begun = workstation_text_is_empty(text);

	if(begun)
		ws_clause_begin(clause, NULL, 0);
	while(ws_text_next(text, &cursor, &line)) {
		if(line.key) {
			if(!ws_clause_set(clause, &line, error))
				return false;
			continue;
		}
		if(begun && (!ws_clause_end(clause, error)
			|| !add_rule(compiler, clause)))
			return false;
		ws_clause_begin(clause, line.file, line.line);
		begun = true;
	}
	return ws_clause_end(clause, error)
		&& add_rule(compiler, clause);
}

struct workstation_rules*
workstation_rules_load(const struct workstation_text* text, char* message,
	size_t size)
{
	struct compiler compiler;
	struct clause clause;
	struct error error = {message, size};
	uint32_t nothing;
	bool loaded;

	snprintf(message, size, "out of memory for the rules");
	memset(&compiler, 0, sizeof(compiler));
	memset(&clause, 0, sizeof(clause));
	compiler.rules = calloc(1, sizeof(*compiler.rules));
	loaded = compiler.rules
		/* the texts' first octet stands for no file, and for the name
		 * of any domain, the first origin */
		&& add_text(&compiler, "", 1, &nothing)
		&& add_origin(&compiler, NULL, 0, &nothing)
		&& compile_text(&compiler, text, &clause, error)
		&& finish(&compiler);
	ws_clause_clear(&clause);
	free(compiler.forward.span);
	free(compiler.reverse.span);
	free(compiler.closed.span);
	if(!loaded) {
		workstation_rules_free(compiler.rules);
		return NULL;
	}
	return compiler.rules;
}
