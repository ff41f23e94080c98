# SPDX-License-Identifier: BSD-3-Clause
"""What others' programs that validate say of signed zones, from a root down to the zone,
forward and reverse."""

import pytest

from signed_zones import BARE, LAB, OFFICE, REVERSE, data, ends
from test_signed_zones import ALIASES, DENIED, FORGED, LONG, POSITIVE, ZONES, long_name
from test_signed_zones import (  # fixtures
    algorithm_keys, algorithms, dnskey, following, keys, signed, upstream)
from validators import Delv, DrillChase, Kresd, ValidatingNamed, validating_unbound
from zone_keys import ALGORITHMS

SERVERS = {
    "unbound": lambda prefix, *where: validating_unbound(prefix, *where),
    "unbound aggressive": lambda prefix, *where: validating_unbound(
        prefix, *where, "server:\n  aggressive-nsec: yes\n  use-caps-for-id: yes\n"),
    "named": lambda prefix, *where: ValidatingNamed(*where),
    "kresd": lambda prefix, *where: Kresd(*where),
}
PROGRAMS = {"delv": Delv, "drill -S": DrillChase}


@pytest.fixture(scope="module", params=SERVERS)
def server(request, prefix, upstream, tmp_path_factory):
    """Start a validator that asks a resolver under test, and keep it."""
    running = {}

    def behind(resolver):
        if resolver not in running:
            place = tmp_path_factory.mktemp("validator") / "its"
            running[resolver] = SERVERS[request.param](
                prefix, place, resolver.port, upstream.anchor)
            running[resolver].start()
        return running[resolver]
    yield behind
    for validator in running.values():
        validator.stop()


def outcome(validator, qname, qtype):
    """The end and the data, in lower case: Knot Resolver writes names so."""
    reply = validator.ask(qname, qtype, want_dnssec=True)
    return ends(reply), sorted(record.lower() for record in data(reply))


def unlike(validator, questions, rcodes=("NOERROR",)):
    """The replies that are not secure, or not as they are expected to be. None: anything
    but nothing."""
    for qname, qtype, expected in questions:
        (rcode, secure), records = outcome(validator, qname, qtype)
        right = (records if expected is None
                 else records == sorted(record.lower() for record in expected))
        if not (secure and right and rcode in rcodes):
            yield validator.ask(qname, qtype, want_dnssec=True).to_text()


# What is beside and below the names that are denied, and not asked for before.
AFTERWARDS = [
    (f"desk9.{OFFICE}", "A", ["198.18.1.9"]),
    (f"seat4.floor3.{OFFICE}", "A", ["198.18.1.132"]),
    (f"_ssh._tcp.desk9.{OFFICE}", "SRV", [f"0 0 22 desk9.{OFFICE}."]),
    (f"9.{REVERSE}", "PTR", [f"desk9.{OFFICE}."]), (f"bench8.{LAB}", "A", ["198.18.2.8"]),
]
ABOVE = [("www.example", "A", ["203.0.113.80"])]


APEXES = [(zone, qtype, None) for zone in ZONES if zone != FORGED
          for qtype in ("SOA", "NS", "DNSKEY", "DS")]
NOTHING = [(qname, qtype, []) for qname, qtype, _ in DENIED] + [
    (long_name(labels), "A", []) for labels, _ in LONG]


def test_servers(server, signed):
    """Validating resolvers find everything to be secure. Each question twice: from the
    cache too."""
    validator = server(signed)
    for _ in range(2):
        assert list(unlike(validator, ABOVE + POSITIVE + APEXES)) == []
        # a validator can take NXNAME for what it says
        assert list(unlike(validator, NOTHING, ("NOERROR", "NXDOMAIN"))) == []
    assert list(unlike(validator, AFTERWARDS)) == []
    for qtype in "A", "SOA":
        assert outcome(validator, FORGED, qtype)[0] == ("SERVFAIL", False)


# What a validator takes of any signed zone: NSD has such questions answered.
PROVING = [(f"desk5.{OFFICE}", "www.example"), (OFFICE, "example")]


@pytest.mark.parametrize("qtype", ["NSEC", "RRSIG", "ANY"])
@pytest.mark.parametrize("qname, of_nsd", PROVING)
def test_servers_about_what_proves(server, signed, qname, of_nsd, qtype):
    """As of a zone of NSD's."""
    validator = server(signed)
    (theirs, _), (ours, records) = [outcome(validator, name, qtype)
                                    for name in (of_nsd, qname)]
    assert ours == theirs
    assert records or qtype == "RRSIG" or theirs[0] == "SERVFAIL"


def test_servers_about_what_is_not_secure(server, signed):
    """A zone without keys in a signed one."""
    validator = server(signed)
    assert outcome(validator, f"bench9.{BARE}", "A") == (("NOERROR", False), ["198.18.2.9"])
    assert outcome(validator, f"nothing.{BARE}", "A")[0] == ("NXDOMAIN", False)
    assert outcome(validator, BARE, "SOA")[0] == ("NOERROR", False)


@pytest.mark.parametrize("qname, qtype, expected", ALIASES)
def test_servers_about_aliases(server, following, qname, qtype, expected):
    validator = server(following)
    assert outcome(validator, qname, qtype)[0] == ("NOERROR", True)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_servers_about_algorithms(server, algorithms, algorithm):
    validator = server(algorithms)
    for zone in f"{algorithm.lower()}.example", f"split-{algorithm.lower()}.example":
        assert outcome(validator, f"pc5.{zone}", "A") == (("NOERROR", True), ["198.18.3.5"])
        assert outcome(validator, f"no.{zone}", "A") == (("NOERROR", True), [])
        assert outcome(validator, zone, "SOA")[0] == ("NOERROR", True)


def rejected(validator, questions):
    """What a program said of the questions that it does not find secure."""
    for qname, qtype, *_ in questions:
        validates, said = validator.validates(qname, qtype)
        if not validates:
            yield str(qname), qtype, said


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs(program, signed, upstream, tmp_path):
    """Those that are asked for one name."""
    validator = PROGRAMS[program](tmp_path, signed.port, upstream.anchor)
    questions = POSITIVE + NOTHING + APEXES[:4] + [(f"desk5.{OFFICE}", "NSEC")]
    assert list(rejected(validator, questions)) == []
    assert list(rejected(validator, [(FORGED, "A")])) != []


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_about_algorithms(program, algorithms, algorithm_keys, upstream, tmp_path):
    validator = PROGRAMS[program](tmp_path, algorithms.port, upstream.anchor)
    questions = [(f"{label}.{zone}", "A") for zone in algorithm_keys for label in ("pc5", "no")]
    assert list(rejected(validator, questions)) == []
