#include "config.h"
#include "tests/pass/script.h"

/* (x.skip)(...): cmocka has a macro of that name. */

static bool open_for(const struct pass_ctx *c, const struct pass *pass, struct span s)
{
	for (int i = 0; i < c->nclosed; i++)
		if (span_clip(c->closed[i], s).count)
			return false;
	return s.lsn >= c->window.lsn && span_end(s) <= span_end(c->window) && s.count <= c->cluster &&
	       map_count_in(c->map, s, pass->takes) == s.count;
}

/* Runs one pass alone to its end, with what must hold for each of its reads. */
static void run(struct script *d, const struct pass *pass, struct pass_ctx c)
{
	bool *failed = calloc((size_t)map_size(d->map) + 1, sizeof *failed);
	struct pass_state s;
	struct span next;

	assert_non_null(failed);
	c.map = d->map;
	c.lore = script_lore(d, c.unit);
	c.last = true;
	if (c.window.count == 0)
		c.window = map_all(d->map);
	s = pass_begin(&c);
	script_clear_log(d);
	while ((next = pass->next(&c, &s)).count) {
		struct span again = pass->next(&c, &s);
		struct outcome o;

		assert_true(d->reads < 10000);
		assert_true(open_for(&c, pass, next));
		assert_true(again.lsn == next.lsn && again.count == next.count);
		for (int32_t i = next.lsn; i < span_end(next); i++)
			assert_false(failed[i]);
		o = script_read(d, next);
		if (o.good < next.count)
			failed[next.lsn + o.good] = true;
		lore_tell(c.lore, &o);
		pass->learn(&c, &s, &o);
	}
	free(failed);
}

static int failures(const struct script *d)
{
	int n = 0;

	for (int i = 0; i < d->ndid; i++)
		n += d->did[i].good < d->did[i].at.count;
	return n;
}

static void the_list_names_every_pass_once(void **state)
{
	(void)state;
	for (int i = 0; passes[i]; i++) {
		assert_ptr_equal(pass_find(passes[i]->name), passes[i]);
		for (int k = 0; k < i; k++)
			assert_int_not_equal(passes[k]->code, passes[i]->code);
		assert_non_null(passes[i]->title);
		assert_true(passes[i]->takes & map_bit((enum map_state)passes[i]->letter));
	}
	assert_null(pass_find("swee"));
	assert_null(pass_find(""));
}

/* The leaps after the reads that failed: to the next read. */
static int leaps(const struct script *d, bool reverse, int32_t *out)
{
	int n = 0;

	for (int i = 0; i + 1 < d->ndid; i++) {
		struct span at = d->did[i].at, next = d->did[i + 1].at;

		if (d->did[i].good < at.count)
			out[n++] = reverse ? at.lsn - span_end(next) : next.lsn - (at.lsn + d->did[i].good + 1);
	}
	return n;
}

static void sweep_leaps_more_after_each_failure(void **state)
{
	(void)state;
	for (int reverse = 0; reverse < 2; reverse++) {
		struct script *d = script_new(300000);
		int32_t at[100] = { 0 };
		int n;

		/* a wide stretch, then one sector */
		script_break(d, reverse ? 200000 : 10000, 90000);
		d->bad[reverse ? 100000 : 200000] = true;
		run(d, &pass_sweep, (struct pass_ctx){ .unit = 1, .cluster = 512, .reverse = reverse });
		n = leaps(d, reverse, at);
		assert_in_range(n, 4, 20);
		assert_in_range(at[0], 900, 1100);
		for (int i = 1; i < n - 1; i++)
			assert_true(at[i] >= at[i - 1] && at[i] <= 300000 / 20);
		assert_true(at[1] >= 2 * at[0]);
		/* small again after a good read */
		assert_true(at[n - 1] < at[n - 2]);
		/* what was passed over is untried; of what failed the drive said where */
		assert_int_equal(map_count_in(d->map, map_all(d->map), map_bit(MAP_BAD)), n);
		assert_int_equal(map_count_in(d->map, map_all(d->map), map_bit(MAP_UNTRIMMED)), 0);
		for (int32_t i = 0; i < 300000; i++)
			assert_true(map_at(d->map, i) != MAP_BAD || d->bad[i]);
		script_free(d);
	}
}

