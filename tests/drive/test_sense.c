#include "config.h"
#include "tests/unit.h"

#include "drive/sense.h"

/* What a drive may say to a read, one row of the collection of field reports and of SPC-4 annex D after the other. */
struct expectation {
	uint8_t key, asc, first, last;
	enum status status;
	enum reaction reaction;
	const char *words;	/* NULL: not looked at */
};

static const struct expectation expected[] = {
	{ 0x0, 0x00, 0x00, 0x00, STATUS_TRANSPORT, REACT_REPEAT, "no sense" },
	{ 0x0, 0x00, 0x11, 0x15, STATUS_OK, REACT_NONE, "audio play status" },
	{ 0x0, 0x21, 0x00, 0x00, STATUS_OUT_OF_RANGE, REACT_END, NULL },	/* Pioneer: end of area with key 0 */
	{ 0x0, 0x63, 0x00, 0x00, STATUS_OUT_OF_RANGE, REACT_END, NULL },
	{ 0x1, 0x17, 0x00, 0x09, STATUS_OK, REACT_NONE, "recovered data without error correction" },
	{ 0x1, 0x18, 0x00, 0x06, STATUS_OK, REACT_NONE, "recovered data with error correction" },
	{ 0x1, 0x5d, 0x00, 0xff, STATUS_OK, REACT_NONE, "failure prediction threshold exceeded" },
	{ 0x2, 0x04, 0x00, 0x00, STATUS_NOT_READY, REACT_WAIT, "not ready, cause not reportable" },
	{ 0x2, 0x04, 0x01, 0x01, STATUS_NOT_READY, REACT_WAIT, "in process of becoming ready" },
	{ 0x2, 0x04, 0x02, 0x02, STATUS_NOT_READY, REACT_WAIT, "initializing command required" },
	{ 0x2, 0x04, 0x03, 0x03, STATUS_DRIVE_FAILED, REACT_STOP, "manual intervention required" },
	{ 0x2, 0x04, 0x04, 0x04, STATUS_NOT_READY, REACT_WAIT, "format in progress" },
	{ 0x2, 0x04, 0x07, 0x07, STATUS_NOT_READY, REACT_WAIT, "operation in progress" },
	{ 0x2, 0x04, 0x08, 0x08, STATUS_NOT_READY, REACT_WAIT, "long write in progress" },
	{ 0x2, 0x06, 0x00, 0x00, STATUS_NOT_READY, REACT_WAIT, "no reference position found" },
	{ 0x2, 0x30, 0x00, 0x00, STATUS_INCOMPATIBLE, REACT_IDENTIFY, "incompatible medium installed" },
	{ 0x2, 0x30, 0x01, 0x01, STATUS_INCOMPATIBLE, REACT_IDENTIFY, "cannot read medium, unknown format" },
	{ 0x2, 0x30, 0x02, 0x02, STATUS_INCOMPATIBLE, REACT_IDENTIFY, "cannot read medium, incompatible format" },
	{ 0x2, 0x31, 0x00, 0x00, STATUS_INCOMPATIBLE, REACT_IDENTIFY, "medium format corrupted" },
	{ 0x2, 0x3a, 0x00, 0x00, STATUS_NO_MEDIUM, REACT_WAIT, "medium not present" },
	{ 0x2, 0x3a, 0x01, 0x01, STATUS_NO_MEDIUM, REACT_WAIT, "medium not present, tray closed" },
	{ 0x2, 0x3a, 0x02, 0x02, STATUS_TRAY_OPEN, REACT_STOP, "medium not present, tray open" },
	{ 0x2, 0x3e, 0x00, 0x00, STATUS_NOT_READY, REACT_WAIT, "logical unit has not self-configured yet" },
	{ 0x2, 0x53, 0x00, 0x00, STATUS_DRIVE_FAILED, REACT_STOP, "media load or eject failed" },
	{ 0x2, 0xb1, 0x00, 0xff, STATUS_NOT_READY, REACT_WAIT, "not ready" },	/* Sony CDU-541: TOC not recovered */
	{ 0x2, 0xb7, 0x00, 0x00, STATUS_NOT_READY, REACT_WAIT, "not ready" },
	{ 0x3, 0x02, 0x00, 0x00, STATUS_UNREADABLE, REACT_NURSE, "no seek complete" },
	{ 0x3, 0x02, 0x82, 0x82, STATUS_ILLEGAL_MODE, REACT_OTHER, NULL },
	{ 0x3, 0x06, 0x00, 0x00, STATUS_UNREADABLE, REACT_NURSE, "no reference position found" },
	{ 0x3, 0x09, 0x00, 0x00, STATUS_UNREADABLE, REACT_NURSE, "track following error" },
	{ 0x3, 0x09, 0x01, 0x01, STATUS_UNREADABLE, REACT_NURSE, "tracking servo failure" },
	{ 0x3, 0x09, 0x02, 0x02, STATUS_UNREADABLE, REACT_NURSE, "focus servo failure" },
	{ 0x3, 0x09, 0x03, 0x03, STATUS_UNREADABLE, REACT_NURSE, "spindle servo failure" },
	{ 0x3, 0x0c, 0x00, 0xff, STATUS_UNREADABLE, REACT_NURSE, NULL },
	{ 0x3, 0x10, 0x00, 0x00, STATUS_UNREADABLE, REACT_NURSE, "ID CRC or ECC error" },
	{ 0x3, 0x10, 0x90, 0x90, STATUS_UNREADABLE, REACT_NURSE, "ID CRC or ECC error" },
	{ 0x3, 0x11, 0x00, 0x00, STATUS_UNREADABLE, REACT_NURSE, "unrecovered read error" },
	{ 0x3, 0x11, 0x01, 0x01, STATUS_UNREADABLE, REACT_NURSE, "read retries exhausted" },
	{ 0x3, 0x11, 0x02, 0x02, STATUS_UNREADABLE, REACT_NURSE, "error too long to correct" },
	{ 0x3, 0x11, 0x05, 0x05, STATUS_UNREADABLE, REACT_NURSE, "L-EC uncorrectable error" },
	{ 0x3, 0x11, 0x06, 0x06, STATUS_UNREADABLE, REACT_NURSE, "CIRC unrecovered error" },
	{ 0x3, 0x11, 0x07, 0x07, STATUS_UNREADABLE, REACT_NURSE, "data resynchronization error" },
	{ 0x3, 0x11, 0x0a, 0x0a, STATUS_UNREADABLE, REACT_NURSE, "miscorrected error" },
	{ 0x3, 0x11, 0x0f, 0x0f, STATUS_OK, REACT_NONE, "error reading UPC/EAN number" },
	{ 0x3, 0x11, 0x10, 0x10, STATUS_OK, REACT_NONE, "error reading ISRC number" },
	{ 0x3, 0x11, 0x11, 0x11, STATUS_REFUSED, REACT_OTHER, "loss of streaming" },
	{ 0x3, 0x15, 0x00, 0x00, STATUS_UNREADABLE, REACT_NURSE, "random positioning error" },
	{ 0x3, 0x15, 0x01, 0x01, STATUS_UNREADABLE, REACT_NURSE, "mechanical positioning error" },
	{ 0x3, 0x15, 0x02, 0x02, STATUS_UNREADABLE, REACT_NURSE, "positioning error detected by read of medium" },
	{ 0x3, 0x30, 0x01, 0x02, STATUS_INCOMPATIBLE, REACT_IDENTIFY, "cannot read medium" },
	{ 0x3, 0x31, 0x00, 0x00, STATUS_INCOMPATIBLE, REACT_IDENTIFY, "medium format corrupted" },
	{ 0x3, 0x57, 0x00, 0x00, STATUS_NOT_READY, REACT_WAIT, "unable to recover table of contents" },
	{ 0x3, 0x83, 0x00, 0x00, STATUS_UNREADABLE, REACT_NURSE, "medium error" },	/* Sony CDU-541, L-EC off */
	{ 0x4, 0x08, 0x00, 0x02, STATUS_TRANSPORT, REACT_REPEAT, "logical unit communication failure" },
	{ 0x4, 0x08, 0x03, 0x03, STATUS_TRANSPORT, REACT_REPEAT, "communication CRC error: check the cable" },
	{ 0x4, 0x09, 0x00, 0x04, STATUS_UNREADABLE, REACT_NURSE, "track following error" },
	{ 0x4, 0x15, 0x01, 0x01, STATUS_UNREADABLE, REACT_NURSE, "mechanical positioning error" },
	{ 0x4, 0x3e, 0x01, 0x01, STATUS_DRIVE_FAILED, REACT_IDENTIFY, "logical unit failure" },
	{ 0x4, 0x3e, 0x02, 0x02, STATUS_UNREADABLE, REACT_NURSE, "timeout on logical unit" },
	{ 0x4, 0x3e, 0x03, 0x03, STATUS_DRIVE_FAILED, REACT_STOP, "logical unit failed self-test" },
	{ 0x4, 0x44, 0x00, 0x00, STATUS_DRIVE_FAILED, REACT_IDENTIFY, "internal target failure" },
	{ 0x4, 0x32, 0x00, 0x00, STATUS_DRIVE_FAILED, REACT_IDENTIFY, "hardware error" },
	{ 0x5, 0x20, 0x00, 0x00, STATUS_REFUSED, REACT_OTHER, "invalid command operation code" },
	{ 0x5, 0x21, 0x00, 0x00, STATUS_OUT_OF_RANGE, REACT_END, "logical block address out of range" },
	{ 0x5, 0x24, 0x00, 0x00, STATUS_REFUSED, REACT_OTHER, "invalid field in CDB" },
	{ 0x5, 0x25, 0x00, 0x00, STATUS_DRIVE_FAILED, REACT_STOP, "logical unit not supported" },
	{ 0x5, 0x26, 0x00, 0x02, STATUS_REFUSED, REACT_OTHER, "invalid field in parameter list" },
	{ 0x5, 0x27, 0x00, 0x7f, STATUS_REFUSED, REACT_STOP, "write protected" },
	{ 0x5, 0x2c, 0x00, 0x00, STATUS_NOT_READY, REACT_WAIT, "command sequence error" },
	{ 0x5, 0x30, 0x00, 0x06, STATUS_INCOMPATIBLE, REACT_OTHER, "incompatible medium installed" },
	{ 0x5, 0x39, 0x00, 0x00, STATUS_REFUSED, REACT_OTHER, "saving parameters not supported" },
	{ 0x5, 0x53, 0x02, 0x02, STATUS_REFUSED, REACT_REPEAT, "medium removal prevented" },
	{ 0x5, 0x63, 0x00, 0x00, STATUS_OUT_OF_RANGE, REACT_END, "end of user area encountered on this track" },
	{ 0x5, 0x64, 0x00, 0x00, STATUS_ILLEGAL_MODE, REACT_OTHER, "illegal mode for this track" },
	{ 0x5, 0x6f, 0x00, 0x02, STATUS_PROTECTED, REACT_STOP, "copy protection key exchange failure" },
	{ 0x5, 0x6f, 0x03, 0x03, STATUS_PROTECTED, REACT_STOP, "read of scrambled sector without authentication" },
	{ 0x5, 0x6f, 0x04, 0x04, STATUS_PROTECTED, REACT_STOP, "media region code does not fit the drive's region" },
	{ 0x5, 0x6f, 0x05, 0x05, STATUS_PROTECTED, REACT_STOP, "drive region must be permanent" },
	{ 0x6, 0x28, 0x00, 0x01, STATUS_MEDIUM_CHANGED, REACT_IDENTIFY, "medium may have changed" },
	{ 0x6, 0x29, 0x00, 0x03, STATUS_RESET, REACT_REPEAT, "power on, reset, or bus reset occurred" },
	{ 0x6, 0x29, 0x04, 0x04, STATUS_RESET, REACT_REPEAT, "device internal reset" },
	{ 0x6, 0x2a, 0x01, 0x01, STATUS_RESET, REACT_REPEAT, "mode parameters changed" },
	{ 0x6, 0x3b, 0x0d, 0x16, STATUS_MEDIUM_CHANGED, REACT_IDENTIFY, "medium magazine changed" },
	{ 0x6, 0x3f, 0x00, 0x0f, STATUS_MEDIUM_CHANGED, REACT_IDENTIFY, "target operating conditions have changed" },
	{ 0x6, 0x5a, 0x00, 0x01, STATUS_EJECT_ASKED, REACT_STOP, "operator medium removal request" },
	{ 0x6, 0xa0, 0x00, 0x00, STATUS_MEDIUM_CHANGED, REACT_IDENTIFY, "unit attention" },
	{ 0x7, 0x27, 0x00, 0x07, STATUS_OK, REACT_NONE, "write protected" },
	{ 0x8, 0x00, 0x00, 0x00, STATUS_BLANK, REACT_END, "blank check" },
	{ 0x8, 0x00, 0x05, 0x05, STATUS_OUT_OF_RANGE, REACT_END, "end of data detected" },
	{ 0xb, 0x00, 0x00, 0x00, STATUS_ABORTED, REACT_REPEAT, "aborted command" },
	{ 0xb, 0x08, 0x00, 0x03, STATUS_TRANSPORT, REACT_REPEAT, "logical unit communication failure" },
	{ 0xb, 0x47, 0x00, 0x03, STATUS_TRANSPORT, REACT_REPEAT, "parity error" },
	{ 0xb, 0x4a, 0x00, 0x00, STATUS_ABORTED, REACT_OTHER, "command phase error" },
	{ 0xb, 0x4b, 0x00, 0x00, STATUS_ABORTED, REACT_OTHER, "data phase error" },
	{ 0xb, 0x4e, 0x00, 0x00, STATUS_NOT_READY, REACT_WAIT, "overlapped commands attempted" },
	{ 0xd, 0x00, 0x00, 0xff, STATUS_OUT_OF_RANGE, REACT_END, "volume overflow" },
	/* codes of the maker's own: by the key only */
	{ 0x3, 0x11, 0x85, 0x85, STATUS_UNREADABLE, REACT_NURSE, "medium error" },
	{ 0x5, 0x21, 0x80, 0x80, STATUS_REFUSED, REACT_OTHER, "illegal request" },
	{ 0x5, 0x90, 0x00, 0x00, STATUS_REFUSED, REACT_OTHER, "illegal request" },
	{ 0x1, 0x80, 0x80, 0x80, STATUS_OK, REACT_NONE, "recovered error" },
	{ 0x9, 0x00, 0x00, 0x00, STATUS_DRIVE_FAILED, REACT_IDENTIFY, "unexpected sense key" },
};

