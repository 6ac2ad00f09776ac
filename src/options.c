#include "config.h"
#include "src/options.h"

#include "base/number.h"
#include "base/span.h"
#include "ui/i18n.h"

#include <popt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What popt gives back for the options that it does not store itself. */
enum { OPT_DRIVE = 1, OPT_VERSION };

/* Seconds: no drive is waited for longer. */
enum { HANG_MOST = 3600 };

/* Sectors per minute: a BD at full speed brings less. */
enum { STOP_BELOW_MOST = 1000000 };

/* One row an option: where its value goes in struct options, in which group it is, and its sentence. */
static const struct row {
	unsigned group;
	const char *name;
	char letter;
	size_t offset;
	int flag;		/* no argument */
	int val;
	const char *what, *arg;
} rows[] = {
#define TEXT(group, name, letter, member, what, arg) { group, name, letter, offsetof(struct options, member), 0, 0, what, arg }
#define FLAG(group, name, letter, member, what) { group, name, letter, offsetof(struct options, member), 1, 0, what, NULL }
	{ GROUP_DRIVE, "drive", 'd', 0, 0, OPT_DRIVE,
	  N_("Read from this drive, file or simulated drive (sim:FILE#NAME); may be given again"), N_("DRIVE") },
	TEXT(GROUP_JOBS, "jobs", 'j', jobs, N_("The folder that holds the jobs (default: this one)"), N_("DIR")),
	TEXT(GROUP_JOB, "image", 'i', image, N_("Work on a bare pair: the image file"), N_("FILE")),
	TEXT(GROUP_JOB, "map", 'm', map, N_("Work on a bare pair: the mapfile of GNU ddrescue"), N_("FILE")),
	TEXT(GROUP_JOB, "identifier", '\0', identifier, N_("Identifier of a new job"), N_("TEXT")),
	TEXT(GROUP_JOB, "description", '\0', description, N_("Description of a new job"), N_("TEXT")),
	FLAG(GROUP_JOB, "take-over", '\0', take_over, N_("Take over the lock that a console on another machine left")),
	TEXT(GROUP_READ, "retries", 'r', raw_retries, N_("Number of retry passes (default: 3)"), N_("N")),
	TEXT(GROUP_READ, "passes", '\0', passes, N_("Only these passes: sweep,gaps,trim,scrape,retry"), N_("LIST")),
	FLAG(GROUP_READ, "reverse", 'R', reverse, N_("Begin at the end of the disc")),
	TEXT(GROUP_READ, "speed", 's', raw_speed, N_("Reading speed, times single speed (default: the fastest)"), N_("N")),
	TEXT(GROUP_READ, "hang", '\0', raw_hang,
	     N_("Give up a read after so many seconds without an answer (default: 60)"), N_("T")),
	TEXT(GROUP_READ | GROUP_KIND, "kind", 'k', raw_kind, N_("Kind of disc, where the drive cannot tell: cd, dvd or bd"), N_("KIND")),
	TEXT(GROUP_READ | GROUP_KIND, "sector-size", 'b', raw_sector_size, N_("Bytes in a sector (default: 2048)"), N_("N")),
	TEXT(GROUP_READ, "time-limit", 't', raw_time_limit,
	     N_("Stop after this time of reading: seconds, or with m, h, d behind it; 0: only open and check"), N_("T")),
	TEXT(GROUP_READ, "stop-below", '\0', raw_stop_below,
	     N_("Make no retries that bring less than so many sectors a minute; 0: make all of them"), N_("RATE")),
	TEXT(GROUP_READ, "fill", '\0', raw_fill, N_("What unread sectors hold at the end: zero or marker"), N_("WHAT")),
	FLAG(GROUP_BATCH, "batch", 'B', batch, N_("No screen: progress on stderr, a summary on stdout")),
	TEXT(GROUP_BATCH, "progress", '\0', raw_progress, N_("Progress as one JSON object a line on stdout: json"), N_("FORM")),
	FLAG(GROUP_JSON, "json", 'J', json, N_("Result as JSON on stdout")),
	TEXT(GROUP_PICTURE, "svg", '\0', svg, N_("Write the map as a picture to this file"), N_("FILE")),
	FLAG(GROUP_PICTURE, "text", '\0', text, N_("Print the map as text (default)")),
	FLAG(GROUP_PICTURE, "ascii", '\0', ascii, N_("Use ASCII characters only")),
	/* for tests of the screens; in the manual of the house only */
	{ GROUP_JOBS | GROUP_BATCH, "script", '\0', offsetof(struct options, script), 0, -1, NULL, NULL },
	{ GROUP_JOBS | GROUP_BATCH, "script-out", '\0', offsetof(struct options, script_out), 0, -1, NULL, NULL },
	{ ~0u, "version", 'V', 0, 1, OPT_VERSION, N_("Show the version"), NULL },
#undef TEXT
#undef FLAG
};

