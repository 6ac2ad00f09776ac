#include "config.h"
#include "tests/engine/rig.h"

/*
 * Every shipped scenario: what the map calls finished equals the source, and every sector that the first drive has a fair
 * chance to read is rescued in the end.
 */
static void run(const char *name)
{
	const char *srcdir = getenv("srcdir");
	struct rig r;
	struct engine_settings s;
	struct snapshot end;
	char path[300], scratch[100];
	int32_t fair = 0, good;

	snprintf(path, sizeof path, "%s/doc/scenarios/%s.sim", srcdir ? srcdir : ".", name);
	snprintf(scratch, sizeof scratch, "scenario-%s", name);
	rig_new_file(&r, scratch, path);
	s = rig_settings(&r);
	s.plan.retries = 40;
	rig_start(&r, &s);
	end = rig_finish(&r);
	assert_int_equal(end.end, STATUS_OK);
	for (int32_t lsn = 0; lsn < end.disc.sectors; lsn++)
		fair += sim_chance(r.truth, 0, lsn) >= 0.25;
	good = rig_check_image(&r);
	assert_int_equal(good, end.tally.sectors[map_state_index(MAP_GOOD)]);
	assert_int_equal(good + end.tally.sectors[map_state_index(MAP_BAD)], end.disc.sectors);
	assert_true(fair > end.disc.sectors / 2);
	assert_true(good >= fair);
	rig_free(&r);
}

#define SCENARIO(name, file) \
	static void test_##name(void **state) \
	{ \
		(void)state; \
		run(file); \
	}
SCENARIO(clean, "clean")
SCENARIO(scratch, "scratch")
SCENARIO(scratches, "scratches")
SCENARIO(edge_rot, "edge-rot")
SCENARIO(fingerprint, "fingerprint")
SCENARIO(dvd, "dvd")
SCENARIO(demo, "demo")

/* The first drive hangs, lies and goes away: it ends there, nothing false is kept, and in a sound drive it ends whole. */
static void test_dying(void **state)
{
	static const char sound[] = "[disc]  kind = cd  image = builtin:demo  label = DYING  sectors = 40000  seed = 16\n"
				    "[drive C]  speed = cav 40\n";
	const char *srcdir = getenv("srcdir");
	struct rig r, other;
	struct engine_settings s;
	struct snapshot end;
	char path[300];
	int32_t good;

	(void)state;
	snprintf(path, sizeof path, "%s/doc/scenarios/dying.sim", srcdir ? srcdir : ".");
	rig_new_file(&r, "scenario-dying", path);
	s = rig_settings(&r);
	rig_start(&r, &s);
	end = rig_finish(&r);
	assert_int_equal(end.end, STATUS_DRIVE_GONE);
	good = end.tally.sectors[map_state_index(MAP_GOOD)];
	assert_true(good > 8000 && good < 40000);
	assert_true(end.drives[0].failed > 0);
	rig_new(&other, "scenario-sound", sound);
	s = rig_settings(&other);
	s.where.folder = r.job;
	rig_start(&other, &s);
	end = rig_finish(&other);
	assert_int_equal(end.end, STATUS_OK);
	assert_int_equal(end.tally.sectors[map_state_index(MAP_GOOD)], 40000);
	rig_free(&other);
	rig_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean), cmocka_unit_test(test_scratch), cmocka_unit_test(test_scratches),
		cmocka_unit_test(test_edge_rot), cmocka_unit_test(test_fingerprint), cmocka_unit_test(test_dying),
		cmocka_unit_test(test_dvd), cmocka_unit_test(test_demo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
