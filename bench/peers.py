# SPDX-License-Identifier: BSD-3-Clause
"""Everybody who does this job, each with the shortest configuration that answers
the names of the pool with TTL 300, with one worker thread."""

from names import BUILT_IN, addresses, generate_lines, name_of
from server import HERE, Server

ZONE = """$TTL 300
@ SOA ns hostmaster 1 3600 900 86400 300
@ NS ns
ns A 127.0.0.1
"""
LUA_PATTERN = "'^workstation%-(%d+)%-(%d+)%-(%d+)%-(%d+)%.'"
LUA_IP = "a .. '.' .. b .. '.' .. c .. '.' .. d"


class Unbound(Server):
    """The build with the module, with a chain and other lines."""

    program = None  # to be set
    chain = "iterator"
    threads = 1

    def clauses(self):
        return ()

    def files(self):
        return {"unbound.conf": [
            "server:\n",
            f"  interface: 127.0.0.1\n  port: {self.port}\n",
            f'  num-threads: {self.threads}\n  module-config: "{self.chain}"\n',
            f'  directory: "{self.place}"\n  chroot: ""\n  username: ""\n',
            '  pidfile: "unbound.pid"\n  use-syslog: no\n',
            "  do-not-query-localhost: no\n",
            "forward-zone:\n",
            f'  name: "."\n  forward-addr: 127.0.0.1@{self.upstream.port}\n',
            *self.clauses()]}

    def command(self):
        return [self.binary(self.program), "-d", "-c", "unbound.conf"]


class Plain(Unbound):
    """Stock Unbound of the same source and flags, at its ordinary work."""

    label = "stock Unbound"
    program = None  # to be set

    def expected(self):
        yield "first.wild.example", "192.0.2.1"


class Workstation(Unbound):
    label = "unbound-workstation"
    chain = "workstation iterator"

    def clauses(self):
        yield ('workstation:\n  name: "workstation-{ip}"\n'
               f'  network: {self.network}\n  origin: "example.com"\n  ttl: 300\n')


class BuiltIn(Unbound):
    label = "unbound-workstation, built-in rule"
    chain = "workstation iterator"
    million = False

    def expected(self):
        for number in range(0, 256, 16):
            yield BUILT_IN.format(number), f"172.0.2.{number}"


class LocalData(Unbound):
    label = "Unbound local-data, this build"

    def clauses(self):
        yield "server:\n"
        for address in addresses(self.network):
            yield f'local-data: "{name_of(address)} 300 A {address}"\n'


class TwoThreads(Workstation):
    label = Workstation.label + ", two threads"
    threads = 2


class TwoThreadsLocalData(LocalData):
    label = LocalData.label + ", two threads"
    threads = 2


class StockLocalData(LocalData):
    label = "Unbound local-data, Debian's"
    packages = ("unbound",)
    program = "/usr/sbin/unbound"


class PythonModule(Unbound):
    label = "Unbound python module"
    packages = ("unbound", "python3-unbound")
    program = "/usr/sbin/unbound"
    chain = "python iterator"

    def clauses(self):
        yield f'python:\n  python-script: "{HERE}/override_module.py"\n'

    def command(self):
        # unboundmodule.py is not where Unbound's Python looks
        return ["env", "PYTHONPATH=/usr/lib/python3/dist-packages", *super().command()]


class Twisted(Server):
    label = "Twisted Names override"
    packages = ("python3-twisted",)

    def command(self):
        return ["/usr/bin/python3", "-B", str(HERE / "override_server.py"),
                str(self.port), str(self.upstream.port)]


class Dnsmasq(Server):
    label = "dnsmasq synth-domain"
    packages = ("dnsmasq-base",)

    def files(self):
        return {"dnsmasq.conf": (
            f"listen-address=127.0.0.1\nbind-interfaces\nport={self.port}\n"
            "no-hosts\nno-resolv\nuser=\npid-file=\nlog-facility=-\n"
            f"server=127.0.0.1#{self.upstream.port}\nlocal-ttl=300\n"
            f"synth-domain=example.com,{self.network},workstation-\n")}

    def command(self):
        return ["/usr/sbin/dnsmasq", "--keep-in-foreground", "--conf-file=dnsmasq.conf"]


class Knot(Server):
    label = "Knot DNS synthrecord"
    packages = ("knot",)

    def files(self):
        return {"example.com.zone": ZONE, "knot.conf": (
            f"server:\n  listen: 127.0.0.1@{self.port}\n  rundir: .\n"
            "  udp-workers: 1\n  tcp-workers: 1\n  background-workers: 1\n"
            "database:\n  storage: .\n"
            "log:\n  - target: stderr\n    any: warning\n"
            "mod-synthrecord:\n  - id: pool\n    type: forward\n"
            f"    prefix: workstation-\n    ttl: 300\n    network: {self.network}\n"
            "zone:\n  - domain: example.com\n    storage: .\n"
            "    module: mod-synthrecord/pool\n")}

    def command(self):
        return ["/usr/sbin/knotd", "-c", "knot.conf"]


