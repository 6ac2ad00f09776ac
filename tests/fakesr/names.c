#define _GNU_SOURCE
#undef _FILE_OFFSET_BITS
#include "tests/fakesr/client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define GROUP_CDROM 24		/* on Debian */

/* Entries of the C library for programs that were built against older ones, or with _FORTIFY_SOURCE. */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __openat_2(int folder, const char *path, int flags);
int __openat64_2(int folder, const char *path, int flags);
int __xstat(int version, const char *path, struct stat *out);
int __xstat64(int version, const char *path, struct stat64 *out);
int __fxstat(int version, int fd, struct stat *out);
int __fxstat64(int version, int fd, struct stat64 *out);
int __lxstat(int version, const char *path, struct stat *out);
int __lxstat64(int version, const char *path, struct stat64 *out);
int __fxstatat(int version, int folder, const char *path, struct stat *out, int flags);
int __fxstatat64(int version, int folder, const char *path, struct stat64 *out, int flags);
ssize_t __readlink_chk(const char *path, char *out, size_t size, size_t room);

static int absent(void)
{
	errno = ENOENT;
	return -1;
}

static bool is_link(const char *path)
{
	return strcmp(path, "/dev/cdrom") == 0;
}

/* struct stat and struct stat64 have the same members. */
#define FILL(out, n) \
	(memset(out, 0, sizeof *(out)), (out)->st_mode = S_IFBLK | 0660, (out)->st_rdev = makedev(WIRE_MAJOR, (unsigned)(n)), \
	 (out)->st_dev = 5, (out)->st_ino = 500 + (unsigned)(n), (out)->st_nlink = 1, (out)->st_gid = GROUP_CDROM, \
	 (out)->st_blksize = 4096)
#define FILL_LINK(out) \
	(memset(out, 0, sizeof *(out)), (out)->st_mode = S_IFLNK | 0777, (out)->st_dev = 5, (out)->st_ino = 499, \
	 (out)->st_nlink = 1, (out)->st_size = 3, (out)->st_blksize = 4096)

#define STAT_BY_NAME(type, path, follow, out, otherwise) \
	do { \
		int n_ = client_minor(path); \
		if (n_ < 0) \
			return otherwise; \
		if (!client_has(n_)) \
			return absent(); \
		if (!(follow) && is_link(path)) \
			FILL_LINK(out); \
		else \
			FILL(out, n_); \
		return 0; \
	} while (0)

#define STAT_BY_FD(fd, out, otherwise) \
	do { \
		struct wire_token t_; \
		if (!client_token(fd, &t_)) \
			return otherwise; \
		FILL(out, t_.minor); \
		return 0; \
	} while (0)

#define FOLLOWS(flags) (!((flags) & AT_SYMLINK_NOFOLLOW))

INTERPOSED int stat(const char *path, struct stat *out)
{
	STAT_BY_NAME(stat, path, true, out, REAL(stat)(client_path(path), out));
}

INTERPOSED int stat64(const char *path, struct stat64 *out)
{
	STAT_BY_NAME(stat64, path, true, out, REAL(stat64)(client_path(path), out));
}

INTERPOSED int lstat(const char *path, struct stat *out)
{
	STAT_BY_NAME(stat, path, false, out, REAL(lstat)(client_path(path), out));
}

INTERPOSED int lstat64(const char *path, struct stat64 *out)
{
	STAT_BY_NAME(stat64, path, false, out, REAL(lstat64)(client_path(path), out));
}

INTERPOSED int fstat(int fd, struct stat *out)
{
	STAT_BY_FD(fd, out, REAL(fstat)(fd, out));
}

INTERPOSED int fstat64(int fd, struct stat64 *out)
{
	STAT_BY_FD(fd, out, REAL(fstat64)(fd, out));
}

