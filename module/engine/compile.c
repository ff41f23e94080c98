/* SPDX-License-Identifier: BSD-3-Clause */
/* From judged clauses to a set of compiled rules; rules.h has an example. */
#include "array.h"
#include "compile.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool
ws_compile_text(struct compiler* compiler, const void* octets, size_t length,
	uint32_t* at)
{
	struct workstation_rules* rules = compiler->rules;

	if(!ARRAY_RESERVE(rules->texts, rules->text_length, length,
		&compiler->text_capacity))
		return false;
	*at = (uint32_t)rules->text_length;
	if(length)
		memcpy(rules->texts + rules->text_length, octets, length);
	rules->text_length += length;
	return true;
}

/** Add a domain to the origins, if it is not there. @param index: set to its index.
 * @param length: 0 for any domain. */
static bool
add_origin(struct compiler* compiler, const uint8_t* name, size_t length,
	uint32_t rule, uint32_t* index)
{
	struct workstation_rules* rules = compiler->rules;
	uint8_t offset[MAX_LABELS];
	struct origin* origin;

	*index = length ? ws_find_origin(rules, name, length) : ANY_DOMAIN;
	if(*index != ANY_DOMAIN) {
		/* so far it was there because of a zone */
		if(rules->origins[*index].rule == NO_RULE)
			rules->origins[*index].rule = rule;
		return true;
	}
	if(!ARRAY_RESERVE(rules->origins, rules->origin_count, 1,
		&compiler->origin_capacity))
		return false;
	*index = (uint32_t)rules->origin_count;
	origin = &rules->origins[rules->origin_count];
	memset(origin, 0, sizeof(*origin));
	origin->rule = rule;
	origin->length = (uint8_t)length;
	if(length) {
		origin->labels = (uint8_t)(ws_name_labels(name,
			length, offset) - 1);
		assert(origin->labels < MAX_LABELS);
		rules->label_counts[origin->labels] |= origin_is_wildcard(name)
			? LABELS_EXISTING | LABELS_WILDCARD : LABELS_EXISTING;
	}
	if(!ws_compile_text(compiler, name, length, &origin->name))
		return false;
	rules->origin_count++;
	return ws_index_origin(rules);
}

/** Add an origin and the domains above it, which exist because of it. */
static bool
add_origin_and_above(struct compiler* compiler,
	const struct origin_name* origin, uint32_t rule, uint32_t* index)
{
	uint8_t offset[MAX_LABELS];
	unsigned labels = ws_name_labels(origin->name, origin->length,
		offset);
	uint32_t above;

	if(!add_origin(compiler, origin->name, origin->length, rule, index))
		return false;
	for(unsigned i = 1; i < labels; i++)
		if(!add_origin(compiler, origin->name + offset[i],
			origin->length - (size_t)offset[i], rule, &above))
			return false;
	return true;
}

/** Note how many labels a template adds to those of an origin. */
static void
count_labels(struct workstation_rules* rules, uint32_t origin,
	const struct origin_format* entry)
{
	uint8_t labels = entry->format.labels;

	if(origin == ANY_DOMAIN) {
		if(rules->any_domain_labels < labels)
			rules->any_domain_labels = labels;
		return;
	}
	rules->label_counts[rules->origins[origin].labels] |=
		(labels == 1 ? LABELS_DIRECT : LABELS_DEEPER)
		| (entry->in_front ? LABELS_DEEPER : 0);
}

/** See struct origin_format. */
static void
set_octet_before(struct origin_format* entry, const uint8_t* literal)
{
	uint8_t length = entry->format.prefix_length;

	if(length == entry->format.front || (entry->format.wild
		&& !(entry->format.wild & WILD_BEHIND))) {
		entry->before = UINT64_MAX;
		return;
	}
	for(unsigned octet = 0; octet < 256; octet++)
		if(octet_lower((uint8_t)octet) == octet_lower(literal[length - 1]))
			entry->before |= UINT64_C(1) << octet % 64;
}

