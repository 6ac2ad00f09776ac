#include "config.h"
#include "pass/lore_private.h"
#include "pass/pass.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define AS_GOOD_AS 0.8		/* classes with so much of the best one's chance go along with it */
#define AGAIN 0.5		/* with less than so much of the chance of what failed in this pass, the next pass comes, */
enum { ENOUGH = 250 };		/* if there are so many of those */
enum { BATCH = 150, RATE_AFTER = 24, STRETCH_TURNS = 128 };

void tail_free(struct tail *t)
{
	free(t->step);
	free(t->stretches);
	free(t->asked_by);
}

static int class_bit(int failed, int step)
{
	return min_i32(failed, HOPE_TRIES - 1) * HOPE_STEPS + step;
}

static void put_bit(uint64_t set[2], int bit)
{
	set[bit / 64] |= UINT64_C(1) << bit % 64;
}

static bool has_bit(const uint64_t set[2], int bit)
{
	return set[bit / 64] >> bit % 64 & 1;
}

static int step_of(const struct tail *t, int32_t unit)
{
	return t->step[unit];
}

static double *count_of(struct lore *l, int32_t unit)
{
	return &l->tail.classes.left[min_i32(l->failed[unit], HOPE_TRIES - 1)][step_of(&l->tail, unit)];
}

static uint16_t number_of(int32_t run)
{
	return (uint16_t)min_i32(run, UINT16_MAX);
}

/* Is it for this pass to ask? Nobody has since it began. It is counted then. */
static bool counts(const struct lore *l, int32_t unit)
{
	return step_of(&l->tail, unit) != TAIL_NONE && l->tail.asked_by[unit] < number_of(l->tail.run);
}

/* What of a unit may be asked for: the first part of it, where others were read before. */
static struct span part_of(const struct pass_ctx *c, int32_t unit, unsigned states)
{
	return pass_first(c, span_clip(lore_span(c->lore, unit), c->window), states, c->lore->unit);
}

/* Rates the units of a stretch anew. */
static void rate(const struct pass_ctx *c, int i)
{
	struct lore *l = c->lore;
	struct tail *t = &l->tail;
	int32_t lo = i * t->stretch_units, hi = min_i32(lo + t->stretch_units, l->units);
	struct span at = span_clip(span_between(lo * l->unit, hi * l->unit), map_all(c->map));
	bool any = map_count_in(c->map, at, t->states) > 0;

	t->stretches[i] = (struct tail_stretch){ .changed = 0 };
	if (any)
		suspicion_of(l, lo, hi, l->doubt);
	for (int32_t u = lo; u < hi; u++) {
		bool in = any && part_of(c, u, t->states).count > 0;

		if (counts(l, u))
			--*count_of(l, u);
		t->step[u] = (uint8_t)(in ? hope_step(l->doubt[u - lo]) : TAIL_NONE);
		if (counts(l, u)) {
			++*count_of(l, u);
			put_bit(t->stretches[i].has, class_bit(l->failed[u], step_of(t, u)));
		}
	}
}

static void rate_all(const struct pass_ctx *c)
{
	struct tail *t = &c->lore->tail;

	memset(t->classes.left, 0, sizeof t->classes.left);
	memset(t->step, TAIL_NONE, (size_t)c->lore->units + 1);
	for (int i = 0; i < t->nstretches; i++)
		rate(c, i);
}

static bool begin(const struct pass_ctx *c, struct pass_state *s, unsigned states)
{
	struct lore *l = c->lore;
	struct tail *t = &l->tail, was = *t;

	free(t->step);
	free(t->stretches);
	free(l->doubt);
	*t = (struct tail){ .asked_by = was.asked_by, .runs = was.runs, .stamp = was.stamp + 1, .states = states };
	memcpy(t->paces, was.paces, sizeof t->paces);
	s->skip = t->stamp;
	/* a pass keeps its number when it is turned round, or when another comes in between */
	if (s->run == 0)
		s->run = t->runs + 1;
	t->runs = max_i32(t->runs, s->run);
	t->run = s->run;
	t->stretch_units = max_i32(64, (int32_t)(STRETCH_TURNS * turns_length(&l->turns, l->units / 2)));
	t->nstretches = l->units / t->stretch_units + 1;
	t->step = malloc((size_t)l->units + 1);
	t->stretches = calloc((size_t)t->nstretches, sizeof *t->stretches);
	l->doubt = malloc((size_t)t->stretch_units * sizeof *l->doubt);
	if (!t->asked_by)
		t->asked_by = calloc((size_t)l->units + 1, sizeof *t->asked_by);
	if (!t->step || !t->stretches || !l->doubt || !t->asked_by)
		return false;
	rate_all(c);
	t->cursor = c->reverse ? l->units - 1 : 0;
	return true;
}

