/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory for the records of one reply. */
#include "memory.h"

#include <stdlib.h>

struct block {
	struct block* before;
	/** What was allocated, aligned for any type of the engine's. */
	uint64_t octets[];
};

void*
blocks_allocate(void* context, size_t octets)
{
	struct blocks* blocks = context;
	struct block* block = malloc(sizeof(*block) + octets);

	if(!block)
		return NULL;
	block->before = blocks->last;
	blocks->last = block;
	return block->octets;
}

void
blocks_free(struct blocks* blocks)
{
	while(blocks->last) {
		struct block* before = blocks->last->before;

		free(blocks->last);
		blocks->last = before;
	}
}
