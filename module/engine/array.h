/* SPDX-License-Identifier: BSD-3-Clause */
/* Arrays that grow, whose elements have indexes of 32 bits. */
#ifndef WORKSTATION_ARRAY_H
#define WORKSTATION_ARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** The largest number of elements: an index of 32 bits can have it, and doubling the
 * capacity up to it cannot overflow. */
#define ARRAY_MAX ((size_t)1 << 30)

/** Reserve memory for more elements. @param array: the address of a pointer.
 * @return false: out of memory; the array is as it was. */
static inline bool
array_reserve(void* array, size_t element, size_t count, size_t more,
	size_t* capacity)
{
	size_t wanted = *capacity ? *capacity : 4;
	void* elements;

	if(more <= *capacity - count)
		return true;
	if(more > ARRAY_MAX || count > ARRAY_MAX - more)
		return false;
	while(wanted < count + more)
		wanted *= 2;
	if(wanted > SIZE_MAX / element)
		return false;
	/* the array is not a void*: copy the pointer */
	memcpy(&elements, array, sizeof(elements));
	elements = realloc(elements, wanted * element);
	if(!elements)
		return false;
	memcpy(array, &elements, sizeof(elements));
	*capacity = wanted;
	return true;
}

/** Free unused capacity, if realloc can. */
static inline void
array_shrink(void* array, size_t element, size_t count)
{
	void* elements;

	memcpy(&elements, array, sizeof(elements));
	elements = count ? realloc(elements, count * element) : NULL;
	if(elements)
		memcpy(array, &elements, sizeof(elements));
}

#define ARRAY_RESERVE(array, count, more, capacity) \
	array_reserve(&(array), sizeof(*(array)), count, more, capacity)
#define ARRAY_SHRINK(array, count) \
	array_shrink(&(array), sizeof(*(array)), count)

#endif /* WORKSTATION_ARRAY_H */
