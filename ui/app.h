#ifndef UI_APP_H
#define UI_APP_H

#include "ui/screens.h"
#include "ui/ui.h"

/* The program behind the screens: the loop of a terminal and the one of a script drive the same functions. */
struct app {
	struct ui ui;
	const struct ui_settings *settings;
	struct ui_result *out;
	struct screens screens;
	struct job_wanted wanted;
	struct canvas canvas;
	unsigned opened;		/* jobs opened so far */
	int paced;			/* the drive, counted from 1, of which ui.pace is */
	bool moving;			/* the dialog of this move was put up */
	unsigned asked;			/* the question whose dialog has been put up */
	bool leaving;			/* STOP is posted; what follows when the engine has ended: */
	enum follow_kind leave_for;	/* CLOSE_JOB, NEW_JOB or QUIT */
	int64_t leave_by_ms;		/* monotonic; 0: as long as the drive takes */
	bool over;
	char stderr_line[200];		/* what came from stderr since the last line end */
	size_t stderr_len;
};

/* Puts up the first screen, and opens the job where the settings ask for it. */
enum status app_open(struct app *a, const struct ui_settings *s, struct ui_result *out);
/* The shelf begins to look, if it does not already. False when memory is out. */
bool app_open_shelf(struct app *a);
/* Ends what still runs, keeping the last snapshot for the result. */
void app_close(struct app *a);

/* Takes what is new from engine and shelf, tells the screens, puts up the dialogs that are due. */
void app_refresh(struct app *a);
/* Draws all of it on a->canvas. */
void app_draw(struct app *a);
/* A key and what follows from it. True: everything is to be sent to the terminal again. */
bool app_key(struct app *a, int32_t key, struct mouse at);
/* A signal asks for the end: save, at most 5 s for the read in flight. A second one does not wait. */
void app_signal(struct app *a, int signal);

/* app_job.c */
bool app_open_job(struct app *a);
void app_leave_job(struct app *a, enum follow_kind leave_for);
/* When the engine has ended, or leave_by is over: frees it and does what was to follow. */
void app_finish_leaving(struct app *a, bool at_once);
void app_put_up_dialogs(struct app *a);

/* app_loop.c */
void app_loop(struct app *a);
int64_t app_now_ms(void);	/* monotonic */

#endif
