# SPDX-License-Identifier: BSD-3-Clause
"""What the zone above says of computed names, to a client that validates: a signed zone
that delegates theirs, without DS records, and one that does not."""

import pytest

from parents import Parents
from signed_zones import data, ends
from validators import validating_unbound
from zone_keys import make_key, zone_clause

ZONES = DELEGATED, DENIED = "delegated.example", "denied.example"


@pytest.fixture(scope="module")
def upstream(tmp_path_factory):
    parents = Parents(tmp_path_factory.mktemp("parents"))
    parents.delegate(DELEGATED)
    with parents:
        yield parents


def rules_only(place, zone):
    return ""


def with_a_zone(place, zone):
    return zone_clause(zone)


def with_a_signed_zone(place, zone):
    return zone_clause(zone, [make_key(place, zone)])


@pytest.mark.parametrize("clause", [rules_only, with_a_zone, with_a_signed_zone])
def test_delegation_without_ds(start, prefix, upstream, tmp_path, clause):
    """It is enough for names that need not be secure, with keys or without. Where there is
    none, no key helps."""
    resolver = start("workstation validator iterator", "".join(
        f'{clause(tmp_path, zone)}workstation:\n  name: "desk{{n}}"\n'
        f'  network: 198.18.5.0/24\n  origin: "{zone}"\n' for zone in ZONES))
    validator = validating_unbound(prefix, tmp_path / "validator", resolver.port,
                                   upstream.anchor)
    validator.start()
    try:
        delegated, denied = (validator.ask(f"desk5.{zone}", want_dnssec=True)
                             for zone in ZONES)
        assert (ends(delegated), data(delegated)) == (("NOERROR", False), ["198.18.5.5"])
        assert ends(denied) == ("SERVFAIL", False)
    finally:
        validator.stop()
