# SPDX-License-Identifier: BSD-3-Clause
"""Signed zones: what is in a reply."""

import time

import dns.dnssec
import dns.flags
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import pytest

from parents import Parents
from signed_zones import (
    APEX, BARE, CO, DAY, FORGED, HIDDEN, LAB, NXNAME, OFFICE, REVERSE, RULES, SPLIT, TTL,
    check_signatures, data, denial, dnskeys, ends, is_signed, lower, signatures, successor,
    types_of)
from views import GUEST, OTHER, STAFF, view_clauses
from zone_keys import ALGORITHMS, make_key, zone_clause

ZONES = {OFFICE: (True,), LAB: (True,), REVERSE: (True,), SPLIT: (True, False),
         FORGED: (True,)}
AD, CD, RD = dns.flags.AD, dns.flags.CD, dns.flags.RD
CHAIN = "workstation validator iterator"


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """The keys of each zone, with the SEP bit or without."""
    place = tmp_path_factory.mktemp("keys")
    return {zone: [make_key(place, zone, sep=sep) for sep in seps]
            for zone, seps in ZONES.items()}


@pytest.fixture(scope="module")
def dnskey(keys):
    """The DNSKEY RRset of each zone."""
    return {name: rrset for zone, of_zone in keys.items()
            for name, rrset in dnskeys(zone, *of_zone).items()}


@pytest.fixture(scope="module")
def algorithm_keys(tmp_path_factory):
    """For each algorithm a zone with one key, and one with a KSK and a ZSK, which the other
    program made."""
    place = tmp_path_factory.mktemp("algorithms")
    made = {}
    for algorithm in ALGORITHMS:
        zone = f"{algorithm.lower()}.example"
        made[zone] = [make_key(place, zone, algorithm)]
        made[f"split-{zone}"] = [
            make_key(place, f"split-{zone}", algorithm, sep, "dnssec-keygen")
            for sep in (True, False)]
    return made


@pytest.fixture(scope="module")
def upstream(tmp_path_factory, keys, algorithm_keys):
    """The parents of the zones."""
    parents = Parents(tmp_path_factory.mktemp("parents"))
    for zone, (first, *_) in {**keys, **algorithm_keys}.items():
        if zone != LAB:
            parents.delegate(zone, first)
    parents.delegate(FORGED, make_key(parents.place, FORGED))
    with parents:
        yield parents


def clauses(keys):
    return (zone_clause(OFFICE, keys[OFFICE], f'  nameserver: "desk1.{OFFICE}"\n')
            + zone_clause(LAB, keys[LAB]) + zone_clause(BARE)
            + zone_clause(REVERSE, keys[REVERSE]) + zone_clause(SPLIT, keys[SPLIT])
            + zone_clause(FORGED, keys[FORGED]) + RULES)


@pytest.fixture(scope="module")
def signed(run, keys):
    return run("workstation iterator", clauses(keys))


def asked(resolver, qname, qtype, **options):
    return resolver.ask(qname, qtype, want_dnssec=True, **options)


