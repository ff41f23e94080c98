/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Compiled rules. Two hash lookups lead from a name to its rules: the domain below
 * which a computed label can be (an origin), then, by the literal text of the label,
 * the rules whose template has that text (a pattern). Within a pattern, the number in
 * the label is looked up in a set of intervals.
 *
 * An example. The clause
 *
 *	workstation:
 *		name: "desk{n}"
 *		first: 10
 *		network: 10.1.0.0/24
 *		network: 2001:db8::/120
 *		origin: office.example
 *		reverse: yes
 *		out-of-range: nxdomain
 *
 * compiles to
 *
 *	rules[0]	format: a number after 4 octets of literal text; literal: "desk";
 *			origin: 1
 *	origins[0]	any domain, which this rule does not use
 *	origins[1]	office.example, with format 0
 *	origins[2]	example, and [3] the root: they exist because of origin 1
 *	formats[0]	that of rule 0, for labels directly below origin 1
 *	patterns[0]	origin: 1; rule: 0; nxdomain: 0; the format and literal of rule 0
 *	ranges[0]	IPv4, rule: 0, shift: 10.1.0.0 - 10; boundary: 3, since all of
 *			10.1.0.0/24 is below 0.1.10.in-addr.arpa
 *	ranges[1]	IPv6, rule: 0, shift: 2001:db8:: - 10; boundary: 30
 *	forward		IPv4 set of pattern 0: from 10 range 0, from 266 no range;
 *			IPv6 set of pattern 0: from 10 range 1, from 266 no range
 *	reverse		IPv4 set: from 10.1.0.0 range 0, from 10.1.1.0 no range;
 *			IPv6 set: from 2001:db8:: range 1, from 2001:db8::100 no range
 *	ents		IPv6 set of boundary 30: as above; IPv4: none, since nothing is
 *			between 0.1.10.in-addr.arpa and the names of the addresses
 *
 * Where a template has several labels, those without the first one, without the first
 * two, and so on, are formats and patterns too: of names that exist because of names
 * below them. The dotted 10.1.0.5 has patterns for its last three octets, its last two
 * and its last one, with the numbers that these can be.
 *
 * desk17.office.example A: label_counts has origins of two labels, and
 * office.example is origin 1. Format 0 reads 17 in the label; origin, format and
 * "desk" lead to pattern 0. In its IPv4 set 17 is in range 0, and 17 + shift is
 * 10.1.0.7. desk300 is in no range, and the answer is the pattern's NXDOMAIN.
 *
 * All of this is one set of rules, which has what one client sees, so that a lookup is
 * the same with and without views. The set for the clients of no view has the rules
 * without `for-view:`. It owns one more set for each view that a rule names, which has
 * those rules and the rules for that view, in file order.
 */
#ifndef WORKSTATION_RULES_H
#define WORKSTATION_RULES_H

#include "clause.h"
#include "intervals.h"
#include "steps.h"
#include "workstation.h"
#include "zone.h"

/** No rule. */
#define NO_RULE UINT32_MAX

/** The origin of rules that have none: any domain. */
#define ANY_DOMAIN 0

/** What a clause says, but for its networks. */
struct rule {
	/** Offsets in the texts: of its file, and of its template's literal text. */
	uint32_t file, literal;
	uint32_t line;
	/** Its index among the rules of all sets. */
	uint32_t index;
	uint32_t ttl;
	/** Index of its first origin, the one in PTR records. */
	uint32_t origin;
	/** Index of the first of its records, and how many there are, in the order of
	 * their prefixes and types. */
	uint32_t records, record_count;
	struct template_format format;
	/** Offset in the texts of the types, 16 bits each, that are an exception from its
	 * `other-types:`, and how many there are. */
	uint32_t except, except_count;
	/** Whether other types are NODATA, but for the exceptions. */
	bool nodata;
	bool subdomains, nxdomain, reverse, keep, numbered;
	/** Whether it lacks its IPv6 networks, since there is no prefix for them. */
	bool unprefixed;
	/** Whether it is for views only, and whether an earlier set has it, too. */
	bool for_view, repeated;
};