class Bind(Server):
    label = "BIND $GENERATE"
    packages = ("bind9",)

    def lines(self):
        return generate_lines(self.network)

    def files(self):
        return {"example.com.zone": [ZONE, *self.lines()],
                "named.conf": (
            f"options {{ listen-on port {self.port} {{ 127.0.0.1; }};\n"
            '  listen-on-v6 { none; }; directory "."; pid-file none;\n'
            "  recursion no; };\ncontrols { };\n"
            'zone "example.com" { type primary; file "example.com.zone"; };\n')}

    def command(self):
        return [self.binary("/usr/sbin/named"), "-n", "1", "-g", "-c", "named.conf"]


def lua_record(qtype, captures, pattern, rdata):
    """PowerDNS' line for all names that match the pattern."""
    return (f'* LUA {qtype} "; local {captures} = qname:toString():match({pattern}) '
            f'if not {captures.split(",")[0]} then return {{}} end return {rdata}"\n')


class PowerDnsAuthoritative(Server):
    label = "PowerDNS Authoritative LUA"
    packages = ("pdns-server", "pdns-backend-bind")

    def wildcard(self):
        return lua_record(self.qtype, "a, b, c, d", LUA_PATTERN, LUA_IP)

    def files(self):
        return {
            "example.com.zone": ZONE + self.wildcard(),
            "named.conf":
                'zone "example.com" { type master; file "example.com.zone"; };\n',
            "pdns.conf": (
                f"local-address=127.0.0.1\nlocal-port={self.port}\nsocket-dir=.\n"
                "launch=bind\nbind-config=named.conf\nenable-lua-records=shared\n"
                "receiver-threads=1\ndistributor-threads=1\nsecurity-poll-suffix=\n")}

    def command(self):
        return ["/usr/sbin/pdns_server", "--config-dir=.", "--guardian=no", "--daemon=no"]


class PowerDnsRecursor(Server):
    label = "PowerDNS Recursor preresolve"
    packages = ("pdns-recursor",)

    def files(self):
        return {
            "preresolve.lua": (
                "function preresolve(dq)\n  if dq.qtype ~= pdns.A then return false end\n"
                f"  local a, b, c, d = dq.qname:toString():match({LUA_PATTERN})\n"
                "  if not a then return false end\n"
                f"  dq:addAnswer(pdns.A, {LUA_IP}, 300)\n"
                "  return true\nend\n"),
            "recursor.conf": (
                f"local-address=127.0.0.1\nlocal-port={self.port}\nsocket-dir=.\n"
                "lua-dns-script=preresolve.lua\nthreads=1\npdns-distributes-queries=no\n"
                f"forward-zones-recurse=.=127.0.0.1:{self.upstream.port}\n"
                "dnssec=off\nsecurity-poll-suffix=\n")}

    def command(self):
        return ["/usr/sbin/pdns_recursor", "--config-dir=.", "--daemon=no"]


class Dnsdist(Server):
    label = "dnsdist Lua"
    packages = ("dnsdist",)

    def files(self):
        return {"dnsdist.conf": (
            f'setLocal("127.0.0.1:{self.port}")\n'
            f'newServer({{address="127.0.0.1:{self.upstream.port}", '
            'checkName="example.com."})\nsetSecurityPollSuffix("")\n'
            "addAction(QTypeRule(DNSQType.A), LuaAction(function(dq)\n"
            f"  local a, b, c, d = dq.qname:toString():match({LUA_PATTERN})\n"
            "  if not a then return DNSAction.None end\n"
            f"  return DNSAction.Spoof, {LUA_IP}\nend))\n")}

    def command(self):
        return ["/usr/bin/dnsdist", "--supervised", "-C", "dnsdist.conf"]


class KnotResolver(Server):
    label = "Knot Resolver policy"
    packages = ("knot-resolver",)

    def files(self):
        return {"kresd.conf": (
            f"net.listen('127.0.0.1', {self.port}, {{ kind = 'dns' }})\n"
            "trust_anchors.remove('.')\ncache.size = 10 * MB\n"
            "policy.add(function (req, query)\n"
            "  if query.stype ~= kres.type.A then return end\n"
            f"  local a, b, c, d = kres.dname2str(query.sname):match({LUA_PATTERN})\n"
            "  if not a then return end\n"
            "  return policy.ANSWER({ [kres.type.A] =\n"
            "    { rdata = string.char(a, b, c, d), ttl = 300 } })\nend)\n"
            f"policy.add(policy.all(policy.STUB('127.0.0.1@{self.upstream.port}')))\n")}

    def command(self):
        return ["/usr/sbin/kresd", "-n", "-c", "kresd.conf", "."]


class Floor(Server):
    label = "the floor: recvfrom, sendto"
    source = HERE / "floor.c"

    def command(self):
        return [str(self.place.parent / "floor"), str(self.port)]

    def check_negative(self):
        """It has no such answers."""


PEERS = [Workstation, BuiltIn, LocalData, StockLocalData, Knot, Dnsmasq, Bind,
         PowerDnsAuthoritative, PowerDnsRecursor, Dnsdist, KnotResolver,
         PythonModule, Twisted, Floor]
