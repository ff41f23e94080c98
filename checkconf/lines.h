/* SPDX-License-Identifier: BSD-3-Clause */
/* Where numbers count, the addresses of a run of names are on a line. */
#ifndef LINES_H
#define LINES_H

#include "names.h"

/** A name of a pool. */
struct point {
	/** The number that it has, or the address. */
	struct number number;
	/** Its index. */
	uint32_t name;
};

/** Of which an address is base + step * number, modulo 2^128. Step 0: none. */
struct line {
	struct number step, base;
};

static inline bool
is_equal(struct number a, struct number b)
{
	return number_compare(a, b) == 0;
}

static inline bool
is_below(struct number a, struct number b)
{
	return number_compare(a, b) < 0;
}

static inline struct number
on_line(const struct line* line, struct number number)
{
	return number_add(line->base, ws_number_multiply(line->step, number));
}

static inline bool
line_is_equal(const struct line* a, const struct line* b)
{
	return is_equal(a->step, b->step) && is_equal(a->base, b->base);
}

/**
 * Find the lines of points.
 *
 * @param points: sorted by number; a number is there once.
 * @param family: points without an address of it are on no line.
 * @param line: by point; step 0 for those that are on none.
 * @return false: out of memory.
 */
bool lines_find(const struct names* names, const struct point* points, size_t count,
	enum family family, struct line* line);

#endif /* LINES_H */
