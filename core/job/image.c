#include "config.h"
#include "job/parts.h"

#include "base/fileio.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Sectors of one remembered piece, and of one write of filling. */
enum { PIECE = 64 };

/* What was stored since the last sync: should that fail, the system may drop the data and still call the next sync a
 * success. */
struct job_unsynced {
	struct span at;		/* at most PIECE sectors */
	uint64_t hash;		/* of their bytes */
};

int64_t job_image_offset(const struct job *j, int32_t lsn)
{
	return (int64_t)lsn * j->sector_size;
}

int64_t job_image_len(const struct job *j, struct span at)
{
	int64_t first = job_image_offset(j, at.lsn), end = job_image_offset(j, span_end(at));

	if (end > j->mf.bytes)
		end = j->mf.bytes;
	return end > first ? end - first : 0;
}

static bool inside(const struct job *j, struct span at)
{
	return j->mf.map && at.lsn >= 0 && at.count >= 0 && at.count <= map_size(j->mf.map) &&
	       at.lsn <= map_size(j->mf.map) - at.count;
}

/* Two jobs may name one image: it has a lock of its own (F_WRLCK, F_UNLCK), where the file system has locks. */
static enum status lock_image(int fd, short type)
{
	struct flock whole = { .l_type = type, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_SETLK, &whole) != 0 && (errno == EAGAIN || errno == EACCES) ? STATUS_LOCKED : STATUS_OK;
}

/* End of the last finished sector in the image, in bytes. */
static int64_t finished_end(const struct job *j)
{
	struct span last = map_find_last(j->mf.map, map_all(j->mf.map), map_bit(MAP_GOOD));

	return last.count ? job_image_offset(j, last.lsn) + job_image_len(j, last) : 0;
}

enum status job_image_open(struct job *j, struct fault *f)
{
	const char *path = j->paths.image;
	int64_t need = finished_end(j);
	enum status st;
	struct stat sb, map;

	j->image_fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (j->image_fd < 0 && errno == ENOENT) {
		if (need == 0)
			return STATUS_OK;
		return fault_set(f, STATUS_NOT_FOUND, path, 0,
				 N_("the image is missing, but its mapfile has finished sectors"), NULL);
	}
	if (j->image_fd < 0 && errno != EISDIR)
		return fault_set(f, status_from_errno(errno), path, 0, NULL, NULL);
	if (j->image_fd < 0 || fstat(j->image_fd, &sb) != 0 || !S_ISREG(sb.st_mode))
		return fault_set(f, STATUS_BAD_FILE, path, 0, N_("it is not a regular file"), NULL);
	if (stat(j->paths.map, &map) == 0 && map.st_dev == sb.st_dev && map.st_ino == sb.st_ino)
		return fault_set(f, STATUS_USAGE, path, 0, N_("image and mapfile are the same file"), NULL);
	st = lock_image(j->image_fd, F_WRLCK);
	if (st != STATUS_OK)
		return fault_set(f, st, path, 0, NULL, NULL);
	j->image_bytes = sb.st_size;
	if (sb.st_size < need)
		return fault_set(f, STATUS_BAD_FILE, path, 0, N_("the image is shorter than the finished sectors of its mapfile"),
				 "%lld < %lld", (long long)sb.st_size, (long long)need);
	return STATUS_OK;
}

void job_image_close(struct job *j)
{
	if (j->image_fd >= 0) {
		lock_image(j->image_fd, F_UNLCK);	/* a child may have inherited the descriptor */
		close(j->image_fd);
	}
	j->image_fd = -1;
	free(j->unsynced);
	j->unsynced = NULL;
	j->nunsynced = j->unsynced_room = 0;
}

enum status job_image_ready(struct job *j)
{
	enum status st;