static void sweep_reads_a_sound_disc_at_once(void **state)
{
	(void)state;
	for (int reverse = 0; reverse < 2; reverse++) {
		struct script *d = script_new(1000);

		run(d, &pass_sweep, (struct pass_ctx){ .unit = 16, .cluster = 64, .reverse = reverse });
		assert_int_equal(d->ndid, 16);
		for (int i = 1; i < d->ndid; i++)
			assert_int_equal(reverse ? span_end(d->did[i].at) : d->did[i].at.lsn,
					 reverse ? d->did[i - 1].at.lsn : span_end(d->did[i - 1].at));
		assert_int_equal(map_count_in(d->map, map_all(d->map), map_bit(MAP_GOOD)), 1000);
		script_free(d);
	}
}

static void sweep_asks_for_whole_units(void **state)
{
	(void)state;
	/* a foreign map: finished sectors in the middle of units, on both sides; the last unit of the disc is not whole */
	for (int reverse = 0; reverse < 2; reverse++) {
		struct script *d = script_new(250);

		script_set(d->map, "+5 ?60 +30 ?155");
		run(d, &pass_sweep, (struct pass_ctx){ .unit = 16, .cluster = 32, .reverse = reverse });
		assert_string_equal(script_map(d->map), "+250");
		for (int i = 0; i < d->ndid; i++) {
			int32_t lsn = d->did[i].at.lsn, end = span_end(d->did[i].at);

			assert_true(lsn % 16 == 0 || lsn == 5 || lsn == 95);
			assert_true(end % 16 == 0 || end == 65 || end == 250);
		}
		script_free(d);
	}
}

/* Of the request 16+32 on a disc of blocks of 16, which of it is what after its read failed with `good` sectors. */
static const char *after_failure(const struct pass *pass, int32_t good, bool placed)
{
	struct map *m = map_new(64);
	struct pass_ctx c = { .map = m, .window = map_all(m), .unit = 16, .cluster = 32, .lore = script_new_lore(m, 16) };
	struct pass_state s = pass_begin(&c);
	struct outcome o = { .good = good, .placed = placed, .seconds = 3 };
	const char *text;

	script_set(m, "+16 ?32 +16");
	o.asked = pass->next(&c, &s);
	assert_int_equal(o.asked.lsn, 16);
	assert_int_equal(o.asked.count, 32);
	map_set(m, (struct span){ 16, good }, MAP_GOOD);
	lore_tell(c.lore, &o);
	pass->learn(&c, &s, &o);
	text = script_map(m);
	lore_free(c.lore);
	map_free(m);
	return text;
}

static void a_failure_marks_what_is_known_of_it(void **state)
{
	static const struct pass *const copying[] = { &pass_sweep, &pass_gaps };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(copying); i++) {
		/* the drive says where: that block, and nothing behind it */
		assert_string_equal(after_failure(copying[i], 0, true), "+16 -16 ?16 +16");
		assert_string_equal(after_failure(copying[i], 3, true), "+19 -13 ?16 +16");
		assert_string_equal(after_failure(copying[i], 16, true), "+32 -16 +16");
		/* it does not say: somewhere in there; but for one block alone that is enough */
		assert_string_equal(after_failure(copying[i], 0, false), "+16 *32 +16");
		assert_string_equal(after_failure(copying[i], 3, false), "+19 *29 +16");
		assert_string_equal(after_failure(copying[i], 20, false), "+36 -12 +16");
	}
}

