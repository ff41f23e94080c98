# SPDX-License-Identifier: BSD-3-Clause
"""Memory exhaustion: each allocation of the module's fails once."""

import pathlib
import subprocess

import pytest

from resolver import Resolver

pytestmark = [pytest.mark.either, pytest.mark.configured("--enable-alloc-nonregional")]

# What Unbound and libc leak themselves when memory is short
SUPPRESSED = pathlib.Path(__file__).with_name("leaks.supp")
RULES = """
workstation: name: "pc{n}" network: 10.1.0.0/24 origin: pool.example.net ttl: 30
  other-types: nodata out-of-range: nxdomain reverse: yes
workstation: name: "x{hex}" network: 2001:db8:1::/120 origin: a.example origin: b.example
workstation: ttl: 30
"""
OPTIONS = """
server:
  ede: yes
  verbosity: 2
  extended-statistics: yes
  local-zone: "10.in-addr.arpa" nodefault
"""
CHAINS = "workstation iterator", "workstation validator iterator"
ASKED = [("pc7.pool.example.net", "A"), ("pc7.pool.example.net", "TXT"),
         ("pc999.pool.example.net", "A"), ("7.0.1.10.in-addr.arpa", "PTR"),
         ("x20010db8000100000000000000000007.b.example", "AAAA"),
         ("workstation5.example.com", "ANY"), ("alias.example.com", "A"),
         ("alias2.example.com", "A"), ("alias-nx.example.com", "A"),
         ("x.wild.example.com", "A"), ("workstation77.example.com", "TXT"),
         ("www.example.com", "A"), ("nothing.example.com", "A")]


@pytest.fixture(scope="module")
def failing_malloc(tmp_path_factory):
    library = tmp_path_factory.mktemp("library") / "failing_malloc.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library,
                    pathlib.Path(__file__).with_name("failing_malloc.c")], check=True)
    return library


class Starved(Resolver):
    """Fails each allocation once, and may end because of that, but not by a signal."""

    def lack(self, library):
        self.library, self.failed = library, self.place / "failed"

    def environment(self):
        return {**super().environment(), "LD_PRELOAD": str(self.library),
                "FAILED_ALLOCATIONS": str(self.failed),
                "ASAN_OPTIONS": "verify_asan_link_order=0:fast_unwind_on_malloc=0",
                "LSAN_OPTIONS": f"suppressions={SUPPRESSED}:print_suppressions=0"}

    def failures(self):
        return len(self.failed.read_text().splitlines()) if self.failed.exists() else 0

    def attempt(self):
        """Start it. @return whether it started."""
        before = self.failures()
        try:
            self.start()
            return True
        except AssertionError:
            assert self.ended(), self.said()
            assert self.process.returncode == 1, self.said()
            assert self.failures() > before, self.said()
            return False

    def persist(self):
        while not self.attempt():
            pass


def answer(reply):
    return reply.rcode(), sorted(rdata.to_text() for rrset in reply.answer for rdata in rrset)


def starve(starved, right):
    """Ask until nothing fails any more."""
    while True:
        before = starved.failures()
        for _ in range(4):  # from upstream, and from the caches
            for question, expected in right.items():
                reply = starved.ask(*question, use_edns=0)
                assert reply.rcode().name == "SERVFAIL" or answer(reply) == expected
        starved.control("stats_noreset")
        starved.reload()
        if starved.failures() == before:
            break


def test_each_allocation_fails_once(start, prefix, dynlib, upstream, tmp_path, failing_malloc,
                                    figures):
    """A start is refused, or an answer is SERVFAIL, and the next one is computed again."""
    starved = Starved(prefix, tmp_path / "starved", upstream, CHAINS[0], OPTIONS + RULES,
                      dynlib=dynlib)
    starved.lack(failing_malloc)
    starved.persist()
    at_start = starved.failures()
    try:
        for chain in CHAINS:
            healthy = start(chain, OPTIONS + RULES)
            starved.configure(chain, OPTIONS + RULES)
            starved.reload()
            starve(starved, {question: answer(healthy.ask(*question, use_edns=0))
                             for question in ASKED})
    finally:
        starved.stop()
    figures(f"{'Loaded' if dynlib else 'Linked'}: {starved.failures()} allocations by call stack,"
            f" each failed once, {at_start} of them at the start: a start"
            " is refused, an answer is SERVFAIL or the right one, under AddressSanitizer and"
            " UndefinedBehaviorSanitizer.")
    assert at_start > 10 and starved.failures() > at_start + 10
