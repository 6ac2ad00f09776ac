#include "config.h"
#include "ui/start.h"

#include "ui/disc_words.h"
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

static void stuck_words(const struct ui *u, const struct shelf_drive *d, char *out, size_t size)
{
	char since[FORMAT_MAX], lsn[FORMAT_MAX];

	format_clock(since, ui_time(u, d->since));
	if (d->now.command[0] && d->now.lsn >= 0)
		snprintf(out, size, _("stuck since %s in %s at LSN %s"), since, d->now.command, format_count(lsn, d->now.lsn));
	else if (d->now.command[0])
		snprintf(out, size, _("stuck since %s in %s"), since, d->now.command);
	else
		snprintf(out, size, _("stuck since %s"), since);
}

/* Why there is no disc to be shown. An empty drive is quiet; one that has trouble is not. */
static enum role state_words(const struct ui *u, const struct shelf_drive *d, char *out, size_t size)
{
	double seconds = d->since > 0 ? (double)(u->now - ui_time(u, d->since)) : 0;
	char t[FORMAT_MAX];

	if (d->busy) {
		snprintf(out, size, "%s", _("a rescue uses this drive"));
		return ROLE_PLAIN;
	}
	switch (d->state) {
	case STATUS_NO_MEDIUM:
	case STATUS_TRAY_OPEN:
		snprintf(out, size, "%s", _(status_sentence(d->state)));
		return ROLE_DIM;
	case STATUS_NOT_READY:
		snprintf(out, size, seconds >= 1 ? _("spinning up, %s") : "%s",
			 seconds >= 1 ? format_duration(t, seconds) : _("spinning up"));
		return ROLE_PLAIN;
	case STATUS_MEDIUM_CHANGED:
		snprintf(out, size, "%s", _(status_sentence(d->state)));
		return ROLE_PLAIN;
	case STATUS_STUCK:
		snprintf(out, size, "! ");
		stuck_words(u, d, out + 2, size - 2);
		return ROLE_ERROR;
	case STATUS_PERMISSION:
		snprintf(out, size, _("! no permission: join the group %s"), d->group[0] ? d->group : "cdrom");
		return ROLE_ERROR;
	default:
		snprintf(out, size, "! %s", d->fault.reason ? _(d->fault.reason) : _(status_sentence(d->state)));
		return ROLE_ERROR;
	}
}

static void draw_medium(struct canvas *c, int row, const struct start_columns *at, const struct shelf_drive *d)
{
	char words[400], where[300], bytes[FORMAT_MAX];
	int used = 0;

	if (d->mounted[0])
		/* TRANSLATORS: before the disc's name: "mounted: CD-ROM, TNT_ROM" */
		used = canvas_put(c, row, at->what, at->what_cols, ROLE_WARN, _("mounted: "));
	else if (d->in_use)
		used = canvas_put(c, row, at->what, at->what_cols, ROLE_WARN, _("in use: "));
	disc_words(&d->medium, &d->volume, words, sizeof words);
	used += canvas_put(c, row, at->what + used, at->what_cols - used, ROLE_NUMBER, words);
	if (d->mounted[0] && used + 8 < at->what_cols) {
		snprintf(where, sizeof where, _(", at %s"), d->mounted);
		canvas_put(c, row, at->what + used, at->what_cols - used, ROLE_WARN, where);
	}
	if (at->serial_cols > 0)
		canvas_put_right(c, row, at->bytes_end, 8, ROLE_PLAIN, format_bytes(bytes, d->medium.bytes));
	put_sectors(c, row, at->sectors_end, d->medium.sectors);
}

static bool has_twin(const struct shelf_view *v, int i)
{
	for (int k = 0; k < v->ndrives; k++)
		if (k != i && drive_same_make(&v->drives[k].id, &v->drives[i].id))
			return true;
	return false;
}

/* "PLEXTOR PX-716A 1.11"; where only that would be the same for two drives, "PX-716A SN0042". */
static void put_model(struct canvas *c, int row, const struct start_columns *at, const struct shelf_view *v, int i)
{
	const struct drive_id *id = &v->drives[i].id;
	const char *mark = id->serial[0] ? id->serial : id->bus;
	char model[64], end[sizeof id->bus * 4];
	int used;

	if (at->serial_cols > 0 || !mark[0] || !has_twin(v, i)) {
		snprintf(model, sizeof model, "%s%s%s%s%s", id->vendor, id->vendor[0] && id->model[0] ? " " : "", id->model,
			 id->firmware[0] ? " " : "", id->firmware);
		canvas_put(c, row, at->model, at->model_cols, ROLE_PLAIN, model);
		return;
	}
	used = canvas_put(c, row, at->model, at->model_cols, ROLE_PLAIN, id->model) + 1;
	text_fit_end(end, sizeof end, mark, at_least_0(at->model_cols - used), c->ascii);
	canvas_put(c, row, at->model + used, at->model_cols - used, ROLE_DIM, end);
}

