/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Chains of modules as unbound-checkconf judges them: it has a list of those
 * known to work, and this module fits in wherever others follow it.
 */
#include "config.h"
#include "workstation/workstation_module.h"

void
workstation_leave_chain(char* module_conf)
{
	const char* name = workstation_get_funcblock()->name;
	size_t length = strlen(name);
	char* word = module_conf;

	while(*word) {
		char* end = word + strcspn(word, " \t");
		char* next = end + strspn(end, " \t");

		if((size_t)(end - word) == length && *next
			&& memcmp(word, name, length) == 0) {
			memmove(word, next, strlen(next) + 1);
			return;
		}
		word = next;
	}
}
