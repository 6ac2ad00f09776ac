#include "config.h"
#include "engine/private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything read is safe on disk after this long, at the latest. */
#define SAVE_EVERY_NS (30 * NS_PER_S)

static void probe(struct engine *e, const char *where)
{
	if (e->set.probe)
		e->set.probe(e->set.probe_arg, where);
}

static void probe_step(void *arg, enum job_step step)
{
	static const char *const names[] = {
		[JOB_IMAGE_WRITTEN] = "image-written", [JOB_IMAGE_SYNCED] = "image-synced",
		[JOB_MAP_WRITTEN] = "map-written", [JOB_MAP_RENAMED] = "map-renamed", [JOB_SAVED] = "saved",
	};

	probe(arg, names[step]);
}

void engine_end(struct engine *e, enum status st, const struct fault *f)
{
	if (e->stop)
		return;
	e->stop = true;
	e->end = st;
	if (f)
		e->fault = *f;
	e->fault.status = st;
}

enum status engine_take_map(struct engine *e)
{
	int32_t sectors = map_size(e->job.mf.map);
	uint8_t *failed_by = realloc(e->failed_by, (size_t)sectors + 1);

	if (!failed_by)
		return STATUS_NO_MEMORY;
	memset(failed_by + e->failed_by_n, 0, (size_t)(sectors + 1 - e->failed_by_n));
	e->failed_by = failed_by;
	e->failed_by_n = sectors + 1;
	e->ctx.map = e->job.mf.map;
	e->ctx.unit = disc_ecc_unit(e->job.disc.kind);
	e->mapped = true;
	return STATUS_OK;
}

enum status engine_save(struct engine *e)
{
	struct fault f = { 0 };
	enum status st;
	int32_t lsn;

	if (!e->mapped)
		return STATUS_OK;
	account_flush(e);
	plan_note(&e->plan, e->job.mf.note, sizeof e->job.mf.note);
	plan_status(&e->plan, &e->job.mf.status, &e->job.mf.pass, &lsn);
	e->job.mf.position = (int64_t)lsn * e->job.sector_size;
	while ((st = job_save(&e->job, &f)) != STATUS_OK) {
		struct question q = { .why = st };

		memcpy(q.place, f.place, sizeof q.place);
		if (!e->stop)
			engine_ask_disk(e, q);
		else if (e->end != st)	/* already on the way out: it is said, and what was saved before stays */
			log_add(e->log, LOG_ERROR, "job", status_sentence(st), "%s", f.place);
		if (e->stop) {
			e->end = st;
			e->fault = f;
			return st;
		}
	}
	pthread_mutex_lock(&e->lock);
	e->saved_at_ns = clock_now(clock_real());
	pthread_mutex_unlock(&e->lock);
	e->unsaved_reads = 0;
	e->unsaved_since_ns = 0;
	return STATUS_OK;
}

static void save_in_time(struct engine *e)
{
	int64_t now = clock_now(clock_real());

	e->unsaved_reads++;
	if (!e->unsaved_since_ns)
		e->unsaved_since_ns = now;
	if (e->set.save_reads ? e->unsaved_reads >= e->set.save_reads : now - e->unsaved_since_ns >= SAVE_EVERY_NS)
		engine_save(e);
}

/* Puts what was read into the image; asks while the disk is full. False: it could not, and the run ends. */
static bool store(struct engine *e, struct worker *w, struct span good)
{
	enum status st;

	if (!good.count)
		return true;
	while ((st = job_store(&e->job, good, w->buf)) != STATUS_OK) {
		struct question q = { .why = st };

		snprintf(q.place, sizeof q.place, "%.*s", (int)sizeof q.place - 1, e->job.paths.image);
		engine_ask_disk(e, q);
		if (e->stop)
			return false;
	}
	pthread_mutex_lock(&e->lock);
	e->good_at_ns = clock_now(e->clock);
	pthread_mutex_unlock(&e->lock);
	return true;
}

static void learn(struct engine *e, const struct task *t)
{
	struct outcome o = { .asked = t->at, .good = t->got.good };

	pthread_mutex_lock(&e->lock);
	plan_learn(&e->plan, &e->ctx, &o);
	pthread_mutex_unlock(&e->lock);
}

/* What a read brought: into the image, into the books, into the plan. */
static void apply(struct engine *e, struct worker *w, const struct task *t)
{
	e->reads++;
	if (!store(e, w, (struct span){ t->at.lsn, t->got.good }))
		return;
	account_read(e, w, t);
	if (t->st != STATUS_OK && t->st != STATUS_OUT_OF_RANGE)
		trouble_say(e, w, t);
	if (t->st == STATUS_OK || t->st == STATUS_UNREADABLE || t->st == STATUS_BLANK || t->st == STATUS_ILLEGAL_MODE) {
		e->timeouts = e->troubles = 0;
		learn(e, t);
	} else {
		trouble_met(e, w, t);
	}
	if (!e->stop)
		save_in_time(e);
}

