# SPDX-License-Identifier: BSD-3-Clause
"""workstation-import: names that rules for other names have, too. {n} reads the names of
{n:2}, {ip} those of {ip:long}; the records of such names are local-data."""

import pytest

import imported

ORIGIN = "$ORIGIN example.com.\n$TTL 60\n"


def line(owner, qtype, rdata):
    return imported.read_record(f"{owner}.example.com. 60 IN {qtype} {rdata}")


def hosts(form, numbers, network):
    return [line(form.format(n), "A", f"{network}.{n}") for n in numbers]


def pointers(numbers):
    return [imported.read_record(f"{n}.0.0.10.in-addr.arpa. 60 IN PTR desk{n}.example.com.")
            for n in numbers]


DESKS = hosts("desk{}", range(1, 41), "10.0.0")
LONG = "2001-0db8-0000-0000-0000-0000-0000-00{:02x}"
OVERLAPS = {
    "fewer with a width": DESKS + hosts("desk{:03}", range(1, 21), "10.0.1"),
    "more with a width": DESKS[:20] + hosts("desk{:03}", range(1, 41), "10.0.1"),
    "hexadecimal": hosts("h{:x}", range(1, 29), "10.0.0")
    + hosts("h{:04x}", range(1, 15), "10.0.1"),
    "addresses": [line(form.format(n), "AAAA", f"2001:db8::{n:x}")
                  for form in ("x-2001-db8--{:x}", "x-" + LONG) for n in range(16, 32)],
    "origins": hosts("desk{}.floor1", range(1, 21), "10.0.0")
    + hosts("desk05.floor{}", range(1, 21), "10.0.1"),
    "other types": DESKS + [line(f"desk0{n}", "AAAA", f"2001:db8::{n}") for n in range(1, 10)],
}


@pytest.mark.parametrize("records", OVERLAPS.values(), ids=OVERLAPS)
def test_overlaps(importer, checkconf, tmp_path, records):
    zone = tmp_path / "zone"
    zone.write_text(imported.zone_text(records))
    done = importer("-f", "zone", zone)
    assert (done.returncode, done.stderr) == (0, "")
    output = tmp_path / "output"
    assert imported.records_of(checkconf, output, done.stdout) == sorted(records)
    assert imported.count_rules(done.stdout) > 0
    hidden = {record.owner for record in imported.local_data(done.stdout)}
    for owner, qtype in {(record.owner, qtype) for record in records[-10:]
                         for qtype in ("A", "AAAA")} if hidden else ():
        computed = checkconf(output, "-q", owner, qtype).stdout.splitlines()[1:]
        assert owner in hidden or computed == [
            f"{owner}\t60\tIN\t{qtype}\t{record.rdata}" for record in records
            if (record.owner, record.qtype) == (owner, qtype)]


@pytest.mark.parametrize("lines, count", [
    ("$GENERATE 1-10 desk$ TXT a\n$GENERATE 5-15 desk$ TXT b\n", 21),
    ("$GENERATE 1-10 desk$ 60 TXT a\n$GENERATE 1-10 desk$ 61 TXT b\n", 20),
    ("$GENERATE 1-20 desk$ TXT a\n$GENERATE 1-20 desk${0,2} TXT c\n", 40),
    ("$GENERATE 1-40 desk$ A 10.0.0.$\n$GENERATE 1-9 desk0$ TXT x\n", 49)])
def test_generated(importer, checkconf, tmp_path, lines, count):
    zone = tmp_path / "zone"
    zone.write_text(ORIGIN + lines)
    done = importer("-f", "zone", zone)
    assert (done.returncode, done.stderr) == (0, "")
    found = imported.records_of(checkconf, tmp_path / "output", done.stdout)
    assert len(set(found)) == len(found) == count


def test_a_reverse_name_with_another_record(importer, checkconf, tmp_path):
    """It has no PTR record, though the other addresses of the rule have one."""
    zone = tmp_path / "zone"
    zone.write_text(imported.zone_text(DESKS + pointers(range(1, 31)))
                    + "$ORIGIN 0.0.10.in-addr.arpa.\n$GENERATE 31-40 $ 60 TXT x$\n")
    done = importer("-f", "zone", zone)
    assert (done.returncode, done.stderr) == (0, "")
    assert imported.records_of(checkconf, tmp_path / "output", done.stdout) == sorted(
        DESKS + pointers(range(1, 31)) + [imported.read_record(
            f'{n}.0.0.10.in-addr.arpa. 60 IN TXT "x{n}"') for n in range(31, 41)])


def test_pointers_of_one_family(importer, checkconf, tmp_path):
    """An odd address costs its name only, though each family has rules of its own."""
    records = DESKS + pointers(range(1, 41)) + [
        line(f"desk{n}", "AAAA", f"2001:db8::{n if n != 20 else 65535:x}")
        for n in range(1, 41)]
    zone = tmp_path / "zone"
    zone.write_text(imported.zone_text(records))
    done = importer("-f", "zone", zone)
    assert imported.records_of(checkconf, tmp_path / "output", done.stdout) == sorted(records)
    assert imported.count_rules(done.stdout) == 2
    assert len(imported.local_data(done.stdout)) == 3


@pytest.mark.parametrize("alias", ["desk6 CNAME www", "$GENERATE 6-6 desk$ CNAME www",
                                   "desk6 NS ns.example.net."])
def test_fill_leaves_what_is_lost(importer, tmp_path, alias):
    zone = tmp_path / "zone"
    zone.write_text(ORIGIN + alias + "\n" + "".join(
        f"desk{n} A 10.0.0.{n}\n" for n in range(1, 12) if n != 6))
    done = importer("--fill", 3, "-o", "example.com", zone)
    assert done.returncode == 1
    assert "    except: 10.0.0.6\n" in done.stdout


def test_files_behind_two_dashes(importer, tmp_path):
    for name in "ab":
        (tmp_path / name).write_text(f"10.0.0.1 {name}\n")
    done = importer(tmp_path / "a", "--", tmp_path / "b")
    assert 'local-data: "b. 3600 IN A 10.0.0.1"' in done.stdout
