/* SPDX-License-Identifier: BSD-3-Clause */
/* The signers of the threads, for the keys of the rules in force. */
#ifndef WORKSTATION_SIGNERS_H
#define WORKSTATION_SIGNERS_H

#include <stddef.h>

struct config_file;
struct module_env;
struct workstation_signer;

/** A signer for each thread of a configuration, and one that all others share, which are
 * those of a program with libunbound. */
struct ws_signers;

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
const struct workstation_signer* ws_signer_of(struct ws_signers* signers,
	const struct module_env* env);

#endif /* WORKSTATION_SIGNERS_H */
