# SPDX-License-Identifier: BSD-3-Clause
"""What a response policy zone (RPZ) says of a computed name holds, whatever leads to the
name. What is expected is what Unbound 1.22 says without the module, where upstream has
the records that the rules compute. It differs where an alias is cached with its target,
which is how Unbound forgets the policy, and where the policy's cname override is for the
target of an alias, which Unbound answers with NODATA."""

import re

import dns.edns
import dns.flags
import dns.rcode
import pytest

from machine import wait_for
from resolver import Resolver
from rpz import (DROPPED, NODATA, NSDNAME, NSIP, NXDOMAIN, OFFICE, REFUSED, RULES, SERVFAIL,
                 SIGNED, SILENT, TRUNCATED, WILD, Client, PolicyUpstream, said, silent_server)

FRONT, BEHIND = "respip workstation iterator", "workstation respip iterator"
VALIDATING = [chain.replace("iterator", "validator iterator") for chain in (FRONT, BEHIND)]
CHAINS = [FRONT, BEHIND, *VALIDATING]
SAMPLE = [FRONT, VALIDATING[1]]  # each of both orders, with a validator and without
CD = dns.flags.RD | dns.flags.CD
# Of its options the one that is as old as what Unbound does since.
SINCE_1_19 = pytest.mark.option("disable-edns-do")

# Of each desk: its records in the policy, and what is said of it, by type.
ALL = ("A", "AAAA", "TXT")
UPSTREAM = {"AAAA": [NODATA], "TXT": ['"upstream"']}


def for_all(*answer):
    return dict.fromkeys(ALL, list(answer))


POLICIES = {
    "nxdomain": (1, "CNAME .", for_all(NXDOMAIN)),
    "nodata": (2, "CNAME *.", for_all(NODATA)),
    "drop": (3, "CNAME rpz-drop.", for_all(DROPPED)),
    "tcp only": (4, "CNAME rpz-tcp-only.", for_all(TRUNCATED)),
    "passthru": (5, "CNAME rpz-passthru.", {"A": ["10.1.0.5"], **UPSTREAM}),
    "local data": (6, "A 192.0.2.6|TXT policy",
                   {"A": ["192.0.2.6"], "AAAA": [NODATA], "TXT": ['"policy"']}),
    "local data of another type": (13, "TXT policy", {**for_all(NODATA), "TXT": ['"policy"']}),
    "alias": (7, "CNAME www.example.net.",
              {"A": ["www.example.net.", "192.0.2.80"], "AAAA": ["www.example.net.", NODATA],
               "TXT": ["www.example.net.", '"www"']}),
    "alias of a computed name": (8, "CNAME desk20.{origin}.", {
        qtype: ["desk20.{origin}.", *answer]
        for qtype, answer in {"A": ["10.1.0.20"], **UPSTREAM}.items()}),
    "alias of a blocked name": (11, "CNAME desk1.{origin}.",
                                for_all("desk1.{origin}.", NXDOMAIN)),
    "alias of a passed name": (12, "CNAME desk5.{origin}.", {
        qtype: ["desk5.{origin}.", *answer]
        for qtype, answer in {"A": ["10.1.0.5"], **UPSTREAM}.items()}),
    "none": (9, "", {"A": ["10.1.0.9"], **UPSTREAM}),
    "of the second zone": (14, "", for_all(NXDOMAIN)),
}
# Unbound 1.17.1 cannot have TCP only behind an alias with respip in front
OF_ALL_RELEASES = [policy for name, policy in POLICIES.items() if name != "tcp only"]
# and without the one that only the second zone has
FIRST_ZONE = [policy for policy in OF_ALL_RELEASES if policy[0] != 14]
TCP = {"A": ["10.1.0.4"], **UPSTREAM}  # of the desk that is for TCP only
SECOND = {14: "CNAME .", 5: "CNAME ."}


def zone(*lines):
    return "\n".join(["$TTL 60", "@ IN SOA . . 1 3600 900 86400 60", *lines]) + "\n"


def rpz(place, name, *lines, options=""):
    """A clause, its zonefile written."""
    (place / name).write_text(zone(*lines))
    return f'rpz:\n  name: "{name}"\n  zonefile: "{place}/{name}"\n{options}'


