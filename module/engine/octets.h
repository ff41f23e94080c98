/* SPDX-License-Identifier: BSD-3-Clause */
/* Octets that are appended one behind the other. */
#ifndef WORKSTATION_OCTETS_H
#define WORKSTATION_OCTETS_H

#include "array.h"

/** All zero: none. To be freed by its pointer. */
struct octets {
	uint8_t* octets;
	size_t length, capacity;
};

/** @return false: out of memory. */
static inline bool
octets_append(struct octets* to, const void* octets, size_t length)
{
	if(!ARRAY_RESERVE(to->octets, to->length, length, &to->capacity))
		return false;
	if(length)
		memcpy(to->octets + to->length, octets, length);
	to->length += length;
	return true;
}

/** Append 16 bits in network byte order. @return false: out of memory. */
static inline bool
octets_append_16(struct octets* to, size_t number)
{
	uint8_t octets[] = {(uint8_t)(number >> 8), (uint8_t)number};

	return octets_append(to, octets, sizeof(octets));
}

static inline size_t
octets_16(const uint8_t* octets)
{
	return (size_t)octets[0] << 8 | octets[1];
}

#endif /* WORKSTATION_OCTETS_H */
