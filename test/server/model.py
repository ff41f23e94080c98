# SPDX-License-Identifier: BSD-3-Clause
"""The expected answer for a name: computed where a rule computes it, else that of a
plain Unbound of the same build. And random sequences that try to make the
resolver under test answer something else."""

import dataclasses
import ipaddress
import random
import re

import dns.flags
import dns.rcode
import dns.rdata
import dns.rdatatype

ZONES = ["example.com", "example.net", "signed.example", "bogus.example"]
LABELS = ["workstation5", "workstation6", "workstation8", "workstation77", "workstation300",
          "alias", "alias2", "alias-nx", "alias8", "x.wild", "y.wild", "workstation5.wild",
          "out", "www", "loop1", "nothing", "p7.old", "p300.old", "p7.pool", "p300.pool",
          "pool", "x.p7.pool", "www.workstation5", "x.workstation6", "old", "",
          "p7.floor.pool", "p300.floor.pool", "floor.pool", "p7.floor", "172.0.2.5.ip",
          "10.9.8.7.ip", "10.9.8.9.ip", "10.9.9.7.ip", "2.5.ip", "8.7.ip", "7.ip", "300.ip",
          "my-7", "my-300", "my-7x"]
# An alias in a cache without its DNAME is bogus to a validator, plain or not.
NAMES = [f"{label}.{zone}".lstrip(".") for zone in ZONES for label in LABELS
         if not ("old" in label and zone.endswith(".example"))]
EXPIRED_TTL = 30  # that of an expired answer, unless serve-expired-reply-ttl says another
TYPES = ["A", "A", "A", "AAAA", "TXT", "MX", "CNAME", "PTR"]
# The address of each client, and its view
CLIENTS = {"127.0.0.1": None, "127.0.0.2": "guest", "127.0.0.3": "staff"}
# AD, so that validated replies have it
FLAGS = [dns.flags.RD | dns.flags.AD] * 3 + [dns.flags.RD | dns.flags.CD]


# Of a value, how it is spelled
SPELLED = {"{n}": r"(?P<n>\d+)", "{n:x}": r"(?P<x>[0-9a-f]+)", "{*}": ".+?",
           "{dotted}": r"(?P<dotted>\d+\.\d+\.\d+\.\d+)"}


@dataclasses.dataclass(frozen=True)
class Rule:
    name: str
    origin: str  # "": any domain
    network: str
    ttl: int
    nodata: bool
    nxdomain: bool
    excepted: str = ""  # an address
    views: tuple = ()  # those that it is for; none: it is for everybody

    def __str__(self):
        origin = f' origin: "{self.origin}"' if self.origin else ""
        excepted = f" except: {self.excepted}" if self.excepted else ""
        views = "".join(f"for-view: {view} " for view in self.views)
        return (f'workstation: name: "{self.name}" network: {self.network}{origin}{excepted} '
                f"{views}ttl: {self.ttl} other-types: {'nodata' if self.nodata else 'pass'} "
                f"out-of-range: {'nxdomain' if self.nxdomain else 'pass'}\n")

    def order(self):
        """Longer origins come first, literal ones before those with any first label."""
        return (-self.origin.count(".") - 1 if self.origin else 0, self.origin[:1] == "*")

    def labels(self, name):
        """The labels of a name before the origin, or None. For any domain, as many as
        the template has."""
        if not self.origin:
            count = self.name.replace("{dotted}", "...").count(".") + 1
            return ".".join(name.split(".")[:count])
        origin = re.escape(self.origin).replace(r"\*", "[^.]+")
        found = re.fullmatch(rf"(.+)\.{origin}", name)
        return found and found[1]

    def value(self, name):
        """The number of a name of this shape, or None."""
        spelled = re.sub(r"\{.*?\}|\.", lambda part: SPELLED.get(part[0], r"\."), self.name)
        shape = re.fullmatch(spelled, self.labels(name) or "")
        if not shape:
            return None
        (kind, text), = shape.groupdict().items()
        if kind == "dotted":
            # out of range, as is what is not an address
            if not all(str(int(octet)) == octet and int(octet) < 256
                       for octet in text.split(".")):
                return None
            return int(ipaddress.ip_address(text)) - self.addresses()[0]
        return int(text, 16 if kind == "x" else 10)

    def addresses(self):
        """The addresses of the network, in the order of their numbers."""
        if "-" not in self.network:
            network = ipaddress.ip_network(self.network)
            return range(int(network[0]), int(network[-1]) + 1)
        first, last, step = re.split("[-/]", self.network)
        return range(int(ipaddress.ip_address(first)), int(ipaddress.ip_address(last)) + 1,
                     int(step))

    def address(self, name):
        number = self.value(name)
        if number is not None and 0 <= number < len(self.addresses()):
            address = str(ipaddress.ip_address(self.addresses()[number]))
            return None if address == self.excepted else address

    def is_above(self, name):
        """Whether a name is above computed ones, and below the origin."""
        labels = self.labels(name)
        if not self.origin or not labels:
            return False
        if self.name == "{dotted}":
            addresses = (str(ipaddress.ip_address(address)) for address in self.addresses())
            return labels.count(".") < 3 and any(
                address.endswith(f".{labels}") for address in addresses
                if address != self.excepted)
        parts = self.name.split(".")
        rests = [".".join(parts[count:]) for count in range(1, len(parts))]
        return any(dataclasses.replace(self, name=rest).address(name) if "{" in rest
                   else labels == rest for rest in rests)