static void test_every_row(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(expected); i++) {
		const struct expectation *e = &expected[i];

		for (int ascq = e->first; ascq <= e->last; ascq++) {
			struct sense s = { .key = e->key, .asc = e->asc, .ascq = (uint8_t)ascq };
			struct sense_meaning m = sense_meaning(s);

			if (m.status != e->status || m.reaction != e->reaction
			    || (e->words && strcmp(m.words, e->words) != 0))
				fail_msg("%X/%02X/%02X: %s, reaction %d, %s", e->key, e->asc, (unsigned)ascq,
					 status_name(m.status), (int)m.reaction, m.words);
		}
	}
}

/* Only medium errors are nursed, and only they say that a sector is unreadable; whatever a drive says has words. */
static void test_whole_space(void **state)
{
	(void)state;
	for (unsigned n = 0; n < 1u << 20; n++) {
		struct sense s = { .key = (uint8_t)(n >> 16), .asc = (uint8_t)(n >> 8), .ascq = (uint8_t)n };
		struct sense_meaning m = sense_meaning(s);

		assert_true((m.status == STATUS_UNREADABLE) == (m.reaction == REACT_NURSE));
		assert_true((m.status == STATUS_OK) == (m.reaction == REACT_NONE));
		assert_true(m.reaction != REACT_NURSE || s.key == 3 || s.key == 4);
		assert_true(m.words && m.words[0]);
	}
}

