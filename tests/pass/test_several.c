#include "config.h"
#include "tests/pass/script.h"

/*
 * Several drives with a plan each over one map, in random order, each with damage, places where it hangs and an end of its
 * own. What one of them reads, and where a drive hangs, is closed to it; still nothing is lost. The seed of a failed case
 * is in its message.
 */

enum { MOST_DRIVES = 4, HANGS = 3 };

struct one {
	struct script *d;	/* its damage; the map is the crew's */
	struct plan plan;
	struct pass_ctx c;
	struct span closed[MOST_DRIVES + HANGS];
	struct span hangs[HANGS];	/* ascending and apart */
	int nhangs;
	struct span under_way;
	bool waits;
	unsigned heard;
};

struct crew {
	struct map *map;
	uint8_t *failed_by;
	struct one drives[MOST_DRIVES];
	int ndrives;
	uint32_t seed;
	int32_t unit;
	unsigned failures;
	long reads;
	bool words;		/* the user says something now and then */
};

#define CHECK(w, what)								\
	do {									\
		if (!(what))							\
			fail_msg("seed %u, read %ld: %s", start_seed, (w)->reads, #what);	\
	} while (0)

static uint32_t start_seed;

static int32_t roll(struct crew *w, int32_t below)
{
	return (int32_t)script_random(&w->seed, (uint32_t)below);
}

static void add_hangs(struct crew *w, struct one *o)
{
	int32_t from = 0, size = map_size(w->map);

	for (int i = roll(w, HANGS + 1); i > 0; i--) {
		int32_t lsn = from + roll(w, max_i32(1, size / 2)), count = 1 + roll(w, 20);

		if (lsn + count > size)
			break;
		o->hangs[o->nhangs++] = (struct span){ lsn, count };
		from = lsn + count;
	}
}

static void crew_open(struct crew *w, uint32_t seed, int ndrives, bool words)
{
	static const int32_t units[] = { 1, 1, 16, 32 };
	int32_t size;

	*w = (struct crew){ .seed = seed * 7919 + 17, .ndrives = ndrives, .words = words };
	start_seed = seed;
	size = 1 + roll(w, 2000);
	w->unit = units[roll(w, 4)];
	w->map = map_new(size);
	w->failed_by = calloc((size_t)size, 1);
	assert_non_null(w->map);
	assert_non_null(w->failed_by);
	for (int i = 0; i < ndrives; i++) {
		struct one *o = &w->drives[i];
		struct plan_settings s = { .retries = roll(w, 3), .reverse = i % 2 };

		o->d = script_new(size);
		map_free(o->d->map);
		o->d->map = w->map;
		o->d->whole = roll(w, 2);
		for (int n = roll(w, 8); n > 0; n--) {
			int32_t lsn = roll(w, size);

			script_break(o->d, lsn, min_i32(1 + roll(w, size / 8 + 1), size - lsn));
		}
		add_hangs(w, o);
		assert_int_equal(plan_build(&o->plan, &s, NULL), STATUS_OK);
		o->plan.limit = roll(w, 4) ? 0 : max_i32(1, size - roll(w, 40));
		o->c = (struct pass_ctx){ .map = w->map, .unit = w->unit, .failed_by = w->failed_by,
					  .mine = (uint8_t)(1u << i), .busy = o->closed,
					  .lore = script_lore(o->d, w->unit) };
		o->c.cluster = w->unit * (1 + roll(w, 64 / w->unit * 2));
	}
}

static void crew_close(struct crew *w)
{
	for (int i = 0; i < w->ndrives; i++) {
		lore_free(w->drives[i].d->lore);
		free(w->drives[i].d->bad);
		free(w->drives[i].d);
	}
	map_free(w->map);
	free(w->failed_by);
}

static bool meet(struct span a, struct span b)
{
	return span_clip(a, b).count > 0;
}

/* What the engine gives a pass: ascending and apart. */
static void close_spans(struct crew *w, struct one *o)
{
	int n = o->nhangs;

	memcpy(o->closed, o->hangs, sizeof o->hangs);
	for (int i = 0; i < w->ndrives; i++)
		if (&w->drives[i] != o && w->drives[i].under_way.count)
			o->closed[n++] = w->drives[i].under_way;
	for (int i = 1; i < n; i++)
		for (int k = i; k > 0 && o->closed[k - 1].lsn > o->closed[k].lsn; k--) {
			struct span s = o->closed[k];

			o->closed[k] = o->closed[k - 1];
			o->closed[k - 1] = s;
		}
	for (int i = 1; i < n; i++)
		if (span_end(o->closed[i - 1]) > o->closed[i].lsn) {
			int32_t end = max_i32(span_end(o->closed[i - 1]), span_end(o->closed[i]));

			o->closed[i - 1] = span_between(o->closed[i - 1].lsn, end);
			memmove(o->closed + i, o->closed + i + 1, (size_t)(n - i - 1) * sizeof *o->closed);
			n--;
			i--;
		}
	o->c.nbusy = n;
}

static bool only_others_failed(struct crew *w, struct one *o)
{
	int32_t end = o->plan.limit ? o->plan.limit : map_size(w->map);

	for (int32_t i = 0; i < end; i++)
		if (map_at(w->map, i) == MAP_BAD && w->failed_by[i] && !(w->failed_by[i] & o->c.mine))
			return true;
	return false;
}

static struct span name(struct crew *w, struct one *o)
{
	struct span s;
	bool entered;

	close_spans(w, o);
	s = plan_next(&o->plan, &o->c, &entered);
	if (!s.count && plan_help(&o->plan, &o->c))
		s = plan_next(&o->plan, &o->c, &entered);
	if (!s.count && o->heard != w->failures && only_others_failed(w, o)) {
		o->heard = w->failures;
		assert_true(plan_last_word(&o->plan));
		s = plan_next(&o->plan, &o->c, &entered);
	}
	return s;
}

static void ask(struct crew *w, struct one *o)
{
	struct span s = name(w, o);
	const struct plan_step *step = plan_current(&o->plan);

	o->waits = !s.count;
	if (o->waits)
		return;
	CHECK(w, s.count <= o->c.cluster && s.lsn >= 0 && span_end(s) <= map_size(w->map));
	CHECK(w, !o->plan.limit || span_end(s) <= o->plan.limit);
	CHECK(w, map_count_in(w->map, s, step->pass->takes) == s.count);
	for (int i = 0; i < o->nhangs; i++)
		CHECK(w, !meet(s, o->hangs[i]));
	for (int i = 0; i < w->ndrives; i++)
		CHECK(w, !meet(s, w->drives[i].under_way));
	for (int32_t i = s.lsn; o->c.spare && i < span_end(s); i++)
		CHECK(w, !(w->failed_by[i] & o->c.mine));
	o->under_way = s;
}

static void tell(struct crew *w, struct one *o)
{
	struct outcome out = script_read(o->d, o->under_way);
	struct span bad = span_between(out.asked.lsn + out.good, span_end(out.asked));

	if (out.placed)
		bad = span_clip(bad, (struct span){ align_down(bad.lsn, w->unit), w->unit });
	w->reads++;
	CHECK(w, w->reads < 100L * w->ndrives * map_size(w->map) + 1000);
	if (bad.count && bad.count <= w->unit) {
		w->failures++;
		for (int32_t i = bad.lsn; i < span_end(bad); i++)
			w->failed_by[i] |= o->c.mine;
	}
	plan_learn(&o->plan, &o->c, &out);
	o->under_way.count = 0;
	for (int i = 0; i < w->ndrives; i++)
		w->drives[i].waits = false;
}

static void say(struct crew *w, struct one *o)
{
	struct span first = { roll(w, map_size(w->map)), 1 + roll(w, 50) };

	switch (roll(w, 3)) {
	case 0:
		if (!o->plan.in_extra)	/* the last word is said once */
			plan_skip(&o->plan, &o->c);
		break;
	case 1:
		plan_reverse(&o->plan);
		break;
	default:
		plan_first(&o->plan, span_clip(first, map_all(w->map)));
		break;
	}
	o->waits = false;
}

/* This drive reads the whole block: it neither fails nor hangs there, and its disc reaches so far. */
static bool reads(const struct one *o, struct span block)
{
	if (o->plan.limit && span_end(block) > o->plan.limit)
		return false;
	for (int32_t i = block.lsn; i < span_end(block); i++)
		if (o->d->bad[i])
			return false;
	for (int i = 0; i < o->nhangs; i++)
		if (meet(block, o->hangs[i]))
			return false;
	return true;
}

static void check_result(struct crew *w)
{
	int32_t size = map_size(w->map);

	for (int32_t lsn = 0; lsn < size; lsn += w->unit) {
		struct span block = { lsn, min_i32(w->unit, size - lsn) };
		bool readable = false;

		for (int i = 0; i < w->ndrives; i++)
			readable |= reads(&w->drives[i], block);
		if (readable && map_count_in(w->map, block, map_bit(MAP_GOOD)) != block.count)
			fail_msg("seed %u: block at %d is lost: %s", start_seed, lsn, script_map(w->map));
		for (int32_t i = lsn; i < span_end(block); i++) {
			bool any = false;

			for (int k = 0; k < w->ndrives; k++)
				any |= !w->drives[k].d->bad[i];
			CHECK(w, map_at(w->map, i) != MAP_GOOD || any);
		}
	}
}

static void run(uint32_t seed, int ndrives, bool words)
{
	struct crew w;
	bool busy = true;

	crew_open(&w, seed, ndrives, words);
	while (busy) {
		struct one *o = &w.drives[roll(&w, ndrives)];

		if (o->under_way.count)
			tell(&w, o);
		else if (!o->waits)
			ask(&w, o);
		if (w.words && roll(&w, 40) == 0 && w.reads < 200)
			say(&w, &w.drives[roll(&w, ndrives)]);
		busy = false;
		for (int i = 0; i < ndrives; i++)
			busy |= w.drives[i].under_way.count || !w.drives[i].waits;
	}
	check_result(&w);
	crew_close(&w);
}

static void several_drives_lose_nothing(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 1000; seed++)
		run(seed, 2 + (int)(seed % (MOST_DRIVES - 1)), false);
}

