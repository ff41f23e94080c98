# SPDX-License-Identifier: BSD-3-Clause
"""The goals, and whether this run reaches them: ratios of medians."""

import dataclasses
import statistics

import figures
import records
import signed
from dnsperf import median
from peers import (Bind, Dnsdist, Dnsmasq, Floor, Knot, KnotResolver, LocalData,
                   PowerDnsAuthoritative, PowerDnsRecursor, PythonModule, Twisted,
                   Workstation)

# the module's CPU is at most so many times that of: million names, and the hot set
PEER_GOALS = [(Knot, 0.97, 0.97), (Dnsmasq, 0.85, 0.85), (LocalData, 0.45, 0.75),
              (PythonModule, 0.30, 0.30), (Floor, 1.20, 1.20), (Bind, 1, 1),
              (PowerDnsAuthoritative, 1, 1), (PowerDnsRecursor, 1, 1), (Dnsdist, 1, 1),
              (KnotResolver, 1, 1), (Twisted, 1 / 10, 1 / 10)]


# an answer with one placeholder: instructions, divided by those of an A answer
RECORD_GOAL = 1.6
# Instructions on Debian 12 of the last commit that knew no record:
BEFORE_RECORDS = {figures.ANSWERED: 5054, figures.ANSWERED_AGAIN: 5049,
                  figures.HIT_WITH: 6167, figures.MISS_WITH: 41277}
NOISE = 0.01  # of two counts of one build


@dataclasses.dataclass
class Goal:
    wish: str
    measured: str
    reached: bool | None  # None: not measured


def ratio(module, other):
    return median(module) / median(other)


def ratios_of_sets(peers, label, module=Workstation.label):
    """(set, ratio of the module's CPU to that of another server)."""
    for name, what in (("hot", "hot set"), ("million", "million")):
        rounds = peers[name]
        if label in rounds and module in rounds:
            yield what, ratio(rounds[module], rounds[label])


def cpu(rounds, label, what, most):
    """most: of million names, and of the hot set."""
    ratios = dict(ratios_of_sets(rounds, label))
    limits = dict(zip(("million", "hot set"), most))
    return Goal(f"CPU against {what}, million names / hot set: at most "
                + " / ".join(f"{limit:.2f}" for limit in most),
                " / ".join(f"{ratios[of]:.2f}" for of in limits if of in ratios)
                or "nothing",
                all(ratios[of] <= limits[of] for of in limits)
                if ratios.keys() == limits.keys() else None)


def latency(results):
    module, knot = (results["peers"]["latency"].get(kind.label) for kind in (Workstation, Knot))
    if not module or not knot:
        return Goal("p99.9 no worse than Knot's", "not measured", None)
    return Goal("p99.9 no worse than Knot's", f"{module[2]:.0f} and {knot[2]:.0f} µs",
                module[2] <= knot[2])


def instructions(results):
    profiles = results["instructions"]

    def figure(wish, most, of, *labels):
        if not all(label in profiles for label in labels):
            return Goal(wish, "not measured", None)
        value, shown = of(*(profiles[label] for label in labels))
        return Goal(wish, shown, value <= most)

    def total(profile):
        return profile.total, f"{profile.total:,.0f}"

    def more(with_it, without):
        share = with_it.total / without.total - 1
        return share, f"{share:+.2%}"

    for label in (figures.ANSWERED, figures.ANSWERED_AGAIN):
        yield figure(f"{label}: at most 5,200 instructions", 5200, total, label)
    yield figure("passed by the module, its share of a miss after an alias to a computed "
                 "name: at most 350 instructions", 350,
                 lambda profile: (profile.entered, f"{profile.entered:.0f}"),
                 figures.MISS_WITH)
    yield figure("cache hits of other names: at most 2% more instructions than stock", 0.02,
                 more, figures.HIT_WITH, figures.HIT_WITHOUT)


def as_before_records(results):
    """A goal for each, since their noise differs."""
    for label, before in BEFORE_RECORDS.items():
        profile = results["instructions"].get(label)
        yield Goal(f"{label}, a rule without record: at most {NOISE:.0%} more instructions "
                   f"than the {before:,} before there was record:",
                   f"{profile.total:,.0f}" if profile else "not measured",
                   profile.total <= before * (1 + NOISE) if profile else None)


def record_instructions(results):
    """Against our A answer, and against the other servers."""
    profiles = results["records"].profiles
    answer = results["instructions"].get(figures.ANSWERED)

    def compared(record, other, what, most):
        ours = profiles.get(records.label_of(record, records.ByTemplate))
        value = ours.total / other.total if ours and other else None
        return Goal(f"{record.what} with one placeholder: at most {most} times the "
                    f"instructions of {what}",
                    f"{value:.2f}" if value else "not measured",
                    value <= most if value else None)

    for record in records.ONE_PLACEHOLDER:
        yield compared(record, answer, records.A, RECORD_GOAL)
        for kind in records.OTHERS:
            yield compared(record, profiles.get(records.label_of(record, kind)), kind.label, 1)


def record_memory(results):
    wish = "a rule with records: its memory does not depend on the size of its pool"
    memory = results["records"].memory
    if len(memory) < 2:
        return Goal(wish, "not measured", None)
    octets = [module for module, _ in memory.values()]
    return Goal(wish, " and ".join(f"{each:,} octets" for each in octets),
                len(set(octets)) == 1)


# of signed answers: against a bare signature, and our unsigned answer
SIGNED_ONCE, SIGNED_HOT = 1.25, 1.3
# Microseconds that unsigned questions beside a flood may take, or twice what they took
FLOOD_P99 = 200


def signing(results):
    found = results["signed"]
    once, hot = (found.cpu[load] for load in (signed.ONCE, signed.HOT))

    def at_most(most, wish, ours, others):
        value = ours / others if ours and others else None
        return Goal(f"signed answers, {wish}: at most {most} times",
                    f"{value:.2f}" if value else "not measured",
                    value <= most if value else None)

    def cost(rounds, label):
        return median(rounds[label]) if label in rounds else None

    ours = signed.Signed.label
    yield at_most(SIGNED_ONCE, "names asked once, the CPU of a bare signature",
                  cost(once, ours), statistics.median(found.bare) if found.bare else None)
    yield at_most(SIGNED_HOT, "the hot set, the CPU of our unsigned answer",
                  cost(hot, ours), cost(hot, signed.Unsigned.label))
    for kind in signed.SIGNERS[1:]:
        for load, rounds in found.cpu.items():
            yield at_most(1, f"{load.what}, the CPU of {kind.label}", cost(rounds, ours),
                          cost(rounds, kind.label))
    alone, held = (found.floods.get(what) for what in (signed.ALONE, signed.HELD))
    most = max(2 * alone.p99, FLOOD_P99) if alone else FLOOD_P99
    yield Goal(f"p99 of unsigned questions beside {signed.HELD}: at most {most:.0f} µs",
               f"{held.p99:.0f} µs" if alone and held else "not measured",
               held.p99 <= most if alone and held else None)


def goals(results):
    """Those of the figures that were measured."""
    if "peers" in results:
        for kind, *most in PEER_GOALS:
            yield cpu(results["peers"], kind.label, kind.label, most)
        yield latency(results)
    if "instructions" in results:
        yield from instructions(results)
        yield from as_before_records(results)
    if "records" in results:
        yield from record_instructions(results)
        for record, rounds in results["records"].cpu.items():
            for kind in records.OTHERS:
                yield cpu(rounds, kind.label, f"{kind.label}, {record.what} by template",
                          (1, 1))
        yield record_memory(results)
    if "signed" in results:
        yield from signing(results)
