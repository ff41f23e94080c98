/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading the fields of a `record:`: their texts, and what goes into the code. */
#include "rdata.h"
#include "record_reader.h"

#include <ldns/rdata.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Octets of values and fields in messages. */
#define SHOWN_VALUE 200
#define SHOWN_FIELD 60

bool
ws_reject_record(struct error error, const struct text_line* line,
	const char* format, ...)
{
	char value[SHOWN_VALUE + sizeof("...")], problem[2 * RDATA_MAX_PROBLEM];
	struct text_line shown = *line;
	va_list arguments;

	snprintf(value, sizeof(value), "%.*s%s", SHOWN_VALUE, line->value,
		strlen(line->value) > SHOWN_VALUE ? "..." : "");
	shown.value = value;
	va_start(arguments, format);
	vsnprintf(problem, sizeof(problem), format, arguments);
	va_end(arguments);
	return ws_reject(error, &shown, "%s", problem);
}

bool
ws_reject_scanned(const struct record_reader* reader)
{
	return reader->scanner.problem ? ws_reject_record(reader->error,
		&reader->record->line, "%s", reader->scanner.problem)
		: ws_out_of_memory(reader->error);
}

bool
ws_reject_field(const struct record_reader* reader, const char* problem)
{
	size_t length = (size_t)(reader->scanner.at - reader->begin);

	return ws_reject_record(reader->error, &reader->record->line,
		"has %.*s%s in field %zu, which %s",
		(int)(length < SHOWN_FIELD ? length : SHOWN_FIELD), reader->begin,
		length < SHOWN_FIELD ? "" : "...", reader->field, problem);
}

/** Count the octets of the longest RDATA. */
static bool
lengthen(struct record_reader* reader, size_t more)
{
	reader->longest += more;
	return reader->longest <= MAX_RDATA || ws_reject_record(reader->error,
		&reader->record->line,
		"can have more than 65535 octets of RDATA, expected a shorter record");
}

bool
ws_emit_octets(struct record_reader* reader, const uint8_t* octets,
	size_t length)
{
	if(!lengthen(reader, length))
		return false;
	return octets_append(&reader->literal, octets, length)
		|| ws_out_of_memory(reader->error);
}

/** Begin an item behind the RDATA before it. */
static bool
begin_item(struct record_reader* reader, uint8_t item)
{
	uint8_t octets = ITEM_OCTETS;
	bool begun = true;

	if(reader->literal.length)
		begun = octets_append(&reader->code, &octets, 1)
			&& octets_append_16(&reader->code, reader->literal.length)
			&& octets_append(&reader->code, reader->literal.octets,
			reader->literal.length);
	reader->literal.length = 0;
	return begun && octets_append(&reader->code, &item, 1);
}

bool
ws_emit_field(struct record_reader* reader, const struct rr_text* text,
	int field, bool is_relative, size_t longest)
{
	uint8_t head[] = {(uint8_t)field, is_relative};

	if(!lengthen(reader, longest))
		return false;
	if(text->parts.length > UINT16_MAX)
		return ws_reject_field(reader, "is too long, expected at most 65535 octets");
	reader->record->placeholders |= text->placeholders;
	reader->record->is_relative |= is_relative;
	return (begin_item(reader, ITEM_FIELD)
		&& octets_append(&reader->code, head, sizeof(head))
		&& octets_append_16(&reader->code, text->longest >> 16)
		&& octets_append_16(&reader->code, text->longest & 0xffff)
		&& octets_append_16(&reader->code, text->parts.length)
		&& octets_append(&reader->code, text->parts.octets,
		text->parts.length)) || ws_out_of_memory(reader->error);
}

uint8_t*
ws_read_literal(struct record_reader* reader, const struct rr_text* text,
	int field, size_t* length)
{
	char problem[RDATA_MAX_PROBLEM];
	char* copy = malloc(text->longest + 1);
	uint8_t* rdata = NULL;
	int octets = RDATA_NO_MEMORY;

	if(copy) {
		ws_rr_text_write(text->parts.octets, text->parts.length, NULL,
			false, copy);
		octets = ws_rdata_read_field(field, copy, &rdata, problem);
	}
	free(copy);
	if(octets == RDATA_NO_MEMORY)
		ws_out_of_memory(reader->error);
	else if(octets < 0)
		ws_reject_field(reader, problem);
	*length = octets < 0 ? 0 : (size_t)octets;
	return rdata;
}

