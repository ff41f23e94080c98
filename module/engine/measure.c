/* SPDX-License-Identifier: BSD-3-Clause */
/* How long the names are that a clause computes, and whether they are valid. */
#include "judge.h"

/** Octets of the shortest and the longest text in place of the placeholder. */
struct extent {
	size_t shortest, longest;
};

static void
extend(const struct clause* clause, struct extent* extent,
	struct number number, enum family family)
{
	struct template_value value = {number, family, false};
	uint8_t label[TEMPLATE_MAX_LITERAL + NUMBER_MAX_DIGITS];
	size_t length = ws_template_write(&clause->format,
		clause->literal, &value, label)
		- template_literal_length(&clause->format);

	if(length < extent->shortest)
		extent->shortest = length;
	if(length > extent->longest)
		extent->longest = length;
}

/** Measure the addresses that can have the longest text: the ends of a network, and
 * the last addresses before each group of octets in which it ends. */
static void
extend_addresses(const struct clause* clause, struct extent* extent,
	const struct network* network)
{
	unsigned step = network->family == IPV4 ? 8 : 16;

	extend(clause, extent, network->first, network->family);
	extend(clause, extent, network->last, network->family);
	for(unsigned bits = step; bits < family_bits(network->family);
		bits += step) {
		struct number begin = number_subtract(network->last,
			number_and(network->last, number_mask(bits)));

		if(number_compare(begin, network->first) > 0)
			extend(clause, extent, number_subtract(begin,
				number_of(1)), network->family);
	}
}

/** Measure the texts in place of the placeholder. */
static void
measure(const struct clause* clause, struct extent* extent)
{
	extent->shortest = SIZE_MAX;
	extent->longest = 0;
	for(size_t i = 0; i < clause->network_count; i++) {
		const struct network* network = &clause->networks[i];

		if(clause->format.placeholder != PLACEHOLDER_NUMBER) {
			extend_addresses(clause, extent, network);
			continue;
		}
		extend(clause, extent, network->number, network->family);
		extend(clause, extent, network_last_number(network),
			network->family);
	}
}

/** Whether the longest label, and the longest name below each origin, is valid. */
static bool
fits(const struct clause* clause, size_t longest, struct error error)
{
	struct text_line line = ws_line_of(clause, SETTING_NAME, DEFAULT_NAME);
	size_t label = template_literal_length(&clause->format) + longest;

	if(label > MAX_LABEL)
		return ws_reject(error, &line,
			"computes a label of %u octets, a label has at most 63",
			(unsigned)label);
	for(size_t i = 0; i < clause->origin_count; i++)
		if(label + 1 + clause->origins[i].length > MAX_NAME)
			return ws_reject(error, &line,
				"computes a name of %u octets, a name has at most 255",
				(unsigned)(label + 1 + clause->origins[i].length));
	return true;
}

bool
ws_names_fit(const struct clause* clause, struct error error)
{
	struct extent extent;
	struct text_line line = ws_line_of(clause, SETTING_NAME, DEFAULT_NAME);

	measure(clause, &extent);
	if(!fits(clause, extent.longest, error))
		return false;
	return !clause->reverse || ws_template_gives_host_names(
		&clause->format, clause->literal, extent.shortest,
		extent.longest) || ws_reject(error, &line,
		"computes invalid host names, expected no '_', no '-' at an end and no \"--\" at octets 3 and 4 (reverse: yes needs host names)");
}
