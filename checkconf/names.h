/* SPDX-License-Identifier: BSD-3-Clause */
/* The names of the records that were read, and which of them a rule can compute. */
#ifndef NAMES_H
#define NAMES_H

#include "placeholder.h"
#include "records.h"

/** A name that no rule computes: its records are local-data. */
#define LOCAL_DATA 0
/** A name that clauses of the readers compute, and nothing else. */
#define BY_CLAUSES 1
/** The first number of a rule that was found. */
#define FIRST_RULE 2

/** What is at the reverse name of an address. */
enum pointer {
	/** Nothing, or the PTR record of another name with the address: a rule can compute
	 * that, and then it does not hide what another rule computes. */
	POINTER_NONE,
	/** One PTR record to the name, with the TTL of the address, and nothing else. */
	POINTER_AGREES,
	/** Something else, which no rule computes. */
	POINTER_DIFFERS
};

/** A name, and its records. */
struct name {
	/** Wire format, in lower case, lent by the records. */
	const uint8_t* octets;
	/** Index of its first record, and how many it has. */
	uint32_t record, count;
	/** LOCAL_DATA, BY_CLAUSES, or the number of the rule that computes it. */
	uint32_t rule;
	/** Of its addresses. */
	uint32_t ttl;
	/** Octets of the name. */
	uint8_t length;
	/** The families of its addresses, a set. 0: a rule cannot compute it. */
	uint8_t families;
	/** Whether they are of local-data. */
	bool local_data;
	/** Octets of the static local zone that it is in, in which the origin of a rule has
	 * to be; 0: it is in none. */
	uint8_t static_zone;
	/** By family: an enum pointer, and its address. */
	uint8_t pointer[FAMILIES];
	struct number address[FAMILIES];
};

struct names {
	/** Sorted by record: those of a name are one behind the other. */
	const struct records* records;
	struct name* name;
	size_t count;
	/** Of a hash table: 1 and the index of a name. */
	uint32_t* slot;
	size_t slots;
};

/**
 * Sort records by name, leave out those that are there twice, and find what rules can
 * compute: names with one address of a family or of both, with one TTL, with nothing else
 * but records of clauses, and in no firm local zone.
 * @param names: set to them; they lend the records, in a new order.
 * @return false: out of memory.
 */
bool names_find(struct records* records, struct names* names);

/** Find a name. @return NULL: it has no records. */
struct name* names_look_up(const struct names* names, const uint8_t* octets,
	size_t length);

/** Find the reverse name of an address of a name. @return NULL: it has no records. */
struct name* names_pointer(const struct names* names, const struct name* name,
	enum family family);

/** How many records of a name a rule computes. @param families: of the rule, a set.
 * @param reverse: whether it has PTR records. */
size_t name_records(const struct name* name, unsigned families, bool reverse);

/** Whether RDATA of a type is equal; names of PTR records in any case. */
bool rdata_is_equal(uint16_t type, const uint8_t* a, size_t a_length,
	const uint8_t* b, size_t b_length);

/** Free them. */
void names_free(struct names* names);

#endif /* NAMES_H */
