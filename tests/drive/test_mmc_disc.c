#include "config.h"
#include "tests/drive/script.h"

struct bench {
	struct script s;
	struct drive *d;
};

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	b->d = script_drive(&b->s);
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

/* A table of one data track, the lead-out given by its four bytes. */
#define ONE_TRACK(...) BYTES(0, 18, 1, 1, 0, 0x14, 1, 0, 0, 0, 0, 0, 0, 0x14, 0xaa, 0, __VA_ARGS__)
#define REFUSED CHECK(5, 0x20, 0)
#define SECTORS_100 BYTES(0, 0, 0, 99, 0, 0, 8, 0)

static void test_kinds(void **state)
{
	static const struct {
		uint16_t profile;
		enum disc_kind kind;
		bool toc;
	} cases[] = {
		{ 0x08, DISC_CD, true }, { 0x09, DISC_CD, true }, { 0x0a, DISC_CD, true }, { 0x10, DISC_DVD, false },
		{ 0x11, DISC_DVD, false }, { 0x1b, DISC_DVD, false }, { 0x2b, DISC_DVD, false },
		{ 0x40, DISC_BD, false }, { 0x43, DISC_BD, false },
		{ 0x00, DISC_CD, true }, { 0xffff, DISC_CD, true }, { 0x07, DISC_CD, true },	/* by size */
		{ 0x44, DISC_CD, true },
	};
	struct bench *b = *state;
	struct medium m;

	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		const uint16_t profile = cases[i].profile;
		const struct step steps[] = {
			{ .cdb = TUR },
			{ .cdb = PROFILE, BYTES(0, 0, 0, 4, 0, 0, (uint8_t)(profile >> 8), (uint8_t)profile) },
			{ .cdb = CAPACITY, BYTES(0, 5, 0x7e, 0x3f, 0, 0, 8, 0) }, { .cdb = TOC, REFUSED },
		};

		script_next(&b->s, steps, cases[i].toc ? 4 : 3);
		assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
		assert_int_equal(m.kind, cases[i].kind);
		assert_int_equal(m.profile, profile);
		assert_int_equal(m.sectors, 360000);
		assert_int_equal(m.bytes, 360000 * 2048LL);
		assert_int_equal(m.toc.ntracks, 0);
	}
	/* a drive that knows no GET CONFIGURATION; by size it is a DVD */
	PLAY(&b->s, { .cdb = TUR }, { .cdb = PROFILE, REFUSED }, { .cdb = CAPACITY, BYTES(0, 0x23, 0, 0, 0, 0, 8, 0) },
	     { .cdb = TOC, REFUSED });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(m.kind, DISC_DVD);
	assert_int_equal(m.profile, 0);
}

#define CD { .cdb = TUR }, { .cdb = PROFILE, BYTES(0, 0, 0, 4, 0, 0, 0, 8) }
#define DVD { .cdb = TUR }, { .cdb = PROFILE, BYTES(0, 0, 0, 4, 0, 0, 0, 0x10) }
#define BD { .cdb = TUR }, { .cdb = PROFILE, BYTES(0, 0, 0, 4, 0, 0, 0, 0x40) }

