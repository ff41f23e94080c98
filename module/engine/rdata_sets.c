/* SPDX-License-Identifier: BSD-3-Clause */
/* Texts of RDATA that are a set of words: types, services, prefixes of addresses. */
#define _POSIX_C_SOURCE 200112L

#include "name.h"
#include "number.h"
#include "rdata_means.h"
#include "rrtype.h"

#include <arpa/inet.h>
#include <string.h>

/** Octets of the longest prefix of APL, the NUL included. */
#define MAX_PREFIX_TEXT 64

/** Find the next word. @param at: moved to it; its length is 0 before the first one.
 * @return false: there are no more. */
static bool
next_word(const char** at, size_t* length)
{
	*at += *length;
	*at += strspn(*at, " \t");
	*length = strcspn(*at, " \t");
	return *length > 0;
}

/** Whether two words of one length are equal, ignoring case. */
static bool
words_equal(const char* a, const char* b, size_t length)
{
	return ws_octets_equal((const uint8_t*)a, (const uint8_t*)b, length);
}

static bool
has_type(const char* words, uint16_t type)
{
	size_t length = 0;
	uint16_t other;

	while(next_word(&words, &length))
		if(ws_rr_type_read(words, length, &other) && other == type)
			return true;
	return false;
}

static size_t
count_words(const char* words)
{
	size_t length = 0, count = 0;

	while(next_word(&words, &length))
		count++;
	return count;
}

bool
ws_types_mean(const struct read_field* field)
{
	const char* at = field->text;
	size_t length = 0;
	uint16_t type;

	while(next_word(&at, &length))
		if(!ws_rr_type_read(at, length, &type)
			|| !has_type(field->printed, type))
			return false;
	return count_words(field->text) == count_words(field->printed);
}

static bool
has_word(const char* words, const char* word, size_t word_length)
{
	size_t length = 0;

	while(next_word(&words, &length))
		if(length == word_length && words_equal(words, word, length))
			return true;
	return false;
}

/** Whether a number, or a word as it is printed, is in a field. */
static bool
has_service(const struct read_field* field, const char* word, size_t length)
{
	struct number port;
	bool overflow;

	if(!ws_number_read((const uint8_t*)word, length, &port, &overflow))
		return has_word(field->printed, word, length);
	return !overflow && !port.high && port.low / 8 + 1 < field->length
		&& field->octets[1 + port.low / 8] >> (7 - port.low % 8) & 1;
}

bool
ws_services_mean(const struct read_field* field)
{
	const char* at = field->text;
	size_t length = 0;
	struct number protocol;
	bool overflow;

	if(!next_word(&at, &length) || field->length == 0)
		return false;
	if(ws_number_read((const uint8_t*)at, length, &protocol, &overflow)
		? overflow || protocol.high || protocol.low != field->octets[0]
		: strlen(field->printed) <= length || field->printed[length] != ' '
		|| !words_equal(at, field->printed, length))
		return false;
	while(next_word(&at, &length))
		if(!has_service(field, at, length))
			return false;
	return count_words(field->text) == count_words(field->printed);
}

/** Split a prefix at its ':' and its '/'. @return false: it is not one. */
static bool
split_prefix(const char* text, char copy[MAX_PREFIX_TEXT], char** address,
	char** bits)
{
	size_t length = strcspn(text, " ");

	if(length >= MAX_PREFIX_TEXT)
		return false;
	memcpy(copy, text, length);
	copy[length] = 0;
	*address = strchr(copy, ':');
	*bits = strchr(copy, '/');
	if(!*address || !*bits)
		return false;
	*(*address)++ = 0;
	*(*bits)++ = 0;
	return true;
}

bool
ws_prefix_means(const struct read_field* field)
{
	char written[MAX_PREFIX_TEXT], printed[MAX_PREFIX_TEXT];
	char *written_address, *written_bits, *printed_address, *printed_bits;
	uint8_t octets[2][16] = {{0}, {0}};
	bool is_ipv4;

	if(!split_prefix(field->text, written, &written_address, &written_bits)
		|| !split_prefix(field->printed, printed, &printed_address,
		&printed_bits))
		return false;
	is_ipv4 = strcmp(written[0] == '!' ? written + 1 : written, "1") == 0;
	return strcmp(written, printed) == 0
		&& strcmp(written_bits, printed_bits) == 0
		&& inet_pton(is_ipv4 ? AF_INET : AF_INET6, written_address,
		octets[0]) == 1
		&& inet_pton(is_ipv4 ? AF_INET : AF_INET6, printed_address,
		octets[1]) == 1
		&& memcmp(octets[0], octets[1], sizeof(octets[0])) == 0
		&& field->length > 2 && field->octets[2] <= (is_ipv4 ? 32 : 128);
}
