#!/usr/bin/python3 -B
# SPDX-License-Identifier: BSD-3-Clause
"""bench/instructions.py PREFIX

Instructions that the daemon executes for a query, with the module and without:
counted by callgrind, the difference between a run of few queries and one of
many. Needs valgrind and what the live tests need."""

import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "test/server"))

import dns.message  # noqa: E402
import dns.query  # noqa: E402

from resolver import Resolver  # noqa: E402
from upstream import Upstream  # noqa: E402

FEW, MANY = 500, 2500
ONE_RULE = "workstation: ttl: 300\n"
ORIGINS = "".join(f"workstation: origin: site{number}.example.com\n" for number in range(1000))
QUERIES = {
    "from the cache": lambda number: "www.example.com",
    "not ours, a cache miss": lambda number: f"nothing{number}.example.com",
    "computed": lambda number: f"workstation{number % 256}.example.com",
}
CONFIGURATIONS = {
    "without the module": ("iterator", ""),
    "one rule": ("workstation iterator", ONE_RULE),
    "1000 rules with origins": ("workstation iterator", ORIGINS + ONE_RULE),
}


class Counted(Resolver):
    """A resolver under callgrind."""

    def command(self):
        return ["valgrind", "--tool=callgrind", f"--callgrind-out-file={self.place}/callgrind",
                *super().command()]

    def instructions(self):
        text = (self.place / "callgrind").read_text()
        return int(re.search(r"^(?:summary|totals): (\d+)", text, re.MULTILINE)[1])


def count(prefix, place, upstream, configuration, name, queries):
    resolver = Counted(prefix, place, upstream, *configuration)
    try:
        resolver.start()
        for number in range(queries):
            resolver.ask(name(number))
    finally:
        resolver.stop()
    return resolver.instructions()


def main(prefix):
    print(f"{' '.join(sys.argv)}: instructions per query, "
          f"({MANY} queries - {FEW} queries) / {MANY - FEW}\n")
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        with Upstream(scratch) as upstream:
            print(f"{'':24}" + "".join(f"{what:>24}" for what in QUERIES))
            for what, configuration in CONFIGURATIONS.items():
                print(f"{what:24}", end="", flush=True)
                for name in QUERIES.values():
                    few, many = [count(prefix, pathlib.Path(tempfile.mkdtemp(dir=scratch)),
                                       upstream, configuration, name, queries)
                                 for queries in (FEW, MANY)]
                    print(f"{(many - few) / (MANY - FEW):24.0f}", end="", flush=True)
                print()


main(pathlib.Path(sys.argv[1]).resolve())
