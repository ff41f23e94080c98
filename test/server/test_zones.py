# SPDX-License-Identifier: BSD-3-Clause
"""Zones without keys: everything at and below a name is answered here, and upstream, which
has every name, is not asked for it."""

import contextlib

import dns.flags
import dns.name
import dns.rcode
import dns.rrset
import pytest

from resolver import Resolver
from scripted import ScriptedUpstream
from signed_zones import is_signed
from test_local_zones import anything
from views import CLIENTS, GUEST, OTHER, STAFF, Asked, all_taken, held, view_clauses
from zone_keys import make_key, zone_clause

OPEN, LAB, REVERSE = "open.internal", "lab.open.internal", "1.10.in-addr.arpa"
ZONES = (zone_clause(OPEN, settings=f'  nameserver: "desk1.{OPEN}"\n'
                     '  nameserver: "ns.example.net"\n  ttl: 600\n')
         + zone_clause(LAB) + zone_clause(REVERSE, settings="  ttl: 60\n"))
RULES = f"""
workstation:
  name: "desk{{n}}"
  network: 10.1.0.0/24
  origin: "{OPEN}"
  ttl: 300
  reverse: yes
  record: "_ssh._tcp SRV 0 0 22 {{name}}"
workstation:
  name: "seat{{n}}.floor3"
  network: 10.1.1.0/24
  origin: "{OPEN}"
workstation:
  name: "bench{{n}}"
  network: 10.1.2.0/24
  origin: "{LAB}"
  reverse: yes
workstation:
  name: "desk{{n}}"
  network: 10.2.0.0/24
  origin: "outside.internal"
workstation:
"""
CHAINS = ["workstation iterator", "workstation validator iterator",
          "respip workstation iterator"]
UPSTREAM = "203.0.113.99"


@pytest.fixture(scope="module")
def upstream():
    """The resolvers here forward everything to one that has every name."""
    with ScriptedUpstream(anything) as server:
        server.zones, server.signed_zones = (".",), ()
        yield server


@pytest.fixture(scope="module", params=CHAINS)
def resolver(request, run):
    return run(request.param, ZONES + RULES)


def lower(rdata):
    return rdata.to_text().lower()


def said(reply):
    """The RDATA of an answer, in lower case; or the rcode, and owner, TTL and MINIMUM of
    the SOA record."""
    if reply.answer:
        return [text for rrset in reply.answer for text in sorted(map(lower, rrset))]
    (soa,) = reply.authority
    return (dns.rcode.to_text(reply.rcode()), soa.name.to_text().lower(), soa.ttl,
            soa[0].minimum)


def nodata(zone, ttl):
    return ("NOERROR", f"{zone}.", ttl, ttl)


def nxdomain(zone, ttl):
    return ("NXDOMAIN", f"{zone}.", ttl, ttl)


