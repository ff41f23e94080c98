/* SPDX-License-Identifier: BSD-3-Clause */
/* What workstation-import writes: clauses, and local-data. */
#ifndef WRITE_RULES_H
#define WRITE_RULES_H

#include "found.h"

#include <stdio.h>

/** All that is to be written. */
struct import {
	struct records* records;
	const struct names* names;
	const struct founds* founds;
};

/** Leave out clauses that the engine does not take, so that their records are local-data. */
void drop_bad_clauses(struct records* records);

/** Check that the rules and the local-data give just the records that were read.
 * @param message: on failure, what is wrong. @param size: octets of its buffer. */
bool check_import(const struct import* import, char* message, size_t size);

/** Say which names are computed that were not read. */
void report_fill(FILE* out, const struct founds* founds);

/** Write it as lines of unbound.conf. */
void write_import(FILE* out, const struct import* import);

#endif /* WRITE_RULES_H */
