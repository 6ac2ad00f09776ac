#include "tests/unit.h"

#include "disc/geometry.h"
#include "disc/udf.h"

#include <math.h>

static void test_kinds(void **state)
{
	enum disc_kind kind = DISC_UNKNOWN;

	(void)state;
	assert_true(disc_kind_parse("Dvd", &kind) && kind == DISC_DVD);
	assert_true(disc_kind_parse("cd", &kind) && kind == DISC_CD);
	assert_true(disc_kind_parse("BD", &kind) && kind == DISC_BD);
	assert_false(disc_kind_parse("disc", &kind));
	assert_false(disc_kind_parse("", &kind));
	assert_false(disc_kind_parse("cd ", &kind));
	assert_int_equal(kind, DISC_BD);
	assert_string_equal(disc_kind_name(DISC_UNKNOWN), "disc");
	assert_string_equal(disc_kind_name(DISC_DVD), "DVD");
	assert_int_equal(disc_ecc_unit(DISC_CD), 1);
	assert_int_equal(disc_ecc_unit(DISC_DVD), 16);
	assert_int_equal(disc_ecc_unit(DISC_BD), 32);
	assert_int_equal(disc_kind_for(450000), DISC_CD);
	assert_int_equal(disc_kind_for(450001), DISC_DVD);
	assert_int_equal(disc_kind_for(4500000), DISC_DVD);
	assert_int_equal(disc_kind_for(4500001), DISC_BD);
}

static void test_profiles(void **state)
{
	(void)state;
	assert_string_equal(disc_profile_name(0x0008), "CD-ROM");
	assert_string_equal(disc_profile_name(0x001b), "DVD+R");
	assert_string_equal(disc_profile_name(0x0043), "BD-RE");
	assert_string_equal(disc_profile_name(0), "");
	assert_string_equal(disc_profile_name(0x0002), "");	/* a removable disk */
	assert_string_equal(disc_profile_name(0xffff), "");
	assert_string_equal(disc_name(DISC_CD, 0x000a), "CD-RW");
	assert_string_equal(disc_name(DISC_CD, 0), "CD");
	assert_string_equal(disc_name(DISC_UNKNOWN, 0), "disc");
}

/* A primary volume descriptor as ECMA-119 8.4 lays it out. */
static void make_descriptor(uint8_t *s, const char *label, const char *created, uint32_t sectors)
{
	memset(s, 0, 2048);
	s[0] = 1;
	memcpy(s + 1, "CD001\1", 6);
	memset(s + 40, ' ', 32);
	memcpy(s + 40, label, strlen(label));
	for (int i = 0; i < 4; i++) {
		s[80 + i] = (uint8_t)(sectors >> (8 * i));
		s[87 - i] = (uint8_t)(sectors >> (8 * i));
	}
	memcpy(s + 813, created, strlen(created));
}

static void test_volume_id(void **state)
{
	uint8_t s[2048];
	struct volume_id id;

	(void)state;
	make_descriptor(s, "TNT_ROM", "1996040112000000\x04", 339102);
	id = volume_id_from(s);
	assert_true(id.found);
	assert_string_equal(id.label, "TNT_ROM");
	assert_string_equal(id.created, "1996040112000000");
	assert_int_equal(id.sectors, 339102);

	make_descriptor(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "0000000000000000", 0x80000000);
	id = volume_id_from(s);
	assert_string_equal(id.label, "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345");
	assert_string_equal(id.created, "");
	assert_int_equal(id.sectors, 0);

	make_descriptor(s, "", "", 1);
	id = volume_id_from(s);
	assert_true(id.found);
	assert_string_equal(id.label, "");
	assert_string_equal(id.created, "");

	s[0] = 2;	/* a supplementary one */
	assert_false(volume_id_from(s).found);
	s[0] = 1;
	s[5] = '2';
	assert_false(volume_id_from(s).found);
	memset(s, 0, sizeof s);
	assert_false(volume_id_from(s).found);
}

static const struct {
	enum disc_kind kind;
	int32_t sectors, layer;
	double last_mm;
} discs[] = {
	{ DISC_CD, 333000, 333000, 58.0 },	/* 74 minutes */
	{ DISC_CD, 360000, 360000, 58.0 },	/* 80 */
	{ DISC_CD, 81600, 81600, 36.75 },
	{ DISC_UNKNOWN, 1000, 1000, 25.2 },
	{ DISC_DVD, 2298496, 2298496, 58.0 },	/* 4.7 GB */
	{ DISC_DVD, 4171712, 2085856, 24.0 },	/* two layers: the last sector lies inside again */
	{ DISC_BD, 12219392, 12219392, 58.0 },
	{ DISC_BD, 24438784, 12219392, 24.0 },
	{ DISC_BD, 62500000, 31250000, 24.0 },
};

