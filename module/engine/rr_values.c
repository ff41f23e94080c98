/* SPDX-License-Identifier: BSD-3-Clause */
/* Placeholders in records: a row of a table for each that names do not have. */
#include "rr_values.h"

#include <string.h>

static size_t
write_escape(uint8_t* text, uint8_t octet, bool is_quoted)
{
	size_t length = 0;

	text[length++] = '\\';
	if(is_quoted)
		text[length++] = '\\';
	if(octet > ' ' && octet <= '~') {
		/* in a string, the octet can need an escape of its own */
		if(is_quoted && (octet == '\\' || octet == '"'))
			text[length++] = '\\';
		text[length++] = octet;
		return length;
	}
	text[length++] = (uint8_t)('0' + octet / 100);
	text[length++] = (uint8_t)('0' + octet / 10 % 10);
	text[length++] = (uint8_t)('0' + octet % 10);
	return length;
}

/** Whether an octet of a label has an escape in zone files (RFC 1035, 5.1). */
static bool
needs_escape(uint8_t octet)
{
	return octet <= ' ' || octet > '~' || memchr(".\\\";()@$", octet, 8);
}

static int
write_name(const struct rr_values* values, bool is_quoted, uint8_t* text)
{
	const uint8_t* name = values->name;
	size_t length = 0;

	if(name[0] == 0)
		text[length++] = '.';
	while(*name) {
		const uint8_t* end = name + *name + 1;

		while(++name < end) {
			uint8_t octet = octet_lower(*name);

			if(needs_escape(octet))
				length += write_escape(text + length, octet,
					is_quoted);
			else
				text[length++] = octet;
		}
		text[length++] = '.';
	}
	return (int)length;
}

static int
write_address(const struct rr_values* values, enum family family,
	uint8_t* text)
{
	struct address address = {values->address[family], family};

	return values->families & FAMILY_BIT(family)
		? (int)ws_address_write(text, address) : RR_ABSENT;
}

static int
write_ipv4(const struct rr_values* values, bool is_quoted, uint8_t* text)
{
	(void)is_quoted;
	return write_address(values, IPV4, text);
}

static int
write_ipv6(const struct rr_values* values, bool is_quoted, uint8_t* text)
{
	(void)is_quoted;
	return write_address(values, IPV6, text);
}

/** The placeholders that only records have. */
static const struct {
	const char* text;
	uint8_t kind;
	unsigned consists_of;
	size_t longest;
	/** @return octets written; or RR_ABSENT. */
	int (*write)(const struct rr_values* values, bool is_quoted,
		uint8_t* text);
} rows[] = {
	{"{name}", RR_VALUE_NAME, VALUE_NAME, RR_VALUE_MAX_TEXT, &write_name},
	{"{ipv4}", RR_VALUE_IPV4, VALUE_IPV4, ADDRESS_MAX_TEXT, &write_ipv4},
	{"{ipv6}", RR_VALUE_IPV6, VALUE_IPV6, ADDRESS_MAX_TEXT, &write_ipv6},
};
#define ROWS (sizeof(rows) / sizeof(*rows))
#define ROW(kind) ((kind) - RR_VALUE_NAME)

size_t
ws_rr_value_read(const char* text, struct rr_value* value)
{
	size_t length;

	for(size_t i = 0; i < ROWS; i++)
		if(strncmp(text, rows[i].text, strlen(rows[i].text)) == 0) {
			*value = (struct rr_value){rows[i].kind, 0};
			return strlen(rows[i].text);
		}
	length = ws_placeholder_read(text, &value->kind, &value->width);
	/* a value of several labels is not a text */
	return length && ws_placeholders[value->kind].labels == 0 ? length : 0;
}

unsigned
ws_rr_value_text(struct rr_value value)
{
	if(value.kind >= RR_VALUE_NAME)
		return rows[ROW(value.kind)].consists_of;
	switch(ws_placeholders[value.kind].base) {
	case 10:
		return VALUE_DECIMAL;
	case 16:
		return VALUE_HEXADECIMAL;
	default:
		return VALUE_DASHED;
	}
}

size_t
ws_rr_value_longest(struct rr_value value)
{
	return value.kind >= RR_VALUE_NAME ? rows[ROW(value.kind)].longest
		: VALUE_MAX_TEXT;
}

/** The number or the address that a placeholder of names is written from. */
static struct template_value
find_value(const struct placeholder* placeholder,
	const struct rr_values* values)
{
	struct template_value value = {values->own.number,
		(uint8_t)FAMILY_BIT(values->own.family), false};

	if(placeholder->numbering == NUMBERING_COUNT)
		value.number = values->number;
	if(placeholder->numbering == NUMBERING_LAST_32_BITS)
		value.number = number_and(value.number, number_mask(32));
	return value;
}

int
ws_rr_value_write(struct rr_value value, const struct rr_values* values,
	bool is_quoted, uint8_t* text)
{
	const struct placeholder* placeholder;
	struct template_value number;

	if(value.kind >= RR_VALUE_NAME)
		return rows[ROW(value.kind)].write(values, is_quoted, text);
	placeholder = &ws_placeholders[value.kind];
	number = find_value(placeholder, values);
	return (int)placeholder->write(text, &number, value.width,
		values->offset);
}
