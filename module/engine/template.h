/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Templates of computed names: literal text and one placeholder, in one label or more.
 * The literal text of a template is in wire format, without the length octet of the label
 * with the value. An example is "www.{*}-desk{n}x.floor3":
 *
 *	3www | -desk |   | x | 6floor3
 *	front  before      after behind      | is where {*} and the value are left out
 */
#ifndef WORKSTATION_TEMPLATE_H
#define WORKSTATION_TEMPLATE_H

#include "name.h"
#include "placeholder.h"

#include <string.h>

/** A template without its literal text: octets only, so that it can be compared and
 * hashed as they are. */
struct template_format {
	/** Labels of a name of the template. */
	uint8_t labels;
	/** Octets of the labels in front of the one with the value, and behind it: of the
	 * prefix, and of the suffix. */
	uint8_t front, behind;
	/** Octets of literal text between {*} and the value, with WILD_BEHIND if {*} is
	 * behind the value; 0: there is no {*}. */
	uint8_t wild;
	/** Octets of literal text before and after the placeholder. */
	uint8_t prefix_length, suffix_length;
	/** Index of the placeholder, and its width: see ws_placeholder_read(). */
	uint8_t placeholder, width;
};

#define WILD_BEHIND 0x80

/** Octets of the longest literal text. */
#define TEMPLATE_MAX_LITERAL MAX_NAME

static inline size_t
template_literal_length(const struct template_format* format)
{
	return (size_t)format->prefix_length + format->suffix_length;
}

static inline bool
template_format_equal(const struct template_format* a,
	const struct template_format* b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static inline const struct placeholder*
template_placeholder(const struct template_format* format)
{
	return &ws_placeholders[format->placeholder];
}

/** Whether a value is whole labels: that of {dotted}, or of literal text alone. */
static inline bool
template_is_labels(const struct template_format* format)
{
	return template_placeholder(format)->labels
		|| format->placeholder == PLACEHOLDER_NONE;
}

/** Whether a name of the template is one label, of literal text and a value: most are. */
static inline bool
template_is_simple(const struct template_format* format)
{
	return format->labels == 1 && !format->wild
		&& !template_is_labels(format);
}

/**
 * Read a template in the form it has in a configuration.
 * @param literal: a buffer of TEMPLATE_MAX_LITERAL octets; set to the text before the
 *	placeholder and the text after it.
 * @return NULL, or what is wrong and what was expected.
 */
const char* ws_template_read(const char* text,
	struct template_format* format, uint8_t* literal);

/** Octets of the longest template in a configuration, the NUL included. */
#define TEMPLATE_MAX_TEXT \
	(TEMPLATE_MAX_LITERAL + sizeof("{*}") + PLACEHOLDER_MAX_TEXT)

/** Write a template in the form it has in a configuration.
 * @param text: a buffer of TEMPLATE_MAX_TEXT octets. */
void ws_template_show(const struct template_format* format,
	const uint8_t* literal, char* text);

/**
 * Make a template that of the names above its own, without their first label.
 * Pre: it has two labels or more.
 * @param literal: moved to the literal text of that.
 */
void ws_template_above(struct template_format* format,
	const uint8_t** literal);

/**
 * Read the value in the label of a simple format. The literal text is not compared.
 * Pre: the label is longer than the literal text.
 * @param label: its first octet after the length octet.
 * @return false: the label is not of this format.
 */
static inline bool
ws_template_value(const struct template_format* format,
	const uint8_t* label, size_t length, struct template_value* value)
{
	return template_placeholder(format)->read(label + format->prefix_length,
		length - template_literal_length(format), format->width, value);
}

/**
 * Whether labels can be of a format, by their lengths.
 * @param labels: labels of a name in wire format, as many as the format has.
 * @param length: their octets.
 */
static inline bool
template_may_fit(const struct template_format* format, const uint8_t* labels,
	size_t length)
{
	size_t around = (size_t)format->front + format->behind;

	if(format->placeholder == PLACEHOLDER_NONE)
		return length == around;
	if(template_is_labels(format))
		return length > around;
	/* if the labels in front are those of a template, the next one ends where those
	 * behind begin */
	return length > around && labels[format->front] == length - around - 1
		&& labels[format->front] + around
		> template_literal_length(format) + (format->wild != 0);
}

/** A way to read labels; all zero before the first one. */
struct template_reading {
	struct template_value value;
	/** The text in place of the literal text. */
	uint8_t literal[TEMPLATE_MAX_LITERAL];
	/** Octets in place of {*}. */
	uint8_t wild;
};

/**
 * Read labels in the next way in which they are of any format. There is more than one
 * way with {*} only: the shortest text in its place comes first.
 * @param labels, length: as for template_may_fit(), which holds for them.
 * @return false: there are no more.
 */
bool ws_template_next(const struct template_format* format,
	const uint8_t* labels, size_t length, struct template_reading* reading);

/**
 * Write the labels of a value in wire format.
 * Pre: the format has no {*}.
 * @param labels: a buffer of MAX_NAME octets.
 * @return octets written; 0: a label is longer than MAX_LABEL, or they do not fit into a
 *	name.
 */
size_t ws_template_write(const struct template_format* format,
	const uint8_t* literal, const struct template_value* value,
	uint8_t* labels);

/** Octets of the label with the value that are before it; {*} counts as one. */
static inline size_t
template_offset(const struct template_format* format)
{
	return (size_t)format->prefix_length - format->front
		+ (format->wild && !(format->wild & WILD_BEHIND));
}

/** Octets of the label with the value, but for the value; {*} counts as one. */
static inline size_t
template_label_length(const struct template_format* format)
{
	return template_literal_length(format) - format->front - format->behind
		+ (format->wild != 0);
}

/** Octets of the labels of a value in wire format. @param count: octets of the value. */
static inline size_t
template_length(const struct template_format* format, size_t count)
{
	return template_literal_length(format) + (format->wild != 0) + count
		+ !template_is_labels(format);
}

/** Whether the label of a value is no longer than a label can be. */
static inline bool
template_label_fits(const struct template_format* format, size_t count)
{
	return template_is_labels(format)
		|| template_label_length(format) + count <= MAX_LABEL;
}

/**
 * Whether all names of a template are host names: labels of letters, digits and '-', no
 * '-' at an end, no "--" at octets 3 and 4 (RFC 952, RFC 5891).
 * @param shortest, longest: octets of the values in place of the placeholder.
 */
bool ws_template_gives_host_names(const struct template_format* format,
	const uint8_t* literal, size_t shortest, size_t longest);

#endif /* WORKSTATION_TEMPLATE_H */
