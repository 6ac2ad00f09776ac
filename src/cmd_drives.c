#include "config.h"
#include "src/program.h"

#include "engine/shelf.h"
#include "src/say.h"
#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/text.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- JSON --- */

static void set_text(json_t *o, const char *key, const char *text)
{
	json_object_set_new(o, key, json_string(harmless(text)));
}

static int audio_tracks(const struct disc_toc *toc)
{
	int n = 0;

	for (int i = 0; i < toc->ntracks; i++)
		n += !(toc->track[i].control & 4);
	return n;
}

static json_t *medium(const struct shelf_drive *d)
{
	const struct medium *m = &d->medium;
	json_t *o = json_object();

	set_text(o, "kind", disc_kind_name(m->kind));
	set_text(o, "profile", disc_profile_name(m->profile));
	json_object_set_new(o, "sectors", json_integer(m->sectors));
	json_object_set_new(o, "bytes", json_integer(m->bytes));
	json_object_set_new(o, "tracks", json_integer(m->toc.ntracks));
	json_object_set_new(o, "audio_tracks", json_integer(audio_tracks(&m->toc)));
	set_text(o, "label", d->volume.label);
	return o;
}

static json_t *ability(enum ability a)
{
	return a == ABILITY_UNKNOWN ? json_null() : json_boolean(a == ABILITY_YES);
}

static json_t *abilities(const struct drive_abilities *a)
{
	const struct {
		const char *name;
		enum ability is;
	} rows[] = {
		{ "mmc", a->mmc }, { "read_cd", a->read_cd }, { "c2", a->c2 }, { "fua", a->fua }, { "cache", a->cache },
		{ "set_speed", a->set_speed }, { "speed_matters", a->speed_matters }, { "retries", a->retries },
	};
	json_t *o = json_object(), *speeds = json_array();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		json_object_set_new(o, rows[i].name, ability(rows[i].is));
	for (int i = 0; i < a->nspeeds; i++)
		json_array_append_new(speeds, json_integer(a->speeds[i]));
	json_object_set_new(o, "speeds", speeds);
	json_object_set_new(o, "failed_read_s", a->failed_read_s > 0 ? json_real(a->failed_read_s) : json_null());
	return o;
}

static json_t *stuck(const struct shelf_drive *d)
{
	json_t *o = json_object();

	set_text(o, "command", d->now.command);
	json_object_set_new(o, "lsn", d->now.lsn >= 0 ? json_integer(d->now.lsn) : json_null());
	json_object_set_new(o, "seconds", json_integer(time(NULL) - d->since));
	return o;
}

static json_t *row(const struct shelf_drive *d, const char *holder)
{
	json_t *o = json_object();

	set_text(o, "drive", d->id.spec);
	set_text(o, "name", d->id.name);
	set_text(o, "vendor", d->id.vendor);
	set_text(o, "model", d->id.model);
	set_text(o, "firmware", d->id.firmware);
	set_text(o, "serial", d->id.serial);
	set_text(o, "bus", d->id.bus);
	set_text(o, "state", d->state == STATUS_OK ? "loaded" : status_name(d->state));
	json_object_set_new(o, "medium", d->state == STATUS_OK ? medium(d) : json_null());
	json_object_set_new(o, "mounted", d->mounted[0] ? json_string(harmless(d->mounted)) : json_null());
	json_object_set_new(o, "in_use", json_boolean(d->in_use));
	if (*holder)
		set_text(o, "held_by", holder);
	if (d->state == STATUS_PERMISSION)
		set_text(o, "group", d->group);
	if (d->state == STATUS_STUCK)
		json_object_set_new(o, "stuck", stuck(d));
	json_object_set_new(o, "abilities", abilities(&d->abilities));
	return o;
}

/* --- text --- */

enum column { COL_SPEC, COL_TITLE, COL_SERIAL, COL_BUS, COL_STATE, COL_LABEL, COL_USE, COLUMNS };
enum { CELL = 320 };

struct line {
	char cell[COLUMNS][CELL];
};

__attribute__((format(printf, 3, 4)))
static void put(struct line *l, enum column c, const char *format, ...)
{
	size_t at = strlen(l->cell[c]);
	va_list ap;

	va_start(ap, format);
	vsnprintf(l->cell[c] + at, CELL - at, format, ap);
	va_end(ap);
}

static void put_disc(struct line *l, const struct shelf_drive *d)
{
	const struct medium *m = &d->medium;
	int audio = audio_tracks(&m->toc);
	char count[FORMAT_MAX];

	put(l, COL_STATE, "%s", disc_name(m->kind, m->profile));
	if (m->sectors) {
		put(l, COL_STATE, ", ");
		put(l, COL_STATE, ngettext("%s sector", "%s sectors", (unsigned)m->sectors), format_count(count, m->sectors));
	}
	if (m->toc.ntracks > 1 || audio) {
		put(l, COL_STATE, ", ");
		put(l, COL_STATE, ngettext("%d track", "%d tracks", (unsigned)m->toc.ntracks), m->toc.ntracks);
		if (audio && audio < m->toc.ntracks)
			put(l, COL_STATE, _(", %d of them audio"), audio);
		else if (audio)
			put(l, COL_STATE, _(" of audio"));
	}
	put(l, COL_LABEL, "%s", harmless(d->volume.label));
}

