# SPDX-License-Identifier: BSD-3-Clause
"""Local-data and local zones for a computed name hold behind an alias, too. The same
resolver, asked for the name directly, gives the expected answer: behind an alias of
upstream's it is the same one, after the alias. The tables of what is asked leave out
names that no rule computes; what Unbound does with those is a test of its own."""

import collections
import contextlib
import os
import re
import subprocess
import threading

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import pytest

from machine import wait_for
from resolver import Resolver
from scripted import ScriptedUpstream, rrset
from test_local_zones import REDIRECTS, TYPES, Query, types  # the last is a fixture
from test_validator import anchors

RD, CD = dns.flags.RD, dns.flags.RD | dns.flags.CD

# What upstream has, of each name that is no alias
UPSTREAM = {"A": "203.0.113.99", "AAAA": "2001:db8:bad::99", "TXT": '"upstream"',
            "PTR": "upstream.", "MX": "10 upstream."}
SOA = "upstream. upstream. 1 3600 900 86400 60"

# It has an alias of each name there is:
#   TAG1.NAME.alias.country.example         CNAME NAME
#   TAG3.NAME.alias.country.example         CNAME TAG2.NAME.alias.country.example
#   HOST.TAG.ORIGIN.dname.country.example   by a DNAME, HOST.ORIGIN
#   N.0.19.198.in-addr.arpa             CNAME N.0.1.10.in-addr.arpa (RFC 2317)
# Those with a tag that begins with brief have TTL 1.
ALIAS = re.compile(r"([a-z]+)(\d)\.(.+)\.alias\.country\.example\.")
DNAME = re.compile(r"([^.]+)\.([a-z]+\.(.+)\.dname\.country\.example\.)")
REVERSE = re.compile(r"(\d+)\.0\.19\.198\.in-addr\.arpa\.")


def alias(tag, length, name):
    return f"{tag}{length}.{name}alias.country.example."


def dname(tag, name):
    host, origin = name.split(".", 1)
    return f"{host}.{tag}.{origin}dname.country.example."


def hop(name):
    """Where an alias leads to, and the records that say so; None if it is none."""
    ttl = 3600
    if match := ALIAS.fullmatch(name):
        tag, length, end = match.groups()
        ttl = 1 if tag.startswith("brief") else ttl
        target = alias(tag, int(length) - 1, f"{end}.") if int(length) > 1 else f"{end}."
        lines = []
    elif match := DNAME.fullmatch(name):
        host, owner, origin = match.groups()
        target = f"{host}.{origin}."
        lines = [f"{owner} {ttl} DNAME {origin}."]
    elif match := REVERSE.fullmatch(name):
        target = f"{match[1]}.0.1.10.in-addr.arpa."
        lines = []
    else:
        return None
    return target, [*lines, f"{name} {ttl} CNAME {target}"]


def domain(name):
    """The domain whose servers have a name."""
    return name.rstrip(".").split(".")[-5 if name.endswith(".in-addr.arpa.") else -2:]


class Upstream(ScriptedUpstream):
    """What its servers have of the computed names:
        apart     records of their own, which are asked for
        whole     those, in the reply with the aliases
        missing   nothing: NXDOMAIN
        refusing  they refuse
    While hold() is in force, it does not answer."""

    def __init__(self, has):
        super().__init__(self.anything)
        self.has = has
        self.free = threading.Event()
        self.free.set()

    @contextlib.contextmanager
    def hold(self):
        self.free.clear()
        try:
            yield
        finally:
            self.free.set()

    def anything(self, query):
        assert self.free.wait(20)
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.AA | dns.flags.RA
        (question,) = query.question
        name, qtype = question.name.to_text(), dns.rdatatype.to_text(question.rdtype)
        name = name.lower()
        asked = domain(name)
        if qtype == "CNAME" and (leads := hop(name)):
            reply.answer += [rrset(leads[1][-1])]
            return reply
        while leads := hop(name):
            name, lines = leads
            reply.answer += [rrset(line) for line in lines]
            if self.has in ("apart", "refusing") and domain(name) != asked:
                return reply
        self.add_end(reply, name, qtype)
        return reply

    def add_end(self, reply, name, qtype):
        is_computed = name.endswith(
            (".city.example.", ".1.10.in-addr.arpa.", ".8.b.d.0.1.0.0.2.ip6.arpa."))
        if self.has == "refusing" and is_computed:
            reply.set_rcode(dns.rcode.REFUSED)
        elif self.has == "missing" and is_computed or qtype not in UPSTREAM:
            reply.set_rcode(dns.rcode.NXDOMAIN if self.has == "missing" and is_computed
                            else dns.rcode.NOERROR)
            reply.authority.append(rrset(f"{'.'.join(domain(name))}. 3600 SOA {SOA}"))
        else:
            reply.answer.append(rrset(f"{name} 3600 {qtype} {UPSTREAM[qtype]}"))

    def forward(self):
        names = ["."]
        if self.has in ("apart", "refusing"):
            names += ["country.example", "city.example", "far.example", "arpa"]
        return "".join(Resolver.forward_zone(name, self.port) for name in names)


# What a client was told, without the aliases that led there; None if there was no reply.
# TTLs count where they are not upstream's.
Outcome = collections.namedtuple("Outcome", "rcode flags answer authority")
Question = collections.namedtuple("Question", "qname qtype flags", defaults=(RD,))
COUNT = dns.flags.TC | dns.flags.AD | dns.flags.RA


def is_of_upstream(rrset):
    return (hop(rrset.name.to_text().lower()) is not None
            or str(rrset[0]) in (*UPSTREAM.values(), SOA))


