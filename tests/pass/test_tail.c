#include "config.h"
#include "tests/pass/script.h"

/* The last blocks of a disc: which of them are asked first, and how long it goes on. */

struct rig {
	struct script *d;
	struct pass_ctx c;
	struct pass_state s;
};

static void rig_open(struct rig *r, int32_t sectors, bool reverse)
{
	r->d = script_new(sectors);
	map_set(r->d->map, map_all(r->d->map), MAP_GOOD);
	r->c = (struct pass_ctx){ .map = r->d->map, .window = map_all(r->d->map), .unit = 1, .cluster = 16,
				  .lore = script_lore(r->d, 1), .last = true, .reverse = reverse };
	r->s = pass_begin(&r->c);
}

static void rig_close(struct rig *r)
{
	script_free(r->d);
}

static void put(struct rig *r, int32_t lsn, int32_t count, enum map_state state, bool bad)
{
	map_set(r->d->map, (struct span){ lsn, count }, state);
	if (bad)
		script_break(r->d, lsn, count);
}

/* One read; false at the end. A failed read takes three seconds, a good one a millisecond. */
static bool read_one(struct rig *r, const struct pass *pass, struct span *at)
{
	struct outcome o;

	*at = pass->next(&r->c, &r->s);
	if (!at->count)
		return false;
	assert_true(r->d->reads < 100000);
	o = script_read(r->d, *at);
	lore_tell(r->c.lore, &o);
	pass->learn(&r->c, &r->s, &o);
	return true;
}

static int read_all(struct rig *r, const struct pass *pass)
{
	struct span at;
	int n = 0;

	while (read_one(r, pass, &at))
		n++;
	return n;
}

/* Bad ones that lie alone among good ones come before the inside of a wide bad area. */
static void the_likeliest_come_first(void **state)
{
	(void)state;
	for (int reverse = 0; reverse < 2; reverse++) {
		struct span at, wide = { 20000, 2000 };
		struct rig r;
		int alone = 0;

		rig_open(&r, 40000, reverse);
		put(&r, wide.lsn, wide.count, MAP_BAD, true);
		for (int32_t lsn = 500; lsn < 40000; lsn += 1000)
			if (lsn < 19000 || lsn > 23000)
				put(&r, lsn, 1, MAP_BAD, true);
		lore_take_map(r.c.lore, r.d->map);
		for (int i = 0; i < 100; i++) {
			assert_true(read_one(&r, &pass_retry, &at));
			alone += !span_has(wide, at.lsn);
		}
		assert_int_equal(alone, 36);
		/* all of them once, nevertheless */
		assert_int_equal(read_all(&r, &pass_retry), 2036 - 100);
		assert_false(r.c.too_dear);
		rig_close(&r);
	}
}

/* What such blocks have shown counts, not only what is usual. */
static void wins_move_a_class_forward(void **state)
{
	struct span at;
	struct rig r;
	int32_t early = 0;

	(void)state;
	rig_open(&r, 60000, false);
	/* alone: they never come. In stretches: all of them do, once they are asked for */
	for (int32_t lsn = 100; lsn < 40000; lsn += 40)
		put(&r, lsn, 1, MAP_BAD, true);
	put(&r, 45000, 1000, MAP_BAD, false);
	lore_take_map(r.c.lore, r.d->map);
	for (int i = 0; read_one(&r, &pass_retry, &at); i++)
		early += i < 1700 && at.lsn >= 45000;
	assert_true(early > 900);
	assert_int_equal(map_count_in(r.d->map, (struct span){ 45000, 1000 }, map_bit(MAP_GOOD)), 1000);
	rig_close(&r);
}

/* Along the disc within a batch: few turns of the head. */
static void a_batch_goes_along_the_disc(void **state)
{
	(void)state;
	for (int reverse = 0; reverse < 2; reverse++) {
		struct span at, before;
		struct rig r;
		int back = 0;

		rig_open(&r, 40000, reverse);
		for (int32_t lsn = 100; lsn < 40000; lsn += 100)
			put(&r, lsn, 1, MAP_BAD, true);
		lore_take_map(r.c.lore, r.d->map);
		assert_true(read_one(&r, &pass_retry, &before));
		for (; read_one(&r, &pass_retry, &at); before = at)
			back += reverse ? at.lsn > before.lsn : at.lsn < before.lsn;
		assert_true(back < 20);
		rig_close(&r);
	}
}

