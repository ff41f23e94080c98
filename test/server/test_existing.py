# SPDX-License-Identifier: BSD-3-Clause
"""Rules with `existing: keep`: what upstream has is the answer, and the rest of the pool
is computed, each time from what the caches have of upstream's."""

import dns.message
import dns.rcode
import dns.rdatatype
import pytest

from existing import (ANSWERS, KEEP, OFFICE, REVERSE, RULE, TTL, ExistingUpstream,
                      cached_rcodes, check_cache, is_synthesized, ttls)
from machine import wait_for
from resolver import Resolver
from rpz import said
from scripted import ScriptedUpstream, name_of, zone
from test_ede_and_log import EDE, SYNTHESIZED, errors
from test_statistics import outcomes

CHAIN = "workstation iterator"
EXPIRED = "server:\n  serve-expired: yes\n  serve-expired-client-timeout: 0\n"


@pytest.fixture(scope="module")
def upstream(tmp_path_factory):
    with ExistingUpstream(tmp_path_factory.mktemp("upstream")) as server:
        yield server


def wrong_ttls(reply, outcome):
    """Those of computed records that are not the rule's, or of upstream's that are."""
    if outcome == "passed":
        return [ttl for ttl in ttls(reply) if ttl > 100]
    if outcome == "rewritten":
        # the aliases are upstream's, and so is the SOA record of a name without them
        end = reply.answer[-1] if reply.answer else reply.authority[0]
        if end.rdtype == dns.rdatatype.CNAME:
            end = reply.authority[0]
        return [] if (end.ttl == TTL) == (end.name.to_text() != OFFICE + "." or is_synthesized(
            reply)) else [end.ttl]
    return [ttl for ttl in ttls(reply) if ttl != TTL]


def check(resolver, questions, times=1):
    """Each question has its answer, again and again."""
    wrong = []
    for qname, qtype, outcome, answer in questions:
        for _ in range(times):
            reply = resolver.ask(qname, qtype)
            if (said(reply) != answer or wrong_ttls(reply, outcome)
                    or is_synthesized(reply) and outcome == "passed"):
                wrong.append((outcome, answer, reply.to_text()))
    assert wrong == []


@pytest.mark.either
@pytest.mark.parametrize("chain", [
    CHAIN, "workstation validator iterator",
    "respip workstation iterator", "subnetcache workstation iterator",
    "workstation subnetcache iterator", "workstation dns64 iterator"])
@pytest.mark.parametrize("options", ["", EXPIRED + "  prefetch: yes\n",
                                     "server:\n  harden-below-nxdomain: yes\n"
                                     "  aggressive-nsec: yes\n  minimal-responses: no\n"],
                         ids=["", "expired", "hardened"])
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.sampled(5)
def test_answers(start, chain, options, order):
    """Whatever is in the caches."""
    questions = [question for question in ANSWERS[::order]
                 if "dns64" not in chain or question[1] != "AAAA"]
    resolver = start(chain, options + KEEP)
    check(resolver, questions, 2)
    check(resolver, questions)
    check_cache(resolver)


@pytest.mark.parametrize("order", [1, -1])
def test_upstream_is_asked_once(start, order):
    """Its NXDOMAIN and NODATA are cached as such, and answers are computed from there: no
    query more than a resolver without the module sends."""
    plain = start("iterator", "server:\n  extended-statistics: yes\n")
    resolver = start(CHAIN, "server:\n  extended-statistics: yes\n" + KEEP)
    for qname, qtype, _, answer in ANSWERS[::order]:
        plain.ask(qname, qtype)
        for _ in range(3):
            assert said(resolver.ask(qname, qtype)) == answer
        assert resolver.sent() <= plain.sent(), (qname, qtype)
    cached = cached_rcodes(check_cache(resolver))
    assert cached == cached_rcodes(plain.control("dump_cache"))
    for question, rcode in (((f"desk7.{OFFICE}", "A"), 3), ((f"desk1.{OFFICE}", "AAAA"), 0),
                            ((f"desk1.{OFFICE}", "A"), 0), ((f"7.{REVERSE}", "PTR"), 3),
                            ((f"desk16.{OFFICE}", "A"), 3), ((f"desk8.{OFFICE}", "A"), 0)):
        assert cached[question] == rcode, question


@pytest.mark.loadable
def test_each_question_goes_upstream(start):
    """Where the module is a library: nothing of what upstream has not is cached."""
    resolver = start(CHAIN, "server:\n  extended-statistics: yes\n" + KEEP)
    for count in range(1, 4):
        assert resolver.addresses(f"desk7.{OFFICE}") == ["198.18.1.7"]
        assert resolver.sent() == count
    for _ in range(3):
        assert resolver.addresses(f"desk1.{OFFICE}") == ["203.0.113.1"]
        assert resolver.sent() == count + 1
    check_cache(resolver)


