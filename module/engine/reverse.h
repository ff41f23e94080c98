/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of the reverse tree, in-addr.arpa (RFC 1035, 3.5) and ip6.arpa
 * (RFC 3596, 2.5). */
#ifndef WORKSTATION_REVERSE_H
#define WORKSTATION_REVERSE_H

#include "address.h"
#include "name.h"

/** A name of the reverse tree: the addresses whose names are it or below it. */
struct reverse_name {
	/** The first of them. */
	struct address address;
	/** Its labels, octets or nibbles; reverse_parts() of them are one address. */
	unsigned parts;
};

/** Octets or nibbles of an address in the reverse tree. */
static inline unsigned
reverse_parts(enum family family)
{
	return family == IPV4 ? 4 : 32;
}

/** The name of a family's reverse tree. @param length: set to its octets. */
const uint8_t* ws_reverse_tree(enum family family, size_t* length);

/** Labels of in-addr.arpa and of ip6.arpa, the root label included. */
#define REVERSE_LABELS 3

/** Read a reverse name, in-addr.arpa and ip6.arpa themselves included.
 * @param labels, offset: as ws_name_labels() has them.
 * @return false: not a reverse name. */
bool ws_reverse_read(const uint8_t* name, unsigned labels,
	const uint8_t* offset, struct reverse_name* reverse);

/** Read an octet of an IPv4 address: decimal, without leading zeros.
 * @param label: its length octet.
 * @return false: not one. */
static inline bool
reverse_octet(const uint8_t* label, struct number* octet)
{
	bool overflow;

	if(label[0] > 3 || (label[0] > 1 && label[1] == '0'))
		return false;
	return ws_number_read(label + 1, label[0], octet, &overflow)
		&& octet->low <= 255;
}

/**
 * Read the name of a reverse zone of RFC 2317: a label, then the name of a /24.
 * @param first: set to the first address of the /24.
 * @return NULL, or what is wrong.
 */
const char* ws_reverse_zone_read(const uint8_t* name, size_t length,
	struct number* first);

/** Write the reverse name of an address. @param name: a buffer of MAX_NAME octets.
 * @return octets of the name. */
size_t ws_reverse_write(uint8_t* name, struct address address);

#endif /* WORKSTATION_REVERSE_H */
