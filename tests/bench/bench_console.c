#include "config.h"
#include "base/number.h"
#include "ui/ui.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <time.h>

/*
 * bench_console SCENARIO JOB SECONDS: rescues from the scenario's first drive, whose time passes as fast as the real,
 * for so many seconds and without a screen; 0: with the console, until a signal comes. What the screen's thread alone
 * used then stands in JOB.screen, in seconds.
 */

static int note_screen(const char *job)
{
	char path[PATH_MAX];
	struct timespec used;
	FILE *to = NULL;

	if ((size_t)snprintf(path, sizeof path, "%s.screen", job) < sizeof path)
		to = fopen(path, "w");
	if (!to)
		return 1;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
	fprintf(to, "%.4f\n", (double)used.tv_sec + (double)used.tv_nsec / NS_PER_S);
	return fclose(to) != 0;
}

static int rescue(struct drives *drives, struct log *log, const struct engine_settings *es, int seconds)
{
	struct ui_settings us = { .drives = drives, .log = log, .jobs = ".", .engine = *es, .open_job = true,
				  .name = "bench" };
	struct ui_result r;
	struct engine *e;

	if (!seconds) {
		ui_run(&us, &r);
		return r.status != STATUS_OK || note_screen(es->where.folder);
	}
	e = engine_new(es, drives, log);
	if (!e)
		return 1;
	engine_wait(e, seconds * 1000);
	return !engine_free(e, 5000);
}

int main(int argc, char **argv)
{
	struct engine_settings es = { .plan = { .passes = "sweep" }, .time_limit_s = -1 };
	struct log *log = log_new(2000);
	struct drives *drives = log ? drives_new(log) : NULL;
	struct fault f = { 0 };
	int64_t seconds;
	char spec[256];
	int failed = 1;

	setlocale(LC_ALL, "");
	if (drives && argc == 4 && number_parse(argv[3], false, &seconds) && seconds >= 0 && seconds <= 86400 &&
	    (size_t)snprintf(spec, sizeof spec, "sim:%s", argv[1]) < sizeof spec) {
		drives_set_pace(drives, 1);
		es.where.folder = argv[2];
		es.drives[es.ndrives++] = spec;
		if (drives_add(drives, spec, &f) == STATUS_OK)
			failed = rescue(drives, log, &es, (int)seconds);
	}
	drives_free(drives);
	log_free(log);
	return failed;
}
