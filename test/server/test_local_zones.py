# SPDX-License-Identifier: BSD-3-Clause
"""Local zones over computed names: which of the two answers, and what is asked
upstream. Where nothing but the zone counts, a resolver without the module, of the
same build, gives the expected answer."""

import collections
import contextlib
import ipaddress
import os
import pathlib
import re
import socket
import subprocess

import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.reversename
import pytest

from machine import wait_for
from resolver import Resolver
from scripted import ScriptedUpstream, rrset

README = pathlib.Path(__file__).parents[2] / "README.md"

# What a resolver answered, and whether it asked upstream for it. None: no reply.
Outcome = collections.namedtuple("Outcome", "rcode flags answer authority upstream")
# One for a name, and what the name is to the rules:
#   computed  it has this type
#   other     it has not, but is computed
#   beyond    it has the rule's shape, and a number past its networks
#   exists    it is an origin, or above a computed name
#   between   the same in the reverse tree, below the owner of the rule's SOA
#   nothing   none of these
Question = collections.namedtuple("Question", "qname qtype kind")

UPSTREAM = {"A": "203.0.113.99", "AAAA": "2001:db8::99", "TXT": '"upstream"',
            "PTR": "upstream."}
ALIASES = {"to-desk.example.": "desk5.office.internal.",
           "to-other.example.": "www.office.internal.", "to-top.example.": "office.internal.",
           "to-none.example.": "desk256.office.internal."}


def anything(query):
    """An upstream that has every name."""
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.AA | dns.flags.RA
    (question,) = query.question
    name, rdtype = question.name.to_text(), dns.rdatatype.to_text(question.rdtype)
    if name in ALIASES:
        reply.answer.append(rrset(f"{name} 60 CNAME {ALIASES[name]}"))
        name = ALIASES[name]
    if rdtype in UPSTREAM:
        reply.answer.append(rrset(f"{name} 60 {rdtype} {UPSTREAM[rdtype]}"))
    else:
        reply.authority.append(rrset(". 60 SOA upstream. upstream. 1 3600 900 86400 60"))
    return reply


class Query:
    """A query that is not waited for if it gets no reply."""

    def __init__(self, port, qname, qtype, source, flags=dns.flags.RD):
        self.query = dns.message.make_query(qname, qtype, flags=flags)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self.socket.bind((source, 0))
            self.socket.connect(("127.0.0.1", port))
            self.socket.settimeout(20)
            self.first = self.first_reply()
        except BaseException:
            self.socket.close()
            raise

    def first_reply(self):
        """The reply, or that to another query after this one, which the worker answers
        whatever zones and views there are."""
        next_query = dns.message.make_query("version.bind.", "TXT", "CH")
        next_query.id = self.query.id ^ 1
        for query in (self.query, next_query):
            self.socket.send(query.to_wire())
        return dns.message.from_wire(self.socket.recv(4096))

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.socket.close()

    def reply(self, is_to_come):
        """The reply; None if there was none until now, and none is to come."""
        if self.first.id == self.query.id:
            return self.first
        self.socket.settimeout(20 if is_to_come else 0)
        try:
            return dns.message.from_wire(self.socket.recv(4096))
        except BlockingIOError:
            return None


class Client:
    """Asks a resolver which has an upstream of its own."""

    def __init__(self, starter, upstream, chain, extra):
        self.upstream = upstream
        self.forward = ("server:\n  extended-statistics: yes\n"
                        + Resolver.forward_zone(".", upstream.port))
        # one that answers in the order in which it is asked
        self.resolver = starter(chain, extra + self.forward, threads=1)

    def reconfigure(self, chain, extra):
        self.resolver.configure(chain, extra + self.forward)
        self.resolver.reload()
        self.upstream.questions.clear()  # the resolver counts from 0 again, too

    def asked(self):
        """All queries that upstream got until now. None is to come: nobody waits for a
        reply, and what was sent is there."""
        wait_for(lambda: self.resolver.counts("total.requestlist.current.user",
                                              "num.query.udpout")
                 == [0, len(self.upstream.questions)],
                 "all that was sent upstream to be there")
        return list(self.upstream.questions)

    def outcomes(self, questions, source="127.0.0.1"):
        """The outcomes of questions, each of which is asked for the first time."""
        with contextlib.ExitStack() as sockets:
            queries = [sockets.enter_context(
                Query(self.resolver.port, *question[:2], source)) for question in questions]
            asked = set(self.asked())
            went_up = [(question[0].lower(), question[1]) in asked for question in questions]
            return [outcome(query.reply(upstream), upstream)
                    for query, upstream in zip(queries, went_up)]

    def outcome(self, qname, qtype="A", source="127.0.0.1"):
        """The answer to one, and whether anything was asked upstream for that."""
        before = len(self.asked())
        with Query(self.resolver.port, qname, qtype, source) as query:
            upstream = len(self.asked()) > before
            return outcome(query.reply(upstream), upstream)


