#include "config.h"
#include "tests/drive/script.h"

/* What a drive is told, and told back at the end: page 01h, the speed. */
struct bench {
	struct script s;
	struct drive *d;
	uint8_t *buf;
	struct read_info got;
};

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	b->d = script_drive(&b->s);
	b->buf = script_buffer();
	*state = b;
	return 0;
}

/* Whoever leaves something to restore closes the drive itself. */
static int tear_down(void **state)
{
	struct bench *b = *state;

	script_done(&b->s);
	drive_close(b->d);
	free(b->buf);
	free(b);
	return 0;
}

static void closed(struct bench *b)
{
	drive_close(b->d);
	script_done(&b->s);
	assert_true(b->s.closed);
	b->d = NULL;
}

static enum status read_at(struct bench *b, int32_t lsn)
{
	return drive_read(b->d, (struct span){ lsn, 1 }, b->buf, &b->got);
}

#define CURRENT SENSE_PAGE(1, 0)
#define CHANGEABLE SENSE_PAGE(1, 1)
#define REFUSED CHECK(5, 0x24, 0)

/* Before the first read the drive is made to tell of what it has corrected; at the end all is as it was. */
static void test_told(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = CURRENT, PAGE_01(0x80, 19) }, { .cdb = CHANGEABLE, PAGE_01(0xff, 0xff) },
	     { .cdb = SELECT_PAGE, SENT_01(0x84, 19) }, { .cdb = READ10(9, 1), .all = true },
	     { .cdb = READ10(10, 1), .all = true });
	assert_int_equal(read_at(b, 9), STATUS_OK);
	assert_int_equal(read_at(b, 10), STATUS_OK);
	assert_null(b->d->remark);
	PLAY(&b->s, { .cdb = SELECT_PAGE, SENT_01(0x80, 19) });
	closed(b);
}

static void test_as_it_should_be(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = CURRENT, PAGE_01(0xc4, 19) }, { .cdb = CHANGEABLE, PAGE_01(0xff, 0xff) },
	     { .cdb = READ10(9, 1), .all = true });
	assert_int_equal(read_at(b, 9), STATUS_OK);
	closed(b);
}

/* Another program left the drive handing over wrong bytes as good ones. */
static void test_false_health(void **state)
{
	static const uint8_t bits[] = { 0x20, 0x10, 0x02, 0x01, 0xb5 };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(bits); i++) {
		const uint8_t right = (uint8_t)((bits[i] & 0xc0) | 0x04);
		struct bench b;

		b.d = script_drive(&b.s);
		b.buf = script_buffer();
		PLAY(&b.s, { .cdb = CURRENT, PAGE_01(bits[i], 255) }, { .cdb = CHANGEABLE, REFUSED },
		     { .cdb = SENSE_BLOCKS(1, 1), REFUSED }, { .cdb = SELECT_PAGE, SENT_01(right, 255) },
		     { .cdb = CURRENT, PAGE_01(right, 255) }, { .cdb = READ10(9, 1), .all = true });
		assert_int_equal(read_at(&b, 9), STATUS_OK);
		assert_string_equal(b.d->remark,
				    "another program had set the drive to hide errors; that is put right while it is read");
		PLAY(&b.s, { .cdb = SELECT_PAGE, SENT_01(bits[i], 255) });
		closed(&b);
		free(b.buf);
	}
}

