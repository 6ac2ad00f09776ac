#include "config.h"
#include "tests/pass/script.h"

#include <math.h>

/*
 * The gaps that a sweep left, read on discs whose spiral is known to the test, and somewhat off what the standards say: how
 * much of what is good there comes, and at how many failures. The bounds are wide; the benchmark measures.
 */

enum { SECTORS = 300000 };

struct disc {
	struct script *d;
	struct turns turns;	/* as it is */
	int32_t unit;
	struct span zone;	/* untried; all else is read */
};

struct yield {
	int32_t good, won;	/* sectors in the zone: that could be read, that were */
	int32_t bad, failed;	/* blocks */
};

static void disc_open(struct disc *k, enum disc_kind kind, int32_t unit, double off, struct span zone)
{
	k->unit = unit;
	k->zone = zone;
	k->d = script_new(SECTORS * unit);
	k->d->lore = lore_new(kind, SECTORS * unit, unit);
	assert_non_null(k->d->lore);
	k->turns = turns_nominal(kind, SECTORS * unit, unit);
	k->turns.a *= 1 + off;
	k->turns.b *= 1 + off / 2;
	map_set(k->d->map, map_all(k->d->map), MAP_GOOD);
	map_set(k->d->map, zone, MAP_UNTRIED);
	lore_take_map(k->d->lore, k->d->map);
}

static void disc_close(struct disc *k)
{
	script_free(k->d);
}

static void break_unit(struct disc *k, int32_t unit)
{
	script_break(k->d, unit * k->unit, k->unit);
}

/* A scratch along the radius, so many turns wide, over units lo to hi. */
static void scratch(struct disc *k, double at, double width, int32_t lo, int32_t hi)
{
	for (int32_t u = lo; u < hi; u++) {
		double from = turns_at(&k->turns, u) - at, to = turns_at(&k->turns, u + 1) - at;

		if (floor(from) != floor(to) || from - floor(from) < width)
			break_unit(k, u);
	}
}

/* What is good in the rest of the zone that the gaps pass asks for, at how many failures. */
static struct yield read_gaps(struct disc *k, bool reverse)
{
	struct pass_ctx c = { .map = k->d->map, .window = map_all(k->d->map), .unit = k->unit, .cluster = 64 * k->unit,
			      .reverse = reverse, .lore = k->d->lore };
	struct pass_state s = pass_begin(&c);
	struct yield y = { 0 };
	struct span at;

	for (int32_t u = k->zone.lsn / k->unit; u < span_end(k->zone) / k->unit; u++) {
		y.bad += k->d->bad[u * k->unit];
		y.good += k->d->bad[u * k->unit] ? 0 : k->unit;
	}
	while ((at = pass_gaps.next(&c, &s)).count) {
		struct outcome o = script_read(k->d, at);

		assert_true(span_clip(at, k->zone).count == at.count);
		assert_true(k->d->reads < 50000);
		y.failed += o.good < at.count;
		lore_tell(c.lore, &o);
		pass_gaps.learn(&c, &s, &o);
	}
	y.won = map_count_in(c.map, k->zone, map_bit(MAP_GOOD));
	/* a block that has failed is bad, and no other is */
	assert_int_equal(map_count_in(c.map, k->zone, map_bit(MAP_BAD)), y.failed * k->unit);
	return y;
}

