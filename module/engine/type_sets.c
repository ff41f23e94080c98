/* SPDX-License-Identifier: BSD-3-Clause */
/* The records of rules by template, and the sets of numbers that have them. A pattern has
 * one set for each prefix and type of its rules, so that the first rule with a record of
 * the type is found where earlier rules without one have the same number. */
#include "array.h"
#include "compile.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int
compare_prefixes(const uint8_t* a, size_t a_length, const uint8_t* b,
	size_t b_length)
{
	if(a_length != b_length)
		return a_length < b_length ? -1 : 1;
	return a_length ? memcmp(a, b, a_length) : 0;
}

/** Whether a record comes before another one of its clause. */
static bool
is_before(const struct rr_template* a, const struct rr_template* b)
{
	int order = compare_prefixes(a->prefix, a->prefix_length, b->prefix,
		b->prefix_length);

	return order ? order < 0 : a->type < b->type;
}

/** Sort records by prefix and type, and those of one RRset in file order. */
static void
sort_records(const struct rr_template** sorted, const struct clause* clause)
{
	for(size_t i = 0; i < clause->record_count; i++) {
		const struct rr_template* record = &clause->records[i];
		size_t j = i;

		for(; j > 0 && is_before(record, sorted[j - 1]); j--)
			sorted[j] = sorted[j - 1];
		sorted[j] = record;
	}
}

/** Note a type that rules have a record of. */
static bool
add_type(struct compiler* compiler, uint16_t type)
{
	struct workstation_rules* rules = compiler->rules;
	size_t at = rules->type_count;

	while(at > 0 && rules->types[at - 1] > type)
		at--;
	if(at > 0 && rules->types[at - 1] == type)
		return true;
	if(!ARRAY_RESERVE(rules->types, rules->type_count, 1,
		&compiler->rr_type_capacity))
		return false;
	memmove(rules->types + at + 1, rules->types + at,
		(rules->type_count++ - at) * sizeof(*rules->types));
	rules->types[at] = type;
	return true;
}

/** Add the code of a record; with its length in front, if it is RDATA. */
static bool
add_code(struct compiler* compiler, const struct rr_template* template,
	struct record* record)
{
	const uint8_t length[WORKSTATION_RDATA_LENGTH] = {
		(uint8_t)(template->code_length >> 8),
		(uint8_t)template->code_length};
	uint32_t at;

	return (!template->is_fixed || ws_compile_text(compiler, length,
		sizeof(length), &at)) && ws_compile_text(compiler,
		template->code, template->code_length, &record->code);
}

static bool
add_record(struct compiler* compiler, const struct rr_template* template)
{
	struct workstation_rules* rules = compiler->rules;
	struct record record;

	memset(&record, 0, sizeof(record));
	record.type = template->type;
	record.prefix_length = template->prefix_length;
	record.families = template->families;
	record.is_fixed = template->is_fixed;
	record.longest = template->longest;
	record.code_length = template->code_length;
	rules->has_prefixes |= template->prefix_length > 0;
	if(!ARRAY_RESERVE(rules->records, rules->record_count, 1,
		&compiler->record_capacity)
		|| !add_code(compiler, template, &record))
		return false;
	rules->records[rules->record_count++] = record;
	return add_type(compiler, template->type);
}

/** Set the prefixes of a rule's records: those of one prefix share its octets, which are
 * not between the code of records, and offset 0 is that of no prefix. */
static bool
add_prefixes(struct compiler* compiler, const struct rule* rule,
	const struct rr_template* const* sorted)
{
	struct workstation_rules* rules = compiler->rules;

	for(uint32_t i = 0; i < rule->record_count; i++) {
		struct record* record = &rules->records[rule->records + i];

		if(!record->prefix_length)
			continue;
		if(i && compare_prefixes(sorted[i - 1]->prefix,
			sorted[i - 1]->prefix_length, sorted[i]->prefix,
			sorted[i]->prefix_length) == 0)
			record->prefix = record[-1].prefix;
		else if(!ws_compile_text(compiler, sorted[i]->prefix,
			sorted[i]->prefix_length, &record->prefix))
			return false;
	}
	return true;
}

bool
ws_add_records(struct compiler* compiler, const struct clause* clause)
{
	struct workstation_rules* rules = compiler->rules;
	struct rule* rule = &rules->rules[rules->rule_count - 1];
	const struct rr_template** sorted;
	bool added = true;

	if(!clause->record_count)
		return true;
	sorted = malloc(clause->record_count * sizeof(*sorted));
	if(!sorted)
		return false;
	sort_records(sorted, clause);
	rule->records = (uint32_t)rules->record_count;
	rule->record_count = (uint32_t)clause->record_count;
	for(size_t i = 0; added && i < clause->record_count; i++)
		added = add_record(compiler, sorted[i]);
	added = added && add_prefixes(compiler, rule, sorted);
	free(sorted);
	return added;
}

