# SPDX-License-Identifier: BSD-3-Clause
"""Zones that have the exceptions of a pool with `existing: keep`: transferred from a
primary into an auth-zone, and those of servers in which zone data come first, too."""

import signal
import types

import pytest

from existing import ANSWERS, KEEP, OFFICE, REVERSE, ExistingUpstream, check_cache
from machine import free_port, wait_for
from resolver import Resolver
from rpz import NODATA, NXDOMAIN, SERVFAIL, said
from upstream import Upstream

CHAINS = ["workstation iterator", "workstation validator iterator",
          "respip workstation iterator"]


class Primary(ExistingUpstream):
    """Gives its zones to whoever asks, and does not sign any."""

    signed_zones = ()
    zone_options = ["  provide-xfr: 127.0.0.1 NOKEY"]

    def text(self, zone):
        return super().text(zone).replace("$TTL 100", "$TTL 1").replace(
            " 86400 100", " 86400 1").replace("hostmaster 1 ", "hostmaster 1000 ").replace(
            f"hostmaster.{OFFICE}. 1 ", f"hostmaster.{OFFICE}. 1000 ")

    def remove(self, zone, line):
        """Load a zone again, without a line."""
        path = self.place / zone
        text = path.read_text()
        assert text.count(line) == 1 and text.count(" 1000 ") == 1
        path.write_text(text.replace(line, "").replace(" 1000 ", " 1001 "))
        self.process.send_signal(signal.SIGHUP)


@pytest.fixture(scope="module")
def upstream():
    """The resolvers here have no other zones than those of the test."""
    return types.SimpleNamespace(zones=(), signed_zones=())


@pytest.fixture
def primary(tmp_path):
    place = tmp_path / "primary"
    place.mkdir()
    with Primary(place) as server:
        yield server


def auth_zones(place, port):
    """Clauses for the zones of the primary at a port, as the manual has them."""
    return "".join(f"""
auth-zone:
  name: "{zone}"
  primary: 127.0.0.1@{port}
  zonefile: "{place}/{zone}.secondary"
  for-downstream: no
  for-upstream: yes
""" for zone in Primary.zones)


def forwarder(port):
    """Clauses of a resolver that forwards all else, as the manual has them. Before Unbound
    1.23, a forward-zone above an auth-zone hides it; one of its own name, without
    addresses, prevents that."""
    return Resolver.forward_zone(".", port) + "".join(
        f'forward-zone:\n  name: "{zone}"\n' for zone in Primary.zones)


def wait_for_transfers(place):
    wait_for(lambda: all((place / f"{zone}.secondary").exists() for zone in Primary.zones),
             "the zones to be transferred")


@pytest.mark.either
@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("forwards", [False, True])
def test_auth_zone(start, primary, tmp_path, chain, forwards):
    """Names of the zones win, and the pool has all others, forward and reverse. A name
    that is removed from its zone is computed after that."""
    resolver = start(chain, auth_zones(tmp_path, primary.port) + KEEP
                     + (forwarder(free_port()) if forwards else ""))
    wait_for_transfers(tmp_path)
    for _ in range(2):
        for qname, qtype, _, answer in ANSWERS:
            assert said(resolver.ask(qname, qtype)) == answer, (qname, qtype)
    check_cache(resolver)

    primary.remove(OFFICE, "desk1 IN A 203.0.113.1\n")
    primary.remove(REVERSE, f"1 IN PTR upstream1.{OFFICE}.\n")
    for zone, name, qtype, computed in (
            (OFFICE, f"desk1.{OFFICE}", "A", "198.18.1.1"),
            (REVERSE, f"1.{REVERSE}", "PTR", f"desk1.{OFFICE}.")):
        def is_computed():
            resolver.control("auth_zone_transfer", zone)
            return resolver.addresses(name, qtype) == [computed]
        wait_for(is_computed, f"{name} to be computed")
    assert said(resolver.ask(f"desk5.{OFFICE}")) == [f"desk1.{OFFICE}.", "198.18.1.1"]
    assert said(resolver.ask(f"desk2.{OFFICE}", "AAAA")) == ["2001:db8::2"]
    check_cache(resolver)


