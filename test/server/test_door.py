# SPDX-License-Identifier: BSD-3-Clause
"""Computed names that the worker answers before the cache, where the module is the first
of the chain: the same octets as through the other modules, and Unbound's own rules on
clients, local-data, statistics and logs as for its own answers."""

import contextlib
import re
import socket
import ssl
import struct
import subprocess
import time

import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import pytest

from machine import free_port, wait_for
from resolver import Resolver, has_option
from test_statistics import outcomes, statistics

# A worker sends about 100 errors in a second and drops queries after that. Newer releases
# count more kinds of errors.
ERRORS_AT_ONCE = 80

FIRST = "workstation iterator"
# respip that has nothing to do changes nothing, but stands in front
BEHIND = "respip workstation iterator"

LONG = ".".join(["o" * 63] * 3)
P = "p" * 54
RULES = f"""
workstation: name: "desk{{n}}" network: 198.19.0.0/16 network: 2001:470:1f::/120
  origin: office.example.com ttl: 300 other-types: nodata out-of-range: nxdomain
  reverse: yes
workstation: name: "pc{{n}}" network: 198.51.100.0/24 origin: example.com ttl: 60
  subdomains: yes
workstation: name: "{P}{{n}}" network: 198.18.9.0/24 network: 2001:470:20::/120
  origin: {LONG} ttl: 2147483647 other-types: nodata out-of-range: nxdomain reverse: yes
workstation: name: "h{{n}}" network: 198.18.10.0/24 origin: 18.198.in-addr.arpa ttl: 30
  reverse: yes
workstation: ttl: 0
"""

# what rules decide, and how
V6 = 18 * "0." + "f.1.0.0.0.7.4.0.1.0.0.2.ip6.arpa"
OTHER = ("TXT", "PTR", "SOA", "NS", "DS", "DNSKEY", "CNAME", "HTTPS", "RRSIG", "NSEC", "MX",
         "TYPE65535")
DECIDED = [
    *[(name, qtype, qclass, "answer")
      for name in ("desk7.office.example.com", "dEsK007.oFFice.EXAMPLE.com", f"{P}7.{LONG}")
      for qtype in ("A", "AAAA", "ANY") for qclass in ("IN", "ANY")],
    *[(name, qtype, "IN", "nodata")
      for name in ("desk7.office.example.com", "DESK7.office.example.COM", f"{P}7.{LONG}")
      for qtype in OTHER],
    ("desk7.office.example.com", "TXT", "ANY", "nodata"),
    ("desk300.office.example.com", "A", "IN", "answer"),
    ("desk300.office.example.com", "AAAA", "IN", "nodata"),
    ("desk300.office.example.com", "ANY", "IN", "answer"),
    *[(name, qtype, qclass, "nxdomain")
      for name in ("desk70000.office.example.com", "Desk999999.Office.example.com",
                   f"{P}999.{LONG}")
      for qtype in ("A", "AAAA", "ANY", "DS", *OTHER[:3]) for qclass in ("IN", "ANY")],
    ("pc5.example.com", "A", "IN", "answer"),
    ("pc5.example.com", "ANY", "IN", "answer"),
    ("www.a.pc5.example.com", "A", "IN", "answer"),
    ("wWw.A.pC5.eXample.com", "A", "ANY", "answer"),
    ("workstation5", "A", "IN", "answer"),
    ("workStation05.example.NET", "A", "IN", "answer"),
    (r"workstation5.\000\255\.", "A", "IN", "answer"),
    *[(name, qtype, qclass, "answer")
      for name in ("7.0.19.198.in-addr.arpa", "7.1.19.198.IN-ADDR.arpa",
                   "7.9.18.198.in-addr.arpa", f"7.0.{V6}", f"7.0.{V6.upper()}",
                   "7.10.18.198.in-addr.arpa")  # whose target has a part of that name
      for qtype in ("PTR", "ANY") for qclass in ("IN", "ANY")],
    *[(name, qtype, "IN", "nodata")
      for name in ("7.0.19.198.in-addr.arpa", "0.19.198.in-addr.arpa", f"f.{V6}")
      for qtype in ("A", "TXT", "DS", "NS", "SOA")],
    ("0.19.198.in-addr.arpa", "PTR", "IN", "nodata"),
    (f"f.{V6}", "ANY", "IN", "nodata"),
]

# what upstream has, aliases that end in computed names among it
PASSED = [
    *[(name, qtype, "IN")
      for name in ("www.example.com", "workstation5.example.com", "office.example.com",
                   "example.com", "nothing.example.com", "pc300.example.com",
                   "Alias.example.com", "alias2.example.com", "alias-nx.example.com",
                   "x.wild.example.com", "p7.old.example.com", "out.example.com")
      for qtype in ("A", "AAAA", "TXT", "SOA", "NS", "DS", "CNAME", "HTTPS", "ANY")
      if (name, qtype) != ("workstation5.example.com", "ANY")],
    ("8.18.198.in-addr.arpa", "PTR", "IN"), ("18.198.in-addr.arpa", "SOA", "IN"),
    ("7.2.0.192.in-addr.18.198.in-addr.arpa", "PTR", "IN"),
    ("desk7.office.example.com", "A", "CH"), ("workstation5", "TXT", "CH"),
    ("version.bind", "TXT", "CH"),
]

