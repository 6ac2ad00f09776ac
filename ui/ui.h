#ifndef UI_UI_H
#define UI_UI_H

#include "drive/drives.h"
#include "engine/engine.h"

/* The console. Everything src/ needs to know of it. */

struct ui_settings {
	struct drives *drives;		/* borrowed */
	struct log *log;		/* borrowed */
	const char *jobs;		/* folder whose jobs are listed */
	struct engine_settings engine;	/* for every job opened; `where`, `about` and `drives` of the first job if open_job */
	bool open_job;			/* go straight to the rescue screen; quitting it ends the program */
	bool find_drives;		/* look for the machine's own drives */
	const char *script;		/* a file of keys and screens to save, instead of a terminal; NULL: a terminal */
	const char *script_out;		/* folder for the saved screens; NULL: here */
	const char *name;		/* shown in the start screen's title: "discnurse 0.1" */
};

/* How it ended. `last` is the engine's last snapshot when a job was open at the end (engine ended and freed). */
struct ui_result {
	enum status status;		/* OK, or why the console could not run: `fault` */
	struct fault fault;
	int signal;			/* 0, or the signal that ended it; the terminal is restored, the job saved */
	bool had_job;
	struct snapshot last;
	bool hung;			/* a drive did not come back; the program should end with _exit */
};

/* Runs the console until the user quits. STATUS_UNSUPPORTED without a terminal. */
void ui_run(const struct ui_settings *s, struct ui_result *out);

#endif