/** Add a pattern without rules. */
static bool
add_pattern(struct compiler* compiler, uint32_t origin,
	const struct template_format* format, uint32_t literal, uint8_t kind)
{
	struct workstation_rules* rules = compiler->rules;
	struct pattern* pattern;
	struct origin_format* entry;

	if(!ARRAY_RESERVE(rules->patterns, rules->pattern_count, 1,
		&compiler->pattern_capacity) || !ARRAY_RESERVE(rules->formats,
		rules->format_count, 1, &compiler->format_capacity))
		return false;
	entry = &rules->formats[rules->format_count++];
	memset(entry, 0, sizeof(*entry));
	entry->origin = origin;
	entry->format = *format;
	entry->kind = kind;
	entry->in_front = kind == PATTERN_SUBDOMAINS ? MAX_LABELS : 0;
	entry->simple = template_is_simple(format);
	set_octet_before(entry, rules->texts + literal);
	pattern = &rules->patterns[rules->pattern_count++];
	memset(pattern, 0, sizeof(*pattern));
	pattern->origin = origin;
	pattern->rule = pattern->nxdomain = NO_RULE;
	pattern->literal = literal;
	pattern->format = *format;
	pattern->kind = kind;
	count_labels(rules, origin, entry);
	return ws_index_pattern(rules);
}

/** Add a rule to a pattern. @param index: set to that of the pattern. */
static bool
join_pattern(struct compiler* compiler, uint32_t rule_index, uint32_t origin,
	const struct template_format* format, uint32_t literal, uint8_t kind,
	uint32_t* index)
{
	struct workstation_rules* rules = compiler->rules;
	const uint8_t* text = rules->texts + literal;
	const struct pattern* found = NULL;
	struct pattern* pattern;

	if(rules->pattern_count)
		found = ws_find_pattern(rules, origin, format, kind, text,
			text + format->prefix_length);
	if(!found && !add_pattern(compiler, origin, format, literal, kind))
		return false;
	*index = found ? (uint32_t)(found - rules->patterns)
		: (uint32_t)rules->pattern_count - 1;
	pattern = &rules->patterns[*index];
	if(pattern->rule == NO_RULE)
		pattern->rule = rule_index;
	if(rules->rules[rule_index].nxdomain && pattern->nxdomain == NO_RULE
		&& kind != PATTERN_ABOVE)
		pattern->nxdomain = rule_index;
	return true;
}

/** Add a rule to the patterns of its template below an origin, and of the names between
 * them. @param patterns: set to their indexes, as many as the template has labels; for
 * any domain, only the first one is. */
static bool
join_patterns(struct compiler* compiler, uint32_t rule_index, uint32_t origin,
	uint32_t* patterns)
{
	struct workstation_rules* rules = compiler->rules;
	const struct rule* rule = &rules->rules[rule_index];
	struct template_format format = rule->format;
	uint32_t literal = rule->literal;

	if(!join_pattern(compiler, rule_index, origin, &format, literal,
		rule->subdomains ? PATTERN_SUBDOMAINS : PATTERN_DIRECT, patterns))
		return false;
	/* domains above the names of a rule for any domain are not its own */
	while(origin != ANY_DOMAIN && format.labels > 1) {
		const uint8_t* text = rules->texts + literal;
		const uint8_t* above = text;

		ws_template_above(&format, &above);
		literal += (uint32_t)(above - text);
		if(!join_pattern(compiler, rule_index, origin, &format, literal,
			PATTERN_ABOVE, ++patterns))
			return false;
	}
	return true;
}

/** Add a zone, and the domains above it, which exist because of it. */
static bool
add_zone(struct compiler* compiler, uint32_t zone)
{
	struct workstation_rules* rules = compiler->rules;
	const struct origin_name* name = &rules->zones->zones[zone].name;
	uint8_t offset[MAX_LABELS];
	unsigned labels = ws_name_labels(name->name, name->length, offset);
	uint32_t index;

	if(!add_origin_and_above(compiler, name, NO_RULE, &index))
		return false;
	rules->origins[index].zone = zone + 1;
	rules->label_counts[labels - 1] |= LABELS_ZONE;
	for(unsigned i = 0; i < labels; i++)
		rules->origins[ws_find_origin(rules, name->name + offset[i],
			name->length - (size_t)offset[i])].has_zone = true;
	return true;
}

