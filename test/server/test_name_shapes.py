# SPDX-License-Identifier: BSD-3-Clause
"""The shapes of names, asked over the wire: forward and reverse, what is nearly a name,
and the names in between."""

import dns.rcode
import dns.rdatatype
import dns.reversename
import pytest

pytestmark = pytest.mark.either

# Each shape in a domain of its own. The reverse networks are in none of Unbound's
# default local zones.
RULES = """
workstation:
    name: "pc{n:x}"
    first: 10
    network: 198.18.0.0/24
    origin: hex.example.com
    reverse: yes
workstation:
    name: "node-{n:16x}"
    network: 2001:470:1f::/64
    origin: host.example.com
    reverse: yes
workstation:
    name: "desk{n}.floor3"
    network: 198.18.1.0/24
    origin: office.example.com
    reverse: yes
workstation:
    name: "{dotted}"
    network: 198.18.2.0/24
    origin: ip.example.com
    subdomains: yes
    reverse: yes
workstation:
    name: "{ip}"
    network: 198.18.3.0/24
    origin: ip.example.com
workstation:
    name: "cpe-{reversed}"
    network: 198.18.4.0/24
    origin: cpe.example.com
    reverse: yes
workstation:
    name: "{v4}-via-7"
    network: 2001:470:20:0:0:7::/96
    origin: via.example.com
    reverse: yes
workstation:
    name: "{*}-{ip}"
    network: 198.18.5.0/24
    network: 2001:470:21::/64
    origin: any.example.com
    other-types: nodata
    out-of-range: nxdomain
    ttl: 60
workstation:
    name: "{ip}"
    network: 198.18.6.0/24
    origin: "*.pod.example.com"
    other-types: nodata
    out-of-range: nxdomain
    ttl: 60
workstation:
    name: "{ip}"
    network: 198.18.6.0/25
    origin: "kube.pod.example.com"
    ttl: 5
workstation:
    name: "{ip:long}"
    network: 2001:470:22::/64
    origin: long.example.com
    reverse: yes
workstation:
    name: "pool{n}.x"
    network: 198.18.7.0/24
    except: 198.18.7.0
    except: 198.18.7.254-198.18.7.255
    origin: except.example.com
    other-types: nodata
    out-of-range: nxdomain
    ttl: 60
    reverse: yes
"""

# names, and the address of each; with `reverse: yes`, the name that it leads back to
BOTH_WAYS = [
    ("pca.hex.example.com", "198.18.0.0"),
    ("pc109.hex.example.com", "198.18.0.255"),
    ("node-00000000000000ff.host.example.com", "2001:470:1f::ff"),
    ("desk7.floor3.office.example.com", "198.18.1.7"),
    ("198.18.2.7.ip.example.com", "198.18.2.7"),
    ("cpe-7-4-18-198.cpe.example.com", "198.18.4.7"),
    ("10-1-0-5-via-7.via.example.com", "2001:470:20::7:a01:5"),
    ("2001-0470-0022-0000-0000-0000-0000-0001.long.example.com", "2001:470:22::1"),
    ("pool253.x.except.example.com", "198.18.7.253"),
]
FORWARD = [
    ("PC00000A.Hex.example.com", "198.18.0.0"),
    ("NODE-FFFFFFFFFFFFFFFF.host.example.com", "2001:470:1f:0:ffff:ffff:ffff:ffff"),
    ("DESK007.FLOOR3.office.example.com", "198.18.1.7"),
    ("131.198.18.2.7.ip.example.com", "198.18.2.7"),
    ("a.b.198.18.2.7.ip.example.com", "198.18.2.7"),
    ("198-18-3-7.ip.example.com", "198.18.3.7"),
    ("myapp-198-18-5-7.any.example.com", "198.18.5.7"),
    ("My-App-198-18-5-7.any.example.com", "198.18.5.7"),
    ("1-198-18-5-7.any.example.com", "198.18.5.7"),
    ("myapp-2001-470-21--7.any.example.com", "2001:470:21::7"),
    ("198-18-6-200.shop.pod.example.com", "198.18.6.200"),
    ("198-18-6-200.kube.pod.example.com", "198.18.6.200"),
    ("2001-470-22--1.long.example.com", "2001:470:22::1"),
]

