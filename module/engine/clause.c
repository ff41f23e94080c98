/* SPDX-License-Identifier: BSD-3-Clause */
/* The settings of a clause: each value, and all of them together. */
#include "array.h"
#include "clause.h"
#include "judge.h"
#include "reverse.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TTL 2147483647

bool
ws_reject(struct error error, const struct text_line* line,
	const char* format, ...)
{
	va_list arguments;
	int length = snprintf(error.message, error.size,
		"%s:%u: %s: \"%s\" ", line->file, line->line, line->key,
		line->value);

	if(length > 0 && (size_t)length < error.size) {
		va_start(arguments, format);
		vsnprintf(error.message + length,
			error.size - (size_t)length, format, arguments);
		va_end(arguments);
	}
	return false;
}

bool
ws_out_of_memory(struct error error)
{
	snprintf(error.message, error.size,
		"out of memory for the rules");
	return false;
}

bool
ws_read_decimal(const char* text, struct number* number)
{
	bool overflow;

	return ws_number_read((const uint8_t*)text, strlen(text),
		number, &overflow) && !overflow;
}

static bool
set_name(struct clause* clause, const struct text_line* line,
	struct error error)
{
	const char* problem = ws_template_read(line->value,
		&clause->format, clause->literal);

	return problem ? ws_reject(error, line, "%s", problem) : true;
}

static bool
set_first(struct clause* clause, const struct text_line* line,
	struct error error)
{
	return ws_read_decimal(line->value, &clause->first)
		|| ws_reject(error, line,
			"is invalid, expected 0 to 340282366920938463463374607431768211455");
}

/** Whether a name has '*' elsewhere than in a first label `*`. */
static bool
has_other_wildcard(const struct origin_name* origin)
{
	size_t begin = origin_is_wildcard(origin->name) ? 2 : 0;

	return memchr(origin->name + begin, '*', origin->length - begin) != NULL;
}

static bool
set_origin(struct clause* clause, const struct text_line* line,
	struct error error)
{
	const char* problem;
	struct origin_name* origin;

	if(!ARRAY_RESERVE(clause->origins, clause->origin_count, 1,
		&clause->origin_capacity))
		return ws_out_of_memory(error);
	origin = &clause->origins[clause->origin_count++];
	origin->length = (uint8_t)ws_name_read(line->value,
		origin->name, &problem);
	if(origin->length && has_other_wildcard(origin))
		problem = "has '*' other than as its first label";
	return !problem || ws_reject(error, line,
		"%s, expected a domain name like example.com", problem);
}

static bool
set_reverse_zone(struct clause* clause, const struct text_line* line,
	struct error error)
{
	struct reverse_zone_name* zone;
	const char* problem;

	if(!ARRAY_RESERVE(clause->reverse_zones, clause->reverse_zone_count, 1,
		&clause->reverse_zone_capacity))
		return ws_out_of_memory(error);
	zone = &clause->reverse_zones[clause->reverse_zone_count++];
	zone->line = *line;
	zone->name.length = (uint8_t)ws_name_read(line->value,
		zone->name.name, &problem);
	if(zone->name.length)
		problem = origin_is_wildcard(zone->name.name) ? "has the wildcard label *"
			: ws_reverse_zone_read(zone->name.name,
				zone->name.length, &zone->first);
	return !problem || ws_reject(error, line,
		"%s, expected one like 0/25.2.0.192.in-addr.arpa", problem);
}

bool
ws_read_ttl(const struct text_line* line, uint32_t* ttl, struct error error)
{
	struct number number;

	if(!ws_read_decimal(line->value, &number)
		|| number_compare(number, number_of(MAX_TTL)) > 0)
		return ws_reject(error, line,
			"is invalid, expected 0 to %d", MAX_TTL);
	*ttl = (uint32_t)number.low;
	return true;
}

static bool
set_ttl(struct clause* clause, const struct text_line* line,
	struct error error)
{
	return ws_read_ttl(line, &clause->ttl, error);
}