/* How much better than usual that pace does; what is not known yet is believed to be a little better the slower it is. */
static double pace_worth(const struct tail *t, enum pace p)
{
	static const double believed[PACES] = { [PACE_FULL] = 1, [PACE_SLOW] = 1.1, [PACE_LOW] = 1.25 };

	return (t->paces[p].won + 3 * believed[p]) / (t->paces[p].hoped + 3);
}

static enum pace choose_pace(const struct tail *t)
{
	enum pace best = PACE_FULL;

	for (enum pace p = PACE_FULL; p < PACES; p++) {
		/* now and then one that little is known of */
		if (t->batches % 3 == 2 && t->paces[p].hoped < 8)
			return p;
		if (pace_worth(t, p) > pace_worth(t, best))
			best = p;
	}
	return best;
}

double tail_per_minute(const struct lore *l, double chance)
{
	return chance * l->unit / (lore_failed_s(l) * (1 - chance) + l->unit * lore_sector_s(l, 0)) * 60;
}

/* The best chance among classes that have units left: of those that have not failed yet, or of those that have. */
static double best_of(const struct lore *l, const struct tail_classes *x, bool again)
{
	double best = 0;

	for (int f = again; f < (again ? HOPE_TRIES : 1); f++)
		for (int k = 0; k < HOPE_STEPS; k++)
			if (x->left[f][k] > 0)
				best = fmax(best, hope_chance(&l->hope, f, k));
	return best;
}

/* Enough of those that failed in this pass have that chance, or a better one, in the next. */
static bool next_is_better(const struct lore *l, const struct tail_classes *x, double chance)
{
	double n = 0;

	for (int f = 1; f < HOPE_TRIES; f++)
		for (int k = 0; k < HOPE_STEPS; k++)
			if (hope_chance(&l->hope, f, k) >= chance)
				n += x->asked[f][k];
	return n >= ENOUGH;
}

bool tail_choose(const struct pass_ctx *c, const struct tail_classes *x, bool fresh, struct tail_choice *out)
{
	const struct lore *l = c->lore;
	double first = best_of(l, x, false), again = best_of(l, x, true), best = fmax(first, again);

	if (!c->last && (next_is_better(l, x, best / AGAIN) || (fresh && best < AGAIN * hope_chance(&l->hope, 1, 1))))
		return false;
	out->pays = c->stop_below <= 0 || tail_per_minute(l, again) >= c->stop_below;
	out->too_dear = !out->pays && again > 0 && first <= 0;
	/* whatever it costs, each sector is asked for once */
	out->least = AS_GOOD_AS * (out->pays ? best : first);
	return true;
}

bool tail_chosen(const struct lore *l, const struct tail_classes *x, const struct tail_choice *choice, int f, int k)
{
	return x->left[f][k] > 0 && (f == 0 || choice->pays) && hope_chance(&l->hope, f, k) >= choice->least;
}

/* Classes of the next batch. False: the pass is over. */
static bool choose_batch(struct pass_ctx *c, bool fresh)
{
	struct tail *t = &c->lore->tail;
	struct tail_choice choice;

	t->mask[0] = t->mask[1] = 0;
	if (!tail_choose(c, &t->classes, fresh, &choice))
		return false;
	c->too_dear = choice.too_dear;
	for (int f = 0; f < HOPE_TRIES; f++)
		for (int k = 0; k < HOPE_STEPS; k++)
			if (tail_chosen(c->lore, &t->classes, &choice, f, k))
				put_bit(t->mask, class_bit(f, k));
	t->left = BATCH;
	t->turned = false;
	t->pace = choose_pace(t);
	t->batches++;
	return (t->mask[0] | t->mask[1]) != 0;
}

