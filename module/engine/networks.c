/* SPDX-License-Identifier: BSD-3-Clause */
/* The networks of a clause: their addresses, the numbers of these, and exceptions. */
#include "array.h"
#include "judge.h"

#include <stdlib.h>
#include <string.h>

static const struct network default_network = {
	{0, 0xac000200}, {0, 0xac0002ff}, {0, 1}, {0, 0}, IPV4};

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
		.step = number_of(1), .family = address.family};
	return true;
}

/** Read an address that is the first so many octets of a text. */
static bool
read_address(const char* text, size_t length, struct address* address)
{
	char copy[ADDRESS_MAX_TEXT];

	if(length >= sizeof(copy))
		return false;
	memcpy(copy, text, length);
	copy[length] = 0;
	return ws_address_read(copy, address);
}

/** Read the step after a range. */
static bool
read_step(const struct text_line* line, const char* text,
	struct network* network, struct error error)
{
	struct number rest;

	if(!ws_read_decimal(text, &network->step)
		|| number_compare(network->step, number_of(0)) == 0)
		return ws_reject(error, line,
			"has an invalid step, expected 1 or more");
	ws_number_divide(number_subtract(network->last, network->first),
		network->step, &rest);
	if(number_compare(rest, number_of(0)) != 0) {
		char last[ADDRESS_MAX_TEXT];
		struct address right = {number_subtract(network->last, rest),
			network->family};

		ws_address_text(last, right);
		return ws_reject(error, line,
			"ends between two steps, expected %.*s-%s/%s",
			(int)(strcspn(line->value, "-")), line->value, last,
			text);
	}
	return true;
}

/** Read the last address of a range, and its step. */
static bool
read_range(const struct text_line* line, struct address from, const char* text,
	struct network* network, struct error error)
{
	size_t length = strcspn(text, "/");
	struct address to;

	if(!read_address(text, length, &to))
		return ws_reject(error, line,
			"has no IPv4 or IPv6 address after '-'");
	if(from.family != to.family)
		return ws_reject(error, line,
			"mixes IPv4 and IPv6, expected a range of one family");
	if(number_compare(from.number, to.number) > 0)
		return ws_reject(error, line,
			"is a backward range, expected %.*s-%.*s%s",
			(int)length, text, (int)(text - line->value) - 1,
			line->value, text + length);
	*network = (struct network){.first = from.number, .last = to.number,
		.step = number_of(1), .family = from.family};
	return !text[length]
		|| read_step(line, text + length + 1, network, error);
}

/** Read a prefix or a range.
 * @param separator: the '/' or the '-' in the line's value. */
static bool
read_network(const struct text_line* line, const char* separator,
	struct network* network, struct error error)
{
	struct address from;

	if(!read_address(line->value, (size_t)(separator - line->value), &from))
		return ws_reject(error, line,
			"has no IPv4 or IPv6 address before '%c'", *separator);
	return (*separator == '/' ? read_prefix : read_range)(line, from,
		separator + 1, network, error);
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
			.last = address.number, .step = number_of(1),
			.family = address.family};
	} else if(!read_network(line, separator, &exception.addresses, error)) {
		return false;
	}
	if(network_has_step(&exception.addresses))
		return ws_reject(error, line,
			"has a step, expected a range without one");
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

/** The number of an address of a network. */
static struct number
number_of_address(const struct clause* clause, const struct network* network,
	struct number address)
{
	struct number distance = number_subtract(address, network->first);
	struct number rest;

	if(network_has_step(network) && template_placeholder(&clause->format)
		->numbering == NUMBERING_COUNT)
		distance = ws_number_divide(distance, network->step, &rest);
	return number_add(network->number, distance);
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

		network->number = numbering == NUMBERING_ADDRESS
			|| clause->numbered ? network->first
			: number_and(network->first, number_mask(32));
		if(numbering != NUMBERING_COUNT || clause->numbered)
			continue;
		network->number = next[family];
		last = number_of_address(clause, network, network->last);
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

/** Find the addresses of a network that are in a range.
 * @param first, last: the range; set to the first and the last of them.
 * @return false: there are none. */
static bool
network_cut(const struct network* network, struct number* first,
	struct number* last)
{
	struct number rest;

	if(number_compare(*first, network->last) > 0
		|| number_compare(*last, network->first) < 0)
		return false;
	if(number_compare(*first, network->first) < 0)
		*first = network->first;
	if(number_compare(*last, network->last) > 0)
		*last = network->last;
	if(!network_has_step(network))
		return true;
	/* back to the step before the last one, and on to the step after the first one */
	ws_number_divide(number_subtract(*last, network->first), network->step,
		&rest);
	*last = number_subtract(*last, rest);
	ws_number_divide(number_subtract(network->last, *first), network->step,
		&rest);
	*first = number_add(*first, rest);
	return number_compare(*first, *last) <= 0;
}

bool
ws_piece_cut(const struct clause* clause, const struct piece* piece,
	struct number* first, struct number* last)
{
	struct network network = clause->networks[piece->network];

	network.first = piece->first;
	network.last = piece->last;
	return network_cut(&network, first, last);
}

/** Find the addresses of a network that an exception has.
 * @param first, last: set to the first and the last of them.
 * @return false: there are none. */
static bool
find_excepted(const struct network* network, const struct exception* exception,
	struct number* first, struct number* last)
{
	*first = exception->addresses.first;
	*last = exception->addresses.last;
	return network->family == exception->addresses.family
		&& network_cut(network, first, last);
}

/** Refuse exceptions that have no address of the rule. */
static bool
judge_exceptions(const struct clause* clause, struct error error)
{
	for(size_t i = 0; i < clause->exception_count; i++) {
		const struct exception* exception = &clause->exceptions[i];
		struct number first, last;
		size_t j = 0;

		while(j < clause->network_count && !find_excepted(
			&clause->networks[j], exception, &first, &last))
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
		number_of_address(clause, network, first),
		number_of_address(clause, network, last), index};
	return true;
}

/** Add what exceptions, which are in order, leave of a network. */
static bool
add_pieces(struct clause* clause, size_t index)
{
	const struct network* network = &clause->networks[index];
	struct number from = network->first;

	for(size_t i = 0; i < clause->exception_count; i++) {
		struct number first, last;

		if(!find_excepted(network, &clause->exceptions[i], &first, &last)
			|| number_compare(last, from) < 0)
			continue;
		if(number_compare(first, from) > 0 && !add_piece(clause, index,
			from, number_subtract(first, network->step)))
			return false;
		if(number_compare(last, network->last) == 0)
			return true;
		from = number_add(last, network->step);
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
