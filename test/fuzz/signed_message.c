/* SPDX-License-Identifier: BSD-3-Clause */
#include "fuzz.h"
#include "signed_message.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** CO (RFC 9824, 5.1). */
#define EDNS_CO 0x4000
#define BITS 256

static char directory[] = "/tmp/unbound.keys.XXXXXX";
static char path[sizeof(directory) + 64];
static ldns_rr_list* keys;
static ldns_rdf* zone;

/* ---- the key ---- */

/** Open a file of the key. */
static FILE*
open_file(const char* ending)
{
	char name[sizeof(path) + 16];
	FILE* file;

	snprintf(name, sizeof(name), "%s%s", path, ending);
	file = fopen(name, "w");
	require(file != NULL, "a file of a key cannot be made");
	return file;
}

const char*
signed_key_create(void)
{
	ldns_key* key = ldns_key_new_frm_algorithm(LDNS_SIGN_ECDSAP256SHA256,
		BITS);
	ldns_rr* dnskey;
	FILE* file;

	zone = ldns_dname_new_frm_str(SIGNED_ZONE);
	keys = ldns_rr_list_new();
	require(key && zone && keys && mkdtemp(directory),
		"a key cannot be made");
	ldns_key_set_pubkey_owner(key, ldns_rdf_clone(zone));
	ldns_key_set_flags(key, LDNS_KEY_ZONE_KEY | LDNS_KEY_SEP_KEY);
	dnskey = ldns_key2rr(key);
	require(dnskey != NULL, "a key cannot be made");
	snprintf(path, sizeof(path), "%s/K%s.+013+%05u", directory, SIGNED_ZONE,
		ldns_calc_keytag(dnskey));
	umask(077);
	file = open_file(".key");
	ldns_rr_print(file, dnskey);
	fclose(file);
	file = open_file(".private");
	ldns_key_print(file, key);
	fclose(file);
	ldns_rr_list_push_rr(keys, dnskey);
	ldns_key_deep_free(key);
	return path;
}

void
signed_key_remove_files(void)
{
	char name[sizeof(path) + 16];

	snprintf(name, sizeof(name), "%s.key", path);
	unlink(name);
	snprintf(name, sizeof(name), "%s.private", path);
	unlink(name);
	rmdir(directory);
}

/* ---- messages ---- */

struct wishes
signed_message_wishes(const uint8_t* query, size_t length)
{
	struct wishes wishes = {0, 0, 0};
	ldns_pkt* packet;

	if(ldns_wire2pkt(&packet, query, length) != LDNS_STATUS_OK)
		return wishes;
	wishes.is_known = 1;
	wishes.dnssec_ok = ldns_pkt_edns_do(packet);
	wishes.compact_ok = (ldns_pkt_edns_z(packet) & EDNS_CO) != 0;
	ldns_pkt_free(packet);
	return wishes;
}

static bool
is_in_zone(const ldns_rr* rr)
{
	return ldns_dname_compare(ldns_rr_owner(rr), zone) == 0
		|| ldns_dname_is_subdomain(ldns_rr_owner(rr), zone);
}

/** Take the RRset of a record out of a section, with its signatures. */
static ldns_rr_list*
rrset_of(const ldns_rr_list* section, const ldns_rr* first,
	ldns_rr_list* signatures)
{
	ldns_rr_list* rrset = ldns_rr_list_new();

	for(size_t i = 0; i < ldns_rr_list_rr_count(section); i++) {
		ldns_rr* rr = ldns_rr_list_rr(section, i);

		if(ldns_dname_compare(ldns_rr_owner(rr), ldns_rr_owner(first)))
			continue;
		if(ldns_rr_get_type(rr) == ldns_rr_get_type(first))
			ldns_rr_list_push_rr(rrset, rr);
		else if(ldns_rr_get_type(rr) == LDNS_RR_TYPE_RRSIG
			&& ldns_rdf2rr_type(ldns_rr_rrsig_typecovered(rr))
			== ldns_rr_get_type(first))
			ldns_rr_list_push_rr(signatures, rr);
	}
	return rrset;
}

/** Check the signatures of an RRset. */
static void
check_rrset(struct wishes wishes, const ldns_pkt* packet,
	const ldns_rr_list* section, const ldns_rr* first, int64_t now)
{
	ldns_rr_list* signatures = ldns_rr_list_new();
	ldns_rr_list* rrset = rrset_of(section, first, signatures);
	size_t count = ldns_rr_list_rr_count(signatures);

	if(wishes.is_known && wishes.dnssec_ok && !ldns_pkt_tc(packet))
		require(count == 1, "an RRset is not signed");
	if(wishes.is_known && !wishes.dnssec_ok)
		require(count == 0, "a signature that nobody wants");
	for(size_t i = 0; i < count; i++)
		require(ldns_verify_rrsig_keylist_time(rrset,
			ldns_rr_list_rr(signatures, i), keys, (time_t)now,
			NULL) == LDNS_STATUS_OK, "a signature does not verify");
	ldns_rr_list_free(rrset);
	ldns_rr_list_free(signatures);
}

static void
check_section(struct wishes wishes, const ldns_pkt* packet,
	const ldns_rr_list* section, int64_t now)
{
	for(size_t i = 0; i < ldns_rr_list_rr_count(section); i++) {
		const ldns_rr* rr = ldns_rr_list_rr(section, i);

		if(is_in_zone(rr) && ldns_rr_get_class(rr) == LDNS_RR_CLASS_IN
			&& ldns_rr_get_type(rr) != LDNS_RR_TYPE_RRSIG)
			check_rrset(wishes, packet, section, rr, now);
	}
}

void
signed_message_check(struct wishes wishes, const uint8_t* reply, size_t length,
	int64_t now)
{
	ldns_pkt* packet;

	if(ldns_wire2pkt(&packet, reply, length) != LDNS_STATUS_OK)
		return;
	check_section(wishes, packet, ldns_pkt_answer(packet), now);
	check_section(wishes, packet, ldns_pkt_authority(packet), now);
	ldns_pkt_free(packet);
}
