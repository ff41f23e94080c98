/* SPDX-License-Identifier: BSD-3-Clause */
#include "judge.h"
#include "pool_names.h"
#include "rrtype.h"

#include <string.h>

/** Pieces of a clause whose names are visited, numbers of a piece, and records. */
#define MAX_PIECES 3
#define NUMBERS 4
#define MAX_RECORDS 6

/** A name that grows label by label; once it is too long, it stays so. */
struct growing {
	uint8_t name[MAX_NAME];
	size_t length;
	bool is_too_long;
};

static void
append(struct growing* name, const uint8_t* octets, size_t length)
{
	name->is_too_long |= length > sizeof(name->name) - name->length;
	if(name->is_too_long)
		return;
	memcpy(name->name + name->length, octets, length);
	name->length += length;
}

/** Append a label, or the labels that a value is. */
static void
append_label(struct growing* name, const struct clause* clause, const char* text,
	size_t length, const struct template_value* value, const uint8_t* odd)
{
	const struct placeholder* placeholder
		= template_placeholder(&clause->format);
	uint8_t label[4 * MAX_NAME];
	size_t octets = 0;

	for(size_t i = 0; i < length; i++) {
		if(text[i] != '{') {
			label[octets++] = (uint8_t)text[i];
			continue;
		}
		if(text[i + 1] == '*') {
			memcpy(label + octets, *odd ? odd + 1
				: (const uint8_t*)"x", *odd ? *odd : 1);
			octets += *odd ? *odd : 1;
		} else {
			octets += placeholder->write(label + octets, value,
				clause->format.width, octets);
		}
		i += strcspn(text + i, "}");
	}
	if(placeholder->labels && strncmp(text, "{dotted}", 8) == 0) {
		append(name, label, octets);
		return;
	}
	name->is_too_long |= octets > MAX_LABEL;
	append(name, (const uint8_t[]){(uint8_t)octets}, 1);
	append(name, label, octets);
}

static void
append_labels(struct growing* name, const struct clause* clause,
	const struct template_value* value, const uint8_t* odd)
{
	const char* text = clause->seen[SETTING_NAME].key
		? clause->seen[SETTING_NAME].value : DEFAULT_NAME;

	for(;;) {
		size_t length = strcspn(text, ".");

		append_label(name, clause, text, length, value, odd);
		text += length;
		if(*text++ == 0)
			break;
	}
}

static size_t
name_length(const uint8_t* name)
{
	size_t at = 0;

	while(name[at])
		at += name[at] + (size_t)1;
	return at + 1;
}

static void
append_origin(struct growing* name, const struct clause* clause,
	const uint8_t* odd)
{
	const struct origin_name* origin = clause->origins;

	if(!clause->origin_count) {
		append(name, odd, name_length(odd));
		return;
	}
	/* which one, by the odd name */
	origin += *odd % clause->origin_count;
	if(!origin_is_wildcard(origin->name) || !*odd) {
		append(name, origin->name, origin->length);
		return;
	}
	append(name, odd, *odd + (size_t)1);
	append(name, origin->name + 2, origin->length - (size_t)2);
}

/** Find a value of a piece. @param which: of NUMBERS. */
static struct template_value
value_of(const struct clause* clause, const struct piece* piece, unsigned which)
{
	enum family family = piece_family(clause, piece);
	struct template_value value = {number_of(0), (uint8_t)FAMILY_BIT(family),
		false};
	struct number steps = number_subtract(piece->last_number, piece->number);
	struct number rest;

	if(template_placeholder(&clause->format)->numbering != NUMBERING_COUNT)
		steps = ws_number_divide(number_subtract(piece->last,
			piece->first), clause->networks[piece->network].step,
			&rest);
	if(which == 0)
		steps = number_of(0);
	if(which == 2)
		steps = ws_number_divide(steps, number_of(2), &rest);
	/* one that is written with the most digits */
	if(which == 3)
		steps = ws_number_multiply(ws_number_divide(steps, number_of(3),
			&rest), number_of(2));
	value.number = number_add(piece->number, steps);
	if(template_placeholder(&clause->format)->numbering != NUMBERING_COUNT)
		value.number = number_add(piece->first, ws_number_multiply(steps,
			clause->networks[piece->network].step));
	if(template_placeholder(&clause->format)->numbering
		== NUMBERING_LAST_32_BITS)
		value.number = number_and(value.number, number_mask(32));
	return value;
}

/** What names are visited for. */
struct visiting {
	const struct reference* reference;
	size_t index;
	const uint8_t* odd;
	pool_name_visitor* visit;
	void* context;
};

/** Visit the names with a record for a value: its own, the one above it if it has a
 * prefix, and one below it. */
static void
visit_record(const struct visiting* visiting, const char* record,
	const struct template_value* value)
{
	const struct clause* clause = &visiting->reference->clauses[visiting->index];
	const uint8_t* odd = visiting->odd;
	struct growing name = {{0}, 0, false};
	uint8_t prefix[MAX_NAME];
	size_t length = record_prefix(record, prefix), at = 0;
	unsigned names;

	append(&name, odd, *odd ? *odd + (size_t)1 : 0);
	append(&name, prefix, length);
	append_labels(&name, clause, value, odd);
	append_origin(&name, clause, odd);
	names = 1 + (*odd > 0) + (length > 0);
	for(unsigned i = 0; i < names && !name.is_too_long; i++) {
		visiting->visit(visiting->context, visiting->index,
			record_type(record), name.name + at, name.length - at);
		at += name.name[at] + (size_t)1;
	}
}

static void
visit_clause(const struct visiting* visiting)
{
	const struct reference* reference = visiting->reference;
	const struct clause* clause = &reference->clauses[visiting->index];
	size_t visited = 0;

	for(size_t i = 0; i < reference->record_count; i++) {
		const struct record_line* line = &reference->records[i];

		if(line->clause != visiting->index || visited++ == MAX_RECORDS)
			continue;
		for(size_t j = 0; j < clause->piece_count && j < MAX_PIECES; j++)
			for(unsigned k = 0; k < NUMBERS; k++) {
				struct template_value value = value_of(clause,
					&clause->pieces[j], k);

				visit_record(visiting, line->value, &value);
			}
	}
}

void
pool_names(const struct reference* reference, const uint8_t* odd,
	pool_name_visitor* visit, void* context)
{
	for(size_t i = 0; i < reference->count; i++) {
		const struct visiting visiting = {reference, i, odd, visit,
			context};

		visit_clause(&visiting);
	}
}
