/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For LD_PRELOAD: each allocation that the module makes, itself or by Unbound's
 * functions, fails once. If the module is linked in, its functions are known by their
 * names, which the daemon has to export (-rdynamic). Allocations are distinguished
 * by the call stack, from the module to here; those that have failed, in
 * FAILED_ALLOCATIONS, a file, are not failed again, so that a daemon that does not
 * start can be started again.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_CALLERS 24
#define MOST_SITES 4096
#define LONGEST_SITE 1024

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char* sites[MOST_SITES];
static size_t site_count;
static int file = -1;
/* looking at an allocation makes others */
static __thread bool looking;
static bool ready;

#define REAL(name, type) \
	static type* real; \
	if(!real) \
		real = (type*)dlsym(RTLD_NEXT, name)

typedef void* malloc_type(size_t);
typedef void* calloc_type(size_t, size_t);
typedef void* realloc_type(void*, size_t);

static void
remember(const char* site)
{
	if(site_count == MOST_SITES)
		abort();
	sites[site_count++] = strdup(site);
}

__attribute__((constructor)) static void
begin(void)
{
	const char* path = getenv("FAILED_ALLOCATIONS");
	char line[LONGEST_SITE];
	void* callers[1];
	FILE* failed;

	looking = true;
	backtrace(callers, 1); /* which loads a library, the first time */
	failed = fopen(path, "a+");
	if(!failed)
		abort();
	rewind(failed);
	while(fgets(line, sizeof(line), failed)) {
		line[strcspn(line, "\n")] = 0;
		remember(line);
	}
	fclose(failed);
	file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	looking = false;
	ready = true;
}

static bool
is_module(const Dl_info* info)
{
	const char* name = strrchr(info->dli_fname, '/');

	return (name && strcmp(name, "/workstation.so") == 0)
		|| (info->dli_sname
			&& (strncmp(info->dli_sname, "workstation_", 12) == 0
			|| strncmp(info->dli_sname, "ws_", 3) == 0));
}

/** Who called, from here to the module. @return false: the module did not. */
static bool
describe(char* site)
{
	void* callers[MOST_CALLERS];
	int count = backtrace(callers, MOST_CALLERS);
	size_t length = 0, known = 0;
	Dl_info info;

	for(int i = 0; i < count && length < LONGEST_SITE - 64; i++) {
		if(!dladdr(callers[i], &info) || !info.dli_fname)
			break;
		length += (size_t)snprintf(site + length, 64, " %s+%#zx",
			is_module(&info) ? "module" : "other",
			(size_t)((char*)callers[i] - (char*)info.dli_fbase));
		if(is_module(&info))
			known = length;
	}
	site[known] = 0;
	return known > 0;
}

/** Whether this allocation is to fail. */
static bool
fails(void)
{
	char site[LONGEST_SITE];
	bool failing = false;

	if(!ready || looking)
		return false;
	looking = true;
	if(describe(site)) {
		pthread_mutex_lock(&lock);
		failing = true;
		for(size_t i = 0; i < site_count && failing; i++)
			failing = strcmp(sites[i], site) != 0;
		if(failing) {
			remember(site);
			dprintf(file, "%s\n", site);
			errno = ENOMEM;
		}
		pthread_mutex_unlock(&lock);
	}
	looking = false;
	return failing;
}

void*
malloc(size_t size)
{
	REAL("malloc", malloc_type);
	return fails() ? NULL : real(size);
}

void*
realloc(void* old, size_t size)
{
	REAL("realloc", realloc_type);
	return fails() ? NULL : real(old, size);
}

void*
calloc(size_t count, size_t size)
{
	REAL("calloc", calloc_type);
	return fails() ? NULL : real(count, size);
}
