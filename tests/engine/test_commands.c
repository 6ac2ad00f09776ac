#include "config.h"
#include "tests/engine/rig.h"

#include "base/fileio.h"

static const char two_drives[] =
	"[disc]      kind = cd   image = builtin:demo   sectors = 6000   seed = 3\n"
	"[damage]    bad = 1000 +40   weak = 3000 +300 chance 0.3\n"
	"[disc other] kind = cd   image = builtin:archive   sectors = 6000   seed = 4\n"
	"[drive A]   vendor = \"PLEXTOR\"   model = \"PX-716A\"   speed = cav 40   skill = 0.4\n"
	"[drive B]   vendor = \"LITE-ON\"   model = \"LTR-52327S\"   speed = cav 52   skill = 0.9\n";

static void hold(struct rig *r, enum hold_kind kind, const char *pass, long reads)
{
	struct command c = { .kind = CMD_HOLD, .hold = kind, .reads = reads };

	snprintf(c.pass, sizeof c.pass, "%s", pass);
	assert_true(engine_post(r->engine, c));
}

static void start(struct rig *r, const char *name, const char *world, long hold_reads)
{
	struct engine_settings s;

	rig_new(r, name, world);
	s = rig_settings(r);
	s.batch = false;
	rig_start(r, &s);
	hold(r, HOLD_READS, "", hold_reads);
}

static struct snapshot stop(struct rig *r)
{
	struct snapshot s;

	rig_post(r, CMD_STOP);
	s = rig_finish(r);
	rig_check_image(r);
	return s;
}

static void test_pause_and_resume(void **state)
{
	struct rig r;
	struct snapshot s;

	(void)state;
	start(&r, "cmd-pause", two_drives, 10);
	s = rig_wait(&r, PHASE_PAUSED);
	assert_false(s.user_paused);	/* a hold is not the user's word */
	assert_int_equal(s.in_flight.count, 0);
	assert_string_equal(s.pass_name, "sweep");
	assert_true(s.saved_ago_s >= 0);
	rig_post(&r, CMD_RESUME);
	rig_wait(&r, PHASE_DONE);
	assert_int_equal(stop(&r).end, STATUS_OK);
	rig_free(&r);
}

static void test_next_pass_reverse_and_retry(void **state)
{
	struct rig r;
	struct snapshot s, t;

	(void)state;
	start(&r, "cmd-next", two_drives, 10);
	s = rig_wait(&r, PHASE_PAUSED);
	rig_post(&r, CMD_REVERSE);
	t = rig_read_on(&r, 11);
	assert_int_not_equal(s.reverse, t.reverse);
	assert_true(t.position > s.position);
	rig_post(&r, CMD_NEXT_PASS);
	rig_post(&r, CMD_ADD_RETRY);
	s = rig_read_on(&r, 12);
	assert_int_equal(s.pass_at, t.pass_at + 1);
	assert_int_equal(s.pass_of, t.pass_of + 1);
	stop(&r);
	rig_free(&r);
}

static void test_first_spans(void **state)
{
	struct rig r;
	int32_t count[MAP_STATES];

	(void)state;
	start(&r, "cmd-first", two_drives, 3);
	rig_wait(&r, PHASE_PAUSED);
	engine_post(r.engine, (struct command){ .kind = CMD_FIRST, .span = { 5000, 64 } });
	rig_read_on(&r, 16);
	assert_true(engine_count(r.engine, (struct span){ 5000, 64 }, count));
	assert_int_equal(count[map_state_index(MAP_GOOD)], 64);
	assert_true(engine_count(r.engine, (struct span){ 4000, 64 }, count));
	assert_int_equal(count[map_state_index(MAP_UNTRIED)], 64);
	stop(&r);
	rig_free(&r);
}

static void mark(struct rig *r, enum command_kind kind, int32_t lsn, int32_t count)
{
	assert_true(engine_post(r->engine, (struct command){ .kind = kind, .span = { lsn, count } }));
}

