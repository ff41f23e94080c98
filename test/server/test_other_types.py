# SPDX-License-Identifier: BSD-3-Clause
"""other-types: by type. The upstream has records of many types for every name, so that a
test sees which questions it gets."""

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import pytest

from scripted import ScriptedUpstream, name_of, rrset
from test_statistics import outcomes

pytestmark = pytest.mark.either

DATA = {"A": "203.0.113.1", "AAAA": "2001:db8::1", "TXT": '"upstream"', "CAA": '0 issue "up"',
        "MX": "10 up.example.", "HTTPS": "1 .", "SVCB": "1 .", "SRV": "0 0 1 up.example.",
        "PTR": "up.example.", "NS": "ns.example.", "TYPE65280": r"\# 1 2a"}
# The reverse networks are in none of Unbound's default local zones.
RULES = """
workstation: name: "a{n}" network: 198.19.1.0/24 origin: a.example ttl: 60 reverse: yes
  other-types: "nodata except TXT CAA MX"
  record: "SRV 0 0 1 {name}"
  record: "_x._tcp TLSA 3 1 1 00"
  record: "_x._tcp TXT prefixed"
workstation: name: "b{n}" network: 198.19.2.0/24 origin: b.example ttl: 60 reverse: yes
  other-types: "pass except AAAA https SVCB type65280"
  record: "_x._tcp TLSA 3 1 1 00"
workstation: name: "c{n}" network: 198.19.3.0/30 network: 2001:470:1f::/125 origin: c.example
  other-types: "pass except HTTPS"
  record: "TXT {ipv4}"
workstation: name: "c{n}" network: 198.19.3.0/30 network: 2001:470:1f::/125 origin: n.example
  other-types: "nodata except HTTPS"
  record: "TXT {ipv4}"
workstation: name: "d{n}.floor3" network: 198.19.4.0/24 origin: d.example
  other-types: "nodata except   TXT\tMX"
workstation: name: "{dotted}" network: 198.19.5.0/24 origin: e.example reverse: yes
  other-types: "pass except AAAA TXT" out-of-range: pass
workstation: name: "f{n}" network: 198.19.6.0/24 origin: f.example subdomains: yes
  other-types: "nodata except TXT" record: "_x._tcp MX 1 ."
workstation: name: "g{n}" numbers: 0-9 origin: g.example
  other-types: "pass except A AAAA" record: "TXT {n}"
workstation: name: "g{n}" numbers: 10-19 origin: g.example
  other-types: "nodata except A" record: "TXT {n}"
workstation: name: "i{n}" network: 198.19.7.0/24 origin: i.example
  other-types: "nodata except TXT" out-of-range: nxdomain
workstation: name: "i{n}.j" network: 198.19.7.0/24 origin: i.example
  other-types: "pass except TXT" out-of-range: nxdomain
# several rules with one name: the first that is not plain pass decides
workstation: name: "k{n}" network: 198.19.8.0/30 origin: k.example
workstation: name: "k{n}" network: 198.19.8.0/29 origin: k.example
  other-types: "pass except TXT"
workstation: name: "k{n}" network: 198.19.8.0/28 origin: k.example
  other-types: nodata
workstation: name: "k{n}" network: 2001:470:20::/124 origin: k.example
  other-types: "nodata except TXT CAA"
"""