RD, CD, AD, DO = dns.flags.RD, dns.flags.CD, dns.flags.AD, dns.flags.DO
NSID, ECS, COOKIE, KEEPALIVE, PADDING, EDE, UNKNOWN = 3, 8, 10, 11, 12, 15, 65001


def option(code, data=b""):
    return struct.pack("!HH", code, len(data)) + data


def opt(size=1232, flags=0, options=b"", version=0):
    return struct.pack("!BHHBBHH", 0, dns.rdatatype.OPT, size, 0, version, flags,
                       len(options)) + options


def question(qname, qtype, qclass="IN"):
    return dns.name.from_text(qname).to_wire() + struct.pack(
        "!HH", dns.rdatatype.from_text(qtype), dns.rdataclass.from_text(qclass))


def packet(number, asked, flags=RD, edns=b""):
    return struct.pack("!6H", number, flags, 1, 0, 0, bool(edns)) + asked + edns


OPTIONS = {
    "nsid": option(NSID), "nsid twice": 2 * option(NSID), "keepalive": option(KEEPALIVE),
    "cookie": option(COOKIE, b"client#1"), "wrong cookie": option(COOKIE, b"c" * 24),
    "short cookie": option(COOKIE, b"abc"), "padding": option(PADDING, bytes(4)),
    "unknown": option(UNKNOWN, b"xyz"), "ede": option(EDE, bytes(2)),
    "ecs": option(ECS, b"\0\1\x18\0\x0a\1\2"), "broken": option(NSID)[:-1] + b"\7",
    "all": option(UNKNOWN) + option(NSID) + option(PADDING) + option(KEEPALIVE)
    + option(COOKIE, b"client#2")}
FORMS = {
    "plain": {}, "edns": {"edns": opt()}, "do": {"edns": opt(flags=DO)},
    "trailing": {"edns": opt() + b"junk"}, "version 1": {"edns": opt(version=1)},
    "unknown edns flags": {"edns": opt(flags=DO | 0x1001)},
    **{f"size {size}": {"edns": opt(size)}
       for size in (0, 11, 12, 30, 45, 60, 75, 90, 120, 200, 400, 511, 512, 1232, 4096,
                    65535)},
    **{name: {"edns": opt(options=options)} for name, options in OPTIONS.items()},
    **{f"{name}, do, {size}": {"edns": opt(size, DO, options)} for size in (80, 300, 512)
       for name, options in OPTIONS.items()},
    **{f"flags {flags:#x}, {name}": {"flags": flags, "edns": edns}
       for flags in (RD | CD, RD | AD, RD | CD | AD, 0, CD, AD, CD | AD,
                     RD | 0x04cf, 0x04ff, RD | dns.flags.TC)
       for name, edns in {"plain": b"", "edns": opt(), "do": opt(flags=DO),
                          "nsid": opt(options=option(NSID))}.items()}}

# one of each kind
SAMPLES = [
    ("desk7.office.example.com", "A", "IN"), ("dEsK7.Office.example.com", "ANY", "IN"),
    ("www.a.pc5.example.com", "A", "IN"), ("workstation5", "A", "IN"),
    ("desk7.office.example.com", "TXT", "IN"), ("desk70000.office.example.com", "A", "IN"),
    ("7.0.19.198.in-addr.arpa", "PTR", "IN"), ("0.19.198.in-addr.arpa", "PTR", "IN"),
    (f"{P}7.{LONG}", "ANY", "IN"), (f"{P}7.{LONG}", "TXT", "IN"),
    (f"{P}999.{LONG}", "A", "IN"), ("7.9.18.198.in-addr.arpa", "PTR", "IN")]

# lines of the server clause; a release has the option of the first, or not
CONFIGURATIONS = {
    "defaults": "", "ede": "ede: yes", "nsid": "nsid: ascii_" + 200 * "x",
    "deny-any": "deny-any: yes", "disable-edns-do": "disable-edns-do: yes",
    "answer-cookie": "answer-cookie: yes\n  cookie-secret: " + 16 * "5a",
    "edns-tcp-keepalive": "edns-tcp-keepalive: yes",
    "minimal-responses": "minimal-responses: no",
    "rrset-roundrobin": "rrset-roundrobin: no",
    "qname-minimisation": "qname-minimisation: no",
    "harden-short-bufsize": "harden-short-bufsize: no",
    "max-udp-size": "max-udp-size: 90",
    "edns-buffer-size": "edns-buffer-size: 700",
    "pad-responses": "pad-responses: no",
    "pad-responses-block-size": "pad-responses-block-size: 100",
    "cache-min-ttl": "cache-min-ttl: 900\n  cache-max-ttl: 1200",
    "serve-original-ttl": "serve-original-ttl: yes",
    "serve-expired": "serve-expired: yes\n  prefetch: yes",
    "ignore-cd-flag": "ignore-cd-flag: yes",
    # several at once, so that little room is left
    "several": "ede: yes\n  minimal-responses: no\n  harden-short-bufsize: no\n"
    "  edns-tcp-keepalive: yes\n  nsid: ascii_" + 150 * "y",
}


