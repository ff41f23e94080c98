/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses of both families as numbers, and their text in configurations and labels.
 */
#ifndef WORKSTATION_ADDRESS_H
#define WORKSTATION_ADDRESS_H

#include "number.h"

enum family {
	IPV4,
	IPV6
};
#define FAMILIES 2

/** An address; IPv4 in the low 32 bits. */
struct address {
	struct number number;
	enum family family;
};

static inline unsigned
family_bits(enum family family)
{
	return family == IPV4 ? 32 : 128;
}

/** Octets of the longest address in a label, one of IPv6. */
#define ADDRESS_MAX_LABEL 39

/** Read an address in the presentation format of inet_pton(3).
 * @return false: not an address. */
bool ws_address_read(const char* text, struct address* address);

/** Octets of the longest address in presentation format, the NUL included. */
#define ADDRESS_MAX_TEXT 46

/** Write an address in the presentation format of inet_ntop(3). */
void ws_address_text(char text[ADDRESS_MAX_TEXT],
	struct address address);

/**
 * Write an address as inet_ntop(3) does, without a NUL.
 * @param text: a buffer of ADDRESS_MAX_TEXT octets. @return octets written.
 */
size_t ws_address_write(uint8_t* text, struct address address);

/** Read an IPv4 address in a label, as inet_pton(3) does, with '-' for '.'.
 * @return false: not one. */
bool ws_address_read_ipv4(const uint8_t* text, size_t length,
	struct number* number);

/** Read an IPv6 address in a label, in forms 1 and 2 of RFC 4291, 2.2, with '-' for ':'.
 * @return false: not one. */
bool ws_address_read_ipv6(const uint8_t* text, size_t length,
	struct number* number);

/**
 * Write an address as part of a label that is a host name: in the format of RFC 5952
 * with '-' for ':', and with one more group "0" where it would otherwise begin or end
 * in '-', or have "--" at octets 3 and 4 of the label (RFC 5891, 4.2.3.1).
 * @param text: a buffer of ADDRESS_MAX_LABEL octets.
 * @param offset: octets of the label before the address.
 * @return octets written.
 */
size_t ws_address_write_dashed(uint8_t* text, struct address address,
	size_t offset);

/** Write all eight groups of an IPv6 address, four digits each, with '-' for ':'.
 * @param text: a buffer of ADDRESS_MAX_LABEL octets. @return octets written. */
size_t ws_address_write_long(uint8_t* text, struct number number);

/** Write the address in network order. @param octets: a buffer of 16 octets.
 * @return 4 or 16. */
size_t ws_address_octets(uint8_t* octets, struct address address);

#endif /* WORKSTATION_ADDRESS_H */
