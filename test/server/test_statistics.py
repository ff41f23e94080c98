# SPDX-License-Identifier: BSD-3-Clause
"""What unbound-control reports about the module: what was decided, how often, by
which thread and rule."""

import collections
import os
import pathlib
import select
import socket
import subprocess

import dns.message
import dns.rrset
import pytest

from machine import free_port, wait_for
from resolver import Resolver

OUTCOMES = "answer", "nodata", "nxdomain", "rewritten", "passed"
RULES = """
workstation: name: "desk{n:3}" network: 198.51.100.0/24 origin: example.com ttl: 300
workstation: name: "lab-{ip}" network: 203.0.113.0/28 origin: example.com ttl: 60
  other-types: nodata out-of-range: nxdomain
workstation: ttl: 300
"""
EXTENDED = "server:\n  extended-statistics: yes\n"
ASKED = [("desk001.example.com", "A", "answer"),
         ("workstation7.nowhere.example", "A", "answer"),
         ("workstation5.example.com", "ANY", "answer"),
         ("lab-203-0-113-1.example.com", "AAAA", "nodata"),
         ("lab-203-0-113-99.example.com", "A", "nxdomain"),
         ("alias.example.com", "A", "rewritten"),
         ("workstation77.example.com", "TXT", "rewritten"),
         ("www.example.com", "A", "passed"),
         ("nothing.example.com", "A", "passed"),
         ("workstation5.example.com", "TXT", "passed")]


def statistics(resolver, command="stats_noreset"):
    return {key: value for key, value in
            (line.split("=") for line in resolver.control(command).splitlines())}


def outcomes(resolver, whose="total", command="stats_noreset"):
    """Those that are not 0."""
    stats = statistics(resolver, command)
    counts = {outcome: int(stats[f"{whose}.num.workstation.{outcome}"])
              for outcome in OUTCOMES}
    return {outcome: count for outcome, count in counts.items() if count}


def rules(resolver, command="stats_noreset"):
    begin = "num.workstation.rule."
    return {key[len(begin):]: int(value) for key, value in
            statistics(resolver, command).items() if key.startswith(begin)}


@pytest.mark.parametrize("threads", [1, 3])
def test_outcomes(start, threads):
    """Each query is counted once, by the thread that answers it."""
    resolver = start(None, RULES, threads=threads)
    for qname, qtype, _ in ASKED:
        for _ in range(threads):  # each time from another port
            resolver.ask(qname, qtype)
    counted = [outcomes(resolver, f"thread{i}") for i in range(threads)]
    expected = collections.Counter(outcome for _, _, outcome in ASKED)
    for outcome in OUTCOMES[:4]:
        assert sum(thread.get(outcome, 0) for thread in counted) == \
            expected[outcome] * threads, counted
    # what upstream said comes from the cache then, and no module is asked
    assert sum(thread.get("passed", 0) for thread in counted) == expected["passed"]
    total = outcomes(resolver)
    assert total == {outcome: sum(thread.get(outcome, 0) for thread in counted)
                     for outcome in total}
    assert sum(int(statistics(resolver)[f"thread{i}.num.queries"])
               for i in range(threads)) == len(ASKED) * threads


def test_reset(start):
    resolver = start(None, RULES)
    for _ in range(3):
        resolver.ask("desk001.example.com")
        assert outcomes(resolver) == {"answer": 1}
        assert outcomes(resolver, command="stats_noreset") == {"answer": 1}
        assert outcomes(resolver, command="stats") == {"answer": 1}
        assert outcomes(resolver) == {}
    resolver.ask("desk001.example.com")
    assert resolver.control("flush_stats") == "ok\n"
    assert outcomes(resolver) == {}


