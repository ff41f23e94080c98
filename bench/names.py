# SPDX-License-Identifier: BSD-3-Clause
"""The names that are asked, and the files dnsperf reads them from.

All servers answer for the same pool: workstation-A-B-C-D.example.com has the
address A.B.C.D, for every address of a network."""

import ipaddress
import random

MILLION = ipaddress.ip_network("10.0.0.0/12")  # 2^20 addresses
HOT = 256
BUILT_IN = "workstation{}.example.com"


def name_of(address):
    return f"workstation-{str(address).replace('.', '-')}.example.com"


def pool(bits):
    """The network of 2^bits addresses."""
    return ipaddress.ip_network(f"10.0.0.0/{32 - bits}")


def spread(network, count):
    """Addresses all over a network."""
    return [network[i * network.num_addresses // count] for i in range(count)]


def addresses(network):
    """All addresses of a network as text; ipaddress takes minutes for 2^24."""
    first = int(network[0])
    for number in range(first, first + network.num_addresses, 256):
        head = f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}."
        for last in range(256):
            yield head + str(last)


def generate_lines(network, line="{name} A {ip}"):
    """$GENERATE has one iterator: a line for each 256 addresses."""
    first = int(network[0])
    for number in range(first, first + network.num_addresses, 256):
        head = f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}"
        name = f"workstation-{head.replace('.', '-')}-$"
        yield f"$GENERATE 0-255 {line.format(name=name, ip=f'{head}.$')}\n"


def write(path, names, qtype="A"):
    path.write_text("".join(f"{name} {qtype}\n" for name in names))
    return path


def deal(place, label, names, rounds, qtype="A"):
    """A file for each round, which share the names."""
    return [write(place / f"{label}-{n}", names[n::rounds], qtype)
            for n in range(rounds)]


def in_random_order(network):
    names = [name_of(address) for address in addresses(network)]
    random.Random(network.num_addresses).shuffle(names)
    return names


class Questions:
    """dnsperf's files: a hot set, and a million names dealt to the rounds, so
    that each is asked at most once in a server's life."""

    def __init__(self, place, rounds):
        self.hot = write(place / "hot", map(name_of, spread(MILLION, HOT)))
        self.built_in = write(place / "built-in",
                              (BUILT_IN.format(n) for n in range(256)))
        self.million = deal(place, "million", in_random_order(MILLION), rounds)
        self.hits = write(place / "hits", (f"www{n}.wild.example" for n in range(HOT)))
        self.misses = deal(place, "misses", [f"host{i}.wild.example" for i in range(1 << 20)],
                           rounds)