static void test_stubborn(void **state)
{
	static const char words[] = "the drive is set to hide errors, and does not let that be changed";
	struct bench *b = *state, other;

	/* it refuses, with the reports of recovered errors and without */
	PLAY(&b->s, { .cdb = CURRENT, PAGE_01(0x11, 1) }, { .cdb = CHANGEABLE, PAGE_01(0xff, 0xff) },
	     { .cdb = SELECT_PAGE, SENT_01(0x04, 1), CHECK(5, 0x26, 0) },
	     { .cdb = SELECT_PAGE, SENT_01(0x00, 1), CHECK(5, 0x26, 0) }, { .cdb = READ10(9, 1), .all = true });
	assert_int_equal(read_at(b, 9), STATUS_OK);
	assert_string_equal(b->d->remark, words);
	closed(b);
	/* it says yes, and does not do it */
	other.d = script_drive(&other.s);
	other.buf = b->buf;
	PLAY(&other.s, { .cdb = CURRENT, PAGE_01(0x11, 1) }, { .cdb = CHANGEABLE, PAGE_01(0xff, 0xff) },
	     { .cdb = SELECT_PAGE, SENT_01(0x04, 1) }, { .cdb = CURRENT, PAGE_01(0x11, 1) },
	     { .cdb = READ10(9, 1), .all = true });
	assert_int_equal(read_at(&other, 9), STATUS_OK);
	assert_string_equal(other.d->remark, words);
	PLAY(&other.s, { .cdb = SELECT_PAGE, SENT_01(0x11, 1) });
	closed(&other);
}

/* Only the bits that can be changed are changed: a drive refuses the page otherwise. */
static void test_mask(void **state)
{
	struct bench *b = *state;

	/* not PER, and DCR, but not DTE */
	PLAY(&b->s, { .cdb = CURRENT, PAGE_01(0x83, 8) }, { .cdb = CHANGEABLE, PAGE_01(0x31, 0x00) },
	     { .cdb = SELECT_PAGE, SENT_01(0x82, 8) }, { .cdb = CURRENT, PAGE_01(0x82, 8) });
	assert_int_equal(drive_set_retries(b->d, 1), STATUS_UNSUPPORTED);	/* not the count */
	assert_int_equal(drive_set_retries(b->d, 1), STATUS_UNSUPPORTED);	/* and it is not asked again */
	assert_string_equal(b->d->remark, "the drive is set to hide errors, and does not let that be changed");
	PLAY(&b->s, { .cdb = SELECT_PAGE, SENT_01(0x83, 8) });
	closed(b);
}

/* Block descriptors, for drives that cannot leave them out; the page of the first edition. */
static void test_forms(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = CURRENT, REFUSED },
	     { .cdb = SENSE_BLOCKS(1, 0), BYTES(0, 22, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 8, 0, 0x01, 6, 0x00, 8, 0, 0, 0, 0) },
	     { .cdb = CHANGEABLE, REFUSED }, { .cdb = SENSE_BLOCKS(1, 1), REFUSED },
	     { .cdb = { 0x55, 0x10, 0, 0, 0, 0, 0, 0, 16 }, BYTES(0, 0, 0, 0, 0, 0, 0, 0, 0x01, 6, 0x04, 8, 0, 0, 0, 0) },
	     { .cdb = READ10(9, 1), .all = true });
	assert_int_equal(read_at(b, 9), STATUS_OK);
	PLAY(&b->s,
	     { .cdb = { 0x55, 0x10, 0, 0, 0, 0, 0, 0, 16 }, BYTES(0, 0, 0, 0, 0, 0, 0, 0, 0x01, 6, 0x00, 8, 0, 0, 0, 0) });
	closed(b);
}

