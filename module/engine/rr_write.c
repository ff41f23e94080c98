/* SPDX-License-Identifier: BSD-3-Clause */
/* Writing RDATA for the names of a rule: in each answer. */
#include "rdata.h"
#include "rr_template.h"

#include <ldns/rdata.h>
#include <stdlib.h>
#include <string.h>

/** Texts up to this many octets need no memory of their own: most have some tens. */
#define SHORT_TEXT 2048

/** Append a name in lower case. @return octets; RR_ABSENT: no room. */
static int
write_lower(const uint8_t* name, size_t length, uint8_t* rdata, size_t size)
{
	if(length > size)
		return RR_ABSENT;
	ws_name_fold(rdata, name, length);
	return (int)length;
}

/** Append the origin to the labels of a name. @return octets; RR_ABSENT: it is too long. */
static int
write_origin(const struct rr_values* values, size_t labels, uint8_t* rdata,
	size_t size)
{
	size_t length = values->name_length - values->origin_offset;
	int written;

	if(labels + length > MAX_NAME)
		return RR_ABSENT;
	written = write_lower(values->name + values->origin_offset, length,
		rdata + labels, size - labels);
	return written < 0 ? written : (int)labels + written;
}

static int
write_relative(const uint8_t* labels, size_t length,
	const struct rr_values* values, uint8_t* rdata, size_t size)
{
	if(length > size)
		return RR_ABSENT;
	memcpy(rdata, labels, length);
	return write_origin(values, length, rdata, size);
}

struct runner {
	const struct rr_values* values;
	rr_field_reader* read;
	void* context;
};

static size_t
octets_32(const uint8_t* octets)
{
	return octets_16(octets) << 16 | octets_16(octets + 2);
}

/** Write a field whose text goes into a buffer. */
static int
write_text(const struct runner* runner, const uint8_t* head, char* text,
	uint8_t* rdata, size_t size)
{
	int field = head[0];
	bool is_relative = head[1];
	int length = ws_rr_text_write(head + ITEM_FIELD_HEAD - 1,
		octets_16(head + 6), runner->values,
		field != LDNS_RDF_TYPE_DNAME, text);

	if(length < 0)
		return length;
	length = runner->read(runner->context, field, text, rdata, size);
	if(length > 0 && (size_t)length > size)
		return RR_ABSENT;
	/* the origin is in place of the root label */
	return is_relative && length > 0 ? write_origin(runner->values,
		(size_t)length - 1, rdata, size) : length;
}

static int
write_field(const struct runner* runner, const uint8_t* head, uint8_t* rdata,
	size_t size)
{
	size_t longest = octets_32(head + 2);
	char short_text[SHORT_TEXT];
	char* text = short_text;
	int length;

	if(longest >= SHORT_TEXT) {
		text = malloc(longest + 1);
		if(!text)
			return RR_NO_MEMORY;
	}
	length = write_text(runner, head, text, rdata, size);
	if(text != short_text)
		free(text);
	return length;
}

/** Write an item. @param at: what is behind its first octet; moved past it. */
static int
write_item(const struct runner* runner, uint8_t item, const uint8_t** at,
	uint8_t* rdata, size_t size)
{
	const uint8_t* head = *at;
	size_t length;

	switch(item) {
	case ITEM_OCTETS:
		length = octets_16(head);
		*at = head + 2 + length;
		if(length > size)
			return RR_ABSENT;
		memcpy(rdata, head + 2, length);
		return (int)length;
	case ITEM_NAME:
		return write_lower(runner->values->name,
			runner->values->name_length, rdata, size);
	case ITEM_RELATIVE:
		*at = head + 1 + head[0];
		return write_relative(head + 1, head[0], runner->values, rdata,
			size);
	default:
		*at = head + ITEM_FIELD_HEAD - 1 + octets_16(head + 6);
		return write_field(runner, head, rdata, size);
	}
}

int
ws_rr_template_run(const uint8_t* code, size_t code_length,
	const struct rr_values* values, rr_field_reader* read, void* context,
	uint8_t* rdata, size_t size)
{
	const struct runner runner = {values, read, context};
	const uint8_t* at = code;
	size_t written = 0;

	while(at < code + code_length) {
		uint8_t item = *at++;
		int length = write_item(&runner, item, &at, rdata + written,
			size - written);

		if(length < 0)
			return length;
		written += (size_t)length;
	}
	return (int)written;
}

static int
read_known(void* context, int field, const char* text, uint8_t* rdata,
	size_t size)
{
	int length = ws_rdata_read_known(field, text, rdata, size);

	(void)context;
	return length == RDATA_WRONG ? RR_ABSENT
		: length == RDATA_NO_MEMORY ? RR_NO_MEMORY : length;
}

int
ws_rr_template_write(const uint8_t* code, size_t code_length,
	const struct rr_values* values, uint8_t* rdata, size_t size)
{
	return ws_rr_template_run(code, code_length, values, &read_known, NULL,
		rdata, size);
}
