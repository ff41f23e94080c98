/* SPDX-License-Identifier: BSD-3-Clause */
/* What the clients of a view see, and what is known about rules for views. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "ask.h"

struct view_row {
	/** Rules; NULL: those of the row before. */
	const char* rules;
	/** The client's view; NULL: it has none. */
	const char* view;
	const char* qname;
	const char* qtype;
	const char* reply;
};

static void
check(const struct view_row* row, size_t count)
{
	struct workstation_rules* rules = NULL;

	for(; count > 0; count--, row++) {
		const char* reply;

		if(row->rules) {
			workstation_rules_free(rules);
			rules = load_or_fail(row->rules);
		}
		reply = ask(workstation_rules_of_view(rules, row->view),
			row->qname, row->qtype);
		if(strcmp(reply, row->reply) != 0)
			fail_msg("%s in %s %s: \"%s\" instead of \"%s\"",
				row->view ? row->view : "no view", row->qname,
				row->qtype, reply, row->reply);
	}
	workstation_rules_free(rules);
}

#define CHECK_VIEWS(...) \
	do { \
		static const struct view_row rows[] = {__VA_ARGS__}; \
		(void)state; \
		check(rows, sizeof(rows) / sizeof(*rows)); \
	} while(0)

#define GUESTS "-\nname d{n}\nnetwork 10.9.0.0/24\norigin a\nfor-view guests\nreverse yes\n"
#define STAFF "-\nname d{n}\nnetwork 10.1.0.0/24\norigin a\nreverse yes\n"

static void
two_pools(void** state)
{
	CHECK_VIEWS(
	{GUESTS STAFF, NULL, "d7.a", "A", "d7.a. 0 A 10.1.0.7"},
	{NULL, "guests", "d7.a", "A", "d7.a. 0 A 10.9.0.7"},
	{NULL, "Guests", "d7.a", "A", "d7.a. 0 A 10.1.0.7"},
	{NULL, "none", "d7.a", "A", "d7.a. 0 A 10.1.0.7"},
	{NULL, "", "d7.a", "A", "d7.a. 0 A 10.1.0.7"},
	{NULL, NULL, "7.0.9.10.in-addr.arpa", "PTR", "pass"},
	{NULL, "guests", "7.0.9.10.in-addr.arpa", "PTR", "7.0.9.10.in-addr.arpa. 0 PTR d7.a."},
	{NULL, "guests", "7.0.1.10.in-addr.arpa", "PTR", "7.0.1.10.in-addr.arpa. 0 PTR d7.a."},
	/* in file order */
	{STAFF GUESTS, "guests", "d7.a", "A", "d7.a. 0 A 10.1.0.7"},
	{NULL, "guests", "7.0.9.10.in-addr.arpa", "PTR", "7.0.9.10.in-addr.arpa. 0 PTR d7.a."},
	/* a longer origin is before that */
	{"-\nname d{n}\norigin b\nfor-view v\n-\nname d{n}\nnetwork 10.0.0.0/24\norigin c.b\n", "v",
		"d7.c.b", "A", "d7.c.b. 0 A 10.0.0.7"},
	{NULL, "v", "d7.b", "A", "d7.b. 0 A 172.0.2.7"});
}

