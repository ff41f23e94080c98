/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages about a signed zone, as ldns reads and verifies them. */
#ifndef SIGNED_MESSAGE_H
#define SIGNED_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define SIGNED_ZONE "signed.example"

/** Make a key of the zone, and its files in a directory of their own.
 * @return their path without an ending, as `key:` has it. Aborts where it cannot. */
const char* signed_key_create(void);

/** Remove the files and the directory. */
void signed_key_remove_files(void);

/** What a client wants besides. */
struct wishes {
	/** The query can be read. If not, nothing else is set. */
	int is_known;
	/** DO and CO. */
	uint8_t dnssec_ok, compact_ok;
};

/** Find what a client wants. */
struct wishes signed_message_wishes(const uint8_t* query, size_t length);

/**
 * Check that each signature of an RRset of the zone verifies with the key, that those who
 * want signatures have one of each RRset, and that nobody else has any. Aborts if not.
 * @param now: seconds since 1970.
 */
void signed_message_check(struct wishes wishes, const uint8_t* reply, size_t length,
	int64_t now);

#endif /* SIGNED_MESSAGE_H */
