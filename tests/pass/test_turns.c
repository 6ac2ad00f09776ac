#include "config.h"
#include "pass/turns.h"
#include "base/hash.h"
#include "tests/unit.h"

#include <math.h>

/*
 * What the standards say, against disc/geometry.h, which speaks of sectors and millimetres.
 */

static void check_nominal(enum disc_kind kind, int32_t sectors)
{
	int32_t unit = disc_ecc_unit(kind);
	struct geometry g = geometry_for(kind, sectors);
	struct turns t = turns_nominal(kind, sectors, unit);

	assert_false(t.known);
	assert_int_equal(t.layer, g.layer_sectors / unit);
	for (int i = 0; i <= 20; i++) {
		int32_t u = (int32_t)((int64_t)(g.layer_sectors ? g.layer_sectors - 1 : sectors) / unit * i / 20);
		double turns = geometry_turns(&g, u * unit);

		assert_true(fabs(turns_at(&t, u) - turns) < 1e-6 * (1 + turns));
		assert_true(fabs(turns_length(&t, u) - geometry_per_turn(&g, u * unit) / unit) < 1e-9 * turns_length(&t, u));
		assert_int_equal(turns_unit(&t, turns_at(&t, u)), u);
		assert_int_equal(turns_unit(&t, turns_at(&t, u) + 0.01 / turns_length(&t, u)), u + 1);
	}
}

static void test_nominal(void **state)
{
	(void)state;
	check_nominal(DISC_CD, 330000);
	check_nominal(DISC_CD, 360000);
	check_nominal(DISC_CD, 81600);
	check_nominal(DISC_DVD, 2295104);
	check_nominal(DISC_DVD, 4171712);
	check_nominal(DISC_BD, 11826176);
	check_nominal(DISC_BD, 24438784);
	check_nominal(DISC_UNKNOWN, 1000);
}

static void test_second_layer_runs_back(void **state)
{
	struct turns t = turns_nominal(DISC_DVD, 4171712, 16);

	(void)state;
	for (int32_t u = 1; u < t.layer; u += 977) {
		assert_true(fabs(turns_at(&t, 2 * t.layer - u) - turns_at(&t, u)) < 1e-6);
		assert_true(fabs(turns_length(&t, 2 * t.layer - u) - turns_length(&t, u)) < 1e-9);
	}
	assert_true(turns_at(&t, 2 * t.layer) == 0);
	assert_true(turns_at(&t, INT32_MAX) == 0);
}

static void test_odd_numbers(void **state)
{
	struct turns t = turns_nominal(DISC_CD, 0, 0);

	(void)state;
	assert_true(turns_length(&t, 0) > 8 && turns_length(&t, 0) < 10);
	assert_int_equal(turns_unit(&t, -1), 0);
	assert_int_equal(turns_unit(&t, (double)NAN), 0);
	assert_int_equal(turns_unit(&t, 1e18), INT32_MAX);
}

/*
 * A disc whose turns are not the nominal ones, with marks on it.
 */

struct mark {
	double angle, curve;	/* turns; turns per turn */
	double width;		/* units */
	double sure;		/* chance of a failure; differs from turn to turn by 0.25 to both sides */
};

struct disc {
	struct turns truth;
	double unit_mm;
	uint64_t seed;
	struct mark marks[9];
	int nmarks;
	double chance;		/* of a failure anywhere */
};

static const struct medium {
	enum disc_kind kind;
	int32_t sectors;
	double off;		/* how far velocity and pitch may be from nominal */
} media[] = { { DISC_CD, 330000, 0.08 }, { DISC_DVD, 2290000, 0.012 }, { DISC_BD, 11800000, 0.012 } };

enum { CD, DVD, BD };

static double dice(uint64_t seed, uint64_t what)
{
	return hash_unit(hash_mix(hash_mix(41, seed), what));
}

static struct turns nominal(const struct medium *m)
{
	return turns_nominal(m->kind, m->sectors, disc_ecc_unit(m->kind));
}

static struct disc disc_make(const struct medium *m, uint64_t seed)
{
	struct geometry g = geometry_for(m->kind, m->sectors);
	struct disc d = { .truth = nominal(m), .unit_mm = g.sector_mm * disc_ecc_unit(m->kind), .seed = seed };
	double velocity = 1 + m->off * (2 * dice(seed, 1ull << 40) - 1);
	double pitch = 1 + fmin(m->off, 0.04) * (2 * dice(seed, 2ull << 40) - 1);