def outcome(reply, asked):
    return reply and Outcome(
        dns.rcode.to_text(reply.rcode()),
        dns.flags.to_text(reply.flags & ~dns.flags.RD & ~dns.flags.QR),
        records(reply.answer, asked), records(reply.authority, asked), asked)


def records(section, asked):
    """TTLs of what was kept for a moment may be a second less."""
    return sorted(f"{rrset.name} {'-' if asked else rrset.ttl} "
                  f"{dns.rdatatype.to_text(rrset.rdtype)} {rdata}".lower()
                  for rrset in section for rdata in rrset)


def by_rule(rcode, answer=(), authority=()):
    return Outcome(rcode, "RA", sorted(answer), sorted(authority), False)


def soa_of_rule(owner):
    return f"{owner} 300 soa . . 1 3600 1200 604800 300"


def in_zone(zone, qname, qtype):
    """A zone's DS is its parent's."""
    name, zone = dns.name.from_text(qname), dns.name.from_text(zone)
    return (name.parent() if qtype == "DS" else name).is_subdomain(zone)


def lets_through(zone_type, data, qtype):
    """unbound.conf(5): whether a query for a name with local-data of these types goes
    on to the modules. That the zone has no type means there is none."""
    if zone_type in ("transparent", "inform", "noview"):
        return not data
    if zone_type == "typetransparent":
        return qtype not in data
    if zone_type in ("block_a", "block_aaaa"):
        return qtype != zone_type.removeprefix("block_").upper()
    if zone_type in ("block_a_wdata", "block_aaaa_wdata"):
        return qtype not in data and qtype != zone_type.split("_")[1].upper()
    return zone_type in (None, "always_transparent")


def who_answers(zone_type, specific, question, strict, data=()):
    """The rule, the zone, or who answers without the module. A specific rule has its
    origin, or its network's names, in the zone or at its top."""
    nodata = "rule's NODATA" if strict else "zone's NODATA"
    if lets_through(zone_type, data, question.qtype):
        says = {"computed": "rule"}
        if strict:
            says |= {"other": "rule's NODATA", "between": "rule's NODATA",
                     "beyond": "rule's NXDOMAIN"}
    elif zone_type == "static" and specific and not data:
        says = {"computed": "rule", "other": nodata, "exists": "zone's NODATA",
                "between": "zone's NODATA"}
    else:
        says = {}
    return says.get(question.kind, "stock")


# All that a release may know.
TYPES = ["static", "transparent", "typetransparent", "redirect", "inform", "inform_deny",
         "inform_redirect", "refuse", "deny", "always_transparent", "always_refuse",
         "always_nxdomain", "always_nodata", "always_deny", "always_null", "noview",
         "nodefault", "block_a", "block_aaaa", "block_a_wdata", "block_aaaa_wdata"]
REDIRECTS = ("redirect", "inform_redirect")
PLACES = ["at", "parent", "two above", "below"]
SOME_TYPES = ("static", "transparent", "typetransparent", "refuse", "always_nxdomain")
CHAINS = {"workstation iterator": TYPES, "respip workstation iterator": SOME_TYPES,
          "dns64 workstation iterator": SOME_TYPES,
          "workstation validator iterator": SOME_TYPES}
KINDS = [(strict, soa, version) for strict, soa, version in
         [(False, True, 4), (False, False, 6), (True, True, 6), (True, False, 4)]]