	if (j->image_fd < 0) {
		int fd = open(j->paths.image, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

		if (fd < 0)
			return status_from_errno(errno);
		st = lock_image(fd, F_WRLCK);
		if (st == STATUS_OK && ftruncate(fd, j->mf.bytes) != 0)
			st = status_from_errno(errno);
		if (st == STATUS_OK && fsync(fd) != 0)
			st = status_from_errno(errno);
		if (st == STATUS_OK)
			st = file_sync_folder(j->paths.image);
		if (st != STATUS_OK) {
			unlink(j->paths.image);
			close(fd);
			return st;
		}
		j->image_fd = fd;
		j->image_bytes = j->mf.bytes;
	}
	if (j->image_bytes < j->mf.bytes) {
		if (ftruncate(j->image_fd, j->mf.bytes) != 0)
			return status_from_errno(errno);
		j->image_bytes = j->mf.bytes;
		j->image_dirty = true;
	}
	return STATUS_OK;
}

/* Four sums side by side: each step of one has to wait for the step before, and every byte stored passes here. */
static uint64_t hash_bytes(const uint8_t *p, size_t len)
{
	enum { SIDES = 4 };
	uint64_t sum[SIDES] = { len, 1, 2, 3 }, words[SIDES];

	for (; len >= sizeof words; p += sizeof words, len -= sizeof words) {
		memcpy(words, p, sizeof words);
		for (int i = 0; i < SIDES; i++)
			sum[i] = hash_mix(sum[i], words[i]);
	}
	memset(words, 0, sizeof words);
	memcpy(words, p, len);
	for (int i = 0; i < SIDES; i++)
		sum[0] = hash_mix(hash_mix(sum[0], sum[i]), words[i]);
	return sum[0];
}

/* Writes a run and remembers it, piece by piece. */
static enum status store_run(struct job *j, struct span run, const uint8_t *data)
{
	while (run.count > 0) {
		struct span at = { run.lsn, min_i32(run.count, PIECE) };
		size_t len = (size_t)job_image_len(j, at);
		enum status st;

		if (j->nunsynced == j->unsynced_room) {
			size_t room = j->unsynced_room ? j->unsynced_room * 2 : 64;
			struct job_unsynced *more = realloc(j->unsynced, room * sizeof *more);

			if (!more)
				return STATUS_NO_MEMORY;
			j->unsynced = more;
			j->unsynced_room = room;
		}
		j->image_dirty = true;
		st = file_pwrite(j->image_fd, data, len, job_image_offset(j, at.lsn));
		if (st != STATUS_OK)
			return st;
		j->unsynced[j->nunsynced++] = (struct job_unsynced){ at, hash_bytes(data, len) };
		data += len;
		run = span_between(span_end(at), span_end(run));
	}
	return STATUS_OK;
}

/* The map changes while others may look at it. */
static void mark(struct job *j, struct span at, unsigned from, enum map_state to)
{
	if (j->map_lock)
		pthread_mutex_lock(j->map_lock);
	map_change(j->mf.map, at, from, to);
	if (j->map_lock)
		pthread_mutex_unlock(j->map_lock);
}

enum status job_store(struct job *j, struct span at, const uint8_t *data)
{
	size_t remembered = j->nunsynced;
	enum status st;
	struct span run, left = at;

	if (!inside(j, at))
		return STATUS_USAGE;
	if (map_count_in(j->mf.map, at, MAP_UNFINISHED) == 0)
		return STATUS_OK;
	st = job_image_ready(j);
	while (st == STATUS_OK && (run = map_find(j->mf.map, left, MAP_UNFINISHED)).count > 0) {
		st = store_run(j, run, data + job_image_offset(j, run.lsn - at.lsn));
		left = span_between(span_end(run), span_end(left));
	}
	if (st != STATUS_OK) {
		j->nunsynced = remembered;
		return st;
	}
	mark(j, at, MAP_UNFINISHED, MAP_GOOD);
	return STATUS_OK;
}

enum status job_fetch(struct job *j, struct span at, uint8_t *data)
{
	size_t want = (size_t)at.count * (size_t)j->sector_size;
	ssize_t got = 0;

