/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target over the engine. Input: qtype and qclass, two octets each in
 * network order, then the qname. The property: an answer's address leads back
 * to the number asked for, and everything else passes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "workstation.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

/** The number the name asks for, or -1, found out from the label as a string. */
static int
number_asked_for(const uint8_t* qname, size_t length)
{
	char label[64];
	size_t label_length;
	const char* digits;

	if(length == 0 || qname[0] > 63 || (size_t)qname[0] + 1 >= length)
		return -1;
	label_length = qname[0];
	memcpy(label, qname + 1, label_length);
	label[label_length] = 0;
	if(strlen(label) != label_length
		|| strncasecmp(label, "workstation", 11) != 0)
		return -1;
	digits = label + 11;
	if(!*digits || digits[strspn(digits, "0123456789")])
		return -1;
	digits += strspn(digits, "0");
	if(strlen(digits) > 3 || atoi(digits) > 255)
		return -1;
	return atoi(digits);
}

static void
require(int holds, const char* what)
{
	if(holds)
		return;
	fprintf(stderr, "verdict_fuzz: %s\n", what);
	abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
	struct workstation_rrset rrset;
	uint16_t qtype, qclass;
	int number;

	if(size < 4)
		return 0;
	qtype = (uint16_t)(data[0] << 8 | data[1]);
	qclass = (uint16_t)(data[2] << 8 | data[3]);
	number = number_asked_for(data + 4, size - 4);
	if((qtype != 1 && qtype != 255) || qclass != 1)
		number = -1;

	if(workstation_judge(data + 4, size - 4, qtype, qclass, &rrset)
		== WORKSTATION_PASS) {
		require(number == -1, "a computed name was passed on");
		return 0;
	}
	require(number != -1, "a name that is not computed was answered");
	require(rrset.type == 1 && rrset.ttl == 0 && rrset.rdata_length == 4,
		"the answer is not one A record of TTL 0");
	require(memcmp(rrset.rdata, "\254\0\2", 3) == 0
		&& rrset.rdata[3] == number,
		"the address does not lead back to the number");
	return 0;
}
