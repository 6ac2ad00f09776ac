#include "config.h"
#include "ui/rescue.h"

#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/text.h"

#include <stdio.h>
#include <string.h>

/*
 * Moving the disc to another drive: the steps are the engine's, the hands are the operator's. The disc is recognised
 * wherever it appears; the drive named here is only where it is expected.
 */

struct move {
	unsigned posted_at;	/* number of the command that began it */
	int target;		/* index of the drive; -1: any */
	bool choosing;		/* the list of drives is shown */
	int at;			/* row of that list */
};

static void post_move(struct ui *u, struct move *m)
{
	struct command c = { .kind = CMD_MOVE };

	if (m->target >= 0)
		snprintf(c.drive, sizeof c.drive, "%s", u->snap.drives[m->target].id.spec);
	ui_post(u, c);
	m->posted_at = u->posted;
}

/* The next drive after the one in use. */
static int propose(const struct snapshot *snap)
{
	for (int i = 1; i < snap->ndrives; i++) {
		int k = (max_i32(snap->active, 0) + i) % snap->ndrives;

		if (snap->drives[k].state != STATUS_DRIVE_GONE)
			return k;
	}
	return -1;
}

static void move_open(struct ui *u, void *state)
{
	struct move *m = state;

	m->posted_at = u->posted;
	if (u->snap.phase == PHASE_MOVING) {
		m->target = u->snap.move_to;
		return;
	}
	m->target = propose(&u->snap);
	post_move(u, m);
}

static void move_update(struct ui *u, void *state)
{
	struct move *m = state;

	if (u->snap.phase == PHASE_MOVING && u->snap.move_to >= 0 && u->snap.taken >= m->posted_at)
		m->target = u->snap.move_to;
}

static bool move_over(struct ui *u, void *state)
{
	const struct move *m = state;

	return !u->engine || (u->snap.phase != PHASE_MOVING && (int)(u->snap.taken - m->posted_at) >= 0) ||
		u->snap.phase == PHASE_ENDED;
}

/* --- drawing --- */

static const char *drive_at(const struct snapshot *snap, int i, char *out, size_t size)
{
	if (i >= 0 && i < snap->ndrives)
		rescue_drive_name(&snap->drives[i].id, out, size);
	else
		snprintf(out, size, "%s", _("any drive"));
	return out;
}

/* Done, what is to be done now, or nothing yet. `step` is a row of the dialog: MOVE_FINISH_READ to MOVE_IDENTIFY. */
static enum role step_state(const struct snapshot *snap, enum move_step step, char *out, size_t size)
{
	enum move_step now = snap->phase == PHASE_MOVING ? snap->move : MOVE_NONE;
	char t[FORMAT_MAX];

	out[0] = '\0';
	if (now == MOVE_WRONG && step == MOVE_IDENTIFY) {
		snprintf(out, size, "%s", _("no"));
		return ROLE_ERROR;
	}
	if (now == MOVE_INSERT && step == MOVE_OPEN && snap->move_from >= 0) {	/* open until the disc is in another */
		enum status from = snap->drives[snap->move_from].state;

		snprintf(out, size, "%s", from == STATUS_TRAY_OPEN ? _("open: take the disc out") :
			 from == STATUS_OK ? _("use its button") : _(status_sentence(from)));
		return ROLE_WARN;
	}
	if (step < now) {
		snprintf(out, size, "%s", _("done"));
		return ROLE_DIM;
	}
	if (step > now)
		return ROLE_DIM;
	if (step == MOVE_FINISH_READ)
		snprintf(out, size, _("waiting, %s"), format_duration(t, snap->read_s));
	else
		snprintf(out, size, "%s", step == MOVE_SAVE ? _("saving ...") : step == MOVE_OPEN ? _("opening ...") :
			 step == MOVE_INSERT ? _("waiting ...") : _("comparing ..."));
	return ROLE_WARN;
}

