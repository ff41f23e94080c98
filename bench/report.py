# SPDX-License-Identifier: BSD-3-Clause
"""REPORT.md and its plots, from what was measured and nothing else."""

import dnsperf
import figures
import plots
from answers import section_cpu, section_kernel, section_latency
from count import SHOWN
from dnsperf import median
from goals import goals, ratio
from peers import Plain, Workstation
from records_report import section_records
from rules import COUNTS
from server import HERE
from signed_report import section_signed
from surroundings import facts
from tables import cpu_cell, figure_of, spread, table


def section_goals(results):
    marks = {True: "reached", False: "**not reached**", None: "**not measured**"}
    text = table(["goal", "measured", "in this run"],
                 *([goal.wish, goal.measured, marks[goal.reached]]
                   for goal in goals(results)))
    return ("## Goals\n\nThe measured figures are the CPU of Unbound with the module divided by "
            "that of the other server, medians of this run: below 1, the module is cheaper."
            "\n\n" + text)


def share(profile):
    if not profile.entered:
        return "–", "–"
    return f"{profile.entered:,.0f}", f"{profile.own:,.0f}"


def section_instructions(results):
    profiles = results["instructions"]
    plots.instructions(results["into"] / "instructions.svg", [
        (label, profile.entered, profile.total - profile.entered)
        for label, profile in profiles.items()])
    rows = [[label, f"{profile.total:,.0f}", *share(profile)]
            for label, profile in profiles.items()]
    text = f"""## 3. Instructions per query

What the server's process executes for one query, the kernel left out; queries come
one by one. The module's share is the cost of all calls from Unbound into the module,
with everything they call in turn, functions of Unbound and of libc too; of that,
"its own code" is what the source lines of the module themselves are compiled to. Of
a hit in the message cache the module looks at the qname and at the first RRset.

{figure_of("instructions", "Instructions per query, the module's share marked")}
{table(["query", "instructions", "module's share", "its own code"], *rows)}
    {SHOWN}

"""
    return text + functions(profiles)


def functions(profiles):
    compared = [label for label in (figures.ANSWERED, figures.LOCAL_DATA,
                                    figures.HIT_WITHOUT, figures.KNOT)
                if label in profiles]
    if figures.ANSWERED not in compared:
        return ""
    answered = profiles[figures.ANSWERED]
    names = {name for label in compared for name in profiles[label].self_cost}
    most = sorted(names, key=lambda name: -max(
        profiles[label].self_cost[name] for label in compared))[:40]
    rows = [[f"`{name}`", f"{answered.inclusive[name]:,.0f}",
             *(f"{profiles[label].self_cost[name]:,.0f}" for label in compared)]
            for name in most]
    rest = ["all others", ""] + [
        f"{profiles[label].total - sum(profiles[label].self_cost[name] for name in most):,.0f}"
        for label in compared]
    total = ["**total**", ""] + [f"**{profiles[label].total:,.0f}**" for label in compared]
    return f"""### Function by function

What an answer of the module consists of, and beside it Unbound's other paths, and Knot: the
functions that take most on any of them. "With callees" is that of the module's answer.

{table(["function", "with callees", *(label for label in compared)],
       *rows, rest, total)}"""


def section_pools(results):
    pools = results["pools"]
    labels = list(dict.fromkeys(label for _, label in pools))
    loaded = {label: [(bits, pool) for (bits, other), pool in pools.items()
                      if other == label and not pool.refused] for label in labels}
    plots.lines(results["into"] / "pools.svg", [
        (what, [(label, [2 ** bits for bits, _ in loaded[label]],
                 [value(pool) for _, pool in loaded[label]]) for label in labels])
        for what, value in (("resident MB", lambda pool: pool.octets / 1e6),
                            ("seconds to load", lambda pool: pool.seconds))],
        "names in the pool")

    def row(bits, label, pool):
        if pool.refused:
            return [f"2^{bits}", label, pool.refused, "", "", "", ""]
        beside = [cpu_cell(pool.rounds), cpu_cell(pool.module),
                  f"{ratio(pool.module, pool.rounds):.2f}"] if pool.rounds else [""] * 3
        return [f"2^{bits}", label, f"{pool.seconds:.2f}", f"{pool.octets / 1e6:,.0f}",
                *beside]

    return f"""## 4. Pools

One rule, against the others for a pool of the same size: seconds from the program's
start to its first answer, memory resident then, and the CPU of 256 names from all over
the pool, with the module's measured in the same rounds. The largest pool is given
{results["effort"].pool_seconds} s and three quarters of the machine's free memory.

{figure_of("pools", "Memory and time to load, by the size of the pool")}
{table(["names", "server", "load, s", "memory, MB", "CPU µs", "module beside it",
        "module divided by it"], *(row(*key, pool) for key, pool in pools.items()))}
    {dnsperf.shown(*dnsperf.round_options(results["effort"].seconds, False), path="pool-BITS")}
"""