def test_reset_of_each_thread(start):
    """More queries than threads, so that each has some of them."""
    resolver = start(None, EXTENDED + RULES, threads=3)
    for number in range(60):
        resolver.ask(f"desk{number:03}.example.com")
    assert sum(outcomes(resolver, f"thread{i}", "stats_noreset").get("answer", 0)
               for i in range(3)) == 60
    assert rules(resolver, "stats") == {"desk{n:3}.example.com": 60}
    for whose in ("thread0", "thread1", "thread2", "total"):
        assert outcomes(resolver, whose) == {}
    assert rules(resolver) == {}


def test_cumulative(start):
    resolver = start(None, RULES + "server:\n  statistics-cumulative: yes\n")
    for count in range(1, 4):
        resolver.ask("desk001.example.com")
        assert outcomes(resolver, command="stats") == {"answer": count}


@pytest.mark.parametrize("cumulative, expected", [("no", {}), ("yes", {"answer": 1})])
def test_interval(start, cumulative, expected):
    """When Unbound logs statistics, they begin at 0 again, as its own do."""
    resolver = start(None, RULES + "server:\n  statistics-interval: 1\n"
                     f"  statistics-cumulative: {cumulative}\n")
    resolver.ask("desk001.example.com")
    logged = resolver.said().count("server stats for thread 0: ")
    wait_for(lambda: resolver.said().count("server stats for thread 0: ") >= logged + 4,
             "statistics in the log")
    assert resolver.count("total.num.queries") == sum(expected.values())
    assert outcomes(resolver) == expected


def test_reload_counts_anew(start):
    """As Unbound's own statistics do."""
    resolver = start(None, EXTENDED + RULES)
    resolver.ask("desk001.example.com")
    resolver.reload()
    assert outcomes(resolver) == {}
    assert rules(resolver) == {}
    resolver.ask("desk001.example.com")
    assert outcomes(resolver) == {"answer": 1}
    assert rules(resolver) == {"desk{n:3}.example.com": 1}


def test_without_the_module(start):
    """Its lines are there, as those of Unbound's other modules are."""
    resolver = start("iterator", EXTENDED + RULES)
    resolver.ask("desk001.example.com")
    assert outcomes(resolver) == {}
    assert statistics(resolver)["mem.mod.workstation"] == "0"
    resolver.configure("workstation iterator", EXTENDED + RULES)
    resolver.reload()
    resolver.ask("desk001.example.com")
    assert outcomes(resolver) == {"answer": 1}


@pytest.mark.parametrize("qname, qtype, outcome", ASKED[:7])
def test_what_is_asked_again(start, qname, qtype, outcome):
    """It is counted each time, under what was done."""
    resolver = start(None, RULES, threads=1)
    for count in range(1, 6):
        resolver.ask(qname, qtype)
        assert outcomes(resolver) == {outcome: count}


def test_prefetch_is_no_query(start):
    """A cached alias that is about to expire is resolved again, for no client."""
    resolver = start("workstation iterator",
                     "server:\n  prefetch: yes\n  cache-max-ttl: 10\n" + RULES)
    asked = 0

    def prefetched():
        nonlocal asked
        resolver.ask("out.example.com")
        asked += 1
        return resolver.count("total.num.prefetch")

    wait_for(prefetched, "a prefetch")
    # the others came from the cache
    assert outcomes(resolver) == {"passed": 1}


