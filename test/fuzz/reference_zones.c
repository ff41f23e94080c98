/* SPDX-License-Identifier: BSD-3-Clause */
#include "reference_zones.h"
#include "fake_keys.h"
#include "fuzz.h"
#include "octets.h"
#include "rrtype.h"
#include "text.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

#define DAY 86400
/** Octets of a digest, and of RRSIG RDATA before the signer's name. */
#define DIGEST 8
#define RRSIG_FIXED 18

/* ---- clauses ---- */

static void
read_name(const char* text, struct origin_name* name)
{
	const char* problem;

	name->length = (uint8_t)ws_name_read(text, name->name, &problem);
	require(name->length != 0, "a name of a zone cannot be read");
	for(size_t i = 0; i < name->length; i++)
		name->name[i] = octet_lower(name->name[i]);
}

/** Read a line of a zone. @return false: there are too many servers. */
static bool
read_line(const struct text_line* line, struct reference_zone* zone)
{
	if(strcmp(line->key, "name") == 0)
		read_name(line->value, &zone->name);
	if(strcmp(line->key, "ttl") == 0)
		zone->ttl = (uint32_t)strtoul(line->value, NULL, 10);
	if(strcmp(line->key, "nameserver") == 0) {
		if(zone->server_count == MAX_ZONE_SERVERS)
			return false;
		read_name(line->value, &zone->servers[zone->server_count++]);
	}
	if(strcmp(line->key, "key") == 0) {
		char problem[WORKSTATION_MAX_MESSAGE];

		require(zone->key_count < MAX_ZONE_KEYS && fake_keys.read(
			fake_keys.context, line->value, (const uint8_t*)"", 1,
			&zone->keys[zone->key_count++], problem,
			sizeof(problem)), "a key cannot be read");
	}
	return true;
}

size_t
reference_zones_read(const struct workstation_text* text,
	struct reference_zone* zones, size_t size)
{
	struct text_cursor cursor = {0, NULL};
	struct text_line line;
	bool is_zone = false, is_known = true;
	size_t count = 0;

	while(is_known && ws_text_next(text, &cursor, &line)) {
		if(line.key) {
			is_known = !is_zone || read_line(&line, &zones[count - 1]);
			continue;
		}
		is_zone = strcmp(line.value, "workstation-zone") == 0;
		is_known = !is_zone || count < size;
		if(!is_zone || !is_known)
			continue;
		memset(&zones[count], 0, sizeof(*zones));
		zones[count].ttl = 3600;
		zones[count++].line = line.line;
	}
	if(is_known)
		return count;
	reference_zones_clear(zones, count);
	return SIZE_MAX;
}

void
reference_zones_clear(struct reference_zone* zones, size_t count)
{
	for(size_t i = 0; i < count; i++)
		for(; zones[i].key_count > 0; zones[i].key_count--)
			fake_keys.release(&zones[i].keys[zones[i].key_count - 1]);
}

bool
reference_may_contradict(const struct clause* clause)
{
	const struct other_types* others = &clause->other_types;

	return clause->keep || clause->ttl > MAX_SIGNED_TTL
		|| (clause->seen[SETTING_OTHER_TYPES].key
		&& (!others->nodata || others->except_count))
		|| (clause->seen[SETTING_OUT_OF_RANGE].key && !clause->nxdomain);
}

bool
reference_contradicts(const struct reference* reference,
	const struct clause* clause)
{
	for(size_t i = 0; i < clause->origin_count; i++) {
		struct zone_place place = reference_place(reference,
			clause->origins[i].name, clause->origins[i].length,
			RR_TYPE_A);
		struct clause other = *clause;

		if(place.zone && !place.zone->key_count)
			other.ttl = 0;
		if(place.zone && reference_may_contradict(&other))
			return true;
	}
	return false;
}

/* ---- places ---- */

