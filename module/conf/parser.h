/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A parser of `workstation:` clauses in files with the syntax of unbound.conf(5), for
 * the programs in which Unbound's own parser does not know them. It collects the
 * settings; the engine judges them.
 */
#ifndef WORKSTATION_PARSER_H
#define WORKSTATION_PARSER_H

#include "workstation.h"

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
