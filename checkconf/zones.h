/* SPDX-License-Identifier: BSD-3-Clause */
/* What the administrator of a zone needs beside its rules. */
#ifndef ZONES_H
#define ZONES_H

#include "workstation.h"

#include <stdio.h>

/** Write the DS records of a zone's keys, with digests by SHA-256 and SHA-384: those of the
 * keys with SEP, or of all if none has it. @return 0: out of memory. */
int write_ds(FILE* out, const struct workstation_zone* zone);

/** Write a line for the shell that makes a key of a zone, and prints the line of its
 * clause. */
void write_key_command(FILE* out, const struct workstation_zone* zone);

#endif /* ZONES_H */
