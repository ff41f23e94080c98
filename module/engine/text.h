/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading the collected text of rules. */
#ifndef WORKSTATION_TEXT_H
#define WORKSTATION_TEXT_H

#include "workstation.h"

#include <string.h>

/** A line, lent by the text. */
struct text_line {
	/** NULL: a clause begins. */
	const char* key;
	/** Of a clause that begins, its keyword. */
	const char* value;
	const char* file;
	unsigned line;
};

/** The position of reading; all zero at first. */
struct text_cursor {
	size_t at;
	const char* file;
};

/** Whether a line begins the clause of a zone. */
static inline int
begins_zone(const struct text_line* line)
{
	return !line->key && strcmp(line->value, "workstation-zone") == 0;
}

/** Read the next line. @return 0 at the end. */
int ws_text_next(const struct workstation_text* text,
	struct text_cursor* cursor, struct text_line* line);

#endif /* WORKSTATION_TEXT_H */
