#include "config.h"
#include "tests/pass/script.h"

/*
 * Drives that answer anything: good or not by the dice, where it failed said truly, wrongly or not at all; windows, limits,
 * closed spans, other drives and the user's words in between. Whatever comes, a plan asks only for what is open, and ends.
 * The seed of a failed case is in its message.
 */

struct storm {
	struct map *map;
	struct plan plan;
	struct pass_ctx c;
	uint8_t *failed_by;
	struct span busy[3];
	uint32_t start, seed;
	uint32_t chance;	/* of a sector to be read, in a thousand */
	long reads;
	int words;		/* that the user still has */
};

#define CHECK(w, what)								\
	do {									\
		if (!(what))							\
			fail_msg("seed %u, read %ld: %s", (w)->start, (w)->reads, #what);	\
	} while (0)

static int32_t roll(struct storm *w, int32_t below)
{
	return (int32_t)script_random(&w->seed, (uint32_t)below);
}

static void storm_open(struct storm *w, uint32_t seed)
{
	static const struct {
		enum disc_kind kind;
		int32_t unit;
	} kinds[] = { { DISC_CD, 1 }, { DISC_CD, 1 }, { DISC_DVD, 16 }, { DISC_BD, 32 }, { DISC_UNKNOWN, 1 } };
	static const char states[] = "??*/-+";
	static const double stop[] = { 0, 0, 0.01, 5, 1e9 };
	struct plan_settings s = { 0 };
	int32_t size, k;

	*w = (struct storm){ .start = seed, .seed = seed * 7919 + 17, .words = 40 };
	k = roll(w, (int32_t)ARRAY_LEN(kinds));
	size = 1 + roll(w, roll(w, 4) ? 2000 : 30) * kinds[k].unit + roll(w, kinds[k].unit);
	w->map = map_new(size);
	w->failed_by = calloc((size_t)size, 1);
	assert_non_null(w->map);
	assert_non_null(w->failed_by);
	for (int32_t lsn = 0; seed % 3 == 0 && lsn < size;) {
		int32_t count = 1 + roll(w, roll(w, 2) ? 5 : 400);

		map_set(w->map, (struct span){ lsn, count }, (enum map_state)states[roll(w, 6)]);
		lsn += count;
	}
	s.retries = roll(w, 4);
	s.reverse = roll(w, 2);
	assert_int_equal(plan_build(&w->plan, &s, NULL), STATUS_OK);
	w->plan.limit = roll(w, 3) ? 0 : 1 + roll(w, size);
	w->chance = (uint32_t)(roll(w, 3) == 0 ? roll(w, 1001) : 1000 - roll(w, 30));
	w->c = (struct pass_ctx){ .map = w->map, .unit = kinds[k].unit, .failed_by = w->failed_by, .mine = 1, .busy = w->busy,
				  .stop_below = stop[roll(w, (int32_t)ARRAY_LEN(stop))] };
	w->c.cluster = w->c.unit * (1 + roll(w, 40));
	w->c.lore = lore_new(kinds[k].kind, size, w->c.unit);
	assert_non_null(w->c.lore);
	if (roll(w, 2))
		lore_take_map(w->c.lore, w->map);
}

static void storm_close(struct storm *w)
{
	lore_free(w->c.lore);
	map_free(w->map);
	free(w->failed_by);
}

/* Other drives are at other places, and read some of it. */
static void others(struct storm *w)
{
	int32_t at = 0, size = map_size(w->map);

	w->c.nbusy = 0;
	for (int i = roll(w, 4); i > 0 && at < size; i--) {
		struct span s = { at + roll(w, size - at), 1 + roll(w, 40) };

		if (span_end(s) > size)
			break;
		w->busy[w->c.nbusy++] = s;
		at = span_end(s) + 1;
	}
	if (roll(w, 10) == 0 && w->c.nbusy)
		map_change(w->map, w->busy[0], TAKES_UNTRIED | TAKES_BAD | TAKES_UNSCRAPED | TAKES_UNTRIMMED,
			   roll(w, 2) ? MAP_GOOD : MAP_BAD);
}

static struct span ask(struct storm *w)
{
	bool entered;
	struct span s = plan_next(&w->plan, &w->c, &entered);
	const struct plan_step *step = plan_current(&w->plan);

	if (!s.count)
		return s;
	CHECK(w, s.count > 0 && s.count <= w->c.cluster);
	CHECK(w, s.lsn >= w->c.window.lsn && span_end(s) <= span_end(w->c.window));
	CHECK(w, !w->plan.limit || span_end(s) <= w->plan.limit);
	CHECK(w, map_count_in(w->map, s, step->pass->takes) == s.count);
	for (int i = 0; i < w->c.nclosed; i++)
		CHECK(w, span_clip(w->c.closed[i], s).count == 0);
	for (int i = 0; i < w->c.nbusy; i++)
		CHECK(w, span_clip(w->busy[i], s).count == 0);
	return s;
}

static void tell(struct storm *w, struct span s)
{
	struct outcome o = { .asked = s, .pace = (enum pace)roll(w, PACES), .seconds = roll(w, 400) / 100.0 };

	while (o.good < s.count && script_random(&w->seed, 1000) < w->chance)
		o.good++;
	if (o.good < s.count) {
		o.placed = roll(w, 2);
		if (!o.placed && roll(w, 2))
			o.good = 0;
		w->failed_by[s.lsn + o.good] |= (uint8_t)roll(w, 2);
	}
	map_set(w->map, (struct span){ s.lsn, o.good }, MAP_GOOD);
	plan_learn(&w->plan, &w->c, &o);
	w->reads++;
}

static void say(struct storm *w)
{
	struct span s = { roll(w, map_size(w->map)), 1 + roll(w, 100) };

	w->words--;
	switch (roll(w, 9)) {
	case 0:
		plan_skip(&w->plan, &w->c);
		break;
	case 1:
		plan_next_pass(&w->plan);
		break;
	case 2:
		plan_reverse(&w->plan);
		break;
	case 3:
		plan_add_retry(&w->plan);
		break;
	case 4:
		plan_first(&w->plan, s);
		break;
	case 5:
		plan_last(&w->plan, s);
		break;
	case 6:
		plan_never(&w->plan, s);
		break;
	case 7:
		plan_normal(&w->plan, s);
		break;
	default:
		w->plan.limit = roll(w, 2) ? 0 : 1 + roll(w, map_size(w->map));
		plan_catch_up(&w->plan, w->map);
		break;
	}
}

/* As the engine goes on when the plan is done. */
static struct span go_on(struct storm *w, bool *helped)
{
	struct span s = ask(w);

	if (!s.count && plan_begin_last(&w->plan))
		s = ask(w);
	if (!s.count && !*helped) {
		*helped = true;
		if (roll(w, 2) ? plan_help(&w->plan, &w->c) : plan_last_word(&w->plan))
			s = ask(w);
	}
	return s;
}

static void whatever_comes_it_ends(void **state)
{
	long reads = 0;

	(void)state;
	for (uint32_t seed = 0; seed < 400; seed++) {
		struct storm w;
		bool helped = false;
		struct span s;
		long most;

		storm_open(&w, seed);
		/* a few reads for each sector and pass */
		most = 12L * WALK_STEPS * map_size(w.map) + 1000;
		while ((s = go_on(&w, &helped)).count) {
			if (w.words && roll(&w, 30) == 0)
				say(&w);
			tell(&w, s);
			if (w.words && roll(&w, 30) == 0)
				say(&w);
			if (seed % 2 && roll(&w, 4) == 0)
				others(&w);
			CHECK(&w, w.reads < most);
		}
		reads += w.reads;
		storm_close(&w);
	}
	assert_true(reads > 100000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_comes_it_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