SSH = f"_ssh._tcp.desk5.{OFFICE}"
POSITIVE = [
    (f"desk5.{OFFICE}", "A", ["198.18.1.5"]),
    (f"desk5.{OFFICE}", "AAAA", ["2001:db8:1::5"]),
    ("dEsK5.oFFice.Example", "A", ["198.18.1.5"]),
    (f"desk5.{OFFICE}", "TXT", ['"1st"', '"desk 5"', '"the third"']),
    (f"DESK5.{OFFICE}", "MX", [f"10 DESK5.{OFFICE}.", "20 Mail.Example.COM."]),
    (SSH, "SRV", [f"0 0 22 desk5.{OFFICE}."]),
    (f"seat3.floor3.{OFFICE}", "A", ["198.18.1.131"]),
    (f"asset7.{OFFICE}", "TYPE65280", [r"\# 4 0a0b0c0d"]),
    (OFFICE, "NS", [f"desk1.{OFFICE}."]),
    (f"5.{REVERSE}", "PTR", [f"desk5.{OFFICE}."]),
    (REVERSE, "NS", [f"{REVERSE}."]),
    (f"bench9.{LAB}", "A", ["198.18.2.9"]),
    (f"bench9.{SPLIT}", "A", ["198.18.2.9"]),
    (f"BENCH9.{SPLIT.upper()}", "A", ["198.18.2.9"]),
]
COMPUTED = "A MX TXT AAAA RRSIG NSEC"
DENIED = [  # the types that a name has; None: it does not exist
    (f"desk5.{OFFICE}", "CAA", COMPUTED), (f"DESK5.{OFFICE}", "SRV", COMPUTED),
    (f"desk5.{OFFICE}", "CNAME", COMPUTED), (f"desk5.{OFFICE}", "DS", COMPUTED),
    (f"desk5.{OFFICE}", "DNSKEY", COMPUTED), (f"desk5.{OFFICE}", "SOA", COMPUTED),
    (f"desk5.{OFFICE}", "NS", COMPUTED),
    (f"seat3.floor3.{OFFICE}", "AAAA", "A RRSIG NSEC"),
    (f"asset7.{OFFICE}", "A", "RRSIG NSEC TYPE65280"),
    (SSH, "A", "SRV RRSIG NSEC"),
    (OFFICE, "A", APEX), (OFFICE.upper(), "TXT", APEX), (SPLIT, "A", APEX), (LAB, "MX", APEX),
    (REVERSE, "A", APEX), (REVERSE, "PTR", APEX),
    (f"5.{REVERSE}", "A", "PTR RRSIG NSEC"), (f"5.{REVERSE}", "DS", "PTR RRSIG NSEC"),
    # empty non-terminals
    (f"_tcp.desk5.{OFFICE}", "A", "RRSIG NSEC"), (f"floor3.{OFFICE}", "A", "RRSIG NSEC"),
    (f"_tcp.desk5.{OFFICE}", "SRV", "RRSIG NSEC"), (f"FLOOR3.{OFFICE}", "DS", "RRSIG NSEC"),
    # a cut without keys
    (BARE, "DS", "NS RRSIG NSEC"),
    # names that do not exist
    (f"nothing.{OFFICE}", "A", None), (f"nothing.{OFFICE}", "DS", None),
    (f"Nothing.{OFFICE}", "TXT", None), (f"x.desk5.{OFFICE}", "A", None),
    (f"a.b.c.nothing.{OFFICE}", "AAAA", None), (f"desk128.{OFFICE}", "A", None),
    (f"desk05x.{OFFICE}", "A", None), (f"workstation5.{OFFICE}", "A", None),
    (f"x._tcp.desk5.{OFFICE}", "SRV", None), (f"seat64.floor3.{OFFICE}", "A", None),
    (f"asset10.{OFFICE}", "TYPE65280", None),
    (f"200.{REVERSE}", "PTR", None), (f"256.{REVERSE}", "PTR", None),
    (f"x.5.{REVERSE}", "PTR", None), (f"bench300.{LAB}", "A", None),
    (f"desk5.{SPLIT}", "A", None), (f"desk5.{LAB}", "A", None),
    (f"*.{OFFICE}", "A", None), (f"*.desk5.{OFFICE}", "A", None),
    (f"*.{REVERSE}", "PTR", None), (rf"\000.{OFFICE}", "A", None),
    (rf"a\.b.{OFFICE}", "A", None), (rf"\255.{OFFICE}", "A", None),
]
# Names so long that there is no room for a label before them, and the names that are next
# (RFC 4471, 3.1.2): the fill makes them so long.
FILL = b"x" * 63, b"x" * 63, b"x" * 63
LONG = [  # the first labels of a name, and those of the next name
    ((b"y" * 45,), (b"y" * 45 + b"\0",)),  # 254 octets
    ((b"y" * 46,), (b"y" * 45 + b"z",)),  # 255
    ((b"Y" * 46,), (b"y" * 45 + b"z",)),
    ((b"y" * 45 + b"@",), (b"y" * 45 + b"[",)),  # upper case is the same as lower case
    ((b"y" * 45 + b"\xff",), (b"y" * 44 + b"z",)),
    ((b"y" * 43 + b"\xff\xff\xff",), (b"y" * 42 + b"z",)),
    ((b"\xff" * 46,), None),
    ((b"\xff", b"y" * 44), None),
]


