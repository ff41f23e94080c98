# SPDX-License-Identifier: BSD-3-Clause
"""Signed answers, P-256 and DO set, beside the servers that sign as they answer."""

import contextlib
import dataclasses
import re
import signal
import subprocess
import time

import dnsperf
import figures
import names
from names import name_of
from peers import ZONE, Knot, PowerDnsAuthoritative, Workstation, generate_lines
from server import ENVIRONMENT, SERVER_CORE, Failure, rdata_in

ORIGIN = "example.com"
DNSSEC = ("-D",)           # of dnsperf: EDNS with DO
KEYGEN = ("dnssec-keygen", "-a", "ECDSAP256SHA256", "-f", "KSK", "-K", ".", ORIGIN)
SMALL = names.pool(16)     # what a server that stores the pool is given


class Signs:
    """Of a server: its answers have signatures, and it is asked for them."""

    dnssec = signs = True

    def ask(self, name, rdata, timeout=1.0):
        reply, good = super().ask(name, rdata, timeout)
        return reply, good and len(rdata_in(reply, "RRSIG")) == 1

    def prepare(self, *argv):
        done = subprocess.run(argv, cwd=self.place, env=ENVIRONMENT, capture_output=True,
                              text=True)
        if done.returncode:
            raise Failure(f"{' '.join(argv)}: {(done.stderr or done.stdout).strip()}")
        return done.stdout


class Unsigned(Workstation):
    """What a signed answer is compared with: the same question, DO included."""

    label = "unbound-workstation, unsigned"
    dnssec, signs = True, False


class Signed(Signs, Workstation):
    label = "unbound-workstation"
    limits = ""

    def clauses(self):
        yield from super().clauses()
        key = self.prepare(*KEYGEN).split()[-1]
        yield (f'workstation-zone:\n  name: "{ORIGIN}"\n  key: "{self.place}/{key}"\n'
               + self.limits)


class Limited(Signed):
    label = Signed.label + ", ip-ratelimit"
    limits = "server:\n  ip-ratelimit: 1000\n  ip-ratelimit-factor: 0\n"


class SignedKnot(Signs, Knot):
    label = "Knot DNS onlinesign, synthrecord"

    def files(self):
        conf = super().files()["knot.conf"]
        module = "    module: mod-synthrecord/pool\n"
        assert conf.endswith(module)
        return {**super().files(), "knot.conf": (
            conf.partition("zone:\n")[0]
            + "policy:\n  - id: p256\n    algorithm: ecdsap256sha256\n"
              "    single-type-signing: on\n"
              "mod-onlinesign:\n  - id: signs\n    policy: p256\n"
            + "zone:\n" + conf.partition("zone:\n")[2].removesuffix(module)
            + "    module: [mod-synthrecord/pool, mod-onlinesign/signs]\n")}


class SignedPowerDns(Signs, PowerDnsAuthoritative):
    """It stores the pool, and signs when it is asked."""

    label = "PowerDNS Authoritative, live signing"

    def __init__(self, place, upstream=None, network=SMALL, **options):
        super().__init__(place, upstream, SMALL, **options)

    def files(self):
        files = super().files()
        return {**files, "example.com.zone": [ZONE, *generate_lines(self.network)],
                "pdns.conf": files["pdns.conf"].replace(
                    "enable-lua-records=shared\n", "bind-dnssec-db=dnssec.db\n")}

    def command(self):
        util = ("/usr/bin/pdnsutil", "--config-dir=.")
        self.prepare(*util, "create-bind-db", "dnssec.db")
        self.prepare(*util, "add-zone-key", ORIGIN, "ksk", "active", "ecdsa256")
        return super().command()


SIGNERS = (Signed, SignedKnot, SignedPowerDns)


@dataclasses.dataclass(frozen=True)
class Load:
    what: str
    owner: str = "{label}"
    qtype: str = "A"
    once: bool = True
    has_records: bool = True


HOT = Load("the hot set", once=False)
ONCE = Load("names asked once")
NODATA = Load("names asked once, NODATA", qtype="TXT", has_records=False)
NXNAME = Load("names that do not exist, asked once", owner="{label}x",
              has_records=False)
LOADS = (HOT, ONCE, NODATA, NXNAME)


@dataclasses.dataclass
class Flood:
    """Questions without DO at a steady rate, beside random names with DO."""
    signatures: float = 0  # a second
    share: float = 0       # of the core
    p50: float = 0         # microseconds, of the unsigned questions
    p99: float = 0


@dataclasses.dataclass
class Results:
    bare: list      # microseconds of a signature by openssl speed, in rounds of ONCE
    cpu: dict       # {Load: {label: [Round]}}
    profiles: dict  # {what: Profile}
    floods: dict    # {what: Flood}


def measure(bench):
    """9: what the report's section is made of."""
    bare = []
    return Results(bare, cpu(bench, bare), bench.counts(cases(bench)), floods(bench))


def bare_command(seconds):
    return ["taskset", "-c", str(SERVER_CORE), "openssl", "speed", "-seconds",
            str(max(1, round(seconds))), "ecdsap256"]