	d.truth.a /= velocity * velocity;
	d.truth.b *= pitch / velocity;
	return d;
}

/* `count` of them, `least` to `most` mm wide. */
static void scratch(struct disc *d, int count, double least, double most, double sure)
{
	for (int i = 0; i < count; i++) {
		uint64_t what = (3ull << 40) + 10 * (uint64_t)d->nmarks;

		d->marks[d->nmarks++] = (struct mark){
			.angle = dice(d->seed, what),
			.curve = 1e-4 * (dice(d->seed, what + 1) - 0.5),
			.width = (least + (most - least) * dice(d->seed, what + 2)) / d->unit_mm,
			.sure = sure,
		};
	}
}

static bool fails(const struct disc *d, int32_t unit)
{
	double from = turns_at(&d->truth, unit), to = turns_at(&d->truth, unit + 1);

	if (dice(d->seed, (uint64_t)unit) < d->chance)
		return true;
	for (int i = 0; i < d->nmarks; i++) {
		const struct mark *m = &d->marks[i];
		double width = m->width / turns_length(&d->truth, unit), angle = m->angle + m->curve * from;
		double turn = ceil(from - angle - width / 2), low = turn + angle - width / 2, high = low + width;
		double covered, sure = m->sure;

		if (low >= to)
			continue;
		covered = (fmin(high, to) - fmax(low, from)) / fmin(width, to - from);
		if (sure < 1)
			sure += 0.5 * dice(d->seed + 7 + (uint64_t)i, (uint64_t)turn) - 0.25;
		if (dice(d->seed + 77 + (uint64_t)i, (uint64_t)unit) < sure * (0.5 + 0.5 * fmax(covered, 0)))
			return true;
	}
	return false;
}

enum { MOST = 6000 };

/* What a reader has that reads on behind each error, as the one that learns does. */
struct reader {
	const struct disc *disc;
	struct turns turns;
	struct trial trials[MOST];
	int n, errors;
	int32_t next;
};

static void reader_start(struct reader *r, const struct disc *d, struct turns nominal, int32_t unit)
{
	memset(r, 0, sizeof *r);
	r->disc = d;
	r->turns = nominal;
	while (!fails(d, unit))
		unit++;
	r->next = unit;
}

/* False: there is no room for more trials. */
static bool reader_fail(struct reader *r)
{
	for (bool failed = false; !failed;) {
		if (r->n == MOST)
			return false;
		failed = fails(r->disc, r->next);
		r->trials[r->n++] = (struct trial){ r->next++, failed };
	}
	r->errors++;
	return true;
}

static enum turns_verdict reader_learn(struct reader *r, int errors)
{
	enum turns_verdict v = TURNS_UNSURE;

	while (v == TURNS_UNSURE && r->errors < errors && reader_fail(r))
		if (r->errors >= 5 && (r->errors <= 8 || r->errors % 3 == 0))
			v = turns_learn(&r->turns, r->trials, r->n);
	return v;
}

/* Units by which the last trial is out against the first, by what was learnt. */
static double reader_out(const struct reader *r)
{
	int32_t first = r->trials[0].unit, last = r->trials[r->n - 1].unit;
	double learnt = turns_at(&r->turns, last) - turns_at(&r->turns, first);
	double truth = turns_at(&r->disc->truth, last) - turns_at(&r->disc->truth, first);

	return fabs(learnt - truth) * turns_length(&r->disc->truth, last);
}

enum { RUNS = 30 };

struct tally {
	int found, none, unsure;
	int errors;		/* until it was found, in all */
	double out;		/* the worst */
};

/* Scratches of those widths, on RUNS discs at as many radii. */
static struct tally learn_many(const struct medium *m, int scratches, double least, double most, double sure,
			       double chance, int errors)
{
	static struct reader r;
	struct tally all = { 0 };

	for (int run = 0; run < RUNS; run++) {
		struct disc d = disc_make(m, (uint64_t)run);
		int32_t units = m->sectors / disc_ecc_unit(m->kind);

		scratch(&d, scratches, least, most, sure);
		d.chance = chance;
		reader_start(&r, &d, nominal(m), units / 20 + (int32_t)((int64_t)units * 9 / 10 * run / RUNS));
		switch (reader_learn(&r, errors)) {
		case TURNS_UNSURE:
			assert_false(r.turns.known);
			all.unsure++;
			break;
		case TURNS_NONE:
			assert_false(r.turns.known);
			all.none++;
			break;
		case TURNS_FOUND:
			assert_true(r.turns.known);
			all.found++;
			all.errors += r.errors;
			all.out = fmax(all.out, reader_out(&r));
			break;
		}
	}
	return all;
}

