/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A cache of signatures, for one thread. It finds a signature by the key and by all octets
 * that were signed, so that it cannot have one that is wrong or out of date.
 */
#ifndef WORKSTATION_SIGNATURE_CACHE_H
#define WORKSTATION_SIGNATURE_CACHE_H

#include <stddef.h>
#include <stdint.h>

struct signature_cache;

/**
 * Make a cache.
 * @param octets: of the memory that it takes at most.
 * @return to be freed; NULL: too few octets for a cache, or out of memory.
 */
struct signature_cache* ws_signature_cache_create(size_t octets);

/** @param cache: may be NULL. */
void ws_signature_cache_free(struct signature_cache* cache);

/**
 * Find a signature.
 * @param cache: NULL has none.
 * @param key: which key signed; only the pointer counts.
 * @param signature: set to the signature, a buffer of WORKSTATION_MAX_SIGNATURE octets.
 * @return its octets; 0: it is not there.
 */
size_t ws_signature_cache_find(struct signature_cache* cache, const void* key,
	const uint8_t* octets, size_t length, uint8_t* signature);

/**
 * Keep a signature. Others that were not found lately may go for it.
 * Pre: the cache does not have it.
 * @param cache: NULL keeps none.
 */
void ws_signature_cache_keep(struct signature_cache* cache, const void* key,
	const uint8_t* octets, size_t length, const uint8_t* signature,
	size_t signature_length);

/** The memory it takes now, in octets. @param cache: NULL has none. */
size_t ws_signature_cache_memory(const struct signature_cache* cache);

#endif /* WORKSTATION_SIGNATURE_CACHE_H */
