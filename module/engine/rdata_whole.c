/* SPDX-License-Identifier: BSD-3-Clause */
/* RDATA as a whole: whether it is of its type, whether two are equal, and the canonical
 * form. */
#include "name.h"
#include "rdata.h"
#include "rdata_means.h"
#include "rrtype.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

const char*
ws_rdata_judge(uint16_t type, const uint8_t* rdata, size_t length)
{
	return type == RR_TYPE_SVCB || type == RR_TYPE_HTTPS
		? ws_svcparams_judge(rdata, length) : NULL;
}

/** Whether the fields that ldns has read are all octets there are. */
static bool
are_all_octets(const ldns_rr* rr, const uint8_t* rdata, size_t length)
{
	size_t at = 0;

	for(size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf* rdf = ldns_rr_rdf(rr, i);
		char* printed;

		/* a name that is compressed is longer once it is read */
		if(ldns_rdf_size(rdf) > length - at || memcmp(ldns_rdf_data(rdf),
			rdata + at, ldns_rdf_size(rdf)) != 0)
			return false;
		at += ldns_rdf_size(rdf);
		printed = ldns_rdf2str(rdf);
		if(!printed)
			return false;
		free(printed);
	}
	return at == length;
}

bool
ws_rdata_is_of_type(uint16_t type, const uint8_t* rdata, size_t length)
{
	const ldns_rr_descriptor* descriptor = ldns_rr_descript(type);
	ldns_rr* rr = ldns_rr_new();
	/* ldns reads its length before it, and looks at an octet behind it */
	uint8_t* wire = calloc(1, length + 3);
	size_t position = 0;
	bool is_of_type = false;

	if(rr && wire) {
		wire[0] = (uint8_t)(length >> 8);
		wire[1] = (uint8_t)length;
		if(length)
			memcpy(wire + 2, rdata, length);
		ldns_rr_set_type(rr, (ldns_rr_type)type);
		is_of_type = ldns_wire2rdf(rr, wire, length + 2, &position)
			== LDNS_STATUS_OK && ldns_rr_rd_count(rr)
			>= ldns_rr_descriptor_minimum(descriptor)
			&& are_all_octets(rr, rdata, length);
	}
	free(wire);
	ldns_rr_free(rr);
	return is_of_type;
}

/** The types with names that are in lower case in the canonical form of their records, in
 * their order: octets and strings, and behind them names. */
static const struct folded {
	uint16_t type;
	uint8_t octets, strings, names;
} folded[] = {
	{LDNS_RR_TYPE_NS, 0, 0, 1}, {LDNS_RR_TYPE_MD, 0, 0, 1},
	{LDNS_RR_TYPE_MF, 0, 0, 1}, {LDNS_RR_TYPE_CNAME, 0, 0, 1},
	{LDNS_RR_TYPE_SOA, 0, 0, 2}, {LDNS_RR_TYPE_MB, 0, 0, 1},
	{LDNS_RR_TYPE_MG, 0, 0, 1}, {LDNS_RR_TYPE_MR, 0, 0, 1},
	{LDNS_RR_TYPE_PTR, 0, 0, 1}, {LDNS_RR_TYPE_MINFO, 0, 0, 2},
	{LDNS_RR_TYPE_MX, 2, 0, 1}, {LDNS_RR_TYPE_RP, 0, 0, 2},
	{LDNS_RR_TYPE_AFSDB, 2, 0, 1}, {LDNS_RR_TYPE_RT, 2, 0, 1},
	{LDNS_RR_TYPE_SIG, 18, 0, 1}, {LDNS_RR_TYPE_PX, 2, 0, 2},
	{LDNS_RR_TYPE_NXT, 0, 0, 1}, {LDNS_RR_TYPE_SRV, 6, 0, 1},
	{LDNS_RR_TYPE_NAPTR, 4, 3, 1}, {LDNS_RR_TYPE_KX, 2, 0, 1},
	{LDNS_RR_TYPE_DNAME, 0, 0, 1}, {LDNS_RR_TYPE_RRSIG, 18, 0, 1},
};

/** Find the names in RDATA of a type. @param begin, end: where they are in it.
 * @return false: case matters in all of it. */
static bool
find_names(uint16_t type, const uint8_t* rdata, size_t length, size_t* begin,
	size_t* end)
{
	const struct folded* row = folded;
	const struct folded* last = folded + sizeof(folded) / sizeof(*folded);

	while(row < last && row->type < type)
		row++;
	if(row == last || row->type != type)
		return false;
	*begin = row->octets;
	for(unsigned i = 0; i < row->strings && *begin < length; i++)
		*begin += rdata[*begin] + (size_t)1;
	*end = *begin;
	for(unsigned i = 0; i < row->names; i++) {
		while(*end < length && rdata[*end])
			*end += rdata[*end] + (size_t)1;
		++*end;
	}
	return *end <= length;
}

bool
ws_rdata_equal(uint16_t type, const uint8_t* a, size_t a_length,
	const uint8_t* b, size_t b_length)
{
	size_t begin, end;

	if(a_length != b_length)
		return false;
	if(a_length == 0 || memcmp(a, b, a_length) == 0)
		return true;
	/* length octets of labels are no letters */
	return ws_octets_equal(a, b, a_length)
		&& find_names(type, a, a_length, &begin, &end)
		&& memcmp(a, b, begin) == 0
		&& memcmp(a + end, b + end, a_length - end) == 0;
}

void
ws_rdata_fold(uint16_t type, uint8_t* rdata, size_t length)
{
	size_t begin, end;

	if(!find_names(type, rdata, length, &begin, &end))
		return;
	/* length octets of labels are no letters */
	for(; begin < end; begin++)
		rdata[begin] = octet_lower(rdata[begin]);
}
