#include "config.h"
#include "src/program.h"

#include "base/fileio.h"
#include "job/job.h"
#include "out/picture.h"
#include "src/say.h"
#include "ui/i18n.h"

#include <jansson.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* SRC is a job folder or a mapfile. */
static enum status load(const char *src, int sector_size, struct mapfile *mf, struct fault *f)
{
	char path[PATH_MAX];
	struct stat sb;

	if (stat(src, &sb) == 0 && S_ISDIR(sb.st_mode)) {
		if (file_join(path, sizeof path, src, "disc.map") != STATUS_OK)
			return fault_set(f, STATUS_TOO_LARGE, src, 0, NULL, NULL);
		src = path;
	}
	return mapfile_load(src, sector_size, mf, f);
}

static void print_json(const struct mapfile *mf, int sector_size)
{
	struct map_tally t = map_tally(mf->map);
	json_t *o = json_object(), *runs = json_array();
	struct span all = map_all(mf->map), run = { 0 };

	json_object_set_new(o, "sectors", json_integer(map_size(mf->map)));
	json_object_set_new(o, "bytes", json_integer(mf->bytes));
	json_object_set_new(o, "sector_size", json_integer(sector_size));
	json_object_set_new(o, "non_tried", json_integer(t.sectors[0]));
	json_object_set_new(o, "non_trimmed", json_integer(t.sectors[1]));
	json_object_set_new(o, "non_scraped", json_integer(t.sectors[2]));
	json_object_set_new(o, "bad", json_integer(t.sectors[3]));
	json_object_set_new(o, "rescued", json_integer(t.sectors[4]));
	json_object_set_new(o, "bad_areas", json_integer(t.runs[3]));
	for (int32_t lsn = 0; lsn < map_size(mf->map); lsn = span_end(run)) {
		char state[2] = { (char)map_at(mf->map, lsn), '\0' };

		run = map_run(mf->map, all, lsn);
		json_array_append_new(runs, json_pack("[i,i,s]", run.lsn, run.count, state));
	}
	json_object_set_new(o, "runs", runs);
	json_dumpf(o, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(o);
}

static bool has_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static const char *translated(const char *text)
{
	return _(text);
}

static enum status draw(const struct options *o, const struct picture *p, struct fault *f)
{
	struct strbuf b = { 0 };
	struct winsize size = { 0 };
	enum status st = STATUS_OK;
	bool ascii = o->ascii || !has_utf8();

	if (o->svg) {
		picture_svg(p, &b);
		st = b.failed ? fault_set(f, STATUS_NO_MEMORY, NULL, 0, NULL, NULL) :
				file_replace(o->svg, b.text, b.len, NULL, f);
		strbuf_free(&b);
	}
	if (st == STATUS_OK && (o->text || !o->svg)) {
		bool tty = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20;

		picture_text(p, tty ? size.ws_col - 1 : 79, tty && size.ws_row > 14 ? size.ws_row - 8 : 16, ascii, &b);
		fputs(b.text ? b.text : "", stdout);
		strbuf_free(&b);
	}
	return st;
}

int cmd_map(const struct options *o)
{
	int sector_size = o->sector_size ? o->sector_size : 2048;
	struct mapfile mf = { 0 };
	struct fault f;
	enum status st = load(o->args[0], sector_size, &mf, &f);

	if (st == STATUS_OK && o->json) {
		print_json(&mf, sector_size);
	} else if (st == STATUS_OK) {
		struct picture p = { .map = mf.map, .sector_size = sector_size, .title = o->args[0],
				     .kind = o->kind ? o->kind : disc_kind_for(map_size(mf.map)),
				     .translate = has_utf8() ? translated : NULL };

		st = draw(o, &p, &f);
	}
	if (st != STATUS_OK)
		say_fault(&f);
	mapfile_clear(&mf);
	return exit_for(st);
}
