/* SPDX-License-Identifier: BSD-3-Clause */
#include "reference.h"
#include "reverse.h"

#include <string.h>

/** The number of a network's last address, where its first one has this number. */
static struct number
last_number(const struct network* network, struct number first)
{
	return number_add(first, number_subtract(network->last, network->first));
}

/** The value's address in a clause's networks of one family. */
static bool
find_address(const struct clause* clause, const struct template_value* value,
	enum family family, struct number* address)
{
	struct number next = clause->first;

	for(size_t i = 0; i < clause->network_count; i++) {
		const struct network* network = &clause->networks[i];
		struct number last;

		if(network->family != family)
			continue;
		if(clause->format.placeholder != PLACEHOLDER_NUMBER) {
			*address = value->number;
			if(value->family == family
				&& number_compare(value->number, network->first) >= 0
				&& number_compare(value->number, network->last) <= 0)
				return true;
			continue;
		}
		last = last_number(network, next);
		if(!value->overflow && number_compare(value->number, next) >= 0
			&& number_compare(value->number, last) <= 0) {
			*address = number_add(network->first,
				number_subtract(value->number, next));
			return true;
		}
		next = number_add(last, number_of(1));
	}
	return false;
}

/** The label that a clause computes, when it has its pattern. */
static bool
read_label(const struct clause* clause, const uint8_t* label,
	struct template_value* value)
{
	const struct template_format* format = &clause->format;

	return *label >= template_literal_length(format)
		&& ws_octets_equal(label + 1, clause->literal,
			format->prefix_length)
		&& ws_octets_equal(
			label + 1 + *label - format->suffix_length,
			clause->literal + format->prefix_length,
			format->suffix_length)
		&& ws_template_value(format, label + 1, *label, value);
}

/** Ask a clause for a name whose computed label has this much below it. */
static void
ask_clause(const struct clause* clause, const uint8_t* label,
	struct expectation* level)
{
	struct template_value value;
	bool exists = false;

	if(!read_label(clause, label, &value))
		return;
	level->nxdomain = level->nxdomain || clause->nxdomain;
	for(enum family family = IPV4; family <= IPV6; family++) {
		struct number address;

		if(!find_address(clause, &value, family, &address))
			continue;
		exists = true;
		if(!level->computes[family]) {
			level->computes[family] = true;
			level->address[family] = address;
		}
	}
	level->exists = level->exists || exists;
	level->nodata = level->nodata || (exists && clause->nodata);
}

static bool
has_origin(const struct clause* clause, const uint8_t* name, size_t length)
{
	for(size_t i = 0; i < clause->origin_count; i++)
		if(clause->origins[i].length == length
			&& ws_octets_equal(clause->origins[i].name,
				name, length))
			return true;
	return false;
}

static void
add_level(struct expectation* expectation, const struct expectation* level)
{
	for(int family = 0; family < FAMILIES; family++)
		if(!expectation->computes[family]) {
			expectation->computes[family] = level->computes[family];
			expectation->address[family] = level->address[family];
		}
	expectation->exists |= level->exists;
	expectation->nodata |= level->nodata;
	expectation->nxdomain |= level->nxdomain;
}

/** A name with all parts of an address in a network of a clause, whose first number
 * there is given. */
static void
ask_pointer(const struct clause* clause, const struct network* network,
	struct number first, struct number address,
	struct expectation* expectation)
{
	expectation->exists = true;
	expectation->nodata |= clause->nodata;
	if(expectation->pointer)
		return;
	expectation->pointer = true;
	expectation->pointing = clause;
	expectation->number = clause->format.placeholder == PLACEHOLDER_NUMBER
		? number_add(first, number_subtract(address, network->first))
		: address;
}