static void draw_steps(const struct snapshot *snap, const struct move *m, struct canvas *c, struct rect in, int row)
{
	int from = snap->phase == PHASE_MOVING && snap->move_from >= 0 ? snap->move_from : snap->active;
	const char *from_name = from >= 0 ? snap->drives[from].id.name : "", *to = m->target >= 0 ?
		snap->drives[m->target].id.name : _("any drive");
	char text[200], state[200];

	for (int step = MOVE_FINISH_READ; step <= MOVE_IDENTIFY; step++) {
		enum role role = step_state(snap, (enum move_step)step, state, sizeof state);

		switch ((enum move_step)step) {
		case MOVE_FINISH_READ:
			snprintf(text, sizeof text, "%s", _("finish the read in flight"));
			break;
		case MOVE_SAVE:
			snprintf(text, sizeof text, "%s", _("save image and map"));
			break;
		case MOVE_OPEN:
			snprintf(text, sizeof text, _("open the tray of %s"), from_name);
			break;
		case MOVE_INSERT:
			snprintf(text, sizeof text, _("put it into %s"), to);
			break;
		default:
			snprintf(text, sizeof text, "%s", _("is it the same disc?"));
			break;
		}
		canvas_putf(c, row, in.col, 2, ROLE_DIM, "%d", step - MOVE_NONE);
		canvas_put(c, row, in.col + 2, 34, ROLE_PLAIN, text);
		canvas_put(c, row++, in.col + 38, in.cols - 38, role, state);
	}
}

static void draw_choices(const struct snapshot *snap, const struct move *m, struct canvas *c, struct rect in, int row)
{
	char name[200];

	canvas_put(c, row++, in.col, in.cols, ROLE_PLAIN, _("Where will it be put?"));
	for (int i = -1; i < snap->ndrives; i++, row++) {
		bool here = i + 1 == m->at;

		canvas_fill(c, (struct rect){ row, in.col, 1, in.cols }, here ? ROLE_SELECTED : ROLE_PLAIN, ' ');
		canvas_put(c, row, in.col + 1, 40, here ? ROLE_SELECTED : ROLE_PLAIN, drive_at(snap, i, name, sizeof name));
		if (i >= 0 && snap->drives[i].known)
			canvas_put(c, row, in.col + 42, in.cols - 42, here ? ROLE_SELECTED : ROLE_DIM,
				   snap->drives[i].state == STATUS_OK ? _("a disc is in it") :
				   _(status_sentence(snap->drives[i].state)));
	}
}

/* Why the work stands, when nobody asked for it; OK: somebody did. */
static enum status reason_of(const struct snapshot *snap)
{
	enum status st = snap->move_from >= 0 ? snap->drives[snap->move_from].state : STATUS_OK;

	return snap->phase == PHASE_MOVING && st != STATUS_TRAY_OPEN ? st : STATUS_OK;
}

static void draw_reason(const struct snapshot *snap, struct canvas *c, struct rect in, int row)
{
	enum status st = reason_of(snap);

	if (st != STATUS_OK)
		canvas_putf(c, row, in.col, in.cols, ROLE_WARN, _("%s: %s. Nothing is lost."),
			    snap->drives[snap->move_from].id.name, _(status_sentence(st)));
}

static void draw_wrong(const struct snapshot *snap, struct canvas *c, struct rect in, int row)
{
	const char *disc = snap->disc.volume.label[0] ? snap->disc.volume.label : _("the disc of this job");
	char line[300], part[300], differ[FORMAT_MAX], compared[FORMAT_MAX];

	if (snap->ask.proof.compared > 0)
		snprintf(line, sizeof line, _("This is not %s: %s of %s known sectors differ. Nothing was written."), disc,
			 format_count(differ, snap->ask.proof.differ), format_count(compared, snap->ask.proof.compared));
	else
		snprintf(line, sizeof line, _("This is not %s. Nothing was written."), disc);
	for (int i = 0; i < 2 && text_wrap(part, sizeof part, line, in.cols, i); i++)
		canvas_put(c, row++, in.col, in.cols, ROLE_ERROR, part);
}

