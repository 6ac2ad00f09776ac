#include "config.h"
#include "engine/private.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* The screen need not see more than this. */
#define PUBLISH_EVERY_NS (20 * NS_PER_MS)

static const char *const error_names[] = {
	[ERR_MEDIUM] = N_("medium"), [ERR_TIMEOUT] = N_("timeout"), [ERR_HARDWARE] = N_("hardware"),
	[ERR_TRANSPORT] = N_("connection"), [ERR_NOT_READY] = N_("not ready"), [ERR_OTHER] = N_("other"),
	[ERR_RECOVERED] = N_("recovered"),
};

const char *read_error_name(enum read_error e)
{
	return error_names[e];
}

static const char *keep(char *room, size_t size, const char *text)
{
	if (!text)
		return NULL;
	snprintf(room, size, "%s", text);
	return room;
}

struct engine *engine_new(const struct engine_settings *s, struct drives *drives, struct log *log)
{
	struct engine *e = calloc(1, sizeof *e);
	pthread_condattr_t attr;
	sigset_t all, before;
	int err;

	if (!e)
		return NULL;
	e->set = *s;
	e->set.where.folder = keep(e->folder, sizeof e->folder, s->where.folder);
	e->set.where.image = keep(e->image, sizeof e->image, s->where.image);
	e->set.where.map = keep(e->map, sizeof e->map, s->where.map);
	e->set.plan.passes = keep(e->passes, sizeof e->passes, s->plan.passes);
	if (e->set.ndrives > ENGINE_DRIVES)
		e->set.ndrives = ENGINE_DRIVES;
	for (int i = 0; i < e->set.ndrives; i++)
		e->set.drives[i] = keep(e->specs[i], sizeof e->specs[i], s->drives[i]);
	e->drives = drives;
	e->log = log;
	e->active = e->learnt_in = -1;
	e->clock = clock_real();
	e->course.place = -1;
	e->pub.active = e->pub.move_from = e->pub.move_to = -1;
	e->pub.pass_eta_s = e->pub.pass_eta_low_s = e->pub.pass_eta_high_s = -1;
	snprintf(e->pub.folder, sizeof e->pub.folder, "%s", s->where.folder ? s->where.folder : s->where.map);
	pthread_mutex_init(&e->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&e->wake, &attr);
	pthread_cond_init(&e->ended, &attr);
	pthread_condattr_destroy(&attr);
	e->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	/* Signals are the main thread's; the workers inherit this, too. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = e->wake_fd < 0 ? EMFILE : pthread_create(&e->thread, NULL, engine_main, e);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err != 0) {
		if (e->wake_fd >= 0)
			close(e->wake_fd);
		free(e);
		return NULL;
	}
	return e;
}

void engine_show_command(struct engine *e, enum command_kind kind)
{
	enum phase was = e->pub.phase;
	bool ends = kind == CMD_PAUSE || kind == CMD_MOVE || kind == CMD_EJECT || kind == CMD_STOP;

	if (was == PHASE_READING && ends)
		e->pub.phase = PHASE_PAUSING;
	if (e->pub.phase != was)
		e->pub.generation++;
}

bool engine_post(struct engine *e, struct command c)
{
	bool room;

	pthread_mutex_lock(&e->lock);
	room = c.kind == CMD_STOP || e->queued < ARRAY_LEN(e->queue);
	if (c.kind == CMD_STOP)
		e->stop_asked = true;
	else if (room)
		e->queue[(e->first + e->queued++) % ARRAY_LEN(e->queue)] = c;
	if (room)
		engine_show_command(e, c.kind);
	pthread_cond_signal(&e->wake);
	pthread_mutex_unlock(&e->lock);
	return room;
}

static void wake_screen(struct engine *e)
{
	uint64_t one = 1;

	/* Full or interrupted: somebody is woken anyway. */
	if (write(e->wake_fd, &one, sizeof one) < 0)
		errno = 0;
}

void engine_publish(struct engine *e, bool now)
{
	int64_t t = clock_now(clock_real());

	if (!now && t - e->published_ns < PUBLISH_EVERY_NS)
		return;
	pthread_mutex_lock(&e->lock);
	account_view(e, &e->pub);
	e->pub.generation++;
	e->published_ns = t;
	pthread_mutex_unlock(&e->lock);
	wake_screen(e);
}

void engine_set_phase(struct engine *e, enum phase p)
{
	pthread_mutex_lock(&e->lock);
	e->pub.phase = p;
	pthread_mutex_unlock(&e->lock);
	engine_publish(e, true);
}

void engine_settled(struct engine *e)
{
	bool news;

	pthread_mutex_lock(&e->lock);
	news = e->pub.taken != e->taken;
	e->pub.taken = e->taken;
	pthread_mutex_unlock(&e->lock);
	if (news)
		engine_publish(e, true);
}

/* How long the read in flight takes. By the drive's clock; but where time is only counted and nothing moves, by ours. */
static double read_seconds(const struct worker *w)
{
	double s = (double)(clock_now(w->clock) - w->began_ns) / NS_PER_S;
	double real_s = (double)(clock_now(clock_real()) - w->sent_ns) / NS_PER_S;

	return real_s > s && real_s > 2 ? real_s : s;
}

