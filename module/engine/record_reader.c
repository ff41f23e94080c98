/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading a `record:`: prefix, type, and RDATA into code. */
#include "rdata.h"
#include "record_reader.h"
#include "rrtype.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Octets of a type or a prefix in messages. */
#define SHOWN_WORD 60
#define FORM "expected '[PREFIX] TYPE RDATA' like TXT \"seat {n}\""

/** Find the word that follows. @return its octets. */
static size_t
next_word(struct record_reader* reader, const char** word)
{
	ws_rr_scan_blanks(&reader->scanner);
	*word = reader->scanner.at;
	reader->scanner.at += strcspn(*word, " \t");
	return (size_t)(reader->scanner.at - *word);
}

static int
shown(size_t length)
{
	return (int)(length < SHOWN_WORD ? length : SHOWN_WORD);
}

static bool
reject(const struct record_reader* reader, const char* problem)
{
	return ws_reject_record(reader->error, &reader->record->line, "%s",
		problem);
}

/** Read labels in front of the computed name. */
static bool
read_prefix(struct record_reader* reader, const char* word, size_t length)
{
	struct rr_template* record = reader->record;
	char text[4 * MAX_NAME + 1];
	uint8_t name[MAX_NAME];
	const char* problem = "is longer than 255 octets";
	size_t octets = 0;

	if(memchr(word, '{', length))
		return reject(reader, "has a placeholder in its prefix, expected it in RDATA");
	if(word[length - 1] == '.')
		return reject(reader, "has a prefix with a final dot, expected labels in front of the computed name");
	if(length < sizeof(text)) {
		memcpy(text, word, length);
		text[length] = 0;
		octets = ws_name_read(text, name, &problem);
	}
	if(octets == 0)
		return ws_reject_record(reader->error, &record->line,
			"has the prefix %.*s, which %s", shown(length), word,
			problem);
	for(size_t at = 0; at + 1 < octets; at += name[at] + (size_t)1)
		if(name[at + 1] != '_')
			return ws_reject_record(reader->error, &record->line,
				"has the prefix %.*s, expected labels that begin with '_' (RFC 8552)",
				shown(length), word);
	record->prefix_length = (uint8_t)(octets - 1);
	ws_name_fold(record->prefix, name, octets - 1);
	return true;
}

static bool
read_type(struct record_reader* reader)
{
	struct rr_template* record = reader->record;
	const char *word, *refusal;
	size_t length = next_word(reader, &word);

	if(length && word[0] == '_') {
		if(!read_prefix(reader, word, length))
			return false;
		length = next_word(reader, &word);
	}
	if(length == 0)
		return reject(reader, "has no type, " FORM);
	if(memchr(word, '{', length))
		return reject(reader, "has a placeholder in its type, expected it in RDATA");
	if(!ws_rr_type_read(word, length, &record->type))
		return ws_reject_record(reader->error, &record->line,
			"has the unknown type %.*s, expected one like TXT, or TYPE1 to TYPE65535, and in front of it no more than labels that begin with '_'",
			shown(length), word);
	refusal = ws_rr_type_refusal(record->type);
	return !refusal || ws_reject_record(reader->error, &record->line,
		"has the type %.*s, which %s", shown(length), word, refusal);
}

/** Whether ldns knows the format of a type. */
static bool
is_known(const ldns_rr_descriptor* descriptor)
{
	return ldns_rr_descriptor_maximum(descriptor) == 0
		|| ldns_rr_descriptor_field_type(descriptor, 0)
		!= LDNS_RDF_TYPE_UNKNOWN;
}

/** Read the length behind \#. */
static bool
read_generic_length(struct record_reader* reader, size_t* octets)
{
	const char* word;
	size_t length = next_word(reader, &word);
	struct number number;
	bool overflow;

	if(!ws_number_read((const uint8_t*)word, length, &number, &overflow)
		|| overflow || number.high || number.low > MAX_RDATA)
		return reject(reader, "has no length behind \\#, expected 0 to 65535 without a placeholder");
	*octets = (size_t)number.low;
	return true;
}

/** Judge and keep octets that are all of RDATA. */
static bool
emit_generic(struct record_reader* reader, bool known, size_t declared)
{
	size_t length;
	uint8_t* rdata = ws_read_literal(reader, &reader->text,
		LDNS_RDF_TYPE_HEX, &length);
	bool emitted;

	if(!rdata)
		return false;
	if(length != declared)
		emitted = ws_reject_record(reader->error, &reader->record->line,
			"has %zu octets behind \\#, expected %zu as its length says",
			length, declared);
	else if(known && !ws_rdata_is_of_type(reader->record->type, rdata, length))
		emitted = reject(reader, "has octets behind \\# that are not RDATA of the type, expected those");
	else
		emitted = ws_emit_octets(reader, rdata, length);
	free(rdata);
	return emitted;
}

