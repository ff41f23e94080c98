/* SPDX-License-Identifier: BSD-3-Clause */
/* Which rule answers which type: records by template, other types, and what exists
 * elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ask.h"

static void
types(void** state)
{
	(void)state;
	CHECK(
		{"-\nname d{n}\nnetwork 10.0.0.0/30\norigin a\nttl 9\nrecord TXT \"seat {n}\"\nrecord MX 10 mail",
			"d1.a.", "TXT", "d1.a. 9 TXT \"seat 1\""},
		{NULL, "d1.a.", "MX", "d1.a. 9 MX 10 mail.a."},
		{NULL, "d1.a.", "A", "d1.a. 9 A 10.0.0.1"},
		{NULL, "D1.A.", "ANY", "D1.A. 9 A 10.0.0.1 + D1.A. 9 MX 10 mail.a. + D1.A. 9 TXT \"seat 1\""},
		{NULL, "d1.a.", "AAAA", "exists"},
		{NULL, "d4.a.", "TXT", "pass"},
		{NULL, "d1.b.", "TXT", "pass"});
}

static void
first_rule_with_the_type(void** state)
{
	(void)state;
	CHECK(
		/* an earlier rule without the type does not hide it */
		{"-\nname d{n}\nnetwork 10.0.0.0/24\norigin a\n"
		"-\nname d{n}\nnumbers 1-9\norigin a\nrecord TXT 2\n"
		"-\nname d{n}\nnetwork 10.1.0.0/24\norigin a\nrecord TXT 3\nrecord SPF 3",
			"d1.a.", "TXT", "d1.a. 0 TXT \"2\""},
		{NULL, "d1.a.", "SPF", "d1.a. 0 SPF \"3\""},
		{NULL, "d1.a.", "A", "d1.a. 0 A 10.0.0.1"},
		{NULL, "d10.a.", "TXT", "d10.a. 0 TXT \"3\""},
		/* RRsets of several rules are not one */
		{"-\nname d{n}\nnumbers 1-9\norigin a\nrecord TXT 1\nrecord TXT 2\n"
		"-\nname d{n}\nnumbers 1-9\norigin a\nrecord TXT 3",
			"d1.a.", "TXT", "d1.a. 0 TXT \"1\" + d1.a. 0 TXT \"2\""},
		/* longer origins first */
		{"-\nname d{n}\nnumbers 1-9\nrecord TXT any\n-\nname d{n}\nnetwork 10.0.0.0/24\norigin a\n",
			"d1.a.", "TXT", "d1.a. 0 TXT \"any\""},
		{NULL, "d1.a.", "A", "d1.a. 0 A 10.0.0.1"},
		{NULL, "d1.b.", "A", "exists"});
}

static void
numbers(void** state)
{
	(void)state;
	CHECK(
		{"-\nname d{n}\nnumbers 5-300\norigin a\nrecord TXT {n}", "d300.a.", "TXT", "d300.a. 0 TXT \"300\""},
		{NULL, "d4.a.", "TXT", "pass"},
		{NULL, "d301.a.", "TXT", "pass"},
		{NULL, "d5.a.", "A", "exists"},
		{"-\nname d{n}.f\nnumbers 5-6\norigin a\nrecord TXT {n}\nother-types nodata\nout-of-range nxdomain",
			"d5.f.a.", "A", "NODATA: a. 0" SOA "0"},
		{NULL, "d7.f.a.", "A", "NXDOMAIN: a. 0" SOA "0"},
		{NULL, "f.a.", "A", "NODATA: a. 0" SOA "0"},
		{"-\nname d{n}\nnumbers 340282366920938463463374607431768211455-340282366920938463463374607431768211455\norigin a\nrecord TXT {n}",
			"d340282366920938463463374607431768211455.a.", "TXT",
			"d340282366920938463463374607431768211455.a. 0 TXT \"340282366920938463463374607431768211455\""});
}

