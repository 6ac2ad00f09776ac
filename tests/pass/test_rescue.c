#include "config.h"
#include "tests/pass/script.h"

/*
 * Whole plans over random damage: what must hold for every disc, unit, cluster, direction, and whatever the user says
 * in between. The seed of a failed case is in its message.
 */

struct rescue {
	struct script *d;
	struct plan plan;
	struct pass_ctx c;
	uint32_t start, seed;
	bool loose;		/* requests need not keep to the units */
	/* sectors that the current pass has seen fail; of the disc, and of the span put first */
	bool *failed[2];
	bool *now;		/* the one of them that the read under way is of */
};

/* Sets random runs in random states, the same damage for whole units. */
static void damage(struct rescue *r, bool foreign)
{
	static const char states[] = "?*/-+";
	int32_t size = map_size(r->d->map), unit = r->c.unit;

	for (uint32_t n = script_random(&r->seed, 12); n > 0; n--) {
		int32_t lsn = align_down((int32_t)script_random(&r->seed, (uint32_t)size), unit);
		int32_t count = align_up((int32_t)script_random(&r->seed, (uint32_t)size / 8 + 1) + 1, unit);

		script_break(r->d, lsn, min_i32(count, size - lsn));
	}
	for (int32_t lsn = 0; foreign && lsn < size;) {
		int32_t count = 1 + (int32_t)script_random(&r->seed, script_random(&r->seed, 2) ? 5 : 200);

		map_set(r->d->map, (struct span){ lsn, count }, (enum map_state)states[script_random(&r->seed, 5)]);
		lsn += count;
	}
}

static void rescue_open(struct rescue *r, uint32_t seed, uint32_t most, bool foreign)
{
	static const int32_t units[] = { 1, 1, 16, 32 };
	struct plan_settings s = { 0 };
	int32_t size;

	r->start = seed;
	r->seed = seed * 7919 + 17;
	r->loose = false;
	size = 1 + (int32_t)script_random(&r->seed, most);
	r->d = script_new(size);
	r->d->whole = script_random(&r->seed, 2);
	r->c = (struct pass_ctx){ .map = r->d->map, .unit = units[script_random(&r->seed, 4)] };
	r->c.lore = script_lore(r->d, r->c.unit);
	r->c.cluster = r->c.unit * (1 + (int32_t)script_random(&r->seed, 64 / (uint32_t)r->c.unit * 2));
	for (int i = 0; i < 2; i++)
		assert_non_null(r->failed[i] = calloc((size_t)size, sizeof **r->failed));
	s.retries = (int)script_random(&r->seed, 5);
	s.reverse = script_random(&r->seed, 2);
	assert_int_equal(plan_build(&r->plan, &s, NULL), STATUS_OK);
	damage(r, foreign);
}

static void rescue_close(struct rescue *r)
{
	script_free(r->d);
	free(r->failed[0]);
	free(r->failed[1]);
}

#define CHECK(r, what)								\
	do {									\
		if (!(what))							\
			fail_msg("seed %u, read %ld: %s", (r)->start, (r)->d->reads, #what);	\
	} while (0)

/* The next read, with everything that must hold for it. */
static struct span ask(struct rescue *r)
{
	bool entered;
	struct span s = plan_next(&r->plan, &r->c, &entered);
	const struct plan_step *step = plan_current(&r->plan);
	struct span all = map_all(r->d->map), window = plan_window(&r->plan, r->d->map), again;
	unsigned takes;

	if (s.count == 0) {
		CHECK(r, !step && !entered);
		return s;
	}
	takes = step->pass->takes;
	r->now = r->failed[r->plan.nfirst > 0];
	if (entered)
		memset(r->now, 0, (size_t)all.count);
	CHECK(r, s.count <= r->c.cluster);
	CHECK(r, s.lsn >= window.lsn && span_end(s) <= span_end(window) && span_end(s) <= all.count);
	CHECK(r, r->c.window.lsn == window.lsn && r->c.window.count == window.count && r->c.reverse == step->reverse);
	CHECK(r, map_count_in(r->d->map, s, takes) == s.count);
	CHECK(r, r->loose || s.lsn % r->c.unit == 0 || s.lsn == window.lsn ||
		 !(map_bit(map_at(r->d->map, s.lsn - 1)) & takes));
	CHECK(r, r->loose || span_end(s) % r->c.unit == 0 || span_end(s) == span_end(window) ||
		 !(map_bit(map_at(r->d->map, span_end(s))) & takes));
	for (int32_t i = s.lsn; i < span_end(s); i++)
		CHECK(r, !r->now[i]);
	again = plan_next(&r->plan, &r->c, &entered);
	CHECK(r, again.lsn == s.lsn && again.count == s.count && !entered);
	return s;
}

static void tell(struct rescue *r, struct span s)
{
	struct outcome o = script_read(r->d, s);
	int32_t known = o.placed ? align_down(s.lsn + o.good, r->c.unit) + r->c.unit : span_end(s);

	for (int32_t i = s.lsn + o.good; i < min_i32(known, span_end(s)); i++)
		r->now[i] = true;
	plan_learn(&r->plan, &r->c, &o);
	CHECK(r, r->d->reads < 60L * map_size(r->d->map) + 100);
}

/* Nothing is lost, nothing is called bad that is not; what was so before is asked again by retries. `was`: the map before. */
static void check_result(struct rescue *r, const struct map *was)
{
	for (int32_t i = 0; i < map_size(was); i++) {
		char state = (char)map_at(r->d->map, i);

		if (map_at(was, i) == MAP_GOOD || (map_at(was, i) == MAP_BAD && !r->plan.retries))
			CHECK(r, state == (char)map_at(was, i));
		else
			CHECK(r, state == (r->d->bad[i] ? MAP_BAD : MAP_GOOD));
	}
}

static void every_readable_sector_is_won(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < 600; seed++) {
		struct rescue r;
		struct map *was;
		struct span s;

		rescue_open(&r, seed, 3000, seed % 3 == 0);
		was = map_copy(r.d->map);
		assert_non_null(was);
		while ((s = ask(&r)).count)
			tell(&r, s);
		check_result(&r, was);
		map_free(was);
		rescue_close(&r);
	}
}

