#include "config.h"
#include "tests/pass/script.h"

#include "pass/lore_private.h"

/* What is learnt from the results of reads: counts, costs, what the map tells and what comes from another drive. */

static struct lore *fresh(enum disc_kind kind, int32_t sectors, int32_t unit)
{
	struct lore *l = lore_new(kind, sectors, unit);

	assert_non_null(l);
	return l;
}

static void tell(struct lore *l, int32_t lsn, int32_t count, int32_t good, bool placed, double seconds)
{
	struct outcome o = { .asked = { lsn, count }, .good = good, .placed = placed, .seconds = seconds };

	lore_tell(l, &o);
}

static int sum(const uint8_t *list, int32_t n)
{
	int all = 0;

	for (int32_t i = 0; i < n; i++)
		all += list[i];
	return all;
}

static void a_read_is_counted_by_block(void **state)
{
	struct lore *l = fresh(DISC_DVD, 1000, 16);

	(void)state;
	assert_int_equal(lore_units(l), 63);
	/* blocks 2 to 4; the drive names the first sector behind the good ones */
	tell(l, 32, 48, 20, true, 3);
	assert_int_equal(lore_result(l, 1), RESULT_NONE);
	assert_int_equal(lore_result(l, 2), RESULT_GOOD);
	assert_int_equal(lore_result(l, 3), RESULT_FAILED);
	assert_int_equal(lore_result(l, 4), RESULT_NONE);
	/* read later: it has failed all the same */
	tell(l, 48, 16, 16, false, 0.1);
	assert_int_equal(lore_failed(l)[3], 1);
	/* the last block is not whole */
	tell(l, 976, 24, 24, false, 0.1);
	assert_int_equal(lore_result(l, 61), RESULT_GOOD);
	assert_int_equal(lore_result(l, 62), RESULT_GOOD);
	assert_int_equal(sum(lore_tried(l), 63), 4);
	/* the disc turned out larger than what was known of */
	tell(l, 1200, 32, 3, true, 3);
	tell(l, 984, 64, 64, false, 0.1);
	assert_int_equal(sum(lore_failed(l), 63), 1);
	for (int i = 0; i < 40; i++)
		tell(l, 160, 16, 0, true, 3);
	assert_int_equal(lore_failed(l)[10], LORE_MOST_FAILED);
	lore_free(l);
}

static void who_failed_is_not_guessed(void **state)
{
	struct lore *l = fresh(DISC_DVD, 1000, 16);

	(void)state;
	/* somewhere in blocks 2 and 3; what was given is good nevertheless */
	tell(l, 16, 48, 16, false, 3);
	assert_int_equal(sum(lore_failed(l), 63), 0);
	assert_int_equal(lore_result(l, 1), RESULT_GOOD);
	assert_int_equal(lore_result(l, 2), RESULT_NONE);
	/* only one block is left */
	tell(l, 16, 32, 17, false, 3);
	assert_int_equal(lore_result(l, 2), RESULT_FAILED);
	tell(l, 64, 5, 0, false, 3);
	assert_int_equal(lore_result(l, 4), RESULT_FAILED);
	lore_free(l);
}

static void costs_are_measured(void **state)
{
	struct lore *l = fresh(DISC_CD, 300000, 1);

	(void)state;
	assert_true(lore_failed_s(l) > 0.5 && lore_failed_s(l) < 10);
	assert_true(lore_sector_s(l, 0) > 0 && lore_sector_s(l, 299999) > 0);
	/* inside 1 ms a sector, outside 0.4 ms */
	for (int i = 0; i < 50; i++) {
		tell(l, 100 * i, 100, 100, false, 0.1);
		tell(l, 280000 + 100 * i, 100, 100, false, 0.04);
	}
	assert_float_equal(lore_sector_s(l, 2000), 0.001, 1e-5);
	assert_float_equal(lore_sector_s(l, 282000), 0.0004, 1e-5);
	/* where nothing was read: as at the nearest place */
	assert_float_equal(lore_sector_s(l, 60000), 0.001, 1e-5);
	assert_float_equal(lore_sector_s(l, 260000), 0.0004, 1e-5);
	/* failures: what the good ones took is not theirs */
	for (int i = 0; i < 50; i++)
		tell(l, 3000, 600, 500, true, 7.5);
	assert_float_equal(lore_failed_s(l), 7, 0.3);
	lore_free(l);
}