ALL = [
    ("desk7", "ANY", {"A 198.18.1.7", "AAAA 2001:470:1f::7", 'TXT "seat 7"'}),
    ("desk1", "ANY", {"A 203.0.113.1"}), ("desk4", "ANY", {f"CNAME www.{OFFICE}."}),
    ("desk2", "ANY", {"AAAA 2001:db8::2"}),
    ("desk8", "ANY", {"A 198.18.1.8", "AAAA 2001:470:1f::8", 'TXT "seat 8"'}),
    ("_ssh._tcp.desk7", "ANY", {f"SRV 0 0 22 desk7.{OFFICE}."}),
    ("_ssh._tcp.desk10", "ANY", {f"SRV 1 1 2222 www.{OFFICE}."}),
    ("desk16", "ANY", set()), ("_tcp.desk7", "ANY", set()),
    ("desk4", "CNAME", {f"CNAME www.{OFFICE}."}), ("desk7", "CNAME", set()),
]


@pytest.mark.either
@pytest.mark.parametrize("chain", [CHAIN, "workstation validator iterator"])
def test_any(start, chain):
    """Upstream's data, if it has any, is all that there is."""
    resolver = start(chain, KEEP)
    for _ in range(2):
        for label, qtype, expected in ALL:
            reply = resolver.ask(f"{label}.{OFFICE}", qtype)
            assert {f"{dns.rdatatype.to_text(rrset.rdtype)} {rdata}" for rrset in reply.answer
                    for rdata in rrset} == expected, label
            assert (reply.rcode() == dns.rcode.NXDOMAIN) == (label == "desk16")
    check_cache(resolver)


@pytest.mark.parametrize("chain", [CHAIN, "workstation validator iterator",
                                   "respip workstation iterator"])
def test_statistics(start, chain):
    """Each query is counted under what was done, computed ones each time."""
    resolver = start(chain, "server:\n  extended-statistics: yes\n" + KEEP)
    for qname, qtype, outcome, _ in ANSWERS:
        for expected in ({outcome: 1}, {} if outcome == "passed" else {outcome: 1}):
            resolver.ask(qname, qtype)
            assert outcomes(resolver, command="stats") == expected, (qname, qtype)


def test_counts_of_the_rule(start):
    resolver = start(CHAIN, "server:\n  extended-statistics: yes\n" + KEEP)
    for label in ("desk7", "desk1", "to-desk7", "desk16", "www"):
        for _ in range(2):
            resolver.ask(f"{label}.{OFFICE}")
    assert resolver.count(f"num.workstation.rule.desk{{n}}.{OFFICE}") == 6


@pytest.mark.parametrize("chain", [CHAIN, "workstation validator iterator"])
def test_ede_and_log(start, chain):
    """What is computed is marked, and what upstream has is not."""
    resolver = start(chain, EDE + "  verbosity: 2\n" + KEEP)
    for qname, qtype, outcome, _ in ANSWERS:
        for _ in range(2):
            before = len(resolver.said())
            reply = resolver.ask(qname, qtype, use_edns=0)
            assert errors(reply) == [SYNTHESIZED] * (outcome != "passed"), (qname, qtype)
            logged = [line.split("workstation: ")[1]
                      for line in resolver.said()[before:].splitlines()
                      if "by the rule" in line]
            assert len(logged) == (outcome != "passed"), (qname, qtype, logged)
            for line in logged:
                assert line.startswith(f"{outcome} {qname}. {qtype} IN: by the rule at "
                                       f"{resolver.rules}:")


def answers_of(ttl=1, lines=()):
    return zone(OFFICE, *lines or (f"desk1.{OFFICE}. {ttl} A 203.0.113.1",), ttl=ttl)


@pytest.fixture
def scripted(start):
    """A resolver, and the server that it asks about the office."""
    with ScriptedUpstream(answers_of(60)) as server:
        def start_with(chain=CHAIN, extra="", rules=KEEP):
            server.forward = Resolver.forward_zone(OFFICE, server.port)
            return start(chain, f"server:\n  extended-statistics: yes\n{extra}{rules}"
                         + server.forward)
        yield server, start_with


def fail_with(rcode):
    def fail(query):
        reply = dns.message.make_response(query)
        reply.set_rcode(rcode)
        return reply
    return fail