	if (!inside(j, at))
		return STATUS_USAGE;
	if (j->image_fd >= 0)
		got = file_pread(j->image_fd, data, (size_t)job_image_len(j, at), job_image_offset(j, at.lsn));
	if (got < 0)
		return status_from_errno(errno);
	memset(data + got, 0, want - (size_t)got);
	return STATUS_OK;
}

/* Writes what was stored since the last good sync a second time, from the system's own copy of the image. Where that is
 * not what was stored, the data is gone: the sectors have to be read again. */
static enum status write_again(struct job *j)
{
	uint8_t *buf = malloc((size_t)PIECE * (size_t)j->sector_size);
	enum status st = buf ? STATUS_OK : STATUS_NO_MEMORY;
	size_t kept = 0, i = 0;

	for (; i < j->nunsynced && st == STATUS_OK; i++) {
		struct job_unsynced u = j->unsynced[i];
		size_t len = (size_t)job_image_len(j, u.at);
		ssize_t got = file_pread(j->image_fd, buf, len, job_image_offset(j, u.at.lsn));

		if (got == (ssize_t)len && hash_bytes(buf, len) == u.hash) {
			st = file_pwrite(j->image_fd, buf, len, job_image_offset(j, u.at.lsn));
			j->unsynced[kept++] = u;
		} else {
			mark(j, u.at, map_bit(MAP_GOOD), MAP_UNTRIED);
		}
	}
	memmove(j->unsynced + kept, j->unsynced + i, (j->nunsynced - i) * sizeof *j->unsynced);
	j->nunsynced -= i - kept;
	free(buf);
	return st;
}

enum status job_image_sync(struct job *j)
{
	enum status st = STATUS_OK;

	if (!j->image_dirty)
		return STATUS_OK;
	if (j->sync_failed)
		st = write_again(j);
	if (st != STATUS_OK)
		return st;
	if (fdatasync(j->image_fd) != 0) {
		j->sync_failed = true;
		return status_from_errno(errno);
	}
	j->image_dirty = j->sync_failed = false;
	j->nunsynced = 0;
	return STATUS_OK;
}

/* A line of LINE bytes, over and over: any 512 bytes hold it. Other sector sizes end within a line. */
static void marker_fill(uint8_t *sector, size_t size, int32_t lsn)
{
	enum { LINE = 64 };
	char line[LINE];
	int n = snprintf(line, sizeof line, "discnurse: sector %ld could not be read", (long)lsn);

	memset(line + n, ' ', (size_t)(LINE - n));
	line[LINE - 1] = '\n';
	for (size_t at = 0; at < size; at += LINE)
		memcpy(sector + at, line, size - at < LINE ? size - at : LINE);
}

static enum status fill_run(struct job *j, struct span run, bool marker, uint8_t *buf)
{
	enum status st = STATUS_OK;

	j->image_dirty = true;
	if (!marker && fallocate(j->image_fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
				 job_image_offset(j, run.lsn), job_image_len(j, run)) == 0)
		return STATUS_OK;
	while (run.count > 0 && st == STATUS_OK) {
		struct span at = { run.lsn, min_i32(run.count, PIECE) };

		for (int32_t i = 0; marker && i < at.count; i++)
			marker_fill(buf + job_image_offset(j, i), (size_t)j->sector_size, at.lsn + i);
		st = file_pwrite(j->image_fd, buf, (size_t)job_image_len(j, at), job_image_offset(j, at.lsn));
		run = span_between(span_end(at), span_end(run));
	}
	return st;
}

enum status job_fill(struct job *j, bool marker, struct fault *f)
{
	enum status st = STATUS_OK;
	struct span run, left;
	uint8_t *buf = NULL;

	if (!j->mf.map)
		return STATUS_OK;
	left = map_all(j->mf.map);
	if (map_count_in(j->mf.map, left, MAP_UNFINISHED) == 0)
		return STATUS_OK;
	st = job_image_ready(j);
	if (st == STATUS_OK && !(buf = calloc(PIECE, (size_t)j->sector_size)))
		st = STATUS_NO_MEMORY;
	while (st == STATUS_OK && (run = map_find(j->mf.map, left, MAP_UNFINISHED)).count > 0) {
		st = fill_run(j, run, marker, buf);
		left = span_between(span_end(run), span_end(left));
	}
	free(buf);
	return st == STATUS_OK ? st : fault_set(f, st, j->paths.image, 0, NULL, NULL);
}
