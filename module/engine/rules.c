/* SPDX-License-Identifier: BSD-3-Clause */
/* The life of compiled rules after loading. */
#include "rules.h"

#include <stdlib.h>

void
workstation_rules_free(struct workstation_rules* rules)
{
	if(!rules)
		return;
	free(rules->rules);
	free(rules->pieces);
	free(rules->origins);
	free(rules->forms);
	free(rules->shapes);
	free(rules->texts);
	free(rules->origin_table.slots);
	free(rules->shape_table.slots);
	free(rules->forward);
	free(rules->reverse);
	free(rules->closed);
	free(rules);
}

size_t
workstation_rules_count(const struct workstation_rules* rules)
{
	return rules ? rules->rule_count : 0;
}

static size_t
table_memory(const struct table* table)
{
	return table->slots ? (table->mask + (size_t)1) * sizeof(*table->slots)
		: 0;
}

size_t
workstation_rules_memory(const struct workstation_rules* rules)
{
	if(!rules)
		return 0;
	return sizeof(*rules) + rules->rule_count * sizeof(*rules->rules)
		+ rules->piece_count * sizeof(*rules->pieces)
		+ rules->origin_count * sizeof(*rules->origins)
		+ rules->form_count * sizeof(*rules->forms)
		+ rules->shape_count * sizeof(*rules->shapes)
		+ rules->text_length + table_memory(&rules->origin_table)
		+ table_memory(&rules->shape_table)
		+ (rules->forward_count + rules->reverse_count
			+ rules->closed_count) * sizeof(struct segment);
}
