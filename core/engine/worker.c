#include "config.h"
#include "engine/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a stopping engine still waits for a drive, and one whose user wants the disc elsewhere. */
enum { STOP_GRACE_MS = 3000, MOVE_GRACE_MS = 10000, LOOK_EVERY_MS = 100 };

static void open_drive(struct worker *w, struct task *t)
{
	struct drive *d = NULL;

	t->st = drives_open(w->drives, w->spec, &w->open_with, &d, &t->fault);
	if (t->st != STATUS_OK)
		return;
	w->buf = aligned_alloc(4096, ((size_t)d->max_sectors * (size_t)d->sector_size + 4095) & ~(size_t)4095);
	if (!w->buf) {
		drive_close(d);
		t->st = STATUS_NO_MEMORY;
		return;
	}
	w->drive = d;
}

static void close_drive(struct worker *w)
{
	drive_close(w->drive);
	free(w->buf);
	w->drive = NULL;
	w->buf = NULL;
}

/* Somebody may have had the tray open. A mere reset says nothing of that kind. */
static bool may_have_moved(const struct task *t)
{
	switch (t->st) {
	case STATUS_NO_MEDIUM:
	case STATUS_TRAY_OPEN:
	case STATUS_NOT_READY:
	case STATUS_MEDIUM_CHANGED:
	case STATUS_DRIVE_GONE:
		return true;
	default:
		return t->kind == TASK_TRAY && (t->tray == TRAY_OPEN || t->tray == TRAY_CLOSE);
	}
}

static void carry_out(struct worker *w, struct task *t)
{
	struct drive *d = w->drive;

	if (t->kind == TASK_OPEN) {
		w->moved = true;
		open_drive(w, t);
		return;
	}
	if (!d) {
		t->st = STATUS_DRIVE_GONE;
		return;
	}
	switch (t->kind) {
	case TASK_READ:
		t->st = t->fresh ? drive_read_fresh(d, t->at, w->buf, &t->got) : drive_read(d, t->at, w->buf, &t->got);
		break;
	case TASK_MEDIUM:
		t->st = drive_medium(d, &t->medium);
		break;
	case TASK_POLL:
		t->st = drive_poll(d);
		if (t->st == STATUS_DRIVE_GONE)
			close_drive(w);		/* to be opened anew when it is back */
		break;
	case TASK_TRAY:
		t->st = drive_tray(d, t->tray);
		break;
	case TASK_SPEED:
		t->st = drive_set_speed(d, t->kb_per_s);
		break;
	case TASK_RETRIES:
		t->st = drive_set_retries(d, t->retries);
		break;
	case TASK_ABILITIES:
		t->st = drive_abilities(d, &t->abilities);
		break;
	case TASK_OPEN:
		break;
	}
	if (may_have_moved(t))
		w->moved = true;
}

static void destroy(struct worker *w)
{
	close_drive(w);
	pthread_cond_destroy(&w->go);
	free(w);
}

/* An abandoned worker goes; the last one takes the engine along. */
static void leave(struct engine *e)
{
	bool last;

	pthread_mutex_lock(&e->lock);
	e->abandoned--;
	last = e->dead && e->abandoned == 0;
	pthread_mutex_unlock(&e->lock);
	if (last)
		engine_destroy(e);
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;
	struct engine *e = w->e;

	pthread_mutex_lock(&e->lock);
	for (;;) {
		struct task t;

		while (w->state != WORKER_BUSY && w->state != WORKER_QUIT)
			pthread_cond_wait(&w->go, &e->lock);
		if (w->state == WORKER_QUIT)
			break;
		t = w->task;
		pthread_mutex_unlock(&e->lock);
		carry_out(w, &t);
		pthread_mutex_lock(&e->lock);
		if (w->abandoned) {
			pthread_mutex_unlock(&e->lock);
			destroy(w);
			leave(e);
			return NULL;
		}
		w->task = t;
		w->state = WORKER_READY;
		pthread_cond_signal(&e->wake);
	}
	pthread_mutex_unlock(&e->lock);
	return NULL;
}

struct worker *worker_new(struct engine *e, const char *spec)
{
	struct worker *w = calloc(1, sizeof *w);

	if (!w)
		return NULL;
	w->e = e;
	w->index = e->nworkers;
	w->clock = clock_real();
	w->course.place = -1;
	w->news = true;
	w->drives = e->drives;
	w->past = -1;
	w->moved = true;
	w->open_with = (struct drive_settings){ .sector_size = e->job.sector_size, .kind = e->set.kind };
	snprintf(w->spec, sizeof w->spec, "%s", spec);
	snprintf(w->view.id.spec, sizeof w->view.id.spec, "%s", spec);
	pthread_cond_init(&w->go, NULL);
	if (pthread_create(&w->thread, NULL, worker_main, w) != 0) {
		pthread_cond_destroy(&w->go);
		free(w);
		return NULL;
	}
	return w;
}

