# SPDX-License-Identifier: BSD-3-Clause
"""Soak: all sorts of load at once, for ten minutes."""

import itertools
import random
import re
import socket
import subprocess

from load import Background, Load
from machine import free_port
from reliability.garbage import malformed
from resolver import Resolver

MINUTES = 10
STALLED = 40           # connections, half of them for TLS
GARBAGE = 500          # packets per second, and many more until the caches are full
PROBES = 200           # queries per second whose latency is looked at
RULES = """
workstation: name: "pc{n}" network: 10.1.0.0/16 origin: example.com ttl: 5
workstation: ttl: 30
"""


class Nuisance(Background):
    """Does something again and again."""

    def __init__(self, pause):
        super().__init__()
        self.pause, self.count = pause, 0

    def run(self):
        while not self.done.wait(self.pause):
            self.once()
            self.count += 1


class Garbage(Nuisance):
    def __init__(self, port, rate):
        super().__init__(1 / rate)
        self.random = random.Random(1)
        self.client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.client.connect(("127.0.0.1", port))

    def once(self):
        self.client.send(malformed(self.random))


class Stalled(Nuisance):
    """Connections that send the beginning of a message and then nothing, opened again
    when the server has closed them."""

    def __init__(self, *ports):
        super().__init__(0.1)
        self.ports = ports
        self.open = []
        self.opened = 0

    def once(self):
        self.open = [client for client in self.open if not self.is_closed(client)]
        while len(self.open) < STALLED:
            client = socket.create_connection(
                ("127.0.0.1", self.ports[len(self.open) % len(self.ports)]))
            client.send(b"\x16\x03" if len(self.open) % len(self.ports) else b"\x00\x40\x12")
            client.setblocking(False)
            self.open.append(client)
            self.opened += 1

    @staticmethod
    def is_closed(client):
        try:
            client.recv(64)
        except BlockingIOError:
            return False
        except OSError:
            pass
        client.close()
        return True


def queries(path):
    """Computed ones, asked once and again, and names that are passed on."""
    hot = [f"pc{n}.example.com" for n in range(100)]
    fresh = (f"pc{n}.example.com" for n in range(60_000))
    passed = ["www.example.com", "nothing.example.com", "alias.example.com"]
    path.write_text("".join(f"{name} A\n" for name in itertools.chain(*(
        [name, next(fresh), *passed[number % 3:number % 3 + 1]]
        for number, name in zip(range(50_000), itertools.cycle(hot))))))


def aliases(path):
    """More than the caches hold."""
    path.write_text("".join(f"n{n}.wild.example.com A\n" for n in range(40_000)))


def dnsperf(resolver, path, *options):
    # of 16 clients, so that both threads have some
    return subprocess.run(["dnsperf", "-s", "127.0.0.1", "-p", str(resolver.port), "-c", "16",
                           "-d", path, *options],
                          capture_output=True, text=True, check=True).stdout


def percentile(latencies, part):
    return sorted(latencies)[int(len(latencies) * part)] * 1e6


def test_soak(start, upstream, certificate, figures, tmp_path):
    port = free_port()
    resolver = start("workstation iterator", f"""
server:
  interface: 127.0.0.1@{port}
  tls-port: {port}
  tls-service-key: "{certificate}/key"
  tls-service-pem: "{certificate}/cert"
  msg-cache-size: 1m
  rrset-cache-size: 1m
{RULES}
{Resolver.forward_zone(".", upstream.port)}""", threads=2)
    queries(tmp_path / "queries")
    aliases(tmp_path / "aliases")
    # as after a day: small caches that have been full for a while do not grow, leaks do
    with Garbage(resolver.port, 20 * GARBAGE):
        dnsperf(resolver, tmp_path / "aliases", "-l", "30")
    memory, p99, answered, lost = [], [], 0, 0
    with Garbage(resolver.port, GARBAGE) as garbage, Stalled(resolver.port, port) as stalled:
        for _ in range(MINUTES):
            with Load(resolver.port, ["pc7.example.com.", "workstation5.example.org."],
                      PROBES) as probes:
                said = dnsperf(resolver, tmp_path / "queries", "-l", "60")
            answered += int(re.search(r"Queries completed: +(\d+)", said)[1])
            lost += int(re.search(r"Queries lost: +(\d+)", said)[1]) + probes.lost
            assert set(probes.answers) == {("pc7.example.com.", "10.1.0.7"),
                                           ("workstation5.example.org.", "172.0.2.5")}
            memory.append(resolver.resident())
            p99.append(percentile(probes.latencies, 0.99))
    figures(f"{MINUTES} minutes at full load with 2 threads: {answered:,} answers and"
            f" {lost:,} queries without one, beside"
            f" {garbage.count:,} packets of garbage and {STALLED} connections, TCP and TLS,"
            f" that say no more than a beginning ({stalled.opened:,} in all).",
            "Resident memory by minute, kB: " + ", ".join(f"{size:,}" for size in memory)
            + ".", "p99 of single queries by minute, µs: "
            + ", ".join(f"{value:,.0f}" for value in p99) + ".")
    assert memory[-1] <= 1.02 * memory[1]
