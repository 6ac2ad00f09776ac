#include "config.h"
#include "engine/private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * The drives read: each is given what its plan names next, the outcomes are taken as they come. Real drives read at the
 * same time. Drives whose time is counted take turns, the one that is furthest behind in its time first, so that what
 * comes of a scenario does not hang on the order in which threads run.
 */

/* Everything read is safe on disk after this long, at the latest. */
#define SAVE_EVERY_NS (30 * NS_PER_S)
/* A wait is this long at most, so that the screen sees the time go by. */
enum { LOOK_EVERY_MS = 100 };

static void note_unsaved(struct engine *e)
{
	e->unsaved_reads++;
	if (!e->unsaved_since_ns)
		e->unsaved_since_ns = clock_now(clock_real());
}

/* With the next reads under way: the drives need not wait for the disk. */
static void save_in_time(struct engine *e)
{
	if (e->stop || !e->unsaved_reads)
		return;
	if (e->set.save_reads ? e->unsaved_reads >= e->set.save_reads :
				clock_now(clock_real()) - e->unsaved_since_ns >= SAVE_EVERY_NS)
		engine_save(e);
}

/* Puts what was read into the image; asks while the disk is full. False: it could not, and the run ends. */
static bool store(struct engine *e, struct worker *w, struct span good)
{
	enum status st;

	if (!good.count)
		return true;
	while ((st = job_store(&e->job, good, w->buf)) != STATUS_OK) {
		struct question q = { .why = st, .drive = -1 };

		snprintf(q.place, sizeof q.place, "%.*s", (int)sizeof q.place - 1, e->job.paths.image);
		if (!e->stop) {
			engine_ask_disk(e, q);
		} else {	/* already on the way out */
			e->end = st;
			fault_set(&e->fault, st, q.place, 0, NULL, NULL);
		}
		if (e->stop)
			return false;
	}
	pthread_mutex_lock(&e->lock);
	e->good_at_ns = clock_now(e->clock);
	pthread_mutex_unlock(&e->lock);
	return true;
}

static void learn(struct engine *e, struct worker *w, const struct outcome *o)
{
	pthread_mutex_lock(&e->lock);
	w->ctx.map = e->job.mf.map;	/* it may have grown meanwhile */
	plan_learn(&w->course.plan, &w->ctx, o);
	pthread_mutex_unlock(&e->lock);
}

static bool speaks_of_sectors(enum status st)
{
	return st == STATUS_OK || st == STATUS_UNREADABLE || st == STATUS_BLANK || st == STATUS_ILLEGAL_MODE;
}

/* What a read brought: into the image, into the books, into the plan. */
static void apply(struct engine *e, struct worker *w, const struct task *t)
{
	bool told = speaks_of_sectors(t->st);
	struct outcome o = { .asked = t->at, .good = t->got.good };

	if (told)
		o = learnt_outcome(w, t);
	e->reads++;
	if (!store(e, w, (struct span){ t->at.lsn, t->got.good }))
		return;
	account_read(e, w, t, o.placed);
	worth_count(w, t);
	if (t->st != STATUS_OK && t->st != STATUS_OUT_OF_RANGE)
		trouble_say(e, w, t);
	if (told) {
		w->timeouts = w->troubles = 0;
		learn(e, w, &o);
	} else if (!e->stop) {
		w->troubled = true;
		trouble_met(e, w, t);
		w->troubled = false;
	}
	note_unsaved(e);
}

static void log_bill(struct engine *e, const struct bill *b)
{
	char name[32], expected[32] = "";

	snprintf(name, sizeof name, b->pass_number > 1 ? "%s %d" : "%s", b->pass_name, b->pass_number);
	if (b->expected.known)
		snprintf(expected, sizeof expected, "/%.0f", b->expected.won);
	log_add(e->log, LOG_NOTE, b->drive, b->too_dear ? N_("Pass too dear; sectors won/expected") :
							  N_("Pass over; sectors won/expected"),
		"%s %" PRId32 "%s, %.0f s", name, b->won, expected, b->seconds);
}