INTERPOSED int fstatat(int folder, const char *path, struct stat *out, int flags)
{
	if ((flags & AT_EMPTY_PATH) && !*path)
		STAT_BY_FD(folder, out, REAL(fstatat)(folder, client_path_in(folder, path), out, flags));
	STAT_BY_NAME(stat, path, FOLLOWS(flags), out, REAL(fstatat)(folder, client_path_in(folder, path), out, flags));
}

INTERPOSED int fstatat64(int folder, const char *path, struct stat64 *out, int flags)
{
	if ((flags & AT_EMPTY_PATH) && !*path)
		STAT_BY_FD(folder, out, REAL(fstatat64)(folder, client_path_in(folder, path), out, flags));
	STAT_BY_NAME(stat64, path, FOLLOWS(flags), out, REAL(fstatat64)(folder, client_path_in(folder, path), out, flags));
}

INTERPOSED int __xstat(int version, const char *path, struct stat *out)
{
	STAT_BY_NAME(stat, path, true, out, REAL(__xstat)(version, client_path(path), out));
}

INTERPOSED int __xstat64(int version, const char *path, struct stat64 *out)
{
	STAT_BY_NAME(stat64, path, true, out, REAL(__xstat64)(version, client_path(path), out));
}

INTERPOSED int __lxstat(int version, const char *path, struct stat *out)
{
	STAT_BY_NAME(stat, path, false, out, REAL(__lxstat)(version, client_path(path), out));
}

INTERPOSED int __lxstat64(int version, const char *path, struct stat64 *out)
{
	STAT_BY_NAME(stat64, path, false, out, REAL(__lxstat64)(version, client_path(path), out));
}

INTERPOSED int __fxstat(int version, int fd, struct stat *out)
{
	STAT_BY_FD(fd, out, REAL(__fxstat)(version, fd, out));
}

INTERPOSED int __fxstat64(int version, int fd, struct stat64 *out)
{
	STAT_BY_FD(fd, out, REAL(__fxstat64)(version, fd, out));
}

INTERPOSED int __fxstatat(int version, int folder, const char *path, struct stat *out, int flags)
{
	STAT_BY_NAME(stat, path, FOLLOWS(flags), out, REAL(__fxstatat)(version, folder, client_path_in(folder, path), out, flags));
}

INTERPOSED int __fxstatat64(int version, int folder, const char *path, struct stat64 *out, int flags)
{
	STAT_BY_NAME(stat64, path, FOLLOWS(flags), out, REAL(__fxstatat64)(version, folder, client_path_in(folder, path), out, flags));
}

INTERPOSED int statx(int folder, const char *path, int flags, unsigned mask, struct statx *out)
{
	struct wire_token t = { .minor = -1 };
	int n = client_minor(path);

	if (n < 0 && !((flags & AT_EMPTY_PATH) && !*path && client_token(folder, &t)))
		return REAL(statx)(folder, client_path_in(folder, path), flags, mask, out);
	if (n >= 0 && !client_has(n))
		return absent();
	memset(out, 0, sizeof *out);
	out->stx_mask = STATX_BASIC_STATS;
	out->stx_blksize = 4096;
	out->stx_nlink = 1;
	if (n >= 0 && is_link(path) && !FOLLOWS(flags)) {
		out->stx_mode = S_IFLNK | 0777;
		out->stx_size = 3;
		return 0;
	}
	out->stx_mode = S_IFBLK | 0660;
	out->stx_gid = GROUP_CDROM;
	out->stx_rdev_major = WIRE_MAJOR;
	out->stx_rdev_minor = (uint32_t)(n >= 0 ? n : t.minor);
	return 0;
}

static int can_access(const char *path)
{
	int n = client_minor(path);

	return n >= 0 ? (client_has(n) ? 0 : absent()) : 1;
}

INTERPOSED int access(const char *path, int mode)
{
	int known = can_access(path);

	return known <= 0 ? known : REAL(access)(client_path(path), mode);
}