# Who answers for which types: the rule's own data, NODATA of the rule, NXDOMAIN of the rule,
# or upstream. ANY of upstream is not asked for.
ALL = "A AAAA TXT CAA MX HTTPS SVCB SRV NS TYPE65280 TYPE65281 PTR"
ASKED = [
    ("a5.a.example", "A SRV ANY", "AAAA HTTPS SVCB NS TYPE65280 TYPE65281 PTR DS SOA", "",
     "TXT CAA MX"),
    ("5.1.19.198.in-addr.arpa", "PTR ANY", "A AAAA SRV NS HTTPS", "", "TXT CAA MX"),
    ("1.19.198.in-addr.arpa", "", "", "", ALL),  # the owner of the SOA record
    ("_x._tcp.a5.a.example", "TXT TLSA ANY", "A AAAA SRV HTTPS NS", "", "CAA MX"),
    ("_tcp.a5.a.example", "", "A AAAA SRV HTTPS NS ANY TLSA", "", "TXT CAA MX"),
    ("_y._tcp.a5.a.example", "", "", "", ALL),
    ("a300.a.example", "", "", "", ALL),
    ("a.example", "", "", "", ALL),
    ("b5.b.example", "A ANY", "AAAA HTTPS SVCB TYPE65280", "",
     "TXT CAA MX SRV NS TYPE65281 PTR"),
    ("B5.b.Example", "A ANY", "AAAA HTTPS SVCB TYPE65280", "", "TXT CAA MX SRV NS"),
    ("5.2.19.198.in-addr.arpa", "PTR ANY", "AAAA HTTPS SVCB TYPE65280", "", "A TXT CAA MX"),
    ("_x._tcp.b5.b.example", "TLSA ANY", "AAAA HTTPS SVCB TYPE65280", "", "A TXT CAA MX SRV"),
    ("_tcp.b5.b.example", "", "AAAA HTTPS SVCB TYPE65280", "", "A TXT CAA MX SRV"),
    ("c1.c.example", "A AAAA TXT ANY", "HTTPS", "", "CAA MX SVCB SRV"),
    ("c5.c.example", "AAAA ANY", "HTTPS", "", "A TXT CAA MX SVCB SRV"),
    ("c5.n.example", "AAAA ANY", "A TXT CAA MX SVCB SRV", "", "HTTPS"),
    ("d5.floor3.d.example", "A ANY", "AAAA CAA HTTPS NS", "", "TXT MX"),
    ("floor3.d.example", "", "A AAAA CAA HTTPS NS ANY", "", "TXT MX"),
    ("198.19.5.9.e.example", "A ANY", "AAAA TXT", "", "CAA MX HTTPS SRV"),
    ("19.5.9.e.example", "", "AAAA TXT", "", "A CAA MX HTTPS SRV"),
    ("9.e.example", "", "AAAA TXT", "", "A CAA MX HTTPS SRV"),
    ("198.19.6.9.e.example", "", "", "", ALL),
    ("9.5.19.198.in-addr.arpa", "PTR ANY", "AAAA TXT", "", "A CAA MX"),
    ("f5.f.example", "A ANY", "AAAA CAA MX HTTPS", "", "TXT"),
    ("www.a.f5.f.example", "A ANY", "AAAA CAA MX HTTPS", "", "TXT"),
    ("_x._tcp.f5.f.example", "A MX ANY", "AAAA CAA HTTPS", "", "TXT"),
    ("_tcp.f5.f.example", "A ANY", "AAAA CAA MX HTTPS", "", "TXT"),
    ("g5.g.example", "TXT ANY", "A AAAA", "", "CAA MX HTTPS SRV"),
    ("g15.g.example", "TXT ANY", "AAAA CAA MX HTTPS SRV", "", "A"),
    ("g25.g.example", "", "", "", ALL),
    ("i5.i.example", "A ANY", "AAAA CAA MX", "", "TXT"),
    ("i300.i.example", "", "", ALL + " ANY", ""),
    ("i5.j.i.example", "A ANY", "TXT", "", "AAAA CAA MX"),
    ("i300.j.i.example", "", "", ALL + " ANY", ""),
    ("j.i.example", "", ALL + " ANY", "", ""),  # it exists, as rules deny names below it
    ("k1.k.example", "A AAAA ANY", "TXT", "", "CAA MX HTTPS"),
    ("k5.k.example", "A AAAA ANY", "TXT", "", "CAA MX HTTPS"),
    ("k9.k.example", "A AAAA ANY", "TXT CAA MX HTTPS", "", ""),
]


def answer(query):
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.AA
    (question,) = query.question
    qtype = dns.rdatatype.to_text(question.rdtype)
    data = DATA.get(qtype)
    if name_of(query).startswith("alias."):
        target = "b5.b.example."
        reply.answer.append(rrset(f"{question.name} 60 CNAME {target}"))
        if data:
            reply.answer.append(rrset(f"{target} 60 {qtype} {data}"))
    elif data:
        reply.answer.append(rrset(f"{question.name} 60 {qtype} {data}"))
    else:
        reply.authority.append(rrset(". 60 SOA ns.example. up. 1 1 1 1 60"))
    return reply


def configuration(server):
    return RULES + f'forward-zone:\n  name: "."\n  forward-addr: 127.0.0.1@{server.port}\n'


@pytest.fixture(scope="module")
def server():
    with ScriptedUpstream(answer) as scripted:
        yield scripted


@pytest.fixture(scope="module", params=["workstation iterator",
                                        "workstation validator iterator"])
def ruled(request, run, server):
    return run(request.param, configuration(server))


def upstream_data(rrsets, qtype):
    return [rdata for found in rrsets for rdata in found] == [
        rrset(f". 0 {qtype} {DATA[qtype]}")[0]]


def said_by(reply, qtype):
    """Who answered."""
    if reply.answer:
        known = qtype in DATA and upstream_data(reply.answer, qtype)
        return "upstream" if known else "rule"
    (soa,) = reply.authority
    if soa[0].mname.to_text() != ".":
        return "upstream"
    return dns.rcode.to_text(reply.rcode())


def expected_of(row):
    qname, *types = row
    for who, asked in zip(("rule", "NOERROR", "NXDOMAIN", "upstream"), types):
        for qtype in asked.split():
            yield qname, qtype, who


