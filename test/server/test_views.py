# SPDX-License-Identifier: BSD-3-Clause
"""Rules for the clients of some views: who is given what, and who never hears of it."""

import itertools
import os
import re
import subprocess

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.reversename
import pytest

from machine import free_port
from test_door import datagrams, proxied
from test_ede_and_log import decisions
from test_local_zones import anything
from test_rule_reload import HOW, line_of
from test_statistics import EXTENDED, outcomes
from test_statistics import rules as rule_counts
from scripted import ScriptedUpstream
from views import CLIENTS, GUEST, OTHER, STAFF, Rule, clauses, outcome, view_clauses

# Upstream has an address of workstation5 and of workstation256, and no other of these
# names.
RULES = clauses([
    Rule("name: desk{n} network: 198.18.1.0/24 origin: office.example.com ttl: 300"
         " reverse: yes other-types: nodata out-of-range: nxdomain", ("guest",)),
    Rule("name: desk{n} network: 198.18.2.0/24 origin: office.example.com ttl: 600"
         " reverse: yes", ("staff",)),
    Rule("name: lab{n} network: 198.18.3.0/24 network: 2001:470:1f::/120"
         " origin: office.example.com ttl: 300 reverse: yes", ("staff",)),
    Rule("name: both{n} network: 198.18.4.0/24 origin: two.example.com ttl: 300"
         " reverse: yes", ("guest", "staff")),
    Rule("name: all{n} network: 198.18.5.0/24 origin: all.example.com ttl: 300"
         " reverse: yes"),
    Rule("name: workstation{n} network: 198.18.6.0/24 ttl: 300", ("guest",)),
])
MINE, NS = ".", "ns.example.com."  # whose SOA it is: a rule's, upstream's


def ends(reply):
    """The rcode, and the last record of the answer, or the MNAME of a negative one."""
    last = [rdata.to_text() for rrset in reply.answer for rdata in rrset][-1:]
    return dns.rcode.to_text(reply.rcode()), *(
        last or [rrset[0].mname.to_text() for rrset in reply.authority])


def reverse(address):
    return dns.reversename.from_address(address).to_text()


