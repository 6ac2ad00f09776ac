#include "config.h"
#include "engine/private.h"

/*
 * What is told to a drive between its reads, so that it suits the pass: speed, repeats, the lock of its tray; what it
 * can do is found out first. All of it by the main loop, for it waits for the drive.
 */

/* A drive is asked for its button after so much time of reading. */
#define POLL_EVERY_NS (2 * NS_PER_S)
enum { CD_BYTES = 2352, CD_DATA = 2048 };	/* of a sector, as speeds are counted */

void settings_opened(struct worker *w)
{
	struct adjusted *s = &w->adjusted;
	struct drive_abilities known;

	s->abilities_asked = s->told_speed = s->locked = s->lock_asked = false;
	s->told = (struct tempo){ .retries = -1 };
	if (!w->view.known) {
		s->kept_failed = w->view.failed;
		s->kept_failed_s = w->view.failed_s;
	}
	if (drives_abilities(w->drives, &w->view.id, &known))
		w->view.abilities = known;
}

void settings_remark(struct worker *w)
{
	const char *remark = w->drive ? w->drive->remark : NULL;

	if (remark && remark != w->adjusted.remark)
		log_add(w->e->log, LOG_WARNING, w->drive->id.name, remark, NULL);
	if (remark)
		w->adjusted.remark = remark;
}

static void keep(struct engine *e, struct worker *w)
{
	if (w->view.abilities.mmc == ABILITY_YES)
		drives_keep_abilities(e->drives, &w->view.id, &w->view.abilities);
}

void settings_keep(struct engine *e, struct worker *w)
{
	struct adjusted *s = &w->adjusted;
	struct drive_abilities *a = &w->view.abilities;
	uint32_t failed = w->view.failed - s->kept_failed;

	if (!failed && !s->measured)
		return;
	a->failed_read_s = tempo_failed_read(a->failed_read_s, failed, w->view.failed_s - s->kept_failed_s);
	s->kept_failed = w->view.failed;
	s->kept_failed_s = w->view.failed_s;
	s->measured = false;
	keep(e, w);
}

void settings_read(struct engine *e, struct worker *w, const struct task *t)
{
	double seconds = (double)t->got.took_ns / NS_PER_S;
	int bytes = e->job.disc.kind == DISC_CD && e->job.sector_size == CD_DATA ? CD_BYTES : e->job.sector_size;
	enum ability matters;

	if (t->st != STATUS_OK && t->st != STATUS_UNREADABLE)
		return;
	if (w->course.plan.asked == &pass_retry)
		tempo_count(&w->view, w->view.speed, t->at.count, t->got.good, seconds);
	/* a single unit may come from what the drive has read ahead */
	if (t->st != STATUS_OK || t->at.count <= e->unit)
		return;
	matters = tempo_measured(&w->adjusted.measure, w->view.speed, (int64_t)t->at.count * bytes, seconds);
	if (matters == ABILITY_UNKNOWN || matters == w->view.abilities.speed_matters)
		return;
	w->view.abilities.speed_matters = matters;
	w->adjusted.measured = true;
}

/* What the pass wishes of the drive. A speed that the user has set stays. */
static struct tempo wanted(const struct worker *w)
{
	const struct plan_step *step = plan_current(&w->course.plan);
	struct tempo t;

	if (!step)
		return w->adjusted.told;
	t.retries = tempo_retries(step->pass->name);
	t.kb_per_s = w->view.speed_by_hand ? w->view.speed : tempo_speed(&w->view.abilities, w->pace);
	return t;
}

static bool retries_due(const struct worker *w, struct tempo t)
{
	return t.retries != w->adjusted.told.retries && w->view.abilities.retries != ABILITY_NO &&
	       w->view.abilities.mmc == ABILITY_YES;
}

static bool speed_due(const struct worker *w, struct tempo t)
{
	return (!w->adjusted.told_speed || t.kb_per_s != w->adjusted.told.kb_per_s) &&
	       w->view.abilities.set_speed != ABILITY_NO && w->view.abilities.mmc == ABILITY_YES;
}

static bool poll_due(const struct worker *w)
{
	return w->adjusted.locked && w->at_ns - w->adjusted.polled_ns >= POLL_EVERY_NS;
}

bool settings_due(const struct engine *e, const struct worker *w)
{
	struct tempo t;

	if (!w->view.active || w->lost || e->stop || e->done || read_rests(e) ||
	    (w->index == e->active && (e->move_asked || e->eject_asked)))
		return false;
	t = wanted(w);
	return !w->adjusted.abilities_asked || retries_due(w, t) || speed_due(w, t) || !w->adjusted.lock_asked || poll_due(w);
}