static int32_t in_state(struct rig *r, int32_t lsn, int32_t sectors, enum map_state state)
{
	int32_t count[MAP_STATES];

	assert_true(engine_count(r->engine, (struct span){ lsn, sectors }, count));
	return count[map_state_index((char)state)];
}

static void check_marks(struct rig *r)
{
	static const struct mark want[] = {
		{ { 2000, 100 }, WORD_LAST }, { { 4000, 50 }, WORD_NEVER }, { { 5000, 8 }, WORD_FIRST },
		{ { 5500, 100 }, WORD_LAST },
	};
	struct mark marks[ENGINE_MARKS];

	assert_int_equal(engine_marks(r->engine, marks, ENGINE_MARKS), ARRAY_LEN(want));
	assert_memory_equal(marks, want, sizeof want);
	assert_int_equal(engine_marks(r->engine, marks, 2), 2);
}

/* Marks are the job's: they hold after a move and in the next run. */
static void test_last_and_never(void **state)
{
	struct engine_settings settings;
	struct snapshot s;
	struct rig r;
	char path[400], *history = NULL;
	unsigned generation;

	(void)state;
	start(&r, "cmd-marks", two_drives, 3);
	s = rig_wait(&r, PHASE_PAUSED);
	generation = s.generation;
	mark(&r, CMD_LAST, 2000, 100);
	mark(&r, CMD_LAST, 5500, 100);
	mark(&r, CMD_NEVER, 4000, 60);
	mark(&r, CMD_NORMAL, 4050, 20);
	mark(&r, CMD_FIRST, 5000, 8);
	s = rig_read_on(&r, 4);
	assert_true(s.generation != generation);
	assert_int_equal(in_state(&r, 5000, 8, MAP_GOOD), 8);
	hold(&r, HOLD_PASS_DONE, "scrape", 0);
	rig_post(&r, CMD_RESUME);
	do
		s = rig_wait(&r, PHASE_PAUSED);
	while (s.drives[0].reads == 4);
	assert_int_equal(in_state(&r, 4000, 50, MAP_UNTRIED), 50);
	assert_int_equal(in_state(&r, 0, 6000, MAP_UNTRIED), 250);
	assert_int_equal(stop(&r).end, STATUS_OK);
	settings = rig_settings(&r);
	settings.batch = false;
	settings.keep_plan = true;
	settings.start_held = true;
	rig_start(&r, &settings);
	rig_wait(&r, PHASE_PAUSED);
	mark(&r, CMD_FIRST, 5000, 8);
	do
		s = rig_wait(&r, PHASE_PAUSED);
	while (s.nfirst == 0);
	check_marks(&r);
	rig_post(&r, CMD_RESUME);
	s = rig_wait(&r, PHASE_DONE);
	assert_int_equal(in_state(&r, 0, 6000, MAP_UNTRIED), 50);
	assert_int_equal(in_state(&r, 2000, 100, MAP_GOOD), 100);
	snprintf(path, sizeof path, "%s/history.jsonl", r.job);
	assert_int_equal(file_load(path, 1 << 20, &history, NULL, NULL), STATUS_OK);
	assert_non_null(strstr(history, "\"event\":\"mark\",\"word\":\"never\",\"at\":[4000,60]"));
	free(history);
	mark(&r, CMD_NORMAL, 0, 6000);
	rig_wait(&r, PHASE_DONE);
	stop(&r);
	rig_free(&r);
}

static void test_skip_leaves_the_area(void **state)
{
	struct rig r;
	struct snapshot s, t;

	(void)state;
	start(&r, "cmd-skip", two_drives, 2);
	s = rig_wait(&r, PHASE_PAUSED);
	rig_post(&r, CMD_SKIP);
	t = rig_read_on(&r, 3);
	assert_true(t.position > s.position + 32);	/* more than the next request */
	rig_post(&r, CMD_RESUME);
	s = rig_wait(&r, PHASE_DONE);
	assert_int_equal(s.tally.sectors[map_state_index(MAP_UNTRIED)], 0);
	stop(&r);
	rig_free(&r);
}