static const struct reference_zone*
find_zone(const struct reference* reference, const uint8_t* name, size_t length)
{
	for(size_t i = 0; i < reference->zone_count; i++)
		if(reference->zones[i].name.length == length && ws_octets_equal(
			reference->zones[i].name.name, name, length))
			return &reference->zones[i];
	return NULL;
}

struct zone_place
reference_place(const struct reference* reference, const uint8_t* name,
	size_t length, uint16_t type)
{
	struct zone_place place = {NULL, 0, find_zone(reference, name, length),
		false};

	place.is_cut = place.own && type == RR_TYPE_DS;
	for(size_t at = 0; at < length; at += name[at] + (size_t)1) {
		place.zone = at == 0 && place.is_cut ? NULL
			: find_zone(reference, name + at, length - at);
		place.apex = at;
		if(place.zone)
			break;
	}
	return place;
}

bool
reference_has_zone(const struct reference* reference, const uint8_t* name,
	size_t length)
{
	for(size_t i = 0; i < reference->zone_count; i++) {
		const struct origin_name* zone = &reference->zones[i].name;

		for(size_t at = 0; at < zone->length; at += zone->name[at] + (size_t)1)
			if(zone->length - at == length && ws_octets_equal(
				zone->name + at, name, length))
				return true;
	}
	return false;
}

/* ---- records ---- */

static size_t
write_record(uint8_t* to, const uint8_t* rdata, size_t length)
{
	to[0] = (uint8_t)(length >> 8);
	to[1] = (uint8_t)length;
	memcpy(to + 2, rdata, length);
	return length + 2;
}

static size_t
write_soa(const struct reference_zone* zone, uint8_t* to)
{
	uint8_t rdata[MAX_NAME + 1 + 20] = {0};
	size_t length = zone->server_count ? zone->servers[0].length : 1;
	uint32_t numbers[] = {1, 3600, 1200, 604800, zone->ttl};

	if(zone->server_count)
		memcpy(rdata, zone->servers[0].name, length);
	/* RNAME is the root */
	length++;
	for(size_t i = 0; i < 5; i++, length += 4)
		ldns_write_uint32(rdata + length, numbers[i]);
	return write_record(to, rdata, length);
}

static bool
has_sep(const struct workstation_key* key)
{
	return key->dnskey[1] & 1;
}

/** Whether a DS is made of a key. */
static bool
has_ds(const struct reference_zone* zone, const struct workstation_key* key)
{
	bool any = false;

	for(size_t i = 0; i < zone->key_count; i++)
		any |= has_sep(&zone->keys[i]);
	return has_sep(key) || !any;
}

size_t
reference_own(const struct reference_zone* zone, uint16_t type,
	uint8_t records[MAX_OWN])
{
	size_t length = 0;

	if(type == RR_TYPE_SOA)
		return write_soa(zone, records);
	if(type == RR_TYPE_NS && !zone->server_count)
		return write_record(records, zone->name.name, zone->name.length);
	for(size_t i = 0; type == RR_TYPE_NS && i < zone->server_count; i++)
		length += write_record(records + length, zone->servers[i].name,
			zone->servers[i].length);
	for(size_t i = 0; i < zone->key_count; i++) {
		const struct workstation_key* key = &zone->keys[i];

		if(type == RR_TYPE_DNSKEY)
			length += write_record(records + length, key->dnskey,
				key->dnskey_length);
		if(type == RR_TYPE_DS && has_ds(zone, key))
			length += write_record(records + length, key->ds,
				key->ds_length);
	}
	return length;
}

/* ---- signatures ---- */

size_t
reference_sign(void* context, void* private_key, const uint8_t* octets,
	size_t length, uint8_t* signature)
{
	struct signing* signing = context;
	uint64_t digest = UINT64_C(0xcbf29ce484222325);

	require(private_key != NULL, "a key without a private half signs");
	if(signing && signing->count++ >= signing->most)
		return 0;
	for(size_t i = 0; i < length; i++)
		digest = (digest ^ octets[i]) * UINT64_C(0x100000001b3);
	memcpy(signature, &digest, DIGEST);
	return DIGEST;
}

