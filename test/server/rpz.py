# SPDX-License-Identifier: BSD-3-Clause
"""A response policy for computed names, an upstream whose aliases lead to them, and a
client that knows when its query was dropped."""

import contextlib
import select
import socket

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype

from machine import PATIENCE, wait_for
from upstream import Upstream

# Where the desks are: upstream has other addresses of them, or refuses to say, or is
# silent.
OFFICE, REFUSED, SILENT = "office.example.com", "refused.example", "silent.example"
SIGNED, WILD = "signed.example", "wild.example"
# Below near.example, domains whose servers the policy knows.
NSIP, NSDNAME = "nsip.near.example", "nsdname.near.example"
RULES = "".join(f'workstation: name: "desk{{n}}" network: 10.1.0.0/24 origin: {origin}'
                " ttl: 300\n" for origin in (OFFICE, REFUSED, SILENT, SIGNED, WILD, NSIP))
DESKS = 40
UPSTREAM_DESK = "203.0.113.{}"

NXDOMAIN, NODATA, DROPPED, TRUNCATED, SERVFAIL = (
    "NXDOMAIN", "NODATA", "dropped", "truncated", "SERVFAIL")


class PolicyUpstream(Upstream):
    """Has the desks, and in example.org and signed.example what leads to them:
    alias5.to-office to desk5 of the office, twice5.to-office to alias5.to-office, and a
    DNAME office; and the same for the other origins."""

    zones = ("example.org", "example.net", "walled.example", "near.example",
             OFFICE, WILD)
    signed_zones = (SIGNED,)
    addresses = ("127.0.0.1", "127.0.0.3")

    def text(self, zone):
        lines = ["$TTL 300", "@ IN SOA ns hostmaster 1 3600 900 86400 300", "@ IN NS ns",
                 "ns IN A 192.0.2.53", "www IN A 192.0.2.80", 'www IN TXT "www"',
                 "* IN A 192.0.2.81" if zone == "walled.example" else ""]
        if zone in (OFFICE, SIGNED, WILD):
            for n in range(DESKS):
                lines += [f"desk{n} IN A {UPSTREAM_DESK.format(n)}",
                          f'desk{n} IN TXT "upstream"']
        if zone in ("example.org", SIGNED):
            lines += self.aliases()
        if zone == "near.example":
            lines += ["ns.nsdname IN A 127.0.0.1"]
            lines += [f"alias{n}.{below} IN CNAME desk{n}.{OFFICE}."
                      for n in range(DESKS) for below in ("nsip", "nsdname")]
        return "\n".join(lines) + "\n"

    @staticmethod
    def aliases():
        for origin in (OFFICE, REFUSED, SILENT, SIGNED, WILD, NSIP):
            short = origin.split(".")[0]
            yield f"{short} IN DNAME {origin}."
            for n in range(DESKS):
                yield f"alias{n}.to-{short} IN CNAME desk{n}.{origin}."
                yield f"twice{n}.to-{short} IN CNAME alias{n}.to-{short}"


@contextlib.contextmanager
def silent_server():
    """The port of a name server that never answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        yield server.getsockname()[1]


class Client:
    """Asks a resolver, from an address of its own."""

    def __init__(self, resolver, source="127.0.0.1"):
        self.resolver, self.source = resolver, source

    def ask(self, qname, qtype="A", tcp=False, flags=dns.flags.RD, **edns):
        """The reply, or None if the query was dropped."""
        query = dns.message.make_query(qname, qtype, flags=flags, **edns)
        if tcp:
            return self.ask_tcp(query)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.bind((self.source, 0))
            client.connect(("127.0.0.1", self.resolver.port))
            client.send(query.to_wire())
            if not is_readable(client, 0.01):
                self.wait_until_idle(client)
            return dns.message.from_wire(client.recv(65535)) if is_readable(client) else None

    def wait_until_idle(self, client):
        """Wait for a reply, or for the resolver to have read the query and to be done with
        all that it has."""
        after = dns.message.make_query("localhost", "A")  # local data, which is never late
        client.send(after.to_wire())
        is_readable(client, PATIENCE)
        if client.recv(65535, socket.MSG_PEEK)[:2] == after.id.to_bytes(2, "big"):
            client.recv(65535)
            wait_for(lambda: is_readable(client) or "\ntotal.requestlist.current.all=0\n"
                     in self.control("stats_noreset"), "a reply, or the end of the query")

    def control(self, command):
        """What unbound-control does, without a process for it."""
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(str(self.resolver.place / "ctl"))
            control.sendall(f"UBCT1 {command}\n".encode())
            return control.makefile().read()

    def empty_cache(self):
        assert self.control("flush_zone .").startswith("ok ")

    def ask_tcp(self, query):
        with socket.create_connection(("127.0.0.1", self.resolver.port), PATIENCE,
                                      (self.source, 0)) as client:
            wire = query.to_wire()
            client.sendall(len(wire).to_bytes(2, "big") + wire)
            stream = client.makefile("rb")
            length = stream.read(2)
            return length and dns.message.from_wire(
                stream.read(int.from_bytes(length, "big"))) or None


def is_readable(client, seconds=0):
    return bool(select.select([client], [], [], seconds)[0])


def said(reply):
    """What a reply says: the data of its records, and how it ends."""
    if reply is None:
        return [DROPPED]
    if reply.flags & dns.flags.TC:
        return [TRUNCATED]
    rrsets = [rrset for rrset in reply.answer
              if rrset.rdtype not in (dns.rdatatype.DNAME, dns.rdatatype.RRSIG)]
    records = [rdata.to_text() for rrset in rrsets for rdata in rrset]
    if reply.rcode() != dns.rcode.NOERROR:
        return records + [dns.rcode.to_text(reply.rcode())]
    has_data = rrsets and rrsets[-1].rdtype != dns.rdatatype.CNAME
    return records if has_data else records + [NODATA]
