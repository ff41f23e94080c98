# SPDX-License-Identifier: BSD-3-Clause
"""Reload storm: rules that change a thousand times under load."""

import statistics

from load import Load
from machine import wait_for

ROUNDS, RELOADS = 10, 100
RATE = 20_000
BETWEEN = RATE // 10  # answers from one reload to the next
NAMES = range(1, 255)
NETWORKS = "10.1.0", "10.2.0"


def rules(network):
    return f'workstation: name: "pc{{n}}" network: {network}.0/24 origin: example.com ttl: 5\n'


def local_data(network):
    return "server:\n" + "".join(f'  local-data: "pc{n}.example.com 5 A {network}.{n}"\n'
                                 for n in NAMES)


def storm(resolver, chain, configuration, memory):
    """A round of reloads. @return the load."""
    with Load(resolver.port, [f"pc{n}.example.com." for n in NAMES], RATE) as load:
        for number in range(RELOADS):
            answered = load.received
            wait_for(lambda: load.received >= answered + BETWEEN, "answers")
            resolver.configure(chain, configuration(NETWORKS[number % 2]))
            resolver.reload("SIGHUP")
            memory.append(resolver.resident())
    for (name, said), count in load.answers.items():
        assert said in [f"{network}.{name.split('.')[0][2:]}" for network in NETWORKS], (
            name, said, count)
    return load


def test_reload_storm(start, figures):
    resolver = start("workstation iterator", rules(NETWORKS[1]))
    plain = start("iterator", local_data(NETWORKS[1]))
    memory, loads, plain_loads = [], [], []
    for _ in range(ROUNDS):
        loads.append(storm(resolver, "workstation iterator", rules, memory))
        plain_loads.append(storm(plain, "iterator", local_data, []))
    sent = sum(load.sent for load in loads)
    lost, plain_lost = ([load.lost / RELOADS for load in each] for each in (loads, plain_loads))
    mean, plain_mean = statistics.mean(lost), statistics.mean(plain_lost)
    early, late = (statistics.median(part) for part in (memory[100:200], memory[-100:]))
    reloads = ROUNDS * RELOADS
    figures(f"{reloads:,} reloads with changed rules, each after {BETWEEN:,} answers or more,"
            f" {sent:,} queries at {RATE:,} a second: each answer is one of the old rules or"
            " of the new ones.",
            f"A reload costs {mean:,.0f} queries, as many as come in"
            f" {mean / RATE * 1000:.0f} ms; plain Unbound with local-data, reloaded"
            f" as often in turn with it, {plain_mean:,.0f}. Rounds of {RELOADS} differ:"
            f" {min(lost):,.0f} to {max(lost):,.0f}, and {min(plain_lost):,.0f} to"
            f" {max(plain_lost):,.0f}.",
            f"Resident memory: {early:,.0f} kB in reloads 101 to 200 (median),"
            f" {late:,.0f} kB in the last 100, {max(memory[100:]):,} kB at most in the last"
            f" {len(memory) - 100}.")
    assert late <= 1.02 * early
    assert mean <= 1.02 * plain_mean
