# SPDX-License-Identifier: BSD-3-Clause
"""Many rules, in several layouts, and questions that go to rules all over the set in
an order that caches cannot guess. TTL 0 keeps Unbound's cache from answering them."""

import dataclasses
from collections.abc import Callable

from peers import Workstation

COUNTS = (1, 100, 10_000, 100_000)


@dataclasses.dataclass(frozen=True)
class Rule:
    name: str
    origin: str
    network: str
    address: str  # one of the network
    label: str = ""  # of that address; "": as {ip} has it

    def clause(self):
        return (f'workstation:\n  name: "{self.name}"\n  network: {self.network}\n'
                f'  origin: "{self.origin}"\n  ttl: 0\n')

    def question(self):
        label = self.label or self.name.format(ip=self.address.replace(".", "-"))
        return f"{label}.{self.origin}"


@dataclasses.dataclass(frozen=True)
class Layout:
    what: str
    rule: Callable  # the Rule of a number


def origin_each(i):
    octets = f"10.{i >> 8 & 255}.{i & 255}"
    return Rule("workstation-{ip}", f"site{i}.example.com", f"{octets}.0/24",
                f"{octets}.7")


def name_each(i):
    octets = f"10.{i >> 8 & 255}.{i & 255}"
    return Rule(f"site{i}-{{ip}}", "example.com", f"{octets}.0/24", f"{octets}.7")


def network_each(i):
    octets, last = f"10.{i >> 13 & 255}.{i >> 5 & 255}", (i & 31) << 3
    return Rule("workstation-{ip}", "example.com", f"{octets}.{last}/29",
                f"{octets}.{last + 5}")


# Templates, and how they spell an address whose last octet, 7, is its number in the rule
SHAPES = (
    ("workstation-{ip}", lambda octets: "workstation-" + "-".join(octets)),
    ("workstation{n}", lambda octets: f"workstation{octets[3]}"),
    ("node-{n:4x}", lambda octets: f"node-{int(octets[3]):04x}"),
    ("{dotted}", ".".join),
    ("cpe-{reversed}", lambda octets: "cpe-" + "-".join(octets[::-1])),
    ("x{hex}", lambda octets: "x" + "".join(f"{int(octet):02x}" for octet in octets)),
    ("desk{n}.floor", lambda octets: f"desk{octets[3]}.floor"),
    ("{*}-{ip}", lambda octets: "my-app-" + "-".join(octets)),
)


def shape_each(i):
    rule = origin_each(i)
    name, label = SHAPES[i % len(SHAPES)]
    return dataclasses.replace(rule, name=name, label=label(rule.address.split(".")))


LAYOUTS = (Layout("an origin each", origin_each),
           Layout("an origin each, of eight shapes", shape_each),
           Layout("a name each", name_each), Layout("a network each", network_each))


def rules_server(layout, count):
    """A kind of server: the module with so many rules."""
    def asked(n):
        return layout.rule(n * 2654435761 % 2 ** 32 * count >> 32)

    class Rules(Workstation):
        label = f"{count:,} rule{'s' if count > 1 else ''} with {layout.what}"

        def clauses(self):
            return (layout.rule(i).clause() for i in range(count))

        def expected(self):
            return ((asked(n).question(), asked(n).address) for n in range(16))

        @staticmethod
        def question(n):
            return asked(n).question()

    return Rules