/* One that has ended: what it was to bring, and has brought. */
static void pass_event(struct engine *e, struct worker *w, int place)
{
	const struct bill *b = worth_end(e, w, place);
	struct map_tally tally = map_tally(e->job.mf.map);
	char members[320], expected[80] = "";

	if (b->expected.known)
		snprintf(expected, sizeof expected, ",\"expected_won\":%.0f,\"expected_s\":%.1f", b->expected.won,
			 b->expected.seconds);
	snprintf(members, sizeof members, "\"ended\":\"%s\",\"ended_number\":%d,\"rescued\":%" PRId32 ",\"bad\":%" PRId32
		 "%s,\"won\":%" PRId32 ",\"seconds\":%.1f,\"failed\":%" PRIu32 "%s", b->pass_name, b->pass_number,
		 tally.sectors[map_state_index(MAP_GOOD)], tally.sectors[map_state_index(MAP_BAD)], expected, b->won, b->seconds,
		 b->failed, b->too_dear ? ",\"too_dear\":true" : "");
	account_event_of(e, w, "pass", members);
	log_bill(e, b);
}

/* A pass of `w` has ended, another begins, or all is done: saved, written down, and perhaps held. */
static void turn(struct engine *e, struct worker *w)
{
	struct plan *p = &w->course.plan;
	const struct plan_step *was = plan_step_at(p, w->course.place), *is = plan_current(p);

	account_flush(e);
	if (was && was != is) {
		pass_event(e, w, w->course.place);
		if (w->index == e->active && e->hold.hold == HOLD_PASS_DONE &&
		    (!e->hold.pass[0] || strcmp(e->hold.pass, was->pass->name) == 0)) {
			e->hold.hold = HOLD_NONE;
			e->held = true;
		}
	}
	if (p->dear_place >= 0 && p->dear_place != w->course.place)	/* not one read of it was worth it */
		pass_event(e, w, p->dear_place);
	p->dear_place = -1;
	if (is)
		log_add(e->log, LOG_NOTE, crew_size(e) > 1 ? w->view.id.name : "", is->pass->title,
			is->number > 1 ? "%d" : NULL, is->number);
	account_pass(e, w);
	engine_save(e);
	worth_look(e, true);
	worth_tell_shapes(e);
	engine_publish(e, true);
}

bool read_rests(const struct engine *e)
{
	return e->user_paused || e->held ||
	       (e->set.time_limit_s >= 0 && e->read_ns >= e->set.time_limit_s * NS_PER_S);
}

bool read_under_way(const struct engine *e)
{
	for (int i = 0; i < e->nworkers; i++)
		if (e->workers[i]->reading)
			return true;
	return false;
}

/* What the plan of `w` names next. */
static struct span name_read(struct engine *e, struct worker *w, bool *entered)
{
	struct plan *p = &w->course.plan;
	struct span at;

	w->ctx = (struct pass_ctx){ .map = e->job.mf.map, .unit = e->unit, .failed_by = e->failed_by,
				    .mine = (uint8_t)(1u << w->index), .lore = w->lore,
				    .stop_below = worth_stop_below(e, w) };
	w->ctx.cluster = w->single > 0 ? e->unit : max_i32(e->unit, align_down(w->drive->max_sectors, e->unit));
	crew_busy_spans(e, w);
	p->limit = w->limit;
	at = plan_next(p, &w->ctx, entered);
	if (!at.count && crew_help(e, w))
		at = plan_next(p, &w->ctx, entered);
	if (!at.count && crew_last_word(e, w))
		at = plan_next(p, &w->ctx, entered);
	if (!at.count && plan_begin_last(p))
		at = plan_next(p, &w->ctx, entered);
	if (at.count > e->unit && avoid_is_careful(w, at)) {
		bool again;

		w->ctx.cluster = e->unit;
		at = plan_next(p, &w->ctx, &again);
	}
	w->pace = w->ctx.pace;
	return at;
}

/* The phase while reads are under way. Under the lock. */
static void show_reading(struct engine *e)
{
	if (e->move_asked)
		e->pub.phase = PHASE_MOVING;
	else
		e->pub.phase = read_rests(e) || e->eject_asked ? PHASE_PAUSING : PHASE_READING;
	e->pub.taken = e->taken;
	for (unsigned i = 0; i < e->queued; i++)
		engine_show_command(e, e->queue[(e->first + i) % ARRAY_LEN(e->queue)].kind);
}