/* Answers that are no page 01h: nothing is sent in return. */
static void test_hostile_pages(void **state)
{
	const struct step answers[] = {
		{ .cdb = CURRENT, BYTES(0, 18, 0, 0) },
		{ .cdb = CURRENT, BYTES(0, 18, 0, 0, 0, 0, 0, 0, 0x01, 10, 0x11) },
		{ .cdb = CURRENT, BYTES(0, 18, 0, 0, 0, 0, 0, 0, 0x2a, 10, 0x11, 1, 0, 0, 0, 0, 0, 0, 0, 0) },
		{ .cdb = CURRENT, BYTES(0, 18, 0, 0, 0, 0, 0xff, 0xff, 0x01, 10, 0x11, 1, 0, 0, 0, 0, 0, 0, 0, 0) },
		{ .cdb = CURRENT, BYTES(0, 18, 0, 0, 0, 0, 0, 0, 0x01, 255, 0x11, 1, 0, 0, 0, 0, 0, 0, 0, 0) },
		{ .cdb = CURRENT, BYTES(0, 18, 0, 0, 0, 0, 0, 0, 0x01, 1, 0x11, 1, 0, 0, 0, 0, 0, 0, 0, 0) },
		{ .cdb = CURRENT, BYTES(0, 8, 0, 0, 0, 0, 0, 0, 0x01, 10, 0x11, 1, 0, 0, 0, 0, 0, 0, 0, 0) },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(answers); i++) {
		struct script s;
		struct drive *d = script_drive(&s);

		script_next(&s, &answers[i], 1);
		assert_int_equal(drive_set_retries(d, 1), STATUS_UNSUPPORTED);
		assert_int_equal(drive_set_retries(d, -1), STATUS_UNSUPPORTED);
		script_done(&s);
		drive_close(d);
	}
}

#define FOUND { .cdb = CURRENT, PAGE_01(0x84, 19) }, { .cdb = CHANGEABLE, PAGE_01(0xff, 0xff) }

static void test_retries(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, FOUND, { .cdb = SELECT_PAGE, SENT_01(0x84, 0) }, { .cdb = CURRENT, PAGE_01(0x84, 0) });
	assert_int_equal(drive_set_retries(b->d, 0), STATUS_OK);
	PLAY(&b->s, { .cdb = CURRENT, PAGE_01(0x84, 0) });	/* it is so already */
	assert_int_equal(drive_set_retries(b->d, 0), STATUS_OK);
	/* rounded: taken */
	PLAY(&b->s, { .cdb = SELECT_PAGE, SENT_01(0x84, 255) }, { .cdb = CURRENT, PAGE_01(0x84, 128) });
	assert_int_equal(drive_set_retries(b->d, 1000), STATUS_OK);
	PLAY(&b->s, { .cdb = SELECT_PAGE, SENT_01(0x84, 19) });
	assert_int_equal(drive_set_retries(b->d, -1), STATUS_OK);
	closed(b);	/* as found: nothing to restore */
}

static void test_refused_retries(void **state)
{
	const struct step answers[] = {
		{ .cdb = SELECT_PAGE, CHECK(5, 0x26, 0) }, { .cdb = SELECT_PAGE, CHECK(5, 0x20, 0) },
		{ .cdb = SELECT_PAGE, CHECK(5, 0x39, 0) }, { .cdb = SELECT_PAGE, .status = STATUS_PERMISSION },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(answers); i++) {
		struct script s;
		struct drive *d = script_drive(&s);
		const struct step steps[] = { FOUND, answers[i], { .cdb = SELECT_PAGE, CHECK(5, 0x26, 0) } };

		/* PER is set here already, so that there is one way to ask only */
		script_next(&s, steps, answers[i].status == STATUS_OK ? 4 : 3);
		assert_int_equal(drive_set_retries(d, 3), STATUS_UNSUPPORTED);
		assert_int_equal(drive_set_retries(d, 3), STATUS_UNSUPPORTED);
		script_done(&s);
		drive_close(d);
	}
}

/* It says yes and keeps what it had. */
static void test_ignored_retries(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, FOUND, { .cdb = SELECT_PAGE, SENT_01(0x84, 1) }, { .cdb = CURRENT, PAGE_01(0x84, 19) },
	     { .cdb = SELECT_PAGE, SENT_01(0x84, 19) });
	assert_int_equal(drive_set_retries(b->d, 1), STATUS_UNSUPPORTED);
	assert_int_equal(drive_set_retries(b->d, 1), STATUS_UNSUPPORTED);
	closed(b);
}