/* Retries that bring too little are not made; what was never asked for is asked for all the same. */
static void a_stop_rule_ends_retries_only(void **state)
{
	static const struct pass *const both[] = { &pass_scrape, &pass_retry };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct rig r;

		rig_open(&r, 20000, false);
		put(&r, 1000, 300, MAP_BAD, true);
		put(&r, 5000, 200, MAP_UNSCRAPED, true);
		put(&r, 5200, 100, MAP_UNSCRAPED, false);
		put(&r, 9000, 50, MAP_UNTRIED, true);
		put(&r, 9050, 50, MAP_UNTRIED, false);
		lore_take_map(r.c.lore, r.d->map);
		r.c.stop_below = 1e6;
		assert_int_equal(read_all(&r, both[i]), 400);
		assert_int_equal(r.c.too_dear, both[i] == &pass_retry);
		for (int k = 0; k < r.d->ndid; k++)
			assert_true(r.d->did[k].at.lsn >= 5000);
		assert_int_equal(map_count_in(r.d->map, map_all(r.d->map), map_bit(MAP_BAD)), 550);
		/* a rate that they do have */
		if (both[i] == &pass_retry) {
			r.c.stop_below = 1e-9;
			r.s = pass_begin(&r.c);
			assert_int_equal(read_all(&r, &pass_retry), 550);
			assert_false(r.c.too_dear);
		}
		rig_close(&r);
	}
}

/* A rule in between: the retry begins, and ends when it is seen that nothing comes. */
static void a_stop_rule_learns(void **state)
{
	struct rig r;
	int n;

	(void)state;
	rig_open(&r, 200000, false);
	for (int32_t lsn = 100; lsn < 200000; lsn += 100)
		put(&r, lsn, 1, MAP_BAD, true);
	lore_take_map(r.c.lore, r.d->map);
	r.c.stop_below = 0.5;	/* a minute; twenty attempts fail in one */
	n = read_all(&r, &pass_retry);
	assert_in_range(n, 1, 1500);
	assert_true(r.c.too_dear);
	rig_close(&r);
}

/* With another retry to come a pass may leave what has little hope; the last one leaves nothing. */
static void the_last_retry_leaves_nothing(void **state)
{
	struct rig r;
	int n;

	(void)state;
	rig_open(&r, 60000, false);
	for (int32_t lsn = 100; lsn < 40000; lsn += 100)
		put(&r, lsn, 1, MAP_BAD, true);
	put(&r, 45000, 8000, MAP_UNSCRAPED, true);
	lore_take_map(r.c.lore, r.d->map);
	r.c.last = false;
	n = read_all(&r, &pass_scrape);
	assert_in_range(n, 0, 8000);
	r.s = pass_begin(&r.c);
	read_all(&r, &pass_retry);
	r.c.last = true;
	r.s = pass_begin(&r.c);
	read_all(&r, &pass_retry);
	assert_int_equal(map_count_in(r.d->map, map_all(r.d->map), map_bit(MAP_UNSCRAPED)), 0);
	rig_close(&r);
}

/* The speed is a part of the choice: where a low one reads and others do not, it is found. */
static void the_speed_that_reads_is_found(void **state)
{
	uint32_t seed = 3;
	struct rig r;
	int low = 0, n = 0;
	struct span at;

	(void)state;
	rig_open(&r, 200000, false);
	for (int32_t lsn = 10; lsn < 200000; lsn += 40)
		put(&r, lsn, 1, MAP_BAD, false);
	lore_take_map(r.c.lore, r.d->map);
	for (; (at = pass_retry.next(&r.c, &r.s)).count; n++) {
		bool won = r.c.pace == PACE_LOW && script_random(&seed, 3) > 0;
		struct outcome o = { .asked = at, .good = won, .placed = !won, .seconds = won ? 0.1 : 3, .pace = r.c.pace };

		low += n >= 2500 && r.c.pace == PACE_LOW;
		map_set(r.d->map, (struct span){ at.lsn, o.good }, MAP_GOOD);
		lore_tell(r.c.lore, &o);
		pass_retry.learn(&r.c, &r.s, &o);
	}
	assert_int_equal(n, 5000);
	assert_true(low > 2500 * 3 / 4);
	rig_close(&r);
}

/* Only what is open in the window, and what was read meanwhile by another drive is not asked for. */
static void others_work_at_the_same_disc(void **state)
{
	struct span at, closed[] = { { 6000, 500 } };
	struct rig r;
	int n = 0;

	(void)state;
	rig_open(&r, 20000, false);
	put(&r, 1000, 10000, MAP_BAD, true);
	lore_take_map(r.c.lore, r.d->map);
	r.c.window = (struct span){ 2000, 8000 };
	r.c.closed = closed;
	r.c.nclosed = 1;
	r.s = pass_begin(&r.c);
	while (read_one(&r, &pass_retry, &at)) {
		assert_true(at.lsn >= 2000 && at.lsn < 10000);
		assert_false(n < 200 && span_has(closed[0], at.lsn));
		assert_false(n >= 100 && at.lsn >= 8000);
		if (++n == 100)
			map_set(r.d->map, (struct span){ 8000, 2000 }, MAP_GOOD);
		if (n == 200)
			r.c.nclosed = 0;
	}
	assert_in_range(n, 5500, 6000 + 100);
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_likeliest_come_first),
		cmocka_unit_test(wins_move_a_class_forward),
		cmocka_unit_test(a_batch_goes_along_the_disc),
		cmocka_unit_test(a_stop_rule_ends_retries_only),
		cmocka_unit_test(a_stop_rule_learns),
		cmocka_unit_test(the_last_retry_leaves_nothing),
		cmocka_unit_test(the_speed_that_reads_is_found),
		cmocka_unit_test(others_work_at_the_same_disc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
