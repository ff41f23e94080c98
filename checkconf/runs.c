/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where numbers count, the addresses of a run of names are on a line: address = base +
 * step * number. The networks of a rule are parts of lines, one behind the other; numbers
 * in between without a name are exceptions. Where numbers are addresses, a network is a
 * run of addresses at equal distances.
 */
#include "runs.h"
#include "array.h"
#include "reverse.h"

#include <string.h>

/** The fewest names on a line: fewer can be there by chance. */
#define FEWEST 4

/** Of which an address is base + step * number, modulo 2^128. Step 0: none. */
struct line {
	struct number step, base;
};

/** The part of a line that a network is. */
struct part {
	struct line line;
	struct number first, last;
	bool is_open;
};

/** A rule in the making. */
struct build {
	const struct names* names;
	const struct pool* pool;
	unsigned families;
	bool reverse;
	unsigned fill;
	/** Whether a rule ends where a line does. */
	bool apart;
	struct founds* founds;
	struct found rule;
	struct part part[FAMILIES];
};

static bool
is_equal(struct number a, struct number b)
{
	return number_compare(a, b) == 0;
}

static bool
is_below(struct number a, struct number b)
{
	return number_compare(a, b) < 0;
}

static struct number
on_line(const struct line* line, struct number number)
{
	return number_add(line->base, ws_number_multiply(line->step, number));
}

static bool
line_is_equal(const struct line* a, const struct line* b)
{
	return is_equal(a->step, b->step) && is_equal(a->base, b->base);
}

static int
compare_lines(const void* left, const void* right)
{
	const struct line *a = left, *b = right;
	int order = number_compare(a->step, b->step);

	return order ? order : number_compare(a->base, b->base);
}

/** The families of a name that are to be in rules. */
static unsigned
families_of(const struct build* build, const struct point* point)
{
	return build->families & build->names->name[point->name].families;
}

static struct number
address_of(const struct build* build, const struct point* point, enum family family)
{
	return build->names->name[point->name].address[family];
}

/** The line through two points. Step 0: none with a whole step. */
static struct line
line_through(const struct build* build, const struct point* a, const struct point* b,
	enum family family)
{
	const struct line none = {number_of(0), number_of(0)};
	struct number from = address_of(build, a, family);
	struct number to = address_of(build, b, family);
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
is_on(const struct build* build, const struct line* line,
	const struct point* point, enum family family)
{
	return !is_equal(line->step, number_of(0)) && is_equal(on_line(line,
		point->number), address_of(build, point, family));
}

/** Give each point its line: that of the point before it, or another one that has many.
 * @param has: the points that have an address of the family.
 * @param line: set by point; step 0: it is on none. */
static void
follow_lines(const struct build* build, const struct point* points,
	const size_t* has, size_t count, enum family family, struct line* sorted,
	struct line* line)
{
	struct line current = {number_of(0), number_of(0)};

	for(size_t i = 0; i + 1 < count; i++)
		line[has[i]] = sorted[i] = line_through(build, &points[has[i]],
			&points[has[i + 1]], family);
	qsort(sorted, count - 1, sizeof(*sorted), &compare_lines);
	for(size_t i = 0; i < count; i++) {
		const struct point* point = &points[has[i]];

		if(!is_on(build, &current, point, family) && i + 1 < count
			&& is_run(&line[has[i]], sorted, count - 1))
			current = line[has[i]];
		line[has[i]] = is_on(build, &current, point, family) ? current
			: (struct line){number_of(0), number_of(0)};
	}
}

/** Find the lines of points. @param line: by point; set where a point has an address of
 * the family. @return false: out of memory. */
static bool
find_lines(const struct build* build, const struct point* points, size_t count,
	enum family family, struct line* line)
{
	struct line* sorted = malloc(count * sizeof(*sorted));
	size_t* has = malloc(count * sizeof(*has));
	bool done = sorted && has;
	size_t n = 0;

