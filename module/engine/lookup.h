/* SPDX-License-Identifier: BSD-3-Clause */
/* What the rules have for a name, for all types. */
#ifndef WORKSTATION_LOOKUP_H
#define WORKSTATION_LOOKUP_H

#include "rules.h"

/** A name that is looked up. */
struct lookup {
	const struct workstation_rules* rules;
	const uint8_t* name;
	size_t length;
	/** Labels of the name, the root label included, and the offset of each. */
	unsigned labels;
	uint8_t offset[MAX_LABELS];
	/** Octets of the name of a local zone that the name is in: only rules with an
	 * origin in it, or with a reverse zone in it, count. 0: all rules do. */
	size_t zone_length;
	/** Whether rules for any domain count. */
	bool any_domain;
	/** The type whose records by template are looked up. */
	uint16_t type;
	/** How many of the first labels are a prefix of records, and not of the name. */
	uint8_t skipped;
};

/** A range that computes a record of one type. */
struct candidate {
	/** NULL: none does. */
	const struct range* range;
	/** The address in the record; for PTR, in the owner. */
	struct number address;
};

/** A range whose rule has records by template, of the type and with the prefix that are
 * looked up. */
struct record_candidate {
	/** NULL: there is none. */
	const struct range* range;
	const struct pattern* pattern;
	/** The value in the name. */
	struct number number;
	/** Offset in the qname of the origin. */
	uint8_t origin;
	/** Labels of the prefix. */
	uint8_t skipped;
};

/** A rule that makes a negative answer. */
struct negative {
	/** Index; NO_RULE: none. */
	uint32_t rule;
	/** Offset in the qname of the owner of the SOA. */
	uint8_t owner;
	/** Whether the name is above a computed one, and has no record. */
	bool above;
};

/** What the rules have for a name. */
struct match {
	/** Whether a template matches the name, or the name is below an address tree
	 * with reverse names. If not, nothing else is filled in, as for most names. */
	bool matched;
	/** A and AAAA, by family. */
	struct candidate forward[FAMILIES];
	/** PTR. */
	struct candidate reverse;
	/** Records by template. */
	struct record_candidate record;
	/** The first rule that computes a record of any type, or for which the name is
	 * one above a prefix; else NO_RULE. */
	uint32_t existing;
	/** The first rule with names below it, if there are some within a template; else
	 * NO_RULE. */
	uint32_t below;
	/** For other types of a name that exists; for a name that does not. */
	struct negative nodata, nxdomain;
};

/** Set the rule of a negative answer, if it is before the one so far. */
static inline void
set_negative(struct negative* negative, uint32_t rule, uint8_t owner, bool above)
{
	if(rule < negative->rule)
		*negative = (struct negative){rule, owner, above};
}

/** Note that a rule makes the name exist. */
static inline void
set_existing(struct match* match, uint32_t rule)
{
	if(rule < match->existing)
		match->existing = rule;
}

/** Begin a match, for which nothing was found. */
void ws_match_init(struct match* match);

/** Add a later match, which counts for what the match has nothing of so far. */
void ws_match_merge(struct match* match, const struct match* later);

/** Add what the records of a pattern's rules have for the value in a label
 * (record_lookup.c). @param owner: offset in the qname of the origin. */
void ws_match_records(const struct lookup* lookup, const struct pattern* pattern,
	const struct template_value* value, uint8_t owner, struct match* match);

/** Match a name of the reverse tree (reverse_lookup.c). */
void ws_match_reverse(const struct lookup* lookup, struct match* match);

/** Find an interval of the addresses below a reverse name that have PTR records, in
 * the local zone, if there is one; NULL: none have (reverse_lookup.c). */
const struct interval* ws_reverse_below(const struct lookup* lookup);

/** Look up a name in all rules. lookup.c has the order in which they count. */
void ws_lookup(const struct lookup* lookup, struct match* match);

/** Whether a name exists because of computed names or a zone at it or below it (RFC 8020).
 * With a local zone, only origins and reverse zones in it count. */
bool ws_has_names_below(const struct lookup* lookup);

/** The first rule with such names, or NO_RULE. */
uint32_t ws_rule_of_names_below(const struct lookup* lookup);

#endif /* WORKSTATION_LOOKUP_H */
