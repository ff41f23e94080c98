/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages about wrong rules and unreachable rules. */
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

#define LONG_LABEL "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define PLACEHOLDERS "{n} or {n:W} with W from 1 to 39, {n:x} or {n:Wx} with W from 1 to 32, {ip}, {ip:long}, {hex}, {dotted}, {reversed}, {v4}, and {*} beside one of them"
#define TWO_PLACEHOLDERS "has two placeholders, expected one, and {*} in the same label at most once"
#define EMPTY_LABEL "has an empty label, expected one dot between two labels"
#define NO_SEPARATOR "has no '-' or '_' between {*} and the value, expected one at an end of the text between them"

static void
names(void** state)
{
	REFUSED(
	{"-\nname ws", "rules:2: name: \"ws\" has no placeholder, expected " PLACEHOLDERS},
	{"-\nname ", "rules:2: name: \"\" has no placeholder, expected " PLACEHOLDERS},
	{"-\nname {n}{n}", "rules:2: name: \"{n}{n}\" " TWO_PLACEHOLDERS},
	{"-\nname a{x}", "rules:2: name: \"a{x}\" has an unknown placeholder, expected " PLACEHOLDERS},
	{"-\nname a{n", "rules:2: name: \"a{n\" has an unknown placeholder, expected " PLACEHOLDERS},
	{"-\nname {n:0}", "rules:2: name: \"{n:0}\" has an unknown placeholder, expected " PLACEHOLDERS},
	{"-\nname {n:40}", "rules:2: name: \"{n:40}\" has an unknown placeholder, expected " PLACEHOLDERS},
	{"-\nname {n:}", "rules:2: name: \"{n:}\" has an unknown placeholder, expected " PLACEHOLDERS},
	{"-\nname {n:3", "rules:2: name: \"{n:3\" has an unknown placeholder, expected " PLACEHOLDERS},
	{"-\nname {N}", "rules:2: name: \"{N}\" has an unknown placeholder, expected " PLACEHOLDERS},
	{"-\nname a b{n}", "rules:2: name: \"a b{n}\" has an invalid character, expected letters, digits, '-', '_', '.' and a placeholder"},
	{"-\nname a}{n}", "rules:2: name: \"a}{n}\" has an invalid character, expected letters, digits, '-', '_', '.' and a placeholder"},
	{"-\nname aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{n}",
		"rules:2: name: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{n}\" is too long, a label has at most 63 octets"},
	{"-\nname aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{n}",
		"rules:2: name: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{n}\" computes a label of 64 octets, a label has at most 63"},
	{"-\nname aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{hex}\nnetwork ::/127",
		"rules:2: name: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{hex}\" computes a label of 64 octets, a label has at most 63"},
	{"-\nname a..{n}", "rules:2: name: \"a..{n}\" " EMPTY_LABEL},
	{"-\nname .{n}", "rules:2: name: \".{n}\" " EMPTY_LABEL},
	{"-\nname {n}.", "rules:2: name: \"{n}.\" " EMPTY_LABEL},
	{"-\nname {n}..a", "rules:2: name: \"{n}..a\" " EMPTY_LABEL},
	{"-\nname .", "rules:2: name: \".\" " EMPTY_LABEL},
	{"-\nname a.b", "rules:2: name: \"a.b\" has no placeholder, expected " PLACEHOLDERS},
	{"-\nname {n}.{n}", "rules:2: name: \"{n}.{n}\" " TWO_PLACEHOLDERS},
	{"-\nname {n}." LONG_LABEL "a", "rules:2: name: \"{n}." LONG_LABEL "a\" is too long, a label has at most 63 octets"},
	{"-\nname {n}." LONG_LABEL "." LONG_LABEL "." LONG_LABEL "." LONG_LABEL,
		"rules:2: name: \"{n}." LONG_LABEL "." LONG_LABEL "." LONG_LABEL "." LONG_LABEL "\" is too long, a name has at most 255 octets"},
	{"-\nname {n}." LONG_LABEL "." LONG_LABEL "." LONG_LABEL "\norigin " LONG_LABEL,
		"rules:2: name: \"{n}." LONG_LABEL "." LONG_LABEL "." LONG_LABEL "\" computes a name of 261 octets, a name has at most 255"},
	{"-\nname {n:0x}", "rules:2: name: \"{n:0x}\" has an unknown placeholder, expected " PLACEHOLDERS},
	{"-\nname {n:33x}", "rules:2: name: \"{n:33x}\" has an unknown placeholder, expected " PLACEHOLDERS},
	{"-\nname {n:4X}", "rules:2: name: \"{n:4X}\" has an unknown placeholder, expected " PLACEHOLDERS},
	{"-\nname {n:2x}\nfirst 1", "rules:2: name: \"{n:2x}\" has not enough digits for all numbers, expected more than 2"},
	{"-\nname a{dotted}", "rules:2: name: \"a{dotted}\" has text beside {dotted} in a label, expected dots or nothing"},
	{"-\nname {dotted}-a", "rules:2: name: \"{dotted}-a\" has text beside {dotted} in a label, expected dots or nothing"},
	{"-\nname {*}-{dotted}", "rules:2: name: \"{*}-{dotted}\" has text beside {dotted} in a label, expected dots or nothing"},
	{"-\nname {dotted}\nnetwork ::/120", "rules:2: name: \"{dotted}\" has the placeholder {dotted}, expected networks of IPv4 only"},
	{"-\nname {reversed}\nnetwork 10.0.0.0/24\nnetwork ::/120",
		"rules:2: name: \"{reversed}\" has the placeholder {reversed}, expected networks of IPv4 only"},
	{"-\nname {v4}", "rules:2: name: \"{v4}\" has the placeholder {v4}, expected networks of IPv6 only"},
	{"-\nname {v4}\nnetwork 2001:db8::/95",
		"rules:2: name: \"{v4}\" has the placeholder {v4}, expected networks within one prefix of 96 bits, like 64:ff9b::/96"},
	{"-\nname {v4}\nnetwork 2001:db8::/96\nnetwork 2001:db8::1:0:0/96",
		"rules:2: name: \"{v4}\" has the placeholder {v4}, expected networks within one prefix of 96 bits, like 64:ff9b::/96"},
	{"-\nname {*}{n}", "rules:2: name: \"{*}{n}\" " NO_SEPARATOR},
	{"-\nname {n}{*}", "rules:2: name: \"{n}{*}\" " NO_SEPARATOR},
	{"-\nname {*}a{n}", "rules:2: name: \"{*}a{n}\" " NO_SEPARATOR},
	{"-\nname {*}a-a{n}", "rules:2: name: \"{*}a-a{n}\" " NO_SEPARATOR},
	{"-\nname {*}-{n}-{*}", "rules:2: name: \"{*}-{n}-{*}\" " TWO_PLACEHOLDERS},
	{"-\nname {*}-{*}{n}", "rules:2: name: \"{*}-{*}{n}\" " TWO_PLACEHOLDERS},
	{"-\nname {*}-a", "rules:2: name: \"{*}-a\" has {*} without a placeholder in the same label, expected one like {ip}"},
	{"-\nname {*}.{n}", "rules:2: name: \"{*}.{n}\" has {*} without a placeholder in the same label, expected one like {ip}"},
	{"-\nname {n}.{*}", "rules:2: name: \"{n}.{*}\" " TWO_PLACEHOLDERS},
	{"-\nname {n}-{*}.{*}", "rules:2: name: \"{n}-{*}.{*}\" " TWO_PLACEHOLDERS},
	{"-\nname {*}-{n}\norigin a\nreverse yes", "rules:4: reverse: \"yes\" excludes {*} in name:, expected a name that PTR records can point to"},
	/* {*} counts as one octet */
	{"-\nname {*}-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{n}",
		"rules:2: name: \"{*}-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{n}\" computes a label of 64 octets, a label has at most 63"},
	/* the longest address is between the ends */
	{"-\nname aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{ip}\nnetwork 10.0.0.0-11.0.0.0",
		"rules:2: name: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{ip}\" computes a label of 64 octets, a label has at most 63"});
}

