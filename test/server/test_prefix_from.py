# SPDX-License-Identifier: BSD-3-Clause
"""prefix-from: the prefix of an interface, at each load. The interface is `lo` in a
network namespace of the test's own. Where none can be made, the tests are skipped."""

import re
import subprocess

import pytest

from namespace import ResolverInNamespace, own_namespace

pytestmark = pytest.mark.either

# The prefixes are in none of Unbound's default local zones.
RULES = """
workstation:
    name: "node{{n}}"
    network: ::100-::1ff
    network: 198.18.0.0/24
    prefix-from: {interface}
    origin: home.example.com
    other-types: nodata
    out-of-range: nxdomain
    reverse: yes
    ttl: 60
"""
NONE = (r'\S+:\d+: prefix-from: "lo" has no address in 2000::/3 that is neither temporary nor'
        " deprecated: the rule computes no AAAA until a reload finds one")


@pytest.fixture
def namespace():
    with own_namespace() as namespace:
        namespace.add("fd00:db8::1")
        namespace.add("2001:470:dead::1", "preferred_lft", "0", "valid_lft", "36000")
        yield namespace


class AskedByDig(ResolverInNamespace):
    def dig(self, name, qtype):
        done = self.namespace.run("dig", "@127.0.0.1", "-p", self.port, "+short", "+tries=1",
                                  "+time=20", name, qtype)
        assert done.returncode == 0, done.stdout
        return done.stdout.split()

    def warnings(self):
        return re.findall(r"warning: (.*prefix-from.*)", self.said())


@pytest.fixture
def start(prefix, dynlib, upstream, tmp_path, namespace, threads):
    running = []

    def start(rules):
        resolver = AskedByDig(prefix, tmp_path / f"unbound{len(running)}", upstream,
                              "workstation iterator", rules, threads=threads,
                              dynlib=dynlib)
        resolver.namespace = namespace
        running.append(resolver)
        resolver.start()
        return resolver

    yield start
    for resolver in running:
        resolver.stop()


def reverse(prefix):
    """The name of PREFIX::105."""
    groups = [group.zfill(4) for group in prefix.split(":")]
    digits = "".join(groups + ["0000"] * (8 - len(groups) - 1) + ["0105"])
    return ".".join(reversed(digits)) + ".ip6.arpa"


@pytest.mark.parametrize("how", ["reload", "reload_keep_cache", "SIGHUP"])
def test_each_load_takes_the_prefix_there_is(start, namespace, how):
    """No prefix, one, another one, and none again."""
    resolver = start(RULES.format(interface="lo"))
    expected = 0
    for prefix in (None, "2001:470:a", "2001:470:b:c", None):
        if prefix:
            namespace.add(f"{prefix}::1")
        resolver.reload(how)
        assert resolver.dig("node5.home.example.com", "A") == ["198.18.0.5"]
        assert resolver.dig("node5.home.example.com", "AAAA") == (
            [f"{prefix}::105"] if prefix else [])
        if prefix:
            assert resolver.dig(reverse(prefix), "PTR") == ["node5.home.example.com."]
            namespace.remove(f"{prefix}::1")
    warnings = resolver.warnings()
    assert len(warnings) == 3  # of the start and of two reloads
    assert all(re.fullmatch(NONE, warning) for warning in warnings)


def test_no_such_interface(start, namespace):
    resolver = start(RULES.format(interface="none0"))
    assert resolver.dig("node5.home.example.com", "AAAA") == []
    (warning,) = resolver.warnings()
    assert re.fullmatch(r'\S+:\d+: prefix-from: "none0" is not an interface of this machine: the'
                        " rule computes no AAAA until a reload finds one", warning)


def test_many_addresses(start, namespace):
    """More than the kernel sends at once. It lists the newest first."""
    namespace.add("2001:470:e::1")
    batch = "".join(f"address add 2001:470:dead::{i:x}/64 dev lo preferred_lft 0"
                    " valid_lft 36000\n" for i in range(2, 2000))
    done = subprocess.run(namespace.enter("ip", "-6", "-batch", "-"), input=batch, text=True,
                          capture_output=True)
    assert done.returncode == 0, done.stderr
    resolver = start(RULES.format(interface="lo"))
    assert resolver.dig("node5.home.example.com", "AAAA") == ["2001:470:e::105"]
    assert resolver.warnings() == []


@pytest.mark.linked
def test_unbound_checkconf_says_it(start, namespace, prefix):
    resolver = start(RULES.format(interface="lo"))

    def said():
        return namespace.run(prefix / "sbin/unbound-checkconf", resolver.conf)

    checked = said()
    assert checked.returncode == 0
    assert re.findall("warning: (.*)", checked.stderr) == resolver.warnings()
    namespace.add("2001:470:a::1")
    assert said().stderr == ""


def test_workstation_checkconf_takes_the_same_prefix(namespace, build, tmp_path):
    path = tmp_path / "rules"
    path.write_text(RULES.format(interface="lo"))

    def said(*words):
        checked = namespace.run(build / "workstation-checkconf", path, *words)
        assert checked.returncode == 0
        return checked

    assert re.fullmatch(f"workstation-checkconf: warning: {NONE}\n", said().stderr)
    namespace.add("2001:470:a::1")
    assert said().stderr == ""
    answer = said("-q", "node5.home.example.com", "AAAA").stdout.splitlines()
    assert answer == [f"; {path}:2: answer",
                      "node5.home.example.com.\t60\tIN\tAAAA\t2001:470:a::105"]
    listed = said("-l").stdout.splitlines()
    assert sum("\tAAAA\t2001:470:a::1" in line for line in listed) == 256
    assert sum(".a.0.0.0.0.7.4.0.1.0.0.2.ip6.arpa." in line for line in listed) == 256
