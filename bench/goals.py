# SPDX-License-Identifier: BSD-3-Clause
"""Where we want to be, and whether this run is there: ratios of medians."""

import dataclasses

import figures
from load import median
from peers import (Bind, Dnsdist, Dnsmasq, Knot, KnotResolver, LocalData,
                   PowerDnsAuthoritative, PowerDnsRecursor, PythonModule, Twisted,
                   Workstation)

# at most so many times their CPU
PEER_GOALS = [(Knot, 1.00), (Dnsmasq, 1), (PowerDnsAuthoritative, 1),
              (PowerDnsRecursor, 1), (Dnsdist, 1), (Bind, 1), (KnotResolver, 1),
              (PythonModule, 1 / 4), (Twisted, 1 / 10)]


@dataclasses.dataclass
class Goal:
    wish: str
    measured: str
    reached: bool | None  # None: not measured


def ratio(ours, theirs):
    return median(ours) / median(theirs)


def ratios_of_sets(peers, label, us=Workstation.label):
    """(set, ratio of our CPU to theirs)."""
    for name, what in (("hot", "hot set"), ("million", "million")):
        rounds = peers[name]
        if label in rounds and us in rounds:
            yield what, ratio(rounds[us], rounds[label])


def ratio_goal(wish, ratios, most, remark=""):
    """Reached when each of the ratios is at most so much; both sets of names have
    to be among them."""
    ratios = list(ratios)
    text = ", ".join(f"{what}: {value:.2f}" for what, value in ratios) or "nothing"
    complete = {"hot set", "million"} <= {what for what, _ in ratios}
    return Goal(wish, text + remark, max(value for _, value in ratios) <= most
                if complete else None)


def local_data(results):
    yield from ratios_of_sets(results["peers"], LocalData.label)
    for (bits, label), pool in results["pools"].items():
        if label == LocalData.label and pool.rounds:
            yield f"2^{bits}", ratio(pool.ours, pool.rounds)


def instructions(results):
    profiles = results["instructions"]

    def total(label):
        return profiles[label].total if label in profiles else None

    passed = profiles.get(figures.MISS_WITH)
    yield Goal("passed queries: the module's share at most 150 instructions, one rule",
               f"{passed.entered:.0f}" if passed else "not measured",
               passed and passed.entered <= 150)
    for what, most, with_it, without in (
            ("hit", 1.02, figures.HIT_WITH, figures.HIT_WITHOUT),
            ("miss", 1.01, figures.MISS_WITH, figures.MISS_WITHOUT)):
        wish = f"cache-{what} load: at most {most - 1:.0%} more instructions"
        if total(with_it) and total(without):
            share = total(with_it) / total(without)
            yield Goal(wish, f"{share - 1:+.2%}", share <= most)
        else:
            yield Goal(wish, "not measured", None)


def goals(results):
    yield ratio_goal(f"at most 1.05 times the CPU of {LocalData.label}, any pool size",
                     local_data(results), 1.05,
                     "".join(f", 2^{bits}: theirs does not load in time"
                             for (bits, label), pool in results["pools"].items()
                             if label == LocalData.label and pool.refused))
    for kind, most in PEER_GOALS:
        if kind is Knot:
            wish = f"at most 1.00 times the CPU of {kind.label}"
        elif most == 1:
            wish = f"ahead of {kind.label}"
        else:
            wish = f"at most 1/{1 / most:.0f} of the CPU of {kind.label}"
        yield ratio_goal(wish, ratios_of_sets(results["peers"], kind.label), most)
    yield from instructions(results)
