# SPDX-License-Identifier: BSD-3-Clause
"""No answer that a rule for a view makes gets to a client that it is not for: not by a
cache, an alias, a query that others wait for, or an expired reply. Each client is given
what a resolver of its own would say, which has only the rules that the client sees. And
what upstream said is cached once, for all."""

import contextlib
import itertools
import socket

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import pytest

import model
from machine import wait_for
from scripted import ScriptedUpstream, name_of, zone
from test_cache_contents import refused
from views import (CLIENTS, GUEST, OTHER, STAFF, Asked, Rule, all_taken, ask_at_once, clauses,
                   computed_in, held, outcome, start_own, view_clauses)

STATISTICS = "server:\n  extended-statistics: yes\n"
RULES = [
    Rule("name: workstation{n} network: 198.18.1.0/24 ttl: 300 other-types: nodata"
         " out-of-range: nxdomain", ("guest",)),
    Rule("name: workstation{n} network: 198.18.2.0/25 ttl: 300", ("staff",)),
    Rule("name: p{n} network: 198.18.101.0/24 origin: pool.example.net ttl: 300",
         ("guest",)),
    Rule("name: p{n} network: 198.18.0.0/24 network: 2001:470:1f::/120"
         " origin: pool.example.net ttl: 300 reverse: yes other-types: nodata"
         " out-of-range: nxdomain", ("staff",)),
    Rule("name: out{n} network: 198.18.3.0/24 origin: example.com ttl: 300", ("staff",)),
]
NETWORKS = ["198.18.", "2001:470:1f:"]
CD = {"flags": dns.flags.RD | dns.flags.CD}
QUESTIONS = [(f"{label}.{apex}".lstrip("."), qtype, more) for label, apex, qtype, more in [
    *(("workstation5", "example.com", qtype, {}) for qtype in ("A", "AAAA", "TXT")),
    # upstream has no records of the second: Unbound answers ANY with what is cached
    *(("workstation77", "example.com", qtype, {}) for qtype in ("A", "TXT", "HTTPS", "ANY")),
    ("workstation256", "example.com", "A", {}), ("workstation200", "example.net", "A", {}),
    ("workstation8", "example.com", "A", {}), ("workstation5", "example.com", "A",
                                               {"qclass": "ANY"}),
    *((label, "example.com", qtype, {}) for label in ("alias", "alias2", "alias-nx", "alias8")
      for qtype in ("A", "TXT")),
    ("x.wild", "example.com", "A", {}), ("y.wild", "example.com", "AAAA", {}),
    ("alias-away", "example.com", "A", {}), ("alias2", "example.net", "PTR", {}),
    ("alias", "example.net", "HTTPS", {}), ("alias-nx", "example.net", "A", CD),
    ("alias", "example.net", "A", {"qclass": "ANY"}),
    ("alias", "example.net", "A", {"transport": dns.query.tcp}),
    ("alias-refused", "example.com", "A", CD), ("alias-refused", "example.com", "TXT", CD),
    ("p7.old", "example.com", "A", {}), ("p7.old", "example.com", "AAAA", {}),
    ("p300.old", "example.com", "A", {}), ("p7.old", "example.net", "TXT", CD),
    ("p7.pool", "example.net", "TXT", {}), ("p300.pool", "example.net", "A", {}),
    ("x.p7.pool", "example.net", "TXT", {}), ("pool", "example.net", "TXT", {}),
    ("7.2.0.192.in-addr", "example.com", "PTR", {}), ("7.0", "18.198.in-addr.arpa", "PTR", {}),
    ("7.101", "18.198.in-addr.arpa", "PTR", {}), ("0", "18.198.in-addr.arpa", "TXT", {}),
    ("7.0", "18.198.in-addr.arpa", "TXT", {}),
    ("www", "example.com", "A", {}), ("nothing", "example.com", "A", {}),
    ("out", "example.com", "A", {}), ("", "example.com", "MX", {}),
    *((label, apex, "A", more) for label in ("alias", "alias-nx", "workstation5")
      for apex, more in (("signed.example", {}), ("signed.example", CD),
                         ("bogus.example", {}), ("bogus.example", CD))),
    ("workstation77", "signed.example", "TXT", {}), ("pool", "signed.example", "A", {}),
]]
EXPIRED = "server:\n  serve-expired: yes\n  serve-expired-client-timeout: {timeout}\n"
OPTIONS = "server:\n  aggressive-nsec: yes\n  harden-below-nxdomain: yes\n  prefetch: yes\n"
ECS = "server:\n  send-client-subnet: 127.0.0.1\n"
BLOCKING = view_clauses(
    guest='  response-ip: 198.18.1.5/32 redirect\n'
    '  response-ip-data: 198.18.1.5/32 "A 192.0.2.91"\n',
    staff="  view-first: yes\n  response-ip: 198.18.2.77/32 always_nxdomain\n") + """
server:
  response-ip: 203.0.113.5/32 redirect
  response-ip-data: 203.0.113.5/32 "A 192.0.2.98"
  response-ip: 198.18.2.5/32 redirect
  response-ip-data: 198.18.2.5/32 "A 192.0.2.92"
"""
subnet = pytest.mark.needs("subnetcache")
WAYS = [  # chains, and what is set besides
    ("workstation iterator", ""), ("workstation iterator", OPTIONS),
    ("workstation iterator", EXPIRED.format(timeout=0)),
    ("workstation iterator", EXPIRED.format(timeout=1800)),
    ("workstation validator iterator", ""), ("workstation validator iterator", OPTIONS),
    ("workstation validator iterator", EXPIRED.format(timeout=1800)),
    ("workstation dns64 iterator", ""), ("workstation dns64 validator iterator", ""),
    ("respip workstation iterator", ""), ("respip workstation iterator", BLOCKING),
    ("respip workstation validator iterator", BLOCKING),
    ("workstation respip iterator", ""), ("workstation respip iterator", BLOCKING),
    pytest.param("workstation subnetcache iterator", "", marks=subnet),
    pytest.param("workstation subnetcache iterator", ECS, marks=subnet),
]
NAMED = {"": "", OPTIONS: "options", BLOCKING: "response-ip", ECS: "ECS",
         **{EXPIRED.format(timeout=timeout): f"serve-expired {timeout}"
            for timeout in (0, 1800)}}