/* The user says something at random. */
static void say(struct rescue *r)
{
	uint32_t size = (uint32_t)map_size(r->d->map);
	struct span s;

	switch (script_random(&r->seed, 12)) {
	case 0:
		plan_skip(&r->plan, &r->c);
		break;
	case 1:
		if (script_random(&r->seed, 4) == 0)
			plan_next_pass(&r->plan);
		break;
	case 2:
		plan_reverse(&r->plan);
		break;
	case 3:
		if (script_random(&r->seed, 8) == 0)
			plan_add_retry(&r->plan);
		break;
	case 4:
		s.lsn = (int32_t)script_random(&r->seed, size + 50);
		s.count = (int32_t)script_random(&r->seed, 80);
		if (script_random(&r->seed, 8) == 0)
			plan_first(&r->plan, s);
		break;
	default:
		break;
	}
}

static void the_users_words_break_nothing(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < 600; seed++) {
		struct rescue r;
		struct map *was;
		struct span s;

		rescue_open(&r, seed, 1500, seed % 3 == 0);
		was = map_copy(r.d->map);
		assert_non_null(was);
		while ((s = ask(&r)).count) {
			if (script_random(&r.seed, 4) == 0)
				say(&r);
			tell(&r, s);
			if (script_random(&r.seed, 4) == 0)
				say(&r);
		}
		/* what was left is still to be had; no readable sector of a fresh disc is bad, no lost one good */
		for (int32_t i = 0; i < map_size(was); i++) {
			CHECK(&r, map_at(was, i) == MAP_GOOD || !r.d->bad[i] || map_at(r.d->map, i) != MAP_GOOD);
			CHECK(&r, map_at(was, i) != MAP_GOOD || map_at(r.d->map, i) == MAP_GOOD);
			if (seed % 3 != 0)
				CHECK(&r, r.d->bad[i] || map_at(r.d->map, i) != MAP_BAD);
		}
		/* a new plan gets it */
		assert_int_equal(plan_build(&r.plan, &(struct plan_settings){ NULL, 1, false }, NULL), STATUS_OK);
		while ((s = ask(&r)).count)
			tell(&r, s);
		check_result(&r, was);
		map_free(was);
		rescue_close(&r);
	}
}

/* Two plans on copies of one map, with what the map tells, ask for the same to the end, and leave nothing if `all`. */
static void check_same_rest(struct rescue *r, struct plan one, struct plan other, bool all)
{
	struct map *maps[2] = { map_copy(r->d->map), map_copy(r->d->map) };
	struct plan *plans[2] = { &one, &other };
	struct pass_ctx c[2] = { r->c, r->c };
	struct script d = { .bad = r->d->bad, .whole = r->d->whole, .len = sizeof d.log };
	struct span s[2];

	one.main.vain = one.first_walk.vain = 0;	/* in another run all bad ones are asked again */
	for (int i = 0; i < 2; i++) {
		assert_non_null(maps[i]);
		c[i].map = maps[i];
		c[i].lore = script_new_lore(maps[i], c[i].unit);
		lore_take_map(c[i].lore, maps[i]);
	}
	do {
		int32_t left[2], todo[2];
		bool entered[2];

		for (int i = 0; i < 2; i++) {
			struct outcome o;

			d.map = maps[i];
			s[i] = plan_next(plans[i], &c[i], &entered[i]);
			plan_progress(plans[i], maps[i], &left[i], &todo[i]);
			if (s[i].count == 0)
				continue;
			o = script_read(&d, s[i]);
			plan_learn(plans[i], &c[i], &o);
		}
		CHECK(r, s[0].lsn == s[1].lsn && s[0].count == s[1].count && entered[0] == entered[1]);
		CHECK(r, left[0] == left[1] && todo[0] == todo[1]);
	} while (s[0].count);
	CHECK(r, plan_current(&one) == NULL && plan_current(&other) == NULL);
	for (int32_t i = 0; all && i < map_size(r->d->map); i++) {
		enum map_state state = map_at(maps[1], i);

		CHECK(r, state == MAP_GOOD || (state == MAP_BAD && (r->d->bad[i] || map_at(r->d->map, i) == MAP_BAD)));
	}
	for (int i = 0; i < 2; i++) {
		map_free(maps[i]);
		lore_free(c[i].lore);
	}
}

