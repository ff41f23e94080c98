/* SPDX-License-Identifier: BSD-3-Clause */
/* A program of a target and its driver, where no other main is in it. */
#include "fuzz.h"

int
main(int argc, char** argv)
{
	return LLVMFuzzerRunDriver(&argc, &argv, &fuzz_input);
}
