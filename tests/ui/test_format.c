#include "config.h"
#include "tests/unit.h"
#include "ui/format.h"

#include <math.h>

static char out[FORMAT_MAX];

static void counts(void **state)
{
	(void)state;
	assert_string_equal(format_count(out, 0), "0");
	assert_string_equal(format_count(out, 999), "999");
	assert_string_equal(format_count(out, 1000), "1 000");
	assert_string_equal(format_count(out, 339102), "339 102");
	assert_string_equal(format_count(out, 1000000), "1 000 000");
	assert_string_equal(format_count(out, -1), "-1");
	assert_string_equal(format_count(out, -1234), "-1 234");
	assert_string_equal(format_count(out, INT64_MAX), "9 223 372 036 854 775 807");
	assert_string_equal(format_count(out, INT64_MIN), "-9 223 372 036 854 775 808");
}

static void bytes(void **state)
{
	(void)state;
	assert_string_equal(format_bytes(out, 0), "0 B");
	assert_string_equal(format_bytes(out, 512), "512 B");
	assert_string_equal(format_bytes(out, 999), "999 B");
	assert_string_equal(format_bytes(out, 1000), "1.0 kB");
	assert_string_equal(format_bytes(out, 1049), "1.0 kB");
	assert_string_equal(format_bytes(out, 1050), "1.1 kB");
	assert_string_equal(format_bytes(out, 9949), "9.9 kB");
	assert_string_equal(format_bytes(out, 9950), "10 kB");
	assert_string_equal(format_bytes(out, 10499), "10 kB");
	assert_string_equal(format_bytes(out, 10500), "11 kB");
	assert_string_equal(format_bytes(out, 999499), "999 kB");
	assert_string_equal(format_bytes(out, 999500), "1.0 MB");
	assert_string_equal(format_bytes(out, 694480896), "694 MB");
	assert_string_equal(format_bytes(out, INT64_C(1234567890)), "1.2 GB");
	assert_string_equal(format_bytes(out, INT64_C(999499999999999999)), "999 PB");
	assert_string_equal(format_bytes(out, INT64_C(999500000000000000)), "1.0 EB");
	assert_string_equal(format_bytes(out, INT64_MAX), "9.2 EB");
	assert_string_equal(format_bytes(out, -2048), "-2.0 kB");
}

static void rates(void **state)
{
	(void)state;
	assert_string_equal(format_rate(out, 0), "0 B/s");
	assert_string_equal(format_rate(out, 1234567), "1.2 MB/s");
	assert_string_equal(format_rate(out, 999.4), "999 B/s");
	assert_string_equal(format_rate(out, 999.5), "1.0 kB/s");
	assert_string_equal(format_rate(out, 1e30), "9.2 EB/s");
	assert_string_equal(format_rate(out, INFINITY), "9.2 EB/s");
	assert_string_equal(format_rate(out, -1), "-");
	assert_string_equal(format_rate(out, NAN), "-");
}

static void percents(void **state)
{
	(void)state;
	assert_string_equal(format_percent(out, 0, 339102), "0.000 %");
	assert_string_equal(format_percent(out, 333045, 339102), "98.214 %");
	assert_string_equal(format_percent(out, 339102, 339102), "100.000 %");
	assert_string_equal(format_percent(out, 1, 2), "50.000 %");
	assert_string_equal(format_percent(out, 1, 3), "33.333 %");
	assert_string_equal(format_percent(out, 2, 3), "66.667 %");
	/* the ends are only for nothing and all */
	assert_string_equal(format_percent(out, 1, 62500000), "0.001 %");
	assert_string_equal(format_percent(out, 62499999, 62500000), "99.999 %");
	assert_string_equal(format_percent(out, 999995, 1000000), "99.999 %");
	assert_string_equal(format_percent(out, 999994, 1000000), "99.999 %");
	assert_string_equal(format_percent(out, 99998, 100000), "99.998 %");
	assert_string_equal(format_percent(out, INT64_MAX - 1, INT64_MAX), "99.999 %");
	assert_string_equal(format_percent(out, 1, INT64_MAX), "0.001 %");
	assert_string_equal(format_percent(out, INT64_MAX / 2, INT64_MAX), "50.000 %");
	assert_string_equal(format_percent(out, INT64_MAX, INT64_MAX), "100.000 %");
	/* no whole, or more than it */
	assert_string_equal(format_percent(out, 0, 0), "-");
	assert_string_equal(format_percent(out, 1, 0), "-");
	assert_string_equal(format_percent(out, 3, 2), "-");
	assert_string_equal(format_percent(out, -1, 2), "-");
	assert_string_equal(format_percent(out, 1, -2), "-");
}

static void guesses(void **state)
{
	(void)state;
	assert_string_equal(format_about(out, 0), "0");
	assert_string_equal(format_about(out, 0.5), "1");
	assert_string_equal(format_about(out, 999.4), "999");
	assert_string_equal(format_about(out, 999.6), "1 000");
	assert_string_equal(format_about(out, 1234.9), "1 230");
	assert_string_equal(format_about(out, 9996), "10 000");
	assert_string_equal(format_about(out, 339102), "339 000");
	assert_string_equal(format_about(out, -1), "-");
	assert_string_equal(format_about(out, 1e300), "-");
	assert_string_equal(format_pace(out, 0), "0");
	assert_string_equal(format_pace(out, 0.44), "0.44");
	assert_string_equal(format_pace(out, 0.996), "1");
	assert_string_equal(format_pace(out, 3.86), "3.9");
	assert_string_equal(format_pace(out, 9.96), "10");
	assert_string_equal(format_pace(out, 5236), "5 240");
	assert_string_equal(format_pace(out, -1), "-");
	assert_string_equal(format_decimal(out, 2), "2");
	assert_string_equal(format_decimal(out, 0.5), "0.5");
	assert_string_equal(format_decimal(out, 0.054), "0.05");
	assert_string_equal(format_decimal(out, 100), "100");
	assert_string_equal(format_decimal(out, 999999), "999999");
	assert_string_equal(format_decimal(out, -2), "-");
}

