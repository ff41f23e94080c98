/* SPDX-License-Identifier: BSD-3-Clause */
/* What is said of rules that are wrong, and of rules that nobody reaches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "ask.h"

struct refusal {
	const char* rules;
	const char* message;
};

static void
refused(const struct refusal* row, size_t count)
{
	for(; count > 0; count--, row++) {
		char message[WORKSTATION_MAX_MESSAGE];
		struct workstation_rules* rules = load(row->rules, message);

		if(rules)
			fail_msg("loaded all the same: %s", row->rules);
		assert_string_equal(message, row->message);
	}
}

#define REFUSED(...) \
	do { \
		static const struct refusal rows[] = {__VA_ARGS__}; \
		(void)state; \
		refused(rows, sizeof(rows) / sizeof(*rows)); \
	} while(0)

#define PLACEHOLDERS "{n}, {n:W} with W from 1 to 39, {ip} or {hex}"

static void
names(void** state)
{
	REFUSED(
	{"-\nname ws", "rules:2: name: \"ws\" has no placeholder: exactly one of {n}, {n:W}, {ip} or {hex} would be right"},
	{"-\nname ", "rules:2: name: \"\" has no placeholder: exactly one of {n}, {n:W}, {ip} or {hex} would be right"},
	{"-\nname {n}{n}", "rules:2: name: \"{n}{n}\" has two placeholders: exactly one would be right"},
	{"-\nname a{x}", "rules:2: name: \"a{x}\" has an unknown placeholder: " PLACEHOLDERS " would be right"},
	{"-\nname a{n", "rules:2: name: \"a{n\" has an unknown placeholder: " PLACEHOLDERS " would be right"},
	{"-\nname {n:0}", "rules:2: name: \"{n:0}\" has an unknown placeholder: " PLACEHOLDERS " would be right"},
	{"-\nname {n:40}", "rules:2: name: \"{n:40}\" has an unknown placeholder: " PLACEHOLDERS " would be right"},
	{"-\nname {n:}", "rules:2: name: \"{n:}\" has an unknown placeholder: " PLACEHOLDERS " would be right"},
	{"-\nname {n:3", "rules:2: name: \"{n:3\" has an unknown placeholder: " PLACEHOLDERS " would be right"},
	{"-\nname {N}", "rules:2: name: \"{N}\" has an unknown placeholder: " PLACEHOLDERS " would be right"},
	{"-\nname a.{n}", "rules:2: name: \"a.{n}\" has a dot: it is one label, and origin: has the labels after it"},
	{"-\nname a b{n}", "rules:2: name: \"a b{n}\" has a character that is no letter, digit, '-' or '_', nor a placeholder {n}, {n:W}, {ip} or {hex}"},
	{"-\nname a}{n}", "rules:2: name: \"a}{n}\" has a character that is no letter, digit, '-' or '_', nor a placeholder {n}, {n:W}, {ip} or {hex}"},
	{"-\nname aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{n}",
		"rules:2: name: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{n}\" is too long: a label has at most 63 octets"},
	{"-\nname aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{n}",
		"rules:2: name: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{n}\" gives labels of 64 octets: 63 are the most there can be"},
	{"-\nname aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{hex}\nnetwork ::/127",
		"rules:2: name: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{hex}\" gives labels of 64 octets: 63 are the most there can be"},
	/* the longest address is between the ends */
	{"-\nname aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{ip}\nnetwork 10.0.0.0-11.0.0.0",
		"rules:2: name: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{ip}\" gives labels of 64 octets: 63 are the most there can be"});
}

