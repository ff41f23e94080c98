/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The engine's contract: which questions have a computed answer, and which
 * answer. It knows wire format names, addresses and numbers, and nothing of
 * the resolver that asks.
 *
 * The computed names: a first label `workstation` followed by one or more
 * ASCII digits, in any domain. The digits are a decimal number N with any
 * count of leading zeros, 0..255, and the name's address is 172.0.2.N.
 *
 * The engine has no state and performs no I/O, so that any number of threads
 * may ask it at once. Whatever is not computed here is somebody else's to
 * answer: the verdict is then to pass the question on, never an error.
 */
#ifndef WORKSTATION_H
#define WORKSTATION_H

#include <stddef.h>
#include <stdint.h>

/** What is to be done with a question. */
enum workstation_verdict {
	/** Not computed here: the next resolver in the chain is to answer. */
	WORKSTATION_PASS,
	/** The question has a computed answer. */
	WORKSTATION_ANSWER
};

/** The RRset of a computed answer; its owner is the qname as it was asked. */
struct workstation_rrset {
	/** RR type (RFC 1035, 3.2.2), host byte order. Not always the qtype:
	 * a question of type ANY is answered with type A. */
	uint16_t type;
	/** Time to live, in seconds. */
	uint32_t ttl;
	/** RDATA in wire format: for type A, the address in network order. */
	uint8_t rdata[4];
	/** Octets of rdata in use. */
	size_t rdata_length;
};

/**
 * Judge one question.
 *
 * Labels are compared as octets, ASCII letters without regard to case
 * (RFC 4343). An octet that happens to be '.', NUL or above 0x7f is an octet
 * and nothing else.
 *
 * Pre: qname points to qname_length octets. They are meant to be a whole,
 * uncompressed wire format name (RFC 1035, 3.1); anything else passes or is
 * judged by its first label, and is never read past qname_length.
 *
 * @param qname: the name, borrowed for the call.
 * @param qname_length: its length in octets, the root label included.
 * @param qtype: in host byte order.
 * @param qclass: in host byte order.
 * @param rrset: filled in for WORKSTATION_ANSWER, else left as it is.
 * @return the verdict.
 */
enum workstation_verdict workstation_judge(const uint8_t* qname,
	size_t qname_length, uint16_t qtype, uint16_t qclass,
	struct workstation_rrset* rrset);

#endif /* WORKSTATION_H */