static void check(struct tally t, int found, double errors, double out)
{
	assert_true(t.found >= found);
	assert_true(t.errors <= errors * t.found);
	assert_true(t.out < out);
}

static void test_one_scratch(void **state)
{
	(void)state;
	check(learn_many(&media[CD], 1, 0.1, 3, 1, 0, 40), 30, 6, 1);
	check(learn_many(&media[CD], 1, 0.1, 3, 0.7, 0, 40), 30, 7, 1);
	check(learn_many(&media[CD], 1, 0.1, 3, 0.4, 0, 40), 30, 9, 1.5);
	check(learn_many(&media[CD], 1, 0.1, 3, 0.9, 0.02, 40), 30, 11, 1);
	check(learn_many(&media[DVD], 1, 0.1, 3, 1, 0, 40), 28, 11, 0.5);
	check(learn_many(&media[DVD], 1, 0.1, 3, 0.7, 0, 40), 28, 15, 0.5);
	check(learn_many(&media[BD], 1, 0.1, 3, 1, 0, 40), 28, 9, 0.5);
	check(learn_many(&media[BD], 1, 0.1, 3, 0.7, 0, 40), 28, 12, 0.5);
}

static void test_several_scratches(void **state)
{
	(void)state;
	check(learn_many(&media[CD], 2, 0.1, 3, 0.85, 0.005, 80), 30, 10, 1.5);
	check(learn_many(&media[CD], 4, 0.1, 3, 0.85, 0.005, 80), 30, 16, 1.5);
	check(learn_many(&media[CD], 9, 0.1, 3, 0.85, 0.005, 80), 28, 30, 1);
	check(learn_many(&media[DVD], 2, 0.1, 3, 0.85, 0, 80), 26, 17, 0.7);
	check(learn_many(&media[BD], 2, 0.1, 3, 0.85, 0, 80), 26, 19, 0.7);
}

static void test_blotch(void **state)
{
	(void)state;
	check(learn_many(&media[CD], 1, 5, 20, 0.95, 0, 60), 30, 8, 1.5);
	check(learn_many(&media[CD], 1, 20, 90, 0.95, 0, 60), 29, 20, 2.5);
	check(learn_many(&media[DVD], 1, 5, 40, 0.95, 0, 60), 28, 14, 0.7);
	check(learn_many(&media[BD], 1, 5, 40, 0.95, 0, 60), 28, 12, 0.7);
}

/* Nothing comes back: no length is made up. */
static void test_chance(void **state)
{
	static const double chances[] = { 0.01, 0.05, 0.2, 0.5, 0.9, 1 };

	(void)state;
	for (unsigned m = 0; m < ARRAY_LEN(media); m++)
		for (unsigned i = 0; i < ARRAY_LEN(chances); i++) {
			struct tally t = learn_many(&media[m], 0, 0, 0, 0, chances[i], 40);

			assert_int_equal(t.found, 0);
		}
}

/* Errors with an order of their own, which is not that of the turn. */
enum order { DENSER, BURSTS, WEAK_RING, PATCHES, FIXED_RUNS, ORDERS };

struct source {
	enum order order;
	uint64_t seed;
	double chance, rate;
	int run, gap;		/* units to come that fail; that cannot fail */
};

static bool source_next(struct source *s, int n)
{
	double x = dice(s->seed, 100 + (uint64_t)n), y = dice(s->seed, 100000 + (uint64_t)n);
	bool failed;

	switch (s->order) {
	case DENSER:
		return x < fmin(0.1 * s->chance * exp(0.004 * n), 0.95);
	case WEAK_RING:
		return x < 0.5 + 0.45 * dice(s->seed, 4);
	case PATCHES:
		if (n % 23 == 0)
			s->rate = y < 0.4 ? 4 * s->chance : 0.2 * s->chance;
		return x < s->rate;
	default:
		break;
	}
	if (s->run > 0) {
		s->run--;
		return s->order == FIXED_RUNS || y < 0.85;
	}
	if (s->gap > 0) {
		s->gap--;
		return false;
	}
	failed = x < s->chance;
	if (failed && s->order == BURSTS)
		s->run = (int)(8 * y);
	if (failed && s->order == FIXED_RUNS) {
		s->run = (int)(6 * dice(s->seed, 5));
		s->gap = 2;
	}
	return failed;
}

