/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of a clause that have the shortest and the longest values. */
#ifndef WORKSTATION_RECORD_SAMPLES_H
#define WORKSTATION_RECORD_SAMPLES_H

#include "clause.h"

/** Ways to write an address, of which one is longer where another is not: as it is; with
 * '-'; its last 32 bits. */
#define SPELLINGS 3

/** A value of the shortest and one of the longest. */
struct extreme {
	struct number shortest, longest;
	size_t least, most;
};

/** The values of the names that have some families. */
struct extremes {
	/** Whether there is such a name. */
	bool is_any;
	/** The first and the last number. */
	struct number first, last;
	/** The families that there are, a set. */
	uint8_t families;
	struct extreme address[FAMILIES][SPELLINGS];
};

/** Measure the names whose records have a value. Pre: networks are numbered.
 * @param needed: families of which a name has an address, a set. */
void ws_measure_values(const struct clause* clause, uint8_t needed,
	struct extremes* extremes);

/** A name of the clause, and its values. */
struct record_sample {
	struct rr_values values;
	uint8_t name[MAX_NAME];
};

/** How many samples there are: of the shortest and the longest of each spelling, and the
 * first and the last name. */
#define SAMPLES (2 * SPELLINGS + 2)

/**
 * Make a sample. In all but the last two, the values can be those of several names.
 * @param family: of names by address, else any.
 * @param index: which of them, less than SAMPLES.
 */
void ws_make_sample(const struct clause* clause,
	const struct extremes* extremes, enum family family, size_t index,
	struct record_sample* sample);

#endif /* WORKSTATION_RECORD_SAMPLES_H */
