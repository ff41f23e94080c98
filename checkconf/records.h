/* SPDX-License-Identifier: BSD-3-Clause */
/* What workstation-import has read: records, rules, and what cannot be carried over. The
 * readers of the formats (read.h) add to it; what finds rules takes from it. */
#ifndef RECORDS_H
#define RECORDS_H

#include "name_set.h"
#include "workstation.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Where something stands. */
struct place {
	/** Path of the file, lent; it has to be valid as long as the records. */
	const char* file;
	/** From 1. */
	unsigned line;
};

/** A record of class IN. */
struct record {
	/** Wire format, in lower case. */
	const uint8_t* owner;
	/** RDATA as it was written. */
	const uint8_t* rdata;
	struct place place;
	uint32_t ttl;
	uint16_t type;
	uint16_t rdata_length;
	uint8_t owner_length;
	/** Whether it is of local-data, whose names have no records of other types. */
	bool local_data;
	/** 0, or the number of the clause, from 1, that computes it ($GENERATE). */
	uint32_t clause;
};

/** A setting of a clause. */
struct setting_text {
	/** Its name, as in "origin"; a literal. */
	const char* key;
	/** Unquoted. */
	char* value;
};

/** A `workstation:` clause. */
struct clause_text {
	struct setting_text* setting;
	size_t count, capacity;
	/** Of what it was made of. */
	struct place place;
};

/** Add a setting. @param key: a literal. @param value: copied.
 * @return false: out of memory. */
bool clause_add_setting(struct clause_text* clause, const char* key, const char* value);

/** Add a clause to the text of rules. @return false: out of memory. */
bool clause_add_to(const struct clause_text* clause, struct workstation_text** text);

/** Free the settings of a clause. */
void clause_free(struct clause_text* clause);

/** All zero: nothing was read. */
struct records {
	struct record* record;
	size_t count, capacity;
	struct clause_text* clause;
	size_t clause_count, clause_capacity;
	/** What is not carried over. */
	size_t lost;
	/** The owners of records that are not. */
	struct name_set lost_names;
	/** The local zones, and those of them of two kinds. */
	struct name_set zones, static_zones, firm_zones;
	/** Memory of names and RDATA. */
	struct chunk* chunks;
};

/**
 * Add a record of class IN. Name and RDATA are copied.
 *
 * @param owner: wire format name; its case is ignored.
 * @param rdata: names in it are uncompressed.
 * @return it, until the next one is added; NULL: out of memory.
 */
struct record* records_add(struct records* records, const uint8_t* owner,
	size_t owner_length, uint16_t type, uint32_t ttl, const uint8_t* rdata,
	size_t rdata_length, struct place place);

/** Keep the path of a file, for struct place. @return a copy, valid as long as the
 * records; NULL: out of memory. */
const char* records_add_path(struct records* records, const char* path);

/** How a local zone answers for names that are local-data or computed. */
enum zone_kind {
	/** As a rule does, which it gives way to. */
	ZONE_TRANSPARENT,
	/** The same, if the rule has an origin or a reverse zone in it. */
	ZONE_STATIC,
	/** Otherwise. */
	ZONE_FIRM
};

/** Add a local zone. @param name: wire format name. @return false: out of memory. */
bool records_add_zone(struct records* records, const uint8_t* name, size_t length,
	enum zone_kind kind);

/** Find the closest local zone that a name is in.
 * @param kind: set to how it answers; ZONE_TRANSPARENT if there is none.
 * @return its octets; 0: there is none. */
size_t records_find_zone(const struct records* records, const uint8_t* name,
	size_t length, enum zone_kind* kind);

/** Begin a clause. @return its number, from 1, for struct record; 0: out of memory. */
uint32_t records_add_clause(struct records* records, struct place place);

/** Add a setting to the last clause. @param key: a literal. @param value: copied.
 * @return false: out of memory. */
bool records_add_setting(struct records* records, const char* key, const char* value);

/** Leave out a clause. Its records are records like any other. */
void records_drop_clause(struct records* records, uint32_t clause);

/**
 * Say on standard error that something is not carried over, as
 * "FILE:LINE: not carried over: WHAT", and count it.
 * @param format: as printf's, a phrase without a full stop, as in
 *	"www.example.com. CNAME: local-data has no aliases".
 */
void records_lose(struct records* records, struct place place, const char* format, ...)
	__attribute__((format(printf, 3, 4)));

/** Add the owner of a record that is not carried over, for which no rule is to compute
 * anything. @return false: out of memory. */
bool records_lose_name(struct records* records, const uint8_t* name, size_t length);

/** Free all of it. */
void records_free(struct records* records);

#endif /* RECORDS_H */
