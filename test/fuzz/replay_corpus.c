/* SPDX-License-Identifier: BSD-3-Clause */
/* A driver that runs a fuzz target over the files named on the command line. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

static void
replay(const char* path, int (*target)(const uint8_t* data, size_t size))
{
	uint8_t buffer[65536];
	FILE* file = fopen(path, "rb");
	uint8_t* input;
	size_t size;

	if(!file) {
		perror(path);
		exit(1);
	}
	size = fread(buffer, 1, sizeof(buffer), file);
	fclose(file);
	/* on the heap and no longer than the input, so that a sanitizer sees
	 * one octet too many */
	input = malloc(size ? size : 1);
	if(!input)
		abort();
	for(size_t i = 0; i < size; i++)
		input[i] = buffer[i];
	(*target)(input, size);
	free(input);
}

int
LLVMFuzzerRunDriver(int* argc, char*** argv,
	int (*input)(const uint8_t* data, size_t size))
{
	if(*argc < 2) {
		fprintf(stderr, "usage: %s FILE...\n", (*argv)[0]);
		return 2;
	}
	for(int i = 1; i < *argc; i++)
		replay((*argv)[i], input);
	printf("%d inputs replayed\n", *argc - 1);
	return 0;
}
