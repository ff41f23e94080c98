/* SPDX-License-Identifier: BSD-3-Clause */
/* What is known about rules in use: which one decided, the counts of each, and because of
 * which a name exists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <ldns/ldns.h>

#include "ask.h"

#define MAX_RULES 8

/** Collect "template.origin count". */
static int
collect(void* context, const char* name, const uint8_t* origin, size_t length,
	uint64_t count)
{
	char* text = context;
	char* domain = NULL;

	if(origin) {
		ldns_rdf* rdf = ldns_dname_new_frm_data((uint16_t)length,
			origin);

		domain = ldns_rdf2str(rdf);
		ldns_rdf_deep_free(rdf);
	}
	sprintf(text + strlen(text), "%s%s %s %u", *text ? ", " : "", name,
		domain ? domain : "any", (unsigned)count);
	free(domain);
	return 1;
}

static int
end_visit(void* context, const char* name, const uint8_t* origin,
	size_t length, uint64_t count)
{
	(void)name;
	(void)origin;
	(void)length;
	(void)count;
	++*(int*)context;
	return 0;
}

static const char alike[] =
	"-\nname pc{n}\nnetwork 10.0.0.0/24\norigin a\norigin b\n"
	"-\nname pc{n:3}\nnetwork 10.0.1.0/24\norigin a\n"
	"-\nname PC{n}\nnetwork 10.0.2.0/24\nfirst 1000\norigin A\nsubdomains yes\n"
	"-\nname {ip}-x\nnetwork 10.0.3.0/24\norigin b\n"
	"-\nname y{hex}z\nnetwork 10.0.4.0/24\n"
	"-\nname pd{n}\nnetwork 10.0.5.0/24\norigin a";

static void
sums_by_name(void** state)
{
	struct workstation_rules* rules = load_or_fail(alike);
	uint64_t counts[MAX_RULES] = {1, 2, 4, 8, 16, 0};
	char text[512] = "";
	int visits = 0;

	(void)state;
	assert_int_equal(workstation_rules_count(rules), 6);
	assert_int_equal(workstation_rules_count(NULL), 0);
	assert_true(workstation_rules_visit_counts(rules, counts, 0, &collect,
		text));
	assert_string_equal(text,
		"y{hex}z any 16, pc{n} a. 5, pc{n:3} a. 2, {ip}-x b. 8");
	*text = 0;
	assert_true(workstation_rules_visit_counts(rules, counts, 1, &collect,
		text));
	assert_non_null(strstr(text, "pd{n} a. 0"));
	assert_false(workstation_rules_visit_counts(rules, counts, 0,
		&end_visit, &visits));
	assert_int_equal(visits, 1);
	memset(counts, 0, sizeof(counts));
	*text = 0;
	assert_true(workstation_rules_visit_counts(rules, counts, 0, &collect,
		text));
	assert_string_equal(text, "");
	workstation_rules_free(rules);
}

/** The rule that a question is decided by; -1: none decides. */
static int
deciding(const struct workstation_rules* rules, const char* qname,
	ldns_rr_type qtype)
{
	ldns_rdf* name = ldns_dname_new_frm_str(qname);
	const struct workstation_question question = {.qname = ldns_rdf_data(name),
		.qname_length = ldns_rdf_size(name), .qtype = (uint16_t)qtype,
		.qclass = LDNS_RR_CLASS_IN};
	struct workstation_reply reply;
	enum workstation_verdict verdict = workstation_judge(rules, &question,
		&reply);

	ldns_rdf_deep_free(name);
	return workstation_decides(verdict) ? (int)reply.rule : -1;
}

static void
deciding_rules(void** state)
{
	struct workstation_rules* rules = load_or_fail(alike);

	(void)state;
	assert_int_equal(deciding(rules, "pc1.a", LDNS_RR_TYPE_A), 0);
	assert_int_equal(deciding(rules, "pc1.b", LDNS_RR_TYPE_A), 0);
	assert_int_equal(deciding(rules, "pc1001.a", LDNS_RR_TYPE_A), 2);
	assert_int_equal(deciding(rules, "x.pc1001.a", LDNS_RR_TYPE_A), 2);
	assert_int_equal(deciding(rules, "10-0-3-1-x.b", LDNS_RR_TYPE_A), 3);
	assert_int_equal(deciding(rules, "y0a000401z.c", LDNS_RR_TYPE_A), 4);
	assert_int_equal(deciding(rules, "y0a000401z.c", LDNS_RR_TYPE_TXT), -1);
	workstation_rules_free(rules);
}

/** The rule because of which a name exists; -1: there is none. */
static int
existing(const struct workstation_rules* rules, const char* qname)
{
	ldns_rdf* name = ldns_dname_new_frm_str(qname);
	struct workstation_reply reply;
	int found = workstation_find_existing(rules, ldns_rdf_data(name),
		ldns_rdf_size(name), &reply);

	ldns_rdf_deep_free(name);
	return found ? (int)reply.rule : -1;
}

static void
rules_of_existing_names(void** state)
{
	struct workstation_rules* rules = load_or_fail(
		"-\nname a{n}\nnetwork 10.0.0.0/24\norigin x.y.z\n"
		"-\nname b{n}\nnetwork 10.0.1.0/24\norigin w\norigin v.y.z\n"
		"-\nname c{n}\nnetwork 10.0.2.0/24\norigin q.z\nreverse yes\nreverse-zone x.2.0.10.in-addr.arpa\n"
		"-\nname d{n}\nnetwork 10.0.3.0/24\n");

	(void)state;
	assert_int_equal(existing(rules, "a1.x.y.z"), 0);
	assert_int_equal(existing(rules, "x.y.z"), 0);
	assert_int_equal(existing(rules, "y.z"), 0);
	assert_int_equal(existing(rules, "Z"), 0);
	assert_int_equal(existing(rules, "V.y.z"), 1);
	assert_int_equal(existing(rules, "b1.v.y.z"), 1);
	assert_int_equal(existing(rules, "w"), 1);
	assert_int_equal(existing(rules, "c1.q.z"), 2);
	assert_int_equal(existing(rules, "1.2.0.10.in-addr.arpa"), 2);
	assert_int_equal(existing(rules, "2.0.10.in-addr.arpa"), 2);
	assert_int_equal(existing(rules, "10.in-addr.arpa"), 2);
	assert_int_equal(existing(rules, "x.2.0.10.in-addr.arpa"), 2);
	assert_int_equal(existing(rules, "1.x.2.0.10.in-addr.arpa"), 2);
	assert_int_equal(existing(rules, "256.x.2.0.10.in-addr.arpa"), -1);
	assert_int_equal(existing(rules, "d1.anywhere"), 3);
	assert_int_equal(existing(rules, "a1000.x.y.z"), -1);
	assert_int_equal(existing(rules, "anywhere"), -1);
	assert_int_equal(existing(rules, "yz"), -1);
	assert_int_equal(existing(rules, "11.in-addr.arpa"), -1);
	assert_int_equal(existing(NULL, "d1.anywhere"), -1);
	workstation_rules_free(rules);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_by_name),
		cmocka_unit_test(deciding_rules),
		cmocka_unit_test(rules_of_existing_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
