# SPDX-License-Identifier: BSD-3-Clause
"""What SECURITY.md promises: who is answered, how much, and with what rights."""

import re
import socket

import dns.flags
import dns.message
import dns.query
import dns.reversename
import pytest

from machine import wait_for
from resolver import Resolver

RULES = """
workstation: name: "pc{n}" network: 10.1.0.0/24 origin: pool.example.net ttl: 30
  other-types: nodata out-of-range: nxdomain reverse: yes
workstation: ttl: 30
"""
NODEFAULT = '  local-zone: "10.in-addr.arpa" nodefault\n'
DECIDED = [("pc7.pool.example.net", "A"), ("pc7.pool.example.net", "TXT"),
           ("pc7.pool.example.net", "ANY"), ("pc999.pool.example.net", "A"),
           ("7.0.1.10.in-addr.arpa", "PTR"), ("workstation5.example.com", "A"),
           ("alias.example.com", "A"), ("workstation77.example.com", "TXT")]
OTHER_CLIENT = "127.0.0.2"


def ask_as(client, resolver, qname, qtype, timeout=20):
    return dns.query.udp(dns.message.make_query(qname, qtype), "127.0.0.1", timeout,
                         resolver.port, source=client)


@pytest.mark.either
def test_refused_clients(start):
    """Clients that may not ask learn nothing, nor from the cache."""
    resolver = start("workstation iterator",
                     f"server:\n  access-control: {OTHER_CLIENT} refuse\n{NODEFAULT}{RULES}")
    for _ in range(3):
        for qname, qtype in DECIDED:
            assert resolver.rcode(qname, qtype) in ("NOERROR", "NXDOMAIN")
            reply = ask_as(OTHER_CLIENT, resolver, qname, qtype)
            assert reply.rcode().name == "REFUSED"
            assert not reply.answer and not reply.authority


