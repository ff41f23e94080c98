# SPDX-License-Identifier: BSD-3-Clause
"""Ways to a record by template: aliases, caches, views, local zones, other modules; and what
is said of it in statistics and Extended DNS Errors."""

import contextlib

import dns.flags
import dns.query
import dns.rcode
import dns.rdatatype
import pytest

from machine import wait_for
from scripted import ScriptedUpstream, zone
from test_ede_and_log import errors
from test_statistics import outcomes, rules
from test_validator import anchors
from views import CLIENTS, GUEST, OTHER, STAFF, Rule, clauses, outcome, start_own, view_clauses

pytestmark = pytest.mark.either

# Upstream has other TXT and HTTPS records of workstation5
RULES = """
workstation: name: "workstation{n}" network: 172.0.2.0/24 ttl: 60
  record: 'TXT "seat {n}"'
  record: 'TXT "of {name}"'
  record: "HTTPS 1 . ipv4hint={ipv4}"
  record: "_ssh._tcp SRV 0 0 22 {name}"
"""
CHAINS = pytest.mark.parametrize("chain", ["workstation iterator",
                                           "workstation validator iterator"])
ZONES = pytest.mark.parametrize("apex", ["example.com", "signed.example"])


def seat(number, apex):
    """The TXT records of a name."""
    return {f'"seat {number}"', f'"of workstation{number}.{apex}."'}


def end(reply):
    """The RDATA of the last RRset, and its TTL."""
    return {rdata.to_text() for rdata in reply.answer[-1]}, reply.answer[-1].ttl


ALIASES = [("alias", 5), ("alias2", 5), ("alias-nx", 77), ("x.wild", 6), ("alias8", 8)]


@CHAINS
@ZONES
@pytest.mark.parametrize("want_dnssec", [False, True])
def test_alias_of_upstream(start, upstream, chain, apex, want_dnssec):
    """It ends in the computed records of the type, from the cache too. The target is
    asked for after that, and before."""
    resolver = start(chain, anchors(upstream) + RULES)
    for _ in range(3):
        for label, number in ALIASES:
            reply = resolver.ask(f"{label}.{apex}", "TXT", want_dnssec=want_dnssec)
            assert reply.rcode() == dns.rcode.NOERROR
            assert reply.answer[0].rdtype == dns.rdatatype.CNAME
            assert end(reply) == (seat(number, apex), 60)
            assert not reply.flags & dns.flags.AD
            reply = resolver.ask(f"{label}.{apex}", "HTTPS", want_dnssec=want_dnssec)
            assert end(reply) == ({f'1 . ipv4hint="172.0.2.{number}"'}, 60)
        for number in (5, 6, 8, 77):
            reply = resolver.ask(f"workstation{number}.{apex}", "TXT", want_dnssec=want_dnssec)
            assert len(reply.answer) == 1
            assert end(reply) == (seat(number, apex), 60)


def upstream_for(name, server):
    return f'forward-zone:\n  name: "{name}"\n  forward-addr: 127.0.0.1@{server.port}\n'


def test_forged_alias(start, upstream):
    """An alias whose signature is wrong is bogus, whatever it leads to."""
    resolver = start("workstation validator iterator", anchors(upstream) + RULES)
    for _ in range(2):
        assert resolver.rcode("alias.bogus.example", "TXT") == "SERVFAIL"
        assert end(resolver.ask("workstation5.bogus.example", "TXT"))[0] == seat(
            5, "bogus.example")


def test_alias_whose_target_cannot_be_resolved(start, upstream):
    resolver = start("workstation iterator", RULES + upstream_for("refused.example", upstream))
    for _ in range(2):
        assert end(resolver.ask("alias-refused.example.com", "TXT"))[0] == seat(
            5, "refused.example")


