#include "config.h"
#include "pass/lore_private.h"
#include "pass/plan_parts.h"
#include "pass/price.h"

#include <math.h>

/*
 * Each pass takes some of what is left, by what the ones before it leave; how much of that it wins is the hope for it. The
 * shares are what the passes did on the discs of doc/strategy.md; as a pass goes on, what is seen in it counts instead. For a
 * scrape or retry that has begun, the tail says what it will ask for, and with what chance.
 */

enum { UNTRIED, UNTRIMMED, UNSCRAPED, BAD, LEFT };

/* Of a sweep's sectors: so much it reads of a disc that is brought to a rescue, and leaps over the rest; how far discs
 * differ; and the part after which what was seen says as much. */
#define SWEEP_SHARE 0.8
#define SWEEP_DIFFERS 0.3
#define SWEEP_SEEN 0.05
#define SWEEP_FAILED 30		/* at most, or thereabouts */
/* Of what is untried, that the gaps read; the rest is expected to be bad. Where a turn has few units, damage takes more. */
#define GAPS_SHARE_CD 0.95
#define GAPS_SHARE 0.75
#define GAPS_DIFFERS_CD 0.07
#define GAPS_SOLID 0.2		/* of stretches bad at both ends */
#define GAPS_AGAIN 0.05		/* of what was passed over once, in further rounds */
#define GAPS_DIFFERS 0.15
#define GAPS_FAILED 20		/* at least; and so many times what first attempts did around there, for it avoids the worst: */
#define GAPS_DENSER 0.6
#define TRIM_SHARE 0.3
/* Of what the gaps passed over: asked by a scrape before retries come, and won of that. */
#define SCRAPE_SHARE 0.08
#define SCRAPE_HOPE 0.5
/* For what even the scrape has left to the last retry. */
#define LAST_HOPE 0.05
#define FADES 0.5		/* of the hope, at each further attempt */
#define TAIL_MORE 1.3		/* slower and in the best order, units do better than the hope for their class */
#define TAIL_UNSURE 0.8		/* deviation of the logarithm of what it wins */

#define SLOW_S 1.0		/* of reading lost after a failure, while the drive is slow */
#define ALONE_S 0.1		/* seek and half a turn, for a unit asked by itself */
#define BAND 1.28		/* deviations to either side: four of five outcomes lie between */
#define CLUSTERED 4		/* neighbours share their fate: so much wider than by chance alone */
#define SPEED_UNKNOWN 0.5	/* deviation of the logarithm of time: of reading, before any was done; */
#define SPEED_KNOWN 0.1		/* and later */
#define FAILED_UNKNOWN 0.5	/* of the number of failures */

/* What is left when a pass begins. */
struct rest {
	double n[LEFT], hope[LEFT], ahead;
	const struct survey *v;
	const struct pass_ctx *c;
};

/* What a pass takes of it. */
struct taken {
	double asked, won;		/* sectors */
	double failed;			/* attempts */
	double most;			/* sectors that it could win */
	double unsure;			/* deviation of what is won, beside chance; or */
	double won_unsure;		/* of its logarithm */
	double failed_unsure;		/* of the logarithm of `failed` */
	bool alone;			/* unit by unit */
};

static double positive(double x)
{
	return x > 0 ? x : 0;
}

static struct rest rest_of(const struct survey *v, const struct pass_ctx *c)
{
	struct rest r = { .ahead = v->ahead, .v = v, .c = c };

	for (int s = 0; s < LEFT; s++) {
		r.n[s] = v->sectors[s];
		r.hope[s] = v->hope[s];
	}
	return r;
}

/* Sectors per minute of drive time that an attempt at a unit is worth. */
static double per_minute(const struct rest *r, double hope)
{
	double unit = r->c->unit;

	return 60 * hope * unit / ((1 - hope) * lore_failed_s(r->c->lore) + hope * unit * r->v->sector_s);
}

static struct taken take_sweep(struct rest *r, const struct walk *w, bool at_hand)
{
	double share = SWEEP_SHARE, ahead = r->n[UNTRIED], seen = 0;
	struct taken t = { .failed_unsure = 1 };

