# SPDX-License-Identifier: BSD-3-Clause
"""What the caches hold: what upstream sent, and nothing else. Rules apply on the way
out of them, so that new ones hold at once, computed answers are never stale, and the
iterator's own queries get upstream's answers."""

import itertools
import re
import socket

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.reversename
import pytest

import model
from machine import wait_for
from scripted import ScriptedUpstream, name_of, zone

STATISTICS = "server:\n  extended-statistics: yes\n"
EXPIRED = "server:\n  serve-expired: yes\n  serve-expired-client-timeout: {timeout}\n"
# Upstream has none of these addresses.
OLD = """
workstation: name: "workstation{{n}}" network: 172.0.2.0/24 ttl: {ttl}
workstation: name: "p{{n}}" network: 198.18.0.0/24 network: 2001:470:1f::/120
  origin: pool.example.net ttl: {ttl} reverse: yes
  other-types: nodata out-of-range: nxdomain
"""
NEW = """
workstation: name: "workstation{{n}}" network: 10.9.8.0/24 ttl: {ttl} other-types: nodata
workstation: name: "p{{n}}" network: 198.18.0.0/24 first: 1 origin: pool.example.net
  ttl: {ttl} reverse: yes
"""
COMPUTED = re.compile(
    r"^.*\t(?:(?:172\.0\.2|10\.9\.8|198\.18\.0)\.\d+|2001:470:1f::.*"
    r"|PTR\tp\d+\.pool\.example\.net\.|64:ff9b::(?:ac00:2|a09:8|c612:).*"
    r"|\. \. 1 3600 1200 604800 .*)$", re.MULTILINE)

CD, ANY = {"flags": dns.flags.RD | dns.flags.CD}, {"qclass": "ANY"}
QUESTIONS = [
    *(("workstation5.example.com", qtype, {}) for qtype in ("A", "AAAA", "TXT", "ANY")),
    ("workstation6.example.net", "A", {}), ("workstation6.example.net", "TXT", {}),
    ("workstation77.signed.example", "A", {}), ("workstation77.signed.example", "A", CD),
    ("workstation77.bogus.example", "A", CD), ("workstation78.example.com", "A", ANY),
    ("workstation8.example.com", "A", {}), ("workstation8.example.com", "AAAA", {}),
    *((f"{label}.{zone}", qtype, how)
      for label in ("alias", "alias2", "alias-nx", "alias-away", "x.wild", "alias8", "p7.old")
      for zone, how in (("example.com", {}), ("example.net", CD), ("signed.example", {}),
                        ("signed.example", CD), ("18.198.in-addr.arpa", ANY))
      if "old" not in label or "example.com" in zone  # see model.NAMES
      for qtype in ("A", "AAAA", "TXT")),
    ("alias.bogus.example", "A", {}), ("alias.bogus.example", "A", CD),
    ("alias-refused.example.com", "A", {}), ("alias-refused.example.com", "TXT", {}),
    *((f"{label}pool.example.net", qtype, {}) for label in ("p7.", "p300.", "x.p7.", "")
      for qtype in ("A", "AAAA", "TXT")),
    ("7.0.18.198.in-addr.arpa", "PTR", {}), ("7.0.18.198.in-addr.arpa", "TXT", {}),
    ("0.18.198.in-addr.arpa", "PTR", {}), ("7.2.0.192.in-addr.example.com", "PTR", {}),
    ("www.example.com", "A", {}), ("www.example.com", "AAAA", {}),
    ("out.example.net", "A", CD), ("nothing.signed.example", "A", {}),
    ("example.com", "MX", {}), ("loop1.example.com", "A", {}),
]
# dns64 asks for the address that is in it.
MAPPED = (dns.reversename.from_address("64:ff9b::c612:7"), "PTR", {})
OPTIONS = pytest.mark.parametrize("options", ["", EXPIRED.format(timeout=0)],
                                  ids=["", "serve-expired"])
