/* SPDX-License-Identifier: BSD-3-Clause */
/* Files that are read, and those that they include. */
#ifndef WORKSTATION_INPUT_H
#define WORKSTATION_INPUT_H

#include <stddef.h>

/** A file that is being read, all of it in memory. */
struct input {
	char* octets;
	size_t length;
	/** The octet that is next. */
	size_t at;
	char* path;
	/** The line that reading is in: 1 at first, and the parser's to count. */
	unsigned line;
	/** Its end is the end of any clause. */
	int toplevel;
	/** What includes it, or what was included after it. */
	struct input* below;
};

/**
 * Put a file on top of those that are being read.
 * @param chroot: taken off the front of the path; NULL or empty: nothing is.
 * @return NULL; or what is wrong, lent until the next call.
 */
const char* ws_input_open(struct input** top, const char* path,
	const char* chroot, int toplevel);

/** Put the files of an include: on top, the first of them uppermost: one file, or
 * those that a pattern stands for, none included.
 * @return as ws_input_open does. */
const char* ws_input_include(struct input** top, const char* pattern,
	const char* chroot, int toplevel);

/** Take the uppermost file off. */
void ws_input_close(struct input** top);

/** The next octet, or one that many after it; EOF behind the last. */
int ws_input_peek(const struct input* input, size_t after);

/** Take the next octet, which there is. */
int ws_input_next(struct input* input);

#endif /* WORKSTATION_INPUT_H */
