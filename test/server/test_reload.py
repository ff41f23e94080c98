# SPDX-License-Identifier: BSD-3-Clause
"""The reload flow: the module comes into a running resolver's chain and goes
out of it again, without a restart."""

import pytest

from load import Load

COMPUTED, UPSTREAM = ["172.0.2.5"], ["203.0.113.5"]
NAME = "workstation5.example.com"


def change(resolver, chain, how="reload"):
    """What a user does: edit the file, reload."""
    resolver.configure(chain)
    resolver.reload(how)


@pytest.mark.parametrize("how", ["reload", "SIGHUP"])
@pytest.mark.parametrize("without, within", [
    ("iterator", "workstation iterator"),
    ("validator iterator", "workstation validator iterator"),
    ("dns64 iterator", "dns64 workstation iterator"),
    ("respip validator iterator", "respip workstation validator iterator"),
    ("subnetcache iterator", "subnetcache workstation iterator"),
])
def test_in_and_out(start, without, within, how):
    resolver = start(without)
    assert resolver.addresses(NAME) == UPSTREAM
    for _ in range(3):
        change(resolver, within, how)
        assert resolver.addresses(NAME) == COMPUTED
        assert resolver.addresses("www.example.com") == ["93.184.216.119"]
        change(resolver, without, how)
        assert resolver.addresses(NAME) == UPSTREAM
        assert resolver.addresses("www.example.com") == ["93.184.216.119"]


@pytest.mark.parametrize("how", ["reload", "SIGHUP"])
def test_grow_and_shrink_at_the_end(start, how):
    resolver = start("workstation")
    for _ in range(3):
        assert resolver.rcode("www.example.com") == "SERVFAIL"
        change(resolver, "workstation iterator", how)
        assert resolver.addresses("www.example.com") == ["93.184.216.119"]
        assert resolver.addresses(NAME) == COMPUTED
        change(resolver, "workstation validator iterator", how)
        assert resolver.addresses("www.example.com") == ["93.184.216.119"]
        assert resolver.addresses(NAME) == COMPUTED
        change(resolver, "workstation", how)
        assert resolver.addresses(NAME) == COMPUTED


@pytest.mark.either
def test_same_chain(start):
    resolver = start("workstation iterator")
    for _ in range(3):
        resolver.reload()
        assert resolver.addresses(NAME) == COMPUTED


def test_a_chain_that_does_not_exist_is_still_fatal(start):
    """Unbound's own sentence, as without the module."""
    resolver = start("workstation iterator")
    resolver.configure("workstation itinerator")
    resolver.exit_status = 1
    with pytest.raises(AssertionError, match="Unknown value in module-config"):
        resolver.reload("SIGHUP")


RELOADS = 100


def test_a_hundred_reloads_under_load(start):
    """In and out again a hundred times: no answer that neither chain gives,
    and no more loss than a plain resolver has that reloads as often."""
    names = [f"{name}.{zone}." for zone in ("example.com", "example.net")
             for name in ("www", "workstation5", "workstation256")]
    plain = start("iterator", threads=2)
    resolver = start("iterator", threads=2)
    with Load(plain.port, names) as plain_load, Load(resolver.port, names) as load:
        for number in range(RELOADS):
            plain.reload()
            change(resolver, "iterator" if number % 2 else "workstation iterator",
                   "SIGHUP" if number % 4 < 2 else "reload")
    expected = {"www": {"93.184.216.119"}, "workstation256": {"203.0.113.2"},
                "workstation5": {"172.0.2.5", "203.0.113.5"}}
    for (name, said), count in load.answers.items():
        assert said in expected[name.split(".")[0]], (name, said, count)
    seen = {said for _, said in load.answers}
    assert seen == set.union(*expected.values())
    print(f"{RELOADS} reloads: lost {load.lost} of {load.sent} queries, "
          f"a plain resolver {plain_load.lost} of {plain_load.sent}")
    assert load.lost / load.sent <= 1.2 * plain_load.lost / plain_load.sent + 0.01