def seen_by(client, rules):
    """The rules that exist for a client."""
    return [rule for rule in rules if not rule.views or CLIENTS[client] in rule.views]


def verdict(rules, name, qtype):
    """By the rules: an address and its TTL, an rcode, "exists", or None."""
    tried = sorted(rules, key=Rule.order)
    holding = [rule for rule in tried if rule.address(name)]
    above = [rule for rule in tried if rule.is_above(name)]
    if holding and qtype == "A":
        return holding[0].address(name), holding[0].ttl
    if any(rule.nodata for rule in holding) or any(
            rule.nodata or rule.nxdomain for rule in above):
        return "NOERROR"
    exists = holding or above or any(is_origin_or_above(rule.origin, name) for rule in rules)
    if not holding and any(rule.nxdomain for rule in tried if rule.value(name) is not None):
        return "NOERROR" if exists else "NXDOMAIN"
    return "exists" if exists else None


def is_origin_or_above(origin, name):
    if origin[:2] == "*." and re.fullmatch(r"[^.]+\." + re.escape(origin[2:]), name):
        return True
    return f".{origin}".endswith(f".{name}")


def expected(rules, plain, qname, qtype, flags):
    """The rcode, the answer section, each record as (owner, type, rdata), and AD."""
    reply = plain.ask(qname, qtype, flags=flags)
    known, name, aliases, seen = records(reply), qname, [], set()
    while name not in seen:
        seen.add(name)
        said = verdict(rules, name, qtype)
        if isinstance(said, tuple):
            return "NOERROR", aliases + [(name, "A", said[0])], False
        if said in ("NOERROR", "NXDOMAIN"):
            return said, aliases, False
        if qtype == "CNAME":
            break
        if not is_alias(known, name):  # the target's failure is not the alias's
            known = records(plain.ask(name, "CNAME", flags=flags))
        if not is_alias(known, name):
            break
        while known[0][:2] != (name, "CNAME"):
            aliases.append(known.pop(0))
        aliases.append(known.pop(0))
        name = aliases[-1][2].rstrip(".")
    if reply.rcode() == dns.rcode.NXDOMAIN and said == "exists":
        return "NOERROR", records(reply), False
    return outcome(reply)


def outcome(reply):
    return (dns.rcode.to_text(reply.rcode()), records(reply),
            bool(reply.flags & dns.flags.AD))


def is_alias(answer, name):
    return any(record[:2] == (name, "CNAME") for record in answer)


def records(reply):
    """The answer section, without signatures, and without the DNAME of a synthesized
    CNAME, which can expire first."""
    return [(str(rrset.name).rstrip(".").lower(), dns.rdatatype.to_text(rrset.rdtype),
             str(rdata).lower()) for rrset in reply.answer for rdata in rrset
            if rrset.rdtype not in (dns.rdatatype.RRSIG, dns.rdatatype.DNAME)]


