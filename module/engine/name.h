/* SPDX-License-Identifier: BSD-3-Clause */
/* Wire format names: octets, labels, the text they are written as. */
#ifndef WORKSTATION_NAME_H
#define WORKSTATION_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_LABEL 63
#define MAX_NAME 255
/** Labels of the longest name, the root's included. */
#define MAX_LABELS 128

/** Not tolower(): the locale has no say in what a name is (RFC 4343). */
static inline uint8_t
octet_lower(uint8_t octet)
{
	return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
}

/** Whether two texts, or two names, are the same but for case. */
bool ws_octets_equal(const uint8_t* a, const uint8_t* b,
	size_t length);

/** A hash that does not see case. @param seed: what came before, or 0. */
uint32_t ws_octets_hash(uint32_t seed, const uint8_t* octets,
	size_t length);

/** As many of a name's last octets as ws_name_suffix_hash() looks at. */
#define NAME_SUFFIX 8

/** A number for the last octets of a name, which does not see case.
 * @param length: NAME_SUFFIX or more. */
uint8_t ws_name_suffix_hash(const uint8_t* name, size_t length);

/**
 * Find the labels of a name.
 * @param offset: where each label's length octet is, the root's the last.
 * @return how many labels there are, the root's included; 0: it is no whole,
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
