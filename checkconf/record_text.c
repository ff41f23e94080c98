/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading the text of a record. The types that most records have are read field by field
 * right by ldns; for all others, the engine looks whether ldns has read what was
 * written. */
#include "record_reader.h"
#include "record_text.h"
#include "rrtype.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Octets of words in messages. */
#define SHOWN 100

static bool
is_digit(char octet)
{
	return octet >= '0' && octet <= '9';
}

/** The seconds of a unit. @return 0: there is no such unit. */
static uint32_t
seconds_of(char unit)
{
	switch(octet_lower((uint8_t)unit)) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 60 * 60;
	case 'd':
		return 24 * 60 * 60;
	case 'w':
		return 7 * 24 * 60 * 60;
	default:
		return 0;
	}
}

bool
read_seconds(const char* text, uint32_t largest, uint32_t* seconds)
{
	uint64_t sum = 0;

	if(!*text)
		return false;
	while(*text) {
		uint64_t number = 0;

		if(!is_digit(*text))
			return false;
		for(; is_digit(*text); text++) {
			number = number * 10 + (uint64_t)(*text - '0');
			if(number > largest)
				return false;
		}
		if(*text) {
			uint32_t unit = seconds_of(*text++);

			if(unit == 0)
				return false;
			number *= unit;
		}
		sum += number;
		if(sum > largest)
			return false;
	}
	*seconds = (uint32_t)sum;
	return true;
}

size_t
read_name(struct reader* reader, const char* text, const struct domain* origin,
	uint8_t* name)
{
	const char* problem = "is not one";
	bool is_origin = strcmp(text, "@") == 0;
	int length = 1;

	if(!is_origin && *text != '"')
		length = ws_rdata_read_known(LDNS_RDF_TYPE_DNAME, text, name,
			MAX_NAME);
	if(*text == '"') {
		problem = "has quotes";
		length = RDATA_WRONG;
	} else if(length == RDATA_NO_MEMORY) {
		reader_out_of_memory(reader);
		return 0;
	} else if(length < 0) {
		ws_name_read(text, name, &problem);
	}
	if(length < 0 || length > MAX_NAME) {
		reader_reject(reader, "\"%.*s\" %s, expected a domain name", SHOWN,
			text, problem);
		return 0;
	}
	if(!is_origin && ldns_dname_str_absolute(text))
		return (size_t)length;
	if(origin->length == 0) {
		reader_reject(reader, "\"%.*s\" is relative and has no origin, expected $ORIGIN above it, -o, or a dot at its end",
			SHOWN, text);
		return 0;
	}
	if((size_t)length - 1 + origin->length > MAX_NAME) {
		reader_reject(reader, "\"%.*s\" has more than 255 octets with its origin, expected a shorter name",
			SHOWN, text);
		return 0;
	}
	memcpy(name + length - 1, origin->name, origin->length);
	return (size_t)length - 1 + origin->length;
}

bool
is_word(const char* word, const char* other)
{
	size_t length = strlen(other);

	return strlen(word) == length && ws_octets_equal((const uint8_t*)word,
		(const uint8_t*)other, length);
}

