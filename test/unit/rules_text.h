/* SPDX-License-Identifier: BSD-3-Clause */
/* Rules as tests write them. */
#ifndef RULES_TEXT_H
#define RULES_TEXT_H

#include "workstation.h"

/** Rules written one setting to a line, "key value"; a line "-" begins a
 * clause, and the file is "rules". @return text to be freed. */
struct workstation_text* rules_text(const char* text);

/** Prefixes of interfaces in tests: eth0 has 2001:db8:1:2::/64, eth1 2a02::/64, other0
 * cannot be asked for, and others have none. A workstation_prefix_finder. */
int prefix_of(const char* interface, const char* file, unsigned line,
	uint8_t prefix[WORKSTATION_PREFIX]);

#endif /* RULES_TEXT_H */
