/* SPDX-License-Identifier: BSD-3-Clause */
/* SvcParams (RFC 9460): their texts, and all of a record together. */
#define _POSIX_C_SOURCE 200112L

#include "name.h"
#include "number.h"
#include "octets.h"
#include "rdata_means.h"
#include "rr_values.h"

#include <arpa/inet.h>
#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

/** SvcParamKeys (RFC 9460, 14.3.2). */
enum svc_key {
	KEY_MANDATORY,
	KEY_ALPN,
	KEY_NO_DEFAULT_ALPN,
	KEY_PORT,
	KEY_IPV4HINT,
	KEY_ECH,
	KEY_IPV6HINT
};

/** Octets of the longest key or address in a list, the NUL included. */
#define MAX_ITEM 64

static int
digit(char octet)
{
	return octet >= '0' && octet <= '9' ? octet - '0' : -1;
}

size_t
ws_unescape(const char* text, size_t length, uint8_t* octets)
{
	size_t count = 0;

	for(size_t i = 0; i < length; i++) {
		int octet = (uint8_t)text[i];

		if(text[i] == '\\') {
			if(++i == length)
				return SIZE_MAX;
			octet = (uint8_t)text[i];
			if(digit(text[i]) >= 0) {
				if(length - i < 3 || digit(text[i + 1]) < 0
					|| digit(text[i + 2]) < 0)
					return SIZE_MAX;
				octet = digit(text[i]) * 100
					+ digit(text[i + 1]) * 10
					+ digit(text[i + 2]);
				i += 2;
			}
			if(octet > 255)
				return SIZE_MAX;
		}
		octets[count++] = (uint8_t)octet;
	}
	return count;
}

/** The value of a SvcParam: what was written, without escapes, and what was read. */
struct svc_value {
	const uint8_t* text;
	size_t text_length;
	const uint8_t* octets;
	size_t length;
};

/** Take the next item of a list with commas. @return false: there are no more. */
static bool
next_item(struct svc_value* value, char item[MAX_ITEM])
{
	const uint8_t* comma = value->text_length ? memchr(value->text, ',',
		value->text_length) : NULL;
	size_t length = comma ? (size_t)(comma - value->text)
		: value->text_length;

	if(length == 0 || length >= MAX_ITEM)
		return false;
	memcpy(item, value->text, length);
	item[length] = 0;
	value->text += length + (comma != NULL);
	value->text_length -= length + (comma != NULL);
	return true;
}

bool
ws_svcparam_key(const char* text, size_t* key)
{
	ldns_rdf* rdf = ldns_rdf_new_frm_str(LDNS_RDF_TYPE_SVCPARAMS, text);
	bool is_key = rdf && ldns_rdf_size(rdf) >= 2;

	if(is_key)
		*key = octets_16(ldns_rdf_data(rdf));
	ldns_rdf_deep_free(rdf);
	return is_key;
}

static bool
has_key(const uint8_t* keys, size_t length, size_t key)
{
	for(size_t i = 0; i + 2 <= length; i += 2)
		if(octets_16(keys + i) == key)
			return true;
	return false;
}

/** Each key once, in any order. */
static bool
mandatory_means(struct svc_value value)
{
	char item[MAX_ITEM];
	size_t count = 0, key;

	for(; next_item(&value, item); count++)
		if(!ws_svcparam_key(item, &key)
			|| !has_key(value.octets, value.length, key))
			return false;
	return value.text_length == 0 && value.length == 2 * count;
}

/** Items with commas between them; an escape of a comma is in the item. */
static bool
alpn_means(struct svc_value value)
{
	size_t at = 0, left = 0;

	for(size_t i = 0; i < value.text_length; i++) {
		bool is_end = value.text[i] == ',';

		if(value.text[i] == '\\' && ++i == value.text_length)
			return false;
		if(left == 0) {
			if(at == value.length || value.octets[at] == 0)
				return false;
			left = value.octets[at++] + (size_t)1;
		}
		/* the last of them is the comma */
		if(--left == 0 || is_end) {
			if(left != 0 || !is_end)
				return false;
			continue;
		}
		if(at == value.length || value.octets[at++] != value.text[i])
			return false;
	}
	return left == 1 && at == value.length;
}

static bool
port_means(struct svc_value value)
{
	struct number port;
	bool overflow;

	return ws_number_read(value.text, value.text_length, &port, &overflow)
		&& !overflow && !port.high && value.length == 2
		&& port.low == octets_16(value.octets);
}

static bool
hint_means(struct svc_value value, int family, size_t size)
{
	char item[MAX_ITEM];
	uint8_t address[16];
	size_t at = 0;

	for(; next_item(&value, item); at += size)
		if(inet_pton(family, item, address) != 1
			|| value.length - at < size
			|| memcmp(value.octets + at, address, size) != 0)
			return false;
	return value.text_length == 0 && at == value.length;
}

/** Base64, with or without its padding. */
static bool
ech_means(struct svc_value value, const char* printed)
{
	size_t length = value.text_length;

	while(length > 0 && value.text[length - 1] == '=')
		length--;
	printed += strcspn(printed, "=");
	return *printed && strncmp(printed + 1, (const char*)value.text, length)
		== 0 && strspn(printed + 1 + length, "=")
		== strlen(printed + 1 + length);
}

