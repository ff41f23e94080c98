/* SPDX-License-Identifier: BSD-3-Clause */
/* From the names of a pool, and what each has for a number, to the networks of rules. */
#ifndef RUNS_H
#define RUNS_H

#include "found.h"
#include "lines.h"

/**
 * Find the rules that compute names of a pool. Names that follow no pattern are left out.
 *
 * @param points: sorted by number; a number is there once.
 * @param families: those that the rules are to have: a set. All names have them, if not
 *	both are given.
 * @param reverse: whether the rules have PTR records.
 * @param fill: up to so many numbers in a row may be computed that no name has.
 * @param founds: rules that have fewer lines than the records as local-data are added.
 * @return false: out of memory.
 */
bool runs_find(const struct names* names, const struct pool* pool,
	const struct point* points, size_t count, unsigned families, bool reverse,
	unsigned fill, struct founds* founds);

#endif /* RUNS_H */
