/* SPDX-License-Identifier: BSD-3-Clause */
/* What rules answer: a table for each setting, grouped by the rules it has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <arpa/inet.h>

#include "ask.h"

static void
numbers(void** state)
{
	(void)state;
	CHECK(
	{"-\nname ws{n}\nnetwork 10.1.0.0/16", "ws0.a", "A", "ws0.a. 0 A 10.1.0.0"},
	{NULL, "ws65535.a", "A", "ws65535.a. 0 A 10.1.255.255"},
	{NULL, "ws65536.a", "A", "pass"},
	{NULL, "ws000000000000000000000000000000000000000000000000000000001.a", "A",
		"ws000000000000000000000000000000000000000000000000000000001.a. 0 A 10.1.0.1"},
	{NULL, "WS7.A", "A", "WS7.A. 0 A 10.1.0.7"},
	{NULL, "ws.a", "A", "pass"},
	{NULL, "ws-1.a", "A", "pass"},
	{NULL, "ws1x.a", "A", "pass"},
	{NULL, "ws340282366920938463463374607431768211456.a", "A", "pass"},
	{NULL, "ws340282366920938463463374607431768211457.a", "A", "pass"},
	{"-\nname {n}-desk\nnetwork 10.0.0.0/30", "3-desk.a", "A", "3-desk.a. 0 A 10.0.0.3"},
	{NULL, "3-DESK.a", "A", "3-DESK.a. 0 A 10.0.0.3"},
	{NULL, "3desk.a", "A", "pass"},
	{"-\nname r1{n}2\nnetwork 10.0.0.0/24", "r1772.a", "A", "r1772.a. 0 A 10.0.0.77"},
	{NULL, "r12.a", "A", "pass"},
	{"-\nname v{n}\nnetwork ::/0", "v340282366920938463463374607431768211455.a", "AAAA",
		"v340282366920938463463374607431768211455.a. 0 AAAA ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	{NULL, "v340282366920938463463374607431768211456.a", "AAAA", "pass"},
	{NULL, "v18446744073709551616.a", "AAAA", "v18446744073709551616.a. 0 AAAA 0:0:0:1::"});
}

/** Origins and names around the length of the suffix that is filtered by. */
static void
short_origins(void** state)
{
	(void)state;
	CHECK(
	{"-\nname ws{n}\nnetwork 10.0.0.0/24\norigin abcdef", "ws7.abcdef", "A", "ws7.abcdef. 0 A 10.0.0.7"},
	{NULL, "WS7.ABCDEF", "A", "WS7.ABCDEF. 0 A 10.0.0.7"},
	{NULL, "abcdef", "A", "exists"},
	{NULL, ".", "A", "exists"},
	{NULL, "ws7.bbcdef", "A", "pass"},
	{"-\nname ws{n}\nnetwork 10.0.0.0/24\norigin abcde", "ws7.abcde", "A", "ws7.abcde. 0 A 10.0.0.7"},
	{NULL, "abcde", "A", "exists"},
	{"-\nname {n}\nnetwork 10.0.0.0/24\norigin a", "7.a", "A", "7.a. 0 A 10.0.0.7"},
	{NULL, "255.A", "A", "255.A. 0 A 10.0.0.255"},
	{"-\nname ws{n}\nnetwork 10.0.0.0/24\norigin a.example.com", "com", "A", "exists"},
	{NULL, "example.com", "A", "exists"},
	{NULL, "b.example.com", "A", "pass"},
	{"-\nname {n}\nnetwork 10.0.0.0/24\norigin a.example.com\nreverse yes", "7.0.0.10.in-addr.arpa", "PTR",
		"7.0.0.10.in-addr.arpa. 0 PTR 7.a.example.com."},
	{NULL, "0.0.10.in-addr.arpa", "A", "exists"});
}

static void
fixed_width_numbers(void** state)
{
	(void)state;
	CHECK(
	{"-\nname ws{n:3}\nnetwork 10.1.0.0/16", "ws007.a", "A", "ws007.a. 0 A 10.1.0.7"},
	{NULL, "ws7.a", "A", "pass"},
	{NULL, "ws0007.a", "A", "pass"},
	{NULL, "ws1000.a", "A", "ws1000.a. 0 A 10.1.3.232"},
	{NULL, "ws01000.a", "A", "pass"},
	{"-\nname {n:1}\nnetwork 10.1.0.0/16", "0.a", "A", "0.a. 0 A 10.1.0.0"},
	{NULL, "00.a", "A", "pass"},
	{"-\nname {n:39}\nnetwork 10.1.0.0/16", "000000000000000000000000000000000000012.a", "A",
		"000000000000000000000000000000000000012.a. 0 A 10.1.0.12"});
}