/* A pass has ended, another begins, or all is done: saved, written down, and perhaps held. */
static void turn(struct engine *e, const struct plan_step *was)
{
	const struct plan_step *is = plan_current(&e->plan);
	struct map_tally tally = map_tally(e->job.mf.map);
	char members[160];

	account_flush(e);
	if (was && was != is) {
		snprintf(members, sizeof members, "\"ended\":\"%s\",\"ended_number\":%d,\"rescued\":%" PRId32
			 ",\"bad\":%" PRId32, was->pass->name, was->number, tally.sectors[map_state_index(MAP_GOOD)],
			 tally.sectors[map_state_index(MAP_BAD)]);
		account_event(e, "pass", members);
		if (e->hold.hold == HOLD_PASS_DONE &&
		    (!e->hold.pass[0] || strcmp(e->hold.pass, was->pass->name) == 0)) {
			e->hold.hold = HOLD_NONE;
			e->held = true;
		}
	}
	if (is)
		log_add(e->log, LOG_NOTE, "", is->pass->title, is->number > 1 ? "%d" : NULL, is->number);
	account_pass(e, true);
	engine_save(e);
	engine_publish(e, true);
}

static void read_span(struct engine *e, struct span at)
{
	struct worker *w = engine_active(e);
	struct task t;
	int64_t began;

	pthread_mutex_lock(&e->lock);
	e->pub.in_flight = at;
	e->pub.position = at.lsn;
	e->pub.taken = e->taken;
	e->read_began_ns = began = clock_now(e->clock);
	e->pub.phase = PHASE_READING;
	for (unsigned i = 0; i < e->queued; i++)
		engine_show_command(e, e->queue[(e->first + i) % ARRAY_LEN(e->queue)].kind);
	pthread_mutex_unlock(&e->lock);
	probe(e, "read");
	worker_run(w, (struct task){ .kind = TASK_READ, .at = at }, &t);
	pthread_mutex_lock(&e->lock);
	e->pub.in_flight.count = 0;
	pthread_mutex_unlock(&e->lock);
	e->read_ns += clock_now(e->clock) - began;
	if (w->lost) {
		log_add(e->log, LOG_WARNING, w->view.id.name, N_("The read in flight was given up"), "LSN %" PRId32, at.lsn);
		return;
	}
	apply(e, w, &t);
	account_speed(e);
	engine_publish(e, false);
	if (e->hold.hold == HOLD_READS && e->reads >= e->hold.reads) {
		e->hold.hold = HOLD_NONE;
		e->held = true;
	}
}

/* The next read of the plan, or the end of it. */
static void step(struct engine *e)
{
	struct worker *w = engine_active(e);
	const struct plan_step *was = e->pass_step;
	struct span at;
	bool entered = false;

	e->ctx.map = e->job.mf.map;
	e->ctx.cluster = max_i32(e->ctx.unit, align_down(w->drive->max_sectors, e->ctx.unit));
	if (w->single > 0) {
		w->single--;
		e->ctx.cluster = e->ctx.unit;
	}
	e->plan.limit = w->limit;
	at = plan_next(&e->plan, &e->ctx, &entered);
	if (entered || plan_current(&e->plan) != was) {
		turn(e, was);
		if (e->user_paused || e->held || e->stop)
			return;
	}
	e->done = at.count == 0;
	if (!e->done) {
		read_span(e, at);
	} else if (e->set.batch) {
		engine_end(e, STATUS_OK, NULL);
	}
}

static bool still(const struct engine *e, enum phase p)
{
	return p == PHASE_PAUSED ? e->user_paused || e->held : e->done;
}

static void idle(struct engine *e, enum phase p)
{
	engine_save(e);
	engine_set_phase(e, p);
	while (!e->stop && !e->move_asked && !e->eject_asked && still(e, p)) {
		engine_commands(e);
		if (p == PHASE_DONE) {
			bool entered;

			e->done = plan_next(&e->plan, &e->ctx, &entered).count == 0;
		}
		if (!e->stop && !e->move_asked && !e->eject_asked && still(e, p)) {
			engine_settled(e);
			engine_nap(e, 1000);
		}
	}
	engine_publish(e, true);
}

static bool time_is_up(const struct engine *e)
{
	return e->set.time_limit_s >= 0 && e->read_ns >= e->set.time_limit_s * NS_PER_S;
}

static void work(struct engine *e)
{
	while (!e->stop) {
		engine_commands(e);
		if (e->stop)
			break;
		if (e->eject_asked)
			move_eject(e);
		else if (e->move_asked || e->active < 0)
			move_disc(e, e->move_asked);
		else if (e->user_paused || e->held)
			idle(e, PHASE_PAUSED);
		else if (e->done && !e->set.batch)
			idle(e, PHASE_DONE);
		else if (time_is_up(e))
			engine_end(e, STATUS_OK, NULL);
		else
			step(e);
	}
}

