#include "config.h"
#include "pass/lore_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Before anything is measured: seconds per failed attempt, and how many attempts that is worth. */
#define USUAL_FAILED_S 2.5
#define USUAL_FAILED_N 1.0
/* A drive is slow after a failure, and its reads then say nothing of the disc. */
#define SLOW_AFTER_S 12.0
/* A read is slow when it takes so many times what reads there take, and so many seconds more. */
#define SLOW_TIMES 5.0
#define SLOW_MORE_S 0.25
/* Of the newest read in the mean of its place. */
#define NEWEST 0.1
/* What a unit still counts after another one. */
#define LATELY 0.9995
/* Share of units that fail from which on the speed is lowered. */
#define OFTEN 0.002
enum { MEASURED_SECTORS = 8 };

struct lore *lore_new(enum disc_kind kind, int32_t sectors, int32_t unit)
{
	struct lore *l = calloc(1, sizeof *l);

	if (!l)
		return NULL;
	l->kind = kind;
	l->sectors = sectors;
	l->unit = unit;
	l->units = sectors / unit + (sectors % unit != 0);
	l->tried = calloc((size_t)l->units + 1, 1);
	l->failed = calloc((size_t)l->units + 1, 1);
	l->turns = turns_nominal(kind, sectors, unit);
	l->failed_n = USUAL_FAILED_N;
	l->failed_s = USUAL_FAILED_N * USUAL_FAILED_S;
	l->since_failure = SLOW_AFTER_S;
	l->block_units = max_i32(64, l->units / LORE_BLOCKS + 1);
	l->zones.at = l->zones.warm = -1;
	if (!l->tried || !l->failed) {
		lore_free(l);
		return NULL;
	}
	return l;
}

void lore_free(struct lore *l)
{
	if (!l)
		return;
	zones_free(&l->zones);
	tail_free(&l->tail);
	free(l->doubt);
	free(l->tried);
	free(l->failed);
	free(l);
}

void lore_inherit(struct lore *l, const struct lore *other)
{
	if (other->units == l->units && other->unit == l->unit && other->turns.known)
		l->turns = other->turns;
	/* a plan may have come along that speaks of lists there */
	if (other->zones.stamp)
		l->zones.stamp = max_i32(l->zones.stamp, other->zones.stamp) + 1;
	l->tail.stamp = max_i32(l->tail.stamp, other->tail.stamp) + 1;
	l->tail.runs = max_i32(l->tail.runs, other->tail.runs);
}

/* The first attempt at a unit, for the stretch it lies in. */
static void count_first(struct lore *l, int32_t unit, bool failed)
{
	struct lore_block *b = &l->blocks[unit / l->block_units];

	b->tried++;
	b->failed += failed;
}

static void take_runs(struct lore *l, const struct map *m, enum map_state state)
{
	struct span ahead = map_all(m);

	for (struct span run; (run = map_find(m, ahead, map_bit(state))).count; ahead = span_between(span_end(run), span_end(ahead))) {
		int32_t end = lore_unit_of(l, span_end(run) - 1) + 1;

		for (int32_t u = lore_unit_of(l, run.lsn); u < end && u < l->units; u++) {
			if (!l->tried[u])
				count_first(l, u, state == MAP_BAD);
			l->tried[u] = 1;
			if (state == MAP_BAD && !l->failed[u])
				l->failed[u] = 1;
		}
	}
}

void lore_take_map(struct lore *l, const struct map *m)
{
	take_runs(l, m, MAP_BAD);
	take_runs(l, m, MAP_GOOD);
}

int32_t lore_culprit(const struct lore *l, const struct outcome *o)
{
	struct span left = span_between(o->asked.lsn + o->good, span_end(o->asked));

	if (left.count <= 0)
		return -1;
	if (o->placed || lore_unit_of(l, left.lsn) == lore_unit_of(l, span_end(left) - 1))
		return lore_unit_of(l, left.lsn);
	return -1;
}

static int place_of(const struct lore *l, int32_t lsn)
{
	return (int)((int64_t)lsn * LORE_PLACES / max_i32(l->sectors, 1));
}

/* A good read at full speed: what sectors cost there, and whether it was out of the common. */
static void tell_speed(struct lore *l, const struct outcome *o)
{
	double one = o->seconds / o->asked.count, usual = lore_sector_s(l, o->asked.lsn);
	double *mean = &l->sector_s[place_of(l, o->asked.lsn)];
	bool judged = l->begun && o->pace == PACE_FULL && o->asked.count >= MEASURED_SECTORS &&
		      l->since_failure >= SLOW_AFTER_S;

	/* the first read of all waits for the drive to get up to speed */
	l->begun = true;
	l->slow = judged && l->measured && one > SLOW_TIMES * usual && o->seconds > usual * o->asked.count + SLOW_MORE_S;
	l->measured |= judged;
	if (judged && !l->slow)
		*mean = *mean > 0 ? (1 - NEWEST) * *mean + NEWEST * one : one;
}