static void a_slow_read_is_a_warning(void **state)
{
	struct lore *l = fresh(DISC_CD, 300000, 1);
	double usual;

	(void)state;
	/* the first waits for the drive to spin up, so it is no measure, and nothing is slow yet */
	tell(l, 0, 100, 100, false, 4);
	assert_false(l->slow);
	for (int i = 1; i < 30; i++) {
		tell(l, 100 * i, 100, 100, false, 0.1);
		assert_false(l->slow);
	}
	usual = lore_sector_s(l, 3000);
	assert_float_equal(usual, 0.001, 1e-4);
	tell(l, 3000, 100, 100, false, 3);
	assert_true(l->slow);
	assert_float_equal(lore_sector_s(l, 3000), usual, 1e-9);
	tell(l, 3100, 100, 100, false, 0.1);
	assert_false(l->slow);
	/* a failure slows the drive for a while, and so does a lower speed */
	tell(l, 3200, 100, 50, true, 3);
	tell(l, 3300, 100, 100, false, 3);
	assert_false(l->slow);
	for (int i = 0; i < 400; i++)
		tell(l, 3400, 100, 100, false, 0.1);
	lore_tell(l, &(struct outcome){ .asked = { 4000, 100 }, .good = 100, .seconds = 3, .pace = PACE_LOW });
	assert_false(l->slow);
	tell(l, 4100, 100, 100, false, 3);
	assert_true(l->slow);
	lore_free(l);
}

static void the_map_tells_of_other_runs(void **state)
{
	struct lore *l = fresh(DISC_DVD, 1000, 16);
	struct map *m = map_new(1000);

	(void)state;
	script_set(m, "+100 -28 *32 /32 ?160 +208 -432 +8");
	for (int i = 0; i < 3; i++)
		tell(l, 992, 8, 0, true, 3);
	tell(l, 592, 16, 0, true, 3);
	tell(l, 592, 16, 0, true, 3);
	lore_take_map(l, m);
	for (int32_t u = 0; u < 6; u++)
		assert_int_equal(lore_result(l, u), RESULT_GOOD);
	assert_int_equal(lore_failed(l)[6], 1);	/* in two parts, one of them bad */
	assert_int_equal(lore_failed(l)[7], 1);
	for (int32_t u = 8; u < 22; u++)
		assert_int_equal(lore_result(l, u), RESULT_NONE);
	assert_int_equal(lore_result(l, 30), RESULT_GOOD);
	assert_int_equal(lore_failed(l)[36], 1);
	assert_int_equal(lore_failed(l)[37], 2);	/* that was read in this run */
	assert_int_equal(lore_failed(l)[62], 3);
	map_free(m);
	lore_free(l);
}

static void another_drive_hands_on_the_turn(void **state)
{
	struct lore *from = fresh(DISC_CD, 5000, 1), *same = fresh(DISC_CD, 5000, 1), *other = fresh(DISC_CD, 5001, 1);
	struct turns nominal = *lore_turns(other);

	(void)state;
	tell(from, 100, 1, 0, true, 9);
	from->turns.a *= 1.1;
	lore_inherit(same, from);
	assert_false(lore_turns(same)->known);
	assert_memory_equal(&lore_turns(same)->a, &nominal.a, sizeof nominal.a);
	from->turns.known = true;
	lore_inherit(same, from);
	lore_inherit(other, from);
	assert_true(lore_turns(same)->known);
	assert_true(lore_turns(same)->a > 1.05 * nominal.a);
	/* what the drive did is its own */
	assert_int_equal(lore_result(same, 100), RESULT_NONE);
	/* another disc */
	assert_false(lore_turns(other)->known);
	lore_free(from);
	lore_free(same);
	lore_free(other);
}

