# SPDX-License-Identifier: BSD-3-Clause
"""The upstream: NSD, on the load generator's core."""

from names import MILLION, name_of
from server import LOAD_CORE, Server, ask

ZONE = """$TTL 3600
@ SOA ns hostmaster 1 3600 900 86400 3600
@ NS ns
ns A 127.0.0.1
"""


class Upstream(Server):
    """wild.example has an address for every name, and an alias of a computed one;
    example.com has no other."""

    label = "NSD, the upstream"
    packages = ("nsd",)

    def __init__(self, place):
        super().__init__(place, cores=(LOAD_CORE,))

    def files(self):
        zones = {"example.com": ZONE, "wild.example": ZONE + "* A 192.0.2.1\n"
                 f"alias CNAME {name_of(MILLION[1])}.\n"}
        return {
            "nsd.conf": (
                f"server:\n  ip-address: 127.0.0.1@{self.port}\n  server-count: 1\n"
                f'  username: ""\n  database: ""\n  zonesdir: "{self.place}"\n'
                '  pidfile: ""\n  xfrdfile: "xfrd.state"\n  xfrdir: "."\n'
                '  zonelistfile: "zone.list"\n'
                "  rrl-ratelimit: 0\nremote-control:\n  control-enable: no\n"
                + "".join(f"zone:\n  name: {zone}\n  zonefile: {zone}\n"
                          for zone in zones)),
            **zones}

    def command(self):
        return ["/usr/sbin/nsd", "-d", "-c", "nsd.conf"]

    def answers(self):
        return ask(self.port, "example.com", "SOA") is not None
