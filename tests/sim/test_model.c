#include "config.h"
#include "tests/sim/rig.h"

#include "disc/geometry.h"

#include <math.h>

/* What makes a simulated drive the model that reading strategies are measured with. */

#define CD "[disc] image = builtin:demo  sectors = 45000  seed = 3"

static double now(struct rig *r)
{
	return (double)clock_now(sim_clock(r->w)) / (double)NS_PER_S;
}

/* The turns of a scratch lie as far apart as velocity and pitch say, not as nominal discs have them. */
static void test_recorded(void **state)
{
	const double velocity = 1.22, pitch = 1.7;
	struct geometry g = geometry_of(DISC_CD, 45000, velocity, pitch);
	struct rig r;
	int hits = 0, off = 0;

	(void)state;
	rig_up(&r, CD "  velocity = 1.22 m/s  pitch = 1.7 um\n[damage] scratch = 27 mm .. 30 mm at 90 deg width 0.1 mm depth 1\n"
		   "[drive A]\n");
	for (int32_t lsn = 0; lsn < 45000; lsn++) {
		double turns = geometry_turns(&g, lsn), first = turns - floor(turns);
		double end = first + 1 / geometry_per_turn(&g, lsn), half = 0.1 / 2 / (2 * 3.1416 * 25) + 1e-6;
		double radius = geometry_radius(&g, lsn);

		if (sim_chance(r.w, 0, lsn) == 1)
			continue;
		hits++;
		off += radius < 27 || radius > 30 || first > 0.25 + half || end < 0.25 - half;
	}
	assert_int_equal(off, 0);
	/* once a turn, and twice where two sectors meet below it */
	assert_true(hits >= (int)(3 / 0.0017) && hits < 1.02 * 3 / 0.0017);
	rig_down(&r);
}

static void test_hopeless(void **state)
{
	struct rig is, was;
	int lost = 0, less = 0;

	(void)state;
	rig_up(&is, CD "  hopeless = 0.1\n[damage] dust = share 0.3 depth 0.6\n[drive A] skill = 0.6  failed_read = 0 s\n");
	rig_up(&was, CD "\n[damage] dust = share 0.3 depth 0.6\n[drive A] skill = 0.6\n");
	for (int32_t lsn = 0; lsn < 5000; lsn++) {
		double p = sim_chance(was.w, 0, lsn);

		assert_true(sim_chance(is.w, 0, lsn) == (p < 0.1 ? 0 : p));
		lost += p < 0.1;
		less += p >= 0.1 && p < 1;
		if (p < 0.1 && lost < 20) {
			/* at the lowest speed as well */
			RUN(&is, 0, TRANSFER_NONE, 0, 0xbb, 0, 0, 176, 0xff, 0xff, 0, 0, 0, 0, 0, 0);
			for (int i = 0; i < 30; i++)
				assert_int_not_equal(rig_read(&is, 0, lsn, 1, 0x08), 0);
			assert_int_equal(sim_needed(is.w, 0, lsn, 176, 1000000), 0);
		}
	}
	assert_true(lost > 100 && less > 100);
	rig_down(&is);
	rig_down(&was);
}

/* Reads 300 weak sectors once, at a quarter of the speed; gives how many were read. */
static int won_slowly(const char *drive)
{
	char text[300];
	struct rig r;
	int won = 0;

	snprintf(text, sizeof text, CD "\n[damage] weak = 1000 +300 chance 0.3\n[drive A] speed = clv 40  %s\n", drive);
	rig_up(&r, text);
	RUN(&r, 0, TRANSFER_NONE, 0, 0xbb, 0, 1764 >> 8, 1764 & 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0);
	for (int i = 0; i < 300; i++)
		won += rig_read(&r, 0, 1000 + i, 1, 0x08) == 0;
	rig_down(&r);
	return won;
}

static void test_speed_gain(void **state)
{
	(void)state;
	/* two halvings: 0.8 in the logit make 49 % of 30 % */
	assert_true(fabs(won_slowly("") / 300.0 - 0.49) < 0.08);
	assert_true(fabs(won_slowly("speed_gain = 0") / 300.0 - 0.3) < 0.08);
	assert_true(fabs(won_slowly("speed_gain = -1") / 300.0 - 0.055) < 0.04);
}

static void test_speed_change(void **state)
{
	struct rig r;
	double before, usual;

	(void)state;
	rig_up(&r, CD "\n[drive A] speed = clv 40  spinup = 0 s  seek = 0 s  speed_change = 5 s  cache = 0\n");
	rig_read(&r, 0, 100, 10, 0);
	before = now(&r);
	rig_read(&r, 0, 110, 10, 0);
	usual = now(&r) - before;
	for (int i = 0; i < 2; i++) {	/* the same wish again changes nothing */
		RUN(&r, 0, TRANSFER_NONE, 0, 0xbb, 0, 3528 >> 8, 3528 & 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0);
		before = now(&r);
		rig_read(&r, 0, 120 + 10 * i, 10, 0);
		assert_true(fabs(now(&r) - before - (i ? 0 : 5) - usual) < usual + 0.01);
	}
	before = now(&r);
	RUN(&r, 0, TRANSFER_NONE, 0, 0xbb, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0);
	assert_true(now(&r) == before);
	rig_read(&r, 0, 140, 10, 0);
	assert_true(now(&r) - before > 5);
	rig_down(&r);
}