static void
prefixes(void** state)
{
	(void)state;
	CHECK(
		{"-\nname d{n}\nnetwork 10.0.0.0/24\norigin a\nrecord _ssh._tcp SRV 0 0 22 {name}\nrecord TXT {n}\nother-types nodata\nout-of-range nxdomain",
			"_ssh._tcp.d1.a.", "SRV", "_ssh._tcp.d1.a. 0 SRV 0 0 22 d1.a."},
		{NULL, "_SSH._tcp.D1.a.", "SRV", "_SSH._tcp.D1.a. 0 SRV 0 0 22 d1.a."},
		{NULL, "_ssh._tcp.d1.a.", "TXT", "NODATA: a. 0" SOA "0"},
		{NULL, "_tcp.d1.a.", "SRV", "NODATA: a. 0" SOA "0"},
		{NULL, "_udp.d1.a.", "SRV", "pass"},
		{NULL, "_ssh._udp.d1.a.", "SRV", "pass"},
		{NULL, "x._ssh._tcp.d1.a.", "SRV", "pass"},
		{NULL, "_ssh._tcp.a.", "SRV", "pass"},
		{NULL, "_ssh._tcp.d256.a.", "SRV", "NXDOMAIN: a. 0" SOA "0"},
		{NULL, "_udp.d256.a.", "SRV", "pass"},
		{NULL, "d1.a.", "SRV", "NODATA: a. 0" SOA "0"},
		{NULL, "_ssh._tcp.d1.a.", "ANY", "_ssh._tcp.d1.a. 0 SRV 0 0 22 d1.a."},
		{"-\nname d{n}\nnetwork 10.0.0.0/24\norigin a\nrecord _ssh._tcp SRV 0 0 22 {name}",
			"_ssh._tcp.d1.a.", "A", "exists"},
		{NULL, "_tcp.d1.a.", "A", "exists"},
		/* names below have the addresses */
		{"-\nname d{n}\nnetwork 10.0.0.0/24\norigin a\nsubdomains yes\nrecord _x TXT p\nrecord TXT {name}",
			"_x.d1.a.", "A", "_x.d1.a. 0 A 10.0.0.1"},
		{NULL, "_x.d1.a.", "TXT", "_x.d1.a. 0 TXT \"p\""},
		{NULL, "_y.d1.a.", "TXT", "_y.d1.a. 0 TXT \"_y.d1.a.\""},
		{NULL, "_x.y.d1.a.", "TXT", "_x.y.d1.a. 0 TXT \"_x.y.d1.a.\""},
		/* a template can begin with '_' as well */
		{"-\nname _d{n}\nnetwork 10.0.0.0/24\norigin a\nrecord _x TXT p", "_x._d1.a.", "TXT", "_x._d1.a. 0 TXT \"p\""},
		{NULL, "_d1.a.", "A", "_d1.a. 0 A 10.0.0.1"},
		/* so it is below a name of the other family */
		{"-\nname {ip}\nnetwork 10.0.0.0/24\norigin a\nrecord _x TXT p\nout-of-range nxdomain", "1--2.a.", "TXT", "NXDOMAIN: a. 0" SOA "0"},
		{NULL, "_x.1--2.a.", "TXT", "NXDOMAIN: a. 0" SOA "0"},
		{NULL, "_x.10-0-0-1.a.", "TXT", "_x.10-0-0-1.a. 0 TXT \"p\""},
		/* one octet is a label too */
		{"-\nname d{n}\nnetwork 10.0.0.0/24\norigin a\nrecord _ TXT p", "_.d1.a.", "TXT", "_.d1.a. 0 TXT \"p\""},
		/* any domain */
		{"-\nname d{n}\nnetwork 10.0.0.0/24\nrecord _x TXT p", "_x.d1.b.c.", "TXT", "_x.d1.b.c. 0 TXT \"p\""});
}

