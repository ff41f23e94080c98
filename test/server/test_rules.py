# SPDX-License-Identifier: BSD-3-Clause
"""Rules in unbound.conf: each setting, asked over the wire."""

import dns.flags
import dns.query
import dns.rcode
import dns.rdatatype
import pytest

pytestmark = pytest.mark.either

# One clause for each row of the manual's table, in domains of their own. The
# reverse networks are in none of Unbound's default local zones.
RULES = """
workstation:
    name: "desk{n}"
    network: 198.18.0.0/24
    origin: "number.example.com"
    ttl: 300
    reverse: yes
workstation:
    name: 'rack{n:3}'
    network: 198.18.1.0/24 # a comment
    origin: width.example.com
workstation: name: "{ip}" origin: ip.example.com subdomains: yes
    network: 198.18.2.0/24
    network: 2001:470:1f::/64
    reverse: yes
    other-types: nodata
    ttl: 60
workstation:
    name: h{hex}
    origin: hex.example.com
    network: 198.18.3.0-198.18.3.9
    network: 2001:470:20::/64
workstation:
    name: lease{n}
    network: 198.18.4.0/30
    network: 2001:470:21::-2001:470:21::9
    network: 198.18.5.0/30
    first: 1000
    origin: first.example.com
    origin: second.example.com
    out-of-range: nxdomain
    ttl: 120
workstation:
    name: anywhere{n}
    network: 198.18.6.0/24
    other-types: nodata
    out-of-range: nxdomain
"""

NODE = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.f.1.0.0.0.7.4.0.1.0.0.2.ip6.arpa"

ANSWERS = [
    ("desk7.number.example.com", "A", 300, "198.18.0.7"),
    ("DESK007.Number.Example.com", "A", 300, "198.18.0.7"),
    ("7.0.18.198.in-addr.arpa", "PTR", 300, "desk7.number.example.com."),
    ("rack007.width.example.com", "A", 0, "198.18.1.7"),
    ("198-18-2-9.ip.example.com", "A", 60, "198.18.2.9"),
    ("app.198-18-2-9.ip.example.com", "A", 60, "198.18.2.9"),
    ("2001-470-1f--1.ip.example.com", "AAAA", 60, "2001:470:1f::1"),
    ("2001-470-1F-0-0-0-0-1.ip.example.com", "AAAA", 60, "2001:470:1f::1"),
    (NODE, "PTR", 60, "2001-470-1f--1.ip.example.com."),
    ("9.2.18.198.in-addr.arpa", "PTR", 60, "198-18-2-9.ip.example.com."),
    ("hc6120309.hex.example.com", "A", 0, "198.18.3.9"),
    ("h20010470002000000000000000000005.hex.example.com", "AAAA", 0, "2001:470:20::5"),
    ("lease1000.first.example.com", "A", 120, "198.18.4.0"),
    ("lease1004.second.example.com", "A", 120, "198.18.5.0"),
    ("lease1009.first.example.com", "AAAA", 120, "2001:470:21::9"),
    ("anywhere1.example.org", "A", 0, "198.18.6.1"),
]

# None: the answer is upstream's
NEGATIVE = [
    ("desk7.number.example.com", "AAAA", "NOERROR", None),  # upstream says NXDOMAIN
    ("desk256.number.example.com", "A", "NXDOMAIN", None),
    ("rack7.width.example.com", "A", "NXDOMAIN", None),
    ("198-18-2-9.ip.example.com", "AAAA", "NOERROR", "ip.example.com."),
    ("2001-470-1f--1.ip.example.com", "A", "NOERROR", "ip.example.com."),
    ("app.198-18-2-9.ip.example.com", "TXT", "NOERROR", "ip.example.com."),
    ("198-18-3-9.ip.example.com", "A", "NXDOMAIN", None),
    ("9.2.18.198.in-addr.arpa", "TXT", "NOERROR", "2.18.198.in-addr.arpa."),
    ("2.18.198.in-addr.arpa", "PTR", "NOERROR", None),  # upstream says NXDOMAIN
    (NODE[2:], "PTR", "NOERROR", NODE[32:]+"."),
    ("lease999.first.example.com", "A", "NXDOMAIN", "first.example.com."),
    ("lease1010.second.example.com", "TXT", "NXDOMAIN", "second.example.com."),
    ("anywhere1.example.org", "AAAA", "NOERROR", "example.org."),
    ("anywhere1", "AAAA", "NOERROR", "."),
    ("anywhere256.example.org", "A", "NXDOMAIN", "example.org."),
]

CHAINS = ["workstation iterator", "workstation validator iterator"]


@pytest.fixture(scope="module", params=CHAINS)
def ruled(request, run):
    return run(request.param, RULES)


@pytest.mark.parametrize("qname, qtype, ttl, rdata", ANSWERS)
def test_answer(ruled, qname, qtype, ttl, rdata):
    reply = ruled.ask(qname, qtype)
    assert reply.rcode() == dns.rcode.NOERROR
    assert not reply.flags & (dns.flags.AD | dns.flags.AA)
    (rrset,) = reply.answer
    assert (rrset.name, rrset.ttl) == (reply.question[0].name, ttl)
    assert [record.to_text() for record in rrset] == [rdata]
    assert not reply.authority and not reply.additional


@pytest.mark.parametrize("qname, qtype, rcode, owner", NEGATIVE)
def test_negative_answer(ruled, qname, qtype, rcode, owner):
    reply = ruled.ask(qname, qtype)
    assert (dns.rcode.to_text(reply.rcode()), reply.answer) == (rcode, [])
    (soa,) = [rrset for rrset in reply.authority
              if rrset.rdtype == dns.rdatatype.SOA]
    if owner is None:
        assert soa[0].mname.to_text() == f"ns.{soa.name}"
        return
    assert soa.name.to_text() == owner
    assert (soa[0].mname.to_text(), soa[0].rname.to_text(), soa[0].serial) == (".", ".", 1)
    assert soa.ttl == soa[0].minimum
    assert not reply.flags & dns.flags.AD


def test_any_has_all_that_is_computed(ruled):
    reply = ruled.ask("lease1000.first.example.com", "ANY", transport=dns.query.tcp)
    assert {rrset.to_text() for rrset in reply.answer} == {
        "lease1000.first.example.com. 120 IN A 198.18.4.0",
        "lease1000.first.example.com. 120 IN AAAA 2001:470:21::"}


def test_dns64_synthesizes_where_rules_say_nodata(run):
    resolver = run("dns64 workstation iterator", RULES)
    assert resolver.addresses("198-18-2-9.ip.example.com", "AAAA") == ["64:ff9b::c612:209"]
