# SPDX-License-Identifier: BSD-3-Clause
"""Many rules, in three layouts, and questions that go to rules all over the set in
an order that caches cannot guess."""

from peers import Workstation

COUNTS = (1, 100, 10_000, 100_000)


def clause(name, network, origin):
    return (f'workstation:\n  name: "{name}"\n  network: {network}\n'
            f'  origin: "{origin}"\n  ttl: 300\n')


class OriginEach:
    what = "an origin each"

    def rule(self, i):
        return clause("workstation-{ip}", f"10.{i >> 8 & 255}.{i & 255}.0/24",
                      f"site{i}.example.com")

    def answer(self, i):
        address = f"10.{i >> 8 & 255}.{i & 255}.7"
        return f"workstation-{address.replace('.', '-')}.site{i}.example.com", address


class NameEach:
    what = "a name each"

    def rule(self, i):
        return clause(f"site{i}-{{ip}}", f"10.{i >> 8 & 255}.{i & 255}.0/24",
                      "example.com")

    def answer(self, i):
        address = f"10.{i >> 8 & 255}.{i & 255}.7"
        return f"site{i}-{address.replace('.', '-')}.example.com", address


class NetworkEach:
    what = "a network each"

    def rule(self, i):
        return clause("workstation-{ip}",
                      f"10.{i >> 13 & 255}.{i >> 5 & 255}.{(i & 31) << 3}/29",
                      "example.com")

    def answer(self, i):
        address = f"10.{i >> 13 & 255}.{i >> 5 & 255}.{((i & 31) << 3) + 5}"
        return f"workstation-{address.replace('.', '-')}.example.com", address


LAYOUTS = (OriginEach(), NameEach(), NetworkEach())


def rules_server(layout, count):
    """A kind of server: ours with so many rules."""
    def answer(n):
        return layout.answer(n * 2654435761 % 2 ** 32 * count >> 32)

    class Rules(Workstation):
        label = f"{count:,} rule{'s' if count > 1 else ''} with {layout.what}"

        def clauses(self):
            return map(layout.rule, range(count))

        def expected(self):
            return map(answer, range(16))

        @staticmethod
        def question(n):
            return answer(n)[0]

    return Rules
