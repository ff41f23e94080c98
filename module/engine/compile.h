/* SPDX-License-Identifier: BSD-3-Clause */
/* Compiling one set of rules: what the clients of one view see, or those of none. */
#ifndef WORKSTATION_COMPILE_H
#define WORKSTATION_COMPILE_H

#include "rules.h"

struct spans {
	struct span* span;
	size_t count, capacity;
};

/** Numbers of a range whose rule has a record of a type, or none with an address. */
struct type_span {
	uint32_t pattern;
	/** See struct record. */
	uint32_t prefix;
	uint8_t prefix_length;
	/** An enum family. */
	uint8_t family;
	/** 0: the name exists. */
	uint16_t type;
	/** Its step is 0 for a range without one, or with numbers that count. */
	struct step_span numbers;
};

struct compiler {
	/** The set; not freed by ws_compile_clear(). NULL: there was no memory for it. */
	struct workstation_rules* rules;
	/* capacities of its arrays, which are cut to size in the end */
	size_t rule_capacity, range_capacity, origin_capacity;
	size_t format_capacity, pattern_capacity, text_capacity;
	struct spans forward, reverse, ents, zoned;
	/** As those of forward, of rules without addresses. */
	struct spans numbered;
	struct type_span* types;
	size_t type_count, type_capacity;
	/* capacities of arrays of the set */
	size_t record_capacity, rr_type_capacity;
	size_t progression_capacity, reverse_zone_capacity;
	struct step_span* steps;
	size_t step_count, step_capacity;
	/** The last file, and its offset in the texts. */
	const char* file;
	uint32_t file_text;
};

/* All of these return false if there is no memory. */

/** Begin with an empty set.
 * @param view: the name of its view; NULL: it is for the clients of no view. */
bool ws_compile_begin(struct compiler* compiler, const char* view);

/** Add zones, before all rules. @param zones: lent; NULL: there are none. */
bool ws_compile_zones(struct compiler* compiler, struct zones* zones);

/**
 * Add a rule.
 * @param clause: judged as a whole.
 * @param number: the index of the rule among those of all sets.
 * @param repeated: whether an earlier set has it.
 */
bool ws_compile_rule(struct compiler* compiler, const struct clause* clause,
	uint32_t number, bool repeated);

/** Add the path of a file to the texts. @param file: NULL: there is none.
 * @param at: set to its offset. */
bool ws_compile_file(struct compiler* compiler, const char* file, uint32_t* at);

/** Build what needs all rules. */
bool ws_compile_end(struct compiler* compiler);

/** Free the compiler's own memory. */
void ws_compile_clear(struct compiler* compiler);

/* type_sets.c */

/** Add the records of a clause to its rule, which is the last one. */
bool ws_add_records(struct compiler* compiler, const struct clause* clause);

/** Build the type sets of the patterns, when all spans are known. */
bool ws_build_type_sets(struct compiler* compiler);

/** Add to the texts. @param at: set to the offset. */
bool ws_compile_text(struct compiler* compiler, const void* octets,
	size_t length, uint32_t* at);

/* ranges.c */

/** Add the networks of a rule, whose origins and reverse zones were added, as ranges, and
 * their numbers and addresses as spans.
 * @param patterns: indexes of the rule's patterns. */
bool ws_add_networks(struct compiler* compiler, const struct clause* clause,
	uint32_t rule_index, const uint32_t* patterns, size_t pattern_count);

/** Build the interval sets, when all spans are known. */
bool ws_build_intervals(struct compiler* compiler);

#endif /* WORKSTATION_COMPILE_H */
