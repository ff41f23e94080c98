/* SPDX-License-Identifier: BSD-3-Clause */
/* Keys in files, and signatures by them: what ldns makes is read, what the signer signs
 * is verified by ldns, and what is not a key is refused in one sentence. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "key_file.h"
#include "signer.h"

#include <ldns/ldns.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZONE_KEY 256
#define KEY_SIGNING_KEY 257

static const uint8_t zone[] = "\6office\7example\3com";

static const ldns_signing_algorithm algorithms[] = {LDNS_SIGN_RSASHA256, LDNS_SIGN_RSASHA512,
	LDNS_SIGN_ECDSAP256SHA256, LDNS_SIGN_ECDSAP384SHA384, LDNS_SIGN_ED25519,
	LDNS_SIGN_ED448};
#define ALGORITHMS (sizeof(algorithms) / sizeof(*algorithms))

/** A folder of files. */
static char folder[] = "sign-test-XXXXXX";

/** Both files of a key, as text. */
struct texts {
	char *public, *private;
	ldns_rr* record;
};

static void
make_texts(struct texts* texts, ldns_signing_algorithm algorithm, uint16_t bits,
	uint16_t flags, const char* owner)
{
	ldns_key* key = ldns_key_new_frm_algorithm(algorithm, bits);
	size_t size;
	FILE* stream;

	assert_non_null(key);
	ldns_key_set_pubkey_owner(key, ldns_dname_new_frm_str(owner));
	ldns_key_set_flags(key, flags);
	texts->record = ldns_key2rr(key);
	ldns_key_set_keytag(key, ldns_calc_keytag(texts->record));
	stream = open_memstream(&texts->public, &size);
	ldns_rr_print(stream, texts->record);
	fclose(stream);
	stream = open_memstream(&texts->private, &size);
	ldns_key_print(stream, key);
	fclose(stream);
	ldns_key_deep_free(key);
}

static void
free_texts(struct texts* texts)
{
	free(texts->public);
	free(texts->private);
	ldns_rr_free(texts->record);
}

/** Write a file, or remove it. @param text: NULL: there is no file. */
static void
put(const char* ending, const char* text, size_t length, mode_t mode)
{
	char path[64];
	FILE* file;

	snprintf(path, sizeof(path), "%s/K%s", folder, ending);
	remove(path);
	if(!text)
		return;
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
}

/** Read the key of the folder. */
static int
read_key(struct key_files* files, struct workstation_key* key, char* problem, size_t size)
{
	const struct workstation_key_store store = ws_key_store(files);

	memset(key, 0, sizeof(*key));
	files->paths.directory = folder;
	return store.read(store.context, "K", zone, sizeof(zone), key, problem, size);
}

static void
release(struct workstation_key* key)
{
	ws_key_store(NULL).release(key);
}

/** Read a key of texts. @return it, to be released. */
static struct workstation_key
read_texts(struct key_files* files, const struct texts* texts)
{
	char problem[512] = "";
	struct workstation_key key;

	put(".key", texts->public, strlen(texts->public), 0644);
	put(".private", texts->private, texts->private ? strlen(texts->private) : 0, 0640);
	if(!read_key(files, &key, problem, sizeof(problem)))
		fail_msg("%s", problem);
	return key;
}

