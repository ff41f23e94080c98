/* SPDX-License-Identifier: BSD-3-Clause */
/* `other-types:`: what is said of the types that a rule does not compute. */
#include "array.h"
#include "judge.h"
#include "rrtype.h"

#include <string.h>

#define BLANKS " \t"
#define EXPECTED "expected pass or nodata, or one of them with types, like nodata except TXT CAA"

/** Read the first word of the value, and what is behind `except`. */
static const char*
read_choice(const char* text, bool* nodata)
{
	size_t length = strcspn(text, BLANKS);

	*nodata = length == 6 && memcmp(text, "nodata", 6) == 0;
	if(!*nodata && (length != 4 || memcmp(text, "pass", 4) != 0))
		return NULL;
	text += length + strspn(text + length, BLANKS);
	if(!*text)
		return text;
	length = strcspn(text, BLANKS);
	if(length != 6 || memcmp(text, "except", 6) != 0)
		return NULL;
	text += length + strspn(text + length, BLANKS);
	return *text ? text : NULL;
}

static bool
has_type(const struct other_types* types, uint16_t type)
{
	for(size_t i = 0; i < types->except_count; i++)
		if(types->except[i] == type)
			return true;
	return false;
}

static bool
add_type(struct other_types* types, const struct text_line* line,
	const char* text, size_t length, struct error error)
{
	uint16_t type;

	if(!ws_rr_type_read(text, length, &type))
		return ws_reject(error, line,
			"has no type \"%.*s\", expected types like TXT or TYPE65280",
			(int)length, text);
	if(ws_rr_type_is_meta(type))
		return ws_reject(error, line,
			"names %.*s, which no record has, expected types of records",
			(int)length, text);
	if(has_type(types, type))
		return ws_reject(error, line, "names %.*s twice, expected it once",
			(int)length, text);
	if(!ARRAY_RESERVE(types->except, types->except_count, 1,
		&types->except_capacity))
		return ws_out_of_memory(error);
	types->except[types->except_count++] = type;
	return true;
}

bool
ws_set_other_types(struct clause* clause, const struct text_line* line,
	struct error error)
{
	struct other_types* types = &clause->other_types;
	const char* text = read_choice(line->value, &types->nodata);

	if(!text)
		return ws_reject(error, line, "is invalid, " EXPECTED);
	while(*text) {
		size_t length = strcspn(text, BLANKS);

		if(!add_type(types, line, text, length, error))
			return false;
		text += length + strspn(text + length, BLANKS);
	}
	return true;
}

/** Whether a rule computes records of a type for its names or their addresses. */
static bool
is_computed(const struct clause* clause, uint16_t type)
{
	if(type == RR_TYPE_PTR)
		return clause->reverse;
	for(size_t i = 0; i < clause->network_count && !clause->numbered; i++)
		if(type == (clause->networks[i].family == IPV4 ? RR_TYPE_A
			: RR_TYPE_AAAA))
			return true;
	for(size_t i = 0; i < clause->record_count; i++)
		if(clause->records[i].type == type
			&& clause->records[i].prefix_length == 0)
			return true;
	return false;
}

bool
ws_judge_other_types(const struct clause* clause, struct error error)
{
	const struct other_types* types = &clause->other_types;

	for(size_t i = 0; i < types->except_count; i++) {
		char text[RR_TYPE_MAX_TEXT];

		if(!is_computed(clause, types->except[i]))
			continue;
		ws_rr_type_show(types->except[i], text);
		return ws_reject(error, &clause->seen[SETTING_OTHER_TYPES],
			"names %s, which the rule computes, expected other types",
			text);
	}
	return true;
}