UPSTREAM = {GUEST: ("NXDOMAIN", NS), STAFF: ("NXDOMAIN", NS), OTHER: ("NXDOMAIN", NS)}
IN_ADDR = ("NXDOMAIN", "ns.18.198.in-addr.arpa.")
SEEN = [  # a question, and what the clients are given; one that is not named: upstream's
    ("desk7.office.example.com", "A",
     {GUEST: ("NOERROR", "198.18.1.7"), STAFF: ("NOERROR", "198.18.2.7")}),
    ("lab7.office.example.com", "A", {STAFF: ("NOERROR", "198.18.3.7")}),
    ("lab7.office.example.com", "AAAA", {STAFF: ("NOERROR", "2001:470:1f::7")}),
    ("both7.two.example.com", "A",
     {GUEST: ("NOERROR", "198.18.4.7"), STAFF: ("NOERROR", "198.18.4.7")}),
    ("all7.all.example.com", "A", dict.fromkeys(CLIENTS, ("NOERROR", "198.18.5.7"))),
    # NODATA of the guests' rule; the staff's rule passes the type, and the name exists
    *(("desk7.office.example.com", qtype,
       {GUEST: ("NOERROR", MINE), STAFF: ("NOERROR", NS)})
      for qtype in ("AAAA", "TXT", "HTTPS", "PTR")),
    ("desk300.office.example.com", "A", {GUEST: ("NXDOMAIN", MINE)}),
    ("lab7.office.example.com", "TXT", {STAFF: ("NOERROR", NS)}),
    ("both7.two.example.com", "TXT", {GUEST: ("NOERROR", NS), STAFF: ("NOERROR", NS)}),
    # an origin exists for who sees a rule of it
    ("office.example.com", "TXT", {GUEST: ("NOERROR", NS), STAFF: ("NOERROR", NS)}),
    ("two.example.com", "A", {GUEST: ("NOERROR", NS), STAFF: ("NOERROR", NS)}),
    ("all.example.com", "A", dict.fromkeys(CLIENTS, ("NOERROR", NS))),
    # a name of the rule for any domain
    ("workstation7.nothing.example.com", "A", {GUEST: ("NOERROR", "198.18.6.7")}),
    ("workstation5.example.com", "A",
     {GUEST: ("NOERROR", "198.18.6.5"), STAFF: ("NOERROR", "203.0.113.5"),
      OTHER: ("NOERROR", "203.0.113.5")}),
    # reverse names are those of the rules that the client sees
    (reverse("198.18.1.7"), "PTR", {GUEST: ("NOERROR", "desk7.office.example.com."),
                                    STAFF: IN_ADDR, OTHER: IN_ADDR}),
    (reverse("198.18.2.7"), "PTR", {STAFF: ("NOERROR", "desk7.office.example.com."),
                                    GUEST: IN_ADDR, OTHER: IN_ADDR}),
    (reverse("198.18.4.7"), "PTR", {STAFF: ("NOERROR", "both7.two.example.com."),
                                    GUEST: ("NOERROR", "both7.two.example.com."),
                                    OTHER: IN_ADDR}),
    (reverse("198.18.5.7"), "PTR",
     dict.fromkeys(CLIENTS, ("NOERROR", "all7.all.example.com."))),
    # NODATA of the guests' rule in the reverse tree, and what is between exists
    (reverse("198.18.1.7"), "TXT",
     {GUEST: ("NOERROR", MINE), STAFF: IN_ADDR, OTHER: IN_ADDR}),
    ("1.18.198.in-addr.arpa", "TXT",
     {GUEST: ("NOERROR", IN_ADDR[1]), STAFF: IN_ADDR, OTHER: IN_ADDR}),
]
# how a query is sent; the chain decides if one without RD is taken
FORMS = {"plain": {}, "TCP": {"transport": dns.query.tcp}, "DO": {"want_dnssec": True},
         "CD": {"flags": dns.flags.RD | dns.flags.CD}, "no EDNS": {"use_edns": -1}}


@pytest.fixture(scope="module", params=[
    "workstation iterator", "workstation validator iterator", "respip workstation iterator",
    "workstation respip iterator"])
def viewed(request, run):
    return run(request.param, view_clauses() + RULES)


@pytest.mark.parametrize("qname, qtype, given", SEEN)
def test_each_client_has_its_own(viewed, qname, qtype, given):
    """In any order, and again from the caches."""
    orders = [*itertools.permutations(CLIENTS)]
    for form, order in [*(("plain", order) for order in orders), *zip(FORMS, orders)]:
        for client in order:
            reply = viewed.ask(qname, qtype, client=client, **FORMS[form])
            assert ends(reply) == given.get(client, UPSTREAM[client]), (client, form)


def test_without_rd(run):
    """Computed names are answered at the door, to those that they are for; others may
    not ask for what is not local."""
    resolver = run("workstation iterator", view_clauses() + RULES)
    for client, rcode in ((GUEST, "NOERROR"), (STAFF, "NOERROR"), (OTHER, "REFUSED")) * 2:
        reply = resolver.ask("desk7.office.example.com", client=client, flags=0)
        assert dns.rcode.to_text(reply.rcode()) == rcode
    for client in CLIENTS:
        reply = resolver.ask("all7.all.example.com", client=client, flags=0)
        assert ends(reply) == ("NOERROR", "198.18.5.7")


def test_ttls(run):
    """Each client has those of its own rule."""
    resolver = run("workstation iterator", view_clauses() + RULES)
    for client, ttl in ((GUEST, 300), (STAFF, 600)) * 2:
        (rrset,) = resolver.ask("desk7.office.example.com", client=client).answer
        assert rrset.ttl == ttl


