# SPDX-License-Identifier: BSD-3-Clause
"""Keys of zones that the resolver under test signs, as others' programs make them."""

import dataclasses
import pathlib
import subprocess

import dns.dnssec
import dns.name
import dns.rdata

P256 = "ECDSAP256SHA256"
ALGORITHMS = (P256, "ECDSAP384SHA384", "ED25519", "ED448", "RSASHA256", "RSASHA512")
TOOLS = ("ldns-keygen", "dnssec-keygen")


@dataclasses.dataclass(frozen=True)
class Key:
    """The path is without an ending, as `key:` has it."""

    zone: str
    path: pathlib.Path

    @property
    def public(self):
        return self.path.with_name(self.path.name + ".key")

    @property
    def private(self):
        return self.path.with_name(self.path.name + ".private")

    def withhold(self, is_withheld=True):
        """Take the private file away, or put it back."""
        aside = self.private.with_suffix(".aside")
        source, target = (self.private, aside) if is_withheld else (aside, self.private)
        if source.exists():
            source.rename(target)

    @property
    def dnskey(self):
        """RDATA of its DNSKEY record."""
        (line,) = [line for line in self.public.read_text().splitlines()
                   if not line.startswith(";")]
        return dns.rdata.from_text("IN", "DNSKEY", line.partition("DNSKEY")[2])

    @property
    def tag(self):
        return dns.dnssec.key_id(self.dnskey)

    def ds(self, digest="SHA256"):
        """RDATA of its DS record."""
        return dns.dnssec.make_ds(dns.name.from_text(self.zone), self.dnskey, digest)


def make_key(place, zone, algorithm=P256, sep=True, tool="ldns-keygen"):
    """A new key: with the SEP bit (a KSK, or the only key), or without it (a ZSK)."""
    bits = ["-b", "2048"] if algorithm.startswith("RSA") else []
    flag = ([] if not sep else ["-k"] if tool == "ldns-keygen" else ["-f", "KSK"])
    made = subprocess.run([tool, "-a", algorithm, *bits, *flag, zone], cwd=place,
                          check=True, capture_output=True, text=True)
    return Key(zone, place / made.stdout.strip())


def zone_clause(zone, keys=(), settings=""):
    """A `workstation-zone:` clause, with more settings."""
    return (f'workstation-zone:\n  name: "{zone}"\n'
            + "".join(f'  key: "{key.path}"\n' for key in keys) + settings)
