#include "config.h"
#include "drive/drive.h"
#include "drive/node.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A block device or a regular file, read by pread(). */

enum { MOST_SECTORS = 256, LARGEST_SECTOR = 65536, ALIGNMENT = 4096 };
/* Linux takes an error this near to the end for the end, and shrinks the device to it (sr_done). */
enum { SHRINKS_AT_MOST = 75 };

struct block {
	struct drive drive;	/* first */
	char path[256];
	int fd;
	bool device;		/* a block device, else a regular file */
	dev_t rdev;
	struct node_seen seen;
	bool direct;		/* O_DIRECT is in force */
	bool failed;		/* a read has failed since the size was asked */
	int64_t bytes;		/* as last told */
	enum disc_kind wanted;
};

#ifndef O_DIRECT
#define O_DIRECT 0
#endif

static enum status from_read_errno(int err)
{
	switch (err) {
	case EIO:
#ifdef ENODATA
	case ENODATA:
#endif
#ifdef EREMOTEIO
	case EREMOTEIO:
#endif
		return STATUS_UNREADABLE;
#ifdef ENOMEDIUM
	case ENOMEDIUM:
		return STATUS_NO_MEDIUM;
	case EMEDIUMTYPE:
		return STATUS_INCOMPATIBLE;
#endif
	case ENXIO:
	case ENODEV:
	case ENOTCONN:
	case ECONNABORTED:
	case ESTALE:
		return STATUS_DRIVE_GONE;
	case EAGAIN:
		return STATUS_NOT_READY;
	case ETIMEDOUT:
		return STATUS_TIMEOUT;
	default:
		return status_from_errno(err);
	}
}

/* From here on reads go through the system's cache, by whole pages. */
static void go_plain(struct block *b)
{
	int flags = fcntl(b->fd, F_GETFL);

	if (flags >= 0 && O_DIRECT != 0)
		fcntl(b->fd, F_SETFL, flags & ~O_DIRECT);
	b->direct = false;
	if (b->device) {
		posix_fadvise(b->fd, 0, 0, POSIX_FADV_RANDOM);
		b->drive.remark = N_("reads go through the system's cache: the good neighbour of a bad sector may seem bad");
	} else {
		b->drive.remark = N_("the file is read through the system's cache");
	}
}

/* pread() of whole sectors. Where O_DIRECT turns out not to work, it is given up for good. */
static ssize_t read_once(struct block *b, struct span at, uint8_t *buf)
{
	size_t len = (size_t)at.count * (size_t)b->drive.sector_size;
	int64_t offset = (int64_t)at.lsn * b->drive.sector_size;

	for (;;) {
		ssize_t n;

		if (b->device && !b->direct)	/* what the cache holds proves nothing */
			posix_fadvise(b->fd, offset, (off_t)len, POSIX_FADV_DONTNEED);
		n = pread(b->fd, buf, len, offset);
		if (n >= 0)
			return n;
		if (errno == EINVAL && b->direct)
			go_plain(b);
		else if (errno != EINTR)
			return -1;
	}
}

/* The size of a device is not asked here: after errors the system may give a wrong one. */
static int64_t size_now(const struct block *b)
{
	struct stat sb;

	if (b->device || fstat(b->fd, &sb) != 0)
		return b->bytes;
	return sb.st_size;
}

/* `part` bytes came of the sector at byte `start`: is that all there is of it? Not if the file was cut while open. */
static bool is_last(const struct block *b, int64_t start, int part)
{
	int64_t size = size_now(b);

	return part > 0 && start + part == size && size >= b->bytes;
}

static enum status failure(struct block *b, struct read_info *got)
{
	enum status st;

	got->os_errno = errno;
	b->failed = true;
	st = from_read_errno(got->os_errno);
	/* An emptied or vanished drive gives the same error as a bad sector. */
	if (st == STATUS_UNREADABLE && b->device) {
		enum status state = node_state(b->fd, &b->seen);

		if (state != STATUS_OK)
			st = state;
	}
	return st;
}

/*
 * A failed pread() says nothing of its sectors, a short one vouches for the whole sectors it returned: what follows
 * them is asked again, to learn why.
 */
