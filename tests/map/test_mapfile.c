#include "config.h"
#include "tests/unit.h"

#include "base/hash.h"
#include "map/mapfile.h"

/* The map as letters, for small ones. */
static const char *letters(const struct map *m)
{
	static char out[64];
	int32_t i;

	assert_true(map_size(m) < (int32_t)sizeof out);
	for (i = 0; i < map_size(m); i++)
		out[i] = (char)map_at(m, i);
	out[i] = '\0';
	return out;
}

static void test_good(void **state)
{
	static const struct {
		const char *text;
		int sector_size;
		const char *letters;
		int64_t bytes, position;
		char status;
		int pass;
	} rows[] = {
		/* the status line of every version; numbers in every base; blanks, comments, line ends */
		{ "0 ?\n0 2048 +\n", 2048, "+", 2048, 0, '?', 1 },
		{ "0x800 + 1\n0x0 0x800 +\n", 2048, "+", 2048, 2048, '+', 1 },
		{ "010 F 99\n00 04000 -\n", 2048, "-", 2048, 8, 'F', 99 },
		{ "0X1f G 2147483647\n0 2048 ?", 2048, "?", 2048, 31, 'G', 2147483647 },
		{ "# x\r\n\r\n  5 \t* 010 # pass\r\n\t0  0X800\t+#c\r\n 2048 2048 / \r\n# end\r\n", 2048, "+/", 4096, 5,
		  '*', 10 },
		{ "\n\n \t\n0 / 3\n\n# a\n0 2048 *\n\n2048 2048 -\n\n", 2048, "*-", 4096, 0, '/', 3 },
		{ "0 - 1\n0 2048 +\r", 2048, "+", 2048, 0, '-', 1 },
		/* no blocks, and blocks that begin late */
		{ "0 ? 1\n", 2048, "", 0, 0, '?', 1 },
		{ "0 ? 1\n4096 2048 +\n", 2048, "??+", 6144, 0, '?', 1 },
		{ "0 ? 1\n4097 2047 +\n", 2048, "???", 6144, 0, '?', 1 },
		/* unaligned blocks: the least settled part of a sector counts */
		{ "0 ? 1\n0 512 +\n512 1536 -\n", 2048, "-", 2048, 0, '?', 1 },
		{ "0 ? 1\n0 512 -\n512 1536 +\n", 2048, "-", 2048, 0, '?', 1 },
		{ "0 ? 1\n0 512 +\n512 512 /\n1024 512 *\n1536 512 +\n", 2048, "*", 2048, 0, '?', 1 },
		{ "0 ? 1\n0 512 +\n512 512 ?\n1024 512 *\n1536 2560 +\n", 2048, "?+", 4096, 0, '?', 1 },
		{ "0 ? 1\n0 2000 +\n2000 100 -\n2100 4044 +\n", 2048, "--+", 6144, 0, '?', 1 },
		{ "0 ? 1\n0 2047 +\n2047 4098 -\n6145 2047 +\n", 2048, "----", 8192, 0, '?', 1 },
		{ "0 ? 1\n0 1 +\n1 1 -\n2 1 /\n3 1 +\n", 1, "+-/+", 4, 0, '?', 1 },
		/* the last sector may be a part of one */
		{ "0 ? 1\n0 2049 +\n", 2048, "++", 2049, 0, '?', 1 },
		{ "0 ? 1\n0 2352 +\n2352 1 -\n", 2352, "+-", 2353, 0, '?', 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct mapfile mf;
		struct fault f = { 0 };

		if (mapfile_parse(rows[i].text, strlen(rows[i].text), "x.map", rows[i].sector_size, &mf, &f))
			fail_msg("row %zu: line %ld: %s", i, f.line, f.reason);
		assert_string_equal(letters(mf.map), rows[i].letters);
		assert_int_equal(mf.bytes, rows[i].bytes);
		assert_int_equal(mf.position, rows[i].position);
		assert_int_equal(mf.status, rows[i].status);
		assert_int_equal(mf.pass, rows[i].pass);
		assert_string_equal(mf.note, "");
		mapfile_clear(&mf);
		assert_null(mf.map);
	}
}

#define ROW(text) text, sizeof text - 1

static const struct {
	const char *text;
	size_t len;
	long line;
	const char *reason;
	enum status status;
} bad_rows[] = {
	{ ROW(""), 1, "the status line is missing", STATUS_BAD_FILE },
	{ ROW("# Mapfile\n\n#\n"), 3, "the status line is missing", STATUS_BAD_FILE },
	{ ROW("0\n0 1 +\n"), 1, "a field is missing", STATUS_BAD_FILE },
	{ ROW("0 #?\n"), 1, "a field is missing", STATUS_BAD_FILE },
	{ ROW("0 x 1\n"), 1, "an unknown status letter", STATUS_BAD_FILE },
	{ ROW("0 ?1\n"), 1, "an unknown status letter", STATUS_BAD_FILE },
	{ ROW("0 ?? 1\n"), 1, "an unknown status letter", STATUS_BAD_FILE },
	{ ROW("? 0 1\n"), 1, "a number was expected", STATUS_BAD_FILE },
	{ ROW("0x ? 1\n"), 1, "a number was expected", STATUS_BAD_FILE },
	{ ROW("0x1g ? 1\n"), 1, "a number was expected", STATUS_BAD_FILE },
	{ ROW("08 ? 1\n"), 1, "a number was expected", STATUS_BAD_FILE },
	{ ROW("1a ? 1\n"), 1, "a number was expected", STATUS_BAD_FILE },
	{ ROW("+1 ? 1\n"), 1, "a number was expected", STATUS_BAD_FILE },
	{ ROW("1\r ? 1\n"), 1, "a number was expected", STATUS_BAD_FILE },
	{ ROW("-1 ? 1\n"), 1, "a number must not be negative", STATUS_BAD_FILE },
	{ ROW("#\n0 ? 0\n"), 2, "the pass number is not possible", STATUS_BAD_FILE },
	{ ROW("#\n0 ? 2147483648\n"), 2, "the pass number is not possible", STATUS_BAD_FILE },
	{ ROW("#\n0 ? 0x1\n"), 2, "a number was expected", STATUS_BAD_FILE },
	{ ROW("#\n0 ? -1\n"), 2, "a number must not be negative", STATUS_BAD_FILE },
	{ ROW("#\n0 ? 1 2\n"), 2, "something follows the last field", STATUS_BAD_FILE },
	{ ROW("0x8000000000000000 ? 1\n"), 1, "a number is too large", STATUS_BAD_FILE },
	{ ROW("9223372036854775808 ? 1\n"), 1, "a number is too large", STATUS_BAD_FILE },
	{ ROW("01000000000000000000000 ? 1\n"), 1, "a number is too large", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n0 1\n"), 2, "a field is missing", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n0\n"), 2, "a field is missing", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n0 1 F\n"), 2, "an unknown status letter", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n0 1 +x\n"), 2, "an unknown status letter", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n0 1 + x\n"), 2, "something follows the last field", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n0 1 + +\n"), 2, "something follows the last field", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n\n0 1+\n"), 3, "a number was expected", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n\n0 -1 +\n"), 3, "a number must not be negative", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n\n0 0 +\n"), 3, "the block has no size", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n0 2 +\n3 1 +\n"), 3, "there is a gap before this block", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n0 2 +\n1 1 +\n"), 3, "the block overlaps the one before it", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n0 2 +\n0 2 +\n"), 3, "the block overlaps the one before it", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n1 0x7fffffffffffffff +\n"), 2, "a number is too large", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n0 2 +\n2 9223372036854775807 +\n"), 3, "a number is too large", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n0 0x7fffffffffffffff ?\n"), 2, "no disc has that many sectors", STATUS_TOO_LARGE },
	{ ROW("0 ? 1\n0 0x4000000001 ?\n"), 2, "no disc has that many sectors", STATUS_TOO_LARGE },
	{ ROW("0 ? 1\n0 1 \0+\n"), 2, "there is a zero byte in the text", STATUS_BAD_FILE },
	{ ROW("0 ? 1\n\0"), 2, "there is a zero byte in the text", STATUS_BAD_FILE },
	{ ROW("\0"), 1, "there is a zero byte in the text", STATUS_BAD_FILE },
	{ ROW("# a\n# b\0\n0 ? 1\n"), 2, "there is a zero byte in the text", STATUS_BAD_FILE },
	{ ROW("# a\n\n\0# b\n0 ? 1\n"), 3, "there is a zero byte in the text", STATUS_BAD_FILE },
	{ ROW("\x89PNG\r\n\x1a\n"), 1, "a number was expected", STATUS_BAD_FILE },
};

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad_rows); i++) {
		struct mapfile mf = { .pass = 77 };
		struct fault f = { 0 };
		/* an exact copy: reading past its end is seen by the sanitizer */
		char *text = malloc(bad_rows[i].len + !bad_rows[i].len);
		enum status st;

		memcpy(text, bad_rows[i].text, bad_rows[i].len);
		st = mapfile_parse(text, bad_rows[i].len, "x.map", 2048, &mf, &f);
		if (st != bad_rows[i].status || f.line != bad_rows[i].line || !f.reason ||
		    strcmp(f.reason, bad_rows[i].reason) != 0)
			fail_msg("row %zu: %s, line %ld: %s", i, status_name(st), f.line, f.reason ? f.reason : "");
		assert_int_equal(f.status, st);
		assert_string_equal(f.place, "x.map");
		assert_int_equal(mf.pass, 77);
		assert_null(mf.map);
		assert_int_equal(mapfile_parse(text, bad_rows[i].len, "x.map", 2048, &mf, NULL), st);
		free(text);
	}
}

