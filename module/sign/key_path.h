/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the files of keys are, and who may read them. */
#ifndef WORKSTATION_KEY_PATH_H
#define WORKSTATION_KEY_PATH_H

#include <stddef.h>
#include <sys/types.h>

/** Octets of a path, the NUL included. Longer ones are refused. */
#define KEY_PATH_SIZE 4096

/**
 * How the path of a `key:` becomes one to open. NULL is empty, for each member.
 *
 * A daemon that has changed its root and its directory sets chroot alone. A program
 * outside of them sets root to the chroot too, and directory to that of the daemon, the
 * chroot included.
 */
struct key_paths {
	/** Removed from the beginning of a path: the chroot. */
	const char* chroot;
	/** Put in front of a path that then begins with a slash. */
	const char* root;
	/** Put in front of any other path, with a slash between them. */
	const char* directory;
};

/**
 * Find the path of a file of a key.
 * @param path: as written, without an ending.
 * @param ending: ".key" or ".private".
 * @param found: set to the path to open.
 * @return 0: it is too long.
 */
int ws_key_path(const struct key_paths* paths, const char* path, const char* ending,
	char found[KEY_PATH_SIZE]);

/** A user of this machine. */
struct key_reader {
	uid_t uid;
	/** All its groups, its own included. */
	const gid_t* groups;
	size_t group_count;
};

/**
 * Judge by their modes and owners whether a user could read the files of a key. What is
 * not there is not judged, nor are ACLs.
 * @param path: as written, without an ending.
 * @param problem: if not, set to what the user cannot read and what is expected, as that
 *	of struct workstation_key_store is.
 */
int ws_key_is_readable(const struct key_paths* paths, const char* path,
	const struct key_reader* reader, char* problem, size_t size);

#endif /* WORKSTATION_KEY_PATH_H */
