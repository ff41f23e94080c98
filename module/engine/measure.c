/* SPDX-License-Identifier: BSD-3-Clause */
/* How long the names are that a clause computes, and whether they are valid. */
#include "judge.h"

/** The texts in place of the placeholder. */
struct extent {
	/** Octets of the shortest and the longest one. */
	size_t shortest, longest;
	/** Whether there is one that would not be read. */
	bool is_misread;
};

static void
extend(const struct clause* clause, struct extent* extent,
	struct number number, enum family family)
{
	const struct placeholder* placeholder
		= template_placeholder(&clause->format);
	struct template_value value = {number, (uint8_t)FAMILY_BIT(family), false};
	uint8_t text[VALUE_MAX_TEXT];
	size_t length = placeholder->write(text, &value, clause->format.width,
		template_offset(&clause->format));

	if(length < extent->shortest)
		extent->shortest = length;
	if(length > extent->longest)
		extent->longest = length;
	if(!placeholder->read(text, length, clause->format.width, &value))
		extent->is_misread = true;
}

/** Measure the addresses that can have the longest text: the ends of a piece, and the
 * last addresses before each group of octets in which it ends. */
static void
extend_addresses(const struct clause* clause, struct extent* extent,
	const struct piece* piece)
{
	enum family family = piece_family(clause, piece);
	struct number last = piece->last_number;
	unsigned bits = template_placeholder(&clause->format)->numbering
		== NUMBERING_LAST_32_BITS ? 32 : family_bits(family);
	unsigned step = bits == 32 ? 8 : 16;

	extend(clause, extent, piece->number, family);
	extend(clause, extent, last, family);
	for(unsigned group = step; group < bits; group += step) {
		struct number begin = number_subtract(last,
			number_and(last, number_mask(group)));

		if(number_compare(begin, piece->number) > 0)
			extend(clause, extent, number_subtract(begin,
				number_of(1)), family);
	}
}

/** Measure the texts in place of the placeholder. */
static void
measure(const struct clause* clause, struct extent* extent)
{
	*extent = (struct extent){SIZE_MAX, 0, false};
	for(size_t i = 0; i < clause->piece_count; i++) {
		const struct piece* piece = &clause->pieces[i];
		enum family family = piece_family(clause, piece);

		if(template_placeholder(&clause->format)->numbering
			!= NUMBERING_COUNT) {
			extend_addresses(clause, extent, piece);
			continue;
		}
		extend(clause, extent, piece->number, family);
		extend(clause, extent, piece->last_number, family);
	}
}

/** Whether the longest label, and the longest name below each origin, is valid. */
static bool
fits(const struct clause* clause, const struct text_line* line, size_t longest,
	struct error error)
{
	size_t length = template_length(&clause->format, longest);

	if(!template_label_fits(&clause->format, longest))
		return ws_reject(error, line,
			"computes a label of %u octets, a label has at most 63",
			(unsigned)(template_label_length(&clause->format)
				+ longest));
	for(size_t i = 0; i < clause->origin_count; i++)
		if(length + clause->origins[i].length > MAX_NAME)
			return ws_reject(error, line,
				"computes a name of %u octets, a name has at most 255",
				(unsigned)(length + clause->origins[i].length));
	return length < MAX_NAME || ws_reject(error, line,
		"computes a name of %u octets, a name has at most 255",
		(unsigned)length + 1);
}

bool
ws_names_fit(const struct clause* clause, struct error error)
{
	struct extent extent;
	struct text_line line = ws_line_of(clause, SETTING_NAME, DEFAULT_NAME);

	measure(clause, &extent);
	if(extent.is_misread)
		return ws_reject(error, &line,
			"has not enough digits for all numbers, expected more than %u",
			clause->format.width);
	if(!fits(clause, &line, extent.longest, error))
		return false;
	return !clause->reverse || ws_template_gives_host_names(
		&clause->format, clause->literal, extent.shortest,
		extent.longest) || ws_reject(error, &line,
		"computes invalid host names, expected no '_', no '-' at an end and no \"--\" at octets 3 and 4 (reverse: yes needs host names)");
}
