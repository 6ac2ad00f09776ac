#include "config.h"
#include "tests/unit.h"
#include "ui/text.h"

#include <locale.h>

static char out[256];

static const char *fit(const char *s, int cols)
{
	int used = text_fit(out, sizeof out, s, cols, false);

	assert_true(used <= cols || (used == 0 && cols < 0));
	assert_int_equal(used, text_cols(out));
	return out;
}

static const char *fit_end(const char *s, int cols)
{
	int used = text_fit_end(out, sizeof out, s, cols, false);

	assert_true(used <= cols || (used == 0 && cols < 0));
	assert_int_equal(used, text_cols(out));
	return out;
}

static const char *ascii(const char *s, int cols)
{
	text_fit(out, sizeof out, s, cols, true);
	for (char *p = out; *p; p++)
		assert_in_range(*p, 0x20, 0x7e);
	return out;
}

static void decodes(const char *s, int32_t code, int bytes)
{
	int n;

	assert_int_equal(text_next(s, &n), code);
	assert_int_equal(n, bytes);
}

static void characters_are_decoded(void **state)
{
	(void)state;
	decodes("A", 'A', 1);
	decodes("\x7f", 0x7f, 1);
	decodes("\xc2\x80", 0x80, 2);
	decodes("\xdf\xbf", 0x7ff, 2);
	decodes("\xe0\xa0\x80", 0x800, 3);
	decodes("\xed\x9f\xbf", 0xd7ff, 3);
	decodes("\xee\x80\x80", 0xe000, 3);
	decodes("\xef\xbf\xbf", 0xffff, 3);
	decodes("\xf0\x90\x80\x80", 0x10000, 4);
	decodes("\xf4\x8f\xbf\xbf", 0x10ffff, 4);
}

static void characters_are_encoded(void **state)
{
	static const int32_t codes[] = { 1, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff };

	(void)state;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		char bytes[5] = "";

		int n = (int)text_encode(bytes, codes[i]);

		decodes(bytes, codes[i], n);
	}
}

static void what_is_not_utf8_is_one_bad_byte(void **state)
{
	(void)state;
	decodes("\x80", -1, 1);
	decodes("\xbf""A", -1, 1);
	decodes("\xc0\x80", -1, 1);		/* overlong */
	decodes("\xc1\xbf", -1, 1);
	decodes("\xe0\x9f\xbf", -1, 1);
	decodes("\xf0\x8f\xbf\xbf", -1, 1);
	decodes("\xed\xa0\x80", -1, 1);		/* surrogates */
	decodes("\xed\xbf\xbf", -1, 1);
	decodes("\xf4\x90\x80\x80", -1, 1);	/* past the end */
	decodes("\xf5\x80\x80\x80", -1, 1);
	decodes("\xff", -1, 1);
	decodes("\xc3", -1, 1);			/* cut by the terminator */
	decodes("\xe6\x97", -1, 1);
	decodes("\xf0\x9f\x98", -1, 1);
	decodes("\xe6""AB", -1, 1);
}

static void columns_of_characters(void **state)
{
	(void)state;
	assert_int_equal(text_cols_of('A'), 1);
	assert_int_equal(text_cols_of(' '), 1);
	assert_int_equal(text_cols_of(0x1f), -1);
	assert_int_equal(text_cols_of(0x7f), -1);
	assert_int_equal(text_cols_of(0x80), -1);
	assert_int_equal(text_cols_of(0x9b), -1);
	assert_int_equal(text_cols_of(0x9f), -1);
	assert_int_equal(text_cols_of(0xe9), 1);
	assert_int_equal(text_cols_of(0x65e5), 2);
	assert_int_equal(text_cols_of(0xff21), 2);
	assert_int_equal(text_cols_of(0x301), 0);
	assert_int_equal(text_cols_of(0x202e), 0);
	assert_int_equal(text_cols_of(-1), -1);
	assert_int_equal(text_cols(""), 0);
	assert_int_equal(text_cols("a日e\u0301"), 4);
	assert_int_equal(text_cols("\x1b[2J"), 7);
	assert_int_equal(text_cols("\xc2\x9b"), 8);
}

static void whole_text_stays(void **state)
{
	(void)state;
	assert_string_equal(fit("abc", 3), "abc");
	assert_string_equal(fit("abc", 80), "abc");
	assert_string_equal(fit("", 5), "");
	assert_string_equal(fit("日本", 4), "日本");
}

