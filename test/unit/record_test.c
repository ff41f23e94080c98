/* SPDX-License-Identifier: BSD-3-Clause */
/* Records by template: what is written for the names of a rule, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "judge.h"
#include "rdata.h"
#include "rr_template.h"
#include "rrtype.h"
#include "rules_text.h"

#include <ldns/ldns.h>

/** Read a clause. @return false: the message says why not. */
static bool
read_clause(struct clause* clause, struct workstation_text* text,
	char message[WORKSTATION_MAX_MESSAGE])
{
	struct error error = {message, WORKSTATION_MAX_MESSAGE};
	struct text_cursor cursor = {0, NULL};
	struct text_line line;

	ws_clause_begin(clause, "rules", 1);
	while(ws_text_next(text, &cursor, &line))
		if(line.key && !ws_clause_set(clause, &line, error))
			return false;
	return ws_clause_end(clause, error);
}

/** Print a record in the format of a zone file, its parts with one blank between them.
 * @return to be freed. */
static char*
print(uint16_t type, const uint8_t* rdata, size_t length)
{
	ldns_rr* rr = ldns_rr_new();
	uint8_t* wire = malloc(length + 3);
	size_t position = 0, count = 0;
	char *printed, *text;

	wire[0] = (uint8_t)(length >> 8);
	wire[1] = (uint8_t)length;
	wire[length + 2] = 0;
	if(length)
		memcpy(wire + 2, rdata, length);
	ldns_rr_set_owner(rr, ldns_dname_new_frm_str("."));
	ldns_rr_set_type(rr, (ldns_rr_type)type);
	ldns_rr_set_class(rr, LDNS_RR_CLASS_IN);
	assert_int_equal(ldns_wire2rdf(rr, wire, length + 2, &position),
		LDNS_STATUS_OK);
	printed = ldns_rr2str(rr);
	assert_non_null(printed);
	/* behind the owner, the TTL, the class and the type */
	text = printed;
	for(unsigned i = 0; i < 4; i++)
		text += strcspn(text, "\t") + 1;
	for(char* at = text; *at; at++)
		if(*at != '\n' && (*at != ' ' || (at[1] != ' ' && at[1] != '\n')))
			printed[count++] = *at;
	printed[count] = 0;
	free(wire);
	ldns_rr_free(rr);
	return printed;
}

/** The values of the first name of a clause with an IPv4 and an IPv6 network. */
static void
first_values(const struct clause* clause, struct rr_values* values)
{
	static const uint8_t name[] = "\5Desk5\6Office\7example\3com";

	*values = (struct rr_values){.number = clause->pieces[0].number,
		.offset = template_offset(&clause->format), .name = name,
		.name_length = sizeof(name), .origin_offset = 6};
	for(size_t i = clause->piece_count; i-- > 0 && !clause->numbered;) {
		enum family family = clause->networks[
			clause->pieces[i].network].family;

		values->own = (struct address){clause->pieces[i].first, family};
		values->address[family] = values->own.number;
		values->families |= (uint8_t)FAMILY_BIT(family);
	}
}

/** Write a record of the first name. @return the octets; negative: none. */
static int
write_first(const struct clause* clause, const struct rr_template* record,
	uint8_t* rdata)
{
	struct rr_values values;

	if(record->is_fixed) {
		if(record->code_length)
			memcpy(rdata, record->code, record->code_length);
		return (int)record->code_length;
	}
	first_values(clause, &values);
	return ws_rr_template_write(record->code, record->code_length, &values,
		rdata, record->longest);
}

/** The rule of most rows: 5 to 14 are 10.0.0.7 to 10.0.0.16. */
#define RULE "-\nname desk{n}\nfirst 5\nnetwork 10.0.0.7-10.0.0.16\norigin office.example.com\n"
#define BOTH RULE "network 2001:db8::a-2001:db8::13\n"
#define IP "-\nname h-{ip}\nnetwork 10.0.0.0/23\norigin example.com\n"

struct row {
	/** What is before the record; NULL: RULE. */
	const char* rule;
	const char* record;
	/** What is written for the first name, or the message without what is before the
	 * record's value. */
	const char* expected;
};

static struct workstation_text*
text_of(const struct row* row)
{
	struct workstation_text* text = rules_text(row->rule ? row->rule : RULE);

	if(!workstation_text_add(&text, "record", row->record, "rules", 9))
		abort();
	return text;
}

static void
written(const struct row* row, size_t count)
{
	static uint8_t rdata[MAX_RDATA];

	for(; count > 0; count--, row++) {
		struct clause clause = {.file = NULL};
		struct workstation_text* text = text_of(row);
		char message[WORKSTATION_MAX_MESSAGE];
		char* printed;
		int length;

		if(!read_clause(&clause, text, message))
			fail_msg("%s", message);
		length = write_first(&clause, &clause.records[0], rdata);
		if(length < 0)
			fail_msg("%s: %d", row->record, length);
		assert_true(length <= clause.records[0].longest);
		printed = print(clause.records[0].type, rdata, (size_t)length);
		if(strcmp(printed, row->expected) != 0)
			fail_msg("%s: \"%s\" instead of \"%s\"", row->record,
				printed, row->expected);
		free(printed);
		ws_clause_clear(&clause);
		workstation_text_free(text);
	}
}

static void
refused(const struct row* row, size_t count)
{
	for(; count > 0; count--, row++) {
		struct clause clause = {.file = NULL};
		struct workstation_text* text = text_of(row);
		char message[WORKSTATION_MAX_MESSAGE];
		char begin[WORKSTATION_MAX_MESSAGE];

		/* messages have the begin of a long value */
		snprintf(begin, sizeof(begin), "rules:9: record: \"%.200s%s\" ",
			row->record, strlen(row->record) > 200 ? "..." : "");
		if(read_clause(&clause, text, message))
			fail_msg("loaded all the same: %s", row->record);
		if(strncmp(message, begin, strlen(begin)) != 0 || strcmp(message
			+ strlen(begin), row->expected) != 0)
			fail_msg("\"%s\" instead of \"%s%s\"", message, begin,
				row->expected);
		ws_clause_clear(&clause);
		workstation_text_free(text);
	}
}

#define ROWS(check, ...) \
	do { \
		static const struct row rows[] = {__VA_ARGS__}; \
		(void)state; \
		check(rows, sizeof(rows) / sizeof(*rows)); \
	} while(0)
#define WRITTEN(...) ROWS(written, __VA_ARGS__)
#define REFUSED(...) ROWS(refused, __VA_ARGS__)

