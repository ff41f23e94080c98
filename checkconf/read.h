/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads what workstation-import knows: a reader for each format. */
#ifndef READ_H
#define READ_H

#include "records.h"

/** What holds where a file does not say. */
struct defaults {
	/** The TTL, in seconds. */
	uint32_t ttl;
	/** Wire format; NULL: a relative name without $ORIGIN is an error. */
	const uint8_t* origin;
};

/** A format of files. */
struct format;

/** Find a format by its name: zone, unbound, hosts, dnsmasq, knot.
 * @return NULL: there is none. */
const struct format* format_of(const char* name);

/**
 * Read a file.
 *
 * @param path: valid as long as the records; "-": standard input.
 * @param format: NULL: told apart by what is in the file.
 * @param message: on failure one line, "FILE:LINE: what is wrong, what is expected".
 * @param size: octets of its buffer.
 */
bool read_file(struct records* records, const char* path, const struct format* format,
	const struct defaults* defaults, char* message, size_t size);

#endif /* READ_H */
