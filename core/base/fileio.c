#include "config.h"
#include "base/fileio.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

ssize_t file_pread(int fd, void *buf, size_t len, int64_t offset)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = pread(fd, (char *)buf + done, len - done, offset + (int64_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return done ? (ssize_t)done : -1;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

enum status file_pwrite(int fd, const void *buf, size_t len, int64_t offset)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = pwrite(fd, (const char *)buf + done, len - done, offset + (int64_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return status_from_errno(errno);
		if (n == 0)
			return STATUS_NO_SPACE;
		done += (size_t)n;
	}
	return STATUS_OK;
}

enum status file_write(int fd, const void *buf, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = write(fd, (const char *)buf + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return status_from_errno(errno);
		if (n == 0)
			return STATUS_NO_SPACE;
		done += (size_t)n;
	}
	return STATUS_OK;
}

enum status file_load(const char *path, size_t limit, char **text, size_t *len, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);	/* a pipe of that name must not hold us up */
	struct stat sb;
	ssize_t got;
	char *buf = NULL;
	enum status st = STATUS_OK;

	if (fd < 0)
		return fault_set(f, status_from_errno(errno), path, 0, NULL, NULL);
	if (fstat(fd, &sb) != 0)
		st = status_from_errno(errno);
	else if (!S_ISREG(sb.st_mode))
		st = STATUS_BAD_FILE;
	else if ((uint64_t)sb.st_size > limit)
		st = STATUS_TOO_LARGE;
	if (st != STATUS_OK)
		goto out;
	buf = malloc((size_t)sb.st_size + 1);
	if (!buf) {
		st = STATUS_NO_MEMORY;
		goto out;
	}
	got = file_pread(fd, buf, (size_t)sb.st_size, 0);
	if (got < 0) {
		st = status_from_errno(errno);
		goto out;
	}
	buf[got] = '\0';
	*text = buf;
	buf = NULL;
	if (len)
		*len = (size_t)got;
out:
	free(buf);
	close(fd);
	return st == STATUS_OK ? st : fault_set(f, st, path, 0, NULL, NULL);
}

enum status file_sync_folder(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	enum status st = STATUS_OK;
	int fd;

	if (!slash)
		snprintf(folder, sizeof folder, ".");
	else if (slash == path)
		snprintf(folder, sizeof folder, "/");
	else if ((size_t)(slash - path) < sizeof folder)
		snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
	else
		return STATUS_TOO_LARGE;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return status_from_errno(errno);
	/* Some network file systems cannot sync a folder and say EINVAL: nothing more can be done there. */
	if (fsync(fd) != 0 && errno != EINVAL)
		st = status_from_errno(errno);
	close(fd);
	return st;
}

/* Writes and syncs a file of that content. */
static enum status write_synced(const char *path, const void *bytes, size_t len)
{
	int fd;
	enum status st;

	unlink(path);
	/* O_EXCL: a link that somebody left there leads nowhere */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return status_from_errno(errno);
	st = file_write(fd, bytes, len);
	if (st == STATUS_OK && fsync(fd) != 0)
		st = status_from_errno(errno);
	if (close(fd) != 0 && st == STATUS_OK)
		st = status_from_errno(errno);
	return st;
}

/*
 * Gives the old file a second name, so that there is no moment without one under the first. Where the file system
 * knows no links (FAT), it gets a copy.
 */
static enum status keep_old(const char *path, const char *keep)
{
	char *text = NULL;
	size_t len = 0;
	enum status st;

	if (unlink(keep) != 0 && errno != ENOENT)
		return status_from_errno(errno);
	if (link(path, keep) == 0 || errno == ENOENT)
		return STATUS_OK;
	if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EXDEV && errno != EMLINK)
		return status_from_errno(errno);
	st = file_load(path, PTRDIFF_MAX, &text, &len, NULL);
	if (st != STATUS_OK)
		return st;
	st = write_synced(keep, text, len);
	free(text);
	return st;
}

enum status file_replace(const char *path, const void *bytes, size_t len, const char *keep, struct fault *f)
{
	char fresh[PATH_MAX];
	enum status st;

	if ((size_t)snprintf(fresh, sizeof fresh, "%s.new", path) >= sizeof fresh)
		return fault_set(f, STATUS_TOO_LARGE, path, 0, NULL, NULL);
	st = write_synced(fresh, bytes, len);
	if (st == STATUS_OK && keep)
		st = keep_old(path, keep);
	if (st == STATUS_OK && rename(fresh, path) != 0)
		st = status_from_errno(errno);
	if (st == STATUS_OK)
		st = file_sync_folder(path);
	else
		unlink(fresh);
	return st == STATUS_OK ? st : fault_set(f, st, path, 0, NULL, NULL);
}

enum status file_join(char *out, size_t size, const char *folder, const char *name)
{
	return (size_t)snprintf(out, size, "%s/%s", folder, name) < size ? STATUS_OK : STATUS_TOO_LARGE;
}
