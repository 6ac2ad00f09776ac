#define _GNU_SOURCE
#undef _FILE_OFFSET_BITS
#include "tests/fakesr/client.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

/* What the C library does with names by itself: real names, folders, streams; and of which kind a file system is. */

char *__realpath_chk(const char *path, char *out, size_t room);

/* The real name of what is not a node, as it is to be seen. */
static char *elsewhere(const char *path, char *room)
{
	const char *there = client_path(path), *seen;
	char *real = REAL(realpath)(there, room);

	if (real && there != path && (seen = client_seen(real)) != NULL)
		memmove(real, seen, strlen(seen) + 1);
	return real;
}

/* In `room`, or (NULL) malloc'd; NULL and errno. */
static char *real_path(const char *path, char *room)
{
	int n = client_minor(path);
	char name[24];

	if (n < 0)
		return elsewhere(path, room);
	if (!client_has(n)) {
		errno = ENOENT;
		return NULL;
	}
	snprintf(name, sizeof name, "/dev/sr%d", n);
	return room ? strcpy(room, name) : strdup(name);
}

INTERPOSED char *realpath(const char *path, char *room)
{
	return real_path(path, room);
}

INTERPOSED char *__realpath_chk(const char *path, char *room, size_t size)
{
	if (size < PATH_MAX)
		abort();
	return real_path(path, room);
}

INTERPOSED char *canonicalize_file_name(const char *path)
{
	return real_path(path, NULL);
}

INTERPOSED DIR *opendir(const char *path)
{
	return REAL(opendir)(client_path(path));
}

INTERPOSED FILE *fopen(const char *path, const char *how)
{
	return REAL(fopen)(client_path(path), how);
}

INTERPOSED FILE *fopen64(const char *path, const char *how)
{
	return REAL(fopen64)(client_path(path), how);
}

/* Whether the file is below our /sys. */
static bool is_sysfs(int fd)
{
	char link[40], real[PATH_MAX];
	const char *seen;
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = REAL(readlink)(link, real, sizeof real - 1);
	real[n > 0 ? n : 0] = 0;
	seen = client_seen(real);
	return seen && strncmp(seen, "/sys", 4) == 0;
}

INTERPOSED int fstatfs(int fd, struct statfs *out)
{
	int rc = REAL(fstatfs)(fd, out);

	if (rc == 0 && is_sysfs(fd))
		out->f_type = SYSFS_MAGIC;
	return rc;
}

INTERPOSED int fstatfs64(int fd, struct statfs64 *out)
{
	int rc = REAL(fstatfs64)(fd, out);

	if (rc == 0 && is_sysfs(fd))
		out->f_type = SYSFS_MAGIC;
	return rc;
}
