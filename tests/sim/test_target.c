#include "config.h"
#include "tests/sim/rig.h"

#define CD "[disc] image = builtin:demo  sectors = 45000  label = TEST\n"
#define A "[drive A] model = \"PLEXTOR PX-716A\"  firmware = 1.11  serial = \"00 5193\"  cache = 0\n"

static void test_inquiry(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD A);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 96, 0x12, 0, 0, 0, 96, 0), 0);
	assert_int_equal(r.c.residual, 96 - 56);
	assert_int_equal(r.buf[0], 5);
	assert_int_equal(r.buf[1], 0x80);
	assert_int_equal(r.buf[4], 51);
	assert_memory_equal(r.buf + 8, "PLEXTOR PX-716A         1.1100 5193             ", 48);
	/* an allocation length shorter than the data is no error; nor is none at all */
	memset(r.buf, 0xa5, 96);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 96, 0x12, 0, 0, 0, 36, 0), 0);
	assert_int_equal(r.c.residual, 60);
	assert_int_equal(r.buf[35], '1');
	assert_int_equal(r.buf[36], 0xa5);
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0x12, 0, 0, 0, 0, 0), 0);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 96, 0x12, 1, 0x83, 0, 96, 0), 0x052400);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 96, 0x12, 0, 0x80, 0, 96, 0), 0x052400);
	rig_down(&r);
}

static void test_bad_commands(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD A "refuses = \"set-speed mode-sense\"\n");
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 96, 0xd8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0x052000);
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0xbb, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0), 0x052000);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 96, 0x5a, 0, 1, 0, 0, 0, 0, 0, 96, 0), 0x052000);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2048, 0x28, 0, 0, 0, 0, 0), 0x052400);		/* a truncated CDB */
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0x00, 0, 0, 0, 0, 4), 0x052400);		/* NACA */
	RUN(&r, 0, TRANSFER_IN, sizeof r.buf + 2048, 0x12, 0, 0, 0, 96, 0);
	assert_int_equal(r.st, STATUS_TRANSPORT);
	r.c.cdb_len = 0;
	r.c.len = 0;
	assert_int_equal(r.t[0]->ops->run(r.t[0], &r.c), STATUS_TRANSPORT);
	/* the host has no room for the two sectors it asks for */
	RUN(&r, 0, TRANSFER_IN, 2048, 0x28, 0, 0, 0, 0, 0, 0, 0, 2, 0);
	assert_int_equal(r.st, STATUS_TRANSPORT);
	rig_down(&r);
}

static void test_capacity_and_bounds(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD A "[drive B] capacity = -2\n[drive C] capacity = 2\n");
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 8, 0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0);
	assert_int_equal(rig_be(r.buf, 4), 44999);
	assert_int_equal(rig_be(r.buf + 4, 4), 2048);
	assert_int_equal(rig_read(&r, 0, 44998, 2, 0), 0);
	rig_expect_truth(&r, 0, 0, 44998, 2);
	assert_int_equal(rig_read(&r, 0, 44999, 2, 0), 0x052100);
	assert_int_equal(r.c.residual, 4096);
	assert_int_equal(rig_read(&r, 0, -1, 1, 0), 0x052100);
	assert_int_equal(rig_read(&r, 0, 45000, 0, 0), 0x052100);
	assert_int_equal(rig_read(&r, 0, 44999, 0, 0), 0);	/* a length of 0 is no error */
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2048, 0x28, 1, 0, 0, 0, 0, 0, 0, 1, 0), 0x052400);	/* RelAdr */
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 4096, 0x28, 0, 0, 0, 0, 16, 0, 0, 1, 0), 0);
	assert_int_equal(r.c.residual, 2048);
	assert_memory_equal(r.buf, "\1CD001", 6);
	assert_memory_equal(r.buf + 40, "TEST    ", 8);

	/* B says there are two sectors fewer, C two more, which it cannot read */
	assert_int_equal(sim_load_disc(r.w, 1, "disc"), STATUS_REFUSED);
	assert_int_equal(sim_eject(r.w, 0), STATUS_OK);
	assert_int_equal(sim_insert(r.w, 1), STATUS_OK);
	while (rig_ready(&r, 1))
		;
	assert_int_equal(RUN(&r, 1, TRANSFER_IN, 8, 0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0);
	assert_int_equal(rig_be(r.buf, 4), 44997);
	assert_int_equal(rig_read(&r, 1, 44998, 1, 0), 0x052100);
	assert_int_equal(sim_sectors(r.w, 1), 45000);
	assert_int_equal(sim_eject(r.w, 1), STATUS_OK);
	assert_int_equal(sim_insert(r.w, 2), STATUS_OK);
	while (rig_ready(&r, 2))
		;
	assert_int_equal(rig_read(&r, 2, 44999, 1, 0), 0);
	assert_int_equal(rig_read(&r, 2, 44998, 3, 0), 0x056400);
	assert_int_equal(r.c.residual, 3 * 2048);
	assert_int_equal(rig_information(&r), -1);
	assert_int_equal(rig_read(&r, 2, 45002, 1, 0), 0x052100);
	rig_down(&r);
}