static const struct span at = { 1000, 32 };

static void test_fixed(void **state)
{
	uint8_t b[18] = { 0xf0, 0, 0x03, 0, 0, 0x03, 0xf5, 10, 0, 0, 0, 0, 0x11, 0x05 };
	struct sense s = sense_decode(b, sizeof b, at);

	(void)state;
	assert_int_equal(s.key, 3);
	assert_int_equal(s.asc, 0x11);
	assert_int_equal(s.ascq, 0x05);
	assert_true(s.has_lsn);
	assert_int_equal(s.lsn, 1013);

	b[0] = 0x70;	/* VALID is clear */
	assert_false(sense_decode(b, sizeof b, at).has_lsn);
	b[0] = 0xf1;	/* deferred: of an earlier command */
	s = sense_decode(b, sizeof b, at);
	assert_false(s.has_lsn);
	assert_int_equal(s.key, 3);
	assert_int_equal(s.asc, 0x11);
	b[0] = 0xf0;
	b[2] = 0xe3;	/* FILEMARK, EOM, ILI are not the key */
	assert_int_equal(sense_decode(b, sizeof b, at).key, 3);
}

static void set_information(uint8_t *b, uint32_t lsn)
{
	for (int i = 0; i < 4; i++)
		b[3 + i] = (uint8_t)(lsn >> (24 - 8 * i));
}