def test_type_any(run):
    """All records of the rules that the client sees."""
    resolver = run("workstation iterator", view_clauses() + clauses([
        Rule("name: a{n} network: 198.18.1.0/24 origin: o.example.com", ("guest",)),
        Rule("name: a{n} network: 2001:470:1f::/120 origin: o.example.com")]))
    for client in (STAFF, GUEST, OTHER) * 2:
        ipv4 = ["198.18.1.7"] if client == GUEST else []
        assert resolver.addresses("a7.o.example.com", "ANY", client=client) == [
            *ipv4, "2001:470:1f::7"]


# Rules in file order, each template with an origin of its own; a question, and whose
# address GUEST is given, the number of its rule, and whose everybody else.
ORDER = [
    # the same origin: file order
    (["for-view: guest name: a{n} {0} origin: o.example.com",
      "name: a{n} {1} origin: o.example.com"], "a7.o.example.com", 0, 1),
    (["name: b{n} {0} origin: o.example.com",
      "for-view: guest name: b{n} {1} origin: o.example.com"], "b7.o.example.com", 0, 0),
    # the longest origin first, wherever it is written
    (["for-view: guest name: c{n} {0} origin: o.example.com",
      "name: c{n} {1} origin: c.o.example.com origin: o.example.com"],
     "c7.c.o.example.com", 1, 1),
    (["name: d{n} {0} origin: o.example.com subdomains: yes",
      "for-view: guest name: d{n} {1} origin: d7.o.example.com"], "d7.d7.o.example.com",
     1, 0),
    (["for-view: guest name: e{n} {0}", "name: e{n} {1} origin: o.example.com"],
     "e7.o.example.com", 1, 1),
    (["name: f{n} {0}", "for-view: guest name: f{n} {1} origin: o.example.com"],
     "f7.o.example.com", 1, 0),
    # two of one view, and one of another between
    (["for-view: staff name: g{n} {0}", "for-view: guest name: g{n} {1}",
      "for-view: guest name: g{n} {2}", "name: g{n} {3}"], "g7.example.com", 1, None),
    # one that has the shape of the name, and not the name
    (["for-view: guest name: h{n} network: 198.18.10.0/30", "name: h{n} {1}"],
     "h7.example.com", 1, 1),
    (["for-view: guest name: i{n} network: 198.18.10.0/30 out-of-range: nxdomain",
      "name: i{n} {1}"], "i7.example.com", 1, 1),
    # another placeholder
    (["for-view: guest name: k-{ip} {0}", "name: k-{ip} network: 198.18.0.0/15"],
     "k-198-18-20-7.example.com", 0, 0),
]
NETWORKS = [f"network: 198.18.{20 + number}.0/24" for number in range(4)]


def written(rule):
    for number, network in enumerate(NETWORKS):
        rule = rule.replace(f"{{{number}}}", network)
    return f"workstation: {rule} ttl: 300\n"


@pytest.fixture(scope="module")
def ordered(run):
    return run("workstation iterator", view_clauses() + "".join(
        written(rule) for rules, *_ in ORDER for rule in rules))


@pytest.mark.parametrize("rules, qname, for_guest, for_others", ORDER)
def test_order(ordered, rules, qname, for_guest, for_others):
    """The longest origin, then file order, among the rules that the client sees."""
    for client in (OTHER, GUEST, STAFF) * 2:
        number = for_guest if client == GUEST else for_others
        if client == STAFF and number is None:
            number = 0
        elif number is None:
            number = 3
        assert ordered.addresses(qname, client=client) == [f"198.18.{20 + number}.7"]


