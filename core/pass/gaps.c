#include "config.h"
#include "pass/lore_private.h"
#include "pass/pass.h"

#include <math.h>
#include <stdlib.h>

/*
 * What the sweep passed over, as zones; always the one that brings or promises most. Each is first read back from its far
 * end, where the sweep has come down on something good, to the first failure; then along the spiral from its middle, past
 * what is expected to fail by the angles at which others did. A row of failures whatever the angle is solid: it is halved
 * until that is not worth a failure any more. What is left is for the passes to come.
 */

/* In the first round a unit that fails with this chance is passed over; and in further ones. */
static const double risky[] = { 0.15, 0.35, 0.6 };

#define BETTER 1.3		/* a zone must promise so much more to be taken instead */
#define MUCH_BETTER 3.0		/* the same while it is looked for a turn */
#define FADES 0.9		/* of what a zone has brought, at each failure */
#define ROW 4			/* failures within NEAR units of each other: a solid stretch */
#define NEAR 3
#define FEW 6			/* units a turn: neighbours are of other angles */
#define LEAP 1.4		/* turns: another angle, too */
#define MERGE_TURNS 3
#define SOLID_CHANCE 0.15	/* that the middle of a solid stretch is good; so much less for each halving: */
#define SOLID_FADES 0.6
#define WORTH 0.8		/* units per failure below which a solid stretch is left to later passes */

static double turn(const struct lore *l, int32_t unit)
{
	return turns_length(&l->turns, min_i32(max_i32(unit, 0), max_i32(l->units - 1, 0)));
}

/* Sectors per second of drive time that a zone promises. */
static double value(const struct lore *l, const struct zone *z)
{
	double len = (z->dir > 0 ? z->hi - z->pos : z->pos - z->lo) * (double)l->unit, cost = lore_failed_s(l);
	double first = fmin(len / 2, l->unit / lore_density(l, z->dir > 0 ? z->pos : z->pos - 1)), chance;

	if (z->way == ZONE_SOLID) {
		chance = SOLID_CHANCE * pow(SOLID_FADES, z->depth);
		return chance * len / 2 / cost;
	}
	return (z->won + first) / (z->spent + cost + first * lore_sector_s(l, z->lo * l->unit));
}

static bool worth(const struct lore *l, const struct zone *z)
{
	return z->way != ZONE_SOLID || value(l, z) * lore_failed_s(l) >= WORTH * l->unit;
}

/* The zone that promises most; the one at hand stays unless another is clearly better. */
static struct zone *choose(struct lore *l)
{
	struct zones *z = &l->zones;
	/* a turn that is being looked for is looked for in one place */
	bool looking = !l->turns.known && !l->shapeless && l->errors > 0;
	int best = -1;
	double most = 0, stays = looking ? MUCH_BETTER : BETTER;

	for (int i = 0; i < z->n; i++) {
		double v = z->list[i].over ? -1 : value(l, &z->list[i]) * (i == z->at ? stays : 1);

		if (v > most && worth(l, &z->list[i])) {
			most = v;
			best = i;
		}
	}
	z->at = best;
	return best < 0 ? NULL : &z->list[best];
}

/* Lists the zones of what is untried, near ones together. False: memory is out. */
static bool list_zones(const struct pass_ctx *c, struct pass_state *s)
{
	struct lore *l = c->lore;
	struct span ahead = c->window, run;
	struct zone *last = NULL;
	int32_t stamp = l->zones.stamp + 1;

	zones_free(&l->zones);
	l->zones.stamp = s->skip = stamp;
	for (; (run = map_find(c->map, ahead, TAKES_UNTRIED)).count; ahead = span_between(span_end(run), span_end(ahead))) {
		int32_t lo = run.lsn / l->unit, hi = (span_end(run) - 1) / l->unit + 1;

		if (last && lo - last->hi < MERGE_TURNS * turn(l, lo)) {
			last->hi = hi;
			last->pos = last->dir > 0 ? last->lo : hi;
			continue;
		}
		/* the sweep has come down on something good at the far end */
		last = zones_add(&l->zones, lo, hi, c->reverse ? 1 : -1, ZONE_RIM);
		if (!last)
			return false;
		last->chunk = c->cluster / l->unit;
	}
	lore_look_anew(l);
	return true;
}