class Row:
    """A zone of a type in a place, in the forward and in the reverse tree, and a rule
    there; all in domains of their own."""

    def __init__(self, number, zone_type, place, strict, soa, version):
        self.zone_type, self.place, self.strict, self.soa = zone_type, place, strict, soa
        self.version = version
        self.computed, self.sibling = ("A", "AAAA") if version == 4 else ("AAAA", "A")
        self.top = f"k{number}.example."
        self.origin = f"office.city.{self.top}"
        self.network = ipaddress.ip_network(
            f"{20 + number // 200}.{number % 200}.7.0/26" if version == 4 else
            f"2001:470:{number:x}:40::/62")
        self.node = reverse_name(self.network[5])
        # the names at the next label boundary are addresses here, or /64
        self.boundary = self.node if version == 4 else above(self.node, 16)
        self.zone = {"at": self.origin, "parent": f"city.{self.top}",
                     "two above": self.top, "below": f"desk5.{self.origin}"}[place]
        self.reverse_zone = {
            "at": self.boundary, "parent": above(self.boundary),
            "two above": above(self.boundary, 2),
            "below": f"x.{self.node}" if version == 4 else above(self.node, 15)}[place]
        self.data = dict(self.local_data())

    def __str__(self):
        return (f"{self.zone_type} {self.zone} and {self.reverse_zone}, "
                f"{'strict' if self.strict else 'passing'}, v{self.version}")

    def local_data(self):
        """Local-data by name and type. A redirect zone has some at its top only."""
        tops = (self.zone, self.reverse_zone)
        if self.zone_type != "nodefault":
            for zone in tops:
                if self.soa:
                    yield (zone, "SOA"), f"ns.{zone} hostmaster.{zone} 7 3600 900 86400 60"
                elif self.zone_type in REDIRECTS:
                    yield (zone, "A"), "192.0.2.1"
        for name, rdtype, rdata in [
                (f"desk7.{self.origin}", "A", "192.0.2.7"),
                (f"desk9.{self.origin}", "TXT", "nine"),
                (f"a.desk8.{self.origin}", "A", "192.0.2.8"),
                (reverse_name(self.network[7]), "PTR", "seven.example."),
                (reverse_name(self.network[9]), "TXT", "nine"),
                (f"a.{reverse_name(self.network[8])}", "A", "192.0.2.8")]:
            if self.zone_type not in REDIRECTS or not any(
                    in_zone(zone, name, rdtype) for zone in tops):
                yield (name, rdtype), rdata

    def server(self):
        for zone in (self.zone, self.reverse_zone):
            yield f'  local-zone: "{zone}" {self.zone_type}'
        for (name, rdtype), rdata in self.data.items():
            yield f'  local-data: "{name} 3600 {rdtype} {rdata}"'

    def rule(self):
        return (f'workstation: name: "desk{{n}}" network: {self.network} ttl: 300'
                f' origin: "{self.origin}" reverse: yes'
                + " other-types: nodata out-of-range: nxdomain" * self.strict + "\n")

    def questions(self, with_sibling):
        desk = [f"desk{number}.{self.origin}" for number in range(10)]
        node = [reverse_name(self.network[number]) for number in range(10)]
        outside = reverse_name(self.network[-1] + 1)
        yield Question(desk[5], self.computed, "computed")
        yield Question(desk[6].title(), self.computed, "computed")
        yield Question(desk[4], "ANY", "computed")
        yield Question(desk[5], "TXT", "other")
        yield Question(desk[5], "DS", "other")
        if with_sibling:
            yield Question(desk[5], self.sibling, "other")
        yield Question(f"desk{self.network.num_addresses}.{self.origin}", self.computed,
                       "beyond")
        for name in (self.origin, f"city.{self.top}", self.top):
            yield Question(name, "A", "exists")
            yield Question(name, "DS", "exists")
        yield Question(f"www.{self.origin}", "A", "nothing")
        yield Question(f"x.desk5.{self.origin}", "A", "nothing")
        yield Question(desk[7], self.computed, "computed")
        yield Question(desk[7], "TXT", "other")
        yield Question(desk[9], self.computed, "computed")
        yield Question(desk[8], self.computed, "computed")
        yield Question(f"a.{desk[8]}", "A", "nothing")

        yield Question(node[5], "PTR", "computed")
        yield Question(node[6], "PTR", "computed")
        yield Question(node[5], "TXT", "other")
        yield Question(f"x.{node[5]}", "PTR", "nothing")
        yield Question(outside, "PTR", "nothing")
        yield Question(node[7], "PTR", "computed")
        yield Question(node[7], "TXT", "other")
        yield Question(node[9], "PTR", "computed")
        yield Question(node[8], "PTR", "computed")
        if self.version == 4:
            yield Question(above(node[5]), "PTR", "exists")
        else:
            yield Question(above(node[5]), "PTR", "between")
            yield Question(above(node[5], 15), "PTR", "between")
            yield Question(self.boundary, "PTR", "between")
            yield Question(above(self.boundary), "PTR", "exists")
            yield Question(above(outside, 16), "PTR", "nothing")
        yield Question(above(self.boundary, 2), "PTR", "exists")

    def expected(self, question, stock):
        """What is expected; stock has the outcomes without the module."""
        qname = question.qname.lower()
        tops = [zone for zone in (self.zone, self.reverse_zone)
                if in_zone(zone, *question[:2])]
        data = {rdtype for name, rdtype in self.data if name == qname
                and (tops or name not in (self.zone, self.reverse_zone))}
        # local-data outside all zones has a transparent one
        zone_type = (self.zone_type if tops and self.zone_type != "nodefault"
                     else "transparent")
        who = who_answers(zone_type, self.place != "below", question, self.strict, data)
        if who == "stock" or self.refuses_ds_of_top(qname, question.qtype, stock):
            return stock[question[:2]]
        if who == "zone's NODATA":
            return stock[f"nothing.{tops[0]}", "A"]._replace(rcode="NOERROR")
        if who == "rule":
            return by_rule("NOERROR", [self.answer(qname)])
        owner = above(self.node, 1 if self.version == 4 else 17)
        return by_rule(who.removeprefix("rule's ").replace("NODATA", "NOERROR"),
                       authority=[soa_of_rule(self.origin if "desk" in qname else owner)])

    def refuses_ds_of_top(self, qname, qtype, stock):
        """What newer releases do where the type is always_refuse."""
        return (self.zone_type == "always_refuse" and qtype == "DS"
                and qname in (self.zone, self.reverse_zone)
                and stock[qname, qtype].rcode == "REFUSED")

    def answer(self, qname):
        number = next(number for number in range(10) if qname in (
            f"desk{number}.{self.origin}", reverse_name(self.network[number])))
        if qname.endswith(".arpa."):
            return f"{qname} 300 ptr desk{number}.{self.origin}"
        return f"{qname} 300 {self.computed} {self.network[number]}".lower()


