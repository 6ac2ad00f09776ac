#include "config.h"
#include "tests/unit.h"

#include "drive/drive.h"
#include "sim/sim.h"

/* The cards, drive by drive: what a single read gives. The engine's part is in test_cards.c. */

struct bench {
	struct sim *w;
	struct drive *d;
	struct read_info got;
	_Alignas(4096) uint8_t buf[64 * 2048];
};

static void up(struct bench *b, const char *card, const char *drive)
{
	const char *srcdir = getenv("srcdir");
	struct drive_settings s = { 0 };
	struct fault f = { 0 };
	struct medium m = { 0 };
	char path[300];
	int i;

	snprintf(path, sizeof path, "%s/tests/cards/%s.sim", srcdir ? srcdir : ".", card);
	if (sim_load(path, &b->w, &f) != STATUS_OK)
		fail_msg("%s:%ld: %s: %s", f.place, f.line, f.reason ? f.reason : "", f.detail);
	i = sim_find_drive(b->w, drive);
	assert_true(i >= 0);
	for (int k = 0; k < i; k++)
		if (sim_sectors(b->w, k) > 0 && sim_sectors(b->w, i) == 0) {
			assert_int_equal(sim_eject(b->w, k), STATUS_OK);
			assert_int_equal(sim_insert(b->w, i), STATUS_OK);
		}
	assert_int_equal(mmc_open(sim_transport(b->w, i), card, drive, &s, &b->d, &f), STATUS_OK);
	for (int k = 0; drive_medium(b->d, &m) != STATUS_OK; k++)
		assert_true(k < 100);
}

static void down(struct bench *b)
{
	drive_close(b->d);
	sim_free(b->w);
}

static enum status get(struct bench *b, int32_t lsn, int32_t count)
{
	memset(&b->got, 0, sizeof b->got);
	return drive_read(b->d, (struct span){ lsn, count }, b->buf, &b->got);
}

static void is_true(struct bench *b, const char *drive, int32_t lsn, int32_t count)
{
	uint8_t truth[2048];
	int i = sim_find_drive(b->w, drive);

	for (int32_t k = 0; k < count; k++) {
		assert_int_equal(sim_truth(b->w, i, lsn + k, truth), STATUS_OK);
		assert_memory_equal(b->buf + (size_t)k * 2048, truth, 2048);
	}
}

static int64_t now(struct bench *b)
{
	return clock_now(sim_clock(b->w));
}

/* In the order in which they are read; reads of one card follow each other on one drive. */
static const struct {
	const char *card, *drive;
	int32_t lsn, count;
	enum status want;
	int32_t good;		/* sectors that are there and vouched for */
} rows[] = {
	{ "01-steady-timer", "A", 0, 1, STATUS_UNREADABLE, 0 },
	{ "01-steady-timer", "A", 15, 1, STATUS_UNREADABLE, 0 },
	{ "01-steady-timer", "A", 16, 16, STATUS_OK, 16 },
	{ "02-block-retry", "A", 15168, 32, STATUS_UNREADABLE, 0 },
	{ "02-block-retry", "A", 15168, 32, STATUS_OK, 32 },
	{ "02-block-retry", "A", 25600, 32, STATUS_UNREADABLE, 0 },
	{ "02-block-retry", "A", 25632, 32, STATUS_OK, 32 },
	{ "02-block-retry", "A", 30720, 32, STATUS_OK, 32 },
	{ "03-protected-hole", "A", 19984, 32, STATUS_UNREADABLE, 16 },
	{ "03-protected-hole", "A", 20064, 16, STATUS_OK, 16 },
	{ "03-protected-hole", "A", 20080, 16, STATUS_UNREADABLE, 0 },
	{ "03-protected-hole", "A", 20192, 16, STATUS_UNREADABLE, 0 },
	{ "03-protected-hole", "A", 20208, 16, STATUS_OK, 16 },
	{ "08-tail-of-tao", "A", 19990, 12, STATUS_OUT_OF_RANGE, 0 },
	{ "08-tail-of-tao", "A", 19990, 10, STATUS_OK, 10 },
	{ "08-tail-of-tao", "A", 20001, 1, STATUS_OUT_OF_RANGE, 0 },
	{ "11-session-gap", "A", 18600, 6, STATUS_OK, 6 },
	{ "11-session-gap", "A", 18606, 1, STATUS_UNREADABLE, 0 },
	{ "11-session-gap", "A", 29900, 1, STATUS_TIMEOUT, 0 },
	{ "12-reset-loop", "A", 1000, 24, STATUS_OK, 24 },
	{ "12-reset-loop", "A", 1024, 2, STATUS_TIMEOUT, 0 },
	{ "12-reset-loop", "A", 1026, 16, STATUS_OK, 16 },
	{ "13-half-way-reset", "A", 9990, 20, STATUS_OK, 20 },		/* the reset is told, and the read repeated */
	{ "14-locked-sectors", "A", 20000, 16, STATUS_PROTECTED, 0 },
	{ "14-locked-sectors", "B", 20000, 16, STATUS_OK, 16 },
	{ "15-shape-trap", "A", 100, 16, STATUS_OK, 16 },
	{ "18-bad-cable", "C", 100, 16, STATUS_OK, 16 },
	{ "19-rim", "A", 39990, 16, STATUS_UNREADABLE, 10 },
	{ "19-rim", "A", 36000, 16, STATUS_OK, 16 },
	{ "20-false-health", "A", 4990, 20, STATUS_UNREADABLE, 10 },
	{ "22-ready-late", "A", 100, 16, STATUS_OK, 16 },
	{ "25-capacity-short", "A", 19998, 1, STATUS_OUT_OF_RANGE, 0 },
	{ "25-capacity-short", "B", 19998, 2, STATUS_OK, 2 },
	{ "30-recovered", "A", 2990, 20, STATUS_OK, 20 },
	{ "31-refusals", "A", 100, 16, STATUS_OK, 16 },
};

