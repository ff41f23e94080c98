# SPDX-License-Identifier: BSD-3-Clause
"""Records by template: TXT, SRV and HTTPS, beside the servers that compute these, too,
or store them."""

import dataclasses
import re
import subprocess

import figures
import names
from names import MILLION, generate_lines, name_of
from peers import LUA_IP, LUA_PATTERN, Bind, PowerDnsAuthoritative, Workstation, lua_record
from server import ENVIRONMENT, Failure


@dataclasses.dataclass(frozen=True)
class Record:
    """What every name of the pool has. Each server has the same RDATA, in which {name} and
    {ip} stand for what it puts there."""
    what: str
    qtype: str
    rdata: str
    prefix: str = ""  # in front of the name

    def owner(self, name):
        return f"{self.prefix}.{name}" if self.prefix else name


ONE_PLACEHOLDER = (
    Record("TXT", "TXT", '"at {ip}"'),
    Record("SRV", "SRV", "0 0 22 {name}", prefix="_ssh._tcp"),
    Record("HTTPS", "HTTPS", "1 . alpn=h2,h3 ipv4hint={ip}"))
FIXED = Record("fixed TXT, no placeholder", "TXT", '"a workstation"')
A = "our A record"


def record_line(record):
    """Of a rule."""
    prefix = f"{record.prefix} " if record.prefix else ""
    rdata = record.rdata.format(name="{name}", ip="{ipv4}")
    return f"  record: '{prefix}{record.qtype} {rdata}'\n"


class Served:
    """Of a server: what it is asked for, and what is right. The subclasses have a record."""

    record = None

    def expected(self):
        for address in self.checked():
            name = name_of(address)
            yield (self.record.owner(name),
                   self.record.rdata.format(name=f"{name}.", ip=address))


class ByTemplate(Served, Workstation):
    def clauses(self):
        yield from super().clauses()
        yield record_line(self.record)


class ByLua(Served, PowerDnsAuthoritative):
    def wildcard(self):
        """The pattern captures what the record needs and no more. PowerDNS puts the text
        of a TXT record in quotes."""
        if "{name}" in self.record.rdata:
            prefix = self.record.prefix.replace(".", "%.") + "%."
            captures, pattern = "name", f"'^{prefix}(workstation%-%d+%-%d+%-%d+%-%d+%..*)'"
        else:
            captures, pattern = "a, b, c, d", LUA_PATTERN
        rdata = self.record.rdata.format(name="' .. name .. '", ip=f"' .. {LUA_IP} .. '")
        return lua_record(self.qtype, captures, pattern,
                          f"'{rdata}'".replace('"', "").removesuffix(" .. ''"))


class ByGenerate(Served, Bind):
    def lines(self):
        rdata = self.record.rdata.replace('"', '\\"')
        return generate_lines(self.network, self.record.owner("{name}")
                              + f' {self.record.qtype} "{rdata}"')


def serving(kind, of):
    """That kind of server, with a record."""
    class Serving(kind):
        record, qtype = of, of.qtype

    return Serving


class Address(Workstation):
    """What others are compared with."""
    label = A


class Keeping(Workstation):
    """The upstream says that none of the names exists."""

    label = "unbound-workstation, existing: keep"

    def clauses(self):
        yield from super().clauses()
        yield "  existing: keep\n"


class AllRecords(Workstation):
    """All the records in one rule, and a way to ask for the module's memory."""

    label = "unbound-workstation, all records of this section"

    def clauses(self):
        yield from super().clauses()
        yield from map(record_line, (*ONE_PLACEHOLDER, FIXED))
        yield ('server:\n  extended-statistics: yes\n'
               'remote-control:\n  control-enable: yes\n  control-use-cert: no\n'
               f'  control-interface: "{self.place}/control"\n')

    def module_memory(self):
        """Octets that the module itself says it holds."""
        said = subprocess.run(
            [self.program.parent / "unbound-control", "-c", self.place / "unbound.conf",
             "stats_noreset"], env=ENVIRONMENT, capture_output=True, text=True).stdout
        found = re.search(r"^mem\.mod\.workstation=(\d+)$", said, re.M)
        if not found:
            raise Failure(f"unbound-control says no mem.mod.workstation, but {said!r}")
        return int(found[1])


@dataclasses.dataclass
class Results:
    cpu: dict       # {Record: {"hot": and "million": {label: [Round]}}}
    profiles: dict  # {what: Profile}
    memory: dict    # {network: (octets of the module, octets resident)}


KEPT, KEPT_NXDOMAIN = ("computed on the way out of a cached NXDOMAIN (existing: keep)",
                       "a cached NXDOMAIN, with the module")
OTHERS = (ByLua, ByGenerate)
SMALL = names.pool(12)  # for a server that loads all of it under callgrind


def measure(bench):
    """8: what the report's section is made of."""
    return Results({record: cpu(bench, record) for record in ONE_PLACEHOLDER},
                   bench.counts(cases(bench)), memory(bench))


def cpu(bench, record):
    """The servers of a record, and our A record in the same rounds."""
    stem, rounds = record.what, bench.effort.rounds
    hot = names.write(bench.place / f"hot-{stem}", map(record.owner, figures.HOT),
                      record.qtype)
    million = names.deal(bench.place, f"million-{stem}",
                         list(map(record.owner, names.in_random_order(MILLION))),
                         rounds, record.qtype)
    servers = bench.start([bench.make(kind) for kind in (
        Address, *(serving(kind, record) for kind in (ByTemplate, *OTHERS)))])
    asked = bench.questions
    result = {
        "hot": bench.rounds(servers, f"{stem}, hot set", lambda server, n:
                            asked.hot if server.label == A else hot),
        "million": bench.rounds(servers, f"{stem}, million names", lambda server, n:
                                asked.million[n] if server.label == A else million[n],
                                once=True)}
    for server in servers:
        server.discard()
    return result


def label_of(record, kind):
    return f"{record.what}, {kind.label}"


def cases(bench):
    for record in (*ONE_PLACEHOLDER, FIXED):
        yield (label_of(record, ByTemplate), bench.counted(serving(ByTemplate, record)),
               lambda n, owner=record.owner: owner(figures.fresh(n)))
    for record in ONE_PLACEHOLDER:
        yield (label_of(record, ByLua), bench.counted(serving(ByLua, record)),
               lambda n, owner=record.owner: owner(figures.fresh(n)))
        yield (label_of(record, ByGenerate),
               bench.counted(serving(ByGenerate, record), SMALL),
               lambda n, owner=record.owner: owner(name_of(SMALL[n * 16 % 4096])))
    yield KEPT, bench.counted(Keeping), figures.hot
    yield (KEPT_NXDOMAIN, bench.counted(Workstation),
           lambda n: f"nothing{n % names.HOT}.example.com")


def memory(bench):
    result = {}
    for bits in (8, 24):
        server = bench.make(AllRecords, names.pool(bits))
        try:
            server.start()
            server.verify()
            result[server.network] = server.module_memory(), server.memory()
            bench.say(f"{server.label}, 2^{bits} names: {result[server.network][0]:,} octets")
        except (Failure, OSError) as why:
            bench.fail(server.label, why)
        finally:
            server.discard()
    return result
