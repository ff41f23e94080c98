/* SPDX-License-Identifier: BSD-3-Clause */
/* A set of names, whose case is ignored. */
#ifndef NAME_SET_H
#define NAME_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A name in wire format, lent. */
struct set_name {
	/** NULL: the slot is free. */
	const uint8_t* name;
	size_t length;
};

/** All zero: empty. */
struct name_set {
	struct set_name* slots;
	/** A power of two, more than twice the count; or 0. */
	size_t size, count;
};

bool name_set_has(const struct name_set* set, const uint8_t* name, size_t length);

/** @return false: out of memory. */
bool name_set_add(struct name_set* set, const uint8_t* name, size_t length);

/** Free its memory. */
void name_set_clear(struct name_set* set);

#endif /* NAME_SET_H */
