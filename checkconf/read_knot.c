/* SPDX-License-Identifier: BSD-3-Clause */
/* mod-synthrecord of knot.conf: its blocks, and the zones that have them. */
#include "knot_file.h"
#include "made_clause.h"
#include "name.h"
#include "print.h"
#include "record_text.h"

#include <stdlib.h>
#include <string.h>

#define MODULE "mod-synthrecord"

/** Whether a block refers to a module. @param refers: set to whether it has any modules.
 */
static bool
block_uses(const struct knot* file, size_t block, const char* id, bool* refers)
{
	static const char prefix[] = MODULE "/";
	size_t at = SIZE_MAX;
	const struct item* item;

	*refers = false;
	while(block && (item = knot_next_item(file, block, "module", &at))) {
		*refers = true;
		if(strncmp(item->value, prefix, strlen(prefix)) == 0
			? strcmp(item->value + strlen(prefix), id) == 0
			: strcmp(item->value, MODULE) == 0
			&& strcmp(id, "default") == 0)
			return true;
	}
	return false;
}

/** Whether a zone has a module, itself or by its template. */
static bool
zone_uses(const struct knot* file, size_t zone, const char* id)
{
	const char* template = knot_value_of(file, zone, "template", "default");
	size_t blocks[] = {zone, knot_find_block(file, "template", "id", template),
		knot_find_block(file, "template", "id", "default")};
	bool refers;

	for(size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++)
		if(block_uses(file, blocks[i], id, &refers))
			return true;
		else if(refers)
			return false;
	return false;
}

/** Find the next zone that has a module. @param at: the index of its item; SIZE_MAX at
 * first. @return NULL: there is none. */
static const struct item*
next_zone(const struct knot* file, const char* id, size_t* at)
{
	for(++*at; *at < file->count; ++*at) {
		const struct item* item = &file->items[*at];

		if(strcmp(item->section, "zone") == 0
			&& strcmp(item->key, "domain") == 0
			&& zone_uses(file, item->block, id))
			return item;
	}
	return NULL;
}

/** A block of the section mod-synthrecord. */
struct synthrecord {
	size_t block;
	const char *id, *prefix, *origin;
	uint32_t ttl;
	bool is_reverse, is_short;
	/** Whether a rule has what it computes. */
	bool is_carried;
	unsigned line;
};

static bool
has_networks(const struct knot* file, size_t block)
{
	return knot_value_of(file, block, "network", NULL) != NULL;
}

/** Read a block. @param item: its id. */
static bool
read_synthrecord(struct knot* file, const struct item* item,
	struct synthrecord* module)
{
	const char* type = knot_value_of(file, item->block, "type", "");
	const char* ttl = knot_value_of(file, item->block, "ttl", NULL);
	const char* is_short = knot_value_of(file, item->block, "reverse-short", "on");

	file->reader->line = item->line;
	*module = (struct synthrecord){item->block, item->value,
		knot_value_of(file, item->block, "prefix", ""),
		knot_value_of(file, item->block, "origin", NULL),
		file->reader->defaults->ttl, strcmp(type, "reverse") == 0,
		strcmp(is_short, "off") != 0 && strcmp(is_short, "false") != 0,
		false, item->line};
	if(!module->is_reverse && strcmp(type, "forward") != 0)
		return reader_reject(file->reader, MODULE " %.100s: \"%.100s\" is no type, expected forward or reverse",
			item->value, type);
	/* M is a month */
	if(ttl && (strchr(ttl, 'M') || !read_seconds(ttl, INT32_MAX, &module->ttl)))
		return reader_reject(file->reader, MODULE " %.100s: \"%.100s\" is no ttl, expected 0 to 2147483647",
			item->value, ttl);
	if(!has_networks(file, item->block))
		return reader_reject(file->reader, MODULE " %.100s: has no network, expected one",
			item->value);
	if(module->is_reverse && !module->origin)
		return reader_reject(file->reader, MODULE " %.100s: has no origin, expected one",
			item->value);
	return true;
}

/** Write a network as the value of a setting. */
static bool
write_item(struct knot* file, const struct item* item,
	char network[MAX_NETWORK_TEXT])
{
	char first[MAX_NETWORK_TEXT];
	const char* dash = strchr(item->value, '-');
	size_t length = dash ? (size_t)(dash - item->value) : 0;
	bool written = false;

	if(!dash) {
		written = write_network(item->value, network);
	} else if(length < sizeof(first)) {
		memcpy(first, item->value, length);
		first[length] = 0;
		written = write_range(strip(first), dash + 1
			+ strspn(dash + 1, " \t"), network);
	}
	file->reader->line = item->line;
	return written || reader_reject(file->reader, "\"%.100s\" is no network, expected ADDRESS/LENGTH or FIRST-LAST",
		item->value);
}

/** Whether two blocks have the same networks, as they are written. */
static bool
have_same_networks(const struct knot* file, size_t a, size_t b)
{
	size_t a_at = SIZE_MAX, b_at = SIZE_MAX;
	const struct item *a_item, *b_item;

	do {
		a_item = knot_next_item(file, a, "network", &a_at);
		b_item = knot_next_item(file, b, "network", &b_at);
		if(!a_item || !b_item)
			return a_item == b_item;
	} while(strcmp(a_item->value, b_item->value) == 0);
	return false;
}