static void
strings_are_written(void** state)
{
	WRITTEN(
	{NULL, "TXT \"seat {n} at {ipv4}\"",
		"\"seat 5 at 10.0.0.7\""},
	{NULL, "TXT a b \"c d\" {name}",
		"\"a\" \"b\" \"c d\" \"desk5.office.example.com.\""},
	{NULL, "TXT \"\" {n:4}",
		"\"\" \"0005\""},
	{NULL, "TXT \"a;b\" c\\;d \\039 \"\\\"\" \\\\",
		"\"a;b\" \"c;d\" \"'\" \"\\\"\" \"\\\\\""},
	{NULL, "TXT \\{{n}\\} a\\}",
		"\"{5}\" \"a}\""},
	{NULL, "TXT\ttab\t\"\t\"",
		"\"tab\" \"\t\""},
	{NULL, "TXT {reversed} {ip} {ip:long} {hex} {n:x} {n:3x}",
		"\"7-0-0-10\" \"10-0-0-7\" \"10-0-0-7\" \"0a000007\" \"5\" \"005\""},
	{NULL, "txt x",
		"\"x\""},
	{NULL, "HINFO \"PC\" {n}",
		"\"PC\" \"5\""},
	{NULL, "SPF \"v=spf1 -all\"",
		"\"v=spf1 -all\""},
	{NULL, "ISDN 1",
		"\"1\""},
	{NULL, "ISDN 1 2",
		"\"1\" \"2\""},
	{NULL, "NAPTR 100 10 \"u\" \"E2U+sip\" \"!^.*$!sip:{n}@example.com!\" .",
		"100 10 \"u\" \"E2U+sip\" \"!^.*$!sip:5@example.com!\" ."},
	{NULL, "URI 10 1 \"https://{name}/\"",
		"10 1 \"https://desk5.office.example.com./\""},
	{NULL, "CAA 0 issue \"ca.example\"",
		"0 issue \"ca.example\""},
	{NULL, "CAA {n} issue{n} \"{n}\"",
		"5 issue5 \"5\""});
}

static void
strings_are_refused(void** state)
{
	REFUSED(
	{NULL, "TXT",
		"has 0 fields of RDATA, expected 1"},
	{NULL, "TXT a;b",
		"has a comment, expected quotes around a text with ;, or \\;"},
	{NULL, "TXT ; a",
		"has a comment, expected quotes around a text with ;, or \\;"},
	{NULL, "TXT \"unterminated",
		"has a quote that does not end, expected two quotes around a string (a value with double quotes stands in single ones in unbound.conf)"},
	{NULL, "TXT \"x\\",
		"ends in a backslash, expected an escape like \\\" or \\039 (a value with double quotes stands in single ones in unbound.conf)"},
	{NULL, "TXT x\\",
		"ends in a backslash, expected an escape like \\\" or \\039 (a value with double quotes stands in single ones in unbound.conf)"},
	{NULL, "TXT (a)",
		"has parentheses, which join lines of a zone file, expected a record without them"},
	{NULL, "TXT \"a\" \"b\"c",
		"has text right behind a quote, expected a blank there"},
	{NULL, "TXT a\"b",
		"has a quote inside a word, expected quotes around a whole string, or \\\""},
	{NULL, "TXT \"\\1{n}\"",
		"has an escape other than \\X or \\DDD, expected \\000 to \\255"},
	{NULL, "TXT \\256",
		"has an escape other than \\X or \\DDD, expected \\000 to \\255"},
	{NULL, "TXT {x}",
		"has an unknown placeholder, expected {n}, {n:W}, {n:x}, {n:Wx}, {ip}, {ip:long}, {hex}, {reversed}, {v4}, {name}, {ipv4} or {ipv6}, and \\{ for a brace"},
	{NULL, "TXT {dotted}",
		"has an unknown placeholder, expected {n}, {n:W}, {n:x}, {n:Wx}, {ip}, {ip:long}, {hex}, {reversed}, {v4}, {name}, {ipv4} or {ipv6}, and \\{ for a brace"},
	{NULL, "TXT {*}",
		"has an unknown placeholder, expected {n}, {n:W}, {n:x}, {n:Wx}, {ip}, {ip:long}, {hex}, {reversed}, {v4}, {name}, {ipv4} or {ipv6}, and \\{ for a brace"},
	{NULL, "TXT {n",
		"has an unknown placeholder, expected {n}, {n:W}, {n:x}, {n:Wx}, {ip}, {ip:long}, {hex}, {reversed}, {v4}, {name}, {ipv4} or {ipv6}, and \\{ for a brace"},
	{NULL, "TXT }",
		"has a } without a placeholder, expected \\} for a brace"},
	{NULL, "CAA 300 issue \"ca.example\"",
		"has 300 in field 1, which would be read as 44, expected a number from 0 to 255"},
	{NULL, "CAA 0 issue \"ca.example",
		"has a quote that does not end, expected two quotes around a string (a value with double quotes stands in single ones in unbound.conf)"},
	{NULL, "CAA 0 iss-ue \"x\"",
		"has iss-ue in field 2, which is not 1 to 255 letters and digits"},
	{NULL, "CAA 0 \"\" \"x\"",
		"has quotes around a field that is not a string, expected none there"},
	{NULL, "CAA 0 is{ipv4} \"x\"",
		"has is{ipv4} in field 2, which has a placeholder with octets that cannot stand there, expected another one"},
	{NULL, "NAPTR 100 10 u s !a! . x",
		"has text behind its fields of RDATA, expected 6 fields"});
}

static void
names_are_written(void** state)
{
	WRITTEN(
	{NULL, "MX 10 mail.example.com.",
		"10 mail.example.com."},
	{NULL, "MX 10 mail",
		"10 mail.office.example.com."},
	{NULL, "MX 10 Mail\\.a\\000",
		"10 Mail\\.a\\000.office.example.com."},
	{NULL, "MX 10 .",
		"10 ."},
	{NULL, "MX 10 @",
		"10 office.example.com."},
	{NULL, "MX 10 \\@",
		"10 @.office.example.com."},
	{NULL, "MX {n} mail{n:3}.sub",
		"5 mail005.sub.office.example.com."},
	{NULL, "MX 10 {name}",
		"10 desk5.office.example.com."},
	{NULL, "MX 10 a-{name}",
		"10 a-desk5.office.example.com."},
	{NULL, "MX 10 _x.{name}",
		"10 _x.desk5.office.example.com."},
	{NULL, "MX 10 {ip}.example.org.",
		"10 10-0-0-7.example.org."},
	{NULL, "RP admin.example.com. info",
		"admin.example.com. info.office.example.com."},
	{NULL, "_ssh._tcp SRV 0 0 22 {name}",
		"0 0 22 desk5.office.example.com."},
	{NULL, "_SSH._tcp SRV 0 0 22 .",
		"0 0 22 ."});
}

