#include "config.h"
#include "job/parts.h"

#include "base/fileio.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum status job_paths_of_folder(struct job_paths *p, const char *folder)
{
	const struct {
		char *to;
		const char *name;
	} files[] = {
		{ p->image, "disc.iso" },  { p->map, "disc.map" },	    { p->map_bak, "disc.map.bak" },
		{ p->json, "job.json" },   { p->history, "history.jsonl" }, { p->lock, "lock" },
	};
	enum status st = STATUS_OK;

	if ((size_t)snprintf(p->folder, sizeof p->folder, "%s", folder) >= sizeof p->folder)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < ARRAY_LEN(files) && st == STATUS_OK; i++)
		st = file_join(files[i].to, PATH_MAX, folder, files[i].name);
	return st;
}

static enum status paths_of_pair(struct job_paths *p, const char *image, const char *map)
{
	const struct {
		char *to;
		const char *ending;
	} files[] = {
		{ p->map, "" },		      { p->map_bak, ".bak" }, { p->json, ".job.json" },
		{ p->history, ".history.jsonl" }, { p->lock, ".lock" },
	};
	const char *slash = strrchr(map, '/');

	if ((size_t)snprintf(p->image, sizeof p->image, "%s", image) >= sizeof p->image)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		if ((size_t)snprintf(files[i].to, PATH_MAX, "%s%s", map, files[i].ending) >= PATH_MAX)
			return STATUS_TOO_LARGE;
	if (!slash)
		snprintf(p->folder, sizeof p->folder, ".");
	else
		snprintf(p->folder, sizeof p->folder, "%.*s", slash == map ? 1 : (int)(slash - map), map);
	return STATUS_OK;
}

/* A folder that is missing is made; its parent must be there. */
static enum status folder_ready(const struct job *j, struct fault *f)
{
	const char *path = j->paths.folder;
	struct stat sb;

	if (!j->pair && mkdir(path, 0777) == 0) {
		file_sync_folder(path);
		return STATUS_OK;
	}
	if (!j->pair && errno != EEXIST)
		return fault_set(f, status_from_errno(errno), path, 0, NULL, NULL);
	if (stat(path, &sb) != 0)
		return fault_set(f, status_from_errno(errno), path, 0, NULL, NULL);
	if (!S_ISDIR(sb.st_mode))
		return fault_set(f, STATUS_EXISTS, path, 0, N_("it is not a folder"), NULL);
	return STATUS_OK;
}

static enum status where_ready(struct job *j, const struct job_where *w, struct fault *f)
{
	bool folder = w->folder && *w->folder, pair = w->image && w->map && *w->image && *w->map;
	const char *place = folder ? w->folder : w->map;
	enum status st;

	j->pair = pair;
	if (folder == pair || (folder && (w->image || w->map)))
		return fault_set(f, STATUS_USAGE, place, 0, N_("a job is a folder, or an image and its mapfile"), NULL);
	if (pair && strcmp(w->image, w->map) == 0)
		return fault_set(f, STATUS_USAGE, place, 0, N_("image and mapfile are the same file"), NULL);
	if (w->sector_size != 0 && (w->sector_size < JOB_SECTOR_MIN || w->sector_size > JOB_SECTOR_MAX))
		return fault_set(f, STATUS_USAGE, place, 0, N_("no disc has sectors of this size"), "%d", w->sector_size);
	st = pair ? paths_of_pair(&j->paths, w->image, w->map) : job_paths_of_folder(&j->paths, w->folder);
	if (st != STATUS_OK)
		return fault_set(f, st, place, 0, NULL, NULL);
	return folder_ready(j, f);
}

/* The mapfile; if it is missing, its .bak; without that, the job is a fresh one. */
static enum status map_load(struct job *j, struct fault *f)
{
	struct stat sb;
	enum status st = mapfile_load(j->paths.map, j->sector_size, &j->mf, f);

