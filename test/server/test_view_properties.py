# SPDX-License-Identifier: BSD-3-Clause
"""Clients of two views and of none ask the same, in random order and at once, of an
upstream that has data for it, or has not, or fails. Each is given what a resolver of its
own would say, whatever the others asked."""

import re

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import hypothesis
import hypothesis.strategies as st
import pytest

from scripted import ScriptedUpstream, name_of, rrset
from test_properties import thorough
from test_view_caches import BLOCKING, EXPIRED, NETWORKS
from views import (CLIENTS, GUEST, OTHER, STAFF, Rule, ask_at_once, clauses, computed_in,
                   outcome, start_own, view_clauses)

STATES = ["data", "nodata", "nxdomain", "refused", "servfail"]  # of an alias's end
SETTINGS = "network: 198.18.{}.0/29 ttl: 300"
RULES = [
    Rule("name: desk{n} other-types: nodata " + SETTINGS.format(1), ("guest",)),
    Rule("name: desk{n} network: 2001:470:1f::/125 " + SETTINGS.format(2), ("staff",)),
    Rule("name: lab{n} out-of-range: nxdomain " + SETTINGS.format(3), ("staff",)),
    Rule("name: all{n} " + SETTINGS.format(4)),
    *(Rule(f"name: pc{{n}} reverse: {reverse} origin: pool.{state}.example "
           + SETTINGS.format(number), (view,))
      for state in STATES for view, reverse, number in (("guest", "yes", 101),
                                                        ("staff", "no", 102)))]
UPSTREAM = {"A": "203.0.113.9", "TXT": '"upstream"', "HTTPS": "1 .", "PTR": "upstream."}
LABELS = [f"{word}{number}" for word in ("desk", "lab", "all", "pc")
          for number in (5, 6, 8)]
# what leads to a name: the name itself, an alias of it, of that alias, an alias whose end
# is in the zone without such names, a DNAME, an alias of a reverse name
KINDS = ["", "alias-", "twice-", "away-", "dname-", "reverse-"]


def soa(name):
    return rrset(f"{name} 60 SOA ns.{name} hostmaster.{name} 1 3600 900 86400 60")


def target_of(label, rest):
    """Where an alias, by its first label, leads to; or None."""
    kind, _, name = label.rpartition("-")
    return {"alias": f"{name}.{rest}", "twice": f"alias-{name}.{rest}",
            "away": f"{name}.none.nxdomain.example.",
            "reverse": f"{name[-1]}.101.18.198.in-addr.arpa."}.get(kind)


def answer(query):
    """LABEL.example-number.STATE.example, in the state that its name says; an alias comes
    without its end for even numbers, and with it for odd ones."""
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.AA
    name, qtype = name_of(query), dns.rdatatype.to_text(query.question[0].rdtype)
    label, _, rest = name.partition(".")
    if ".dname." in name:
        apex = rest.removeprefix("dname.")
        target = f"{label}.pool.{'.'.join(apex.split('.')[1:])}"
        reply.answer.append(rrset(f"dname.{apex} 60 DNAME pool.{apex.split('.', 1)[1]}"))
        reply.answer.append(rrset(f"{name} 60 CNAME {target}"))
        return reply
    target = target_of(label, rest)
    if target:
        reply.answer.append(rrset(f"{name} 60 CNAME {target}"))
        if name[len(label) - 1] in "02468" or target_of(*target.split(".", 1)):
            return reply
        name = target
    return in_state(reply, name, qtype)


def in_state(reply, name, qtype):
    apex = ".".join(name.split(".")[-3:])
    state = apex.split(".")[0] if apex.endswith(".example.") else "nxdomain"
    if not apex.endswith(".example."):
        apex = "18.198.in-addr.arpa."
    if state == "data" and qtype in UPSTREAM:
        reply.answer.append(rrset(f"{name} 60 {qtype} {UPSTREAM[qtype]}"))
    elif state in ("refused", "servfail"):
        if not reply.answer:
            reply.set_rcode(dns.rcode.from_text(state))
    else:
        reply.authority.append(soa(apex))
        if state == "nxdomain":
            reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply


@pytest.fixture(scope="module")
def server():
    with ScriptedUpstream(answer) as server:
        yield server


