# SPDX-License-Identifier: BSD-3-Clause
"""Every name that BIND expands from $GENERATE lines has the same answer from the
equivalent rule, forward and reverse. The pairs are those of workstation(5)."""

import dns.rdatatype
import pytest

from named import Named

NODES = "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.f.1.0.0.0.7.4.0.1.0.0.2.ip6.arpa."

# $GENERATE lines, and the rule for them
PAIRS = [
    ("$GENERATE 0-255 desk$ A 198.18.0.$\n"
     "$GENERATE 0-255 $.0.18.198.in-addr.arpa. PTR desk$.example.org.",
     "name: desk{n} network: 198.18.0.0/24 reverse: yes"),
    ("$GENERATE 10-99 rack${0,3,d} A 198.18.1.$\n"
     "$GENERATE 10-99 $.1.18.198.in-addr.arpa. PTR rack${0,3,d}.example.org.",
     "name: rack{n:3} first: 10 network: 198.18.1.10-198.18.1.99 reverse: yes"),
    ("$GENERATE 0-63 lease${1000,0,d} A 198.18.2.$\n"
     "$GENERATE 0-63 $.2.18.198.in-addr.arpa. PTR lease${1000,0,d}.example.org.",
     "name: lease{n} first: 1000 network: 198.18.2.0/26 reverse: yes"),
    ("$GENERATE 0-255 198-18-3-$ A 198.18.3.$\n"
     "$GENERATE 0-255 $.3.18.198.in-addr.arpa. PTR 198-18-3-$.example.org.",
     "name: {ip} network: 198.18.3.0/24 reverse: yes"),
    ("$GENERATE 0-255 x-c61204${0,2,x} A 198.18.4.$\n"
     "$GENERATE 0-255 $.4.18.198.in-addr.arpa. PTR x-c61204${0,2,x}.example.org.",
     "name: x-{hex} network: 198.18.4.0/24 reverse: yes"),
    ("$GENERATE 0-4095 node$ AAAA 2001:470:1f::${0,0,x}\n"
     f"$GENERATE 0-4095 ${{0,5,n}}.0.0.{NODES} PTR node$.example.org.",
     "name: node{n} network: 2001:470:1f::/116 reverse: yes"),
    ("$GENERATE 1-4095 dyn-2001-470-1f--1-${0,0,x} AAAA 2001:470:1f::1:${0,0,x}\n"
     f"$GENERATE 1-4095 ${{0,5,n}}.0.1.{NODES} PTR dyn-2001-470-1f--1-${{0,0,x}}.example.org.",
     "name: dyn-{ip} network: 2001:470:1f::1:1-2001:470:1f::1:fff reverse: yes"),
    ("$GENERATE 0-255 hexa${0,4,x} AAAA 2001:470:1f::2:${0,0,x}\n"
     f"$GENERATE 0-255 ${{0,3,n}}.0.0.2.{NODES} PTR hexa${{0,4,x}}.example.org.",
     "name: hexa{n:4x} network: 2001:470:1f::2:0/120 reverse: yes"),
    ("$GENERATE 0-255 short${0,0,x} A 198.18.6.$\n"
     "$GENERATE 0-255 $.6.18.198.in-addr.arpa. PTR short${0,0,x}.example.org.",
     "name: short{n:x} network: 198.18.6.0/24 reverse: yes"),
    ("$GENERATE 0-255 desk$.floor3 A 198.18.7.$\n"
     "$GENERATE 0-255 $.7.18.198.in-addr.arpa. PTR desk$.floor3.example.org.",
     "name: desk{n}.floor3 network: 198.18.7.0/24 reverse: yes"),
    ("$GENERATE 0-255 198.18.8.$ A 198.18.8.$\n"
     "$GENERATE 0-255 $.8.18.198.in-addr.arpa. PTR 198.18.8.$.example.org.",
     "name: {dotted} network: 198.18.8.0/24 reverse: yes"),
    ("$GENERATE 0-255 cpe-$-9-18-198 A 198.18.9.$\n"
     "$GENERATE 0-255 $.9.18.198.in-addr.arpa. PTR cpe-$-9-18-198.example.org.",
     "name: cpe-{reversed} network: 198.18.9.0/24 reverse: yes"),
    ("$GENERATE 1-254 but$ A 198.18.10.$\n"
     "$GENERATE 1-254 $.10.18.198.in-addr.arpa. PTR but$.example.org.",
     "name: but{n} network: 198.18.10.0/24 except: 198.18.10.0 except: 198.18.10.255 "
     "reverse: yes"),
    ("$GENERATE 0-99 dual$ A 198.18.5.$\n"
     "$GENERATE 0-99 dual$ AAAA 2001:470:20::${0,0,x}",
     "name: dual{n} network: 198.18.5.0-198.18.5.99 network: 2001:470:20::-2001:470:20::63"),
]

ZONES = ["example.org", "18.198.in-addr.arpa", "f.1.0.0.0.7.4.0.1.0.0.2.ip6.arpa"]


def text(zone):
    """The zone's lines."""
    lines = "\n".join(generated for generated, _ in PAIRS).splitlines()
    owners = [line for line in lines
              if (f"{zone}. PTR" in line) == ("arpa" in zone)
              and ("arpa. PTR" in line) == ("arpa" in zone)]
    return "\n".join(["$TTL 300", "@ SOA . . 1 1 1 1 1", "@ NS localhost."] + owners)


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    zones = {zone: text(zone) for zone in ZONES}
    with Named(tmp_path_factory.mktemp("named"), zones) as named:
        return sorted((owner, dns.rdatatype.to_text(rdata.rdtype), ttl, rdata.to_text())
                      for owner, ttl, rdata in named.records())


def test_every_name(run, records):
    resolver = run("workstation iterator", "".join(
        f"workstation: {rule} origin: example.org ttl: 300\n" for _, rule in PAIRS))
    assert len(records) == sum(  # a line's range has both its ends
        int(last) - int(first) + 1 for generated, _ in PAIRS
        for line in generated.splitlines()
        for first, last in [line.split()[1].split("-")])
    for owner, qtype, ttl, rdata in records:
        reply = resolver.ask(owner, qtype)
        assert [(rrset.name, rrset.ttl, [record.to_text() for record in rrset])
                for rrset in reply.answer] == [(owner, ttl, [rdata])]
