/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading back what a reader of configuration collected. */
#ifndef WORKSTATION_TEXT_H
#define WORKSTATION_TEXT_H

#include "workstation.h"

/** A line of text, lent by the text. */
struct text_line {
	/** NULL: a clause begins here. */
	const char* key;
	const char* value;
	const char* file;
	unsigned line;
};

/** Where reading is. Zero at first. */
struct text_cursor {
	size_t at;
	const char* file;
};

/** Read the next line. @return 0 at the end. */
int ws_text_next(const struct workstation_text* text,
	struct text_cursor* cursor, struct text_line* line);

#endif /* WORKSTATION_TEXT_H */
