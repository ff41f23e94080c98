# SPDX-License-Identifier: BSD-3-Clause
"""What the report's tables are made of."""

from dnsperf import median


def table(head, *rows):
    """Columns after the first are numbers."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def figure_of(name, text):
    return f"![{text}]({name}.svg)\n"


def spread(rounds):
    values = [one.microseconds for one in rounds]
    return median(rounds), min(values), max(values)


def cpu_cell(rounds):
    if not rounds:
        return "–"
    middle, low, high = spread(rounds)
    return f"**{middle:.2f}** ({low:.2f}–{high:.2f})"


def by_cost(rounds):
    """Labels from the least CPU on."""
    return sorted(rounds, key=lambda label: median(rounds[label]))
