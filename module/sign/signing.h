/* SPDX-License-Identifier: BSD-3-Clause */
/* Signatures by one key, in one thread. */
#ifndef WORKSTATION_SIGNING_H
#define WORKSTATION_SIGNING_H

#include "key_algorithm.h"

/** What the private_key of a struct workstation_key points to: const once it is read, so
 * that any thread can sign with it. */
struct private_key {
	const struct key_algorithm* algorithm;
	EVP_PKEY* key;
	/** Its number among the private keys of its store, from 0. */
	size_t index;
};

/** Prepared contexts: to make them anew costs as much as a tenth of a signature. */
struct signing;

/** Prepare to sign with a key. @return to be freed; NULL: out of memory, or the key is not
 * one that signs. */
struct signing* ws_signing_create(const struct private_key* key);

/** @param signing: may be NULL. */
void ws_signing_free(struct signing* signing);

/**
 * Sign octets.
 * @param signature: set to the signature as RRSIG records have it (RFC 5702, 3; RFC 6605,
 *	4; RFC 8080, 4), a buffer of WORKSTATION_MAX_SIGNATURE octets.
 * @return octets of the signature; 0: it failed.
 */
size_t ws_signing_sign(struct signing* signing, const uint8_t* octets, size_t length,
	uint8_t* signature);

#endif /* WORKSTATION_SIGNING_H */