# Who asks first, and whether all of them ask one question, or one of them all
ORDERS = [((GUEST, STAFF, OTHER), True), ((OTHER, GUEST, STAFF), True),
          ((STAFF, OTHER, GUEST), False), ((OTHER, STAFF, GUEST), False)]


def in_turn(order, one_question, questions=QUESTIONS):
    if one_question:
        return [(client, question) for question in questions for client in order]
    return [(client, question) for client in order for question in questions]


def settings(upstream, extra):
    """With the views, the anchors of signed zones, and where alias-refused leads to."""
    views = "" if "access-control-view" in extra else view_clauses()
    return (views + extra + "server:\n  ede: yes\n" + STATISTICS + refused(upstream)
            + model.configuration_text(upstream, ("", [], [])))


@pytest.mark.divided
@pytest.mark.parametrize("chain, extra", WAYS, ids=lambda text: NAMED.get(text, text))
def test_each_is_given_what_its_own_resolver_says(start, upstream, plain, chain, extra):
    """Whoever asked before, again from the caches, and after each kind of reload."""
    # a cached failure is for all, unless the cache has the alias, which ECS keeps apart
    questions = [question for question in QUESTIONS
                 if extra != ECS or question[0] != "alias-refused.example.com"]
    extra = settings(upstream, extra)
    own = start_own(start, chain, extra, RULES)
    expected = {(client, number): outcome(own[client].ask(*question, client=client, **more))
                for client in CLIENTS for number, (*question, more) in enumerate(QUESTIONS)}
    for (client, number), said in expected.items():
        *question, more = QUESTIONS[number]
        assert outcome(own[client].ask(*question, client=client, **more)) == said
    resolver = start(chain, extra + clauses(RULES))
    for (order, one_question), how in zip(ORDERS, ("reload", "SIGHUP", "reload_keep_cache",
                                                   None)):
        for client, question in 2 * in_turn(order, one_question, questions):
            *asked, more = question
            said = outcome(resolver.ask(*asked, client=client, **more))
            assert said == expected[client, QUESTIONS.index(question)], (client, question)
        dump = resolver.control("dump_cache")
        assert not computed_in(dump, NETWORKS)
        if "dns64" not in chain:
            assert not model.unsent(dump, [plain])
        if how:
            resolver.reload(how)