/* The largest map that is not too large. */
static void test_largest(void **state)
{
	static const char text[] = "0 ? 1\n0 0x4000000000 -\n";
	struct mapfile mf;

	(void)state;
	assert_int_equal(mapfile_parse(text, strlen(text), NULL, 2048, &mf, NULL), STATUS_OK);
	assert_int_equal(map_size(mf.map), MAP_MAX_SECTORS);
	assert_int_equal(map_count_in(mf.map, map_all(mf.map), map_bit(MAP_BAD)), MAP_MAX_SECTORS);
	mapfile_clear(&mf);
}

static void test_text(void **state)
{
	struct mapfile mf = { .map = map_new(4), .bytes = 3 * 2048 + 100, .position = 0x1234567890, .status = '*',
			      .pass = 2, .note = "sweep\n2" };
	struct strbuf b = { 0 };

	(void)state;
	map_set(mf.map, (struct span){ 0, 2 }, MAP_GOOD);
	map_set(mf.map, (struct span){ 3, 1 }, MAP_BAD);
	mapfile_format(&mf, 2048, &b);
	assert_false(b.failed);
	assert_string_equal(b.text, "# Mapfile. Created by " PACKAGE_STRING "\n"
				    "# discnurse: sweep 2\n"
				    "# current_pos  current_status  current_pass\n"
				    "0x1234567890     *               2\n"
				    "#      pos        size  status\n"
				    "0x00000000  0x00001000  +\n"
				    "0x00001000  0x00000800  ?\n"
				    "0x00001800  0x00000064  -\n");
	strbuf_free(&b);
	mapfile_clear(&mf);
}

