# SPDX-License-Identifier: BSD-3-Clause
"""Records by template have the RDATA that BIND reads from the same lines in a zone file."""

import dns.name
import dns.query
import pytest

from named import Named

pytestmark = pytest.mark.either

KEY = "AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=="
DIGEST = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

# The type and its RDATA. With a tuple, BIND has the second: ldns does not know the type, or
# BIND has another spelling. Placeholders are expanded here for BIND.
RECORDS = [
    "MB mail.mb.", "MG mail.mg.", "MR mail.mr.",
    "WKS 192.0.2.1 6 25 80", "WKS 192.0.2.1 17 0 1 65535", "EID 48656c6c6f", "NIMLOC 48656c6c",
    r"NULL \# 3 010203",
    'HINFO "PC-Intel-700mhz" "Redhat Linux 7.1"', "HINFO PC Linux",
    "MINFO rmail.minfo. emailbx.other.",
    "MX 10 mail.example.com.", "MX 65535 .", "MX 0 Mail.EXAMPLE.com.", "MX 10 mail", "MX 1 @",
    r"MX 1 a\.b\000\255\ \064.example.com.", r"MX 1 \@", f"MX 1 {'a' * 63}.{'b' * 63}.",
    'TXT "seat"', 'TXT "one" "two" three', 'TXT ""', r'TXT "\" \\ \200 \000 ; ( @ \;"',
    r"TXT a\ b\;c", r'TXT "the visitors\039 desk"', f'TXT "{"x" * 255}" "{"y" * 255}"',
    (r'TXT "\{n\}" \{', 'TXT "{n}" {'), "txt word", 'TXT "\t"',
    "RP ann.example.com. .", "AFSDB 1 afs.example.com.", 'X25 "311061700956"',
    'ISDN "150862028003217" "004"', 'ISDN "150862028003217"', "RT 10 relay.example.com.",
    "NSAP 0x47.0005.80.005a00.0000.0001.e133.ffffff000161.00",
    f"KEY 256 3 8 {KEY}", "PX 10 map822.example.com. mapx400.example.com.",
    'GPOS "-32.6882" "116.8652" "10.0"',
    "LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m",
    "LOC 42 21 54 N 71 06 18 W -24m 30m",
    "LOC 90 N 180 W 0m", "LOC 0 0 0.001 S 0 0 0.999 E 42849672.95m 90000000m 9m 0.01m",
    "SRV 0 5 5060 sip.example.com.", "SRV 65535 65535 65535 .",
    'NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .',
    'NAPTR 100 10 "" "" "" _sip._udp', r'NAPTR 1 1 "u" "x" "!^(\\d+)$!\\1!" .',
    "KX 10 kx.example.com.", "CERT PKIX 65535 RSASHA256 AQID", "CERT 65534 0 255 AQID",
    "APL 1:192.168.32.0/21 !1:192.168.38.0/28 2:2001:db8::/32", "APL 1:0.0.0.0/0",
    f"SSHFP 4 2 {DIGEST}", "SSHFP 1 1 0123456789ABCDEFabcdef0123456789abcdef01",
    f"IPSECKEY 10 1 2 192.0.2.38 {KEY}", f"IPSECKEY 10 2 2 2001:db8::38 {KEY}",
    f"IPSECKEY 10 3 2 mygateway.example.com. {KEY}", f"IPSECKEY 10 0 2 . {KEY}",
    "DHCID AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=",
    f"TLSA 3 1 1 {DIGEST}", f"TLSA 255 255 255 {DIGEST[:32]} {DIGEST[32:]}",
    f"SMIMEA 3 1 1 {DIGEST}",
    f"HIP 2 200100107B1A74DF365639CC39F1D578 {KEY} rvs.example.com.",
    f"HIP 2 200100107B1A74DF365639CC39F1D578 {KEY}",
    "TALINK a.example.com. b.example.com.", "OPENPGPKEY AQID", "CSYNC 66 3 A NS AAAA",
    f"ZONEMD 2018031900 1 1 {DIGEST}{DIGEST[:32]}",
    'SPF "v=spf1 -all"', "NID 10 0014:4fff:ff20:ee64", "L32 10 10.1.2.0",
    "L64 10 2001:0db8:1140:1000", "LP 10 l64.example.com.", "EUI48 00-00-5e-00-53-2a",
    "EUI64 00-00-5e-ef-10-00-00-2a", 'URI 10 1 "ftp://ftp1.example.com/public"',
    'CAA 0 issue "ca.example; policy=ev"', 'CAA 128 issuewild ";"', 'CAA 255 ISSUE ""',
    f"DLV 60485 5 1 {DIGEST[:40]}",
    # service bindings
    "HTTPS 0 svc.example.com.", "HTTPS 0 .", "HTTPS 1 .", "SVCB 65535 svc",
    "HTTPS 1 . alpn=h2,h3 ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1,::",
    "HTTPS 16 foo.example.org. mandatory=alpn,ipv4hint alpn=h2,h3-19 ipv4hint=192.0.2.1",
    "HTTPS 1 . ipv6hint=::ffff:198.51.100.1 port=65535 alpn=h2 no-default-alpn",
    "SVCB 1 . port=0 mandatory=port", "HTTPS 1 . ech=AEP+DQA/", "SVCB 1 . key667=hello",
    'SVCB 1 . alpn="h2,h3"', 'SVCB 1 . key65534="a b"',
    (r"SVCB 1 . alpn=h2 dohpath=/dns-query\{?dns\}", "SVCB 1 . alpn=h2 key7=/dns-query{?dns}"),
    # RFC 3597
    r"TYPE65280 \# 0", r"TYPE65280 \# 3 010203", r"TYPE65535 \# 4 01 0203 04",
    r"type731 \# 6 abcdef 012345", r"TYPE15 \# 5 000a 01 61 00", r"MX \# 5 000a016100",
    r"TYPE16 \# 2 0161", r"TXT \# 2 0161", (r"TYPE16 word", "TXT word"),
    (r"TYPE260 \# 6 0a01cb00710f", "AMTRELAY 10 0 1 203.0.113.15"),
    (r"TYPE56 \# 4 01610162", 'NINFO "a" "b"'), (r"TYPE258 \# 2 0161", 'AVC "a"'),
    (r"TYPE32768 \# 24 ec450501 2BB183AF5F22588179A53B0A98631FAD1A292118",
     "TA 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118"),
    # of the rule's values
    'TXT "seat {n} at {ipv4}, {ipv6}"', "TXT {n:4} {n:x} {n:6x} a{n}b{n}c", "TXT {name}",
    "TXT x{name}", 'HINFO {n} "{name}"', "MX {n} mail{n}", "MX 1{n:2} {name}",
    "MX 1 a{n:3}.{n:x}.b.", "MX 1 _x.{name}", "SRV 0 {n} 80{n:2} {name}", "KX {n:5} m.",
    'NAPTR {n} 10 "u" "E2U+sip" "!^.*$!sip:{n}@example.com!" {name}',
    'URI 10 {n} "https://{name}:8443/{n:8x}"', 'CAA 0 issue "ca{n}.example; account={n}"',
    "L32 {n} {ipv4}", "L32 1 10.{n}.2.{n}", "AFSDB {n} {name}", "RP {name} txt{n}",
    "HTTPS 1 . ipv4hint={ipv4} ipv6hint={ipv6}", "HTTPS {n} {name} port=80{n:2}",
    "HTTPS 1 . ipv4hint=192.0.2.1,{ipv4} alpn=h2,x{n}", "SVCB 1 s{n} key667=a{n}b{n:x}",
    r"TYPE65280 \# 4 {n:8x}", r"TYPE65281 \# 6 ab{n:4x}cd {n:2x} 01",
    f"SSHFP 4 2 {{n:4x}}{DIGEST[4:]}",
    f"TLSA 3 1 1 {DIGEST[4:]}{{n:4x}}",
]
# Names in records of these types are never compressed here, as there are no others like
# them in a reply.
NOT_IN_DNSPYTHON = {"MB": "TYPE7", "MG": "TYPE8", "MR": "TYPE9", "MINFO": "TYPE14",
                    "EID": "TYPE31", "NIMLOC": "TYPE32",
                    "TALINK": "TYPE58", "DLV": "TYPE32769"}
