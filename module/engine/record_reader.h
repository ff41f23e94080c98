/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading a `record:`: what its parts in files of their own share. */
#ifndef WORKSTATION_RECORD_READER_H
#define WORKSTATION_RECORD_READER_H

#include "judge.h"
#include "rr_template.h"

/** A record that is read; its octets and its text are to be freed. */
struct record_reader {
	struct rr_template* record;
	struct error error;
	struct rr_scanner scanner;
	/** The field that is read, and where it begins in the value; its number from 1 on. */
	struct rr_text text;
	const char* begin;
	size_t field;
	/** The code, and the RDATA that is to follow it. */
	struct octets code, literal;
	/** Octets of the longest RDATA, so far. */
	size_t longest;
};

/** Say what is wrong with a record, with the begin of its value. @return false. */
bool ws_reject_record(struct error error, const struct text_line* line,
	const char* format, ...);

/** Say what the scanner has found, or that there is no memory. @return false. */
bool ws_reject_scanned(const struct record_reader* reader);

/** Say what is wrong with the field. @return false. */
bool ws_reject_field(const struct record_reader* reader, const char* problem);

/** Append RDATA. @return false: rejected. */
bool ws_emit_octets(struct record_reader* reader, const uint8_t* octets,
	size_t length);

/** Append a text as a field, to be read for each name.
 * @param longest: octets of its longest RDATA. @return false: rejected. */
bool ws_emit_field(struct record_reader* reader, const struct rr_text* text,
	int field, bool is_relative, size_t longest);

/** Read the field's text, without a placeholder, by ldns.
 * @param length: set to the octets. @return to be freed; NULL: rejected. */
uint8_t* ws_read_literal(struct record_reader* reader,
	const struct rr_text* text, int field, size_t* length);

/** Judge the placeholders in a field. @param allowed: what they may consist of, a set.
 * @param is_address: whether the field is an address, or a list of them.
 * @return false: rejected. */
bool ws_suit_values(struct record_reader* reader, const struct rr_text* text,
	unsigned allowed, bool is_address);

/** Read the field that follows. @return false: rejected. */
bool ws_read_field(struct record_reader* reader, int field, bool is_last);

/** Read all SvcParams. @return false: rejected. */
bool ws_read_svcparams(struct record_reader* reader);

/**
 * Read RDATA of any type that ldns can read.
 * @param record: all zero but for its type and its line, whose value is the RDATA. Its code
 *	is set, and is to be freed.
 * @return false: rejected.
 */
bool ws_read_rdata(struct rr_template* record, struct error error);

#endif /* WORKSTATION_RECORD_READER_H */
