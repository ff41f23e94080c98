/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The text of rules, packed into one buffer, as there can be very many rules. A record
 * is a line number, a key and a value, each with its NUL. The empty key begins a clause.
 * A record with line 0 has the path of the file of the records after it.
 */
#include "array.h"
#include "name.h"
#include "text.h"

#include <string.h>

struct workstation_text {
	char* octets;
	size_t length, capacity;
	/** Offset of the path in the last record of a file. */
	size_t file;
	/** Whether there is the clause of a zone. */
	bool has_zone;
};

/** Reserve more octets. @return false: out of memory; *text is as it was. */
static bool
reserve(struct workstation_text** text, size_t more)
{
	struct workstation_text* grown = *text ? *text
		: calloc(1, sizeof(*grown));

	if(!grown)
		return false;
	if(!ARRAY_RESERVE(grown->octets, grown->length, more,
		&grown->capacity)) {
		if(!*text)
			free(grown);
		return false;
	}
	*text = grown;
	return true;
}

static void
append(struct workstation_text* text, const void* octets, size_t length)
{
	memcpy(text->octets + text->length, octets, length);
	text->length += length;
}

static void
append_record(struct workstation_text* text, unsigned line, const char* key,
	const char* value)
{
	append(text, &line, sizeof(line));
	append(text, key, strlen(key) + 1);
	append(text, value, strlen(value) + 1);
}

int
workstation_text_add(struct workstation_text** text, const char* key,
	const char* value, const char* file, unsigned line)
{
	size_t overhead = sizeof(line) + 2;

	if(!key) {
		key = "";
		value = value ? value : "workstation";
	}
	if(!reserve(text, 2 * overhead + strlen(file) + strlen(key)
		+ strlen(value)))
		return 0;
	if((*text)->length == 0
		|| strcmp((*text)->octets + (*text)->file, file) != 0) {
		(*text)->file = (*text)->length + sizeof(line) + 1;
		append_record(*text, 0, "", file);
	}
	append_record(*text, line, key, value);
	(*text)->has_zone |= begins_zone(&(struct text_line){*key ? key : NULL,
		value, file, line});
	return 1;
}

int
workstation_text_is_empty(const struct workstation_text* text)
{
	return !text || text->length == 0;
}

int
workstation_text_has_zone(const struct workstation_text* text, const char* name)
{
	uint8_t wanted[MAX_NAME], given[MAX_NAME];
	struct text_cursor cursor = {0, NULL};
	struct text_line line;
	const char* problem;
	size_t length = ws_name_read(name, wanted, &problem);
	int is_zone = 0;

	/* this is asked for each of Unbound's default zones */
	if(!text || !text->has_zone)
		return 0;
	while(ws_text_next(text, &cursor, &line)) {
		if(!line.key)
			is_zone = begins_zone(&line);
		else if(is_zone && strcmp(line.key, "name") == 0
			&& ws_name_read(line.value, given, &problem) == length
			&& ws_octets_equal(given, wanted, length))
			return 1;
	}
	return 0;
}

void
workstation_text_free(struct workstation_text* text)
{
	if(!text)
		return;
	free(text->octets);
	free(text);
}

int
ws_text_next(const struct workstation_text* text,
	struct text_cursor* cursor, struct text_line* line)
{
	while(text && cursor->at < text->length) {
		memcpy(&line->line, text->octets + cursor->at,
			sizeof(line->line));
		cursor->at += sizeof(line->line);
		line->key = text->octets + cursor->at;
		cursor->at += strlen(line->key) + 1;
		line->value = text->octets + cursor->at;
		cursor->at += strlen(line->value) + 1;
		if(line->line == 0) {
			cursor->file = line->value;
			continue;
		}
		line->file = cursor->file;
		if(*line->key == 0)
			line->key = NULL;
		return 1;
	}
	return 0;
}
