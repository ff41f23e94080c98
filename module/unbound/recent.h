/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The questions that each thread answered lately: an answer is worth its place in
 * the message cache, and the time to put it there, once its question comes again.
 */
#ifndef WORKSTATION_RECENT_H
#define WORKSTATION_RECENT_H

struct module_env;
struct query_info;
struct workstation_recent;

/** None yet, for all threads of a configuration. @return NULL: out of memory. */
struct workstation_recent* workstation_recent_create(
	const struct module_env* env);

/** Free it. @param recent: may be NULL. */
void workstation_recent_free(struct workstation_recent* recent);

/** Octets of memory that it takes. */
size_t workstation_recent_memory(const struct workstation_recent* recent);

/**
 * Remember a question that the thread answers.
 * @param env: the thread's.
 * @return whether it has answered it before and remembers; a thread that the
 *	configuration does not have, one of libunbound's, remembers nothing.
 */
int workstation_recent_ask(struct workstation_recent* recent,
	const struct module_env* env, const struct query_info* qinfo);

#endif /* WORKSTATION_RECENT_H */
