/* SPDX-License-Identifier: BSD-3-Clause */
/* Arrays that grow, and whose elements are known by their places in 32 bits. */
#ifndef WORKSTATION_ARRAY_H
#define WORKSTATION_ARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** Make room for more elements. @param array: the address of a pointer.
 * @return false: out of memory; the array is as it was. */
static inline bool
array_room(void* array, size_t element, size_t count, size_t more,
	size_t* room)
{
	size_t wanted = *room ? *room : 4;
	void* elements;

	if(count + more <= *room)
		return true;
	while(wanted < count + more)
		wanted *= 2;
	if(wanted >= UINT32_MAX)
		return false;
	/* the pointer is of some other type, so that it has to be copied */
	memcpy(&elements, array, sizeof(elements));
	elements = realloc(elements, wanted * element);
	if(!elements)
		return false;
	memcpy(array, &elements, sizeof(elements));
	*room = wanted;
	return true;
}

/** Give back the room that is not used; it is no matter when that fails. */
static inline void
array_shrink(void* array, size_t element, size_t count)
{
	void* elements;

	memcpy(&elements, array, sizeof(elements));
	elements = count ? realloc(elements, count * element) : NULL;
	if(elements)
		memcpy(array, &elements, sizeof(elements));
}

#define ARRAY_ROOM(array, count, more, room) \
	array_room(&(array), sizeof(*(array)), count, more, room)
#define ARRAY_SHRINK(array, count) \
	array_shrink(&(array), sizeof(*(array)), count)

#endif /* WORKSTATION_ARRAY_H */
