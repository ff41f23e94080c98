/* SPDX-License-Identifier: BSD-3-Clause */
/* Templates of records: `record:`. */
#ifndef WORKSTATION_RR_TEMPLATE_H
#define WORKSTATION_RR_TEMPLATE_H

#include "rr_text.h"
#include "text.h"

/** A record template. */
struct rr_template {
	/** In host byte order. */
	uint16_t type;
	/** The labels in front of the computed name, in wire format and lower case, without
	 * a root label; 0 octets: there are none. */
	uint8_t prefix_length;
	uint8_t prefix[MAX_NAME];
	/** The families of which it needs the name's address, a set. */
	uint8_t families;
	/** RDATA is the same for all names: its code is the RDATA. */
	bool is_fixed;
	/** It is given by \# and has a placeholder: each record is to have its longest
	 * RDATA (RFC 3597, 5). */
	bool is_generic;
	/** It has a name that is relative to the origin. */
	bool is_relative;
	/** A program that writes RDATA: octets without pointers. To be freed. */
	uint32_t code_length;
	uint8_t* code;
	/** No record has more octets of RDATA. */
	uint16_t longest;
	/** The placeholders, a set: see rr_value_bit(). */
	uint32_t placeholders;
	/** Lent by the text of the rules. */
	struct text_line line;
};

/**
 * Read one field of RDATA.
 * @param text: without a placeholder.
 * @return octets written; more than size: the buffer is too small; negative: none.
 */
typedef int rr_field_reader(void* context, int field, const char* text,
	uint8_t* rdata, size_t size);

/** Write RDATA, fields with placeholders being read by a function.
 * @return octets; what the function returned, if that is negative; RR_ABSENT; or
 *	RR_NO_MEMORY. */
int ws_rr_template_run(const uint8_t* code, size_t code_length,
	const struct rr_values* values, rr_field_reader* read, void* context,
	uint8_t* rdata, size_t size);

/**
 * Write RDATA.
 * Pre: the template is not fixed.
 * @param size: of the buffer: the longest RDATA of the template.
 * @return octets; RR_ABSENT: a placeholder has no value, or the value does not fit where
 *	it stands; RR_NO_MEMORY.
 */
int ws_rr_template_write(const uint8_t* code, size_t code_length,
	const struct rr_values* values, uint8_t* rdata, size_t size);

/* The code: items, which begin with one of these. Numbers are of 16 bits in network byte
 * order, if nothing else is said. */

/** Octets of RDATA: how many, and they. */
#define ITEM_OCTETS 0
/** The computed name. */
#define ITEM_NAME 1
/** A name that is relative to the origin: octets of its labels, in 8 bits, and they. */
#define ITEM_RELATIVE 2
/** A field: an ldns_rdf_type, in 8 bits; whether it is a name that is relative to the
 * origin, in 8 bits; octets of its longest text, in 32 bits; octets of its parts, and
 * they: see rr_text.h. */
#define ITEM_FIELD 3
#define ITEM_FIELD_HEAD 9

#endif /* WORKSTATION_RR_TEMPLATE_H */
