/* SPDX-License-Identifier: BSD-3-Clause */
#include "shapes.h"

#include <stdio.h>
#include <stdlib.h>

/** A domain with more names than these is an origin, and no label of a template. */
#define MANY 512
/** Digits of a number that can be behind others. */
#define SHORT_RUN 8
/** Letters behind a hexadecimal number that can be those of a word. */
#define SHORT_WORD 4
/** Counters, which domains with one hash share. */
#define COUNTERS ((size_t)1 << 20)

struct below {
	uint32_t names[COUNTERS];
};

/** A name that is read. */
struct reading {
	const struct name* name;
	const struct below* below;
	shape_visitor* visit;
	void* context;
	/** The current label: its offset, and its text. */
	size_t at;
	const uint8_t* label;
	size_t length;
	/** Hashes of the labels in front of it, and of those behind it. */
	uint32_t front, behind;
};

static size_t
counter_of(const struct name* name, size_t offset)
{
	return ws_octets_hash(0, name->octets + offset, name->length - offset)
		& (COUNTERS - 1);
}

struct below*
below_count(const struct names* names)
{
	struct below* below = calloc(1, sizeof(*below));

	for(size_t i = 0; below && i < names->count; i++) {
		const struct name* name = &names->name[i];

		for(size_t at = 0; name->families && name->octets[at];
			at += name->octets[at] + (size_t)1)
			below->names[counter_of(name, at)]++;
	}
	return below;
}

/** Visit the template that has a placeholder in place of octets of a label.
 * @param from, to: offsets in the label. */
static bool
visit_shape(const struct reading* reading, uint8_t placeholder, uint8_t width,
	size_t from, size_t to, struct number number, bool plain)
{
	const size_t text = reading->at + 1;
	struct shape shape = {reading->name, reading->at, text + from, text + to,
		text + reading->length, placeholder, width, plain, number, 0};

	shape.hash = ws_octets_hash(reading->front ^ reading->behind,
		reading->label, from);
	shape.hash = ws_octets_hash(shape.hash ^ (uint32_t)(placeholder << 8 | width),
		reading->label + to, reading->length - to);
	return reading->visit(reading->context, &shape);
}

static bool
equal_parts(const struct shape* a, size_t a_from, size_t a_to,
	const struct shape* b, size_t b_from, size_t b_to)
{
	return a_to - a_from == b_to - b_from && memcmp(a->name->octets + a_from,
		b->name->octets + b_from, a_to - a_from) == 0;
}

bool
shapes_are_equal(const struct shape* a, const struct shape* b)
{
	return a->placeholder == b->placeholder && a->width == b->width
		&& a->origin - a->to == b->origin - b->to
		&& equal_parts(a, 0, a->label, b, 0, b->label)
		&& equal_parts(a, a->label + 1, a->from, b, b->label + 1, b->from)
		&& equal_parts(a, a->to, a->name->length, b, b->to,
		b->name->length);
}

void
shape_show(const struct shape* shape, char text[TEMPLATE_MAX_TEXT])
{
	const char* octets = (const char*)shape->name->octets;
	char placeholder[PLACEHOLDER_MAX_TEXT];
	int written = 0;

	for(size_t at = 0; at < shape->label; at += (size_t)octets[at] + 1)
		written += snprintf(text + written,
			TEMPLATE_MAX_TEXT - (size_t)written, "%.*s.",
			octets[at], octets + at + 1);
	ws_placeholder_show(shape->placeholder, shape->width, placeholder);
	snprintf(text + written, TEMPLATE_MAX_TEXT - (size_t)written, "%.*s%s%.*s",
		(int)(shape->from - shape->label - 1), octets + shape->label + 1,
		placeholder, (int)(shape->origin - shape->to), octets + shape->to);
}

static bool
visit_number(const struct reading* reading, uint8_t placeholder, uint8_t width,
	size_t from, size_t to, bool plain)
{
	struct template_value value;

	if(!ws_placeholders[placeholder].read(reading->label + from, to - from,
		width, &value) || value.overflow)
		return true;
	return visit_shape(reading, placeholder, width, from, to, value.number,
		plain);
}