/* What the user asked for counts; else what the job was made with. */
static enum status make_plan(struct engine *e, struct fault *f)
{
	const struct job_settings was = e->job.settings;
	struct plan_settings s = e->set.plan;
	enum status st;
	char letter = e->job.mf.status;

	if (e->set.keep_plan && !e->job.fresh && e->job.settings.retries >= 0)
		s = (struct plan_settings){ .passes = e->job.settings.passes[0] ? e->job.settings.passes : NULL,
					    .retries = e->job.settings.retries, .reverse = e->job.settings.reverse };
	st = plan_build(&e->plan, &s, f);
	if (st != STATUS_OK)
		return st;
	e->plan_as = s;
	e->plan_as.passes = s.passes ? e->passes : NULL;
	if (s.passes && s.passes != e->passes)
		snprintf(e->passes, sizeof e->passes, "%s", s.passes);
	e->job.settings.retries = s.retries;
	e->job.settings.reverse = s.reverse;
	snprintf(e->job.settings.passes, sizeof e->job.settings.passes, "%s", s.passes ? s.passes : "");
	e->settings_changed = was.retries != s.retries || was.reverse != s.reverse ||
			      strcmp(was.passes, e->job.settings.passes) != 0;
	if (e->job.fresh)
		return st;
	if (!plan_resume(&e->plan, e->job.mf.map, e->job.mf.note))
		plan_resume_foreign(&e->plan, e->job.mf.map, disc_ecc_unit(e->job.disc.kind), letter, e->job.mf.pass,
				    (int32_t)(e->job.mf.position / e->job.sector_size));
	/* All passes were over when it ended. Whoever starts it again without a screen wants the retries again. */
	if (e->set.batch && !plan_current(&e->plan))
		st = plan_build(&e->plan, &s, f);
	return st == STATUS_OK ? engine_take_map(e) : st;
}

static void open_job(struct engine *e)
{
	struct fault f = { 0 };
	enum status st = job_open(&e->job, &e->set.where, &f);

	if (st == STATUS_OK) {
		e->job_open = true;
		e->job.map_lock = &e->lock;
		if (e->set.probe) {
			e->job.probe = probe_step;
			e->job.probe_arg = e;
		}
		if (e->job.from_bak)
			log_add(e->log, LOG_WARNING, "job", N_("The mapfile is missing; the one before it is used"), "%s",
				e->job.paths.map_bak);
		if (e->job.lock_was[0])
			log_add(e->log, LOG_WARNING, "job", N_("The lock of a discnurse that is gone was taken over"), "%s",
				e->job.lock_was);
		pthread_mutex_lock(&e->lock);
		st = make_plan(e, &f);
		snprintf(e->pub.folder, sizeof e->pub.folder, "%s", e->job.paths.folder);
		pthread_mutex_unlock(&e->lock);
	}
	if (st != STATUS_OK)
		engine_end(e, st, &f);
}

/* Fills the unread sectors as asked when the run is over; not on the way out in its middle, where it would take long. */
static void fill_at_end(struct engine *e)
{
	bool marker = e->set.fill_set ? e->set.fill_marker : e->job.settings.fill_marker;
	struct fault f = { 0 };
	enum status st;

	if ((!marker && !e->set.fill_set) || (e->stop_told && !e->done))
		return;
	st = engine_fill(e, marker, &f);
	if (st != STATUS_OK && e->end == STATUS_OK) {
		e->end = st;
		e->fault = f;
	}
}

static void unlock_trays(struct engine *e)
{
	struct worker *w = engine_active(e);
	struct task t;

	if (w && w->drive)
		worker_run(w, (struct task){ .kind = TASK_TRAY, .tray = TRAY_UNLOCK }, &t);
}

void *engine_main(void *arg)
{
	struct engine *e = arg;

	e->held = e->set.start_held;
	engine_set_phase(e, PHASE_OPENING);
	open_job(e);
	if (!e->stop)
		move_first(e);
	work(e);
	if (e->identified) {
		fill_at_end(e);
		engine_set_phase(e, PHASE_SAVING);
		engine_save(e);
		account_event(e, "end", NULL);
	}
	unlock_trays(e);
	pthread_mutex_lock(&e->lock);
	account_view(e, &e->pub);
	e->pub.taken = e->taken;
	e->pub.phase = PHASE_ENDED;
	e->pub.move = MOVE_NONE;
	e->pub.end = e->end;
	e->pub.fault = e->fault;
	pthread_cond_broadcast(&e->ended);
	pthread_mutex_unlock(&e->lock);
	engine_publish(e, true);
	return NULL;
}
