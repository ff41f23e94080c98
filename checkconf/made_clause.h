/* SPDX-License-Identifier: BSD-3-Clause */
/* Clauses that the readers make of what computes records elsewhere. */
#ifndef MADE_CLAUSE_H
#define MADE_CLAUSE_H

#include "reader.h"
#include "workstation.h"

/** Add a setting. @param format: of its value, as printf's. @return false: rejected, out of
 * memory. */
bool clause_set(struct reader* reader, struct clause_text* clause, const char* key,
	const char* format, ...) __attribute__((format(printf, 4, 5)));

/** Octets of the longest text about what is wrong with a clause, the NUL included. */
#define MAX_CLAUSE_PROBLEM WORKSTATION_MAX_MESSAGE

/** Whether the engine takes a clause. @param problem: set to what it says if not. */
bool clause_loads(const struct clause_text* clause, char problem[MAX_CLAUSE_PROBLEM]);

/** Add a clause to the records.
 * @param number: set to its number. @return false: rejected, out of memory. */
bool clause_add(struct reader* reader, const struct clause_text* clause,
	uint32_t* number);

/** Add a clause to the records, or say why there is no such rule.
 * @param what: the name of what it is made of. @return false: rejected, out of memory. */
bool clause_add_or_lose(struct reader* reader, const struct clause_text* clause,
	const char* what);

/** Octets of the longest network as the value of a setting, the NUL included. */
#define MAX_NETWORK_TEXT 96

/** Write a network as the value of a setting: one of "ADDRESS/LENGTH" without its host bits,
 * or of one address. @return false: the text is neither. */
bool write_network(const char* text, char network[MAX_NETWORK_TEXT]);

/** The same of the first and the last address. */
bool write_range(const char* first, const char* last, char network[MAX_NETWORK_TEXT]);

#endif /* MADE_CLAUSE_H */
