/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Zones: names at and below which all is answered here. What a `workstation-zone:` clause
 * says is judged and made into the RRsets that are the zone's own: SOA, NS and DNSKEY at
 * its apex, and the DS with which a zone above delegates it.
 */
#ifndef WORKSTATION_ZONE_H
#define WORKSTATION_ZONE_H

#include "clause.h"
#include "octets.h"

/** The longest TTL in a signed zone, in seconds: half of the time that signatures last. */
#define ZONE_MAX_SIGNED_TTL 604800

/** The RRsets of a zone's own. */
enum zone_own {
	ZONE_SOA,
	ZONE_NS,
	/** None, if the zone has no key. */
	ZONE_DNSKEY,
	/** The same; it is in the zone above. */
	ZONE_DS,
	/** How many there are. */
	ZONE_OWN
};

/** Where DNSKEY RDATA has the algorithm (RFC 4034, 2.1.3). */
#define DNSKEY_ALGORITHM 3

/** What a key signs, a set. */
#define SIGNS_KEYS 1
#define SIGNS_OTHERS 2

struct zone {
	/** In lower case. */
	struct origin_name name;
	uint32_t ttl;
	/** The path of its file, on the heap, and its line there. */
	char* file;
	unsigned line;
	/** Its keys, in file order, and what each of them signs. */
	struct workstation_key* keys;
	uint8_t* signs;
	size_t key_count, key_capacity;
	/** Names of servers as they are written: how many, and their lines. */
	unsigned* server_lines;
	size_t server_count, server_capacity;
	/** Its own RRsets, as struct workstation_rrset has them. */
	struct octets records;
	struct {
		size_t at, length;
		uint16_t count;
	} own[ZONE_OWN];
};

struct zones {
	struct zone* zones;
	size_t count, capacity;
	void (*release_key)(struct workstation_key* key);
};

/**
 * Judge the clauses of zones.
 * @param keys: NULL: no key is read.
 * @param zones: set to them, to be freed; NULL: there are none.
 * @return false: rejected, with a message.
 */
bool ws_zones_load(const struct workstation_text* text,
	const struct workstation_key_store* keys, struct zones** zones,
	struct error error);

/** Free zones, and what their keys have. @param zones: may be NULL. */
void ws_zones_free(struct zones* zones);

/** Octets of memory. @param zones: may be NULL. */
size_t ws_zones_memory(const struct zones* zones);

/** Whether a key has the flag SEP, as those have that DS records are made of. */
bool ws_has_sep(const struct workstation_key* key);

struct workstation_rules;

/**
 * Find the innermost zone that a name lies in.
 * @param labels, offset: as ws_name_labels() has them.
 * @param first: the label to begin with; set to the one where the zone's name begins.
 * @return NULL: it lies in none.
 */
const struct zone* ws_zone_of(const struct workstation_rules* rules,
	const uint8_t* name, size_t length, const uint8_t* offset, unsigned labels,
	unsigned* first);

/** Judge a clause by the zones that its names lie in, which are among the rules already.
 * @return false: it contradicts one, with a message. */
bool ws_zones_judge(const struct workstation_rules* rules,
	const struct clause* clause, struct error error);

#endif /* WORKSTATION_ZONE_H */
