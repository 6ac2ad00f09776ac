#include "config.h"
#include "tests/drive/script.h"

/* What is found out about a drive by trying. */
struct bench {
	struct script s;
	struct drive *d;
};

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	b->d = script_plain_drive(&b->s);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	script_done(&b->s);
	drive_close(b->d);
	free(b);
	return 0;
}

#define REFUSED CHECK(5, 0x20, 0)

/* A CD of 300000 sectors, or another disc without a table of contents. */
static void look(struct bench *b, uint8_t profile)
{
	const struct step steps[] = {
		{ .cdb = TUR }, { .cdb = PROFILE, BYTES(0, 0, 0, 4, 0, 0, 0, profile) },
		{ .cdb = CAPACITY, BYTES(0, 4, 0x93, 0xdf, 0, 0, 8, 0) }, { .cdb = TOC, REFUSED },
	};
	struct medium m;

	script_next(&b->s, steps, profile < 0x10 ? 4 : 3);
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
}

#define C2 { 0xbe, 0, 0, 0, 0, 16, 0, 0, 1, 0xfa }
#define PERFORMANCE { 0xac, 0x10, 0, 0, 0, 0, 0, 0, 0, 16, 0 }
#define FASTEST SPEED(0xff, 0xff)
/* One piece of the disc, at `from` at its beginning and `to` at its end. */
#define PERFORMS(from_hi, from_lo, to_hi, to_lo) \
	BYTES(0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, from_hi, from_lo, 0, 4, 0x93, 0xdf, 0, 0, to_hi, to_lo)
/* Mode page 2Ah, now at that speed. */
#define CAPABILITIES(hi, lo) BYTES(0, 28, 0, 0, 0, 0, 0, 0, 0x2a, 20, 0x3f, 0, 0, 0, 0x29, 0, 0x21, 0x13, 0, 0, 8, 0, \
				   hi, lo, 0, 0, 0, 0, 0, 0)
#define CAPABILITIES_CDB { 0x5a, 8, 0x2a, 0, 0, 0, 0, 0, 80 }
#define NO_SPEEDS { .cdb = FASTEST, REFUSED }, { .cdb = PERFORMANCE, REFUSED }, { .cdb = CAPABILITIES_CDB, REFUSED }

/* All of it: takes FUA and ignores it, reads raw, has no C2, one speed. */
static void test_cd(void **state)
{
	struct bench *b = *state;
	struct drive_abilities a = { .retries = ABILITY_NO };

	look(b, 0x08);
	PLAY(&b->s, { .cdb = TUR }, { .cdb = READ10_FUA(16, 1), .all = true, .took_ms = 80 },
	     { .cdb = READ10_FUA(16, 1), .all = true, .took_ms = 3 }, { .cdb = READCD(MODE_1, 16, 1), .all = true },
	     { .cdb = C2, CHECK(5, 0x24, 0) }, NO_SPEEDS);
	assert_int_equal(drive_abilities(b->d, &a), STATUS_OK);
	assert_int_equal(a.mmc, ABILITY_YES);
	assert_int_equal(a.fua, ABILITY_YES);
	assert_int_equal(a.cache, ABILITY_YES);
	assert_int_equal(a.read_cd, ABILITY_YES);
	assert_int_equal(a.c2, ABILITY_NO);
	assert_int_equal(a.set_speed, ABILITY_NO);
	assert_int_equal(a.retries, ABILITY_NO);
	assert_int_equal(a.nspeeds, 0);
	/* what is known is not tried again, but for the speeds, which are those of the disc */
	PLAY(&b->s, { .cdb = TUR }, NO_SPEEDS);
	assert_int_equal(drive_abilities(b->d, &a), STATUS_OK);
	assert_int_equal(a.cache, ABILITY_YES);
}