static bool in_batch(const struct lore *l, int32_t unit)
{
	return counts(l, unit) && has_bit(l->tail.mask, class_bit(l->failed[unit], step_of(&l->tail, unit)));
}

/* The next unit of the batch that is open, from the cursor on; -1: there is none before the end of the disc. */
static int32_t find(const struct pass_ctx *c)
{
	struct lore *l = c->lore;
	struct tail *t = &l->tail;
	int dir = c->reverse ? -1 : 1;
	int32_t u = t->cursor;

	while (u >= 0 && u < l->units) {
		const struct tail_stretch *st = &t->stretches[u / t->stretch_units];

		if (!((st->has[0] & t->mask[0]) | (st->has[1] & t->mask[1]))) {
			u = dir > 0 ? (u / t->stretch_units + 1) * t->stretch_units : u / t->stretch_units * t->stretch_units - 1;
			continue;
		}
		if (in_batch(l, u) && part_of(c, u, t->states).count)
			return u;
		u += dir;
	}
	return -1;
}

struct span tail_next(struct pass_ctx *c, struct pass_state *s, unsigned states, bool fresh)
{
	struct lore *l = c->lore;
	struct tail *t = &l->tail;
	struct span none = { 0, 0 };
	bool rated = false;

	if ((s->skip == 0 || s->skip != t->stamp || t->states != states) && !begin(c, s, states))
		return none;
	for (;;) {
		int32_t u;

		if (t->left == 0 && !choose_batch(c, fresh))
			return none;
		u = find(c);
		if (u >= 0) {
			t->cursor = u;
			c->pace = t->pace;
			return part_of(c, u, states);
		}
		t->cursor = c->reverse ? l->units - 1 : 0;
		if (t->left < BATCH || !t->turned) {
			t->left = t->left < BATCH ? 0 : t->left;
			t->turned = true;
			continue;
		}
		/* none of the batch is open any more */
		if (rated)
			return none;
		rate_all(c);
		rated = true;
		t->left = 0;
	}
}

void tail_learn(const struct pass_ctx *c, struct pass_state *s, const struct outcome *o)
{
	struct lore *l = c->lore;
	struct tail *t = &l->tail;
	int32_t u = o->asked.lsn / l->unit;
	bool won = o->good == o->asked.count;
	int step, failed;
	struct span rest;
	double hoped;

	if (!won)
		pass_mark(c, o, t->states);
	if (u >= l->units || !t->asked_by)
		return;
	if (s->skip != t->stamp || !counts(l, u)) {
		if (!won && s->run)
			t->asked_by[u] = number_of(s->run);
		return;
	}
	if (won && part_of(c, u, t->states).count)
		return;
	while ((rest = part_of(c, u, t->states & ~(unsigned)TAKES_BAD)).count)
		map_change(c->map, rest, t->states, MAP_BAD);
	step = step_of(t, u);
	failed = l->failed[u] - !won;	/* before this one */
	hoped = hope_chance(&l->hope, failed, step);
	hope_count(&l->hope, failed, step, won);
	t->paces[o->pace].won += won;
	t->paces[o->pace].hoped += hoped;
	t->classes.left[min_i32(failed, HOPE_TRIES - 1)][step]--;
	t->asked_by[u] = number_of(t->run);
	if (!won)
		t->classes.asked[min_i32(l->failed[u], HOPE_TRIES - 1)][step]++;
	t->cursor = u + (c->reverse ? -1 : 1);
	t->left = max_i32(t->left - 1, 0);
	if (++t->stretches[u / t->stretch_units].changed >= RATE_AFTER)
		rate(c, u / t->stretch_units);
}

void tail_skip(const struct pass_ctx *c, struct pass_state *s)
{
	struct lore *l = c->lore;
	struct tail *t = &l->tail;

	(void)s;
	t->cursor += (c->reverse ? -1 : 1) * max_i32(l->units / 100, 32);
	t->cursor = min_i32(max_i32(t->cursor, 0), l->units - 1);
}