static bool
is_digit(uint8_t octet)
{
	return octet >= '0' && octet <= '9';
}

/** Visit what digits can be: a number without leading zeros, and one of each width. */
static bool
visit_digits(const struct reading* reading, uint8_t placeholder, size_t from,
	size_t to, bool plain)
{
	const struct placeholder* row = &ws_placeholders[placeholder];
	bool zeros = reading->label[from] == '0' && to - from > 1;
	uint8_t width = (uint8_t)(to - from);

	if(to - from > row->max_width)
		return true;
	if(!zeros && !visit_number(reading, placeholder, 0, from, to, plain))
		return false;
	if(!visit_number(reading, placeholder, width, from, to, plain || !zeros))
		return false;
	/* a decimal number can have more digits than its width; of few more names, this
	 * is looked for where all digits are the number */
	for(uint8_t less = 2; row->base == 10 && !zeros && less < width && (from == 0
		|| !is_digit(reading->label[from - 1])); less++)
		if(!visit_number(reading, placeholder, less, from, to, true))
			return false;
	return true;
}

static bool
has_letter(const uint8_t* text, size_t length)
{
	for(size_t i = 0; i < length; i++)
		if(!is_digit(text[i]))
			return true;
	return false;
}

/** Whether digits can be a number behind others of their run, which are literal text: in
 * a long run, only a short one. */
static bool
is_short(size_t from, size_t to)
{
	return to - from <= SHORT_RUN;
}

/** Visit the decimal numbers. Digits in front of one can be literal text, as in rack2{n}. */
static bool
visit_decimals(const struct reading* reading, uint8_t placeholder)
{
	for(size_t from = 0; from < reading->length; from++) {
		size_t to = from;

		while(to < reading->length && is_digit(reading->label[to]))
			to++;
		if(to == from)
			continue;
		for(size_t first = from; from < to; from++)
			if((from == first || is_short(from, to))
				&& !visit_digits(reading, placeholder, from, to,
				false))
				return false;
	}
	return true;
}

/** Visit the hexadecimal numbers in a run of such digits. Digits in front of one, and
 * some letters behind it, can be literal text. */
static bool
visit_hexadecimal_run(const struct reading* reading, uint8_t placeholder,
	size_t first, size_t end)
{
	const uint8_t* label = reading->label;
	bool digit = false;

	for(size_t from = first; from < end; from++) {
		/* letters in front of the first digit can be those of a word */
		if(digit && !is_short(from, end))
			continue;
		digit = digit || is_digit(label[from]);
		for(size_t to = end; to > from && end - to <= SHORT_WORD; to--) {
			bool letter = has_letter(label + from, to - from);

			if(!visit_digits(reading, placeholder, from, to, !letter))
				return false;
			if(is_digit(label[to - 1]))
				break;
		}
	}
	return true;
}

static bool
visit_hexadecimals(const struct reading* reading, uint8_t placeholder)
{
	for(size_t from = 0; from < reading->length; from++) {
		size_t to = from;

		while(to < reading->length && hex_digit(reading->label[to]) >= 0)
			to++;
		if(to == from)
			continue;
		if(!visit_hexadecimal_run(reading, placeholder, from, to))
			return false;
		from = to;
	}
	return true;
}

/** Find a text in the label. @return its offset, or the length of the label. */
static size_t
find_value(const struct reading* reading, const struct placeholder* row,
	const struct template_value* value, size_t* length)
{
	uint8_t text[VALUE_MAX_TEXT];
	/* how an address of IPv6 is written depends on the first octets of the label */
	const size_t special = value->families & FAMILY_BIT(IPV6) ? 4 : 0;

	for(size_t at = 0; at < reading->length; at++) {
		if(at <= special)
			*length = row->write(text, value, 0, at);
		if(*length <= reading->length - at && memcmp(reading->label + at,
			text, *length) == 0)
			return at;
	}
	return reading->length;
}

