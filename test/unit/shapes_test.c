/* SPDX-License-Identifier: BSD-3-Clause */
/* The shapes of names: a table for each, with what is nearly of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ask.h"

#define LABEL_60 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void
hexadecimal_numbers(void** state)
{
	(void)state;
	CHECK(
	{"-\nname ws{n:x}\nfirst 10\nnetwork 10.1.0.0/16\nnetwork 2001:db8::/112\norigin o\nreverse yes",
		"wsa.o", "A", "wsa.o. 0 A 10.1.0.0"},
	{NULL, "WSA.o", "A", "WSA.o. 0 A 10.1.0.0"},
	{NULL, "ws000a.o", "A", "ws000a.o. 0 A 10.1.0.0"},
	{NULL, "ws0000000000000000000000000000000000000000a.o", "A",
		"ws0000000000000000000000000000000000000000a.o. 0 A 10.1.0.0"},
	{NULL, "ws10009.o", "A", "ws10009.o. 0 A 10.1.255.255"},
	{NULL, "ws10009.o", "AAAA", "ws10009.o. 0 AAAA 2001:db8::ffff"},
	{NULL, "ws1000a.o", "A", "pass"},
	{NULL, "ws9.o", "A", "pass"},
	{NULL, "ws.o", "A", "pass"},
	{NULL, "wsg.o", "A", "pass"},
	{NULL, "ws0xa.o", "A", "pass"},
	{NULL, "ws-a.o", "A", "pass"},
	{NULL, "ws10000000000000000000000000000000a.o", "A", "pass"},
	{NULL, "255.0.1.10.in-addr.arpa", "PTR", "255.0.1.10.in-addr.arpa. 0 PTR ws109.o."},
	{"-\nname {n:x}\nnetwork ::/0", "ffffffffffffffffffffffffffffffff.a", "AAAA",
		"ffffffffffffffffffffffffffffffff.a. 0 AAAA ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	{NULL, "0ffffffffffffffffffffffffffffffff.a", "AAAA",
		"0ffffffffffffffffffffffffffffffff.a. 0 AAAA ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	{NULL, "100000000000000000000000000000000.a", "AAAA", "pass"},
	{"-\nname node-{n:16x}\nnetwork 2001:db8::/64\norigin o\nreverse yes", "node-00000000000000ff.o", "AAAA",
		"node-00000000000000ff.o. 0 AAAA 2001:db8::ff"},
	{NULL, "NODE-FFFFFFFFFFFFFFFF.o", "AAAA", "NODE-FFFFFFFFFFFFFFFF.o. 0 AAAA 2001:db8::ffff:ffff:ffff:ffff"},
	{NULL, "node-0000000000000ff.o", "AAAA", "pass"},
	{NULL, "node-000000000000000ff.o", "AAAA", "pass"},
	{NULL, "node-000000000000000g.o", "AAAA", "pass"},
	{NULL, "a.b.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "PTR",
		"a.b.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 0 PTR node-00000000000000ba.o."},
	/* a name is of both kinds of numbers: the first rule */
	{"-\nname w{n:2x}\nnetwork 10.0.0.0/24\n-\nname w{n}\nnetwork 10.0.1.0/24", "w10.a", "A", "w10.a. 0 A 10.0.0.16"},
	{NULL, "w010.a", "A", "w010.a. 0 A 10.0.1.10"});
}