static void test_radii(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(discs); i++) {
		struct geometry g = geometry_for(discs[i].kind, discs[i].sectors);
		double radius = geometry_radius(&g, 0), turns = 0;
		int32_t step = max_i32(1, discs[i].sectors / 5000);

		assert_true(fabs(radius - g.r0_mm) < 1e-9);
		assert_true(fabs(geometry_radius(&g, discs[i].sectors - 1) - discs[i].last_mm) < 0.1);
		for (int32_t lsn = step; lsn < discs[i].layer; lsn += step) {
			assert_true(geometry_radius(&g, lsn) > radius);
			assert_true(geometry_turns(&g, lsn) > turns);
			radius = geometry_radius(&g, lsn);
			turns = geometry_turns(&g, lsn);
			assert_true(fabs(turns * g.pitch_mm + g.r0_mm - radius) < 1e-6);
		}
		for (int32_t lsn = discs[i].layer; lsn < discs[i].sectors; lsn += step) {
			assert_true(geometry_radius(&g, lsn) <= radius + 1);
			radius = geometry_radius(&g, lsn);
		}
	}
}

/* Two layers of a DVD are recorded at 3.84 m/s (ECMA-267): 8.5 GB fill both. */
static void test_second_layer(void **state)
{
	struct geometry g = geometry_for(DISC_DVD, 4171712);

	(void)state;
	assert_true(geometry_radius(&g, g.layer_sectors - 1) > 57.9);
	assert_true(fabs(geometry_for(DISC_DVD, 2400000).sector_mm - 3840.0 / 1385000 * 2048) < 0.01);
}

/* The first sector at or outside a radius, and back. */
static void test_inverse(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(discs); i++) {
		struct geometry g = geometry_for(discs[i].kind, discs[i].sectors);

		assert_int_equal(geometry_lsn(&g, 0), 0);
		assert_int_equal(geometry_lsn(&g, g.r0_mm), 0);
		assert_int_equal(geometry_lsn(&g, 1e9), INT32_MAX);
		for (int32_t lsn = 1; lsn < discs[i].layer; lsn += max_i32(1, discs[i].layer / 3001)) {
			double radius = geometry_radius(&g, lsn);

			assert_int_equal(geometry_lsn(&g, radius), lsn);
			assert_int_equal(geometry_lsn(&g, (radius + geometry_radius(&g, lsn - 1)) / 2), lsn);
		}
	}
}

/* A turn further by its sectors is a turn; at the rim it holds more of them. */
static void test_turns(void **state)
{
	struct geometry g = geometry_for(DISC_CD, 100000);

	(void)state;
	assert_true(fabs(geometry_per_turn(&g, 0) - 9.06) < 0.01);
	for (int32_t lsn = 0; lsn < 90000; lsn += 1111) {
		double per_turn = geometry_per_turn(&g, lsn);
		double ahead = geometry_turns(&g, lsn + (int32_t)(100 * per_turn)) - geometry_turns(&g, lsn);

		assert_true(ahead > 98 && ahead < 100.1);
	}
	g = geometry_for(DISC_CD, 333000);
	assert_true(geometry_per_turn(&g, 332999) > 2.3 * geometry_per_turn(&g, 0));
	assert_true(g.sector_mm * 75 > 1200 && g.sector_mm * 75 < 1300);	/* ECMA-130: 1.2 to 1.4 m/s */
}

static void test_recorded(void **state)
{
	struct geometry nominal = geometry_for(DISC_DVD, 500000), g = geometry_of(DISC_DVD, 500000, 0, 0);

	(void)state;
	assert_true(g.sector_mm == nominal.sector_mm && g.pitch_mm == nominal.pitch_mm && g.r0_mm == nominal.r0_mm);
	g = geometry_of(DISC_CD, 300000, 1.2, 1.55);
	assert_true(fabs(g.sector_mm - 16) < 1e-9 && fabs(g.pitch_mm - 0.00155) < 1e-9 && g.r0_mm == 25);
	assert_true(fabs(geometry_of(DISC_DVD, 500000, 3.49, 0).sector_mm - 5.16) < 0.01);
	assert_true(fabs(geometry_of(DISC_BD, 500000, 4.92, 0).sector_mm - 2.24) < 0.01);
	/* wider turns leave less room: recorded denser, as far as that is not said */
	g = geometry_of(DISC_CD, 330000, 0, 1.7);
	assert_true(g.sector_mm < 17.3 && fabs(geometry_radius(&g, 329999) - 58) < 0.01);
	g = geometry_of(DISC_CD, 330000, 1.3, 1.7);
	assert_true(geometry_radius(&g, 329999) > 58.5);
}