def bare_signature(seconds):
    """Microseconds of CPU."""
    said = subprocess.run(bare_command(seconds), env=ENVIRONMENT, capture_output=True,
                          text=True).stdout
    found = re.search(r"nistp256\)\s+\S+s\s+\S+s\s+([\d.]+)", said)
    if not found:
        raise Failure(f"openssl speed says {said!r}")
    return 1e6 / float(found[1])


def paths_of(bench, load, network):
    """Where dnsperf reads the names of the rounds."""
    rounds, stem = bench.effort.rounds, f"signed-{LOADS.index(load)}-{network.prefixlen}"
    if not load.once:
        return [names.write(bench.place / stem, (
            name_of(address) for address in names.spread(network, names.HOT)))] * rounds
    labels = (name.removesuffix(f".{ORIGIN}") for name in names.in_random_order(network))
    return names.deal(bench.place, stem, [f"{load.owner.format(label=label)}.{ORIGIN}"
                                          for label in labels], rounds, load.qtype)


def cpu(bench, bare):
    """{Load: {label: [Round]}}; bare grows by one figure for each round of ONCE."""
    servers = bench.start([bench.make(kind) for kind in (Unsigned, *SIGNERS)])
    result = {}
    for load in LOADS:
        paths = {network: paths_of(bench, load, network)
                 for network in {server.network for server in servers}}
        asked = [server for server in servers if load.has_records or server.signs]

        def path_of(server, n):
            if load is ONCE and server is asked[0]:
                bare.append(bare_signature(bench.effort.seconds))
            return paths[server.network][n]

        result[load] = bench.rounds(asked, f"signed answers, {load.what}", path_of,
                                    once=load.once, extra=DNSSEC,
                                    good=("NOERROR", "NXDOMAIN"))
    for server in servers:
        server.discard()
    return result


CACHED, FRESH, PLAIN, WITHOUT_DO = (
    "a signed answer, its signature cached", "a signed answer, signed now",
    "an unsigned answer, DO set", "an unsigned answer of the signed zone, no DO")


class NotWanted(Signed):
    dnssec = False
    ask = Workstation.ask


def cases(bench):
    yield PLAIN, bench.counted(Unsigned), figures.hot
    yield WITHOUT_DO, bench.counted(NotWanted), figures.hot
    yield CACHED, bench.counted(Signed), figures.hot
    yield FRESH, bench.counted(Signed), figures.fresh
    yield SignedKnot.label, bench.counted(SignedKnot), figures.hot


# ---- a flood ----

STEADY, FLOOD = 500, 40_000  # questions a second
ALONE, FLOODED, HELD = ("no flood", "a flood", "a flood, ip-ratelimit: 1000")


def steady_options(seconds):
    return ["-l", seconds, "-Q", STEADY, "-v"]


def flood_options(seconds):
    """From an address of its own; what is not answered is given up soon, since it must not
    wait."""
    return ["-l", seconds, "-Q", FLOOD, "-q", 20_000, "-t", 0.2, "-a", "127.0.0.2", *DNSSEC]


@contextlib.contextmanager
def flooded(server, path, said):
    """While a flood is there; then what dnsperf said of it is appended. It gives way to who
    asks the other questions, on the same core."""
    before, log = server.usage().seconds, server.place / "flood"
    with open(log, "w") as output:  # megabytes: a line for each question without an answer
        flood = subprocess.Popen(
            ["nice", *dnsperf.command(server.port, path, *flood_options(600))],
            stdout=output, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    try:
        begin = time.monotonic()
        while server.usage().seconds < before + 0.05:
            if flood.poll() is not None or time.monotonic() > begin + 60:
                raise Failure("the flood does not begin")
            time.sleep(0.01)
        yield
    finally:
        flood.send_signal(signal.SIGINT)
        flood.wait()
        said.append(log.read_text())


def flood(bench, kind, is_flooded):
    """A Flood of one server."""
    seconds, said = bench.effort.latency_seconds, []
    server = bench.make(kind)
    server.start()
    try:
        with (flooded(server, bench.questions.million[0], said) if is_flooded
              else contextlib.nullcontext()):
            before, begin = server.usage(), time.monotonic()
            text = dnsperf.perform(dnsperf.command(server.port, bench.questions.hot,
                                                   *steady_options(seconds)))
            used, elapsed = server.usage() - before, time.monotonic() - begin
    finally:
        server.discard()
    taken = sorted(float(line.split()[-1]) * 1e6 for line in text.splitlines()
                   if line.startswith("> NOERROR"))
    if not taken:
        raise Failure("no question beside the flood was answered")
    return Flood(dnsperf.number(r"per second: +([\d.]+)", "".join(said)),
                 used.seconds / elapsed, dnsperf.percentile(taken, 50),
                 dnsperf.percentile(taken, 99))


def floods(bench):
    """{what: Flood}"""
    result = {}
    for what, kind, is_flooded in ((ALONE, Signed, False), (FLOODED, Signed, True),
                                   (HELD, Limited, True)):
        try:
            result[what] = one = flood(bench, kind, is_flooded)
        except (Failure, OSError) as why:
            bench.fail(what, why)
            continue
        bench.say(f"{what}: {one.signatures:,.0f} signatures a second, {one.share:.0%} of the "
                  f"core, p50 and p99 {one.p50:.0f} and {one.p99:.0f} µs")
    return result
