/* SPDX-License-Identifier: BSD-3-Clause */
#include "key_file.h"
#include "key_octets.h"
#include "signing.h"

#include <ldns/ldns.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <stdlib.h>
#include <string.h>

#define DNSKEY_FIXED 4
#define FLAG_ZONE 0x0100
#define FLAG_REVOKE 0x0080
#define MIN_RSA_BITS 1024
#define MAX_RSA_BITS 4096

/** A key that is read. */
struct reading {
	struct key_files* files;
	struct workstation_key* key;
	const uint8_t* zone;
	size_t zone_length;
	const struct problem* problem;
	/** The file that is read. */
	char path[KEY_PATH_SIZE];
};

/** Whether a record is of the zone. */
static int
is_of_zone(const ldns_rr* record, const uint8_t* zone, size_t length)
{
	ldns_rdf* owner = ldns_rdf_clone(ldns_rr_owner(record));
	int is_it;

	if(!owner)
		return 0;
	ldns_dname2canonical(owner);
	is_it = ldns_rdf_size(owner) == length
		&& memcmp(ldns_rdf_data(owner), zone, length) == 0;
	ldns_rdf_deep_free(owner);
	return is_it;
}

static int
judge_record(const struct reading* reading, const ldns_rr* record)
{
	char* owner;

	if(ldns_rr_get_type(record) != LDNS_RR_TYPE_DNSKEY
		|| ldns_rr_get_class(record) != LDNS_RR_CLASS_IN)
		return ws_key_refuse(reading->problem, reading->path, "has something else than a DNSKEY record of class IN, expected one DNSKEY record");
	if(!is_of_zone(record, reading->zone, reading->zone_length)) {
		owner = ldns_rdf2str(ldns_rr_owner(record));
		ws_key_refuse(reading->problem, reading->path, "has a key of the zone \"%s\", expected one of this zone",
			owner ? owner : "?");
		free(owner);
		return 0;
	}
	return 1;
}

/** Read the next record.
 * @return to be freed; NULL: there is none, or the problem is said and *done is 0. */
static ldns_rr*
next_record(const struct reading* reading, FILE* stream, int* done)
{
	ldns_rr* record = NULL;
	ldns_rdf* origin = NULL;
	ldns_status status = LDNS_STATUS_SYNTAX_EMPTY;

	while(!feof(stream) && status == LDNS_STATUS_SYNTAX_EMPTY)
		status = ldns_rr_new_frm_fp(&record, stream, NULL, &origin, NULL);
	ldns_rdf_deep_free(origin);
	*done = status == LDNS_STATUS_OK || status == LDNS_STATUS_SYNTAX_EMPTY;
	if(!*done)
		ws_key_refuse(reading->problem, reading->path, "has something else than a DNSKEY record (%s), expected one DNSKEY record",
			ldns_get_errorstr_by_id(status));
	return *done ? record : NULL;
}

/** Read the one record of a file. @return to be freed; NULL: the problem is said. */
static ldns_rr*
read_record(const struct reading* reading, FILE* stream)
{
	int done;
	ldns_rr *record = next_record(reading, stream, &done), *next = NULL;

	if(done && !record)
		done = ws_key_refuse(reading->problem, reading->path, "has no record, expected one DNSKEY record");
	if(done && judge_record(reading, record))
		next = next_record(reading, stream, &done);
	else
		done = 0;
	if(next)
		done = ws_key_refuse(reading->problem, reading->path, "has more than one record, expected one DNSKEY record");
	ldns_rr_free(next);
	if(done)
		return record;
	ldns_rr_free(record);
	return NULL;
}

/** Write the RDATA of a record. @return to be freed; NULL: out of memory. */
static uint8_t*
write_rdata(const ldns_rr* record, size_t* length)
{
	ldns_buffer* buffer = ldns_buffer_new(LDNS_MAX_PACKETLEN);
	uint8_t* octets = NULL;

	if(buffer && ldns_rr_rdata2buffer_wire(buffer, record) == LDNS_STATUS_OK) {
		*length = ldns_buffer_position(buffer);
		octets = malloc(*length + 1);
		if(octets)
			memcpy(octets, ldns_buffer_begin(buffer), *length);
	}
	ldns_buffer_free(buffer);
	return octets;
}

