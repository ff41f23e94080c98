/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory for the records of one reply. */
#ifndef MEMORY_H
#define MEMORY_H

#include "workstation.h"

/** What was allocated, to be freed together. */
struct blocks {
	struct block* last;
};

/** Allocate; an allocate of struct workstation_memory. @param context: the blocks. */
void* blocks_allocate(void* context, size_t octets);

/** Free it all. */
void blocks_free(struct blocks* blocks);

#endif /* MEMORY_H */
