/* SPDX-License-Identifier: BSD-3-Clause */
/* for fmemopen, which C99 does not have */
#define _POSIX_C_SOURCE 200809L
#include "key_octets.h"

#include <openssl/crypto.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
ws_key_refuse(const struct problem* problem, const char* path, const char* format, ...)
{
	int length = snprintf(problem->text, problem->size, "cannot be used: %s ", path);
	va_list arguments;

	va_start(arguments, format);
	if(length > 0 && (size_t)length < problem->size)
		vsnprintf(problem->text + length, problem->size - (size_t)length, format,
			arguments);
	va_end(arguments);
	return 0;
}

/** Judge a file before it is read. */
static int
judge_status(int file, const char* path, int is_private, const struct problem* problem)
{
	struct stat status;

	if(fstat(file, &status) == -1)
		return ws_key_refuse(problem, path, "has no status: %s", strerror(errno));
	if(!S_ISREG(status.st_mode))
		return ws_key_refuse(problem, path, "is %s, expected a regular file",
			S_ISDIR(status.st_mode) ? "a directory" : "not a regular file");
	if(is_private && status.st_mode & (S_IROTH | S_IWOTH | S_IXOTH))
		return ws_key_refuse(problem, path, "has mode %04o, so that it is open to other users, expected 0640 or less",
			(unsigned)status.st_mode & 07777);
	if(status.st_size == 0)
		return ws_key_refuse(problem, path, "is empty, expected %s",
			is_private ? "a private key" : "one DNSKEY record");
	if(status.st_size > KEY_FILE_MAX)
		return ws_key_refuse(problem, path, "has %lld octets, expected a key, which has %d at most",
			(long long)status.st_size, KEY_FILE_MAX);
	return 1;
}

static int
take_octets(struct key_octets* octets, int file, const char* path,
	const struct problem* problem)
{
	ssize_t taken;

	do {
		taken = read(file, octets->octets + octets->length,
			KEY_FILE_MAX - octets->length);
		if(taken > 0)
			octets->length += (size_t)taken;
	} while(taken > 0 || (taken == -1 && errno == EINTR));
	if(taken == -1)
		return ws_key_refuse(problem, path, "cannot be read: %s", strerror(errno));
	/* the rest of a number in base 64 is hardly ever seen to be missing */
	if(!octets->length || octets->octets[octets->length - 1] != '\n')
		return ws_key_refuse(problem, path, "ends without a newline, expected a whole file, not one that is cut short");
	octets->stream = fmemopen(octets->octets, octets->length, "r");
	if(!octets->stream)
		return ws_key_refuse(problem, path, "cannot be read: %s", strerror(errno));
	setvbuf(octets->stream, octets->buffer, _IOFBF, sizeof(octets->buffer));
	return 1;
}

int
ws_key_octets_read(struct key_octets* octets, const char* path, int is_private,
	int* is_missing, const struct problem* problem)
{
	/* a FIFO would wait for who writes it */
	int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY), done;

	octets->length = 0;
	octets->stream = NULL;
	if(is_missing)
		*is_missing = file == -1 && errno == ENOENT;
	if(file == -1)
		return is_missing && *is_missing ? 0 : ws_key_refuse(problem, path,
			"cannot be opened: %s, expected a file that the user of this process can read",
			strerror(errno));
	done = judge_status(file, path, is_private, problem)
		&& take_octets(octets, file, path, problem);
	close(file);
	return done;
}

/** Octets of the longest keyword, PrivateExponent, with room to spare: less than the buffer
 * of ldns, which writes an octet too many behind it. */
#define KEYWORD_MAX 30

int
ws_key_octets_have_keywords(const struct key_octets* octets)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
	size_t at = 0, length;

	while(at < octets->length) {
		if(octets->octets[at] == '\n') {
			at++;
			continue;
		}
		for(length = 0; at < octets->length && octets->octets[at]
			&& strchr(letters, octets->octets[at]); at++)
			length++;
		if(length == 0 || length > KEYWORD_MAX || at == octets->length
			|| octets->octets[at] != ':')
			return 0;
		while(at < octets->length && octets->octets[at] != '\n')
			at++;
	}
	return 1;
}

void
ws_key_octets_wipe(struct key_octets* octets)
{
	if(octets->stream)
		fclose(octets->stream);
	OPENSSL_cleanse(octets, sizeof(*octets));
}
