/* SPDX-License-Identifier: BSD-3-Clause */
/* What each of Unbound's threads has of its own, in memory that all can see. */
#ifndef WORKSTATION_THREADS_H
#define WORKSTATION_THREADS_H

#include "util/alloc.h"
#include "util/config_file.h"
#include "util/module.h"

/** Octets between what one thread writes and what others read or write, so that
 * they are not on one line of a processor's cache. */
#define WORKSTATION_APART 64

/** How many threads a configuration has, 1 or more. */
static inline int
workstation_threads(const struct config_file* cfg)
{
	return cfg->num_threads > 1 ? cfg->num_threads : 1;
}

/** A thread's number, from 0; negative: it is not one of so many that the
 * configuration has, but libunbound's. @param env: the thread's. */
static inline int
workstation_thread(const struct module_env* env, int threads)
{
	int thread = env->alloc->thread_num;

	return thread < threads ? thread : -1;
}

#endif /* WORKSTATION_THREADS_H */
