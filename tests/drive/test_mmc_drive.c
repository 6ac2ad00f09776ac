#include "config.h"
#include "tests/drive/script.h"

/* INQUIRY bytes of a drive, with vendor-specific bytes from 36 on. */
static void make_inquiry(uint8_t out[96], const char *vendor, const char *model, const char *firmware, const char *extra)
{
	memset(out, 0, 96);
	out[0] = 0x05;
	out[4] = 91;
	memset(out + 8, ' ', 28);
	memcpy(out + 8, vendor, strlen(vendor));
	memcpy(out + 16, model, strlen(model));
	memcpy(out + 32, firmware, strlen(firmware));
	memcpy(out + 36, extra, strlen(extra));
}

/* Feature 0108h as GET CONFIGURATION gives it. */
static uint32_t make_serial(uint8_t out[76], const char *serial, uint8_t told)
{
	uint32_t len = (uint32_t)strlen(serial);

	memset(out, 0, 76);
	out[3] = (uint8_t)(len + 8);
	out[8] = 0x01;
	out[9] = 0x08;
	out[10] = 0x03;
	out[11] = told;
	memcpy(out + 12, serial, len);
	return 12 + len;
}

static enum status open_with(struct script *s, const struct step *steps, int count, struct drive **d, struct fault *f)
{
	const struct drive_settings settings = { 0 };

	*d = NULL;
	*f = (struct fault){ 0 };
	script_init(s, steps, count);
	return mmc_open(&s->t, "/dev/sr7", "sr7", &settings, d, f);
}

static void test_identity(void **state)
{
	uint8_t inquiry[96], serial[76];
	uint32_t len = make_serial(serial, "  K4 N9\x01ZZ  ", 12);
	const struct step steps[] = {
		{ .cdb = INQUIRY, .data = inquiry, .data_len = 96 },
		{ .cdb = SERIAL(2), .data = serial, .data_len = len }, { .cdb = SERIAL_PAGE, CHECK(5, 0x24, 0) },
	};
	struct script s;
	struct drive *d;
	struct fault f;
	char title[80];

	(void)state;
	make_inquiry(inquiry, "PLEXTOR_", "CD-R   PX-W5224A", "1.0\x1b", "");
	assert_int_equal(open_with(&s, steps, 3, &d, &f), STATUS_OK);
	script_done(&s);
	assert_string_equal(d->id.vendor, "PLEXTOR");
	assert_string_equal(d->id.model, "CD-R PX-W5224A");
	assert_string_equal(d->id.firmware, "1.0?");
	assert_string_equal(d->id.serial, "");	/* an unprintable byte: a serial that is none */
	assert_string_equal(d->id.spec, "/dev/sr7");
	drive_title(&d->id, title, sizeof title);
	assert_string_equal(title, "sr7 PLEXTOR CD-R PX-W5224A 1.0?");
	assert_int_equal(d->sector_size, 2048);
	drive_close(d);
	assert_true(s.closed);
}

