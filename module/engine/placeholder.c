/* SPDX-License-Identifier: BSD-3-Clause */
/* The placeholders, and their values in names. */
#include "placeholder.h"

#include <stdio.h>
#include <string.h>

static bool
read_none(const uint8_t* text, size_t length, unsigned width,
	struct template_value* value)
{
	(void)text;
	(void)width;
	*value = (struct template_value){number_of(0), FAMILY_BIT(IPV4), false};
	return length == 0;
}

/** As printf's %0Wd writes it; without a width, with any number of leading zeros. */
static bool
read_decimal(const uint8_t* text, size_t length, unsigned width,
	struct template_value* value)
{
	if(width && (length < width || (length > width && *text == '0')))
		return false;
	value->families = BOTH_FAMILIES;
	return ws_number_read(text, length, &value->number, &value->overflow);
}

static size_t
write_decimal(uint8_t* text, const struct template_value* value,
	unsigned width, size_t offset)
{
	(void)offset;
	return ws_number_write(text, value->number, width);
}

/** Exactly W digits; without a width, with any number of leading zeros. */
static bool
read_hexadecimal(const uint8_t* text, size_t length, unsigned width,
	struct template_value* value)
{
	if(width && length != width)
		return false;
	value->families = BOTH_FAMILIES;
	return ws_number_read_hex(text, length, &value->number,
		&value->overflow);
}

static size_t
write_hexadecimal(uint8_t* text, const struct template_value* value,
	unsigned width, size_t offset)
{
	(void)offset;
	return ws_number_write_hex(text, value->number, width);
}

static struct address
address_of(const struct template_value* value)
{
	return (struct address){value->number,
		value->families == FAMILY_BIT(IPV4) ? IPV4 : IPV6};
}

static bool
read_address(const uint8_t* text, size_t length, unsigned width,
	struct template_value* value)
{
	(void)width;
	value->overflow = false;
	value->families = FAMILY_BIT(IPV4);
	if(ws_address_read_ipv4(text, length, &value->number))
		return true;
	value->families = FAMILY_BIT(IPV6);
	return ws_address_read_ipv6(text, length, &value->number);
}

static size_t
write_address(uint8_t* text, const struct template_value* value,
	unsigned width, size_t offset)
{
	(void)width;
	return ws_address_write_dashed(text, address_of(value), offset);
}

static size_t
write_long_address(uint8_t* text, const struct template_value* value,
	unsigned width, size_t offset)
{
	return value->families == FAMILY_BIT(IPV6)
		? ws_address_write_long(text, value->number)
		: write_address(text, value, width, offset);
}

static bool
read_hex_address(const uint8_t* text, size_t length, unsigned width,
	struct template_value* value)
{
	(void)width;
	value->families = length == 8 ? FAMILY_BIT(IPV4) : FAMILY_BIT(IPV6);
	return (length == 8 || length == 32) && ws_number_read_hex(text, length,
		&value->number, &value->overflow);
}

static size_t
write_hex_address(uint8_t* text, const struct template_value* value,
	unsigned width, size_t offset)
{
	(void)width;
	(void)offset;
	return ws_number_write_hex(text, value->number,
		family_bits(address_of(value).family) / 4);
}

/** Read one octet of IPv4, without leading zeros. */
static bool
read_octet(const uint8_t* text, size_t length, uint32_t* octet)
{
	*octet = 0;
	if(length == 0 || length > 3 || (length > 1 && *text == '0'))
		return false;
	for(size_t i = 0; i < length; i++) {
		if(text[i] < '0' || text[i] > '9')
			return false;
		*octet = *octet * 10 + (text[i] - (uint32_t)'0');
	}
	return *octet <= 255;
}

/** The last octets of an IPv4 address, a label each. */
static bool
read_dotted(const uint8_t* text, size_t length, unsigned width,
	struct template_value* value)
{
	uint32_t number = 0, octet;
	size_t at = 0;

	for(unsigned i = 0; i < width; i++) {
		if(at == length || text[at] >= length - at
			|| !read_octet(text + at + 1, text[at], &octet))
			return false;
		number = number << 8 | octet;
		at += text[at] + (size_t)1;
	}
	*value = (struct template_value){number_of(number), FAMILY_BIT(IPV4),
		false};
	return at == length;
}

/** The reversed order of four octets. */
static struct number
reversed(struct number number)
{
	uint32_t octets = (uint32_t)number.low;

	return number_of(octets << 24 | (octets & 0xff00) << 8
		| (octets >> 8 & 0xff00) | octets >> 24);
}

static bool
read_reversed(const uint8_t* text, size_t length, unsigned width,
	struct template_value* value)
{
	(void)width;
	value->families = FAMILY_BIT(IPV4);
	value->overflow = false;
	if(!ws_address_read_ipv4(text, length, &value->number))
		return false;
	value->number = reversed(value->number);
	return true;
}

static size_t
write_reversed(uint8_t* text, const struct template_value* value,
	unsigned width, size_t offset)
{
	struct address address = {reversed(value->number), IPV4};

	(void)width;
	return ws_address_write_dashed(text, address, offset);
}

