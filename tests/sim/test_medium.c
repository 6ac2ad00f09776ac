#include "config.h"
#include "tests/sim/rig.h"

#include <math.h>
#include <pthread.h>

#define CD "[disc] image = builtin:demo  sectors = 45000  seed = 3\n"

static int64_t now(struct rig *r)
{
	return clock_now(sim_clock(r->w));
}

static double seconds(int64_t ns)
{
	return (double)ns / (double)NS_PER_S;
}

/* Reads a sector `tries` times past the cache; a bit per success. */
static uint32_t tries_of(struct rig *r, int drive, int32_t lsn, int tries)
{
	uint32_t bits = 0;

	for (int i = 0; i < tries; i++)
		bits |= (uint32_t)(rig_read(r, drive, lsn, 1, 0x08) == 0) << i;
	return bits;
}

static void test_same_answers(void **state)
{
	static const char text[] = CD "[damage] weak = 1000 +200 chance 0.4  dust = share 0.02\n"
				      "scratch = 26 mm .. 27 mm at 40 deg\n[drive A]\n[drive B] seed = 5\n";
	struct rig one, two;
	int differ = 0, won = 0;

	(void)state;
	rig_up(&one, text);
	rig_up(&two, text);
	for (int i = 0; i < 200; i++) {
		uint32_t a = tries_of(&one, 0, 1000 + i, 4);

		won += __builtin_popcount(a);
		/* the other world takes the sectors in another order, with other reads between */
		differ += a != tries_of(&two, 0, 1000 + i, 4);
		rig_read(&two, 0, 20000 + i, 3, 0);
		assert_true(sim_chance(one.w, 0, 1000 + i) < 0.401);	/* less where there is dust, too */
	}
	assert_int_equal(differ, 0);
	assert_true(won > 800 * 0.33 && won < 800 * 0.47);
	for (int32_t lsn = 9000; lsn < 14000; lsn++)
		assert_true(sim_chance(one.w, 0, lsn) == sim_chance(two.w, 0, lsn));
	/* another drive, other luck */
	sim_eject(two.w, 0);
	sim_insert(two.w, 1);
	while (rig_ready(&two, 1))
		;
	for (int i = 0; i < 200; i++)
		differ += tries_of(&one, 0, 1000 + i, 4) != tries_of(&two, 1, 1000 + i, 4);
	assert_true(differ > 100);
	rig_down(&one);
	rig_down(&two);
}

static void test_good_prefix(void **state)
{
	struct rig r;
	uint8_t poison[2048];

	(void)state;
	rig_up(&r, CD "[damage] bad = 500 +2\n[drive A] capacity = 0\n[drive B] short = no\n");
	memset(poison, 0xa5, sizeof poison);
	assert_int_equal(rig_read(&r, 0, 490, 20, 0), 0x031105);
	assert_int_equal(rig_information(&r), 500);
	assert_int_equal(r.c.residual, 10 * 2048);
	rig_expect_truth(&r, 0, 0, 490, 10);
	assert_memory_equal(r.buf + 10 * 2048, poison, 2048);
	assert_int_equal(rig_read(&r, 0, 501, 1, 0), 0x031105);
	assert_int_equal(rig_information(&r), 501);
	assert_int_equal(r.c.residual, 2048);
	assert_int_equal(rig_read(&r, 0, 502, 20, 0), 0);
	assert_int_equal(r.c.residual, 0);
	rig_expect_truth(&r, 0, 0, 502, 20);
	assert_int_equal(sim_failures(r.w, 0), 2);
	assert_int_equal(sim_sectors_asked(r.w, 0), 11 + 1 + 20);
	assert_true(sim_chance(r.w, 0, 500) == 0 && sim_chance(r.w, 0, 502) == 1);
	sim_eject(r.w, 0);
	sim_insert(r.w, 1);
	while (rig_ready(&r, 1))
		;
	assert_int_equal(rig_read(&r, 1, 490, 20, 0), 0x031105);
	assert_int_equal(rig_information(&r), -1);
	assert_int_equal(r.c.residual, 20 * 2048);
	rig_down(&r);
}

