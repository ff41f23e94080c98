/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A table of small sets: a signature can only be in the set that the hash says. Who knows
 * the hash can fill a set, but cannot make a search long.
 */
#include "signature_cache.h"

#include <stdlib.h>
#include <string.h>

/** Signatures of a set. */
#define WAYS 4

/** What an allocation costs beside its octets, about. */
#define ALLOCATION 16

struct entry {
	const void* key;
	uint32_t length;
	uint16_t signature_length;
	/** Whether it was found since it was last looked at for removal. */
	uint8_t found;
	/** The octets that were signed, and the signature. */
	uint8_t octets[];
};

struct set {
	/** The upper half of the hash of each: most others are not looked at. */
	uint32_t hash[WAYS];
	struct entry* entry[WAYS];
};

struct signature_cache {
	size_t limit, memory;
	/** A power of two, less one. */
	size_t mask;
	/** The next set in which to look for entries to remove. */
	size_t hand;
	struct set* set;
};

struct signature_cache*
ws_signature_cache_create(size_t octets)
{
	struct signature_cache* cache;
	size_t sets = 1;

	/* an entry is about 300 octets: the sets are half full then */
	while(sets * 2 <= octets / 8 / sizeof(struct set))
		sets *= 2;
	if(octets < 2 * (sizeof(*cache) + sizeof(struct set) + 2 * ALLOCATION))
		return NULL;
	cache = calloc(1, sizeof(*cache));
	if(!cache)
		return NULL;
	cache->set = calloc(sets, sizeof(*cache->set));
	if(!cache->set) {
		free(cache);
		return NULL;
	}
	cache->limit = octets;
	cache->mask = sets - 1;
	cache->memory = sizeof(*cache) + sets * sizeof(*cache->set) + 2 * ALLOCATION;
	return cache;
}

static size_t
memory_of(size_t length, size_t signature_length)
{
	return sizeof(struct entry) + length + signature_length + ALLOCATION;
}

static void
drop(struct signature_cache* cache, struct entry** place)
{
	struct entry* entry = *place;

	if(!entry)
		return;
	cache->memory -= memory_of(entry->length, entry->signature_length);
	free(entry);
	*place = NULL;
}

void
ws_signature_cache_free(struct signature_cache* cache)
{
	if(!cache)
		return;
	for(size_t i = 0; i <= cache->mask; i++)
		for(size_t j = 0; j < WAYS; j++)
			free(cache->set[i].entry[j]);
	free(cache->set);
	free(cache);
}

static uint64_t
mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 32;
}

static uint64_t
hash_of(const void* key, const uint8_t* octets, size_t length)
{
	uint64_t hash = mix(length, (uintptr_t)key), word;

	for(; length >= sizeof(word); length -= sizeof(word)) {
		memcpy(&word, octets, sizeof(word));
		hash = mix(hash, word);
		octets += sizeof(word);
	}
	word = 0;
	if(length)
		memcpy(&word, octets, length);
	return mix(hash, word);
}

size_t
ws_signature_cache_find(struct signature_cache* cache, const void* key,
	const uint8_t* octets, size_t length, uint8_t* signature)
{
	uint64_t hash;
	const struct set* set;

	if(!cache)
		return 0;
	hash = hash_of(key, octets, length);
	set = &cache->set[hash & cache->mask];
	for(size_t i = 0; i < WAYS; i++) {
		struct entry* entry = set->entry[i];

		if(set->hash[i] != hash >> 32 || !entry || entry->key != key
			|| entry->length != length
			|| memcmp(entry->octets, octets, length) != 0)
			continue;
		entry->found = 1;
		memcpy(signature, entry->octets + length, entry->signature_length);
		return entry->signature_length;
	}
	return 0;
}

/** Find a place in a set: a free one, or that of an entry that was not found lately. */
static size_t
find_place(const struct set* set)
{
	for(size_t i = 0; i < WAYS; i++)
		if(!set->entry[i])
			return i;
	for(size_t i = 0; i < WAYS; i++) {
		if(!set->entry[i]->found)
			return i;
		set->entry[i]->found = 0;
	}
	return 0;
}

/** Drop entries that were not found since the hand came by, until there is room. */
static void
make_room(struct signature_cache* cache, size_t octets)
{
	while(cache->memory > cache->limit - octets) {
		struct set* set = &cache->set[cache->hand++ & cache->mask];

		for(size_t i = 0; i < WAYS; i++) {
			if(set->entry[i] && !set->entry[i]->found)
				drop(cache, &set->entry[i]);
			else if(set->entry[i])
				set->entry[i]->found = 0;
		}
	}
}

void
ws_signature_cache_keep(struct signature_cache* cache, const void* key,
	const uint8_t* octets, size_t length, const uint8_t* signature,
	size_t signature_length)
{
	struct entry* entry;
	struct set* set;
	uint64_t hash;
	size_t place;

	/* one that fills much of the cache would cost more than it saves */
	if(!cache || length > UINT32_MAX
		|| memory_of(length, signature_length) > cache->limit / 4)
		return;
	hash = hash_of(key, octets, length);
	set = &cache->set[hash & cache->mask];
	place = find_place(set);
	drop(cache, &set->entry[place]);
	make_room(cache, memory_of(length, signature_length));
	entry = malloc(sizeof(*entry) + length + signature_length);
	if(!entry)
		return;
	*entry = (struct entry){.key = key, .length = (uint32_t)length,
		.signature_length = (uint16_t)signature_length};
	memcpy(entry->octets, octets, length);
	memcpy(entry->octets + length, signature, signature_length);
	cache->memory += memory_of(length, signature_length);
	set->hash[place] = (uint32_t)(hash >> 32);
	set->entry[place] = entry;
}

size_t
ws_signature_cache_memory(const struct signature_cache* cache)
{
	return cache ? cache->memory : 0;
}