def test_what_a_rule_says_of_other_types_and_numbers(run):
    """Its other-types and out-of-range are for its clients only, also where a rule for
    everybody has the name."""
    resolver = run("workstation iterator", view_clauses() + clauses([
        Rule("name: a{n} network: 198.18.20.0/24 origin: o.example.com"
             " other-types: nodata out-of-range: nxdomain", ("guest",)),
        Rule("name: a{n} network: 198.18.21.0/28 origin: o.example.com"),
        Rule("name: b{n} network: 198.18.22.0/24 origin: o.example.com", ("guest",)),
        Rule("name: b{n} network: 198.18.23.0/28 origin: o.example.com"
             " other-types: nodata out-of-range: nxdomain")]))
    nxdomain, nodata, passed = ("NXDOMAIN", MINE), ("NOERROR", MINE), ("NOERROR", NS)
    for label, qtype, guests, others in [
            ("a7", "TXT", nodata, passed), ("a7", "A", ("NOERROR", "198.18.20.7"),
                                            ("NOERROR", "198.18.21.7")),
            ("a200", "A", ("NOERROR", "198.18.20.200"), ("NXDOMAIN", NS)),
            ("a300", "A", nxdomain, ("NXDOMAIN", NS)),
            # the first rule that has the name passes the type, and the second does not
            ("b7", "TXT", nodata, nodata), ("b200", "TXT", passed, nxdomain),
            ("b300", "A", nxdomain, nxdomain)]:
        for client in (GUEST, OTHER, STAFF) * 2:
            assert ends(resolver.ask(f"{label}.o.example.com", qtype, client=client)) == (
                guests if client == GUEST else others), (label, qtype, client)


@pytest.mark.parametrize("first", ["guest", "everybody"])
def test_order_of_reverse_names(run, first):
    """The first rule in the file that has the address, of those that the client sees."""
    rules = [Rule("name: g{n} network: 198.18.20.0/24 origin: o.example.com reverse: yes",
                  ("guest",)),
             Rule("name: x{n} network: 198.18.20.0/25 origin: longer.o.example.com"
                  " reverse: yes")]
    resolver = run("workstation iterator", view_clauses() + clauses(
        rules if first == "guest" else rules[::-1]))
    for client in (STAFF, GUEST, OTHER) * 2:
        near, far = "x7.longer.o.example.com.", IN_ADDR
        if client == GUEST:
            far = ("NOERROR", "g200.o.example.com.")
            if first == "guest":
                near = "g7.o.example.com."
        assert ends(resolver.ask(reverse("198.18.20.7"), "PTR", client=client)) == (
            "NOERROR", near)
        assert ends(resolver.ask(reverse("198.18.20.200"), "PTR", client=client)) == far


def test_no_built_in_rule(run):
    """Where all rules are for views, there is none for others."""
    resolver = run("workstation iterator", view_clauses() + clauses([
        Rule("name: desk{n} network: 198.18.1.0/24", ("guest",))]))
    for client in CLIENTS * 2:
        assert resolver.addresses("workstation5.example.com", client=client) == [
            "203.0.113.5"]
        assert resolver.rcode("workstation77.example.com", client=client) == "NXDOMAIN"


def test_a_view_of_an_interface(run):
    """It is the view of the clients that access-control says nothing of."""
    ports = {"guest": free_port(), "staff": free_port(), None: free_port()}
    lines = "".join(f"  interface: 127.0.0.1@{port}\n  proxy-protocol-port: {port}\n"
                    f"  interface-action: 127.0.0.1@{port} allow\n" for port in ports.values())
    lines += "".join(f"  interface-view: 127.0.0.1@{ports[view]} {view}\n"
                     for view in ("guest", "staff"))
    resolver = run("workstation iterator", f"server:\n{lines}" + view_clauses() + RULES)
    given = {view: ends for view, ends in zip(
        ports, (("NOERROR", "198.18.1.7"), ("NOERROR", "198.18.2.7"), ("NXDOMAIN", NS)))}
    query = dns.message.make_query("desk7.office.example.com", "A").to_wire()
    for view in list(ports) * 3:
        with datagrams(ports[view], proxied("192.0.2.7", 0x12)) as client:
            assert ends(dns.message.from_wire(client.ask(query))) == given[view]
        # one that has a view of its own
        with datagrams(ports[view], proxied(STAFF, 0x12)) as client:
            assert ends(dns.message.from_wire(client.ask(query))) == given["staff"]
    assert resolver.addresses("desk7.office.example.com") == []


