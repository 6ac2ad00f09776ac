#include "config.h"
#include "drive/drives.h"
#include "drive/find.h"

#include "sim/sim.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SPEC_SIZE = 256 };

struct entry {
	char spec[SPEC_SIZE];
	char *key;	/* equal for all names of one drive */
};

struct world {
	char *real;	/* path of the scenario without links and dots */
	struct sim *sim;
	double pace;
};

struct drives {
	pthread_mutex_t lock;	/* over all below */
	struct log *log;	/* borrowed */
	struct entry *entries;
	int nentries;
	struct world *worlds;
	int nworlds;
	double pace;
};

/*
 * A kind of drive, by how its spec looks. `add` and `open` are called without the lock.
 */
struct back_end {
	const char *name;
	bool (*takes)(const char *spec);
	enum status (*add)(struct drives *ds, const char *spec, struct fault *f);
	enum status (*open)(struct drives *ds, const char *spec, const struct drive_settings *s, struct drive **out,
			    struct fault *f);
	enum status (*insert)(struct drives *ds, const char *spec);	/* optional */
};

/* Gives 1 if the drive is new, 0 if it is known already, -1 when memory is out. With the lock. */
static int remember(struct drives *ds, const char *spec, const char *key)
{
	struct entry *grown;
	char *copy;

	for (int i = 0; i < ds->nentries; i++)
		if (strcmp(ds->entries[i].key, key) == 0)
			return 0;
	grown = realloc(ds->entries, (size_t)(ds->nentries + 1) * sizeof *grown);
	if (!grown)
		return -1;
	ds->entries = grown;
	copy = strdup(key);
	if (!copy)
		return -1;
	snprintf(grown[ds->nentries].spec, SPEC_SIZE, "%s", spec);
	grown[ds->nentries].key = copy;
	ds->nentries++;
	return 1;
}

/* Simulated drives: "sim:FILE" or "sim:FILE#DRIVE". */

#define SIM_PREFIX "sim:"

bool drives_are_simulated(const char *spec)
{
	return strncmp(spec, SIM_PREFIX, strlen(SIM_PREFIX)) == 0;
}

/* Splits off the drive's name, "" if there is none. A file may have a '#' in its name: what exists counts. */
static enum status sim_split(const char *spec, char file[SPEC_SIZE], const char **name, struct fault *f)
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

/* The world of a scenario, loaded when it is named for the first time. With the lock. */
static enum status world_of(struct drives *ds, const char *file, struct world *out, struct fault *f)
{
	struct world *grown, fresh = { 0 };
	enum status st;

	fresh.real = realpath(file, NULL);
	if (!fresh.real)
		return fault_set(f, status_from_errno(errno), file, 0, NULL, NULL);
	for (int i = 0; i < ds->nworlds; i++)
		if (strcmp(ds->worlds[i].real, fresh.real) == 0) {
			free(fresh.real);
			*out = ds->worlds[i];
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
	ds->worlds[ds->nworlds++] = fresh;
	*out = fresh;
	return STATUS_OK;
fail:
	free(fresh.real);
	return st;
}

/* World and drive behind a spec; `canonical` names the drive in full. With the lock. */
static enum status sim_find(struct drives *ds, const char *spec, struct world *w, int *drive, char canonical[SPEC_SIZE],
			    struct fault *f)
{
	char file[SPEC_SIZE];
	const char *name;
	enum status st = sim_split(spec, file, &name, f);

	*w = (struct world){ 0 };
	if (st == STATUS_OK)
		st = world_of(ds, file, w, f);
	if (st != STATUS_OK)
		return st;
	*drive = *name ? sim_find_drive(w->sim, name) : 0;
	if (*drive < 0 || *drive >= sim_drives(w->sim))
		return fault_set(f, STATUS_NOT_FOUND, file, 0, N_("the scenario has no such drive"), "%s", name);
	if (snprintf(canonical, SPEC_SIZE, SIM_PREFIX "%s#%s", file, sim_drive_name(w->sim, *drive)) >= SPEC_SIZE)
		return fault_set(f, STATUS_TOO_LARGE, file, 0, N_("the path is too long"), NULL);
	return STATUS_OK;
}

/* Equal for all names of one drive; the caller frees it. NULL when memory is out. */
static char *sim_key(const struct world *w, int drive)
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
	char canonical[SPEC_SIZE], file[SPEC_SIZE], each[SPEC_SIZE], *key;
	struct world w;
	const char *name;
	int drive;
	enum status st;

