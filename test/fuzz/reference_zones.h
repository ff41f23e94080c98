/* SPDX-License-Identifier: BSD-3-Clause */
/* Zones once more: which one a name lies in, what it has of its own, and what is signed, as
 * ldns makes it. The signatures are digests of the octets to sign. */
#ifndef REFERENCE_ZONES_H
#define REFERENCE_ZONES_H

#include "reference.h"

/** The longest TTL in a signed zone. */
#define MAX_SIGNED_TTL 604800

/** More keys are not in fake_keys.h, and more servers are not known. */
#define MAX_ZONE_KEYS 8
#define MAX_ZONE_SERVERS 8

/** A zone, as its clause has it. */
struct reference_zone {
	/** In lower case, like the names of its servers. */
	struct origin_name name, servers[MAX_ZONE_SERVERS];
	size_t server_count;
	struct workstation_key keys[MAX_ZONE_KEYS];
	size_t key_count;
	uint32_t ttl;
	unsigned line;
};

/** A name, and the zones that say what it has. */
struct zone_place {
	/** The innermost zone of the name, and the offset of that zone's name in it; for DS of
	 * an apex, the zone above. NULL: none. */
	const struct reference_zone* zone;
	size_t apex;
	/** The zone that the name is the apex of. NULL: none. */
	const struct reference_zone* own;
	/** It is an apex that is looked up in the zone above, or passes. */
	bool is_cut;
};

/** Read the clauses of zones, which are valid, with fake keys.
 * @param zones: an array of size. @return how many; SIZE_MAX: too many to be known. */
size_t reference_zones_read(const struct workstation_text* text,
	struct reference_zone* zones, size_t size);

/** Free what keys have. */
void reference_zones_clear(struct reference_zone* zones, size_t count);

/** Find the zones of a valid name for a type. */
struct zone_place reference_place(const struct reference* reference,
	const uint8_t* name, size_t length, uint16_t type);

/** Whether a zone is at a name or below it. */
bool reference_has_zone(const struct reference* reference, const uint8_t* name,
	size_t length);

/** Whether a setting of a clause is one that no rule in a zone has. */
bool reference_may_contradict(const struct clause* clause);

/** Whether the origin of a clause that has such a setting lies in a zone. */
bool reference_contradicts(const struct reference* reference,
	const struct clause* clause);

/** Octets that are enough for an RRset of a zone's own. */
#define MAX_OWN (16 * (MAX_NAME + 64))

/** Write the records of a zone's own: SOA, NS, DNSKEY or DS.
 * @return octets; 0: there are none. */
size_t reference_own(const struct reference_zone* zone, uint16_t type,
	uint8_t records[MAX_OWN]);

/** Sign by a digest. A struct workstation_signer's. @param context: a struct signing. */
size_t reference_sign(void* context, void* private_key, const uint8_t* octets,
	size_t length, uint8_t* signature);

/** How many signatures were asked for, and how many succeed. */
struct signing {
	size_t count, most;
};

/** Check that RRSIG records are those of the zone's keys, with the digests of what ldns
 * says is to be signed.
 * @param rrset: with its signatures.
 * @param signatures: where they begin. */
void reference_check_signatures(const struct reference_zone* zone,
	const struct workstation_question* question,
	const struct workstation_rrset* rrset, const uint8_t* signatures);

/** Check the RDATA of the NSEC record of a name.
 * @param types: those that its bitmap is to have, in any order; NULL: they are not
 *	known. */
void reference_check_nsec(const struct reference_zone* zone,
	const struct workstation_question* question, const uint8_t* rdata,
	size_t length, const uint16_t* types, size_t count);

#endif /* REFERENCE_ZONES_H */