def test_several_clients_of_one_query(start):
    """Clients that wait for the same name are all counted."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as upstream:
        port = free_port()
        upstream.bind(("127.0.0.1", port))
        upstream.settimeout(20)
        resolver = start(None, Resolver.forward_zone("late.example", port))
        clients = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3)]
        for client in clients:
            client.settimeout(20)
            query = dns.message.make_query("www.late.example", "A")
            client.sendto(query.to_wire(), ("127.0.0.1", resolver.port))
        wait_for(lambda: resolver.count("total.num.queries") == 3, "three queries")
        assert outcomes(resolver) == {}
        # the resolver may have asked again meanwhile
        while upstream in select.select([upstream, *clients], [], [], 20)[0]:
            wire, sender = upstream.recvfrom(4096)
            reply = dns.message.make_response(dns.message.from_wire(wire))
            reply.answer = [dns.rrset.from_text(reply.question[0].name, 60, "IN", "A",
                                                "192.0.2.1")]
            upstream.sendto(reply.to_wire(), sender)
        for client in clients:
            assert dns.message.from_wire(client.recv(4096)).answer
            client.close()
        assert outcomes(resolver) == {"passed": 3}


def test_dns64_counts_what_it_asks(start):
    """The AAAA that upstream says is not there, and the A that it is made of."""
    resolver = start("dns64 workstation iterator", EXTENDED + RULES)
    resolver.ask("workstation77.example.com", "AAAA")
    assert outcomes(resolver) == {"rewritten": 1, "answer": 1}
    assert rules(resolver) == {"workstation{n}.any": 1}
    resolver.ask("www.example.com", "AAAA")
    assert outcomes(resolver) == {"rewritten": 1, "answer": 1, "passed": 2}


def test_dns64_behind(start):
    """Its queries begin behind the module, and are no client's."""
    resolver = start("workstation dns64 iterator", RULES)
    resolver.ask("www.example.com", "AAAA")
    assert outcomes(resolver) == {"passed": 1}


def test_validators_queries_do_not_count(start, upstream):
    anchors = "".join(f'  trust-anchor: "{upstream.anchors[zone]}"\n'
                      for zone in upstream.signed_zones)
    resolver = start("workstation validator iterator", f"server:\n{anchors}{RULES}")
    resolver.ask("www.signed.example")
    assert outcomes(resolver) == {"passed": 1}
    resolver.ask("alias.signed.example")
    assert outcomes(resolver) == {"passed": 1, "rewritten": 1}


def test_local_data_is_not_counted(start):
    resolver = start(None, 'server:\n  local-data: "workstation5.example.com A 192.0.2.1"\n')
    resolver.ask("workstation5.example.com")
    assert outcomes(resolver) == {}


def test_rules(start):
    """One line for each rule that answered, in the sum for those called alike."""
    resolver = start(None, EXTENDED + RULES + """
workstation: name: "pc{n}" network: 192.0.2.0/28 origin: a.example origin: b.example
workstation: name: "PC{n}" first: 100 network: 192.0.2.100/32 origin: a.example
workstation: name: "x{hex}y" network: 198.18.7.0/24 origin: a.example reverse: yes
workstation: name: "idle{n}" network: 192.0.2.0/24 origin: a.example
""")
    for qname, qtype, _ in ASKED + [
            ("pc1.a.example", "A", ""), ("pc1.b.example", "A", ""),
            ("pc100.a.example", "A", ""), ("xc6120701y.a.example", "A", ""),
            ("1.7.18.198.in-addr.arpa", "PTR", "")]:
        resolver.ask(qname, qtype)
    expected = {"desk{n:3}.example.com": 1, "lab-{ip}.example.com": 2,
                "workstation{n}.any": 3, "pc{n}.a.example": 3, "x{hex}y.a.example": 2}
    assert rules(resolver) == expected
    assert rules(resolver, "stats") == expected
    assert rules(resolver) == {}


@pytest.mark.option("statistics-inhibit-zero")
def test_rules_called_alike(start):
    """They are one line, whatever else they set; only their first origin counts."""
    resolver = start(None, EXTENDED + """  statistics-inhibit-zero: no
workstation: name: "pc{n:2}" network: 10.1.0.0/24 origin: a.example origin: b.example
workstation: name: "pc{n:2}" network: 10.2.0.0/24 first: 20 origin: b.example
workstation: name: "PC{n:2}" network: 10.2.0.0/24 origin: a.example subdomains: yes
workstation: name: "pc{n}" network: 10.3.0.0/24 origin: a.example
workstation: name: "{hex}" network: 10.4.0.0/24
""")
    for qname in ("pc01.a.example", "pc01.b.example", "x.pc01.a.example", "PC3.A.example"):
        assert resolver.addresses(qname), qname
    assert rules(resolver) == {"pc{n:2}.a.example": 3, "pc{n:2}.b.example": 0,
                               "pc{n}.a.example": 1, "{hex}.any": 0}
    keys = [line.split("=")[0] for line in resolver.control("stats_noreset").splitlines()]
    assert len(set(keys)) == len(keys)


