#define _GNU_SOURCE
#undef _FILE_OFFSET_BITS
#include "tests/fakesr/client.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

ssize_t __read_chk(int fd, void *buf, size_t len, size_t room);
ssize_t __pread_chk(int fd, void *buf, size_t len, off_t at, size_t room);
ssize_t __pread64_chk(int fd, void *buf, size_t len, off64_t at, size_t room);

/* `at` -1: where the file stands. */
static ssize_t read_node(const struct wire_token *t, void *buf, size_t len, int64_t at)
{
	struct wire_request r = { .op = WIRE_READ, .handle = t->handle, .number = at,
				  .want = (uint32_t)(len < WIRE_MAX ? len : WIRE_MAX),
				  .flags = (uint32_t)((uintptr_t)buf % 512) };

	return (ssize_t)client_call(&r, NULL, buf, NULL);
}

static ssize_t read_at(const struct wire_token *t, void *buf, size_t len, int64_t at)
{
	if (at < 0) {
		errno = EINVAL;
		return -1;
	}
	return read_node(t, buf, len, at);
}

INTERPOSED ssize_t read(int fd, void *buf, size_t len)
{
	struct wire_token t;

	return client_token(fd, &t) ? read_node(&t, buf, len, -1) : REAL(read)(fd, buf, len);
}

INTERPOSED ssize_t __read_chk(int fd, void *buf, size_t len, size_t room)
{
	struct wire_token t;

	return client_token(fd, &t) ? read_node(&t, buf, len, -1) : REAL(__read_chk)(fd, buf, len, room);
}

INTERPOSED ssize_t pread(int fd, void *buf, size_t len, off_t at)
{
	struct wire_token t;

	return client_token(fd, &t) ? read_at(&t, buf, len, at) : REAL(pread)(fd, buf, len, at);
}

INTERPOSED ssize_t pread64(int fd, void *buf, size_t len, off64_t at)
{
	struct wire_token t;

	return client_token(fd, &t) ? read_at(&t, buf, len, at) : REAL(pread64)(fd, buf, len, at);
}

INTERPOSED ssize_t __pread_chk(int fd, void *buf, size_t len, off_t at, size_t room)
{
	struct wire_token t;

	return client_token(fd, &t) ? read_at(&t, buf, len, at) : REAL(__pread_chk)(fd, buf, len, at, room);
}

INTERPOSED ssize_t __pread64_chk(int fd, void *buf, size_t len, off64_t at, size_t room)
{
	struct wire_token t;

	return client_token(fd, &t) ? read_at(&t, buf, len, at) : REAL(__pread64_chk)(fd, buf, len, at, room);
}

/* Into several buffers: by way of one. */
static ssize_t read_parts(const struct wire_token *t, const struct iovec *part, int count, int64_t at)
{
	size_t len = 0, done = 0;
	ssize_t n;
	char *room;

	for (int i = 0; i < count; i++)
		len += part[i].iov_len < WIRE_MAX ? part[i].iov_len : WIRE_MAX;
	len = len < WIRE_MAX ? len : WIRE_MAX;
	room = aligned_alloc(4096, (len + 4095) / 4096 * 4096);
	if (!room)
		return -1;
	n = read_node(t, room, len, at);
	for (int i = 0; i < count && n > (ssize_t)done; i++) {
		size_t left = (size_t)n - done, take = part[i].iov_len < left ? part[i].iov_len : left;

		memcpy(part[i].iov_base, room + done, take);
		done += take;
	}
	free(room);
	return n;
}

INTERPOSED ssize_t readv(int fd, const struct iovec *part, int count)
{
	struct wire_token t;

	return client_token(fd, &t) ? read_parts(&t, part, count, -1) : REAL(readv)(fd, part, count);
}

INTERPOSED ssize_t preadv(int fd, const struct iovec *part, int count, off_t at)
{
	struct wire_token t;

	return client_token(fd, &t) ? read_parts(&t, part, count, at) : REAL(preadv)(fd, part, count, at);
}

INTERPOSED ssize_t preadv64(int fd, const struct iovec *part, int count, off64_t at)
{
	struct wire_token t;

	return client_token(fd, &t) ? read_parts(&t, part, count, at) : REAL(preadv64)(fd, part, count, at);
}

