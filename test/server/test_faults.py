# SPDX-License-Identifier: BSD-3-Clause
"""Faults of chains with other modules, where one client's question once changed the
answer of the next: each is asked by several clients, in every order."""

import ipaddress
import itertools

import dns.edns
import dns.flags
import dns.rcode
import dns.rdatatype
import dns.reversename
import pytest

from resolver import Resolver
from scripted import ScriptedUpstream
from test_other_modules import answer_for_subnet, redis  # the second is a fixture
from test_validator import anchors

PLAIN, CD = dns.flags.RD, dns.flags.RD | dns.flags.CD
AD = dns.flags.RD | dns.flags.AD
ADDRESSES = (dns.rdatatype.A, dns.rdatatype.AAAA)
RULE = ('workstation: name: "workstation{{n}}" network: 172.0.2.0/24 {more}'
        " ttl: {ttl} other-types: {other}\n")
MAPPED = ipaddress.ip_address("64:ff9b::")  # dns64's prefix

TTLS = pytest.mark.parametrize("ttl", [0, 300])


def permuted(**cases):
    """All orders of them, by their names."""
    return pytest.mark.parametrize("order", [
        pytest.param([cases[name] for name in names], id="-".join(names))
        for names in itertools.permutations(cases)])


def rule(ttl, other="pass", more=""):
    return RULE.format(ttl=ttl, other=other, more=more)


def computed(number):
    return f"172.0.2.{number}"


def mapped(address):
    """What dns64 makes of an IPv4 address."""
    return str(MAPPED + int(ipaddress.ip_address(address)))


def said(reply):
    """The rcode and the addresses. No answer here is authenticated."""
    assert not reply.flags & dns.flags.AD, reply
    return dns.rcode.to_text(reply.rcode()), [
        rdata.to_text() for rrset in reply.answer for rdata in rrset
        if rrset.rdtype in ADDRESSES]


# An alias whose signature is wrong, and one that leads to it. The computed name they
# end in is NXDOMAIN upstream.
BOGUS = [("alias.bogus.example", "A"), ("alias2.bogus.example", "A"),
         ("alias.bogus.example", "AAAA")]


def check_bogus(resolver, flags, questions):
    """SERVFAIL, but with CD."""
    for qname, qtype in questions:
        expected = ("SERVFAIL", [])
        if flags & dns.flags.CD:  # dns64 leaves a query with CD alone
            expected = ("NOERROR", [computed(6)] if qtype == "A" else [])
        assert said(resolver.ask(qname, qtype, flags=flags)) == expected, (qname, qtype)


@pytest.mark.divided
@TTLS
@permuted(plain=PLAIN, cd=CD, ad=AD)
@pytest.mark.parametrize("chain", ["dns64 workstation validator iterator",
                                   "workstation dns64 validator iterator",
                                   "workstation validator iterator"])
def test_bogus_alias(start, upstream, chain, order, ttl):
    """An answer for a client with CD is not for one without."""
    for questions in BOGUS, BOGUS[::-1]:
        resolver = start(chain, anchors(upstream) + rule(ttl))
        for _ in range(3):
            for flags in order:
                check_bogus(resolver, flags, questions)


def backend(redis):
    return f"""
cachedb:
  backend: redis
  redis-server-host: 127.0.0.1
  redis-server-port: {redis.port}
"""


@pytest.mark.sampled(5)
@pytest.mark.needs("cachedb")
@TTLS
@permuted(plain=PLAIN, cd=CD, ad=AD)
@pytest.mark.parametrize("chain", ["dns64 workstation validator cachedb iterator",
                                   "dns64 cachedb workstation validator iterator",
                                   "workstation cachedb validator iterator"])
@pytest.mark.parametrize("forgets", [False, True])
def test_bogus_alias_in_a_backend(start, upstream, redis, forgets, chain, order, ttl):
    """Two resolvers share the backend, and are asked in turns; where they forget, all
    that the one knows of what the other was asked is from there."""
    resolvers = [start(chain, anchors(upstream) + backend(redis) + rule(ttl))
                 for _ in range(2)]
    turns = itertools.cycle(resolvers)
    for questions in (BOGUS, BOGUS[::-1]) * 2:
        for flags, resolver in zip(order, turns):
            check_bogus(resolver, flags, questions)
            if forgets:
                resolver.control("flush_zone", "bogus.example")
    assert resolvers[0].addresses("www.signed.example") == ["93.184.216.119"]
    assert redis("KEYS", "*").split()


# workstation5 has other addresses upstream, and the others do not exist there.
ZONES = ["example.com", "example.net", "signed.example", "bogus.example"]
DUAL = "network: 2001:470:1f::/120"


def of_both_families(number, qtype, flags):
    return [computed(number) if qtype == "A" else f"2001:470:1f::{number:x}"]


def of_one_family(number, qtype, flags):
    """Other types pass: AAAA is upstream's, else made by dns64."""
    if qtype == "A":
        return [computed(number)]
    if number == 5:
        return ["2001:db8::5"]
    return [] if flags & dns.flags.CD else [mapped(computed(number))]


def of_one_type(number, qtype, flags):
    return [computed(number)] if qtype == "A" else []


@pytest.mark.divided
@TTLS
@pytest.mark.parametrize("other, more, expected", [
    ("pass", "", of_one_family), ("nodata", "", of_one_type),
    ("pass", DUAL, of_both_families)])
