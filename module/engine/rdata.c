/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading fields of RDATA by ldns, and what their texts have to mean. */
#include "address.h"
#include "name.h"
#include "rdata.h"
#include "rdata_means.h"
#include "rrtype.h"

#include <errno.h>
#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is_blank(char octet)
{
	return octet == ' ' || octet == '\t';
}

/** Whether two texts are equal, ignoring case, blanks and one more octet. */
static bool
texts_equal(const char* a, const char* b, char ignored)
{
	for(;; a++, b++) {
		while(is_blank(*a) || (ignored && *a == ignored))
			a++;
		while(is_blank(*b) || (ignored && *b == ignored))
			b++;
		if(octet_lower((uint8_t)*a) != octet_lower((uint8_t)*b))
			return false;
		if(!*a)
			return true;
	}
}

static bool
text_means(const struct read_field* field)
{
	return texts_equal(field->text, field->printed, 0);
}

/** The dots in addresses of NSAP and ATM only make them legible. */
static bool
dotted_means(const struct read_field* field)
{
	return texts_equal(field->text, field->printed, '.');
}

/** ldns prints nothing for a relay that is not there. */
static bool
relay_means(const struct read_field* field)
{
	size_t length = strlen(field->text);
	char last = length ? field->text[length - 1] : 0;

	return text_means(field) || (last == '.' && field->length == 2
		&& texts_equal(field->text, field->printed, '.'));
}

/** A number by value; or a mnemonic, of which ldns takes no unknown one. */
static bool
number_means(const struct read_field* field)
{
	struct number number;
	bool overflow;
	uint64_t value = 0;

	for(size_t i = 0; i < field->length; i++)
		value = value << 8 | field->octets[i];
	if(ws_number_read((const uint8_t*)field->text, strlen(field->text),
		&number, &overflow))
		return !overflow && !number.high && number.low == value;
	return octet_lower((uint8_t)*field->text) >= 'a'
		&& octet_lower((uint8_t)*field->text) <= 'z';
}

static bool
type_means(const struct read_field* field)
{
	uint16_t type;

	return ws_rr_type_read(field->text, strlen(field->text), &type)
		&& field->length == 2
		&& type == (field->octets[0] << 8 | field->octets[1]);
}

static bool
name_means(const struct read_field* field)
{
	uint8_t name[MAX_NAME];
	const char* problem;

	return ws_name_read(field->text, name, &problem) == field->length
		&& memcmp(name, field->octets, field->length) == 0;
}

static bool
octets_mean(const char* text, const uint8_t* octets, size_t length)
{
	size_t written = strlen(text);
	uint8_t* read = malloc(written + 1);
	bool means = read && ws_unescape(text, written, read) == length
		&& (length == 0 || memcmp(read, octets, length) == 0);

	free(read);
	return means;
}

static bool
string_means(const struct read_field* field)
{
	return field->length > 0
		&& field->octets[0] == field->length - 1
		&& octets_mean(field->text, field->octets + 1, field->length - 1);
}

/** A tag is not empty (RFC 8659, 4.1). */
static bool
tag_means(const struct read_field* field)
{
	return field->length > 1 && string_means(field);
}

static bool
long_string_means(const struct read_field* field)
{
	return octets_mean(field->text, field->octets, field->length);
}

/** Digits two by two. */
static bool
hexadecimal_means(const struct read_field* field)
{
	size_t digits = 0;

	for(const char* at = field->text; *at; at++) {
		int digit = hex_digit((uint8_t)*at);

		if(is_blank(*at))
			continue;
		if(digit < 0 || digits / 2 == field->length
			|| digit != (field->octets[digits / 2]
			>> (digits % 2 ? 0 : 4) & 0xf))
			return false;
		digits++;
	}
	return digits == 2 * field->length;
}

#define A_NUMBER(max) "a number from 0 to " max
#define A_STRING "a string of at most 255 octets, with no other escapes than \\X and \\DDD"

/** Octets of what is read in messages. */
#define SHOWN 60