static void
addresses_in_labels(void** state)
{
	(void)state;
	CHECK(
	{"-\nname {ip}\nnetwork 10.0.0.0/8\nnetwork 2001:db8::/32\nnetwork ::/127",
		"10-1-2-3.a", "A", "10-1-2-3.a. 0 A 10.1.2.3"},
	{NULL, "10-01-2-3.a", "A", "pass"},
	{NULL, "10-1-2-256.a", "A", "pass"},
	{NULL, "10-1-2.a", "A", "pass"},
	{NULL, "11-1-2-3.a", "A", "pass"},
	{NULL, "10-1-2-3.a", "AAAA", "exists"},
	{NULL, "2001-db8--1.a", "AAAA", "2001-db8--1.a. 0 AAAA 2001:db8::1"},
	{NULL, "2001-DB8--A.a", "AAAA", "2001-DB8--A.a. 0 AAAA 2001:db8::a"},
	{NULL, "2001-0db8-0-0-0-0-0-0001.a", "AAAA", "2001-0db8-0-0-0-0-0-0001.a. 0 AAAA 2001:db8::1"},
	{NULL, "2001-db8-1-2-3-4-5--.a", "AAAA", "2001-db8-1-2-3-4-5--.a. 0 AAAA 2001:db8:1:2:3:4:5:0"},
	{NULL, "2001-db8--1--2.a", "AAAA", "pass"},
	{NULL, "2001-db8--10\\.0\\.0\\.1.a", "AAAA", "pass"},
	{NULL, "2001-db8--00001.a", "AAAA", "pass"},
	{NULL, "2001-db8--1.a", "A", "exists"},
	{NULL, "--1.a", "AAAA", "--1.a. 0 AAAA ::1"},
	{NULL, "--.a", "AAAA", "--.a. 0 AAAA ::"},
	{NULL, "-.a", "AAAA", "pass"},
	{"-\nname h{hex}\nnetwork 10.0.0.0/8\nnetwork 2001:db8::/32", "h0a010203.a", "A", "h0a010203.a. 0 A 10.1.2.3"},
	{NULL, "H0A0102fF.a", "A", "H0A0102fF.a. 0 A 10.1.2.255"},
	{NULL, "ha010203.a", "A", "pass"},
	{NULL, "h00a010203.a", "A", "pass"},
	{NULL, "h0a01020g.a", "A", "pass"},
	{NULL, "h20010db8000000000000000000000001.a", "AAAA",
		"h20010db8000000000000000000000001.a. 0 AAAA 2001:db8::1"},
	{NULL, "h20010db8000000000000000000000001.a", "A", "exists"});
}

static void
networks(void** state)
{
	(void)state;
	CHECK(
	{"-\nname w{n}\nnetwork 10.0.0.1-10.0.0.3\nnetwork 2001:db8::/127\nnetwork 10.9.0.0/30\nnetwork 2001:db8::8-2001:db8::9",
		"w0.a", "A", "w0.a. 0 A 10.0.0.1"},
	{NULL, "w2.a", "A", "w2.a. 0 A 10.0.0.3"},
	{NULL, "w3.a", "A", "w3.a. 0 A 10.9.0.0"},
	{NULL, "w6.a", "A", "w6.a. 0 A 10.9.0.3"},
	{NULL, "w7.a", "A", "pass"},
	{NULL, "w1.a", "AAAA", "w1.a. 0 AAAA 2001:db8::1"},
	{NULL, "w2.a", "AAAA", "w2.a. 0 AAAA 2001:db8::8"},
	{NULL, "w4.a", "AAAA", "exists"},
	{NULL, "w0.a", "ANY", "w0.a. 0 A 10.0.0.1 + w0.a. 0 AAAA 2001:db8::"},
	{"-\nname w{n}\nfirst 100\nnetwork 10.0.0.0/31", "w100.a", "A", "w100.a. 0 A 10.0.0.0"},
	{NULL, "w101.a", "A", "w101.a. 0 A 10.0.0.1"},
	{NULL, "w99.a", "A", "pass"},
	{NULL, "w102.a", "A", "pass"},
	{"-\nname w{n}\nfirst 340282366920938463463374607431768211455\nnetwork 10.0.0.9-10.0.0.9",
		"w340282366920938463463374607431768211455.a", "A",
		"w340282366920938463463374607431768211455.a. 0 A 10.0.0.9"},
	{NULL, "w0.a", "A", "pass"},
	{"-\nname w{ip}\nnetwork 255.255.255.255/32", "w255-255-255-255.a", "A", "w255-255-255-255.a. 0 A 255.255.255.255"},
	{NULL, "w0-0-0-0.a", "A", "pass"});
}

static void
origins(void** state)
{
	(void)state;
	CHECK(
	{"-\norigin example.com\norigin Example.NET.", "workstation1.example.com", "A",
		"workstation1.example.com. 0 A 172.0.2.1"},
	{NULL, "workstation1.EXAMPLE.net", "A", "workstation1.EXAMPLE.net. 0 A 172.0.2.1"},
	{NULL, "workstation1.example.org", "A", "pass"},
	{NULL, "workstation1.a.example.com", "A", "pass"},
	{NULL, "a.workstation1.example.com", "A", "pass"},
	{NULL, "workstation1.com", "A", "pass"},
	{NULL, "workstation1", "A", "pass"},
	{NULL, "example.com", "A", "exists"},
	{"-\norigin .", "workstation1", "A", "workstation1. 0 A 172.0.2.1"},
	{NULL, "workstation1.com", "A", "pass"},
	{"-\norigin a\\.b\\032c.example", "workstation1.a\\.b\\032c.example", "A",
		"workstation1.a\\.b\\032c.example. 0 A 172.0.2.1"},
	{NULL, "workstation1.a.b\\032c.example", "A", "pass"},
	{"-\nname {ip}\nnetwork 10.0.0.0/8\norigin ip.example.com\nsubdomains yes", "10-0-0-1.ip.example.com", "A",
		"10-0-0-1.ip.example.com. 0 A 10.0.0.1"},
	{NULL, "app.10-0-0-1.ip.example.com", "A", "app.10-0-0-1.ip.example.com. 0 A 10.0.0.1"},
	{NULL, "10-0-0-2.b.a.10-0-0-1.ip.example.com", "A", "10-0-0-2.b.a.10-0-0-1.ip.example.com. 0 A 10.0.0.1"},
	{NULL, "app.10-0-0-1.example.com", "A", "pass"},
	{NULL, "10-0-0-1.app.ip.example.com", "A", "pass"});
}

