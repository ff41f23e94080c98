/* SPDX-License-Identifier: BSD-3-Clause */
/* What the rules have for a name, whatever the type that is asked for. */
#ifndef WORKSTATION_LOOKUP_H
#define WORKSTATION_LOOKUP_H

#include "rules.h"

struct lookup {
	const struct workstation_rules* rules;
	const uint8_t* name;
	size_t length;
	/** The root's included. */
	unsigned labels;
	uint8_t offset[MAX_LABELS];
	/** Octets of the local zone that the name is in: rules whose origin, or
	 * whose reverse zones, are not in it do not count. 0: all do. */
	size_t zone_length;
};

/** An address or a name that a range computes. */
struct candidate {
	/** NULL: no rule computes this type. */
	const struct range* range;
	/** The address; of PTR, the one that is asked about. */
	struct number address;
};

/** What a rule says of other types, or of other names. */
struct negative {
	/** NO_RULE: none does. */
	uint32_t rule;
	/** Where in the qname the owner of its SOA is. */
	uint8_t owner;
};

struct match {
	/** Whether a rule has anything to say of the name. Most names that are
	 * asked for are of no rule, and then nothing else here is filled in. */
	bool matched;
	/** By family. */
	struct candidate forward[FAMILIES];
	struct candidate reverse;
	/** Whether a rule computes anything for the name. */
	bool exists;
	struct negative nodata, nxdomain;
};

/** Ask all rules for the name, from the longest origin to any domain, and then
 * those of the reverse tree. */
void ws_lookup(const struct lookup* lookup,
	struct match* match);

/** Whether computed names are below a name, so that it exists (RFC 8020). In a local
 * zone, only the origins below the name and reverse names of the zone count. */
bool ws_has_names_below(const struct lookup* lookup);

/** The first rule of those, or NO_RULE: it takes time by the number of rules. */
uint32_t ws_rule_of_names_below(const struct lookup* lookup);

#endif /* WORKSTATION_LOOKUP_H */