/** Read one of two words. @return false: rejected. */
static bool
set_choice(bool* choice, const char* no, const char* yes,
	const struct text_line* line, struct error error)
{
	*choice = strcmp(line->value, yes) == 0;
	return *choice || strcmp(line->value, no) == 0
		|| ws_reject(error, line, "is invalid, expected %s or %s", yes, no);
}

static bool
set_subdomains(struct clause* clause, const struct text_line* line,
	struct error error)
{
	return set_choice(&clause->subdomains, "no", "yes", line, error);
}

static bool
set_out_of_range(struct clause* clause, const struct text_line* line,
	struct error error)
{
	return set_choice(&clause->nxdomain, "pass", "nxdomain", line, error);
}

static bool
set_existing(struct clause* clause, const struct text_line* line,
	struct error error)
{
	return set_choice(&clause->keep, "replace", "keep", line, error);
}

static bool
set_reverse(struct clause* clause, const struct text_line* line,
	struct error error)
{
	return set_choice(&clause->reverse, "no", "yes", line, error);
}

static bool
set_for_view(struct clause* clause, const struct text_line* line,
	struct error error)
{
	if(!*line->value)
		return ws_reject(error, line,
			"is empty, expected the name of a view");
	for(size_t i = 0; i < clause->view_count; i++)
		if(strcmp(clause->views[i].value, line->value) == 0)
			return ws_reject(error, line,
				"repeats the view of line %u, expected it once per clause",
				clause->views[i].line);
	if(!ARRAY_RESERVE(clause->views, clause->view_count, 1,
		&clause->view_capacity))
		return ws_out_of_memory(error);
	clause->views[clause->view_count++] = *line;
	return true;
}

/** The settings of a clause. */
static const struct {
	const char* key;
	bool repeatable;
	/** Judge and store a value. @return false: rejected. */
	bool (*set)(struct clause* clause, const struct text_line* line,
		struct error error);
} settings[SETTINGS] = {
	[SETTING_NAME] = {"name", false, &set_name},
	[SETTING_NETWORK] = {"network", true, &ws_set_network},
	[SETTING_NUMBERS] = {"numbers", false, &ws_set_numbers},
	[SETTING_EXCEPT] = {"except", true, &ws_set_except},
	[SETTING_PREFIX_FROM] = {"prefix-from", false, &ws_set_prefix_from},
	[SETTING_FIRST] = {"first", false, &set_first},
	[SETTING_ORIGIN] = {"origin", true, &set_origin},
	[SETTING_SUBDOMAINS] = {"subdomains", false, &set_subdomains},
	[SETTING_TTL] = {"ttl", false, &set_ttl},
	[SETTING_RECORD] = {"record", true, &ws_set_record},
	[SETTING_OTHER_TYPES] = {"other-types", false, &ws_set_other_types},
	[SETTING_OUT_OF_RANGE] = {"out-of-range", false, &set_out_of_range},
	[SETTING_EXISTING] = {"existing", false, &set_existing},
	[SETTING_REVERSE] = {"reverse", false, &set_reverse},
	[SETTING_REVERSE_ZONE] = {"reverse-zone", true, &set_reverse_zone},
	[SETTING_FOR_VIEW] = {"for-view", true, &set_for_view},
};

void
ws_clause_begin(struct clause* clause, const char* file,
	unsigned line)
{
	struct clause last = *clause;

	ws_records_clear(clause);
	memset(clause, 0, sizeof(*clause));
	clause->file = file;
	clause->line = line;
	clause->networks = last.networks;
	clause->network_capacity = last.network_capacity;
	clause->exceptions = last.exceptions;
	clause->exception_capacity = last.exception_capacity;
	clause->pieces = last.pieces;
	clause->piece_capacity = last.piece_capacity;
	clause->origins = last.origins;
	clause->origin_capacity = last.origin_capacity;
	clause->reverse_zones = last.reverse_zones;
	clause->reverse_zone_capacity = last.reverse_zone_capacity;
	clause->other_types.except = last.other_types.except;
	clause->other_types.except_capacity = last.other_types.except_capacity;
	clause->records = last.records;
	clause->record_capacity = last.record_capacity;
	clause->views = last.views;
	clause->view_capacity = last.view_capacity;
	ws_template_read(DEFAULT_NAME, &clause->format,
		clause->literal);
}

