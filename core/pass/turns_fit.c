#include "config.h"
#include "pass/turns_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

/*
 * A turn is CELLS cells of angle. Each is damaged or not, and stays so from turn to turn but for births and ends; a unit
 * over a damaged cell fails with some chance. Going through the trials in their order, every one is foretold from
 * those before it: the product of those chances is the likelihood of a length. Scratches, several of them, blotches, and
 * errors that come and go are all the same to it.
 */
enum { CELLS = 96, GUESSES = 192, BEST = 24 };

/* Per cell and turn: damage ends, begins, and moves on into either neighbour. */
#define END 0.004
#define BIRTH 4e-5
#define DRIFT 0.005

/* In the first turn: how often a cell is damaged, as if that many had been seen before; how much it is like the one before. */
#define START (BIRTH / (BIRTH + END))
#define PRIOR 24.0
#define ALIKE 0.6

/* The chance that damage tells. */
#define SURELY 0.9
#define USUALLY 0.75
#define RARELY 0.55

#define COARSE 0.5		/* units by which a step of the length moves the end of a window against its start */
#define EFFORT 2000.0		/* turns to go through, in one round of guesses */
#define FAR 12			/* ln: peaks so far below the best are dropped */
#define NEAR 1.5		/* units, as COARSE: lengths that are the same for all that was read */

/* Whole steps away from the middle of the range. */
struct guess {
	int64_t k;
	double lnl;		/* of the trials */
	double merit;		/* with what is known beforehand */
};

struct window {
	int first, end;		/* trials */
	double at;		/* the pivot: a place */
	double b;
};

struct filter {
	float p[CELLS];
	double background, tried;	/* failures beside the turn */
	double ln, product;
	int64_t turn;
	bool seen[CELLS];
	int unseen;
	double hurt;			/* how many of the seen were expected to be damaged when they were seen first */
};

static void filter_start(struct filter *f)
{
	for (int c = 0; c < CELLS; c++)
		f->p[c] = (float)START;
	memset(f->seen, 0, sizeof f->seen);
	f->unseen = CELLS;
	f->hurt = 0;
	f->background = 0.5;
	f->tried = 80;
	f->ln = 0;
	f->product = 1;
	f->turn = 0;
}

static void filter_age(struct filter *f, int64_t turns)
{
	double k = fmin((double)turns, 1000), keep = turns == 1 ? 1 - END - BIRTH : pow(1 - END - BIRTH, k);
	float drift = (float)fmin(0.25, DRIFT * k), stay = 1 - 2 * drift;
	float rest = (float)((1 - keep) * START), hold = (float)keep;
	float old[CELLS + 2];

	memcpy(old + 1, f->p, sizeof f->p);
	old[0] = f->p[CELLS - 1];
	old[CELLS + 1] = f->p[0];
	for (int c = 0; c < CELLS; c++)
		f->p[c] = hold * (stay * old[c + 1] + drift * (old[c] + old[c + 2])) + rest;
}

/* What never was under a unit before is like its neighbour, and like the rest of the turn. How many cells those are. */
static int filter_expect(struct filter *f, int c, int n)
{
	double usual = (f->hurt + START * PRIOR) / (CELLS - f->unseen + PRIOR);
	int before = f->unseen;

	for (int i = 0, k = c; i < n; i++, k = k + 1 == CELLS ? 0 : k + 1) {
		int near = k ? k - 1 : CELLS - 1;

		if (f->seen[k])
			continue;
		f->p[k] = (float)(f->seen[near] ? usual + (f->p[near] - usual) * ALIKE : usual);
		f->seen[k] = true;
		f->unseen--;
	}
	return before - f->unseen;
}

/* A unit that begins in cell `from` and is `wide`, neither of which need be whole. */
static void filter_tell(struct filter *f, double from, double wide, bool failed, double detects)
{
	int c = min_i32((int)from, CELLS - 1), n, fresh = 0;
	double h = f->background / f->tried, good = 1, end = from - c + wide, q;
	float x[CELLS + 1], left[CELLS + 1];

	n = min_i32((int)fmin(end, CELLS), CELLS - 1) + 1;
	if (f->unseen)
		fresh = filter_expect(f, c, n);
	for (int i = 0; i < n; i++)
		x[i] = (float)detects;
	if (end < CELLS) {
		x[n - 1] = (float)(detects * (end - (n - 1)));
		x[0] -= (float)(detects * (from - c));
	}
	for (int i = 0, k = c; i < n; i++, k = k + 1 == CELLS ? 0 : k + 1) {
		left[i] = 1 - x[i] * f->p[k];
		good *= left[i];
	}
	q = fmin(fmax(1 - (1 - h) * good, 1e-9), 1 - 1e-9);
	if (failed) {
		float all = (float)(1 - q), one = (float)(1 / q);

		for (int i = 0, k = c; i < n; i++, k = k + 1 == CELLS ? 0 : k + 1)
			f->p[k] *= (1 - (1 - x[i]) * all / left[i]) * one;
		f->background += h / q;
	} else {
		for (int i = 0, k = c; i < n; i++, k = k + 1 == CELLS ? 0 : k + 1)
			f->p[k] *= (1 - x[i]) / left[i];
	}
	for (int i = 0, k = c; fresh && i < n; i++, k = k + 1 == CELLS ? 0 : k + 1)
		f->hurt += (double)f->p[k] * fresh / n;
	f->tried++;
	f->product *= failed ? q : 1 - q;
	if (f->product < 1e-200) {
		f->ln += log(f->product);
		f->product = 1;
	}
}