def records(rrsets):
    return [f"{rrset.name} {'-' if is_of_upstream(rrset) else rrset.ttl}"
            f" {dns.rdatatype.to_text(rrset.rdtype)} {rdata}".lower()
            for rrset in rrsets for rdata in rrset]


def without_ttl(line):
    name, _, rest = line.split(" ", 2)
    return f"{name} {rest}"


def aliases_of(name):
    """The records that lead away from a name, to the last one."""
    lines = []
    while leads := hop(name):
        name = leads[0]
        lines += [without_ttl(line.lower()) for line in leads[1]]
    return lines


def after_aliases(reply, qname, qtype):
    """The answer section after the aliases. A reply that is no answer need not have
    them."""
    answer = records(reply.answer)
    aliases = [] if qtype == "CNAME" else aliases_of(qname)
    if [without_ttl(line) for line in answer[:len(aliases)]] == aliases:
        return sorted(answer[len(aliases):])
    is_answer = (reply.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN)
                 and not reply.flags & dns.flags.TC)
    return [] if not answer and not is_answer else ["wrong aliases", *answer]


def outcome(reply, question):
    return reply and Outcome(
        dns.rcode.to_text(reply.rcode()), dns.flags.to_text(reply.flags & COUNT),
        after_aliases(reply, *question[:2]), sorted(records(reply.authority)))


class Asker:
    """Asks a resolver which has an upstream of its own."""

    def __init__(self, starter, upstream, chain, extra, **options):
        self.upstream = upstream
        # one that answers in the order in which it is asked
        self.resolver = starter(chain, extra + upstream.forward(), threads=1, **options)

    def reconfigure(self, chain, extra, how="reload"):
        self.resolver.configure(chain, extra + self.upstream.forward())
        self.resolver.reload(how)

    def is_idle(self):
        """Whether it owes nobody a reply: the first time, it may not have read a query."""
        return all(self.resolver.count("total.requestlist.current.user") == 0
                   for _ in range(2))

    def replies(self, questions, sources, hold=False):
        """What is replied to each question, all asked at once, by the clients with these
        addresses in turn, and the lines about local zones that are in the log for it."""
        logged = len(self.resolver.said())
        with contextlib.ExitStack() as stack:
            with self.upstream.hold() if hold else contextlib.nullcontext():
                queries = [stack.enter_context(Query(self.resolver.port, *question[:2],
                                                     source, question.flags))
                           for question, source in zip(questions, sources)]
            wait_for(self.is_idle, "all replies to be given")
            said = self.resolver.said()[logged:]
            return [(query.reply(False), lines_of(said, query)) for query in queries]

    def outcomes(self, questions, source="127.0.0.1"):
        """Asked in batches that a busy machine has room for."""
        batches = [questions[first:first + 20] for first in range(0, len(questions), 20)]
        return [said for batch in batches
                for said in self.outcomes_of(batch, [source] * len(batch))]

    def outcomes_of(self, questions, sources, **options):
        return [outcome(reply, question) for question, (reply, _) in
                zip(questions, self.replies(questions, sources, **options))]

    def outcome(self, qname, qtype="A", flags=RD, source="127.0.0.1"):
        (said,) = self.outcomes([Question(qname, qtype, flags)], source)
        return said

    def logged(self, questions):
        return [lines for _, lines in self.replies(questions, ["127.0.0.1"] * len(questions))]

    def wrong(self, questions, right, source="127.0.0.1"):
        return differences(questions, self.outcomes(questions, source), right)


def lines_of(said, query):
    """Zone and type of the lines about a query's client."""
    address, port = query.socket.getsockname()
    return re.findall(rf"info: (\S+ \S+) {re.escape(address)}@{port} ", said)


def differences(questions, said, right):
    return [f"{question.qname} {question.qtype}: {one}, but {other} is right"
            for question, one, other in zip(questions, said, right, strict=True)
            if one != other]


@contextlib.contextmanager
def askers(starter):
    with contextlib.ExitStack() as stack:
        yield lambda chain, extra="", has="apart", **options: Asker(
            starter, stack.enter_context(Upstream(has)), chain, extra, **options)


@pytest.fixture
def ask(start):
    """Askers of resolvers that end with the test."""
    with askers(start) as new:
        yield new


@pytest.fixture(scope="module")
def kept_ask(run):
    """Askers of resolvers that end with the module's tests."""
    with askers(run) as new:
        yield new


RULES = """
workstation:
    name: "desk{n}"
    network: 10.1.0.0/24
    network: 2001:db8:1::/120
    origin: "office.city.example"
    ttl: 300
    reverse: yes
workstation:
    name: "host{n}"
    network: 10.3.0.0/24
    origin: "sub.city.example"
    ttl: 300
    subdomains: yes
"""


def server(*lines):
    return "server:\n" + "".join(f"  {line}\n" for line in lines)