static void test_stubborn(void **state)
{
	struct rig r;
	int changes = 0, won = 0;

	(void)state;
	rig_up(&r, CD "\n[damage] weak = 1000 +200 chance 0.5\n[drive A] stubborn = 3  failed_read = 0 s\n");
	for (int i = 0; i < 200; i++) {
		bool last = false;

		for (int n = 0; n < 12; n++) {
			bool good = rig_read(&r, 0, 1000 + i, 1, 0x08) == 0;

			if (n % 3 > 0)
				assert_int_equal(good, last);
			else if (n > 0)
				changes += good != last;
			last = good;
			won += good;
		}
	}
	assert_true(won > 0.43 * 2400 && won < 0.57 * 2400);
	assert_true(changes > 0.4 * 600 && changes < 0.6 * 600);
	rig_down(&r);
}

/* What is foretold comes true. */
static void test_needed(void **state)
{
	struct rig r;
	int most = 0;

	(void)state;
	rig_up(&r, CD "\n[damage] weak = 1000 +100 chance 0.3  bad = 2000\n[drive A] stubborn = 2  failed_read = 0 s\n");
	assert_int_equal(sim_needed(r.w, 0, 5, 0, 1), 1);
	assert_int_equal(sim_needed(r.w, 0, 2000, 0, 1000), 0);
	assert_int_equal(sim_needed(r.w, 1, 5, 0, 1), 0);
	assert_int_equal(sim_needed(r.w, 0, 45000, 0, 1), 0);
	rig_read(&r, 0, 1000, 1, 0x08);		/* what was tried counts */
	for (int32_t lsn = 1000; lsn < 1100; lsn++) {
		int n = sim_needed(r.w, 0, lsn, 0, 100);

		assert_true(n > 0 && sim_needed(r.w, 0, lsn, 0, n - 1) == 0);
		for (int i = 1; i < n; i++)
			assert_int_not_equal(rig_read(&r, 0, lsn, 1, 0x08), 0);
		assert_int_equal(rig_read(&r, 0, lsn, 1, 0x08), 0);
		most = n > most ? n : most;
	}
	assert_true(most > 4);
	RUN(&r, 0, TRANSFER_NONE, 0, 0xbb, 0, 0, 176, 0xff, 0xff, 0, 0, 0, 0, 0, 0);
	for (int32_t lsn = 1000; lsn < 1100; lsn++) {
		int n = sim_needed(r.w, 0, lsn, 176, 100);

		for (int i = 1; i < n; i++)
			assert_int_not_equal(rig_read(&r, 0, lsn, 1, 0x08), 0);
		assert_int_equal(rig_read(&r, 0, lsn, 1, 0x08), 0);
	}
	rig_down(&r);
}

struct seen {
	struct sim_read last;
	int count;
};

static void note(void *arg, const struct sim_read *r)
{
	struct seen *s = arg;

	s->last = *r;
	s->count++;
}

static void test_watch(void **state)
{
	struct rig r;
	struct seen s = { 0 };
	double before;

	(void)state;
	rig_up(&r, CD "\n[damage] bad = 510  weak = 600 chance 0.0001\n"
		   "[drive A]\n[drive B] short = no\n");
	sim_watch(r.w, note, &s);
	assert_int_equal(rig_read(&r, 0, 490, 10, 0), 0);
	assert_int_equal(s.count, 1);
	assert_true(s.last.drive == 0 && s.last.asked.lsn == 490 && s.last.asked.count == 10 && s.last.good == 10 &&
		    s.last.given == 10 && !s.last.failed && s.last.kb_per_s == 0 && s.last.began_ns == 0);
	assert_true((double)s.last.ended_ns / (double)NS_PER_S == now(&r) && now(&r) > 4);
	before = now(&r);
	RUN(&r, 0, TRANSFER_NONE, 0, 0xbb, 0, 3528 >> 8, 3528 & 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0);
	rig_ready(&r, 0);
	assert_int_equal(s.count, 1);	/* these are no reads */
	assert_int_not_equal(rig_read(&r, 0, 500, 20, 0), 0);
	assert_int_equal(s.count, 2);
	assert_true(s.last.good == 10 && s.last.given == 10 && s.last.failed && s.last.chance == 0 &&
		    s.last.kb_per_s == 3528);
	assert_true((double)s.last.began_ns / (double)NS_PER_S >= before && (double)s.last.ended_ns / (double)NS_PER_S == now(&r));
	assert_int_not_equal(rig_read(&r, 0, 600, 1, 0x08), 0);
	assert_true(s.last.good == 0 && s.last.failed && fabs(s.last.chance - 0.0001) < 1e-9);
	assert_int_not_equal(rig_read(&r, 0, 45000, 1, 0), 0);	/* there is no such place */
	assert_int_equal(s.count, 3);
	sim_eject(r.w, 0);
	sim_insert(r.w, 1);
	while (rig_ready(&r, 1))
		;
	assert_int_not_equal(rig_read(&r, 1, 500, 20, 0), 0);
	assert_true(s.count == 4 && s.last.drive == 1 && s.last.good == 10 && s.last.given == 0 && s.last.failed);
	sim_watch(r.w, NULL, NULL);
	assert_int_equal(rig_read(&r, 1, 490, 10, 0), 0);
	assert_int_equal(s.count, 4);
	rig_down(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recorded), cmocka_unit_test(test_hopeless), cmocka_unit_test(test_speed_gain),
		cmocka_unit_test(test_speed_change), cmocka_unit_test(test_stubborn), cmocka_unit_test(test_needed),
		cmocka_unit_test(test_watch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
