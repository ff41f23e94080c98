# SPDX-License-Identifier: BSD-3-Clause
"""What Extended DNS Errors and the log report about how an answer was made."""

import re
import select
import socket

import dns.edns
import dns.flags
import dns.message
import dns.query
import dns.rrset
import pytest

from machine import wait_for

RULES = """
workstation: name: "lab{n}" network: 203.0.113.0/28 origin: example.com ttl: 60
  other-types: nodata out-of-range: nxdomain
workstation: ttl: 300
"""
EDE = "server:\n  ede: yes\n"
SYNTHESIZED = 29
COMPUTED = [("lab1.example.com", "A"), ("workstation5.example.com", "ANY"),
        ("lab1.example.com", "AAAA"), ("lab99.example.com", "A"),
        ("alias.example.com", "A"), ("alias2.example.com", "A"),
        ("alias-nx.example.com", "A"), ("x.wild.example.com", "A"),
        ("workstation77.example.com", "TXT"), ("workstation77.example.com", "AAAA")]
PASSED = [("www.example.com", "A"), ("out.example.com", "A"), ("example.com", "MX"),
            ("workstation5.example.com", "TXT"), ("workstation5.example.com", "AAAA"),
            ("nothing.example.com", "A"), ("www.example.com", "TXT")]


def errors(reply):
    """The codes of its Extended DNS Errors."""
    return [int.from_bytes(option.to_wire()[:2], "big") for option in reply.options
            if option.otype == dns.edns.EDE]


@pytest.mark.either
@pytest.mark.parametrize("chain", ["workstation iterator", "workstation validator iterator"])
@pytest.mark.parametrize("qname, qtype", COMPUTED)
def test_computed(start, chain, qname, qtype):
    """When it is made, and each time it comes from the cache."""
    resolver = start(chain, EDE + RULES)
    for _ in range(4):
        assert errors(resolver.ask(qname, qtype, use_edns=0)) == [SYNTHESIZED]
        # there is none without EDNS
        assert resolver.ask(qname, qtype, use_edns=-1).edns == -1
    assert errors(resolver.ask(qname, qtype, use_edns=0, transport=dns.query.tcp)) == [
        SYNTHESIZED]
    assert errors(resolver.ask(qname, qtype, want_dnssec=True)) == [SYNTHESIZED]
    assert errors(resolver.ask(qname, qtype, use_edns=0, payload=512)) == [SYNTHESIZED]
    assert errors(resolver.ask(qname, qtype, use_edns=0,
                               flags=dns.flags.RD | dns.flags.CD)) == [SYNTHESIZED]


@pytest.mark.either
@pytest.mark.parametrize("qname, qtype", PASSED)
def test_passed(start, qname, qtype):
    resolver = start("workstation iterator", EDE + RULES)
    for _ in range(4):
        assert errors(resolver.ask(qname, qtype, use_edns=0)) == []


@pytest.mark.either
@pytest.mark.parametrize("ede", ["", "server:\n  ede: no\n"])
def test_not_wanted(start, ede):
    resolver = start("workstation iterator", ede + RULES)
    for qname, qtype in COMPUTED * 3:
        assert errors(resolver.ask(qname, qtype, use_edns=0)) == []


@pytest.mark.either
def test_reload_turns_it_on_and_off(start):
    resolver = start("workstation iterator", RULES)
    for ede, expected in ((EDE, [SYNTHESIZED]), ("", [])) * 2:
        resolver.configure("workstation iterator", ede + RULES)
        resolver.reload()
        for _ in range(3):
            assert errors(resolver.ask("lab1.example.com", use_edns=0)) == expected


@pytest.mark.either
def test_refused(start):
    """A client that may not ask gets Prohibited (18), and nothing else."""
    resolver = start("workstation iterator",
                     EDE + "  access-control: 127.0.0.0/8 refuse\n" + RULES)
    assert errors(resolver.ask("lab1.example.com", use_edns=0)) == [18]


@pytest.mark.either
def test_signed_alias(start, upstream):
    """The alias is validated; its computed end is not signed."""
    anchors = "".join(f'  trust-anchor: "{upstream.anchors[zone]}"\n'
                      for zone in upstream.signed_zones)
    resolver = start("workstation validator iterator", EDE + anchors + RULES)
    for _ in range(3):
        assert errors(resolver.ask("alias.signed.example", want_dnssec=True)) == [
            SYNTHESIZED]
        assert errors(resolver.ask("www.signed.example", want_dnssec=True)) == []
        # the validator's error is there, and Synthesized is not
        assert SYNTHESIZED not in errors(resolver.ask("alias.bogus.example",
                                                      want_dnssec=True))


def test_dns64(start):
    """An address that dns64 makes of a computed one is computed, other ones are not."""
    resolver = start("dns64 workstation iterator", EDE + RULES)
    for _ in range(3):
        assert errors(resolver.ask("workstation77.example.com", "AAAA", use_edns=0)) == [
            SYNTHESIZED]
        assert errors(resolver.ask("www.example.com", "AAAA", use_edns=0)) == []


def answer_alias(upstream, qname):
    query, client = upstream.recvfrom(4096)
    reply = dns.message.make_response(dns.message.from_wire(query))
    reply.flags |= dns.flags.AA
    reply.answer.append(dns.rrset.from_text(
        f"{qname}.", 60, "IN", "CNAME", "workstation5.example.org."))
    upstream.sendto(reply.to_wire(), client)


@pytest.mark.either
@pytest.mark.parametrize("chain", ["workstation iterator",
                                   "subnetcache workstation iterator",
                                   "workstation subnetcache iterator"])