/** Whether values in addresses are the whole of one, or an IPv4 address at the end of one
 * of IPv6: only then all of them fit, if one does. */
static bool
are_whole_addresses(const struct rr_text* text)
{
	const uint8_t* at = text->parts.octets;
	const uint8_t* end = at + text->parts.length;
	struct rr_part part;
	bool is_address = false;
	uint8_t last = ',';

	while(ws_rr_part_next(&at, end, &part)) {
		unsigned kind = part.is_value ? ws_rr_value_text(part.value) : 0;

		if(is_address && (part.is_value || part.octets[0] != ','))
			return false;
		is_address = kind & (VALUE_IPV4 | VALUE_IPV6);
		if(is_address && last != ','
			&& (kind != VALUE_IPV4 || last != ':'))
			return false;
		last = part.is_value ? 0 : part.octets[part.length - 1];
	}
	return true;
}

/** Whether {name} is at the end only: it ends in a dot. */
static bool
ends_in_name(const struct rr_text* text)
{
	const uint8_t* at = text->parts.octets;
	const uint8_t* end = at + text->parts.length;
	struct rr_part part;

	while(ws_rr_part_next(&at, end, &part))
		if(part.is_value && part.value.kind == RR_VALUE_NAME && at < end)
			return false;
	return true;
}

#define PLACES "expected them in strings, names, numbers, addresses, values of SvcParams and hexadecimal digits"

bool
ws_suit_values(struct record_reader* reader, const struct rr_text* text,
	unsigned allowed, bool is_address)
{
	if(!allowed)
		return ws_reject_field(reader, "can have no placeholder, " PLACES);
	if(text->values & ~allowed)
		return ws_reject_field(reader, allowed == VALUE_DECIMAL
			? "is a number, expected no other placeholders than {n} and {n:W}"
			: "has a placeholder with octets that cannot stand there, expected another one");
	if(is_address && !are_whole_addresses(text))
		return ws_reject_field(reader,
			"has text beside {ipv4} or {ipv6}, expected it alone, or {ipv4} behind a colon");
	return true;
}

/** Judge placeholders in a field of RDATA. @param longest: set to the octets of the
 * longest one. */
static bool
suit_field(struct record_reader* reader, int field, size_t* longest)
{
	const struct rr_text* text = &reader->text;

	switch((ldns_rdf_type)field) {
	case LDNS_RDF_TYPE_DNAME:
		*longest = MAX_NAME;
		return ends_in_name(text) || ws_reject_field(reader,
			"has text behind {name}, which is absolute, expected {name} at its end");
	case LDNS_RDF_TYPE_INT8:
	case LDNS_RDF_TYPE_INT16:
	case LDNS_RDF_TYPE_INT32:
		*longest = sizeof(uint32_t);
		return ws_suit_values(reader, text, VALUE_DECIMAL, false);
	case LDNS_RDF_TYPE_A:
		*longest = 4;
		return ws_suit_values(reader, text, VALUE_DECIMAL | VALUE_IPV4,
			true);
	case LDNS_RDF_TYPE_AAAA:
		*longest = 16;
		return ws_suit_values(reader, text, VALUE_DIGITS | VALUE_IPV4
			| VALUE_IPV6, true);
	case LDNS_RDF_TYPE_STR:
		*longest = 256;
		return true;
	case LDNS_RDF_TYPE_LONG_STR:
		*longest = text->longest;
		return true;
	case LDNS_RDF_TYPE_TAG:
		*longest = 256;
		return ws_suit_values(reader, text, VALUE_DIGITS, false);
	case LDNS_RDF_TYPE_HEX:
		*longest = (text->longest + 1) / 2;
		return ws_suit_values(reader, text, VALUE_DIGITS, false);
	default:
		return ws_suit_values(reader, text, 0, false);
	}
}

/** Whether a name is absolute: its last octet is a dot without an escape. */
static bool
is_absolute(const struct rr_text* text)
{
	const uint8_t* at = text->parts.octets;
	const uint8_t* end = at + text->parts.length;
	struct rr_part part;
	bool absolute = false;

	while(ws_rr_part_next(&at, end, &part)) {
		absolute = part.is_value && part.value.kind == RR_VALUE_NAME;
		for(size_t i = 0; i < part.length; i++) {
			absolute = part.octets[i] == '.';
			i += part.octets[i] == '\\';
		}
	}
	return absolute;
}

