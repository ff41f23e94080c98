/* SPDX-License-Identifier: BSD-3-Clause */
/* The prefix of a clause's IPv6 networks, where it is that of an interface. */
#include "judge.h"

#include <string.h>

/** A prefix of addresses in 2000::/3 that are as long as any, as text. */
#define LONGEST_PREFIX UINT64_C(0x2fffffffffffffff)

bool
ws_set_prefix_from(struct clause* clause, const struct text_line* line,
	struct error error)
{
	size_t length = strlen(line->value);

	(void)clause;
	return (length > 0 && length < 16 && !strpbrk(line->value, " \t/:"))
		|| ws_reject(error, line,
			"is not the name of an interface, expected one of 1 to 15 characters like eth0");
}

static void
put_network(struct network* network, uint64_t prefix)
{
	if(network->family == IPV6)
		network->first.high = network->last.high = prefix;
}

/** Give the IPv6 networks a prefix, and the exceptions and pieces of these. */
static void
put_prefix(struct clause* clause, uint64_t prefix)
{
	bool by_address = template_placeholder(&clause->format)->numbering
		== NUMBERING_ADDRESS;

	for(size_t i = 0; i < clause->exception_count; i++)
		put_network(&clause->exceptions[i].addresses, prefix);
	for(size_t i = 0; i < clause->network_count; i++) {
		struct network* network = &clause->networks[i];

		put_network(network, prefix);
		if(by_address)
			network->number = network->first;
	}
	for(size_t i = 0; i < clause->piece_count; i++) {
		struct piece* piece = &clause->pieces[i];

		if(piece_family(clause, piece) != IPV6)
			continue;
		piece->first.high = piece->last.high = prefix;
		if(!by_address)
			continue;
		piece->number = piece->first;
		piece->last_number = piece->last;
	}
}

static bool
has_prefix(const struct network* network)
{
	return network->family == IPV6
		&& (network->first.high || network->last.high);
}

bool
ws_judge_prefix_from(struct clause* clause, struct error error)
{
	const struct text_line* line = &clause->seen[SETTING_PREFIX_FROM];
	bool has_ipv6 = false;

	if(!line->key)
		return true;
	for(size_t i = 0; i < clause->network_count; i++)
		has_ipv6 |= clause->networks[i].family == IPV6;
	if(!has_ipv6)
		return ws_reject(error, line,
			"needs an IPv6 network, expected one like ::/64 or ::100-::1ff");
	for(size_t i = 0; i < clause->network_count; i++)
		if(has_prefix(&clause->networks[i]))
			return ws_reject(error, line,
				"needs IPv6 networks without a prefix, expected ones like ::/64 or ::100-::1ff");
	for(size_t i = 0; i < clause->exception_count; i++)
		if(has_prefix(&clause->exceptions[i].addresses))
			return ws_reject(error, &clause->exceptions[i].line,
				"has a prefix, expected an IPv6 address without one, like ::1 (see prefix-from:)");
	put_prefix(clause, LONGEST_PREFIX);
	return true;
}

/** Remove the IPv6 networks and their pieces, which are in the same order. */
static void
remove_ipv6_networks(struct clause* clause)
{
	size_t networks = 0, pieces = 0, next = 0;

	for(size_t i = 0; i < clause->network_count; i++) {
		bool kept = clause->networks[i].family != IPV6;

		for(; next < clause->piece_count
			&& clause->pieces[next].network == i; next++) {
			if(!kept)
				continue;
			clause->pieces[pieces] = clause->pieces[next];
			clause->pieces[pieces++].network = networks;
		}
		if(kept)
			clause->networks[networks++] = clause->networks[i];
	}
	clause->network_count = networks;
	clause->piece_count = pieces;
}

bool
ws_clause_find_prefix(struct clause* clause, workstation_prefix_finder* find,
	struct error error)
{
	const struct text_line* line = &clause->seen[SETTING_PREFIX_FROM];
	uint8_t octets[WORKSTATION_PREFIX];
	uint64_t prefix = 0;
	int found;

	if(!line->key)
		return true;
	found = find ? find(line->value, line->file, line->line, octets) : -1;
	if(found < 0)
		return ws_reject(error, line,
			"cannot be used on this system, expected Linux");
	if(!found) {
		remove_ipv6_networks(clause);
		clause->nxdomain = false;
		clause->unprefixed = true;
		return true;
	}
	for(size_t i = 0; i < WORKSTATION_PREFIX; i++)
		prefix = prefix << 8 | octets[i];
	put_prefix(clause, prefix);
	return true;
}
