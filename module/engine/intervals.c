/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From spans to intervals: a sweep over the spans of a group in the order of their first
 * numbers. Two heaps have the ranges that contain the current number: all of them, and
 * those with `other-types: nodata`.
 */
#include "intervals.h"

#include <assert.h>
#include <stdlib.h>

/** A range in a heap. It is removed when the sweep is past its last number. */
struct cover {
	uint32_t range;
	struct number last;
};

/** A binary heap with the lowest index on top. */
struct heap {
	struct cover* cover;
	size_t count;
};

static void
heap_push(struct heap* heap, struct cover cover)
{
	size_t at = heap->count++;

	while(at > 0 && heap->cover[(at - 1) / 2].range > cover.range) {
		heap->cover[at] = heap->cover[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	heap->cover[at] = cover;
}

static void
heap_pop(struct heap* heap)
{
	struct cover moved = heap->cover[--heap->count];
	size_t at = 0, child;

	while((child = at * 2 + 1) < heap->count) {
		if(child + 1 < heap->count && heap->cover[child + 1].range
			< heap->cover[child].range)
			child++;
		if(moved.range <= heap->cover[child].range)
			break;
		heap->cover[at] = heap->cover[child];
		at = child;
	}
	heap->cover[at] = moved;
}

/** Remove ranges from the top that end before a number. @return the top, or NULL. */
static const struct cover*
heap_top(struct heap* heap, struct number number)
{
	while(heap->count && number_compare(heap->cover[0].last, number) < 0)
		heap_pop(heap);
	return heap->count ? heap->cover : NULL;
}

static int
compare_spans(const void* left, const void* right)
{
	const struct span* a = left;
	const struct span* b = right;
	int order;

	if(a->group != b->group)
		return a->group < b->group ? -1 : 1;
	order = number_compare(a->first, b->first);
	if(order)
		return order;
	return a->range < b->range ? -1 : a->range > b->range;
}

/** Append an interval, unless it has the same ranges as the last one. */
static void
put_interval(struct interval* intervals, struct interval_set* set,
	struct number first, const struct cover* range,
	const struct cover* nodata)
{
	struct interval* next = intervals + set->at + set->count;

	next->first = first;
	next->range = range ? range->range : NO_RANGE;
	next->nodata = nodata ? nodata->range : NO_RANGE;
	if(set->count == 0 || next[-1].range != next->range
		|| next[-1].nodata != next->nodata)
		set->count++;
}

/** Sweep one group. */
static void
sweep(const struct span* spans, size_t count, struct interval* intervals,
	struct interval_set* set, struct heap* ranges, struct heap* nodatas)
{
	struct number at = spans[0].first;
	size_t next = 0;

	ranges->count = nodatas->count = 0;
	for(;;) {
		const struct cover* range;
		const struct cover* nodata;

		while(next < count
			&& number_compare(spans[next].first, at) == 0) {
			struct cover cover = {spans[next].range,
				spans[next].last};

			heap_push(ranges, cover);
			if(spans[next].nodata)
				heap_push(nodatas, cover);
			next++;
		}
		range = heap_top(ranges, at);
		nodata = heap_top(nodatas, at);
		put_interval(intervals, set, at, range, nodata);

		/* advance to the next number where a range begins or ends */
		if(!range && next == count)
			return;
		if(next < count)
			at = spans[next].first;
		if(range && (next == count
			|| number_compare(range->last, at) < 0))
			at = range->last;
		if(nodata && number_compare(nodata->last, at) < 0)
			at = nodata->last;
		if(next == count || number_compare(at, spans[next].first) < 0) {
			if(number_compare(at, NUMBER_MAX) == 0)
				return;
			at = number_add(at, number_of(1));
		}
	}
}

struct interval*
ws_intervals_build(struct span* spans, size_t count,
	struct interval_set* sets, size_t groups, size_t* total)
{
	/* each end of a span begins one interval at most */
	struct interval* intervals = malloc((2 * count + 1) * sizeof(*intervals));
	struct heap ranges = {malloc((count + 1) * sizeof(struct cover)), 0};
	struct heap nodatas = {malloc((count + 1) * sizeof(struct cover)), 0};
	struct interval* shrunk;
	size_t begin = 0, end;

	*total = 0;
	if(!intervals || !ranges.cover || !nodatas.cover) {
		free(intervals);
		free(ranges.cover);
		free(nodatas.cover);
		return NULL;
	}
	if(count) /* spans may be NULL otherwise */
		qsort(spans, count, sizeof(*spans), compare_spans);
	for(uint32_t group = 0; group < groups; group++) {
		sets[group].at = (uint32_t)*total;
		sets[group].count = 0;
		for(end = begin; end < count && spans[end].group == group;)
			end++;
		if(end > begin)
			sweep(spans + begin, end - begin, intervals,
				&sets[group], &ranges, &nodatas);
		assert(sets[group].count == 0
			|| intervals[sets[group].at].range != NO_RANGE);
		*total += sets[group].count;
		begin = end;
	}
	assert(begin == count && *total <= 2 * count);
	free(ranges.cover);
	free(nodatas.cover);
	shrunk = realloc(intervals, (*total + 1) * sizeof(*intervals));
	return shrunk ? shrunk : intervals;
}