static void test_toc(void **state)
{
	struct bench *b = *state;
	struct medium m;

	PLAY(&b->s, CD, { .cdb = CAPACITY, SECTORS_100 }, { .cdb = TOC, ONE_TRACK(0, 0, 0, 100) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 100);
	assert_int_equal(m.toc.ntracks, 1);
	assert_int_equal(m.toc.track[0].number, 1);
	assert_int_equal(m.toc.track[0].control, 4);
	assert_int_equal(m.toc.leadout, 100);
	/* one that contradicts itself is none */
	PLAY(&b->s, CD, { .cdb = CAPACITY, SECTORS_100 }, { .cdb = TOC, BYTES(0, 18, 1, 2, 0, 0x14, 1, 0) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 100);
	assert_int_equal(m.toc.ntracks, 0);
}

/* READ CAPACITY and the lead-out, on a CD. */
static void test_both(void **state)
{
	static const struct {
		uint8_t last, leadout;	/* the lowest byte; 0x100 and 0x200 are above */
		int32_t sectors;
	} cases[] = {
		{ 199, 200, 456 },	/* they agree */
		{ 198, 200, 456 },	/* one short */
		{ 197, 200, 454 },	/* two short: how a drive tells the truth about run-out */
		{ 199, 198, 456 },	/* two more than the lead-out, which a drive may be short of, too */
		{ 49, 200, 456 },	/* short by 150 */
		{ 48, 200, 305 },	/* by more: another session, perhaps; what can be read counts */
	};
	struct bench *b = *state;
	struct medium m;

	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		PLAY(&b->s, CD, { .cdb = CAPACITY, BYTES(0, 0, 1, cases[i].last, 0, 0, 8, 0) },
		     { .cdb = TOC, ONE_TRACK(0, 0, 1, cases[i].leadout) });
		assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
		assert_int_equal(m.sectors, cases[i].sectors);
	}
}

static void test_plausible(void **state)
{
	struct bench *b = *state;
	static const struct {
		uint8_t answer[8];
		int32_t sectors;	/* 0: something else is asked */
	} cases[] = {
		{ { 0, 0, 0, 99, 0, 0, 0, 0 }, 100 },			/* HP 4020i: 0, 2340, 2352 mean 2048 */
		{ { 0, 0, 0, 99, 0, 0, 0x09, 0x24 }, 100 },
		{ { 0, 0, 0, 99, 0, 0, 0x09, 0x30 }, 100 },
		{ { 3, 0xb9, 0xac, 0x9f, 0, 0, 8, 0 }, 62500000 },	/* BD-XL */
		{ { 0, 0, 0, 99, 0, 0, 2, 0 }, 0 },
		{ { 0xfe, 0xfd, 0x01, 0x0c, 0, 0, 8, 0 }, 0 },		/* Kreon: -16973820 */
		{ { 0xff, 0xff, 0xff, 0xff, 0, 0, 8, 0 }, 0 },
		{ { 0xff, 0xff, 0xff, 0xfe, 0, 0, 8, 0 }, 0 },		/* BD-R: 4294967295 sectors */
		{ { 0, 0, 0, 0, 0, 0, 8, 0 }, 0 },			/* one sector: BD-R, Kreon */
	};
	struct medium m;

	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		const struct step steps[] = {
			BD, { .cdb = CAPACITY, .data = cases[i].answer, .data_len = 8 },
			{ .cdb = TOC, REFUSED }, { .cdb = DISC_INFO, REFUSED },
		};

		script_next(&b->s, steps, cases[i].sectors ? 3 : 5);
		assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
		assert_int_equal(m.sectors, cases[i].sectors);
		assert_int_equal(m.kind, DISC_BD);
	}
}