def desks(origin):
    """Of the policies of all desks, the lines."""
    return [f"desk{n}.{origin} {record.format(origin=origin)}"
            for n, records, _ in POLICIES.values() for record in records.split("|") if record]


# What leads to a desk, of its number, its origin and the first label of that.
ROUTES = {
    "direct": ("desk{n}.{origin}", []),
    "alias": ("alias{n}.to-{short}.{of}", ["desk{n}.{origin}."]),
    "alias of alias": ("twice{n}.to-{short}.{of}",
                       ["alias{n}.to-{short}.{of}.", "desk{n}.{origin}."]),
    "DNAME": ("desk{n}.{short}.{of}", ["desk{n}.{origin}."]),
}
INDIRECT = [route for route in ROUTES if route != "direct"]


class Asker:
    """Asks for a desk by a route, and says what is wrong with the answer."""

    def __init__(self, client, route, n, origin=OFFICE, of="example.org"):
        self.client, self.origin = client, origin
        words = {"n": n, "origin": origin, "short": origin.split(".")[0], "of": of}
        qname, aliases = ROUTES[route]
        self.qname = qname.format(**words)
        self.aliases = [alias.format(**words) for alias in aliases]

    def expected(self, answer):
        if answer in ([DROPPED], [TRUNCATED]):
            return answer
        return self.aliases + [word.format(origin=self.origin) for word in answer]

    def wrong(self, answer, qtype="A", **how):
        """The question and both answers, unless they are the same."""
        got = said(self.client.ask(self.qname, qtype, **how))
        expected = self.expected(answer)
        return [] if got == expected else [(self.qname, qtype, how, got, expected)]


# Ways to ask: types and flags, one after the other, from an empty cache.
ORDERS = {
    "again": [("A", {}), ("A", {}), ("A", {}), ("AAAA", {}), ("A", {})],
    "another type first": [("TXT", {}), ("TXT", {}), ("A", {}), ("TXT", {}), ("A", {})],
    "TCP first": [("A", {"tcp": True}), ("A", {}), ("A", {"tcp": True}), ("A", {})],
    "flags": [("A", {"flags": CD}), ("A", {}), ("A", {"want_dnssec": True}),
              ("A", {"flags": CD, "want_dnssec": True}), ("A", {})],
}


def wrong_of_policy(asker, policy, orders=ORDERS, types=ALL):
    """All that is wrong when a desk is asked for in each order."""
    _, _, answers = POLICIES[policy]
    for order in orders.values():
        asker.client.empty_cache()
        for qtype, how in order:
            if qtype in types:
                answer = answers[qtype]
                if answer == [TRUNCATED] and how.get("tcp"):
                    answer = TCP[qtype]
                yield from asker.wrong(answer, qtype, **how)


@pytest.fixture(scope="module")
def upstream(tmp_path_factory):
    with PolicyUpstream(tmp_path_factory.mktemp("policy-upstream")) as server:
        yield server


@pytest.fixture(scope="module")
def surroundings(upstream):
    """Lines of unbound.conf: the rules, servers that refuse or are silent, and keys."""
    with silent_server() as silent:
        yield (RULES + Resolver.forward_zone(REFUSED, upstream.port)
               + Resolver.forward_zone(SILENT, silent) + "server:\n"
               + "".join(f'  trust-anchor: "{anchor}"\n'
                         for anchor in upstream.anchors.values()))


def clients_of(run, extra):
    """A function that gives a client of the resolver with a chain. A resolver that ended
    is not there for other tests."""
    clients = {}

    def get(chain):
        if chain not in clients or clients[chain].resolver.ended():
            clients[chain] = Client(run(chain, extra))
        return clients[chain]
    return get


@pytest.fixture(scope="module")
def with_policy(run, surroundings, tmp_path_factory):
    """A client of the resolver with a chain that has all policies."""
    place = tmp_path_factory.mktemp("policy")
    clauses = rpz(place, "policy.example", *(
        line for origin in (OFFICE, REFUSED, SILENT, SIGNED) for line in desks(origin)),
        f"*.{WILD} CNAME .", f"desk5.{WILD} CNAME rpz-passthru.",
        f"desk10.{OFFICE} CNAME *.walled.example.",
        f"desk21.{OFFICE} CNAME .", "alias21.to-office.example.org CNAME rpz-passthru.",
        "alias22.to-office.example.org CNAME .")
    clauses += rpz(place, "second.example", *(
        f"desk{n}.{origin} {record}" for origin in (OFFICE, REFUSED, SILENT, SIGNED)
        for n, record in SECOND.items()))
    return clients_of(run, clauses + surroundings)


