/* SPDX-License-Identifier: BSD-3-Clause */
/* Judging the records of a clause: that each name has those that are written. */
#include "rdata.h"
#include "record_reader.h"
#include "record_samples.h"

#include <ldns/rdata.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Octets of the longest message (RFC 1035, 4.2.2), of its header, of a question and of a
 * record without their names and RDATA, the owner being a pointer. */
#define MESSAGE 65535
#define HEADER 12
#define QUESTION 4
#define RECORD 12

/** The families of which a clause has addresses, a set. */
static uint8_t
families_of(const struct clause* clause)
{
	unsigned families = 0;

	for(size_t i = 0; i < clause->piece_count && !clause->numbered; i++)
		families |= FAMILY_BIT(piece_family(clause, &clause->pieces[i]));
	return (uint8_t)families;
}

static bool
counts(const struct clause* clause)
{
	return template_placeholder(&clause->format)->numbering
		== NUMBERING_COUNT;
}

/** Whether all networks are within one prefix of 96 bits. */
static bool
has_one_prefix(const struct clause* clause)
{
	const struct number low = number_mask(32);
	struct number prefix = number_or(clause->networks[0].first, low);

	for(size_t i = 0; i < clause->network_count; i++)
		if(number_compare(number_or(clause->networks[i].first, low),
			prefix) != 0 || number_compare(number_or(
			clause->networks[i].last, low), prefix) != 0)
			return false;
	return true;
}

/** Judge a placeholder that stands for the rule's address.
 * @return NULL, or what was expected. */
static const char*
judge_address(const struct clause* clause, const struct placeholder* placeholder,
	uint8_t families)
{
	if(clause->numbered)
		return "a rule with network:";
	if(families & ~placeholder->families)
		return placeholder->families == FAMILY_BIT(IPV4)
			? "a rule with networks of IPv4 only"
			: "a rule with networks of IPv6 only";
	if(counts(clause) && families == BOTH_FAMILIES)
		return "{ipv4} or {ipv6} in a rule with both families";
	if(placeholder->numbering == NUMBERING_LAST_32_BITS
		&& !has_one_prefix(clause))
		return "networks within one prefix of 96 bits, like 64:ff9b::/96";
	return NULL;
}

/** Judge a placeholder. @param needed: extended by the families that it needs. */
static bool
judge_placeholder(const struct clause* clause, uint8_t kind, uint8_t* needed,
	const char** text, const char** expected)
{
	static const char* const texts[] = {"{name}", "{ipv4}", "{ipv6}"};
	uint8_t families = families_of(clause);

	*expected = NULL;
	if(kind >= RR_VALUE_NAME) {
		unsigned family = kind == RR_VALUE_IPV4 ? FAMILY_BIT(IPV4)
			: kind == RR_VALUE_IPV6 ? FAMILY_BIT(IPV6) : 0;

		*text = texts[kind - RR_VALUE_NAME];
		*needed |= (uint8_t)family;
		if(family & ~families)
			*expected = kind == RR_VALUE_IPV4
				? "a rule with a network of IPv4"
				: "a rule with a network of IPv6";
		return !*expected;
	}
	*text = ws_placeholders[kind].text;
	if(ws_placeholders[kind].numbering == NUMBERING_COUNT) {
		if(!counts(clause))
			*expected = "it in a rule with {n} in name: only";
		return !*expected;
	}
	*expected = judge_address(clause, &ws_placeholders[kind], families);
	if(families != BOTH_FAMILIES)
		*needed |= families;
	return !*expected;
}

static bool
judge_placeholders(const struct clause* clause, struct rr_template* record,
	struct error error)
{
	for(unsigned kind = 0; kind <= RR_VALUE_IPV6; kind++) {
		const char *text, *expected;

		if(kind == 24)
			kind = RR_VALUE_NAME;
		if(record->placeholders & rr_value_bit((uint8_t)kind)
			&& !judge_placeholder(clause, (uint8_t)kind,
			&record->families, &text, &expected))
			return ws_reject_record(error, &record->line,
				"has %s, expected %s", text, expected);
	}
	return !record->is_relative || clause->origin_count > 0
		|| ws_reject_record(error, &record->line,
		"has a name without a final dot in a rule for any domain, expected a final dot, or origin:");
}

