/* SPDX-License-Identifier: BSD-3-Clause */
/* Counts by rule, summed up by template and origin. */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

/** A rule and its count. */
struct counted {
	const struct rule* rule;
	const uint8_t* literal;
	uint64_t count;
};

/** Compare by origin and template. @return 0: they are the same. */
static int
compare_names(const struct counted* a, const struct counted* b)
{
	const struct template_format* format = &a->rule->format;
	int difference;

	if(a->rule->origin != b->rule->origin)
		return a->rule->origin < b->rule->origin ? -1 : 1;
	difference = memcmp(format, &b->rule->format, sizeof(*format));
	for(size_t i = 0; !difference && i < template_literal_length(format); i++)
		difference = octet_lower(a->literal[i])
			- octet_lower(b->literal[i]);
	return difference;
}

/** Compare by origin and template, then by file order. */
static int
compare_counted(const void* left, const void* right)
{
	const struct counted* a = left;
	const struct counted* b = right;
	int difference = compare_names(a, b);

	return difference ? difference : (a->rule > b->rule) - (a->rule < b->rule);
}

/** Visit the sum of rules with one template and origin, spelled as in the first. */
static int
visit_sum(const struct workstation_rules* rules, const struct counted* first,
	uint64_t sum, workstation_count_visitor* visit, void* context)
{
	const struct origin* origin = &rules->origins[first->rule->origin];
	int any_domain = first->rule->origin == ANY_DOMAIN;
	char name[TEMPLATE_MAX_TEXT];

	ws_template_show(&first->rule->format, first->literal, name);
	return visit(context, name, any_domain ? NULL
		: rules->texts + origin->name, origin->length, sum);
}

int
workstation_rules_visit_counts(const struct workstation_rules* rules,
	const uint64_t* counts, int zeros, workstation_count_visitor* visit,
	void* context)
{
	struct counted* counted = malloc(rules->rule_count * sizeof(*counted));
	size_t length = 0, next;
	int more = counted != NULL;

	for(size_t i = 0; more && i < rules->rule_count; i++) {
		const struct rule* rule = &rules->rules[i];
		struct counted one = {rule, rules->texts + rule->literal,
			counts[i]};

		if(counts[i] || zeros)
			counted[length++] = one;
	}
	if(length)
		qsort(counted, length, sizeof(*counted), &compare_counted);
	for(size_t i = 0; more && i < length; i = next) {
		uint64_t sum = 0;

		for(next = i; next < length && compare_names(&counted[i],
			&counted[next]) == 0; next++)
			sum += counted[next].count;
		more = visit_sum(rules, &counted[i], sum, visit, context);
	}
	free(counted);
	return more;
}