/*
 * Before a zone's first read, both its ends being bad: while the turn is not known it is begun in the middle, at a failure
 * if there is one, since damage is shallow at its ends; the other half becomes a zone of its own.
 */
static struct zone *begin_zone(struct lore *l, struct zone *z)
{
	int32_t middle = (z->lo + z->hi) / 2, at = -1, lo = z->lo;
	int i = (int)(z - l->zones.list);

	z->fresh = false;
	lore_look_anew(l);
	if (l->turns.known || z->way != ZONE_READ || z->hi - z->lo < MERGE_TURNS * turn(l, z->lo))
		return z;
	for (int32_t u = z->lo; u < z->hi; u++)
		if (l->failed[u] && (at < 0 || abs(u - middle) < abs(at - middle)))
			at = u;
	at = at < 0 ? middle : at;
	z->lo = at;
	z->dir = 1;
	z->pos = at;
	if (at > lo && zones_add(&l->zones, lo, at, -1, ZONE_READ))
		l->zones.list[l->zones.n - 1].fresh = false;
	return &l->zones.list[i];
}

/* Brings the filter to `unit`, all before it taken in. */
static void warm(struct lore *l, const struct zone *z, int32_t unit)
{
	struct angles *a = &l->angles;
	int32_t reach = (int32_t)(ANGLES_MEMORY * turn(l, unit)), from;
	bool near = l->zones.warm == (int)(z - l->zones.list) && a->dir == z->dir &&
		    (z->dir > 0 ? a->next <= unit && unit - a->next < reach : a->next >= unit && a->next - unit < reach);

	if (!near) {
		from = min_i32(max_i32(unit - z->dir * reach, 0), l->units - 1);
		angles_begin(a, &l->turns, from, z->dir);
		l->zones.warm = (int)(z - l->zones.list);
	}
	while (a->next != unit)
		angles_step(a, &l->turns, z->hazard / z->chances, lore_result(l, a->next));
}

/* How many units from `unit` on may be asked at once, all being good so far. */
static int32_t reach(struct lore *l, const struct zone *z, int32_t unit, int32_t most)
{
	struct angles a;
	int32_t n = 0;

	if (!l->turns.known)
		return most;
	warm(l, z, unit);
	a = l->angles;
	while (n < most && angles_step(&a, &l->turns, z->hazard / z->chances, RESULT_GOOD) < risky[l->zones.round])
		n++;
	return n;
}

/* Part of `run`, from its near end, `n` units long. */
static struct span cut(const struct lore *l, struct span run, int32_t first, int32_t n, int dir)
{
	int32_t unit = l->unit;

	if (dir > 0)
		return span_between(run.lsn, min_i32(span_end(run), (first + n) * unit));
	return span_between(max_i32(run.lsn, (first - n + 1) * unit), span_end(run));
}

/* The next request in a zone that is read along; count 0: there is none. */
static struct span along(const struct pass_ctx *c, struct zone *z)
{
	struct lore *l = c->lore;
	int32_t most = z->leaps ? 1 : z->way == ZONE_RIM ? min_i32(z->chunk, c->cluster / l->unit) : c->cluster / l->unit;

	for (;;) {
		struct span rest = z->dir > 0 ? span_between(z->pos * l->unit, z->hi * l->unit)
					      : span_between(z->lo * l->unit, z->pos * l->unit);
		struct span run;
		int32_t first, units, n;

		rest = span_clip(rest, c->window);
		run = z->dir > 0 ? pass_first(c, rest, TAKES_UNTRIED, most * l->unit)
				 : pass_last(c, rest, TAKES_UNTRIED, most * l->unit);
		if (run.count == 0)
			return run;
		first = (z->dir > 0 ? run.lsn : span_end(run) - 1) / l->unit;
		units = (span_end(run) - 1) / l->unit - run.lsn / l->unit + 1;
		n = z->leaps ? units : reach(l, z, first, units);
		z->pos = z->dir > 0 ? first : first + 1;
		if (n > 0)
			return cut(l, run, first, n, z->dir);
		z->pos += z->dir;
	}
}