static void show_in_flight(struct engine *e, struct worker *w, struct span at)
{
	w->view.in_flight = e->pub.drives[w->index].in_flight = at;
	if (w->index == e->active)
		e->pub.in_flight = at;
}

static void send_read(struct engine *e, struct worker *w, struct span at)
{
	if (w->single > 0)
		w->single--;
	if (!w->counted)
		w->at_ns = e->read_ns;
	pthread_mutex_lock(&e->lock);
	show_in_flight(e, w, at);
	if (w->index == e->active)
		e->pub.position = at.lsn;
	w->began_ns = clock_now(w->clock);
	if (!e->pumping)
		show_reading(e);
	pthread_mutex_unlock(&e->lock);
	w->reading = true;
	engine_probe(e, "read");
	worker_send(w, (struct task){ .kind = TASK_READ, .at = at });
}

static void read_is_over(struct engine *e, struct worker *w, int64_t took_ns)
{
	struct span at = { w->view.in_flight.lsn, 0 };

	pthread_mutex_lock(&e->lock);
	show_in_flight(e, w, at);
	pthread_mutex_unlock(&e->lock);
	w->reading = w->set_aside = false;
	w->at_ns += took_ns;
	if (w->at_ns > e->read_ns)
		e->read_ns = w->at_ns;
	for (int i = 0; i < e->nworkers; i++) {
		struct worker *o = e->workers[i];

		if (o->waits && o->at_ns < e->read_ns)
			o->at_ns = e->read_ns;
		o->waits = false;
	}
}

static void take_read(struct engine *e, struct worker *w)
{
	struct task t;

	if (!worker_take(w, &t))
		return;
	settings_remark(w);
	read_is_over(e, w, t.got.took_ns);
	apply(e, w, &t);
	account_speed(e, w);
	engine_publish(e, false);
	if (e->hold.hold == HOLD_READS && e->reads >= e->hold.reads) {
		e->hold.hold = HOLD_NONE;
		e->held = true;
	}
}

/* It is not waited for any longer. */
static void give_up(struct engine *e, struct worker *w)
{
	struct span at = w->view.in_flight;

	stuck_begin(w);
	read_is_over(e, w, clock_now(w->clock) - w->began_ns);
	log_add(e->log, LOG_WARNING, w->view.id.name, N_("The read in flight was given up"), "LSN %" PRId32, at.lsn);
}

/* Reads that are silent for too long: the drive is stuck, and the place is not asked of it again. */
static void find_stuck(struct engine *e)
{
	for (int i = 0; i < e->nworkers; i++) {
		struct worker *w = e->workers[i];
		struct span at = w->view.in_flight;

		if (!w->reading || !stuck_overdue(e, w))
			continue;
		give_up(e, w);
		stuck_note(e, w, at, w->view.stuck_in.command, stuck_seconds(w));
	}
}

/* It reads for the job, and nobody is in the middle of something else with it. */
static bool is_free(const struct engine *e, const struct worker *w)
{
	return w->view.active && w != e->in_call && !w->troubled;
}

/* The main loop has something to do with it before its next read. For whoever waits for something else it reads on as it
 * is set now, if it reads already. */
static bool wanted(const struct engine *e, const struct worker *w)
{
	return crew_has_wish(w) || ((!e->pumping || !w->adjusted.lock_asked) && settings_due(e, w));
}

/* The drive that is to be read from next; NULL: none is free. */
static struct worker *whose_turn(const struct engine *e)
{
	struct worker *next = NULL;
	bool counted = e->in_call && e->in_call->counted;

	for (int i = 0; i < e->nworkers; i++)
		counted |= e->workers[i]->reading && e->workers[i]->counted;
	for (int i = 0; i < e->nworkers; i++) {
		struct worker *w = e->workers[i];

		if (!is_free(e, w) || w->reading || w->waits || w->lost || wanted(e, w) || (counted && w->counted) ||
		    (i == e->active && (e->move_asked || e->eject_asked)))
			continue;
		if (!next || w->at_ns < next->at_ns)
			next = w;
	}
	return next;
}