ANSWERS = [
    (OPEN, "NS", [f"desk1.{OPEN}.", "ns.example.net."]), (LAB, "NS", [f"{LAB}."]),
    (OPEN.upper(), "NS", [f"desk1.{OPEN}.", "ns.example.net."]),
    (REVERSE, "NS", [f"{REVERSE}."]),
    (f"desk5.{OPEN}", "A", ["10.1.0.5"]), (f"DESK5.{OPEN.upper()}", "A", ["10.1.0.5"]),
    (f"desk5.{OPEN}", "ANY", ["10.1.0.5"]),
    (f"_ssh._tcp.desk5.{OPEN}", "SRV", [f"0 0 22 desk5.{OPEN}."]),
    (f"seat7.floor3.{OPEN}", "A", ["10.1.1.7"]), (f"bench9.{LAB}", "A", ["10.1.2.9"]),
    (f"5.0.{REVERSE}", "PTR", [f"desk5.{OPEN}."]),
    (f"9.2.{REVERSE}", "PTR", [f"bench9.{LAB}."]),
    # other types
    (OPEN, "A", nodata(OPEN, 600)), (OPEN, "DNSKEY", nodata(OPEN, 600)),
    (LAB, "A", nodata(LAB, 3600)), (REVERSE, "PTR", nodata(REVERSE, 60)),
    (f"desk5.{OPEN}", "AAAA", nodata(OPEN, 600)), (f"desk5.{OPEN}", "TXT", nodata(OPEN, 600)),
    (f"desk5.{OPEN}", "DS", nodata(OPEN, 600)), (f"desk5.{OPEN}", "NS", nodata(OPEN, 600)),
    (f"5.0.{REVERSE}", "A", nodata(REVERSE, 60)),
    (LAB, "DS", nodata(OPEN, 600)),  # a cut
    # empty non-terminals
    (f"_tcp.desk5.{OPEN}", "A", nodata(OPEN, 600)), (f"floor3.{OPEN}", "A", nodata(OPEN, 600)),
    (f"0.{REVERSE}", "PTR", nodata(REVERSE, 60)), (f"2.{REVERSE}", "PTR", nodata(REVERSE, 60)),
    # what does not exist
    (f"www.{OPEN}", "A", nxdomain(OPEN, 600)), (f"desk256.{OPEN}", "A", nxdomain(OPEN, 600)),
    (f"x.desk5.{OPEN}", "A", nxdomain(OPEN, 600)),
    (f"a.b.c.{OPEN}", "TXT", nxdomain(OPEN, 600)),
    (f"desk5.{LAB}", "A", nxdomain(LAB, 3600)), (f"bench256.{LAB}", "A", nxdomain(LAB, 3600)),
    (f"bench5.{OPEN}", "A", nxdomain(OPEN, 600)), (f"*.{OPEN}", "A", nxdomain(OPEN, 600)),
    (f"seat256.floor3.{OPEN}", "A", nxdomain(OPEN, 600)),
    (f"3.{REVERSE}", "PTR", nxdomain(REVERSE, 60)),
    (f"5.3.{REVERSE}", "PTR", nxdomain(REVERSE, 60)),
    (f"256.0.{REVERSE}", "PTR", nxdomain(REVERSE, 60)),
    (f"x.5.0.{REVERSE}", "PTR", nxdomain(REVERSE, 60)),
    # the rule for any domain does not reach in
    (f"workstation5.{OPEN}", "A", nxdomain(OPEN, 600)),
    (f"workstation5.{LAB}", "A", nxdomain(LAB, 3600)),
]


@pytest.mark.parametrize("qname, qtype, expected", ANSWERS)
def test_everything_is_answered_here(resolver, upstream, qname, qtype, expected):
    before = len(upstream.questions)
    for flags in dns.flags.RD, 0, dns.flags.RD | dns.flags.AD:
        if flags == 0 and "respip" in resolver.conf.read_text():
            continue  # behind another module, Unbound refuses it
        reply = resolver.ask(qname, qtype, flags=flags)
        assert said(reply) == expected
        assert not reply.flags & dns.flags.AD
        signed = resolver.ask(qname, qtype, flags=flags, want_dnssec=True)
        assert (said(signed), signed.flags & dns.flags.AD) == (expected, 0)
    assert upstream.questions[before:] == []


@pytest.mark.parametrize("qname, mname, ttl", [
    (OPEN, f"desk1.{OPEN}.", 600), (LAB, ".", 3600), (REVERSE, ".", 60),
    (LAB.upper(), ".", 3600)])
def test_soa(resolver, qname, mname, ttl):
    (soa,) = resolver.ask(qname, "SOA").answer
    assert (soa.name.to_text(), soa.ttl) == (f"{qname}.", ttl)
    assert (soa[0].mname.to_text(), soa[0].minimum) == (mname, ttl)
    (ns,) = resolver.ask(qname, "NS").answer
    assert ns.ttl == ttl


@pytest.mark.parametrize("qname, qtype, expected", [
    ("desk5.outside.internal", "A", ["10.2.0.5"]), ("www.outside.internal", "A", [UPSTREAM]),
    ("workstation5.example.com", "A", ["172.0.2.5"]), ("internal", "A", [UPSTREAM]),
    ("open.internal.example.com", "A", [UPSTREAM]), ("xopen.internal", "A", [UPSTREAM]),
    ("5.0.2.10.in-addr.arpa", "PTR", None)])
