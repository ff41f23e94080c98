/* SPDX-License-Identifier: BSD-3-Clause */
/* The semantics of rules once more, clause by clause and address by address,
 * without tables: slow, and easy to compare with the manual. */
#ifndef REFERENCE_H
#define REFERENCE_H

#include "clause.h"

/** The value of a `record:`, lent by the text, and the index of its clause. */
struct record_line {
	const char* value;
	size_t clause;
};

struct reference_zone;

/** Clauses, which are valid, and their records in file order. */
struct reference {
	const struct clause* clauses;
	size_t count;
	const struct record_line* records;
	size_t record_count;
	/** Zones, which are the same for all views. */
	const struct reference_zone* zones;
	size_t zone_count;
	/** The view of the client; NULL: it has none. */
	const char* view;
};

/** Where records by template are, and what their placeholders stand for. */
struct record_owner {
	/** NULL: there are none. */
	const struct clause* clause;
	/** As the template reads it. */
	struct number number;
	/** The addresses that the clause has for it, by family, and which there are, a
	 * set. */
	struct number address[FAMILIES];
	unsigned families;
	/** The addresses of the name, which can be of earlier clauses. */
	struct number name_address[FAMILIES];
	/** Offsets in the qname of the name without the prefix, and of the origin. */
	uint8_t name, origin;
};

/** What the clauses say of a name, and of a type of its records. */
struct expectation {
	/** The clauses that compute an address, by family; NULL: none. */
	const struct clause* computing[FAMILIES];
	struct number address[FAMILIES];
	/** The clause of the PTR record, and its number there; NULL: there is none. */
	const struct clause* pointing;
	struct number number;
	/** The records by template of the type. */
	struct record_owner record;
	bool exists;
	/** Computed names are below it. */
	bool below;
	/** The clause that decides on other types; NULL: they pass. */
	const struct clause* other_types;
	/** Whether that has the name for one above its own. */
	bool other_types_above;
	/** Or another one does. */
	bool is_unsure;
	/** The first clause whose names out of range do not exist; NULL: none. */
	const struct clause* nxdomain;
};

/** Whether the clients of a view see a clause. @param view: NULL: those of none. */
bool reference_sees(const char* view, const struct clause* clause);

/** Ask all clauses that the client sees for a valid name. In a zone, those for any domain have
 * no names. */
void reference_ask(const struct reference* reference, const uint8_t* name,
	size_t length, uint16_t type, struct expectation* expectation);

/** Whether the answer for a type that is not computed is NODATA by `other-types:`. */
bool reference_is_nodata(const struct expectation* expectation, uint16_t type);

/** Read a name that a clause computes under its first origin.
 * @return false: it is not one. */
bool reference_read(const struct clause* clause, const uint8_t* name,
	size_t length, struct number* number);

/* ---- records by template: reference_records.c ---- */

/** The type of a record. */
uint16_t record_type(const char* value);

/** The labels in front of the name, in wire format. @return their octets. */
size_t record_prefix(const char* value, uint8_t prefix[MAX_NAME]);

/** Whether the prefix of a record, or its last labels, are these labels. */
bool record_has_labels(const char* value, const uint8_t* labels, size_t length);

/** Whether a clause that has addresses of some families for a name has a record there. */
bool record_has_values(const char* value, const struct record_owner* owner);

/** Check that records are those of a clause: each as it is written, with values, and
 * those that are equal once. Aborts if not.
 * @param records: as in struct workstation_rrset; NULL: find out only how many there
 *	are to be.
 * @return how many; RECORDS_UNKNOWN: a text is too long for ldns. */
#define RECORDS_UNKNOWN SIZE_MAX
size_t records_check(const struct reference* reference,
	const struct record_owner* owner, const uint8_t* qname, size_t qname_length,
	uint16_t type, const uint8_t* records, size_t length);

#endif /* REFERENCE_H */