def is_expected(rules, plain, reply, qname, qtype, flags, validating, expiring):
    """Whether a reply is the expected one. expiring: expired replies may be served."""
    for rrset in reply.answer:
        said = verdict(rules, str(rrset.name).rstrip(".").lower(),
                       dns.rdatatype.to_text(rrset.rdtype))
        if isinstance(said, tuple) and rrset.ttl > max(said[1], expiring and EXPIRED_TTL):
            return False
    # with a validator, SERVFAIL from before may still be cached
    return outcome(reply) == expected(rules, plain, qname, qtype, flags) or (
        validating and reply.rcode() == dns.rcode.SERVFAIL
        and plain.rcode(qname, qtype) == "SERVFAIL")


# What only a validator asks for, and what records() leaves out
UNASKED = ("DS", "DNSKEY", "NSEC", "NSEC3", "RRSIG", "DNAME")


def unsent(dump, plains):
    """What is in a dump of the caches and was not sent by upstream: RRsets, and replies
    without their records, that none of the plain resolvers has. Those do not validate,
    as bogus records are upstream's too. SERVFAIL is left out: nobody sent it."""
    zones = plains[0].upstream.zones + plains[0].upstream.signed_zones
    asked = {}

    def said(*question):
        if not any(f".{question[0]}".endswith(f".{zone}.") for zone in zones):
            return []
        if question not in asked:
            asked[question] = [outcome(plain.ask(*question)) for plain in plains]
        return asked[question]

    def has_rrset(name, qtype, rdatas):
        return any({rdata for *owner, rdata in answer if owner == [name.rstrip("."), qtype]}
                   == rdatas for _, answer, _ in said(name, qtype))

    def has_reply(name, qtype, qclass, *reply):
        return any((rcode, {tuple(owner) for *owner, _ in answer}) == reply
                   for rcode, answer, _ in said(name, qtype, qclass))

    rrsets, replies = read_dump(dump)
    return [f"{name} {qtype} {', '.join(sorted(rdatas))}" for name, qtype, rdatas in rrsets
            if qtype not in UNASKED and not has_rrset(name, qtype, rdatas)
            ] + [f"msg {name} {qclass} {qtype} {rcode} {sorted(owners)}"
                 for name, qtype, qclass, rcode, owners in replies
                 if qtype not in UNASKED and rcode != "SERVFAIL"
                 and not has_reply(name, qtype, qclass, rcode, owners)]


def read_dump(dump):
    """The RRsets, as owner, type and a set of rdata, and the replies, as name, type,
    class, rcode and a set of the owners and types in the answer section."""
    rrsets, replies = [], []
    lines = iter(dump.lower().splitlines())
    for line in lines:
        words = line.split()
        if line.startswith(";rrset"):
            records = [next(lines).split("\t") for _ in range(int(words[-4]))]
            owner, _, rdclass, rdtype, _ = records[0]
            rrsets.append((owner, rdtype.upper(), {
                str(dns.rdata.from_text(rdclass, rdtype, rdata)).lower()
                for *_, rdata in records}))
        elif line.startswith("msg "):
            _, name, qclass, qtype, flags, _, _, _, *counts = words[:11]
            owners = [next(lines).split() for _ in range(sum(map(int, counts)))]
            replies.append((
                name, qtype.upper(), qclass.upper(), dns.rcode.to_text(int(flags) & 15),
                {(owner.rstrip("."), rdtype.upper())
                 for owner, _, rdtype, _ in owners[:int(counts[0])]
                 if rdtype not in ("rrsig", "dname")}))
    return rrsets, replies


VIEWS = [(), ("guest",), ("staff",), ("guest", "staff")]
OPTIONS = ["aggressive-nsec", "harden-below-nxdomain", "qname-minimisation", "serve-expired",
           "prefetch", "serve-original-ttl"]


SHAPES = [
    ("workstation{n}", ""), ("workstation{n}", "example.com"),
    ("workstation{n}", "signed.example"), ("p{n}", "pool.example.net"),
    ("p{n}", "pool.signed.example"), ("x{n}", ""), ("workstation{n:x}", "example.net"),
    ("p{n}.floor", "pool.example.net"), ("www.workstation{n}", "example.com"),
    ("{dotted}", "ip.example.com"), ("{dotted}", "ip.signed.example"),
    ("{*}-{n}", "example.com"), ("p{n}", "*.example.com"), ("p{n}.floor", ""),
]
NETWORKS = ["172.0.2.0/24", "10.9.8.0/25"]
STEPPED = NETWORKS + ["10.9.8.1-10.9.8.15/2"]


