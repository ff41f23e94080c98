/* SPDX-License-Identifier: BSD-3-Clause */
#include "key_algorithm.h"

static const struct key_algorithm algorithms[] = {
	/* RFC 5702 */
	{8, KEY_RSA, 0, 0, &EVP_sha256},
	{10, KEY_RSA, 0, 0, &EVP_sha512},
	/* RFC 6605 */
	{13, KEY_ECDSA, 64, 64, &EVP_sha256},
	{14, KEY_ECDSA, 96, 96, &EVP_sha384},
	/* RFC 8080 */
	{15, KEY_EDDSA, 32, 64, NULL},
	{16, KEY_EDDSA, 57, 114, NULL}
};

const struct key_algorithm*
ws_key_algorithm(uint8_t number)
{
	for(size_t i = 0; i < sizeof(algorithms) / sizeof(*algorithms); i++)
		if(algorithms[i].number == number)
			return &algorithms[i];
	return NULL;
}