bool
ws_compile_zones(struct compiler* compiler, struct zones* zones)
{
	compiler->rules->zones = zones;
	for(size_t i = 0; zones && i < zones->count; i++)
		if(!add_zone(compiler, (uint32_t)i))
			return false;
	return true;
}

/** Add a reverse zone, if it is not there. */
static bool
add_reverse_zone(struct compiler* compiler, uint32_t rule,
	const struct reverse_zone_name* name)
{
	struct workstation_rules* rules = compiler->rules;
	struct reverse_zone* zone;
	uint32_t origin;

	if(!add_origin_and_above(compiler, &name->name, rule, &origin))
		return false;
	if(rules->origins[origin].reverse_zone)
		return true;
	if(!ARRAY_RESERVE(rules->reverse_zones, rules->reverse_zone_count, 1,
		&compiler->reverse_zone_capacity))
		return false;
	zone = &rules->reverse_zones[rules->reverse_zone_count++];
	memset(zone, 0, sizeof(*zone));
	zone->first = name->first;
	zone->origin = origin;
	zone->rule = rule;
	rules->origins[origin].reverse_zone
		= (uint32_t)rules->reverse_zone_count;
	rules->label_counts[rules->origins[origin].labels] |= LABELS_DIRECT;
	return true;
}

bool
ws_compile_file(struct compiler* compiler, const char* file, uint32_t* at)
{
	if(file && file != compiler->file) {
		if(!ws_compile_text(compiler, file, strlen(file) + 1,
			&compiler->file_text))
			return false;
		compiler->file = file;
	}
	*at = file ? compiler->file_text : 0;
	return true;
}

/** Add what a clause says, but for its networks and origins. */
static bool
add_settings(struct compiler* compiler, const struct clause* clause,
	uint32_t number, bool repeated)
{
	struct workstation_rules* rules = compiler->rules;
	struct rule* rule;

	if(!ARRAY_RESERVE(rules->rules, rules->rule_count, 1,
		&compiler->rule_capacity))
		return false;
	rule = &rules->rules[rules->rule_count++];
	memset(rule, 0, sizeof(*rule));
	rule->line = clause->line;
	rule->index = number;
	rule->ttl = clause->ttl;
	rule->format = clause->format;
	rule->subdomains = clause->subdomains;
	rule->nodata = clause->other_types.nodata;
	rule->except_count = (uint32_t)clause->other_types.except_count;
	rule->nxdomain = clause->nxdomain;
	rule->reverse = clause->reverse;
	rule->keep = clause->keep;
	rule->numbered = clause->numbered;
	rules->has_keep |= clause->keep;
	rule->unprefixed = clause->unprefixed;
	rule->for_view = clause->view_count > 0;
	rule->repeated = repeated;
	rule->origin = ANY_DOMAIN;
	return ws_compile_file(compiler, clause->file, &rule->file)
		&& ws_compile_text(compiler, clause->literal,
		template_literal_length(&clause->format), &rule->literal)
		&& ws_compile_text(compiler, clause->other_types.except,
		rule->except_count * sizeof(*clause->other_types.except),
		&rule->except) && ws_add_records(compiler, clause);
}

bool
ws_compile_rule(struct compiler* compiler, const struct clause* clause,
	uint32_t number, bool repeated)
{
	uint32_t index = (uint32_t)compiler->rules->rule_count;
	size_t labels = clause->origin_count ? clause->format.labels : 1;
	size_t count = clause->origin_count ? clause->origin_count * labels : 1;
	uint32_t* patterns = malloc(count * sizeof(*patterns));
	bool added = patterns && add_settings(compiler, clause, number,
		repeated);

	for(size_t i = 0; added && i < clause->origin_count; i++) {
		uint32_t origin;

		added = add_origin_and_above(compiler, &clause->origins[i],
			index, &origin) && join_patterns(compiler, index, origin,
			patterns + i * labels);
		if(i == 0)
			compiler->rules->rules[index].origin = origin;
	}
	if(added && !clause->origin_count)
		added = join_patterns(compiler, index, ANY_DOMAIN, patterns);
	for(size_t i = 0; added && i < clause->reverse_zone_count; i++)
		added = add_reverse_zone(compiler, index,
			&clause->reverse_zones[i]);
	added = added && ws_add_networks(compiler, clause, index, patterns,
		count);
	free(patterns);
	return added;
}

