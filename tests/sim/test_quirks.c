#include "config.h"
#include "tests/sim/rig.h"

/* Discs that are copies, and drives that lie. */

#define CD "[disc] image = builtin:demo  sectors = 45000  seed = 3\n"

/* READ CAPACITY: sectors by it. */
static uint32_t capacity(struct rig *r, int drive)
{
	assert_int_equal(RUN(r, drive, TRANSFER_IN, 8, 0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0);
	assert_int_equal(rig_be(r->buf + 4, 4), 2048);
	return rig_be(r->buf, 4) + 1;
}

/* The lead-out by READ TOC, format 0. */
static uint32_t leadout(struct rig *r, int drive)
{
	assert_int_equal(RUN(r, drive, TRANSFER_IN, 12, 0x43, 0, 0, 0, 0, 0, 0xaa, 0, 12, 0), 0);
	assert_int_equal(r->buf[6], 0xaa);
	return rig_be(r->buf + 8, 4);
}

static void move(struct rig *r, int from, int to)
{
	assert_int_equal(sim_eject(r->w, from), STATUS_OK);
	assert_int_equal(sim_insert(r->w, to), STATUS_OK);
	for (int i = 0; rig_ready(r, to); i++)
		assert_true(i < 50);
}

static void test_copies(void **state)
{
	struct rig r;
	uint8_t a[2048], b[2048], c[2048];
	int differ = 0, first = -1, last = -1, hurt[3] = { 0, 0, 0 };

	(void)state;
	rig_up(&r, CD "[damage] dust = share 0.01\n[disc two] copy = disc\n[damage two] dust = share 0.01\n"
		      "[disc three] copy = two  differs = tools/TOOL05.EXE  differs = 44990 +3\n"
		      "[drive A]\n[drive B] disc = two\n[drive C] disc = three\n");
	for (int i = 1; i < 3; i++)
		assert_int_equal(sim_sectors(r.w, i), 45000);
	for (int32_t lsn = 0; lsn < 45000; lsn++) {
		assert_int_equal(sim_truth(r.w, 0, lsn, a), STATUS_OK);
		assert_int_equal(sim_truth(r.w, 1, lsn, b), STATUS_OK);
		assert_int_equal(sim_truth(r.w, 2, lsn, c), STATUS_OK);
		assert_memory_equal(a, b, 2048);
		for (int i = 0; i < 3; i++)
			hurt[i] += sim_chance(r.w, i, lsn) < 1;
		if (memcmp(a, c, 2048) == 0)
			continue;
		if (lsn < 44990 && first < 0)
			first = lsn;
		if (lsn < 44990)
			last = lsn;
		assert_true(lsn < 44993);
		differ++;
	}
	assert_true(first > 0 && differ == last - first + 1 + 3 && differ > 10 && differ < 2000);
	assert_true(hurt[0] > 300 && hurt[0] < 600 && hurt[1] > 300 && hurt[1] < 600 && hurt[2] == 0);
	/* the same content, other accidents */
	differ = 0;
	for (int32_t lsn = 0; lsn < 45000; lsn++)
		differ += (sim_chance(r.w, 0, lsn) < 1) != (sim_chance(r.w, 1, lsn) < 1);
	assert_true(differ > 500);
	/* what it reads is what its own disc says */
	assert_int_equal(rig_read(&r, 2, first, 5, 0), 0);
	rig_expect_truth(&r, 2, 0, first, 5);
	rig_down(&r);
}

static void test_capacities(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD "[drive A] capacity = total 44998\n[drive B] capacity = half  toc = 2\n[drive C] capacity = none\n"
		      "[drive D] capacity = total 45005  toc = -150\n");
	assert_int_equal(capacity(&r, 0), 44998);
	assert_int_equal(leadout(&r, 0), 44998);
	assert_int_equal(rig_read(&r, 0, 44998, 1, 0), 0x052100);
	move(&r, 0, 1);
	assert_int_equal(capacity(&r, 1), 22500);
	assert_int_equal(leadout(&r, 1), 22502);
	assert_int_equal(rig_read(&r, 1, 22490, 20, 0), 0x052100);
	assert_int_equal(rig_read(&r, 1, 22490, 10, 0), 0);
	move(&r, 1, 2);
	assert_int_equal(capacity(&r, 2), 1);		/* "last sector 0" */
	assert_int_equal(leadout(&r, 2), 0);
	assert_int_equal(rig_read(&r, 2, 44990, 10, 0), 0);	/* but it reads all there is */
	rig_expect_truth(&r, 2, 0, 44990, 10);
	assert_int_equal(rig_read(&r, 2, 45000, 1, 0), 0x052100);
	move(&r, 2, 3);
	assert_int_equal(capacity(&r, 3), 45005);
	assert_int_equal(leadout(&r, 3), 44855);
	assert_int_equal(rig_read(&r, 3, 45004, 1, 0), 0x056400);
	rig_down(&r);
}

