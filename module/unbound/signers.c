/* SPDX-License-Identifier: BSD-3-Clause */
/* The signers of the threads. */
#include "config.h"
#include "signer.h"
#include "signers.h"

/** Sign for one of the other threads. */
static size_t
sign_locked(void* context, void* private_key, const uint8_t* octets,
	size_t length, uint8_t* signature)
{
	struct ws_signers* signers = context;
	size_t signed_octets = 0;

	lock_basic_lock(&signers->lock);
	if(!signers->shared)
		signers->shared = ws_signer_create(signers->cache_octets);
	if(signers->shared)
		signed_octets = signers->shared->sign(signers->shared->context,
			private_key, octets, length, signature);
	lock_basic_unlock(&signers->lock);
	return signed_octets;
}

struct ws_signers*
ws_signers_create(const struct config_file* cfg, size_t cache_octets)
{
	int threads = cfg->num_threads > 1 ? cfg->num_threads : 1;
	struct ws_signers* signers = calloc(1, sizeof(*signers)
		+ (size_t)threads * sizeof(signers->thread[0]));

	if(!signers)
		return NULL;
	signers->threads = threads;
	signers->cache_octets = cache_octets / (size_t)threads;
	signers->locked.sign = &sign_locked;
	signers->locked.context = signers;
	lock_basic_init(&signers->lock);
	for(int i = 0; i < threads; i++) {
		signers->thread[i] = ws_signer_create(signers->cache_octets);
		if(!signers->thread[i]) {
			ws_signers_free(signers);
			return NULL;
		}
	}
	return signers;
}

void
ws_signers_free(struct ws_signers* signers)
{
	if(!signers)
		return;
	for(int i = 0; i < signers->threads; i++)
		ws_signer_free(signers->thread[i]);
	ws_signer_free(signers->shared);
	lock_basic_destroy(&signers->lock);
	free(signers);
}

size_t
ws_signers_memory(struct ws_signers* signers)
{
	size_t octets = 0;

	if(!signers)
		return 0;
	for(int i = 0; i < signers->threads; i++)
		octets += ws_signer_memory(signers->thread[i]);
	lock_basic_lock(&signers->lock);
	octets += ws_signer_memory(signers->shared);
	lock_basic_unlock(&signers->lock);
	return octets;
}