static void
order(void** state)
{
	(void)state;
	CHECK(
	/* longest origin, then any domain, then in file order */
	{"-\nnetwork 10.0.0.0/24\n-\nnetwork 10.0.1.0/24\norigin com\nsubdomains yes\n-\nnetwork 10.0.2.0/24\norigin example.com",
		"workstation1.example.com", "A", "workstation1.example.com. 0 A 10.0.2.1"},
	{NULL, "workstation1.workstation2.com", "A", "workstation1.workstation2.com. 0 A 10.0.1.2"},
	{NULL, "workstation1.org", "A", "workstation1.org. 0 A 10.0.0.1"},
	{"-\nname w{n}\nnetwork 10.0.0.0/30\n-\nname w{n}\nnetwork 10.0.1.0/29\n-\nname w{n:2}\nnetwork 10.0.2.0/28",
		"w3.a", "A", "w3.a. 0 A 10.0.0.3"},
	{NULL, "w03.a", "A", "w03.a. 0 A 10.0.0.3"},
	{NULL, "w4.a", "A", "w4.a. 0 A 10.0.1.4"},
	{NULL, "w08.a", "A", "w08.a. 0 A 10.0.2.8"},
	{NULL, "w8.a", "A", "pass"},
	{"-\nname w{n:2}\nnetwork 10.0.2.0/28\n-\nname w{n}\nnetwork 10.0.0.0/30",
		"w03.a", "A", "w03.a. 0 A 10.0.2.3"},
	{NULL, "w3.a", "A", "w3.a. 0 A 10.0.0.3"},
	/* the first that computes the type: another rule may have it */
	{"-\nname w{n}\nnetwork 10.0.0.0/24\nother-types nodata\norigin a\nttl 5\n-\nname w{n}\nnetwork 2001:db8::/120",
		"w9.a", "AAAA", "w9.a. 0 AAAA 2001:db8::9"},
	{NULL, "w9.a", "ANY", "w9.a. 5 A 10.0.0.9 + w9.a. 0 AAAA 2001:db8::9"},
	{NULL, "w9.a", "TXT", "NODATA: a. 5" SOA "5"},
	/* a name that one rule computes gets no NXDOMAIN of another one */
	{"-\nname w{n}\nnetwork 10.0.0.0/30\nout-of-range nxdomain\norigin a\nttl 7\n-\nname w{n}\nnetwork 10.0.0.0/29\n",
		"w5.a", "A", "w5.a. 0 A 10.0.0.5"},
	{NULL, "w5.a", "AAAA", "exists"},
	{NULL, "w8.a", "A", "NXDOMAIN: a. 7" SOA "7"},
	{NULL, "w8.b", "A", "pass"},
	/* overlapping networks of one shape */
	{"-\nname {ip}\nnetwork 10.0.0.4-10.0.0.5\nttl 1\n-\nname {ip}\nnetwork 10.0.0.0/8\nttl 2\nother-types nodata\n-\nname {ip}\nnetwork 10.0.0.0/24\nttl 3",
		"10-0-0-4.a", "A", "10-0-0-4.a. 1 A 10.0.0.4"},
	{NULL, "10-0-0-6.a", "A", "10-0-0-6.a. 2 A 10.0.0.6"},
	{NULL, "10-0-0-3.a", "A", "10-0-0-3.a. 2 A 10.0.0.3"},
	{NULL, "10-0-0-4.a", "TXT", "NODATA: a. 2" SOA "2"});
}

static void
negative_answers(void** state)
{
	(void)state;
	CHECK(
	{"-\nother-types nodata\nttl 60\norigin example.com", "workstation1.example.com", "AAAA",
		"NODATA: example.com. 60" SOA "60"},
	{NULL, "workstation256.example.com", "A", "pass"},
	{NULL, "other.example.com", "A", "pass"},
	{"-\nother-types nodata\nttl 2147483647", "workstation1.a.b", "HTTPS",
		"NODATA: a.b. 2147483647" SOA "2147483647"},
	{NULL, "workstation1", "HTTPS", "NODATA: . 2147483647" SOA "2147483647"},
	{"-\nout-of-range nxdomain\norigin example.com", "workstation256.example.com", "A",
		"NXDOMAIN: example.com. 0" SOA "0"},
	{NULL, "workstation256.example.com", "ANY", "NXDOMAIN: example.com. 0" SOA "0"},
	{NULL, "workstation99999999999999999999999999999999999999999999999.example.com", "A",
		"NXDOMAIN: example.com. 0" SOA "0"},
	{NULL, "workstation1.example.com", "AAAA", "exists"},
	{NULL, "workstation1x.example.com", "A", "pass"},
	{NULL, "workstation.example.com", "A", "pass"},
	{"-\nname {ip}\nnetwork 10.0.0.0/24\nout-of-range nxdomain\norigin a\nsubdomains yes", "11-0-0-1.a", "A",
		"NXDOMAIN: a. 0" SOA "0"},
	{NULL, "x.11-0-0-1.a", "A", "NXDOMAIN: a. 0" SOA "0"},
	{NULL, "2001-db8--1.a", "AAAA", "NXDOMAIN: a. 0" SOA "0"},
	{NULL, "x.a", "A", "pass"},
	/* an origin, and what is above it, exists */
	{"-\nname w{n}\nnetwork 10.0.0.0/24\nout-of-range nxdomain\n-\norigin b.w999.example",
		"w999.example", "A", "NODATA: example. 0" SOA "0"},
	{NULL, "w998.example", "A", "NXDOMAIN: example. 0" SOA "0"});
}