/* On DVD and BD the sectors of a block share their fate; the first sector asked for is named. */
static void test_blocks(void **state)
{
	static const struct {
		const char *text;
		int unit;
	} kinds[] = {
		{ "[disc] kind = dvd  image = builtin:archive  sectors = 50003\n"
		  "[damage] bad = 1605  weak = 3200 +160 chance 0.5  scratch = 24.1 mm .. 24.4 mm at 10 deg\n[drive A]\n", 16 },
		{ "[disc] kind = bd  image = builtin:archive  sectors = 50003\n"
		  "[damage] bad = 1605  weak = 3200 +160 chance 0.5  scratch = 24.1 mm .. 24.15 mm at 10 deg\n[drive A]\n", 32 },
	};

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(kinds); k++) {
		struct rig r;
		int unit = kinds[k].unit, both[2] = { 0, 0 }, hurt = 0;

		rig_up(&r, kinds[k].text);
		for (int32_t lsn = 0; lsn < 50003; lsn++) {
			assert_true(sim_chance(r.w, 0, lsn) == sim_chance(r.w, 0, lsn / unit * unit));
			hurt += sim_chance(r.w, 0, lsn) < 1;
		}
		assert_true(hurt > 32 + 160 + 100);
		assert_int_equal(rig_read(&r, 0, 1570, 60, 0), 0x031100);
		assert_int_equal(rig_information(&r), 1600);
		assert_int_equal(r.c.residual, 30 * 2048);
		assert_int_equal(rig_read(&r, 0, 1607, 1, 0), 0x031100);
		assert_int_equal(rig_information(&r), 1607);
		assert_int_equal(rig_read(&r, 0, 50000, 3, 0), 0);
		rig_expect_truth(&r, 0, 0, 50000, 3);
		for (int32_t lsn = 3200; lsn < 3360; lsn += unit) {
			bool read = rig_read(&r, 0, lsn + 3, 1, 0) == 0;

			both[read]++;
			if (!read)
				continue;
			/* the whole block is in the cache now */
			assert_int_equal(rig_read(&r, 0, lsn, unit, 0), 0);
			rig_expect_truth(&r, 0, 0, lsn, unit);
		}
		assert_true(both[0] > 0 && both[1] > 0);
		rig_down(&r);
	}
}

static void test_cache(void **state)
{
	struct rig r;
	int64_t asked, start;
	int failed = 0;

	(void)state;
	rig_up(&r, CD "[damage] weak = 1000 +60 chance 0.5\n[drive A] cache = 100\n[drive B] cache = 100  fua = no\n");
	while (rig_read(&r, 0, 1000, 1, 0))
		;
	asked = sim_sectors_asked(r.w, 0);
	start = now(&r);
	for (int i = 0; i < 50; i++)
		assert_int_equal(rig_read(&r, 0, 1000, 1, 0), 0);
	rig_expect_truth(&r, 0, 0, 1000, 1);
	assert_int_equal(sim_sectors_asked(r.w, 0), asked);
	assert_true(now(&r) - start < 50 * NS_PER_MS);
	for (int i = 0; i < 20; i++)
		failed += rig_read(&r, 0, 1000, 1, 0x08) != 0;	/* FUA: from the medium */
	assert_true(failed > 3 && failed < 17);
	assert_int_equal(sim_sectors_asked(r.w, 0), asked + 20);
	/* reading elsewhere drives it out; reading on drives out the beginning */
	assert_int_equal(rig_read(&r, 0, 30000, 60, 0), 0);
	assert_int_equal(rig_read(&r, 0, 30060, 60, 0), 0);
	asked = sim_sectors_asked(r.w, 0);
	assert_int_equal(rig_read(&r, 0, 30020, 60, 0), 0);
	assert_int_equal(sim_sectors_asked(r.w, 0), asked);
	assert_int_equal(rig_read(&r, 0, 30010, 1, 0), 0);
	assert_int_equal(sim_sectors_asked(r.w, 0), asked + 1);
	/* what lies near stays, what is far away drives all out */
	assert_int_equal(rig_read(&r, 0, 30200, 1, 0), 0);
	asked = sim_sectors_asked(r.w, 0);
	assert_int_equal(rig_read(&r, 0, 30150, 1, 0), 0);
	assert_int_equal(rig_read(&r, 0, 30200, 1, 0), 0);
	assert_int_equal(sim_sectors_asked(r.w, 0), asked + 1);
	assert_int_equal(rig_read(&r, 0, 30400, 1, 0), 0);
	assert_int_equal(rig_read(&r, 0, 30200, 1, 0), 0);
	assert_int_equal(sim_sectors_asked(r.w, 0), asked + 3);
	/* a drive that ignores FUA answers from its cache */
	sim_eject(r.w, 0);
	sim_insert(r.w, 1);
	while (rig_ready(&r, 1))
		;
	while (rig_read(&r, 1, 1000, 1, 0x08))
		;
	asked = sim_sectors_asked(r.w, 1);
	assert_int_equal(rig_read(&r, 1, 1000, 1, 0x08), 0);
	assert_int_equal(sim_sectors_asked(r.w, 1), asked);
	rig_down(&r);
}

