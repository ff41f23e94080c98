/* SPDX-License-Identifier: BSD-3-Clause */
/* Zones: what is answered in them, how names are denied, and what is signed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ask.h"
#include "denial.h"
#include "fake_keys.h"
#include "rules_text.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

#define ZONE_SOA " SOA . . 1 3600 1200 604800 3600"
#define OFFICE "- workstation-zone\nname office.a\n"
#define DESKS "\n-\nname desk{n}\nnetwork 10.0.0.0/30\nnetwork 2001:db8::/126\norigin office.a\nttl 9\nreverse yes\nrecord _s._tcp SRV 0 0 1 {name}"

static void
names_in_a_zone(void** state)
{
	(void)state;
	CHECK(
		{OFFICE DESKS, "desk1.office.a.", "A", "desk1.office.a. 9 A 10.0.0.1"},
		{NULL, "office.a.", "SOA", "office.a. 3600" ZONE_SOA},
		{NULL, "OFFICE.a.", "NS", "OFFICE.a. 3600 NS office.a."},
		{NULL, "office.a.", "ANY", "office.a. 3600" ZONE_SOA " + office.a. 3600 NS office.a."},
		{NULL, "office.a.", "A", "NODATA: office.a. 3600" ZONE_SOA},
		{NULL, "office.a.", "DNSKEY", "NODATA: office.a. 3600" ZONE_SOA},
		{NULL, "office.a.", "NSEC", "NODATA: office.a. 3600" ZONE_SOA},
		{NULL, "office.a.", "DS", "exists"},
		{NULL, "desk1.Office.a.", "MX", "NODATA: Office.a. 3600" ZONE_SOA},
		{NULL, "desk1.office.a.", "DS", "NODATA: office.a. 3600" ZONE_SOA},
		{NULL, "desk4.office.a.", "A", "NXDOMAIN: office.a. 3600" ZONE_SOA},
		{NULL, "www.office.a.", "A", "NXDOMAIN: office.a. 3600" ZONE_SOA},
		/* empty non-terminals */
		{NULL, "_tcp.desk1.office.a.", "SRV", "NODATA: office.a. 3600" ZONE_SOA},
		{NULL, "_tcp.desk9.office.a.", "SRV", "NXDOMAIN: office.a. 3600" ZONE_SOA},
		{NULL, "_s._tcp.desk1.office.a.", "SRV", "_s._tcp.desk1.office.a. 9 SRV 0 0 1 desk1.office.a."},
		/* outside of it: with a rule below, and without one */
		{NULL, "a.", "A", "exists"},
		{NULL, "xoffice.a.", "A", "pass"},
		{NULL, "1.0.0.10.in-addr.arpa.", "PTR", "1.0.0.10.in-addr.arpa. 9 PTR desk1.office.a."},
		{"- workstation-zone\nname z.x1.a\n-\norigin a\nname x{n}\nnetwork 10.0.0.5-10.0.0.9\nfirst 5\nout-of-range nxdomain", "x1.a.", "A",
			"NODATA: a. 0" SOA "0"},
		{NULL, "x2.a.", "A", "NXDOMAIN: a. 0" SOA "0"},
		{OFFICE, "a.", "A", "exists"});
}

static void
servers_and_ttl(void** state)
{
	(void)state;
	CHECK(
		{OFFICE "nameserver desk1.office.a\nnameserver NS.b\nttl 60" DESKS, "office.a.", "NS",
			"office.a. 60 NS desk1.office.a. + office.a. 60 NS ns.b."},
		{NULL, "x.office.a.", "A", "NXDOMAIN: office.a. 60 SOA desk1.office.a. . 1 3600 1200 604800 60"});
}