def reverse_name(address):
    return dns.reversename.from_address(str(address)).to_text()


def above(name, labels=1):
    return name.split(".", labels)[labels]


def rows_of(types):
    number = 0
    for zone_type in TYPES:
        for place in PLACES:
            for kind in KINDS:
                number += 1
                if zone_type in types:
                    yield Row(number, zone_type, place, *kind)


def zones_of(rows):
    return "server:\n" + "\n".join(line for row in rows for line in row.server()) + "\n"


@contextlib.contextmanager
def clients(starter):
    with contextlib.ExitStack() as stack:
        yield lambda chain, extra="": Client(
            starter, stack.enter_context(ScriptedUpstream(anything)), chain, extra)


@pytest.fixture
def client(start):
    """Clients of resolvers that end with the test."""
    with clients(start) as new:
        yield new


@pytest.fixture(scope="module")
def kept_client(run):
    """Clients of resolvers that end with the module's tests."""
    with clients(run) as new:
        yield new


@pytest.fixture(scope="module")
def types(prefix, tmp_path_factory):
    """The types that this release knows."""
    path = tmp_path_factory.mktemp("types") / "unbound.conf"

    def knows(zone_type):
        path.write_text(f'server: chroot: "" username: "" directory: "/"\n'
                        f' local-zone: "example." {zone_type}\n')
        return not subprocess.run([prefix / "sbin/unbound-checkconf", path],
                                  capture_output=True).returncode
    known = [zone_type for zone_type in TYPES if knows(zone_type)]
    assert all(zone_type.startswith("block_") for zone_type in set(TYPES) - set(known))
    return known


@pytest.fixture(scope="module")
def stock(kept_client, types):
    """The outcome without the module of each question of the table."""
    plain = kept_client("iterator", zones_of(rows_of(types)))
    said = {}
    for row in rows_of(types):
        questions = [question[:2] for question in row.questions(True)]
        questions += [(f"nothing.{zone}", "A") for zone in (row.zone, row.reverse_zone)]
        said |= zip(questions, plain.outcomes(questions))
    return said


@pytest.fixture(scope="module", params=CHAINS)
def table(request, kept_client, types):
    """A resolver with the module, and the rows it has."""
    rows = [row for row in rows_of(types) if row.zone_type in CHAINS[request.param]]
    asker = kept_client(request.param, zones_of(rows)
                        + "".join(row.rule() for row in rows))
    return asker, rows, "dns64" not in request.param


def differences(asker, questions, expected, source="127.0.0.1"):
    return [f"{question}: {said}, but {right} is right" for question, said, right in
            zip(questions, asker.outcomes(questions, source), expected) if said != right]


@pytest.mark.divided
@pytest.mark.parametrize("place", PLACES)
def test_every_type(table, stock, place):
    """Of the zones that are or lie above the origin or the network's names, the static
    ones give way, and no others. Zones below always answer."""
    asker, rows, with_sibling = table
    rows = [row for row in rows if row.place == place]
    wrong = []
    for row in rows:
        questions = list(row.questions(with_sibling))
        wrong += [f"{row}: {difference}" for difference in differences(
            asker, questions, [row.expected(question, stock) for question in questions])]
    assert not wrong, f"{len(wrong)} of {len(rows)} rows: " + "\n".join(wrong[:20])


DESKS = """
workstation:
    name: "desk{{n}}"
    network: {network}
    origin: "{origin}"
    ttl: 300
    reverse: yes
"""


def desks(network="198.18.0.0/24", origin="office.internal", more=""):
    return DESKS.format(network=network, origin=origin) + more


def zones(*lines):
    return "server:\n" + "".join(f"  {line}\n" for line in lines)


# Of each: a rule's network, and the top of Unbound's own zone for its first and its
# last address.
PRIVATE = [
    ("10.1.0.0/24", "10.in-addr.arpa.", "10.in-addr.arpa."),
    ("10.2.0.0/16", "10.in-addr.arpa.", "10.in-addr.arpa."),
    ("10.3.0.128/25", "10.in-addr.arpa.", "10.in-addr.arpa."),
    ("10.9.9.9/32", "10.in-addr.arpa.", "10.in-addr.arpa."),
    ("172.16.0.0/12", "16.172.in-addr.arpa.", "31.172.in-addr.arpa."),
    ("192.168.0.0/16", "168.192.in-addr.arpa.", "168.192.in-addr.arpa."),
    ("100.64.0.0/10", "64.100.in-addr.arpa.", "127.100.in-addr.arpa."),
    ("169.254.7.0/24", "254.169.in-addr.arpa.", "254.169.in-addr.arpa."),
    ("fd00:1::/64", "d.f.ip6.arpa.", "d.f.ip6.arpa."),
    ("fd00:2::/49", "d.f.ip6.arpa.", "d.f.ip6.arpa."),
    ("fd00:3::1/128", "d.f.ip6.arpa.", "d.f.ip6.arpa."),
    ("2001:db8::/32", "8.b.d.0.1.0.0.2.ip6.arpa.", "8.b.d.0.1.0.0.2.ip6.arpa."),
]


