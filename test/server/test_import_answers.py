# SPDX-License-Identifier: BSD-3-Clause
"""What workstation-import makes of a configuration, a hosts file and a zone answers as they
did."""

import collections
import random

import dns.name
import dns.rcode
import dns.rdatatype
import dns.reversename
import pytest

import imported
from named import Named
from test_generate import ZONES, text

LINES = 10_000
CHAIN = "workstation iterator"


def answer_of(resolver, qname, qtype):
    """What a client sees, without the letter case of names."""
    reply = resolver.ask(qname, qtype)
    return dns.rcode.to_text(reply.rcode()), sorted(
        (rrset.name.to_text().lower(), rrset.ttl, rdata.to_text().lower())
        for rrset in reply.answer for rdata in rrset)


def local_data_lines(chance):
    """Desks and servers as an administrator has them, with what grew over the years."""
    records = []

    def add(owner, qtype, rdata, ttl=300):
        records.append(imported.Record(f"{owner}.", ttl, qtype, rdata))

    def add_host(name, *addresses, ttl=300, pointer=True):
        for address in addresses:
            add(name, "AAAA" if ":" in address else "A", address, ttl)
            if pointer:
                add(dns.reversename.from_address(address).to_text(True), "PTR", f"{name}.", ttl)

    noise = [
        lambda name, net, i: add(name, "TXT", f'"seat {i}"'),
        lambda name, net, i: add(name, "A", f"198.19.{net}.{i}"),
        lambda name, net, i: add(name, "MX", "10 mail.example.com."),
        lambda name, net, i: add(f"www.{name}", "A", f"198.19.{net}.{i}"),
        lambda name, net, i: add(name, "SSHFP", "1 1 " + "ab" * 20),
        lambda name, net, i: add(name, "AAAA", f"2001:db8:ffff::{i:x}", 60),
        lambda name, net, i: records.pop(),
        lambda name, net, i: records.pop(-2),
    ]
    net = 0
    while len(records) < LINES:
        form = chance.choice(["desk{0}.f{1}.example.com", "f{1}-{0:03}.example.com",
                              "n{0:02x}.r{1}.example.net", "ip-198-18-{1}-{0}.example.com"])
        for i in range(chance.randrange(5), chance.randrange(100, 250)):
            name = form.format(i, net)
            addresses = [f"198.18.{net}.{i}"]
            if net % 3 == 0:
                addresses.append(f"2001:db8:{net:x}::{i:x}")
            add_host(name, *addresses, pointer=net % 4 != 3)
            if chance.random() < .02:
                chance.choice(noise)(name, net, i)
        net += 1
    for i, name in enumerate(["mail", "vpn", "printer", "mx-old", "gw"]):
        add_host(f"{name}.example.com", f"198.18.250.{i}", ttl=3600)
    add("_ldap._tcp.example.com", "SRV", "0 0 389 mail.example.com.")
    add("*.apps.example.com", "A", "198.18.250.99")
    add("www.example.com", "A", "198.18.250.98")  # upstream has it, too
    records = list(dict.fromkeys(records))
    chance.shuffle(records)
    return records


def questions(chance, records):
    """For names that have records, for other types of these, for names near them and
    for names above and below."""
    for record in chance.sample(records, 1200):
        yield record.owner, record.qtype
        yield record.owner, chance.choice(["A", "AAAA", "PTR", "TXT", "MX", "HTTPS", "ANY"])
    for record in chance.sample(records, 300):
        labels = dns.name.from_text(record.owner).labels
        first = labels[0].decode()
        for other in (f"0{first}", f"{first}0", f"{first[:-1]}{chance.randrange(300)}",
                      f"x.{first}"):
            yield ".".join([other, *(label.decode() for label in labels[1:])]), record.qtype
        yield ".".join(label.decode() for label in labels[1:]), record.qtype


def names_above(records):
    owners = [record.owner.split(".") for record in records]
    return {".".join(labels[i:]) for labels in owners for i in range(1, len(labels) - 1)}


