/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * RDATA, read by ldns. It takes some texts silently for what they are not, such as a port
 * 99999 for 34463. So what it has read has to mean what was written: numbers by value,
 * names and strings octet by octet, and so on.
 */
#ifndef WORKSTATION_RDATA_H
#define WORKSTATION_RDATA_H

#include "number.h"

/** Octets of the longest RDATA. */
#define MAX_RDATA 65535

#define RDATA_WRONG (-1)
#define RDATA_NO_MEMORY (-2)

/** Octets of the longest text about what is wrong, the NUL included. */
#define RDATA_MAX_PROBLEM 256

/**
 * Read one field.
 * @param field: an ldns_rdf_type. SvcParams are to be read one by one, their values in
 *	quotes.
 * @param text: in presentation format, without the quotes of a string.
 * @param rdata: set to its octets; NULL: none, in a buffer that is to be freed.
 * @param problem: set to what is wrong or what was expected.
 * @return how many octets; or RDATA_WRONG, or RDATA_NO_MEMORY.
 */
int ws_rdata_read_field(int field, const char* text, uint8_t** rdata,
	char problem[RDATA_MAX_PROBLEM]);

/**
 * The same as ws_rdata_read_field(), as fast as it can be, without a look at what ldns
 * has read: for texts of which that is known.
 * @param rdata: a buffer. @return more than size: it is too small.
 */
int ws_rdata_read_known(int field, const char* text, uint8_t* rdata,
	size_t size);

/** Judge RDATA as a whole: what fields must not be together.
 * @return NULL, or what is wrong and what was expected. */
const char* ws_rdata_judge(uint16_t type, const uint8_t* rdata, size_t length);

/** Whether RDATA is that of a type of which ldns knows the format. */
bool ws_rdata_is_of_type(uint16_t type, const uint8_t* rdata, size_t length);

/** Put the names in RDATA of a type into lower case, where its canonical form has them so
 * (RFC 4034, 6.2; RFC 6840, 5.1). */
void ws_rdata_fold(uint16_t type, uint8_t* rdata, size_t length);

/** Whether RDATA of two records of a type is equal in canonical form (RFC 4034, 6.2;
 * RFC 6840, 5.1). It is fast if they differ by more than case. */
bool ws_rdata_equal(uint16_t type, const uint8_t* a, size_t a_length,
	const uint8_t* b, size_t b_length);

#endif /* WORKSTATION_RDATA_H */
