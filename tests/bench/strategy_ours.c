#include "config.h"
#include "tests/bench/strategy_ours.h"

#include "base/fileio.h"
#include "base/log.h"
#include "drive/drives_parts.h"
#include "map/mapfile.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { PIECE = 512, MOST_REAL_MS = 1200000 };	/* sectors compared at once; a run that takes longer is stuck */

static bool complain(const struct fault *f)
{
	fprintf(stderr, "bench_strategy: %s:%ld: %s %s\n", f->place, f->line, f->reason ? f->reason : status_name(f->status),
		f->detail);
	return false;
}

/* Finished sectors of a run of them. */
static bool same_run(int fd, struct span run, struct sim *truth, const struct trace *t, uint8_t *buf)
{
	uint8_t want[2048];

	for (int32_t at = run.lsn; at < span_end(run); at += PIECE) {
		int32_t n = min_i32(PIECE, span_end(run) - at);

		if (file_pread(fd, buf, (size_t)n * 2048, (int64_t)at * 2048) != (ssize_t)n * 2048)
			return false;
		for (int32_t i = 0; i < n; i++) {
			if (sim_truth(truth, 0, at + i, want) != STATUS_OK ||
			    memcmp(buf + (size_t)i * 2048, want, sizeof want) != 0 || !(t->seen[at + i] & TRACE_WON)) {
				fprintf(stderr, "bench_strategy: sector %" PRId32 " is called finished and differs\n", at + i);
				return false;
			}
		}
	}
	return true;
}

bool ours_same(const char *mapfile, const char *image, struct sim *truth, const struct trace *t)
{
	struct mapfile mf = { 0 };
	struct fault f = { 0 };
	uint8_t *buf = malloc((size_t)PIECE * 2048);
	int fd = open(image, O_RDONLY | O_CLOEXEC);
	bool good = false;
	struct span run, all;

	if (mapfile_load(mapfile, 2048, &mf, &f) != STATUS_OK) {
		complain(&f);
		goto out;
	}
	if (fd < 0 || !buf)
		goto out;
	all = map_all(mf.map);
	if (all.count != t->sectors)
		goto out;
	for (int32_t at = 0; (run = map_find(mf.map, span_between(at, all.count), map_bit(MAP_GOOD))).count > 0;
	     at = span_end(run))
		if (!same_run(fd, run, truth, t, buf))
			goto out;
	good = true;
out:
	if (fd >= 0)
		close(fd);
	free(buf);
	mapfile_clear(&mf);
	return good;
}

static double cpu_seconds(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
	       (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

/* The engine on the scenario in `spec`, until it ends by itself. */
static bool run_engine(struct drives *drives, struct log *log, const char *spec, const struct ours_options *o,
		       const char *job, struct snapshot *snap)
{
	struct engine_settings s = {
		.where = { .folder = job }, .plan = { .passes = o->passes, .retries = o->retries },
		.time_limit_s = o->time_limit_s, .stop_below = o->stop_below, .batch = true, .drives = { spec }, .ndrives = 1, .use_all = true,
	};
	struct engine *e = engine_new(&s, drives, log);
	bool ended = e && engine_wait(e, MOST_REAL_MS);

	if (e && !ended)
		fprintf(stderr, "bench_strategy: the engine does not end\n");
	if (ended) {
		engine_snapshot(e, snap);
		if (snap->end != STATUS_OK && snap->end != STATUS_STOPPED)
			ended = complain(&snap->fault);
	}
	if (e)
		engine_free(e, -1);
	return ended;
}

static void take_bills(const struct snapshot *s, struct ours_bills *bills)
{
	bills->count = s->nbills;
	for (int i = 0; i < s->nbills; i++)
		bills->bill[i] = s->bills[s->nbills - 1 - i];
}

bool ours_run(const char *scenario, const struct ours_options *o, struct trace *t, struct ours_bills *bills)
{
	char world[PATH_MAX], spec[PATH_MAX + 8], job[PATH_MAX], map[PATH_MAX + 16], image[PATH_MAX + 16];
	struct fault f = { 0 };
	struct log *log = log_new(200);
	struct drives *drives = log ? drives_new(log) : NULL;
	struct snapshot *snap = calloc(1, sizeof *snap);
	struct sim *truth = NULL;
	bool good = false;
	int32_t finished;
	double cpu = cpu_seconds();

	*bills = (struct ours_bills){ .count = 0 };
	if (!snap || !drives || file_join(world, sizeof world, o->folder, "world.sim") != STATUS_OK ||
	    file_join(job, sizeof job, o->folder, "job") != STATUS_OK)
		goto out;
	snprintf(spec, sizeof spec, "sim:%s", world);
	snprintf(map, sizeof map, "%s/disc.map", job);
	snprintf(image, sizeof image, "%s/disc.iso", job);
	if (file_replace(world, scenario, strlen(scenario), NULL, &f) != STATUS_OK ||
	    drives_add(drives, spec, &f) != STATUS_OK || sim_load(world, &truth, &f) != STATUS_OK) {
		complain(&f);
		goto out;
	}
	sim_watch(drives->worlds[0].sim, trace_told, t);
	if (!run_engine(drives, log, spec, o, job, snap))
		goto out;
	take_bills(snap, bills);
	finished = snap->tally.sectors[map_state_index(MAP_GOOD)];
	t->f.cpu_s = cpu_seconds() - cpu;
	trace_close(t);
	good = !t->failed && (o->quick || ours_same(map, image, truth, t));
	if (good && finished != t->f.won) {
		fprintf(stderr, "bench_strategy: %" PRId32 " sectors were read, %" PRId32 " are finished\n", t->f.won,
			finished);
		good = false;
	}
out:
	drives_free(drives);
	log_free(log);
	sim_free(truth);
	free(snap);
	return good;
}