/* Seconds that a read takes. */
static double took(struct rig *r, int drive, int32_t lsn, int32_t count)
{
	int64_t start = now(r);

	rig_read(r, drive, lsn, count, 0);
	return seconds(now(r) - start);
}

#define NEAR(a, b) assert_true(fabs((a) - (b)) < 0.02 * fabs(b) + 0.0003)

static void test_time(void **state)
{
	struct rig r;
	double inner, outer;

	(void)state;
	rig_up(&r, "[disc] image = builtin:demo  sectors = 330000\n[damage] bad = 1000  slow = 2000 +10 time 0.5 s\n"
		   "[drive A] speed = cav 40  spinup = 4 s  seek = 100 ms  failed_read = 2.5 s  cache = 0\n"
		   "          slow_factor = 0.25  slow_time = 10 s\n[drive B] speed = clv 10  failed_read = 1 s\n");
	assert_true(took(&r, 0, 0, 1) > 4);
	assert_true(took(&r, 0, 1, 1) < 0.1);
	inner = took(&r, 0, 2, 60);
	NEAR(inner, 60 / (40 * 25.0 / 58 * 75));
	took(&r, 0, 320000, 1);
	outer = took(&r, 0, 320001, 60);
	NEAR(inner / outer, 58.0 / 25);
	assert_true(took(&r, 0, 0, 1) > 0.08);			/* most of a full stroke */
	assert_true(took(&r, 0, 1000, 1) > 2.5);
	took(&r, 0, 1001, 1);
	NEAR(took(&r, 0, 1002, 60), 4 * 60 / (40 * 25.05 / 58 * 75));	/* a quarter of the speed for ten seconds */
	NEAR(took(&r, 0, 2000, 10) - took(&r, 0, 2010, 10), 5.0 + 0.02);
	for (int i = 0; i < 60; i++)
		took(&r, 0, 250000 - 3000 * i, 60);
	took(&r, 0, 1001, 1);
	NEAR(took(&r, 0, 1002, 60), 60 / (40 * 25.05 / 58 * 75));
	/* a limit of 4x */
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0xbb, 0, 0x02, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0), 0);
	NEAR(took(&r, 0, 1062, 60), 60 / (4 * 75.0));
	sim_eject(r.w, 0);
	sim_insert(r.w, 1);
	while (rig_ready(&r, 1))
		;
	took(&r, 1, 0, 1);
	NEAR(took(&r, 1, 1, 60), 60 / 750.0);
	rig_down(&r);
}

