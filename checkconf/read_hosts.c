/* SPDX-License-Identifier: BSD-3-Clause */
/* hosts(5): an address and its names. */
#include "name.h"
#include "reader.h"

#include <string.h>

/** Add the records of an address. @param names: behind it. */
static bool
read_names(struct reader* reader, const struct address* address, char* names)
{
	uint32_t ttl = reader->defaults->ttl;
	bool is_first = true;
	char* word;

	while((word = next_word(&names))) {
		uint8_t name[MAX_NAME];
		size_t length = read_host(reader, word, name);

		if(length == 0 || !add_address(reader, name, length, ttl, address)
			|| (is_first && !add_pointer_once(reader, name, length,
			ttl, address)))
			return false;
		is_first = false;
	}
	return !is_first || reader_reject(reader,
		"has no name behind its address, expected ADDRESS NAME ...");
}

static bool
read_host_line(struct reader* reader, char* text)
{
	struct address address;
	char* word;

	text[strcspn(text, "#")] = 0;
	word = next_word(&text);
	if(!word)
		return true;
	if(strchr(word, '%')) {
		records_lose(reader->records, reader_place(reader),
			"%.100s: it is the address of one interface", word);
		return true;
	}
	if(!ws_address_read(word, &address))
		return reader_reject(reader, "\"%.100s\" is no address, expected ADDRESS NAME ...",
			word);
	return read_names(reader, &address, text);
}

bool
read_hosts(struct reader* reader)
{
	char* text;

	for(;;) {
		if(!next_line(reader, &text))
			return false;
		if(!text)
			return true;
		if(!read_host_line(reader, text))
			return false;
	}
}