def known(prefix, lines):
    """Whether this release has the option of the first line."""
    return has_option(prefix, lines.split(":")[0] or "port")


def pytest_generate_tests(metafunc):
    if "configuration" in metafunc.fixturenames:
        prefix = metafunc.config.getoption("--prefix")
        metafunc.parametrize("configuration",
                             [name for name, lines in CONFIGURATIONS.items()
                              if known(prefix, lines)])


class Stream:
    """Queries on one TCP connection, or one of TLS."""

    def __init__(self, port, trust=None):
        self.socket = socket.create_connection(("127.0.0.1", port), 20)
        if trust:
            self.socket = trust.wrap_socket(self.socket, server_hostname="127.0.0.1")

    def receive(self, size):
        octets = b""
        while len(octets) < size:
            part = self.socket.recv(size - len(octets))
            assert part, "the connection was closed"
            octets += part
        return octets

    def ask(self, wire):
        self.socket.sendall(struct.pack("!H", len(wire)) + wire)
        (size,) = struct.unpack("!H", self.receive(2))
        return self.receive(size)

    def close(self):
        self.socket.close()


class Datagrams:
    """Queries from one UDP port, with what a proxy would put in front of them."""

    def __init__(self, port, front=b"", source="127.0.0.1"):
        self.front = front
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((source, 0))
        self.socket.connect(("127.0.0.1", port))
        self.socket.settimeout(20)

    def send(self, wire):
        self.socket.send(self.front + wire)

    def ask(self, wire):
        self.send(wire)
        return self.socket.recv(65535)

    def close(self):
        self.socket.close()


def datagrams(*arguments, **options):
    return contextlib.closing(Datagrams(*arguments, **options))


def masked(options):
    """Options of an OPT record, without what depends on the time and on the size of
    the records before: a server cookie's time and hash, and the length of padding."""
    said, at = [], 0
    while at < len(options):
        code, size = struct.unpack_from("!HH", options, at)
        data = options[at + 4:at + 4 + size]
        if code == COOKIE and size == 24:
            data = data[:12] + bytes(12)
        said.append((code, data if code != PADDING else b""))
        at += 4 + size
    return said


def parsed(wire, ttls=True):
    """A reply so that two of them are equal if they differ in nothing but compression
    inside RDATA; in no TTL either, if that is wanted."""
    counts = struct.unpack_from("!4H", wire, 4)
    at = 12
    for _ in range(counts[0]):
        at += dns.name.from_wire(wire, at)[1] + 4
    said = [wire[:at]]
    options = []
    for _ in range(sum(counts[1:])):
        owner = wire[at:at + dns.name.from_wire(wire, at)[1]]
        at += len(owner)
        rdtype, rdclass, ttl, size = struct.unpack_from("!HHIH", wire, at)
        at += 10
        rdata = wire[at:at + size]
        if rdtype == dns.rdatatype.OPT:
            rdata = options = masked(rdata)
        else:
            rdata = dns.rdata.from_wire(dns.rdataclass.IN, rdtype, wire, at, size).to_wire()
        at += size
        keeps_ttl = ttls or rdtype == dns.rdatatype.OPT
        said.append((owner, rdtype, rdclass, ttl if keeps_ttl else None, rdata))
    assert at == len(wire), "octets behind the last record"
    if PADDING in dict(options):
        said.append(len(wire))
    return said


def outcome(wire):
    rcode, answers = wire[3] & 15, struct.unpack_from("!H", wire, 6)[0]
    return ("answer" if answers else "nodata") if rcode == 0 else {3: "nxdomain"}.get(rcode)


def is_error(wire):
    """Whether a query was not taken. BADVERS is so to the OPT record only: its reply has
    no records and is not truncated."""
    return outcome(wire) is None or wire[6:10] == bytes(4) and not wire[2] & 2


def next_second():
    now = int(time.time())
    wait_for(lambda: int(time.time()) > now, "the next second")


class Pair:
    """The same rules where the worker answers, and where other modules are asked first."""

    def __init__(self, first, behind):
        self.both = first, behind
        self.asked, self.errors, self.different = 0, 0, []

    @contextlib.contextmanager
    def connected(self, kind, *arguments):
        """Ask both by UDP, TCP or TLS: arguments are the port, or one for each."""
        ports = arguments[0] if arguments else [resolver.port for resolver in self.both]
        with contextlib.ExitStack() as stack:
            self.clients = [stack.enter_context(contextlib.closing(kind(port, *arguments[1:])))
                            for port in ports]
            yield

    def compare(self, what, asked, ttls=True, **form):
        """Ask both the same octets. Returns the reply of the first."""
        if self.errors == ERRORS_AT_ONCE:
            next_second()
            self.errors = 0
        self.asked += 1
        wire = packet(self.asked, question(*asked), **form)
        replies = [client.ask(wire) for client in self.clients]
        self.errors += any(is_error(reply) for reply in replies)
        if replies[0] != replies[1]:
            first, behind = (parsed(reply, ttls) for reply in replies)
            if first != behind:
                self.different.append((what, asked, first, behind))
        return replies[0]

    def misses(self):
        return [resolver.count("total.num.cachemiss") for resolver in self.both]


