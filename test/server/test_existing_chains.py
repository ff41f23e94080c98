# SPDX-License-Identifier: BSD-3-Clause
"""Rules with `existing: keep` beside all else that has a say: a validator, views, local
zones, RPZ, and other modules of the chain."""

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from existing import (KEEP, OFFICE, REVERSE, RULE, SETTINGS, ExistingUpstream, check_cache,
                      of_forward)
from resolver import Resolver
from rpz import NODATA, NXDOMAIN, SERVFAIL, said
from scripted import ScriptedUpstream, name_of, zone
from test_rpz import rpz
from views import GUEST, OTHER, STAFF, ask_at_once, view_clauses

CHAIN = "workstation iterator"
STATISTICS = "server:\n  extended-statistics: yes\n"
CD = dns.flags.RD | dns.flags.CD
FLAGS = [dns.flags.RD, CD, dns.flags.RD | dns.flags.AD]


@pytest.fixture(scope="module")
def upstream(tmp_path_factory):
    with ExistingUpstream(tmp_path_factory.mktemp("upstream")) as server:
        yield server


def of_origin(origin):
    return f'{SETTINGS}  origin: "{origin}"\n  existing: keep\n'


# Proofs that a name does not exist, and signatures of them.
PROOFS = {dns.rdatatype.NSEC, dns.rdatatype.NSEC3, dns.rdatatype.RRSIG}


@pytest.mark.either
@pytest.mark.parametrize("want_dnssec", [False, True])
@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("options", ["", "  aggressive-nsec: yes\n"
                                     "  harden-below-nxdomain: yes\n"],
                         ids=["", "aggressive"])
@pytest.mark.sampled(3)
def test_signed(start, upstream, want_dnssec, first, options):
    """Upstream's NXDOMAIN is validated, and what is computed after it has no AD; what
    upstream has keeps AD."""
    anchor = upstream.anchors["signed.example"]
    resolver = start("workstation validator iterator", "server:\n"
                     f'  trust-anchor: "{anchor}"\n{options}{of_origin("signed.example")}')
    wrong = []
    for flags in (FLAGS[first:] + FLAGS[:first]) * 2:
        for qname, qtype, outcome, answer in of_forward("signed.example"):
            reply = resolver.ask(qname, qtype, flags=flags, want_dnssec=want_dnssec)
            has_ad = bool(reply.flags & dns.flags.AD)
            # a query with AD or DO wants to know it, and one with CD does not
            may_have_ad = flags != CD and (want_dnssec or flags & dns.flags.AD)
            proofs = {rrset.rdtype for rrset in reply.answer + reply.authority} & PROOFS
            if (said(reply) != answer or has_ad > (outcome == "passed")
                    or (may_have_ad and outcome == "passed" and not has_ad)
                    or (proofs and outcome in ("answer", "nodata", "nxdomain"))):
                wrong.append((outcome, answer, reply.to_text()))
    assert wrong == []
    check_cache(resolver)


@pytest.mark.either
@pytest.mark.parametrize("first", [0, 1])
def test_bogus(start, upstream, first):
    """What is not validated is SERVFAIL, as without rules, but for clients with CD. The
    anchor is another zone's."""
    anchor = upstream.anchors["signed.example"].replace("signed.example", "other.example")
    resolver = start("workstation validator iterator",
                     f'server:\n  trust-anchor: "{anchor}"\n{of_origin("other.example")}')
    for flags in (FLAGS[first:] + FLAGS[:first]) * 2:
        for qname, qtype, _, answer in of_forward("other.example"):
            expected = answer if flags == CD else [SERVFAIL]
            assert said(resolver.ask(qname, qtype, flags=flags)) == expected, (qname, qtype)
    check_cache(resolver)


