#include "config.h"
#include "job/parts.h"

#include "base/fileio.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Newest first; equally old ones by name. */
static int by_age(const void *a, const void *b)
{
	const struct job_brief *x = a, *y = b;

	if (x->changed != y->changed)
		return x->changed > y->changed ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* Counts from the mapfile, or its .bak. A job whose disc was not seen yet has none. */
static enum status count_map(struct job_brief *b, const struct job_paths *p, int sector_size)
{
	struct mapfile mf = { 0 };
	const char *path = p->map;
	enum status st = mapfile_load(path, sector_size, &mf, NULL);
	struct map_tally tally;
	struct stat sb;

	if (st == STATUS_NOT_FOUND) {
		path = p->map_bak;
		st = mapfile_load(path, sector_size, &mf, NULL);
	}
	if (stat(path, &sb) == 0 || stat(p->json, &sb) == 0)
		b->changed = sb.st_mtime;
	if (st != STATUS_OK)
		return st == STATUS_NOT_FOUND ? STATUS_OK : st;
	tally = map_tally(mf.map);
	b->sectors = map_size(mf.map);
	b->good = tally.sectors[map_state_index(MAP_GOOD)];
	b->bad = tally.sectors[map_state_index(MAP_BAD)];
	mapfile_clear(&mf);
	return STATUS_OK;
}

/* Whether there is a job in that folder, and what is to say of it. `scratch` is room for paths and job.json. */
static bool brief_of(struct job_brief *b, const char *folder, const char *name, struct job *scratch)
{
	char path[PATH_MAX];
	struct stat sb;
	enum status st;

	*b = (struct job_brief){ 0 };
	snprintf(b->name, sizeof b->name, "%s", name);
	if (file_join(path, sizeof path, folder, name) != STATUS_OK || stat(path, &sb) != 0 || !S_ISDIR(sb.st_mode))
		return false;
	b->changed = sb.st_mtime;
	*scratch = (struct job){ .image_fd = -1, .lock_fd = -1 };
	if (job_paths_of_folder(&scratch->paths, path) != STATUS_OK)
		return false;
	if (stat(scratch->paths.map, &sb) != 0) {
		if (errno != ENOENT) {		/* it cannot be looked into */
			b->status = status_from_errno(errno);
			return true;
		}
		if (stat(scratch->paths.map_bak, &sb) != 0 && stat(scratch->paths.json, &sb) != 0)
			return false;
	}
	b->status = job_about_load(scratch, NULL);
	memcpy(b->identifier, scratch->about.identifier, sizeof b->identifier);
	memcpy(b->description, scratch->about.description, sizeof b->description);
	b->volume = scratch->disc.volume;
	st = count_map(b, &scratch->paths, scratch->sector_size ? scratch->sector_size : JOB_SECTOR_SIZE);
	if (b->status == STATUS_OK)
		b->status = st;
	b->locked = job_lock_held(scratch->paths.lock);
	return true;
}

enum status job_list(const char *folder, struct job_brief **list, int *n)
{
	DIR *dir = opendir(folder);
	struct job_brief *rows = NULL;
	struct job *scratch = NULL;
	struct dirent *entry;
	int used = 0, room = 0;
	enum status st = STATUS_OK;

	if (!dir)
		return status_from_errno(errno);
	scratch = malloc(sizeof *scratch);
	if (!scratch)
		st = STATUS_NO_MEMORY;
	while (st == STATUS_OK && (errno = 0, entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || entry->d_type == DT_REG)
			continue;
		if (used == room) {
			struct job_brief *more = reallocarray(rows, room ? (size_t)room * 2 : 16, sizeof *rows);

			if (!more) {
				st = STATUS_NO_MEMORY;
				break;
			}
			rows = more;
			room = room ? room * 2 : 16;
		}
		used += brief_of(&rows[used], folder, entry->d_name, scratch);
	}
	if (st == STATUS_OK && errno != 0)
		st = status_from_errno(errno);
	closedir(dir);
	free(scratch);
	if (st != STATUS_OK) {
		free(rows);
		return st;
	}
	if (used > 1)
		qsort(rows, (size_t)used, sizeof *rows, by_age);
	*list = rows;
	*n = used;
	return STATUS_OK;
}
