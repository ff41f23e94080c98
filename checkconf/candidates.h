/* SPDX-License-Identifier: BSD-3-Clause */
/* The pools that names can be of: a name of several, mostly. */
#ifndef CANDIDATES_H
#define CANDIDATES_H

#include "found.h"
#include "lines.h"
#include "shapes.h"

/** The fewest names of a pool: a rule has as many lines. */
#define FEWEST_NAMES 5

/** A pool, and the names that can be of it. */
struct candidate {
	struct pool pool;
	/** How the first of them is read. */
	struct shape shape;
	uint32_t hash;
	struct point* point;
	size_t count, capacity;
	/** Lines that its rules save: at most, until they are found. */
	size_t saved;
};

struct candidates {
	struct candidate** candidate;
	size_t count, capacity;
};

/**
 * Find the pools that have enough names, with their points sorted by number.
 * @param candidates: set to them; also on failure, to be freed.
 * @return false: out of memory.
 */
bool candidates_find(const struct names* names, struct candidates* candidates);

/** Free them. */
void candidates_free(struct candidates* candidates);

#endif /* CANDIDATES_H */
