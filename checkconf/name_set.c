/* SPDX-License-Identifier: BSD-3-Clause */
/* A set of names: a hash table. */
#include "name.h"
#include "name_set.h"

#include <stdlib.h>

#define FIRST_SIZE 64

/** The slot of a name, or that where it goes. Pre: one is free. */
static struct set_name*
find_slot(const struct name_set* set, const uint8_t* name, size_t length)
{
	size_t at = ws_octets_hash(0, name, length);

	for(;; at++) {
		struct set_name* slot = &set->slots[at & (set->size - 1)];

		if(!slot->name || (slot->length == length
			&& ws_octets_equal(slot->name, name, length)))
			return slot;
	}
}

bool
name_set_has(const struct name_set* set, const uint8_t* name, size_t length)
{
	return set->count && find_slot(set, name, length)->name;
}

/** Double the size. @return false: out of memory. */
static bool
grow(struct name_set* set)
{
	struct name_set larger = {NULL, set->size ? 2 * set->size : FIRST_SIZE,
		set->count};

	larger.slots = calloc(larger.size, sizeof(*larger.slots));
	if(!larger.slots)
		return false;
	for(size_t i = 0; i < set->size; i++) {
		struct set_name slot = set->slots[i];

		if(slot.name)
			*find_slot(&larger, slot.name, slot.length) = slot;
	}
	free(set->slots);
	*set = larger;
	return true;
}

bool
name_set_add(struct name_set* set, const uint8_t* name, size_t length)
{
	struct set_name* slot;

	if(2 * (set->count + 1) >= set->size && !grow(set))
		return false;
	slot = find_slot(set, name, length);
	set->count += !slot->name;
	*slot = (struct set_name){name, length};
	return true;
}

void
name_set_clear(struct name_set* set)
{
	free(set->slots);
	*set = (struct name_set){0};
}
