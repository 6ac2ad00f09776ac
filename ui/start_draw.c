#include "config.h"
#include "ui/start.h"

#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beyond `MOST` columns the eye loses the row. */
enum { WIDE = 120, MOST = 160, COUNT_COLS = 10, PERCENT_COLS = 9, WHEN_COLS = 15 };

static int at_least_0(int n)
{
	return n > 0 ? n : 0;
}

static struct start_columns columns_for(struct rect r)
{
	bool wide = r.cols >= WIDE;
	struct start_columns at = { 0 };

	at.name = r.col + 4;
	at.name_cols = wide ? 16 : 8;
	at.model = at.name + at.name_cols + 1;
	at.model_cols = wide ? 31 : 26;
	at.serial = at.model + at.model_cols + 1;
	at.serial_cols = wide ? 20 : 0;
	at.what = at.serial + at.serial_cols + (wide ? 2 : 0);
	at.sectors_end = r.col + r.cols - 1;
	at.bytes_end = at.sectors_end - COUNT_COLS - 2;
	at.what_cols = at_least_0((wide ? at.bytes_end - 8 : at.sectors_end - COUNT_COLS) - 1 - at.what);

	at.job_cols = r.cols >= MOST ? 32 : wide ? 24 : 15;
	at.when_end = r.col + r.cols - 1;
	at.bad_end = at.when_end - WHEN_COLS - 2;
	at.rescued_end = at.bad_end - COUNT_COLS - 1;
	at.of_end = at.rescued_end - PERCENT_COLS - (wide ? 2 : 0);
	at.id_cols = wide ? 18 : 0;
	at.id = at.of_end - (wide ? COUNT_COLS + 2 : 0) - at.id_cols;
	at.text = r.col + 2 + at.job_cols + 2;
	at.text_cols = at_least_0(at.id - 2 - at.text);
	return at;
}

struct start_layout start_layout_for(struct rect r, int ndrives)
{
	int gap = r.rows >= 30, most = r.rows / 3 > 2 ? r.rows / 3 : 2;
	struct start_layout l = { .table = r };

	l.table.cols = r.cols < MOST ? r.cols : MOST;
	l.at = columns_for(l.table);

	l.drives_row = r.row + 2 + gap;
	l.drives_rows = ndrives < 2 ? 2 : ndrives > most ? most : ndrives;
	l.jobs_row = l.drives_row + l.drives_rows + 2;
	l.line_row = r.row + r.rows - 1;
	l.jobs_rows = at_least_0(l.line_row - l.jobs_row);
	return l;
}

/* The home folder is "~". */
static void shorten_path(char *out, size_t size, const char *path)
{
	const char *home = getenv("HOME");
	size_t len = home ? strlen(home) : 0;

	if (len > 1 && strncmp(path, home, len) == 0 && (path[len] == '/' || !path[len]))
		snprintf(out, size, "~%s", path + len);
	else
		snprintf(out, size, "%s", path);
}

static void draw_title(const struct ui *u, const struct start *s, struct canvas *c, struct rect r)
{
	const char *name = u->settings && u->settings->name ? u->settings->name : PACKAGE;
	int used = canvas_put(c, r.row, r.col + 1, r.cols - 2, ROLE_TITLE, name), room;
	char path[PATH_MAX + 2], shown[PATH_MAX], line[PATH_MAX + 80];

	if (!s->folder[0])
		return;
	shorten_path(path, sizeof path, s->folder);
	snprintf(line, sizeof line, _("jobs in %s"), "");
	room = r.cols - used - 5 - text_cols(line);
	text_fit_end(shown, sizeof shown, path, room, c->ascii);
	snprintf(line, sizeof line, _("jobs in %s"), shown);
	canvas_put_right(c, r.row, r.col + r.cols - 1, r.cols - used - 5, ROLE_DIM, line);
}

/* A sentence in place of a list, over as many rows as there are. */
static void draw_sentence(struct canvas *c, int row, int rows, int col, int cols, const char *sentence)
{
	char line[1024];

	for (int i = 0; i < rows && text_wrap(line, sizeof line, sentence, cols, i); i++)
		canvas_put(c, row + i, col, cols, ROLE_PLAIN, line);
}

/* The marker says it where there is no reverse video, too. */
static void mark_selected(struct canvas *c, int row, struct rect r)
{
	canvas_put(c, row, r.col, 1, ROLE_SELECTED, ">");
	canvas_tint(c, row, r.col, r.cols, ROLE_SELECTED);
}

static void draw_position(struct canvas *c, int row, int col, int cols, const struct list *l, int n)
{
	char at[FORMAT_MAX], of[FORMAT_MAX];

	if (n <= l->rows)
		return;
	/* TRANSLATORS: the place in a long list: "12 of 3 000" */
	canvas_putf(c, row, col, cols, ROLE_DIM, _("%s of %s"), format_count(at, l->at + 1), format_count(of, n));
}

static void put_sectors(struct canvas *c, int row, int end, int32_t n)
{
	char count[FORMAT_MAX];

	canvas_put_right(c, row, end, COUNT_COLS, ROLE_PLAIN, format_count(count, n));
}

