#include "config.h"
#include "ui/move.h"

#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/proof_words.h"
#include "ui/text.h"

#include <stdio.h>
#include <string.h>

/* The picture of a move: where from and to, the steps with what has been done, and what the operator can do. */

enum { ROWS = 17, COLS = 76, STATE_COL = 38, NAME_COLS = 31, LINE = 600 };

/* --- the steps --- */

static const char *target_name(const struct snapshot *snap, int i)
{
	return i >= 0 && i < snap->ndrives ? snap->drives[i].id.name : _("any drive");
}

/* "sr1 is spinning up, 12 s"; the seconds only once there are some. */
static void spinning_words(const struct ui *u, const struct move *m, char *out, size_t size)
{
	char t[FORMAT_MAX];
	double seconds = (double)(u->now - m->spinning_since);
	const char *name = u->snap.drives[m->spinning].id.name;

	if (seconds >= 1)
		snprintf(out, size, _("%s is spinning up, %s"), name, format_duration(t, seconds));
	else
		snprintf(out, size, _("%s is spinning up"), name);
}

/* What is to be said of a tray that should be open while the disc is waited for. */
static enum role tray_words(const struct drive_view *d, char *out, size_t size)
{
	if (d->stuck)
		snprintf(out, size, "%s", _("stuck: a pin opens it by hand"));
	else if (d->state == STATUS_TRAY_OPEN)
		snprintf(out, size, "%s", _("open: take the disc out"));
	else if (d->state == STATUS_OK)
		snprintf(out, size, "%s", _("use its button"));
	else
		snprintf(out, size, "%s", drive_state_word(d->state));
	return ROLE_WARN;
}

static enum role insert_words(const struct ui *u, const struct move *m, char *out, size_t size)
{
	if (m->spinning >= 0 && m->spinning < u->snap.ndrives)
		spinning_words(u, m, out, size);
	else
		snprintf(out, size, "%s", _("waiting ..."));
	return ROLE_WARN;
}

/* The step that is under way. */
static enum role now_words(const struct ui *u, const struct move *m, enum move_step step, char *out, size_t size)
{
	char t[FORMAT_MAX];

	switch (step) {
	case MOVE_FINISH_READ:
		snprintf(out, size, _("waiting, %s"), format_duration(t, u->snap.read_s));
		return ROLE_WARN;
	case MOVE_SAVE:
		snprintf(out, size, "%s", _("saving ..."));
		return ROLE_WARN;
	case MOVE_OPEN:
		snprintf(out, size, "%s", _("opening ..."));
		return ROLE_WARN;
	case MOVE_INSERT:
		return insert_words(u, m, out, size);
	default:
		if (m->spinning >= 0)
			return insert_words(u, m, out, size);
		snprintf(out, size, "%s", _("comparing ..."));
		return ROLE_WARN;
	}
}

/* `step` is a row of the dialog: MOVE_FINISH_READ to MOVE_IDENTIFY. */
static enum role step_words(const struct ui *u, const struct move *m, enum move_step step, char *out, size_t size)
{
	const struct snapshot *snap = &u->snap;
	enum move_step now = move_runs(snap) ? snap->move : MOVE_NONE;
	int from = snap->move_from;

	out[0] = '\0';
	if (now == MOVE_WRONG && step == MOVE_IDENTIFY) {
		snprintf(out, size, "%s", snap->ask.id != 0 && snap->ask.why != STATUS_WRONG_DISC ? _("a question") : _("no"));
		return ROLE_ERROR;
	}
	if (step == MOVE_FINISH_READ && step < now && from >= 0 && snap->drives[from].stuck) {
		snprintf(out, size, "%s", _("given up: the drive is stuck"));
		return ROLE_WARN;
	}
	if (now == MOVE_INSERT && step == MOVE_OPEN && from >= 0)	/* open until the disc is in another */
		return tray_words(&snap->drives[from], out, size);
	if (step < now) {
		snprintf(out, size, "%s", _("done"));
		return ROLE_DIM;
	}
	return step == now ? now_words(u, m, step, out, size) : ROLE_DIM;
}