static void
rules_of_other_domains(void** state)
{
	(void)state;
	CHECK(
		/* a rule for any domain has no names in it, one with an origin above has */
		{OFFICE "-\nname w{n}\nnetwork 10.0.0.0/30\n-\nname pc{n}.office\norigin a\nnetwork 10.1.0.0/30",
			"w1.office.a.", "A", "NXDOMAIN: office.a. 3600" ZONE_SOA},
		{NULL, "w1.a.", "A", "w1.a. 0 A 10.0.0.1"},
		{NULL, "pc1.office.a.", "A", "pc1.office.a. 0 A 10.1.0.1"},
		{NULL, "pc9.office.a.", "A", "NXDOMAIN: office.a. 3600" ZONE_SOA},
		/* there is no built-in rule beside a zone */
		{OFFICE, "workstation1.a.", "A", "pass"},
		{NULL, "workstation1.office.a.", "A", "NXDOMAIN: office.a. 3600" ZONE_SOA});
}

static void
zones_in_zones(void** state)
{
	(void)state;
	CHECK(
		{"- workstation-zone\nname a\n- workstation-zone\nname x.office.a\n-\nname d{n}\nnetwork 10.0.0.0/30\norigin x.office.a",
			"d1.x.office.a.", "MX", "NODATA: x.office.a. 3600" ZONE_SOA},
		{NULL, "d4.x.office.a.", "A", "NXDOMAIN: x.office.a. 3600" ZONE_SOA},
		{NULL, "x.office.a.", "DS", "NODATA: a. 3600" ZONE_SOA},
		{NULL, "x.office.a.", "NS", "x.office.a. 3600 NS x.office.a."},
		{NULL, "office.a.", "A", "NODATA: a. 3600" ZONE_SOA},
		{NULL, "y.office.a.", "A", "NXDOMAIN: a. 3600" ZONE_SOA},
		{NULL, "a.", "DS", "exists"});
}

static void
reverse_zones(void** state)
{
	(void)state;
	CHECK(
		{"- workstation-zone\nname 1.10.in-addr.arpa\n-\nname d{n}\nnetwork 10.0.0.0/8\norigin a\nreverse yes",
			"5.0.1.10.in-addr.arpa.", "PTR", "5.0.1.10.in-addr.arpa. 0 PTR d65541.a."},
		{NULL, "5.0.1.10.in-addr.arpa.", "A", "NODATA: 1.10.in-addr.arpa. 3600" ZONE_SOA},
		{NULL, "0.1.10.in-addr.arpa.", "PTR", "NODATA: 1.10.in-addr.arpa. 3600" ZONE_SOA},
		{NULL, "x.1.10.in-addr.arpa.", "PTR", "NXDOMAIN: 1.10.in-addr.arpa. 3600" ZONE_SOA},
		{NULL, "5.0.2.10.in-addr.arpa.", "PTR", "5.0.2.10.in-addr.arpa. 0 PTR d131077.a."},
		{NULL, "5.0.2.10.in-addr.arpa.", "A", "exists"});
}