/** How the kinds of fields are read. */
static const struct field_kind {
	ldns_rdf_type type;
	const char* expected;
	/** Whether it means what was written. */
	bool (*means)(const struct read_field* field);
	/** Whether octets other than printable ASCII may stand in its text. */
	bool is_octets;
} kinds[] = {
	{LDNS_RDF_TYPE_DNAME, "a domain name", &name_means, false},
	{LDNS_RDF_TYPE_INT8, A_NUMBER("255"), &number_means, false},
	{LDNS_RDF_TYPE_INT16, A_NUMBER("65535"), &number_means, false},
	{LDNS_RDF_TYPE_INT32, A_NUMBER("4294967295"), &number_means, false},
	{LDNS_RDF_TYPE_ALG, A_NUMBER("255") " or an algorithm", &number_means, false},
	{LDNS_RDF_TYPE_CERT_ALG, "a number from 1 to 65535 or a kind of certificate", &number_means, false},
	{LDNS_RDF_TYPE_CERTIFICATE_USAGE, A_NUMBER("255") " or a usage like DANE-EE", &number_means, false},
	{LDNS_RDF_TYPE_SELECTOR, A_NUMBER("255") " or a selector like SPKI", &number_means, false},
	{LDNS_RDF_TYPE_MATCHING_TYPE, A_NUMBER("255") " or a matching type like SHA2-256", &number_means, false},
	{LDNS_RDF_TYPE_A, "an IPv4 address", &text_means, false},
	{LDNS_RDF_TYPE_AAAA, "an IPv6 address", &text_means, false},
	{LDNS_RDF_TYPE_STR, A_STRING, &string_means, true},
	{LDNS_RDF_TYPE_LONG_STR, "a string with no other escapes than \\X and \\DDD", &long_string_means, true},
	{LDNS_RDF_TYPE_TAG, "1 to 255 letters and digits", &tag_means, false},
	{LDNS_RDF_TYPE_HEX, "an even number of hexadecimal digits", &hexadecimal_means, false},
	{LDNS_RDF_TYPE_B64, "base64", &text_means, false},
	{LDNS_RDF_TYPE_TYPE, "a type like TXT", &type_means, false},
	{LDNS_RDF_TYPE_NSEC, "types like TXT, each of them once", &ws_types_mean, false},
	{LDNS_RDF_TYPE_WKS, "a protocol and services or ports, each of them once", &ws_services_mean, false},
	{LDNS_RDF_TYPE_APL, "a prefix like 1:192.0.2.0/24 or !2:2001:db8::/32", &ws_prefix_means, false},
	{LDNS_RDF_TYPE_LOC, "a location like 52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m", &ws_loc_means, false},
	{LDNS_RDF_TYPE_SVCPARAMS, "a SvcParam with its value, like alpn=h2,h3 or key667=text", &ws_svcparam_means, true},
	{LDNS_RDF_TYPE_NSAP, "hexadecimal digits behind 0x", &dotted_means, false},
	{LDNS_RDF_TYPE_ATMA, "an even number of hexadecimal digits", &dotted_means, false},
	{LDNS_RDF_TYPE_AMTRELAY, "precedence, D, type and relay, a name with its final dot", &relay_means, false},
	{LDNS_RDF_TYPE_IPSECKEY, "precedence, gateway type, algorithm, gateway, a name with its final dot, and key", &text_means, false},
	{LDNS_RDF_TYPE_HIP, "algorithm, HIT and key", &text_means, false},
};

