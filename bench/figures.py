# SPDX-License-Identifier: BSD-3-Clause
"""The figures, in the order they are measured. Each returns what the report needs,
by label; what cannot be measured is reported at once, and at the end."""

import concurrent.futures
import dataclasses
import os
import sys

import count
import dnsperf
import names
from peers import (PEERS, Bind, Floor, Knot, LocalData, Plain, TwoThreads,
                   TwoThreadsLocalData, Workstation)
from rules import COUNTS, LAYOUTS, rules_server
from server import LOAD_CORE, SERVER_CORE, Failure, TooMuch


@dataclasses.dataclass
class Effort:
    """How much is measured."""
    rounds: int
    seconds: float          # of a round
    latency_seconds: float
    pools: tuple            # bits
    pool_seconds: int       # to load the largest of them
    layouts: tuple          # of rules

    def describe(self):
        return (f"{self.rounds} interleaved rounds of {self.seconds} s for each figure")


QUICK = Effort(3, 0.5, 1, (8, 16), 60, LAYOUTS[:2])
FULL = Effort(7, 1.5, 5, (8, 16, 24), 240, LAYOUTS)


class Bench:
    def __init__(self, place, effort):
        self.place, self.effort = place, effort
        self.failures, self.running, self.started = [], [], 0
        self.ending = False
        self.questions = names.Questions(place, effort.rounds)
        self.upstream = None

    def say(self, text):
        print(f"    {text}", flush=True)

    def fail(self, label, why):
        if self.ending:
            return
        print(f"!!! {label}: {why}", file=sys.stderr, flush=True)
        self.failures.append((label, str(why)))

    def make(self, kind, *arguments, **options):
        self.started += 1
        server = kind(self.place / str(self.started), self.upstream, *arguments, **options)
        self.running.append(server)
        return server

    def stop(self):
        self.ending = True
        for server in reversed(self.running):
            server.stop()

    def two_at_a_time(self, do, items):
        with concurrent.futures.ThreadPoolExecutor(2) as both_cores:
            try:
                return list(both_cores.map(do, items))
            except BaseException:  # Ctrl-C: those that wait for a server give up
                both_cores.shutdown(wait=False, cancel_futures=True)
                self.stop()
                raise

    def start(self, servers):
        """Start and verify them, two at a time; returns those that work."""
        def one(server):
            try:
                server.load_time = server.start()
                server.verify()
            except (Failure, OSError) as why:
                server.stop()
                self.fail(server.label, why)
                return False
            self.say(f"{server.label}: answers correctly, {server.load_time:.2f} s "
                     "after its start")
            return True

        return [server for server, good in
                zip(servers, self.two_at_a_time(one, servers)) if good]

    def rounds(self, servers, what, path_of, seconds=None, rounds=None, **options):
        """Interleaved: each server once, then all again. {label: [Round]}"""
        result = {server.label: [] for server in servers}
        bad = set()
        for n in range(rounds or self.effort.rounds):
            for server in servers:
                if server.label in bad:
                    continue
                try:
                    one = dnsperf.measure(server, path_of(server, n),
                                          seconds or self.effort.seconds, **options)
                except (Failure, OSError) as why:
                    self.fail(f"{server.label}, {what}", why)
                    bad.add(server.label)
                    del result[server.label]
                    continue
                result[server.label].append(one)
            self.say(f"{what}, round {n + 1}: " + ", ".join(
                f"{rounds[-1].microseconds:.2f}" for rounds in result.values()))
        return result

    def counts(self, cases):
        """{label: Profile} of (label, server, names); two at a time, which does
        not change the counts."""
        def one(case):
            label, server, asked = case
            try:
                profile = count.count(server, asked)
            except (Failure, OSError) as why:
                self.fail(f"{label}, instructions", why)
                return label, None
            self.say(f"{label}: {profile.total:,.0f} instructions")
            return label, profile

        return {label: profile for label, profile in self.two_at_a_time(one, cases)
                if profile}

    def counted(self, kind, *arguments, **options):
        return self.make(kind, *arguments, under=count.UNDER, **options)


