# SPDX-License-Identifier: BSD-3-Clause
"""RRsets of records by template: their order, those that are equal, and what is larger than
the client's buffer. Before the message cache and behind it, the messages are the same."""

import subprocess

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import pytest

from test_door import FORMS, Datagrams, Stream, pair  # noqa: F401, a fixture

pytestmark = pytest.mark.either

COUNT = 100
STRING = "x" * 255
LARGEST = 65483  # with the longest name of the rule, a message has 65535 octets
RULES = (r"""
workstation: name: "m{n}" network: 198.18.0.0/24 network: 2001:470:1f::/120 ttl: 60
  origin: multi.example.com other-types: nodata reverse: yes
  record: 'TXT c' record: 'TXT a' record: 'TXT "b {n}"' record: 'TXT A' record: 'TXT a'
  record: 'TXT "b 5"' record: 'TXT "\097"'
  record: "MX 10 Mail.example.com." record: "MX 5 mail.example.com."
  record: "MX 10 mail.EXAMPLE.com." record: "MX 010 mail" record: "MX 10 {name}"
  record: "MX 10 m7.multi.example.com."
  record: 'CAA 0 issue "ca"' record: 'CAA 0 ISSUE "ca"' record: 'CAA 0 issue "CA"'
  record: 'TYPE65280 \# 2 abcd' record: 'TYPE65280 \# 2 AB CD'
  record: "_a._tcp SRV 0 0 1 {name}" record: "_a._tcp SRV 0 0 2 {name}"
  record: "_b._tcp SRV 0 0 3 {name}"
workstation: name: "c{n}" numbers: 0-255 origin: many.example.com other-types: nodata
  out-of-range: nxdomain
""" + "".join(f"  record: 'TXT \"record {number} of {{n}}\"'\n" for number in range(COUNT))
    + r"""
workstation: name: "t{n}" numbers: 0-255 origin: large.example.com other-types: nodata
  record: "TXT """ + " ".join(250 * [STRING]) + r""" {n}"
  record: 'TYPE65280 \# 65000 """ + 65000 * "5a" + r"""'
  record: 'TYPE65281 \# """ + f"{LARGEST} {LARGEST * 'a5'}" + r"""'
""")

# In file order
RRSETS = [
    ("m5.multi.example.com", "TXT", ['"c"', '"a"', '"b 5"', '"A"']),
    ("m6.multi.example.com", "TXT", ['"c"', '"a"', '"b 6"', '"A"', '"b 5"']),
    ("m6.multi.example.com", "MX", ["10 mail.example.com.", "5 mail.example.com.",
                                    "10 mail.multi.example.com.", "10 m6.multi.example.com.",
                                    "10 m7.multi.example.com."]),
    ("m7.multi.example.com", "MX", ["10 mail.example.com.", "5 mail.example.com.",
                                    "10 mail.multi.example.com.", "10 m7.multi.example.com."]),
    ("m6.multi.example.com", "CAA", ['0 issue "ca"', '0 ISSUE "ca"', '0 issue "CA"']),
    ("m6.multi.example.com", "TYPE65280", [r"\# 2 abcd"]),
    ("_a._tcp.m6.multi.example.com", "SRV", ["0 0 1 m6.multi.example.com.",
                                             "0 0 2 m6.multi.example.com."]),
    ("_b._tcp.m6.multi.example.com", "SRV", ["0 0 3 m6.multi.example.com."]),
    ("c7.many.example.com", "TXT", [f'"record {number} of 7"' for number in range(COUNT)]),
]


def only(reply):
    """The records of the one RRset in the answer."""
    (rrset,) = reply.answer
    return [rdata.to_text().lower() if rrset.rdtype in (dns.rdatatype.MX, dns.rdatatype.SRV)
            else rdata.to_text() for rdata in rrset]


@pytest.fixture(scope="module")
def fixed(run):
    return run("workstation iterator", "server:\n  rrset-roundrobin: no\n" + RULES)


@pytest.mark.parametrize("qname, qtype, expected", RRSETS)
def test_file_order(fixed, qname, qtype, expected):
    for _ in range(3):
        assert only(fixed.ask(qname, qtype, transport=dns.query.tcp)) == expected


@pytest.fixture(scope="module")
def rotating(run):
    return run("workstation iterator", "server:\n  rrset-roundrobin: yes\n" + RULES)


@pytest.mark.parametrize("qname, qtype, expected", RRSETS)
def test_rotation(rotating, qname, qtype, expected):
    """By the query's ID and the time, as Unbound does it for all that it answers."""
    rotations = {tuple(expected[first:] + expected[:first]) for first in range(len(expected))}
    seen = set()
    number = 0
    while seen != rotations:
        number += 1
        assert number < 20 * len(expected)
        query = dns.message.make_query(qname, qtype, id=number)
        order = tuple(only(rotating.send(query, dns.query.tcp)))
        assert order in rotations
        seen.add(order)


def test_any(fixed):
    """Each RRset of the name once, without those of its prefixes."""
    reply = fixed.ask("m6.multi.example.com", "ANY", transport=dns.query.tcp)
    found = {dns.rdatatype.to_text(rrset.rdtype): len(rrset) for rrset in reply.answer}
    assert found == {"A": 1, "AAAA": 1, "TXT": 5, "MX": 5, "CAA": 3, "TYPE65280": 1}
    assert len(reply.answer) == len(found)
    reply = fixed.ask("_a._tcp.m6.multi.example.com", "ANY")
    assert only(reply) == RRSETS[6][2]