static struct snapshot wait_move(struct rig *r, enum move_step step)
{
	struct snapshot s;

	for (int i = 0; i < 3000; i++) {
		s = rig_wait(r, PHASE_MOVING);
		if (s.move == step)
			return s;
		usleep(5000);
	}
	fail_msg("step %d did not come", step);
	return s;
}

static void insert(struct rig *r, int drive)
{
	struct command c = { .kind = CMD_INSERT };

	snprintf(c.drive, sizeof c.drive, "%s", r->spec[drive]);
	assert_true(engine_post(r->engine, c));
}

/* The heart of the demo: what drive A cannot read, drive B can. */
static void test_moves_the_disc(void **state)
{
	struct rig r;
	struct snapshot before, after;
	struct command move = { .kind = CMD_MOVE };

	(void)state;
	start(&r, "cmd-move", two_drives, 1000000);
	before = rig_wait(&r, PHASE_DONE);
	assert_int_equal(before.active, 0);
	assert_true(before.tally.sectors[map_state_index(MAP_BAD)] > 40);
	snprintf(move.drive, sizeof move.drive, "%s", r.spec[1]);
	engine_post(r.engine, move);
	wait_move(&r, MOVE_INSERT);
	insert(&r, 1);
	for (int i = 0; i < 10; i++)
		engine_post(r.engine, (struct command){ .kind = CMD_ADD_RETRY });
	after = rig_wait(&r, PHASE_DONE);
	assert_int_equal(after.active, 1);
	assert_string_equal(after.drives[1].id.model, "LTR-52327S");
	assert_true(after.drives[1].won > 0);
	assert_int_equal(after.drives[1].only_here, after.drives[1].won);
	assert_int_equal(after.tally.sectors[map_state_index(MAP_BAD)], 40);
	stop(&r);
	rig_free(&r);
}

static void test_cancelled_move_stays(void **state)
{
	struct rig r;
	struct snapshot s;

	(void)state;
	start(&r, "cmd-stay", two_drives, 5);
	rig_wait(&r, PHASE_PAUSED);
	rig_post(&r, CMD_MOVE);
	rig_post(&r, CMD_RESUME);
	wait_move(&r, MOVE_INSERT);
	rig_post(&r, CMD_CANCEL_MOVE);
	s = rig_wait(&r, PHASE_DONE);
	assert_int_equal(s.active, 0);
	stop(&r);
	rig_free(&r);
}

/* Another disc of the same size: refused, and nothing is written. */
static void test_other_disc_is_refused(void **state)
{
	struct rig r, other;
	struct engine_settings s;
	struct snapshot end;
	char *before, *after, world[sizeof two_drives + 32];

	(void)state;
	rig_new(&r, "cmd-wrong", two_drives);
	s = rig_settings(&r);
	rig_start(&r, &s);
	rig_finish(&r);
	before = rig_map_text(&r);
	snprintf(world, sizeof world, "%s             disc = other\n", two_drives);
	memcpy(strstr(world, "[drive B]"), "[drive Z]", 9);
	rig_new(&other, "cmd-wrong-other", world);
	s = rig_settings(&other);
	s.where.folder = r.job;
	s.drives[0] = other.spec[1];
	rig_start(&other, &s);
	end = rig_finish(&other);
	assert_int_equal(end.end, STATUS_WRONG_DISC);
	assert_true(end.ask.proof.compared >= 12 && end.ask.proof.differ == end.ask.proof.compared);
	after = rig_map_text(&r);
	assert_string_equal(before, after);
	rig_check_image(&r);
	free(before);
	free(after);
	rig_free(&other);
	rig_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pause_and_resume),
		cmocka_unit_test(test_next_pass_reverse_and_retry),
		cmocka_unit_test(test_first_spans),
		cmocka_unit_test(test_last_and_never),
		cmocka_unit_test(test_skip_leaves_the_area),
		cmocka_unit_test(test_moves_the_disc),
		cmocka_unit_test(test_cancelled_move_stays),
		cmocka_unit_test(test_other_disc_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
