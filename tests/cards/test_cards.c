#include "config.h"
#include "tests/engine/rig.h"

#include "base/fileio.h"

/*
 * The engine over the cards: what real drives do, and what the technician is owed. No good sector is called bad, no wrong
 * byte is in the image, the job goes on, pauses or asks as it should, and time is bounded.
 */

static void up(struct rig *r, const char *card)
{
	const char *srcdir = getenv("srcdir");
	char path[300], scratch[100];

	snprintf(path, sizeof path, "%s/tests/cards/%s.sim", srcdir ? srcdir : ".", card);
	snprintf(scratch, sizeof scratch, "card-%s", card);
	rig_new_file(r, scratch, path);
}

/* What a card leaves in its first drive. */
struct card {
	const char *name;
	enum status end;
	struct span unread[4];	/* these may stay unread, no others; count 0 ends */
	bool all;		/* ... and they do */
	double most_s;		/* by the drives' clock */
	int retries;		/* 0: 3 */
};

static bool is_unread(const struct card *c, int32_t lsn)
{
	for (unsigned i = 0; i < ARRAY_LEN(c->unread) && c->unread[i].count > 0; i++)
		if (span_has(c->unread[i], lsn))
			return true;
	return false;
}

static int32_t unread_most(const struct card *c)
{
	int32_t n = 0;

	for (unsigned i = 0; i < ARRAY_LEN(c->unread) && c->unread[i].count > 0; i++)
		n += c->unread[i].count;
	return n;
}

/* Looks at map and image: only what the card allows is unread, and what is finished is true. */
static void look(struct rig *r, const struct card *c)
{
	struct mapfile mf;
	struct fault f = { 0 };
	char path[400];
	int32_t unread = 0;

	snprintf(path, sizeof path, "%s/disc.map", r->job);
	if (mapfile_load(path, 2048, &mf, &f) != STATUS_OK)
		fail_msg("%s: %s:%ld: %s", c->name, f.place, f.line, f.reason ? f.reason : "");
	for (int32_t lsn = 0; lsn < map_size(mf.map); lsn++) {
		if (map_at(mf.map, lsn) == MAP_GOOD)
			continue;
		unread++;
		if (!is_unread(c, lsn))
			fail_msg("%s: sector %d is %c", c->name, (int)lsn, map_at(mf.map, lsn));
	}
	assert_int_equal(rig_check_image(r) + unread, map_size(mf.map));
	if (c->all)
		assert_int_equal(unread, unread_most(c));
	mapfile_clear(&mf);
}

static struct snapshot play(const struct card *c)
{
	struct engine_settings s;
	struct snapshot end;
	struct rig r;

	up(&r, c->name);
	s = rig_settings(&r);
	if (c->retries)
		s.plan.retries = c->retries;
	rig_start(&r, &s);
	end = rig_finish(&r);
	if (end.end != c->end)
		fail_msg("%s: ended with %s: %s %s", c->name, status_name(end.end), end.fault.place, end.fault.detail);
	look(&r, c);
	if (end.run_s > c->most_s)
		fail_msg("%s: took %.0f s", c->name, end.run_s);
	rig_free(&r);
	return end;
}