VIEW_ANSWERS = {
    "desk1": {"keep": ["203.0.113.1"], "replace": ["198.18.2.1"]},
    "desk4": {"keep": [f"www.{OFFICE}.", "192.0.2.80"], "replace": ["198.18.2.4"]},
    "desk7": {"keep": ["198.18.1.7"], "replace": ["198.18.2.7"]},
    "desk16": {"keep": [NXDOMAIN], "replace": [NXDOMAIN]},
    "to-desk1": {"keep": [f"desk1.{OFFICE}.", "203.0.113.1"],
                 "replace": [f"desk1.{OFFICE}.", "198.18.2.1"]},
    "to-desk7": {"keep": [f"desk7.{OFFICE}.", "198.18.1.7"],
                 "replace": [f"desk7.{OFFICE}.", "198.18.2.7"]},
}
REPLACE = RULE.replace("198.18.1", "198.18.2").replace("  reverse: yes\n", "")


@pytest.mark.parametrize("chain", [CHAIN, "workstation validator iterator",
                                   "respip workstation iterator"])
@pytest.mark.parametrize("clients", [(GUEST, OTHER, STAFF), (STAFF, GUEST, OTHER)])
@pytest.mark.parametrize("of_guests", ["keep", "replace"])
def test_views(start, chain, clients, of_guests):
    """One of the two rules is for guests only."""
    rules = {"keep": KEEP, "replace": REPLACE}
    of_others = "replace" if of_guests == "keep" else "keep"
    resolver = start(chain, view_clauses() + rules[of_guests] + "  for-view: guest\n"
                     + rules[of_others])
    for _ in range(2):
        for label, answers in VIEW_ANSWERS.items():
            for client in clients:
                expected = answers[of_guests if client == GUEST else of_others]
                reply = resolver.ask(f"{label}.{OFFICE}", client=client)
                assert said(reply) == expected, (label, client)
    check_cache(resolver)


def test_views_at_once(start):
    """Clients that wait for one reply each have what their rules say of it."""
    lines = [f"desk1.{OFFICE} 60 A 203.0.113.1", f"to-desk1.{OFFICE} 60 CNAME desk1.{OFFICE}.",
             f"to-desk7.{OFFICE} 60 CNAME desk7.{OFFICE}."]
    with ScriptedUpstream(zone(OFFICE, *lines, ttl=60)) as server:
        resolver = start(CHAIN, view_clauses() + KEEP + "  for-view: guest\n" + REPLACE
                         + Resolver.forward_zone(OFFICE, server.port))
        for label in ("to-desk1", "to-desk7", "desk1", "desk7"):
            replies = ask_at_once(resolver, server, [
                (client, f"{label}.{OFFICE}") for client in (GUEST, OTHER, GUEST, STAFF)])
            assert [said(reply) for reply in replies] == [
                VIEW_ANSWERS[label]["keep" if client == GUEST else "replace"]
                for client in (GUEST, OTHER, GUEST, STAFF)]


STATIC = (f'  local-zone: "{OFFICE}." static\n  local-zone: "{REVERSE}." static\n'
          f'  local-data: "printer.{OFFICE}. A 192.0.2.9"\n')
IN_ZONE = [
    ("desk7", "A", ["198.18.1.7"]), ("desk1", "A", ["198.18.1.1"]),
    ("desk1", "TXT", ['"seat 1"']), ("desk1", "HTTPS", [NODATA]), ("desk1", "MX", [NODATA]),
    ("_ssh._tcp.desk7", "SRV", [f"0 0 22 desk7.{OFFICE}."]), ("_tcp.desk7", "A", [NODATA]),
    ("desk16", "A", [NXDOMAIN]), ("printer", "A", ["192.0.2.9"]), ("nothing", "A", [NXDOMAIN]),
]


@pytest.fixture
def everything(start):
    """A resolver, and the server that it asks about everything."""
    office = zone(OFFICE, f"desk1.{OFFICE} 60 A 203.0.113.1", ttl=60)
    aliases = zone("aliases.example", *(f"{label}.aliases.example 60 CNAME {label}.{OFFICE}."
                                        for label in ("desk1", "desk7")), ttl=60)
    reverse = zone(REVERSE, f"1.{REVERSE} 60 PTR upstream.{OFFICE}.", ttl=60)

    def answer(query):
        name = name_of(query)
        return (aliases if "aliases" in name else reverse if "arpa" in name else office)(query)
    with ScriptedUpstream(answer) as server:
        def start_with(chain=CHAIN, extra="", rules=KEEP):
            text = STATISTICS + extra + rules + Resolver.forward_zone(".", server.port)
            text += "".join(Resolver.forward_zone(name, server.port)
                            for name in (OFFICE, REVERSE))
            return start(chain, text)
        yield server, start_with