static enum status block_read(struct drive *d, struct span at, uint8_t *buf, struct read_info *got)
{
	struct block *b = (struct block *)d;
	int ss = d->sector_size;
	int32_t stuck = -1;	/* a sector of which only a part came */

	while (got->good < at.count) {
		struct span rest = { at.lsn + got->good, at.count - got->good };
		uint8_t *to = buf + (size_t)got->good * (size_t)ss;
		ssize_t n = read_once(b, rest, to);
		int32_t whole;
		int part;
		int64_t start;

		if (n < 0)
			return failure(b, got);
		whole = (int32_t)(n / ss);
		part = (int)(n % ss);
		start = (int64_t)(rest.lsn + whole) * ss;
		got->good += whole;
		if (n > 0 && part == 0)
			continue;
		if (is_last(b, start, part)) {
			memset(to + (size_t)n, 0, (size_t)(ss - part));
			got->good++;
			return got->good < at.count ? STATUS_OUT_OF_RANGE : STATUS_OK;
		}
		if (start + part >= size_now(b))
			return STATUS_OUT_OF_RANGE;
		if (stuck == rest.lsn + whole)
			return STATUS_UNREADABLE;
		stuck = rest.lsn + whole;
	}
	return STATUS_OK;
}

/* A device is opened anew: only then does the system look whether the disc has been changed. */
static enum status reopen(struct block *b)
{
	int fd = open(b->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | (b->direct ? O_DIRECT : 0));
	struct stat sb;

	if (fd < 0)
		return errno == ENOENT ? STATUS_DRIVE_GONE : from_read_errno(errno);
	if (fstat(fd, &sb) != 0 || !S_ISBLK(sb.st_mode) || sb.st_rdev != b->rdev) {
		close(fd);
		return STATUS_DRIVE_GONE;
	}
	close(b->fd);
	b->fd = fd;
	if (!b->direct)
		posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
	return node_state(fd, &b->seen);
}

static enum status find_size(struct block *b)
{
	struct stat sb;
	int64_t bytes;

	if (b->device)
		bytes = node_size(b->fd);
	else
		bytes = fstat(b->fd, &sb) == 0 ? sb.st_size : -1;
	if (bytes < 0)
		return from_read_errno(errno);
	if (b->device && b->failed && bytes < b->bytes
	    && b->bytes - bytes <= (int64_t)SHRINKS_AT_MOST * b->drive.sector_size)
		bytes = b->bytes;
	b->bytes = bytes;
	b->failed = false;
	return bytes == 0 ? b->device ? STATUS_NO_MEDIUM : STATUS_BLANK : STATUS_OK;
}

static enum status block_medium(struct drive *d, struct medium *m)
{
	struct block *b = (struct block *)d;
	enum status st = b->device ? reopen(b) : STATUS_OK;
	int64_t sectors;

	if (st == STATUS_OK)
		st = find_size(b);
	if (st != STATUS_OK)
		return st;
	sectors = (b->bytes - 1) / d->sector_size + 1;
	if (sectors > INT32_MAX)
		return STATUS_TOO_LARGE;
	m->sectors = (int32_t)sectors;
	m->bytes = b->bytes;
	m->kind = b->wanted != DISC_UNKNOWN ? b->wanted : disc_kind_for(m->sectors);
	return STATUS_OK;
}

static enum status block_poll(struct drive *d)
{
	struct block *b = (struct block *)d;

	return b->device ? node_state(b->fd, &b->seen) : STATUS_OK;
}

static enum status block_tray(struct drive *d, enum tray_action what)
{
	struct block *b = (struct block *)d;

	return b->device ? node_tray(b->fd, what) : STATUS_UNSUPPORTED;
}

static enum status block_set_speed(struct drive *d, unsigned kb_per_s)
{
	struct block *b = (struct block *)d;

	return b->device ? node_set_speed(b->fd, kb_per_s) : STATUS_UNSUPPORTED;
}

static void block_close(struct drive *d)
{
	struct block *b = (struct block *)d;

	close(b->fd);
	free(b);
}

static const struct drive_ops block_ops = {
	.name = "block",
	.read = block_read,
	.medium = block_medium,
	.poll = block_poll,
	.set_speed = block_set_speed,
	.tray = block_tray,
	.close = block_close,
};