FAILURES = {"SERVFAIL": fail_with(dns.rcode.SERVFAIL), "REFUSED": fail_with(dns.rcode.REFUSED),
            "NOTIMP": fail_with(dns.rcode.NOTIMP), "silent": lambda query: None}


# A silent server counts as dead soon.
SHORT = "  infra-cache-max-rtt: 1000\n  outbound-msg-retry: 1\n"


@pytest.mark.either
@pytest.mark.parametrize("chain", [CHAIN, "workstation validator iterator",
                                   "respip workstation iterator"])
@pytest.mark.parametrize("failure", FAILURES)
def test_failures(scripted, chain, failure):
    """Nothing is computed that could contradict an exception which nobody could read.
    When upstream is back, its answers are there again."""
    server, start_with = scripted
    resolver = start_with(chain, SHORT)
    server.answer, back = FAILURES[failure], server.answer
    for qtype in ("A", "HTTPS", "ANY", "A"):
        for label in ("desk7", "desk1", "desk16"):
            reply = resolver.ask(f"{label}.{OFFICE}", qtype)
            assert (said(reply), reply.authority) == (["SERVFAIL"], []), (label, qtype)
    check_cache(resolver)
    server.answer = back
    resolver.control("flush_zone", OFFICE)
    resolver.control("flush_infra", "all")
    assert resolver.addresses(f"desk7.{OFFICE}") == ["198.18.1.7"]
    assert resolver.addresses(f"desk1.{OFFICE}") == ["203.0.113.1"]
    assert resolver.rcode(f"desk16.{OFFICE}") == "NXDOMAIN"
    assert resolver.rcode(f"desk7.{OFFICE}", "HTTPS") == "NOERROR"


def test_a_failure_ends(scripted):
    """As soon as Unbound asks again, which is some seconds later."""
    server, start_with = scripted
    resolver = start_with()
    server.answer, back = FAILURES["SERVFAIL"], server.answer
    assert resolver.rcode(f"desk7.{OFFICE}") == "SERVFAIL"
    server.answer = back
    wait_for(lambda: resolver.addresses(f"desk7.{OFFICE}") == ["198.18.1.7"],
             "the end of the failure")


@pytest.mark.either
@pytest.mark.parametrize("failure", ["SERVFAIL", "silent"])
def test_a_failure_behind_an_alias(scripted, failure):
    """A name that cannot be read is not computed there either."""
    server, start_with = scripted
    aliases = zone("aliases.example", *(f"{label}.aliases.example 60 CNAME {label}.{OFFICE}."
                                        for label in ("desk1", "desk7")), ttl=60)

    def beside_aliases(office):
        return lambda query: (aliases if "aliases" in name_of(query) else office)(query)
    back, server.answer = server.answer, beside_aliases(FAILURES[failure])
    resolver = start_with(extra=SHORT + Resolver.forward_zone("aliases.example", server.port))
    for label in ("desk1", "desk7") * 2:
        assert said(resolver.ask(f"{label}.aliases.example")) == ["SERVFAIL"]
    server.answer = beside_aliases(back)
    for zone_name in (OFFICE, "aliases.example"):
        resolver.control("flush_zone", zone_name)
    resolver.control("flush_infra", "all")
    for label, address in (("desk1", "203.0.113.1"), ("desk7", "198.18.1.7")) * 2:
        assert said(resolver.ask(f"{label}.aliases.example")) == [
            f"{label}.{OFFICE}.", address]


def test_while_upstream_fails(scripted):
    """What it said before is in the cache, and is computed from there."""
    server, start_with = scripted
    resolver = start_with()
    for label in ("desk7", "desk1"):
        resolver.ask(f"{label}.{OFFICE}")
    server.answer = FAILURES["SERVFAIL"]
    for _ in range(2):
        assert resolver.addresses(f"desk7.{OFFICE}") == ["198.18.1.7"]
        assert resolver.addresses(f"desk1.{OFFICE}") == ["203.0.113.1"]
        assert resolver.rcode(f"desk8.{OFFICE}") == "SERVFAIL"


def test_after_the_negative_ttl(scripted):
    """Upstream is asked again, and what it has by then is the answer."""
    server, start_with = scripted
    server.answer = answers_of(1)
    resolver = start_with()

    def asked_again():
        assert resolver.addresses(f"desk7.{OFFICE}") == ["198.18.1.7"]
        return len(server.questions) > 1

    reply = resolver.ask(f"desk7.{OFFICE}")
    assert ttls(reply) == [TTL]
    wait_for(asked_again, "a second query")
    assert set(server.questions) == {(f"desk7.{OFFICE}.", "A")}
    server.answer = answers_of(1, [f"desk7.{OFFICE}. 1 A 203.0.113.7"])
    wait_for(lambda: resolver.addresses(f"desk7.{OFFICE}") == ["203.0.113.7"],
             "what upstream has now")
    server.answer = answers_of(1)
    wait_for(lambda: resolver.addresses(f"desk7.{OFFICE}") == ["198.18.1.7"],
             "that upstream has it no more")
    check_cache(resolver)