#define WHOLE { { 0, 0 } }
static const struct card cards[] = {
	{ "01-steady-timer", STATUS_OK, { { 0, 16 } }, true, 1200, 0 },
	{ "02-block-retry", STATUS_OK, { { 25600, 32 } }, true, 300, 0 },
	{ "03-protected-hole", STATUS_OK, { { 20000, 64 }, { 20080, 128 } }, true, 300, 0 },
	{ "04-wedge", STATUS_OK, WHOLE, true, 300, 0 },
	{ "05-tape-patch", STATUS_OK, WHOLE, true, 600, 8 },
	{ "07-zero-after-flush", STATUS_OK, WHOLE, true, 300, 12 },
	{ "08-tail-of-tao", STATUS_OK, { { 20000, 2 } }, false, 100, 0 },
	{ "09-endless-lead-out", STATUS_OK, WHOLE, true, 60, 0 },
	{ "12-reset-loop", STATUS_OK, { { 1024, 2 } }, true, 900, 0 },
	{ "13-half-way-reset", STATUS_OK, WHOLE, true, 100, 0 },
	{ "15-shape-trap", STATUS_OK, WHOLE, true, 60, 0 },
	{ "16-speed-fall", STATUS_OK, WHOLE, true, 400, 0 },
	{ "19-rim", STATUS_OK, { { 40000, 1 } }, true, 1000, 0 },
	{ "20-false-health", STATUS_OK, { { 5000, 40 }, { 12000, 1 } }, true, 400, 0 },
	{ "22-ready-late", STATUS_OK, WHOLE, true, 100, 0 },
	{ "23-medium-changed", STATUS_OK, WHOLE, true, 100, 0 },
	{ "27-hang", STATUS_OK, { { 7000, 1 } }, false, 600, 0 },
	{ "28-block", STATUS_OK, WHOLE, true, 100, 0 },
	{ "30-recovered", STATUS_OK, WHOLE, true, 60, 0 },
	{ "31-refusals", STATUS_OK, WHOLE, true, 200, 12 },
};

static void test_alone(void **state)
{
	play(*state);
}

static void open_tray(struct rig *r, int drive)
{
	struct drive_settings s = { 0 };
	struct fault f = { 0 };
	struct drive *d;

	assert_int_equal(drives_open(r->drives, r->spec[drive], &s, &d, &f), STATUS_OK);
	assert_int_equal(drive_tray(d, TRAY_OPEN), STATUS_OK);
	drive_close(d);
}

/* The user's hands, while no engine is at work: the disc goes from one drive to another, out of which one is taken. */
static void hand(struct rig *r, int from, int to)
{
	open_tray(r, to);
	open_tray(r, from);
	assert_int_equal(drives_insert(r->drives, r->spec[to]), STATUS_OK);
}

/* One run of the job in one drive, to the end of its plan or after so many reads. */
static struct snapshot run_in(struct rig *r, int drive, long reads)
{
	struct engine_settings s = rig_settings(r);
	struct snapshot end;

	s.drives[0] = r->spec[drive];
	if (reads > 0) {
		s.batch = false;
		s.start_held = true;
	}
	rig_start(r, &s);
	if (reads > 0) {
		rig_wait(r, PHASE_PAUSED);
		rig_read_on(r, reads);
		rig_post(r, CMD_STOP);
	}
	end = rig_finish(r);
	return end;
}

static void expect_end(const struct snapshot *end, enum status want)
{
	if (end->end != want)
		fail_msg("ended with %s: %s %s", status_name(end->end), end->fault.place, end->fault.detail);
}

static int32_t in_state(const struct snapshot *s, enum map_state state)
{
	return s->tally.sectors[map_state_index(state)];
}

/* A job that is half done, and another disc of equal size: no repeat from the cache vouches for it. */
static void test_stale_cache(void **state)
{
	struct snapshot end;
	struct rig r;
	char *before, *after;

	(void)state;
	up(&r, "06-stale-cache");
	run_in(&r, 0, 300);
	before = rig_map_text(&r);
	hand(&r, 1, 0);
	end = run_in(&r, 0, 0);
	expect_end(&end, STATUS_WRONG_DISC);
	after = rig_map_text(&r);
	assert_string_equal(before, after);
	free(before);
	free(after);
	rig_free(&r);
}

/* The drive that counts two sectors more comes first: what the other one makes up there is no data. */
static void test_endless(void **state)
{
	static const struct card rest = { .name = "09-endless-lead-out", .unread = { { 20000, 2 } } };
	struct snapshot end;
	struct rig r;

	(void)state;
	up(&r, rest.name);
	hand(&r, 0, 1);
	end = run_in(&r, 1, 0);
	expect_end(&end, STATUS_OK);
	look(&r, &rest);
	hand(&r, 1, 0);
	end = run_in(&r, 0, 0);
	expect_end(&end, STATUS_OK);
	look(&r, &rest);
	rig_free(&r);
}

