#ifndef UI_START_H
#define UI_START_H

#include "ui/list.h"
#include "ui/screen.h"
#include "ui/search.h"
#include "ui/text.h"

/* The start screen's two files: screen_start.c decides, start_draw.c draws. */

/* Columns from the left edge, so that nothing moves when a number or a name grows. */
struct start_columns {
	/* drives */
	int name, name_cols, model, model_cols, serial, serial_cols, what, what_cols, bytes_end, sectors_end;
	/* jobs */
	int job_cols, text, text_cols, id, id_cols, of_end, rescued_end, bad_end, when_end;
};

struct start_layout {
	int drives_row, drives_rows, jobs_row, jobs_rows;	/* of the lists, without their headings */
	int line_row;						/* search, or what to do */
	struct rect table;					/* no wider than an eye can follow */
	struct start_columns at;
};

/* Pure; holds for any size. Rows and columns outside the rectangle are never asked for with more than none. */
struct start_layout start_layout_for(struct rect r, int ndrives);

struct start {
	bool in_jobs;		/* which panel has the keys */
	struct list drives, jobs;
	struct search search;
	struct start_layout layout;	/* as drawn last, for clicks */
	char folder[PATH_MAX];		/* of the jobs, as shown; empty: none */
};

struct list_rows start_drive_rows(const struct shelf_view *v);
struct list_rows start_job_rows(const struct shelf_view *v);
bool start_is_loaded(const struct shelf_drive *d);
/* Its disc is mounted, and no rescue uses the drive. */
bool start_is_mounted(const struct shelf_drive *d);

void start_draw(struct ui *u, void *state, struct canvas *c, struct rect r);

#endif