/* Refusals of what is asked say no; what is wrong with the sector says nothing of the command, or that it is taken. */
static void test_answers(void **state)
{
	static const struct {
		struct step mode_1, mode_2, c2;
		bool second;	/* it is asked in the other form */
		enum ability read_cd, c2_is;
	} cases[] = {
		{ { .cdb = READCD(MODE_1, 16, 1), CHECK(5, 0x20, 0) }, { .cdb = TUR }, { .cdb = TUR }, false,
		  ABILITY_NO, ABILITY_NO },
		{ { .cdb = READCD(MODE_1, 16, 1), CHECK(3, 0x11, 5) }, { .cdb = TUR }, { .cdb = C2, CHECK(3, 0x11, 5) },
		  false, ABILITY_YES, ABILITY_YES },
		{ { .cdb = READCD(MODE_1, 16, 1), CHECK(5, 0x64, 0) }, { .cdb = READCD(MODE_2, 16, 1) }, { .cdb = C2 },
		  true, ABILITY_YES, ABILITY_YES },
		{ { .cdb = READCD(MODE_1, 16, 1), CHECK(5, 0x64, 0) },
		  { .cdb = READCD(MODE_2, 16, 1), CHECK(5, 0x64, 0) }, { .cdb = C2, CHECK(5, 0x64, 0) }, true,
		  ABILITY_UNKNOWN, ABILITY_UNKNOWN },	/* audio */
	};
	struct bench *b = *state;

	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		struct drive_abilities a = { .fua = ABILITY_NO, .cache = ABILITY_NO, .retries = ABILITY_YES };
		struct step steps[8] = { { .cdb = TUR }, cases[i].mode_1 };
		const struct step speeds[] = { NO_SPEEDS };
		int n = 2;

		look(b, 0x08);
		if (cases[i].second)
			steps[n++] = cases[i].mode_2;
		if (cases[i].c2.cdb[0])
			steps[n++] = cases[i].c2;
		memcpy(steps + n, speeds, sizeof speeds);
		script_next(&b->s, steps, n + (int)ARRAY_LEN(speeds));
		assert_int_equal(drive_abilities(b->d, &a), STATUS_OK);
		assert_int_equal(a.read_cd, cases[i].read_cd);
		assert_int_equal(a.c2, cases[i].c2_is);
		assert_int_equal(a.fua, ABILITY_NO);
	}
}

/* A DVD: READ CD is not for it. FUA is refused, and a repeat comes from the disc. */
static void test_dvd(void **state)
{
	struct bench *b = *state;
	struct drive_abilities a = { .retries = ABILITY_NO };

	look(b, 0x10);
	PLAY(&b->s, { .cdb = TUR }, { .cdb = READ10_FUA(16, 1), CHECK(5, 0x24, 0) },
	     { .cdb = READ10(16, 1), .all = true, .took_ms = 90 }, { .cdb = READ10(16, 1), .all = true, .took_ms = 12 },
	     { .cdb = FASTEST, CHECK(5, 0x20, 0) }, { .cdb = { 0xb6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 28 }, REFUSED },
	     { .cdb = PERFORMANCE, REFUSED }, { .cdb = CAPABILITIES_CDB, REFUSED });
	assert_int_equal(drive_abilities(b->d, &a), STATUS_OK);
	assert_int_equal(a.fua, ABILITY_NO);
	assert_int_equal(a.cache, ABILITY_NO);
	assert_int_equal(a.read_cd, ABILITY_UNKNOWN);
	assert_int_equal(a.c2, ABILITY_UNKNOWN);
}

/* A sector that cannot be read says nothing of the cache. */
static void test_bad_place(void **state)
{
	struct bench *b = *state;
	struct drive_abilities a = { .retries = ABILITY_NO, .read_cd = ABILITY_NO, .c2 = ABILITY_NO };

	look(b, 0x08);
	PLAY(&b->s, { .cdb = TUR }, { .cdb = READ10_FUA(16, 1), CHECK(3, 0x11, 5) }, NO_SPEEDS);
	assert_int_equal(drive_abilities(b->d, &a), STATUS_OK);
	assert_int_equal(a.fua, ABILITY_UNKNOWN);
	assert_int_equal(a.cache, ABILITY_UNKNOWN);
}

/* Without a disc only the drive itself is asked; a drive that is gone is told of. */
static void test_no_disc(void **state)
{
	struct bench *b = *state;
	struct drive_abilities a = { 0 };
	struct script s;
	struct drive *d = script_drive(&s);

	PLAY(&b->s, { .cdb = TUR, CHECK(2, 0x3a, 1) });
	assert_int_equal(drive_abilities(b->d, &a), STATUS_OK);
	assert_int_equal(a.mmc, ABILITY_YES);
	assert_int_equal(a.retries, ABILITY_NO);	/* this one knows no mode pages */
	assert_int_equal(a.fua, ABILITY_UNKNOWN);
	PLAY(&b->s, { .cdb = TUR, .status = STATUS_DRIVE_GONE });
	assert_int_equal(drive_abilities(b->d, &a), STATUS_DRIVE_GONE);
	/* another count is taken, and put back */
	a = (struct drive_abilities){ 0 };
	PLAY(&s, { .cdb = TUR, CHECK(2, 0x3a, 1) }, { .cdb = SENSE_PAGE(1, 0), PAGE_01(0x84, 19) },
	     { .cdb = SENSE_PAGE(1, 1), PAGE_01(0xff, 0xff) }, { .cdb = SELECT_PAGE, SENT_01(0x84, 1) },
	     { .cdb = SENSE_PAGE(1, 0), PAGE_01(0x84, 1) }, { .cdb = SELECT_PAGE, SENT_01(0x84, 19) });
	assert_int_equal(drive_abilities(d, &a), STATUS_OK);
	assert_int_equal(a.retries, ABILITY_YES);
	/* of one that stands at 1 already, 1 would prove nothing */
	a = (struct drive_abilities){ 0 };
	PLAY(&s, { .cdb = TUR, CHECK(6, 0x29, 0) }, { .cdb = SENSE_PAGE(1, 0), PAGE_01(0x84, 1) },
	     { .cdb = SENSE_PAGE(1, 1), PAGE_01(0xff, 0xff) }, { .cdb = TUR, CHECK(2, 0x3a, 1) },
	     { .cdb = SELECT_PAGE, SENT_01(0x84, 2) }, { .cdb = SENSE_PAGE(1, 0), PAGE_01(0x84, 2) },
	     { .cdb = SELECT_PAGE, SENT_01(0x84, 1) });
	assert_int_equal(drive_abilities(d, &a), STATUS_OK);
	assert_int_equal(a.retries, ABILITY_YES);
	script_done(&s);
	drive_close(d);
}

