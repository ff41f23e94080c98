/* SPDX-License-Identifier: BSD-3-Clause */
/* The text of a record: name, TTL, class, type and RDATA (RFC 1035, 5.1). ldns reads names
 * and RDATA; the rest it does not read as zone files have it. */
#ifndef RECORD_TEXT_H
#define RECORD_TEXT_H

#include "name.h"
#include "reader.h"

/** What names are relative to. */
struct domain {
	uint8_t name[MAX_NAME];
	/** 0: nothing. */
	size_t length;
};

/** What stands between the owner and RDATA. */
struct record_head {
	uint32_t ttl;
	bool has_ttl;
	uint16_t rrclass, type;
};

/** Whether a word is another one, ignoring case. */
bool is_word(const char* word, const char* other);

/** Read a TTL, or another time: seconds, or numbers with units as in 1h30m.
 * @return false: it is none up to the largest one. */
bool read_seconds(const char* text, uint32_t largest, uint32_t* seconds);

/** Read a name. @param origin: of relative ones, and of @.
 * @param name: a buffer of MAX_NAME octets. @return octets; 0: rejected. */
size_t read_name(struct reader* reader, const char* text,
	const struct domain* origin, uint8_t* name);

/** Read the TTL and the class, in any order, and the type. @param at: moved behind it.
 * @return false: rejected. */
bool read_head(struct reader* reader, char** at, struct record_head* head);

/** Read RDATA into the reader's. @param text: changed. @param length: set to its octets.
 * @return false: rejected. */
bool read_rdata(struct reader* reader, uint16_t type, char* text,
	const struct domain* origin, size_t* length);

#endif /* RECORD_TEXT_H */
