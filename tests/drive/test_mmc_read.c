#include "config.h"
#include "tests/drive/script.h"

/* One drive and buffer for each test. */
struct bench {
	struct script s;
	struct drive *d;
	uint8_t *buf;
	struct read_info got;
};

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	b->d = script_plain_drive(&b->s);
	b->buf = script_buffer();
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;
	const struct step fastest = { .cdb = SPEED(0xff, 0xff) };

	script_next(&b->s, &fastest, b->d->speed ? 1 : 0);
	drive_close(b->d);
	script_done(&b->s);
	assert_true(b->s.closed);
	free(b->buf);
	free(b);
	return 0;
}

static enum status read_at(struct bench *b, int32_t lsn, int32_t count)
{
	memset(b->buf, 0xee, 64 * 2048);
	return drive_read(b->d, (struct span){ lsn, count }, b->buf, &b->got);
}

static void test_good(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(0x012345, 32), .all = true });
	assert_int_equal(read_at(b, 0x012345, 32), STATUS_OK);
	assert_int_equal(b->got.good, 32);
	assert_false(b->got.recovered);
	assert_sectors(b->buf, 0x012345, 32);
	assert_int_equal(b->d->max_sectors, 32);
}

static void test_bounds(void **state)
{
	struct bench *b = *state;

	assert_int_equal(read_at(b, 0, 33), STATUS_USAGE);
	assert_int_equal(read_at(b, -1, 1), STATUS_OUT_OF_RANGE);
	assert_int_equal(read_at(b, INT32_MAX - 1, 2), STATUS_OUT_OF_RANGE);
	assert_int_equal(drive_read(b->d, (struct span){ 0, 1 }, b->buf + 512, &b->got), STATUS_USAGE);
	assert_int_equal(read_at(b, 5, 0), STATUS_OK);
	assert_int_equal(b->got.good, 0);
}

static void test_recovered(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(100, 4), .all = true, CHECK(1, 0x18, 1) },
	     { .cdb = READ10(100, 4), .all = true, CHECK(1, 0x5d, 0) });
	assert_int_equal(read_at(b, 100, 4), STATUS_OK);
	assert_true(b->got.recovered);
	assert_int_equal(b->got.sense.key, 1);
	assert_sectors(b->buf, 100, 4);
	/* a warning about the drive says nothing of the sectors */
	assert_int_equal(read_at(b, 100, 4), STATUS_OK);
	assert_false(b->got.recovered);
}

/* Some drives say nothing is wrong by CHECK CONDITION with "no sense": all bytes there, it is good; else once more. */
static void test_no_sense(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(7, 2), .all = true, CHECK(0, 0, 0) });
	assert_int_equal(read_at(b, 7, 2), STATUS_OK);
	assert_sectors(b->buf, 7, 2);
	PLAY(&b->s, { .cdb = READ10(7, 2), .all = true, .residual = 2048, CHECK(0, 0, 0) },
	     { .cdb = READ10(7, 2), .all = true });
	assert_int_equal(read_at(b, 7, 2), STATUS_OK);
	/* no sense bytes at all: nothing is known, however much seems to have come */
	PLAY(&b->s, { .cdb = READ10(7, 2), .all = true, .scsi_status = 2, .no_sense = true },
	     { .cdb = READ10(7, 2), .all = true, .scsi_status = 2, .no_sense = true },
	     { .cdb = READ10(7, 2), .all = true, .scsi_status = 2, .no_sense = true });
	assert_int_equal(read_at(b, 7, 2), STATUS_TRANSPORT);
	assert_int_equal(b->got.good, 0);
	/* the end of the area, with key 0 */
	PLAY(&b->s, { .cdb = READ10(7, 2), CHECK(0, 0x63, 0), .residual = 4096 });
	assert_int_equal(read_at(b, 7, 2), STATUS_OUT_OF_RANGE);
}