static void
literal_labels(void** state)
{
	(void)state;
	CHECK(
	{"-\nname desk{n}.floor3\nnetwork 10.0.0.0/24\norigin office.example\nreverse yes\nttl 5", "desk7.floor3.office.example", "A",
		"desk7.floor3.office.example. 5 A 10.0.0.7"},
	{NULL, "DESK7.Floor3.Office.example", "A", "DESK7.Floor3.Office.example. 5 A 10.0.0.7"},
	{NULL, "7.0.0.10.in-addr.arpa", "PTR", "7.0.0.10.in-addr.arpa. 5 PTR desk7.floor3.office.example."},
	{NULL, "floor3.office.example", "A", "exists"},
	{NULL, "FLOOR3.office.example", "A", "exists"},
	{NULL, "office.example", "A", "exists"},
	{NULL, "floor4.office.example", "A", "pass"},
	{NULL, "desk7.office.example", "A", "pass"},
	{NULL, "desk7.floor33.office.example", "A", "pass"},
	{NULL, "desk7.floor.office.example", "A", "pass"},
	{NULL, "desk7.floor4.office.example", "A", "pass"},
	{NULL, "desk7x.floor3.office.example", "A", "pass"},
	{NULL, "desk256.floor3.office.example", "A", "pass"},
	{NULL, "desk7.a.floor3.office.example", "A", "pass"},
	{NULL, "a.desk7.floor3.office.example", "A", "pass"},
	{NULL, "desk7\\.floor3.office.example", "A", "pass"},
	{NULL, "desk7\\006floor3.office.example", "A", "pass"},
	{NULL, "desk7.floor3.office.example", "AAAA", "exists"},
	{"-\nname desk{n}.floor3\nnetwork 10.0.0.0/24\norigin office.example\nother-types nodata\nout-of-range nxdomain\nttl 5",
		"desk7.floor3.office.example", "AAAA", "NODATA: office.example. 5" SOA "5"},
	{NULL, "floor3.office.example", "A", "NODATA: office.example. 5" SOA "5"},
	{NULL, "desk256.floor3.office.example", "A", "NXDOMAIN: office.example. 5" SOA "5"},
	{NULL, "desk256.floor4.office.example", "A", "pass"},
	{NULL, "office.example", "A", "exists"},
	/* labels in front of the value, and on both sides */
	{"-\nname a.bb.x{n}y.ccc.d\nnetwork 10.0.0.0/24\norigin o\nother-types nodata\nreverse yes", "a.bb.x7y.ccc.d.o", "A",
		"a.bb.x7y.ccc.d.o. 0 A 10.0.0.7"},
	{NULL, "A.BB.X7Y.CCC.D.O", "A", "A.BB.X7Y.CCC.D.O. 0 A 10.0.0.7"},
	{NULL, "7.0.0.10.in-addr.arpa", "PTR", "7.0.0.10.in-addr.arpa. 0 PTR a.bb.x7y.ccc.d.o."},
	{NULL, "bb.x7y.ccc.d.o", "A", "NODATA: o. 0" SOA "0"},
	{NULL, "x7y.ccc.d.o", "A", "NODATA: o. 0" SOA "0"},
	{NULL, "ccc.d.o", "A", "NODATA: o. 0" SOA "0"},
	{NULL, "d.o", "A", "NODATA: o. 0" SOA "0"},
	{NULL, "bb.x256y.ccc.d.o", "A", "pass"},
	{NULL, "x256y.ccc.d.o", "A", "pass"},
	{NULL, "b.x7y.ccc.d.o", "A", "pass"},
	{NULL, "bb.a.x7y.ccc.d.o", "A", "pass"},
	{NULL, "aa.b.x7y.ccc.d.o", "A", "pass"},
	{NULL, "a\\.bb.x7y.ccc.d.o", "A", "pass"},
	{NULL, "c.ccc.d.o", "A", "pass"},
	/* subdomains */
	{"-\nname www.h{n}\nnetwork 10.0.0.0/24\norigin o\nsubdomains yes", "www.h7.o", "A", "www.h7.o. 0 A 10.0.0.7"},
	{NULL, "a.b.www.h7.o", "A", "a.b.www.h7.o. 0 A 10.0.0.7"},
	{NULL, "h7.o", "A", "exists"},
	{NULL, "b.h7.o", "A", "pass"},
	{NULL, "www.b.h7.o", "A", "pass"},
	/* any domain; the domains above do not exist for it */
	{"-\nname d{n}.f\nnetwork 10.0.0.0/24\nout-of-range nxdomain", "d7.f.a.b", "A", "d7.f.a.b. 0 A 10.0.0.7"},
	{NULL, "d7.f", "A", "d7.f. 0 A 10.0.0.7"},
	{NULL, "f.a", "A", "pass"},
	{NULL, "d7", "A", "pass"},
	{NULL, "d256.f.a.b", "A", "NXDOMAIN: a.b. 0" SOA "0"},
	{NULL, "d256.f", "A", "NXDOMAIN: . 0" SOA "0"},
	/* file order at one origin, and the longest origin before it */
	{"-\nname d{n}.f\nnetwork 10.0.0.0/24\norigin o\n-\nname d{n}\nnetwork 10.0.1.0/24\norigin f.o\n-\nname {n:x}.f\nnetwork 10.0.2.0/23\norigin o",
		"d7.f.o", "A", "d7.f.o. 0 A 10.0.1.7"},
	{"-\nname {n:x}.f\nnetwork 10.0.2.0/24\norigin o\n-\nname d{n}.f\nnetwork 10.0.0.0/24\norigin o", "d7.f.o", "A", "d7.f.o. 0 A 10.0.2.215"},
	{NULL, "d17.f.o", "A", "d17.f.o. 0 A 10.0.0.17"},
	/* a name above the names of one rule, out of range of another */
	{"-\nname {n}.7\nnetwork 10.0.0.0/24\norigin o\n-\nname {n}\nnetwork 10.0.1.0/30\norigin o\nout-of-range nxdomain", "7.o", "A",
		"NODATA: o. 0" SOA "0"},
	{NULL, "8.o", "A", "NXDOMAIN: o. 0" SOA "0"},
	/* labels of 63 octets, and names of 255 */
	{"-\nname {n}." LABEL_60 "bbb\nnetwork 10.0.0.0/24\norigin o", "7." LABEL_60 "bbb.o", "A", "7." LABEL_60 "bbb.o. 0 A 10.0.0.7"},
	{NULL, "7." LABEL_60 "bb.o", "A", "pass"},
	{"-\nname d" LABEL_60 "{n}.e\nnetwork 10.0.0.0/26\norigin o", "d" LABEL_60 "63.e.o", "A", "d" LABEL_60 "63.e.o. 0 A 10.0.0.63"},
	{NULL, "d" LABEL_60 "64.e.o", "A", "pass"},
	{"-\nname {n}." LABEL_60 "." LABEL_60 "." LABEL_60 "\nnetwork 10.0.0.0/29\norigin " LABEL_60 ".bbbbbbb",
		"7." LABEL_60 "." LABEL_60 "." LABEL_60 "." LABEL_60 ".bbbbbbb", "A",
		"7." LABEL_60 "." LABEL_60 "." LABEL_60 "." LABEL_60 ".bbbbbbb. 0 A 10.0.0.7"});
}