/** Whether a key signs the keys, or what else there is. */
static bool
signs(const struct reference_zone* zone, const struct workstation_key* key,
	bool signs_keys)
{
	bool has_better = false;

	for(size_t i = 0; i < zone->key_count; i++)
		has_better |= zone->keys[i].private_key
			&& zone->keys[i].dnskey[3] == key->dnskey[3]
			&& has_sep(&zone->keys[i]) == signs_keys;
	return key->private_key && (has_sep(key) == signs_keys || !has_better);
}

/** Append the records of an RRset in canonical form and order. */
static void
append_canonical(ldns_buffer* buffer, const ldns_rdf* owner,
	const struct workstation_rrset* rrset)
{
	ldns_rr_list* list = ldns_rr_list_new();
	size_t position = 0;

	for(uint16_t i = 0; i < rrset->count; i++) {
		ldns_rr* rr = ldns_rr_new();

		ldns_rr_set_owner(rr, ldns_rdf_clone(owner));
		ldns_rr_set_type(rr, (ldns_rr_type)rrset->type);
		ldns_rr_set_class(rr, LDNS_RR_CLASS_IN);
		ldns_rr_set_ttl(rr, rrset->ttl);
		require(ldns_wire2rdf(rr, rrset->records, rrset->length,
			&position) == LDNS_STATUS_OK, "ldns cannot read RDATA");
		ldns_rr2canonical(rr);
		ldns_rr_list_push_rr(list, rr);
	}
	ldns_rr_list_sort(list);
	for(size_t i = 0; i < ldns_rr_list_rr_count(list); i++)
		require(ldns_rr2buffer_wire_canonical(buffer,
			ldns_rr_list_rr(list, i), LDNS_SECTION_ANY)
			== LDNS_STATUS_OK, "ldns cannot write an RR");
	ldns_rr_list_deep_free(list);
}

/** Write RDATA of an RRSIG record, without the signature. */
static void
append_rrsig(ldns_buffer* buffer, const struct reference_zone* zone,
	const struct workstation_key* key, const ldns_rdf* owner,
	const struct workstation_rrset* rrset, uint32_t now)
{
	/* back by an hour, then to the beginning of the day */
	uint32_t inception = now - 3600;
	uint8_t labels = ldns_dname_label_count(owner);
	const uint8_t* name = ldns_rdf_data(owner);

	inception -= inception % DAY;
	ldns_buffer_write_u16(buffer, rrset->type);
	ldns_buffer_write_u8(buffer, key->dnskey[3]);
	ldns_buffer_write_u8(buffer, name[0] == 1 && name[1] == '*'
		? (uint8_t)(labels - 1) : labels);
	ldns_buffer_write_u32(buffer, rrset->ttl);
	ldns_buffer_write_u32(buffer, inception + 15 * DAY);
	ldns_buffer_write_u32(buffer, inception);
	ldns_buffer_write_u16(buffer, key->tag);
	ldns_buffer_write(buffer, zone->name.name, zone->name.length);
}

/** Check the RRSIG record of a key. @return octets of it. */
static size_t
check_signature(const struct reference_zone* zone,
	const struct workstation_key* key, const ldns_rdf* owner,
	const struct workstation_rrset* rrset, uint32_t now, const uint8_t* record)
{
	ldns_buffer* buffer = ldns_buffer_new(LDNS_MAX_PACKETLEN);
	size_t fixed = RRSIG_FIXED + (size_t)zone->name.length;
	uint8_t digest[DIGEST];

	append_rrsig(buffer, zone, key, owner, rrset, now);
	append_canonical(buffer, owner, rrset);
	reference_sign(NULL, key->private_key, ldns_buffer_begin(buffer),
		ldns_buffer_position(buffer), digest);
	require(octets_16(record) == fixed + DIGEST && memcmp(record + 2,
		ldns_buffer_begin(buffer), fixed) == 0, "an RRSIG record is another one");
	require(memcmp(record + 2 + fixed, digest, DIGEST) == 0,
		"other octets are signed");
	ldns_buffer_free(buffer);
	return 2 + fixed + DIGEST;
}

