# SPDX-License-Identifier: BSD-3-Clause
"""A load of queries from dnsperf, on a core of its own, and what it cost the
server."""

import dataclasses
import pathlib
import re
import signal
import statistics
import subprocess
import time

from server import ENVIRONMENT, LOAD_CORE, Failure, Usage

RATE = 20_000  # queries per second, for latencies


@dataclasses.dataclass
class Round:
    usage: Usage
    answered: int
    qps: float
    octets: float  # of an answer, on average

    @property
    def microseconds(self):
        """Of CPU, for each answered query."""
        return self.usage.seconds / self.answered * 1e6


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


def measure(server, path, seconds, once=False, extra=(), core=LOAD_CORE,
            good=("NOERROR",)):
    """A round of so many seconds, or until each name was asked once. Fails
    unless every query has an answer with a good rcode."""
    before = server.usage()
    text = perform(command(server.port, path, *round_options(seconds, once), *extra,
                           core=core))
    usage = server.usage() - before
    answered = number(r"Queries completed: +(\d+)", text)
    good = sum(number(rf"{rcode} (\d+)", text) for rcode in good)
    lost = number(r"Queries lost: +(\d+)", text)
    request, octets = (number(rf"{which} (\d+)", text)
                       for which in ("request", "response"))
    if not answered or lost or good != answered or octets < request + 16:
        raise Failure(f"{good:.0f} of {answered + lost:.0f} queries have an answer "
                      f"without an error, of {octets:.0f} octets for {request:.0f}")
    return Round(usage, answered, number(r"per second: +([\d.]+)", text), octets)


def calls_command(pid):
    return ["strace", "-f", "-c", "-o", "calls", "-p", str(pid)]


def system_calls(server, path, seconds):
    """Calls of each kind, for each answered query: what a server does that has
    always more to do, which being traced sees to. {call: number}"""
    pid = server.process.pid
    tracer = subprocess.Popen(calls_command(pid), cwd=server.place, env=ENVIRONMENT,
                              stderr=subprocess.DEVNULL)
    try:
        wait_until_traced(pid, tracer)
        text = perform(command(server.port, path, *round_options(seconds, False)))
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait()
    answered = number(r"Queries completed: +(\d+)", text)
    if not answered:
        raise Failure("no answer while it is traced")
    lines = map(str.split, (server.place / "calls").read_text().splitlines())
    return {line[-1]: int(line[3]) / answered for line in lines
            if len(line) > 4 and line[3].isdecimal() and line[-1] != "total"}


def wait_until_traced(pid, tracer):
    for _ in range(500):
        if not re.search(r"^TracerPid:\s+0$",
                         pathlib.Path(f"/proc/{pid}/status").read_text(), re.M):
            return
        if tracer.poll() is not None:
            break
        time.sleep(0.01)
    raise Failure("strace cannot attach to it")


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


def kernel_share(rounds):
    """The kernel's part of the CPU in all rounds."""
    used = sum((one.usage for one in rounds), Usage())
    return used.kernel / (used.user + used.kernel)


def waits(rounds):
    """How often the server waited for queries, for each answered one."""
    return (sum(one.usage.waits for one in rounds)
            / sum(one.answered for one in rounds))


def median(rounds, what="microseconds"):
    return statistics.median(getattr(one, what) for one in rounds)
