# SPDX-License-Identifier: BSD-3-Clause
"""The zones above those that the resolver under test signs: NSD has them, up to a root
whose key is the trust anchor."""

import signal

from upstream import Upstream

# Aliases into a zone of ours, of a signed and of an unsigned zone.
ALIASES = """
alias IN CNAME desk5.office.example.
alias2 IN CNAME alias
alias-nodata IN CNAME desk6.office.example.
alias-nx IN CNAME nothing.office.example.
alias-unsigned IN CNAME alias.plain.example.
alias-hidden IN CNAME bench9.hidden.example.
alias-forged IN CNAME bench9.forged.example.
*.wild IN CNAME desk7.office.example.
*.wild-nx IN CNAME nothing.office.example.
old IN DNAME office.example.
www IN A 203.0.113.80
"""


class Parents(Upstream):
    """The DS records of zones below can be set; for a zone without one, there is a
    delegation that is not signed."""

    zones = ("plain.example",)
    signed_zones = ("example", "18.198.in-addr.arpa", ".")

    def __init__(self, place, ttl=300):
        super().__init__(place)
        self.ttl, self.serial = ttl, 1
        self.delegated = {"plain.example": []}  # the DS records of each zone

    @property
    def anchor(self):
        return self.anchors["."]

    def text(self, zone):
        lines = [f"$TTL {self.ttl}",
                 f"@ IN SOA ns hostmaster {self.serial} 3600 900 86400 {self.ttl}",
                 "@ IN NS ns", "ns IN A 192.0.2.53"]
        above = {name: [anchor.partition("DS")[2]] for name, anchor in self.anchors.items()
                 if zone == "." != name}
        below = {name: records for name, records in self.delegated.items()
                 if zone != "." and name.endswith(f".{zone}")}
        for name, records in {**above, **below}.items():
            lines += [f"{name}. IN NS ns.{name}.", f"ns.{name}. IN A 192.0.2.53",
                      *(f"{name}. IN DS {record}" for record in records)]
        return "\n".join(lines) + (ALIASES if zone.endswith("example") else "\n")

    def delegate(self, zone, *keys):
        """Set the DS records of a zone, before the start or before reload()."""
        self.delegated[zone] = [key.ds().to_text() for key in keys]

    def reload(self):
        """Serve what has changed."""
        self.serial += 1
        for zone in self.signed_zones:
            self.sign(zone)
        self.process.send_signal(signal.SIGHUP)