def lines(configuration, certificate, port):
    return f"""
server:
  access-control: 127.0.0.0/8 allow_snoop
  interface: 127.0.0.1@{port}
  tls-port: {port}
  tls-service-key: "{certificate}/key"
  tls-service-pem: "{certificate}/cert"
  {configuration}
"""


@pytest.fixture
def pair(start, certificate, upstream):
    """Start two resolvers that differ in the chain only. With a validator, some names
    have a trust anchor."""
    def begin(configuration, validator="", rules=RULES):
        ports = [free_port(), free_port()]
        anchors = "".join(f'  trust-anchor: "{upstream.anchors[zone]}"\n'
                          for zone in upstream.signed_zones) if validator else ""
        # where upstream refuses what no other zone is for
        root = Resolver.forward_zone(".", upstream.port)
        resolvers = [
            start(chain.replace(" iterator", validator + " iterator"),
                  lines(configuration, certificate, port) + anchors + rules + root, threads=1)
            for chain, port in zip((FIRST, BEHIND), ports)]
        both = Pair(*resolvers)
        both.tls_ports = ports
        both.trust = ssl.create_default_context(cafile=certificate / "cert")
        return both
    return begin


def decided(configuration, *asked):
    """Unbound's own deny-any is what answers ANY then."""
    return configuration != "deny-any" or asked[1] != "ANY"


def forms_of_samples(both, configuration):
    """All forms of a query, for one question of each kind."""
    for name, form in FORMS.items():
        for sample in SAMPLES:
            if decided(configuration, *sample):
                both.compare(name, sample, **form)


def test_questions(pair, configuration):
    """Types, classes, and names, decided ones and those that pass, with and without
    EDNS. No decided question is looked for in the cache."""
    both = pair(CONFIGURATIONS[configuration])
    with both.connected(Datagrams):
        for *asked, expected in DECIDED:
            if decided(configuration, *asked):
                for form in ("plain", "do"):
                    reply = both.compare(form, asked, **FORMS[form])
                    assert reply[2] & 2 or outcome(reply) == expected, asked
        first, behind = both.misses()
        assert first == 0
        assert behind > 0
        for asked in PASSED + [asked for *asked, _ in DECIDED
                               if not decided(configuration, *asked)]:
            for form in ("plain", "plain", "do"):
                both.compare(form, asked, False, **FORMS[form])
        assert both.misses()[0] > 0
    assert both.different == []


def test_forms(pair, configuration):
    """EDNS, its options, buffer sizes and flags, by UDP."""
    both = pair(CONFIGURATIONS[configuration])
    with both.connected(Datagrams):
        forms_of_samples(both, configuration)
        if configuration == "answer-cookie":
            given = both.compare("cookie", SAMPLES[0], edns=opt(options=OPTIONS["cookie"]))
            (cookie,) = dns.message.from_wire(given).options
            again = option(COOKIE, cookie.to_wire())
            for sample in SAMPLES:
                assert again in both.compare("again", sample, edns=opt(options=again))
    assert both.different == []
    assert both.misses()[0] == 0


@pytest.mark.sampled(5)
def test_streams(pair, configuration):
    """The same by TCP and by TLS, each on one connection and each on one of its own,
    since the keepalive option holds for the rest of a connection."""
    both = pair(CONFIGURATIONS[configuration])
    for arguments in ([[resolver.port for resolver in both.both]],
                      [both.tls_ports, both.trust]):
        with both.connected(Stream, *arguments):
            for name in ("plain", "edns"):
                both.compare(name, SAMPLES[0], **FORMS[name])
        with both.connected(Stream, *arguments):
            forms_of_samples(both, configuration)
        for sample in (SAMPLES[0], SAMPLES[4], SAMPLES[5]):
            for name in ("keepalive", "padding", "all"):
                with both.connected(Stream, *arguments):
                    both.compare(name, sample, **FORMS[name])
    assert both.different == []
    assert both.misses()[0] == 0


def test_with_a_validator(pair):
    """It is asked for what passes only; computed records are never authenticated."""
    both = pair("", " validator")
    with both.connected(Datagrams):
        for *asked, _ in DECIDED:
            for form in ("plain", "do"):
                both.compare(form, asked, **FORMS[form])
        forms_of_samples(both, "")
        assert both.misses()[0] == 0
        for name in ("www", "alias", "nothing", "workstation77"):
            for zone in ("signed.example", "bogus.example"):
                for qtype in ("A", "TXT"):
                    for form in ("plain", "do", f"flags {RD | CD:#x}, do"):
                        both.compare(form, (f"{name}.{zone}", qtype), False, **FORMS[form])
    assert both.different == []