static void step_text(const struct ui *u, const struct move *m, enum move_step step, char *out, size_t size)
{
	const struct snapshot *snap = &u->snap;

	switch (step) {
	case MOVE_FINISH_READ:
		snprintf(out, size, "%s", _("finish the read in flight"));
		return;
	case MOVE_SAVE:
		snprintf(out, size, "%s", _("save image and map"));
		return;
	case MOVE_OPEN:
		snprintf(out, size, _("open the tray of %s"), target_name(snap, move_from(snap)));
		return;
	case MOVE_INSERT:
		snprintf(out, size, _("put it into %s"), target_name(snap, m->target));
		return;
	default:
		snprintf(out, size, "%s", _("is it the same disc?"));
		return;
	}
}

static int draw_steps(const struct ui *u, const struct move *m, struct canvas *c, struct rect in, int row)
{
	char text[300];

	for (int step = MOVE_FINISH_READ; step <= MOVE_IDENTIFY; step++) {
		enum role role;

		canvas_putf(c, row, in.col, 2, ROLE_DIM, "%d", step - MOVE_NONE);
		step_text(u, m, (enum move_step)step, text, sizeof text);
		canvas_put(c, row, in.col + 2, STATE_COL - 4, ROLE_PLAIN, text);
		role = step_words(u, m, (enum move_step)step, text, sizeof text);
		canvas_put(c, row++, in.col + STATE_COL, in.cols - STATE_COL, role, text);
	}
	return row;
}

/* --- where to --- */

static void draw_choices(const struct ui *u, const struct move *m, struct canvas *c, struct rect in, int row)
{
	const struct snapshot *snap = &u->snap;
	int last = in.row + in.rows - 2, shown, top;
	char text[400];

	canvas_put(c, row++, in.col, in.cols, ROLE_PLAIN, _("Where will it be put?"));
	shown = min_i32(snap->ndrives + 1, last - row + 1);
	top = max_i32(m->at - shown + 1, 0);
	for (int k = top; k < top + shown; k++, row++) {
		bool here = k == m->at;
		enum role role = here ? ROLE_SELECTED : ROLE_PLAIN, state;

		canvas_fill(c, (struct rect){ row, in.col, 1, in.cols }, role, ' ');
		if (k == 0) {
			canvas_put(c, row, in.col + 1, in.cols - 2, role, _("the next one in which the disc appears"));
			continue;
		}
		drive_label(snap, k - 1, STATE_COL - 3, c->ascii, text, sizeof text);
		canvas_put(c, row, in.col + 1, STATE_COL - 3, role, text);
		state = drive_doing(u, k - 1, text, sizeof text);
		canvas_put(c, row, in.col + STATE_COL, in.cols - STATE_COL, here ? role : state, text);
	}
}

/* --- what is the matter --- */

static int put_wrapped(struct canvas *c, struct rect in, int row, enum role role, const char *text)
{
	char line[LINE];

	for (int i = 0; row < in.row + in.rows - 1 && text_wrap(line, sizeof line, text, in.cols, i); i++)
		canvas_put(c, row++, in.col, in.cols, role, line);
	return row;
}

/* Another disc, another copy, or nobody knows: what was found, and what it means. */
static void draw_verdict(const struct snapshot *snap, struct canvas *c, struct rect in, int row)
{
	const char *disc = snap->disc.volume.label[0] ? snap->disc.volume.label : _("the disc of this job");
	const struct proof *p = &snap->ask.proof;
	char found[LINE], line[LINE * 2];

	if (snap->ask.id != 0 && snap->ask.why == STATUS_OTHER_COPY) {
		proof_words(p, found, sizeof found);
		snprintf(line, sizeof line, _("This is another copy of %s: %s. Its sectors may go into the same image."), disc, found);
	} else if (snap->ask.id != 0 && snap->ask.why == STATUS_UNPROVEN) {
		proof_words(p, found, sizeof found);
		snprintf(line, sizeof line, _("It cannot be told whether this is %s: %s. Nothing was written."), disc, found);
	} else if (p->compared > 0) {
		proof_sectors_words(p, found, sizeof found);
		snprintf(line, sizeof line, _("This is not %s: %s. Nothing was written."), disc, found);
	} else {
		snprintf(line, sizeof line, _("This is not %s. Nothing was written."), disc);
	}
	put_wrapped(c, in, row, ROLE_ERROR, line);
}

enum status move_reason(const struct snapshot *snap)
{
	enum status st = snap->move_from >= 0 ? snap->drives[snap->move_from].state : STATUS_OK;