static void gaps_reads_what_was_skipped(void **state)
{
	(void)state;
	for (int reverse = 0; reverse < 2; reverse++) {
		struct script *d = script_new(4000);

		script_set(d->map, "+100 ?600 *5 ?2095 +200 ?1000");
		run(d, &pass_gaps, (struct pass_ctx){ .unit = 1, .cluster = 64, .reverse = reverse });
		assert_string_equal(script_map(d->map), "+700 *5 +3295");
		assert_int_equal(failures(d), 0);
		script_free(d);

		d = script_new(4000);
		script_break(d, 300, 3);
		run(d, &pass_gaps, (struct pass_ctx){ .unit = 1, .cluster = 64, .reverse = reverse });
		/* three bad sectors cost no more than that */
		assert_in_range(failures(d), 1, 3);
		assert_int_equal(map_count_in(d->map, map_all(d->map), map_bit(MAP_BAD)), failures(d));
		assert_true(map_count_in(d->map, map_all(d->map), map_bit(MAP_GOOD)) >= 3990);
		script_free(d);
	}
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

/* Each open block once, whichever way it goes; what is read is good, the rest bad. */
static void scrape_and_retry_ask_each_block_once(void **state)
{
	static const struct pass *const both[] = { &pass_scrape, &pass_retry };

	(void)state;
	for (int k = 0; k < 4; k++) {
		struct script *d = script_new(2000);
		int32_t asked = 0;

		for (int32_t lsn = 0; lsn < 2000; lsn += 7)
			d->bad[lsn] = true;
		script_set(d->map, k < 2 ? "+50 /400 ?350 +200 ?1000" : "+50 -400 /350 +200 -1000");
		run(d, both[k / 2], (struct pass_ctx){ .unit = 1, .cluster = 8, .reverse = k % 2 });
		for (int i = 0; i < d->ndid; i++) {
			assert_int_equal(d->did[i].at.count, 1);
			asked++;
		}
		assert_int_equal(asked, 1750);
		for (int32_t lsn = 50; lsn < 2000; lsn++)
			if (lsn < 800 || lsn >= 1000)
				assert_int_equal(map_at(d->map, lsn), d->bad[lsn] ? MAP_BAD : MAP_GOOD);
		script_free(d);
	}
}

static void parts_of_a_block_belong_together(void **state)
{
	struct script *d = script_new(64);

	(void)state;
	/* only what is unfinished in them; a second part is asked when the first was good, not when it failed */
	script_set(d->map, "+16 /4 +4 /8 +8 /2 +4 /2 +16");
	script_break(d, 32, 16);
	run(d, &pass_scrape, (struct pass_ctx){ .unit = 16, .cluster = 32 });
	assert_string_equal(script_map(d->map), "+40 -2 +4 -2 +16");
	assert_int_equal(failures(d), 1);
	assert_int_equal(d->ndid, 3);
	script_free(d);
}

static void nothing_outside_the_window_is_asked(void **state)
{
	struct span closed[] = { { 64, 16 }, { 100, 3 } };

	(void)state;
	for (int i = 0; passes[i]; i++)
		for (int k = 0; k < 4; k++) {
			struct script *d = script_new(200);
			struct pass_ctx c = { .unit = 16, .cluster = 32, .window = { 48, 68 }, .reverse = k % 2,
					      .closed = closed, .nclosed = k / 2 * 2 };
			int32_t shut = c.nclosed ? 19 : 0;

			map_set(d->map, map_all(d->map), (enum map_state)passes[i]->letter);
			/* run() looks at each read */
			run(d, passes[i], c);
			assert_int_equal(map_count_in(d->map, c.window, map_bit(MAP_GOOD)), 68 - shut);
			assert_int_equal(map_count_in(d->map, map_all(d->map), map_bit(MAP_GOOD)), 68 - shut);
			script_free(d);
		}
}

static void what_this_drive_failed_on_is_spared(void **state)
{
	(void)state;
	for (int reverse = 0; reverse < 2; reverse++) {
		struct script *d = script_new(100);
		uint8_t failed_by[100] = { 0 };
		struct pass_ctx c = { .unit = 1, .cluster = 8, .reverse = reverse, .spare = true, .mine = 2,
				      .failed_by = failed_by };

		script_set(d->map, "+20 -60 +20");
		memset(failed_by + 20, 1, 60);
		failed_by[30] = failed_by[31] = failed_by[79] = 3;
		run(d, &pass_retry, c);
		assert_string_equal(script_map(d->map), "+30 -2 +47 -1 +20");
		script_free(d);
	}
}

/* Sweep to scrape over one bad block: a failure where it is placed; else one for the request, and one for the block. */
static void a_bad_block_costs_few_failures(void **state)
{
	static const struct pass *const order[] = { &pass_sweep, &pass_gaps, &pass_trim, &pass_scrape };

	(void)state;
	for (int whole = 0; whole < 2; whole++) {
		struct script *d = script_new(320);
		int n = 0;

		d->whole = whole;
		script_break(d, 112, 16);
		for (size_t i = 0; i < ARRAY_LEN(order); i++) {
			run(d, order[i], (struct pass_ctx){ .unit = 16, .cluster = 64 });
			n += failures(d);
		}
		assert_string_equal(script_map(d->map), "+112 -16 +192");
		assert_in_range(n, 1, whole ? 2 : 1);
		script_free(d);
	}
}

static void a_skip_of_the_sweep_leaves_more_each_time(void **state)
{
	struct map *m = map_new(2200000);
	struct pass_ctx c = { .map = m, .window = map_all(m), .unit = 16, .cluster = 32, .lore = script_new_lore(m, 16) };
	struct pass_state s = pass_begin(&c);
	int32_t at = 992, skip = 0;

	(void)state;
	map_set(m, (struct span){ 0, 992 }, MAP_GOOD);
	for (int i = 0; i < 3; i++) {
		int32_t next;

		(pass_sweep.skip)(&c, &s);
		next = pass_sweep.next(&c, &s).lsn;
		assert_true(next - at > skip);
		skip = next - at;
		at = next;
		assert_int_equal(map_at(m, at - 1), MAP_UNTRIED);
	}
	/* a read under way that ends after the skip moves nothing back */
	pass_sweep.learn(&c, &s, &(struct outcome){ .asked = { 992, 16 }, .seconds = 3 });
	assert_true(pass_sweep.next(&c, &s).lsn >= at);
	map_free(m);
	lore_free(c.lore);
}

/* Where passes go by lists a skip goes elsewhere for now, and all is asked nevertheless. */
static void a_skip_of_a_list_comes_back(void **state)
{
	static const struct pass *const lists[] = { &pass_gaps, &pass_scrape, &pass_retry };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		struct script *d = script_new(4000);
		struct pass_ctx c = { .map = d->map, .window = map_all(d->map), .unit = 1, .cluster = 32,
				      .lore = script_lore(d, 1), .last = true };
		struct pass_state s = pass_begin(&c);
		struct span first, next;

		map_set(d->map, map_all(d->map), MAP_GOOD);
		map_set(d->map, (struct span){ 100, 400 }, (enum map_state)lists[i]->letter);
		map_set(d->map, (struct span){ 3000, 400 }, (enum map_state)lists[i]->letter);
		first = lists[i]->next(&c, &s);
		(lists[i]->skip)(&c, &s);
		next = lists[i]->next(&c, &s);
		assert_true(abs(next.lsn - first.lsn) >= 32);
		for (; next.count; next = lists[i]->next(&c, &s)) {
			struct outcome o = script_read(d, next);

			assert_true(d->reads < 2000);
			lore_tell(c.lore, &o);
			lists[i]->learn(&c, &s, &o);
		}
		assert_string_equal(script_map(d->map), "+4000");
		script_free(d);
	}
}

