# SPDX-License-Identifier: BSD-3-Clause
"""Records by template, asked over the wire: which names have them, and what placeholders,
relative names and prefixes become."""

import pathlib
import re

import dns.flags
import dns.name
import dns.query
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import pytest

pytestmark = pytest.mark.either

# The reverse networks are in none of Unbound's default local zones.
RULES = """
server:
  rrset-roundrobin: no
workstation:
    name: "p{n}" network: 198.18.2.0/24 ttl: 60
    origin: one.example.com
    origin: Two.example.net
    record: "MX 10 mail"
    record: "MX 20 @"
    record: 'TXT "{name}" {ipv4}'
    record: "RP admin.{name} {n}.rp"
    reverse: yes
workstation:
    name: "{ip}" network: 198.18.3.0/24 ttl: 5
    origin: "*.pod.example.com"
    record: "SRV 0 0 80 svc"
    record: "MX 1 @"
    record: "TXT {name} {ip} {hex} {reversed}"
workstation:
    name: "d{n}" network: 198.18.4.0/30 network: 2001:470:1f::/125 ttl: 300
    origin: dual.example.com
    record: 'TXT "four {ipv4}"'
    record: 'TXT "six {ipv6}"'
    record: 'TXT "number {n}"'
    record: "HTTPS 1 . ipv4hint={ipv4} ipv6hint={ipv6}"
    record: "HTTPS 2 . ipv6hint={ipv6}"
    record: "_v4._tcp SRV 0 0 4 v4-{n}"
    record: "_v4._tcp TXT {ipv4}"
workstation:
    name: "v{n}" network: 198.18.5.0/24 ttl: 30
    origin: srv.example.com
    other-types: nodata out-of-range: nxdomain
    record: "_ssh._tcp SRV 0 0 22 {name}"
    record: "_SIP._udp SRV 1 {n} 50{n:3} {name}"
    record: "_sip._udp TXT sip"
    record: "_sip._udp SRV 2 0 5060 backup"
    record: "_a._b._c TXT deep"
    record: "_c TXT c"
    record: "TXT x5"
    record: "TXT x{n}"
workstation:
    name: "w{n}" network: 198.18.7.0/24 ttl: 30
    origin: srv.example.com
    record: "_ssh._tcp SRV 0 0 22 {name}"
workstation:
    name: "h-{ip}" network: 198.18.6.0/24
    origin: sub.example.com
    subdomains: yes other-types: nodata
    record: "TXT {name}"
    record: "_x._tcp TXT prefixed"
    record: "_x._tcp SRV 0 0 1 {name}"
workstation:
    name: "{*}-{ip}" network: 198.18.8.0/24 other-types: nodata
    record: "TXT {name}"
    record: "MX 1 a.{name}"
workstation:
    name: "x{n:x}" network: 198.18.9.0/24 network: 198.18.10.0/24 first: 4095
    origin: hex.example.com
    record: "TXT {n} {n:x} {n:4x} {n:6} {ip} {ip:long} {hex} {reversed}"
    record: 'TYPE65280 \\\\# 6 {hex} {n:4x}'
workstation:
    name: "s{hex}" network: 2001:470:20::/64
    origin: hex.example.com
    record: "TXT {ip} {ip:long} {hex} {ipv6}"
workstation:
    name: "n{v4}" network: 64:ff9b::/96
    origin: hex.example.com
    record: "TXT {v4} {ipv6}"
workstation:
    name: "only{n}" numbers: 7-18446744073709551617 ttl: 9
    origin: only.example.com
    record: 'TXT "asset {n}"'
    record: "_x URI 1 1 https://{name}/{n:x}"
workstation:
    name: "none{n}" numbers: 7-9 ttl: 9
    origin: only.example.com other-types: nodata out-of-range: nxdomain
    record: 'TXT "asset {n}"'
"""
RULES = RULES.replace("\\\\", "\\")

ZEROS = r"\000" * 63
LONG = f"{ZEROS}.{ZEROS}.{ZEROS}"
HUGE = f"{LONG}.{'z' * 46}"
OFFICE = "srv.example.com."

