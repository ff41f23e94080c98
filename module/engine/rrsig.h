/* SPDX-License-Identifier: BSD-3-Clause */
/* Signing the RRsets of a reply (RFC 4034, 3). */
#ifndef WORKSTATION_RRSIG_H
#define WORKSTATION_RRSIG_H

#include "zone.h"

/**
 * Cover an RRset by the signatures of a zone's keys: its records are copied, and RRSIG
 * records follow them.
 * Pre: the question has a signer and memory.
 * @return false: there is no memory, or a key cannot sign.
 */
bool ws_sign(const struct zone* zone, const struct workstation_question* question,
	struct workstation_rrset* rrset);

#endif /* WORKSTATION_RRSIG_H */
