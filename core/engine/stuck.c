#include "config.h"
#include "engine/private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * Drives that do not come back from a command, and the places where a drive hangs. Nothing is known of the sectors there:
 * they keep their state. The command is not repeated; what it asked for is left to later passes and other drives, and then
 * asked an ECC block at a time. A block at which the drive hangs is never asked of it again.
 */

enum { HANG_S = 60, TELL_EVERY_MS = 500 };
/* What is left of an area is left to others when the drive has hung there at so many of its ECC blocks. */
enum { MOST_HANGS = 3 };
/* A run without a screen waits for a stuck drive so many times as long as for a read. */
enum { PATIENCE_IN_BATCH = 10 };

static double hang_s(const struct engine *e)
{
	return e->set.hang_s ? e->set.hang_s : HANG_S;
}

bool stuck_is_hang(const struct engine *e, int64_t took_ns)
{
	return (double)took_ns >= hang_s(e) * (double)NS_PER_S;
}

/* How long a command may take, real time. A drive whose time is slept faster hangs sooner. */
static int64_t patience_ns(const struct engine *e, const struct worker *w)
{
	double pace = w->counted ? 1 : drives_pace(e->drives, w->spec);

	return (int64_t)(hang_s(e) / (pace > 0 ? pace : 1) * (double)NS_PER_S);
}

bool stuck_overdue(const struct engine *e, const struct worker *w)
{
	return !w->lost && clock_now(clock_real()) - w->sent_ns > patience_ns(e, w);
}

/* At how many sectors of `area` it hangs. */
static int32_t hangs_in(const struct drive_view *v, struct span area)
{
	int32_t n = 0;

	for (int i = 0; i < v->nhangs; i++)
		n += span_clip(v->hangs[i], area).count;
	return n;
}

void stuck_place(struct engine *e, struct worker *w, struct span at)
{
	struct span all = map_all(e->job.mf.map);
	struct drive_view *v = &w->view;

	at = span_clip(span_between(align_down(at.lsn, e->unit), align_up(span_end(at), e->unit)), all);
	if (at.count > e->unit && spans_add(w->careful, &w->ncareful, AVOID_SPANS, at))
		return;
	spans_add(v->hangs, &v->nhangs, DRIVE_HANGS, at);
	for (int i = 0; i < w->ncareful; i++)
		if (span_clip(w->careful[i], at).count && hangs_in(v, w->careful[i]) >= MOST_HANGS * e->unit)
			spans_add(v->hangs, &v->nhangs, DRIVE_HANGS, w->careful[i]);
}

void stuck_note(struct engine *e, struct worker *w, struct span at, const char *command, double seconds)
{
	char members[160], quoted[64];

	if (!e->mapped || at.count <= 0)
		return;
	stuck_place(e, w, at);
	job_json_quote(quoted, sizeof quoted, command);
	snprintf(members, sizeof members, "\"at\":[%" PRId32 ",%" PRId32 "],\"command\":%s,\"seconds\":%.1f", at.lsn,
		 at.count, quoted, seconds);
	event_write(e, w, "hang", plan_current(&w->course.plan), members);
}

void stuck_forgive(struct worker *w, struct span at)
{
	struct drive_view *v = &w->view;
	int n = 0;

	for (int i = 0; i < v->nhangs; i++)
		if (span_clip(v->hangs[i], at).count == 0)
			v->hangs[n++] = v->hangs[i];
	v->nhangs = n;
}

void stuck_begin(struct worker *w)
{
	struct engine *e = w->e;
	struct drive_now now = { .lsn = -1, .since_ns = w->sent_ns };

	/* a drive is neither opened nor closed while it reads, so it may be asked what it is at */
	if (w->task.kind == TASK_READ && (!w->drive || !drive_now(w->drive, &now) || !now.command[0]))
		now = (struct drive_now){ .lsn = w->task.at.lsn, .since_ns = w->sent_ns };
	w->lost = true;
	w->open_when_back = false;
	pthread_mutex_lock(&e->lock);
	w->view.stuck = true;
	w->view.stuck_in = now;
	w->stuck_since_ns = w->sent_ns;
	pthread_mutex_unlock(&e->lock);
}

double stuck_seconds(const struct worker *w)
{
	return (double)(clock_now(clock_real()) - w->stuck_since_ns) / NS_PER_S;
}

void stuck_end(struct worker *w)
{
	struct engine *e = w->e;
	double s = stuck_seconds(w);

	pthread_mutex_lock(&e->lock);
	w->view.stuck = false;
	pthread_mutex_unlock(&e->lock);
	log_add(e->log, LOG_NOTE, w->view.id.name, N_("The drive has come back"), "%.0f s", s);
}

/* Nobody is at the keys: the drive is given time, then the run ends with all that was read. */
static void wait_in_batch(struct engine *e, struct worker *w)
{
	int64_t until = clock_now(clock_real()) + PATIENCE_IN_BATCH * patience_ns(e, w);
	struct fault f = { .status = STATUS_STUCK };

	engine_save(e);
	while (!e->stop && !worker_is_back(w) && clock_now(clock_real()) < until) {
		engine_publish(e, false);
		engine_nap(e, TELL_EVERY_MS);
		engine_commands(e);
	}
	if (e->stop || !w->lost)
		return;
	snprintf(f.place, sizeof f.place, "%s", w->spec);
	engine_end(e, STATUS_STUCK, &f);
}

/* As long again as for a read, or until it is back or the user says something. */
static void wait_on(struct engine *e, struct worker *w)
{
	int64_t until = clock_now(clock_real()) + patience_ns(e, w);

	engine_set_phase(e, PHASE_PAUSING);
	while (!e->stop && !e->move_asked && !e->eject_asked && !worker_is_back(w) && clock_now(clock_real()) < until) {
		engine_settled(e);
		engine_nap(e, TELL_EVERY_MS);
		engine_commands(e);
	}
}

static void ask(struct engine *e, struct worker *w)
{
	engine_save(e);
	while (!e->stop && !e->move_asked && !e->eject_asked && !worker_is_back(w)) {
		struct question q = { .why = STATUS_STUCK, .drive = w->index, .lsn = w->view.stuck_in.lsn };

		q.seconds = stuck_seconds(w);
		snprintf(q.place, sizeof q.place, "%s", w->view.id.name);
		switch (engine_ask(e, q)) {
		case CHOICE_OTHER_DRIVE:
			e->move_asked = true;
			return;
		case CHOICE_RETRY:
			wait_on(e, w);
			break;
		default:
			break;
		}
	}
}

bool stuck_met(struct engine *e)
{
	for (int i = 0; i < e->nworkers && !e->stop; i++)
		if (worker_is_back(e->workers[i]) && e->workers[i]->open_when_back)
			move_open_late(e->workers[i]);
	for (int i = 0; i < e->nworkers && !e->stop; i++) {
		struct worker *w = e->workers[i];

		if (!w->view.active || !w->lost || worker_is_back(w))
			continue;
		if (crew_size(e) > 1)
			crew_leave(e, w, STATUS_STUCK);
		else if (e->move_asked || e->eject_asked)
			return false;
		else if (e->set.batch)
			wait_in_batch(e, w);
		else
			ask(e, w);
		return true;
	}
	return false;
}