# The type, and what `dig +short` prints, with TTL
ANSWERS = [
    ("p5.one.example.com", "MX", 60, ["10 mail.one.example.com.", "20 one.example.com."]),
    ("P5.One.example.com", "MX", 60, ["10 mail.one.example.com.", "20 one.example.com."]),
    ("p005.two.example.NET", "MX", 60, ["10 mail.Two.example.net.", "20 Two.example.net."]),
    ("P05.oNe.eXample.com", "TXT", 60, ['"p05.one.example.com." "198.18.2.5"']),
    ("p5.one.example.com", "RP", 60, ["admin.p5.one.example.com. 5.rp.one.example.com."]),
    ("p5.two.example.net", "RP", 60, ["admin.p5.two.example.net. 5.rp.Two.example.net."]),
    ("5.2.18.198.in-addr.arpa", "PTR", 60, ["p5.one.example.com."]),
    ("198-18-3-5.Kube.pod.example.com", "SRV", 5, ["0 0 80 svc.kube.pod.example.com."]),
    ("198-18-3-5.kube.pod.example.com", "MX", 5, ["1 kube.pod.example.com."]),
    ("198-18-3-255.a.pod.example.com", "TXT", 5,
     ['"198-18-3-255.a.pod.example.com." "198-18-3-255" "c61203ff" "255-3-18-198"']),
    ("d1.dual.example.com", "TXT", 300,
     ['"four 198.18.4.1"', '"six 2001:470:1f::1"', '"number 1"']),
    ("d5.dual.example.com", "TXT", 300, ['"six 2001:470:1f::5"', '"number 5"']),
    ("d0.dual.example.com", "HTTPS", 300,
     ['1 . ipv4hint="198.18.4.0" ipv6hint="2001:470:1f::"', '2 . ipv6hint="2001:470:1f::"']),
    ("d7.dual.example.com", "HTTPS", 300, ['2 . ipv6hint="2001:470:1f::7"']),
    ("_v4._tcp.d4.dual.example.com", "SRV", 300, ["0 0 4 v4-4.dual.example.com."]),
    ("_v4._tcp.d3.dual.example.com", "TXT", 300, ['"198.18.4.3"']),
    ("_ssh._tcp.v7.srv.example.com", "SRV", 30, ["0 0 22 v7.srv.example.com."]),
    ("_SSH._Tcp.V007.Srv.example.com", "SRV", 30, ["0 0 22 v007.srv.example.com."]),
    ("_sip._udp.v7.srv.example.com", "SRV", 30,
     ["1 7 50007 v7.srv.example.com.", "2 0 5060 backup.srv.example.com."]),
    ("_sip._udp.v7.srv.example.com", "TXT", 30, ['"sip"']),
    ("_a._b._c.v7.srv.example.com", "TXT", 30, ['"deep"']),
    ("_c.v7.srv.example.com", "TXT", 30, ['"c"']),
    ("v7.srv.example.com", "TXT", 30, ['"x5"', '"x7"']),
    ("v5.srv.example.com", "TXT", 30, ['"x5"']),
    ("_ssh._tcp.w7.srv.example.com", "SRV", 30, ["0 0 22 w7.srv.example.com."]),
    ("h-198-18-6-3.sub.example.com", "TXT", 0, ['"h-198-18-6-3.sub.example.com."']),
    ("Www.A.h-198-18-6-3.sub.example.com", "TXT", 0,
     ['"www.a.h-198-18-6-3.sub.example.com."']),
    ("Www.A.h-198-18-6-3.sub.example.com", "A", 0, ["198.18.6.3"]),
    ("_x._tcp.h-198-18-6-3.sub.example.com", "SRV", 0,
     ["0 0 1 h-198-18-6-3.sub.example.com."]),
    ("_x._tcp.h-198-18-6-3.sub.example.com", "TXT", 0, ['"prefixed"']),
    ("_x._tcp.h-198-18-6-3.sub.example.com", "A", 0, ["198.18.6.3"]),
    ("_tcp.h-198-18-6-3.sub.example.com", "TXT", 0, ['"_tcp.h-198-18-6-3.sub.example.com."']),
    ("_tcp.h-198-18-6-3.sub.example.com", "A", 0, ["198.18.6.3"]),
    ("_x._tcp.a.h-198-18-6-3.sub.example.com", "TXT", 0,
     ['"_x._tcp.a.h-198-18-6-3.sub.example.com."']),
    ("My-198-18-8-3.Foo", "TXT", 0, ['"my-198-18-8-3.foo."']),
    (r"a\.\"\000-198-18-8-3.Foo", "TXT", 0, [r'"a\\.\\\"\\000-198-18-8-3.foo."']),
    ("my-198-18-8-3.foo", "MX", 0, ["1 a.my-198-18-8-3.foo."]),
    (f"my-198-18-8-3.{LONG}", "A", 0, ["198.18.8.3"]),
    (f"my-198-18-8-3.{LONG}", "MX", 0, [f"1 a.my-198-18-8-3.{LONG}."]),
    ("xfff.hex.example.com", "TXT", 0,
     ['"4095" "fff" "0fff" "004095" "198-18-9-0" "198-18-9-0" "c6120900" "0-9-18-198"']),
    ("x11fe.hex.example.com", "TXT", 0, ['"4606" "11fe" "11fe" "004606" "198-18-10-255"'
                                         ' "198-18-10-255" "c6120aff" "255-10-18-198"']),
    ("x1000.hex.example.com", "TYPE65280", 0, [r"\# 6 c6120901 1000"]),
    ("s20010470002000000000000000000005.hex.example.com", "TXT", 0,
     ['"2001-470-20--5" "2001-0470-0020-0000-0000-0000-0000-0005"'
      ' "20010470002000000000000000000005" "2001:470:20::5"']),
    ("n10-0-1-2.hex.example.com", "TXT", 0, ['"10-0-1-2" "64:ff9b::a00:102"']),
    ("only7.only.example.com", "TXT", 9, ['"asset 7"']),
    ("only18446744073709551617.only.example.com", "TXT", 9, ['"asset 18446744073709551617"']),
    ("_x.only255.only.example.com", "URI", 9, ['1 1 "https://only255.only.example.com./ff"']),
    ("none9.only.example.com", "TXT", 9, ['"asset 9"']),
]

