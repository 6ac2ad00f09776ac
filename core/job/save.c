#include "config.h"
#include "job/parts.h"

#include "base/fileio.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void step_done(const struct job *j, enum job_step step)
{
	if (j->probe)
		j->probe(j->probe_arg, step);
}

/* Where hard links are not possible: the old mapfile's text once more. */
static enum status copy_old(const char *path, const char *bak)
{
	char *text;
	size_t len;
	enum status st = file_load(path, SIZE_MAX, &text, &len, NULL);

	if (st != STATUS_OK)
		return st;
	st = file_replace(bak, text, len, NULL, NULL);
	free(text);
	return st;
}

/* The mapfile also becomes .bak; at no moment is there none of either. When it is missing, .bak stays what it is. */
static enum status keep_old(const char *path, const char *bak)
{
	char tmp[PATH_MAX];
	enum status st = STATUS_OK;

	if ((size_t)snprintf(tmp, sizeof tmp, "%s.new", bak) >= sizeof tmp)
		return STATUS_TOO_LARGE;
	unlink(tmp);
	if (link(path, tmp) != 0) {
		st = status_from_errno(errno);
		return st == STATUS_NOT_FOUND ? STATUS_OK : st == STATUS_NO_SPACE ? st : copy_old(path, bak);
	}
	if (rename(tmp, bak) != 0)
		st = status_from_errno(errno);
	unlink(tmp);	/* rename does nothing when both names are one file already */
	return st;
}

/* The new text beside the mapfile, safe on disk. O_EXCL: a link that lies there leads nowhere. */
static enum status write_beside(const char *path, const char *text, size_t len)
{
	enum status st;
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return status_from_errno(errno);
	st = file_write(fd, text, len);
	if (st == STATUS_OK && fsync(fd) != 0)
		st = status_from_errno(errno);
	if (close(fd) != 0 && st == STATUS_OK)
		st = status_from_errno(errno);
	return st;
}

enum status job_map_write(struct job *j, struct fault *f)
{
	char fresh[PATH_MAX];
	struct strbuf b = { 0 };
	enum status st;

	if ((size_t)snprintf(fresh, sizeof fresh, "%s.new", j->paths.map) >= sizeof fresh)
		return fault_set(f, STATUS_TOO_LARGE, j->paths.map, 0, NULL, NULL);
	mapfile_format(&j->mf, j->sector_size, &b);
	st = b.failed ? STATUS_NO_MEMORY : write_beside(fresh, b.text, b.len);
	if (st != STATUS_OK)
		goto out;
	step_done(j, JOB_MAP_WRITTEN);
	st = keep_old(j->paths.map, j->paths.map_bak);
	if (st == STATUS_OK && rename(fresh, j->paths.map) != 0)
		st = status_from_errno(errno);
	if (st != STATUS_OK)
		goto out;
	step_done(j, JOB_MAP_RENAMED);
	st = file_sync_folder(j->paths.map);
out:
	strbuf_free(&b);
	if (st == STATUS_OK)
		return st;
	unlink(fresh);
	return fault_set(f, st, j->paths.map, 0, NULL, NULL);
}

enum status job_save(struct job *j, struct fault *f)
{
	enum status st;

	if (!j->mf.map)
		return STATUS_OK;
	step_done(j, JOB_IMAGE_WRITTEN);
	st = job_image_sync(j);		/* the map must never claim what the image lacks */
	if (st != STATUS_OK)
		return fault_set(f, st, j->paths.image, 0, NULL, NULL);
	step_done(j, JOB_IMAGE_SYNCED);
	st = job_map_write(j, f);
	if (st != STATUS_OK)
		return st;
	j->grown = false;
	step_done(j, JOB_SAVED);
	return STATUS_OK;
}