/** Sign an RRset, and let ldns verify it. */
static void
check_signature(const struct workstation_signer* signer, const struct workstation_key* key,
	ldns_rr* record, ldns_signing_algorithm algorithm)
{
	uint8_t signature[WORKSTATION_MAX_SIGNATURE];
	ldns_rr_list* rrset = ldns_rr_list_new();
	ldns_buffer* octets = ldns_buffer_new(LDNS_MAX_PACKETLEN);
	ldns_key* about = ldns_key_new();
	ldns_rr *rr = NULL, *rrsig;
	size_t length;

	ldns_key_set_algorithm(about, algorithm);
	ldns_key_set_pubkey_owner(about, ldns_rdf_clone(ldns_rr_owner(record)));
	ldns_key_set_keytag(about, key->tag);
	assert_int_equal(ldns_rr_new_frm_str(&rr,
		"desk7.office.example.com. 60 IN A 10.1.0.7", 0, NULL, NULL), 0);
	ldns_rr_list_push_rr(rrset, rr);
	rrsig = ldns_create_empty_rrsig(rrset, about);
	assert_int_equal(ldns_rrsig2buffer_wire(octets, rrsig), LDNS_STATUS_OK);
	assert_int_equal(ldns_rr_list2buffer_wire(octets, rrset), LDNS_STATUS_OK);
	length = signer->sign(signer->context, key->private_key, ldns_buffer_begin(octets),
		ldns_buffer_position(octets), signature);
	assert_in_range(length, 64, WORKSTATION_MAX_SIGNATURE);
	ldns_rdf_deep_free(ldns_rr_set_rdf(rrsig, ldns_rdf_new_frm_data(
		LDNS_RDF_TYPE_B64, length, signature), 8));
	assert_int_equal(ldns_verify_rrsig(rrset, rrsig, record), LDNS_STATUS_OK);
	assert_int_equal(ERR_peek_error(), 0);
	ldns_rr_free(rrsig);
	ldns_rr_list_deep_free(rrset);
	ldns_buffer_free(octets);
	ldns_key_deep_free(about);
}

/** Each algorithm signs, with a cache and without, and what is said of the key is what ldns
 * says of it. */
static void
algorithms_sign(void** state)
{
	(void)state;
	for(size_t i = 0; i < ALGORITHMS; i++) {
		struct key_files files = {.count = 0};
		struct texts texts;
		struct workstation_key key;
		ldns_rr* ds;

		make_texts(&texts, algorithms[i], 2048, KEY_SIGNING_KEY,
			"oFFice.example.com.");
		key = read_texts(&files, &texts);
		assert_non_null(key.private_key);
		assert_int_equal(key.tag, ldns_calc_keytag(texts.record));
		assert_memory_equal(key.dnskey, "\1\1\3", 3);
		assert_int_equal(key.dnskey[3], algorithms[i]);
		ds = ldns_key_rr2ds(texts.record, LDNS_SHA256);
		assert_int_equal(key.ds_length, 36);
		assert_memory_equal(key.ds + 4, ldns_rdf_data(ldns_rr_rdf(ds, 3)), 32);
		ldns_rr_free(ds);
		for(size_t octets = 0; octets <= 65536; octets += 65536) {
			struct workstation_signer* signer = ws_signer_create(octets);

			/* more than once: each key is prepared once, and the
			 * numbers of a signature by ECDSA can be short */
			for(unsigned j = 0; j < 300; j++)
				check_signature(signer, &key, texts.record,
					algorithms[i]);
			ws_signer_free(signer);
		}
		release(&key);
		free_texts(&texts);
	}
}

/** A signer has many keys, each of which signs as itself. */
static void
keys_are_not_confused(void** state)
{
	enum {KEYS = 20};
	struct key_files files = {.count = 0};
	struct texts texts[KEYS];
	struct workstation_key key[KEYS];
	struct workstation_signer* signer = ws_signer_create(1 << 20);

	(void)state;
	for(size_t i = 0; i < KEYS; i++) {
		make_texts(&texts[i], algorithms[i % ALGORITHMS], 1024, ZONE_KEY,
			"office.example.com.");
		key[i] = read_texts(&files, &texts[i]);
	}
	assert_int_equal(files.count, KEYS);
	for(size_t i = 3 * KEYS; i-- > 0;)
		check_signature(signer, &key[i % KEYS], texts[i % KEYS].record,
			algorithms[i % KEYS % ALGORITHMS]);
	ws_signer_free(signer);
	for(size_t i = 0; i < KEYS; i++) {
		release(&key[i]);
		free_texts(&texts[i]);
	}
}

