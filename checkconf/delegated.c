/* SPDX-License-Identifier: BSD-3-Clause */
/* What a zone delegates to other servers. */
#include "print.h"
#include "rrtype.h"
#include "zone_lines.h"

#include <ldns/ldns.h>
#include <stdio.h>

/** The names of a zone that count. */
struct cuts {
	/** The owners of SOA records; without any, the origin of the file. */
	struct name_set apexes;
	/** The owners of NS records that are no apex. */
	struct name_set delegations;
};

/** @return false: out of memory. */
static bool
find_apexes(struct cuts* cuts, const struct zone* zone, size_t first)
{
	const struct records* records = zone->reader->records;

	for(size_t i = first; i < records->count; i++) {
		const struct record* record = &records->record[i];

		if(record->type == RR_TYPE_SOA && !name_set_add(&cuts->apexes,
			record->owner, record->owner_length))
			return false;
	}
	return cuts->apexes.count || !zone->first_origin.length
		|| name_set_add(&cuts->apexes, zone->first_origin.name,
		zone->first_origin.length);
}

/** @return false: out of memory. */
static bool
find_delegations(struct cuts* cuts, const struct records* records, size_t first)
{
	for(size_t i = first; i < records->count; i++) {
		const struct record* record = &records->record[i];

		if(record->type == LDNS_RR_TYPE_NS && !name_set_has(
			&cuts->apexes, record->owner, record->owner_length)
			&& !name_set_add(&cuts->delegations, record->owner,
			record->owner_length))
			return false;
	}
	return true;
}

/** Find the delegation at or above a name, below its apex. @return NULL: there is none. */
static const uint8_t*
delegation_of(const struct cuts* cuts, const struct record* record)
{
	const uint8_t* found = NULL;
	const uint8_t* name = record->owner;
	size_t length = record->owner_length;

	for(;;) {
		if(name_set_has(&cuts->apexes, name, length))
			return found;
		if(name_set_has(&cuts->delegations, name, length))
			found = name;
		if(*name == 0)
			return found;
		length -= *name + (size_t)1;
		name += *name + (size_t)1;
	}
}

/** Whether two records are of one line: a $GENERATE. */
static bool
are_of_one_line(const struct record* a, const struct record* b)
{
	return a->place.file == b->place.file && a->place.line == b->place.line;
}

/** Say that a record is not carried over, and so many others of its line. */
static void
lose(struct records* records, const struct record* record,
	const uint8_t* delegation, size_t others)
{
	char name[NAME_MAX_TEXT], cut[NAME_MAX_TEXT], type[RR_TYPE_MAX_TEXT];
	char more[64] = "";

	show_name(record->owner, 0, name);
	show_name(delegation, 0, cut);
	ws_rr_type_show(record->type, type);
	if(others)
		snprintf(more, sizeof(more), ", and %zu more of the line", others);
	if(record->type == LDNS_RR_TYPE_NS && record->owner == delegation)
		records_lose(records, record->place,
			"%s NS%s: local-data has no delegations", name, more);
	else
		records_lose(records, record->place,
			"%s %s%s: %s is delegated to other servers", name, type,
			more, cut);
}

/** Say that records are not carried over: those of one line together.
 * @param index: of the first one. */
static void
lose_line(const struct cuts* cuts, struct records* records, size_t index)
{
	const struct record* record = &records->record[index];
	size_t others = 0;

	for(size_t i = index + 1; i < records->count
		&& are_of_one_line(record, &records->record[i]); i++)
		others += delegation_of(cuts, &records->record[i]) != NULL;
	lose(records, record, delegation_of(cuts, record), others);
}

/** @return false: out of memory. */
static bool
drop(const struct cuts* cuts, struct records* records, size_t first)
{
	size_t kept = first;
	struct record last = {0};

	for(size_t i = first; i < records->count; i++) {
		struct record* record = &records->record[i];

		if(!delegation_of(cuts, record)) {
			records->record[kept++] = *record;
			continue;
		}
		if(!are_of_one_line(record, &last))
			lose_line(cuts, records, i);
		if(record->clause)
			records_drop_clause(records, record->clause);
		if(!records_lose_name(records, record->owner,
			record->owner_length))
			return false;
		last = *record;
	}
	records->count = kept;
	return true;
}

bool
zone_drop_delegated(struct zone* zone, size_t first)
{
	struct cuts cuts = {{0}, {0}};
	struct records* records = zone->reader->records;
	bool found = find_apexes(&cuts, zone, first)
		&& find_delegations(&cuts, records, first);

	if(found && cuts.delegations.count)
		found = drop(&cuts, records, first);
	name_set_clear(&cuts.apexes);
	name_set_clear(&cuts.delegations);
	return found || reader_out_of_memory(zone->reader);
}