/** Read RDATA in the format for any type (RFC 3597, 5). */
static bool
read_generic(struct record_reader* reader, bool known)
{
	struct rr_scanner* scanner = &reader->scanner;
	size_t declared = 0;

	scanner->at += 2;
	if(!read_generic_length(reader, &declared))
		return false;
	ws_rr_scan_blanks(scanner);
	reader->field = 1;
	reader->begin = scanner->at;
	while(ws_rr_scan_blanks(scanner))
		if(!ws_rr_scan_word(scanner, 0, &reader->text))
			return ws_reject_scanned(reader);
	if(!reader->text.values)
		return emit_generic(reader, known, declared);
	if(known)
		return reject(reader, "has a placeholder behind \\#, expected the fields of the type");
	reader->record->is_generic = true;
	return ws_suit_values(reader, &reader->text, VALUE_DIGITS, false)
		&& ws_emit_field(reader, &reader->text, LDNS_RDF_TYPE_HEX, false,
		declared);
}

static bool
is_generic(const char* text)
{
	return strncmp(text, "\\#", 2) == 0
		&& (text[2] == 0 || text[2] == ' ' || text[2] == '\t');
}

/** Read the fields that ldns knows of the type. */
static bool
read_fields(struct record_reader* reader, const ldns_rr_descriptor* descriptor)
{
	size_t most = ldns_rr_descriptor_maximum(descriptor), count = 0;

	while(ws_rr_scan_blanks(&reader->scanner) && count < most) {
		int field = (int)ldns_rr_descriptor_field_type(descriptor, count);

		reader->field = ++count;
		if(field == LDNS_RDF_TYPE_UNKNOWN)
			return reject(reader, "has a type of which ldns cannot read the fields, expected \\# LENGTH HEX (RFC 3597)");
		if(field == LDNS_RDF_TYPE_SVCPARAMS ? !ws_read_svcparams(reader)
			: !ws_read_field(reader, field, count == most))
			return false;
	}
	if(count < ldns_rr_descriptor_minimum(descriptor))
		return ws_reject_record(reader->error, &reader->record->line,
			"has %zu fields of RDATA, expected %zu", count,
			ldns_rr_descriptor_minimum(descriptor));
	return *reader->scanner.at == 0 || ws_reject_record(reader->error,
		&reader->record->line,
		"has text behind its fields of RDATA, expected %zu fields", most);
}

static bool
read_rdata(struct record_reader* reader)
{
	const ldns_rr_descriptor* descriptor
		= ldns_rr_descript(reader->record->type);

	ws_rr_scan_blanks(&reader->scanner);
	if(is_generic(reader->scanner.at))
		return read_generic(reader, is_known(descriptor));
	if(!is_known(descriptor))
		return reject(reader, "has a type of which ldns cannot read the fields, expected \\# LENGTH HEX (RFC 3597)");
	return read_fields(reader, descriptor);
}

/** Make the code that of the record: RDATA alone, or items. */
static bool
end_code(struct record_reader* reader)
{
	struct rr_template* record = reader->record;
	struct octets* code = &reader->code;
	const char* problem;

	record->is_fixed = code->length == 0;
	record->longest = (uint16_t)reader->longest;
	if(record->is_fixed) {
		problem = ws_rdata_judge(record->type, reader->literal.octets,
			reader->literal.length);
		if(problem)
			return reject(reader, problem);
		code = &reader->literal;
	} else if(reader->literal.length) {
		uint8_t item = ITEM_OCTETS;

		if(!octets_append(code, &item, 1)
			|| !octets_append_16(code, reader->literal.length)
			|| !octets_append(code, reader->literal.octets,
			reader->literal.length))
			return ws_out_of_memory(reader->error);
	}
	record->code = code->octets;
	record->code_length = (uint32_t)code->length;
	code->octets = NULL;
	return true;
}

static void
free_reader(struct record_reader* reader)
{
	free(reader->text.parts.octets);
	free(reader->code.octets);
	free(reader->literal.octets);
}

bool
ws_read_rdata(struct rr_template* record, struct error error)
{
	struct record_reader reader = {.record = record, .error = error,
		.scanner = {record->line.value, NULL}};
	bool read = read_rdata(&reader) && end_code(&reader);

	free_reader(&reader);
	return read;
}

bool
ws_set_record(struct clause* clause, const struct text_line* line,
	struct error error)
{
	struct record_reader reader = {.error = error,
		.scanner = {line->value, NULL}};
	bool set;

	if(!ARRAY_RESERVE(clause->records, clause->record_count, 1,
		&clause->record_capacity))
		return ws_out_of_memory(error);
	reader.record = &clause->records[clause->record_count++];
	*reader.record = (struct rr_template){.line = *line};
	set = read_type(&reader) && read_rdata(&reader) && end_code(&reader);
	free_reader(&reader);
	return set;
}

void
ws_records_clear(struct clause* clause)
{
	for(size_t i = 0; i < clause->record_count; i++)
		free(clause->records[i].code);
	clause->record_count = 0;
}
