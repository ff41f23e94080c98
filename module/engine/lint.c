/* SPDX-License-Identifier: BSD-3-Clause */
/* What can be told about rules without a question: those that nobody reaches,
 * and the domains they answer in. */
#include "reverse.h"
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>

static const char*
file_of(const struct workstation_rules* rules, const struct rule* rule)
{
	return rule->file ? (const char*)rules->texts + rule->file : "";
}

/** The shape below the same origin that has the same literal text. */
static const struct shape*
sibling(const struct workstation_rules* rules, const struct shape* shape,
	uint8_t width, bool subdomains)
{
	const struct rule* rule = &rules->rules[shape->rule];
	const uint8_t* literal = rules->texts + rule->literal;
	struct template_form form = rule->form;

	form.width = width;
	return ws_find_shape(rules, shape->origin, &form, subdomains,
		literal, literal + form.prefix_length);
}

/** Whether rules before this one answer for all the numbers. */
static bool
is_covered(const struct workstation_rules* rules, struct segment_slice slice,
	struct number first, struct number last, uint32_t rule)
{
	const struct segment* end = rules->forward + slice.at + slice.count;
	const struct segment* segment = segment_find(rules->forward, slice,
		first);

	if(!segment)
		return false;
	for(; segment < end && number_compare(segment->first, last) <= 0;
		segment++)
		if(segment->piece == NO_PIECE
			|| rules->pieces[segment->piece].rule >= rule)
			return false;
	return true;
}

/** Whether every label of a shape's segment is one of another shape too, which
 * has rules before that answer. */
static bool
is_shadowed(const struct workstation_rules* rules, const struct shape* shape,
	int family, struct number first, struct number last, uint32_t rule)
{
	const struct rule* own = &rules->rules[shape->rule];
	/* {n} takes what {n:W} writes, and subdomains: yes what no does */
	const uint8_t widths[] = {own->form.width, 0};

	for(int i = 0; i < 2; i++)
		for(int subdomains = own->subdomains; subdomains < 2;
			subdomains++) {
			const struct shape* other = sibling(rules, shape,
				widths[i], subdomains);

			if(other && other != shape && is_covered(rules,
				other->slice[family], first, last, rule))
				return true;
		}
	return false;
}

static void
mark_piece(const struct workstation_rules* rules, uint32_t piece,
	uint8_t* reached)
{
	if(piece != NO_PIECE)
		reached[rules->pieces[piece].rule] = 1;
}

/** Mark the rules that deny something, which those before them leave alone. */
static void
mark_denying(const struct workstation_rules* rules, uint8_t* reached)
{
	for(size_t i = 0; i < rules->forward_count; i++)
		mark_piece(rules, rules->forward[i].nodata, reached);
	for(size_t i = 0; i < rules->shape_count; i++)
		if(rules->shapes[i].nxdomain != NO_RULE)
			reached[rules->shapes[i].nxdomain] = 1;
	for(size_t i = 0; i < rules->closed_count; i++)
		mark_piece(rules, rules->closed[i].piece, reached);
}

/** Mark the rules that answer somewhere. */
static void
mark_reached(const struct workstation_rules* rules, uint8_t* reached)
{
	for(size_t i = 0; i < rules->shape_count * FAMILIES; i++) {
		const struct shape* shape = &rules->shapes[i / FAMILIES];
		struct segment_slice slice = shape->slice[i % FAMILIES];

		for(uint32_t j = 0; j < slice.count; j++) {
			const struct segment* segment = rules->forward
				+ slice.at + j;
			uint32_t rule;

			if(segment->piece == NO_PIECE)
				continue;
			rule = rules->pieces[segment->piece].rule;
			if(!reached[rule] && !is_shadowed(rules, shape,
				(int)(i % FAMILIES), segment->first,
				segment_last(rules->forward, slice, segment),
				rule))
				reached[rule] = 1;
		}
	}
	for(size_t i = 0; i < rules->reverse_count; i++)
		mark_piece(rules, rules->reverse[i].piece, reached);
}

int
workstation_rules_visit_unreachable(const struct workstation_rules* rules,
	workstation_message_visitor* visit, void* context)
{
	uint8_t* reached = calloc(rules->rule_count, 1);
	char message[WORKSTATION_MAX_MESSAGE];

	if(!reached)
		return 0;
	mark_reached(rules, reached);
	mark_denying(rules, reached);
	for(size_t i = 0; i < rules->rule_count; i++) {
		const struct rule* rule = &rules->rules[i];

		if(reached[i])
			continue;
		snprintf(message, sizeof(message),
			"%s:%u: this rule is never reached: rules before it answer all its names",
			file_of(rules, rule), rule->line);
		visit(context, message);
	}
	free(reached);
	return 1;
}

static void
visit_address(const struct workstation_rules* rules, const struct piece* piece,
	struct number number, workstation_domain_visitor* visit, void* context)
{
	const struct rule* rule = &rules->rules[piece->rule];
	struct address address = {number, (enum family)piece->family};
	uint8_t name[MAX_NAME], offset[MAX_LABELS];
	size_t length = ws_reverse_write(name, address);
	unsigned labels = ws_name_labels(name, length, offset);

	visit(context, name, length, length - offset[labels - REVERSE_LABELS
		- piece->zone_parts], file_of(rules, rule), rule->line);
}

void
workstation_rules_visit_domains(const struct workstation_rules* rules,
	workstation_domain_visitor* visit, void* context)
{
	for(size_t i = 0; i < rules->shape_count; i++) {
		const struct shape* shape = &rules->shapes[i];
		const struct origin* origin = &rules->origins[shape->origin];
		const struct rule* rule = &rules->rules[shape->rule];

		if(shape->origin != ANY_DOMAIN)
			visit(context, rules->texts + origin->name,
				origin->length, origin->length,
				file_of(rules, rule), rule->line);
	}
	for(enum family family = IPV4; family <= IPV6; family++) {
		struct segment_slice slice = rules->reverse_slice[family];

		for(uint32_t i = 0; i < slice.count; i++) {
			const struct segment* segment = rules->reverse
				+ slice.at + i;
			const struct piece* piece;

			if(segment->piece == NO_PIECE)
				continue;
			piece = &rules->pieces[segment->piece];
			visit_address(rules, piece, segment->first, visit,
				context);
			visit_address(rules, piece, segment_last(rules->reverse,
				slice, segment), visit, context);
		}
	}
}
