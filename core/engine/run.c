#include "config.h"
#include "engine/private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* While nothing is read, discs that are away are looked for so often. */
enum { LOOK_EVERY_MS = 500 };

void engine_probe(struct engine *e, const char *where)
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

	engine_probe(arg, names[step]);
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
	if (sectors >= e->failed_by_n)
		memset(failed_by + e->failed_by_n, 0, (size_t)(sectors + 1 - e->failed_by_n));
	e->failed_by = failed_by;
	e->failed_by_n = sectors + 1;
	e->unit = disc_ecc_unit(e->job.disc.kind);
	if (!learnt_resize(e))
		return STATUS_NO_MEMORY;
	e->mapped = true;
	return STATUS_OK;
}

enum status engine_save(struct engine *e)
{
	const struct plan *p = &engine_course(e)->plan;
	struct fault f = { 0 };
	enum status st;
	int32_t lsn;

	if (!e->mapped)
		return STATUS_OK;
	account_flush(e);
	plan_note(p, e->job.mf.note, sizeof e->job.mf.note);
	plan_status(p, &e->job.mf.status, &e->job.mf.pass, &lsn);
	e->job.mf.position = (int64_t)lsn * e->job.sector_size;
	while ((st = job_save(&e->job, &f)) != STATUS_OK) {
		struct question q = { .why = st, .drive = -1 };

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

static void unlock_trays(struct engine *e)
{
	for (int i = 0; i < e->nworkers; i++)
		settings_unlock(e->workers[i]);
}

static bool still(const struct engine *e, enum phase p)
{
	return p == PHASE_PAUSED ? e->user_paused || e->held : e->done;
}

static void idle(struct engine *e, enum phase p)
{
	unsigned taken = e->taken;

	engine_save(e);
	unlock_trays(e);
	worth_look(e, true);
	engine_set_phase(e, p);
	while (!e->stop && !e->move_asked && !e->eject_asked && still(e, p)) {
		engine_commands(e);
		if (e->taken != taken)	/* the plan may be another now */
			worth_look(e, true);
		taken = e->taken;
		stuck_met(e);
		crew_wishes(e);
		if (p == PHASE_DONE)
			e->done = !read_has_work(e);
		if (!e->stop && !e->move_asked && !e->eject_asked && still(e, p)) {
			engine_settled(e);
			engine_nap(e, LOOK_EVERY_MS);
		}
	}
	engine_publish(e, true);
}

/* Nothing is to be read now, and nothing is under way any more. */
static void rest(struct engine *e)
{
	if (e->user_paused || e->held)
		idle(e, PHASE_PAUSED);
	else if (e->done && !e->set.batch)
		idle(e, PHASE_DONE);
	else
		engine_end(e, STATUS_OK, NULL);		/* the time is up */
}

static void work(struct engine *e)
{
	while (!e->stop) {
		struct worker *w;

		read_outcomes(e);
		if (!e->stop)
			engine_commands(e);
		if (e->stop)
			break;
		w = engine_active(e);
		if (stuck_met(e) || crew_wishes(e))
			continue;
		if (e->eject_asked && !(w && w->reading)) {
			move_eject(e);
			continue;
		}
		if (!w || (e->move_asked && !w->reading)) {
			move_disc(e, e->move_asked);
			continue;
		}
		if (!read_rests(e) && !e->done)
			read_send(e);
		if (read_under_way(e))
			read_wait(e);
		else if (read_rests(e) || (e->done && !e->set.batch))
			rest(e);
	}
	read_drain(e);
}

/* All passes were over when it ended. Whoever starts it again without a screen wants the retries again. */
static enum status plan_again(struct plan *p, const struct plan_settings *s, struct fault *f)
{
	struct plan was = *p;
	enum status st = plan_build(p, s, f);

	plan_take_marks(p, &was);
	return st;
}

/* What the user asked for counts; else what the job was made with. */
static enum status make_plan(struct engine *e, struct fault *f)
{
	const struct job_settings was = e->job.settings;
	struct plan_settings s = e->set.plan;
	enum status st;
	char letter = e->job.mf.status;

	if (e->set.keep_plan && !e->job.fresh && e->job.settings.retries >= 0)
		s = (struct plan_settings){ .passes = was.passes[0] ? was.passes : NULL,
					    .retries = e->job.settings.retries, .reverse = e->job.settings.reverse };
	st = plan_build(&e->course.plan, &s, f);
	if (st != STATUS_OK)
		return st;
	e->marks_changed = true;
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
	if (!plan_resume(&e->course.plan, e->job.mf.map, e->job.mf.note))
		plan_resume_foreign(&e->course.plan, e->job.mf.map, disc_ecc_unit(e->job.disc.kind), letter, e->job.mf.pass,
				    (int32_t)(e->job.mf.position / e->job.sector_size));
	if (e->set.batch && !plan_current(&e->course.plan) && !plan_begin_last(&e->course.plan))
		st = plan_again(&e->course.plan, &s, f);
	return st == STATUS_OK ? engine_take_map(e) : st;
}

/* What the drives did in earlier runs; without it the rescue goes on as well. */
static void read_past(struct engine *e)
{
	enum status st = past_read(e->job.paths.history, map_size(e->job.mf.map), disc_ecc_unit(e->job.disc.kind), &e->past);

	if (st != STATUS_OK || e->past.skipped)
		log_add(e->log, LOG_WARNING, "job", N_("Some of the history cannot be understood"), "%s",
			e->job.paths.history);
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
		if (!e->job.fresh)
			read_past(e);
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
	for (int i = 0; i < e->nworkers; i++)
		settings_keep(e, e->workers[i]);
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
