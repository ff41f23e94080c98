# SPDX-License-Identifier: BSD-3-Clause
"""Reverse zones of RFC 2317: the same PTR records under another name."""

import subprocess

import pytest

pytestmark = pytest.mark.either

# The reverse networks are in none of Unbound's default local zones; upstream has
# 18.198.in-addr.arpa.
RULES = """
workstation:
    name: "c{n}"
    network: 198.18.9.0/25
    origin: customer.example.com
    reverse: yes
    reverse-zone: "0/25.9.18.198.in-addr.arpa"
    reverse-zone: "customer.9.18.198.in-addr.arpa"
    other-types: nodata
    ttl: 60
workstation:
    name: "d-{ip}"
    network: 198.18.9.128-198.18.9.254/2
    origin: customer.example.com
    reverse: yes
    reverse-zone: "128/25.9.18.198.in-addr.arpa"
"""


@pytest.fixture(scope="module", params=["workstation iterator",
                                        "workstation validator iterator"])
def delegated(request, run):
    return run(request.param, RULES)


@pytest.mark.parametrize("qname, target", [
    ("9.0/25.9.18.198.in-addr.arpa", "c9.customer.example.com."),
    ("0.0/25.9.18.198.in-addr.arpa", "c0.customer.example.com."),
    ("127.Customer.9.18.198.in-addr.arpa", "c127.customer.example.com."),
    ("9.9.18.198.in-addr.arpa", "c9.customer.example.com."),
    ("130.128/25.9.18.198.in-addr.arpa", "d-198-18-9-130.customer.example.com."),
])
def test_a_pointer_and_back(delegated, qname, target):
    (rrset,) = delegated.ask(qname, "PTR").answer
    assert (rrset.name.to_text(), rrset[0].to_text()) == (f"{qname}.", target)
    octet = qname.split(".")[0]
    assert delegated.addresses(target) == [f"198.18.9.{octet}"]


@pytest.mark.parametrize("qname, qtype, rcode, soa", [
    ("9.0/25.9.18.198.in-addr.arpa", "TXT", "NOERROR", "0/25.9.18.198.in-addr.arpa."),
    ("130.128/25.9.18.198.in-addr.arpa", "TXT", "NOERROR", "18.198.in-addr.arpa."),
    ("0/25.9.18.198.in-addr.arpa", "PTR", "NOERROR", "18.198.in-addr.arpa."),
    ("9.18.198.in-addr.arpa", "PTR", "NOERROR", "18.198.in-addr.arpa."),
    ("128.0/25.9.18.198.in-addr.arpa", "PTR", "NXDOMAIN", "18.198.in-addr.arpa."),
    ("09.0/25.9.18.198.in-addr.arpa", "PTR", "NXDOMAIN", "18.198.in-addr.arpa."),
    ("x.9.0/25.9.18.198.in-addr.arpa", "PTR", "NXDOMAIN", "18.198.in-addr.arpa."),
    ("131.128/25.9.18.198.in-addr.arpa", "PTR", "NXDOMAIN", "18.198.in-addr.arpa."),
])
def test_a_negative_answer(delegated, qname, qtype, rcode, soa):
    reply = delegated.ask(qname, qtype)
    assert (delegated.rcode(qname, qtype), reply.answer) == (rcode, [])
    assert [rrset.name.to_text() for rrset in reply.authority] == [soa]


def test_an_alias_from_upstream_leads_there(delegated):
    assert delegated.addresses("alias-zone.example.com", "PTR") == [
        "9.0/25.9.18.198.in-addr.arpa.", "c9.customer.example.com."]


PRIVATE = """workstation: name: "w{n}" network: 10.0.9.0/26 origin: private.example.com
  reverse: yes reverse-zone: 0-63.9.0.10.in-addr.arpa
"""


@pytest.mark.linked
def test_a_default_local_zone_gives_way(run):
    """10.in-addr.arpa is static by default."""
    resolver = run("workstation iterator", PRIVATE)
    assert resolver.addresses("7.0-63.9.0.10.in-addr.arpa", "PTR") == [
        "w7.private.example.com."]
    assert resolver.rcode("0-63.9.0.10.in-addr.arpa", "PTR") == "NOERROR"
    assert resolver.rcode("64.0-63.9.0.10.in-addr.arpa", "PTR") == "NXDOMAIN"
    assert resolver.checkconf().stderr == ""


@pytest.mark.linked
def test_a_local_zone_that_hides_it_is_reported(run):
    resolver = run("workstation iterator", """server:
  local-zone: 0-63.9.0.10.in-addr.arpa. refuse
""" + PRIVATE)
    said = resolver.checkconf()
    assert said.returncode == 0
    assert ("0-63.9.0.10.in-addr.arpa. is in a local-zone that answers before this rule"
            in said.stderr)


def test_checkconf_knows_it(build, tmp_path):
    path = tmp_path / "rules"
    path.write_text(PRIVATE)

    def said(*words):
        return subprocess.run([build / "workstation-checkconf", path, *words], check=True,
                              capture_output=True, text=True).stdout

    assert said("-q", "7.0-63.9.0.10.in-addr.arpa", "PTR").splitlines() == [
        f"; {path}:1: answer",
        "7.0-63.9.0.10.in-addr.arpa.\t0\tIN\tPTR\tw7.private.example.com."]
    listed = [line.split()[0] for line in said("-l").splitlines() if "PTR" in line]
    assert listed == [f"{i}.9.0.10.in-addr.arpa." for i in range(64)] + [
        f"{i}.0-63.9.0.10.in-addr.arpa." for i in range(64)]