static void
network_values(void** state)
{
	REFUSED(
	{"-\nnetwork 10.0.0.1/24", "rules:2: network: \"10.0.0.1/24\" has host bits set, expected 10.0.0.0/24"},
	{"-\nnetwork 2001:db8::1/64", "rules:2: network: \"2001:db8::1/64\" has host bits set, expected 2001:db8::/64"},
	{"-\nnetwork 10.0.0.0/33", "rules:2: network: \"10.0.0.0/33\" has an invalid prefix length, expected 0 to 32"},
	{"-\nnetwork ::/129", "rules:2: network: \"::/129\" has an invalid prefix length, expected 0 to 128"},
	{"-\nnetwork 10.0.0.0/", "rules:2: network: \"10.0.0.0/\" has an invalid prefix length, expected 0 to 32"},
	{"-\nnetwork 10.0.0.0/-1", "rules:2: network: \"10.0.0.0/-1\" has an invalid prefix length, expected 0 to 32"},
	{"-\nnetwork 10.0.0.0/255.0.0.0", "rules:2: network: \"10.0.0.0/255.0.0.0\" has an invalid prefix length, expected 0 to 32"},
	{"-\nnetwork 10.0.0/24", "rules:2: network: \"10.0.0/24\" has no IPv4 or IPv6 address before '/'"},
	{"-\nnetwork 10.0.0.0", "rules:2: network: \"10.0.0.0\" is neither a prefix nor a range, expected one like 192.0.2.0/24 or 192.0.2.1-192.0.2.9"},
	{"-\nnetwork ", "rules:2: network: \"\" is neither a prefix nor a range, expected one like 192.0.2.0/24 or 192.0.2.1-192.0.2.9"},
	{"-\nnetwork 10.0.0.9-10.0.0.1", "rules:2: network: \"10.0.0.9-10.0.0.1\" is a backward range, expected 10.0.0.1-10.0.0.9"},
	{"-\nnetwork 10.0.0.9-::1", "rules:2: network: \"10.0.0.9-::1\" mixes IPv4 and IPv6, expected a range of one family"},
	{"-\nnetwork 10.0.0.9-", "rules:2: network: \"10.0.0.9-\" has no IPv4 or IPv6 address after '-'"},
	{"-\nnetwork -10.0.0.9", "rules:2: network: \"-10.0.0.9\" has no IPv4 or IPv6 address before '-'"},
	{"-\nnetwork 10.0.0.0 /8", "rules:2: network: \"10.0.0.0 /8\" has no IPv4 or IPv6 address before '/'"});
}