/* A descriptor with a tag as ECMA-167 3/7.2 lays it out. */
static void make_tag(uint8_t *s, int id)
{
	uint8_t sum = 0;

	s[0] = (uint8_t)id;
	s[2] = 2;
	s[4] = 0;
	for (int i = 0; i < 16; i++)
		sum = (uint8_t)(sum + s[i]);
	s[4] = sum;
}

static void make_anchor(uint8_t *s, uint32_t bytes, uint32_t at)
{
	memset(s, 0, 2048);
	for (int i = 0; i < 4; i++) {
		s[16 + i] = (uint8_t)(bytes >> (8 * i));
		s[20 + i] = (uint8_t)(at >> (8 * i));
	}
	make_tag(s, 2);
}

static const char *name_of(uint8_t *s, int compression, const char *bytes, int n, int used)
{
	static char label[33];

	memset(s, 0, 2048);
	s[84] = (uint8_t)compression;
	memcpy(s + 85, bytes, (size_t)n);
	s[84 + 127] = (uint8_t)used;
	make_tag(s, 6);
	assert_true(udf_names(s, label));
	return label;
}

static void test_udf(void **state)
{
	uint8_t s[2048] = { 0 };
	char label[33], longest[126];
	struct span at;

	(void)state;
	assert_false(udf_anchor(s, &at));
	make_anchor(s, 32768, 32);
	assert_true(udf_anchor(s, &at));
	assert_int_equal(at.lsn, 32);
	assert_int_equal(at.count, 16);
	s[3] ^= 1;	/* the checksum is wrong */
	assert_false(udf_anchor(s, &at));
	make_anchor(s, 0xffffffff, 32);
	assert_true(udf_anchor(s, &at));
	assert_int_equal(at.count, 64);
	make_anchor(s, 32768, 0xfffffff0);
	assert_false(udf_anchor(s, &at));
	assert_int_equal(at.count, 0);
	make_anchor(s, 2047, 32);
	assert_false(udf_anchor(s, &at));

	assert_string_equal(name_of(s, 8, "BLU_RAY 1  ", 11, 12), "BLU_RAY 1");
	assert_string_equal(name_of(s, 8, "caf\xe9", 4, 5), "caf\u00e9");
	assert_string_equal(name_of(s, 16, "\0A\0\xe9\x20\xac", 6, 7), "A\u00e9\u20ac");
	assert_string_equal(name_of(s, 16, "\xd8\x34\0B", 4, 5), "?B");
	assert_string_equal(name_of(s, 16, "\0A\0", 3, 4), "A");	/* half a character is none */
	assert_string_equal(name_of(s, 8, "ABC", 3, 3), "AB");
	assert_string_equal(name_of(s, 8, "ABC", 3, 0), "");
	assert_string_equal(name_of(s, 254, "ABC", 3, 4), "");
	memset(longest, 'x', sizeof longest);
	assert_int_equal(strlen(name_of(s, 8, longest, sizeof longest, 255)), 32);
	memset(longest, 0xe9, sizeof longest);
	assert_int_equal(strlen(name_of(s, 8, longest, 126, 127)), 32);
	make_tag(s, 1);		/* another descriptor: go on */
	assert_false(udf_names(s, label));
	make_tag(s, 8);		/* the last */
	assert_true(udf_names(s, label));
	assert_string_equal(label, "");
	memset(s, 0xff, sizeof s);
	assert_true(udf_names(s, label));
	assert_string_equal(label, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds), cmocka_unit_test(test_profiles), cmocka_unit_test(test_udf),
		cmocka_unit_test(test_volume_id),
		cmocka_unit_test(test_radii),
		cmocka_unit_test(test_second_layer),
		cmocka_unit_test(test_inverse),
		cmocka_unit_test(test_turns), cmocka_unit_test(test_recorded),
	};

	return cmocka_run_group_tests_name("disc", tests, NULL, NULL);
}
