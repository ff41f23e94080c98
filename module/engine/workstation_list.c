/* SPDX-License-Identifier: BSD-3-Clause */
/* All the records that rules stand for, one after the other. */
#include "workstation_finding.h"
#include "workstation_reverse.h"

#include <string.h>

#define RR_TYPE_A 1
#define RR_TYPE_PTR 12
#define RR_TYPE_AAAA 28
#define RR_CLASS_IN 1

/** What is listed, and to whom. */
struct list {
	const struct workstation_rules* rules;
	workstation_record_visitor* visit;
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
visit_address(const struct list* list, const uint8_t* name, size_t length,
	bool any_domain, enum family family, uint32_t rule)
{
	struct question question = {list->rules, name, length, 0, {0}};
	struct finding finding;

	question.labels = workstation_name_labels(name, length,
		question.offset);
	if(question.labels == 0)
		return true;
	workstation_find(&question, &finding);
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
	/* room for "*." in front of it */
	uint8_t room[2 + 1 + TEMPLATE_MOST_OCTETS + NUMBER_MOST_DIGITS
		+ LONGEST_NAME] = {1, '*'};
	uint8_t* name = room + 2;
	size_t length = workstation_template_write(&own->form,
		rules->texts + own->literal, &value, name + 1);

	if(length > LONGEST_LABEL)
		return true;
	*name = (uint8_t)length++;
	if(any_domain)
		name[length++] = 0;
	else
		memcpy(name + length, rules->texts + origin->name,
			origin->length);
	length += origin->length;
	/* names in front of one can be of a rule that the name itself is not */
	return visit_address(list, name, length, any_domain, family, rule)
		&& (!own->subdomains || visit_address(list, room, length + 2,
			any_domain, family, rule));
}

int
workstation_rules_visit_addresses(const struct workstation_rules* rules,
	workstation_record_visitor* visit, void* context)
{
	const struct list list = {rules, visit, context};

	for(size_t i = 0; i < rules->shape_count * FAMILIES; i++) {
		const struct shape* shape = &rules->shapes[i / FAMILIES];
		enum family family = (enum family)(i % FAMILIES);
		struct segment_slice slice = shape->slice[family];

		for(uint32_t j = 0; j < slice.count; j++) {
			const struct segment* segment = rules->forward
				+ slice.at + j;
			struct number last = segment_last(rules->forward,
				slice, segment);
			struct number number = segment->first;

			for(; segment->piece != NO_PIECE; number
				= number_add(number, number_of(1))) {
				if(!visit_number(&list, shape, family, number,
					rules->pieces[segment->piece].rule))
					return 0;
				if(number_compare(number, last) == 0)
					break;
			}
		}
	}
	return 1;
}

int
workstation_rules_visit_pointers(const struct workstation_rules* rules,
	workstation_record_visitor* visit, void* context)
{
	const struct list list = {rules, visit, context};

	for(enum family family = IPV4; family <= IPV6; family++) {
		struct segment_slice slice = rules->reverse_slice[family];

		for(uint32_t i = 0; i < slice.count; i++) {
			const struct segment* segment = rules->reverse
				+ slice.at + i;
			struct number last = segment_last(rules->reverse,
				slice, segment);
			struct address address = {segment->first, family};

			for(; segment->piece != NO_PIECE; address.number
				= number_add(address.number, number_of(1))) {
				uint8_t name[LONGEST_NAME];
				size_t length = workstation_reverse_write(name,
					address);

				if(!visit_record(&list, name, length, false,
					RR_TYPE_PTR))
					return 0;
				if(number_compare(address.number, last) == 0)
					break;
			}
		}
	}
	return 1;
}