/** A name with that many parts less, above addresses in a network of a clause. */
static void
match_above(const struct clause* clause, const struct network* network,
	unsigned missing, unsigned bits_of_part,
	struct expectation* expectation)
{
	struct number rest = number_mask(missing * bits_of_part);
	/* the SOA's owner is above the name, where not all of the network is below it */
	bool below_owner = number_compare(number_or(network->first, rest),
		number_or(network->last, rest)) != 0;

	expectation->nodata |= below_owner
		&& (clause->nodata || clause->nxdomain);
	expectation->below = true;
}

static void
match_reverse(const struct clause* clause, const struct reverse_name* name,
	struct expectation* expectation)
{
	unsigned parts = reverse_parts(name->address.family);
	unsigned missing = parts - name->parts;
	unsigned bits_of_part = family_bits(name->address.family) / parts;
	struct number first = name->address.number;
	struct number last = number_or(first,
		number_mask(missing * bits_of_part));
	struct number next[FAMILIES] = {clause->first, clause->first};

	for(size_t i = 0; clause->reverse && i < clause->network_count; i++) {
		const struct network* network = &clause->networks[i];
		struct number* number = &next[network->family];

		if(network->family == name->address.family
			&& number_compare(first, network->last) <= 0
			&& number_compare(last, network->first) >= 0) {
			if(missing == 0)
				ask_pointer(clause, network, *number, first,
					expectation);
			else	match_above(clause, network, missing,
					bits_of_part, expectation);
		}
		*number = number_add(last_number(network, *number),
			number_of(1));
	}
}

/** Whether a name is an origin of a clause, or above one. */
static bool
is_above_origin(const struct clause* clause, const uint8_t* name,
	size_t length)
{
	for(size_t i = 0; i < clause->origin_count; i++) {
		const struct origin_name* origin = &clause->origins[i];
		size_t at = 0;

		for(;; at += origin->name[at] + (size_t)1) {
			if(origin->length - at == length
				&& ws_octets_equal(origin->name + at,
					name, length))
				return true;
			if(origin->name[at] == 0)
				break;
		}
	}
	return false;
}

bool
reference_sees(const char* view, const struct clause* clause)
{
	for(size_t i = 0; view && i < clause->view_count; i++)
		if(strcmp(clause->views[i].value, view) == 0)
			return true;
	return clause->view_count == 0;
}

void
reference_ask(const struct clause* clauses, size_t count, const char* view,
	const uint8_t* name, size_t length, struct expectation* expectation)
{
	uint8_t offset[MAX_LABELS];
	unsigned labels = ws_name_labels(name, length, offset);
	struct reverse_name reverse;

	memset(expectation, 0, sizeof(*expectation));
	for(unsigned i = 1; i < labels; i++) {
		struct expectation level;

		memset(&level, 0, sizeof(level));
		for(size_t j = 0; j < count; j++)
			if(reference_sees(view, &clauses[j])
				&& (i == 1 || clauses[j].subdomains)
				&& has_origin(&clauses[j], name + offset[i],
					length - offset[i]))
				ask_clause(&clauses[j], name + offset[i - 1],
					&level);
		add_level(expectation, &level);
	}
	for(size_t j = 0; j < count && labels > 1; j++)
		if(reference_sees(view, &clauses[j])
			&& clauses[j].origin_count == 0) {
			struct expectation level;

			memset(&level, 0, sizeof(level));
			ask_clause(&clauses[j], name, &level);
			add_level(expectation, &level);
		}
	for(size_t j = 0; j < count; j++)
		expectation->below |= reference_sees(view, &clauses[j])
			&& is_above_origin(&clauses[j], name, length);
	if(ws_reverse_read(name, labels, offset, &reverse))
		for(size_t j = 0; j < count; j++)
			if(reference_sees(view, &clauses[j]))
				match_reverse(&clauses[j], &reverse,
					expectation);
	/* what others are below exists */
	if(expectation->below && expectation->nxdomain && !expectation->exists) {
		expectation->nodata = true;
		expectation->nxdomain = false;
	}
}