static void
names_are_refused(void** state)
{
	REFUSED(
	{NULL, "MX 10 {name}.x",
		"has {name}.x in field 2, which has text behind {name}, which is absolute, expected {name} at its end"},
	{NULL, "MX 10 a..b.",
		"has a..b. in field 2, which has an empty label, expected a domain name"},
	{NULL, "MX 10 a b.",
		"has text behind its fields of RDATA, expected 2 fields"},
	{NULL, "MX \"10\" a.",
		"has quotes around a field that is not a string, expected none there"},
	{NULL, "MX 10 \"a.\"",
		"has quotes around a field that is not a string, expected none there"},
	{NULL, "MX 10 {n}.é.",
		"computes 5.é., which has a character that needs an escape, expected a domain name"},
	{NULL, "MX 10 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.",
		"has aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa... in field 2, which has a label longer than 63 octets, expected a domain name"},
	{NULL, "MX 10 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"computes a name in RDATA of more than 255 octets, expected a shorter one"},
	{NULL, "SRV 0 0 22",
		"has 3 fields of RDATA, expected 4"},
	{NULL, "SRV 0 0 22 . x",
		"has text behind its fields of RDATA, expected 4 fields"});
}

static void
numbers_are_written(void** state)
{
	WRITTEN(
	{NULL, "SRV 0 0 {n}000 {name}",
		"0 0 5000 desk5.office.example.com."},
	{NULL, "SRV 000 0 65535 .",
		"0 0 65535 ."},
	{NULL, "L32 10 {ipv4}",
		"10 10.0.0.7"},
	{NULL, "L32 10 10.1.{n}.1",
		"10 10.1.5.1"},
	{NULL, "CERT PKIX 0 RSASHA256 AQNR",
		"PKIX 0 8 AQNR"},
	{NULL, "CERT 1 0 0 AQ NR",
		"PKIX 0 0 AQNR"},
	{NULL, "TLSA DANE-EE SPKI SHA2-256 00",
		"3 1 1 00"},
	{NULL, "KX {n:2} .",
		"5 ."});
}

static void
numbers_are_refused(void** state)
{
	REFUSED(
	{NULL, "SRV 0 0 99999 .",
		"has 99999 in field 3, which would be read as 34463, expected a number from 0 to 65535"},
	{NULL, "SRV -1 0 0 .",
		"has -1 in field 1, which would be read as 65535, expected a number from 0 to 65535"},
	{NULL, "MX -1 .",
		"has -1 in field 1, which would be read as 65535, expected a number from 0 to 65535"},
	{NULL, "MX +1 .",
		"has +1 in field 1, which would be read as 1, expected a number from 0 to 65535"},
	{NULL, "MX 1x .",
		"has 1x in field 1, which is not a number from 0 to 65535"},
	{NULL, "MX 0x1 .",
		"has 0x1 in field 1, which is not a number from 0 to 65535"},
	{NULL, "SRV 0 {n:x} 0 .",
		"has {n:x} in field 2, which is a number, expected no other placeholders than {n} and {n:W}"},
	{NULL, "SRV 0 0 9999{n} .",
		"computes 99995, which would be read as 34459, expected a number from 0 to 65535"},
	{NULL, "SRV 0 0 {ip} .",
		"has {ip} in field 3, which is a number, expected no other placeholders than {n} and {n:W}"},
	{NULL, "MX {name} .",
		"has {name} in field 1, which is a number, expected no other placeholders than {n} and {n:W}"},
	{NULL, "TLSA 256 1 1 00",
		"has 256 in field 1, which would be read as 0, expected a number from 0 to 255 or a usage like DANE-EE"},
	{NULL, "CERT 65536 0 0 AQNR",
		"has 65536 in field 1, which is not a number from 1 to 65535 or a kind of certificate"},
	{NULL, "CERT {n} 0 0 AQNR",
		"has {n} in field 1, which can have no placeholder, expected them in strings, names, numbers, addresses, values of SvcParams and hexadecimal digits"},
	{NULL, "L32 10 10.1.02.0",
		"has 10.1.02.0 in field 2, which is not an IPv4 address"},
	{NULL, "L32 10 1{ipv4}",
		"has 1{ipv4} in field 2, which has text beside {ipv4} or {ipv6}, expected it alone, or {ipv4} behind a colon"},
	{NULL, "L32 10 10.1.{n:3}.0",
		"computes 10.1.005.0, which is not an IPv4 address"});
}

static void
hexadecimal_digits_are_written(void** state)
{
	WRITTEN(
	{NULL, "SSHFP 4 2 0123456789abcdef",
		"4 2 0123456789abcdef"},
	{NULL, "SSHFP 4 2 01 23",
		"4 2 0123"},
	{NULL, " \tSSHFP  4 2\t01 23 \t",
		"4 2 0123"},
	{NULL, "SSHFP 4 2 {hex} ",
		"4 2 0a000007"},
	{NULL, "SSHFP 4 2 0{n:3x}",
		"4 2 0005"},
	{NULL, "TLSA 3 1 1 {hex}{n:4}",
		"3 1 1 0a0000070005"},
	{NULL, "EUI48 00-00-5e-00-53-2a",
		"00-00-5e-00-53-2a"},
	{NULL, "NSAP 0x47.0005.80",
		"0x47000580"},
	{NULL, "TYPE65280 \\# 0",
		"\\# 0"},
	{NULL, "TYPE65280 \\# 4 0a 000001",
		"\\# 4 0a000001"},
	{NULL, "TYPE65280 \\# 4 {hex}",
		"\\# 4 0a000007"},
	{NULL, "type16 \\# 4 03616263",
		"\"abc\""},
	{NULL, "MX \\# 5 000a016100",
		"10 a."},
	{NULL, "NULL \\# 2 0001",
		"\\# 2 0001"});
}

static void
hexadecimal_digits_are_refused(void** state)
{
	REFUSED(
	{NULL, "SSHFP 4 2 012",
		"has 012 in field 3, which would be read as 0120, expected an even number of hexadecimal digits"},
	{NULL, "SSHFP 4 2 0g",
		"has 0g in field 3, which is not an even number of hexadecimal digits"},
	{NULL, "SSHFP 4 2",
		"has 2 fields of RDATA, expected 3"},
	{NULL, "SSHFP 4 2 {n:x}",
		"computes 5, which would be read as 50, expected an even number of hexadecimal digits"},
	{NULL, "SSHFP 4 2 {n}",
		"computes 5, which would be read as 50, expected an even number of hexadecimal digits"},
	{NULL, "SSHFP 4 2 {ip}",
		"has {ip} in field 3, which has a placeholder with octets that cannot stand there, expected another one"},
	{NULL, "SSHFP 4 {hex} 00",
		"has {hex} in field 2, which is a number, expected no other placeholders than {n} and {n:W}"},
	{NULL, "TYPE65280 \\# 5 {hex}",
		"computes 4 octets behind \\#, expected 5 as its length says"},
	{NULL, "TYPE65280 \\# 3 0a0000ff",
		"has 4 octets behind \\#, expected 3 as its length says"},
	{NULL, "TYPE65280 \\# 3 0a000",
		"has 0a000 in field 1, which would be read as 0a0000, expected an even number of hexadecimal digits"},
	{NULL, "TYPE65280 \\# {n} 00",
		"has no length behind \\#, expected 0 to 65535 without a placeholder"},
	{NULL, "TYPE65280 \\# 65536",
		"has no length behind \\#, expected 0 to 65535 without a placeholder"},
	{NULL, "TYPE65280 \\# -1",
		"has no length behind \\#, expected 0 to 65535 without a placeholder"},
	{NULL, "TYPE65280 \\#",
		"has no length behind \\#, expected 0 to 65535 without a placeholder"},
	{NULL, "TYPE65280 foo",
		"has a type of which ldns cannot read the fields, expected \\# LENGTH HEX (RFC 3597)"},
	{NULL, "NXT a.example. A",
		"has a type of which ldns cannot read the fields, expected \\# LENGTH HEX (RFC 3597)"},
	{NULL, "TYPE16 \\# 4 04616263",
		"has octets behind \\# that are not RDATA of the type, expected those"},
	{NULL, "TYPE16 \\# 4 {hex}",
		"has a placeholder behind \\#, expected the fields of the type"},
	{NULL, "MX \\# 4 000ac000",
		"has octets behind \\# that are not RDATA of the type, expected those"},
	{NULL, "MX \\# 0",
		"has octets behind \\# that are not RDATA of the type, expected those"},
	{NULL, "HTTPS \\# 7 00010000010000",
		"has a SvcParam without its value, expected one like alpn=h2"},
	{NULL, "HTTPS \\# 15 000100000300020001000300020001",
		"has SvcParams that are not in the order of their keys, expected each of them once"});
}

static void
others_are_written(void** state)
{
	WRITTEN(
	{NULL, "LOC 52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m",
		"52 22 23.000 N 04 53 32.000 E -2m 1m 10000m 10m"},
	{NULL, "LOC 52 22 23 N 4 53 32 E -2 ",
		"52 22 23.000 N 04 53 32.000 E -2m 1m 10000m 10m"},
	{NULL, "LOC 1 S 180 W 0.5 20m 0.1 30m",
		"01 00 0.000 S 180 00 0.000 W 0.50m 20m 0.10m 30m"},
	{NULL, "APL 1:192.168.32.0/21 !2:2001:db8::/32",
		"1:192.168.32.0/21 !2:2001:0db8:0000:0000:0000:0000:0000:0000/32"},
	{NULL, "CSYNC 66 3 A TYPE2 aaaa",
		"66 3 A NS AAAA"},
	{NULL, "IPSECKEY 10 3 2 gw. AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==",
		"10 3 2 gw. AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=="},
	{NULL, "IPSECKEY 10 0 2 . AQNR",
		"10 0 2 . AQNR"},
	{NULL, "DHCID AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2k jEA=",
		"AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA="},
	{NULL, "HIP 2 200100107B1A74DF365639CC39F1D578 AwEA rvs.example.com. rvs",
		"2 200100107b1a74df365639cc39f1d578 AwEA rvs.example.com. rvs.office.example.com."});
}

static void
others_are_refused(void** state)
{
	REFUSED(
	{NULL, "LOC 95 N 4 E 0",
		"has 95 N 4 E 0 in field 1, which would be read as 95 00 0.000 N 04 00 0.000 E 0m 1m 10000m 10m, expected a location like 52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m"},
	{NULL, "LOC 52 60 N 4 E 0",
		"has 52 60 N 4 E 0 in field 1, which would be read as 53 00 0.000 N 05 00 0.000 E 0m 1m 10000m 10m, expected a location like 52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m"},
	{NULL, "LOC 52 N 181 E 0",
		"has 52 N 181 E 0 in field 1, which would be read as 52 00 0.000 N 181 00 0.000 E 0m 1m 10000m 10m, expected a location like 52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m"},
	{NULL, "LOC 52 N 4 E",
		"has 52 N 4 E in field 1, which would be read as 52 00 0.000 N 04 00 0.000 E 0m 1m 10000m 10m, expected a location like 52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m"},
	{NULL, "LOC 52 N 4 E 0 15m",
		"has 52 N 4 E 0 15m in field 1, which would be read as 52 00 0.000 N 04 00 0.000 E 0m 10m 10000m 10m, expected a location like 52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m"},
	{NULL, "LOC 52 0 0.0001 N 4 E 0",
		"has 52 0 0.0001 N 4 E 0 in field 1, which would be read as 52 00 0.000 N 04 00 0.100 E 0m 1m 10000m 10m, expected a location like 52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m"},
	{NULL, "LOC {n} N 4 E 0",
		"has {n} N 4 E 0 in field 1, which can have no placeholder, expected them in strings, names, numbers, addresses, values of SvcParams and hexadecimal digits"},
	{NULL, "APL 1:192.168.32.0/33",
		"has 1:192.168.32.0/33 in field 1, which would be read as 1:192.168.32.0/33, expected a prefix like 1:192.0.2.0/24 or !2:2001:db8::/32"},
	{NULL, "APL 1:192.168.32.0/300",
		"has 1:192.168.32.0/300 in field 1, which would be read as 1:192.168.32.0/44, expected a prefix like 1:192.0.2.0/24 or !2:2001:db8::/32"},
	{NULL, "APL 3:192.168.32.0/3",
		"has 3:192.168.32.0/3 in field 1, which is not a prefix like 1:192.0.2.0/24 or !2:2001:db8::/32"},
	{NULL, "APL {ipv4}",
		"has {ipv4} in field 1, which can have no placeholder, expected them in strings, names, numbers, addresses, values of SvcParams and hexadecimal digits"},
	{NULL, "CSYNC 66 3 A FOO",
		"has A FOO in field 3, which would be read as TYPE0 A, expected types like TXT, each of them once"},
	{NULL, "CSYNC 66 3 A A",
		"has A A in field 3, which would be read as A, expected types like TXT, each of them once"},
	{NULL, "CSYNC 66 3 TYPE{n}",
		"has TYPE{n} in field 3, which can have no placeholder, expected them in strings, names, numbers, addresses, values of SvcParams and hexadecimal digits"},
	{NULL, "IPSECKEY 10 3 2 gw AQNR",
		"has 10 3 2 gw AQNR in field 1, which would be read as 10 3 2 gw. AQNR, expected precedence, gateway type, algorithm, gateway, a name with its final dot, and key"},
	{NULL, "IPSECKEY 300 0 2 . AQNR",
		"has 300 0 2 . AQNR in field 1, which would be read as 44 0 2 . AQNR, expected precedence, gateway type, algorithm, gateway, a name with its final dot, and key"},
	{NULL, "IPSECKEY 10 3 2 gw. A",
		"has 10 3 2 gw. A in field 1, which is not precedence, gateway type, algorithm, gateway, a name with its final dot, and key"},
	{NULL, "IPSECKEY 10 1 2 192.0.2.38 AQNR AQNR",
		"has 10 1 2 192.0.2.38 AQNR AQNR in field 1, which is not precedence, gateway type, algorithm, gateway, a name with its final dot, and key"},
	{NULL, "CERT 0 0 0 AQNR",
		"has 0 in field 1, which is not a number from 1 to 65535 or a kind of certificate"},
	{NULL, "DHCID AAI",
		"has AAI in field 1, which is not base64"},
	{NULL, "OPENPGPKEY AQNR {n}",
		"has AQNR {n} in field 1, which can have no placeholder, expected them in strings, names, numbers, addresses, values of SvcParams and hexadecimal digits"},
	{NULL, "EUI48 0-0-5e-00-53-2a",
		"has 0-0-5e-00-53-2a in field 1, which would be read as 00-00-5e-00-53-2a, expected what ldns reads there"},
	{NULL, "EUI48 00-00-5e-00-53-{n:2}",
		"has 00-00-5e-00-53-{n:2} in field 1, which can have no placeholder, expected them in strings, names, numbers, addresses, values of SvcParams and hexadecimal digits"});
}

static void
svcparams_are_written(void** state)
{
	WRITTEN(
	{NULL, "HTTPS 1 . alpn=h2,h3 ipv4hint={ipv4}",
		"1 . alpn=h2,h3 ipv4hint=10.0.0.7"},
	{NULL, "HTTPS 1 . ipv4hint={ipv4} alpn=\"h2,h3\" port={n}",
		"1 . alpn=h2,h3 port=5 ipv4hint=10.0.0.7"},
	{NULL, "HTTPS 1 .",
		"1 ."},
	{NULL, "HTTPS 0 {name}",
		"0 desk5.office.example.com."},
	{NULL, "HTTPS {n} svc",
		"5 svc.office.example.com."},
	{NULL, "HTTPS 1 . mandatory=port,alpn alpn=h2 port=1",
		"1 . mandatory=alpn,port alpn=h2 port=1"},
	{NULL, "HTTPS 1 . alpn=h2 no-default-alpn",
		"1 . alpn=h2 no-default-alpn"},
	{NULL, "HTTPS 1 . key667=\"a\\044b c\" dohpath=/dns-query\\{?dns\\}",
		"1 . dohpath=/dns-query{?dns} key667=\"a,b c\""},
	{NULL, "HTTPS 1 . key668 dohpath=\"/{name}\"",
		"1 . dohpath=/desk5.office.example.com. key668"},
	{NULL, "SVCB 1 . ipv6hint=2001:db8::{n:x},64:ff9b::{ipv4} ech=AAAA",
		"1 . ech=AAAA ipv6hint=2001:db8::5,64:ff9b::a00:7"},
	{NULL, "HTTPS 1 . ipv4hint={n}.0.0.1,192.0.2.{n}",
		"1 . ipv4hint=5.0.0.1,192.0.2.5"},
	{NULL, "HTTPS 1 . alpn=a{n}b,{ip}",
		"1 . alpn=a5b,10-0-0-7"});
}

static void
svcparams_are_refused(void** state)
{
	REFUSED(
	{NULL, "HTTPS 0 {name} alpn=h2",
		"has parameters with priority 0, which makes it an alias (RFC 9460, 2.4.2), expected none"},
	{NULL, "HTTPS 1 . port=99999",
		"has port=99999 in field 3, which would be read as port=34463, expected a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . port",
		"has port in field 3, which would be read as port, expected a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . port=",
		"has port= in field 3, which is not a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . port={n:x}",
		"has port={n:x} in field 3, which is a number, expected no other placeholders than {n} and {n:W}"},
	{NULL, "HTTPS 1 . port=9999{n}",
		"computes port=\"99995\", which would be read as port=34459, expected a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . alpn=h2 alpn=h2",
		"has alpn=h2 in field 3, which is there a second time, expected each SvcParam once"},
	{NULL, "HTTPS 1 . alpn=h2 port=1 alpn=h3",
		"has alpn=h3 in field 3, which is there a second time, expected each SvcParam once"},
	{NULL, "HTTPS 1 . alpn",
		"has alpn in field 3, which would be read as alpn, expected a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . alpn=",
		"has alpn= in field 3, which is not a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . alpn=a,,b",
		"has alpn=a,,b in field 3, which is not a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . alpn=\"a\\\\,b,h2\"",
		"has alpn=\"a\\\\,b,h2\" in field 3, which would be read as alpn=a\\\\,b,h2, expected a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . alpn={name}",
		"has alpn={name} in field 3, which has a placeholder with octets that cannot stand there, expected another one"},
	{NULL, "HTTPS 1 . alpn=\"h2",
		"has a quote that does not end, expected two quotes around a string (a value with double quotes stands in single ones in unbound.conf)"},
	{NULL, "HTTPS 1 . \"alpn=h2\"",
		"has a quote inside a word, expected quotes around a whole string, or \\\""},
	{NULL, "HTTPS 1 . mandatory=alpn,port alpn=h2",
		"lacks a SvcParam that mandatory= lists, expected it there"},
	{NULL, "HTTPS 1 . mandatory=alpn,alpn alpn=h2",
		"has mandatory=alpn,alpn in field 3, which would be read as mandatory=alpn, expected a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . mandatory={n}",
		"has mandatory={n} in field 3, which can have no placeholder, expected them in strings, names, numbers, addresses, values of SvcParams and hexadecimal digits"},
	{NULL, "HTTPS 1 . no-default-alpn",
		"has no-default-alpn without alpn=, expected both"},
	{NULL, "HTTPS 1 . no-default-alpn=1",
		"has no-default-alpn=1 in field 3, which is not a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . key4=10.0.0.1",
		"has key4=10.0.0.1 in field 3, which would be read as ipv4hint=10.0.0.1, expected a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . key00667=a",
		"has key00667=a in field 3, which would be read as key667=a, expected a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . key65536=a",
		"has key65536 in field 3, which is not a SvcParamKey, expected one like alpn or key667"},
	{NULL, "HTTPS 1 . key{n}=1",
		"has key{n} in field 3, which has a placeholder in a SvcParamKey, expected it in the value"},
	{NULL, "HTTPS 1 . foo=1",
		"has foo in field 3, which is not a SvcParamKey, expected one like alpn or key667"},
	{NULL, "HTTPS 1 . ipv4hint=10.0.0",
		"has ipv4hint=10.0.0 in field 3, which is not a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . ipv4hint=192.0.2.25{n}",
		"computes ipv4hint=\"192.0.2.2514\", which is not a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . ipv4hint=1{ipv4}",
		"has ipv4hint=1{ipv4} in field 3, which has text beside {ipv4} or {ipv6}, expected it alone, or {ipv4} behind a colon"},
	{NULL, "HTTPS 1 . ipv4hint={ipv4}{ipv4}",
		"has ipv4hint={ipv4}{ipv4} in field 3, which has text beside {ipv4} or {ipv6}, expected it alone, or {ipv4} behind a colon"},
	{NULL, "HTTPS 1 . ipv6hint=0000000000000000000000000000000000000000000001",
		"has ipv6hint=0000000000000000000000000000000000000000000001 in field 3, which is not a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . ech=A",
		"has ech=A in field 3, which is not a SvcParam with its value, like alpn=h2,h3 or key667=text"},
	{NULL, "HTTPS 1 . ech={n}",
		"has ech={n} in field 3, which can have no placeholder, expected them in strings, names, numbers, addresses, values of SvcParams and hexadecimal digits"});
}

static void
types_and_prefixes_are_refused(void** state)
{
	REFUSED(
	{NULL, "A 10.0.0.1",
		"has the type A, which is of the records that network: gives, expected another type"},
	{NULL, "TYPE1 \\# 4 0a000001",
		"has the type TYPE1, which is of the records that network: gives, expected another type"},
	{NULL, "AAAA ::1",
		"has the type AAAA, which is of the records that network: gives, expected another type"},
	{NULL, "PTR a.",
		"has the type PTR, which is of the records that reverse: yes gives, expected another type"},
	{NULL, "CNAME a.",
		"has the type CNAME, which is an alias, which a name with other records cannot have (RFC 1034, 3.6.2), expected another type"},
	{NULL, "DNAME a.",
		"has the type DNAME, which is an alias, which a name with other records cannot have (RFC 1034, 3.6.2), expected another type"},
	{NULL, "NS a.",
		"has the type NS, which shapes a zone, expected another type"},
	{NULL, "SOA a. a. 1 1 1 1 1",
		"has the type SOA, which shapes a zone, expected another type"},
	{NULL, "DS 1 1 1 00",
		"has the type DS, which is made of the keys of a signed zone, see workstation-zone: in workstation(5), expected another type"},
	{NULL, "TYPE48 \\# 0",
		"has the type TYPE48, which is made of the keys of a signed zone, see workstation-zone: in workstation(5), expected another type"},
	{NULL, "RRSIG \\# 0",
		"has the type RRSIG, which is made of the keys of a signed zone, see workstation-zone: in workstation(5), expected another type"},
	{NULL, "NSAP-PTR a.",
		"has the type NSAP-PTR, which is a domain name in RFC 1348 and a text to ldns, expected another type"},
	{NULL, "OPT \\# 0",
		"has the type OPT, which is of queries or messages, and no name has records of it, expected another type"},
	{NULL, "ANY \\# 0",
		"has the type ANY, which is of queries or messages, and no name has records of it, expected another type"},
	{NULL, "TYPE255 \\# 0",
		"has the type TYPE255, which is of queries or messages, and no name has records of it, expected another type"},
	{NULL, "TYPE128 \\# 0",
		"has the type TYPE128, which is of queries or messages, and no name has records of it, expected another type"},
	{NULL, "TYPE65536 \\# 0",
		"has the unknown type TYPE65536, expected one like TXT, or TYPE1 to TYPE65535, and in front of it no more than labels that begin with '_'"},
	{NULL, "TYPE70000 \\# 0",
		"has the unknown type TYPE70000, expected one like TXT, or TYPE1 to TYPE65535, and in front of it no more than labels that begin with '_'"},
	{NULL, "TYPE0 \\# 0",
		"has the unknown type TYPE0, expected one like TXT, or TYPE1 to TYPE65535, and in front of it no more than labels that begin with '_'"},
	{NULL, "FOO \\# 0",
		"has the unknown type FOO, expected one like TXT, or TYPE1 to TYPE65535, and in front of it no more than labels that begin with '_'"},
	{NULL, "IN TXT x",
		"has the unknown type IN, expected one like TXT, or TYPE1 to TYPE65535, and in front of it no more than labels that begin with '_'"},
	{NULL, "",
		"has no type, expected '[PREFIX] TYPE RDATA' like TXT \"seat {n}\""},
	{NULL, "_a",
		"has no type, expected '[PREFIX] TYPE RDATA' like TXT \"seat {n}\""},
	{NULL, "{n} x",
		"has a placeholder in its type, expected it in RDATA"},
	{NULL, "ssh._tcp SRV 0 0 22 .",
		"has the unknown type ssh._tcp, expected one like TXT, or TYPE1 to TYPE65535, and in front of it no more than labels that begin with '_'"},
	{NULL, "_tcp.ssh SRV 0 0 22 .",
		"has the prefix _tcp.ssh, expected labels that begin with '_' (RFC 8552)"},
	{NULL, "_a{n} TXT x",
		"has a placeholder in its prefix, expected it in RDATA"},
	{NULL, "_a._b. TXT x",
		"has a prefix with a final dot, expected labels in front of the computed name"},
	{NULL, "_a..b TXT x",
		"has the prefix _a..b, which has an empty label"},
	{NULL, "_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa TXT x",
		"has the prefix _aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, which has a label longer than 63 octets"},
	{NULL, "_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa._aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa._aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa._aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa TXT x",
		"has a name of 263 octets with its prefix, expected at most 255"});
}

static void
values_of_rules_are_written(void** state)
{
	WRITTEN(
	{BOTH, "TXT {ipv4} {ipv6} {n:x}",
		"\"10.0.0.7\" \"2001:db8::a\" \"5\""},
	{BOTH, "HTTPS 1 . ipv4hint={ipv4} ipv6hint=::1,{ipv6}",
		"1 . ipv4hint=10.0.0.7 ipv6hint=::1,2001:db8::a"},
	{IP, "TXT {hex} {reversed} {ipv4}",
		"\"0a000000\" \"0-0-0-10\" \"10.0.0.0\""},
	{IP, "TXT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{ip}",
		"\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa10-0-0-0\""},
	{IP, "MX 10 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{ip}.x",
		"10 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa10-0-0-0.x.office.example.com."},
	{"-\nname d{n}\nnetwork 10.0.0.0/24\n", "MX 10 a.",
		"10 a."},
	{"-\nname d{n}\nnetwork 10.0.0.0/24\n", "TXT {n}",
		"\"0\""},
	{"-\nname h-{ip}\nnetwork 10.0.0.0/24\nnetwork 2001:db8::/64\norigin a\n", "TXT {ip}",
		"\"10-0-0-0\""});
}

static void
values_of_rules_are_refused(void** state)
{
	REFUSED(
	{BOTH, "TXT {ip}",
		"has {ip}, expected {ipv4} or {ipv6} in a rule with both families"},
	{BOTH, "TXT {hex}",
		"has {hex}, expected {ipv4} or {ipv6} in a rule with both families"},
	{BOTH, "TXT {reversed}",
		"has {reversed}, expected a rule with networks of IPv4 only"},
	{BOTH, "TXT {v4}",
		"has {v4}, expected a rule with networks of IPv6 only"},
	{BOTH, "HTTPS 1 . ipv6hint=1{ipv6}",
		"has ipv6hint=1{ipv6} in field 3, which has text beside {ipv4} or {ipv6}, expected it alone, or {ipv4} behind a colon"},
	{IP, "TXT {n}",
		"has {n}, expected it in a rule with {n} in name: only"},
	{IP, "TXT {ipv6}",
		"has {ipv6}, expected a rule with a network of IPv6"},
	{IP, "TXT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{ip}",
		"computes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..., which is not a string of at most 255 octets, with no other escapes than \\X and \\DDD"},
	{IP, "MX 10 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{ip}.x",
		"computes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa10-0-1-255.x, which has a label longer than 63 octets, expected a domain name"},
	{"-\nname d{n}\nnetwork 10.0.0.0/24\n", "MX 10 a",
		"has a name without a final dot in a rule for any domain, expected a final dot, or origin:"},
	{"-\nname d{n}\nnetwork 10.0.0.0/24\n", "MX 10 @",
		"has a name without a final dot in a rule for any domain, expected a final dot, or origin:"},
	{"-\nname d{n}\nnetwork 10.0.0.0/24\n", "MX 10 a{n}",
		"has a name without a final dot in a rule for any domain, expected a final dot, or origin:"},
	{"-\nname d{n}\nnetwork 10.0.0.0/32\nfirst 1\nnetwork 2001:db8::/64\nexcept 2001:db8::\norigin a\n", "TXT {ipv4} {ipv6}",
		"has placeholders that have a value for no name of the rule, expected some name to have all of them"},
	{"-\nname v-{v4}\nnetwork 64:ff9b::a00:0/120\norigin a\n", "TXT {reversed}",
		"has {reversed}, expected a rule with networks of IPv4 only"},
	{"-\nname v-{v4}\nnetwork 64:ff9b::a00:0/120\norigin a\n", "TXT {n}",
		"has {n}, expected it in a rule with {n} in name: only"},
	{"-\nname h-{ip}\nnetwork 10.0.0.0/24\nnetwork 2001:db8::/64\norigin a\n", "TXT {v4}",
		"has {v4}, expected a rule with networks of IPv6 only"},
	{"-\nname h-{ip}\nnetwork 10.0.0.0/24\nnetwork 2001:db8::/64\norigin a\n", "TXT {reversed}",
		"has {reversed}, expected a rule with networks of IPv4 only"},
	{"-\nname h-{ip}\nnetwork 10.0.0.0/24\nnetwork 2001:db8::/64\norigin a\n", "SSHFP 1 1 {hex}",
		"computes 20010db8000000000000000000000000, which has not as many hexadecimal digits as for other names, expected a fixed number of them, like {n:4x} has"},
	{"-\nname d{n}\nnetwork 2001:db8::/120\nnetwork 2001:db9::/120\norigin a\n", "TXT {v4}",
		"has {v4}, expected networks within one prefix of 96 bits, like 64:ff9b::/96"});
}

/** Load the records of a text, and keep what they are. */
struct loaded {
	struct clause clause;
	struct workstation_text* text;
	char message[WORKSTATION_MAX_MESSAGE];
	bool is_read;
};

static void
load_records(struct loaded* loaded, const char* text)
{
	memset(loaded, 0, sizeof(*loaded));
	loaded->text = rules_text(text);
	loaded->is_read = read_clause(&loaded->clause, loaded->text,
		loaded->message);
}

static void
unload(struct loaded* loaded)
{
	ws_clause_clear(&loaded->clause);
	workstation_text_free(loaded->text);
}

/** A record that is there before is given once: in canonical form, and by template. */
static void
equal_records_are_there_once(void** state)
{
	struct loaded loaded;

	(void)state;
	load_records(&loaded, RULE "record MX 10 a.b.\nrecord MX 10 A.b.\n"
		"record MX \\# 7 000a0141014200\nrecord _x MX 10 a.b.\n"
		"record TXT a\nrecord TXT A\nrecord TXT \"a\"\n"
		"record TXT {n}\nrecord TXT {n:1}\nrecord TXT {n}\n");
	if(!loaded.is_read)
		fail_msg("%s", loaded.message);
	assert_int_equal(loaded.clause.record_count, 6);
	assert_int_equal(loaded.clause.records[1].prefix_length, 3);
	assert_memory_equal(loaded.clause.records[1].prefix, "\2_x", 3);
	unload(&loaded);
}

static void
a_hundred_records_are_a_rule(void** state)
{
	struct workstation_text* text = rules_text(RULE);
	struct clause clause = {.file = NULL};
	char message[WORKSTATION_MAX_MESSAGE], value[32];

	(void)state;
	for(unsigned i = 0; i < 100; i++) {
		snprintf(value, sizeof(value), "MX %u a{n}", i);
		if(!workstation_text_add(&text, "record", value, "rules", i + 9))
			abort();
	}
	if(!read_clause(&clause, text, message))
		fail_msg("%s", message);
	assert_int_equal(clause.record_count, 100);
	ws_clause_clear(&clause);
	workstation_text_free(text);
}

/** A text of strings of 255 octets, and one octet more each. @return to be freed. */
static char*
strings(const char* before, unsigned count)
{
	char* text = malloc(strlen(before) + count * 256 + 1);
	char* at = text + sprintf(text, "%s", before);

	for(unsigned i = 0; i < count; i++) {
		*at++ = ' ';
		memset(at, 'a', 255);
		at += 255;
	}
	*at = 0;
	return text;
}

/** Records of TXT with so many strings, once or twice with different ends. */
static void
load_strings(struct loaded* loaded, unsigned count, unsigned records)
{
	char* value = strings("TXT", count);

	memset(loaded, 0, sizeof(*loaded));
	loaded->text = rules_text(RULE);
	for(unsigned i = 0; i < records; i++) {
		value[strlen(value) - 1] = (char)('a' + i);
		if(!workstation_text_add(&loaded->text, "record", value, "rules",
			9 + i))
			abort();
	}
	loaded->is_read = read_clause(&loaded->clause, loaded->text,
		loaded->message);
	free(value);
}

static void
an_rrset_is_for_a_message(void** state)
{
	struct loaded loaded;

	(void)state;
	load_strings(&loaded, 255, 1);
	if(!loaded.is_read)
		fail_msg("%s", loaded.message);
	assert_int_equal(loaded.clause.records[0].code_length, 65280);
	unload(&loaded);
	load_strings(&loaded, 256, 1);
	assert_false(loaded.is_read);
	assert_non_null(strstr(loaded.message, "...\" can have more than 65535 octets of RDATA, expected a shorter record"));
	unload(&loaded);
	load_strings(&loaded, 127, 2);
	assert_true(loaded.is_read);
	unload(&loaded);
	load_strings(&loaded, 128, 2);
	assert_false(loaded.is_read);
	assert_non_null(strstr(loaded.message, "rules:10: "));
	assert_non_null(strstr(loaded.message, "...\" makes an RRset that no message can hold, expected fewer or shorter records of its type"));
	unload(&loaded);
}

/** Names whose values are not those of the rule's first one. */
static void
values_may_be_absent(void** state)
{
	static const uint8_t name[] = "\3a.b\1\\\1\"\1\1\1C\3*.x";
	struct loaded loaded;
	struct rr_values values = {.name = name, .name_length = sizeof(name),
		.origin_offset = 8};
	uint8_t rdata[1024];
	const struct rr_template* records;
	int length;

	(void)state;
	load_records(&loaded, BOTH "record TXT {ipv4}\nrecord TXT {name}\n"
		"record MX 1 {name}\nrecord MX 1 a\nrecord MX 2 a{n}\n"
		"record MX 3 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-{name}\n");
	if(!loaded.is_read)
		fail_msg("%s", loaded.message);
	records = loaded.clause.records;
#define WRITE(i) ws_rr_template_write(records[i].code, records[i].code_length, \
	&values, rdata, records[i].longest)
	assert_int_equal(records[0].families, FAMILY_BIT(IPV4));
	assert_int_equal(records[1].families, 0);
	assert_int_equal(WRITE(0), RR_ABSENT);
	/* the string holds the name as it is in zone files */
	length = WRITE(1);
	assert_int_equal(length, rdata[0] + 1);
	assert_int_equal(length, 1 + 5 + 3 + 3 + 5 + 2 + 5);
	assert_memory_equal(rdata + 1, "a\\.b.\\\\.\\\".\\001.c.*\\.x.", (size_t)length - 1);
	assert_int_equal(WRITE(2), 2 + sizeof(name));
	assert_memory_equal(rdata + 2, "\3a.b\1\\\1\"\1\1\1c\3*.x", sizeof(name));
	/* relative to the origin that was matched */
	assert_int_equal(WRITE(3), 2 + 2 + sizeof(name) - 8);
	assert_memory_equal(rdata + 2, "\1a\1\1\1c\3*.x", 2 + sizeof(name) - 8);
	assert_int_equal(WRITE(4), 2 + 3 + sizeof(name) - 8);
	/* its first label has 57 octets more */
	assert_int_equal(WRITE(5), 2 + 57 + sizeof(name));
	values.name = (const uint8_t*)"\7abcdefg";
	values.name_length = 9;
	assert_int_equal(WRITE(5), RR_ABSENT);
	unload(&loaded);
}

