/* SPDX-License-Identifier: BSD-3-Clause */
/* Templates: reading and writing them, and computed names. */
#include "template.h"

#include <assert.h>
#include <stdio.h>

static bool
is_literal(char octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z')
		|| (octet >= '0' && octet <= '9') || octet == '-'
		|| octet == '_';
}

/** Whether text between {*} and a value may begin or end with an octet: no value has one
 * at its ends, but for '-' of IPv6 addresses. */
static bool
is_separator(uint8_t octet)
{
	return octet == '-' || octet == '_';
}

/** A template that is read. */
struct reader {
	struct template_format* format;
	uint8_t* literal;
	/** Octets of literal text so far. */
	size_t length;
	bool has_placeholder;
};

/** Read literal text up to a placeholder, or up to the end of the label. */
static const char*
read_literal(struct reader* reader, const char** text)
{
	for(; **text && **text != '.' && **text != '{'; ++*text) {
		if(!is_literal(**text))
			return "has an invalid character, expected letters, digits, '-', '_', '.' and a placeholder";
		if(reader->length == MAX_NAME)
			return "is too long, a name has at most 255 octets";
		reader->literal[reader->length++] = (uint8_t)**text;
	}
	return NULL;
}

/** Judge what is between {*} and the value. @param at: where it begins. */
static const char*
judge_wild(struct reader* reader, size_t at, bool behind)
{
	size_t length = reader->length - at;

	if(length == 0 || (!is_separator(reader->literal[at])
		&& !is_separator(reader->literal[reader->length - 1])))
		return "has no '-' or '_' between {*} and the value, expected one at an end of the text between them";
	if(length > MAX_LABEL)
		return "is too long, a label has at most 63 octets";
	reader->format->wild = (uint8_t)(length | (behind ? WILD_BEHIND : 0));
	return NULL;
}

/** Read {*}, or the placeholder of the value. */
static const char*
read_braces(struct reader* reader, const char** text, bool* is_wild)
{
	struct template_format* format = reader->format;
	size_t length;

	*is_wild = strncmp(*text, "{*}", 3) == 0;
	if(*is_wild) {
		*text += 3;
		return NULL;
	}
	length = ws_placeholder_read(*text, &format->placeholder,
		&format->width);
	if(length == 0)
		return "has an unknown placeholder, expected " PLACEHOLDER_LIST;
	*text += length;
	return NULL;
}

/** Read the label with the value, from the first placeholder on.
 * @param begin: where its literal text begins. */
static const char*
read_value(struct reader* reader, const char** text, size_t begin)
{
	struct template_format* format = reader->format;
	size_t first_at = reader->length, second_at;
	bool first_wild, second_wild;
	const char* problem = read_braces(reader, text, &first_wild);

	if(!problem && reader->has_placeholder)
		problem = "has two placeholders, expected one, and {*} in the same label at most once";
	if(!problem)
		problem = read_literal(reader, text);
	if(problem)
		return problem;
	reader->has_placeholder = true;
	format->front = (uint8_t)begin;
	second_at = first_at;
	if(**text == '{') {
		second_at = reader->length;
		problem = read_braces(reader, text, &second_wild);
		if(!problem && first_wild == second_wild)
			problem = "has two placeholders, expected one, and {*} in the same label at most once";
		if(!problem)
			problem = judge_wild(reader, first_at, second_wild);
		if(!problem)
			problem = read_literal(reader, text);
		if(!problem && **text == '{')
			problem = "has two placeholders, expected one, and {*} in the same label at most once";
	} else if(first_wild) {
		problem = "has {*} without a placeholder in the same label, expected one like {ip}";
	}
	if(problem)
		return problem;
	format->prefix_length = (uint8_t)(first_wild ? second_at : first_at);
	if(reader->length - begin > MAX_LABEL)
		return "is too long, a label has at most 63 octets";
	if(template_placeholder(format)->labels && (reader->length > begin
		|| format->wild))
		return "has text beside {dotted} in a label, expected dots or nothing";
	return NULL;
}

