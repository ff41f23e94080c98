/* SPDX-License-Identifier: BSD-3-Clause */
#include "reference.h"
#include "judge.h"
#include "reverse.h"

#include <string.h>

/* ---- labels ---- */

/** A label of a template, as it is in the configuration. A label of {dotted} is one for
 * each of its octets. */
struct part {
	const char* text;
	size_t length;
};

static size_t
split_template(const struct clause* clause, struct part parts[MAX_LABELS])
{
	const char* text = clause->seen[SETTING_NAME].key
		? clause->seen[SETTING_NAME].value : DEFAULT_NAME;
	size_t count = 0;

	for(;;) {
		struct part part = {text, strcspn(text, ".")};
		bool dotted = strncmp(text, "{dotted}", 8) == 0;

		for(int i = 0; i < (dotted ? 4 : 1); i++)
			parts[count++] = part;
		text += part.length;
		if(*text++ == 0)
			return count;
	}
}

/** What was read in labels. */
struct reading {
	struct template_value value;
	/** How many octets of {dotted} were read; 0: none, since there is none. */
	unsigned octets;
	bool has_value;
};

static bool
read_octet(const uint8_t* label, struct reading* reading)
{
	unsigned octet = 0;

	if(label[0] == 0 || label[0] > 3 || (label[0] > 1 && label[1] == '0'))
		return false;
	for(unsigned i = 1; i <= label[0]; i++) {
		if(label[i] < '0' || label[i] > '9')
			return false;
		octet = octet * 10 + label[i] - '0';
	}
	if(reading->octets == 0)
		reading->value.number = number_of(0);
	reading->value.number = number_of(reading->value.number.low << 8 | octet);
	reading->value.families = FAMILY_BIT(IPV4);
	reading->value.overflow = false;
	reading->octets++;
	reading->has_value = true;
	return octet <= 255;
}

/** Read a label with so many octets in place of {*}. */
static bool
read_with(const struct clause* clause, const struct part* part,
	const uint8_t* label, size_t wild, struct reading* reading)
{
	size_t literals = 0, at = 1, end = label[0] + (size_t)1;
	bool has_wild = false;

	for(size_t i = 0; i < part->length; i++) {
		if(part->text[i] != '{') {
			literals++;
			continue;
		}
		has_wild = has_wild || part->text[i + 1] == '*';
		i += strcspn(part->text + i, "}");
	}
	if(!has_wild)
		wild = 0;
	for(size_t i = 0; i < part->length; i++) {
		if(part->text[i] != '{') {
			if(at == end || octet_lower(label[at++])
				!= octet_lower((uint8_t)part->text[i]))
				return false;
		} else if(part->text[i + 1] == '*') {
			at += wild;
			if(at > end)
				return false;
		} else {
			size_t length = label[0] - literals - wild;

			if(label[0] <= literals + wild || length > end - at
				|| !template_placeholder(&clause->format)->read(
				label + at, length, clause->format.width,
				&reading->value))
				return false;
			reading->has_value = true;
			at += length;
		}
		if(part->text[i] == '{')
			i += strcspn(part->text + i, "}");
	}
	return at == end;
}

static bool
read_label(const struct clause* clause, const struct part* part,
	const uint8_t* label, struct reading* reading)
{
	if(strncmp(part->text, "{dotted}", 8) == 0)
		return read_octet(label, reading);
	for(size_t wild = 1; wild <= MAX_LABEL; wild++)
		if(read_with(clause, part, label, wild, reading))
			return true;
	return false;
}

/** Read labels by the last labels of a template. */
static bool
read_labels(const struct clause* clause, const struct part* parts, size_t count,
	const uint8_t* labels, struct reading* reading)
{
	memset(reading, 0, sizeof(*reading));
	for(size_t i = 0; i < count; i++) {
		if(!read_label(clause, &parts[i], labels, reading))
			return false;
		labels += *labels + (size_t)1;
	}
	return true;
}

