/* SPDX-License-Identifier: BSD-3-Clause */
/* Makes signatures for one thread, and keeps them in a cache. */
#ifndef WORKSTATION_SIGNER_H
#define WORKSTATION_SIGNER_H

#include "workstation.h"

/**
 * Make a signer for a thread.
 *
 * It knows keys by their address and their number: it is for the keys of one
 * `struct key_files`, and is freed before they are.
 *
 * @param cache_octets: of the memory that its cache takes at most; 0: it has none.
 * @return to be freed; NULL: out of memory.
 */
struct workstation_signer* ws_signer_create(size_t cache_octets);

/** @param signer: may be NULL. */
void ws_signer_free(struct workstation_signer* signer);

/** The memory of its cache, in octets. @param signer: NULL has none. */
size_t ws_signer_memory(const struct workstation_signer* signer);

#endif /* WORKSTATION_SIGNER_H */