/** What a sample of a record is read with. */
struct sampler {
	uint8_t* rdata;
	/** Digits of its hexadecimal field in the first sample; 0: none so far. */
	size_t digits;
	/** A text that is wrong, and what is. */
	char text[80];
	char problem[RDATA_MAX_PROBLEM];
	bool is_wrong;
};

static int
sample_field(void* context, int field, const char* text, uint8_t* rdata,
	size_t size)
{
	struct sampler* sampler = context;
	size_t digits = 0;
	uint8_t* octets;
	int length = ws_rdata_read_field(field, text, &octets, sampler->problem);

	if(length == RDATA_NO_MEMORY)
		return RR_NO_MEMORY;
	for(const char* at = text; *at; at++)
		digits += *at != ' ';
	if(length >= 0 && field == LDNS_RDF_TYPE_HEX) {
		if(sampler->digits && digits != sampler->digits) {
			snprintf(sampler->problem, sizeof(sampler->problem),
				"has not as many hexadecimal digits as for other names, expected a fixed number of them, like {n:4x} has");
			length = RDATA_WRONG;
		}
		sampler->digits = digits;
	}
	if(length >= 0 && (size_t)length <= size)
		memcpy(rdata, octets, (size_t)length);
	free(octets);
	if(length >= 0)
		return length;
	snprintf(sampler->text, sizeof(sampler->text), "%.70s%s", text,
		strlen(text) > 70 ? "..." : "");
	sampler->is_wrong = true;
	return RR_ABSENT;
}

/** Judge a record of one name. @param longest: raised to the octets of its RDATA. */
static bool
judge_sample(const struct rr_template* record, struct sampler* sampler,
	const struct rr_values* values, size_t* longest, struct error error)
{
	int length = ws_rr_template_run(record->code, record->code_length,
		values, &sample_field, sampler, sampler->rdata, MAX_RDATA);
	const char* problem;

	if(sampler->is_wrong)
		return ws_reject_record(error, &record->line,
			"computes %s, which %s", sampler->text, sampler->problem);
	if(length == RR_NO_MEMORY)
		return ws_out_of_memory(error);
	if(length < 0)
		return ws_reject_record(error, &record->line,
			"computes a name in RDATA of more than 255 octets, expected a shorter one");
	if(record->is_generic && length != record->longest)
		return ws_reject_record(error, &record->line,
			"computes %d octets behind \\#, expected %u as its length says",
			length, record->longest);
	problem = ws_rdata_judge(record->type, sampler->rdata, (size_t)length);
	if((size_t)length > *longest)
		*longest = (size_t)length;
	return !problem || ws_reject_record(error, &record->line, "%s", problem);
}

/** Judge the samples of the names by number, or of those by address of a family.
 * @param longest: raised to the octets of the longest RDATA.
 * @param name: raised to the octets of the longest name. */
static bool
judge_samples(const struct clause* clause, const struct rr_template* record,
	const struct extremes* extremes, enum family family,
	struct sampler* sampler, size_t* longest, size_t* name,
	struct error error)
{
	for(size_t i = 0; i < SAMPLES; i++) {
		struct record_sample sample;

		/* the first and the last name by address are among the others */
		if(i >= 2 * SPELLINGS && !counts(clause))
			break;
		ws_make_sample(clause, extremes, family, i, &sample);
		if(sample.values.name_length > *name)
			*name = sample.values.name_length;
		if(record->families & ~sample.values.families)
			continue;
		if(!record->is_fixed && !judge_sample(record, sampler,
			&sample.values, longest, error))
			return false;
	}
	return true;
}