static void
network_values(void** state)
{
	REFUSED(
	{"-\nnetwork 10.0.0.1/24", "rules:2: network: \"10.0.0.1/24\" has host bits set: 10.0.0.0/24 would be right"},
	{"-\nnetwork 2001:db8::1/64", "rules:2: network: \"2001:db8::1/64\" has host bits set: 2001:db8::/64 would be right"},
	{"-\nnetwork 10.0.0.0/33", "rules:2: network: \"10.0.0.0/33\" has a wrong prefix length: 0 to 32 would be right"},
	{"-\nnetwork ::/129", "rules:2: network: \"::/129\" has a wrong prefix length: 0 to 128 would be right"},
	{"-\nnetwork 10.0.0.0/", "rules:2: network: \"10.0.0.0/\" has a wrong prefix length: 0 to 32 would be right"},
	{"-\nnetwork 10.0.0.0/-1", "rules:2: network: \"10.0.0.0/-1\" has a wrong prefix length: 0 to 32 would be right"},
	{"-\nnetwork 10.0.0.0/255.0.0.0", "rules:2: network: \"10.0.0.0/255.0.0.0\" has a wrong prefix length: 0 to 32 would be right"},
	{"-\nnetwork 10.0.0/24", "rules:2: network: \"10.0.0/24\" has no IPv4 or IPv6 address in front of its '/'"},
	{"-\nnetwork 10.0.0.0", "rules:2: network: \"10.0.0.0\" is neither a network with a prefix length nor a range: 172.0.2.0/24 or 172.0.2.1-172.0.2.9 would be right"},
	{"-\nnetwork ", "rules:2: network: \"\" is neither a network with a prefix length nor a range: 172.0.2.0/24 or 172.0.2.1-172.0.2.9 would be right"},
	{"-\nnetwork 10.0.0.9-10.0.0.1", "rules:2: network: \"10.0.0.9-10.0.0.1\" is a range that runs backwards: 10.0.0.1-10.0.0.9 would be right"},
	{"-\nnetwork 10.0.0.9-::1", "rules:2: network: \"10.0.0.9-::1\" is a range from one address family to the other: two addresses of one would be right"},
	{"-\nnetwork 10.0.0.9-", "rules:2: network: \"10.0.0.9-\" has no IPv4 or IPv6 address after its '-'"},
	{"-\nnetwork -10.0.0.9", "rules:2: network: \"-10.0.0.9\" has no IPv4 or IPv6 address in front of its '-'"},
	{"-\nnetwork 10.0.0.0 /8", "rules:2: network: \"10.0.0.0 /8\" has no IPv4 or IPv6 address in front of its '/'"});
}

#define FIRST_PAST "numbers the networks past the last number there is, 2^128-1: a smaller one, or smaller networks, would be right"

static void
numbers(void** state)
{
	REFUSED(
	{"-\nfirst -1", "rules:2: first: \"-1\" is no number from 0 to 340282366920938463463374607431768211455 (2^128-1)"},
	{"-\nfirst 340282366920938463463374607431768211456",
		"rules:2: first: \"340282366920938463463374607431768211456\" is no number from 0 to 340282366920938463463374607431768211455 (2^128-1)"},
	{"-\nfirst 340282366920938463463374607431768211455\nnetwork 10.0.0.0/31",
		"rules:2: first: \"340282366920938463463374607431768211455\" " FIRST_PAST},
	{"-\nnetwork ::/0\nnetwork ::/128", "rules:1: first: \"0\" " FIRST_PAST},
	{"-\nnetwork ::/0\nfirst 1", "rules:3: first: \"1\" " FIRST_PAST},
	{"-\nname {ip}\nfirst 1", "rules:3: first: \"1\" numbers nothing: the name has no {n}, so no first: would be right"},
	{"-\nttl -1", "rules:2: ttl: \"-1\" is no number of seconds from 0 to 2147483647"},
	{"-\nttl 2147483648", "rules:2: ttl: \"2147483648\" is no number of seconds from 0 to 2147483647"},
	{"-\nttl 1h", "rules:2: ttl: \"1h\" is no number of seconds from 0 to 2147483647"},
	{"-\nttl ", "rules:2: ttl: \"\" is no number of seconds from 0 to 2147483647"});
}