@pytest.mark.parametrize("chain, route, policy", [
    pytest.param(chain, route, policy, marks=[SINCE_1_19] if policy == "tcp only"
                 and route != "direct" and chain.startswith("respip") else [])
    for chain in CHAINS for route in ROUTES for policy in POLICIES])
def test_policy(with_policy, chain, route, policy):
    """In whatever order it is asked for, and over UDP and TCP."""
    n = POLICIES[policy][0]
    asker = Asker(with_policy(chain), route, n)
    assert list(wrong_of_policy(asker, policy)) == []


@pytest.mark.divided
@pytest.mark.parametrize("policy", [policy for policy in POLICIES if policy != "tcp only"])
@pytest.mark.parametrize("of", ["example.org", SIGNED])
@pytest.mark.parametrize("route", ["direct", "alias", "DNAME"])
@pytest.mark.parametrize("chain", VALIDATING)
def test_signed(with_policy, chain, route, of, policy):
    """The target is signed, and so can be the alias."""
    asker = Asker(with_policy(chain), route, POLICIES[policy][0], SIGNED, of)
    assert list(wrong_of_policy(asker, policy)) == []


# those that nothing but the alias is asked upstream for
ENDS = [policy for policy, (_, _, answers) in POLICIES.items()
        if answers["TXT"][-1] in (NXDOMAIN, NODATA, DROPPED, '"policy"', '"www"')]


@pytest.mark.divided
@pytest.mark.parametrize("policy", ENDS)
@pytest.mark.parametrize("origin", [REFUSED, SILENT])
@pytest.mark.parametrize("route", ["direct", "alias", "DNAME"])
@pytest.mark.parametrize("chain", SAMPLE)
def test_policy_ends_what_upstream_does_not_answer(with_policy, chain, route, origin, policy):
    asker = Asker(with_policy(chain), route, POLICIES[policy][0], origin)
    assert list(wrong_of_policy(asker, policy)) == []


@pytest.mark.parametrize("chain, route, policy", [
    pytest.param(chain, route, policy, marks=[SINCE_1_19] if policy == "tcp only"
                 and route != "direct" and chain.startswith("respip") else [])
    for chain in (FRONT, BEHIND) for route in ("direct", "alias", "DNAME")
    for policy in POLICIES if policy not in ENDS])
@pytest.mark.parametrize("origin", [REFUSED, SILENT])
def test_computed_what_upstream_does_not_answer(with_policy, chain, route, origin, policy):
    """Where the policy leads to a computed name, or lets one pass."""
    asker = Asker(with_policy(chain), route, POLICIES[policy][0], origin)
    assert list(wrong_of_policy(asker, policy, types=["A"])) == []


@pytest.mark.divided
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("chain", CHAINS)
def test_the_target_before_the_alias(with_policy, chain, route):
    """And the alias before the target: all policies, in one cache."""
    client = with_policy(chain)
    client.empty_cache()
    wrong = []
    for _ in range(2):
        for first in ("direct", route, "direct"):
            for n, _, answers in OF_ALL_RELEASES:
                for qtype in ALL:
                    wrong += Asker(client, first, n).wrong(answers[qtype], qtype)
    assert wrong == []


# An alias of a wildcard in the policy is expanded for a question, and not behind an
# alias, as in Unbound.
@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("route", ROUTES)
def test_wildcard_target(with_policy, chain, route):
    target = {"direct": f"desk10.{OFFICE}.walled.example."}.get(route, "*.walled.example.")
    for qtype, end in (("A", "192.0.2.81"), ("TXT", NODATA), ("A", "192.0.2.81")):
        assert Asker(with_policy(chain), route, 10).wrong([target, end], qtype) == []


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("route", ROUTES)
def test_wildcard(with_policy, chain, route):
    """A trigger for all names of a domain, and one that passes a name in it."""
    client = with_policy(chain)
    client.empty_cache()
    wrong = []
    for _ in range(2):
        for qtype in ALL:
            wrong += Asker(client, route, 9, WILD).wrong([NXDOMAIN], qtype)
            wrong += Asker(client, route, 5, WILD).wrong(POLICIES["passthru"][2][qtype], qtype)
    assert wrong == []


