#include "config.h"
#include "tests/pass/script.h"

/* (x.skip)(...): cmocka has a macro of that name. */

/* Runs one pass alone to its end. */
static void run(struct script *d, const struct pass *pass, struct pass_ctx c)
{
	struct pass_state s;
	struct span next;

	c.map = d->map;
	if (c.window.count == 0)
		c.window = map_all(d->map);
	s = pass_begin(&c);
	script_clear_log(d);
	while ((next = pass->next(&c, &s)).count) {
		struct outcome o;

		assert_true(d->reads < 10000);
		o = script_read(d, next);
		pass->learn(&c, &s, &o);
	}
}

static void the_list_names_every_pass_once(void **state)
{
	(void)state;
	for (int i = 0; passes[i]; i++) {
		assert_ptr_equal(pass_find(passes[i]->name), passes[i]);
		for (int k = 0; k < i; k++)
			assert_int_not_equal(passes[k]->code, passes[i]->code);
		assert_non_null(passes[i]->title);
		assert_int_equal(passes[i]->takes, map_bit((enum map_state)passes[i]->letter));
	}
	assert_null(pass_find("swee"));
	assert_null(pass_find(""));
}

static void sweep_skips_more_after_each_failure(void **state)
{
	struct script *d = script_new(400);

	(void)state;
	script_break(d, 20, 1);
	script_break(d, 56, 10);
	run(d, &pass_sweep, (struct pass_ctx){ .unit = 1, .cluster = 64 });
	/* one failure, 32 passed over; one more, 32 again: 1 % of the disc is less than that */
	assert_string_equal(d->log, "0+64!20 96+64 160+64 224+64 288+64 352+48");
	assert_string_equal(script_map(d->map), "+20 *44 ?32 +304");
	script_free(d);

	d = script_new(20000);
	script_break(d, 0, 700);
	run(d, &pass_sweep, (struct pass_ctx){ .unit = 1, .cluster = 64, .window = { 0, 1400 } });
	/* skips of 32, 64, 128, 200 (1 %), 200; back to nothing after a good read */
	assert_string_equal(d->log, "0+64!0 96+64!0 224+64!0 416+64!0 680+64!0 944+64 1008+64 1072+64 1136+64 1200+64 "
				    "1264+64 1328+64 1392+8");
	script_free(d);
}

static void sweep_starts_again_small_after_a_good_read(void **state)
{
	struct script *d = script_new(20000);

	(void)state;
	script_break(d, 0, 100);
	script_break(d, 300, 1);
	run(d, &pass_sweep, (struct pass_ctx){ .unit = 1, .cluster = 64, .window = { 0, 500 } });
	assert_string_equal(d->log, "0+64!0 96+64!0 224+64 288+64!12 384+64 448+52");
	script_free(d);
}

static void sweep_backwards_mirrors_it(void **state)
{
	struct script *d = script_new(400);

	(void)state;
	script_break(d, 380, 1);
	run(d, &pass_sweep, (struct pass_ctx){ .unit = 1, .cluster = 64, .reverse = true });
	assert_string_equal(d->log, "336+64!44 240+64 176+64 112+64 48+64 0+48");
	assert_string_equal(script_map(d->map), "+304 ?32 +44 *20");
	script_free(d);
}

static void sweep_asks_for_whole_units(void **state)
{
	struct script *d = script_new(250);

	(void)state;
	/* a foreign map: finished sectors in the middle of units, on both sides */
	script_set(d->map, "+5 ?60 +30 ?155");
	script_break(d, 112, 16);
	run(d, &pass_sweep, (struct pass_ctx){ .unit = 16, .cluster = 32 });
	assert_string_equal(d->log, "5+27 32+32 64+1 95+17 112+32!0 176+32 208+32 240+10");
	assert_string_equal(script_map(d->map), "+112 *32 ?32 +74");
	script_free(d);

	d = script_new(250);
	script_break(d, 112, 16);
	run(d, &pass_sweep, (struct pass_ctx){ .unit = 16, .cluster = 32, .reverse = true });
	/* the last unit of the disc is not whole */
	assert_string_equal(d->log, "224+26 192+32 160+32 128+32 96+32!16 32+32 0+32");
	assert_string_equal(script_map(d->map), "+64 ?32 +16 *16 +122");
	script_free(d);
}

static void a_unit_that_failed_alone_is_bad_at_once(void **state)
{
	struct script *d = script_new(64);

	(void)state;
	script_set(d->map, "+16 ?16 +32");
	script_break(d, 16, 16);
	run(d, &pass_sweep, (struct pass_ctx){ .unit = 16, .cluster = 32 });
	assert_string_equal(d->log, "16+16!0");
	assert_string_equal(script_map(d->map), "+16 -16 +32");
	script_free(d);

	/* the same sectors as part of two units are not */
	d = script_new(64);
	script_set(d->map, "+15 ?17 +32");
	script_break(d, 16, 16);
	run(d, &pass_sweep, (struct pass_ctx){ .unit = 16, .cluster = 32 });
	assert_string_equal(d->log, "15+17!1");
	assert_string_equal(script_map(d->map), "+16 *16 +32");
	script_free(d);
}

