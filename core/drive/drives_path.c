#include "config.h"
#include "drive/drives_parts.h"
#include "drive/reader.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Devices and regular files: any path. */

static bool path_takes(const char *spec)
{
	return *spec != '\0';
}

/* Links and dots resolved; a node that has no path to resolve stands for itself. */
static char *path_key(struct drives *ds, const char *spec)
{
	struct stat sb;
	char *real;

	(void)ds;
	if (strlen(spec) >= SPEC_SIZE)
		return NULL;
	real = realpath(spec, NULL);
	if (!real && errno != ENOMEM && stat(spec, &sb) == 0)
		real = strdup(spec);
	return real;
}

static enum status path_add(struct drives *ds, const char *spec, struct fault *f)
{
	enum status st = STATUS_OK;
	char *key;

	if (strlen(spec) >= SPEC_SIZE)
		return fault_set(f, STATUS_TOO_LARGE, spec, 0, N_("the path is too long"), NULL);
	key = path_key(ds, spec);
	if (!key)
		return fault_set(f, status_from_errno(errno), spec, 0, NULL, NULL);
	pthread_mutex_lock(&ds->lock);
	if (drives_remember(ds, &back_end_path, spec, key) < 0)
		st = fault_set(f, STATUS_NO_MEMORY, spec, 0, NULL, NULL);
	pthread_mutex_unlock(&ds->lock);
	free(key);
	return st;
}

static enum status path_open(struct drives *ds, const char *spec, const struct drive_settings *s, struct drive **out,
			     struct fault *f)
{
	char reader[PATH_MAX] = "";
	enum status st;
	struct stat sb;

	pthread_mutex_lock(&ds->lock);
	if (ds->reader)
		snprintf(reader, sizeof reader, "%s", ds->reader);
	pthread_mutex_unlock(&ds->lock);
	st = reader[0] ? reader_open(reader, spec, s, out, f) : node_open(spec, s, out, f);
	if (st == STATUS_OK && stat(spec, &sb) == 0 && S_ISBLK(sb.st_mode))
		sysfs_describe("/sys", sb.st_rdev, &(*out)->id);
	return st;
}

/* Do both tell, and tell different things? */
static bool contradict(const char *a, const char *b)
{
	return *a && *b && strcmp(a, b) != 0;
}

static bool agree(const char *a, const char *b)
{
	return *a && strcmp(a, b) == 0;
}

static bool is_other(const struct drive_id *a, const struct drive_id *b)
{
	return contradict(a->vendor, b->vendor) || contradict(a->model, b->model) || contradict(a->serial, b->serial);
}

/*
 * The drive that went and is now plugged in under another name; -1: none. An enclosure may give all its drives one
 * serial number, so the place counts more.
 */
static int gone_before(const struct drives *ds, const struct drive_id *id)
{
	int same_serial = -1;

	for (int i = 0; i < ds->nentries; i++) {
		const struct entry *e = &ds->entries[i];

		if (e->by != &back_end_path || e->here || is_other(&e->told, id))
			continue;
		if (agree(e->told.bus, id->bus))
			return i;
		if (agree(e->told.serial, id->serial))
			same_serial = i;
	}
	return same_serial;
}

/* Another drive has got the node's name: the entry is that of a drive that is gone. */
static bool lose_name(struct entry *e, int i)
{
	char none[16], *key;

	snprintf(none, sizeof none, "?%d", i);
	key = strdup(none);
	if (!key)
		return false;
	free(e->key);
	e->key = key;
	e->here = false;
	return true;
}

struct search {
	struct drives *ds;
	bool add;
	int came;
};

/* The entry of a drive that was found; -1: none, and none is wanted. With the lock. */
static int entry_for(struct search *s, const struct drive_id *id, const char *key)
{
	struct drives *ds = s->ds;
	int i = drives_with_key(ds, key), gone;

	if (i >= 0 && (!is_other(&ds->entries[i].told, id) || !lose_name(&ds->entries[i], i)))
		return i;
	gone = gone_before(ds, id);
	if (gone >= 0)
		return drives_rename(ds, gone, id->spec, key) == STATUS_OK ? gone : -1;
	if (!s->add)
		return -1;
	i = drives_remember(ds, &back_end_path, id->spec, key);
	if (i >= 0)
		ds->entries[i].here = false;	/* it is coming */
	return i;
}

static void on_found(void *arg, const struct drive_id *id)
{
	struct search *s = arg;
	char *key = path_key(s->ds, id->spec);
	int i;

	if (!key)
		return;
	pthread_mutex_lock(&s->ds->lock);
	i = entry_for(s, id, key);
	if (i >= 0) {
		struct entry *e = &s->ds->entries[i];

		s->came += !e->here;
		e->here = e->found = e->seen = true;
		e->later = -1;
		e->told = *id;
	}
	pthread_mutex_unlock(&s->ds->lock);
	free(key);
}

static int path_search(struct drives *ds, bool add)
{
	struct search s = { .ds = ds, .add = add };

	pthread_mutex_lock(&ds->lock);
	for (int i = 0; i < ds->nentries; i++)
		ds->entries[i].seen = false;
	pthread_mutex_unlock(&ds->lock);
	find_all(ds->finders, FINDERS, on_found, &s);
	pthread_mutex_lock(&ds->lock);
	for (int i = 0; i < ds->nentries; i++) {
		struct entry *e = &ds->entries[i];

		if (e->by == &back_end_path && e->found && !e->seen)
			e->here = false;
	}
	pthread_mutex_unlock(&ds->lock);
	return s.came;
}

const struct back_end back_end_path = {
	.name = "path", .takes = path_takes, .add = path_add, .open = path_open, .key = path_key, .search = path_search,
};