/* From the pivot on. */
static double turns_to(const struct window *w, double length, double place)
{
	double x = place - w->at;

	return 2 * x / (sqrt(fmax(length * length + w->b * x, 1)) + length);
}

static double likelihood(const struct fit_scene *s, const struct window *w, double length, double detects)
{
	double start = floor(turns_to(w, length, fit_place(s, w->first))), end = 0;
	struct filter f;
	int32_t next = -1;

	filter_start(&f);
	for (int i = w->first; i < w->end; i++) {
		int32_t place = fit_place(s, i);
		double from = place == next ? end : turns_to(w, length, place) - start;
		int64_t turn = (int64_t)from;

		next = place + 1;
		end = turns_to(w, length, next) - start;
		if (turn > f.turn)
			filter_age(&f, turn - f.turn);
		f.turn = turn;
		filter_tell(&f, (from - (double)turn) * CELLS, (end - from) * CELLS, fit_failed(s, i), detects);
	}
	return f.ln + log(f.product);
}

struct count {
	double failed, all;
};

static double foretell(struct count *c, bool failed, double keep)
{
	double q = c->failed / c->all;

	c->failed = (c->failed - 0.5) * keep + 0.5 + failed;
	c->all = (c->all - 1.5) * keep + 2.5;
	return log(failed ? q : 1 - q);
}

/*
 * The best of what knows nothing of turns: failures at some rate, at a rate that changes along the disc, or in runs.
 */
static double chance(const struct fit_scene *s, const struct window *w)
{
	struct count even = { 0.5, 1.5 }, near = even, after[3] = { even, even, even };
	double rate = 0, moving = 0, runs = 0;
	int before = 2;

	for (int i = w->first; i < w->end; i++) {
		bool failed = fit_failed(s, i);

		if (i == w->first || fit_place(s, i - 1) + 1 != fit_place(s, i))
			before = 2;
		rate += foretell(&even, failed, 1);
		moving += foretell(&near, failed, 0.97);
		runs += foretell(&after[before], failed, 1);
		before = failed;
	}
	return fmax(rate, fmax(moving, runs));
}

/* Trials of the stretch of that many units that has most failures. */
static struct window densest(const struct fit_scene *s, double units)
{
	struct window best = { 0, 0, 0, 0 };
	int first = 0, failed = 0, most = 0;

	for (int i = 0; i < s->n; i++) {
		failed += fit_failed(s, i);
		while (fit_place(s, i) - (double)fit_place(s, first) >= units)
			failed -= fit_failed(s, first++);
		if (failed > most) {
			most = failed;
			best.first = first;
			best.end = i + 1;
		}
	}
	return best;
}

static double middle(const struct fit_scene *s, const struct window *w)
{
	return (fit_place(s, w->first) + (double)fit_place(s, w->end - 1)) / 2;
}

static double span(const struct fit_scene *s, const struct window *w)
{
	return fmax(fit_place(s, w->end - 1) - (double)fit_place(s, w->first), 1);
}

/*
 * Twice as long, on both sides as far as there are trials. Not over a gap that is longer than what is known: nobody could
 * tell how many turns it has. False: that was all.
 */
static bool widen(const struct fit_scene *s, struct window *w, double least)
{
	double was = span(s, w), gap = fmax(was, least);
	double low = fit_place(s, w->first) - was / 2, high = fit_place(s, w->end - 1) + was / 2;
	double from = fit_place(s, 0), to = fit_place(s, s->n - 1);
	int trials = w->end - w->first;

	if (low < from)
		high += from - low;
	if (high > to)
		low -= high - to;
	low = fmin(low, fit_place(s, w->first) - 1.0);
	high = fmax(high, fit_place(s, w->end - 1) + 1.0);
	while (w->first > 0 && fit_place(s, w->first) > low &&
	       fit_place(s, w->first) - (double)fit_place(s, w->first - 1) <= gap)
		w->first--;
	while (w->end < s->n && fit_place(s, w->end - 1) < high &&
	       fit_place(s, w->end) - (double)fit_place(s, w->end - 1) <= gap)
		w->end++;
	return w->end - w->first > trials;
}

struct search {
	const struct fit_scene *scene;
	const struct fit_range *range;
	struct window window;
	double step;
	struct guess g[GUESSES];
	int n;
};

