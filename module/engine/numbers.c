/* SPDX-License-Identifier: BSD-3-Clause */
/* `numbers:`, for rules whose names have no addresses. */
#include "array.h"
#include "judge.h"

#include <string.h>

bool
ws_set_numbers(struct clause* clause, const struct text_line* line,
	struct error error)
{
	const char* separator = strchr(line->value, '-');
	struct network numbers = {.step = number_of(1), .family = IPV4};
	bool overflow;

	if(!separator || !ws_number_read((const uint8_t*)line->value,
		(size_t)(separator - line->value), &numbers.first, &overflow)
		|| overflow || !ws_read_decimal(separator + 1, &numbers.last))
		return ws_reject(error, line,
			"is not a range of numbers, expected one like 1-200");
	if(number_compare(numbers.first, numbers.last) > 0)
		return ws_reject(error, line,
			"is a backward range, expected %s-%.*s", separator + 1,
			(int)(separator - line->value), line->value);
	if(!ARRAY_RESERVE(clause->networks, clause->network_count, 1,
		&clause->network_capacity))
		return ws_out_of_memory(error);
	clause->networks[clause->network_count++] = numbers;
	clause->numbered = true;
	return true;
}

bool
ws_judge_numbers(const struct clause* clause, struct error error)
{
	static const enum setting excluded[] = {SETTING_NETWORK, SETTING_EXCEPT,
		SETTING_PREFIX_FROM, SETTING_FIRST, SETTING_REVERSE_ZONE};
	const struct text_line* line = &clause->seen[SETTING_NUMBERS];

	if(!clause->numbered)
		return true;
	for(size_t i = 0; i < sizeof(excluded) / sizeof(*excluded); i++)
		if(clause->seen[excluded[i]].key)
			return ws_reject(error, line,
				"excludes the %s: of line %u, expected one of the two",
				clause->seen[excluded[i]].key,
				clause->seen[excluded[i]].line);
	if(clause->reverse)
		return ws_reject(error, line,
			"excludes reverse: yes, which needs addresses");
	if(template_placeholder(&clause->format)->numbering != NUMBERING_COUNT)
		return ws_reject(error, line, "needs {n} in name:");
	return clause->record_count > 0 || ws_reject(error, line,
		"needs a record:, since there are no addresses");
}
