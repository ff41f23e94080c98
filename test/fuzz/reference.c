/* SPDX-License-Identifier: BSD-3-Clause */
#include "reference.h"
#include "judge.h"
#include "reference_zones.h"
#include "reverse.h"
#include "rrtype.h"

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
	struct number next = clause->numbered ? clause->networks[0].first
		: clause->first, excepted;

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

/** The name that is asked for, and the first labels of it that are taken for a prefix of
 * records. */
struct asked {
	const struct reference* reference;
	const uint8_t* name;
	size_t length;
	uint8_t offset[MAX_LABELS];
	unsigned labels, skipped;
	uint16_t type;
	bool in_zone;
};

/** The clauses that count alike: those of one origin, or for any domain. */
struct level {
	const struct asked* asked;
	/** Labels before the origin; 0: any domain. */
	unsigned before;
	/** Whether the origin has * in place of its first label. */
	bool wildcard;
};

/** Note that a clause makes a name exist, or the names below it. */
static void
note_existing(const struct clause* clause, bool is_above,
	struct expectation* found)
{
	found->exists |= !is_above;
	found->below |= is_above;
	if(!found->other_types && (clause->other_types.nodata
		|| clause->other_types.except_count
		|| (is_above && clause->nxdomain))) {
		found->other_types = clause;
		found->other_types_above = is_above;
	}
}

/** Ask a clause for a name above its own. */
static void
ask_above(const struct clause* clause, const struct reading* reading,
	struct expectation* found)
{
	bool exists = !reading->has_value && clause->network_count;

	for(size_t i = 0; reading->octets && reading->octets < 4
		&& i < clause->network_count; i++)
		exists = exists || has_address(clause, &clause->networks[i],
			number_of(0), NUMBER_MAX, reading->value.number,
			8 * reading->octets);
	for(enum family family = IPV4; family <= IPV6; family++) {
		struct number address;

		exists = exists || (reading->has_value && reading->octets % 4 == 0
			&& find_address(clause, &reading->value, family, &address));
	}
	if(exists)
		note_existing(clause, true, found);
}

/** Ask for the records of a clause. */
static void
ask_records(const struct level* level, const struct record_owner* owner,
	struct expectation* found)
{
	const struct asked* asked = level->asked;
	const struct reference* reference = asked->reference;
	uint8_t prefix[MAX_NAME];

	for(size_t i = 0; i < reference->record_count; i++) {
		const struct record_line* line = &reference->records[i];

		if(&reference->clauses[line->clause] != owner->clause
			|| !record_has_labels(line->value, asked->name, owner->name)
			|| !record_has_values(line->value, owner))
			continue;
		note_existing(owner->clause, false, found);
		if(!found->record.clause && record_type(line->value) == asked->type
			&& record_prefix(line->value, prefix) == owner->name)
			found->record = *owner;
	}
}

static bool
texts_equal(const char* a, const char* b)
{
	return strlen(a) == strlen(b) && ws_octets_equal((const uint8_t*)a,
		(const uint8_t*)b, strlen(a));
}

static const char*
name_of(const struct clause* clause)
{
	return clause->seen[SETTING_NAME].key
		? clause->seen[SETTING_NAME].value : DEFAULT_NAME;
}

static bool is_of_level(const struct level* level, const struct clause* clause);

/** Whether a clause knows the prefix in front of a name that it may not have: it, or
 * another one with the same names, has records there. */
static bool
knows_prefix(const struct level* level, const struct clause* clause)
{
	const struct asked* asked = level->asked;
	const struct reference* reference = asked->reference;

	for(size_t i = 0; i < reference->record_count; i++) {
		const struct record_line* line = &reference->records[i];
		const struct clause* other = &reference->clauses[line->clause];

		if(is_of_level(level, other) && other->network_count
			&& other->subdomains == clause->subdomains
			&& texts_equal(name_of(other), name_of(clause))
			&& record_has_labels(line->value, asked->name,
				asked->offset[asked->skipped]))
			return true;
	}
	return asked->skipped == 0;
}

/** Find the addresses of the name of an owner, which are those of the first clauses with
 * the same names. */
static void
find_name_addresses(const struct level* level,
	const struct template_value* value, struct record_owner* owner)
{
	const struct reference* reference = level->asked->reference;

	for(enum family family = IPV4; family <= IPV6; family++)
		for(size_t i = reference->count; i-- > 0;) {
			const struct clause* clause = &reference->clauses[i];
			struct number address;

			if(!clause->numbered && is_of_level(level, clause)
				&& clause->subdomains == owner->clause->subdomains
				&& texts_equal(name_of(clause),
				name_of(owner->clause))
				&& find_address(clause, value, family, &address))
				owner->name_address[family] = address;
		}
}

/** Ask a clause for one of its names. @param before: labels before the origin. */
static void
ask_reading(const struct level* level, const struct clause* clause,
	const struct reading* reading, unsigned before, struct expectation* found)
{
	const struct asked* asked = level->asked;
	struct record_owner owner;

	memset(&owner, 0, sizeof(owner));
	owner.clause = clause;
	owner.number = reading->value.number;
	owner.name = asked->offset[asked->skipped];
	owner.origin = asked->offset[before];
	if(clause->nxdomain && !found->nxdomain && knows_prefix(level, clause))
		found->nxdomain = clause;
	for(enum family family = IPV4; family <= IPV6; family++)
		if(find_address(clause, &reading->value, family,
			&owner.address[family]))
			owner.families |= FAMILY_BIT(family);
	if(!owner.families)
		return;
	for(enum family family = IPV4; family <= IPV6 && !asked->skipped; family++) {
		if(!(owner.families & FAMILY_BIT(family)))
			continue;
		note_existing(clause, false, found);
		if(!found->computing[family] && !clause->numbered) {
			found->computing[family] = clause;
			found->address[family] = owner.address[family];
		}
	}
	if(clause->numbered)
		owner.families = 0;
	find_name_addresses(level, &reading->value, &owner);
	ask_records(level, &owner, found);
}

