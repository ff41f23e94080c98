/* SPDX-License-Identifier: BSD-3-Clause */
/* The text of addresses. */
#define _POSIX_C_SOURCE 200112L

#include "address.h"

#include <arpa/inet.h>
#include <string.h>

#define GROUPS 8

static struct number
number_of_octets(const uint8_t* octets, size_t count)
{
	struct number number = number_of(0);

	for(size_t i = 0; i < count; i++)
		number = number_or(number_shift(number, 8),
			number_of(octets[i]));
	return number;
}

bool
ws_address_read(const char* text, struct address* address)
{
	uint8_t octets[16];

	if(inet_pton(AF_INET, text, octets) == 1) {
		address->family = IPV4;
		address->number = number_of_octets(octets, 4);
		return true;
	}
	if(inet_pton(AF_INET6, text, octets) == 1) {
		address->family = IPV6;
		address->number = number_of_octets(octets, 16);
		return true;
	}
	return false;
}

void
ws_address_text(char text[ADDRESS_MAX_TEXT], struct address address)
{
	uint8_t octets[16];

	ws_address_octets(octets, address);
	inet_ntop(address.family == IPV4 ? AF_INET : AF_INET6, octets, text,
		ADDRESS_MAX_TEXT);
}

/** Read IPv4 as inet_pton(3) does, with '-' for '.'. */
static bool
read_ipv4(const uint8_t* text, size_t length, struct number* number)
{
	unsigned parts = 0, digits = 0, octet = 0;
	uint32_t value = 0;

	for(size_t i = 0; i < length; i++) {
		if(text[i] == '-') {
			if(digits == 0 || ++parts == 4)
				return false;
			value = value << 8 | octet;
			digits = octet = 0;
			continue;
		}
		if(text[i] < '0' || text[i] > '9' || (digits > 0 && octet == 0))
			return false;
		octet = octet * 10 + (text[i] - (unsigned)'0');
		digits++;
		if(octet > 255)
			return false;
	}
	*number = number_of(value << 8 | octet);
	return parts == 3 && digits > 0;
}

bool
ws_address_read_dashed(const uint8_t* text, size_t length,
	struct address* address)
{
	char coloned[ADDRESS_MAX_LABEL + 1];
	uint8_t octets[16];

	if(length > ADDRESS_MAX_LABEL)
		return false;
	address->family = IPV4;
	if(read_ipv4(text, length, &address->number))
		return true;
	for(size_t i = 0; i < length; i++) {
		if(text[i] != '-' && hex_digit(text[i]) < 0)
			return false;
		coloned[i] = text[i] == '-' ? ':' : (char)text[i];
	}
	coloned[length] = 0;
	address->family = IPV6;
	if(inet_pton(AF_INET6, coloned, octets) != 1)
		return false;
	address->number = number_of_octets(octets, sizeof(octets));
	return true;
}

static size_t
write_ipv4(uint8_t* text, struct number number)
{
	size_t length = 0;

	for(unsigned i = 4; i-- > 0;) {
		length += ws_number_write(text + length,
			number_of(number_octet(number, i)), 0);
		if(i > 0)
			text[length++] = '-';
	}
	return length;
}

/** One group of IPv6, without leading zeros. */
static size_t
write_group(uint8_t* text, uint16_t group)
{
	size_t length = 0;

	for(int shift = 12; shift >= 0; shift -= 4)
		if(group >> shift || shift == 0)
			text[length++] = (uint8_t)
				"0123456789abcdef"[group >> shift & 0xf];
	return length;
}

/** Write the groups from first to before end, with '-' between them. Group 0 is the most
 * significant one. */
static size_t
write_groups(uint8_t* text, struct number number, unsigned first, unsigned end)
{
	size_t length = 0;

	for(unsigned i = first; i < end; i++) {
		if(i > first)
			text[length++] = '-';
		length += write_group(text + length,
			number_group(number, GROUPS - 1 - i));
	}
	return length;
}

/** Find the first of the longest runs of two or more zero groups (RFC 5952, 4.2).
 * @param begin: equal to end if there is none. */
static void
longest_zeros(struct number number, unsigned* begin, unsigned* end)
{
	unsigned run = 0;

	*begin = *end = 0;
	for(unsigned i = 0; i < GROUPS; i++) {
		run = number_group(number, GROUPS - 1 - i) == 0 ? run + 1 : 0;
		if(run >= 2 && run > *end - *begin) {
			*end = i + 1;
			*begin = *end - run;
		}
	}
}

static size_t
write_ipv6(uint8_t* text, struct number number, size_t offset)
{
	unsigned begin, end;
	size_t length;

	longest_zeros(number, &begin, &end);
	if(begin == end)
		return write_groups(text, number, 0, GROUPS);
	if(begin == 0)
		begin = 1;
	if(end == GROUPS)
		end = GROUPS - 1;
	length = write_groups(text, number, 0, begin);
	/* "--" at octets 3 and 4 of a label is reserved for A-labels */
	if(offset + length == 2 && begin < end) {
		begin++;
		length = write_groups(text, number, 0, begin);
	}
	text[length++] = '-';
	if(begin < end)
		text[length++] = '-';
	return length + write_groups(text + length, number, end, GROUPS);
}

size_t
ws_address_write_dashed(uint8_t* text, struct address address,
	size_t offset)
{
	return address.family == IPV4 ? write_ipv4(text, address.number)
		: write_ipv6(text, address.number, offset);
}

bool
ws_address_read_hex(const uint8_t* text, size_t length,
	struct address* address)
{
	if(length != 8 && length != 32)
		return false;
	address->family = length == 8 ? IPV4 : IPV6;
	address->number = number_of(0);
	for(size_t i = 0; i < length; i++) {
		int digit = hex_digit(text[i]);

		if(digit < 0)
			return false;
		address->number = number_or(number_shift(address->number, 4),
			number_of((uint64_t)digit));
	}
	return true;
}

size_t
ws_address_write_hex(uint8_t* text, struct address address)
{
	size_t length = family_bits(address.family) / 4;

	for(size_t i = 0; i < length; i++) {
		unsigned index = (unsigned)(length - 1 - i);
		uint8_t octet = number_octet(address.number, index / 2);

		text[i] = (uint8_t)
			"0123456789abcdef"[index % 2 ? octet >> 4 : octet & 0xf];
	}
	return length;
}

size_t
ws_address_octets(uint8_t* octets, struct address address)
{
	size_t count = family_bits(address.family) / 8;

	for(size_t i = 0; i < count; i++)
		octets[i] = number_octet(address.number,
			(unsigned)(count - 1 - i));
	return count;
}