/* After a reset the drive has its defaults back: it is told again before the read is repeated. */
static void test_after_reset(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, FOUND, { .cdb = SELECT_PAGE, SENT_01(0x84, 1) }, { .cdb = CURRENT, PAGE_01(0x84, 1) },
	     { .cdb = SPEED(0x02, 0xc2) });
	assert_int_equal(drive_set_retries(b->d, 1), STATUS_OK);
	assert_int_equal(drive_set_speed(b->d, 706), STATUS_OK);
	PLAY(&b->s, { .cdb = READ10(9, 1), CHECK(6, 0x29, 0) }, { .cdb = SPEED(0x02, 0xc2) },
	     { .cdb = CURRENT, PAGE_01(0x80, 24) }, { .cdb = CHANGEABLE, PAGE_01(0xff, 0xff) },
	     { .cdb = SELECT_PAGE, SENT_01(0x84, 1) }, { .cdb = READ10(9, 1), .all = true });
	assert_int_equal(read_at(b, 9), STATUS_OK);
	PLAY(&b->s, { .cdb = SELECT_PAGE, SENT_01(0x80, 24) }, { .cdb = SPEED(0xff, 0xff) });
	closed(b);
}

/* The page was changed by somebody, or so the drive says: it is looked at. */
static void test_parameters_changed(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = CURRENT, PAGE_01(0x80, 19) }, { .cdb = CHANGEABLE, PAGE_01(0xff, 0xff) },
	     { .cdb = SELECT_PAGE, SENT_01(0x84, 19) }, { .cdb = READ10(9, 1), CHECK(6, 0x2a, 1) },
	     { .cdb = CURRENT, PAGE_01(0x84, 19) }, { .cdb = READ10(9, 1), .all = true });
	assert_int_equal(read_at(b, 9), STATUS_OK);
	PLAY(&b->s, { .cdb = READ10(9, 1), CHECK(6, 0x2a, 1) }, { .cdb = CURRENT, PAGE_01(0x91, 19) },
	     { .cdb = CHANGEABLE, PAGE_01(0xff, 0xff) }, { .cdb = SELECT_PAGE, SENT_01(0x84, 19) },
	     { .cdb = CURRENT, PAGE_01(0x84, 19) }, { .cdb = READ10(9, 1), .all = true });
	assert_int_equal(read_at(b, 9), STATUS_OK);
	assert_non_null(b->d->remark);
	PLAY(&b->s, { .cdb = SELECT_PAGE, SENT_01(0x91, 19) });
	closed(b);
}

/* Another disc: what the drive goes by is looked at again, and what was found first is what is restored. */
static void test_after_change(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, FOUND, { .cdb = SELECT_PAGE, SENT_01(0x84, 1) }, { .cdb = CURRENT, PAGE_01(0x84, 1) });
	assert_int_equal(drive_set_retries(b->d, 1), STATUS_OK);
	PLAY(&b->s, { .cdb = READ10(9, 1), CHECK(6, 0x28, 0) }, { .cdb = CURRENT, PAGE_01(0x84, 1) },
	     { .cdb = READ10(9, 1), .all = true });
	assert_int_equal(read_at(b, 9), STATUS_MEDIUM_CHANGED);
	assert_int_equal(read_at(b, 9), STATUS_OK);
	PLAY(&b->s, { .cdb = READ10(9, 1), CHECK(6, 0x28, 0) }, { .cdb = CURRENT, PAGE_01(0x80, 19) },
	     { .cdb = CHANGEABLE, PAGE_01(0xff, 0xff) }, { .cdb = SELECT_PAGE, SENT_01(0x84, 1) },
	     { .cdb = READ10(9, 1), .all = true });
	assert_int_equal(read_at(b, 9), STATUS_MEDIUM_CHANGED);
	assert_int_equal(read_at(b, 9), STATUS_OK);
	PLAY(&b->s, { .cdb = SELECT_PAGE, SENT_01(0x80, 19) });
	closed(b);
}

