/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Words as Unbound's lexer tells them apart, the clauses its parser would, and
 * included files in the order it reads them.
 */
/* for strdup, which C99 does not have */
#define _DEFAULT_SOURCE
#include "parser.h"
#include "input.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** What the reader has come to. */
enum token {
	TOKEN_KEYWORD,
	TOKEN_VALUE,
	/** A file begins or ends, and reading goes on with what comes next. */
	TOKEN_NOTHING,
	/** As before, by include-toplevel: no clause goes on. */
	TOKEN_TOPLEVEL,
	TOKEN_END,
	TOKEN_ERROR
};

struct reader {
	/** The file that is being read, on top of those that include it. */
	struct source* source;
	const char* chroot;
	/** The last word: a keyword without its colon, a value unquoted. */
	char* word;
	size_t length, capacity;
	char* message;
	size_t size;
};

/** Say what is wrong where the reader is. */
static enum token
refuse(struct reader* reader, const char* format, ...)
{
	va_list arguments;
	int length = snprintf(reader->message, reader->size, "%s:%u: ",
		reader->source->path, reader->source->line);

	if(length > 0 && (size_t)length < reader->size) {
		va_start(arguments, format);
		vsnprintf(reader->message + length,
			reader->size - (size_t)length, format, arguments);
		va_end(arguments);
	}
	return TOKEN_ERROR;
}

static enum token
out_of_memory(struct reader* reader)
{
	return refuse(reader, "out of memory");
}

/** Add an octet to the word. @return 0: out of memory. */
static int
add_octet(struct reader* reader, int octet)
{
	if(reader->length + 1 >= reader->capacity) {
		size_t capacity = 2 * reader->capacity;
		char* word = realloc(reader->word, capacity);

		if(!word)
			return 0;
		reader->word = word;
		reader->capacity = capacity;
	}
	reader->word[reader->length++] = (char)octet;
	reader->word[reader->length] = 0;
	return 1;
}

/** Whether the octet is one of those. */
static int
is_one_of(int octet, const char* octets)
{
	return octet != EOF && octet != 0 && strchr(octets, octet);
}

/** Make the word of the octets up to one that ends it, which is left. A backslash
 * takes any octet of its line with it, and stays; alone, it ends the word.
 * @return 0: out of memory. */
static int
take_until(struct reader* reader, const char* ends)
{
	struct source* source = reader->source;
	int octet;

	reader->length = 0;
	reader->word[0] = 0;
	while((octet = ws_input_peek(source, 0)) != EOF
		&& !is_one_of(octet, ends)) {
		if(octet == '\\') {
			int next = ws_input_peek(source, 1);

			if(next == EOF || next == '\n')
				return 1;
			if(!add_octet(reader, ws_input_next(source)))
				return 0;
		}
		if(!add_octet(reader, ws_input_next(source)))
			return 0;
	}
	return 1;
}

/** How many octets of the word a message shows. None of its characters, in UTF-8,
 * is cut in two. */
static int
beginning(const struct reader* reader)
{
	size_t shown = reader->length < 40 ? reader->length : 40;

	while(shown > 0 && ((unsigned char)reader->word[shown] & 0xc0) == 0x80)
		shown--;
	return (int)shown;
}

/** A quoted value, after its first quote. */
static enum token
read_quoted(struct reader* reader, int quote)
{
	const char ends[] = {(char)quote, '\r', '\n', 0};

	if(!take_until(reader, ends))
		return out_of_memory(reader);
	if(ws_input_peek(reader->source, 0) != quote)
		return refuse(reader, "the value that begins with %c%.*s has no %c at its end: one in the same line would be right",
			quote, beginning(reader), reader->word, quote);
	ws_input_next(reader->source);
	return TOKEN_VALUE;
}

/** A value without quotes, or the name of a file. */
static enum token
read_unquoted(struct reader* reader)
{
	if(!take_until(reader, "'\"\r\n \t"))
		return out_of_memory(reader);
	if(reader->length == 0)
		return refuse(reader, "'%c' cannot stand here",
			ws_input_peek(reader->source, 0));
	return TOKEN_VALUE;
}

/** Go past white space. A carriage return is an end of line too. */
static void
skip_space(struct reader* reader)
{
	while(is_one_of(ws_input_peek(reader->source, 0), " \t\r\n"))
		if(is_one_of(ws_input_next(reader->source), "\r\n"))
			reader->source->line++;
}

/** Go to where a word begins, in this file.
 * @return its first octet, which is left; EOF. */
static int
find_word(struct reader* reader)
{
	int octet;

	for(;;) {
		skip_space(reader);
		octet = ws_input_peek(reader->source, 0);
		if(octet != '#')
			return octet;
		while(octet != EOF && octet != '\n') {
			ws_input_next(reader->source);
			octet = ws_input_peek(reader->source, 0);
		}
	}
}

/** Begin to read the files that follow "include:". */
static enum token
read_include(struct reader* reader, int toplevel)
{
	const char* problem;
	enum token token;

	skip_space(reader);
	if(ws_input_peek(reader->source, 0) == EOF)
		return refuse(reader, "include: has no file name after it");
	if(ws_input_peek(reader->source, 0) == '"') {
		ws_input_next(reader->source);
		token = read_quoted(reader, '"');
	} else {
		token = read_unquoted(reader);
	}
	if(token != TOKEN_VALUE)
		return token;
	problem = ws_input_include(&reader->source, reader->word, reader->chroot,
		toplevel);
	if(problem)
		return refuse(reader, "include: \"%s\" cannot be read: %s",
			reader->word, problem);
	return toplevel ? TOKEN_TOPLEVEL : TOKEN_NOTHING;
}

