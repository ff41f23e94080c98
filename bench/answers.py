# SPDX-License-Identifier: BSD-3-Clause
"""The report on 1 and 2: what answers cost each server, and how long they take."""

import dnsperf
import plots
from dnsperf import median
from goals import ratios_of_sets
from peers import Bind, Floor, Knot, LocalData, Workstation
from tables import by_cost, cpu_cell, figure_of, spread, table


def section_cpu(results):
    peers, seconds = results["peers"], results["effort"].seconds
    hot, million = peers["hot"], peers["million"]
    order = by_cost(hot)
    plots.cpu(results["into"] / "cpu.svg", [
        (label, [spread(rounds[label]) if label in rounds else None
                 for rounds in (hot, million)]) for label in order])

    def row(label):
        in_million = million.get(label)
        return [label, cpu_cell(hot[label]), cpu_cell(in_million),
                f"{median(hot[label], 'qps'):,.0f}",
                f"{median(in_million, 'qps'):,.0f}" if in_million else "–",
                f"{median(hot[label], 'octets'):.0f}"]

    compared = table(
        ["the module's CPU, divided by that of", "hot set", "million names"],
        *([label] + [f"{value:.2f}" for _, value in ratios_of_sets(peers, label)]
          for label in (LocalData.label, Knot.label, Floor.label)))
    return f"""## 1. CPU for each answered query

The main figure: microseconds of CPU the server used, all its processes and the
kernel's work on its behalf included, divided by the queries it answered: median and
(range). Queries per second is what came out with one core for the server and one for
the load generator, which does not keep the fastest of them busy all the time.

The hot set has 256 names from all over a pool of 2^20. The million names are that
pool in random order; each is asked at most once in a server's life, so that nobody
answers them from a cache. The built-in rule has 256 names in all.

{figure_of("cpu", "CPU microseconds per answered query of each server")}
{table(["server", "CPU µs, hot set", "CPU µs, million names", "q/s, hot set",
        "q/s, million", "octets of answer"], *map(row, order))}
{compared}
    {dnsperf.shown(*dnsperf.round_options(seconds, False), path="hot")}
    {dnsperf.shown(*dnsperf.round_options(seconds, True), path="million-N")}

CPU is what /proc/PID/task/*/schedstat says after the round less what it said before.
The configurations are in [peers.py](peers.py): the shortest that answer the same
names with one worker thread, all else left as it is. PowerDNS shares one Lua state
between queries (`enable-lua-records=shared`).
"""


def user_and_kernel(rounds):
    kernel = median(rounds) * dnsperf.kernel_share(rounds)
    return median(rounds) - kernel, kernel


def calls_cell(calls):
    """Those that are not rare, the most frequent first."""
    return ", ".join(f"{call} {number:.2f}" for call, number in
                     sorted(calls.items(), key=lambda item: -item[1]) if number >= 0.005)


def section_kernel(results):
    peers, seconds = results["peers"], results["effort"].seconds
    sets = [(what, peers[key]) for key, what in (("hot", "hot set"),
                                                 ("million", "million"))]

    def row(label):
        cells = [label]
        for _, rounds in sets:
            cells += [*(f"{part:.2f}" for part in user_and_kernel(rounds[label])),
                      f"{dnsperf.waits(rounds[label]):.2f}"] if label in rounds else ["–"] * 3
        return cells

    def difference(kind):
        for what, rounds in sets:
            if kind.label not in rounds:
                continue
            module, other = (user_and_kernel(rounds[label])
                             for label in (Workstation.label, kind.label))
            yield [f"{kind.label}, {what}",
                   *(f"{more - less:+.2f}" for more, less in zip(module, other))]

    return f"""### In the kernel, and outside

The medians above, parted as the kernel's accounting does, and how often the server had
to wait for more queries.

{table(["server", *(f"{part}, {what}" for what, _ in sets
                     for part in ("user µs", "kernel µs", "waits"))],
       *map(row, by_cost(peers["hot"])))}
What the module uses more (+) or less (-) than others, in microseconds:

{table(["than", "user", "kernel"], *(line for kind in (Knot, Bind, LocalData, Floor)
                                     for line in difference(kind)))}
System calls for each answer, of servers that always have more to do (tracing slows
them down). Unbound receives and sends each message with a call of its own, whatever
module is in it; servers that take many messages with one call wait less often too.

{table(["server", "calls"], *([label, calls_cell(calls)]
                              for label, calls in peers["calls"].items()))
 .replace("---:", "---")}
    {" ".join(dnsperf.calls_command("PID"))}
    {dnsperf.shown(*dnsperf.round_options(seconds, False), path="hot")}
"""


def section_latency(results):
    latency, seconds = results["peers"]["latency"], results["effort"].latency_seconds
    able = sorted((label for label in latency if latency[label]),
                  key=lambda label: latency[label][0])
    plots.latency(results["into"] / "latency.svg", [(label, latency[label]) for label in able])
    rows = [[label, *(f"{value:.0f}" for value in latency[label])] for label in able]
    rows += [[label, "cannot keep the rate", "", ""]
             for label in latency if not latency[label]]
    return f"""## 2. Latency

Microseconds from query to answer at {dnsperf.RATE:,} queries per second, hot set.

{figure_of("latency", "Latency of each server: median, p99 and p99.9")}
{table(["server", "median", "p99", "p99.9"], *rows)}
    {dnsperf.shown(*dnsperf.latency_options(seconds), path="hot")}
"""
