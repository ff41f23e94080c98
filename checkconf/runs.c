/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where numbers count, the networks of a rule are parts of lines; numbers in between
 * without a name are exceptions. Where numbers are addresses, a network is a run of
 * addresses at equal distances.
 */
#include "runs.h"
#include "build.h"

#include <stdlib.h>
#include <string.h>

/** The fewest addresses at a distance of more than one: fewer can be by chance. */
#define FEWEST 4

/** Points with their lines. */
struct points {
	struct point* point;
	struct line* line[FAMILIES];
	size_t count;
};

static bool
can_add(const struct build* build, const struct points* points, size_t i)
{
	for(enum family family = IPV4; family <= IPV6; family++)
		if(families_of(build, &points->point[i]) & FAMILY_BIT(family)
			&& !build_can_follow(build, family, points->point[i].number,
			build->names->name[points->point[i].name].address[family],
			&points->line[family][i]))
			return false;
	return true;
}

/** Build a rule of points from one on. @return the one behind its last one; 0: out of
 * memory. */
static size_t
build_rule(struct build* build, const struct points* points, size_t from, size_t end)
{
	size_t i = from;

	if(!build_begin(build, points->point[from].number))
		return 0;
	for(; i < end && can_add(build, points, i); i++) {
		for(enum family family = IPV4; family <= IPV6; family++)
			if(families_of(build, &points->point[i])
				& FAMILY_BIT(family) && !build_follow(build, family,
				points->point[i].number,
				&points->line[family][i]))
				return 0;
		if(!build_add_name(build, &points->point[i]))
			return 0;
	}
	return build_close(build) ? i : 0;
}

/** Build the rules of points. A rule whose networks overlap is divided where lines end. */
static bool
build_rules(struct build* build, const struct points* points)
{
	for(size_t from = 0, end; from < points->count; from = end) {
		end = build_rule(build, points, from, points->count);
		if(end == 0)
			return false;
		build->apart = build_overlaps(build);
		if(!build->apart) {
			if(!build_end(build))
				return false;
			continue;
		}
		found_free(&build->rule);
		for(size_t part = from; part < end;) {
			part = build_rule(build, points, part, end);
			if(part == 0 || !build_end(build))
				return false;
		}
		build->apart = false;
	}
	return true;
}

/** Keep the points that are on a line with each of their addresses. */
static void
keep_lines(const struct build* build, struct points* points)
{
	size_t count = 0;

	for(size_t i = 0; i < points->count; i++) {
		bool fits = true;

		for(enum family family = IPV4; family <= IPV6; family++)
			if(families_of(build, &points->point[i])
				& FAMILY_BIT(family) && is_equal(
				points->line[family][i].step, number_of(0)))
				fits = false;
		if(!fits)
			continue;
		points->point[count] = points->point[i];
		points->line[IPV4][count] = points->line[IPV4][i];
		points->line[IPV6][count++] = points->line[IPV6][i];
	}
	points->count = count;
}

/** Find rules whose numbers count. */
static bool
find_counting(struct build* build, const struct point* point, size_t count)
{
	struct points points = {malloc(count * sizeof(*point)),
		{calloc(count, sizeof(struct line)),
		calloc(count, sizeof(struct line))}, count};
	bool done = points.point && points.line[IPV4] && points.line[IPV6];

	if(done)
		memcpy(points.point, point, count * sizeof(*point));
	for(enum family family = IPV4; done && family <= IPV6; family++)
		done = lines_find(build->names, points.point, count, family,
			points.line[family]);
	if(done) {
		keep_lines(build, &points);
		done = build_rules(build, &points);
	}
	free(points.point);
	free(points.line[IPV4]);
	free(points.line[IPV6]);
	return done;
}

/** The least distance of the next addresses. */
static struct number
least_distance(const struct number* address, size_t count)
{
	struct number least = number_of(1);

	for(size_t i = 1; i < count && i <= FEWEST; i++) {
		struct number distance = number_subtract(address[i], address[i - 1]);

		if(i == 1 || is_below(distance, least))
			least = distance;
	}
	return least;
}

/** Whether a run at another distance begins. */
static bool
changes(const struct number* address, size_t count, struct number step)
{
	struct number distance;

	if(count < FEWEST)
		return false;
	distance = number_subtract(address[1], address[0]);
	for(size_t i = 2; i < FEWEST; i++)
		if(!is_equal(number_subtract(address[i], address[i - 1]), distance))
			return false;
	return !is_equal(distance, step);
}

/** How many of the first addresses are at equal distances, with gaps that have no more
 * addresses than there are before them. */
static size_t
count_run(const struct number* address, size_t count, struct number step)
{
	size_t i = 1;

	for(; i < count; i++) {
		struct number rest, steps = ws_number_divide(number_subtract(
			address[i], address[i - 1]), step, &rest);

		if(is_equal(steps, number_of(1)) && is_equal(rest, number_of(0)))
			continue;
		if(!is_equal(rest, number_of(0))
			|| is_below(number_of(i + 1), steps)
			|| changes(address + i - 1, count - i + 1, step)
			|| changes(address + i, count - i, step))
			break;
	}
	return i;
}

/** Add the networks that have these addresses of a family. */
static bool
add_networks(struct build* build, enum family family, const struct number* address,
	size_t count)
{
	for(size_t from = 0; from < count;) {
		struct line line = {least_distance(address + from, count - from),
			number_of(0)};
		size_t run = count_run(address + from, count - from, line.step);

		if(!is_equal(line.step, number_of(1)) && run < FEWEST) {
			line.step = number_of(1);
			run = 1;
		}
		/* numbers that count the addresses of the network */
		line.base = address[from];
		build_open(build, family, &line, number_of(0));
		for(size_t i = 1; i < run; i++) {
			struct number rest, number = ws_number_divide(
				number_subtract(address[from + i], line.base),
				line.step, &rest);

			if(!build_follow(build, family, number, &line))
				return false;
		}
		if(!build_close(build))
			return false;
		from += run;
	}
	return true;
}

/** Find the rule whose numbers are addresses. */
static bool
find_addresses(struct build* build, const struct point* point, size_t count)
{
	struct number* address = malloc(count * sizeof(*address));
	bool done = address && build_begin(build, number_of(0));

	for(enum family family = IPV4; done && family <= IPV6; family++) {
		size_t n = 0;

		for(size_t i = 0; i < count; i++)
			if(families_of(build, &point[i]) & FAMILY_BIT(family))
				address[n++] = point[i].number;
		done = add_networks(build, family, address, n);
	}
	for(size_t i = 0; done && i < count; i++)
		done = build_add_name(build, &point[i]);
	free(address);
	return done && build_end(build);
}

bool
runs_find(const struct names* names, const struct pool* pool,
	const struct point* points, size_t count, unsigned families, bool reverse,
	unsigned fill, struct founds* founds)
{
	struct build build = {.names = names, .pool = pool, .families = families,
		.reverse = reverse, .fill = fill, .founds = founds};

	if(count == 0)
		return true;
	return pool_counts(pool) ? find_counting(&build, points, count)
		: find_addresses(&build, points, count);
}
