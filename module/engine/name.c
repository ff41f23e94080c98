/* SPDX-License-Identifier: BSD-3-Clause */
/* Names in wire format. */
#include "name.h"

#include <assert.h>
#include <string.h>

/* Names are compared and hashed in each query: eight octets at a time. */
#define WORD sizeof(uint64_t)
#define EACH_OCTET(value) (UINT64_C(0x0101010101010101) * (value))

/** The lower case of eight octets. The sums set the high bit of octets from 'A' on, and
 * of those past 'Z'; they do not carry into the next octet. */
static inline uint64_t
word_lower(uint64_t word)
{
	uint64_t low = word & EACH_OCTET(0x7f);
	uint64_t from_a = low + EACH_OCTET(0x80 - 'A');
	uint64_t past_z = low + EACH_OCTET(0x80 - 'Z' - 1);
	uint64_t upper = from_a & ~past_z & ~word & EACH_OCTET(0x80);

	return word | upper >> 2;
}

/** Read fewer than eight octets. */
static inline uint64_t
read_short(const uint8_t* octets, size_t length)
{
	uint64_t word = 0;

	for(size_t i = 0; i < length; i++)
		word = word << 8 | octets[i];
	return word;
}

static inline uint64_t
read_word(const uint8_t* octets)
{
	uint64_t word;

	memcpy(&word, octets, WORD);
	return word;
}

static inline bool
words_equal(uint64_t a, uint64_t b)
{
	return a == b || word_lower(a) == word_lower(b);
}

void
ws_name_fold(uint8_t* to, const uint8_t* name, size_t length)
{
	for(; length >= WORD; length -= WORD, name += WORD, to += WORD) {
		uint64_t word = word_lower(read_word(name));

		memcpy(to, &word, WORD);
	}
	while(length-- > 0)
		*to++ = octet_lower(*name++);
}

bool
ws_octets_equal(const uint8_t* a, const uint8_t* b, size_t length)
{
	size_t last = length - WORD;

	if(length < WORD)
		return words_equal(read_short(a, length), read_short(b, length));
	for(size_t i = 0; i < last; i += WORD)
		if(!words_equal(read_word(a + i), read_word(b + i)))
			return false;
	return words_equal(read_word(a + last), read_word(b + last));
}

static inline uint64_t
hash_word(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word_lower(word)) * UINT64_C(1099511628211);
	return hash ^ hash >> 32;
}

/** Only the high bits of a product depend on all octets. */
static inline uint32_t
hash_end(uint64_t hash)
{
	return (uint32_t)(hash * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}

uint32_t
ws_octets_hash(uint32_t seed, const uint8_t* octets, size_t length)
{
	/* FNV-1a, of words, without a secret seed: the keys in a table come from the
	 * configuration, so that a client cannot cause collisions. */
	uint64_t hash = seed ? seed : UINT64_C(14695981039346656037);
	size_t last = length - WORD;

	if(length < WORD)
		return hash_end(hash_word(hash, read_short(octets, length)));
	for(size_t i = 0; i < last; i += WORD)
		hash = hash_word(hash, read_word(octets + i));
	return hash_end(hash_word(hash, read_word(octets + last)));
}

uint8_t
ws_name_suffix_hash(const uint8_t* name, size_t length)
{
	assert(length >= NAME_SUFFIX && NAME_SUFFIX == WORD);
	return (uint8_t)(hash_word(0, read_word(name + length - WORD)) >> 56);
}

unsigned
ws_name_labels(const uint8_t* name, size_t length,
	uint8_t offset[MAX_LABELS])
{
	size_t at = 0;
	unsigned count = 0;

	if(length > MAX_NAME)
		return 0;
	while(at < length && name[at] <= MAX_LABEL) {
		offset[count++] = (uint8_t)at;
		if(name[at] == 0)
			return at + 1 == length ? count : 0;
		at += name[at] + (size_t)1;
	}
	return 0;
}

static bool
is_digit(char octet)
{
	return octet >= '0' && octet <= '9';
}

/** Read one octet of a label, and move the text past it.
 * @return -1: *problem says what is wrong. */
static int
read_octet(const char** text, const char** problem)
{
	const char* at = *text;
	int octet;

	if(at[0] != '\\') {
		*text = at + 1;
		if(at[0] <= ' ' || at[0] > '~') {
			*problem = "has a character that needs an escape";
			return -1;
		}
		return at[0];
	}
	*problem = "has an escape other than \\X or \\DDD";
	if(!is_digit(at[1])) {
		*text = at + 2;
		return at[1] ? (uint8_t)at[1] : -1;
	}
	if(!is_digit(at[2]) || !is_digit(at[3]))
		return -1;
	octet = (at[1] - '0') * 100 + (at[2] - '0') * 10 + (at[3] - '0');
	*text = at + 4;
	return octet <= 255 ? octet : -1;
}

size_t
ws_name_read(const char* text, uint8_t* name, const char** problem)
{
	size_t label = 0, at = 1;

	*problem = NULL;
	if(*text == 0)
		*problem = "is empty";
	if(strcmp(text, ".") == 0)
		text++;
	/* an escape that ends the text moves past it */
	while(!*problem && *text) {
		const char* invalid = NULL;
		int octet;

		if(*text == '.') {
			if(at == label + 1)
				*problem = "has an empty label";
			name[label] = (uint8_t)(at - label - 1);
			label = at++;
			text++;
			continue;
		}
		octet = read_octet(&text, &invalid);
		if(octet < 0)
			*problem = invalid;
		else if(at - label > MAX_LABEL)
			*problem = "has a label longer than 63 octets";
		else if(at + 1 >= MAX_NAME)
			*problem = "is longer than 255 octets";
		else
			name[at++] = (uint8_t)octet;
	}
	if(*problem)
		return 0;
	if(at > label + 1) {
		name[label] = (uint8_t)(at - label - 1);
		label = at++;
	}
	name[label] = 0;
	return label + 1;
}
