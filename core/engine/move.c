#include "config.h"
#include "engine/private.h"

#include <stdio.h>
#include <string.h>

/* A drive that is becoming ready is given this long; looks are this far apart, in real time. */
enum { READY_TRIES = 300, READY_EVERY_MS = 200, LOOK_EVERY_MS = 250, IDENTIFY_TRIES = 4 };
/* A drive that has gone is waited for so long by a run without a screen. */
enum { RETURN_S = 30 };

int move_worker(struct engine *e, const char *spec)
{
	struct worker *w;
	char listed[256];

	drives_listed(e->drives, spec, listed);
	for (int i = 0; i < e->nworkers; i++) {
		char now[256];

		/* a drive that was plugged in again has another name than when it was met */
		drives_listed(e->drives, e->workers[i]->spec, now);
		if (strcmp(now, listed) == 0 || strcmp(e->workers[i]->view.id.spec, listed) == 0)
			return i;
	}
	if (e->nworkers == ENGINE_DRIVES || !(w = worker_new(e, listed)))
		return -1;
	pthread_mutex_lock(&e->lock);
	e->workers[e->nworkers++] = w;
	pthread_mutex_unlock(&e->lock);
	return e->nworkers - 1;
}

enum status move_open(struct engine *e, int i, struct fault *f)
{
	struct worker *w = e->workers[i];
	bool opened = false;
	struct task t;
	enum status st;

	if (!worker_is_back(w))
		return STATUS_STUCK;
	if (!w->drive) {
		st = worker_run(w, (struct task){ .kind = TASK_OPEN }, &t);
		if (f)
			*f = t.fault;
		if (st != STATUS_OK)
			return st;
		opened = true;
	}
	pthread_mutex_lock(&e->lock);
	w->clock = w->drive->clock;
	pthread_mutex_unlock(&e->lock);
	w->counted = drives_pace(e->drives, w->spec) == 0;
	w->view.id = w->drive->id;
	if (!w->view.known)
		event_recall(e, w);
	if (opened)
		settings_opened(w);
	w->view.known = true;
	return STATUS_OK;
}

enum status move_look(struct worker *w)
{
	struct task t;

	w->view.state = worker_run(w, (struct task){ .kind = TASK_POLL }, &t);
	return w->view.state;
}

enum status move_ready(struct engine *e, struct worker *w)
{
	enum status st = move_look(w);

	for (int i = 0; i < READY_TRIES && !e->stop; i++) {
		if (st != STATUS_NOT_READY && st != STATUS_MEDIUM_CHANGED && st != STATUS_RESET)
			break;
		engine_publish(e, false);
		if (st == STATUS_NOT_READY)
			engine_nap(e, READY_EVERY_MS);
		engine_commands(e);
		st = move_look(w);
	}
	return e->stop ? STATUS_STOPPED : st;
}

/* kB/s (of 1000) of single speed; rounded up when used, as drives drop what is a little short. */
static double single_speed(enum disc_kind kind)
{
	return kind == DISC_DVD ? 1385 : kind == DISC_BD ? 4496 : 176.4;
}

/* What no pass to come would take, though this drive may reach it, gets its passes again; what is only bad, one retry. */
static void more_passes(struct engine *e, struct plan *p, bool was_done)
{
	const struct map *m = e->job.mf.map;

	if (!plan_catch_up(p, m) && !plan_current(p) && was_done && plan_count(p, m, map_all(m), map_bit(MAP_BAD), true))
		plan_add_retry(p);
}

/* From now on the job is known to be this disc's, and may be written to. */
static void first_proof(struct engine *e)
{
	struct fault f;

	e->identified = true;
	if (e->settings_changed && job_save_about(&e->job, &f) != STATUS_OK)
		log_add(e->log, LOG_WARNING, "job", N_("The settings could not be written"), "%s", f.place);
}

void move_speed(struct engine *e, struct worker *w)
{
	if (e->set.speed && !w->view.speed_by_hand)
		engine_set_speed(e, w, (unsigned)(e->set.speed * single_speed(e->job.disc.kind) + 0.999));
}

/* Drive `i` has the disc: the work goes on there. */
static void go_on_in(struct engine *e, int i)
{
	struct worker *w = e->workers[i];
	bool was_done = e->done;

	crew_enter(e, w);
	pthread_mutex_lock(&e->lock);
	e->pub.move = MOVE_NONE;
	e->pub.move_from = e->pub.move_to = -1;
	pthread_mutex_unlock(&e->lock);
	more_passes(e, &w->course.plan, was_done);
	if (!e->identified)
		first_proof(e);
	move_speed(e, w);
	account_event(e, "drive", NULL);
	log_add(e->log, LOG_NOTE, w->view.id.name, N_("Reading in this drive"), "%s %s", w->view.id.vendor,
		w->view.id.model);
	engine_set_phase(e, PHASE_READING);
}