static void
dotted_addresses(void** state)
{
	(void)state;
	CHECK(
	{"-\nname {dotted}\nnetwork 10.1.0.0/24\nnetwork 10.3.255.250-10.4.0.2\norigin ip.example\nreverse yes", "10.1.0.5.ip.example", "A",
		"10.1.0.5.ip.example. 0 A 10.1.0.5"},
	{NULL, "10.1.0.5.IP.example", "AAAA", "exists"},
	{NULL, "5.0.1.10.in-addr.arpa", "PTR", "5.0.1.10.in-addr.arpa. 0 PTR 10.1.0.5.ip.example."},
	{NULL, "10.1.0.256.ip.example", "A", "pass"},
	{NULL, "10.1.0.05.ip.example", "A", "pass"},
	{NULL, "10.01.0.5.ip.example", "A", "pass"},
	{NULL, "10.1.0.0005.ip.example", "A", "pass"},
	{NULL, "10.1.0.x.ip.example", "A", "pass"},
	{NULL, "10.1.0.-.ip.example", "A", "pass"},
	{NULL, "10.2.0.5.ip.example", "A", "pass"},
	{NULL, "1.10.1.0.5.ip.example", "A", "pass"},
	{NULL, "10-1-0-5.ip.example", "A", "pass"},
	{NULL, "10\\.1.0.5.ip.example", "A", "pass"},
	{NULL, "10\\0011.0.5.ip.example", "A", "pass"},
	/* the names in between: the last octets of some address */
	{NULL, "5.ip.example", "A", "exists"},
	{NULL, "0.5.ip.example", "A", "exists"},
	{NULL, "1.0.5.ip.example", "A", "exists"},
	{NULL, "2.0.5.ip.example", "A", "pass"},
	{NULL, "1.5.ip.example", "A", "pass"},
	{NULL, "255.250.ip.example", "A", "exists"},
	{NULL, "255.249.ip.example", "A", "pass"},
	{NULL, "3.255.255.ip.example", "A", "exists"},
	{NULL, "4.0.2.ip.example", "A", "exists"},
	{NULL, "4.0.3.ip.example", "A", "pass"},
	{NULL, "05.ip.example", "A", "pass"},
	{NULL, "256.ip.example", "A", "pass"},
	{NULL, "www.ip.example", "A", "pass"},
	{NULL, "ip.example", "A", "exists"},
	{"-\nname {dotted}\nnetwork 10.1.0.0/28\norigin ip.example\nother-types nodata\nout-of-range nxdomain\nttl 9", "15.ip.example", "A",
		"NODATA: ip.example. 9" SOA "9"},
	{NULL, "16.ip.example", "A", "pass"},
	{NULL, "10.1.0.16.ip.example", "A", "NXDOMAIN: ip.example. 9" SOA "9"},
	{NULL, "10.1.0.15.ip.example", "TXT", "NODATA: ip.example. 9" SOA "9"},
	/* with subdomains, the four labels in front of the origin */
	{"-\nname {dotted}\nnetwork 10.1.0.0/24\norigin ip.example\nsubdomains yes", "131.10.1.0.5.ip.example", "A",
		"131.10.1.0.5.ip.example. 0 A 10.1.0.5"},
	{NULL, "a.b.10.1.0.5.ip.example", "A", "a.b.10.1.0.5.ip.example. 0 A 10.1.0.5"},
	{NULL, "10.1.0.5.1.ip.example", "A", "pass"},
	{NULL, "0.5.ip.example", "A", "exists"},
	{NULL, "a.0.5.ip.example", "A", "pass"},
	/* labels on both sides, and beside {ip} */
	{"-\nname a.{dotted}.b\nnetwork 10.1.0.0/24\norigin o\n-\nname {ip}\nnetwork 10.1.0.0/16\norigin o\nttl 1", "a.10.1.0.5.b.o", "A",
		"a.10.1.0.5.b.o. 0 A 10.1.0.5"},
	{NULL, "10.1.0.5.b.o", "A", "exists"},
	{NULL, "1.0.5.b.o", "A", "exists"},
	{NULL, "b.o", "A", "exists"},
	{NULL, "10-1-9-5.o", "A", "10-1-9-5.o. 1 A 10.1.9.5"},
	{"-\nname {dotted}\nnetwork 0.0.0.0/0", "255.255.255.255.a", "A", "255.255.255.255.a. 0 A 255.255.255.255"},
	{NULL, "0.0.0.0.a", "A", "0.0.0.0.a. 0 A 0.0.0.0"},
	{NULL, "0.0.0.0", "A", "0.0.0.0. 0 A 0.0.0.0"},
	{NULL, "0.0.0", "A", "pass"});
}

static void
reversed_addresses(void** state)
{
	(void)state;
	CHECK(
	{"-\nname cpe-{reversed}\nnetwork 10.1.0.0/24\norigin o\nreverse yes\nout-of-range nxdomain", "cpe-5-0-1-10.o", "A",
		"cpe-5-0-1-10.o. 0 A 10.1.0.5"},
	{NULL, "CPE-255-0-1-10.o", "A", "CPE-255-0-1-10.o. 0 A 10.1.0.255"},
	{NULL, "254.0.1.10.in-addr.arpa", "PTR", "254.0.1.10.in-addr.arpa. 0 PTR cpe-254-0-1-10.o."},
	{NULL, "cpe-10-1-0-5.o", "A", "NXDOMAIN: o. 0" SOA "0"},
	{NULL, "cpe-256-0-1-10.o", "A", "pass"},
	{NULL, "cpe-05-0-1-10.o", "A", "pass"},
	{NULL, "cpe-5--0-1-10.o", "A", "pass"},
	{NULL, "cpe--0-1-10.o", "A", "pass"},
	{NULL, "cpe-5-0-1.o", "A", "pass"},
	{NULL, "cpe-5-0-1-10-.o", "A", "pass"},
	{NULL, "cpe-5.0.1.10.o", "A", "pass"});
}

