#include "config.h"
#include "tests/drive/fakenode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

struct fakenode fakenode;

enum { MOST_FDS = 1024 };
static bool ours[MOST_FDS];

/* The symbols that sources with and without large files ask for. */
int open64(const char *path, int flags, ...);

static int open_by(const char *path, int flags, mode_t mode)
{
	int deny = (flags & O_ACCMODE) == O_RDONLY ? fakenode.deny_read : fakenode.deny_write;
	int fd;

	if (!fakenode.path || strcmp(path, fakenode.path) != 0)
		return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	if (deny) {
		errno = deny;
		return -1;
	}
	fd = (int)syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC, 0);
	assert_in_range(fd, 0, MOST_FDS - 1);
	ours[fd] = true;
	fakenode.flags = flags;
	fakenode.open_now++;
	return fd;
}

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	va_start(ap, flags);
	if (flags & O_CREAT)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	return open_by(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	va_start(ap, flags);
	if (flags & O_CREAT)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	return open_by(path, flags, mode);
}

int close(int fd)
{
	if (fd >= 0 && fd < MOST_FDS && ours[fd]) {
		ours[fd] = false;
		fakenode.open_now--;
	}
	return (int)syscall(SYS_close, fd);
}

int stat(const char *restrict path, struct stat *restrict sb)
{
	if (!fakenode.path || strcmp(path, fakenode.path) != 0)
		return fstatat(AT_FDCWD, path, sb, 0);
	*sb = (struct stat){ .st_mode = fakenode.type | 0660, .st_rdev = fakenode.rdev, .st_gid = fakenode.group };
	return 0;
}

int fstat(int fd, struct stat *sb)
{
	if (fd < 0 || fd >= MOST_FDS || !ours[fd])
		return fstatat(fd, "", sb, AT_EMPTY_PATH);
	return stat(fakenode.path, sb);
}

int access(const char *path, int mode)
{
	if (fakenode.known && strcmp(path, fakenode.known) == 0)
		return 0;
	if (fakenode.path && strcmp(path, fakenode.path) == 0) {
		errno = mode & W_OK ? fakenode.deny_write : fakenode.deny_read;
		return errno ? -1 : 0;
	}
	return faccessat(AT_FDCWD, path, mode, 0);
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (fd < 0 || fd >= MOST_FDS || !ours[fd])
		return (int)syscall(SYS_ioctl, fd, request, arg);
	return fakenode.ioctl(request, arg);
}
