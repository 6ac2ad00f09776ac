#include "config.h"
#include "tests/bench/strategy_trace.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

const double trace_marks[MARKS] = { 0.5, 0.9, 0.99, 0.999, 1 };

bool trace_begin(struct trace *t, struct sim *w)
{
	*t = (struct trace){ .sectors = sim_sectors(w, 0), .last_real = -1 };
	t->f.sectors = t->sectors;
	t->seen = calloc((size_t)t->sectors, 1);
	if (!t->seen)
		return false;
	for (int32_t lsn = 0; lsn < t->sectors; lsn++)
		if (sim_chance(w, 0, lsn) > 0) {
			t->seen[lsn] = TRACE_RECOVERABLE;
			t->f.recoverable++;
		}
	return true;
}

void trace_end(struct trace *t)
{
	free(t->seen);
	free(t->points);
	*t = (struct trace){ 0 };
}

static void add_point(struct trace *t, int64_t ns)
{
	if (t->npoints == t->room) {
		int room = t->room ? 2 * t->room : 1024;
		struct trace_point *more = realloc(t->points, (size_t)room * sizeof *more);

		if (!more) {
			t->failed = true;
			return;
		}
		t->points = more;
		t->room = room;
	}
	t->points[t->npoints++] = (struct trace_point){ ns, t->f.won };
}

static void count_apart(struct trace *t, const struct sim_read *r)
{
	double us = (double)(r->real_ns - t->last_real) / 1000;

	if (t->last_real >= 0) {
		t->apart_us += us;
		t->apart_count++;
		t->f.apart_max_us = fmax(t->f.apart_max_us, us);
	}
}

void trace_told(void *arg, const struct sim_read *r)
{
	struct trace *t = arg;
	int32_t before = t->f.won;

	count_apart(t, r);
	t->f.reads++;
	t->asked += r->asked.count;
	t->f.failed += r->failed;
	t->f.hopeless += r->failed && !(r->chance > 0);
	t->f.total_s = (double)r->ended_ns / (double)NS_PER_S;
	for (int32_t i = 0; i < r->given; i++) {
		uint8_t *seen = &t->seen[r->asked.lsn + i];

		t->f.won += *seen == TRACE_RECOVERABLE;
		*seen |= TRACE_WON;
	}
	if (t->f.won > before)
		add_point(t, r->ended_ns);
	if (t->log)
		fprintf(t->log, "%.3f\t%.3f\t%" PRId32 "\t%" PRId32 "\t%" PRId32 "\t%d\t%.3f\t%u\t%" PRId32 "\n",
			(double)r->began_ns / (double)NS_PER_S, (double)r->ended_ns / (double)NS_PER_S, r->asked.lsn,
			r->asked.count, r->given, r->failed, r->failed ? r->chance : 1.0, r->kb_per_s, t->f.won);
	t->last_real = clock_now(clock_real());
}

double trace_reached(const struct trace *t, int32_t won)
{
	int low = 0, high = t->npoints;

	while (low < high) {
		int middle = (low + high) / 2;

		if (t->points[middle].won >= won)
			high = middle;
		else
			low = middle + 1;
	}
	return low < t->npoints ? (double)t->points[low].ns / (double)NS_PER_S : -1;
}

int32_t trace_won_by(const struct trace *t, double seconds)
{
	int low = 0, high = t->npoints;

	while (low < high) {
		int middle = (low + high) / 2;

		if ((double)t->points[middle].ns / (double)NS_PER_S > seconds)
			high = middle;
		else
			low = middle + 1;
	}
	return low > 0 ? t->points[low - 1].won : 0;
}

void trace_close(struct trace *t)
{
	for (int i = 0; i < MARKS; i++)
		t->f.mark_s[i] = trace_reached(t, (int32_t)ceil(trace_marks[i] * t->f.recoverable - 1e-6));
	t->f.asked_mean = t->f.reads > 0 ? (double)t->asked / (double)t->f.reads : 0;
	t->f.apart_mean_us = t->apart_count > 0 ? t->apart_us / (double)t->apart_count : 0;
}