static void
last_32_bits(void** state)
{
	(void)state;
	CHECK(
	{"-\nname {v4}-via-7\nnetwork fd7a:115c:a1e0:b1a:0:7::/96\norigin o\nreverse yes\nother-types nodata", "10-1-0-5-via-7.o", "AAAA",
		"10-1-0-5-via-7.o. 0 AAAA fd7a:115c:a1e0:b1a:0:7:a01:5"},
	{NULL, "255-255-255-255-VIA-7.o", "AAAA", "255-255-255-255-VIA-7.o. 0 AAAA fd7a:115c:a1e0:b1a:0:7:ffff:ffff"},
	{NULL, "10-1-0-5-via-7.o", "A", "NODATA: o. 0" SOA "0"},
	{NULL, "5.0.0.0.1.0.a.0.7.0.0.0.0.0.0.0.a.1.b.0.0.e.1.a.c.5.1.1.a.7.d.f.ip6.arpa", "PTR",
		"5.0.0.0.1.0.a.0.7.0.0.0.0.0.0.0.a.1.b.0.0.e.1.a.c.5.1.1.a.7.d.f.ip6.arpa. 0 PTR 10-1-0-5-via-7.o."},
	{NULL, "10-1-0-256-via-7.o", "AAAA", "pass"},
	{NULL, "010-1-0-5-via-7.o", "AAAA", "pass"},
	{NULL, "10-1-0-via-7.o", "AAAA", "pass"},
	{NULL, "--1-via-7.o", "AAAA", "pass"},
	/* several networks of the prefix */
	{"-\nname {v4}\nnetwork 64:ff9b::a00:0/120\nnetwork 64:ff9b::1.2.3.4-64:ff9b::1.2.3.9\norigin o\nout-of-range nxdomain", "10-0-0-7.o", "AAAA",
		"10-0-0-7.o. 0 AAAA 64:ff9b::a00:7"},
	{NULL, "1-2-3-9.o", "AAAA", "1-2-3-9.o. 0 AAAA 64:ff9b::102:309"},
	{NULL, "1-2-3-3.o", "AAAA", "NXDOMAIN: o. 0" SOA "0"},
	/* the same label as that of an IPv4 address */
	{"-\nname {v4}\nnetwork 64:ff9b::/96\norigin o\n-\nname {ip}\nnetwork 10.0.0.0/8\norigin o", "10-0-0-7.o", "ANY",
		"10-0-0-7.o. 0 A 10.0.0.7 + 10-0-0-7.o. 0 AAAA 64:ff9b::a00:7"},
	{NULL, "11-0-0-7.o", "A", "exists"});
}

static void
long_addresses(void** state)
{
	(void)state;
	CHECK(
	{"-\nname {ip:long}\nnetwork 2001:db8::/64\nnetwork 10.1.0.0/24\norigin o\nreverse yes", "2001-0db8-0000-0000-0000-0000-0000-0001.o", "AAAA",
		"2001-0db8-0000-0000-0000-0000-0000-0001.o. 0 AAAA 2001:db8::1"},
	{NULL, "2001-db8--A.o", "AAAA", "2001-db8--A.o. 0 AAAA 2001:db8::a"},
	{NULL, "10-1-0-5.o", "A", "10-1-0-5.o. 0 A 10.1.0.5"},
	{NULL, "2001-db8--10000.o", "AAAA", "pass"},
	{NULL, "a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "PTR",
		"a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 0 PTR 2001-0db8-0000-0000-0000-0000-0000-000a.o."},
	{NULL, "5.0.1.10.in-addr.arpa", "PTR", "5.0.1.10.in-addr.arpa. 0 PTR 10-1-0-5.o."},
	/* two spellings under one origin, in file order */
	{"-\nname {ip:long}\nnetwork 2001:db8::/127\norigin o\nttl 1\n-\nname {ip}\nnetwork 2001:db8::/64\norigin o\nttl 2", "2001-db8--1.o", "AAAA",
		"2001-db8--1.o. 1 AAAA 2001:db8::1"},
	{NULL, "2001-0db8-0000-0000-0000-0000-0000-0002.o", "AAAA", "2001-0db8-0000-0000-0000-0000-0000-0002.o. 2 AAAA 2001:db8::2"});
}

