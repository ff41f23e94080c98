/* SPDX-License-Identifier: BSD-3-Clause */
/* What the readers of all formats share: the file, words of its lines, messages, and
 * records of addresses. */
#ifndef READER_H
#define READER_H

#include "address.h"
#include "input.h"
#include "name_set.h"
#include "rdata.h"
#include "read.h"

/** A file that is read. */
struct reader {
	struct records* records;
	const struct defaults* defaults;
	/** On top of those that include it; NULL: it is closed. */
	struct input* input;
	/** Its path, valid as long as the records. */
	const char* path;
	/** Where what is read begins. */
	unsigned line;
	/** The owners of PTR records that add_pointer() has added. */
	struct name_set pointed;
	/** RDATA that is read. */
	uint8_t rdata[MAX_RDATA];
	char* message;
	size_t size;
};

/** A function that reads a whole file of a format. @return false: see the message. */
typedef bool format_reader(struct reader* reader);

format_reader read_zone, read_unbound, read_hosts, read_dnsmasq, read_knot;

/** Say what is wrong where the reader is, and what was expected. @return false. */
bool reader_reject(struct reader* reader, const char* format, ...)
	__attribute__((format(printf, 2, 3)));

/** Say that there is no memory. @return false. */
bool reader_out_of_memory(struct reader* reader);

/** Where the reader is. */
struct place reader_place(const struct reader* reader);

/** Free what the reader has, and close its files. */
void reader_end(struct reader* reader);

/**
 * Take the next line.
 * @param text: set to it, lent by the file; NULL: there is none.
 * @return false: rejected, since it has an octet 0.
 */
bool next_line(struct reader* reader, char** text);

/** Skip blanks. @return the octet behind them. */
char skip_blanks(char** at);

/**
 * Take the next word of a line, and end it with a NUL: up to a blank that is neither in
 * double quotes nor behind a backslash. Both are part of it.
 * @param at: moved behind it.
 * @return NULL: there is none.
 */
char* next_word(char** at);

/** Remove the blanks at both ends of a text. @return where it begins. */
char* strip(char* text);

/** Remove blanks, and the double quotes around what is left. @return where it begins. */
char* unquote(char* text);

/**
 * Read a name of a host: labels of letters, digits, `-' and `_'. A dot at its end makes no
 * difference.
 * @param name: a buffer of MAX_NAME octets. @return its octets; 0: rejected.
 */
size_t read_host(struct reader* reader, const char* text, uint8_t* name);

/** Add a record of the reader's place. @return false: rejected, out of memory. */
bool add_record(struct reader* reader, const uint8_t* owner, size_t length,
	uint16_t type, uint32_t ttl, const uint8_t* rdata, size_t rdata_length);

/** Add the A or AAAA record of a host. @return false: rejected, out of memory. */
bool add_address(struct reader* reader, const uint8_t* name, size_t length,
	uint32_t ttl, const struct address* address);

/** Add a PTR record, so that add_pointer_once() adds no other.
 * @return false: rejected, out of memory. */
bool add_pointer(struct reader* reader, const uint8_t* owner, size_t owner_length,
	uint32_t ttl, const uint8_t* name, size_t length);

/** Add the PTR record of an address, if none was added before.
 * @return false: rejected, out of memory. */
bool add_pointer_once(struct reader* reader, const uint8_t* name, size_t length,
	uint32_t ttl, const struct address* address);

#endif /* READER_H */