static bool
add_span(struct compiler* compiler, const struct type_span* span)
{
	if(!ARRAY_RESERVE(compiler->types, compiler->type_count, 1,
		&compiler->type_capacity))
		return false;
	compiler->types[compiler->type_count++] = *span;
	return true;
}

/** Add that the names in front of a name exist, up to all labels of a prefix. */
static bool
add_existing(struct compiler* compiler, struct type_span span,
	const struct record* record)
{
	const uint8_t* prefix = compiler->rules->texts + record->prefix;

	span.type = 0;
	for(uint8_t at = 0; at < record->prefix_length;
		at = (uint8_t)(at + prefix[at] + 1)) {
		span.prefix = record->prefix + at;
		span.prefix_length = (uint8_t)(record->prefix_length - at);
		if(!add_span(compiler, &span))
			return false;
	}
	return true;
}

/** Add what the numbers of a range have by a record.
 * @param is_new: whether its prefix is not that of the record before. */
static bool
add_record_of(struct compiler* compiler, const struct type_span* span,
	const struct record* record, bool is_new)
{
	return add_span(compiler, span)
		&& (!is_new || add_existing(compiler, *span, record));
}

/** The same for a record that needs addresses of both families: for the numbers that have
 * them by their rule. */
static bool
add_record_of_both(struct compiler* compiler, struct type_span span,
	const struct record* record, bool is_new)
{
	const struct range* ranges = compiler->rules->ranges;
	const struct span numbers = span.numbers.span;

	for(size_t i = 0; span.family == IPV4 && i < compiler->forward.count;
		i++) {
		const struct span* other = &compiler->forward.span[i];
		struct span* common = &span.numbers.span;

		if(other->group != span.pattern * FAMILIES + IPV6
			|| ranges[other->range].rule != ranges[numbers.range].rule)
			continue;
		*common = numbers;
		if(number_compare(other->first, common->first) > 0)
			common->first = other->first;
		if(number_compare(other->last, common->last) < 0)
			common->last = other->last;
		if(number_compare(common->first, common->last) <= 0
			&& !add_record_of(compiler, &span, record, is_new))
			return false;
	}
	return true;
}

/** Add what the numbers of a range have by the records of its rule. */
static bool
add_records_of(struct compiler* compiler, struct type_span span)
{
	const struct workstation_rules* rules = compiler->rules;
	const struct range* range = &rules->ranges[span.numbers.span.range];
	const struct rule* rule = &rules->rules[range->rule];
	const struct record* last = NULL;

	if(rules->patterns[span.pattern].kind == PATTERN_ABOVE)
		return true;
	if(rule->numbered && !add_span(compiler, &span))
		return false;
	for(uint32_t i = 0; i < rule->record_count; i++) {
		const struct record* record = &rules->records[rule->records + i];
		bool is_new;

		if(record->families && !(record->families & FAMILY_BIT(span.family)))
			continue;
		span.prefix = record->prefix;
		span.prefix_length = record->prefix_length;
		span.type = record->type;
		is_new = !last || last->prefix != record->prefix;
		if(record->families == BOTH_FAMILIES) {
			if(!add_record_of_both(compiler, span, record, is_new))
				return false;
			continue;
		}
		if(!is_new && last->type == record->type)
			continue;
		if(!add_record_of(compiler, &span, record, is_new))
			return false;
		last = record;
	}
	return true;
}

/** Add what the numbers of spans, whose groups are patterns and families, have. */
static bool
add_records_of_spans(struct compiler* compiler, const struct spans* spans)
{
	for(size_t i = 0; i < spans->count; i++) {
		struct type_span span;

		memset(&span, 0, sizeof(span));
		span.pattern = spans->span[i].group / FAMILIES;
		span.family = (uint8_t)(spans->span[i].group % FAMILIES);
		span.numbers.span = spans->span[i];
		if(!add_records_of(compiler, span))
			return false;
	}
	return true;
}

