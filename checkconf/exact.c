/* SPDX-License-Identifier: BSD-3-Clause */
#include "exact.h"
#include "list.h"
#include "memory.h"
#include "print.h"
#include "rrtype.h"

#include <stdio.h>
#include <stdlib.h>

/** Whether a record of a name was read. */
static bool
has_record(const struct names* names, const struct name* name,
	const struct workstation_rrset* rrset, const uint8_t* rdata, size_t length)
{
	const struct record* records = &names->records->record[name->record];

	for(uint32_t i = 0; i < name->count; i++)
		if(records[i].type == rrset->type && records[i].ttl == rrset->ttl
			&& rdata_is_equal(rrset->type, records[i].rdata,
			records[i].rdata_length, rdata, length))
			return true;
	return false;
}

/** Whether a reply has just the records of a name. Both have each record once. */
static bool
has_records(const struct names* names, const struct name* name,
	const struct workstation_reply* reply)
{
	size_t count = 0;

	for(size_t i = 0; i < reply->count; i++) {
		const struct workstation_rrset* rrset = &reply->rrset[i];
		const uint8_t* at = rrset->records;

		for(uint16_t j = 0; j < rrset->count; j++) {
			size_t length = (size_t)at[0] << 8 | at[1];

			at += WORKSTATION_RDATA_LENGTH;
			if(!has_record(names, name, rrset, at, length))
				return false;
			at += length;
		}
		count += rrset->count;
	}
	return count == name->count;
}

/** Whether rules compute just the records of a name. */
static bool
is_computed(const struct names* names, const struct name* name,
	const struct workstation_rules* rules)
{
	struct blocks blocks = {NULL};
	const struct workstation_memory memory = {&blocks_allocate, &blocks};
	const struct workstation_question question = {.qname = name->octets,
		.qname_length = name->length, .qtype = RR_TYPE_ANY,
		.qclass = RR_CLASS_IN, .memory = &memory};
	struct workstation_reply reply;
	bool computed = workstation_judge(rules, &question, &reply)
		== WORKSTATION_ANSWER && has_records(names, name, &reply);

	blocks_free(&blocks);
	return computed;
}

/** What the rules list, compared with the names that were read. */
struct comparison {
	const struct names* names;
	/** By name: how many records were listed. */
	uint32_t* listed;
	/** Records of other names that may still come. */
	size_t filled;
	char* message;
	size_t size;
};

static int
compare_owner(void* context, const uint8_t* owner, size_t length, int any_domain,
	const struct workstation_rrset* rrset)
{
	struct comparison* comparison = context;
	const struct names* names = comparison->names;
	const struct name* name = names_look_up(names, owner, length);
	char text[NAME_MAX_TEXT];

	(void)any_domain;
	if(name) {
		comparison->listed[name - names->name] += rrset->count;
		return 1;
	}
	if(comparison->filled < rrset->count) {
		show_name(owner, 0, text);
		snprintf(comparison->message, comparison->size,
			"the rules have %s, which was not read: a fault of this program",
			text);
		return 0;
	}
	comparison->filled -= rrset->count;
	return 1;
}

static void
ignore(void* context, const char* name, const uint8_t* origin)
{
	(void)context;
	(void)name;
	(void)origin;
}

/** Make local-data of the names of which rules do not compute, or list, just the records. */
static void
hide_others(struct names* names, const struct workstation_rules* rules,
	const uint32_t* listed)
{
	for(size_t i = 0; i < names->count; i++) {
		struct name* name = &names->name[i];

		if(name->rule != LOCAL_DATA && (listed[i] != name->count
			|| !is_computed(names, name, rules)))
			name->rule = LOCAL_DATA;
	}
}

bool
make_exact(struct names* names, const struct workstation_text* text,
	size_t filled, char* message, size_t size)
{
	struct comparison comparison = {names, NULL, filled, message, size};
	struct workstation_rules* rules;
	bool exact;

	if(workstation_text_is_empty(text)) /* it would be the built-in rule */
		return true;
	comparison.listed = calloc(names->count + 1, sizeof(*comparison.listed));
	if(!comparison.listed) {
		snprintf(message, size, "out of memory");
		return false;
	}
	rules = workstation_rules_load(text, NULL, NULL, message, size);
	exact = rules
		&& visit_names(rules, &compare_owner, &ignore, &comparison)
		&& visit_pointers(rules, &compare_owner, &comparison);
	if(exact)
		hide_others(names, rules, comparison.listed);
	workstation_rules_free(rules);
	free(comparison.listed);
	return exact;
}