static int
compare_formats(const void* left, const void* right)
{
	const struct origin_format* a = left;
	const struct origin_format* b = right;
	int order;

	if(a->origin != b->origin)
		return a->origin < b->origin ? -1 : 1;
	order = (int)a->kind - (int)b->kind;
	return order ? order : memcmp(&a->format, &b->format, sizeof(a->format));
}

/** Whether two formats differ in the placeholder only. */
static bool
are_alike(const struct origin_format* a, const struct origin_format* b)
{
	return a->origin == b->origin && a->kind == b->kind
		&& template_is_labels(&a->format) == template_is_labels(&b->format)
		&& memcmp(&a->format, &b->format,
			offsetof(struct template_format, placeholder)) == 0;
}

/** Join formats that are alike. */
static void
join_alike(struct origin_format* formats, size_t count)
{
	size_t first = 0;

	for(size_t i = 0; i < count; i++) {
		if(!are_alike(&formats[first], &formats[i]))
			first = i;
		formats[first].alike = (uint32_t)(i - first + 1);
		formats[first].before |= formats[i].before;
	}
}

/** Sort the formats by origin, without duplicates, and give each origin its own. */
static void
gather_formats(struct workstation_rules* rules)
{
	size_t count = 0;

	if(rules->format_count) /* formats may be NULL otherwise */
		qsort(rules->formats, rules->format_count, sizeof(*rules->formats),
			compare_formats);
	for(size_t i = 0; i < rules->format_count; i++) {
		struct origin* origin = &rules->origins[rules->formats[i].origin];

		if(i > 0 && compare_formats(&rules->formats[i],
			&rules->formats[count - 1]) == 0) {
			rules->formats[count - 1].before |= rules->formats[i].before;
			continue;
		}
		if(origin->format_count++ == 0)
			origin->formats = (uint32_t)count;
		rules->formats[count++] = rules->formats[i];
	}
	rules->format_count = count;
	join_alike(rules->formats, count);
}

bool
ws_compile_begin(struct compiler* compiler, const char* view)
{
	uint32_t nothing;

	memset(compiler, 0, sizeof(*compiler));
	compiler->rules = calloc(1, sizeof(*compiler->rules));
	/* offset 0 of the texts is no file, and origin 0 any domain */
	return compiler->rules && ws_compile_text(compiler, "", 1, &nothing)
		&& (!view || ws_compile_text(compiler, view, strlen(view) + 1,
			&compiler->rules->view))
		&& add_origin(compiler, NULL, 0, NO_RULE, &nothing);
}

bool
ws_compile_end(struct compiler* compiler)
{
	struct workstation_rules* rules = compiler->rules;

	gather_formats(rules);
	ARRAY_SHRINK(rules->rules, rules->rule_count);
	ARRAY_SHRINK(rules->ranges, rules->range_count);
	ARRAY_SHRINK(rules->origins, rules->origin_count);
	ARRAY_SHRINK(rules->formats, rules->format_count);
	ARRAY_SHRINK(rules->patterns, rules->pattern_count);
	ARRAY_SHRINK(rules->progressions, rules->progression_count);
	ARRAY_SHRINK(rules->reverse_zones, rules->reverse_zone_count);
	ARRAY_SHRINK(rules->records, rules->record_count);
	ARRAY_SHRINK(rules->texts, rules->text_length);
	if(!ws_build_type_sets(compiler) || !ws_build_intervals(compiler))
		return false;
	ws_build_suffix_filter(rules);
	return true;
}

void
ws_compile_clear(struct compiler* compiler)
{
	free(compiler->forward.span);
	free(compiler->reverse.span);
	free(compiler->ents.span);
	free(compiler->zoned.span);
	free(compiler->numbered.span);
	free(compiler->types);
	free(compiler->steps);
}