/* GOOD, and less than was asked for: only the whole sectors count, and the rest is asked for. */
static void test_short_good(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(50, 8), .all = true, .residual = 3 * 2048 + 100 },
	     { .cdb = READ10(54, 4), .all = true });
	assert_int_equal(read_at(b, 50, 8), STATUS_OK);
	assert_int_equal(b->got.good, 8);
	assert_sectors(b->buf, 50, 8);
	PLAY(&b->s, { .cdb = READ10(50, 8), .all = true, .residual = 3 * 2048 },
	     { .cdb = READ10(55, 3), .residual = 3 * 2048 });
	assert_int_equal(read_at(b, 50, 8), STATUS_TRANSPORT);
	assert_int_equal(b->got.good, 5);
	assert_sectors(b->buf, 50, 5);
	PLAY(&b->s, { .cdb = READ10(50, 8), .all = true, .residual = 3 * 2048 },
	     { .cdb = READ10(55, 3), CHECK(3, 0x11, 5) });
	assert_int_equal(read_at(b, 50, 8), STATUS_UNREADABLE);
	assert_int_equal(b->got.good, 5);
	/* a residual beyond all reason */
	PLAY(&b->s, { .cdb = READ10(50, 1), .all = true, .residual = 0xfffffff0 });
	assert_int_equal(read_at(b, 50, 1), STATUS_TRANSPORT);
	assert_int_equal(b->got.good, 0);
}

/* GOOD and no residual, but bytes the drive never wrote: the poison tells. */
static void test_untouched(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(60, 8), .sectors = 5 }, { .cdb = READ10(65, 3), .all = true });
	assert_int_equal(read_at(b, 60, 8), STATUS_OK);
	assert_sectors(b->buf, 60, 8);
	PLAY(&b->s, { .cdb = READ10(60, 8), .sectors = 0 });
	assert_int_equal(read_at(b, 60, 8), STATUS_TRANSPORT);
	assert_int_equal(b->got.good, 0);
}

static void test_prefix(void **state)
{
	struct bench *b = *state;
	static const struct {
		struct step step;
		int32_t good;
	} cases[] = {
		/* the information field vouches, and the residual agrees or is not set */
		{ { .cdb = READ10(200, 16), CHECK(3, 0x11, 5), .valid = true, .info = 205, .sectors = 5 }, 5 },
		{ { .cdb = READ10(200, 16), CHECK(3, 0x11, 5), .valid = true, .info = 205, .sectors = 5,
		    .residual = 11 * 2048 }, 5 },
		{ { .cdb = READ10(200, 16), CHECK(3, 0x11, 5), .valid = true, .info = 205, .sectors = 6,
		    .residual = 10 * 2048 }, 5 },
		/* the residual says that less came */
		{ { .cdb = READ10(200, 16), CHECK(3, 0x11, 5), .valid = true, .info = 205, .sectors = 5,
		    .residual = 12 * 2048 }, 0 },
		/* the drive never wrote the sectors that it vouches for */
		{ { .cdb = READ10(200, 16), CHECK(3, 0x11, 5), .valid = true, .info = 205, .sectors = 4 }, 0 },
		/* the residual alone vouches for nothing, nor do bytes in the buffer */
		{ { .cdb = READ10(200, 16), CHECK(3, 0x11, 5), .sectors = 5, .residual = 11 * 2048 }, 0 },
		{ { .cdb = READ10(200, 16), CHECK(3, 0x11, 5), .info = 205, .sectors = 16 }, 0 },
		/* the first sector, zero, and what lies outside, are junk */
		{ { .cdb = READ10(200, 16), CHECK(3, 0x11, 5), .valid = true, .info = 200, .all = true }, 0 },
		{ { .cdb = READ10(200, 16), CHECK(3, 0x11, 5), .valid = true, .info = 0, .all = true }, 0 },
		{ { .cdb = READ10(200, 16), CHECK(3, 0x11, 5), .valid = true, .info = 216, .all = true }, 0 },
		{ { .cdb = READ10(200, 16), CHECK(3, 0x11, 5), .valid = true, .info = 0x28055520, .all = true }, 0 },
		/* a key that does not say it honestly */
		{ { .cdb = READ10(200, 16), CHECK(4, 0x3e, 2), .valid = true, .info = 205, .all = true }, 0 },
	};

	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		script_next(&b->s, &cases[i].step, 1);
		assert_int_equal(read_at(b, 200, 16), STATUS_UNREADABLE);
		assert_int_equal(b->got.good, cases[i].good);
		assert_sectors(b->buf, 200, cases[i].good);
		assert_int_equal(b->got.sense.key, cases[i].step.key);
		assert_int_equal(b->got.sense.asc, cases[i].step.asc);
	}
}