static void the_users_words_break_nothing(void **state)
{
	(void)state;
	for (uint32_t seed = 1001; seed <= 2000; seed++)
		run(seed, 2 + (int)(seed % (MOST_DRIVES - 1)), true);
}

/* One drive alone, with places where it hangs: all else of the disc is read. */
static void one_drive_with_hangs(void **state)
{
	(void)state;
	for (uint32_t seed = 2001; seed <= 2600; seed++)
		run(seed, 1, false);
}

static void closed_spans_cut_a_read(void **state)
{
	struct map *m = map_new(100);
	struct span closed[] = { { 10, 5 }, { 40, 60 } };
	struct pass_ctx c = { .map = m, .window = map_all(m), .unit = 1, .cluster = 32, .closed = closed, .nclosed = 2 };
	struct pass_state s = pass_begin(&c);
	struct span at;

	(void)state;
	at = pass_take(&c, &s, TAKES_UNTRIED, 32);
	assert_int_equal(at.lsn, 0);
	assert_int_equal(at.count, 10);
	pass_move(&c, &s, at);
	at = pass_take(&c, &s, TAKES_UNTRIED, 32);
	assert_int_equal(at.lsn, 15);
	assert_int_equal(at.count, 25);
	pass_move(&c, &s, at);
	assert_int_equal(pass_take(&c, &s, TAKES_UNTRIED, 32).count, 0);
	c.reverse = true;
	s = pass_begin(&c);
	at = pass_take(&c, &s, TAKES_UNTRIED, 32);
	assert_int_equal(at.lsn, 15);
	assert_int_equal(at.count, 25);
	pass_move(&c, &s, at);
	at = pass_take(&c, &s, TAKES_UNTRIED, 4);
	assert_int_equal(at.lsn, 6);
	assert_int_equal(at.count, 4);
	map_free(m);
}