CHAINS = [
    "workstation iterator",
    "workstation validator iterator",
    "dns64 workstation iterator",
    "dns64 workstation validator iterator",
    "workstation dns64 iterator",
    "workstation dns64 validator iterator",
    "respip workstation iterator",
    *(pytest.param(chain, marks=pytest.mark.needs("subnetcache")) for chain in (
        "subnetcache workstation iterator",
        "workstation subnetcache iterator",
        "subnetcache workstation validator iterator")),
]


def refused(upstream):
    """Where alias-refused leads to."""
    return ('forward-zone:\n  name: "refused.example"\n'
            f"  forward-addr: 127.0.0.1@{upstream.port}\n")


def records(reply):
    """The answer section, without TTLs."""
    return [f"{dns.rdatatype.to_text(rrset.rdtype)} {rdata}"
            for rrset in reply.answer for rdata in rrset]


def last(reply):
    """The rcode, and the last of the answer."""
    return dns.rcode.to_text(reply.rcode()), *records(reply)[-1:]


@pytest.fixture(scope="module")
def plains(run, upstream):
    """Plain resolvers, which have upstream's answers; the second those of dns64 too."""
    return [run(chain, refused(upstream)) for chain in ("iterator", "dns64 iterator")]


def check_caches(resolver, plains, chain="workstation iterator"):
    dump = resolver.control("dump_cache")
    assert not COMPUTED.findall(dump)
    assert not model.unsent(dump, plains if "dns64" in chain else plains[:1])
    return dump


@pytest.mark.sampled(7)
@pytest.mark.parametrize("chain", CHAINS)
@OPTIONS
@pytest.mark.parametrize("ttl", [0, 300])
def test_nothing_computed_is_stored(start, upstream, plains, chain, options, ttl):
    """Whatever is asked, and however often, after each kind of reload."""
    extra = options + model.configuration_text(upstream, ("", [], [])) + refused(upstream)
    resolver = start(chain, extra + OLD.format(ttl=ttl))
    for how, rules, address in ((None, OLD, "172.0.2.5"),
                                ("reload_keep_cache", NEW, "10.9.8.5"),
                                ("SIGHUP", OLD, "172.0.2.5"), ("reload", NEW, "10.9.8.5")):
        if how:
            resolver.configure(chain, extra + rules.format(ttl=ttl))
            resolver.reload(how)
            check_caches(resolver, plains, chain)
        for _ in range(3):
            assert resolver.addresses("workstation5.example.com") == [address]
            for qname, qtype, more in [*QUESTIONS, *[MAPPED] * chain.startswith("dns64")]:
                resolver.ask(qname, qtype, **more)
            assert "\nmsg www.example.com. IN A " in check_caches(resolver, plains, chain)


def test_what_is_computed_is_seen_in_a_dump(start, plains):
    """Of a resolver that got it by load_cache."""
    resolver = start("iterator")
    resolver.ask("workstation77.example.com")
    dump = resolver.control("dump_cache")
    assert not model.unsent(dump, plains[:1])
    loaded = start("iterator")
    loaded.control("load_cache", input=(
        "START_RRSET_CACHE\n;rrset 300 1 0 8 3\n"
        "workstation6.example.com.\t300\tIN\tA\t172.0.2.6\nEND_RRSET_CACHE\n"
        "START_MSG_CACHE\nmsg workstation6.example.com. IN A 33152 1 300 3 1 0 0 0\n"
        "workstation6.example.com. IN A 0\n"
        "msg workstation77.example.com. IN TXT 33152 1 300 2 0 0 0 0\n"
        "END_MSG_CACHE\nEOF\n"))
    dump = loaded.control("dump_cache")
    assert COMPUTED.findall(dump) == ["workstation6.example.com.\t300\tIN\tA\t172.0.2.6"]
    assert set(model.unsent(dump, plains[:1])) == {
        "workstation6.example.com. A 172.0.2.6",
        "msg workstation6.example.com. IN A NOERROR [('workstation6.example.com', 'A')]",
        "msg workstation77.example.com. IN TXT NOERROR []"}