bool
ws_clause_set(struct clause* clause, const struct text_line* line,
	struct error error)
{
	int setting = 0;

	while(setting < SETTINGS
		&& strcmp(settings[setting].key, line->key) != 0)
		setting++;
	if(setting == SETTINGS) {
		snprintf(error.message, error.size,
			"%s:%u: unknown setting \"%s\" (see workstation(5))",
			line->file, line->line, line->key);
		return false;
	}
	if(clause->seen[setting].key && !settings[setting].repeatable)
		return ws_reject(error, line,
			"repeats a setting of line %u, expected it once per clause",
			clause->seen[setting].line);
	if(!clause->seen[setting].key)
		clause->seen[setting] = *line;

	return settings[setting].set(clause, line, error);
}

struct text_line
ws_line_of(const struct clause* clause, enum setting setting,
	const char* default_value)
{
	struct text_line line = {settings[setting].key, default_value,
		clause->file ? clause->file : "", clause->line};

	return clause->seen[setting].key ? clause->seen[setting] : line;
}

/** Judge what `reverse: yes` needs. */
static bool
judge_reverse(const struct clause* clause, struct error error)
{
	const struct text_line* line = &clause->seen[SETTING_REVERSE];

	if(clause->origin_count == 0)
		return ws_reject(error, line,
			"needs origin:, the domain that PTR records point to");
	if(clause->format.wild)
		return ws_reject(error, line,
			"excludes {*} in name:, expected a name that PTR records can point to");
	for(size_t i = 0; i < clause->origin_count; i++)
		if(origin_is_wildcard(clause->origins[i].name))
			return ws_reject(error, line,
				"excludes an origin: with the label *, expected a domain that PTR records can point to");
	return true;
}

/** Whether each reverse zone has addresses. */
static bool
judge_reverse_zones(const struct clause* clause, struct error error)
{
	if(clause->reverse_zone_count && !clause->reverse)
		return ws_reject(error, &clause->reverse_zones[0].line,
			"needs reverse: yes");
	for(size_t i = 0; i < clause->reverse_zone_count; i++) {
		const struct reverse_zone_name* zone = &clause->reverse_zones[i];
		struct address address = {zone->first, IPV4};
		char text[ADDRESS_MAX_TEXT];
		bool has_address = false;

		for(size_t j = 0; j < clause->piece_count; j++) {
			const struct piece* piece = &clause->pieces[j];
			struct number first = zone->first;
			struct number last = number_add(first, number_of(255));

			has_address |= piece_family(clause, piece) == IPV4
				&& ws_piece_cut(clause, piece, &first, &last);
		}
		if(has_address)
			continue;
		ws_address_text(text, address);
		return ws_reject(error, &zone->line,
			"has no address of the rule, expected a network with addresses in %s/24",
			text);
	}
	return true;
}

bool
ws_clause_end(struct clause* clause, struct error error)
{
	const struct text_line* seen = clause->seen;

	if(clause->subdomains && clause->origin_count == 0)
		return ws_reject(error, &seen[SETTING_SUBDOMAINS],
			"needs origin:, the domain that computed names are in");
	if(clause->reverse && !judge_reverse(clause, error))
		return false;
	if(seen[SETTING_FIRST].key && template_placeholder(&clause->format)
		->numbering != NUMBERING_COUNT)
		return ws_reject(error, &seen[SETTING_FIRST],
			"needs {n} in name:");
	return ws_judge_numbers(clause, error)
		&& ws_judge_prefix_from(clause, error)
		&& ws_number_networks(clause, error)
		&& judge_reverse_zones(clause, error)
		&& ws_names_fit(clause, error)
		&& ws_judge_records(clause, error)
		&& ws_judge_other_types(clause, error);
}

void
ws_clause_clear(struct clause* clause)
{
	free(clause->networks);
	free(clause->exceptions);
	free(clause->pieces);
	free(clause->origins);
	free(clause->reverse_zones);
	free(clause->other_types.except);
	ws_records_clear(clause);
	free(clause->records);
	free(clause->views);
}
