#include "config.h"
#include "tests/pass/script.h"

#include "pass/price.h"

/* Surveys and prices of maps made by hand; and what a scripted drive then did. */

struct rig {
	struct script *d;
	struct plan plan;
	struct pass_ctx c;
	struct survey v;
};

static void rig_open(struct rig *r, int32_t sectors, int32_t unit, const char *passes_, int retries)
{
	struct plan_settings s = { passes_, retries, false };

	r->d = script_new(sectors);
	assert_int_equal(plan_build(&r->plan, &s, NULL), STATUS_OK);
	r->c = (struct pass_ctx){ .map = r->d->map, .unit = unit, .cluster = 64, .lore = script_lore(r->d, unit) };
}

static void rig_close(struct rig *r)
{
	script_free(r->d);
}

/* So many reads, or to the end; what they won and took. */
static struct taken {
	int32_t won;
	double seconds;
	long reads;
} work(struct rig *r, long reads)
{
	struct taken t = { 0 };
	bool entered;
	struct span at;

	for (; t.reads < reads && (at = plan_next(&r->plan, &r->c, &entered)).count; t.reads++) {
		struct outcome o = script_read(r->d, at);

		t.won += o.good;
		t.seconds += o.seconds;
		plan_learn(&r->plan, &r->c, &o);
	}
	return t;
}

/* Names the next read, so that its pass has begun, and looks. */
static struct price look(struct rig *r)
{
	bool entered;

	plan_next(&r->plan, &r->c, &entered);
	survey_take(&r->v, &r->plan, &r->c);
	return price_step(&r->v, &r->plan, &r->c);
}

static void assert_whole(const struct price *p)
{
	assert_true(p->known);
	assert_true(p->won_low >= 0 && p->won_low <= p->won && p->won <= p->won_high);
	assert_true(p->low >= 0 && p->low <= p->seconds && p->seconds <= p->high);
}

static double all_bad(const struct survey *v)
{
	double n = 0;

	for (int i = 0; i < v->nbad; i++)
		n += v->bad[i].sectors;
	return n;
}

static void a_survey_counts_all_there_is(void **state)
{
	struct rig r;
	uint32_t seed = 5;

	(void)state;
	for (int32_t sectors = 1; sectors < 3000000; sectors = sectors * 7 + 3) {
		struct map_tally t;

		rig_open(&r, sectors, 1, NULL, 1);
		for (int i = 0; i < 2000; i++)
			map_set(r.d->map, (struct span){ (int32_t)script_random(&seed, (uint32_t)sectors), 1 + i % 30 },
				map_state_at((int)script_random(&seed, MAP_STATES)));
		t = map_tally(r.d->map);
		survey_take(&r.v, &r.plan, &r.c);
		for (int s = 0; s < map_state_index(MAP_GOOD); s++) {
			assert_float_equal(r.v.sectors[s], t.sectors[s], 0.01);
			assert_true(r.v.hope[s] >= 0 && r.v.hope[s] <= 1);
		}
		assert_float_equal(all_bad(&r.v), t.sectors[map_state_index(MAP_BAD)], 0.01);
		assert_float_equal(r.v.ahead, t.sectors[map_state_index(MAP_UNTRIED)], 0.01);
		for (int i = 0; i < r.v.nbad; i++)
			assert_int_equal(map_at(r.d->map, r.v.bad[i].lsn), MAP_BAD);
		rig_close(&r);
	}
}

