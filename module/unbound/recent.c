/* SPDX-License-Identifier: BSD-3-Clause */
/* Questions that are asked again. */
#include "config.h"
#include "recent.h"
#include "name.h"
#include "threads.h"

/** A thread remembers questions in sets, by their hash; of each set the last ones
 * that were asked, the latest in front. */
#define SETS 1024
#define QUESTIONS 4

struct thread {
	uint32_t set[SETS][QUESTIONS];
	uint8_t apart[WORKSTATION_APART];
};

struct workstation_recent {
	int threads;
	uint8_t apart[WORKSTATION_APART];
	struct thread thread[];
};

size_t
workstation_recent_memory(const struct workstation_recent* recent)
{
	return sizeof(*recent) + (size_t)recent->threads
		* sizeof(recent->thread[0]);
}

struct workstation_recent*
workstation_recent_create(const struct module_env* env)
{
	struct workstation_recent size = {
		.threads = workstation_threads(env->cfg)};
	struct workstation_recent* recent = calloc(1,
		workstation_recent_memory(&size));

	if(recent)
		recent->threads = size.threads;
	return recent;
}

void
workstation_recent_free(struct workstation_recent* recent)
{
	free(recent);
}

int
workstation_recent_ask(struct workstation_recent* recent,
	const struct module_env* env, const struct query_info* qinfo)
{
	int thread = workstation_thread(env, recent->threads);
	uint32_t hash = workstation_octets_hash(qinfo->qtype, qinfo->qname,
		qinfo->qname_len);
	uint32_t* set;
	size_t place = 0;
	int known;

	if(thread < 0)
		return 0;
	set = recent->thread[thread].set[hash % SETS];
	while(place < QUESTIONS - 1 && set[place] != hash)
		place++;
	known = set[place] == hash;
	memmove(set + 1, set, place * sizeof(*set));
	set[0] = hash;
	return known;
}