/* --- drives --- */

/* An empty drive is quiet; one that has trouble is not. */
static void draw_drive_state(struct canvas *c, int row, const struct start_columns *at, const struct shelf_drive *d)
{
	int cols = at->sectors_end - at->what;

	if (d->busy)
		canvas_put(c, row, at->what, cols, ROLE_PLAIN, _("a rescue uses this drive"));
	else if (d->state == STATUS_NO_MEDIUM || d->state == STATUS_TRAY_OPEN)
		canvas_put(c, row, at->what, cols, ROLE_DIM, _(status_sentence(d->state)));
	else if (d->state == STATUS_NOT_READY || d->state == STATUS_MEDIUM_CHANGED)
		canvas_put(c, row, at->what, cols, ROLE_PLAIN, _(status_sentence(d->state)));
	else
		canvas_putf(c, row, at->what, cols, ROLE_ERROR, "! %s", _(status_sentence(d->state)));
}

static void draw_medium(struct canvas *c, int row, const struct start_columns *at, const struct shelf_drive *d)
{
	char bytes[FORMAT_MAX];
	const char *kind = disc_kind_name(d->medium.kind);

	if (d->volume.found && d->volume.label[0])
		canvas_putf(c, row, at->what, at->what_cols, ROLE_NUMBER, "%s, %s", kind, d->volume.label);
	else
		/* TRANSLATORS: CD, DVD, BD or disc */
		canvas_putf(c, row, at->what, at->what_cols, ROLE_NUMBER, _("%s without a name"), kind);
	if (at->serial_cols > 0)
		canvas_put_right(c, row, at->bytes_end, 8, ROLE_PLAIN, format_bytes(bytes, d->medium.bytes));
	put_sectors(c, row, at->sectors_end, d->medium.sectors);
}

static void draw_drive(struct canvas *c, int row, struct rect r, const struct start_columns *at,
		       const struct shelf_drive *d, int i)
{
	const struct drive_id *id = &d->id;
	char model[64], number[16];

	snprintf(number, sizeof number, "%d", i + 1);
	canvas_put_right(c, row, r.col + 3, 2, ROLE_DIM, number);
	canvas_put(c, row, at->name, at->name_cols, ROLE_TITLE, id->name);
	snprintf(model, sizeof model, "%s%s%s%s%s", id->vendor, id->vendor[0] && id->model[0] ? " " : "", id->model,
		 id->firmware[0] ? " " : "", id->firmware);
	canvas_put(c, row, at->model, at->model_cols, ROLE_PLAIN, model);
	canvas_put(c, row, at->serial, at->serial_cols, ROLE_DIM, id->serial);
	if (start_is_loaded(d))
		draw_medium(c, row, at, d);
	else
		draw_drive_state(c, row, at, d);
}

static void draw_drives(struct ui *u, struct start *s, struct canvas *c, struct rect r, const struct start_layout *l)
{
	const struct shelf_view *v = &u->view;
	struct list_rows rows = start_drive_rows(v);
	int head = l->drives_row - 1, used;

	list_show(&s->drives, &rows, l->drives_rows);
	used = canvas_put(c, head, r.col + 1, r.cols - 2, s->in_jobs ? ROLE_DIM : ROLE_TITLE, _("drives"));
	draw_position(c, head, r.col + used + 3, 24, &s->drives, v->ndrives);
	if (v->ndrives > 0)
		canvas_put_right(c, head, l->at.sectors_end, COUNT_COLS, ROLE_DIM, _("sectors"));
	else if (!v->looked)
		draw_sentence(c, l->drives_row, l->drives_rows, r.col + 2, r.cols - 3, _("looking ..."));
	else
		draw_sentence(c, l->drives_row, l->drives_rows, r.col + 2, r.cols - 3,
			      _("No drive was found. Is your user in the group cdrom (log in again after a change)? "
				"A device or an image can be named: --drive FILE."));
	for (int i = s->drives.top; i < v->ndrives && i < s->drives.top + l->drives_rows; i++) {
		int row = l->drives_row + i - s->drives.top;

		draw_drive(c, row, r, &l->at, &v->drives[i], i);
		if (i == s->drives.at && !s->in_jobs)
			mark_selected(c, row, r);
	}
}

/* --- jobs --- */

static void draw_progress(const struct ui *u, struct canvas *c, int row, const struct start_columns *at,
			  const struct job_brief *j)
{
	bool whole = j->sectors > 0 && j->good == j->sectors;
	char text[FORMAT_MAX];

	if (at->id_cols > 0 && j->sectors > 0)
		put_sectors(c, row, at->of_end, j->sectors);
	canvas_put_right(c, row, at->rescued_end, PERCENT_COLS, whole ? ROLE_GOOD : ROLE_NUMBER,
			 format_percent(text, j->good, j->sectors));
	canvas_put_right(c, row, at->bad_end, COUNT_COLS, j->bad > 0 ? ROLE_WARN : ROLE_DIM,
			 j->sectors > 0 ? format_count(text, j->bad) : "-");
	if (j->locked)
		canvas_put(c, row, at->when_end - WHEN_COLS, WHEN_COLS, ROLE_WARN, _("being worked on"));
	else
		canvas_put(c, row, at->when_end - WHEN_COLS, WHEN_COLS, ROLE_PLAIN,
			   format_date(text, j->changed, u->now));
}