@pytest.mark.parametrize("chain", CHAINS)
def test_policy_of_the_alias(with_policy, chain):
    """What is said of an alias comes before what is said of its target. One that is
    passed passes its target, too, wherever it is in the chain."""
    client = with_policy(chain)
    client.empty_cache()
    for _ in range(3):
        for route in "alias", "alias of alias":
            assert Asker(client, route, 21).wrong(["10.1.0.21"]) == []
        assert Asker(client, "DNAME", 21).wrong([NXDOMAIN]) == []
        assert Asker(client, "direct", 21).wrong([NXDOMAIN]) == []
        assert said(client.ask("alias22.to-office.example.org")) == [NXDOMAIN]
        assert said(client.ask("twice22.to-office.example.org")) == [
            "alias22.to-office.example.org.", NXDOMAIN]


@pytest.mark.parametrize("chain", CHAINS)
def test_the_type_of_an_alias(with_policy, chain):
    """A query for CNAME meets no policy of the target."""
    client = with_policy(chain)
    for n, _, answers in OF_ALL_RELEASES:
        for _ in range(2):
            reply = client.ask(f"alias{n}.to-office.example.org", "CNAME")
            assert [str(rrset[0]) for rrset in reply.answer] == [f"desk{n}.{OFFICE}."]
            assert reply.rcode() == dns.rcode.NOERROR
        assert Asker(client, "alias", n).wrong(answers["A"]) == []


RELOADS = ["reload", "reload_keep_cache", "SIGHUP"]


def wrong_of_all(client):
    """All that is wrong when each of the desks is asked for by each route."""
    return [wrong for n, _, answers in OF_ALL_RELEASES for route in ROUTES for qtype in ALL
            for wrong in Asker(client, route, n).wrong(answers[qtype], qtype)]


@pytest.mark.divided
@pytest.mark.parametrize("how", RELOADS)
@pytest.mark.parametrize("chain", CHAINS)
def test_reload(with_policy, chain, how):
    client = with_policy(chain)
    client.empty_cache()
    assert wrong_of_all(client) == []
    client.resolver.reload(how)
    assert wrong_of_all(client) == []


# some of the desks, and then each with the policy of the next
OLD = [POLICIES[name] for name in ("nxdomain", "nodata", "drop", "passthru", "local data",
                                   "alias", "none")]
NEW = [(n, *policy) for (n, *_), (_, *policy) in zip(OLD, OLD[1:] + OLD[:1])]
NONE = [(n, "", None) for n, *_ in OLD]


@pytest.fixture
def changing(start, surroundings, tmp_path):
    """A client, and a function that changes the policies in the file."""
    def start_with(chain):
        def change(policies):
            return rpz(tmp_path, "policy.example", *(
                f"desk{n}.{OFFICE} {record}" for n, records, _ in policies
                for record in records.split("|") if record))
        return Client(start(chain, change([]) + surroundings)), change
    return start_with


@pytest.mark.divided
@pytest.mark.parametrize("how", [*RELOADS, "auth_zone_reload"])
@pytest.mark.parametrize("chain", CHAINS)
def test_changed_policy(changing, chain, how):
    """In force at once, whatever is cached."""
    client, change = changing(chain)

    def wrong(policies):
        for n, record, answers in policies:
            is_computed = record in ("", "CNAME rpz-passthru.")
            for route in [*ROUTES] * 2:
                yield from Asker(client, route, n).wrong(
                    [f"10.1.0.{n}"] if is_computed else answers["A"])

    assert list(wrong(NONE)) == []
    for policies in OLD, NEW, NONE, OLD:
        change(policies)
        if how == "auth_zone_reload":
            client.resolver.control("auth_zone_reload", "policy.example")
        else:
            client.resolver.reload(how)
        assert list(wrong(policies)) == []