	for(size_t i = 0; done && i < count; i++)
		if(families_of(build, &points[i]) & FAMILY_BIT(family))
			has[n++] = i;
	if(n)
		follow_lines(build, points, has, n, family, sorted, line);
	free(sorted);
	free(has);
	return done;
}

static struct number
largest_address(enum family family)
{
	return number_mask(family_bits(family));
}

/** The number before this one. */
static struct number
before(struct number number)
{
	return number_subtract(number, number_of(1));
}

static struct number
after(struct number number)
{
	return number_add(number, number_of(1));
}

/** Whether so many steps are no more than there are addresses. */
static bool
has_room(struct number steps, struct number addresses, struct number step)
{
	struct number rest;

	return !is_below(ws_number_divide(addresses, step, &rest), steps);
}

/** Whether a network of the rule can have an address, with those of the numbers in
 * between as exceptions. */
static bool
can_follow(const struct build* build, enum family family, struct number number,
	struct number address, const struct line* line)
{
	const struct part* part = &build->part[family];

	if(!part->is_open)
		return is_equal(number, build->rule.first) || (!build->apart
			&& has_room(number_subtract(number, build->rule.first),
			address, line->step));
	return line_is_equal(&part->line, line) || (!build->apart
		&& has_room(number_subtract(before(number), part->last),
		number_subtract(largest_address(family), on_line(&part->line,
		part->last)), part->line.step));
}

static bool
add_span(struct spans* spans, const struct line* line, struct number first,
	struct number last)
{
	if(!ARRAY_RESERVE(spans->span, spans->count, 1, &spans->capacity))
		return false;
	spans->span[spans->count++] = (struct span){on_line(line, first),
		on_line(line, last), line->step};
	return true;
}

/** Whether nothing was read for the name of a number, nor for its PTR record. */
static bool
is_unused(const struct build* build, enum family family, const struct line* line,
	struct number number)
{
	struct address address = {on_line(line, number), family};
	uint8_t name[MAX_NAME], reverse[MAX_NAME];
	size_t length = pool_write_name(build->pool, family,
		pool_counts(build->pool) ? number : address.number, name);

	return length && !names_look_up(build->names, name, length)
		&& (!build->reverse || !names_look_up(build->names, reverse,
		ws_reverse_write(reverse, address)));
}

/** Whether numbers without a name are to be computed. */
static bool
can_fill(const struct build* build, enum family family, const struct line* line,
	struct number first, struct number end)
{
	if(is_below(number_of(build->fill), number_subtract(end, first)))
		return false;
	for(; is_below(first, end); first = after(first))
		if(!is_unused(build, family, line, first))
			return false;
	return true;
}

/** Add the numbers of a part that have no name. */
static bool
except(struct build* build, enum family family, const struct line* line,
	struct number first, struct number end)
{
	struct found* rule = &build->rule;

