/* SPDX-License-Identifier: BSD-3-Clause */
/* for stat, which C99 does not have */
#define _POSIX_C_SOURCE 200809L
#include "key_path.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/** Remove the chroot from the beginning of a path. */
static const char*
in_chroot(const char* path, const char* chroot)
{
	size_t length = chroot ? strlen(chroot) : 0;

	while(length && chroot[length - 1] == '/')
		length--;
	return length && strncmp(path, chroot, length) == 0 && path[length] == '/'
		? path + length : path;
}

int
ws_key_path(const struct key_paths* paths, const char* path, const char* ending,
	char found[KEY_PATH_SIZE])
{
	const char* front;
	int length;

	path = in_chroot(path, paths->chroot);
	front = *path == '/' ? paths->root : paths->directory;
	if(!front)
		front = "";
	length = snprintf(found, KEY_PATH_SIZE, "%s%s%s%s", front,
		*front && *path != '/' ? "/" : "", path, ending);
	return length > 0 && length < KEY_PATH_SIZE;
}

/** Whether a user has a permission.
 * @param permission: as others have it: S_IROTH or S_IXOTH. */
static int
is_permitted(const struct stat* status, const struct key_reader* reader, mode_t permission)
{
	if(reader->uid == 0)
		return 1;
	if(status->st_uid == reader->uid)
		return (status->st_mode >> 6 & permission) != 0;
	for(size_t i = 0; i < reader->group_count; i++)
		if(status->st_gid == reader->groups[i])
			return (status->st_mode >> 3 & permission) != 0;
	return (status->st_mode & permission) != 0;
}

/** Judge the folders of a path, and then the file. */
static int
is_readable(char* path, const struct key_reader* reader, char* problem, size_t size)
{
	struct stat status;

	for(char* slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		if(stat(path, &status) == 0 && !is_permitted(&status, reader, S_IXOTH)) {
			snprintf(problem, size, "cannot be used: the user of the daemon may not enter %s (mode %04o), expected a directory that it may enter",
				path, (unsigned)status.st_mode & 07777);
			return 0;
		}
		*slash = '/';
	}
	if(stat(path, &status) == 0 && !is_permitted(&status, reader, S_IROTH)) {
		snprintf(problem, size, "cannot be used: the user of the daemon may not read %s (mode %04o), expected a file of its group with mode 0640",
			path, (unsigned)status.st_mode & 07777);
		return 0;
	}
	return 1;
}

int
ws_key_is_readable(const struct key_paths* paths, const char* path,
	const struct key_reader* reader, char* problem, size_t size)
{
	const char* const endings[] = {".key", ".private"};
	char found[KEY_PATH_SIZE];

	for(size_t i = 0; i < 2; i++)
		if(ws_key_path(paths, path, endings[i], found)
			&& !is_readable(found, reader, problem, size))
			return 0;
	return 1;
}