@pytest.mark.parametrize("chain", [CHAIN, "workstation validator iterator",
                                   "respip workstation iterator"])
def test_static_zone(everything, chain):
    """It says that nothing exists, and nothing is sent out."""
    server, start_with = everything
    resolver = start_with(chain, STATIC)
    for _ in range(2):
        for label, qtype, expected in IN_ZONE:
            assert said(resolver.ask(f"{label}.{OFFICE}", qtype)) == expected, (label, qtype)
        for number in (1, 7):
            assert said(resolver.ask(f"{number}.{REVERSE}", "PTR")) == [
                f"desk{number}.{OFFICE}."]
    assert resolver.sent() == 0 and server.questions == []


def test_static_zone_without_recursion(everything):
    """Queries without RD are answered there as of rules without `existing: keep`."""
    server, start_with = everything
    for rules in (RULE, KEEP):
        resolver = start_with(extra=STATIC, rules=rules)
        assert said(resolver.ask(f"desk7.{OFFICE}", flags=0)) == ["198.18.1.7"], rules
    assert server.questions == []


@pytest.mark.parametrize("chain", [CHAIN, "workstation validator iterator",
                                   "respip workstation iterator"])
@pytest.mark.parametrize("options", ["", "  serve-expired: yes\n"], ids=["", "expired"])
def test_static_zone_behind_an_alias(everything, chain, options):
    server, start_with = everything
    resolver = start_with(chain, options + STATIC)
    for _ in range(2):
        for label, address in (("desk1", "198.18.1.1"), ("desk7", "198.18.1.7")):
            assert said(resolver.ask(f"{label}.aliases.example")) == [
                f"{label}.{OFFICE}.", address], label
    if chain != "workstation validator iterator" and not options:
        assert set(server.questions) == {("desk1.aliases.example.", "A"),
                                         ("desk7.aliases.example.", "A")}


@pytest.mark.command("reload_keep_cache")
def test_static_zone_after_what_upstream_said(everything):
    """What is cached from before the zone does not count either."""
    server, start_with = everything
    resolver = start_with()
    names = [f"desk1.{OFFICE}", "desk1.aliases.example"]
    for name in names:
        assert said(resolver.ask(name))[-1] == "203.0.113.1"
    text = resolver.conf.read_text()
    resolver.conf.write_text(text.replace(STATISTICS, STATISTICS + STATIC))
    resolver.reload("reload_keep_cache")
    for name in names * 2:
        assert said(resolver.ask(name))[-1] == "198.18.1.1", name
    resolver.conf.write_text(text)
    resolver.reload("reload_keep_cache")
    for name in names * 2:
        assert said(resolver.ask(name))[-1] == "203.0.113.1", name


def test_static_zone_of_a_view(everything):
    """It is one for the clients of the view."""
    _, start_with = everything
    zone_of_view = f'  local-zone: "{OFFICE}." static\n'
    resolver = start_with(rules=KEEP + view_clauses(guest=zone_of_view))
    for _ in range(2):
        assert said(resolver.ask(f"desk1.{OFFICE}", client=GUEST)) == ["198.18.1.1"]
        assert said(resolver.ask(f"desk1.{OFFICE}", client=OTHER)) == ["203.0.113.1"]
        assert said(resolver.ask(f"desk7.{OFFICE}", client=GUEST)) == ["198.18.1.7"]
        assert said(resolver.ask(f"desk7.{OFFICE}", client=OTHER)) == ["198.18.1.7"]


