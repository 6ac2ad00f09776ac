#include "config.h"
#include "tests/unit.h"

#include "engine/tempo.h"

static const struct drive_abilities five = { .nspeeds = 5, .speeds = { 706, 1412, 2823, 4234, 7056 } };
static const struct drive_abilities two = { .nspeeds = 2, .speeds = { 1385, 5540 } };
static const struct drive_abilities one = { .nspeeds = 1, .speeds = { 7056 } };
static const struct drive_abilities none = { .nspeeds = 0 };

static void test_retries_of_the_drive(void **state)
{
	(void)state;
	assert_int_equal(tempo_retries("sweep"), 1);
	assert_int_equal(tempo_retries("gaps"), 1);
	assert_int_equal(tempo_retries("trim"), -1);
	assert_int_equal(tempo_retries("scrape"), -1);
	assert_int_equal(tempo_retries("retry"), -1);
}

static void test_paces(void **state)
{
	(void)state;
	assert_int_equal(tempo_speed(&five, PACE_FULL), 0);
	assert_int_equal(tempo_speed(&five, PACE_SLOW), 1412);
	assert_int_equal(tempo_speed(&five, PACE_LOW), 706);
	assert_int_equal(tempo_speed(&two, PACE_SLOW), 1385);
	assert_int_equal(tempo_speed(&two, PACE_LOW), 1385);
	for (enum pace p = PACE_FULL; p < PACES; p++) {
		assert_int_equal(tempo_speed(&one, p), 0);
		assert_int_equal(tempo_speed(&none, p), 0);
		assert_int_equal(tempo_pace(&five, tempo_speed(&five, p)), p);
		assert_int_equal(tempo_pace(&none, tempo_speed(&none, p)), PACE_FULL);
	}
	/* by hand */
	assert_int_equal(tempo_pace(&five, 7056), PACE_FULL);
	assert_int_equal(tempo_pace(&five, 4234), PACE_SLOW);
	assert_int_equal(tempo_pace(&five, 1412), PACE_SLOW);
	assert_int_equal(tempo_pace(&five, 100), PACE_LOW);
	assert_int_equal(tempo_pace(&one, 706), PACE_FULL);
}

static void test_steps(void **state)
{
	static const unsigned down[] = { 0, 4234, 2823, 1412, 706, 706 }, up[] = { 706, 1412, 2823, 4234, 0, 0 };

	(void)state;
	for (unsigned i = 0; i + 1 < ARRAY_LEN(down); i++) {
		assert_int_equal(tempo_step(&five, down[i], -1), down[i + 1]);
		assert_int_equal(tempo_step(&five, up[i], 1), up[i + 1]);
	}
	assert_int_equal(tempo_step(&five, 1500, -1), 1412);	/* between two */
	assert_int_equal(tempo_step(&five, 1500, 1), 2823);
	assert_int_equal(tempo_step(&five, 100, -1), 706);
	assert_int_equal(tempo_step(&one, 0, -1), 0);
	assert_int_equal(tempo_step(&none, 0, -1), 0);
	assert_int_equal(tempo_step(&none, 1412, 1), 1412);
}

static void test_yields(void **state)
{
	struct drive_view d = { .nyields = 0 };

	(void)state;
	tempo_count(&d, 706, 1, 0, 2.5);
	tempo_count(&d, 0, 16, 16, 0.5);
	tempo_count(&d, 706, 1, 1, 0.25);
	assert_int_equal(d.nyields, 2);
	assert_int_equal(d.yields[0].kb_per_s, 706);
	assert_int_equal(d.yields[0].tried, 2);
	assert_int_equal(d.yields[0].won, 1);
	assert_float_equal(d.yields[0].seconds, 2.75, 1e-6);
	assert_int_equal(d.yields[1].kb_per_s, 0);
	assert_int_equal(d.yields[1].won, 16);
	for (unsigned i = 0; i < 20; i++)
		tempo_count(&d, 1000 + i, 1, 1, 1);
	assert_int_equal(d.nyields, SPEED_YIELDS);
	assert_int_equal(d.yields[SPEED_YIELDS - 1].kb_per_s, 1000 + SPEED_YIELDS - 3);
	tempo_count(&d, 706, 1, 1, 0.25);
	assert_int_equal(d.yields[0].tried, 3);
}

/* Reads of a megabyte (of 1000000) at `rate` times what was set: what it comes to. */
static enum ability measured(double rate, int reads)
{
	struct tempo_measure m = { 0 };
	enum ability a = ABILITY_UNKNOWN;

	for (int i = 0; i < reads; i++)
		a = tempo_measured(&m, 1000, 1000000, 1 / rate);
	return a;
}

static void test_measure(void **state)
{
	struct tempo_measure m = { 0 };

	(void)state;
	assert_int_equal(measured(10, 4), ABILITY_UNKNOWN);	/* too little to say */
	assert_int_equal(measured(10, 5), ABILITY_NO);
	assert_int_equal(measured(1.35, 5), ABILITY_NO);
	assert_int_equal(measured(1.25, 5), ABILITY_YES);
	assert_int_equal(measured(0.8, 5), ABILITY_YES);
	assert_int_equal(measured(0.3, 50), ABILITY_UNKNOWN);	/* it may be the disc */
	/* the fastest is no speed to be kept; another speed begins anew */
	assert_int_equal(tempo_measured(&m, 0, 50 << 20, 1), ABILITY_UNKNOWN);
	assert_int_equal(tempo_measured(&m, 700, 3 << 20, 1), ABILITY_UNKNOWN);
	assert_int_equal(tempo_measured(&m, 1400, 3 << 20, 1), ABILITY_UNKNOWN);
	assert_int_equal(tempo_measured(&m, 1400, 3 << 20, 1), ABILITY_NO);
}

static void test_failed_reads(void **state)
{
	(void)state;
	assert_float_equal(tempo_failed_read(0, 0, 0), 0, 1e-6);
	assert_float_equal(tempo_failed_read(2.5, 0, 0), 2.5, 1e-6);
	assert_float_equal(tempo_failed_read(0, 4, 10), 2.5, 1e-6);
	assert_float_equal(tempo_failed_read(2, 100, 400), 3, 1e-6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_retries_of_the_drive), cmocka_unit_test(test_paces), cmocka_unit_test(test_steps),
		cmocka_unit_test(test_yields), cmocka_unit_test(test_measure), cmocka_unit_test(test_failed_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
