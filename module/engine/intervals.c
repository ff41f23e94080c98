/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cutting spans into segments: a sweep over the spans of a group by their first
 * number, with two heaps of the pieces that cover the number it is at.
 */
#include "intervals.h"

#include <stdlib.h>

/** A piece in a heap, until the sweep is past its last number. */
struct cover {
	uint32_t piece;
	struct number last;
};

/** A binary heap, the lowest piece on top. */
struct heap {
	struct cover* cover;
	size_t count;
};

static void
heap_push(struct heap* heap, struct cover cover)
{
	size_t at = heap->count++;

	while(at > 0 && heap->cover[(at - 1) / 2].piece > cover.piece) {
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
		if(child + 1 < heap->count && heap->cover[child + 1].piece
			< heap->cover[child].piece)
			child++;
		if(moved.piece <= heap->cover[child].piece)
			break;
		heap->cover[at] = heap->cover[child];
		at = child;
	}
	heap->cover[at] = moved;
}

/** Drop what ends before a number. @return what is then on top, or NULL. */
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
	return a->piece < b->piece ? -1 : a->piece > b->piece;
}

/** Put down a segment, unless it only goes on with the one before. */
static void
put_segment(struct segment* segments, struct segment_slice* slice,
	struct number first, const struct cover* piece,
	const struct cover* nodata)
{
	struct segment* next = segments + slice->at + slice->count;

	next->first = first;
	next->piece = piece ? piece->piece : NO_PIECE;
	next->nodata = nodata ? nodata->piece : NO_PIECE;
	if(slice->count == 0 || next[-1].piece != next->piece
		|| next[-1].nodata != next->nodata)
		slice->count++;
}

/** Sweep one group. */
static void
sweep(const struct span* spans, size_t count, struct segment* segments,
	struct segment_slice* slice, struct heap* pieces, struct heap* nodatas)
{
	struct number at = spans[0].first;
	size_t next = 0;

	pieces->count = nodatas->count = 0;
	for(;;) {
		const struct cover* piece;
		const struct cover* nodata;

		while(next < count
			&& number_compare(spans[next].first, at) == 0) {
			struct cover cover = {spans[next].piece,
				spans[next].last};

			heap_push(pieces, cover);
			if(spans[next].nodata)
				heap_push(nodatas, cover);
			next++;
		}
		piece = heap_top(pieces, at);
		nodata = heap_top(nodatas, at);
		put_segment(segments, slice, at, piece, nodata);

		/* on to the nearest number where one begins or ends */
		if(!piece && next == count)
			return;
		if(next < count)
			at = spans[next].first;
		if(piece && (next == count
			|| number_compare(piece->last, at) < 0))
			at = piece->last;
		if(nodata && number_compare(nodata->last, at) < 0)
			at = nodata->last;
		if(next == count || number_compare(at, spans[next].first) < 0) {
			if(number_compare(at, NUMBER_MAX) == 0)
				return;
			at = number_add(at, number_of(1));
		}
	}
}

struct segment*
ws_intervals_build(struct span* spans, size_t count,
	struct segment_slice* slices, size_t groups, size_t* total)
{
	/* every span has two ends, and each begins a segment at most */
	struct segment* segments = malloc((2 * count + 1) * sizeof(*segments));
	struct heap pieces = {malloc((count + 1) * sizeof(struct cover)), 0};
	struct heap nodatas = {malloc((count + 1) * sizeof(struct cover)), 0};
	struct segment* shrunk;
	size_t begin = 0, end;

	*total = 0;
	if(!segments || !pieces.cover || !nodatas.cover) {
		free(segments);
		free(pieces.cover);
		free(nodatas.cover);
		return NULL;
	}
	if(count) /* without one, there is no array either */
		qsort(spans, count, sizeof(*spans), compare_spans);
	for(uint32_t group = 0; group < groups; group++) {
		slices[group].at = (uint32_t)*total;
		slices[group].count = 0;
		for(end = begin; end < count && spans[end].group == group;)
			end++;
		if(end > begin)
			sweep(spans + begin, end - begin, segments,
				&slices[group], &pieces, &nodatas);
		*total += slices[group].count;
		begin = end;
	}
	free(pieces.cover);
	free(nodatas.cover);
	shrunk = realloc(segments, (*total + 1) * sizeof(*segments));
	return shrunk ? shrunk : segments;
}