static void test_information(void **state)
{
	static const struct {
		uint32_t info;
		bool counts;
	} cases[] = {
		{ 0, false }, { 999, false }, { 1000, false }, { 1001, true }, { 1031, true }, { 1032, false },
		{ 0x28055520, false }, { 0xffffffff, false }, { 0x80000000, false },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		uint8_t b[18] = { 0xf0, 0, 0x03, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x11, 0x05 };
		struct sense s;

		set_information(b, cases[i].info);
		s = sense_decode(b, sizeof b, at);
		assert_int_equal(s.has_lsn, cases[i].counts);
		assert_int_equal(s.lsn, cases[i].counts ? (int32_t)cases[i].info : 0);
		assert_int_equal(s.first, cases[i].info == 1000);
	}
}

/* Every length from none to all: nothing beyond it is looked at (the sanitizers see to that), nothing is made up. */
static void test_fixed_lengths(void **state)
{
	static const uint8_t whole[18] = { 0xf0, 0, 0x03, 0, 0, 0x03, 0xf5, 10, 0, 0, 0, 0, 0x11, 0x05 };

	(void)state;
	for (int len = 0; len <= (int)sizeof whole; len++) {
		uint8_t *b = malloc(len ? (size_t)len : 1);
		struct sense s;

		assert_non_null(b);
		memcpy(b, whole, (size_t)len);
		s = sense_decode(b, len, at);
		assert_int_equal(s.key, len >= 3 ? 3 : 0);
		assert_int_equal(s.has_lsn, len >= 7);
		assert_int_equal(s.asc, len >= 14 ? 0x11 : 0);
		assert_int_equal(s.ascq, len >= 14 ? 0x05 : 0);
		free(b);
	}
}

