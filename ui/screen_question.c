#include "config.h"
#include "ui/rescue.h"

#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/proof_words.h"
#include "ui/text.h"

#include <stdio.h>
#include <string.h>

/*
 * The engine waits for an answer. What may be answered depends on why it asks: one row each, first what is the matter,
 * then what to do about it. Esc puts the question aside to look at the map; it stays open.
 */

enum { COLS = 70, ROWS_LEAST = 12 };

enum {
	MAY_RETRY = 1, MAY_GO_ON = 2, MAY_MOVE = 4, MAY_EJECT = 8, MAY_TAKE_OVER = 16, MAY_WAIT = 32, MAY_UNMOUNT = 64,
	MAY_NEW_JOB = 128,
};

static const struct matter {
	enum status why;
	unsigned may;
	const char *what, *advice;	/* N_() */
} matters[] = {
	{ STATUS_NO_SPACE, MAY_RETRY, N_("There is no room left for the image."),
	  N_("What was read so far is saved. Make room on that file system, then try again.") },
	{ STATUS_READ_ONLY, MAY_RETRY, N_("The image cannot be written: its file system is read-only."),
	  N_("What was saved before stays. Make it writable, then try again.") },
	{ STATUS_IO, MAY_RETRY, N_("Writing the job failed."),
	  N_("What was saved before stays. See to the disk that holds the job, then try again.") },
	{ STATUS_PERMISSION, MAY_RETRY | MAY_MOVE, N_("Permission is missing."),
	  N_("Give this user access to it, then try again.") },
	{ STATUS_WRONG_DISC, MAY_RETRY | MAY_EJECT | MAY_MOVE | MAY_NEW_JOB, N_("This is not the disc of this job."),
	  N_("Nothing was written. Take it out, put the disc of the job in, and try again.") },
	{ STATUS_UNPROVEN, MAY_GO_ON | MAY_RETRY | MAY_EJECT | MAY_MOVE | MAY_NEW_JOB,
	  N_("It cannot be told whether this is the disc of the job."),
	  N_("Nothing was written. Look at the disc: only if it is the right one, go on.") },
	{ STATUS_OTHER_COPY, MAY_GO_ON | MAY_EJECT | MAY_MOVE, N_("This is another copy of the same title."),
	  N_("Its sectors may go into the same image, and the history will say so. Go on with it?") },
	{ STATUS_NO_MEDIUM, MAY_RETRY | MAY_MOVE | MAY_EJECT, N_("There is no disc in the drive."),
	  N_("Put the disc in and try again, or go on in another drive.") },
	{ STATUS_TRAY_OPEN, MAY_RETRY | MAY_MOVE, N_("The tray is open."),
	  N_("Put the disc in, close the tray and try again, or go on in another drive.") },
	{ STATUS_NOT_READY, MAY_RETRY | MAY_MOVE | MAY_EJECT, N_("The drive does not become ready."),
	  N_("Give it time and try again, or go on in another drive.") },
	{ STATUS_DRIVE_GONE, MAY_RETRY | MAY_MOVE, N_("The drive has disappeared."),
	  N_("Nothing is lost. Plug it in again: it is recognised under any name. Or go on in another drive.") },
	{ STATUS_STUCK, MAY_MOVE | MAY_WAIT, N_("The drive is stuck in a command."),
	  N_("Nothing is lost, and this command is not repeated. Go on in another drive, or wait: it may come back.") },
	{ STATUS_IN_USE, MAY_UNMOUNT | MAY_GO_ON | MAY_RETRY, N_("Another program is using the disc."),
	  N_("What it reads disturbs the rescue, and the tray may stay locked. Go on all the same, or free the disc first.") },
	{ STATUS_EJECT_ASKED, MAY_EJECT | MAY_MOVE | MAY_GO_ON, N_("The eject button was pressed."),
	  N_("Everything is saved. Open the tray, move the disc to another drive, or go on reading.") },
	{ STATUS_TIMEOUT, MAY_RETRY | MAY_MOVE, N_("The drive does not answer any more."),
	  N_("Switch it off and on and try again, or go on in another drive. No sector is called bad for it.") },
	{ STATUS_TRANSPORT, MAY_RETRY | MAY_MOVE, N_("The connection to the drive failed."),
	  N_("See to the cable or the adapter and try again, or go on in another drive.") },
	{ STATUS_DRIVE_FAILED, MAY_RETRY | MAY_MOVE, N_("The drive reports a fault of its own."),
	  N_("Try again, or go on in another drive. No sector is called bad for it.") },
	{ STATUS_INCOMPATIBLE, MAY_RETRY | MAY_MOVE | MAY_EJECT, N_("This drive cannot read this kind of disc."),
	  N_("Go on in another drive.") },
	{ STATUS_MEDIUM_CHANGED, MAY_RETRY | MAY_EJECT | MAY_MOVE, N_("The disc may have been changed."),
	  N_("Try again: the disc is compared with what is rescued before anything is written.") },
	{ STATUS_LOCKED, MAY_TAKE_OVER | MAY_RETRY, N_("Somebody else is working on this job."),
	  N_("Close the other console and try again. Take over only what surely runs no more.") },
};