def cpu_and_latency(bench):
    """1 and 2: all peers, CPU for each answer, and latency."""
    questions = bench.questions
    servers = bench.start([bench.make(peer) for peer in PEERS])
    hot = bench.rounds(servers, "hot set", lambda server, n:
                       questions.hot if server.million else questions.built_in)
    if Workstation.label not in hot:
        raise Failure(f"{Workstation.label} cannot be measured: there is nothing to compare")
    million = bench.rounds([server for server in servers if server.million],
                           "million names", lambda server, n: questions.million[n],
                           once=True)
    latency = {}
    for server in servers:
        path = questions.hot if server.million else questions.built_in
        try:
            taken = dnsperf.latencies(server, path, bench.effort.latency_seconds)
        except (Failure, OSError) as why:
            bench.fail(f"{server.label}, latency", why)
            continue
        latency[server.label] = taken and [dnsperf.percentile(taken, percent)
                                              for percent in (50, 99, 99.9)]
        bench.say(f"latency, {server.label}: " + (
            ", ".join(f"{value:.0f}" for value in latency[server.label]) + " µs"
            if taken else f"not at {dnsperf.RATE} queries per second"))
    calls = system_calls(bench, servers)
    for server in servers:
        server.discard()
    return {"hot": hot, "million": million, "latency": latency, "calls": calls}


TRACED = (Workstation.label, LocalData.label, Floor.label, Knot.label, Bind.label)


def system_calls(bench, servers):
    """{label: {call: number for each answer}}"""
    calls = {}
    for server in servers:
        if server.label not in TRACED:
            continue
        try:
            calls[server.label] = dnsperf.system_calls(server, bench.questions.hot,
                                                       bench.effort.seconds)
        except (Failure, OSError) as why:
            bench.fail(f"{server.label}, system calls", why)
    return calls


HOT = [names.name_of(address) for address in names.spread(names.MILLION, names.HOT)]


def hot(n):
    return HOT[n % names.HOT]


def fresh(n):
    return names.name_of(names.MILLION[n * 389 + 1])


def hit(n):
    return f"www{n % names.HOT}.wild.example"


def miss(n):
    """After an alias that leads to a computed name."""
    return f"host{n}.wild.example" if n else "alias.wild.example"


ANSWERED = "answered by the module"
ANSWERED_AGAIN = "the same, a hot set"
LOCAL_DATA, KNOT = "answered from local-data", "Knot synthrecord, for comparison"
HIT_WITH, HIT_WITHOUT = "cache hit, with the module", "cache hit, stock Unbound"
MISS_WITH, MISS_WITHOUT = ("cache miss, passed by the module",
                           "cache miss, stock Unbound")


def instructions(bench):
    """3, and the instructions of 6."""
    return bench.counts([
        (ANSWERED, bench.counted(Workstation), fresh),
        (ANSWERED_AGAIN, bench.counted(Workstation), hot),
        (LOCAL_DATA, bench.counted(LocalData, names.pool(12)),
         lambda n: names.name_of(names.pool(12)[n * 16 % 4096])),
        (HIT_WITH, bench.counted(Workstation), hit),
        (HIT_WITHOUT, bench.counted(Plain), hit),
        (MISS_WITH, bench.counted(Workstation), miss),
        (MISS_WITHOUT, bench.counted(Plain), miss),
        (KNOT, bench.counted(Knot), hot)])


@dataclasses.dataclass
class Pool:
    """One server with a pool: seconds to load, octets, and its rounds, with those of the
    module beside them. refused says why there are none."""
    seconds: float = 0
    octets: int = 0
    rounds: list = ()
    module: list = ()
    refused: str = ""


