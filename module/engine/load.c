/* SPDX-License-Identifier: BSD-3-Clause */
/* From the text of rules to their sets: one for the clients of no view, and one for each
 * view that a rule names. */
#include "array.h"
#include "compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct loader {
	/** The compilers of the sets: the first one for the clients of no view, then
	 * those of the views in their order. */
	struct compiler* compilers;
	size_t count, capacity;
	/* capacities of arrays of the first set */
	size_t view_capacity, line_capacity;
};

/** Begin a set. @param zones: lent. @param view: NULL: for the clients of no view. */
static bool
add_set(struct loader* loader, struct zones* zones, const char* view)
{
	struct workstation_rules* rules;
	struct compiler* compiler;

	if(!ARRAY_RESERVE(loader->compilers, loader->count, 1,
		&loader->capacity))
		return false;
	rules = loader->count ? loader->compilers[0].rules : NULL;
	if(rules && !ARRAY_RESERVE(rules->views, rules->view_count, 1,
		&loader->view_capacity))
		return false;
	compiler = &loader->compilers[loader->count++];
	if(!ws_compile_begin(compiler, view)) {
		workstation_rules_free(compiler->rules);
		compiler->rules = NULL;
		return false;
	}
	if(rules)
		rules->views[rules->view_count++] = compiler->rules;
	return ws_compile_zones(compiler, zones)
		&& (!rules || ws_index_view(rules));
}

/** Begin a set for each view. Rules before the first one that names it are in it, too. */
static bool
add_views(struct loader* loader, const struct workstation_text* text)
{
	struct zones* zones = loader->compilers[0].rules->zones;
	struct text_cursor cursor = {0, NULL};
	struct text_line line;

	while(ws_text_next(text, &cursor, &line))
		if(line.key && strcmp(line.key, "for-view") == 0
			&& ws_find_view(loader->compilers[0].rules,
				line.value) == NO_VIEW
			&& !add_set(loader, zones, line.value))
			return false;
	return true;
}

/** Add a rule to the set of a view that it names. */
static bool
add_for_view(struct loader* loader, const struct clause* clause,
	const struct text_line* line)
{
	struct workstation_rules* rules = loader->compilers[0].rules;
	struct compiler* compiler;
	struct view_line* added;

	if(!ARRAY_RESERVE(rules->view_lines, rules->view_line_count, 1,
		&loader->line_capacity))
		return false;
	added = &rules->view_lines[rules->view_line_count++];
	added->view = ws_find_view(rules, line->value);
	added->line = line->line;
	compiler = &loader->compilers[added->view + 1];
	return ws_compile_file(compiler, line->file, &added->file)
		&& ws_compile_rule(compiler, clause, (uint32_t)rules->total,
			line != clause->views);
}

/** Add a rule to the sets of those it is for. */
static bool
add_rule(struct loader* loader, const struct clause* clause)
{
	struct workstation_rules* rules = loader->compilers[0].rules;
	bool added = true;

	for(size_t i = 0; added && i < clause->view_count; i++)
		added = add_for_view(loader, clause, &clause->views[i]);
	for(size_t i = 0; added && !clause->view_count && i < loader->count; i++)
		added = ws_compile_rule(&loader->compilers[i], clause,
			(uint32_t)rules->total, i > 0);
	rules->total++;
	return added;
}

/** Judge a clause as a whole, and compile it. */
static bool
end_clause(struct loader* loader, struct clause* clause,
	workstation_prefix_finder* find_prefix, struct error error)
{
	return ws_clause_end(clause, error)
		&& ws_zones_judge(loader->compilers[0].rules, clause, error)
		&& ws_clause_find_prefix(clause, find_prefix, error)
		&& add_rule(loader, clause);
}

/** Judge and compile one clause after the other. */
static bool
compile_text(struct loader* loader, const struct workstation_text* text,
	struct clause* clause, workstation_prefix_finder* find_prefix,
	struct error error)
{
	struct text_cursor cursor = {0, NULL};
	struct text_line line;
	bool is_rule = workstation_text_is_empty(text), is_zone = false;

	/* a setting before any clause is one of a clause, too */
	ws_clause_begin(clause, NULL, 0);
	while(ws_text_next(text, &cursor, &line)) {
		if(line.key) {
			if(!is_zone && !ws_clause_set(clause, &line, error))
				return false;
			continue;
		}
		if(is_rule && !end_clause(loader, clause, find_prefix, error))
			return false;
		ws_clause_begin(clause, line.file, line.line);
		is_zone = begins_zone(&line);
		is_rule = !is_zone;
	}
	return !is_rule || end_clause(loader, clause, find_prefix, error);
}

static bool
end_sets(struct loader* loader)
{
	struct workstation_rules* rules = loader->compilers[0].rules;

	for(size_t i = 0; i < loader->count; i++) {
		if(!ws_compile_end(&loader->compilers[i]))
			return false;
		rules->has_keep |= loader->compilers[i].rules->has_keep;
	}
	ARRAY_SHRINK(rules->views, rules->view_count);
	ARRAY_SHRINK(rules->view_lines, rules->view_line_count);
	return true;
}

struct workstation_rules*
workstation_rules_load(const struct workstation_text* text,
	workstation_prefix_finder* find_prefix,
	const struct workstation_key_store* keys, char* message, size_t size)
{
	struct zones* zones;
	struct loader loader;
	struct clause clause;
	struct error error = {message, size};
	struct workstation_rules* rules;
	bool loaded;

	snprintf(message, size, "out of memory for the rules");
	memset(&loader, 0, sizeof(loader));
	memset(&clause, 0, sizeof(clause));
	if(!ws_zones_load(text, keys, &zones, error))
		return NULL;
	loaded = add_set(&loader, zones, NULL)
		&& add_views(&loader, text)
		&& compile_text(&loader, text, &clause, find_prefix, error)
		&& end_sets(&loader);
	rules = loader.count ? loader.compilers[0].rules : NULL;
	ws_clause_clear(&clause);
	for(size_t i = 0; i < loader.count; i++)
		ws_compile_clear(&loader.compilers[i]);
	free(loader.compilers);
	if(loaded)
		return rules;
	if(!rules)
		ws_zones_free(zones);
	workstation_rules_free(rules);
	return NULL;
}
