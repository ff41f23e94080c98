# SPDX-License-Identifier: BSD-3-Clause
"""A steady load of queries from one client, and an account of what came back."""

import collections
import select
import socket
import threading
import time

import dns.message

RATE = 1000     # queries per second
LAST_WAIT = 3   # seconds for the answers to the last of them


class Load:
    """Sends A queries for the names in turn until it is left. Afterwards:
    sent, lost, and answers, a count for each (qname, rcode or last address)."""

    def __init__(self, port, names):
        self.port, self.names = port, names
        self.sent = self.received = 0
        self.answers = collections.Counter()
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.done.set()
        self.thread.join()

    @property
    def lost(self):
        return self.sent - self.received

    def run(self):
        waiting = set()
        queries = [dns.message.make_query(name, "A") for name in self.names]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.connect(("127.0.0.1", self.port))
            begin = time.monotonic()
            while not self.done.is_set():
                if self.sent < (time.monotonic() - begin) * RATE:
                    query = queries[self.sent % len(queries)]
                    query.id = self.sent % 65536
                    client.send(query.to_wire())
                    waiting.add(query.id)
                    self.sent += 1
                self.receive(client, waiting, 0.0005)
            end = time.monotonic() + LAST_WAIT
            while waiting and time.monotonic() < end:
                self.receive(client, waiting, 0.1)

    def receive(self, client, waiting, timeout):
        while select.select([client], [], [], timeout)[0]:
            timeout = 0
            reply = dns.message.from_wire(client.recv(65535))
            if reply.id not in waiting:
                continue
            waiting.remove(reply.id)
            self.received += 1
            said = reply.answer[-1][0].to_text() if reply.answer else reply.rcode().name
            self.answers[reply.question[0].name.to_text(), said] += 1