static bool
emit_relative(struct record_reader* reader, const uint8_t* labels,
	size_t length)
{
	uint8_t count = (uint8_t)length;

	reader->record->is_relative = true;
	return lengthen(reader, MAX_NAME) && ((begin_item(reader, ITEM_RELATIVE)
		&& octets_append(&reader->code, &count, 1)
		&& octets_append(&reader->code, labels, length))
		|| ws_out_of_memory(reader->error));
}

/** Whether a text is one part: an octet, or a value. */
static bool
is_single(const struct rr_text* text, uint8_t octet, uint8_t kind)
{
	const uint8_t* at = text->parts.octets;
	const uint8_t* end = at + text->parts.length;
	struct rr_part part;

	return ws_rr_part_next(&at, end, &part) && at == end
		&& (part.is_value ? part.value.kind == kind
		: part.length == 1 && part.octets[0] == octet);
}

static bool
emit_literal(struct record_reader* reader, int field)
{
	bool is_name = field == LDNS_RDF_TYPE_DNAME;
	size_t length;
	uint8_t* rdata;
	bool emitted;

	if(is_name && is_single(&reader->text, '@', 0))
		return emit_relative(reader, NULL, 0);
	rdata = ws_read_literal(reader, &reader->text, field, &length);
	if(!rdata)
		return false;
	emitted = is_name && !is_absolute(&reader->text)
		? emit_relative(reader, rdata, length - 1)
		: ws_emit_octets(reader, rdata, length);
	free(rdata);
	return emitted;
}

static bool
emit(struct record_reader* reader, int field)
{
	bool is_name = field == LDNS_RDF_TYPE_DNAME;
	size_t longest = 0;

	if(!reader->text.values)
		return emit_literal(reader, field);
	if(!suit_field(reader, field, &longest))
		return false;
	if(is_name && is_single(&reader->text, 0, RR_VALUE_NAME)) {
		reader->record->placeholders |= reader->text.placeholders;
		return lengthen(reader, MAX_NAME) && (begin_item(reader, ITEM_NAME)
			|| ws_out_of_memory(reader->error));
	}
	return ws_emit_field(reader, &reader->text, field,
		is_name && !is_absolute(&reader->text), longest);
}

/** How many words a field has. */
static size_t
words_of(int field, bool is_last)
{
	switch((ldns_rdf_type)field) {
	case LDNS_RDF_TYPE_HIP:
		return 3;
	case LDNS_RDF_TYPE_B64:
	case LDNS_RDF_TYPE_HEX:
	case LDNS_RDF_TYPE_NSEC:
	case LDNS_RDF_TYPE_LOC:
	case LDNS_RDF_TYPE_WKS:
	case LDNS_RDF_TYPE_IPSECKEY:
	case LDNS_RDF_TYPE_AMTRELAY:
		return is_last ? SIZE_MAX : 1;
	default:
		return 1;
	}
}

bool
ws_read_field(struct record_reader* reader, int field, bool is_last)
{
	struct rr_scanner* scanner = &reader->scanner;
	size_t words = words_of(field, is_last);

	reader->begin = scanner->at;
	ws_rr_text_begin(&reader->text);
	if(*scanner->at == '"') {
		if(field != LDNS_RDF_TYPE_STR && field != LDNS_RDF_TYPE_LONG_STR)
			scanner->problem = "has quotes around a field that is not a string, expected none there";
		if(scanner->problem || !ws_rr_scan_quoted(scanner, &reader->text))
			return ws_reject_scanned(reader);
		return emit(reader, field);
	}
	for(size_t i = 0; i < words && *scanner->at; i++) {
		const char* end;

		if((i > 0 && !ws_rr_text_add(&reader->text, " ", 1))
			|| !ws_rr_scan_word(scanner, 0, &reader->text))
			return ws_reject_scanned(reader);
		end = scanner->at;
		/* messages have the field without blanks behind it */
		if(!ws_rr_scan_blanks(scanner) || i + 1 == words) {
			scanner->at = end;
			break;
		}
	}
	return emit(reader, field);
}