static void send_all(struct engine *e)
{
	struct worker *w;

	while (!e->stop && !read_rests(e) && (w = whose_turn(e))) {
		int was = w->course.place;
		bool entered = false;
		struct span at = name_read(e, w, &entered);

		if (entered || plan_place(&w->course.plan) != was || w->course.plan.dear_place >= 0) {
			turn(e, w);
			if (e->stop || read_rests(e) || wanted(e, w) || capacity_settle(e))
				continue;
		}
		if (!at.count)
			w->waits = true;
		else if (!wanted(e, w))		/* else it is named again when the drive is set */
			send_read(e, w, at);
	}
}

void read_send(struct engine *e)
{
	bool done = true;

	send_all(e);
	for (int i = 0; i < e->nworkers; i++)
		if (e->workers[i]->reading || (e->workers[i]->view.active && !e->workers[i]->waits))
			done = false;
	e->done = done;
	if (done)
		capacity_settle(e);
	if (done && e->set.batch)
		engine_end(e, STATUS_OK, NULL);
	save_in_time(e);
}

void read_outcomes(struct engine *e)
{
	for (int i = 0; i < e->nworkers; i++) {
		struct worker *w = e->workers[i];

		w->set_aside = false;
		if (w->reading)
			take_read(e, w);
	}
}

void read_pump(struct engine *e)
{
	bool was = e->pumping, any = false;

	for (int i = 0; i < e->nworkers; i++)
		any |= is_free(e, e->workers[i]);
	if (!any || e->disk_asks)
		return;
	e->pumping = true;
	engine_commands(e);
	for (int i = 0; i < e->nworkers; i++) {
		struct worker *w = e->workers[i];
		bool clean;

		pthread_mutex_lock(&e->lock);
		clean = speaks_of_sectors(w->task.st);
		w->set_aside = w->reading && w->state == WORKER_READY && !clean;
		pthread_mutex_unlock(&e->lock);
		if (w->reading && !w->set_aside)
			take_read(e, w);
	}
	find_stuck(e);
	send_all(e);
	save_in_time(e);
	e->pumping = was;
}

/* A drive that is to end its read, for the engine stops or its disc is to come out, and does not. */
static void lose_patience(struct engine *e)
{
	int64_t now = clock_now(clock_real());
	bool stop;
	int ms = worker_grace(e, &stop);

	if (!ms || !e->impatient_ns) {
		e->impatient_ns = ms ? now : 0;
		return;
	}
	if (now - e->impatient_ns < ms * NS_PER_MS)
		return;
	for (int i = 0; i < e->nworkers; i++)
		if (e->workers[i]->reading && (stop || i == e->active))
			give_up(e, e->workers[i]);
	e->impatient_ns = 0;
}

static void wait_news(struct engine *e)
{
	struct timespec until = engine_deadline(LOOK_EVERY_MS);
	int err = 0;

	pthread_mutex_lock(&e->lock);
	while (!worker_any_news(e, true) && (e->stop || (!e->queued && !e->stop_asked)) && err == 0)
		err = pthread_cond_timedwait(&e->wake, &e->lock, &until);
	pthread_mutex_unlock(&e->lock);
	engine_publish(e, false);
}

void read_wait(struct engine *e)
{
	pthread_mutex_lock(&e->lock);
	show_reading(e);
	pthread_mutex_unlock(&e->lock);
	worth_look(e, false);
	wait_news(e);
	lose_patience(e);
	find_stuck(e);
}

void read_drain(struct engine *e)
{
	e->impatient_ns = 0;
	for (read_outcomes(e); read_under_way(e); read_outcomes(e)) {
		lose_patience(e);
		wait_news(e);
	}
}

bool read_has_work(struct engine *e)
{
	bool entered;

	for (int i = 0; i < e->nworkers; i++)
		if (e->workers[i]->view.active && name_read(e, e->workers[i], &entered).count)
			return true;
	return false;
}
