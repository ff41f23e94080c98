/* SPDX-License-Identifier: BSD-3-Clause */
/* The semantics of rules once more, clause by clause and address by address,
 * without tables: slow, and easy to compare with the manual. */
#ifndef REFERENCE_H
#define REFERENCE_H

#include "clause.h"

/** What the clauses say of a name. */
struct expectation {
	/** By family. */
	bool computes[FAMILIES];
	struct number address[FAMILIES];
	bool pointer, exists, nodata, nxdomain;
	/** Computed names are below it. */
	bool below;
	/** The clause of the PTR record, and its number there. */
	const struct clause* pointing;
	struct number number;
};

/** Whether the clients of a view see a clause. @param view: NULL: those of none. */
bool reference_sees(const char* view, const struct clause* clause);

/** Ask all clauses that the clients of a view see, which are valid, for a valid name. */
void reference_ask(const struct clause* clauses, size_t count, const char* view,
	const uint8_t* name, size_t length, struct expectation* expectation);

/** Read a name that a clause computes under its first origin.
 * @return false: it is not one. */
bool reference_read(const struct clause* clause, const uint8_t* name,
	size_t length, struct number* number);

#endif /* REFERENCE_H */
