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

/** @return 0 to 15; -1: not a hexadecimal digit. */
static inline int
hex_digit(uint8_t octet)
{
	if(octet >= '0' && octet <= '9')
		return octet - '0';
	if(octet >= 'a' && octet <= 'f')
		return octet - 'a' + 10;
	if(octet >= 'A' && octet <= 'F')
		return octet - 'A' + 10;
	return -1;
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

/** Read an address in a label, with '-' for '.' or ':'. IPv6 in forms 1 and 2 of
 * RFC 4291, 2.2. @return false: not an address. */
bool ws_address_read_dashed(const uint8_t* text, size_t length,
	struct address* address);

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

/** Read 8 hexadecimal digits (IPv4) or 32 (IPv6). @return false: not an address. */
bool ws_address_read_hex(const uint8_t* text, size_t length,
	struct address* address);

/** Write 8 or 32 hexadecimal digits in lower case. @return octets written. */
size_t ws_address_write_hex(uint8_t* text, struct address address);

/** Write the address in network order. @param octets: a buffer of 16 octets.
 * @return 4 or 16. */
size_t ws_address_octets(uint8_t* octets, struct address address);

#endif /* WORKSTATION_ADDRESS_H */
