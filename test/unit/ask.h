/* SPDX-License-Identifier: BSD-3-Clause */
/* Rules and questions as text, for tables. */
#ifndef ASK_H
#define ASK_H

#include "workstation.h"

/** Load rules, written as rules_text() has them.
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