@pytest.mark.either
def test_a_primary_that_is_dead(start, primary, tmp_path):
    """Without the zone, nobody knows the exceptions: SERVFAIL. The file that is left of
    the last transfer is enough."""
    dead = auth_zones(tmp_path, free_port())
    resolver = start("workstation iterator", dead + KEEP)
    for label in ("desk1", "desk7"):
        assert said(resolver.ask(f"{label}.{OFFICE}")) == [SERVFAIL]
    start("workstation iterator", auth_zones(tmp_path, primary.port) + KEEP)
    wait_for_transfers(tmp_path)
    resolver = start("workstation iterator", dead + KEEP)
    for _ in range(2):
        assert said(resolver.ask(f"desk1.{OFFICE}")) == ["203.0.113.1"]
        assert said(resolver.ask(f"desk7.{OFFICE}")) == ["198.18.1.7"]


KNOT, KNOT_4, KNOT_6 = ("knot.example", "1.168.192.in-addr.arpa",
                        "1.6.b.0.0.0.0.0.0.2.6.2.ip6.arpa")
BIND, BIND_0, BIND_1, BIND_6 = ("bind.example", "0.53.10.in-addr.arpa", "1.53.10.in-addr.arpa",
                                "e.f.a.c.e.f.a.c.ip6.arpa")
ZEROS = "0." * 16
DATA = {
    KNOT: """
static4-a IN A 192.168.1.42
static4-b IN A 192.168.1.43
static6-a IN AAAA 2620:0:b61::42
cname4 IN CNAME dynamic-192-168-1-1
cname6 IN CNAME dynamic-2620-0000-0b61-0000-0000-0000-0000-0001
dynamic-192-168-1-50 IN A 203.0.113.50
dynamic-192-168-1-51 IN CNAME static4-a
dynamic-2620-0-b61--52 IN AAAA 2001:db8::52
*.any IN A 203.0.113.53
""",
    KNOT_4: f"42 IN PTR static4-a.{KNOT}.\n43 IN PTR static4-b.{KNOT}.\n",
    KNOT_6: f"2.4.0.0.{ZEROS[:-1]} IN PTR static6-a.{KNOT}.\n",
    BIND: """
a IN A 10.53.0.4
dynamic-10-53-0-30 IN A 10.53.0.30
""",
    BIND_0: f"4 IN PTR a.{BIND}.\n28 IN PTR b.{BIND}.\n",
    BIND_1: "",
    BIND_6: f"e.f.a.c.f.e.e.b.{ZEROS[:-1]} IN PTR aaaa.{BIND}.\n",
}
POOLS = f"""
server:
  local-zone: "168.192.in-addr.arpa." nodefault
  local-zone: "10.in-addr.arpa." nodefault
workstation:
  name: "dynamic-{{ip}}"
  network: 192.168.1.0-192.168.1.127
  network: 2620:0:b61::/52
  origin: "{KNOT}"
  ttl: 900
  other-types: nodata
  out-of-range: nxdomain
  reverse: yes
  existing: keep
workstation:
  name: "dynamic-{{ip}}"
  network: 10.53.0.0/24
  network: 10.53.1.0/29
  network: cafe:cafe::/32
  origin: "{BIND}"
  ttl: 3600
  other-types: nodata
  out-of-range: nxdomain
  reverse: yes
  existing: keep
"""


class OtherServers(Upstream):
    zones = tuple(DATA)
    signed_zones = ()

    def text(self, zone):
        return ("$TTL 120\n@ IN SOA ns.bind.example. hostmaster.bind.example."
                " 1 3600 900 86400 60\n@ IN NS ns.bind.example.\n" + DATA[zone])


def reverse_6(host, zone):
    """The reverse name of an address by its host part, of groups of four digits."""
    return ".".join([*host.replace(":", "")[::-1], zone])


