/* SPDX-License-Identifier: BSD-3-Clause */
/* The files that are read. */
/* for GLOB_BRACE and GLOB_TILDE, which are not in POSIX */
#define _DEFAULT_SOURCE
#include "array.h"
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

/** How deep includes are: a file that includes itself ends here. */
#define MAX_INPUTS 1000

/** Octets that are read at once, at least. */
#define MIN_READ 4096

/** A path as it is in the chroot. */
static const char*
in_chroot(const char* path, const char* chroot)
{
	size_t length = chroot ? strlen(chroot) : 0;

	return length && strncmp(path, chroot, length) == 0 ? path + length
		: path;
}

/** Read a whole file. @return 0: errno says why not. */
static int
read_octets(struct input* input, FILE* file)
{
	size_t capacity = 0, taken;

	do {
		if(!ARRAY_RESERVE(input->octets, input->length, MIN_READ,
			&capacity)) {
			errno = ENOMEM;
			return 0;
		}
		taken = fread(input->octets + input->length, 1,
			capacity - input->length, file);
		input->length += taken;
	} while(taken);
	input->octets[input->length] = 0;
	return !ferror(file);
}

static void
free_input(struct input* input)
{
	free(input->octets);
	free(input->path);
	free(input);
}

const char*
ws_input_open(struct input** top, const char* path, const char* chroot,
	int toplevel)
{
	struct input* input;
	unsigned depth = 0;
	FILE* file;
	int status;

	for(input = *top; input; input = input->below)
		if(++depth == MAX_INPUTS)
			return "included 1000 levels deep (does it include itself?)";
	path = in_chroot(path, chroot);
	file = fopen(path, "r");
	input = calloc(1, sizeof(*input));
	if(input && file) {
		input->path = strdup(path);
		input->line = 1;
		input->toplevel = toplevel;
	}
	status = input && file && input->path && read_octets(input, file)
		? 0 : errno;
	if(file)
		fclose(file);
	if(status) {
		if(input)
			free_input(input);
		return strerror(status);
	}
	input->below = *top;
	*top = input;
	return NULL;
}

const char*
ws_input_include(struct input** top, const char* pattern, const char* chroot,
	int toplevel)
{
	struct input* includer = *top;
	const char* problem = NULL;
	glob_t found;
	int status;

	if(!strpbrk(pattern, "*?[{~"))
		return ws_input_open(top, pattern, chroot, toplevel);
	memset(&found, 0, sizeof(found));
	status = glob(in_chroot(pattern, chroot),
		GLOB_ERR | GLOB_BRACE | GLOB_TILDE, NULL, &found);
	for(size_t i = status ? 0 : found.gl_pathc; i > 0 && !problem; i--)
		problem = ws_input_open(top, found.gl_pathv[i - 1], chroot,
			toplevel);
	globfree(&found);
	/* glob failed: the pattern may be a file name */
	if(status && status != GLOB_NOMATCH)
		problem = ws_input_open(top, pattern, chroot, toplevel);
	while(problem && *top != includer)
		ws_input_close(top);
	return problem;
}

void
ws_input_close(struct input** top)
{
	struct input* input = *top;

	*top = input->below;
	free_input(input);
}

int
ws_input_peek(const struct input* input, size_t after)
{
	return after < input->length - input->at
		? (unsigned char)input->octets[input->at + after] : EOF;
}

int
ws_input_next(struct input* input)
{
	return (unsigned char)input->octets[input->at++];
}
