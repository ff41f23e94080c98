/* SPDX-License-Identifier: BSD-3-Clause */
/* Rules that workstation-import has found. */
#ifndef FOUND_H
#define FOUND_H

#include "names.h"
#include "template.h"

/** Addresses at equal distances. */
struct span {
	struct number first, last;
	/** The distance, 1 or more. */
	struct number step;
};

struct spans {
	struct span* span;
	size_t count, capacity;
};

/** An origin, lent by the records. */
struct found_origin {
	const uint8_t* name;
	size_t length;
};

/** Names that are read as those of one template below one origin, with one TTL. */
struct pool {
	/** As in `name:`. */
	char* text;
	/** Index of its placeholder. */
	uint8_t placeholder;
	struct found_origin origin;
	uint32_t ttl;
	bool local_data;
};

/** A rule. */
struct found {
	/** Lent. */
	const struct pool* pool;
	/** The first one has the PTR records. */
	struct found_origin* origin;
	size_t origin_count, origin_capacity;
	/** The first number; 0 where numbers are addresses. */
	struct number first;
	/** By family. */
	struct spans network[FAMILIES], except[FAMILIES];
	/** By family, addresses that are computed though no name has them. */
	struct spans fill[FAMILIES];
	/** Whether it has PTR records. */
	bool reverse;
	/** The names that it computes, by index. */
	uint32_t* name;
	size_t count, capacity;
	/** Records that it computes. */
	size_t records;
};

struct founds {
	struct found* found;
	size_t count, capacity;
};

/** Whether numbers count on from `first:`; else they are addresses. */
static inline bool
pool_counts(const struct pool* pool)
{
	return ws_placeholders[pool->placeholder].numbering == NUMBERING_COUNT;
}

/** Write the name that a pool has for a number, or for an address of a family.
 * @param name: a buffer of MAX_NAME octets. @return octets; 0: there is none that long. */
size_t pool_write_name(const struct pool* pool, enum family family,
	struct number number, uint8_t* name);

/** Records that a rule computes for addresses that no name has. */
size_t found_fill(const struct found* found);

/** Lines of a rule in a configuration. */
size_t found_lines(const struct found* found);

/** Write a rule as a clause. @return false: out of memory. */
bool found_clause(const struct found* found, struct clause_text* clause);

/** Whether the engine takes a rule; false for out of memory, too. */
bool found_loads(const struct found* found);

/** Make those that differ only in their origins one rule, and sort: the one with the most
 * names first. @return false: out of memory. */
bool founds_merge(struct founds* founds);

/** Free what a rule has. */
void found_free(struct found* found);

#endif /* FOUND_H */