static void test_other_orders(void **state)
{
	static struct trial trials[3000];

	(void)state;
	for (uint64_t run = 0; run < 12 * ORDERS; run++) {
		const struct medium *m = &media[run % 3];
		struct source s = { .order = (enum order)(run % ORDERS), .seed = run, .chance = pow(10, -2 + 1.7 * dice(run, 2)) };
		struct turns t = nominal(m);
		int32_t first = (int32_t)(m->sectors / disc_ecc_unit(m->kind) * 0.9 * dice(run, 1));
		enum turns_verdict v = TURNS_UNSURE;

		for (int n = 0, errors = 0; n < 3000 && errors < 60 && v == TURNS_UNSURE;) {
			trials[n] = (struct trial){ first + n, source_next(&s, n) };
			if (trials[n++].failed && ++errors >= 5 && (errors <= 8 || errors % 3 == 0))
				v = turns_learn(&t, trials, n);
		}
		assert_int_not_equal(v, TURNS_FOUND);
		assert_false(t.known);
	}
}

/* Reads on for 300 turns, with a look at the last 250 from time to time. */
static void reader_refine(struct reader *r)
{
	const struct turns *truth = &r->disc->truth;
	double end = turns_at(truth, r->next) + 300;
	int first = 0, next = 0;

	while (turns_at(truth, r->next) < end && reader_fail(r)) {
		while (turns_at(truth, r->next) - turns_at(truth, r->trials[first].unit) > 250)
			first++;
		if (r->errors < next)
			continue;
		next = r->errors + 1 + r->errors / 4;
		assert_int_equal(turns_refine(&r->turns, r->trials + first, r->n - first), TURNS_FOUND);
	}
}

/* Units by which 200 turns from here end elsewhere. */
static double reader_ahead(const struct reader *r)
{
	const struct turns *truth = &r->disc->truth;
	int32_t there = turns_unit(truth, turns_at(truth, r->next) + 200);
	double learnt = turns_at(&r->turns, there) - turns_at(&r->turns, r->next);

	return fabs(learnt - turns_at(truth, there) + turns_at(truth, r->next)) * turns_length(truth, there);
}

static void refine_many(const struct medium *m, int scratches, double sure, double chance, double mean, double worst)
{
	static struct reader r;
	double sum = 0;
	int found = 0;

	for (int run = 0; run < 8; run++) {
		struct disc d = disc_make(m, (uint64_t)run);
		int32_t units = m->sectors / disc_ecc_unit(m->kind);

		scratch(&d, scratches, 0.1, 3, sure);
		d.chance = chance;
		reader_start(&r, &d, nominal(m), units / 20 + (int32_t)((int64_t)units * 8 / 10 * run / 8));
		if (reader_learn(&r, 60) != TURNS_FOUND)
			continue;
		found++;
		reader_refine(&r);
		assert_true(reader_ahead(&r) < worst);
		sum += reader_ahead(&r);
	}
	assert_true(found >= 7 && sum < mean * found);
}

static void test_refine(void **state)
{
	(void)state;
	refine_many(&media[CD], 1, 0.8, 0, 0.4, 1.3);
	refine_many(&media[CD], 1, 0.8, 0.01, 0.4, 1.3);
	refine_many(&media[CD], 3, 0.8, 0, 0.4, 1.3);
	refine_many(&media[DVD], 1, 0.8, 0, 0.05, 0.1);
	refine_many(&media[BD], 1, 0.8, 0, 0.05, 0.1);
}

