#include "config.h"
#include "ui/rescue.h"

#include "ui/drive_words.h"
#include "ui/format.h"
#include "ui/i18n.h"

#include <stdio.h>
#include <string.h>

enum { NOTHING_S = 60 };

/* Where it broke, and what was said of it: the sentence itself stands above. */
static void advise_ended(const struct snapshot *snap, char *out, size_t size)
{
	const struct fault *f = &snap->fault;
	char line[32] = "";

	if (f->line > 0)
		snprintf(line, sizeof line, ":%ld", f->line);
	if (f->place[0] || f->detail[0])
		snprintf(out, size, "%s%s%s%s%s%s", f->place, line, f->reason ? ": " : "", f->reason ? _(f->reason) : "",
			 f->detail[0] ? ": " : "", f->detail);
	else
		snprintf(out, size, "%s", _("What was rescued is saved; q closes."));
}

/* Of the drives that do not read now, the one that may win most; -1: none that may win anything, as far as is known. */
static int best_other(const struct snapshot *snap)
{
	int best = -1;

	for (int i = 0; i < snap->ndrives; i++) {
		const struct drive_view *d = &snap->drives[i];

		if (drive_reads(snap, i) || d->stuck || d->state == STATUS_DRIVE_GONE || !(d->could_win >= 0.5))
			continue;
		if (best < 0 || d->could_win > snap->drives[best].could_win)
			best = i;
	}
	return best;
}

static void advise_other_drive(const struct snapshot *snap, char *out, size_t size)
{
	int i = best_other(snap);
	char n[FORMAT_MAX];

	if (i < 0)
		snprintf(out, size, "%s", _("Another drive is worth more than more retries here: s moves the disc."));
	else
		snprintf(out, size, ngettext("Retries bring little here; %s may win about %s sector: s moves the disc.",
					     "Retries bring little here; %s may win about %s sectors: s moves the disc.",
					     snap->drives[i].could_win < 1.5 ? 1 : 2), snap->drives[i].id.name,
			 format_about(n, snap->drives[i].could_win));
}

/* Whether going on here is worth the time. */
static void advise_worth(const struct snapshot *snap, char *out, size_t size)
{
	if (snap->advice == ADVICE_OTHER_DRIVE)
		advise_other_drive(snap, out, size);
	else if (snap->advice == ADVICE_STOP)
		snprintf(out, size, "%s", _("Hardly anything is still to be won, in any drive: q stops, all is saved."));
}

static void advise_done(const struct snapshot *snap, char *out, size_t size)
{
	bool dear = snap->nbills > 0 && snap->bills[0].too_dear;
	int other = best_other(snap);
	char n[FORMAT_MAX];
	size_t len = 0;

	out[0] = '\0';
	if (rescue_left(&snap->tally) == 0) {
		snprintf(out, size, "%s", _("q closes the job; e gives the disc back."));
		return;
	}
	if (dear) {
		/* TRANSLATORS: sectors per minute; more sentences follow */
		snprintf(out, size, _("The retries ended: they bring less than %s sectors/min (g). "),
			 format_pace(n, snap->stop_below));
		len = strlen(out);
	}
	if (snap->advice == ADVICE_STOP)
		snprintf(out + len, size - len, "%s", _("Hardly anything is still to be won, in any drive: q closes the job."));
	else if (snap->advice == ADVICE_GO_ON)
		snprintf(out + len, size - len, "%s", _("More can be won here: a adds a retry pass. Another drive: s."));
	else if (other >= 0)
		snprintf(out + len, size - len,
			 ngettext("%s may win about %s sector: s. More retries: a.",
				  "%s may win about %s sectors: s. More retries: a.", snap->drives[other].could_win < 1.5 ? 1 : 2),
			 snap->drives[other].id.name, format_about(n, snap->drives[other].could_win));
	else
		snprintf(out + len, size - len, "%s", _("Another drive may read more: s. More retries: a."));
}

/* A drive that does not come back. False: there is none. */
static bool advise_stuck(const struct ui *u, char *out, size_t size)
{
	const struct snapshot *snap = &u->snap;
	int i = drive_stuck(snap);
	char words[200];

	if (i < 0)
		return false;
	drive_stuck_words(u, &snap->drives[i], words, sizeof words);
	if (rescue_others_read(snap, i))
		snprintf(out, size, _("%s is %s. The other drives go on; nothing is lost."), snap->drives[i].id.name, words);
	else
		snprintf(out, size, _("%s is %s. Nothing is lost: go on in another drive with s."), snap->drives[i].id.name,
			 words);
	return true;
}

static bool advise_silent(const struct snapshot *snap, char *out, size_t size)
{
	int i = drive_silent(snap);
	const struct drive_view *d = &snap->drives[max_i32(i, 0)];
	bool told = d->in_flight.count > 0;
	char t[FORMAT_MAX], lsn[FORMAT_MAX];

	if (i < 0)
		return false;
	format_duration(t, told ? d->read_s : snap->read_s);
	format_count(lsn, told ? d->in_flight.lsn : snap->in_flight.lsn);
	if (rescue_others_read(snap, i))
		snprintf(out, size, _("%s has been silent for %s at LSN %s. The other drives go on; U leaves it out."),
			 d->id.name, t, lsn);
	else
		snprintf(out, size, _("%s has been silent for %s at LSN %s. You can leave it and go on in another drive: s."),
			 d->id.name, t, lsn);
	return true;
}

/* The operator went on all the same: it stays to be seen. */
static bool advise_mounted(const struct snapshot *snap, char *out, size_t size)
{
	for (int i = 0; i < snap->ndrives; i++) {
		const struct drive_view *d = &snap->drives[i];

		if (!drive_reads(snap, i) || !d->mounted[0])
			continue;
		snprintf(out, size, _("The disc in %s is mounted at %s: what others read there disturbs the rescue."),
			 d->id.name, d->mounted);
		return true;
	}
	return false;
}

static void advise_reading(const struct snapshot *snap, char *out, size_t size)
{
	char t[FORMAT_MAX];

	if (advise_silent(snap, out, size))
		return;
	if (snap->since_good_s > NOTHING_S)
		snprintf(out, size, _("Nothing was won for %s. Leave this area for later: k. Another drive: s."),
			 format_duration(t, snap->since_good_s));
	else if (advise_mounted(snap, out, size))
		return;
	else
		advise_worth(snap, out, size);
}

void rescue_advice(const struct ui *u, enum role *role, char *out, size_t size)
{
	const struct snapshot *snap = &u->snap;

	out[0] = '\0';
	*role = ROLE_WARN;
	switch (snap->phase) {
	case PHASE_ENDED:
		advise_ended(snap, out, size);
		return;
	case PHASE_DONE:
		*role = ROLE_GOOD;
		advise_done(snap, out, size);
		return;
	default:
		break;
	}
	if (advise_stuck(u, out, size))
		return;
	if (snap->phase == PHASE_PAUSED && snap->end != STATUS_OK)
		snprintf(out, size, _("It paused: %s."), _(status_sentence(snap->end)));
	else if (snap->phase == PHASE_READING || snap->phase == PHASE_PAUSING)
		advise_reading(snap, out, size);
	else if (snap->phase == PHASE_PAUSED)
		advise_worth(snap, out, size);
}
