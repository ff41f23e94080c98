# SPDX-License-Identifier: BSD-3-Clause
"""Ranges with a step, asked over the wire."""

import ipaddress

import pytest

pytestmark = pytest.mark.either

# Of each pair of addresses one is a phone and the other a desk. The reverse networks are
# in none of Unbound's default local zones.
RULES = """
workstation:
    name: "phone{n}"
    network: 198.18.0.10-198.18.0.250/2
    network: 2001:470:1f::1-2001:470:1f:ff::1/18446744073709551616
    origin: step.example.com
    reverse: yes
    out-of-range: nxdomain
workstation:
    name: "desk-{ip}"
    network: 198.18.0.11-198.18.0.251/2
    origin: step.example.com
    reverse: yes
workstation:
    name: "{ip}"
    network: 198.18.0.0-198.18.0.255/5
    network: 198.18.0.0/24
    origin: all.example.com
    reverse: yes
    ttl: 60
"""


@pytest.fixture(scope="module")
def stepped(run):
    return run("workstation iterator", RULES)


def names(last):
    """The name of 198.18.0.LAST."""
    if 10 <= last <= 251:
        name = f"desk-198-18-0-{last}" if last % 2 else f"phone{(last - 10) // 2}"
        return f"{name}.step.example.com."
    return f"198-18-0-{last}.all.example.com."


@pytest.mark.parametrize("last", [0, 5, 9, 10, 11, 12, 131, 132, 249, 250, 251, 252, 255])
def test_each_address_has_the_name_of_the_first_rule(stepped, last):
    address = f"198.18.0.{last}"
    pointer = ipaddress.ip_address(address).reverse_pointer
    assert stepped.addresses(pointer, "PTR") == [names(last)]
    assert stepped.addresses(names(last)) == [address]


@pytest.mark.parametrize("qname, address", [
    ("phone0.step.example.com", "2001:470:1f::1"),
    ("phone255.step.example.com", "2001:470:1f:ff::1"),
])
def test_a_host_in_each_network(stepped, qname, address):
    assert stepped.addresses(qname, "AAAA") == [address]
    pointer = ipaddress.ip_address(address).reverse_pointer
    assert stepped.addresses(pointer, "PTR") == [f"{qname}."]


@pytest.mark.parametrize("qname, qtype, rcode", [
    ("phone120.step.example.com", "A", "NOERROR"),
    ("phone121.step.example.com", "A", "NOERROR"),  # it has an AAAA record
    ("phone256.step.example.com", "A", "NXDOMAIN"),
    ("desk-198-18-0-12.step.example.com", "A", "NXDOMAIN"),  # upstream's
    ("desk-198-18-0-253.step.example.com", "A", "NXDOMAIN"),
])
def test_names_off_the_step(stepped, qname, qtype, rcode):
    assert stepped.rcode(qname, qtype) == rcode


ONE = """workstation: name: "p{n}" network: 10.0.9.10-10.0.9.16/2 origin: private.example.com
  reverse: yes
"""


@pytest.mark.linked
def test_a_default_local_zone_gives_way(run):
    """10.in-addr.arpa is static by default: it answers for what is between two steps."""
    resolver = run("workstation iterator", ONE)
    assert resolver.addresses("12.9.0.10.in-addr.arpa", "PTR") == ["p1.private.example.com."]
    assert resolver.rcode("13.9.0.10.in-addr.arpa", "PTR") == "NXDOMAIN"
    assert resolver.rcode("9.0.10.in-addr.arpa", "PTR") == "NOERROR"


@pytest.mark.linked
def test_a_local_zone_that_hides_an_end_is_reported(run):
    resolver = run("workstation iterator", """server:
  local-zone: 16.9.0.10.in-addr.arpa. refuse
""" + ONE)
    said = resolver.checkconf()
    assert said.returncode == 0
    assert "16.9.0.10.in-addr.arpa. is in a local-zone that answers before this rule" \
        in said.stderr