void
reference_check_signatures(const struct reference_zone* zone,
	const struct workstation_question* question,
	const struct workstation_rrset* rrset, const uint8_t* signatures)
{
	ldns_rdf* owner = ldns_dname_new_frm_data((uint16_t)(question->qname_length
		- rrset->owner_offset), question->qname + rrset->owner_offset);
	uint16_t count = 0;

	require(rrset->ttl <= MAX_SIGNED_TTL, "a TTL is too long to be signed");
	for(size_t i = 0; i < zone->key_count; i++) {
		const struct workstation_key* key = &zone->keys[i];

		if(!signs(zone, key, rrset->type == RR_TYPE_DNSKEY))
			continue;
		require(count++ < rrset->signature_count, "a signature is missing");
		signatures += check_signature(zone, key, owner, rrset,
			question->now, signatures);
	}
	require(count == rrset->signature_count
		&& signatures == rrset->records + rrset->length,
		"there are other signatures");
	ldns_rdf_deep_free(owner);
}

/* ---- denial ---- */

/** Check the next name of an NSEC record. @return its octets. */
static size_t
check_next_name(const struct reference_zone* zone, const uint8_t* qname,
	size_t qname_length, const uint8_t* next, size_t length)
{
	size_t octets = 0, apex;
	ldns_rdf *name, *following;

	while(octets < length && next[octets])
		octets += next[octets] + (size_t)1;
	octets++;
	require(octets <= length && octets <= MAX_NAME, "a next name is cut");
	for(size_t i = 0; i < octets; i++)
		require(next[i] == octet_lower(next[i]),
			"a next name has capitals");
	apex = octets - zone->name.length;
	require(octets >= zone->name.length && memcmp(next + apex,
		zone->name.name, zone->name.length) == 0,
		"a next name is out of the zone");
	if(qname_length + 2 <= MAX_NAME) {
		require(octets == qname_length + 2 && next[0] == 1 && next[1] == 0
			&& ws_octets_equal(next + 2, qname, qname_length),
			"a next name is not the next one");
		return octets;
	}
	name = ldns_dname_new_frm_data((uint16_t)qname_length, qname);
	following = ldns_dname_new_frm_data((uint16_t)octets, next);
	require(apex == 0 || ldns_dname_compare(following, name) > 0,
		"a next name is not behind the name");
	ldns_rdf_deep_free(name);
	ldns_rdf_deep_free(following);
	return octets;
}

static bool
has_type(const uint16_t* types, size_t count, unsigned type)
{
	while(count > 0)
		if(types[--count] == type)
			return true;
	return false;
}

void
reference_check_nsec(const struct reference_zone* zone,
	const struct workstation_question* question, const uint8_t* rdata,
	size_t length, const uint16_t* types, size_t count)
{
	size_t at = check_next_name(zone, question->qname, question->qname_length,
		rdata, length), found = 0;
	int before = -1;

	for(; at < length; at += 2 + (size_t)rdata[at + 1]) {
		const uint8_t* window = rdata + at;

		require(length - at > 2 && window[0] > before && window[1] > 0
			&& window[1] <= 32 && window[1] <= length - at - 2
			&& window[1 + window[1]], "a bitmap is wrong");
		before = window[0];
		for(unsigned bit = 0; types && bit < 8U * window[1]; bit++) {
			if(!(window[2 + bit / 8] & 0x80 >> bit % 8))
				continue;
			found++;
			require(has_type(types, count, window[0] * 256U + bit),
				"a bitmap has another type");
		}
	}
	require(!types || found == count, "a type is not in a bitmap");
}