static struct span middle(const struct pass_ctx *c, const struct zone *z)
{
	int32_t m = z->lo + (z->hi - z->lo) / 2;

	return pass_first(c, span_clip(lore_span(c->lore, m), c->window), TAKES_UNTRIED, c->lore->unit);
}

/* All zones are read as far as they promised to be good: once more, with less demanded. */
static bool next_round(const struct pass_ctx *c)
{
	struct zones *z = &c->lore->zones;
	bool any = false;

	if (!c->lore->turns.known || z->round + 1 == (int)ARRAY_LEN(risky))
		return false;
	z->round++;
	for (int i = 0; i < z->n; i++) {
		struct zone *one = &z->list[i];

		if (one->way != ZONE_READ || one->leaps)
			continue;
		one->over = false;
		one->pos = one->dir > 0 ? one->lo : one->hi;
		one->won = one->spent = 0;
		any = true;
	}
	z->warm = -1;
	return any;
}

static struct span gaps_next(struct pass_ctx *c, struct pass_state *s)
{
	struct lore *l = c->lore;
	struct zone *z;

	if (s->skip == 0 || s->skip != l->zones.stamp)
		if (!list_zones(c, s))
			return (struct span){ 0, 0 };
	for (;;) {
		struct span at;

		z = l->zones.at >= 0 && !l->zones.list[l->zones.at].over ? &l->zones.list[l->zones.at] : choose(l);
		if (!z) {
			if (!next_round(c))
				return (struct span){ 0, 0 };
			continue;
		}
		if (z->fresh)
			z = begin_zone(l, z);
		at = z->way == ZONE_SOLID ? middle(c, z) : along(c, z);
		if (at.count) {
			c->pace = lore_pace(z->hazard / z->chances);
			return at;
		}
		z->over = true;
	}
}

static void add(struct lore *l, int32_t lo, int32_t hi, int depth, int dir, enum zone_way way)
{
	struct zone *z;

	if (hi - lo < (way == ZONE_READ ? 1 : 1.5 * turn(l, lo)))
		return;
	z = zones_add(&l->zones, lo, hi, dir, way);
	if (z) {
		z->depth = depth;
		z->chunk = 2;
	}
}

/* The middle of a solid stretch was tried. */
static void halve(struct lore *l, int at, int32_t m, bool good)
{
	struct zone z = l->zones.list[at];

	l->zones.list[at].over = true;
	add(l, z.lo, m, z.depth + 1, -1, good ? ZONE_RIM : ZONE_SOLID);
	add(l, m + 1, z.hi, z.depth + 1, 1, good ? ZONE_RIM : ZONE_SOLID);
}

/* Gone from a good end up to this failure: what is behind it has two bad ends. */
static void meet_rim(struct lore *l, int at, int32_t culprit)
{
	struct zone *z = &l->zones.list[at];
	int32_t lo = z->lo, hi = z->hi;
	int dir = z->dir, depth = z->depth;
	enum zone_way way = ZONE_READ;

	/* what is left of it is a small gain for another failure */
	z->chunk = 2;
	z->won = z->spent = 0;
	if (dir > 0)
		z->hi = culprit;
	else
		z->lo = culprit + 1;
	/* soon met, it is no rim, but the next of many */
	if (depth > 0 && (dir > 0 ? culprit - lo : hi - 1 - culprit) > 2 * turn(l, culprit))
		way = ZONE_SOLID;
	add(l, dir > 0 ? culprit + 1 : lo, dir > 0 ? hi : culprit, depth, -dir, way);
}

