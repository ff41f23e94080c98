/* SPDX-License-Identifier: BSD-3-Clause */
/* The last octets of the names that rules can have to do with. Most names a resolver
 * is asked for end otherwise, and are told by this alone. */
#include "rules.h"
#include "reverse.h"

#include <string.h>

#define WORD_BITS 64

static void
add_ending(struct workstation_rules* rules, const uint8_t* name, size_t length)
{
	uint8_t ending;

	if(length < NAME_ENDING) {
		/* what ends with it can have any ending */
		memset(rules->endings, 0xff, sizeof(rules->endings));
		return;
	}
	ending = workstation_name_ending(name, length);
	rules->endings[ending / WORD_BITS] |= UINT64_C(1) << ending % WORD_BITS;
}

void
workstation_note_endings(struct workstation_rules* rules)
{
	/* domains above an origin end as it does, or are shorter than an ending */
	for(size_t i = 0; i < rules->origin_count; i++)
		if(rules->origins[i].form_count)
			add_ending(rules, rules->texts + rules->origins[i].name,
				rules->origins[i].length);
	for(enum family family = IPV4; rules->reverse_count
		&& family <= IPV6; family++) {
		size_t length;
		const uint8_t* tree = workstation_reverse_tree(family, &length);

		add_ending(rules, tree, length);
	}
}

bool
workstation_has_ending(const struct workstation_rules* rules,
	const uint8_t* name, size_t length)
{
	uint8_t ending;

	if(length < NAME_ENDING)
		return true;
	ending = workstation_name_ending(name, length);
	return rules->endings[ending / WORD_BITS] >> ending % WORD_BITS & 1;
}