	pthread_mutex_lock(&ds->lock);
	st = sim_find(ds, spec, &w, &drive, canonical, f);
	if (st == STATUS_OK)
		st = sim_split(spec, file, &name, f);
	for (int i = 0; st == STATUS_OK && i < sim_drives(w.sim); i++) {
		name = sim_drive_name(w.sim, i);
		key = sim_key(&w, i);
		if (snprintf(each, sizeof each, SIM_PREFIX "%s#%s", file, name) >= SPEC_SIZE)
			st = fault_set(f, STATUS_TOO_LARGE, file, 0, N_("the path is too long"), NULL);
		else if (!key || remember(ds, each, key) < 0)
			st = fault_set(f, STATUS_NO_MEMORY, file, 0, NULL, NULL);
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
	struct world w;
	int drive;
	enum status st;

	pthread_mutex_lock(&ds->lock);
	st = sim_find(ds, spec, &w, &drive, canonical, f);
	if (st == STATUS_OK) {
		name = sim_drive_name(w.sim, drive);
		t = sim_transport(w.sim, drive);
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
	struct world w;
	int drive;
	enum status st;

	pthread_mutex_lock(&ds->lock);
	st = sim_find(ds, spec, &w, &drive, canonical, NULL);
	pthread_mutex_unlock(&ds->lock);
	return st == STATUS_OK ? sim_insert(w.sim, drive) : st;
}

/* Block devices and regular files: any path. */

static bool path_takes(const char *spec)
{
	return *spec != '\0';
}

static enum status path_add(struct drives *ds, const char *spec, struct fault *f)
{
	enum status st = STATUS_OK;
	char *real;

	if (strlen(spec) >= SPEC_SIZE)
		return fault_set(f, STATUS_TOO_LARGE, spec, 0, N_("the path is too long"), NULL);
	real = realpath(spec, NULL);
	if (!real)
		return fault_set(f, status_from_errno(errno), spec, 0, NULL, NULL);
	pthread_mutex_lock(&ds->lock);
	if (remember(ds, spec, real) < 0)
		st = fault_set(f, STATUS_NO_MEMORY, spec, 0, NULL, NULL);
	pthread_mutex_unlock(&ds->lock);
	free(real);
	return st;
}

static enum status path_open(struct drives *ds, const char *spec, const struct drive_settings *s, struct drive **out,
			     struct fault *f)
{
	enum status st = block_open(spec, s, out, f);
	struct stat sb;

	(void)ds;
	if (st == STATUS_OK && stat(spec, &sb) == 0 && S_ISBLK(sb.st_mode))
		find_names(spec, &(*out)->id);
	return st;
}

/* In the order of asking: the last takes whatever the others leave. An MMC drive on its node comes before the files. */
static const struct back_end back_ends[] = {
	{ .name = "simulated", .takes = drives_are_simulated, .add = sim_add, .open = sim_open,
	  .insert = sim_insert_disc },
	{ .name = "block", .takes = path_takes, .add = path_add, .open = path_open },
};

/* NULL only for the empty spec. */
static const struct back_end *back_end_of(const char *spec, struct fault *f)
{
	for (unsigned i = 0; i < ARRAY_LEN(back_ends); i++)
		if (back_ends[i].takes(spec))
			return &back_ends[i];
	fault_set(f, STATUS_NOT_FOUND, NULL, 0, N_("no drive is named"), NULL);
	return NULL;
}

struct drives *drives_new(struct log *log)
{
	struct drives *ds = calloc(1, sizeof *ds);

	if (!ds)
		return NULL;
	pthread_mutex_init(&ds->lock, NULL);
	ds->log = log;
	find_log_to(log);
	return ds;
}

void drives_free(struct drives *ds)
{
	if (!ds)
		return;
	find_log_end(ds->log);
	for (int i = 0; i < ds->nentries; i++)
		free(ds->entries[i].key);
	for (int i = 0; i < ds->nworlds; i++) {
		sim_free(ds->worlds[i].sim);
		free(ds->worlds[i].real);
	}
	free(ds->entries);
	free(ds->worlds);
	pthread_mutex_destroy(&ds->lock);
	free(ds);
}

void drives_set_pace(struct drives *ds, double pace)
{
	pthread_mutex_lock(&ds->lock);
	ds->pace = pace;
	pthread_mutex_unlock(&ds->lock);
}

double drives_pace(struct drives *ds, const char *spec)
{
	char canonical[SPEC_SIZE];
	struct world w = { 0 };
	int drive;

	if (!drives_are_simulated(spec))
		return 1;
	pthread_mutex_lock(&ds->lock);
	if (sim_find(ds, spec, &w, &drive, canonical, NULL) != STATUS_OK)
		w.pace = 0;
	pthread_mutex_unlock(&ds->lock);
	return w.pace;
}

enum status drives_add(struct drives *ds, const char *spec, struct fault *f)
{
	const struct back_end *b = back_end_of(spec, f);

	return b ? b->add(ds, spec, f) : STATUS_NOT_FOUND;
}

struct finding {
	struct drives *ds;
	int added;
};

static void on_found(void *arg, const char *node)
{
	struct finding *found = arg;
	char *real = strlen(node) < SPEC_SIZE ? realpath(node, NULL) : NULL;

	if (!real)
		return;
	pthread_mutex_lock(&found->ds->lock);
	if (remember(found->ds, node, real) > 0)
		found->added++;
	pthread_mutex_unlock(&found->ds->lock);
	free(real);
}

int drives_find(struct drives *ds)
{
	struct finding found = { .ds = ds };

	find_drives(on_found, &found);
	return found.added;
}

int drives_count(struct drives *ds)
{
	int n;

	pthread_mutex_lock(&ds->lock);
	n = ds->nentries;
	pthread_mutex_unlock(&ds->lock);
	return n;
}

void drives_spec(struct drives *ds, int i, char out[SPEC_SIZE])
{
	pthread_mutex_lock(&ds->lock);
	snprintf(out, SPEC_SIZE, "%s", i >= 0 && i < ds->nentries ? ds->entries[i].spec : "");
	pthread_mutex_unlock(&ds->lock);
}

void drives_listed(struct drives *ds, const char *spec, char out[SPEC_SIZE])
{
	char canonical[SPEC_SIZE], *real = NULL;
	struct world w;
	int drive;

	snprintf(out, SPEC_SIZE, "%s", spec);
	if (!drives_are_simulated(spec))
		real = realpath(spec, NULL);
	pthread_mutex_lock(&ds->lock);
	if (drives_are_simulated(spec) && sim_find(ds, spec, &w, &drive, canonical, NULL) == STATUS_OK)
		real = sim_key(&w, drive);
	for (int i = 0; real && i < ds->nentries; i++)
		if (strcmp(ds->entries[i].key, real) == 0)
			memcpy(out, ds->entries[i].spec, SPEC_SIZE);
	pthread_mutex_unlock(&ds->lock);
	free(real);
}

enum status drives_open(struct drives *ds, const char *spec, const struct drive_settings *s, struct drive **out,
			struct fault *f)
{
	const struct back_end *b = back_end_of(spec, f);

	return b ? b->open(ds, spec, s, out, f) : STATUS_NOT_FOUND;
}

enum status drives_insert(struct drives *ds, const char *spec)
{
	const struct back_end *b = back_end_of(spec, NULL);

	if (!b)
		return STATUS_NOT_FOUND;
	return b->insert ? b->insert(ds, spec) : STATUS_UNSUPPORTED;
}
