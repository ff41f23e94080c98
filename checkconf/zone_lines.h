/* SPDX-License-Identifier: BSD-3-Clause */
/* A zone file that is read: what its parts in files of their own share. */
#ifndef ZONE_LINES_H
#define ZONE_LINES_H

#include "record_text.h"

struct zone {
	struct reader* reader;
	/** What names are relative to. */
	struct domain origin;
	/** That of the file where the zone has no SOA record. */
	struct domain first_origin;
	/** The owner of a record without one; length 0: there was none. */
	struct domain owner;
	/** That of $TTL, and that of the last record with one. */
	uint32_t default_ttl, last_ttl;
	bool has_default_ttl, has_last_ttl;
	/** The clause of the last $GENERATE that is one; 0: there was none. */
	uint32_t last_clause;
};

/** The TTL of a record. Those without one get that of $TTL, of a record above, or the
 * default, in this order (RFC 1035, 5.1; RFC 2308, 4). */
uint32_t zone_ttl(struct zone* zone, const struct record_head* head);

/** Why neither rules nor local-data can have a record.
 * @return NULL: they can; an empty text: it signs a zone, and is dropped. */
const char* zone_refusal(const struct domain* owner,
	const struct record_head* head);

/** Add the record of an owner. @param rdata: its text, changed.
 * @return false: rejected. */
bool zone_add(struct zone* zone, const struct domain* owner,
	const struct record_head* head, char* rdata);

/** Read a $GENERATE. @param at: behind the word; changed. @return false: rejected. */
bool zone_generate(struct zone* zone, char* at);

/**
 * Drop the records at and below delegations, and say so: where the zone has other servers,
 * there is a referral, and no record. Those of the apex stay.
 * @param first: index of the zone's first record. @return false: out of memory.
 */
bool zone_drop_delegated(struct zone* zone, size_t first);

#endif /* ZONE_LINES_H */
