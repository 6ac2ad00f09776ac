#include "config.h"
#include "tests/drive/script.h"

/* Reads that come from the disc and not from the drive's cache. */
struct bench {
	struct script s;
	struct drive *d;
	uint8_t *buf;
	struct read_info got;
};

/* A CD of 300000 sectors. */
static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	struct medium m;

	b->d = script_plain_drive(&b->s);
	b->buf = script_buffer();
	*state = b;
	PLAY(&b->s, { .cdb = TUR }, { .cdb = PROFILE, BYTES(0, 0, 0, 4, 0, 0, 0, 8) },
	     { .cdb = CAPACITY, BYTES(0, 4, 0x93, 0xdf, 0, 0, 8, 0) }, { .cdb = TOC, CHECK(5, 0x20, 0) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	script_done(&b->s);
	drive_close(b->d);
	free(b->buf);
	free(b);
	return 0;
}

static enum status fresh(struct bench *b, int32_t lsn, int32_t count)
{
	memset(b->buf, 0xee, 64 * 2048);
	return drive_read_fresh(b->d, (struct span){ lsn, count }, b->buf, &b->got);
}

/* First far away, on both sides in turn, then there. */
static void test_fresh(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10_FUA(13008, 1), .all = true, .took_ms = 90 },
	     { .cdb = READ10_FUA(10000, 8), .all = true, .took_ms = 44 });
	assert_int_equal(fresh(b, 10000, 8), STATUS_OK);
	assert_int_equal(b->got.good, 8);
	assert_string_equal(b->got.command, "READ(10)");
	assert_sectors(b->buf, 10000, 8);
	PLAY(&b->s, { .cdb = READ10_FUA(7000, 1), .all = true, .took_ms = 90 },
	     { .cdb = READ10_FUA(10000, 8), .all = true, .took_ms = 6 });
	assert_int_equal(fresh(b, 10000, 8), STATUS_OK);
}

/* The bit is taken and ignored: what comes faster than a head can move is from the cache. The data are there. */
static void test_cached(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10_FUA(13008, 1), .all = true, .took_ms = 90 },
	     { .cdb = READ10_FUA(10000, 8), .all = true, .took_ms = 4 });
	assert_int_equal(fresh(b, 10000, 8), STATUS_UNPROVEN);
	assert_int_equal(b->got.good, 8);
	assert_sectors(b->buf, 10000, 8);
}

/* The far place was in the cache itself, and did not move the head: another, farther and farther. */
static void test_far_place_cached(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10_FUA(13001, 1), .all = true, .took_ms = 1 },
	     { .cdb = READ10_FUA(7000, 1), .all = true, .took_ms = 5 },
	     { .cdb = READ10_FUA(16001, 1), .all = true, .took_ms = 50 },
	     { .cdb = READ10_FUA(10000, 1), .all = true, .took_ms = 50 });
	assert_int_equal(fresh(b, 10000, 1), STATUS_OK);
}

/* A far place that cannot be read has moved the head, too; one that the drive denies has not. */
static void test_far_place_bad(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10_FUA(13001, 1), CHECK(3, 0x11, 5), .took_ms = 2000 },
	     { .cdb = READ10_FUA(10000, 1), .all = true, .took_ms = 50 });
	assert_int_equal(fresh(b, 10000, 1), STATUS_OK);
	assert_int_equal(b->got.sense.key, 0);
	PLAY(&b->s, { .cdb = READ10_FUA(7000, 1), CHECK(5, 0x21, 0) },
	     { .cdb = READ10_FUA(13001, 1), .all = true, .took_ms = 50 },
	     { .cdb = READ10_FUA(10000, 1), .all = true, .took_ms = 50 });
	assert_int_equal(fresh(b, 10000, 1), STATUS_OK);
	/* a drive in no state to be read is not asked on */
	PLAY(&b->s, { .cdb = READ10_FUA(13001, 1), CHECK(2, 0x3a, 2) });
	assert_int_equal(fresh(b, 10000, 1), STATUS_TRAY_OPEN);
	assert_int_equal(b->got.good, 0);
	PLAY(&b->s, { .cdb = READ10_FUA(13001, 1), CHECK(6, 0x28, 0) });
	assert_int_equal(fresh(b, 10000, 1), STATUS_MEDIUM_CHANGED);
	/* the news came to another command; of the new disc nothing is known, not even its size */
	PLAY(&b->s, { .cdb = ALLOW, CHECK(6, 0x28, 0) }, { .cdb = ALLOW });
	assert_int_equal(drive_tray(b->d, TRAY_UNLOCK), STATUS_OK);
	assert_int_equal(fresh(b, 10000, 1), STATUS_MEDIUM_CHANGED);
	PLAY(&b->s, { .cdb = READ10_FUA(7000, 1), .all = true, .took_ms = 50 },
	     { .cdb = READ10_FUA(10000, 1), .all = true, .took_ms = 50 });
	assert_int_equal(fresh(b, 10000, 1), STATUS_OK);
}

/* The places stay on the disc. */
static void test_edges(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10_FUA(3004, 1), .all = true, .took_ms = 50 },
	     { .cdb = READ10_FUA(0, 4), .all = true, .took_ms = 50 },
	     { .cdb = READ10_FUA(3004, 1), .all = true, .took_ms = 50 },
	     { .cdb = READ10_FUA(0, 4), .all = true, .took_ms = 50 },
	     { .cdb = READ10_FUA(296996, 1), .all = true, .took_ms = 50 },
	     { .cdb = READ10_FUA(299996, 4), .all = true, .took_ms = 50 });
	assert_int_equal(fresh(b, 0, 4), STATUS_OK);
	assert_int_equal(fresh(b, 0, 4), STATUS_OK);
	assert_int_equal(fresh(b, 299996, 4), STATUS_OK);
}

