# SPDX-License-Identifier: BSD-3-Clause
"""Consistency: a computed name has one answer, whatever was asked or cached before,
and everything else is upstream's."""

import itertools
import socket
import time

import dns.flags
import dns.rcode
import dns.rdatatype
import pytest

pytestmark = pytest.mark.either

TTL = "workstation: ttl: {ttl} other-types: {other}\n"
POOL = """
workstation: name: "p{n}" network: 198.18.0.0/24 origin: pool.example.net ttl: 30
  reverse: yes
"""
# Upstream's aliases of computed names, and the complete answer
ENDS = [
    ("alias.example.com", "A", ["alias.example.com. 60 CNAME workstation5.example.com.",
                                "workstation5.example.com. {ttl} A 172.0.2.5"]),
    ("alias2.example.com", "A", ["alias2.example.com. 120 CNAME alias.example.com.",
                                 "alias.example.com. 60 CNAME workstation5.example.com.",
                                 "workstation5.example.com. {ttl} A 172.0.2.5"]),
    ("alias-nx.example.com", "A", ["alias-nx.example.com. 60 CNAME workstation77.example.com.",
                                   "workstation77.example.com. {ttl} A 172.0.2.77"]),
    ("x.wild.example.com", "A", ["x.wild.example.com. 60 CNAME workstation6.example.com.",
                                 "workstation6.example.com. {ttl} A 172.0.2.6"]),
    ("alias8.example.com", "A", ["alias8.example.com. 60 CNAME workstation8.example.com.",
                                 "workstation8.example.com. {ttl} A 172.0.2.8"]),
    ("workstation8.example.com", "A", ["workstation8.example.com. {ttl} A 172.0.2.8"]),
    ("workstation5.example.com", "A", ["workstation5.example.com. {ttl} A 172.0.2.5"]),
]
ABANDONED = [
    ("alias-refused.example.com", "A",
     ["alias-refused.example.com. 60 CNAME workstation5.refused.example.",
      "workstation5.refused.example. {ttl} A 172.0.2.5"]),
    ("alias-silent.example.com", "A",
     ["alias-silent.example.com. 60 CNAME workstation5.silent.example.",
      "workstation5.silent.example. {ttl} A 172.0.2.5"]),
]


def in_full(reply):
    """The answer section, its RRsets of one record each."""
    return [f"{rrset.name} {rrset.ttl} {dns.rdatatype.to_text(rrset.rdtype)} {rdata}"
            for rrset in reply.answer for rdata in rrset]


def without_ttls(records):
    return [" ".join(record.split()[:1] + record.split()[2:]) for record in records]


def ttls(records):
    return [int(record.split()[1]) for record in records]


def check(resolver, qname, qtype, expected, cached=False, **edns):
    reply = resolver.ask(qname, qtype, **edns)
    assert reply.rcode() == dns.rcode.NOERROR
    assert not reply.flags & dns.flags.AD
    records = in_full(reply)
    assert without_ttls(records) == without_ttls(expected)
    if not cached:
        # parts of it can be as old as the resolver; Unbound counts whole seconds
        oldest = int(time.monotonic() - resolver.began) + 1
        for left, full in zip(ttls(records), ttls(expected)):
            assert max(full - oldest, 0) <= left <= full


def expected(records, ttl):
    return [record.format(ttl=ttl) for record in records]


@pytest.mark.parametrize("chain", ["workstation iterator", "workstation validator iterator"])
@pytest.mark.parametrize("ttl", [0, 300])
def test_aliases(start, chain, ttl):
    """In any order, and again from the caches."""
    for rows in (ENDS, ENDS[::-1]):
        resolver = start(chain, TTL.format(ttl=ttl, other="pass"))
        for again in range(3):
            for qname, qtype, records in rows:
                check(resolver, qname, qtype, expected(records, ttl), cached=again)


@pytest.mark.parametrize("flags", [dns.flags.RD, dns.flags.RD | dns.flags.CD])
def test_class_any(start, flags):
    """Its answer is that of class IN. Unbound resolves it by a subquery for each class;
    with CD these look like its own queries."""
    resolver = start("workstation iterator", TTL.format(ttl=300, other="pass"))
    for again in range(2):
        for qname, qtype, records in ENDS:
            check(resolver, qname, qtype, expected(records, 300), cached=again,
                  qclass="ANY", flags=flags)


@pytest.mark.parametrize("chain, cd", [("workstation iterator", False),
                                       pytest.param("workstation validator iterator", True,
                                                    marks=pytest.mark.linked)])