static bool
value_means(const struct svc_value* value, size_t key, const char* printed)
{
	switch(key) {
	case KEY_MANDATORY:
		return mandatory_means(*value);
	case KEY_ALPN:
		return alpn_means(*value);
	case KEY_NO_DEFAULT_ALPN:
		return false;
	case KEY_PORT:
		return port_means(*value);
	case KEY_IPV4HINT:
		return hint_means(*value, AF_INET, 4);
	case KEY_ECH:
		return ech_means(*value, printed);
	case KEY_IPV6HINT:
		return hint_means(*value, AF_INET6, 16);
	default:
		return value->length == value->text_length && (value->length == 0
			|| memcmp(value->octets, value->text, value->length) == 0);
	}
}

unsigned
ws_svcparam_values(size_t key, bool* is_address)
{
	*is_address = key == KEY_IPV4HINT || key == KEY_IPV6HINT;
	switch(key) {
	case KEY_MANDATORY:
	case KEY_NO_DEFAULT_ALPN:
	case KEY_ECH:
		return 0;
	case KEY_ALPN:
		/* a name can have a comma */
		return VALUE_ANY & ~VALUE_NAME;
	case KEY_PORT:
		return VALUE_DECIMAL;
	case KEY_IPV4HINT:
		return VALUE_DECIMAL | VALUE_IPV4;
	case KEY_IPV6HINT:
		return VALUE_DIGITS | VALUE_IPV4 | VALUE_IPV6;
	default:
		return VALUE_ANY;
	}
}

/** Whether a key can be without a value. */
static bool
needs_no_value(size_t key)
{
	return key == KEY_NO_DEFAULT_ALPN || key > KEY_IPV6HINT;
}

bool
ws_svcparam_means(const struct read_field* field)
{
	size_t name = strcspn(field->text, "=");
	const char* quoted = field->text + name;
	size_t length = strlen(quoted);
	struct svc_value value;
	uint8_t* text;
	bool means;

	/* the same key: not an old name of it, not the number of one with a name */
	if(field->length < 4 || strncmp(field->printed, field->text, name) != 0
		|| strchr("= ", field->printed[name]) == NULL)
		return false;
	if(length == 0)
		return needs_no_value(octets_16(field->octets));
	/* ="..." */
	text = malloc(length);
	if(!text || length < 3) {
		free(text);
		return false;
	}
	value = (struct svc_value){text, ws_unescape(quoted + 2, length - 3, text),
		field->octets + 4, field->length - 4};
	means = value.text_length != SIZE_MAX
		&& value_means(&value, octets_16(field->octets), field->printed);
	free(text);
	return means;
}

/** Find a SvcParam. @return NULL: it is not there. */
static const uint8_t*
find_param(const uint8_t* params, size_t length, size_t key)
{
	for(size_t at = 0; at < length; at += 4 + octets_16(params + at + 2))
		if(octets_16(params + at) == key)
			return params + at;
	return NULL;
}

/** Whether the keys are in ascending order, each of them once, and whole. */
static bool
are_ascending(const uint8_t* params, size_t length)
{
	size_t at = 0, key = 0;

	while(at < length) {
		if(length - at < 4 || (at > 0 && octets_16(params + at) <= key))
			return false;
		key = octets_16(params + at);
		at += 4 + octets_16(params + at + 2);
	}
	return at == length;
}

/** Whether all of them have a value that need one. */
static bool
have_values(const uint8_t* params, size_t length)
{
	for(size_t at = 0; at < length; at += 4 + octets_16(params + at + 2))
		if(octets_16(params + at + 2) == 0
			&& !needs_no_value(octets_16(params + at)))
			return false;
	return true;
}

/** Whether the keys that are mandatory are there (RFC 9460, 8). */
static bool
has_mandatory(const uint8_t* params, size_t length)
{
	const uint8_t* list = find_param(params, length, KEY_MANDATORY);
	size_t octets = list ? octets_16(list + 2) : 0;

	for(size_t i = 0; i < octets; i += 2) {
		size_t key = octets_16(list + 4 + i);

		if(key == KEY_MANDATORY || !find_param(params, length, key))
			return false;
	}
	return true;
}

const char*
ws_svcparams_judge(const uint8_t* rdata, size_t length)
{
	size_t at = 2;

	while(at < length && rdata[at])
		at += rdata[at] + (size_t)1;
	at++;
	if(at >= length)
		return NULL;
	rdata += at;
	length -= at;
	if(octets_16(rdata - at) == 0)
		return "has parameters with priority 0, which makes it an alias (RFC 9460, 2.4.2), expected none";
	if(!are_ascending(rdata, length))
		return "has SvcParams that are not in the order of their keys, expected each of them once";
	if(!have_values(rdata, length))
		return "has a SvcParam without its value, expected one like alpn=h2";
	if(!has_mandatory(rdata, length))
		return "lacks a SvcParam that mandatory= lists, expected it there";
	if(find_param(rdata, length, KEY_NO_DEFAULT_ALPN)
		&& !find_param(rdata, length, KEY_ALPN))
		return "has no-default-alpn without alpn=, expected both";
	return NULL;
}
