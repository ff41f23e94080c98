/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ask.h"
#include "fake_keys.h"
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
		&prefix_of, &fake_keys, message, WORKSTATION_MAX_MESSAGE);

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

/** Print a record, its parts with one space between them.
 * @param record: as in struct workstation_rrset. @return octets of it. */
static size_t
print_record(char* text, size_t size, const ldns_rdf* qname,
	const struct workstation_rrset* rrset, const uint8_t* record)
{
	ldns_rdf* owner = ldns_dname_new_frm_data(
		(uint16_t)(ldns_rdf_size(qname) - rrset->owner_offset),
		ldns_rdf_data(qname) + rrset->owner_offset);
	ldns_rr* rr = ldns_rr_new();
	size_t position = 0;
	char* printed;

	ldns_rr_set_owner(rr, owner);
	ldns_rr_set_type(rr, (ldns_rr_type)rrset->type);
	ldns_rr_set_class(rr, LDNS_RR_CLASS_IN);
	ldns_rr_set_ttl(rr, rrset->ttl);
	if(ldns_wire2rdf(rr, record, rrset->length, &position)
		!= LDNS_STATUS_OK)
		abort();
	printed = ldns_rr2str(rr);
	/* up to the comment that keys have */
	for(char* word = strtok(printed, "\t \n"); word && *word != ';';
		word = strtok(NULL, "\t \n")) {
		if(strcmp(word, "IN") == 0)
			continue;
		/* ldns has had a name for it since 1.8.4 */
		strncat(text, strcmp(word, "NXNAME") == 0 ? "TYPE128" : word,
			size - strlen(text) - 1);
		strncat(text, " ", size - strlen(text) - 1);
	}
	text[strlen(text) - 1] = 0;
	free(printed);
	ldns_rr_free(rr);
	return position;
}

/** Print the records of an RRset, with " + " between two of them. */
static void
print_rrset(char* text, size_t size, const ldns_rdf* qname,
	const struct workstation_rrset* rrset)
{
	const uint8_t* record = rrset->records;

	for(size_t i = 0; i < rrset->count; i++) {
		if(i > 0)
			strncat(text, " + ", size - strlen(text) - 1);
		record += print_record(text, size, qname, rrset, record);
	}
	if(rrset->signature_count)
		snprintf(text + strlen(text), size - strlen(text), " (%u)",
			rrset->signature_count);
}

/** Memory for the records of one reply. */
static void*
allocate(void* context, size_t octets)
{
	static uint64_t memory[65536 / sizeof(uint64_t)];
	size_t* used = context;
	uint8_t* at = (uint8_t*)memory + *used;

	*used += (octets + 7) / 8 * 8;
	return *used <= sizeof(memory) ? at : NULL;
}

/** Judge a question, and print what comes of it. */
static const char*
show_verdict(const struct workstation_rules* rules, const ldns_rdf* name,
	const struct workstation_question* question)
{
	static char text[70000];
	static const char* const begins[] = {"pass", "exists", "keep", "",
		"NODATA: ", "NXDOMAIN: "};
	struct workstation_reply reply;
	enum workstation_verdict verdict = workstation_judge(rules, question,
		&reply);

	snprintf(text, sizeof(text), "%s", begins[verdict]);
	for(size_t i = 0; workstation_decides(verdict) && i < reply.count; i++) {
		if(i > 0)
			strncat(text, " + ", sizeof(text) - strlen(text) - 1);
		print_rrset(text, sizeof(text), name, &reply.rrset[i]);
	}
	return text;
}

/** Ask a question. @param question: has what is not of the name and the type. */
static const char*
ask_with(const struct workstation_rules* rules, const char* qname,
	const char* qtype, struct workstation_question question)
{
	ldns_rdf* name = ldns_dname_new_frm_str(qname);
	size_t used = 0;
	const struct workstation_memory memory = {&allocate, &used};
	struct fake_signer octets;
	const struct workstation_signer signer = {&fake_sign, &octets};
	const char* text;

	if(!name)
		abort();
	question.qname = ldns_rdf_data(name);
	question.qname_length = ldns_rdf_size(name);
	question.qtype = (uint16_t)ldns_get_rr_type_by_name(qtype);
	question.qclass = LDNS_RR_CLASS_IN;
	question.memory = &memory;
	question.signer = &signer;
	text = show_verdict(rules, name, &question);
	ldns_rdf_deep_free(name);
	return text;
}

const char*
ask(const struct workstation_rules* rules, const char* qname,
	const char* qtype)
{
	return ask_with(rules, qname, qtype, (struct workstation_question){0});
}

const char*
ask_nothing_exists(const struct workstation_rules* rules, const char* qname,
	const char* qtype)
{
	return ask_with(rules, qname, qtype,
		(struct workstation_question){.nothing_exists = 1});
}

const char*
ask_wishing(const struct workstation_rules* rules, const char* qname,
	const char* qtype, enum wish wish)
{
	return ask_with(rules, qname, qtype, (struct workstation_question){
		.now = 43200, .dnssec_ok = wish != WISH_NOTHING,
		.compact_ok = wish == WISH_COMPACT});
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
