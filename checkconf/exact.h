/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether rules and local-data give just the records that were read. */
#ifndef EXACT_H
#define EXACT_H

#include "names.h"

/**
 * List the rules by the engine, and ask it for all names that were read. What it has for
 * a name can be more or less than its records: a rule with {n} has the name desk07 of a
 * rule with {n:2}, too. Such a name becomes local-data, which hides what rules compute.
 * Names that were not read are a failure.
 *
 * @param text: of the rules.
 * @param filled: how many records are computed for names that were not read.
 * @param message: on failure, what is wrong.
 * @param size: octets of its buffer.
 */
bool make_exact(struct names* names, const struct workstation_text* text,
	size_t filled, char* message, size_t size);

#endif /* EXACT_H */
