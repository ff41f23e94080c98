/* SPDX-License-Identifier: BSD-3-Clause */
/* Types of records: their names, and which of them rules do not have by template. */
#include "name.h"
#include "number.h"
#include "rrtype.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <string.h>

#define TYPE_OPT 41
/** Types of queries and of messages (RFC 6895, 3.1). */
#define FIRST_META 128
#define LAST_META 255

/** Whether a text begins like TYPE and a number. */
static bool
begins_like_number(const char* text, size_t length)
{
	return length > 4 && ws_octets_equal((const uint8_t*)text,
		(const uint8_t*)"TYPE", 4);
}

bool
ws_rr_type_read(const char* text, size_t length, uint16_t* type)
{
	char name[RR_TYPE_MAX_TEXT];
	struct number number;
	bool overflow;

	if(begins_like_number(text, length)) {
		if(!ws_number_read((const uint8_t*)text + 4, length - 4, &number,
			&overflow) || overflow || number.high
			|| number.low > UINT16_MAX)
			return false;
		*type = (uint16_t)number.low;
		return *type != 0;
	}
	if(length >= sizeof(name))
		return false;
	memcpy(name, text, length);
	name[length] = 0;
	*type = (uint16_t)ldns_get_rr_type_by_name(name);
	return *type != 0;
}

void
ws_rr_type_show(uint16_t type, char text[RR_TYPE_MAX_TEXT])
{
	char* name = ldns_rr_type2str((ldns_rr_type)type);
	uint16_t same;

	/* ldns has wrong names for some */
	if(name && ws_rr_type_read(name, strlen(name), &same) && same == type)
		snprintf(text, RR_TYPE_MAX_TEXT, "%s", name);
	else
		snprintf(text, RR_TYPE_MAX_TEXT, "TYPE%u", type);
	free(name);
}

bool
ws_rr_type_is_meta(uint16_t type)
{
	return type == TYPE_OPT || (type >= FIRST_META && type <= LAST_META);
}

#define FROM_NETWORKS "is of the records that network: gives, expected another type"
#define FROM_REVERSE "is of the records that reverse: yes gives, expected another type"
#define IS_ALIAS "is an alias, which a name with other records cannot have (RFC 1034, 3.6.2), expected another type"
#define SHAPES_ZONE "shapes a zone, expected another type"
#define IS_MISREAD "is a domain name in RFC 1348 and a text to ldns, expected another type"
#define IS_DNSSEC "is made of the keys of a signed zone, see workstation-zone: in workstation(5), expected another type"

const char*
ws_rr_type_refusal(uint16_t type)
{
	if(ws_rr_type_is_meta(type))
		return "is of queries or messages, and no name has records of it, expected another type";
	switch(type) {
	case LDNS_RR_TYPE_A:
	case LDNS_RR_TYPE_AAAA:
		return FROM_NETWORKS;
	case LDNS_RR_TYPE_PTR:
		return FROM_REVERSE;
	case LDNS_RR_TYPE_CNAME:
	case LDNS_RR_TYPE_DNAME:
		return IS_ALIAS;
	case LDNS_RR_TYPE_NS:
	case LDNS_RR_TYPE_SOA:
		return SHAPES_ZONE;
	case LDNS_RR_TYPE_NSAP_PTR:
		return IS_MISREAD;
	case LDNS_RR_TYPE_DS:
	case LDNS_RR_TYPE_DNSKEY:
	case LDNS_RR_TYPE_CDS:
	case LDNS_RR_TYPE_CDNSKEY:
	case LDNS_RR_TYPE_RRSIG:
	case LDNS_RR_TYPE_NSEC:
	case LDNS_RR_TYPE_NSEC3:
	case LDNS_RR_TYPE_NSEC3PARAM:
		return IS_DNSSEC;
	default:
		return NULL;
	}
}