INTERPOSED ssize_t write(int fd, const void *buf, size_t len)
{
	struct wire_token t;

	if (!client_token(fd, &t))
		return REAL(write)(fd, buf, len);
	errno = EROFS;
	return -1;
}

static int64_t seek_node(const struct wire_token *t, int64_t by, int whence)
{
	struct wire_request r = { .op = WIRE_SEEK, .handle = t->handle, .number = by, .flags = (uint32_t)whence };

	return client_call(&r, NULL, NULL, NULL);
}

INTERPOSED off_t lseek(int fd, off_t by, int whence)
{
	struct wire_token t;

	return client_token(fd, &t) ? (off_t)seek_node(&t, by, whence) : REAL(lseek)(fd, by, whence);
}

INTERPOSED off64_t lseek64(int fd, off64_t by, int whence)
{
	struct wire_token t;

	return client_token(fd, &t) ? seek_node(&t, by, whence) : REAL(lseek64)(fd, by, whence);
}

INTERPOSED int posix_fadvise(int fd, off_t at, off_t len, int advice)
{
	struct wire_token t;

	return client_token(fd, &t) ? 0 : REAL(posix_fadvise)(fd, at, len, advice);
}

INTERPOSED int posix_fadvise64(int fd, off64_t at, off64_t len, int advice)
{
	struct wire_token t;

	return client_token(fd, &t) ? 0 : REAL(posix_fadvise64)(fd, at, len, advice);
}

INTERPOSED int fsync(int fd)
{
	struct wire_token t;

	return client_token(fd, &t) ? 0 : REAL(fsync)(fd);
}

/* `fd` is a copy of `old` now. */
static int copied(int old, int fd)
{
	struct wire_token t;

	if (fd >= 0)
		client_note(fd, client_token(old, &t) ? &t : NULL);
	return fd;
}

INTERPOSED int close(int fd)
{
	client_note(fd, NULL);
	return REAL(close)(fd);
}

INTERPOSED int close_range(unsigned first, unsigned last, int flags)
{
	for (unsigned fd = first; fd <= last && fd < INT_MAX && !(flags & CLOSE_RANGE_CLOEXEC) && fd < 1024; fd++)
		client_note((int)fd, NULL);
	return REAL(close_range)(first, last, flags);
}

INTERPOSED int dup(int fd)
{
	return copied(fd, REAL(dup)(fd));
}

INTERPOSED int dup2(int fd, int as)
{
	return copied(fd, REAL(dup2)(fd, as));
}

INTERPOSED int dup3(int fd, int as, int flags)
{
	return copied(fd, REAL(dup3)(fd, as, flags));
}

/* What fcntl does to a node's flags; -2: it is no such call. */
static int flags_of(int fd, int command, void *arg)
{
	struct wire_request r = { .op = command == F_GETFL ? WIRE_GET_FLAGS : WIRE_SET_FLAGS,
				  .flags = (uint32_t)(uintptr_t)arg };
	struct wire_token t;
	int64_t value;

	if ((command != F_GETFL && command != F_SETFL) || !client_token(fd, &t))
		return -2;
	r.handle = t.handle;
	value = client_call(&r, NULL, NULL, NULL);
	return command == F_GETFL || value < 0 ? (int)value : 0;
}

INTERPOSED int fcntl(int fd, int command, ...)
{
	va_list ap;
	void *arg;
	int n;

	va_start(ap, command);
	arg = va_arg(ap, void *);
	va_end(ap);
	n = flags_of(fd, command, arg);
	if (n != -2)
		return n;
	n = REAL(fcntl)(fd, command, arg);
	return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? copied(fd, n) : n;
}

INTERPOSED int fcntl64(int fd, int command, ...)
{
	va_list ap;
	void *arg;
	int n;

	va_start(ap, command);
	arg = va_arg(ap, void *);
	va_end(ap);
	n = flags_of(fd, command, arg);
	if (n != -2)
		return n;
	n = REAL(fcntl64)(fd, command, arg);
	return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? copied(fd, n) : n;
}
