/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory that is counted in. */
#include "config.h"
#include "statistics.h"

/** Counts by rule: those of now, and those compiled. */
#define COPIES 2
#define PAD (WS_CACHE_LINE / sizeof(uint64_t))

/** How many counts by rule there are, and what is between them. */
static size_t
size_by_rule(const struct ws_statistics* statistics)
{
	return PAD + (size_t)statistics->threads
		* (COPIES * statistics->rules + PAD);
}

size_t
ws_statistics_memory(const struct ws_statistics* statistics)
{
	return sizeof(*statistics) + (size_t)statistics->threads
		* sizeof(statistics->thread[0])
		+ (statistics->by_rule ? size_by_rule(statistics)
		* sizeof(*statistics->by_rule) : 0);
}

/** @return 0: out of memory. */
static int
count_by_rule(struct ws_statistics* statistics)
{
	uint64_t* next = calloc(size_by_rule(statistics), sizeof(*next));

	statistics->by_rule = next;
	if(!next)
		return 0;
	next += PAD;
	for(int i = 0; i < statistics->threads; i++) {
		statistics->thread[i].now.rule = next;
		next += statistics->rules;
		statistics->thread[i].compiled.rule = next;
		next += statistics->rules + PAD;
	}
	return 1;
}

struct ws_statistics*
ws_statistics_create(const struct config_file* cfg, size_t rules)
{
	struct ws_statistics size = {.threads = cfg->num_threads > 1
			? cfg->num_threads : 1};
	struct ws_statistics* statistics = calloc(1,
		ws_statistics_memory(&size));

	if(!statistics)
		return NULL;
	statistics->threads = size.threads;
	statistics->rules = rules;
	if(cfg->stat_extended && rules && !count_by_rule(statistics)) {
		free(statistics);
		return NULL;
	}
	return statistics;
}

void
ws_statistics_free(struct ws_statistics* statistics)
{
	if(!statistics)
		return;
	free(statistics->by_rule);
	free(statistics);
}

void
ws_statistics_compile(struct ws_statistics* statistics,
	const struct module_env* env)
{
	struct ws_thread_counts* counts = ws_counts_of(
		statistics, env);

	if(!counts)
		return;
	memcpy(counts->compiled.outcome, counts->now.outcome,
		sizeof(counts->now.outcome));
	if(counts->now.rule)
		memcpy(counts->compiled.rule, counts->now.rule,
			statistics->rules * sizeof(*counts->now.rule));
}

void
ws_statistics_clear(struct ws_statistics* statistics,
	const struct module_env* env)
{
	struct ws_thread_counts* counts = ws_counts_of(
		statistics, env);

	if(!counts)
		return;
	memset(counts->now.outcome, 0, sizeof(counts->now.outcome));
	if(counts->now.rule)
		memset(counts->now.rule, 0,
			statistics->rules * sizeof(*counts->now.rule));
}