def test_private_addresses(everything):
    """Unbound's default zone for them is static; without it, upstream's PTR records win."""
    server, start_with = everything
    reverse = "1.1.10.in-addr.arpa"
    server.answer = zone(reverse, f"1.{reverse} 60 PTR upstream.{OFFICE}.", ttl=60)
    rule = KEEP.replace("198.18.1.", "10.1.1.")
    resolver = start_with(rules=rule)
    for number in (1, 7):
        assert said(resolver.ask(f"{number}.{reverse}", "PTR")) == [f"desk{number}.{OFFICE}."]
    assert server.questions == []
    resolver = start_with(extra='  local-zone: "10.in-addr.arpa." nodefault\n', rules=rule)
    for _ in range(2):
        assert said(resolver.ask(f"1.{reverse}", "PTR")) == [f"upstream.{OFFICE}."]
        assert said(resolver.ask(f"7.{reverse}", "PTR")) == [f"desk7.{OFFICE}."]


@pytest.mark.parametrize("chain", [CHAIN, "workstation validator iterator",
                                   "respip workstation iterator"])
def test_local_data(start, chain):
    """It comes first, also behind aliases."""
    resolver = start(chain, f"""
server:
  local-data: "desk1.{OFFICE}. A 192.0.2.1"
  local-data: "desk7.{OFFICE}. A 192.0.2.7"
{KEEP}""")
    for _ in range(2):
        for number in (1, 7):
            assert said(resolver.ask(f"desk{number}.{OFFICE}")) == [f"192.0.2.{number}"]
            assert said(resolver.ask(f"to-desk{number}.{OFFICE}")) == [
                f"desk{number}.{OFFICE}.", f"192.0.2.{number}"]
        assert said(resolver.ask(f"desk5.{OFFICE}", "AAAA"))[-1] == NODATA


@pytest.mark.parametrize("chain", ["respip workstation iterator", "workstation respip iterator",
                                   "respip workstation validator iterator"])
def test_rpz(start, tmp_path, chain):
    """It has its say of what exists, of what is computed, and behind aliases."""
    resolver = start(chain, rpz(
        tmp_path, "rpz.example", f"desk1.{OFFICE} CNAME .", f"desk7.{OFFICE} CNAME .",
        f"desk3.{OFFICE} A 192.0.2.3", f"desk8.{OFFICE} A 192.0.2.8",
        f"desk2.{OFFICE} CNAME rpz-passthru.") + KEEP)
    for _ in range(2):
        for number in (1, 7):
            assert said(resolver.ask(f"desk{number}.{OFFICE}")) == [NXDOMAIN]
            assert said(resolver.ask(f"to-desk{number}.{OFFICE}"))[-1] == NXDOMAIN
        for number in (3, 8):
            assert said(resolver.ask(f"desk{number}.{OFFICE}")) == [f"192.0.2.{number}"]
        assert said(resolver.ask(f"desk2.{OFFICE}")) == ["198.18.1.2"]
        assert said(resolver.ask(f"desk2.{OFFICE}", "AAAA")) == ["2001:db8::2"]
        assert said(resolver.ask(f"desk9.{OFFICE}")) == ["198.18.1.9"]
    check_cache(resolver)


def test_response_ip(start):
    """Addresses of both kinds pass a respip that stands in front."""
    resolver = start("respip workstation iterator", f"""
server:
  response-ip: 198.18.1.7/32 redirect
  response-ip-data: 198.18.1.7/32 "A 192.0.2.7"
  response-ip: 203.0.113.1/32 redirect
  response-ip-data: 203.0.113.1/32 "A 192.0.2.1"
{KEEP}""")
    for _ in range(2):
        for number in (1, 7):
            assert said(resolver.ask(f"desk{number}.{OFFICE}")) == [f"192.0.2.{number}"]
        assert said(resolver.ask(f"desk9.{OFFICE}")) == ["198.18.1.9"]


@pytest.mark.either
@pytest.mark.parametrize("chain", ["dns64 workstation iterator",
                                   "dns64 workstation validator iterator",
                                   "workstation dns64 iterator"])