static void
values(void** state)
{
	(void)state;
	CHECK(
		{"-\nname d{n}\nnetwork 10.0.0.0/31\nnetwork 2001:db8::/126\norigin a\nrecord TXT \"{ipv4}\" \"{ipv6}\"\nrecord SPF {ipv4}\nrecord SPF {ipv6}",
			"d1.a.", "TXT", "d1.a. 0 TXT \"10.0.0.1\" \"2001:db8::1\""},
		{NULL, "d2.a.", "TXT", "exists"},
		{NULL, "d2.a.", "SPF", "d2.a. 0 SPF \"2001:db8::2\""},
		{NULL, "d1.a.", "SPF", "d1.a. 0 SPF \"10.0.0.1\" + d1.a. 0 SPF \"2001:db8::1\""},
		/* without both addresses there is nothing, and a later rule is not hidden */
		{"-\nname d{n}\nnetwork 10.0.0.0/31\nnetwork 2001:db8::1-2001:db8::4\nfirst 1\norigin a\nrecord _x TXT {ipv4} {ipv6}\nrecord _x TXT {ipv6}\nrecord _y TXT {ipv4} {ipv6}\nother-types nodata\n"
		"-\nname d{n}\nnumbers 0-9\norigin a\nrecord _y TXT later",
			"_y.d2.a.", "TXT", "_y.d2.a. 0 TXT \"10.0.0.1\" \"2001:db8::2\""},
		{NULL, "_y.d3.a.", "TXT", "_y.d3.a. 0 TXT \"later\""},
		{NULL, "_y.d3.a.", "A", "exists"},
		{NULL, "_x.d3.a.", "TXT", "_x.d3.a. 0 TXT \"2001:db8::3\""},
		{NULL, "_x.d5.a.", "TXT", "pass"},
		/* the address is that of the name */
		{"-\nname d{n}\nnetwork 10.0.0.0/31\norigin a\n-\nname d{n}\nnetwork 10.1.0.0/30\norigin a\nrecord TXT {ipv4}",
			"d1.a.", "TXT", "d1.a. 0 TXT \"10.0.0.1\""},
		{NULL, "d2.a.", "TXT", "d2.a. 0 TXT \"10.1.0.2\""},
		/* and that of the rule is another one, of its family */
		{"-\nname d{n}\nnetwork 10.0.0.0/30\norigin a\n-\nname d{n}\nnetwork 2001:db8::/126\norigin a\nrecord TYPE65280 \\# 16 {hex}",
			"d1.a.", "TYPE65280", "d1.a. 0 TYPE65280 \\# 16 20010db8000000000000000000000001"},
		{"-\nname d{n}\nnetwork 10.0.0.0/30\norigin a\n-\nname d{n}\nnetwork 10.1.0.0/30\norigin a\nrecord TXT {ip} {ipv4}",
			"d1.a.", "TXT", "d1.a. 0 TXT \"10-1-0-1\" \"10.0.0.1\""},
		{"-\nname {ip}\nnetwork 10.0.0.0-10.0.0.8/4\nnetwork 2001:db8::/126\norigin a\norigin *.b\nrecord TXT {ip} {hex}\nrecord MX 1 x",
			"10-0-0-4.a.", "TXT", "10-0-0-4.a. 0 TXT \"10-0-0-4\" \"0a000004\""},
		{NULL, "10-0-0-5.a.", "TXT", "pass"},
		{NULL, "2001-db8--2.a.", "TXT", "2001-db8--2.a. 0 TXT \"2001-db8--2\" \"20010db8000000000000000000000002\""},
		{NULL, "10-0-0-4.C.b.", "MX", "10-0-0-4.C.b. 0 MX 1 x.c.b."},
		/* records that are equal for some names only */
		{"-\nname d{n}\nnumbers 1-9\norigin a\nrecord TXT {n}\nrecord TXT 5", "d5.a.", "TXT", "d5.a. 0 TXT \"5\""},
		{NULL, "d6.a.", "TXT", "d6.a. 0 TXT \"6\" + d6.a. 0 TXT \"5\""},
		{"-\nname d{n}\nnumbers 1-9\norigin a\nrecord MX 1 D5.a.\nrecord MX 1 {name}", "d5.a.", "MX", "d5.a. 0 MX 1 D5.a."});
}

