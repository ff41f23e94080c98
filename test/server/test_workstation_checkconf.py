# SPDX-License-Identifier: BSD-3-Clause
"""workstation-checkconf: it reads what Unbound's parser reads, and prints the messages
of unbound-checkconf; and what rules answer, and the records they make."""

import re
import subprocess

import dns.rdatatype
import dns.zone
import hypothesis
import hypothesis.strategies as st
import pytest

from test_checkconf import (CONF, EXAMPLES, MANUAL, SERVER, said_of, with_keys,
                            without_interface)


def said_by(checked):
    """Kinds and texts of what is said on standard error, and nothing else is."""
    said = re.findall(r"^workstation-checkconf: (error|warning): (.*)$", checked.stderr,
                      re.MULTILINE)
    assert len(said) == checked.stderr.count("\n"), checked.stderr
    return said


# of Unbound's own configuration, which the program does not know
OF_UNBOUND = re.compile(r"local-zone|module-config")


@pytest.mark.parametrize("path", sorted(CONF.glob("*.conf")), ids=lambda path: path.name)
def test_conf(checkconf, path):
    checked = checkconf(path)
    assert said_by(checked) == [said for said in said_of(path) if not OF_UNBOUND.search(said[1])]
    good = path.name.startswith("good")
    assert checked.returncode == (0 if good else 1)
    assert checked.stdout == (f"workstation-checkconf: no errors in the workstation: clauses of"
                              f" {path}\n" if good else "")


@pytest.mark.parametrize("example", MANUAL + EXAMPLES)
def test_examples(checkconf, tmp_path, example):
    path = tmp_path / "example.conf"
    path.write_text(with_keys(example, tmp_path))
    checked = checkconf(path)
    assert (checked.returncode, without_interface(checked.stderr)) == (0, "")


