/* SPDX-License-Identifier: BSD-3-Clause */
/* What was counted by rule, under the names that people have for rules. */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

/** A rule, and what was counted for it. */
struct counted {
	const struct rule* rule;
	const uint8_t* literal;
	uint64_t count;
};

/** By origin and template: 0 for rules that are called the same. */
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

/** Those that are called the same in the order of the file. */
static int
compare_counted(const void* left, const void* right)
{
	const struct counted* a = left;
	const struct counted* b = right;
	int difference = compare_names(a, b);

	return difference ? difference : (a->rule > b->rule) - (a->rule < b->rule);
}

/** Visit rules that are called the same, by the name of the first. */
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
