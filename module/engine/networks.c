/* SPDX-License-Identifier: BSD-3-Clause */
/* The networks of a clause: their addresses, the numbers of these, and exceptions. */
#include "array.h"
#include "judge.h"

#include <stdlib.h>
#include <string.h>

static const struct network default_network = {
	{0, 0xac000200}, {0, 0xac0002ff}, {0, 0}, IPV4};

/** Read the prefix length after an address. */
static bool
read_prefix(const struct text_line* line, struct address address,
	const char* text, struct network* network, struct error error)
{
	unsigned bits = family_bits(address.family);
	struct number prefix, hosts;

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
	*network = (struct network){.first = address.number,
		.last = number_or(address.number, hosts),
		.family = address.family};
	return true;
}

/** Read a prefix or a range.
 * @param separator: the '/' or the '-' in the line's value. */
static bool
read_network(const struct text_line* line, const char* separator,
	struct network* network, struct error error)
{
	size_t length = (size_t)(separator - line->value);
	char first[ADDRESS_MAX_TEXT];
	struct address from, to;

	if(length >= sizeof(first))
		length = 0;
	memcpy(first, line->value, length);
	first[length] = 0;
	if(!ws_address_read(first, &from))
		return ws_reject(error, line,
			"has no IPv4 or IPv6 address before '%c'", *separator);
	if(*separator == '/')
		return read_prefix(line, from, separator + 1, network, error);

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
	*network = (struct network){.first = from.number, .last = to.number,
		.family = from.family};
	return true;
}

static bool
add_network(struct clause* clause, const struct network* network,
	struct error error)
{
	if(!ARRAY_RESERVE(clause->networks, clause->network_count, 1,
		&clause->network_capacity))
		return ws_out_of_memory(error);
	clause->networks[clause->network_count++] = *network;
	return true;
}

bool
ws_set_network(struct clause* clause, const struct text_line* line,
	struct error error)
{
	const char* separator = strpbrk(line->value, "/-");
	struct network network;

	if(!separator)
		return ws_reject(error, line,
			"is neither a prefix nor a range, expected one like 192.0.2.0/24 or 192.0.2.1-192.0.2.9");
	return read_network(line, separator, &network, error)
		&& add_network(clause, &network, error);
}

bool
ws_set_except(struct clause* clause, const struct text_line* line,
	struct error error)
{
	const char* separator = strpbrk(line->value, "/-");
	struct exception exception = {.line = *line};
	struct address address;

	if(!separator) {
		if(!ws_address_read(line->value, &address))
			return ws_reject(error, line,
				"is not an address, a prefix or a range, expected one like 192.0.2.1, 192.0.2.0/28 or 192.0.2.1-192.0.2.9");
		exception.addresses = (struct network){.first = address.number,
			.last = address.number, .family = address.family};
	} else if(!read_network(line, separator, &exception.addresses, error)) {
		return false;
	}
	if(!ARRAY_RESERVE(clause->exceptions, clause->exception_count, 1,
		&clause->exception_capacity))
		return ws_out_of_memory(error);
	clause->exceptions[clause->exception_count++] = exception;
	return true;
}

/** Judge the families and prefixes of networks by the placeholder. */
static bool
suit_placeholder(const struct clause* clause, struct error error)
{
	const struct placeholder* placeholder
		= template_placeholder(&clause->format);
	struct text_line line = ws_line_of(clause, SETTING_NAME, DEFAULT_NAME);
	const struct number low = number_mask(32);

	for(size_t i = 0; i < clause->network_count; i++) {
		const struct network* network = &clause->networks[i];

		if(!(placeholder->families & FAMILY_BIT(network->family)))
			return ws_reject(error, &line,
				"has the placeholder %s, expected networks of IPv%c only",
				placeholder->text,
				network->family == IPV4 ? '6' : '4');
		if(placeholder->numbering == NUMBERING_LAST_32_BITS
			&& (number_compare(number_or(network->last, low),
			number_or(network->first, low)) != 0
			|| number_compare(number_or(network->first, low),
			number_or(clause->networks[0].first, low)) != 0))
			return ws_reject(error, &line,
				"has the placeholder %s, expected networks within one prefix of 96 bits, like 64:ff9b::/96",
				placeholder->text);
	}
	return true;
}