	if (st == STATUS_NOT_FOUND) {
		st = mapfile_load(j->paths.map_bak, j->sector_size, &j->mf, f);
		j->from_bak = st == STATUS_OK;
	}
	if (st != STATUS_NOT_FOUND)
		return st;
	if (lstat(j->paths.image, &sb) == 0)
		return fault_set(f, STATUS_EXISTS, j->paths.image, 0,
				 N_("there is an image, but no mapfile that says what it holds"), NULL);
	j->fresh = true;
	return STATUS_OK;
}

static long lines_in(const char *path)
{
	char *text;
	size_t len;
	long n = 0;

	if (file_load(path, SIZE_MAX, &text, &len, NULL) != STATUS_OK)
		return 0;
	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	free(text);
	return n;
}

/* A mapfile that was cut at the end of a line is that of a smaller disc: job.json knows better. Only a .bak may be from
 * the time before the disc grew. */
static enum status map_fits(struct job *j, struct fault *f)
{
	struct job_disc known = j->disc;

	j->disc.sectors = map_size(j->mf.map);
	j->disc.bytes = j->mf.bytes;
	if (j->mf.bytes >= known.bytes || (j->from_bak && job_grow(j, known.sectors, known.bytes) == STATUS_OK))
		return STATUS_OK;
	return fault_set(f, STATUS_BAD_FILE, j->paths.map, lines_in(j->paths.map),
			 N_("the mapfile ends before the disc does"), "%lld < %lld", (long long)j->mf.bytes,
			 (long long)known.bytes);
}

void job_learn_volume(struct job *j)
{
	uint8_t sector[2048];
	struct span at = { VOLUME_ID_LSN, 1 };

	if (j->disc.volume.found || j->sector_size != 2048 || map_size(j->mf.map) <= VOLUME_ID_LSN ||
	    map_at(j->mf.map, VOLUME_ID_LSN) != MAP_GOOD || job_fetch(j, at, sector) != STATUS_OK)
		return;
	j->disc.volume = volume_id_from(sector);
}

enum status job_open(struct job *j, const struct job_where *w, struct fault *f)
{
	enum status st;

	*j = (struct job){ .image_fd = -1, .lock_fd = -1, .settings.retries = -1 };
	st = where_ready(j, w, f);
	if (st == STATUS_OK)
		st = job_lock_take(j, w->take_over, f);
	if (st == STATUS_OK)
		st = job_about_load(j, f);
	if (st == STATUS_OK && w->sector_size && j->sector_size && w->sector_size != j->sector_size)
		st = fault_set(f, STATUS_USAGE, j->paths.json, 0, N_("the job has sectors of another size"), "%d",
			       j->sector_size);
	if (st != STATUS_OK)
		goto out;
	if (w->sector_size)
		j->sector_size = w->sector_size;
	else if (j->sector_size == 0)
		j->sector_size = JOB_SECTOR_SIZE;
	st = map_load(j, f);
	if (st == STATUS_OK && !j->fresh)
		st = map_fits(j, f);
	if (st == STATUS_OK && !j->fresh)
		st = job_image_open(j, f);
	if (st == STATUS_OK && !j->fresh)
		job_learn_volume(j);
out:
	if (st != STATUS_OK)
		job_close(j);
	else if (f)
		*f = (struct fault){ .status = STATUS_OK };
	return st;
}

static bool size_fits(const struct job *j, int32_t sectors, int64_t bytes)
{
	return sectors > 0 && sectors <= MAP_MAX_SECTORS && bytes <= (int64_t)sectors * j->sector_size &&
	       bytes > (int64_t)(sectors - 1) * j->sector_size;
}

/* job.json first, image last: a crash in between leaves a job that is still fresh, or one with nothing finished. */
enum status job_create(struct job *j, const struct job_disc *disc, struct fault *f)
{
	const struct job_disc before = j->disc;
	bool json_made = access(j->paths.json, F_OK) != 0;
	enum status st;
	struct stat sb;