static void a_cut_shows(void **state)
{
	(void)state;
	assert_string_equal(fit("abcd", 3), "ab…");
	assert_string_equal(fit("abcd", 1), "…");
	assert_string_equal(fit("abcd", 0), "");
	assert_string_equal(fit("abcd", -7), "");
	assert_string_equal(fit("日本語", 5), "日本…");
	assert_string_equal(fit("日本語", 4), "日…");	/* a half character never stands there */
	assert_string_equal(fit("日", 1), "…");
	assert_string_equal(ascii("abcd", 3), "ab~");
}

static void hostile_bytes_become_visible(void **state)
{
	(void)state;
	assert_string_equal(fit("\x1b[31mred", 40), "<1b>[31mred");
	assert_string_equal(fit("a\nb\tc\rd\x7f", 40), "a<0a>b<09>c<0d>d<7f>");
	assert_string_equal(fit("\xc2\x9b""5n", 40), "<c2><9b>5n");
	assert_string_equal(fit("\xff\xfe", 40), "<ff><fe>");
	assert_string_equal(fit("\xc3", 40), "<c3>");
	assert_string_equal(fit("\xed\xa0\x80", 40), "<ed><a0><80>");
	assert_string_equal(fit("ab\x1b""c", 6), "ab…");	/* <xx> is never cut into */
	assert_string_equal(fit("\x1b\x1b", 5), "<1b>…");
}

static void marks_and_directions_are_dropped(void **state)
{
	(void)state;
	assert_string_equal(fit("e\u0301\u0302\u0303x", 2), "ex");
	assert_string_equal(fit("a\u202etxt.exe\u202c", 20), "atxt.exe");
	assert_string_equal(fit("\u2067שלום\u2069", 20), "שלום");
	assert_string_equal(fit("\u200b\u200d", 0), "");
}

static void ascii_takes_the_same_columns(void **state)
{
	static const char *const texts[] = { "日本語 x", "é\u0301", "\xff日", "שלום", "\xc2\x9b" };

	(void)state;
	assert_string_equal(ascii("naïve 日", 20), "na?ve ??");
	assert_string_equal(ascii("日本語", 5), "????~");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(strlen(ascii(texts[i], 40)), text_cols(texts[i]));
}

static void small_buffers_hold(void **state)
{
	char small[6] = "xxxxx";

	(void)state;
	assert_int_equal(text_fit(small, sizeof small, "abcdefgh", 80, true), 5);
	assert_string_equal(small, "abcd~");
	assert_int_equal(text_fit(small, sizeof small, "abcdefgh", 80, false), 3);
	assert_string_equal(small, "ab…");
	assert_int_equal(text_fit(small, 1, "abc", 80, false), 0);
	assert_string_equal(small, "");
	assert_int_equal(text_fit(small, 2, "日", 80, false), 0);
	assert_string_equal(small, "");
	small[0] = 'z';
	assert_int_equal(text_fit(small, 0, "abc", 80, false), 0);
	assert_int_equal(small[0], 'z');
	assert_int_equal(text_fit_end(small, sizeof small, "abcdefgh", 80, true), 5);
	assert_string_equal(small, "~efgh");
	assert_int_equal(text_fit_end(small, 1, "abc", 80, true), 0);
	assert_string_equal(small, "");
	assert_int_equal(text_fit_end(small, 0, "abc", 80, true), 0);
}

static void the_end_of_paths_is_kept(void **state)
{
	(void)state;
	assert_string_equal(fit_end("/home/me/rescues", 40), "/home/me/rescues");
	assert_string_equal(fit_end("/home/me/rescues", 16), "/home/me/rescues");
	assert_string_equal(fit_end("/home/me/rescues", 8), "…rescues");
	assert_string_equal(fit_end("/home/me/rescues", 1), "…");
	assert_string_equal(fit_end("/home/me/rescues", 0), "");
	assert_string_equal(fit_end("/home/me/rescues", -1), "");
	assert_string_equal(fit_end("日本語", 4), "…語");
	assert_string_equal(fit_end("a\x1b""bc", 5), "…bc");
	text_fit_end(out, sizeof out, "/home/日本", 6, true);
	assert_string_equal(out, "~/????");
}

static void every_width_holds(void **state)
{
	static const char hostile[] = "a\xffé日\x1b[1m\u0301\u202eשx\xf0\x9f\x98\x80\xe6\x97";

	(void)state;
	for (int cols = -1; cols < 60; cols++) {
		fit(hostile, cols);
		fit_end(hostile, cols);
		ascii(hostile, cols);
		for (size_t size = 1; size < 40; size++) {
			char *tight = malloc(size);	/* its end is watched by the sanitizer */

			assert_non_null(tight);
			text_fit(tight, size, hostile, cols, false);
			assert_true(strlen(tight) < size);
			text_fit_end(tight, size, hostile, cols, false);
			assert_true(strlen(tight) < size);
			text_wrap(tight, size, hostile, cols, 0);
			free(tight);
		}
	}
}

