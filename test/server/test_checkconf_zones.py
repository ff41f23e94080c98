# SPDX-License-Identifier: BSD-3-Clause
"""workstation-checkconf and zones: DS records, commands that make keys, what is said of
keys that cannot be used, and what a zone itself answers."""

import os
import stat
import subprocess

import pytest

from zone_keys import ALGORITHMS, Key, make_key, zone_clause

OFFICE = "office.example.com"
RULE = f"""\
workstation:
  name: "desk{{n}}"
  network: 198.18.1.0/24
  origin: "{OFFICE}"
"""


@pytest.fixture
def conf(tmp_path):
    """Writes a file of rules."""
    def write(*clauses):
        path = tmp_path / "rules.conf"
        path.write_text("".join(clauses))
        return path
    return write


def ds_lines(*keys):
    return [f"{key.zone}.\t86400\tIN\tDS\t{key.ds(digest)}" for key in keys
            for digest in ("SHA256", "SHA384")]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_ds_records(checkconf, conf, tmp_path, algorithm):
    key = make_key(tmp_path, OFFICE, algorithm)
    shown = checkconf(conf(zone_clause(OFFICE, [key])), "-d")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.splitlines() == ds_lines(key)


def test_ds_records_of_sep_keys(checkconf, conf, tmp_path):
    """Those with SEP, published ones too; without any, all."""
    first, second, third = (make_key(tmp_path, OFFICE) for _ in range(3))
    second.private.unlink()
    zsk = make_key(tmp_path, OFFICE, sep=False)
    reverse = [make_key(tmp_path, "1.18.198.in-addr.arpa", sep=False) for _ in range(2)]
    shown = checkconf(conf(zone_clause(OFFICE, [first, zsk, second, third]),
                           zone_clause("1.18.198.in-addr.arpa", reverse)), "-d")
    assert shown.stdout.splitlines() == ds_lines(first, second, third, *reverse)


def test_zones_without_keys(checkconf, conf):
    path = conf(zone_clause(OFFICE))
    shown = checkconf(path, "-d")
    assert (shown.returncode, shown.stdout) == (0, "")
    assert shown.stderr == (f"workstation-checkconf: warning: {path}:1: the zone has no DS"
                            " record, because it has no key\n")


@pytest.mark.parametrize("option", ["-d", "-k"])
def test_no_zones(checkconf, conf, option):
    path = conf(RULE)
    shown = checkconf(path, option)
    assert (shown.returncode, shown.stdout) == (0, "")
    assert shown.stderr == (f"workstation-checkconf: warning: {path} has no"
                            " workstation-zone: clause\n")


def test_a_command_makes_a_key(checkconf, conf, tmp_path):
    """As it is printed, but for the folder and the group. The zones need no key, nor one
    that is there. One of RFC 2317 has the name of a path."""
    missing = Key(OFFICE, tmp_path / "missing")
    others = ["it's.example", "0/25.2.0.192.in-addr.arpa"]
    shown = checkconf(conf(zone_clause(OFFICE, [missing]), *map(zone_clause, others)), "-k")
    assert (shown.returncode, shown.stderr) == (0, "")
    for zone, command in zip([OFFICE, *others], shown.stdout.splitlines(), strict=True):
        assert command.count("/etc/unbound") == command.count("chgrp unbound") == 1
        made = subprocess.run(command.replace("/etc/unbound", str(tmp_path)).replace(
            "chgrp unbound", f"chgrp {os.getgid()}"), shell=True, check=True,
            capture_output=True, text=True)
        assert made.stderr == ""
        (path,) = tmp_path.glob(f"K{zone}.+013+*.key")
        key = Key(zone, path.with_suffix(""))
        assert made.stdout == f'key: "{key.path}"\n'
        assert stat.S_IMODE(key.private.stat().st_mode) == 0o640
        checked = checkconf(conf(f'workstation-zone:\n name: "{zone}"\n {made.stdout}'), "-d")
        assert checked.stdout.splitlines() == ds_lines(key)


def test_a_key_that_cannot_be_used(checkconf, conf, tmp_path):
    """It ends each use of the rules, but not the command that makes another."""
    key = make_key(tmp_path, OFFICE)
    key.private.chmod(0o644)
    path = conf(zone_clause(OFFICE, [key]), RULE)
    for arguments in [], ["-d"], ["-l"], ["-q", OFFICE]:
        said = checkconf(path, *arguments)
        assert (said.returncode, said.stdout) == (1, "")
        assert said.stderr == (
            f'workstation-checkconf: error: {path}:3: key: "{key.path}" cannot be used:'
            f" {key.private} has mode 0644, so that it is open to other users, expected 0640"
            " or less\n")
    assert checkconf(path, "-k").returncode == 0


def test_answers_of_a_zone(checkconf, conf, tmp_path):
    """With the line of its clause; unsigned."""
    key = make_key(tmp_path, OFFICE)
    path = conf(RULE, zone_clause(OFFICE, [key]))

    def ask(*question):
        return checkconf(path, "-q", *question).stdout.splitlines()
    soa = f"{OFFICE}.\t3600\tIN\tSOA\t. . 1 3600 1200 604800 3600"
    assert ask(f"desk7.{OFFICE}") == [f"; {path}:1: answer", f"desk7.{OFFICE}.\t0\tIN\tA\t198.18.1.7"]
    assert ask(OFFICE, "SOA") == [f"; {path}:5: answer", soa]
    assert ask(f"www.{OFFICE}") == [f"; {path}:5: NXDOMAIN", soa]
    assert ask(OFFICE, "DNSKEY") == [
        f"; {path}:5: answer", f"{OFFICE}.\t3600\tIN\tDNSKEY\t{key.dnskey.to_text(chunksize=0)}"]


def test_a_server_without_an_address(checkconf, conf):
    path = conf(zone_clause(OFFICE, settings=f'  nameserver: "ns.{OFFICE}"\n'))
    checked = checkconf(path)
    assert checked.returncode == 0
    assert checked.stderr.startswith(f"workstation-checkconf: warning: {path}:3: nameserver:")
