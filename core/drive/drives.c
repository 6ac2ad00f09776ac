#include "config.h"
#include "drive/drives_parts.h"

#include "drive/node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In the order of asking: the last takes whatever the others leave. */
static const struct back_end *const back_ends[] = { &back_end_sim, &back_end_path };

/* The next is asked when those before it find nothing: in containers, and where no udev runs. */
static struct finder *(*const finders[FINDERS])(void) = { finder_udev, finder_cdio };

/* NULL only for the empty spec. */
static const struct back_end *back_end_of(const char *spec, struct fault *f)
{
	for (unsigned i = 0; i < ARRAY_LEN(back_ends); i++)
		if (back_ends[i]->takes(spec))
			return back_ends[i];
	fault_set(f, STATUS_NOT_FOUND, NULL, 0, N_("no drive is named"), NULL);
	return NULL;
}

struct drives *drives_new(struct log *log)
{
	struct drives *ds = calloc(1, sizeof *ds);

	if (!ds)
		return NULL;
	pthread_mutex_init(&ds->lock, NULL);
	pthread_mutex_init(&ds->find_lock, NULL);
	ds->log = log;
	find_log_to(log);
	return ds;
}

void drives_free(struct drives *ds)
{
	if (!ds)
		return;
	find_log_end(ds->log);
	for (int i = 0; i < FINDERS; i++)
		finder_close(ds->finders[i]);
	for (int i = 0; i < ds->nentries; i++) {
		free(ds->entries[i].key);
		free(ds->entries[i].old);
	}
	sims_free(ds);
	free(ds->entries);
	free(ds->reader);
	free(ds->state);
	pthread_mutex_destroy(&ds->find_lock);
	pthread_mutex_destroy(&ds->lock);
	free(ds);
}

/* --- the list --- */

int drives_with_key(struct drives *ds, const char *key)
{
	for (int i = 0; i < ds->nentries; i++)
		if (strcmp(ds->entries[i].key, key) == 0)
			return i;
	return -1;
}

int drives_remember(struct drives *ds, const struct back_end *by, const char *spec, const char *key)
{
	struct entry fresh = { .by = by, .here = true, .later = -1 }, *grown;
	int i = drives_with_key(ds, key);

	if (i >= 0)
		return i;
	grown = realloc(ds->entries, (size_t)(ds->nentries + 1) * sizeof *grown);
	if (!grown)
		return -1;
	ds->entries = grown;
	fresh.key = strdup(key);
	if (!fresh.key)
		return -1;
	snprintf(fresh.spec, SPEC_SIZE, "%s", spec);
	grown[ds->nentries] = fresh;
	return ds->nentries++;
}

static bool was_called(const struct entry *e, const char *spec)
{
	for (int i = 0; i < e->nold; i++)
		if (strcmp(e->old[i], spec) == 0)
			return true;
	return false;
}

enum status drives_rename(struct drives *ds, int i, const char *spec, const char *key)
{
	struct entry *e = &ds->entries[i];
	char (*more)[SPEC_SIZE], *copy = strdup(key);

	if (!copy)
		return STATUS_NO_MEMORY;
	if (!was_called(e, e->spec)) {
		more = realloc(e->old, (size_t)(e->nold + 1) * sizeof *more);
		if (!more) {
			free(copy);
			return STATUS_NO_MEMORY;
		}
		e->old = more;
		memcpy(e->old[e->nold++], e->spec, SPEC_SIZE);
	}
	free(e->key);
	e->key = copy;
	snprintf(e->spec, SPEC_SIZE, "%s", spec);
	return STATUS_OK;
}