# Local zones and local-data, each for a computed name of its own: {name}
ZONE = 'local-zone: "{name}" '
DATA = 'local-data: "{name} 61 '
# a type that only overrides have
TRUNCATE = [ZONE + "static", 'local-zone-override: "{name}" 127.0.0.0/8 truncate']
FORWARD = {
    "nothing": [],
    "A": [DATA + 'A 192.0.2.9"'],
    "two A": [DATA + 'A 192.0.2.9"', DATA + 'A 192.0.2.10"'],
    "AAAA": [DATA + 'AAAA 2001:db8:9::9"'],
    "both": [DATA + 'A 192.0.2.9"', DATA + 'AAAA 2001:db8:9::9"'],
    "TXT": [DATA + 'TXT nine"'],
    "CNAME": [DATA + 'CNAME www.far.example."'],
    "data below": ['local-data: "x.{name} 61 A 192.0.2.9"'],
    "AAAA, typetransparent": [ZONE + "typetransparent", DATA + 'AAAA 2001:db8:9::9"'],
    "TXT, typetransparent": [ZONE + "typetransparent", DATA + 'TXT nine"'],
    "A, transparent": [ZONE + "transparent", DATA + 'A 192.0.2.9"'],
    "A, static": [ZONE + "static", DATA + 'A 192.0.2.9"'],
    "TXT, static": [ZONE + "static", DATA + 'TXT nine"'],
    "SOA, static": [ZONE + "static", DATA + 'SOA ns. host. 7 3600 900 86400 60"'],
    "A, refuse": [ZONE + "refuse", DATA + 'A 192.0.2.9"'],
    "A, deny": [ZONE + "deny", DATA + 'A 192.0.2.9"'],
    "A, inform": [ZONE + "inform", DATA + 'A 192.0.2.9"'],
    "A, inform_deny": [ZONE + "inform_deny", DATA + 'A 192.0.2.9"'],
    "A, redirect": [ZONE + "redirect", DATA + 'A 192.0.2.9"'],
    "A, inform_redirect": [ZONE + "inform_redirect", DATA + 'A 192.0.2.9"'],
    "truncate": TRUNCATE, "A, truncate": [*TRUNCATE, DATA + 'A 192.0.2.9"'],
    "A, always_transparent": [ZONE + "always_transparent", DATA + 'A 192.0.2.9"'],
    "A, always_nxdomain": [ZONE + "always_nxdomain", DATA + 'A 192.0.2.9"'],
    "A, noview": [ZONE + "noview", DATA + 'A 192.0.2.9"'],
    "CNAME, redirect": [ZONE + "redirect", DATA + 'CNAME www.far.example."'],
    "CNAME, inform_redirect": [ZONE + "inform_redirect", DATA + 'CNAME www.far.example."'],
    "wildcard CNAME, redirect": [ZONE + "redirect", DATA + 'CNAME *.far.example."'],
    "CNAME to a desk, redirect": [
        ZONE + "redirect", DATA + 'CNAME desk5.office.city.example."'],
    "CNAME to an alias, redirect": [
        ZONE + "redirect",
        DATA + 'CNAME x1.desk5.office.city.example.alias.country.example."'],
} | {zone_type: [ZONE + zone_type]
     for zone_type in TYPES if not zone_type.startswith("block_")}
NEWER = {zone_type: [ZONE + zone_type, DATA + 'TXT nine"']
         for zone_type in TYPES if zone_type.startswith("block_")}
OTHER_NAMES = {  # name, lines
    "reverse": ("70.0.1.10.in-addr.arpa.", []),
    "PTR": ("71.0.1.10.in-addr.arpa.", ['local-data-ptr: "10.1.0.71 61 nine.example."']),
    "TXT, reverse": ("72.0.1.10.in-addr.arpa.", [DATA + 'TXT nine"']),
    "static, reverse": ("73.0.1.10.in-addr.arpa.", [ZONE + "static"]),
    "always_nxdomain, reverse": ("74.0.1.10.in-addr.arpa.", [ZONE + "always_nxdomain"]),
    "refuse, reverse": ("75.0.1.10.in-addr.arpa.", [ZONE + "refuse"]),
    "transparent, reverse": ("76.0.1.10.in-addr.arpa.", [ZONE + "transparent"]),
    "PTR, v6": (f"8.4.{'0.' * 18}1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.",
                ['local-data-ptr: "2001:db8:1::48 61 nine.example."']),
    "below a host": ("app.host5.sub.city.example.", []),
    "A, below a host": ("app.host6.sub.city.example.", [DATA + 'A 192.0.2.9"']),
    "static, between": ("app.host7.sub.city.example.",
                        ['local-zone: "host7.sub.city.example" static']),
    "refuse, between": ("app.host8.sub.city.example.",
                        ['local-zone: "host8.sub.city.example" refuse']),
    "redirect, between": ("app.host9.sub.city.example.",
                          ['local-zone: "host9.sub.city.example" redirect',
                           'local-data: "host9.sub.city.example 61 A 192.0.2.9"']),
}
POLICIES = {policy: (f"desk{number}.office.city.example.", lines)
            for number, (policy, lines) in enumerate((FORWARD | NEWER).items(), 100)
            } | OTHER_NAMES


def name_of(policy):
    return POLICIES[policy][0]


def local_zones(types):
    return server("log-local-actions: yes", *[
        line.format(name=name) for policy, (name, lines) in POLICIES.items()
        if policy not in NEWER or policy in types for line in lines])


def qtypes(name):
    return ("PTR", "TXT") if name.endswith(".arpa.") else ("A", "AAAA", "TXT")


# Zones of each type that are the origin, or above it, each over a rule of its own
ABOVE = {(zone_type, place): f"z{number}"
         for number, (zone_type, place) in enumerate(
             (zone_type, place) for zone_type in TYPES
             for place in ("at", "parent"))}


def zones_above(types):
    for (zone_type, place), label in ABOVE.items():
        zone = f"{'office.' if place == 'at' else ''}{label}.city.example."
        if zone_type in types:
            yield f'local-zone: "{zone}" {zone_type}'
        if zone_type in REDIRECTS:
            yield f'local-data: "{zone} 61 A 192.0.2.9"'


def rules_below():
    return "".join(f'workstation: name: "desk{{n}}" network: 10.2.{number}.0/24 ttl: 300'
                   f' origin: "office.{label}.city.example"\n'
                   for number, label in enumerate(ABOVE.values()))


