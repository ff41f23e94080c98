/* SPDX-License-Identifier: BSD-3-Clause */
/* Asking the rules for a name. */
#include "lookup.h"
#include "reverse.h"

#include <string.h>

/** Of two rules that say it, the first one counts. */
static void
deny(struct denial* denial, uint32_t rule, uint8_t owner)
{
	if(rule < denial->rule) {
		denial->rule = rule;
		denial->owner = owner;
	}
}

/** Ask the rules of one shape for a value. */
static void
ask_shape(const struct workstation_rules* rules, const struct shape* shape,
	const struct template_value* value, uint8_t owner,
	struct finding* finding)
{
	bool numbered = rules->rules[shape->rule].form.placeholder
		== PLACEHOLDER_NUMBER;

	deny(&finding->nxdomain, shape->nxdomain, owner);
	for(enum family family = IPV4; family <= IPV6; family++) {
		struct record* record = &finding->forward[family];
		const struct segment* segment;
		const struct piece* piece;

		if(value->overflow || (!numbered && family != value->family))
			continue;
		segment = segment_find(rules->forward, shape->slice[family],
			value->number);
		if(!segment || segment->piece == NO_PIECE)
			continue;
		finding->held = true;
		if(segment->nodata != NO_PIECE)
			deny(&finding->nodata,
				rules->pieces[segment->nodata].rule, owner);
		piece = &rules->pieces[segment->piece];
		if(!record->piece || piece < record->piece) {
			record->piece = piece;
			record->address = number_add(value->number,
				piece->shift);
		}
	}
}

static void
begin_finding(struct finding* finding)
{
	memset(finding, 0, sizeof(*finding));
	finding->any = true;
	finding->nodata.rule = finding->nxdomain.rule = NO_RULE;
}

/** Add what was found later, where nothing was found before. */
static void
add_finding(struct finding* finding, const struct finding* later)
{
	if(!finding->any) {
		*finding = *later;
		return;
	}
	for(int family = 0; family < FAMILIES; family++)
		if(!finding->forward[family].piece)
			finding->forward[family] = later->forward[family];
	if(!finding->reverse.piece)
		finding->reverse = later->reverse;
	if(finding->nodata.rule == NO_RULE)
		finding->nodata = later->nodata;
	if(finding->nxdomain.rule == NO_RULE)
		finding->nxdomain = later->nxdomain;
	finding->held = finding->held || later->held;
}

/**
 * Ask the rules below one origin, where those of longer ones found nothing.
 * @param computed: the index of the computed label among the qname's.
 */
static void
ask_origin(const struct question* question, uint32_t index, unsigned computed,
	struct finding* finding)
{
	const struct workstation_rules* rules = question->rules;
	const struct origin* origin = &rules->origins[index];
	const uint8_t* label = question->name + question->offset[computed];
	struct finding found;

	found.any = false;
	for(uint32_t i = 0; i < origin->form_count; i++) {
		const struct origin_form* form = &rules->forms[origin->forms + i];
		struct template_value value;
		const struct shape* shape;

		if(computed > 0 && !form->subdomains)
			continue;
		if(!ws_template_value(&form->form, label + 1, *label,
			&value))
			continue;
		shape = ws_find_shape(rules, index, &form->form,
			form->subdomains, label + 1,
			label + 1 + *label - form->form.suffix_length);
		if(!shape)
			continue;
		if(!found.any)
			begin_finding(&found);
		ask_shape(rules, shape, &value,
			question->offset[computed + 1], &found);
	}
	if(found.any)
		add_finding(finding, &found);
}

static void
ask_forward(const struct question* question, struct finding* finding)
{
	const struct workstation_rules* rules = question->rules;

	/* the longest origin leaves one label in front of it */
	for(unsigned i = 1; i < question->labels; i++) {
		uint8_t depth = rules->depth[question->labels - 1 - i];
		uint32_t index;

		if(!(depth & (i == 1 ? DEPTH_DIRECT : DEPTH_SUBDOMAINS)))
			continue;
		if(question->length - question->offset[i]
			< question->zone_length)
			break;
		index = ws_find_origin(rules,
			question->name + question->offset[i],
			question->length - question->offset[i]);
		if(index != ANY_DOMAIN)
			ask_origin(question, index, i - 1, finding);
	}
	if(question->labels > 1 && rules->origins[ANY_DOMAIN].form_count
		&& !question->zone_length)
		ask_origin(question, ANY_DOMAIN, 0, finding);
}

/** Where the name of a piece's boundary is in a reverse name. */
static uint8_t
boundary_offset(const struct question* question, const struct piece* piece)
{
	return question->offset[question->labels - REVERSE_LABELS
		- piece->boundary];
}

/** The first and the last address under a reverse name. */
static struct network
addresses_under(const struct reverse_name* name)
{
	unsigned bits = family_bits(name->address.family);
	unsigned step = bits / reverse_parts(name->address.family);
	struct network network = {name->address.number, name->address.number,
		name->address.family};

	network.last = number_or(network.first,
		number_mask(bits - name->parts * step));
	return network;
}