/* A drive that goes on telling the size of the disc before. */
static void test_stale_capacity(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD "[disc large] image = builtin:demo  sectors = 60000\n[drive A] capacity = stale\n[drive B]\n");
	assert_int_equal(capacity(&r, 0), 45000);
	assert_int_equal(sim_load_disc(r.w, 0, "large"), STATUS_OK);
	while (rig_ready(&r, 0))
		;
	assert_int_equal(capacity(&r, 0), 45000);
	assert_int_equal(leadout(&r, 0), 45000);
	assert_int_equal(rig_read(&r, 0, 50000, 1, 0), 0x052100);
	sim_vanish(r.w, 0);
	sim_return(r.w, 0, NULL);
	r.t[0]->ops->close(r.t[0]);
	r.t[0] = sim_transport(r.w, 0);
	while (rig_ready(&r, 0))
		;
	assert_int_equal(capacity(&r, 0), 60000);
	rig_down(&r);
}

/* Two sessions: what lies between them is not recorded. */
static void test_sessions(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, "[disc] image = builtin:demo  sectors = 60000  session = 40000\n[drive A] short = no\n");
	assert_int_equal(rig_read(&r, 0, 28600, 6, 0), 0);	/* six sectors past the end */
	assert_int_equal(rig_read(&r, 0, 28606, 1, 0), 0x031105);
	assert_int_equal(rig_read(&r, 0, 39999, 1, 0), 0x031105);
	assert_int_equal(rig_read(&r, 0, 40000, 10, 0), 0);
	rig_expect_truth(&r, 0, 0, 40000, 10);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 100, 0x43, 0, 0, 0, 0, 0, 0, 0, 100, 0), 0);
	assert_int_equal(rig_be(r.buf, 2), 2 + 3 * 8);
	assert_int_equal(r.buf[3], 2);				/* last track */
	assert_int_equal(rig_be(r.buf + 12 + 4, 4), 40000);
	assert_int_equal(rig_be(r.buf + 20 + 4, 4), 60000);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 12, 0x43, 0, 1, 0, 0, 0, 0, 0, 12, 0), 0);
	assert_int_equal(r.buf[3], 2);				/* last session */
	assert_int_equal(r.buf[6], 2);				/* its first track */
	assert_int_equal(rig_be(r.buf + 8, 4), 40000);
	rig_down(&r);
}

/* Mode page 01h, bytes 2 and 3. */
static void set_page(struct rig *r, int drive, uint8_t flags, uint8_t count)
{
	const uint8_t data[20] = { [8] = 1, [9] = 10, [10] = flags, [11] = count };

	memcpy(r->buf, data, sizeof data);
	assert_int_equal(RUN(r, drive, TRANSFER_OUT, 20, 0x55, 0x10, 0, 0, 0, 0, 0, 0, 20, 0), 0);
}

static void test_error_page(void **state)
{
	struct rig r;
	int64_t start, full, few;

	(void)state;
	rig_up(&r, CD "[damage] bad = 500 +10\n[drive A] failed_read = 3 s\n[drive B] retries = no  failed_read = 3 s\n");
	rig_read(&r, 0, 499, 1, 0);
	start = clock_now(sim_clock(r.w));
	assert_int_equal(rig_read(&r, 0, 500, 1, 0), 0x031105);
	full = clock_now(sim_clock(r.w)) - start;
	set_page(&r, 0, 0, 0);
	start = clock_now(sim_clock(r.w));
	assert_int_equal(rig_read(&r, 0, 500, 1, 0), 0x031105);
	few = clock_now(sim_clock(r.w)) - start;
	assert_true(full > 3 * NS_PER_S && few > 3 * NS_PER_S / 10 && few < NS_PER_S);
	/* TB: the sector that failed is in the buffer, as it came */
	set_page(&r, 0, 0x20, 1);
	assert_int_equal(rig_read(&r, 0, 498, 5, 0), 0x031105);
	assert_int_equal(rig_information(&r), 500);
	assert_int_equal(r.c.residual, 2 * 2048);
	rig_expect_truth(&r, 0, 0, 498, 2);
	assert_int_equal(sim_truth(r.w, 0, 500, r.buf), STATUS_OK);
	assert_memory_not_equal(r.buf, r.buf + 2 * 2048, 2048);
	/* a drive that takes the count, and repeats as often as ever */
	move(&r, 0, 1);
	rig_read(&r, 1, 499, 1, 0);
	set_page(&r, 1, 0, 1);
	start = clock_now(sim_clock(r.w));
	assert_int_equal(rig_read(&r, 1, 500, 1, 0), 0x031105);
	assert_true(clock_now(sim_clock(r.w)) - start > 3 * NS_PER_S);
	rig_down(&r);
}

