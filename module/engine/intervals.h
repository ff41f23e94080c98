/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which range covers a number, when many may. Built once from the spans of all
 * ranges: cut at their ends into intervals, each with the ranges that decide
 * there, so that match them takes one binary search, however the spans
 * overlap.
 */
#ifndef WORKSTATION_INTERVALS_H
#define WORKSTATION_INTERVALS_H

#include "number.h"

/** No range. */
#define NO_RANGE UINT32_MAX

/** The numbers that a range covers, within a group of ranges. */
struct span {
	struct number first, last;
	uint32_t group;
	/** Its index in the order of ranges: of two, the lower one decides. */
	uint32_t range;
	/** Whether it says that other types are NODATA. */
	bool nodata;
};

/** From this number to the next interval's. */
struct interval {
	struct number first;
	/** The first range here, or NO_RANGE. */
	uint32_t range;
	/** The first that says NODATA, or NO_RANGE. */
	uint32_t nodata;
};

/** A group's intervals. */
struct interval_set {
	uint32_t at, count;
};

/**
 * Build the intervals of all groups.
 * @param spans: sorted in place.
 * @param sets: one for each group, filled in.
 * @param groups: how many there are; every span's group is below it.
 * @param total: how many intervals were made.
 * @return the intervals, to be freed; NULL: out of memory.
 */
struct interval* ws_intervals_build(struct span* spans, size_t count,
	struct interval_set* sets, size_t groups, size_t* total);

/** The interval of the set that has the number, or NULL. */
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

/** The last number of an interval of a set. */
static inline struct number
interval_last(const struct interval* intervals, struct interval_set set,
	const struct interval* interval)
{
	if(interval + 1 == intervals + set.at + set.count)
		return NUMBER_MAX;
	return number_subtract(interval[1].first, number_of(1));
}

#endif /* WORKSTATION_INTERVALS_H */
