/* SPDX-License-Identifier: BSD-3-Clause */
/* Types and classes of records (RFC 1035, 3.2; RFC 3596, 2.1; RFC 4034; RFC 6895, 3.1), in host
 * byte order. */
#ifndef WORKSTATION_RRTYPE_H
#define WORKSTATION_RRTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RR_TYPE_A 1
#define RR_TYPE_NS 2
#define RR_TYPE_SOA 6
#define RR_TYPE_PTR 12
#define RR_TYPE_AAAA 28
#define RR_TYPE_DS 43
#define RR_TYPE_RRSIG 46
#define RR_TYPE_NSEC 47
#define RR_TYPE_DNSKEY 48
#define RR_TYPE_SVCB 64
#define RR_TYPE_HTTPS 65
/** What the NSEC of a name that does not exist has (RFC 9824, 2). */
#define RR_TYPE_NXNAME 128
#define RR_TYPE_ANY 255

#define RR_CLASS_IN 1
#define RR_CLASS_ANY 255

/** Octets of the longest type in presentation format, the NUL included. */
#define RR_TYPE_MAX_TEXT 16

/** Read a type: a mnemonic, or TYPE and its number (RFC 3597, 5), in any case.
 * @return false: it is not one, or it is TYPE0. */
bool ws_rr_type_read(const char* text, size_t length, uint16_t* type);

/** Write a type as its mnemonic; one without any as TYPE and its number. */
void ws_rr_type_show(uint16_t type, char text[RR_TYPE_MAX_TEXT]);

/** Whether no record in a zone has the type: it is of queries or of messages. */
bool ws_rr_type_is_meta(uint16_t type);

/** Why rules have no template of this type. @return NULL: they can have one. */
const char* ws_rr_type_refusal(uint16_t type);

#endif /* WORKSTATION_RRTYPE_H */