static void
any_text(void** state)
{
	(void)state;
	CHECK(
	{"-\nname {*}-{ip}\nnetwork 10.0.0.0/8\nnetwork 2001:db8::/32\nnetwork a::/16\norigin o\nout-of-range nxdomain\nother-types nodata", "myapp-10-1-0-5.o", "A",
		"myapp-10-1-0-5.o. 0 A 10.1.0.5"},
	{NULL, "MY-APP-10-1-0-5.o", "A", "MY-APP-10-1-0-5.o. 0 A 10.1.0.5"},
	{NULL, "10-10-1-0-5.o", "A", "10-10-1-0-5.o. 0 A 10.1.0.5"},
	{NULL, "10-1-0-5.o", "A", "pass"},
	{NULL, "-10-1-0-5.o", "A", "pass"},
	{NULL, "x10-1-0-5.o", "A", "pass"},
	{NULL, "--10-1-0-5.o", "A", "--10-1-0-5.o. 0 A 10.1.0.5"},
	{NULL, "my\\.app\\000\\200-10-1-0-5.o", "A", "my\\.app\\000\\200-10-1-0-5.o. 0 A 10.1.0.5"},
	{NULL, "myapp-10-1-0-256.o", "A", "pass"},
	{NULL, "myapp-10-1-0-05.o", "A", "pass"},
	{NULL, "myapp-11-1-0-5.o", "A", "NXDOMAIN: o. 0" SOA "0"},
	{NULL, "myapp-10-1-0-5.o", "AAAA", "NODATA: o. 0" SOA "0"},
	{NULL, "x.myapp-10-1-0-5.o", "A", "pass"},
	/* the shortest text that leaves an address; then the range decides */
	{NULL, "x-a-2001-db8--1.o", "AAAA", "x-a-2001-db8--1.o. 0 AAAA a:2001:db8::1"},
	{NULL, "x-a-2001-db8--1.o", "A", "NODATA: o. 0" SOA "0"},
	{NULL, "x-y-2001-db8--1.o", "AAAA", "x-y-2001-db8--1.o. 0 AAAA 2001:db8::1"},
	{NULL, "x-b-2001-db8--1.o", "AAAA", "NXDOMAIN: o. 0" SOA "0"},
	{NULL, "x-a-1-2-3-4-5-6-7.o", "AAAA", "x-a-1-2-3-4-5-6-7.o. 0 AAAA a:1:2:3:4:5:6:7"},
	{NULL, "x-9-a-1-2-3-4-5-6-7.o", "AAAA", "x-9-a-1-2-3-4-5-6-7.o. 0 AAAA a:1:2:3:4:5:6:7"},
	/* behind the value, and between literal text */
	{"-\nname a{n:3}_b{*}c\nnetwork 10.0.0.0/24\norigin o", "a007_bxc.o", "A", "a007_bxc.o. 0 A 10.0.0.7"},
	{NULL, "A007_B_B-c-C.o", "A", "A007_B_B-c-C.o. 0 A 10.0.0.7"},
	{NULL, "a007_bc.o", "A", "pass"},
	{NULL, "a007bxc.o", "A", "pass"},
	{NULL, "a7_bxc.o", "A", "pass"},
	{NULL, "a007_bx.o", "A", "pass"},
	{NULL, "a007_cxc.o", "A", "pass"},
	{NULL, "a300_bxc.o", "A", "pass"},
	{"-\nname {ip}-{*}\nnetwork 10.0.0.0/8\nnetwork a::/16\norigin o", "10-1-0-5-6.o", "A", "10-1-0-5-6.o. 0 A 10.1.0.5"},
	{NULL, "a-1-2-3-4-5-6-7-8-9.o", "AAAA", "a-1-2-3-4-5-6-7-8-9.o. 0 AAAA a:1:2:3:4:5:6:7"},
	{NULL, "a--1-2.o", "AAAA", "a--1-2.o. 0 AAAA a::1"},
	/* a rule has its own shortest text */
	{"-\nname {*}-a{ip}\nnetwork 1::/16\norigin o\n-\nname {*}-b{ip}\nnetwork 2::/16\norigin o\nttl 2", "x-a1-b2--3.o", "AAAA",
		"x-a1-b2--3.o. 0 AAAA 1:b2::3"},
	{NULL, "x-ac-b2--3.o", "AAAA", "x-ac-b2--3.o. 2 AAAA 2::3"},
	/* in file order with others */
	{"-\nname {*}-{n}\nnetwork 10.0.0.0/24\norigin o\n-\nname pc-{n}\nnetwork 10.0.1.0/24\norigin o", "pc-7.o", "A", "pc-7.o. 0 A 10.0.0.7"},
	{"-\nname pc-{n}\nnetwork 10.0.1.0/24\norigin o\n-\nname {*}-{n}\nnetwork 10.0.0.0/24\norigin o", "pc-7.o", "A", "pc-7.o. 0 A 10.0.1.7"},
	{NULL, "pd-7.o", "A", "pd-7.o. 0 A 10.0.0.7"},
	/* with labels, and with subdomains */
	{"-\nname www.{*}-{n}.f\nnetwork 10.0.0.0/24\norigin o\nsubdomains yes", "www.x-7.f.o", "A", "www.x-7.f.o. 0 A 10.0.0.7"},
	{NULL, "a.www.x-7.f.o", "A", "a.www.x-7.f.o. 0 A 10.0.0.7"},
	{NULL, "x-7.f.o", "A", "exists"},
	{NULL, "x-256.f.o", "A", "pass"},
	{NULL, "f.o", "A", "exists"},
	/* in any domain, up to 63 octets */
	{"-\nname {*}-{n}\nnetwork 10.0.0.0/24", LABEL_60 "a-7.b", "A", LABEL_60 "a-7.b. 0 A 10.0.0.7"},
	{NULL, "7.b", "A", "pass"},
	{NULL, "-7.b", "A", "pass"},
	{NULL, "-------------------------------------------------------------7.b", "A",
		"-------------------------------------------------------------7.b. 0 A 10.0.0.7"});
}