/* A failure in a zone that is read along. */
static void meet_failure(struct lore *l, int at, int32_t culprit, double q)
{
	struct zone *z = &l->zones.list[at];
	double length = turn(l, culprit);
	int32_t near = length < FEW ? 1 : NEAR, to = culprit + z->dir * (int32_t)(LEAP * length + 1);
	bool far = z->dir > 0 ? to >= z->hi : to <= z->lo;

	z->hazard += fmin(1, z->hazard / z->chances / fmax(q, 1e-6));
	z->row = z->failed_at >= 0 && abs(culprit - z->failed_at) <= near ? z->row + 1 : 1;
	z->failed_at = culprit;
	if (!z->leaps && z->row < ROW)
		return;
	if (z->leaps < (length < FEW ? 2 : 1) && !far) {
		z->leaps++;
		z->leap_from = z->leaps > 1 ? z->leap_from : culprit + z->dir;
		z->pos = to;
		return;
	}
	/* solid, so far; the rest as well, for all that is known */
	if (!z->leaps)
		z->leap_from = culprit + z->dir;
	z->over = true;
	add(l, z->dir > 0 ? z->leap_from : z->lo, z->dir > 0 ? z->hi : z->leap_from + 1, 1, -z->dir, ZONE_SOLID);
}

/* A leap has come down on something good. What it passed over is left for later passes. */
static void land(struct zone *z)
{
	z->leaps = 0;
	z->row = 0;
}

/* The chance with which it was expected to fail, its neighbours known. */
static double expected(struct lore *l, const struct zone *z, int32_t culprit)
{
	struct angles a;

	if (!l->turns.known || z->leaps)
		return z->hazard / z->chances;
	a = l->angles;
	if (z->dir > 0 ? a.next > culprit : a.next < culprit)
		return 1;
	while (a.next != culprit)
		angles_step(&a, &l->turns, z->hazard / z->chances, lore_result(l, a.next));
	return angles_step(&a, &l->turns, z->hazard / z->chances, RESULT_NONE);
}

static void gaps_learn(const struct pass_ctx *c, struct pass_state *s, const struct outcome *o)
{
	struct lore *l = c->lore;
	int at = l->zones.at;
	struct zone *z;
	int32_t culprit = lore_culprit(l, o), unit = o->asked.lsn / l->unit, units;
	bool good = o->good == o->asked.count;

	if (!good)
		pass_mark(c, o, TAKES_UNTRIED);
	if (at < 0 || s->skip != l->zones.stamp)
		return;
	z = &l->zones.list[at];
	z->won += o->good;
	z->spent += o->seconds;
	if (z->way == ZONE_SOLID) {
		halve(l, at, unit, good);
		l->zones.at = -1;
		return;
	}
	units = o->good / l->unit;
	z->chances += units;
	if (good && z->leaps)
		land(z);
	if (good) {
		z->chunk = min_i32(2 * z->chunk, 1 << 20);
		return;
	}
	z->won *= FADES;
	z->spent *= FADES;
	if (culprit >= 0 && z->way == ZONE_RIM) {
		meet_rim(l, at, culprit);
		choose(l);
		return;
	}
	if (culprit >= 0) {
		double q = expected(l, z, culprit);

		if (lore_look(l, culprit))
			l->zones.warm = -1;
		meet_failure(l, at, culprit, q);
	}
	choose(l);
}

static void gaps_skip(const struct pass_ctx *c, struct pass_state *s)
{
	struct lore *l = c->lore;

	(void)s;
	if (l->zones.at < 0)
		return;
	/* the others first */
	l->zones.list[l->zones.at].won = 0;
	l->zones.list[l->zones.at].spent = 1e6;
	choose(l);
}

const struct pass pass_gaps = {
	.name = "gaps", .title = N_("Read what was skipped"),
	.takes = TAKES_UNTRIED, .code = 'g', .letter = MAP_UNTRIED,
	.next = gaps_next, .learn = gaps_learn, .skip = gaps_skip,
};
