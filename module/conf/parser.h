/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A parser of files with the syntax of unbound.conf(5), for the programs in which
 * Unbound's own parser does not know `workstation:` clauses. It collects their settings;
 * the engine judges them.
 */
#ifndef WORKSTATION_PARSER_H
#define WORKSTATION_PARSER_H

#include "workstation.h"

struct input;

/** A line, lent by the parser. */
struct conf_line {
	/** The keyword of its clause; NULL: no clause has begun in this file. */
	const char* clause;
	/** The keyword of the setting; NULL: the clause begins here; empty: another value
	 * of the setting before. */
	const char* key;
	/** Without quotes. */
	const char* value;
	const char* path;
	unsigned line;
};

/** Called with each setting and with the beginning of each clause, in file order.
 * @return NULL, or what is wrong with the keyword and what was expected: a phrase behind
 *	it, which ends the visit. */
typedef const char* ws_conf_visitor(void* context, const struct conf_line* line);

/**
 * Visit the lines of a file and of those it includes.
 *
 * @param input: the file, which is closed.
 * @param chroot: as for ws_conf_read().
 * @param message: on failure, where and what is wrong, and what was expected.
 * @param size: octets of its buffer, the NUL included.
 * @return 0 on failure.
 */
int ws_conf_visit(struct input* input, const char* chroot, ws_conf_visitor* visit,
	void* context, char* message, size_t size);

/**
 * Collect the clauses of a file and of those it includes.
 *
 * @param path: the file.
 * @param chroot: the root directory of the process, removed from the beginning of
 *	paths; NULL or empty: none.
 * @param has_others: set to whether there are clauses of Unbound's own, which are
 *	skipped. NULL: they are an error.
 * @param text: grows, also on failure; *text is NULL at first.
 * @param message: on failure, where and what is wrong, and what was expected.
 * @param size: octets of its buffer, the NUL included.
 * @return 0 on failure.
 */
int ws_conf_read(const char* path, const char* chroot,
	int* has_others, struct workstation_text** text, char* message,
	size_t size);

#endif /* WORKSTATION_PARSER_H */
