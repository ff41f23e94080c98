# SPDX-License-Identifier: BSD-3-Clause
"""The report on 8: what a record by template costs, and rules that have some."""

import dnsperf
import figures
import records
from count import SHOWN
from goals import ratio
from tables import by_cost, cpu_cell, table


def section_records(results):
    return "\n".join(("## 8. Records by template\n", cpu(results), counts(results),
                      memory(results)))


def cpu(results):
    seconds = results["effort"].seconds

    def row(label, of):
        cells = [label]
        for rounds in of.values():
            known = label in rounds and records.A in rounds
            cells += [cpu_cell(rounds.get(label)),
                      f"{ratio(rounds[label], rounds[records.A]):.2f}" if known else "–"]
        return cells

    tables = "\n".join(
        table([f"`{records.record_line(record).split(': ')[1].strip()}`",
               "CPU µs, hot set", "to our A", "CPU µs, million names", "to our A"],
              *(row(label, of) for label in by_cost(of["hot"])))
        for record, of in results["records"].cpu.items())
    return f"""A record with one placeholder for every name of the pool. As in 1, there are a hot set
of 256 names, and a million names that are asked at most once; the module's A record is
measured in the same rounds. BIND's zone is written by $GENERATE and has a record for
each of the 2^20 names. Knot DNS and dnsmasq compute no such records, and Debian 12 has
no CoreDNS.

{tables}
    {dnsperf.shown(*dnsperf.round_options(seconds, False), path="hot-TYPE")}
    {dnsperf.shown(*dnsperf.round_options(seconds, True), path="million-TYPE-N")}
"""


def counts(results):
    profiles, others = results["instructions"], results["records"].profiles
    answer = profiles.get(figures.ANSWERED)

    def row(label, profile):
        return [label, f"{profile.total:,.0f}",
                f"{profile.entered:,.0f}" if profile.entered else "–",
                f"{profile.total / answer.total:.2f}" if answer else "–"]

    rows = {records.A: answer, **others, figures.HIT_WITH: profiles.get(figures.HIT_WITH)}
    return f"""### Instructions

As in 3. BIND has a pool of 2^12 names here. With `existing: keep`, the upstream has
said that the name does not exist, which is in the message cache; the address is
computed when the answer comes from there.

{table(["query", "instructions", "module's share", "to our A"],
       *(row(label, profile) for label, profile in rows.items() if profile))}
    {SHOWN}
"""


def memory(results):
    found = results["records"].memory
    rows = [[f"{network.num_addresses:,} ({network})", f"{module:,}", f"{resident / 1e6:.1f}"]
            for network, (module, resident) in found.items()]
    return f"""### Memory

One rule with all records of this section. What the module holds is what
`unbound-control stats` says (mem.mod.workstation).

{table(["names", "the module, octets", "Unbound resident, MB"], *rows)}"""
