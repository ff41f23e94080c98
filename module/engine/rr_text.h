/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The text of one field of RDATA: in the presentation format of zone files (RFC 1035,
 * 5.1), with placeholders. It is kept in parts, octets without pointers.
 */
#ifndef WORKSTATION_RR_TEXT_H
#define WORKSTATION_RR_TEXT_H

#include "octets.h"
#include "rr_values.h"

/** All zero: an empty text. */
struct rr_text {
	/** To be freed. */
	struct octets parts;
	/** Where the literal part at its end begins, if has_literal. */
	size_t literal;
	bool has_literal;
	/** What the values consist of, a set; 0: there is no placeholder. */
	unsigned values;
	/** The placeholders, a set: see rr_value_bit(). */
	uint32_t placeholders;
	/** No text with values in place of the placeholders has more octets. */
	size_t longest;
};

/** A placeholder in a set of them. */
static inline uint32_t
rr_value_bit(uint8_t kind)
{
	return UINT32_C(1) << (kind < RR_VALUE_NAME ? kind
		: 24 + kind - RR_VALUE_NAME);
}

/** A part: octets, or a value. */
struct rr_part {
	const uint8_t* octets;
	size_t length;
	bool is_value;
	struct rr_value value;
};

/** Read the next part. @param at: moved past it. @return false: there are no more. */
bool ws_rr_part_next(const uint8_t** at, const uint8_t* end,
	struct rr_part* part);

/** Make it empty, and keep the memory. */
void ws_rr_text_begin(struct rr_text* text);

/** @return false: out of memory. */
bool ws_rr_text_add(struct rr_text* text, const char* octets, size_t length);

/** @return false: out of memory. */
bool ws_rr_text_add_value(struct rr_text* text, struct rr_value value);

/** Append all of another text. @return false: out of memory. */
bool ws_rr_text_add_text(struct rr_text* text, const struct rr_text* other);

/**
 * Write a text with values.
 * @param is_quoted: see ws_rr_value_write().
 * @param text: a buffer of the longest one, and a NUL.
 * @return octets without the NUL; or RR_ABSENT.
 */
int ws_rr_text_write(const uint8_t* parts, size_t length,
	const struct rr_values* values, bool is_quoted, char* text);

/** A value that is read from its begin to its end. */
struct rr_scanner {
	const char* at;
	/** What is wrong and what was expected; NULL: nothing is, or there was no
	 * memory. */
	const char* problem;
};

/** Skip blanks. @return false: that was the end. */
bool ws_rr_scan_blanks(struct rr_scanner* scanner);

/**
 * Append a word up to a blank, the end or another octet.
 * @param stop: that octet; 0: there is none.
 * @return false: see problem.
 */
bool ws_rr_scan_word(struct rr_scanner* scanner, char stop,
	struct rr_text* text);

/** The same for what is between two quotes. Pre: it is at the first one. */
bool ws_rr_scan_quoted(struct rr_scanner* scanner, struct rr_text* text);

#endif /* WORKSTATION_RR_TEXT_H */
