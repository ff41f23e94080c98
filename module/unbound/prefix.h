/* SPDX-License-Identifier: BSD-3-Clause */
/* The prefix of an interface's addresses, as the system has it now. Of no use to the
 * engine, and without Unbound: workstation-checkconf asks for it, too. */
#ifndef WORKSTATION_PREFIX_H
#define WORKSTATION_PREFIX_H

#include "workstation.h"

/**
 * Find the upper 64 bits of the first address of an interface that is in 2000::/3, and
 * neither temporary (RFC 8981) nor deprecated (RFC 4862).
 *
 * @param prefix: set, if there is one.
 * @param message: if there is none, why, and what follows for the rule: one line without
 *	a newline.
 * @param size: octets of its buffer, the NUL included.
 * @return as a workstation_prefix_finder.
 */
int ws_prefix_find(const char* interface, const char* file, unsigned line,
	uint8_t prefix[WORKSTATION_PREFIX], char* message, size_t size);

#endif /* WORKSTATION_PREFIX_H */
