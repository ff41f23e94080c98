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
	uint64_t high = 0, low = 0;

	for(size_t i = 0; i < count; i++) {
		high = high << 8 | low >> 56;
		low = low << 8 | octets[i];
	}
	return (struct number){high, low};
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

bool
ws_address_read_ipv4(const uint8_t* text, size_t length,
	struct number* number)
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
ws_address_read_ipv6(const uint8_t* text, size_t length,
	struct number* number)
{
	char coloned[ADDRESS_MAX_LABEL + 1];
	uint8_t octets[16];
	unsigned colons = 0;

	if(length > ADDRESS_MAX_LABEL)
		return false;
	for(size_t i = 0; i < length; i++) {
		coloned[i] = (char)text[i];
		if(text[i] == '-') {
			coloned[i] = ':';
			colons++;
		} else if(hex_digit(text[i]) < 0) {
			return false;
		}
	}
	/* hexadecimal numbers look alike, and are many */
	if(colons < 2)
		return false;
	coloned[length] = 0;
	if(inet_pton(AF_INET6, coloned, octets) != 1)
		return false;
	*number = number_of_octets(octets, sizeof(octets));
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

/** One group of IPv6, no less than width digits. */
static size_t
write_group(uint8_t* text, uint16_t group, unsigned width)
{
	size_t length = 0;

	for(unsigned digits = 4; digits > 0; digits--)
		if(digits <= width || group >> 4 * (digits - 1))
			text[length++] = (uint8_t)"0123456789abcdef"[
				group >> 4 * (digits - 1) & 0xf];
	return length;
}

/** Write the groups from first to before end, with '-' between them, and no less than
 * width digits each. Group 0 is the most significant one. */
static size_t
write_groups(uint8_t* text, struct number number, unsigned first, unsigned end,
	unsigned width)
{
	size_t length = 0;

	for(unsigned i = first; i < end; i++) {
		if(i > first)
			text[length++] = '-';
		length += write_group(text + length,
			number_group(number, GROUPS - 1 - i), width);
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
		return write_groups(text, number, 0, GROUPS, 1);
	if(begin == 0)
		begin = 1;
	if(end == GROUPS)
		end = GROUPS - 1;
	length = write_groups(text, number, 0, begin, 1);
	/* "--" at octets 3 and 4 of a label is reserved for A-labels */
	if(offset + length == 2 && begin < end) {
		begin++;
		length = write_groups(text, number, 0, begin, 1);
	}
	text[length++] = '-';
	if(begin < end)
		text[length++] = '-';
	return length + write_groups(text + length, number, end, GROUPS,
		1);
}

size_t
ws_address_write_long(uint8_t* text, struct number number)
{
	return write_groups(text, number, 0, GROUPS, 4);
}

size_t
ws_address_write_dashed(uint8_t* text, struct address address,
	size_t offset)
{
	return address.family == IPV4 ? write_ipv4(text, address.number)
		: write_ipv6(text, address.number, offset);
}

/** Write an IPv6 address in the format of RFC 5952, with '-' for ':'. */
static size_t
write_short_ipv6(uint8_t* text, struct number number)
{
	unsigned begin, end;
	size_t length;

	longest_zeros(number, &begin, &end);
	if(begin == end)
		return write_groups(text, number, 0, GROUPS, 1);
	length = write_groups(text, number, 0, begin, 1);
	text[length++] = '-';
	text[length++] = '-';
	return length + write_groups(text + length, number, end, GROUPS, 1);
}

size_t
ws_address_write(uint8_t* text, struct address address)
{
	uint8_t separator = address.family == IPV4 ? '.' : ':';
	size_t length;

	/* some of these have a dotted quad at their end */
	if(address.family == IPV6 && address.number.high == 0) {
		ws_address_text((char*)text, address);
		return strlen((char*)text);
	}
	/* inet_ntop(3) takes longer than all the rest of a record */
	length = address.family == IPV4 ? write_ipv4(text, address.number)
		: write_short_ipv6(text, address.number);
	for(size_t i = 0; i < length; i++)
		if(text[i] == '-')
			text[i] = separator;
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