def test_other_names(resolver, qname, qtype, expected):
    """Are not in a zone."""
    reply = resolver.ask(qname, qtype)
    if expected:
        assert said(reply) == expected
    else:  # Unbound's own zone for 10.in-addr.arpa
        assert (reply.rcode(), reply.authority[0].name.to_text()) == (
            dns.rcode.NXDOMAIN, "10.in-addr.arpa.")


@pytest.mark.parametrize("qname", [OPEN, OPEN.upper()])
def test_the_delegation_signer_of_a_zone(resolver, upstream, qname):
    """Is the parent's, and asked there."""
    before = len(upstream.questions)
    resolver.ask(qname, "DS")
    resolver.control("flush_type", qname, "DS")
    resolver.ask(qname, "DS")
    assert (f"{OPEN}.", "DS") in upstream.questions[before:]


@pytest.mark.parametrize("zone", [
    f'local-zone: "{OPEN}." static', 'local-zone: "internal." static',
    f'local-zone: "{OPEN}." static\n  local-data: "printer.{OPEN}. A 192.0.2.7"'])
def test_a_static_local_zone_gives_way(start, zone):
    """To the whole zone, and local-data is an exception."""
    resolver = start("workstation iterator", f"server:\n  {zone}\n{ZONES}{RULES}")
    for qname, qtype, expected in ANSWERS:
        assert said(resolver.ask(qname, qtype)) == expected, (qname, qtype)
    if "local-data" in zone:
        assert resolver.addresses(f"printer.{OPEN}") == ["192.0.2.7"]
    if "internal" in zone.split(".")[0]:
        assert resolver.rcode("www.internal") == "NXDOMAIN"


def test_a_static_local_zone_of_a_view_gives_way(start):
    """For its clients, as for all others."""
    resolver = start("workstation iterator", view_clauses(
        guest='  local-zone: "internal." static\n',
        staff=f'  local-zone: "{OPEN}." static\n  local-data: "printer.{OPEN}. A 192.0.2.7"\n')
        + ZONES + RULES)
    for client in CLIENTS:
        for qname, qtype, expected in ANSWERS:
            assert said(resolver.ask(qname, qtype, client=client)) == expected, (qname, client)
    assert resolver.addresses(f"printer.{OPEN}", client=STAFF) == ["192.0.2.7"]
    assert resolver.rcode("www.internal", client=GUEST) == "NXDOMAIN"


def test_default_local_zones_give_way(start, upstream):
    """Their own records too, which they have at the same apex."""
    zones = ("10.in-addr.arpa", "168.192.in-addr.arpa", "test", "home.arpa")
    resolver = start("workstation iterator", "".join(map(zone_clause, zones)))
    before = len(upstream.questions)
    for zone in zones:
        for qname in zone, f"5.0.1.{zone}":
            (soa,) = resolver.ask(qname, "TXT").authority
            assert (soa.name.to_text(), soa[0].mname.to_text()) == (f"{zone}.", ".")
        (soa,) = resolver.ask(zone, "SOA").answer
        assert soa[0].mname.to_text() == "."
        assert resolver.addresses(zone, "NS") == [f"{zone}."]
    assert upstream.questions[before:] == []


def test_local_data_is_an_exception(start):
    resolver = start("workstation iterator", f"""server:
  local-data: "desk6.{OPEN}. A 192.0.2.6"
  local-data: "printer.{OPEN}. A 192.0.2.7"
{ZONES}{RULES}""")
    assert resolver.addresses(f"desk6.{OPEN}") == ["192.0.2.6"]
    assert resolver.addresses(f"printer.{OPEN}") == ["192.0.2.7"]
    assert resolver.addresses(f"desk5.{OPEN}") == ["10.1.0.5"]
    assert resolver.rcode(f"scanner.{OPEN}") == "NXDOMAIN"


