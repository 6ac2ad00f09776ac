#include "config.h"
#include "ui/rescue.h"

#include "ui/format.h"
#include "ui/i18n.h"

#include <stdio.h>
#include <string.h>

enum { SILENT_S = 10, NOTHING_S = 60 };

static const char *active_name(const struct snapshot *snap)
{
	return snap->active >= 0 ? snap->drives[snap->active].id.name : _("the drive");
}

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

static void advise_done(const struct snapshot *snap, char *out, size_t size)
{
	if (rescue_left(&snap->tally) == 0)
		snprintf(out, size, "%s", _("q closes the job; e gives the disc back."));
	else
		snprintf(out, size, "%s", _("Another drive may read more: s. More retries: a."));
}

static void advise_reading(const struct snapshot *snap, char *out, size_t size)
{
	char t[FORMAT_MAX], lsn[FORMAT_MAX];

	if (snap->in_flight.count > 0 && snap->read_s > SILENT_S)
		snprintf(out, size, _("%s silent for %s at LSN %s. You can go on in another drive: s."),
			 active_name(snap), format_duration(t, snap->read_s), format_count(lsn, snap->in_flight.lsn));
	else if (snap->since_good_s > NOTHING_S)
		snprintf(out, size, _("Nothing was won for %s. Leave this area for later: k. Another drive: s."),
			 format_duration(t, snap->since_good_s));
	else if (snap->pass_name && strcmp(snap->pass_name, "retry") == 0)
		snprintf(out, size, "%s", _("Another drive is worth more than more retries here: s moves the disc."));
}

void rescue_advice(const struct snapshot *snap, enum role *role, char *out, size_t size)
{
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
	case PHASE_PAUSED:
		if (snap->end != STATUS_OK)
			snprintf(out, size, _("It paused: %s."), _(status_sentence(snap->end)));
		return;
	case PHASE_READING:
	case PHASE_PAUSING:
		advise_reading(snap, out, size);
		return;
	default:
		return;
	}
}

/* --- speeds --- */

/* 1x in tenths of kB/s, and the multiples worth choosing. */
struct speeds {
	unsigned one;
	int times[10];	/* 0 at the end */
};

static const struct speeds *speeds_of(enum disc_kind kind)
{
	static const struct speeds cd = { 1764, { 1, 2, 4, 8, 16, 24, 32, 40, 48 } };
	static const struct speeds dvd = { 13850, { 1, 2, 4, 6, 8, 12, 16 } };
	static const struct speeds bd = { 44960, { 1, 2, 4, 6, 8, 12 } };

	return kind == DISC_BD ? &bd : kind == DISC_DVD ? &dvd : &cd;
}

unsigned rescue_speed_step(enum disc_kind kind, unsigned now, int by)
{
	const struct speeds *s = speeds_of(kind);
	unsigned below = 0, kb;

	for (int i = 0; s->times[i]; i++) {
		kb = (unsigned)s->times[i] * s->one / 10;
		if (by > 0 && now != 0 && kb > now)
			return kb;
		if (now == 0 || kb < now)
			below = kb;
	}
	return by > 0 ? 0 : below ? below : s->one / 10;
}

void rescue_speed_text(enum disc_kind kind, unsigned kb_per_s, char *out, size_t size)
{
	const struct speeds *s = speeds_of(kind);

	if (kb_per_s == 0)
		snprintf(out, size, "%s", _("max"));
	else
		snprintf(out, size, "%ux", (kb_per_s * 10 + s->one / 2) / s->one);
}
