# SPDX-License-Identifier: BSD-3-Clause
"""workstation-import: its options, messages and exit statuses, and what becomes a rule."""

import subprocess

import pytest

import imported

NODES = "".join(f"10.0.0.{i} n{i}.example.com\n" for i in range(1, 11))
WITH_A_GAP = NODES.replace("10.0.0.6 n6.example.com\n", "")
RULE = """workstation:
    name: "n{{n}}"
    first: 1
    network: 10.0.0.1-10.0.0.10
    origin: "example.com"
    ttl: {ttl}
    reverse: yes

# {records} records: {records} by 1 rule, and 0 by as many lines of local-data.
"""


def write(place, **texts):
    for name, text in texts.items():
        (place / name).write_text(text)
    return [place / name for name in texts]


def test_the_output(importer, tmp_path):
    """The largest rule is the first, then come those of what computes no addresses, and then
    local-data in the order of the files."""
    (path,) = write(tmp_path, zone="""$ORIGIN example.com.
@ 60 SOA ns hostmaster 1 2 3 4 5
z A 10.1.0.9
$GENERATE 1-9 small$ A 10.1.1.$
$GENERATE 1-9 seat$ TXT "seat $"
$GENERATE 0-255 big$ A 10.1.2.$
a TXT "it's" "a \\"quote\\""
big7 MX 10 z
""")
    done = importer(path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == """workstation:
    name: "big{n}"
    network: 10.1.2.0/24
    except: 10.1.2.7
    origin: "example.com"
    ttl: 60

workstation:
    name: "small{n}"
    first: 1
    network: 10.1.1.1-10.1.1.9
    origin: "example.com"
    ttl: 60

workstation:
    name: "seat{n}"
    numbers: 1-9
    origin: "example.com."
    ttl: 60
    record: "TXT seat {n}"

server:
    local-data: "example.com. 60 IN SOA ns.example.com. hostmaster.example.com. 1 2 3 4 5"
    local-data: "z.example.com. 60 IN A 10.1.0.9"
    local-data: "big7.example.com. 60 IN A 10.1.2.7"
    local-data: 'a.example.com. 60 IN TXT "it\\039s" "a \\"quote\\""'
    local-data: "big7.example.com. 60 IN MX 10 z.example.com."

# 278 records: 273 by 3 rules, and 5 by as many lines of local-data.
"""


@pytest.mark.parametrize("text", ["", "# nothing\n", "; nothing\n"])
def test_nothing_to_import(importer, tmp_path, text):
    (path,) = write(tmp_path, empty=text)
    done = importer(path)
    assert (done.returncode, done.stderr, done.stdout) == (
        0, "", "# 0 records: 0 by 0 rules, and 0 by as many lines of local-data.\n")


def test_no_rules(importer, tmp_path):
    (path,) = write(tmp_path, hosts="10.0.0.1 printer.example.com\n")
    assert importer(path).stdout == """server:
    local-data: "printer.example.com. 3600 IN A 10.0.0.1"
    local-data: "1.0.0.10.in-addr.arpa. 3600 IN PTR printer.example.com."

# 2 records: 0 by 0 rules, and 2 by as many lines of local-data.
"""


@pytest.mark.parametrize("words, ttl", [([], 3600), (["--ttl", "0"], 0), (["--ttl", "60"], 60),
                                        (["--ttl", "2147483647"], 2147483647)])
def test_ttl(importer, tmp_path, words, ttl):
    (path,) = write(tmp_path, hosts=NODES)
    expected = RULE.format(ttl=ttl, records=20)
    if ttl == 0:  # the default of a rule
        expected = expected.replace("    ttl: 0\n", "")
    assert importer(*words, path).stdout == expected


def test_ttl_is_of_records_without_one(importer, tmp_path):
    (path,) = write(tmp_path, zone="a.example.com. 5 A 10.0.0.1\nb.example.com. A 10.0.0.2\n"
                    "$TTL 7\nc.example.com. A 10.0.0.3\n")
    (other,) = write(tmp_path, conf="local-data: 'd.example.com. A 10.0.0.4'\n"
                     "local-data: 'e.example.com. 8 A 10.0.0.5'\n")
    assert [record.ttl for record in imported.local_data(
        importer("--ttl", 60, path, other).stdout)] == [60, 8, 5, 5, 7]


def test_fill(importer, tmp_path):
    (path,) = write(tmp_path, hosts=WITH_A_GAP)
    done = importer(path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "    except: 10.0.0.6\n" in done.stdout
    done = importer("--fill", 1, path)
    assert done.returncode == 0
    assert done.stderr == (
        "computed, though missing: n{n}.example.com., 10.0.0.6 to 10.0.0.6\n")
    assert done.stdout == RULE.format(ttl=3600, records=18)


def test_fill_of_several_origins(importer, tmp_path):
    (path,) = write(tmp_path, hosts="".join(
        f"{line} {line.split()[1].split('.')[0]}\n" for line in WITH_A_GAP.splitlines()))
    assert importer("--fill", 1, path).stderr == (
        "computed, though missing: n{n}.example.com., 10.0.0.6 to 10.0.0.6\n"
        "computed, though missing: n{n}., 10.0.0.6 to 10.0.0.6\n")


@pytest.mark.parametrize("beside", [
    'n6.example.com. 60 TXT "free"', "n6.example.com. 60 A 10.9.9.9",
    "6.0.0.10.in-addr.arpa. 60 PTR printer.example.com."])
def test_fill_hides_nothing(importer, tmp_path, beside):
    """A number whose name or reverse name has a record is not missing."""
    pointers = "".join(f"{i}.0.0.10.in-addr.arpa. 60 PTR n{i}.example.com.\n"
                       for i in range(1, 11) if i != 6)
    paths = write(tmp_path, hosts=WITH_A_GAP, zone=f"{pointers}{beside}\n")
    done = importer("--ttl", 60, "--fill", 1, *paths)
    assert (done.returncode, done.stderr) == (0, "")
    assert "    except: 10.0.0.6\n" in done.stdout and "reverse: yes" in done.stdout
    assert len(imported.local_data(done.stdout)) == 1


def test_a_gap_too_wide_to_fill(importer, tmp_path):
    (path,) = write(tmp_path, hosts=WITH_A_GAP.replace("10.0.0.7 n7.example.com\n", ""))
    done = importer("--fill", 1, path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "    except: 10.0.0.6/31\n" in done.stdout
    assert "10.0.0.6 to 10.0.0.7" in importer("--fill", 2, path).stderr


def test_options_are_for_the_files_behind_them(importer, tmp_path):
    zone, hosts = write(tmp_path, zone="a 60 A 10.0.0.1\n", hosts="10.0.0.2 b\n")
    done = importer("-o", "example.com", "-f", "zone", zone, "-o", "example.net", zone,
                    "-f", "hosts", hosts)
    assert (done.returncode, done.stderr) == (0, "")
    assert {record.owner for record in imported.local_data(done.stdout)} == {
        "a.example.com.", "a.example.net.", "b.", "2.0.0.10.in-addr.arpa."}


@pytest.mark.parametrize("zones, rules", [
    ("", 1), ("local-zone: example.com static", 1), ("local-zone: example.com inform", 1),
    ("local-zone: com refuse", 0), ("local-zone: example.com typetransparent", 0),
    ("local-zone: com refuse\nlocal-zone: example.com. transparent", 1),
    ("local-zone: com static\nlocal-zone: 'EXAMPLE.com' deny", 0),
    ("local-zone: h3.example.com static", 1),
    ("view:\nname: guests\nlocal-zone: com refuse", 1)])
@pytest.mark.parametrize("zones_first", [True, False])
def test_local_zones(importer, tmp_path, zones, rules, zones_first):
    """Local-data in a zone that would answer before a rule stays local-data."""
    data = "server:\n" + "".join(f'local-data: "h{i}.example.com A 10.0.0.{i}"\n'
                                 for i in range(9))
    texts = [f"server:\n{zones}\n", data]
    (path,) = write(tmp_path, conf="".join(texts if zones_first else texts[::-1]))
    done = importer(path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("workstation:") == rules
    outside = ["h3."] if "h3" in zones else []
    assert [line for line in done.stdout.splitlines() if "local-data:" in line] == [
        f'    local-data: "{name}example.com. 3600 IN A 10.0.0.{name[1]}"'
        for name in (outside if rules else [f"h{i}." for i in range(9)])]


def test_several_files(importer, tmp_path):
    """Rules are found among the records of all of them, and equal ones count once."""
    half = NODES.splitlines(keepends=True)
    paths = write(tmp_path, one="".join(half[:6]), two="".join(half[4:]))
    assert importer(*paths).stdout == RULE.format(ttl=3600, records=20)


def test_standard_input(importer):
    assert importer("-", input=NODES.encode()).stdout == RULE.format(ttl=3600, records=20)


def test_a_pointer_that_disagrees_is_an_exception(importer, checkconf, tmp_path):
    pointers = "".join(f"{i}.0.0.10.in-addr.arpa. 3600 PTR n{i}.example.com.\n"
                       for i in range(1, 11)).replace("PTR n4.", "PTR old4.")
    pointers += "9.9.9.10.in-addr.arpa. 60 PTR gone.example.com.\n"
    addresses = "".join("local-data: '{1} A {0}'\n".format(*line.split())
                        for line in NODES.splitlines())
    done = importer(*write(tmp_path, zone=pointers, conf=addresses))
    assert (done.returncode, done.stderr) == (0, "")
    assert imported.count_rules(done.stdout) == 1
    assert "    other-types: nodata\n    reverse: yes\n" in done.stdout
    assert imported.local_data(done.stdout) == [
        imported.Record("4.0.0.10.in-addr.arpa.", 3600, "PTR", "old4.example.com."),
        imported.Record("9.9.9.10.in-addr.arpa.", 60, "PTR", "gone.example.com.")]
    assert ("n4.example.com.", 3600, "A", "10.0.0.4") in imported.records_of(
        checkconf, tmp_path / "output", done.stdout)


def test_pointers_of_another_name(importer, checkconf, tmp_path):
    """The rule of one origin must not have PTR records where those of the other are
    computed: which of them answers is a matter of their order."""
    lines = [f"10.0.0.{i} n{i}.example.com n{i}" for i in range(6)] + ["10.0.0.7 n7"]
    (path,) = write(tmp_path, hosts="\n".join(lines) + "\n")
    done = importer(path)
    assert (done.returncode, done.stderr) == (0, "")
    assert imported.records_of(checkconf, tmp_path / "output", done.stdout) == sorted(
        imported.records_of_hosts(lines))


LOST = """$ORIGIN example.com.
$TTL 60
@ SOA ns hostmaster 1 2 3 4 5
@ NS ns
www CNAME a
old (
    DNAME new )
*.wild A 10.0.0.1
ns.sub A 10.0.0.2
sub NS ns.sub
ch CH TXT "x"
a A 10.0.0.3
a RRSIG A 8 2 60 20300101000000 20200101000000 1 example.com. AAAA
a NSEC b A
"""


def test_what_is_lost(importer, tmp_path):
    """It is listed with its place. Signatures are not: the rest is printed."""
    (path,) = write(tmp_path, zone=LOST)
    done = importer(path)
    assert done.returncode == 1
    places = [line.partition(": not carried over: ")[0] for line in done.stderr.splitlines()]
    assert places == [f"{path}:{line}" for line in (5, 6, 8, 11, 9, 10)]
    assert (f"{path}:5: not carried over: www.example.com. CNAME: local-data has no aliases\n"
            in done.stderr)
    kept = imported.local_data(done.stdout)
    assert [record.qtype for record in kept] == ["SOA", "NS", "A"]
    assert done.stdout.endswith("# 3 records: 0 by 0 rules, and 3 by as many lines of"
                                " local-data.\n")


NUMBER = "is invalid, expected a number from 0 to"


@pytest.mark.parametrize("words, said", [
    (["-f", "bind"], '-f: "bind" is not a format, expected zone, unbound, hosts, dnsmasq or'
     " knot"),
    (["-o", "a..b"], '-o: "a..b" has an empty label, expected a domain name like example.com'),
    (["--ttl", "-1"], f'--ttl: "-1" {NUMBER} 2147483647'),
    (["--ttl", "2147483648"], f'--ttl: "2147483648" {NUMBER} 2147483647'),
    (["--ttl", "1h"], f'--ttl: "1h" {NUMBER} 2147483647'),
    (["--fill", ""], f'--fill: "" {NUMBER} 65535'),
    (["--fill", "65536"], f'--fill: "65536" {NUMBER} 65535'),
    (["{place}/none"], "{place}/none: cannot read the file: No such file or directory"),
    (["{place}"], "{place}: cannot read the file: Is a directory"),
    (["-f", "zone", "{place}/hosts"], '{place}/hosts:1: "10.0.0.1" is relative and has no'
     " origin, expected $ORIGIN above it, -o, or a dot at its end"),
])
def test_errors(importer, tmp_path, words, said):
    """Nothing is printed but the sentence, whatever was read before."""
    (path,) = write(tmp_path, hosts=NODES)
    done = importer(path, *(word.format(place=tmp_path) for word in words), path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"workstation-import: error: {said.format(place=tmp_path)}\n"


@pytest.mark.parametrize("words", [[], ["-x", "file"], ["--ttl"], ["-f", "zone"], ["--fil"]])
def test_wrong_usage(importer, words):
    done = importer(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: workstation-import [-f format]" in done.stderr


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_usage(importer, option):
    done = importer(option)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: workstation-import [-f format]")


def test_a_full_disk(build, tmp_path):
    (path,) = write(tmp_path, hosts=NODES)
    with open("/dev/full", "w") as full:
        done = subprocess.run([build / "workstation-import", path], stdout=full,
                              stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr == "workstation-import: error: cannot write the output\n"
