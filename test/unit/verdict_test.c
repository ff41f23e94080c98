/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The verdict of the built-in rule, as tables grouped by the fault they would show.
 * Names are given as C strings in wire format, so that any octet can be in a
 * label; the literal's own NUL is the root label.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rrtype.h"
#include "workstation.h"

#define A RR_TYPE_A
#define NS 2
#define PTR RR_TYPE_PTR
#define TXT 16
#define AAAA RR_TYPE_AAAA
#define HTTPS 65
#define ANY RR_TYPE_ANY
#define IN RR_CLASS_IN
#define CH 3
#define HS 4
#define ANY_CLASS RR_CLASS_ANY

#define EXAMPLE "\7example\3com"
#define TEN_ZEROS "0000000000"
#define NAME(wire) (const uint8_t*)(wire), sizeof(wire)

struct answered {
	const char* what;
	const uint8_t* qname;
	size_t qname_length;
	uint8_t number;
};

static const struct answered answered[] = {
	{"the smallest number", NAME("\14workstation0" EXAMPLE), 0},
	{"one digit", NAME("\14workstation1" EXAMPLE), 1},
	{"three digits", NAME("\16workstation100" EXAMPLE), 100},
	{"the largest number", NAME("\16workstation255" EXAMPLE), 255},
	{"upper case", NAME("\14WORKSTATION7" EXAMPLE), 7},
	{"mixed case", NAME("\15wOrKsTaTiOn42\7eXaMpLe\3CoM"), 42},
	{"another domain", NAME("\14workstation1\3lab"), 1},
	{"a deep domain", NAME("\14workstation1\1a\1b\1c\1d" EXAMPLE), 1},
	{"a single label", NAME("\14workstation1"), 1},
	{"any octet in the domain", NAME("\14workstation1\3.\0\377"), 1},
	{"leading zeros", NAME("\16workstation007" EXAMPLE), 7},
	{"leading zeros are not octal", NAME("\16workstation010" EXAMPLE), 10},
	{"more digits than the largest has", NAME("\17workstation0255" EXAMPLE), 255},
	{"a whole label of zeros", NAME("\77workstation" TEN_ZEROS TEN_ZEROS
		TEN_ZEROS TEN_ZEROS TEN_ZEROS "00" EXAMPLE), 0},
	{"a whole label, then a number", NAME("\77workstation" TEN_ZEROS TEN_ZEROS
		TEN_ZEROS TEN_ZEROS TEN_ZEROS "99" EXAMPLE), 99},
};

static const struct answered passed[] = {
	{"the root", NAME(""), 0},
	{"no computed label", NAME("\3www" EXAMPLE), 0},
	{"one above the largest", NAME("\16workstation256" EXAMPLE), 0},
	{"above, with leading zeros", NAME("\20workstation00256" EXAMPLE), 0},
	{"wraps an octet to 0", NAME("\16workstation512" EXAMPLE), 0},
	{"wraps 16 bits to 1", NAME("\20workstation65537" EXAMPLE), 0},
	{"wraps 32 bits to 1", NAME("\25workstation4294967297" EXAMPLE), 0},
	{"wraps 64 bits to 1",
		NAME("\37workstation18446744073709551617" EXAMPLE), 0},
	{"a whole label of nines", NAME("\77workstation9999999999"
		"9999999999999999999999999999999999999999" "99" EXAMPLE), 0},
	{"no digits", NAME("\13workstation" EXAMPLE), 0},
	{"a letter after the digits", NAME("\15workstation1a" EXAMPLE), 0},
	{"a letter before the digits", NAME("\15workstationa1" EXAMPLE), 0},
	{"a sign", NAME("\15workstation-1" EXAMPLE), 0},
	{"a plus sign", NAME("\15workstation+1" EXAMPLE), 0},
	{"a space", NAME("\15workstation 1" EXAMPLE), 0},
	{"a hexadecimal number", NAME("\17workstation0x10" EXAMPLE), 0},
	{"the octet before '0'", NAME("\14workstation/" EXAMPLE), 0},
	{"the octet after '9'", NAME("\14workstation:" EXAMPLE), 0},
	{"a digit that is not ASCII", NAME("\16workstation\331\241" EXAMPLE), 0},
	{"text before it", NAME("\15xworkstation1" EXAMPLE), 0},
	{"text cut short", NAME("\13workstatio1" EXAMPLE), 0},
	{"not the first label", NAME("\3www\14workstation1" EXAMPLE), 0},
	{"digits as a label of their own", NAME("\13workstation\0011" EXAMPLE), 0},
	{"a dot in the label", NAME("\25workstation1.example\3com"), 0},
	{"a NUL in the label", NAME("\15workstation1\0" EXAMPLE), 0},
	{"a NUL for a digit", NAME("\14workstation\0" EXAMPLE), 0},
	{"an octet above 0x7f", NAME("\15workstation1\377" EXAMPLE), 0},
	{"a letter with its high bit set", NAME("\14\367orkstation1" EXAMPLE), 0},
	{"'W' with its case bit elsewhere", NAME("\14\027orkstation1" EXAMPLE), 0},
};

static struct workstation_rules* rules;