	if (!move_runs(snap) || move_asks(snap))
		return STATUS_OK;
	if (snap->move_from >= 0 && snap->drives[snap->move_from].stuck)
		return STATUS_STUCK;
	return st != STATUS_TRAY_OPEN ? st : STATUS_OK;
}

static void draw_remark(const struct ui *u, const struct move *m, struct canvas *c, struct rect in, int row)
{
	const struct snapshot *snap = &u->snap;
	char line[LINE];

	if (move_asks(snap)) {
		draw_verdict(snap, c, in, row);
	} else if (move_reason(snap) == STATUS_STUCK) {
		put_wrapped(c, in, row, ROLE_PLAIN,
			    _("To get the disc out: switch the drive off and on, or press a pin into the hole beside its tray."));
	} else if (move_could_share(u, m->target)) {
		snprintf(line, sizeof line, _("%s holds a disc. If it is a copy, both can be read at once: u."),
			 snap->drives[m->target].id.name);
		put_wrapped(c, in, row, ROLE_PLAIN, line);
	} else if (snap->ndrives < 2) {
		put_wrapped(c, in, row, ROLE_DIM, _("Only one drive is known: clean the disc and put it back."));
	}
}

static void draw_ends(const struct ui *u, const struct move *m, struct canvas *c, struct rect in)
{
	const struct snapshot *snap = &u->snap;
	int from = move_from(snap), row = in.row;
	enum status why = move_reason(snap);
	char text[400], when[FORMAT_MAX];

	canvas_put(c, row, in.col, 6, ROLE_DIM, _("from"));
	if (from >= 0)
		drive_label(snap, from, NAME_COLS, c->ascii, text, sizeof text);
	canvas_put(c, row, in.col + 7, NAME_COLS, ROLE_PLAIN, from >= 0 ? text : "-");
	if (move_runs(snap) && snap->move > MOVE_SAVE) {
		format_clock(when, ui_time(u, u->now - (time_t)max_i32((int32_t)snap->saved_ago_s, 0)));
		snprintf(text, sizeof text, _("saved: image and map, %s"), when);
		canvas_put(c, row, in.col + STATE_COL, in.cols - STATE_COL, ROLE_GOOD, text);
	}
	row++;
	canvas_put(c, row, in.col, 6, ROLE_DIM, _("to"));
	if (m->target >= 0 && m->target < snap->ndrives) {
		drive_label(snap, m->target, NAME_COLS, c->ascii, text, sizeof text);
		canvas_put(c, row, in.col + 7, NAME_COLS, ROLE_PLAIN, text);
		canvas_put(c, row, in.col + STATE_COL, in.cols - STATE_COL, ROLE_DIM, _("or any drive: it is recognised"));
	} else {
		canvas_put(c, row, in.col + 7, in.cols - 7, ROLE_PLAIN, _("the next one in which the disc appears"));
	}
	row++;
	if (why != STATUS_OK)
		canvas_putf(c, row, in.col, in.cols, ROLE_WARN, _("%s: %s. Nothing is lost."),
			    snap->drives[snap->move_from].id.name, _(status_sentence(why)));
}

void move_draw(struct ui *u, void *state, struct canvas *c, struct rect r)
{
	const struct move *m = state;
	struct rect in = canvas_frame(c, rect_centre(r, ROWS, COLS), ROLE_FRAME, _("Move the disc"));
	int from = move_from(&u->snap), last = in.row + in.rows - 1, row = in.row + 3;

	draw_ends(u, m, c, in);
	if (m->choosing) {
		draw_choices(u, m, c, in, row);
	} else {
		row = draw_steps(u, m, c, in, row);
		draw_remark(u, m, c, in, row + 1);
	}
	if (m->choosing)
		canvas_put(c, last, in.col, in.cols, ROLE_DIM, m->begun ? _("Esc: as it was") : _("Esc: nothing is moved"));
	else if (from >= 0 && move_reason(&u->snap) == STATUS_OK)
		canvas_putf(c, last, in.col, in.cols, ROLE_DIM, _("Esc: stay in %s"), u->snap.drives[from].id.name);
	else
		canvas_put(c, last, in.col, in.cols, ROLE_DIM, _("Esc: look at the map first"));
}