# Chains, what upstream has of computed names, and options
ANCHOR = 'trust-anchor: "anchored.example. DS 1 13 2 ' + "00" * 32 + '"'
RESOLVERS = [
    ("workstation iterator", "apart", ""), ("workstation iterator", "whole", ""),
    ("workstation iterator", "missing", ""), ("workstation iterator", "refusing", ""),
    ("workstation iterator", "apart", "serve-expired: yes"),
    ("workstation validator iterator", "apart", ANCHOR),
    ("workstation validator iterator", "missing", ANCHOR),
    ("respip workstation iterator", "apart", ""),
]


@pytest.fixture(scope="module", params=RESOLVERS,
                ids=lambda row: f"{row[0].removesuffix(' iterator')}, {row[1]}, "
                f"{row[2].split(':')[0]}".rstrip(", "))
def table(request, kept_ask, types):
    """A resolver that has all the zones."""
    chain, has, option = request.param
    return kept_ask(chain, local_zones(types) + server(*zones_above(types), option)
                    + RULES + rules_below(), has)


def ways(name):
    """Aliases of a name, which nothing else leads to."""
    yield alias("one", 1, name)
    yield alias("two", 2, name)
    yield alias("five", 5, name)
    yield dname("by", name)
    yield alias("to", 1, dname("through", name))


def each_way(name, flags=RD):
    return [Question(qname, qtype, flags) for qtype in qtypes(name) for qname in ways(name)]


def direct(asker, name, flags=RD, **options):
    """What is right for each way."""
    questions = [Question(name, qtype, flags) for qtype in qtypes(name)]
    return [said for said in asker.outcomes(questions, **options) for _ in ways(name)]


def check_each_way(asker, name):
    """New, cached, and then with CD."""
    for flags in (RD, RD, CD):
        right = direct(asker, name, flags)
        assert asker.wrong(each_way(name, flags), right) == []


@pytest.mark.sampled(7)
@pytest.mark.parametrize("policy", [policy for policy in POLICIES if policy not in NEWER])
def test_every_policy(table, policy):
    check_each_way(table, name_of(policy))


def test_types_of_newer_releases(table, types):
    for policy in NEWER:
        if policy in types:
            check_each_way(table, name_of(policy))


@pytest.mark.sampled(7)
@pytest.mark.parametrize("policy", [policy for policy in POLICIES if policy not in NEWER])
def test_aliases_with_cd_first(table, policy):
    """And those that were asked for another type first."""
    name = name_of(policy)
    right = [said for flags in (CD, RD, RD) for said in direct(table, name, flags)[::5]]
    first = [Question(alias("cd", 1, name), qtype, CD) for qtype in qtypes(name)]
    again = [question._replace(flags=RD) for question in first]
    other = [Question(alias("mx", 2, name), qtype) for qtype in qtypes(name)]
    table.outcome(alias("mx", 2, name), "MX")
    assert table.wrong(first + again + other, right) == []


NINE = "192.0.2.9"
ABSOLUTE = {  # rcode, and the address at the end
    "nothing": ("NOERROR", "10.1.0.{n}"), "A": ("NOERROR", NINE), "AAAA": ("NOERROR", None),
    "TXT": ("NOERROR", None), "AAAA, typetransparent": ("NOERROR", "10.1.0.{n}"),
    "static": ("NXDOMAIN", None), "A, static": ("NOERROR", NINE),
    "always_nxdomain": ("NXDOMAIN", None), "always_nodata": ("NOERROR", None),
    "always_null": ("NOERROR", "0.0.0.0"), "always_refuse": ("REFUSED", None),
    "refuse": ("REFUSED", None), "A, refuse": ("NOERROR", NINE),
    "redirect": ("NOERROR", None), "A, redirect": ("NOERROR", NINE),
    "CNAME, redirect": ("NOERROR", UPSTREAM["A"]), "inform": ("NOERROR", "10.1.0.{n}"),
    "transparent": ("NOERROR", "10.1.0.{n}"),
    "always_transparent": ("NOERROR", "10.1.0.{n}"),
    "static, between": ("NXDOMAIN", None), "refuse, between": ("REFUSED", None)}


@pytest.mark.divided
@pytest.mark.parametrize("length", [0, 1, 3])
def test_what_it_says(table, length):
    """The expected answers are what unbound.conf(5) says."""
    wrong = []
    for policy, (rcode, address) in ABSOLUTE.items():
        name = name_of(policy)
        said = table.outcome(alias("says", length, name) if length else name)
        right = [address.format(n=re.sub(r"\D", "", name))] if address else []
        if said.rcode != rcode or right != [
                line.split()[-1] for line in said.answer if " a " in line]:
            wrong.append(f"{policy}: {said}")
    assert wrong == []


@pytest.mark.parametrize("policy", ["deny", "always_deny", "inform_deny"])
def test_no_reply(table, policy):
    for length in (1, 3, 3):
        assert table.outcome(alias("silent", length, name_of(policy))) is None


def test_dns64(ask):
    """It makes AAAA of what local-data has behind an alias, as of what upstream has."""
    asker = ask("dns64 workstation iterator", server(
        f'local-data: "{name_of("A")} 61 A {NINE}"') + RULES)
    for _ in range(2):
        for length in (1, 2):
            said = asker.outcome(alias("six", length, name_of("A")), "AAAA")
            assert said.answer == [f"{name_of('A')} 61 aaaa 64:ff9b::c000:209"]


