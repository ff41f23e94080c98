# SPDX-License-Identifier: BSD-3-Clause
"""workstation-import: the records of random rules, spoiled at random places, are all in its
output, and nothing else is."""

import ipaddress
import random
import re

import pytest

import imported


@pytest.mark.divided
@pytest.mark.sampled(23)
@pytest.mark.parametrize("seed", range(1840))
def test_random_rules(checkconf, importer, tmp_path, seed):
    chance = random.Random(seed)
    rules, records = imported.random_rules(chance, checkconf, tmp_path / "rules")
    places = chance.choice([0, 0, 1, 2, 5])
    records = imported.spoil(chance, records, places)
    zone = tmp_path / "zone"
    zone.write_text("$ORIGIN nowhere.example.\n" + imported.zone_text(records))
    done = importer("-f", "zone", zone)
    assert (done.returncode, done.stderr) == (0, "")
    assert imported.records_of(checkconf, tmp_path / "output", done.stdout) == sorted(records)
    assert imported.count_rules(done.stdout) <= len(rules) + 2 * places
    # a spoiled place can divide a rule of two origins, with all its networks
    lines = sum(str(rule).count("\n") for rule in rules)
    assert imported.count_lines(done.stdout) <= lines + 4 + 20 * places


def random_hosts(chance):
    """Nodes with some of two names each, in stretches."""
    names = ["n{0}.example.com n{0}", "n{0}", "n{0} n{0}.example.com", "n{0:02}.example.com",
             "x{0} n{0}", "n{1}.example.com"]
    stretch = 0
    for i in range(1, chance.randrange(10, 120)):
        if not stretch:
            stretch, words = chance.choice([1, 1, 5, 8, 30]), chance.choice(names)
        stretch -= 1
        if chance.random() < .9:
            yield f"10.0.0.{i} {words.format(i, i // 2)}"
        if chance.random() < .2:
            yield f"2001:db8::{i:x} {words.format(i, i // 2)}"


@pytest.mark.divided
@pytest.mark.sampled(23)
@pytest.mark.parametrize("seed", range(1840))
def test_random_hosts(checkconf, importer, tmp_path, seed):
    """One of the names has the PTR record, and the others do not."""
    lines = list(random_hosts(random.Random(seed)))
    path = tmp_path / "hosts"
    path.write_text("".join(f"{line}\n" for line in lines))
    done = importer("-f", "hosts", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert imported.records_of(checkconf, tmp_path / "output", done.stdout) == sorted(
        set(imported.records_of_hosts(lines)))
    assert imported.count_lines(done.stdout) <= 5 + len(lines) * 4


FILLED = re.compile(r"computed, though missing: (\S+), (\S+) to (\S+)")


@pytest.mark.divided
@pytest.mark.sampled(23)
@pytest.mark.parametrize("seed", range(460))
def test_fill(checkconf, importer, tmp_path, seed):
    """Nothing is lost, and what is added is missing in the input, and reported."""
    chance = random.Random(seed)
    lines = list(random_hosts(chance))
    path = tmp_path / "hosts"
    path.write_text("".join(f"{line}\n" for line in lines))
    done = importer("--fill", chance.choice([1, 2, 9]), "-f", "hosts", path)
    assert done.returncode == 0
    records = set(imported.records_of_hosts(lines))
    output = set(imported.records_of(checkconf, tmp_path / "output", done.stdout))
    assert records <= output
    added = {(record.owner.split(".", 1)[1], record.rdata) for record in output - records
             if record.qtype != "PTR"}
    assert not {record.owner for record in output - records} & {
        record.owner for record in records}
    reported = set()
    for line in done.stderr.splitlines():
        name, first, last = FILLED.fullmatch(line).groups()
        address, last = ipaddress.ip_address(first), ipaddress.ip_address(last)
        while address <= last:
            reported.add((name.split(".", 1)[1], str(address)))
            address += 1
    assert reported == added
