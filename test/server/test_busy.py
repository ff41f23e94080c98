# SPDX-License-Identifier: BSD-3-Clause
"""Computed names when Unbound has no room for another query, because upstream never
answers those that it has."""

import contextlib
import re
import socket

import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest

from machine import free_port, wait_for
from resolver import Resolver, has_option
from test_door import Datagrams, proxied
from test_statistics import outcomes

SIZE = 20  # of the list of queries that wait for upstream
RULES = """
workstation: name: "desk{n}" network: 198.19.0.0/16 origin: office.example.com ttl: 300
  other-types: nodata out-of-range: nxdomain reverse: yes
"""
# The limit is what the option sets that is named, and a release has it or not.
LIMITS = {
    # a query that has waited for that long, 0, gives its place to a new one
    "jostle-timeout": f"num-queries-per-thread: {SIZE}\n  jostle-timeout: 0",
    "num-queries-per-thread": f"num-queries-per-thread: {SIZE}\n  jostle-timeout: 600000",
    # of one address, which may have one more
    "wait-limit": f"wait-limit: {SIZE - 1}"}
ROUNDS, CLIENTS = 10, 20
KINDS = "answer", "nodata", "nxdomain", "answer", "nodata"


def pytest_generate_tests(metafunc):
    """Leave out a limit that this release does not have."""
    if "limit" in metafunc.fixturenames:
        prefix = metafunc.config.getoption("--prefix")
        metafunc.parametrize("limit", [limit for limit in LIMITS if has_option(prefix, limit)])


def asked(number):
    """Forward and reverse names, of the kind that KINDS has at the number."""
    address = f"{number}.0.19.198.in-addr.arpa"
    return [(f"desk{number}.office.example.com", "A"),
            (f"desk{number}.office.example.com", "TXT"),
            (f"desk{number + 65536}.office.example.com", "A"),
            (address, "PTR"), (address, "A")][number % len(KINDS)]


@pytest.fixture
def silent():
    """The port of a server that takes queries and never answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        yield server.getsockname()[1]


class Busy:
    """A resolver, and clients of it that all have one address. A proxy says which: not
    a loopback address, which newer releases have no wait-limit for."""

    def __init__(self, start, silent, chain, limit):
        self.limit, self.port = limit, free_port()
        # the queries wait for a minute, so that none of them ends during a test
        self.resolver = start(chain, f"""
server:
  interface: 127.0.0.1@{self.port}
  proxy-protocol-port: {self.port}
  access-control: 192.0.2.0/24 allow
  infra-cache-min-rtt: 60000
  {LIMITS[limit]}
{RULES}{Resolver.forward_zone("silent.example", silent)}""", threads=1)
        self.clients = []
        self.sent = self.failed = 0

    def __enter__(self):
        self.clients = [Datagrams(self.port, proxied("192.0.2.7", 0x12))
                        for _ in range(CLIENTS)]
        for client in self.clients:
            client.socket.setblocking(False)
        return self

    def __exit__(self, *exception):
        for client in self.clients:
            client.close()

    def send(self, client, qname, qtype="A", number=0):
        query = dns.message.make_query(qname, qtype)
        query.id = number
        client.send(query.to_wire())
        self.sent += 1

    def wait(self):
        """Until all have been taken. What is computed has been answered then, as no other
        query is waited for."""
        wait_for(lambda: self.resolver.count("total.num.queries") == self.sent,
                 f"{self.sent} queries to be taken")

    def fill(self):
        """Send so many queries that there is no room for another."""
        more = 0 if self.limit == "jostle-timeout" else 5
        for number in range(SIZE + more):
            self.send(self.clients[0], f"n{number}.silent.example")
        self.wait()
        assert self.dropped() == more
        assert self.received() == {}
        # releases that do not drop what is over the wait-limit count it apart
        self.fails = (self.failed > 0 and self.limit == "wait-limit" and "queries_wait_limit="
                      in self.resolver.control("stats_noreset"))
        assert self.all_failed()
        assert self.full()

    def all_failed(self):
        """Whether all that had no room got an error, where the release sends one."""
        return self.failed == (self.dropped() if self.fails else 0)

    def full(self):
        """Whether the list is."""
        listed = self.resolver.control("dump_requestlist").count(".silent.example.")
        return self.resolver.count("total.requestlist.current.user") == listed == SIZE

    def dropped(self):
        """How many had no room, and no reply but an error. A release counts those over the
        wait-limit apart, or not."""
        counted = re.findall(
            r"^total\.(?:requestlist\.exceeded|num\.queries_wait_limit)=(\d+)$",
            self.resolver.control("stats_noreset"), re.MULTILINE)
        return sum(map(int, counted))

    def pushed_out(self):
        return self.resolver.count("total.requestlist.overwritten")

    def ask(self):
        """Each client asks in each round. Returns the replies that there were, by
        number."""
        replies = {}
        for number in range(ROUNDS * CLIENTS):
            self.send(self.clients[number % CLIENTS], *asked(number), number)
            if number % CLIENTS == CLIENTS - 1:
                self.wait()
                replies |= self.received()
        return replies

    def received(self):
        """The replies that came, by number. Errors are counted instead."""
        replies = {}
        for client in self.clients:
            with contextlib.suppress(BlockingIOError):
                while True:
                    reply = dns.message.from_wire(client.socket.recv(4096))
                    if reply.rcode() == dns.rcode.SERVFAIL:
                        self.failed += 1
                    else:
                        replies[reply.id] = reply
        return replies


@pytest.fixture
def busy(start, silent):
    """Begin with a resolver whose limit has been reached."""
    with contextlib.ExitStack() as stack:
        def begin(chain, limit):
            resolver = stack.enter_context(Busy(start, silent, chain, limit))
            resolver.fill()
            return resolver
        yield begin


def test_all_are_answered(busy, limit):
    """Every query for a computed name, and no other query is pushed out for one. One for
    another name shows that there was no room."""
    full = busy("workstation iterator", limit)
    dropped = full.dropped()
    replies = full.ask()
    assert sorted(replies) == list(range(ROUNDS * CLIENTS))
    for number, reply in replies.items():
        qname, _ = asked(number)
        kind = KINDS[number % len(KINDS)]
        assert reply.question[0].name.to_text() == f"{qname}."
        assert reply.rcode().name == ("NXDOMAIN" if kind == "nxdomain" else "NOERROR")
        assert bool(reply.answer) == (kind == "answer")
    assert full.pushed_out() == 0
    each = ROUNDS * CLIENTS // len(KINDS)
    assert outcomes(full.resolver).items() >= {
        "answer": 2 * each, "nodata": 2 * each, "nxdomain": each}.items()
    assert full.resolver.ask(*asked(0), transport=dns.query.tcp).answer
    assert full.resolver.ask(*asked(0), flags=dns.flags.CD).answer
    full.sent += 2
    assert full.dropped() == dropped
    assert full.pushed_out() == 0
    assert full.full()
    full.send(full.clients[0], "www.silent.example")
    full.wait()
    assert full.dropped() + full.pushed_out() == dropped + 1
    assert full.received() == {}
    assert full.all_failed()


def test_behind_another_module(busy, limit):
    """The limit that the manual names: where another module is asked first, queries for
    computed names are dropped as all others, or push others out."""
    full = busy("respip workstation iterator", limit)
    before = full.dropped()
    replies = full.ask()
    dropped = full.dropped() - before
    assert len(replies) == ROUNDS * CLIENTS - dropped
    assert (full.pushed_out() if limit == "jostle-timeout" else dropped) > 0
    assert full.all_failed()