static double slope(const struct fit_range *r, double length)
{
	return fmax(r->b + r->b_slope * (length * length - r->length * r->length), 0);
}

/* The turn at another place than that of the range. */
static double length_at(const struct fit_range *r, double length, double place)
{
	return sqrt(fmax(length * length + slope(r, length) * (place - r->at), 1));
}

/* At last both for damage that always tells and for such that comes and goes. */
static void judge(struct search *q, bool last)
{
	q->window.at = middle(q->scene, &q->window);
	for (int i = 0; i < q->n; i++) {
		const struct fit_range *r = q->range;
		double length = r->length + (double)q->g[i].k * q->step, z = (length - r->length) / r->sd;
		double here = length_at(r, length, q->window.at), sure, weak;

		q->window.b = slope(r, length);
		sure = likelihood(q->scene, &q->window, here, last ? SURELY : USUALLY);
		weak = last ? likelihood(q->scene, &q->window, here, RARELY) : sure;
		q->g[i].lnl = fmax(sure, weak) + log1p(exp(-fabs(sure - weak))) - log(2);
		q->g[i].merit = q->g[i].lnl - z * z / 2;
	}
}

static int by_merit(const void *a, const void *b)
{
	const struct guess *x = a, *y = b;

	return (x->merit < y->merit) - (x->merit > y->merit);
}

static int by_length(const void *a, const void *b)
{
	const struct guess *x = a, *y = b;

	return (x->k > y->k) - (x->k < y->k);
}

/* What is left to look at with half the step: around the best. */
static void refine(struct search *q)
{
	struct guess best[GUESSES];
	double turns = span(q->scene, &q->window) / q->range->length;
	int n = q->n, most = (int)fmin(fmax(EFFORT / 3 / fmax(turns, 1), 2), BEST);

	memcpy(best, q->g, (size_t)n * sizeof best[0]);
	qsort(best, (size_t)n, sizeof best[0], by_merit);
	while (n > most || (n > 1 && best[n - 1].merit < best[0].merit - FAR))
		n--;
	qsort(best, (size_t)n, sizeof best[0], by_length);
	q->n = 0;
	q->step /= 2;
	for (int i = 0; i < n; i++)
		for (int64_t k = 2 * best[i].k - 1; k <= 2 * best[i].k + 1; k++)
			if (q->n == 0 || q->g[q->n - 1].k < k)
				q->g[q->n++] = (struct guess){ .k = k };
}

/* Of the lengths looked at last, the best and those that are the same for all that was read. */
static void conclude(const struct search *q, struct fit *f)
{
	const struct fit_range *r = q->range;
	double sum = 0, first = 0, second = 0, near = 0, all = 0, mean, length;
	int best = 0;

	for (int i = 1; i < q->n; i++)
		if (q->g[i].merit > q->g[best].merit)
			best = i;
	for (int i = 0; i < q->n; i++) {
		double merit = exp(q->g[i].merit - q->g[best].merit), off = (double)(q->g[i].k - q->g[best].k) * q->step;
		double weight = exp(q->g[i].lnl - q->g[best].lnl);

		all += merit;
		if (fabs(off) > NEAR / f->turns)
			continue;
		near += merit;
		sum += weight;
		first += weight * off;
		second += weight * off * off;
	}
	mean = first / sum;
	length = r->length + (double)q->g[best].k * q->step + mean;
	f->at = q->window.at;
	f->length = length_at(r, length, f->at);
	f->sd = sqrt(fmax(second / sum - mean * mean, 0) + q->step * q->step / 12) * length / f->length;
	f->share = near / all;
	f->gain = q->g[best].merit + log(all * q->step / r->sd / sqrt(2 * PI)) - chance(q->scene, &q->window);
}

struct fit fit_search(const struct fit_scene *s, const struct fit_range *r)
{
	struct fit f = { .at = r->at, .length = r->length, .sd = r->sd };
	struct search q = { .scene = s, .range = r };
	double coarse = fmin(80 * COARSE / (r->reach * r->sd), 24);
	int64_t steps;

	q.window = densest(s, coarse * r->length);
	if (s->n < 2 || q.window.end - q.window.first < 1)
		return f;
	q.step = COARSE / coarse;
	steps = (int64_t)(r->reach * r->sd / q.step) + 1;
	for (int64_t k = -steps; k <= steps && q.n < GUESSES; k++)
		q.g[q.n++] = (struct guess){ .k = k };
	judge(&q, false);
	while (widen(s, &q.window, coarse / 2 * r->length)) {
		refine(&q);
		judge(&q, false);
	}
	refine(&q);
	judge(&q, true);
	f.turns = span(s, &q.window) / r->length;
	for (int i = q.window.first; i < q.window.end; i++)
		f.failed += fit_failed(s, i);
	f.first = q.window.first;
	f.end = q.window.end;
	conclude(&q, &f);
	return f;
}
