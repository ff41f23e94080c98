/* SPDX-License-Identifier: BSD-3-Clause */
/* Records as workstation-checkconf prints them: what ldns reads from a line comes out as
 * the line that is expected, and ldns reads the same from that. */
/* for open_memstream, which C99 does not have */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "print.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

/** Octets in front of RDATA in a wire format RR with the root as owner. */
#define BEFORE_RDATA 11

/** Read RDATA. @return octets. */
static size_t
read_rdata(const char* type_and_rdata, uint16_t* type,
	uint8_t rdata[LDNS_MAX_PACKETLEN])
{
	char line[1024];
	uint8_t* wire = NULL;
	ldns_rr* rr = NULL;
	size_t length;

	snprintf(line, sizeof(line), ". 0 IN %s", type_and_rdata);
	if(ldns_rr_new_frm_str(&rr, line, 0, NULL, NULL) != LDNS_STATUS_OK)
		fail_msg("ldns does not read \"%s\"", line);
	*type = ldns_rr_get_type(rr);
	assert_int_equal(ldns_rr2wire(&wire, rr, LDNS_SECTION_ANSWER, &length),
		LDNS_STATUS_OK);
	length -= BEFORE_RDATA;
	memcpy(rdata, wire + BEFORE_RDATA, length);
	free(wire);
	ldns_rr_free(rr);
	return length;
}

/** The line of a record of a TTL of 60, to be freed. */
static char*
print(const uint8_t* owner, int relative, uint16_t type,
	const uint8_t* rdata, size_t length)
{
	char* text = NULL;
	size_t size;
	FILE* out = open_memstream(&text, &size);

	assert_non_null(out);
	write_record(out, owner, relative, type, 60, rdata, length);
	assert_int_equal(fclose(out), 0);
	return text;
}

static const struct {
	/** As ldns reads it; what is printed, NULL: the same, a blank being a tab. */
	const char *read, *printed;
} records[] = {
	{"A 192.0.2.1", NULL},
	{"AAAA 2001:DB8:0::1", "AAAA\t2001:db8::1"},
	{"PTR Desk5.example.com.", NULL},
	{"SOA . . 1 3600 1200 604800 0", NULL},
	{"MX 10 mail.example.com.", NULL},
	{"MX 0 .", NULL},
	{"TXT \"seat 5\" \"a\\\"b\\\\;\"", NULL},
	{"TXT \"\"", NULL},
	{"SRV 0 0 22 a\\\".\\$b.\\@.example.com.", NULL},
	{"NAPTR 10 20 \"u\" \"E2U+sip\" \"!^.*$!sip:a@b!\" .", NULL},
	{"CAA 0 issue \"ca.example; a=b\"", NULL},
	{"HTTPS 1 . alpn=h2,h3 ipv4hint=192.0.2.1", NULL},
	{"SVCB 0 a\\@.example.", NULL},
	{"SSHFP 4 2 00ff", NULL},
	{"TLSA 3 1 1 00FF", "TLSA\t3 1 1 00ff"},
	{"LOC 52 22 23.5 N 4 53 32 E -2.00m",
		"LOC\t52 22 23.500 N 04 53 32.000 E -2m 1m 10000m 10m"},
	{"HINFO \"a b\" \"c\"", NULL},
	{"RP a.example. .", NULL},
	{"TYPE65280 \\# 4 0a000001", NULL},
	{"TYPE65280 \\# 0", NULL},
	{"TYPE1 \\# 4 0a000001", "A\t10.0.0.1"},
};