static void
any_first_label_of_an_origin(void** state)
{
	(void)state;
	CHECK(
	{"-\nname {ip}\nnetwork 10.0.0.0/8\norigin *.pod.cluster.local\nother-types nodata\nout-of-range nxdomain", "10-2-1-8.shop.pod.cluster.local", "A",
		"10-2-1-8.shop.pod.cluster.local. 0 A 10.2.1.8"},
	{NULL, "10-2-1-8.SHOP.Pod.Cluster.Local", "A", "10-2-1-8.SHOP.Pod.Cluster.Local. 0 A 10.2.1.8"},
	{NULL, "10-2-1-8.*.pod.cluster.local", "A", "10-2-1-8.*.pod.cluster.local. 0 A 10.2.1.8"},
	{NULL, "10-2-1-8.a\\.b.pod.cluster.local", "A", "10-2-1-8.a\\.b.pod.cluster.local. 0 A 10.2.1.8"},
	{NULL, "10-2-1-8." LABEL_60 "abc.pod.cluster.local", "A", "10-2-1-8." LABEL_60 "abc.pod.cluster.local. 0 A 10.2.1.8"},
	{NULL, "10-2-1-8.shop.pod.cluster.local", "AAAA", "NODATA: shop.pod.cluster.local. 0" SOA "0"},
	{NULL, "11-2-1-8.shop.pod.cluster.local", "A", "NXDOMAIN: shop.pod.cluster.local. 0" SOA "0"},
	{NULL, "shop.pod.cluster.local", "A", "exists"},
	{NULL, "10-2-1-8.pod.cluster.local", "A", "exists"},
	{NULL, "pod.cluster.local", "A", "exists"},
	{NULL, "local", "A", "exists"},
	{NULL, "10-2-1-8.a.shop.pod.cluster.local", "A", "pass"},
	{NULL, "www.shop.pod.cluster.local", "A", "pass"},
	{NULL, "10-2-1-8.shop.svc.cluster.local", "A", "pass"},
	{NULL, "10-2-1-8.shop", "A", "pass"},
	/* a literal origin of as many labels comes before it, and so does a longer one */
	{"-\nname {ip}\nnetwork 10.0.0.0/8\norigin *.p\nttl 1\n-\nname {ip}\nnetwork 10.0.0.0/16\norigin a.p\nttl 2\n-\nname {ip}\nnetwork 10.0.0.0/24\norigin b.a.p\nttl 3\n-\nname {ip}.a\nnetwork 10.0.0.0/8\norigin p\nttl 4",
		"10-0-0-1.a.p", "A", "10-0-0-1.a.p. 2 A 10.0.0.1"},
	{NULL, "10-1-0-1.a.p", "A", "10-1-0-1.a.p. 1 A 10.1.0.1"},
	{NULL, "10-1-0-1.b.p", "A", "10-1-0-1.b.p. 1 A 10.1.0.1"},
	{NULL, "10-0-0-1.b.a.p", "A", "10-0-0-1.b.a.p. 3 A 10.0.0.1"},
	/* with labels, subdomains, and a short origin */
	{"-\nname {n}.f\nnetwork 10.0.0.0/24\norigin *\nsubdomains yes", "7.f.a", "A", "7.f.a. 0 A 10.0.0.7"},
	{NULL, "x.7.f.a", "A", "x.7.f.a. 0 A 10.0.0.7"},
	{NULL, "f.a", "A", "exists"},
	{NULL, "a", "A", "exists"},
	{NULL, ".", "A", "exists"},
	{NULL, "7.f", "A", "pass"},
	{"-\nname {n}\nnetwork 10.0.0.0/24\norigin \\042.abcde", "7.x.abcde", "A", "7.x.abcde. 0 A 10.0.0.7"},
	{"-\nname {n}\nnetwork 10.0.0.0/24\norigin *.abcdefgh", "7.xyzxyz.abcdefgh", "A", "7.xyzxyz.abcdefgh. 0 A 10.0.0.7"},
	{NULL, "yxyzx.abcdefgh", "A", "exists"});
}

static void
exceptions(void** state)
{
	(void)state;
	CHECK(
	{"-\nname d{n}\nfirst 100\nnetwork 10.0.0.0/24\nnetwork 10.0.2.0/24\nexcept 10.0.0.255\nexcept 10.0.0.0\nexcept 10.0.0.16/28\nexcept 10.0.0.20-10.0.0.40\nexcept 10.0.0.254-10.0.2.3\norigin o\nreverse yes\nother-types nodata\nout-of-range nxdomain",
		"d101.o", "A", "d101.o. 0 A 10.0.0.1"},
	{NULL, "d100.o", "A", "NXDOMAIN: o. 0" SOA "0"},
	{NULL, "d115.o", "A", "d115.o. 0 A 10.0.0.15"},
	{NULL, "d116.o", "A", "NXDOMAIN: o. 0" SOA "0"},
	{NULL, "d140.o", "A", "NXDOMAIN: o. 0" SOA "0"},
	{NULL, "d141.o", "A", "d141.o. 0 A 10.0.0.41"},
	{NULL, "d353.o", "A", "d353.o. 0 A 10.0.0.253"},
	{NULL, "d354.o", "A", "NXDOMAIN: o. 0" SOA "0"},
	{NULL, "d359.o", "A", "NXDOMAIN: o. 0" SOA "0"},
	{NULL, "d360.o", "A", "d360.o. 0 A 10.0.2.4"},
	{NULL, "d611.o", "A", "d611.o. 0 A 10.0.2.255"},
	{NULL, "0.0.0.10.in-addr.arpa", "PTR", "pass"},
	{NULL, "1.0.0.10.in-addr.arpa", "PTR", "1.0.0.10.in-addr.arpa. 0 PTR d101.o."},
	{NULL, "1.0.0.10.in-addr.arpa", "TXT", "NODATA: 0.0.10.in-addr.arpa. 0" SOA "0"},
	{NULL, "255.0.0.10.in-addr.arpa", "TXT", "pass"},
	{NULL, "3.2.0.10.in-addr.arpa", "PTR", "pass"},
	/* an exception of one rule is another's */
	{"-\nname {ip}\nnetwork 10.0.0.0/8\nexcept 10.1.0.0/16\norigin o\nttl 1\n-\nname {ip}\nnetwork 10.1.0.0/24\norigin o\nttl 2", "10-0-0-1.o", "A",
		"10-0-0-1.o. 1 A 10.0.0.1"},
	{NULL, "10-1-0-1.o", "A", "10-1-0-1.o. 2 A 10.1.0.1"},
	{NULL, "10-1-1-1.o", "A", "pass"},
	/* in IPv6 and at the ends of its space */
	{"-\nname {ip}\nnetwork ::/0\nexcept ::-::f\nexcept ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\norigin o", "--10.o", "AAAA", "--10.o. 0 AAAA ::10"},
	{NULL, "--f.o", "AAAA", "pass"},
	{NULL, "ffff-ffff-ffff-ffff-ffff-ffff-ffff-fffe.o", "AAAA",
		"ffff-ffff-ffff-ffff-ffff-ffff-ffff-fffe.o. 0 AAAA ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"},
	{NULL, "ffff-ffff-ffff-ffff-ffff-ffff-ffff-ffff.o", "AAAA", "pass"},
	/* names above what is left exist, and no others do */
	{"-\nname {dotted}\nnetwork 10.0.0.0/23\nexcept 10.0.0.5\nexcept 10.0.1.5\nexcept 10.0.1.6\norigin o\nreverse yes\nother-types nodata", "5.o", "A", "pass"},
	{NULL, "6.o", "A", "NODATA: o. 0" SOA "0"},
	{NULL, "0.6.o", "A", "NODATA: o. 0" SOA "0"},
	{NULL, "1.6.o", "A", "pass"},
	{"-\nname {ip}\nnetwork 10.0.0.0/14\nexcept 10.1.0.0/16\norigin o\nreverse yes\nother-types nodata", "1.10.in-addr.arpa", "A", "pass"},
	{NULL, "2.10.in-addr.arpa", "A", "NODATA: 10.in-addr.arpa. 0" SOA "0"});
}

