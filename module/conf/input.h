/* SPDX-License-Identifier: BSD-3-Clause */
/* The files that are read: a stack of a file and those it includes. */
#ifndef WORKSTATION_INPUT_H
#define WORKSTATION_INPUT_H

#include <stddef.h>

/** A file, all of it in memory. */
struct input {
	char* octets;
	/** Without the NUL behind them. */
	size_t length;
	/** Offset of the next octet. */
	size_t at;
	char* path;
	/** The current line: 1 at first, counted by the parser. */
	unsigned line;
	/** It is of include-toplevel: its beginning and end are those of a clause. */
	int toplevel;
	/** The file that includes it, or that was included after it. */
	struct input* below;
};

/**
 * Open a file on top of the stack.
 * @param chroot: removed from the beginning of the path; NULL or empty: nothing is.
 * @return NULL, or what is wrong, valid until the next call.
 */
const char* ws_input_open(struct input** top, const char* path,
	const char* chroot, int toplevel);

/** Open the files of an include:, the first of them on top: one file, or those that
 * match a pattern, which can be none.
 * @return as ws_input_open(). */
const char* ws_input_include(struct input** top, const char* pattern,
	const char* chroot, int toplevel);

/** Close the file on top. */
void ws_input_close(struct input** top);

/** The next octet, or the one so many after it; EOF: the file ends before. */
int ws_input_peek(const struct input* input, size_t after);

/** Take the next octet. Pre: it is not EOF. */
int ws_input_next(struct input* input);

#endif /* WORKSTATION_INPUT_H */
