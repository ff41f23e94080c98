/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Words as Unbound's lexer tells them apart, the clauses its parser would, and
 * included files in the order it reads them.
 */
/* for strdup, which C99 does not have */
#define _DEFAULT_SOURCE
#include "array.h"
#include "parser.h"
#include "input.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** What the parser has come to. */
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

struct parser {
	/** The file that is being read, on top of those that include it. */
	struct input* input;
	const char* chroot;
	/** The last word: a keyword without its colon, a value unquoted. */
	char* word;
	size_t length, capacity;
	char* message;
	size_t size;
};

/** Say what is wrong where the parser is. */
static enum token
reject(struct parser* parser, const char* format, ...)
{
	va_list arguments;
	int length = snprintf(parser->message, parser->size, "%s:%u: ",
		parser->input->path, parser->input->line);

	if(length > 0 && (size_t)length < parser->size) {
		va_start(arguments, format);
		vsnprintf(parser->message + length,
			parser->size - (size_t)length, format, arguments);
		va_end(arguments);
	}
	return TOKEN_ERROR;
}

static enum token
out_of_memory(struct parser* parser)
{
	return reject(parser, "out of memory");
}

/** Add an octet to the word. @return 0: out of memory. */
static int
add_octet(struct parser* parser, int octet)
{
	if(!ARRAY_RESERVE(parser->word, parser->length, 2, &parser->capacity))
		return 0;
	parser->word[parser->length++] = (char)octet;
	parser->word[parser->length] = 0;
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
take_until(struct parser* parser, const char* ends)
{
	struct input* input = parser->input;
	int octet;

	parser->length = 0;
	parser->word[0] = 0;
	while((octet = ws_input_peek(input, 0)) != EOF
		&& !is_one_of(octet, ends)) {
		if(octet == '\\') {
			int next = ws_input_peek(input, 1);

			if(next == EOF || next == '\n')
				return 1;
			if(!add_octet(parser, ws_input_next(input)))
				return 0;
		}
		if(!add_octet(parser, ws_input_next(input)))
			return 0;
	}
	return 1;
}

/** How many octets of the word a message shows. None of its characters, in UTF-8,
 * is cut in two. */
static int
beginning(const struct parser* parser)
{
	size_t shown = parser->length < 40 ? parser->length : 40;

	while(shown > 0 && ((unsigned char)parser->word[shown] & 0xc0) == 0x80)
		shown--;
	return (int)shown;
}

/** A quoted value, after its first quote. */
static enum token
read_quoted(struct parser* parser, int quote)
{
	const char ends[] = {(char)quote, '\r', '\n', 0};

	if(!take_until(parser, ends))
		return out_of_memory(parser);
	if(ws_input_peek(parser->input, 0) != quote)
		return reject(parser, "the value %c%.*s has no closing %c in the same line",
			quote, beginning(parser), parser->word, quote);
	ws_input_next(parser->input);
	return TOKEN_VALUE;
}

/** A value without quotes, or the name of a file. */
static enum token
read_unquoted(struct parser* parser)
{
	if(!take_until(parser, "'\"\r\n \t"))
		return out_of_memory(parser);
	if(parser->length == 0)
		return reject(parser, "unexpected '%c', expected a value",
			ws_input_peek(parser->input, 0));
	return TOKEN_VALUE;
}

/** Go past white space. A carriage return is an end of line too. */
static void
skip_space(struct parser* parser)
{
	while(is_one_of(ws_input_peek(parser->input, 0), " \t\r\n"))
		if(is_one_of(ws_input_next(parser->input), "\r\n"))
			parser->input->line++;
}

/** Go to where a word begins, in this file.
 * @return its first octet, which is left; EOF. */
static int
find_word(struct parser* parser)
{
	int octet;

	for(;;) {
		skip_space(parser);
		octet = ws_input_peek(parser->input, 0);
		if(octet != '#')
			return octet;
		while(octet != EOF && octet != '\n') {
			ws_input_next(parser->input);
			octet = ws_input_peek(parser->input, 0);
		}
	}
}

/** Begin to read the files that follow "include:". */
static enum token
read_include(struct parser* parser, int toplevel)
{
	const char* problem;
	enum token token;

	skip_space(parser);
	if(ws_input_peek(parser->input, 0) == EOF)
		return reject(parser, "include: expected a file name");
	if(ws_input_peek(parser->input, 0) == '"') {
		ws_input_next(parser->input);
		token = read_quoted(parser, '"');
	} else {
		token = read_unquoted(parser);
	}
	if(token != TOKEN_VALUE)
		return token;
	problem = ws_input_include(&parser->input, parser->word, parser->chroot,
		toplevel);
	if(problem)
		return reject(parser, "include: cannot read \"%s\": %s",
			parser->word, problem);
	return toplevel ? TOKEN_TOPLEVEL : TOKEN_NOTHING;
}

/** Begin an included file, if the word says so. @return otherwise, the token. */
static enum token
take_include(struct parser* parser, const char* include, const char* toplevel,
	enum token otherwise)
{
	if(strcmp(parser->word, include) == 0)
		return read_include(parser, 0);
	if(strcmp(parser->word, toplevel) == 0)
		return read_include(parser, 1);
	return otherwise;
}

/** End a file; the first one stays. */
static enum token
end_input(struct parser* parser)
{
	int toplevel = parser->input->toplevel;

	if(!parser->input->below)
		return TOKEN_END;
	ws_input_close(&parser->input);
	return toplevel ? TOKEN_TOPLEVEL : TOKEN_NOTHING;
}

/** Read a value, or go on to another file. */
static enum token
read_value(struct parser* parser)
{
	int octet = find_word(parser);
	enum token token;

	if(octet == EOF)
		return end_input(parser);
	if(octet == '"' || octet == '\'') {
		ws_input_next(parser->input);
		return read_quoted(parser, octet);
	}
	token = read_unquoted(parser);
	return token == TOKEN_VALUE ? take_include(parser, "include:",
		"include-toplevel:", TOKEN_VALUE) : token;
}

/** Read a keyword and its colon, or go on to another file.
 * @return TOKEN_VALUE: there is none; the word is what could be read of it. */
static enum token
read_keyword(struct parser* parser)
{
	if(find_word(parser) == EOF)
		return end_input(parser);
	if(!take_until(parser, ":'\"\r\n \t"))
		return out_of_memory(parser);
	if(parser->length == 0 || ws_input_peek(parser->input, 0) != ':')
		return TOKEN_VALUE;
	ws_input_next(parser->input);
	return take_include(parser, "include", "include-toplevel",
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
read_setting(struct parser* parser, enum context context,
	struct workstation_text** text)
{
	char* key;
	enum token token;
	int added;

	if(context == NOWHERE)
		return reject(parser, "%s: is outside a clause, expected workstation: before it",
			parser->word);
	key = strdup(parser->word);
	if(!key)
		return out_of_memory(parser);
	do {
		token = read_value(parser);
	} while(token == TOKEN_NOTHING);
	if(token == TOKEN_END || token == TOKEN_TOPLEVEL)
		token = reject(parser, "%s: expected a value", key);
	added = token != TOKEN_VALUE || context == IN_OTHER
		|| workstation_text_add(text, key, parser->word,
			parser->input->path, parser->input->line);
	free(key);
	return added ? token : out_of_memory(parser);
}

/** Take in a keyword that was read. */
static enum token
read_line(struct parser* parser, enum context* context, int* has_others,
	struct workstation_text** text)
{
	if(strcmp(parser->word, "workstation") == 0) {
		*context = IN_CLAUSE;
		return workstation_text_add(text, NULL, NULL,
			parser->input->path, parser->input->line)
			? TOKEN_KEYWORD : out_of_memory(parser);
	}
	if(!begins_other_clause(parser->word))
		return read_setting(parser, *context, text);
	if(!has_others)
		return reject(parser, "%s: is invalid in this file, expected workstation: clauses",
			parser->word);
	*context = IN_OTHER;
	*has_others = 1;
	return TOKEN_KEYWORD;
}

/** Take in what was read in the place of a keyword: some settings of Unbound's own
 * have several values. */
static enum token
read_rest(struct parser* parser, enum context context)
{
	if(context == IN_OTHER)
		return parser->length ? TOKEN_VALUE : read_value(parser);
	if(parser->length)
		return reject(parser, "unexpected \"%s\", expected a keyword with a colon",
			parser->word);
	return reject(parser, "unexpected '%c', expected a keyword with a colon",
		ws_input_peek(parser->input, 0));
}

static enum token
read_clauses(struct parser* parser, int* has_others,
	struct workstation_text** text)
{
	enum context context = NOWHERE;
	enum token token;

	do {
		token = read_keyword(parser);
		if(token == TOKEN_TOPLEVEL)
			context = NOWHERE;
		if(token == TOKEN_KEYWORD)
			token = read_line(parser, &context, has_others, text);
		else if(token == TOKEN_VALUE)
			token = read_rest(parser, context);
	} while(token != TOKEN_END && token != TOKEN_ERROR);
	return token;
}

int
ws_conf_read(const char* path, const char* chroot, int* has_others,
	struct workstation_text** text, char* message, size_t size)
{
	struct parser parser = {.chroot = chroot, .message = message,
		.size = size};
	const char* problem = ARRAY_RESERVE(parser.word, 0, 1, &parser.capacity)
		? ws_input_open(&parser.input, path, chroot, 0)
		: "out of memory";
	enum token token = TOKEN_ERROR;

	if(has_others)
		*has_others = 0;
	if(problem)
		snprintf(message, size, "%s: cannot read the file: %s", path,
			problem);
	else
		token = read_clauses(&parser, has_others, text);
	while(parser.input)
		ws_input_close(&parser.input);
	free(parser.word);
	return token == TOKEN_END;
}
