/* SPDX-License-Identifier: BSD-3-Clause */
/* How the RRset of each type is written. */
#include "rrsets.h"
#include "rdata.h"
#include "rr_template.h"
#include "rrtype.h"

#include <assert.h>
#include <string.h>

void
ws_set_rule(const struct workstation_rules* rules, uint32_t rule,
	struct workstation_reply* reply)
{
	const struct rule* own = &rules->rules[rule];

	reply->file = own->file ? (const char*)rules->texts + own->file : NULL;
	reply->line = own->line;
	reply->rule = own->index;
	reply->view = own->for_view ? view_name(rules) : NULL;
}

static void*
allocate(const struct workstation_memory* memory, size_t octets)
{
	return memory ? memory->allocate(memory->context, octets) : NULL;
}

bool
ws_begin_reply(struct workstation_reply* reply, size_t count,
	const struct workstation_memory* memory)
{
	reply->count = reply->own_length = 0;
	reply->secure = 0;
	reply->rrset = count <= WORKSTATION_OWN_RRSETS ? reply->own_rrset
		: allocate(memory, count * sizeof(*reply->rrset));
	return reply->rrset != NULL;
}

/** Add an RRset of a rule, without records. */
static struct workstation_rrset*
add_rrset(const struct workstation_rules* rules, uint32_t rule, uint16_t type,
	struct workstation_reply* reply)
{
	struct workstation_rrset* rrset = &reply->rrset[reply->count];

	/* several rules can have one each: the first one is reported */
	if(reply->count++ == 0) {
		ws_set_rule(rules, rule, reply);
		reply->keep = 0;
	}
	reply->keep |= rules->rules[rule].keep;
	rrset->type = type;
	rrset->count = rrset->signature_count = 0;
	rrset->ttl = rules->rules[rule].ttl;
	rrset->owner_offset = 0;
	rrset->length = 0;
	return rrset;
}

/** Begin the one record of an RRset, in the reply itself.
 * @return where its RDATA goes. */
static uint8_t*
begin_record(struct workstation_rrset* rrset, struct workstation_reply* reply)
{
	uint8_t* record = reply->own_records + reply->own_length;

	rrset->records = record;
	return record + WORKSTATION_RDATA_LENGTH;
}

static void
end_record(struct workstation_rrset* rrset, size_t rdata_length,
	struct workstation_reply* reply)
{
	uint8_t* record = reply->own_records + reply->own_length;

	record[0] = (uint8_t)(rdata_length >> 8);
	record[1] = (uint8_t)rdata_length;
	rrset->count = 1;
	rrset->length = WORKSTATION_RDATA_LENGTH + rdata_length;
	reply->own_length += rrset->length;
	assert(reply->own_length <= sizeof(reply->own_records));
}

/** What an RRset is written from. */
struct source {
	const struct lookup* lookup;
	const struct match* match;
	const struct workstation_memory* memory;
};

static bool
add_address(const struct source* source, const struct candidate* candidate,
	uint16_t type, struct workstation_reply* reply)
{
	struct address address = {candidate->address,
		(enum family)candidate->range->family};
	struct workstation_rrset* rrset = add_rrset(source->lookup->rules,
		candidate->range->rule, type, reply);

	end_record(rrset, ws_address_octets(begin_record(rrset, reply), address),
		reply);
	return true;
}

static bool
add_ipv4(const struct source* source, uint16_t type,
	struct workstation_reply* reply)
{
	return add_address(source, &source->match->forward[IPV4], type, reply);
}

static bool
add_ipv6(const struct source* source, uint16_t type,
	struct workstation_reply* reply)
{
	return add_address(source, &source->match->forward[IPV6], type, reply);
}

static bool
add_pointer(const struct source* source, uint16_t type,
	struct workstation_reply* reply)
{
	const struct workstation_rules* rules = source->lookup->rules;
	const struct candidate* candidate = &source->match->reverse;
	const struct rule* rule = &rules->rules[candidate->range->rule];
	const struct origin* origin = &rules->origins[rule->origin];
	struct template_value value = {
		range_number(rules, candidate->range, candidate->address),
		(uint8_t)FAMILY_BIT(candidate->range->family), false};
	struct workstation_rrset* rrset;
	uint8_t labels[MAX_NAME];
	uint8_t* rdata;
	size_t length = ws_template_write(&rule->format,
		rules->texts + rule->literal, &value, labels);

