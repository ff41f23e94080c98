/* SPDX-License-Identifier: BSD-3-Clause */
/* local-data: and local-data-ptr: of unbound.conf(5). They are read as Unbound does it, so
 * that types which zones need for more than an answer are records like all others here. */
/* for strdup, which C99 does not have */
#define _POSIX_C_SOURCE 200809L
#include "parser.h"
#include "record_text.h"
#include "reverse.h"
#include "rrtype.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** What names are relative to. */
static const struct domain root = {{0}, 1};

struct local_data {
	struct reader* reader;
	/** The name of the local zone whose type comes next. */
	uint8_t zone[MAX_NAME];
	/** Octets of it; 0: none does. */
	size_t zone_length;
	/** The reader has said what is wrong. */
	bool is_rejected;
};

/** Read what follows the owner, and add the record. */
static bool
add_local_data(struct reader* reader, const uint8_t* owner, size_t owner_length,
	char* at)
{
	struct records* records = reader->records;
	struct record_head head;
	size_t length;

	if(!read_head(reader, &at, &head))
		return false;
	if(head.rrclass != RR_CLASS_IN) {
		records_lose(records, reader_place(reader),
			"local-data of another class than IN");
		return true;
	}
	if(!read_rdata(reader, head.type, at, &root, &length)
		|| !add_record(reader, owner, owner_length, head.type,
		head.has_ttl ? head.ttl : reader->defaults->ttl, reader->rdata,
		length))
		return false;
	records->record[records->count - 1].local_data = true;
	return true;
}

static bool
read_local_data(struct reader* reader, char* at)
{
	uint8_t owner[MAX_NAME];
	char* word = next_word(&at);
	size_t length;

	if(!word)
		return reader_reject(reader, "local-data: is empty, expected a record like \"host.example.com. A 192.0.2.1\"");
	length = read_name(reader, word, &root, owner);
	return length > 0 && add_local_data(reader, owner, length, at);
}

/** The last word. Pre: there is one. */
static char*
last_word(char* text)
{
	char* at = strip(text);
	char* word = at;

	for(; *at; at++)
		if((*at == ' ' || *at == '\t') && at[1] != ' ' && at[1] != '\t')
			word = at + 1;
	return word;
}

static bool
read_local_data_ptr(struct reader* reader, char* at)
{
	const char* expected = "expected one like \"192.0.2.1 host.example.com\"";
	struct address address;
	char* word = next_word(&at);
	uint8_t owner[MAX_NAME];
	char* name;
	char* record;
	bool added;

	if(!word || !ws_address_read(word, &address))
		return reader_reject(reader, "local-data-ptr: does not begin with an address, %s",
			expected);
	if(!skip_blanks(&at))
		return reader_reject(reader, "local-data-ptr: has no name, %s",
			expected);
	name = last_word(at);
	record = malloc(strlen(at) + sizeof(" PTR "));
	if(!record)
		return reader_out_of_memory(reader);
	sprintf(record, "%.*s PTR %s", (int)(name - at), at, name);
	added = add_local_data(reader, owner, ws_reverse_write(owner, address),
		record);
	free(record);
	return added;
}

/** Follow the parser to another place. @return false: out of memory. */
static bool
move(struct reader* reader, const struct conf_line* line)
{
	reader->line = line->line;
	if(strcmp(reader->path, line->path) != 0) {
		const char* path = records_add_path(reader->records, line->path);

		if(!path)
			return reader_out_of_memory(reader);
		reader->path = path;
	}
	return true;
}

/** Read the name of a local zone, or then its type. */
static bool
read_local_zone(struct local_data* data, const struct conf_line* line)
{
	static const struct {
		const char* type;
		enum zone_kind kind;
	} kinds[] = {{"static", ZONE_STATIC}, {"transparent", ZONE_TRANSPARENT},
		{"nodefault", ZONE_TRANSPARENT}, {"inform", ZONE_TRANSPARENT}};
	struct reader* reader = data->reader;
	size_t length = data->zone_length;
	enum zone_kind kind = ZONE_FIRM;

	if(!move(reader, line))
		return false;
	if(*line->key) {
		data->zone_length = read_name(reader, line->value, &root, data->zone);
		return data->zone_length > 0;
	}
	data->zone_length = 0;
	for(size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if(strcmp(line->value, kinds[i].type) == 0)
			kind = kinds[i].kind;
	return records_add_zone(reader->records, data->zone, length, kind)
		|| reader_out_of_memory(reader);
}

/** Whether a line is of a local zone that is for all clients. */
static bool
is_local_zone(const struct local_data* data, const struct conf_line* line)
{
	if(!line->key || (line->clause && strcmp(line->clause, "view") == 0))
		return false;
	return strcmp(line->key, "local-zone") == 0
		|| (!*line->key && data->zone_length > 0);
}

static bool
read_setting(struct reader* reader, const struct conf_line* line)
{
	bool is_data = line->key && strcmp(line->key, "local-data") == 0;
	bool is_pointer = line->key && strcmp(line->key, "local-data-ptr") == 0;
	char* value;
	bool read;

	if(!is_data && !is_pointer)
		return true;
	if(!move(reader, line))
		return false;
	if(line->clause && strcmp(line->clause, "view") == 0) {
		records_lose(reader->records, reader_place(reader),
			"%s: \"%.100s\": it is for the clients of a view",
			line->key, line->value);
		return true;
	}
	value = strdup(line->value);
	if(!value)
		return reader_out_of_memory(reader);
	read = is_data ? read_local_data(reader, value)
		: read_local_data_ptr(reader, value);
	free(value);
	return read;
}

/** Read a line; a visitor. A file without any clause is one that server: includes. */
static const char*
read_line(void* context, const struct conf_line* line)
{
	struct local_data* data = context;

	data->is_rejected = !(is_local_zone(data, line) ? read_local_zone(data, line)
		: read_setting(data->reader, line));
	return data->is_rejected ? "is wrong" : NULL;
}

bool
read_unbound(struct reader* reader)
{
	struct local_data data = {.reader = reader};
	struct input* input = reader->input;
	char message[WORKSTATION_MAX_MESSAGE];

	/* the parser closes it */
	reader->input = NULL;
	if(ws_conf_visit(input, NULL, &read_line, &data, message,
		sizeof(message)))
		return true;
	if(!data.is_rejected)
		snprintf(reader->message, reader->size, "%s", message);
	return false;
}
