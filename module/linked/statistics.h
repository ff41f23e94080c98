/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What was decided, and how often. Each thread counts in memory of its own; what
 * another one reads is the copy that it made last, as it does with Unbound's own
 * statistics.
 */
#ifndef WORKSTATION_STATISTICS_H
#define WORKSTATION_STATISTICS_H

#include "query.h"
#include "util/alloc.h"
#include "util/config_file.h"

#include <stddef.h>
#include <stdint.h>

/** Octets between what one thread writes and what others read or write, so that they
 * are not in one line of a processor's cache. */
#define WS_CACHE_LINE 64

struct ws_counts {
	/** By enum ws_outcome. */
	uint64_t outcome[WS_OUTCOMES];
	/** By rule; NULL: not wanted. */
	uint64_t* rule;
};

/** A thread's. */
struct ws_thread_counts {
	struct ws_counts now, compiled;
	uint8_t pad[WS_CACHE_LINE];
};

struct ws_statistics {
	int threads;
	size_t rules;
	/** By thread and rule, those of now and then those compiled, each thread's
	 * apart. */
	uint64_t* by_rule;
	uint8_t pad[WS_CACHE_LINE];
	struct ws_thread_counts thread[];
};

/** Nothing counted yet, for all threads of a configuration.
 * @return NULL: out of memory. */
struct ws_statistics* ws_statistics_create(
	const struct config_file* cfg, size_t rules);

/** Free them. @param statistics: may be NULL. */
void ws_statistics_free(struct ws_statistics* statistics);

/** Octets of memory that they take. */
size_t ws_statistics_memory(
	const struct ws_statistics* statistics);

/* Make a thread's copy for others to read; let it count from 0.
 * @param env: the thread's. */
void ws_statistics_compile(struct ws_statistics* statistics,
	const struct module_env* env);
void ws_statistics_clear(struct ws_statistics* statistics,
	const struct module_env* env);

/** A thread's counts; NULL: the configuration does not have it, it is one of
 * libunbound's. @param env: the thread's. */
static inline struct ws_thread_counts*
ws_counts_of(struct ws_statistics* statistics,
	const struct module_env* env)
{
	int thread = env->alloc->thread_num;

	return thread < statistics->threads ? &statistics->thread[thread] : NULL;
}

#endif /* WORKSTATION_STATISTICS_H */