def long_name(labels):
    return dns.name.Name((*labels, *FILL, *dns.name.from_text(OFFICE).labels))


@pytest.mark.parametrize("qname, qtype, expected", POSITIVE)
def test_records(signed, dnskey, qname, qtype, expected):
    reply = asked(signed, qname, qtype)
    assert (ends(reply), data(reply)) == (("NOERROR", True), expected)
    assert reply.authority == []
    (rrset, _) = reply.answer
    assert rrset.name.to_text() == f"{qname}."
    check_signatures(reply, dnskey)
    plain = signed.ask(qname, qtype)
    assert (ends(plain), data(plain)) == (("NOERROR", False), expected)
    assert not is_signed(plain)


@pytest.mark.parametrize("qname, qtype, types", DENIED)
def test_denial(signed, dnskey, qname, qtype, types):
    """One NSEC record that says which types there are. A client that does not want it is
    told by the rcode."""
    reply = asked(signed, qname, qtype)
    assert (ends(reply), data(reply)) == (("NOERROR", True), [])
    nsec = denial(reply)
    (soa,) = [rrset for rrset in reply.authority if rrset.rdtype == dns.rdatatype.SOA]
    assert (nsec.name.to_text(), nsec[0].next) == (f"{qname}.", successor(qname))
    assert types_of(nsec) == (types or f"RRSIG NSEC {NXNAME}")
    assert nsec.ttl == min(soa.ttl, soa[0].minimum)
    check_signatures(reply, dnskey)
    rcode = "NOERROR" if types else "NXDOMAIN"
    compact = asked(signed, qname, qtype, ednsflags=CO)
    assert (ends(compact), denial(compact)) == ((rcode, True), nsec)
    assert (compact.ednsflags & CO, reply.ednsflags & CO) == (CO, 0)
    check_signatures(compact, dnskey)
    for flags in {}, {"ednsflags": CO}:
        plain = signed.ask(qname, qtype, **flags)
        assert (ends(plain), data(plain)) == ((rcode, False), [])
        assert [rrset.rdtype for rrset in plain.authority] == [dns.rdatatype.SOA]


@pytest.mark.parametrize("labels, following", LONG)
def test_names_that_leave_no_room(signed, dnskey, labels, following):
    """The next name is behind the name, and no name of the zone is between them."""
    name = long_name(labels)
    reply = asked(signed, name, "A")
    nsec = denial(reply)
    assert types_of(nsec) == f"RRSIG NSEC {NXNAME}"
    assert nsec.name == name
    assert nsec[0].next.labels == lower(nsec[0].next).labels
    apex = dns.name.from_text(OFFICE)
    assert nsec[0].next > name or nsec[0].next == apex
    assert nsec[0].next.is_subdomain(apex)
    if following:
        assert nsec[0].next.labels == long_name(following).labels
    check_signatures(reply, dnskey)


@pytest.mark.parametrize("qname, zone", [
    (OFFICE, OFFICE), (OFFICE.upper(), OFFICE), (LAB, LAB), (REVERSE, REVERSE),
    (SPLIT, SPLIT)])
def test_apex(signed, keys, dnskey, qname, zone):
    """The KSK signs the DNSKEY RRset, and the ZSK all else."""
    soa, ns, apex_keys = [asked(signed, qname, qtype) for qtype in ("SOA", "NS", "DNSKEY")]
    for reply in soa, ns, apex_keys:
        assert ends(reply) == ("NOERROR", True)
        check_signatures(reply, dnskey)
        assert reply.answer[0].ttl == TTL
    assert data(apex_keys) == sorted(key.dnskey.to_text() for key in keys[zone])
    first, last = keys[zone][0].tag, keys[zone][-1].tag
    assert [rrsig.key_tag for _, rrsig in signatures(apex_keys)] == [first]
    assert [rrsig.key_tag for _, rrsig in signatures(soa) + signatures(ns)] == [last, last]


