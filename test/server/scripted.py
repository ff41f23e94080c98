# SPDX-License-Identifier: BSD-3-Clause
"""An upstream whose answers a test scripts: ones that change, and silence."""

import socket
import threading

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from machine import free_port


class ScriptedUpstream:
    """Answers over UDP. The reply is answer(query), a dns.message, or None for
    silence; a test may change it, and set silent, at any time. questions has the
    (qname, qtype) of each query that came, answered or not."""

    def __init__(self, answer):
        self.answer = answer
        self.silent = False
        self.questions = []
        self.port = free_port()

    def __enter__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", self.port))
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        return self

    def __exit__(self, *exception):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))
        self.thread.join()
        self.socket.close()

    def serve(self):
        while True:
            wire, client = self.socket.recvfrom(4096)
            if not wire:
                return
            query = dns.message.from_wire(wire)
            (question,) = query.question
            self.questions.append((name_of(query), dns.rdatatype.to_text(question.rdtype)))
            reply = None if self.silent else self.answer(query)
            if reply:
                self.socket.sendto(reply.to_wire(), client)


def name_of(query):
    return query.question[0].name.to_text().lower()


def rrset(line):
    name, ttl, rdtype, rdata = line.split(None, 3)
    return dns.rrset.from_text(dns.name.from_text(name), int(ttl), "IN", rdtype, rdata)


def zone(apex, *lines, ttl=1):
    """The answer function of a zone with these lines, "name ttl type rdata", of which
    each is an RRset; names in the rdata end in a dot. What is negative has the ttl. An NS
    record below the apex is a delegation."""
    records = [rrset(line) for line in
               [f"{apex} {ttl} SOA ns.{apex}. hostmaster.{apex}. 1 3600 900 86400 {ttl}",
                *lines]]
    (soa, *_) = records

    def answer(query):
        reply = dns.message.make_response(query)
        (question,) = query.question
        name, qtype = question.name, question.rdtype
        for record in records:
            if (record.rdtype == dns.rdatatype.NS and record.name != soa.name
                    and name.is_subdomain(record.name)):
                reply.authority.append(record)
                return reply
        reply.flags |= dns.flags.AA
        while True:
            found = {record.rdtype: record for record in records if record.name == name}
            alias = found.get(dns.rdatatype.CNAME)
            if qtype in found or alias is None or alias in reply.answer:
                break
            reply.answer.append(alias)
            name = alias[0].target
        if qtype in found:
            reply.answer.append(found[qtype])
        elif name.is_subdomain(soa.name):
            reply.authority.append(soa)
            if not any(record.name.is_subdomain(name) for record in records):
                reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply
    return answer