/* DCR left set by another program: no error is told, and the bytes are wrong; time alone gives it away. */
static void test_false_health(void **state)
{
	struct rig r;
	uint8_t truth[2048], once[2048];
	int64_t start;

	(void)state;
	rig_up(&r, CD "[damage] bad = 500\n[drive A] error_page = 0x21 5  retries = no\n");
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 20, 0x5a, 0, 1, 0, 0, 0, 0, 0, 20, 0), 0);
	assert_int_equal(r.buf[10], 0x21);
	assert_int_equal(r.buf[11], 5);
	assert_int_equal(sim_truth(r.w, 0, 500, truth), STATUS_OK);
	rig_read(&r, 0, 498, 1, 0);
	start = clock_now(sim_clock(r.w));
	assert_int_equal(rig_read(&r, 0, 499, 3, 0), 0);
	assert_true(clock_now(sim_clock(r.w)) - start > 2 * NS_PER_S);
	assert_memory_not_equal(r.buf + 2048, truth, 2048);
	memcpy(once, r.buf + 2048, 2048);
	rig_expect_truth(&r, 0, 2, 501, 1);
	assert_int_equal(rig_read(&r, 0, 500, 1, 0), 0);
	assert_memory_not_equal(r.buf, once, 2048);	/* other wrong bytes the next time */
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 20, 0x5a, 0, 0x81, 0, 0, 0, 0, 0, 20, 0), 0);
	assert_int_equal(r.buf[10], 0);			/* as it is at power-on */
	set_page(&r, 0, 0, 0xc0);
	assert_int_equal(rig_read(&r, 0, 500, 1, 0), 0x031105);
	rig_down(&r);
}

static double seconds_for(struct rig *r, int drive, int32_t lsn, int32_t count)
{
	int64_t start = clock_now(sim_clock(r->w));

	assert_int_equal(rig_read(r, drive, lsn, count, 0), 0);
	return (double)(clock_now(sim_clock(r->w)) - start) / (double)NS_PER_S;
}

static void test_speeds(void **state)
{
	struct rig r;
	double before, after;

	(void)state;
	rig_up(&r, CD "[drive A] speed = clv 48  speed_fall = 1670 factor 0.1 time 3 s\n"
		      "[drive B] speed = clv 40  obeys_speed = no\n[drive C] speed = clv 40  speeds = 8 16 40\n");
	seconds_for(&r, 0, 0, 1);
	before = seconds_for(&r, 0, 1, 60);
	assert_true(seconds_for(&r, 0, 1660, 60) > 3);
	after = seconds_for(&r, 0, 1720, 60);
	assert_true(after > 9 * before && after < 11 * before);
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0xbb, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0), 0);
	assert_true(seconds_for(&r, 0, 1780, 60) > 9 * before);
	move(&r, 0, 0);
	seconds_for(&r, 0, 0, 1);
	assert_true(seconds_for(&r, 0, 1, 60) > 9 * before);	/* not by the tray either */
	sim_vanish(r.w, 0);
	sim_return(r.w, 0, NULL);
	r.t[0]->ops->close(r.t[0]);
	r.t[0] = sim_transport(r.w, 0);
	while (rig_ready(&r, 0))
		;
	seconds_for(&r, 0, 0, 1);
	assert_true(seconds_for(&r, 0, 1, 60) < 1.1 * before);	/* power heals */
	/* it says yes, and goes on as before */
	move(&r, 0, 1);
	seconds_for(&r, 1, 0, 1);
	before = seconds_for(&r, 1, 1, 60);
	assert_int_equal(RUN(&r, 1, TRANSFER_NONE, 0, 0xbb, 0, 0x02, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0), 0);
	after = seconds_for(&r, 1, 61, 60);
	assert_true(after < 1.01 * before);
	/* only steps: 12x becomes 8x, below the lowest nothing changes */
	move(&r, 1, 2);
	seconds_for(&r, 2, 0, 1);
	before = seconds_for(&r, 2, 1, 60);
	assert_int_equal(RUN(&r, 2, TRANSFER_NONE, 0, 0xbb, 0, 0x08, 0x46, 0, 0, 0, 0, 0, 0, 0, 0), 0);	/* 12x */
	after = seconds_for(&r, 2, 61, 60);
	assert_true(after > 4.9 * before && after < 5.1 * before);
	assert_int_equal(RUN(&r, 2, TRANSFER_NONE, 0, 0xbb, 0, 0x02, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0), 0);	/* 4x */
	after = seconds_for(&r, 2, 121, 60);
	assert_true(after > 4.9 * before && after < 5.1 * before);
	rig_down(&r);
}

