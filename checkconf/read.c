/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The formats, and how they are told apart. What only one of them can have is looked for
 * first:
 *
 * knot		a line that begins with "mod-synthrecord:", "zone:" or "template:" (the
 *		rest of knot.conf looks like unbound.conf);
 * then the first line that is neither empty nor a comment of `#` decides:
 * hosts	it begins with an address, and what follows is not a TTL, IN or PTR, as in a
 *		record of a reverse zone;
 * unbound	it begins with a word and a colon, as in "server:" or "local-data:";
 * dnsmasq	it is a word, alone or with `=` behind it;
 * zone		all else.
 * A file without such a line has no records.
 */
#include "record_text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct format {
	const char* name;
	format_reader* read;
};

static const struct format formats[] = {
	{"zone", &read_zone},
	{"unbound", &read_unbound},
	{"hosts", &read_hosts},
	{"dnsmasq", &read_dnsmasq},
	{"knot", &read_knot},
};

const struct format*
format_of(const char* name)
{
	for(size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if(strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

/** Octets of a line that are looked at. */
#define MAX_LINE 512

/** Copy the next line, as much of it as fits, without blanks at its ends.
 * @return false: there is none. */
static bool
copy_line(const struct input* input, size_t* at, char line[MAX_LINE])
{
	const char* begin = input->octets + *at;
	const char* end;
	size_t length;

	if(*at >= input->length)
		return false;
	end = memchr(begin, '\n', input->length - *at);
	if(!end)
		end = input->octets + input->length;
	*at = (size_t)(end - input->octets) + 1;
	length = (size_t)(end - begin) < MAX_LINE ? (size_t)(end - begin)
		: MAX_LINE - 1;
	memcpy(line, begin, length);
	line[length] = 0;
	line[strcspn(line, "\r")] = 0;
	return true;
}

static bool
is_knot(const struct input* input)
{
	static const char* const sections[] = {"mod-synthrecord:", "zone:",
		"template:"};
	char line[MAX_LINE];
	size_t at = 0;

	while(copy_line(input, &at, line))
		for(size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
			if(strncmp(line, sections[i], strlen(sections[i])) == 0)
				return true;
	return false;
}

/** The octet behind the word that a line begins with, and blanks. @return ' ': it has none,
 * or another word. */
static char
behind_word(const char* line)
{
	size_t length = 0;

	while(isalnum((unsigned char)line[length]) || line[length] == '-')
		length++;
	if(length == 0 || !isalpha((unsigned char)*line))
		return ' ';
	line += length;
	if(*line == ':')
		return ':';
	line += strspn(line, " \t");
	return *line == '=' || *line == 0 || *line == '#' ? *line : ' ';
}

/** Whether a line is one of hosts(5). It is changed. */
static bool
is_host(char* line)
{
	struct address address;
	char* word = next_word(&line);
	uint32_t ttl;

	if(!word)
		return false;
	word[strcspn(word, "%")] = 0;
	if(!ws_address_read(word, &address))
		return false;
	word = next_word(&line);
	return word && !read_seconds(word, UINT32_MAX, &ttl)
		&& !is_word(word, "IN") && !is_word(word, "PTR");
}

static const struct format*
tell_format(const struct input* input)
{
	char line[MAX_LINE], *text = "";
	size_t at = 0;
	char behind;

	if(is_knot(input))
		return format_of("knot");
	while((!*text || *text == '#') && copy_line(input, &at, line))
		text = strip(line);
	/* a zone file has no such comments */
	if(!*text || *text == '#')
		return format_of("hosts");
	behind = behind_word(text);
	if(is_host(text))
		return format_of("hosts");
	switch(behind) {
	case ':':
		return format_of("unbound");
	case '=':
	case '#':
	case 0:
		return format_of("dnsmasq");
	default:
		return format_of("zone");
	}
}

bool
read_file(struct records* records, const char* path, const struct format* format,
	const struct defaults* defaults, char* message, size_t size)
{
	bool is_standard = strcmp(path, "-") == 0;
	struct reader reader = {.records = records, .defaults = defaults,
		.path = is_standard ? "/dev/stdin" : path, .line = 1,
		.message = message, .size = size};
	const char* problem = ws_input_open(&reader.input, reader.path, NULL, 0);
	bool read;

	if(problem) {
		snprintf(message, size, "%s: cannot read the file: %s", reader.path,
			problem);
		return false;
	}
	if(!format)
		format = tell_format(reader.input);
	read = format->read(&reader);
	reader_end(&reader);
	return read;
}
