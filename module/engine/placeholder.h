/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The placeholders of templates. What is to know of one is its row of a table: how it is
 * written in a configuration, and how its values are read and written in names.
 */
#ifndef WORKSTATION_PLACEHOLDER_H
#define WORKSTATION_PLACEHOLDER_H

#include "address.h"

/** A family in a set of families. */
#define FAMILY_BIT(family) (1u << (family))
#define BOTH_FAMILIES (FAMILY_BIT(IPV4) | FAMILY_BIT(IPV6))

/** What is in place of a placeholder in a name. */
struct template_value {
	/** What networks are looked up by: see enum numbering. */
	struct number number;
	/** The families whose networks are looked up, a set. To write a value: the one
	 * of its address. */
	uint8_t families;
	/** The number is greater than NUMBER_MAX. */
	bool overflow;
};

/** What the numbers of a network's addresses are. */
enum numbering {
	/** They count on from `first:`. */
	NUMBERING_COUNT,
	/** The addresses. */
	NUMBERING_ADDRESS,
	/** The last 32 bits of IPv6 addresses. */
	NUMBERING_LAST_32_BITS
};

/** Octets of the longest value: a decimal number, or an address of IPv6. */
#define VALUE_MAX_TEXT NUMBER_MAX_DIGITS

struct placeholder {
	/** As it is in a configuration. */
	const char* text;
	/** With a width: what is before it and after it; NULL: it has none. */
	const char* before_width;
	const char* after_width;
	/** The largest width. */
	uint8_t max_width;
	/** The families that networks can have, a set. */
	uint8_t families;
	/** An enum numbering. */
	uint8_t numbering;
	/** Base of the digits that a value consists of, 10 or 16; 0: of others, too. */
	uint8_t base;
	/** How many labels a value is, which are the whole of them; 0: a part of one. */
	uint8_t labels;
	/**
	 * Read a value.
	 * @param text: a part of a label; or with labels, these in wire format.
	 * @param width: of the format, which has 0 for a placeholder without one; with
	 *	labels, how many of them: the last ones of a value.
	 * @return false: the text is not spelled as a value.
	 */
	bool (*read)(const uint8_t* text, size_t length, unsigned width,
		struct template_value* value);
	/**
	 * Write a value, as PTR records have it.
	 * @param text: a buffer of VALUE_MAX_TEXT octets; set to what read() reads.
	 * @param offset: octets of the label before the value.
	 * @return octets written.
	 */
	size_t (*write)(uint8_t* text, const struct template_value* value,
		unsigned width, size_t offset);
};

/** The placeholders. The first one stands for literal text alone: its value is empty,
 * its number 0, and it is never written. */
extern const struct placeholder ws_placeholders[];
/** How many they are. */
extern const uint8_t ws_placeholder_count;

/** All of them in a message, and {*}. */
#define PLACEHOLDER_LIST \
	"{n} or {n:W} with W from 1 to 39, {n:x} or {n:Wx} with W from 1 to 32, {ip}, {ip:long}, {hex}, {dotted}, {reversed}, {v4}, and {*} beside one of them"

/** The placeholder that stands for literal text alone. */
#define PLACEHOLDER_NONE 0

/**
 * Read a placeholder in a configuration.
 * @param placeholder: set to its index.
 * @param width: set to its width; without one, to its labels or 0.
 * @return octets read; 0: it is not a placeholder.
 */
size_t ws_placeholder_read(const char* text, uint8_t* placeholder,
	uint8_t* width);

/** Octets of the longest placeholder in a configuration, the NUL included. */
#define PLACEHOLDER_MAX_TEXT sizeof("{reversed}")

/** Write a placeholder as it is in a configuration. */
void ws_placeholder_show(uint8_t placeholder, uint8_t width,
	char text[PLACEHOLDER_MAX_TEXT]);

/**
 * Find the next placeholder that reads all values of another one, and reads them as the
 * same numbers: {n} those of {n:W}, {ip} those of {ip:long}.
 * @param wider: which of them, from 0.
 * @param placeholder, width: set to it; the first one is the other one itself.
 * @return false: there are no more.
 */
bool ws_placeholder_wider(unsigned wider, uint8_t* placeholder,
	uint8_t* width);

#endif /* WORKSTATION_PLACEHOLDER_H */