static void a_skip_leaves_an_area_untrimmed(void **state)
{
	(void)state;
	for (int reverse = 0; reverse < 2; reverse++) {
		struct map *m = map_new(40);
		struct pass_ctx c = { .map = m, .window = map_all(m), .unit = 1, .cluster = 8, .reverse = reverse,
				      .lore = script_new_lore(m, 1) };
		struct pass_state s = pass_begin(&c);
		struct span asked;

		script_set(m, "+5 *10 +10 *10 +5");
		asked = pass_trim.next(&c, &s);
		assert_int_equal(asked.lsn, reverse ? 34 : 5);
		pass_trim.learn(&c, &s, &(struct outcome){ .asked = asked });
		asked = pass_trim.next(&c, &s);
		assert_int_equal(asked.lsn, reverse ? 25 : 14);
		(pass_trim.skip)(&c, &s);
		assert_int_equal(pass_trim.next(&c, &s).lsn, reverse ? 14 : 25);
		/* the read under way ends */
		pass_trim.learn(&c, &s, &(struct outcome){ .asked = asked });
		assert_int_equal(pass_trim.next(&c, &s).lsn, reverse ? 14 : 25);
		assert_string_equal(script_map(m), reverse ? "+5 *10 +10 -1 *8 -1 +5" : "+5 -1 *8 -1 +10 *10 +5");
		map_free(m);
		lore_free(c.lore);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_names_every_pass_once),
		cmocka_unit_test(sweep_leaps_more_after_each_failure),
		cmocka_unit_test(sweep_reads_a_sound_disc_at_once),
		cmocka_unit_test(sweep_asks_for_whole_units),
		cmocka_unit_test(a_failure_marks_what_is_known_of_it),
		cmocka_unit_test(gaps_reads_what_was_skipped),
		cmocka_unit_test(trim_goes_in_from_both_edges),
		cmocka_unit_test(trim_asks_no_unit_twice),
		cmocka_unit_test(trim_reads_an_area_that_is_good),
		cmocka_unit_test(scrape_and_retry_ask_each_block_once),
		cmocka_unit_test(parts_of_a_block_belong_together),
		cmocka_unit_test(nothing_outside_the_window_is_asked),
		cmocka_unit_test(what_this_drive_failed_on_is_spared),
		cmocka_unit_test(a_bad_block_costs_few_failures),
		cmocka_unit_test(a_skip_of_the_sweep_leaves_more_each_time),
		cmocka_unit_test(a_skip_of_a_list_comes_back),
		cmocka_unit_test(a_skip_leaves_an_area_untrimmed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