/* What is asked when READ CAPACITY fails, and in which order. */
static void test_fallbacks(void **state)
{
	struct bench *b = *state;
	struct medium m;

	PLAY(&b->s, CD, { .cdb = CAPACITY, REFUSED }, { .cdb = TOC, ONE_TRACK(0, 5, 0x7e, 0x40) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 360000);
	/* a table of contents of a DVD is made up: its lead-out serves, and it is not shown */
	PLAY(&b->s, DVD, { .cdb = CAPACITY, CHECK(3, 0x02, 0) }, { .cdb = TOC, ONE_TRACK(0, 0x23, 0, 0) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 0x230000);
	assert_int_equal(m.toc.ntracks, 0);
	/* never closed: the lead-out is 0, and the last track tells where writing ended; a blank one behind it does not */
	PLAY(&b->s, DVD, { .cdb = CAPACITY, BYTES(0, 0, 0, 0, 0, 0, 8, 0) }, { .cdb = TOC, ONE_TRACK(0, 0, 0, 0) },
	     { .cdb = DISC_INFO, BYTES(0, 32, 0x01, 1, 1, 1, 3, 0, 0, 0, 0, 0) },
	     { .cdb = TRACK_INFO(3), BYTES(0, 34, 3, 1, 0, 4, 0x40, 1, 0, 0, 0x20, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0,
					   16, 0, 0x22, 0, 0, 0, 0, 0, 0) },
	     { .cdb = TRACK_INFO(2), BYTES(0, 34, 2, 1, 0, 4, 0, 2, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16,
					   0, 0, 0x10, 0, 0, 0, 0x1e, 0xff) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 0x1f00);
	/* by the next writable address, and by start and size */
	PLAY(&b->s, BD, { .cdb = CAPACITY, REFUSED }, { .cdb = TOC, REFUSED },
	     { .cdb = DISC_INFO, BYTES(0, 32, 0x01, 1, 1, 1, 1, 0, 0, 0, 0, 0) },
	     { .cdb = TRACK_INFO(1), BYTES(0, 34, 1, 1, 0, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0x70, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0,
					   0x22, 0, 0, 0, 0, 0, 0) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 0x7000);
	PLAY(&b->s, BD, { .cdb = CAPACITY, REFUSED }, { .cdb = TOC, REFUSED },
	     { .cdb = DISC_INFO, BYTES(0, 32, 0x02, 1, 1, 1, 1, 0, 0, 0, 0, 0) },
	     { .cdb = TRACK_INFO(1), BYTES(0, 26, 1, 1, 0, 4, 0, 0, 0, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0,
					   0x22, 0, 0) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 0x220100);
	/* no track of which anything is written */
	PLAY(&b->s, BD, { .cdb = CAPACITY, REFUSED }, { .cdb = TOC, REFUSED },
	     { .cdb = DISC_INFO, BYTES(0, 32, 0x01, 1, 1, 1, 1, 0, 0, 0, 0, 0) },
	     { .cdb = TRACK_INFO(1), BYTES(0, 26, 1, 1, 0, 4, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0,
					   0x22, 0, 0) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 0);
	/* nobody knows: there is a disc, and its size is not told */
	PLAY(&b->s, BD, { .cdb = CAPACITY, REFUSED }, { .cdb = TOC, REFUSED }, { .cdb = DISC_INFO, REFUSED });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 0);
	assert_int_equal(m.kind, DISC_BD);
}

static void test_layers(void **state)
{
	static const struct {
		uint8_t kind;
		uint8_t end[3], end_0[3];
		int32_t sectors;
		bool second;
	} cases[] = {
		{ 0x01, { 0x25, 0xff, 0xff }, { 0, 0, 0 }, 0x230000, false },
		/* opposite: layer 0 ends at 235FFFh, the second begins at its complement, DCA000h */
		{ 0x31, { 0xfc, 0xff, 0xff }, { 0x23, 0x5f, 0xff }, 2 * 0x206000, false },
		{ 0x21, { 0x12, 0xff, 0xff }, { 0, 0, 0 }, 2 * 0x100000, true },
		{ 0x01, { 0x02, 0xff, 0xff }, { 0, 0, 0 }, 0, false },	/* ends before it begins */
	};
	struct bench *b = *state;
	struct medium m;

	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		const uint8_t *e = cases[i].end, *z = cases[i].end_0;
		const uint8_t first[20] = { 0, 18, 0, 0, 0x01, 0x02, cases[i].kind, 0, 0, 0x03, 0, 0, 0, e[0], e[1], e[2],
					    0, z[0], z[1], z[2] };
		const struct step steps[] = {
			DVD, { .cdb = CAPACITY, REFUSED }, { .cdb = TOC, REFUSED }, { .cdb = DISC_INFO, REFUSED },
			{ .cdb = LAYER(0), .data = first, .data_len = 20 },
			{ .cdb = LAYER(1), .data = first, .data_len = 20 },
		};

		script_next(&b->s, steps, cases[i].second ? 7 : 6);
		assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
		assert_int_equal(m.sectors, cases[i].sectors);
	}
	/* cut short, or only one of two layers told */
	PLAY(&b->s, DVD, { .cdb = CAPACITY, REFUSED }, { .cdb = TOC, REFUSED }, { .cdb = DISC_INFO, REFUSED },
	     { .cdb = LAYER(0), BYTES(0, 18, 0, 0, 1, 2, 1, 0, 0, 3, 0, 0, 0, 0x25, 0xff, 0xff) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 0);
	PLAY(&b->s, DVD, { .cdb = CAPACITY, REFUSED }, { .cdb = TOC, REFUSED }, { .cdb = DISC_INFO, REFUSED },
	     { .cdb = LAYER(0), BYTES(0, 18, 0, 0, 1, 2, 0x21, 0, 0, 3, 0, 0, 0, 0x12, 0xff, 0xff, 0, 0, 0, 0) },
	     { .cdb = LAYER(1), CHECK(5, 0x24, 0) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 0);
}

static void test_no_use(void **state)
{
	struct bench *b = *state;
	struct medium m;

	PLAY(&b->s, CD, { .cdb = CAPACITY, BYTES(0, 0, 0, 0, 0, 0, 8, 0) }, { .cdb = TOC, CHECK(5, 0x24, 0) },
	     { .cdb = DISC_INFO, BYTES(0, 32, 0x00, 1, 1, 1, 1, 0, 0, 0, 0, 0) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_BLANK);
	assert_int_equal(m.sectors, 0);
	PLAY(&b->s, DVD, { .cdb = CAPACITY, CHECK(2, 0x30, 0) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_INCOMPATIBLE);
	PLAY(&b->s, DVD, { .cdb = CAPACITY, BYTES(0, 0, 0, 99) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_TRANSPORT);
	PLAY(&b->s, { .cdb = TUR, CHECK(2, 0x30, 2) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_INCOMPATIBLE);
	PLAY(&b->s, { .cdb = TUR, CHECK(2, 0x04, 1) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_NOT_READY);
	PLAY(&b->s, { .cdb = TUR, CHECK(2, 0x3a, 0) }, { .cdb = EVENT, BYTES(0, 6, 0x04, 0x10, 0, 0x01, 0, 0) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_TRAY_OPEN);
	PLAY(&b->s, { .cdb = TUR, CHECK(3, 0x02, 0) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_INCOMPATIBLE);	/* never "unreadable": no sector was asked for */
	PLAY(&b->s, CD, { .cdb = CAPACITY, .status = STATUS_DRIVE_GONE });
	assert_int_equal(drive_medium(b->d, &m), STATUS_DRIVE_GONE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_kinds), TEST(test_toc), TEST(test_both), TEST(test_plausible), TEST(test_fallbacks),
		TEST(test_layers), TEST(test_no_use),
	};

	return cmocka_run_group_tests_name("drive/mmc_disc", tests, NULL, NULL);
}
