#include "config.h"
#include "tests/unit.h"
#include "ui/field.h"
#include "ui/keys.h"
#include "ui/text.h"

#include <locale.h>

static struct field f;
static char out[FIELD_MAX * 4 + 8];

static void type(const char *text)
{
	int n;

	for (; *text; text += n)
		assert_true(field_key(&f, text_next(text, &n)));
}

static void press(int32_t key, int times)
{
	while (times-- > 0)
		assert_true(field_key(&f, key));
}

/* What is shown in `cols` columns, and where the cursor stands. */
static void shows(int cols, const char *text, int cursor)
{
	assert_int_equal(field_show(&f, out, sizeof out, cols, false), cursor);
	assert_string_equal(out, text);
	assert_true(text_cols(out) <= cols);
}

static void typing_goes_in_at_the_cursor(void **state)
{
	(void)state;
	field_set(&f, 64, "");
	type("tntrom");
	press(KEY_CODE_LEFT, 3);
	type("-");
	assert_string_equal(f.text, "tnt-rom");
	press(KEY_CODE_HOME, 1);
	type("日é");
	assert_string_equal(f.text, "日étnt-rom");
	assert_int_equal(f.cursor, 5);
	press(KEY_CODE_RIGHT, 1);
	type("😀");
	press(KEY_CODE_END, 1);
	type("!");
	assert_string_equal(f.text, "日ét😀nt-rom!");
	press(KEY_CODE_RIGHT, 3);
	assert_int_equal(f.cursor, strlen(f.text));
	press(KEY_CODE_LEFT, 99);
	assert_int_equal(f.cursor, 0);
}

static void deleting_takes_whole_characters(void **state)
{
	(void)state;
	field_set(&f, 64, "a日e\u0301😀");
	press(KEY_CODE_BACKSPACE, 1);
	assert_string_equal(f.text, "a日e\u0301");
	press(KEY_CODE_BACKSPACE, 1);	/* the letter and its accent */
	assert_string_equal(f.text, "a日");
	press(KEY_CODE_HOME, 1);
	press(KEY_CODE_DEL, 1);
	assert_string_equal(f.text, "日");
	press(KEY_CODE_BACKSPACE, 2);
	assert_string_equal(f.text, "日");
	press(KEY_CODE_DEL, 3);
	assert_string_equal(f.text, "");
	press(KEY_CODE_BACKSPACE, 1);
}

static void lines_and_words_are_cut(void **state)
{
	(void)state;
	field_set(&f, 64, "one two  three");
	press('W' & 0x1f, 1);
	assert_string_equal(f.text, "one two  ");
	press('W' & 0x1f, 1);
	assert_string_equal(f.text, "one ");
	type("日本 x");
	press(KEY_CODE_LEFT, 1);
	press('W' & 0x1f, 1);
	assert_string_equal(f.text, "one x");
	press('U' & 0x1f, 1);
	assert_string_equal(f.text, "x");
	assert_int_equal(f.cursor, 0);
	press('W' & 0x1f, 1);
	assert_string_equal(f.text, "x");
	press('E' & 0x1f, 1);
	assert_int_equal(f.cursor, 1);
	type("yz");
	press('A' & 0x1f, 1);
	press(KEY_CODE_RIGHT, 1);
	press('K' & 0x1f, 1);
	assert_string_equal(f.text, "x");
}

static void there_is_room_for_so_much(void **state)
{
	(void)state;
	field_set(&f, 5, "");
	type("abcd");
	assert_false(f.full);
	type("e");
	assert_true(f.full);
	assert_string_equal(f.text, "abcd");
	press(KEY_CODE_BACKSPACE, 1);
	assert_false(f.full);
	type("é");	/* two bytes, and one is left */
	assert_true(f.full);
	assert_string_equal(f.text, "abc");
	field_set(&f, 5, "ab日");	/* never half a character */
	assert_string_equal(f.text, "ab");
	assert_int_equal(f.cursor, 2);
	field_set(&f, 0, "abc");
	assert_string_equal(f.text, "");
	type("a");
	assert_true(f.full);
	memset(out, 'x', FIELD_MAX + 10);
	out[FIELD_MAX + 10] = '\0';
	field_set(&f, 2 * FIELD_MAX, out);
	assert_int_equal(strlen(f.text), FIELD_MAX - 1);
	type("y");
	assert_true(f.full);
}

static void keys_of_others_are_left(void **state)
{
	static const int32_t others[] = {
		KEY_CODE_ENTER, KEY_CODE_TAB, KEY_CODE_ESC, KEY_CODE_UP, KEY_CODE_DOWN, KEY_CODE_F1, KEY_CODE_PGUP,
		KEY_CODE_CLICK, KEY_CODE_RESIZE, 0, 0x7f, 0x9b, 0xd800, 0x110000, -1,
	};

	(void)state;
	field_set(&f, 64, "abc");
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(field_key(&f, others[i]));
	assert_true(field_key(&f, 0x202e));	/* used up, and not taken in */
	assert_true(field_key(&f, 0x2066));
	assert_string_equal(f.text, "abc");
}

static void a_long_line_scrolls(void **state)
{
	(void)state;
	field_set(&f, 64, "");
	shows(8, "", 0);
	type("abcdefg");
	shows(8, "abcdefg", 7);
	type("h");
	shows(8, "…cdefgh", 7);
	type("ij");
	shows(8, "…efghij", 7);
	press(KEY_CODE_LEFT, 6);
	shows(8, "…efghij", 1);
	press(KEY_CODE_LEFT, 1);
	shows(8, "…defghij", 1);
	press(KEY_CODE_HOME, 1);
	shows(8, "abcdefg…", 0);
	press(KEY_CODE_RIGHT, 7);
	shows(8, "…cdefgh…", 6);
	press(KEY_CODE_END, 1);
	shows(8, "…efghij", 7);
	press(KEY_CODE_BACKSPACE, 3);
	shows(8, "abcdefg", 7);	/* nothing stays hidden without need */
}

static void wide_and_hostile_text_scrolls(void **state)
{
	(void)state;
	field_set(&f, 64, "日本語");
	shows(7, "日本語", 6);
	shows(6, "…本語", 5);
	shows(5, "…語", 3);
	press(KEY_CODE_HOME, 1);
	shows(5, "日本…", 0);
	field_set(&f, 64, "a\x1b""b\xff");
	shows(20, "a<1b>b<ff>", 10);
	for (int cols = -1; cols < 20; cols++)
		for (int at = 0; at < 5; at++) {
			int col;

			press(KEY_CODE_HOME, 1);
			press(KEY_CODE_RIGHT, at);
			col = field_show(&f, out, sizeof out, cols, true);
			assert_in_range(col, 0, cols > 0 ? cols - 1 : 0);
			assert_true(text_cols(out) <= (cols > 0 ? cols : 0));
			for (size_t size = 0; size < 8; size++)
				field_show(&f, out, size, cols, false);
		}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(typing_goes_in_at_the_cursor),
		cmocka_unit_test(deleting_takes_whole_characters),
		cmocka_unit_test(lines_and_words_are_cut),
		cmocka_unit_test(there_is_room_for_so_much),
		cmocka_unit_test(keys_of_others_are_left),
		cmocka_unit_test(a_long_line_scrolls),
		cmocka_unit_test(wide_and_hostile_text_scrolls),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
