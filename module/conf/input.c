/* SPDX-License-Identifier: BSD-3-Clause */
/* Files that are read, and those that they include. */
/* for GLOB_BRACE and GLOB_TILDE, which are not POSIX's */
#define _DEFAULT_SOURCE
#include "input.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef GLOB_BRACE
#define GLOB_BRACE 0
#endif
#ifndef GLOB_TILDE
#define GLOB_TILDE 0
#endif

/** Files that include themselves end here. */
#define MAX_INPUTS 1000

#define MIN_CAPACITY 4096

/** A path as it is after chroot. */
static const char*
inside(const char* path, const char* chroot)
{
	size_t length = chroot ? strlen(chroot) : 0;

	return length && strncmp(path, chroot, length) == 0 ? path + length
		: path;
}

/** Read all of a file. @return 0: errno says why not. */
static int
read_octets(struct source* source, FILE* file)
{
	size_t size = 0, taken;

	do {
		if(source->length == size) {
			char* octets = realloc(source->octets,
				size ? 2 * size : MIN_CAPACITY);

			if(!octets)
				return 0;
			source->octets = octets;
			size = size ? 2 * size : MIN_CAPACITY;
		}
		taken = fread(source->octets + source->length, 1,
			size - source->length, file);
		source->length += taken;
	} while(taken);
	return !ferror(file);
}

static void
free_source(struct source* source)
{
	free(source->octets);
	free(source->path);
	free(source);
}

const char*
ws_input_open(struct source** top, const char* path, const char* chroot,
	int toplevel)
{
	struct source* source;
	unsigned depth = 0;
	FILE* file;
	int status;

	for(source = *top; source; source = source->below)
		if(++depth == MAX_INPUTS)
			return "it is in 1000 files that include one another: does it include itself?";
	path = inside(path, chroot);
	file = fopen(path, "r");
	source = calloc(1, sizeof(*source));
	if(source && file) {
		source->path = strdup(path);
		source->line = 1;
		source->toplevel = toplevel;
	}
	status = source && file && source->path && read_octets(source, file)
		? 0 : errno;
	if(file)
		fclose(file);
	if(status) {
		if(source)
			free_source(source);
		return strerror(status);
	}
	source->below = *top;
	*top = source;
	return NULL;
}

const char*
ws_input_include(struct source** top, const char* pattern, const char* chroot,
	int toplevel)
{
	struct source* includes_it = *top;
	const char* problem = NULL;
	glob_t found;
	int status;

	if(!strpbrk(pattern, "*?[{~"))
		return ws_input_open(top, pattern, chroot, toplevel);
	memset(&found, 0, sizeof(found));
	status = glob(inside(pattern, chroot),
		GLOB_ERR | GLOB_BRACE | GLOB_TILDE, NULL, &found);
	for(size_t i = status ? 0 : found.gl_pathc; i > 0 && !problem; i--)
		problem = ws_input_open(top, found.gl_pathv[i - 1], chroot,
			toplevel);
	globfree(&found);
	/* a pattern that cannot be followed may be a name */
	if(status && status != GLOB_NOMATCH)
		problem = ws_input_open(top, pattern, chroot, toplevel);
	while(problem && *top != includes_it)
		ws_input_close(top);
	return problem;
}

void
ws_input_close(struct source** top)
{
	struct source* source = *top;

	*top = source->below;
	free_source(source);
}

int
ws_input_peek(const struct source* source, size_t after)
{
	return after < source->length - source->at
		? (unsigned char)source->octets[source->at + after] : EOF;
}

int
ws_input_next(struct source* source)
{
	return (unsigned char)source->octets[source->at++];
}