@pytest.mark.parametrize("line, form, sample", [
    ("harden-short-bufsize: no", "size 60", ("desk7.office.example.com", "ANY")),
    ("harden-short-bufsize: no", "size 200", (f"{P}7.{LONG}", "A")),
    ("nsid: ascii_" + 255 * "x", "nsid, do, 512", ("7.9.18.198.in-addr.arpa", "PTR")),
    ("max-udp-size: 90", "do", ("desk70000.office.example.com", "A")),
])
def test_truncated(pair, line, form, sample):
    """To be sure that there are such replies among those compared."""
    both = pair(line)
    with both.connected(Datagrams):
        reply = both.compare(form, sample, **FORMS[form])
    assert reply[2] & dns.flags.TC >> 8
    assert both.different == []
    assert both.misses()[0] == 0


ZONES = """
server:
  access-control: 127.0.0.2/32 {action}
  local-zone: "office.example.net." static
  local-data: "office.example.net. 300 IN SOA . . 1 3600 900 86400 300"
  local-data: "desk7.office.example.net. 300 IN A 192.0.2.7"
"""
LOCAL = ZONES.format(action="allow")
KINDS = {"answer": ("desk7.office.example.com", "A"),
         "nodata": ("desk7.office.example.com", "TXT"),
         "nxdomain": ("desk70000.office.example.com", "A")}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("edns", [b"", opt(), opt(flags=DO)], ids=["plain", "edns", "do"])
def test_recursion_not_desired(start, kind, edns):
    """A computed name is answered as local-data is, but without AA; what is
    not computed is still refused, from the cache too."""
    resolver = start(FIRST, LOCAL + RULES)
    with datagrams(resolver.port) as client:
        for flags in (0, CD, AD):
            for number in range(3):
                reply = client.ask(packet(number, question(*KINDS[kind]), flags, edns))
                assert outcome(reply) == kind
                said = struct.unpack_from("!H", reply, 2)[0] & ~15
                assert said == dns.flags.QR | dns.flags.RA | flags & CD
                local = client.ask(packet(number, question("desk7.office.example.net", "A"),
                                          flags, edns))
                assert struct.unpack_from("!H", local, 2)[0] & ~15 == said | dns.flags.AA
        for _ in range(2):
            for qname, qtype in (("www.example.com", "A"), ("alias.example.com", "A"),
                                 ("workstation5.example.com", "TXT")):
                reply = client.ask(packet(1, question(qname, qtype), 0, edns))
                assert reply[3] & 15 == 5, qname
            # which fills the cache
            for qname in ("www.example.com", "alias.example.com"):
                assert resolver.addresses(qname)
    assert outcomes(resolver) == {kind: 9, "passed": 1, "rewritten": 2}


def test_recursion_not_desired_behind_others(start):
    """Where another module is asked first, it is refused before all of them."""
    resolver = start(BEHIND, RULES)
    for kind in KINDS.values():
        assert resolver.ask(*kind, flags=0).rcode().name == "REFUSED"


def changes(resolver, ask):
    """What a query changes in Unbound's own statistics."""
    before = statistics(resolver)
    ask()
    return {key: float(value) - float(before.get(key, 0))
            for key, value in statistics(resolver).items()
            if value != before.get(key, "0")
            and not re.match(r"time\.|mem\.|thread|.*num\.workstation\.", key)}


@pytest.mark.divided
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["plain", "edns", "do", f"flags {RD | CD:#x}, do",
                                  "flags 0x0, plain", f"flags {AD:#x}, edns"])
@pytest.mark.parametrize("transport", [Datagrams, Stream])
def test_statistics_as_for_local_data(start, kind, form, transport):
    """All of them: by type, class, flags, code, and EDNS, and that it is a hit."""
    resolver = start(FIRST, "server:\n  extended-statistics: yes\n" + LOCAL + RULES)
    qname, qtype = KINDS[kind]

    def ask(domain):
        with contextlib.closing(transport(resolver.port)) as client:
            asked = question(qname.replace("example.com", domain), qtype)
            assert outcome(client.ask(packet(1, asked, **FORMS[form]))) == kind

    for _ in range(2):
        computed = changes(resolver, lambda: ask("example.com"))
        assert computed == changes(resolver, lambda: ask("example.net"))
        assert computed["total.num.queries"] == computed["total.num.cachehits"] == 1
        assert computed[f"num.query.type.{qtype}"] == computed["num.query.class.IN"] == 1
        assert computed[f"num.answer.rcode.{'NXDOMAIN' if kind == 'nxdomain' else 'NOERROR'}"]
        assert "total.num.cachemiss" not in computed
        assert "total.num.recursivereplies" not in computed
        assert "msg.cache.count" not in computed and "rrset.cache.count" not in computed
    assert outcomes(resolver) == {kind: 2}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rd", [RD, 0])
