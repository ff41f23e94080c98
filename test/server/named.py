# SPDX-License-Identifier: BSD-3-Clause
"""BIND's named, which reads zone files and serves them."""

import subprocess

import dns.exception
import dns.message
import dns.query
import dns.rdatatype
import dns.zone

from machine import free_port, wait_for


class Named:
    """Authoritative for zones: their names, and the text of each without $ORIGIN."""

    def __init__(self, place, zones):
        self.place, self.zones, self.port = place, zones, free_port()

    def __enter__(self):
        conf = (f'options {{ directory "{self.place}"; pid-file none; '
                f'listen-on port {self.port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; '
                'session-keyfile none; recursion no; allow-transfer { any; }; '
                'check-names primary ignore; };\n'
                'controls { };\n')
        for zone, text in self.zones.items():
            (self.place / zone).write_text(f"$ORIGIN {zone}.\n{text}\n")
            conf += f'zone "{zone}" {{ type primary; file "{self.place / zone}"; }};\n'
        (self.place / "named.conf").write_text(conf)
        self.log = open(self.place / "named.log", "wb")
        self.process = subprocess.Popen(
            ["/usr/sbin/named", "-g", "-c", self.place / "named.conf"],
            stdout=self.log, stderr=self.log)
        try:
            wait_for(self.answers, f"named to answer, see {self.log.name}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def answers(self):
        assert self.process.poll() is None, f"named ended, see {self.log.name}"
        try:
            return self.ask(next(iter(self.zones)), "SOA", timeout=1).answer
        except (dns.exception.Timeout, OSError):
            return None

    def ask(self, qname, qtype, timeout=20):
        query = dns.message.make_query(qname, qtype)
        return dns.query.tcp(query, "127.0.0.1", timeout, self.port)

    def records(self):
        """Every record but those of the apex: owner, TTL, RDATA."""
        for zone in self.zones:
            transferred = dns.zone.from_xfr(
                dns.query.xfr("127.0.0.1", zone, port=self.port, relativize=False),
                relativize=False)
            for owner, ttl, rdata in transferred.iterate_rdatas():
                if rdata.rdtype not in (dns.rdatatype.SOA, dns.rdatatype.NS):
                    yield owner, ttl, rdata
