/* SPDX-License-Identifier: BSD-3-Clause */
/* The clauses of zones: each setting, and what becomes of them together. */
#include "zone.h"
#include "array.h"
#include "judge.h"
#include "rrsets.h"
#include "rrtype.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** The TTL of a zone that says none. */
#define DEFAULT_TTL 3600

/** A bit in the second octet of DNSKEY RDATA (RFC 4034, 2.1.1). */
#define DNSKEY_SEP 1

/** A clause that is read. */
struct zone_reader {
	struct zones* zones;
	const struct workstation_key_store* keys;
	struct zone* zone;
	/** The lines with its settings that cannot be repeated; key NULL: there is none. */
	struct text_line name, ttl;
	/** Its lines with keys, which can be read once the name is known. */
	struct text_line* key_lines;
	size_t key_count, key_capacity;
	/** Names of servers, as RDATA of NS records. */
	struct octets servers;
};

static bool
is_repeated(const struct text_line* first, const struct text_line* line,
	struct error error)
{
	return first->key && !ws_reject(error, line,
		"repeats a setting of line %u, expected it once per clause",
		first->line);
}

static bool
read_name(const struct text_line* line, struct origin_name* name,
	struct error error)
{
	const char* problem = NULL;

	name->length = (uint8_t)ws_name_read(line->value, name->name, &problem);
	if(name->length && memchr(name->name, '*', name->length))
		problem = "has '*'";
	ws_name_fold(name->name, name->name, name->length);
	return !problem || ws_reject(error, line,
		"%s, expected a domain name like office.example.com", problem);
}

static bool
set_name(struct zone_reader* reader, const struct text_line* line,
	struct error error)
{
	struct zone* zone = reader->zone;

	if(is_repeated(&reader->name, line, error)
		|| !read_name(line, &zone->name, error))
		return false;
	reader->name = *line;
	for(const struct zone* other = reader->zones->zones; other < zone; other++)
		if(other->name.length == zone->name.length && memcmp(
			other->name.name, zone->name.name, zone->name.length) == 0)
			return ws_reject(error, line, "repeats the zone of %s:%u, expected each one once",
				other->file, other->line);
	return true;
}

static bool
set_ttl(struct zone_reader* reader, const struct text_line* line,
	struct error error)
{
	if(is_repeated(&reader->ttl, line, error))
		return false;
	reader->ttl = *line;
	return ws_read_ttl(line, &reader->zone->ttl, error);
}

static bool
add_key(struct zone_reader* reader, const struct text_line* line,
	struct error error)
{
	if(!ARRAY_RESERVE(reader->key_lines, reader->key_count, 1,
		&reader->key_capacity))
		return ws_out_of_memory(error);
	reader->key_lines[reader->key_count++] = *line;
	return true;
}

static bool
add_server(struct zone_reader* reader, const struct text_line* line,
	struct error error)
{
	struct zone* zone = reader->zone;
	struct origin_name server;

	if(!read_name(line, &server, error))
		return false;
	for(size_t at = 0; at < reader->servers.length;) {
		size_t length = octets_16(reader->servers.octets + at);

		at += WORKSTATION_RDATA_LENGTH;
		if(length == server.length && memcmp(reader->servers.octets + at,
			server.name, length) == 0)
			return ws_reject(error, line, "is there twice, expected each server once");
		at += length;
	}
	if(!ARRAY_RESERVE(zone->server_lines, zone->server_count, 1,
		&zone->server_capacity)
		|| !octets_append_16(&reader->servers, server.length)
		|| !octets_append(&reader->servers, server.name, server.length))
		return ws_out_of_memory(error);
	zone->server_lines[zone->server_count++] = line->line;
	return true;
}

/** The settings of a zone. */
static const struct {
	const char* key;
	/** Judge and store a value. @return false: rejected. */
	bool (*set)(struct zone_reader* reader, const struct text_line* line,
		struct error error);
} settings[] = {
	{"name", &set_name},
	{"key", &add_key},
	{"nameserver", &add_server},
	{"ttl", &set_ttl},
};