/* A prefix vouched for by a refusal is kept, before another shape of command overwrites it. */
static void test_prefix_of_refusal(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(200, 16), CHECK(5, 0x64, 0), .valid = true, .info = 210, .sectors = 10 });
	assert_int_equal(read_at(b, 200, 16), STATUS_ILLEGAL_MODE);
	assert_int_equal(b->got.good, 10);
	assert_sectors(b->buf, 200, 10);
}

/* What the table says of the others goes up, in one command. */
static void test_verdicts(void **state)
{
	struct bench *b = *state;
	static const struct {
		struct step step;
		enum status status;
	} cases[] = {
		{ { .cdb = READ10(9, 1), CHECK(2, 0x04, 1) }, STATUS_NOT_READY },
		{ { .cdb = READ10(9, 1), CHECK(2, 0x3a, 0) }, STATUS_NO_MEDIUM },
		{ { .cdb = READ10(9, 1), CHECK(2, 0x3a, 2) }, STATUS_TRAY_OPEN },
		{ { .cdb = READ10(9, 1), CHECK(3, 0x10, 0x90) }, STATUS_UNREADABLE },
		{ { .cdb = READ10(9, 1), CHECK(4, 0x44, 0) }, STATUS_DRIVE_FAILED },
		{ { .cdb = READ10(9, 1), CHECK(5, 0x21, 0) }, STATUS_OUT_OF_RANGE },
		{ { .cdb = READ10(9, 1), CHECK(5, 0x6f, 3) }, STATUS_PROTECTED },
		{ { .cdb = READ10(9, 1), CHECK(6, 0x28, 0) }, STATUS_MEDIUM_CHANGED },
		{ { .cdb = READ10(9, 1), CHECK(8, 0x00, 0) }, STATUS_BLANK },
		{ { .cdb = READ10(9, 1), .scsi_status = 0x08 }, STATUS_NOT_READY },
		{ { .cdb = READ10(9, 1), .scsi_status = 0x28 }, STATUS_NOT_READY },
		{ { .cdb = READ10(9, 1), .status = STATUS_NOT_READY }, STATUS_NOT_READY },	/* the host is busy */
		{ { .cdb = READ10(9, 1), .status = STATUS_TIMEOUT }, STATUS_TIMEOUT },
		{ { .cdb = READ10(9, 1), .status = STATUS_DRIVE_GONE }, STATUS_DRIVE_GONE },
	};

	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		script_next(&b->s, &cases[i].step, 1);
		assert_int_equal(read_at(b, 9, 1), cases[i].status);
		assert_int_equal(b->got.good, 0);
	}
}

static void test_repeats(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(9, 2), .status = STATUS_TRANSPORT }, { .cdb = READ10(9, 2), CHECK(0xb, 0x00, 0) },
	     { .cdb = READ10(9, 2), .all = true });
	assert_int_equal(read_at(b, 9, 2), STATUS_OK);
	assert_sectors(b->buf, 9, 2);
	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(4, 0x08, 3) }, { .cdb = READ10(9, 2), CHECK(4, 0x08, 3) },
	     { .cdb = READ10(9, 2), CHECK(4, 0x08, 3) });
	assert_int_equal(read_at(b, 9, 2), STATUS_TRANSPORT);
	PLAY(&b->s, { .cdb = READ10(9, 2), .status = STATUS_TRANSPORT },
	     { .cdb = READ10(9, 2), .status = STATUS_TRANSPORT }, { .cdb = READ10(9, 2), .status = STATUS_TRANSPORT });
	assert_int_equal(read_at(b, 9, 2), STATUS_TRANSPORT);
	/* a status of SCSI that says nothing of the sector: condition met, reservation conflict, task aborted */
	PLAY(&b->s, { .cdb = READ10(9, 2), .all = true, .scsi_status = 0x04 },
	     { .cdb = READ10(9, 2), .all = true, .scsi_status = 0x18 }, { .cdb = READ10(9, 2), .all = true, .scsi_status = 0x40 });
	assert_int_equal(read_at(b, 9, 2), STATUS_TRANSPORT);
	assert_int_equal(b->got.good, 0);
	/* what an earlier attempt left in the buffer is no proof for the later one */
	PLAY(&b->s, { .cdb = READ10(9, 2), .all = true, CHECK(0xb, 0x00, 0) }, { .cdb = READ10(9, 2), .sectors = 0 });
	assert_int_equal(read_at(b, 9, 2), STATUS_TRANSPORT);
	assert_int_equal(b->got.good, 0);
}