@pytest.fixture(scope="module")
def plain(run, upstream):
    return run("iterator", refused(upstream))


def test_the_rules_tell_the_clients_apart(run, upstream):
    """To be sure that each has answers of its own above."""
    resolver = run("workstation iterator", settings(upstream, "") + clauses(RULES))
    different = 0
    for *question, more in QUESTIONS:
        said = [str(outcome(resolver.ask(*question, client=client, **more)))
                for client in CLIENTS]
        different += len(set(said)) == 3
    assert different >= 12


# Upstream's truth

@pytest.fixture(params=["workstation iterator", "workstation validator iterator",
                        "respip workstation iterator"])
def counting(request, start, upstream):
    return start(request.param, settings(upstream, "") + clauses(RULES))


@pytest.mark.parametrize("order", [(GUEST, STAFF, OTHER), (OTHER, STAFF, GUEST)])
def test_upstream_is_asked_once_for_all(counting, upstream, order):
    """An alias that one client asked for costs no other client a query, nor what passes
    for all of them. Who sees no rule for the alias's end has upstream asked for that."""
    for qname in ("alias.example.com", "alias2.example.net", "x.wild.example.com",
                  "alias-nx.signed.example"):
        counts = []
        for client in order * 2:
            before = counting.sent()
            counting.ask(qname, client=client)
            counts.append(counting.sent() - before)
        assert counts[0] > 0
        # the end is upstream's for one of them
        assert sum(1 for count in counts if count) <= 2, (qname, counts)
        for number, client in enumerate(order):
            if number and client != OTHER:
                assert counts[number] == 0, (qname, counts)
        assert counts[3:] == [0, 0, 0]
    for question in (("www.example.com", "A"), ("nothing.example.com", "A"),
                     ("example.com", "MX"), ("www.example.com", "TXT")):
        counting.ask(*question, client=order[0])
        before = counting.sent()
        for client in order:
            counting.ask(*question, client=client)
        assert counting.sent() == before


# A zone whose records last for TTL, its aliases and their ends in replies of their own
SCRIPTED = """
workstation5 A 203.0.113.5
workstation5 TXT "upstream"
workstation5 HTTPS 1 .
alias CNAME workstation5.scripted.example.
alias2 CNAME alias.scripted.example.
alias-nx CNAME workstation77.scripted.example.
alias8 CNAME workstation8.scripted.example.
workstation8 CNAME www.scripted.example.
refused CNAME workstation6.refused.scripted.example.
servfail CNAME workstation6.servfail.scripted.example.
reverse CNAME 7.0.18.198.in-addr.arpa.
www A 192.0.2.80
clock A 192.0.2.1
"""
ALONE = [("workstation5", "A"), ("workstation77", "A"), ("workstation77", "TXT"),
         ("alias", "A"), ("alias", "AAAA"), ("alias", "TXT"), ("alias", "HTTPS"),
         ("alias2", "A"), ("alias2", "TXT"), ("alias-nx", "A"), ("alias-nx", "TXT"),
         ("alias-nx", "HTTPS"), ("alias8", "A"), ("refused", "A"), ("servfail", "A"),
         ("reverse", "PTR"), ("workstation256", "A"), ("workstation200", "A"), ("www", "A"),
         ("nothing", "A")]
ALONE = [(f"{label}.scripted.example", qtype) for label, qtype in ALONE]


def scripted_zone(ttl):
    """The answers: the records, each alias without its end, and errors for two ends."""
    of_addresses = zone("18.198.in-addr.arpa",
                        f"7.101.18.198.in-addr.arpa {ttl} PTR upstream.example.", ttl=ttl)
    of_zone = zone("scripted.example", *(
        "{0}.scripted.example {ttl} {1} {2}".format(*line.split(None, 2), ttl=ttl)
        for line in SCRIPTED.strip().splitlines()), ttl=ttl)

    def answer(query):
        name = name_of(query)
        for rcode in ("refused", "servfail"):
            if name.endswith(f".{rcode}.scripted.example."):
                reply = dns.message.make_response(query)
                reply.set_rcode(dns.rcode.from_text(rcode))
                return reply
        reply = (of_addresses if name.endswith(".in-addr.arpa.") else of_zone)(query)
        if reply.answer and reply.answer[0].rdtype == dns.rdatatype.CNAME:
            del reply.answer[1:]
            reply.set_rcode(dns.rcode.NOERROR)
            reply.authority.clear()
        return reply
    return answer