/* Half the speed, 0.4 more in the logit. */
static void test_low_speed_helps(void **state)
{
	struct rig fast, slow;
	int won[2] = { 0, 0 };

	(void)state;
	rig_up(&fast, CD "[damage] weak = 1000 +3000 chance 0.1\n[drive A] speed = clv 32\n");
	rig_up(&slow, CD "[damage] weak = 1000 +3000 chance 0.1\n[drive A] speed = clv 32\n");
	assert_int_equal(RUN(&slow, 0, TRANSFER_NONE, 0, 0xbb, 0, 0x01, 0x61, 0, 0, 0, 0, 0, 0, 0, 0), 0);	/* 2x */
	for (int i = 0; i < 3000; i++) {
		bool first = rig_read(&fast, 0, 1000 + i, 1, 0) == 0, second = rig_read(&slow, 0, 1000 + i, 1, 0) == 0;

		assert_true(second || !first);	/* the same luck, a better chance */
		won[0] += first;
		won[1] += second;
	}
	assert_true(won[0] > 240 && won[0] < 360);
	assert_true(won[1] > 950 * 0.9 && won[1] < 1110);	/* logit -2.2 + 1.6: 35 % */
	rig_down(&fast);
	rig_down(&slow);
}

static void test_skill(void **state)
{
	struct rig r;
	double sum[2] = { 0, 0 };
	int better[2] = { 0, 0 };

	(void)state;
	rig_up(&r, CD "[damage] weak = 100 +10 chance 0.5  scratch = 26 mm .. 28 mm at 40 deg depth 0.6\n"
		      "[drive A] skill = 0.4\n[drive B] skill = 0.6\n");
	for (int drive = 0; drive < 2; drive++) {
		double p = sim_chance(r.w, drive, 100);

		assert_true(fabs(p - 1 / (1 + exp(drive ? -0.8 : 0.8))) < 1e-9);
		for (int32_t lsn = 9000; lsn < 30000; lsn++)
			sum[drive] += 1 - sim_chance(r.w, drive, lsn);
		if (!drive) {
			sim_eject(r.w, 0);
			sim_insert(r.w, 1);
		}
	}
	assert_true(sum[0] > sum[1] * 1.2 && sum[1] > 100);
	/* yet the worse drive is the better one at some sectors */
	rig_down(&r);
	rig_up(&r, CD "[damage] scratch = 26 mm .. 28 mm at 40 deg depth 0.6\n[drive A] skill = 0.5\n[drive B] skill = 0.55\n");
	for (int32_t lsn = 9000; lsn < 30000; lsn++) {
		double a = sim_chance(r.w, 0, lsn), b;

		if (a >= 1)
			continue;
		sim_load_disc(r.w, 0, "disc");
		sim_eject(r.w, 0);
		sim_insert(r.w, 1);
		b = sim_chance(r.w, 1, lsn);
		better[b > a]++;
		sim_eject(r.w, 1);
		sim_insert(r.w, 0);
	}
	assert_true(better[0] > 100 && better[1] > better[0]);
	rig_down(&r);
}

/* A radial scratch hits the same angle of each turn: its sectors come at the distance of a turn. */
static void test_places(void **state)
{
	struct rig r;
	int32_t last = -1;
	int gaps = 0, regular = 0;

	(void)state;
	rig_up(&r, CD "[damage] scratch = 26 mm .. 28 mm at 40 deg width 0.2 mm\n[drive A]\n");
	for (int32_t lsn = 0; lsn < 45000; lsn++) {
		if (sim_chance(r.w, 0, lsn) >= 1)
			continue;
		assert_true(lsn > 5700 && lsn < 18100);		/* 26 and 28 mm */
		if (last >= 0 && lsn - last > 1) {
			gaps++;
			regular += lsn - last >= 8 && lsn - last <= 11;	/* 9.4 to 10.2 sectors a turn */
		}
		last = lsn;
	}
	assert_true(gaps > 1100 && regular == gaps);
	rig_down(&r);
	rig_up(&r, CD "[damage] ring = 26 mm .. 26.01 mm  blotch = 28 mm at 90 deg size 0.2 mm\n"
		      "rot = 30 mm .. 32 mm share 0.5\n[drive A]\n");
	last = 0;
	gaps = regular = 0;
	for (int32_t lsn = 0; lsn < 45000; lsn++) {
		bool hurt = sim_chance(r.w, 0, lsn) < 1;

		last += hurt && lsn < 7000;
		gaps += hurt && lsn > 16500 && lsn < 19500;
		regular += hurt && lsn > 40000;
		assert_false(hurt && lsn >= 19500 && lsn < 31000);
	}
	assert_true(last > 55 && last < 65);	/* six turns of ten sectors, all of them */
	assert_true(gaps > 100 && gaps < 300);	/* 125 turns, a sector or two of each */
	assert_true(regular > 800 && regular < 2500);
	rig_down(&r);
}

