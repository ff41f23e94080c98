# SPDX-License-Identifier: BSD-3-Clause
"""Properties of every name of a pool, and of every other name, over the wire."""

import ipaddress

import dns.name
import dns.rcode
import dns.reversename
import dns.zone
import hypothesis
import hypothesis.strategies as st
import pytest

from upstream import ZONE

LARGE = "2001:470:1f::/48"
POOLS = [  # rules and their networks
    ("name: n{n}x network: 198.18.0.0/15 origin: n.example.com reverse: yes",
     ["198.18.0.0/15"]),
    ("name: w{n:7} first: 12345 network: 192.31.196.0/24 origin: w.example.com reverse: yes",
     ["192.31.196.0/24"]),
    (f"name: dyn-{{ip}} network: {LARGE} network: 192.52.193.0/24 origin: ip.example.com"
     " reverse: yes", [LARGE, "192.52.193.0/24"]),
    ("name: {ip} network: 2001:470:20::/48 origin: bare.example.com reverse: yes",
     ["2001:470:20::/48"]),
    ("name: {hex} network: 2001:470:21::/48 network: 192.175.48.0/24 origin: h.example.com"
     " reverse: yes", ["2001:470:21::/48", "192.175.48.0/24"]),
]


def thorough(examples):
    return hypothesis.settings(max_examples=examples, deadline=None, database=None)


@pytest.fixture(scope="module")
def pools(run):
    return run("workstation iterator",
               "".join(f"workstation: {rule}\n" for rule, _ in POOLS))


@st.composite
def pool_addresses(draw):
    network = ipaddress.ip_network(
        draw(st.sampled_from([network for _, networks in POOLS for network in networks])))
    last = network.num_addresses - 1
    # small numbers and long runs of zeros as often as any
    number = draw(st.integers(0, last) | st.integers(0, min(last, 300))
                  | st.builds(lambda shift: last & (1 << shift), st.integers(0, 79)))
    return network[number]


@st.composite
def spelled(draw, text):
    """The name, each letter in a case of its own."""
    return "".join(draw(st.sampled_from([octet.lower(), octet.upper()])) for octet in text)


@thorough(300)
@hypothesis.given(address=pool_addresses(), data=st.data())
def test_forward_and_reverse_are_inverse(pools, address, data):
    reverse = dns.reversename.from_address(str(address))
    (target,) = pools.addresses(data.draw(spelled(reverse.to_text())), "PTR")
    label = target.split(".")[0]
    assert label[0] != "-" and label[-1] != "-" and label[2:4] != "--"
    qtype = "A" if address.version == 4 else "AAAA"
    assert pools.addresses(data.draw(spelled(target)), qtype) == [str(address)]


LABELS = (st.text("0123456789abcdefnwxy-", min_size=1, max_size=20)
          | st.from_regex(r"\A(n[0-9]{1,7}x?|w[0-9]{6,8}|dyn-[0-9a-f-]{1,30}|[0-9a-f]{8})\Z")
          | st.binary(min_size=1, max_size=63))
# the labels below example.com that have records, or names below them, upstream
UPSTREAM_LABELS = {name[-1].lower()
                   for name in dns.zone.from_text(ZONE, "example.com.") if name.labels}


def is_computed(label, origin):
    """A second opinion on the pools above, from Python's own ipaddress."""
    label = label.lower()
    for rule, networks in POOLS:
        words = rule.replace("name: ", "").split()
        template, own = words[0], f"{words[words.index('origin:') + 1]}."
        before, after = template[:template.index("{")], template[template.index("}") + 1:]
        if own != origin or not (label.startswith(before) and label.endswith(after)):
            continue
        value = label[len(before):len(label) - len(after)]
        for network in map(ipaddress.ip_network, networks):
            if "{n" in template:
                width = 7 if ":7" in template else 1
                first = 12345 if ":7" in template else 0
                if (value.isascii() and value.isdigit()
                        and first <= int(value) < first + network.num_addresses
                        and (width == 1 or value == f"{int(value):07}")):
                    return True
            elif "{hex}" in template:
                if len(value) == network.max_prefixlen // 4 and all(
                        octet in "0123456789abcdef" for octet in value):
                    if type(network.network_address)(int(value, 16)) in network:
                        return True
            else:
                for text in (value.replace("-", "."), value.replace("-", ":")):
                    try:
                        if ipaddress.ip_address(text) in network:
                            return True
                    except ValueError:
                        pass
    return False


@thorough(300)
@hypothesis.given(label=LABELS, origin=st.sampled_from(
    ["n.example.com.", "w.example.com.", "ip.example.com.", "bare.example.com.",
     "h.example.com.", "example.com.", "other.example.com."]))
def test_any_other_name_passes(pools, label, origin):
    octets = label if isinstance(label, bytes) else label.encode()
    hypothesis.assume(origin != "example.com." or octets.lower() not in UPSTREAM_LABELS)
    qname = dns.name.Name((octets,) + dns.name.from_text(origin).labels)
    computed = is_computed(octets.decode("latin-1"), origin)
    replies = [pools.ask(qname, qtype) for qtype in ("A", "AAAA")]
    assert any(reply.answer for reply in replies) == computed
    # an origin exists, also if upstream has no such name
    exists = octets.lower() in (b"n", b"w", b"ip", b"bare", b"h") and origin == "example.com."
    if not computed:  # the answer is upstream's
        for reply in replies:
            assert reply.rcode() == (dns.rcode.NOERROR if exists else dns.rcode.NXDOMAIN)
            assert reply.authority[0][0].mname.to_text() == "ns.example.com."
