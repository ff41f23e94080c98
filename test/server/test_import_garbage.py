# SPDX-License-Identifier: BSD-3-Clause
"""workstation-import: input that is damaged is an error with its place, or has a result that
holds."""

import random
import re
import subprocess

import pytest

import imported

GOOD = {
    "zone": r"""$ORIGIN office.example.com.
$TTL 1h
@ SOA ns hostmaster 1 2 3 4 5
@ NS ns.example.com.
$GENERATE 1-40 desk$ A 10.0.0.$
$GENERATE 1-20/2 h${1,3,x}.lab AAAA 2001:db8::${0,0,x}
$GENERATE 1-9 desk$ TXT "seat $"
www 60 IN CNAME desk1
txt TXT "a \"b\" ; \195\169" ( c
    d )
*.wild A 10.9.0.1
sub NS ns.sub
ns.sub A 10.9.0.2
_sip._tcp SRV 0 5 5060 desk1
mail IN 1d MX 10 mx.example.com.
key TYPE65280 \# 4 0A000001
web HTTPS 1 . alpn=h2 ipv4hint=10.0.0.1
ca CAA 0 issue "ca.example.net"
""",
    "unbound": """server:
  verbosity: 1
  local-zone: "office.example.com." static # kept
""" + "".join(f'  local-data: "n{i}.example.com. 60 IN A 10.0.0.{i}"\n' for i in range(12))
    + """  local-data: 'text.example.com TXT "a;b" "c"'
  local-data-ptr: "10.0.0.3 n3.example.com"
  local-data-ptr: "2001:db8::3 300 n3.example.com"
view:
  name: "guests"
  local-data: "a.example.com. A 10.1.1.1"
""",
    "hosts": "# nodes\n" + "".join(f"10.0.0.{i}\tn{i}.example.com n{i} # {i}\n"
                                   for i in range(12)) + "fe80::1%lo0 a\n2001:db8::1 b\n",
    "dnsmasq": """domain-needed
local-ttl=5
synth-domain=example.com,10.0.0.0/28,x-
synth-domain=example.net,10.0.1.5,10.0.1.9,w*
host-record=a.example.com,c.example.com,10.1.1.1,2001:db8::5,60
address=/x.example.com/y.example.com/10.2.3.4
ptr-record=1.2.1.10.in-addr.arpa,a.example.com
cname=alias.example.com,a.example.com
""",
    "knot": """mod-synthrecord:
  - id: forward
    type: forward
    prefix: dyn-
    ttl: 400
    network: 10.7.0.0/27
  - id: back
    type: reverse
    prefix: dyn-
    origin: example.com
    ttl: 400
    network: 10.7.0.0/27
zone:
  - domain: example.com
    module: mod-synthrecord/forward
  - domain: 7.10.in-addr.arpa
    module: [mod-synthrecord/back]
""",
}
PIECES = [*b"\"'\\();$*{}[],=.:-/ \t\n\r\0@#%019az\xff", b"\n\n", b"x" * 70, b"1." * 130,
          b"9" * 12, b"\\000", b"${0,0,x}", b"{n}", b"'\"", b"IN A 10.0.0.1", b"\xc3\xa9"]


def overwrite(chance, octets, at):
    octets[at] = chance.randrange(256)


def remove(chance, octets, at):
    del octets[at:at + chance.randrange(1, 9)]


def insert(chance, octets, at):
    piece = chance.choice(PIECES)
    octets[at:at] = bytes([piece]) if isinstance(piece, int) else piece


def repeat(chance, octets, at):
    other = chance.randrange(len(octets))
    octets[at:at] = octets[other:other + chance.randrange(60)]


def cut(chance, octets, at):
    del octets[at + 1:]


def shuffle(chance, octets, at):
    lines = octets.split(b"\n")
    chance.shuffle(lines)
    octets[:] = b"\n".join(lines)


DAMAGE = [overwrite, remove, insert, insert, repeat, cut, shuffle]


def damaged(chance, text):
    octets = bytearray(text.encode())
    for _ in range(chance.choice([1, 1, 2, 4])):
        chance.choice(DAMAGE)(chance, octets, chance.randrange(len(octets)))
        octets = octets or bytearray(b"\n")
    return bytes(octets)


def test_undamaged(importer, tmp_path):
    """All of it is read, without and with the name of the format."""
    for form, text in GOOD.items():
        path = tmp_path / form
        path.write_text(text)
        done = importer(path)
        assert done.returncode == (0 if form == "knot" else 1), done.stderr
        assert importer("-f", form, path).stdout == done.stdout != ""


@pytest.fixture
def holds(prefix, checkconf, tmp_path):
    """Check an output: Unbound takes it, and it has as many records as it says."""
    def check(form, output):
        path, conf = tmp_path / "output", tmp_path / "unbound.conf"
        records = imported.records_of(checkconf, path, output)
        conf.write_text(f'server: username: ""\ninclude: "{path}"\n')
        taken = subprocess.run([prefix / "sbin/unbound-checkconf", conf], capture_output=True)
        assert taken.returncode == 0, taken.stderr
        (count,) = re.findall(r"^# (\d+) records: .*\n\Z", output, re.MULTILINE)
        if form not in ("dnsmasq", "knot"):  # these have rules that are not of records
            assert len(records) == int(count)
    return check


@pytest.mark.divided
@pytest.mark.sampled(17)
@pytest.mark.parametrize("seed", range(1700))
@pytest.mark.parametrize("form", GOOD)
def test_damaged(importer, holds, tmp_path, form, seed):
    chance = random.Random(seed)
    path = tmp_path / "damaged"
    path.write_bytes(damaged(chance, GOOD[form]))
    done = importer(*chance.choice([[], ["-f", form]]), "-o", "example.org", path)
    lost = re.findall(rf"^{path}:\d+: not carried over: .+\n", done.stderr, re.MULTILINE)
    said = "".join(lost)
    if done.returncode == 2:
        assert done.stdout == ""
        assert re.fullmatch(rf"workstation-import: error: {path}:\d+: .+\n",
                            done.stderr.removeprefix(said))
    else:
        assert done.returncode == (1 if lost else 0)
        assert done.stderr == said
        holds(form, done.stdout)
