/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * knot.conf: sections, blocks and items. Knot's own parser reads a small part of YAML, and
 * some of what YAML has not, such as an item twice for two values. So this is no job for a
 * library of YAML.
 */
#ifndef KNOT_FILE_H
#define KNOT_FILE_H

#include "reader.h"

/** A value of an item, lent by the file. */
struct item {
	/** The number of its block, from 1: what begins with a `-`. */
	size_t block;
	const char *section, *key, *value;
	unsigned line;
};

struct knot {
	struct reader* reader;
	struct item* items;
	size_t count, capacity;
	/** The last block, and the section that is read. */
	size_t block;
	const char* section;
};

/** Read all items. They are to be freed. @return false: rejected. */
bool knot_read_items(struct knot* file);

/** Find the next item of a block. @param at: the index of the last one found; SIZE_MAX at
 * first. @return NULL: there is none. */
const struct item* knot_next_item(const struct knot* file, size_t block,
	const char* key, size_t* at);

/** The value of an item. @return otherwise, if the block does not have it. */
const char* knot_value_of(const struct knot* file, size_t block, const char* key,
	const char* otherwise);

/** Find a block of a section by the item that identifies it. @return 0: there is none. */
size_t knot_find_block(const struct knot* file, const char* section,
	const char* key, const char* value);

#endif /* KNOT_FILE_H */
