# SPDX-License-Identifier: BSD-3-Clause
"""What is computed and what is passed, under unbound.conf.example."""

import concurrent.futures
import random
import ssl
import subprocess

import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import pytest

from machine import free_port

pytestmark = pytest.mark.either

COMPUTED = [
    ("workstation0.example.com", "172.0.2.0"),
    ("workstation1.example.com", "172.0.2.1"),
    ("workstation100.example.com", "172.0.2.100"),
    ("workstation255.example.com", "172.0.2.255"),
    ("workstation007.example.com", "172.0.2.7"),
    ("workstation010.example.com", "172.0.2.10"),
    ("workstation" + 52 * "0" + ".example.com", "172.0.2.0"),
    ("workstation5", "172.0.2.5"),
    ("workstation5.", "172.0.2.5"),
    ("workstation5.a.b.c.d.example.org", "172.0.2.5"),
    (r"workstation5.\000\255\.", "172.0.2.5"),
]

# names that are not computed, with upstream's records
PASSED = [
    ("www.example.com", "A", "93.184.216.119"),
    ("workstation.example.com", "A", "203.0.113.1"),
    ("workstation256.example.com", "A", "203.0.113.2"),
    ("workstation5x.example.com", "A", "203.0.113.3"),
    (r"workstation5\.example.example.com", "A", "203.0.113.4"),
    (r"workstation5\000.example.com", "A", "203.0.113.6"),
    (r"workstation\181.example.com", "A", "203.0.113.7"),
    ("www.workstation5.example.com", "A", "203.0.113.8"),
    ("workstation4294967301.example.com", "A", "203.0.113.9"),
    ("workstation5.example.com", "AAAA", "2001:db8::5"),
    ("workstation5.example.com", "TXT", '"upstream"'),
    ("workstation5.example.com", "HTTPS", "1 ."),
]


@pytest.mark.parametrize("command, printed", [
    ("-p {port} @127.0.0.1 workstation1.example.com A +short", "172.0.2.1\n"),
    ("-p {port} @127.0.0.1 workstation100.example.com A +short", "172.0.2.100\n"),
    ("-p {port} @localhost www.example.com A +short", "93.184.216.119\n"),
    ("-p {port} @127.0.0.1 workstation1.example.com A +short +tcp", "172.0.2.1\n"),
])
def test_dig(resolver, command, printed):
    dig = subprocess.run(["dig", "-r", *command.format(port=resolver.port).split()],
                         capture_output=True, text=True, check=True)
    answer = [line for line in dig.stdout.splitlines(True) if line[0] != ";"]
    assert answer == [printed]


@pytest.mark.parametrize("qname, address", COMPUTED)
@pytest.mark.parametrize("qtype", ["A", "ANY"])
def test_computed(resolver, qname, qtype, address):
    reply = resolver.ask(qname, qtype)
    assert reply.rcode() == dns.rcode.NOERROR
    assert reply.flags & ~dns.flags.RD == dns.flags.QR | dns.flags.RA
    (rrset,) = reply.answer
    assert rrset.name == dns.name.from_text(qname)
    assert (rrset.ttl, [rdata.to_text() for rdata in rrset]) == (0, [address])
    assert not reply.authority and not reply.additional


@pytest.mark.parametrize("qname, qtype, data", PASSED)
def test_passed(resolver, qname, qtype, data):
    assert resolver.addresses(qname, qtype) == [data]


def test_type_upstream_does_not_have(resolver):
    """Upstream's NODATA is passed, with its SOA."""
    reply = resolver.ask("workstation5.example.com", "MX")
    assert reply.rcode() == dns.rcode.NOERROR and not reply.answer
    assert [rrset.name.to_text() for rrset in reply.authority] == ["example.com."]


def test_name_upstream_does_not_have(resolver):
    """Numbers above 255 are not computed: upstream's NXDOMAIN is passed."""
    assert resolver.rcode("workstation300.example.com") == "NXDOMAIN"


def test_other_classes(resolver, start):
    plain = start("iterator")
    for qclass in ("CH", "HS"):
        reply = resolver.ask("workstation5.example.com", "A", qclass)
        assert not reply.answer
        assert reply.rcode() == plain.ask("workstation5.example.com", "A", qclass).rcode()