/** Read a label. */
static const char*
read_label(struct reader* reader, const char** text)
{
	struct template_format* format = reader->format;
	size_t begin = reader->length;
	const char* problem = read_literal(reader, text);

	if(problem)
		return problem;
	if(**text == '{') {
		problem = read_value(reader, text, begin);
		if(!problem)
			format->labels = (uint8_t)(format->labels
				+ (template_placeholder(format)->labels
				? template_placeholder(format)->labels : 1));
		/* where the literal text behind the label begins */
		format->behind = (uint8_t)reader->length;
		return problem;
	}
	if(reader->length == begin)
		return "has an empty label, expected one dot between two labels";
	if(reader->length - begin > MAX_LABEL)
		return "is too long, a label has at most 63 octets";
	if(reader->length == MAX_NAME)
		return "is too long, a name has at most 255 octets";
	memmove(reader->literal + begin + 1, reader->literal + begin,
		reader->length - begin);
	reader->literal[begin] = (uint8_t)(reader->length - begin);
	reader->length++;
	format->labels++;
	return NULL;
}

const char*
ws_template_read(const char* text, struct template_format* format,
	uint8_t* literal)
{
	struct reader reader = {format, literal, 0, false};
	const char* problem = NULL;

	memset(format, 0, sizeof(*format));
	while(*text && !problem) {
		problem = read_label(&reader, &text);
		if(!problem && *text == '.' && *++text == 0)
			problem = "has an empty label, expected one dot between two labels";
	}
	if(!problem && !reader.has_placeholder)
		problem = "has no placeholder, expected " PLACEHOLDER_LIST;
	format->suffix_length = (uint8_t)(reader.length - format->prefix_length);
	format->behind = (uint8_t)(reader.length - format->behind);
	return problem;
}

/** Write literal labels with a dot after each. @return octets written. */
static size_t
show_labels(const uint8_t* labels, size_t length, char* text)
{
	size_t written = 0;

	for(size_t at = 0; at < length; at += labels[at] + (size_t)1) {
		memcpy(text + written, labels + at + 1, labels[at]);
		written += labels[at];
		text[written++] = '.';
	}
	return written;
}

/** The literal text of the label with the value, in the order of names: before {*} and
 * the value, between them, and after them. */
struct pieces {
	size_t before, between, after;
};

static struct pieces
pieces_of(const struct template_format* format)
{
	struct pieces pieces = {(size_t)format->prefix_length - format->front,
		format->wild & ~WILD_BEHIND,
		(size_t)format->suffix_length - format->behind};

	if(format->wild & WILD_BEHIND)
		pieces.after -= pieces.between;
	else
		pieces.before -= pieces.between;
	return pieces;
}

void
ws_template_show(const struct template_format* format,
	const uint8_t* literal, char* text)
{
	struct pieces pieces = pieces_of(format);
	char value[PLACEHOLDER_MAX_TEXT];
	const char* wild = format->wild ? "{*}" : "";
	bool behind = format->wild & WILD_BEHIND;
	const char* at = (const char*)literal + format->front;

	ws_placeholder_show(format->placeholder, format->width, value);
	text += show_labels(literal, format->front, text);
	text += sprintf(text, "%.*s%s%.*s%s%.*s", (int)pieces.before, at,
		behind ? value : wild, (int)pieces.between, at + pieces.before,
		behind ? wild : value, (int)pieces.after,
		at + pieces.before + pieces.between);
	if(format->behind) {
		*text++ = '.';
		text += show_labels(literal + template_literal_length(format)
			- format->behind, format->behind, text) - 1;
	}
	*text = 0;
}

void
ws_template_above(struct template_format* format, const uint8_t** literal)
{
	uint8_t skip = 0;

	assert(format->labels > 1);
	format->labels--;
	if(format->front) {
		skip = (uint8_t)(**literal + 1);
		format->front = (uint8_t)(format->front - skip);
		format->prefix_length = (uint8_t)(format->prefix_length - skip);
	} else if(format->placeholder == PLACEHOLDER_NONE) {
		skip = (uint8_t)(**literal + 1);
		format->behind = (uint8_t)(format->behind - skip);
		format->suffix_length = format->behind;
	} else if(template_placeholder(format)->labels && format->width > 1) {
		format->width--;
	} else {
		skip = (uint8_t)(template_literal_length(format)
			- format->behind);
		format->prefix_length = 0;
		format->suffix_length = format->behind;
		format->placeholder = PLACEHOLDER_NONE;
		format->width = format->wild = 0;
	}
	*literal += skip;
}

/** Read the label with the value with so many octets in place of {*}.
 * @param at, end: what is in the label; or the labels that are the value. */
