/* SPDX-License-Identifier: BSD-3-Clause */
#include "build.h"
#include "array.h"
#include "reverse.h"

#include <string.h>

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

bool
build_can_follow(const struct build* build, enum family family, struct number number,
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

/** Whether nothing was read for a name. */
static bool
is_missing(const struct names* names, const uint8_t* name, size_t length)
{
	return !names_look_up(names, name, length)
		&& !name_set_has(&names->records->lost_names, name, length);
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

	return length && is_missing(build->names, name, length)
		&& (!build->reverse || is_missing(build->names, reverse,
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

bool
build_follow(struct build* build, enum family family, struct number number,
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

bool
build_add_name(struct build* build, const struct point* point)
{
	struct found* rule = &build->rule;

	if(!ARRAY_RESERVE(rule->name, rule->count, 1, &rule->capacity))
		return false;
	rule->name[rule->count++] = point->name;
	rule->records += name_records(&build->names->name[point->name],
		build->families, rule->reverse);
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

bool
build_begin(struct build* build, struct number first)
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
		rule->records += name_records(&build->names->name[
			rule->name[i]], build->families, false);
}

bool
build_end(struct build* build)
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

void
build_open(struct build* build, enum family family, const struct line* line,
	struct number number)
{
	build->part[family] = (struct part){*line, number, number, true};
}

bool
build_close(struct build* build)
{
	for(enum family family = IPV4; family <= IPV6; family++)
		if(build->part[family].is_open && !close_part(build, family))
			return false;
	return true;
}

bool
build_overlaps(const struct build* build)
{
	return overlap(&build->rule.network[IPV4])
		|| overlap(&build->rule.network[IPV6]);
}
