/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sets of disjoint intervals: which range decides for a number, where ranges overlap.
 * The spans of all ranges are cut at their ends. Each interval has the range that
 * decides in it, so that a lookup is one binary search.
 */
#ifndef WORKSTATION_INTERVALS_H
#define WORKSTATION_INTERVALS_H

#include "number.h"

/** No range has the numbers of an interval. */
#define NO_RANGE UINT32_MAX

/** The numbers of a range, both ends included, in a group of ranges. */
struct span {
	struct number first, last;
	uint32_t group;
	/** Index of the range: where two overlap, the lower one decides. */
	uint32_t range;
	/** Whether its rule has another `other-types:` than pass. */
	bool nodata;
};

/** The numbers from first up to the next interval of its set, or up to NUMBER_MAX. */
struct interval {
	struct number first;
	/** Index of the range that decides, or NO_RANGE. */
	uint32_t range;
	/** Index of the first range with another `other-types:` than pass, or NO_RANGE. */
	uint32_t nodata;
};

/** The intervals of a group, in ascending order. The first one has a range; two
 * neighbours differ. */
struct interval_set {
	/** Index of the first one, and how many there are. */
	uint32_t at, count;
};

/**
 * Build the sets of all groups.
 * @param spans: sorted in place.
 * @param sets: filled in, one for each group.
 * @param groups: number of groups; every span's group is less.
 * @param total: set to the number of intervals.
 * @return the intervals, to be freed; NULL: out of memory.
 */
struct interval* ws_intervals_build(struct span* spans, size_t count,
	struct interval_set* sets, size_t groups, size_t* total);

/** Find the interval of a number. @return NULL: it is before the first one. */
static inline const struct interval*
interval_find(const struct interval* intervals, struct interval_set set,
	struct number number)
{
	const struct interval* base = intervals + set.at;
	uint32_t low = 0, high = set.count;

	while(low < high) {
		uint32_t middle = low + (high - low) / 2;

		if(number_compare(base[middle].first, number) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? base + low - 1 : NULL;
}

/** The last number of an interval. */
static inline struct number
interval_last(const struct interval* intervals, struct interval_set set,
	const struct interval* interval)
{
	if(interval + 1 == intervals + set.at + set.count)
		return NUMBER_MAX;
	return number_subtract(interval[1].first, number_of(1));
}

#endif /* WORKSTATION_INTERVALS_H */