static bool
number_networks(struct clause* clause, struct error error)
{
	struct number next[FAMILIES] = {clause->first, clause->first};
	bool full[FAMILIES] = {false, false};
	uint8_t numbering = template_placeholder(&clause->format)->numbering;

	for(size_t i = 0; i < clause->network_count; i++) {
		struct network* network = &clause->networks[i];
		enum family family = network->family;
		struct number last;

		network->number = numbering == NUMBERING_ADDRESS ? network->first
			: number_and(network->first, number_mask(32));
		if(numbering != NUMBERING_COUNT)
			continue;
		network->number = next[family];
		last = number_add(network->number, number_subtract(
			network->last, network->first));
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

static bool
are_apart(const struct network* a, const struct network* b)
{
	return a->family != b->family || number_compare(a->last, b->first) < 0
		|| number_compare(a->first, b->last) > 0;
}

/** Refuse exceptions that have no address of the rule. */
static bool
judge_exceptions(const struct clause* clause, struct error error)
{
	for(size_t i = 0; i < clause->exception_count; i++) {
		const struct exception* exception = &clause->exceptions[i];
		size_t j = 0;

		while(j < clause->network_count && are_apart(
			&exception->addresses, &clause->networks[j]))
			j++;
		if(j == clause->network_count)
			return ws_reject(error, &exception->line,
				"has no address of the rule, expected one of its networks");
	}
	return true;
}

static int
compare_exceptions(const void* left, const void* right)
{
	const struct exception* a = left;
	const struct exception* b = right;

	return number_compare(a->addresses.first, b->addresses.first);
}

static bool
add_piece(struct clause* clause, size_t index, struct number first,
	struct number last)
{
	const struct network* network = &clause->networks[index];

	if(!ARRAY_RESERVE(clause->pieces, clause->piece_count, 1,
		&clause->piece_capacity))
		return false;
	clause->pieces[clause->piece_count++] = (struct piece){first, last,
		number_add(network->number,
			number_subtract(first, network->first)), index};
	return true;
}

/** Add what exceptions, which are in order, leave of a network. */
static bool
add_pieces(struct clause* clause, size_t index)
{
	const struct network* network = &clause->networks[index];
	struct number from = network->first;

	for(size_t i = 0; i < clause->exception_count; i++) {
		const struct network* except = &clause->exceptions[i].addresses;

		if(are_apart(except, network)
			|| number_compare(except->last, from) < 0)
			continue;
		if(number_compare(except->first, from) > 0 && !add_piece(clause,
			index, from, number_subtract(except->first, number_of(1))))
			return false;
		if(number_compare(except->last, network->last) >= 0)
			return true;
		from = number_add(except->last, number_of(1));
	}
	return add_piece(clause, index, from, network->last);
}

bool
ws_number_networks(struct clause* clause, struct error error)
{
	if(clause->network_count == 0
		&& !add_network(clause, &default_network, error))
		return false;
	if(!suit_placeholder(clause, error) || !number_networks(clause, error)
		|| !judge_exceptions(clause, error))
		return false;
	if(clause->exception_count)
		qsort(clause->exceptions, clause->exception_count,
			sizeof(*clause->exceptions), &compare_exceptions);
	for(size_t i = 0; i < clause->network_count; i++)
		if(!add_pieces(clause, i))
			return ws_out_of_memory(error);
	return clause->piece_count > 0 || ws_reject(error,
		&clause->seen[SETTING_EXCEPT],
		"leaves the rule no address, expected fewer exceptions");
}