static const struct matter other = {
	.may = MAY_RETRY | MAY_MOVE, .what = NULL, .advice = N_("Try again, or go on in another drive. Nothing is lost."),
};

/* The job was not even opened, because of a lock. */
static bool is_locked_out(const struct snapshot *snap)
{
	return snap->phase == PHASE_ENDED && snap->end == STATUS_LOCKED;
}

static enum status why(const struct snapshot *snap)
{
	return snap->ask.id != 0 ? snap->ask.why : snap->end;
}

static const struct matter *matter_of(const struct snapshot *snap)
{
	for (size_t i = 0; i < ARRAY_LEN(matters); i++)
		if (matters[i].why == why(snap))
			return &matters[i];
	return &other;
}

/* The drive that it is about; NULL: none. */
static const struct drive_view *drive_asked(const struct snapshot *snap)
{
	int i = snap->ask.drive;

	return snap->ask.id != 0 && i >= 0 && i < snap->ndrives ? &snap->drives[i] : NULL;
}

/* "sr1 PLEXTOR PX-716A", or the file or folder that it is about. */
static void format_place(const struct snapshot *snap, char *out, size_t size)
{
	const struct drive_view *d = drive_asked(snap);

	snprintf(out, size, "%s", snap->ask.place);
	if (d && strcmp(out, d->id.name) == 0)
		rescue_drive_name(&d->id, out, size);
}

static void format_stuck(const struct snapshot *snap, char *out, size_t size)
{
	const struct drive_view *d = drive_asked(snap);
	const char *command = d ? d->stuck_in.command : "";
	char t[FORMAT_MAX], lsn[FORMAT_MAX], place[300];

	format_place(snap, place, sizeof place);
	format_duration(t, snap->ask.seconds);
	format_count(lsn, snap->ask.lsn);
	if (snap->ask.lsn >= 0)
		snprintf(out, size, _("%s has been silent for %s at LSN %s%s%s."), place, t, lsn, command[0] ? ", " : "", command);
	else
		snprintf(out, size, _("%s has been silent for %s%s%s."), place, t, command[0] ? ", " : "", command);
}

/* What stands behind it: drive and place, holder, what was compared. */
static void format_reason(const struct snapshot *snap, char *out, size_t size)
{
	const struct drive_view *d = drive_asked(snap);
	char place[300], found[500];

	if (snap->ask.id == 0) {
		snprintf(out, size, "%s", snap->fault.detail[0] ? snap->fault.detail : snap->fault.place);
		return;
	}
	format_place(snap, place, sizeof place);
	switch (snap->ask.why) {
	case STATUS_STUCK:
		format_stuck(snap, out, size);
		return;
	case STATUS_WRONG_DISC:
	case STATUS_UNPROVEN:
	case STATUS_OTHER_COPY:
		proof_words(&snap->ask.proof, found, sizeof found);
		snprintf(out, size, "%s: %s.", place, found);
		return;
	case STATUS_IN_USE:
		if (d && d->mounted[0])
			snprintf(out, size, _("%s: it is mounted at %s."), place, d->mounted);
		else
			snprintf(out, size, _("%s: it is held by a program that does not say which it is."), place);
		return;
	default:
		snprintf(out, size, "%s", place);
		return;
	}
}

static int put_wrapped(struct canvas *c, struct rect in, int row, enum role role, const char *text)
{
	char line[300];

	for (int i = 0; text_wrap(line, sizeof line, text, in.cols, i); i++)
		canvas_put(c, row++, in.col, in.cols, role, line);
	return row;
}

static int wrapped_rows(const char *text, int cols)
{
	char line[300];
	int n = 0;

	while (text_wrap(line, sizeof line, text, cols, n))
		n++;
	return n;
}