def with_scripted(server, extra=""):
    """It is waited for as long as it takes, and asked once."""
    views = "" if "access-control-view" in extra else view_clauses()
    return (views + extra + STATISTICS + "server:\n  infra-cache-min-rtt: 60000\n"
            + "".join(f'forward-zone:\n  name: "{apex}"\n  forward-addr: '
                      f"127.0.0.1@{server.port}\n"
                      for apex in ("scripted.example", "18.198.in-addr.arpa")))


@pytest.fixture
def scripted():
    with ScriptedUpstream(scripted_zone(ttl=300)) as server:
        yield server


TOGETHER = [("workstation iterator", ""), ("workstation validator iterator", ""),
            ("workstation dns64 iterator", ""), ("workstation iterator", OPTIONS),
            ("respip workstation iterator", ""), ("respip workstation iterator", BLOCKING),
            ("workstation respip iterator", BLOCKING),
            ("workstation iterator", EXPIRED.format(timeout=0)),
            pytest.param("workstation subnetcache iterator", "", marks=subnet)]


@pytest.mark.parametrize("chain", ["workstation iterator", "workstation validator iterator",
                                   "respip workstation iterator"])
def test_an_alias_is_asked_for_once(start, scripted, chain):
    """And so is its end, by those for whom it is upstream's."""
    resolver = start(chain, with_scripted(scripted) + clauses(RULES))
    for order in itertools.permutations(CLIENTS):
        resolver.control("flush_zone", "scripted.example")
        before = len(scripted.questions)
        for client in order * 2:
            resolver.ask("alias2.scripted.example", client=client)
        asked = scripted.questions[before:]
        for label in ("alias2", "alias", "workstation5"):
            assert asked.count((f"{label}.scripted.example.", "A")) == 1, (order, asked)


@pytest.mark.divided
@pytest.mark.parametrize("chain, extra", TOGETHER, ids=lambda text: NAMED.get(text, text))
def test_clients_that_wait_together(start, scripted, chain, extra):
    """For one answer of upstream's. Each is given its own, and upstream is asked for it
    once for each view at most."""
    extra = with_scripted(scripted, extra)
    own = start_own(start, chain, extra, RULES)
    expected = {(client, *question): outcome(own[client].ask(*question, client=client))
                for question in ALONE for client in CLIENTS}
    resolver = start(chain, extra + clauses(RULES), threads=1)
    for clients in ((GUEST, STAFF), (OTHER, GUEST), (STAFF, OTHER, GUEST, OTHER, STAFF)):
        for question in ALONE:
            for name in ("scripted.example", "18.198.in-addr.arpa"):
                resolver.control("flush_zone", name)
            asked = len(scripted.questions)
            replies = ask_at_once(resolver, scripted,
                                  [(client, *question) for client in clients])
            for client, reply in zip(clients, replies):
                assert outcome(reply) == expected[(client, *question)], (client, question)
            sent = scripted.questions[asked:]
            assert sent.count((f"{question[0]}.", question[1])) <= len({*clients}), sent