def test_log_as_for_local_data(start, kind, rd):
    """log-queries, log-replies: one line each, and no time that it took."""
    resolver = start(FIRST, "server:\n  log-queries: yes\n  log-replies: yes\n"
                     + LOCAL + RULES)
    qname, qtype = KINDS[kind]

    def logged(domain):
        before = len(resolver.said())
        with datagrams(resolver.port) as client:
            name = qname.replace("example.com", domain)
            client.ask(packet(1, question(name, qtype), rd))
        wait_for(lambda: resolver.said()[before:].count(f" {name}. {qtype} IN") == 2,
                 "both lines")
        return re.findall(r"info: (.*)", resolver.said()[before:])

    for _ in range(3):
        said = logged("example.com")
        assert said[0] == f"127.0.0.1 {qname}. {qtype} IN"
        rcode = "NXDOMAIN" if kind == "nxdomain" else "NOERROR"
        assert said[1].startswith(f"127.0.0.1 {qname}. {qtype} IN {rcode} 0.000000 1 ")
        assert [line.replace("example.com", "example.net") for line in said] == \
            logged("example.net")


@pytest.mark.parametrize("flags", [RD, 0])
def test_rate_limit(start, flags):
    """Of a burst, what is over the limit has no answer."""
    resolver = start(FIRST, "server:\n  ip-ratelimit: 10\n  ip-ratelimit-factor: 0\n" + RULES)
    sent, answered = 100, 0
    with datagrams(resolver.port) as client:
        for number in range(sent):
            client.send(packet(number, question(*KINDS["answer"]), flags))
        wait_for(lambda: resolver.count("total.num.queries") == sent, "the burst to be taken")
        client.socket.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while outcome(client.socket.recv(4096)) == "answer":
                answered += 1
    limited = resolver.count("total.num.queries_ip_ratelimited")
    assert limited > 0
    assert answered == sent - limited
    assert outcomes(resolver) == {"answer": answered}


@pytest.mark.parametrize("action", ["refuse", "deny", "refuse_non_local", "deny_non_local"])
@pytest.mark.parametrize("flags", [RD, 0])
def test_clients_that_may_not_ask(start, action, flags):
    """They get no computed answer. The other clients of the same resolver each get one."""
    resolver = start(FIRST, ZONES.format(action=action) + RULES)
    local = packet(9, question("desk7.office.example.net", "A"), flags)
    with datagrams(resolver.port) as allowed, \
            datagrams(resolver.port, source="127.0.0.2") as other:
        for kind, asked in list(KINDS.items()) * 2:
            wire = packet(1, question(*asked), flags)
            if action.startswith("refuse"):
                reply = other.ask(wire)
                assert reply[3] & 15 == 5 and reply[6:12] == bytes(6), kind
            else:
                other.send(wire)
            # a later query is answered, so that this one was dropped before
            assert outcome(allowed.ask(wire)) == kind
        if action.endswith("non_local"):
            assert outcome(other.ask(local)) == "answer"
        other.socket.setblocking(False)
        with pytest.raises(BlockingIOError):
            other.socket.recv(4096)
    assert outcomes(resolver) == {kind: 2 for kind in KINDS}


def proxied(client, kind):
    """What a proxy says of a client, in the binary form of the PROXY protocol."""
    return (b"\r\n\r\n\0\r\nQUIT\n" + struct.pack("!BBH", 0x21, kind, 12)
            + socket.inet_aton(client) + socket.inet_aton("192.0.2.1")
            + struct.pack("!HH", 4711, 53))


def test_proxy_protocol(start):
    """The client that the proxy names is who may ask, and who is logged."""
    ports = [free_port(), free_port()]
    resolvers = [start(chain, f"""
server:
  interface: 127.0.0.1@{port}
  proxy-protocol-port: {port}
  access-control: 192.0.2.7/32 allow_snoop
  access-control: 192.0.2.8/32 refuse
  access-control: 192.0.2.9/32 refuse_non_local
  log-queries: yes
  log-replies: yes
""" + RULES) for chain, port in zip((FIRST, BEHIND), ports)]
    both = Pair(*resolvers)
    with both.connected(Datagrams, ports, proxied("192.0.2.7", 0x12)):
        for form in ("plain", "edns", "do", "all", "flags 0x0, plain"):
            for sample in SAMPLES:
                assert outcome(both.compare(form, sample, **FORMS[form])) is not None
    for client in ("192.0.2.8", "192.0.2.9"):
        with both.connected(Datagrams, ports, proxied(client, 0x12)):
            for sample in SAMPLES:
                assert both.compare(client, sample)[3] & 15 == 5
    with contextlib.closing(Stream(ports[0])) as stream:
        stream.socket.sendall(proxied("192.0.2.7", 0x11))
        for kind, asked in KINDS.items():
            assert outcome(stream.ask(packet(1, question(*asked)))) == kind
    assert both.different == []
    assert both.misses()[0] == 0
    assert re.search(r"info: 192\.0\.2\.7 desk7\.office\.example\.com\. A IN NOERROR"
                     r" 0\.000000 1 \d+", resolvers[0].said())