def test_truncated(table):
    """The client then asks over TCP, which is no less of an answer."""
    for policy in ("truncate", "A, truncate"):
        name = name_of(policy)
        for qname in (alias("tc", 1, name), alias("tc", 2, name)) * 2:
            assert "TC" in table.outcome(qname).flags or policy != "truncate"
            replies = [table.resolver.ask(one, transport=dns.query.tcp)
                       for one in (qname, name)]
            assert (outcome(replies[0], Question(qname, "A"))
                    == outcome(replies[1], Question(name, "A")))


@pytest.mark.sampled(7)
@pytest.mark.parametrize("policy", [policy for policy in POLICIES if policy not in NEWER])
def test_log(table, policy):
    """A query has the same line in the log, once, with its client."""
    name = name_of(policy)
    (right,) = table.logged([Question(name, qtypes(name)[0])])
    if policy.startswith(("inform", "A, inform", "CNAME, inform")):
        assert right == [f"{name} {policy.split()[-1]}"]
    for _ in range(2):
        for qname in (alias("log", 1, name), alias("log", 3, name), dname("log", name)):
            assert table.logged([Question(qname, qtypes(name)[0])]) == [right], qname


def test_zones_above(table, types):
    """Static ones give way, as for a direct question, and those that say nothing."""
    names = [f"desk5.office.{label}.city.example." for (zone_type, _), label in ABOVE.items()
             if not zone_type.startswith("block_") or zone_type in types]
    for flags in (RD, RD, CD):
        for qtype in ("A", "TXT"):
            right = table.outcomes([Question(name, qtype, flags) for name in names])
            for length in (1, 3):
                questions = [Question(alias("above", length, name), qtype, flags)
                             for name in names]
                assert table.wrong(questions, right) == []
    for (zone_type, place), rcode in {
            ("static", "at"): "NOERROR", ("static", "parent"): "NOERROR",
            ("transparent", "parent"): "NOERROR", ("refuse", "at"): "REFUSED",
            ("always_nxdomain", "parent"): "NXDOMAIN"}.items():
        name = f"desk5.office.{ABOVE[zone_type, place]}.city.example."
        assert table.outcome(alias("above", 1, name)).rcode == rcode


def test_aliases_of_reverse_names(table):
    """As RFC 2317 has them."""
    for number in [*range(70, 77)] * 2:
        for qtype in ("PTR", "TXT"):
            right = table.outcome(f"{number}.0.1.10.in-addr.arpa.", qtype)
            assert table.outcome(f"{number}.0.19.198.in-addr.arpa.", qtype) == right
    assert table.outcome("71.0.19.198.in-addr.arpa.", "PTR").answer == [
        "71.0.1.10.in-addr.arpa. 61 ptr nine.example."]
    assert table.outcome("74.0.19.198.in-addr.arpa.", "PTR").rcode == "NXDOMAIN"


def test_the_alias_itself(table):
    """It is upstream's, whatever it leads to."""
    for policy in ("A", "always_nxdomain", "refuse", "deny"):
        name = name_of(policy)
        for qname in (alias("itself", 1, name), alias("one", 1, name)):
            said = table.outcome(qname, "CNAME")
            assert said.rcode == "NOERROR"
            assert [without_ttl(line) for line in said.answer] == [f"{qname} cname {name}"]


# Names that no rule computes
STOCK = ["www.office.city.example.", "blocked.office.city.example.",
         "x.desk7.office.city.example.", "desk999.office.city.example.",
         "office.city.example.", "www.city.example.", "200.5.1.10.in-addr.arpa."]


@pytest.mark.parametrize("has", ["apart", "whole"])
def test_names_that_are_not_computed(ask, has):
    """Unbound does not look at local-data for them, and neither do the rules."""
    local = server(*[f'local-data: "{name} 61 A 192.0.2.9"' for name in STOCK[:1] + STOCK[2:]],
                   'local-zone: "blocked.office.city.example." always_nxdomain')
    asker = ask("workstation iterator", local + RULES, has)
    plain = ask("iterator", local, has)
    for _ in range(2):
        for flags in (RD, CD):
            questions = [question for name in STOCK for question in each_way(name, flags)]
            assert asker.wrong(questions, plain.outcomes(questions)) == []
    for name in STOCK:
        qtype = qtypes(name)[0]
        assert asker.outcome(alias("one", 1, name), qtype).answer == [
            f"{name} - {qtype} {UPSTREAM[qtype]}".lower()]
        assert asker.outcome(name).answer != [f"{name} - a {UPSTREAM['A']}"]


