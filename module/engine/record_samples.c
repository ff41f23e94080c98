/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of a clause with the shortest and the longest values of placeholders. */
#include "record_samples.h"

#include <string.h>

static size_t
spelled(struct number number, enum family family, unsigned spelling,
	size_t offset)
{
	uint8_t text[ADDRESS_MAX_TEXT];
	struct address address = {number, family};

	switch(spelling) {
	case 0:
		return ws_address_write(text, address);
	case 1:
		return ws_address_write_dashed(text, address, offset);
	default:
		address = (struct address){number_and(number, number_mask(32)),
			IPV4};
		return ws_address_write(text, address);
	}
}

static void
extend(const struct clause* clause, struct extremes* extremes,
	struct number number, enum family family)
{
	for(unsigned i = 0; i < SPELLINGS; i++) {
		struct extreme* extreme = &extremes->address[family][i];
		size_t length = spelled(number, family, i,
			template_offset(&clause->format));

		if(length < extreme->least) {
			extreme->least = length;
			extreme->shortest = number;
		}
		if(length > extreme->most) {
			extreme->most = length;
			extreme->longest = number;
		}
	}
}

/** Measure the addresses at the ends of a piece, and those on both sides of where each
 * octet of the last one begins. */
static void
extend_addresses(const struct clause* clause, struct extremes* extremes,
	const struct piece* piece)
{
	enum family family = piece_family(clause, piece);
	struct number last = piece->last;

	extend(clause, extremes, piece->first, family);
	extend(clause, extremes, last, family);
	for(unsigned group = 8; group < family_bits(family); group += 8) {
		struct number begin = number_subtract(last,
			number_and(last, number_mask(group)));

		if(number_compare(begin, piece->first) <= 0)
			continue;
		extend(clause, extremes, begin, family);
		extend(clause, extremes, number_subtract(begin, number_of(1)),
			family);
	}
}

static void
extend_numbers(struct extremes* extremes, struct number first,
	struct number last)
{
	if(!extremes->is_any || number_compare(first, extremes->first) < 0)
		extremes->first = first;
	if(!extremes->is_any || number_compare(last, extremes->last) > 0)
		extremes->last = last;
	extremes->is_any = true;
}

/** Add the numbers of a piece; with both families needed, those that it has in common
 * with one of the other family. */
static void
add_numbers(const struct clause* clause, uint8_t needed,
	const struct piece* piece, struct extremes* extremes)
{
	enum family family = piece_family(clause, piece);

	if(needed != BOTH_FAMILIES) {
		if(!needed || needed & FAMILY_BIT(family))
			extend_numbers(extremes, piece->number,
				piece->last_number);
		return;
	}
	for(size_t i = 0; family == IPV4 && i < clause->piece_count; i++) {
		const struct piece* other = &clause->pieces[i];
		struct number first = number_compare(piece->number,
			other->number) > 0 ? piece->number : other->number;
		struct number last = number_compare(piece->last_number,
			other->last_number) < 0 ? piece->last_number
			: other->last_number;

		if(piece_family(clause, other) == IPV6
			&& number_compare(first, last) <= 0)
			extend_numbers(extremes, first, last);
	}
}

void
ws_measure_values(const struct clause* clause, uint8_t needed,
	struct extremes* extremes)
{
	memset(extremes, 0, sizeof(*extremes));
	for(unsigned i = 0; i < FAMILIES * SPELLINGS; i++)
		extremes->address[i / SPELLINGS][i % SPELLINGS].least = SIZE_MAX;
	for(size_t i = 0; i < clause->piece_count; i++) {
		const struct piece* piece = &clause->pieces[i];

		add_numbers(clause, needed, piece, extremes);
		if(clause->numbered)
			continue;
		extremes->families |= (uint8_t)FAMILY_BIT(piece_family(clause,
			piece));
		extend_addresses(clause, extremes, piece);
	}
}

/** Find the addresses of a number. */
static void
find_addresses(const struct clause* clause, struct rr_values* values)
{
	values->families = 0;
	for(size_t i = 0; i < clause->piece_count && !clause->numbered; i++) {
		const struct piece* piece = &clause->pieces[i];
		enum family family = piece_family(clause, piece);

		if(number_compare(values->number, piece->number) < 0
			|| number_compare(values->number, piece->last_number) > 0)
			continue;
		values->families |= (uint8_t)FAMILY_BIT(family);
		values->address[family] = number_add(piece->first,
			ws_number_multiply(number_subtract(values->number,
			piece->number), clause->networks[piece->network].step));
	}
}

static const struct origin_name*
find_origin(const struct clause* clause, bool longest)
{
	const struct origin_name* found = clause->origins;

	for(size_t i = 1; i < clause->origin_count; i++)
		if(longest == (clause->origins[i].length > found->length))
			found = &clause->origins[i];
	return found;
}

/** Write the name; {*} in it is left out, and so is a domain that can be any. */
static void
name_sample(const struct clause* clause, enum family family, bool longest,
	struct record_sample* sample)
{
	static const struct origin_name root = {1, {0}};
	const struct origin_name* origin = clause->origin_count
		? find_origin(clause, longest) : &root;
	struct template_format format = clause->format;
	struct template_value value = {sample->values.number,
		(uint8_t)FAMILY_BIT(family), false};
	size_t length;

	if(template_placeholder(&format)->numbering != NUMBERING_COUNT)
		value.number = sample->values.address[family];
	if(template_placeholder(&format)->numbering == NUMBERING_LAST_32_BITS)
		value.number = number_and(value.number, number_mask(32));
	format.wild = 0;
	length = ws_template_write(&format, clause->literal, &value,
		sample->name);
	memcpy(sample->name + length, origin->name, origin->length);
	sample->values.name = sample->name;
	sample->values.name_length = length + origin->length;
	sample->values.origin_offset = length;
}

void
ws_make_sample(const struct clause* clause, const struct extremes* extremes,
	enum family family, size_t index, struct record_sample* sample)
{
	struct rr_values* values = &sample->values;
	bool longest = index % 2;
	bool counts = template_placeholder(&clause->format)->numbering
		== NUMBERING_COUNT;

	*values = (struct rr_values){.number = longest ? extremes->last
		: extremes->first, .offset = template_offset(&clause->format)};
	values->families = counts ? extremes->families
		: (uint8_t)FAMILY_BIT(family);
	for(unsigned i = 0; i < FAMILIES && index < 2 * SPELLINGS; i++) {
		const struct extreme* extreme
			= &extremes->address[i][index / 2];

		values->address[i] = longest ? extreme->longest
			: extreme->shortest;
	}
	if(index >= 2 * SPELLINGS)
		find_addresses(clause, values);
	values->own.family = values->families & FAMILY_BIT(IPV4) ? IPV4 : IPV6;
	values->own.number = values->address[values->own.family];
	name_sample(clause, family, longest, sample);
}