/** A record by template. */
struct record {
	/** Labels in front of the name, in wire format and lower case: offset in the
	 * texts, and octets. */
	uint32_t prefix;
	uint8_t prefix_length;
	/** Whether RDATA is the same for all names. Records of one type of which this
	 * holds follow each other in the texts, as struct workstation_rrset has them. */
	bool is_fixed;
	/** The families of which it needs the name's address, a set. */
	uint8_t families;
	uint16_t type;
	/** Octets of the longest RDATA. */
	uint16_t longest;
	/** Offset in the texts of its code, and octets: see rr_template.h. */
	uint32_t code, code_length;
};

/** Which names a pattern has, and what they have. */
enum pattern_kind {
	/** Those of the rules' template, directly below the origin. */
	PATTERN_DIRECT,
	/** The same, and the names below them. */
	PATTERN_SUBDOMAINS,
	/** Names above those of the rules' template and below the origin: they exist,
	 * without a record. */
	PATTERN_ABOVE
};

/** A network of a rule. Ranges are in file order: of two with the same name and
 * origin, the one with the lower index answers. */
struct range {
	/** Address minus number, modulo 2^128: 0 where an address is its number. With
	 * is_progression, the index of its progression. */
	struct number shift;
	uint32_t rule;
	/** An enum family. */
	uint8_t family;
	/** How many labels (octets of IPv4, nibbles of IPv6) the reverse names of
	 * all its addresses share, at least one less than an address has. The name
	 * of these labels owns the SOA of negative answers. */
	uint8_t boundary;
	/** Labels of the reverse zones it would be delegated in: those of the
	 * boundary, or one more: 2 for 172.16.0.0/12. */
	uint8_t zone_parts;
	/** Its numbers are not its addresses but for a shift: {n} and a step. */
	bool is_progression;
};

/** The addresses of numbers that follow each other. */
struct progression {
	struct number first_address, first_number, step;
};

/** An origin, a zone or a reverse zone, or a domain above one, which exists because of it. */
struct origin {
	/** Offset in the texts. */
	uint32_t name;
	/** Index of the first of its formats, and how many there are: none for a domain
	 * above origins. */
	uint32_t formats, format_count;
	/** Index of the first rule with an origin at or below it; NO_RULE: none has. */
	uint32_t rule;
	/** Index plus 1 of the reverse zone with that name; 0: there is none. */
	uint32_t reverse_zone;
	/** The same of the zone with that name. */
	uint32_t zone;
	/** Whether the name of a zone is it or below it. */
	bool has_zone;
	uint8_t length;
	/** Labels, the root label not included. */
	uint8_t labels;
};

/** A zone of RFC 2317, with PTR records of addresses in one /24. It is an origin, too:
 * it exists, and what is directly below it is looked up. */
struct reverse_zone {
	/** The first address of the /24. */
	struct number first;
	uint32_t origin;
	/** Index of the first rule with it. */
	uint32_t rule;
	/** By address. */
	struct interval_set set;
};

/** A format to try on labels below an origin. */
struct origin_format {
	uint32_t origin;
	struct template_format format;
	/** An enum pattern_kind. */
	uint8_t kind;
	/** How many labels can be in front of those of the format: none, or any number. */
	uint8_t in_front;
	/** See template_is_simple(). */
	bool simple;
	/** How many formats of the origin, from this one on, differ in the placeholder
	 * only. */
	uint32_t alike;
	/** A bit for each octet, modulo 64, that is directly before the value in some of
	 * their literal texts; all bits if none is. Most labels of other formats have
	 * another octet in that place, and need not be read. */
	uint64_t before;
};

/** The rules with the same template and the same origin. */
struct pattern {
	uint32_t origin;
	/** Index of the first of these rules. */
	uint32_t rule;
	/** Index of the first of them with `out-of-range: nxdomain`; NO_RULE: none. */
	uint32_t nxdomain;
	/** Offset in the texts of the literal text. */
	uint32_t literal;
	struct template_format format;
	/** An enum pattern_kind. */
	uint8_t kind;
	/** By family: ranges by number, without those whose addresses have a step and
	 * are their numbers. */
	struct interval_set set[FAMILIES];
	/** Whether there are ranges by address that have a step. */
	bool has_steps;
	/** Index of the first of its type sets, and how many there are. */
	uint32_t type_sets, type_set_count;
};