@pytest.fixture(scope="module")
def private(kept_client):
    """A resolver with rules for private networks, and no line about local zones; and
    one without the rules."""
    return kept_client("workstation iterator", "".join(
        desks(network, f"n{number}.example")
        for number, (network, _, _) in enumerate(PRIVATE))), kept_client("iterator")


@pytest.mark.divided
@pytest.mark.parametrize("network, first, last", PRIVATE, ids=[row[0] for row in PRIVATE])
def test_default_zones(private, network, first, last):
    """They give way for the addresses of rules, and for these only."""
    asker, plain = private
    number = [row[0] for row in PRIVATE].index(network)
    network = ipaddress.ip_network(network)
    for top, address in ((first, network[0]), (last, network[-1])):
        index = int(address) - int(network[0])
        name = reverse_name(address)
        soa = f"{top} 10800 soa localhost. nobody.invalid. 1 3600 1200 604800 10800"
        nodata = Outcome("NOERROR", "AA RA", [], [soa], False)
        assert asker.outcome(name, "PTR") == by_rule(
            "NOERROR", [f"{name} 300 ptr desk{index}.n{number}.example."])
        assert asker.outcome(name, "TXT") == nodata
        assert plain.outcome(name, "TXT") == nodata._replace(rcode="NXDOMAIN")
        for qname in names_between(above(name), top):
            assert asker.outcome(qname, "PTR") == nodata, qname
        for qname in (top, f"x.{name}", f"x.{top}"):
            assert asker.outcome(qname, "PTR") == plain.outcome(qname, "PTR"), qname
        assert asker.outcome(top, "NS") == plain.outcome(top, "NS")
    for address in (network[0] - 1, network[-1] + 1):
        qname = reverse_name(address)
        assert asker.outcome(qname, "PTR") == plain.outcome(qname, "PTR"), qname


def names_between(name, top):
    """From the name up to what is right below the top."""
    while name != top:
        yield name
        name = above(name)


def test_own_zones_in_a_network(client):
    """Each of the names at the next label boundary counts by itself, and what lies below
    them wins."""
    local = zones('local-zone: "20.172.in-addr.arpa" refuse',
                  'local-zone: "21.172.in-addr.arpa" static',
                  'local-zone: "5.22.172.in-addr.arpa" static',
                  'local-zone: "5.0.1.10.in-addr.arpa" static',
                  'local-zone: "200.0.4.10.in-addr.arpa" static')
    asker = client("workstation iterator", local + desks("172.16.0.0/12")
                   + desks("10.1.0.0/24") + desks("10.4.0.128/25"))
    plain = client("iterator", local)
    for address, number in (("172.21.0.9", 5 * 65536 + 9), ("172.22.4.9", 6 * 65536 + 1033),
                            ("10.1.0.6", 6), ("10.4.0.200", 72), ("10.4.0.201", 73)):
        name = reverse_name(address)
        assert asker.outcome(name, "PTR") == by_rule(
            "NOERROR", [f"{name} 300 ptr desk{number}.office.internal."])
    for address, rcode in (("172.20.0.9", "REFUSED"), ("172.22.5.9", "NXDOMAIN"),
                           ("10.1.0.5", "NXDOMAIN"), ("10.4.0.5", "NXDOMAIN")):
        said = asker.outcome(reverse_name(address), "PTR")
        assert said == plain.outcome(reverse_name(address), "PTR")
        assert (said.rcode, said.upstream) == (rcode, False)


def first_rule():
    """The first one in README, as it is pasted."""
    (rule, *_) = re.findall(r"^    workstation:\n(?:        .*\n)+", README.read_text(),
                            re.MULTILINE)
    return re.sub("^    ", "", rule, flags=re.MULTILINE)