def data_frames(path):
    """How many a Frame Streams file has so far, control frames apart."""
    octets, at, count = path.read_bytes(), 0, 0
    while at + 4 <= len(octets):
        size = int.from_bytes(octets[at:at + 4], "big")
        if size == 0:  # the escape of a control frame, whose own size is next
            at += 4
            size = int.from_bytes(octets[at:at + 4], "big")
        else:
            count += 1
        at += 4 + size
    return count


@pytest.mark.configured("--enable-dnstap")
def test_dnstap(start, tmp_path):
    """Each query, and each response, without RD and by TCP too."""
    where, frames = tmp_path / "dnstap.sock", tmp_path / "frames"
    expected = []
    with open(frames, "wb") as output, open(tmp_path / "capture.log", "wb") as log:
        capture = subprocess.Popen(["stdbuf", "-o0", "fstrm_capture", "-t",
                                    "protobuf:dnstap.Dnstap", "-u", where, "-w", "-"],
                                   stdout=output, stderr=log)
    try:
        wait_for(where.exists, "fstrm_capture to listen")
        resolver = start(FIRST, f"""
dnstap:
  dnstap-enable: yes
  dnstap-socket-path: "{where}"
  dnstap-log-client-query-messages: yes
  dnstap-log-client-response-messages: yes
{RULES}""")
        for kind, protocol in ((Datagrams, "UDP"), (Stream, "TCP")):
            with contextlib.closing(kind(resolver.port)) as client:
                for flags in (RD, 0):
                    for qname, qtype in KINDS.values():
                        wire = packet(1, question(qname, qtype), flags)
                        reply = client.ask(wire)
                        expected += [("CQ", protocol, f"{len(wire)}b", qname, qtype),
                                     ("CR", protocol, f"{len(reply)}b", qname, qtype)]
        wait_for(lambda: data_frames(frames) == len(expected), "all frames")
    finally:
        capture.terminate()
        capture.wait()
    said = subprocess.run(["dnstap-ldns", "-r", frames, "-q"], capture_output=True,
                          text=True, check=True).stdout
    assert re.findall(r" (C[QR]) \S+ (\S+) (\S+) \"?(\S+?)\.\"? IN (\S+)$", said,
                      re.MULTILINE) == expected, said
    assert outcomes(resolver) == {kind: 4 for kind in KINDS}


def test_rules_are_counted(start):
    resolver = start(FIRST, "server:\n  extended-statistics: yes\n" + RULES)
    for flags in (RD, 0):
        for qname, qtype in (*KINDS.values(), ("7.0.19.198.in-addr.arpa", "PTR")):
            resolver.ask(qname, qtype, flags=flags)
    assert outcomes(resolver) == {"answer": 4, "nodata": 2, "nxdomain": 2}
    assert resolver.count("num.workstation.rule.desk{n}.office.example.com") == 8
    assert resolver.count("total.num.cachehits") == 8


@pytest.mark.parametrize("chain", [FIRST, BEHIND])
def test_local_data_comes_first(start, chain):
    """For all types of the name that has some."""
    resolver = start(chain, """
server:
  local-data: "desk8.office.example.com. 60 IN A 192.0.2.8"
  local-data: "9.0.19.198.in-addr.arpa. 60 IN PTR other.example.com."
""" + RULES)
    for flags in (RD, 0):
        for _ in range(2):
            (reply,) = resolver.ask("desk8.office.example.com", flags=flags).answer
            assert reply.to_text() == "desk8.office.example.com. 60 IN A 192.0.2.8"
            reply = resolver.ask("desk8.office.example.com", "AAAA", flags=flags)
            assert not reply.answer and reply.rcode().name == "NOERROR"
            (reply,) = resolver.ask("9.0.19.198.in-addr.arpa", "PTR", flags=flags).answer
            assert reply[0].to_text() == "other.example.com."
    assert outcomes(resolver) == {}


POLICY = """$TTL 60
@ IN SOA . . 1 3600 900 86400 60
desk5.office.example.com CNAME .
desk6.office.example.com A 192.0.2.66
desk7.office.example.com CNAME *.
desk8.office.example.com CNAME rpz-passthru.
desk9.office.example.com CNAME desk10.office.example.com.
www.example.com CNAME desk11.office.example.com.
desk12.office.example.com CNAME rpz-tcp-only.
32.2.0.0.127.rpz-client-ip CNAME .
"""


def test_response_policy(start, tmp_path):
    """Its triggers on names and clients come before any rule."""
    (tmp_path / "policy").write_text(POLICY)
    resolver = start(BEHIND, "rpz:\n  name: policy.example\n"
                     f'  zonefile: "{tmp_path}/policy"\n' + RULES)

    def ends(label):
        reply = resolver.ask(f"{label}.example.com")
        return [rdata.to_text() for rrset in reply.answer for rdata in rrset] or \
            [reply.rcode().name]

    for _ in range(3):
        assert ends("desk5.office") == ["NXDOMAIN"]
        assert ends("desk6.office") == ["192.0.2.66"]
        assert ends("desk7.office") == ["NOERROR"]
        assert ends("desk8.office") == ["198.19.0.8"]
        assert ends("desk9.office") == ["desk10.office.example.com.", "198.19.0.10"]
        assert ends("www") == ["desk11.office.example.com.", "198.19.0.11"]
        assert resolver.ask("desk12.office.example.com").flags & dns.flags.TC
        assert resolver.ask("desk12.office.example.com", transport=dns.query.tcp).answer
        with datagrams(resolver.port, source="127.0.0.2") as other:
            assert outcome(other.ask(packet(1, question("desk8.office.example.com", "A")))) \
                == "nxdomain"