/** The ranges of a pattern whose rules have a record by template, of one type and with one
 * prefix. */
struct type_set {
	uint32_t prefix;
	uint8_t prefix_length;
	/** An enum family: of the numbers. */
	uint8_t family;
	/** 0: the ranges for which a name exists without an address. */
	uint16_t type;
	/** By number, without ranges whose addresses have a step and are their numbers. */
	struct interval_set set;
	/** Whether there are such ranges. */
	bool has_steps;
};

/** An open hash table. A slot is an index plus 1; 0: it is free. */
struct table {
	uint32_t* slots;
	uint32_t mask;
};

/** Boundaries that a range can have, of both families. */
#define BOUNDARIES 32

/* Sets of ents. The names above all addresses from the first to the last of a range with
 * a step count as names above its own. Those with PTR records are in sets after the
 * others. */
#define ENT_SET(family, boundary) ((family) * (uint32_t)BOUNDARIES + (boundary))
#define ENT_SET_STEPS(family) (FAMILIES * (uint32_t)BOUNDARIES + (family))
#define ENT_SETS (FAMILIES * BOUNDARIES + FAMILIES)

/* Groups of steps: the numbers of a pattern, the addresses with PTR records, and the
 * numbers of a type set. */
#define STEP_GROUP(pattern, family) (((pattern) + 1) * FAMILIES + (family))
#define STEP_GROUP_REVERSE(family) (family)
#define STEP_GROUP_TYPE(type_set) (UINT32_C(0x80000000) | (type_set))

/* What is among the domains with some number of labels: origins and reverse zones with
 * computed names of one label more, origins with names of several labels more, any member
 * of origins, origins whose first label is any label, and zones. */
#define LABELS_DIRECT 1
#define LABELS_DEEPER 2
#define LABELS_EXISTING 4
#define LABELS_WILDCARD 8
#define LABELS_ZONE 16

/** Values of ws_name_suffix_hash(). */
#define NAME_SUFFIX_HASHES 256

/** A `for-view:` line. */
struct view_line {
	/** Index of the view. */
	uint32_t view;
	/** Offset of the path in the texts of the view's set. */
	uint32_t file;
	uint32_t line;
};

struct workstation_rules {
	struct rule* rules;
	struct range* ranges;
	struct origin* origins;
	struct origin_format* formats;
	struct pattern* patterns;
	struct progression* progressions;
	struct reverse_zone* reverse_zones;
	struct record* records;
	/** In the order of their patterns, prefixes, types and families. */
	struct type_set* type_sets;
	/** The types of records, ascending. */
	uint16_t* types;
	/** Names, literal texts, paths, and the code of records. */
	uint8_t* texts;
	size_t rule_count, range_count, origin_count, format_count, pattern_count;
	size_t progression_count, reverse_zone_count, text_length;
	size_t record_count, type_set_count, type_count;
	/** Whether any range has PTR records, any record has a prefix, and any rule says
	 * `existing: keep`. */
	bool has_reverse, has_prefixes, has_keep;

	struct table origin_table, pattern_table;
	/** LABELS_ flags by number of labels, the root label not included: most
	 * names need no lookup for most of their labels. */
	uint8_t label_counts[MAX_LABELS];
	/** The most labels of a template for any domain. */
	uint8_t any_domain_labels;
	/** A bit for each value of ws_name_suffix_hash() that a name of the rules
	 * has. */
	uint64_t suffix_filter[NAME_SUFFIX_HASHES / 64];

	/** Intervals of the patterns' sets. */
	struct interval* forward;
	/** Intervals of the addresses that have PTR records, but for ranges with a
	 * step. */
	struct interval* reverse;
	/** Intervals of the addresses with empty non-terminals: names above addresses
	 * and below the owner of the SOA, which a rule with `other-types: nodata` or
	 * `out-of-range: nxdomain` answers with NODATA. */
	struct interval* ents;
	/** Intervals of the reverse zones' sets. */
	struct interval* zoned;
	/** Intervals of the type sets. */
	struct interval* typed;
	size_t forward_count, reverse_count, ent_count, zoned_count, typed_count;
	struct interval_set reverse_sets[FAMILIES];
	/** By family and boundary. A name is an empty non-terminal of the ranges whose
	 * boundary is above it. In one set for all, an earlier range whose boundary is
	 * at or below the name would hide them. */
	struct interval_set ent_sets[ENT_SETS];
	/** Ranges by address that have a step. */
	struct steps steps;