/* What a caller left unset or wrong still gives a text that ddrescue accepts. */
static void test_text_of_odd_values(void **state)
{
	struct mapfile mf = { .map = map_new(3), .bytes = 4096, .position = -5, .status = 'x', .pass = -1 };
	struct strbuf b = { 0 };

	(void)state;
	map_set(mf.map, (struct span){ 2, 1 }, MAP_BAD);	/* past .bytes */
	mapfile_format(&mf, 2048, &b);
	assert_non_null(strstr(b.text, "\n0x00000000     ?               1\n"));
	assert_non_null(strstr(b.text, "status\n0x00000000  0x00001000  ?\n"));
	assert_null(strstr(b.text, "-\n"));
	strbuf_free(&b);
	mf.bytes = INT64_MAX;
	mapfile_format(&mf, 2048, &b);
	assert_non_null(strstr(b.text, "\n0x00001000  0x00000800  -\n"));
	strbuf_free(&b);
	mapfile_clear(&mf);
}

static void test_note(void **state)
{
	static const struct {
		const char *text, *note;
	} rows[] = {
		{ "# discnurse: sweep 2\n0 ?\n", "sweep 2" },
		{ "# discnurse: sweep 2\r\n0 ?\n", "sweep 2" },
		{ "0 ? 1\n0 1 +\n# discnurse: late", "late" },
		{ "# discnurse: \n0 ?\n", "" },
		{ "# Discnurse: x\n0 ?\n", "" },
		{ "# discnurse: a\x1b[2J\n0 ?\n", "" },
		{ "# discnurse:", NULL },
	};
	static char text[MAPFILE_NOTE + 32] = "# discnurse: ";
	struct mapfile mf;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum status st = mapfile_parse(rows[i].text, strlen(rows[i].text), NULL, 1, &mf, NULL);

		assert_int_equal(st, rows[i].note ? STATUS_OK : STATUS_BAD_FILE);
		if (st != STATUS_OK)
			continue;
		assert_string_equal(mf.note, rows[i].note);
		mapfile_clear(&mf);
	}
	for (size_t len = MAPFILE_NOTE - 1; len <= MAPFILE_NOTE; len++) {
		memset(text + 13, 'n', len);
		strcpy(text + 13 + len, "\n0 ?\n");
		assert_int_equal(mapfile_parse(text, strlen(text), NULL, 1, &mf, NULL), STATUS_OK);
		assert_int_equal(strlen(mf.note), len == MAPFILE_NOTE - 1 ? MAPFILE_NOTE - 1 : 0);
		mapfile_clear(&mf);
	}
}