static void marks_and_limits_are_left_out(void **state)
{
	struct rig r;

	(void)state;
	rig_open(&r, 10000, 1, NULL, 1);
	script_set(r.d->map, "?4000 -1000 +3000 -2000");
	assert_true(plan_never(&r.plan, (struct span){ 0, 1000 }));
	assert_true(plan_last(&r.plan, (struct span){ 4000, 500 }));
	survey_take(&r.v, &r.plan, &r.c);
	assert_float_equal(r.v.sectors[map_state_index(MAP_UNTRIED)], 3000, 0.01);
	assert_float_equal(r.v.sectors[map_state_index(MAP_BAD)], 2500, 0.01);
	assert_float_equal(all_bad(&r.v), 2500, 0.01);
	r.plan.limit = 9000;
	assert_true(plan_normal(&r.plan, (struct span){ 0, 10000 }));
	survey_take(&r.v, &r.plan, &r.c);
	assert_float_equal(r.v.sectors[map_state_index(MAP_UNTRIED)], 4000, 0.01);
	assert_float_equal(r.v.sectors[map_state_index(MAP_BAD)], 2000, 0.01);
	rig_close(&r);
}

/* At first a sweep may bring much or little; what it has met so far tells. */
static void a_sweep_learns_from_itself(void **state)
{
	struct price first, half;
	struct rig r;

	(void)state;
	rig_open(&r, 100000, 1, NULL, 1);
	first = look(&r);
	assert_whole(&first);
	assert_true(first.won > 50000 && first.won_high >= 99000 && first.won_low < 60000);
	work(&r, 50000 / 64);
	half = look(&r);
	assert_whole(&half);
	assert_true(half.won > 0.95 * 50000 && half.won_high <= 50100 && half.won_low > first.won_low / 2);
	assert_true(half.high - half.low < first.high - first.low);
	rig_close(&r);

	/* most of the first half was leapt over */
	rig_open(&r, 100000, 1, NULL, 1);
	for (int32_t lsn = 0; lsn < 50000; lsn += 50)
		script_break(r.d, lsn, 1);
	while (plan_current(&r.plan)->pass == &pass_sweep && r.plan.main.state.pos < 50000)
		work(&r, 1);
	half = look(&r);
	assert_whole(&half);
	assert_true(half.won < 0.5 * 50000);
	rig_close(&r);
}

static void gaps_leave_more_where_a_turn_has_few_units(void **state)
{
	struct price cd, dvd, end;
	struct rig r;

	(void)state;
	rig_open(&r, 96000, 1, "gaps", 0);
	script_set(r.d->map, "+32000 ?32000 +32000");
	cd = look(&r);
	assert_whole(&cd);
	assert_true(cd.won > 0.8 * 32000 && cd.won < 32000 && cd.won_high > 31000);
	work(&r, 1000000);
	assert_null(plan_current(&r.plan));
	end = look(&r);
	assert_false(end.known);
	rig_close(&r);
	rig_open(&r, 96000, 16, "gaps", 0);
	script_set(r.d->map, "+32000 ?32000 +32000");
	dvd = look(&r);
	assert_whole(&dvd);
	assert_true(dvd.won < cd.won && dvd.won > 0.4 * 32000);
	rig_close(&r);
}

/* Nothing is to be had: the last retry asks for all of it, and costs what was foretold. */
static void the_cost_of_hopeless_units(void **state)
{
	struct price p;
	struct taken t;
	struct rig r;

	(void)state;
	rig_open(&r, 20000, 1, "retry", 1);
	script_set(r.d->map, "+10000 -500 +9500");
	script_break(r.d, 10000, 500);
	lore_take_map(r.c.lore, r.d->map);
	p = look(&r);
	assert_whole(&p);
	assert_true(p.won < 150);
	t = work(&r, 100000);
	assert_int_equal(t.reads, 500);
	assert_true(p.low < t.seconds && t.seconds < p.high);
	assert_true(p.won_low < 1);
	rig_close(&r);
}