static void durations(void **state)
{
	(void)state;
	assert_string_equal(format_duration(out, 0), "0.0 s");
	assert_string_equal(format_duration(out, 0.4), "0.4 s");
	assert_string_equal(format_duration(out, 9.94), "9.9 s");
	assert_string_equal(format_duration(out, 9.96), "10 s");
	assert_string_equal(format_duration(out, 41), "41 s");
	assert_string_equal(format_duration(out, 59.4), "59 s");
	assert_string_equal(format_duration(out, 59.5), "1 min");
	assert_string_equal(format_duration(out, 59.9), "1 min");
	assert_string_equal(format_duration(out, 60), "1 min");
	assert_string_equal(format_duration(out, 89.9), "1 min");
	assert_string_equal(format_duration(out, 90), "2 min");
	assert_string_equal(format_duration(out, 59 * 60 + 29), "59 min");
	assert_string_equal(format_duration(out, 59 * 60 + 30), "1 h 00 min");
	assert_string_equal(format_duration(out, 3 * 3600 + 5 * 60), "3 h 05 min");
	assert_string_equal(format_duration(out, 48 * 3600 - 31), "47 h 59 min");
	assert_string_equal(format_duration(out, 48 * 3600 - 30), "2 days");
	assert_string_equal(format_duration(out, 60 * 3600), "3 days");
	assert_string_equal(format_duration(out, 1e300), "1000000000 days");
	assert_string_equal(format_duration(out, -0.1), "-");
	assert_string_equal(format_between(out, 720, 1080), "12-18 min");
	assert_string_equal(format_between(out, 29, 54), "29-54 s");
	assert_string_equal(format_between(out, 0.4, 7), "0.4-7.0 s");
	assert_string_equal(format_between(out, 40, 120), "40 s - 2 min");
	assert_string_equal(format_between(out, 700, 730), "12 min");
	assert_string_equal(format_between(out, 3000, 8000), "0.8-2.2 h");
	assert_string_equal(format_between(out, 3 * 3600, 3 * 3600 + 20), "3 h 00 min");
	assert_string_equal(format_between(out, 30 * 3600, 72 * 3600), "30 h 00 min - 3 days");
	assert_string_equal(format_between(out, 49 * 3600, 120 * 3600), "2-5 days");
	assert_string_equal(format_between(out, -1, -1), "-");
	assert_string_equal(format_duration(out, NAN), "-");
	assert_string_equal(format_duration(out, INFINITY), "-");
}

/* 2024-11-03 14:05:10 in Berlin */
#define NOW ((time_t)1730639110)
#define HOUR 3600

static void clocks(void **state)
{
	(void)state;
	assert_string_equal(format_clock(out, NOW), "14:05:10");
	assert_string_equal(format_clock(out, NOW - 14 * HOUR - 5 * 60 - 10), "00:00:00");
	assert_string_equal(format_clock(out, (time_t)INT64_MAX), "-");
}

static void dates(void **state)
{
	time_t midnight = NOW - 14 * HOUR - 5 * 60 - 10;

	(void)state;
	assert_string_equal(format_date(out, NOW, NOW), "today 14:05");
	assert_string_equal(format_date(out, midnight, NOW), "today 00:00");
	assert_string_equal(format_date(out, midnight - 1, NOW), "yesterday 23:59");
	assert_string_equal(format_date(out, midnight - 24 * HOUR, NOW), "yesterday 00:00");
	assert_string_equal(format_date(out, midnight - 24 * HOUR - 1, NOW), "1 Nov");
	assert_string_equal(format_date(out, NOW + 24 * HOUR, NOW), "4 Nov");	/* another machine's clock */
	assert_string_equal(format_date(out, NOW - 366 * 24 * HOUR, NOW), "3 Nov 2023");
	assert_string_equal(format_date(out, NOW + 365 * 24 * HOUR, NOW), "3 Nov 2025");
	assert_string_equal(format_date(out, 0, NOW), "-");
	assert_string_equal(format_date(out, -1, NOW), "-");
	assert_string_equal(format_date(out, (time_t)INT64_MAX, NOW), "-");
}

/* The day before a clock change is 25 hours long, the turn of the year is a yesterday, too. */
static void yesterday_is_a_day_of_the_calendar(void **state)
{
	time_t new_year = 1735686000 + HOUR;	/* 2025-01-01 01:00 Berlin, after half a second of 2025 in UTC */
	time_t after_change = 1730070000;	/* 2024-10-28 00:00 Berlin; the 27th had 25 hours */

	(void)state;
	assert_string_equal(format_date(out, new_year - 2 * HOUR, new_year), "yesterday 23:00");
	assert_string_equal(format_date(out, new_year - 26 * HOUR, new_year), "30 Dec 2024");
	assert_string_equal(format_date(out, after_change - 25 * HOUR, after_change), "yesterday 00:00");
	assert_string_equal(format_date(out, after_change - 25 * HOUR - 1, after_change), "26 Oct");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts),
		cmocka_unit_test(bytes),
		cmocka_unit_test(rates),
		cmocka_unit_test(percents),
		cmocka_unit_test(guesses),
		cmocka_unit_test(durations),
		cmocka_unit_test(clocks),
		cmocka_unit_test(dates),
		cmocka_unit_test(yesterday_is_a_day_of_the_calendar),
	};

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