/* The system does not let so much through at once: from then on less is asked for. */
static void test_too_large(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(100, 32), .status = STATUS_TOO_LARGE }, { .cdb = READ10(100, 16), .status = STATUS_TOO_LARGE },
	     { .cdb = READ10(100, 8), .all = true }, { .cdb = READ10(108, 8), .all = true },
	     { .cdb = READ10(116, 8), .all = true }, { .cdb = READ10(124, 8), CHECK(3, 0x11, 5) });
	assert_int_equal(read_at(b, 100, 32), STATUS_UNREADABLE);
	assert_int_equal(b->got.good, 24);
	assert_sectors(b->buf, 100, 24);
	PLAY(&b->s, { .cdb = READ10(200, 8), .all = true }, { .cdb = READ10(208, 1), .all = true });
	assert_int_equal(read_at(b, 200, 9), STATUS_OK);
	assert_sectors(b->buf, 200, 9);
	PLAY(&b->s, { .cdb = READ10(200, 1), .status = STATUS_TOO_LARGE });
	assert_int_equal(read_at(b, 200, 1), STATUS_TRANSPORT);
}

/* The drive breaks it off again and again: small pieces, for this time. */
static void test_aborted(void **state)
{
	struct bench *b = *state;
#define BROKEN(lsn, n) { .cdb = READ10(lsn, n), CHECK(0xb, 0x00, 0) }

	PLAY(&b->s, BROKEN(100, 3), BROKEN(100, 3), BROKEN(100, 3), { .cdb = READ10(100, 1), .all = true },
	     { .cdb = READ10(101, 1), .all = true }, BROKEN(102, 1), BROKEN(102, 1), BROKEN(102, 1),
	     { .cdb = READ10(100, 3), .all = true });
	assert_int_equal(read_at(b, 100, 3), STATUS_ABORTED);
	assert_int_equal(b->got.good, 2);
	assert_sectors(b->buf, 100, 2);
	assert_int_equal(read_at(b, 100, 3), STATUS_OK);
#undef BROKEN
}

/* Deferred errors belong to an earlier command: never a verdict on these sectors. */
static void test_deferred(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(3, 0x11, 5), .deferred = true }, { .cdb = READ10(9, 2), .all = true });
	assert_int_equal(read_at(b, 9, 2), STATUS_OK);
	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(3, 0x11, 5), .deferred = true },
	     { .cdb = READ10(9, 2), CHECK(3, 0x11, 5), .deferred = true },
	     { .cdb = READ10(9, 2), CHECK(3, 0x11, 5), .deferred = true });
	assert_int_equal(read_at(b, 9, 2), STATUS_ABORTED);
	assert_int_equal(b->got.sense.key, 0);
}

static void test_reset(void **state)
{
	struct bench *b = *state;

	/* no speed was set: none is sent again */
	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(6, 0x29, 0) }, { .cdb = READ10(9, 2), .all = true });
	assert_int_equal(read_at(b, 9, 2), STATUS_OK);
	PLAY(&b->s, { .cdb = SPEED(0x02, 0xc2) });
	assert_int_equal(drive_set_speed(b->d, 706), STATUS_OK);
	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(6, 0x29, 4) }, { .cdb = SPEED(0x02, 0xc2) },
	     { .cdb = READ10(9, 2), .all = true });
	assert_int_equal(read_at(b, 9, 2), STATUS_OK);
	/* once: a drive that resets again and again must be told of */
	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(6, 0x29, 0) }, { .cdb = SPEED(0x02, 0xc2) },
	     { .cdb = READ10(9, 2), CHECK(6, 0x29, 0) }, { .cdb = SPEED(0x02, 0xc2) });
	assert_int_equal(read_at(b, 9, 2), STATUS_RESET);
	/* the news of another disc comes in answer to the speed: the read is not filed */
	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(6, 0x29, 0) }, { .cdb = SPEED(0x02, 0xc2), CHECK(6, 0x28, 0) });
	assert_int_equal(read_at(b, 9, 2), STATUS_MEDIUM_CHANGED);
	PLAY(&b->s, { .cdb = READ10(9, 2), .all = true });
	assert_int_equal(read_at(b, 9, 2), STATUS_OK);
}