/* Finds a feature's descriptor in what GET CONFIGURATION gave; NULL if it is not there. */
static const uint8_t *feature(const struct rig *r, unsigned code)
{
	uint32_t len = rig_be(r->buf, 4) + 4;

	for (uint32_t at = 8; at + 4 <= len; at += 4u + r->buf[at + 3])
		if (rig_be(r->buf + at, 2) == code)
			return r->buf + at;
	return NULL;
}

static void test_configuration(void **state)
{
	struct rig r;
	const uint8_t *f;

	(void)state;
	rig_up(&r, CD A "[drive B] reads = cd dvd\n[drive C] reads = dvd  serial = \"\"\n");
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 512, 0x46, 0, 0, 0, 0, 0, 0, 2, 0, 0), 0);
	assert_int_equal(512 - r.c.residual, rig_be(r.buf, 4) + 4);
	assert_int_equal(rig_be(r.buf + 6, 2), 0x0008);
	f = feature(&r, 0x0000);
	assert_int_equal(f[3], 12);
	assert_int_equal(rig_be(f + 4, 2), 0x0040);
	assert_int_equal(f[6], 0);
	assert_int_equal(rig_be(f + 12, 2), 0x0008);
	assert_int_equal(f[14], 1);
	f = feature(&r, 0x0108);
	assert_int_equal(f[3], 8);
	assert_memory_equal(f + 4, "00 5193\0", 8);
	assert_non_null(feature(&r, 0x0001));
	assert_non_null(feature(&r, 0x0003));
	assert_non_null(feature(&r, 0x0107));
	assert_int_equal(rig_be(feature(&r, 0x0010) + 4, 4), 2048);
	assert_int_equal(feature(&r, 0x001e)[2] & 1, 1);
	assert_int_equal(feature(&r, 0x001f)[2] & 1, 0);
	/* RT 1: the current ones; RT 2: just that one; a start in the middle; cut short, the length still tells all */
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 512, 0x46, 1, 0, 0x10, 0, 0, 0, 2, 0, 0), 0);
	assert_null(feature(&r, 0x0003));
	assert_null(feature(&r, 0x001f));
	assert_non_null(feature(&r, 0x001e));
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 512, 0x46, 2, 0, 0x1f, 0, 0, 0, 2, 0, 0), 0);
	assert_int_equal(rig_be(r.buf, 4), 4 + 8);
	assert_non_null(feature(&r, 0x001f));
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 512, 0x46, 2, 0, 0x2a, 0, 0, 0, 2, 0, 0), 0);
	assert_int_equal(rig_be(r.buf, 4), 4);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 8, 0x46, 0, 0, 0, 0, 0, 0, 0, 8, 0), 0);
	assert_true(rig_be(r.buf, 4) > 60);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 8, 0x46, 3, 0, 0, 0, 0, 0, 0, 8, 0), 0x052400);
	/* an empty drive has no current profile; one that cannot read the kind says so */
	assert_int_equal(RUN(&r, 1, TRANSFER_IN, 512, 0x46, 0, 0, 0, 0, 0, 0, 2, 0, 0), 0);
	assert_int_equal(rig_be(r.buf + 6, 2), 0);
	assert_int_equal(feature(&r, 0x0000)[3], 8);
	assert_null(feature(&r, 0x0040));
	sim_eject(r.w, 0);
	assert_int_equal(sim_insert(r.w, 2), STATUS_OK);
	assert_int_equal(RUN(&r, 2, TRANSFER_IN, 512, 0x46, 0, 0, 0, 0, 0, 0, 2, 0, 0), 0);
	assert_null(feature(&r, 0x0108));
	for (int i = 0; i < 20 && rig_ready(&r, 2) != 0x023002; i++)
		;
	assert_int_equal(rig_ready(&r, 2), 0x023002);
	rig_down(&r);
}