/** A segment of the slice that has some of the addresses, or NULL. */
static const struct segment*
find_among(const struct segment* segments, struct segment_slice slice,
	const struct network* network)
{
	const struct segment* segment = segment_find(segments, slice,
		network->last);

	if(!segment || segment->piece != NO_PIECE)
		return segment;
	/* between two pieces: the one before may end in the network */
	return number_compare(segment->first, network->first) > 0
		? segment - 1 : NULL;
}

/** A name above addresses: deny what it has not, where a rule says so. */
static void
ask_above(const struct question* question, const struct reverse_name* name,
	struct finding* finding)
{
	const struct workstation_rules* rules = question->rules;
	struct network network = addresses_under(name);

	/* a network whose boundary is below the name leaves it alone */
	for(unsigned boundary = 0; boundary <= name->parts; boundary++) {
		const struct segment* segment = find_among(rules->closed,
			rules->closed_slice[network.family * BOUNDARIES
				+ boundary], &network);
		const struct piece* piece;

		if(!segment)
			continue;
		piece = &rules->pieces[segment->piece];
		deny(&finding->nodata, piece->rule,
			boundary_offset(question, piece));
	}
}

/** Whether a network's reverse zones are at or below the local zone, if there is one. */
static bool
is_in_zone(const struct question* question, const struct piece* piece)
{
	unsigned labels = REVERSE_LABELS + piece->zone_parts;

	return question->labels < labels || question->length
		- question->offset[question->labels - labels]
		>= question->zone_length;
}

/** One address: its name, and what its rules say of other types. */
static void
ask_address(const struct question* question, const struct address* address,
	struct finding* finding)
{
	const struct workstation_rules* rules = question->rules;
	const struct segment* segment = segment_find(rules->reverse,
		rules->reverse_slice[address->family], address->number);

	if(!segment || segment->piece == NO_PIECE
		|| !is_in_zone(question, &rules->pieces[segment->piece]))
		return;
	finding->held = true;
	finding->reverse.piece = &rules->pieces[segment->piece];
	finding->reverse.address = address->number;
	if(segment->nodata != NO_PIECE) {
		const struct piece* piece = &rules->pieces[segment->nodata];

		deny(&finding->nodata, piece->rule,
			boundary_offset(question, piece));
	}
}

static void
ask_reverse(const struct question* question, struct finding* finding)
{
	struct reverse_name name;
	struct finding found;

	if(!question->rules->reverse_count || !ws_reverse_read(
		question->name, question->labels, question->offset, &name))
		return;
	begin_finding(&found);
	if(name.parts < reverse_parts(name.address.family))
		ask_above(question, &name, &found);
	else
		ask_address(question, &name.address, &found);
	add_finding(finding, &found);
}

/** A segment of the addresses below a reverse name that have names, or NULL. */
static const struct segment*
reverse_below(const struct question* question)
{
	const struct workstation_rules* rules = question->rules;
	const struct segment *segment, *first;
	struct segment_slice slice;
	struct reverse_name name;
	struct network network;

	if(!rules->reverse_count || !ws_reverse_read(question->name,
		question->labels, question->offset, &name))
		return NULL;
	network = addresses_under(&name);
	slice = rules->reverse_slice[network.family];
	first = rules->reverse + slice.at;
	segment = segment_find(rules->reverse, slice, network.last);
	while(segment && (segment->piece == NO_PIECE
		|| !is_in_zone(question, &rules->pieces[segment->piece])))
		segment = segment > first && number_compare(segment->first,
			network.first) > 0 ? segment - 1 : NULL;
	return segment;
}

bool
ws_has_names_below(const struct question* question)
{
	const struct workstation_rules* rules = question->rules;

	if((rules->depth[question->labels - 1] & DEPTH_EXISTING)
		&& ws_find_origin(rules, question->name,
			question->length) != ANY_DOMAIN)
		return true;
	return reverse_below(question) != NULL;
}

/** Whether an origin is the name asked for, or below it. */
static bool
is_below(const struct workstation_rules* rules, const struct origin* origin,
	const struct question* question)
{
	const uint8_t* name = rules->texts + origin->name;
	uint8_t offset[MAX_LABELS];
	unsigned labels = ws_name_labels(name, origin->length, offset);
	size_t above;

	if(labels < question->labels)
		return false;
	above = offset[labels - question->labels];
	return origin->length - above == question->length
		&& ws_octets_equal(name + above, question->name,
			question->length);
}

uint32_t
ws_rule_of_names_below(const struct question* question)
{
	const struct workstation_rules* rules = question->rules;
	const struct segment* segment = reverse_below(question);
	uint32_t first = segment ? rules->pieces[segment->piece].rule : NO_RULE;

	for(size_t i = 0; i < rules->shape_count; i++) {
		const struct shape* shape = &rules->shapes[i];

		if(shape->origin != ANY_DOMAIN && shape->rule < first
			&& is_below(rules, &rules->origins[shape->origin],
				question))
			first = shape->rule;
	}
	return first;
}

void
ws_lookup(const struct question* question, struct finding* finding)
{
	finding->any = false;
	ask_forward(question, finding);
	ask_reverse(question, finding);
}
