# SPDX-License-Identifier: BSD-3-Clause
"""What the tests need of the machine: free ports, and patience."""

import itertools
import os
import random
import socket
import time

PATIENCE = 60  # seconds; a condition that is never met fails the test
# Tests that run side by side, each with ports of its own: one that was found free is
# only taken later.
SIDES = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1))
SIDE = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
# Linux gives clients none of these ports, and resolvers under test ask from others.
CLIENTS = 32768
SERVERS = range(12_000 + SIDE, CLIENTS, SIDES)
NUMBERS = itertools.count(random.randrange(len(SERVERS)))


def free_port():
    """A port of 127.0.0.1 that is free for UDP and for TCP."""
    while True:
        port = SERVERS[next(NUMBERS) % len(SERVERS)]
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp, \
                socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            try:
                tcp.bind(("127.0.0.1", port))
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def wait_for(condition, what):
    """Poll until the condition holds, and return what it gave."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.01)
    raise AssertionError(f"waited {PATIENCE} seconds in vain: {what}")