/** A name that is longer than that of any number of the rule. */
static void
origins_may_be_long(void** state)
{
	uint8_t name[MAX_NAME] = {0};
	struct loaded loaded;
	struct rr_values values = {.name = name, .name_length = 255,
		.origin_offset = 1};
	uint8_t rdata[1024];
	const struct rr_template* record;

	(void)state;
	load_records(&loaded, RULE "record MX 1 abc{n}\n");
	if(!loaded.is_read)
		fail_msg("%s", loaded.message);
	record = loaded.clause.records;
	memset(name, 1, sizeof(name));
	name[254] = 0;
	assert_int_equal(ws_rr_template_write(record->code, record->code_length,
		&values, rdata, record->longest), RR_ABSENT);
	values.origin_offset = 5;
	assert_int_equal(ws_rr_template_write(record->code, record->code_length,
		&values, rdata, record->longest), 2 + 255);
	unload(&loaded);
}

/** What does not depend on the name is RDATA at once. */
static void
fixed_records_are_rdata(void** state)
{
	struct loaded loaded;

	(void)state;
	load_records(&loaded, RULE "record MX 10 a.\nrecord MX 10 a\n");
	assert_true(loaded.is_read);
	assert_true(loaded.clause.records[0].is_fixed);
	assert_int_equal(loaded.clause.records[0].code_length, 5);
	assert_memory_equal(loaded.clause.records[0].code, "\0\12\1a\0", 5);
	assert_false(loaded.clause.records[1].is_fixed);
	unload(&loaded);
}

