/* SPDX-License-Identifier: BSD-3-Clause */
/* Records by template once more: the text of a record with values in place of its
 * placeholders, and ldns reads it as a line of a zone file. */
#include "fuzz.h"
#include "judge.h"
#include "reference.h"

#include <arpa/inet.h>
#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Octets of the longest line: ldns takes no longer RDATA. */
#define MAX_LINE 65000
/** More records of one RRset are not known. */
#define MAX_RECORDS 64

/* ---- the text of a record ---- */

/** Copy the next word. @return what is behind it. */
static const char*
next_word(const char* text, char* word, size_t size)
{
	size_t length;

	text += strspn(text, " \t");
	length = strcspn(text, " \t");
	snprintf(word, size, "%.*s", (int)length, text);
	return text + length;
}

/** Find what is behind the prefix. */
static const char*
skip_prefix(const char* value)
{
	value += strspn(value, " \t");
	return *value == '_' ? value + strcspn(value, " \t") : value;
}

size_t
record_prefix(const char* value, uint8_t prefix[MAX_NAME])
{
	char word[4 * MAX_NAME + 2];
	ldns_rdf* name = NULL;
	size_t length;

	next_word(value, word, sizeof(word) - 1);
	if(word[0] != '_')
		return 0;
	strcat(word, ".");
	require(ldns_str2rdf_dname(&name, word) == LDNS_STATUS_OK,
		"a prefix cannot be read");
	length = ldns_rdf_size(name) - 1;
	memcpy(prefix, ldns_rdf_data(name), length);
	ldns_rdf_deep_free(name);
	return length;
}

uint16_t
record_type(const char* value)
{
	char word[64];

	next_word(skip_prefix(value), word, sizeof(word));
	return (uint16_t)ldns_get_rr_type_by_name(word);
}

bool
record_has_labels(const char* value, const uint8_t* labels, size_t length)
{
	uint8_t prefix[MAX_NAME];
	size_t at = 0, end = record_prefix(value, prefix);

	if(length == 0)
		return end == 0;
	for(; at < end; at += prefix[at] + (size_t)1)
		if(end - at == length && ws_octets_equal(prefix + at, labels,
			length))
			return true;
	return false;
}

/* ---- placeholders ---- */

/** Read a placeholder. @param text: at its brace. @return octets. */
static size_t
read_placeholder(const char* text, char name[16])
{
	size_t length = strcspn(text, "}") + 1;

	snprintf(name, 16, "%.*s", (int)length, text);
	return length;
}

/** Find the next placeholder. @return NULL: there is none. */
static const char*
find_placeholder(const char* text)
{
	for(; *text && *text != '{'; text++)
		if(*text == '\\' && text[1])
			text++;
	return *text ? text : NULL;
}

static bool
has_placeholder(const char* value, const char* name)
{
	for(; (value = find_placeholder(value)); value++)
		if(strncmp(value, name, strlen(name)) == 0)
			return true;
	return false;
}

bool
record_has_values(const char* value, const struct record_owner* owner)
{
	return (!has_placeholder(value, "{ipv4}")
		|| owner->families & FAMILY_BIT(IPV4))
		&& (!has_placeholder(value, "{ipv6}")
		|| owner->families & FAMILY_BIT(IPV6));
}

/** Write a number in a base, with a width or none. */
static size_t
write_digits(char* text, struct number number, unsigned base, unsigned width)
{
	char digits[128];
	size_t at = sizeof(digits), length;
	struct number digit;

	while(number_compare(number, number_of(0)) != 0 || at == sizeof(digits)
		|| sizeof(digits) - at < width) {
		number = ws_number_divide(number, number_of(base), &digit);
		digits[--at] = "0123456789abcdef"[digit.low];
	}
	length = sizeof(digits) - at;
	memcpy(text, digits + at, length);
	return length;
}

/** Write a name in presentation format; in a string, with its escapes as text. */
static size_t
write_name(char* text, const uint8_t* name, bool is_quoted)
{
	size_t length = 0;

	if(*name == 0)
		text[length++] = '.';
	for(; *name; name += *name + 1) {
		for(unsigned i = 1; i <= *name; i++) {
			uint8_t octet = octet_lower(name[i]);
			char shown[5];

			if(octet <= ' ' || octet > '~')
				snprintf(shown, sizeof(shown), "\\%03u", octet);
			else
				snprintf(shown, sizeof(shown), "%s%c",
					strchr(".\\\";()@$", octet) ? "\\" : "",
					octet);
			for(const char* at = shown; *at; at++) {
				if(is_quoted && strchr("\\\";()", *at))
					text[length++] = '\\';
				text[length++] = *at;
			}
		}
		text[length++] = '.';
	}
	return length;
}

static size_t
write_address(char* text, struct number number, enum family family)
{
	struct address address = {number, family};
	uint8_t octets[16];

	ws_address_octets(octets, address);
	inet_ntop(family == IPV4 ? AF_INET : AF_INET6, octets, text,
		ADDRESS_MAX_TEXT);
	return strlen(text);
}

