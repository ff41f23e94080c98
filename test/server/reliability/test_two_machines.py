# SPDX-License-Identifier: BSD-3-Clause
"""Two resolvers with the same rules behind dnsdist, one of them killed."""

import subprocess

import pytest

from load import Load
from machine import free_port, wait_for

RATE = 5_000        # queries per second
INTERVAL = 1        # seconds between dnsdist's checks of a resolver's health
NAMES = [f"pc{n}.example.com." for n in range(1, 255)]
RULES = 'workstation: name: "pc{n}" network: 10.1.0.0/24 origin: example.com ttl: 5\n'


@pytest.fixture
def pair(start):
    return [start("workstation iterator", RULES) for _ in range(2)]


@pytest.fixture
def balancer(pair, tmp_path):
    """The port of a dnsdist in front of both."""
    port = free_port()
    conf = tmp_path / "dnsdist.conf"
    conf.write_text(f'setLocal("127.0.0.1:{port}")\n' + "".join(
        f'newServer{{address="127.0.0.1:{resolver.port}", checkInterval={INTERVAL},'
        ' checkName="pc1.example.com.", checkType="A", mustResolve=true,'
        ' maxCheckFailures=1, checkTimeout=500}\n' for resolver in pair))
    log = tmp_path / "dnsdist.log"
    with open(log, "wb") as output:
        process = subprocess.Popen(["dnsdist", "--supervised", "-C", conf], stdout=output,
                                   stderr=subprocess.STDOUT)
    try:
        wait_for(lambda: log.read_text().count("as 'up'") == 2 or process.poll() is not None,
                 f"dnsdist, see {log}")
        yield port
    finally:
        process.terminate()
        process.wait()


def test_one_of_two_killed(pair, balancer, figures):
    with Load(balancer, NAMES, RATE) as load:
        wait_for(lambda: load.received > 5 * RATE, "load")
        pair[0].process.kill()
        pair[0].process.wait()
        pair[0].exit_status = -9
        killed = load.sent
        wait_for(lambda: load.sent > killed + 10 * RATE, "load after that")
    for (name, said), count in load.answers.items():
        assert said == f"10.1.0.{name.split('.')[0][2:]}", (name, said, count)
    figures(f"Two resolvers behind dnsdist, {load.sent:,} queries at {RATE:,} a second, one"
            f" killed: no answer is wrong; {load.lost:,} were lost,"
            f" as many as come in {load.lost / RATE * 1000:,.0f} ms. dnsdist looks after its"
            f" servers each {INTERVAL} s, and waits 0.5 s.")
    # half of the queries go to the one that is gone, until it is found out
    assert load.lost <= RATE * (INTERVAL + 0.5)