@pytest.mark.parametrize("chain", [CHAIN, "workstation validator iterator",
                                   "respip workstation iterator"])
def test_expired(scripted, chain):
    """An expired NXDOMAIN is one: it is computed from, in full TTL, while upstream is dead
    and when it is back."""
    server, start_with = scripted
    server.answer = answers_of(1)
    resolver = start_with(chain, EXPIRED.removeprefix("server:\n"))
    for label in ("desk7", "desk1", "desk16"):
        resolver.ask(f"{label}.{OFFICE}")
    server.silent = True

    def has_expired():
        assert resolver.addresses(f"desk1.{OFFICE}") == ["203.0.113.1"]
        return resolver.count("total.num.expired")
    wait_for(has_expired, "the record to expire")
    for _ in range(2):
        reply = resolver.ask(f"desk7.{OFFICE}")
        assert (said(reply), ttls(reply)) == (["198.18.1.7"], [TTL])
        assert resolver.addresses(f"desk1.{OFFICE}") == ["203.0.113.1"]
        assert resolver.rcode(f"desk16.{OFFICE}") == "NXDOMAIN"
    check_cache(resolver)
    server.answer = answers_of(60, [f"desk7.{OFFICE}. 60 A 203.0.113.7"])
    server.silent = False
    wait_for(lambda: resolver.addresses(f"desk7.{OFFICE}") == ["203.0.113.7"],
             "what upstream has now")


def test_expired_after_a_timeout(scripted):
    """The reply that is sent when upstream is late is computed, too."""
    server, start_with = scripted
    server.answer = answers_of(1)
    resolver = start_with(extra="  serve-expired: yes\n  serve-expired-client-timeout: 100\n")
    before = len(server.questions)
    resolver.ask(f"desk7.{OFFICE}")
    wait_for(lambda: resolver.addresses(f"desk7.{OFFICE}") == ["198.18.1.7"]
             and len(server.questions) > before + 1, "the reply to expire")
    server.silent = True

    def is_late():
        before = len(server.questions)
        reply = resolver.ask(f"desk7.{OFFICE}")
        assert (said(reply), ttls(reply)) == (["198.18.1.7"], [TTL])
        return len(server.questions) > before
    wait_for(is_late, "upstream to be asked in vain")
    check_cache(resolver)


def test_prefetch(scripted):
    """An NXDOMAIN that is about to expire is fetched before it does."""
    server, start_with = scripted
    server.answer = answers_of(10)  # the last tenth of a TTL is for that, in seconds
    resolver = start_with(extra="  prefetch: yes\n")

    def prefetched():
        reply = resolver.ask(f"desk7.{OFFICE}")
        assert (said(reply), ttls(reply)) == (["198.18.1.7"], [TTL])
        return len(server.questions) > 1
    wait_for(prefetched, "a prefetch")
    assert resolver.count("total.num.prefetch") == 1
    check_cache(resolver)


REPLACED = {
    "desk1": ["198.18.1.1"], "desk4": ["198.18.1.4"], "desk5": ["198.18.1.5"],
    "desk7": ["198.18.1.7"], "to-desk1": [f"desk1.{OFFICE}.", "198.18.1.1"],
    "to-desk7": [f"desk7.{OFFICE}.", "198.18.1.7"], "desk16": ["NXDOMAIN"]}
KEPT = {label: answer for qname, qtype, _, answer in ANSWERS for label in REPLACED
        if (qname, qtype) == (f"{label}.{OFFICE}", "A")}


@pytest.mark.command("reload_keep_cache")
@pytest.mark.parametrize("chain", [CHAIN, "workstation validator iterator"])
def test_rules_that_change(start, chain):
    """From keep to replace and back: the caches have upstream's replies all the time."""
    extra = "server:\n  extended-statistics: yes\n"
    resolver = start(chain, extra + KEEP)
    for number, (rules, expected) in enumerate(((KEEP, KEPT), (RULE, REPLACED)) * 2):
        resolver.configure(chain, extra + rules)
        resolver.reload("reload_keep_cache")
        for label in [*expected] * 2:
            assert said(resolver.ask(f"{label}.{OFFICE}")) == expected[label], label
        assert (resolver.sent() > 0) == (number == 0)
        check_cache(resolver)