def test_local_data(run, importer, tmp_path):
    """The configuration before has no module, and answers from local-data alone."""
    chance = random.Random(24)
    records = local_data_lines(chance)
    assert len(records) >= LINES
    lines = "server:\n" + "".join(
        f"  local-data: '{owner} {ttl} IN {qtype} {rdata}'\n"
        for owner, ttl, qtype, rdata in records)
    path = tmp_path / "local-data.conf"
    path.write_text(lines)
    done = importer(path)
    assert (done.returncode, done.stderr) == (0, "")
    assert imported.count_lines(done.stdout) < LINES / 5
    before, after = run("iterator", lines), run(CHAIN, done.stdout)
    asked = sorted(set(questions(chance, records)))
    assert len(asked) > 3000
    above = names_above(records)
    for question in asked:
        was, now = answer_of(before, *question), answer_of(after, *question)
        if question[1] == "ANY" and was == ("NOERROR", []):
            # Unbound has no records of this type, the rules have those of all types
            assert {record[0] for record in now[1]} in (set(), {question[0]}), question
        elif question[0] in above and was == ("NXDOMAIN", []):
            # the answer was upstream's, which does not know of names in local-data
            assert now in (("NXDOMAIN", []), ("NOERROR", [])), question
        else:
            assert now == was, question


def hosts_lines():
    """Of a cluster: each node has a short name, too, both families, and a BMC."""
    yield "127.0.0.1 localhost"
    yield "::1 localhost ip6-localhost"
    yield "198.18.0.1 gw.cluster.example.com gw # the way out"
    for i in range(1, 201):
        rack = 1 + i // 40
        yield f"198.18.1.{i}\tnode{i:03}.cluster.example.com node{i:03}"
        yield f"2001:db8:18::{i:x}\tnode{i:03}.cluster.example.com node{i:03}"
        if i != 77:  # it is broken
            yield f"198.18.2.{i} r{rack}-bmc{i:03}.cluster.example.com r{rack}-bmc{i:03}"
    for i in range(1, 5):
        yield f"198.18.3.{i} login{i}.cluster.example.com"
    yield "198.18.3.1 login.cluster.example.com"


def expected_answers(records):
    answers = collections.defaultdict(list)
    for owner, ttl, qtype, rdata in records:
        answers[owner, qtype].append((owner, ttl, rdata))
    return answers


def check_answers(resolver, records):
    """Ask a sample."""
    answers = list(expected_answers(records).items())
    for question, expected in random.Random(24).sample(answers, min(1500, len(answers))):
        assert answer_of(resolver, *question) == ("NOERROR", sorted(expected))


def test_a_hosts_file(run, importer, checkconf, tmp_path):
    path = tmp_path / "hosts"
    path.write_text("".join(f"{line}\n" for line in hosts_lines()))
    records = sorted(set(imported.records_of_hosts(hosts_lines())))
    done = importer(path)
    assert (done.returncode, done.stderr) == (0, "")
    assert imported.records_of(checkconf, tmp_path / "output", done.stdout) == records
    assert imported.count_lines(done.stdout) < 80
    # Unbound has a localhost of its own
    check_answers(run(CHAIN, done.stdout), [
        record for record in records if "localhost" not in record.owner + record.rdata])


@pytest.fixture(scope="module")
def expanded(tmp_path_factory):
    """The records that BIND makes of the zones."""
    zones = {zone: text(zone) for zone in ZONES}
    with Named(tmp_path_factory.mktemp("named"), zones) as named:
        return sorted({imported.read_record(
            f"{owner} {ttl} IN {dns.rdatatype.to_text(rdata.rdtype)} {rdata}")
            for owner, ttl, rdata in named.records()})


@pytest.fixture(scope="module", params=["written", "expanded"])
def output(request, importer, expanded, tmp_path_factory):
    """Of the zones with their $GENERATE, and of those that BIND has expanded."""
    place = tmp_path_factory.mktemp("zones")
    if request.param == "expanded":
        (place / "zone").write_text("$ORIGIN .\n" + imported.zone_text(expanded))
        return importer(place / "zone")
    for zone in ZONES:
        (place / zone).write_text(f"$ORIGIN {zone}.\n{text(zone)}\n")
    return importer(*(place / zone for zone in ZONES))


def test_a_zone(run, output, expanded, checkconf, tmp_path):
    assert (output.returncode, output.stderr) == (0, "")
    apexes = [f"{zone}." for zone in ZONES]
    assert [record for record in imported.records_of(checkconf, tmp_path / "o", output.stdout)
            if record.owner not in apexes] == expanded
    assert imported.count_rules(output.stdout) == 14
    check_answers(run(CHAIN, output.stdout), expanded)
