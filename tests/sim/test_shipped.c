#include "config.h"
#include "tests/sim/rig.h"

/* The scenarios that come with the program: each loads, and the demo keeps what it promises. */

static const char *shipped(const char *name)
{
	static char path[400];
	const char *srcdir = getenv("srcdir");

	snprintf(path, sizeof path, "%s/doc/scenarios/%s", srcdir ? srcdir : ".", name);
	return path;
}

static void load(struct rig *r, const char *name)
{
	struct fault f = { 0 };

	if (sim_load(shipped(name), &r->w, &f) != STATUS_OK)
		fail_msg("%s:%ld: %s: %s", f.place, f.line, f.reason ? f.reason : "-", f.detail);
	for (int i = 0; i < 4; i++)
		r->t[i] = sim_transport(r->w, i);
}

static void test_all_load(void **state)
{
	static const struct {
		const char *name;
		int hurt_min, hurt_max;	/* sectors that one attempt may fail to read */
	} files[] = {
		{ "clean.sim", 0, 0 },
		{ "scratch.sim", 200, 2000 },
		{ "scratches.sim", 1000, 6000 },
		{ "edge-rot.sim", 1000, 6000 },
		{ "fingerprint.sim", 300, 4000 },
		{ "dying.sim", 200, 6000 },
		{ "dvd.sim", 1000, 20000 },
		{ "demo.sim", 300, 900 },
	};
	struct rig r;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(files); i++) {
		int hurt = 0;

		load(&r, files[i].name);
		assert_true(sim_sectors(r.w, 0) >= 20000 && sim_sectors(r.w, 0) <= 200000);
		assert_int_equal(rig_ready(&r, 0), 0);
		for (int32_t lsn = 0; lsn < sim_sectors(r.w, 0); lsn++)
			hurt += sim_chance(r.w, 0, lsn) < 1;
		if (hurt < files[i].hurt_min || hurt > files[i].hurt_max)
			fail_msg("%s: %d sectors are hurt", files[i].name, hurt);
		rig_down(&r);
	}
}

/* A plain rescue with one drive: sweep with leaps, then everything left one by one, then once more. */
static int nurse(struct rig *r, int drive, uint8_t *good, int32_t sectors, int rounds)
{
	int left = 0;

	for (int32_t lsn = 0, leap = 32; lsn < sectors;) {
		int32_t count = min_i32(32, sectors - lsn);

		if (good[lsn]) {
			lsn++;
		} else if (rig_read(r, drive, lsn, count, 0) == 0) {
			memset(good + lsn, 1, (size_t)count);
			lsn += count;
			leap = 32;
		} else {
			count = (int32_t)((32 * 2048 - r->c.residual) / 2048);
			memset(good + lsn, 1, (size_t)count);
			lsn += count + leap;
			leap *= 2;
		}
	}
	for (int i = 0; i < rounds; i++)
		for (int32_t lsn = 0; lsn < sectors; lsn++)
			if (!good[lsn])
				good[lsn] = rig_read(r, drive, lsn, 1, 0) == 0;
	for (int32_t lsn = 0; lsn < sectors; lsn++)
		left += !good[lsn];
	return left;
}

/*
 * Watched, the passes in the first drive are over in 100 s; the second drive reads most of what is left then, and
 * a few sectors are lost for both.
 */
static void test_demo(void **state)
{
	struct rig r;
	int32_t sectors;
	uint8_t *good;
	int after_a, after_b;
	double watched;

	(void)state;
	load(&r, "demo.sim");
	sectors = sim_sectors(r.w, 0);
	good = calloc((size_t)sectors, 1);
	after_a = nurse(&r, 0, good, sectors, 2);
	watched = (double)clock_now(sim_clock(r.w)) / (double)NS_PER_S / sim_wanted_pace(r.w);
	if (watched < 50 || watched > 95 || after_a < 200)
		fail_msg("watched %.1f s, %d left", watched, after_a);
	assert_int_equal(rig_ready(&r, 1), 0x023a01);
	assert_int_equal(sim_eject(r.w, 0), STATUS_OK);
	assert_int_equal(sim_insert(r.w, 1), STATUS_OK);
	while (rig_ready(&r, 1))
		;
	for (int i = 0; i < 3; i++)
		for (int32_t lsn = 0; lsn < sectors; lsn++)
			if (!good[lsn])
				good[lsn] = rig_read(&r, 1, lsn, 1, 0) == 0;
	after_b = 0;
	for (int32_t lsn = 0; lsn < sectors; lsn++)
		after_b += !good[lsn];
	if (after_b < 3 || after_b > after_a / 5)
		fail_msg("%d left after A, %d after B", after_a, after_b);
	free(good);
	rig_down(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_all_load), cmocka_unit_test(test_demo) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