static void test_hang(void **state)
{
	struct rig r;
	int64_t start;

	(void)state;
	rig_up(&r, CD "[drive A] hang = 700 60 s  hang = 900 5 s  ready_after = 0 s\n");
	assert_int_equal(rig_read(&r, 0, 600, 1, 0), 0);
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0x1e, 0, 0, 0, 1, 0), 0);
	start = now(&r);
	assert_int_equal(rig_read(&r, 0, 690, 20, 0), 0);
	assert_int_equal(r.st, STATUS_TIMEOUT);
	assert_int_equal(now(&r) - start, 30 * NS_PER_S);	/* the host's timeout, to the nanosecond */
	assert_int_equal(rig_ready(&r, 0), 0x062900);		/* it has been reset, and unlocked */
	assert_int_equal(sim_eject(r.w, 0), STATUS_OK);
	assert_int_equal(sim_insert(r.w, 0), STATUS_OK);
	assert_int_equal(rig_ready(&r, 0), 0x062800);
	assert_int_equal(rig_read(&r, 0, 690, 10, 0), 0);
	assert_int_equal(rig_read(&r, 0, 701, 10, 0), 0);
	start = now(&r);
	assert_int_equal(rig_read(&r, 0, 890, 20, 0), 0);
	assert_int_equal(r.st, STATUS_OK);
	assert_true(now(&r) - start > 5 * NS_PER_S);
	rig_expect_truth(&r, 0, 0, 890, 20);
	rig_down(&r);
}

static void test_vanish_and_wrong(void **state)
{
	struct rig r;
	uint8_t truth[2048];
	int wrong = 0;

	(void)state;
	rig_up(&r, CD "[drive A] vanish = 800  wrong = 100 +2  wrong = 200 chance 0.5  cache = 0\n");
	assert_int_equal(rig_read(&r, 0, 99, 4, 0), 0);
	rig_expect_truth(&r, 0, 0, 99, 1);
	rig_expect_truth(&r, 0, 3, 102, 1);
	assert_int_equal(sim_truth(r.w, 0, 100, truth), STATUS_OK);
	assert_memory_not_equal(r.buf + 2048, truth, 2048);
	assert_int_equal(sim_truth(r.w, 0, 200, truth), STATUS_OK);
	for (int i = 0; i < 40; i++) {
		assert_int_equal(rig_read(&r, 0, 200, 1, 0), 0);
		wrong += memcmp(r.buf, truth, 2048) != 0;
	}
	assert_true(wrong > 8 && wrong < 32);
	assert_int_equal(rig_read(&r, 0, 780, 20, 0), 0);
	assert_int_equal(r.st, STATUS_OK);
	rig_read(&r, 0, 790, 20, 0);
	assert_int_equal(r.st, STATUS_DRIVE_GONE);
	rig_read(&r, 0, 0, 1, 0);
	assert_int_equal(r.st, STATUS_DRIVE_GONE);
	RUN(&r, 0, TRANSFER_IN, 96, 0x12, 0, 0, 0, 96, 0);
	assert_int_equal(r.st, STATUS_DRIVE_GONE);
	rig_down(&r);
}