	/* The clause was measured by the ends of its networks; an address between
	 * them can have a longer label. */
	if(length == 0 || length + origin->length > MAX_NAME)
		return true;
	rrset = add_rrset(rules, candidate->range->rule, type, reply);
	rdata = begin_record(rrset, reply);
	memcpy(rdata, labels, length);
	memcpy(rdata + length, rules->texts + origin->name, origin->length);
	end_record(rrset, length + origin->length, reply);
	return true;
}

/** Find the records of a rule with a prefix and a type, which are neighbours.
 * @param count: set to how many there are, 1 or more. */
static const struct record*
find_records(const struct lookup* lookup, const struct rule* rule,
	uint16_t type, uint32_t* count)
{
	const struct workstation_rules* rules = lookup->rules;
	uint8_t length = lookup->offset[lookup->skipped];
	const struct record* record = &rules->records[rule->records];
	const struct record* end = record + rule->record_count;
	const struct record* first;

	while(record->type != type || record->prefix_length != length
		|| !ws_octets_equal(rules->texts + record->prefix, lookup->name,
			length))
		record++;
	assert(record < end);
	first = record;
	while(record < end && record->type == type
		&& record->prefix == first->prefix)
		record++;
	*count = (uint32_t)(record - first);
	return first;
}

/** Set what placeholders stand for in the records of a name. */
static void
set_values(const struct lookup* lookup, const struct record_candidate* found,
	struct rr_values* values)
{
	const struct workstation_rules* rules = lookup->rules;
	const struct rule* rule = &rules->rules[found->range->rule];
	size_t name = lookup->offset[found->skipped];

	memset(values, 0, sizeof(*values));
	values->number = found->number;
	values->offset = template_offset(&rule->format);
	values->name = lookup->name + name;
	values->name_length = lookup->length - name;
	values->origin_offset = found->origin - name;
	values->own = (struct address){range_address(rules, found->range,
		found->number), (enum family)found->range->family};
	if(template_placeholder(&rule->format)->numbering != NUMBERING_COUNT) {
		values->families = (uint8_t)FAMILY_BIT(values->own.family);
		values->address[values->own.family] = values->own.number;
		return;
	}
	for(enum family family = IPV4; family <= IPV6; family++) {
		const struct interval* interval = interval_find(rules->forward,
			found->pattern->set[family], found->number);

		if(!interval || interval->range == NO_RANGE)
			continue;
		values->families |= FAMILY_BIT(family);
		values->address[family] = range_address(rules,
			&rules->ranges[interval->range], found->number);
	}
}

/** Whether an RRset has a record, in canonical form. */
static bool
has_record(const struct workstation_rrset* rrset, const uint8_t* rdata,
	size_t length)
{
	const uint8_t* at = rrset->records;

	for(uint16_t i = 0; i < rrset->count; i++) {
		size_t other = (size_t)at[0] << 8 | at[1];

		at += WORKSTATION_RDATA_LENGTH;
		if(ws_rdata_equal(rrset->type, at, other, rdata, length))
			return true;
		at += other;
	}
	return false;
}

/** Write records behind those of an RRset. @return false: out of memory. */
static bool
write_records(const struct workstation_rules* rules, const struct record* records,
	uint32_t count, const struct rr_values* values, uint8_t* buffer,
	struct workstation_rrset* rrset)
{
	rrset->records = buffer;
	for(uint32_t i = 0; i < count; i++) {
		const uint8_t* code = rules->texts + records[i].code;
		uint8_t* at = buffer + rrset->length;
		uint8_t* rdata = at + WORKSTATION_RDATA_LENGTH;
		int length = (int)records[i].code_length;

		if(records[i].is_fixed)
			memcpy(rdata, code, records[i].code_length);
		else
			length = ws_rr_template_write(code,
				records[i].code_length, values, rdata,
				records[i].longest);
		if(length == RR_NO_MEMORY)
			return false;
		if(length == RR_ABSENT || has_record(rrset, rdata, (size_t)length))
			continue;
		at[0] = (uint8_t)(length >> 8);
		at[1] = (uint8_t)length;
		rrset->length += WORKSTATION_RDATA_LENGTH + (size_t)length;
		rrset->count++;
	}
	return true;
}