/** Judge the RDATA of a DNSKEY record. */
static int
judge_dnskey(const struct reading* reading)
{
	const struct problem* problem = reading->problem;
	const uint8_t* dnskey = reading->key->dnskey;
	size_t length = reading->key->dnskey_length, bits;
	const struct key_algorithm* algorithm;
	unsigned flags;

	if(length < DNSKEY_FIXED)
		return ws_key_refuse(problem, reading->path, "is cut short, expected one DNSKEY record");
	flags = (unsigned)dnskey[0] << 8 | dnskey[1];
	if(!(flags & FLAG_ZONE) || flags & FLAG_REVOKE)
		return ws_key_refuse(problem, reading->path, "has a key %s (flags %u), expected flags 256 or 257",
			flags & FLAG_ZONE ? "that is revoked" : "that is not for a zone",
			flags);
	if(dnskey[2] != 3)
		return ws_key_refuse(problem, reading->path, "has a key for protocol %u, expected 3 (RFC 4034, 2.1.2)",
			(unsigned)dnskey[2]);
	algorithm = ws_key_algorithm(dnskey[3]);
	if(!algorithm)
		return ws_key_refuse(problem, reading->path, "has a key of algorithm %u, expected one of %s",
			(unsigned)dnskey[3], KEY_ALGORITHMS);
	if(algorithm->kind != KEY_RSA)
		return length == DNSKEY_FIXED + (size_t)algorithm->public_octets
			|| ws_key_refuse(problem, reading->path, "has a key of %zu octets, expected %u for its algorithm",
			length - DNSKEY_FIXED, (unsigned)algorithm->public_octets);
	bits = ldns_rr_dnskey_key_size_raw(dnskey + DNSKEY_FIXED, length - DNSKEY_FIXED,
		(ldns_algorithm)dnskey[3]);
	return (bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS)
		|| ws_key_refuse(problem, reading->path, "has no RSA key that is long enough or short enough, expected one of %d to %d bits",
		MIN_RSA_BITS, MAX_RSA_BITS);
}

/** Fill in what follows from the DNSKEY record. */
static int
take_record(const struct reading* reading, const ldns_rr* record)
{
	struct workstation_key* key = reading->key;
	ldns_rr* ds = ldns_key_rr2ds(record, LDNS_SHA256);

	key->dnskey = write_rdata(record, &key->dnskey_length);
	key->ds = ds ? write_rdata(ds, &key->ds_length) : NULL;
	key->tag = ldns_calc_keytag(record);
	ldns_rr_free(ds);
	return (key->dnskey && key->ds) || ws_key_refuse(reading->problem, reading->path,
		"cannot be read: out of memory");
}

static int
read_public(struct reading* reading, struct key_octets* octets)
{
	ldns_rr* record;
	int done;

	if(!ws_key_octets_read(octets, reading->path, 0, NULL, reading->problem))
		return 0;
	record = read_record(reading, octets->stream);
	if(!record)
		return 0;
	done = take_record(reading, record) && judge_dnskey(reading);
	ldns_rr_free(record);
	return done;
}

/** Whether a DNSKEY record verifies a signature of its own RDATA. */
static int
verifies(const struct workstation_key* key, const struct key_algorithm* algorithm,
	const uint8_t* signature, size_t length)
{
	ldns_rdf* numbers = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_B64, length, signature);
	ldns_buffer* octets = ldns_buffer_new(key->dnskey_length);
	ldns_buffer* converted = ldns_buffer_new(2 * WORKSTATION_MAX_SIGNATURE);
	int verified = 0;

	if(numbers && octets && converted) {
		ldns_buffer_write(octets, key->dnskey, key->dnskey_length);
		if(algorithm->kind == KEY_ECDSA)
			ldns_convert_ecdsa_rrsig_rdf2asn1(converted, numbers);
		else
			ldns_buffer_write(converted, signature, length);
		verified = ldns_verify_rrsig_buffers_raw(ldns_buffer_begin(converted),
			ldns_buffer_position(converted), octets,
			key->dnskey + DNSKEY_FIXED, key->dnskey_length - DNSKEY_FIXED,
			algorithm->number) == LDNS_STATUS_OK;
	}
	ldns_rdf_deep_free(numbers);
	ldns_buffer_free(octets);
	ldns_buffer_free(converted);
	return verified;
}