static bool
read_last_32_bits(const uint8_t* text, size_t length, unsigned width,
	struct template_value* value)
{
	(void)width;
	value->families = FAMILY_BIT(IPV6);
	value->overflow = false;
	return ws_address_read_ipv4(text, length, &value->number);
}

static size_t
write_last_32_bits(uint8_t* text, const struct template_value* value,
	unsigned width, size_t offset)
{
	struct address address = {value->number, IPV4};

	(void)width;
	return ws_address_write_dashed(text, address, offset);
}

static size_t
write_dotted(uint8_t* text, const struct template_value* value, unsigned width,
	size_t offset)
{
	size_t length = 0;

	(void)offset;
	for(unsigned i = width; i-- > 0;) {
		uint8_t* label = text + length;

		label[0] = (uint8_t)ws_number_write(label + 1,
			number_of(number_octet(value->number, i)), 0);
		length += label[0] + (size_t)1;
	}
	return length;
}

/* Rows are found by their text alone. */
const struct placeholder ws_placeholders[] = {
	{"", NULL, NULL, 0, BOTH_FAMILIES, NUMBERING_COUNT, 0, 0,
		&read_none, NULL},
	{"{n}", "{n:", "}", NUMBER_MAX_DIGITS, BOTH_FAMILIES,
		NUMBERING_COUNT, 10, 0, &read_decimal, &write_decimal},
	{"{n:x}", "{n:", "x}", NUMBER_MAX_HEX_DIGITS, BOTH_FAMILIES,
		NUMBERING_COUNT, 16, 0, &read_hexadecimal, &write_hexadecimal},
	{"{ip}", NULL, NULL, 0, BOTH_FAMILIES, NUMBERING_ADDRESS, 0, 0,
		&read_address, &write_address},
	{"{ip:long}", NULL, NULL, 0, BOTH_FAMILIES, NUMBERING_ADDRESS, 0, 0,
		&read_address, &write_long_address},
	{"{hex}", NULL, NULL, 0, BOTH_FAMILIES, NUMBERING_ADDRESS, 16, 0,
		&read_hex_address, &write_hex_address},
	{"{dotted}", NULL, NULL, 0, FAMILY_BIT(IPV4), NUMBERING_ADDRESS, 0, 4,
		&read_dotted, &write_dotted},
	{"{reversed}", NULL, NULL, 0, FAMILY_BIT(IPV4), NUMBERING_ADDRESS, 0, 0,
		&read_reversed, &write_reversed},
	{"{v4}", NULL, NULL, 0, FAMILY_BIT(IPV6), NUMBERING_LAST_32_BITS, 0, 0,
		&read_last_32_bits, &write_last_32_bits},
};
const uint8_t ws_placeholder_count = sizeof(ws_placeholders) / sizeof(*ws_placeholders);

/** Read a placeholder with a width. @return octets read; 0: it is not this one. */
static size_t
read_width(const char* text, const struct placeholder* placeholder,
	uint8_t* width)
{
	size_t before = strlen(placeholder->before_width), digits;
	size_t after = strlen(placeholder->after_width);
	struct number number;
	bool overflow;

	if(strncmp(text, placeholder->before_width, before) != 0)
		return 0;
	digits = strspn(text + before, "0123456789");
	if(digits < 1 || digits > 2 || text[before] == '0')
		return 0;
	ws_number_read((const uint8_t*)text + before, digits, &number,
		&overflow);
	if(number.low > placeholder->max_width || strncmp(text + before + digits,
		placeholder->after_width, after) != 0)
		return 0;
	*width = (uint8_t)number.low;
	return before + digits + after;
}

size_t
ws_placeholder_read(const char* text, uint8_t* placeholder, uint8_t* width)
{
	for(uint8_t i = PLACEHOLDER_NONE + 1; i < ws_placeholder_count; i++) {
		const struct placeholder* row = &ws_placeholders[i];
		size_t length = strlen(row->text);

		*placeholder = i;
		*width = row->labels;
		if(strncmp(text, row->text, length) != 0)
			length = row->max_width ? read_width(text, row, width)
				: 0;
		if(length)
			return length;
	}
	return 0;
}

void
ws_placeholder_show(uint8_t placeholder, uint8_t width,
	char text[PLACEHOLDER_MAX_TEXT])
{
	const struct placeholder* row = &ws_placeholders[placeholder];

	if(row->max_width && width)
		snprintf(text, PLACEHOLDER_MAX_TEXT, "%s%u%s",
			row->before_width, width, row->after_width);
	else
		snprintf(text, PLACEHOLDER_MAX_TEXT, "%s", row->text);
}

bool
ws_placeholder_wider(unsigned wider, uint8_t* placeholder, uint8_t* width)
{
	const struct placeholder* row = &ws_placeholders[*placeholder];

	if(wider == 0)
		return true;
	if(row->max_width) {
		*width = 0;
		return wider == 1;
	}
	/* those with the same values */
	for(uint8_t i = PLACEHOLDER_NONE + 1; i < ws_placeholder_count; i++)
		if(ws_placeholders[i].read == row->read
			&& ws_placeholders[i].numbering == row->numbering
			&& i != *placeholder && --wider == 0) {
			*placeholder = i;
			return true;
		}
	return false;
}