# Upstream's aliases, what their computed ends are under the old rules and the new
ENDS = [("alias.example.com", "A", "172.0.2.5", "10.9.8.5"),
        ("alias2.example.com", "A", "172.0.2.5", "10.9.8.5"),
        ("alias-nx.example.com", "A", "172.0.2.77", "10.9.8.77"),
        ("alias-away.example.com", "A", "172.0.2.5", "10.9.8.5"),
        ("x.wild.example.com", "A", "172.0.2.6", "10.9.8.6"),
        ("alias8.example.com", "A", "172.0.2.8", "10.9.8.8"),
        ("p7.old.example.com", "A", "198.18.0.7", "198.18.0.6"),
        ("7.2.0.192.in-addr.example.com", "PTR", "p7.pool.example.net.",
         "p8.pool.example.net.")]
UNRESOLVED = ("alias-refused.example.com", "A", "172.0.2.5", "10.9.8.5")


@pytest.mark.command("reload_keep_cache")
@pytest.mark.parametrize("chain, aliases", [
    ("workstation iterator", ENDS), ("workstation validator iterator", ENDS),
    ("workstation iterator", [UNRESOLVED])], ids=["", "validator", "refused"])
@pytest.mark.parametrize("ttl", [0, 300])
def test_an_alias_from_the_cache_costs_no_query(start, upstream, chain, aliases, ttl):
    """Each of them, whatever the rule's TTL, also under rules that have changed."""
    extra = STATISTICS + refused(upstream)
    resolver = start(chain, extra + OLD.format(ttl=ttl))
    for qname, qtype, end, _ in aliases:
        assert last(resolver.ask(qname, qtype)) == ("NOERROR", f"{qtype} {end}")
        once = resolver.sent()
        assert once > 0
        for _ in range(2):
            assert last(resolver.ask(qname, qtype)) == ("NOERROR", f"{qtype} {end}")
            assert resolver.sent() == once, qname
    resolver.configure(chain, extra + NEW.format(ttl=ttl))
    resolver.reload("reload_keep_cache")
    before = resolver.sent()
    for qname, qtype, _, end in aliases * 2:
        assert last(resolver.ask(qname, qtype)) == ("NOERROR", f"{qtype} {end}")
        assert resolver.sent() == before, qname


NAMES = [(qname, qtype) for qname, qtype, *_ in ENDS] + [
    ("workstation5.example.com", "A"), ("workstation5.example.com", "TXT"),
    ("workstation77.example.com", "A"), ("workstation77.example.com", "TXT"),
    ("alias-nx.example.com", "TXT"), ("p7.pool.example.net", "A"),
    ("p7.pool.example.net", "TXT"), ("pool.example.net", "TXT"),
    ("p256.pool.example.net", "A"),
    ("7.0.18.198.in-addr.arpa", "PTR"), ("0.18.198.in-addr.arpa", "PTR"),
    ("www.example.com", "A"), ("nothing.example.com", "A")]
CONFIGURATIONS = {"none": ("iterator", ""), "old": ("workstation iterator", OLD),
                  "new": ("workstation iterator", NEW)}


def answers(resolver):
    return {name: (dns.rcode.to_text(reply.rcode()), records(reply))
            for name in NAMES for reply in [resolver.ask(*name)]}


@pytest.mark.sampled(7)
@pytest.mark.parametrize("before, after", itertools.permutations(CONFIGURATIONS, 2))
@pytest.mark.parametrize("how", ["load_cache", pytest.param(
    "reload_keep_cache", marks=pytest.mark.command("reload_keep_cache"))])
@OPTIONS
@pytest.mark.parametrize("ttl", [0, 300])
def test_rules_that_come_change_and_go(start, plains, before, after, how, options, ttl):
    """At once: what is in the cache needs no sweep, and neither does a dump that is
    loaded into a resolver with other rules, or without the module."""
    configurations = {name: (chain, STATISTICS + options + rules.format(ttl=ttl))
                      for name, (chain, rules) in CONFIGURATIONS.items()}
    expected = answers(start(*configurations[after]))
    resolver = start(*configurations[before])
    for _ in range(3):
        answers(resolver)
    if how == "load_cache":
        dump = resolver.control("dump_cache")
        resolver = start(*configurations[after])
        assert resolver.control("load_cache", input=dump).endswith("ok\n")
    else:
        resolver.configure(*configurations[after])
        resolver.reload(how)
    sent = resolver.sent()
    assert resolver.addresses("www.example.com") == ["93.184.216.119"]
    assert resolver.sent() == sent, "the cache is another"
    for _ in range(2):
        assert answers(resolver) == expected
    check_caches(resolver, plains)


