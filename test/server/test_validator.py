# SPDX-License-Identifier: BSD-3-Clause
"""The validator behind the module, with real trust anchors for a signed zone that
has other records of some computed names."""

import dns.flags
import dns.rcode
import dns.rdatatype
import pytest

pytestmark = pytest.mark.either

CHAIN = "workstation validator iterator"


def anchors(upstream):
    return "server:\n" + "".join(f'  trust-anchor: "{anchor}"\n'
                                 for anchor in upstream.anchors.values())


@pytest.fixture
def validating(start, upstream):
    def start_with(extra=""):
        return start(CHAIN, anchors(upstream) + extra)
    return start_with


@pytest.fixture
def plain(start, upstream):
    return start("validator iterator", anchors(upstream))


def outcome(reply):
    """What must be the same in two resolvers."""
    return (dns.rcode.to_text(reply.rcode()), bool(reply.flags & dns.flags.AD),
            [sorted((str(rrset.name), rrset.rdtype, sorted(map(str, rrset)))
                    for rrset in section) for section in (reply.answer, reply.authority)])


def computed(reply):
    return (dns.rcode.to_text(reply.rcode()), bool(reply.flags & dns.flags.AD),
            [str(record) for rrset in reply.answer for record in rrset
             if rrset.rdtype == dns.rdatatype.A])


DIRECT = [("workstation5", ["172.0.2.5"]), ("workstation77", ["172.0.2.77"]),
          ("workstation6", ["172.0.2.6"])]
ALIASES = [("alias", ["172.0.2.5"]), ("alias2", ["172.0.2.5"]), ("alias-nx", ["172.0.2.77"]),
           ("x.wild", ["172.0.2.6"]), ("alias8", ["172.0.2.8"])]
FLAGS = [dns.flags.RD, dns.flags.RD | dns.flags.CD, dns.flags.RD | dns.flags.AD]


@pytest.mark.parametrize("ttl", [0, 300])
@pytest.mark.parametrize("want_dnssec", [False, True])
@pytest.mark.parametrize("first", [0, 1])
def test_computed(validating, ttl, want_dnssec, first):
    """Never SERVFAIL, never AD, with CD or without, in either order."""
    resolver = validating(f"workstation: ttl: {ttl}\n")
    for _ in range(2):
        for flags in FLAGS[first:] + FLAGS[:first]:
            for label, addresses in DIRECT + ALIASES:
                reply = resolver.ask(f"{label}.signed.example", flags=flags,
                                     want_dnssec=want_dnssec)
                assert computed(reply) == ("NOERROR", False, addresses), label


def test_passed_types(validating, plain):
    """With upstream's rcode and AD."""
    resolver = validating()
    for _ in range(2):
        for qtype in ("AAAA", "TXT", "HTTPS"):
            for name in ("workstation5", "alias", "alias2"):
                ask = (f"{name}.signed.example", qtype)
                reply = resolver.ask(*ask, want_dnssec=True)
                assert outcome(reply) == outcome(plain.ask(*ask, want_dnssec=True))
                assert reply.flags & dns.flags.AD


@pytest.mark.parametrize("name", ["workstation77", "alias-nx"])
def test_nxdomain(validating, plain, name):
    """NOERROR, with upstream's SOA, without proofs and without AD."""
    resolver = validating()
    assert plain.rcode(f"{name}.signed.example", "TXT") == "NXDOMAIN"
    for flags in FLAGS + FLAGS:
        reply = resolver.ask(f"{name}.signed.example", "TXT", flags=flags, want_dnssec=True)
        assert reply.rcode() == dns.rcode.NOERROR
        assert not reply.flags & dns.flags.AD
        assert {rrset.rdtype for rrset in reply.authority} == {
            dns.rdatatype.SOA, dns.rdatatype.RRSIG}


def test_after_a_bogus_chain(validating):
    """An alias in the cache, its target an alias upstream, and then CD."""
    resolver = validating()
    resolver.ask("alias8.bogus.example", "MX")
    assert resolver.rcode("alias8.bogus.example") == "SERVFAIL"
    reply = resolver.ask("alias8.bogus.example", flags=FLAGS[1])
    assert computed(reply) == ("NOERROR", False, ["172.0.2.8"])


