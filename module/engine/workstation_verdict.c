/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The verdict on a question: a column of guards, each of them "not ours, pass
 * it on", and then the one RRset. Knows wire format; must not know Unbound.
 */
#include "workstation.h"

#include <stdbool.h>
#include <string.h>

#define RR_TYPE_A 1
#define RR_TYPE_ANY 255
#define RR_CLASS_IN 1
#define LONGEST_LABEL 63

/** The literal text of the computed label, in lower case. */
static const char label_text[] = "workstation";
#define LABEL_TEXT_LENGTH (sizeof(label_text) - 1)

/** The first three octets of every computed address. */
static const uint8_t network[3] = {172, 0, 2};

#define LARGEST_NUMBER 255
#define COMPUTED_TTL 0

static uint8_t
ascii_lower(uint8_t octet)
{
	/* Not tolower(): the locale has no say in what a name is. */
	return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
}

static bool
begins_with_label_text(const uint8_t* label, size_t length)
{
	if(length < LABEL_TEXT_LENGTH)
		return false;
	for(size_t i = 0; i < LABEL_TEXT_LENGTH; i++)
		if(ascii_lower(label[i]) != (uint8_t)label_text[i])
			return false;
	return true;
}

/** Read a decimal number of at most LARGEST_NUMBER that fills the text. */
static bool
read_number(const uint8_t* text, size_t length, uint8_t* number)
{
	/* Wide enough for ten times the largest number and a digit: judged
	 * after each digit, so no count of digits can wrap it round. */
	unsigned value = 0;

	if(length == 0)
		return false;
	for(size_t i = 0; i < length; i++) {
		if(text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (text[i] - '0');
		if(value > LARGEST_NUMBER)
			return false;
	}
	*number = (uint8_t)value;
	return true;
}

enum workstation_verdict
workstation_judge(const uint8_t* qname, size_t qname_length, uint16_t qtype,
	uint16_t qclass, struct workstation_rrset* rrset)
{
	const uint8_t* label = qname + 1;
	size_t label_length;
	uint8_t number;

	if(qclass != RR_CLASS_IN)
		return WORKSTATION_PASS;
	if(qtype != RR_TYPE_A && qtype != RR_TYPE_ANY)
		return WORKSTATION_PASS;
	if(qname_length == 0)
		return WORKSTATION_PASS;
	/* A compression pointer is no label, and another octet follows one. */
	label_length = qname[0];
	if(label_length > LONGEST_LABEL || label_length + 1 >= qname_length)
		return WORKSTATION_PASS;
	if(!begins_with_label_text(label, label_length))
		return WORKSTATION_PASS;
	if(!read_number(label + LABEL_TEXT_LENGTH,
		label_length - LABEL_TEXT_LENGTH, &number))
		return WORKSTATION_PASS;

	rrset->type = RR_TYPE_A;
	rrset->ttl = COMPUTED_TTL;
	memcpy(rrset->rdata, network, sizeof(network));
	rrset->rdata[sizeof(network)] = number;
	rrset->rdata_length = sizeof(network) + 1;
	return WORKSTATION_ANSWER;
}