#define CHECK(y, what)							\
	do {								\
		if (!(what))						\
			fail_msg("%d of %d won, %d of %d failed: %s", (y).won, (y).good, (y).failed, (y).bad, #what);	\
	} while (0)

static void a_scratch_is_passed_over(void **state)
{
	(void)state;
	for (int k = 0; k < 4; k++) {
		struct disc disc;
		struct yield y;

		disc_open(&disc, DISC_CD, 1, k < 2 ? 0.04 : -0.05, (struct span){ 100000, 20000 });
		scratch(&disc, 0.4, 0.02, 100300, 119700);
		y = read_gaps(&disc, k % 2);
		CHECK(y, y.bad > 900);
		CHECK(y, y.won > 0.85 * y.good);
		CHECK(y, y.failed < 0.3 * y.bad);
		assert_true(lore_turns(disc.d->lore)->known);
		assert_float_equal(turns_length(lore_turns(disc.d->lore), 110000), turns_length(&disc.turns, 110000), 0.02);
		disc_close(&disc);
	}
}

static void two_scratches_are_passed_over(void **state)
{
	struct disc disc;
	struct yield y;

	(void)state;
	disc_open(&disc, DISC_CD, 1, 0.03, (struct span){ 200000, 20000 });
	scratch(&disc, 0.1, 0.02, 200300, 219700);
	scratch(&disc, 0.45, 0.06, 200300, 219700);
	y = read_gaps(&disc, false);
	CHECK(y, y.won > 0.8 * y.good);
	CHECK(y, y.failed < 0.4 * y.bad);
	disc_close(&disc);
}

static void blocks_of_16_are_passed_over(void **state)
{
	struct disc disc;
	struct yield y;

	(void)state;
	disc_open(&disc, DISC_DVD, 16, 0.004, (struct span){ 16 * 60000, 16 * 3000 });
	scratch(&disc, 0.3, 0.02, 60050, 62950);
	y = read_gaps(&disc, false);
	CHECK(y, y.bad > 800);
	CHECK(y, y.won > 0.7 * y.good);
	CHECK(y, y.failed < 0.6 * y.bad);
	disc_close(&disc);
}

/* A solid stretch: both its sides are read, and little of it is asked for. */
static void a_ring_is_read_from_both_sides(void **state)
{
	(void)state;
	for (int reverse = 0; reverse < 2; reverse++) {
		struct disc disc;
		struct yield y;

		disc_open(&disc, DISC_CD, 1, 0.02, (struct span){ 100000, 30000 });
		for (int32_t u = 112000; u < 115000; u++)
			break_unit(&disc, u);
		y = read_gaps(&disc, reverse);
		CHECK(y, y.won > 0.95 * y.good);
		CHECK(y, y.failed < 100);
		disc_close(&disc);
	}
}

/* Failures without a shape: no more of them than there are bad blocks, and next to all that is good. */
static void without_a_shape_all_is_read(void **state)
{
	uint32_t seed = 5;
	struct disc disc;
	struct yield y;

	(void)state;
	disc_open(&disc, DISC_CD, 1, 0, (struct span){ 100000, 10000 });
	for (int i = 0; i < 100; i++)
		break_unit(&disc, 100000 + (int32_t)script_random(&seed, 10000));
	y = read_gaps(&disc, false);
	CHECK(y, y.won > 0.95 * y.good);
	CHECK(y, y.failed <= y.bad);
	disc_close(&disc);
}

/* Damage of one turn after another, too little to learn anything from, and none at all. */
static void small_zones_are_read(void **state)
{
	struct disc disc;
	struct yield y;

	(void)state;
	disc_open(&disc, DISC_CD, 1, 0.02, (struct span){ 100000, 40 });
	break_unit(&disc, 100020);
	y = read_gaps(&disc, false);
	CHECK(y, y.won >= y.good - 20);
	CHECK(y, y.failed <= 1);
	disc_close(&disc);

	disc_open(&disc, DISC_CD, 1, 0.02, (struct span){ 100000, 5000 });
	y = read_gaps(&disc, true);
	CHECK(y, y.won == 5000 && y.failed == 0);
	assert_true(disc.d->reads < 5000 / 64 + 30);
	disc_close(&disc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_scratch_is_passed_over),
		cmocka_unit_test(two_scratches_are_passed_over),
		cmocka_unit_test(blocks_of_16_are_passed_over),
		cmocka_unit_test(a_ring_is_read_from_both_sides),
		cmocka_unit_test(without_a_shape_all_is_read),
		cmocka_unit_test(small_zones_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