bool worker_is_back(struct worker *w)
{
	bool back;

	pthread_mutex_lock(&w->e->lock);
	back = w->lost && w->state == WORKER_READY;
	if (back) {
		w->state = WORKER_IDLE;
		w->lost = false;
	}
	pthread_mutex_unlock(&w->e->lock);
	if (back)
		stuck_end(w);
	return !w->lost;
}

void worker_send(struct worker *w, struct task t)
{
	pthread_mutex_lock(&w->e->lock);
	w->task = t;
	w->state = WORKER_BUSY;
	w->sent_ns = clock_now(clock_real());
	pthread_cond_signal(&w->go);
	pthread_mutex_unlock(&w->e->lock);
}

bool worker_take(struct worker *w, struct task *out)
{
	bool ready;

	pthread_mutex_lock(&w->e->lock);
	ready = w->state == WORKER_READY;
	if (ready) {
		*out = w->task;
		w->state = WORKER_IDLE;
	}
	pthread_mutex_unlock(&w->e->lock);
	return ready;
}

bool worker_any_news(const struct engine *e, bool all)
{
	for (int i = 0; i < e->nworkers; i++) {
		const struct worker *w = e->workers[i];

		if (w->reading && w->state == WORKER_READY && (all || !w->set_aside))
			return true;
	}
	return false;
}

bool worker_free(struct worker *w)
{
	struct engine *e = w->e;
	pthread_t thread = w->thread;
	bool busy;

	pthread_mutex_lock(&e->lock);
	busy = w->state == WORKER_BUSY;
	w->abandoned = busy;
	e->abandoned += busy;
	if (!busy)
		w->state = WORKER_QUIT;
	pthread_cond_signal(&w->go);
	pthread_mutex_unlock(&e->lock);
	if (busy) {	/* `w` may be gone already */
		pthread_detach(thread);
		return false;
	}
	pthread_join(thread, NULL);
	destroy(w);
	return true;
}

int worker_grace(struct engine *e, bool *stop)
{
	int ms = e->move_asked || e->eject_asked ? MOVE_GRACE_MS : 0;

	pthread_mutex_lock(&e->lock);
	*stop = e->stop_asked || e->stop;
	for (unsigned i = 0; i < e->queued; i++) {
		enum command_kind kind = e->queue[(e->first + i) % ARRAY_LEN(e->queue)].kind;

		if (kind == CMD_MOVE || kind == CMD_EJECT)
			ms = MOVE_GRACE_MS;
	}
	if (*stop)
		ms = STOP_GRACE_MS;
	pthread_mutex_unlock(&e->lock);
	return ms && e->set.grace_ms ? e->set.grace_ms : ms;
}

/* Another drive whose time is counted is at a read. Under the lock. */
static bool others_turn(const struct worker *w)
{
	const struct engine *e = w->e;

	for (int i = 0; i < e->nworkers; i++) {
		const struct worker *o = e->workers[i];

		if (o != w && o->counted && w->counted && o->reading && o->state == WORKER_BUSY)
			return true;
	}
	return false;
}

/* Until the task of `w` is over (`sent`), or its turn has come; at most so long. The other drives read on. */
static void wait_for(struct worker *w, bool sent)
{
	struct engine *e = w->e;
	struct timespec until = engine_deadline(LOOK_EVERY_MS);
	int err = 0;

	pthread_mutex_lock(&e->lock);
	while ((sent ? w->state != WORKER_READY : others_turn(w)) && !(worker_any_news(e, false) && !e->disk_asks) &&
	       err == 0)
		err = pthread_cond_timedwait(&e->wake, &e->lock, &until);
	pthread_mutex_unlock(&e->lock);
	read_pump(e);
	engine_publish(e, false);
}

static bool comes_first(struct worker *w)
{
	bool other;

	pthread_mutex_lock(&w->e->lock);
	other = others_turn(w);
	pthread_mutex_unlock(&w->e->lock);
	return !other;
}

/* True if the drive is to be given up: somebody wants it to come to an end, and it has had its time for that. */
static bool out_of_patience(struct engine *e, int64_t *began, bool *stop)
{
	int64_t now = clock_now(clock_real());
	int ms = worker_grace(e, stop);

	if (ms && !*began)
		*began = now;
	return ms && now - *began >= ms * NS_PER_MS;
}

enum status worker_run(struct worker *w, struct task t, struct task *out)
{
	struct engine *e = w->e;
	struct worker *outer = e->in_call;
	int64_t began = 0;
	bool stop;

	*out = (struct task){ .kind = t.kind, .at = t.at, .st = STATUS_STUCK };
	if (!worker_is_back(w))
		return out->st;
	e->in_call = w;
	while (!comes_first(w) && !out_of_patience(e, &began, &stop))
		wait_for(w, false);
	worker_send(w, t);
	for (began = 0; !worker_take(w, out); wait_for(w, true)) {
		if (!out_of_patience(e, &began, &stop) && !stuck_overdue(e, w))
			continue;
		stuck_begin(w);
		out->st = STATUS_STUCK;
		if (stop) {
			out->st = STATUS_STOPPED;
			e->stop = e->stop_told = true;
		}
		break;
	}
	e->in_call = outer;
	if (!w->lost)
		settings_remark(w);
	return out->st;
}
