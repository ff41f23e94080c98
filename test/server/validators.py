# SPDX-License-Identifier: BSD-3-Clause
"""Others' programs that validate, each with the root of the tests as its trust anchor
and with the resolver under test as the one that it asks."""

import re
import subprocess
import types

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode

from machine import free_port, wait_for
from resolver import Resolver


def validating_unbound(prefix, place, port, anchor, extra=""):
    """Unbound without the module, to be started. It forwards all to a port."""
    behind = types.SimpleNamespace(zones=(".",), signed_zones=(), port=port)
    return Resolver(prefix, place, behind, "validator iterator",
                    f'server:\n  trust-anchor: "{anchor}"\n{extra}')


class Daemon:
    """A validating forwarder. A subclass has its configuration and its command."""

    def __init__(self, place, port, anchor):
        self.place, self.port = place, free_port()
        place.mkdir()
        self.conf = place / "conf"
        self.conf.write_text(self.configuration(port, anchor))

    def start(self):
        self.log = open(self.place / "log", "wb")
        self.process = subprocess.Popen(self.command(), cwd=self.place, stdout=self.log,
                                        stderr=self.log)
        wait_for(self.answers, f"it to answer, see {self.log.name}")

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def answers(self):
        assert self.process.poll() is None, f"it ended, see {self.log.name}"
        try:
            return self.ask("www.example", timeout=1).answer
        except (dns.exception.Timeout, OSError):
            return None

    def ask(self, qname, qtype="A", timeout=20, **options):
        query = dns.message.make_query(qname, qtype, **options)
        return dns.query.udp(query, "127.0.0.1", timeout, self.port)


def ds_fields(anchor):
    """The fields of a DS record in a line."""
    tag, algorithm, digest_type, digest = anchor.partition("DS")[2].split(None, 3)
    return tag, algorithm, digest_type, digest.replace(" ", "")


def bind_anchors(anchor):
    """Of BIND's programs."""
    tag, algorithm, digest_type, digest = ds_fields(anchor)
    return (f'trust-anchors {{ . static-ds {tag} {algorithm} {digest_type}'
            f' "{digest}"; }};\n')


class ValidatingNamed(Daemon):
    def configuration(self, port, anchor):
        return (f'options {{ directory "{self.place}"; pid-file none; '
                f'listen-on port {self.port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; '
                'session-keyfile none; recursion yes; empty-zones-enable no; '
                'dnssec-validation yes; forward only; '
                f'forwarders {{ 127.0.0.1 port {port}; }}; }};\n'
                f'controls {{ }};\n{bind_anchors(anchor)}')

    def command(self):
        return ["/usr/sbin/named", "-g", "-n", "1", "-c", self.conf]


class Kresd(Daemon):
    def configuration(self, port, anchor):
        return (f"net.listen('127.0.0.1', {self.port})\n"
                "trust_anchors.remove('.')\n"
                f"trust_anchors.add('. IN DS {' '.join(ds_fields(anchor))}')\n"
                f"policy.add(policy.all(policy.FORWARD({{'127.0.0.1@{port}'}})))\n"
                "cache.size = 4 * MB\n")

    def command(self):
        return ["/usr/sbin/kresd", "-n", "-c", self.conf, self.place]


class Program:
    """Asked for one name at a time. It has no cache, and all that it says is kept."""

    def __init__(self, place, port, anchor):
        self.port, self.anchors = port, place / f"{type(self).__name__}.anchors"
        self.anchors.write_text(self.anchors_text(anchor))

    def validates(self, qname, qtype):
        """What it said, and whether that is that it found all to be secure."""
        said = subprocess.run(self.command(str(qname), qtype), capture_output=True, text=True)
        text = said.stdout + said.stderr
        return bool(self.secure.search(text)), text


class Delv(Program):
    secure = re.compile(r"^; (negative response, )?fully validated$", re.MULTILINE)

    def anchors_text(self, anchor):
        return bind_anchors(anchor)

    def command(self, qname, qtype):
        return ["delv", "@127.0.0.1", "-p", str(self.port), "-a", self.anchors, "+root=.",
                qname, qtype]


class DrillChase(Program):
    """drill -S."""

    secure = re.compile(r";; Chase successful")

    def anchors_text(self, anchor):
        return f"{anchor}\n"

    def command(self, qname, qtype):
        return ["drill", "-S", "-k", self.anchors, "-p", str(self.port), qname, "@127.0.0.1",
                qtype]