static void
exceptions(void** state)
{
	REFUSED(
	{"-\nexcept 10", "rules:2: except: \"10\" is not an address, a prefix or a range, expected one like 192.0.2.1, 192.0.2.0/28 or 192.0.2.1-192.0.2.9"},
	{"-\nexcept ", "rules:2: except: \"\" is not an address, a prefix or a range, expected one like 192.0.2.1, 192.0.2.0/28 or 192.0.2.1-192.0.2.9"},
	{"-\nexcept 10.0.0.1/24", "rules:2: except: \"10.0.0.1/24\" has host bits set, expected 10.0.0.0/24"},
	{"-\nexcept 10.0.0.9-10.0.0.1", "rules:2: except: \"10.0.0.9-10.0.0.1\" is a backward range, expected 10.0.0.1-10.0.0.9"},
	{"-\nexcept 10.0.1.0\nnetwork 10.0.0.0/24", "rules:2: except: \"10.0.1.0\" has no address of the rule, expected one of its networks"},
	{"-\nnetwork 10.0.0.0/24\nexcept 10.0.0.1\nexcept ::/0", "rules:4: except: \"::/0\" has no address of the rule, expected one of its networks"},
	{"-\nnetwork 10.0.0.1-10.0.0.9/2\nexcept 10.0.0.2", "rules:3: except: \"10.0.0.2\" has no address of the rule, expected one of its networks"},
	{"-\nnetwork 10.0.0.1-10.0.0.9/2\nexcept 10.0.0.1-10.0.0.9/4", "rules:3: except: \"10.0.0.1-10.0.0.9/4\" has a step, expected a range without one"},
	{"-\nnetwork 10.0.0.1-10.0.0.9/4\nexcept 10.0.0.1\nexcept 10.0.0.4-10.0.0.10", "rules:3: except: \"10.0.0.1\" leaves the rule no address, expected fewer exceptions"},
	{"-\nexcept 10.0.0.1", "rules:2: except: \"10.0.0.1\" has no address of the rule, expected one of its networks"},
	{"-\nnetwork 10.0.0.0/24\nexcept 10.0.0.0/25\nexcept 10.0.0.100-10.0.1.0", "rules:3: except: \"10.0.0.0/25\" leaves the rule no address, expected fewer exceptions"});
}