/* A change of medium that another command was told of is passed on by the next read. */
static void test_change_is_kept(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = SPEED(0xff, 0xff), CHECK(6, 0x28, 0) }, { .cdb = SPEED(0xff, 0xff) });
	assert_int_equal(drive_set_speed(b->d, 0), STATUS_OK);
	assert_int_equal(read_at(b, 9, 2), STATUS_MEDIUM_CHANGED);
	PLAY(&b->s, { .cdb = READ10(9, 2), .all = true });
	assert_int_equal(read_at(b, 9, 2), STATUS_OK);
}

/* Bytes of sense data that did not arrive are not made up: the key alone decides, or nothing at all. */
static void test_short_sense(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(3, 0x11, 5), .sense_len = 13 });
	assert_int_equal(read_at(b, 9, 2), STATUS_UNREADABLE);
	assert_int_equal(b->got.sense.key, 3);
	assert_int_equal(b->got.sense.asc, 0);
	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(2, 0x3a, 2), .sense_len = 8 });
	assert_int_equal(read_at(b, 9, 2), STATUS_NOT_READY);
	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(3, 0x11, 5), .sense_len = 2 },
	     { .cdb = READ10(9, 2), CHECK(3, 0x11, 5), .sense_len = 2 }, { .cdb = READ10(9, 2), .all = true });
	assert_int_equal(read_at(b, 9, 2), STATUS_OK);
	/* GOOD has no sense, whatever lies in the buffer */
	PLAY(&b->s, { .cdb = READ10(9, 2), .all = true, .key = 3, .asc = 0x11, .ascq = 5 });
	assert_int_equal(read_at(b, 9, 2), STATUS_OK);
	assert_int_equal(b->got.sense.key, 0);
}

/* The drive's own timer, in answer to a shape that never gave data: perhaps it only does not take that shape. */
static void test_shape_trap(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(4, 0x3e, 2) }, { .cdb = READ12(9, 2), .all = true },
	     { .cdb = READ12(11, 2), CHECK(4, 0x3e, 2) });
	assert_int_equal(read_at(b, 9, 2), STATUS_OK);
	assert_string_equal(b->got.command, "READ(12)");
	assert_int_equal(read_at(b, 11, 2), STATUS_UNREADABLE);		/* of a shape that works it is the sector */
	assert_int_equal(b->got.sense.asc, 0x3e);
}

/* Two shapes run into it: it is the place. No shape is tried for it twice. */
static void test_steady_timer(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(0, 2), CHECK(4, 0x3e, 2) }, { .cdb = READ12(0, 2), CHECK(4, 0x3e, 2) });
	assert_int_equal(read_at(b, 0, 2), STATUS_UNREADABLE);
	PLAY(&b->s, { .cdb = READ12(0, 1), CHECK(4, 0x3e, 2) }, { .cdb = READCD(MODE_1, 0, 1), CHECK(5, 0x24, 0) },
	     { .cdb = READCD(MODE_2, 0, 1), CHECK(5, 0x24, 0) }, { .cdb = READ10(0, 1), CHECK(4, 0x3e, 2) });
	assert_int_equal(read_at(b, 0, 1), STATUS_UNREADABLE);
	PLAY(&b->s, { .cdb = READ10(1, 1), CHECK(4, 0x3e, 2) });
	assert_int_equal(read_at(b, 1, 1), STATUS_UNREADABLE);
	PLAY(&b->s, { .cdb = READ10(16, 1), .all = true });
	assert_int_equal(read_at(b, 16, 1), STATUS_OK);
}

