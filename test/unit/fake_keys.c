/* SPDX-License-Identifier: BSD-3-Clause */
#include "fake_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char private_key[] = "private";

/** The keys: DNSKEY RDATA of 5 octets, and whether they have a private half. */
static const struct fake_key {
	const char* path;
	uint8_t dnskey[5];
	int is_private;
} paths[] = {
	{"csk", {1, 1, 3, 13, 2}, 1},
	{"ksk", {1, 1, 3, 13, 2}, 1},
	{"zsk", {1, 0, 3, 13, 1}, 1},
	{"other", {1, 1, 3, 15, 2}, 1},
	{"public", {1, 1, 3, 13, 3}, 0},
};

static int
read_key(void* context, const char* path, const uint8_t* zone, size_t length,
	struct workstation_key* key, char* problem, size_t size)
{
	static const uint8_t ds[] = {0, 7, 13, 2, 1, 1};
	const struct fake_key* found = paths;
	const struct fake_key* end = paths + sizeof(paths) / sizeof(*paths);

	(void)context;
	while(found < end && strcmp(found->path, path) != 0)
		found++;
	if(found == end || length == 0 || zone[length - 1] != 0) {
		snprintf(problem, size, "is not a key of these tests");
		return 0;
	}
	key->dnskey = malloc(sizeof(found->dnskey));
	key->ds = malloc(sizeof(ds));
	if(!key->dnskey || !key->ds)
		abort();
	memcpy(key->dnskey, found->dnskey, sizeof(found->dnskey));
	memcpy(key->ds, ds, sizeof(ds));
	key->dnskey_length = sizeof(found->dnskey);
	key->ds_length = sizeof(ds);
	key->tag = 7;
	key->private_key = found->is_private ? private_key : NULL;
	return 1;
}

static void
release_key(struct workstation_key* key)
{
	free(key->dnskey);
	free(key->ds);
}

const struct workstation_key_store fake_keys = {&read_key, &release_key, NULL};

size_t
fake_sign(void* context, void* key, const uint8_t* octets, size_t length,
	uint8_t* signature)
{
	struct fake_signer* signer = context;

	if(key != private_key || length > sizeof(signer->octets))
		abort();
	memcpy(signer->octets, octets, length);
	signer->length = length;
	*signature = '*';
	return 1;
}