/** Write a placeholder that stands for the address as names have it. */
static size_t
write_as_name(char* text, const char* name, const struct record_owner* owner)
{
	const struct template_format* format = &owner->clause->format;
	enum family family = owner->families & FAMILY_BIT(IPV4) ? IPV4 : IPV6;
	struct template_value value = {owner->address[family],
		(uint8_t)FAMILY_BIT(family), false};
	uint8_t placeholder, width;

	require(ws_placeholder_read(name, &placeholder, &width) == strlen(name)
		&& owner->families, "a placeholder has no value");
	if(ws_placeholders[placeholder].numbering == NUMBERING_LAST_32_BITS)
		value.number = number_and(value.number, number_mask(32));
	return ws_placeholders[placeholder].write((uint8_t*)text, &value, width,
		template_offset(format));
}

static size_t
write_value(char* text, const char* name, const struct record_owner* owner,
	const uint8_t* qname, bool is_quoted)
{
	unsigned width = 0;

	if(strcmp(name, "{name}") == 0)
		return write_name(text, qname + owner->name, is_quoted);
	if(strcmp(name, "{ipv4}") == 0)
		return write_address(text, owner->name_address[IPV4], IPV4);
	if(strcmp(name, "{ipv6}") == 0)
		return write_address(text, owner->name_address[IPV6], IPV6);
	if(strncmp(name, "{n", 2) != 0)
		return write_as_name(text, name, owner);
	sscanf(name, "{n:%u", &width);
	return write_digits(text, owner->number, strchr(name, 'x') ? 16 : 10,
		width);
}

/** The field of RDATA that a word is. @param word: its index among the words. */
static ldns_rdf_type
field_of(uint16_t type, size_t word)
{
	const ldns_rr_descriptor* descriptor = ldns_rr_descript(type);

	if(type == LDNS_RR_TYPE_HIP)
		word -= word >= 3 ? 2 : word;
	return word < ldns_rr_descriptor_maximum(descriptor)
		? ldns_rr_descriptor_field_type(descriptor, word)
		: LDNS_RDF_TYPE_NONE;
}

/** Write RDATA with values. @return false: it is too long. */
static bool
write_rdata(char* text, size_t size, const char* value,
	const struct record_owner* owner, const uint8_t* qname)
{
	uint16_t type = record_type(value);
	char word[16];
	bool is_quoted = false, in_word = false, adds_quotes = false;
	size_t length = 0, words = 0;

	value = skip_prefix(value);
	value += strspn(value, " \t");
	value += strcspn(value, " \t");
	/* ldns takes no blank behind a string in quotes at the end */
	while(is_quoted ? *value : value[strspn(value, " \t")]) {
		bool is_blank = *value == ' ' || *value == '\t';

		if(length + 5 * MAX_NAME > size)
			return false;
		if(!in_word && !is_blank) {
			/* ldns reads some strings in quotes only */
			adds_quotes = *value != '"' && field_of(type, words)
				== LDNS_RDF_TYPE_LONG_STR;
			words++;
			if(adds_quotes)
				text[length++] = '"';
		}
		in_word = !is_blank || is_quoted;
		if(!in_word && adds_quotes)
			text[length++] = '"';
		adds_quotes &= in_word;
		if(*value == '{') {
			value += read_placeholder(value, word);
			length += write_value(text + length, word, owner, qname,
				field_of(type, words - 1)
				!= LDNS_RDF_TYPE_DNAME);
			continue;
		}
		is_quoted ^= *value == '"';
		if(*value == '\\') {
			/* ldns takes \# for the format of RFC 3597 behind other
			 * words, too */
			if(value[1] != '{' && value[1] != '}'
				&& (value[1] != '#' || words == 1))
				text[length++] = '\\';
			value++;
		}
		text[length++] = *value++;
	}
	if(adds_quotes)
		text[length++] = '"';
	text[length] = 0;
	return true;
}

/* ---- records ---- */

/** What a record is to be. */
enum outcome { PRESENT, ABSENT, UNKNOWN };

/** Whether a record can be one that does not fit for some names. */
static bool
may_be_absent(const char* value, const struct record_owner* owner)
{
	bool may = has_placeholder(value, "{name}");

	for(size_t i = 0; i < owner->clause->origin_count; i++)
		may |= origin_is_wildcard(owner->clause->origins[i].name);
	return may;
}

