/* SPDX-License-Identifier: BSD-3-Clause */
/* Counts by rule, summed up by template and origin. */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

/** A rule and its count. */
struct counted {
	const struct rule* rule;
	const uint8_t* literal;
	/** Its first origin; any domain has no octets. */
	const uint8_t* origin;
	size_t origin_length;
	uint64_t count;
};

/** Compare two texts or two names, ignoring case. */
static int
compare_octets(const uint8_t* a, const uint8_t* b, size_t length)
{
	int difference = 0;

	for(size_t i = 0; !difference && i < length; i++)
		difference = octet_lower(a[i]) - octet_lower(b[i]);
	return difference;
}

/** Compare by origin and template. @return 0: they are the same. */
static int
compare_names(const struct counted* a, const struct counted* b)
{
	const struct template_format* format = &a->rule->format;
	int difference;

	if(a->origin_length != b->origin_length)
		return a->origin_length < b->origin_length ? -1 : 1;
	difference = compare_octets(a->origin, b->origin, a->origin_length);
	if(!difference)
		difference = memcmp(format, &b->rule->format, sizeof(*format));
	return difference ? difference : compare_octets(a->literal, b->literal,
		template_literal_length(format));
}

/** Compare by origin and template, then by file order. */
static int
compare_counted(const void* left, const void* right)
{
	const struct counted* a = left;
	const struct counted* b = right;
	int difference = compare_names(a, b);

	return difference ? difference : (a->rule->index > b->rule->index)
		- (a->rule->index < b->rule->index);
}

/** Visit the sum of rules with one template and origin, spelled as in the first. */
static int
visit_sum(const struct counted* first, uint64_t sum,
	workstation_count_visitor* visit, void* context)
{
	char name[TEMPLATE_MAX_TEXT];

	ws_template_show(&first->rule->format, first->literal, name);
	return visit(context, name, first->origin_length ? first->origin : NULL,
		first->origin_length, sum);
}

/** Add the rules of a set that no earlier set has. @return how many. */
static size_t
add_rules(const struct workstation_rules* set, const uint64_t* counts,
	int zeros, struct counted* counted)
{
	size_t length = 0;

	for(size_t i = 0; i < set->rule_count; i++) {
		const struct rule* rule = &set->rules[i];
		const struct origin* origin = &set->origins[rule->origin];
		struct counted one = {rule, set->texts + rule->literal,
			set->texts + origin->name, origin->length,
			counts[rule->index]};

		if(!rule->repeated && (one.count || zeros))
			counted[length++] = one;
	}
	return length;
}

int
workstation_rules_visit_counts(const struct workstation_rules* rules,
	const uint64_t* counts, int zeros, workstation_count_visitor* visit,
	void* context)
{
	struct counted* counted = malloc(rules->total * sizeof(*counted));
	size_t length = 0, next;
	int more = counted != NULL;

	for(size_t i = 0; more && i <= rules->view_count; i++)
		length += add_rules(set_at(rules, i), counts, zeros,
			counted + length);
	if(length)
		qsort(counted, length, sizeof(*counted), &compare_counted);
	for(size_t i = 0; more && i < length; i = next) {
		uint64_t sum = 0;

		for(next = i; next < length && compare_names(&counted[i],
			&counted[next]) == 0; next++)
			sum += counted[next].count;
		more = visit_sum(&counted[i], sum, visit, context);
	}
	free(counted);
	return more;
}
