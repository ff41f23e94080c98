/* SPDX-License-Identifier: BSD-3-Clause */
/* Keys without cryptography. */
#ifndef FAKE_KEYS_H
#define FAKE_KEYS_H

#include "workstation.h"

/** Has the keys "csk" and "ksk", "zsk", "other" (of another algorithm), and "public", which
 * has no private half. Their tag is 7. */
extern const struct workstation_key_store fake_keys;

/** What a fake signer was given last. */
struct fake_signer {
	uint8_t octets[4096];
	size_t length;
};

/** Signs with the octet '*'. @param context: a struct fake_signer. A
 * struct workstation_signer's. */
size_t fake_sign(void* context, void* private_key, const uint8_t* octets,
	size_t length, uint8_t* signature);

#endif /* FAKE_KEYS_H */