@pytest.mark.parametrize("chain", CHAINS)
def test_the_first_rule_of_readme(client, chain):
    """It needs no other line, and private addresses do not leave the house."""
    asker = client(chain, first_rule())
    assert asker.outcome("5.0.1.10.in-addr.arpa.", "PTR") == by_rule(
        "NOERROR", ["5.0.1.10.in-addr.arpa. 300 ptr desk5.office.example.com."])
    for address in ("10.1.1.5", "10.2.0.5", "192.168.0.5"):
        said = asker.outcome(reverse_name(address), "PTR")
        assert (said.rcode, said.upstream) == ("NXDOMAIN", False)
    assert asker.resolver.addresses("desk5.office.example.com") == ["10.1.0.5"]
    checked = asker.resolver.checkconf()
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("chain", CHAINS)
def test_a_domain_of_ones_own(client, chain):
    """Its computed names are answered; the rest is NXDOMAIN, and never asked
    upstream."""
    asker = client(chain, zones('local-zone: "office.internal." static') + desks(
        more="    subdomains: yes\n"))
    for name in ("desk5", "DESK005", "app.desk5"):
        qname = f"{name}.office.internal."
        assert asker.outcome(qname) == by_rule(
            "NOERROR", [f"{qname.lower()} 300 a 198.18.0.5"])
    for qname in ("www.office.internal.", "desk256.office.internal.", "a.b.office.internal."):
        for qtype in ("A", "AAAA", "MX", "ANY"):
            said = asker.outcome(qname, qtype)
            assert (said.rcode, said.answer, said.upstream) == ("NXDOMAIN", [], False)
    for qtype in ("A", "MX", "NS", "SOA", "ANY"):
        assert asker.outcome("office.internal.", qtype) == Outcome(
            "NOERROR", "AA RA", [], [], False)
    assert asker.outcome("www.internal.").upstream


OTHER_ZONES = ["onion", "test", "invalid", "home.arpa", "office.internal",
               "lab.workstation5"]


@pytest.mark.parametrize("rule", [
    "", 'workstation: network: 172.0.2.0/24 other-types: nodata out-of-range: nxdomain\n',
    'workstation: network: 172.0.2.0/24 origin: "." subdomains: yes\n'])
def test_rules_that_are_less_specific(client, rule):
    """A rule for any domain, or with an origin above the zone, never wins."""
    local = zones("local-zone: office.internal static", "local-zone: lab.workstation5 static")
    asker, plain = client("workstation iterator", local + rule), client("iterator", local)
    for zone in OTHER_ZONES:
        for name in ("workstation5", "workstation256", "www", "app.workstation5"):
            for qtype in ("A", "AAAA"):
                said = asker.outcome(f"{name}.{zone}.", qtype)
                assert said == plain.outcome(f"{name}.{zone}.", qtype)
                assert (said.rcode, said.upstream) == ("NXDOMAIN", False)
    assert asker.resolver.addresses("workstation5") == ["172.0.2.5"]


@pytest.mark.parametrize("origin, zone", [
    ("lab.test", "test"), ("test", "test"), ("lab.home.arpa", "home.arpa")])
def test_origins_in_default_zones(client, origin, zone):
    asker = client("workstation iterator", desks(origin=origin))
    assert asker.outcome(f"desk5.{origin}.") == by_rule(
        "NOERROR", [f"desk5.{origin}. 300 a 198.18.0.5"])
    assert asker.outcome(f"{origin}.").rcode == "NOERROR"
    assert asker.outcome(f"www.{zone}.").rcode == "NXDOMAIN"
    assert asker.asked() == []


def test_several_rules(client):
    """For another type than the specific rule computes: another specific rule answers,
    one for any domain does not."""
    any_domain = 'workstation: name: "desk{n}" network: 2001:470:2::/64\n'
    asker = client("workstation iterator", zones(
        'local-zone: "internal" static', 'local-zone: "lab.internal" static')
        + desks(origin="lab.internal") + desks(origin="office.internal")
        + 'workstation: name: "desk{n}" network: 2001:470:1::/64'
          ' origin: "office.internal" ttl: 300\n' + any_domain)
    assert asker.outcome("desk5.office.internal.", "AAAA") == by_rule(
        "NOERROR", ["desk5.office.internal. 300 aaaa 2001:470:1::5"])
    assert asker.outcome("desk5.lab.internal.", "AAAA") == Outcome(
        "NOERROR", "AA RA", [], [], False)
    assert asker.outcome("desk5.internal.", "AAAA").rcode == "NXDOMAIN"
    assert asker.resolver.addresses("desk5.example.org", "AAAA") == ["2001:470:2::5"]


NESTED = [  # types of "internal", "office.internal", and who answers for desk5
    ("static", "transparent", "rule"), ("static", "refuse", "REFUSED"),
    ("refuse", "static", "rule"), ("always_nxdomain", "static", "rule"),
    ("static", "static", "rule"), ("transparent", "refuse", "REFUSED"),
    ("deny", "always_nodata", "NOERROR")]


def test_the_closest_zone_counts(client):
    names = [f"z{number}" for number in range(len(NESTED))]
    asker = client("workstation iterator", zones(*[
        f'local-zone: "{zone}" {zone_type}' for name, row in zip(names, NESTED)
        for zone, zone_type in ((f"{name}.", row[0]), (f"office.{name}.", row[1]))])
        + "".join(desks(f"198.18.{number}.0/24", f"office.{name}")
                  for number, name in enumerate(names)))
    for number, (name, (_, _, who)) in enumerate(zip(names, NESTED)):
        said = asker.outcome(f"desk5.office.{name}.")
        right = (by_rule("NOERROR", [f"desk5.office.{name}. 300 a 198.18.{number}.5"])
                 if who == "rule" else Outcome(who, "AA RA", [], [], False))
        assert said == right, name