static void test_serials(void **state)
{
	static const struct {
		const char *feature, *extra, *page;	/* page NULL: it is not asked */
		const char *expected;
	} cases[] = {
		{ "K4N9 ZZ", "N003103SIK0EPCJE514", NULL, "K4N9 ZZ" },
		{ "", "N003103SIK0EPCJE514", NULL, "N003103SIK0EPCJE514" },
		{ "0000000000000000", "WM01601KL4K9MJ1918", NULL, "WM01601KL4K9MJ1918" },
		{ "0000000000007478", "WM01601KL4K9MJ1918", NULL, "WM01601KL4K9MJ1918" },
		{ "DVDRAM", "08/18/07 15:10", "", "" },		/* the model's name; a date of build */
		{ "", "20070818", "  K5X1 ", "K5X1" },
		{ "", "2007-08-18", "K5X1", "K5X1" },
		{ "", "KREON V1.00", "K5X1", "K5X1" },
		{ "", "DATE", "DVDRAM", "" },
		{ "", "", "0000000000007478", "" },
		{ "", "", "000000", "" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		uint8_t inquiry[96], serial[76];
		uint32_t len = make_serial(serial, cases[i].feature, (uint8_t)strlen(cases[i].feature));
		uint8_t page[68] = { 0x05, 0x80, 0, (uint8_t)(cases[i].page ? strlen(cases[i].page) : 0) };
		const struct step steps[] = {
			{ .cdb = INQUIRY, .data = inquiry, .data_len = 96 },
			{ .cdb = SERIAL(2), .data = serial, .data_len = len },
			{ .cdb = SERIAL_PAGE, .data = page, .data_len = 4 + page[3] },
		};
		struct script s;
		struct drive *d;
		struct fault f;

		memcpy(page + 4, cases[i].page ? cases[i].page : "", page[3]);
		make_inquiry(inquiry, "HL-DT-ST", "DVDRAM", "1.00", cases[i].extra);
		assert_int_equal(open_with(&s, steps, cases[i].page ? 3 : 2, &d, &f), STATUS_OK);
		script_done(&s);
		assert_string_equal(d->id.serial, cases[i].expected);
		assert_null(d->remark);
		drive_close(d);
	}
}

/* The serial's feature in hostile forms: longer than what came, another feature, cut off. And the second way to ask. */
static void test_hostile_serials(void **state)
{
	uint8_t inquiry[96], serial[76];
	struct step steps[] = {
		{ .cdb = INQUIRY, .data = inquiry, .data_len = 96 },
		{ .cdb = SERIAL(2), CHECK(5, 0x24, 0) },
		{ .cdb = SERIAL(0), .data = serial, .data_len = make_serial(serial, "ABC123", 255) },
		/* a drive that knows no pages gives the usual answer */
		{ .cdb = SERIAL_PAGE, .data = inquiry, .data_len = 68 },
	};
	struct script s;
	struct drive *d;
	struct fault f;

	(void)state;
	make_inquiry(inquiry, "V", "M", "F", "");
	assert_int_equal(open_with(&s, steps, 3, &d, &f), STATUS_OK);
	script_done(&s);
	assert_string_equal(d->id.serial, "ABC123");
	drive_close(d);

	steps[2].data_len = 11;
	assert_int_equal(open_with(&s, steps, 4, &d, &f), STATUS_OK);
	assert_string_equal(d->id.serial, "");
	drive_close(d);

	make_serial(serial, "0123456789012345678901234567890123456789", 40);
	steps[2].data_len = 52;
	assert_int_equal(open_with(&s, steps, 3, &d, &f), STATUS_OK);
	assert_string_equal(d->id.serial, "01234567890123456789012345678901");
	drive_close(d);

	serial[9] = 0x09;
	assert_int_equal(open_with(&s, steps, 4, &d, &f), STATUS_OK);
	assert_string_equal(d->id.serial, "");
	drive_close(d);
	/* a page that is longer than what came */
	steps[3] = (struct step){ .cdb = SERIAL_PAGE, BYTES(0x05, 0x80, 0xff, 0xff, 'X', '1', '2') };
	assert_int_equal(open_with(&s, steps, 4, &d, &f), STATUS_OK);
	assert_string_equal(d->id.serial, "X12");
	drive_close(d);
}

/* One dead line of the cable: bit 3 of each odd byte is 0. A maker's name that is almost right tells. */
static void test_bad_cable(void **state)
{
	static const struct {
		const char *vendor;
		bool bad;
	} cases[] = {
		{ "HL-DT-ST", false }, { "HD-DT%ST", true }, { "TEAC", false }, { "PDEPTGR", true }, { "PDEXTGR", false },
		{ "PDEXTOR", false }, { "PDEXTKR", false }, { "SGNQ", true }, { "UNHEARD", false }, { "", false },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		uint8_t inquiry[96], serial[76];
		const struct step steps[] = {
			{ .cdb = INQUIRY, .data = inquiry, .data_len = 96 },
			{ .cdb = SERIAL(2), .data = serial, .data_len = make_serial(serial, "K4N9ZZ", 6) },
		};
		struct script s;
		struct drive *d;
		struct fault f;

		make_inquiry(inquiry, cases[i].vendor, "DVD%RAM G@22NP20", "1&04", "");
		assert_int_equal(open_with(&s, steps, 2, &d, &f), STATUS_OK);
		script_done(&s);
		if ((d->remark != NULL) != cases[i].bad)
			fail_msg("%s: %s", cases[i].vendor, d->remark ? d->remark : "no remark");
		drive_close(d);
	}
}

static void test_refused_drives(void **state)
{
	uint8_t inquiry[96];
	struct step step = { .cdb = INQUIRY, .data = inquiry, .data_len = 96 };
	struct drive_settings settings = { .sector_size = 2352 };
	struct script s;
	struct drive *d;
	struct fault f;

	(void)state;
	make_inquiry(inquiry, "ATA", "SOME DISK", "1", "");
	inquiry[0] = 0x00;
	assert_int_equal(open_with(&s, &step, 1, &d, &f), STATUS_UNSUPPORTED);
	assert_string_equal(f.reason, "this is not an optical drive");
	assert_string_equal(f.place, "/dev/sr7");
	assert_true(s.closed);
	assert_null(d);

	inquiry[0] = 0x25;	/* qualifier 001b: no drive is connected */
	assert_int_equal(open_with(&s, &step, 1, &d, &f), STATUS_UNSUPPORTED);
	assert_true(s.closed);

	inquiry[0] = 0x05;
	step.data_len = 20;
	assert_int_equal(open_with(&s, &step, 1, &d, &f), STATUS_TRANSPORT);
	assert_true(s.closed);

	step.data_len = 96;
	inquiry[4] = 0;	/* the drive says that its answer is five bytes long */
	assert_int_equal(open_with(&s, &step, 1, &d, &f), STATUS_TRANSPORT);
	assert_true(s.closed);

	step = (struct step){ .cdb = INQUIRY, .status = STATUS_DRIVE_GONE };
	assert_int_equal(open_with(&s, &step, 1, &d, &f), STATUS_DRIVE_GONE);
	assert_true(s.closed);

	script_init(&s, NULL, 0);
	assert_int_equal(mmc_open(&s.t, "x", "x", &settings, &d, &f), STATUS_UNSUPPORTED);
	assert_true(s.closed);
	script_init(&s, NULL, 0);
	s.t.max_bytes = 2047;
	settings.sector_size = 2048;
	assert_int_equal(mmc_open(&s.t, "x", "x", &settings, &d, &f), STATUS_TRANSPORT);
	assert_true(s.closed);
}

/* A transport that carries little makes reads small. */
static void test_small_transport(void **state)
{
	uint8_t inquiry[96];
	const struct step steps[] = {
		{ .cdb = INQUIRY, .data = inquiry, .data_len = 96 },
		{ .cdb = SERIAL(2), CHECK(5, 0x20, 0) }, { .cdb = SERIAL(0), CHECK(5, 0x20, 0) },
		{ .cdb = SERIAL_PAGE, CHECK(5, 0x20, 0) },
	};
	const struct drive_settings settings = { 0 };
	struct script s;
	struct drive *d;

	(void)state;
	make_inquiry(inquiry, "V", "M", "F", "");
	script_init(&s, steps, 4);
	s.t.max_bytes = 20000;
	assert_int_equal(mmc_open(&s.t, "x", "x", &settings, &d, NULL), STATUS_OK);
	assert_int_equal(d->max_sectors, 9);
	drive_close(d);
}

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

/* Who asks for the medium looks at it anew: the unit attentions of a load do not stand in the way. */
static void test_medium_after_load(void **state)
{
	struct bench *b = *state;
	struct drive *d = b->d;
	struct script *s = &b->s;
	struct medium m;

	PLAY(s, { .cdb = TUR, CHECK(6, 0x29, 0) }, { .cdb = TUR, CHECK(6, 0x28, 0) }, { .cdb = TUR },
	     { .cdb = PROFILE, BYTES(0, 0, 0, 4, 0, 0, 0, 0x10) }, { .cdb = CAPACITY, BYTES(0, 0, 0, 99, 0, 0, 8, 0) },
	     { .cdb = TUR });
	assert_int_equal(drive_medium(d, &m), STATUS_OK);
	assert_int_equal(drive_poll(d), STATUS_OK);
	script_done(s);
	/* a drive that says it for ever */
	PLAY(s, { .cdb = TUR, CHECK(6, 0x28, 0) }, { .cdb = TUR, CHECK(6, 0x28, 0) }, { .cdb = TUR, CHECK(6, 0x28, 0) },
	     { .cdb = TUR, CHECK(6, 0x28, 0) });
	assert_int_equal(drive_medium(d, &m), STATUS_MEDIUM_CHANGED);
	script_done(s);
}

static void test_poll(void **state)
{
	struct bench *b = *state;
	struct drive *d = b->d;
	struct script *s = &b->s;

	PLAY(s, { .cdb = TUR });
	assert_int_equal(drive_poll(d), STATUS_OK);
	PLAY(s, { .cdb = TUR, CHECK(2, 0x04, 1) });
	assert_int_equal(drive_poll(d), STATUS_NOT_READY);
	PLAY(s, { .cdb = TUR, CHECK(2, 0x04, 2) }, { .cdb = START });
	assert_int_equal(drive_poll(d), STATUS_NOT_READY);
	PLAY(s, { .cdb = TUR, CHECK(2, 0x3a, 2) });
	assert_int_equal(drive_poll(d), STATUS_TRAY_OPEN);
	/* where the sense does not say it, the media event says where the tray is */
	PLAY(s, { .cdb = TUR, CHECK(2, 0x3a, 0) }, { .cdb = EVENT, BYTES(0, 6, 0x04, 0x10, 0, 0x01, 0, 0) });
	assert_int_equal(drive_poll(d), STATUS_TRAY_OPEN);
	PLAY(s, { .cdb = TUR, CHECK(2, 0x3a, 1) }, { .cdb = EVENT, BYTES(0, 6, 0x04, 0x10, 0, 0x00, 0, 0) });
	assert_int_equal(drive_poll(d), STATUS_NO_MEDIUM);
	PLAY(s, { .cdb = TUR, CHECK(2, 0x3a, 0) }, { .cdb = EVENT, BYTES(0, 2, 0x80, 0x10, 0, 0x01) });
	assert_int_equal(drive_poll(d), STATUS_NO_MEDIUM);
	PLAY(s, { .cdb = TUR, CHECK(2, 0x3a, 0) }, { .cdb = EVENT, BYTES(0, 6, 0x06, 0x40, 0, 0x01, 0, 0) });
	assert_int_equal(drive_poll(d), STATUS_NO_MEDIUM);
	PLAY(s, { .cdb = TUR, CHECK(2, 0x3a, 0) }, { .cdb = EVENT, BYTES(0, 6, 0x04, 0x10) });
	assert_int_equal(drive_poll(d), STATUS_NO_MEDIUM);
	PLAY(s, { .cdb = TUR, CHECK(2, 0x3a, 0) }, { .cdb = EVENT, CHECK(5, 0x20, 0) });
	assert_int_equal(drive_poll(d), STATUS_NO_MEDIUM);
	PLAY(s, { .cdb = TUR, .status = STATUS_DRIVE_GONE });
	assert_int_equal(drive_poll(d), STATUS_DRIVE_GONE);
	/* said once */
	PLAY(s, { .cdb = TUR, CHECK(6, 0x28, 0) }, { .cdb = TUR });
	assert_int_equal(drive_poll(d), STATUS_MEDIUM_CHANGED);
	assert_int_equal(drive_poll(d), STATUS_OK);
	PLAY(s, { .cdb = TUR, CHECK(6, 0x29, 0) }, { .cdb = TUR });
	assert_int_equal(drive_poll(d), STATUS_OK);
	PLAY(s, { .cdb = TUR, CHECK(3, 0x09, 2) });
	assert_int_equal(drive_poll(d), STATUS_INCOMPATIBLE);
	/* the change was told to another command */
	PLAY(s, { .cdb = PREVENT, CHECK(6, 0x28, 0) }, { .cdb = PREVENT }, { .cdb = ALLOW });
	assert_int_equal(drive_tray(d, TRAY_LOCK), STATUS_OK);
	assert_int_equal(drive_tray(d, TRAY_UNLOCK), STATUS_OK);
	assert_int_equal(drive_poll(d), STATUS_MEDIUM_CHANGED);
	PLAY(s, { .cdb = TUR });
	assert_int_equal(drive_poll(d), STATUS_OK);
	script_done(s);
}

/* The button, while the tray is locked: told as an event, or by sense. The tray is unlocked, and it is said once. */
static void test_button(void **state)
{
	struct bench *b = *state;
	struct drive *d = b->d;
	struct script *s = &b->s;

	PLAY(s, { .cdb = PREVENT }, { .cdb = TUR }, { .cdb = EVENT, BYTES(0, 6, 0x04, 0x10, 1, 0x02, 0, 0) }, { .cdb = ALLOW },
	     { .cdb = TUR });
	assert_int_equal(drive_tray(d, TRAY_LOCK), STATUS_OK);
	assert_int_equal(drive_poll(d), STATUS_EJECT_ASKED);
	assert_int_equal(drive_poll(d), STATUS_OK);
	PLAY(s, { .cdb = PREVENT }, { .cdb = TUR }, { .cdb = EVENT, BYTES(0, 6, 0x04, 0x10, 0, 0x02, 0, 0) },
	     { .cdb = TUR, CHECK(6, 0x5a, 1) }, { .cdb = ALLOW }, { .cdb = TUR });
	assert_int_equal(drive_tray(d, TRAY_LOCK), STATUS_OK);
	assert_int_equal(drive_poll(d), STATUS_OK);
	assert_int_equal(drive_poll(d), STATUS_EJECT_ASKED);
	assert_int_equal(drive_poll(d), STATUS_OK);
	/* a drive that tells of no events is not asked again */
	PLAY(s, { .cdb = PREVENT }, { .cdb = TUR }, { .cdb = EVENT, CHECK(5, 0x20, 0) }, { .cdb = TUR }, { .cdb = ALLOW });
	assert_int_equal(drive_tray(d, TRAY_LOCK), STATUS_OK);
	assert_int_equal(drive_poll(d), STATUS_OK);
	assert_int_equal(drive_poll(d), STATUS_OK);
	assert_int_equal(drive_tray(d, TRAY_UNLOCK), STATUS_OK);
	script_done(s);
}

static void test_tray(void **state)
{
	struct bench *b = *state;
	struct drive *d = b->d;
	struct script *s = &b->s;

	PLAY(s, { .cdb = ALLOW }, { .cdb = EJECT });
	assert_int_equal(drive_tray(d, TRAY_OPEN), STATUS_OK);
	PLAY(s, { .cdb = ALLOW, CHECK(5, 0x20, 0) }, { .cdb = EJECT, CHECK(2, 0x3a, 2) });	/* it is open */
	assert_int_equal(drive_tray(d, TRAY_OPEN), STATUS_OK);
	PLAY(s, { .cdb = ALLOW }, { .cdb = EJECT, CHECK(5, 0x53, 2) }, { .cdb = ALLOW },
	     { .cdb = EJECT });		/* somebody else locked it meanwhile */
	assert_int_equal(drive_tray(d, TRAY_OPEN), STATUS_OK);
	PLAY(s, { .cdb = ALLOW }, { .cdb = EJECT, CHECK(2, 0x53, 0) });
	assert_int_equal(drive_tray(d, TRAY_OPEN), STATUS_DRIVE_FAILED);
	PLAY(s, { .cdb = LOAD });
	assert_int_equal(drive_tray(d, TRAY_CLOSE), STATUS_OK);
	PLAY(s, { .cdb = LOAD, CHECK(2, 0x04, 1) });
	assert_int_equal(drive_tray(d, TRAY_CLOSE), STATUS_OK);
	PLAY(s, { .cdb = LOAD, CHECK(2, 0x3a, 2) });	/* a drive that is closed by hand */
	assert_int_equal(drive_tray(d, TRAY_CLOSE), STATUS_TRAY_OPEN);
	PLAY(s, { .cdb = LOAD, CHECK(5, 0x24, 0) });
	assert_int_equal(drive_tray(d, TRAY_CLOSE), STATUS_REFUSED);
	script_done(s);
}

static void test_speed(void **state)
{
	struct bench *b = *state;
	struct drive *d = b->d;
	struct script *s = &b->s;

	PLAY(s, { .cdb = SPEED(0x05, 0x84) });
	assert_int_equal(drive_set_speed(d, 1412), STATUS_OK);
	assert_int_equal(d->speed, 1412);
	PLAY(s, { .cdb = SPEED(0xff, 0xfe) });
	assert_int_equal(drive_set_speed(d, 1000000), STATUS_OK);
	PLAY(s, { .cdb = SPEED(0xff, 0xff) });
	assert_int_equal(drive_set_speed(d, 0), STATUS_OK);
	PLAY(s, { .cdb = SPEED(0x01, 0x00), CHECK(5, 0x24, 0) });
	assert_int_equal(drive_set_speed(d, 256), STATUS_REFUSED);
	assert_int_equal(d->speed, 0);
	script_done(s);
}

/* A tray that we locked is unlocked at the end, and no other. */
static void test_unlock_on_close(void **state)
{
	struct script s;
	struct drive *d = script_drive(&s);

	(void)state;
	PLAY(&s, { .cdb = PREVENT }, { .cdb = ALLOW });
	assert_int_equal(drive_tray(d, TRAY_LOCK), STATUS_OK);
	drive_close(d);
	script_done(&s);
	assert_true(s.closed);
}

/* A reset undoes the lock: it is put back, unless the drive does not take it any more. */
static void test_lock_after_reset(void **state)
{
	struct script s;
	struct drive *d = script_drive(&s);

	(void)state;
	PLAY(&s, { .cdb = PREVENT }, { .cdb = TUR, CHECK(6, 0x29, 0) }, { .cdb = PREVENT }, { .cdb = TUR },
	     { .cdb = EVENT, BYTES(0, 6, 0x04, 0x10, 0, 0x02, 0, 0) });
	assert_int_equal(drive_tray(d, TRAY_LOCK), STATUS_OK);
	assert_int_equal(drive_poll(d), STATUS_OK);
	script_done(&s);
	PLAY(&s, { .cdb = TUR, CHECK(6, 0x29, 0) }, { .cdb = PREVENT, CHECK(5, 0x20, 0) }, { .cdb = TUR });
	assert_int_equal(drive_poll(d), STATUS_OK);
	drive_close(d);
	script_done(&s);
}

static void test_titles(void **state)
{
	static const struct {
		struct drive_id id;
		size_t size;
		const char *title;
	} cases[] = {
		{ { .name = "disc.iso" }, 40, "disc.iso" },
		{ { .name = "A", .vendor = "PLEXTOR", .model = "PX-716A", .firmware = "1.11" }, 40, "A PLEXTOR PX-716A 1.11" },
		{ { .name = "A", .model = "PX-716A" }, 40, "A PX-716A" },
		{ { .name = "A\x1b[2J\x7f" }, 40, "A?[2J?" },
		{ { .name = "M\xc3\xbcll\xe2\x82\xac" }, 40, "M\xc3\xbcll\xe2\x82\xac" },
		{ { .name = "\xc2\x9b\xc0\xaf\xed\xa0\x80\xff" }, 40, "????????" },
		{ { .name = "\xe2\x82" }, 40, "??" },
		{ { .name = "ab\xe2\x82\xac" }, 5, "ab" },	/* a character that does not fit is left out whole */
		{ { .name = "abcdef" }, 4, "abc" },
		{ { .name = "abc", .model = "d" }, 4, "abc" },
		{ { .name = "abc" }, 1, "" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		char title[40] = "untouched";

		drive_title(&cases[i].id, title, cases[i].size);
		assert_string_equal(title, cases[i].title);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity), cmocka_unit_test(test_serials),
		cmocka_unit_test(test_hostile_serials), cmocka_unit_test(test_bad_cable),
		cmocka_unit_test(test_refused_drives), cmocka_unit_test(test_small_transport),
		TEST(test_medium_after_load), TEST(test_poll), TEST(test_button), TEST(test_tray), TEST(test_speed),
		cmocka_unit_test(test_unlock_on_close), cmocka_unit_test(test_lock_after_reset), cmocka_unit_test(test_titles),
	};

	return cmocka_run_group_tests_name("drive/mmc_drive", tests, NULL, NULL);
}