def test_names_that_exist_are_no_answers_of_a_rule(start):
    """Upstream's NXDOMAIN was made NODATA."""
    resolver = start(None, EXTENDED + RULES)
    for _ in range(3):
        resolver.ask("workstation77.example.com", "TXT")
    assert outcomes(resolver) == {"rewritten": 3}
    assert rules(resolver) == {}


@pytest.mark.option("statistics-inhibit-zero")
def test_rules_that_never_answered(start):
    """They are there when statistics-inhibit-zero says that zeros are."""
    resolver = start(None, EXTENDED + "  statistics-inhibit-zero: no\n" + RULES)
    resolver.ask("desk001.example.com")
    assert rules(resolver) == {"desk{n:3}.example.com": 1, "lab-{ip}.example.com": 0,
                               "workstation{n}.any": 0}


def test_rules_from_the_message_cache(start):
    resolver = start(None, EXTENDED + RULES)
    for count in range(1, 5):
        for qname in ("desk001.example.com", "alias.example.com"):
            resolver.ask(qname)
        assert rules(resolver) == {"desk{n:3}.example.com": count,
                                   "workstation{n}.any": count}


def test_built_in_rule(start):
    resolver = start(None, EXTENDED)
    resolver.ask("workstation5.example.com")
    assert rules(resolver) == {"workstation{n}.any": 1}


def test_extended_only(start):
    resolver = start(None, RULES)
    resolver.ask("desk001.example.com")
    assert rules(resolver) == {}
    assert "mem.mod.workstation" not in statistics(resolver)


def test_memory(start):
    """It grows with the rules."""
    few = start(None, EXTENDED + RULES)
    many = start(None, EXTENDED + "".join(
        f"workstation: origin: o{i}.example\n" for i in range(1000)))
    few, many = (int(statistics(resolver)["mem.mod.workstation"])
                 for resolver in (few, many))
    assert 0 < few < 100_000
    assert many > few + 50_000


def test_after_wrong_rules(start):
    """The rules from before stay, and are counted."""
    resolver = start(None, EXTENDED + RULES)
    resolver.configure(None, EXTENDED + 'workstation: name: "x"\n')
    resolver.reload("SIGHUP")
    resolver.ask("desk001.example.com")
    assert rules(resolver) == {"desk{n:3}.example.com": 1}


def test_munin(start, build, tmp_path):
    """The plugin reads what Unbound's own one fetched, so that neither takes counts
    from the other."""
    resolver = start(None, EXTENDED + RULES)
    for qname, qtype, _ in ASKED:
        resolver.ask(qname, qtype)
    plugin = pathlib.Path(__file__).parents[2] / "contrib/unbound_workstation"
    environment = {**os.environ, "MUNIN_PLUGSTATE": str(tmp_path),
                   "unbound_munin": str(build / "unbound/contrib/unbound_munin_"),
                   "unbound_conf": str(resolver.conf),
                   "unbound_control": str(resolver.prefix / "sbin/unbound-control")}

    def run(*arguments):
        return subprocess.run([plugin, *arguments], env=environment, check=True,
                              capture_output=True, text=True).stdout.splitlines()

    expected = collections.Counter(outcome for _, _, outcome in ASKED)
    assert run("autoconf") == ["yes"]
    for _ in range(2):
        assert run() == [f"{outcome}.value {expected[outcome]}" for outcome in OUTCOMES]
    assert {line.split(".")[0] for line in run("config") if ".label" in line} == set(
        OUTCOMES)
