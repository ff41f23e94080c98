/* SPDX-License-Identifier: BSD-3-Clause */
/* Making clauses: settings, networks, and what the engine says to them. */
#include "made_clause.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/** Octets of the longest value that is written, the NUL included. */
#define MAX_VALUE 1200

bool
clause_set(struct reader* reader, struct clause_text* clause, const char* key,
	const char* format, ...)
{
	char value[MAX_VALUE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(value, sizeof(value), format, arguments);
	va_end(arguments);
	return clause_add_setting(clause, key, value)
		|| reader_out_of_memory(reader);
}

bool
clause_loads(const struct clause_text* clause, char problem[MAX_CLAUSE_PROBLEM])
{
	/* as clause_add_to() has it */
	static const char place[] = ":1: ";
	struct workstation_text* text = NULL;
	struct workstation_rules* rules = NULL;

	strcpy(problem, "out of memory");
	if(clause_add_to(clause, &text))
		rules = workstation_rules_load(text, NULL, NULL, problem,
			MAX_CLAUSE_PROBLEM);
	if(strncmp(problem, place, strlen(place)) == 0)
		memmove(problem, problem + strlen(place),
			strlen(problem + strlen(place)) + 1);
	workstation_rules_free(rules);
	workstation_text_free(text);
	return rules != NULL;
}

bool
clause_add(struct reader* reader, const struct clause_text* clause,
	uint32_t* number)
{
	bool added;

	*number = records_add_clause(reader->records, reader_place(reader));
	added = *number != 0;
	for(size_t i = 0; i < clause->count && added; i++)
		added = records_add_setting(reader->records,
			clause->setting[i].key, clause->setting[i].value);
	return added || reader_out_of_memory(reader);
}

bool
clause_add_or_lose(struct reader* reader, const struct clause_text* clause,
	const char* what)
{
	char problem[MAX_CLAUSE_PROBLEM];
	uint32_t number;

	if(clause_loads(clause, problem))
		return clause_add(reader, clause, &number);
	records_lose(reader->records, reader_place(reader),
		"%s: there is no such rule (%s)", what, problem);
	return true;
}

bool
write_network(const char* text, char network[MAX_NETWORK_TEXT])
{
	char address_text[ADDRESS_MAX_TEXT];
	size_t end = strcspn(text, "/");
	struct address address;
	struct number length;
	unsigned bits;
	bool overflow = false;

	if(end >= sizeof(address_text))
		return false;
	memcpy(address_text, text, end);
	address_text[end] = 0;
	if(!ws_address_read(address_text, &address))
		return false;
	bits = family_bits(address.family);
	if(text[end]) {
		text += end + 1;
		if(!ws_number_read((const uint8_t*)text, strlen(text), &length,
			&overflow) || overflow || length.high || length.low > bits)
			return false;
		bits = (unsigned)length.low;
	}
	address.number = number_subtract(address.number, number_and(address.number,
		number_mask(family_bits(address.family) - bits)));
	ws_address_text(network, address);
	sprintf(network + strlen(network), "/%u", bits);
	return true;
}

bool
write_range(const char* first, const char* last, char network[MAX_NETWORK_TEXT])
{
	struct address begin, end;
	size_t length;

	if(!ws_address_read(first, &begin) || !ws_address_read(last, &end)
		|| begin.family != end.family
		|| number_compare(begin.number, end.number) > 0)
		return false;
	ws_address_text(network, begin);
	length = strlen(network);
	network[length] = '-';
	ws_address_text(network + length + 1, end);
	return true;
}
