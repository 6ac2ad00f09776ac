#include "config.h"
#include "tests/unit.h"

#include "ui/canvas.h"
#include "ui/keys.h"
#include "ui/theme.h"

#include <locale.h>

static char row_text[4096];

static const char *row(const struct canvas *c, int n)
{
	canvas_row(c, n, row_text, sizeof row_text);
	return row_text;
}

static void test_text_is_clipped(void **state)
{
	struct canvas c = { 0 };

	(void)state;
	assert_true(canvas_resize(&c, 3, 10));
	canvas_put(&c, 0, 7, 10, ROLE_PLAIN, "abcdef");
	canvas_put(&c, 1, -2, 10, ROLE_PLAIN, "abcdef");
	canvas_put(&c, 9, 0, 10, ROLE_PLAIN, "abcdef");
	canvas_put(&c, -1, 0, 10, ROLE_PLAIN, "abcdef");
	canvas_put_right(&c, 2, 10, 4, ROLE_PLAIN, "12");
	assert_string_equal(row(&c, 0), "       abc");
	assert_string_equal(row(&c, 1), "cdef");
	assert_string_equal(row(&c, 2), "        12");
	canvas_fill(&c, (struct rect){ -5, -5, 100, 100 }, ROLE_ERROR, 'x');
	assert_string_equal(row(&c, 2), "xxxxxxxxxx");
	canvas_free(&c);
}

static void test_wide_characters_keep_the_columns(void **state)
{
	struct canvas c = { 0 };

	(void)state;
	assert_true(canvas_resize(&c, 1, 6));
	assert_int_equal(canvas_put(&c, 0, 0, 6, ROLE_PLAIN, "日本語"), 6);
	assert_int_equal(c.cells[1].code, 0);
	assert_string_equal(row(&c, 0), "日本語");
	canvas_put(&c, 0, 3, 1, ROLE_PLAIN, "x");	/* over a right half */
	assert_string_equal(row(&c, 0), "日 x語");
	canvas_put(&c, 0, 0, 1, ROLE_PLAIN, "y");	/* over a left half */
	assert_string_equal(row(&c, 0), "y  x語");
	canvas_put(&c, 0, 5, 2, ROLE_PLAIN, "日");	/* half of it would lie outside */
	assert_string_equal(row(&c, 0), "y  x");
	canvas_free(&c);
}

static void test_ascii_terminals_get_ascii(void **state)
{
	struct canvas c = { .ascii = true };

	(void)state;
	assert_true(canvas_resize(&c, 4, 20));
	canvas_put(&c, 0, 0, 20, ROLE_PLAIN, "né\033[2J");
	canvas_frame(&c, (struct rect){ 1, 0, 3, 20 }, ROLE_FRAME, "é title");
	for (int i = 0; i < 4; i++)
		for (const char *p = row(&c, i); *p; p++)
			assert_true(*p >= ' ' && *p < 0x7f);
	assert_string_equal(row(&c, 0), "n?<1b>[2J");
	assert_string_equal(row(&c, 1), "+- ? title --------+");
	canvas_free(&c);
}

static void test_frame_gives_what_is_inside(void **state)
{
	struct canvas c = { 0 };
	struct rect in;

	(void)state;
	assert_true(canvas_resize(&c, 10, 40));
	in = canvas_frame(&c, rect_centre((struct rect){ 0, 0, 10, 40 }, 6, 20), ROLE_FRAME, "t");
	assert_int_equal(in.row, 3);
	assert_int_equal(in.col, 12);
	assert_int_equal(in.rows, 4);
	assert_int_equal(in.cols, 16);
	in = canvas_frame(&c, (struct rect){ 0, 0, 1, 2 }, ROLE_FRAME, "t");	/* no room: nothing is drawn */
	assert_int_equal(in.rows, 0);
	assert_string_equal(row(&c, 0), "");
	in = rect_centre((struct rect){ 2, 2, 3, 3 }, 50, 50);
	assert_int_equal(in.rows, 3);
	assert_int_equal(in.row, 2);
	canvas_free(&c);
}

/* Meaning never by colour alone. */
static void test_looks_differ_without_colour(void **state)
{
	(void)state;
	for (int i = 0; i < CELL_LOOKS; i++) {
		for (int k = 0; k < i; k++) {
			assert_int_not_equal(look_code(&looks[i], true), look_code(&looks[k], true));
			assert_int_not_equal(look_code(&looks[i], false), look_code(&looks[k], false));
		}
		assert_int_not_equal(look_code(&looks[i], true), look_code(&look_reading, true));
	}
}

static void test_key_names_go_both_ways(void **state)
{
	static const int32_t keys[] = {
		'p', 'P', '?', '/', ' ', KEY_CODE_ESC, KEY_CODE_ENTER, KEY_CODE_TAB, KEY_CODE_BACKSPACE, KEY_CODE_UP,
		KEY_CODE_F1, KEY_CODE_F6, KEY_CODE_PGDN, KEY_CODE_BACKTAB, 'L' - '@', '^',
	};
	char name[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		assert_int_equal(key_from_name(key_label(keys[i], name)), keys[i]);
	assert_int_equal(key_from_name("é"), 0xe9);
	assert_int_equal(key_from_name("F99"), 0);
	assert_int_equal(key_from_name(""), 0);
	assert_int_equal(key_from_name("pp"), 0);
}

static void test_actions_have_names_of_their_own(void **state)
{
	(void)state;
	for (int a = 1; a < ACT_COUNT; a++) {
		assert_true(action_text((enum action)a)[0] != '\0');
		for (int b = 1; b < a; b++)
			assert_string_not_equal(action_name((enum action)a), action_name((enum action)b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_is_clipped),
		cmocka_unit_test(test_wide_characters_keep_the_columns),
		cmocka_unit_test(test_ascii_terminals_get_ascii),
		cmocka_unit_test(test_frame_gives_what_is_inside),
		cmocka_unit_test(test_looks_differ_without_colour),
		cmocka_unit_test(test_key_names_go_both_ways),
		cmocka_unit_test(test_actions_have_names_of_their_own),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
