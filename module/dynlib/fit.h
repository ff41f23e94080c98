/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether the library was built for the Unbound that loads it. Unbound does not
 * check that: what it calls, and the places of what is in its structs, are those
 * of the headers only for the same version with the same options and patches.
 */
#ifndef WORKSTATION_FIT_H
#define WORKSTATION_FIT_H

#include <stddef.h>

struct module_env;

/**
 * Compare the daemon with the headers this was built with.
 * @param env, id: as init was given them.
 * @param message: on failure, what does not fit, and what to do.
 * @param size: octets of room for it, its NUL included.
 * @return 0: nothing else of the daemon is to be touched.
 */
int ws_fits(struct module_env* env, int id, char* message,
	size_t size);

#endif /* WORKSTATION_FIT_H */
