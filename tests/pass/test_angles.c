#include "config.h"
#include "tests/unit.h"

#include "base/span.h"
#include "pass/angles.h"

#include <math.h>

/* The filter of the angles, on damage that lies at known ones. */

#define HAZARD 0.005

/* Damage at `at` of a turn, `width` of one wide, moving by `drift` a turn. */
struct scratch {
	double at, width, drift;
};

static bool hurt(const struct turns *t, const struct scratch *s, int32_t unit)
{
	double from = turns_at(t, unit), to = turns_at(t, unit + 1);

	for (double x = fmin(from, to); x < fmax(from, to); x += 0.002) {
		double away = x - s->at - s->drift * x;

		if (away - floor(away) < s->width)
			return true;
	}
	return false;
}

/* Mean chance that it gave to units that are hurt, and to those that are sound. */
struct seen {
	double hurt, sound;
	int nhurt, nsound;
};

/* Goes over units `n` times along; from unit `skip` on (counted from the start) it is told nothing. */
static struct seen go(const struct turns *t, const struct scratch *s, int32_t from, int32_t n, int dir, int32_t warm, int32_t told)
{
	struct angles a;
	struct seen seen = { 0 };

	angles_begin(&a, t, from, dir);
	for (int32_t i = 0; i < n; i++) {
		int32_t unit = a.next;
		bool bad = hurt(t, s, unit);
		double q = angles_step(&a, t, HAZARD, i >= told ? RESULT_NONE : bad ? RESULT_FAILED : RESULT_GOOD);

		assert_true(q >= 0 && q <= 1);
		assert_int_equal(a.next, unit + dir);
		if (i < warm)
			continue;
		*(bad ? &seen.hurt : &seen.sound) += q;
		++*(bad ? &seen.nhurt : &seen.nsound);
	}
	assert_true(seen.nhurt > 10 && seen.nsound > 10);
	seen.hurt /= seen.nhurt;
	seen.sound /= seen.nsound;
	return seen;
}

static void a_damaged_angle_is_expected_again(void **state)
{
	const struct turns cd = turns_nominal(DISC_CD, 330000, 1), dvd = turns_nominal(DISC_DVD, 2200000, 16),
			   bd = turns_nominal(DISC_BD, 12000000, 32);
	const struct scratch s = { .at = 0.3, .width = 0.01 };

	(void)state;
	for (int dir = -1; dir <= 1; dir += 2) {
		struct seen a = go(&cd, &s, 100000, 2000, dir, 500, INT32_MAX);
		struct seen b = go(&dvd, &s, 70000, 500, dir, 100, INT32_MAX);
		struct seen c = go(&bd, &s, 200000, 800, dir, 200, INT32_MAX);

		assert_true(a.hurt > 0.7 && a.sound < 0.1);
		assert_true(b.hurt > 0.7 && b.sound < 0.15);
		assert_true(c.hurt > 0.7 && c.sound < 0.15);
	}
}

static void both_directions_see_the_same(void **state)
{
	const struct turns cd = turns_nominal(DISC_CD, 330000, 1);
	const struct scratch s = { .at = 0.7, .width = 0.05 };
	struct seen up = go(&cd, &s, 100000, 3000, 1, 500, INT32_MAX);
	struct seen down = go(&cd, &s, 103000, 3000, -1, 500, INT32_MAX);

	(void)state;
	assert_float_equal(up.hurt, down.hurt, 0.05);
	assert_float_equal(up.sound, down.sound, 0.05);
}

static void a_drift_is_followed(void **state)
{
	const struct turns cd = turns_nominal(DISC_CD, 330000, 1);

	(void)state;
	/* a cell in ten turns, either way */
	for (int side = -1; side <= 1; side += 2) {
		const struct scratch s = { .at = 0.3, .width = 0.03, .drift = side / 1920.0 };
		struct seen seen = go(&cd, &s, 100000, 4000, 1, 500, INT32_MAX);

		assert_true(seen.hurt > 0.6);
		assert_true(seen.sound < 0.1);
	}
}

static void what_is_not_asked_keeps_its_chance(void **state)
{
	const struct turns cd = turns_nominal(DISC_CD, 330000, 1);
	const struct scratch s = { .at = 0.3, .width = 0.03 };
	/* forty turns are told, then twenty passed over */
	int32_t turn = (int32_t)turns_length(&cd, 100000);
	struct seen seen = go(&cd, &s, 100000, 60 * turn, 1, 40 * turn, 40 * turn);

	(void)state;
	assert_true(seen.hurt > 0.5);
	assert_true(seen.sound < 0.3);
	assert_true(seen.hurt > 4 * seen.sound);
}

static void good_reads_end_it(void **state)
{
	const struct turns cd = turns_nominal(DISC_CD, 330000, 1);
	const struct scratch s = { .at = 0.3, .width = 0.03 };
	struct angles a;
	double most = 0;

	(void)state;
	angles_begin(&a, &cd, 100000, 1);
	while (a.next < 100500)
		angles_step(&a, &cd, HAZARD, hurt(&cd, &s, a.next) ? RESULT_FAILED : RESULT_GOOD);
	while (a.next < 100600)
		angles_step(&a, &cd, HAZARD, RESULT_GOOD);
	while (a.next < 100650)
		most = fmax(most, angles_step(&a, &cd, HAZARD, RESULT_GOOD));
	assert_true(most < 0.1);
}

/* One failure where many have no reason is no scratch. */
static void one_failure_among_random_ones_is_no_scratch(void **state)
{
	const struct turns cd = turns_nominal(DISC_CD, 330000, 1);
	struct angles a;
	double most = 0;

	(void)state;
	angles_begin(&a, &cd, 100000, 1);
	while (a.next < 100200)
		angles_step(&a, &cd, 0.1, RESULT_GOOD);
	angles_step(&a, &cd, 0.1, RESULT_FAILED);
	while (a.next < 100220)
		most = fmax(most, angles_step(&a, &cd, 0.1, RESULT_GOOD));
	assert_true(most < 0.2);
}

/* The spiral runs back on the second layer, and the filter with it. */
static void the_second_layer_runs_back(void **state)
{
	const struct turns t = turns_nominal(DISC_DVD, 4100000, 16);
	const struct scratch s = { .at = 0.3, .width = 0.01 };

	(void)state;
	assert_true(t.layer > 0 && t.layer < 4100000 / 16);
	for (int dir = -1; dir <= 1; dir += 2) {
		struct seen seen = go(&t, &s, t.layer + 50000, 500, dir, 100, INT32_MAX);

		assert_true(seen.hurt > 0.7);
		assert_true(seen.sound < 0.15);
		/* over the place where they meet */
		seen = go(&t, &s, t.layer - dir * 500, 1000, dir, 0, INT32_MAX);
		assert_true(seen.hurt > 0.5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_damaged_angle_is_expected_again),
		cmocka_unit_test(both_directions_see_the_same),
		cmocka_unit_test(a_drift_is_followed),
		cmocka_unit_test(what_is_not_asked_keeps_its_chance),
		cmocka_unit_test(good_reads_end_it),
		cmocka_unit_test(one_failure_among_random_ones_is_no_scratch),
		cmocka_unit_test(the_second_layer_runs_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