/* Only what others have failed on, once, and never what this drive has failed on itself. */
static void the_last_word_spares_its_own(void **state)
{
	struct script *d = script_new(20);
	uint8_t failed_by[20] = { 0 };
	struct pass_ctx c = { .map = d->map, .unit = 1, .cluster = 8, .failed_by = failed_by, .mine = 2,
			      .lore = script_lore(d, 1) };
	struct plan_settings settings = { .passes = "sweep,retry" };
	struct plan p;
	struct span s;
	bool entered;

	(void)state;
	script_set(d->map, "+5 -10 +5");
	memset(failed_by + 5, 1, 10);
	failed_by[7] = failed_by[8] = 3;
	assert_int_equal(plan_build(&p, &settings, NULL), STATUS_OK);
	assert_int_equal(plan_next(&p, &c, &entered).count, 0);
	assert_int_equal(plan_place(&p), -1);
	assert_true(plan_last_word(&p));
	script_break(d, 5, 3);
	while ((s = plan_next(&p, &c, &entered)).count) {
		struct outcome o = script_read(d, s);

		assert_string_equal(plan_current(&p)->pass->name, "retry");
		assert_ptr_equal(plan_step_at(&p, plan_place(&p)), plan_current(&p));
		plan_learn(&p, &c, &o);
	}
	assert_string_equal(d->log, "5+1!0 6+1!0 9+1 10+1 11+1 12+1 13+1 14+1");
	assert_string_equal(script_map(d->map), "+5 -4 +11");
	settings.passes = "sweep";	/* who does not want the retry is not given one */
	assert_int_equal(plan_build(&p, &settings, NULL), STATUS_OK);
	assert_false(plan_last_word(&p));
	script_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(closed_spans_cut_a_read),
		cmocka_unit_test(the_last_word_spares_its_own),
		cmocka_unit_test(several_drives_lose_nothing),
		cmocka_unit_test(the_users_words_break_nothing),
		cmocka_unit_test(one_drive_with_hangs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