def random_rule(chance, name, origin, with_views):
    # names above those of {dotted} need not have an address on the step
    network = chance.choice(NETWORKS if name == "{dotted}" else STEPPED)
    rule = Rule(name, origin, network, chance.choice([0, 1, 300]), chance.random() < 0.3,
                chance.random() < 0.3, views=chance.choice(VIEWS) if with_views else ())
    excepted = str(ipaddress.ip_address(rule.addresses()[chance.choice([5, 7])]))
    return dataclasses.replace(rule, excepted=excepted) if chance.random() < 0.3 else rule


def random_rules(chance, with_views):
    rules = []
    for name, origin in SHAPES:
        for _ in range(chance.choice([0, 1, 2] if with_views else [0, 0, 1])):
            rules.append(random_rule(chance, name, origin, with_views))
    chance.shuffle(rules)
    # without a clause there is the built-in rule
    return rules or [Rule("workstation{n}", "", "172.0.2.0/24", 0, False, False)]


def random_configuration(chance, chain, with_views):
    return ("configure", chain, [option for option in OPTIONS if chance.random() < 0.3],
            random_rules(chance, with_views),
            chance.choice(["reload", "reload_keep_cache", "SIGHUP"]))


def random_steps(seed, length, with_views):
    """Steps: the first one is a configuration."""
    chance = random.Random(seed)
    # a kept cache is not for another chain: one does not validate
    chain = chance.choice(["workstation iterator", "workstation validator iterator"])
    steps = [random_configuration(chance, chain, with_views)]
    favourites = chance.sample(NAMES, 12)
    while len(steps) < length:
        dice = chance.random()
        if dice < 0.03:
            steps.append(random_configuration(chance, chain, with_views))
        elif dice < 0.05:
            steps.append(("flush", chance.choice(["flush", "flush_zone", "flush_type"]),
                          chance.choice(favourites)))
        elif dice < 0.055:
            steps.append(("wait",))
        else:
            name = chance.choice(favourites if chance.random() < 0.8 else NAMES)
            spelled = "".join(chance.choice([octet, octet.upper()]) for octet in name)
            steps.append(("ask", spelled, chance.choice(TYPES), chance.choice(FLAGS),
                          chance.choice(list(CLIENTS))))
    return steps


def as_shell(resolver, steps):
    """The steps as a shell script, to reproduce a failure by hand."""
    lines = []
    for kind, *what in steps:
        if kind == "configure":
            resolver.configure(what[0], configuration_text(resolver.upstream, what))
            how = {"SIGHUP": "kill -HUP $!"}.get(what[3], f"unbound-control -c conf {what[3]}")
            lines += [f"cat >conf <<'END'\n{resolver.conf.read_text()}END",
                      f"{how}; sleep 1" if lines else "unbound -d -c conf & sleep 1"]
        elif kind == "ask":
            name, qtype, flags, client = what
            lines.append(f"dig -b {client} @127.0.0.1 -p {resolver.port} '{name}' {qtype}"
                         + (" +cd" if flags & dns.flags.CD else "")
                         + (" +ad" if flags & dns.flags.AD else " +noad"))
        elif kind == "flush":
            lines.append(f"unbound-control -c conf {' '.join(what)}"
                         + (" A" if what[0] == "flush_type" else ""))
        else:
            lines.append("sleep 1.1")
    return "\n".join(lines)


def configuration_text(upstream, what):
    chain, options, rules, *_ = what
    lines = "".join(f"  {option}: yes\n" for option in options)
    anchors = "".join(f'  trust-anchor: "{anchor}"\n' for anchor in upstream.anchors.values())
    views = clauses = ""
    if any(rule.views for rule in rules):
        views = "".join(f"  access-control-view: {client}/32 {view}\n"
                        for client, view in CLIENTS.items() if view)
        clauses = "".join(f"view:\n  name: {view}\n" for view in CLIENTS.values() if view)
    return f"server:\n{lines}{anchors}{views}{clauses}" + "".join(map(str, rules))
