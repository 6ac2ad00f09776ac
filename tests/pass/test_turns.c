#include "config.h"
#include "pass/turns.h"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nominal),
		cmocka_unit_test(test_second_layer_runs_back),
		cmocka_unit_test(test_odd_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