/** Begin an included file, if the word says so. @return otherwise, the token. */
static enum token
take_include(struct reader* reader, const char* include, const char* toplevel,
	enum token otherwise)
{
	if(strcmp(reader->word, include) == 0)
		return read_include(reader, 0);
	if(strcmp(reader->word, toplevel) == 0)
		return read_include(reader, 1);
	return otherwise;
}

/** End a file; the first one stays. */
static enum token
end_source(struct reader* reader)
{
	int toplevel = reader->source->toplevel;

	if(!reader->source->below)
		return TOKEN_END;
	ws_input_close(&reader->source);
	return toplevel ? TOKEN_TOPLEVEL : TOKEN_NOTHING;
}

/** Read a value, or go on to another file. */
static enum token
read_value(struct reader* reader)
{
	int octet = find_word(reader);
	enum token token;

	if(octet == EOF)
		return end_source(reader);
	if(octet == '"' || octet == '\'') {
		ws_input_next(reader->source);
		return read_quoted(reader, octet);
	}
	token = read_unquoted(reader);
	return token == TOKEN_VALUE ? take_include(reader, "include:",
		"include-toplevel:", TOKEN_VALUE) : token;
}

/** Read a keyword and its colon, or go on to another file.
 * @return TOKEN_VALUE: there is none; the word is what could be read of it. */
static enum token
read_keyword(struct reader* reader)
{
	if(find_word(reader) == EOF)
		return end_source(reader);
	if(!take_until(reader, ":'\"\r\n \t"))
		return out_of_memory(reader);
	if(reader->length == 0 || ws_input_peek(reader->source, 0) != ':')
		return TOKEN_VALUE;
	ws_input_next(reader->source);
	return take_include(reader, "include", "include-toplevel",
		TOKEN_KEYWORD);
}

/** Whether a keyword begins a clause of Unbound's own; all others have a value. */
static int
begins_other_clause(const char* keyword)
{
	static const char* const clauses[] = {"server", "stub-zone",
		"forward-zone", "auth-zone", "rpz", "view", "remote-control",
		"python", "dynlib", "dnstap", "dnscrypt", "cachedb", "ipset"};

	for(size_t i = 0; i < sizeof(clauses) / sizeof(clauses[0]); i++)
		if(strcmp(keyword, clauses[i]) == 0)
			return 1;
	return 0;
}

/** What kind of clause a line stands in. */
enum context {
	NOWHERE,
	IN_CLAUSE,
	IN_OTHER
};

/** Take in a setting, whose keyword was read. */
static enum token
read_setting(struct reader* reader, enum context context,
	struct workstation_text** text)
{
	char* key;
	enum token token;
	int added;

	if(context == NOWHERE)
		return refuse(reader, "%s: stands in no clause: workstation: before it would be right",
			reader->word);
	key = strdup(reader->word);
	if(!key)
		return out_of_memory(reader);
	do {
		token = read_value(reader);
	} while(token == TOKEN_NOTHING);
	if(token == TOKEN_END || token == TOKEN_TOPLEVEL)
		token = refuse(reader, "%s: has no value", key);
	added = token != TOKEN_VALUE || context == IN_OTHER
		|| workstation_text_add(text, key, reader->word,
			reader->source->path, reader->source->line);
	free(key);
	return added ? token : out_of_memory(reader);
}

/** Take in a keyword that was read. */
static enum token
read_line(struct reader* reader, enum context* context, int* has_others,
	struct workstation_text** text)
{
	if(strcmp(reader->word, "workstation") == 0) {
		*context = IN_CLAUSE;
		return workstation_text_add(text, NULL, NULL,
			reader->source->path, reader->source->line)
			? TOKEN_KEYWORD : out_of_memory(reader);
	}
	if(!begins_other_clause(reader->word))
		return read_setting(reader, *context, text);
	if(!has_others)
		return refuse(reader, "%s: does not belong here: this file has workstation: clauses only",
			reader->word);
	*context = IN_OTHER;
	*has_others = 1;
	return TOKEN_KEYWORD;
}

/** Take in what was read in the place of a keyword: some settings of Unbound's own
 * have several values. */
static enum token
read_rest(struct reader* reader, enum context context)
{
	if(context == IN_OTHER)
		return reader->length ? TOKEN_VALUE : read_value(reader);
	if(reader->length)
		return refuse(reader, "unknown keyword '%s': one with a colon after it would be right",
			reader->word);
	return refuse(reader, "'%c' cannot stand in the place of a keyword",
		ws_input_peek(reader->source, 0));
}

static enum token
read_clauses(struct reader* reader, int* has_others,
	struct workstation_text** text)
{
	enum context context = NOWHERE;
	enum token token;

	do {
		token = read_keyword(reader);
		if(token == TOKEN_TOPLEVEL)
			context = NOWHERE;
		if(token == TOKEN_KEYWORD)
			token = read_line(reader, &context, has_others, text);
		else if(token == TOKEN_VALUE)
			token = read_rest(reader, context);
	} while(token != TOKEN_END && token != TOKEN_ERROR);
	return token;
}

/** Capacity for the first word; it grows. */
#define MIN_WORD 64

int
ws_conf_read(const char* path, const char* chroot, int* has_others,
	struct workstation_text** text, char* message, size_t size)
{
	struct reader reader = {NULL, chroot, malloc(MIN_WORD), 0,
		MIN_WORD, message, size};
	const char* problem = reader.word ? ws_input_open(&reader.source, path,
		chroot, 0) : "out of memory";
	enum token token = TOKEN_ERROR;

	if(has_others)
		*has_others = 0;
	if(problem)
		snprintf(message, size, "%s cannot be read: %s", path,
			problem);
	else
		token = read_clauses(&reader, has_others, text);
	while(reader.source)
		ws_input_close(&reader.source);
	free(reader.word);
	return token == TOKEN_END;
}
