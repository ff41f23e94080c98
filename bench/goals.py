# SPDX-License-Identifier: BSD-3-Clause
"""The goals, and whether this run reaches them: ratios of medians."""

import dataclasses

import figures
from dnsperf import median
from peers import (Bind, Dnsdist, Dnsmasq, Floor, Knot, KnotResolver, LocalData,
                   PowerDnsAuthoritative, PowerDnsRecursor, PythonModule, Twisted,
                   Workstation)

# the module's CPU is at most so many times that of: million names, and the hot set
PEER_GOALS = [(Knot, 0.97, 0.97), (Dnsmasq, 0.85, 0.85), (LocalData, 0.45, 0.75),
              (PythonModule, 0.30, 0.30), (Floor, 1.20, 1.20), (Bind, 1, 1),
              (PowerDnsAuthoritative, 1, 1), (PowerDnsRecursor, 1, 1), (Dnsdist, 1, 1),
              (KnotResolver, 1, 1), (Twisted, 1 / 10, 1 / 10)]


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


def cpu(results, kind, most):
    """most: of million names, and of the hot set."""
    ratios = dict(ratios_of_sets(results["peers"], kind.label))
    limits = dict(zip(("million", "hot set"), most))
    return Goal(f"CPU against {kind.label}, million names / hot set: at most "
                + " / ".join(f"{limit:.2f}" for limit in most),
                " / ".join(f"{ratios[what]:.2f}" for what in limits if what in ratios)
                or "nothing",
                all(ratios[what] <= limits[what] for what in limits)
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


def goals(results):
    for kind, *most in PEER_GOALS:
        yield cpu(results, kind, most)
    yield latency(results)
    yield from instructions(results)
