/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Compiled rules. Names lead to rules in two steps of one look each: the domain
 * below which a computed label may stand (an origin), then, by the literal text
 * of the label, the rules that write their labels so there (a pattern). Within a
 * pattern the number decides, by its intervals.
 */
#ifndef WORKSTATION_RULES_H
#define WORKSTATION_RULES_H

#include "clause.h"
#include "intervals.h"
#include "workstation.h"

/** No rule. */
#define NO_RULE UINT32_MAX

/** The origin of rules that have none: any domain. */
#define ANY_DOMAIN 0

struct rule {
	/** Its file and its template's literal text, in the texts. */
	uint32_t file, literal;
	uint32_t line;
	uint32_t ttl;
	/** The first origin. */
	uint32_t origin;
	struct template_format format;
	bool subdomains, nodata, nxdomain, reverse;
};

/** A network of a rule. Pieces are in the order of their rules, so that of two
 * rules for the same name and origin the lower range's is the one to answer. */
struct range {
	/** What makes an address of a number: 0 for {ip} and {hex}. */
	struct number shift;
	uint32_t rule;
	/** An enum family. */
	uint8_t family;
	/** Octets of IPv4, nibbles of IPv6, that the reverse names of all its
	 * addresses share; not all they have. */
	uint8_t boundary;
	/** The same for the names at the next octet or nibble boundary, which
	 * are those of reverse zones: 2 for 172.16.0.0/12. */
	uint8_t zone_parts;
};

/** A domain below which computed names live, or above one. */
struct origin {
	/** In the texts. */
	uint32_t name;
	/** The formats in use below it, in the rules' formats. */
	uint32_t formats, format_count;
	uint8_t length;
	/** Labels without the root's. */
	uint8_t labels;
};

/** A format of label in use below an origin. */
struct origin_format {
	uint32_t origin;
	struct template_format format;
	bool subdomains;
};

/** The rules with the same template below the same origin. */
struct pattern {
	uint32_t origin;
	/** The first of them; it has their template. */
	uint32_t rule;
	/** The first of them that says NXDOMAIN, or NO_RULE. */
	uint32_t nxdomain;
	/** By number; for {ip} and {hex}, by address. */
	struct interval_set set[FAMILIES];
};

/** A hash table of places in an array, each of them plus 1. */
struct table {
	uint32_t* slots;
	uint32_t mask;
};

/** Reverse names, of an octet or a nibble, that an address can lack. */
#define BOUNDARIES 32

/** What there is at so many labels: origins with names directly below them, with
 * names in front of those, and any origin or domain above one. */
#define LABELS_DIRECT 1
#define LABELS_SUBDOMAINS 2
#define LABELS_EXISTING 4

/** Values of ws_name_suffix_hash(). */
#define NAME_SUFFIX_HASHES 256

struct workstation_rules {
	struct rule* rules;
	struct range* ranges;
	struct origin* origins;
	struct origin_format* formats;
	struct pattern* patterns;
	uint8_t* texts;
	size_t rule_count, range_count, origin_count, format_count, pattern_count;
	size_t text_length;

	struct table origin_table, pattern_table;
	/** By labels, without the root's. */
	uint8_t label_counts[MAX_LABELS];
	/** A bit for each hash, see ws_name_suffix_hash(). */
	uint64_t suffix_filter[NAME_SUFFIX_HASHES / 64];

	/** Of patterns; of the addresses that have reverse names; and of those
	 * whose rule says that the names above them are NODATA. */
	struct interval* forward;
	struct interval* reverse;
	struct interval* ents;
	size_t forward_count, reverse_count, ent_count;
	struct interval_set reverse_sets[FAMILIES];
	/** By family and by the boundary of the network. */
	struct interval_set ent_sets[FAMILIES * BOUNDARIES];
};

/** Find a domain that is an origin, or above one.
 * @return its index; ANY_DOMAIN: it is none. */
uint32_t ws_find_origin(const struct workstation_rules* rules,
	const uint8_t* name, size_t length);

/** Note how the names end that rules have to do with, when all is compiled. */
void ws_build_suffix_filter(struct workstation_rules* rules);

/** Whether rules can have to do with a name; if not, it has no computed records,
 * and none below it.
 * @param name: need not be one, if it has that many octets. */
bool ws_may_match(const struct workstation_rules* rules,
	const uint8_t* name, size_t length);

/**
 * Find a pattern.
 * @param origin: its index.
 * @param prefix, suffix: literal text of the format's lengths.
 * @return the pattern, or NULL.
 */
const struct pattern* ws_find_pattern(
	const struct workstation_rules* rules, uint32_t origin,
	const struct template_format* format, bool subdomains,
	const uint8_t* prefix, const uint8_t* suffix);

/* Make the last origin, or the last pattern, one that is found.
 * @return false: out of memory. */
bool ws_index_origin(struct workstation_rules* rules);
bool ws_index_pattern(struct workstation_rules* rules);

#endif /* WORKSTATION_RULES_H */
