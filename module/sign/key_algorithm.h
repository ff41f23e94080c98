/* SPDX-License-Identifier: BSD-3-Clause */
/* The algorithms of keys that sign here. */
#ifndef WORKSTATION_KEY_ALGORITHM_H
#define WORKSTATION_KEY_ALGORITHM_H

#include <openssl/evp.h>

#include <stddef.h>
#include <stdint.h>

/** Their names, for messages. */
#define KEY_ALGORITHMS "ECDSAP256SHA256, ECDSAP384SHA384, ED25519, ED448, RSASHA256 or RSASHA512"

enum key_kind {KEY_RSA, KEY_ECDSA, KEY_EDDSA};

/** An algorithm of keys. */
struct key_algorithm {
	/** Its number (RFC 8624, 3.1). */
	uint8_t number;
	enum key_kind kind;
	/** Octets of a public key and of a signature; 0: they depend on the key. */
	uint16_t public_octets, signature_octets;
	/** What digests the octets to be signed; NULL: the algorithm itself. */
	const EVP_MD* (*digest)(void);
};

/** Find an algorithm by its number. @return NULL: it is none of those. */
const struct key_algorithm* ws_key_algorithm(uint8_t number);

#endif /* WORKSTATION_KEY_ALGORITHM_H */
