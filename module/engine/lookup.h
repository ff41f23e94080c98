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
};

/** A range that computes a record of one type. */
struct candidate {
	/** NULL: none does. */
	const struct range* range;
	/** The address in the record; for PTR, in the owner. */
	struct number address;
};

/** A rule that makes a negative answer. */
struct negative {
	/** Index; NO_RULE: none. */
	uint32_t rule;
	/** Offset in the qname of the owner of the SOA. */
	uint8_t owner;
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
	/** Whether a rule computes a record of any type. */
	bool exists;
	/** The first rule with names below it, if there are some within a template; else
	 * NO_RULE. */
	uint32_t below;
	/** For other types of a name that exists; for a name that does not. */
	struct negative nodata, nxdomain;
};

/** Look up a name in all rules. lookup.c has the order in which they count. */
void ws_lookup(const struct lookup* lookup, struct match* match);

/** Whether a name exists because of computed names below it (RFC 8020). With a local
 * zone, only origins and reverse zones in it count. */
bool ws_has_names_below(const struct lookup* lookup);

/** The first rule with such names, or NO_RULE. */
uint32_t ws_rule_of_names_below(const struct lookup* lookup);

#endif /* WORKSTATION_LOOKUP_H */
