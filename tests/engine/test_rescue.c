#include "config.h"
#include "tests/engine/rig.h"

/* A small disc with every kind of damage that a drive can still be lucky with, and some that nothing reads. */
static const char small_world[] =
	"[disc]      kind = cd   image = builtin:demo   sectors = 6000   seed = 7\n"
	"[damage]    bad = 1200 +16   bad = 3000 +1\n"
	"[damage]    weak = 2000 +200 chance 0.4\n"
	"[damage]    weak = 5900 +100 chance 0.5\n"
	"[drive A]   model = \"PX-716A\"   vendor = \"PLEXTOR\"   speed = cav 40   failed_read = 2.5 s\n"
	"[drive B]   model = \"LTR-52327S\"   vendor = \"LITE-ON\"   speed = cav 52   skill = 0.5\n";

static int32_t of(const struct snapshot *s, enum map_state state)
{
	return s->tally.sectors[map_state_index((char)state)];
}

static void test_rescues_what_can_be_had(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;
	int32_t possible = 0;

	(void)state;
	rig_new(&r, "rescue-all", small_world);
	s = rig_settings(&r);
	s.plan.retries = 25;
	rig_start(&r, &s);
	end = rig_finish(&r);
	assert_int_equal(end.end, STATUS_OK);
	assert_true(end.mapped);
	assert_int_equal(end.disc.sectors, 6000);
	for (int32_t lsn = 0; lsn < 6000; lsn++)
		possible += sim_chance(r.truth, 0, lsn) > 0;
	assert_int_equal(possible, 6000 - 17);
	assert_int_equal(of(&end, MAP_GOOD), possible);
	assert_int_equal(of(&end, MAP_BAD), 17);
	assert_int_equal(end.tally.runs[map_state_index(MAP_BAD)], 2);
	assert_int_equal(rig_check_image(&r), possible);
	assert_int_equal(end.drives[0].won, possible);
	assert_true(end.drives[0].errors[ERR_MEDIUM] >= 17);
	rig_free(&r);
}

static void test_same_seed_same_mapfile(void **state)
{
	char *first, *second;
	struct rig r;
	struct engine_settings s;

	(void)state;
	rig_new(&r, "rescue-same", small_world);
	s = rig_settings(&r);
	rig_start(&r, &s);
	rig_finish(&r);
	first = rig_map_text(&r);
	rig_free(&r);
	rig_new(&r, "rescue-same", small_world);
	s = rig_settings(&r);
	rig_start(&r, &s);
	rig_finish(&r);
	second = rig_map_text(&r);
	rig_free(&r);
	assert_string_equal(first, second);
	free(first);
	free(second);
}

/* Stopped after n reads and started again: same pass, direction and place, and the same end as without the stop. */
static void test_resumes_in_place(void **state)
{
	static const long places[] = { 1, 5, 40, 90, 150, 260, 330 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct rig r;
		struct engine_settings s;
		struct snapshot before, after;

		rig_new(&r, "rescue-resume", small_world);
		s = rig_settings(&r);
		s.batch = false;
		rig_start(&r, &s);
		engine_post(r.engine, (struct command){ .kind = CMD_HOLD, .hold = HOLD_READS, .reads = places[i] });
		before = rig_wait(&r, PHASE_PAUSED);
		rig_post(&r, CMD_STOP);
		rig_finish(&r);
		/* the same world goes on, as the real disc does */
		s.keep_plan = true;
		rig_start(&r, &s);
		engine_post(r.engine, (struct command){ .kind = CMD_PAUSE });
		after = rig_wait(&r, PHASE_PAUSED);
		assert_int_equal(after.pass_at, before.pass_at);
		assert_int_equal(after.pass_number, before.pass_number);
		assert_int_equal(after.reverse, before.reverse);
		if (before.pass_name)
			assert_string_equal(after.pass_name, before.pass_name);
		assert_int_equal(after.pass_left, before.pass_left);
		assert_memory_equal(&after.tally, &before.tally, sizeof after.tally);
		rig_post(&r, CMD_RESUME);
		after = rig_wait(&r, PHASE_DONE);
		rig_post(&r, CMD_STOP);
		rig_finish(&r);
		rig_check_image(&r);
		rig_free(&r);
	}
}

static void test_time_limit_zero_opens_and_stops(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	rig_new(&r, "rescue-limit", small_world);
	s = rig_settings(&r);
	s.time_limit_s = 0;
	rig_start(&r, &s);
	end = rig_finish(&r);
	assert_int_equal(end.end, STATUS_OK);
	assert_int_equal(of(&end, MAP_UNTRIED), 6000);
	assert_true(end.budget_s == 0);
	assert_int_equal(rig_check_image(&r), 0);
	s.time_limit_s = 1;
	s.keep_plan = true;
	rig_start(&r, &s);
	end = rig_finish(&r);
	assert_true(of(&end, MAP_UNTRIED) > 0 && of(&end, MAP_GOOD) > 0);
	rig_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rescues_what_can_be_had),
		cmocka_unit_test(test_same_seed_same_mapfile),
		cmocka_unit_test(test_resumes_in_place),
		cmocka_unit_test(test_time_limit_zero_opens_and_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