/* The additional length says where the drive's bytes end, whatever the host hands over. */
static void test_additional_length(void **state)
{
	uint8_t b[96] = { 0x70, 0, 0x03, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0x11, 0x05 };
	struct sense s = sense_decode(b, sizeof b, at);

	(void)state;
	assert_int_equal(s.key, 3);
	assert_int_equal(s.asc, 0);
	b[7] = 255;
	s = sense_decode(b, sizeof b, at);
	assert_int_equal(s.asc, 0x11);
}

static void test_descriptors(void **state)
{
	uint8_t b[] = {
		0x72, 0x03, 0x11, 0x05, 0, 0, 0, 4 + 12,
		0x02, 0x02, 0, 0,						/* sense key specific, cut short */
		0x00, 0x0a, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x03, 0xf5,		/* information */
	};
	struct sense s = sense_decode(b, sizeof b, at);

	(void)state;
	assert_int_equal(s.key, 3);
	assert_int_equal(s.asc, 0x11);
	assert_int_equal(s.ascq, 0x05);
	assert_true(s.has_lsn);
	assert_int_equal(s.lsn, 1013);

	b[16] = 1;	/* 2^56 and more: not inside any request */
	assert_false(sense_decode(b, sizeof b, at).has_lsn);
	b[16] = 0;
	b[14] = 0;	/* not VALID */
	assert_false(sense_decode(b, sizeof b, at).has_lsn);
	b[14] = 0x80;
	b[0] = 0x73;
	assert_false(sense_decode(b, sizeof b, at).has_lsn);
	b[0] = 0x72;
	b[7] = 4 + 11;	/* the descriptor is longer than what there is */
	assert_false(sense_decode(b, sizeof b, at).has_lsn);
	b[7] = 4 + 12;
	b[13] = 4;	/* the descriptor says that it holds no information */
	assert_false(sense_decode(b, sizeof b, at).has_lsn);
	assert_int_equal(sense_decode(b, sizeof b, at).key, 3);
}

static void test_descriptor_lengths(void **state)
{
	static const uint8_t whole[] = { 0x72, 0x03, 0x11, 0x05, 0, 0, 0, 12,
					 0x00, 0x0a, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x03, 0xf5 };

	(void)state;
	for (int len = 0; len <= (int)sizeof whole; len++) {
		uint8_t *b = malloc(len ? (size_t)len : 1);
		struct sense s;

		assert_non_null(b);
		memcpy(b, whole, (size_t)len);
		s = sense_decode(b, len, at);
		assert_int_equal(s.key, len >= 2 ? 3 : 0);
		assert_int_equal(s.asc, len >= 4 ? 0x11 : 0);
		assert_int_equal(s.has_lsn, len == (int)sizeof whole);
		free(b);
	}
}

static void test_no_sense_at_all(void **state)
{
	static const uint8_t codes[] = { 0x00, 0x01, 0x6f, 0x74, 0x7f, 0xff, 0x80 };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(codes); i++) {
		uint8_t b[18] = { codes[i], 0x03, 0x03, 0, 0, 0x03, 0xf5, 10, 0, 0, 0, 0, 0x11, 0x05 };
		struct sense s = sense_decode(b, sizeof b, at);

		assert_int_equal(s.key, 0);
		assert_int_equal(s.asc, 0);
		assert_false(s.has_lsn);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_row),
		cmocka_unit_test(test_whole_space),
		cmocka_unit_test(test_fixed),
		cmocka_unit_test(test_information),
		cmocka_unit_test(test_fixed_lengths),
		cmocka_unit_test(test_additional_length),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_descriptor_lengths),
		cmocka_unit_test(test_no_sense_at_all),
	};

	return cmocka_run_group_tests_name("drive/sense", tests, NULL, NULL);
}