def pools(bench):
    """4: {(bits, label): Pool}"""
    result = {}
    available = int(next(line for line in open("/proc/meminfo")
                         if line.startswith("MemAvailable")).split()[1]) * 1024
    for bits in bench.effort.pools:
        network = names.pool(bits)
        path = names.write(bench.place / f"pool-{bits}",
                           map(names.name_of, names.spread(network, names.HOT)))
        module = bench.make(Workstation, network)
        bounds = {"seconds": bench.effort.pool_seconds, "octets": available * 3 // 4}
        pool = Pool(module.start(**bounds))
        module.verify()
        pool.octets = module.memory()
        result[bits, module.label] = pool
        for kind in (Knot, Bind, LocalData):
            server = bench.make(kind, network)
            try:
                pool = Pool(server.start(**bounds))
                server.verify()
                pool.octets = server.memory()
                both = bench.rounds([module, server], f"pool of 2^{bits}, the module and "
                                    f"{server.label}", lambda server, n: path)
                if len(both) == 2:
                    pool.module, pool.rounds = both[module.label], both[server.label]
            except TooMuch as why:
                pool = Pool(refused=str(why))
            except (Failure, OSError) as why:
                bench.fail(f"{server.label}, pool of 2^{bits}", why)
                continue
            finally:
                server.discard()
            result[bits, server.label] = pool
            bench.say(f"2^{bits}, {server.label}: " + (
                pool.refused or f"{pool.seconds:.2f} s, {pool.octets / 1e6:.0f} MB"))
        module.discard()
    return result


def rules(bench):
    """5: {(layout, count): (rounds, Profile)}"""
    kinds = {(layout, number): rules_server(layout, number)
             for layout in bench.effort.layouts for number in COUNTS}
    servers = bench.start([bench.make(kind) for kind in kinds.values()])
    paths = {server.label: names.write(bench.place / f"rules-{n}",
                                       map(server.question, range(4096)))
             for n, server in enumerate(servers)}
    timed = bench.rounds(servers, "rules", lambda server, n: paths[server.label])
    for server in servers:
        server.discard()
    profiles = bench.counts([
        (kind.label, bench.counted(kind), kind.question) for kind in kinds.values()])
    return {key: (timed.get(kind.label), profiles.get(kind.label),
                  next((server.load_time for server in servers
                        if server.label == kind.label), None))
            for key, kind in kinds.items()}


def resolver(bench):
    """6: the CPU of it; {label: rounds} for hits and misses."""
    servers = bench.start([bench.make(Plain), bench.make(Workstation)])
    hits = bench.rounds(servers, "cache hits", lambda server, n: bench.questions.hits)
    misses = bench.rounds(servers, "cache misses",
                          lambda server, n: bench.questions.misses[n], once=True)
    for server in servers:
        server.discard()
    return {"hits": hits, "misses": misses}


CLIENTS = ("-c", 16)
ENOUGH_CORES = (os.cpu_count() or 1) > 2
THREADS_NOTE = (
    "Two threads have two cores, and the load generator has a third." if ENOUGH_CORES else
    "Two threads have two cores, and the load generator shares the second of them: this "
    "machine has no third. What can be seen is whether the threads cost each other "
    "anything; queries per second cannot double.")


def threads(bench):
    """7: {label: rounds}; the load generator has a core of its own if there are
    three."""
    network = names.pool(16)
    path = names.write(bench.place / "threads",
                       map(names.name_of, names.spread(network, names.HOT)))
    two_cores = (SERVER_CORE, LOAD_CORE)
    core = 2 if ENOUGH_CORES else LOAD_CORE
    servers = bench.start([
        bench.make(Workstation, network),
        bench.make(TwoThreads, network, cores=two_cores),
        bench.make(LocalData, network),
        bench.make(TwoThreadsLocalData, network, cores=two_cores)])
    rounds = bench.rounds(servers, "threads", lambda server, n: path, extra=CLIENTS,
                          core=core)
    for server in servers:
        server.discard()
    return rounds