static void
steps(void** state)
{
	REFUSED(
	{"-\nnetwork 10.0.0.10-10.0.0.251/2", "rules:2: network: \"10.0.0.10-10.0.0.251/2\" ends between two steps, expected 10.0.0.10-10.0.0.250/2"},
	{"-\nnetwork 10.0.0.1-10.0.0.9/10", "rules:2: network: \"10.0.0.1-10.0.0.9/10\" ends between two steps, expected 10.0.0.1-10.0.0.1/10"},
	{"-\nnetwork ::1-1::2/18446744073709551616",
		"rules:2: network: \"::1-1::2/18446744073709551616\" ends between two steps, expected ::1-1::1/18446744073709551616"},
	{"-\nnetwork 10.0.0.1-10.0.0.9/0", "rules:2: network: \"10.0.0.1-10.0.0.9/0\" has an invalid step, expected 1 or more"},
	{"-\nnetwork 10.0.0.1-10.0.0.9/", "rules:2: network: \"10.0.0.1-10.0.0.9/\" has an invalid step, expected 1 or more"},
	{"-\nnetwork 10.0.0.1-10.0.0.9/-2", "rules:2: network: \"10.0.0.1-10.0.0.9/-2\" has an invalid step, expected 1 or more"},
	{"-\nnetwork 10.0.0.1-10.0.0.9/0x2", "rules:2: network: \"10.0.0.1-10.0.0.9/0x2\" has an invalid step, expected 1 or more"},
	{"-\nnetwork 10.0.0.1-10.0.0.9/2/2", "rules:2: network: \"10.0.0.1-10.0.0.9/2/2\" has an invalid step, expected 1 or more"},
	{"-\nnetwork ::-::2/340282366920938463463374607431768211456",
		"rules:2: network: \"::-::2/340282366920938463463374607431768211456\" has an invalid step, expected 1 or more"},
	{"-\nnetwork 10.0.0.9-10.0.0.1/2", "rules:2: network: \"10.0.0.9-10.0.0.1/2\" is a backward range, expected 10.0.0.1-10.0.0.9/2"},
	{"-\nnetwork 10.0.0.9-/2", "rules:2: network: \"10.0.0.9-/2\" has no IPv4 or IPv6 address after '-'"},
	{"-\nnetwork 10.0.0.0/24/2", "rules:2: network: \"10.0.0.0/24/2\" has an invalid prefix length, expected 0 to 32"},
	{"-\nnetwork ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/1\nnetwork ::-::2/2", "rules:1: first: \"0\" numbers addresses past 2^128-1, expected a smaller number or smaller networks"});
}

#define FIRST_PAST "numbers addresses past 2^128-1, expected a smaller number or smaller networks"

static void
numbers(void** state)
{
	REFUSED(
	{"-\nfirst -1", "rules:2: first: \"-1\" is invalid, expected 0 to 340282366920938463463374607431768211455"},
	{"-\nfirst 340282366920938463463374607431768211456",
		"rules:2: first: \"340282366920938463463374607431768211456\" is invalid, expected 0 to 340282366920938463463374607431768211455"},
	{"-\nfirst 340282366920938463463374607431768211455\nnetwork 10.0.0.0/31",
		"rules:2: first: \"340282366920938463463374607431768211455\" " FIRST_PAST},
	{"-\nnetwork ::/0\nnetwork ::/128", "rules:1: first: \"0\" " FIRST_PAST},
	{"-\nnetwork ::/0\nfirst 1", "rules:3: first: \"1\" " FIRST_PAST},
	{"-\nname {ip}\nfirst 1", "rules:3: first: \"1\" needs {n} in name:"},
	{"-\nttl -1", "rules:2: ttl: \"-1\" is invalid, expected 0 to 2147483647"},
	{"-\nttl 2147483648", "rules:2: ttl: \"2147483648\" is invalid, expected 0 to 2147483647"},
	{"-\nttl 1h", "rules:2: ttl: \"1h\" is invalid, expected 0 to 2147483647"},
	{"-\nttl ", "rules:2: ttl: \"\" is invalid, expected 0 to 2147483647"});
}

#define RIGHT_NAME ", expected a domain name like example.com"
#define OTHER_STAR "has '*' other than as its first label" RIGHT_NAME