	/** The zones, which are the same for all clients, lent to the sets of views; NULL:
	 * there are none. */
	struct zones* zones;

	/** Offset in the texts of the name of the view whose clients see the set. */
	uint32_t view;
	/* The rest is only in the set for the clients of no view. */
	/** The sets of the views, in the order in which rules name these. */
	struct workstation_rules** views;
	struct view_line* view_lines;
	size_t view_count, view_line_count;
	struct table view_table;
	/** The number of rules in all sets, each counted once. */
	size_t total;
};

/** The name of the view of a set. */
static inline const char*
view_name(const struct workstation_rules* set)
{
	return (const char*)set->texts + set->view;
}

/** The path of the file of a rule; "" for the built-in rule. */
static inline const char*
rule_file(const struct workstation_rules* set, const struct rule* rule)
{
	return rule->file ? (const char*)set->texts + rule->file : "";
}

/** Whether a rule has another `other-types:` than pass. */
static inline bool
rule_has_other_types(const struct rule* rule)
{
	return rule->nodata || rule->except_count;
}

/** Whether a rule answers a type that it does not compute with NODATA. */
bool ws_is_nodata(const struct workstation_rules* set, const struct rule* rule,
	uint16_t type);

/** The sets, that for the clients of no view first. @param i: 0 to view_count. */
static inline const struct workstation_rules*
set_at(const struct workstation_rules* rules, size_t i)
{
	return i ? rules->views[i - 1] : rules;
}

/** No view. */
#define NO_VIEW UINT32_MAX

/** Find a view. @return its index; NO_VIEW: no rule names it. */
uint32_t ws_find_view(const struct workstation_rules* rules,
	const char* name);

/* The address of a number, and the number of an address, that a progression has. */
struct number ws_progression_address(const struct workstation_rules* rules,
	const struct range* range, struct number number);
struct number ws_progression_number(const struct workstation_rules* rules,
	const struct range* range, struct number address);

/** The address of a number that a range has. */
static inline struct number
range_address(const struct workstation_rules* rules, const struct range* range,
	struct number number)
{
	return range->is_progression ? ws_progression_address(rules, range,
		number) : number_add(number, range->shift);
}

/** The number of an address that a range has. */
static inline struct number
range_number(const struct workstation_rules* rules, const struct range* range,
	struct number address)
{
	return range->is_progression ? ws_progression_number(rules, range,
		address) : number_subtract(address, range->shift);
}

/** Find an origin, or a domain above one. @return its index; ANY_DOMAIN: none. */
uint32_t ws_find_origin(const struct workstation_rules* rules,
	const uint8_t* name, size_t length);

/** Find the origin that has `*` in place of the first label.
 * @param name: not the root. @return its index; ANY_DOMAIN: none. */
uint32_t ws_find_wildcard(const struct workstation_rules* rules,
	const uint8_t* name, size_t length);

/** Fill in the suffix filter, after all else. */
void ws_build_suffix_filter(struct workstation_rules* rules);

/**
 * Find a pattern.
 * @param origin: index.
 * @param prefix, suffix: literal text; the format has the lengths.
 * @return the pattern, or NULL.
 */
const struct pattern* ws_find_pattern(
	const struct workstation_rules* rules, uint32_t origin,
	const struct template_format* format, uint8_t kind,
	const uint8_t* prefix, const uint8_t* suffix);

/* Put the last origin, pattern or view into its hash table.
 * @return false: out of memory. */
bool ws_index_origin(struct workstation_rules* rules);
bool ws_index_pattern(struct workstation_rules* rules);
bool ws_index_view(struct workstation_rules* rules);

#endif /* WORKSTATION_RULES_H */