static const char *line(const char *s, int cols, int n)
{
	return text_wrap(out, sizeof out, s, cols, n) ? out : NULL;
}

static void lines_break_at_blanks(void **state)
{
	static const char text[] = "sr1 has been silent for 41 s.  Leave it: s";

	(void)state;
	assert_string_equal(line(text, 12, 0), "sr1 has been");
	assert_string_equal(line(text, 12, 1), "silent for");
	assert_string_equal(line(text, 12, 2), "41 s.  Leave");
	assert_string_equal(line(text, 12, 3), "it: s");
	assert_null(line(text, 12, 4));
	assert_null(line(text, 12, -1));
	assert_string_equal(line(text, 80, 0), text);
	assert_null(line(text, 80, 1));
}

static void odd_lines_end(void **state)
{
	(void)state;
	assert_null(line("", 10, 0));
	assert_null(line("   ", 10, 0));
	assert_null(line("abc", 0, 0));
	assert_string_equal(line("  abc  ", 10, 0), "abc");
	assert_null(line("  abc  ", 10, 1));
	assert_string_equal(line("abcdefgh", 3, 0), "abc");
	assert_string_equal(line("abcdefgh", 3, 2), "gh");
	assert_null(line("abcdefgh", 3, 3));
	assert_string_equal(line("x abcdefgh", 4, 0), "x");
	assert_string_equal(line("x abcdefgh", 4, 1), "abcd");
	assert_string_equal(line("日本語", 5, 0), "日本");
	assert_string_equal(line("日本語", 5, 1), "語");
	assert_string_equal(line("日本", 1, 0), "…");	/* wider than the line, and still it goes on */
	assert_string_equal(line("日本", 1, 1), "…");
	assert_null(line("日本", 1, 2));
	assert_string_equal(line("a\nb", 10, 0), "a<0a>b");
	assert_string_equal(line("\x1b\x1b", 6, 1), "<1b>");
}

static void texts_are_found(void **state)
{
	(void)state;
	assert_true(text_has("Tools & Tales", "tales"));
	assert_true(text_has("tools", "TOOLS"));
	assert_true(text_has("Ünïcode", "üNÏ"));
	assert_true(text_has("aab", "ab"));
	assert_true(text_has("", ""));
	assert_true(text_has("abc", ""));
	assert_true(text_has("e\u0301x", "ex"));	/* as it is shown */
	assert_true(text_has("a\xff\xfe", "\xff\xfe"));
	assert_false(text_has("a\xff", "\xfe"));
	assert_false(text_has("abc", "abcd"));
	assert_false(text_has("", "a"));
	assert_false(text_has("tools", "tolls"));
}

/* A terminal without UTF-8: bytes of 0x80 and above never reach it as they are. */
static void without_utf8_all_is_ascii(void **state)
{
	(void)state;
	setlocale(LC_ALL, "C");
	assert_string_equal(ascii("caf\u00e9 \u65e5\x1b\x9b\xc2\x9b", 40), "caf? ?<1b><9b><c2><9b>");
	assert_int_equal(text_cols("caf\u00e9 \u65e5\x1b\x9b\xc2\x9b"), 22);
	assert_string_equal(ascii("caf\u00e9s", 4), "caf~");
	setlocale(LC_ALL, "C.UTF-8");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_are_decoded),
		cmocka_unit_test(characters_are_encoded),
		cmocka_unit_test(what_is_not_utf8_is_one_bad_byte),
		cmocka_unit_test(columns_of_characters),
		cmocka_unit_test(whole_text_stays),
		cmocka_unit_test(a_cut_shows),
		cmocka_unit_test(hostile_bytes_become_visible),
		cmocka_unit_test(marks_and_directions_are_dropped),
		cmocka_unit_test(ascii_takes_the_same_columns),
		cmocka_unit_test(small_buffers_hold),
		cmocka_unit_test(the_end_of_paths_is_kept),
		cmocka_unit_test(every_width_holds),
		cmocka_unit_test(lines_break_at_blanks),
		cmocka_unit_test(odd_lines_end),
		cmocka_unit_test(texts_are_found),
		cmocka_unit_test(without_utf8_all_is_ascii),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