@pytest.mark.parametrize("qname, qtype, who",
                         [case for row in ASKED for case in expected_of(row)])
def test_who_answers(ruled, server, qname, qtype, who):
    before = len(server.questions)
    reply = ruled.ask(qname, qtype, transport=dns.query.tcp)
    assert said_by(reply, qtype) == who
    asked = server.questions[before:]
    # what was asked before with another case is cached
    assert (f"{qname}.".lower(), qtype) in asked or who != "upstream" or asked == []
    if who != "upstream":
        assert asked == []


def test_passed_questions_reach_upstream(ruled, server):
    """Each of them, and no other."""
    ruled.control("flush_zone", ".")
    server.questions.clear()
    for qname, qtype, _ in (case for row in ASKED for case in expected_of(row)):
        ruled.ask(qname, qtype, transport=dns.query.tcp)
    passed = {(f"{qname}.".lower(), qtype) for row in ASKED
              for qname, qtype, who in expected_of(row) if who == "upstream"}
    # a validator asks for more, of types that it needs
    assert {(qname, qtype) for qname, qtype in server.questions} == passed


def test_behind_an_alias(ruled):
    """The alias is upstream's, and what it leads to is as if it were asked for."""
    for qtype in ("A", "AAAA", "HTTPS", "TXT", "CAA") * 2:
        reply = ruled.ask("alias.example", qtype)
        alias, *rest = reply.answer
        assert alias[0].to_text() == "b5.b.example."
        if qtype == "A":
            assert [rdata.to_text() for rdata in rest[0]] == ["198.19.2.5"]
        elif qtype in ("AAAA", "HTTPS"):
            assert rest == [] and reply.authority[0].name.to_text() == "b.example."
        else:
            assert upstream_data(rest, qtype)


def test_upstream_is_dead(start, server):
    """Only what passes needs it."""
    resolver = start("workstation iterator", configuration(server))
    server.silent = True
    try:
        for qtype in ("AAAA", "HTTPS", "A"):
            assert resolver.rcode("b5.b.example", qtype) == "NOERROR"
    finally:
        server.silent = False
    assert resolver.addresses("b5.b.example", "TXT") == ['"upstream"']


@pytest.mark.parametrize("chain, addresses", [
    ("dns64 workstation iterator", ["64:ff9b::c613:205"]), ("workstation iterator", [])])
def test_dns64_has_the_last_word(start, server, chain, addresses):
    resolver = start(chain, configuration(server))
    assert resolver.addresses("b5.b.example", "AAAA") == addresses
    assert resolver.addresses("b5.b.example", "TXT") == ['"upstream"']


STATIC = """
workstation: name: "s{n}" network: 10.9.8.0/24 origin: s.home.arpa reverse: yes
  other-types: "nodata except TXT MX" record: "_x._tcp SRV 0 0 1 {name}"
"""


@pytest.mark.linked
def test_a_static_zone_has_nothing(start, server):
    """Types that pass are NODATA there, and nothing is sent out."""
    resolver = start("workstation iterator", STATIC + configuration(server))
    before = len(server.questions)
    for name in ("s5.s.home.arpa", "_tcp.s5.s.home.arpa", "_x._tcp.s5.s.home.arpa",
                 "5.8.9.10.in-addr.arpa"):
        for qtype in ("TXT", "MX", "AAAA"):
            reply = resolver.ask(name, qtype)
            assert (reply.rcode(), reply.answer) == (dns.rcode.NOERROR, []), (name, qtype)
    assert resolver.rcode("s300.s.home.arpa", "TXT") == "NXDOMAIN"
    assert len(server.questions) == before
    assert resolver.addresses("_x._tcp.s5.s.home.arpa", "SRV") == ["0 0 1 s5.s.home.arpa."]


@pytest.mark.linked
def test_statistics(start, server):
    resolver = start("workstation iterator",
                     "server:\n  extended-statistics: yes\n" + configuration(server))
    for qtype in ("AAAA", "HTTPS", "SVCB", "TXT", "CAA", "A"):
        resolver.ask("b5.b.example", qtype)
    assert outcomes(resolver) == {"answer": 1, "nodata": 3, "passed": 2}


@pytest.mark.linked
def test_reload(start, server):
    """What passed was cached, and is not given when it passes no more."""
    resolver = start("workstation iterator", configuration(server))
    assert resolver.addresses("b5.b.example", "TXT") == ['"upstream"']
    changed = configuration(server).replace("AAAA https SVCB", "AAAA https txt SVCB")
    for extra, texts in ((changed, []), (configuration(server), ['"upstream"'])):
        resolver.configure("workstation iterator", extra)
        resolver.reload("reload_keep_cache")
        assert resolver.addresses("b5.b.example", "TXT") == texts
