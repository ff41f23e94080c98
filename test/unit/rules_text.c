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

int
prefix_of(const char* interface, const char* file, unsigned line,
	uint8_t prefix[WORKSTATION_PREFIX])
{
	static const uint8_t eth0[] = {0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 2};
	static const uint8_t eth1[WORKSTATION_PREFIX] = {0x2a, 0x02};

	if(strcmp(file, "rules") != 0 || line == 0)
		abort();
	if(strcmp(interface, "other0") == 0)
		return -1;
	if(strncmp(interface, "eth", 3) != 0)
		return 0;
	memcpy(prefix, interface[3] == '0' ? eth0 : eth1, WORKSTATION_PREFIX);
	return 1;
}