@pytest.mark.linked
def test_deny_any(start):
    resolver = start("workstation iterator", "server:\n  deny-any: yes\n" + RULES)
    for name in ("m6", "_a._tcp.m6"):
        assert not resolver.ask(f"{name}.multi.example.com", "ANY").answer
    assert len(only(resolver.ask("m6.multi.example.com", "TXT"))) == 5


SIZES = [512, 513, 1000, 1231, 1232, 1233, 2000, 2048, 4000, 4095, 4096]


@pytest.mark.parametrize("want_dnssec", [False, True])
def test_truncated(start, want_dnssec):
    """As Unbound's own records: local-data of a name that is as long, of as long texts."""
    names = [f"{name}.many.example.com" for name in ("c7", "d7")]
    # a local zone comes before the rules, so that it is only for that name
    zone = f"""server:
  rrset-roundrobin: no
  max-udp-size: 65535
  local-zone: "{names[1]}." static
""" + "".join(f"  local-data: '{names[1]}. 0 TXT \"record {number} of 7\"'\n"
              for number in range(COUNT))
    resolver = start("workstation iterator", zone + RULES)
    whole = len(resolver.ask(names[0], "TXT", transport=dns.query.tcp, use_edns=0,
                             want_dnssec=want_dnssec).to_wire())
    for size in (*SIZES, whole - 1, whole, whole + 1):
        computed, local = (resolver.ask(name, "TXT", use_edns=0, payload=size,
                                        want_dnssec=want_dnssec) for name in names)
        assert bool(computed.flags & dns.flags.TC) == (size < whole), size
        assert computed.flags == local.flags & ~dns.flags.AA
        assert [len(rrset) for rrset in computed.answer] == [
            len(rrset) for rrset in local.answer], size
    retried, over_tcp = dns.query.udp_with_fallback(
        dns.message.make_query(names[0], "TXT", use_edns=0, payload=1232), "127.0.0.1", 20,
        resolver.port)
    assert over_tcp and only(retried) == RRSETS[-1][2]


@pytest.mark.parametrize("qtype, rdata", [
    ("TXT", 250 * (b"\xff" + STRING.encode()) + b"\x017"),
    ("TYPE65280", 65000 * b"\x5a"), ("TYPE65281", LARGEST * b"\xa5")])
def test_large(fixed, qtype, rdata):
    """The largest fits into a message without EDNS."""
    reply = fixed.ask("t7.large.example.com", qtype)
    assert reply.flags & dns.flags.TC
    (rrset,) = fixed.ask("t7.large.example.com", qtype, transport=dns.query.tcp).answer
    assert [record.to_wire() for record in rrset] == [rdata]


def test_too_large_for_a_message_with_edns(fixed):
    """Without room for the OPT record, the largest is truncated by TCP too."""
    reply = fixed.ask("t7.large.example.com", "TYPE65281", transport=dns.query.tcp, use_edns=0)
    assert reply.flags & dns.flags.TC and not reply.answer
    # all of them are never in one
    reply = fixed.ask("t7.large.example.com", "ANY", transport=dns.query.tcp)
    assert reply.flags & dns.flags.TC


@pytest.mark.linked
def test_larger_than_any_message(fixed, tmp_path):
    """By one octet: it is refused."""
    rules = RULES.replace(f"{LARGEST} a5", f"{LARGEST + 1} a5a5")
    conf = tmp_path / "unbound.conf"
    conf.write_text(fixed.conf.read_text().replace(RULES, rules))
    assert conf.read_text() != fixed.conf.read_text()
    checked = subprocess.run([fixed.prefix / "sbin/unbound-checkconf", conf],
                             capture_output=True, text=True)
    assert checked.returncode == 1
    assert "makes an RRset that no message can hold" in checked.stderr


QUESTIONS = [
    *[(qname, qtype) for qname, qtype, _ in RRSETS],
    ("M6.Multi.Example.com", "MX"), ("_A._tcp.m6.multi.example.com", "SRV"),
    ("m6.multi.example.com", "ANY"), ("_a._tcp.m6.multi.example.com", "ANY"),
    ("_a._tcp.m6.multi.example.com", "A"), ("_tcp.m6.multi.example.com", "SRV"),
    ("m6.multi.example.com", "HTTPS"), ("c300.many.example.com", "TXT"),
    ("c7.many.example.com", "A"), ("t7.large.example.com", "TXT"),
    ("t7.large.example.com", "TYPE65281"), ("t7.large.example.com", "ANY"),
]
# Rotation depends on the time.
CONFIGURATIONS = {
    "defaults": "", "ede": "ede: yes",
    "small": "harden-short-bufsize: no\n  max-udp-size: 4096",
    "several": "ede: yes\n  minimal-responses: no\n"
    "  harden-short-bufsize: no\n  nsid: ascii_" + 150 * "y"}


@pytest.mark.linked
@pytest.mark.parametrize("configuration", CONFIGURATIONS)
@pytest.mark.parametrize("kind", [Datagrams, Stream], ids=["udp", "tcp"])
def test_same_message_at_the_door(pair, configuration, kind):  # noqa: F811
    both = pair(f"rrset-roundrobin: no\n  {CONFIGURATIONS[configuration]}", rules=RULES)
    with both.connected(kind):
        for name in list(FORMS)[::3] + ["do"]:
            for qname, qtype in QUESTIONS:
                both.compare(name, (qname, qtype), **FORMS[name])
    assert both.different == []
    assert both.misses()[0] == 0