static void draw_drive(const struct ui *u, struct canvas *c, int row, struct rect r, const struct start_columns *at, int i)
{
	const struct shelf_drive *d = &u->view.drives[i];
	char number[16], mark[sizeof d->id.bus * 4], words[400];
	enum role role;

	snprintf(number, sizeof number, "%d", i + 1);
	canvas_put_right(c, row, r.col + 3, 2, ROLE_DIM, number);
	canvas_put(c, row, at->name, at->name_cols, ROLE_TITLE, d->id.name);
	put_model(c, row, at, &u->view, i);
	text_fit_end(mark, sizeof mark, d->id.serial[0] ? d->id.serial : d->id.bus, at->serial_cols, c->ascii);
	canvas_put(c, row, at->serial, at->serial_cols, ROLE_DIM, mark);
	if (start_is_loaded(d)) {
		draw_medium(c, row, at, d);
		return;
	}
	role = state_words(u, d, words, sizeof words);
	canvas_put(c, row, at->what, at->sectors_end - at->what, role, words);
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

		draw_drive(u, c, row, r, &l->at, i);
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

static const char *advice_on_job(const struct job_brief *j)
{
	if (j->status != STATUS_OK)
		return _("Nothing of this job was changed. Enter says what is wrong, and where.");
	return j->locked ? _("Another discnurse works on this job: leave it there first. Enter says who.") : "";
}

static void advise_on_drive(const struct shelf_drive *d, char *out, size_t size)
{
	switch (d->state) {
	case STATUS_OK:
		if (d->mounted[0])
			snprintf(out, size, _("It is mounted at %s: other programs may read it. M unmounts it."), d->mounted);
		else if (d->in_use)
			snprintf(out, size, "%s", _("Another program holds this disc: what it reads disturbs a rescue."));
		return;
	case STATUS_PERMISSION:
		snprintf(out, size, _("Your user may not read this drive: join the group %s, then log in again."),
			 d->group[0] ? d->group : "cdrom");
		return;
	case STATUS_NOT_READY:
	case STATUS_MEDIUM_CHANGED:
		snprintf(out, size, "%s", _("It is looked at again in a moment."));
		return;
	case STATUS_NO_MEDIUM:
	case STATUS_TRAY_OPEN:
		snprintf(out, size, "%s", _("Put a disc in: it is recognised by itself."));
		return;
	case STATUS_STUCK:
		snprintf(out, size, "%s", _("Switch it off and on, or pull its plug: when it is back, that is seen by itself."));
		return;
	default:
		snprintf(out, size, "%s", _("Try another disc or another drive; is the cable firm?"));
		return;
	}
}

/* What to do about the selected drive or job, where that is not plain. */
static void advise(const struct ui *u, const struct start *s, char *out, size_t size)
{
	const struct shelf_view *v = &u->view;

	out[0] = '\0';
	if (s->in_jobs && s->jobs.at >= 0)
		snprintf(out, size, "%s", advice_on_job(&v->jobs[s->jobs.at]));
	else if (!s->in_jobs && s->drives.at >= 0 && !v->drives[s->drives.at].busy)
		advise_on_drive(&v->drives[s->drives.at], out, size);
}

void start_draw(struct ui *u, void *state, struct canvas *c, struct rect r)
{
	struct start *s = state;
	char what_to_do[500];

	s->layout = start_layout_for(r, u->view.ndrives);
	draw_title(u, s, c, r);
	draw_drives(u, s, c, s->layout.table, &s->layout);
	draw_jobs(u, s, c, s->layout.table, &s->layout);
	advise(u, s, what_to_do, sizeof what_to_do);
	if (s->search.typing || s->search.missed)
		search_draw(&s->search, c, s->layout.line_row, r.col + 1, s->layout.table.cols - 2);
	else
		canvas_put(c, s->layout.line_row, r.col + 1, r.cols - 2, ROLE_DIM, what_to_do);
}
