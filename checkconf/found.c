/* SPDX-License-Identifier: BSD-3-Clause */
#include "found.h"
#include "array.h"
#include "made_clause.h"
#include "print.h"

#include <stdio.h>

/** Octets of the longest value that is written here: two addresses and a step. */
#define VALUE (2 * ADDRESS_MAX_TEXT + 1 + NUMBER_MAX_DIGITS)

size_t
pool_write_name(const struct pool* pool, enum family family, struct number number,
	uint8_t* name)
{
	struct template_format format;
	uint8_t literal[TEMPLATE_MAX_LITERAL], labels[MAX_NAME];
	struct template_value value = {number, (uint8_t)FAMILY_BIT(family), false};
	size_t length;

	if(ws_placeholders[pool->placeholder].numbering == NUMBERING_LAST_32_BITS)
		value.number = number_and(number, number_mask(32));
	if(ws_template_read(pool->text, &format, literal))
		return 0;
	length = ws_template_write(&format, literal, &value, labels);
	if(length == 0 || length + pool->origin.length > MAX_NAME)
		return 0;
	memcpy(name, labels, length);
	memcpy(name + length, pool->origin.name, pool->origin.length);
	return length + pool->origin.length;
}

size_t
found_fill(const struct found* found)
{
	size_t addresses = 0;

	for(enum family family = IPV4; family <= IPV6; family++)
		for(size_t i = 0; i < found->fill[family].count; i++) {
			const struct span* span = &found->fill[family].span[i];
			struct number rest;

			addresses += (size_t)ws_number_divide(number_subtract(
				span->last, span->first), span->step, &rest).low + 1;
		}
	return addresses * (found->origin_count + found->reverse);
}

size_t
found_lines(const struct found* found)
{
	size_t lines = 2 + found->origin_count + (found->pool->ttl != 0)
		+ found->reverse + found->pool->local_data;

	lines += number_compare(found->first, number_of(0)) != 0;
	for(enum family family = IPV4; family <= IPV6; family++)
		lines += found->network[family].count
			+ found->except[family].count;
	return lines;
}

/** The length of the prefix that addresses are; -1: they are none. */
static int
prefix_length(const struct span* span, enum family family)
{
	struct number octets = number_subtract(span->last, span->first);

	for(unsigned bits = 0; bits <= family_bits(family); bits++)
		if(number_compare(octets, number_mask(bits)) == 0)
			return number_compare(number_and(span->first, octets),
				number_of(0)) == 0
				? (int)(family_bits(family) - bits) : -1;
	return -1;
}

/** Write addresses as in `network:` and `except:`. */
static void
show_span(const struct span* span, enum family family, bool step, char text[VALUE])
{
	char first[ADDRESS_MAX_TEXT], last[ADDRESS_MAX_TEXT];
	bool one = number_compare(span->first, span->last) == 0;
	bool stepped = step && !one
		&& number_compare(span->step, number_of(1)) != 0;
	int prefix = stepped ? -1 : prefix_length(span, family);

	ws_address_text(first, (struct address){span->first, family});
	ws_address_text(last, (struct address){span->last, family});
	if(one && !step)
		snprintf(text, VALUE, "%s", first);
	else if(prefix >= 0)
		snprintf(text, VALUE, "%s/%d", first, prefix);
	else
		snprintf(text, VALUE, "%s-%s", first, last);
	if(stepped) {
		uint8_t digits[NUMBER_MAX_DIGITS];
		size_t count = ws_number_write(digits, span->step, 0);

		snprintf(text + strlen(text), VALUE - strlen(text), "/%.*s",
			(int)count, (const char*)digits);
	}
}

static bool
add_spans(struct clause_text* clause, const char* key,
	const struct spans spans[FAMILIES], bool step)
{
	char text[VALUE];

	for(enum family family = IPV4; family <= IPV6; family++)
		for(size_t i = 0; i < spans[family].count; i++) {
			show_span(&spans[family].span[i], family, step, text);
			if(!clause_add_setting(clause, key, text))
				return false;
		}
	return true;
}

static bool
add_number(struct clause_text* clause, const char* key, struct number number)
{
	char text[NUMBER_MAX_DIGITS + 1];
	size_t digits = ws_number_write((uint8_t*)text, number, 0);

	text[digits] = 0;
	return number_compare(number, number_of(0)) == 0
		|| clause_add_setting(clause, key, text);
}