# Local zones

def test_static_zones_give_way_to_who_sees_the_rule(run):
    """To others the zone is as without the rule: the origin's, and Unbound's own for the
    reverse names."""
    rule = ("name: desk{n} network: 10.1.0.0/24 origin: office.internal ttl: 300"
            " reverse: yes")
    with ScriptedUpstream(anything) as server:
        extra = ("server:\n  local-zone: office.internal static\n" + view_clauses()
                 + f'forward-zone:\n  name: "."\n  forward-addr: 127.0.0.1@{server.port}\n')
        resolver = run("workstation iterator", extra + clauses([Rule(rule, ("guest",))]))
        own = {True: run("workstation iterator", extra + clauses([Rule(rule)])),
               False: run("iterator", extra)}
        for qname, qtype in [("desk7.office.internal", "A"), ("desk7.office.internal", "TXT"),
                             ("office.internal", "A"), ("www.office.internal", "A"),
                             ("7.0.1.10.in-addr.arpa", "PTR"), ("0.1.10.in-addr.arpa", "TXT"),
                             ("7.0.1.10.in-addr.arpa", "TXT"), ("7.1.1.10.in-addr.arpa", "PTR")]:
            for client in (OTHER, GUEST, STAFF) * 2:
                assert outcome(resolver.ask(qname, qtype, client=client)) == outcome(
                    own[client == GUEST].ask(qname, qtype, client=client)), (qname, client)
        assert resolver.addresses("desk7.office.internal", client=GUEST) == ["10.1.0.7"]
        assert resolver.addresses("7.0.1.10.in-addr.arpa", "PTR", client=GUEST) == [
            "desk7.office.internal."]
        for client in (STAFF, OTHER):
            assert resolver.rcode("7.0.1.10.in-addr.arpa", "PTR", client=client) == "NXDOMAIN"


def test_local_data_of_a_view_is_an_exception(run):
    resolver = run("workstation iterator", view_clauses(
        guest='  local-data: "desk7.office.example.com. 60 A 192.0.2.9"\n') + RULES)
    for client, address in ((STAFF, "198.18.2.7"), (GUEST, "192.0.2.9")) * 2:
        assert resolver.addresses("desk7.office.example.com", client=client) == [address]
    assert resolver.addresses("desk8.office.example.com", client=GUEST) == ["198.18.1.8"]


# What is reported

def test_the_view_in_the_log(start):
    """At verbosity 2, of answers at the door, from upstream and from the cache; none
    where no client of a view was given anything for it."""
    resolver = start("workstation iterator",
                     "server:\n  verbosity: 2\n" + view_clauses() + RULES)
    for client, qname, view in [
            (GUEST, "desk7.office.example.com", "guest"),
            (STAFF, "desk7.office.example.com", "staff"),
            (OTHER, "all7.all.example.com", None),
            (GUEST, "alias.example.com", "guest"), (GUEST, "alias.example.com", "guest")]:
        before = len(decisions(resolver))
        resolver.ask(qname, client=client)
        (line,) = decisions(resolver)[before:]
        assert f"{qname}. A IN" in line
        assert re.findall(r"\b(guest|staff)\b", line.replace(str(resolver.rules), "")) == (
            [view] if view else []), line
    for qname in ("desk7.office.example.com", "alias.example.com"):
        before = len(decisions(resolver))
        resolver.ask(qname, client=OTHER)
        assert decisions(resolver)[before:] == []


def test_statistics(start):
    """A rule's count is of all its clients; two rules of one name are counted together,
    whatever their views. What a client does not see is passed."""
    resolver = start("workstation iterator", EXTENDED + view_clauses() + RULES)
    for client in CLIENTS:
        for label in ("desk7.office", "lab7.office", "both7.two", "all7.all", "desk300.office"):
            resolver.ask(f"{label}.example.com", client=client)
    assert rule_counts(resolver) == {
        "desk{n}.office.example.com": 3, "lab{n}.office.example.com": 1,
        "both{n}.two.example.com": 2, "all{n}.all.example.com": 3}
    # of six that are passed one is from the message cache: desk300, for OTHER
    counted = outcomes(resolver)
    assert counted["answer"] == 8 and counted["nxdomain"] == 1
    for client in CLIENTS * 2:
        resolver.ask("alias.example.com", client=client)
    assert outcomes(resolver)["rewritten"] == 2