# Name servers whose names a rule computes, to addresses where nobody listens
HOSTS = zone("hosts.example", "ns1.hosts.example 300 A 127.0.0.1",
             "ns2.hosts.example 300 A 127.0.0.77")
CHILD = zone("child.example", "www.child.example 300 A 192.0.2.80",
             "ftp.child.example 300 A 192.0.2.81")
PARENT = zone("parent.example", "child.parent.example 300 NS ns2.hosts.example.")
SERVERS = ('workstation: name: "ns{{n}}" network: 127.9.9.0/24 origin: hosts.example'
           " ttl: {ttl}\n")


def hosts_and_zones(query):
    for name, answer in (("hosts", HOSTS), ("parent", PARENT), ("child", CHILD)):
        if f"{name}.example." in name_of(query):
            return answer(query)
    return None


@pytest.fixture
def hosts():
    with ScriptedUpstream(hosts_and_zones) as server:
        yield server


def for_clients(resolver, chain, label="ns1", number="7f09:901"):
    """What clients get for a name server's name."""
    for _ in range(3):
        assert resolver.addresses(f"{label}.hosts.example") == [f"127.9.9.{label[2:]}"]
        if "dns64" in chain:
            assert resolver.addresses(f"{label}.hosts.example", "AAAA") == [
                f"64:ff9b::{number}"]


@pytest.mark.divided
@pytest.mark.parametrize("chain", ["workstation iterator", "workstation validator iterator",
                                   "dns64 workstation iterator", "workstation dns64 iterator"])
@pytest.mark.parametrize("kind", ["stub", "forward"])
@pytest.mark.parametrize("ttl", [0, 300])
@pytest.mark.parametrize("clients_first", [True, False])
def test_the_iterators_own_questions(start, hosts, chain, kind, ttl, clients_first):
    """A server is reached at its real address, and clients are given the computed one,
    whoever asked first, also after dump_cache and load_cache."""
    # do-ip6: no, since dns64 in stock Unbound gives clients the NODATA for AAAA that
    # the iterator got for a server
    extra = "server:\n  do-ip6: no\n" + SERVERS.format(ttl=ttl) + (
        f'{kind}-zone:\n  name: "child.example"\n'
        f'  {kind}-host: "ns1.hosts.example@{hosts.port}"\n'
        f'forward-zone:\n  name: "hosts.example"\n  forward-addr: 127.0.0.1@{hosts.port}\n')
    resolver = start(chain, extra)
    for again in range(2):
        if clients_first:
            for_clients(resolver, chain)
        assert resolver.addresses("www.child.example") == ["192.0.2.80"]
        for_clients(resolver, chain)
        assert resolver.addresses("ftp.child.example") == ["192.0.2.81"]
        dump = resolver.control("dump_cache")
        assert "127.9.9." not in dump and "64:ff9b::7f09" not in dump
        if not again:
            resolver = start(chain, extra)
            resolver.control("load_cache", input=dump)
            resolver.control("flush_zone", "child.example")


@pytest.mark.parametrize("ttl", [0, 300])
def test_a_delegations_server(start, hosts, ttl):
    """It is asked at its real address, where there is no server: that would need port
    53."""
    resolver = start("workstation iterator", SERVERS.format(ttl=ttl) + (
        f'stub-zone:\n  name: "parent.example"\n  stub-addr: 127.0.0.1@{hosts.port}\n'
        f'forward-zone:\n  name: "hosts.example"\n  forward-addr: 127.0.0.1@{hosts.port}\n'))
    for_clients(resolver, "", "ns2")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        query = dns.message.make_query("www.child.parent.example", "A")
        client.sendto(query.to_wire(), ("127.0.0.1", resolver.port))
        (address,) = wait_for(
            lambda: re.findall(r"^127\.\S+(?= child\.parent\.example\.)",
                               resolver.control("dump_infra"), re.MULTILINE),
            "the resolver to ask the child's server")
    assert address == "127.0.0.77"
    for_clients(resolver, "", "ns2")