/** The comments and times that dnssec-keygen writes, and the lines of a long record. */
static void
other_lines_are_read(void** state)
{
	struct key_files files = {.count = 0};
	struct texts texts;
	struct workstation_key key;
	char text[4096], *algorithm;

	(void)state;
	make_texts(&texts, LDNS_SIGN_ECDSAP256SHA256, 0, ZONE_KEY, "office.example.com.");
	snprintf(text, sizeof(text), "; This is a zone-signing key, keyid 4473, for office.example.com.\n"
		"; Created: 20261128104359 (Sat Nov 28 10:43:59 2026)\n\n%s\n", texts.public);
	put(".key", text, strlen(text), 0600);
	algorithm = strchr(texts.private, '\n');
	snprintf(text, sizeof(text), "Private-key-format: v1.3%s"
		"Created: 20261128104359\nPublish: 20261128104359\n", algorithm);
	put(".private", text, strlen(text), 0400);
	assert_true(read_key(&files, &key, text, sizeof(text)));
	assert_non_null(key.private_key);
	release(&key);

	/* published only */
	free(texts.private);
	texts.private = NULL;
	key = read_texts(&files, &texts);
	assert_null(key.private_key);
	assert_int_equal(key.dnskey_length, 68);
	release(&key);
	free_texts(&texts);
}

/** Longer than the buffer that ldns has for the keyword of a line. */
#define LONG_LINE "Private-key-format-of-more-octets-than-there-are: v1.2\n"

struct bad {
	const char *public, *private;
	mode_t mode;
	const char* expected;
};

static void
check_bad(const struct bad* bad)
{
	struct key_files files = {.count = 0};
	char problem[512] = "";
	struct workstation_key key;

	put(".key", bad->public, bad->public ? strlen(bad->public) : 0, 0644);
	put(".private", bad->private, bad->private ? strlen(bad->private) : 0, bad->mode);
	if(read_key(&files, &key, problem, sizeof(problem)))
		fail_msg("read, though it should be refused: %s", bad->expected);
	if(!strstr(problem, bad->expected) || !strstr(problem, folder))
		fail_msg("\"%s\" does not say \"%s\"", problem, bad->expected);
	assert_null(key.dnskey);
	assert_null(key.private_key);
	assert_int_equal(ERR_peek_error(), 0);
}