# The owner of the SOA record; None: the answer is upstream's, which has none of the names
NEGATIVE = [
    ("p5.one.example.com", "AAAA", "NOERROR", None),
    ("p5.one.example.com", "SRV", "NOERROR", None),
    ("p256.one.example.com", "MX", "NXDOMAIN", None),
    ("mail.one.example.com", "A", "NXDOMAIN", None),
    ("5.2.18.198.in-addr.arpa", "TXT", "NOERROR", None),
    ("5.2.18.198.in-addr.arpa", "MX", "NOERROR", None),
    ("d8.dual.example.com", "TXT", "NXDOMAIN", None),
    ("_v4._tcp.d4.dual.example.com", "TXT", "NOERROR", None),  # it has no {ipv4}
    # prefixed owners, and what is between them and the name
    *[(f"{name}.v7.srv.example.com", qtype, "NOERROR", OFFICE)
      for name in ("_tcp", "_udp", "_b._c", "_TCP")
      for qtype in ("A", "SRV", "TXT", "ANY", "TYPE65535")],
    *[(f"{name}.v7.srv.example.com", qtype, "NOERROR", OFFICE)
      for name in ("_ssh._tcp", "_sip._udp", "_a._b._c", "_c")
      for qtype in ("A", "AAAA", "MX", "HTTPS")],
    ("_ssh._tcp.v7.srv.example.com", "TXT", "NOERROR", OFFICE),
    ("_c.v7.srv.example.com", "SRV", "NOERROR", OFFICE),
    *[(f"{name}.v7.srv.example.com", qtype, "NXDOMAIN", None)
      for name in ("_ssh", "_x._tcp", "_tcp._ssh", "a._ssh._tcp", "_ssh._tcp._tcp", "www",
                   r"_ssh\._tcp", "_a._c", "_b")
      for qtype in ("SRV", "TXT", "A")],
    *[(f"{name}v300.srv.example.com", qtype, "NXDOMAIN", OFFICE)
      for name in ("", "_tcp.", "_ssh._tcp.", "_b._c.", "_a._b._c.")
      for qtype in ("SRV", "TXT", "A")],
    ("_x._tcp.v300.srv.example.com", "SRV", "NXDOMAIN", None),
    ("_ssh._tcp.w7.srv.example.com", "A", "NOERROR", None),
    ("_tcp.w7.srv.example.com", "SRV", "NOERROR", None),
    ("_tcp.w7.srv.example.com", "ANY", "NOERROR", None),
    ("_ssh._tcp.w300.srv.example.com", "SRV", "NXDOMAIN", None),
    ("_ssh._tcp.srv.example.com", "SRV", "NXDOMAIN", None),
    ("_x._tcp.a.h-198-18-6-3.sub.example.com", "SRV", "NOERROR", "sub.example.com."),
    ("_tcp.h-198-18-6-3.sub.example.com", "SRV", "NOERROR", "sub.example.com."),
    # longer than a string, and than a name
    (f"my-198-18-8-3.{LONG}", "TXT", "NOERROR", f"{LONG}."),
    (f"my-198-18-8-3.{HUGE}", "MX", "NOERROR", f"{HUGE}."),
    # without addresses
    *[("only7.only.example.com", qtype, "NOERROR", None) for qtype in ("A", "AAAA", "MX")],
    *[("none7.only.example.com", qtype, "NOERROR", "only.example.com.")
      for qtype in ("A", "AAAA", "MX", "PTR")],
    *[(f"only{number}.only.example.com", "TXT", "NXDOMAIN", None)
      for number in (6, 18446744073709551618)],
    *[(f"none{number}.only.example.com", qtype, "NXDOMAIN", "only.example.com.")
      for number in (6, 10) for qtype in ("TXT", "A")],
]


@pytest.fixture(scope="module", params=["workstation iterator",
                                        "workstation validator iterator"])
