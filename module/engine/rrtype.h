/* SPDX-License-Identifier: BSD-3-Clause */
/* The types and classes that rules compute or ask about (RFC 1035, 3.2; RFC 3596,
 * 2.1), in host byte order. */
#ifndef WORKSTATION_RRTYPE_H
#define WORKSTATION_RRTYPE_H

#define RR_TYPE_A 1
#define RR_TYPE_SOA 6
#define RR_TYPE_PTR 12
#define RR_TYPE_AAAA 28
#define RR_TYPE_ANY 255

#define RR_CLASS_IN 1
#define RR_CLASS_ANY 255

#endif /* WORKSTATION_RRTYPE_H */
