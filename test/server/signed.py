# SPDX-License-Identifier: BSD-3-Clause
"""Zones signed with ldns-signzone."""

import subprocess

ALGORITHM = "ECDSAP256SHA256"


def sign(place, zone, text):
    """Sign a zone's text, without its $ORIGIN, into the file named as it.
    Returns its trust anchor."""
    path = place / zone
    path.write_text(f"$ORIGIN {zone}.\n{text}")

    def run(*command):
        return subprocess.run(command, cwd=place, check=True, capture_output=True,
                              text=True).stdout

    key = run("ldns-keygen", "-a", ALGORITHM, "-k", zone).strip()
    run("ldns-signzone", "-f", f"{zone}.signed", str(path), key)
    (place / f"{zone}.signed").rename(path)
    (anchor,) = (place / f"{key}.ds").read_text().splitlines()
    return anchor