/* Nothing is restored in a drive that is gone. */
static void test_gone(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, FOUND, { .cdb = SELECT_PAGE, SENT_01(0x84, 1) }, { .cdb = CURRENT, PAGE_01(0x84, 1) },
	     { .cdb = PREVENT }, { .cdb = SPEED(0x02, 0xc2) }, { .cdb = READ10(9, 1), .status = STATUS_DRIVE_GONE });
	assert_int_equal(drive_set_retries(b->d, 1), STATUS_OK);
	assert_int_equal(drive_tray(b->d, TRAY_LOCK), STATUS_OK);
	assert_int_equal(drive_set_speed(b->d, 706), STATUS_OK);
	assert_int_equal(read_at(b, 9), STATUS_DRIVE_GONE);
	closed(b);
}

#define LOOK(profile) { .cdb = TUR }, { .cdb = PROFILE, BYTES(0, 0, 0, 4, 0, 0, 0, profile) }, \
		      { .cdb = CAPACITY, BYTES(0, 0x22, 0xff, 0xff, 0, 0, 8, 0) }
#define STREAM { 0xb6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 28 }
#define STREAM_AT(hi, mid, lo) BYTES(0, 0, 0, 0, 0, 0, 0, 0, 0, 0x22, 0xff, 0xff, 0, hi, mid, lo, 0, 0, 0x03, 0xe8, 0, hi, mid, \
				     lo, 0, 0, 0x03, 0xe8)
#define STREAM_DEFAULT BYTES(4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

static void test_speed_of_bd(void **state)
{
	struct bench *b = *state;
	struct medium m;

	PLAY(&b->s, LOOK(0x40), { .cdb = STREAM, STREAM_AT(0, 0x46, 0x40) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(drive_set_speed(b->d, 17984), STATUS_OK);	/* 4x; more than SET CD SPEED can say is 15x */
	PLAY(&b->s, { .cdb = STREAM, STREAM_AT(1, 0x19, 0x00), CHECK(5, 0x26, 0) }, { .cdb = SPEED(0xff, 0xfe) });
	assert_int_equal(drive_set_speed(b->d, 71936), STATUS_OK);
	PLAY(&b->s, { .cdb = STREAM, STREAM_DEFAULT });
	closed(b);
}

static void test_speed_of_dvd(void **state)
{
	struct bench *b = *state;
	struct medium m;

	PLAY(&b->s, LOOK(0x10), { .cdb = SPEED(0x15, 0xa4), CHECK(5, 0x20, 0) }, { .cdb = STREAM, STREAM_AT(0, 0x15, 0xa4) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(drive_set_speed(b->d, 5540), STATUS_OK);
	PLAY(&b->s, { .cdb = SPEED(0x15, 0xa5), CHECK(5, 0x20, 0) },
	     { .cdb = STREAM, STREAM_AT(0, 0x15, 0xa5), CHECK(5, 0x20, 0) });
	assert_int_equal(drive_set_speed(b->d, 5541), STATUS_REFUSED);
	PLAY(&b->s, { .cdb = SPEED(0xff, 0xff), CHECK(5, 0x20, 0) }, { .cdb = STREAM, STREAM_DEFAULT });
	closed(b);
}

/* What was set is taken back; a drive that stands at its fastest anyway is not asked. */
static void test_speed_restored(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = SPEED(0x05, 0x84) });
	assert_int_equal(drive_set_speed(b->d, 1412), STATUS_OK);
	PLAY(&b->s, { .cdb = SPEED(0xff, 0xff) });
	closed(b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_told), TEST(test_as_it_should_be), cmocka_unit_test(test_false_health), TEST(test_stubborn),
		TEST(test_mask), TEST(test_forms), cmocka_unit_test(test_hostile_pages), TEST(test_retries),
		cmocka_unit_test(test_refused_retries), TEST(test_ignored_retries), TEST(test_after_reset),
		TEST(test_parameters_changed), TEST(test_after_change), TEST(test_gone), TEST(test_speed_of_bd),
		TEST(test_speed_of_dvd), TEST(test_speed_restored),
	};

	return cmocka_run_group_tests_name("drive/mmc_setup", tests, NULL, NULL);
}
