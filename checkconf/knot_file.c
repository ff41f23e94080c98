/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading knot.conf into items, and finding them. */
#include "array.h"
#include "knot_file.h"

#include <string.h>

static bool
add_item(struct knot* file, const char* key, char* value)
{
	if(!ARRAY_RESERVE(file->items, file->count, 1, &file->capacity))
		return reader_out_of_memory(file->reader);
	file->items[file->count++] = (struct item){file->block, file->section,
		key, value, file->reader->line};
	return true;
}

/** Add all values of an item: one, or several in brackets. */
static bool
add_values(struct knot* file, const char* key, char* text)
{
	size_t length = strlen(text);

	if(*text != '[')
		return add_item(file, key, unquote(text));
	if(text[length - 1] != ']')
		return reader_reject(file->reader, "has a [ that no ] closes in its line, expected [VALUE, ...]");
	text[length - 1] = 0;
	for(char* at = text + 1; at;) {
		char* comma = strchr(at, ',');

		if(comma)
			*comma = 0;
		if(!add_item(file, key, unquote(at)))
			return false;
		at = comma ? comma + 1 : NULL;
	}
	return true;
}

/** Remove a comment. @return false: a quote does not end. */
static bool
end_at_comment(char* line)
{
	bool is_quoted = false;

	for(; *line && (is_quoted || *line != '#'); line++)
		if(*line == '"')
			is_quoted = !is_quoted;
		else if(*line == '\\' && is_quoted && line[1])
			line++;
	*line = 0;
	return !is_quoted;
}

/** Read a line: a section at its begin, or an item with blanks in front. */
static bool
read_line(struct knot* file, char* line)
{
	bool is_section = *line != ' ' && *line != '\t' && *line != '-';
	char* colon;

	if(!end_at_comment(line))
		return reader_reject(file->reader, "has a quote that does not end in its line, expected two");
	line = strip(line);
	if(!*line)
		return true;
	if(*line == '-' && (line[1] == ' ' || line[1] == '\t')) {
		file->block++;
		line = strip(line + 1);
	}
	colon = strchr(line, ':');
	if(!colon)
		return reader_reject(file->reader, "\"%.100s\" is no item, expected KEY: VALUE",
			line);
	*colon = 0;
	line = strip(line);
	if(is_section) {
		file->section = line;
		file->block++;
		if(strcmp(line, "include") == 0)
			records_lose(file->reader->records,
				reader_place(file->reader), "include: %.100s: another file is not read, give it as an argument",
				strip(colon + 1));
		return true;
	}
	if(!file->section)
		return reader_reject(file->reader, "\"%.100s\" is outside a section, expected one like mod-synthrecord:",
			line);
	return add_values(file, line, strip(colon + 1));
}

bool
knot_read_items(struct knot* file)
{
	char* line;

	for(;;) {
		if(!next_line(file->reader, &line))
			return false;
		if(!line)
			return true;
		if(!read_line(file, line))
			return false;
	}
}

const struct item*
knot_next_item(const struct knot* file, size_t block, const char* key, size_t* at)
{
	for(++*at; *at < file->count; ++*at)
		if(file->items[*at].block == block
			&& strcmp(file->items[*at].key, key) == 0)
			return &file->items[*at];
	return NULL;
}

const char*
knot_value_of(const struct knot* file, size_t block, const char* key,
	const char* otherwise)
{
	size_t at = SIZE_MAX;
	const struct item* item = knot_next_item(file, block, key, &at);

	return item ? item->value : otherwise;
}

size_t
knot_find_block(const struct knot* file, const char* section, const char* key,
	const char* value)
{
	for(size_t i = 0; i < file->count; i++) {
		const struct item* item = &file->items[i];

		if(strcmp(item->section, section) == 0
			&& strcmp(item->key, key) == 0
			&& strcmp(item->value, value) == 0)
			return item->block;
	}
	return 0;
}
