/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target over the parser and the loading of rules. Input: a file of rules, the
 * only one there is. The property: it is refused with a message, or what was read
 * of it, written down, reads as the same; and the same of what the engine makes of it.
 */
/* for fmemopen and open_memstream, which C99 does not have */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "parser.h"
#include "text.h"

#define PATH "rules"
#define MAX_OPENED 8 /* times, by a file that includes itself */

FILE* __real_fopen(const char* path, const char* mode);
FILE* __wrap_fopen(const char* path, const char* mode);
int __real_glob(const char* pattern, int flags,
	int (*error)(const char* path, int number), glob_t* found);
int __wrap_glob(const char* pattern, int flags,
	int (*error)(const char* path, int number), glob_t* found);

/** The file while it is read; else NULL. */
static const uint8_t* file;
static size_t file_size;
static unsigned opened;

/** The fuzzer opens files too. */
FILE*
__wrap_fopen(const char* path, const char* mode)
{
	if(!file)
		return __real_fopen(path, mode);
	if(strcmp(path, PATH) != 0 || opened++ == MAX_OPENED) {
		errno = ENOENT;
		return NULL;
	}
	return fmemopen((void*)file, file_size, "r");
}

int
__wrap_glob(const char* pattern, int flags,
	int (*error)(const char* path, int number), glob_t* found)
{
	return file ? GLOB_NOMATCH
		: __real_glob(pattern, flags, error, found);
}

/** @return what was read, to be freed; NULL: it was rejected, or is empty. */
static struct workstation_text*
read_octets(const uint8_t* octets, size_t size)
{
	struct workstation_text* text = NULL;
	char message[WORKSTATION_MAX_MESSAGE] = "";
	int good;

	file = octets;
	file_size = size;
	opened = 0;
	good = ws_conf_read(PATH, NULL, NULL, &text, message,
		sizeof(message));
	file = NULL;
	require(good || strncmp(message, PATH, strlen(PATH)) == 0,
		"a file is rejected without a message that begins with its path");
	if(!good) {
		workstation_text_free(text);
		return NULL;
	}
	return text;
}

/** The quote that a value can stand in. */
static char
quote_of(const char* value)
{
	for(; *value && *value != '"'; value++)
		if(*value == '\\' && value[1])
			value++;
	return *value ? '\'' : '"';
}

/** @return octets to be freed, of a file that reads as the text. */
static char*
write_down(const struct workstation_text* text, size_t* size)
{
	struct text_cursor cursor = {0, NULL};
	struct text_line line;
	char* octets = NULL;
	FILE* stream = open_memstream(&octets, size);

	require(stream != NULL, "out of memory");
	while(ws_text_next(text, &cursor, &line)) {
		char quote = quote_of(line.key ? line.value : "");

		if(line.key)
			fprintf(stream, "%s: %c%s%c\n", line.key, quote,
				line.value, quote);
		else
			fputs("workstation:\n", stream);
	}
	require(fclose(stream) == 0, "out of memory");
	return octets;
}

static void
compare(const struct workstation_text* one, const struct workstation_text* other)
{
	struct text_cursor cursors[2] = {{0, NULL}, {0, NULL}};
	struct text_line a, b;

	while(ws_text_next(one, &cursors[0], &a)) {
		require(ws_text_next(other, &cursors[1], &b),
			"lines get lost");
		require(!a.key == !b.key && (!a.key
			|| (strcmp(a.key, b.key) == 0
				&& strcmp(a.value, b.value) == 0)),
			"a line reads as another one");
	}
	require(!ws_text_next(other, &cursors[1], &b),
		"lines come from nowhere");
}

/** @return whether the text has good rules. */
static bool
judge(const struct workstation_text* text)
{
	char message[WORKSTATION_MAX_MESSAGE] = "";
	struct workstation_rules* rules = workstation_rules_load(text, NULL, NULL, message,
		sizeof(message));
	bool good = rules != NULL;

	require(good || *message, "rules are rejected without a message");
	require(!good || workstation_rules_count(rules) > 0, "there are no rules");
	workstation_rules_free(rules);
	return good;
}

int
fuzz_input(const uint8_t* data, size_t size)
{
	struct workstation_text* text = size ? read_octets(data, size) : NULL;
	struct workstation_text* again;
	char* written;
	size_t length;

	/* a NUL ends a value that is written down, not the one it was read from */
	if(!text || memchr(data, 0, size)) {
		workstation_text_free(text);
		return 0;
	}
	written = write_down(text, &length);
	again = read_octets((const uint8_t*)written, length);
	require(again != NULL, "what was read cannot be read again");
	compare(text, again);
	require(judge(text) == judge(again), "rules are good once only");
	workstation_text_free(text);
	workstation_text_free(again);
	free(written);
	return 0;
}
