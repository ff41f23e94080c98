/* SPDX-License-Identifier: BSD-3-Clause */
/* The settings of a clause: each value, and all of them together. */
#include "array.h"
#include "clause.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TTL 2147483647

/* defaults */
static const char default_name[] = "workstation{n}";
static const struct network default_network = {
	{0, 0xac000200}, {0, 0xac0002ff}, {0, 0}, IPV4};

/** Say what is wrong with a setting, and what was expected. */
static bool
reject(struct error error, const struct text_line* line,
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

static bool
unknown_setting(struct error error, const struct text_line* line)
{
	snprintf(error.message, error.size,
		"%s:%u: unknown setting \"%s\" (see workstation(5))",
		line->file, line->line, line->key);
	return false;
}

static bool
out_of_memory(struct error error)
{
	snprintf(error.message, error.size,
		"out of memory for the rules");
	return false;
}

static bool
add_network(struct clause* clause, const struct network* network)
{
	if(!ARRAY_RESERVE(clause->networks, clause->network_count, 1,
		&clause->network_capacity))
		return false;
	clause->networks[clause->network_count++] = *network;
	return true;
}

static bool
set_name(struct clause* clause, const struct text_line* line,
	struct error error)
{
	const char* problem = ws_template_read(line->value,
		&clause->format, clause->literal);

	return problem ? reject(error, line, "%s", problem) : true;
}

/** Read a text that is a decimal number as a whole. */
static bool
read_decimal(const char* text, struct number* number)
{
	bool overflow;

	return ws_number_read((const uint8_t*)text, strlen(text),
		number, &overflow) && !overflow;
}

/** Read the prefix length after an address. */
static bool
set_prefix(struct clause* clause, const struct text_line* line,
	struct address address, const char* text, struct error error)
{
	unsigned bits = family_bits(address.family);
	struct number prefix, hosts;
	struct network network = {.first = address.number,
		.family = address.family};

	if(!read_decimal(text, &prefix)
		|| number_compare(prefix, number_of(bits)) > 0)
		return reject(error, line,
			"has an invalid prefix length, expected 0 to %u", bits);
	hosts = number_mask(bits - (unsigned)prefix.low);
	if(number_compare(number_and(address.number, hosts), number_of(0))) {
		char right[ADDRESS_MAX_TEXT];

		address.number = number_subtract(address.number,
			number_and(address.number, hosts));
		ws_address_text(right, address);
		return reject(error, line,
			"has host bits set, expected %s/%u", right,
			(unsigned)prefix.low);
	}
	network.last = number_or(address.number, hosts);
	return add_network(clause, &network) || out_of_memory(error);
}

static bool
set_network(struct clause* clause, const struct text_line* line,
	struct error error)
{
	const char* separator = strpbrk(line->value, "/-");
	size_t length = separator ? (size_t)(separator - line->value) : 0;
	char first[ADDRESS_MAX_TEXT];
	struct address from, to;
	struct network network;

	if(!separator)
		return reject(error, line,
			"is neither a prefix nor a range, expected one like 192.0.2.0/24 or 192.0.2.1-192.0.2.9");
	if(length >= sizeof(first))
		length = 0;
	memcpy(first, line->value, length);
	first[length] = 0;
	if(!ws_address_read(first, &from))
		return reject(error, line,
			"has no IPv4 or IPv6 address before '%c'", *separator);
	if(*separator == '/')
		return set_prefix(clause, line, from, separator + 1, error);

	if(!ws_address_read(separator + 1, &to))
		return reject(error, line,
			"has no IPv4 or IPv6 address after '-'");
	if(from.family != to.family)
		return reject(error, line,
			"mixes IPv4 and IPv6, expected a range of one family");
	if(number_compare(from.number, to.number) > 0)
		return reject(error, line,
			"is a backward range, expected %s-%s",
			separator + 1, first);
	network.first = from.number;
	network.last = to.number;
	network.family = from.family;
	return add_network(clause, &network) || out_of_memory(error);
}

static bool
set_first(struct clause* clause, const struct text_line* line,
	struct error error)
{
	return read_decimal(line->value, &clause->first)
		|| reject(error, line,
			"is invalid, expected 0 to 340282366920938463463374607431768211455");
}

/** Whether a name has a label `*`: no client asks for names below one. */
static bool
has_wildcard(const struct origin_name* origin)
{
	for(size_t at = 0; origin->name[at]; at += origin->name[at] + (size_t)1)
		if(origin->name[at] == 1 && origin->name[at + 1] == '*')
			return true;
	return false;
}

static bool
set_origin(struct clause* clause, const struct text_line* line,
	struct error error)
{
	const char* problem;
	struct origin_name* origin;

	if(!ARRAY_RESERVE(clause->origins, clause->origin_count, 1,
		&clause->origin_capacity))
		return out_of_memory(error);
	origin = &clause->origins[clause->origin_count++];
	origin->length = (uint8_t)ws_name_read(line->value,
		origin->name, &problem);
	if(origin->length && has_wildcard(origin))
		problem = "has the wildcard label *";
	return !problem || reject(error, line,
		"%s, expected a domain name like example.com", problem);
}

static bool
set_ttl(struct clause* clause, const struct text_line* line,
	struct error error)
{
	struct number ttl;

	if(!read_decimal(line->value, &ttl)
		|| number_compare(ttl, number_of(MAX_TTL)) > 0)
		return reject(error, line,
			"is invalid, expected 0 to %d", MAX_TTL);
	clause->ttl = (uint32_t)ttl.low;
	return true;
}

/** Read one of two words. @return false: rejected. */
static bool
set_choice(bool* choice, const char* no, const char* yes,
	const struct text_line* line, struct error error)
{
	*choice = strcmp(line->value, yes) == 0;
	return *choice || strcmp(line->value, no) == 0
		|| reject(error, line, "is invalid, expected %s or %s", yes, no);
}

static bool
set_subdomains(struct clause* clause, const struct text_line* line,
	struct error error)
{
	return set_choice(&clause->subdomains, "no", "yes", line, error);
}

static bool
set_other_types(struct clause* clause, const struct text_line* line,
	struct error error)
{
	return set_choice(&clause->nodata, "pass", "nodata", line, error);
}

static bool
set_out_of_range(struct clause* clause, const struct text_line* line,
	struct error error)
{
	return set_choice(&clause->nxdomain, "pass", "nxdomain", line, error);
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
		return reject(error, line,
			"is empty, expected the name of a view");
	for(size_t i = 0; i < clause->view_count; i++)
		if(strcmp(clause->views[i].value, line->value) == 0)
			return reject(error, line,
				"repeats the view of line %u, expected it once per clause",
				clause->views[i].line);
	if(!ARRAY_RESERVE(clause->views, clause->view_count, 1,
		&clause->view_capacity))
		return out_of_memory(error);
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
	[SETTING_NETWORK] = {"network", true, &set_network},
	[SETTING_FIRST] = {"first", false, &set_first},
	[SETTING_ORIGIN] = {"origin", true, &set_origin},
	[SETTING_SUBDOMAINS] = {"subdomains", false, &set_subdomains},
	[SETTING_TTL] = {"ttl", false, &set_ttl},
	[SETTING_OTHER_TYPES] = {"other-types", false, &set_other_types},
	[SETTING_OUT_OF_RANGE] = {"out-of-range", false, &set_out_of_range},
	[SETTING_REVERSE] = {"reverse", false, &set_reverse},
	[SETTING_FOR_VIEW] = {"for-view", true, &set_for_view},
};

void
ws_clause_begin(struct clause* clause, const char* file,
	unsigned line)
{
	struct network* networks = clause->networks;
	struct origin_name* origins = clause->origins;
	struct text_line* views = clause->views;
	size_t network_capacity = clause->network_capacity;
	size_t origin_capacity = clause->origin_capacity;
	size_t view_capacity = clause->view_capacity;

	memset(clause, 0, sizeof(*clause));
	clause->file = file;
	clause->line = line;
	clause->networks = networks;
	clause->network_capacity = network_capacity;
	clause->origins = origins;
	clause->origin_capacity = origin_capacity;
	clause->views = views;
	clause->view_capacity = view_capacity;
	ws_template_read(default_name, &clause->format,
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
	if(setting == SETTINGS)
		return unknown_setting(error, line);
	if(clause->seen[setting].key && !settings[setting].repeatable)
		return reject(error, line,
			"repeats a setting of line %u, expected it once per clause",
			clause->seen[setting].line);
	if(!clause->seen[setting].key)
		clause->seen[setting] = *line;

	return settings[setting].set(clause, line, error);
}

/** The line of a setting; with the default value, the first line of the clause. */
static struct text_line
line_of(const struct clause* clause, enum setting setting,
	const char* default_value)
{
	struct text_line line = {settings[setting].key, default_value,
		clause->file ? clause->file : "", clause->line};

	return clause->seen[setting].key ? clause->seen[setting] : line;
}

/** Octets of the shortest and the longest text in place of the placeholder. */
struct extent {
	size_t shortest, longest;
};

static void
extend(const struct clause* clause, struct extent* extent,
	struct number number, enum family family)
{
	struct template_value value = {number, family, false};
	uint8_t label[TEMPLATE_MAX_LITERAL + NUMBER_MAX_DIGITS];
	size_t length = ws_template_write(&clause->format,
		clause->literal, &value, label)
		- template_literal_length(&clause->format);

	if(length < extent->shortest)
		extent->shortest = length;
	if(length > extent->longest)
		extent->longest = length;
}

/** Measure the addresses that can have the longest text: the ends of a network, and
 * the last addresses before each group of octets in which it ends. */
static void
extend_addresses(const struct clause* clause, struct extent* extent,
	const struct network* network)
{
	unsigned step = network->family == IPV4 ? 8 : 16;

	extend(clause, extent, network->first, network->family);
	extend(clause, extent, network->last, network->family);
	for(unsigned bits = step; bits < family_bits(network->family);
		bits += step) {
		struct number begin = number_subtract(network->last,
			number_and(network->last, number_mask(bits)));

		if(number_compare(begin, network->first) > 0)
			extend(clause, extent, number_subtract(begin,
				number_of(1)), network->family);
	}
}

/** Number the networks: with {n} each family from `first:` on; with {ip} and {hex} an
 * address is its own number. */
static bool
number_networks(struct clause* clause, struct error error)
{
	struct number next[FAMILIES] = {clause->first, clause->first};
	bool full[FAMILIES] = {false, false};

	for(size_t i = 0; i < clause->network_count; i++) {
		struct network* network = &clause->networks[i];
		enum family family = network->family;
		struct number last;

		network->number = network->first;
		if(clause->format.placeholder != PLACEHOLDER_NUMBER)
			continue;
		network->number = next[family];
		last = network_last_number(network);
		if(full[family] || number_compare(last, next[family]) < 0) {
			struct text_line line = line_of(clause, SETTING_FIRST, "0");

			return reject(error, &line,
				"numbers addresses past 2^128-1, expected a smaller number or smaller networks");
		}
		next[family] = number_add(last, number_of(1));
		full[family] = number_compare(last, NUMBER_MAX) == 0;
	}
	return true;
}

/** Measure the texts in place of the placeholder. */
static void
measure(const struct clause* clause, struct extent* extent)
{
	extent->shortest = SIZE_MAX;
	extent->longest = 0;
	for(size_t i = 0; i < clause->network_count; i++) {
		const struct network* network = &clause->networks[i];

		if(clause->format.placeholder != PLACEHOLDER_NUMBER) {
			extend_addresses(clause, extent, network);
			continue;
		}
		extend(clause, extent, network->number, network->family);
		extend(clause, extent, network_last_number(network),
			network->family);
	}
}

/** Whether the longest label, and the longest name below each origin, is valid. */
static bool
fits(const struct clause* clause, size_t longest, struct error error)
{
	struct text_line line = line_of(clause, SETTING_NAME, default_name);
	size_t label = template_literal_length(&clause->format) + longest;

	if(label > MAX_LABEL)
		return reject(error, &line,
			"computes a label of %u octets, a label has at most 63",
			(unsigned)label);
	for(size_t i = 0; i < clause->origin_count; i++)
		if(label + 1 + clause->origins[i].length > MAX_NAME)
			return reject(error, &line,
				"computes a name of %u octets, a name has at most 255",
				(unsigned)(label + 1 + clause->origins[i].length));
	return true;
}

bool
ws_clause_end(struct clause* clause, struct error error)
{
	const struct text_line* seen = clause->seen;
	struct extent extent;

	if(clause->network_count == 0 && !add_network(clause, &default_network))
		return out_of_memory(error);
	if(clause->subdomains && clause->origin_count == 0)
		return reject(error, &seen[SETTING_SUBDOMAINS],
			"needs origin:, the domain that computed names are in");
	if(clause->reverse && clause->origin_count == 0)
		return reject(error, &seen[SETTING_REVERSE],
			"needs origin:, the domain that PTR records point to");
	if(seen[SETTING_FIRST].key
		&& clause->format.placeholder != PLACEHOLDER_NUMBER)
		return reject(error, &seen[SETTING_FIRST],
			"needs {n} in name:");
	if(!number_networks(clause, error))
		return false;
	measure(clause, &extent);
	if(!fits(clause, extent.longest, error))
		return false;
	if(clause->reverse && !ws_template_gives_host_names(
		&clause->format, clause->literal, extent.shortest,
		extent.longest)) {
		struct text_line line = line_of(clause, SETTING_NAME,
			default_name);

		return reject(error, &line,
			"computes invalid host names, expected no '_', no '-' at an end and no \"--\" at octets 3 and 4 (reverse: yes needs host names)");
	}
	return true;
}

void
ws_clause_clear(struct clause* clause)
{
	free(clause->networks);
	free(clause->origins);
	free(clause->views);
}