def test_clients_that_wait(start, chain):
    """For one alias: each with EDNS gets the error once."""
    qname = "alias.late.example"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as upstream:
        upstream.bind(("127.0.0.1", 0))
        resolver = start(chain, EDE + RULES + f"""
server:
  send-client-subnet: 127.0.0.1
  client-subnet-always-forward: yes
forward-zone:
  name: "late.example"
  forward-addr: 127.0.0.1@{upstream.getsockname()[1]}
""")
        expected, waiting = {}, []
        for edns, codes in [(0, [SYNTHESIZED]), (-1, []), (0, [SYNTHESIZED])]:
            client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            client.connect(("127.0.0.1", resolver.port))
            client.send(dns.message.make_query(qname, "A", use_edns=edns).to_wire())
            expected[client] = codes
            waiting.append(client)
        wait_for(lambda: resolver.count("total.num.queries") == len(expected),
                 "all to have asked")
        while waiting:
            ready = select.select([upstream, *waiting], [], [], 20)[0]
            assert ready
            for source in ready:
                if source is upstream:
                    answer_alias(upstream, qname)
                    continue
                with source:
                    reply = dns.message.from_wire(source.recv(4096))
                assert reply.answer[-1].to_text().endswith(" A 172.0.2.5")
                assert errors(reply) == expected[source]
                waiting.remove(source)


def decisions(resolver):
    return re.findall(r"info: workstation: (\w+ \S+\. .*)", resolver.said())


def test_decisions_in_the_log(start):
    resolver = start("workstation iterator", "server:\n  verbosity: 2\n" + RULES)
    lines = resolver.rules.read_text().splitlines()
    at = [f"by the rule at {resolver.rules}:{number}"
          for number, line in enumerate(lines, 1) if line.startswith("workstation:")]
    for qname, qtype, said in [
            ("lab1.example.com", "A", f"answer lab1.example.com. A IN: {at[0]}"),
            ("LAB1.example.com", "AAAA", f"nodata LAB1.example.com. AAAA IN: {at[0]}"),
            ("lab99.example.com", "A", f"nxdomain lab99.example.com. A IN: {at[0]}"),
            ("workstation5.a.example", "A", f"answer workstation5.a.example. A IN: {at[1]}"),
            ("alias.example.com", "A", f"rewritten alias.example.com. A IN: {at[1]}"),
            ("workstation77.example.com", "TXT",
             f"rewritten workstation77.example.com. TXT IN: {at[1]}")]:
        for _ in range(3):
            before = len(decisions(resolver))
            resolver.ask(qname, qtype)
            assert decisions(resolver)[before:] == [said]
    before = decisions(resolver)
    resolver.ask("www.example.com")
    assert decisions(resolver) == before


@pytest.mark.either
def test_decisions_of_the_module_in_the_log(start):
    resolver = start("workstation iterator", "server:\n  verbosity: 2\n" + RULES)
    resolver.ask("lab1.example.com")
    assert len(decisions(resolver)) == 1
    assert decisions(resolver)[0].startswith("answer lab1.example.com. A IN: by the rule at ")


@pytest.mark.either
def test_names_above_computed_ones_in_the_log(start):
    """An empty non-terminal is logged with a rule, too."""
    resolver = start("workstation iterator", "server:\n  verbosity: 2\n"
                     'workstation: name: "a{n}" origin: x.example\n'
                     'workstation: name: "b{n}" origin: deep.empty.example.com\n')
    line = resolver.rules.read_text().splitlines().index(
        'workstation: name: "b{n}" origin: deep.empty.example.com') + 1
    resolver.ask("empty.example.com")
    assert decisions(resolver) == [
        f"rewritten empty.example.com. A IN: by the rule at {resolver.rules}:{line}"]


def test_built_in_rule_in_the_log(start):
    resolver = start(None, "server:\n  verbosity: 2\n")
    assert "the built-in rule answers workstation0 to workstation255" in resolver.said()
    resolver.ask("workstation5.example.com")
    assert decisions(resolver) == [
        "answer workstation5.example.com. A IN: by the built-in rule"]


def test_traces(start):
    """At the levels of Unbound's other modules: what is passed and rewritten, and why."""
    resolver = start("workstation iterator", "server:\n  verbosity: 4\n" + RULES)
    for qname in ("www.example.com", "alias.example.com"):
        resolver.ask(qname)
    said = resolver.said()
    for line in ("workstation operate: query www.example.com. A IN",
                 "workstation: pass to next module: no rule decided it before the message cache",
                 "workstation: end the chase, a rule decides the target"):
        assert line in said


@pytest.mark.either
def test_nothing_in_the_log(start):
    """At the default verbosity no query leaves a line."""
    resolver = start("workstation iterator", EDE + RULES)
    before = resolver.said()
    assert "built-in" not in before
    for qname, qtype in (COMPUTED + PASSED) * 3:
        resolver.ask(qname, qtype)
    assert resolver.said() == before


def test_log_replies(start):
    """They are logged as local-data is: as from the cache."""
    resolver = start("workstation iterator", "server:\n  log-replies: yes\n" + RULES, threads=1)
    for qname, qtype, rcode in [("lab1.example.com", "A", "NOERROR"),
                                ("lab99.example.com", "A", "NXDOMAIN"),
                                ("lab1.example.com", "AAAA", "NOERROR")]:
        for cached in ("1", "1"):
            before = len(resolver.said())
            size = len(resolver.ask(qname, qtype, use_edns=-1).to_wire())
            # written after the reply is sent
            wait_for(lambda: re.search(
                rf"127\.0\.0\.1 {qname}\. {qtype} IN {rcode} \d\.\d+ {cached} {size}\b",
                resolver.said()[before:]), "its line")