static void test_toc_and_disc(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD "[disc two] kind = dvd  image = builtin:demo\n" A "[drive B] disc = two\n");
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x43, 0, 0, 0, 0, 0, 0, 0, 64, 0), 0);
	assert_int_equal(64 - r.c.residual, 20);
	assert_memory_equal(r.buf, "\0\x12\1\1\0\x14\1\0\0\0\0\0\0\x14\xaa\0\0\0\xaf\xc8", 20);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x43, 2, 0, 0, 0, 0, 0xaa, 0, 64, 0), 0);
	assert_memory_equal(r.buf, "\0\x0a\1\1\0\x14\xaa\0\0\x0a\2\0", 12);	/* 45000 + 150 frames: 10:02:00 */
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x43, 0, 0, 0, 0, 0, 2, 0, 64, 0), 0x052400);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x43, 0, 1, 0, 0, 0, 0, 0, 64, 0), 0);
	assert_memory_equal(r.buf, "\0\x0a\1\1\0\x14\1\0\0\0\0\0", 12);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x43, 2, 2, 0, 0, 0, 1, 0, 64, 0), 0);
	assert_int_equal(rig_be(r.buf, 2), 2 + 4 * 11);
	assert_memory_equal(r.buf + 4, "\1\x14\0\xa0\0\0\0\0\1\0\0", 11);
	assert_memory_equal(r.buf + 4 + 22, "\1\x14\0\xa2\0\0\0\0\x0a\2\0", 11);
	assert_memory_equal(r.buf + 4 + 33, "\1\x14\0\1\0\0\0\0\0\2\0", 11);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x43, 0, 5, 0, 0, 0, 0, 0, 64, 0), 0x052400);
	assert_int_equal(RUN(&r, 1, TRANSFER_IN, 64, 0x43, 0, 2, 0, 0, 0, 0, 0, 64, 0), 0x052400);
	assert_int_equal(RUN(&r, 1, TRANSFER_IN, 64, 0x43, 0, 0x80, 0, 0, 0, 0, 0, 64, 0x40), 0);	/* the old place of the format */
	assert_int_equal(rig_be(r.buf, 2), 10);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x51, 0, 0, 0, 0, 0, 0, 0, 64, 0), 0);
	assert_int_equal(rig_be(r.buf, 2), 32);
	assert_int_equal(r.buf[2] & 0x0f, 0x0e);
	assert_memory_equal(r.buf + 3, "\1\1\1\1", 4);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x51, 1, 0, 0, 0, 0, 0, 0, 64, 0), 0x052400);
	rig_down(&r);
}

/* An independent check of a Mode 1 sector: ECMA-130 clause 14 and annex A, bit by bit. */
static uint8_t times(uint8_t a, uint8_t b)
{
	uint8_t product = 0;

	for (; b; b >>= 1, a = (uint8_t)(a << 1 ^ (a & 0x80 ? 0x1d : 0)))
		if (b & 1)
			product ^= a;
	return product;
}

static void expect_vector(const uint8_t *sector, const int *at, int n)
{
	uint8_t sum = 0, weighted = 0;

	for (int i = 0; i < n; i++) {
		sum ^= sector[12 + at[i]];
		weighted = times(weighted, 2) ^ sector[12 + at[i]];
	}
	assert_int_equal(sum, 0);
	assert_int_equal(weighted, 0);
}

static void expect_mode1(const uint8_t *sector)
{
	uint32_t edc = 0;
	int at[45];

	for (int i = 0; i < 2068; i++)
		for (int bit = 0; bit < 8; bit++) {
			unsigned in = (sector[i] >> bit ^ edc) & 1;

			edc = edc >> 1 ^ (in ? 0xd8018001 : 0);
		}
	assert_int_equal(edc, 0);
	for (int plane = 0; plane < 2; plane++) {
		for (int p = 0; p < 43; p++) {
			for (int m = 0; m < 26; m++)
				at[m] = 2 * (43 * m + p) + plane;
			expect_vector(sector, at, 26);
		}
		for (int q = 0; q < 26; q++) {
			for (int m = 0; m < 43; m++)
				at[m] = 2 * ((44 * m + 43 * q) % 1118) + plane;
			at[43] = 2 * (1118 + q) + plane;
			at[44] = 2 * (1144 + q) + plane;
			expect_vector(sector, at, 45);
		}
	}
}