def test_other_types_of_an_alias_are_upstreams(start):
    resolver = start("workstation iterator", RULES)
    for _ in range(2):
        assert end(resolver.ask("alias.example.com", "AAAA"))[0] == {"2001:db8::5"}
        reply = resolver.ask("alias.example.com", "MX")
        assert (len(reply.answer), str(reply.authority[0].name)) == (1, "example.com.")


SCRIPTED = [
    "www.scripted.example 1 A 203.0.113.9",
    "svc.scripted.example 1 CNAME _ssh._tcp.workstation9.scripted.example.",
    "between.scripted.example 1 CNAME _tcp.workstation9.scripted.example.",
    "txt.scripted.example 1 CNAME workstation9.scripted.example.",
    "_sip._tcp.scripted.example 1 SRV 0 0 5060 workstation9.scripted.example."]


@contextlib.contextmanager
def scripted_zone(apex="scripted.example"):
    with ScriptedUpstream(zone(apex, *SCRIPTED)) as server:
        server.clause = upstream_for(apex, server)
        yield server


@CHAINS
def test_alias_of_a_prefixed_name(start, chain):
    with scripted_zone() as server:
        resolver = start(chain, server.clause + RULES)
        for _ in range(3):
            assert end(resolver.ask("svc.scripted.example", "SRV"))[0] == {
                "0 0 22 workstation9.scripted.example."}
            # both exist, and upstream has nothing of them
            for name in ("svc", "between"):
                reply = resolver.ask(f"{name}.scripted.example", "TXT")
                assert (reply.rcode(), len(reply.answer)) == (dns.rcode.NOERROR, 1)
            assert end(resolver.ask("_sip._tcp.scripted.example", "SRV"))[0] == {
                "0 0 5060 workstation9.scripted.example."}


@pytest.mark.linked  # the loadable module caches no such alias
def test_dead_upstream(start):
    """Computed records do not need it, and an alias that has expired does not either,
    with serve-expired."""
    with scripted_zone() as server:
        resolver = start("workstation iterator", """server:
  serve-expired: yes
  serve-expired-client-timeout: 0
""" + server.clause + RULES)
        fresh = resolver.ask("txt.scripted.example", "TXT")
        assert end(fresh) == (seat(9, "scripted.example"), 60)
        server.silent = True

        def expired():
            reply = resolver.ask("txt.scripted.example", "TXT")
            assert end(reply) == (seat(9, "scripted.example"), 60)
            return resolver.count("total.num.expired")
        wait_for(expired, "the alias to expire")
        assert end(resolver.ask("_ssh._tcp.workstation3.scripted.example", "SRV"))[0] == {
            "0 0 22 workstation3.scripted.example."}
        assert end(resolver.ask("workstation3.scripted.example", "HTTPS"))[1] == 60
        server.silent = False


@pytest.mark.linked
def test_nothing_computed_is_cached(start):
    """A resolver without the rules has upstream's records again."""
    resolver = start("workstation iterator", RULES)
    for name in ("alias", "workstation5", "alias-nx"):
        for qtype in ("TXT", "HTTPS", "ANY"):
            resolver.ask(f"{name}.example.com", qtype, transport=dns.query.tcp)
    dump = resolver.control("dump_cache")
    assert "seat" not in dump and "ipv4hint" not in dump
    resolver.configure("iterator")
    resolver.reload("reload_keep_cache")
    assert end(resolver.ask("alias.example.com", "TXT"))[0] == {'"upstream"'}
    assert end(resolver.ask("workstation5.example.com", "TXT"))[0] == {'"upstream"'}