int drives_locate(struct drives *ds, const char *spec, bool *moved)
{
	const struct back_end *b = back_end_of(spec, NULL);
	char *key = b ? b->key(ds, spec) : NULL;
	int i = key ? drives_with_key(ds, key) : -1;

	free(key);
	*moved = false;
	for (int k = 0; k < ds->nentries && i < 0; k++)
		if (was_called(&ds->entries[k], spec)) {
			i = k;
			*moved = true;
		}
	for (int k = 0; k < ds->nentries && i < 0; k++)
		if (strcmp(ds->entries[k].spec, spec) == 0)
			i = k;
	if (i >= 0 && !ds->entries[i].here && ds->entries[i].later >= 0) {
		i = ds->entries[i].later;
		*moved = true;
	}
	return i;
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

bool drives_here(struct drives *ds, int i)
{
	bool here;

	pthread_mutex_lock(&ds->lock);
	here = i >= 0 && i < ds->nentries && ds->entries[i].here;
	pthread_mutex_unlock(&ds->lock);
	return here;
}

void drives_listed(struct drives *ds, const char *spec, char out[SPEC_SIZE])
{
	bool moved;
	int i;

	snprintf(out, SPEC_SIZE, "%s", spec);
	pthread_mutex_lock(&ds->lock);
	i = drives_locate(ds, spec, &moved);
	if (i >= 0)
		memcpy(out, ds->entries[i].spec, SPEC_SIZE);
	pthread_mutex_unlock(&ds->lock);
}

void drives_set_pace(struct drives *ds, double pace)
{
	pthread_mutex_lock(&ds->lock);
	ds->pace = pace;
	pthread_mutex_unlock(&ds->lock);
}

double drives_pace(struct drives *ds, const char *spec)
{
	double pace;

	if (!drives_are_simulated(spec))
		return 1;
	pthread_mutex_lock(&ds->lock);
	pace = sims_pace(ds, spec);
	pthread_mutex_unlock(&ds->lock);
	return pace;
}

/* A copy of that text, or of none. Before the first use of the list, so that nobody holds the old one. */
static void set_text(struct drives *ds, char **where, const char *text)
{
	char *copy = text ? strdup(text) : NULL;

	pthread_mutex_lock(&ds->lock);
	free(*where);
	*where = copy;
	pthread_mutex_unlock(&ds->lock);
}

void drives_set_reader(struct drives *ds, const char *program)
{
	set_text(ds, &ds->reader, program);
}

void drives_set_state(struct drives *ds, const char *folder)
{
	set_text(ds, &ds->state, folder);
}

enum status drives_add(struct drives *ds, const char *spec, struct fault *f)
{
	const struct back_end *b = back_end_of(spec, f);

	return b ? b->add(ds, spec, f) : STATUS_NOT_FOUND;
}

/* --- finding --- */

/* With find_lock. */
static void open_finders(struct drives *ds)
{
	for (int i = 0; i < FINDERS && !ds->finders_open; i++)
		ds->finders[i] = finders[i]();
	ds->finders_open = true;
}

void drives_use_finders(struct drives *ds, struct finder *const list[FINDERS])
{
	pthread_mutex_lock(&ds->find_lock);
	for (int i = 0; i < FINDERS; i++) {
		finder_close(ds->finders[i]);
		ds->finders[i] = list[i];
	}
	ds->finders_open = true;
	pthread_mutex_unlock(&ds->find_lock);
}

static int search(struct drives *ds, bool add)
{
	int came = 0;

	pthread_mutex_lock(&ds->find_lock);
	open_finders(ds);
	for (unsigned i = 0; i < ARRAY_LEN(back_ends); i++)
		came += back_ends[i]->search(ds, add);
	pthread_mutex_unlock(&ds->find_lock);
	return came;
}

int drives_find(struct drives *ds)
{
	return search(ds, true);
}

int drives_refresh(struct drives *ds)
{
	return search(ds, false);
}

int drives_watch_fd(struct drives *ds)
{
	int fd = -1;

	pthread_mutex_lock(&ds->find_lock);
	open_finders(ds);
	for (int i = 0; i < FINDERS && fd < 0; i++)
		fd = finder_fd(ds->finders[i]);
	pthread_mutex_unlock(&ds->find_lock);
	return fd;
}

/* --- use --- */

static void fill(char *to, size_t size, const char *from)
{
	if (!*to)
		snprintf(to, size, "%s", from);
}

/* What the drive does not say, the system may know of it. */
static void complete(struct drive_id *id, const struct drive_id *told)
{
	if (!id->model[0]) {
		snprintf(id->vendor, sizeof id->vendor, "%s", told->vendor);
		snprintf(id->model, sizeof id->model, "%s", told->model);
		snprintf(id->firmware, sizeof id->firmware, "%s", told->firmware);
	}
	fill(id->serial, sizeof id->serial, told->serial);
	fill(id->bus, sizeof id->bus, told->bus);
}

/* Entry `i` was opened, so its serial number is known: is it one that has gone under another name? With the lock. */
static void recognise(struct drives *ds, int i)
{
	const struct drive_id *id = &ds->entries[i].id;

	for (int k = 0; k < ds->nentries; k++) {
		struct entry *e = &ds->entries[k];

		if (k != i && !e->here && id->serial[0] && strcmp(e->id.serial, id->serial) == 0 &&
		    strcmp(e->id.model, id->model) == 0 && strcmp(e->id.vendor, id->vendor) == 0)
			e->later = i;
	}
}

enum status drives_open(struct drives *ds, const char *spec, const struct drive_settings *s, struct drive **out,
			struct fault *f)
{
	const struct back_end *b = back_end_of(spec, f);
	char now[SPEC_SIZE];
	bool moved;
	enum status st;
	int i;

	if (!b)
		return STATUS_NOT_FOUND;
	pthread_mutex_lock(&ds->lock);
	i = drives_locate(ds, spec, &moved);
	if (moved)
		memcpy(now, ds->entries[i].spec, SPEC_SIZE);
	pthread_mutex_unlock(&ds->lock);
	st = b->open(ds, moved ? now : spec, s, out, f);
	if (st != STATUS_OK || i < 0)
		return st;
	pthread_mutex_lock(&ds->lock);
	complete(&(*out)->id, &ds->entries[i].told);
	ds->entries[i].id = (*out)->id;
	recognise(ds, i);
	pthread_mutex_unlock(&ds->lock);
	return st;
}

void drives_id(struct drives *ds, int i, struct drive_id *id)
{
	*id = (struct drive_id){ 0 };
	pthread_mutex_lock(&ds->lock);
	if (i >= 0 && i < ds->nentries) {
		const struct entry *e = &ds->entries[i];

		*id = e->id.name[0] ? e->id : e->told;
		memcpy(id->spec, e->spec, sizeof id->spec);
		if (!id->name[0])
			node_name(id->name, sizeof id->name, e->spec);
	}
	pthread_mutex_unlock(&ds->lock);
}

enum status drives_insert(struct drives *ds, const char *spec)
{
	const struct back_end *b = back_end_of(spec, NULL);

	if (!b)
		return STATUS_NOT_FOUND;
	return b->insert ? b->insert(ds, spec) : STATUS_UNSUPPORTED;
}