# Clients of views, and with tags, by the ends of their addresses
VIEWS = """
view:
    name: guest
    local-data: "desk7.office.city.example. 62 A 192.0.2.71"
    local-zone: "desk9.office.city.example." refuse
    local-zone: "desk12.office.city.example." always_nxdomain
    local-zone: "desk14.office.city.example." deny
view:
    name: first
    view-first: yes
    local-data: "desk7.office.city.example. 63 A 192.0.2.72"
    local-zone: "desk8.office.city.example." noview
    local-zone: "desk13.office.city.example." always_nodata
view:
    name: blocked
    local-zone: "office.city.example." always_nxdomain
view:
    name: plain
"""
CLIENTS = [
    "access-control-view: 127.0.0.2/32 guest", "access-control-view: 127.0.0.3/32 first",
    "access-control-view: 127.0.0.4/32 blocked", "access-control-view: 127.0.0.5/32 plain",
    'define-tag: "unwanted portal silenced"',
    'access-control-tag: 127.0.0.11/32 "unwanted"',
    "access-control-tag-action: 127.0.0.11/32 unwanted always_nxdomain",
    'access-control-tag: 127.0.0.12/32 "portal"',
    "access-control-tag-action: 127.0.0.12/32 portal redirect",
    'access-control-tag-data: 127.0.0.12/32 portal "A 192.0.2.80"',
    'access-control-tag: 127.0.0.13/32 "unwanted"',
    "access-control-tag-action: 127.0.0.13/32 unwanted refuse",
    'access-control-tag: 127.0.0.14/32 "silenced"',
    "access-control-tag-action: 127.0.0.14/32 silenced deny",
    'access-control-tag: 127.0.0.15/32 "portal"',
    "access-control-tag-action: 127.0.0.15/32 portal inform_redirect",
    'access-control-tag-data: 127.0.0.15/32 portal "CNAME www.far.example."',
    'local-data: "desk7.office.city.example. 61 A 192.0.2.70"',
    "local-zone: desk8.office.city.example always_nxdomain",
    "local-zone: desk9.office.city.example static",
    'local-zone-tag: desk9.office.city.example "unwanted portal"',
    "local-zone: desk10.office.city.example transparent",
    'local-zone-tag: desk10.office.city.example "unwanted portal silenced"',
    "local-zone: desk11.office.city.example static",
    "local-zone-override: desk11.office.city.example 127.0.0.16/32 refuse",
    "local-zone-override: desk11.office.city.example 127.0.0.17/32 transparent",
    "local-zone: desk12.office.city.example inform",
    "local-zone-override: desk12.office.city.example 127.0.0.16/32 inform_deny",
]
SOURCES = [f"127.0.0.{end}" for end in (1, 2, 3, 4, 5, 11, 12, 13, 14, 15, 16, 17)]
DESKS = [f"desk{number}.office.city.example." for number in range(7, 16)]
SEEN = {  # rcode, and the end of the answer
    ("127.0.0.1", 7): ("NOERROR", "192.0.2.70"), ("127.0.0.1", 8): ("NXDOMAIN", None),
    ("127.0.0.1", 9): ("NOERROR", "10.1.0.9"), ("127.0.0.1", 11): ("NXDOMAIN", None),
    ("127.0.0.2", 7): ("NOERROR", "192.0.2.71"), ("127.0.0.2", 8): ("NOERROR", "10.1.0.8"),
    ("127.0.0.2", 9): ("REFUSED", None), ("127.0.0.2", 12): ("NXDOMAIN", None),
    ("127.0.0.3", 7): ("NOERROR", "192.0.2.72"), ("127.0.0.3", 8): ("NXDOMAIN", None),
    ("127.0.0.3", 13): ("NOERROR", None), ("127.0.0.4", 15): ("NXDOMAIN", None),
    # a view without any local-data or local zone
    ("127.0.0.5", 7): ("NOERROR", "192.0.2.70"),
    ("127.0.0.11", 10): ("NXDOMAIN", None), ("127.0.0.12", 10): ("NOERROR", "192.0.2.80"),
    ("127.0.0.13", 10): ("REFUSED", None), ("127.0.0.15", 10): ("NOERROR", UPSTREAM["A"]),
    ("127.0.0.16", 11): ("REFUSED", None), ("127.0.0.17", 11): ("NOERROR", "10.1.0.11")}


@pytest.fixture(scope="module", params=[
    ("workstation iterator", ""), ("workstation iterator", "serve-expired: yes"),
    ("workstation validator iterator", ANCHOR), ("respip workstation iterator", "")],
    ids=["iterator", "serve-expired", "validator", "respip"])
def clients(request, kept_ask):
    """A resolver with clients of all kinds, and what each of them is told of each name."""
    chain, option = request.param
    asker = kept_ask(chain, server(*CLIENTS, option) + VIEWS + RULES)
    return asker, {source: asker.outcomes(to_all(DESKS), source) for source in SOURCES}


def to_all(names):
    return [Question(name, qtype) for name in names for qtype in ("A", "AAAA", "TXT")]


def test_clients_are_told_different_things(clients):
    _, told = clients
    for (source, number), (rcode, end) in SEEN.items():
        said = told[source][3 * (number - 7)]
        assert (said.rcode, said.answer[-1].split()[-1] if said.answer else None) == (
            rcode, end), (source, number)
    for source, number in (("127.0.0.2", 14), ("127.0.0.14", 10), ("127.0.0.16", 12)):
        assert told[source][3 * (number - 7)] is None


@pytest.mark.divided
@pytest.mark.parametrize("source", SOURCES)
def test_each_client(clients, source):
    """With aliases of its own, new and cached."""
    asker, told = clients
    tag = "own" + "abcdefghijklmnopqrst"[SOURCES.index(source)]
    for length in (1, 3, 3):
        questions = to_all([alias(tag, length, name) for name in DESKS])
        assert asker.wrong(questions, told[source], source) == []


@pytest.mark.parametrize("step", [1, -1])
def test_one_client_after_the_other(clients, step):
    """Aliases that another client brought into the cache."""
    asker, told = clients
    tag = "forth" if step == 1 else "back"
    for source in (SOURCES * 2)[::step]:
        questions = to_all([alias(tag, 2, name) for name in DESKS])
        assert asker.wrong(questions, told[source], source) == [], source


# Of those who wait together, `local-zone-override` holds for all of one view.
@pytest.mark.divided
@pytest.mark.parametrize("name", [name for name in DESKS if name[4:6] not in ("11", "12")])
def test_clients_at_once(clients, name):
    """All wait for the same reply from upstream, in either order, and then for what is
    cached."""
    asker, told = clients
    index = 3 * DESKS.index(name)
    for sources, qname in ((SOURCES, alias("at", 1, name)),
                           (SOURCES[::-1], alias("once", 2, name))):
        questions = [Question(qname, "A")] * len(sources)
        for hold in (True, False):
            said = asker.outcomes_of(questions, sources, hold=hold)
            assert [f"{source}: {one}, but {told[source][index]} is right"
                    for source, one in zip(sources, said, strict=True)
                    if one != told[source][index]] == []


