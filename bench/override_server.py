# SPDX-License-Identifier: BSD-3-Clause
"""override_server.py PORT UPSTREAM_PORT

Twisted Names with a resolver in front of the client resolver, as its guide to
custom servers has it, for names of the form workstation-A-B-C-D."""

import re
import sys

from twisted.internet import defer, reactor
from twisted.names import client, dns, error, server

NAME = re.compile(rb"workstation-(\d+)-(\d+)-(\d+)-(\d+)\.")


class Workstations:
    def query(self, query, timeout=None):
        match = NAME.match(query.name.name) if query.type == dns.A else None
        if not match:
            return defer.fail(error.DomainError())
        address = b".".join(match.groups()).decode()
        record = dns.RRHeader(name=query.name.name, type=dns.A, ttl=300,
                              payload=dns.Record_A(address, ttl=300))
        return defer.succeed(([record], [], []))

    lookupAllRecords = query


def main(port, upstream):
    factory = server.DNSServerFactory(clients=[
        Workstations(), client.Resolver(servers=[("127.0.0.1", upstream)])])
    reactor.listenUDP(port, dns.DNSDatagramProtocol(controller=factory),
                      interface="127.0.0.1")
    reactor.listenTCP(port, factory, interface="127.0.0.1")
    reactor.run()


main(*map(int, sys.argv[1:]))
