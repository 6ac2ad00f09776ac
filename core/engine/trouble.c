#include "config.h"
#include "engine/private.h"

#include <inttypes.h>
#include <stdio.h>

/* Reads that failed, and not for the sector's sake. */

/* Repeats of a read that failed on its way, and timeouts in a row, before somebody is asked. */
enum { MAX_TROUBLES = 3, MAX_TIMEOUTS = 3 };

void trouble_say(struct engine *e, struct worker *w, const struct task *t)
{
	const struct sense *s = &t->got.sense;
	char sense[24] = "";

	if (s->key)
		snprintf(sense, sizeof sense, " (%02x/%02x/%02x)", s->key, s->asc, s->ascq);
	log_add(e->log, t->st == STATUS_UNREADABLE ? LOG_DETAIL : LOG_WARNING, w->view.id.name,
		status_sentence(t->st), "LSN %" PRId32 "%s", t->at.lsn + t->got.good, sense);
}

static void skip(struct engine *e, struct worker *w)
{
	pthread_mutex_lock(&e->lock);
	plan_skip(&w->course.plan, &w->ctx);
	pthread_mutex_unlock(&e->lock);
}

/* The drive does not get over this place: left for later. When that goes on and on, it leaves the work to the others, or
 * somebody is asked. */
static void stuck(struct engine *e, struct worker *w, enum status st)
{
	struct question q = { .why = st, .drive = w->index };

	w->troubles = 0;
	if ((st == STATUS_TIMEOUT || st == STATUS_ABORTED || st == STATUS_DRIVE_FAILED) && ++w->timeouts < MAX_TIMEOUTS) {
		skip(e, w);
		return;
	}
	w->timeouts = 0;
	if (crew_size(e) > 1) {
		crew_leave(e, w, st);
		return;
	}
	snprintf(q.place, sizeof q.place, "%s", w->view.id.name);
	switch (engine_ask(e, q)) {
	case CHOICE_GO_ON:
		skip(e, w);
		break;
	case CHOICE_OTHER_DRIVE:
		e->move_asked = true;
		break;
	default:
		break;
	}
}

/* One ECC unit outside any pass: does this drive say that the disc ends before it? */
static bool denied(struct engine *e, struct worker *w, int32_t lsn)
{
	struct span unit = { lsn, min_i32(e->unit, map_size(e->job.mf.map) - lsn) };
	struct task t;

	return worker_run(w, (struct task){ .kind = TASK_READ, .at = unit }, &t) == STATUS_OUT_OF_RANGE && !t.got.good;
}

/*
 * This drive's end of the disc is at or before that read; no sector is bad for it. A drive that refuses a read for its
 * last sector may have all others: its end is looked for in growing steps backwards, then by halves.
 */
static void find_end(struct engine *e, struct worker *w, const struct task *t)
{
	int32_t unit = e->unit, high, low, back = unit;

	if (t->at.count > unit)
		high = align_up(span_end(t->at), unit) - unit;
	else
		high = align_down(t->at.lsn, unit);
	if (t->at.count > unit && !denied(e, w, high)) {
		w->single = t->at.count / unit;		/* it only refuses so many at once here */
		return;
	}
	for (low = high; low > 0 && !e->stop; back *= 2) {
		low = max_i32(0, high - back);
		if (!denied(e, w, low))
			break;
		high = low;
	}
	while (high - low > unit && !e->stop) {
		int32_t middle = align_down(low + (high - low) / 2, unit);

		if (denied(e, w, middle))
			high = middle;
		else
			low = middle;
	}
	if (e->stop)
		return;
	if (high == 0) {
		stuck(e, w, t->st);
		return;
	}
	w->limit = high;
	log_add(e->log, LOG_NOTE, w->view.id.name, status_sentence(t->st), "LSN %" PRId32, high);
}

/* A place where it hangs, or that is locked to it: it goes on elsewhere. */
static void avoid(struct engine *e, struct worker *w, const struct task *t)
{
	enum avoided how = avoid_after(e, w, t);

	/* That a place known for it fails once more is no news of the drive. */
	if (how == AVOID_LATER && t->st == STATUS_TIMEOUT)
		w->timeouts++;
	if (how != AVOID_FULL && w->timeouts < MAX_TIMEOUTS) {
		w->troubles = 0;
		if (how == AVOID_LATER && t->st == STATUS_TIMEOUT)
			skip(e, w);
		return;
	}
	stuck(e, w, t->st);
}

void trouble_met(struct engine *e, struct worker *w, const struct task *t)
{
	switch (t->st) {
	case STATUS_TIMEOUT:
		if (stuck_is_hang(e, t->got.took_ns)) {
			stuck_note(e, w, span_between(t->at.lsn + t->got.good, span_end(t->at)), t->got.command,
				   (double)t->got.took_ns / NS_PER_S);
			if (t->at.count > e->unit)
				break;
			return;		/* in a place known for it: no news of the drive */
		}
		avoid(e, w, t);
		return;
	case STATUS_PROTECTED:
		avoid(e, w, t);
		return;
	case STATUS_OUT_OF_RANGE:
		find_end(e, w, t);
		return;
	case STATUS_EJECT_ASKED:
		settings_button(e, w);
		return;
	case STATUS_NOT_READY:
	case STATUS_RESET:
	case STATUS_MEDIUM_CHANGED:
	case STATUS_NO_MEDIUM:
	case STATUS_TRAY_OPEN:
	case STATUS_DRIVE_GONE:
		w->view.state = t->st;
		if (crew_size(e) > 1)
			crew_leave(e, w, t->st);
		else
			move_disc(e, false);
		return;
	case STATUS_TRANSPORT:
	case STATUS_ABORTED:
	case STATUS_DRIVE_FAILED:
		if (++w->troubles < MAX_TROUBLES) {
			engine_nap(e, 200);
			return;
		}
		break;
	default:
		break;
	}
	stuck(e, w, t->st);
}
