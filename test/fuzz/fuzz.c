/* SPDX-License-Identifier: BSD-3-Clause */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

void
require(int holds, const char* what)
{
	if(holds)
		return;
	fprintf(stderr, "fuzz target: %s\n", what);
	abort();
}