	if (!j->fresh || !size_fits(j, disc->sectors, disc->bytes))
		return fault_set(f, STATUS_USAGE, j->paths.folder, 0, NULL, NULL);
	if (lstat(j->paths.image, &sb) == 0)
		return fault_set(f, STATUS_EXISTS, j->paths.image, 0, NULL, NULL);
	if (lstat(j->paths.map, &sb) == 0)
		return fault_set(f, STATUS_EXISTS, j->paths.map, 0, NULL, NULL);
	j->mf = (struct mapfile){ .map = map_new(disc->sectors), .bytes = disc->bytes, .status = '?', .pass = 1 };
	if (!j->mf.map)
		return fault_set(f, STATUS_NO_MEMORY, j->paths.map, 0, NULL, NULL);
	j->disc = *disc;
	st = job_save_about(j, f);
	if (st == STATUS_OK)
		st = job_map_write(j, f);
	if (st == STATUS_OK) {
		st = job_image_ready(j);
		fault_set(f, st, st == STATUS_OK ? NULL : j->paths.image, 0, NULL, NULL);
	}
	if (st != STATUS_OK) {
		unlink(j->paths.map);
		if (json_made)
			unlink(j->paths.json);
		mapfile_clear(&j->mf);
		j->disc = before;
		return st;
	}
	j->fresh = false;
	return STATUS_OK;
}

static void copy_states(const struct map *from, struct map *to, struct span left)
{
	while (left.count > 0) {
		struct span run = map_run(from, left, left.lsn);

		map_set(to, run, map_at(from, run.lsn));
		left = span_between(span_end(run), span_end(left));
	}
}

enum status job_grow(struct job *j, int32_t sectors, int64_t bytes)
{
	struct map *m = j->mf.map, *larger;
	bool part;

	if (!m || !size_fits(j, sectors, bytes) || sectors < map_size(m) || bytes < j->mf.bytes)
		return STATUS_USAGE;
	if (bytes == j->mf.bytes)
		return STATUS_OK;
	larger = map_new(sectors);
	if (!larger)
		return STATUS_NO_MEMORY;
	part = j->mf.bytes % j->sector_size != 0;	/* the last sector was cut: its rest was never read */
	copy_states(m, larger, span_between(0, map_size(m) - part));
	map_free(m);
	j->mf.map = larger;
	j->mf.bytes = bytes;
	j->disc.sectors = sectors;
	j->disc.bytes = bytes;
	j->grown = true;
	return STATUS_OK;
}

enum status job_cut(struct job *j, int32_t sectors, struct fault *f)
{
	const struct job_disc before = j->disc;
	const int64_t bytes = (int64_t)sectors * j->sector_size;
	struct map *m = j->mf.map, *smaller;
	enum status st;

	if (!m || sectors <= 0 || sectors >= map_size(m) ||
	    map_find(m, span_between(sectors, map_size(m)), map_bit(MAP_GOOD)).count)
		return fault_set(f, STATUS_USAGE, j->paths.map, 0, NULL, NULL);
	smaller = map_new(sectors);
	if (!smaller)
		return fault_set(f, STATUS_NO_MEMORY, j->paths.map, 0, NULL, NULL);
	copy_states(m, smaller, span_between(0, sectors));
	/* job.json first: a mapfile of the smaller disc beside one of the larger would look cut */
	j->disc.sectors = sectors;
	j->disc.bytes = bytes;
	st = job_save_about(j, f);
	if (st != STATUS_OK) {
		j->disc = before;
		map_free(smaller);
		return st;
	}
	if (j->image_fd >= 0 && j->image_bytes == j->mf.bytes && ftruncate(j->image_fd, bytes) == 0)
		j->image_bytes = bytes;
	if (j->map_lock)
		pthread_mutex_lock(j->map_lock);
	j->mf.map = smaller;
	j->mf.bytes = bytes;
	if (j->map_lock)
		pthread_mutex_unlock(j->map_lock);
	map_free(m);
	return STATUS_OK;
}

void job_close(struct job *j)
{
	job_image_close(j);
	mapfile_clear(&j->mf);
	job_lock_release(j);
}
