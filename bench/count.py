# SPDX-License-Identifier: BSD-3-Clause
"""Instructions per query, counted by callgrind: those of the server's process,
without the kernel's. Counting begins after a warm-up, so that nothing of the
start is in it, and queries come one by one, so that it is repeatable."""

import collections
import re
import subprocess

from server import ENVIRONMENT, Failure, ask

WARM_UP, COUNTED = 600, 2000
UNDER = ["valgrind", "--tool=callgrind", "--callgrind-out-file=callgrind.out"]
SHOWN = (f"{' '.join(UNDER)} SERVER; {WARM_UP} queries; callgrind_control --zero PID; "
         f"{COUNTED} queries; callgrind_control --dump PID")
MODULE = re.compile(r"\bworkstation/\w+\.[ch]$")
LINE = re.compile(r"[-+*\d]\S* (\d+)$")
NUMBERED = re.compile(r"(\w+)=\((\d+)\)(?: (.*))?$")


class Profile:
    """Instructions for each query. total; self_cost and inclusive, by function;
    own: of the module's source lines; entered: of calls from Unbound into the
    module, with all that they call."""

    def __init__(self, path, queries):
        self.self_cost, self.inclusive = collections.Counter(), collections.Counter()
        self.names, self.homes, self.queries = {}, {}, queries
        self.own = self.total = 0
        calls = collections.Counter()
        self.read(path.read_text().splitlines(), calls)
        self.entered = sum(
            cost for (caller, callee), cost in calls.items()
            if not self.is_module(caller) and self.is_module(callee)) / queries
        for (_, callee), cost in calls.items():
            self.inclusive[self.names[callee]] += cost / queries

    def read(self, lines, calls):
        """Callgrind's format: names are spelt out once and numbered from then on;
        the line after calls= is the cost of those calls."""
        files, file, function, callee = {}, None, None, None
        for line in lines:
            numbered = NUMBERED.match(line)
            if numbered:
                key, number, spelt = numbered.groups()
                if key in ("fl", "fi", "fe", "cfi", "cfl"):
                    files[number] = spelt or files[number]
                if key in ("fl", "fi", "fe"):
                    file = number
                if key in ("fn", "cfn"):
                    self.names[number] = spelt or self.names[number]
                if key == "fn":
                    function = number
                    self.homes[function] = files[file]
                if key == "cfn":
                    callee = number
                continue
            cost = LINE.match(line)
            if not cost:
                continue
            cost = int(cost[1])
            if callee:
                calls[function, callee] += cost
                callee = None
                continue
            self.self_cost[self.names[function]] += cost / self.queries
            self.total += cost / self.queries
            if MODULE.search(files[file]):
                self.own += cost / self.queries

    def is_module(self, function):
        return bool(MODULE.search(self.homes.get(function, "")))


def send(server, names):
    for name in names:
        if ask(server.port, name, server.qtype, timeout=20, dnssec=server.dnssec) is None:
            raise Failure(f"{server.label}, counted by callgrind: no answer for {name}")


def control(server, what):
    done = subprocess.run(["callgrind_control", what, str(server.process.pid)],
                          env=ENVIRONMENT, capture_output=True, text=True)
    if done.returncode or "OK" not in done.stdout:
        raise Failure(f"callgrind_control {what} failed: {done.stdout}{done.stderr}")


def count(server, names):
    """A profile of a server that was made to run under UNDER; names gives the
    name of the Nth query."""
    try:
        server.start()
        send(server, map(names, range(WARM_UP)))
        control(server, "--zero")
        send(server, map(names, range(WARM_UP, WARM_UP + COUNTED)))
        control(server, "--dump")
        return Profile(server.place / "callgrind.out.1", COUNTED)
    finally:
        server.discard()