static enum status check_type(const char *path, const struct stat *sb, struct fault *f)
{
	if (S_ISBLK(sb->st_mode))
		return STATUS_OK;
	if (S_ISDIR(sb->st_mode))
		return fault_set(f, STATUS_BAD_FILE, path, 0, N_("this is a folder, not a disc or an image of one"),
				 NULL);
	if (!S_ISREG(sb->st_mode))
		return fault_set(f, STATUS_BAD_FILE, path, 0, N_("this is neither a block device nor a file"), NULL);
	if (sb->st_size == 0)
		return fault_set(f, STATUS_BAD_FILE, path, 0, N_("the file is empty"), NULL);
	return STATUS_OK;
}

/*
 * Does O_DIRECT work for one sector that stands where most do, off the start of a page? Only a refusal says no: a bad
 * sector, or no disc, says nothing.
 */
static bool direct_works(const struct block *b)
{
	int ss = b->drive.sector_size;
	void *buf = NULL;
	bool works;

	if (posix_memalign(&buf, ALIGNMENT, (size_t)ss) != 0)
		return false;
	works = pread(b->fd, buf, (size_t)ss, ss) >= 0 || (errno != EINVAL && errno != EOPNOTSUPP);
	free(buf);
	return works;
}

/* Opens without waiting for a disc, and without closing a tray. */
static enum status open_fd(struct block *b, const struct stat *before, struct fault *f)
{
	const int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
	struct stat sb;

	b->fd = O_DIRECT ? open(b->path, flags | O_DIRECT) : -1;
	b->direct = b->fd >= 0;
	if (b->fd < 0)
		b->fd = open(b->path, flags);
	if (b->fd < 0 && (errno == EACCES || errno == EPERM))
		return node_denied(b->path, before, f);
	if (b->fd < 0)
		return fault_set(f, from_read_errno(errno), b->path, 0, NULL, "%s", strerror(errno));
	if (fstat(b->fd, &sb) != 0)
		return fault_set(f, status_from_errno(errno), b->path, 0, NULL, NULL);
	if (((sb.st_mode ^ before->st_mode) & S_IFMT) != 0)
		return fault_set(f, STATUS_BAD_FILE, b->path, 0, N_("it was replaced while it was being opened"), NULL);
	b->rdev = sb.st_rdev;
	node_see(&b->seen, &sb);
	b->bytes = b->device ? node_size(b->fd) : sb.st_size;
	if (b->bytes < 0)
		b->bytes = 0;
	return STATUS_OK;
}

enum status block_open(const char *path, const struct drive_settings *s, struct drive **out, struct fault *f)
{
	int ss = s->sector_size ? s->sector_size : 2048;
	struct block *b = NULL;
	struct stat sb;
	enum status st;

	if (ss < 1 || ss > LARGEST_SECTOR)
		return fault_set(f, STATUS_USAGE, path, 0, N_("that sector size is not possible"), "%d", ss);
	if (strlen(path) >= sizeof b->path)
		return fault_set(f, STATUS_TOO_LARGE, path, 0, N_("the path is too long"), NULL);
	if (stat(path, &sb) != 0)
		return fault_set(f, status_from_errno(errno), path, 0, NULL, NULL);
	st = check_type(path, &sb, f);
	if (st != STATUS_OK)
		return st;
	b = calloc(1, sizeof *b);
	if (!b)
		return fault_set(f, STATUS_NO_MEMORY, path, 0, NULL, NULL);
	snprintf(b->path, sizeof b->path, "%s", path);
	snprintf(b->drive.id.spec, sizeof b->drive.id.spec, "%s", path);
	node_name(b->drive.id.name, sizeof b->drive.id.name, path);
	b->drive.ops = &block_ops;
	b->drive.clock = clock_real();
	b->drive.sector_size = ss;
	b->drive.max_sectors = MOST_SECTORS;
	b->wanted = s->kind;
	b->device = S_ISBLK(sb.st_mode);
	st = open_fd(b, &sb, f);
	if (st != STATUS_OK)
		goto fail;
	if (!b->direct || !direct_works(b))
		go_plain(b);
	*out = &b->drive;
	return STATUS_OK;
fail:
	if (b->fd >= 0)
		close(b->fd);
	free(b);
	return st;
}