# A zone whose records last a second
SCRIPTED = ["workstation5.scripted.example 1 A 203.0.113.5",
            "alias.scripted.example 1 CNAME workstation5.scripted.example.",
            "alias2.scripted.example 1 CNAME alias.scripted.example.",
            "alias-nx.scripted.example 1 CNAME workstation77.scripted.example.",
            "clock.scripted.example 1 A 192.0.2.1"]
POOL = ('workstation: name: "p{n}" network: 198.18.0.0/24 origin: pool.scripted.example'
        " ttl: 300\n")
STALE = 3  # the Extended DNS Error


@pytest.fixture
def scripted():
    with ScriptedUpstream(zone("scripted.example", *SCRIPTED)) as server:
        yield server


def forwarding(server):
    return ('forward-zone:\n  name: "scripted.example"\n'
            f"  forward-addr: 127.0.0.1@{server.port}\n")


def ask_until_expired(resolver, server, qname, qtype, expected):
    """Ask, with that answer each time, until upstream is asked again."""
    asked = len(server.questions)

    def is_asked_again():
        assert last(resolver.ask(qname, qtype)) == expected
        return (f"{qname}.", qtype) in server.questions[asked:]
    wait_for(is_asked_again, f"{qname} {qtype} to expire")


@pytest.mark.sampled(7)
@pytest.mark.parametrize("chain", ["workstation iterator", "workstation validator iterator"])
@pytest.mark.parametrize("timeout", [0, 50])
@pytest.mark.parametrize("ttl", [0, 300])
@pytest.mark.parametrize("qname, qtype, expected", [
    ("alias.scripted.example", "A", ("NOERROR", "A 172.0.2.5")),
    ("alias2.scripted.example", "A", ("NOERROR", "A 172.0.2.5")),
    ("alias-nx.scripted.example", "A", ("NOERROR", "A 172.0.2.77")),
    ("alias-nx.scripted.example", "TXT",
     ("NOERROR", "CNAME workstation77.scripted.example.")),
    ("workstation77.scripted.example", "TXT", ("NOERROR",)),
    ("pool.scripted.example", "TXT", ("NOERROR",))])
def test_expired_replies_are_rewritten(start, scripted, chain, timeout, ttl,
                                       qname, qtype, expected):
    """When upstream is silent, an expired alias ends in the computed address, and
    expired NXDOMAIN for a name that exists is NODATA."""
    resolver = start(chain, EXPIRED.format(timeout=timeout) + forwarding(scripted)
                     + f"workstation: ttl: {ttl}\n" + POOL)
    for _ in range(2):
        assert last(resolver.ask(qname, qtype)) == expected
    scripted.silent = True
    ask_until_expired(resolver, scripted, qname, qtype, expected)
    for _ in range(3):
        reply = resolver.ask(qname, qtype)
        assert last(reply) == expected
        assert all(rrset.ttl <= max(model.EXPIRED_TTL, ttl) for rrset in reply.answer)


def errors(reply):
    return [option.code for option in reply.options if option.otype == dns.edns.EDE]


@pytest.mark.parametrize("chain", ["workstation iterator", "dns64 workstation iterator",
                                   "workstation dns64 iterator"])
