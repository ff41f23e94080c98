/* SPDX-License-Identifier: BSD-3-Clause */
#include "names.h"
#include "reverse.h"
#include "rrtype.h"

#include <stdlib.h>
#include <string.h>

bool
rdata_is_equal(uint16_t type, const uint8_t* a, size_t a_length, const uint8_t* b,
	size_t b_length)
{
	return a_length == b_length && (type == RR_TYPE_PTR
		? ws_octets_equal(a, b, a_length)
		: memcmp(a, b, a_length) == 0);
}

static int
compare_octets(const uint8_t* a, size_t a_length, const uint8_t* b, size_t b_length)
{
	if(a_length != b_length)
		return a_length < b_length ? -1 : 1;
	return memcmp(a, b, a_length);
}

static int
compare_places(const struct place* a, const struct place* b)
{
	int order = strcmp(a->file, b->file);

	return order ? order : (a->line > b->line) - (a->line < b->line);
}

/** Octets do for all types but PTR, whose names are in any case. */
static int
compare_rdata(const struct record* a, const struct record* b)
{
	if(a->rdata_length == b->rdata_length && a->type == RR_TYPE_PTR)
		for(size_t i = 0; i < a->rdata_length; i++) {
			int order = octet_lower(a->rdata[i])
				- octet_lower(b->rdata[i]);

			if(order)
				return order;
		}
	else
		return compare_octets(a->rdata, a->rdata_length, b->rdata,
			b->rdata_length);
	return 0;
}

static int
compare_contents(const struct record* a, const struct record* b)
{
	int order = compare_octets(a->owner, a->owner_length, b->owner,
		b->owner_length);

	if(!order)
		order = (a->type > b->type) - (a->type < b->type);
	if(!order)
		order = compare_rdata(a, b);
	return order ? order : (a->ttl > b->ttl) - (a->ttl < b->ttl);
}

/** Of equal records, one that no clause computes comes first: where it does not follow a
 * pattern, all of its name is local-data. */
static int
compare_records(const void* left, const void* right)
{
	const struct record *a = left, *b = right;
	int order = compare_contents(a, b);

	if(!order)
		order = (a->clause > b->clause) - (a->clause < b->clause);
	return order ? order : compare_places(&a->place, &b->place);
}

static void
remove_equal(struct records* records)
{
	size_t count = 0;

	for(size_t i = 0; i < records->count; i++)
		if(count == 0 || compare_contents(&records->record[count - 1],
			&records->record[i]) != 0)
			records->record[count++] = records->record[i];
	records->count = count;
}

static uint32_t*
find_slot(const struct names* names, const uint8_t* octets, size_t length)
{
	size_t at = ws_octets_hash(0, octets, length) & (names->slots - 1);
	const struct name* name;

	for(; names->slot[at]; at = (at + 1) & (names->slots - 1)) {
		name = &names->name[names->slot[at] - 1];
		if(name->length == length
			&& ws_octets_equal(name->octets, octets, length))
			break;
	}
	return &names->slot[at];
}

struct name*
names_look_up(const struct names* names, const uint8_t* octets, size_t length)
{
	uint32_t slot = *find_slot(names, octets, length);

	return slot ? &names->name[slot - 1] : NULL;
}

struct name*
names_pointer(const struct names* names, const struct name* name, enum family family)
{
	uint8_t reverse[MAX_NAME];
	size_t length = ws_reverse_write(reverse, (struct address){
		name->address[family], family});

	return names_look_up(names, reverse, length);
}

size_t
name_records(const struct name* name, unsigned families, bool reverse)
{
	size_t count = 0;

	for(enum family family = IPV4; family <= IPV6; family++)
		if(families & name->families & FAMILY_BIT(family))
			count += 1u + (reverse
				&& name->pointer[family] == POINTER_AGREES);
	return count;
}

static struct number
read_octets(const uint8_t* octets, size_t length)
{
	struct number number = number_of(0);

	for(size_t i = 0; i < length; i++)
		number = number_or(number_shift(number, 8), number_of(octets[i]));
	return number;
}

