/* SPDX-License-Identifier: BSD-3-Clause */
/* A $GENERATE that is read: what its parts in files of their own share. */
#ifndef GENERATE_H
#define GENERATE_H

#include "octets.h"
#include "zone_lines.h"

/** Text, or a number behind it. */
struct piece {
	const char* text;
	size_t length;
	/** What is written: the number and this. */
	int64_t offset;
	unsigned width;
	/** d, o, x, X, n or N; 0: there is no number. */
	char base;
};

/** A side of a $GENERATE. */
struct side {
	struct piece* pieces;
	size_t count, capacity;
	/** What it is for one number, with a NUL. */
	struct octets text;
};

struct generate {
	struct zone* zone;
	/** As they are written. */
	const char *range, *owner_text;
	uint64_t first, last, step;
	struct side owner, rdata;
	struct record_head head;
};

/** Make the records a clause with `record:`, if a rule computes just them.
 * @param number: set to that of the clause; left as it is, 0: there is none.
 * @return false: rejected. */
bool generate_clause(struct generate* generate, uint32_t* number);

#endif /* GENERATE_H */
