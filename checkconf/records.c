/* SPDX-License-Identifier: BSD-3-Clause */
/* What has been read. Names and RDATA are in chunks, which are freed together. */
#include "records.h"
#include "array.h"
#include "name.h"

#include <stdarg.h>
#include <stdio.h>

/** Octets of a chunk that most names and RDATA fill up. */
#define CHUNK ((size_t)1 << 16)

struct chunk {
	struct chunk* before;
	size_t length, capacity;
	uint8_t octets[];
};

/** Copy octets into the chunks. @return NULL: out of memory. */
static uint8_t*
keep(struct records* records, const void* octets, size_t length)
{
	struct chunk* chunk = records->chunks;
	uint8_t* kept;

	if(!chunk || chunk->capacity - chunk->length < length) {
		size_t capacity = length > CHUNK ? length : CHUNK;

		chunk = malloc(sizeof(*chunk) + capacity);
		if(!chunk)
			return NULL;
		chunk->before = records->chunks;
		chunk->length = 0;
		chunk->capacity = capacity;
		records->chunks = chunk;
	}
	kept = chunk->octets + chunk->length;
	if(length)
		memcpy(kept, octets, length);
	chunk->length += length;
	return kept;
}

struct record*
records_add(struct records* records, const uint8_t* owner, size_t owner_length,
	uint16_t type, uint32_t ttl, const uint8_t* rdata, size_t rdata_length,
	struct place place)
{
	struct record* record;
	uint8_t* name;

	if(!ARRAY_RESERVE(records->record, records->count, 1,
		&records->capacity))
		return NULL;
	record = &records->record[records->count];
	*record = (struct record){.place = place, .ttl = ttl, .type = type,
		.rdata_length = (uint16_t)rdata_length,
		.owner_length = (uint8_t)owner_length};
	name = keep(records, owner, owner_length);
	record->rdata = keep(records, rdata, rdata_length);
	if(!name || !record->rdata)
		return NULL;
	for(size_t i = 0; i < owner_length; i++)
		name[i] = octet_lower(name[i]);
	record->owner = name;
	records->count++;
	return record;
}

const char*
records_add_path(struct records* records, const char* path)
{
	return (const char*)keep(records, path, strlen(path) + 1);
}

bool
records_add_zone(struct records* records, const uint8_t* name, size_t length,
	enum zone_kind kind)
{
	const uint8_t* kept = keep(records, name, length);

	return kept && name_set_add(&records->zones, kept, length)
		&& (kind != ZONE_STATIC
			|| name_set_add(&records->static_zones, kept, length))
		&& (kind != ZONE_FIRM
			|| name_set_add(&records->firm_zones, kept, length));
}

size_t
records_find_zone(const struct records* records, const uint8_t* name, size_t length,
	enum zone_kind* kind)
{
	for(; length > 0; length -= (size_t)*name + 1, name += *name + 1) {
		if(!name_set_has(&records->zones, name, length))
			continue;
		*kind = name_set_has(&records->firm_zones, name, length) ? ZONE_FIRM
			: name_set_has(&records->static_zones, name, length)
			? ZONE_STATIC : ZONE_TRANSPARENT;
		return length;
	}
	*kind = ZONE_TRANSPARENT;
	return 0;
}

uint32_t
records_add_clause(struct records* records, struct place place)
{
	if(!ARRAY_RESERVE(records->clause, records->clause_count, 1,
		&records->clause_capacity))
		return 0;
	records->clause[records->clause_count++] = (struct clause_text){
		.place = place};
	return (uint32_t)records->clause_count;
}

bool
clause_add_setting(struct clause_text* clause, const char* key, const char* value)
{
	size_t length = strlen(value) + 1;
	char* copy;

	if(!ARRAY_RESERVE(clause->setting, clause->count, 1, &clause->capacity)
		|| !(copy = malloc(length)))
		return false;
	memcpy(copy, value, length);
	clause->setting[clause->count++] = (struct setting_text){key, copy};
	return true;
}

bool
records_add_setting(struct records* records, const char* key, const char* value)
{
	return clause_add_setting(&records->clause[records->clause_count - 1],
		key, value);
}

void
records_drop_clause(struct records* records, uint32_t clause)
{
	clause_free(&records->clause[clause - 1]);
	records->clause[clause - 1] = (struct clause_text){.count = 0};
	for(size_t i = 0; i < records->count; i++)
		if(records->record[i].clause == clause)
			records->record[i].clause = 0;
}

bool
clause_add_to(const struct clause_text* clause, struct workstation_text** text)
{
	/* no message names the place */
	const char* file = "";
	const unsigned line = 1;

	if(!workstation_text_add(text, NULL, NULL, file, line))
		return false;
	for(size_t i = 0; i < clause->count; i++)
		if(!workstation_text_add(text, clause->setting[i].key,
			clause->setting[i].value, file, line))
			return false;
	return true;
}

void
records_lose(struct records* records, struct place place, const char* format, ...)
{
	va_list arguments;
	char text[WORKSTATION_MAX_MESSAGE];

	records->lost++;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	/* what is in a file is not for the terminal */
	for(char* at = text; *at; at++)
		if((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	fprintf(stderr, "%s:%u: not carried over: %s\n", place.file, place.line,
		text);
}

bool
records_lose_name(struct records* records, const uint8_t* name, size_t length)
{
	const uint8_t* kept;

	if(name_set_has(&records->lost_names, name, length))
		return true;
	kept = keep(records, name, length);
	return kept && name_set_add(&records->lost_names, kept, length);
}

void
clause_free(struct clause_text* clause)
{
	for(size_t i = 0; i < clause->count; i++)
		free(clause->setting[i].value);
	free(clause->setting);
}

void
records_free(struct records* records)
{
	for(size_t i = 0; i < records->clause_count; i++)
		clause_free(&records->clause[i]);
	free(records->clause);
	free(records->record);
	name_set_clear(&records->lost_names);
	name_set_clear(&records->zones);
	name_set_clear(&records->static_zones);
	name_set_clear(&records->firm_zones);
	while(records->chunks) {
		struct chunk* before = records->chunks->before;

		free(records->chunks);
		records->chunks = before;
	}
}
