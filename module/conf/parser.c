/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The syntax of unbound.conf(5): words as Unbound's lexer splits them, clauses as its
 * parser knows them, included files in the order in which it reads them.
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

/** What was read. */
enum token {
	TOKEN_KEYWORD,
	TOKEN_VALUE,
	/** The beginning or the end of an included file: read on. */
	TOKEN_FILE,
	/** The same of include-toplevel, which ends the clause. */
	TOKEN_TOPLEVEL,
	TOKEN_END,
	TOKEN_ERROR
};

struct parser {
	/** The current file, on top of those that include it. */
	struct input* input;
	const char* chroot;
	/** The last word: a keyword without its colon, a value without quotes. */
	char* word;
	size_t length, capacity;
	/** Its keyword; NULL: no clause has begun. */
	const char* clause;
	/** Whether a setting has been read since. */
	int has_setting;
	ws_conf_visitor* visit;
	void* context;
	char* message;
	size_t size;
};

/** Say what is wrong at the current line. */
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

/** Whether an octet is in a list. */
static int
is_one_of(int octet, const char* octets)
{
	return octet != EOF && octet != 0 && strchr(octets, octet);
}

/** Read a word, up to an octet that ends it and is not taken. A backslash is part of the
 * word, with any octet of its line that follows; at the end of a line it ends the word.
 * @return 0: out of memory. */
static int
read_word(struct parser* parser, const char* ends)
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

/** How many octets of the word are in a message: 40, or less where that would cut a
 * character of UTF-8. */
static int
shown_length(const struct parser* parser)
{
	size_t shown = parser->length < 40 ? parser->length : 40;

	while(shown > 0 && ((unsigned char)parser->word[shown] & 0xc0) == 0x80)
		shown--;
	return (int)shown;
}

/** Read a quoted value after its first quote. */
static enum token
read_quoted(struct parser* parser, int quote)
{
	const char ends[] = {(char)quote, '\r', '\n', 0};

	if(!read_word(parser, ends))
		return out_of_memory(parser);
	if(ws_input_peek(parser->input, 0) != quote)
		return reject(parser, "the value %c%.*s has no closing %c in the same line",
			quote, shown_length(parser), parser->word, quote);
	ws_input_next(parser->input);
	return TOKEN_VALUE;
}

/** Read a value without quotes, or a file name. */
static enum token
read_unquoted(struct parser* parser)
{
	if(!read_word(parser, "'\"\r\n \t"))
		return out_of_memory(parser);
	if(parser->length == 0)
		return reject(parser, "unexpected '%c', expected a value",
			ws_input_peek(parser->input, 0));
	return TOKEN_VALUE;
}

/** Skip white space. A carriage return ends a line, too. */
static void
skip_space(struct parser* parser)
{
	while(is_one_of(ws_input_peek(parser->input, 0), " \t\r\n"))
		if(is_one_of(ws_input_next(parser->input), "\r\n"))
			parser->input->line++;
}

/** Skip white space and comments, in this file.
 * @return the next octet, which is not taken, or EOF. */
static int
skip_to_word(struct parser* parser)
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

/** Read what follows "include:", and open the files. */
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
	return toplevel ? TOKEN_TOPLEVEL : TOKEN_FILE;
}

/** Include files, if the word says so. @return otherwise, that token. */
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

/** End the current file. The first one stays open. */
static enum token
end_input(struct parser* parser)
{
	int toplevel = parser->input->toplevel;

	if(!parser->input->below)
		return TOKEN_END;
	ws_input_close(&parser->input);
	return toplevel ? TOKEN_TOPLEVEL : TOKEN_FILE;
}

