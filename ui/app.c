#include "config.h"
#include "ui/app.h"

#include "ui/i18n.h"
#include "ui/script.h"
#include "ui/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIGNAL_WAIT_MS = 5000, CLOSE_WAIT_MS = 20000 };

enum status app_open(struct app *a, const struct ui_settings *s, struct ui_result *out)
{
	a->settings = s;
	a->out = out;
	a->screens.ui = &a->ui;
	a->ui.screens = &a->screens;
	a->ui.wanted = &a->wanted;
	a->ui.settings = s;
	a->ui.log = s->log;
	a->ui.drives = s->drives;
	if (s->open_job)
		return app_open_job(a) ? STATUS_OK : STATUS_NO_MEMORY;
	return app_open_shelf(a) && screens_push(&a->screens, &screen_start) ? STATUS_OK : STATUS_NO_MEMORY;
}

bool app_open_shelf(struct app *a)
{
	if (a->ui.shelf)
		return true;
	term_signals_block(true);
	a->ui.shelf = shelf_new(a->settings->drives, a->settings->jobs, a->settings->find_drives);
	term_signals_block(false);
	return a->ui.shelf != NULL;
}

void app_close(struct app *a)
{
	screens_clear(&a->screens);
	if (a->ui.engine) {
		/* the end of a script: nobody is in a hurry, and a hanging drive is given up by the engine itself */
		app_leave_job(a, FOLLOW_QUIT);
		engine_wait(a->ui.engine, CLOSE_WAIT_MS);
		app_finish_leaving(a, true);
	}
	shelf_view_free(&a->ui.view);
	if (!shelf_free(a->ui.shelf))
		a->out->hung = true;
	canvas_free(&a->canvas);
}

/* The shelf keeps its hands off the drives that the engine uses; of all, while it looks for the disc. */
static void leave_alone(struct ui *u)
{
	const struct snapshot *snap = &u->snap;
	const char *specs[ENGINE_DRIVES];
	int n = 0;

	if (!u->shelf || (snap->active < 0 && snap->move == MOVE_NONE))
		return;
	for (int i = 0; i < snap->ndrives; i++)
		if (i == snap->active || snap->drives[i].active || snap->drives[i].stuck || snap->move != MOVE_NONE)
			specs[n++] = snap->drives[i].id.spec;
	shelf_leave_alone(u->shelf, specs, n);
}

void app_refresh(struct app *a)
{
	struct ui *u = &a->ui;

	if (!u->pinned)
		u->now = time(NULL);
	if (u->engine) {
		engine_snapshot(u->engine, &u->snap);
		if (u->snap.active >= 0) {
			const char *spec = u->snap.drives[u->snap.active].id.spec;

			if (a->paced != u->snap.active + 1) {
				a->paced = u->snap.active + 1;
				u->simulated = drives_are_simulated(spec);
				u->pace = drives_pace(u->drives, spec);
			}
		}
		leave_alone(u);
	}
	if (u->shelf)
		shelf_view(u->shelf, &u->view);
	screens_update(&a->screens);
	if (a->leaving)
		app_finish_leaving(a, false);
	else if (u->engine)
		app_put_up_dialogs(a);
}

void app_draw(struct app *a)
{
	a->ui.ascii = a->canvas.ascii;
	screens_draw(&a->screens, &a->canvas);
}

static void follow(struct app *a, struct follow f)
{
	switch (f.kind) {
	case FOLLOW_NONE:
		return;
	case FOLLOW_REPLACE:
		screens_pop(&a->screens);
		screens_push(&a->screens, f.screen);
		return;
	case FOLLOW_PUSH:
		screens_push(&a->screens, f.screen);
		return;
	case FOLLOW_POP:
		if (a->screens.depth > 1)
			screens_pop(&a->screens);
		return;
	case FOLLOW_OPEN_JOB:
		if (!app_open_job(a))
			ui_notice(&a->ui, "%s", _(status_sentence(STATUS_NO_MEMORY)));
		return;
	case FOLLOW_NEW_JOB:
		app_leave_job(a, FOLLOW_NEW_JOB);
		return;
	case FOLLOW_CLOSE_JOB:
	case FOLLOW_QUIT:
		app_leave_job(a, a->settings->open_job ? FOLLOW_QUIT : f.kind);
		return;
	}
}

bool app_key(struct app *a, int32_t key, struct mouse at)
{
	bool redraw = false;

	if (a->leaving) {	/* only one thing is left to say: do not wait for the drive */
		if (key == 'q')
			app_finish_leaving(a, true);
		return false;
	}
	follow(a, screens_key(&a->screens, key, at, &redraw));
	return redraw;
}

void app_signal(struct app *a, int signal)
{
	if (a->out->signal) {
		app_finish_leaving(a, true);
		a->over = true;
		return;
	}
	a->out->signal = signal;
	app_leave_job(a, FOLLOW_QUIT);
	a->leave_by_ms = app_now_ms() + SIGNAL_WAIT_MS;
}

void ui_run(const struct ui_settings *s, struct ui_result *out)
{
	struct app *a = calloc(1, sizeof *a);

	*out = (struct ui_result){ .status = STATUS_NO_MEMORY };
	if (!a)
		return;
	out->status = term_signals_open();
	if (out->status != STATUS_OK)
		goto out_free;
	if (s->script) {
		out->status = script_run(a, s, out);
		goto out_signals;
	}
	out->status = term_open(&out->fault);
	if (out->status != STATUS_OK)
		goto out_signals;
	a->canvas.ascii = term_ascii();
	a->canvas.colours = term_colours();
	out->status = app_open(a, s, out);
	if (out->status == STATUS_OK)
		app_loop(a);
	app_close(a);
	term_close();
out_signals:
	term_signals_close();
out_free:
	free(a);
}