static void question_draw(struct ui *u, void *state, struct canvas *c, struct rect r)
{
	const struct snapshot *snap = &u->snap;
	const struct matter *m = matter_of(snap);
	const char *what = m->what ? _(m->what) : _(status_sentence(why(snap)));
	struct rect in;
	char reason[900];
	int row, rows;

	(void)state;
	format_reason(snap, reason, sizeof reason);
	rows = 7 + wrapped_rows(what, COLS - 4) + wrapped_rows(reason, COLS - 4) + wrapped_rows(_(m->advice), COLS - 4);
	in = canvas_frame(c, rect_centre(r, max_i32(rows, ROWS_LEAST), COLS), ROLE_WARN, _("A question"));
	row = put_wrapped(c, in, in.row + 1, ROLE_TITLE, what);
	if (reason[0])
		row = put_wrapped(c, in, row, ROLE_PLAIN, reason);
	put_wrapped(c, in, row + 1, ROLE_PLAIN, _(m->advice));
	canvas_put(c, in.row + in.rows - 1, in.col, in.cols, ROLE_DIM,
		   is_locked_out(snap) ? _("Esc leaves it alone.") :
		   _("Esc: look at the map first; the question stays open."));
}

static const struct {
	enum action action;
	unsigned may;
	enum choice choice;
} answers[] = {
	{ ACT_TRY_AGAIN, MAY_RETRY, CHOICE_RETRY }, { ACT_GO_ON, MAY_GO_ON, CHOICE_GO_ON },
	{ ACT_MOVE_DISC, MAY_MOVE, CHOICE_OTHER_DRIVE }, { ACT_TAKE_OVER, MAY_TAKE_OVER, CHOICE_GO_ON },
	{ ACT_WAIT, MAY_WAIT, CHOICE_RETRY }, { ACT_UNMOUNT, MAY_UNMOUNT, CHOICE_UNMOUNT },
};

static bool question_offers(struct ui *u, void *state, enum action a)
{
	const struct drive_view *d = drive_asked(&u->snap);
	unsigned may = matter_of(&u->snap)->may;

	(void)state;
	if (!d || !d->mounted[0])
		may &= ~(unsigned)MAY_UNMOUNT;
	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		if (answers[i].action == a)
			return may & answers[i].may;
	return a == ACT_EJECT ? may & MAY_EJECT : a == ACT_DISC_JOB ? may & MAY_NEW_JOB : true;
}

/* The lock stopped the job from being opened: there is no engine to answer. */
static struct follow act_locked_out(struct ui *u, enum action a)
{
	if (a == ACT_TAKE_OVER || a == ACT_TRY_AGAIN) {
		u->wanted->take_over = a == ACT_TAKE_OVER;
		return (struct follow){ .kind = FOLLOW_OPEN_JOB };
	}
	return (struct follow){ .kind = FOLLOW_CLOSE_JOB };
}

static struct follow question_act(struct ui *u, void *state, enum action a, struct mouse at)
{
	struct command c = { .kind = CMD_ANSWER, .question = u->snap.ask.id };

	(void)at;
	if (!question_offers(u, state, a))
		return (struct follow){ .kind = FOLLOW_NONE };
	if (is_locked_out(&u->snap))
		return act_locked_out(u, a);
	if (a == ACT_DISC_JOB)
		return ui_job_of_disc(u);
	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		if (answers[i].action == a)
			c.choice = answers[i].choice;
	if (a == ACT_QUIT)
		c.choice = CHOICE_STOP;
	if (a == ACT_EJECT)
		ui_post(u, (struct command){ .kind = CMD_EJECT });
	else if (a == ACT_BACK)
		return (struct follow){ .kind = FOLLOW_POP };
	else
		ui_post(u, c);
	return (struct follow){ .kind = a == ACT_QUIT ? FOLLOW_CLOSE_JOB : FOLLOW_NONE };
}

static bool question_over(struct ui *u, void *state)
{
	(void)state;
	return u->snap.ask.id == 0 && !is_locked_out(&u->snap);
}

static const struct binding question_keys[] = {
	{ 'M', ACT_UNMOUNT }, { 'r', ACT_TRY_AGAIN }, { 'y', ACT_GO_ON }, { 's', ACT_MOVE_DISC }, { 'w', ACT_WAIT },
	{ 'e', ACT_EJECT }, { 'i', ACT_DISC_JOB }, { 't', ACT_TAKE_OVER },
	{ 'q', ACT_QUIT }, { KEY_CODE_ESC, ACT_BACK },
};

const struct screen screen_question = {
	.name = "question", .title = N_("A question"), .dialog = true, .keys = question_keys,
	.nkeys = ARRAY_LEN(question_keys), .draw = question_draw, .act = question_act, .over = question_over,
	.offers = question_offers,
};