FRAGMENTS = [
    "workstation:", "server:", "ttl:", "first:", "name:", "origin:", "verbosity: 1",
    "local-zone: 10.in-addr.arpa. nodefault", "access-control: ::1/128 'allow'",
    "include:", "include-toplevel:", "{place}/one.conf", '"{place}/*.conf"',
    "{place}/none.*", "{place}/{{two,one}}.conf", "{place}/missing.conf",
    '"', "'", "\\", "\n", "\r\n", "\t", " ", "#", ":", "a", "5", '"5s"', "'5 s'", '"5\\"s"',
    "5#s", "# a comment", "x{{n}}", "é",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A place with files to include."""
    place = tmp_path_factory.mktemp("reader")
    (place / "one.conf").write_text("workstation:\n ttl: 5\n")
    (place / "two.conf").write_text("ttl:\n'6\\'' # an end that is missing\nfirst:")
    return place


@hypothesis.settings(max_examples=400, deadline=None, database=None)
@hypothesis.given(fragments=st.lists(st.sampled_from(FRAGMENTS), max_size=8),
                  spaces=st.lists(st.sampled_from([" ", " ", "\n", ""]), min_size=9, max_size=9),
                  begin=st.sampled_from(["", "workstation: ", "workstation: ttl: ",
                                         "workstation:\n name: "]))
@hypothesis.example(fragments=["\\", "\r\n"], spaces=[""] * 9, begin="")
@hypothesis.example(fragments=["server:", '"', "x" * 39, "é"], spaces=[""] * 9, begin="")
def test_it_reads_as_unbound_does(checkconf, prefix, place, fragments, spaces, begin):
    """What Unbound's parser takes, and what the engine says of it then, with the
    value and the line, are the same. What is wrong with clauses of Unbound's own is
    Unbound's to say."""
    path = place / "unbound"
    text = begin + "".join(fragment.format(place=place) + space
                           for fragment, space in zip(fragments, spaces))
    path.write_bytes((text + SERVER).encode())
    stock = subprocess.run([prefix / "sbin/unbound-checkconf", path], capture_output=True)
    checked = checkconf(path)
    judged = re.search(rb"^\[\d+\] unbound-checkconf\[.*?\] fatal error: (\S+:\d+: .*)$",
                       stock.stderr, re.MULTILINE)
    if stock.returncode == 0:
        assert checked.returncode == 0, checked.stderr
    elif judged:
        assert said_by(checked) == [("error", judged[1].decode())]
    elif not re.search(r"server:|verbosity:|local-zone:|access-control:", text):
        assert checked.returncode == 1 and said_by(checked), stock.stderr


INCLUDES = [
    ("include: {place}/a.conf", "aa"), ('include:\n  "{place}/b.conf"', "b"),
    ('include: "{place}/*.conf"', "aab"), ("include: {place}/{{b,a}}.conf", "baa"),
    ("include: {place}/[a]?conf", "aa"), ("include: {place}/none*", ""),
    ("include-toplevel: {place}/b.conf", "b"), ("include: {place}/nested", "baa"),
]


@pytest.mark.parametrize("line, order", INCLUDES)
def test_includes(checkconf, prefix, tmp_path, line, order):
    """The files come in the order in which Unbound reads them: the same rule in all
    of them is reached in the first one only."""
    for name, count in (("a", 2), ("b", 1)):
        (tmp_path / f"{name}.conf").write_text("workstation: ttl: 1\n" * count)
    (tmp_path / "nested").write_text(
        f"include: {tmp_path}/b.conf\ninclude: {tmp_path}/a.conf\n")
    path = tmp_path / "conf"
    path.write_text(SERVER + line.format(place=tmp_path) + "\nworkstation:\n")
    lines = {"a": 0, "b": 0}
    expected = []
    for name in order:
        lines[name] += 1
        expected.append(f"{tmp_path}/{name}.conf:{lines[name]}")
    expected.append(f"{path}:{path.read_text().count(chr(10))}")
    stock = subprocess.run([prefix / "sbin/unbound-checkconf", path], capture_output=True,
                           text=True).stderr
    for said in (checkconf(path).stderr, stock):
        assert re.findall(r"(\S+): unreachable rule", said) == expected[1:]


def test_a_file_that_includes_itself(checkconf, tmp_path):
    path = tmp_path / "loop"
    path.write_text(f"workstation:\ninclude: {path}\n")
    checked = checkconf(path)
    assert checked.returncode == 1
    assert said_by(checked) == [("error", f'{path}:2: include: cannot read "{path}":'
                                 " included 1000 levels deep (does it include itself?)")]


def test_files_that_cannot_be_read(checkconf, tmp_path):
    for path, why in ((tmp_path / "none", "No such file or directory"),
                      (tmp_path, "Is a directory")):
        checked = checkconf(path)
        assert checked.returncode == 1
        assert said_by(checked) == [("error", f"{path}: cannot read the file: {why}")]


def test_the_file_of_rules(checkconf, tmp_path):
    """Without an argument it is the loadable module's file, which has rules only."""
    path = tmp_path / "workstation.conf"
    where = {"env": {"WORKSTATION_CONF": str(path)}}
    path.write_text("workstation:\n")
    assert checkconf(**where).stdout == f"workstation-checkconf: no errors in {path}\n"
    path.write_text("server:\n")
    assert said_by(checkconf(**where)) == [
        ("error", f"{path}:1: server: is invalid in this file, expected workstation: clauses")]
    path.write_text("workstation:\nttl: 1\nfor-view: guests\n")
    assert said_by(checkconf(**where)) == [
        ("error", f'{path}:3: for-view: "guests" is invalid in this file, expected rules for'
                  " all clients (the loadable module does not know their views)")]
    path.write_text("")
    empty = checkconf(**where)
    assert empty.returncode == 0
    assert said_by(empty) == [("warning", f"{path} has no workstation: clause, the built-in"
                               " rule applies")]


RULES = """workstation: name: "desk{n}" network: 10.0.0.0/24 origin: example.com ttl: 300
  reverse: yes
workstation:
  name: x{ip}
  network: 10.0.0.0/8
  network: 2001:db8::/32
  other-types: nodata
  out-of-range: nxdomain
workstation: name: "{*}-{n}.f" network: 10.1.0.0/24 origin: "*.org" except: 10.1.0.9
"""
SOA = "0\tIN\tSOA\t. . 1 3600 1200 604800 0\n"
QUESTIONS = [
    (["desk7.example.com"], "; {file}:1: answer\ndesk7.example.com.\t300\tIN\tA\t10.0.0.7\n"),
    (["DESK07.example.com.", "a"],
     "; {file}:1: answer\nDESK07.example.com.\t300\tIN\tA\t10.0.0.7\n"),
    (["7.0.0.10.in-addr.arpa", "PTR"],
     "; {file}:1: answer\n7.0.0.10.in-addr.arpa.\t300\tIN\tPTR\tdesk7.example.com.\n"),
    (["desk7.example.com", "TYPE65"], "; passed on: no rule decides, but the name exists\n"),
    (["desk7.example.com", "OpenPGPKey"], "; passed on: no rule decides, but the name exists\n"),
    (["desk256.example.com"], "; passed on: no rule decides\n"),
    (["x2001-db8--1.org", "AAAA"], "; {file}:3: answer\nx2001-db8--1.org.\t0\tIN\tAAAA\t"
     "2001:db8::1\n"),
    (["x10-0-0-1.a\\;b.org", "MX"], "; {file}:3: NODATA\na\\;b.org.\t" + SOA),
    (["x11-0-0-1.\\000.org", "ANY"], "; {file}:3: NXDOMAIN\n\\000.org.\t" + SOA),
    (["x11-0-0-1"], "; {file}:3: NXDOMAIN\n.\t" + SOA),
    (["my-app-7.f.b.org"], "; {file}:9: answer\nmy-app-7.f.b.org.\t0\tIN\tA\t10.1.0.7\n"),
    (["f.b.org"], "; passed on: no rule decides, but the name exists\n"),
    (["my-app-9.f.b.org"], "; passed on: no rule decides\n"),
]


@pytest.mark.parametrize("question, said", QUESTIONS)
def test_questions(checkconf, tmp_path, question, said):
    path = tmp_path / "rules"
    path.write_text(RULES)
    checked = checkconf(path, "-q", *question)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout == said.format(file=path)


VIEWS = """workstation: name: "desk{n}" network: 10.9.0.0/30 origin: example.com for-view: guests
  for-view: "the lab" out-of-range: nxdomain reverse: yes
workstation: name: "desk{n}" network: 10.0.0.0/30 origin: example.com reverse: yes
workstation: name: "lab{n}" network: 10.8.0.0/31 for-view: "the lab"
"""
OF_VIEWS = [
    (["-q", "desk1.example.com"],
     "; {file}:3: answer\ndesk1.example.com.\t0\tIN\tA\t10.0.0.1\n"),
    (["-q", "desk1.example.com", "-v", "guests"], '; {file}:1: answer, for view "guests"\n'
     "desk1.example.com.\t0\tIN\tA\t10.9.0.1\n"),
    (["-v", "the lab", "-q", "desk1.example.com", "A"],
     '; {file}:1: answer, for view "the lab"\n'
     "desk1.example.com.\t0\tIN\tA\t10.9.0.1\n"),
    (["-q", "desk9.example.com", "-v", "guests"], '; {file}:1: NXDOMAIN, for view "guests"\n'
     "example.com.\t" + SOA),
    (["-q", "desk9.example.com", "-v", "Guests"], "; passed on: no rule decides\n"),
    (["-q", "1.0.0.10.in-addr.arpa", "PTR", "-v", "guests"],
     "; {file}:3: answer\n1.0.0.10.in-addr.arpa.\t0\tIN\tPTR\tdesk1.example.com.\n"),
    (["-q", "1.0.9.10.in-addr.arpa", "PTR"], "; passed on: no rule decides\n"),
    (["-q", "lab1.org", "-v", "the lab"], '; {file}:4: answer, for view "the lab"\n'
     "lab1.org.\t0\tIN\tA\t10.8.0.1\n"),
    (["-q", "lab1.org", "-v", "guests"], "; passed on: no rule decides\n"),
]


@pytest.mark.parametrize("words, said", OF_VIEWS)
def test_questions_of_a_view(checkconf, tmp_path, words, said):
    """A view that no rule names sees what clients of no view do."""
    path = tmp_path / "rules"
    path.write_text(VIEWS)
    checked = checkconf(path, *words)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout == said.format(file=path)


@pytest.mark.parametrize("words, addresses", [
    ([], ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3"]),
    (["-v", "none"], ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3"]),
    ([1, "-v", "guests"], ["10.9.0.0"]),
    (["-v", "the lab"], ["10.9.0.0", "10.9.0.1", "10.9.0.2", "10.9.0.3", "10.8.0.0", "10.8.0.1"]),
])
def test_a_list_of_a_view(checkconf, tmp_path, words, addresses):
    path = tmp_path / "rules"
    path.write_text(VIEWS)
    listed = checkconf(path, "-l", *words)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert re.findall(r"\tA\t(\S+)", listed.stdout) == addresses


def test_the_built_in_rule(checkconf, tmp_path):
    path = tmp_path / "rules"
    path.write_text("")
    assert checkconf(path, "-q", "workstation5.example.com").stdout == (
        "; built-in rule: answer\nworkstation5.example.com.\t0\tIN\tA\t172.0.2.5\n")


def load_in_ldns(path):
    return subprocess.run(["ldns-read-zone", path], check=True, capture_output=True,
                          text=True).stdout


def load_in_bind(path):
    return subprocess.run(["named-checkzone", "-D", "-o", "-", "-k", "fail", ".", path],
                          check=True, capture_output=True, text=True).stdout


LISTED = """workstation: name: "a{n}" network: 10.0.0.0/29 network: 2001:db8::/126
  origin: example.com origin: example.net subdomains: yes reverse: yes ttl: 60
workstation: name: "a{n:2}" first: 6 network: 10.0.1.0/29 origin: example.com reverse: yes
workstation: name: "a{n}" first: 4 network: 10.0.2.0/29 origin: example.com reverse: yes
  subdomains: yes
workstation: name: "{ip}" network: 10.0.0.4-10.0.0.11 network: 2001:db8:: - origin: b.org
workstation: name: "any{hex}" network: 10.0.0.0/30
workstation: name: "x{n:x}.f" network: 10.3.0.0-10.3.0.17 except: 10.3.0.3 origin: c.org
  reverse: yes
workstation: name: "{dotted}" network: 10.4.0.0/30 origin: c.org subdomains: yes
workstation: name: "r{reversed}" network: 10.5.0.0/30 origin: c.org reverse: yes
workstation: name: "r{v4}" network: 64:ff9b::/126 origin: c.org reverse: yes
workstation: name: "l{ip:long}" network: 2001:db8:1::/127 origin: c.org reverse: yes
workstation: name: "s{n}" network: 10.0.3.1-10.0.3.9/2 origin: example.com reverse: yes
workstation: name: "{ip}" network: 10.0.0.0-10.0.0.16/4 network: 10.0.0.11-10.0.0.20/3
  origin: b.org reverse: yes
""".replace("2001:db8:: -", "2001:db8::-2001:db8::3")


@pytest.mark.parametrize("load", [load_in_ldns, load_in_bind])
def test_a_list_is_a_zone_file(checkconf, tmp_path, load):
    """Others load it, and have the records that are computed, each of them once."""
    path, zone = tmp_path / "rules", tmp_path / "zone"
    path.write_text(LISTED)
    listed = checkconf(path, "-l")
    assert (listed.returncode, listed.stderr) == (0, "")
    zone.write_text("$ORIGIN .\n@ 1 IN SOA . . 1 1 1 1 1\n@ 1 IN NS ns.\n"
                    "ns. 1 IN A 192.0.2.1\n" + listed.stdout)

    def records(text):
        return sorted((str(owner).lower(), ttl, dns.rdatatype.to_text(rdata.rdtype), str(rdata))
                      for owner, ttl, rdata in dns.zone.from_text(
                          text, origin=".", relativize=False).iterate_rdatas()
                      if str(owner) not in (".", "ns."))

    loaded = records(load(zone))
    assert loaded == records(zone.read_text())
    assert len(loaded) == len(listed.stdout.splitlines())
    for owner, ttl, qtype, rdata in loaded:
        owner = owner.replace("*", "any.thing")
        answer = checkconf(path, "-q", owner, qtype).stdout.splitlines()[1]
        assert answer == f"{owner}\t{ttl}\tIN\t{qtype}\t{rdata}"
    # The first rule has 8 and 4 names under each origin. Of the second rule's it has
    # a06 and a07; the third is left with a8 and a9, and what is below a10 and a11. The
    # last one, with its steps, has 0, 12, 14, 16, 17 and 20 of b.org, and the PTR records
    # of all its addresses but 0 and 4.
    counts = [len([1 for owner, *_ in loaded if re.match(pattern, owner)])
              for pattern in (r"(\*\.)?a\d\.", r"(\*\.)?a\d\d\.", r"[\da-f-]+\.b\.org", "any",
                              r"s\d", ".*arpa", r".*\.c\.org")]
    assert counts == [2 * 2 * (8 + 4) + 2 * 2, 6 + 2, 8 + 4 + 6, 4, 5,
                      (8 + 4) + 8 + 8 + 17 + 4 + 4 + 2 + 5 + 7, 17 + 2 * 4 + 4 + 4 + 2]


def test_names_that_cannot_be_listed(checkconf, tmp_path):
    path = tmp_path / "rules"
    path.write_text('workstation: name: "a.{*}-{n:3}" network: 10.0.0.0/30 origin: example.com\n'
                    'workstation: name: "{ip}" network: 10.0.0.0/31 origin: "*.pod.example"\n'
                    '  origin: pod.example\n'
                    'workstation: name: "x{n:x}_{*}y" network: 10.0.0.0/30\n')
    assert checkconf(path, "-l").stdout.splitlines() == [
        "; not listed, any text is in place of *: a.{*}-{n:3} in example.com.",
        "; not listed, any text is in place of *: {ip} in *.pod.example.",
        "10-0-0-0.pod.example.\t0\tIN\tA\t10.0.0.0",
        "10-0-0-1.pod.example.\t0\tIN\tA\t10.0.0.1",
        "; not listed, any text is in place of *: x{n:x}_{*}y in any domain"]


def test_a_limit(checkconf, tmp_path):
    """It is for each direction, and what is left out is reported."""
    path = tmp_path / "rules"
    path.write_text("workstation: name: {ip} network: 2001:db8::/32 origin: b.org reverse: yes")
    for limit in (0, 3):
        listed = checkconf(path, "-l", limit).stdout.splitlines()
        assert [line for line in listed if line[0] == ";"] == [
            "; there are more address records", "; there are more PTR records"]
        assert len(listed) == 2 * limit + 2
    path.write_text("workstation: network: 10.0.0.0/30")
    assert len(checkconf(path, "-l", 4).stdout.splitlines()) == 4


@pytest.mark.parametrize("words, said", [
    (["-q", "a..b"], '-q: "a..b" has an empty label, expected a domain name like host.example.com'),
    (["-q", "a.b", "TYPE65536"], '-q: "TYPE65536" is not a type, expected one like AAAA or TYPE28'),
    (["-q", "a.b", "TYPE1x"], '-q: "TYPE1x" is not a type'),
    (["-q", "a.b", "x"], '-q: "x" is not a type'),
    (["-l", "-1"], '-l: "-1" is invalid, expected a number of records'),
    (["-l", "5x"], '-l: "5x" is invalid, expected a number of records'),
])
def test_wrong_options(checkconf, tmp_path, words, said):
    path = tmp_path / "rules"
    path.write_text("workstation:")
    checked = checkconf(path, *words)
    assert (checked.returncode, checked.stdout) == (1, "")
    (error,) = said_by(checked)
    assert error[0] == "error" and error[1].startswith(said)


@pytest.mark.parametrize("words", [["-h"], ["-x"], ["-q"], ["-q", "a", "A", "b"], ["x", "y"],
                                   ["-l", "1", "2"], ["-v", "a"], ["-q", "a", "-v"],
                                   ["-l", "-v"], ["-l", "-v", "a", "-v", "b"],
                                   ["-q", "a", "A", "-l"]])
def test_usage(checkconf, words):
    checked = checkconf(*words)
    assert checked.returncode == 1
    assert checked.stdout.startswith("usage: workstation-checkconf [file]\n")


def test_a_full_disk(build, tmp_path):
    with open("/dev/full", "w") as full:
        checked = subprocess.run([build / "workstation-checkconf", CONF / "good-defaults.conf"],
                                 stdout=full, stderr=subprocess.PIPE, text=True)
    assert checked.returncode == 1
    assert said_by(checked) == [("error", "cannot write the output")]