/** Ask a clause for a name with so many labels before an origin, or, for any domain, for
 * the name. */
static void
ask_clause(const struct level* level, const struct clause* clause,
	unsigned before, struct expectation* found)
{
	const struct asked* asked = level->asked;
	struct part parts[MAX_LABELS];
	size_t count = split_template(clause, parts);
	size_t labels = before - asked->skipped;
	struct reading reading;

	if(labels == count || (labels > count && clause->subdomains
		&& !asked->skipped)) {
		if(read_labels(clause, parts, count,
			asked->name + asked->offset[before - count], &reading))
			ask_reading(level, clause, &reading, before, found);
	} else if(labels < count && clause->origin_count && !asked->skipped) {
		if(read_labels(clause, parts + count - labels, labels,
			asked->name, &reading))
			ask_above(clause, &reading, found);
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

static bool
is_of_level(const struct level* level, const struct clause* clause)
{
	const struct asked* asked = level->asked;
	size_t at = asked->offset[level->before];

	return reference_sees(asked->reference->view, clause)
		&& (level->before ? has_origin(clause, asked->name + at,
		asked->length - at, level->wildcard) : clause->origin_count == 0);
}

static void
add_found(struct expectation* expectation, const struct expectation* found)
{
	for(int family = 0; family < FAMILIES; family++)
		if(!expectation->computing[family]) {
			expectation->computing[family] = found->computing[family];
			expectation->address[family] = found->address[family];
		}
	if(!expectation->record.clause)
		expectation->record = found->record;
	if(!expectation->other_types) {
		expectation->other_types = found->other_types;
		expectation->other_types_above = found->other_types_above;
	}
	if(!expectation->nxdomain)
		expectation->nxdomain = found->nxdomain;
	expectation->exists |= found->exists;
	expectation->below |= found->below;
}

/** Ask the clauses of a level. */
static void
ask_level(const struct asked* asked, unsigned before, bool wildcard,
	struct expectation* expectation)
{
	const struct reference* reference = asked->reference;
	const struct level level = {asked, before, wildcard};
	struct expectation found;

	memset(&found, 0, sizeof(found));
	for(size_t i = 0; i < reference->count; i++) {
		const struct clause* clause = &reference->clauses[i];
		struct part parts[MAX_LABELS];
		unsigned labels = before;

		if(!before)
			labels = asked->skipped
				+ (unsigned)split_template(clause, parts);
		if(is_of_level(&level, clause) && labels < asked->labels)
			ask_clause(&level, clause, labels, &found);
	}
	add_found(expectation, &found);
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
	note_existing(clause, false, expectation);
	if(expectation->pointing)
		return;
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

	if(below_owner) {
		/* which of several decides, if they differ, is not said */
		expectation->is_unsure |= expectation->other_types
			&& expectation->other_types != clause;
		note_existing(clause, true, expectation);
	}
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

bool
reference_is_nodata(const struct expectation* expectation, uint16_t type)
{
	const struct clause* clause = expectation->other_types;

	if(!clause)
		return false;
	for(size_t i = 0; i < clause->other_types.except_count; i++)
		if(clause->other_types.except[i] == type)
			return !clause->other_types.nodata
				|| (expectation->other_types_above
				&& clause->nxdomain);
	return clause->other_types.nodata || (expectation->other_types_above
		&& clause->nxdomain);
}

/** Ask for forward names, without so many labels of a prefix. */
static void
ask_forward(struct asked* asked, unsigned skipped,
	struct expectation* expectation)
{
	const struct reference* reference = asked->reference;

	asked->skipped = skipped;
	for(unsigned i = skipped + 1; i < asked->labels; i++) {
		ask_level(asked, i, false, expectation);
		for(size_t j = 0; j < reference->count && i == 1; j++)
			if(reference_sees(reference->view, &reference->clauses[j]))
				match_reverse_zone(&reference->clauses[j],
					asked->name, asked->length, expectation);
		ask_level(asked, i, true, expectation);
	}
	if(!asked->in_zone)
		ask_level(asked, 0, false, expectation);
}

void
reference_ask(const struct reference* reference, const uint8_t* name,
	size_t length, uint16_t type, struct expectation* expectation)
{
	struct asked asked = {.reference = reference, .name = name,
		.length = length, .type = type};
	struct reverse_name reverse;

	memset(expectation, 0, sizeof(*expectation));
	asked.labels = ws_name_labels(name, length, asked.offset);
	asked.in_zone = reference_place(reference, name, length, RR_TYPE_A).zone;
	/* the records with a prefix come first */
	for(unsigned i = 1; i < asked.labels
		&& name[asked.offset[i - 1] + 1] == '_'; i++)
		ask_forward(&asked, i, expectation);
	ask_forward(&asked, 0, expectation);
	expectation->below |= reference_has_zone(reference, name, length);
	for(size_t j = 0; j < reference->count; j++)
		expectation->below |= reference_sees(reference->view,
			&reference->clauses[j]) && is_above_origin(
			&reference->clauses[j], name, length);
	if(ws_reverse_read(name, asked.labels, asked.offset, &reverse))
		for(size_t j = 0; j < reference->count; j++)
			if(reference_sees(reference->view,
				&reference->clauses[j]))
				match_reverse(&reference->clauses[j], &reverse,
					expectation);
}
