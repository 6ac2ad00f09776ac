#include "config.h"
#include "src/batch_drives.h"

#include "src/say.h"
#include "ui/drive_words.h"
#include "ui/format.h"
#include "ui/i18n.h"

#include <stdio.h>
#include <string.h>

void batch_print(json_t *o)
{
	json_dumpf(o, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(o);
}

json_t *batch_text(const char *s)
{
	return json_string(harmless(s));
}

/* A word for programs. */
static const char *state_name(const struct drive_view *d)
{
	if (d->stuck)
		return "stuck";
	if (!d->known)
		return "unknown";
	if (d->state != STATUS_OK)
		return status_name(d->state);
	return d->active ? "reading" : "loaded";
}

static json_t *span_json(struct span s)
{
	json_t *o = json_object();

	json_object_set_new(o, "lsn", json_integer(s.lsn));
	json_object_set_new(o, "count", json_integer(s.count));
	return o;
}

/* "not ready" is "not_ready" as a member. */
static json_t *errors_json(const struct drive_view *d)
{
	json_t *o = json_object();

	for (int kind = 0; kind < ERR_KINDS; kind++) {
		char name[32];

		snprintf(name, sizeof name, "%s", read_error_name((enum read_error)kind));
		for (char *p = name; *p; p++)
			*p = *p == ' ' ? '_' : *p;
		json_object_set_new(o, name, json_integer(d->errors[kind]));
	}
	return o;
}

/* What it has done so far. */
static void add_account(json_t *o, const struct drive_view *d)
{
	json_t *hangs = json_array();

	json_object_set_new(o, "won", json_integer(d->won));
	json_object_set_new(o, "only_here", json_integer(d->only_here));
	json_object_set_new(o, "reads", json_integer(d->reads));
	json_object_set_new(o, "failed", json_integer(d->failed));
	json_object_set_new(o, "failed_seconds", json_real(d->failed_s));
	json_object_set_new(o, "errors", errors_json(d));
	for (int i = 0; i < d->nhangs && i < DRIVE_HANGS; i++)
		json_array_append_new(hangs, span_json(d->hangs[i]));
	json_object_set_new(o, "hangs", hangs);
}

static json_t *event_json(const struct drive_view *d)
{
	json_t *o = json_object();

	json_object_set_new(o, "event", json_string("drive"));
	json_object_set_new(o, "name", batch_text(d->id.name));
	json_object_set_new(o, "drive", batch_text(d->id.spec));
	json_object_set_new(o, "state", json_string(state_name(d)));
	if (d->verdict != VERDICT_NONE)
		json_object_set_new(o, "verdict", json_string(verdict_name(d->verdict)));
	if (d->active && d->pass_name) {
		json_object_set_new(o, "pass", json_string(d->pass_name));
		json_object_set_new(o, "pass_number", json_integer(d->pass_number));
	}
	if (d->in_flight.count > 0) {
		json_t *at = span_json(d->in_flight);

		json_object_set_new(at, "seconds", json_real(d->read_s));
		json_object_set_new(o, "in_flight", at);
	}
	if (d->stuck) {
		json_object_set_new(o, "stuck_seconds", json_real(d->stuck_s));
		json_object_set_new(o, "stuck_command", batch_text(d->stuck_in.command));
		json_object_set_new(o, "stuck_lsn", json_integer(d->stuck_in.lsn));
	}
	if (d->sectors > 0)
		json_object_set_new(o, "sectors", json_integer(d->sectors));
	if (d->mounted[0])
		json_object_set_new(o, "mounted", batch_text(d->mounted));
	json_object_set_new(o, "rate", json_real(d->rate));
	json_object_set_new(o, "speed_kb", json_integer(d->speed));
	add_account(o, d);
	return o;
}

/* Trouble that a script may wait for, by its status. */
static void print_error(const struct drive_view *d, enum status st)
{
	json_t *o = json_object();

	json_object_set_new(o, "event", json_string("error"));
	json_object_set_new(o, "status", json_string(status_name(st)));
	json_object_set_new(o, "source", batch_text(d->id.name));
	json_object_set_new(o, "text", json_string(status_sentence(st)));
	json_object_set_new(o, "detail", batch_text(st == STATUS_STUCK ? d->stuck_in.command : ""));
	if (st == STATUS_STUCK) {
		json_object_set_new(o, "lsn", json_integer(d->stuck_in.lsn));
		json_object_set_new(o, "seconds", json_real(d->stuck_s));
	}
	batch_print(o);
}

static void say_mounted(const struct drive_view *d, bool tty)
{
	fprintf(stderr, "%s%s: %s: ", tty ? "\r\033[K" : "", PACKAGE, harmless(d->id.name));
	fprintf(stderr, _("the disc is mounted at %s; what other programs read there disturbs the rescue\n"),
		harmless(d->mounted));
}

void batch_drives_news(struct batch_drives *b, const struct snapshot *s, bool json, bool tty)
{
	for (int i = 0; i < s->ndrives; i++) {
		const struct drive_view *d = &s->drives[i];
		bool mounted = d->mounted[0] != '\0', came = mounted && !b->was[i].mounted;
		bool changed = came || b->was[i].state != d->state || b->was[i].verdict != d->verdict ||
			b->was[i].known != d->known || b->was[i].active != d->active || b->was[i].stuck != d->stuck ||
			b->was[i].nhangs != d->nhangs;

		if (json && changed)
			batch_print(event_json(d));
		if (json && d->stuck && !b->was[i].stuck)
			print_error(d, STATUS_STUCK);
		if (json && d->verdict == VERDICT_OTHER && b->was[i].verdict != VERDICT_OTHER)
			print_error(d, STATUS_WRONG_DISC);
		if (!json && came)
			say_mounted(d, tty);
		b->was[i].state = d->state;
		b->was[i].verdict = d->verdict;
		b->was[i].known = d->known;
		b->was[i].active = d->active;
		b->was[i].stuck = d->stuck;
		b->was[i].nhangs = d->nhangs;
		b->was[i].mounted = mounted;
	}
}

void batch_drives_progress(const struct snapshot *s)
{
	for (int i = 0; i < s->ndrives; i++)
		if (s->drives[i].active)
			batch_print(event_json(&s->drives[i]));
}

/* --- the summary --- */

json_t *batch_drives_json(const struct snapshot *s)
{
	json_t *drives = json_array();

	for (int i = 0; i < s->ndrives; i++) {
		const struct drive_view *d = &s->drives[i];
		json_t *row;

		if (!d->reads && !d->stuck && d->verdict != VERDICT_OTHER)
			continue;
		row = json_object();
		json_object_set_new(row, "drive", batch_text(d->id.spec));
		json_object_set_new(row, "vendor", batch_text(d->id.vendor));
		json_object_set_new(row, "model", batch_text(d->id.model));
		json_object_set_new(row, "serial", batch_text(d->id.serial));
		json_object_set_new(row, "bus", batch_text(d->id.bus));
		json_object_set_new(row, "state", json_string(state_name(d)));
		if (d->verdict != VERDICT_NONE)
			json_object_set_new(row, "verdict", json_string(verdict_name(d->verdict)));
		add_account(row, d);
		json_array_append_new(drives, row);
	}
	return drives;
}

void batch_drives_text(const struct snapshot *s)
{
	char won[FORMAT_MAX], only[FORMAT_MAX], failed[FORMAT_MAX], t[FORMAT_MAX], hangs[400];

	for (int i = 0; i < s->ndrives; i++) {
		const struct drive_view *d = &s->drives[i];
		char title[160];

		if (!d->reads && !d->stuck)
			continue;
		drive_title(&d->id, title, sizeof title);
		printf(_("%s: %s sectors won, %s of them only here; %s failed reads, %s"), harmless(title),
		       format_count(won, d->won), format_count(only, d->only_here), format_count(failed, d->failed),
		       format_duration(t, d->failed_s));
		drive_hangs_words(d, hangs, sizeof hangs);
		printf("%s%s\n", hangs[0] ? "; " : "", hangs);
	}
}
