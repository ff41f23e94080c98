/* SPDX-License-Identifier: BSD-3-Clause */
#include "signing.h"
#include "workstation.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

#include <stdlib.h>
#include <string.h>

struct signing {
	const struct private_key* key;
	/** For EdDSA only the digest's context is used. */
	EVP_PKEY_CTX* signature;
	EVP_MD_CTX* digest;
};

/** Octets of the longest signature by ECDSA in DER: a sequence of two numbers, each with a
 * zero in front. */
#define MAX_DER (2 + 2 * (2 + 1 + 48))

static int
prepare(struct signing* signing)
{
	const struct key_algorithm* algorithm = signing->key->algorithm;

	signing->digest = EVP_MD_CTX_new();
	if(!signing->digest)
		return 0;
	if(algorithm->kind == KEY_EDDSA)
		return 1;
	signing->signature = EVP_PKEY_CTX_new(signing->key->key, NULL);
	return signing->signature
		&& EVP_DigestInit_ex(signing->digest, algorithm->digest(), NULL) == 1
		&& EVP_PKEY_sign_init(signing->signature) == 1
		&& (algorithm->kind != KEY_RSA || EVP_PKEY_CTX_set_rsa_padding(
		signing->signature, RSA_PKCS1_PADDING) == 1)
		&& EVP_PKEY_CTX_set_signature_md(signing->signature,
		algorithm->digest()) == 1;
}

struct signing*
ws_signing_create(const struct private_key* key)
{
	struct signing* signing = calloc(1, sizeof(*signing));

	if(!signing)
		return NULL;
	signing->key = key;
	if(prepare(signing))
		return signing;
	ERR_clear_error();
	ws_signing_free(signing);
	return NULL;
}

void
ws_signing_free(struct signing* signing)
{
	if(!signing)
		return;
	EVP_PKEY_CTX_free(signing->signature);
	EVP_MD_CTX_free(signing->digest);
	free(signing);
}

/** Take a number from DER, and write it with so many octets.
 * @return the octets behind it; NULL: it is none, or is longer. */
static const uint8_t*
take_number(const uint8_t* der, const uint8_t* end, uint8_t* number, size_t octets)
{
	size_t length;

	if(end - der < 2 || der[0] != 0x02 || der[1] > end - der - 2)
		return NULL;
	length = der[1];
	der += 2;
	for(; length && !*der; length--)
		der++;
	if(length > octets)
		return NULL;
	memset(number, 0, octets - length);
	memcpy(number + octets - length, der, length);
	return der + length;
}

/** Write a signature by ECDSA as its two numbers. */
static size_t
write_numbers(const uint8_t* der, size_t length, uint8_t* signature, size_t octets)
{
	const uint8_t *at = der + 2, *end = der + length;

	if(length < 2 || der[0] != 0x30 || der[1] != length - 2)
		return 0;
	at = take_number(at, end, signature, octets / 2);
	if(at)
		at = take_number(at, end, signature + octets / 2, octets / 2);
	return at == end ? octets : 0;
}

static size_t
sign_digest(struct signing* signing, const uint8_t* octets, size_t length,
	uint8_t* signature)
{
	const struct key_algorithm* algorithm = signing->key->algorithm;
	uint8_t digest[EVP_MAX_MD_SIZE], der[MAX_DER];
	unsigned digest_length;
	size_t taken = algorithm->kind == KEY_RSA ? WORKSTATION_MAX_SIGNATURE : MAX_DER;

	if(EVP_DigestInit_ex(signing->digest, NULL, NULL) != 1
		|| EVP_DigestUpdate(signing->digest, octets, length) != 1
		|| EVP_DigestFinal_ex(signing->digest, digest, &digest_length) != 1)
		return 0;
	if(EVP_PKEY_sign(signing->signature, algorithm->kind == KEY_RSA ? signature : der,
		&taken, digest, digest_length) != 1)
		return 0;
	return algorithm->kind == KEY_RSA ? taken
		: write_numbers(der, taken, signature, algorithm->signature_octets);
}

static size_t
sign_whole(struct signing* signing, const uint8_t* octets, size_t length,
	uint8_t* signature)
{
	size_t taken = WORKSTATION_MAX_SIGNATURE;

	return EVP_DigestSignInit(signing->digest, NULL, NULL, NULL,
		signing->key->key) == 1
		&& EVP_DigestSign(signing->digest, signature, &taken, octets, length) == 1
		? taken : 0;
}

size_t
ws_signing_sign(struct signing* signing, const uint8_t* octets, size_t length,
	uint8_t* signature)
{
	size_t taken = signing->key->algorithm->kind == KEY_EDDSA
		? sign_whole(signing, octets, length, signature)
		: sign_digest(signing, octets, length, signature);

	if(!taken)
		ERR_clear_error();
	return taken;
}