#define LONG_LABEL "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define RIGHT_NAME ": a domain name like example.com would be right"

static void
origins(void** state)
{
	REFUSED(
	{"-\norigin ", "rules:2: origin: \"\" is empty" RIGHT_NAME},
	{"-\norigin a..b", "rules:2: origin: \"a..b\" has an empty label" RIGHT_NAME},
	{"-\norigin .a", "rules:2: origin: \".a\" has an empty label" RIGHT_NAME},
	{"-\norigin ..", "rules:2: origin: \"..\" has an empty label" RIGHT_NAME},
	{"-\norigin a\\", "rules:2: origin: \"a\\\" has an escape that is neither \\X nor \\DDD" RIGHT_NAME},
	{"-\norigin a\\256", "rules:2: origin: \"a\\256\" has an escape that is neither \\X nor \\DDD" RIGHT_NAME},
	{"-\norigin a\\25", "rules:2: origin: \"a\\25\" has an escape that is neither \\X nor \\DDD" RIGHT_NAME},
	{"-\norigin a" LONG_LABEL, "rules:2: origin: \"a" LONG_LABEL "\" has a label of more than 63 octets" RIGHT_NAME},
	{"-\norigin " LONG_LABEL "." LONG_LABEL "." LONG_LABEL "." LONG_LABEL,
		"rules:2: origin: \"" LONG_LABEL "." LONG_LABEL "." LONG_LABEL "." LONG_LABEL "\" has more than 255 octets" RIGHT_NAME},
	{"-\norigin " LONG_LABEL "." LONG_LABEL "." LONG_LABEL ".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"rules:1: name: \"workstation{n}\" gives names of 256 octets under its origin: 255 are the most there can be"},
	{"-\nsubdomains yes", "rules:2: subdomains: \"yes\" needs an origin: the domain that the subdomains are in"},
	{"-\nreverse yes", "rules:2: reverse: \"yes\" needs an origin: the domain that PTR records point into"});
}

static void
choices(void** state)
{
	REFUSED(
	{"-\nreverse maybe", "rules:2: reverse: \"maybe\" is neither yes nor no"},
	{"-\nsubdomains Yes", "rules:2: subdomains: \"Yes\" is neither yes nor no"},
	{"-\nother-types nxdomain", "rules:2: other-types: \"nxdomain\" is neither nodata nor pass"},
	{"-\nout-of-range nodata", "rules:2: out-of-range: \"nodata\" is neither nxdomain nor pass"},
	{"-\nttl 1\n-\nttl 2\nttl 3", "rules:5: ttl: \"3\" comes after \"2\" in line 4 of the same clause: once would be right"},
	{"-\ntlt 1", "rules:2: tlt: \"1\" is the value of an unknown setting: workstation(5) has those there are"});
}

#define NO_HOST "gives names that are no host names, so reverse: yes is wrong: no '_', no '-' at an end and no \"--\" in places 3 and 4 would be right"
#define REVERSE "\norigin a\nreverse yes"

static void
host_names(void** state)
{
	static const char* const good[] = {
		"-\nname a-{n}-b" REVERSE, "-\nname abc--{n}" REVERSE,
		"-\nname a--{n}" REVERSE, "-\nname ab{n}--c" REVERSE,
		"-\nname {n}--a\nnetwork 10.0.0.0/24\nfirst 100" REVERSE,
	};

	REFUSED(
	{"-\nname a_{n}" REVERSE, "rules:2: name: \"a_{n}\" " NO_HOST},
	{"-\nname -{n}" REVERSE, "rules:2: name: \"-{n}\" " NO_HOST},
	{"-\nname {n}-" REVERSE, "rules:2: name: \"{n}-\" " NO_HOST},
	{"-\nname xn--{n}" REVERSE, "rules:2: name: \"xn--{n}\" " NO_HOST},
	{"-\nname a{n}--b" REVERSE, "rules:2: name: \"a{n}--b\" " NO_HOST},
	{"-\nname {n}--b" REVERSE, "rules:2: name: \"{n}--b\" " NO_HOST});
	for(size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		char message[WORKSTATION_MAX_MESSAGE];
		struct workstation_rules* rules = load(good[i], message);

		if(!rules)
			fail_msg("%s", message);
		workstation_rules_free(rules);
	}
}

