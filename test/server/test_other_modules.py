# SPDX-License-Identifier: BSD-3-Clause
"""Other modules in the chain, in front of this one and behind it."""

import subprocess

import dns.edns
import dns.flags
import dns.message
import dns.rdatatype
import dns.rrset
import pytest

from machine import free_port, wait_for
from scripted import ScriptedUpstream

BOTH = 'workstation: name: "workstation{n}" network: 172.0.2.0/24 ttl: 300\n'
WITH_AAAA = BOTH.replace("ttl:", "network: 2001:470:1f::/120 ttl:")


@pytest.mark.either
@pytest.mark.parametrize("rules, addresses", [
    ("", ["64:ff9b::ac00:205"]), (BOTH, ["64:ff9b::ac00:205"]),
    (BOTH.replace("ttl", "other-types: nodata ttl"), ["64:ff9b::ac00:205"]),
    (WITH_AAAA, ["2001:470:1f::5"])])
def test_dns64_in_front(start, rules, addresses):
    """It synthesizes from computed addresses, unless a rule has a better one.
    workstation5 has an AAAA upstream, and a type that passes is upstream's."""
    resolver = start("dns64 workstation iterator", rules)
    for _ in range(2):
        for label in ("workstation5.example.org", "workstation5.nothing.example.com"):
            if "example.org" not in label:
                assert resolver.addresses(label, "AAAA") == addresses
        assert resolver.addresses("workstation5.example.com") == ["172.0.2.5"]
        assert resolver.addresses("alias-nx.example.com")[-1:] == ["172.0.2.77"]
    assert resolver.addresses("alias-nx.example.com", "AAAA")[-1:] == [
        addresses[0].replace("205", "24d").replace("1f::5", "1f::4d")]


@pytest.mark.either
@pytest.mark.parametrize("chain", ["workstation dns64 iterator",
                                   "workstation dns64 validator iterator"])
def test_dns64_behind(start, chain):
    """Its own queries for addresses begin behind the module."""
    resolver = start(chain, BOTH)
    for label, number in (("workstation8", "208"), ("workstation77", "24d")) * 2:
        assert resolver.addresses(f"{label}.example.com", "AAAA")[-1:] == [
            f"64:ff9b::ac00:{number}"]
        assert resolver.addresses(f"{label}.example.com") == [
            f"172.0.2.{int(number, 16) - 512}"]


@pytest.mark.either
def test_respip_in_front(start):
    """It acts on computed addresses as on any other."""
    resolver = start("respip workstation iterator", """
server:
  response-ip: 172.0.2.5/32 redirect
  response-ip-data: 172.0.2.5/32 "A 192.0.2.99"
  response-ip: 172.0.2.6/32 always_nxdomain
""")
    for _ in range(2):
        assert resolver.addresses("workstation5.example.com") == ["192.0.2.99"]
        assert resolver.addresses("alias.example.com")[-1:] == ["192.0.2.99"]
        assert resolver.rcode("workstation6.example.com") == "NXDOMAIN"
        assert resolver.addresses("workstation7.example.com") == ["172.0.2.7"]


@pytest.mark.either
def test_local_data_for_one_name(start):
    resolver = start("workstation iterator", """
server:
  local-data: "workstation5.example.com A 192.0.2.55"
""")
    for _ in range(2):
        assert resolver.addresses("workstation5.example.com") == ["192.0.2.55"]
        assert resolver.addresses("workstation6.example.com") == ["172.0.2.6"]
        assert resolver.addresses("workstation5.example.net") == ["172.0.2.5"]


@pytest.mark.either
def test_a_stub_zone_and_a_forward_zone(start, upstream):
    """An alias from one into the other, and to a computed name."""
    resolver = start("workstation iterator", f"""
stub-zone:
  name: "18.198.in-addr.arpa"
  stub-addr: 127.0.0.1@{upstream.port}
""")
    for _ in range(2):
        assert resolver.addresses("alias2.18.198.in-addr.arpa")[-1:] == ["172.0.2.5"]
        assert resolver.addresses("alias2.example.com")[-1:] == ["172.0.2.5"]
        assert resolver.addresses("www.18.198.in-addr.arpa") == ["93.184.216.119"]
        assert resolver.addresses("p7.old.18.198.in-addr.arpa")[-1:] == ["p7.pool.example.net."]


def answer_for_subnet(query):
    """An answer for each client's network: an alias of the name that its third octet says,
    for that /24 only."""
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.AA
    (question,) = query.question
    subnets = [option for option in query.options if option.otype == dns.edns.ECS]
    number = 9
    if subnets:
        number = int(subnets[0].address.split(".")[2])
        reply.use_edns(0, options=[dns.edns.ECSOption(
            subnets[0].address, subnets[0].srclen, 24)])
    name = question.name.to_text()
    if name.startswith("alias"):
        reply.answer.append(dns.rrset.from_text(
            name, 60, "IN", "CNAME", f"workstation{number}.subnet.example."))
    elif question.rdtype == dns.rdatatype.A:
        reply.answer.append(dns.rrset.from_text(
            name, 60, "IN", "A", f"203.0.113.{number}"))
    return reply