static const struct field_kind*
kind_of(int field)
{
	static const struct field_kind other = {LDNS_RDF_TYPE_NONE,
		"what ldns reads there", &text_means, false};

	for(size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if((int)kinds[i].type == field)
			return &kinds[i];
	return &other;
}

static bool
is_printable(const char* text)
{
	for(; *text; text++)
		if(!is_blank(*text) && (*text < ' ' || *text > '~'))
			return false;
	return true;
}

/** Whether no address in a text is longer than any is: ldns 1.8 copies them before it
 * judges their length. */
static bool
has_short_addresses(const char* text)
{
	for(; *text; text++) {
		size_t length = strspn(text, "0123456789abcdefABCDEF:.");

		if(length >= ADDRESS_MAX_TEXT)
			return false;
		text += length;
		if(!*text)
			break;
	}
	return true;
}

/** Whether the last word of five at most is base64: ldns 1.8 loses memory if a key is
 * not, or if there are more. */
static bool
has_key(const char* text)
{
	const char* key = strrchr(text, ' ');
	ldns_rdf* rdf = NULL;
	unsigned blanks = 0;

	for(const char* at = text; *at; at++)
		blanks += *at == ' ';
	if(key && blanks <= 4)
		rdf = ldns_rdf_new_frm_str(LDNS_RDF_TYPE_B64, key + 1);
	ldns_rdf_deep_free(rdf);
	return rdf != NULL;
}

/** Whether the last 16 bits of a number are not 0: ldns 1.8 loses memory if they are. */
static bool
is_not_zero(const char* text)
{
	struct number number;
	bool overflow;

	return !ws_number_read((const uint8_t*)text, strlen(text), &number,
		&overflow) || (!overflow && (uint16_t)number.low != 0);
}

/** Whether ldns can be given a text: it would not write behind a buffer of its own, nor
 * lose memory. */
static bool
is_safe(const char* text, ldns_rdf_type field)
{
	switch(field) {
	case LDNS_RDF_TYPE_NSEC:
		/* it has room for 65536 types */
		return strlen(text) < UINT16_MAX;
	case LDNS_RDF_TYPE_SVCPARAMS:
		return strncmp(text, "ipv6hint=", 9) != 0
			|| has_short_addresses(text + 9);
	case LDNS_RDF_TYPE_IPSECKEY:
		return has_key(text);
	case LDNS_RDF_TYPE_CERT_ALG:
		return is_not_zero(text);
	default:
		return true;
	}
}

/** Say why a text is not read. */
static void
explain(const struct field_kind* kind, const char* text,
	char problem[RDATA_MAX_PROBLEM])
{
	uint8_t name[MAX_NAME];
	const char* reason = NULL;

	if(kind->type == LDNS_RDF_TYPE_DNAME)
		ws_name_read(text, name, &reason);
	if(reason)
		snprintf(problem, RDATA_MAX_PROBLEM, "%s, expected %s", reason,
			kind->expected);
	else
		snprintf(problem, RDATA_MAX_PROBLEM, "is not %s",
			kind->expected);
}

/** Take the octets of what ldns has read, if it means what was written. */
static int
take(const struct field_kind* kind, const char* text, const ldns_rdf* rdf,
	uint8_t** rdata, char problem[RDATA_MAX_PROBLEM])
{
	char* printed = ldns_rdf2str(rdf);
	struct read_field field = {text, printed ? printed : "",
		ldns_rdf_data(rdf), ldns_rdf_size(rdf)};
	bool means = kind->means(&field);
	size_t length = strlen(field.printed);

	while(length > 0 && is_blank(field.printed[length - 1]))
		length--;
	if(!means)
		snprintf(problem, RDATA_MAX_PROBLEM,
			"would be read as %.*s, expected %s",
			(int)(length < SHOWN ? length : SHOWN), field.printed,
			kind->expected);
	free(printed);
	if(!means)
		return RDATA_WRONG;
	*rdata = malloc(field.length + 1);
	if(!*rdata)
		return RDATA_NO_MEMORY;
	if(field.length)
		memcpy(*rdata, field.octets, field.length);
	return (int)field.length;
}

int
ws_rdata_read_field(int field, const char* text, uint8_t** rdata,
	char problem[RDATA_MAX_PROBLEM])
{
	const struct field_kind* kind = kind_of(field);
	size_t size = strlen(text) + 1;
	/* ldns writes to the text of an NSAP address */
	char* copy = malloc(size);
	ldns_rdf* rdf = NULL;
	int length = RDATA_WRONG;

	*rdata = NULL;
	if(!copy)
		return RDATA_NO_MEMORY;
	memcpy(copy, text, size);
	/* ldns looks at it where it reads a HIP record */
	errno = 0;
	if((kind->is_octets || is_printable(text))
		&& is_safe(text, (ldns_rdf_type)field))
		rdf = ldns_rdf_new_frm_str((ldns_rdf_type)field, copy);
	free(copy);
	if(!rdf)
		explain(kind, text, problem);
	else
		length = take(kind, text, rdf, rdata, problem);
	ldns_rdf_deep_free(rdf);
	return length;
}

static ldns_status
read_by_ldns(int field, const char* text, ldns_rdf** rdf)
{
	switch((ldns_rdf_type)field) {
	case LDNS_RDF_TYPE_DNAME:
		return ldns_str2rdf_dname(rdf, text);
	case LDNS_RDF_TYPE_INT8:
		return ldns_str2rdf_int8(rdf, text);
	case LDNS_RDF_TYPE_INT16:
		return ldns_str2rdf_int16(rdf, text);
	case LDNS_RDF_TYPE_INT32:
		return ldns_str2rdf_int32(rdf, text);
	case LDNS_RDF_TYPE_A:
		return ldns_str2rdf_a(rdf, text);
	case LDNS_RDF_TYPE_AAAA:
		return ldns_str2rdf_aaaa(rdf, text);
	case LDNS_RDF_TYPE_STR:
		return ldns_str2rdf_str(rdf, text);
	case LDNS_RDF_TYPE_LONG_STR:
		return ldns_str2rdf_long_str(rdf, text);
	case LDNS_RDF_TYPE_TAG:
		return ldns_str2rdf_tag(rdf, text);
	case LDNS_RDF_TYPE_HEX:
		return ldns_str2rdf_hex(rdf, text);
	default:
		*rdf = ldns_rdf_new_frm_str((ldns_rdf_type)field, text);
		return *rdf ? LDNS_STATUS_OK : LDNS_STATUS_ERR;
	}
}

int
ws_rdata_read_known(int field, const char* text, uint8_t* rdata, size_t size)
{
	ldns_rdf* rdf = NULL;
	ldns_status status = read_by_ldns(field, text, &rdf);
	size_t length;

	if(status == LDNS_STATUS_MEM_ERR)
		return RDATA_NO_MEMORY;
	if(status != LDNS_STATUS_OK || !rdf)
		return RDATA_WRONG;
	length = ldns_rdf_size(rdf);
	if(length && length <= size)
		memcpy(rdata, ldns_rdf_data(rdf), length);
	ldns_rdf_deep_free(rdf);
	return (int)length;
}