CLIENTS = {2: ("CNAME .", [NXDOMAIN]), 3: ("CNAME *.", [NODATA]),
           4: ("CNAME rpz-drop.", [DROPPED]), 5: ("CNAME rpz-tcp-only.", [TRUNCATED]),
           7: ("A 192.0.2.7", ["192.0.2.7"])}
PASSED_CLIENT = "127.0.0.6"


@pytest.fixture(scope="module")
def with_client_policy(run, surroundings, tmp_path_factory):
    """The resolver with a chain that has policies for clients, and desk1 blocked."""
    place = tmp_path_factory.mktemp("client-policy")
    clause = rpz(place, "clients.example", *desks(OFFICE),
                 *(f"32.{n}.0.0.127.rpz-client-ip {record}"
                   for n, (record, _) in CLIENTS.items()),
                 "32.6.0.0.127.rpz-client-ip CNAME rpz-passthru.")
    client = clients_of(run, clause + surroundings)
    return lambda chain: client(chain).resolver


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("chain", CHAINS)
def test_client(with_client_policy, chain, route):
    """A trigger for the client comes before those for names."""
    resolver = with_client_policy(chain)
    Client(resolver).empty_cache()
    for _ in range(2):
        for n, (_, answer) in CLIENTS.items():
            client = Client(resolver, f"127.0.0.{n}")
            for desk in 9, 1:
                assert said(client.ask(Asker(client, route, desk).qname)) == answer
        assert Asker(Client(resolver, "127.0.0.5"), route, 9).wrong(
            ["10.1.0.9"], tcp=True) == []
        assert Asker(Client(resolver), route, 1).wrong([NXDOMAIN]) == []


@pytest.mark.parametrize("route", [pytest.param("direct", marks=SINCE_1_19), *INDIRECT])
@pytest.mark.parametrize("chain", CHAINS)
def test_passed_client(with_client_policy, chain, route):
    """For it there are no policies, and what it gets is for nobody else."""
    resolver = with_client_policy(chain)
    other, passed = Client(resolver), Client(resolver, PASSED_CLIENT)
    wrong = []
    for order in (other, passed), (passed, other):
        other.empty_cache()
        for n, _, answers in FIRST_ZONE:
            for client in order * 2:
                answer = [f"10.1.0.{n}"] if client is passed else answers["A"]
                wrong += Asker(client, route, n).wrong(answer)
    assert wrong == []


@pytest.mark.divided
@pytest.mark.parametrize("route", INDIRECT)
@pytest.mark.parametrize("chain", CHAINS)
def test_expired(start, surroundings, tmp_path, chain, route):
    """What the cache has for a client without policies is expired when others ask."""
    resolver = start(chain, rpz(tmp_path, "policy.example", *desks(OFFICE),
                                "32.6.0.0.127.rpz-client-ip CNAME rpz-passthru.")
                     + surroundings + "  serve-expired: yes\n  cache-max-ttl: 1\n"
                     "  serve-expired-client-timeout: 0\n")
    passed, other = Client(resolver, PASSED_CLIENT), Client(resolver)
    for n, _, _ in FIRST_ZONE:
        assert Asker(passed, route, n).wrong([f"10.1.0.{n}"]) == []
    wait_for(lambda: passed.ask("www.example.net") and resolver.count("total.num.expired"),
             "what was asked before to be expired")
    assert [wrong for _ in range(2) for n, _, answers in FIRST_ZONE
            for wrong in Asker(other, route, n).wrong(answers["A"])] == []


@pytest.mark.parametrize("route", [
    "direct", *(pytest.param(route, marks=SINCE_1_19) for route in INDIRECT)])
@pytest.mark.parametrize("chain", CHAINS)
def test_tags(start, surroundings, tmp_path, chain, route):
    """The policy is for clients with the tag, and for no others."""
    tags = """server:
  define-tag: "staff guests"
  access-control-tag: 127.0.0.2/32 "staff"
  access-control-tag: 127.0.0.3/32 "guests"
"""
    resolver = start(chain, tags + rpz(tmp_path, "policy.example", *desks(OFFICE),
                                       options='  tags: "staff"\n') + surroundings)
    wrong = []
    for clients in "213", "132":
        Client(resolver).empty_cache()
        for number in clients * 2:
            client = Client(resolver, f"127.0.0.{number}")
            for n, _, answers in FIRST_ZONE:
                for qtype in "A", "AAAA":
                    computed = [f"10.1.0.{n}"] if qtype == "A" else [NODATA]
                    answer = answers[qtype] if number == "2" else computed
                    wrong += [(number, *different) for different
                              in Asker(client, route, n).wrong(answer, qtype)]
    assert wrong == []


