/* SPDX-License-Identifier: BSD-3-Clause */
/* The next name, and the bitmap of types. */
#include "denial.h"

#include <string.h>

/** Octets of a window of 256 types. */
#define WINDOW 32

/** The octet after another one in the canonical order of names, in which letters are in
 * lower case. Pre: it is not the last one. */
static uint8_t
next_octet(uint8_t octet)
{
	return octet + 1 == 'A' ? 'Z' + 1 : octet + 1;
}

/** Increment the first label that can be, of a name in lower case: those before it are
 * cut off, and octets behind the one that counts, too.
 * @return octets of the name. */
static size_t
increment(uint8_t* name, size_t length, size_t apex)
{
	size_t at = 0;

	while(length - at > apex) {
		uint8_t label = name[at], kept = label;

		while(kept > 0 && name[at + kept] == UINT8_MAX)
			kept--;
		if(kept > 0) {
			name[at + kept] = next_octet(name[at + kept]);
			name[at] = kept;
			memmove(name, name + at, kept + (size_t)1);
			at += label + (size_t)1;
			memmove(name + kept + 1, name + at, length - at);
			return kept + 1 + length - at;
		}
		at += label + (size_t)1;
	}
	memmove(name, name + at, length - at);
	return length - at;
}

size_t
ws_next_name(const uint8_t* name, size_t length, size_t apex, uint8_t* next)
{
	uint8_t lower[MAX_NAME];
	size_t label = name[0] + (size_t)1;

	ws_name_fold(lower, name, length);
	if(length + 2 <= MAX_NAME) {
		next[0] = 1;
		next[1] = 0;
		memcpy(next + 2, lower, length);
		return length + 2;
	}
	memcpy(next, lower, length);
	if(length == MAX_NAME || name[0] == MAX_LABEL || length == apex)
		return increment(next, length, apex);
	/* a first label with one octet more */
	next[0]++;
	next[label] = 0;
	memcpy(next + label + 1, lower + label, length - label);
	return length + 1;
}

size_t
ws_bitmap_write(const uint16_t* types, size_t count, uint8_t* bitmap)
{
	uint8_t* window = bitmap;
	uint8_t* end = bitmap;

	for(size_t i = 0; i < count; i++) {
		uint8_t octet = (types[i] & 0xff) / 8;

		if(i == 0 || types[i] >> 8 != types[i - 1] >> 8) {
			window = end;
			window[0] = (uint8_t)(types[i] >> 8);
			window[1] = 0;
			memset(window + 2, 0, WINDOW);
		}
		window[2 + octet] |= (uint8_t)(0x80 >> types[i] % 8);
		window[1] = octet + 1;
		end = window + 2 + window[1];
	}
	return (size_t)(end - bitmap);
}