/* Whatever drive comes first and second: the job ends as large as the disc, and whole, when the last one sees all of it. */
static void test_two_sizes(void **state)
{
	enum { A, B, C, D };
	static const int orders[][3] = { { A, B, -1 }, { B, A, -1 }, { C, B, -1 }, { C, A, B }, { D, B, -1 }, { D, -1, -1 } };
	static const struct card whole = { .name = "10-two-sizes" };
	struct snapshot end;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(orders); i++) {
		struct rig r;
		int at = A;

		up(&r, whole.name);
		for (int k = 0; k < 3 && orders[i][k] >= 0; k++) {
			if (orders[i][k] != at)
				hand(&r, at, orders[i][k]);
			at = orders[i][k];
			end = run_in(&r, at, 0);
			if (end.end != STATUS_OK)
				fail_msg("order %u, drive %d: ended with %s", i, at, status_name(end.end));
			assert_int_equal(in_state(&end, MAP_BAD), 0);
		}
		assert_int_equal(end.disc.sectors, 40000);
		look(&r, &whole);
		rig_free(&r);
	}
}

/* Locked is not damaged: nothing of it is bad, all else is read, and another drive gets it. */
static void test_locked_sectors(void **state)
{
	static const struct card locked = { .name = "14-locked-sectors", .unread = { { 20000, 2000 } }, .all = true };
	static const struct card whole = { .name = "14-locked-sectors" };
	struct snapshot end;
	struct rig r;

	(void)state;
	up(&r, locked.name);
	end = run_in(&r, 0, 0);
	assert_int_equal(in_state(&end, MAP_BAD), 0);
	look(&r, &locked);
	hand(&r, 0, 1);
	end = run_in(&r, 1, 0);
	expect_end(&end, STATUS_OK);
	look(&r, &whole);
	rig_free(&r);
}

/* The tray opens in mid-read, and another disc comes back. */
static void test_tray(void **state)
{
	static const struct card half = { .name = "17-tray", .unread = { { 9900, 10100 } } };
	struct snapshot end;
	struct rig r;

	(void)state;
	up(&r, half.name);
	end = run_in(&r, 0, 0);
	assert_true(end.end == STATUS_WRONG_DISC || end.end == STATUS_TRAY_OPEN);
	assert_int_equal(in_state(&end, MAP_BAD), 0);
	assert_true(in_state(&end, MAP_GOOD) > 9900);
	look(&r, &half);
	rig_free(&r);
}

/* What comes over the bad cable is another content: refused. What fails loudly now and then is repeated. */
static void test_bad_cable(void **state)
{
	static const struct card half = { .name = "18-bad-cable", .unread = { { 0, 20000 } } };
	static const struct card whole = { .name = "18-bad-cable" };
	struct snapshot end;
	struct rig r;

	(void)state;
	up(&r, half.name);
	run_in(&r, 0, 300);
	look(&r, &half);
	hand(&r, 0, 1);
	end = run_in(&r, 1, 0);
	expect_end(&end, STATUS_WRONG_DISC);
	look(&r, &half);
	hand(&r, 1, 2);
	end = run_in(&r, 2, 0);
	expect_end(&end, STATUS_OK);
	look(&r, &whole);
	rig_free(&r);
}

/* Two sectors short, in both orders. */
static void test_capacity_short(void **state)
{
	static const struct card whole = { .name = "25-capacity-short" };
	struct snapshot end;
	struct rig r;

	(void)state;
	up(&r, whole.name);
	end = run_in(&r, 0, 0);
	expect_end(&end, STATUS_OK);
	hand(&r, 0, 1);
	end = run_in(&r, 1, 0);
	expect_end(&end, STATUS_OK);
	assert_int_equal(end.disc.sectors, 20000);
	look(&r, &whole);
	hand(&r, 1, 0);
	end = run_in(&r, 0, 0);
	expect_end(&end, STATUS_OK);
	assert_int_equal(end.disc.sectors, 20000);
	look(&r, &whole);
	rig_free(&r);
}

