# SPDX-License-Identifier: BSD-3-Clause
"""A million malformed packets, and the good queries between them."""

import random
import socket

from reliability.garbage import malformed
from resolver import Resolver

PACKETS, BETWEEN = 1_000_000, 50  # few enough for the socket's buffer
RULES = """
workstation: name: "pc{n}" network: 10.1.0.0/16 origin: example.com ttl: 5
workstation: ttl: 30
"""


def test_garbage(start, upstream, figures):
    # what is a query after all is refused there, and does not wait for upstream
    resolver = start("workstation iterator", RULES + Resolver.forward_zone(".", upstream.port))
    generator = random.Random(1)
    good = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.connect(("127.0.0.1", resolver.port))
        for number in range(PACKETS):
            client.send(malformed(generator))
            if number % BETWEEN == 0:
                pc = number // BETWEEN % 65536
                assert resolver.addresses(f"pc{pc}.example.com") == [
                    f"10.1.{pc // 256}.{pc % 256}"]
                good += 1
    assert resolver.addresses("workstation5.example.com") == ["172.0.2.5"]
    taken = resolver.count("total.num.queries")
    figures(f"{PACKETS:,} malformed packets, and {good:,} good queries between them, each"
            f" with its answer. {taken - good - 1:,} of the packets passed for queries.")
