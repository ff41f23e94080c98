/* SPDX-License-Identifier: BSD-3-Clause */
/* Names and records in the presentation format of zone files (RFC 1035, 5.1). */
#ifndef PRINT_H
#define PRINT_H

#include "workstation.h"

#include <stdio.h>

/** Octets of the longest name as text, each octet an escape, the NUL included. */
#define NAME_MAX_TEXT (4 * WORKSTATION_MAX_NAME + 1)

/** Show a name. @param name: in wire format.
 * @param relative: it is below any domain: it has no dot at its end. */
void show_name(const uint8_t* name, int relative, char text[NAME_MAX_TEXT]);

/**
 * Write a record of class IN as a line. What ldns cannot print, because the RDATA is not
 * of the type or memory is short, is written as of an unknown type (RFC 3597, 5).
 *
 * @param owner: wire format name.
 * @param relative: the owner is below any domain: it has no dot at its end.
 * @param type: in host byte order.
 * @param ttl: in seconds.
 * @param rdata: in wire format, with names uncompressed.
 * @param length: octets of the RDATA, at most 65,535.
 */
void write_record(FILE* out, const uint8_t* owner, int relative,
	uint16_t type, uint32_t ttl, const uint8_t* rdata, size_t length);

#endif /* PRINT_H */
