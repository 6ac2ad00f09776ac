#include "config.h"
#include "ui/drive_words.h"

#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/rescue.h"
#include "ui/speed.h"
#include "ui/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *drive_state_word(enum status st)
{
	static const struct {
		enum status state;
		const char *word;
	} words[] = {
		{ STATUS_NO_MEDIUM, N_("empty") }, { STATUS_TRAY_OPEN, N_("tray open") }, { STATUS_NOT_READY, N_("spinning up") },
		{ STATUS_MEDIUM_CHANGED, N_("disc changed") }, { STATUS_RESET, N_("was reset") }, { STATUS_DRIVE_GONE, N_("gone") },
		{ STATUS_IN_USE, N_("in use") }, { STATUS_STUCK, N_("stuck") }, { STATUS_PERMISSION, N_("no permission") },
		{ STATUS_WRONG_DISC, N_("another disc") }, { STATUS_OK, N_("disc in it") },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (words[i].state == st)
			return _(words[i].word);
	return _(status_sentence(st));
}

/* The read under way in drive `i`, and for how long. */
static struct span read_of(const struct snapshot *snap, int i, double *seconds)
{
	const struct drive_view *d = &snap->drives[i];

	if (d->in_flight.count == 0 && i == snap->active) {
		*seconds = snap->read_s;
		return snap->in_flight;
	}
	*seconds = d->read_s;
	return d->in_flight;
}

int drive_silent(const struct snapshot *snap)
{
	double seconds, most = DRIVE_SILENT_S;
	int found = -1;

	for (int i = 0; i < snap->ndrives; i++)
		if (drive_reads(snap, i) && !snap->drives[i].stuck && read_of(snap, i, &seconds).count > 0 && seconds > most) {
			most = seconds;
			found = i;
		}
	return found;
}

int drive_stuck(const struct snapshot *snap)
{
	for (int i = 0; i < snap->ndrives; i++)
		if (snap->drives[i].stuck)
			return i;
	return -1;
}

void drive_stuck_words(const struct ui *u, const struct drive_view *d, char *out, size_t size)
{
	char since[FORMAT_MAX], lsn[FORMAT_MAX];

	format_clock(since, ui_time(u, u->now - (time_t)d->stuck_s));
	if (d->stuck_in.command[0] && d->stuck_in.lsn >= 0)
		snprintf(out, size, _("stuck since %s in %s at LSN %s"), since, d->stuck_in.command,
			 format_count(lsn, d->stuck_in.lsn));
	else if (d->stuck_in.command[0])
		snprintf(out, size, _("stuck since %s in %s"), since, d->stuck_in.command);
	else
		snprintf(out, size, _("stuck since %s"), since);
}

/* What is to be said of the disc in a drive that does not read; NULL: nothing. */
static const char *verdict_word(enum verdict v)
{
	switch (v) {
	case VERDICT_OTHER:
		return N_("another disc");
	case VERDICT_COPY:
		return N_("another copy");
	case VERDICT_UNSURE:
		return N_("not proven");
	case VERDICT_SAME:
		return N_("the same disc");
	default:
		return NULL;
	}
}

/* States that say nothing about the disc: trouble is bright, what is only not there is quiet. */
static enum role state_role(enum status st)
{
	switch (st) {
	case STATUS_NO_MEDIUM:
	case STATUS_TRAY_OPEN:
		return ROLE_DIM;
	case STATUS_NOT_READY:
	case STATUS_MEDIUM_CHANGED:
	case STATUS_RESET:
		return ROLE_PLAIN;
	default:
		return ROLE_ERROR;
	}
}

/* The engine does not look into drives that it does not need; the shelf does, while it is there. NULL: nobody has. */
static const struct shelf_drive *on_shelf(const struct ui *u, int i)
{
	const struct drive_view *d = &u->snap.drives[i];
	bool seen = d->known && (d->state != STATUS_OK || d->sectors > 0);

	for (int k = 0; !seen && k < u->view.ndrives; k++)
		if (strcmp(u->view.drives[k].id.spec, d->id.spec) == 0)
			return &u->view.drives[k];
	return NULL;
}

bool drive_holds_disc(const struct ui *u, int i)
{
	const struct drive_view *d = &u->snap.drives[i];
	const struct shelf_drive *seen = on_shelf(u, i);

	return seen ? seen->state == STATUS_OK : d->known && d->state == STATUS_OK && d->sectors > 0;
}

/* Of one that is not at work. */
static enum role idle_brief(const struct ui *u, int i, char *out, size_t size)
{
	const struct drive_view *d = &u->snap.drives[i];
	const char *verdict = verdict_word(d->verdict);
	const struct shelf_drive *seen = on_shelf(u, i);

	if (seen && seen->state == STATUS_OK && seen->volume.found && seen->volume.label[0])
		snprintf(out, size, "%s", seen->volume.label);
	else if (seen)
		snprintf(out, size, "%s", drive_state_word(seen->state));
	else if (d->known && d->state != STATUS_OK)
		snprintf(out, size, "%s", drive_state_word(d->state));
	else if (!d->known || d->sectors == 0)
		snprintf(out, size, "%s", _("not looked at"));
	else
		snprintf(out, size, "%s", verdict ? _(verdict) : drive_state_word(STATUS_OK));
	if (seen)
		return seen->state == STATUS_OK ? ROLE_PLAIN : state_role(seen->state);
	if (!d->known || (d->state == STATUS_OK && d->sectors == 0))
		return ROLE_DIM;
	return d->state != STATUS_OK ? state_role(d->state) : d->verdict == VERDICT_OTHER ? ROLE_WARN : ROLE_PLAIN;
}

/* Of a drive that is at work for the job, with no read under way. */
static const char *idle_word(const struct snapshot *snap)
{
	switch (snap->phase) {
	case PHASE_READING:
		return _("reading");
	case PHASE_PAUSED:
		return _("paused");
	case PHASE_DONE:
	case PHASE_ENDED:
		return _("done");
	default:
		return _("waiting");
	}
}

enum role drive_brief(const struct ui *u, int i, char *out, size_t size)
{
	const struct snapshot *snap = &u->snap;
	const struct drive_view *d = &snap->drives[i];
	char text[FORMAT_MAX];
	double seconds;
	struct span at = read_of(snap, i, &seconds);

	if (d->stuck) {
		snprintf(out, size, _("stuck %s"), format_clock(text, ui_time(u, u->now - (time_t)d->stuck_s)));
		return ROLE_ERROR;
	}
	if (!drive_reads(snap, i) || d->state != STATUS_OK)
		return idle_brief(u, i, out, size);
	if (at.count > 0 && seconds > DRIVE_SILENT_S) {
		snprintf(out, size, _("silent %s"), format_duration(text, seconds));
		return ROLE_WARN;
	}
	if (at.count > 0)
		snprintf(out, size, "LSN %s", format_count(text, at.lsn));
	else
		snprintf(out, size, "%s", idle_word(snap));
	return ROLE_PLAIN;
}

/* "reading LSN 211 034, retry 2" */
static void reading_words(const struct snapshot *snap, const struct drive_view *d, struct span at, char *out, size_t size)
{
	char lsn[FORMAT_MAX], number[16] = "";

	if (d->pass_number > 1)
		snprintf(number, sizeof number, " %d", d->pass_number);
	if (at.count == 0)
		snprintf(out, size, "%s", idle_word(snap));
	else if (d->pass_name)
		snprintf(out, size, _("reading LSN %s, %s%s"), format_count(lsn, at.lsn), d->pass_name, number);
	else
		snprintf(out, size, _("reading LSN %s"), format_count(lsn, at.lsn));
}

enum role drive_doing(const struct ui *u, int i, char *out, size_t size)
{
	const struct snapshot *snap = &u->snap;
	const struct drive_view *d = &snap->drives[i];
	char t[FORMAT_MAX], lsn[FORMAT_MAX];
	double seconds;
	struct span at = read_of(snap, i, &seconds);

	if (d->stuck) {
		drive_stuck_words(u, d, out, size);
		return ROLE_ERROR;
	}
	if (d->known && d->state == STATUS_DRIVE_GONE)
		snprintf(out, size, "%s", _("gone; plugged in again, it is recognised under any name"));
	else if (d->known && d->state == STATUS_OK && at.count > 0 && seconds > DRIVE_SILENT_S)
		snprintf(out, size, _("silent for %s at LSN %s"), format_duration(t, seconds), format_count(lsn, at.lsn));
	else if (d->known && d->state == STATUS_OK && drive_reads(snap, i))
		reading_words(snap, d, at, out, size);
	else if (d->mounted[0])
		snprintf(out, size, _("in use: mounted at %s"), d->mounted);
	else
		return drive_brief(u, i, out, size);
	return d->state == STATUS_DRIVE_GONE ? ROLE_ERROR : at.count > 0 && seconds > DRIVE_SILENT_S ? ROLE_WARN : ROLE_PLAIN;
}

/* --- which drive it is --- */

const char *drive_mark(const struct drive_id *id)
{
	return id->serial[0] ? id->serial : id->bus;
}

static bool has_twin(const struct snapshot *snap, int i)
{
	for (int k = 0; k < snap->ndrives; k++)
		if (k != i && drive_same_make(&snap->drives[k].id, &snap->drives[i].id))
			return true;
	return false;
}

void drive_label(const struct snapshot *snap, int i, int cols, bool ascii, char *out, size_t size)
{
	const struct drive_id *id = &snap->drives[i].id;
	char name[200], mark[sizeof id->bus * 4], label[500];
	int used;

	rescue_drive_name(id, name, sizeof name);
	if (!has_twin(snap, i) || !drive_mark(id)[0]) {
		text_fit(out, size, name, cols, ascii);
		return;
	}
	snprintf(name, sizeof name, "%s %s ", id->name, id->model);
	used = text_cols(name);
	text_fit_end(mark, sizeof mark, drive_mark(id), cols > used ? cols - used : 0, ascii);
	snprintf(label, sizeof label, "%s%s", name, mark);
	text_fit(out, size, label, cols, ascii);
}

/* --- lists --- */

/* Appends behind a comma; what does not fit is left out. */
static void append(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void append(char *out, size_t size, const char *format, ...)
{
	size_t len = strlen(out);
	va_list ap;

	if (len > 0 && len + 2 < size) {
		memcpy(out + len, ", ", 3);
		len += 2;
	}
	va_start(ap, format);
	vsnprintf(out + len, size - len, format, ap);
	va_end(ap);
}

void drive_errors_words(const struct drive_view *d, char *out, size_t size)
{
	char n[FORMAT_MAX];

	out[0] = '\0';
	for (int kind = 0; kind < ERR_KINDS; kind++)
		if (d->errors[kind] > 0)
			append(out, size, "%s %s", _(read_error_name((enum read_error)kind)), format_count(n, d->errors[kind]));
}

void drive_hangs_words(const struct drive_view *d, char *out, size_t size)
{
	char lsn[FORMAT_MAX], all[300] = "";

	out[0] = '\0';
	for (int i = 0; i < d->nhangs && i < DRIVE_HANGS; i++)
		append(all, sizeof all, "%s", format_count(lsn, d->hangs[i].lsn));
	if (d->nhangs > DRIVE_HANGS)
		append(all, sizeof all, "+%d", d->nhangs - DRIVE_HANGS);
	if (d->nhangs > 0)
		/* TRANSLATORS: places that this drive is not asked for again, LSNs with commas between */
		snprintf(out, size, _("hangs at LSN %s"), all);
}

void drive_yields_words(enum disc_kind kind, const struct drive_view *d, char *out, size_t size)
{
	char speed[16], won[FORMAT_MAX], tried[FORMAT_MAX];

	out[0] = '\0';
	for (int i = 0; i < d->nyields && i < SPEED_YIELDS; i++) {
		const struct speed_yield *y = &d->yields[i];

		format_count(won, y->won);
		format_count(tried, y->tried);
		if (y->kb_per_s == 0) {
			/* TRANSLATORS: what retries brought at the highest speed: sectors won, of those tried */
			append(out, size, _("at full speed %s of %s"), won, tried);
		} else {
			speed_text(kind, y->kb_per_s, speed, sizeof speed);
			/* TRANSLATORS: what retries brought at a speed: "at 4x 12 of 300" */
			append(out, size, _("at %s %s of %s"), speed, won, tried);
		}
	}
}
