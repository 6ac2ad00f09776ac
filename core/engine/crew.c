#include "config.h"
#include "engine/private.h"

#include <stdio.h>
#include <string.h>

/* The drives that read for the job: who comes, who goes, and what is left for the others. */

/* Discs that are away are looked for once in so much time of reading. */
#define LOOK_EVERY_NS NS_PER_S

int crew_size(const struct engine *e)
{
	int n = 0;

	for (int i = 0; i < e->nworkers; i++)
		n += e->workers[i]->view.active;
	return n;
}

/* A course of its own: the same passes, but from the other end when another drive is on its first sweep, so that they meet. */
static void own_course(struct engine *e, struct worker *w)
{
	struct plan_settings s = e->plan_as;
	struct fault f;

	for (int i = 0; i < e->nworkers; i++) {
		const struct worker *o = e->workers[i];
		const struct plan_step *step = o->view.active && o != w ? plan_current(&o->course.plan) : NULL;

		if (step && step->pass == &pass_sweep && step->number == 1) {
			s.reverse = !step->reverse;
			break;
		}
	}
	w->course = (struct course){ .place = -1 };
	if (plan_build(&w->course.plan, &s, &f) != STATUS_OK)	/* it was built from that before */
		w->course.plan = (struct plan){ 0 };
}

void crew_enter(struct engine *e, struct worker *w)
{
	bool shown = e->active < 0;

	if (shown)
		w->course = e->course;
	else if (!w->on_course)
		own_course(e, w);
	plan_take_marks(&w->course.plan, &engine_course(e)->plan);
	w->on_course = true;
	if (!learnt_enter(e, w))
		engine_end(e, STATUS_NO_MEMORY, NULL);
	w->adjusted.lock_asked = false;		/* whoever opened the tray, or a reset, has undone it */
	w->away = w->use_asked = w->leave_asked = w->waits = w->left_out = false;
	w->timeouts = w->troubles = 0;
	w->at_ns = e->read_ns;
	w->course.plan.limit = w->limit;
	pthread_mutex_lock(&e->lock);
	w->view.active = true;
	if (shown) {
		e->active = w->index;
		e->clock = w->clock;
		e->good_at_ns = 0;
	}
	pthread_mutex_unlock(&e->lock);
	e->several |= !shown;
	e->done = false;
}

/* The first that still reads is shown from now on. */
static void show_another(struct engine *e)
{
	int i = 0;

	while (i < e->nworkers && !e->workers[i]->view.active)
		i++;
	e->active = i < e->nworkers ? i : -1;
	if (e->active < 0)
		return;
	if (e->clock != e->workers[i]->clock)
		e->good_at_ns = 0;
	e->clock = e->workers[i]->clock;
	e->pub.in_flight = e->workers[i]->view.in_flight;
}

void crew_leave(struct engine *e, struct worker *w, enum status why)
{
	char members[80];

	account_flush(e);
	pthread_mutex_lock(&e->lock);
	w->view.active = false;
	if (w->index == e->active)
		show_another(e);
	pthread_mutex_unlock(&e->lock);
	w->leave_asked = false;
	w->away = why != STATUS_OK;
	w->seen_empty = why != STATUS_OK;	/* it may well be the same disc in the same drive */
	e->looked_ns = e->read_ns - LOOK_EVERY_NS;
	for (int i = 0; i < e->nworkers; i++)
		e->workers[i]->waits = false;
	snprintf(members, sizeof members, "\"why\":\"%s\"", status_name(why));
	account_event_of(e, w, "leave", members);
	log_add(e->log, why == STATUS_OK ? LOG_NOTE : LOG_WARNING, w->view.id.name,
		N_("Not reading in this drive any more; the others go on"), "%s", w->view.id.model);
	settings_unlock(w);
	settings_keep(e, w);
	engine_publish(e, true);
}

static void entered(struct engine *e, struct worker *w)
{
	crew_enter(e, w);
	move_speed(e, w);
	account_event_of(e, w, "drive", NULL);
	log_add(e->log, LOG_NOTE, w->view.id.name, N_("Reading in this drive, too"), "%s %s", w->view.id.vendor,
		w->view.id.model);
	engine_publish(e, true);
}