@pytest.mark.parametrize("zone", ["10.in-addr.arpa", "168.192.in-addr.arpa", "home.arpa"])
def test_a_default_zone_of_unbounds(start, tmp_path, zone):
    """Whose own records at the apex nobody signs."""
    key = make_key(tmp_path, zone)
    resolver = start("workstation iterator", zone_clause(zone, [key]) + RULES)
    for qname, qtype in ((zone, "SOA"), (zone, "NS"), (zone, "DNSKEY"), (zone, "A"),
                         (f"x.{zone}", "A")):
        reply = asked(resolver, qname, qtype)
        assert ends(reply) == ("NOERROR", True)
        check_signatures(reply, dnskeys(zone, key))


def test_local_data_in_a_zone(start, keys):
    """Nobody signs it: unbound-checkconf warns of it, and does not where there is no
    key."""
    local_data = 'server:\n  local-data: "printer.{zone}. A 192.0.2.7"\n'
    resolver = start("workstation iterator", clauses(keys) + local_data.format(zone=OFFICE))
    warned = resolver.checkconf()
    assert warned.returncode == 0
    (line,) = warned.stderr.splitlines()
    assert "warning: " in line and f"printer.{OFFICE}" in line
    assert resolver.addresses(f"printer.{OFFICE}") == ["192.0.2.7"]
    reply = asked(resolver, f"printer.{OFFICE}", "A")
    assert (is_signed(reply), reply.flags & AD) == (False, 0)
    for zone in BARE, "beside.example":
        resolver.configure("workstation iterator", clauses(keys)
                           + local_data.format(zone=zone))
        assert resolver.checkconf().stderr == ""


def test_delegation_signer(signed, keys, dnskey):
    """That of a zone is its parent's, which is upstream, or another zone."""
    reply = asked(signed, OFFICE, "DS")
    assert data(reply) == [keys[OFFICE][0].ds().to_text()]
    assert {rrsig.signer.to_text() for _, rrsig in signatures(reply)} == {"example."}
    reply = asked(signed, LAB, "DS")
    # by which digests, the zone says
    assert keys[LAB][0].ds().to_text() in data(reply)
    assert all(record.startswith(f"{keys[LAB][0].tag} ") for record in data(reply))
    check_signatures(reply, dnskey)
    assert {rrsig.signer.to_text() for _, rrsig in signatures(reply)} == {f"{OFFICE}."}
    assert ends(reply) == ("NOERROR", True)


@pytest.mark.parametrize("qtype", ["A", "TXT", "SOA", "NS", "DNSKEY", "NSEC"])
@pytest.mark.parametrize("qname", [BARE, f"bench9.{BARE}", f"nothing.{BARE}"])
def test_a_zone_without_keys_in_a_signed_one(signed, qname, qtype):
    reply = asked(signed, qname, qtype)
    assert not is_signed(reply)
    assert not reply.flags & AD


@pytest.mark.parametrize("qname", [f"desk5.{OFFICE}", OFFICE, f"floor3.{OFFICE}",
                                   f"nothing.{OFFICE}", f"5.{REVERSE}"])
def test_questions_for_what_proves(signed, dnskey, qname):
    """NSEC and RRSIG are types of every name, so that NODATA is bogus."""
    nsec = asked(signed, qname, "NSEC")
    assert ends(nsec) == ("NOERROR", True)
    assert [rrset.rdtype for rrset in nsec.answer] == [dns.rdatatype.NSEC,
                                                       dns.rdatatype.RRSIG]
    check_signatures(nsec, dnskey)
    rrsig = asked(signed, qname, "RRSIG")
    assert rrsig.rcode() == dns.rcode.NOERROR
    assert {rrset.rdtype for rrset in rrsig.answer} == {dns.rdatatype.RRSIG}


