/* SPDX-License-Identifier: BSD-3-Clause */
/* What workstation-import reads: each format's text, and the records, the clauses and the
 * lost lines that come of it, or the message. */
/* for open_memstream, which C99 does not have */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "name.h"
#include "print.h"
#include "read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** What is lost goes here instead of standard error. */
static FILE* lost;

void __wrap_records_lose(struct records* records, struct place place,
	const char* format, ...);

void
__wrap_records_lose(struct records* records, struct place place,
	const char* format, ...)
{
	va_list arguments;

	records->lost++;
	fprintf(lost, "%u: lost: ", place.line);
	va_start(arguments, format);
	vfprintf(lost, format, arguments);
	va_end(arguments);
	putc('\n', lost);
}

/** Write a file beside the others of the test. */
static void
write_file(const char* path, const char* text, size_t length)
{
	FILE* file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static void
show_records(FILE* out, const struct records* records)
{
	for(size_t i = 0; i < records->count; i++) {
		const struct record* record = &records->record[i];

		fprintf(out, "%u: ", record->place.line);
		if(record->clause)
			fprintf(out, "{%u} ", record->clause);
		write_record(out, record->owner, 0, record->type, record->ttl,
			record->rdata, record->rdata_length);
	}
	for(size_t i = 0; i < records->clause_count; i++) {
		const struct clause_text* clause = &records->clause[i];

		if(clause->count)
			fprintf(out, "%u:", clause->place.line);
		for(size_t j = 0; j < clause->count; j++)
			fprintf(out, " %s: %s%s", clause->setting[j].key,
				clause->setting[j].value,
				j + 1 < clause->count ? "," : "\n");
	}
}

#define PATH "read_test.file"
#define INCLUDED "read_test.included"

/** Read a text. @param format: NULL: told apart.
 * @return what was lost, then all records and clauses; or the message. To be freed. */
static char*
read_text(const char* format, const char* text, size_t length,
	const struct defaults* defaults)
{
	struct records records = {0};
	char message[512] = "";
	char* shown = NULL;
	size_t size;

	lost = open_memstream(&shown, &size);
	assert_non_null(lost);
	write_file(PATH, text, length);
	if(read_file(&records, PATH, format ? format_of(format) : NULL, defaults,
		message, sizeof(message))) {
		show_records(lost, &records);
	} else {
		fputs(message, lost);
	}
	assert_int_equal(fclose(lost), 0);
	remove(PATH);
	records_free(&records);
	for(char* at = shown; *at; at++)
		if(*at == '\t')
			*at = ' ';
	return shown;
}

struct row {
	const char *text, *shown;
};

/** Read the rows of a format. */
static void
check_rows(const char* format, const struct row* rows, size_t count)
{
	const struct defaults defaults = {3600, NULL};

	for(size_t i = 0; i < count; i++) {
		char* shown = read_text(format, rows[i].text,
			strlen(rows[i].text), &defaults);

		if(strcmp(shown, rows[i].shown) != 0)
			fail_msg("of\n%s\nis read\n%s\ninstead of\n%s",
				rows[i].text, shown, rows[i].shown);
		free(shown);
	}
}

#define CHECK_ROWS(format, rows) \
	check_rows(format, rows, sizeof(rows) / sizeof(*(rows)))

#define ORIGIN "$ORIGIN example.com.\n"

static void
zones_have_entries(void** state)
{
	static const struct row rows[] = {
		{"", ""},
		{"; nothing\n\n \n", ""},
		{"a. A 192.0.2.1", "1: a. 3600 IN A 192.0.2.1\n"},
		{"a. A 192.0.2.1\r\n", "1: a. 3600 IN A 192.0.2.1\n"},
		{"A. 60 in aaaa 2001:DB8::1 ; x\n", "1: a. 60 IN AAAA 2001:db8::1\n"},
		{"a. IN 1h30m A 192.0.2.1\n", "1: a. 5400 IN A 192.0.2.1\n"},
		{"a. CLASS1 TYPE1 192.0.2.1\n", "1: a. 3600 IN A 192.0.2.1\n"},
		{"a. A \\# 4 c0000201\n", "1: a. 3600 IN A 192.0.2.1\n"},
		/* the owner above, and lines that are joined */
		{"a. (\n A ; x (\n 192.0.2.1 )\n\t A 192.0.2.2\n",
			"1: a. 3600 IN A 192.0.2.1\n4: a. 3600 IN A 192.0.2.2\n"},
		{"a. TXT \"x;(y\" z\\;\\\" (\n\"w)\" )\n",
			"1: a. 3600 IN TXT \"x;(y\" \"z;\\\"\" \"w)\"\n"},
		/* origins */
		{ORIGIN "@ A 192.0.2.1\nb A 192.0.2.2\n$ORIGIN c\nb A 192.0.2.3\n",
			"2: example.com. 3600 IN A 192.0.2.1\n"
			"3: b.example.com. 3600 IN A 192.0.2.2\n"
			"5: b.c.example.com. 3600 IN A 192.0.2.3\n"},
		{ORIGIN "a MX 10 b\n\\@ PTR @\n",
			"2: a.example.com. 3600 IN MX 10 b.example.com.\n"
			"3: \\@.example.com. 3600 IN PTR example.com.\n"},
		/* TTLs: of the record, of $TTL, of the record above */
		{"a. A 192.0.2.1\na. 60 A 192.0.2.2\na. A 192.0.2.3\n$TTL 1w\n"
			"a. A 192.0.2.4\na. 0 A 192.0.2.5\na. A 192.0.2.6\n",
			"1: a. 3600 IN A 192.0.2.1\n2: a. 60 IN A 192.0.2.2\n"
			"3: a. 60 IN A 192.0.2.3\n5: a. 604800 IN A 192.0.2.4\n"
			"6: a. 0 IN A 192.0.2.5\n7: a. 604800 IN A 192.0.2.6\n"},
		{"$TTL 0\na. A 192.0.2.1\n", "2: a. 0 IN A 192.0.2.1\n"},
		{ORIGIN "@ 5 SOA ns host (1 ; serial\n 1h 15M 1w 4294967295)\n",
			"2: example.com. 5 IN SOA ns.example.com. host.example.com. 1 3600 900 604800 4294967295\n"},
		/* fields that the engine reads */
		{"a. TXT \"{n}\" \\{\n", "1: a. 3600 IN TXT \"{n}\" \"{\"\n"},
		{ORIGIN "a SRV 0 0 5060 b\n",
			"2: a.example.com. 3600 IN SRV 0 0 5060 b.example.com.\n"},
		{"a. HTTPS 1 . alpn=\"h2,h3\"\n", "1: a. 3600 IN HTTPS 1 . alpn=h2,h3\n"},
		{"a. DS 1 8 2 0011 (\n 2233 )\n", "1: a. 3600 IN DS 1 8 2 00112233\n"},
		/* what signs a zone, or is of another class */
		{"a. RRSIG x\na. NSEC x\na. NSEC3 x\na. NSEC3PARAM x\na. DNSKEY x\n", ""},
		{"a. CH TXT x\n", "1: lost: a. TXT: it is of another class than IN\n"},
		{"a. CNAME b.\na. DNAME b.\n*.a. A 192.0.2.1\nb.*.a. A 192.0.2.1\n",
			"1: lost: a. CNAME: local-data has no aliases\n"
			"2: lost: a. DNAME: local-data has no aliases\n"
			"3: lost: *.a. A: local-data has no wildcards\n"
			"4: b.*.a. 3600 IN A 192.0.2.1\n"},
	};

	(void)state;
	CHECK_ROWS("zone", rows);
}

#define SOA "@ SOA . . 1 2 3 4 5\n"
#define SOA_SHOWN "2: example.com. 3600 IN SOA . . 1 2 3 4 5\n"

static void
delegations_are_lost(void** state)
{
	static const struct row rows[] = {
		/* glue above the NS, and DS; the apex stays */
		{ORIGIN SOA "@ NS a.\nb.c A 192.0.2.1\nc NS b.c\nc DS 1 8 2 00\nd A 192.0.2.2\n",
			"4: lost: b.c.example.com. A: c.example.com. is delegated to other servers\n"
			"5: lost: c.example.com. NS: local-data has no delegations\n"
			"6: lost: c.example.com. DS: c.example.com. is delegated to other servers\n"
			SOA_SHOWN "3: example.com. 3600 IN NS a.\n"
			"7: d.example.com. 3600 IN A 192.0.2.2\n"},
		/* a zone without a SOA record has the apex of its first origin */
		{"$ORIGIN Example.COM.\n@ NS a.\nc NS a.\n",
			"3: lost: c.example.com. NS: local-data has no delegations\n"
			"2: example.com. 3600 IN NS a.\n"},
		{"a. NS b.\nxa. A 192.0.2.1\n",
			"1: lost: a. NS: local-data has no delegations\n"
			"2: xa. 3600 IN A 192.0.2.1\n"},
		/* a delegation below another; a zone below a zone */
		{ORIGIN SOA "c.b NS a.\nb NS a.\n",
			"3: lost: c.b.example.com. NS: b.example.com. is delegated to other servers\n"
			"4: lost: b.example.com. NS: local-data has no delegations\n" SOA_SHOWN},
		{ORIGIN SOA "b NS a.\n$ORIGIN b.example.com.\n" SOA "x A 192.0.2.1\n",
			SOA_SHOWN "3: b.example.com. 3600 IN NS a.\n"
			"5: b.example.com. 3600 IN SOA . . 1 2 3 4 5\n"
			"6: x.b.example.com. 3600 IN A 192.0.2.1\n"},
		/* a line that delegates several names */
		{ORIGIN SOA "a2 A 192.0.2.1\na3 A 192.0.2.1\n$GENERATE 1-2 a$ NS b.\nx.a1 A 192.0.2.1\n",
			"3: lost: a2.example.com. A: a2.example.com. is delegated to other servers\n"
			"5: lost: a1.example.com. NS, and 1 more of the line: local-data has no delegations\n"
			"6: lost: x.a1.example.com. A: a1.example.com. is delegated to other servers\n"
			SOA_SHOWN "4: a3.example.com. 3600 IN A 192.0.2.1\n"},
		/* a clause whose records are lost is none, and the other records of it stay */
		{ORIGIN SOA "$GENERATE 1-2 a$ MX \"1 b.\"\na1 NS c.\n",
			"3: lost: a1.example.com. MX: a1.example.com. is delegated to other servers\n"
			"4: lost: a1.example.com. NS: local-data has no delegations\n" SOA_SHOWN
			"3: a2.example.com. 3600 IN MX 1 b.\n"},
	};

	(void)state;
	CHECK_ROWS("zone", rows);
}

static void
zones_are_refused(void** state)
{
	static const struct row rows[] = {
		{"\na. A 192.0.2.256\n", PATH ":2: \"192.0.2.256\" is not an IPv4 address, expected one"},
		{"a. A\n", PATH ":1: has too few fields of RDATA, expected an IPv4 address"},
		{"a. A 192.0.2.1 x\n", PATH ":1: has \"x\" behind its RDATA, expected an IPv4 address"},
		{"a. AAAA 192.0.2.1\n", PATH ":1: \"192.0.2.1\" is not an IPv6 address, expected one"},
		{"a. PTR b..c.\n", PATH ":1: \"b..c.\" has an empty label, expected a domain name"},
		{"a A 192.0.2.1\n", PATH ":1: \"a\" is relative and has no origin, expected $ORIGIN above it, -o, or a dot at its end"},
		{"a. MX 10 b\n", PATH ":1: has a relative name in its RDATA and no origin, expected $ORIGIN above it, -o, or a dot at its end"},
		{"\"a.\" A 192.0.2.1\n", PATH ":1: \"\"a.\"\" has quotes, expected a domain name"},
		{" A 192.0.2.1\n", PATH ":1: begins with a blank and no record is above it, expected a name"},
		{"a. FOO x\n", PATH ":1: \"FOO\" is no type, expected one like AAAA or TYPE28"},
		{"a. TYPE70000 \\# 0\n", PATH ":1: \"TYPE70000\" is no type, expected one like AAAA or TYPE28"},
		{"a. ANY x\n", PATH ":1: no name has records of the type ANY, expected one like AAAA"},
		{"a. 60\n", PATH ":1: has no type, expected a record: OWNER [TTL] [CLASS] TYPE RDATA"},
		{"a. 2147483648 A 192.0.2.1\n", PATH ":1: \"2147483648\" is no TTL, expected 0 to 2147483647, or numbers with units as in 1h30m"},
		{"a. 1y A 192.0.2.1\n", PATH ":1: \"1y\" is no TTL, expected 0 to 2147483647, or numbers with units as in 1h30m"},
		{"$TTL x\n", PATH ":1: \"x\" is no TTL, expected $TTL and 0 to 2147483647, or numbers with units as in 1h30m"},
		{"$ORIGIN\n", PATH ":1: has nothing behind its directive, expected $ORIGIN DOMAIN"},
		{"$ORIGIN a. b.\n", PATH ":1: has \"b.\" at its end, expected $ORIGIN DOMAIN"},
		{"\001\033\177 A 192.0.2.1\n", PATH ":1: \"???\" is relative and has no origin, expected $ORIGIN above it, -o, or a dot at its end"},
		{"$FOO\n", PATH ":1: \"$FOO\" is no directive, expected $ORIGIN, $TTL, $INCLUDE or $GENERATE"},
		{"$INCLUDE nowhere\n", PATH ":1: $INCLUDE: cannot read \"nowhere\": No such file or directory"},
		/* the line on which the record begins */
		{"a. (\nA 192.0.2.1\n\n", PATH ":1: has a ( that no ) closes, expected one"},
		{"\na. A 192.0.2.1 )\n", PATH ":2: has a ) without a (, expected both or none"},
		{"a. TXT \"x\n\"\n", PATH ":1: has a quote that does not end in its line, expected two quotes around a string"},
		{"a. TXT x\\\n", PATH ":1: has a backslash at the end of a line, expected an escape like \\\" or \\034"},
		/* what ldns takes silently for what it is not */
		{"a. SRV 0 0 99999 b.\n", PATH ":1: SRV: \"0 0 99999 b.\" has 99999 in field 3, which would be read as 34463, expected a number from 0 to 65535"},
		{"a. MX -1 b.\n", PATH ":1: MX: \"-1 b.\" has -1 in field 1, which would be read as 65535, expected a number from 0 to 65535"},
		{"a. SOA . . 4294967296 1 1 1 1\n", PATH ":1: \"4294967296\" is no number up to 4294967295, expected MNAME RNAME serial refresh retry expire minimum"},
		{"a. NSAP-PTR b.\n", PATH ":1: ldns takes the name of NSAP-PTR for a text, expected \\# LENGTH HEX (RFC 3597)"},
	};

	(void)state;
	CHECK_ROWS("zone", rows);
}

/** An octet 0 is no end. */
static void
an_octet_0_is_refused(void** state)
{
	static const char* const formats[] = {"zone", "hosts", "dnsmasq", "knot"};
	const struct defaults defaults = {3600, NULL};

	(void)state;
	for(size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		char* shown = read_text(formats[i], "\n\0\n", 3, &defaults);

		assert_string_equal(shown, PATH ":2: has an octet 0, expected text");
		free(shown);
	}
}

static void
defaults_hold_where_a_file_says_nothing(void** state)
{
	static const uint8_t origin[] = "\4Home\4arpa";
	const struct defaults defaults = {7, origin};
	static const struct {
		const char *format, *text, *shown;
	} rows[] = {
		{"zone", "@ NS a\nb NS a\n", "2: lost: b.home.arpa. NS: local-data has no delegations\n"
			"1: home.arpa. 7 IN NS a.Home.arpa.\n"},
		{"hosts", "192.0.2.1 a\n", "1: a. 7 IN A 192.0.2.1\n"
			"1: 1.2.0.192.in-addr.arpa. 7 IN PTR a.\n"},
		{"unbound", "local-data: \"a A 192.0.2.1\"\n", "1: a. 7 IN A 192.0.2.1\n"},
		{"dnsmasq", "ptr-record=a,b\n", "1: a. 7 IN PTR b.\n"},
		{"knot", "mod-synthrecord:\n - id: f\n   type: forward\n   network: 192.0.2.0/31\n"
			"zone:\n - domain: a\n   module: mod-synthrecord/f\n",
			"2: name: {ip}, network: 192.0.2.0/31, origin: a., ttl: 7, other-types: nodata\n"},
	};

	(void)state;
	for(size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char* shown = read_text(rows[i].format, rows[i].text,
			strlen(rows[i].text), &defaults);

		assert_string_equal(shown, rows[i].shown);
		free(shown);
	}
}

/** $INCLUDE, and what it leaves as it was. */
static void
zones_include_others(void** state)
{
	static const char included[] = "$TTL 60\nb A 192.0.2.2\n$ORIGIN x.\nc A 192.0.2.3\n";
	static const struct row rows[] = {
		{ORIGIN "a A 192.0.2.1\n$INCLUDE " INCLUDED "\n A 192.0.2.4\n",
			"2: a.example.com. 3600 IN A 192.0.2.1\n"
			"2: b.example.com. 60 IN A 192.0.2.2\n"
			"4: c.x. 60 IN A 192.0.2.3\n"
			"4: a.example.com. 60 IN A 192.0.2.4\n"},
		{ORIGIN "$include \"" INCLUDED "\" sub ; x\nd A 192.0.2.4\n",
			"2: b.sub.example.com. 60 IN A 192.0.2.2\n"
			"4: c.x. 60 IN A 192.0.2.3\n"
			"3: d.example.com. 60 IN A 192.0.2.4\n"},
		{ORIGIN "$INCLUDE " INCLUDED " sub x\n",
			PATH ":2: has \"x\" at its end, expected $INCLUDE FILE [ORIGIN]"},
		{"$INCLUDE " INCLUDED "\n", INCLUDED ":2: \"b\" is relative and has no origin, expected $ORIGIN above it, -o, or a dot at its end"},
		{"$INCLUDE " PATH "\n", PATH ":1: $INCLUDE: cannot read \"" PATH "\": included 1000 levels deep (does it include itself?)"},
	};

	(void)state;
	write_file(INCLUDED, included, strlen(included));
	CHECK_ROWS("zone", rows);
	remove(INCLUDED);
}

static void
generate_is_expanded(void** state)
{
	static const struct row rows[] = {
		{ORIGIN "$GENERATE 1-2 a$ A 192.0.2.$\n", "2: a1.example.com. 3600 IN A 192.0.2.1\n"
			"2: a2.example.com. 3600 IN A 192.0.2.2\n"},
		{ORIGIN "$GENERATE 0-5/5 ${10,4,d} 60 IN PTR h$$\\$${0,2,x}\n",
			"2: 0010.example.com. 60 IN PTR h\\$\\$00.example.com.\n"
			"2: 0015.example.com. 60 IN PTR h\\$\\$05.example.com.\n"},
		{ORIGIN "$GENERATE 1-1 x${-3,3} AAAA 2001:db8::${9,0,X}\n",
			"2: x-02.example.com. 3600 IN AAAA 2001:db8::a\n"},
		{ORIGIN "$GENERATE 18-18 ${0,7,n} AAAA 2001:db8::${0,3,o}\n",
			"2: 2.1.0.0.example.com. 3600 IN AAAA 2001:db8::22\n"},
		{ORIGIN "$GENERATE 26-26 ${0,0,N} AAAA 2001:db8::\n",
			"2: a.1.example.com. 3600 IN AAAA 2001:db8::\n"},
		/* others are a clause, if one computes just them */
		{ORIGIN "$GENERATE 1-2 a$ 60 MX \"10 b$\"\n",
			"2: {1} a1.example.com. 60 IN MX 10 b1.example.com.\n"
			"2: {1} a2.example.com. 60 IN MX 10 b2.example.com.\n"
			"2: name: a{n}, numbers: 1-2, origin: example.com., ttl: 60, record: MX 10 b{n}\n"},
		{ORIGIN "$GENERATE 9-9 a${1,3}.b TXT \"\\\"{${1}}\\\"\"\n",
			"2: {1} a010.b.example.com. 3600 IN TXT \"{10}\"\n"
			"2: name: a{n:3}.b, numbers: 10-10, origin: example.com., ttl: 3600, record: TXT \"\\{{n}\\}\"\n"},
		{ORIGIN "$GENERATE 9-9 a${1,3,X} TXT \"x y${1,4,x}\"\n",
			"2: {1} a00a.example.com. 3600 IN TXT \"x\" \"y000a\"\n"
			"2: name: a{n:3x}, numbers: 10-10, origin: example.com., ttl: 3600, record: TXT x y{n:4x}\n"},
		{ORIGIN "$GENERATE 9-9 a$.b.Example.com. TXT $\n", "2: {1} a9.b.example.com. 3600 IN TXT \"9\"\n"
			"2: name: a{n}.b, numbers: 9-9, origin: example.com., ttl: 3600, record: TXT {n}\n"},
		/* two of the same names are one */
		{ORIGIN "$GENERATE 1-1 a$ MX \"1 b.\"\n$GENERATE 1-1 a$ TXT $\n$GENERATE 1-1 c$ TXT $\n",
			"2: {1} a1.example.com. 3600 IN MX 1 b.\n"
			"3: {1} a1.example.com. 3600 IN TXT \"1\"\n"
			"4: {2} c1.example.com. 3600 IN TXT \"1\"\n"
			"2: name: a{n}, numbers: 1-1, origin: example.com., ttl: 3600, record: MX 1 b., record: TXT {n}\n"
			"4: name: c{n}, numbers: 1-1, origin: example.com., ttl: 3600, record: TXT {n}\n"},
		/* no clause: steps, two offsets, a base, no or two numbers, a type that rules lack */
		{ORIGIN "$GENERATE 1-3/2 a$ TXT x\n", "2: a1.example.com. 3600 IN TXT \"x\"\n"
			"2: a3.example.com. 3600 IN TXT \"x\"\n"},
		{ORIGIN "$GENERATE 1-1 a$ TXT ${1}\n", "2: a1.example.com. 3600 IN TXT \"2\"\n"},
		{ORIGIN "$GENERATE 8-8 a$ TXT ${0,0,o}\n", "2: a8.example.com. 3600 IN TXT \"10\"\n"},
		{ORIGIN "$GENERATE 8-8 a TXT $\n", "2: a.example.com. 3600 IN TXT \"8\"\n"},
		{ORIGIN "$GENERATE 8-8 a$-$ TXT $\n", "2: a8-8.example.com. 3600 IN TXT \"8\"\n"},
		{ORIGIN "$GENERATE 8-8 a$ DS \"1 8 2 00\"\n", "2: a8.example.com. 3600 IN DS 1 8 2 00\n"},
		{ORIGIN "$GENERATE 8-8 a$.x. TXT $\n", "2: a8.x. 3600 IN TXT \"8\"\n"},
		{ORIGIN "$GENERATE 8-8 a$.xexample.com. TXT $\n", "2: a8.xexample.com. 3600 IN TXT \"8\"\n"},
		/* lost as a line */
		{ORIGIN "$GENERATE 1-9 $ CNAME $.a\n$GENERATE 1-9 *.a$ A 192.0.2.1\n",
			"2: lost: $GENERATE 1-9 $ CNAME: local-data has no aliases\n"
			"3: lost: $GENERATE 1-9 *.a$ A: local-data has no wildcards\n"},
		/* errors */
		{ORIGIN "$GENERATE 1-2 a$\n", PATH ":2: has no type, expected a record: OWNER [TTL] [CLASS] TYPE RDATA"},
		{ORIGIN "$GENERATE 1-2\n", PATH ":2: $GENERATE: has too few words, expected RANGE OWNER [TTL] [CLASS] TYPE RDATA"},
		{ORIGIN "$GENERATE 2-1 a$ A 192.0.2.$\n", PATH ":2: $GENERATE: \"2-1\" is no range, expected first-last or first-last/step"},
		{ORIGIN "$GENERATE 1-2/0 a$ A 192.0.2.$\n", PATH ":2: $GENERATE: \"1-2/0\" is no range, expected first-last or first-last/step"},
		{ORIGIN "$GENERATE 1-16777217 a$ A 192.0.2.1\n", PATH ":2: $GENERATE: \"1-16777217\" has more than 16777216 numbers, expected fewer"},
		{ORIGIN "$GENERATE 1-2 a${x} A 192.0.2.1\n", PATH ":2: $GENERATE: \"a${x}\" has an unknown ${...}, expected ${OFFSET,WIDTH,BASE} with a base of d, o, x, X, n or N"},
		{ORIGIN "$GENERATE 255-256 a$ A 192.0.2.$\n", PATH ":2: \"192.0.2.256\" is not an IPv4 address, expected one"},
		{ORIGIN "$GENERATE 1-1 a${2147483647} A 192.0.2.1\n", PATH ":2: $GENERATE: the number 1 and its offset are more than 2147483647, expected less"},
	};

	(void)state;
	CHECK_ROWS("zone", rows);
}

static void
local_data_is_read(void** state)
{
	static const char included[] = "local-data: \"inc A 192.0.2.9\"\n";
	static const struct row rows[] = {
		{"server:\n local-zone: \"x\" static\n local-data: 'a. 60 IN TXT \"b;c\" {'\n",
			"3: a. 60 IN TXT \"b;c\" \"{\"\n"},
		/* a file that server: includes */
		{"local-data: \"a A 192.0.2.1\"\nlocal-zone: x static\nlocal-data: \"a CNAME *.b\"\n",
			"1: a. 3600 IN A 192.0.2.1\n3: a. 3600 IN CNAME *.b.\n"},
		{"server: local-data-ptr: \"192.0.2.1 a.b\"\n local-data-ptr: \"2001:db8::1 60 A.b.\"\n",
			"1: 1.2.0.192.in-addr.arpa. 3600 IN PTR a.b.\n"
			"2: 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 60 IN PTR A.b.\n"},
		{"server:\ninclude: " INCLUDED "\nforward-zone:\n name: \".\"\n", "1: inc. 3600 IN A 192.0.2.9\n"},
		{"view:\n name: \"v\"\n local-data: \"a A 192.0.2.1\"\nworkstation:\n name: \"x{n}\"\n",
			"3: lost: local-data: \"a A 192.0.2.1\": it is for the clients of a view\n"},
		{"server: local-data: \"a CH TXT x\"\n", "1: lost: local-data of another class than IN\n"},
		{"server:\n local-data: \"a A\"\n", PATH ":2: has too few fields of RDATA, expected an IPv4 address"},
		{"server:\n local-data: \"\"\n", PATH ":2: local-data: is empty, expected a record like \"host.example.com. A 192.0.2.1\""},
		{"server:\n local-data-ptr: \"a 192.0.2.1\"\n", PATH ":2: local-data-ptr: does not begin with an address, expected one like \"192.0.2.1 host.example.com\""},
		{"server:\n local-data-ptr: \"192.0.2.1\"\n", PATH ":2: local-data-ptr: has no name, expected one like \"192.0.2.1 host.example.com\""},
		{"server:\n local-data: \"a\n", PATH ":2: the value \"a has no closing \" in the same line"},
		{"a A 192.0.2.1\n", PATH ":1: unexpected \"a\", expected a keyword with a colon"},
		{"server:\n include: nowhere\n", PATH ":2: include: cannot read \"nowhere\": No such file or directory"},
	};

	(void)state;
	write_file(INCLUDED, included, strlen(included));
	CHECK_ROWS("unbound", rows);
	remove(INCLUDED);
}

static void
hosts_are_read(void** state)
{
	static const struct row rows[] = {
		{"# x\n\n192.0.2.1\ta.b a # c\n", "3: a.b. 3600 IN A 192.0.2.1\n"
			"3: 1.2.0.192.in-addr.arpa. 3600 IN PTR a.b.\n3: a. 3600 IN A 192.0.2.1\n"},
		{"192.0.2.1 a\n192.0.2.1 b\n2001:db8::1 a\r\n", "1: a. 3600 IN A 192.0.2.1\n"
			"1: 1.2.0.192.in-addr.arpa. 3600 IN PTR a.\n2: b. 3600 IN A 192.0.2.1\n"
			"3: a. 3600 IN AAAA 2001:db8::1\n"
			"3: 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 3600 IN PTR a.\n"},
		{"fe80::1%lo0 localhost\n", "1: lost: fe80::1%lo0: it is the address of one interface\n"},
		{"192.0.2.1 # a\n", PATH ":1: has no name behind its address, expected ADDRESS NAME ..."},
		{"\n192.0.2.1.2 a\n", PATH ":2: \"192.0.2.1.2\" is no address, expected ADDRESS NAME ..."},
		{"192.0.2.1 a\\.b\n", PATH ":1: \"a\\.b\" has other octets than letters, digits, '-' and '_', expected the name of a host"},
	};

	(void)state;
	CHECK_ROWS("hosts", rows);
}

/** As dnsmasq 2.90 answers. */
static void
dnsmasq_is_read(void** state)
{
	static const struct row rows[] = {
		{"# x\ndomain-needed\nserver=192.0.2.1 # x\n", ""},
		{"synth-domain = a.b, 192.0.2.5, 192.0.2.9, in-*\n",
			"1: name: in-{n}, network: 192.0.2.5-192.0.2.9, origin: a.b., ttl: 3600, reverse: yes\n"},
		{"synth-domain=a,192.0.2.7/24\nsynth-domain=a,2001:db8::/64,x\nsynth-domain=a,192.0.2.1\n",
			"1: name: {ip}, network: 192.0.2.0/24, origin: a., ttl: 3600, reverse: yes\n"
			"2: name: x{ip}, network: 2001:db8::/64, origin: a., ttl: 3600, reverse: yes\n"
			"3: name: {ip}, network: 192.0.2.1/32, origin: a., ttl: 3600, reverse: yes\n"},
		{"synth-domain=a,192.0.2.0/24,-x\n", "1: lost: synth-domain: there is no such rule (name: \"-x{ip}\" computes invalid host names, "
			"expected no '_', no '-' at an end and no \"--\" at octets 3 and 4 (reverse: yes needs host names))\n"},
		{"host-record=a,a.b,192.0.2.1,2001:db8::1,60\n", "1: a. 60 IN A 192.0.2.1\n1: a.b. 60 IN A 192.0.2.1\n"
			"1: 1.2.0.192.in-addr.arpa. 60 IN PTR a.\n1: a. 60 IN AAAA 2001:db8::1\n1: a.b. 60 IN AAAA 2001:db8::1\n"
			"1: 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 60 IN PTR a.\n"},
		/* the last one of two; a PTR record below; a TTL below */
		{"host-record=a,192.0.2.1,192.0.2.2\nhost-record=b,192.0.2.2\n", "1: a. 3600 IN A 192.0.2.2\n"
			"1: 2.2.0.192.in-addr.arpa. 3600 IN PTR a.\n2: b. 3600 IN A 192.0.2.2\n"},
		{"host-record=a,192.0.2.1\nptr-record=1.2.0.192.in-addr.arpa,\"b # c\"\nlocal-ttl=5\n",
			"2: 1.2.0.192.in-addr.arpa. 5 IN PTR b\\032#\\032c.\n1: a. 5 IN A 192.0.2.1\n"},
		{"ptr-record=a\n", "1: a. 3600 IN PTR .\n"},
		{"address=/a/.b/192.0.2.1\n", "1: lost: address=/a/.b/192.0.2.1: all names below\n"
			"1: a. 3600 IN A 192.0.2.1\n1: b. 3600 IN A 192.0.2.1\n"},
		{"address=/a/#\n", "1: lost: address=/a/#: all names below\n1: a. 3600 IN A 0.0.0.0\n1: a. 3600 IN AAAA ::\n"},
		{"address=/a/\naddress=192.0.2.1\n", "1: lost: address=/a/: there are no such names\n"
			"2: lost: address=192.0.2.1: every name has it\n"},
		{"cname=a,b\nmx-host=a,b,1\nconf-file=x\nauth-zone=a\ndynamic-host=a,0.0.0.8,lan0\n",
			"1: lost: cname=a,b: local-data has no aliases\n"
			"2: lost: mx-host=a,b,1: records of this setting are not read\n"
			"3: lost: conf-file=x: another file is not read, give it as an argument\n"
			"4: lost: auth-zone=a: Unbound is no authoritative server\n"
			"5: lost: dynamic-host=a,0.0.0.8,lan0: it depends on an interface\n"},
		{"host-record=a\n", PATH ":1: host-record has no name or no address, expected NAME[,NAME...],ADDRESS[,ADDRESS][,TTL]"},
		{"synth-domain=a\n", PATH ":1: synth-domain=a is invalid, expected synth-domain=DOMAIN,NETWORK[,PREFIX[*]] or DOMAIN,FIRST,LAST[,PREFIX[*]]"},
		{"\nlocal-ttl=x\n", PATH ":2: local-ttl=x is invalid, expected local-ttl=SECONDS"},
		{"ptr-record=\"a\n", PATH ":1: has a quote that does not end in its line, expected two"},
	};

	(void)state;
	CHECK_ROWS("dnsmasq", rows);
}

#define FORWARD "mod-synthrecord:\n - id: f\n   type: forward\n   prefix: x-\n   ttl: 60\n" \
	"   network: [ 192.0.2.9/24, 2001:db8::1-2001:db8::9 ] # c\n"
#define REVERSE " - id: r\n   type: reverse\n   prefix: \"x-\"\n   origin: Example.COM\n   ttl: 1m\n" \
	"   network: 192.0.2.9/24\n   network: 2001:db8::1-2001:db8::9\n"
#define ZONE "zone:\n - domain: example.com\n   module: [mod-x/f, mod-synthrecord/f]\n"
#define RULE "network: 192.0.2.0/24, network: 2001:db8::1-2001:db8::9, origin: example.com., ttl: 60, other-types: nodata"

/** As Knot 3.2 answers. */
static void
knot_is_read(void** state)
{
	static const struct row rows[] = {
		{"server:\n    listen: 127.0.0.1@53\n" FORWARD ZONE, "4: name: x-{ip}, " RULE "\n"},
		{FORWARD REVERSE ZONE " - domain: 2.0.192.in-addr.arpa\n   module: mod-synthrecord/r\n",
			"2: name: x-{ip}, " RULE ", reverse: yes\n"},
		{FORWARD REVERSE "   reverse-short: off\n" ZONE "template:\n - id: default\n   module: mod-synthrecord/r\n"
			"zone:\n - domain: 2.0.192.in-addr.arpa\n", "2: name: x-{ip:long}, " RULE ", reverse: yes\n"},
		/* the reverse is in no zone; of another origin; there is no forward */
		{FORWARD REVERSE ZONE, "7: lost: mod-synthrecord r: no zone has it\n2: name: x-{ip}, " RULE "\n"},
		{FORWARD REVERSE "zone:\n - domain: a\n   module: mod-synthrecord/r\n", "2: lost: mod-synthrecord f: no zone has it\n"
			"7: lost: mod-synthrecord r: no forward block has its prefix, network, ttl and origin\n"},
		{FORWARD "include: more.conf\n", "7: lost: include: more.conf: another file is not read, give it as an argument\n"
			"2: lost: mod-synthrecord f: no zone has it\n"},
		{"mod-synthrecord:\n - id: f\n", PATH ":2: mod-synthrecord f: \"\" is no type, expected forward or reverse"},
		{"mod-synthrecord:\n - id: f\n   type: forward\n", PATH ":2: mod-synthrecord f: has no network, expected one"},
		{FORWARD "   ttl\n", PATH ":7: \"ttl\" is no item, expected KEY: VALUE"},
		{" a: b\n", PATH ":1: \"a\" is outside a section, expected one like mod-synthrecord:"},
		{"a:\n b: [c\n", PATH ":2: has a [ that no ] closes in its line, expected [VALUE, ...]"},
		{"a:\n b: \"c\n", PATH ":2: has a quote that does not end in its line, expected two"},
	};

	(void)state;
	CHECK_ROWS("knot", rows);
}

static void
formats_are_told_apart(void** state)
{
	static const struct row rows[] = {
		{"; <<>> DiG 9.18 <<>> axfr a.\na. 1 IN A 192.0.2.1\n", "2: a. 1 IN A 192.0.2.1\n"},
		{"192.0.2.1 ns\n", "1: ns. 3600 IN A 192.0.2.1\n1: 1.2.0.192.in-addr.arpa. 3600 IN PTR ns.\n"},
		{"1.2.0.192 PTR a.\n", PATH ":1: \"1.2.0.192\" is relative and has no origin, expected $ORIGIN above it, -o, or a dot at its end"},
		{"# x\n\n192.0.2.1 a\n", "3: a. 3600 IN A 192.0.2.1\n3: 1.2.0.192.in-addr.arpa. 3600 IN PTR a.\n"},
		{"fe80::1%lo0 localhost\n", "1: lost: fe80::1%lo0: it is the address of one interface\n"},
		{"# x\nserver:\n local-data: \"a A 192.0.2.1\"\n", "3: a. 3600 IN A 192.0.2.1\n"},
		{"local-data: \"a A 192.0.2.1\"\n", "1: a. 3600 IN A 192.0.2.1\n"},
		{"# x\nbogus-priv\nptr-record=a,b\n", "3: a. 3600 IN PTR b.\n"},
		{"ptr-record = a,b\n", "1: a. 3600 IN PTR b.\n"},
		{"server:\n a: b\n" FORWARD, "4: lost: mod-synthrecord f: no zone has it\n"},
		{"", ""},
		{"# x\n\n", ""},
		{"server:\n a: b\nzone:\n - domain: a\n", ""},
	};

	(void)state;
	CHECK_ROWS(NULL, rows);
	assert_null(format_of("bind"));
}

static void
a_file_that_cannot_be_read_is_refused(void** state)
{
	const struct defaults defaults = {3600, NULL};
	struct records records = {0};
	char message[128];

	(void)state;
	assert_false(read_file(&records, "nowhere", NULL, &defaults, message,
		sizeof(message)));
	assert_string_equal(message, "nowhere: cannot read the file: No such file or directory");
	records_free(&records);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zones_have_entries),
		cmocka_unit_test(delegations_are_lost),
		cmocka_unit_test(zones_are_refused),
		cmocka_unit_test(an_octet_0_is_refused),
		cmocka_unit_test(defaults_hold_where_a_file_says_nothing),
		cmocka_unit_test(zones_include_others),
		cmocka_unit_test(generate_is_expanded),
		cmocka_unit_test(local_data_is_read),
		cmocka_unit_test(hosts_are_read),
		cmocka_unit_test(dnsmasq_is_read),
		cmocka_unit_test(knot_is_read),
		cmocka_unit_test(formats_are_told_apart),
		cmocka_unit_test(a_file_that_cannot_be_read_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