/* A drive that tells the size of the disc before: it is not taken for another disc, and what it denies is not bad. */
static void test_capacity_stale(void **state)
{
	static const struct card half = { .name = "26-capacity-stale", .unread = { { 0, 20000 } } };
	static const struct card whole = { .name = "26-capacity-stale" };
	struct snapshot end;
	struct rig r;

	(void)state;
	up(&r, half.name);
	run_in(&r, 0, 200);
	hand(&r, 0, 1);
	end = run_in(&r, 1, 0);
	expect_end(&end, STATUS_OK);
	assert_int_equal(in_state(&end, MAP_BAD), 0);
	assert_int_equal(end.disc.sectors, 20000);
	look(&r, &half);
	hand(&r, 1, 0);
	end = run_in(&r, 0, 0);
	expect_end(&end, STATUS_OK);
	look(&r, &whole);
	rig_free(&r);
}

/* From hand to hand: what one drive does not read, the other does. */
static void test_two_drives(void **state)
{
	static const struct card first = { .name = "33-two-drives-one-disc", .unread = { { 4000, 200 } }, .all = true };
	static const struct card whole = { .name = "33-two-drives-one-disc" };
	struct snapshot end;
	struct rig r;

	(void)state;
	up(&r, whole.name);
	end = run_in(&r, 0, 0);
	expect_end(&end, STATUS_OK);
	look(&r, &first);
	hand(&r, 0, 1);
	end = run_in(&r, 1, 0);
	expect_end(&end, STATUS_OK);
	look(&r, &whole);
	rig_free(&r);
}

/* Gone in mid-read: no sector is bad for it. Back as another node: the job goes on there. */
static void test_vanish(void **state)
{
	static const struct card whole = { .name = "29-vanish" };
	struct snapshot end;
	struct rig r;
	char spec[256];

	(void)state;
	up(&r, whole.name);
	end = run_in(&r, 0, 0);		/* it is waited for, and found under its new name */
	expect_end(&end, STATUS_OK);
	assert_int_equal(in_state(&end, MAP_BAD), 0);
	drives_spec(r.drives, 0, spec);
	assert_non_null(strstr(spec, "#sr1"));
	look(&r, &whole);
	rig_free(&r);
}

/* All drives of the card at once, each with a copy of its own. */
static struct snapshot run_all(struct rig *r, int ndrives)
{
	struct engine_settings s = rig_settings(r);

	s.use_all = true;
	s.ndrives = ndrives;
	for (int i = 0; i < ndrives; i++)
		s.drives[i] = r->spec[i];
	rig_start(r, &s);
	return rig_finish(r);
}

/* One host: the neighbour's long reads delay the other drive, and make it neither stuck nor bad. */
static void test_neighbour(void **state)
{
	static const struct card whole = { .name = "21-neighbour" };
	struct snapshot end;
	struct rig r;

	(void)state;
	up(&r, whole.name);
	end = run_all(&r, 2);
	expect_end(&end, STATUS_OK);
	look(&r, &whole);
	for (int i = 0; i < 2; i++) {
		assert_false(end.drives[i].stuck);
		assert_int_equal(end.drives[i].errors[ERR_TIMEOUT], 0);
	}
	rig_free(&r);
}

/* A copy in which one file differs is told apart from another disc, or asked about; nothing is mixed without a word. */
static void test_other_copy(void **state)
{
	static const struct card bad = { .name = "24-other-copy", .unread = { { 15000, 50 } }, .all = true };
	static const struct card rest = { .name = "24-other-copy", .unread = { { 15000, 50 } } };
	struct snapshot end;
	struct rig r;

	(void)state;
	up(&r, bad.name);
	end = run_in(&r, 0, 0);
	expect_end(&end, STATUS_OK);
	look(&r, &bad);
	end = run_in(&r, 1, 0);
	assert_true(end.end == STATUS_OK || end.end == STATUS_OTHER_COPY || end.end == STATUS_UNPROVEN
		    || end.end == STATUS_WRONG_DISC);
	look(&r, &rest);
	rig_free(&r);
}