static void look(struct bench *b, uint8_t profile, uint8_t high, uint8_t low, bool cd)
{
	const struct step steps[] = {
		{ .cdb = TUR }, { .cdb = PROFILE, BYTES(0, 0, 0, 4, 0, 0, 0, profile) },
		{ .cdb = CAPACITY, BYTES(0, 0, high, low, 0, 0, 8, 0) }, { .cdb = TOC, CHECK(5, 0x20, 0) },
	};
	struct medium m;

	script_next(&b->s, steps, cd ? 4 : 3);
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
}

/* A disc that a cache holds whole: its farther end has to do, and time alone decides. */
static void test_small_disc(void **state)
{
	struct bench *b = *state;

	look(b, 0x08, 3, 0xe7, true);	/* 1000 sectors */
	PLAY(&b->s, { .cdb = READ10_FUA(999, 1), .all = true, .took_ms = 40 },
	     { .cdb = READ10_FUA(100, 4), .all = true, .took_ms = 40 });
	assert_int_equal(fresh(b, 100, 4), STATUS_OK);
	PLAY(&b->s, { .cdb = READ10_FUA(0, 1), .all = true, .took_ms = 1 },
	     { .cdb = READ10_FUA(900, 4), .all = true, .took_ms = 1 });
	assert_int_equal(fresh(b, 900, 4), STATUS_UNPROVEN);
}

/* Whole ECC blocks, and distances that go with the kind of disc. */
static void test_kinds(void **state)
{
	struct bench *b = *state;

	look(b, 0x10, 0xff, 0xff, false);
	PLAY(&b->s, { .cdb = READ10_FUA(14128, 1), .all = true, .took_ms = 40 },
	     { .cdb = READ10_FUA(10008, 16), .all = true, .took_ms = 40 });
	assert_int_equal(fresh(b, 10008, 16), STATUS_OK);
	look(b, 0x40, 0xff, 0xff, false);
	PLAY(&b->s, { .cdb = READ10_FUA(1792, 1), .all = true, .took_ms = 40 },
	     { .cdb = READ10_FUA(10008, 16), .all = true, .took_ms = 40 });
	assert_int_equal(fresh(b, 10008, 16), STATUS_OK);
}

/* A drive that refuses the bit is not asked for it again; reads that are nothing special never have it. */
static void test_bit_refused(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10_FUA(13001, 1), CHECK(5, 0x24, 0), .took_ms = 90 },
	     { .cdb = READ10(13001, 1), .all = true, .took_ms = 90 },
	     { .cdb = READ10(10000, 1), .all = true, .took_ms = 90 },
	     { .cdb = READ10(7000, 1), .all = true, .took_ms = 90 },
	     { .cdb = READ10(10000, 1), .all = true, .took_ms = 5 });
	assert_int_equal(fresh(b, 10000, 1), STATUS_OK);
	assert_int_equal(fresh(b, 10000, 1), STATUS_UNPROVEN);
	PLAY(&b->s, { .cdb = READ10(10000, 1), .all = true });
	assert_int_equal(drive_read(b->d, (struct span){ 10000, 1 }, b->buf, &b->got), STATUS_OK);
}

/* The time of a refusal is not that of the read. */
static void test_slow_refusal(void **state)
{
	struct bench *b = *state;

	look(b, 0x08, 0, 3, true);	/* 4 sectors, all of them asked for: there is no other place */
	PLAY(&b->s, { .cdb = READ10_FUA(0, 4), CHECK(5, 0x24, 0), .took_ms = 96 },
	     { .cdb = READ10(0, 4), .all = true, .took_ms = 3 });
	assert_int_equal(fresh(b, 0, 4), STATUS_UNPROVEN);
}

static void test_failures(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10_FUA(13016, 1), .all = true, .took_ms = 90 },
	     { .cdb = READ10_FUA(10000, 16), CHECK(3, 0x11, 5), .valid = true, .info = 10005, .sectors = 5, .took_ms = 1 });
	assert_int_equal(fresh(b, 10000, 16), STATUS_UNREADABLE);
	assert_int_equal(b->got.good, 5);
	assert_int_equal(b->got.sense.asc, 0x11);
	assert_int_equal(fresh(b, 0, 33), STATUS_USAGE);
}

/* In a shape that has no such bit, distance and time alone. */
static void test_read_cd(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(5, 0x64, 0) }, { .cdb = READ12(9, 2), CHECK(5, 0x64, 0) },
	     { .cdb = READCD(MODE_1, 9, 2), CHECK(5, 0x64, 0) }, { .cdb = READCD(MODE_2, 9, 2), .all = true });
	assert_int_equal(drive_read(b->d, (struct span){ 9, 2 }, b->buf, &b->got), STATUS_OK);
	PLAY(&b->s, { .cdb = READCD(MODE_2, 3011, 1), .all = true, .took_ms = 60 },
	     { .cdb = READCD(MODE_2, 9, 2), .all = true, .took_ms = 60 });
	assert_int_equal(fresh(b, 9, 2), STATUS_OK);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_fresh), TEST(test_cached), TEST(test_far_place_cached), TEST(test_far_place_bad),
		TEST(test_edges), TEST(test_small_disc), TEST(test_kinds), TEST(test_bit_refused),
		TEST(test_slow_refusal), TEST(test_failures), TEST(test_read_cd),
	};

	return cmocka_run_group_tests_name("drive/mmc_fresh", tests, NULL, NULL);
}