static void put_state(struct line *l, const struct shelf_drive *d)
{
	char took[FORMAT_MAX];

	switch (d->state) {
	case STATUS_OK:
		put_disc(l, d);
		return;
	case STATUS_PERMISSION:
		if (d->group[0])
			put(l, COL_STATE, _("no permission: your user must be in the group \"%s\""), harmless(d->group));
		else
			put(l, COL_STATE, "%s", _(status_sentence(d->state)));
		return;
	case STATUS_STUCK:
		put(l, COL_STATE, "%s, %s", _(status_sentence(d->state)),
		    format_duration(took, difftime(time(NULL), d->since)));
		if (d->now.command[0] && d->now.lsn >= 0)
			put(l, COL_STATE, " (%s, LSN %d)", harmless(d->now.command), (int)d->now.lsn);
		else if (d->now.command[0])
			put(l, COL_STATE, " (%s)", harmless(d->now.command));
		return;
	default:
		put(l, COL_STATE, "%s", _(d->fault.reason ? d->fault.reason : status_sentence(d->state)));
	}
}

static bool has_twin(const struct shelf_view *v, int i)
{
	for (int k = 0; k < v->ndrives; k++)
		if (k != i && drive_same_make(&v->drives[k].id, &v->drives[i].id))
			return true;
	return false;
}

static void fill(struct line *l, const struct shelf_view *v, int i, const char *holder)
{
	const struct shelf_drive *d = &v->drives[i];
	struct drive_id id = d->id;
	char title[160];

	*l = (struct line){ 0 };
	put(l, COL_SPEC, "%s", harmless(id.spec));
	id.name[0] = '\0';	/* the spec ends with it */
	drive_title(&id, title, sizeof title);
	put(l, COL_TITLE, "%s", harmless(title));
	if (has_twin(v, i)) {
		put(l, COL_SERIAL, "%s", harmless(id.serial));
		put(l, COL_BUS, "%s", harmless(id.bus));
	}
	put_state(l, d);
	if (d->mounted[0])
		put(l, COL_USE, _("mounted at %s"), harmless(d->mounted));
	else if (d->in_use && *holder)
		put(l, COL_USE, _("in use by %s"), harmless(holder));
	else if (d->in_use)
		put(l, COL_USE, "%s", _(status_sentence(STATUS_IN_USE)));
}

/* Columns as wide as what stands in them; those where nothing does are left out. */
static void print_lines(const struct line *lines, int n)
{
	int width[COLUMNS] = { 0 };

	for (int i = 0; i < n; i++)
		for (int c = 0; c < COLUMNS; c++)
			if (text_cols(lines[i].cell[c]) > width[c])
				width[c] = text_cols(lines[i].cell[c]);
	for (int i = 0; i < n; i++) {
		int blanks = 0;

		for (int c = 0; c < COLUMNS; c++) {
			const char *cell = lines[i].cell[c];

			if (!width[c])
				continue;
			if (*cell)
				printf("%*s%s", blanks, "", cell);
			blanks = *cell ? 0 : blanks;
			blanks += width[c] + 2 - text_cols(cell);
		}
		putchar('\n');
	}
}

static void print_text(const struct shelf_view *v, char (*holders)[80])
{
	struct line *lines = calloc((size_t)v->ndrives + 1, sizeof *lines);

	if (!lines)
		return;
	for (int i = 0; i < v->ndrives; i++)
		fill(&lines[i], v, i, holders[i]);
	print_lines(lines, v->ndrives);
	free(lines);
	if (!v->ndrives)
		printf("%s\n", _("No drives were found.\n"
				 "The kernel has a drive as /dev/sr0 (modules sr_mod and sg), and your user must be in the group "
				 "\"cdrom\".\nAny device, file or simulated drive can be named with --drive."));
}

static void print_json(const struct shelf_view *v, char (*holders)[80])
{
	json_t *all = json_array();

	for (int i = 0; i < v->ndrives; i++)
		json_array_append_new(all, row(&v->drives[i], holders[i]));
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(all);
}

int cmd_drives(const struct options *o)
{
	struct shelf_view v = { 0 };
	char (*holders)[80] = NULL;
	struct program p;
	enum status st;
	int status;

	if (!program_open(&p, o, &status))
		return status;
	if (o->ndrives == 0)
		drives_find(p.drives);
	st = shelf_look_once(p.drives, &v);
	status = st == STATUS_STUCK ? EXIT_ALL_WELL : exit_for(st);
	holders = calloc((size_t)v.ndrives + 1, sizeof *holders);
	for (int i = 0; holders && i < v.ndrives; i++)
		if (v.drives[i].in_use)
			drives_holder_name(p.drives, v.drives[i].id.spec, holders[i]);
	if (holders && o->json)
		print_json(&v, holders);
	else if (holders)
		print_text(&v, holders);
	free(holders);
	shelf_view_free(&v);
	if (st == STATUS_STUCK) {
		fflush(stdout);
		_exit(status);	/* a drive hangs in its thread */
	}
	program_close(&p);
	return status;
}
