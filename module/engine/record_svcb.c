/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading the SvcParams of a `record:` (RFC 9460, 2.1). */
#include "rdata_means.h"
#include "record_reader.h"

#include <ldns/rdata.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Octets of the longest SvcParamKey, the NUL included. */
#define MAX_KEY 64

/** A SvcParam: its RDATA, or with a placeholder its text. */
struct param {
	size_t key;
	uint8_t* rdata;
	size_t length;
	struct rr_text text;
	/** Octets of the longest RDATA of a text. */
	size_t longest;
};

struct params {
	struct param* params;
	size_t count, capacity;
};

/** Read the key. @param key: set to its number. */
static bool
read_key(struct record_reader* reader, struct rr_text* text, size_t* key)
{
	char name[MAX_KEY];

	reader->begin = reader->scanner.at;
	if(!ws_rr_scan_word(&reader->scanner, '=', text))
		return ws_reject_scanned(reader);
	if(text->values)
		return ws_reject_field(reader, "has a placeholder in a SvcParamKey, expected it in the value");
	if(text->longest >= sizeof(name))
		return ws_reject_field(reader, "is not a SvcParamKey, expected one like alpn or key667");
	ws_rr_text_write(text->parts.octets, text->parts.length, NULL, false,
		name);
	return ws_svcparam_key(name, key) || ws_reject_field(reader,
		"is not a SvcParamKey, expected one like alpn or key667");
}

/** Append the value behind '=', in quotes. */
static bool
read_value(struct record_reader* reader, struct rr_text* text)
{
	struct rr_scanner* scanner = &reader->scanner;

	scanner->at++;
	if(!ws_rr_text_add(text, "=\"", 2)
		|| !(*scanner->at == '"' ? ws_rr_scan_quoted(scanner, text)
		: ws_rr_scan_word(scanner, 0, text))
		|| !ws_rr_text_add(text, "\"", 1))
		return ws_reject_scanned(reader);
	return true;
}

/** Judge placeholders in a value. It is in quotes, which are no part of it. */
static bool
suit_value(struct record_reader* reader, const struct rr_text* text,
	const char* value, size_t key)
{
	struct record_reader inner = {.record = reader->record,
		.error = reader->error, .scanner = {value, NULL},
		.begin = reader->begin, .field = reader->field};
	bool is_address, suits;
	unsigned allowed = ws_svcparam_values(key, &is_address);

	if(!ws_suit_values(reader, text, allowed, false) || !is_address)
		return !(text->values & ~allowed) && allowed;
	if(*value == '"')
		suits = ws_rr_scan_quoted(&inner.scanner, &inner.text);
	else
		suits = ws_rr_scan_word(&inner.scanner, 0, &inner.text);
	suits = suits ? ws_suit_values(&inner, &inner.text, allowed, true)
		: ws_reject_scanned(&inner);
	free(inner.text.parts.octets);
	return suits;
}

static bool
read_param(struct record_reader* reader, struct param* param)
{
	struct rr_text* text = &param->text;
	const char* value;

	if(!read_key(reader, text, &param->key))
		return false;
	value = reader->scanner.at + 1;
	if(*reader->scanner.at == '=' && !read_value(reader, text))
		return false;
	/* two octets of text can be 16 of an address */
	param->longest = 4 + 8 * text->longest;
	if(text->values)
		return suit_value(reader, text, value, param->key);
	param->rdata = ws_read_literal(reader, text, LDNS_RDF_TYPE_SVCPARAMS,
		&param->length);
	return param->rdata != NULL;
}

/** Keep params in the order of their keys. */
static bool
add_param(struct record_reader* reader, struct params* params)
{
	struct param param = {.rdata = NULL};
	size_t at = params->count;

	if(!ARRAY_RESERVE(params->params, params->count, 1, &params->capacity))
		return ws_out_of_memory(reader->error);
	if(!read_param(reader, &param)) {
		free(param.rdata);
		free(param.text.parts.octets);
		return false;
	}
	for(; at > 0 && params->params[at - 1].key > param.key; at--)
		params->params[at] = params->params[at - 1];
	params->params[at] = param;
	params->count++;
	return at == 0 || params->params[at - 1].key != param.key
		|| ws_reject_field(reader,
		"is there a second time, expected each SvcParam once");
}

bool
ws_read_svcparams(struct record_reader* reader)
{
	struct params params = {NULL, 0, 0};
	bool read = true;

	while(read && ws_rr_scan_blanks(&reader->scanner))
		read = add_param(reader, &params);
	for(size_t i = 0; i < params.count; i++) {
		struct param* param = &params.params[i];

		if(read)
			read = param->rdata ? ws_emit_octets(reader, param->rdata,
				param->length) : ws_emit_field(reader,
				&param->text, LDNS_RDF_TYPE_SVCPARAMS, false,
				param->longest);
		free(param->rdata);
		free(param->text.parts.octets);
	}
	free(params.params);
	return read;
}
