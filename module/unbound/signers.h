/* SPDX-License-Identifier: BSD-3-Clause */
/* The signers of the threads, for the keys of the rules in force. */
#ifndef WORKSTATION_SIGNERS_H
#define WORKSTATION_SIGNERS_H

#include "workstation.h"
#include "util/alloc.h"
#include "util/config_file.h"
#include "util/locks.h"
#include "util/module.h"

#include <stddef.h>

/** A signer for each thread of a configuration, and one that all others share, which are
 * those of a program with libunbound. */
struct ws_signers {
	/** Octets of memory for the signatures of one signer. */
	size_t cache_octets;
	/** What the other threads see; its context is this. */
	struct workstation_signer locked;
	/** What it signs with, made when it is needed. */
	lock_basic_type lock;
	struct workstation_signer* shared;
	/** By thread. */
	int threads;
	struct workstation_signer* thread[];
};

/**
 * Make the signers.
 * @param cache_octets: of memory for the signatures of all threads.
 * @return to be freed before the rules; NULL: out of memory.
 */
struct ws_signers* ws_signers_create(const struct config_file* cfg,
	size_t cache_octets);

/** Free them. @param signers: may be NULL. */
void ws_signers_free(struct ws_signers* signers);

/** The memory for signatures, in octets. @param signers: NULL has none. */
size_t ws_signers_memory(struct ws_signers* signers);

/** The signer of a thread. @param signers: NULL has none. @param env: the thread's.
 * @return NULL: none. */
static inline const struct workstation_signer*
ws_signer_of(const struct ws_signers* signers, const struct module_env* env)
{
	int thread = env->alloc->thread_num;

	if(!signers)
		return NULL;
	return thread < signers->threads ? signers->thread[thread]
		: &signers->locked;
}

#endif /* WORKSTATION_SIGNERS_H */
