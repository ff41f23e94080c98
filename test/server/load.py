# SPDX-License-Identifier: BSD-3-Clause
"""A steady load of queries from one client, and an account of what came back."""

import collections
import select
import socket
import threading
import time

import dns.message

RATE = 1000     # queries per second by default
LAST_WAIT = 3   # seconds for the answers to the last of them
IDS = 1 << 16
BURST = 64      # queries sent before answers are looked for


class Background:
    """Runs in a thread of its own, until it is left."""

    def __init__(self):
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.done.set()
        self.thread.join()


class Load(Background):
    """Sends A queries for the names in turn until it is left. Afterwards: sent, lost,
    answers, a count for each (qname, rcode or last address), and latencies, seconds
    that each answer took."""

    def __init__(self, port, names, rate=RATE):
        super().__init__()
        self.port, self.rate = port, rate
        # without their IDs
        self.queries = [dns.message.make_query(name, "A").to_wire()[2:] for name in names]
        self.sent = self.received = 0
        self.answers = collections.Counter()
        self.latencies = []
        self.waiting = {}  # since when, by ID

    @property
    def lost(self):
        return self.sent - self.received

    def run(self):
        replies = collections.Counter()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.connect(("127.0.0.1", self.port))
            begin = time.monotonic()
            while not self.done.is_set():
                due = int((time.monotonic() - begin) * self.rate) - self.sent
                for _ in range(min(due, BURST)):
                    self.send(client)
                self.receive(client, replies, 0 if due > BURST else 0.0005)
            end = time.monotonic() + LAST_WAIT
            while self.waiting and time.monotonic() < end:
                self.receive(client, replies, 0.1)
        for wire, count in replies.items():
            self.answers[self.read(wire)] += count

    def send(self, client):
        number = self.sent % IDS
        wire = self.queries[self.sent % len(self.queries)]
        self.waiting[number] = time.monotonic()
        self.sent += 1
        try:
            client.send(number.to_bytes(2, "big") + wire)
        except ConnectionRefusedError:
            pass  # of an earlier one, and this one is lost

    def receive(self, client, replies, timeout):
        if not select.select([client], [], [], timeout)[0]:
            return
        try:
            while reply := client.recv(65535, socket.MSG_DONTWAIT):
                since = self.waiting.pop(int.from_bytes(reply[:2], "big"), None)
                if since is not None:
                    self.received += 1
                    self.latencies.append(time.monotonic() - since)
                    replies[reply[2:]] += 1
        except (BlockingIOError, ConnectionRefusedError):
            pass

    @staticmethod
    def read(wire):
        """The qname, and the last record or the rcode."""
        reply = dns.message.from_wire(bytes(2) + wire)
        said = reply.answer[-1][0].to_text() if reply.answer else reply.rcode().name
        return reply.question[0].name.to_text(), said
