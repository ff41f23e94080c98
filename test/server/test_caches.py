# SPDX-License-Identifier: BSD-3-Clause
"""The caches: no answer from them outlives a rule or contradicts one, and the module
does not make Unbound ask twice for what is not computed."""

import contextlib

import pytest

from load import Load

HOW = pytest.mark.parametrize("how", ["reload", "reload_keep_cache", "SIGHUP"])
EXPIRED = "server:\n  serve-expired: yes\n  serve-expired-client-timeout: 0\n"
STATISTICS = "server:\n  extended-statistics: yes\n"
RULE = ('workstation: name: "workstation{{n}}" network: {network} ttl: {ttl}'
        ' other-types: {other}\n')
OLD = RULE.format(network="172.0.2.0/24", ttl=3600, other="pass")
NEW = RULE.format(network="10.9.8.0/24", ttl=60, other="nodata")
NEGATIVE = ('workstation:\n  name: "workstation{n}"\n  network: 172.0.2.0/24\n'
            '  origin: example.com\n  other-types: nodata\n  out-of-range: nxdomain\n'
            '  reverse: yes\n  ttl: 3600\n')

NAMES = [("workstation5.example.com", "A"), ("alias.example.com", "A"),
         ("alias2.example.com", "A"), ("alias-nx.example.com", "A"),
         ("workstation77.example.com", "TXT"), ("alias-nx.example.com", "TXT"),
         ("workstation77.example.com", "A"), ("workstation5.example.com", "TXT"),
         ("alias.example.com", "TXT"), ("www.example.com", "A")]


def ends(resolver, names=NAMES):
    """The rcode, what the answer ends in, and its TTL, for each of the names."""
    def end(reply):
        return (reply.rcode(), *[(str(rrset[0]), rrset.ttl) for rrset in reply.answer[-1:]])
    return [end(resolver.ask(*name)) for name in names]


def without_ttls(replies):
    return [(rcode, *[end[0] for end in rest]) for rcode, *rest in replies]


@pytest.mark.divided
@HOW
@pytest.mark.parametrize("expired", [False, True])
@pytest.mark.parametrize("reverse", [False, True])
def test_rules_come_and_go(start, how, expired, reverse):
    """Whatever was asked before, in whatever order: the answers are those of a
    resolver that was started with the configuration."""
    extra = EXPIRED if expired else ""
    names = NAMES[::-1] if reverse else NAMES
    configurations = [("iterator", extra), ("workstation iterator", extra + OLD),
                      ("workstation iterator", extra + NEW),
                      ("workstation iterator", extra)]
    fresh = [without_ttls(ends(start(*configuration), names))
             for configuration in configurations]
    resolver = start(*configurations[0])
    for number in (0, 1, 2, 3, 1, 0, 3, 2, 0):
        resolver.configure(*configurations[number])
        resolver.reload(how)
        for _ in range(2):
            assert without_ttls(ends(resolver, names)) == fresh[number], number
        if expired:
            resolver.control("flush_zone", "example.com")


@pytest.mark.either
@HOW
def test_the_ttl_is_that_of_the_rule_in_force(start, how):
    resolver = start("workstation iterator", OLD)
    name = [("alias2.example.com", "A")]
    assert ends(resolver, name) == [(0, ("172.0.2.5", 3600))]
    resolver.configure("workstation iterator", NEW.replace("10.9.8", "172.0.2"))
    resolver.reload(how)
    assert ends(resolver, name) == [(0, ("172.0.2.5", 60))]


def test_what_others_loaded(start):
    """load_cache bypasses all modules: the rules hold on the way out."""
    resolver = start("iterator", STATISTICS)
    ends(resolver)
    dump = resolver.control("dump_cache")
    resolver.configure("workstation iterator", OLD)
    resolver.reload()
    expected = without_ttls(ends(resolver))
    resolver.control("load_cache", input=dump)
    assert without_ttls(ends(resolver)) == expected


ORDINARY = [("www.example.com", "A"), ("www.example.com", "TXT"), ("out.example.com", "A"),
            ("nothing.example.com", "A"), ("example.com", "MX"), ("example.com", "NS"),
            ("example.com", "SOA"), ("nothing.example.net", "AAAA"), ("out.example.net", "MX")]


@pytest.mark.parametrize("chain", ["iterator", "validator iterator"])
@pytest.mark.parametrize("rules", ["", pytest.param(OLD, marks=pytest.mark.either),
                                   NEW + "workstation: origin: example.com\n"])
def test_ordinary_queries_are_not_asked_more_often(start, chain, rules):
    plain = start(chain, STATISTICS)
    resolver = start(f"workstation {chain}", STATISTICS + rules)
    for _ in range(3):
        for name in ORDINARY:
            plain.ask(*name)
            resolver.ask(*name)
            assert resolver.sent() == plain.sent(), name


@pytest.mark.parametrize("chain", ["iterator", "validator iterator"])
@pytest.mark.parametrize("ttl", ["0", "3600"])
def test_upstream_is_asked_once(start, chain, ttl):
    """Its aliases are cached as any other."""
    resolver = start(f"workstation {chain}", STATISTICS + OLD.replace("3600", ttl))
    ends(resolver)
    once = resolver.sent()
    for _ in range(3):
        ends(resolver)
    assert resolver.sent() == once


@pytest.mark.parametrize("chain", ["iterator", "validator iterator"])
@pytest.mark.parametrize("ttl", ["0", "300"])
def test_no_thread_sees_what_another_stored(start, chain, ttl):
    """Many clients ask for the same names while the caches are emptied."""
    resolver = start(f"workstation {chain}", OLD.replace("3600", ttl), threads=4)
    names = [f"{label}.example.com." for label in
             ("alias", "workstation5", "alias2", "alias-nx", "workstation77", "alias8")]
    with contextlib.ExitStack() as loads:
        running = [loads.enter_context(Load(resolver.port, names)) for _ in range(4)]
        for _ in range(60):
            resolver.control("flush_zone", "example.com")
            resolver.control("flush_type", "alias.example.com", "A")
    for load in running:
        assert load.received > 0
        assert {said for _, said in load.answers} == {"172.0.2.5", "172.0.2.77", "172.0.2.8"}
