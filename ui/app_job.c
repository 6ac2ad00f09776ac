#include "config.h"
#include "ui/app.h"

#include "ui/i18n.h"
#include "ui/format.h"
#include "ui/move.h"
#include "ui/term.h"

#include <stdio.h>
#include <string.h>

/* For an engine that is to be left behind; and for one that is saving. */
enum { LAST_WAIT_MS = 300, SAVE_WAIT_MS = 20000 };

/* Is there a disc in that drive, as far as the shelf has seen? */
static bool has_disc(const struct shelf_view *v, const char *spec)
{
	for (int i = 0; i < v->ndrives; i++)
		if (strcmp(v->drives[i].id.spec, spec) == 0)
			return v->drives[i].state == STATUS_OK;
	return false;
}

/* The specs of all drives for a job: the wanted one first, then those with a disc, then the others. */
static int order_drives(struct app *a, char specs[ENGINE_DRIVES][256])
{
	int n = 0, count = drives_count(a->settings->drives);

	if (a->wanted.drive[0])
		snprintf(specs[n++], sizeof specs[0], "%s", a->wanted.drive);
	for (int with_disc = 1; with_disc >= 0; with_disc--) {
		for (int i = 0; i < count && n < ENGINE_DRIVES; i++) {
			drives_spec(a->settings->drives, i, specs[n]);
			if (has_disc(&a->ui.view, specs[n]) == with_disc && strcmp(specs[n], a->wanted.drive) != 0)
				n++;
		}
	}
	return n;
}

bool app_open_job(struct app *a)
{
	struct engine_settings es = a->settings->engine;
	char specs[ENGINE_DRIVES][256];

	if (a->ui.engine) {	/* opened again, to take it over */
		if (!engine_free(a->ui.engine, LAST_WAIT_MS))
			a->out->hung = true;
		a->ui.engine = NULL;
	}
	if (a->wanted.folder[0]) {
		es.where = (struct job_where){ .folder = a->wanted.folder, .sector_size = es.where.sector_size };
		es.about = a->wanted.about;
		es.ndrives = order_drives(a, specs);
		for (int i = 0; i < es.ndrives; i++)
			es.drives[i] = specs[i];
	}
	es.where.take_over = es.where.take_over || a->wanted.take_over;
	es.start_held = a->ui.pinned;
	es.batch = false;
	if (a->ui.shelf && es.ndrives > 0)
		shelf_leave_alone(a->ui.shelf, es.drives, 1);
	term_signals_block(true);
	a->ui.engine = engine_new(&es, a->settings->drives, a->settings->log);
	term_signals_block(false);
	if (!a->ui.engine)
		return false;
	a->opened++;
	a->paced = 0;
	a->moving = false;
	a->asked = 0;
	a->leaving = false;
	a->ui.posted = 0;
	engine_snapshot(a->ui.engine, &a->ui.snap);
	screens_clear(&a->screens);
	return screens_push(&a->screens, &screen_rescue);
}

void app_leave_job(struct app *a, enum follow_kind leave_for)
{
	if (!a->ui.engine) {
		if (leave_for == FOLLOW_QUIT)
			a->over = true;
		return;
	}
	a->leaving = true;
	a->leave_for = leave_for;
	a->leave_by_ms = 0;
	if (a->ui.snap.phase != PHASE_ENDED)
		ui_post(&a->ui, (struct command){ .kind = CMD_STOP });
}

static void tell_leaving(struct app *a)
{
	const struct snapshot *snap = &a->ui.snap;
	char seconds[FORMAT_MAX];

	if (snap->in_flight.count > 0)
		ui_notice(&a->ui, _("Saving. The read in flight has taken %s; q leaves the drive to itself."),
			  format_duration(seconds, snap->read_s));
	else
		ui_notice(&a->ui, "%s", _("Saving ..."));
}

void app_finish_leaving(struct app *a, bool at_once)
{
	struct ui *u = &a->ui;
	/* after a signal a read is not waited for long; what was read before it is still saved */
	int more = u->snap.phase == PHASE_SAVING ? SAVE_WAIT_MS : 0;
	bool late = a->leave_by_ms && app_now_ms() >= a->leave_by_ms + more;

	if (!u->engine)
		return;
	if (u->snap.phase != PHASE_ENDED && !late && !at_once) {
		tell_leaving(a);
		return;
	}
	engine_snapshot(u->engine, &u->snap);
	engine_wait(u->engine, !at_once ? 0 : u->snap.phase == PHASE_SAVING ? SAVE_WAIT_MS : LAST_WAIT_MS);
	engine_snapshot(u->engine, &u->snap);
	a->out->last = u->snap;
	if (!engine_free(u->engine, 0))
		a->out->hung = true;
	u->engine = NULL;
	a->leaving = false;
	u->notice[0] = '\0';
	screens_clear(&a->screens);	/* they look at the engine */
	if (a->leave_for == FOLLOW_QUIT || !app_open_shelf(a)) {
		a->out->had_job = true;
		a->over = true;
		return;
	}
	screens_push(&a->screens, &screen_start);
	if (a->leave_for == FOLLOW_NEW_JOB)
		screens_push(&a->screens, &screen_new_job);
	shelf_leave_alone(u->shelf, NULL, 0);
	shelf_look(u->shelf);
}

/* What the dialog of the move asks itself. */
static bool asked_by_move(struct app *a)
{
	return a->ui.snap.move == MOVE_WRONG && screens_has(&a->screens, &screen_move);
}

/* An end that nobody need read: the time limit, or the end of the work. */
static bool ended_well(const struct snapshot *snap)
{
	return snap->phase == PHASE_ENDED && (snap->end == STATUS_OK || snap->end == STATUS_STOPPED);
}

void app_put_up_dialogs(struct app *a)
{
	const struct snapshot *snap = &a->ui.snap;
	bool locked = snap->phase == PHASE_ENDED && snap->end == STATUS_LOCKED;

	if (ended_well(snap)) {
		a->leaving = true;
		a->leave_for = a->settings->open_job ? FOLLOW_QUIT : FOLLOW_CLOSE_JOB;
		app_finish_leaving(a, false);
		return;
	}
	if (snap->ask.id != 0 && snap->ask.id != a->asked && asked_by_move(a)) {
		a->asked = snap->ask.id;
	} else if (snap->ask.id != 0 && snap->ask.id != a->asked && !screens_has(&a->screens, &screen_question)) {
		a->asked = snap->ask.id;
		screens_push(&a->screens, &screen_question);
	} else if (locked && !screens_has(&a->screens, &screen_question)) {
		screens_push(&a->screens, &screen_question);
	} else if (move_runs(snap) && !a->moving && !screens_has(&a->screens, &screen_move)) {
		screens_push(&a->screens, &screen_move);
	}
	a->moving = move_runs(snap) || screens_has(&a->screens, &screen_move);
}