# Clients by their addresses, and the types that they find the zones of one.example to
# four.example to have, None where there is no zone for them.
TAGS = [
    'define-tag: "guest staff"',
    "access-control: 127.0.0.11/32 allow", 'access-control-tag: 127.0.0.11/32 "guest"',
    "access-control-tag-action: 127.0.0.11/32 guest refuse",
    "access-control: 127.0.0.12/32 allow", 'access-control-tag: 127.0.0.12/32 "staff"',
    "access-control-tag-action: 127.0.0.12/32 staff static",
    "access-control: 127.0.0.13/32 allow", 'access-control-tag: 127.0.0.13/32 "guest staff"',
    "local-zone: one.example static", 'local-zone-tag: one.example "guest"',
    "local-zone: two.example refuse", 'local-zone-tag: two.example "staff"',
    "local-zone: three.example static",
    "local-zone-override: three.example 127.0.0.14/32 refuse",
    "local-zone-override: three.example 127.0.0.15/32 transparent",
    "local-zone: four.example refuse",
    "local-zone-override: four.example 127.0.0.14/32 static",
    "local-zone-override: four.example 127.0.0.15/32 truncate",
]
BY_TAGS = {
    11: ("refuse", None, "static", "refuse"), 12: (None, "static", "static", "refuse"),
    13: ("static", "refuse", "static", "refuse"), 14: (None, None, "refuse", "static"),
    15: (None, None, "transparent", "truncate"), 16: (None, None, "static", "refuse")}

# Views have zones of their own. Where they have none for a name, the others count if
# the view is view-first. So they do where a transparent one has no data.
EXCEPTED = "static, but with an exception for the computed name"
VIEWS = [f"access-control-view: 127.0.0.{number}/32 v{number}" for number in range(21, 27)] + [
    "local-zone: one.example static", "local-zone: two.example refuse",
    "local-zone: three.example transparent", "local-zone: four.example static"]
VIEW_ZONES = {
    21: ["local-zone: one.example refuse", "local-zone: two.example static"],
    22: ["view-first: yes", "local-zone: one.example transparent",
         "local-zone: three.example static"],
    23: ["local-zone: example static"],
    24: ["view-first: yes", "local-zone: one.example noview",
         "local-zone: desk24.four.example static"],
    25: ["view-first: yes", "local-zone: two.example inform",
         "local-zone: four.example always_nxdomain"],
    26: ["local-zone: one.example static", "local-zone: two.example inform",
         'local-data: "desk26.one.example 60 TXT data"']}
BY_VIEWS = {
    21: ("refuse", "static", None, None), 22: ("static", "refuse", "static", "static"),
    23: ("static", "static", "static", "static"),
    24: ("static", "refuse", "transparent", EXCEPTED),
    25: ("static", "refuse", "transparent", "always_nxdomain"),
    26: (EXCEPTED, "inform", None, None), 16: ("static", "refuse", "transparent", "static")}


@pytest.mark.parametrize("local, types_of_clients", [
    (zones(*TAGS), BY_TAGS),
    (zones(*VIEWS) + "".join(
        f"view:\n  name: v{number}\n" + "".join(f"  {line}\n" for line in lines)
        for number, lines in VIEW_ZONES.items()), BY_VIEWS)], ids=["tags", "views"])
@pytest.mark.parametrize("chain", ["workstation iterator", "respip workstation iterator"])
def test_the_effective_type_counts(client, chain, local, types_of_clients):
    """What the zone is to the client that asks, by tags, overrides and views."""
    origins = ["one.example", "two.example", "three.example", "four.example"]
    asker = client(chain, local + "".join(
        desks(f"198.18.{number}.0/24", origin) for number, origin in enumerate(origins)))
    plain = client("iterator", local)
    for source, types in types_of_clients.items():
        questions, right = [], []
        for number, (origin, zone_type) in enumerate(zip(origins, types)):
            for question in (Question(f"desk{source}.{origin}.", "A", "computed"),
                             Question(f"desk{source}.{origin}.", "TXT", "other"),
                             Question(f"www{source}.{origin}.", "A", "nothing")):
                who = ("stock" if zone_type == EXCEPTED else
                       who_answers(zone_type, True, question, strict=False))
                questions.append(question)
                right.append(
                    by_rule("NOERROR", [f"{question.qname} 300 a 198.18.{number}.{source}"])
                    if who == "rule" else Outcome("NOERROR", "AA RA", [], [], False)
                    if who == "zone's NODATA" else None)
        said = plain.outcomes(questions, f"127.0.0.{source}")
        right = [one or other for one, other in zip(right, said)]
        assert differences(asker, questions, right, f"127.0.0.{source}") == []