@pytest.mark.parametrize("qname", [f"desk5.{OFFICE}", f"nothing.{OFFICE}", OFFICE])
def test_questions_for_nxname(signed, qname):
    """It is in bitmaps only: RFC 9824, 3.5."""
    for flags in {}, {"want_dnssec": True}:
        assert signed.ask(qname, NXNAME, **flags).rcode() == dns.rcode.FORMERR


@pytest.mark.parametrize("qname", [f"desk5.{OFFICE}", OFFICE, f"asset7.{OFFICE}"])
def test_any(signed, dnskey, qname):
    reply = asked(signed, qname, "ANY")
    assert ends(reply) == ("NOERROR", True)
    assert data(reply)
    check_signatures(reply, dnskey)
    assert not is_signed(signed.ask(qname, "ANY"))


@pytest.mark.parametrize("want_dnssec", [False, True])
@pytest.mark.parametrize("flags", [RD, RD | AD, RD | CD, RD | AD | CD, 0, AD])
@pytest.mark.parametrize("qname", [f"desk5.{OFFICE}", f"nothing.{OFFICE}", f"floor3.{OFFICE}",
                                   OFFICE])
def test_authenticated(signed, qname, flags, want_dnssec):
    """For a client that asks for it, and does not want to check for itself."""
    for qtype in "A", "SOA":
        reply = signed.ask(qname, qtype, flags=flags, want_dnssec=want_dnssec)
        wanted = bool(flags & AD or want_dnssec) and not flags & CD
        assert bool(reply.flags & AD) == wanted
        assert is_signed(reply) == want_dnssec


def test_times(signed):
    """A day's grid, so that caches can keep signatures."""
    began = time.time()
    for qname, qtype in (OFFICE, "DNSKEY"), (f"desk5.{OFFICE}", "A"), (f"no.{OFFICE}", "A"):
        for _, rrsig in signatures(asked(signed, qname, qtype)):
            assert rrsig.inception % DAY == rrsig.expiration % DAY == 0
            assert rrsig.inception <= began - 3600
            assert began + 14 * DAY - 3600 <= rrsig.expiration <= began + 15 * DAY


NAME_OF_100 = "d5." + ".".join(["o" * 30, "n" * 30, "l" * 18, OFFICE])


@pytest.mark.parametrize("zone", [OFFICE, NAME_OF_100.partition(".")[2]])
def test_sizes(run, tmp_path_factory, keys, zone):
    """Replies fit into 1232 octets, those over UDP with IPv6, for long names too."""
    assert len(dns.name.from_text(NAME_OF_100).to_wire()) == 100
    place = tmp_path_factory.mktemp("sizes")
    of_zone = [make_key(place, zone, sep=sep) for sep in (True, False)]
    rule = (f'workstation: name: "d{{n}}" network: 198.18.1.0/24 network: 2001:db8:1::/120'
            f' origin: "{NAME_OF_100.partition(".")[2]}" record: \'TXT "{"t" * 100}"\'\n')
    resolver = run("workstation iterator", zone_clause(zone, of_zone) + rule)
    missing = NAME_OF_100.replace("d5.", "no.")
    for qname, qtype in ((NAME_OF_100, "A"), (NAME_OF_100, "TXT"), (NAME_OF_100, "MX"),
                         (NAME_OF_100, "NSEC"), (NAME_OF_100, "RRSIG"), (missing, "A"),
                         (NAME_OF_100, "ANY"), (zone, "SOA"), (zone, "NS"),
                         (zone, "DNSKEY"), (zone, "TXT")):
        reply = asked(resolver, qname, qtype, payload=1232)
        assert not reply.flags & dns.flags.TC
        size = len(reply.to_wire())
        print(f"{size:5} octets: {qtype} of a name of"
              f" {len(dns.name.from_text(qname).to_wire())} octets, {reply.rcode().name}")
        assert size < 1232


