/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Keys in files as ldns-keygen and dnssec-keygen write them: PATH.key has the DNSKEY
 * record, and PATH.private the private half, if there is one.
 */
#ifndef WORKSTATION_KEY_FILE_H
#define WORKSTATION_KEY_FILE_H

#include "key_path.h"
#include "workstation.h"

/** The files of the keys of one set of rules. */
struct key_files {
	struct key_paths paths;
	/** How many private halves were read: 0 at first. */
	size_t count;
};

/**
 * A store of keys in files, for workstation_rules_load(). A key is refused unless
 * - its .key file has one DNSKEY record, of the zone and for zones (RFC 4034, 2.1), that is
 *   not revoked and is of an algorithm here, RSA with 1,024 to 4,096 bits;
 * - its .private file, if there is one, can neither be read nor written by others, and
 *   signs what the DNSKEY record verifies.
 * Both are regular files. What was read of a .private file is overwritten afterwards.
 *
 * @param files: lent for the calls of read.
 */
struct workstation_key_store ws_key_store(struct key_files* files);

#endif /* WORKSTATION_KEY_FILE_H */