static void
reverse_names(void** state)
{
	(void)state;
	CHECK(
	{"-\nname ws{n}\nfirst 10\nnetwork 192.0.2.4-192.0.2.9\nnetwork 2001:db8::/48\norigin Example.com\norigin b\nreverse yes\nttl 30",
		"4.2.0.192.in-addr.arpa", "PTR", "4.2.0.192.in-addr.arpa. 30 PTR ws10.Example.com."},
	{NULL, "9.2.0.192.IN-ADDR.arpa", "PTR", "9.2.0.192.IN-ADDR.arpa. 30 PTR ws15.Example.com."},
	{NULL, "9.2.0.192.in-addr.arpa", "ANY", "9.2.0.192.in-addr.arpa. 30 PTR ws15.Example.com."},
	{NULL, "9.2.0.192.in-addr.arpa", "A", "exists"},
	{NULL, "3.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "10.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "04.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "260.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "x.4.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "2.0.192.in-addr.arpa", "PTR", "exists"},
	{NULL, "4.2.0.192.in-addr.arpa.example", "PTR", "pass"},
	{NULL, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "PTR",
		"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 30 PTR ws11.Example.com."},
	{NULL, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.IP6.ARPA", "PTR",
		"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.IP6.ARPA. 30 PTR ws11.Example.com."},
	{NULL, "01.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "PTR", "pass"},
	{NULL, "g.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "PTR", "pass"},
	{"-\nname {n:5}\nnetwork 192.0.2.0/24\norigin a\nreverse yes", "7.2.0.192.in-addr.arpa", "PTR",
		"7.2.0.192.in-addr.arpa. 0 PTR 00007.a."},
	{"-\nname {hex}\nnetwork 192.0.2.0/24\norigin a\nreverse yes", "7.2.0.192.in-addr.arpa", "PTR",
		"7.2.0.192.in-addr.arpa. 0 PTR c0000207.a."},
	{"-\nname dyn-{ip}-x\nnetwork 192.0.2.0/24\norigin a\nreverse yes", "7.2.0.192.in-addr.arpa", "PTR",
		"7.2.0.192.in-addr.arpa. 0 PTR dyn-192-0-2-7-x.a."},
	/* the first rule of the file has the address */
	{"-\nnetwork 192.0.2.0/24\norigin a\n-\nname b{n}\nnetwork 192.0.2.0/25\norigin a\nreverse yes\n-\nname c{n}\nnetwork 192.0.2.0/24\norigin long.er\nreverse yes",
		"7.2.0.192.in-addr.arpa", "PTR", "7.2.0.192.in-addr.arpa. 0 PTR b7.a."},
	{NULL, "200.2.0.192.in-addr.arpa", "PTR", "200.2.0.192.in-addr.arpa. 0 PTR c200.long.er."});
}

static void
negative_answers_in_the_reverse_tree(void** state)
{
	(void)state;
	CHECK(
	{"-\nnetwork 192.0.2.0/25\norigin a\nreverse yes\nttl 9\nother-types nodata", "7.2.0.192.in-addr.arpa", "TXT",
		"NODATA: 2.0.192.in-addr.arpa. 9" SOA "9"},
	/* the owner of the SOA is a name of the zone above: its own records pass */
	{NULL, "2.0.192.in-addr.arpa", "NS", "exists"},
	{NULL, "2.0.192.in-addr.arpa", "SOA", "exists"},
	{NULL, "0.192.in-addr.arpa", "NS", "exists"},
	{NULL, "200.2.0.192.in-addr.arpa", "PTR", "pass"},
	{"-\nnetwork 198.51.96.0/22\norigin a\nreverse yes\nout-of-range nxdomain", "51.198.in-addr.arpa", "SOA", "exists"},
	{NULL, "51.198.in-addr.arpa", "DS", "exists"},
	{NULL, "97.51.198.in-addr.arpa", "SOA", "NODATA: 51.198.in-addr.arpa. 0" SOA "0"},
	{"-\nnetwork 0.0.0.0/0\norigin a\nreverse yes\nother-types nodata", "in-addr.arpa", "NS", "exists"},
	{NULL, "9.in-addr.arpa", "NS", "NODATA: in-addr.arpa. 0" SOA "0"},
	/* what is above the owner of one SOA can be below that of another */
	{"-\nnetwork 10.0.0.0/8\norigin a\nreverse yes\nother-types nodata\nttl 1\n-\nnetwork 10.2.3.0/24\norigin a\nreverse yes\nother-types nodata\nttl 2",
		"3.2.10.in-addr.arpa", "NS", "NODATA: 10.in-addr.arpa. 1" SOA "1"},
	{"-\nnetwork 10.0.0.0/14\norigin a\nreverse yes\nout-of-range nxdomain", "10.in-addr.arpa", "PTR", "exists"},
	{NULL, "3.10.in-addr.arpa", "PTR", "NODATA: 10.in-addr.arpa. 0" SOA "0"},
	{NULL, "255.3.10.in-addr.arpa", "PTR", "NODATA: 10.in-addr.arpa. 0" SOA "0"},
	{NULL, "4.10.in-addr.arpa", "PTR", "pass"},
	{NULL, "0.0.4.10.in-addr.arpa", "PTR", "pass"},
	{NULL, "0.0.3.10.in-addr.arpa", "A", "exists"},
	{"-\nnetwork 10.0.0.9-10.0.0.9\norigin a\nreverse yes\nother-types nodata", "9.0.0.10.in-addr.arpa", "A",
		"NODATA: 0.0.10.in-addr.arpa. 0" SOA "0"},
	{"-\nname {ip}\nnetwork 2001:db8::/31\norigin a\nreverse yes\nother-types nodata", "8.b.d.0.1.0.0.2.ip6.arpa", "A",
		"NODATA: b.d.0.1.0.0.2.ip6.arpa. 0" SOA "0"},
	{NULL, "b.d.0.1.0.0.2.ip6.arpa", "A", "exists"},
	{NULL, "d.0.1.0.0.2.ip6.arpa", "A", "exists"},
	{NULL, "a.b.d.0.1.0.0.2.ip6.arpa", "A", "pass"},
	{NULL, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.9.b.d.0.1.0.0.2.ip6.arpa", "A",
		"NODATA: b.d.0.1.0.0.2.ip6.arpa. 0" SOA "0"},
	/* above the addresses of a rule that passes */
	{"-\nnetwork 10.0.0.0/14\norigin a\nreverse yes", "10.in-addr.arpa", "PTR", "exists"},
	{"-\nname {n}\nnetwork 10.0.0.0/30\nout-of-range nxdomain\n-\nnetwork 10.77.0.0/16\norigin a\nreverse yes",
		"77.10.in-addr.arpa", "A", "NODATA: 10.in-addr.arpa. 0" SOA "0"},
	{NULL, "78.10.in-addr.arpa", "A", "NXDOMAIN: 10.in-addr.arpa. 0" SOA "0"});
}

static void
steps(void** state)
{
	(void)state;
	CHECK(
	/* a number counts the addresses of the rule */
	{"-\nname w{n}\nnetwork 10.0.0.10-10.0.0.14/2\nnetwork 10.9.0.0/30\norigin a\nreverse yes", "w0.a", "A",
		"w0.a. 0 A 10.0.0.10"},
	{NULL, "w1.a", "A", "w1.a. 0 A 10.0.0.12"},
	{NULL, "w2.a", "A", "w2.a. 0 A 10.0.0.14"},
	{NULL, "w3.a", "A", "w3.a. 0 A 10.9.0.0"},
	{NULL, "w6.a", "A", "w6.a. 0 A 10.9.0.3"},
	{NULL, "w7.a", "A", "pass"},
	{NULL, "10.0.0.10.in-addr.arpa", "PTR", "10.0.0.10.in-addr.arpa. 0 PTR w0.a."},
	{NULL, "14.0.0.10.in-addr.arpa", "PTR", "14.0.0.10.in-addr.arpa. 0 PTR w2.a."},
	{NULL, "11.0.0.10.in-addr.arpa", "PTR", "pass"},
	{NULL, "8.0.0.10.in-addr.arpa", "PTR", "pass"},
	{NULL, "16.0.0.10.in-addr.arpa", "PTR", "pass"},
	{NULL, "0.0.10.in-addr.arpa", "PTR", "exists"},
	{"-\nname w{n}\nfirst 5\nnetwork 10.0.0.3-10.0.0.3/7\nnetwork 10.0.0.4-10.0.0.5/1\norigin a\nreverse yes", "w5.a", "A",
		"w5.a. 0 A 10.0.0.3"},
	{NULL, "w7.a", "A", "w7.a. 0 A 10.0.0.5"},
	{NULL, "w8.a", "A", "pass"},
	{NULL, "5.0.0.10.in-addr.arpa", "PTR", "5.0.0.10.in-addr.arpa. 0 PTR w7.a."},
	/* one host in each /64 */
	{"-\nname r{n}\nnetwork 2001:db8::1-2001:db8:0:ff::1/18446744073709551616\norigin a\nreverse yes", "r255.a", "AAAA",
		"r255.a. 0 AAAA 2001:db8:0:ff::1"},
	{NULL, "r256.a", "AAAA", "pass"},
	{NULL, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.7.1.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "PTR",
		"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.7.1.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 0 PTR r23.a."},
	{NULL, "2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.7.1.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "PTR", "pass"},
	/* the whole of IPv6, by its largest step */
	{"-\nname r{n}\nnetwork ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/340282366920938463463374607431768211455", "r1.a", "AAAA",
		"r1.a. 0 AAAA ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	{NULL, "r2.a", "AAAA", "pass"},
	{"-\nname {ip}\nnetwork 10.0.0.10-10.0.0.250/2\norigin a\nother-types nodata\nout-of-range nxdomain", "10-0-0-10.a", "A",
		"10-0-0-10.a. 0 A 10.0.0.10"},
	{NULL, "10-0-0-250.a", "A", "10-0-0-250.a. 0 A 10.0.0.250"},
	{NULL, "10-0-0-250.a", "AAAA", "NODATA: a. 0" SOA "0"},
	{NULL, "10-0-0-11.a", "A", "NXDOMAIN: a. 0" SOA "0"},
	{NULL, "10-0-0-8.a", "A", "NXDOMAIN: a. 0" SOA "0"},
	{NULL, "10-0-0-252.a", "A", "NXDOMAIN: a. 0" SOA "0"},
	{NULL, "--a00-a.a", "AAAA", "NXDOMAIN: a. 0" SOA "0"});
}

/** Where ranges with a step overlap others, file order decides for each address. */
static void
overlapping_steps(void** state)
{
	(void)state;
	CHECK(
	{"-\nname {hex}\nnetwork 10.0.0.1-10.0.0.9/2\nttl 1\n-\nname {hex}\nnetwork 10.0.0.0-10.0.0.9/3\nttl 2\n"
		"-\nname {hex}\nnetwork 10.0.0.0/28\nttl 3\nother-types nodata\n-\nname {hex}\nnetwork 10.0.0.2-10.0.0.18/4\nttl 4\nother-types nodata\n"
		"-\nname {hex}\nnetwork 10.0.0.3-10.0.0.17/2\nttl 5", "0a000001.a", "A", "0a000001.a. 1 A 10.0.0.1"},
	{NULL, "0a000003.a", "A", "0a000003.a. 1 A 10.0.0.3"},
	{NULL, "0a000003.a", "TXT", "NODATA: a. 3" SOA "3"},
	{NULL, "0a000000.a", "A", "0a000000.a. 2 A 10.0.0.0"},
	{NULL, "0a000006.a", "A", "0a000006.a. 2 A 10.0.0.6"},
	{NULL, "0a000002.a", "A", "0a000002.a. 3 A 10.0.0.2"},
	{NULL, "0a00000f.a", "A", "0a00000f.a. 3 A 10.0.0.15"},
	{NULL, "0a000012.a", "A", "0a000012.a. 4 A 10.0.0.18"},
	{NULL, "0a000012.a", "TXT", "NODATA: a. 4" SOA "4"},
	{NULL, "0a000010.a", "A", "pass"},
	{NULL, "0a000011.a", "A", "0a000011.a. 5 A 10.0.0.17"},
	{NULL, "0a000011.a", "TXT", "exists"},
	{NULL, "0a000013.a", "A", "pass"},
	/* the reverse names of rules with and without numbers */
	{"-\nname o{n}\nnetwork 10.0.0.1-10.0.0.9/2\norigin a\nreverse yes\nother-types nodata\nttl 1\n"
		"-\nname {ip}\nnetwork 10.0.0.0/29\norigin b\nreverse yes\nttl 2\n-\nname e{n}\nnetwork 10.0.0.0-10.0.0.10/2\norigin c\nreverse yes\nttl 3",
		"3.0.0.10.in-addr.arpa", "PTR", "3.0.0.10.in-addr.arpa. 1 PTR o1.a."},
	{NULL, "3.0.0.10.in-addr.arpa", "TXT", "NODATA: 0.0.10.in-addr.arpa. 1" SOA "1"},
	{NULL, "2.0.0.10.in-addr.arpa", "PTR", "2.0.0.10.in-addr.arpa. 2 PTR 10-0-0-2.b."},
	{NULL, "2.0.0.10.in-addr.arpa", "TXT", "exists"},
	{NULL, "7.0.0.10.in-addr.arpa", "PTR", "7.0.0.10.in-addr.arpa. 1 PTR o3.a."},
	{NULL, "8.0.0.10.in-addr.arpa", "PTR", "8.0.0.10.in-addr.arpa. 3 PTR e4.c."},
	{NULL, "10.0.0.10.in-addr.arpa", "PTR", "10.0.0.10.in-addr.arpa. 3 PTR e5.c."},
	{NULL, "11.0.0.10.in-addr.arpa", "PTR", "pass"},
	/* names above the addresses, from the first to the last */
	{"-\nname {ip}\nnetwork 10.1.0.1-10.3.0.1/65536\norigin a\nreverse yes\nother-types nodata", "0.2.10.in-addr.arpa", "A",
		"NODATA: 10.in-addr.arpa. 0" SOA "0"},
	{NULL, "5.2.10.in-addr.arpa", "A", "NODATA: 10.in-addr.arpa. 0" SOA "0"},
	{NULL, "10.in-addr.arpa", "A", "exists"},
	{NULL, "1.0.2.10.in-addr.arpa", "PTR", "1.0.2.10.in-addr.arpa. 0 PTR 10-2-0-1.a."},
	{NULL, "2.0.2.10.in-addr.arpa", "PTR", "pass"},
	{NULL, "4.10.in-addr.arpa", "A", "pass"},
	{"-\nname {ip}\nnetwork 10.1.0.1-10.3.0.1/65536\norigin a\nreverse yes", "2.10.in-addr.arpa", "A", "exists"},
	{NULL, "3.10.in-addr.arpa", "A", "exists"},
	{NULL, "4.10.in-addr.arpa", "A", "pass"});
}

static void
reverse_zones(void** state)
{
	(void)state;
	CHECK(
	{"-\nname w{n}\nnetwork 192.0.2.0/25\norigin a\nreverse yes\nttl 9\nreverse-zone 0/25.2.0.192.in-addr.arpa\n"
		"reverse-zone customer-7.2.0.192.IN-ADDR.arpa.", "5.0/25.2.0.192.in-addr.arpa", "PTR",
		"5.0/25.2.0.192.in-addr.arpa. 9 PTR w5.a."},
	{NULL, "0.0/25.2.0.192.IN-ADDR.ARPA", "PTR", "0.0/25.2.0.192.IN-ADDR.ARPA. 9 PTR w0.a."},
	{NULL, "127.Customer-7.2.0.192.in-addr.arpa", "ANY", "127.Customer-7.2.0.192.in-addr.arpa. 9 PTR w127.a."},
	{NULL, "5.2.0.192.in-addr.arpa", "PTR", "5.2.0.192.in-addr.arpa. 9 PTR w5.a."},
	{NULL, "5.0/25.2.0.192.in-addr.arpa", "TXT", "exists"},
	/* the zone exists, and so does what is above it */
	{NULL, "0/25.2.0.192.in-addr.arpa", "SOA", "exists"},
	{NULL, "2.0.192.in-addr.arpa", "PTR", "exists"},
	{NULL, "128.0/25.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "256.0/25.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "05.0/25.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "00.0/25.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "x.0/25.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "5-.0/25.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "0005.0/25.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "1.5.0/25.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "5.0/26.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "5.0/25.3.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "5.0/25.2.0.192.ip6.arpa", "PTR", "pass"},
	{NULL, "5.0/25.2.0.192.in-addr.arpa.a", "PTR", "pass"},
	{"-\nname {ip}\nnetwork 192.0.2.128-192.0.2.130\norigin a\nreverse yes\nttl 9\nother-types nodata\nout-of-range nxdomain\nreverse-zone x.2.0.192.in-addr.arpa",
		"129.x.2.0.192.in-addr.arpa", "A", "NODATA: x.2.0.192.in-addr.arpa. 9" SOA "9"},
	/* as in the reverse tree, what is not in the networks passes */
	{NULL, "131.x.2.0.192.in-addr.arpa", "PTR", "pass"},
	/* only the addresses of the rule in that /24, in file order */
	{"-\nname w{n}\nnetwork 192.0.1.250-192.0.2.5\nnetwork 192.0.2.8-192.0.2.12/2\nnetwork 2001:db8::/120\norigin a\nreverse yes\nreverse-zone x.2.0.192.in-addr.arpa\n"
		"-\nname v{n}\nnetwork 192.0.2.0/24\norigin b\nreverse yes\nreverse-zone x.2.0.192.in-addr.arpa\nother-types nodata\n"
		"-\nname u{n}\nnetwork 192.0.2.0/24\norigin c\nreverse yes\nreverse-zone y.2.0.192.in-addr.arpa",
		"0.x.2.0.192.in-addr.arpa", "PTR", "0.x.2.0.192.in-addr.arpa. 0 PTR w6.a."},
	{NULL, "5.x.2.0.192.in-addr.arpa", "PTR", "5.x.2.0.192.in-addr.arpa. 0 PTR w11.a."},
	{NULL, "5.x.2.0.192.in-addr.arpa", "A", "NODATA: x.2.0.192.in-addr.arpa. 0" SOA "0"},
	{NULL, "6.x.2.0.192.in-addr.arpa", "PTR", "6.x.2.0.192.in-addr.arpa. 0 PTR v6.b."},
	{NULL, "8.x.2.0.192.in-addr.arpa", "PTR", "8.x.2.0.192.in-addr.arpa. 0 PTR w12.a."},
	{NULL, "9.x.2.0.192.in-addr.arpa", "PTR", "9.x.2.0.192.in-addr.arpa. 0 PTR v9.b."},
	{NULL, "12.x.2.0.192.in-addr.arpa", "PTR", "12.x.2.0.192.in-addr.arpa. 0 PTR w14.a."},
	{NULL, "250.x.2.0.192.in-addr.arpa", "PTR", "250.x.2.0.192.in-addr.arpa. 0 PTR v250.b."},
	{NULL, "0.y.2.0.192.in-addr.arpa", "PTR", "0.y.2.0.192.in-addr.arpa. 0 PTR u0.c."},
	{NULL, "0.2.0.192.in-addr.arpa", "PTR", "0.2.0.192.in-addr.arpa. 0 PTR w6.a."},
	/* the same name as an origin */
	{"-\nname {n}\nnetwork 192.0.2.0/24\norigin x.2.0.192.in-addr.arpa\nreverse yes\nreverse-zone x.2.0.192.in-addr.arpa",
		"7.x.2.0.192.in-addr.arpa", "ANY",
		"7.x.2.0.192.in-addr.arpa. 0 A 192.0.2.7 + 7.x.2.0.192.in-addr.arpa. 0 PTR 7.x.2.0.192.in-addr.arpa."});
}

/** rules_text.h has the prefixes. */
static void
prefixes(void** state)
{
	(void)state;
	CHECK(
	{"-\nname w{n}\nnetwork ::/64\nnetwork 10.0.0.0/30\nprefix-from eth0\norigin a\nreverse yes\nother-types nodata\nout-of-range nxdomain",
		"w1.a", "AAAA", "w1.a. 0 AAAA 2001:db8:1:2::1"},
	{NULL, "w1.a", "A", "w1.a. 0 A 10.0.0.1"},
	{NULL, "w18446744073709551615.a", "AAAA", "w18446744073709551615.a. 0 AAAA 2001:db8:1:2:ffff:ffff:ffff:ffff"},
	{NULL, "w18446744073709551616.a", "AAAA", "NXDOMAIN: a. 0" SOA "0"},
	{NULL, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "PTR",
		"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 0 PTR w1.a."},
	{NULL, "0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "PTR",
		"NODATA: 2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 0" SOA "0"},
	{NULL, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa", "PTR", "pass"},
	{"-\nname {ip}\nnetwork ::100-::1fe/2\nprefix-from eth1\norigin a\nreverse yes", "2a02--102.a", "AAAA",
		"2a02--102.a. 0 AAAA 2a02::102"},
	{NULL, "2a02--103.a", "AAAA", "pass"},
	{NULL, "--102.a", "AAAA", "pass"},
	{NULL, "2.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.a.2.ip6.arpa", "PTR",
		"2.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.a.2.ip6.arpa. 0 PTR 2a02--102.a."},
	/* without a prefix, IPv4 remains, and NXDOMAIN is for nobody to say */
	{"-\nname w{n}\nnetwork ::/64\nnetwork 10.0.0.0/30\nprefix-from none0\norigin a\nreverse yes\nother-types nodata\nout-of-range nxdomain",
		"w1.a", "A", "w1.a. 0 A 10.0.0.1"},
	{NULL, "w1.a", "AAAA", "NODATA: a. 0" SOA "0"},
	{NULL, "w4.a", "AAAA", "pass"},
	{NULL, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa", "PTR", "pass"},
	{NULL, "1.0.0.10.in-addr.arpa", "PTR", "1.0.0.10.in-addr.arpa. 0 PTR w1.a."},
	{"-\nname {ip}\nnetwork ::/64\nprefix-from none0\norigin a\nout-of-range nxdomain\nreverse yes", "2001-db8--1.a", "AAAA", "pass"},
	{NULL, "a", "AAAA", "exists"},
	/* each rule has its own */
	{"-\nname w{n}\nnetwork ::/120\nprefix-from eth1\n-\nname w{n}\nnetwork ::/119\nprefix-from eth0\n-\nname w{n}\nnetwork 2001:db8:9::/118",
		"w255.a", "AAAA", "w255.a. 0 AAAA 2a02::ff"},
	{NULL, "w511.a", "AAAA", "w511.a. 0 AAAA 2001:db8:1:2::1ff"},
	{NULL, "w512.a", "AAAA", "w512.a. 0 AAAA 2001:db8:9::200"});
}

/** PTR targets: the address, its spelling, and its spelling after "x". */
static const struct {
	const char* address;
	const char* label;
	const char* after_x;
} targets[] = {
	{"::", "0--0", "x0-0--0"},
	{"::1", "0--1", "x0-0--1"},
	{"2600::", "2600--0", "x2600--0"},
	{"ab::1", "ab-0--1", "xab--1"},
	{"a::1", "a--1", "xa-0--1"},
	{"ab::", "ab-0--0", "xab--0"},
	{"2001:db8::1", "2001-db8--1", "x2001-db8--1"},
	{"2001:db8:0:1:1:1:1:1", "2001-db8-0-1-1-1-1-1", "x2001-db8-0-1-1-1-1-1"},
	{"2001:db8:0:0:1:0:0:1", "2001-db8--1-0-0-1", "x2001-db8--1-0-0-1"},
	{"2001:0:0:1:0:0:0:1", "2001-0-0-1--1", "x2001-0-0-1--1"},
	{"ab:0:0:1:2:3:4:5", "ab-0--1-2-3-4-5", "xab--1-2-3-4-5"},
	{"0:0:1:2:3:4:5:6", "0--1-2-3-4-5-6", "x0-0-1-2-3-4-5-6"},
	{"1:2:3:4:5:6:0:0", "1-2-3-4-5-6--0", "x1-2-3-4-5-6--0"},
	{"::ffff:1.2.3.4", "0--ffff-102-304", "x0-0--ffff-102-304"},
	{"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff-ffff-ffff-ffff-ffff-ffff-ffff-ffff",
		"xffff-ffff-ffff-ffff-ffff-ffff-ffff-ffff"},
};

static void
pointers_to_host_names(void** state)
{
	(void)state;
	for(size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++)
		for(int after_x = 0; after_x < 2; after_x++) {
			const char* label = after_x ? targets[i].after_x
				: targets[i].label;
			char text[256], message[WORKSTATION_MAX_MESSAGE];
			char reverse[80] = "", name[80], expected[256];
			struct workstation_rules* rules;
			uint8_t octets[16];

			snprintf(text, sizeof(text),
				"-\nname %s{ip}\nnetwork %s/128\norigin a\nreverse yes",
				after_x ? "x" : "", targets[i].address);
			rules = load(text, message);
			if(!rules)
				fail_msg("%s", message);
			assert_int_equal(inet_pton(AF_INET6, targets[i].address,
				octets), 1);
			for(int j = 15; j >= 0; j--)
				snprintf(reverse + strlen(reverse), 5,
					"%x.%x.", octets[j] & 0xf, octets[j] >> 4);
			strcat(reverse, "ip6.arpa");
			snprintf(expected, sizeof(expected),
				"%s. 0 PTR %s.a.", reverse, label);
			assert_string_equal(ask(rules, reverse, "PTR"), expected);

			/* and back to the address */
			snprintf(name, sizeof(name), "%s.a", label);
			inet_ntop(AF_INET6, octets, reverse, sizeof(reverse));
			snprintf(expected, sizeof(expected), "%s. 0 AAAA %s",
				name, reverse);
			assert_string_equal(ask(rules, name, "AAAA"), expected);
			workstation_rules_free(rules);
		}
}

static void
file_and_line_of_the_rule(void** state)
{
	char message[WORKSTATION_MAX_MESSAGE];
	struct workstation_rules* rules = load(
		"-\norigin a\n-\nttl 1\norigin b", message);
	const struct workstation_question question = {
		.qname = (const uint8_t*)"\14workstation1\1b", .qname_length = 16,
		.qtype = 1, .qclass = 1};
	struct workstation_reply reply;

	(void)state;
	assert_int_equal(workstation_judge(rules, &question, &reply),
		WORKSTATION_ANSWER);
	assert_string_equal(reply.file, "rules");
	assert_int_equal(reply.line, 3);
	workstation_rules_free(rules);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(short_origins),
		cmocka_unit_test(fixed_width_numbers),
		cmocka_unit_test(addresses_in_labels),
		cmocka_unit_test(networks),
		cmocka_unit_test(origins),
		cmocka_unit_test(order),
		cmocka_unit_test(negative_answers),
		cmocka_unit_test(reverse_names),
		cmocka_unit_test(negative_answers_in_the_reverse_tree),
		cmocka_unit_test(steps),
		cmocka_unit_test(overlapping_steps),
		cmocka_unit_test(reverse_zones),
		cmocka_unit_test(prefixes),
		cmocka_unit_test(pointers_to_host_names),
		cmocka_unit_test(file_and_line_of_the_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