@pytest.fixture(scope="module", params=[
    ("workstation iterator", ""), ("workstation validator iterator", ""),
    ("respip workstation iterator", BLOCKING),
    ("respip workstation validator iterator", BLOCKING),
    ("workstation iterator", EXPIRED.format(timeout=1800))],
    ids=["", "validator", "response-ip", "response-ip and validator", "serve-expired"])
def resolvers(request, run, server):
    """The one under test, and those of the clients' own."""
    chain, extra = request.param
    extra = extra if "view:" in extra else view_clauses() + extra
    extra += "server:\n  infra-cache-min-rtt: 60000\n  ede: yes\n" + "".join(
        f'forward-zone:\n  name: "{apex}"\n  forward-addr: 127.0.0.1@{server.port}\n'
        for apex in ("example", "18.198.in-addr.arpa"))
    return run(chain, extra + clauses(RULES), threads=1), start_own(run, chain, extra, RULES)


@st.composite
def asked_names(draw):
    """A few names, so that clients meet at them, and each with what leads to it."""
    names = draw(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(STATES)),
                          min_size=1, max_size=2, unique=True))
    return [(kind, *name) for name in names
            for kind in draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3))]


@st.composite
def rounds(draw):
    """Rounds of (client, kind, label, state, qtype, flags); those of one are at once."""
    names = draw(asked_names())
    asked = st.tuples(st.sampled_from(CLIENTS), st.sampled_from(names),
                      st.sampled_from(["A", "A", "A", "AAAA", "TXT", "HTTPS", "PTR"]),
                      st.sampled_from([dns.flags.RD, dns.flags.RD,
                                       dns.flags.RD | dns.flags.CD]))
    return draw(st.lists(st.lists(asked, min_size=1, max_size=6), min_size=1, max_size=3))


def qname_of(kind, label, state, number):
    """Names of an example of its own are in no cache."""
    if kind == "dname-":
        return f"{label}.dname.e{number}.{state}.example"
    return f"{kind}{label}.e{number}.{state}.example"


NUMBERS = iter(range(1 << 30))


@thorough(60)
@hypothesis.given(rounds=rounds())
@hypothesis.example(rounds=[[(client, ("", "lab5", "refused"), "A", dns.flags.RD)]
                            for client in (GUEST, STAFF, OTHER)])
def test_each_is_alone(resolvers, server, rounds):
    resolver, own = resolvers
    number = next(NUMBERS)
    for at_once in rounds:
        questions = [(client, qname_of(*name, number), qtype, flags)
                     for client, name, qtype, flags in at_once]
        replies = ask_at_once(resolver, server, questions)
        for (client, qname, qtype, flags), reply in zip(questions, replies):
            expected = own[client].ask(qname, qtype, flags=flags, client=client)
            assert outcome(reply) == outcome(expected), (client, qname, qtype)


def test_nothing_computed_is_stored(resolvers):
    """After all of the examples."""
    resolver, _ = resolvers
    dump = resolver.control("dump_cache")
    assert "\nmsg " in dump and re.search(r"\.e\d+\.data\.example\.", dump)
    assert not computed_in(dump, NETWORKS)


@pytest.mark.parametrize("qname, qtype, expected", [
    ("desk6.e.data.example", "A", ["198.18.1.6", "198.18.2.6", "203.0.113.9"]),
    ("alias-desk6.e.nxdomain.example", "A", ["198.18.1.6", "198.18.2.6", "NXDOMAIN"]),
    ("twice-lab5.e.data.example", "A", ["203.0.113.9", "198.18.3.5", "203.0.113.9"]),
    ("alias-lab8.e.data.example", "A", ["203.0.113.9", "NXDOMAIN", "203.0.113.9"]),
    ("pc6.dname.e.nxdomain.example", "A", ["198.18.101.6", "198.18.102.6", "NXDOMAIN"]),
    ("reverse-desk6.e.data.example", "PTR",
     ["pc6.pool.data.example.", "NXDOMAIN", "NXDOMAIN"]),
    ("away-all6.e.data.example", "A", ["198.18.4.6"] * 3)])
def test_the_examples_reach_the_rules(resolvers, qname, qtype, expected):
    """To be sure that the clients' resolvers differ as they should."""
    for client, end in zip((GUEST, STAFF, OTHER), expected):
        for resolver in (resolvers[1][client], resolvers[0]):
            reply = resolver.ask(qname, qtype, client=client)
            last = [rdata.to_text() for rdata in reply.answer[-1]] if reply.answer else []
            assert end in (*last, dns.rcode.to_text(reply.rcode())), client
