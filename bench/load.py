# SPDX-License-Identifier: BSD-3-Clause
"""A load of queries from dnsperf, on a core of its own, and what it cost the
server."""

import dataclasses
import re
import statistics
import subprocess

from server import ENVIRONMENT, LOAD_CORE, Failure

RATE = 20_000  # queries per second, for latencies


@dataclasses.dataclass
class Round:
    microseconds: float  # of CPU, for each answered query
    qps: float
    octets: float        # of an answer, on average


def command(port, path, *options, core=LOAD_CORE):
    return ["taskset", "-c", str(core), "dnsperf", "-s", "127.0.0.1", "-p", str(port),
            "-d", str(path), *map(str, options)]


def shown(*options, path):
    """The command as the report has it."""
    return " ".join(command("PORT", path, *options))


def perform(argv):
    done = subprocess.run(argv, capture_output=True, text=True, env=ENVIRONMENT)
    if done.returncode:
        raise Failure(f"dnsperf failed: {done.stderr.strip() or done.stdout[-200:]}")
    return done.stdout


def number(pattern, text):
    found = re.search(pattern, text)
    return float(found[1]) if found else 0.0


def round_options(seconds, once):
    return ["-l", seconds, *(["-n", 1] if once else [])]


def measure(server, path, seconds, once=False, extra=(), core=LOAD_CORE):
    """A round of so many seconds, or until each name was asked once. Fails
    unless every query has a positive answer."""
    before = server.cpu()
    text = perform(command(server.port, path, *round_options(seconds, once), *extra,
                           core=core))
    spent = server.cpu() - before
    answered = number(r"Queries completed: +(\d+)", text)
    good = number(r"NOERROR (\d+)", text)
    lost = number(r"Queries lost: +(\d+)", text)
    request, octets = (number(rf"{which} (\d+)", text)
                       for which in ("request", "response"))
    if not answered or lost or good != answered or octets < request + 16:
        raise Failure(f"{good:.0f} of {answered + lost:.0f} queries have an answer "
                      f"without an error, of {octets:.0f} octets for {request:.0f}")
    return Round(spent / answered * 1e6, number(r"per second: +([\d.]+)", text), octets)


def latency_options(seconds):
    return ["-l", seconds, "-Q", RATE, "-v"]


def latencies(server, path, seconds):
    """Microseconds that each answer of a steady rate took, sorted; nothing from
    a server that cannot keep that rate."""
    text = perform(command(server.port, path, *latency_options(seconds)))
    qps = number(r"per second: +([\d.]+)", text)
    if qps < 0.97 * RATE or number(r"Queries lost: +(\d+)", text):
        return None
    return sorted(float(line.split()[-1]) * 1e6 for line in text.splitlines()
                  if line.startswith("> NOERROR"))


def percentile(ordered, percent):
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def median(rounds, what="microseconds"):
    return statistics.median(getattr(one, what) for one in rounds)
