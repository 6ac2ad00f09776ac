#include "config.h"
#include "ui/disc_words.h"
#include "ui/field.h"
#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/jobname.h"
#include "ui/screen.h"
#include "ui/text.h"
#include "ui/ui.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The form for a new job: which disc, which folder, what a person wants to say about it. */

enum place { AT_DRIVE, AT_FOLDER, AT_IDENTIFIER, AT_DESCRIPTION, AT_NOTES, AT_BUTTON, PLACES };

static const struct place_row {
	const char *label;	/* N_() */
	size_t room;		/* bytes; 0: no text is typed here */
	const char *remark;	/* N_() */
} places[PLACES] = {
	[AT_DRIVE] = { .label = N_("drive") },
	[AT_FOLDER] = { .label = N_("folder"), .room = JOBNAME_MAX },
	[AT_IDENTIFIER] = {
		.label = N_("identifier"), .room = sizeof((struct job_about *)0)->identifier,
		.remark = N_("a shelf mark or an inventory number; may stay empty"),
	},
	[AT_DESCRIPTION] = { .label = N_("description"), .room = sizeof((struct job_about *)0)->description },
	[AT_NOTES] = { .label = N_("notes"), .room = sizeof((struct job_about *)0)->notes },
	[AT_BUTTON] = { .label = "" },
};

struct form {
	enum place at;
	struct field fields[PLACES];
	char drive[256];	/* spec; empty: none has a disc */
	bool named;		/* the folder's name was typed: no proposal may replace it */
	const char *problem;	/* N_() of the folder, found when it was to be made; NULL */
};

/* --- what it knows --- */

static bool has_disc(const struct shelf_drive *d)
{
	return d->state == STATUS_OK && !d->busy;
}

/* The index of the drive chosen, or -1. */
static int drive_index(const struct ui *u, const struct form *f)
{
	for (int i = 0; i < u->view.ndrives; i++)
		if (strcmp(u->view.drives[i].id.spec, f->drive) == 0)
			return i;
	return -1;
}

static const char *drive_fault(const struct ui *u, const struct form *f)
{
	int i = drive_index(u, f);

	if (!f->drive[0])
		return N_("No drive has a disc: put one in, it is recognised by itself.");
	if (i < 0)
		return N_("The drive is gone: choose another one with Left and Right.");
	if (u->view.drives[i].busy)
		return N_("A rescue uses this drive.");
	if (!has_disc(&u->view.drives[i]))
		return status_sentence(u->view.drives[i].state);
	return NULL;
}

static const char *folder_fault(const struct ui *u, const struct form *f)
{
	const char *fault;

	if (!u->settings || !u->settings->jobs)
		return N_("There is no folder for jobs: name one with --jobs.");
	fault = jobname_fault(f->fields[AT_FOLDER].text);
	return fault ? fault : f->problem;
}

/* The job that stands in the folder already, or NULL. */
static const struct job_brief *present_job(const struct ui *u, const struct form *f)
{
	return jobname_find(&u->view, f->fields[AT_FOLDER].text);
}

/* And the disc in the drive is that job's, as far as the volume tells. */
static bool is_its_disc(const struct ui *u, const struct form *f)
{
	const struct job_brief *j = present_job(u, f);
	int i = drive_index(u, f);

	return j && i >= 0 && has_disc(&u->view.drives[i]) && jobname_of_disc(&u->view, &u->view.drives[i]) == j;
}

static void propose(const struct ui *u, struct form *f)
{
	char name[JOBNAME_MAX];
	int i = drive_index(u, f);

	if (f->named || i < 0 || !has_disc(&u->view.drives[i]))
		return;
	jobname_propose(name, &u->view.drives[i], &u->view);
	if (strcmp(name, f->fields[AT_FOLDER].text) == 0)
		return;
	field_set(&f->fields[AT_FOLDER], JOBNAME_MAX, name);
	f->problem = NULL;
}