static bool
judge_record(const struct clause* clause, const struct rr_template* record,
	struct sampler* sampler, size_t* longest, size_t* name,
	struct error error)
{
	struct extremes extremes;
	bool has_value = false;

	ws_measure_values(clause, record->families, &extremes);
	sampler->digits = 0;
	*longest = record->is_fixed ? record->code_length : 0;
	*name = 1;
	for(unsigned family = 0; family < FAMILIES; family++) {
		bool is_of = counts(clause) ? family == IPV4 && extremes.is_any
			: extremes.families & FAMILY_BIT(family) && !(record->families
			& ~FAMILY_BIT(family));

		has_value |= is_of;
		if(is_of && !judge_samples(clause, record, &extremes,
			(enum family)family, sampler, longest, name, error))
			return false;
	}
	if(!has_value)
		return ws_reject_record(error, &record->line,
			"has placeholders that have a value for no name of the rule, expected some name to have all of them");
	return record->prefix_length + *name <= MAX_NAME
		|| ws_reject_record(error, &record->line,
		"has a name of %zu octets with its prefix, expected at most 255",
		record->prefix_length + *name);
}

/** Whether two records are of one RRset. */
static bool
are_of_rrset(const struct rr_template* a, const struct rr_template* b)
{
	return a->type == b->type && a->prefix_length == b->prefix_length
		&& memcmp(a->prefix, b->prefix, a->prefix_length) == 0;
}

/** Judge that a message can hold the RRset of the last one of some records.
 * @param longest: octets of the RDATA of each. */
static bool
judge_rrset(const struct rr_template* records, size_t last,
	const size_t* longest, size_t name, struct error error)
{
	size_t octets = HEADER + QUESTION + records[last].prefix_length + name;

	for(size_t i = 0; i <= last; i++)
		if(are_of_rrset(&records[i], &records[last]))
			octets += RECORD + longest[i];
	return octets <= MESSAGE || ws_reject_record(error, &records[last].line,
		"makes an RRset that no message can hold, expected fewer or shorter records of its type");
}

/** Whether a record is the same as another for all names. */
static bool
is_same(const struct rr_template* a, const struct rr_template* b)
{
	if(!are_of_rrset(a, b) || a->is_fixed != b->is_fixed)
		return false;
	if(a->is_fixed)
		return ws_rdata_equal(a->type, a->code, a->code_length, b->code,
			b->code_length);
	return a->code_length == b->code_length
		&& memcmp(a->code, b->code, a->code_length) == 0;
}

/** Remove the records that are there before. */
static void
remove_repeated(struct clause* clause)
{
	struct rr_template* records = clause->records;
	size_t kept = 0;

	for(size_t i = 0; i < clause->record_count; i++) {
		size_t j = 0;

		while(j < kept && !is_same(&records[j], &records[i]))
			j++;
		if(j < kept)
			free(records[i].code);
		else
			records[kept++] = records[i];
	}
	clause->record_count = kept;
}

bool
ws_judge_records(struct clause* clause, struct error error)
{
	size_t count;
	struct sampler sampler = {.rdata = NULL};
	size_t* longest;
	bool judged = true;

	for(size_t i = 0; i < clause->record_count; i++)
		if(!judge_placeholders(clause, &clause->records[i], error))
			return false;
	remove_repeated(clause);
	count = clause->record_count;
	if(count == 0)
		return true;
	sampler.rdata = malloc(MAX_RDATA);
	longest = calloc(count, sizeof(*longest));
	if(!sampler.rdata || !longest)
		judged = ws_out_of_memory(error);
	for(size_t i = 0; judged && i < count; i++) {
		size_t name;

		judged = judge_record(clause, &clause->records[i], &sampler,
			&longest[i], &name, error) && judge_rrset(
			clause->records, i, longest, name, error);
	}
	free(sampler.rdata);
	free(longest);
	return judged;
}
