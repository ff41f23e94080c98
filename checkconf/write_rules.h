/* SPDX-License-Identifier: BSD-3-Clause */
/* What workstation-import writes: clauses, and local-data. */
#ifndef WRITE_RULES_H
#define WRITE_RULES_H

#include "found.h"

#include <stdio.h>

/** All that is to be written. */
struct import {
	const struct records* records;
	struct names* names;
	struct founds* founds;
};

/** Make local-data of what the rules do not compute just as it was read, and check that
 * the engine takes all clauses together.
 * @param message: on failure, what is wrong. @param size: octets of its buffer. */
bool check_import(const struct import* import, char* message, size_t size);

/** Say which names are computed that were not read. */
void report_fill(FILE* out, const struct founds* founds);

/** Write it as lines of unbound.conf. @return false: out of memory. */
bool write_import(FILE* out, const struct import* import);

#endif /* WRITE_RULES_H */
