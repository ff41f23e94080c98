/* SPDX-License-Identifier: BSD-3-Clause */
/* A $GENERATE as a clause: its numbers are those of the rule, and each `$` is a
 * placeholder. */
#include "generate.h"
#include "made_clause.h"
#include "print.h"
#include "rrtype.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <string.h>

/** Append a number as a placeholder. @param is_name: it is in a name, whose case does not
 * matter. @return false: there is none like it. */
static bool
append_placeholder(struct octets* to, const struct generate* generate,
	const struct piece* piece, bool is_name)
{
	bool is_hex = piece->base == 'x' || (piece->base == 'X' && is_name);
	uint64_t last = generate->last + (uint64_t)piece->offset;
	unsigned width = piece->width > 1 ? piece->width : 0;
	char form[16] = "";

	if((!is_hex && piece->base != 'd') || width > (is_hex ? 32 : 39)
		|| (is_hex && width && width < 8 && last >> (4 * width)))
		return false;
	if(width)
		snprintf(form, sizeof(form), ":%u", width);
	else if(is_hex)
		strcpy(form, ":");
	strcat(form, is_hex ? "x}" : "}");
	return octets_append(to, "{n", 2)
		&& octets_append(to, form, strlen(form));
}

/** Append a side of which the numbers are placeholders. @return false: they cannot be, or
 * there is no memory. */
static bool
append_side(struct octets* to, const struct generate* generate,
	const struct side* side, bool is_name)
{
	for(size_t i = 0; i < side->count; i++) {
		const struct piece* piece = &side->pieces[i];

		for(size_t j = 0; j < piece->length; j++) {
			const char* at = piece->text + j;
			size_t length = *at == '\\' && j + 1 < piece->length ? 2 : 1;

			if(((*at == '{' || *at == '}') && !octets_append(to,
				"\\", 1)) || !octets_append(to, at, length))
				return false;
			j += length - 1;
		}
		if(piece->base && !append_placeholder(to, generate, piece, is_name))
			return false;
	}
	return octets_append(to, "", 1);
}

/** Whether all numbers are counted from the same one, of 0 or more, and the owner has just
 * one of them. */
static bool
counts_alike(const struct generate* generate, int64_t* offset)
{
	const struct side* owner = &generate->owner;
	const struct side* rdata = &generate->rdata;
	unsigned count = 0;

	for(size_t i = 0; i < owner->count; i++)
		if(owner->pieces[i].base) {
			*offset = owner->pieces[i].offset;
			count++;
		}
	for(size_t i = 0; i < rdata->count; i++)
		if(rdata->pieces[i].base && rdata->pieces[i].offset != *offset)
			return false;
	return count == 1 && (int64_t)generate->first + *offset >= 0;
}

/** Make an absolute name relative to the origin. @return false: it is not below it. */
static bool
make_relative(char* name, const char* origin)
{
	size_t length = strlen(name), origin_length = strlen(origin);
	char* dot;

	if(!ldns_dname_str_absolute(name))
		return true;
	if(length <= origin_length)
		return false;
	dot = name + length - origin_length - 1;
	if(*dot != '.' || !ws_octets_equal((const uint8_t*)dot + 1,
		(const uint8_t*)origin, origin_length))
		return false;
	*dot = 0;
	return true;
}

/** Set a setting to a text of octets. */
static bool
set_text(struct generate* generate, struct clause_text* clause, const char* key,
	const struct octets* text)
{
	return clause_add_setting(clause, key, (const char*)text->octets)
		|| reader_out_of_memory(generate->zone->reader);
}

/** Make the clause that computes the records.
 * @param made: set to whether there is one that can. @return false: rejected. */
static bool
make_clause(struct generate* generate, struct clause_text* clause, bool* made)
{
	struct reader* reader = generate->zone->reader;
	const struct record_head* head = &generate->head;
	char type[RR_TYPE_MAX_TEXT], origin[NAME_MAX_TEXT];
	struct octets name = {0}, record = {0};
	int64_t offset = 0;
	bool set = true;

	ws_rr_type_show(head->type, type);
	show_name(generate->zone->origin.name, 0, origin);
	*made = generate->step == 1 && counts_alike(generate, &offset)
		&& append_side(&name, generate, &generate->owner, true)
		&& make_relative((char*)name.octets, origin)
		&& octets_append(&record, type, strlen(type))
		&& octets_append(&record, " ", 1)
		&& append_side(&record, generate, &generate->rdata, false);
	if(*made)
		set = set_text(generate, clause, "name", &name)
			&& clause_set(reader, clause, "numbers", "%lld-%lld",
			(long long)generate->first + offset,
			(long long)generate->last + offset)
			&& clause_set(reader, clause, "origin", "%s", origin)
			&& clause_set(reader, clause, "ttl", "%lu",
			(unsigned long)head->ttl)
			&& set_text(generate, clause, "record", &record);
	free(name.octets);
	free(record.octets);
	return set;
}

/** Whether two clauses have the same settings but for their records. */
static bool
are_alike(const struct clause_text* a, const struct clause_text* b)
{
	for(size_t i = 0; strcmp(a->setting[i].key, "record") != 0; i++)
		if(strcmp(a->setting[i].value, b->setting[i].value) != 0)
			return false;
	return true;
}

/** Add the record of a clause to that of the $GENERATE before, if all else of them is the
 * same. @param number: set to its number; 0: it cannot be added there. */
static bool
add_to_last(struct generate* generate, const struct clause_text* clause,
	uint32_t* number)
{
	struct reader* reader = generate->zone->reader;
	uint32_t last = generate->zone->last_clause;
	const char* record = clause->setting[clause->count - 1].value;
	struct clause_text both = {0};
	const struct clause_text* before;
	char problem[MAX_CLAUSE_PROBLEM];
	bool added = true;

	if(last == 0 || last != reader->records->clause_count)
		return true;
	before = &reader->records->clause[last - 1];
	if(!are_alike(before, clause))
		return true;
	for(size_t i = 0; i < before->count && added; i++)
		added = clause_add_setting(&both, before->setting[i].key,
			before->setting[i].value);
	added = added && clause_add_setting(&both, "record", record);
	if(added && clause_loads(&both, problem)) {
		added = records_add_setting(reader->records, "record", record);
		*number = last;
	}
	clause_free(&both);
	return added || reader_out_of_memory(reader);
}

bool
generate_clause(struct generate* generate, uint32_t* number)
{
	struct reader* reader = generate->zone->reader;
	struct clause_text clause = {0};
	char problem[MAX_CLAUSE_PROBLEM];
	bool made;
	bool added = make_clause(generate, &clause, &made);

	if(added && made && clause_loads(&clause, problem)) {
		added = add_to_last(generate, &clause, number);
		if(added && *number == 0)
			added = clause_add(reader, &clause, number);
		generate->zone->last_clause = *number;
	}
	clause_free(&clause);
	return added;
}