static void
origins(void** state)
{
	REFUSED(
	{"-\norigin ", "rules:2: origin: \"\" is empty" RIGHT_NAME},
	{"-\norigin a..b", "rules:2: origin: \"a..b\" has an empty label" RIGHT_NAME},
	{"-\norigin .a", "rules:2: origin: \".a\" has an empty label" RIGHT_NAME},
	{"-\norigin ..", "rules:2: origin: \"..\" has an empty label" RIGHT_NAME},
	{"-\norigin pod.*.example", "rules:2: origin: \"pod.*.example\" " OTHER_STAR},
	{"-\norigin *.*.example", "rules:2: origin: \"*.*.example\" " OTHER_STAR},
	{"-\norigin **.example", "rules:2: origin: \"**.example\" " OTHER_STAR},
	{"-\norigin a*.example", "rules:2: origin: \"a*.example\" " OTHER_STAR},
	{"-\norigin a.\\042", "rules:2: origin: \"a.\\042\" " OTHER_STAR},
	{"-\norigin a\norigin *.a\nreverse yes",
		"rules:4: reverse: \"yes\" excludes an origin: with the label *, expected a domain that PTR records can point to"},
	{"-\norigin exa mple.com", "rules:2: origin: \"exa mple.com\" has a character that needs an escape" RIGHT_NAME},
	{"-\norigin a\tb", "rules:2: origin: \"a\tb\" has a character that needs an escape" RIGHT_NAME},
	{"-\norigin b\xc3\xbcro.example", "rules:2: origin: \"b\xc3\xbcro.example\" has a character that needs an escape" RIGHT_NAME},
	{"-\norigin a\\", "rules:2: origin: \"a\\\" has an escape other than \\X or \\DDD" RIGHT_NAME},
	{"-\norigin a\\256", "rules:2: origin: \"a\\256\" has an escape other than \\X or \\DDD" RIGHT_NAME},
	{"-\norigin a\\25", "rules:2: origin: \"a\\25\" has an escape other than \\X or \\DDD" RIGHT_NAME},
	{"-\norigin a" LONG_LABEL, "rules:2: origin: \"a" LONG_LABEL "\" has a label longer than 63 octets" RIGHT_NAME},
	{"-\norigin " LONG_LABEL "." LONG_LABEL "." LONG_LABEL "." LONG_LABEL,
		"rules:2: origin: \"" LONG_LABEL "." LONG_LABEL "." LONG_LABEL "." LONG_LABEL "\" is longer than 255 octets" RIGHT_NAME},
	{"-\norigin " LONG_LABEL "." LONG_LABEL "." LONG_LABEL ".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"rules:1: name: \"workstation{n}\" computes a name of 256 octets, a name has at most 255"},
	{"-\nsubdomains yes", "rules:2: subdomains: \"yes\" needs origin:, the domain that computed names are in"},
	{"-\nreverse yes", "rules:2: reverse: \"yes\" needs origin:, the domain that PTR records point to"});
}

#define NO_INTERFACE "is not the name of an interface, expected one of 1 to 15 characters like eth0"
#define NO_PREFIX "needs IPv6 networks without a prefix, expected ones like ::/64 or ::100-::1ff"

static void
prefixes(void** state)
{
	REFUSED(
	{"-\nprefix-from ", "rules:2: prefix-from: \"\" " NO_INTERFACE},
	{"-\nprefix-from eth0eth0eth0eth0", "rules:2: prefix-from: \"eth0eth0eth0eth0\" " NO_INTERFACE},
	{"-\nprefix-from eth 0", "rules:2: prefix-from: \"eth 0\" " NO_INTERFACE},
	{"-\nprefix-from ../0", "rules:2: prefix-from: \"../0\" " NO_INTERFACE},
	{"-\nprefix-from 2001:db8::", "rules:2: prefix-from: \"2001:db8::\" " NO_INTERFACE},
	{"-\nprefix-from eth0\nprefix-from eth1", "rules:3: prefix-from: \"eth1\" repeats a setting of line 2, expected it once per clause"},
	{"-\nprefix-from eth0", "rules:2: prefix-from: \"eth0\" needs an IPv6 network, expected one like ::/64 or ::100-::1ff"},
	{"-\nprefix-from eth0\nnetwork 10.0.0.0/24", "rules:2: prefix-from: \"eth0\" needs an IPv6 network, expected one like ::/64 or ::100-::1ff"},
	{"-\nprefix-from eth0\nnetwork 2001:db8::/64", "rules:2: prefix-from: \"eth0\" " NO_PREFIX},
	{"-\nnetwork ::/63\nprefix-from eth0", "rules:3: prefix-from: \"eth0\" " NO_PREFIX},
	{"-\nnetwork ::-0:0:0:1::\nprefix-from eth0", "rules:3: prefix-from: \"eth0\" " NO_PREFIX},
	{"-\nnetwork ::/64\nnetwork 2001:db8::/64\nprefix-from none0", "rules:4: prefix-from: \"none0\" " NO_PREFIX},
	{"-\nnetwork ::/64\nprefix-from other0", "rules:3: prefix-from: \"other0\" cannot be used on this system, expected Linux"},
	{"-\nnetwork ::/64\nexcept 2001:db8::1\nprefix-from eth0", "rules:3: except: \"2001:db8::1\" has a prefix, expected an IPv6 address without one, like ::1 (see prefix-from:)"},
	{"-\nnetwork ::100-::1ff\nexcept ::1\nprefix-from eth0", "rules:3: except: \"::1\" has no address of the rule, expected one of its networks"},
	/* whatever the prefix is now, and with none, a rule that is too long with another one is wrong */
	{"-\nname aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{ip}\nnetwork ::1-::2\nprefix-from eth1",
		"rules:2: name: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{ip}\" computes a label of 64 octets, a label has at most 63"},
	{"-\nname aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{ip}\nnetwork ::1-::2\nprefix-from none0",
		"rules:2: name: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{ip}\" computes a label of 64 octets, a label has at most 63"});
}

