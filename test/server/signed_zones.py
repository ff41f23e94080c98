# SPDX-License-Identifier: BSD-3-Clause
"""The zones that the resolver under test signs, and what a reply of one must have in it,
by RFC 4034, RFC 4035 and RFC 9824."""

import dns.dnssec
import dns.flags
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

CO = 0x4000  # the flag of a client that takes NXDOMAIN
DAY = 86400
NXNAME = "TYPE128"  # dnspython has no name for it

OFFICE, LAB, BARE = "office.example", "lab.office.example", "bare.office.example"
REVERSE, SPLIT = "1.18.198.in-addr.arpa", "split.example"
FORGED = "forged.example"  # whose DS is of another key
HIDDEN = "hidden.example"  # which the zone above does not know
TTL = 3600  # of what the zones have themselves

RULES = f"""
workstation:
  name: "desk{{n}}"
  network: 198.18.1.0/25
  network: 2001:db8:1::/121
  origin: "{OFFICE}"
  ttl: 300
  reverse: yes
  record: 'TXT "the third"'
  record: 'TXT "desk {{n}}"'
  record: "TXT 1st"
  record: "MX 20 Mail.Example.COM."
  record: "MX 10 {{name}}"
  record: "_ssh._tcp SRV 0 0 22 {{name}}"
workstation:
  name: "seat{{n}}.floor3"
  network: 198.18.1.128/26
  origin: "{OFFICE}"
workstation:
  name: "asset{{n}}"
  numbers: 1-9
  origin: "{OFFICE}"
  record: "TYPE65280 \\# 4 0a0b0c0d"
workstation:
  name: "bench{{n}}"
  network: 198.18.2.0/24
  origin: "{LAB}"
  origin: "{BARE}"
  origin: "{SPLIT}"
  origin: "{FORGED}"
  origin: "{HIDDEN}"
  ttl: 60
workstation: ttl: 60
"""
APEX = "NS SOA RRSIG NSEC DNSKEY"


def lower(name):
    return dns.name.Name([label.lower() for label in dns.name.from_text(str(name)).labels])


def successor(name):
    """The next name of a compact denial: a label of one NUL before the name."""
    return dns.name.Name((b"\0", *lower(name).labels))


def sections(reply):
    return reply.answer + reply.authority


def signatures(reply):
    """The RRSIG records, as (owner, RDATA)."""
    return [(rrset.name, rdata) for rrset in sections(reply)
            if rrset.rdtype == dns.rdatatype.RRSIG for rdata in rrset]


def dnskeys(zone, *keys):
    return {dns.name.from_text(zone): dns.rrset.from_rdata(
        zone, TTL, *(key.dnskey for key in keys))}


def check_signatures(reply, keys):
    """Each RRset has a signature by one of the keys, {zone: DNSKEY RRset}, as a validator
    sees it, and there is no signature of anything else."""
    covered = set()
    for name, rrsig in signatures(reply):
        (rrset,) = [rrset for rrset in sections(reply)
                    if (rrset.name, rrset.rdtype) == (name, rrsig.type_covered)]
        dns.dnssec.validate_rrsig(rrset, rrsig, keys)
        assert rrsig.original_ttl == rrset.ttl
        assert rrsig.labels == len(name) - 1 - name.is_wild()
        covered.add((name, rrsig.type_covered))
    assert covered == {(rrset.name, rrset.rdtype) for rrset in sections(reply)
                       if rrset.rdtype != dns.rdatatype.RRSIG}


def is_signed(reply):
    return any(rrset.rdtype in (dns.rdatatype.RRSIG, dns.rdatatype.NSEC)
               for rrset in sections(reply))


def data(reply):
    """The RDATA of the answer without signatures, sorted."""
    return sorted(rdata.to_text() for rrset in reply.answer for rdata in rrset
                  if rrset.rdtype != dns.rdatatype.RRSIG)


def denial(reply):
    """The one NSEC RRset of a negative reply."""
    (nsec,) = [rrset for rrset in reply.authority if rrset.rdtype == dns.rdatatype.NSEC]
    assert len(nsec) == 1
    return nsec


def types_of(nsec):
    """Its bitmap, as text."""
    return nsec[0].to_text().partition(" ")[2]


def ends(reply):
    """The rcode and whether it is authenticated."""
    return dns.rcode.to_text(reply.rcode()), bool(reply.flags & dns.flags.AD)