AUTHORITY = """$ORIGIN auth.example.
@ 60 IN SOA . . 1 3600 900 86400 60
@ 60 IN NS ns.example.net.
workstation6 60 IN A 192.0.2.6
alias 60 IN CNAME workstation5.auth.example.
away 60 IN CNAME desk7.office.example.com.
"""


@pytest.mark.parametrize("chain", [FIRST, BEHIND])
@pytest.mark.parametrize("flags", [RD, 0])
def test_authority_for_clients(start, tmp_path, chain, flags):
    """An auth-zone that answers clients does so for all its names, and chases no alias."""
    (tmp_path / "zone").write_text(AUTHORITY)
    resolver = start(chain, "auth-zone:\n  name: auth.example\n  for-downstream: yes\n"
                     f'  for-upstream: no\n  zonefile: "{tmp_path}/zone"\n' + RULES)
    for _ in range(3):
        for label, answer in (("alias", ["workstation5.auth.example."]),
                              ("away", ["desk7.office.example.com."]),
                              ("workstation6", ["192.0.2.6"])):
            reply = resolver.ask(f"{label}.auth.example", flags=flags)
            assert [rdata.to_text() for rrset in reply.answer for rdata in rrset] == answer
            assert reply.flags & dns.flags.AA
        reply = resolver.ask("workstation5.auth.example", flags=flags)
        assert reply.rcode().name == "NXDOMAIN" and not reply.answer
    assert outcomes(resolver) == {}


@pytest.mark.parametrize("chain", [FIRST, BEHIND])
def test_authority_for_the_resolver(start, tmp_path, chain):
    """One that answers the resolver itself only is like any upstream."""
    (tmp_path / "zone").write_text(AUTHORITY)
    resolver = start(chain, "auth-zone:\n  name: auth.example\n  for-downstream: no\n"
                     f'  for-upstream: yes\n  zonefile: "{tmp_path}/zone"\n' + RULES)
    for _ in range(3):
        assert resolver.addresses("workstation6.auth.example") == ["172.0.2.6"]
        assert resolver.addresses("alias.auth.example")[-1:] == ["172.0.2.5"]
        assert resolver.addresses("away.auth.example")[-1:] == ["198.19.0.7"]


REDIRECTED = {"a": "desk7.office.example.com.", "b": "desk70000.office.example.com.",
              "c": "workstation5.", "d": "7.0.19.198.in-addr.arpa.", "e": "www.example.com.",
              "f": "alias.example.com.", "g": f"{P}7.{LONG}."}


def test_redirected_names(start, upstream):
    """A redirect zone's CNAME to a computed name ends in the computed record: the same in
    both chains, first and later. TTLs of upstream's records count down."""
    zones = "server:\n  access-control: 127.0.0.0/8 allow_snoop\n" + "".join(
        f'  local-zone: "{label}.redirect." redirect\n'
        f'  local-data: "{label}.redirect. 60 IN CNAME {target}"\n'
        for label, target in REDIRECTED.items())
    root = Resolver.forward_zone(".", upstream.port)
    resolvers = [start(chain, zones + RULES + root) for chain in (FIRST, BEHIND)]
    both = Pair(*resolvers)
    expected = {"a": "answer", "b": "nxdomain", "c": "answer", "g": "answer"}
    with both.connected(Datagrams):
        for _ in range(3):
            for label in REDIRECTED:
                for qname in (f"{label}.redirect", f"WWW.{label}.reDirect"):
                    for qtype in ("A", "AAAA", "ANY", "TXT", "PTR", "CNAME", "SOA"):
                        for form in ("plain", "edns", "do", "flags 0x0, plain"):
                            both.compare(form, (qname, qtype), label not in "ef",
                                         **FORMS[form])
    assert both.different == []
    for resolver in resolvers:
        for _ in range(2):
            for label, what in expected.items():
                reply = resolver.ask(f"x.{label}.redirect")
                assert reply.answer[0][0].to_text() == REDIRECTED[label]
                assert (reply.rcode().name == "NXDOMAIN") == (what == "nxdomain"), label
                assert len(reply.answer) == 1 + (what == "answer"), label
            reply = resolver.ask("x.d.redirect", "PTR")
            assert reply.answer[1][0].to_text() == "desk7.office.example.com."
            reply = resolver.ask("x.a.redirect", "TXT")
            assert len(reply.answer) == 1 and reply.rcode().name == "NOERROR"