def test_clients_in_the_log(clients):
    """Each with the zone that it met, once, though all wait for one reply."""
    asker, _ = clients
    for name in DESKS:
        right = [lines for _, lines in asker.replies(
            [Question(name, "A")] * len(SOURCES), SOURCES)]
        for hold in (True, False):
            said = asker.replies([Question(alias("log", 1, name), "A")] * len(SOURCES),
                                 SOURCES, hold=hold)
            assert [lines for _, lines in said] == right


NAME = "desk8.office.city.example."
COMPUTED = f"{NAME} 300 a 10.1.0.8"


def told(asker, name=NAME):
    """The answer for a name, which is the same whatever leads there."""
    right = asker.outcome(name)
    questions = [Question(qname, "A") for qname in ways(name)]
    assert asker.wrong(questions, [right] * len(questions)) == []
    return right and (right.rcode, right.answer)


@pytest.mark.parametrize("how", ["reload", "reload_keep_cache"])
@pytest.mark.parametrize("chain", ["workstation iterator", "workstation validator iterator"])
def test_reload(ask, how, chain):
    """Local-data and zones that come, change and go, with the aliases in the cache."""
    steps = [([], ("NOERROR", [COMPUTED])),
             ([DATA + 'A 192.0.2.9"'], ("NOERROR", [f"{NAME} 61 a 192.0.2.9"])),
             ([ZONE + "always_nxdomain"], ("NXDOMAIN", [])),
             ([ZONE + "refuse"], ("REFUSED", [])), ([ZONE + "deny"], None),
             ([DATA + 'TXT nine"'], ("NOERROR", [])), ([], ("NOERROR", [COMPUTED]))]
    asker = ask(chain, server(ANCHOR) + RULES)
    for lines, right in steps:
        asker.reconfigure(chain, server(
            ANCHOR, *[line.format(name=NAME) for line in lines]) + RULES, how)
        for _ in range(2):
            assert told(asker) == right


@pytest.mark.parametrize("chain", ["workstation iterator", "workstation validator iterator",
                                   "respip workstation iterator"])
def test_changes_at_run_time(ask, chain):
    """What unbound-control changes counts at once, for cached aliases, too."""
    asker = ask(chain, server(ANCHOR, "access-control-view: 127.0.0.2/32 guest")
                + "view:\n  name: guest\n" + RULES)

    def control(*command):
        assert asker.resolver.control(*command) == "ok\n"

    assert told(asker) == ("NOERROR", [COMPUTED])
    control("local_data", f"{NAME} 61 A 192.0.2.9")
    assert told(asker) == ("NOERROR", [f"{NAME} 61 a 192.0.2.9"])
    control("local_data_remove", NAME)
    assert told(asker) == ("NOERROR", [COMPUTED])
    for zone_type, right in (("always_nxdomain", ("NXDOMAIN", [])), ("deny", None),
                             ("refuse", ("REFUSED", [])), ("inform", ("NOERROR", [COMPUTED]))):
        control("local_zone", NAME, zone_type)
        assert told(asker) == right
    control("local_zone_remove", NAME)
    control("view_local_data", "guest", f"{NAME} 61 A 192.0.2.71")
    for _ in range(2):
        for qname in (NAME, *ways(NAME)):
            assert asker.outcome(qname, source="127.0.0.2").answer == [
                f"{NAME} 61 a 192.0.2.71"]
        assert told(asker) == ("NOERROR", [COMPUTED])


# What a client in the view and one outside are told
BRIEF = {"desk7": (["61 a 192.0.2.9"], ["300 a 10.1.0.7"]),
         "desk8": ("NXDOMAIN", ["300 a 10.1.0.8"]), "desk9": ("REFUSED", ["61 a 192.0.2.71"]),
         "desk10": (["300 a 10.1.0.10"], "NXDOMAIN")}
BRIEF_ZONES = server(
    'local-data: "desk7.office.city.example. 61 A 192.0.2.9"',
    "local-zone: desk8.office.city.example always_nxdomain",
    "local-zone: desk9.office.city.example refuse",
    "access-control-view: 127.0.0.2/32 guest") + """
view:
    name: guest
    local-data: "desk9.office.city.example. 61 A 192.0.2.71"
    local-zone: "desk10.office.city.example." always_nxdomain
"""


def check_brief(asker, tag="brief"):
    """Aliases that expire soon. Those of a chain are of no other one: a reply cannot be
    served when it has expired if one of its RRsets was stored anew since."""
    for host, outside_and_guest in BRIEF.items():
        name = f"{host}.office.city.example."
        for source, right in zip(("127.0.0.1", "127.0.0.2"), outside_and_guest):
            for length in (1, 2):
                said = asker.outcome(alias(tag + "x" * length, length, name), source=source)
                if isinstance(right, str):
                    assert (said.rcode, said.answer) == (right, []), (name, source)
                else:
                    assert said.rcode == "NOERROR"
                    assert said.answer == [f"{name} {record}" for record in right]


def test_prefetch(ask):
    """An alias is resolved for no client, while one is told. (Where the module ends the
    chase, there is no reply in the cache to prefetch.)"""
    askers = [ask(chain, BRIEF_ZONES + RULES
                  + server("prefetch: yes", "cache-max-ttl: 10", option))
              for chain, option in (("workstation validator iterator", ANCHOR),
                                    ("workstation iterator", "serve-expired: yes"))]

    def prefetched():
        for asker in askers:
            check_brief(asker, "prefetch")
        return all(asker.resolver.count("total.num.prefetch") for asker in askers)

    wait_for(prefetched, "a prefetch")
    for asker in askers:
        check_brief(asker, "prefetch")