/* Opens, waits, identifies. A drive that is reset meanwhile, or finds that a disc was put in, is asked again. */
enum status move_try(struct engine *e, int i, struct question *q, struct fault *f)
{
	struct worker *w = e->workers[i];
	enum status st = move_open(e, i, f);

	*q = (struct question){ 0 };
	if (st == STATUS_OK)
		move_ask_holder(e, w);
	for (int tries = 0; st == STATUS_OK && tries < IDENTIFY_TRIES && !e->stop; tries++) {
		st = move_ready(e, w);
		if (st != STATUS_OK)
			break;
		if (e->active < 0)
			engine_set_phase(e, PHASE_IDENTIFYING);
		st = identify(e, w, q);
		if (st != STATUS_RESET && st != STATUS_MEDIUM_CHANGED && st != STATUS_NOT_READY)
			break;
		st = tries + 1 < IDENTIFY_TRIES ? STATUS_OK : st;
	}
	q->why = st;
	q->drive = i;
	return st;
}

/* Drives of a scenario share the disc, so all of them are shown; real ones are opened when they are needed. */
static void meet_drives(struct engine *e)
{
	for (int i = 0; i < drives_count(e->drives); i++) {
		char spec[256];
		int n;

		drives_spec(e->drives, i, spec);
		n = move_worker(e, spec);
		if (n >= 0 && drives_are_simulated(spec))
			move_open(e, n, NULL);
	}
}

void move_refresh(struct engine *e)
{
	int64_t now = clock_now(clock_real());

	if (now - e->refreshed_ns < NS_PER_S)
		return;
	e->refreshed_ns = now;
	if (e->set.ndrives ? drives_refresh(e->drives) : drives_find(e->drives))
		meet_drives(e);
}

/* How much a reason for not starting says: another disc more than no disc (yet), that more than the rest. */
static int weight(enum status st)
{
	if (st == STATUS_WRONG_DISC || st == STATUS_UNPROVEN)
		return 2;
	return st == STATUS_NO_MEDIUM || st == STATUS_TRAY_OPEN || st == STATUS_STUCK ? 1 : 0;
}

/* The drives that were given all read, if that is wanted: they join before the first read. */
static void ask_the_others(struct engine *e, int first)
{
	for (int i = 0; e->set.use_all && i < e->set.ndrives; i++) {
		int n = move_worker(e, e->set.drives[i]);

		if (n >= 0 && n != first)
			e->workers[n]->use_asked = true;
	}
}

void move_first(struct engine *e)
{
	struct question q, told = { 0 };
	struct fault f = { 0 }, first_fault = { 0 };
	enum status st, why = STATUS_NOT_FOUND;
	int tried = 0, tell = -1;

	move_refresh(e);	/* what is not seen before it goes is not recognised when it returns */
	for (int i = 0; i < e->set.ndrives; i++)
		move_worker(e, e->set.drives[i]);
	if (e->set.ndrives == 0)
		meet_drives(e);
	for (int i = 0; i < e->nworkers && !e->stop; i++, tried++) {
		st = move_try(e, i, &q, &f);
		if (st == STATUS_OK) {
			meet_drives(e);
			go_on_in(e, i);
			ask_the_others(e, i);
			return;
		}
		if (!tried || weight(st) > weight(why)) {
			why = st;
			told = q;
			first_fault = f;
			tell = i;
		}
	}
	if (e->stop)
		return;
	meet_drives(e);
	if (weight(why) == 0 || e->set.batch) {
		if (!first_fault.place[0] && tell >= 0)
			snprintf(first_fault.place, sizeof first_fault.place, "%s", e->workers[tell]->spec);
		pthread_mutex_lock(&e->lock);
		e->pub.ask.proof = told.proof;
		e->pub.ask.verdict = told.verdict;
		pthread_mutex_unlock(&e->lock);
		engine_end(e, why, &first_fault);
	} else if (weight(why) == 2) {
		enum choice c = engine_ask(e, told);

		if (c == CHOICE_GO_ON && why == STATUS_UNPROVEN) {
			identify_accept(e, e->workers[tell], &told);
			go_on_in(e, tell);
		}
	}
}

