/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which piece covers a number, when many may. Built once from the spans of all
 * pieces: cut at their ends into segments, each with the pieces that decide
 * there, so that finding them takes one binary search, however the spans
 * overlap.
 */
#ifndef WORKSTATION_INTERVALS_H
#define WORKSTATION_INTERVALS_H

#include "number.h"

/** No piece. */
#define NO_PIECE UINT32_MAX

/** The numbers that a piece covers, within a group of pieces. */
struct span {
	struct number first, last;
	uint32_t group;
	/** Its index in the order of pieces: of two, the lower one decides. */
	uint32_t piece;
	/** Whether it says that other types are NODATA. */
	bool nodata;
};

/** From this number to the next segment's. */
struct segment {
	struct number first;
	/** The first piece here, or NO_PIECE. */
	uint32_t piece;
	/** The first that says NODATA, or NO_PIECE. */
	uint32_t nodata;
};

/** A group's segments. */
struct segment_slice {
	uint32_t at, count;
};

/**
 * Build the segments of all groups.
 * @param spans: sorted in place.
 * @param slices: one for each group, filled in.
 * @param groups: how many there are; every span's group is below it.
 * @param total: how many segments were made.
 * @return the segments, to be freed; NULL: out of memory.
 */
struct segment* ws_intervals_build(struct span* spans, size_t count,
	struct segment_slice* slices, size_t groups, size_t* total);

/** The segment of the slice that has the number, or NULL. */
static inline const struct segment*
segment_find(const struct segment* segments, struct segment_slice slice,
	struct number number)
{
	const struct segment* base = segments + slice.at;
	uint32_t low = 0, high = slice.count;

	while(low < high) {
		uint32_t middle = low + (high - low) / 2;

		if(number_compare(base[middle].first, number) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? base + low - 1 : NULL;
}

/** The last number of a segment of a slice. */
static inline struct number
segment_last(const struct segment* segments, struct segment_slice slice,
	const struct segment* segment)
{
	if(segment + 1 == segments + slice.at + slice.count)
		return NUMBER_MAX;
	return number_subtract(segment[1].first, number_of(1));
}

#endif /* WORKSTATION_INTERVALS_H */