/* A plan that comes along from another drive speaks of a list there; one of the same number here is not meant. */
static void lists_of_another_drive_are_not_meant(void **state)
{
	static const struct pass *const lists[] = { &pass_gaps, &pass_retry };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		struct lore *from = fresh(DISC_CD, 5000, 1), *to = fresh(DISC_CD, 5000, 1);
		struct map *m = map_new(5000);
		struct pass_ctx c = { .map = m, .window = map_all(m), .unit = 1, .cluster = 64, .last = true };
		struct pass_state here = pass_begin(&c), there = here;
		struct span s;

		map_set(m, map_all(m), MAP_GOOD);
		/* here it has come to the end of its list */
		map_set(m, (struct span){ 100, 20 }, (enum map_state)lists[i]->letter);
		c.lore = to;
		while ((s = lists[i]->next(&c, &here)).count) {
			struct outcome o = { .asked = s, .good = s.count, .seconds = 0.1 };

			map_set(m, s, MAP_GOOD);
			lore_tell(to, &o);
			lists[i]->learn(&c, &here, &o);
		}
		map_set(m, (struct span){ 3000, 200 }, (enum map_state)lists[i]->letter);
		c.lore = from;
		assert_true(lists[i]->next(&c, &there).lsn >= 3000);
		c.lore = to;
		lore_inherit(to, from);
		assert_true(lists[i]->next(&c, &there).lsn >= 3000);
		map_free(m);
		lore_free(from);
		lore_free(to);
	}
}

static void hope_falls_with_neighbours_and_attempts(void **state)
{
	struct lore *l = fresh(DISC_CD, 100000, 1);

	(void)state;
	for (int32_t lsn = 0; lsn < 2000; lsn++)
		tell(l, lsn, 1, lsn % 2, true, 3);
	for (int32_t lsn = 60000; lsn < 62000; lsn++)
		tell(l, lsn, 1, 1, true, 0.01);
	assert_true(lore_hope_new(l, 2010) < 0.7);
	assert_true(lore_hope_new(l, 62010) > 0.95);
	assert_true(lore_density(l, 1000) > 0.4);
	assert_true(lore_density(l, 61000) < 0.05);
	tell(l, 61001, 1, 0, true, 3);
	for (int i = 0; i < 4; i++) {
		double before = lore_hope_again(l, 61001);

		assert_true(before > 0 && before < 1);
		tell(l, 61001, 1, 0, true, 3);
		assert_true(lore_hope_again(l, 61001) < before);
	}
	lore_free(l);
}

static void classes_learn_from_what_came_of_them(void **state)
{
	struct hope h = { 0 };

	(void)state;
	for (int step = 0; step < HOPE_STEPS; step++)
		for (int failed = 0; failed < 20; failed++) {
			double was = hope_chance(&h, failed, step);

			assert_true(was > 0 && was <= 1);
			if (failed > 1 && failed < HOPE_TRIES)
				assert_true(was < hope_chance(&h, failed - 1, step));
			if (step > 0)
				assert_true(was <= hope_chance(&h, failed, step - 1) + 1e-12);
		}
	for (int i = 0; i < 200; i++) {
		hope_count(&h, 1, 3, i % 4 == 0);
		hope_count(&h, 2, 3, i % 4 != 0);
	}
	assert_float_equal(hope_chance(&h, 1, 3), 0.25, 0.03);
	assert_float_equal(hope_chance(&h, 2, 3), 0.75, 0.03);
	/* the likelier to fail, the later the class */
	assert_int_equal(hope_step(0), 0);
	for (double q = 0; q < 1; q += 0.01)
		assert_true(hope_step(q + 0.01) >= hope_step(q));
	assert_int_equal(hope_step(1), HOPE_STEPS - 1);
	assert_int_equal(hope_step(2), HOPE_STEPS - 1);
	assert_int_equal(hope_step(-1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_read_is_counted_by_block),
		cmocka_unit_test(who_failed_is_not_guessed),
		cmocka_unit_test(costs_are_measured),
		cmocka_unit_test(a_slow_read_is_a_warning),
		cmocka_unit_test(the_map_tells_of_other_runs),
		cmocka_unit_test(another_drive_hands_on_the_turn),
		cmocka_unit_test(lists_of_another_drive_are_not_meant),
		cmocka_unit_test(hope_falls_with_neighbours_and_attempts),
		cmocka_unit_test(classes_learn_from_what_came_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
