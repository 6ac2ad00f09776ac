#include "config.h"
#include "engine/shelf_private.h"

#include "disc/udf.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The threads that look at drives. */

static bool read_one(struct looker *l, struct drive *d, int32_t lsn)
{
	struct read_info got;

	return drive_read(d, (struct span){ lsn, 1 }, l->sector, &got) == STATUS_OK;
}

/* The name of a disc that has UDF alone. */
static void see_udf(struct looker *l, struct drive *d, struct volume_id *volume)
{
	char label[sizeof volume->label];
	struct span at;

	if (!read_one(l, d, UDF_ANCHOR_LSN) || !udf_anchor(l->sector, &at))
		return;
	for (int32_t i = 0; i < at.count && read_one(l, d, at.lsn + i); i++)
		if (udf_names(l->sector, label)) {
			volume->found = label[0] != '\0';
			memcpy(volume->label, label, sizeof label);
			return;
		}
}

/* What the disc calls itself. Where the first place cannot be read, the others are not tried: that may take long. */
static void see_volume(struct looker *l, struct drive *d, struct shelf_drive *seen)
{
	const struct disc_toc *toc = &seen->medium.toc;
	bool audio = toc->ntracks > 0 && !(toc->track[0].control & 4);

	if (d->sector_size != 2048 || seen->medium.sectors <= VOLUME_ID_LSN || audio || !read_one(l, d, VOLUME_ID_LSN))
		return;
	seen->volume = volume_id_from(l->sector);
	if (!seen->volume.found && seen->medium.sectors > UDF_ANCHOR_LSN)
		see_udf(l, d, &seen->volume);
}

static bool is_same(const struct drive_abilities *a, const struct drive_abilities *b)
{
	return a->mmc == b->mmc && a->read_cd == b->read_cd && a->c2 == b->c2 && a->fua == b->fua && a->cache == b->cache &&
	       a->set_speed == b->set_speed && a->speed_matters == b->speed_matters && a->retries == b->retries &&
	       a->nspeeds == b->nspeeds && memcmp(a->speeds, b->speeds, sizeof a->speeds) == 0;
}

/* Tries out what is not known yet, as far as the disc that is in it now allows. */
static void probe_abilities(struct looker *l, struct drive *d, struct shelf_drive *seen)
{
	struct drive_abilities before = seen->abilities;

	if (drive_abilities(d, &seen->abilities) == STATUS_OK && !is_same(&before, &seen->abilities))
		drives_keep_abilities(l->s->drives, &seen->id, &seen->abilities);
}

/* A disc that was not there before. */
static enum status see_disc(struct looker *l, struct drive *d, struct shelf_drive *seen)
{
	enum status st = drive_medium(d, &seen->medium);

	seen->volume = (struct volume_id){ 0 };
	if (st != STATUS_OK)
		return st;
	see_volume(l, d, seen);
	if (l->s->probe)
		probe_abilities(l, d, seen);
	return STATUS_OK;
}

static void see_holder(struct looker *l, struct shelf_drive *seen, bool thorough)
{
	bool held = seen->in_use && !seen->mounted[0];

	if (thorough)
		seen->in_use = drives_holder(l->s->drives, seen->id.spec, seen->mounted) != STATUS_OK;
	else	/* the other half takes an open, which is not done for every look */
		seen->in_use = drives_mounted(l->s->drives, seen->id.spec, seen->mounted) || held;
}

static void forget_disc(struct shelf_drive *seen)
{
	seen->medium = (struct medium){ 0 };
	seen->volume = (struct volume_id){ 0 };
	seen->mounted[0] = '\0';
	seen->in_use = false;
}

/* Who it is, is shown from now on, even if the look never ends. */
static void set_drive(struct looker *l, struct drive *d)
{
	pthread_mutex_lock(&l->s->lock);
	l->drive = d;
	if (d)
		l->seen.id = d->id;
	pthread_mutex_unlock(&l->s->lock);
}

static void let_go(struct looker *l)
{
	struct drive *d = l->drive;

	set_drive(l, NULL);
	drive_close(d);
}

