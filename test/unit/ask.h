/* SPDX-License-Identifier: BSD-3-Clause */
/* Rules and questions as text, for tables. */
#ifndef ASK_H
#define ASK_H

#include "workstation.h"

/** Load rules, written as rules_text() has them. Zones have the keys of fake_keys.h.
 * @return NULL: the message says why. */
struct workstation_rules* load(const char* text,
	char message[WORKSTATION_MAX_MESSAGE]);

/** The same; the test fails if they are wrong. */
struct workstation_rules* load_or_fail(const char* text);

/** The reply to a question in presentation format: "pass"; "exists" for
 * WORKSTATION_PASS_EXISTING, "keep" for WORKSTATION_KEEP_EXISTING; or the records without their class, with " + " between two
 * of them, and "NODATA: " or "NXDOMAIN: " first. @return valid until the next call. */
const char* ask(const struct workstation_rules* rules, const char* qname,
	const char* qtype);

/** The same, where it is known that nothing else exists. */
const char* ask_nothing_exists(const struct workstation_rules* rules,
	const char* qname, const char* qtype);

/** What a client asks for besides. */
enum wish {
	WISH_NOTHING,
	/** Signatures. */
	WISH_SIGNED,
	/** The same, and NXDOMAIN for what does not exist. */
	WISH_COMPACT
};

/** The reply of zones with keys, half a day after the beginning of 1970: " (N)" is behind
 * an RRset with N signatures. */
const char* ask_wishing(const struct workstation_rules* rules, const char* qname,
	const char* qtype, enum wish wish);

/** A question, and its reply as ask() has it. */
struct row {
	/** Rules; NULL: those of the row before. */
	const char* rules;
	const char* qname;
	const char* qtype;
	const char* reply;
};

/** The constant part of a rule's SOA record. */
#define SOA " SOA . . 1 3600 1200 604800 "

/** Ask all questions of a table; the test fails at the first wrong reply. */
void check_rows(const struct row* row, size_t count);

#define CHECK(...) \
	do { \
		static const struct row rows[] = {__VA_ARGS__}; \
		check_rows(rows, sizeof(rows) / sizeof(*rows)); \
	} while(0)

#endif /* ASK_H */
