/* SPDX-License-Identifier: BSD-3-Clause */
/* The placeholders in templates of records, and what they stand for. */
#ifndef WORKSTATION_RR_VALUES_H
#define WORKSTATION_RR_VALUES_H

#include "name.h"
#include "placeholder.h"

/** A placeholder has no value for a name, or the value does not fit where it stands. */
#define RR_ABSENT (-1)
#define RR_NO_MEMORY (-2)

/** What placeholders stand for in the records of one name. */
struct rr_values {
	/** The number, if the rule's name counts. */
	struct number number;
	/** The address that the rule has for the name, if it has addresses. Where the name
	 * counts, those of the name can be of earlier rules. */
	struct address own;
	/** The addresses of the name, by family, and which there are, a set. */
	struct number address[FAMILIES];
	uint8_t families;
	/** Octets of the label before the value, as {ip} in names is written: see
	 * template_offset(). */
	size_t offset;
	/** The computed name in wire format, in any case, and the offset in it of the
	 * origin that was matched. */
	const uint8_t* name;
	size_t name_length, origin_offset;
};

/** A placeholder: a row of ws_placeholders, or one of records only. */
struct rr_value {
	uint8_t kind;
	/** Of the row; else 0. */
	uint8_t width;
};

#define RR_VALUE_NAME 0x80
#define RR_VALUE_IPV4 0x81
#define RR_VALUE_IPV6 0x82

/** What the text of a value consists of, a set. */
#define VALUE_DECIMAL 1u
#define VALUE_HEXADECIMAL 2u
#define VALUE_DASHED 4u
#define VALUE_IPV4 8u
#define VALUE_IPV6 16u
#define VALUE_NAME 32u
#define VALUE_DIGITS (VALUE_DECIMAL | VALUE_HEXADECIMAL)
#define VALUE_ANY 63u

/** Octets of the longest text of a value: each octet of a name can be \\DDD. */
#define RR_VALUE_MAX_TEXT (5 * MAX_NAME)

/** All of them in a message. */
#define RR_VALUE_LIST \
	"{n}, {n:W}, {n:x}, {n:Wx}, {ip}, {ip:long}, {hex}, {reversed}, {v4}, {name}, {ipv4} or {ipv6}, and \\{ for a brace"

/** Read a placeholder. @return octets read; 0: it is not one of records. */
size_t ws_rr_value_read(const char* text, struct rr_value* value);

/** One of the set of VALUE_ flags. */
unsigned ws_rr_value_text(struct rr_value value);

/** No text of the value is longer. */
size_t ws_rr_value_longest(struct rr_value value);

/**
 * Write a value.
 * @param is_quoted: whether the text is read as that of a string. An escape in {name} is
 *	then written so that the string has the escape.
 * @param text: a buffer of RR_VALUE_MAX_TEXT octets.
 * @return octets written; or RR_ABSENT.
 */
int ws_rr_value_write(struct rr_value value, const struct rr_values* values,
	bool is_quoted, uint8_t* text);

#endif /* WORKSTATION_RR_VALUES_H */