static void test_rows(void **state)
{
	struct bench b;
	const char *card = "", *drive = "";

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		enum status st;

		if (strcmp(card, rows[i].card) != 0 || strcmp(drive, rows[i].drive) != 0) {
			if (*card)
				down(&b);
			up(&b, rows[i].card, rows[i].drive);
			card = rows[i].card;
			drive = rows[i].drive;
		}
		st = get(&b, rows[i].lsn, rows[i].count);
		if (st != rows[i].want || b.got.good != rows[i].good)
			fail_msg("row %u: %s %s %d +%d: %s, %d good, sense %x/%02x/%02x", i, card, drive,
				 (int)rows[i].lsn, (int)rows[i].count, status_name(st), (int)b.got.good,
				 b.got.sense.key, b.got.sense.asc, b.got.sense.ascq);
		is_true(&b, drive, rows[i].lsn, b.got.good);
	}
	down(&b);
}

/* A timer that ends each read after the same time. */
static void test_steady_timer(void **state)
{
	struct bench b;

	(void)state;
	up(&b, "01-steady-timer", "A");
	get(&b, 16, 1);
	for (int32_t lsn = 0; lsn < 4; lsn++) {
		int64_t start = now(&b);

		assert_int_equal(get(&b, lsn, 1), STATUS_UNREADABLE);
		assert_true(now(&b) - start > 86 * NS_PER_S / 10 && now(&b) - start < 9 * NS_PER_S);
		assert_int_equal(b.got.sense.key, 4);
		assert_int_equal(b.got.sense.asc, 0x3e);
	}
	down(&b);
}

/* Five times the timer, then the data. */
static void test_tape_patch(void **state)
{
	struct bench b;

	(void)state;
	up(&b, "05-tape-patch", "A");
	assert_int_equal(get(&b, 0, 1), STATUS_OK);
	for (int i = 0; i < 5; i++)
		assert_int_equal(get(&b, 8395, 1), STATUS_UNREADABLE);
	assert_int_equal(get(&b, 8395, 1), STATUS_OK);
	is_true(&b, "A", 8395, 1);
	down(&b);
}

/* However often it is asked, it says "becoming ready"; a read from far away frees it. */
static void test_wedge(void **state)
{
	struct bench b;

	(void)state;
	up(&b, "04-wedge", "A");
	assert_int_equal(get(&b, 8000, 16), STATUS_UNREADABLE);
	assert_int_equal(get(&b, 8000, 16), STATUS_OK);
	for (int i = 0; i < 100; i++)
		assert_int_equal(get(&b, 40000, 16), STATUS_NOT_READY);
	assert_int_equal(drive_poll(b.d), STATUS_OK);
	assert_int_equal(get(&b, 0, 16), STATUS_OK);
	assert_int_equal(get(&b, 40000, 16), STATUS_OK);
	is_true(&b, "A", 40000, 16);
	down(&b);
}

/* A repeat is from the disc, though the drive lies about FUA: the luck of a sector changes from try to try. */
static void test_stale_cache(void **state)
{
	struct bench b;
	uint8_t truth[2048], first[2048];
	int same = 0, good = 0;

	(void)state;
	up(&b, "06-stale-cache", "A");
	assert_int_equal(sim_truth(b.w, 0, 500, truth), STATUS_OK);
	assert_int_equal(get(&b, 500, 1), STATUS_OK);
	memcpy(first, b.buf, 2048);
	for (int i = 0; i < 8; i++) {
		assert_int_equal(get(&b, 500, 1), STATUS_OK);
		same += memcmp(b.buf, first, 2048) == 0;
	}
	assert_int_equal(same, 8);		/* plain repeats prove nothing */
	for (int i = 0; i < 16; i++) {
		assert_int_equal(drive_read_fresh(b.d, (struct span){ 500, 1 }, b.buf, &b.got), STATUS_OK);
		good += memcmp(b.buf, truth, 2048) == 0;
	}
	assert_true(good > 2 && good < 14);
	down(&b);
}

