/* SPDX-License-Identifier: BSD-3-Clause */
/* $GENERATE of BIND: a range of numbers, and records with `$` in the place of the number.
 * A, AAAA and PTR become records, of which rules are found as of all others. Those of other
 * types are a clause besides, where one computes just them. */
#include "generate.h"
#include "rrtype.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Numbers of a range. */
#define MAX_NUMBERS (UINT64_C(1) << 24)
/** Octets of a number as text, at most. */
#define MAX_NUMBER_TEXT 127
#define SHOWN 100

/** Read a decimal number up to that of an int. @return where it ends; NULL: there is none. */
static const char*
read_number(const char* text, uint64_t* number)
{
	*number = 0;
	if(*text < '0' || *text > '9')
		return NULL;
	for(; *text >= '0' && *text <= '9'; text++) {
		*number = *number * 10 + (uint64_t)(*text - '0');
		if(*number > INT32_MAX)
			return NULL;
	}
	return text;
}

static bool
read_range(struct generate* generate)
{
	const char* at = read_number(generate->range, &generate->first);

	generate->step = 1;
	at = at && *at == '-' ? read_number(at + 1, &generate->last) : NULL;
	if(at && *at == '/')
		at = read_number(at + 1, &generate->step);
	if(!at || *at || generate->step == 0 || generate->last < generate->first)
		return reader_reject(generate->zone->reader, "$GENERATE: \"%.*s\" is no range, expected first-last or first-last/step",
			SHOWN, generate->range);
	return (generate->last - generate->first) / generate->step < MAX_NUMBERS
		|| reader_reject(generate->zone->reader, "$GENERATE: \"%.*s\" has more than 16777216 numbers, expected fewer",
		SHOWN, generate->range);
}

/** Read "{offset[,width[,base]]}". @return where it ends; NULL: it is not so. */
static const char*
read_form(const char* at, struct piece* piece)
{
	bool is_negative = *++at == '-';
	uint64_t number;

	at = read_number(at + is_negative, &number);
	if(!at)
		return NULL;
	piece->offset = is_negative ? -(int64_t)number : (int64_t)number;
	if(*at == ',') {
		at = read_number(at + 1, &number);
		if(!at || number > MAX_NUMBER_TEXT)
			return NULL;
		piece->width = (unsigned)number;
	}
	if(*at == ',' && at[1] && strchr("doxXnN", at[1])) {
		piece->base = at[1];
		at += 2;
	}
	return *at == '}' ? at + 1 : NULL;
}

/** Split a side into pieces. */
static bool
read_side(struct generate* generate, const char* text, struct side* side)
{
	struct reader* reader = generate->zone->reader;
	const char* at = text;

	while(*at) {
		struct piece piece = {.text = at, .base = 'd'};

		while(*at && *at != '$')
			at += *at == '\\' && at[1] ? 2 : 1;
		piece.length = (size_t)(at - piece.text);
		if(*at == 0) {
			piece.base = 0;
		} else if(at[1] == '$') {
			/* the first one is the character */
			piece.base = 0;
			piece.length++;
			at += 2;
		} else if(at[1] == '{') {
			at = read_form(at + 1, &piece);
			if(!at)
				return reader_reject(reader, "$GENERATE: \"%.*s\" has an unknown ${...}, expected ${OFFSET,WIDTH,BASE} with a base of d, o, x, X, n or N",
					SHOWN, text);
		} else {
			at++;
		}
		if(!ARRAY_RESERVE(side->pieces, side->count, 1, &side->capacity))
			return reader_out_of_memory(reader);
		side->pieces[side->count++] = piece;
	}
	return true;
}

/** Write nibbles, the last one first, with a dot behind each but the first.
 * @param width: octets at least. @return octets. */
static int
write_nibbles(char* text, uint32_t number, unsigned width, bool is_upper)
{
	const char* digits = is_upper ? "0123456789ABCDEF" : "0123456789abcdef";
	unsigned length = 0;

	do {
		text[length++] = digits[number & 0xf];
		number >>= 4;
		if(length < width || number)
			text[length++] = '.';
	} while(length < width || number);
	text[length] = 0;
	return (int)length;
}

/** Write a number as BIND does: a negative one has its sign in decimal only.
 * @return octets. */
static int
write_number(const struct piece* piece, int64_t number, char* text)
{
	int width = (int)piece->width;
	unsigned bits = (unsigned)number;

	switch(piece->base) {
	case 'd':
		return sprintf(text, "%0*d", width, (int)number);
	case 'o':
		return sprintf(text, "%0*o", width, bits);
	case 'x':
		return sprintf(text, "%0*x", width, bits);
	case 'X':
		return sprintf(text, "%0*X", width, bits);
	default:
		return write_nibbles(text, bits, piece->width, piece->base == 'N');
	}
}