/* What is below the rate is neither asked for nor reckoned with. */
static void the_stop_rule_is_in_the_price(void **state)
{
	struct price all, some, none;
	const struct plan_step *step;
	struct rig r;

	(void)state;
	rig_open(&r, 20000, 1, "sweep,retry", 2);
	script_set(r.d->map, "+10000 -500 +9500");
	lore_take_map(r.c.lore, r.d->map);
	survey_take(&r.v, &r.plan, &r.c);
	all = price_coming(&r.v, &r.plan, &r.c, 2, &step);
	assert_ptr_equal(step->pass, &pass_retry);
	assert_int_equal(step->number, 2);
	assert_whole(&all);
	assert_true(all.won > 0 && all.seconds > 100);
	r.c.stop_below = 1e6;
	none = price_coming(&r.v, &r.plan, &r.c, 2, &step);
	assert_whole(&none);
	assert_float_equal(none.won, 0, 1e-9);
	assert_float_equal(none.seconds, 0, 1e-9);
	some = price_retry(&r.v, &r.c);
	assert_true(some.won > 0);
	rig_close(&r);
}

/* Together the passes to come win no more than there is, and end. */
static void what_is_to_come_adds_up(void **state)
{
	static const char *const maps[] = { "?20000", "+5000 ?5000 *5000 /2000 -3000", "-20000", "+20000", "*20000", "+100 ?10 +19890" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(maps); i++)
		for (int32_t unit = 1; unit <= 16; unit += 15) {
			double won = 0, unread;
			const struct plan_step *step;
			struct price p;
			struct rig r;
			int n = 0;

			rig_open(&r, 20000, unit, NULL, 3);
			script_set(r.d->map, maps[i]);
			lore_take_map(r.c.lore, r.d->map);
			unread = map_count_in(r.d->map, map_all(r.d->map), MAP_UNFINISHED);
			survey_take(&r.v, &r.plan, &r.c);
			for (; (p = price_coming(&r.v, &r.plan, &r.c, n, &step)).known; n++) {
				assert_whole(&p);
				assert_ptr_equal(step, &r.plan.main.steps[n]);
				won += p.won;
			}
			assert_null(step);
			assert_int_equal(n, r.plan.main.nsteps);
			if (won > unread + 0.5)
				fail_msg("%s: %.0f of %.0f", maps[i], won, unread);
			if (unread == 0)
				assert_float_equal(won, 0, 1e-9);
			rig_close(&r);
		}
}

static void other_drives(void **state)
{
	(void)state;
	for (int failed = 1; failed < 8; failed++)
		for (double again = 0; again <= 1; again += 0.1) {
			double share = price_other_share(failed, again);

			assert_true(share > 0 && share <= 1);
			assert_true(price_other_share(failed + 1, again) <= share);
			assert_true(price_other_share(failed, again + 0.05) >= share);
		}
	assert_true(price_other_share(1, 0) > 5 * price_other_share(4, 0));
}

/* Fragmented to the last sector, and larger than any count of places. */
static void a_large_map_in_pieces(void **state)
{
	struct price p;
	struct rig r;

	(void)state;
	rig_open(&r, 4000000, 32, NULL, 1);
	for (int32_t lsn = 0; lsn < 4000000; lsn += 64)
		map_set(r.d->map, (struct span){ lsn, 32 }, lsn % 128 ? MAP_BAD : MAP_GOOD);
	survey_take(&r.v, &r.plan, &r.c);
	assert_float_equal(r.v.sectors[map_state_index(MAP_BAD)], 1000000, 0.01);
	assert_in_range(r.v.nbad, SURVEY_PLACES / 2, SURVEY_PLACES);
	p = price_step(&r.v, &r.plan, &r.c);
	assert_whole(&p);
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_survey_counts_all_there_is), cmocka_unit_test(marks_and_limits_are_left_out),
		cmocka_unit_test(a_sweep_learns_from_itself), cmocka_unit_test(gaps_leave_more_where_a_turn_has_few_units),
		cmocka_unit_test(the_cost_of_hopeless_units), cmocka_unit_test(the_stop_rule_is_in_the_price),
		cmocka_unit_test(what_is_to_come_adds_up), cmocka_unit_test(other_drives), cmocka_unit_test(a_large_map_in_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