	if (at_hand && w->begun) {
		double passed = positive(w->todo - r->ahead), skipped = positive(r->n[UNTRIED] - r->ahead);
		double prior = SWEEP_SEEN * w->todo + 1;

		seen = passed / (passed + prior);
		share = (positive(passed - skipped) + SWEEP_SHARE * prior) / (passed + prior);
		ahead = r->ahead;
	}
	t.asked = share * ahead;
	/* each failure leaps over hundreds of turns, so there are never many */
	t.failed = (1 + SWEEP_FAILED * (1 - share)) * fmin(1, ahead / r->c->unit / 1000);
	t.won = positive(t.asked - t.failed * r->c->unit);
	t.most = ahead;
	t.unsure = SWEEP_DIFFERS * sqrt(1 - 0.9 * seen) * ahead * (share < 0.99 ? 1 : 0.2);
	r->n[UNTRIED] -= t.asked;
	r->n[BAD] += t.asked - t.won;
	return t;
}

static struct taken take_gaps(struct rest *r, const struct walk *w, bool at_hand)
{
	bool cd = r->c->unit == 1;
	double ahead = r->n[UNTRIED], solid = 0, units;
	struct taken t = { .most = ahead, .failed_unsure = 2 * FAILED_UNKNOWN };

	if (at_hand && w->begun)
		gaps_outlook(r->c, &w->state, &ahead, &solid);
	t.asked = (cd ? GAPS_SHARE_CD : GAPS_SHARE) * ahead + GAPS_SOLID * solid;
	t.asked += GAPS_AGAIN * positive(r->n[UNTRIED] - ahead - solid);
	units = t.asked / r->c->unit;
	t.failed = fmin(units, fmin(GAPS_FAILED, 0.1 * units) + GAPS_DENSER * units * (1 - r->hope[UNTRIED]));
	t.won = positive(t.asked - t.failed * r->c->unit);
	t.unsure = (cd ? GAPS_DIFFERS_CD : GAPS_DIFFERS) * fmax(ahead, t.asked);
	r->n[UNTRIED] -= t.asked;
	r->n[BAD] += t.asked - t.won;
	r->hope[UNTRIED] = SCRAPE_HOPE;
	return t;
}

/* From the edges of each area to the first failure. */
static struct taken take_trim(struct rest *r)
{
	double areas = map_tally(r->c->map).runs[UNTRIMMED], bad;
	struct taken t = { .won = TRIM_SHARE * r->n[UNTRIMMED], .most = r->n[UNTRIMMED], .failed_unsure = 1.2, .alone = true };

	t.failed = fmin(2 * areas, r->n[UNTRIMMED] / r->c->unit);
	bad = fmin(t.failed * r->c->unit, r->n[UNTRIMMED] - t.won);
	t.asked = t.won + bad;
	t.won_unsure = 2;
	r->n[BAD] += bad;
	r->n[UNSCRAPED] += positive(r->n[UNTRIMMED] - t.asked);
	r->n[UNTRIMMED] = 0;
	return t;
}

static struct taken take_scrape(struct rest *r, bool last)
{
	double share = last ? 1 : SCRAPE_SHARE, hope = last ? LAST_HOPE : SCRAPE_HOPE;
	struct taken t = { .most = r->n[UNTRIED] + r->n[UNSCRAPED], .failed_unsure = 2 * FAILED_UNKNOWN, .alone = true };

	t.asked = share * t.most;
	t.won = hope * t.asked;
	t.failed = (t.asked - t.won) / r->c->unit;
	t.unsure = t.won;
	r->n[BAD] += t.asked - t.won;
	r->n[UNTRIED] *= 1 - share;
	r->n[UNSCRAPED] *= 1 - share;
	return t;
}

/* What is bad now goes by the survey, what passes to come leave by what is usual. */
static struct taken take_retry(struct rest *r, double stop_below, bool last)
{
	double untried = last ? r->n[UNTRIED] + r->n[UNSCRAPED] : 0, fades, later;
	struct taken t = { .most = r->n[BAD] + untried, .failed_unsure = FAILED_UNKNOWN, .alone = true };

	fades = r->v->hope[BAD] > 0 ? r->hope[BAD] / r->v->hope[BAD] : 1;
	for (int i = 0; i < r->v->nbad; i++) {
		double hope = r->v->bad[i].again * fades;

		if (stop_below > 0 && per_minute(r, hope) < stop_below)
			continue;
		t.asked += r->v->bad[i].sectors;
		t.won += r->v->bad[i].sectors * hope;
	}
	later = positive(r->n[BAD] - r->v->sectors[BAD]);
	t.asked += later + untried;
	t.won += later * SCRAPE_HOPE * FADES + untried * LAST_HOPE;
	t.won = fmin(t.won, t.most);
	t.failed = positive(t.asked - t.won) / r->c->unit;
	t.unsure = 0.5 * t.won;
	r->n[BAD] = positive(r->n[BAD] + untried - t.won);
	if (last)
		r->n[UNTRIED] = r->n[UNSCRAPED] = 0;
	r->hope[BAD] *= FADES;
	return t;
}