#define RIGHT_ZONE ", expected one like 0/25.2.0.192.in-addr.arpa"
#define ZONE(name) "-\nnetwork 192.0.2.0/25\norigin a\nreverse yes\nreverse-zone " name

static void
reverse_zones(void** state)
{
	REFUSED(
	{ZONE(""), "rules:5: reverse-zone: \"\" is empty" RIGHT_ZONE},
	{ZONE("."), "rules:5: reverse-zone: \".\" is the root" RIGHT_ZONE},
	{ZONE("0/25"), "rules:5: reverse-zone: \"0/25\" has no /24 behind its first label" RIGHT_ZONE},
	{ZONE("0/25.2.0.192"), "rules:5: reverse-zone: \"0/25.2.0.192\" has no /24 behind its first label" RIGHT_ZONE},
	{ZONE("0/25.0.192.in-addr.arpa"), "rules:5: reverse-zone: \"0/25.0.192.in-addr.arpa\" has no /24 behind its first label" RIGHT_ZONE},
	{ZONE("2.0.192.in-addr.arpa"), "rules:5: reverse-zone: \"2.0.192.in-addr.arpa\" has no /24 behind its first label" RIGHT_ZONE},
	{ZONE("x.1.2.0.192.in-addr.arpa"), "rules:5: reverse-zone: \"x.1.2.0.192.in-addr.arpa\" has no /24 behind its first label" RIGHT_ZONE},
	{ZONE("x.256.0.192.in-addr.arpa"), "rules:5: reverse-zone: \"x.256.0.192.in-addr.arpa\" has no /24 behind its first label" RIGHT_ZONE},
	{ZONE("x.02.0.192.in-addr.arpa"), "rules:5: reverse-zone: \"x.02.0.192.in-addr.arpa\" has no /24 behind its first label" RIGHT_ZONE},
	{ZONE("x.2.0.192.ip6.arpa"), "rules:5: reverse-zone: \"x.2.0.192.ip6.arpa\" has no /24 behind its first label" RIGHT_ZONE},
	{ZONE("x.in-addr.arpa"), "rules:5: reverse-zone: \"x.in-addr.arpa\" has no /24 behind its first label" RIGHT_ZONE},
	{ZONE("5.2.0.192.in-addr.arpa"), "rules:5: reverse-zone: \"5.2.0.192.in-addr.arpa\" is the name of an address" RIGHT_ZONE},
	{ZONE("*.2.0.192.in-addr.arpa"), "rules:5: reverse-zone: \"*.2.0.192.in-addr.arpa\" has the wildcard label *" RIGHT_ZONE},
	{ZONE("x..2.0.192.in-addr.arpa"), "rules:5: reverse-zone: \"x..2.0.192.in-addr.arpa\" has an empty label" RIGHT_ZONE},
	{ZONE("x.3.0.192.in-addr.arpa"),
		"rules:5: reverse-zone: \"x.3.0.192.in-addr.arpa\" has no address of the rule, expected a network with addresses in 192.0.3.0/24"},
	{"-\nnetwork 10.0.0.1-10.2.0.1/65536\norigin a\nreverse yes\nreverse-zone x.0.1.10.in-addr.arpa\nreverse-zone x.1.1.10.in-addr.arpa",
		"rules:6: reverse-zone: \"x.1.1.10.in-addr.arpa\" has no address of the rule, expected a network with addresses in 10.1.1.0/24"},
	{"-\nnetwork 192.0.2.0/24\nnetwork 10.0.0.0/24\nexcept 10.0.0.0/24\norigin a\nreverse yes\nreverse-zone x.2.0.192.in-addr.arpa\nreverse-zone x.0.0.10.in-addr.arpa",
		"rules:8: reverse-zone: \"x.0.0.10.in-addr.arpa\" has no address of the rule, expected a network with addresses in 10.0.0.0/24"},
	{"-\nnetwork 192.0.2.0/25\norigin a\nreverse-zone x.2.0.192.in-addr.arpa",
		"rules:4: reverse-zone: \"x.2.0.192.in-addr.arpa\" needs reverse: yes"},
	{"-\nname w{n}\nnetwork ::/120\norigin a\nreverse yes\nreverse-zone x.0.0.0.in-addr.arpa",
		"rules:6: reverse-zone: \"x.0.0.0.in-addr.arpa\" has no address of the rule, expected a network with addresses in 0.0.0.0/24"});
}