def test_a_small_buffer(signed, dnskey):
    """What does not fit is asked for again over TCP."""
    reply = asked(signed, f"nothing.{SPLIT}", "A", payload=512)
    whole = asked(signed, f"desk5.{OFFICE}", "ANY", payload=512, transport=dns.query.tcp)
    cut = asked(signed, f"desk5.{OFFICE}", "ANY", payload=512)
    assert not reply.flags & dns.flags.TC
    assert cut.flags & dns.flags.TC
    check_signatures(whole, dnskey)


def test_two_resolvers_with_the_same_key(start, signed, keys, dnskey):
    """They serve the same zone, of which a validator can ask one and then the other."""
    other = start("workstation iterator", clauses(keys))
    for qname, qtype, *_ in POSITIVE + DENIED:
        replies = [asked(resolver, qname, qtype) for resolver in (signed, other)]
        first, second = [[(name, rrsig.type_covered, rrsig.inception, rrsig.expiration)
                          for name, rrsig in signatures(reply)] for reply in replies]
        assert first == second
        for reply in replies:
            check_signatures(reply, dnskey)


VIEW_RULES = f"""
workstation: name: "pc{{n}}" network: 198.18.3.0/24 origin: "{OFFICE}" for-view: guest
workstation: name: "pc{{n}}" network: 198.18.4.0/24 origin: "{OFFICE}" for-view: staff
"""


def test_views(start, keys, dnskey):
    """Each client's records are signed, and each client's denial."""
    resolver = start("workstation iterator", view_clauses() + clauses(keys) + VIEW_RULES)
    for client, expected in (GUEST, ["198.18.3.5"]), (STAFF, ["198.18.4.5"]), (OTHER, []):
        for _ in range(2):
            reply = asked(resolver, f"pc5.{OFFICE}", "A", client=client)
            assert (ends(reply), data(reply)) == (("NOERROR", True), expected)
            check_signatures(reply, dnskey)
            other = asked(resolver, f"pc5.{OFFICE}", "TXT", client=client)
            assert types_of(denial(other)) == (
                "A RRSIG NSEC" if expected else f"RRSIG NSEC {NXNAME}")
            check_signatures(other, dnskey)


def test_a_published_key(start, tmp_path, keys):
    """One whose private file is not there is published and signs nothing."""
    published = make_key(tmp_path, OFFICE)
    published.private.unlink()
    both = [*keys[OFFICE], published]
    resolver = start("workstation iterator", zone_clause(OFFICE, both) + RULES)
    reply = asked(resolver, OFFICE, "DNSKEY")
    assert data(reply) == sorted(key.dnskey.to_text() for key in both)
    assert [rrsig.key_tag for _, rrsig in signatures(reply)] == [keys[OFFICE][0].tag]
    for qname in OFFICE, f"desk5.{OFFICE}":
        check_signatures(asked(resolver, qname, "A"), dnskeys(OFFICE, *keys[OFFICE]))


CHAINS = ["respip workstation iterator", "dns64 workstation iterator",
          "workstation validator iterator", "respip workstation validator iterator"]


@pytest.mark.parametrize("chain", CHAINS)
def test_chains(start, keys, dnskey, chain):
    """The same, behind other modules too: each client has what it wants, and not what
    another one wanted. Only CO is not seen there."""
    compact = "NXDOMAIN" if chain.startswith("workstation") else "NOERROR"
    resolver = start(chain, clauses(keys))
    for _ in range(2):
        for qname, qtype, expected in POSITIVE[:4]:
            if (chain.startswith("dns64"), qtype) != (True, "AAAA"):
                reply = asked(resolver, qname, qtype)
                assert (ends(reply), data(reply)) == (("NOERROR", True), expected)
                check_signatures(reply, dnskey)
            assert not is_signed(resolver.ask(qname, qtype))
        for rcode, flags in (("NOERROR", {}), (compact, {"ednsflags": CO})):
            reply = asked(resolver, f"nothing.{OFFICE}", "TXT", **flags)
            assert ends(reply) == (rcode, True)
            assert types_of(denial(reply)) == f"RRSIG NSEC {NXNAME}"
            check_signatures(reply, dnskey)
            plain = resolver.ask(f"nothing.{OFFICE}", "TXT")
            assert (ends(plain), is_signed(plain)) == (("NXDOMAIN", False), False)