static void draw_job(const struct ui *u, struct canvas *c, int row, struct rect r, const struct start_columns *at,
		     const struct job_brief *j)
{
	const char *text = j->description[0] || at->id_cols > 0 ? j->description : j->identifier;

	canvas_put(c, row, r.col + 2, at->job_cols, ROLE_TITLE, j->name);
	if (j->status != STATUS_OK) {
		canvas_putf(c, row, at->text, at->when_end - at->text, ROLE_ERROR, "! %s",
			    _(status_sentence(j->status)));
		return;
	}
	canvas_put(c, row, at->text, at->text_cols, ROLE_PLAIN, text);
	canvas_put(c, row, at->id, at->id_cols, ROLE_DIM, j->identifier);
	draw_progress(u, c, row, at, j);
}

static void draw_job_heading(const struct ui *u, const struct start *s, struct canvas *c, struct rect r,
			     const struct start_layout *l)
{
	const struct start_columns *at = &l->at;
	int head = l->jobs_row - 1;
	int used = canvas_put(c, head, r.col + 1, at->job_cols, s->in_jobs ? ROLE_TITLE : ROLE_DIM, _("jobs"));

	draw_position(c, head, r.col + used + 3, 28, &s->jobs, u->view.njobs);
	if (u->view.njobs == 0)
		return;
	canvas_put(c, head, at->id, at->id_cols, ROLE_DIM, _("identifier"));
	canvas_put_right(c, head, at->of_end, at->id_cols > 0 ? COUNT_COLS : 0, ROLE_DIM, _("sectors"));
	canvas_put_right(c, head, at->rescued_end, PERCENT_COLS, ROLE_DIM, _("rescued"));
	canvas_put_right(c, head, at->bad_end, COUNT_COLS, ROLE_DIM, _("bad"));
	canvas_put(c, head, at->when_end - WHEN_COLS, WHEN_COLS, ROLE_DIM, _("last worked on"));
}

static void draw_jobs(struct ui *u, struct start *s, struct canvas *c, struct rect r, const struct start_layout *l)
{
	const struct shelf_view *v = &u->view;
	struct list_rows rows = start_job_rows(v);

	list_show(&s->jobs, &rows, l->jobs_rows);
	draw_job_heading(u, s, c, r, l);
	if (v->njobs == 0)
		draw_sentence(c, l->jobs_row, l->jobs_rows, r.col + 2, r.cols - 3, v->looked ?
			      _("No job yet. Put a disc into a drive, select the drive and press Enter, or n.") :
			      _("looking ..."));
	for (int i = s->jobs.top; i < v->njobs && i < s->jobs.top + l->jobs_rows; i++) {
		int row = l->jobs_row + i - s->jobs.top;

		draw_job(u, c, row, r, &l->at, &v->jobs[i]);
		if (i == s->jobs.at && s->in_jobs)
			mark_selected(c, row, r);
	}
}

/* What to do about the selected drive or job, where that is not plain. */
static const char *advice(const struct ui *u, const struct start *s)
{
	const struct shelf_view *v = &u->view;

	if (s->in_jobs) {
		const struct job_brief *j = s->jobs.at >= 0 ? &v->jobs[s->jobs.at] : NULL;

		if (j && j->status != STATUS_OK)
			return _("Nothing of this job was changed. Enter says what is wrong, and where.");
		if (j && j->locked)
			return _("Another discnurse works on this job: leave it there first. Enter says who.");
		return NULL;
	}
	if (s->drives.at < 0 || v->drives[s->drives.at].busy)
		return NULL;
	switch (v->drives[s->drives.at].state) {
	case STATUS_OK:
		return NULL;
	case STATUS_PERMISSION:
		return _("Your user may not read this drive: it has to be in the group cdrom.");
	case STATUS_NOT_READY:
	case STATUS_MEDIUM_CHANGED:
		return _("It is looked at again in a moment.");
	case STATUS_NO_MEDIUM:
	case STATUS_TRAY_OPEN:
		return _("Put a disc in: it is recognised by itself.");
	default:
		return _("Try another disc or another drive; is the cable firm?");
	}
}

void start_draw(struct ui *u, void *state, struct canvas *c, struct rect r)
{
	struct start *s = state;
	const char *what_to_do;

	s->layout = start_layout_for(r, u->view.ndrives);
	draw_title(u, s, c, r);
	draw_drives(u, s, c, s->layout.table, &s->layout);
	draw_jobs(u, s, c, s->layout.table, &s->layout);
	what_to_do = advice(u, s);
	if (s->search.typing || s->search.missed)
		search_draw(&s->search, c, s->layout.line_row, r.col + 1, s->layout.table.cols - 2);
	else if (what_to_do)
		canvas_put(c, s->layout.line_row, r.col + 1, r.cols - 2, ROLE_DIM, what_to_do);
}