/** Write a side for a number. */
static bool
write_side(struct generate* generate, struct side* side, uint64_t number)
{
	struct reader* reader = generate->zone->reader;
	bool written = true;

	side->text.length = 0;
	for(size_t i = 0; i < side->count && written; i++) {
		const struct piece* piece = &side->pieces[i];
		int64_t sum = (int64_t)number + piece->offset;
		char text[MAX_NUMBER_TEXT + 3];

		written = octets_append(&side->text, piece->text, piece->length);
		if(!piece->base || !written)
			continue;
		if(sum > INT32_MAX || sum < INT32_MIN)
			return reader_reject(reader, "$GENERATE: the number %llu and its offset are more than 2147483647, expected less",
				(unsigned long long)number);
		written = octets_append(&side->text, text,
			(size_t)write_number(piece, sum, text));
	}
	written = written && octets_append(&side->text, "", 1);
	return written || reader_out_of_memory(reader);
}

/** Write the owner for a number. */
static bool
write_owner(struct generate* generate, uint64_t number, struct domain* owner)
{
	struct side* side = &generate->owner;

	owner->length = write_side(generate, side, number) ? read_name(
		generate->zone->reader, (const char*)side->text.octets,
		&generate->zone->origin, owner->name) : 0;
	return owner->length > 0;
}

/** Add the records one by one. @param clause: what computes them; 0: none. */
static bool
add_records(struct generate* generate, uint32_t clause)
{
	struct zone* zone = generate->zone;
	struct records* records = zone->reader->records;

	for(uint64_t number = generate->first; number <= generate->last;
		number += generate->step) {
		struct domain owner;

		if(!write_owner(generate, number, &owner)
			|| !write_side(generate, &generate->rdata, number)
			|| !zone_add(zone, &owner, &generate->head,
			(char*)generate->rdata.text.octets))
			return false;
		records->record[records->count - 1].clause = clause;
	}
	return true;
}

/** Whether it is to be a clause: the records are none of which rules are found. */
static bool
is_template(uint16_t type)
{
	return type != RR_TYPE_A && type != RR_TYPE_AAAA && type != RR_TYPE_PTR
		&& type != LDNS_RR_TYPE_NS;
}

/** Say that it is not carried over. @return false: rejected, out of memory. */
static bool
lose(struct generate* generate, const char* why)
{
	struct reader* reader = generate->zone->reader;
	char type[RR_TYPE_MAX_TEXT];

	ws_rr_type_show(generate->head.type, type);
	records_lose(reader->records, reader_place(reader),
		"$GENERATE %s %.*s %s: %s", generate->range, SHOWN,
		generate->owner_text, type, why);
	for(uint64_t number = generate->first; number <= generate->last;
		number += generate->step) {
		struct domain owner;

		if(!write_owner(generate, number, &owner))
			return false;
		if(!records_lose_name(reader->records, owner.name, owner.length))
			return reader_out_of_memory(reader);
	}
	return true;
}

/** Add what was read. */
static bool
add(struct generate* generate)
{
	struct domain owner;
	const char* why;
	uint32_t clause = 0;

	if(!write_owner(generate, generate->first, &owner))
		return false;
	why = zone_refusal(&owner, &generate->head);
	generate->head.ttl = zone_ttl(generate->zone, &generate->head);
	if(why)
		return *why == 0 || lose(generate, why);
	return (!is_template(generate->head.type)
		|| generate_clause(generate, &clause)) && add_records(generate, clause);
}

/** The quote that ends what begins with one. @return NULL: there is none. */
static char*
closing_quote(char* at)
{
	for(at++; *at && *at != '"'; at++)
		if(*at == '\\' && at[1])
			at++;
	return *at ? at : NULL;
}

/** The text of RDATA. What is between quotes, if they are around all of it: BIND needs
 * them where there are blanks. */
static char*
rdata_text(char* at)
{
	char* text = strip(at);
	char* end = *text == '"' ? closing_quote(text) : NULL;
	char* to = text;

	if(!end || end[1])
		return text;
	for(at = text + 1; at < end; at++) {
		if(*at == '\\' && at[1] == '"')
			at++;
		else if(*at == '\\')
			*to++ = *at++;
		*to++ = *at;
	}
	*to = 0;
	return text;
}

bool
zone_generate(struct zone* zone, char* at)
{
	struct generate generate = {.zone = zone, .range = next_word(&at)};
	char* owner = generate.range ? next_word(&at) : NULL;
	bool added;

	if(!owner)
		return reader_reject(zone->reader, "$GENERATE: has too few words, expected RANGE OWNER [TTL] [CLASS] TYPE RDATA");
	generate.owner_text = owner;
	added = read_range(&generate)
		&& read_head(zone->reader, &at, &generate.head)
		&& read_side(&generate, owner, &generate.owner)
		&& read_side(&generate, rdata_text(at), &generate.rdata)
		&& add(&generate);
	free(generate.owner.pieces);
	free(generate.owner.text.octets);
	free(generate.rdata.pieces);
	free(generate.rdata.text.octets);
	return added;
}