static void
canonical_form(void** state)
{
	static const struct {
		uint16_t type;
		const char* a;
		const char* b;
		size_t length;
		bool equal;
	} rows[] = {
		{LDNS_RR_TYPE_MX, "\0\1\1a\0", "\0\1\1A\0", 5, true},
		{LDNS_RR_TYPE_MX, "\0a\1a\0", "\0A\1a\0", 5, false},
		{LDNS_RR_TYPE_TXT, "\1a", "\1A", 2, false},
		{LDNS_RR_TYPE_NAPTR, "\0\1\0\1\1u\0\0\1a\0", "\0\1\0\1\1u\0\0\1A\0", 11, true},
		{LDNS_RR_TYPE_NAPTR, "\0\1\0\1\1u\0\0\1a\0", "\0\1\0\1\1U\0\0\1a\0", 11, false},
		{LDNS_RR_TYPE_RP, "\1a\0\1b\0", "\1A\0\1B\0", 6, true},
		{LDNS_RR_TYPE_HINFO, "\1a\0", "\1A\0", 3, false},
		{RR_TYPE_SVCB, "\0\1\1a\0", "\0\1\1A\0", 5, false},
	};

	(void)state;
	for(size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(ws_rdata_equal(rows[i].type,
			(const uint8_t*)rows[i].a, rows[i].length,
			(const uint8_t*)rows[i].b, rows[i].length),
			rows[i].equal);
	assert_false(ws_rdata_equal(LDNS_RR_TYPE_TXT, (const uint8_t*)"\0", 1,
		(const uint8_t*)"\0\0", 2));
	assert_true(ws_rdata_equal(LDNS_RR_TYPE_TXT, NULL, 0, NULL, 0));
}

/** Types are written as they are read, and only those of queries are not in zones. */
static void
types_have_names(void** state)
{
	(void)state;
	for(unsigned i = 1; i <= UINT16_MAX; i++) {
		char text[RR_TYPE_MAX_TEXT];
		uint16_t type;

		ws_rr_type_show((uint16_t)i, text);
		assert_true(ws_rr_type_read(text, strlen(text), &type));
		assert_int_equal(type, i);
		assert_int_equal(ws_rr_type_is_meta(type), i == 41
			|| (i >= 128 && i <= 255));
	}
}

/** All addresses of a rule are written as its shortest and its longest ones are. */
static void
every_name_has_its_record(void** state)
{
	struct loaded loaded;
	const struct rr_template* record;
	uint8_t rdata[1024];

	(void)state;
	load_records(&loaded, IP "record HTTPS 1 a{ip} ipv4hint={ipv4} key7{n}=1\n");
	assert_false(loaded.is_read);
	unload(&loaded);
	load_records(&loaded, IP "record HTTPS 1 a{ip} ipv4hint={ipv4} key667={hex}\n");
	if(!loaded.is_read)
		fail_msg("%s", loaded.message);
	record = loaded.clause.records;
	for(unsigned i = 0; i < 512; i++) {
		struct rr_values values = {.families = FAMILY_BIT(IPV4),
			.name = (const uint8_t*)"\1a", .name_length = 3};
		char expected[128];
		char* printed;
		int length;

		values.own = (struct address){number_of(0x0a000000 + i), IPV4};
		values.address[IPV4] = values.own.number;
		length = ws_rr_template_write(record->code, record->code_length,
			&values, rdata, record->longest);
		assert_true(length > 0);
		printed = print(record->type, rdata, (size_t)length);
		snprintf(expected, sizeof(expected),
			"1 a10-0-%u-%u.a. ipv4hint=10.0.%u.%u key667=0a00%04x",
			i / 256, i % 256, i / 256, i % 256, i);
		assert_string_equal(printed, expected);
		free(printed);
	}
	unload(&loaded);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_written),
		cmocka_unit_test(strings_are_refused),
		cmocka_unit_test(names_are_written),
		cmocka_unit_test(names_are_refused),
		cmocka_unit_test(numbers_are_written),
		cmocka_unit_test(numbers_are_refused),
		cmocka_unit_test(hexadecimal_digits_are_written),
		cmocka_unit_test(hexadecimal_digits_are_refused),
		cmocka_unit_test(others_are_written),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(svcparams_are_written),
		cmocka_unit_test(svcparams_are_refused),
		cmocka_unit_test(types_and_prefixes_are_refused),
		cmocka_unit_test(values_of_rules_are_written),
		cmocka_unit_test(values_of_rules_are_refused),
		cmocka_unit_test(equal_records_are_there_once),
		cmocka_unit_test(a_hundred_records_are_a_rule),
		cmocka_unit_test(an_rrset_is_for_a_message),
		cmocka_unit_test(values_may_be_absent),
		cmocka_unit_test(origins_may_be_long),
		cmocka_unit_test(fixed_records_are_rdata),
		cmocka_unit_test(canonical_form),
		cmocka_unit_test(types_have_names),
		cmocka_unit_test(every_name_has_its_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