/** Read a class of records. @return false: it is none. */
static bool
read_class(const char* word, uint16_t* rrclass)
{
	static const struct {
		const char* name;
		uint16_t rrclass;
	} classes[] = {{"IN", RR_CLASS_IN}, {"CH", 3}, {"CHAOS", 3}, {"HS", 4},
		{"HESIOD", 4}};
	struct number number;
	bool overflow;

	for(size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if(is_word(word, classes[i].name)) {
			*rrclass = classes[i].rrclass;
			return true;
		}
	if(strlen(word) <= 5 || !ws_octets_equal((const uint8_t*)word,
		(const uint8_t*)"CLASS", 5) || !ws_number_read(
		(const uint8_t*)word + 5, strlen(word + 5), &number, &overflow)
		|| overflow || number.high || number.low > UINT16_MAX)
		return false;
	*rrclass = (uint16_t)number.low;
	return true;
}

bool
read_head(struct reader* reader, char** at, struct record_head* head)
{
	bool has_class = false;
	char* word;

	*head = (struct record_head){.rrclass = RR_CLASS_IN};
	while((word = next_word(at))) {
		if(!head->has_ttl && is_digit(*word)) {
			if(!read_seconds(word, INT32_MAX, &head->ttl))
				return reader_reject(reader, "\"%.*s\" is no TTL, expected 0 to 2147483647, or numbers with units as in 1h30m",
					SHOWN, word);
			head->has_ttl = true;
		} else if(has_class || !read_class(word, &head->rrclass)) {
			break;
		} else {
			has_class = true;
		}
	}
	if(!word)
		return reader_reject(reader, "has no type, expected a record: OWNER [TTL] [CLASS] TYPE RDATA");
	if(!ws_rr_type_read(word, strlen(word), &head->type))
		return reader_reject(reader, "\"%.*s\" is no type, expected one like AAAA or TYPE28",
			SHOWN, word);
	return !ws_rr_type_is_meta(head->type) || reader_reject(reader,
		"no name has records of the type %.*s, expected one like AAAA",
		SHOWN, word);
}

/** Take the word of a field. @return NULL: rejected. */
static char*
next_field(struct reader* reader, char** at, const char* expected)
{
	char* word = next_word(at);

	if(!word)
		reader_reject(reader, "has too few fields of RDATA, expected %s",
			expected);
	return word;
}

/** Reject what stands behind the last field. */
static bool
end_fields(struct reader* reader, char* at, const char* expected)
{
	return !skip_blanks(&at) || reader_reject(reader,
		"has \"%.*s\" behind its RDATA, expected %s", SHOWN, at, expected);
}

/** Read the address of an A or AAAA record. */
static bool
read_address(struct reader* reader, uint16_t type, char* text, size_t* length)
{
	bool is_a = type == RR_TYPE_A;
	const char* expected = is_a ? "an IPv4 address" : "an IPv6 address";
	char* word = next_field(reader, &text, expected);
	int octets;

	if(!word)
		return false;
	octets = ws_rdata_read_known(is_a ? LDNS_RDF_TYPE_A
		: LDNS_RDF_TYPE_AAAA, word, reader->rdata, MAX_RDATA);
	if(octets == RDATA_NO_MEMORY)
		return reader_out_of_memory(reader);
	if(octets < 0)
		return reader_reject(reader, "\"%.*s\" is not %s, expected one",
			SHOWN, word, expected);
	*length = (size_t)octets;
	return end_fields(reader, text, expected);
}

/** Read RDATA that is one name. */
static bool
read_target(struct reader* reader, char* text, const struct domain* origin,
	size_t* length)
{
	char* word = next_field(reader, &text, "a domain name");

	*length = word ? read_name(reader, word, origin, reader->rdata) : 0;
	return *length > 0 && end_fields(reader, text, "one domain name");
}

#define SOA_FIELDS "MNAME RNAME serial refresh retry expire minimum"

/** Read the RDATA of a SOA record, whose times have units. */
static bool
read_soa(struct reader* reader, char* text, const struct domain* origin,
	size_t* length)
{
	*length = 0;
	for(unsigned i = 0; i < 7; i++) {
		char* word = next_field(reader, &text, SOA_FIELDS);
		size_t octets = sizeof(uint32_t);
		uint32_t number;

		if(!word)
			return false;
		if(i < 2)
			octets = read_name(reader, word, origin,
				reader->rdata + *length);
		else if(!read_seconds(word, UINT32_MAX, &number))
			return reader_reject(reader, "\"%.*s\" is no number up to 4294967295, expected "
				SOA_FIELDS, SHOWN, word);
		else
			ldns_write_uint32(reader->rdata + *length, number);
		if(octets == 0)
			return false;
		*length += octets;
	}
	return end_fields(reader, text, SOA_FIELDS);
}

/** Copy RDATA with its braces escaped: they are no placeholders.
 * @return to be freed; NULL: out of memory. */
static char*
escape_braces(const char* text)
{
	char* copy = malloc(2 * strlen(text) + 1);
	char* to = copy;

	if(!copy)
		return NULL;
	for(; *text; text++) {
		if(*text == '{' || *text == '}')
			*to++ = '\\';
		else if(*text == '\\' && text[1])
			*to++ = *text++;
		*to++ = *text;
	}
	*to = 0;
	return copy;
}

/** Take the RDATA that the engine has read. */
static bool
take_rdata(struct reader* reader, const struct rr_template* record,
	const struct domain* origin, size_t* length)
{
	const struct rr_values values = {.name = origin->name,
		.name_length = origin->length};
	const char* problem;
	int octets;

	if(record->is_fixed) {
		if(record->code_length)
			memcpy(reader->rdata, record->code, record->code_length);
		*length = record->code_length;
		return true;
	}
	if(origin->length == 0)
		return reader_reject(reader, "has a relative name in its RDATA and no origin, expected $ORIGIN above it, -o, or a dot at its end");
	octets = ws_rr_template_write(record->code, record->code_length,
		&values, reader->rdata, MAX_RDATA);
	if(octets == RR_NO_MEMORY)
		return reader_out_of_memory(reader);
	if(octets < 0 || octets > MAX_RDATA)
		return reader_reject(reader, "has a name in its RDATA of more than 255 octets with its origin, expected a shorter one");
	*length = (size_t)octets;
	problem = ws_rdata_judge(record->type, reader->rdata, *length);
	return !problem || reader_reject(reader, "%s", problem);
}

/** Read RDATA of any type as that of rules is read. */
static bool
read_checked(struct reader* reader, uint16_t type, const char* text,
	const struct domain* origin, size_t* length)
{
	char key[RR_TYPE_MAX_TEXT];
	char* value = escape_braces(text);
	struct rr_template record = {.type = type,
		.line = {key, value, reader->path, reader->line}};
	bool taken;

	if(!value)
		return reader_out_of_memory(reader);
	ws_rr_type_show(type, key);
	taken = ws_read_rdata(&record, (struct error){reader->message,
		reader->size}) && take_rdata(reader, &record, origin, length);
	free(record.code);
	free(value);
	return taken;
}

bool
read_rdata(struct reader* reader, uint16_t type, char* text,
	const struct domain* origin, size_t* length)
{
	skip_blanks(&text);
	if(strncmp(text, "\\#", 2) == 0)
		return read_checked(reader, type, text, origin, length);
	switch(type) {
	case RR_TYPE_A:
	case RR_TYPE_AAAA:
		return read_address(reader, type, text, length);
	case LDNS_RR_TYPE_NS:
	case LDNS_RR_TYPE_CNAME:
	case LDNS_RR_TYPE_DNAME:
	case RR_TYPE_PTR:
		return read_target(reader, text, origin, length);
	case RR_TYPE_SOA:
		return read_soa(reader, text, origin, length);
	case LDNS_RR_TYPE_NSAP_PTR:
		return reader_reject(reader, "ldns takes the name of NSAP-PTR for a text, expected \\# LENGTH HEX (RFC 3597)");
	default:
		return read_checked(reader, type, text, origin, length);
	}
}