def test_extended_errors(start):
    """Only who is given a computed answer is told so."""
    resolver = start("workstation iterator",
                     "server:\n  ede: yes\n" + view_clauses() + RULES)
    for qname in ("alias.example.com", "workstation77.example.com", "alias-nx.example.com"):
        for qtype in ("A", "TXT"):
            for client in (GUEST, OTHER, STAFF) * 2:
                reply = resolver.ask(qname, qtype, client=client, use_edns=0)
                marked = client == GUEST and (qname, qtype) != ("alias.example.com", "TXT")
                assert outcome(reply)[-1] == marked, (qname, qtype, client)


# What is refused

CHECKED = """server:
  module-config: "{chain}"
  chroot: ""
  username: ""
  directory: "/"
"""
LOST = "workstation:\n  name: desk{n}\n  for-view: guest\n  for-view: nobody\n"


def checkconf_of(prefix, path, text, chain="workstation iterator"):
    """The status of unbound-checkconf, and what it says."""
    path.write_text(CHECKED.format(chain=chain) + text)
    checked = subprocess.run([prefix / "sbin/unbound-checkconf", path],
                             capture_output=True, text=True)
    said = re.findall(r"^\[\d+\] unbound-checkconf\[\d+:\d+\] (?:fatal )?(error|warning): (.*)$",
                      checked.stderr, re.MULTILINE)
    assert len(said) == checked.stderr.count("\n"), checked.stderr
    return checked.returncode, said


def test_checkconf(prefix, tmp_path):
    assert checkconf_of(prefix, tmp_path / "conf", view_clauses() + RULES) == (0, [])


@pytest.mark.parametrize("order", [1, -1])
def test_a_view_that_no_clause_defines(prefix, tmp_path, order):
    """Wherever the clauses of views are, behind the rules or before."""
    path = tmp_path / "conf"
    status, said = checkconf_of(prefix, path, "".join([LOST, view_clauses()][::order]))
    line = 1 + path.read_text().splitlines().index("  for-view: nobody")
    ((kind, sentence),) = said
    assert status == 1 and kind == "error"
    assert sentence.startswith(f'{path}:{line}: for-view: "nobody" ')


def test_a_view_of_no_client(prefix, tmp_path):
    """A warning for each, if neither access-control-view nor interface-view names it."""
    path = tmp_path / "conf"
    rule = "workstation:\n  name: desk{n}\n  for-view: guest\n  for-view: lonely\n"
    status, said = checkconf_of(prefix, path,
                                view_clauses() + "view:\n  name: lonely\n" + rule)
    line = 1 + path.read_text().splitlines().index("  for-view: lonely")
    ((kind, sentence),) = said
    assert status == 0 and kind == "warning"
    assert sentence.startswith(f"{path}:{line}: ") and "lonely" in sentence
    named = (view_clauses() + "view:\n  name: lonely\nserver:\n  interface: 127.0.0.1@5301\n"
             "  interface-view: 127.0.0.1@5301 lonely\n" + rule)
    assert checkconf_of(prefix, path, named) == (0, [])


IN_FRONT = ["dns64 workstation iterator", "dns64 workstation validator iterator",
            "respip dns64 workstation iterator",
            *(pytest.param(chain, marks=pytest.mark.needs("subnetcache")) for chain in (
                "subnetcache workstation iterator",
                "subnetcache workstation validator iterator",
                "respip subnetcache workstation iterator"))]
FRONT = pytest.mark.parametrize("chain", IN_FRONT)