def to_zone(query):
    """An upstream with aliases, to-LABEL, into the zone."""
    (question,) = query.question
    reply = anything(query)
    label = question.name.labels[0].decode()
    if label.startswith("to-"):
        reply.answer = [dns.rrset.from_text(
            question.name, 60, "IN", "CNAME", f"{label.removeprefix('to-')}.{OPEN}.")]
        reply.authority = []
    return reply


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("chain", CHAINS)
def test_an_alias_into_a_zone(start, upstream, tmp_path, chain, signed):
    """Ends in what the zone says. Its names are not asked for upstream; only behind a
    validator they are, where the zone has no key."""
    before = len(upstream.questions)
    zones = zone_clause(OPEN, [make_key(tmp_path, OPEN)] if signed else ())
    with ScriptedUpstream(to_zone) as server:
        server.zones, server.signed_zones = (".",), ()
        resolver = start(chain, zones + RULES
                         + Resolver.forward_zone("aliases.example", server.port))
        for _ in range(2):
            assert resolver.addresses("to-desk5.aliases.example") == [
                f"desk5.{OPEN}.", "10.1.0.5"]
            for label, qtype, rcode in (("nothing", "A", "NXDOMAIN"),
                                        ("desk5", "TXT", "NOERROR")):
                reply = resolver.ask(f"to-{label}.aliases.example", qtype)
                assert dns.rcode.to_text(reply.rcode()) == rcode
                assert [rrset.name.to_text() for rrset in reply.authority] == [f"{OPEN}."]
        asked = [qname for qname, qtype in server.questions + upstream.questions[before:]
                 if qtype != "DS"]
    if signed or "validator" not in chain:
        assert not [qname for qname in asked if qname.endswith(f"{OPEN}.")]


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("label, rcode", [("desk5", "NOERROR"), ("nothing", "NXDOMAIN")])
def test_clients_that_wait_for_the_same_alias(start, tmp_path, chain, label, rcode):
    """Into a signed zone: each is given what it wants."""
    zones = zone_clause(OPEN, [make_key(tmp_path, OPEN)])
    with ScriptedUpstream(to_zone) as server, contextlib.ExitStack() as stack:
        resolver = start(chain, zones + RULES
                         + Resolver.forward_zone("aliases.example", server.port))
        wanted = [(flags, do) for flags in (dns.flags.RD, dns.flags.RD | dns.flags.CD)
                  for do in (False, True, False)]
        with held(server):
            asked = [stack.enter_context(Asked(
                resolver, OTHER, f"to-{label}.aliases.example", "A", flags, want_dnssec=do))
                for flags, do in wanted]
            all_taken(resolver)
        for (_, do), query in zip(wanted, asked):
            reply = query.reply()
            assert is_signed(reply) == do
            # a compact denial is for those who understand it
            assert dns.rcode.to_text(reply.rcode()) == ("NOERROR" if do else rcode)
            assert not reply.flags & dns.flags.AD


def test_reload(start):
    """Zones come and go, and what was forwarded before is not served from the cache."""
    resolver = start("workstation iterator", RULES)
    assert resolver.addresses(f"www.{OPEN}") == [UPSTREAM]
    for how in "reload", "SIGHUP", "reload_keep_cache":
        resolver.configure("workstation iterator", ZONES + RULES)
        resolver.reload(how)
        assert said(resolver.ask(f"www.{OPEN}")) == nxdomain(OPEN, 600)
        assert said(resolver.ask(f"www.{LAB}")) == nxdomain(LAB, 3600)
        resolver.configure("workstation iterator", zone_clause(LAB) + RULES)
        resolver.reload(how)
        assert resolver.addresses(f"www.{OPEN}") == [UPSTREAM]
        assert said(resolver.ask(f"www.{LAB}")) == nxdomain(LAB, 3600)
        resolver.configure("workstation iterator", RULES)
        resolver.reload(how)
        assert resolver.addresses(f"www.{LAB}") == [UPSTREAM]


def test_only_a_zone(start):
    """Without a rule there is no built-in one, whose names lie in every domain."""
    resolver = start("workstation iterator", zone_clause(OPEN))
    assert resolver.rcode(f"workstation5.{OPEN}") == "NXDOMAIN"
    assert resolver.addresses("workstation5.example.com") == [UPSTREAM]


