#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include "engine/engine.h"
#include "engine/shelf.h"
#include "ui/canvas.h"
#include "ui/keys.h"

/*
 * A screen, or a dialog over one, is one file with one `const struct screen`. Screens lie on a stack; the topmost gets
 * the keys, and dialogs are drawn over what is below them. `update` takes what is new, `draw` only draws, `act` returns
 * what must follow.
 */

/* What a screen sees of the program; owned by app.c, one thread. */
struct ui {
	struct engine *engine;		/* NULL: no job is open */
	struct snapshot snap;		/* the last copy; valid when engine is set */
	struct shelf *shelf;		/* NULL in tests of other screens */
	struct shelf_view view;
	struct log *log;
	struct drives *drives;
	const struct ui_settings *settings;
	struct screens *screens;	/* the stack the screen lies on; NULL in tests of one screen */
	struct job_wanted *wanted;	/* what FOLLOW_OPEN_JOB opens */
	unsigned posted;		/* commands posted to the engine so far */
	char unmount[256];		/* spec of the drive that screen_unmount asks about */
	bool unmounting;		/* and the answer was yes: its end is still to be told */
	bool ascii;
	bool simulated;			/* the drives are simulated: the operator's hands are keys */
	double pace;			/* seconds of the drive's time in one of ours; 0: they are only counted */
	bool pinned;			/* a script runs: every time of day is `now` */
	time_t now;			/* pinned in scripts */
	char notice[200];		/* one line to be shown until the next key: what a key did, or why it cannot */
};

enum follow_kind {
	FOLLOW_NONE, FOLLOW_PUSH, FOLLOW_REPLACE, FOLLOW_POP, FOLLOW_QUIT, FOLLOW_OPEN_JOB, FOLLOW_CLOSE_JOB,
	FOLLOW_NEW_JOB,			/* as CLOSE_JOB; then the form for the disc in the wanted drive */
};

struct screen;
struct follow {
	enum follow_kind kind;
	const struct screen *screen;	/* PUSH, REPLACE */
};

struct screen {
	const char *name;		/* in scripts and tests */
	const char *title;		/* N_() */
	bool dialog;			/* drawn over the screen below */
	const struct binding *keys;
	int nkeys;
	/* Makes the screen's own state (calloc'd by app.c with `size` bytes, zeroed); may be NULL. */
	size_t size;
	void (*open)(struct ui *u, void *state);
	void (*update)(struct ui *u, void *state);			/* a new snapshot, view or log line came */
	void (*draw)(struct ui *u, void *state, struct canvas *c, struct rect r);	/* r: all but the hint line */
	struct follow (*act)(struct ui *u, void *state, enum action a, struct mouse at);
	/* Takes a key before the bindings do, for text fields; true: it was used up. May be NULL. */
	bool (*type)(struct ui *u, void *state, int32_t key);
	void (*close)(struct ui *u, void *state);
	/* Dialogs: nothing is left to show, app.c closes it. May be NULL. */
	bool (*over)(struct ui *u, void *state);
	/* Which actions have something to act on now, for the hint line; NULL: all. */
	bool (*offers)(struct ui *u, void *state, enum action a);
};

extern const struct screen screen_start;	/* drives and jobs */
extern const struct screen screen_new_job;	/* the form; ends in FOLLOW_OPEN_JOB */
extern const struct screen screen_rescue;
extern const struct screen screen_log;
extern const struct screen screen_help;
extern const struct screen screen_move;		/* moving the disc, from start to end */
extern const struct screen screen_question;	/* the engine asks */
extern const struct screen screen_quit;		/* a job is running: really? */
extern const struct screen screen_stop;		/* when retries stop */
extern const struct screen screen_unmount;	/* a disc is mounted: really? */

/* All of them, for the help screen and for tests; NULL at the end. */
extern const struct screen *const all_screens[];

/* Keys that act on every screen: help, redraw. They need not be in a screen's table. */
extern const struct binding common_keys[];
extern const int ncommon_keys;

/* Posts a command; says so in the notice when that is not possible. */
bool ui_post(struct ui *u, struct command c);

/* Leaves this job for that of the disc which the engine has just refused. */
struct follow ui_job_of_disc(struct ui *u);

/* A line to be shown until the next key. `format` is translated already. */
void ui_notice(struct ui *u, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A time of day as it may be shown: in a script every one is `now`, so that saved screens are equal. */
static inline time_t ui_time(const struct ui *u, time_t when)
{
	return u->pinned ? u->now : when;
}

/* The screen below the topmost one; NULL if there is none. */
const struct screen *ui_below(const struct ui *u);

/* The job that FOLLOW_OPEN_JOB opens: filled by the screen that asks for it. */
struct job_wanted {
	char folder[PATH_MAX];		/* empty: the one that was open last */
	char drive[256];		/* spec; empty: the first that has a disc */
	struct job_about about;
	bool take_over;
};

#endif