NUMBERS = range(1, 29)
SAMPLE = 1, 9, 10, 28
ORIGIN = "types.example.org"


def both_spellings(record):
    return record if isinstance(record, tuple) else (record, record)


def label(row, number):
    return f"r{row}-{number}"


def expanded(record, row, number):
    """A record as the rule writes it for a number, expanded here."""
    values = {"{ipv4}": f"198.18.7.{number}", "{ipv6}": f"2001:470:1f::{number:x}",
              "{name}": f"{label(row, number)}.{ORIGIN}.", "{n}": f"{number}",
              "{n:x}": f"{number:x}",
              **{f"{{n:{width}}}": f"{number:0{width}d}" for width in range(2, 6)},
              **{f"{{n:{width}x}}": f"{number:0{width}x}" for width in (2, 4, 6, 8)}}
    for placeholder, value in values.items():
        record = record.replace(placeholder, value)
    return record


def quoted(record):
    assert "'" not in record
    return f"'{record}'"


def rule(row, record):
    first, last = NUMBERS[0], NUMBERS[-1]
    return (f"workstation: name: r{row}-{{n}} origin: {ORIGIN} ttl: 300 first: {first}\n"
            f"  network: 198.18.7.{first}-198.18.7.{last}\n"
            f"  network: 2001:470:1f::{first:x}-2001:470:1f::{last:x}\n"
            f"  record: {quoted(record)}\n")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """BIND, with each record once."""
    lines = ["$TTL 300", "@ SOA . . 1 1 1 1 1", "@ NS localhost."]
    for row, record in enumerate(RECORDS):
        text = both_spellings(record)[1]
        for number in SAMPLE:
            # one that is spelled in two ways has braces, and no placeholder
            rdata = expanded(text, row, number) if text is record else text
            lines.append(f"{label(row, number)} {rdata}")
    with Named(tmp_path_factory.mktemp("named"), {ORIGIN: "\n".join(lines)}) as named:
        yield named


@pytest.fixture(scope="module")
def ruled(run):
    return run("workstation iterator", "".join(
        rule(row, both_spellings(record)[0]) for row, record in enumerate(RECORDS)))


@pytest.mark.parametrize("row", range(len(RECORDS)),
                         ids=lambda row: both_spellings(RECORDS[row])[0][:40])
def test_as_in_a_zone_file(ruled, served, row):
    """In presentation, which keeps the case of names, and in wire format."""
    mnemonic = both_spellings(RECORDS[row])[0].split()[0]
    qtype = NOT_IN_DNSPYTHON.get(mnemonic, mnemonic)
    for number in SAMPLE:
        owner = dns.name.from_text(f"{label(row, number)}.{ORIGIN}.")
        (rrset,) = ruled.ask(owner, qtype, transport=dns.query.tcp).answer
        (expected,) = served.ask(owner, qtype).answer
        assert (rrset.name, rrset.rdtype, rrset.ttl) == (owner, expected.rdtype, 300)
        assert [rdata.to_text() for rdata in rrset] == [rdata.to_text() for rdata in expected]
        assert [rdata.to_wire() for rdata in rrset] == [rdata.to_wire() for rdata in expected]