static void gaps_reads_all_without_skipping(void **state)
{
	struct script *d = script_new(100);

	(void)state;
	script_set(d->map, "+10 ?60 *5 ?25");
	script_break(d, 30, 3);
	run(d, &pass_gaps, (struct pass_ctx){ .unit = 1, .cluster = 64 });
	assert_string_equal(d->log, "10+16 26+16!4 42+16 58+12 75+16 91+9");
	assert_string_equal(script_map(d->map), "+30 *12 +28 *5 +25");
	script_free(d);

	/* DVD: the requests are single units, so failures need no trimming */
	d = script_new(100);
	script_break(d, 16, 16);
	run(d, &pass_gaps, (struct pass_ctx){ .unit = 16, .cluster = 32, .reverse = true });
	assert_string_equal(d->log, "96+4 80+16 64+16 48+16 32+16 16+16!0 0+16");
	assert_string_equal(script_map(d->map), "+16 -16 +68");
	script_free(d);
}

static void trim_goes_in_from_both_edges(void **state)
{
	struct script *d = script_new(40);

	(void)state;
	script_set(d->map, "+10 *20 +10");
	script_break(d, 12, 2);
	script_break(d, 20, 7);
	run(d, &pass_trim, (struct pass_ctx){ .unit = 1, .cluster = 64 });
	assert_string_equal(d->log, "10+1 11+1 12+1!0 29+1 28+1 27+1 26+1!0");
	assert_string_equal(script_map(d->map), "+12 -1 /13 -1 +13");

	script_set(d->map, "+10 *20 +10");
	run(d, &pass_trim, (struct pass_ctx){ .unit = 1, .cluster = 64, .reverse = true });
	assert_string_equal(d->log, "29+1 28+1 27+1 26+1!0 10+1 11+1 12+1!0");
	assert_string_equal(script_map(d->map), "+12 -1 /13 -1 +13");
	script_free(d);
}

static void trim_asks_no_unit_twice(void **state)
{
	static const struct {
		const char *before, *log, *after;
	} cases[] = {
		{ "+3 *1 +6", "3+1!0", "+3 -1 +6" },
		{ "+3 *2 +5", "3+1!0 4+1!0", "+3 -2 +5" },
		{ "+3 *3 +4", "3+1!0 5+1!0", "+3 -1 /1 -1 +4" },
		{ "+3 *1 -1 *2 +3", "3+1!0 5+1!0 6+1!0", "+3 -4 +3" },
		{ "*4 +2 *4", "0+1!0 3+1!0 6+1!0 9+1!0", "-1 /2 -1 +2 -1 /2 -1" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct script *d = script_new(10);

		script_break(d, 0, 10);
		script_set(d->map, cases[i].before);
		run(d, &pass_trim, (struct pass_ctx){ .unit = 1, .cluster = 4 });
		assert_string_equal(d->log, cases[i].log);
		assert_string_equal(script_map(d->map), cases[i].after);
		script_free(d);
	}
}

static void trim_reads_an_area_that_is_good(void **state)
{
	struct script *d = script_new(100);

	(void)state;
	script_set(d->map, "+20 *40 +40");
	run(d, &pass_trim, (struct pass_ctx){ .unit = 16, .cluster = 32 });
	assert_string_equal(d->log, "20+12 32+16 48+12");
	assert_string_equal(script_map(d->map), "+100");
	/* the near edge fails, the rest is read from the far one */
	script_set(d->map, "+16 *48 +36");
	script_break(d, 16, 16);
	run(d, &pass_trim, (struct pass_ctx){ .unit = 16, .cluster = 32 });
	assert_string_equal(d->log, "16+16!0 48+16 32+16");
	assert_string_equal(script_map(d->map), "+16 -16 +68");
	script_free(d);
}

static void scrape_and_retry_go_unit_by_unit(void **state)
{
	struct script *d = script_new(20);

	(void)state;
	script_set(d->map, "+5 /4 -1 /2 +8");
	script_break(d, 6, 2);
	run(d, &pass_scrape, (struct pass_ctx){ .unit = 1, .cluster = 8 });
	assert_string_equal(d->log, "5+1 6+1!0 7+1!0 8+1 10+1 11+1");
	assert_string_equal(script_map(d->map), "+6 -2 +1 -1 +10");
	run(d, &pass_retry, (struct pass_ctx){ .unit = 1, .cluster = 8, .reverse = true });
	assert_string_equal(d->log, "9+1 7+1!0 6+1!0");
	assert_string_equal(script_map(d->map), "+6 -2 +12");
	script_free(d);

	/* a foreign map with parts of units: only what is unfinished in them */
	d = script_new(64);
	script_set(d->map, "+10 -12 +4 -38");
	script_break(d, 16, 16);
	run(d, &pass_retry, (struct pass_ctx){ .unit = 16, .cluster = 32 });
	assert_string_equal(d->log, "10+6 16+6!0 26+6!0 32+16 48+16");
	assert_string_equal(script_map(d->map), "+16 -6 +4 -6 +32");
	script_free(d);
}

static void nothing_outside_the_window_is_asked(void **state)
{
	(void)state;
	for (int i = 0; passes[i]; i++)
		for (int reverse = 0; reverse < 2; reverse++) {
			struct script *d = script_new(200);
			struct pass_ctx c = { .unit = 16, .cluster = 32, .window = { 48, 64 }, .reverse = reverse };
			int32_t count[MAP_STATES];

			map_set(d->map, map_all(d->map), (enum map_state)passes[i]->letter);
			run(d, passes[i], c);
			assert_int_equal(map_count_in(d->map, c.window, map_bit(MAP_GOOD)), 64);
			map_count(d->map, map_all(d->map), count);
			assert_int_equal(count[4], 64);
			assert_int_equal(d->reads, i == 0 ? 2 : 4);
			script_free(d);
		}
}

static void a_dvd_block_costs_two_failures(void **state)
{
	static const struct pass *const order[] = { &pass_sweep, &pass_gaps, &pass_trim, &pass_scrape };
	struct script *d = script_new(320);
	int failures = 0;

	(void)state;
	script_break(d, 112, 16);
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		run(d, order[i], (struct pass_ctx){ .unit = 16, .cluster = 32 });
		for (const char *p = d->log; (p = strchr(p, '!')); p++)
			failures++;
	}
	assert_string_equal(script_map(d->map), "+112 -16 +192");
	assert_int_equal(failures, 2);
	script_free(d);
}