/* Which command was sent, and how long a host must wait for it. */
static void test_commands(void **state)
{
	struct bench *b = *state;
	struct drive_now now;

	PLAY(&b->s, { .cdb = READ10(9, 2), .all = true });
	assert_int_equal(read_at(b, 9, 2), STATUS_OK);
	assert_string_equal(b->got.command, "READ(10)");
	assert_int_equal(b->s.timeout_ms, 120000);
	assert_true(drive_now(b->d, &now));
	assert_string_equal(now.command, "");
	assert_int_equal(now.lsn, -1);
	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(5, 0x20, 0) }, { .cdb = READ12(9, 2), CHECK(3, 0x11, 5) });
	assert_int_equal(read_at(b, 9, 2), STATUS_UNREADABLE);
	assert_string_equal(b->got.command, "READ(12)");
	PLAY(&b->s, { .cdb = TUR });
	assert_int_equal(drive_poll(b->d), STATUS_OK);
	assert_int_equal(b->s.timeout_ms, 30000);
	PLAY(&b->s, { .cdb = LOAD });
	assert_int_equal(drive_tray(b->d, TRAY_CLOSE), STATUS_OK);
	assert_int_equal(b->s.timeout_ms, 100000);
	assert_string_equal(mmc_command_name(0xbe), "READ CD");
	assert_string_equal(mmc_command_name(0xf1), "unknown command");
}

static void test_shapes(void **state)
{
	struct bench *b = *state;

	/* READ(10) is unknown: READ(12), from then on at once */
	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(5, 0x20, 0) }, { .cdb = READ12(9, 2), .all = true },
	     { .cdb = READ12(11, 2), .all = true });
	assert_int_equal(read_at(b, 9, 2), STATUS_OK);
	assert_int_equal(read_at(b, 11, 2), STATUS_OK);
	assert_sectors(b->buf, 11, 2);
	/* READ(12) is refused here, READ(10) is never tried again, READ CD works and stays */
	PLAY(&b->s, { .cdb = READ12(13, 2), CHECK(5, 0x24, 0) }, { .cdb = READCD(MODE_1, 13, 2), CHECK(5, 0x64, 0) },
	     { .cdb = READCD(MODE_2, 13, 2), .all = true }, { .cdb = READCD(MODE_2, 15, 2), CHECK(3, 0x11, 5) });
	assert_int_equal(read_at(b, 13, 2), STATUS_OK);
	assert_sectors(b->buf, 13, 2);
	assert_int_equal(read_at(b, 15, 2), STATUS_UNREADABLE);
	/* refused by all: the first refusal is the answer, and the shape that worked stays the first */
	PLAY(&b->s, { .cdb = READCD(MODE_2, 17, 2), CHECK(5, 0x64, 0) }, { .cdb = READ12(17, 2), CHECK(5, 0x24, 0) },
	     { .cdb = READCD(MODE_1, 17, 2), CHECK(5, 0x24, 0) });
	assert_int_equal(read_at(b, 17, 2), STATUS_ILLEGAL_MODE);
	assert_int_equal(b->got.sense.asc, 0x64);
	PLAY(&b->s, { .cdb = READCD(MODE_2, 19, 1), .all = true });
	assert_int_equal(read_at(b, 19, 1), STATUS_OK);
	/* another disc: from the start, but for what the drive does not know at all */
	PLAY(&b->s, { .cdb = READCD(MODE_2, 19, 1), CHECK(6, 0x28, 0) }, { .cdb = READ12(19, 1), .all = true });
	assert_int_equal(read_at(b, 19, 1), STATUS_MEDIUM_CHANGED);
	assert_int_equal(read_at(b, 19, 1), STATUS_OK);
}

static void test_all_shapes_unknown(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(5, 0x20, 0) }, { .cdb = READ12(9, 2), CHECK(5, 0x20, 0) },
	     { .cdb = READCD(MODE_1, 9, 2), CHECK(5, 0x20, 0) }, { .cdb = READCD(MODE_2, 9, 2), CHECK(5, 0x20, 0) });
	assert_int_equal(read_at(b, 9, 2), STATUS_REFUSED);
	assert_int_equal(read_at(b, 9, 2), STATUS_REFUSED);
	assert_int_equal(b->got.good, 0);
}

