/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Unbound's message cache: it answers before any module is asked, so that what is
 * against the rules must not be in it.
 */
#ifndef WORKSTATION_CACHE_H
#define WORKSTATION_CACHE_H

#include "reply.h"

struct module_qstate;

/** Store a query's reply, made of relative TTLs. One of TTL 0 is not kept. */
void workstation_cache_store(struct module_qstate* qstate);

/** Take a query's reply out. */
void workstation_cache_remove(struct module_qstate* qstate);

/**
 * Take out every reply that has to do with the rules: those against them, and
 * those that were made by them, to be made anew. Only while no query is being
 * resolved.
 * @param rules: NULL has to do with nothing.
 * @return whether there is any alias left.
 */
int workstation_cache_sweep(struct module_env* env,
	const struct workstation_rules* rules);

/**
 * What the caches have of the aliases of a query's name.
 * @return a reply with some or none, in the query's region; NULL: none, or out
 *	of memory.
 */
struct reply_info* workstation_cache_aliases(struct module_qstate* qstate);

#endif /* WORKSTATION_CACHE_H */