static void a_skip_leaves_more_each_time(void **state)
{
	struct map *m = map_new(20000);
	struct pass_ctx c = { .map = m, .window = map_all(m), .unit = 16, .cluster = 32 };

	(void)state;
	for (int i = 0; passes[i]; i++) {
		struct pass_state s = pass_begin(&c);
		int32_t at = 1000;

		if (passes[i] == &pass_trim)
			continue;
		map_set(m, map_all(m), MAP_GOOD);
		map_set(m, (struct span){ 992, 5000 }, (enum map_state)passes[i]->letter);
		at = 992;
		for (int32_t skip = 32; skip <= 128; skip *= 2) {
			(passes[i]->skip)(&c, &s);
			at += skip;
			assert_int_equal(passes[i]->next(&c, &s).lsn, at);
			assert_int_equal(map_at(m, at - 1), passes[i]->letter);
		}
		/* a read under way that ends after the skip moves nothing back */
		passes[i]->learn(&c, &s, &(struct outcome){ .asked = { 992, 16 }, .good = 0 });
		assert_true(passes[i]->next(&c, &s).lsn >= at);
	}
	map_free(m);
}

static void a_skip_leaves_an_area_untrimmed(void **state)
{
	(void)state;
	for (int reverse = 0; reverse < 2; reverse++) {
		struct map *m = map_new(40);
		struct pass_ctx c = { .map = m, .window = map_all(m), .unit = 1, .cluster = 8, .reverse = reverse };
		struct pass_state s = pass_begin(&c);
		struct span asked;

		script_set(m, "+5 *10 +10 *10 +5");
		asked = pass_trim.next(&c, &s);
		assert_int_equal(asked.lsn, reverse ? 34 : 5);
		pass_trim.learn(&c, &s, &(struct outcome){ .asked = asked, .good = 0 });
		asked = pass_trim.next(&c, &s);
		assert_int_equal(asked.lsn, reverse ? 25 : 14);
		(pass_trim.skip)(&c, &s);
		assert_int_equal(pass_trim.next(&c, &s).lsn, reverse ? 14 : 25);
		/* the read under way ends */
		pass_trim.learn(&c, &s, &(struct outcome){ .asked = asked, .good = 0 });
		assert_int_equal(pass_trim.next(&c, &s).lsn, reverse ? 14 : 25);
		assert_string_equal(script_map(m), reverse ? "+5 *10 +10 -1 *8 -1 +5" : "+5 -1 *8 -1 +10 *10 +5");
		map_free(m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_names_every_pass_once),
		cmocka_unit_test(sweep_skips_more_after_each_failure),
		cmocka_unit_test(sweep_starts_again_small_after_a_good_read),
		cmocka_unit_test(sweep_backwards_mirrors_it),
		cmocka_unit_test(sweep_asks_for_whole_units),
		cmocka_unit_test(a_unit_that_failed_alone_is_bad_at_once),
		cmocka_unit_test(gaps_reads_all_without_skipping),
		cmocka_unit_test(trim_goes_in_from_both_edges),
		cmocka_unit_test(trim_asks_no_unit_twice),
		cmocka_unit_test(trim_reads_an_area_that_is_good),
		cmocka_unit_test(scrape_and_retry_go_unit_by_unit),
		cmocka_unit_test(nothing_outside_the_window_is_asked),
		cmocka_unit_test(a_dvd_block_costs_two_failures),
		cmocka_unit_test(a_skip_leaves_more_each_time),
		cmocka_unit_test(a_skip_leaves_an_area_untrimmed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
