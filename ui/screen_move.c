#include "config.h"
#include "ui/move.h"

#include "ui/i18n.h"

#include <stdio.h>
#include <string.h>

/*
 * Moving the disc to another drive: the steps are the engine's, the hands are the operator's. The disc is recognised
 * wherever it appears; the drive named here is only where it is expected.
 */

static void post_move(struct ui *u, struct move *m)
{
	struct command c = { .kind = CMD_MOVE };

	if (m->target >= 0)
		snprintf(c.drive, sizeof c.drive, "%s", u->snap.drives[m->target].id.spec);
	ui_post(u, c);
	m->posted_at = u->posted;
	m->begun = true;
}

/* The next drive after the one in use. */
static int propose(const struct snapshot *snap)
{
	for (int i = 1; i < snap->ndrives; i++) {
		int k = (max_i32(snap->active, 0) + i) % snap->ndrives;

		if (snap->drives[k].state != STATUS_DRIVE_GONE && !snap->drives[k].stuck)
			return k;
	}
	return -1;
}

static void move_open(struct ui *u, void *state)
{
	struct move *m = state;

	m->posted_at = u->posted;
	m->spinning = -1;
	if (move_runs(&u->snap)) {
		m->begun = true;
		m->target = u->snap.move_to;
		return;
	}
	m->target = propose(&u->snap);
	if (move_could_share(u, m->target)) {	/* the tray need not open: first a word */
		m->choosing = true;
		m->at = m->target + 1;
		return;
	}
	post_move(u, m);
}

/* Which drive becomes ready, and since when: the one expected before any other. */
static void watch_spinning(const struct ui *u, struct move *m)
{
	const struct snapshot *snap = &u->snap;
	int now = -1;

	for (int i = 0; i < snap->ndrives; i++)
		if (snap->drives[i].known && snap->drives[i].state == STATUS_NOT_READY && (now < 0 || i == m->target))
			now = i;
	if (now != m->spinning)
		m->spinning_since = u->now;
	m->spinning = now;
}

static void move_update(struct ui *u, void *state)
{
	struct move *m = state;

	if (move_runs(&u->snap) && u->snap.move_to >= 0 && (int)(u->snap.taken - m->posted_at) >= 0)
		m->target = u->snap.move_to;
	if (m->target >= u->snap.ndrives)
		m->target = -1;
	m->at = min_i32(m->at, u->snap.ndrives);
	watch_spinning(u, m);
}

static bool move_over(struct ui *u, void *state)
{
	const struct move *m = state;

	if (!u->engine || u->snap.phase == PHASE_ENDED)
		return true;
	return m->begun && !move_runs(&u->snap) && (int)(u->snap.taken - m->posted_at) >= 0;
}

/* --- keys --- */

static const struct follow stay = { .kind = FOLLOW_NONE };

/* Reads in the drive that holds a copy, and stays in the one it would have left. */
static struct follow share(struct ui *u, const struct move *m, int i)
{
	struct command c = { .kind = CMD_USE };

	if (!move_could_share(u, i))
		return stay;
	if (m->begun)
		ui_post(u, (struct command){ .kind = CMD_CANCEL_MOVE });
	snprintf(c.drive, sizeof c.drive, "%s", u->snap.drives[i].id.spec);
	ui_post(u, c);
	ui_notice(u, _("%s reads, too, once its disc is proven to be a copy."), u->snap.drives[i].id.name);
	return (struct follow){ .kind = FOLLOW_POP };
}

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
	case ACT_USE:
		return share(u, m, m->at - 1);
	case ACT_BACK:
		m->choosing = false;
		return m->begun ? stay : (struct follow){ .kind = FOLLOW_POP };
	default:
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

static void answer(struct ui *u, enum choice choice)
{
	if (u->snap.ask.id != 0)
		ui_post(u, (struct command){ .kind = CMD_ANSWER, .question = u->snap.ask.id, .choice = choice });
}

/* It stays, or goes back, where it came from; an open question is settled by that. */
static struct follow cancel(struct ui *u)
{
	bool asked_for = !move_runs(&u->snap) || move_reason(&u->snap) == STATUS_OK;

	ui_post(u, (struct command){ .kind = CMD_CANCEL_MOVE });
	answer(u, CHOICE_OTHER_DRIVE);
	if (asked_for)
		ui_notice(u, "%s", _("The disc stays where it was."));
	return (struct follow){ .kind = FOLLOW_POP };
}

static bool move_offers(struct ui *u, void *state, enum action a)
{
	const struct move *m = state;
	const struct snapshot *snap = &u->snap;
	bool asks = move_asks(snap) && !m->choosing;

	switch (a) {
	case ACT_INSERT_SIM:
		return u->simulated && !m->choosing && snap->move == MOVE_INSERT;
	case ACT_EJECT:
	case ACT_DISC_JOB:
		return asks;
	case ACT_TRY_AGAIN:
	case ACT_MOVE_DISC:
		return asks && snap->ask.id != 0;
	case ACT_GO_ON:
		return asks && (snap->ask.why == STATUS_UNPROVEN || snap->ask.why == STATUS_OTHER_COPY);
	case ACT_USE:
		return !asks && move_could_share(u, m->choosing ? m->at - 1 : m->target);
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
		return cancel(u);
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
	case ACT_TRY_AGAIN:
		answer(u, CHOICE_RETRY);
		return stay;
	case ACT_MOVE_DISC:
		answer(u, CHOICE_OTHER_DRIVE);
		return stay;
	case ACT_GO_ON:
		answer(u, CHOICE_GO_ON);
		return stay;
	case ACT_USE:
		return share(u, m, m->target);
	case ACT_DISC_JOB:
		return ui_job_of_disc(u);
	default:
		return stay;
	}
}

static const struct binding move_keys[] = {
	{ KEY_CODE_ENTER, ACT_OPEN }, { 'e', ACT_EJECT }, { 'i', ACT_DISC_JOB }, { 'y', ACT_GO_ON }, { 'r', ACT_TRY_AGAIN },
	{ 's', ACT_MOVE_DISC }, { 'I', ACT_INSERT_SIM }, { 'd', ACT_OTHER_DRIVE }, { 'u', ACT_USE },
	{ KEY_CODE_UP, ACT_UP }, { KEY_CODE_DOWN, ACT_DOWN }, { KEY_CODE_ESC, ACT_BACK },
};

const struct screen screen_move = {
	.name = "move", .title = N_("Move the disc"), .dialog = true, .keys = move_keys, .nkeys = ARRAY_LEN(move_keys),
	.size = sizeof(struct move), .open = move_open, .update = move_update, .draw = move_draw, .act = move_act,
	.over = move_over, .offers = move_offers,
};
