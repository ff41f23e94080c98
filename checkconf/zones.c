/* SPDX-License-Identifier: BSD-3-Clause */
#include "zones.h"
#include "print.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

/** The TTL of DS records, which the zone above can change: a day is usual. */
#define DS_TTL 86400

/** Make the DNSKEY record of a key. @return to be freed; NULL: out of memory. */
static ldns_rr*
make_record(const struct workstation_zone* zone, const struct workstation_key* key)
{
	const uint8_t fixed[] = {0, LDNS_RR_TYPE_DNSKEY, 0, LDNS_RR_CLASS_IN, 0, 0, 0, 0,
		(uint8_t)(key->dnskey_length >> 8), (uint8_t)key->dnskey_length};
	size_t length = zone->length + sizeof(fixed) + key->dnskey_length, at = 0;
	uint8_t* octets = malloc(length);
	ldns_rr* record = NULL;

	if(!octets)
		return NULL;
	memcpy(octets, zone->name, zone->length);
	memcpy(octets + zone->length, fixed, sizeof(fixed));
	memcpy(octets + zone->length + sizeof(fixed), key->dnskey, key->dnskey_length);
	if(ldns_wire2rr(&record, octets, length, &at, LDNS_SECTION_ANSWER)
		!= LDNS_STATUS_OK)
		record = NULL;
	free(octets);
	return record;
}

/** Write the DS record of a DNSKEY record. @return 0: out of memory. */
static int
write_one(FILE* out, const struct workstation_zone* zone, const ldns_rr* record,
	ldns_hash hash)
{
	ldns_rr* ds = ldns_key_rr2ds(record, hash);
	ldns_buffer* octets = ldns_buffer_new(LDNS_MAX_PACKETLEN);
	int done = ds && octets && ldns_rr_rdata2buffer_wire(octets, ds) == LDNS_STATUS_OK;

	if(done)
		write_record(out, zone->name, 0, LDNS_RR_TYPE_DS, DS_TTL,
			ldns_buffer_begin(octets), ldns_buffer_position(octets));
	ldns_buffer_free(octets);
	ldns_rr_free(ds);
	return done;
}

static int
has_sep(const struct workstation_key* key)
{
	return key->dnskey[1] & LDNS_KEY_SEP_KEY;
}

int
write_ds(FILE* out, const struct workstation_zone* zone)
{
	int any_sep = 0, done = 1;

	for(size_t i = 0; i < zone->key_count; i++)
		any_sep |= has_sep(&zone->keys[i]);
	for(size_t i = 0; i < zone->key_count && done; i++) {
		ldns_rr* record;

		if(any_sep && !has_sep(&zone->keys[i]))
			continue;
		record = make_record(zone, &zone->keys[i]);
		done = record && write_one(out, zone, record, LDNS_SHA256)
			&& write_one(out, zone, record, LDNS_SHA384);
		ldns_rr_free(record);
	}
	return done;
}

/** Write text in single quotes, as a shell reads it. */
static void
write_quoted(FILE* out, const char* text, size_t length)
{
	fputc('\'', out);
	for(; length; text++, length--)
		fputs(*text == '\'' ? "'\\''" : (const char[]){*text, 0}, out);
	fputc('\'', out);
}

void
write_key_command(FILE* out, const struct workstation_zone* zone)
{
	char name[NAME_MAX_TEXT];
	const char* slash;

	show_name(zone->name, 0, name);
	slash = strrchr(name, '/');
	fputs("(cd /etc/unbound && ", out);
	/* a zone of RFC 2317: ldns-keygen takes it for a path, in a folder that is there */
	if(slash) {
		fputs("mkdir -p K", out);
		write_quoted(out, name, (size_t)(slash - name));
		fputs(" && ", out);
	}
	fputs("key=$(ldns-keygen -k -a ECDSAP256SHA256 ", out);
	write_quoted(out, name, strlen(name));
	fputs(") && chgrp unbound \"$key\".* && chmod 640 \"$key\".* && echo \"key: \\\"$PWD/$key\\\"\")\n",
		out);
}