/* Nothing that is read, fresh or not, is what the drive gives after its cache was emptied. */
static void test_zero_after_flush(void **state)
{
	struct bench b;

	(void)state;
	for (int i = 0; i < 2; i++) {
		const char *drive = i ? "B" : "A";

		up(&b, "07-zero-after-flush", drive);
		for (int32_t lsn = 100; lsn < 130; lsn++) {
			assert_int_equal(get(&b, lsn, 1), STATUS_OK);
			is_true(&b, drive, lsn, 1);
			assert_int_equal(drive_read_fresh(b.d, (struct span){ lsn, 1 }, b.buf, &b.got), STATUS_OK);
			is_true(&b, drive, lsn, 1);
		}
		down(&b);
	}
}

/* What each drive says of one disc. */
static void test_two_sizes(void **state)
{
	static const struct {
		const char *drive;
		int32_t sectors;
	} says[] = { { "A", 39850 }, { "B", 40000 }, { "C", 20000 }, { "D", 40000 } };
	struct bench b;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(says); i++) {
		struct medium m = { 0 };

		up(&b, "10-two-sizes", says[i].drive);
		assert_int_equal(drive_medium(b.d, &m), STATUS_OK);
		assert_int_equal(m.sectors, says[i].sectors);
		assert_int_equal(get(&b, says[i].sectors - 16, 16), STATUS_OK);
		down(&b);
	}
}

/* In mid-read no disc; then "becoming ready"; then it is another one, and that is said once. */
static void test_tray(void **state)
{
	struct bench b;
	enum status st;
	int changed = 0;

	(void)state;
	up(&b, "17-tray", "A");
	assert_int_equal(get(&b, 9990, 20), STATUS_TRAY_OPEN);
	assert_int_equal(b.got.good, 0);
	for (int i = 0; (st = get(&b, 9990, 20)) != STATUS_OK; i++) {
		assert_true(st == STATUS_TRAY_OPEN || st == STATUS_NOT_READY || st == STATUS_MEDIUM_CHANGED);
		changed += st == STATUS_MEDIUM_CHANGED;
		assert_true(i < 200);
	}
	assert_int_equal(changed, 1);
	down(&b);
}

static void test_bad_cable(void **state)
{
	struct bench b;

	(void)state;
	up(&b, "18-bad-cable", "B");
	assert_string_equal(b.d->id.vendor, "HD-DT%ST");
	assert_string_equal(b.d->id.model, "DVD%RAM G@22NP20");
	down(&b);
}

/* Gone: nothing it says is about a sector. Back: as another node, the old one stays dead. */
static void test_vanish(void **state)
{
	struct drive_settings s = { 0 };
	struct medium m = { 0 };
	struct drive *old;
	struct bench b;
	struct fault f;

	(void)state;
	up(&b, "29-vanish", "A");
	assert_int_equal(get(&b, 8990, 20), STATUS_DRIVE_GONE);
	assert_int_equal(b.got.good, 0);
	for (int i = 0; !sim_here(b.w, 0); i++)
		assert_true(i < 50);
	assert_int_equal(get(&b, 0, 1), STATUS_DRIVE_GONE);
	assert_int_equal(drive_poll(b.d), STATUS_DRIVE_GONE);
	assert_string_equal(sim_drive_name(b.w, 0), "sr1");
	old = b.d;
	assert_int_equal(mmc_open(sim_transport(b.w, 0), "29-vanish", "sr1", &s, &b.d, &f), STATUS_OK);
	assert_string_equal(b.d->id.serial, old->id.serial);
	for (int k = 0; drive_medium(b.d, &m) != STATUS_OK; k++)
		assert_true(k < 100);
	assert_int_equal(get(&b, 8990, 20), STATUS_OK);
	is_true(&b, "sr1", 8990, 20);
	drive_close(old);
	down(&b);
}

static void test_recovered(void **state)
{
	struct bench b;

	(void)state;
	up(&b, "30-recovered", "A");
	assert_int_equal(get(&b, 2990, 5), STATUS_OK);
	assert_false(b.got.recovered);
	assert_int_equal(get(&b, 3050, 5), STATUS_OK);
	assert_true(b.got.recovered);
	is_true(&b, "A", 3050, 5);
	down(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows), cmocka_unit_test(test_steady_timer), cmocka_unit_test(test_tape_patch),
		cmocka_unit_test(test_wedge), cmocka_unit_test(test_stale_cache), cmocka_unit_test(test_zero_after_flush),
		cmocka_unit_test(test_two_sizes), cmocka_unit_test(test_tray), cmocka_unit_test(test_bad_cable),
		cmocka_unit_test(test_vanish), cmocka_unit_test(test_recovered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