/** Find the addresses of a name. */
static void
find_addresses(const struct record* records, struct name* name)
{
	bool by_clauses = true;

	name->rule = LOCAL_DATA;
	for(uint32_t i = 0; i < name->count; i++) {
		const struct record* record = &records[name->record + i];
		enum family family = record->type == RR_TYPE_A ? IPV4 : IPV6;

		if(record->clause)
			continue;
		by_clauses = false;
		if((record->type != RR_TYPE_A && record->type != RR_TYPE_AAAA)
			|| name->families & FAMILY_BIT(family)
			|| (name->families && (record->ttl != name->ttl
			|| record->local_data != name->local_data))) {
			name->families = 0;
			return;
		}
		name->families |= (uint8_t)FAMILY_BIT(family);
		name->address[family] = read_octets(record->rdata,
			record->rdata_length);
		name->ttl = record->ttl;
		name->local_data = record->local_data;
	}
	if(by_clauses)
		name->rule = BY_CLAUSES;
}

/** Whether local zones keep a reverse name from being computed. */
static bool
is_firm(const struct names* names, const struct name* reverse)
{
	enum zone_kind kind;
	size_t zone = records_find_zone(names->records, reverse->octets,
		reverse->length, &kind);

	return kind == ZONE_FIRM
		|| (kind == ZONE_STATIC && zone == reverse->length);
}

static enum pointer
compare_pointer(const struct names* names, const struct name* name,
	enum family family)
{
	const struct name* reverse = names_pointer(names, name, family);
	const struct name* target;
	const struct record* record;

	if(!reverse)
		return POINTER_NONE;
	record = &names->records->record[reverse->record];
	if(reverse->count != 1 || record->type != RR_TYPE_PTR
		|| is_firm(names, reverse))
		return POINTER_DIFFERS;
	target = names_look_up(names, record->rdata, record->rdata_length);
	if(!target || !(target->families & FAMILY_BIT(family))
		|| target->ttl != record->ttl || number_compare(
		target->address[family], name->address[family]) != 0)
		return POINTER_DIFFERS;
	return target == name ? POINTER_AGREES : POINTER_NONE;
}

/** Make the names of sorted records. @return false: out of memory. */
static bool
make_names(struct names* names)
{
	const struct record* record = names->records->record;
	size_t count = names->records->count;

	names->name = calloc(count ? count : 1, sizeof(*names->name));
	for(names->slots = 2; names->slots < 2 * count; names->slots *= 2)
		;
	names->slot = calloc(names->slots, sizeof(*names->slot));
	if(!names->name || !names->slot)
		return false;
	for(size_t i = 0; i < count; i++) {
		struct name* name = &names->name[names->count];

		if(names->count && compare_octets(name[-1].octets,
			name[-1].length, record[i].owner,
			record[i].owner_length) == 0) {
			name[-1].count++;
			continue;
		}
		name->octets = record[i].owner;
		name->length = record[i].owner_length;
		name->record = (uint32_t)i;
		name->count = 1;
		names->count++;
		*find_slot(names, name->octets, name->length)
			= (uint32_t)names->count;
	}
	return true;
}

bool
names_find(struct records* records, struct names* names)
{
	*names = (struct names){.records = records};
	if(records->count)
		qsort(records->record, records->count, sizeof(*records->record),
			&compare_records);
	remove_equal(records);
	if(!make_names(names)) {
		names_free(names);
		return false;
	}
	for(size_t i = 0; i < names->count; i++) {
		struct name* name = &names->name[i];
		enum zone_kind kind;
		size_t zone = records_find_zone(records, name->octets,
			name->length, &kind);

		if(kind == ZONE_STATIC)
			name->static_zone = (uint8_t)zone;
		if(kind != ZONE_FIRM)
			find_addresses(records->record, name);
	}
	for(size_t i = 0; i < names->count; i++)
		for(enum family family = IPV4; family <= IPV6; family++)
			if(names->name[i].families & FAMILY_BIT(family))
				names->name[i].pointer[family] = (uint8_t)
					compare_pointer(names, &names->name[i],
					family);
	return true;
}

void
names_free(struct names* names)
{
	free(names->name);
	free(names->slot);
}
