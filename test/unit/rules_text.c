/* SPDX-License-Identifier: BSD-3-Clause */
#include "rules_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct workstation_text*
rules_text(const char* text)
{
	struct workstation_text* collected = NULL;
	unsigned number = 0;

	while(*text) {
		size_t length = strcspn(text, "\n");
		char line[1024];
		char* value;

		snprintf(line, sizeof(line), "%.*s", (int)length, text);
		text += length + (text[length] == '\n');
		value = strchr(line, ' ');
		if(value)
			*value++ = 0;
		if(!workstation_text_add(&collected,
			strcmp(line, "-") == 0 ? NULL : line,
			value ? value : "", "rules", ++number))
			abort();
	}
	return collected;
}