@pytest.mark.either
@pytest.mark.parametrize("chain", ["workstation subnetcache iterator",
                                   "subnetcache workstation iterator",
                                   "subnetcache workstation validator iterator"])
@pytest.mark.parametrize("ttl", [0, 300])
def test_subnetcache(start, chain, ttl):
    """Each network has its own alias, all of them the same computed names."""
    with ScriptedUpstream(answer_for_subnet) as server:
        resolver = start(chain, f"""
server:
  send-client-subnet: 127.0.0.1
  client-subnet-always-forward: yes
  max-client-subnet-ipv4: 24
workstation: ttl: {ttl}
""" + f'forward-zone:\n  name: "subnet.example"\n  forward-addr: 127.0.0.1@{server.port}\n')

        def ends(name, number):
            edns = {} if number is None else {
                "use_edns": 0, "options": [dns.edns.ECSOption(f"10.0.{number}.0", 24)]}
            return [rdata.to_text() for rrset in resolver.ask(name, **edns).answer
                    for rdata in rrset]

        for _ in range(3):
            for number in (None, 6, 7, None, 6):
                shown = 0 if number is None else number  # 127.0.0.0, its own
                assert ends("workstation5.subnet.example", number) == ["172.0.2.5"]
                assert ends("www.subnet.example", number) == [f"203.0.113.{shown}"]
                assert ends("alias.subnet.example", number) == [
                    f"workstation{shown}.subnet.example.", f"172.0.2.{shown}"]


@pytest.fixture
def redis(tmp_path):
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
         "--dir", tmp_path], stdout=subprocess.DEVNULL)

    def command(*words):
        return subprocess.run(["redis-cli", "-p", str(port), *words],
                              capture_output=True).stdout

    wait_for(lambda: command("PING") == b"PONG\n", "redis-server to answer")
    command.port = port
    yield command
    server.terminate()
    server.wait()


@pytest.mark.needs("cachedb")
@pytest.mark.parametrize("chain", ["workstation cachedb iterator",
                                   "workstation validator cachedb iterator"])
def test_cachedb(start, redis, chain):
    """Nothing computed is stored in Redis, and what is there from before the rule does
    not get to clients."""
    backend = f"""
cachedb:
  backend: redis
  redis-server-host: 127.0.0.1
  redis-server-port: {redis.port}
"""
    resolver = start(chain, backend + BOTH)
    for _ in range(2):
        assert resolver.addresses("alias.example.com")[-1:] == ["172.0.2.5"]
        assert resolver.addresses("workstation5.example.com") == ["172.0.2.5"]
        assert resolver.rcode("workstation77.example.com", "TXT") == "NOERROR"
    assert resolver.addresses("www.example.com") == ["93.184.216.119"]
    stored = [redis("GET", key) for key in redis("KEYS", "*").split()]
    assert any(bytes([93, 184, 216, 119]) in message for message in stored)
    assert not any(bytes([172, 0, 2]) in message for message in stored)

    resolver.configure(chain.replace("workstation ", ""), backend)
    resolver.reload()
    assert resolver.addresses("alias.example.com")[-1:] == ["203.0.113.5"]
    assert resolver.addresses("workstation5.example.com") == ["203.0.113.5"]
    resolver.configure(chain, backend + BOTH)
    resolver.reload()
    assert resolver.addresses("workstation5.example.com") == ["172.0.2.5"]
    for _ in range(3):
        assert resolver.addresses("alias.example.com")[-1:] == ["172.0.2.5"]


PASSING = '''
def init_standard(id, env): return True
def deinit(id): return True
def inform_super(id, qstate, superqstate, qdata): return True
def operate(id, event, qstate, qdata):
    qstate.ext_state[id] = (MODULE_FINISHED if event == MODULE_EVENT_MODDONE
                            else MODULE_WAIT_MODULE)
    return True
'''


@pytest.mark.needs("python")
@pytest.mark.parametrize("chain", ["python workstation iterator", "workstation python iterator",
                                   "workstation python validator iterator"])
def test_python(start, tmp_path, chain):
    script = tmp_path / "passing.py"
    script.write_text(PASSING)
    resolver = start(chain, f'python:\n  python-script: "{script}"\n' + BOTH)
    for _ in range(2):
        assert resolver.addresses("workstation5.example.com") == ["172.0.2.5"]
        assert resolver.addresses("alias.example.com")[-1:] == ["172.0.2.5"]
        assert resolver.addresses("www.example.com") == ["93.184.216.119"]
        assert resolver.rcode("workstation77.example.com", "TXT") == "NOERROR"