static bool open_drive(struct looker *l, const char spec[256], struct shelf_drive *seen)
{
	const struct drive_settings any = { 0 };
	struct drive *d = NULL;

	seen->fault = (struct fault){ 0 };
	seen->group[0] = '\0';
	seen->state = drives_open(l->s->drives, spec, &any, &d, &seen->fault);
	if (seen->state == STATUS_PERMISSION)
		drives_group(l->s->drives, spec, seen->group);
	if (seen->state != STATUS_OK)
		return false;
	seen->id = d->id;
	memcpy(l->opened, spec, sizeof l->opened);
	set_drive(l, d);
	drives_abilities(l->s->drives, &seen->id, &seen->abilities);
	return true;
}

/* One look. What was seen of a disc stays until the disc goes. */
static void look_at(struct looker *l, const char spec[256], bool thorough, struct shelf_drive *seen)
{
	enum status was = seen->state, st;

	if (l->drive && strcmp(l->opened, spec) != 0)	/* it came back under another name */
		let_go(l);
	if (!l->drive) {
		if (!open_drive(l, spec, seen)) {
			forget_disc(seen);
			return;
		}
		was = STATUS_NOT_READY;
	}
	st = drive_poll(l->drive);
	for (int i = 0; i < 2 && (st == STATUS_MEDIUM_CHANGED || st == STATUS_RESET || st == STATUS_EJECT_ASKED); i++) {
		if (st != STATUS_EJECT_ASKED)
			was = st;
		st = drive_poll(l->drive);
	}
	if (st == STATUS_OK && was != STATUS_OK) {
		st = see_disc(l, l->drive, seen);
		thorough = true;
	}
	seen->state = st;
	if (st == STATUS_OK)
		see_holder(l, seen, thorough);
	else
		forget_disc(seen);
	if (st == STATUS_DRIVE_GONE)
		let_go(l);
}

static void unmount_disc(struct looker *l, const char spec[256], struct shelf_drive *seen)
{
	struct fault f = { 0 };

	f.status = drives_unmount(l->s->drives, spec, &f);
	seen->unmount = f;
}

static void *looker_main(void *arg)
{
	struct looker *l = arg;
	struct shelf *s = l->s;

	pthread_mutex_lock(&s->lock);
	while (!s->quit) {
		struct shelf_drive seen = l->seen;
		enum errand errand = l->errand;
		bool thorough = l->thorough, unmount = l->unmount;
		char spec[256];

		if (errand == ERRAND_NONE) {
			pthread_cond_wait(&s->go, &s->lock);
			continue;
		}
		memcpy(spec, l->spec, sizeof spec);
		l->errand = ERRAND_NONE;
		l->thorough = false;
		l->running = true;
		l->began_ns = clock_now(clock_real());
		l->began = time(NULL);
		pthread_mutex_unlock(&s->lock);
		if (errand == ERRAND_LOOK && unmount)
			unmount_disc(l, spec, &seen);
		if (errand == ERRAND_LOOK)
			look_at(l, spec, thorough, &seen);
		else
			let_go(l);
		pthread_mutex_lock(&s->lock);
		l->running = false;
		l->unmount = l->unmount && !unmount;
		l->seen = seen;
		shelf_wake(s);
	}
	pthread_mutex_unlock(&s->lock);
	let_go(l);
	pthread_mutex_lock(&s->lock);
	shelf_leave(s);
	return NULL;
}

struct looker *looker_new(struct shelf *s, int i)
{
	struct looker *l = calloc(1, sizeof *l);
	sigset_t all, before;
	int err;

	if (!l)
		return NULL;
	l->s = s;
	l->sector = aligned_alloc(4096, 4096);
	if (!l->sector)
		goto fail;
	l->seen.state = STATUS_NOT_READY;
	drives_id(s->drives, i, &l->seen.id);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_mutex_lock(&s->lock);	/* it counts before it can end */
	err = pthread_create(&l->thread, NULL, looker_main, l);
	s->alive += err == 0;
	pthread_mutex_unlock(&s->lock);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err == 0)
		return l;
fail:
	looker_free(l);
	return NULL;
}

void looker_free(struct looker *l)
{
	free(l->sector);
	free(l);
}