/* The next drive with a disc in that direction, round the end; stays where there is no other. */
static void choose_drive(const struct ui *u, struct form *f, int step)
{
	int n = u->view.ndrives, from = drive_index(u, f);

	if (from < 0)
		from = step > 0 ? n - 1 : 0;
	for (int i = 1; i <= n; i++) {
		const struct shelf_drive *d = &u->view.drives[(from + (step > 0 ? i : n - i)) % n];

		if (has_disc(d)) {
			snprintf(f->drive, sizeof f->drive, "%s", d->id.spec);
			break;
		}
	}
	propose(u, f);
}

static void form_update(struct ui *u, void *state)
{
	struct form *f = state;

	if (!f->drive[0])
		choose_drive(u, f, 1);
	propose(u, f);
}

static void form_open(struct ui *u, void *state)
{
	struct form *f = state;

	for (int i = 0; i < PLACES; i++)
		field_set(&f->fields[i], places[i].room, "");
	snprintf(f->drive, sizeof f->drive, "%s", u->wanted->drive);
	f->at = AT_FOLDER;
	form_update(u, state);
}

/* --- what keys do --- */

static const struct follow stay = { .kind = FOLLOW_NONE };

/* An empty folder is as good as none; trouble with reading it shows when the job is opened. */
static bool is_empty(const char *folder)
{
	DIR *dir = opendir(folder);
	int n = 0;

	if (!dir)
		return true;
	while (n <= 2 && readdir(dir))
		n++;
	closedir(dir);
	return n <= 2;		/* itself and the one above */
}

