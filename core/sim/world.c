#include "config.h"
#include "sim/world.h"
#include "base/fileio.h"
#include "base/hash.h"

#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* An image's path is relative to its scenario's folder. */
static enum status image_path(char out[PATH_MAX], const char *scenario, const char *image)
{
	const char *slash = strrchr(scenario, '/');
	int n;

	if (image[0] == '/' || !slash)
		n = snprintf(out, PATH_MAX, "%s", image);
	else
		n = snprintf(out, PATH_MAX, "%.*s/%s", (int)(slash - scenario), scenario, image);
	return n >= 0 && n < PATH_MAX ? STATUS_OK : STATUS_TOO_LARGE;
}

static enum status bad_line(struct fault *f, const char *name, long line, const char *reason, const char *detail)
{
	return fault_set(f, STATUS_BAD_FILE, name, line, reason, "%s", detail);
}

static enum status open_file(struct sim_disc *disc, const char *name, struct fault *f)
{
	const struct scenario_disc *say = disc->say;
	char path[PATH_MAX];
	struct stat sb;
	int64_t sectors;
	enum status st = image_path(path, name, say->image);

	if (st != STATUS_OK)
		return bad_line(f, name, say->image_line, N_("the image's path is too long"), say->image);
	disc->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (disc->fd < 0 || fstat(disc->fd, &sb) != 0)
		return bad_line(f, name, say->image_line, N_("the image cannot be opened"), path);
	sectors = ((int64_t)sb.st_size + 2047) / 2048;
	if (!S_ISREG(sb.st_mode) || sectors < 1 || sectors > 70000000)
		return bad_line(f, name, say->image_line, N_("this is no image of a disc"), path);
	if (say->sectors > sectors)
		return bad_line(f, name, say->sectors_line, N_("the image is not that large"), path);
	disc->sectors = (int32_t)(say->sectors ? say->sectors : sectors);
	return STATUS_OK;
}

static enum status open_builtin(struct sim_disc *disc, const char *kind, const char *name, struct fault *f)
{
	const struct scenario_disc *say = disc->say;
	int32_t sectors = say->sectors ? (int32_t)say->sectors : 45000;

	if (!builtin_exists(kind))
		return bad_line(f, name, say->image_line, N_("there is no built-in disc of that name"), kind);
	if (sectors < BUILTIN_MIN_SECTORS)
		return fault_set(f, STATUS_BAD_FILE, name, say->sectors_line, N_("the value is out of range"),
				 "sectors = %d", (int)sectors);
	disc->builtin = builtin_new(kind, sectors, (uint64_t)say->content, say->label[0] ? say->label : NULL);
	disc->sectors = sectors;
	return disc->builtin ? STATUS_OK : fault_set(f, STATUS_NO_MEMORY, name, 0, NULL, NULL);
}

#define GAP_SECTORS 11400	/* lead-out, lead-in and pregap between the first two sessions */
#define GAP_READABLE 6		/* what a drive still reads past the end of a session */

static enum status place_session(struct sim_disc *disc, const char *name, struct fault *f)
{
	const struct scenario_disc *say = disc->say;

	if (!say->session)
		return STATUS_OK;
	if (say->session < GAP_SECTORS + BUILTIN_MIN_SECTORS || say->session >= disc->sectors)
		return fault_set(f, STATUS_BAD_FILE, name, say->session_line, N_("the value is out of range"),
				 "session = %d", (int)say->session);
	disc->gap = span_between((int32_t)say->session - GAP_SECTORS, (int32_t)say->session);
	disc->lost = span_between(disc->gap.lsn + GAP_READABLE, span_end(disc->gap));
	return STATUS_OK;
}

static enum status place_differences(struct sim_disc *disc, const char *name, struct fault *f)
{
	for (int i = 0; i < disc->say->differ_count; i++) {
		const struct difference *say = &disc->say->differs[i];
		struct span *at = &disc->differs[disc->differ_count];

		if (say->path[0] && !disc->builtin)
			return bad_line(f, name, say->line, N_("only a built-in disc has files by name"), say->path);
		if (say->path[0] && !builtin_find(disc->builtin, say->path, &at->lsn, &at->count))
			return bad_line(f, name, say->line, N_("there is no such file on the disc"), say->path);
		if (!say->path[0] && say->lsn + say->count > disc->sectors)
			return fault_set(f, STATUS_BAD_FILE, name, say->line, N_("the value is out of range"),
					 "%s: %d", disc->say->name, (int)disc->sectors);
		if (!say->path[0])
			*at = (struct span){ (int32_t)say->lsn, (int32_t)say->count };
		disc->differ_count++;
	}
	return STATUS_OK;
}

static enum status open_disc(struct sim_disc *disc, const struct scenario_disc *say, const char *name, struct fault *f)
{
	static const char builtin[] = "builtin:";
	const struct hurt *lost;
	enum status st;

	disc->say = say;
	if (strncmp(say->image, builtin, sizeof builtin - 1) == 0)
		st = open_builtin(disc, say->image + sizeof builtin - 1, name, f);
	else
		st = open_file(disc, name, f);
	if (st == STATUS_OK)
		st = place_session(disc, name, f);
	if (st == STATUS_OK)
		st = place_differences(disc, name, f);
	if (st != STATUS_OK)
		return st;
	disc->damage = (struct damage){ .kind = say->kind, .sectors = disc->sectors, .seed = (uint64_t)say->seed,
					.hurts = say->hurts, .count = say->hurt_count };
	lost = damage_place(&disc->damage);
	if (lost)
		return fault_set(f, STATUS_BAD_FILE, name, lost->line,
				 N_("this damage lies outside of what is recorded"),
				 "%s: %d", say->name, (int)disc->sectors);
	return STATUS_OK;
}

/* A seed out of a name: drives of different names differ. */
static uint64_t name_seed(const char *name)
{
	uint64_t h = 0;

	for (; *name; name++)
		h = hash_mix(h, (unsigned char)*name);
	return h;
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
	d->seed = say->seed >= 0 ? (uint64_t)say->seed : name_seed(say->name);
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
		st = open_disc(&w->discs[i], &w->scenario->discs[i], name, f);
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

/* A copy has other bytes there: as many, so that nothing else on the disc moves. */
static void differ(const struct sim_disc *disc, int32_t lsn, uint8_t *out)
{
	for (int i = 0; i < disc->differ_count; i++) {
		uint64_t h = hash_mix(name_seed(disc->say->name), (uint64_t)lsn);

		if (!span_has(disc->differs[i], lsn))
			continue;
		for (int at = (int)(h % 32); at < 2048; at += 32)
			out[at] ^= (uint8_t)((h >> at % 57) | 1);
	}
}

enum status world_sector(const struct sim_disc *disc, int32_t lsn, uint8_t *out)
{
	ssize_t got;

	if (disc->builtin) {
		builtin_sector(disc->builtin, lsn, out);
	} else {
		got = file_pread(disc->fd, out, 2048, (int64_t)lsn * 2048);
		if (got < 0)
			return STATUS_IO;
		memset(out + got, 0, 2048 - (size_t)got);	/* the last sector of a file may be short */
	}
	differ(disc, lsn, out);
	return STATUS_OK;
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
