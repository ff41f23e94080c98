# SPDX-License-Identifier: BSD-3-Clause
"""unbound-checkconf over conf/: the expected messages stand in a file's first lines,
`# error: ...` or `# warning: ...`, with {file} for its path. A good file has no
error, and no other warning."""

import itertools
import pathlib
import re
import subprocess

import pytest

from zone_keys import make_key

CONF = pathlib.Path(__file__).with_name("conf")


def said_of(path):
    return [(kind, text.replace("{file}", str(path))) for kind, text in
            re.findall(r"^# (error|warning): (.*)$", path.read_text(), re.MULTILINE)]


@pytest.mark.parametrize("path", sorted(CONF.glob("*.conf")), ids=lambda path: path.name)
def test_conf(prefix, path):
    checked = subprocess.run([prefix / "sbin/unbound-checkconf", path],
                             capture_output=True, text=True)
    said = re.findall(r"^\[\d+\] unbound-checkconf\[\d+:\d+\] (?:fatal )?"
                      r"(error|warning): (.*)$", checked.stderr, re.MULTILINE)
    assert said == said_of(path)
    assert len(said) == checked.stderr.count("\n")
    assert (checked.returncode == 0) == path.name.startswith("good")
    if path.name.startswith("bad"):
        assert [kind for kind, _ in said] == ["error"]


TOP = CONF.parents[2]
SERVER = """
server:
  module-config: "workstation iterator"
  chroot: ""
  username: ""
  directory: "/"
"""


def manual_examples():
    """The parts of the manual that are configuration, as it is printed."""
    manual = (TOP / "doc/workstation.5").read_text()
    for escape, printed in (r"\-", "-"), (r"\(aq", "'"), (r"\e", "\\"):
        manual = manual.replace(escape, printed)
    for block in re.findall(r"^\.nf\n(.*?)^\.fi$", manual, re.MULTILINE | re.DOTALL):
        if re.search("^workstation(-zone)?:$", block, re.MULTILINE):
            yield block


def commented_examples():
    """The rules in the example configuration, without their comment marks."""
    lines = (TOP / "unbound.conf.example").read_text().splitlines()
    for is_comment, group in itertools.groupby(lines, lambda line: line.startswith("#")):
        code = [line[2:] for line in group
                if re.match("# (server:|workstation:|workstation-zone:|\t)", line)]
        if is_comment and "workstation:" in code:
            yield "\n".join(code)


def readme_examples():
    """The rules in README."""
    return re.findall(r"^    workstation(?:-zone)?:\n(?:        .*\n)+",
                      (TOP / "README.md").read_text(), re.MULTILINE)


def with_keys(example, place):
    """With new keys in place of those that it names."""
    def path(named):
        return f'key: "{make_key(place, named.group(1)).path}"'
    return re.sub(r'key: "/etc/unbound/K(.*?)\.\+.*"', path, example)


def without_interface(said):
    """Without the warning that an example's interface is not on this machine."""
    return re.sub('.*prefix-from: "lan0" is not an interface.*\n', "", said)


MANUAL, EXAMPLES, README = map(list, (
    manual_examples(), commented_examples(), readme_examples()))


def test_there_are_examples():
    assert (len(MANUAL), len(EXAMPLES), len(README)) == (13, 8, 4)


@pytest.mark.parametrize("example", MANUAL + EXAMPLES + README)
def test_examples_are_right(prefix, tmp_path, example):
    """No warning, though their networks are in default zones."""
    path = tmp_path / "unbound.conf"
    path.write_text(SERVER + with_keys(example, tmp_path))
    checked = subprocess.run([prefix / "sbin/unbound-checkconf", path],
                             capture_output=True, text=True)
    assert (checked.returncode, without_interface(checked.stderr)) == (0, "")
    assert "nodefault" not in example