/** Read a record as a line of a zone file. */
static enum outcome
read_line(const char* value, const struct record_owner* owner,
	const uint8_t* qname, size_t length, ldns_rr** rr)
{
	char* line = malloc(MAX_LINE);
	char type[32];
	ldns_rdf* origin = ldns_dname_new_frm_data((uint16_t)(length
		- owner->origin), qname + owner->origin);
	enum outcome outcome = UNKNOWN;

	require(line && origin, "out of memory");
	ldns_dname2canonical(origin);
	snprintf(type, sizeof(type), "TYPE%u", record_type(value));
	length = (size_t)sprintf(line, "x. 0 IN %s", type);
	if(write_rdata(line + length, MAX_LINE - length, value, owner, qname)) {
		outcome = ldns_rr_new_frm_str(rr, line, 0, origin, NULL)
			== LDNS_STATUS_OK ? PRESENT : ABSENT;
		if(outcome == ABSENT && !may_be_absent(value, owner)) {
			fprintf(stderr, "%s\n", line);
			require(false, "a record is not what ldns can read");
		}
	}
	ldns_rdf_deep_free(origin);
	free(line);
	return outcome;
}

/** Append the octets of RDATA, with their length before them. */
static size_t
write_wire(uint8_t* wire, const ldns_rr* rr)
{
	size_t length = 0;

	for(size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf* rdf = ldns_rr_rdf(rr, i);

		memcpy(wire + 2 + length, ldns_rdf_data(rdf), ldns_rdf_size(rdf));
		length += ldns_rdf_size(rdf);
	}
	wire[0] = (uint8_t)(length >> 8);
	wire[1] = (uint8_t)length;
	return 2 + length;
}

/** Whether two records are equal in canonical form. */
static bool
are_equal(const ldns_rr* a, const ldns_rr* b)
{
	static uint8_t wire[2][2 * LDNS_MAX_PACKETLEN];
	ldns_rr* one = ldns_rr_clone(a);
	ldns_rr* other = ldns_rr_clone(b);
	size_t length;

	ldns_rr2canonical(one);
	ldns_rr2canonical(other);
	length = write_wire(wire[0], one);
	length = write_wire(wire[1], other) == length
		&& memcmp(wire[0], wire[1], length) == 0;
	ldns_rr_free(one);
	ldns_rr_free(other);
	return length;
}

/** Check that ldns reads a record of a message as it was. @return its octets. */
static size_t
check_read_back(uint16_t type, const uint8_t* record, size_t length)
{
	static uint8_t wire[2 * LDNS_MAX_PACKETLEN];
	size_t octets = ((size_t)record[0] << 8 | record[1]) + 2, position = 0;
	ldns_rr* rr = ldns_rr_new();
	char* printed;

	require(octets <= length, "RDATA is cut");
	ldns_rr_set_type(rr, (ldns_rr_type)type);
	require(ldns_wire2rdf(rr, record, octets, &position) == LDNS_STATUS_OK
		&& position == octets, "ldns cannot read RDATA");
	require(write_wire(wire, rr) == octets && memcmp(wire, record, octets)
		== 0, "ldns reads other RDATA");
	ldns_rr_set_owner(rr, ldns_dname_new_frm_str("x."));
	printed = ldns_rr2str(rr);
	require(printed != NULL, "ldns cannot print RDATA");
	free(printed);
	ldns_rr_free(rr);
	return octets;
}

static void
check_record(const ldns_rr* rr, uint16_t type, const uint8_t** at,
	const uint8_t* end)
{
	static uint8_t wire[2 * LDNS_MAX_PACKETLEN];
	size_t length = write_wire(wire, rr);

	require(*at < end, "a record is missing");
	require(check_read_back(type, *at, (size_t)(end - *at)) == length
		&& memcmp(*at, wire, length) == 0,
		"a record is not as it is written");
	*at += length;
}

size_t
records_check(const struct reference* reference,
	const struct record_owner* owner, const uint8_t* qname, size_t qname_length,
	uint16_t type, const uint8_t* records, size_t length)
{
	const uint8_t* at = records;
	ldns_rr* rrs[MAX_RECORDS];
	uint8_t prefix[MAX_NAME];
	size_t count = 0;
	bool is_known = true;

	for(size_t i = 0; i < reference->record_count; i++) {
		const char* value = reference->records[i].value;
		enum outcome outcome;
		size_t j = 0;

		if(&reference->clauses[reference->records[i].clause]
			!= owner->clause || record_type(value) != type
			|| record_prefix(value, prefix) != owner->name
			|| !ws_octets_equal(prefix, qname, owner->name)
			|| !record_has_values(value, owner))
			continue;
		outcome = count == MAX_RECORDS ? UNKNOWN : read_line(value,
			owner, qname, qname_length, &rrs[count]);
		is_known &= outcome != UNKNOWN;
		if(outcome != PRESENT)
			continue;
		while(j < count && !are_equal(rrs[j], rrs[count]))
			j++;
		if(j < count) {
			ldns_rr_free(rrs[count]);
			continue;
		}
		if(records && is_known)
			check_record(rrs[count], type, &at, records + length);
		count++;
	}
	require(!records || !is_known || at == records + length, "there are other records");
	for(size_t i = 0; i < count; i++)
		ldns_rr_free(rrs[i]);
	return is_known ? count : RECORDS_UNKNOWN;
}