void lore_tell(struct lore *l, const struct outcome *o)
{
	int32_t culprit = lore_culprit(l, o);
	int32_t end = (o->asked.lsn + o->good + (o->good == o->asked.count ? l->unit - 1 : 0)) / l->unit;

	for (int32_t u = lore_unit_of(l, o->asked.lsn); u < end && u < l->units; u++) {
		if (!l->tried[u])
			count_first(l, u, false);
		l->tried[u] = 1;
	}
	l->lately = l->lately * pow(LATELY, o->good / (double)l->unit) + o->good / (double)l->unit;
	l->lately_failed = l->lately_failed * pow(LATELY, o->good / (double)l->unit) + (o->good < o->asked.count);
	if (o->good == o->asked.count) {
		tell_speed(l, o);
		l->since_failure += o->seconds;
		return;
	}
	l->slow = false;
	l->since_failure = 0;
	l->failed_s += fmax(0, o->seconds - o->good * lore_sector_s(l, o->asked.lsn));
	l->failed_n++;
	if (culprit < 0 || culprit >= l->units)
		return;
	if (!l->tried[culprit])
		count_first(l, culprit, true);
	l->tried[culprit] = 1;
	if (l->failed[culprit] < LORE_MOST_FAILED)
		l->failed[culprit]++;
}

enum disc_kind lore_kind(const struct lore *l)
{
	return l->kind;
}

int32_t lore_unit(const struct lore *l)
{
	return l->unit;
}

int32_t lore_units(const struct lore *l)
{
	return l->units;
}

const struct turns *lore_turns(const struct lore *l)
{
	return &l->turns;
}

const uint8_t *lore_failed(const struct lore *l)
{
	return l->failed;
}

const uint8_t *lore_tried(const struct lore *l)
{
	return l->tried;
}

double lore_failed_s(const struct lore *l)
{
	return l->failed_s / l->failed_n;
}

double lore_sector_s(const struct lore *l, int32_t lsn)
{
	static const double single[] = { [DISC_UNKNOWN] = 75, [DISC_CD] = 75, [DISC_DVD] = 676, [DISC_BD] = 2195 };
	int at = place_of(l, min_i32(lsn, l->sectors - 1));

	for (int d = 0; d < LORE_PLACES; d++) {
		if (at >= d && l->sector_s[at - d] > 0)
			return l->sector_s[at - d];
		if (at + d < LORE_PLACES && l->sector_s[at + d] > 0)
			return l->sector_s[at + d];
	}
	return 1 / (8 * single[l->kind]);
}

enum result lore_result(const struct lore *l, int32_t unit)
{
	return !l->tried[unit] ? RESULT_NONE : l->failed[unit] ? RESULT_FAILED : RESULT_GOOD;
}

enum pace lore_pace(double failing)
{
	return failing > OFTEN ? PACE_SLOW : PACE_FULL;
}

double lore_lately(const struct lore *l)
{
	return l->lately_failed / (l->lately + 500);
}

double lore_density(const struct lore *l, int32_t unit)
{
	int at = unit / l->block_units, last = (l->units - 1) / l->block_units;
	double tried = 0, failed = 0;

	/* the nearer the stretch, the more it says */
	for (int d = 0; d <= 3; d++) {
		static const double weight[] = { 1, 0.5, 0.2, 0.1 };

		for (int side = d ? -1 : 1; side <= 1; side += 2) {
			int b = at + side * d;

			if (b < 0 || b > last)
				continue;
			tried += weight[d] * l->blocks[b].tried;
			failed += weight[d] * l->blocks[b].failed;
		}
	}
	return (failed + 0.02) / (tried + 2);
}

double lore_hope_new(const struct lore *l, int32_t unit)
{
	bool passed_over = l->zones.stamp > 0 && ((unit > 0 && l->tried[unit - 1]) || (unit + 1 < l->units && l->tried[unit + 1]));

	/* what lies alone among the tried was left out since it is expected to fail */
	return passed_over ? hope_on_average(&l->hope, 0) : 1 - lore_density(l, unit);
}

double lore_hope_again(const struct lore *l, int32_t unit)
{
	int step = l->tail.step ? l->tail.step[unit] : TAIL_NONE;

	if (!l->failed[unit])
		return lore_hope_new(l, unit);
	return step == TAIL_NONE ? hope_on_average(&l->hope, l->failed[unit]) : hope_chance(&l->hope, l->failed[unit], step);
}