static void a_resumed_plan_asks_for_the_same(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < 60; seed++) {
		static char note[16384];
		struct rescue r;
		struct span s;
		struct plan again;

		rescue_open(&r, seed, 250, seed % 2);
		do {
			struct plan_settings settings = { NULL, r.plan.retries, seed % 2 };

			plan_note(&r.plan, note, sizeof note);
			assert_int_equal(plan_build(&again, &settings, NULL), STATUS_OK);
			CHECK(&r, plan_resume(&again, r.d->map, note));
			check_same_rest(&r, r.plan, again, seed % 3 == 0);
			s = ask(&r);
			if (s.count)
				tell(&r, s);
			if (seed % 3 && script_random(&r.seed, 3) == 0)
				say(&r);
		} while (s.count);
		rescue_close(&r);
	}
}

static void a_foreign_status_loses_nothing(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < 60; seed++) {
		struct rescue r;
		struct map *was;
		struct span s;

		rescue_open(&r, seed, 400, seed % 2);
		was = map_copy(r.d->map);
		assert_non_null(was);
		/* a new start from the status line after every fifth read, for a while: a retry begins anew then */
		for (int n = 1; (s = ask(&r)).count; n++) {
			struct plan_settings settings;
			char letter;
			int pass;
			int32_t lsn;

			tell(&r, s);
			if (n % 5 || n > 300)
				continue;
			plan_status(&r.plan, &letter, &pass, &lsn);
			settings = (struct plan_settings){ NULL, r.plan.retries, seed % 2 };
			assert_int_equal(plan_build(&r.plan, &settings, NULL), STATUS_OK);
			plan_resume_foreign(&r.plan, r.d->map, r.c.unit, letter, pass, lsn);
			/* what a pass did before is not known any more, but for the retries of the last pass */
			memset(r.failed[0], 0, (size_t)map_size(was));
		}
		for (int32_t i = 0; i < map_size(was); i++)
			CHECK(&r, map_at(r.d->map, i) == MAP_GOOD || map_at(r.d->map, i) == MAP_BAD);
		if (seed % 2 == 0)
			check_result(&r, was);
		map_free(was);
		rescue_close(&r);
	}
}

static void mutate(uint32_t *seed, char *note, size_t size)
{
	static const char alphabet[] = "0123456789+,=- stgcrSTGCRvposkipruntodin\n\xff";

	for (uint32_t n = 1 + script_random(seed, 3); n > 0; n--) {
		size_t len = strlen(note), at = len ? script_random(seed, (uint32_t)len) : 0;
		char c = alphabet[script_random(seed, sizeof alphabet - 1)];

		switch (script_random(seed, 4)) {
		case 0:
			if (len)
				note[at] = c;
			break;
		case 1:
			if (len + 1 < size) {
				memmove(note + at + 1, note + at, len - at + 1);
				note[at] = c;
			}
			break;
		case 2:
			if (len)
				memmove(note + at, note + at + 1, len - at);
			break;
		default:
			/* digits only: most of these are still notes */
			at += strcspn(note + at, "0123456789");
			if (note[at])
				note[at] = (char)('0' + script_random(seed, 10));
		}
	}
}

static void no_note_leads_astray(void **state)
{
	int taken = 0, refused = 0;

	(void)state;
	for (uint32_t seed = 0; seed < 3000; seed++) {
		struct rescue r;
		struct plan before;
		char note[512];
		struct span s;

		rescue_open(&r, seed, 200, seed % 2);
		for (uint32_t n = script_random(&r.seed, 40); n > 0 && (s = ask(&r)).count; n--) {
			if (script_random(&r.seed, 2))
				say(&r);
			tell(&r, s);
		}
		plan_note(&r.plan, note, sizeof note);
		mutate(&r.seed, note, sizeof note);
		assert_int_equal(plan_build(&r.plan, &(struct plan_settings){ NULL, 2, false }, NULL), STATUS_OK);
		memcpy(&before, &r.plan, sizeof before);
		if (plan_resume(&r.plan, r.d->map, note)) {
			taken++;
		} else {
			refused++;
			assert_memory_equal(&before, &r.plan, sizeof before);
		}
		/* the place in a note may cut a unit in two; all else holds */
		r.loose = true;
		memset(r.failed[0], 0, (size_t)map_size(r.d->map));
		memset(r.failed[1], 0, (size_t)map_size(r.d->map));
		while ((s = ask(&r)).count)
			tell(&r, s);
		rescue_close(&r);
	}
	assert_true(taken > 200);
	assert_true(refused > 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_readable_sector_is_won),
		cmocka_unit_test(the_users_words_break_nothing),
		cmocka_unit_test(a_resumed_plan_asks_for_the_same),
		cmocka_unit_test(a_foreign_status_loses_nothing),
		cmocka_unit_test(no_note_leads_astray),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