/** Rules, and what is wrong with them. */
static const struct {
	const char* rules;
	const char* message;
} wrong[] = {
	{"- workstation-zone\nttl 5", "rules:1: workstation-zone: needs name:, the domain that is answered here"},
	{OFFICE "name b", "rules:3: name: \"b\" repeats a setting of line 2, expected it once per clause"},
	{OFFICE "ttl 5\nttl 6", "rules:4: ttl: \"6\" repeats a setting of line 3, expected it once per clause"},
	{OFFICE "ttl -1", "rules:3: ttl: \"-1\" is invalid, expected 0 to 2147483647"},
	{OFFICE "origin b", "rules:3: unknown setting \"origin\" of workstation-zone:, expected name, key, nameserver or ttl"},
	{OFFICE OFFICE, "rules:4: name: \"office.a\" repeats the zone of rules:1, expected each one once"},
	{"- workstation-zone\nname *.a", "rules:2: name: \"*.a\" has '*', expected a domain name like office.example.com"},
	{OFFICE "nameserver ns.b\nnameserver NS.b", "rules:4: nameserver: \"NS.b\" is there twice, expected each server once"},
	{OFFICE DESKS "\nexisting keep", "rules:12: existing: \"keep\" contradicts the workstation-zone: of rules:1, which the rule has names in, expected replace: nothing is passed on there"},
	{OFFICE DESKS "\nother-types pass", "rules:12: other-types: \"pass\" contradicts the workstation-zone: of rules:1, which the rule has names in, expected nodata: nothing is passed on there"},
	{OFFICE DESKS "\nother-types nodata except MX", "rules:12: other-types: \"nodata except MX\" contradicts the workstation-zone: of rules:1, which the rule has names in, expected nodata: nothing is passed on there"},
	{OFFICE DESKS "\nout-of-range pass", "rules:12: out-of-range: \"pass\" contradicts the workstation-zone: of rules:1, which the rule has names in, expected nxdomain: nothing is passed on there"},
	{"- workstation-zone\nname 0.10.in-addr.arpa" DESKS "\nout-of-range pass", "rules:11: out-of-range: \"pass\" contradicts the workstation-zone: of rules:1, which the rule has names in, expected nxdomain: nothing is passed on there"},
	{OFFICE "key csk\nttl 604801", "rules:4: ttl: \"604801\" is too long for a signed zone, expected 0 to 604800"},
	{OFFICE "key csk\n-\nname d{n}\norigin office.a\nttl 604801", "rules:7: ttl: \"604801\" contradicts the workstation-zone: of rules:1, which the rule has names in, expected at most 604800 in a signed zone"},
	{OFFICE "key public", "rules:3: key: \"public\" has no private file, and no other key of the zone signs, expected one that does"},
	{OFFICE "key csk\nkey csk", "rules:4: key: \"csk\" is there twice, expected each key once"},
	{OFFICE "key none", "rules:3: key: \"none\" is not a key of these tests"},
};

static void
wrong_zones(void** state)
{
	(void)state;
	for(size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		char message[WORKSTATION_MAX_MESSAGE];

		assert_null(load(wrong[i].rules, message));
		assert_string_equal(message, wrong[i].message);
	}
}

static void
settings_that_fit(void** state)
{
	(void)state;
	CHECK(
		{OFFICE DESKS "\nother-types nodata\nout-of-range nxdomain\nexisting replace",
			"desk4.office.a.", "A", "NXDOMAIN: office.a. 3600" ZONE_SOA},
		{OFFICE "-\nname d{n}\norigin b\nexisting keep\nttl 700000", "d1.b.", "A", "keep"});
}

static void
names_of_zones(void** state)
{
	struct workstation_text* text = rules_text("-\nname a\n" OFFICE
		"-\nname b\n- workstation-zone\nname 10.in-addr.arpa");

	(void)state;
	assert_true(workstation_text_has_zone(text, "Office.a."));
	assert_true(workstation_text_has_zone(text, "10.in-addr.arpa"));
	assert_false(workstation_text_has_zone(text, "a."));
	assert_false(workstation_text_has_zone(text, "b"));
	assert_false(workstation_text_has_zone(NULL, "b"));
	workstation_text_free(text);
}

static void
add_warning(void* context, const char* message)
{
	strcat(context, message);
	strcat(context, "\n");
}

static void
warnings(void** state)
{
	static const struct {
		const char *rules, *warnings;
	} rows[] = {
		{OFFICE "nameserver desk1.office.a\nnameserver ns.office.a\nnameserver ns.xoffice.a" DESKS,
			"rules:4: nameserver: ns.office.a. lies in the zone and has no address there, expected a rule that computes one\n"},
		{OFFICE "key zsk\nkey public",
			"rules:1: workstation-zone: no key with SEP has its private file, so that no key with a DS record signs the DNSKEY records, expected one\n"},
		{OFFICE "key zsk\nkey public\nkey ksk", ""},
		{OFFICE "key zsk", ""},
	};

	(void)state;
	for(size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct workstation_rules* rules = load_or_fail(rows[i].rules);
		char said[WORKSTATION_MAX_MESSAGE] = "";

		workstation_rules_visit_zone_warnings(rules, &add_warning, said);
		assert_string_equal(said, rows[i].warnings);
		workstation_rules_free(rules);
	}
}

