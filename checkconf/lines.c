/* SPDX-License-Identifier: BSD-3-Clause */
#include "lines.h"

#include <stdlib.h>

/** The fewest names on a line: fewer can be there by chance. */
#define FEWEST 4

static int
compare_lines(const void* left, const void* right)
{
	const struct line *a = left, *b = right;
	int order = number_compare(a->step, b->step);

	return order ? order : number_compare(a->base, b->base);
}

static struct number
address_of(const struct names* names, const struct point* point, enum family family)
{
	return names->name[point->name].address[family];
}

/** The line through two points. Step 0: none with a whole step. */
static struct line
line_through(const struct names* names, const struct point* a, const struct point* b,
	enum family family)
{
	const struct line none = {number_of(0), number_of(0)};
	struct number from = address_of(names, a, family);
	struct number to = address_of(names, b, family);
	struct number rest;
	struct line line;

	if(!is_below(from, to))
		return none;
	line.step = ws_number_divide(number_subtract(to, from),
		number_subtract(b->number, a->number), &rest);
	if(!is_equal(rest, number_of(0)) || is_equal(line.step, number_of(0)))
		return none;
	line.base = number_subtract(from, ws_number_multiply(line.step, a->number));
	return line;
}

/** Whether a line is one of many points. @param sorted: the lines through pairs. */
static bool
is_run(const struct line* line, const struct line* sorted, size_t count)
{
	size_t low = 0, high = count;

	while(low < high) {
		size_t middle = low + (high - low) / 2;

		if(compare_lines(&sorted[middle], line) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low + FEWEST - 1 <= count
		&& line_is_equal(&sorted[low + FEWEST - 2], line);
}

static bool
is_on(const struct names* names, const struct line* line,
	const struct point* point, enum family family)
{
	return !is_equal(line->step, number_of(0)) && is_equal(on_line(line,
		point->number), address_of(names, point, family));
}

/** Give each point its line: that of the point before it, or another one that has many.
 * @param has: the points that have an address of the family.
 * @param line: set by point; step 0: it is on none. */
static void
follow_lines(const struct names* names, const struct point* points,
	const size_t* has, size_t count, enum family family, struct line* sorted,
	struct line* line)
{
	struct line current = {number_of(0), number_of(0)};

	for(size_t i = 0; i + 1 < count; i++)
		line[has[i]] = sorted[i] = line_through(names, &points[has[i]],
			&points[has[i + 1]], family);
	qsort(sorted, count - 1, sizeof(*sorted), &compare_lines);
	for(size_t i = 0; i < count; i++) {
		const struct point* point = &points[has[i]];

		if(!is_on(names, &current, point, family) && i + 1 < count
			&& is_run(&line[has[i]], sorted, count - 1))
			current = line[has[i]];
		line[has[i]] = is_on(names, &current, point, family) ? current
			: (struct line){number_of(0), number_of(0)};
	}
}

bool
lines_find(const struct names* names, const struct point* points, size_t count,
	enum family family, struct line* line)
{
	struct line* sorted = malloc(count * sizeof(*sorted));
	size_t* has = malloc(count * sizeof(*has));
	bool done = sorted && has;
	size_t n = 0;

	for(size_t i = 0; done && i < count; i++)
		if(names->name[points[i].name].families & FAMILY_BIT(family))
			has[n++] = i;
	if(n)
		follow_lines(names, points, has, n, family, sorted, line);
	free(sorted);
	free(has);
	return done;
}