/* READ CD is for CDs. */
static void test_shapes_of_dvd(void **state)
{
	struct bench *b = *state;
	static const uint8_t capacity[] = { 0, 0x22, 0xff, 0xff, 0, 0, 8, 0 }, profile[] = { 0, 0, 0, 4, 0, 0, 0, 0x10 };
	struct medium m;

	PLAY(&b->s, { .cdb = TUR }, { .cdb = PROFILE, .data = profile, .data_len = 8 },
	     { .cdb = CAPACITY, .data = capacity, .data_len = 8 }, { .cdb = READ10(9, 2), CHECK(5, 0x64, 0) },
	     { .cdb = READ12(9, 2), CHECK(5, 0x64, 0) });
	assert_int_equal(drive_medium(b->d, &m), STATUS_OK);
	assert_int_equal(read_at(b, 9, 2), STATUS_ILLEGAL_MODE);
	/* at the end of the disc it is run-out: this drive's end */
	PLAY(&b->s, { .cdb = READ10(2293610, 1), CHECK(5, 0x64, 0) }, { .cdb = READ12(2293610, 1), CHECK(5, 0x64, 0) },
	     { .cdb = READ10(2293609, 1), CHECK(5, 0x64, 0) }, { .cdb = READ12(2293609, 1), CHECK(5, 0x64, 0) },
	     { .cdb = READ10(2293600, 20), CHECK(5, 0x64, 0), .valid = true, .info = 2293605, .sectors = 5 });
	assert_int_equal(read_at(b, 2293610, 1), STATUS_OUT_OF_RANGE);
	assert_int_equal(read_at(b, 2293609, 1), STATUS_ILLEGAL_MODE);
	assert_int_equal(b->got.sense.asc, 0x64);
	assert_int_equal(read_at(b, 2293600, 20), STATUS_ILLEGAL_MODE);	/* what was read is kept first */
	assert_int_equal(b->got.good, 5);
	PLAY(&b->s, { .cdb = READ10(2293700, 1), CHECK(8, 0x00, 0) }, { .cdb = READ10(2290000, 1), CHECK(8, 0x00, 0) });
	assert_int_equal(read_at(b, 2293700, 1), STATUS_OUT_OF_RANGE);
	assert_int_equal(read_at(b, 2290000, 1), STATUS_BLANK);
}

/* The drive wants to be started: it is, and the reader waits. */
static void test_obligations(void **state)
{
	struct bench *b = *state;

	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(2, 0x04, 2) }, { .cdb = START });
	assert_int_equal(read_at(b, 9, 2), STATUS_NOT_READY);
	/* the button was pressed while the tray is locked */
	PLAY(&b->s, { .cdb = PREVENT }, { .cdb = READ10(9, 2), CHECK(6, 0x5a, 1) }, { .cdb = ALLOW });
	assert_int_equal(drive_tray(b->d, TRAY_LOCK), STATUS_OK);
	assert_int_equal(read_at(b, 9, 2), STATUS_EJECT_ASKED);
	/* the drive is playing: it is stopped, and the read comes again, once */
	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(5, 0x2c, 0) }, { .cdb = STOP_PLAY },
	     { .cdb = READ10(9, 2), .all = true });
	assert_int_equal(read_at(b, 9, 2), STATUS_OK);
	PLAY(&b->s, { .cdb = READ10(9, 2), CHECK(5, 0x2c, 0) }, { .cdb = STOP_PLAY, CHECK(5, 0x20, 0) },
	     { .cdb = READ10(9, 2), CHECK(5, 0x2c, 0) }, { .cdb = STOP_PLAY });
	assert_int_equal(read_at(b, 9, 2), STATUS_NOT_READY);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_good), TEST(test_bounds), TEST(test_recovered), TEST(test_no_sense),
		TEST(test_short_good), TEST(test_untouched), TEST(test_prefix), TEST(test_prefix_of_refusal),
		TEST(test_verdicts), TEST(test_repeats), TEST(test_too_large), TEST(test_aborted),
		TEST(test_deferred), TEST(test_reset), TEST(test_change_is_kept), TEST(test_shapes),
		TEST(test_short_sense), TEST(test_shape_trap), TEST(test_steady_timer), TEST(test_commands),
		TEST(test_all_shapes_unknown), TEST(test_shapes_of_dvd), TEST(test_obligations),
	};

	return cmocka_run_group_tests_name("drive/mmc_read", tests, NULL, NULL);
}