static void
bad_keys_are_refused(void** state)
{
	struct texts key, other, rsa, of_zone, no_zone, revoked, old, large;
	const struct {
		struct texts* texts;
		ldns_signing_algorithm algorithm;
		uint16_t bits, flags;
		const char* owner;
	} made[] = {
		{&key, LDNS_SIGN_ECDSAP256SHA256, 0, 257, "office.example.com."},
		{&other, LDNS_SIGN_ECDSAP256SHA256, 0, 257, "office.example.com."},
		{&rsa, LDNS_SIGN_RSASHA256, 1024, 256, "office.example.com."},
		{&of_zone, LDNS_SIGN_ED25519, 0, 257, "example.com."},
		{&no_zone, LDNS_SIGN_ED25519, 0, 1, "office.example.com."},
		{&revoked, LDNS_SIGN_ED25519, 0, 257 + 128, "office.example.com."},
		{&old, LDNS_SIGN_RSASHA1, 1024, 256, "office.example.com."},
		{&large, LDNS_SIGN_RSASHA256, 4160, 256, "office.example.com."}
	};
	const size_t count = sizeof(made) / sizeof(*made);
	char* twice;

	(void)state;
	for(size_t i = 0; i < count; i++)
		make_texts(made[i].texts, made[i].algorithm, made[i].bits, made[i].flags,
			made[i].owner);
	twice = malloc(strlen(key.public) + strlen(other.public) + 1);
	strcat(strcpy(twice, key.public), other.public);
	{
		const struct bad all[] = {
			{NULL, key.private, 0640, "K.key cannot be opened: No such file"},
			{"", key.private, 0640, "K.key is empty, expected one DNSKEY record"},
			{key.public, "", 0640, "K.private is empty, expected a private key"},
			{key.public, key.private, 0644, "K.private has mode 0644, so that it is open to other users, expected 0640 or less"},
			{key.public, key.private, 0642, "has mode 0642"},
			{key.private, key.public, 0640, "K.key has something else than a DNSKEY record"},
			{key.public, key.public, 0640, "K.private has no private key that can be read"},
			{key.public, LONG_LINE, 0640, "K.private has no private key that can be read"},
			{key.public, "(\n" LONG_LINE, 0640, "K.private has no private key that can be read"},
			{key.public, other.private, 0640, "K.private does not fit its .key file"},
			{key.public, rsa.private, 0640, "K.private does not fit its .key file"},
			{rsa.public, key.private, 0640, "K.private does not fit its .key file"},
			{of_zone.public, of_zone.private, 0640, "K.key has a key of the zone \"example.com.\""},
			{no_zone.public, no_zone.private, 0640, "that is not for a zone (flags 1)"},
			{revoked.public, revoked.private, 0640, "that is revoked (flags 385)"},
			{old.public, old.private, 0640, "algorithm 5, expected one of ECDSAP256SHA256"},
			{large.public, large.private, 0640, "expected one of 1024 to 4096 bits"},
			{twice, key.private, 0640, "more than one record"},
			{"office.example.com. IN DNSKEY 257 3 8 AwEAAQ==\n", NULL, 0, "expected one of 1024 to 4096 bits"},
			{"office.example.com. IN DNSKEY 257 3 8 AA==\n", NULL, 0, "expected one of 1024 to 4096 bits"},
			{"office.example.com. IN DNSKEY 257 3 13 AwEAAQ==\n", NULL, 0, "has a key of 4 octets, expected 64"},
			{"office.example.com. IN DNSKEY 257 4 13 AwEAAQ==\n", NULL, 0, "for protocol 4, expected 3"},
			{"office.example.com. IN DNSKEY 257 3 253 AwEAAQ==\n", NULL, 0, "algorithm 253"},
			{"office.example.com. IN A 10.0.0.1\n", NULL, 0, "something else than a DNSKEY record of class IN"},
			{"office.example.com. CH DNSKEY 257 3 13 AwEAAQ==\n", NULL, 0, "of class IN"},
			{"; a comment\n\n", NULL, 0, "K.key has no record"},
			{"$ORIGIN example.com.\n", NULL, 0, "something else than a DNSKEY record"},
			{"$INCLUDE x\n", NULL, 0, "something else than a DNSKEY record"},
			{") (\n", NULL, 0, "has no record"}
		};

		for(size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
			check_bad(&all[i]);
	}
	free(twice);
	for(size_t i = 0; i < count; i++)
		free_texts(made[i].texts);
}

/** No file that is cut short is read, wherever it is cut. */
static void
cut_files_are_refused(void** state)
{
	(void)state;
	for(size_t i = 0; i < ALGORITHMS; i++) {
		struct key_files files = {.count = 0};
		struct texts texts;
		struct workstation_key key;
		char problem[512];

		make_texts(&texts, algorithms[i], 1024, ZONE_KEY, "office.example.com.");
		for(size_t cut = 0; cut < strlen(texts.public); cut++) {
			put(".key", texts.public, cut, 0644);
			assert_false(read_key(&files, &key, problem, sizeof(problem)));
		}
		put(".key", texts.public, strlen(texts.public), 0644);
		for(size_t cut = 0; cut < strlen(texts.private); cut++) {
			put(".private", texts.private, cut, 0640);
			assert_false(read_key(&files, &key, problem, sizeof(problem)));
		}
		free_texts(&texts);
	}
}

/** Neither a folder nor a FIFO is read, nor waited for. */
static void
other_files_are_refused(void** state)
{
	struct key_files files = {.count = 0};
	struct workstation_key key;
	struct texts texts;
	char path[64], problem[512];

	(void)state;
	make_texts(&texts, LDNS_SIGN_ED25519, 0, ZONE_KEY, "office.example.com.");
	for(int is_private = 0; is_private < 2; is_private++)
		for(int is_fifo = 0; is_fifo < 2; is_fifo++) {
			put(".key", texts.public, strlen(texts.public), 0644);
			put(".private", texts.private, strlen(texts.private), 0640);
			snprintf(path, sizeof(path), "%s/K.%s", folder,
				is_private ? "private" : "key");
			remove(path);
			assert_int_equal(is_fifo ? mkfifo(path, 0600)
				: mkdir(path, 0700), 0);
			assert_false(read_key(&files, &key, problem, sizeof(problem)));
			assert_non_null(strstr(problem, is_fifo
				? "is not a regular file, expected a regular file"
				: "is a directory, expected a regular file"));
			remove(path);
		}
	free_texts(&texts);
}

static void
paths_are_found(void** state)
{
	const struct {
		struct key_paths paths;
		const char *path, *expected;
	} cases[] = {
		{{NULL, NULL, NULL}, "/etc/K", "/etc/K.key"},
		{{NULL, NULL, NULL}, "K", "K.key"},
		{{"", "", ""}, "K", "K.key"},
		{{"/var/unbound", NULL, NULL}, "/var/unbound/etc/K", "/etc/K.key"},
		{{"/var/unbound/", NULL, NULL}, "/var/unbound/etc/K", "/etc/K.key"},
		{{"/var/unbound", NULL, NULL}, "/var/unbound2/K", "/var/unbound2/K.key"},
		{{"/var/unbound", NULL, NULL}, "/etc/K", "/etc/K.key"},
		{{"/v", "/v", "/v/etc"}, "/v/etc/K", "/v/etc/K.key"},
		{{"/v", "/v", "/v/etc"}, "/etc/K", "/v/etc/K.key"},
		{{"/v", "/v", "/v/etc"}, "K", "/v/etc/K.key"},
	};
	char found[KEY_PATH_SIZE], longest[KEY_PATH_SIZE];

	(void)state;
	for(size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_true(ws_key_path(&cases[i].paths, cases[i].path, ".key", found));
		assert_string_equal(found, cases[i].expected);
	}
	memset(longest, 'K', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = 0;
	assert_false(ws_key_path(&cases[0].paths, longest, ".key", found));
	longest[sizeof(longest) - sizeof(".key")] = 0;
	assert_true(ws_key_path(&cases[0].paths, longest, ".key", found));
}

/** By the modes alone: the files are of who runs the test. */
static void
readers_are_judged(void** state)
{
	const gid_t own[] = {getgid()}, others[] = {getgid() + 1};
	const struct {
		struct key_reader reader;
		mode_t folder, private;
		const char* problem;
	} cases[] = {
		{{getuid(), own, 1}, 0700, 0600, NULL},
		{{getuid() + 1, own, 1}, 0750, 0640, NULL},
		{{getuid() + 1, own, 1}, 0750, 0600, "may not read"},
		{{getuid() + 1, others, 1}, 0751, 0640, "K.private (mode 0640)"},
		{{getuid() + 1, others, 1}, 0751, 0644, NULL},
		{{getuid() + 1, own, 1}, 0740, 0640, "may not enter"},
		{{0, NULL, 0}, 0700, 0600, NULL}
	};
	const struct key_paths paths = {.directory = folder};
	char problem[512];

	(void)state;
	put(".key", "x", 1, 0644);
	for(size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		put(".private", "x", 1, cases[i].private);
		assert_int_equal(chmod(folder, cases[i].folder), 0);
		assert_int_equal(ws_key_is_readable(&paths, "K", &cases[i].reader, problem,
			sizeof(problem)), !cases[i].problem);
		if(cases[i].problem)
			assert_non_null(strstr(problem, cases[i].problem));
	}
	assert_int_equal(chmod(folder, 0700), 0);
}

static int
make_folder(void** state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int
remove_folder(void** state)
{
	(void)state;
	put(".key", NULL, 0, 0);
	put(".private", NULL, 0, 0);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(algorithms_sign),
		cmocka_unit_test(keys_are_not_confused),
		cmocka_unit_test(other_lines_are_read),
		cmocka_unit_test(bad_keys_are_refused),
		cmocka_unit_test(cut_files_are_refused),
		cmocka_unit_test(other_files_are_refused),
		cmocka_unit_test(paths_are_found),
		cmocka_unit_test(readers_are_judged)
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