def module_in_front(chain):
    (module,) = {"dns64", "subnetcache"} & set(chain.split())
    return module


@FRONT
def test_checkconf_of_a_module_in_front(prefix, tmp_path, chain):
    """It asks for other names without a client: an error, unless no rule is for a
    view."""
    path = tmp_path / "conf"
    status, said = checkconf_of(prefix, path, view_clauses() + RULES, chain)
    ((kind, sentence),) = said
    assert status == 1 and kind == "error"
    assert "for-view" in sentence and module_in_front(chain) in sentence
    for_all = re.sub(r"for-view: \w+", "", RULES)
    assert checkconf_of(prefix, path, view_clauses() + for_all, chain)[0] == 0


@pytest.mark.parametrize("chain", [
    "workstation dns64 iterator",
    pytest.param("workstation subnetcache iterator", marks=pytest.mark.needs("subnetcache")),
    "respip workstation dns64 validator iterator"])
def test_checkconf_of_a_module_behind(prefix, tmp_path, chain):
    assert checkconf_of(prefix, tmp_path / "conf", view_clauses() + RULES, chain) == (0, [])


def refusal_at_start(resolver, chain, extra):
    """The lines about the module in the log of an Unbound that does not start."""
    resolver.stop()
    resolver.configure(chain, extra)
    before = len(resolver.said())
    ended = subprocess.run(resolver.command(), env=resolver.environment(),
                           capture_output=True, text=True, timeout=20)
    assert ended.returncode == 1
    return [line for line in (resolver.said()[before:] + ended.stderr).splitlines()
            if "for-view" in line]


@FRONT
def test_a_module_in_front_stops_a_start(start, chain):
    (line,) = refusal_at_start(start("iterator"), chain, view_clauses() + RULES)
    assert " error: " in line and module_in_front(chain) in line


def test_a_lost_view_stops_a_start(start):
    resolver = start("iterator")
    (line,) = refusal_at_start(resolver, "workstation iterator", view_clauses() + LOST)
    assert line_of(resolver, "for-view: nobody") + 'for-view: "nobody" ' in line


KEPT = "the rules from before the reload stay in force"


@HOW
def test_a_lost_view_leaves_the_old_rules(start, how):
    """The views are the new ones of the same names then."""
    resolver = start("workstation iterator", view_clauses() + RULES)
    resolver.configure("workstation iterator", view_clauses(
        guest='  local-data: "www.office.example.com. A 192.0.2.9"\n') + LOST)
    for _ in range(3):
        resolver.reload(how)
        for client, answer in ((GUEST, ["198.18.1.7"]), (STAFF, ["198.18.2.7"]), (OTHER, [])):
            assert resolver.addresses("desk7.office.example.com", client=client) == answer
    said = resolver.said()
    assert line_of(resolver, "for-view: nobody") + 'for-view: "nobody" ' in said
    assert KEPT in said
    assert resolver.addresses("www.office.example.com", client=GUEST) == ["192.0.2.9"]
    resolver.configure("workstation iterator", view_clauses(guest_is="staff") + RULES)
    resolver.reload(how)
    assert resolver.addresses("desk7.office.example.com", client=GUEST) == ["198.18.2.7"]


@HOW
def test_old_rules_for_a_view_that_is_gone(start, how):
    """They are nobody's then, until the view is there again."""
    resolver = start("workstation iterator", view_clauses() + RULES)
    resolver.configure("workstation iterator", RULES)
    resolver.reload(how)
    assert KEPT in resolver.said()
    for client in CLIENTS:
        assert resolver.addresses("desk7.office.example.com", client=client) == []
        assert resolver.addresses("all7.all.example.com", client=client) == ["198.18.5.7"]
    resolver.configure("workstation iterator", view_clauses() + RULES)
    resolver.reload(how)
    assert resolver.addresses("desk7.office.example.com", client=GUEST) == ["198.18.1.7"]