static enum workstation_verdict
judge(const struct answered* row, uint16_t qtype, uint16_t qclass,
	struct workstation_reply* reply)
{
	/* exactly the name's octets, so that a sanitizer sees one too many */
	uint8_t name[255];
	const struct workstation_question question = {.qname = name + sizeof(name)
		- row->qname_length, .qname_length = row->qname_length,
		.qtype = qtype, .qclass = qclass};

	memcpy(name + sizeof(name) - row->qname_length, row->qname,
		row->qname_length);
	return workstation_judge(rules, &question, reply);
}

static void
expect_number(const struct answered* row, uint16_t qtype, uint16_t qclass)
{
	struct workstation_reply reply;
	const struct workstation_rrset* rrset;
	const uint8_t record[] = {0, 4, 172, 0, 2, row->number};

	if(judge(row, qtype, qclass, &reply) != WORKSTATION_ANSWER)
		fail_msg("%s: passed", row->what);
	assert_int_equal(reply.count, 1);
	rrset = reply.rrset;
	assert_null(reply.file);
	assert_int_equal(rrset->owner_offset, 0);
	assert_int_equal(rrset->type, A);
	assert_int_equal(rrset->ttl, 0);
	assert_int_equal(rrset->count, 1);
	assert_int_equal(rrset->length, sizeof(record));
	if(memcmp(rrset->records, record, sizeof(record)) != 0)
		fail_msg("%s: answered %d.%d.%d.%d", row->what, rrset->records[2],
			rrset->records[3], rrset->records[4], rrset->records[5]);
}

static void
expect_pass(const struct answered* row, uint16_t qtype, uint16_t qclass)
{
	struct workstation_reply reply;

	if(workstation_decides(judge(row, qtype, qclass, &reply)))
		fail_msg("%s: answered", row->what);
}

#define EACH(row, table) \
	(const struct answered* row = table; \
	row < table + sizeof(table) / sizeof(*table); row++)

static void
computed_names_are_answered(void** state)
{
	(void)state;
	for EACH(row, answered) {
		expect_number(row, A, IN);
		expect_number(row, ANY, IN);
		expect_number(row, A, ANY_CLASS);
	}
}

static void
other_names_pass(void** state)
{
	(void)state;
	for EACH(row, passed) {
		expect_pass(row, A, IN);
		expect_pass(row, ANY, IN);
	}
}

static void
every_number_has_its_address(void** state)
{
	(void)state;
	for(unsigned number = 0; number < 1000; number++) {
		uint8_t name[] = "\16workstation000" EXAMPLE;
		struct answered row = {"a number of three digits", name,
			sizeof(name), (uint8_t)number};

		name[12] = (uint8_t)('0' + number / 100);
		name[13] = (uint8_t)('0' + number / 10 % 10);
		name[14] = (uint8_t)('0' + number % 10);
		if(number <= 255)
			expect_number(&row, A, IN);
		else
			expect_pass(&row, A, IN);
	}
}

static void
other_types_and_classes_pass(void** state)
{
	static const uint16_t types[] = {0, NS, PTR, TXT, AAAA, HTTPS, 254, 256,
		A << 8, 65535};
	static const uint16_t classes[] = {0, CH, HS, 254, IN << 8};

	(void)state;
	for(size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		expect_pass(&answered[0], types[i], IN);
	for(size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		expect_pass(&answered[0], A, classes[i]);
}

static void
invalid_names_pass(void** state)
{
	static const struct answered broken[] = {
		{"no octets", (const uint8_t*)"", 0, 0},
		{"a label without an end", (const uint8_t*)"\14workstation1", 13, 0},
		{"a label longer than its name", (const uint8_t*)"\17workstation1", 14, 0},
		{"a compression pointer", (const uint8_t*)"\300\14workstation1", 14, 0},
	};
	/* 64 octets, but for that a name the engine would answer */
	static const struct answered label = {"a label of 64 octets",
		NAME("\100workstation" TEN_ZEROS TEN_ZEROS TEN_ZEROS TEN_ZEROS
		TEN_ZEROS "001" EXAMPLE), 0};

	(void)state;
	for EACH(row, broken)
		expect_pass(row, A, IN);
	expect_pass(&label, A, IN);
}

static void
without_rules_everything_passes(void** state)
{
	const struct workstation_question question = {
		.qname = answered[0].qname,
		.qname_length = answered[0].qname_length, .qtype = A,
		.qclass = IN};
	struct workstation_reply reply;

	(void)state;
	assert_int_equal(workstation_judge(NULL, &question, &reply),
		WORKSTATION_PASS);
}

static int
load_the_built_in_rule(void** state)
{
	char message[WORKSTATION_MAX_MESSAGE];

	(void)state;
	rules = workstation_rules_load(NULL, NULL, NULL, message, sizeof(message));
	return rules ? 0 : -1;
}

static int
free_it(void** state)
{
	(void)state;
	workstation_rules_free(rules);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(computed_names_are_answered),
		cmocka_unit_test(other_names_pass),
		cmocka_unit_test(every_number_has_its_address),
		cmocka_unit_test(other_types_and_classes_pass),
		cmocka_unit_test(invalid_names_pass),
		cmocka_unit_test(without_rules_everything_passes),
	};

	return cmocka_run_group_tests(tests, &load_the_built_in_rule, &free_it);
}