/* Errors by chance, once the length is known, do not take it away. */
static void test_refine_by_chance(void **state)
{
	static struct reader r;

	(void)state;
	for (int run = 0; run < 12; run++) {
		struct disc d = disc_make(&media[run % 2], (uint64_t)run);
		double before;

		scratch(&d, 1, 0.1, 3, 0.8);
		reader_start(&r, &d, nominal(&media[run % 2]), 30000);
		assert_int_equal(reader_learn(&r, 60), TURNS_FOUND);
		reader_refine(&r);
		before = reader_ahead(&r);
		d.nmarks = 0;
		d.chance = 0.03;
		r.n = 0;
		for (int i = 0; i < 30; i++) {
			reader_fail(&r);
			turns_refine(&r.turns, r.trials, r.n);
		}
		assert_true(reader_ahead(&r) < before + 0.3);
	}
}

/* Whatever it is told, it comes back, and with numbers. */
static void check_sane(const struct turns *t)
{
	assert_true(isfinite(t->a) && isfinite(t->b) && isfinite(t->aa) && isfinite(t->ab) && isfinite(t->bb));
	assert_true(t->a > 0 && t->aa > 0);
	assert_true(isfinite(turns_at(t, 1000)) && turns_length(t, 1000) > 0);
}

static void test_gaps_between_trials(void **state)
{
	(void)state;
	for (int32_t apart = 1; apart < 1 << 20; apart *= 3) {
		struct turns t = nominal(&media[CD]);
		struct trial trials[60];

		for (int i = 0; i < 60; i++)
			trials[i] = (struct trial){ i / 6 * apart + i % 6, i % 5 == 0 };
		turns_learn(&t, trials, 60);
		check_sane(&t);
	}
}

/* Two neighbourhoods far apart, when the turn is hardly known: which turn the second one begins with, nobody can tell. */
static void test_far_apart(void **state)
{
	static struct reader r;

	(void)state;
	for (int run = 0; run < 12; run++) {
		struct disc d = disc_make(&media[CD], (uint64_t)run);
		double near;
		int32_t first;

		scratch(&d, 1, 0.1, 3, 0.8);
		reader_start(&r, &d, nominal(&media[CD]), 150000);
		assert_int_equal(reader_learn(&r, 60), TURNS_FOUND);
		for (int i = 0; i < 6; i++)
			reader_fail(&r);
		first = r.next;
		r.next = turns_unit(&d.truth, turns_at(&d.truth, r.next) + 700);
		for (int i = 0; i < 6; i++)
			reader_fail(&r);
		turns_refine(&r.turns, r.trials, r.n);
		near = turns_length(&r.turns, first) / turns_length(&d.truth, first) - 1;
		assert_true(fabs(near) < 0.005);
	}
}

static void test_anything(void **state)
{
	static struct trial trials[600];

	(void)state;
	for (uint64_t run = 0; run < 400; run++) {
		struct turns t = nominal(&media[run % 3]);
		int n = (int)(600 * pow(dice(run, 1), 3));
		double step = pow(10, 5 * dice(run, 2)), chance = dice(run, 3), jump = dice(run, 4) * 0.1;
		double u = dice(run, 5) < 0.5 ? 0 : 1e9 * dice(run, 6);

		for (int i = 0; i < n; i++) {
			trials[i] = (struct trial){ (int32_t)fmin(u, INT32_MAX), dice(run, 100 + (uint64_t)i) < chance };
			u += floor(1 + (step - 1) * dice(run, 1000 + (uint64_t)i));
			if (dice(run, 2000 + (uint64_t)i) < jump)
				u += 1e6 * dice(run, 3000 + (uint64_t)i);
		}
		if (run % 7 == 0 && n > 2)
			trials[n / 2].unit = trials[0].unit;
		t.layer = run % 5 == 0 ? 70000 : 0;
		if (run % 4 == 0)
			t.known = true;
		turns_learn(&t, trials, n);
		check_sane(&t);
		turns_refine(&t, trials, n);
		check_sane(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nominal),
		cmocka_unit_test(test_second_layer_runs_back),
		cmocka_unit_test(test_odd_numbers),
		cmocka_unit_test(test_one_scratch),
		cmocka_unit_test(test_several_scratches),
		cmocka_unit_test(test_blotch),
		cmocka_unit_test(test_chance),
		cmocka_unit_test(test_other_orders),
		cmocka_unit_test(test_refine),
		cmocka_unit_test(test_refine_by_chance),
		cmocka_unit_test(test_gaps_between_trials),
		cmocka_unit_test(test_far_apart),
		cmocka_unit_test(test_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