@pytest.mark.parametrize("at_run_time", [False, True])
def test_computed_answers_are_never_stale(start, scripted, chain, at_run_time):
    """Their TTL is over when that of another name, which was asked later, is."""
    names = [("workstation6.scripted.example", "A", "172.0.2.6"),
             ("p7.pool.scripted.example", "A", "198.18.0.7")]
    if "dns64" in chain:
        names += [("workstation6.scripted.example", "AAAA", "64:ff9b::ac00:206")]
    resolver = start(chain, ("" if at_run_time else EXPIRED.format(timeout=0))
                     + "server:\n  ede: yes\n  ede-serve-expired: yes\n" + forwarding(scripted)
                     + "workstation: ttl: 1\n" + POOL.replace("300", "1"))

    def check():
        for qname, qtype, address in names:
            reply = resolver.ask(qname, qtype, use_edns=0)
            assert last(reply) == ("NOERROR", f"{qtype} {address}")
            assert STALE not in errors(reply)
            assert reply.answer[-1].ttl <= 1

    for _ in range(3):
        check()
    if at_run_time:
        resolver.control("set_option", "serve-expired:", "yes")
    assert last(resolver.ask("clock.scripted.example")) == ("NOERROR", "A 192.0.2.1")
    ask_until_expired(resolver, scripted, "clock.scripted.example", "A",
                      ("NOERROR", "A 192.0.2.1"))
    for _ in range(3):
        check()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("chain", ["workstation iterator", "workstation validator iterator"])
@pytest.mark.parametrize("timeout", [0, 50])
@pytest.mark.parametrize("ttl", [0, 300])
def test_an_expired_nxdomain_gives_way_to_an_alias(start, scripted, chain, timeout, ttl):
    resolver = start(chain, EXPIRED.format(timeout=timeout) + forwarding(scripted)
                     + f"workstation: ttl: {ttl}\n")
    assert last(resolver.ask("later.scripted.example")) == ("NXDOMAIN",)
    scripted.answer = zone("scripted.example", *SCRIPTED,
                           "later.scripted.example 60 CNAME workstation5.scripted.example.")
    wait_for(lambda: last(resolver.ask("later.scripted.example"))
             == ("NOERROR", "A 172.0.2.5"), "upstream's alias to be seen")
    for _ in range(3):
        assert last(resolver.ask("later.scripted.example")) == ("NOERROR", "A 172.0.2.5")


RESPONSE_IP = """
server:
  response-ip: 172.0.2.5/32 always_nxdomain
  response-ip: 172.0.2.6/32 redirect
  response-ip-data: 172.0.2.6/32 "A 192.0.2.99"
  response-ip: 203.0.113.5/32 redirect
  response-ip-data: 203.0.113.5/32 "A 192.0.2.98"
"""
RPZ = """\
$ORIGIN rpz.example.
@ 300 SOA ns hostmaster 1 3600 900 86400 300
@ 300 NS ns
32.5.2.0.172.rpz-ip 300 CNAME .
32.6.2.0.172.rpz-ip 300 A 192.0.2.99
32.5.113.0.203.rpz-ip 300 A 192.0.2.98
"""


@pytest.fixture(params=["response-ip", "rpz"])
def blocking(request, tmp_path):
    """Blocks 172.0.2.5, and replaces 172.0.2.6 and upstream's address of workstation5."""
    if request.param == "response-ip":
        return RESPONSE_IP
    (tmp_path / "rpz.example").write_text(RPZ)
    return f'rpz:\n  name: "rpz.example"\n  zonefile: "{tmp_path}/rpz.example"\n'


@pytest.mark.parametrize("ttl", [0, 300])
@pytest.mark.parametrize("chain", ["respip workstation iterator",
                                   "respip workstation validator iterator"])
def test_computed_addresses_that_are_blocked(start, blocking, chain, ttl):
    """From the cache too, where upstream's address is another."""
    resolver = start(chain, blocking + f"workstation: ttl: {ttl}\n")
    for _ in range(4):
        for name in ("alias", "alias2", "workstation5", "alias-away"):
            assert resolver.rcode(f"{name}.example.com") == "NXDOMAIN", name
        for name in ("x.wild", "workstation6"):
            assert resolver.addresses(f"{name}.example.com")[-1:] == ["192.0.2.99"], name
        for name, number in (("alias-nx", 77), ("alias8", 8), ("workstation7", 7)):
            assert resolver.addresses(f"{name}.example.com")[-1:] == [
                f"172.0.2.{number}"], name
        assert resolver.addresses("www.example.com") == ["93.184.216.119"]