/** Lend an RRset the records of the rules, which are the same for all names. */
static void
lend_records(const struct workstation_rules* rules, const struct record* records,
	uint32_t count, struct workstation_rrset* rrset)
{
	rrset->records = rules->texts + records[0].code
		- WORKSTATION_RDATA_LENGTH;
	rrset->count = (uint16_t)count;
	for(uint32_t i = 0; i < count; i++)
		rrset->length += WORKSTATION_RDATA_LENGTH
			+ records[i].code_length;
}

static bool
add_records(const struct source* source, uint16_t type,
	struct workstation_reply* reply)
{
	const struct workstation_rules* rules = source->lookup->rules;
	const struct record_candidate* found = &source->match->record;
	struct lookup lookup = *source->lookup;
	struct workstation_rrset* rrset;
	const struct record* records;
	struct rr_values values;
	uint32_t count, fixed = 0;
	size_t size = 0;
	uint8_t* buffer;

	lookup.skipped = found->skipped;
	records = find_records(&lookup, &rules->rules[found->range->rule], type,
		&count);
	for(uint32_t i = 0; i < count; i++) {
		fixed += records[i].is_fixed;
		size += WORKSTATION_RDATA_LENGTH + (size_t)records[i].longest;
	}
	rrset = add_rrset(rules, found->range->rule, type, reply);
	if(fixed == count) {
		lend_records(rules, records, count, rrset);
		return true;
	}
	buffer = allocate(source->memory, size);
	set_values(&lookup, found, &values);
	if(!buffer || !write_records(rules, records, count, &values, buffer,
		rrset))
		return false;
	/* none has a value for each of its placeholders */
	if(rrset->count == 0)
		reply->count--;
	return true;
}

/* Types are found by their rows; the last one is for all others. */
static const struct {
	uint16_t type;
	/** Where struct match has the range that computes it. */
	size_t range;
	/** Add the RRset. @return false: there is no memory for it. */
	bool (*add)(const struct source* source, uint16_t type,
		struct workstation_reply* reply);
} rows[] = {
	{RR_TYPE_A, offsetof(struct match, forward[IPV4].range), &add_ipv4},
	{RR_TYPE_AAAA, offsetof(struct match, forward[IPV6].range), &add_ipv6},
	{RR_TYPE_PTR, offsetof(struct match, reverse.range), &add_pointer},
	{0, offsetof(struct match, record.range), &add_records},
};

static size_t
row_of(uint16_t type)
{
	size_t row = 0;

	while(rows[row].type && rows[row].type != type)
		row++;
	return row;
}

static bool
has_row(const struct match* match, size_t row)
{
	const struct range* range;

	memcpy(&range, (const char*)match + rows[row].range, sizeof(range));
	return range != NULL;
}

bool
ws_has_rrset(const struct match* match, uint16_t type)
{
	return has_row(match, row_of(type));
}

bool
ws_add_rrset(const struct lookup* lookup, const struct match* match,
	uint16_t type, const struct workstation_memory* memory,
	struct workstation_reply* reply)
{
	const struct source source = {lookup, match, memory};
	size_t row = row_of(type);

	return !has_row(match, row) || rows[row].add(&source, type, reply);
}

void
ws_soa_numbers(uint32_t minimum, uint8_t numbers[SOA_NUMBERS])
{
	/* serial, refresh, retry, expire, minimum; the zone is never transferred */
	const uint32_t fields[] = {1, 3600, 1200, 604800, minimum};

	for(size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		for(int shift = 24; shift >= 0; shift -= 8)
			*numbers++ = (uint8_t)(fields[i] >> shift);
}

void
ws_add_soa(const struct workstation_rules* rules,
	const struct negative* negative, struct workstation_reply* reply)
{
	struct workstation_rrset* rrset = add_rrset(rules, negative->rule,
		RR_TYPE_SOA, reply);
	uint8_t* rdata = begin_record(rrset, reply);

	rrset->owner_offset = negative->owner;
	/* MNAME and RNAME are the root: there is no server, and no mailbox */
	rdata[0] = rdata[1] = 0;
	ws_soa_numbers(rules->rules[negative->rule].ttl, rdata + 2);
	end_record(rrset, 2 + SOA_NUMBERS, reply);
}