@HOW
@pytest.mark.parametrize("for_view", [False, True])
def test_a_module_in_front_leaves_the_old_rules(start, how, for_view):
    """Old rules for a view are given to nobody else there, either."""
    old = Rule("name: old{n} network: 198.18.7.0/24 origin: before.example.com",
               ("guest",) if for_view else ())
    resolver = start("workstation iterator", view_clauses() + clauses([old]))
    resolver.configure("dns64 workstation iterator", view_clauses() + RULES)
    resolver.reload(how)
    assert KEPT in resolver.said()
    assert [line for line in resolver.said().splitlines()
            if " error: " in line and "for-view" in line and "dns64" in line]
    for client in (OTHER, STAFF, GUEST, OTHER):
        given = [] if for_view and client != GUEST else ["198.18.7.7"]
        said = resolver.addresses("old7.before.example.com", client=client)
        assert said == given or (client == GUEST and for_view)
        for qname in ("desk7.office.example.com", "all7.all.example.com"):
            assert resolver.addresses(qname, client=client) == []


@HOW
def test_views_of_clients_and_rules_change(start, how):
    """At once, also where what upstream said is still in the cache."""
    resolver = start("workstation iterator", view_clauses() + RULES)
    desk, alias = "desk7.office.example.com", "alias.example.com"

    def check(guest, staff, alias_of_guest, alias_of_staff):
        for _ in range(2):
            assert resolver.addresses(desk, client=GUEST) == [guest]
            assert resolver.addresses(desk, client=STAFF) == [staff]
            assert resolver.addresses(alias, client=GUEST)[-1:] == [alias_of_guest]
            assert resolver.addresses(alias, client=STAFF)[-1:] == [alias_of_staff]
            assert resolver.addresses(alias, client=OTHER)[-1:] == ["203.0.113.5"]

    for swapped, rules in ((False, False), (True, False), (True, True), (False, True)):
        views = {"guest_is": "staff", "staff_is": "guest"} if swapped else {}
        text = RULES if not rules else re.sub(
            "guest|staff", lambda view: {"guest": "staff", "staff": "guest"}[view[0]], RULES)
        resolver.configure("workstation iterator", view_clauses(**views) + text)
        resolver.reload(how)
        straight = ["198.18.1.7", "198.18.2.7", "198.18.6.5", "203.0.113.5"]
        if swapped != rules:
            straight = [straight[number] for number in (1, 0, 3, 2)]
        check(*straight)


def test_libunbound(start, prefix, build):
    """It knows no clients: one sentence, and no context."""
    resolver = start("iterator")
    resolver.stop()
    resolver.configure("workstation iterator", view_clauses() + RULES)
    before = len(resolver.said())
    ended = subprocess.run(
        [build / "test/libunbound/resolve", resolver.conf, "desk7.office.example.com"],
        env={**os.environ, "LD_LIBRARY_PATH": str(prefix / "lib")},
        capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stdout == ""
    (line,) = [line for line in (resolver.said()[before:] + ended.stderr).splitlines()
               if "for-view" in line]
    assert line_of(resolver, "name: desk{n} network: 198.18.1.0") in line


@pytest.mark.loadable
def test_the_loadable_module(start):
    """So it is at a start, and a reload keeps the rules that there are."""
    rule = "name: old{n} network: 198.18.1.0/24 origin: office.example.com"
    old = clauses([Rule(rule)])
    resolver = start("workstation iterator", view_clauses() + old)
    resolver.configure("workstation iterator", view_clauses() + clauses([
        Rule(rule.replace("old", "new"), ("guest",))]))
    for how in ("reload", "SIGHUP"):
        resolver.reload(how)
        for client in CLIENTS:
            assert resolver.addresses("old7.office.example.com", client=client) == [
                "198.18.1.7"]
            assert resolver.addresses("new7.office.example.com", client=client) == []
    assert KEPT in resolver.said()
    (line,) = refusal_at_start(resolver, "workstation iterator",
                               view_clauses() + clauses([Rule(rule, ("guest",))]))
    assert f"{resolver.rules}:1: for-view: " in line
