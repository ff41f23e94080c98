/* SPDX-License-Identifier: BSD-3-Clause */
/* Rules and questions as text, for tables. */
#ifndef ASK_H
#define ASK_H

#include "workstation.h"

/** Load rules, written as rules_text() has them.
 * @return NULL: the message says why. */
struct workstation_rules* load(const char* text,
	char message[WORKSTATION_MAX_MESSAGE]);

/** The reply to a question in presentation format: "pass"; "exists" for
 * WORKSTATION_PASS_EXISTING; or the records without their class, with " + " between two
 * of them, and "NODATA: " or "NXDOMAIN: " first. @return valid until the next call. */
const char* ask(const struct workstation_rules* rules, const char* qname,
	const char* qtype);

#endif /* ASK_H */
