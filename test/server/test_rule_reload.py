# SPDX-License-Identifier: BSD-3-Clause
"""Rules over starts and reloads: new ones come into force, wrong ones leave a
running resolver as it is, and stop one that starts."""

import subprocess

import pytest

GOOD = 'workstation:\n  name: "{name}{{n}}"\n  network: {network}\n  origin: example.com\n'
OLD = GOOD.format(name="old", network="10.0.0.0/24")
NEW = GOOD.format(name="new", network="10.0.1.0/24")
WRONG = GOOD.format(name="new", network="10.0.1.1/24")
SENTENCE = 'network: "10.0.1.1/24" has host bits set, expected 10.0.1.0/24'

HOW = pytest.mark.parametrize("how", ["reload", "SIGHUP"])


def line_of(resolver, text):
    """FILE:LINE of the one line of the configuration that has the text."""
    (number,) = [number for number, line in
                 enumerate(resolver.rules.read_text().splitlines(), 1) if text in line]
    return f"{resolver.rules}:{number}: "


def answers(resolver):
    return [resolver.addresses(f"{name}7.example.com") for name in ("old", "new")]


@pytest.mark.either
@HOW
def test_new_rules(start, how):
    resolver = start("workstation iterator", OLD)
    for _ in range(3):
        assert answers(resolver) == [["10.0.0.7"], []]
        resolver.configure("workstation iterator", NEW)
        resolver.reload(how)
        assert answers(resolver) == [[], ["10.0.1.7"]]
        resolver.configure("workstation iterator", OLD)
        resolver.reload(how)


@pytest.mark.either
@HOW
def test_no_rules_are_the_built_in_one(start, how):
    resolver = start("workstation iterator", OLD)
    assert resolver.addresses("workstation5.example.com") == ["203.0.113.5"]
    resolver.configure("workstation iterator")
    resolver.reload(how)
    assert resolver.addresses("workstation5.example.com") == ["172.0.2.5"]
    assert answers(resolver) == [[], []]


@pytest.mark.either
@HOW
def test_a_wrong_rule_leaves_the_old_ones(start, how):
    resolver = start("workstation iterator", OLD)
    resolver.configure("workstation iterator", WRONG)
    for _ in range(3):
        resolver.reload(how)
        assert answers(resolver) == [["10.0.0.7"], []]
    assert line_of(resolver, "10.0.1.1/24") + SENTENCE in resolver.said()
    assert "the rules from before the reload stay in force" in resolver.said()
    resolver.configure("workstation iterator", NEW)
    resolver.reload(how)
    assert answers(resolver) == [[], ["10.0.1.7"]]


@pytest.mark.either
@HOW
def test_a_wrong_rule_keeps_the_built_in_one(start, how):
    resolver = start("workstation iterator")
    resolver.configure("workstation iterator", WRONG)
    resolver.reload(how)
    assert resolver.addresses("workstation5.example.com") == ["172.0.2.5"]


@HOW
def test_a_wrong_rule_of_a_new_module_passes_everything(start, how):
    resolver = start("iterator", OLD)
    resolver.configure("workstation iterator", WRONG)
    resolver.reload(how)
    assert answers(resolver) == [[], []]
    assert resolver.addresses("workstation5.example.com") == ["203.0.113.5"]
    assert resolver.addresses("www.example.com") == ["93.184.216.119"]
    assert "all queries are passed on" in resolver.said()


@HOW
def test_rules_of_a_module_that_was_away_are_gone(start, how):
    resolver = start("workstation iterator", OLD)
    resolver.configure("iterator", OLD)
    resolver.reload(how)
    resolver.configure("workstation iterator", WRONG)
    resolver.reload(how)
    assert answers(resolver) == [[], []]


@HOW
def test_kept_rules_where_the_chain_changes(start, how):
    resolver = start("workstation iterator", OLD)
    resolver.configure("workstation validator iterator", WRONG)
    resolver.reload(how)
    assert answers(resolver) == [["10.0.0.7"], []]


@pytest.mark.either
def test_a_wrong_rule_stops_a_start(start):
    resolver = start("workstation iterator", OLD)
    resolver.stop()
    resolver.configure("workstation iterator", WRONG)
    ended = subprocess.run(resolver.command(), env=resolver.environment(),
                           capture_output=True, text=True)
    assert ended.returncode == 1
    assert line_of(resolver, "10.0.1.1/24") + SENTENCE in resolver.said()


@pytest.mark.either
def test_included_files(start, tmp_path):
    """A clause that goes on in an included file, and one that begins there."""
    (tmp_path / "end.conf").write_text('network: 10.0.0.0/24\n  origin: "example.com"\n'
                                       'workstation: name: new{n}\n')
    including = ('workstation:\n  name: "old{n}"\n'
                 f'  include: "{tmp_path}/end.conf"\n  network: 10.0.1.0/24\n')
    resolver = start("workstation iterator", including)
    assert answers(resolver) == [["10.0.0.7"], ["10.0.1.7"]]
    with open(tmp_path / "end.conf", "a") as included:
        included.write("\n# a comment\n  ttl: soon\n")
    resolver.reload()
    assert (f'{tmp_path}/end.conf:6: ttl: "soon" is invalid, expected 0 to 2147483647'
            in resolver.said())
    assert answers(resolver) == [["10.0.0.7"], ["10.0.1.7"]]


@pytest.mark.parametrize("wrong", ['workstation:\n  networks: 10.0.0.0/24\n',
                                   'workstation:\n  name: "x{n}\n'])
def test_syntax_errors_are_unbounds_own(start, wrong):
    resolver = start("workstation iterator", OLD)
    resolver.configure("workstation iterator", wrong)
    checked = resolver.checkconf()
    assert checked.returncode == 1 and f"{resolver.conf}:" in checked.stderr
    ended = subprocess.run(
        [resolver.prefix / "sbin/unbound-control", "-c", resolver.conf, "reload"],
        capture_output=True, text=True)
    assert ended.returncode != 0
    assert answers(resolver) == [["10.0.0.7"], []]