static void
rules_for_views_only(void** state)
{
	CHECK_VIEWS(
	{"-\nname d{n}\norigin a.b\nreverse yes\nother-types nodata\nout-of-range nxdomain\nfor-view in", NULL,
		"d1.a.b", "A", "pass"},
	{NULL, NULL, "a.b", "A", "pass"},
	{NULL, NULL, ".", "A", "pass"},
	{NULL, NULL, "1.2.0.172.in-addr.arpa", "PTR", "pass"},
	{NULL, NULL, "workstation1", "A", "pass"},
	{NULL, "in", "d1.a.b", "A", "d1.a.b. 0 A 172.0.2.1"},
	{NULL, "in", "d1.a.b", "MX", "NODATA: a.b. 0" SOA "0"},
	{NULL, "in", "d256.a.b", "A", "NXDOMAIN: a.b. 0" SOA "0"},
	{NULL, "in", "b", "A", "exists"},
	{NULL, "in", "2.0.172.in-addr.arpa", "A", "exists"},
	/* a view that comes later has the rules before it */
	{"-\nname a{n}\n-\nname b{n}\nfor-view b\n-\nname c{n}\nfor-view c\nfor-view b\n-\nname d{n}", NULL,
		"a1", "A", "a1. 0 A 172.0.2.1"},
	{NULL, NULL, "b1", "A", "pass"},
	{NULL, NULL, "d1", "A", "d1. 0 A 172.0.2.1"},
	{NULL, "b", "a1", "A", "a1. 0 A 172.0.2.1"},
	{NULL, "b", "b1", "A", "b1. 0 A 172.0.2.1"},
	{NULL, "b", "c1", "A", "c1. 0 A 172.0.2.1"},
	{NULL, "b", "d1", "A", "d1. 0 A 172.0.2.1"},
	{NULL, "c", "a1", "A", "a1. 0 A 172.0.2.1"},
	{NULL, "c", "b1", "A", "pass"},
	{NULL, "c", "c1", "A", "c1. 0 A 172.0.2.1"},
	{NULL, "c", "d1", "A", "d1. 0 A 172.0.2.1"});
}

static void
many_views(void** state)
{
	char text[8192] = "", view[16], address[32];
	struct workstation_rules* rules;

	(void)state;
	for(int i = 0; i < 100; i++)
		sprintf(text + strlen(text),
			"-\nname w{n}\nnetwork 10.0.%d.0/24\nfor-view view%d\n", i, i);
	rules = load_or_fail(text);
	for(int i = 0; i < 100; i++) {
		sprintf(view, "view%d", i);
		sprintf(address, "w1.a. 0 A 10.0.%d.1", i);
		assert_string_equal(ask(workstation_rules_of_view(rules, view),
			"w1.a", "A"), address);
	}
	assert_ptr_equal(workstation_rules_of_view(rules, "view100"), rules);
	assert_int_equal(workstation_rules_count(rules), 100);
	workstation_rules_free(rules);
}

/** The rule that decides, and its view, as "2 of guests". */
static const char*
decided_by(const struct workstation_rules* rules, const char* view)
{
	static char text[64];
	const struct workstation_question question = {
		.qname = (const uint8_t*)"\2d1\1a", .qname_length = 6, .qtype = 1,
		.qclass = 1};
	struct workstation_reply reply;

	if(!workstation_decides(workstation_judge(workstation_rules_of_view(
		rules, view), &question, &reply)))
		return "none";
	snprintf(text, sizeof(text), "%s:%u: %u of %s", reply.file, reply.line,
		(unsigned)reply.rule, reply.view ? reply.view : "all");
	return text;
}

#define RULE "-\nname d{n}\norigin a\n"

static void
rules_are_counted_among_all(void** state)
{
	struct workstation_rules* rules = load_or_fail(
		RULE "for-view x\n" RULE "for-view y\nfor-view z\n"
		"-\nname e{n}\norigin a\n" RULE "-\nname f{n}\norigin a\n");

	(void)state;
	assert_int_equal(workstation_rules_count(rules), 5);
	assert_string_equal(decided_by(rules, "x"), "rules:1: 0 of x");
	assert_string_equal(decided_by(rules, "y"), "rules:5: 1 of y");
	assert_string_equal(decided_by(rules, "z"), "rules:5: 1 of z");
	assert_string_equal(decided_by(rules, NULL), "rules:13: 3 of all");
	workstation_rules_free(rules);
	rules = load_or_fail(RULE "-\nname e{n}\nfor-view x\n");
	assert_string_equal(decided_by(rules, "x"), "rules:1: 0 of all");
	workstation_rules_free(rules);
}

static int
collect_count(void* context, const char* name, const uint8_t* origin,
	size_t length, uint64_t count)
{
	char* text = context;

	sprintf(text + strlen(text), "%s %.*s %u, ", name, origin ? *origin : 3,
		origin ? (const char*)origin + 1 : "any", (unsigned)count);
	return length <= WORKSTATION_MAX_NAME;
}