@pytest.mark.parametrize("chain", ["workstation iterator", "workstation validator iterator"])
@pytest.mark.parametrize("timeout", [0, 50])
def test_expired_aliases(ask, chain, timeout):
    """They are served while upstream is silent. What is known of its round trip time is
    forgotten soon, since Unbound does not ask a server that was silent for too long."""
    asker = ask(chain, BRIEF_ZONES + RULES + server(
        "infra-host-ttl: 1", "serve-expired: yes",
        f"serve-expired-client-timeout: {timeout}", ANCHOR))
    check_brief(asker)
    asker.upstream.silent = True
    before = len(asker.upstream.questions)

    def expired():
        check_brief(asker)
        asked = {qname for qname, _ in asker.upstream.questions[before:]}
        return {alias("briefx", 1, f"{host}.office.city.example.") for host in BRIEF} <= asked

    wait_for(expired, "the aliases to expire")
    check_brief(asker)
    assert asker.resolver.count("total.num.expired") > 0


SIGNED = ["nothing", "A", "TXT", "static", "always_nxdomain", "always_null", "refuse",
          "A, redirect"]
SIGNED_ALIASES = [("alias", 5, 1), ("alias2", 5, 2), ("alias-nx", 77, 1), ("x.wild", 6, 1),
                  ("alias8", 8, 1)]
FLAGS = [(flags, want_dnssec) for flags in (RD, CD) for want_dnssec in (False, True)]


def signed(start, upstream, zone, policy):
    lines = [line.format(name=f"workstation{number}.{zone}.")
             for line in FORWARD[policy] for number in (5, 6, 8, 77)]
    return start("workstation validator iterator", anchors(upstream) + server(*lines)
                 + f'workstation: network: 10.1.0.0/24 origin: "{zone}" ttl: 300\n')


def end(reply, aliases):
    """What is told after the aliases, signatures aside."""
    rrsets = [rrset for rrset in reply.answer if rrset.rdtype != dns.rdatatype.RRSIG]
    assert all(rrset.rdtype == dns.rdatatype.CNAME for rrset in rrsets[:aliases])
    return (dns.rcode.to_text(reply.rcode()), reply.flags & COUNT, records(rrsets[aliases:]))


@pytest.mark.parametrize("policy", SIGNED)
def test_signed_aliases(start, upstream, policy):
    """With a real trust anchor, for clients that validate and for others."""
    resolver = signed(start, upstream, "signed.example", policy)
    for flags, want_dnssec in FLAGS + FLAGS[::-1]:
        for label, number, aliases in SIGNED_ALIASES:
            said, right = [resolver.ask(f"{name}.signed.example", flags=flags,
                                        want_dnssec=want_dnssec)
                           for name in (label, f"workstation{number}")]
            assert end(said, aliases) == end(right, 0), label
            assert not said.flags & dns.flags.AD


@pytest.mark.parametrize("policy", ["A", "always_nxdomain"])
@pytest.mark.parametrize("first", [0, 1])
def test_bogus_aliases(start, upstream, policy, first):
    """They are followed with CD only."""
    resolver = signed(start, upstream, "bogus.example", policy)
    right = end(resolver.ask("workstation6.bogus.example", flags=CD), 0)
    for flags in (RD, CD, RD, CD)[first:]:
        reply = resolver.ask("alias.bogus.example", flags=flags)
        assert (end(reply, 1) == right if flags == CD
                else reply.rcode() == dns.rcode.SERVFAIL)


@pytest.mark.parametrize("chain", ["workstation iterator", "workstation validator iterator"])
def test_loop(ask, chain):
    """Local-data that leads to an alias of its own name: an end is found, and soon."""
    loop = alias("loop", 1, NAME)
    asker = ask(chain, server(ANCHOR, f'local-zone: "{NAME}" redirect',
                              f'local-data: "{NAME} 61 CNAME {loop}"') + RULES)
    for _ in range(2):
        for qname in (NAME, loop, alias("loop", 3, NAME)):
            ((reply, _),) = asker.replies([Question(qname, "A")], ["127.0.0.1"])
            assert len(reply.answer) <= 24
    assert asker.outcome("desk5.office.city.example.").rcode == "NOERROR"


def test_libunbound(ask, prefix, build):
    """A program under the same configuration."""
    names = {policy: alias("one", 2, name_of(policy)) for policy in (
        "nothing", "A", "AAAA", "static", "always_nxdomain", "always_null",
        "A, redirect", "CNAME, redirect")}
    asker = ask("workstation iterator", server(*[
        line.format(name=name_of(policy)) for policy in names for line in FORWARD[policy]])
        + RULES)
    said = subprocess.run(
        [build / "test/libunbound/resolve", asker.resolver.conf, *names.values()],
        env={**os.environ, "LD_LIBRARY_PATH": str(prefix / "lib")},
        capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    ends = [line.split() for line in said.stdout.splitlines()
            if "alias" not in line.split()[0]]
    assert [(owner, ttl, address) for owner, ttl, _, qtype, address in ends
            if qtype == "A"] == [
        (name_of("nothing"), "300", f"10.1.0.{re.sub('[^0-9]', '', name_of('nothing'))}"),
        (name_of("A"), "61", NINE), (name_of("always_null"), "3600", "0.0.0.0"),
        (name_of("A, redirect"), "61", NINE), ("www.far.example.", "3600", UPSTREAM["A"])]