def section_rules(results):
    rules = results["rules"]
    layouts = list(dict.fromkeys(layout for layout, _ in rules))

    def series(value):
        points = {layout: [(number, value(*rules[layout, number]))
                           for number in COUNTS if all(rules[layout, number])]
                  for layout in layouts}
        return [(layout.what, *zip(*found)) for layout, found in points.items() if found]

    plots.lines(results["into"] / "rules.svg", [
        ("CPU µs per query", series(lambda rounds, profile, load_time: median(rounds))),
        ("instructions per query", series(lambda rounds, profile, load_time: profile.total))],
        "rules", from_zero=True)

    def row(layout, number):
        rounds, profile, load_time = rules[layout, number]
        return [f"{number:,} with {layout.what}", cpu_cell(rounds),
                f"{profile.total:,.0f}" if profile else "–",
                f"{profile.entered:,.0f}" if profile else "–",
                f"{load_time:.2f}" if load_time else "–"]

    return f"""## 5. Rules

What a query costs by the number of rules; 4,096 different names, which go to rules
all over the set. Start is the seconds to the first answer.

{figure_of("rules", "CPU and instructions per query by the number of rules")}
{table(["rules", "CPU µs", "instructions", "module's share", "start, s"],
       *(row(*key) for key in rules))}
    {dnsperf.shown(*dnsperf.round_options(results["effort"].seconds, False), path="rules-N")}
"""


def section_resolver(results):
    resolver, profiles = results["resolver"], results["instructions"]
    loads = (("hits", "cache hits", figures.HIT_WITHOUT, figures.HIT_WITH),
             ("misses", "cache misses", figures.MISS_WITHOUT, figures.MISS_WITH))
    short = {Plain.label: "stock Unbound", Workstation.label: "with the module"}
    plots.bars(results["into"] / "resolver.svg", [
        (what, [(short[label], spread(rounds)) for label, rounds in resolver[key].items()])
        for key, what, _, _ in loads if resolver[key]], "CPU µs per query")
    rows = []
    for key, what, without, with_it in loads:
        for label, name in ((Plain.label, without), (Workstation.label, with_it)):
            rows.append([f"{what}, {short[label]}", cpu_cell(resolver[key].get(label)),
                         f"{profiles[name].total:,.0f}" if name in profiles else "–"])
    seconds = results["effort"].seconds
    return f"""## 6. What a resolver pays for having the module

The ordinary work of a resolver, from a local NSD, with one rule that none of the names
is in: 256 names from the cache, and names that are asked once.

{figure_of("resolver", "CPU per query with and without the module")}
{table(["load", "CPU µs", "instructions"], *rows)}
    {dnsperf.shown(*dnsperf.round_options(seconds, False), path="hits")}
    {dnsperf.shown(*dnsperf.round_options(seconds, True), path="misses-N")}
"""


def section_threads(results):
    rounds = results["threads"]
    plots.bars(results["into"] / "threads.svg", [
        ("", [(label, spread(of)) for label, of in rounds.items()])], "CPU µs per query")
    rows = [[label, cpu_cell(of), f"{median(of, 'qps'):,.0f}"]
            for label, of in rounds.items()]
    options = (*dnsperf.round_options(results["effort"].seconds, False), *figures.CLIENTS)
    return f"""## 7. Two worker threads against one

2^16 names, 16 clients. {figures.THREADS_NOTE}

{figure_of("threads", "CPU per query with one and two worker threads")}
{table(["server", "CPU µs", "q/s"], *rows)}
    {dnsperf.shown(*options, path="threads")}
"""


def section_tried():
    text = (HERE / "TRIED.md").read_text()
    return "#" + text if text.startswith("# ") else text


def section_surroundings():
    return ("## Machine and versions\n\n" + table(["what", ""], *map(list, facts()))
            .replace("---:", "---"))


# The figures, and what the report makes of them, in its order
SECTIONS = {
    "peers": (section_cpu, section_kernel, section_latency),
    "instructions": (section_instructions,),
    "pools": (section_pools,),
    "rules": (section_rules,),
    "resolver": (section_resolver,),
    "threads": (section_threads,),
    "records": (section_records,),
    "signed": (section_signed,),
}


def write(results, arguments, sections):
    """Writes REPORT.md and its plots into results["into"]."""
    failures = "".join(f"- **failed: {label}: {why}**\n"
                       for label, why in results["failures"])
    text = [f"""# Speed, measured against everyone who does this job

Written by `script/bench{arguments}` in {results["took"] / 60:.0f} minutes:
{results["effort"].describe()}. Everything
ran on one machine in this one run, server and load generator each on a core of its
own. Each server had answered names from all over the pool correctly before it was
measured.
""", failures,
            section_goals(results),
            *(section(results) for name in sections for section in SECTIONS[name]),
            section_tried() if len(sections) == len(SECTIONS) else "",
            section_surroundings()]
    (results["into"] / "REPORT.md").write_text("\n".join(part for part in text if part))
