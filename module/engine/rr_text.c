/* SPDX-License-Identifier: BSD-3-Clause */
/* Texts with placeholders: their parts, and how they are read and written. */
#include "rr_text.h"

#include <string.h>

#define PART_OCTETS 0
#define PART_VALUE 1
/** Octets of a part before what it has: its kind, and the number of octets or the
 * value. */
#define PART_HEAD 3
#define MAX_PART 65535

bool
ws_rr_part_next(const uint8_t** at, const uint8_t* end, struct rr_part* part)
{
	const uint8_t* head = *at;

	if(head == end)
		return false;
	part->is_value = head[0] == PART_VALUE;
	part->octets = head + PART_HEAD;
	part->length = part->is_value ? 0 : octets_16(head + 1);
	part->value = (struct rr_value){head[1], head[2]};
	*at = part->octets + part->length;
	return true;
}

void
ws_rr_text_begin(struct rr_text* text)
{
	struct octets parts = {text->parts.octets, 0, text->parts.capacity};

	*text = (struct rr_text){.parts = parts};
}

bool
ws_rr_text_add(struct rr_text* text, const char* octets, size_t length)
{
	static const uint8_t head[PART_HEAD] = {PART_OCTETS};

	while(length > 0) {
		size_t has = text->has_literal ? octets_16(text->parts.octets
			+ text->literal + 1) : 0;
		size_t more = length < MAX_PART - has ? length : MAX_PART - has;
		uint8_t* count;

		if(!text->has_literal) {
			text->literal = text->parts.length;
			if(!octets_append(&text->parts, head, sizeof(head)))
				return false;
		}
		if(!octets_append(&text->parts, octets, more))
			return false;
		count = text->parts.octets + text->literal + 1;
		count[0] = (uint8_t)((has + more) >> 8);
		count[1] = (uint8_t)(has + more);
		text->has_literal = has + more < MAX_PART;
		text->longest += more;
		octets += more;
		length -= more;
	}
	return true;
}

bool
ws_rr_text_add_value(struct rr_text* text, struct rr_value value)
{
	const uint8_t part[PART_HEAD] = {PART_VALUE, value.kind, value.width};

	text->has_literal = false;
	text->values |= ws_rr_value_text(value);
	text->placeholders |= rr_value_bit(value.kind);
	text->longest += ws_rr_value_longest(value);
	return octets_append(&text->parts, part, sizeof(part));
}

bool
ws_rr_text_add_text(struct rr_text* text, const struct rr_text* other)
{
	text->has_literal = false;
	text->values |= other->values;
	text->placeholders |= other->placeholders;
	text->longest += other->longest;
	return octets_append(&text->parts, other->parts.octets,
		other->parts.length);
}

int
ws_rr_text_write(const uint8_t* parts, size_t length,
	const struct rr_values* values, bool is_quoted, char* text)
{
	const uint8_t* at = parts;
	const uint8_t* end = length ? parts + length : parts;
	struct rr_part part;
	size_t written = 0;

	while(ws_rr_part_next(&at, end, &part)) {
		if(part.is_value) {
			int count = ws_rr_value_write(part.value, values,
				is_quoted, (uint8_t*)text + written);

			if(count < 0)
				return count;
			written += (size_t)count;
			continue;
		}
		memcpy(text + written, part.octets, part.length);
		written += part.length;
	}
	text[written] = 0;
	return (int)written;
}

#define QUOTES "a value with double quotes stands in single ones in unbound.conf"

static bool
is_blank(char octet)
{
	return octet == ' ' || octet == '\t';
}

bool
ws_rr_scan_blanks(struct rr_scanner* scanner)
{
	while(is_blank(*scanner->at))
		scanner->at++;
	return *scanner->at != 0;
}

static bool
is_wrong(struct rr_scanner* scanner, const char* problem)
{
	scanner->problem = problem;
	return false;
}

static bool
is_digit(char octet)
{
	return octet >= '0' && octet <= '9';
}

/** Append a placeholder. */
static bool
scan_value(struct rr_scanner* scanner, struct rr_text* text)
{
	struct rr_value value;
	size_t length = ws_rr_value_read(scanner->at, &value);

	if(length == 0)
		return is_wrong(scanner, "has an unknown placeholder, expected "
			RR_VALUE_LIST);
	scanner->at += length;
	return ws_rr_text_add_value(text, value);
}

/** Append an escape as it is; those of braces are ours. */
static bool
scan_escape(struct rr_scanner* scanner, struct rr_text* text)
{
	const char* at = scanner->at;

	if(at[1] == 0)
		return is_wrong(scanner,
			"ends in a backslash, expected an escape like \\\" or \\039 ("
			QUOTES ")");
	if((unsigned char)at[1] < ' ' || at[1] == 0x7f)
		return is_wrong(scanner,
			"has a control character, expected its escape \\DDD");
	if(is_digit(at[1])) {
		/* not one that digits of a value would complete */
		if(!is_digit(at[2]) || !is_digit(at[3]) || (at[1] - '0') * 100
			+ (at[2] - '0') * 10 + (at[3] - '0') > 255)
			return is_wrong(scanner,
				"has an escape other than \\X or \\DDD, expected \\000 to \\255");
		scanner->at += 4;
		return ws_rr_text_add(text, at, 4);
	}
	scanner->at += 2;
	return at[1] == '{' || at[1] == '}' ? ws_rr_text_add(text, at + 1, 1)
		: ws_rr_text_add(text, at, 2);
}

/** What is wrong with an octet. @return NULL: nothing. */
static const char*
judge_octet(char octet, bool is_quoted)
{
	if(octet == '}')
		return "has a } without a placeholder, expected \\} for a brace";
	if(((unsigned char)octet < ' ' && octet != '\t') || octet == 0x7f)
		return "has a control character, expected its escape \\DDD";
	if(is_quoted)
		return NULL;
	switch(octet) {
	case '"':
		return "has a quote inside a word, expected quotes around a whole string, or \\\"";
	case ';':
		return "has a comment, expected quotes around a text with ;, or \\;";
	case '(':
	case ')':
		return "has parentheses, which join lines of a zone file, expected a record without them";
	default:
		return NULL;
	}
}

static bool
scan(struct rr_scanner* scanner, char stop, bool is_quoted,
	struct rr_text* text)
{
	while(*scanner->at && *scanner->at != stop
		&& (is_quoted || !is_blank(*scanner->at))) {
		const char* problem;
		bool added;

		if(*scanner->at == '\\') {
			added = scan_escape(scanner, text);
		} else if(*scanner->at == '{') {
			added = scan_value(scanner, text);
		} else {
			problem = judge_octet(*scanner->at, is_quoted);
			if(problem)
				return is_wrong(scanner, problem);
			added = ws_rr_text_add(text, scanner->at++, 1);
		}
		if(!added)
			return false;
	}
	return true;
}

bool
ws_rr_scan_word(struct rr_scanner* scanner, char stop, struct rr_text* text)
{
	return scan(scanner, stop, false, text);
}

bool
ws_rr_scan_quoted(struct rr_scanner* scanner, struct rr_text* text)
{
	scanner->at++;
	if(!scan(scanner, '"', true, text))
		return false;
	if(*scanner->at == 0)
		return is_wrong(scanner, "has a quote that does not end, expected two quotes around a string ("
			QUOTES ")");
	scanner->at++;
	if(*scanner->at && !is_blank(*scanner->at))
		return is_wrong(scanner, "has text right behind a quote, expected a blank there");
	return true;
}