/* Three copies, each hurt elsewhere: together they are whole, and each drive has won something. */
static void test_three_copies(void **state)
{
	static const struct card whole = { .name = "34-three-copies" };
	struct snapshot end;
	struct rig r;

	(void)state;
	up(&r, whole.name);
	end = run_all(&r, 3);
	expect_end(&end, STATUS_OK);
	look(&r, &whole);
	for (int i = 0; i < 3; i++)
		assert_true(end.drives[i].won > 0);
	assert_int_equal(end.drives[0].won + end.drives[1].won + end.drives[2].won, 20000);
	rig_free(&r);
}

/* Somebody presses the button in mid-read: the drive asks, or opens where it is not locked. No sector is touched by it. */
static void test_button(void **state)
{
	static const struct card half = { .name = "32-locked-tray", .unread = { { 4900, 15100 } } };
	struct snapshot end;
	struct rig r;

	(void)state;
	for (int drive = 0; drive < 2; drive++) {
		up(&r, half.name);
		if (drive)
			hand(&r, 0, drive);
		end = run_in(&r, drive, 0);
		assert_true(end.end == STATUS_EJECT_ASKED || end.end == STATUS_TRAY_OPEN);
		assert_int_equal(in_state(&end, MAP_BAD), 0);
		look(&r, &half);
		rig_free(&r);
	}
}

/*
 * The drive goes away in the gap between two sessions, and comes back as another node. Whatever a run ends with: nothing
 * but the gap is ever bad, and the first session is whole.
 */
static void test_session_gap(void **state)
{
	static const struct card rest = { .name = "11-session-gap", .unread = { { 18600, 26400 } } };
	struct snapshot end = { 0 };
	struct span gap = { 18600, 11400 };
	struct rig r;

	(void)state;
	up(&r, rest.name);
	for (int i = 0; i < 6 && in_state(&end, MAP_GOOD) < 45000 - gap.count; i++) {
		struct engine_settings s = rig_settings(&r);
		struct mapfile mf;
		struct fault f;
		char spec[256], path[400];

		drives_find(r.drives);
		drives_spec(r.drives, 0, spec);
		s.drives[0] = spec;
		s.plan.retries = 0;
		rig_start(&r, &s);
		end = rig_finish(&r);
		snprintf(path, sizeof path, "%s/disc.map", r.job);
		assert_int_equal(mapfile_load(path, 2048, &mf, &f), STATUS_OK);
		for (int32_t lsn = 0; lsn < map_size(mf.map); lsn++)
			assert_true(map_at(mf.map, lsn) != MAP_BAD || span_has(gap, lsn));
		mapfile_clear(&mf);
	}
	look(&r, &rest);
	rig_free(&r);
}

static const struct CMUnitTest together[] = {
	cmocka_unit_test(test_stale_cache), cmocka_unit_test(test_session_gap), cmocka_unit_test(test_endless), cmocka_unit_test(test_two_sizes), cmocka_unit_test(test_locked_sectors),
	cmocka_unit_test(test_tray), cmocka_unit_test(test_bad_cable), cmocka_unit_test(test_capacity_short), cmocka_unit_test(test_capacity_stale),
	cmocka_unit_test(test_two_drives), cmocka_unit_test(test_vanish), cmocka_unit_test(test_neighbour),
	cmocka_unit_test(test_other_copy), cmocka_unit_test(test_three_copies), cmocka_unit_test(test_button),
};

int main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(cards) + ARRAY_LEN(together)];
	unsigned n = 0;

	for (unsigned i = 0; i < ARRAY_LEN(cards); i++)
		tests[n++] = (struct CMUnitTest){ .name = cards[i].name, .test_func = test_alone,
						  .initial_state = (void *)(uintptr_t)&cards[i] };
	for (unsigned i = 0; i < ARRAY_LEN(together); i++)
		tests[n++] = together[i];
	return _cmocka_run_group_tests("cards", tests, n, NULL, NULL);
}
