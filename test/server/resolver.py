# SPDX-License-Identifier: BSD-3-Clause
"""The resolver under test: a built unbound, its configuration, its control."""

import functools
import os
import pathlib
import re
import signal
import subprocess
import time

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode

from machine import CLIENTS, free_port, wait_for

EXAMPLE = pathlib.Path(__file__).parents[2] / "unbound.conf.example"
SANITIZER = re.compile(r"(Address|Leak|Thread)Sanitizer|runtime error:")


@functools.cache
def has_option(prefix, name):
    """Whether the release has an option of unbound.conf."""
    return subprocess.run([prefix / "sbin/unbound-checkconf", "-o", name, "/dev/null"],
                          capture_output=True).returncode == 0


def has_command(prefix, name):
    """Whether the release's unbound-control has a command."""
    said = subprocess.run([prefix / "sbin/unbound-control", "-h"], capture_output=True,
                          text=True)
    return name in said.stdout + said.stderr


class Resolver:
    """Runs unbound.conf.example, moved to a free port and forwarding to the
    upstream; a chain takes the place of the one it has. With the loadable module,
    that is what the word workstation in a chain stands for, and the rules are in a
    file of their own."""

    def __init__(self, prefix, place, upstream, chain=None, extra="", threads=1,
                 dynlib=None):
        self.prefix, self.place, self.upstream = prefix, place, upstream
        self.dynlib = dynlib
        self.threads = threads
        self.exit_status = 0  # the one expected
        place.mkdir(exist_ok=True)
        self.port = free_port()
        self.conf = place / "unbound.conf"
        self.rules = place / "workstation.conf" if dynlib else self.conf
        self.log = place / "unbound.log"
        self.configure(chain, extra)

    def configure(self, chain=None, extra=""):
        """Write the configuration; extra are lines of any clauses."""
        lines = [
            f'include: "{EXAMPLE}"', "server:",
            f"  port: {self.port}", f"  num-threads: {self.threads}",
            f'  directory: "{self.place}"', f'  pidfile: "{self.place}/pid"',
            '  chroot: ""', '  username: ""', "  use-syslog: no",
            f'  logfile: "{self.log}"', "  verbosity: 1",
            "  do-not-query-localhost: no", f"  outgoing-port-avoid: 0-{CLIENTS - 1}"]
        if has_option(self.prefix, "discard-timeout"):
            # it drops the reply that a busy machine is late with
            lines += ["  discard-timeout: 0"]
        if self.dynlib:
            chain = re.sub(r"\bworkstation\b", "dynlib", chain or "workstation iterator")
            rules, extra = self.divide(extra)
            self.rules.write_text(rules)
        if chain is not None:
            lines += [f'  module-config: "{chain}"']
        lines += ["remote-control:", f'  control-interface: "{self.place}/ctl"']
        for zone in self.upstream.zones + self.upstream.signed_zones:
            lines += [self.forward_zone(zone, self.upstream.port)]
        if self.dynlib:
            lines += ["dynlib:", f'  dynlib-file: "{self.dynlib}"']
        self.conf.write_text("\n".join(lines) + "\n" + extra + "\n")

    @staticmethod
    def divide(extra):
        """The clauses that are rules, and the others. A clause begins at the
        beginning of a line."""
        divided = ["", ""]
        for clause in re.split(r"^(?=[a-z])", extra, flags=re.MULTILINE):
            divided[not clause.startswith("workstation:")] += clause
        return divided

    @staticmethod
    def forward_zone(zone, port):
        return f'forward-zone:\n  name: "{zone}"\n  forward-addr: 127.0.0.1@{port}\n'

    def command(self):
        return [self.prefix / "sbin/unbound", "-d", "-c", self.conf]

    def environment(self):
        return {**os.environ, "WORKSTATION_CONF": str(self.rules)}

    def start(self):
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            self.command(), stdout=subprocess.DEVNULL, env=self.environment(),
            stderr=open(self.place / "stderr", "wb"))
        wait_for(lambda: self.services_started() == 1 or self.ended(),
                 f"unbound to start, see {self.log}")
        assert not self.ended(), self.said()

    def stop(self):
        if not self.ended():
            self.process.terminate()
            self.process.wait()
        said = self.said()
        assert not SANITIZER.search(said), said
        assert self.process.returncode == self.exit_status, said

    def ended(self):
        return self.process.poll() is not None

    def said(self):
        return "".join(path.read_text(errors="replace")
                       for path in (self.log, self.place / "stderr")
                       if path.exists())

    def services_started(self):
        return self.said().count("start of service")

    def control(self, *command, **options):
        # Unbound 1.17.1 does not free the response-ip of views that it has read
        return subprocess.run(
            [self.prefix / "sbin/unbound-control", "-c", self.conf, *command],
            env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"},
            capture_output=True, text=True, check=True, **options).stdout

    def checkconf(self):
        return subprocess.run([self.prefix / "sbin/unbound-checkconf", self.conf],
                              capture_output=True, text=True)

    def reload(self, how="reload"):
        """Reload, and wait until the new configuration is in force:
        unbound-control says ok before. Unbound 1.17.0 cannot keep the caches."""
        before = self.services_started()
        if how == "reload_keep_cache" and not has_command(self.prefix, how):
            how = "reload"
        if how != "SIGHUP":
            assert self.control(how) == "ok\n"
        else:
            # under ThreadSanitizer, a signal before the main loop can get lost
            self.control("status")
            os.kill(self.process.pid, signal.SIGHUP)
        wait_for(lambda: self.services_started() > before or self.ended(),
                 f"the reload to be done, see {self.log}")
        assert not self.ended(), self.said()

    def send(self, query, transport=dns.query.udp, client=None):
        """Send a query, from the client's address if there is one."""
        source = {"source": client} if client else {}
        return transport(query, "127.0.0.1", 20, self.port, **source)

    def ask(self, qname, qtype="A", qclass="IN", transport=dns.query.udp, flags=None,
            client=None, **edns):
        query = dns.message.make_query(qname, qtype, qclass, **edns)
        if flags is not None:
            query.flags = flags
        return self.send(query, transport, client)

    def counts(self, *names):
        """Some of its statistics, of one moment."""
        stats = dict(line.split("=") for line in
                     self.control("stats_noreset").splitlines())
        return [int(stats[name]) for name in names]

    def count(self, name):
        """One of its statistics."""
        (count,) = self.counts(name)
        return count

    def resident(self):
        """Memory of its own, in kB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)[1])

    def sent(self):
        """How many queries it sent upstream."""
        return self.count("num.query.udpout")

    def addresses(self, qname, qtype="A", client=None):
        """What `dig +short` prints."""
        return [rdata.to_text() for rrset in self.ask(qname, qtype, client=client).answer
                for rdata in rrset]

    def rcode(self, qname, qtype="A", client=None):
        return dns.rcode.to_text(self.ask(qname, qtype, client=client).rcode())