static void
records_are_printed_as_they_are_read(void** state)
{
	(void)state;
	for(size_t i = 0; i < sizeof(records) / sizeof(*records); i++) {
		uint8_t rdata[LDNS_MAX_PACKETLEN], again[LDNS_MAX_PACKETLEN];
		uint16_t type, type_again;
		size_t length = read_rdata(records[i].read, &type, rdata);
		char* line = print((const uint8_t*)"\1a", 0, type, rdata, length);
		char expected[1024];

		snprintf(expected, sizeof(expected), "a.\t60\tIN\t%s\n",
			records[i].printed ? records[i].printed : records[i].read);
		if(!records[i].printed)
			*strchr(expected, ' ') = '\t';
		assert_string_equal(line, expected);
		*strchr(line, '\n') = 0;
		assert_int_equal(read_rdata(strstr(line, "IN\t") + 3, &type_again,
			again), length);
		assert_int_equal(type_again, type);
		assert_memory_equal(again, rdata, length);
		free(line);
	}
}

static void
owners_have_escapes(void** state)
{
	static const struct {
		const char* owner;
		int relative;
		const char* printed;
	} owners[] = {
		{"", 0, "."},
		{"\4Desk\7example", 0, "Desk.example."},
		{"\4desk", 1, "desk"},
		{"\1*\4desk", 1, "*.desk"},
		{"\7a.\\\";()\2@$", 0, "a\\.\\\\\\\"\\;\\(\\).\\@\\$."},
		{"\3 \177\377", 0, "\\032\\127\\255."},
	};

	(void)state;
	for(size_t i = 0; i < sizeof(owners) / sizeof(*owners); i++) {
		char* line = print((const uint8_t*)owners[i].owner,
			owners[i].relative, 1, (const uint8_t*)"\12\0\0\1", 4);
		char expected[128];

		snprintf(expected, sizeof(expected), "%s\t60\tIN\tA\t10.0.0.1\n",
			owners[i].printed);
		assert_string_equal(line, expected);
		free(line);
	}
}

/** Nothing is left out: what is not as the type has it, and what ldns does not read to
 * its end. */
static void
what_ldns_cannot_print_is_of_an_unknown_type(void** state)
{
	static const struct {
		uint16_t type;
		const char* rdata;
		size_t length;
		const char* printed;
	} strange[] = {
		{LDNS_RR_TYPE_A, "\12\0\0", 3, "TYPE1\t\\# 3 0a0000"},
		{LDNS_RR_TYPE_A, "\12\0\0\1\2", 5, "TYPE1\t\\# 5 0a00000102"},
		{LDNS_RR_TYPE_A, "", 0, "TYPE1\t\\# 0"},
		{LDNS_RR_TYPE_MX, "\0\1\1a", 4, "TYPE15\t\\# 4 00010161"},
		{LDNS_RR_TYPE_TXT, "\2a", 2, "TYPE16\t\\# 2 0261"},
	};

	(void)state;
	for(size_t i = 0; i < sizeof(strange) / sizeof(*strange); i++) {
		char* line = print((const uint8_t*)"", 0, strange[i].type,
			(const uint8_t*)strange[i].rdata, strange[i].length);
		char expected[128];

		snprintf(expected, sizeof(expected), ".\t60\tIN\t%s\n",
			strange[i].printed);
		assert_string_equal(line, expected);
		free(line);
	}
}

/** 65,535 octets, in 256 strings, too. */
static void
the_longest_rdata_is_printed(void** state)
{
	static uint8_t rdata[UINT16_MAX];
	char* line = print((const uint8_t*)"", 0, 65280, rdata, sizeof(rdata));

	(void)state;
	assert_int_equal(strlen(line),
		strlen(".\t60\tIN\tTYPE65280\t\\# 65535 \n") + 2 * sizeof(rdata));
	free(line);
	memset(rdata, 255, sizeof(rdata));
	rdata[255 * 256] = 254;
	line = print((const uint8_t*)"", 0, LDNS_RR_TYPE_TXT, rdata, sizeof(rdata));
	assert_int_equal(strlen(line), strlen(".\t60\tIN\tTXT\n")
		+ 256 * strlen(" \"\"") + (sizeof(rdata) - 256) * strlen("\\255"));
	free(line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_printed_as_they_are_read),
		cmocka_unit_test(owners_have_escapes),
		cmocka_unit_test(what_ldns_cannot_print_is_of_an_unknown_type),
		cmocka_unit_test(the_longest_rdata_is_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