static void
append(void* context, const char* message)
{
	char* said = context;

	strncat(said, message, strcspn(message, " ") - 1);
	strcat(said, " ");
}

static void
unreachable_rules(void** state)
{
	static const struct {
		const char* rules;
		/** Where they stand. */
		const char* unreached;
	} rows[] = {
		{"-\n-\nttl 1", "rules:2 "},
		{"-\n-\norigin a", ""},
		{"-\norigin a\n-", ""},
		{"-\norigin a\n-\norigin a\norigin b", ""},
		{"-\norigin b\n-\norigin a\n-\norigin A\norigin B", "rules:5 "},
		{"-\nnetwork 10.0.0.0/24\n-\nnetwork 10.0.0.0/23", ""},
		{"-\nnetwork 10.0.0.0/23\n-\nnetwork 10.0.0.0/24", "rules:3 "},
		{"-\nnetwork 10.0.0.0/23\n-\nnetwork 10.0.0.0/24\nfirst 500", ""},
		{"-\nnetwork 10.0.0.0/24\n-\nnetwork ::/120", ""},
		/* by two rules together */
		{"-\nname {ip}\nnetwork 10.0.0.0/25\n-\nname {ip}\nnetwork 10.0.0.128/25\n-\nname {ip}\nnetwork 10.0.0.0/24", "rules:7 "},
		{"-\nname w{n}\n-\nname w{n:3}", "rules:3 "},
		{"-\nname w{n:3}\n-\nname w{n}", ""},
		{"-\nsubdomains yes\norigin a\n-\norigin a", "rules:4 "},
		{"-\norigin a\n-\norigin a\nsubdomains yes", ""},
		/* what it says of other types, or of other numbers, is reached */
		{"-\n-\nother-types nodata", ""},
		{"-\n-\nout-of-range nxdomain", ""},
		/* its reverse names are reached */
		{"-\norigin a\n-\norigin a\nreverse yes", ""},
		{"-\norigin a\nreverse yes\n-\norigin a\nreverse yes", "rules:4 "},
	};

	(void)state;
	for(size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char message[WORKSTATION_MAX_MESSAGE], said[256] = "";
		struct workstation_rules* rules = load(rows[i].rules, message);

		if(!rules)
			fail_msg("%s", message);
		assert_int_equal(workstation_rules_visit_unreachable(rules,
			&append, said), 1);
		if(strcmp(said, rows[i].unreached) != 0)
			fail_msg("%s: \"%s\" instead of \"%s\"", rows[i].rules,
				said, rows[i].unreached);
		workstation_rules_free(rules);
	}
}

static void
a_sentence_is_cut_where_room_ends(void** state)
{
	char message[9] = "12345678";

	(void)state;
	for(size_t size = 1; size < sizeof(message); size++) {
		struct workstation_text* text = NULL;

		workstation_text_add(&text, NULL, NULL, "r", 1);
		workstation_text_add(&text, "ttl", "x", "r", 2);
		memset(message, 'x', sizeof(message));
		assert_null(workstation_rules_load(text, message, size));
		assert_int_equal(strlen(message), size - 1);
		assert_int_equal(message[size], 'x');
		workstation_text_free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(network_values),
		cmocka_unit_test(numbers),
		cmocka_unit_test(origins),
		cmocka_unit_test(choices),
		cmocka_unit_test(host_names),
		cmocka_unit_test(unreachable_rules),
		cmocka_unit_test(a_sentence_is_cut_where_room_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
