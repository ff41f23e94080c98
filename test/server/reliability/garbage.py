# SPDX-License-Identifier: BSD-3-Clause
"""Malformed packets."""

import dns.message

QUERIES = [dns.message.make_query(name, qtype, **edns).to_wire()
           for name, qtype, edns in [
               ("pc7.example.com", "A", {}), ("workstation5.example.org", "ANY", {}),
               ("7.0.1.10.in-addr.arpa", "PTR", {"use_edns": 0}),
               ("www.example.com", "AAAA", {"want_dnssec": True})]]


def malformed(random):
    """Noise, or a query with octets changed, taken away or added."""
    choice = random.randrange(4)
    if choice == 0:
        return random.randbytes(random.randrange(1, 600))
    packet = bytearray(random.choice(QUERIES))
    if choice == 1:
        for _ in range(random.randrange(1, 8)):
            packet[random.randrange(len(packet))] = random.randrange(256)
    elif choice == 2:
        # shorter or longer than its header's counts
        packet = packet[:random.randrange(1, len(packet))]
        packet[4:12] = random.randbytes(len(packet[4:12]))
    else:
        at = random.randrange(12, len(packet))
        packet[at:at] = random.randbytes(random.randrange(1, 300))
    return bytes(packet)