/* Not allowed is not refused: the next user may have the right to. */
static void test_not_allowed(void **state)
{
	struct drive_abilities a = { 0 };
	struct script s;
	struct drive *d = script_drive(&s);

	(void)state;
	PLAY(&s, { .cdb = TUR, CHECK(2, 0x3a, 1) }, { .cdb = SENSE_PAGE(1, 0), PAGE_01(0x84, 19) },
	     { .cdb = SENSE_PAGE(1, 1), PAGE_01(0xff, 0xff) }, { .cdb = SELECT_PAGE, .status = STATUS_PERMISSION });
	assert_int_equal(drive_abilities(d, &a), STATUS_OK);
	assert_int_equal(a.retries, ABILITY_UNKNOWN);
	script_done(&s);
	drive_close(d);
}

/* The disc is changed meanwhile: nothing is concluded from what came then, and it is told. */
static void test_change(void **state)
{
	struct bench *b = *state;
	struct drive_abilities a = { .retries = ABILITY_NO };

	look(b, 0x08);
	PLAY(&b->s, { .cdb = TUR }, { .cdb = READ10_FUA(16, 1), .all = true },
	     { .cdb = READ10_FUA(16, 1), CHECK(6, 0x28, 0) });
	assert_int_equal(drive_abilities(b->d, &a), STATUS_MEDIUM_CHANGED);
	assert_int_equal(a.cache, ABILITY_UNKNOWN);
	assert_int_equal(drive_poll(b->d), STATUS_MEDIUM_CHANGED);
}

#define KNOWN { .mmc = ABILITY_YES, .read_cd = ABILITY_YES, .c2 = ABILITY_NO, .fua = ABILITY_YES, .cache = ABILITY_NO, \
		.retries = ABILITY_NO }

/* Each step of the ladder is set, and what the drive then says it does is what it offers. */
static void test_speeds(void **state)
{
	struct bench *b = *state;
	struct drive_abilities a = KNOWN;

	look(b, 0x08);
	/* 24x at the rim; what it has not, it rounds up */
	PLAY(&b->s, { .cdb = TUR }, { .cdb = FASTEST }, { .cdb = PERFORMANCE, PERFORMS(0x07, 0x00, 0x10, 0x8a) },
	     { .cdb = SPEED(0, 177) }, { .cdb = PERFORMANCE, PERFORMS(0x02, 0xc2, 0x02, 0xc2) },
	     { .cdb = SPEED(0x01, 0x61) }, { .cdb = PERFORMANCE, PERFORMS(0x02, 0xc2, 0x02, 0xc2) },
	     { .cdb = SPEED(0x02, 0xc2) }, { .cdb = PERFORMANCE, PERFORMS(0x02, 0xc1, 0x02, 0xc1) },
	     { .cdb = SPEED(0x05, 0x84) }, { .cdb = PERFORMANCE, PERFORMS(0x05, 0x84, 0x05, 0x84) },
	     { .cdb = SPEED(0x06, 0xe4) }, { .cdb = PERFORMANCE, PERFORMS(0x0b, 0x07, 0x0b, 0x07) },
	     { .cdb = SPEED(0x08, 0x45) }, { .cdb = PERFORMANCE, PERFORMS(0x0b, 0x07, 0x0b, 0x07) },
	     { .cdb = SPEED(0x0b, 0x07) }, { .cdb = PERFORMANCE, PERFORMS(0x0b, 0x07, 0x0b, 0x07) },
	     { .cdb = SPEED(0x0d, 0xc8) }, { .cdb = PERFORMANCE, PERFORMS(0x07, 0x00, 0x10, 0x8a) },
	     { .cdb = FASTEST });
	assert_int_equal(drive_abilities(b->d, &a), STATUS_OK);
	assert_int_equal(a.set_speed, ABILITY_YES);
	assert_int_equal(a.nspeeds, 4);
	assert_int_equal(a.speeds[0], 706);
	assert_int_equal(a.speeds[1], 1412);
	assert_int_equal(a.speeds[2], 2823);
	assert_int_equal(a.speeds[3], 4234);
	/* the last is as fast as it gets */
	PLAY(&b->s, { .cdb = FASTEST });
	assert_int_equal(drive_set_speed(b->d, 4234), STATUS_OK);
	PLAY(&b->s, { .cdb = SPEED(0x0b, 0x07) }, { .cdb = FASTEST });
	assert_int_equal(drive_set_speed(b->d, 2823), STATUS_OK);
	assert_int_equal(drive_set_speed(b->d, 0), STATUS_OK);
}

