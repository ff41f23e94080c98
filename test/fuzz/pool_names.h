/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of rules that have records by template. */
#ifndef POOL_NAMES_H
#define POOL_NAMES_H

#include "reference.h"

/** Called with a name that exists, or one above or below it, and a type.
 * @param index: of the clause that has records of the type there. */
typedef void pool_name_visitor(void* context, size_t index, uint16_t type,
	const uint8_t* name, size_t length);

/** Visit names of the clauses with records: of the first and the last number of each of
 * their pieces, and some between.
 * @param odd: a valid name, whose labels are those that a rule leaves open: in place of
 *	{*} and of * in an origin, in front of a name, any domain. */
void pool_names(const struct reference* reference, const uint8_t* odd,
	pool_name_visitor* visit, void* context);

#endif /* POOL_NAMES_H */
