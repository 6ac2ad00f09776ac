#include "config.h"
#include "tests/bench/strategy_plan.h"

#include "base/clock.h"
#include "base/hash.h"
#include "pass/plan.h"

#include <math.h>
#include <time.h>

static double cpu_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

/* Every other run is good, the rest in turns of the other states; all of whole ECC blocks. */
static void break_up(struct map *m, int32_t unit, int runs)
{
	int32_t units = map_size(m) / unit;

	for (int i = 0; i < runs; i++) {
		int32_t from = (int32_t)((int64_t)units * i / runs), to = (int32_t)((int64_t)units * (i + 1) / runs);

		map_set(m, span_between(from * unit, to * unit), i % 2 ? map_state_at(i / 2 % 4) : MAP_GOOD);
	}
}

/* Where nothing is bad but a third of the blocks, by chance. */
static struct outcome read_it(struct map *m, struct span at, int32_t unit)
{
	struct outcome o = { .asked = at, .placed = true, .seconds = 0.05 };

	while (o.good < at.count && hash_unit(hash_mix(7, (uint64_t)((at.lsn + o.good) / unit))) > 0.33)
		o.good += unit;
	o.good = min_i32(o.good, at.count);
	if (o.good < at.count)
		o.seconds = 3;
	map_set(m, (struct span){ at.lsn, o.good }, MAP_GOOD);
	return o;
}

static void measure(struct plan *p, struct pass_ctx *c, int reads, struct plan_cost *out)
{
	double sum = 0;
	struct outcome o;
	struct span at;
	bool entered;

	for (double start = cpu_us(); out->reads < reads; out->reads++) {
		double us;

		at = plan_next(p, c, &entered);
		us = cpu_us() - start;
		if (out->reads > 0) {
			sum += us;
			out->longest_us = fmax(out->longest_us, us);
		}
		if (at.count == 0)
			break;
		o = read_it(c->map, at, c->unit);
		o.pace = c->pace;
		start = cpu_us();
		plan_learn(p, c, &o);
	}
	if (out->reads > 1)
		out->mean_us = sum / (out->reads - 1);
}

bool plan_measure(enum disc_kind kind, int runs, int retries, int reads, struct plan_cost *out)
{
	int32_t unit = disc_ecc_unit(kind), sectors = kind == DISC_CD ? 333000 : 2298496;
	struct pass_ctx c = { .map = map_new(sectors), .unit = unit, .cluster = align_down(512, unit),
			      .lore = lore_new(kind, sectors, unit) };
	struct plan p;
	bool good = c.map && c.lore && plan_build(&p, &(struct plan_settings){ .retries = retries }, NULL) == STATUS_OK;

	*out = (struct plan_cost){ .reads = 0 };
	if (good) {
		break_up(c.map, unit, runs);
		for (int i = 0; i < MAP_STATES; i++)
			out->runs += map_tally(c.map).runs[i];
		lore_take_map(c.lore, c.map);
		measure(&p, &c, reads, out);
	}
	lore_free(c.lore);
	map_free(c.map);
	return good;
}