/* Without GET PERFORMANCE the old page tells; a speed that was set before stands again in the end. */
static void test_old_speeds(void **state)
{
	struct bench *b = *state;
	struct drive_abilities a = KNOWN;

	look(b, 0x08);
	PLAY(&b->s, { .cdb = SPEED(0x01, 0x61) });
	assert_int_equal(drive_set_speed(b->d, 353), STATUS_OK);
	PLAY(&b->s, { .cdb = TUR }, { .cdb = FASTEST }, { .cdb = PERFORMANCE, REFUSED },
	     { .cdb = CAPABILITIES_CDB, CAPABILITIES(0x02, 0xc2) }, { .cdb = SPEED(0, 177) },
	     { .cdb = CAPABILITIES_CDB, CAPABILITIES(0x00, 0xb1) }, { .cdb = SPEED(0x01, 0x61) },
	     { .cdb = CAPABILITIES_CDB, CAPABILITIES(0x00, 0xb1) }, { .cdb = SPEED(0x01, 0x61) });
	assert_int_equal(drive_abilities(b->d, &a), STATUS_OK);
	assert_int_equal(a.nspeeds, 2);
	assert_int_equal(a.speeds[0], 177);
	assert_int_equal(a.speeds[1], 706);
	PLAY(&b->s, { .cdb = FASTEST });
	assert_int_equal(drive_set_speed(b->d, 0), STATUS_OK);
}

/* A drive that answers in no order: the list is ascending all the same. */
static void test_disorder(void **state)
{
	struct bench *b = *state;
	struct drive_abilities a = KNOWN;

	look(b, 0x08);
	PLAY(&b->s, { .cdb = TUR }, { .cdb = FASTEST }, { .cdb = PERFORMANCE, PERFORMS(0x02, 0xc2, 0x02, 0xc2) },
	     { .cdb = SPEED(0, 177) }, { .cdb = PERFORMANCE, PERFORMS(0x05, 0x84, 0x05, 0x84) },
	     { .cdb = SPEED(0x01, 0x61) }, { .cdb = PERFORMANCE, PERFORMS(0x01, 0x61, 0x01, 0x61) },
	     { .cdb = FASTEST });
	assert_int_equal(drive_abilities(b->d, &a), STATUS_OK);
	assert_int_equal(a.nspeeds, 3);
	assert_int_equal(a.speeds[0], 353);
	assert_int_equal(a.speeds[1], 706);
	assert_int_equal(a.speeds[2], 1412);
}

/* Speeds that no drive has: nothing is offered. */
static void test_hostile_speeds(void **state)
{
	struct bench *b = *state;
	struct drive_abilities a = KNOWN;

	look(b, 0x08);
	PLAY(&b->s, { .cdb = TUR }, { .cdb = FASTEST },
	     { .cdb = PERFORMANCE, BYTES(0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 4, 0x93, 0xdf, 0,
					 0, 0, 1) },
	     { .cdb = CAPABILITIES_CDB, BYTES(0, 28, 0, 0, 0, 0, 0xff, 0xff, 0x2a, 20) });
	assert_int_equal(drive_abilities(b->d, &a), STATUS_OK);
	assert_int_equal(a.set_speed, ABILITY_YES);
	assert_int_equal(a.nspeeds, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_cd), TEST(test_answers), TEST(test_dvd), TEST(test_bad_place), TEST(test_no_disc),
		cmocka_unit_test(test_not_allowed), TEST(test_change), TEST(test_speeds), TEST(test_old_speeds),
		TEST(test_disorder), TEST(test_hostile_speeds),
	};

	return cmocka_run_group_tests_name("drive/mmc_able", tests, NULL, NULL);
}
