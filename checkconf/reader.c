/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines, words, messages, and records of addresses, for the readers of all formats. */
#include "name.h"
#include "reader.h"
#include "reverse.h"
#include "rrtype.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
reader_reject(struct reader* reader, const char* format, ...)
{
	va_list arguments;
	int length = snprintf(reader->message, reader->size, "%s:%u: ",
		reader->path, reader->line);

	if(length > 0 && (size_t)length < reader->size) {
		va_start(arguments, format);
		vsnprintf(reader->message + length,
			reader->size - (size_t)length, format, arguments);
		va_end(arguments);
	}
	/* it is one line, whatever is in the file */
	for(char* at = reader->message; *at; at++)
		if((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	return false;
}

bool
reader_out_of_memory(struct reader* reader)
{
	return reader_reject(reader, "out of memory");
}

struct place
reader_place(const struct reader* reader)
{
	return (struct place){reader->path, reader->line};
}

bool
next_line(struct reader* reader, char** text)
{
	struct input* input = reader->input;
	char* begin = input->octets + input->at;
	char* end;

	*text = NULL;
	if(input->at >= input->length)
		return true;
	reader->line = input->line++;
	end = memchr(begin, '\n', input->length - input->at);
	if(!end)
		end = input->octets + input->length;
	input->at = (size_t)(end - input->octets) + 1;
	if(memchr(begin, 0, (size_t)(end - begin)))
		return reader_reject(reader, "has an octet 0, expected text");
	if(end > begin && end[-1] == '\r')
		end--;
	*end = 0;
	*text = begin;
	return true;
}

static bool
is_blank(char octet)
{
	return octet == ' ' || octet == '\t';
}

char
skip_blanks(char** at)
{
	while(is_blank(**at))
		++*at;
	return **at;
}

char*
next_word(char** at)
{
	char* word;
	bool is_quoted = false;

	if(!skip_blanks(at))
		return NULL;
	for(word = *at; **at && (is_quoted || !is_blank(**at)); ++*at) {
		if(**at == '"')
			is_quoted = !is_quoted;
		else if(**at == '\\' && (*at)[1])
			++*at;
	}
	if(**at)
		*(*at)++ = 0;
	return word;
}

char*
strip(char* text)
{
	size_t length;

	while(is_blank(*text))
		text++;
	length = strlen(text);
	while(length > 0 && is_blank(text[length - 1]))
		length--;
	text[length] = 0;
	return text;
}

char*
unquote(char* text)
{
	size_t length;

	text = strip(text);
	length = strlen(text);
	if(length < 2 || text[0] != '"' || text[length - 1] != '"')
		return text;
	text[length - 1] = 0;
	return text + 1;
}

size_t
read_host(struct reader* reader, const char* text, uint8_t* name)
{
	const char* problem = "has other octets than letters, digits, '-' and '_'";
	size_t length = 0;

	if(strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789-_.") == strlen(text))
		length = ws_name_read(text, name, &problem);
	if(length == 0)
		reader_reject(reader, "\"%.100s\" %s, expected the name of a host",
			text, problem);
	return length;
}

bool
add_record(struct reader* reader, const uint8_t* owner, size_t length,
	uint16_t type, uint32_t ttl, const uint8_t* rdata, size_t rdata_length)
{
	return records_add(reader->records, owner, length, type, ttl, rdata,
		rdata_length, reader_place(reader)) || reader_out_of_memory(reader);
}

bool
add_address(struct reader* reader, const uint8_t* name, size_t length,
	uint32_t ttl, const struct address* address)
{
	uint8_t octets[16];
	size_t count = ws_address_octets(octets, *address);

	return add_record(reader, name, length,
		address->family == IPV4 ? RR_TYPE_A : RR_TYPE_AAAA, ttl,
		octets, count);
}

bool
add_pointer(struct reader* reader, const uint8_t* owner, size_t owner_length,
	uint32_t ttl, const uint8_t* name, size_t length)
{
	const struct records* records = reader->records;

	if(!add_record(reader, owner, owner_length, RR_TYPE_PTR, ttl, name,
		length))
		return false;
	return name_set_add(&reader->pointed,
		records->record[records->count - 1].owner, owner_length)
		|| reader_out_of_memory(reader);
}

bool
add_pointer_once(struct reader* reader, const uint8_t* name, size_t length,
	uint32_t ttl, const struct address* address)
{
	uint8_t owner[MAX_NAME];
	size_t owner_length = ws_reverse_write(owner, *address);

	return name_set_has(&reader->pointed, owner, owner_length)
		|| add_pointer(reader, owner, owner_length, ttl, name, length);
}

void
reader_end(struct reader* reader)
{
	while(reader->input)
		ws_input_close(&reader->input);
	name_set_clear(&reader->pointed);
}