def test_dns64(start, chain):
    """It makes AAAA records of either address, and upstream's own come first."""
    rules = KEEP.replace("  network: 2001:470:1f::/124\n", "")
    resolver = start(chain, STATISTICS + rules)
    for _ in range(3):
        for label, expected in (
                ("desk1", ["64:ff9b::cb00:7101"]), ("desk2", ["2001:db8::2"]),
                ("desk7", ["64:ff9b::c612:107"]),
                ("to-desk7", [f"desk7.{OFFICE}.", "64:ff9b::c612:107"])):
            assert said(resolver.ask(f"{label}.{OFFICE}", "AAAA")) == expected, label
            assert said(resolver.ask(f"desk7.{OFFICE}")) == ["198.18.1.7"]
    # in front of a library, it stores what it is given
    assert resolver.dynlib or "64:ff9b::c612:" not in check_cache(resolver)


def for_subnets(query):
    """The answer for a client's network: desk7 exists for those with an odd third octet."""
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.AA
    number = 0
    for option in query.options:
        if option.otype == dns.edns.ECS:
            number = int(option.address.split(".")[2])
            reply.use_edns(0, options=[dns.edns.ECSOption(option.address, option.srclen, 24)])
    if number % 2:
        reply.answer.append(dns.rrset.from_text(
            query.question[0].name, 60, "IN", "A", f"203.0.113.{number}"))
    else:
        reply.set_rcode(dns.rcode.NXDOMAIN)
        reply.authority.append(dns.rrset.from_text(
            OFFICE + ".", 60, "IN", "SOA", ". . 1 3600 900 86400 60"))
    return reply


@pytest.mark.either
@pytest.mark.needs("subnetcache")
@pytest.mark.parametrize("chain", ["workstation subnetcache iterator",
                                   "subnetcache workstation iterator",
                                   "subnetcache workstation validator iterator"])
def test_subnetcache(start, chain):
    """What exists can be another thing for each client's network."""
    with ScriptedUpstream(for_subnets) as server:
        resolver = start(chain, """
server:
  send-client-subnet: 127.0.0.1
  client-subnet-always-forward: yes
  max-client-subnet-ipv4: 24
""" + KEEP + Resolver.forward_zone(OFFICE, server.port))
        for _ in range(3):
            for number in (6, 7, 8, 9):
                reply = resolver.ask(f"desk7.{OFFICE}", use_edns=0, options=[
                    dns.edns.ECSOption(f"10.0.{number}.0", 24)])
                assert said(reply) == [f"203.0.113.{number}" if number % 2
                                       else "198.18.1.7"], number


@pytest.mark.parametrize("chain", ["respip workstation iterator",
                                   "subnetcache workstation iterator"])
def test_upstream_is_asked_once_behind_others(start, chain):
    """Where the module is not the first, its reply is not in a cache of theirs either."""
    resolver = start(chain, STATISTICS + KEEP)
    for qname, answer in ((f"desk7.{OFFICE}", ["198.18.1.7"]),
                          (f"desk1.{OFFICE}", ["203.0.113.1"])):
        before = resolver.sent()
        for _ in range(3):
            assert said(resolver.ask(qname)) == answer
            assert resolver.sent() == before + 1
    check_cache(resolver)


@pytest.mark.either
def test_class_any(start):
    resolver = start(CHAIN, KEEP)
    for _ in range(2):
        assert said(resolver.ask(f"desk7.{OFFICE}", qclass="ANY")) == ["198.18.1.7"]
        assert said(resolver.ask(f"desk1.{OFFICE}", qclass="ANY")) == ["203.0.113.1"]


def test_without_recursion(start):
    """Of what is not in the cache, nobody knows whether it exists."""
    resolver = start(CHAIN, KEEP)
    reply = resolver.ask(f"desk7.{OFFICE}", flags=0)
    assert reply.rcode() == dns.rcode.REFUSED and not reply.answer
    resolver = start(CHAIN, "server:\n  access-control: 127.0.0.0/8 allow_snoop\n" + KEEP)
    reply = resolver.ask(f"desk7.{OFFICE}", flags=0)
    assert not reply.answer
    resolver.ask(f"desk7.{OFFICE}")
    assert said(resolver.ask(f"desk7.{OFFICE}", flags=0)) == ["198.18.1.7"]
