# SPDX-License-Identifier: BSD-3-Clause
"""A pool with `existing: keep`, an upstream that has some of its names, and what has to
be answered."""

import re

import dns.flags
import dns.rdatatype

from rpz import NODATA, NXDOMAIN
from upstream import Upstream

OFFICE, REVERSE = "office.example", "1.18.198.in-addr.arpa"
REVERSE_6 = "f.1.0.0.0.7.4.0.1.0.0.2.ip6.arpa"
TTL = 300  # of the rule, and no record of upstream's has it
SETTINGS = f"""
workstation:
  name: "desk{{n}}"
  network: 198.18.1.0/28
  network: 2001:470:1f::/124
  record: 'TXT "seat {{n}}"'
  record: '_ssh._tcp SRV 0 0 22 {{name}}'
  ttl: {TTL}
  other-types: "nodata except MX"
  out-of-range: nxdomain
"""
RULE = f'{SETTINGS}  origin: "{OFFICE}"\n  reverse: yes\n'
KEEP = RULE + "  existing: keep\n"

FORWARD_ZONE = """$TTL 100
@ IN SOA ns hostmaster 1 3600 900 86400 100
@ IN NS ns
ns IN A 192.0.2.53
www IN A 192.0.2.80
desk1 IN A 203.0.113.1
desk2 IN AAAA 2001:db8::2
desk3 IN TXT "upstream"
desk3 IN MX 10 www
desk3 IN TYPE65 \\# 3 000100
desk4 IN CNAME www
desk5 IN CNAME desk1
desk6 IN CNAME desk7
x.desk8 IN A 203.0.113.8
desk9 IN DNAME www
_ssh._tcp.desk10 IN SRV 1 1 2222 www
desk100 IN A 203.0.113.100
x.desk101 IN A 203.0.113.101
*.wild IN A 203.0.113.77
to-desk1 IN CNAME desk1
to-desk7 IN CNAME desk7
to-desk6 IN CNAME desk6
to-desk16 IN CNAME desk16
to-desk100 IN CNAME desk100
"""
REVERSE_ZONE = f"""$TTL 100
@ IN SOA ns.{OFFICE}. hostmaster.{OFFICE}. 1 3600 900 86400 100
@ IN NS ns.{OFFICE}.
1 IN PTR upstream1.{OFFICE}.
2 IN TXT "upstream"
3 IN CNAME 1
4 IN CNAME 5
"""
REVERSE_ZONE_6 = f"""$TTL 100
@ IN SOA ns.{OFFICE}. hostmaster.{OFFICE}. 1 3600 900 86400 100
@ IN NS ns.{OFFICE}.
"""


class ExistingUpstream(Upstream):
    """Has some of the names of the pool, and aliases of others."""

    signed_zones = ("signed.example", "other.example")
    zones = (OFFICE, REVERSE, REVERSE_6)

    def text(self, zone):
        return {REVERSE: REVERSE_ZONE, REVERSE_6: REVERSE_ZONE_6}.get(zone, FORWARD_ZONE)


