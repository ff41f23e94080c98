/* SPDX-License-Identifier: BSD-3-Clause */
/* Names, types and records in the presentation format of zone files (RFC 1035, 5.1). */
#ifndef PRESENTATION_H
#define PRESENTATION_H

#include "workstation.h"

#include <stdio.h>

/**
 * Read a type's mnemonic, in any case, or TYPE and its number (RFC 3597).
 * @param type: in host byte order.
 * @return 0: not a type.
 */
int read_type(const char* text, uint16_t* type);

/** Write a name. @param name: in wire format.
 * @param relative: it is below any domain: it has no dot at its end. */
void write_name(FILE* out, const uint8_t* name, int relative);

/** Write a record as a line.
 * @param owner: wire format name.
 * @param relative: the owner is below any domain: it has no dot at its end. */
void write_record(FILE* out, const uint8_t* owner, int relative,
	const struct workstation_rrset* rrset);

#endif /* PRESENTATION_H */
