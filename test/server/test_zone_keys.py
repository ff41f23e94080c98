# SPDX-License-Identifier: BSD-3-Clause
"""Files of keys that cannot be used: what is said of them, and what goes on serving; and
clocks that jump."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

import pytest

from machine import wait_for
from resolver import Resolver
from signed_zones import DAY, OFFICE, RULES, check_signatures, dnskeys, signatures
from zone_keys import ALGORITHMS, TOOLS, make_key, zone_clause

OTHER = "other.example"
NODATA = f"desk5.{OFFICE}", "CAA"


@pytest.fixture
def key(tmp_path):
    return make_key(tmp_path, OFFICE)


def replace(path, content):
    """With the mode that it had."""
    path.write_text(content)


def cut(path, part):
    """Cut a file to a part of its octets."""
    content = path.read_bytes()
    path.write_bytes(content[:int(len(content) * part)])


def swap(key):
    halves = key.public.read_text(), key.private.read_text()
    key.public.write_text(halves[1])
    key.private.write_text(halves[0])


def fifo(path):
    path.unlink()
    os.mkfifo(path, 0o600)


def directory(path):
    path.unlink()
    path.mkdir(0o700)


def of_another(key, attribute, **options):
    """Put a half of another key in the place of one."""
    place = key.path.parent / "another"
    place.mkdir()
    other = make_key(place, **{"zone": OFFICE, **options})
    replace(getattr(key, attribute), getattr(other, attribute).read_text())


def another_key(key, **options):
    """Put another key in the place of one."""
    place = key.path.parent / "another"
    place.mkdir()
    other = make_key(place, **{"zone": OFFICE, **options})
    shutil.copy(other.public, key.public)
    shutil.copy(other.private, key.private)


def twice(path):
    path.write_text(path.read_text() * 2)


BAD = {  # what becomes of the files, whose name is in the message, and words of it
    "no public file": (lambda key: key.public.unlink(), ".key", "No such file"),
    "neither file": (lambda key: (key.public.unlink(), key.private.unlink()), ".key",
                     "No such file"),
    "empty public file": (lambda key: replace(key.public, ""), ".key", "empty"),
    "empty private file": (lambda key: replace(key.private, ""), ".private", "empty"),
    "public file cut in its key": (lambda key: cut(key.public, 0.5), ".key", ""),
    "public file cut at its name": (lambda key: cut(key.public, 0.05), ".key", ""),
    "private file cut in its key": (lambda key: cut(key.private, 0.8), ".private", ""),
    "private file cut in its first line": (lambda key: cut(key.private, 0.1), ".private", ""),
    "private file without its last octet": (
        lambda key: replace(key.private, key.private.read_text()[:-2]), ".private", ""),
    "of another zone": (lambda key: another_key(key, zone=OTHER), ".key", OTHER),
    "of a zone below": (lambda key: another_key(key, zone=f"a.{OFFICE}"), ".key",
                        f"a.{OFFICE}"),
    "halves swapped": (swap, ".key", ""),
    "private half of another key": (lambda key: of_another(key, "private"), ".private",
                                    "does not fit"),
    "private half of another algorithm": (
        lambda key: of_another(key, "private", algorithm="ED25519"), ".private",
        "does not fit"),
    "private file for all to read": (lambda key: key.private.chmod(0o644), ".private", "0644"),
    "private file for all to write": (lambda key: key.private.chmod(0o602), ".private",
                                      "0602"),
    "private file a directory": (lambda key: directory(key.private), ".private", "directory"),
    "public file a directory": (lambda key: directory(key.public), ".key", "directory"),
    "private file a FIFO": (lambda key: fifo(key.private), ".private", "regular file"),
    "public file a FIFO": (lambda key: fifo(key.public), ".key", "regular file"),
    "unknown algorithm": (lambda key: another_key(key, algorithm="RSASHA1"), ".key", "5"),
    "two records": (lambda key: twice(key.public), ".key", "more than one"),
    "no key but a host": (lambda key: replace(key.public, f"{OFFICE}. IN A 192.0.2.1\n"),
                          ".key", "DNSKEY"),
    "binary": (lambda key: key.public.write_bytes(bytes(range(256)) * 4), ".key", ""),
    "long": (lambda key: replace(key.private, "x" * 1_000_000), ".private", ""),
    "no private file": (lambda key: key.private.unlink(), "", "has no private file"),
}


def said_of(resolver, key, ending, words):
    """The sentence about a key: where it is configured, and what is wrong, once."""
    (number,) = [number for number, line in enumerate(
        resolver.conf.read_text().splitlines(), 1) if line.strip().startswith("key:")]
    where = f"{resolver.conf}:{number}: key: "

    def check(text):
        (line,) = {line.partition(where)[2] for line in text.splitlines() if where in line}
        assert f"{key.path}{ending}" in line
        assert words in line
        assert "expected" in line
        for secret in secrets(key):
            assert secret not in text
    return check


def secrets(key):
    """The numbers in the private file."""
    if not key.private.is_file():
        return []
    return re.findall(r"^(?:PrivateKey|PrivateExponent): *(\S+)", key.private.read_text(),
                      re.MULTILINE)


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """The key of the resolver that is reloaded."""
    return make_key(tmp_path_factory.mktemp("old"), OFFICE)


@pytest.fixture(scope="module")
def serving(run, old):
    return run("workstation iterator", zone_clause(OFFICE, [old]) + RULES)


@pytest.mark.parametrize("case", BAD)
def test_a_key_that_cannot_be_used(serving, old, key, case):
    """The error names the file and the reason, and a reload keeps the rules and the keys
    that there were. unbound-checkconf says the same."""
    resolver = serving
    spoil, ending, words = BAD[case]
    spoil(key)
    resolver.configure("workstation iterator", zone_clause(OFFICE, [key])
                       + RULES.replace("198.18.1.", "198.18.7."))
    check = said_of(resolver, key, ending, words)
    checked = resolver.checkconf()
    assert checked.returncode != 0
    check(checked.stderr)
    before = len(resolver.said())
    resolver.reload("SIGHUP")
    assert resolver.addresses(f"desk5.{OFFICE}") == ["198.18.1.5"]
    for qname, qtype in (OFFICE, "DNSKEY"), NODATA:
        check_signatures(resolver.ask(qname, qtype, want_dnssec=True), dnskeys(OFFICE, old))
    check(resolver.said()[before:])


def test_a_daemon_does_not_start(prefix, upstream, tmp_path, key):
    """With a key that it cannot use."""
    key.private.chmod(0o644)
    resolver = Resolver(prefix, tmp_path / "unbound", upstream, "workstation iterator",
                        zone_clause(OFFICE, [key]) + RULES)
    with pytest.raises(AssertionError):
        resolver.start()
    said_of(resolver, key, ".private", "0644")(resolver.said())


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o400, 0o440])
def test_modes_that_are_right(start, key, mode):
    key.private.chmod(mode)
    resolver = start("workstation iterator", zone_clause(OFFICE, [key]) + RULES)
    checked = resolver.checkconf()
    assert (checked.returncode, checked.stderr) == (0, "")
    check_signatures(resolver.ask(*NODATA, want_dnssec=True), dnskeys(OFFICE, key))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("tool", TOOLS)
def test_files_of_each_program(start, tmp_path, algorithm, tool):
    key = make_key(tmp_path, OFFICE, algorithm, tool=tool)
    resolver = start("workstation iterator", zone_clause(OFFICE, [key]) + RULES)
    for qname, qtype in (OFFICE, "DNSKEY"), NODATA:
        check_signatures(resolver.ask(qname, qtype, want_dnssec=True), dnskeys(OFFICE, key))
    for secret in secrets(key):
        assert secret not in resolver.said()


def test_the_user_of_the_daemon(serving, key):
    """unbound-checkconf judges for it, also if it can read the key itself."""
    user = "server:\n  username: nobody\n"
    serving.configure("workstation iterator", user + zone_clause(OFFICE, [key]) + RULES)
    said_of(serving, key, "", "")(serving.checkconf().stderr)


def test_paths_in_a_chroot(serving, key):
    """With the chroot in front of them or without it."""
    chroot = f'server:\n  chroot: "{key.path.parent}"\n  directory: "/"\n'
    for path in key.path, f"/{key.path.name}", key.path.name:
        serving.configure("workstation iterator", chroot + RULES + zone_clause(
            OFFICE, settings=f'  key: "{path}"\n'))
        text = serving.conf.read_text().replace(f'  logfile: "{serving.log}"\n', "")
        conf = key.path.parent / "unbound.conf"
        conf.write_text(text.replace(f'  pidfile: "{serving.place}/pid"', '  pidfile: "/pid"'))
        checked = subprocess.run([serving.prefix / "sbin/unbound-checkconf", conf],
                                 capture_output=True, text=True)
        assert (checked.returncode, checked.stderr) == (0, ""), path


@pytest.mark.parametrize("ending", ["key", "private"])
def test_a_path_with_an_ending(serving, key, ending):
    serving.configure("workstation iterator", RULES + zone_clause(
        OFFICE, settings=f'  key: "{key.path}.{ending}"\n'))
    said_of(serving, key, f".{ending}", "without .key and .private")(
        serving.checkconf().stderr)


def test_the_same_key_twice(serving, key):
    resolver = serving
    resolver.configure("workstation iterator", zone_clause(OFFICE, [key, key]) + RULES)
    checked = resolver.checkconf()
    assert checked.returncode != 0 and "key: " in checked.stderr


def test_files_that_are_replaced_during_a_reload(start, tmp_path, key):
    """Halves of two keys come and go: the resolver has one whole key or the other."""
    place = tmp_path / "another"
    place.mkdir()
    other = make_key(place, OFFICE)
    resolver = start("workstation iterator", zone_clause(OFFICE, [key]) + RULES)
    contents = [(one.public.read_text(), one.private.read_text()) for one in (key, other)]
    both = dnskeys(OFFICE, key, other)
    seen = set()
    for number in range(10):
        public, private = contents[number % 2]
        before = resolver.services_started()
        os.kill(resolver.process.pid, signal.SIGHUP)
        for path, content in (key.public, public), (key.private, private):
            new = path.with_suffix(".new")
            new.write_text(content)
            new.chmod(0o600)
            new.rename(path)
        wait_for(lambda: resolver.services_started() > before, "the reload")
        reply = resolver.ask(OFFICE, "DNSKEY", want_dnssec=True)
        ((rrset, _),) = [reply.answer]
        assert len(rrset) == 1
        check_signatures(reply, both)
        check_signatures(resolver.ask(*NODATA, want_dnssec=True),
                         {rrset.name: rrset})
        seen.add(rrset[0].to_text())
    assert seen <= {one.to_text() for one in next(iter(both.values()))}


@pytest.mark.parametrize("ttl, fits", [(604800, True), (604801, False)])
@pytest.mark.parametrize("of", ["zone", "rule"])
def test_ttls(serving, key, ttl, fits, of):
    """Of a signed zone are at most a week."""
    zone_ttl, rule_ttl = [f"  ttl: {ttl}\n" if of == what else "" for what in ("zone", "rule")]
    serving.configure("workstation iterator", zone_clause(OFFICE, [key], zone_ttl) + (
        f'workstation:\n  name: "desk{{n}}"\n  network: 198.18.1.0/24\n'
        f'  origin: "{OFFICE}"\n{rule_ttl}'))
    checked = serving.checkconf()
    assert (checked.returncode == 0) == fits
    if not fits:
        assert re.search(r":\d+: ttl: .*604801.*expected.*604800", checked.stderr)


# ---- clocks ----

LIBRARY = "*/faketime/libfaketimeMT.so.1"


class Shifted(Resolver):
    """Under a clock that a file shifts, by libfaketime."""

    def environment(self):
        (library,) = pathlib.Path("/usr/lib").glob(LIBRARY)
        return {**super().environment(), "LD_PRELOAD": str(library),
                "FAKETIME_TIMESTAMP_FILE": str(self.place / "shift"),
                "FAKETIME_CACHE_DURATION": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "ASAN_OPTIONS": "verify_asan_link_order=0"}

    def shift(self, days):
        (self.place / "shift").write_text(f"{days:+}d\n")



def test_clocks_that_jump(prefix, upstream, tmp_path, key):
    """A day back and a month ahead: signatures are valid at the time of the answer."""
    place = tmp_path / "unbound"
    resolver = Shifted(prefix, place, upstream, "workstation iterator",
                       zone_clause(OFFICE, [key]) + RULES)
    resolver.shift(0)
    resolver.start()
    try:
        for days in -1, 31, 0:
            resolver.shift(days)
            now = time.time() + days * DAY

            def is_valid(question):
                """Whether Unbound sees the new time, and signs for it."""
                return all(rrsig.inception <= now - 3600 and now + 13 * DAY
                           <= rrsig.expiration <= now + 16 * DAY for _, rrsig in signatures(
                               resolver.ask(*question, want_dnssec=True)))
            for question in (OFFICE, "DNSKEY"), (f"desk5.{OFFICE}", "A"), NODATA:
                wait_for(lambda: is_valid(question), f"signatures of day {days}")
    finally:
        resolver.stop()