def test_reload(client):
    """Zones that come, change and go, with answers in the cache."""
    asker = client("workstation iterator", desks())
    for zone_type in ("static", "transparent", "refuse", None, "static", "always_nxdomain",
                      "redirect", "static"):
        asker.reconfigure("workstation iterator", desks() + (
            zones(f"local-zone: office.internal {zone_type}") if zone_type else ""))
        passes = lets_through(zone_type, (), "A")
        for _ in range(2):
            for name, qtype, right in (
                    ("desk5", "A", ["198.18.0.5"] * (passes or zone_type == "static")),
                    ("www", "A", ["203.0.113.99"] * passes),
                    ("desk5", "TXT", ['"upstream"'] * passes)):
                assert asker.resolver.addresses(f"{name}.office.internal", qtype) == right


def test_zones_of_the_running_resolver(client):
    """What unbound-control changes counts at once."""
    asker = client("workstation iterator", desks())

    def control(*command):
        assert asker.resolver.control(*command) == "ok\n"

    computed = by_rule("NOERROR", ["desk5.office.internal. 300 a 198.18.0.5"])
    nodata = Outcome("NOERROR", "AA RA", [], [], False)
    for zone in ("office.internal", "internal"):
        control("local_zone", zone, "static")
        assert asker.outcome("desk5.office.internal.") == computed
        assert asker.outcome("desk5.office.internal.", "TXT") == nodata
        assert asker.outcome("www.office.internal.").rcode == "NXDOMAIN"
        control("local_data", "desk5.office.internal. 60 TXT there")
        assert asker.outcome("desk5.office.internal.") == nodata
        control("local_data_remove", "desk5.office.internal.")
        assert asker.outcome("desk5.office.internal.") == computed
        control("local_zone", zone, "refuse")
        assert asker.outcome("desk5.office.internal.").rcode == "REFUSED"
        control("local_zone_remove", zone)
        assert asker.outcome("desk5.office.internal.") == computed
    assert asker.asked() == []


def test_aliases(client):
    """One that leads into the zone goes on where it goes without the module, one that
    leads to a computed name ends in what is computed."""
    local = zones("local-zone: office.internal static",
                  "local-zone: redirected.example redirect",
                  'local-data: "redirected.example. 60 CNAME desk5.office.internal."')
    asker = client("workstation iterator", local + desks())
    plain = client("iterator", local)
    for qname in ("to-other.example.", "to-top.example.", "to-none.example."):
        said = asker.outcome(qname)
        assert said == plain.outcome(qname)
        assert any(record.endswith(UPSTREAM["A"]) for record in said.answer)
    for qname in ("to-desk.example", "redirected.example"):
        assert asker.resolver.addresses(qname) == ["desk5.office.internal.", "198.18.0.5"]


def test_dns64_has_addresses_of_computed_names(client):
    """Where the rule says that they have no other."""
    asker = client("dns64 workstation iterator", zones("local-zone: office.internal static")
                   + desks(more="    other-types: nodata\n"))
    assert asker.resolver.addresses("desk5.office.internal", "AAAA") == ["64:ff9b::c612:5"]
    assert asker.resolver.rcode("www.office.internal", "AAAA") == "NXDOMAIN"
    assert asker.asked() == []


def test_not_in_the_chain(client):
    """Rules then do not count: before the module comes, and after it went."""
    local = zones("local-zone: office.internal static")
    asker = client("iterator", local + desks())
    for chain in ("iterator", "workstation iterator", "iterator"):
        asker.reconfigure(chain, local + desks())
        for qname, qtype in (("desk5.office.internal.", "A"), ("office.internal.", "A"),
                             ("desk5.office.internal.", "TXT")):
            said = asker.outcome(qname, qtype)
            assert said.rcode == ("NXDOMAIN" if chain == "iterator" else "NOERROR")
            assert not said.upstream


def test_libunbound(client, prefix, build):
    """The zones of a program, under the same configuration."""
    asker = client("workstation iterator", zones(
        "local-zone: office.internal static", "local-zone: refused.internal refuse")
        + desks() + desks("198.18.1.0/24", "refused.internal"))
    names = ["desk5.office.internal", "www.office.internal", "desk256.office.internal",
             "desk5.refused.internal"]
    answers = subprocess.run(
        [build / "test/libunbound/resolve", asker.resolver.conf, *names],
        env={**os.environ, "LD_LIBRARY_PATH": str(prefix / "lib")},
        capture_output=True, text=True)
    assert answers.returncode == 0, answers.stderr
    assert answers.stdout.split() == ["desk5.office.internal.", "300", "IN", "A", "198.18.0.5"]
    assert asker.upstream.questions == []


@pytest.mark.loadable
def test_zones_win_over_the_loadable_module(client):
    asker = client("workstation iterator", zones("local-zone: office.internal static")
                   + desks("10.1.0.0/24"))
    for qname, qtype in (("desk5.office.internal.", "A"), ("office.internal.", "A"),
                         ("5.0.1.10.in-addr.arpa.", "PTR")):
        said = asker.outcome(qname, qtype)
        assert (said.rcode, said.upstream) == ("NXDOMAIN", False)
