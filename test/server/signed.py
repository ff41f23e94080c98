# SPDX-License-Identifier: BSD-3-Clause
"""Zones signed with ldns-signzone."""

import subprocess

ALGORITHM = "ECDSAP256SHA256"


def run(place, *command):
    return subprocess.run(command, cwd=place, check=True, capture_output=True,
                          text=True).stdout


def file_of(zone):
    """The name of a zone's file."""
    return "root" if zone == "." else zone


def sign(place, zone, text, key=None):
    """Sign a zone's text, without its $ORIGIN, into its file, with the key that an
    earlier call made, or with a new one. Returns the key, and the trust anchor."""
    path = place / file_of(zone)
    path.write_text(f"$ORIGIN {zone.rstrip('.')}.\n{text}")
    key = key or run(place, "ldns-keygen", "-a", ALGORITHM, "-k", zone).strip()
    run(place, "ldns-signzone", "-f", f"{path.name}.signed", str(path), key)
    (place / f"{path.name}.signed").rename(path)
    (anchor,) = (place / f"{key}.ds").read_text().splitlines()
    return key, anchor
