/* SPDX-License-Identifier: BSD-3-Clause */
/* Templates: reading and writing them, and computed labels. */
#include "template.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static bool
is_literal(char octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z')
		|| (octet >= '0' && octet <= '9') || octet == '-'
		|| octet == '_';
}

/** Read {n}, {n:W}, {ip} or {hex}. @return octets read; 0: not a placeholder. */
static size_t
read_placeholder(const char* text, struct template_format* format)
{
	format->width = 0;
	if(strncmp(text, "{n}", 3) == 0) {
		format->placeholder = PLACEHOLDER_NUMBER;
		return 3;
	}
	if(strncmp(text, "{ip}", 4) == 0) {
		format->placeholder = PLACEHOLDER_ADDRESS;
		return 4;
	}
	if(strncmp(text, "{hex}", 5) == 0) {
		format->placeholder = PLACEHOLDER_HEX;
		return 5;
	}
	if(strncmp(text, "{n:", 3) == 0) {
		size_t digits = strspn(text + 3, "0123456789");
		struct number width;
		bool overflow;

		ws_number_read((const uint8_t*)text + 3, digits, &width,
			&overflow);
		if(text[3] == '0' || digits < 1 || digits > 2
			|| width.low > NUMBER_MAX_DIGITS
			|| text[3 + digits] != '}')
			return 0;
		format->placeholder = PLACEHOLDER_NUMBER;
		format->width = (uint8_t)width.low;
		return 3 + digits + 1;
	}
	return 0;
}

const char*
ws_template_read(const char* text, struct template_format* format,
	uint8_t* literal)
{
	size_t length = 0;
	bool has_placeholder = false;

	memset(format, 0, sizeof(*format));
	while(*text) {
		if(*text == '{') {
			size_t read;

			if(has_placeholder)
				return "has two placeholders, expected one";
			read = read_placeholder(text, format);
			if(read == 0)
				return "has an unknown placeholder, expected {n}, {n:W} with W from 1 to 39, {ip} or {hex}";
			format->prefix_length = (uint8_t)length;
			has_placeholder = true;
			text += read;
			continue;
		}
		if(*text == '.')
			return "has a dot, expected one label (origin: has the labels after it)";
		if(!is_literal(*text))
			return "has an invalid character, expected letters, digits, '-', '_' and a placeholder";
		if(length == TEMPLATE_MAX_LITERAL)
			return "is too long, a label has at most 63 octets";
		literal[length++] = (uint8_t)*text++;
	}
	if(!has_placeholder)
		return "has no placeholder, expected {n}, {n:W}, {ip} or {hex}";
	format->suffix_length = (uint8_t)(length - format->prefix_length);
	return NULL;
}

void
ws_template_show(const struct template_format* format,
	const uint8_t* literal, char* text)
{
	static const char* const placeholders[] = {
		[PLACEHOLDER_NUMBER] = "{n}", [PLACEHOLDER_ADDRESS] = "{ip}",
		[PLACEHOLDER_HEX] = "{hex}"};
	char numbered[sizeof("{n:255}")];
	const char* placeholder = placeholders[format->placeholder];

	if(format->width) {
		snprintf(numbered, sizeof(numbered), "{n:%u}", format->width);
		placeholder = numbered;
	}
	snprintf(text, TEMPLATE_MAX_TEXT, "%.*s%s%.*s", format->prefix_length,
		(const char*)literal, placeholder, format->suffix_length,
		(const char*)literal + format->prefix_length);
}

bool
ws_template_value(const struct template_format* format,
	const uint8_t* label, size_t length, struct template_value* value)
{
	struct address address;

	if(length <= template_literal_length(format))
		return false;
	label += format->prefix_length;
	length -= template_literal_length(format);

	value->overflow = false;
	if(format->placeholder == PLACEHOLDER_NUMBER) {
		value->family = IPV4;
		if(format->width && (length < format->width
			|| (length > format->width && *label == '0')))
			return false;
		return ws_number_read(label, length, &value->number,
			&value->overflow);
	}
	if(format->placeholder == PLACEHOLDER_HEX
		? !ws_address_read_hex(label, length, &address)
		: !ws_address_read_dashed(label, length, &address))
		return false;
	value->number = address.number;
	value->family = address.family;
	return true;
}

size_t
ws_template_write(const struct template_format* format,
	const uint8_t* literal, const struct template_value* value,
	uint8_t* text)
{
	struct address address = {value->number, value->family};
	size_t length = format->prefix_length;

	assert(template_literal_length(format) <= TEMPLATE_MAX_LITERAL);
	memcpy(text, literal, length);
	if(format->placeholder == PLACEHOLDER_NUMBER)
		length += ws_number_write(text + length, value->number,
			format->width);
	else if(format->placeholder == PLACEHOLDER_HEX)
		length += ws_address_write_hex(text + length, address);
	else
		length += ws_address_write_dashed(text + length,
			address, length);
	memcpy(text + length, literal + format->prefix_length,
		format->suffix_length);
	return length + format->suffix_length;
}

bool
ws_template_gives_host_names(const struct template_format* format,
	const uint8_t* literal, size_t shortest, size_t longest)
{
	size_t length = template_literal_length(format);
	const uint8_t* suffix = literal + format->prefix_length;

	if(memchr(literal, '_', length))
		return false;
	if(format->prefix_length && literal[0] == '-')
		return false;
	if(format->suffix_length && suffix[format->suffix_length - 1] == '-')
		return false;
	if(format->prefix_length >= 4 && memcmp(literal + 2, "--", 2) == 0)
		return false;
	for(size_t i = 0; i + 1 < format->suffix_length; i++) {
		/* octets of literal text before this "--" of the suffix */
		size_t before = format->prefix_length + i;

		if(memcmp(suffix + i, "--", 2) == 0 && before <= 2
			&& before + shortest <= 2 && before + longest >= 2)
			return false;
	}
	return true;
}
