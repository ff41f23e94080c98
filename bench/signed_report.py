# SPDX-License-Identifier: BSD-3-Clause
"""The report on 9: what signed answers cost, and a flood of them."""

import statistics

import dnsperf
import signed
from count import SHOWN
from tables import by_cost, cpu_cell, table


def section_signed(results):
    found = results["signed"]
    return "\n".join(("## 9. Signed answers\n", cpu(results, found), counts(found),
                      floods(results, found)))


def cpu(results, found):
    seconds = results["effort"].seconds
    bare = statistics.median(found.bare) if found.bare else 0
    once = next(load for load in found.cpu if load.once)

    def row(label, rounds):
        middle = dnsperf.median(rounds[label])
        return [label, cpu_cell(rounds[label]), f"{middle / bare:.2f}" if bare else "–",
                f"{dnsperf.median(rounds[label], 'octets'):.0f}"]

    tables = "\n".join(
        table([load.what, "CPU µs", "to a bare signature", "octets of answer"],
              *(row(label, rounds) for label in by_cost(rounds)))
        for load, rounds in found.cpu.items())
    return f"""ECDSAP256SHA256, one key, DO set in all questions. A bare signature takes **{bare:.2f} µs**
of CPU: the median of what `openssl speed` says before each round of names that are asked
once, from {min(found.bare, default=0):.2f} to {max(found.bare, default=0):.2f}. The hot set
has 256 names, whose signatures are made once. Of names that are asked once, an answer needs
one new signature: of its A record, or of the NSEC that denies it. Knot computes the names, and
signs by its module onlinesign. PowerDNS computes no names that it can sign in this way:
it stores the {signed.SMALL.num_addresses:,} names that it is asked for.

{tables}
    {" ".join(signed.bare_command(seconds))}
    {dnsperf.shown(*dnsperf.round_options(seconds, False), *signed.DNSSEC, path="hot")}
    {dnsperf.shown(*dnsperf.round_options(seconds, once.once), *signed.DNSSEC, path="names-N")}
"""


def counts(found):
    rows = [[label, f"{profile.total:,.0f}",
             f"{profile.entered:,.0f}" if profile.entered else "–"]
            for label, profile in found.profiles.items()]
    return f"""### Instructions

As in 3.

{table(["query", "instructions", "module's share"], *rows)}
    {SHOWN}
"""


def floods(results, found):
    seconds = results["effort"].latency_seconds
    rows = [[what, f"{one.signatures:,.0f}", f"{one.share:.0%}", f"{one.p50:.0f}",
             f"{one.p99:.0f}"] for what, one in found.floods.items()]
    return f"""### A flood

Random names of the pool with DO from one address, {signed.FLOOD:,} a second, each of which is
to be signed; beside it, {signed.STEADY} questions a second without DO from another address.
With `ip-ratelimit: 1000` and `ip-ratelimit-factor: 0`, an address is answered so often a
second and no more. Those are the first ones of each second, at once: who asks then waits for
a thousand signatures, which is more than 1% of the time. A lower limit has a shorter wait.

{table(["", "signatures a second", "share of the core", "unsigned questions: median, µs",
        "p99, µs"], *rows)}
    {dnsperf.shown(*signed.flood_options(600), path="million-0")}
    {dnsperf.shown(*signed.steady_options(seconds), path="hot")}
"""
