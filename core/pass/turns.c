#include "config.h"
#include "pass/turns_fit.h"

#include <math.h>

#define PI 3.14159265358979323846
#define EXACT 1e-4	/* of a turn: bent scratches and real discs keep no more */
#define SURE 6.0	/* ln: errors by chance look like turns once in 400 times, however often one looks */

/*
 * How far discs are from nominal, as standard deviations of length of a sector (velocity), pitch and first radius. A CD
 * is 1.2 to 1.4 m/s and 1.5 to 1.7 um (ECMA-130 clauses 9, 10.6), and any of it is as likely; DVD and BD are held to
 * about a per cent.
 */
static const struct play {
	double sector, pitch, r0;
} play_cd = { 0.046, 0.03, 0.004 }, play_other = { 0.010, 0.010, 0.004 };

struct turns turns_nominal(enum disc_kind kind, int32_t sectors, int32_t unit)
{
	struct geometry g = geometry_for(kind, sectors);
	struct play play = kind == DISC_DVD || kind == DISC_BD ? play_other : play_cd;
	double length = g.sector_mm * max_i32(unit, 1), first = 2 * PI * g.r0_mm / length;
	struct turns t = {
		.a = first * first,
		.b = 4 * PI * g.pitch_mm / length,
		.layer = g.layer_sectors / max_i32(unit, 1),
	};
	double sector2 = play.sector * play.sector;

	t.aa = 4 * t.a * t.a * (sector2 + play.r0 * play.r0);
	t.ab = 2 * t.a * t.b * sector2;
	t.bb = t.b * t.b * (sector2 + play.pitch * play.pitch);
	return t;
}

/* Units from the start of the spiral to the beginning of that one, as the crow flies over layer 1. */
static double along(const struct turns *t, int32_t unit)
{
	double u = unit;

	if (t->layer && unit >= t->layer)
		u = 2.0 * t->layer - unit;
	return fmax(u, 0);
}

double turns_at(const struct turns *t, int32_t unit)
{
	double u = along(t, unit);

	/* (2 / b) (sqrt(a + b u) - sqrt(a)), without the difference of what is nearly equal */
	return 2 * u / (sqrt(t->a + t->b * u) + sqrt(t->a));
}

double turns_length(const struct turns *t, int32_t unit)
{
	return sqrt(t->a + t->b * along(t, unit));
}

int32_t turns_unit(const struct turns *t, double turns)
{
	double u = turns * (sqrt(t->a) + t->b * turns / 4);

	if (!(u > 0))
		return 0;
	return (int32_t)fmin(ceil(u - 1e-6), INT32_MAX);
}

static double variance_at(const struct turns *t, double place)
{
	return t->aa + place * (2 * t->ab + place * t->bb);
}

/* The square of the turn at that place was measured, with a variance: Kalman's step. */
static void settle(struct turns *t, double place, double square, double variance)
{
	double off = square - (t->a + t->b * place), all = variance_at(t, place) + variance;
	double ha = t->aa + place * t->ab, hb = t->ab + place * t->bb;

	t->a += ha / all * off;
	t->b += hb / all * off;
	t->aa -= ha / all * ha;
	t->ab -= ha / all * hb;
	t->bb -= hb / all * hb;
}

/* The trials that are on one layer, the one with more of them. False: there is nothing to learn from. */
static bool scene_from(const struct turns *t, const struct trial *trials, int n, struct fit_scene *s)
{
	int split = 0;

	*s = (struct fit_scene){ 0 };
	if (n < 2 || trials[0].unit < 0)
		return false;
	for (int i = 1; i < n; i++)
		if (trials[i].unit <= trials[i - 1].unit)
			return false;
	while (split < n && (!t->layer || trials[split].unit < t->layer))
		split++;
	if (split >= n - split)
		*s = (struct fit_scene){ trials, split, 0 };
	else
		*s = (struct fit_scene){ trials + split, n - split, 2 * t->layer };
	return true;
}

static struct fit look(const struct turns *t, const struct fit_scene *s, double least, double reach)
{
	double at = (fit_place(s, 0) + (double)fit_place(s, s->n - 1)) / 2;
	double y = t->a + t->b * at, variance = variance_at(t, at);
	struct fit_range r = { .at = at, .length = sqrt(y), .b = t->b, .reach = reach };

	r.sd = fmax(sqrt(variance / y) / 2, least * r.length);
	r.b_slope = (t->ab + at * t->bb) / variance;
	return fit_search(s, &r);
}

/* What was found in these trials comes to what was known before them. */
static void take(struct turns *t, const struct fit_scene *s, const struct fit *f)
{
	double sd = hypot(f->sd, EXACT * f->length);
	int again = 0;

	for (int i = f->first; i < f->end; i++)
		again += fit_failed(s, i) && fit_place(s, i) >= t->before.from && fit_place(s, i) <= t->before.to;
	if (t->known && again * 2 > f->failed) {
		t->a = t->before.a;
		t->b = t->before.b;
		t->aa = t->before.aa;
		t->ab = t->before.ab;
		t->bb = t->before.bb;
	} else {
		t->before.a = t->a;
		t->before.b = t->b;
		t->before.aa = t->aa;
		t->before.ab = t->ab;
		t->before.bb = t->bb;
		t->before.from = fit_place(s, f->first);
		t->before.to = fit_place(s, f->end - 1);
	}
	settle(t, f->at, f->length * f->length, pow(2 * f->length * sd, 2));
	t->known = true;
}

/* Of units in a row that failed. */
static int longest_run(const struct fit_scene *s)
{
	int run = 0, longest = 0;

	for (int i = 0; i < s->n; i++) {
		if (i > 0 && fit_place(s, i) != fit_place(s, i - 1) + 1)
			run = 0;
		run = fit_failed(s, i) ? run + 1 : 0;
		longest = max_i32(longest, run);
	}
	return longest;
}

/* Whole turns fail, or chance explains the errors better the more of them there are. */
static bool hopeless(const struct fit_scene *s, const struct fit *f)
{
	static const struct {
		int failed;
		double gain;
	} rows[] = { { 12, -5 }, { 24, -3 }, { 40, 0 }, { 60, SURE } };

	if (longest_run(s) > fmax(2 * f->length, 12))
		return true;
	for (unsigned i = 0; f->turns > 6 && i < ARRAY_LEN(rows); i++)
		if (f->failed >= rows[i].failed && f->gain < rows[i].gain)
			return true;
	return false;
}

enum turns_verdict turns_learn(struct turns *t, const struct trial *trials, int n)
{
	struct fit_scene s;
	struct fit f;

	if (!scene_from(t, trials, n, &s))
		return TURNS_UNSURE;
	f = look(t, &s, 1e-3, 2.3);
	if (f.gain > SURE && f.share > 0.9) {
		take(t, &s, &f);
		return TURNS_FOUND;
	}
	return hopeless(&s, &f) ? TURNS_NONE : TURNS_UNSURE;
}

enum turns_verdict turns_refine(struct turns *t, const struct trial *trials, int n)
{
	struct fit_scene s;
	struct fit f;

	if (!t->known)
		return turns_learn(t, trials, n);
	if (!scene_from(t, trials, n, &s))
		return TURNS_UNSURE;
	f = look(t, &s, EXACT, 3.5);
	if (f.gain > 1 && f.share > 0.8) {
		take(t, &s, &f);
		return TURNS_FOUND;
	}
	return f.gain < -5 ? TURNS_NONE : TURNS_UNSURE;
}