static bool
set(struct zone_reader* reader, const struct text_line* line, struct error error)
{
	for(size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if(strcmp(settings[i].key, line->key) == 0)
			return settings[i].set(reader, line, error);
	snprintf(error.message, error.size,
		"%s:%u: unknown setting \"%s\" of workstation-zone:, expected name, key, nameserver or ttl",
		line->file, line->line, line->key);
	return false;
}

/** Begin a zone. @return false: out of memory. */
static bool
begin(struct zone_reader* reader, const struct text_line* line)
{
	struct zones* zones = reader->zones;

	if(!ARRAY_RESERVE(zones->zones, zones->count, 1, &zones->capacity))
		return false;
	reader->zone = &zones->zones[zones->count];
	memset(reader->zone, 0, sizeof(*reader->zone));
	reader->zone->file = malloc(strlen(line->file) + 1);
	if(!reader->zone->file)
		return false;
	strcpy(reader->zone->file, line->file);
	reader->zone->line = line->line;
	reader->zone->ttl = DEFAULT_TTL;
	zones->count++;
	reader->name.key = reader->ttl.key = NULL;
	reader->key_count = reader->servers.length = 0;
	return true;
}

/** Read a key from its files. */
static bool
read_key(struct zone_reader* reader, const struct text_line* line,
	struct error error)
{
	const struct workstation_key_store* store = reader->keys;
	struct zone* zone = reader->zone;
	struct workstation_key* key;
	char problem[WORKSTATION_MAX_MESSAGE] = "out of memory";

	if(!ARRAY_RESERVE(zone->keys, zone->key_count, 1, &zone->key_capacity))
		return ws_out_of_memory(error);
	key = &zone->keys[zone->key_count];
	memset(key, 0, sizeof(*key));
	if(!store->read(store->context, line->value, zone->name.name,
		zone->name.length, key, problem, sizeof(problem)))
		return ws_reject(error, line, "%s", problem);
	zone->key_count++;
	for(const struct workstation_key* other = zone->keys; other < key; other++)
		if(other->dnskey_length == key->dnskey_length && memcmp(
			other->dnskey, key->dnskey, key->dnskey_length) == 0)
			return ws_reject(error, line, "is there twice, expected each key once");
	return true;
}

bool
ws_has_sep(const struct workstation_key* key)
{
	return key->dnskey[1] & DNSKEY_SEP;
}

/** Whether a zone has another key of an algorithm that can sign, and is of the other
 * kind. */
static bool
has_counterpart(const struct zone* zone, const struct workstation_key* key)
{
	for(size_t i = 0; i < zone->key_count; i++)
		if(zone->keys[i].private_key && ws_has_sep(&zone->keys[i]) != ws_has_sep(key)
			&& zone->keys[i].dnskey[DNSKEY_ALGORITHM]
			== key->dnskey[DNSKEY_ALGORITHM])
			return true;
	return false;
}

/** Share the work between the keys: those with SEP sign the keys, those without it the
 * rest; where an algorithm has only one kind, it signs both. @return false: rejected. */
static bool
share_work(struct zone_reader* reader, struct error error)
{
	struct zone* zone = reader->zone;
	uint8_t all = 0;

	zone->signs = calloc(zone->key_count + 1, 1);
	if(!zone->signs)
		return ws_out_of_memory(error);
	for(size_t i = 0; i < zone->key_count; i++) {
		const struct workstation_key* key = &zone->keys[i];

		if(!key->private_key)
			continue;
		zone->signs[i] = !has_counterpart(zone, key)
			? SIGNS_KEYS | SIGNS_OTHERS
			: ws_has_sep(key) ? SIGNS_KEYS : SIGNS_OTHERS;
		all |= zone->signs[i];
	}
	return !zone->key_count || all == (SIGNS_KEYS | SIGNS_OTHERS)
		|| ws_reject(error, &reader->key_lines[0],
			"has no private file, and no other key of the zone signs, expected one that does");
}

/** Add a record to an RRset of the zone's own; the records of one follow each other.
 * @return false: out of memory. */
static bool
add_record(struct zone* zone, enum zone_own own, const uint8_t* rdata,
	size_t length)
{
	if(zone->own[own].count++ == 0)
		zone->own[own].at = zone->records.length;
	zone->own[own].length += WORKSTATION_RDATA_LENGTH + length;
	return octets_append_16(&zone->records, length)
		&& octets_append(&zone->records, rdata, length);
}

static bool
add_soa(struct zone_reader* reader)
{
	static const uint8_t root[] = {0};
	struct zone* zone = reader->zone;
	const uint8_t* server = zone->server_count ? reader->servers.octets
		+ WORKSTATION_RDATA_LENGTH : root;
	size_t length = zone->server_count ? octets_16(reader->servers.octets) : 1;
	uint8_t rdata[MAX_NAME + 1 + SOA_NUMBERS];

	memcpy(rdata, server, length);
	/* there is no mailbox */
	rdata[length] = 0;
	ws_soa_numbers(zone->ttl, rdata + length + 1);
	return add_record(zone, ZONE_SOA, rdata, length + 1 + SOA_NUMBERS);
}

static bool
add_servers(struct zone_reader* reader)
{
	struct zone* zone = reader->zone;
	const uint8_t* at = reader->servers.octets;

	if(!zone->server_count)
		return add_record(zone, ZONE_NS, zone->name.name, zone->name.length);
	for(size_t i = 0; i < zone->server_count; i++) {
		size_t length = octets_16(at);

		at += WORKSTATION_RDATA_LENGTH;
		if(!add_record(zone, ZONE_NS, at, length))
			return false;
		at += length;
	}
	return true;
}

static bool
add_keys(struct zone* zone)
{
	bool has_any_sep = false;

	for(size_t i = 0; i < zone->key_count; i++) {
		has_any_sep |= ws_has_sep(&zone->keys[i]);
		if(!add_record(zone, ZONE_DNSKEY, zone->keys[i].dnskey,
			zone->keys[i].dnskey_length))
			return false;
	}
	for(size_t i = 0; i < zone->key_count; i++)
		if((ws_has_sep(&zone->keys[i]) || !has_any_sep) && !add_record(zone,
			ZONE_DS, zone->keys[i].ds, zone->keys[i].ds_length))
			return false;
	return true;
}

/** Judge the settings of a zone together, and make its own RRsets. */
static bool
end(struct zone_reader* reader, struct error error)
{
	struct zone* zone = reader->zone;

	if(!zone)
		return true;
	if(!reader->name.key) {
		snprintf(error.message, error.size,
			"%s:%u: workstation-zone: needs name:, the domain that is answered here",
			zone->file, zone->line);
		return false;
	}
	for(size_t i = 0; reader->keys && i < reader->key_count; i++)
		if(!read_key(reader, &reader->key_lines[i], error))
			return false;
	if(!share_work(reader, error))
		return false;
	if(reader->key_count && zone->ttl > ZONE_MAX_SIGNED_TTL)
		return ws_reject(error, &reader->ttl,
			"is too long for a signed zone, expected 0 to %d",
			ZONE_MAX_SIGNED_TTL);
	if(!add_soa(reader) || !add_servers(reader) || !add_keys(zone))
		return ws_out_of_memory(error);
	return true;
}

static bool
read_clauses(const struct workstation_text* text, struct zone_reader* reader,
	struct error error)
{
	struct text_cursor cursor = {0, NULL};
	struct text_line line;
	bool is_inside = false;

	while(ws_text_next(text, &cursor, &line)) {
		if(!line.key && is_inside && !end(reader, error))
			return false;
		if(!line.key)
			is_inside = begins_zone(&line);
		if(!line.key && is_inside && !begin(reader, &line))
			return ws_out_of_memory(error);
		if(line.key && is_inside && !set(reader, &line, error))
			return false;
	}
	return !is_inside || end(reader, error);
}

bool
ws_zones_load(const struct workstation_text* text,
	const struct workstation_key_store* keys, struct zones** zones,
	struct error error)
{
	struct zone_reader reader = {.keys = keys};
	bool loaded;

	*zones = reader.zones = calloc(1, sizeof(*reader.zones));
	if(!reader.zones)
		return ws_out_of_memory(error);
	reader.zones->release_key = keys ? keys->release : NULL;
	loaded = read_clauses(text, &reader, error);
	free(reader.key_lines);
	free(reader.servers.octets);
	if(!loaded || reader.zones->count == 0) {
		ws_zones_free(reader.zones);
		*zones = NULL;
	}
	return loaded;
}

void
ws_zones_free(struct zones* zones)
{
	if(!zones)
		return;
	for(size_t i = 0; i < zones->count; i++) {
		struct zone* zone = &zones->zones[i];

		for(size_t j = 0; j < zone->key_count; j++)
			zones->release_key(&zone->keys[j]);
		free(zone->keys);
		free(zone->signs);
		free(zone->server_lines);
		free(zone->records.octets);
		free(zone->file);
	}
	free(zones->zones);
	free(zones);
}

size_t
ws_zones_memory(const struct zones* zones)
{
	size_t memory = 0;

	for(size_t i = 0; zones && i < zones->count; i++) {
		const struct zone* zone = &zones->zones[i];

		memory += sizeof(*zone) + zone->records.capacity
			+ strlen(zone->file) + 1
			+ zone->key_capacity * sizeof(*zone->keys)
			+ zone->server_capacity * sizeof(*zone->server_lines);
		for(size_t j = 0; j < zone->key_count; j++)
			memory += zone->keys[j].dnskey_length
				+ zone->keys[j].ds_length;
	}
	return memory;
}