def test_after_a_query_with_cd(validating):
    """The target was rewritten before; the alias is asked with CD first."""
    resolver = validating("workstation: ttl: 300\n")
    resolver.ask("alias-nx.signed.example", "A")
    resolver.ask("workstation77.signed.example", "MX")
    for flags in FLAGS[1::-1]:
        reply = resolver.ask("alias-nx.signed.example", "MX", flags=flags)
        assert (reply.rcode(), reply.flags & dns.flags.AD) == (dns.rcode.NOERROR, 0)


NEGATIVE = ["workstation77", "alias-nx", "x.wild", "y.wild", "workstation6"]


@pytest.mark.parametrize("names", [NEGATIVE, NEGATIVE[::-1]])
@pytest.mark.parametrize("options", ["", "server:\n  aggressive-nsec: yes\n"
                                     "  harden-below-nxdomain: yes\n"])
def test_aliases_of_nxdomain(validating, names, options):
    """Whichever part of the chain is cached already."""
    resolver = validating(options)
    for qtype in ("TXT", "PTR"):
        for name in names * 2:
            for flags in FLAGS:
                reply = resolver.ask(f"{name}.signed.example", qtype, flags=flags)
                assert (reply.rcode(), reply.flags & dns.flags.AD) == (dns.rcode.NOERROR, 0)


OTHERS = [("www.signed.example", "A"), ("out.signed.example", "A"),
          ("signed.example", "MX"), ("signed.example", "SOA"),
          ("nothing.signed.example", "A"), ("www.signed.example", "TXT"),
          ("signed.example", "DNSKEY"), ("www.workstation5.signed.example", "A"),
          ("nothing.workstation5.signed.example", "A"), ("www.bogus.example", "A"),
          ("www.example.com", "A"), ("nothing.example.com", "A")]


@pytest.mark.parametrize("extra", ["", "workstation: other-types: nodata out-of-range: nxdomain\n",
                                   "workstation: origin: signed.example other-types: nodata\n"])
def test_names_that_are_not_computed(validating, plain, extra):
    resolver = validating(extra)
    seen = set()
    for name, qtype in OTHERS * 2:
        for flags in FLAGS[:2]:
            ask = {"qname": name, "qtype": qtype, "flags": flags, "want_dnssec": True}
            reply = resolver.ask(**ask)
            assert outcome(reply) == outcome(plain.ask(**ask)), (name, qtype, flags)
            seen.add((reply.rcode(), bool(reply.flags & dns.flags.AD)))
    assert seen >= {(dns.rcode.NOERROR, True), (dns.rcode.NXDOMAIN, True),
                    (dns.rcode.SERVFAIL, False), (dns.rcode.NOERROR, False)}


@pytest.mark.parametrize("flags", [FLAGS[:2], FLAGS[1::-1]])
def test_bogus_aliases(validating, flags):
    """An alias with a wrong signature is followed with CD only."""
    resolver = validating("workstation: ttl: 300\n")
    for flag in flags * 2:
        reply = resolver.ask("alias.bogus.example", flags=flag)
        assert computed(reply) == (("NOERROR", False, ["172.0.2.6"])
                                   if flag & dns.flags.CD else ("SERVFAIL", False, []))
    assert resolver.rcode("www.bogus.example") == "SERVFAIL"
    assert resolver.addresses("workstation5.bogus.example") == ["172.0.2.5"]
    assert resolver.rcode("workstation5.bogus.example", "TXT") == "SERVFAIL"


def test_alias_of_what_is_cached(validating):
    """The validator gets the whole chain from upstream, with the signatures that computed
    records lack, and so need not ask twice."""
    new, used = [validating("server:\n  extended-statistics: yes\nworkstation: ttl: 300\n")
                 for _ in range(2)]
    for _ in range(3):
        assert used.addresses("workstation5.bogus.example") == ["172.0.2.5"]
    for resolver in new, used:
        reply = resolver.ask("alias-away.signed.example")
        assert computed(reply) == ("NOERROR", False, ["172.0.2.5"])
    assert used.sent() == new.sent()