static void test_read_cd(void **state)
{
	struct rig r;
	uint8_t truth[2048];

	(void)state;
	rig_up(&r, CD "[disc two] kind = dvd  image = builtin:demo\n[damage] bad = 4002\n" A "[drive B] disc = two\n");
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2 * 2352, 0xbe, 0, 0, 0, 0x11, 0x94, 0, 0, 2, 0xf8, 0, 0), 0);
	for (int i = 0; i < 2; i++) {
		const uint8_t *s = r.buf + 2352 * i;

		assert_int_equal(sim_truth(r.w, 0, 4500 + i, truth), STATUS_OK);
		assert_memory_equal(s, "\0\377\377\377\377\377\377\377\377\377\377\0", 12);
		assert_int_equal(rig_be(s + 12, 4), 0x01020001u + (unsigned)i * 0x100);	/* 4650 frames: 01:02:00 */
		assert_memory_equal(s + 16, truth, 2048);
		expect_mode1(s);
	}
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2048, 0xbe, 2 << 2, 0, 0, 0x11, 0x94, 0, 0, 1, 0x10, 0, 0), 0);
	rig_expect_truth(&r, 0, 0, 4500, 1);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 292, 0xbe, 0, 0, 0, 0x11, 0x94, 0, 0, 1, 0x28, 0, 0), 0);
	assert_int_equal(rig_be(r.buf, 4), 0x01020001);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 0, 0xbe, 0, 0, 0, 0x11, 0x94, 0, 0, 1, 0, 0, 0), 0);
	/* not what is on the disc; not to be had here; not at all */
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2352, 0xbe, 1 << 2, 0, 0, 0x11, 0x94, 0, 0, 1, 0xf8, 0, 0), 0x056400);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2646, 0xbe, 0, 0, 0, 0x11, 0x94, 0, 0, 1, 0xfa, 0, 0), 0x052400);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2448, 0xbe, 0, 0, 0, 0x11, 0x94, 0, 0, 1, 0xf8, 1, 0), 0x052400);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2352, 0xbe, 0, 0, 0, 0xaf, 0xc8, 0, 0, 1, 0xf8, 0, 0), 0x052100);
	assert_int_equal(RUN(&r, 1, TRANSFER_IN, 2352, 0xbe, 0, 0, 0, 0, 0, 0, 0, 1, 0xf8, 0, 0), 0x056400);
	/* a short read gives whole raw sectors */
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 4 * 2352, 0xbe, 0, 0, 0, 0x0f, 0xa0, 0, 0, 4, 0xf8, 0, 0), 0x031105);
	assert_int_equal(rig_information(&r), 4002);
	assert_int_equal(r.c.residual, 2 * 2352);
	expect_mode1(r.buf + 2352);
	rig_down(&r);
}

static void test_mode_pages(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD A "speed = cav 40\n");
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x5a, 0, 0x01, 0, 0, 0, 0, 0, 64, 0), 0);
	assert_int_equal(64 - r.c.residual, 20);
	assert_memory_equal(r.buf, "\0\x12\0\0\0\0\0\0\1\x0a\0\xc0", 12);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x5a, 0, 0x3f, 0, 0, 0, 0, 0, 64, 0), 0);
	assert_int_equal(64 - r.c.residual, 42);
	assert_int_equal(r.buf[20], 0x2a);
	assert_int_equal(rig_be(r.buf + 28, 2), 7056);		/* 40 x 176.4 */
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x5a, 0, 0xc1, 0, 0, 0, 0, 0, 64, 0), 0x053900);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x5a, 0, 0x0e, 0, 0, 0, 0, 0, 64, 0), 0x052400);
	/* set, read back, what may be changed, the default */
	memcpy(r.buf, "\0\0\0\0\0\0\0\0\1\x0a\x24\7\0\0\0\0\0\0\0\0", 20);
	assert_int_equal(RUN(&r, 0, TRANSFER_OUT, 20, 0x55, 0x10, 0, 0, 0, 0, 0, 0, 20, 0), 0);
	assert_int_equal(r.c.residual, 0);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x5a, 0, 0x01, 0, 0, 0, 0, 0, 64, 0), 0);
	assert_memory_equal(r.buf + 10, "\x24\7", 2);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x5a, 0, 0x41, 0, 0, 0, 0, 0, 64, 0), 0);
	assert_memory_equal(r.buf + 10, "\xff\xff\0", 3);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x5a, 0, 0x81, 0, 0, 0, 0, 0, 64, 0), 0);
	assert_memory_equal(r.buf + 10, "\0\xc0", 2);
	/* wrong lists change nothing */
	memcpy(r.buf, "\0\0\0\0\0\0\0\0\1\x0a\x11\1\0\0\0\0\0\0\0\0", 20);
	assert_int_equal(RUN(&r, 0, TRANSFER_OUT, 20, 0x55, 0x00, 0, 0, 0, 0, 0, 0, 20, 0), 0x052400);
	assert_int_equal(RUN(&r, 0, TRANSFER_OUT, 20, 0x55, 0x11, 0, 0, 0, 0, 0, 0, 20, 0), 0x053900);
	assert_int_equal(RUN(&r, 0, TRANSFER_OUT, 19, 0x55, 0x10, 0, 0, 0, 0, 0, 0, 19, 0), 0x051a00);
	r.buf[8] = 0x2a;
	assert_int_equal(RUN(&r, 0, TRANSFER_OUT, 20, 0x55, 0x10, 0, 0, 0, 0, 0, 0, 20, 0), 0x052600);
	r.buf[8] = 1;
	r.buf[7] = 8;
	assert_int_equal(RUN(&r, 0, TRANSFER_OUT, 20, 0x55, 0x10, 0, 0, 0, 0, 0, 0, 20, 0), 0x052600);
	RUN(&r, 0, TRANSFER_OUT, 8, 0x55, 0x10, 0, 0, 0, 0, 0, 0, 20, 0);
	assert_int_equal(r.st, STATUS_TRANSPORT);
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0x55, 0x10, 0, 0, 0, 0, 0, 0, 0, 0), 0);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x5a, 0, 0x01, 0, 0, 0, 0, 0, 64, 0), 0);
	assert_memory_equal(r.buf + 10, "\x24\7", 2);
	/* the speed shows in page 2Ah; FFFFh is the fastest again; below 1x is dropped */
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0xbb, 0, 0x02, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0), 0);
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0xbb, 0, 0x00, 0x20, 0, 0, 0, 0, 0, 0, 0, 0), 0);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x5a, 0, 0x2a, 0, 0, 0, 0, 0, 64, 0), 0);
	assert_int_equal(rig_be(r.buf + 22, 2), 706);
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0xbb, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0), 0);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x5a, 0, 0x2a, 0, 0, 0, 0, 0, 64, 0), 0);
	assert_int_equal(rig_be(r.buf + 22, 2), 7056);
	rig_down(&r);
}

