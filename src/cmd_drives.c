#include "config.h"
#include "src/program.h"

#include "engine/shelf.h"
#include "src/say.h"
#include "ui/format.h"
#include "ui/i18n.h"

#include <jansson.h>
#include <stdio.h>

static json_t *row(const struct shelf_drive *d)
{
	json_t *o = json_object();

	json_object_set_new(o, "drive", json_string(harmless(d->id.spec)));
	json_object_set_new(o, "vendor", json_string(harmless(d->id.vendor)));
	json_object_set_new(o, "model", json_string(harmless(d->id.model)));
	json_object_set_new(o, "firmware", json_string(harmless(d->id.firmware)));
	json_object_set_new(o, "serial", json_string(harmless(d->id.serial)));
	json_object_set_new(o, "state", json_string(d->state == STATUS_OK ? "loaded" : status_name(d->state)));
	if (d->state == STATUS_OK) {
		json_object_set_new(o, "kind", json_string(disc_kind_name(d->medium.kind)));
		json_object_set_new(o, "sectors", json_integer(d->medium.sectors));
		json_object_set_new(o, "label", json_string(harmless(d->volume.label)));
	}
	return o;
}

static void print_row(const struct shelf_drive *d)
{
	char title[160], count[FORMAT_MAX];

	drive_title(&d->id, title, sizeof title);
	printf("%-34s  ", harmless(d->id.spec));
	printf("%-32s  ", harmless(title));
	if (d->state != STATUS_OK)
		printf("%s\n", _(status_sentence(d->state)));
	else
		printf(_("%s, %s sectors  %s\n"), disc_kind_name(d->medium.kind), format_count(count, d->medium.sectors),
		       harmless(d->volume.label));
}

int cmd_drives(const struct options *o)
{
	struct shelf_view v = { 0 };
	struct program p;
	int status;

	if (!program_open(&p, o, &status))
		return status;
	if (o->ndrives == 0)
		drives_find(p.drives);
	status = exit_for(shelf_look_once(p.drives, &v));
	if (o->json) {
		json_t *all = json_array();

		for (int i = 0; i < v.ndrives; i++)
			json_array_append_new(all, row(&v.drives[i]));
		json_dumpf(all, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(all);
	} else {
		for (int i = 0; i < v.ndrives; i++)
			print_row(&v.drives[i]);
		if (!v.ndrives)
			printf(_("No drives. Your user must be in the group \"cdrom\"; any file or device can be named with --drive.\n"));
	}
	shelf_view_free(&v);
	program_close(&p);
	return status;
}
