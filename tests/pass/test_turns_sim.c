#include "config.h"
#include "pass/turns.h"
#include "base/hash.h"
#include "sim/damage.h"
#include "tests/unit.h"

#include <math.h>

/*
 * The length of a turn of discs as scenarios describe them, recorded at another velocity and pitch than the nominal ones,
 * from what a simulated drive would read.
 */
enum { MOST = 8000, AHEAD = 200, WINDOW = 250 };

struct reader {
	struct damage d;
	int32_t unit;
	struct turns turns;
	struct trial trials[MOST];
	int n, errors;
	int32_t next;
};

static void reader_start(struct reader *r, enum disc_kind kind, int32_t sectors, double velocity, double pitch,
			 struct hurt *h, int count, double from_mm)
{
	memset(r, 0, sizeof *r);
	r->d = (struct damage){ .kind = kind, .sectors = sectors, .velocity = velocity, .pitch_um = pitch, .seed = 3,
				.hurts = h, .count = count };
	assert_null(damage_place(&r->d));
	r->unit = disc_ecc_unit(kind);
	r->turns = turns_nominal(kind, sectors, r->unit);
	r->next = geometry_lsn(&r->d.geo, from_mm) / r->unit;
}

static bool fails(const struct reader *r, int32_t unit)
{
	struct wound w = damage_at(&r->d, damage_unit(&r->d, unit * r->unit));

	return hash_unit(hash_mix(77, (uint64_t)unit)) >= damage_chance(w, 0.5, 0, hash_mix(7, (uint64_t)unit));
}

/* To the next failure; false: there is no room for more. */
static bool reader_fail(struct reader *r)
{
	for (bool failed = false; !failed;) {
		if (r->n == MOST)
			return false;
		failed = fails(r, r->next);
		r->trials[r->n++] = (struct trial){ r->next++, failed };
	}
	r->errors++;
	return true;
}

static enum turns_verdict reader_learn(struct reader *r)
{
	enum turns_verdict v = TURNS_UNSURE;

	while (v == TURNS_UNSURE && r->errors < 60 && reader_fail(r))
		if (r->errors >= 5 && (r->errors <= 8 || r->errors % 3 == 0))
			v = turns_learn(&r->turns, r->trials, r->n);
	return v;
}

/* Reads on for so many turns, with a look now and then. */
static void reader_refine(struct reader *r, double turns)
{
	double end = geometry_turns(&r->d.geo, r->next * r->unit) + turns;
	int first = 0, next = 0;

	while (geometry_turns(&r->d.geo, r->next * r->unit) < end && reader_fail(r)) {
		while (turns_at(&r->turns, r->next) - turns_at(&r->turns, r->trials[first].unit) > WINDOW)
			first++;
		if (r->errors < next)
			continue;
		next = r->errors + 1 + r->errors / 4;
		assert_int_not_equal(turns_refine(&r->turns, r->trials + first, r->n - first), TURNS_NONE);
	}
}

/* Units by which so many turns from here end elsewhere. */
static double reader_ahead(const struct reader *r)
{
	const struct geometry *g = &r->d.geo;
	int32_t there = r->next + (int32_t)(AHEAD * turns_length(&r->turns, r->next));
	double truth = geometry_turns(g, there * r->unit) - geometry_turns(g, r->next * r->unit);
	double learnt = turns_at(&r->turns, there) - turns_at(&r->turns, r->next);

	return fabs(learnt - truth) * turns_length(&r->turns, there);
}

static struct hurt scratch(double from, double to, double angle, double curve)
{
	return (struct hurt){ .kind = HURT_SCRATCH, .r0 = from, .r1 = to, .angle = angle, .curve = curve, .width = 0.3,
			      .depth = 0.8 };
}

static void check(enum disc_kind kind, int32_t sectors, double velocity, double pitch, struct hurt *h, int count,
		  double from_mm, int errors, double ahead)
{
	static struct reader r;

	reader_start(&r, kind, sectors, velocity, pitch, h, count, from_mm);
	assert_int_equal(reader_learn(&r), TURNS_FOUND);
	assert_true(r.errors <= errors);
	reader_refine(&r, 300);
	assert_true(reader_ahead(&r) < ahead);
}

static void test_cd(void **state)
{
	static const struct {
		double velocity, pitch;
	} discs[] = { { 1.2, 1.6 }, { 1.25, 1.66 }, { 1.3, 1.6 }, { 1.4, 1.55 } };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(discs); i++) {
		struct hurt one = scratch(31, 44, 40, 30), three[] = { one, scratch(33, 42, 200, 0), scratch(35, 45, 300, -20) };
		struct hurt blotch = { .kind = HURT_BLOTCH, .r0 = 36, .angle = 100, .width = 6, .depth = 0.9 };
		struct hurt mixed[] = { one, { .kind = HURT_DUST, .share = 0.01, .depth = 0.6 } };

		check(DISC_CD, 280000, discs[i].velocity, discs[i].pitch, &one, 1, 37, 8, 0.7);
		check(DISC_CD, 280000, discs[i].velocity, discs[i].pitch, three, 3, 38, 15, 0.7);
		check(DISC_CD, 280000, discs[i].velocity, discs[i].pitch, &blotch, 1, 36, 12, 0.7);
		check(DISC_CD, 280000, discs[i].velocity, discs[i].pitch, mixed, 2, 37, 12, 0.7);
	}
}

static void test_dvd_and_bd(void **state)
{
	(void)state;
	for (int i = -1; i <= 1; i++) {
		struct hurt one = scratch(31, 44, 40, 30), two[] = { one, scratch(33, 42, 200, 0) };

		check(DISC_DVD, 2200000, 3.49 * (1 + 0.01 * i), 0.74 * (1 - 0.01 * i), &one, 1, 37, 15, 0.2);
		check(DISC_DVD, 2200000, 3.49 * (1 + 0.01 * i), 0.74 * (1 - 0.01 * i), two, 2, 38, 36, 0.2);
		check(DISC_BD, 11000000, 4.917 * (1 + 0.01 * i), 0.32 * (1 + 0.01 * i), &one, 1, 37, 15, 0.2);
		check(DISC_BD, 11000000, 4.917 * (1 + 0.01 * i), 0.32 * (1 + 0.01 * i), two, 2, 38, 36, 0.2);
	}
}

static void test_without_turns(void **state)
{
	static struct reader r;
	static const struct { enum disc_kind kind; int32_t sectors; } discs[] = {
		{ DISC_CD, 280000 }, { DISC_DVD, 2200000 }, { DISC_BD, 11000000 } };
	struct hurt hurts[] = {
		{ .kind = HURT_DUST, .share = 0.05, .depth = 0.7 },
		{ .kind = HURT_ROT, .r0 = 35, .r1 = 58, .share = 0.9, .depth = 0.7 },
		{ .kind = HURT_RING, .r0 = 38, .r1 = 40, .depth = 0.9 },
		{ .kind = HURT_RING, .r0 = 38, .r1 = 40, .depth = 0.45 },
	};

	(void)state;
	for (unsigned d = 0; d < ARRAY_LEN(discs); d++)
		for (unsigned i = 0; i < ARRAY_LEN(hurts); i++) {
			enum turns_verdict v;

			reader_start(&r, discs[d].kind, discs[d].sectors, 0, 0, &hurts[i], 1, 39);
			v = reader_learn(&r);
			assert_int_not_equal(v, TURNS_FOUND);
			assert_false(r.turns.known);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cd),
		cmocka_unit_test(test_dvd_and_bd),
		cmocka_unit_test(test_without_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