#define EVENT(r, drive) RUN(r, drive, TRANSFER_IN, 8, 0x4a, 1, 0, 0, 0x10, 0, 0, 0, 8, 0)

static void test_tray(void **state)
{
	struct rig r;
	int64_t start;
	int polls;

	(void)state;
	rig_up(&r, CD A "[drive B] ready_after = 3 s\n");
	assert_int_equal(rig_ready(&r, 0), 0);
	assert_int_equal(rig_ready(&r, 1), 0x023a01);
	assert_int_equal(rig_read(&r, 1, 16, 1, 0), 0x023a01);
	assert_int_equal(sim_insert(r.w, 1), STATUS_NO_MEDIUM);
	assert_int_equal(EVENT(&r, 0), 0);
	assert_memory_equal(r.buf, "\0\6\4\x10\0\2\0\0", 8);
	/* locked: neither command nor button opens it */
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0x1e, 0, 0, 0, 1, 0), 0);
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0x1b, 0, 0, 0, 2, 0), 0x055302);
	assert_int_equal(sim_eject(r.w, 0), STATUS_REFUSED);
	assert_int_equal(EVENT(&r, 0), 0);
	assert_int_equal(r.buf[4], 1);	/* eject request, told once */
	assert_int_equal(EVENT(&r, 0), 0);
	assert_int_equal(r.buf[4], 0);
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0x1e, 0, 0, 0, 0, 0), 0);
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0x1b, 0, 0, 0, 2, 0), 0);
	assert_int_equal(rig_ready(&r, 0), 0x023a02);
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0x1b, 0, 0, 0, 1, 0), 0x023a02);
	assert_int_equal(EVENT(&r, 0), 0);
	assert_memory_equal(r.buf, "\0\6\4\x10\3\1\0\0", 8);

	/* into B: getting ready for 3 s, then the disc is new, once, then it reads */
	assert_int_equal(sim_insert(r.w, 1), STATUS_OK);
	assert_int_equal(rig_ready(&r, 0), 0x023a02);	/* A's tray stays open, and empty */
	start = clock_now(sim_clock(r.w));
	for (polls = 0; rig_ready(&r, 1) == 0x020401; polls++)
		assert_true(polls < 20);
	assert_true(polls > 0);
	assert_true(clock_now(sim_clock(r.w)) - start >= 3 * NS_PER_S);
	assert_true(clock_now(sim_clock(r.w)) - start < 4 * NS_PER_S);
	/* the poll that ended the loop was told 06/28/00 */
	assert_memory_equal(r.c.sense + 12, "\x28\0", 2);
	assert_int_equal(r.c.sense[2], 6);
	assert_int_equal(EVENT(&r, 1), 0);
	assert_memory_equal(r.buf, "\0\6\4\x10\2\2\0\0", 8);
	assert_int_equal(rig_ready(&r, 1), 0);
	assert_int_equal(rig_read(&r, 1, 16, 4, 0), 0);
	rig_expect_truth(&r, 1, 0, 16, 4);
	/* out and in again in the same drive, by command; REQUEST SENSE takes the attention */
	assert_int_equal(RUN(&r, 1, TRANSFER_NONE, 0, 0x1b, 1, 0, 0, 2, 0), 0);
	assert_int_equal(RUN(&r, 1, TRANSFER_NONE, 0, 0x1b, 1, 0, 0, 3, 0), 0);
	while (rig_read(&r, 1, 16, 1, 0) == 0x020401)
		;
	assert_int_equal(rig_read(&r, 1, 16, 1, 0), 0);
	sim_eject(r.w, 1);
	assert_int_equal(RUN(&r, 1, TRANSFER_IN, 18, 0x03, 0, 0, 0, 18, 0), 0);
	assert_int_equal(rig_be(r.buf + 12, 2), 0x3a02);
	assert_int_equal(sim_insert(r.w, 1), STATUS_OK);
	while (rig_be(r.buf + 12, 2) != 0x2800) {
		rig_ready(&r, 0);
		RUN(&r, 0, TRANSFER_NONE, 0, 0x1b, 0, 0, 0, 3, 0);
		RUN(&r, 0, TRANSFER_NONE, 0, 0x1b, 0, 0, 0, 2, 0);	/* a second passes with every turn of A's tray */
		assert_int_equal(RUN(&r, 1, TRANSFER_IN, 18, 0x03, 0, 0, 0, 18, 0), 0);
	}
	assert_int_equal(rig_ready(&r, 1), 0);
	assert_int_equal(RUN(&r, 1, TRANSFER_IN, 8, 0x4a, 0, 0, 0, 0x10, 0, 0, 0, 8, 0), 0x052400);	/* not polled */
	assert_int_equal(RUN(&r, 1, TRANSFER_IN, 8, 0x4a, 1, 0, 0, 0x02, 0, 0, 0, 8, 0), 0);
	assert_memory_equal(r.buf, "\0\2\x80\x10", 4);
	rig_down(&r);
}

