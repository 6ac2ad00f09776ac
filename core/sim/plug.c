#include "config.h"
#include "sim/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Cables and names: drives that vanish and come back, and whatever else comes by itself. */

#define WAITED_NS (NS_PER_S / 2)

static bool has_drive(const struct sim *w, int drive)
{
	return drive >= 0 && drive < w->scenario->drive_count;
}

int sim_drives(const struct sim *w)
{
	return w->scenario->drive_count;
}

const char *sim_drive_name(const struct sim *w, int drive)
{
	const char *name;

	if (!has_drive(w, drive))
		return "";
	pthread_mutex_lock(w->guard);
	name = w->drives[drive].name;
	pthread_mutex_unlock(w->guard);
	return name;
}

static int find_name(const struct sim *w, const char *name)
{
	for (int i = 0; i < w->scenario->drive_count; i++)
		if (strcmp(w->drives[i].name, name) == 0)
			return i;
	return -1;
}

int sim_find_drive(const struct sim *w, const char *name)
{
	int i;

	pthread_mutex_lock(w->guard);
	i = find_name(w, name);
	pthread_mutex_unlock(w->guard);
	return i;
}

enum status world_name(struct sim *w, struct sim_drive *d, const char *name)
{
	struct sim_name *kept = calloc(1, sizeof *kept);

	if (!kept)
		return STATUS_NO_MEMORY;
	snprintf(kept->text, sizeof kept->text, "%s", name);
	kept->next = w->names;
	w->names = kept;
	d->name = kept->text;
	return STATUS_OK;
}

void world_vanish(struct sim *w, struct sim_drive *d)
{
	d->gone = true;
	d->loads++;
	d->back_at = d->back ? world_now(w) + (int64_t)(d->back->after * (double)NS_PER_S) : -1;
	pthread_cond_broadcast(&w->wake);
}

/* Power comes on: nothing is left of what it was set to, and the disc in it must be looked at anew. */
static enum status come_back(struct sim *w, struct sim_drive *d, const char *name)
{
	enum status st = name ? world_name(w, d, name) : STATUS_OK;

	if (st != STATUS_OK)
		return st;
	d->gone = false;
	d->life++;
	d->loads++;
	d->back = NULL;
	d->back_at = -1;
	d->fallen = NULL;
	d->spinning = false;
	d->slow_until = 0;
	d->head = 0;
	d->event = MEDIA_NONE;
	world_reset_drive(d);
	d->attention = UA_RESET;
	d->becoming = !d->open && d->disc >= 0;
	d->ready_at = world_now(w) + (int64_t)(d->say->ready_after * (double)NS_PER_S);
	pthread_cond_broadcast(&w->wake);
	return STATUS_OK;
}

/* Puts in what is waited for, unless somebody was faster. */
static void swap_disc(struct sim *w, struct sim_drive *d)
{
	int disc = scenario_find_disc(w->scenario, d->swap->name);
	bool elsewhere = false;

	for (int i = 0; i < w->scenario->drive_count; i++)
		elsewhere = elsewhere || (&w->drives[i] != d && w->drives[i].disc == disc && !w->drives[i].open);
	d->swap_at = -1;
	d->swap = NULL;
	if (!d->open || elsewhere)
		return;
	for (int i = 0; i < w->scenario->drive_count; i++)
		if (w->drives[i].disc == disc)
			w->drives[i].disc = -1;
	world_put_in(w, d, disc);
}

void world_tick(struct sim *w)
{
	int64_t now = world_now(w);

	for (int i = 0; i < w->scenario->drive_count; i++) {
		struct sim_drive *d = &w->drives[i];

		if (d->gone && d->back_at >= 0 && now >= d->back_at)
			come_back(w, d, d->back->name[0] ? d->back->name : NULL);
		if (d->swap_at >= 0 && now >= d->swap_at)
			swap_disc(w, d);
	}
}

void world_wait(struct sim *w)
{
	bool comes = false;

	for (int i = 0; i < w->scenario->drive_count; i++)
		comes = comes || (w->drives[i].gone && w->drives[i].back_at >= 0) || w->drives[i].swap_at >= 0;
	if (comes && !(w->pace > 0))
		world_spend(w, WAITED_NS);
	world_tick(w);
}

bool sim_here(struct sim *w, int drive)
{
	bool here;

	if (!has_drive(w, drive))
		return false;
	pthread_mutex_lock(&w->lock);
	world_tick(w);
	if (w->drives[drive].gone)
		world_wait(w);
	here = !w->drives[drive].gone;
	pthread_mutex_unlock(&w->lock);
	return here;
}

enum status sim_vanish(struct sim *w, int drive)
{
	if (!has_drive(w, drive))
		return STATUS_NOT_FOUND;
	pthread_mutex_lock(&w->lock);
	world_vanish(w, &w->drives[drive]);
	pthread_mutex_unlock(&w->lock);
	return STATUS_OK;
}

static bool is_name(const char *name)
{
	size_t len = strlen(name);

	return len >= 1 && len <= 15 &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") == len;
}

enum status sim_return(struct sim *w, int drive, const char *name)
{
	enum status st;
	int other;

	if (!has_drive(w, drive))
		return STATUS_NOT_FOUND;
	if (name && !is_name(name))
		return STATUS_USAGE;
	pthread_mutex_lock(&w->lock);
	other = name ? find_name(w, name) : -1;
	if (!w->drives[drive].gone)
		st = STATUS_REFUSED;
	else if (other >= 0 && other != drive)
		st = STATUS_EXISTS;
	else
		st = come_back(w, &w->drives[drive], name);
	pthread_mutex_unlock(&w->lock);
	return st;
}