@pytest.fixture(scope="module")
def algorithms(run, algorithm_keys):
    """A resolver with a zone for each algorithm."""
    rule = 'workstation: name: "pc{n}" network: 198.18.3.0/24\n' + "".join(
        f'  origin: "{zone}"\n' for zone in algorithm_keys)
    return run("workstation iterator", rule + "".join(
        zone_clause(zone, keys) for zone, keys in algorithm_keys.items()))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_algorithms(algorithms, algorithm_keys, algorithm):
    """The signatures of each."""
    for zone in f"{algorithm.lower()}.example", f"split-{algorithm.lower()}.example":
        keys = dnskeys(zone, *algorithm_keys[zone])
        for qname, qtype in (zone, "DNSKEY"), (zone, "A"), (f"pc5.{zone}", "A"):
            check_signatures(asked(algorithms, qname, qtype), keys)


# ---- aliases ----

@pytest.fixture(scope="module", params=["workstation iterator", CHAIN])
def following(request, run, upstream, keys):
    return run(request.param, f'server:\n  trust-anchor: "{upstream.anchor}"\n'
               + clauses(keys))


ALIASES = [
    ("alias.example", "A", ["198.18.1.5"]), ("alias.example", "TXT", 3),
    ("alias2.example", "AAAA", ["2001:db8:1::5"]), ("x.wild.example", "A", ["198.18.1.7"]),
    ("desk9.old.example", "A", ["198.18.1.9"]), ("alias-nodata.example", "CAA", []),
    ("alias-nx.example", "A", []),
]


# Kresd 5.6 takes it for bogus, which the others do not.
TO_NOTHING = ("x.wild-nx.example", "A", [])


@pytest.mark.parametrize("qname, qtype, expected", [*ALIASES, TO_NOTHING])
def test_an_alias_from_upstream(following, qname, qtype, expected):
    """Ends in signed records. It is authenticated if the validator found the alias to be
    secure."""
    validates = "validator" in following.conf.read_text()
    for _ in range(2):
        reply = asked(following, qname, qtype)
        assert ends(reply) == ("NOERROR", validates)
        own = [rrset for rrset in reply.answer + reply.authority
               if rrset.name.is_subdomain(dns.name.from_text(OFFICE))]
        assert {rrset.rdtype for rrset in own} >= {dns.rdatatype.RRSIG}
        last = [rdata.to_text() for rrset in reply.answer for rdata in rrset
                if rrset.rdtype == dns.rdatatype.from_text(qtype)]
        assert last == expected or len(last) == expected
        plain = following.ask(qname, qtype)
        assert not is_signed(plain)
        assert not plain.flags & AD
        assert bool(following.ask(qname, qtype, flags=RD | AD).flags & AD) == validates
        assert not asked(following, qname, qtype, flags=RD | AD | CD).flags & AD
        assert plain.rcode().name == (
            "NXDOMAIN" if "-nx." in qname else "NOERROR")


@pytest.mark.parametrize("zone", [HIDDEN, FORGED])
def test_an_alias_into_a_zone_that_the_one_above_denies(start, upstream, tmp_path, zone):
    """A validator in the chain finds its end bogus, but the keys are here."""
    resolver = start(CHAIN, f'server:\n  trust-anchor: "{upstream.anchor}"\n'
                     + zone_clause(zone, [make_key(tmp_path, zone)]) + RULES)
    qname = f"alias-{zone}"
    for _ in range(2):
        for qtype in "A", "TXT":
            assert ends(asked(resolver, qname, qtype)) == ("NOERROR", True)
        assert resolver.addresses(qname) == [f"bench9.{zone}.", "198.18.2.9"]


@pytest.mark.parametrize("qname", ["alias-unsigned.example", "alias.plain.example"])
def test_an_alias_that_is_not_secure(following, qname):
    """Not all of the reply is secure."""
    for _ in range(2):
        reply = asked(following, qname, "A")
        assert ends(reply) == ("NOERROR", False)
        assert "198.18.1.5" in data(reply)