static void test_recovered(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD "[damage] weak = 500 +2 chance 0.9999\n[drive A] recovered = 1  cache = 0  skill = 1\n");
	assert_int_equal(rig_read(&r, 0, 490, 9, 0), 0);
	assert_int_equal(rig_read(&r, 0, 490, 20, 0), 0x011701);
	assert_int_equal(rig_information(&r), 501);
	assert_int_equal(r.c.residual, 0);
	rig_expect_truth(&r, 0, 0, 490, 20);
	/* without PER nothing is said */
	memcpy(r.buf, "\0\0\0\0\0\0\0\0\1\x0a\0\7\0\0\0\0\0\0\0\0", 20);
	assert_int_equal(RUN(&r, 0, TRANSFER_OUT, 20, 0x55, 0x10, 0, 0, 0, 0, 0, 0, 20, 0), 0);
	assert_int_equal(rig_read(&r, 0, 490, 20, 0), 0);
	rig_down(&r);
}

/* A thread that reads a sector which hangs for a virtual hour. */
static void *read_hour(void *arg)
{
	struct rig *r = arg;
	uint8_t buf[2048];
	struct transport_cmd c = { .cdb = { 0x28, 0, 0, 0, 0, 60, 0, 0, 1, 0 }, .cdb_len = 10, .dir = TRANSFER_IN,
				   .buf = buf, .len = sizeof buf, .timeout_ms = 7200000 };
	static const uint8_t cut_off[] = { 0x3a, 0x02 };
	enum status st = r->t[0]->ops->run(r->t[0], &c);

	return st == STATUS_OK && c.scsi_status == 2 && c.sense[2] == 2 && memcmp(c.sense + 12, cut_off, 2) == 0 &&
	       c.residual == sizeof buf ? NULL : r;
}

/* While one drive sleeps in a read, the others answer, time moves, and the tray can be opened; the read then fails. */
static void test_pace(void **state)
{
	struct rig r;
	pthread_t thread;
	void *wrong;
	int64_t before;

	(void)state;
	rig_up(&r, "[world] pace = 50\n[disc one] image = builtin:demo\n[disc two] image = builtin:archive\n"
		   "[drive A] hang = 60 3600 s\n[drive B] disc = two  spinup = 0 s\n");
	assert_true(sim_wanted_pace(r.w) == 50);
	assert_int_equal(now(&r), 0);
	sim_set_pace(r.w, 1000);	/* the hour would take 3.6 s */
	assert_int_equal(pthread_create(&thread, NULL, read_hour, &r), 0);
	while (sim_sectors_asked(r.w, 0) == 0)
		usleep(1000);
	before = now(&r);
	/* the reader sleeps: all of this happens meanwhile */
	assert_int_equal(rig_ready(&r, 0), 0);
	assert_int_equal(rig_read(&r, 1, 16, 32, 0), 0);
	rig_expect_truth(&r, 1, 0, 16, 32);
	assert_int_equal(sim_sectors(r.w, 0), 45000);
	assert_true(now(&r) > before);
	assert_int_equal(sim_eject(r.w, 0), STATUS_OK);
	sim_set_pace(r.w, 0);		/* from here on time is counted: the sleeper's hour is over at once */
	assert_int_equal(pthread_join(thread, &wrong), 0);
	assert_null(wrong);
	assert_true(now(&r) >= 3600 * NS_PER_S);
	before = now(&r);
	assert_int_equal(now(&r), before);
	rig_down(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_answers), cmocka_unit_test(test_good_prefix), cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_cache), cmocka_unit_test(test_time), cmocka_unit_test(test_low_speed_helps),
		cmocka_unit_test(test_skill), cmocka_unit_test(test_places), cmocka_unit_test(test_hang),
		cmocka_unit_test(test_vanish_and_wrong), cmocka_unit_test(test_recovered), cmocka_unit_test(test_pace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