# None: the answer is upstream's, which knows none of these names
NEGATIVE = [
    ("pc9.hex.example.com", "A", "NXDOMAIN", None),
    ("pcg.hex.example.com", "A", "NXDOMAIN", None),
    ("node-0000000000000ff.host.example.com", "AAAA", "NXDOMAIN", None),
    ("desk7.office.example.com", "A", "NXDOMAIN", None),
    ("desk256.floor3.office.example.com", "A", "NXDOMAIN", None),
    ("floor4.office.example.com", "A", "NXDOMAIN", None),
    ("198.18.2.256.ip.example.com", "A", "NXDOMAIN", None),
    ("198.18.2.07.ip.example.com", "A", "NXDOMAIN", None),
    ("cpe-198-18-4-7.cpe.example.com", "A", "NXDOMAIN", None),
    ("10-1-0-256-via-7.via.example.com", "AAAA", "NXDOMAIN", None),
    ("x-198-18-5-256.any.example.com", "A", "NXDOMAIN", None),
    ("198-18-5-7.any.example.com", "A", "NXDOMAIN", None),
    ("x-198-18-6-7.any.example.com", "A", "NXDOMAIN", "any.example.com."),
    ("x-198-18-5-7.any.example.com", "MX", "NOERROR", "any.example.com."),
    ("198-18-6-200.shop.pod.example.com", "AAAA", "NOERROR", "shop.pod.example.com."),
    ("198-18-7-1.shop.pod.example.com", "A", "NXDOMAIN", "shop.pod.example.com."),
    ("pool0.x.except.example.com", "A", "NXDOMAIN", "except.example.com."),
    ("pool254.x.except.example.com", "A", "NXDOMAIN", "except.example.com."),
    ("pool1.x.except.example.com", "TXT", "NOERROR", "except.example.com."),
    ("0.7.18.198.in-addr.arpa", "PTR", "NXDOMAIN", None),
    ("254.7.18.198.in-addr.arpa", "TXT", "NXDOMAIN", None),
    # names in between, which are above others: upstream says NXDOMAIN
    ("floor3.office.example.com", "A", "NOERROR", None),
    ("18.2.7.ip.example.com", "A", "NOERROR", None),
    ("2.7.ip.example.com", "TXT", "NOERROR", None),
    ("7.ip.example.com", "A", "NOERROR", None),
    ("3.7.ip.example.com", "A", "NXDOMAIN", None),
    ("shop.pod.example.com", "A", "NOERROR", None),
    ("pod.example.com", "A", "NOERROR", None),
    ("x.except.example.com", "A", "NOERROR", "except.example.com."),
]


@pytest.fixture(scope="module")
def shaped(run):
    return run("workstation iterator", RULES)


def qtype_of(address):
    return "AAAA" if ":" in address else "A"


@pytest.mark.parametrize("name, address", BOTH_WAYS + FORWARD)
def test_forward(shaped, name, address):
    reply = shaped.ask(name, qtype_of(address))
    assert reply.rcode() == dns.rcode.NOERROR
    (rrset,) = reply.answer
    assert str(rrset.name) == f"{name}."
    assert [record.to_text() for record in rrset] == [address]


@pytest.mark.parametrize("name, address", BOTH_WAYS)
def test_reverse(shaped, name, address):
    reply = shaped.ask(str(dns.reversename.from_address(address)), "PTR")
    (rrset,) = reply.answer
    assert [record.to_text() for record in rrset] == [f"{name}."]


@pytest.mark.parametrize("qname, qtype, rcode, owner", NEGATIVE)
def test_negative_answer(shaped, qname, qtype, rcode, owner):
    reply = shaped.ask(qname, qtype)
    assert (dns.rcode.to_text(reply.rcode()), reply.answer) == (rcode, [])
    (soa,) = [rrset for rrset in reply.authority if rrset.rdtype == dns.rdatatype.SOA]
    if owner is None:
        assert soa[0].mname.to_text() == f"ns.{soa.name}"
    else:
        assert (soa.name.to_text(), soa[0].mname.to_text()) == (owner, ".")


def test_the_literal_origin_comes_first(shaped):
    """Before one with * for its first label, which has what the literal one has not."""
    ttls = [shaped.ask(f"198-18-6-{octet}.kube.pod.example.com", "A").answer[0].ttl
            for octet in (7, 200)]
    assert ttls == [5, 60]


# A domain that is answered here alone, in which no query is forwarded
ALONE = """
server:
    local-zone: "ip.internal." static
    local-zone: "pods.internal." static
workstation: name: "{dotted}" network: 10.1.0.0/24 origin: ip.internal reverse: yes
workstation: name: "www.h{n}" network: 10.2.0.0/24 origin: "*.pods.internal"
"""


@pytest.fixture(scope="module")
def alone(run):
    return run("workstation iterator", ALONE)


@pytest.mark.linked
@pytest.mark.parametrize("qname, rcode, addresses", [
    ("10.1.0.5.ip.internal", "NOERROR", ["10.1.0.5"]),
    ("0.5.ip.internal", "NOERROR", []),
    ("2.5.ip.internal", "NXDOMAIN", []),
    ("10.2.0.5.ip.internal", "NXDOMAIN", []),
    ("www.h7.shop.pods.internal", "NOERROR", ["10.2.0.7"]),
    ("h7.shop.pods.internal", "NOERROR", []),
    ("shop.pods.internal", "NOERROR", []),
    ("h256.shop.pods.internal", "NXDOMAIN", []),
])
def test_in_a_static_zone(alone, qname, rcode, addresses):
    reply = alone.ask(qname, "A")
    assert dns.rcode.to_text(reply.rcode()) == rcode
    assert [record.to_text() for rrset in reply.answer for record in rrset] == addresses