/** Whether the private half signs what the public half verifies. */
static int
fits(const struct private_key* private_key, const struct workstation_key* key)
{
	struct signing* signing = EVP_PKEY_size(private_key->key)
		<= WORKSTATION_MAX_SIGNATURE ? ws_signing_create(private_key) : NULL;
	uint8_t signature[WORKSTATION_MAX_SIGNATURE];
	size_t length = signing ? ws_signing_sign(signing, key->dnskey, key->dnskey_length,
		signature) : 0;
	int fit = length && verifies(key, private_key->algorithm, signature, length);

	ws_signing_free(signing);
	ERR_clear_error();
	return fit;
}

static void
free_private(struct private_key* key)
{
	if(!key)
		return;
	EVP_PKEY_free(key->key);
	free(key);
}

/** Take a private key as ldns has read it. */
static int
take_private(const struct reading* reading, ldns_key* half)
{
	struct private_key* private_key = calloc(1, sizeof(*private_key));
	const struct key_algorithm* algorithm = ws_key_algorithm(reading->key->dnskey[3]);

	if(!private_key)
		return ws_key_refuse(reading->problem, reading->path,
			"cannot be read: out of memory");
	if((unsigned)ldns_key_algorithm(half) == algorithm->number) {
		private_key->algorithm = algorithm;
		private_key->key = ldns_key_evp_key(half);
		EVP_PKEY_up_ref(private_key->key);
	}
	if(!private_key->key || !fits(private_key, reading->key)) {
		free_private(private_key);
		return ws_key_refuse(reading->problem, reading->path, "does not fit its .key file, expected both files of one key");
	}
	private_key->index = reading->files->count++;
	reading->key->private_key = private_key;
	return 1;
}

/** Octets of the stack that ldns reads a private key into, and leaves as they are, with
 * room to spare. */
#define STACK_OF_LDNS 65536

static void
wipe_stack(void)
{
	uint8_t octets[STACK_OF_LDNS];

	OPENSSL_cleanse(octets, sizeof(octets));
}

/** Read the private half, which can be missing. */
static int
read_private(struct reading* reading, struct key_octets* octets)
{
	ldns_key* half = NULL;
	/* not inlined, so that it has the place on the stack that ldns had */
	void (*volatile wipe)(void) = &wipe_stack;
	int is_missing, done;

	if(!ws_key_octets_read(octets, reading->path, 1, &is_missing, reading->problem))
		return is_missing;
	done = ws_key_octets_have_keywords(octets)
		&& ldns_key_new_frm_fp(&half, octets->stream) == LDNS_STATUS_OK;
	wipe();
	ERR_clear_error();
	if(!done)
		return ws_key_refuse(reading->problem, reading->path, "has no private key that can be read, expected what ldns-keygen or dnssec-keygen writes");
	done = take_private(reading, half);
	ldns_key_deep_free(half);
	return done;
}

static void
release(struct workstation_key* key)
{
	free(key->dnskey);
	free(key->ds);
	free_private(key->private_key);
	memset(key, 0, sizeof(*key));
}

/** Whether a path is that of one of the files of a key. */
static int
has_ending(const char* path)
{
	const char* ending = strrchr(path, '.');

	return ending && (strcmp(ending, ".key") == 0 || strcmp(ending, ".private") == 0);
}

/** Read both halves of a key. */
static int
read_halves(struct reading* reading, const char* path)
{
	struct key_octets octets;
	int done;

	if(has_ending(path))
		return ws_key_refuse(reading->problem, "it", "is one of two files, expected their path without .key and .private");
	done = ws_key_path(&reading->files->paths, path, ".private", reading->path)
		&& ws_key_path(&reading->files->paths, path, ".key", reading->path);

	if(!done)
		return ws_key_refuse(reading->problem, "it", "is too long, expected a path of less than %d octets",
			KEY_PATH_SIZE - (int)sizeof(".private"));
	done = read_public(reading, &octets);
	ws_key_octets_wipe(&octets);
	if(!done)
		return 0;
	ws_key_path(&reading->files->paths, path, ".private", reading->path);
	done = read_private(reading, &octets);
	ws_key_octets_wipe(&octets);
	return done;
}

static int
read_key(void* context, const char* path, const uint8_t* zone, size_t length,
	struct workstation_key* key, char* text, size_t size)
{
	const struct problem problem = {text, size};
	struct reading reading = {.files = context, .key = key, .zone = zone,
		.zone_length = length, .problem = &problem};

	if(read_halves(&reading, path))
		return 1;
	release(key);
	return 0;
}

struct workstation_key_store
ws_key_store(struct key_files* files)
{
	return (struct workstation_key_store){&read_key, &release, files};
}
