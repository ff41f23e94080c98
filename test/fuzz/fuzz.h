/* SPDX-License-Identifier: BSD-3-Clause */
/* What fuzz targets have in common: a driver finds inputs, a target looks at them. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

/** The target. @return 0; -1: the input is not worth keeping. */
int fuzz_input(const uint8_t* data, size_t size);

/** The driver: libFuzzer, AFL++, or the one that replays files. @return an exit
 * status. */
int LLVMFuzzerRunDriver(int* argc, char*** argv,
	int (*input)(const uint8_t* data, size_t size));

/** Abort, unless it holds. @param what: is wrong then. */
void require(int holds, const char* what);

#endif /* FUZZ_H */