def of_forward(origin=OFFICE):
    """Questions below an origin, what the statistics call what is done, and the data of
    the answer or how it is negative."""
    www = [f"www.{origin}.", "192.0.2.80"]
    return [(f"{label}.{origin}", *rest) for label, *rest in [
        ("www", "A", "passed", ["192.0.2.80"]),
        # upstream has nothing
        ("desk7", "A", "answer", ["198.18.1.7"]),
        ("desk7", "AAAA", "answer", ["2001:470:1f::7"]),
        ("desk7", "TXT", "answer", ['"seat 7"']),
        ("desk7", "HTTPS", "nodata", [NODATA]),
        ("desk7", "MX", "rewritten", [NODATA]),
        ("DESK007", "A", "answer", ["198.18.1.7"]),
        ("_ssh._tcp.desk7", "SRV", "answer", [f"0 0 22 desk7.{origin}."]),
        ("_ssh._tcp.desk7", "TXT", "nodata", [NODATA]),
        ("_tcp.desk7", "A", "nodata", [NODATA]),
        ("desk16", "A", "nxdomain", [NXDOMAIN]),
        ("desk16", "TXT", "nxdomain", [NXDOMAIN]),
        # the type, or another one, or an alias
        ("desk1", "A", "passed", ["203.0.113.1"]),
        ("desk1", "AAAA", "answer", ["2001:470:1f::1"]),
        ("desk1", "TXT", "answer", ['"seat 1"']),
        ("desk1", "HTTPS", "nodata", [NODATA]),
        ("desk1", "MX", "passed", [NODATA]),
        ("desk2", "A", "answer", ["198.18.1.2"]),
        ("desk2", "AAAA", "passed", ["2001:db8::2"]),
        ("desk3", "A", "answer", ["198.18.1.3"]),
        ("desk3", "TXT", "passed", ['"upstream"']),
        ("desk3", "MX", "passed", [f"10 www.{origin}."]),
        ("desk3", "HTTPS", "passed", ["1 ."]),
        ("desk4", "A", "passed", www),
        ("desk4", "TXT", "passed", [www[0], NODATA]),
        ("desk5", "A", "passed", [f"desk1.{origin}.", "203.0.113.1"]),
        ("desk5", "AAAA", "rewritten", [f"desk1.{origin}.", "2001:470:1f::1"]),
        ("desk5", "TXT", "rewritten", [f"desk1.{origin}.", '"seat 1"']),
        ("desk5", "HTTPS", "rewritten", [f"desk1.{origin}.", NODATA]),
        ("desk6", "A", "rewritten", [f"desk7.{origin}.", "198.18.1.7"]),
        ("desk6", "TXT", "rewritten", [f"desk7.{origin}.", '"seat 7"']),
        ("desk6", "HTTPS", "rewritten", [f"desk7.{origin}.", NODATA]),
        # an empty non-terminal, and an alias of all below
        ("desk8", "A", "answer", ["198.18.1.8"]),
        ("x.desk8", "A", "passed", ["203.0.113.8"]),
        ("y.desk8", "A", "passed", [NXDOMAIN]),
        ("desk9", "A", "answer", ["198.18.1.9"]),
        ("x.desk9", "A", "passed", [f"x.www.{origin}.", NXDOMAIN]),
        # with a prefix
        ("_ssh._tcp.desk10", "SRV", "passed", [f"1 1 2222 www.{origin}."]),
        ("_ssh._tcp.desk1", "SRV", "answer", [f"0 0 22 desk1.{origin}."]),
        ("_tcp.desk10", "A", "nodata", [NODATA]),
        ("desk10", "A", "answer", ["198.18.1.10"]),
        ("desk100", "A", "passed", ["203.0.113.100"]),
        ("desk100", "AAAA", "passed", [NODATA]),
        ("to-desk100", "AAAA", "passed", [f"desk100.{origin}.", NODATA]),
        ("desk101", "A", "passed", [NODATA]),
        # aliases that are no names of the pool
        ("to-desk1", "A", "passed", [f"desk1.{origin}.", "203.0.113.1"]),
        ("to-desk1", "TXT", "rewritten", [f"desk1.{origin}.", '"seat 1"']),
        ("to-desk7", "A", "rewritten", [f"desk7.{origin}.", "198.18.1.7"]),
        ("to-desk6", "AAAA", "rewritten", [f"desk6.{origin}.", f"desk7.{origin}.",
                                           "2001:470:1f::7"]),
        ("to-desk16", "A", "rewritten", [f"desk16.{origin}.", NXDOMAIN]),
        # no names of the pool
        ("nothing", "A", "passed", [NXDOMAIN]),
        ("x.wild", "A", "passed", ["203.0.113.77"]),
        ("x.wild", "TXT", "passed", [NODATA]),
    ]]


NODE = "{}.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0." + REVERSE_6
REVERSE_ANSWERS = [
    (f"1.{REVERSE}", "PTR", "passed", [f"upstream1.{OFFICE}."]),
    (f"1.{REVERSE}", "TXT", "nodata", [NODATA]),
    (f"2.{REVERSE}", "PTR", "answer", [f"desk2.{OFFICE}."]),
    (f"2.{REVERSE}", "TXT", "passed", ['"upstream"']),
    (f"3.{REVERSE}", "PTR", "passed", [f"1.{REVERSE}.", f"upstream1.{OFFICE}."]),
    (f"4.{REVERSE}", "PTR", "rewritten", [f"5.{REVERSE}.", f"desk5.{OFFICE}."]),
    (f"7.{REVERSE}", "PTR", "answer", [f"desk7.{OFFICE}."]),
    (f"7.{REVERSE}", "A", "nodata", [NODATA]),
    (f"16.{REVERSE}", "PTR", "passed", [NXDOMAIN]),
    (NODE.format(7), "PTR", "answer", [f"desk7.{OFFICE}."]),
]
ANSWERS = of_forward() + REVERSE_ANSWERS

COMPUTED = re.compile(
    r"^.*\t(?:198\.18\.1\.|2001:470:1f::|\"seat |0 0 22 |PTR\tdesk|\. \. ).*$", re.MULTILINE)


def check_cache(resolver):
    """Nothing computed is in the caches. Returns what is."""
    dump = resolver.control("dump_cache")
    assert not COMPUTED.findall(dump)
    return dump


def cached_rcodes(dump):
    """The rcode of each message of a dump, by its question."""
    return {(qname, qtype): int(flags) & 15 for qname, qtype, flags in re.findall(
        r"^msg (\S+)\. IN (\S+) (\d+) ", dump, re.MULTILINE)}


def ttls(reply):
    """Those of the records of a reply, or of its SOA record."""
    return [rrset.ttl for rrset in reply.answer or reply.authority
            if rrset.rdtype != dns.rdatatype.RRSIG]


def is_synthesized(reply):
    """Whether there is a SOA record of a rule's."""
    return any(rrset.rdtype == dns.rdatatype.SOA and str(rrset[0].mname) == "."
               for rrset in reply.authority)