bool move_open_tray(struct engine *e, struct worker *w)
{
	struct task t;

	w->adjusted.locked = w->adjusted.lock_asked = false;
	worker_run(w, (struct task){ .kind = TASK_TRAY, .tray = TRAY_UNLOCK }, &t);
	if (e->stop)
		return false;
	if (worker_run(w, (struct task){ .kind = TASK_TRAY, .tray = TRAY_OPEN }, &t) == STATUS_OK)
		return true;
	log_add(e->log, LOG_WARNING, w->view.id.name, N_("The tray does not open; use its button"), NULL);
	return false;
}

void move_eject(struct engine *e)
{
	struct worker *w = engine_active(e);

	e->eject_asked = false;
	/* while the disc is looked for, it is the wrong one that is to come out */
	for (int i = 0; !w && i < e->nworkers; i++)
		if (e->workers[i]->drive && e->workers[i]->view.state == STATUS_OK && !e->workers[i]->view.active)
			w = e->workers[i];
	if (!w)
		return;
	engine_save(e);
	if (!move_open_tray(e, w))
		return;
	w->view.state = STATUS_TRAY_OPEN;
	log_add(e->log, LOG_NOTE, w->view.id.name, N_("Saved; the tray is open"), NULL);
	if (w == engine_active(e))
		move_disc(e, false);
}

static void show_step(struct engine *e, enum move_step step, int from, int to)
{
	pthread_mutex_lock(&e->lock);
	e->pub.move = step;
	e->pub.move_from = from;
	e->pub.move_to = to;
	pthread_mutex_unlock(&e->lock);
	engine_set_phase(e, PHASE_MOVING);
}

void move_begins(struct engine *e)
{
	if (e->active < 0)
		return;
	show_step(e, MOVE_FINISH_READ, e->active, e->move_to[0] ? move_worker(e, e->move_to) : -1);
}

bool move_cancel(struct engine *e)
{
	if (!e->move_asked || e->active < 0)
		return false;
	e->move_asked = false;
	e->move_to[0] = '\0';
	show_step(e, MOVE_NONE, -1, -1);
	engine_set_phase(e, PHASE_READING);
	return true;
}

/* Is it the disc? True: the work goes on there. `asked`: the user named this drive, so a wrong disc is told. */
static bool settle(struct engine *e, int i, int from, int to, bool asked)
{
	struct question q;
	struct worker *w = e->workers[i];
	enum status st;

	show_step(e, MOVE_IDENTIFY, from, i);
	st = move_try(e, i, &q, NULL);
	if (st == STATUS_OK) {
		go_on_in(e, i);
		return true;
	}
	w->seen_empty = false;		/* not looked at again before it was empty */
	if (asked && !e->stop && w->view.state == STATUS_OK) {
		enum choice c;

		memcpy(q.place, w->view.id.name, sizeof w->view.id.name);
		show_step(e, MOVE_WRONG, from, i);
		c = engine_ask(e, q);
		if (c == CHOICE_GO_ON && st == STATUS_UNPROVEN) {
			identify_accept(e, w, &q);
			go_on_in(e, i);
			return true;
		}
		w->seen_empty = c == CHOICE_RETRY;
	} else if (w->view.state != STATUS_OK) {
		w->seen_empty = true;	/* it went away again meanwhile */
	}
	if (!e->stop)
		show_step(e, MOVE_INSERT, from, to);
	return false;
}

void move_open_late(struct worker *w)
{
	w->open_when_back = false;
	move_open_tray(w->e, w);
}

/* One look at every drive. True: the disc was found. */
static bool look_around(struct engine *e, int from, int to, bool first)
{
	move_refresh(e);
	for (int i = 0; i < e->nworkers && !e->stop; i++) {
		struct worker *w = e->workers[i];
		enum status st;

		if (w->view.active)
			continue;
		if (!worker_is_back(w) || (!w->drive && move_open(e, i, NULL) != STATUS_OK)) {
			w->seen_empty = true;
			continue;
		}
		if (w->open_when_back)
			move_open_late(w);
		st = move_look(w);
		if (st != STATUS_OK)	/* empty, spinning up, changed: what is in it next has just been put in */
			w->seen_empty = true;
		if (st == STATUS_MEDIUM_CHANGED)
			st = move_look(w);
		/* What lies in a drive from the start is looked at once, silently unless the user named it. */
		if (st == STATUS_OK && (w->seen_empty || (first && i != from)) &&
		    settle(e, i, from, to, w->seen_empty || i == to))
			return true;
	}
	return false;
}

