/* SPDX-License-Identifier: BSD-3-Clause */
/* Names, types and records in presentation format. ldns knows the fields of the types.
 * Names are not left to it: it writes the octets '"', '@' and '$' without an escape, and
 * a zone file has other meanings for them. */
#include "print.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

/** Octets of the length that ldns reads in front of RDATA. */
#define RDLENGTH 2
/** Octets that most records take as text. */
#define LINE 256

void
show_name(const uint8_t* name, int relative, char text[NAME_MAX_TEXT])
{
	if(*name == 0 && !relative)
		*text++ = '.';
	while(*name) {
		unsigned length = *name++;

		for(; length > 0; length--, name++) {
			if(*name <= ' ' || *name > '~') {
				text += sprintf(text, "\\%03u", *name);
				continue;
			}
			if(strchr(".\\\"();@$", *name))
				*text++ = '\\';
			*text++ = (char)*name;
		}
		if(*name || !relative)
			*text++ = '.';
	}
	*text = 0;
}

/** Split RDATA into fields. @return false: it has not just those of the type of the RR,
 * or out of memory. */
static bool
read_rdata(ldns_rr* rr, const uint8_t* rdata, size_t length)
{
	uint8_t wire[RDLENGTH + UINT16_MAX];
	size_t at = 0;

	ldns_write_uint16(wire, (uint16_t)length);
	memcpy(wire + RDLENGTH, rdata, length);
	return ldns_wire2rdf(rr, wire, RDLENGTH + length, &at)
		== LDNS_STATUS_OK && at == RDLENGTH + length;
}

/** Append a type and its RDATA. @return false: ldns cannot. */
static bool
show_rdata(ldns_buffer* text, ldns_rr* rr, const uint8_t* rdata, size_t length)
{
	if(length == 0 || !read_rdata(rr, rdata, length))
		return false;
	ldns_rr_type2buffer_str(text, ldns_rr_get_type(rr));
	for(size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf* field = ldns_rr_rdf(rr, i);
		char name[NAME_MAX_TEXT];

		ldns_buffer_printf(text, i == 0 ? "\t" : " ");
		if(ldns_rdf_get_type(field) == LDNS_RDF_TYPE_DNAME) {
			show_name(ldns_rdf_data(field), 0, name);
			ldns_buffer_printf(text, "%s", name);
		} else if(ldns_rdf2buffer_str(text, field) != LDNS_STATUS_OK) {
			return false;
		}
	}
	return ldns_buffer_status_ok(text);
}

static void
write_unknown(FILE* out, uint16_t type, const uint8_t* rdata, size_t length)
{
	fprintf(out, "TYPE%u\t\\# %zu%s", type, length, length ? " " : "");
	for(size_t i = 0; i < length; i++)
		fprintf(out, "%02x", rdata[i]);
}

void
write_record(FILE* out, const uint8_t* owner, int relative, uint16_t type,
	uint32_t ttl, const uint8_t* rdata, size_t length)
{
	ldns_buffer* text = ldns_buffer_new(LINE);
	ldns_rr* rr = ldns_rr_new();
	char name[NAME_MAX_TEXT];

	show_name(owner, relative, name);
	fprintf(out, "%s\t%lu\tIN\t", name, (unsigned long)ttl);
	if(rr)
		ldns_rr_set_type(rr, (ldns_rr_type)type);
	if(text && rr && show_rdata(text, rr, rdata, length))
		fwrite(ldns_buffer_begin(text), 1, ldns_buffer_position(text),
			out);
	else
		write_unknown(out, type, rdata, length);
	putc('\n', out);
	ldns_rr_free(rr);
	ldns_buffer_free(text);
}