bool
reference_read(const struct clause* clause, const uint8_t* name, size_t length,
	struct number* number)
{
	const struct origin_name* origin = &clause->origins[0];
	struct part parts[MAX_LABELS];
	size_t count = split_template(clause, parts), at = 0;
	struct reading reading;

	for(size_t i = 0; i < count && name[at]; i++)
		at += name[at] + (size_t)1;
	if(length - at != origin->length || !ws_octets_equal(name + at,
		origin->name, origin->length)
		|| !read_labels(clause, parts, count, name, &reading))
		return false;
	*number = reading.value.number;
	return true;
}

/* ---- addresses ---- */

/** How many steps an address is after the first one of a network that has it; false: it
 * does not. */
static bool
find_steps(const struct network* network, struct number address,
	struct number* steps)
{
	struct number distance = number_subtract(address, network->first);
	struct number rest;

	if(number_compare(address, network->first) < 0
		|| number_compare(address, network->last) > 0)
		return false;
	*steps = ws_number_divide(distance, network->step, &rest);
	return number_compare(rest, number_of(0)) == 0;
}

/** The number of a network's last address, where its first one has this number. */
static struct number
last_number(const struct network* network, struct number first)
{
	struct number steps = number_of(0);

	find_steps(network, network->last, &steps);
	return number_add(first, steps);
}

/** The last address of an exception that an address is in; false: it is in none. */
static bool
is_excepted(const struct clause* clause, enum family family,
	struct number address, struct number* last)
{
	for(size_t i = 0; i < clause->exception_count; i++) {
		const struct network* except = &clause->exceptions[i].addresses;

		*last = except->last;
		if(except->family == family
			&& number_compare(address, except->first) >= 0
			&& number_compare(address, except->last) <= 0)
			return true;
	}
	return false;
}

/** Whether an address of a network, or both addresses of it around one that is between
 * its steps, are not excepted.
 * @param last: the last address of the exception that is in the way. */
static bool
is_left(const struct clause* clause, const struct network* network,
	struct number address, struct number* last)
{
	struct number rest;

	ws_number_divide(number_subtract(address, network->first),
		network->step, &rest);
	if(is_excepted(clause, network->family,
		number_subtract(address, rest), last)) {
		if(number_compare(*last, address) < 0)
			*last = address;
		return false;
	}
	if(number_compare(rest, number_of(0)) == 0
		|| !is_excepted(clause, network->family, number_add(address,
		number_subtract(network->step, rest)), last))
		return true;
	*last = address;
	return false;
}

/** Whether a network has an address, not excepted, from first to last, with this
 * number in its last bits. Those between two steps count. */
static bool
has_address(const struct clause* clause, const struct network* network,
	struct number first, struct number last, struct number low, unsigned bits)
{
	struct number address = number_compare(first, network->first) > 0
		? first : network->first;

	if(number_compare(network->last, last) < 0)
		last = network->last;
	for(;;) {
		struct number next = number_or(low, number_subtract(address,
			number_and(address, number_mask(bits))));

		/* the next one with these bits */
		if(number_compare(next, address) < 0)
			next = number_add(number_add(next, number_mask(bits)),
				number_of(1));
		if(number_compare(next, address) < 0
			|| number_compare(next, last) > 0)
			return false;
		if(is_left(clause, network, next, &address))
			return true;
		address = number_add(address, number_of(1));
		if(number_compare(address, number_of(0)) == 0)
			return false;
	}
}

/** The value's address in a clause's networks of one family. */
static bool
find_address(const struct clause* clause, const struct template_value* value,
	enum family family, struct number* address)
{
	uint8_t numbering = template_placeholder(&clause->format)->numbering;
	struct number next = clause->first, excepted;

