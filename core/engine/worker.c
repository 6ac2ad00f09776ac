#include "config.h"
#include "engine/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a stopping engine still waits for a read in flight. */
#define STOP_GRACE_MS 3000

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

static void carry_out(struct worker *w, struct task *t)
{
	struct drive *d = w->drive;

	if (t->kind == TASK_OPEN) {
		open_drive(w, t);
		return;
	}
	if (!d) {
		t->st = STATUS_DRIVE_GONE;
		return;
	}
	switch (t->kind) {
	case TASK_READ:
		t->st = drive_read(d, t->at, w->buf, &t->got);
		break;
	case TASK_MEDIUM:
		t->st = drive_medium(d, &t->medium);
		break;
	case TASK_POLL:
		t->st = drive_poll(d);
		break;
	case TASK_TRAY:
		t->st = drive_tray(d, t->tray);
		break;
	case TASK_SPEED:
		t->st = drive_set_speed(d, t->kb_per_s);
		break;
	case TASK_OPEN:
		break;
	}
}

static void destroy(struct worker *w)
{
	drive_close(w->drive);
	free(w->buf);
	free(w);
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;
	struct engine *e = w->e;

	pthread_mutex_lock(&e->lock);
	for (;;) {
		struct task t;

		while (w->state != WORKER_BUSY && w->state != WORKER_QUIT)
			pthread_cond_wait(&e->wake, &e->lock);
		if (w->state == WORKER_QUIT)
			break;
		t = w->task;
		pthread_mutex_unlock(&e->lock);
		carry_out(w, &t);
		pthread_mutex_lock(&e->lock);
		if (w->abandoned) {	/* the engine's memory outlives it: engine_free() does not free then */
			pthread_mutex_unlock(&e->lock);
			destroy(w);
			return NULL;
		}
		w->task = t;
		w->state = WORKER_READY;
		pthread_cond_broadcast(&e->wake);
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
	w->drives = e->drives;
	w->open_with = (struct drive_settings){ .sector_size = e->job.sector_size, .kind = e->set.kind };
	snprintf(w->spec, sizeof w->spec, "%s", spec);
	snprintf(w->view.id.spec, sizeof w->view.id.spec, "%s", spec);
	if (pthread_create(&w->thread, NULL, worker_main, w) != 0) {
		free(w);
		return NULL;
	}
	return w;
}

void worker_submit(struct worker *w, struct task t)
{
	pthread_mutex_lock(&w->e->lock);
	w->task = t;
	w->state = WORKER_BUSY;
	pthread_cond_broadcast(&w->e->wake);
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

bool worker_free(struct worker *w)
{
	bool busy;

	pthread_mutex_lock(&w->e->lock);
	busy = w->state == WORKER_BUSY;
	if (busy)
		w->abandoned = true;
	else
		w->state = WORKER_QUIT;
	pthread_cond_broadcast(&w->e->wake);
	pthread_mutex_unlock(&w->e->lock);
	if (busy) {
		pthread_detach(w->thread);
		return false;
	}
	pthread_join(w->thread, NULL);
	destroy(w);
	return true;
}

enum status worker_run(struct worker *w, struct task t, struct task *out)
{
	int64_t stop_at = 0;

	worker_submit(w, t);
	while (!worker_take(w, out)) {
		if (engine_has(w->e, CMD_STOP)) {
			int64_t now = clock_now(clock_real());

			if (!stop_at)
				stop_at = now + STOP_GRACE_MS * NS_PER_MS;
			else if (now >= stop_at)
				return (*out = (struct task){ .st = STATUS_STOPPED }).st;
		}
		engine_publish(w->e, false);
		engine_nap(w->e, 100);
	}
	return out->st;
}