/* Past the end it repeats the last sector. */
static void test_endless(void **state)
{
	struct rig r;
	uint8_t last[2048];

	(void)state;
	rig_up(&r, CD "[drive A] endless = yes\n");
	assert_int_equal(capacity(&r, 0), 45000);
	assert_int_equal(sim_truth(r.w, 0, 44999, last), STATUS_OK);
	assert_int_equal(rig_read(&r, 0, 44998, 5, 0), 0);
	rig_expect_truth(&r, 0, 0, 44998, 2);
	for (int i = 1; i < 5; i++)
		assert_memory_equal(r.buf + i * 2048, last, 2048);
	assert_int_equal(rig_read(&r, 0, 90000, 3, 0), 0);
	assert_memory_equal(r.buf + 2 * 2048, last, 2048);
	rig_down(&r);
}

/* The same wrong bytes again and again, FUA or not, until the head has been far away. */
static void test_stale_cache(void **state)
{
	struct rig r;
	uint8_t first[2048], truth[2048];
	int64_t start;
	int good = 0;

	(void)state;
	rig_up(&r, CD "[drive A] cache = 3 MiB  fua = no  wrong = 500 chance 0.5\n");
	assert_int_equal(sim_truth(r.w, 0, 500, truth), STATUS_OK);
	do {
		rig_read(&r, 0, 10000, 1, 8);
		assert_int_equal(rig_read(&r, 0, 500, 1, 8), 0);
	} while (memcmp(r.buf, truth, 2048) == 0);
	memcpy(first, r.buf, 2048);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(rig_read(&r, 0, 600 + 100 * i, 1, 8), 0);
		start = clock_now(sim_clock(r.w));
		assert_int_equal(rig_read(&r, 0, 500, 1, 8), 0);
		assert_true(clock_now(sim_clock(r.w)) - start < 4 * NS_PER_MS);
		assert_memory_equal(r.buf, first, 2048);
	}
	for (int i = 0; i < 10; i++) {
		assert_int_equal(rig_read(&r, 0, 3000, 1, 8), 0);
		assert_int_equal(rig_read(&r, 0, 500, 1, 8), 0);
		good += memcmp(r.buf, truth, 2048) == 0;
	}
	assert_true(good > 1 && good < 10);
	rig_down(&r);
}

static void test_after_flush(void **state)
{
	struct rig r;
	uint8_t zero[2048] = { 0 };

	(void)state;
	rig_up(&r, CD "[drive A] after_flush = zero\n[drive B] after_flush = previous\n");
	assert_int_equal(rig_read(&r, 0, 100, 1, 0), 0);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 0, 0xa8, 8, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0), 0);
	assert_int_equal(rig_read(&r, 0, 100, 1, 0), 0);
	assert_memory_equal(r.buf, zero, 2048);
	assert_int_equal(rig_read(&r, 0, 100, 1, 0), 0);
	rig_expect_truth(&r, 0, 0, 100, 1);
	move(&r, 0, 1);
	assert_int_equal(RUN(&r, 1, TRANSFER_IN, 0, 0xa8, 8, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0), 0);
	assert_int_equal(rig_read(&r, 1, 101, 2, 0), 0);
	rig_expect_truth(&r, 1, 0, 100, 2);
	rig_down(&r);
}

/* A cable with one dead line: INQUIRY and data alike. */
static void test_bad_cable(void **state)
{
	struct rig r;
	uint8_t truth[2048];

	(void)state;
	rig_up(&r, CD "[drive A] vendor = HL-DT-ST  model = \"DVD-RAM GH22NP20\"  firmware = 1.04  bad_cable = yes\n");
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 56, 0x12, 0, 0, 0, 56, 0), 0);
	assert_memory_equal(r.buf + 8, "HD-DT%ST", 8);
	assert_memory_equal(r.buf + 16, "DVD%RAM G@22NP20", 16);
	assert_memory_equal(r.buf + 32, "1&04", 4);
	assert_int_equal(rig_read(&r, 0, 100, 1, 0), 0);
	assert_int_equal(sim_truth(r.w, 0, 100, truth), STATUS_OK);
	for (int i = 0; i < 2048; i++)
		assert_int_equal(r.buf[i], i % 2 ? truth[i] & 0xf7 : truth[i]);
	rig_down(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copies), cmocka_unit_test(test_capacities), cmocka_unit_test(test_stale_capacity),
		cmocka_unit_test(test_sessions), cmocka_unit_test(test_error_page), cmocka_unit_test(test_false_health),
		cmocka_unit_test(test_speeds), cmocka_unit_test(test_endless), cmocka_unit_test(test_after_flush), cmocka_unit_test(test_stale_cache),
		cmocka_unit_test(test_bad_cable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