/* popt's table for the groups of one command. */
static void make_table(struct options *o, unsigned groups, struct poptOption *table)
{
	*table++ = (struct poptOption){ .argInfo = POPT_ARG_INTL_DOMAIN, .arg = (void *)(uintptr_t)PACKAGE };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];
		bool hidden = r->val < 0;

		if (!(r->group & groups))
			continue;
		*table++ = (struct poptOption){
			.longName = r->name, .shortName = r->letter,
			.argInfo = (r->flag ? POPT_ARG_NONE : POPT_ARG_STRING) | (hidden ? POPT_ARGFLAG_DOC_HIDDEN : 0u),
			.arg = r->val > 0 ? NULL : (char *)o + r->offset,
			.val = r->val > 0 ? r->val : 0, .descrip = r->what, .argDescrip = r->arg,
		};
	}
	/* popt's own heading, from its own catalogue */
	*table++ = (struct poptOption){
		.argInfo = POPT_ARG_INCLUDE_TABLE, .arg = poptHelpOptions, .descrip = "Help options:",
	};
	*table = (struct poptOption)POPT_TABLEEND;
}

static bool wrong(const char *option, const char *value, const char *expected)
{
	fprintf(stderr, _("%s: --%s %s: expected %s\n"), PACKAGE, option, value, expected);
	return false;
}

static bool check_number(const char *option, const char *text, int64_t low, int64_t high, const char *expected, int *out)
{
	int64_t n;

	if (!text)
		return true;
	if (!number_parse(text, false, &n) || n < low || n > high)
		return wrong(option, text, expected);
	*out = (int)n;
	return true;
}

/* "90", "15m", "2h", "1d" */
static bool parse_time(const char *text, int64_t *out)
{
	static const struct { char letter; int64_t seconds; } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	size_t len = strlen(text);
	int64_t factor = 1, n;
	char digits[24];

	if (len == 0 || len >= sizeof digits)
		return false;
	memcpy(digits, text, len + 1);
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (text[len - 1] == units[i].letter) {
			factor = units[i].seconds;
			digits[len - 1] = '\0';
		}
	if (!number_parse(digits, false, &n) || n < 0 || n > INT64_C(366) * 86400)
		return false;
	*out = n * factor;
	return true;
}

static bool check_hang(struct options *o)
{
	int64_t seconds = 0;

	if (o->raw_hang && (!parse_time(o->raw_hang, &seconds) || seconds > HANG_MOST))
		return wrong("hang", o->raw_hang, _("seconds up to 3600; 0: as usual"));
	o->hang_s = (int)seconds;
	return true;
}

static bool check_stop_below(struct options *o)
{
	const char *text = o->raw_stop_below;

	if (text && (!number_parse_real(text, &o->stop_below) || !(o->stop_below >= 0 && o->stop_below <= STOP_BELOW_MOST)))
		return wrong("stop-below", text, _("sectors a minute, for example 2 or 0.5; 0: make all retries"));
	return true;
}

static bool check(struct options *o)
{
	if (!check_number("retries", o->raw_retries, 0, 40, _("a number from 0 to 40"), &o->retries) ||
	    !check_number("speed", o->raw_speed, 1, 100, _("a number from 1 to 100"), &o->speed) ||
	    !check_number("sector-size", o->raw_sector_size, 512, 4096, _("2048"), &o->sector_size))
		return false;
	if (o->sector_size && o->sector_size != 2048)
		return wrong("sector-size", o->raw_sector_size, _("2048"));
	if (o->raw_kind && !disc_kind_parse(o->raw_kind, &o->kind))
		return wrong("kind", o->raw_kind, "cd, dvd, bd");
	if (o->raw_time_limit && !parse_time(o->raw_time_limit, &o->time_limit_s))
		return wrong("time-limit", o->raw_time_limit, _("seconds, or a number with m, h or d behind it"));
	if (!check_hang(o) || !check_stop_below(o))
		return false;
	if (o->raw_progress && strcmp(o->raw_progress, "json") != 0)
		return wrong("progress", o->raw_progress, "json");
	o->progress_json = o->raw_progress != NULL;
	if (o->raw_fill && strcmp(o->raw_fill, "zero") != 0 && strcmp(o->raw_fill, "marker") != 0)
		return wrong("fill", o->raw_fill, "zero, marker");
	o->fill_set = o->raw_fill != NULL;
	o->fill_marker = o->raw_fill && strcmp(o->raw_fill, "marker") == 0;
	return true;
}