static void test_hands(void **state)
{
	struct rig r;
	uint8_t one[2048], two[2048];

	(void)state;
	rig_up(&r, "[disc one] image = builtin:demo\n[disc two] image = builtin:archive  label = OTHER\n"
		   "[drive A]\n[drive B] disc = two\n[drive C]\n");
	assert_int_equal(sim_truth(r.w, 0, 16, one), STATUS_OK);
	assert_int_equal(sim_truth(r.w, 1, 16, two), STATUS_OK);
	assert_memory_not_equal(one, two, 2048);
	assert_int_equal(sim_truth(r.w, 2, 16, two), STATUS_NO_MEDIUM);
	assert_int_equal(sim_load_disc(r.w, 0, "two"), STATUS_REFUSED);		/* it is closed in B */
	assert_int_equal(sim_load_disc(r.w, 0, "three"), STATUS_NOT_FOUND);
	assert_int_equal(sim_eject(r.w, 7), STATUS_NOT_FOUND);
	assert_int_equal(sim_eject(r.w, 0), STATUS_OK);
	assert_int_equal(sim_eject(r.w, 1), STATUS_OK);
	assert_int_equal(sim_insert(r.w, 2), STATUS_OK);	/* the tray that opened last has disc two */
	assert_int_equal(sim_truth(r.w, 2, 16, two), STATUS_OK);
	assert_memory_equal(two + 40, "OTHER ", 6);
	assert_int_equal(sim_insert(r.w, 2), STATUS_REFUSED);	/* closed on a disc */
	assert_int_equal(sim_insert(r.w, 1), STATUS_OK);
	assert_int_equal(sim_truth(r.w, 1, 16, two), STATUS_OK);
	assert_memory_equal(one, two, 2048);
	assert_int_equal(sim_eject(r.w, 2), STATUS_OK);
	assert_int_equal(sim_load_disc(r.w, 1, "two"), STATUS_OK);	/* a swap behind the drive's back */
	assert_int_equal(sim_truth(r.w, 1, 16, two), STATUS_OK);
	assert_memory_equal(two + 40, "OTHER ", 6);
	assert_int_equal(rig_ready(&r, 2), 0x023a02);
	assert_int_equal(sim_load_disc(r.w, 0, "one"), STATUS_OK);	/* from the table */
	assert_int_equal(sim_vanish(r.w, 0), STATUS_OK);
	rig_ready(&r, 0);
	assert_int_equal(r.st, STATUS_DRIVE_GONE);
	assert_int_equal(sim_eject(r.w, 0), STATUS_OK);		/* by a pin */
	assert_int_equal(sim_insert(r.w, 0), STATUS_DRIVE_GONE);
	assert_int_equal(sim_insert(r.w, 2), STATUS_OK);
	assert_int_equal(sim_sectors(r.w, 2), 45000);
	assert_int_equal(sim_find_drive(r.w, "C"), 2);
	assert_int_equal(sim_find_drive(r.w, "c"), -1);
	assert_string_equal(sim_drive_name(r.w, 1), "B");
	assert_int_equal(sim_drives(r.w), 3);
	rig_down(&r);
}

