#include "config.h"
#include "ui/screen.h"

#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/text.h"

#include <stdio.h>

/* A job is running: really? And what becomes of it. */

static void quit_draw(struct ui *u, void *state, struct canvas *c, struct rect r)
{
	const struct snapshot *snap = &u->snap;
	struct rect in = canvas_frame(c, rect_centre(r, 10, 66), ROLE_FRAME, _("Stop the job?"));
	char t[FORMAT_MAX], line[200], path[PATH_MAX];

	(void)state;
	in.row++;
	canvas_put(c, in.row++, in.col, in.cols, ROLE_TITLE, _("Everything is saved first, nothing is lost."));
	if (snap->in_flight.count > 0) {
		snprintf(line, sizeof line, _("The read in flight is waited for; it has taken %s so far."),
			 format_duration(t, snap->read_s));
		canvas_put(c, in.row++, in.col, in.cols, ROLE_PLAIN, line);
	}
	in.row++;
	canvas_put(c, in.row++, in.col, in.cols, ROLE_PLAIN, _("Later, or on another machine, it goes on from here with"));
	text_fit_end(path, sizeof path, snap->folder, in.cols - 20, c->ascii);
	canvas_putf(c, in.row++, in.col + 2, in.cols - 2, ROLE_KEY, "discnurse rescue %s", path);
}

static struct follow quit_act(struct ui *u, void *state, enum action a, struct mouse at)
{
	(void)u, (void)state, (void)at;
	return (struct follow){ .kind = a == ACT_YES ? FOLLOW_CLOSE_JOB : FOLLOW_POP };
}

static bool quit_over(struct ui *u, void *state)
{
	(void)state;
	return !u->engine || u->snap.phase == PHASE_ENDED;
}

static const struct binding quit_keys[] = {
	{ 'y', ACT_YES }, { KEY_CODE_ENTER, ACT_YES }, { 'q', ACT_YES }, { KEY_CODE_ESC, ACT_BACK },
};

const struct screen screen_quit = {
	.name = "quit", .title = N_("Stop the job?"), .dialog = true, .keys = quit_keys, .nkeys = ARRAY_LEN(quit_keys),
	.draw = quit_draw, .act = quit_act, .over = quit_over,
};
