/* SPDX-License-Identifier: BSD-3-Clause */
/* Templates: how the computed label of a rule is written and read. */
#ifndef WORKSTATION_TEMPLATE_H
#define WORKSTATION_TEMPLATE_H

#include "address.h"
#include "name.h"

/** What the placeholder stands for. */
enum placeholder {
	/** {n} */
	PLACEHOLDER_NUMBER,
	/** {ip} */
	PLACEHOLDER_ADDRESS,
	/** {hex} */
	PLACEHOLDER_HEX
};

/** A template without its literal text. */
struct template_format {
	/** Octets of literal text before and after the placeholder. */
	uint8_t prefix_length, suffix_length;
	/** An enum placeholder. */
	uint8_t placeholder;
	/** Digits as printf's %0Wd writes them; 0: any count of zeros. */
	uint8_t width;
};

/** Octets of the longest literal text of a template. */
#define TEMPLATE_MAX_LITERAL MAX_LABEL

static inline size_t
template_literal_length(const struct template_format* format)
{
	return (size_t)format->prefix_length + format->suffix_length;
}

static inline bool
template_format_equal(const struct template_format* a,
	const struct template_format* b)
{
	return a->prefix_length == b->prefix_length
		&& a->suffix_length == b->suffix_length
		&& a->placeholder == b->placeholder && a->width == b->width;
}

/** What a label says in the place of the placeholder. */
struct template_value {
	/** The number; for {ip} and {hex}, the address as one. */
	struct number number;
	/** The address's family; without meaning for {n}. */
	enum family family;
	/** The number is too large for any rule. */
	bool overflow;
};

/**
 * Read a template as it is written in a configuration.
 * @param literal: the text before the placeholder, then that after it; a buffer
 *	of TEMPLATE_MAX_LITERAL octets.
 * @return NULL; or what is wrong with it, and what would be right.
 */
const char* ws_template_read(const char* text,
	struct template_format* format, uint8_t* literal);

/** Octets of the longest text of a template, its NUL included. */
#define TEMPLATE_MAX_TEXT (TEMPLATE_MAX_LITERAL + sizeof("{n:39}"))

/** Write a template as it is written in a configuration.
 * @param literal: its own.
 * @param text: a buffer of TEMPLATE_MAX_TEXT octets. */
void ws_template_show(const struct template_format* format,
	const uint8_t* literal, char* text);

/**
 * Read the placeholder's value in a label, whose literal text is not looked at.
 * @param label: its first octet, after the length.
 * @return false: the label is not of this format.
 */
bool ws_template_value(const struct template_format* format,
	const uint8_t* label, size_t length, struct template_value* value);

/**
 * Write a label, without its length octet.
 * @param literal: the template's own.
 * @param text: a buffer of TEMPLATE_MAX_LITERAL + NUMBER_MAX_DIGITS octets.
 * @return octets written; more than MAX_LABEL make no label.
 */
size_t ws_template_write(const struct template_format* format,
	const uint8_t* literal, const struct template_value* value,
	uint8_t* text);

/**
 * Whether all labels the template writes are host names: letters, digits and
 * '-', none at an end, no "--" in places 3 and 4 (RFC 952, RFC 5891).
 * @param shortest, longest: octets of the values that are written.
 */
bool ws_template_gives_host_names(const struct template_format* format,
	const uint8_t* literal, size_t shortest, size_t longest);

#endif /* WORKSTATION_TEMPLATE_H */