def test_one_waits_for_an_end_that_another_needs_not(start, scripted):
    """The end's server is dead: who sees a rule for it is given the answer at once,
    before and after others have begun to wait, and these are given nothing of it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        scripted.answer = zone(
            "scripted.example",
            *(f"{label}.scripted.example 300 CNAME workstation5.silent.example."
              for label in ("first", "last", "same")))
        resolver = start("workstation iterator", with_scripted(scripted) + clauses(RULES)
                         + ('forward-zone:\n  name: "silent.example"\n  forward-addr: '
                            f"127.0.0.1@{silent.getsockname()[1]}\n"), threads=1)
        for label, before, after in (("first", (OTHER,), (GUEST, STAFF)),
                                     ("last", (GUEST, STAFF), (OTHER,)),
                                     ("same", (STAFF, OTHER), (GUEST, OTHER))):
            with contextlib.ExitStack() as stack:
                asked = {client: [] for client in CLIENTS}
                for client in before + after:
                    query = stack.enter_context(
                        Asked(resolver, client, f"{label}.scripted.example"))
                    asked[client].append(query)
                    if client != OTHER:
                        end = query.reply().answer[-1][0].to_text()
                        assert end == {GUEST: "198.18.1.5", STAFF: "198.18.2.5"}[client]
                all_taken(resolver)
                assert not any(query.is_answered() for query in asked[OTHER])


# Replies that expire

def until_expired(resolver, server):
    """What was asked before this lasts no longer than the clock."""
    resolver.ask("clock.scripted.example")
    asked = len(server.questions)

    def is_asked_again():
        resolver.ask("clock.scripted.example")
        return ("clock.scripted.example.", "A") in server.questions[asked:]
    wait_for(is_asked_again, "the clock to expire")


@pytest.mark.parametrize("chain", ["workstation iterator", "workstation validator iterator",
                                   "respip workstation iterator"])
@pytest.mark.parametrize("timeout", [0, 50])
def test_expired_replies(start, scripted, chain, timeout):
    """While upstream is asked again, each is given its own of what has expired, and then
    of what is new."""
    extra = with_scripted(scripted, EXPIRED.format(timeout=timeout))
    own = start_own(start, chain, extra, RULES)
    expected = {(client, *question): outcome(own[client].ask(*question, client=client))
                for question in ALONE for client in CLIENTS}
    scripted.answer = scripted_zone(ttl=1)
    resolver = start(chain, extra + clauses(RULES), threads=1)
    failing = [question for question in ALONE if "servfail" in question[0]
               or "refused" in question[0]]  # have no reply that could expire
    asked = [(client, *question) for question in ALONE if question not in failing
             for client in (OTHER, GUEST, STAFF)]

    def check(replies):
        for question, reply in zip(asked, replies):
            assert outcome(reply) == expected[question], question

    check([resolver.ask(*question, client=client) for client, *question in asked])
    until_expired(resolver, scripted)
    with held(scripted), contextlib.ExitStack() as stack:
        check([query.reply() for query in [
            stack.enter_context(Asked(resolver, *question)) for question in asked]])
        check([query.reply() for query in [
            stack.enter_context(Asked(resolver, *question)) for question in asked[::-1]]][::-1])
    for order in (asked, asked[::-1]):
        for client, *question in order:
            assert outcome(resolver.ask(*question, client=client)) == expected[
                (client, *question)]
    assert not computed_in(resolver.control("dump_cache"), NETWORKS)


def test_prefetch(start, scripted):
    """In the last tenth of a TTL, a client's query has upstream asked again: for all of
    them, in the name of none."""
    extra = with_scripted(scripted, "server:\n  prefetch: yes\n")
    own = start_own(start, "workstation iterator", extra, RULES)
    expected = {(client, *question): outcome(own[client].ask(*question, client=client))
                for question in ALONE if question[0].startswith("alias")
                for client in CLIENTS}
    scripted.answer = scripted_zone(ttl=10)
    resolvers = [start(chain, extra + clauses(RULES), threads=1)
                 for chain in ("workstation iterator", "respip workstation iterator")]

    def ask_all():
        for resolver, (client, *question) in itertools.product(resolvers, expected):
            assert outcome(resolver.ask(*question, client=client)) == expected[
                (client, *question)], question
        return all(resolver.count("total.num.prefetch") for resolver in resolvers)
    assert not ask_all()
    wait_for(ask_all, "a prefetch by each")
    ask_all()
    for resolver in resolvers:
        assert not computed_in(resolver.control("dump_cache"), NETWORKS)


@pytest.mark.parametrize("to", CLIENTS)
def test_what_was_dumped(start, upstream, to):
    """A dump of the caches after all have asked, loaded elsewhere, has upstream's only."""
    extra = settings(upstream, "")
    own = start_own(start, "workstation iterator", extra, RULES)[to]
    resolver = start("workstation iterator", extra + clauses(RULES))
    for client, (*question, more) in in_turn(CLIENTS, True):
        resolver.ask(*question, client=client, **more)
    loaded = start("workstation iterator", extra + clauses(RULES))
    assert loaded.control("load_cache", input=resolver.control("dump_cache")).endswith("ok\n")
    for *question, more in QUESTIONS:
        assert outcome(loaded.ask(*question, client=to, **more)) == outcome(
            own.ask(*question, client=to, **more)), question
