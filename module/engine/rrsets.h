/* SPDX-License-Identifier: BSD-3-Clause */
/* The RRsets of a reply. */
#ifndef WORKSTATION_RRSETS_H
#define WORKSTATION_RRSETS_H

#include "lookup.h"

/**
 * Begin a reply without RRsets.
 * @param count: the most RRsets it can have.
 * @return false: there is no memory for them.
 */
bool ws_begin_reply(struct workstation_reply* reply, size_t count,
	const struct workstation_memory* memory);

/**
 * Add the RRset of a type, if there is one. A table has how it is written.
 * @param match: of a lookup with that type.
 * @param memory: NULL: there is none.
 * @return false: there is no memory for it.
 */
bool ws_add_rrset(const struct lookup* lookup, const struct match* match,
	uint16_t type, const struct workstation_memory* memory,
	struct workstation_reply* reply);

/** Add the RRsets of all types, in a reply with room for them (answer.c).
 * @return false: there is no memory for them. */
bool ws_add_all(const struct lookup* lookup, const struct match* match,
	const struct workstation_memory* memory, struct workstation_reply* reply);

/** Whether there is an RRset of a type, if all its records can be written. */
bool ws_has_rrset(const struct match* match, uint16_t type);

/** Octets of the numbers at the end of SOA RDATA (RFC 1035, 3.3.13). */
#define SOA_NUMBERS 20

/** Write the numbers of a SOA record. @param minimum: the TTL of negative answers. */
void ws_soa_numbers(uint32_t minimum, uint8_t numbers[SOA_NUMBERS]);

/** Add the SOA of a negative answer (RFC 2308, 3). */
void ws_add_soa(const struct workstation_rules* rules,
	const struct negative* negative, struct workstation_reply* reply);

/** Set the rule that a reply is due to. */
void ws_set_rule(const struct workstation_rules* rules, uint32_t rule,
	struct workstation_reply* reply);

#endif /* WORKSTATION_RRSETS_H */