@pytest.mark.either
def test_denied_clients(start):
    """Their queries are dropped: what is asked afterwards is answered before."""
    resolver = start("workstation iterator",
                     f"server:\n  access-control: {OTHER_CLIENT} deny\n{NODEFAULT}{RULES}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as denied:
        denied.bind((OTHER_CLIENT, 0))
        denied.setblocking(False)
        for qname, qtype in DECIDED * 3:
            denied.sendto(dns.message.make_query(qname, qtype).to_wire(),
                          ("127.0.0.1", resolver.port))
            assert resolver.rcode(qname, qtype) in ("NOERROR", "NXDOMAIN")
        with pytest.raises(BlockingIOError):
            denied.recv(512)


@pytest.mark.either
@pytest.mark.parametrize("qname, qtype", DECIDED)
def test_rate_limits(start, qname, qtype):
    """Of a burst, what is over the limit has no answer, as Unbound counts it."""
    resolver = start("workstation iterator", "server:\n  ip-ratelimit: 10\n"
                     f"  ip-ratelimit-factor: 0\n{NODEFAULT}{RULES}")
    sent, answered = 200, 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.connect(("127.0.0.1", resolver.port))
        for number in range(sent):
            query = dns.message.make_query(qname, qtype)
            query.id = number
            client.send(query.to_wire())
        wait_for(lambda: resolver.count("total.num.queries") == sent, "the burst to be taken")
        client.setblocking(False)
        try:
            while client.recv(4096):
                answered += 1
        except BlockingIOError:
            pass
    limited = resolver.count("total.num.queries_ip_ratelimited")
    assert limited > 0 and answered == sent - limited


ORIGIN = ".".join(["o" * 63] * 3)
LONGEST = f"""
workstation: name: "{'p' * 57}{{n}}" network: 10.1.0.0/24 network: 2001:db8:1::/120
  origin: {ORIGIN} other-types: nodata out-of-range: nxdomain reverse: yes
workstation: name: "x{{n}}" network: 10.2.0.0/24 origin: y out-of-range: nxdomain
workstation: ttl: 30
"""


def exchange(resolver, query):
    """What comes back by UDP, as it is."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(20)
        client.sendto(query, ("127.0.0.1", resolver.port))
        return client.recv(65535)


@pytest.mark.either
@pytest.mark.parametrize("qname, qtype, most", [
    ("workstation5.example.com", "A", 1.4), ("x999.y", "A", 2.5),
    (f"{'p' * 57}7.{ORIGIN}", "A", 1.1), (f"{'p' * 57}7.{ORIGIN}", "ANY", 1.2),
    (f"{'p' * 57}7.{ORIGIN}", "TXT", 1.4), (f"{'p' * 57}999.{ORIGIN}", "A", 1.4),
    (dns.reversename.from_address("10.1.0.7"), "PTR", 7.8),
    (dns.reversename.from_address("2001:db8:1::7"), "PTR", 4)],
    ids=["usual", "short", "A", "ANY", "nodata", "nxdomain", "PTR", "PTR6"])
def test_no_amplifier(start, qname, qtype, most):
    """An answer is one name at most beside the question, and a few addresses: with the
    longest names of all this many times the query, and never truncated."""
    resolver = start("workstation iterator",
                     f"server:\n{NODEFAULT}"
                     '  local-zone: "8.b.d.0.1.0.0.2.ip6.arpa" nodefault\n' + LONGEST)
    query = dns.message.make_query(qname, qtype).to_wire()
    for _ in range(3):
        reply = exchange(resolver, query)
        print(f"{qtype}: {len(query)} octets asked, {len(reply)} answered")
        said = dns.message.from_wire(reply)
        assert said.answer or said.authority
        assert not said.flags & dns.flags.TC
        assert len(reply) <= 512 and len(reply) <= most * len(query)


@pytest.mark.either
def test_no_open_wildcard(start):
    """With the rules of a network, no name is answered with an address outside."""
    resolver = start("workstation iterator",
                     'workstation: name: "{ip}" network: 10.1.0.0/24\n')
    assert resolver.addresses("10-1-0-7.any.example") == ["10.1.0.7"]
    for label in ("10-1-1-0", "10-0-255-255", "8-8-8-8", "127-0-0-1", "0-0-0-0",
                  "255-255-255-255", "--1", "--ffff-a01-7"):
        assert resolver.addresses(f"{label}.example.com") == []


class Traced(Resolver):
    """Writes what opens a file or a socket into a file."""

    def command(self):
        # -D: the process is unbound's own
        return ["strace", "-D", "-f", "-qq", "-o", self.place / "trace", "-e",
                "trace=%file,socket,connect,bind,execve,memfd_create", *super().command()]

    def environment(self):
        # which cannot look for leaks in a process that is traced
        return {**super().environment(), "ASAN_OPTIONS": "detect_leaks=0"}

    def opened(self):
        return re.findall(r"^\d+ +(\w+\(.*)", (self.place / "trace").read_text(),
                          re.MULTILINE)


@pytest.fixture
def traced(prefix, dynlib, upstream, tmp_path):
    resolver = Traced(prefix, tmp_path / "unbound", upstream, "workstation iterator",
                      f"server:\n{NODEFAULT}{RULES}", dynlib=dynlib)
    resolver.start()
    yield resolver
    resolver.stop()


@pytest.mark.either
def test_opens_nothing(traced):
    """What is computed needs no file and no socket, once the daemon has started."""
    own = [(qname, qtype) for qname, qtype in DECIDED if not qname.endswith("example.com")]
    at_start = traced.opened()
    assert any(str(traced.conf) in call for call in at_start)
    for number in range(100):
        for qname, qtype in own:
            traced.ask(qname, qtype)
        traced.ask(f"pc{number}.pool.example.net")
        traced.ask(f"workstation{number}.example.org")
    assert traced.opened() == at_start
    # and it would have been seen
    traced.ask("www.example.com")
    wait_for(lambda: traced.opened() != at_start, "the socket to ask upstream")