# What Knot DNS and BIND answer with these zones and pools: rcode and RDATA of the cases
# of CZ-NIC/knot, tests-extra/tests/modules/synthrecord, and of isc-projects/bind9,
# bin/tests/system/synthrecord, under other names, and more where zone data come first.
OF_OTHERS = [
    # zone data
    (f"42.{KNOT_4}", "PTR", [f"static4-a.{KNOT}."]),
    (f"static4-a.{KNOT}", "A", ["192.168.1.42"]),
    (reverse_6("0000:0000:0000:0000:0042", KNOT_6), "PTR", [f"static6-a.{KNOT}."]),
    (f"static6-a.{KNOT}", "AAAA", ["2620:0:b61::42"]),
    (f"dynamic-192-168-1-50.{KNOT}", "A", ["203.0.113.50"]),
    (f"dynamic-192-168-1-50.{KNOT}", "TXT", [NODATA]),
    (f"dynamic-192-168-1-51.{KNOT}", "A", [f"static4-a.{KNOT}.", "192.168.1.42"]),
    (f"dynamic-2620-0-b61--52.{KNOT}", "AAAA", ["2001:db8::52"]),
    (f"dynamic-192-168-1-1.any.{KNOT}", "A", ["203.0.113.53"]),
    # the pool
    (f"1.{KNOT_4}", "PTR", [f"dynamic-192-168-1-1.{KNOT}."]),
    (f"50.{KNOT_4}", "PTR", [f"dynamic-192-168-1-50.{KNOT}."]),
    (f"dynamic-192-168-1-1.{KNOT}", "A", ["192.168.1.1"]),
    (f"dynamic-192-168-1-42.{KNOT}", "A", ["192.168.1.42"]),
    (reverse_6("0000:0000:0000:0000:0001", KNOT_6), "PTR", [f"dynamic-2620-0-b61--1.{KNOT}."]),
    (f"dynamic-2620-0-b61--1.{KNOT}", "AAAA", ["2620:0:b61::1"]),
    (f"dynamic-2620-0-b61--.{KNOT}", "AAAA", ["2620:0:b61::"]),
    (f"dynamic-2620-0-b61-0-0-0-0-0.{KNOT}", "AAAA", ["2620:0:b61::"]),
    (f"dynamic-2620-0-b61--1000.{KNOT}", "AAAA", ["2620:0:b61::1000"]),
    (f"cname4.{KNOT}", "A", [f"dynamic-192-168-1-1.{KNOT}.", "192.168.1.1"]),
    (f"cname6.{KNOT}", "AAAA", [f"dynamic-2620-0000-0b61-0000-0000-0000-0000-0001.{KNOT}.",
                                "2620:0:b61::1"]),
    (f"dynamic-192-168-1-1.{KNOT}", "ANY", ["192.168.1.1"]),
    (f"1.{KNOT_4}", "ANY", [f"dynamic-192-168-1-1.{KNOT}."]),
    # other types, and empty non-terminals
    (f"1.{KNOT_4}", "TXT", [NODATA]), (f"dynamic-192-168-1-1.{KNOT}", "TXT", [NODATA]),
    (f"dynamic-192-168-1-1.{KNOT}", "AAAA", [NODATA]),
    (f"dynamic-2620-0-b61--1.{KNOT}", "A", [NODATA]),
    (KNOT_4, "PTR", [NODATA]), (f"0.0.0.0.{KNOT_6}", "PTR", [NODATA]),
    # past the networks
    (f"128.{KNOT_4}", "PTR", [NXDOMAIN]), (f"dynamic-192-168-1-128.{KNOT}", "A", [NXDOMAIN]),
    (reverse_6("1000:0000:0000:0000:0000", KNOT_6), "PTR", [NXDOMAIN]),
    (f"dynamic-2620-0000-0b61-1000-0000-0000-0000-0000.{KNOT}", "AAAA", [NXDOMAIN]),

    (f"4.{BIND_0}", "PTR", [f"a.{BIND}."]), (f"28.{BIND_0}", "PTR", [f"b.{BIND}."]),
    (f"dynamic-10-53-0-30.{BIND}", "A", ["10.53.0.30"]), (f"a.{BIND}", "A", ["10.53.0.4"]),
    (reverse_6("0000:0000:0000:0000:beef:cafe", BIND_6), "PTR", [f"aaaa.{BIND}."]),
    (f"44.{BIND_0}", "PTR", [f"dynamic-10-53-0-44.{BIND}."]),
    (f"44.{BIND_0.replace('in-addr', 'In-adDR')}", "PTR", [f"dynamic-10-53-0-44.{BIND}."]),
    (f"4.{BIND_1}", "PTR", [f"dynamic-10-53-1-4.{BIND}."]),
    (reverse_6("0000:0000:0000:0000:0000:cafe", BIND_6), "PTR",
     [f"dynamic-cafe-cafe--cafe.{BIND}."]),
    (reverse_6("0000:0000:0000:0000:0000:0000", BIND_6), "PTR",
     [f"dynamic-cafe-cafe--0.{BIND}."]),
    (f"dYnAmIc-10-53-0-44.{BIND}", "A", ["10.53.0.44"]),
    (f"dYnAmIc-10-53-0-44.{BIND}", "ANY", ["10.53.0.44"]),
    (f"dynamic-cafe-cafe--cafe.{BIND}", "AAAA", ["cafe:cafe::cafe"]),
    (f"dynamic-10-53-0-44.{BIND}", "AAAA", [NODATA]),
    (f"dynamic-cafe-cafe--cafe.{BIND}", "A", [NODATA]),
    (f"dynamic-10-53-1-10a.{BIND}", "A", [NXDOMAIN]),
    (f"dynamic-10-53-4-3.{BIND}", "A", [NXDOMAIN]),
    (f"dynamic-10.53.1-3.{BIND}", "A", [NXDOMAIN]),
    (f"dynamic-172-16-0-3.{BIND}", "A", [NXDOMAIN]),
    (f"dynamic-cafe.{BIND}", "AAAA", [NXDOMAIN]),
    (f"dynamic-cafe-cafe--cafez.{BIND}", "AAAA", [NXDOMAIN]),
    (BIND, "A", [NODATA]), (f"ab.{BIND_0}", "PTR", [NXDOMAIN]),
    (f"1.{BIND_0}", "A", [NODATA]), (f"1.{BIND_0}", "AAAA", [NODATA]),
    (f"4.{BIND_0}", "A", [NODATA]), (f"2.{BIND_1}", "A", [NODATA]),
    (BIND_1, "PTR", [NODATA]), (BIND_6, "PTR", [NODATA]), (BIND_6, "AAAA", [NODATA]),
    (reverse_6("0000:0000:0000:0000:0000:caf0", BIND_6).replace("0", "z", 1), "PTR",
     [NXDOMAIN]),
    (f"55.{BIND_0}", "ANY", [f"dynamic-10-53-0-55.{BIND}."]),
    (f"55.{BIND_1}", "ANY", [NXDOMAIN]), (f"8.{BIND_1}", "PTR", [NXDOMAIN]),
]


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    with OtherServers(tmp_path_factory.mktemp("others")) as server:
        yield server


@pytest.mark.either
@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("how", ["forward-zone", "auth-zone"])
@pytest.mark.sampled(5)
def test_other_servers(start, others, chain, how):
    """Where zone data come first in other servers, they do here."""
    zones = "".join(Resolver.forward_zone(zone, others.port) if how == "forward-zone" else
                    f'auth-zone:\n  name: "{zone}"\n  zonefile: "{others.place}/{zone}"\n'
                    "  for-downstream: no\n" for zone in others.zones)
    resolver = start(chain, zones + POOLS)
    wrong = []
    for _ in range(2):
        for qname, qtype, answer in OF_OTHERS:
            reply = resolver.ask(qname, qtype)
            if said(reply) != answer:
                wrong.append((answer, reply.to_text()))
    assert wrong == []
