# SPDX-License-Identifier: BSD-3-Clause
"""What the output of workstation-import stands for, and random rules whose records it is
given."""

import collections
import ipaddress
import re

import dns.reversename

Record = collections.namedtuple("Record", "owner ttl qtype rdata")

LOCAL_DATA = re.compile(r"""^    local-data: (["'])(.*)\1$""", re.MULTILINE)


def read_record(line):
    owner, ttl, _, qtype, rdata = line.split(None, 4)
    return Record(owner.lower(), int(ttl), qtype, rdata.lower() if qtype == "PTR" else rdata)


def listed(checkconf, path):
    """The records that the rules of a file compute."""
    printed = checkconf(path, "-l")
    assert printed.returncode == 0, printed.stderr
    return [read_record(line) for line in printed.stdout.splitlines() if line[0] != ";"]


def local_data(output):
    return [read_record(line) for _, line in LOCAL_DATA.findall(output)]


def count_rules(output):
    return len(re.findall("^workstation:$", output, re.MULTILINE))


def count_lines(output):
    """Those that someone would have to write."""
    return len([line for line in output.splitlines() if line and line[0] != "#"])


def records_of(checkconf, path, output):
    """What the rules of an output compute, with its local-data over it, sorted. The path is
    that of a file to write."""
    path.write_text(output)
    over = local_data(output)
    owners = {record.owner for record in over}
    # without a rule, it would be the built-in one
    computed = listed(checkconf, path) if count_rules(output) else []
    return sorted(over + [record for record in computed if record.owner not in owners])


def zone_text(records):
    """Lines of a zone file."""
    return "".join(f"{owner} {ttl} IN {qtype} {rdata}\n" for owner, ttl, qtype, rdata in records)


def records_of_hosts(lines):
    """A second opinion on what a hosts file says."""
    pointed = set()
    for line in lines:
        address, *names = line.split("#")[0].split()
        owner = dns.reversename.from_address(address).to_text()
        if owner not in pointed:
            yield Record(owner, 3600, "PTR", f"{names[0]}.")
        pointed.add(owner)
        for name in names:
            yield Record(f"{name}.", 3600, "AAAA" if ":" in address else "A", address)


FORMS = {  # by placeholder: versions of IP, and how many names of it there are at most
    "{n}": ((4, 6), 300), "{n:2}": ((4, 6), 80), "{n:4}": ((4, 6), 300),
    "{n:x}": ((4, 6), 300), "{n:2x}": ((4, 6), 200), "{n:6x}": ((4, 6), 300),
    "{ip}": ((4, 6), 300), "{ip:long}": ((4, 6), 300), "{hex}": ((4, 6), 300),
    "{dotted}": ((4,), 300), "{reversed}": ((4,), 300), "{v4}": ((6,), 300),
}
BEGINNINGS = ["", "desk", "node-", "r1-", "rack2", "dead", "a-b", "host00", "vm_", "n-0-",
              "cafe-"]
ENDS = ["", "", "", "-k", "z", "x9-g"]
ORIGINS = ["example.com", "lan.example", "o3.example.org"]
FEWEST = 8  # names of a rule


class RandomRule:
    """A rule of FEWEST names or more, whose addresses are those of its number."""

    def __init__(self, random, number):
        self.random, self.number = random, number
        self.placeholder = random.choice(list(FORMS))
        self.origins = [
            f"{random.choice(['', 's'])}{number}.{origin}" if random.random() < .6 else origin
            for origin in random.sample(ORIGINS, random.choice([1, 1, 2]))]
        self.addresses = 0
        name = self.name()
        self.lines = [f'name: "{name}"', *self.settings(),
                      *(f'origin: "{origin}"' for origin in self.origins)]
        # no PTR record is of a name with `_'
        if "_" not in name and random.random() < .6:
            self.lines.append("reverse: yes")

    def name(self):
        random, placeholder = self.random, self.placeholder
        if placeholder == "{dotted}":
            return random.choice(["", f"w{self.number}."]) + placeholder
        label = random.choice(BEGINNINGS) + placeholder + random.choice(ENDS)
        return random.choice(["", "", "", "www."]) + label + random.choice(
            ["", "", "", f".floor{self.number}"])

    def settings(self):
        """Those of the addresses, and the TTL."""
        random = self.random
        versions, names = FORMS[self.placeholder]
        if len(versions) == 2:
            versions = random.choice([(4,), (4,), (6,), (4, 6)])
        if self.placeholder.startswith("{n"):
            firsts = [0, 1, 7] if names < 300 else [0, 1, 7, 100, 4000]
            yield f"first: {random.choice(firsts)}"
        for version in versions:
            yield from self.networks(version, names)
        yield f"ttl: {random.choice([0, 60, 300, 3600])}"

    def networks(self, version, names):
        """They are apart from each other. Some have an exception."""
        random = self.random
        base = ipaddress.ip_address(
            f"10.{self.number}.0.0" if version == 4 else
            f"2001:db8:{self.number:x}::{random.choice(['0', '0:1:0'])}")
        base += random.randrange(50)
        networks = random.choice([1, 1, 1, 2, 3])
        for _ in range(networks):
            count = random.randrange(FEWEST + 1, names // networks)
            step = random.choice([1, 1, 1, 2, 3, 16])
            last = base + (count - 1) * step
            yield f"network: {base}-{last}" + (f"/{step}" if step > 1 else "")
            self.addresses += count
            if random.random() < .3:
                yield f"except: {base + random.randrange(1, count - 1) * step}"
                self.addresses -= 1
            base = last + 1 + random.randrange(40)

    def __str__(self):
        return "workstation:\n" + "".join(f"    {line}\n" for line in self.lines)


def random_rules(random, checkconf, path):
    """Rules that have no name in common, and the records they compute. The path is that of a
    file to write."""
    while True:
        rules = [RandomRule(random, 1 + i) for i in range(random.choice([1, 2, 3, 5]))]
        path.write_text("".join(map(str, rules)))
        if checkconf(path).returncode:
            continue
        records = listed(checkconf, path)
        if len([record for record in records if record.qtype != "PTR"]) == sum(
                rule.addresses * len(rule.origins) for rule in rules):
            return rules, records


OTHER = {"A": "192.0.2.77", "AAAA": "2001:db8:ffff::1", "PTR": "other.example."}


def delete(record):
    return []


def change_ttl(record):
    return [record._replace(ttl=record.ttl + 1)]


def change_rdata(record):
    return [record._replace(rdata=OTHER[record.qtype])]


def add_second(record):
    return [record, record._replace(rdata=OTHER[record.qtype])]


def add_text(record):
    return [record, record._replace(qtype="TXT", rdata='"beside"')]


SPOILS = [delete, change_ttl, change_rdata, add_second, add_text]


def spoil(random, records, places):
    """The records in another order, with some of them spoiled."""
    records = random.sample(records, len(records))
    spoiled = random.sample(records, places)
    kept = [record for record in records if record not in spoiled]
    for record in spoiled:
        at = random.randrange(len(kept) + 1)
        kept[at:at] = random.choice(SPOILS)(record)
    return kept
