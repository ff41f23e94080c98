/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads `workstation:` clauses from a file in the syntax of unbound.conf(5), where
 * Unbound's own parser does not: the same quotes, comments and included files. It
 * collects; the engine judges.
 */
#ifndef WORKSTATION_PARSER_H
#define WORKSTATION_PARSER_H

#include "workstation.h"

/**
 * Collect the clauses of a file and of those it includes.
 *
 * @param path: the file.
 * @param chroot: the directory that is the process's root, which paths that begin
 *	with it are freed of; NULL or empty: none.
 * @param has_others: set to whether there are clauses of Unbound's own. They are
 *	passed over. NULL: they are wrong here.
 * @param text: grows, whether all could be read or not; *text is NULL at first.
 * @param message: on failure, what is wrong, where, and what would be right.
 * @param size: octets of its buffer, the NUL included.
 * @return 0 on failure.
 */
int ws_conf_read(const char* path, const char* chroot,
	int* has_others, struct workstation_text** text, char* message,
	size_t size);

#endif /* WORKSTATION_PARSER_H */