void crew_join(struct engine *e, int i, bool asked)
{
	struct worker *w = e->workers[i];
	struct question q;
	enum status st;
	enum choice c = CHOICE_STOP;

	w->use_asked = false;
	st = move_try(e, i, &q, NULL);
	if (st == STATUS_OK && !e->stop) {
		entered(e, w);
		return;
	}
	w->away = asked || w->away;
	w->seen_empty = st != STATUS_WRONG_DISC && st != STATUS_UNPROVEN;
	if (e->stop)
		return;
	if (!asked || e->set.batch || w->seen_empty) {
		log_add(e->log, LOG_WARNING, w->view.id.name, status_sentence(st), "%s", w->spec);
		return;
	}
	snprintf(q.place, sizeof q.place, "%s", w->view.id.name);
	c = engine_ask(e, q);
	if (c == CHOICE_GO_ON && st == STATUS_UNPROVEN) {
		identify_accept(e, w, &q);
		entered(e, w);
	}
	w->seen_empty = c == CHOICE_RETRY;
}

/* A disc that went away: in its drive again, and not one that was refused already? */
static bool is_back(struct engine *e, struct worker *w)
{
	enum status st;

	if (!worker_is_back(w))
		return false;
	if (!w->drive && move_open(e, w->index, NULL) != STATUS_OK) {
		w->seen_empty = true;
		return false;
	}
	st = move_look(w);
	if (st != STATUS_OK)
		w->seen_empty = true;
	if (st == STATUS_MEDIUM_CHANGED)
		st = move_look(w);
	return st == STATUS_OK && w->seen_empty;
}

static bool look_for_discs(struct engine *e)
{
	bool any = false;

	/* by the time of reading, so that counted time gives the same each run; when nothing is read, each time */
	if (e->read_ns - e->looked_ns < LOOK_EVERY_NS && !e->done && !read_rests(e))
		return false;
	e->looked_ns = e->read_ns;
	for (int i = 0; i < e->nworkers; i++)
		if (e->workers[i]->away && !e->workers[i]->drive)
			move_refresh(e);
	for (int i = 0; i < e->nworkers && !e->stop; i++)
		if (e->workers[i]->away && is_back(e, e->workers[i])) {
			crew_join(e, i, false);
			any = true;
		}
	return any;
}

bool crew_has_wish(const struct worker *w)
{
	return w->speed_asked || w->leave_asked;
}

bool crew_wishes(struct engine *e)
{
	bool any = false;

	if (e->active < 0)
		return false;
	for (int i = 0; i < e->nworkers && !e->stop; i++) {
		struct worker *w = e->workers[i];

		if (w->reading)
			continue;
		if (w->speed_asked) {
			w->speed_asked = false;
			engine_set_speed(e, w, w->speed_wish);
			any = true;
		}
		if (w->leave_asked) {
			w->leave_asked = false;
			if (w->view.active && crew_size(e) > 1)
				crew_leave(e, w, STATUS_OK);
			any = true;
		}
		if (w->use_asked) {
			crew_join(e, i, true);
			any = true;
		}
		if (!w->reading && settings_due(e, w)) {
			settings_make(e, w);
			any = true;
		}
	}
	return look_for_discs(e) || any;
}

void crew_busy_spans(struct engine *e, struct worker *w)
{
	const int most = ARRAY_LEN(w->busy);
	_Static_assert(ARRAY_LEN(w->busy) <= PASS_BUSY, "room for them in a plan");
	int n = w->navoided;

	memcpy(w->busy, w->avoided, (size_t)n * sizeof *w->busy);
	for (int i = 0; i < w->view.nhangs; i++)
		spans_add(w->busy, &n, most, w->view.hangs[i]);
	for (int i = 0; i < e->nworkers; i++)
		if (e->workers[i] != w && e->workers[i]->reading)
			spans_add(w->busy, &n, most, e->workers[i]->view.in_flight);
	w->ctx.busy = w->busy;
	w->ctx.nbusy = n;
}

bool crew_help(struct engine *e, struct worker *w)
{
	return e->several && !w->left_out && plan_help(&w->course.plan, &w->ctx);
}

bool crew_last_word(struct engine *e, struct worker *w)
{
	const struct map *m = e->job.mf.map;
	unsigned mine = 1u << w->index, others = e->failing & ~mine;
	struct span ahead = span_between(0, w->limit ? w->limit : map_size(m)), run;

	if (!w->news || (!others && !e->several))
		return false;
	w->news = false;
	while ((run = map_find(m, ahead, map_bit(MAP_BAD))).count) {
		for (int32_t lsn = run.lsn; lsn < span_end(run); lsn++)
			if ((e->several || (e->failed_by[lsn] & others)) && !(e->failed_by[lsn] & mine))
				return plan_last_word(&w->course.plan);
		ahead = span_between(span_end(run), span_end(ahead));
	}
	return false;
}