static void test_round_trip(void **state)
{
	static const int sizes[] = { 512, 2048, 2352, 2448 };

	(void)state;
	for (uint64_t i = 0; i < 40; i++) {
		int sector_size = sizes[i % 4];
		int32_t n = (int32_t)(hash_mix(1, i) % 3000) + 1;
		struct mapfile mf = { .map = map_new(n), .bytes = (int64_t)n * sector_size - (int64_t)(i % 3),
				      .position = (int64_t)(i * 1000), .status = "?*/-FG+"[i % 7],
				      .pass = (int)i + 1, .note = "the plan" }, back;
		struct strbuf a = { 0 }, b = { 0 };

		for (uint64_t k = 0; k < 100; k++)
			map_set(mf.map, (struct span){ (int32_t)(hash_mix(i, k) % (uint64_t)n), (int32_t)(k % 9) },
				map_state_at((int)(hash_mix(k, i) % MAP_STATES)));
		mapfile_format(&mf, sector_size, &a);
		assert_int_equal(mapfile_parse(a.text, a.len, NULL, sector_size, &back, NULL), STATUS_OK);
		assert_int_equal(back.bytes, mf.bytes);
		assert_int_equal(back.position, mf.position);
		assert_int_equal(back.status, mf.status);
		assert_int_equal(back.pass, mf.pass);
		assert_string_equal(back.note, mf.note);
		assert_int_equal(map_size(back.map), n);
		for (int32_t k = 0; k < n; k++)
			assert_int_equal(map_at(back.map, k), map_at(mf.map, k));
		mapfile_format(&back, sector_size, &b);
		assert_string_equal(a.text, b.text);
		strbuf_free(&a);
		strbuf_free(&b);
		mapfile_clear(&mf);
		mapfile_clear(&back);
	}
}

static void test_load(void **state)
{
	const char *folder = scratch_folder("tests/map/test_mapfile");
	struct mapfile mf = { .pass = 77 };
	struct fault f = { 0 };
	char path[300];
	FILE *out;

	(void)state;
	snprintf(path, sizeof path, "%s/a.map", folder);
	assert_int_equal(mapfile_load(path, 2048, &mf, &f), STATUS_NOT_FOUND);
	assert_string_equal(f.place, path);
	out = fopen(path, "w");
	fputs("0 ? 1\n0 4096 +\n4096 2048 bad\n", out);
	fclose(out);
	assert_int_equal(mapfile_load(path, 2048, &mf, &f), STATUS_BAD_FILE);
	assert_string_equal(f.place, path);
	assert_int_equal(f.line, 3);
	assert_string_equal(f.detail, "4096 2048 bad");
	assert_int_equal(mf.pass, 77);
	out = fopen(path, "w");
	fputs("0 ? 1\n0 4096 +\n4096 2048 -\n", out);
	fclose(out);
	assert_int_equal(mapfile_load(path, 2048, &mf, &f), STATUS_OK);
	assert_string_equal(letters(mf.map), "++-");
	mapfile_clear(&mf);
	assert_int_equal(mapfile_load(folder, 2048, &mf, &f), STATUS_BAD_FILE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_largest),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_of_odd_values),
		cmocka_unit_test(test_note),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_load),
	};

	return cmocka_run_group_tests_name("mapfile", tests, NULL, NULL);
}