static void
choices(void** state)
{
	REFUSED(
	{"-\nreverse maybe", "rules:2: reverse: \"maybe\" is invalid, expected yes or no"},
	{"-\nsubdomains Yes", "rules:2: subdomains: \"Yes\" is invalid, expected yes or no"},
	{"-\nother-types nxdomain", "rules:2: other-types: \"nxdomain\" is invalid, expected pass or nodata, or one of them with types, like nodata except TXT CAA"},
	{"-\nout-of-range nodata", "rules:2: out-of-range: \"nodata\" is invalid, expected nxdomain or pass"},
	{"-\nttl 1\n-\nttl 2\nttl 3", "rules:5: ttl: \"3\" repeats a setting of line 4, expected it once per clause"},
	{"-\ntlt 1", "rules:2: unknown setting \"tlt\" (see workstation(5))"});
}

static void
views(void** state)
{
	REFUSED(
	{"-\nfor-view ", "rules:2: for-view: \"\" is empty, expected the name of a view"},
	{"-\nfor-view a\n-\nfor-view a\nfor-view b\nfor-view a",
		"rules:6: for-view: \"a\" repeats the view of line 4, expected it once per clause"},
	{"-\nfor-view a\nview b", "rules:3: unknown setting \"view\" (see workstation(5))"},
	{"-\nfor-view a\n-\nfor-view b\nttl x", "rules:5: ttl: \"x\" is invalid, expected 0 to 2147483647"});
}

