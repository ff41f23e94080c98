# SPDX-License-Identifier: BSD-3-Clause
"""A server that is measured: its files, its processes, what they used."""

import dataclasses
import operator
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time

import dns.message
import dns.rdata
import dns.rdatatype

from names import HOT, MILLION, name_of, spread

HERE = pathlib.Path(__file__).parent
# For the one function that finds a port no client of the machine's takes meanwhile.
sys.path.append(str(HERE.parent / "test/server"))

from machine import free_port  # noqa: E402

PATIENCE = 180  # seconds to answer the first query, where nothing else is said
SERVER_CORE, LOAD_CORE = 0, 1
# Debian's programs, and Debian's Python in Unbound's module
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}


class Failure(Exception):
    """One sentence: what cannot be measured, and why."""


class TooMuch(Failure):
    """A server took more time or memory than it was given."""


def ask(port, name, qtype="A", timeout=1.0, dnssec=False):
    """The reply to one query, or None."""
    query = dns.message.make_query(name, qtype, want_dnssec=dnssec)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(timeout)
        client.connect(("127.0.0.1", port))
        try:
            client.send(query.to_wire())
            return dns.message.from_wire(client.recv(65535))
        except (TimeoutError, ConnectionRefusedError):
            return None


def rdata_in(reply, qtype):
    """The records of a type in the answer section."""
    return [rdata for rrset in reply.answer for rdata in rrset
            if rdata.rdtype == dns.rdatatype.from_text(qtype)]


def shown(rdata):
    return [one.to_text() for one in rdata]


@dataclasses.dataclass
class Usage:
    seconds: float = 0  # that it ran
    user: int = 0       # the same account, in hundredths
    kernel: int = 0
    waits: int = 0      # for something to do: voluntary context switches

    def __add__(self, other):
        return Usage(*map(operator.add, dataclasses.astuple(self),
                          dataclasses.astuple(other)))

    def __sub__(self, other):
        return Usage(*map(operator.sub, dataclasses.astuple(self),
                          dataclasses.astuple(other)))


class Server:
    """Subclasses say what to run and which files it reads. It runs in a
    directory of its own, as a child of this process, pinned to the cores given as
    soon as it answers: several can start at once."""

    label = ""
    packages = ()       # Debian's, whose versions the report names
    million = True      # answers for the whole pool
    qtype = "A"         # what it is asked for
    dnssec = False      # with DO

    def __init__(self, place, upstream=None, network=MILLION, cores=(SERVER_CORE,),
                 under=()):
        self.place, self.upstream, self.network = place, upstream, network
        self.cores, self.under = cores, list(under)
        self.process = None
        place.mkdir()

    def files(self):
        """Names and contents; contents are text, or pieces of it."""
        return {}

    def command(self):
        raise NotImplementedError

    def binary(self, path):
        """A copy, here, of a program that AppArmor confines to /etc and /var
        where it is installed."""
        if not pathlib.Path(path).exists():
            raise Failure(f"{path} is not there: script/bootstrap bench installs it")
        return shutil.copy(path, self.place)

    def start(self, **bounds):
        """Returns the seconds from its start to its first answer."""
        self.port = free_port()
        for name, content in self.files().items():
            with open(self.place / name, "w") as file:
                file.writelines([content] if isinstance(content, str) else content)
        argv = [*self.under, *self.command()]
        begin = time.monotonic()
        with open(self.place / "log", "wb") as log:
            self.process = subprocess.Popen(argv, cwd=self.place, stdout=log,
                                            stderr=log, stdin=subprocess.DEVNULL,
                                            env=ENVIRONMENT)
        try:
            self.wait_for_answer(begin, **bounds)
            seconds = time.monotonic() - begin
            self.pin()
        except BaseException:
            self.stop()
            raise
        return seconds

    def pin(self):
        for task in self.tasks():
            try:
                os.sched_setaffinity(int(task.name), self.cores)
            except ProcessLookupError:  # it has just ended
                continue

    def wait_for_answer(self, begin, seconds=PATIENCE, octets=None):
        while not self.answers():
            if self.process.poll() is not None:
                raise Failure(f"it ended with status {self.process.returncode}: "
                              f"{self.last_words()}")
            elapsed, used = time.monotonic() - begin, self.memory()
            if elapsed > seconds:
                raise TooMuch(f"no answer within {seconds} s (at {used / 1e9:.1f} GB then)")
            if octets and used > octets:
                raise TooMuch(f"no answer within {octets / 1e9:.0f} GB "
                              f"(reached after {elapsed:.0f} s)")
            time.sleep(0.005)

    def checked(self):
        """Addresses from all over the pool."""
        return spread(self.network, min(HOT, 16)) + [self.network[-1]]

    def expected(self):
        """Names and their RDATA, to see whether it answers."""
        for address in self.checked():
            yield name_of(address), str(address)

    def ask(self, name, rdata, timeout=1.0):
        """The reply to a query, or None, and whether it is the RDATA that is expected."""
        reply = ask(self.port, name, self.qtype, timeout, self.dnssec)
        wanted = dns.rdata.from_text("IN", self.qtype, rdata)
        return reply, reply is not None and rdata_in(reply, self.qtype) == [wanted]

    def answers(self):
        _, good = self.ask(*next(iter(self.expected())))
        return good

    def verify(self):
        """Ask names from all over, and one that is not in the pool."""
        self.check_positive()
        self.check_negative()

    def check_positive(self):
        for name, rdata in self.expected():
            reply, good = self.ask(name, rdata)
            if reply is None:
                raise Failure(f"no answer for {name}")
            if not good:
                raise Failure(f"{name} {self.qtype} is {rdata}, but it says "
                              f"{reply.rcode().name} {shown(rdata_in(reply, self.qtype))}")

    def check_negative(self):
        reply = ask(self.port, "nothing.example.com", self.qtype, timeout=5)
        if reply is None or rdata_in(reply, self.qtype):
            raise Failure(f"nothing.example.com has no {self.qtype}, but it says "
                          f"{reply and shown(rdata_in(reply, self.qtype))}")

    def last_words(self):
        lines = (self.place / "log").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "no message"

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def discard(self):
        """Stop it and remove its files, gigabytes for the large pools."""
        self.stop()
        shutil.rmtree(self.place)

    def processes(self):
        """It and its descendants."""
        waiting, found = [self.process.pid], []
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                try:
                    waiting += map(int, task.read_text().split())
                except OSError:  # it has just ended
                    continue
        return found

    def tasks(self):
        """The directories of its threads in /proc."""
        for pid in self.processes():
            yield from pathlib.Path(f"/proc/{pid}/task").glob("*")

    def usage(self):
        """Of all its threads."""
        used = Usage()
        for task in self.tasks():
            try:
                run = int((task / "schedstat").read_text().split()[0])
                user, kernel = (task / "stat").read_text().rsplit(")")[1].split()[11:13]
                waits = re.search(r"^voluntary_ctxt_switches:\s+(\d+)",
                                  (task / "status").read_text(), re.M)[1]
            except OSError:  # it has just ended
                continue
            used += Usage(run / 1e9, int(user), int(kernel), int(waits))
        return used

    def memory(self):
        """Octets resident, of all its processes."""
        pages = 0
        for pid in self.processes():
            try:
                pages += int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1])
            except OSError:  # it has just ended
                continue
        return pages * 4096