/** The same of those with a step. */
static bool
add_records_of_steps(struct compiler* compiler)
{
	for(size_t i = 0; i < compiler->step_count; i++) {
		struct type_span span;
		uint32_t group = compiler->steps[i].group;

		if(group < STEP_GROUP(0, 0))
			continue;
		memset(&span, 0, sizeof(span));
		span.pattern = (group - STEP_GROUP(0, 0)) / FAMILIES;
		span.family = (uint8_t)((group - STEP_GROUP(0, 0)) % FAMILIES);
		span.numbers = compiler->steps[i];
		if(!add_records_of(compiler, span))
			return false;
	}
	return true;
}

/** A type span, to be sorted with the texts of its prefix. */
struct sorted_span {
	const struct type_span* span;
	const uint8_t* texts;
};

static int
compare_spans(const void* left, const void* right)
{
	const struct sorted_span* one = left;
	const struct sorted_span* other = right;
	const struct type_span* a = one->span;
	const struct type_span* b = other->span;
	int order;

	if(a->pattern != b->pattern)
		return a->pattern < b->pattern ? -1 : 1;
	order = compare_prefixes(one->texts + a->prefix, a->prefix_length,
		other->texts + b->prefix, b->prefix_length);
	if(order)
		return order;
	if(a->type != b->type)
		return a->type < b->type ? -1 : 1;
	return (int)a->family - (int)b->family;
}

/** Add the type set of a span, which is the first one of it. */
static void
add_type_set(struct workstation_rules* rules, const struct type_span* span)
{
	struct pattern* pattern = &rules->patterns[span->pattern];
	struct type_set* set = &rules->type_sets[rules->type_set_count];

	memset(set, 0, sizeof(*set));
	set->prefix = span->prefix;
	set->prefix_length = span->prefix_length;
	set->family = span->family;
	set->type = span->type;
	if(pattern->type_set_count++ == 0)
		pattern->type_sets = (uint32_t)rules->type_set_count;
	rules->type_set_count++;
}

/** Give a span to its type set, the last one: those with a step to the steps. */
static bool
put_numbers(struct compiler* compiler, const struct type_span* span,
	struct spans* spans)
{
	struct workstation_rules* rules = compiler->rules;
	uint32_t index = (uint32_t)rules->type_set_count - 1;

	if(number_compare(span->numbers.step, number_of(0)) == 0) {
		spans->span[spans->count] = span->numbers.span;
		spans->span[spans->count++].group = index;
		return true;
	}
	rules->type_sets[index].has_steps = true;
	if(!ARRAY_RESERVE(compiler->steps, compiler->step_count, 1,
		&compiler->step_capacity))
		return false;
	compiler->steps[compiler->step_count] = span->numbers;
	compiler->steps[compiler->step_count++].group = STEP_GROUP_TYPE(index);
	return true;
}

/** Make the type sets of spans in order. */
static bool
make_type_sets(struct compiler* compiler, const struct sorted_span* sorted)
{
	struct workstation_rules* rules = compiler->rules;
	size_t count = compiler->type_count;
	struct spans spans = {malloc(count * sizeof(*spans.span)), 0, count};
	struct interval_set* sets = malloc(count * sizeof(*sets));
	bool made = spans.span && sets;

	rules->type_sets = malloc(count * sizeof(*rules->type_sets));
	made = made && rules->type_sets;
	for(size_t i = 0; made && i < count; i++) {
		if(i == 0 || compare_spans(&sorted[i - 1], &sorted[i]) != 0)
			add_type_set(rules, sorted[i].span);
		made = put_numbers(compiler, sorted[i].span, &spans);
	}
	if(made)
		rules->typed = ws_intervals_build(spans.span, spans.count, sets,
			rules->type_set_count, &rules->typed_count);
	for(size_t i = 0; rules->typed && i < rules->type_set_count; i++)
		rules->type_sets[i].set = sets[i];
	free(spans.span);
	free(sets);
	ARRAY_SHRINK(rules->type_sets, rules->type_set_count);
	return rules->typed != NULL;
}

bool
ws_build_type_sets(struct compiler* compiler)
{
	struct sorted_span* sorted;
	bool made;

	if(!compiler->rules->record_count)
		return true;
	if(!add_records_of_spans(compiler, &compiler->forward)
		|| !add_records_of_spans(compiler, &compiler->numbered)
		|| !add_records_of_steps(compiler))
		return false;
	if(!compiler->type_count)
		return true;
	sorted = malloc(compiler->type_count * sizeof(*sorted));
	if(!sorted)
		return false;
	for(size_t i = 0; i < compiler->type_count; i++)
		sorted[i] = (struct sorted_span){&compiler->types[i],
			compiler->rules->texts};
	qsort(sorted, compiler->type_count, sizeof(*sorted), compare_spans);
	made = make_type_sets(compiler, sorted);
	free(sorted);
	return made;
}