	if(value->overflow || !(value->families & FAMILY_BIT(family)))
		return false;
	for(size_t i = 0; i < clause->network_count; i++) {
		const struct network* network = &clause->networks[i];
		struct number last, steps;

		if(network->family != family)
			continue;
		last = last_number(network, next);
		*address = value->number;
		if(numbering == NUMBERING_LAST_32_BITS)
			*address = number_or(value->number, number_subtract(
				network->first, number_and(network->first,
				number_mask(32))));
		if(numbering == NUMBERING_COUNT)
			*address = number_add(network->first,
				ws_number_multiply(network->step,
					number_subtract(value->number, next)));
		if((numbering != NUMBERING_COUNT
			|| (number_compare(value->number, next) >= 0
			&& number_compare(value->number, last) <= 0))
			&& find_steps(network, *address, &steps)
			&& !is_excepted(clause, family, *address, &excepted))
			return true;
		next = number_add(last, number_of(1));
	}
	return false;
}

/* ---- names below origins ---- */

/** Ask a clause whose template, or its last labels, read the labels of a name. */
static void
ask_reading(const struct clause* clause, const struct reading* reading,
	bool is_above, struct expectation* level)
{
	bool exists = is_above && !reading->has_value && clause->network_count;

	level->nxdomain = level->nxdomain || (clause->nxdomain && !is_above);
	for(size_t i = 0; is_above && reading->octets && reading->octets < 4
		&& i < clause->network_count; i++)
		exists = exists || has_address(clause, &clause->networks[i],
			number_of(0), NUMBER_MAX, reading->value.number,
			8 * reading->octets);
	for(enum family family = IPV4; family <= IPV6; family++) {
		struct number address;

		if((is_above && (!reading->has_value || reading->octets % 4))
			|| !find_address(clause, &reading->value, family, &address))
			continue;
		exists = true;
		if(!level->computes[family] && !is_above) {
			level->computes[family] = true;
			level->address[family] = address;
		}
	}
	level->exists = level->exists || (exists && !is_above);
	level->below = level->below || (exists && is_above);
	level->nodata = level->nodata || (exists && (clause->other_types.nodata
		|| (is_above && clause->nxdomain)));
}

/** Ask a clause for a name with so many labels before an origin, or, for any domain, for
 * the name. */
static void
ask_clause(const struct clause* clause, const uint8_t* name,
	const uint8_t* offset, unsigned before, struct expectation* level)
{
	struct part parts[MAX_LABELS];
	size_t count = split_template(clause, parts);
	struct reading reading;

	if(before == count || (before > count && clause->subdomains)) {
		if(read_labels(clause, parts, count,
			name + offset[before - count], &reading))
			ask_reading(clause, &reading, false, level);
	} else if(before < count && clause->origin_count) {
		if(read_labels(clause, parts + count - before, before, name,
			&reading))
			ask_reading(clause, &reading, true, level);
	}
}

/** Whether a name is an origin. @param wildcard: with * for its first label. */
static bool
is_origin(const struct origin_name* origin, const uint8_t* name, size_t length,
	bool wildcard)
{
	if(!wildcard)
		return origin->length == length
			&& ws_octets_equal(origin->name, name, length);
	return origin->name[0] == 1 && origin->name[1] == '*' && name[0]
		&& origin->length - (size_t)2 == length - name[0] - 1
		&& ws_octets_equal(origin->name + 2, name + name[0] + 1,
			length - name[0] - 1);
}

static bool
has_origin(const struct clause* clause, const uint8_t* name, size_t length,
	bool wildcard)
{
	for(size_t i = 0; i < clause->origin_count; i++)
		if(is_origin(&clause->origins[i], name, length, wildcard))
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
	expectation->below |= level->below;
}

/** Ask the clauses with one origin. */
static void
ask_origin(const struct clause* clauses, size_t count, const char* view,
	const uint8_t* name, size_t length, const uint8_t* offset,
	unsigned before, bool wildcard, struct expectation* expectation)
{
	struct expectation level;

	memset(&level, 0, sizeof(level));
	for(size_t i = 0; i < count; i++)
		if(reference_sees(view, &clauses[i]) && has_origin(&clauses[i],
			name + offset[before], length - offset[before], wildcard))
			ask_clause(&clauses[i], name, offset, before, &level);
	add_level(expectation, &level);
}