def ruled(request, run):
    return run(request.param, RULES)


def rdatas(qtype, texts):
    return [dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.from_text(qtype), text)
            for text in texts]


@pytest.mark.parametrize("qname, qtype, ttl, texts", ANSWERS)
def test_answer(ruled, qname, qtype, ttl, texts):
    reply = ruled.ask(qname, qtype)
    assert reply.rcode() == dns.rcode.NOERROR
    assert not reply.flags & (dns.flags.AD | dns.flags.AA)
    (rrset,) = reply.answer
    # 0x20: the owner is spelled as the question
    assert rrset.name.labels == reply.question[0].name.labels
    assert reply.question[0].name.labels == dns.name.from_text(qname).labels
    assert rrset.ttl == ttl
    # in this order; where Unbound compresses names, they get the question's case
    assert list(rrset) == rdatas(qtype, texts)
    assert not reply.authority and not reply.additional


@pytest.mark.parametrize("qname, qtype, rcode, owner", NEGATIVE)
def test_negative_answer(ruled, qname, qtype, rcode, owner):
    reply = ruled.ask(qname, qtype)
    assert (dns.rcode.to_text(reply.rcode()), reply.answer) == (rcode, [])
    (soa,) = reply.authority
    if owner:
        assert soa.name == dns.name.from_text(owner)
        assert (soa[0].mname.to_text(), soa.ttl) == (".", soa[0].minimum)
    else:
        assert soa[0].mname.to_text() == f"ns.{soa.name}"


ANY = [
    ("p5.one.example.com", {"A", "MX", "TXT", "RP"}),
    ("d1.dual.example.com", {"A", "AAAA", "TXT", "HTTPS"}),
    ("d5.dual.example.com", {"AAAA", "TXT", "HTTPS"}),
    ("_v4._tcp.d4.dual.example.com", {"SRV"}),
    ("_v4._tcp.d3.dual.example.com", {"SRV", "TXT"}),
    ("_sip._udp.v7.srv.example.com", {"SRV", "TXT"}),
    ("_x._tcp.h-198-18-6-3.sub.example.com", {"A", "SRV", "TXT"}),
    ("_x._tcp.a.h-198-18-6-3.sub.example.com", {"A", "TXT"}),
    ("only7.only.example.com", {"TXT"}),
    ("5.2.18.198.in-addr.arpa", {"PTR"}),
]


@pytest.mark.parametrize("qname, types", ANY)
def test_any_has_all_of_a_name(ruled, qname, types):
    """Each RRset is the one that its type gets."""
    reply = ruled.ask(qname, "ANY", transport=dns.query.tcp)
    assert {dns.rdatatype.to_text(rrset.rdtype) for rrset in reply.answer} == types
    for rrset in reply.answer:
        assert [rrset] == ruled.ask(qname, rrset.rdtype).answer


MANUAL = pathlib.Path(__file__).parents[2] / "doc/workstation.5"


def manual_blocks():
    """Those of the manual's section on records."""
    text = MANUAL.read_text()
    for escape, character in ((r"\-", "-"), (r"\(aq", "'"), (r"\e", "\\")):
        text = text.replace(escape, character)
    section = text[text.index("\n.SH RECORDS\n"):]
    return re.findall(r"^\.nf\n(.*?)^\.fi$", section[:section.index("\n.SH", 1)],
                      re.MULTILINE | re.DOTALL)


@pytest.mark.linked  # the rules are in a static zone
def test_example_of_the_manual(run):
    """The records that it names, and one of each type of the rule."""
    rule, records = manual_blocks()[:2]
    resolver = run("workstation iterator", rule)
    for line in records.splitlines():
        name, ttl, _, qtype, rdata = line.split(None, 4)
        assert resolver.ask(name, qtype).answer == [
            dns.rrset.from_text(name, int(ttl), "IN", qtype, rdata)]
    for prefix, qtype in re.findall(r"record: [\"'](_\S+ )?([A-Z]+) ", rule):
        (rrset,) = resolver.ask(f"{prefix.strip()}.desk7.office.example.com".lstrip("."),
                                qtype).answer
        assert rrset.rdtype == dns.rdatatype.from_text(qtype)
    assert resolver.addresses("7.0.1.10.in-addr.arpa", "PTR") == ["desk7.office.example.com."]


def test_pool_of_the_manual(run):
    (pool,) = [block for block in manual_blocks() if "numbers:" in block]
    resolver = run("workstation iterator", pool)
    assert resolver.addresses("asset0007.assets.example.com", "TXT") == [
        '"asset 7, see https://assets.example.com/0007"']
    assert resolver.rcode("asset2001.assets.example.com", "TXT") == "NXDOMAIN"
    assert resolver.addresses("asset0007.assets.example.com") == []
