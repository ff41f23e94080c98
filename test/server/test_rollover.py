# SPDX-License-Identifier: BSD-3-Clause
"""Rollovers of keys, as the manual has them. A validating Unbound that is asked throughout
keeps its caches, and sees no bogus answer."""

import collections
import itertools
import time

import pytest

from load import Background
from machine import wait_for
from parents import Parents
from signed_zones import data, ends
from validators import validating_unbound
from zone_keys import P256, make_key, zone_clause

TTL = 1

# A zone's keys: those that sign, those whose public files alone are there, and those with
# a DS record.
State = collections.namedtuple("State", "signing published delegated")


def states(*each):
    return [State(*(names.split() for names in state)) for state in each]


# What is done with a zone, its caches being empty of what was before at each step.
ROLLOVERS = {
    # pre-publish, RFC 6781, 4.1.1.1
    "zsk": states(("ksk old", "", "ksk"), ("ksk old", "new", "ksk"),
                  ("ksk new", "old", "ksk"), ("ksk new", "", "ksk")),
    # both published, and both delegated to
    "ksk": states(("old zsk", "", "old"), ("old zsk", "new", "old new"),
                  ("new zsk", "old", "old new"), ("new zsk", "", "new")),
    "csk": states(("old", "", "old"), ("old", "new", "old new"),
                  ("new", "old", "old new"), ("new", "", "new")),
    # one that signs all gets a zone signing key
    "divided": states(("old", "", "old"), ("old", "zsk", "old"),
                      ("old zsk", "", "old"), ("old zsk", "", "old")),
    # the liberal way, 4.1.4
    "ed25519": states(("old", "", "old"), ("old ED25519", "", "old"),
                      ("old ED25519", "", "ED25519"), ("ED25519", "", "ED25519")),
    "rsasha256": states(("old", "", "old"), ("old RSASHA256", "", "old"),
                        ("old RSASHA256", "", "RSASHA256"), ("RSASHA256", "", "RSASHA256")),
}
TOO_EARLY = states(("old", "", "old"), ("new", "", "old"))


class Zone:
    """A zone that is rolled over."""

    def __init__(self, place, name, steps):
        self.name, self.steps = f"{name}.example", steps
        self.keys = {}
        for key in {key for state in steps for key in state.signing + state.published}:
            (place / name / key).mkdir(parents=True)
            self.keys[key] = make_key(
                place / name / key, self.name,
                algorithm=key if key.isupper() else P256,
                sep=not (key.startswith("zsk") or name == "zsk" and key != "ksk"))

    def clause(self, number):
        """The clause of a step, whose private files are there then."""
        state = self.steps[number]
        names = state.signing + state.published
        for name in names:
            self.keys[name].withhold(name in state.published)
        return zone_clause(self.name, [self.keys[name] for name in names],
                           f"  ttl: {TTL}\n")

    def delegated(self, number):
        return [self.keys[name] for name in self.steps[number].delegated]

    def is_seen(self, number, validator):
        """Whether a validator has the keys and the DS records of a step."""
        state = self.steps[number]
        published = [self.keys[name].dnskey.to_text()
                     for name in state.signing + state.published]
        delegated = [key.ds().to_text() for key in self.delegated(number)]
        return (data(validator.ask(self.name, "DNSKEY")) == sorted(published)
                and data(validator.ask(self.name, "DS")) == sorted(delegated))


class Watch(Background):
    """Asks a validator for names of the zones, one after another, some of them twice,
    until it is left, and keeps what was not secure."""

    def __init__(self, validator, zones):
        super().__init__()
        self.validator, self.zones = validator, zones
        self.asked, self.wrong = collections.Counter(), []

    def run(self):
        for number in itertools.count():
            for zone in self.zones:
                self.ask_zone(zone.name, number // 2)
            if self.done.wait(0.01):
                return

    def ask_zone(self, zone, number):
        for qname, qtype, expected in (
                (f"desk{number}.{zone}", "A", 1), (f"desk0.{zone}", "A", 1),
                (f"desk{number}.{zone}", "TXT", 0), (f"no{number}.{zone}", "A", 0),
                (zone, "SOA", 1)):
            reply = self.validator.ask(qname, qtype, want_dnssec=True)
            self.asked[zone] += 1
            if (ends(reply), len(data(reply))) != (("NOERROR", True), expected):
                self.wrong.append(reply.to_text())


@pytest.fixture
def roll(start, prefix, upstream, tmp_path):
    """Have zones go through their steps, with a validator that is asked meanwhile."""
    validators = []

    def begin(zones):
        def configuration(number):
            return "".join(zone.clause(number) for zone in zones) + (
                f'workstation: name: "desk{{n}}" network: 198.18.0.0/16 ttl: {TTL}\n'
                + "".join(f'  origin: "{zone.name}"\n' for zone in zones))

        def step(number, is_done=None):
            """Do it, and wait until nothing from before is in a cache, or else."""
            for zone in zones:
                upstream.delegate(zone.name, *zone.delegated(number))
            upstream.reload()
            resolver.configure("workstation iterator", configuration(number))
            resolver.reload("reload_keep_cache")
            wait_for(is_done or (lambda: all(zone.is_seen(number, validator)
                                             for zone in zones)), "it to be seen")
            end = time.monotonic() + TTL
            wait_for(lambda: time.monotonic() > end, "the TTL to pass")

        for zone in zones:
            upstream.delegate(zone.name, *zone.delegated(0))
        upstream.__enter__()
        resolver = start("workstation iterator", configuration(0))
        validator = validating_unbound(prefix, tmp_path / "validator", resolver.port,
                                       upstream.anchor)
        validator.start()
        validators.append(validator)
        return validator, step
    yield begin
    for validator in validators:
        validator.stop()
    upstream.stop()


@pytest.fixture
def upstream(tmp_path):
    """The parent, whose TTLs are short too."""
    place = tmp_path / "parents"
    place.mkdir()
    return Parents(place, ttl=TTL)


def test_rollovers(roll, tmp_path):
    """All of them side by side, since they have the same waits."""
    zones = [Zone(tmp_path, name, steps) for name, steps in ROLLOVERS.items()]
    validator, step = roll(zones)
    with Watch(validator, zones) as watch:
        wait_for(lambda: len(watch.asked) == len(zones), "the zones to be asked for")
        for number in range(1, 4):
            step(number)
    assert watch.wrong == []
    assert min(watch.asked.values()) > 20


def test_a_step_too_early_is_bogus(roll, tmp_path):
    """A key that signs without having been published: what the waits are for."""
    zone = Zone(tmp_path, "early", TOO_EARLY)
    validator, step = roll([zone])
    with Watch(validator, [zone]) as watch:
        wait_for(lambda: watch.asked, "the zone to be asked for")
        assert watch.wrong == []
        step(1, lambda: watch.wrong)