@pytest.mark.parametrize("validating", [False, True])
def test_dns64_behind(start, upstream, validating, other, more, expected, ttl):
    """Its own queries for A begin behind the module. Each order of clients and types
    has a name of its own, and some have one that upstream knows."""
    resolver = start("workstation dns64 validator iterator",
                     (anchors(upstream) if validating else "") + rule(ttl, other, more))
    orders = list(itertools.permutations(itertools.product(("A", "AAAA"), (PLAIN, CD))))
    names = [(f"workstation{number}.{zone}", number) for number, zone in zip(
        range(10, 10 + len(orders)), itertools.cycle(ZONES))]
    known = [(f"workstation5.{zone}", 5) for zone in ZONES]
    # AAAA first: by different clients; and A first
    known_orders = [order for order in orders if order[0][1] == order[1][1]]
    for order, (name, number) in [*zip(orders, names), *zip(known_orders, known)]:
        for _ in range(3):
            for qtype, flags in order:
                reply = resolver.ask(name, qtype, flags=flags)
                assert said(reply) == ("NOERROR", expected(number, qtype, flags)), (
                    name, order, qtype, flags)


def ecs(source):
    """EDNS of a client with a subnet, of one that wants none to be shown, and of one
    that says nothing of it."""
    if source is None:
        return {}
    address = "10.0.6.0" if source else "0.0.0.0"
    return {"use_edns": 0, "options": [dns.edns.ECSOption(address, source)]}


@pytest.mark.sampled(5)
@TTLS
@pytest.mark.parametrize("chain", ["subnetcache workstation iterator",
                                   "subnetcache workstation validator iterator"])
@permuted(cd0=(CD, 0), plain0=(PLAIN, 0), cd24=(CD, 24), none=(PLAIN, None))
def test_client_subnet_of_no_length(start, chain, order, ttl):
    """subnetcache asks again for a client that wants no subnet to be shown."""
    with ScriptedUpstream(answer_for_subnet) as server:
        resolver = start(chain, f"""
server:
  send-client-subnet: 127.0.0.1
  client-subnet-always-forward: yes
  max-client-subnet-ipv4: 24
""" + Resolver.forward_zone("subnet.example", server.port) + rule(ttl))
        for _ in range(3):
            for flags, source in order:
                for number in 5, 6:
                    reply = resolver.ask(f"workstation{number}.subnet.example",
                                         flags=flags, **ecs(source))
                    assert said(reply) == ("NOERROR", [computed(number)])


# Both end in a name that is NXDOMAIN upstream.
DIRECT, BY_ALIAS = "workstation77.example.com", "alias-nx.example.com"


@pytest.mark.divided
@TTLS
@pytest.mark.parametrize("chain", ["dns64 workstation iterator",
                                   "respip dns64 workstation iterator",
                                   "subnetcache dns64 workstation iterator",
                                   "respip dns64 workstation validator iterator",
                                   "subnetcache dns64 workstation validator iterator"])
@permuted(aaaa=(DIRECT, "AAAA"), a=(DIRECT, "A"), alias=(BY_ALIAS, "AAAA"))
def test_dns64_behind_others(start, chain, order, ttl):
    """It makes an AAAA each time, not the first time only."""
    resolver = start(chain, rule(ttl))
    ends = {"A": ["172.0.2.77"], "AAAA": [mapped("172.0.2.77")]}
    for _ in range(4):
        for qname, qtype in order:
            assert said(resolver.ask(qname, qtype)) == ("NOERROR", ends[qtype]), (
                qname, qtype)


DESKS = ('workstation: name: "desk{{n}}" network: 198.51.100.0/24'
         " origin: office.example.net reverse: yes ttl: {ttl}\n")


@TTLS
@pytest.mark.parametrize("chain", ["dns64 workstation iterator",
                                   "dns64 workstation validator iterator"])
@permuted(ipv4="198.51.100.7", ipv6=mapped("198.51.100.7"))
def test_reverse_of_a_mapped_address(start, chain, order, ttl):
    """dns64, which stands first, asks for the PTR of the IPv4 address in it. Unbound
    has a zone of its own for that."""
    resolver = start(chain, DESKS.format(ttl=ttl))
    for _ in range(3):
        for address in order:
            reverse = dns.reversename.from_address(address)
            assert resolver.addresses(reverse, "PTR")[-1:] == ["desk7.office.example.net."]


@TTLS
@pytest.mark.parametrize("chain", ["workstation iterator", "dns64 workstation iterator",
                                   "workstation validator iterator"])
def test_private_addresses(start, chain, ttl):
    """They are not for upstream to give, but for rules."""
    resolver = start(chain, """
server:
  private-address: 172.0.2.0/24
  private-address: 64:ff9b::/96
  private-address: 203.0.113.0/24
""" + rule(ttl))
    for _ in range(3):
        assert said(resolver.ask("workstation256.example.com")) == ("NOERROR", [])
        for name, number in (DIRECT, 77), (BY_ALIAS, 77), ("alias2.example.com", 5):
            assert said(resolver.ask(name)) == ("NOERROR", [computed(number)]), name
        if "dns64" in chain:
            for name in DIRECT, BY_ALIAS:
                assert said(resolver.ask(name, "AAAA")) == ("NOERROR", [mapped(computed(77))])
