/* SPDX-License-Identifier: BSD-3-Clause */
#include "exact.h"
#include "list.h"
#include "print.h"

#include <stdlib.h>

/** What the rules list, compared with the records that were read. */
struct comparison {
	const struct names* names;
	/** By record: whether it was listed. */
	bool* listed;
	size_t count;
	/** Records that were not read. */
	size_t filled;
	char* message;
	size_t size;
};

static int
refuse(struct comparison* comparison, const uint8_t* owner, const char* what)
{
	char name[NAME_MAX_TEXT];

	show_name(owner, 0, name);
	snprintf(comparison->message, comparison->size, "%s %s", name, what);
	return 0;
}

/** Find a record of a name. @return its index, or the number of records: there is none. */
static size_t
find_record(const struct names* names, const struct name* name,
	const struct workstation_rrset* rrset, const uint8_t* rdata, size_t length)
{
	const struct record* records = names->records->record;

	for(size_t i = name->record; i < (size_t)name->record + name->count; i++)
		if(records[i].type == rrset->type && records[i].ttl == rrset->ttl
			&& rdata_is_equal(rrset->type, records[i].rdata,
			records[i].rdata_length, rdata, length))
			return i;
	return names->records->count;
}

static int
compare_rrset(void* context, const uint8_t* owner, size_t length, int any_domain,
	const struct workstation_rrset* rrset)
{
	struct comparison* comparison = context;
	const struct names* names = comparison->names;
	const struct name* name = names_look_up(names, owner, length);
	const uint8_t* at = rrset->records;

	(void)any_domain;
	if(!name) {
		if(comparison->filled < rrset->count)
			return refuse(comparison, owner, "is computed, but was not read");
		comparison->filled -= rrset->count;
		return 1;
	}
	for(uint16_t i = 0; name->rule != LOCAL_DATA && i < rrset->count; i++) {
		size_t octets = (size_t)at[0] << 8 | at[1], record;

		record = find_record(names, name, rrset,
			at + WORKSTATION_RDATA_LENGTH, octets);
		if(record == names->records->count || comparison->listed[record])
			return refuse(comparison, owner,
				"has a computed record that was not read");
		comparison->listed[record] = true;
		at += WORKSTATION_RDATA_LENGTH + octets;
	}
	return 1;
}

/** @return false: a name that rules are to compute has a record that they do not. */
static bool
all_listed(struct comparison* comparison)
{
	const struct names* names = comparison->names;

	for(size_t i = 0; i < names->count; i++) {
		const struct name* name = &names->name[i];

		for(size_t j = 0; name->rule != LOCAL_DATA && j < name->count; j++)
			if(!comparison->listed[name->record + j])
				return refuse(comparison, name->octets,
					"has a record that is not computed");
	}
	return true;
}

static void
ignore(void* context, const char* name, const uint8_t* origin)
{
	(void)context;
	(void)name;
	(void)origin;
}

bool
is_exact(const struct names* names, const struct workstation_text* text,
	size_t filled, char* message, size_t size)
{
	struct comparison comparison = {.names = names, .filled = filled,
		.message = message, .size = size};
	struct workstation_rules* rules;
	bool exact;

	if(workstation_text_is_empty(text)) /* it would be the built-in rule */
		return true;
	comparison.listed = calloc(names->records->count + 1,
		sizeof(*comparison.listed));
	if(!comparison.listed) {
		snprintf(message, size, "out of memory");
		return false;
	}
	rules = workstation_rules_load(text, NULL, message, size);
	exact = rules
		&& visit_names(rules, &compare_rrset, &ignore, &comparison)
		&& visit_pointers(rules, &compare_rrset, &comparison)
		&& all_listed(&comparison);
	workstation_rules_free(rules);
	free(comparison.listed);
	return exact;
}
