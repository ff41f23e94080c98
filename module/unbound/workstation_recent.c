/* SPDX-License-Identifier: BSD-3-Clause */
/* Questions that are asked again. */
#include "config.h"
#include "workstation/workstation_recent.h"
#include "workstation/workstation_name.h"
#include "util/alloc.h"
#include "util/config_file.h"
#include "util/module.h"

/** As many questions as a thread remembers; each has one place, and a later one
 * may take it. */
#define QUESTIONS 4096

struct thread {
	uint32_t question[QUESTIONS];
	/** So that no two threads write to one line of a processor's cache. */
	uint8_t apart[64];
};

struct workstation_recent {
	int threads;
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
		env->cfg->num_threads > 1 ? env->cfg->num_threads : 1};
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
	int thread = env->alloc->thread_num;
	uint32_t hash = workstation_octets_hash(qinfo->qtype, qinfo->qname,
		qinfo->qname_len);
	uint32_t* question;
	int known;

	if(thread < 0 || thread >= recent->threads)
		return 0;
	question = &recent->thread[thread].question[hash % QUESTIONS];
	known = *question == hash;
	*question = hash;
	return known;
}
