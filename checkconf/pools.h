/* SPDX-License-Identifier: BSD-3-Clause */
/* Finds the rules that compute the most of what was read. */
#ifndef POOLS_H
#define POOLS_H

#include "found.h"

/** All pools that names are of. */
struct pools;

/**
 * Find rules, and give the names that they compute, and those of their PTR records, the
 * number of their rule.
 *
 * @param fill: how many numbers in a row may be computed that no name has.
 * @param founds: set to them, sorted: the one with the most names first.
 * @return what the rules lend, to be freed after them; NULL: out of memory.
 */
struct pools* pools_find_rules(struct names* names, unsigned fill,
	struct founds* founds);

/** Free them. */
void pools_free(struct pools* pools);

#endif /* POOLS_H */