#define NO_HOST "computes invalid host names, expected no '_', no '-' at an end and no \"--\" at octets 3 and 4 (reverse: yes needs host names)"
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
		/** Their files and lines. */
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
		{"-\nname w{n:x}\n-\nname w{n:3x}", "rules:3 "},
		{"-\nname w{n:3x}\n-\nname w{n:x}", ""},
		{"-\nname w{n:x}\n-\nname w{n}", ""},
		{"-\nname w{n}\n-\nname w{n:3x}", ""},
		{"-\nname w{ip}\n-\nname w{ip:long}", "rules:3 "},
		{"-\nname w{ip:long}\n-\nname w{ip}", "rules:3 "},
		{"-\nname w{ip}\n-\nname w{reversed}", ""},
		{"-\nname {dotted}\n-\nname {dotted}\nnetwork 172.0.2.7-172.0.2.9", "rules:3 "},
		{"-\nname {dotted}\norigin a\n-\nname {dotted}\norigin a", "rules:4 "},
		{"-\nname {dotted}\norigin a\n-\nname {dotted}.a\norigin .", ""},
		{"-\nname {*}-w{n}\n-\nname {*}-w{n:3}", "rules:3 "},
		{"-\nname {*}-w{n}\n-\nname {*}-v{n}", ""},
		{"-\nname w{n}.a\norigin b\n-\nname w{n}.A\norigin b", "rules:4 "},
		/* at a name above its own, it makes NODATA */
		{"-\nname w{n}.a\norigin b\n-\nname w{n}.a\norigin b\nother-types nodata", ""},
		{"-\norigin *.a\n-\norigin b.a", ""},
		{"-\norigin *.a\n-\norigin *.A", "rules:3 "},
		/* what one excepts is the other's */
		{"-\nexcept 172.0.2.9\n-", ""},
		{"-\n-\nexcept 172.0.2.9", "rules:2 "},
		{"-\nsubdomains yes\norigin a\n-\norigin a", "rules:4 "},
		{"-\norigin a\n-\norigin a\nsubdomains yes", ""},
		/* with a step */
		{"-\nname a.{ip}\norigin o\nnetwork 10.0.0.0/24\n-\nname a.{ip}\norigin o\nnetwork 10.0.0.1-10.0.0.9/2", "rules:5 "},
		{"-\nname {ip}\nnetwork 10.0.0.0/24\n-\nname {ip}\nnetwork 10.0.0.1-10.0.0.9/2", "rules:4 "},
		{"-\nname {ip}\nnetwork 10.0.0.0/29\n-\nname {ip}\nnetwork 10.0.0.1-10.0.0.9/2", ""},
		{"-\nname {ip}\nnetwork 10.0.0.1-10.0.0.9/2\n-\nname {ip}\nnetwork 10.0.0.1-10.0.0.9/2", "rules:4 "},
		{"-\nname {ip}\nnetwork 10.0.0.1-10.0.0.9/2\n-\nname {ip}\nnetwork 10.0.0.1-10.0.0.9/4", ""},
		{"-\nname {ip}\nnetwork 10.0.0.1-10.0.0.9/2\n-\nname {ip}\nnetwork 10.0.0.0-10.0.0.8/2", ""},
		{"-\nname {ip}\nnetwork 10.0.0.1-10.0.0.9/2\n-\nname {ip}\nnetwork 10.0.0.0/24", ""},
		{"-\nname {ip}\nnetwork 10.0.0.0/24\n-\nname {ip}\nnetwork 10.0.0.1-10.0.0.9/2\nother-types nodata", ""},
		{"-\nname {ip}\norigin a\nnetwork 10.0.0.0/24\n-\nname {ip}\nnetwork 10.0.0.1-10.0.0.9/2\norigin a\nreverse yes", ""},
		{"-\nname {ip}\norigin a\nsubdomains yes\nnetwork 10.0.0.0/24\n-\nname {ip}\nnetwork 10.0.0.1-10.0.0.9/2\norigin a", "rules:6 "},
		{"-\nname w{n}\nnetwork 10.0.0.0/30\n-\nname w{n}\nnetwork 10.0.0.1-10.0.0.9/2", ""},
		{"-\nname w{n}\nnetwork 10.0.0.1-10.0.0.9/2\n-\nname w{n}\nnetwork 10.0.0.0/30", "rules:4 "},
		/* with a prefix */
		{"-\nnetwork ::/120\nprefix-from eth0\n-\nnetwork ::/121\nprefix-from eth1", "rules:4 "},
		{"-\nnetwork ::/120\nprefix-from none0\n-\nnetwork ::/121\nprefix-from eth1", ""},
		{"-\nnetwork ::/120\nprefix-from eth0\n-\nnetwork ::/121\nprefix-from none0", ""},
		{"-\nname {ip}\nnetwork ::/120\nprefix-from eth0\n-\nname {ip}\nnetwork ::/121\nprefix-from eth1", ""},
		/* its NODATA or its NXDOMAIN is reached */
		{"-\n-\nother-types nodata", ""},
		{"-\n-\nout-of-range nxdomain", ""},
		/* its names in a zone of RFC 2317 are */
		{"-\norigin a\nreverse yes\n-\norigin a\nreverse yes\nreverse-zone x.2.0.172.in-addr.arpa", ""},
		{"-\norigin a\nreverse yes\nreverse-zone x.2.0.172.in-addr.arpa\n-\norigin a\nreverse yes\nreverse-zone x.2.0.172.in-addr.arpa", "rules:5 "},
		/* its reverse names are reached */
		{"-\norigin a\n-\norigin a\nreverse yes", ""},
		{"-\norigin a\nreverse yes\n-\norigin a\nreverse yes", "rules:4 "},
		/* some client reaches it */
		{"-\nfor-view a\n-", ""},
		{"-\nfor-view a\n-\nfor-view b", ""},
		{"-\nfor-view a\n-\nfor-view a\nfor-view b", ""},
		{"-\nfor-view a\n-\nfor-view b\n-\nfor-view b\nfor-view a\n-\nfor-view c", "rules:5 "},
		{"-\n-\nfor-view a\n-\norigin a\n-\n-\nfor-view b", "rules:2 rules:6 rules:7 "},
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
messages_are_cut_to_the_size(void** state)
{
	char message[9] = "12345678";

	(void)state;
	for(size_t size = 1; size < sizeof(message); size++) {
		struct workstation_text* text = NULL;

		workstation_text_add(&text, NULL, NULL, "r", 1);
		workstation_text_add(&text, "ttl", "x", "r", 2);
		memset(message, 'x', sizeof(message));
		assert_null(workstation_rules_load(text, NULL, NULL, message, size));
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
		cmocka_unit_test(exceptions),
		cmocka_unit_test(steps),
		cmocka_unit_test(numbers),
		cmocka_unit_test(origins),
		cmocka_unit_test(prefixes),
		cmocka_unit_test(reverse_zones),
		cmocka_unit_test(choices),
		cmocka_unit_test(views),
		cmocka_unit_test(host_names),
		cmocka_unit_test(unreachable_rules),
		cmocka_unit_test(messages_are_cut_to_the_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