def test_targets_that_fail(start, chain, cd):
    """Upstream's failure for the target does not count, also when the alias comes from
    the cache and its target is asked for the first time then."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        resolver = start(chain, TTL.format(ttl=0, other="pass"))
        resolver.configure(chain, TTL.format(ttl=0, other="pass")
                           + resolver.forward_zone("refused.example", resolver.upstream.port)
                           + resolver.forward_zone("silent.example", silent.getsockname()[1]))
        resolver.reload()
        flags = dns.flags.RD | (dns.flags.CD if cd else 0)
        for _ in range(2):
            for qname, qtype, records in ABANDONED:
                check(resolver, qname, qtype, expected(records, 0), flags=flags)
        # only the alias is cached
        assert resolver.rcode("alias-refused.example.com", "MX") == "SERVFAIL"
        check(resolver, *ABANDONED[0][:2], expected(ABANDONED[0][2], 0), cached=True,
              flags=flags)


def test_dname_and_reverse_alias(start):
    resolver = start("workstation iterator", POOL)
    check(resolver, "p7.old.example.com", "A", [
        "old.example.com. 60 DNAME pool.example.net.",
        "p7.old.example.com. 60 CNAME p7.pool.example.net.",
        "p7.pool.example.net. 30 A 198.18.0.7"])
    check(resolver, "7.2.0.192.in-addr.example.com", "PTR", [
        "7.2.0.192.in-addr.example.com. 300 CNAME 7.0.18.198.in-addr.arpa.",
        "7.0.18.198.in-addr.arpa. 30 PTR p7.pool.example.net."])


def test_aliases_of_negative_answers(start):
    resolver = start("workstation iterator", TTL.format(ttl=9, other="nodata"))
    for _ in range(2):
        reply = resolver.ask("alias.example.com", "MX")
        assert reply.rcode() == dns.rcode.NOERROR
        assert without_ttls(in_full(reply)) == ["alias.example.com. CNAME workstation5.example.com."]
        assert reply.authority[0][0].to_text().startswith(". . 1 ")


PASSED = [
    ("out.example.com", "A", ["out.example.com. CNAME www.example.com.",
                              "www.example.com. A 93.184.216.119"]),
    ("alias.example.com", "TXT", ["alias.example.com. CNAME workstation5.example.com.",
                                  'workstation5.example.com. TXT "upstream"']),
    ("alias.example.com", "CNAME", ["alias.example.com. CNAME workstation5.example.com."]),
    ("example.com", "MX", ["example.com. MX 10 workstation5.example.com."]),
    ("_sip._tcp.example.com", "SRV",
     ["_sip._tcp.example.com. SRV 1 1 5060 workstation5.example.com."]),
    ("workstation5.example.com", "AAAA", ["workstation5.example.com. AAAA 2001:db8::5"]),
]


@pytest.mark.parametrize("qname, qtype, records", PASSED)
def test_what_passes(start, qname, qtype, records):
    resolver = start("workstation iterator")
    for _ in range(2):
        assert without_ttls(in_full(resolver.ask(qname, qtype))) == records
    assert resolver.addresses("workstation5.example.com") == ["172.0.2.5"]


def test_loops_end_as_without_the_module(start):
    assert (start("workstation iterator").rcode("loop1.example.com")
            == start("iterator").rcode("loop1.example.com"))


OPTIONS = ["aggressive-nsec: yes", "harden-below-nxdomain: yes", "qname-minimisation: yes",
           "serve-expired: yes", "prefetch: yes", "serve-original-ttl: yes"]


@pytest.mark.parametrize("options", [[], OPTIONS] + [
    pytest.param([option], marks=pytest.mark.linked) for option in OPTIONS])
def test_nxdomain(start, options):
    """In any order of types, from upstream and from the caches."""
    for types in itertools.permutations(["A", "AAAA", "TXT"]):
        resolver = start("workstation iterator", POOL + "server:\n" + "\n".join(options))
        for _ in range(2):
            for qtype in types:
                reply = resolver.ask("p7.pool.example.net", qtype, want_dnssec=True)
                assert reply.rcode() == dns.rcode.NOERROR
                assert without_ttls(in_full(reply)) == (
                    ["p7.pool.example.net. A 198.18.0.7"] if qtype == "A" else [])
                if qtype != "A":
                    (soa,) = reply.authority
                    assert soa[0].mname.to_text().startswith("ns.")
        for exists in ("pool.example.net", "0.18.198.in-addr.arpa"):
            assert resolver.rcode(exists, "TXT") == "NOERROR"
        for nothing in ("p256.pool.example.net", "x.p7.pool.example.net",
                        "nothing.example.net", "workstation5.pool.example.net"):
            assert resolver.rcode(nothing, "TXT") == "NXDOMAIN"
        resolver.stop()