static void test_vital_data(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, "[disc] image = builtin:demo\n[drive A] serial = \"KLA9 1234567890ABCDE\"\n");
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x12, 1, 0x00, 0, 64, 0), 0);
	assert_memory_equal(r.buf, "\5\0\0\2\0\x80", 6);
	assert_int_equal(r.c.residual, 58);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x12, 1, 0x80, 0, 64, 0), 0);
	assert_memory_equal(r.buf, "\5\x80\0\x14KLA9 1234567890ABCDE", 24);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 64, 0x12, 1, 0x83, 0, 64, 0), 0x052400);
	rig_down(&r);
}

static uint32_t performance(struct rig *r, int drive, int field)
{
	assert_int_equal(RUN(r, drive, TRANSFER_IN, 24, 0xac, 0x10, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0), 0);
	assert_int_equal(rig_be(r->buf, 4), 20);
	return rig_be(r->buf + 8 + field, 4);
}

static void set_streaming(struct rig *r, int drive, bool own, uint8_t kb_high, uint8_t kb_low)
{
	const uint8_t data[28] = { own ? 4 : 0, [14] = kb_high, [15] = kb_low, [18] = 3, [19] = 0xe8, [26] = 3, [27] = 0xe8 };

	memcpy(r->buf, data, sizeof data);
	assert_int_equal(RUN(r, drive, TRANSFER_OUT, 28, 0xb6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 28, 0), 0);
}

static void test_performance(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, "[disc] kind = bd  image = builtin:archive  sectors = 60000\n[drive A] speed = clv 8  speeds = 2 4 8\n");
	assert_int_equal(performance(&r, 0, 0), 0);
	assert_int_equal(performance(&r, 0, 4), 8 * 4496);
	assert_int_equal(performance(&r, 0, 8), 59999);
	assert_int_equal(performance(&r, 0, 12), 8 * 4496);
	set_streaming(&r, 0, false, 0x4b, 0x00);	/* 19200 kB/s: 4x */
	assert_int_equal(performance(&r, 0, 4), 4 * 4496);
	set_streaming(&r, 0, false, 0x10, 0x00);	/* below 2x: dropped */
	assert_int_equal(performance(&r, 0, 4), 4 * 4496);
	set_streaming(&r, 0, true, 0, 0);
	assert_int_equal(performance(&r, 0, 4), 8 * 4496);
	assert_int_equal(RUN(&r, 0, TRANSFER_OUT, 28, 0xb6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 27, 0), 0x052400);
	memset(r.buf, 0, 28);
	assert_int_equal(RUN(&r, 0, TRANSFER_OUT, 28, 0xb6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 28, 0), 0x052600);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 24, 0xac, 0x10, 0, 0, 0, 0, 0, 0, 0, 1, 3, 0), 0x052400);
	rig_down(&r);
	rig_up(&r, "[disc] image = builtin:demo  sectors = 330000\n[drive A] speed = cav 40\n");
	assert_int_equal(performance(&r, 0, 12), 7056);			/* 40x at the rim */
	assert_true(performance(&r, 0, 4) > 3000 && performance(&r, 0, 4) < 3100);
	rig_down(&r);
}