POOL = "network: 198.18.0.0/24 origin: example.net ttl: 60"
VIEW_RULES = [
    Rule(f"name: w{{n}} {POOL} record: 'TXT \"guest {{n}}\"' record: '_a._tcp SRV 0 0 1 .'",
         ("guest",)),
    Rule(f"name: w{{n}} {POOL} record: 'TXT \"staff {{n}}\"' record: 'MX 1 staff'"
         ' other-types: "nodata except CAA"', ("staff",)),
    Rule(f"name: w{{n}} {POOL} record: 'TXT \"all {{n}}\"' record: 'MX 1 all'"),
    Rule("name: p{n} numbers: 0-400 origin: pool.example.net record: 'TXT {n}'",
         ("guest", "staff")),
]
VIEW_NAMES = ["w7.example.net", "_a._tcp.w7.example.net", "_tcp.w7.example.net",
              "w300.example.net", "p7.pool.example.net", "p300.pool.example.net",
              "p7.old.example.net"]


@pytest.mark.linked
@CHAINS
def test_views(start, chain):
    """Each client has the records of the rules that it sees, as if there were no others."""
    resolver = start(chain, view_clauses() + clauses(VIEW_RULES))
    own = start_own(start, chain, "", VIEW_RULES)
    for _ in range(2):
        for client in CLIENTS:
            for name in VIEW_NAMES:
                for qtype in ("TXT", "MX", "SRV", "A", "CAA"):
                    assert outcome(resolver.ask(name, qtype, client=client)) == outcome(
                        own[client].ask(name, qtype)), (client, name, qtype)
    for client, who in ((GUEST, "guest"), (STAFF, "staff"), (OTHER, "all")):
        assert resolver.addresses("w7.example.net", "TXT", client=client) == [f'"{who} 7"']


LOCAL = """
server:
  local-data: 'workstation7.example.com 5 TXT "local"'
  local-zone: workstation8.example.com. typetransparent
  local-data: 'workstation8.example.com 5 TXT "local"'
  local-data: '_ssh._tcp.workstation9.example.com 5 SRV 0 0 1 local.example.com.'
  local-zone: workstation10.example.com. always_nxdomain
workstation: name: "pc{n}" network: 10.9.8.0/24 origin: lab.home.arpa reverse: yes
  record: "TXT {name}" record: "_ssh._tcp SRV 0 0 22 {name}"
"""


@pytest.mark.linked
def test_local_zones(start):
    """Local data and zones come first; a static zone gives way to what is computed."""
    resolver = start("workstation iterator", LOCAL + RULES)
    for _ in range(2):
        assert resolver.addresses("workstation7.example.com", "TXT") == ['"local"']
        assert resolver.addresses("workstation7.example.com", "HTTPS") == []
        assert resolver.addresses("workstation8.example.com", "TXT") == ['"local"']
        assert resolver.addresses("workstation8.example.com") == ["172.0.2.8"]
        assert len(resolver.addresses("workstation8.example.com", "HTTPS")) == 1
        assert resolver.addresses("_ssh._tcp.workstation9.example.com", "SRV") == [
            "0 0 1 local.example.com."]
        assert set(resolver.addresses("workstation9.example.com", "TXT")) == seat(
            9, "example.com")
        assert resolver.rcode("workstation10.example.com", "TXT") == "NXDOMAIN"
        # home.arpa. and 10.in-addr.arpa. are static by default
        assert resolver.addresses("pc7.lab.home.arpa", "TXT") == ['"pc7.lab.home.arpa."']
        assert resolver.addresses("_ssh._tcp.pc7.lab.home.arpa", "SRV") == [
            "0 0 22 pc7.lab.home.arpa."]
        for name in ("pc7", "_tcp.pc7", "_ssh._tcp.pc7"):
            for qtype in ("MX", "AAAA", "HTTPS"):
                reply = resolver.ask(f"{name}.lab.home.arpa", qtype)
                assert (reply.rcode(), reply.answer) == (dns.rcode.NOERROR, []), (name, qtype)
        for name in ("pc300", "_ssh.pc7", "_x._tcp.pc7", "_tcp.pc300", "_ssh._tcp.pc300"):
            assert resolver.rcode(f"{name}.lab.home.arpa", "SRV") == "NXDOMAIN"
        assert resolver.addresses("7.8.9.10.in-addr.arpa", "PTR") == ["pc7.lab.home.arpa."]
        assert resolver.addresses("7.8.9.10.in-addr.arpa", "TXT") == []


