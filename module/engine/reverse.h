/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of the reverse tree, in-addr.arpa (RFC 1035, 3.5) and ip6.arpa
 * (RFC 3596, 2.5). */
#ifndef WORKSTATION_REVERSE_H
#define WORKSTATION_REVERSE_H

#include "address.h"
#include "name.h"

/** The addresses that a name of the reverse tree stands for. */
struct reverse_name {
	/** The first of them. */
	struct address address;
	/** Octets or nibbles it has; all of them for one address. */
	unsigned parts;
};

/** Octets or nibbles of an address in the reverse tree. */
static inline unsigned
reverse_parts(enum family family)
{
	return family == IPV4 ? 4 : 32;
}

/** The family's reverse tree. @param length: is set to the octets of its name. */
const uint8_t* ws_reverse_tree(enum family family, size_t* length);

/** Labels under which the family's reverse tree is: two and the root. */
#define REVERSE_LABELS 3

/** Read a reverse name, in-addr.arpa and ip6.arpa themselves included.
 * @param labels, offset: the labels of the name.
 * @return false: it is none. */
bool ws_reverse_read(const uint8_t* name, unsigned labels,
	const uint8_t* offset, struct reverse_name* reverse);

/** Write the reverse name of an address. @param name: a buffer of MAX_NAME octets.
 * @return octets of the name. */
size_t ws_reverse_write(uint8_t* name, struct address address);

#endif /* WORKSTATION_REVERSE_H */
