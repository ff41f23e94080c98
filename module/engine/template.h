/* SPDX-License-Identifier: BSD-3-Clause */
/* Templates of computed labels: literal text and one placeholder. */
#ifndef WORKSTATION_TEMPLATE_H
#define WORKSTATION_TEMPLATE_H

#include "address.h"
#include "name.h"

/** The placeholder of a template. */
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
	/** W of {n:W}, as in printf's %0Wd; 0: {n}, with any number of leading zeros. */
	uint8_t width;
};

/** Octets of the longest literal text. */
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

/** The value of the placeholder in a label. */
struct template_value {
	/** The number; for {ip} and {hex}, the address as one. */
	struct number number;
	/** The family of the address; undefined for {n}. */
	enum family family;
	/** The number is greater than NUMBER_MAX. */
	bool overflow;
};

/**
 * Read a template in the form it has in a configuration.
 * @param literal: a buffer of TEMPLATE_MAX_LITERAL octets; set to the text before the
 *	placeholder and the text after it.
 * @return NULL, or what is wrong and what was expected.
 */
const char* ws_template_read(const char* text,
	struct template_format* format, uint8_t* literal);

/** Octets of the longest template in a configuration, the NUL included. */
#define TEMPLATE_MAX_TEXT (TEMPLATE_MAX_LITERAL + sizeof("{n:39}"))

/** Write a template in the form it has in a configuration.
 * @param text: a buffer of TEMPLATE_MAX_TEXT octets. */
void ws_template_show(const struct template_format* format,
	const uint8_t* literal, char* text);

/**
 * Read the value of the placeholder in a label. The literal text is not compared.
 * @param label: its first octet after the length octet.
 * @return false: the label is not of this format.
 */
bool ws_template_value(const struct template_format* format,
	const uint8_t* label, size_t length, struct template_value* value);

/**
 * Write a label, without its length octet.
 * @param text: a buffer of TEMPLATE_MAX_LITERAL + NUMBER_MAX_DIGITS octets.
 * @return octets written; more than MAX_LABEL are not a label.
 */
size_t ws_template_write(const struct template_format* format,
	const uint8_t* literal, const struct template_value* value,
	uint8_t* text);

/**
 * Whether all labels of a template are host names: letters, digits and '-', no '-' at an
 * end, no "--" at octets 3 and 4 (RFC 952, RFC 5891).
 * @param shortest, longest: octets of the values in place of the placeholder.
 */
bool ws_template_gives_host_names(const struct template_format* format,
	const uint8_t* literal, size_t shortest, size_t longest);

#endif /* WORKSTATION_TEMPLATE_H */