/** Visit the template with a placeholder that is whole labels. */
static bool
visit_labels(const struct reading* reading, uint8_t placeholder,
	const struct template_value* value, bool* found)
{
	const struct placeholder* row = &ws_placeholders[placeholder];
	uint8_t labels[VALUE_MAX_TEXT];
	struct reading whole = *reading;
	size_t behind, length = row->write(labels, value, row->labels, 0);

	if(reading->at + length >= reading->name->length
		|| memcmp(reading->name->octets + reading->at, labels, length) != 0)
		return true;
	*found = true;
	whole.length = length - 1;
	behind = reading->at + length;
	whole.behind = ws_octets_hash(0, reading->name->octets + behind,
		reading->name->length - behind);
	return visit_shape(&whole, placeholder, row->labels, 0, whole.length, value->number,
		false);
}

static struct template_value
value_of(const struct name* name, const struct placeholder* row)
{
	enum family family = name->families & FAMILY_BIT(IPV4) ? IPV4 : IPV6;
	struct number number = name->address[family];

	if(row->numbering == NUMBERING_LAST_32_BITS)
		number = number_and(number, number_mask(32));
	return (struct template_value){number, name->families, false};
}

/** Visit what has the address of the name, if it has only one.
 * @param found: set to whether there is any. */
static bool
visit_addresses(const struct reading* reading, bool* found)
{
	*found = false;
	for(uint8_t i = PLACEHOLDER_NONE + 1; i < ws_placeholder_count; i++) {
		const struct placeholder* row = &ws_placeholders[i];
		struct template_value value = value_of(reading->name, row);
		size_t at, length = 0;

		if(row->numbering == NUMBERING_COUNT
			|| reading->name->families == BOTH_FAMILIES
			|| !(row->families & reading->name->families))
			continue;
		if(row->labels) {
			if(!visit_labels(reading, i, &value, found))
				return false;
			continue;
		}
		at = find_value(reading, row, &value, &length);
		if(at == reading->length)
			continue;
		*found = true;
		if(!visit_shape(reading, i, 0, at, at + length,
			reading->name->address[reading->name->families
			& FAMILY_BIT(IPV4) ? IPV4 : IPV6], false))
			return false;
	}
	return true;
}

static bool
visit_label(const struct reading* reading)
{
	bool found;

	if(!visit_addresses(reading, &found))
		return false;
	for(uint8_t i = PLACEHOLDER_NONE + 1; !found && i < ws_placeholder_count; i++) {
		const struct placeholder* row = &ws_placeholders[i];

		if(row->numbering == NUMBERING_COUNT && !(row->base == 10
			? visit_decimals(reading, i)
			: visit_hexadecimals(reading, i)))
			return false;
	}
	return true;
}

static bool
is_literal(const uint8_t* label, size_t length)
{
	for(size_t i = 0; i < length; i++)
		if(!is_digit(label[i]) && (label[i] < 'a' || label[i] > 'z')
			&& label[i] != '-' && label[i] != '_')
			return false;
	return true;
}

bool
shapes_visit(const struct name* name, const struct below* below,
	shape_visitor* visit, void* context)
{
	struct reading reading = {.name = name, .below = below, .visit = visit,
		.context = context};

	for(; name->octets[reading.at]; reading.at += 1 + reading.length) {
		size_t behind;

		reading.label = name->octets + reading.at + 1;
		reading.length = name->octets[reading.at];
		behind = reading.at + 1 + reading.length;
		reading.behind = ws_octets_hash(0, name->octets + behind,
			name->length - behind);
		if(!is_literal(reading.label, reading.length)
			|| (reading.at && below->names[counter_of(name,
			reading.at)] > MANY))
			break;
		if(!visit_label(&reading))
			return false;
		reading.front = ws_octets_hash(reading.front, reading.label - 1,
			1 + reading.length);
	}
	return true;
}
