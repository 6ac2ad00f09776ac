#include "tests/unit.h"

#include "base/number.h"
#include "base/span.h"

static void test_whole(void **state)
{
	static const struct {
		const char *text;
		bool octal, good;
		int64_t value;
	} rows[] = {
		{ "0", false, true, 0 }, { "0", true, true, 0 }, { "-0", false, true, 0 }, { "7", true, true, 7 },
		{ "0x1F", false, true, 31 }, { "0XaBc", true, true, 0xabc }, { "-0x10", false, true, -16 },
		{ "010", false, true, 10 }, { "010", true, true, 8 }, { "-017", true, true, -15 },
		{ "9223372036854775807", false, true, INT64_MAX },
		{ "0x7fffffffffffffff", false, true, INT64_MAX },
		{ "-9223372036854775807", false, true, -INT64_MAX },
		{ "9223372036854775808", false, false, 0 }, { "0x8000000000000000", false, false, 0 },
		{ "99999999999999999999999999", false, false, 0 }, { "01000000000000000000000", true, false, 0 },
		{ "", false, false, 0 }, { "-", false, false, 0 }, { "0x", false, false, 0 }, { "x", false, false, 0 },
		{ "08", true, false, 0 }, { "1 ", false, false, 0 }, { " 1", false, false, 0 },
		{ "+1", false, false, 0 },
		{ "1a", false, false, 0 }, { "0x1g", false, false, 0 }, { "--1", false, false, 0 },
		{ "1.0", false, false, 0 }, { "1k", false, false, 0 }, { "0-1", false, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t value = 4711;

		if (number_parse(rows[i].text, rows[i].octal, &value) != rows[i].good)
			fail_msg("'%s'", rows[i].text);
		assert_int_equal(value, rows[i].good ? rows[i].value : 4711);
	}
}

static void test_real(void **state)
{
	static const struct {
		const char *text;
		bool good;
		double value;
	} rows[] = {
		{ "0", true, 0 }, { "2.5", true, 2.5 }, { "-1", true, -1 }, { ".5", true, 0.5 }, { "-0.3", true, -0.3 },
		{ "0.1", true, 0.1 }, { "0.3", true, 0.3 }, { "2.3", true, 2.3 }, { "1411.2", true, 1411.2 },
		{ "0.000001", true, 0.000001 }, { "12345678.25", true, 12345678.25 }, { "3.", true, 3 },
		{ "", false, 0 }, { "-", false, 0 }, { ".", false, 0 }, { "1,5", false, 0 }, { "1e3", false, 0 },
		{ "nan", false, 0 }, { "inf", false, 0 }, { "0x1", false, 0 }, { "1.2.3", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 }, { "+1", false, 0 }, { "0000000000000000000000000000000", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		double value = 4711;

		if (number_parse_real(rows[i].text, &value) != rows[i].good)
			fail_msg("'%s'", rows[i].text);
		if (rows[i].good ? value != rows[i].value : value != 4711)
			fail_msg("'%s' gives %.17g", rows[i].text, value);
	}
}

static void test_spans(void **state)
{
	struct span s = { 10, 5 }, out;

	(void)state;
	assert_int_equal(span_end(s), 15);
	assert_true(span_has(s, 10) && span_has(s, 14));
	assert_false(span_has(s, 9) || span_has(s, 15));
	out = span_clip(s, (struct span){ 12, 100 });
	assert_true(out.lsn == 12 && out.count == 3);
	out = span_clip(s, (struct span){ 0, 12 });
	assert_true(out.lsn == 10 && out.count == 2);
	assert_int_equal(span_clip(s, (struct span){ 15, 5 }).count, 0);
	assert_int_equal(span_clip(s, (struct span){ 0, 10 }).count, 0);
	assert_int_equal(span_between(7, 3).count, 0);
	assert_int_equal(align_down(31, 16), 16);
	assert_int_equal(align_up(31, 16), 32);
	assert_int_equal(align_up(32, 16), 32);
	assert_int_equal(align_up(0, 16), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_real),
		cmocka_unit_test(test_spans),
	};

	return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
