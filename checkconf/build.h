/* SPDX-License-Identifier: BSD-3-Clause */
/* A rule in the making: its networks are parts of lines, one behind the other. */
#ifndef BUILD_H
#define BUILD_H

#include "found.h"
#include "lines.h"

/** The part of a line that a network is. */
struct part {
	struct line line;
	struct number first, last;
	bool is_open;
};

/** A rule in the making. */
struct build {
	const struct names* names;
	const struct pool* pool;
	unsigned families;
	bool reverse;
	unsigned fill;
	/** Whether a rule ends where a line does. */
	bool apart;
	struct founds* founds;
	struct found rule;
	struct part part[FAMILIES];
};

/** The families of a name that are to be in rules. */
static inline unsigned
families_of(const struct build* build, const struct point* point)
{
	return build->families & build->names->name[point->name].families;
}

/** Begin a rule. @param first: its first number. @return false: out of memory. */
bool build_begin(struct build* build, struct number first);

/** Begin a network. @param number: its first one. */
void build_open(struct build* build, enum family family, const struct line* line,
	struct number number);

/** Whether the rule can have the address of a number as well, with those of the numbers
 * in between as exceptions. */
bool build_can_follow(const struct build* build, enum family family,
	struct number number, struct number address, const struct line* line);

/** Add the address of a number to the networks of a family. Pre: the rule can have it.
 * @return false: out of memory. */
bool build_follow(struct build* build, enum family family, struct number number,
	const struct line* line);

/** Add a name to the rule. @return false: out of memory. */
bool build_add_name(struct build* build, const struct point* point);

/** End the networks. @return false: out of memory. */
bool build_close(struct build* build);

/** Whether networks of one family have addresses of each other. */
bool build_overlaps(const struct build* build);

/** End the rule, and add it to those that were found if it saves lines and the engine
 * takes it. @return false: out of memory. */
bool build_end(struct build* build);

#endif /* BUILD_H */
