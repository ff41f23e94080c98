# SPDX-License-Identifier: BSD-3-Clause
"""unbound-checkconf over conf/: what it says stands in the file's first lines,
`# error: ...` or `# warning: ...`, with {file} for its path. A good file has no
error, and no warning but those; so the daemon judges too."""

import itertools
import pathlib
import re
import subprocess

import pytest

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
    manual = (TOP / "doc/workstation.5").read_text().replace(r"\-", "-")
    for block in re.findall(r"^\.nf\n(.*?)^\.fi$", manual, re.MULTILINE | re.DOTALL):
        if "workstation:\n" in block:
            yield block


def commented_examples():
    """The rules in the example configuration, without their comment marks."""
    lines = (TOP / "unbound.conf.example").read_text().splitlines()
    for is_comment, group in itertools.groupby(lines, lambda line: line.startswith("#")):
        code = [line[2:] for line in group if re.match("# (server:|workstation:|\t)", line)]
        if is_comment and "workstation:" in code:
            yield "\n".join(code)


MANUAL, EXAMPLES = list(manual_examples()), list(commented_examples())


def test_there_are_examples():
    assert (len(MANUAL), len(EXAMPLES)) == (6, 3)


@pytest.mark.parametrize("example", MANUAL + EXAMPLES)
def test_examples_are_right(prefix, tmp_path, example):
    """Documentation networks are in local zones, and that is all there is to
    say of the manual's; of the others there is nothing."""
    path = tmp_path / "unbound.conf"
    path.write_text(SERVER + example)
    checked = subprocess.run([prefix / "sbin/unbound-checkconf", path],
                             capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    allowed = r".* lies in the local-zone " if example in MANUAL else r"\Z"
    for said in checked.stderr.splitlines():
        assert re.search(allowed, said), said
