/* SPDX-License-Identifier: BSD-3-Clause */
/* Names, types and records in presentation format. */
/* for inet_ntop and strcasecmp, which C99 does not have */
#define _DEFAULT_SOURCE
#include "presentation.h"
#include "rrtype.h"

#include <sys/socket.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/** Types with a mnemonic; to the rules all but A, AAAA, PTR and ANY are alike. */
static const struct {
	const char* mnemonic;
	uint16_t type;
} types[] = {
	{"A", RR_TYPE_A}, {"NS", 2}, {"CNAME", 5}, {"SOA", RR_TYPE_SOA},
	{"PTR", RR_TYPE_PTR}, {"HINFO", 13}, {"MX", 15}, {"TXT", 16},
	{"AAAA", RR_TYPE_AAAA}, {"LOC", 29}, {"SRV", 33}, {"NAPTR", 35},
	{"DNAME", 39}, {"DS", 43}, {"SSHFP", 44}, {"RRSIG", 46},
	{"NSEC", 47}, {"DNSKEY", 48}, {"TLSA", 52}, {"SVCB", 64},
	{"HTTPS", 65}, {"ANY", RR_TYPE_ANY}, {"CAA", 257},
};
#define TYPES (sizeof(types) / sizeof(types[0]))

int
read_type(const char* text, uint16_t* type)
{
	unsigned long number;
	char* end;

	for(size_t i = 0; i < TYPES; i++)
		if(strcasecmp(text, types[i].mnemonic) == 0) {
			*type = types[i].type;
			return 1;
		}
	if(strncasecmp(text, "TYPE", 4) != 0 || text[4] < '0' || text[4] > '9')
		return 0;
	number = strtoul(text + 4, &end, 10);
	*type = (uint16_t)number;
	return *end == 0 && number <= UINT16_MAX;
}

void
write_name(FILE* out, const uint8_t* name, int relative)
{
	if(*name == 0 && !relative)
		putc('.', out);
	while(*name) {
		unsigned length = *name++;

		while(length-- > 0) {
			if(*name <= ' ' || *name > '~')
				fprintf(out, "\\%03u", *name);
			else if(strchr(".\\\"();@$", *name))
				fprintf(out, "\\%c", *name);
			else
				putc(*name, out);
			name++;
		}
		if(*name || !relative)
			putc('.', out);
	}
}

/** The five numbers after a SOA's names, which are the root. */
static void
write_soa(FILE* out, const uint8_t* rdata)
{
	fputs(". .", out);
	for(const uint8_t* at = rdata + 2; at < rdata + 22; at += 4)
		fprintf(out, " %lu", (unsigned long)at[0] << 24
			| (unsigned long)at[1] << 16
			| (unsigned long)at[2] << 8 | at[3]);
}

void
write_record(FILE* out, const uint8_t* owner, int relative,
	const struct workstation_rrset* rrset)
{
	const char* mnemonic = "";
	const uint8_t* rdata = rrset->records + WORKSTATION_RDATA_LENGTH;
	char address[INET6_ADDRSTRLEN];

	for(size_t i = 0; i < TYPES; i++)
		if(types[i].type == rrset->type)
			mnemonic = types[i].mnemonic;
	write_name(out, owner, relative);
	fprintf(out, "\t%lu\tIN\t%s\t", (unsigned long)rrset->ttl, mnemonic);
	if(rrset->type == RR_TYPE_SOA)
		write_soa(out, rdata);
	else if(rrset->type == RR_TYPE_PTR)
		write_name(out, rdata, 0);
	else
		fputs(inet_ntop(rrset->type == RR_TYPE_A ? AF_INET : AF_INET6,
			rdata, address, sizeof(address)), out);
	putc('\n', out);
}