/** A question to a signed zone, and the reply. */
static const struct {
	const char *rules, *qname, *qtype;
	enum wish wish;
	const char* reply;
} denials[] = {
	{OFFICE "key csk" DESKS, "desk1.office.a.", "A", WISH_SIGNED, "desk1.office.a. 9 A 10.0.0.1 (1)"},
	{NULL, "desk1.office.a.", "A", WISH_NOTHING, "desk1.office.a. 9 A 10.0.0.1"},
	{NULL, "Desk1.office.a.", "MX", WISH_SIGNED, "NODATA: office.a. 3600" ZONE_SOA " (1) + Desk1.office.a. 3600 NSEC \\000.desk1.office.a. A AAAA RRSIG NSEC (1)"},
	{NULL, "desk1.office.a.", "MX", WISH_NOTHING, "NODATA: office.a. 3600" ZONE_SOA},
	{NULL, "x.office.a.", "MX", WISH_SIGNED, "NODATA: office.a. 3600" ZONE_SOA " (1) + x.office.a. 3600 NSEC \\000.x.office.a. RRSIG NSEC TYPE128 (1)"},
	{NULL, "x.office.a.", "MX", WISH_COMPACT, "NXDOMAIN: office.a. 3600" ZONE_SOA " (1) + x.office.a. 3600 NSEC \\000.x.office.a. RRSIG NSEC TYPE128 (1)"},
	{NULL, "x.office.a.", "MX", WISH_NOTHING, "NXDOMAIN: office.a. 3600" ZONE_SOA},
	{NULL, "_tcp.desk1.office.a.", "A", WISH_COMPACT, "NODATA: office.a. 3600" ZONE_SOA " (1) + _tcp.desk1.office.a. 3600 NSEC \\000._tcp.desk1.office.a. RRSIG NSEC (1)"},
	{NULL, "*.office.a.", "A", WISH_SIGNED, "NODATA: office.a. 3600" ZONE_SOA " (1) + *.office.a. 3600 NSEC \\000.*.office.a. RRSIG NSEC TYPE128 (1)"},
	{NULL, "office.a.", "MX", WISH_SIGNED, "NODATA: office.a. 3600" ZONE_SOA " (1) + office.a. 3600 NSEC \\000.office.a. NS SOA RRSIG NSEC DNSKEY (1)"},
	{NULL, "x.office.a.", "NSEC", WISH_SIGNED, "x.office.a. 3600 NSEC \\000.x.office.a. RRSIG NSEC TYPE128 (1)"},
	{NULL, "x.office.a.", "NSEC", WISH_NOTHING, "x.office.a. 3600 NSEC \\000.x.office.a. RRSIG NSEC TYPE128"},
	{NULL, "desk1.office.a.", "RRSIG", WISH_NOTHING, "desk1.office.a. 3600 RRSIG NSEC 13 3 3600 19700116000000 19700101000000 7 office.a. Kg=="},
	{OFFICE "key csk\n- workstation-zone\nname u.office.a\n- workstation-zone\nname s.office.a\nkey zsk\nkey ksk", "u.office.a.", "DS", WISH_SIGNED,
		"NODATA: office.a. 3600" ZONE_SOA " (1) + u.office.a. 3600 NSEC \\000.u.office.a. NS RRSIG NSEC (1)"},
	{NULL, "s.office.a.", "DS", WISH_SIGNED, "s.office.a. 3600 DS 7 13 2 0101 (1)"},
	{NULL, "x.u.office.a.", "A", WISH_SIGNED, "NXDOMAIN: u.office.a. 3600" ZONE_SOA},
	{NULL, "s.office.a.", "DNSKEY", WISH_SIGNED, "s.office.a. 3600 DNSKEY 256 3 13 AQ== + s.office.a. 3600 DNSKEY 257 3 13 Ag== (1)"},
	/* a rule above the zone with names in it */
	{OFFICE "key csk\n-\nname pc{n}.office\norigin a\nnetwork 10.0.0.0/30\nttl 700000", "pc1.office.a.", "A", WISH_SIGNED, "pc1.office.a. 604800 A 10.0.0.1 (1)"},
	/* two algorithms, of which one has only a published key besides */
	{OFFICE "key csk\nkey other\nkey public", "office.a.", "NS", WISH_SIGNED, "office.a. 3600 NS office.a. (2)"},
	{NULL, "office.a.", "DNSKEY", WISH_SIGNED, "office.a. 3600 DNSKEY 257 3 13 Ag== + office.a. 3600 DNSKEY 257 3 15 Ag== + office.a. 3600 DNSKEY 257 3 13 Aw== (2)"},
};

