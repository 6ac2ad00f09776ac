#include "config.h"
#include "tests/bench/strategy_bound.h"
#include "tests/bench/strategy_corpus.h"
#include "tests/bench/strategy_plain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEVELS = 8, MOST_ATTEMPTS = 10000 };

/* A unit that does not read at once, at full speed. */
struct weak {
	struct span unit;
	int attempts;		/* it needs at that speed */
	unsigned kb_per_s;	/* 0: the fastest */
};

struct bound {
	const char *scenario;
	enum disc_kind kind;
	uint8_t *free;		/* per sector: reads at the first attempt, at full speed */
	struct weak *weak;	/* in the order of reading */
	int nweak, room;
	int32_t unit;
	unsigned speeds[LEVELS];	/* kB/s, falling; the first is 0: the fastest */
	int nspeeds;
	uint8_t buf[PLAIN_MOST * 2048];
};

/* By half steps of the fastest, down to 1x. */
static void list_speeds(struct bound *b)
{
	double one = b->kind == DISC_CD ? 176.4 : b->kind == DISC_DVD ? 1385 : 4496;

	b->speeds[b->nspeeds++] = 0;
	for (double x = corpus_speed(b->kind) / 2.0; x > 1 && b->nspeeds < LEVELS - 1; x /= 2)
		b->speeds[b->nspeeds++] = (unsigned)(x * one);
	b->speeds[b->nspeeds++] = (unsigned)one;
}

/* The speed at which the unit needs fewest attempts; the faster of equals. */
static bool add_weak(struct bound *b, struct sim *w, struct span unit)
{
	struct weak best = { .unit = unit };

	if (b->nweak == b->room) {
		int room = b->room ? 2 * b->room : 1024;
		struct weak *more = realloc(b->weak, (size_t)room * sizeof *more);

		if (!more)
			return false;
		b->weak = more;
		b->room = room;
	}
	for (int i = 0; i < b->nspeeds; i++) {
		int n = sim_needed(w, 0, unit.lsn, b->speeds[i], MOST_ATTEMPTS);

		if (n > 0 && (!best.attempts || n < best.attempts)) {
			best.attempts = n;
			best.kb_per_s = b->speeds[i];
		}
	}
	if (best.attempts)
		b->weak[b->nweak++] = best;
	return true;
}

static int by_effort(const void *one, const void *two)
{
	const struct weak *a = one, *b = two;

	if (a->attempts != b->attempts)
		return a->attempts < b->attempts ? -1 : 1;
	if (a->kb_per_s != b->kb_per_s)		/* from fast to slow; 0 is the fastest */
		return !a->kb_per_s || (b->kb_per_s && a->kb_per_s > b->kb_per_s) ? -1 : 1;
	return a->unit.lsn < b->unit.lsn ? -1 : a->unit.lsn > b->unit.lsn;
}

static bool look(struct bound *b, struct sim *w, int32_t sectors)
{
	for (int32_t lsn = 0; lsn < sectors; lsn += b->unit) {
		struct span unit = span_clip((struct span){ lsn, b->unit }, (struct span){ 0, sectors });

		if (!(sim_chance(w, 0, lsn) > 0))
			continue;
		if (sim_needed(w, 0, lsn, 0, 1) == 1)
			memset(b->free + lsn, 1, (size_t)unit.count);
		else if (!add_weak(b, w, unit))
			return false;
	}
	if (b->nweak > 1)
		qsort(b->weak, (size_t)b->nweak, sizeof *b->weak, by_effort);
	return true;
}

/* All in there that reads at once, forwards. */
static void read_free(struct bound *b, struct plain *p, struct span within)
{
	int32_t at = within.lsn, end = span_end(within);

	while (at < end) {
		struct span run = { at, 0 };

		while (run.count < PLAIN_MOST && span_end(run) < end && b->free[span_end(run)])
			run.count++;
		if (run.count > 0)
			plain_read(p, run, b->buf);
		at = run.count > 0 ? span_end(run) : at + 1;
	}
}

static void read_weak(struct bound *b, struct plain *p)
{
	unsigned speed = 0;

	for (int i = 0; i < b->nweak; i++) {
		const struct weak *u = &b->weak[i];

		if (u->kb_per_s != speed)
			plain_speed(p, u->kb_per_s);
		speed = u->kb_per_s;
		for (int n = 0; n < u->attempts; n++)
			plain_read(p, u->unit, b->buf);
	}
}

/* Reads the disc once, from `first` to its end, then what lies before. */
static bool run_from(struct bound *b, int32_t first, struct figures *f)
{
	struct trace t = { 0 };
	struct plain p = { 0 };
	struct sim *w = NULL;
	bool good = sim_parse(b->scenario, strlen(b->scenario), "corpus", &w, NULL) == STATUS_OK && trace_begin(&t, w) &&
		    plain_open(&p, w);

	if (good) {
		sim_watch(w, trace_told, &t);
		read_free(b, &p, span_between(first, t.sectors));
		read_free(b, &p, span_between(0, first));
		read_weak(b, &p);
		trace_close(&t);
		*f = t.f;
		good = !t.failed;
	}
	plain_close(&p);
	trace_end(&t);
	sim_free(w);
	return good;
}

/* Where the outermost `share` of what can be had begins, as far as it reads at once; the unit's border before. */
static int32_t start_for(const struct bound *b, int32_t sectors, int32_t recoverable, double share)
{
	int32_t wanted = (int32_t)ceil(share * recoverable), have = 0, lsn = sectors;

	while (lsn > 0 && have < wanted)
		have += b->free[--lsn];
	return align_down(lsn, b->unit);
}

static bool run_all(struct bound *b, int32_t sectors, int32_t recoverable, struct figures *out)
{
	for (int i = 0; i < MARKS; i++) {
		struct figures f;
		int32_t first = i < MARKS - 1 ? start_for(b, sectors, recoverable, trace_marks[i]) : 0;

		if (!run_from(b, first, &f))
			return false;
		if (i == 0)
			*out = f;
		if (f.total_s < out->total_s)
			out->total_s = f.total_s;
		for (int k = 0; k < MARKS; k++)
			if (f.mark_s[k] >= 0 && (out->mark_s[k] < 0 || f.mark_s[k] < out->mark_s[k]))
				out->mark_s[k] = f.mark_s[k];
	}
	return true;
}

bool bound_run(const char *scenario, enum disc_kind kind, struct figures *out)
{
	struct bound *b = calloc(1, sizeof *b);
	struct trace t = { 0 };
	struct sim *w = NULL;
	bool good = b && sim_parse(scenario, strlen(scenario), "corpus", &w, NULL) == STATUS_OK && trace_begin(&t, w);

	if (good) {
		b->scenario = scenario;
		b->kind = kind;
		b->unit = disc_ecc_unit(b->kind);
		b->free = calloc((size_t)t.sectors, 1);
		list_speeds(b);
		good = b->free && look(b, w, t.sectors) && run_all(b, t.sectors, t.f.recoverable, out);
	}
	if (b) {
		free(b->free);
		free(b->weak);
	}
	free(b);
	trace_end(&t);
	sim_free(w);
	return good;
}