static bool
add_origins(struct clause_text* clause, const struct found* found)
{
	char text[NAME_MAX_TEXT];

	for(size_t i = 0; i < found->origin_count; i++) {
		show_name(found->origin[i].name, 0, text);
		/* the dot at its end makes no difference, but for the root */
		if(text[1])
			text[strlen(text) - 1] = 0;
		if(!clause_add_setting(clause, "origin", text))
			return false;
	}
	return true;
}

bool
found_clause(const struct found* found, struct clause_text* clause)
{
	return clause_add_setting(clause, "name", found->pool->text)
		&& add_number(clause, "first", found->first)
		&& add_spans(clause, "network", found->network, true)
		&& add_spans(clause, "except", found->except, false)
		&& add_origins(clause, found)
		&& add_number(clause, "ttl", number_of(found->pool->ttl))
		&& (!found->pool->local_data
			|| clause_add_setting(clause, "other-types", "nodata"))
		&& (!found->reverse
			|| clause_add_setting(clause, "reverse", "yes"));
}

bool
found_loads(const struct found* found)
{
	struct clause_text clause = {.count = 0};
	char problem[MAX_CLAUSE_PROBLEM];
	bool loads = found_clause(found, &clause)
		&& clause_loads(&clause, problem);

	clause_free(&clause);
	return loads;
}

static int
compare_spans(const struct spans* a, const struct spans* b)
{
	int order = (a->count > b->count) - (a->count < b->count);

	for(size_t i = 0; !order && i < a->count; i++) {
		order = number_compare(a->span[i].first, b->span[i].first);
		if(!order)
			order = number_compare(a->span[i].last, b->span[i].last);
		if(!order)
			order = number_compare(a->span[i].step, b->span[i].step);
	}
	return order;
}

/** Compare what is the same for all origins of a rule. */
static int
compare_pools(const struct found* a, const struct found* b)
{
	int order = strcmp(a->pool->text, b->pool->text);

	if(!order)
		order = (a->pool->ttl > b->pool->ttl)
			- (a->pool->ttl < b->pool->ttl);
	if(!order)
		order = a->pool->local_data - b->pool->local_data;
	if(!order)
		order = number_compare(a->first, b->first);
	for(enum family family = IPV4; !order && family <= IPV6; family++) {
		order = compare_spans(&a->network[family], &b->network[family]);
		if(!order)
			order = compare_spans(&a->except[family],
				&b->except[family]);
		if(!order)
			order = compare_spans(&a->fill[family],
				&b->fill[family]);
	}
	return order;
}

/** Those that can be one rule come one behind the other, the one with PTR records first. */
static int
compare_origins(const void* left, const void* right)
{
	const struct found *a = left, *b = right;
	int order = compare_pools(a, b);

	if(!order)
		order = b->reverse - a->reverse;
	return order ? order : (a->name[0] > b->name[0]) - (a->name[0] < b->name[0]);
}

static int
compare_sizes(const void* left, const void* right)
{
	const struct found *a = left, *b = right;

	if(a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return compare_origins(left, right);
}

/** Add the origins and the names of a rule to another one. */
static bool
add_found(struct found* to, const struct found* from)
{
	if(!ARRAY_RESERVE(to->origin, to->origin_count, 1, &to->origin_capacity)
		|| !ARRAY_RESERVE(to->name, to->count, from->count, &to->capacity))
		return false;
	to->origin[to->origin_count++] = from->origin[0];
	memcpy(to->name + to->count, from->name, from->count * sizeof(*to->name));
	to->count += from->count;
	to->records += from->records;
	return true;
}

bool
founds_merge(struct founds* founds)
{
	size_t count = 0;

	if(founds->count == 0)
		return true;
	qsort(founds->found, founds->count, sizeof(*founds->found),
		&compare_origins);
	for(size_t i = 0; i < founds->count; i++) {
		struct found* last = count ? &founds->found[count - 1] : NULL;

		if(!last || founds->found[i].reverse
			|| compare_pools(last, &founds->found[i]) != 0) {
			founds->found[count++] = founds->found[i];
			continue;
		}
		if(!add_found(last, &founds->found[i]))
			return false;
		found_free(&founds->found[i]);
	}
	founds->count = count;
	qsort(founds->found, founds->count, sizeof(*founds->found), &compare_sizes);
	return true;
}

void
found_free(struct found* found)
{
	for(enum family family = IPV4; family <= IPV6; family++) {
		free(found->network[family].span);
		free(found->except[family].span);
		free(found->fill[family].span);
	}
	free(found->origin);
	free(found->name);
}