static bool
read_label_with(size_t wild, const struct template_format* format,
	const uint8_t* at, const uint8_t* end, struct template_reading* reading)
{
	struct pieces pieces = pieces_of(format);
	bool behind = format->wild & WILD_BEHIND;
	const uint8_t* after = end - pieces.after;
	const uint8_t* between = behind ? after - wild - pieces.between
		: at + pieces.before + wild;
	const uint8_t* value = behind ? at + pieces.before
		: between + pieces.between;
	uint8_t* literal = reading->literal + format->front;

	if(wild && !is_separator(*between)
		&& !is_separator(between[pieces.between - 1]))
		return false;
	if(!template_placeholder(format)->read(value,
		(size_t)((behind ? between : after) - value), format->width,
		&reading->value))
		return false;
	memcpy(literal, at, pieces.before);
	literal += pieces.before;
	memcpy(literal, between, pieces.between);
	literal += pieces.between;
	memcpy(literal, after, pieces.after + format->behind);
	return true;
}

bool
ws_template_next(const struct template_format* format, const uint8_t* labels,
	size_t length, struct template_reading* reading)
{
	const uint8_t* at = labels + format->front;
	const uint8_t* end = labels + length - format->behind;
	/* octets in the label, but for {*}; a value has one at least */
	size_t least = template_literal_length(format) - format->front
		- format->behind + 1;

	assert(template_may_fit(format, labels, length));
	if(reading->wild && !format->wild)
		return false;
	if(template_is_labels(format))
		least = 0;
	else
		at++;
	memcpy(reading->literal, labels, format->front);
	while((size_t)(end - at) >= least + reading->wild + !!format->wild) {
		reading->wild++;
		if(read_label_with(format->wild ? reading->wild : 0, format, at,
			end, reading))
			return true;
		if(!format->wild)
			break;
	}
	return false;
}

size_t
ws_template_write(const struct template_format* format,
	const uint8_t* literal, const struct template_value* value,
	uint8_t* labels)
{
	uint8_t text[VALUE_MAX_TEXT];
	size_t count = template_placeholder(format)->write(text, value,
		format->width, template_offset(format));
	size_t length = template_length(format, count);
	size_t before = (size_t)format->prefix_length - format->front;
	uint8_t* at = labels + format->front;

	assert(!format->wild);
	/* the root label follows */
	if(length >= MAX_NAME || !template_label_fits(format, count))
		return 0;
	memcpy(labels, literal, format->front);
	if(!template_is_labels(format))
		*at++ = (uint8_t)(template_label_length(format) + count);
	memcpy(at, literal + format->front, before);
	memcpy(at + before, text, count);
	memcpy(at + before + count, literal + format->prefix_length,
		format->suffix_length);
	return length;
}

/** Whether a literal label is one of a host name. */
static bool
is_host_label(const uint8_t* label, size_t length)
{
	return !memchr(label, '_', length) && label[0] != '-'
		&& label[length - 1] != '-'
		&& (length < 4 || memcmp(label + 2, "--", 2) != 0);
}

static bool
are_host_labels(const uint8_t* labels, size_t length)
{
	for(size_t at = 0; at < length; at += labels[at] + (size_t)1)
		if(!is_host_label(labels + at + 1, labels[at]))
			return false;
	return true;
}

bool
ws_template_gives_host_names(const struct template_format* format,
	const uint8_t* literal, size_t shortest, size_t longest)
{
	const uint8_t* prefix = literal + format->front;
	const uint8_t* suffix = literal + format->prefix_length;
	size_t before = (size_t)format->prefix_length - format->front;
	size_t after = (size_t)format->suffix_length - format->behind;

	if(!are_host_labels(literal, format->front)
		|| !are_host_labels(suffix + after, format->behind))
		return false;
	if(memchr(prefix, '_', before + after))
		return false;
	if(before && prefix[0] == '-')
		return false;
	if(after && suffix[after - 1] == '-')
		return false;
	if(before >= 4 && memcmp(prefix + 2, "--", 2) == 0)
		return false;
	for(size_t i = 0; i + 1 < after; i++) {
		/* octets of literal text before this "--" of the suffix */
		size_t literals = before + i;

		if(memcmp(suffix + i, "--", 2) == 0 && literals <= 2
			&& literals + shortest <= 2 && literals + longest >= 2)
			return false;
	}
	return true;
}