WWW = ["www.example.net.", "192.0.2.80"]
OVERRIDES = {"nxdomain": [NXDOMAIN], "nodata": [NODATA], "drop": [DROPPED],
             "passthru": None, "disabled": None, "cname": WWW}


@pytest.mark.divided
@pytest.mark.parametrize("override, answer", OVERRIDES.items())
@pytest.mark.parametrize("chain", CHAINS)
def test_override(start, surroundings, tmp_path, chain, override, answer):
    """One action for all triggers."""
    client = Client(start(chain, rpz(
        tmp_path, "policy.example", *desks(OFFICE),
        options=f"  rpz-action-override: {override}\n"
                "  rpz-cname-override: www.example.net\n") + surroundings))
    wrong = []
    for _ in range(2):
        for route in ROUTES:
            for n in 1, 3, 4, 5, 6, 8, 9:  # also the one that is for TCP only
                if override == "cname" and route != "direct" and n != 9:
                    # Unbound gives NODATA there, or the zone's own record
                    assert said(client.ask(Asker(client, route, n).qname))[-1] not in (
                        f"10.1.0.{n}", SERVFAIL)
                    continue
                wrong += Asker(client, route, n).wrong(
                    answer if answer and n != 9 else [f"10.1.0.{n}"])
    assert wrong == []


# Of the address, the action and the answer.
RESPONSE_IP = {
    "nxdomain": (31, "CNAME .", [NXDOMAIN]), "nodata": (32, "CNAME *.", [NODATA]),
    "drop": (33, "CNAME rpz-drop.", [DROPPED]),
    "tcp only": (34, "CNAME rpz-tcp-only.", [TRUNCATED]),
    "passthru": (35, "CNAME rpz-passthru.", ["10.1.0.35"]),
    "local data": (36, "A 192.0.2.36", ["192.0.2.36"]),
    "alias": (37, "CNAME www.example.net.", WWW),
    "passed by its name": (38, "CNAME .", ["10.1.0.38"]),
    "upstream's": (39, "", ["10.1.0.39"]),
}


@pytest.fixture(scope="module")
def with_response_ip(run, surroundings, tmp_path_factory):
    place = tmp_path_factory.mktemp("response-policy")
    clause = rpz(place, "addresses.example", f"desk38.{OFFICE} CNAME rpz-passthru.",
                 *(f"32.{n}.0.1.10.rpz-ip {record}"
                   for n, record, _ in RESPONSE_IP.values() if record),
                 "32.39.113.0.203.rpz-ip CNAME .")
    return clients_of(run, clause + surroundings)


@pytest.mark.parametrize("trigger", RESPONSE_IP)
@pytest.mark.parametrize("chain", CHAINS)
def test_response_ip(with_response_ip, chain, trigger):
    """Applies to computed addresses where respip is in front, and not to upstream's of
    the same name."""
    client = with_response_ip(chain)
    n, _, answer = RESPONSE_IP[trigger]
    if not chain.startswith("respip"):
        answer = [f"10.1.0.{n}"]
    wrong = []
    for route in ROUTES:
        client.empty_cache()
        for tcp in False, False, True, False:
            asker = Asker(client, route, n)
            wrong += asker.wrong([f"10.1.0.{n}"] if tcp and answer == [TRUNCATED] else answer,
                                 tcp=tcp)
    assert wrong == []


@pytest.fixture(scope="module")
def with_servers(run, surroundings, upstream, tmp_path_factory):
    """Domains whose servers have a policy, by name and by address."""
    place = tmp_path_factory.mktemp("server-policy")
    clause = rpz(place, "servers.example", "32.3.0.0.127.rpz-nsip CNAME .",
                 "ns.nsdname.near.example.rpz-nsdname CNAME .")
    clause += (f'forward-zone:\n  name: "{NSIP}"\n'
               f"  forward-addr: 127.0.0.3@{upstream.port}\n"
               f'stub-zone:\n  name: "{NSDNAME}"\n'
               f"  stub-host: ns.nsdname.near.example@{upstream.port}\n"
               f"  stub-addr: 127.0.0.1@{upstream.port}\n")
    return clients_of(run, clause + surroundings)