@pytest.mark.parametrize("options", [
    {"use_edns": 0, "payload": 512},
    {"use_edns": 0, "payload": 1232},
    {"use_edns": 0, "want_dnssec": True},
    {"use_edns": False},
])
@pytest.mark.parametrize("flags", [0, dns.flags.CD, dns.flags.AD])
def test_edns_and_flags(resolver, options, flags):
    query = dns.message.make_query("workstation7.example.com", "A", **options)
    query.flags |= flags
    reply = resolver.send(query)
    assert [rrset.to_text() for rrset in reply.answer] == [
        "workstation7.example.com. 0 IN A 172.0.2.7"]
    assert not reply.flags & (dns.flags.AD | dns.flags.TC)
    assert (reply.edns >= 0) == (query.edns >= 0)
    assert len(reply.to_wire()) <= 512


@pytest.mark.linked
def test_recursion_not_desired(resolver):
    """RD=0 is answered as it is for local-data, and refused for other names."""
    query = dns.message.make_query("workstation7.example.com", "A")
    query.flags &= ~dns.flags.RD
    reply = resolver.send(query)
    assert reply.answer and not reply.flags & dns.flags.RD
    query = dns.message.make_query("www.example.com", "A")
    query.flags &= ~dns.flags.RD
    assert resolver.send(query).rcode() == dns.rcode.REFUSED


def test_deny_any(start):
    """Unbound's own rule on ANY, which is the iterator's, comes first."""
    resolver = start("workstation iterator", "server:\n  deny-any: yes")
    assert not resolver.ask("workstation7.example.com", "ANY").answer
    assert resolver.addresses("workstation7.example.com") == ["172.0.2.7"]


def test_local_data_comes_first(start):
    resolver = start("workstation iterator",
                     'server:\n  local-data: "workstation7.example.com A 192.0.2.7"')
    assert resolver.addresses("workstation7.example.com") == ["192.0.2.7"]
    assert resolver.addresses("workstation8.example.com") == ["172.0.2.8"]


def spell(text, choice):
    return "".join(choice((letter.lower(), letter.upper())) for letter in text)


def test_each_client_has_its_own_case(start):
    """Clients that ask at once, with threads, in all sorts of cases: question
    and owner come back octet by octet as each sent them."""
    resolver = start("workstation iterator", threads=4)
    choice = random.Random(20261123).choice

    def ask(number):
        qname = dns.name.from_text(spell(f"workstation{number}.example.com", choice))
        reply = resolver.ask(qname)
        assert [rdata.to_text() for rdata in reply.answer[0]] == [f"172.0.2.{number}"]
        assert reply.question[0].name.labels == qname.labels
        assert reply.answer[0].name.labels == qname.labels

    with concurrent.futures.ThreadPoolExecutor(16) as clients:
        for _ in clients.map(ask, [number % 4 for number in range(2000)]):
            pass


@pytest.mark.parametrize("transport", ["tcp", "tls", "https"])
def test_transports(start, certificate, transport):
    port = free_port()
    resolver = start("workstation iterator", "\n".join([
        "server:", f"  interface: 127.0.0.1@{port}",
        f"  tls-port: {port}" if transport == "tls" else f"  https-port: {port}",
        f'  tls-service-key: "{certificate}/key"',
        f'  tls-service-pem: "{certificate}/cert"']))

    trust = ssl.create_default_context(cafile=certificate / "cert")

    def exchange(query, where, timeout, _port):
        if transport == "tcp":
            return dns.query.tcp(query, where, timeout, resolver.port)
        if transport == "tls":
            return dns.query.tls(query, where, timeout, port,
                                 ssl_context=trust, server_hostname=where)
        return dns.query.https(query, f"https://127.0.0.1:{port}/dns-query",
                               timeout, verify=str(certificate / "cert"))

    for qname, address in [("workstation9.example.com", "172.0.2.9"),
                           ("www.example.com", "93.184.216.119")]:
        reply = resolver.ask(qname, transport=exchange)
        assert [rdata.to_text() for rdata in reply.answer[0]] == [address]
