/* SPDX-License-Identifier: BSD-3-Clause */
/* The networks of a clause: their addresses, and the numbers of these. */
#include "array.h"
#include "judge.h"

#include <string.h>

static const struct network default_network = {
	{0, 0xac000200}, {0, 0xac0002ff}, {0, 0}, IPV4};

static bool
add_network(struct clause* clause, const struct network* network)
{
	if(!ARRAY_RESERVE(clause->networks, clause->network_count, 1,
		&clause->network_capacity))
		return false;
	clause->networks[clause->network_count++] = *network;
	return true;
}

/** Read the prefix length after an address. */
static bool
set_prefix(struct clause* clause, const struct text_line* line,
	struct address address, const char* text, struct error error)
{
	unsigned bits = family_bits(address.family);
	struct number prefix, hosts;
	struct network network = {.first = address.number,
		.family = address.family};

	if(!ws_read_decimal(text, &prefix)
		|| number_compare(prefix, number_of(bits)) > 0)
		return ws_reject(error, line,
			"has an invalid prefix length, expected 0 to %u", bits);
	hosts = number_mask(bits - (unsigned)prefix.low);
	if(number_compare(number_and(address.number, hosts), number_of(0))) {
		char right[ADDRESS_MAX_TEXT];

		address.number = number_subtract(address.number,
			number_and(address.number, hosts));
		ws_address_text(right, address);
		return ws_reject(error, line,
			"has host bits set, expected %s/%u", right,
			(unsigned)prefix.low);
	}
	network.last = number_or(address.number, hosts);
	return add_network(clause, &network) || ws_out_of_memory(error);
}

bool
ws_set_network(struct clause* clause, const struct text_line* line,
	struct error error)
{
	const char* separator = strpbrk(line->value, "/-");
	size_t length = separator ? (size_t)(separator - line->value) : 0;
	char first[ADDRESS_MAX_TEXT];
	struct address from, to;
	struct network network;

	if(!separator)
		return ws_reject(error, line,
			"is neither a prefix nor a range, expected one like 192.0.2.0/24 or 192.0.2.1-192.0.2.9");
	if(length >= sizeof(first))
		length = 0;
	memcpy(first, line->value, length);
	first[length] = 0;
	if(!ws_address_read(first, &from))
		return ws_reject(error, line,
			"has no IPv4 or IPv6 address before '%c'", *separator);
	if(*separator == '/')
		return set_prefix(clause, line, from, separator + 1, error);

	if(!ws_address_read(separator + 1, &to))
		return ws_reject(error, line,
			"has no IPv4 or IPv6 address after '-'");
	if(from.family != to.family)
		return ws_reject(error, line,
			"mixes IPv4 and IPv6, expected a range of one family");
	if(number_compare(from.number, to.number) > 0)
		return ws_reject(error, line,
			"is a backward range, expected %s-%s",
			separator + 1, first);
	network.first = from.number;
	network.last = to.number;
	network.family = from.family;
	return add_network(clause, &network) || ws_out_of_memory(error);
}

bool
ws_number_networks(struct clause* clause, struct error error)
{
	struct number next[FAMILIES] = {clause->first, clause->first};
	bool full[FAMILIES] = {false, false};

	if(clause->network_count == 0 && !add_network(clause, &default_network))
		return ws_out_of_memory(error);
	for(size_t i = 0; i < clause->network_count; i++) {
		struct network* network = &clause->networks[i];
		enum family family = network->family;
		struct number last;

		network->number = network->first;
		if(clause->format.placeholder != PLACEHOLDER_NUMBER)
			continue;
		network->number = next[family];
		last = network_last_number(network);
		if(full[family] || number_compare(last, next[family]) < 0) {
			struct text_line line = ws_line_of(clause, SETTING_FIRST, "0");

			return ws_reject(error, &line,
				"numbers addresses past 2^128-1, expected a smaller number or smaller networks");
		}
		next[family] = number_add(last, number_of(1));
		full[family] = number_compare(last, NUMBER_MAX) == 0;
	}
	return true;
}