void engine_snapshot(struct engine *e, struct snapshot *out)
{
	uint64_t count;
	int64_t now;

	if (read(e->wake_fd, &count, sizeof count) < 0)
		errno = 0;	/* nothing new: the copy is as good */
	pthread_mutex_lock(&e->lock);
	*out = e->pub;
	now = clock_now(e->clock);
	for (int i = 0; i < out->ndrives; i++)
		if (out->drives[i].in_flight.count)
			out->drives[i].read_s = read_seconds(e->workers[i]);
	for (int i = 0; i < out->ndrives; i++)
		if (out->drives[i].stuck)
			out->drives[i].stuck_s = stuck_seconds(e->workers[i]);
	out->read_s = out->active >= 0 && out->in_flight.count ? out->drives[out->active].read_s : 0;
	out->since_good_s = e->good_at_ns ? (double)(now - e->good_at_ns) / NS_PER_S : -1;
	out->saved_ago_s = e->saved_at_ns ? (double)(clock_now(clock_real()) - e->saved_at_ns) / NS_PER_S : -1;
	pthread_mutex_unlock(&e->lock);
}

bool engine_cells(struct engine *e, struct span within, int n, uint8_t *out)
{
	bool mapped;

	pthread_mutex_lock(&e->lock);
	mapped = e->pub.mapped;
	if (mapped)
		cells_fill(e->job.mf.map, within, n, out);
	pthread_mutex_unlock(&e->lock);
	return mapped;
}

struct span engine_find(struct engine *e, int32_t lsn, bool back, unsigned states)
{
	struct span found = { lsn, 0 };

	pthread_mutex_lock(&e->lock);
	if (e->pub.mapped) {
		const struct map *m = e->job.mf.map;

		found = back ? map_find_last(m, span_between(0, lsn), states) :
			       map_find(m, span_between(lsn, map_size(m)), states);
	}
	pthread_mutex_unlock(&e->lock);
	return found;
}

bool engine_count(struct engine *e, struct span within, int32_t count[MAP_STATES])
{
	bool mapped;

	pthread_mutex_lock(&e->lock);
	mapped = e->pub.mapped;
	if (mapped)
		map_count(e->job.mf.map, within, count);
	pthread_mutex_unlock(&e->lock);
	return mapped;
}

int engine_marks(struct engine *e, struct mark *out, int most)
{
	int n;

	pthread_mutex_lock(&e->lock);
	n = min_i32(most, e->nmarks);
	memcpy(out, e->marks, (size_t)n * sizeof *out);
	pthread_mutex_unlock(&e->lock);
	return n;
}

int engine_wake_fd(struct engine *e)
{
	return e->wake_fd;
}

struct timespec engine_deadline(int ms)
{
	int64_t at = clock_now(clock_real()) + ms * NS_PER_MS;

	return (struct timespec){ .tv_sec = at / NS_PER_S, .tv_nsec = at % NS_PER_S };
}

void engine_nap(struct engine *e, int ms)
{
	struct timespec until = engine_deadline(ms);
	bool over = false;
	int err = 0;

	while (!over && err == 0) {
		read_pump(e);
		pthread_mutex_lock(&e->lock);
		while (!(over = e->queued || e->stop_asked) && (e->disk_asks || !worker_any_news(e, false)) && err == 0)
			err = pthread_cond_timedwait(&e->wake, &e->lock, &until);
		pthread_mutex_unlock(&e->lock);
	}
}

bool engine_wait(struct engine *e, int ms)
{
	struct timespec until = engine_deadline(ms > 0 ? ms : 0);
	bool over;
	int err = 0;

	pthread_mutex_lock(&e->lock);
	while (e->pub.phase != PHASE_ENDED && err == 0)
		err = ms < 0 ? pthread_cond_wait(&e->ended, &e->lock) :
			       pthread_cond_timedwait(&e->ended, &e->lock, &until);
	over = e->pub.phase == PHASE_ENDED;
	pthread_mutex_unlock(&e->lock);
	return over;
}

void engine_destroy(struct engine *e)
{
	close(e->wake_fd);
	pthread_cond_destroy(&e->ended);
	pthread_cond_destroy(&e->wake);
	pthread_mutex_destroy(&e->lock);
	free(e);
}

bool engine_free(struct engine *e, int ms)
{
	bool all;

	if (!e)
		return true;
	engine_post(e, (struct command){ .kind = CMD_STOP });
	if (!engine_wait(e, ms))
		return false;
	pthread_join(e->thread, NULL);
	for (int i = 0; i < e->nworkers; i++) {
		strbuf_free(&e->workers[i]->won);
		strbuf_free(&e->workers[i]->failed);
		lore_free(e->workers[i]->lore);
		worker_free(e->workers[i]);
	}
	if (e->job_open)
		job_close(&e->job);
	free(e->failed_by);
	past_free(&e->past);
	pthread_mutex_lock(&e->lock);
	e->dead = true;
	all = e->abandoned == 0;
	pthread_mutex_unlock(&e->lock);
	if (all)
		engine_destroy(e);
	return all;
}
