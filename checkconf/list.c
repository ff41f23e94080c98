/* SPDX-License-Identifier: BSD-3-Clause */
/* All the records that rules compute. The compiled intervals give the numbers, and
 * the engine judges each name that is made of one. */
#include "list.h"
#include "lookup.h"
#include "reverse.h"

#include <string.h>

#define RR_TYPE_A 1
#define RR_TYPE_PTR 12
#define RR_TYPE_AAAA 28
#define RR_CLASS_IN 1

/** What is listed, and to whom. */
struct list {
	const struct workstation_rules* rules;
	record_visitor* visit;
	void* context;
};

/** Visit the record that a name has, if any. @return false: it is enough. */
static bool
visit_record(const struct list* list, const uint8_t* owner, size_t length,
	bool any_domain, uint16_t type)
{
	struct workstation_reply reply;

	return workstation_judge(list->rules, owner, length, type, RR_CLASS_IN,
		&reply) != WORKSTATION_ANSWER || list->visit(list->context,
		owner, length, any_domain, &reply.rrset[0]);
}

/** Visit the address that a name has of this rule. @return false: it is enough. */
static bool
visit_family(const struct list* list, const uint8_t* name, size_t length,
	bool any_domain, enum family family, uint32_t rule)
{
	struct question question = {list->rules, name, length, 0, {0}, 0};
	struct finding finding;

	question.labels = ws_name_labels(name, length,
		question.offset);
	if(question.labels == 0)
		return true;
	ws_lookup(&question, &finding);
	return !finding.forward[family].piece
		|| finding.forward[family].piece->rule != rule
		|| visit_record(list, name, length, any_domain,
			family == IPV4 ? RR_TYPE_A : RR_TYPE_AAAA);
}

/** Visit what a number has in a shape. */
static bool
visit_number(const struct list* list, const struct shape* shape,
	enum family family, struct number number, uint32_t rule)
{
	const struct workstation_rules* rules = list->rules;
	const struct rule* own = &rules->rules[rule];
	const struct origin* origin = &rules->origins[shape->origin];
	bool any_domain = shape->origin == ANY_DOMAIN;
	struct template_value value = {number, family, false};
	/* with "*." in front of the name */
	uint8_t buffer[2 + 1 + TEMPLATE_MAX_LITERAL + NUMBER_MAX_DIGITS
		+ MAX_NAME] = {1, '*'};
	uint8_t* name = buffer + 2;
	size_t length = ws_template_write(&own->form,
		rules->texts + own->literal, &value, name + 1);

	if(length > MAX_LABEL)
		return true;
	*name = (uint8_t)length++;
	if(any_domain)
		name[length++] = 0;
	else
		memcpy(name + length, rules->texts + origin->name,
			origin->length);
	length += origin->length;
	/* names in front of one can be of a rule that the name itself is not */
	return visit_family(list, name, length, any_domain, family, rule)
		&& (!own->subdomains || visit_family(list, buffer, length + 2,
			any_domain, family, rule));
}

/** A number that a piece has. */
struct position {
	/** NULL: in front of the first one. */
	const struct segment* segment;
	struct number number;
};

/** Go to the next number of a slice. @return false: there is none. */
static bool
next_position(const struct segment* segments, struct segment_slice slice,
	struct position* position)
{
	const struct segment* end = segments + slice.at + slice.count;

	if(position->segment && number_compare(position->number, segment_last(
		segments, slice, position->segment)) != 0) {
		position->number = number_add(position->number, number_of(1));
		return true;
	}
	position->segment = position->segment ? position->segment + 1
		: segments + slice.at;
	while(position->segment != end && position->segment->piece == NO_PIECE)
		position->segment++;
	if(position->segment == end)
		return false;
	position->number = position->segment->first;
	return true;
}

int
visit_addresses(const struct workstation_rules* rules,
	record_visitor* visit, void* context)
{
	const struct list list = {rules, visit, context};

	for(size_t i = 0; i < rules->shape_count * FAMILIES; i++) {
		const struct shape* shape = &rules->shapes[i / FAMILIES];
		enum family family = (enum family)(i % FAMILIES);
		struct position position = {NULL, number_of(0)};

		while(next_position(rules->forward, shape->slice[family], &position))
			if(!visit_number(&list, shape, family, position.number,
				rules->pieces[position.segment->piece].rule))
				return 0;
	}
	return 1;
}

int
visit_pointers(const struct workstation_rules* rules,
	record_visitor* visit, void* context)
{
	const struct list list = {rules, visit, context};

	for(enum family family = IPV4; family <= IPV6; family++) {
		struct position position = {NULL, number_of(0)};

		while(next_position(rules->reverse, rules->reverse_slice[family],
			&position)) {
			struct address address = {position.number, family};
			uint8_t name[MAX_NAME];
			size_t length = ws_reverse_write(name,
				address);

			if(!visit_record(&list, name, length, false,
				RR_TYPE_PTR))
				return 0;
		}
	}
	return 1;
}
