# SPDX-License-Identifier: BSD-3-Clause
"""The module in every chain a user would write, and in libunbound."""

import os
import re
import subprocess

import pytest

CHAINS = [
    "workstation iterator",
    "workstation validator iterator",
    "validator workstation iterator",
    "dns64 workstation iterator",
    "workstation dns64 iterator",
    "dns64 workstation validator iterator",
    "respip workstation iterator",
    "respip workstation validator iterator",
    "workstation respip validator iterator",
    "subnetcache workstation iterator",
    "workstation subnetcache iterator",
    "subnetcache workstation validator iterator",
]


@pytest.mark.parametrize("chain", CHAINS)
def test_chain(start, chain):
    resolver = start(chain)
    assert resolver.checkconf().returncode == 0, resolver.checkconf().stderr
    assert resolver.addresses("workstation5.example.com") == ["172.0.2.5"]
    assert resolver.addresses("workstation5.example.com", "TXT") == ['"upstream"']
    assert resolver.addresses("www.example.com") == ["93.184.216.119"]
    assert resolver.rcode("nothing.example.com") == "NXDOMAIN"


def test_alone(start):
    """Computed names are answered; the rest is Unbound's own SERVFAIL."""
    resolver = start("workstation")
    assert resolver.checkconf().returncode == 0, resolver.checkconf().stderr
    assert resolver.addresses("workstation5.example.com") == ["172.0.2.5"]
    assert resolver.rcode("www.example.com") == "SERVFAIL"


@pytest.mark.parametrize("chain, said", [
    ("iterator workstation", "module conf 'iterator workstation' is not known to work"),
    ("workstation workstation iterator",
     "module conf 'workstation iterator' is not known to work"),
    ("workstation validator", "module conf 'validator' is not known to work"),
    ("workstatio iterator", "module 'workstatio'"),
])
def test_checkconf_refuses(start, chain, said):
    resolver = start("workstation iterator")
    resolver.configure(chain)
    checked = resolver.checkconf()
    assert checked.returncode != 0
    assert said in checked.stderr.replace("module: '", "module '")  # 1.22's wording


@pytest.mark.either
def test_dns64_synthesizes_from_computed_addresses(start):
    resolver = start("dns64 workstation iterator")
    assert resolver.addresses("workstation6.example.com", "AAAA") == ["64:ff9b::ac00:206"]


def test_linked_modules(prefix):
    said = subprocess.run([prefix / "sbin/unbound", "-V"],
                          capture_output=True, text=True).stdout
    (modules,) = re.findall(r"^Linked modules: (.*)$", said, re.MULTILINE)
    assert "workstation" in modules.split()


def test_libunbound(start, prefix, build, tmp_path):
    """A program under the same configuration, its answers read by ldns."""
    resolver = start("workstation iterator")
    answers = subprocess.run(
        [build / "test/libunbound/resolve", resolver.conf,
         "workstation5.example.com", "www.example.com"],
        env={**os.environ, "LD_LIBRARY_PATH": str(prefix / "lib")},
        capture_output=True, text=True)
    assert answers.returncode == 0, answers.stderr
    assert [line.split() for line in answers.stdout.splitlines()] == [
        ["workstation5.example.com.", "0", "IN", "A", "172.0.2.5"],
        ["www.example.com.", "300", "IN", "A", "93.184.216.119"]]