static void
denial(void** state)
{
	struct workstation_rules* rules = NULL;

	(void)state;
	for(size_t i = 0; i < sizeof(denials) / sizeof(*denials); i++) {
		if(denials[i].rules) {
			workstation_rules_free(rules);
			rules = load_or_fail(denials[i].rules);
		}
		assert_string_equal(ask_wishing(rules, denials[i].qname,
			denials[i].qtype, denials[i].wish), denials[i].reply);
	}
	workstation_rules_free(rules);
}

#define L62 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
/* a zone with a name of 3 octets below three labels of 62 octets: 192 octets */
#define LONG L62 "." L62 "." L62 ".z."

static const struct {
	const char *name, *next;
} followers[] = {
	{"Desk1.z.", "\\000.desk1.z."},
	{"z.", "\\000.z."},
	/* 253, 254 and 255 octets */
	{"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb." LONG, "\\000.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb." LONG},
	{"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb." LONG, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\\000." LONG},
	{"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb." LONG, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbc." LONG},
	{"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb@." LONG, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb[." LONG},
	{"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb@\\255\\255." LONG, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb[." LONG},
};

static void
next_names(void** state)
{
	(void)state;
	for(size_t i = 0; i < sizeof(followers) / sizeof(*followers); i++) {
		ldns_rdf* name = ldns_dname_new_frm_str(followers[i].name);
		ldns_rdf* expected = ldns_dname_new_frm_str(followers[i].next);
		uint8_t next[WORKSTATION_MAX_NAME];
		size_t length = ws_next_name(ldns_rdf_data(name),
			ldns_rdf_size(name), 3, next);

		assert_int_equal(length, ldns_rdf_size(expected));
		assert_memory_equal(next, ldns_rdf_data(expected), length);
		ldns_rdf_deep_free(name);
		ldns_rdf_deep_free(expected);
	}
}

/** The last names of a zone: all labels in front of it end with the last octet. */
static void
last_name(void** state)
{
	uint8_t name[WORKSTATION_MAX_NAME], next[WORKSTATION_MAX_NAME];
	size_t at = 0;

	(void)state;
	memset(name, 0xff, sizeof(name));
	for(int i = 0; i < 3; i++, at += 64)
		name[at] = 63;
	name[at] = 59;
	memcpy(name + 252, "\1z", 3);
	assert_int_equal(ws_next_name(name, 255, 3, next), 3);
	assert_memory_equal(next, "\1z", 3);
}

static void
bitmaps(void** state)
{
	static const uint16_t types[] = {1, 47, 128, 255, 256, 257, 65535};
	static const uint8_t expected[] = {
		0, 32, 0x40, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
		1, 1, 0xc0,
		255, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
	uint8_t bitmap[BITMAP_MAX(7)];

	(void)state;
	assert_int_equal(ws_bitmap_write(types, 7, bitmap), sizeof(expected));
	assert_memory_equal(bitmap, expected, sizeof(expected));
}

/** The reply to a question that asks for signatures, and what was signed for it last. */
struct signed_reply {
	ldns_rdf* name;
	struct workstation_reply reply;
	struct fake_signer signer;
	uint8_t memory[20000];
	size_t used;
};

static void*
allocate(void* context, size_t octets)
{
	struct signed_reply* signed_reply = context;
	uint8_t* at = signed_reply->memory + signed_reply->used;

	signed_reply->used += (octets + 15) / 16 * 16;
	return signed_reply->used <= sizeof(signed_reply->memory) ? at : NULL;
}

/** @return to be freed, its name too. */
static struct signed_reply*
ask_signed(const struct workstation_rules* rules, const char* qname,
	const char* qtype, uint32_t now)
{
	struct signed_reply* signed_reply = calloc(1, sizeof(*signed_reply));
	const struct workstation_memory memory = {&allocate, signed_reply};
	const struct workstation_signer signer = {&fake_sign,
		&signed_reply->signer};
	struct workstation_question question = {.qclass = LDNS_RR_CLASS_IN,
		.qtype = (uint16_t)ldns_get_rr_type_by_name(qtype),
		.memory = &memory, .signer = &signer, .now = now, .dnssec_ok = 1};

	signed_reply->name = ldns_dname_new_frm_str(qname);
	question.qname = ldns_rdf_data(signed_reply->name);
	question.qname_length = ldns_rdf_size(signed_reply->name);
	assert_int_equal(workstation_judge(rules, &question,
		&signed_reply->reply), WORKSTATION_ANSWER);
	assert_int_equal(signed_reply->reply.count, 1);
	assert_true(signed_reply->reply.secure);
	return signed_reply;
}

/** Append the records of an RRset in canonical form and order, as ldns has them. */
static void
append_canonical(ldns_buffer* buffer, const ldns_rdf* name,
	const struct workstation_rrset* rrset)
{
	ldns_rr_list* list = ldns_rr_list_new();
	size_t position = 0;

	for(uint16_t i = 0; i < rrset->count; i++) {
		ldns_rr* rr = ldns_rr_new();

		ldns_rr_set_owner(rr, ldns_rdf_clone(name));
		ldns_rr_set_type(rr, (ldns_rr_type)rrset->type);
		ldns_rr_set_class(rr, LDNS_RR_CLASS_IN);
		ldns_rr_set_ttl(rr, rrset->ttl);
		assert_int_equal(ldns_wire2rdf(rr, rrset->records, rrset->length,
			&position), LDNS_STATUS_OK);
		ldns_rr2canonical(rr);
		ldns_rr_list_push_rr(list, rr);
	}
	ldns_rr_list_sort(list);
	for(size_t i = 0; i < ldns_rr_list_rr_count(list); i++)
		ldns_rr2buffer_wire_canonical(buffer, ldns_rr_list_rr(list, i),
			LDNS_SECTION_ANY);
	ldns_rr_list_deep_free(list);
}

/** Check by ldns which octets are signed for the one RRset of an answer. */
static void
check_octets_to_sign(const struct workstation_rules* rules, const char* qname,
	const char* qtype)
{
	struct signed_reply* asked = ask_signed(rules, qname, qtype, 43200);
	const struct workstation_rrset* rrset = asked->reply.rrset;
	ldns_buffer* buffer = ldns_buffer_new(4096);
	const uint8_t* rrsig = rrset->records;
	size_t length;

	for(uint16_t i = 0; i < rrset->count; i++)
		rrsig += 2 + ldns_read_uint16(rrsig);
	/* without the signature of one octet */
	length = ldns_read_uint16(rrsig) - (size_t)1;
	assert_true(rrsig + 2 + length + 1 == rrset->records + rrset->length);
	ldns_buffer_write(buffer, rrsig + 2, length);
	append_canonical(buffer, asked->name, rrset);
	assert_int_equal(asked->signer.length, ldns_buffer_position(buffer));
	assert_memory_equal(asked->signer.octets, ldns_buffer_begin(buffer),
		asked->signer.length);
	ldns_buffer_free(buffer);
	ldns_rdf_deep_free(asked->name);
	free(asked);
}

/** RRsets whose octets to sign ldns makes, too: several records out of order, names in
 * capitals, a wildcard. */
static const struct {
	const char *rules, *qname, *qtype;
} canonical[] = {
	{OFFICE "key csk" DESKS, "DESK1.office.a.", "A"},
	{NULL, "desk1.office.a.", "AAAA"},
	{NULL, "_S._tcp.desk2.OFFICE.a.", "SRV"},
	{NULL, "office.a.", "SOA"},
	{OFFICE "key csk\n-\nname d{n}\nnumbers 1-9\norigin office.a\nrecord MX 10 MAIL.b.\nrecord MX 5 Zoo.{n}.\nrecord MX 5 a.{n}.\n"
		"record TXT {n} \"B C\"\nrecord TXT b\nrecord TXT a\nrecord TXT aa\nrecord NAPTR 1 1 \"S\" \"E\" \"\" Rep.{n}.\nrecord RP M.b. T.b.\nrecord HIP 2 200100107B1A74DF365639CC39F1D578 AwEA RVS.b.", "D1.office.a.", "MX"},
	{NULL, "d1.office.a.", "TXT"},
	{NULL, "d1.office.a.", "NAPTR"},
	{NULL, "d1.office.a.", "RP"},
	{OFFICE "key csk\nnameserver Z.b\nnameserver A.b", "office.a.", "NS"},
	{"- workstation-zone\nname 10.in-addr.arpa\nkey csk\n-\nname D{n}\norigin A.b\nreverse yes\nnetwork 10.0.0.0/30", "1.0.0.10.IN-addr.arpa.", "PTR"},
};

static void
octets_to_sign(void** state)
{
	struct workstation_rules* rules = NULL;

	(void)state;
	for(size_t i = 0; i < sizeof(canonical) / sizeof(*canonical); i++) {
		if(canonical[i].rules) {
			workstation_rules_free(rules);
			rules = load_or_fail(canonical[i].rules);
		}
		check_octets_to_sign(rules, canonical[i].qname,
			canonical[i].qtype);
	}
	workstation_rules_free(rules);
}

/** Times, and the inception of signatures made then. */
static void
times(void** state)
{
	static const struct {
		uint32_t now, inception;
	} rows[] = {{1796083199, 1795996800}, {1796083200, 1795996800},
		{1796086799, 1795996800}, {1796086800, 1796083200},
		{0, 4294944000}};
	struct workstation_rules* rules = load_or_fail(OFFICE "key csk");

	(void)state;
	for(size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct signed_reply* asked = ask_signed(rules, "office.a.", "SOA",
			rows[i].now);
		uint32_t expiration = ldns_read_uint32(asked->signer.octets + 8);
		uint32_t inception = ldns_read_uint32(asked->signer.octets + 12);

		assert_int_equal(inception, rows[i].inception);
		assert_int_equal(expiration - inception, 15 * 86400);
		ldns_rdf_deep_free(asked->name);
		free(asked);
	}
	workstation_rules_free(rules);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_in_a_zone),
		cmocka_unit_test(servers_and_ttl),
		cmocka_unit_test(rules_of_other_domains),
		cmocka_unit_test(zones_in_zones),
		cmocka_unit_test(reverse_zones),
		cmocka_unit_test(wrong_zones),
		cmocka_unit_test(settings_that_fit),
		cmocka_unit_test(names_of_zones),
		cmocka_unit_test(warnings),
		cmocka_unit_test(denial),
		cmocka_unit_test(next_names),
		cmocka_unit_test(last_name),
		cmocka_unit_test(bitmaps),
		cmocka_unit_test(octets_to_sign),
		cmocka_unit_test(times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