/** Read a value, or the beginning or end of a file. */
static enum token
read_value(struct parser* parser)
{
	int octet = skip_to_word(parser);
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

/** Read a keyword and its colon, or the beginning or end of a file.
 * @return TOKEN_VALUE: not a keyword; the word has what was read. */
static enum token
read_keyword(struct parser* parser)
{
	if(skip_to_word(parser) == EOF)
		return end_input(parser);
	if(!read_word(parser, ":'\"\r\n \t"))
		return out_of_memory(parser);
	if(parser->length == 0 || ws_input_peek(parser->input, 0) != ':')
		return TOKEN_VALUE;
	ws_input_next(parser->input);
	return take_include(parser, "include", "include-toplevel",
		TOKEN_KEYWORD);
}

#define OWN_CLAUSE "workstation"
#define OWN_ZONE_CLAUSE "workstation-zone"

/** Whether a clause is the module's, and none of Unbound's own. */
static int
is_own(const char* clause)
{
	return strcmp(clause, OWN_CLAUSE) == 0
		|| strcmp(clause, OWN_ZONE_CLAUSE) == 0;
}

/** The keywords that begin a clause; all others have a value. Those of Unbound's own are
 * in util/configlexer.lex; a new release can have more.
 * @return it, a literal; NULL: it begins none. */
static const char*
clause_of(const char* keyword)
{
	static const char* const clauses[] = {OWN_CLAUSE, OWN_ZONE_CLAUSE,
		"server", "stub-zone", "forward-zone", "auth-zone", "rpz",
		"view", "remote-control", "python", "dynlib", "dnstap",
		"dnscrypt", "cachedb", "ipset"};

	for(size_t i = 0; i < sizeof(clauses) / sizeof(clauses[0]); i++)
		if(strcmp(keyword, clauses[i]) == 0)
			return clauses[i];
	return NULL;
}

/** Let the visitor see a setting, or the beginning of a clause. */
static enum token
show_line(struct parser* parser, const char* key, enum token token)
{
	const struct conf_line line = {parser->clause, key,
		key ? parser->word : NULL, parser->input->path,
		parser->input->line};
	const char* problem = parser->visit(parser->context, &line);

	return problem ? reject(parser, "%s: %s", key ? key : parser->clause,
		problem) : token;
}

/** Read the value of a setting. */
static enum token
read_setting(struct parser* parser)
{
	char* key = strdup(parser->word);
	enum token token;

	if(!key)
		return out_of_memory(parser);
	do {
		token = read_value(parser);
	} while(token == TOKEN_FILE);
	if(token == TOKEN_END || token == TOKEN_TOPLEVEL)
		token = reject(parser, "%s: expected a value", key);
	else if(token == TOKEN_VALUE)
		token = show_line(parser, key, TOKEN_VALUE);
	free(key);
	parser->has_setting = 1;
	return token;
}

/** Read on after a keyword. */
static enum token
read_line(struct parser* parser)
{
	const char* clause = clause_of(parser->word);

	if(!clause)
		return read_setting(parser);
	parser->clause = clause;
	parser->has_setting = 0;
	return show_line(parser, NULL, TOKEN_KEYWORD);
}

/** Read on after a word that is not a keyword: some settings of Unbound's own have
 * several values. */
static enum token
read_rest(struct parser* parser)
{
	int is_others = parser->clause ? !is_own(parser->clause)
		: parser->has_setting;

	if(is_others) {
		enum token token = parser->length ? TOKEN_VALUE
			: read_value(parser);

		return token == TOKEN_VALUE ? show_line(parser, "", token)
			: token;
	}
	if(parser->length)
		return reject(parser, "unexpected \"%s\", expected a keyword with a colon",
			parser->word);
	return reject(parser, "unexpected '%c', expected a keyword with a colon",
		ws_input_peek(parser->input, 0));
}

static enum token
read_clauses(struct parser* parser)
{
	enum token token;

	do {
		token = read_keyword(parser);
		if(token == TOKEN_TOPLEVEL) {
			parser->clause = NULL;
			parser->has_setting = 0;
		}
		if(token == TOKEN_KEYWORD)
			token = read_line(parser);
		else if(token == TOKEN_VALUE)
			token = read_rest(parser);
	} while(token != TOKEN_END && token != TOKEN_ERROR);
	return token;
}

int
ws_conf_visit(struct input* input, const char* chroot, ws_conf_visitor* visit,
	void* context, char* message, size_t size)
{
	struct parser parser = {.input = input, .chroot = chroot, .visit = visit,
		.context = context, .message = message, .size = size};
	enum token token = ARRAY_RESERVE(parser.word, 0, 1, &parser.capacity)
		? read_clauses(&parser) : out_of_memory(&parser);

	while(parser.input)
		ws_input_close(&parser.input);
	free(parser.word);
	return token == TOKEN_END;
}

/** What ws_conf_read() collects. */
struct collection {
	struct workstation_text** text;
	/** NULL: clauses of Unbound's own are an error. */
	int* has_others;
};

/** Collect the settings of `workstation:` clauses; a visitor. */
static const char*
collect(void* context, const struct conf_line* line)
{
	const struct collection* collection = context;

	if(!line->clause)
		return "is outside a clause, expected " OWN_CLAUSE ": before it";
	if(is_own(line->clause))
		return workstation_text_add(collection->text, line->key,
			line->key ? line->value : line->clause, line->path,
			line->line) ? NULL : "out of memory";
	if(!collection->has_others)
		return "is invalid in this file, expected " OWN_CLAUSE ": clauses";
	*collection->has_others = 1;
	return NULL;
}

int
ws_conf_read(const char* path, const char* chroot, int* has_others,
	struct workstation_text** text, char* message, size_t size)
{
	struct collection collection = {text, has_others};
	struct input* input = NULL;
	const char* problem = ws_input_open(&input, path, chroot, 0);

	if(has_others)
		*has_others = 0;
	if(problem) {
		snprintf(message, size, "%s: cannot read the file: %s", path,
			problem);
		return 0;
	}
	return ws_conf_visit(input, chroot, &collect, &collection, message,
		size);
}