static char **append(char **list, int *n, char *text)
{
	char **more = realloc(list, ((size_t)*n + 2) * sizeof *more);

	if (!more) {
		free(text);
		return list;
	}
	more[(*n)++] = text;
	more[*n] = NULL;
	return more;
}

static void print_commands(void)
{
	printf(_("Usage: %s [COMMAND] [OPTION...]\n\nNurses damaged CDs, DVDs and Blu-rays.\n\n"), PACKAGE);
	for (const struct command_def *c = commands; c->name; c++)
		printf("  %s %s%s%s\n      %s\n", PACKAGE, c->name, *c->name ? " " : "", _(c->usage), _(c->summary));
	printf(_("\n%s COMMAND --help shows the options of a command.\n\n"), PACKAGE);
}

static const struct command_def *find_command(const char *name)
{
	for (const struct command_def *c = commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

/* Parses everything behind the command. False: *exit_status says how to end. */
static bool parse_rest(poptContext con, const struct command_def *def, struct options *o, int *exit_status)
{
	const char *arg;
	int rc;

	*exit_status = 1;
	while ((rc = poptGetNextOpt(con)) > 0) {
		if (rc == OPT_VERSION) {
			printf("%s\n", PACKAGE_STRING);
			*exit_status = 0;
			return false;
		}
		o->drives = append(o->drives, &o->ndrives, poptGetOptArg(con));
	}
	if (rc < -1) {
		fprintf(stderr, "%s: %s: %s\n", PACKAGE, poptBadOption(con, POPT_BADOPTION_NOALIAS), poptStrerror(rc));
		return false;
	}
	while ((arg = poptGetArg(con)))
		o->args = append(o->args, &o->nargs, strdup(arg));
	if (o->nargs < def->min_args || o->nargs > def->max_args) {
		if (o->nargs > def->max_args && !*def->name)
			fprintf(stderr, _("%s: there is no command \"%s\"\n"), PACKAGE, o->args[0]);
		else
			fprintf(stderr, _("%s: usage: %s %s %s\n"), PACKAGE, PACKAGE, def->name, _(def->usage));
		return false;
	}
	return check(o);
}

const struct command_def *options_parse(int argc, char **argv, struct options *o, int *exit_status)
{
	const struct command_def *def = argc > 1 ? find_command(argv[1]) : NULL;
	struct poptOption table[ARRAY_LEN(rows) + 3];
	char heading[128];
	poptContext con;
	bool ok;

	*o = (struct options){ .retries = -1, .time_limit_s = -1, .stop_below = -1 };
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0))
		print_commands();
	if (argc > 1 && strcmp(argv[1], "help") == 0) {
		*exit_status = 0;
		return NULL;
	}
	if (!def || !*def->name) {
		def = commands;
	} else {
		argv[1] = argv[0];	/* popt's usage line begins with it */
		argv++;
		argc--;
	}
	o->command = def->name;
	make_table(o, def->groups, table);
	con = poptGetContext(PACKAGE, argc, (const char **)(uintptr_t)argv, table, 0);
	snprintf(heading, sizeof heading, "%s%s%s", def->name, *def->name ? " " : "", _(def->usage));
	poptSetOtherOptionHelp(con, heading);
	ok = parse_rest(con, def, o, exit_status);
	poptFreeContext(con);
	if (ok)
		return def;
	options_free(o);
	return NULL;
}

static void free_list(char **list)
{
	for (char **p = list; p && *p; p++)
		free(*p);
	free(list);
}

void options_free(struct options *o)
{
	char *const texts[] = { o->image, o->map, o->jobs, o->passes, o->svg, o->script, o->script_out, o->identifier,
				o->description, o->raw_progress, o->raw_retries, o->raw_speed, o->raw_kind,
				o->raw_sector_size, o->raw_time_limit, o->raw_fill, o->raw_hang,
				o->raw_stop_below };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free(texts[i]);
	free_list(o->args);
	free_list(o->drives);
	*o = (struct options){ 0 };
}