INTERPOSED int euidaccess(const char *path, int mode)
{
	int known = can_access(path);

	return known <= 0 ? known : REAL(euidaccess)(client_path(path), mode);
}

INTERPOSED int faccessat(int folder, const char *path, int mode, int flags)
{
	int known = can_access(path);

	return known <= 0 ? known : REAL(faccessat)(folder, client_path_in(folder, path), mode, flags);
}

/* What a link holds, as far as there is room; -1 and errno; -2: it is not for us. */
static ssize_t read_link(const char *path, char *out, size_t size)
{
	int n = client_minor(path);

	if (n < 0)
		return -2;
	if (!client_has(n))
		return absent();
	if (!is_link(path)) {
		errno = EINVAL;
		return -1;
	}
	size = size < 3 ? size : 3;
	memcpy(out, "sr0", size);
	return (ssize_t)size;
}

INTERPOSED ssize_t readlink(const char *path, char *out, size_t size)
{
	ssize_t n = read_link(path, out, size);

	return n != -2 ? n : REAL(readlink)(client_path(path), out, size);
}

INTERPOSED ssize_t readlinkat(int folder, const char *path, char *out, size_t size)
{
	ssize_t n = read_link(path, out, size);

	return n != -2 ? n : REAL(readlinkat)(folder, client_path_in(folder, path), out, size);
}

INTERPOSED ssize_t __readlink_chk(const char *path, char *out, size_t size, size_t room)
{
	ssize_t n = read_link(path, out, size);

	return n != -2 ? n : REAL(__readlink_chk)(client_path(path), out, size, room);
}

/* The third argument of open(2), where there is one. */
#define TAKE_MODE(mode, flags) \
	do { \
		if ((flags) & (O_CREAT | __O_TMPFILE)) { \
			va_list ap_; \
			va_start(ap_, flags); \
			mode = va_arg(ap_, mode_t); \
			va_end(ap_); \
		} \
	} while (0)

INTERPOSED int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	int n = client_minor(path);

	TAKE_MODE(mode, flags);
	return n >= 0 ? client_open(n, flags) : REAL(open)(client_path(path), flags, mode);
}

INTERPOSED int open64(const char *path, int flags, ...)
{
	mode_t mode = 0;
	int n = client_minor(path);

	TAKE_MODE(mode, flags);
	return n >= 0 ? client_open(n, flags) : REAL(open64)(client_path(path), flags, mode);
}

INTERPOSED int openat(int folder, const char *path, int flags, ...)
{
	mode_t mode = 0;
	int n = client_minor(path);

	TAKE_MODE(mode, flags);
	return n >= 0 ? client_open(n, flags) : REAL(openat)(folder, client_path_in(folder, path), flags, mode);
}

INTERPOSED int openat64(int folder, const char *path, int flags, ...)
{
	mode_t mode = 0;
	int n = client_minor(path);

	TAKE_MODE(mode, flags);
	return n >= 0 ? client_open(n, flags) : REAL(openat64)(folder, client_path_in(folder, path), flags, mode);
}

INTERPOSED int __open_2(const char *path, int flags)
{
	int n = client_minor(path);

	return n >= 0 ? client_open(n, flags) : REAL(__open_2)(client_path(path), flags);
}

INTERPOSED int __open64_2(const char *path, int flags)
{
	int n = client_minor(path);

	return n >= 0 ? client_open(n, flags) : REAL(__open64_2)(client_path(path), flags);
}

INTERPOSED int __openat_2(int folder, const char *path, int flags)
{
	int n = client_minor(path);

	return n >= 0 ? client_open(n, flags) : REAL(__openat_2)(folder, client_path_in(folder, path), flags);
}

INTERPOSED int __openat64_2(int folder, const char *path, int flags)
{
	int n = client_minor(path);

	return n >= 0 ? client_open(n, flags) : REAL(__openat64_2)(folder, client_path_in(folder, path), flags);
}
