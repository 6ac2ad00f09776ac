#include "config.h"
#include "drive/drives_parts.h"

#include "sim/sim.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Simulated drives: "sim:FILE" or "sim:FILE#DRIVE". */

#define SIM_PREFIX "sim:"

bool drives_are_simulated(const char *spec)
{
	return strncmp(spec, SIM_PREFIX, strlen(SIM_PREFIX)) == 0;
}

/* Splits off the drive's name, "" if there is none. A file may have a '#' in its name: what exists counts. */
static enum status split(const char *spec, char file[SPEC_SIZE], const char **name, struct fault *f)
{
	const char *path = spec + strlen(SIM_PREFIX);
	const char *hash = strrchr(path, '#');
	struct stat sb;
	size_t len = strlen(path);

	*name = "";
	if (hash && !strchr(hash, '/') && stat(path, &sb) != 0) {
		*name = hash + 1;
		len = (size_t)(hash - path);
	}
	if (len >= SPEC_SIZE)
		return fault_set(f, STATUS_TOO_LARGE, path, 0, N_("the path is too long"), NULL);
	memcpy(file, path, len);
	file[len] = '\0';
	return STATUS_OK;
}

static bool join(char out[SPEC_SIZE], const char *file, const char *name)
{
	return snprintf(out, SPEC_SIZE, SIM_PREFIX "%s#%s", file, name) < SPEC_SIZE;
}

/* The world of a scenario, loaded when it is named for the first time. With the lock. */
static enum status world_of(struct drives *ds, const char *file, int *out, struct fault *f)
{
	struct world *grown, fresh = { 0 };
	enum status st;

	fresh.real = realpath(file, NULL);
	if (!fresh.real)
		return fault_set(f, status_from_errno(errno), file, 0, NULL, NULL);
	for (int i = 0; i < ds->nworlds; i++)
		if (strcmp(ds->worlds[i].real, fresh.real) == 0) {
			free(fresh.real);
			*out = i;
			return STATUS_OK;
		}
	grown = realloc(ds->worlds, (size_t)(ds->nworlds + 1) * sizeof *grown);
	if (!grown) {
		st = fault_set(f, STATUS_NO_MEMORY, file, 0, NULL, NULL);
		goto fail;
	}
	ds->worlds = grown;
	st = sim_load(file, &fresh.sim, f);
	if (st != STATUS_OK)
		goto fail;
	fresh.pace = ds->pace < 0 ? sim_wanted_pace(fresh.sim) : ds->pace;
	sim_set_pace(fresh.sim, fresh.pace);
	ds->worlds[ds->nworlds] = fresh;
	*out = ds->nworlds++;
	return STATUS_OK;
fail:
	free(fresh.real);
	return st;
}

/* World and drive behind a spec; `canonical` names the drive in full. With the lock. */
static enum status sim_find(struct drives *ds, const char *spec, int *world, int *drive, char canonical[SPEC_SIZE],
			    struct fault *f)
{
	char file[SPEC_SIZE];
	const char *name;
	struct sim *sim;
	enum status st = split(spec, file, &name, f);

	*world = *drive = 0;
	if (st == STATUS_OK)
		st = world_of(ds, file, world, f);
	if (st != STATUS_OK)
		return st;
	sim = ds->worlds[*world].sim;
	*drive = *name ? sim_find_drive(sim, name) : 0;
	if (*drive < 0 || *drive >= sim_drives(sim))
		return fault_set(f, STATUS_NOT_FOUND, file, 0, N_("the scenario has no such drive"), "%s", name);
	if (!join(canonical, file, sim_drive_name(sim, *drive)))
		return fault_set(f, STATUS_TOO_LARGE, file, 0, N_("the path is too long"), NULL);
	return STATUS_OK;
}

/* With the lock. */
static char *key_of(const struct world *w, int drive)
{
	const char *name = sim_drive_name(w->sim, drive), *real = w->real ? w->real : "";
	size_t size = sizeof SIM_PREFIX + strlen(real) + 1 + strlen(name);
	char *key = malloc(size);

	if (key)
		snprintf(key, size, SIM_PREFIX "%s#%s", real, name);
	return key;
}

/* All drives of the scenario, in its order. */
static enum status sim_add(struct drives *ds, const char *spec, struct fault *f)
{
	char canonical[SPEC_SIZE], file[SPEC_SIZE], each[SPEC_SIZE];
	int world, drive;
	const char *name;
	enum status st;