static void
counts_are_by_name(void** state)
{
	struct workstation_rules* rules = load_or_fail(
		"-\nname D{n}\norigin A\nfor-view x\nfor-view y\n"
		RULE "-\nname e{n}\nfor-view y\n" RULE "for-view z\n"
		"-\nname d{n}\norigin b\nfor-view z\n");
	const uint64_t counts[] = {1, 2, 4, 8, 16}, none[5] = {0};
	char text[256] = "";

	(void)state;
	assert_true(workstation_rules_visit_counts(rules, counts, 0,
		&collect_count, text));
	assert_string_equal(text, "e{n} any 4, D{n} A 11, d{n} b 16, ");
	*text = 0;
	assert_true(workstation_rules_visit_counts(rules, none, 1,
		&collect_count, text));
	assert_string_equal(text, "e{n} any 0, D{n} A 0, d{n} b 0, ");
	workstation_rules_free(rules);
}

static void
collect_view(void* context, const char* view, const char* file, unsigned line)
{
	char* text = context;

	sprintf(text + strlen(text), "%s %s:%u, ", view, file, line);
}

static void
lines_with_views(void** state)
{
	static const char* const lines[][2] = {{NULL, NULL}, {"for-view", "x"},
		{"for-view", "a b"}, {NULL, NULL}, {"for-view", "x"},
		{"ttl", "5"}, {NULL, NULL}, {NULL, NULL}, {"for-view", "y"}};
	/* the last rule begins in one file and ends in an included one */
	static const char* const files[] = {"one", "one", "one", "two", "two",
		"two", "two", "two", "three"};
	struct workstation_text* collected = NULL;
	struct workstation_rules* rules;
	char text[256] = "", message[WORKSTATION_MAX_MESSAGE];

	(void)state;
	for(size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_true(workstation_text_add(&collected, lines[i][0],
			lines[i][1], files[i], (unsigned)i + 1));
	rules = workstation_rules_load(collected, NULL, NULL, message, sizeof(message));
	assert_non_null(rules);
	workstation_text_free(collected);
	assert_true(workstation_rules_have_views(rules));
	workstation_rules_visit_views(rules, &collect_view, text);
	assert_string_equal(text, "x one:2, a b one:3, x two:5, y three:9, ");
	workstation_rules_free(rules);

	rules = load_or_fail(RULE);
	assert_false(workstation_rules_have_views(rules));
	assert_false(workstation_rules_have_views(NULL));
	assert_ptr_equal(workstation_rules_of_view(rules, "x"), rules);
	assert_null(workstation_rules_of_view(NULL, "x"));
	workstation_rules_visit_views(rules, &collect_view, NULL);
	workstation_rules_free(rules);
}

static void
collect_domain(void* context, const uint8_t* name, size_t length,
	size_t apex_length, const char* file, unsigned line)
{
	char* text = context;

	assert_true(length >= apex_length);
	sprintf(text + strlen(text), "%.*s %s:%u, ", *name, name + 1, file, line);
}

static void
domains_of_all_views(void** state)
{
	struct workstation_rules* rules = load_or_fail(
		"-\nname a{n}\nnetwork 10.0.0.0/31\norigin a\nreverse yes\n"
		"-\nname a{n}\nnetwork 10.0.0.2/31\norigin b\nreverse yes\nfor-view x\nfor-view y\n"
		"-\nname c{n}\nfor-view x\n");
	char text[256] = "";

	(void)state;
	workstation_rules_visit_domains(rules, &collect_domain, text);
	assert_string_equal(text, "a rules:1, 0 rules:1, 1 rules:1, "
		"b rules:6, 2 rules:6, 3 rules:6, ");
	workstation_rules_free(rules);
}

static void
memory_of_all_views(void** state)
{
	struct workstation_rules* one = load_or_fail(RULE);
	struct workstation_rules* two = load_or_fail(RULE RULE "for-view x\n");

	(void)state;
	assert_true(workstation_rules_memory(two)
		> 2 * workstation_rules_memory(one));
	workstation_rules_free(one);
	workstation_rules_free(two);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_pools),
		cmocka_unit_test(rules_for_views_only),
		cmocka_unit_test(many_views),
		cmocka_unit_test(rules_are_counted_among_all),
		cmocka_unit_test(counts_are_by_name),
		cmocka_unit_test(lines_with_views),
		cmocka_unit_test(domains_of_all_views),
		cmocka_unit_test(memory_of_all_views),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