/* What is known already is not tried again; the speeds are those for the disc in it. */
static void find_abilities(struct engine *e, struct worker *w)
{
	struct task t = { .kind = TASK_ABILITIES };

	w->adjusted.abilities_asked = true;
	drives_abilities(e->drives, &w->view.id, &t.abilities);
	if (worker_run(w, t, &t) != STATUS_OK)
		return;
	w->view.abilities = t.abilities;
	keep(e, w);
}

static bool refused(enum status st)
{
	return st == STATUS_UNSUPPORTED || st == STATUS_REFUSED;
}

static void tell_retries(struct engine *e, struct worker *w, int retries)
{
	struct task t;
	enum status st;

	w->adjusted.told.retries = retries;
	st = worker_run(w, (struct task){ .kind = TASK_RETRIES, .retries = retries }, &t);
	if (!refused(st))
		return;
	w->view.abilities.retries = ABILITY_NO;
	keep(e, w);
	log_add(e->log, LOG_DETAIL, w->view.id.name, N_("The drive does not take a number of repeats"), NULL);
}

static void tell_speed(struct engine *e, struct worker *w, unsigned kb_per_s)
{
	struct task t;
	enum status st = worker_run(w, (struct task){ .kind = TASK_SPEED, .kb_per_s = kb_per_s }, &t);

	settings_told_speed(w, kb_per_s, st);
	if (!refused(st))
		return;
	keep(e, w);
	log_add(e->log, LOG_DETAIL, w->view.id.name, N_("The drive does not take this speed"), "%u kB/s", kb_per_s);
}

void settings_told_speed(struct worker *w, unsigned kb_per_s, enum status st)
{
	w->adjusted.told.kb_per_s = kb_per_s;
	w->adjusted.told_speed = true;
	if (st == STATUS_OK)
		w->view.speed = kb_per_s;
	if (refused(st))
		w->view.abilities.set_speed = ABILITY_NO;
}

/* Nobody takes the disc out in the middle of a read without having asked. A drive that cannot be locked is read as well. */
static void lock(struct worker *w)
{
	struct task t;

	w->adjusted.lock_asked = true;
	w->adjusted.polled_ns = w->at_ns;
	if (w->view.abilities.mmc == ABILITY_YES)
		w->adjusted.locked = worker_run(w, (struct task){ .kind = TASK_TRAY, .tray = TRAY_LOCK }, &t) == STATUS_OK;
}

void settings_unlock(struct worker *w)
{
	struct task t;

	if (w->adjusted.locked && !w->lost)
		worker_run(w, (struct task){ .kind = TASK_TRAY, .tray = TRAY_UNLOCK }, &t);
	w->adjusted.locked = w->adjusted.lock_asked = false;
}

void settings_button(struct engine *e, struct worker *w)
{
	log_add(e->log, LOG_NOTE, w->view.id.name, status_sentence(STATUS_EJECT_ASKED), NULL);
	if (crew_size(e) == 1) {
		e->eject_asked = true;
		return;
	}
	engine_save(e);
	if (e->stop || !move_open_tray(e, w))
		return;
	crew_leave(e, w, STATUS_TRAY_OPEN);
}

static void look_at_button(struct engine *e, struct worker *w)
{
	struct task t;

	w->adjusted.polled_ns = w->at_ns;
	switch (worker_run(w, (struct task){ .kind = TASK_POLL }, &t)) {
	case STATUS_EJECT_ASKED:
	case STATUS_NOT_READY:
	case STATUS_RESET:
	case STATUS_MEDIUM_CHANGED:
	case STATUS_NO_MEDIUM:
	case STATUS_TRAY_OPEN:
	case STATUS_DRIVE_GONE:
		w->troubled = true;
		trouble_met(e, w, &t);
		w->troubled = false;
		break;
	default:		/* the next read says it */
		break;
	}
}

void settings_make(struct engine *e, struct worker *w)
{
	struct tempo t;

	if (!w->adjusted.abilities_asked)
		find_abilities(e, w);
	t = wanted(w);
	if (settings_due(e, w) && retries_due(w, t))
		tell_retries(e, w, t.retries);
	if (settings_due(e, w) && speed_due(w, t))
		tell_speed(e, w, t.kb_per_s);
	if (settings_due(e, w) && !w->adjusted.lock_asked)
		lock(w);
	if (settings_due(e, w) && poll_due(w))
		look_at_button(e, w);
}