static void
steps(void** state)
{
	(void)state;
	CHECK(
	{"-\nname d{n:x}\nfirst 100\nnetwork 10.0.0.10-10.0.0.250/2\nexcept 10.0.0.11-10.0.0.14\norigin o\nreverse yes\nout-of-range nxdomain",
		"d64.o", "A", "d64.o. 0 A 10.0.0.10"},
	{NULL, "d65.o", "A", "NXDOMAIN: o. 0" SOA "0"},
	{NULL, "d66.o", "A", "NXDOMAIN: o. 0" SOA "0"},
	{NULL, "d67.o", "A", "d67.o. 0 A 10.0.0.16"},
	{NULL, "ddc.o", "A", "ddc.o. 0 A 10.0.0.250"},
	{NULL, "ddd.o", "A", "NXDOMAIN: o. 0" SOA "0"},
	{NULL, "12.0.0.10.in-addr.arpa", "PTR", "pass"},
	{NULL, "13.0.0.10.in-addr.arpa", "PTR", "pass"},
	{NULL, "16.0.0.10.in-addr.arpa", "PTR", "16.0.0.10.in-addr.arpa. 0 PTR d67.o."},
	/* an excepted address keeps its number */
	{"-\nname w{n}\nnetwork 10.0.0.0/30\nnetwork 10.0.1.0-10.0.1.8/4\norigin o\nexcept 10.0.0.3-10.0.1.3", "w5.o", "A", "w5.o. 0 A 10.0.1.4"},
	{NULL, "w4.o", "A", "pass"},
	{NULL, "w6.o", "A", "w6.o. 0 A 10.0.1.8"},
	{"-\nname {dotted}\nnetwork 10.0.0.1-10.0.0.17/4\nexcept 10.0.0.5\norigin o\nreverse yes\nother-types nodata", "10.0.0.9.o", "A", "10.0.0.9.o. 0 A 10.0.0.9"},
	{NULL, "10.0.0.5.o", "A", "pass"},
	{NULL, "10.0.0.10.o", "A", "pass"},
	{NULL, "0.0.9.o", "A", "NODATA: o. 0" SOA "0"},
	{NULL, "9.o", "A", "NODATA: o. 0" SOA "0"},
	{NULL, "5.o", "A", "pass"},
	{NULL, "3.o", "A", "pass"},
	/* those above all from 9 to 17 */
	{NULL, "10.o", "A", "NODATA: o. 0" SOA "0"},
	{NULL, "9.0.0.10.in-addr.arpa", "PTR", "9.0.0.10.in-addr.arpa. 0 PTR 10.0.0.9.o."},
	{NULL, "10.0.0.10.in-addr.arpa", "PTR", "pass"},
	{"-\nname {v4}\nnetwork 64:ff9b::a00:1-64:ff9b::a00:9/4\norigin o\nreverse yes", "10-0-0-5.o", "AAAA", "10-0-0-5.o. 0 AAAA 64:ff9b::a00:5"},
	{NULL, "10-0-0-6.o", "AAAA", "pass"},
	{NULL, "5.0.0.0.0.0.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.9.f.f.4.6.0.0.ip6.arpa", "PTR",
		"5.0.0.0.0.0.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.9.f.f.4.6.0.0.ip6.arpa. 0 PTR 10-0-0-5.o."},
	{"-\nname {*}-{hex}\nnetwork 10.0.0.1-10.0.0.9/4\norigin *.o", "x-0a000005.a.o", "A", "x-0a000005.a.o. 0 A 10.0.0.5"},
	{NULL, "x-0a000006.a.o", "A", "pass"},
	{"-\nname www.{reversed}\nnetwork 10.0.0.1-10.0.0.9/4\norigin o\nother-types nodata", "www.5-0-0-10.o", "A", "www.5-0-0-10.o. 0 A 10.0.0.5"},
	{NULL, "5-0-0-10.o", "A", "NODATA: o. 0" SOA "0"},
	{NULL, "6-0-0-10.o", "A", "pass"});
}

