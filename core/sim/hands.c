#include "config.h"
#include "sim/target.h"
#include "sim/world.h"

#include <string.h>

/* The trays, and the operator's hands on them. */

void world_empty_cache(struct sim_drive *d)
{
	memset(d->cached, 0, sizeof d->cached);
}

static bool tells_recovered(const struct scenario_drive *say)
{
	for (int i = 0; i < say->trouble_count; i++)
		if (say->troubles[i].kind == TROUBLE_ANSWER && say->troubles[i].sense >> 16 == 1)
			return true;
	return say->recovered > 0;
}

void world_reset_drive(struct sim_drive *d)
{
	d->limit = 0;
	d->locked = false;
	world_empty_cache(d);
	d->error_page[0] = tells_recovered(d->say) ? PAGE_PER : 0;
	d->error_page[1] = 0xc0;
	d->attention |= UA_RESET;
	d->wedged = NULL;
	d->told = 0;
	for (int i = 0; i < SCENARIO_REPLIES; i++)
		d->replies[i] = 0;
}

/* The disc or the tray is not what it was: what was known of it is void. */
static void tray_moved(struct sim *w, struct sim_drive *d)
{
	d->loads++;
	d->spinning = d->becoming = false;
	d->wedged = NULL;
	d->attention &= ~(unsigned)UA_MEDIUM;
	d->head = 0;
	d->slow_until = 0;
	world_empty_cache(d);
	pthread_cond_broadcast(&w->wake);
}

void world_open_tray(struct sim *w, struct sim_drive *d)
{
	if (d->open)
		return;
	if (d->disc >= 0)
		d->event = MEDIA_REMOVED;
	d->open = true;
	d->opened = ++w->openings;
	tray_moved(w, d);
}

void world_close_tray(struct sim *w, struct sim_drive *d)
{
	if (!d->open)
		return;
	d->open = false;
	tray_moved(w, d);
	if (d->disc >= 0) {
		d->becoming = true;
		d->ready_at = world_now(w) + (int64_t)(d->say->ready_after * (double)NS_PER_S);
	}
}

static struct sim_drive *drive_at(struct sim *w, int drive)
{
	return drive >= 0 && drive < w->scenario->drive_count ? &w->drives[drive] : NULL;
}

bool world_button(struct sim *w, struct sim_drive *d, bool force)
{
	if (d->locked && !d->gone && !force) {
		d->event = MEDIA_EJECT_REQUEST;	/* the button of a locked drive only asks */
		if (d->say->button_sense)
			d->attention |= UA_BUTTON;
		return false;
	}
	world_open_tray(w, d);
	return true;
}

enum status sim_eject(struct sim *w, int drive)
{
	struct sim_drive *d = drive_at(w, drive);
	enum status st;

	if (!d)
		return STATUS_NOT_FOUND;
	pthread_mutex_lock(&w->lock);
	st = world_button(w, d, false) ? STATUS_OK : STATUS_REFUSED;
	pthread_mutex_unlock(&w->lock);
	return st;
}

void world_put_in(struct sim *w, struct sim_drive *d, int disc)
{
	world_open_tray(w, d);
	d->disc = disc;
	world_close_tray(w, d);
}

enum status sim_insert(struct sim *w, int drive)
{
	struct sim_drive *d = drive_at(w, drive), *from = NULL;
	enum status st = STATUS_OK;
	int disc;

	if (!d)
		return STATUS_NOT_FOUND;
	pthread_mutex_lock(&w->lock);
	for (int i = 0; i < w->scenario->drive_count; i++) {
		struct sim_drive *o = &w->drives[i];

		if (o->open && o->disc >= 0 && (!from || o->opened > from->opened))
			from = o;
	}
	if (!from) {
		st = STATUS_NO_MEDIUM;
	} else if (d->gone) {
		st = STATUS_DRIVE_GONE;
	} else if (d->locked || (!d->open && d->disc >= 0)) {
		st = STATUS_REFUSED;
	} else {
		disc = from->disc;
		from->disc = -1;
		world_put_in(w, d, disc);
	}
	pthread_mutex_unlock(&w->lock);
	return st;
}

enum status sim_load_disc(struct sim *w, int drive, const char *name)
{
	struct sim_drive *d = drive_at(w, drive);
	enum status st = STATUS_NOT_FOUND;
	int disc = -1;

	for (int i = 0; i < w->scenario->disc_count; i++)
		if (strcmp(w->scenario->discs[i].name, name) == 0)
			disc = i;
	if (!d || disc < 0)
		return st;
	pthread_mutex_lock(&w->lock);
	for (int i = 0; i < w->scenario->drive_count; i++)
		if (&w->drives[i] != d && w->drives[i].disc == disc && !w->drives[i].open)
			st = STATUS_REFUSED;	/* it is behind another drive's closed tray */
	if (d->locked)
		st = STATUS_REFUSED;
	else if (d->gone)
		st = STATUS_DRIVE_GONE;
	if (st == STATUS_NOT_FOUND) {
		for (int i = 0; i < w->scenario->drive_count; i++)
			if (w->drives[i].disc == disc && &w->drives[i] != d)
				w->drives[i].disc = -1;
		world_put_in(w, d, disc);
		st = STATUS_OK;
	}
	pthread_mutex_unlock(&w->lock);
	return st;
}
