# SPDX-License-Identifier: BSD-3-Clause
"""The model against the resolver, over random sequences of queries, reloads, flushes
and waits. Seeds are fixed; --long has more of them. With the linked module, the caches
must hold only what upstream sent."""

import time

import model
import pytest

pytestmark = pytest.mark.either

SEQUENCES, LONG, LENGTH = 16, 400, 200
OF_EITHER = 4  # of the loadable module too


def pytest_generate_tests(metafunc):
    if "seed" in metafunc.fixturenames:
        long = metafunc.config.getoption("--long")
        last = LONG if long else SEQUENCES
        metafunc.parametrize("seed", [*range(OF_EITHER), *(
            pytest.param(seed, marks=pytest.mark.linked) for seed in range(OF_EITHER, last))])


@pytest.fixture(scope="module")
def plains(run, upstream):
    """Plain resolvers, by the chain that is behind the module."""
    return {chain: run(chain, model.configuration_text(upstream, (chain, [], [])))
            for chain in ("iterator", "validator iterator")}


def has_views(seed):
    """Of those of the linked module every second has rules for views."""
    return seed >= OF_EITHER and seed % 2 == 1


def first_wrong(start, plains, steps):
    """Run the steps. Returns the number of the first one with a wrong answer, or after
    which the caches hold what upstream did not send, the resolver, and what it answered
    or stored; or None. The caches are checked before a reload and at the end."""
    resolver = None
    for number, (kind, *what) in enumerate(steps):
        if kind == "configure":
            chain, options, rules, how = what
            text = model.configuration_text(start.upstream, what)
            if resolver is None:
                resolver = start(chain, text)
            elif stored := unsent(resolver, plains):
                return number - 1, resolver, stored
            else:
                resolver.configure(chain, text)
                resolver.reload(how)
        elif kind == "ask":
            name, qtype, flags, client = what
            plain = plains[chain.removeprefix("workstation ")]
            reply = resolver.ask(name, qtype, flags=flags, client=client)
            if not model.is_expected(model.seen_by(client, rules), plain, reply, name.lower(),
                                     qtype, flags, "validator" in chain,
                                     "serve-expired" in options):
                return number, resolver, reply
        elif kind == "flush":
            resolver.control(*what, *(["A"] if what[0] == "flush_type" else []))
        else:
            time.sleep(1.1)  # TTLs count down by the clock
    if stored := unsent(resolver, plains):
        return len(steps) - 1, resolver, stored
    resolver.stop()
    return None


def unsent(resolver, plains):
    """Not with the loadable module, which does store computed records."""
    return [] if resolver.dynlib else model.unsent(
        resolver.control("dump_cache"), [plains["iterator"]])


def shortened(start, plains, steps):
    """The fewest steps that still end in a wrong answer."""
    width = len(steps) // 2
    while width:
        begin = 1
        while begin < len(steps) - 1:
            fewer = steps[:begin] + steps[begin + width:]
            if fewer[-1] == steps[-1] and len(fewer) > 1 and first_wrong(start, plains, fewer):
                steps = fewer
            else:
                begin += width
        width //= 2
    return steps


@pytest.mark.divided
def test_model(start, plains, seed):
    steps = model.random_steps(seed, LENGTH, has_views(seed))
    wrong = first_wrong(start, plains, steps)
    if wrong:
        steps = shortened(start, plains, steps[:wrong[0] + 1])
        _, resolver, said = first_wrong(start, plains, steps) or wrong
        if isinstance(said, list):
            lines = "\n".join(said)
            pytest.fail(f"{model.as_shell(resolver, steps)}\n\nstores in the caches\n{lines}",
                        pytrace=False)
        _, chain, _, rules, _ = [step for step in steps if step[0] == "configure"][-1]
        _, name, qtype, flags, client = steps[-1]
        expected = model.expected(model.seen_by(client, rules),
                                  plains[chain.removeprefix("workstation ")],
                                  name.lower(), qtype, flags)
        pytest.fail(f"{model.as_shell(resolver, steps)}\n\nanswers\n{said}\n\n"
                    f"instead of\n{expected}", pytrace=False)