static void test_track_and_layers(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, "[disc] image = builtin:demo  sectors = 60000  session = 40000\n[disc dvd] kind = dvd\n"
		   "image = builtin:archive  sectors = 4000000\n[disc one] kind = dvd  image = builtin:archive  sectors = 50000\n"
		   "[drive A]\n[drive B] disc = dvd\n[drive C] disc = one\n[drive D]\n");
	for (uint8_t track = 1; track <= 2; track++) {
		assert_int_equal(RUN(&r, 0, TRANSFER_IN, 36, 0x52, 1, 0, 0, 0, track, 0, 0, 36, 0), 0);
		assert_int_equal(r.buf[2], track);
		assert_int_equal(r.buf[3], track);
		assert_int_equal(r.buf[5] & 0x0f, 4);
		assert_int_equal(rig_be(r.buf + 8, 4), track == 1 ? 0 : 40000);
		assert_int_equal(rig_be(r.buf + 24, 4), track == 1 ? 28600 : 20000);
	}
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 36, 0x52, 0, 0, 0, 0x9c, 0x50, 0, 0, 36, 0), 0);	/* sector 40016 */
	assert_int_equal(r.buf[2], 2);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 36, 0x52, 0, 0, 0, 0x10, 0, 0, 0, 36, 0), 0);
	assert_int_equal(r.buf[2], 1);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 36, 0x52, 1, 0, 0, 0, 3, 0, 0, 36, 0), 0x052400);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 36, 0x52, 0, 0, 1, 0, 0, 0, 0, 36, 0), 0x052100);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 24, 0xad, 0, 0, 0, 0, 0, 0, 0, 0, 24, 0, 0), 0x053002);
	/* one layer: it ends where the data end; two: layer 1 comes back, its addresses are those of layer 0 inverted */
	assert_int_equal(RUN(&r, 2, TRANSFER_IN, 24, 0xad, 0, 0, 0, 0, 0, 0, 0, 0, 24, 0, 0), 0);
	assert_int_equal(r.buf[4 + 2] & 0x60, 0);
	assert_int_equal(rig_be(r.buf + 8, 4), 0x30000);
	assert_int_equal(rig_be(r.buf + 12, 4), 0x30000 + 49999);
	assert_int_equal(RUN(&r, 1, TRANSFER_IN, 24, 0xad, 0, 0, 0, 0, 0, 1, 0, 0, 24, 0, 0), 0);
	assert_int_equal(r.buf[4 + 2] & 0x70, 0x30);
	assert_int_equal(rig_be(r.buf + 16, 4) - 0x30000 + 1 + rig_be(r.buf + 12, 4) - (0xffffff - rig_be(r.buf + 16, 4)) + 1,
			 4000000);
	assert_int_equal(RUN(&r, 2, TRANSFER_IN, 24, 0xad, 0, 0, 0, 0, 0, 1, 0, 0, 24, 0, 0), 0x052400);
	rig_down(&r);
}

static void test_c2(void **state)
{
	static const uint8_t zero[294] = { 0 };
	struct rig r;
	uint8_t truth[2048];

	(void)state;
	rig_up(&r, "[disc] image = builtin:demo\n[damage] bad = 30\n[drive A] c2 = yes\n[drive B]\n");
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2 * 2646, 0xbe, 0, 0, 0, 0, 16, 0, 0, 2, 0xfa, 0, 0), 0);
	assert_int_equal(r.c.residual, 0);
	assert_memory_equal(r.buf + 2352, zero, 294);
	assert_memory_equal(r.buf + 2646 + 2352, zero, 294);
	assert_int_equal(sim_truth(r.w, 0, 17, truth), STATUS_OK);
	assert_memory_equal(r.buf + 2646 + 16, truth, 2048);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2648, 0xbe, 0, 0, 0, 0, 16, 0, 0, 1, 0xfc, 0, 0), 0);
	assert_int_equal(r.c.residual, 0);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2646, 0xbe, 0, 0, 0, 0, 30, 0, 0, 1, 0xfa, 0, 0), 0x031105);
	sim_eject(r.w, 0);
	sim_insert(r.w, 1);
	while (rig_ready(&r, 1))
		;
	assert_int_equal(RUN(&r, 1, TRANSFER_IN, 2646, 0xbe, 0, 0, 0, 0, 16, 0, 0, 1, 0xfa, 0, 0), 0x052400);
	rig_down(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_inquiry), cmocka_unit_test(test_bad_commands),
		cmocka_unit_test(test_capacity_and_bounds), cmocka_unit_test(test_configuration),
		cmocka_unit_test(test_toc_and_disc), cmocka_unit_test(test_read_cd), cmocka_unit_test(test_mode_pages),
		cmocka_unit_test(test_tray), cmocka_unit_test(test_hands), cmocka_unit_test(test_vital_data),
		cmocka_unit_test(test_performance), cmocka_unit_test(test_track_and_layers), cmocka_unit_test(test_c2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