/** Read a domain of the file. @return its octets; 0: rejected. */
static size_t
read_domain(struct knot* file, const char* text, uint8_t name[MAX_NAME])
{
	static const struct domain root = {{0}, 1};

	return read_name(file->reader, text, &root, name);
}

/** Whether a block computes the PTR records of another, in a zone of the file.
 * @param same: set to that. @return false: rejected. */
static bool
is_its_reverse(struct knot* file, const struct synthrecord* forward,
	const uint8_t* origin, size_t length, const struct synthrecord* reverse,
	bool* same)
{
	uint8_t name[MAX_NAME];
	size_t at = SIZE_MAX, name_length;

	*same = false;
	if(!reverse->is_reverse || strcmp(reverse->prefix, forward->prefix) != 0
		|| reverse->ttl != forward->ttl || !have_same_networks(file,
		forward->block, reverse->block)
		|| !next_zone(file, reverse->id, &at))
		return true;
	name_length = read_domain(file, reverse->origin, name);
	*same = name_length == length && ws_octets_equal(name, origin, length);
	return name_length > 0;
}

/** The blocks of the section. */
struct synthrecords {
	struct synthrecord* module;
	size_t count;
};

/** Set the networks of a clause. */
static bool
set_networks(struct knot* file, struct clause_text* clause, size_t block)
{
	char network[MAX_NETWORK_TEXT];
	size_t at = SIZE_MAX;
	const struct item* item;

	while((item = knot_next_item(file, block, "network", &at)))
		if(!write_item(file, item, network)
			|| !clause_set(file->reader, clause, "network", "%s",
			network))
			return false;
	return true;
}

/** Add the rule of a block in a zone. @param reverse: its PTR records; NULL: none. */
static bool
add_rule(struct knot* file, const struct synthrecord* forward, const uint8_t* origin,
	const struct synthrecord* reverse)
{
	struct reader* reader = file->reader;
	struct clause_text clause = {0};
	char domain[NAME_MAX_TEXT];
	bool added;

	show_name(origin, 0, domain);
	added = clause_set(reader, &clause, "name", "%s{ip%s}", forward->prefix,
		reverse && !reverse->is_short ? ":long" : "")
		&& set_networks(file, &clause, forward->block)
		&& clause_set(reader, &clause, "origin", "%s", domain)
		&& clause_set(reader, &clause, "ttl", "%lu",
		(unsigned long)forward->ttl)
		&& clause_set(reader, &clause, "other-types", "nodata")
		&& (!reverse || clause_set(reader, &clause, "reverse", "yes"));
	reader->line = forward->line;
	added = added && clause_add_or_lose(reader, &clause, MODULE);
	clause_free(&clause);
	return added;
}

/** Add the rule of a forward block in a zone. */
static bool
add_zone(struct knot* file, struct synthrecords* modules,
	struct synthrecord* forward, const struct item* zone)
{
	struct synthrecord* reverse = NULL;
	uint8_t origin[MAX_NAME];
	size_t length;

	file->reader->line = zone->line;
	length = read_domain(file, zone->value, origin);
	if(length == 0)
		return false;
	for(size_t i = 0; i < modules->count && !reverse; i++) {
		bool same;

		if(!is_its_reverse(file, forward, origin, length,
			&modules->module[i], &same))
			return false;
		if(same)
			reverse = &modules->module[i];
	}
	forward->is_carried = true;
	if(reverse)
		reverse->is_carried = true;
	return add_rule(file, forward, origin, reverse);
}

/** Say that a block is not carried over. */
static void
lose(struct knot* file, const struct synthrecord* module)
{
	struct records* records = file->reader->records;
	struct place place = {file->reader->path, module->line};
	size_t at = SIZE_MAX;

	records_lose(records, place, MODULE " %.100s: %s", module->id,
		next_zone(file, module->id, &at)
		? "no forward block has its prefix, network, ttl and origin"
		: "no zone has it");
}

/** Add the rules of all forward blocks, and say which blocks are left. */
static bool
add_rules(struct knot* file, struct synthrecords* modules)
{
	for(size_t i = 0; i < modules->count; i++) {
		struct synthrecord* forward = &modules->module[i];
		size_t at = SIZE_MAX;
		const struct item* zone;

		while(!forward->is_reverse
			&& (zone = next_zone(file, forward->id, &at)))
			if(!add_zone(file, modules, forward, zone))
				return false;
	}
	for(size_t i = 0; i < modules->count; i++)
		if(!modules->module[i].is_carried)
			lose(file, &modules->module[i]);
	return true;
}

/** Read the blocks of the section, and add their rules. */
static bool
read_modules(struct knot* file)
{
	struct synthrecords modules = {calloc(file->count + 1,
		sizeof(*modules.module)), 0};
	bool read = modules.module || reader_out_of_memory(file->reader);

	for(size_t i = 0; i < file->count && read; i++) {
		const struct item* item = &file->items[i];

		if(strcmp(item->section, MODULE) == 0
			&& strcmp(item->key, "id") == 0)
			read = read_synthrecord(file, item,
				&modules.module[modules.count++]);
	}
	read = read && add_rules(file, &modules);
	free(modules.module);
	return read;
}

bool
read_knot(struct reader* reader)
{
	struct knot file = {.reader = reader};
	bool read = knot_read_items(&file) && read_modules(&file);

	free(file.items);
	return read;
}