RULE = f'workstation: name: "desk{{n}}" network: 10.1.0.0/24 origin: "{OPEN}" '
BAD = [  # the line that is wrong, and words of the message
    (zone_clause(OPEN) + RULE + "existing: keep", "existing", "keep"),
    (zone_clause(OPEN) + RULE + "other-types: pass", "other-types", "pass"),
    (zone_clause(OPEN) + RULE + 'other-types: "nodata except MX"', "other-types", "MX"),
    (zone_clause(OPEN) + RULE + 'other-types: "pass except MX"', "other-types", "MX"),
    (zone_clause(OPEN) + RULE + "out-of-range: pass", "out-of-range", "pass"),
    (zone_clause("internal") + RULE + "existing: keep", "existing", "keep"),
    (zone_clause(REVERSE) + RULE + "existing: keep reverse: yes", "existing", "keep"),
    (zone_clause(OPEN) + zone_clause(OPEN.upper()), "name", OPEN.upper()),
    (zone_clause(OPEN, settings='  name: "a.example"\n'), "name", "a.example"),
    (zone_clause(OPEN, settings="  ttl: 60\n  ttl: 61\n"), "ttl", "61"),
    (zone_clause(OPEN, settings="  ttl: many\n"), "ttl", "many"),
    (zone_clause(OPEN, settings="  ttl: 2147483648\n"), "ttl", "2147483648"),
    (zone_clause("open..internal"), "name", "open..internal"),
    (zone_clause("*.internal"), "name", r"\*.internal"),
    ("workstation-zone:\n  ttl: 60\n", "workstation-zone", "name"),
    (zone_clause(OPEN, settings='  nameserver: "ns..example"\n'), "nameserver", "ns..example"),
    (zone_clause(OPEN, settings='  nameserver: "a.example"\n  nameserver: "A.example"\n'),
     "nameserver", "A.example"),
    (zone_clause(OPEN, settings='  key: "/nowhere/Kopen"\n'), "key", "/nowhere/Kopen"),
]
FITS = [
    RULE, RULE + "other-types: nodata out-of-range: nxdomain",
    RULE + "existing: replace", RULE + "ttl: 2147483647",
    RULE.replace(OPEN, "other.internal") + "existing: keep other-types: pass",
    f'workstation: name: "desk{{n}}" network: 10.1.0.0/24 origin: "{OPEN}" record: "MX 10 x."'
]


def checked(resolver, extra):
    resolver.configure("workstation iterator", extra + "\n")
    return resolver.checkconf()


@pytest.fixture(scope="module")
def stopped(prefix, upstream, tmp_path_factory):
    """A configuration that is only checked."""
    return Resolver(prefix, tmp_path_factory.mktemp("checked"), upstream)


@pytest.mark.parametrize("clauses, setting, value", BAD)
def test_an_error(stopped, checkconf, tmp_path, clauses, setting, value):
    """One sentence that says where and what; the same from both programs."""
    said = checked(stopped, clauses)
    assert said.returncode != 0
    (line,) = said.stderr.splitlines()
    number = line.partition(f"{stopped.conf}:")[2].partition(":")[0]
    assert f"{setting}:" in stopped.conf.read_text().splitlines()[int(number) - 1]
    assert value.strip("\\") in line
    assert "expected" in line or "needs name:" in line
    path = tmp_path / "rules"
    path.write_text(clauses)
    assert checkconf(path).returncode != 0


@pytest.mark.parametrize("rule", FITS)
def test_a_rule_that_fits(stopped, rule):
    said = checked(stopped, zone_clause(OPEN) + rule)
    assert (said.returncode, said.stderr) == (0, "")


def test_a_wrong_zone_leaves_the_old_ones(start):
    resolver = start("workstation iterator", zone_clause(LAB) + RULES)
    for clauses, *_ in BAD[:3]:
        resolver.configure("workstation iterator", clauses)
        resolver.reload()
        assert said(resolver.ask(f"www.{LAB}")) == nxdomain(LAB, 3600)
    resolver.configure("workstation iterator", ZONES + RULES)
    resolver.reload()
    assert said(resolver.ask(f"www.{OPEN}")) == nxdomain(OPEN, 600)


def test_a_server_without_an_address(stopped):
    """Is a warning where its name lies in the zone."""
    for server, warned in ((f"desk7.{OPEN}", False), (f"desk700.{OPEN}", True),
                           (f"ns.{OPEN}", True), ("ns.example.net", False)):
        said = checked(stopped, zone_clause(
            OPEN, settings=f'  nameserver: "{server}"\n') + RULES)
        assert said.returncode == 0
        assert (f"warning: {stopped.conf}:" in said.stderr and server in said.stderr) == warned
