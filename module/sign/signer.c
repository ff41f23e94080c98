/* SPDX-License-Identifier: BSD-3-Clause */
#include "signer.h"
#include "signature_cache.h"
#include "signing.h"

#include <stdlib.h>

struct signer {
	struct workstation_signer interface;
	struct signature_cache* cache;
	/** By the number of the key; NULL: not prepared yet. */
	struct signing** signing;
	size_t count;
};

/** Make the table of prepared keys longer. */
static int
extend(struct signer* signer, size_t count)
{
	struct signing** signing = realloc(signer->signing, count * sizeof(*signing));

	if(!signing)
		return 0;
	while(signer->count < count)
		signing[signer->count++] = NULL;
	signer->signing = signing;
	return 1;
}

/** Find what is prepared for a key, or prepare it. @return NULL: out of memory. */
static struct signing*
find_signing(struct signer* signer, const struct private_key* key)
{
	if(key->index >= signer->count && !extend(signer, 2 * key->index + 4))
		return NULL;
	if(!signer->signing[key->index])
		signer->signing[key->index] = ws_signing_create(key);
	return signer->signing[key->index];
}

static size_t
sign(void* context, void* private_key, const uint8_t* octets, size_t length,
	uint8_t* signature)
{
	struct signer* signer = context;
	size_t taken = ws_signature_cache_find(signer->cache, private_key, octets, length,
		signature);
	struct signing* signing;

	if(taken)
		return taken;
	signing = find_signing(signer, private_key);
	taken = signing ? ws_signing_sign(signing, octets, length, signature) : 0;
	if(taken)
		ws_signature_cache_keep(signer->cache, private_key, octets, length,
			signature, taken);
	return taken;
}

struct workstation_signer*
ws_signer_create(size_t cache_octets)
{
	struct signer* signer = calloc(1, sizeof(*signer));

	if(!signer)
		return NULL;
	signer->interface = (struct workstation_signer){&sign, signer};
	signer->cache = ws_signature_cache_create(cache_octets);
	return &signer->interface;
}

void
ws_signer_free(struct workstation_signer* interface)
{
	struct signer* signer = interface ? interface->context : NULL;

	if(!signer)
		return;
	for(size_t i = 0; i < signer->count; i++)
		ws_signing_free(signer->signing[i]);
	free(signer->signing);
	ws_signature_cache_free(signer->cache);
	free(signer);
}

size_t
ws_signer_memory(const struct workstation_signer* interface)
{
	const struct signer* signer = interface ? interface->context : NULL;

	return signer ? ws_signature_cache_memory(signer->cache) : 0;
}