/* Is something else in the way? Looks at the disk, so only once, before the job is made. */
static const char *in_the_way(const char *folder)
{
	struct stat st;

	if (lstat(folder, &st) != 0)
		return NULL;
	if (stat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
		return N_("Something of that name is there already, and is no folder.");
	if (!is_empty(folder))
		return N_("A folder of that name holds something else already.");
	return NULL;
}

/* Copies what was typed without blanks at its ends. */
static void take_text(char *out, size_t size, const struct field *from)
{
	const char *text = from->text + strspn(from->text, " ");
	size_t len = strlen(text);

	while (len > 0 && text[len - 1] == ' ')
		len--;
	snprintf(out, size, "%.*s", (int)len, text);
}

static struct follow complain(struct form *f, enum place at)
{
	f->at = at;
	return stay;
}

static struct follow accept_form(struct ui *u, struct form *f)
{
	struct job_wanted *w = u->wanted;
	char name[JOBNAME_MAX];
	int len;

	take_text(name, sizeof name, &f->fields[AT_FOLDER]);
	field_set(&f->fields[AT_FOLDER], JOBNAME_MAX, name);
	f->problem = NULL;
	if (folder_fault(u, f))
		return complain(f, AT_FOLDER);
	*w = (struct job_wanted){ 0 };
	len = snprintf(w->folder, sizeof w->folder, "%s/%s", u->settings->jobs, name);
	if (len < 0 || (size_t)len >= sizeof w->folder) {
		f->problem = N_("The path is too long.");
		return complain(f, AT_FOLDER);
	}
	if (present_job(u, f)) {	/* keeps what was said about it, and looks for its disc itself */
		if (is_its_disc(u, f))
			snprintf(w->drive, sizeof w->drive, "%s", f->drive);
		return (struct follow){ .kind = FOLLOW_OPEN_JOB };
	}
	if (drive_fault(u, f))
		return complain(f, AT_DRIVE);
	f->problem = in_the_way(w->folder);
	if (f->problem)
		return complain(f, AT_FOLDER);
	snprintf(w->drive, sizeof w->drive, "%s", f->drive);
	take_text(w->about.identifier, sizeof w->about.identifier, &f->fields[AT_IDENTIFIER]);
	take_text(w->about.description, sizeof w->about.description, &f->fields[AT_DESCRIPTION]);
	take_text(w->about.notes, sizeof w->about.notes, &f->fields[AT_NOTES]);
	return (struct follow){ .kind = FOLLOW_OPEN_JOB };
}

static struct follow form_act(struct ui *u, void *state, enum action a, struct mouse at)
{
	struct form *f = state;

	(void)at;
	switch (a) {
	case ACT_UP:
		f->at = f->at == 0 ? PLACES - 1 : f->at - 1;
		return stay;
	case ACT_DOWN:
	case ACT_NEXT_PANEL:
		f->at = (f->at + 1) % PLACES;
		return stay;
	case ACT_LEFT:
	case ACT_RIGHT:
		if (f->at == AT_DRIVE)
			choose_drive(u, f, a == ACT_RIGHT ? 1 : -1);
		return stay;
	case ACT_OPEN:
		if (f->at == AT_BUTTON)
			return accept_form(u, f);
		f->at++;
		return stay;
	case ACT_BACK:
		return (struct follow){ .kind = FOLLOW_POP };
	default:
		return stay;
	}
}

static bool form_type(struct ui *u, void *state, int32_t key)
{
	struct form *f = state;
	struct field *field = &f->fields[f->at];
	char before[JOBNAME_MAX];

	(void)u;
	if (places[f->at].room == 0)
		return false;
	memcpy(before, field->text, sizeof before);
	if (!field_key(field, key))
		return false;
	if (f->at == AT_FOLDER && strcmp(before, field->text) != 0) {
		f->named = true;
		f->problem = NULL;
	}
	return true;
}

static bool form_offers(struct ui *u, void *state, enum action a)
{
	(void)u;
	return a != ACT_OPEN || ((const struct form *)state)->at == AT_BUTTON;
}

/* --- how it looks --- */

/* The widest label decides where the fields begin, in every language. */
static int label_cols(void)
{
	int most = 0;

	for (int i = 0; i < AT_BUTTON; i++) {
		int cols = text_cols(_(places[i].label));

		most = cols > most ? cols : most;
	}
	return most;
}

static void draw_drive(const struct ui *u, const struct form *f, struct canvas *c, int row, int col, int cols)
{
	int i = drive_index(u, f);
	const struct shelf_drive *d = i < 0 ? NULL : &u->view.drives[i];
	enum role role = f->at == AT_DRIVE ? ROLE_SELECTED : ROLE_NUMBER;

	if (d)
		canvas_putf(c, row, col, cols, role, "< %d %s%s%s%s%s >", i + 1, d->id.name, d->id.vendor[0] ? " " : "",
			    d->id.vendor, d->id.model[0] ? " " : "", d->id.model);
	else
		canvas_putf(c, row, col, cols, role, "< %s >", f->drive[0] ? f->drive : "-");
}

static void draw_disc(const struct shelf_drive *d, struct canvas *c, int row, int col, int cols)
{
	char count[FORMAT_MAX], bytes[FORMAT_MAX], words[300], line[400];
	int used;

	disc_words(&d->medium, &d->volume, words, sizeof words);
	used = canvas_put(c, row, col, cols, ROLE_PLAIN, words) + 2;
	snprintf(line, sizeof line, ngettext("%s sector, %s", "%s sectors, %s", (unsigned long)d->medium.sectors),
		 format_count(count, d->medium.sectors), format_bytes(bytes, d->medium.bytes));
	used += canvas_put(c, row, col + used, cols - used, ROLE_DIM, line) + 2;
	if (d->mounted[0])
		snprintf(line, sizeof line, _("! mounted at %s: other programs may read it"), d->mounted);
	else
		snprintf(line, sizeof line, "%s", d->in_use ? _("! another program holds it") : "");
	canvas_put(c, row, col + used, cols - used, ROLE_WARN, line);
}

static void draw_field(struct form *f, enum place at, struct canvas *c, int row, int col, int cols)
{
	char shown[FIELD_MAX * 4 + 8];
	int cursor = field_show(&f->fields[at], shown, sizeof shown, cols, c->ascii);

	canvas_fill(c, (struct rect){ row, col, 1, cols }, ROLE_FIELD, ' ');
	canvas_put(c, row, col, cols, ROLE_FIELD, shown);
	if (at == f->at) {
		c->cursor_row = row;
		c->cursor_col = col + cursor;
	}
}

static void draw_button(const struct ui *u, const struct form *f, struct canvas *c, int row, int col, int cols)
{
	bool there = !jobname_fault(f->fields[AT_FOLDER].text) && present_job(u, f);

	canvas_putf(c, row, col, cols, f->at == AT_BUTTON ? ROLE_SELECTED : ROLE_PLAIN, "[ %s ]",
		    there ? _("Open that job") : _("Start the rescue"));
}

/* What stands below a field: what is wrong with it, else what is to be known of it. */
static void draw_remark(const struct ui *u, const struct form *f, enum place at, struct canvas *c, int row, int col,
			int cols)
{
	const char *fault = at == AT_DRIVE ? drive_fault(u, f) : at == AT_FOLDER ? folder_fault(u, f) : NULL;

	if (fault)
		canvas_putf(c, row, col, cols, ROLE_WARN, "! %s", _(fault));
	else if (at == AT_DRIVE)
		draw_disc(&u->view.drives[drive_index(u, f)], c, row, col, cols);
	else if (f->fields[at].full && at == f->at)
		canvas_putf(c, row, col, cols, ROLE_WARN, "! %s", _("No more room here."));
	else if (at == AT_FOLDER && present_job(u, f))
		canvas_putf(c, row, col, cols, ROLE_WARN, "! %s", is_its_disc(u, f) ? _("This is the disc of that job: it can be opened.") :
			    _("This job is there already: it can be opened."));
	else if (places[at].remark)
		canvas_put(c, row, col, cols, ROLE_DIM, _(places[at].remark));
}

static void form_draw(struct ui *u, void *state, struct canvas *c, struct rect r)
{
	struct form *f = state;
	int col = r.col + 3 + label_cols() + 2, gap = r.rows >= 20;
	int cols = r.cols - (col - r.col) - 1, row = r.row + 1 + gap;

	if (cols > 100)
		cols = 100;
	canvas_put(c, r.row, r.col + 1, r.cols - 2, ROLE_TITLE, _("New job"));
	for (enum place at = 0; at < PLACES; at++, row += 2 + gap) {
		if (at == f->at)
			canvas_put(c, row, r.col + 1, 1, ROLE_KEY, ">");
		canvas_put(c, row, r.col + 3, col - r.col - 4, at == f->at ? ROLE_TITLE : ROLE_PLAIN,
			   places[at].label[0] ? _(places[at].label) : "");
		if (at == AT_DRIVE)
			draw_drive(u, f, c, row, col, cols);
		else if (at == AT_BUTTON)
			draw_button(u, f, c, row, col, cols);
		else
			draw_field(f, at, c, row, col, cols);
		draw_remark(u, f, at, c, row + 1, col, cols);
	}
}

static const struct binding form_keys[] = {
	{ KEY_CODE_ENTER, ACT_OPEN },
	{ KEY_CODE_TAB, ACT_NEXT_PANEL }, { KEY_CODE_DOWN, ACT_DOWN }, { KEY_CODE_BACKTAB, ACT_UP },
	{ KEY_CODE_UP, ACT_UP }, { KEY_CODE_LEFT, ACT_LEFT }, { KEY_CODE_RIGHT, ACT_RIGHT },
	{ KEY_CODE_ESC, ACT_BACK },
};

const struct screen screen_new_job = {
	.name = "new-job", .title = N_("New job"), .keys = form_keys, .nkeys = ARRAY_LEN(form_keys),
	.size = sizeof(struct form), .open = form_open, .update = form_update, .draw = form_draw, .act = form_act,
	.type = form_type, .offers = form_offers,
};