@pytest.mark.parametrize("chain", [
    "dns64 workstation iterator", "workstation dns64 iterator", "respip workstation iterator",
    "subnetcache workstation iterator", "workstation subnetcache iterator",
    "subnetcache workstation validator iterator"])
def test_other_modules(start, dynlib, chain):
    resolver = start(chain, "server:\n  send-client-subnet: 127.0.0.1\n" + RULES)
    stored = dynlib and chain.startswith("dns64")  # by dns64: the TTL counts down
    for _ in range(3):
        for name in ("workstation5", "alias"):
            rdata, ttl = end(resolver.ask(f"{name}.example.com", "TXT"))
            assert rdata == seat(5, "example.com")
            assert ttl == 60 or stored and ttl < 60
            assert end(resolver.ask(f"{name}.example.com", "HTTPS"))[0] == {
                '1 . ipv4hint="172.0.2.5"'}
        assert resolver.addresses("_ssh._tcp.workstation5.example.com", "SRV") == [
            "0 0 22 workstation5.example.com."]
        # the names between exist, and upstream says NXDOMAIN
        assert resolver.rcode("_tcp.workstation5.example.com", "SRV") == "NOERROR"
        assert end(resolver.ask("www.example.com"))[0] == {"93.184.216.119"}
    if chain.startswith("dns64"):
        assert resolver.addresses("workstation77.example.com", "AAAA") == [
            "64:ff9b::ac00:24d"]


COMPUTED = [("workstation5.example.com", "TXT"), ("alias.example.com", "TXT"),
            ("_ssh._tcp.workstation5.example.com", "SRV"),
            ("_tcp.workstation5.example.com", "SRV"), ("alias-nx.example.com", "HTTPS")]


@CHAINS
def test_extended_errors(start, chain):
    """Synthesized, each time."""
    resolver = start(chain, "server:\n  ede: yes\n" + RULES)
    for _ in range(3):
        for qname, qtype in COMPUTED:
            assert errors(resolver.ask(qname, qtype, use_edns=0)) == [29], qname
            assert errors(resolver.ask(qname, qtype, want_dnssec=True, payload=512)) == [29]
        assert errors(resolver.ask("www.example.com", use_edns=0)) == []
        assert errors(resolver.ask("alias.example.com", "AAAA", use_edns=0)) == []


NUMBERS = """
workstation: name: "tag{n}" numbers: 1-1000 origin: tags.example.com
  record: 'TXT "tag {n}"' record: "_x._tcp TLSA 3 1 1 00"
workstation: name: "mark{n:4}" numbers: 1-1000 origin: tags.example.com
  record: 'TXT "mark {n}"' other-types: nodata out-of-range: nxdomain
"""


@pytest.mark.linked
def test_statistics(start):
    """Counted by the rule that answered, those of numbers too."""
    resolver = start("workstation iterator", "server:\n  extended-statistics: yes\n"
                     + RULES + NUMBERS)
    for qname, qtype in COMPUTED:
        resolver.ask(qname, qtype)
    assert outcomes(resolver) == {"answer": 2, "rewritten": 3}
    for qname, qtype in (("tag7", "TXT"), ("tag1000", "TXT"), ("_x._tcp.tag7", "TLSA"),
                         ("tag7", "A"), ("mark0007", "TXT"), ("mark0007", "A"),
                         ("mark1001", "TXT")):
        resolver.ask(f"{qname}.tags.example.com", qtype)
    counted = rules(resolver)
    assert counted["tag{n}.tags.example.com"] == 3  # one was passed, and rewritten
    assert counted["mark{n:4}.tags.example.com"] == 3
    assert outcomes(resolver) == {"answer": 6, "nodata": 1, "nxdomain": 1, "rewritten": 4}
