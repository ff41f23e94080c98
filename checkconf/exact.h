/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether rules and local-data give just the records that were read. */
#ifndef EXACT_H
#define EXACT_H

#include "names.h"

#include <stdio.h>

/**
 * List the records of rules by the engine, and compare them. Names whose records are
 * local-data hide what rules compute.
 *
 * @param text: of the rules.
 * @param filled: how many records are computed that were not read.
 * @param message: on failure, what is wrong.
 * @param size: octets of its buffer.
 */
bool is_exact(const struct names* names, const struct workstation_text* text,
	size_t filled, char* message, size_t size);

#endif /* EXACT_H */