	return is_equal(first, end) || add_span(can_fill(build, family, line, first,
		end) ? &rule->fill[family] : &rule->except[family], line, first,
		before(end));
}

static bool
close_part(struct build* build, enum family family)
{
	struct part* part = &build->part[family];

	part->is_open = false;
	return add_span(&build->rule.network[family], &part->line, part->first,
		part->last);
}

static bool
follow(struct build* build, enum family family, struct number number,
	const struct line* line)
{
	struct part* part = &build->part[family];

	if(part->is_open && line_is_equal(&part->line, line)) {
		if(!except(build, family, line, after(part->last), number))
			return false;
		part->last = number;
		return true;
	}
	if(part->is_open) {
		if(!except(build, family, &part->line, after(part->last), number))
			return false;
		part->last = before(number);
		if(!close_part(build, family))
			return false;
		*part = (struct part){*line, number, number, true};
		return true;
	}
	*part = (struct part){*line, build->rule.first, number, true};
	return except(build, family, line, build->rule.first, number);
}

/** How many records the rule computes for a name. */
static size_t
records_of(const struct build* build, const struct name* name)
{
	size_t count = 0;

	for(enum family family = IPV4; family <= IPV6; family++)
		if(build->families & name->families & FAMILY_BIT(family))
			count += 1u + (build->rule.reverse
				&& name->pointer[family] == POINTER_AGREES);
	return count;
}

/** Add a name to the rule. */
static bool
add_name(struct build* build, const struct point* point)
{
	struct found* rule = &build->rule;

	if(!ARRAY_RESERVE(rule->name, rule->count, 1, &rule->capacity))
		return false;
	rule->name[rule->count++] = point->name;
	rule->records += records_of(build, &build->names->name[point->name]);
	return true;
}

static int
compare_firsts(const void* left, const void* right)
{
	const struct span *a = left, *b = right;

	return number_compare(a->first, b->first);
}

/** Whether networks of a family have addresses of each other. */
static bool
overlap(const struct spans* spans)
{
	struct span* sorted;
	bool found = false;

	if(spans->count < 2)
		return false;
	sorted = malloc(spans->count * sizeof(*sorted));
	if(!sorted)
		return true;
	memcpy(sorted, spans->span, spans->count * sizeof(*sorted));
	qsort(sorted, spans->count, sizeof(*sorted), &compare_firsts);
	for(size_t i = 1; i < spans->count && !found; i++)
		found = !is_below(sorted[i - 1].last, sorted[i].first);
	free(sorted);
	return found;
}

static bool
begin_rule(struct build* build, struct number first)
{
	build->rule = (struct found){.pool = build->pool, .first = first,
		.reverse = build->reverse};
	memset(build->part, 0, sizeof(build->part));
	if(!ARRAY_RESERVE(build->rule.origin, (size_t)0, 1,
		&build->rule.origin_capacity))
		return false;
	build->rule.origin[build->rule.origin_count++] = build->pool->origin;
	return true;
}

/** Leave the PTR records: not all names can be host names. */
static void
leave_pointers(struct build* build)
{
	struct found* rule = &build->rule;

	rule->reverse = false;
	rule->records = 0;
	for(size_t i = 0; i < rule->count; i++)
		rule->records += records_of(build, &build->names->name[rule->name[i]]);
}

/** Keep the rule if it saves lines, and the engine takes it. */
static bool
end_rule(struct build* build)
{
	struct founds* founds = build->founds;

	if(build->rule.reverse && !found_loads(&build->rule))
		leave_pointers(build);
	if(build->rule.records <= found_lines(&build->rule)
		|| !found_loads(&build->rule)) {
		found_free(&build->rule);
		return true;
	}
	if(!ARRAY_RESERVE(founds->found, founds->count, 1, &founds->capacity))
		return false;
	founds->found[founds->count++] = build->rule;
	return true;
}

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
			&& !can_follow(build, family, points->point[i].number,
			address_of(build, &points->point[i], family),
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

	if(!begin_rule(build, points->point[from].number))
		return 0;
	for(; i < end && can_add(build, points, i); i++) {
		for(enum family family = IPV4; family <= IPV6; family++)
			if(families_of(build, &points->point[i])
				& FAMILY_BIT(family) && !follow(build, family,
				points->point[i].number,
				&points->line[family][i]))
				return 0;
		if(!add_name(build, &points->point[i]))
			return 0;
	}
	for(enum family family = IPV4; family <= IPV6; family++)
		if(build->part[family].is_open && !close_part(build, family))
			return 0;
	return i;
}

/** Build the rules of points. A rule whose networks overlap is divided where lines end. */
static bool
build_rules(struct build* build, const struct points* points)
{
	for(size_t from = 0, end; from < points->count; from = end) {
		end = build_rule(build, points, from, points->count);
		if(end == 0)
			return false;
		build->apart = overlap(&build->rule.network[IPV4])
			|| overlap(&build->rule.network[IPV6]);
		if(!build->apart) {
			if(!end_rule(build))
				return false;
			continue;
		}
		found_free(&build->rule);
		for(size_t part = from; part < end;) {
			part = build_rule(build, points, part, end);
			if(part == 0 || !end_rule(build))
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
		done = find_lines(build, points.point, count, family,
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
		struct number last = number_of(0);
		struct part* part = &build->part[family];

		if(!is_equal(line.step, number_of(1)) && run < FEWEST) {
			line.step = number_of(1);
			run = 1;
		}
		/* numbers that count the addresses of the network */
		line.base = address[from];
		*part = (struct part){line, last, last, true};
		for(size_t i = 1; i < run; i++) {
			struct number rest, number = ws_number_divide(
				number_subtract(address[from + i], line.base),
				line.step, &rest);

			if(!follow(build, family, number, &line))
				return false;
		}
		if(!close_part(build, family))
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
	bool done = address && begin_rule(build, number_of(0));

	for(enum family family = IPV4; done && family <= IPV6; family++) {
		size_t n = 0;

		for(size_t i = 0; i < count; i++)
			if(families_of(build, &point[i]) & FAMILY_BIT(family))
				address[n++] = point[i].number;
		done = add_networks(build, family, address, n);
	}
	for(size_t i = 0; done && i < count; i++)
		done = add_name(build, &point[i]);
	free(address);
	return done && end_rule(build);
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
