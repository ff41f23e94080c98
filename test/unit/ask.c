/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ask.h"
#include "rules_text.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct workstation_rules*
load(const char* text, char message[WORKSTATION_MAX_MESSAGE])
{
	struct workstation_text* collected = rules_text(text);
	struct workstation_rules* rules = workstation_rules_load(collected,
		&prefix_of, message, WORKSTATION_MAX_MESSAGE);

	workstation_text_free(collected);
	return rules;
}

struct workstation_rules*
load_or_fail(const char* text)
{
	char message[WORKSTATION_MAX_MESSAGE];
	struct workstation_rules* rules = load(text, message);

	if(!rules)
		fail_msg("%s", message);
	return rules;
}

/** Print a record, its parts with one space between them. */
static void
print_rrset(char* text, size_t size, const ldns_rdf* qname,
	const struct workstation_rrset* rrset)
{
	ldns_rdf* owner = ldns_dname_new_frm_data(
		(uint16_t)(ldns_rdf_size(qname) - rrset->owner_offset),
		ldns_rdf_data(qname) + rrset->owner_offset);
	ldns_rr* rr = ldns_rr_new();
	uint8_t wire[2 + sizeof(rrset->rdata)] = {
		(uint8_t)(rrset->rdata_length >> 8), (uint8_t)rrset->rdata_length};
	size_t position = 0;
	char* printed;

	memcpy(wire + 2, rrset->rdata, rrset->rdata_length);
	ldns_rr_set_owner(rr, owner);
	ldns_rr_set_type(rr, (ldns_rr_type)rrset->type);
	ldns_rr_set_class(rr, LDNS_RR_CLASS_IN);
	ldns_rr_set_ttl(rr, rrset->ttl);
	if(ldns_wire2rdf(rr, wire, rrset->rdata_length + (size_t)2, &position)
		!= LDNS_STATUS_OK)
		abort();
	printed = ldns_rr2str(rr);
	for(char* word = strtok(printed, "\t \n"); word;
		word = strtok(NULL, "\t \n"))
		if(strcmp(word, "IN") != 0) {
			strncat(text, word, size - strlen(text) - 1);
			strncat(text, " ", size - strlen(text) - 1);
		}
	text[strlen(text) - 1] = 0;
	free(printed);
	ldns_rr_free(rr);
}

const char*
ask(const struct workstation_rules* rules, const char* qname,
	const char* qtype)
{
	static char text[2048];
	static const char* const begins[] = {"pass", "exists", "", "NODATA: ",
		"NXDOMAIN: "};
	ldns_rdf* name = ldns_dname_new_frm_str(qname);
	struct workstation_question question;
	struct workstation_reply reply;
	enum workstation_verdict verdict;

	if(!name)
		abort();
	question = (struct workstation_question){ldns_rdf_data(name),
		ldns_rdf_size(name), (uint16_t)ldns_get_rr_type_by_name(qtype),
		LDNS_RR_CLASS_IN};
	verdict = workstation_judge(rules, &question, &reply);
	snprintf(text, sizeof(text), "%s", begins[verdict]);
	for(size_t i = 0; workstation_decides(verdict) && i < reply.count; i++) {
		if(i > 0)
			strncat(text, " + ", sizeof(text) - strlen(text) - 1);
		print_rrset(text, sizeof(text), name, &reply.rrset[i]);
	}
	ldns_rdf_deep_free(name);
	return text;
}

void
check_rows(const struct row* row, size_t count)
{
	struct workstation_rules* rules = NULL;

	for(; count > 0; count--, row++) {
		char message[WORKSTATION_MAX_MESSAGE];
		const char* reply;

		if(row->rules) {
			workstation_rules_free(rules);
			rules = load(row->rules, message);
			if(!rules)
				fail_msg("%s", message);
		}
		reply = ask(rules, row->qname, row->qtype);
		if(strcmp(reply, row->reply) != 0)
			fail_msg("%s %s: \"%s\" instead of \"%s\"", row->qname,
				row->qtype, reply, row->reply);
	}
	workstation_rules_free(rules);
}
