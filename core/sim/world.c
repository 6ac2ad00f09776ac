#include "config.h"
#include "sim/world.h"
#include "base/fileio.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t world_now(const struct sim *w)
{
	if (w->pace > 0)
		return w->base + (int64_t)((double)(clock_now(clock_real()) - w->base_real) * w->pace);
	return w->base;
}

static int64_t now_locked(struct clock *c)
{
	struct sim *w = ((struct sim_clock *)(void *)c)->world;
	int64_t now;

	pthread_mutex_lock(&w->lock);
	now = world_now(w);
	pthread_mutex_unlock(&w->lock);
	return now;
}

void world_spend(struct sim *w, int64_t ns)
{
	int64_t until = world_now(w) + ns;

	while (w->pace > 0 && world_now(w) < until) {
		double real = (double)(until - w->base) / w->pace + 1;
		int64_t wake = real < 1e18 ? w->base_real + (int64_t)real : INT64_MAX;
		struct timespec ts = { .tv_sec = (time_t)(wake / NS_PER_S), .tv_nsec = (long)(wake % NS_PER_S) };

		pthread_cond_timedwait(&w->wake, &w->lock, &ts);
	}
	if (!(w->pace > 0) && w->base < until)
		w->base = until;
}

struct clock *sim_clock(struct sim *w)
{
	return &w->clock.clock;
}

void sim_set_pace(struct sim *w, double pace)
{
	pthread_mutex_lock(&w->lock);
	w->base = world_now(w);
	w->base_real = clock_now(clock_real());
	w->pace = pace > 0 && isfinite(pace) ? fmin(fmax(pace, 1e-3), 1e6) : 0;
	pthread_cond_broadcast(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

double sim_wanted_pace(const struct sim *w)
{
	return w->scenario->pace;
}

static bool has_drive(const struct sim *w, int drive)
{
	return drive >= 0 && drive < w->scenario->drive_count;
}

static enum status set_up_drive(struct sim *w, int i)
{
	struct sim_drive *d = &w->drives[i];
	const struct scenario_drive *say = &w->scenario->drives[i];

	d->say = say;
	d->index = d->host = i;
	for (int k = i - 1; k >= 0 && say->host[0]; k--)
		if (strcmp(w->scenario->drives[k].host, say->host) == 0)
			d->host = k;
	d->seed = say->seed >= 0 ? (uint64_t)say->seed : world_seed(say->name);
	d->disc = scenario_find_disc(w->scenario, say->disc);
	d->back_at = d->swap_at = -1;
	world_reset_drive(d);
	d->attention = 0;
	for (int k = 0; k < 2; k++)
		if (say->error_page[k] >= 0)
			d->error_page[k] = (uint8_t)say->error_page[k];
	if (say->loading > 0 && d->disc >= 0) {
		d->becoming = true;
		d->ready_at = (int64_t)(say->loading * (double)NS_PER_S);
	}
	return world_name(w, d, say->name);
}

static enum status set_up_lock(struct sim *w)
{
	pthread_condattr_t attr;
	enum status st = STATUS_NO_MEMORY;

	if (pthread_condattr_init(&attr) != 0)
		return st;
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	if (pthread_cond_init(&w->wake, &attr) == 0) {
		if (pthread_mutex_init(&w->lock, NULL) == 0)
			st = STATUS_OK;
		else
			pthread_cond_destroy(&w->wake);
	}
	pthread_condattr_destroy(&attr);
	return st;
}

enum status sim_parse(const char *text, size_t len, const char *name, struct sim **out, struct fault *f)
{
	struct sim *w = calloc(1, sizeof *w);
	enum status st;

	if (!w)
		return fault_set(f, STATUS_NO_MEMORY, name, 0, NULL, NULL);
	st = set_up_lock(w);
	if (st != STATUS_OK) {
		free(w);
		return fault_set(f, st, name, 0, NULL, NULL);
	}
	w->guard = &w->lock;
	w->clock = (struct sim_clock){ .clock.now = now_locked, .world = w };
	for (int i = 0; i < SCENARIO_DISCS; i++)
		w->discs[i].fd = -1;
	st = scenario_parse(text, len, name, &w->scenario, f);
	for (int i = 0; st == STATUS_OK && i < w->scenario->disc_count; i++)
		st = world_open_disc(&w->discs[i], &w->scenario->discs[i], name, f);
	if (st != STATUS_OK) {
		sim_free(w);
		return st;
	}
	raw_tables_make(&w->raw);
	for (int i = 0; i < w->scenario->drive_count; i++)
		if (set_up_drive(w, i) != STATUS_OK) {
			sim_free(w);
			return fault_set(f, STATUS_NO_MEMORY, name, 0, NULL, NULL);
		}
	*out = w;
	return STATUS_OK;
}

enum status sim_load(const char *path, struct sim **out, struct fault *f)
{
	char *text = NULL;
	size_t len = 0;
	enum status st = file_load(path, SCENARIO_BYTES, &text, &len, f);

	if (st == STATUS_OK)
		st = sim_parse(text, len, path, out, f);
	free(text);
	return st;
}

void sim_free(struct sim *w)
{
	if (!w)
		return;
	for (int i = 0; i < SCENARIO_DISCS; i++) {
		builtin_free(w->discs[i].builtin);
		if (w->discs[i].fd >= 0)
			close(w->discs[i].fd);
	}
	while (w->names) {
		struct sim_name *gone = w->names;

		w->names = gone->next;
		free(gone);
	}
	attempts_free(&w->attempts);
	scenario_free(w->scenario);
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

struct sim_disc *world_disc(struct sim *w, const struct sim_drive *d)
{
	return d->disc >= 0 && !d->open ? &w->discs[d->disc] : NULL;
}

enum status sim_truth(struct sim *w, int drive, int32_t lsn, uint8_t *buf)
{
	const struct sim_disc *disc;
	enum status st = STATUS_NOT_FOUND;

	if (!has_drive(w, drive))
		return st;
	pthread_mutex_lock(&w->lock);
	disc = world_disc(w, &w->drives[drive]);
	if (!disc)
		st = STATUS_NO_MEDIUM;
	else if (lsn < 0 || lsn >= disc->sectors)
		st = STATUS_OUT_OF_RANGE;
	else
		st = world_sector(disc, lsn, buf);
	pthread_mutex_unlock(&w->lock);
	return st;
}

void sim_watch(struct sim *w, void (*told)(void *arg, const struct sim_read *r), void *arg)
{
	pthread_mutex_lock(&w->lock);
	w->told = told;
	w->told_arg = arg;
	pthread_mutex_unlock(&w->lock);
}

int32_t sim_sectors(struct sim *w, int drive)
{
	const struct sim_disc *disc;
	int32_t sectors = 0;

	if (!has_drive(w, drive))
		return 0;
	pthread_mutex_lock(&w->lock);
	disc = world_disc(w, &w->drives[drive]);
	if (disc)
		sectors = disc->sectors;
	pthread_mutex_unlock(&w->lock);
	return sectors;
}

static int64_t counter(struct sim *w, int drive, bool failures)
{
	int64_t n;

	if (!has_drive(w, drive))
		return 0;
	pthread_mutex_lock(&w->lock);
	n = failures ? w->drives[drive].failures : w->drives[drive].asked;
	pthread_mutex_unlock(&w->lock);
	return n;
}

int64_t sim_sectors_asked(struct sim *w, int drive)
{
	return counter(w, drive, false);
}

int64_t sim_failures(struct sim *w, int drive)
{
	return counter(w, drive, true);
}
