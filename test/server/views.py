# SPDX-License-Identifier: BSD-3-Clause
"""Clients of two views and of none, rules that are for some of them, and the resolvers
of their own that say what each of them must be given."""

import contextlib
import dataclasses
import re
import socket
import threading

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype

import model

GUEST, STAFF, OTHER = CLIENTS = "127.0.0.2", "127.0.0.3", "127.0.0.1"
VIEW_OF = {GUEST: "guest", STAFF: "staff", OTHER: None}
SYNTHESIZED = 29  # the Extended DNS Error


def view_clauses(guest="", staff="", **view_of):
    """Clauses for the views, with more lines of them; a client's view can be another,
    as in guest_is="staff"."""
    return (f"server:\n  access-control-view: {GUEST}/32 {view_of.get('guest_is', 'guest')}\n"
            f"  access-control-view: {STAFF}/32 {view_of.get('staff_is', 'staff')}\n"
            f"view:\n  name: guest\n{guest}view:\n  name: staff\n{staff}")


@dataclasses.dataclass(frozen=True)
class Rule:
    settings: str
    views: tuple = ()

    def __str__(self):
        for_view = "".join(f" for-view: {view}" for view in self.views)
        return f"workstation:{for_view} {self.settings}\n"


def clauses(rules):
    return "".join(map(str, rules))


def configuration_for(view, chain, rules):
    """The chain and the rules of a resolver that has only what the view sees. One that
    has no rule is without the module, as it would have the built-in rule."""
    seen = [Rule(rule.settings) for rule in rules if not rule.views or view in rule.views]
    return (chain if seen else chain.replace("workstation ", "")), clauses(seen)


def start_own(starter, chain, extra, rules, **options):
    """For each client, a resolver whose rules are those that it sees, for everybody."""
    def own(client):
        own_chain, own_rules = configuration_for(VIEW_OF[client], chain, rules)
        return starter(own_chain, extra + own_rules, **options)
    return {client: own(client) for client in CLIENTS}


def outcome(reply):
    """A reply without what depends on the time: rcode, flags, the records of the answer,
    whose SOA record there is, and how often it is marked as synthesized. Those of a
    failure depend on what is cached."""
    if reply.rcode() == dns.rcode.SERVFAIL:
        return ("SERVFAIL",)
    authority = [(str(rrset.name).lower(), str(rrset[0].mname).lower())
                 for rrset in reply.authority if rrset.rdtype == dns.rdatatype.SOA]
    marked = [option.code for option in reply.options
              if option.otype == dns.edns.EDE and option.code == SYNTHESIZED]
    return (dns.rcode.to_text(reply.rcode()), dns.flags.to_text(reply.flags),
            model.records(reply), authority, len(marked))


class Asked:
    """A query from a client, whose reply is waited for later."""

    def __init__(self, resolver, client, qname, qtype="A", flags=None, **edns):
        query = dns.message.make_query(qname, qtype, **edns)
        if flags is not None:
            query.flags = flags
        self.id = query.id
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((client, 0))
        self.socket.connect(("127.0.0.1", resolver.port))
        self.socket.send(query.to_wire())

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.socket.close()

    def reply(self):
        self.socket.settimeout(20)
        reply = dns.message.from_wire(self.socket.recv(65535))
        assert reply.id == self.id
        return reply

    def is_answered(self):
        """Whether there is a reply already."""
        self.socket.setblocking(False)
        try:
            return bool(self.socket.recv(65535, socket.MSG_PEEK))
        except BlockingIOError:
            return False


def all_taken(resolver):
    """Wait until a resolver of one thread has taken the queries that were sent: it
    answers them in their order, and this one by itself."""
    assert resolver.ask("version.bind", "TXT", "CH").answer


def ask_at_once(resolver, server, questions):
    """Ask (client, qname, qtype, ...) while the scripted server holds its answers, and
    return the replies, which come after that."""
    with contextlib.ExitStack() as stack:
        with held(server):
            asked = [stack.enter_context(Asked(resolver, *question))
                     for question in questions]
            all_taken(resolver)
        return [query.reply() for query in asked]


@contextlib.contextmanager
def held(server):
    """The scripted server takes queries, and answers them at the end."""
    go, answer = threading.Event(), server.answer

    def wait(query):
        go.wait()
        return answer(query)
    server.answer = wait
    try:
        yield
    finally:
        server.answer = answer
        go.set()


def computed_in(text, networks):
    """The lines of a dump with an address of one of the networks, each the beginning of
    an address."""
    return re.findall(rf"^.*\t(?:{'|'.join(map(re.escape, networks))}).*$", text, re.MULTILINE)