static void
other_types(void** state)
{
	(void)state;
	CHECK(
		{"-\nname d{n}\nnetwork 10.0.0.0/24\norigin a\nreverse yes\nother-types nodata except TXT caa TYPE65280", "d1.a.", "TXT", "exists"},
		{NULL, "d1.a.", "CAA", "exists"},
		{NULL, "d1.a.", "TYPE65280", "exists"},
		{NULL, "d1.a.", "AAAA", "NODATA: a. 0" SOA "0"},
		{NULL, "1.0.0.10.in-addr.arpa.", "TXT", "exists"},
		{NULL, "1.0.0.10.in-addr.arpa.", "A", "NODATA: 0.0.10.in-addr.arpa. 0" SOA "0"},
		{"-\nname d{n}.f\nnetwork 10.0.0.0/24\norigin a\nother-types pass except AAAA HTTPS", "d1.f.a.", "AAAA", "NODATA: a. 0" SOA "0"},
		{NULL, "d1.f.a.", "TXT", "exists"},
		{NULL, "f.a.", "HTTPS", "NODATA: a. 0" SOA "0"},
		{NULL, "f.a.", "A", "exists"},
		/* of several rules, the first one that says more than pass */
		{"-\nname d{n}\nnetwork 10.0.0.0/24\norigin a\n-\nname d{n}\nnetwork 10.1.0.0/24\norigin a\nother-types pass except MX\n"
		"-\nname d{n}\nnetwork 10.2.0.0/24\norigin a\nother-types nodata",
			"d1.a.", "MX", "NODATA: a. 0" SOA "0"},
		{NULL, "d1.a.", "TXT", "exists"},
		/* names above are NODATA for all types, where there is nothing else */
		{"-\nname d{n}.f\nnetwork 10.0.0.0/24\norigin a\nother-types pass except AAAA\nout-of-range nxdomain", "f.a.", "TXT", "NODATA: a. 0" SOA "0"});
}

/** Ask where it is known that nothing else exists. */
static void
expect_where_nothing_exists(const char* text, const char* qname,
	const char* qtype, const char* reply)
{
	struct workstation_rules* rules = load_or_fail(text);

	assert_string_equal(ask(rules, qname, qtype), "keep");
	assert_string_equal(ask_nothing_exists(rules, qname, qtype), reply);
	workstation_rules_free(rules);
}

static void
existing(void** state)
{
	static const char rules[] = "-\nname d{n}\nnetwork 10.0.0.0/24\norigin a\nreverse yes\nexisting keep\nother-types nodata except MX\nout-of-range nxdomain\nrecord TXT {n}";

	(void)state;
	expect_where_nothing_exists(rules, "d1.a.", "A", "d1.a. 0 A 10.0.0.1");
	expect_where_nothing_exists(rules, "d1.a.", "TXT", "d1.a. 0 TXT \"1\"");
	expect_where_nothing_exists(rules, "d1.a.", "ANY", "d1.a. 0 A 10.0.0.1 + d1.a. 0 TXT \"1\"");
	expect_where_nothing_exists(rules, "d1.a.", "AAAA", "NODATA: a. 0" SOA "0");
	expect_where_nothing_exists(rules, "d256.a.", "A", "NXDOMAIN: a. 0" SOA "0");
	expect_where_nothing_exists(rules, "1.0.0.10.in-addr.arpa.", "PTR", "1.0.0.10.in-addr.arpa. 0 PTR d1.a.");
	CHECK(
		{rules, "d1.a.", "MX", "exists"},
		{NULL, "x.a.", "A", "pass"},
		/* the rule that decides says it */
		{"-\nname d{n}\nnetwork 10.0.0.0/24\norigin a\n-\nname d{n}\nnetwork 2001:db8::/120\norigin a\nexisting keep", "d1.a.", "A", "d1.a. 0 A 10.0.0.1"},
		{NULL, "d1.a.", "AAAA", "keep"},
		{NULL, "d1.a.", "ANY", "keep"});
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types),
		cmocka_unit_test(first_rule_with_the_type),
		cmocka_unit_test(numbers),
		cmocka_unit_test(prefixes),
		cmocka_unit_test(values),
		cmocka_unit_test(other_types),
		cmocka_unit_test(existing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
