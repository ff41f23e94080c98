/* SPDX-License-Identifier: BSD-3-Clause */
/* The octets of a file of a key. */
#ifndef WORKSTATION_KEY_OCTETS_H
#define WORKSTATION_KEY_OCTETS_H

#include <stddef.h>
#include <stdio.h>

/** Octets of the longest file: less than the buffers of ldns for a line. One with an RSA
 * key of 4,096 bits has 3,300. */
#define KEY_FILE_MAX 8192

/** What a file has. */
struct key_octets {
	char octets[KEY_FILE_MAX];
	size_t length;
	/** The stream that reads them, and its buffer. */
	FILE* stream;
	char buffer[BUFSIZ];
};

/** Who is to know what is wrong. */
struct problem {
	char* text;
	size_t size;
};

/** Say what is wrong with a file. @return 0. */
int ws_key_refuse(const struct problem* problem, const char* path, const char* format, ...);

/**
 * Read a file, and open a stream of its octets.
 * @param octets: set, to be wiped.
 * @param is_private: whether others may neither read nor write it.
 * @param is_missing: set to whether there is no such file, which is no problem then; NULL:
 *	it is one.
 * @return 0 on failure, or if the file is missing.
 */
int ws_key_octets_read(struct key_octets* octets, const char* path, int is_private,
	int* is_missing, const struct problem* problem);

/** Whether each line that is not empty begins with a keyword and a colon, as those of a .private file do. */
int ws_key_octets_have_keywords(const struct key_octets* octets);

/** Close the stream, and overwrite all of it. */
void ws_key_octets_wipe(struct key_octets* octets);

#endif /* WORKSTATION_KEY_OCTETS_H */
