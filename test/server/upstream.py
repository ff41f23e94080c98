# SPDX-License-Identifier: BSD-3-Clause
"""The upstream: NSD, authoritative for some zones, all of them alike."""

import subprocess

import dns.exception
import dns.message
import dns.query

from machine import free_port, wait_for
from signed import file_of, sign

# Upstream has other records of some computed names, so that a test sees who
# answered.
ZONE = r"""
$TTL 300
@ IN SOA ns hostmaster 1 3600 900 86400 300
@ IN NS ns
ns IN A 192.0.2.53
www IN A 93.184.216.119
workstation5 IN A 203.0.113.5
workstation5 IN AAAA 2001:db8::5
workstation5 IN TXT "upstream"
workstation5 IN TYPE65 \# 3 000100
workstation IN A 203.0.113.1
workstation256 IN A 203.0.113.2
workstation5x IN A 203.0.113.3
workstation5\.example IN A 203.0.113.4
workstation5\000 IN A 203.0.113.6
workstation\181 IN A 203.0.113.7
www.workstation5 IN A 203.0.113.8
workstation4294967301 IN A 203.0.113.9
; aliases that lead to computed names
alias 60 IN CNAME workstation5
alias2 120 IN CNAME alias
alias-nx 60 IN CNAME workstation77
alias-away 60 IN CNAME workstation5.bogus.example.
alias-refused 60 IN CNAME workstation5.refused.example.
alias-silent 60 IN CNAME workstation5.silent.example.
*.wild 60 IN CNAME workstation6
workstation8 IN CNAME www
alias8 60 IN CNAME workstation8
old 60 IN DNAME pool.example.net.
alias-zone 60 IN CNAME 9.0/25.9.18.198.in-addr.arpa.
7.2.0.192.in-addr IN CNAME 7.0.18.198.in-addr.arpa.
; and others
out IN CNAME www
loop1 IN CNAME loop2
loop2 IN CNAME loop1
@ IN MX 10 workstation5
_sip._tcp IN SRV 1 1 5060 workstation5
"""


class Upstream:
    """A subclass can have other zones."""

    zones = ("example.com", "example.net", "18.198.in-addr.arpa")
    signed_zones = ("signed.example", "bogus.example")
    addresses = ("127.0.0.1",)
    zone_options = ()  # lines of nsd.conf

    def __init__(self, place):
        self.place = place
        self.port = free_port()
        self.keys, self.anchors = {}, {}  # of the signed zones

    def command(self, conf):
        return ["/usr/sbin/nsd", "-d", "-c", conf]

    def text(self, zone):
        """The zone's records."""
        return ZONE

    def __enter__(self):
        conf = [
            "server:", *(f"  ip-address: {address}@{self.port}"
                         for address in self.addresses),
            '  username: ""', '  database: ""', "  server-count: 1",
            f'  zonesdir: "{self.place}"', f'  pidfile: "{self.place}/nsd.pid"',
            f'  xfrdfile: "{self.place}/xfrd.state"', f'  xfrdir: "{self.place}"',
            f'  zonelistfile: "{self.place}/zone.list"',
            "  rrl-ratelimit: 0",  # the load of the reload tests is not an attack
            "remote-control:", "  control-enable: no"]
        for zone in self.zones:
            (self.place / zone).write_text(f"$ORIGIN {zone}.\n{self.text(zone)}")
        for zone in self.signed_zones:
            self.sign(zone)
        if "bogus.example" in self.signed_zones:
            self.forge(self.place / "bogus.example")
        for zone in self.zones + self.signed_zones:
            conf += ["zone:", f"  name: {zone}", f"  zonefile: {file_of(zone)}",
                     *self.zone_options]
        path = self.place / "nsd.conf"
        path.write_text("\n".join(conf) + "\n")
        self.log = open(self.place / "nsd.log", "wb")
        self.process = subprocess.Popen(self.command(path), stdout=self.log,
                                        stderr=self.log)
        try:
            wait_for(self.answers, f"nsd to answer, see {self.log.name}")
        except BaseException:
            self.stop()
            raise
        return self

    def sign(self, zone):
        """Write a signed zone's file, and keep its key and its trust anchor."""
        self.keys[zone], self.anchors[zone] = sign(
            self.place, zone, self.text(zone), self.keys.get(zone))

    @staticmethod
    def forge(path):
        """Change records, which then do not match their signatures."""
        path.write_text(path.read_text().replace("93.184.216.119", "192.0.2.66")
                        .replace("CNAME\tworkstation5.", "CNAME\tworkstation6.")
                        .replace('"upstream"', '"forged"'))

    def __exit__(self, *exception):
        self.stop()

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def answers(self):
        assert self.process.poll() is None, f"nsd ended, see {self.log.name}"
        query = dns.message.make_query((self.zones + self.signed_zones)[0], "SOA")
        try:
            return dns.query.udp(query, "127.0.0.1", 1, self.port).answer
        except (dns.exception.Timeout, OSError):
            return None