	pthread_mutex_lock(&ds->lock);
	st = sim_find(ds, spec, &world, &drive, canonical, f);
	if (st == STATUS_OK)
		st = split(spec, file, &name, f);
	for (int i = 0; st == STATUS_OK && i < sim_drives(ds->worlds[world].sim); i++) {
		const struct world *w = &ds->worlds[world];
		char *key = key_of(w, i);
		int at = -1;

		if (!join(each, file, sim_drive_name(w->sim, i)))
			st = fault_set(f, STATUS_TOO_LARGE, file, 0, N_("the path is too long"), NULL);
		else if (!key || (at = drives_remember(ds, &back_end_sim, each, key)) < 0)
			st = fault_set(f, STATUS_NO_MEMORY, file, 0, NULL, NULL);
		if (at >= 0) {
			ds->entries[at].world = world;
			ds->entries[at].drive = i;
		}
		free(key);
	}
	pthread_mutex_unlock(&ds->lock);
	return st;
}

static enum status sim_open(struct drives *ds, const char *spec, const struct drive_settings *s, struct drive **out,
			    struct fault *f)
{
	char canonical[SPEC_SIZE];
	struct transport *t = NULL;
	const char *name = "";
	int world, drive;
	enum status st;

	pthread_mutex_lock(&ds->lock);
	st = sim_find(ds, spec, &world, &drive, canonical, f);
	if (st == STATUS_OK) {
		name = sim_drive_name(ds->worlds[world].sim, drive);
		t = sim_transport(ds->worlds[world].sim, drive);
	}
	pthread_mutex_unlock(&ds->lock);
	if (st != STATUS_OK)
		return st;
	if (!t)
		return fault_set(f, STATUS_NO_MEMORY, spec, 0, NULL, NULL);
	return mmc_open(t, canonical, name, s, out, f);
}

static enum status sim_insert_disc(struct drives *ds, const char *spec)
{
	char canonical[SPEC_SIZE];
	struct sim *sim = NULL;
	int world, drive;
	enum status st;

	pthread_mutex_lock(&ds->lock);
	st = sim_find(ds, spec, &world, &drive, canonical, NULL);
	if (st == STATUS_OK)
		sim = ds->worlds[world].sim;
	pthread_mutex_unlock(&ds->lock);
	return st == STATUS_OK ? sim_insert(sim, drive) : st;
}

static char *sim_key(struct drives *ds, const char *spec)
{
	char canonical[SPEC_SIZE];
	int world, drive;

	if (sim_find(ds, spec, &world, &drive, canonical, NULL) != STATUS_OK)
		return NULL;
	return key_of(&ds->worlds[world], drive);
}

/* The name of today. True: it has changed. With the lock. */
static bool follow_name(struct drives *ds, int i)
{
	const struct entry *e = &ds->entries[i];
	const char *name = sim_drive_name(ds->worlds[e->world].sim, e->drive);
	char file[SPEC_SIZE], spec[SPEC_SIZE], *hash, *key;
	bool renamed = false;

	snprintf(file, sizeof file, "%s", e->spec + strlen(SIM_PREFIX));
	hash = strrchr(file, '#');
	if (!hash || strcmp(hash + 1, name) == 0)
		return false;
	*hash = '\0';
	key = key_of(&ds->worlds[e->world], e->drive);
	if (key && join(spec, file, name))
		renamed = drives_rename(ds, i, spec, key) == STATUS_OK;
	free(key);
	return renamed;
}

/* A drive may have been pulled out, and have come back under another name. All of a scenario were added with it. */
static int sim_search(struct drives *ds, bool add)
{
	int came = 0, n = drives_count(ds);

	(void)add;
	for (int i = 0; i < n; i++) {
		struct sim *sim = NULL;
		int drive = 0;
		bool here, renamed;

		pthread_mutex_lock(&ds->lock);
		if (ds->entries[i].by == &back_end_sim) {
			sim = ds->worlds[ds->entries[i].world].sim;
			drive = ds->entries[i].drive;
		}
		pthread_mutex_unlock(&ds->lock);
		if (!sim)
			continue;
		here = sim_here(sim, drive);
		pthread_mutex_lock(&ds->lock);
		renamed = follow_name(ds, i);
		came += here && (renamed || !ds->entries[i].here);
		ds->entries[i].here = here;
		pthread_mutex_unlock(&ds->lock);
	}
	return came;
}

double sims_pace(struct drives *ds, const char *spec)
{
	char canonical[SPEC_SIZE];
	int world, drive;

	return sim_find(ds, spec, &world, &drive, canonical, NULL) == STATUS_OK ? ds->worlds[world].pace : 0;
}

void sims_free(struct drives *ds)
{
	for (int i = 0; i < ds->nworlds; i++) {
		sim_free(ds->worlds[i].sim);
		free(ds->worlds[i].real);
	}
	free(ds->worlds);
}

const struct back_end back_end_sim = {
	.name = "simulated", .takes = drives_are_simulated, .add = sim_add, .open = sim_open, .key = sim_key,
	.search = sim_search, .insert = sim_insert_disc,
};