/* ---- reverse names ---- */

/** A name with all parts of an address in a network of a clause, whose first number
 * there is given. */
static void
ask_pointer(const struct clause* clause, const struct network* network,
	struct number first, struct number address,
	struct expectation* expectation)
{
	uint8_t numbering = template_placeholder(&clause->format)->numbering;
	struct number steps, excepted;

	if(!find_steps(network, address, &steps)
		|| is_excepted(clause, network->family, address, &excepted))
		return;
	expectation->exists = true;
	expectation->nodata |= clause->other_types.nodata;
	if(expectation->pointer)
		return;
	expectation->pointer = true;
	expectation->pointing = clause;
	expectation->number = numbering == NUMBERING_COUNT
		? number_add(first, steps)
		: numbering == NUMBERING_ADDRESS ? address
		: number_and(address, number_mask(32));
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
		&& (clause->other_types.nodata || clause->nxdomain);
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
			&& has_address(clause, network, first, last,
				number_of(0), 0)) {
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

/** Whether a name is an origin or a reverse zone of a clause, or above one. */
static bool
is_above_origin(const struct clause* clause, const uint8_t* name,
	size_t length)
{
	size_t count = clause->origin_count + clause->reverse_zone_count;

	for(size_t i = 0; i < count; i++) {
		const struct origin_name* origin = i < clause->origin_count
			? &clause->origins[i]
			: &clause->reverse_zones[i - clause->origin_count].name;
		size_t at = 0;

		if(is_origin(origin, name, length, true))
			return true;
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

/** A name directly below a reverse zone of a clause. */
static void
match_reverse_zone(const struct clause* clause, const uint8_t* name,
	size_t length, struct expectation* expectation)
{
	size_t rest = *name + (size_t)1;
	struct number next = clause->first;
	struct number octet;
	bool in_zone = false;
	struct number address = number_of(0);

	for(size_t i = 0; i < clause->reverse_zone_count; i++) {
		const struct reverse_zone_name* zone = &clause->reverse_zones[i];

		if(zone->name.length != length - rest || !ws_octets_equal(
			zone->name.name, name + rest, length - rest))
			continue;
		in_zone = reverse_octet(name, &octet);
		address = number_add(zone->first, octet);
	}
	for(size_t i = 0; in_zone && i < clause->network_count; i++) {
		const struct network* network = &clause->networks[i];

		if(network->family != IPV4)
			continue;
		ask_pointer(clause, network, next, address, expectation);
		next = number_add(last_number(network, next), number_of(1));
	}
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
	struct expectation any_domain;
	struct reverse_name reverse;

	memset(expectation, 0, sizeof(*expectation));
	memset(&any_domain, 0, sizeof(any_domain));
	for(unsigned i = 1; i < labels; i++) {
		ask_origin(clauses, count, view, name, length, offset, i, false,
			expectation);
		ask_origin(clauses, count, view, name, length, offset, i, true,
			expectation);
	}
	for(size_t j = 0; j < count; j++) {
		struct part parts[MAX_LABELS];
		size_t template_labels = split_template(&clauses[j], parts);

		if(reference_sees(view, &clauses[j])
			&& clauses[j].origin_count == 0 && labels > template_labels)
			ask_clause(&clauses[j], name, offset,
				(unsigned)template_labels, &any_domain);
	}
	add_level(expectation, &any_domain);
	for(size_t j = 0; j < count; j++)
		expectation->below |= reference_sees(view, &clauses[j])
			&& is_above_origin(&clauses[j], name, length);
	for(size_t j = 0; j < count && labels > 1; j++)
		if(reference_sees(view, &clauses[j]))
			match_reverse_zone(&clauses[j], name, length,
				expectation);
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
