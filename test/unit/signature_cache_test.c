/* SPDX-License-Identifier: BSD-3-Clause */
/* The cache of signatures: what it takes, what it keeps, and that it has no other
 * signature than that of the octets. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "signature_cache.h"
#include "workstation.h"

#include <stdlib.h>
#include <string.h>

/** The memory that is in use, by what is behind malloc. */
size_t cache_allocated, cache_most;

void* __real_malloc(size_t octets);
void* __real_calloc(size_t count, size_t octets);
void __real_free(void* octets);
void* __wrap_malloc(size_t octets);
void* __wrap_calloc(size_t count, size_t octets);
void __wrap_free(void* octets);

/** The size goes in front of what is allocated. */
#define FRONT 16

static void*
count_allocation(uint8_t* block, size_t octets)
{
	if(!block)
		return NULL;
	memcpy(block, &octets, sizeof(octets));
	cache_allocated += octets;
	if(cache_allocated > cache_most)
		cache_most = cache_allocated;
	return block + FRONT;
}

void*
__wrap_malloc(size_t octets)
{
	return count_allocation(__real_malloc(FRONT + octets), octets);
}

void*
__wrap_calloc(size_t count, size_t octets)
{
	return count_allocation(__real_calloc(1, FRONT + count * octets), count * octets);
}

void
__wrap_free(void* block)
{
	size_t octets;

	if(!block)
		return;
	memcpy(&octets, (uint8_t*)block - FRONT, sizeof(octets));
	cache_allocated -= octets;
	__real_free((uint8_t*)block - FRONT);
}

/** Make octets and their signature from a number. @return octets that are signed. */
static size_t
make(unsigned number, uint8_t octets[2048], uint8_t* signature, size_t* signature_length)
{
	size_t length = 20 + number * 7919 % 400;

	if(number % 101 == 0)
		length = 1500;
	memset(octets, (int)(number * 31), length);
	memcpy(octets + length - sizeof(number), &number, sizeof(number));
	*signature_length = number % 53 ? 64 : 512;
	memset(signature, (int)number, *signature_length);
	memcpy(signature, &number, sizeof(number));
	return length;
}

/** Ask for a signature, and check it if it is there; else keep it if asked to. */
static int
is_found(struct signature_cache* cache, const char* key, unsigned number, int keep)
{
	uint8_t octets[2048], expected[512], signature[WORKSTATION_MAX_SIGNATURE];
	size_t expected_length, length, octet_count = make(number, octets, expected,
		&expected_length);

	expected[8] ^= (uint8_t)*key;
	length = ws_signature_cache_find(cache, key, octets, octet_count, signature);
	if(length) {
		assert_int_equal(length, expected_length);
		assert_memory_equal(signature, expected, length);
	} else if(keep) {
		ws_signature_cache_keep(cache, key, octets, octet_count, expected,
			expected_length);
	}
	return length != 0;
}

static const char keys[] = "abcde";

/** What it takes never is more than the limit, and what it has is never wrong. */
static void
is_bounded_and_never_wrong(void** state)
{
	const size_t limits[] = {300, 1000, 5000, 20000, 100000, 1000000};

	(void)state;
	for(size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		struct signature_cache* cache;
		unsigned found = 0;

		srand(1);
		cache_allocated = cache_most = 0;
		cache = ws_signature_cache_create(limits[i]);
		assert_non_null(cache);
		for(unsigned j = 0; j < 200000; j++) {
			unsigned number = (unsigned)rand() % 8000;

			found += (unsigned)is_found(cache, &keys[rand() % 5],
				number % 4 ? number % 50 : number, 1);
			assert_in_range(ws_signature_cache_memory(cache), 1, limits[i]);
			assert_in_range(cache_allocated, 1,
				ws_signature_cache_memory(cache));
		}
		assert_in_range(cache_most, 1, limits[i]);
		if(limits[i] >= 100000)
			assert_in_range(found, 100000, 200000);
		ws_signature_cache_free(cache);
		assert_int_equal(cache_allocated, 0);
	}
}

/** What is asked for often stays while other names come by once each. */
static void
hot_names_stay(void** state)
{
	struct signature_cache* cache = ws_signature_cache_create(200000);
	unsigned found = 0, rounds = 300;

	(void)state;
	for(unsigned round = 0; round < rounds; round++) {
		for(unsigned hot = 1; hot <= 100; hot++)
			found += (unsigned)is_found(cache, keys, hot, 1);
		for(unsigned i = 0; i < 200; i++)
			assert_false(is_found(cache, keys, 1000 + 200 * round + i, 1));
	}
	assert_in_range(found, rounds * 98, rounds * 100);
	ws_signature_cache_free(cache);
}

/** Octets that differ in any one octet, or in the key, are others. */
static void
others_are_not_found(void** state)
{
	struct signature_cache* cache = ws_signature_cache_create(100000);
	uint8_t octets[100] = {0}, signature[WORKSTATION_MAX_SIGNATURE] = {1};

	(void)state;
	ws_signature_cache_keep(cache, keys, octets, sizeof(octets), signature, 64);
	assert_int_equal(ws_signature_cache_find(cache, keys, octets, sizeof(octets),
		signature), 64);
	for(size_t i = 0; i < sizeof(octets); i++) {
		octets[i] = 1;
		assert_int_equal(ws_signature_cache_find(cache, keys, octets,
			sizeof(octets), signature), 0);
		octets[i] = 0;
		assert_int_equal(ws_signature_cache_find(cache, keys, octets, i,
			signature), 0);
	}
	assert_int_equal(ws_signature_cache_find(cache, keys + 1, octets, sizeof(octets),
		signature), 0);
	ws_signature_cache_free(cache);
}

static void
there_can_be_none(void** state)
{
	(void)state;
	assert_null(ws_signature_cache_create(0));
	assert_null(ws_signature_cache_create(100));
	assert_false(is_found(NULL, keys, 1, 1));
	assert_int_equal(ws_signature_cache_memory(NULL), 0);
	ws_signature_cache_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_bounded_and_never_wrong),
		cmocka_unit_test(hot_names_stay),
		cmocka_unit_test(others_are_not_found),
		cmocka_unit_test(there_can_be_none)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