@pytest.mark.parametrize("domain", [NSIP, NSDNAME])
@pytest.mark.parametrize("chain", CHAINS)
def test_servers_of_an_alias(with_servers, chain, domain):
    client = with_servers(chain)
    for _ in range(3):
        assert said(client.ask(f"alias9.{domain}")) == [NXDOMAIN]


@pytest.mark.parametrize("route", ["direct", "alias", "alias of alias"])
@pytest.mark.parametrize("chain", [FRONT, BEHIND])
def test_servers_of_a_computed_name(with_servers, chain, route):
    """They are not asked."""
    for _ in range(3):
        assert Asker(with_servers(chain), route, 9, NSIP).wrong(["10.1.0.9"]) == []


LOGGED = {"nxdomain": "rpz-nxdomain", "nodata": "rpz-nodata", "drop": "rpz-drop",
          "tcp only": "rpz-tcp-only", "passthru": "rpz-passthru",
          "local data": "rpz-local-data", "alias": "rpz-local-data"}


@pytest.mark.parametrize("policy, action", LOGGED.items())
@pytest.mark.parametrize("route", [
    "direct", *(pytest.param(route, marks=SINCE_1_19) for route in INDIRECT)])
@pytest.mark.parametrize("chain", SAMPLE)
def test_log(with_log, chain, route, policy, action):
    """Each time that a policy changes an answer, and under its name."""
    client = with_log(chain)
    client.empty_cache()
    n, _, answers = POLICIES[policy]
    line = re.compile(rf"rpz: applied \[clearly\] desk{n}\.{OFFICE}\. {action} 127\.0\.0\.1@")
    for _ in range(1 if policy == "passthru" else 3):
        before = len(line.findall(client.resolver.said()))
        assert Asker(client, route, n).wrong(answers["A"]) == []
        assert len(line.findall(client.resolver.said())) > before


@pytest.fixture(scope="module")
def with_log(run, surroundings, tmp_path_factory):
    place = tmp_path_factory.mktemp("logged-policy")
    clause = rpz(place, "logged.example", *desks(OFFICE), options='  rpz-log: yes\n'
                 '  rpz-log-name: "clearly"\n  rpz-signal-nxdomain-ra: yes\n')
    return clients_of(run, clause + surroundings + "  ede: yes\n")


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("chain", CHAINS)
def test_no_recursion_available(with_log, chain, route):
    """With rpz-signal-nxdomain-ra, NXDOMAIN of the policy says so; others do not."""
    client = with_log(chain)
    client.empty_cache()
    for _ in range(3):
        for n, available in ((1, False), (2, True), (6, True), (9, True)):
            reply = client.ask(Asker(client, route, n).qname)
            assert bool(reply.flags & dns.flags.RA) == available, n


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("chain", CHAINS)
def test_extended_errors(with_log, chain, route):
    """Synthesized (29) is what the rules make, and not what a policy says, which has no
    error in Unbound."""
    client = with_log(chain)
    client.empty_cache()
    for _ in range(3):
        for n, errors in ((1, []), (2, []), (6, []), (7, []), (9, [29]), (5, [29]), (8, [29])):
            reply = client.ask(Asker(client, route, n).qname, use_edns=0)
            assert [option.code for option in reply.options
                    if option.otype == dns.edns.EDE] == errors, n


@pytest.mark.parametrize("chain", CHAINS)
def test_tcp_only_does_not_end_the_daemon(with_policy, chain):
    """As it does in Unbound 1.17.1, of which an alias gets the answer over UDP, too, where
    respip is in front."""
    client = with_policy(chain)
    client.empty_cache()
    for route in INDIRECT * 2:
        asker = Asker(client, route, 4)
        assert asker.wrong([TRUNCATED]) == [] or asker.wrong(["10.1.0.4"]) == []
        assert asker.wrong(["10.1.0.4"], tcp=True) == []