static void
reverse_zones(void** state)
{
	(void)state;
	CHECK(
	{"-\nname c{n:x}.dhcp\nfirst 10\nnetwork 192.0.2.0/25\nexcept 192.0.2.0\nexcept 192.0.2.8-192.0.2.15\norigin o\nreverse yes\nreverse-zone 0/25.2.0.192.in-addr.arpa",
		"5.0/25.2.0.192.in-addr.arpa", "PTR", "5.0/25.2.0.192.in-addr.arpa. 0 PTR cf.dhcp.o."},
	{NULL, "16.0/25.2.0.192.in-addr.arpa", "PTR", "16.0/25.2.0.192.in-addr.arpa. 0 PTR c1a.dhcp.o."},
	{NULL, "127.0/25.2.0.192.in-addr.arpa", "PTR", "127.0/25.2.0.192.in-addr.arpa. 0 PTR c89.dhcp.o."},
	{NULL, "0.0/25.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "8.0/25.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "15.0/25.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "128.0/25.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "0/25.2.0.192.in-addr.arpa", "PTR", "exists"},
	{"-\nname {dotted}\nnetwork 192.0.2.1-192.0.2.21/5\nexcept 192.0.2.11\norigin o\nreverse yes\nother-types nodata\nreverse-zone x.2.0.192.in-addr.arpa",
		"16.x.2.0.192.in-addr.arpa", "PTR", "16.x.2.0.192.in-addr.arpa. 0 PTR 192.0.2.16.o."},
	{NULL, "16.x.2.0.192.in-addr.arpa", "TXT", "NODATA: x.2.0.192.in-addr.arpa. 0" SOA "0"},
	{NULL, "11.x.2.0.192.in-addr.arpa", "PTR", "pass"},
	{NULL, "12.x.2.0.192.in-addr.arpa", "PTR", "pass"});
}

/** rules_text.h has the prefixes. */
static void
prefixes(void** state)
{
	(void)state;
	CHECK(
	{"-\nname h{n:x}\nnetwork 10.0.0.0/29\nnetwork ::100-::13e/2\nexcept ::104\nexcept 10.0.0.1\nprefix-from eth0\norigin o\nreverse yes\nout-of-range nxdomain",
		"h1.o", "AAAA", "h1.o. 0 AAAA 2001:db8:1:2::102"},
	{NULL, "h1.o", "A", "exists"},
	{NULL, "h2.o", "AAAA", "exists"},
	{NULL, "h2.o", "A", "h2.o. 0 A 10.0.0.2"},
	{NULL, "h1f.o", "AAAA", "h1f.o. 0 AAAA 2001:db8:1:2::13e"},
	{NULL, "h20.o", "AAAA", "NXDOMAIN: o. 0" SOA "0"},
	{NULL, "4.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "PTR", "pass"},
	{NULL, "6.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "PTR",
		"6.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 0 PTR h3.o."},
	{"-\nname {ip:long}\nnetwork ::/64\nexcept ::\nprefix-from eth1\norigin o\nreverse yes", "2a02-0-0-0--1.o", "AAAA",
		"2a02-0-0-0--1.o. 0 AAAA 2a02::1"},
	{NULL, "2a02--.o", "AAAA", "pass"},
	{NULL, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.a.2.ip6.arpa", "PTR",
		"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.a.2.ip6.arpa. 0 PTR 2a02-0000-0000-0000-0000-0000-0000-0001.o."},
	{"-\nname {v4}\nnetwork ::/96\nexcept ::a00:1\nprefix-from eth1\norigin o\nreverse yes", "10-0-0-2.o", "AAAA",
		"10-0-0-2.o. 0 AAAA 2a02::a00:2"},
	{NULL, "10-0-0-1.o", "AAAA", "pass"},
	{NULL, "2.0.0.0.0.0.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.a.2.ip6.arpa", "PTR",
		"2.0.0.0.0.0.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.a.2.ip6.arpa. 0 PTR 10-0-0-2.o."},
	/* no prefix: what is left of IPv4 keeps its numbers */
	{"-\nname h{n}.x\nnetwork ::/64\nnetwork 10.0.0.0/30\nnetwork ::/120\nnetwork 10.0.1.0/30\nexcept ::1\nexcept 10.0.0.1\nprefix-from none0\norigin o\nother-types nodata", "h4.x.o", "A",
		"h4.x.o. 0 A 10.0.1.0"},
	{NULL, "h1.x.o", "A", "pass"},
	{NULL, "h4.x.o", "AAAA", "NODATA: o. 0" SOA "0"},
	{NULL, "x.o", "A", "NODATA: o. 0" SOA "0"},
	{"-\nname h{n}.x\nnetwork ::/64\nprefix-from none0\norigin o\nother-types nodata", "x.o", "A", "pass"});
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hexadecimal_numbers),
		cmocka_unit_test(literal_labels),
		cmocka_unit_test(dotted_addresses),
		cmocka_unit_test(reversed_addresses),
		cmocka_unit_test(last_32_bits),
		cmocka_unit_test(long_addresses),
		cmocka_unit_test(any_text),
		cmocka_unit_test(any_first_label_of_an_origin),
		cmocka_unit_test(exceptions),
		cmocka_unit_test(steps),
		cmocka_unit_test(reverse_zones),
		cmocka_unit_test(prefixes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
