/* SPDX-License-Identifier: BSD-3-Clause */
/* NSEC RDATA for one name alone (RFC 4034, 4; RFC 4470; RFC 9824, 3). */
#ifndef WORKSTATION_DENIAL_H
#define WORKSTATION_DENIAL_H

#include "name.h"

/**
 * Write the name that follows a name in the canonical order, or one near it: the next one
 * that fits into a name (RFC 4471, 3.1.2), in lower case (RFC 6840, 5.1).
 *
 * @param apex: octets of the zone's name, in which the name ends: the last name is
 *	followed by the apex.
 * @param next: a buffer of MAX_NAME octets.
 * @return octets of the next name.
 */
size_t ws_next_name(const uint8_t* name, size_t length, size_t apex,
	uint8_t* next);

/** Octets that are enough for the bitmap of some number of types. */
#define BITMAP_MAX(count) ((count) * 34)

/** Write the bitmap of types (RFC 4034, 4.1.2). @param types: ascending, each once.
 * @return its octets. */
size_t ws_bitmap_write(const uint16_t* types, size_t count, uint8_t* bitmap);

#endif /* WORKSTATION_DENIAL_H */