static void move_draw(struct ui *u, void *state, struct canvas *c, struct rect r)
{
	const struct snapshot *snap = &u->snap;
	const struct move *m = state;
	int from = snap->phase == PHASE_MOVING && snap->move_from >= 0 ? snap->move_from : snap->active;
	struct rect in = canvas_frame(c, rect_centre(r, 16, 76), ROLE_FRAME, _("Move the disc"));
	char name[200];
	int row = in.row;

	canvas_put(c, row, in.col, 6, ROLE_DIM, _("from"));
	canvas_put(c, row, in.col + 7, 31, ROLE_PLAIN, drive_at(snap, from, name, sizeof name));
	if (snap->phase == PHASE_MOVING && snap->move > MOVE_SAVE)
		canvas_put(c, row, in.col + 38, in.cols - 38, ROLE_GOOD, _("saved: image and map"));
	row++;
	canvas_put(c, row, in.col, 6, ROLE_DIM, _("to"));
	canvas_put(c, row, in.col + 7, 31, ROLE_PLAIN, drive_at(snap, m->target, name, sizeof name));
	canvas_put(c, row++, in.col + 38, in.cols - 38, ROLE_DIM, _("any other drive will do, too"));
	draw_reason(snap, c, in, row);
	if (m->choosing) {
		draw_choices(snap, m, c, in, row + 1);
		return;
	}
	draw_steps(snap, m, c, in, row + 1);
	if (snap->phase == PHASE_MOVING && snap->move == MOVE_WRONG)
		draw_wrong(snap, c, in, row + 7);
	else if (snap->ndrives < 2)
		canvas_put(c, row + 7, in.col, in.cols, ROLE_DIM, _("Only one drive is known: clean the disc and put it back."));
}

/* --- keys --- */

static const struct follow stay = { .kind = FOLLOW_NONE };

static struct follow act_choosing(struct ui *u, struct move *m, enum action a)
{
	switch (a) {
	case ACT_UP:
		m->at = max_i32(m->at - 1, 0);
		return stay;
	case ACT_DOWN:
		m->at = min_i32(m->at + 1, u->snap.ndrives);
		return stay;
	case ACT_OPEN:
		m->target = m->at - 1;
		m->choosing = false;
		post_move(u, m);
		return stay;
	default:
		m->choosing = false;
		return stay;
	}
}

static void insert(struct ui *u, const struct move *m)
{
	struct command c = { .kind = CMD_INSERT };
	int to = m->target >= 0 ? m->target : propose(&u->snap);

	if (to < 0)
		to = u->snap.active;
	if (to < 0)
		return;
	snprintf(c.drive, sizeof c.drive, "%s", u->snap.drives[to].id.spec);
	ui_post(u, c);
}

static bool move_offers(struct ui *u, void *state, enum action a)
{
	const struct move *m = state;

	switch (a) {
	case ACT_INSERT_SIM:
		return u->simulated && !m->choosing && u->snap.move == MOVE_INSERT;
	case ACT_EJECT:
		return u->snap.move == MOVE_WRONG;
	case ACT_OTHER_DRIVE:
		return !m->choosing;
	case ACT_OPEN:
		return m->choosing;
	default:
		return true;
	}
}

static struct follow move_act(struct ui *u, void *state, enum action a, struct mouse at)
{
	struct move *m = state;

	(void)at;
	if (m->choosing)
		return act_choosing(u, m, a);
	if (!move_offers(u, state, a))
		return stay;
	switch (a) {
	case ACT_BACK:
		ui_post(u, (struct command){ .kind = CMD_CANCEL_MOVE });
		if (u->snap.phase != PHASE_MOVING || reason_of(&u->snap) == STATUS_OK)
			ui_notice(u, "%s", _("The disc stays where it was."));
		return (struct follow){ .kind = FOLLOW_POP };
	case ACT_OTHER_DRIVE:
		m->choosing = true;
		m->at = m->target + 1;
		return stay;
	case ACT_INSERT_SIM:
		insert(u, m);
		return stay;
	case ACT_EJECT:
		ui_post(u, (struct command){ .kind = CMD_EJECT });
		return stay;
	default:
		return stay;
	}
}

static const struct binding move_keys[] = {
	{ 'i', ACT_INSERT_SIM }, { 'd', ACT_OTHER_DRIVE }, { 'e', ACT_EJECT }, { KEY_CODE_ENTER, ACT_OPEN },
	{ KEY_CODE_UP, ACT_UP }, { KEY_CODE_DOWN, ACT_DOWN }, { KEY_CODE_ESC, ACT_BACK },
};

const struct screen screen_move = {
	.name = "move", .title = N_("Move the disc"), .dialog = true, .keys = move_keys, .nkeys = ARRAY_LEN(move_keys),
	.size = sizeof(struct move), .open = move_open, .update = move_update, .draw = move_draw, .act = move_act,
	.over = move_over, .offers = move_offers,
};