static struct taken take(struct rest *r, const struct walk *w, int i, bool at_hand)
{
	const struct pass *pass = w->steps[i].pass;
	bool last = !walk_has_retry(w, i + 1);

	if (pass == &pass_sweep)
		return take_sweep(r, w, at_hand);
	if (pass == &pass_gaps)
		return take_gaps(r, w, at_hand);
	if (pass == &pass_trim)
		return take_trim(r);
	return pass == &pass_scrape ? take_scrape(r, last) : take_retry(r, r->c->stop_below, last);
}

/* The pass at hand has the tail: that knows best. */
static bool take_tail(struct rest *r, const struct walk *w, struct taken *t)
{
	const struct plan_step *step = walk_step(w);
	struct tail_outlook o;

	if (!w->begun || !tail_outlook(r->c, &w->state, step->pass->takes, step->pass == &pass_scrape, &o))
		return false;
	*t = (struct taken){ .asked = o.asked * r->c->unit, .alone = true };
	t->won = fmin(TAIL_MORE * o.won, o.asked) * r->c->unit;
	t->failed = o.asked - t->won / r->c->unit;
	t->most = t->asked;
	t->won_unsure = TAIL_UNSURE;
	t->failed_unsure = FAILED_UNKNOWN;
	return true;
}

static bool speed_is_known(const struct lore *l)
{
	for (int i = 0; i < LORE_PLACES; i++)
		if (l->sector_s[i] > 0)
			return true;
	return false;
}

static struct price price_of(const struct rest *r, const struct taken *t)
{
	struct price p = { .known = true, .won = t->won };
	double unit = r->c->unit, reading, failing, chance, dev;

	chance = t->asked > 0 ? t->won * positive(1 - t->won / t->asked) * unit : 0;
	dev = BAND * sqrt(CLUSTERED * chance + t->unsure * t->unsure);
	p.won_low = positive(p.won * exp(-BAND * t->won_unsure) - dev);
	p.won_high = fmax(fmin(p.won * exp(BAND * t->won_unsure) + dev, t->most), p.won);
	reading = t->won * r->v->sector_s + (t->alone ? t->asked / unit * ALONE_S : 0);
	failing = t->failed * (lore_failed_s(r->c->lore) + (t->alone ? 0 : SLOW_S));
	p.seconds = reading + failing;
	dev = hypot(reading * (speed_is_known(r->c->lore) ? SPEED_KNOWN : SPEED_UNKNOWN) + reading * t->unsure / fmax(1, t->won),
		    failing * hypot(t->failed_unsure, 1 / sqrt(t->failed + 1)));
	dev = p.seconds > 0 ? BAND * dev / p.seconds : 0;
	p.low = p.seconds * exp(-dev);
	p.high = p.seconds * exp(dev);
	return p;
}

struct price price_step(const struct survey *v, const struct plan *p, const struct pass_ctx *c)
{
	const struct plan_step *step;

	return price_coming(v, p, c, 0, &step);
}

struct price price_coming(const struct survey *v, const struct plan *p, const struct pass_ctx *c, int n,
			  const struct plan_step **step)
{
	const struct walk *w = plan_walk(p);
	struct rest r = rest_of(v, c);
	struct taken t = { .asked = 0 }, tail;

	*step = NULL;
	if (w->at + n >= w->nsteps)
		return (struct price){ .known = false };
	for (int i = 0; i <= n; i++) {
		t = take(&r, w, w->at + i, i == 0);
		if (i == 0 && take_tail(&r, w, &tail))
			t = tail;
	}
	*step = &w->steps[w->at + n];
	return price_of(&r, &t);
}

struct price price_retry(const struct survey *v, const struct pass_ctx *c)
{
	struct rest r = rest_of(v, c);
	struct taken t = take_retry(&r, 0, true);

	return price_of(&r, &t);
}

double price_other_share(int failed, double again)
{
	/* most of what one drive fails on is really bad; drives that are good at it differ in a third of the rest */
	return fmin(1, 0.25 * pow(0.5, failed - 1) + 0.5 * again);
}
