/* SPDX-License-Identifier: BSD-3-Clause */
/* Names in wire format: octets, labels, and their text. */
#ifndef WORKSTATION_NAME_H
#define WORKSTATION_NAME_H

#include "workstation.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Octets of the longest label, and of the longest name (RFC 1035, 2.3.4). */
#define MAX_LABEL 63
#define MAX_NAME WORKSTATION_MAX_NAME
/** Labels of a name with the most labels, the root label included. */
#define MAX_LABELS 128

/** tolower() of ASCII, whatever the locale (RFC 4343). */
static inline uint8_t
octet_lower(uint8_t octet)
{
	return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
}

/** Copy a name in lower case. @param to: can be the name itself. */
void ws_name_fold(uint8_t* to, const uint8_t* name, size_t length);

/** Whether two texts or two names are equal, ignoring case. */
bool ws_octets_equal(const uint8_t* a, const uint8_t* b,
	size_t length);

/** A hash that ignores case. @param seed: the hash of what is before them, or 0. */
uint32_t ws_octets_hash(uint32_t seed, const uint8_t* octets,
	size_t length);

/** How many of the last octets of a name ws_name_suffix_hash() is computed from. */
#define NAME_SUFFIX 8

/** A hash of the last octets of a name that ignores case.
 * Pre: length is NAME_SUFFIX or more. */
uint8_t ws_name_suffix_hash(const uint8_t* name, size_t length);

/**
 * Find the labels of a name.
 * @param offset: set to the offset of each label's length octet, the root label
 *	last.
 * @return the number of labels, the root label included; 0: not a whole,
 *	uncompressed name of that length.
 */
unsigned ws_name_labels(const uint8_t* name, size_t length,
	uint8_t offset[MAX_LABELS]);

/**
 * Read a domain name in the format of zone files (RFC 1035, 5.1), relative to
 * the root: a dot at its end makes no difference. What is not printable ASCII
 * needs an escape.
 * @param name: a buffer of MAX_NAME octets.
 * @return octets of the name; 0: *problem says what is wrong.
 */
size_t ws_name_read(const char* text, uint8_t* name,
	const char** problem);

#endif /* WORKSTATION_NAME_H */