/* A disc that was put in is not known yet. */
static bool spinning_up(const struct engine *e)
{
	for (int i = 0; i < e->nworkers; i++) {
		enum status st = e->workers[i]->view.state;

		if (st == STATUS_NOT_READY || st == STATUS_MEDIUM_CHANGED || st == STATUS_RESET)
			return true;
	}
	return false;
}

/* Out of the drive it was in: saved, unlocked, opened. */
static void take_out(struct engine *e, int from, int to)
{
	show_step(e, MOVE_SAVE, from, to);
	engine_save(e);
	if (e->stop || from < 0)
		return;
	show_step(e, MOVE_OPEN, from, to);
	move_open_tray(e, e->workers[from]);
	e->workers[from]->open_when_back = e->workers[from]->lost;
}

/* The user stays: the tray closes again, and the disc counts as put in. */
static void stay(struct engine *e, int from)
{
	struct task t;

	e->move_cancelled = false;
	if (from < 0)
		return;
	e->workers[from]->open_when_back = false;
	worker_run(e->workers[from], (struct task){ .kind = TASK_TRAY, .tray = TRAY_CLOSE }, &t);
	e->workers[from]->seen_empty = true;
}

/* The drive shown first reads no longer; whoever has the disc next goes on where it was. */
static void put_down(struct engine *e)
{
	struct worker *w = engine_active(e);

	if (!w)
		return;
	settings_unlock(w);
	e->course = w->course;
	w->on_course = false;
	pthread_mutex_lock(&e->lock);
	w->view.active = false;
	e->active = -1;
	pthread_mutex_unlock(&e->lock);
}

/* Without a screen: is there a disc in the drive? One that has gone, like a USB drive whose cable is loose, is given time. */
static bool comes_back(struct engine *e, struct worker *w)
{
	enum status st = move_ready(e, w);

	if (st == STATUS_DRIVE_GONE)
		log_add(e->log, LOG_WARNING, w->view.id.name, N_("Waiting for the drive to be plugged in again"), "%d s",
			RETURN_S);
	for (int i = 0; i < RETURN_S * 1000 / LOOK_EVERY_MS && st == STATUS_DRIVE_GONE && !e->stop; i++) {
		engine_publish(e, false);
		engine_nap(e, LOOK_EVERY_MS);
		engine_commands(e);
		e->refreshed_ns = 0;
		move_refresh(e);
		if (e->stop || move_open(e, w->index, NULL) != STATUS_OK)
			continue;
		st = move_ready(e, w);
	}
	return st == STATUS_OK;
}

void move_disc(struct engine *e, bool eject)
{
	int from = e->active, to = -1;

	if (e->move_to[0])
		to = move_worker(e, e->move_to);
	e->move_asked = e->move_cancelled = false;
	e->move_to[0] = '\0';
	for (int i = 0; i < e->nworkers; i++)
		e->workers[i]->seen_empty = false;
	if (eject) {
		take_out(e, from, to);
	} else {
		show_step(e, MOVE_SAVE, from, to);
		engine_save(e);
		/* Not ready, or changed, in place: it may well be the same disc in the same drive. */
		if (from >= 0)
			e->workers[from]->seen_empty = true;
	}
	if (e->stop)
		return;
	if (e->set.batch && (eject || from < 0 || !comes_back(e, e->workers[from]))) {
		enum status why = from >= 0 ? e->workers[from]->view.state : STATUS_NO_MEDIUM;

		engine_end(e, why == STATUS_OK ? STATUS_NO_MEDIUM : why, NULL);
		if (from >= 0)
			snprintf(e->fault.place, sizeof e->fault.place, "%s", e->workers[from]->spec);
		return;
	}
	put_down(e);
	for (bool first = true; !e->stop; first = false) {
		engine_commands(e);
		if (e->stop)
			break;
		if (e->move_cancelled)
			stay(e, from);
		if (e->eject_asked)
			move_eject(e);
		if (e->move_asked) {	/* the user chose another drive meanwhile */
			to = e->move_to[0] ? move_worker(e, e->move_to) : -1;
			e->move_to[0] = '\0';
			e->move_asked = false;
			show_step(e, MOVE_INSERT, from, to);
		}
		if (look_around(e, from, to, first))
			return;
		if (first && !e->stop)
			show_step(e, MOVE_INSERT, from, to);
		engine_publish(e, true);
		if (!spinning_up(e) && !e->move_cancelled)
			engine_settled(e);
		if (!e->stop)
			engine_nap(e, LOOK_EVERY_MS);
	}
}
