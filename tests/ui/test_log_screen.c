#include "config.h"
#include "tests/ui/stage.h"

static struct stage st;

static int set_up(void **state)
{
	(void)state;
	stage_set_up(&st);
	st.ui.pinned = true;	/* log_add() asks the system's clock */
	st.ui.log = log_new(5000);
	assert_non_null(st.ui.log);
	stage_open(&st, &screen_log);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	stage_tear_down(&st);
	log_free(st.ui.log);
	return 0;
}

static void add(int from, int to)
{
	for (int i = from; i <= to; i++)
		log_add(st.ui.log, LOG_DETAIL, "sr0", NULL, "line %d", i);
	stage_update(&st);
}

static const char *drawn(int row)
{
	stage_draw(&st, 24, 80);
	return stage_row(&st, row);
}

static void every_level_has_a_glyph(void **state)
{
	static const char *const rows[] = {
		" Log                         line 4 of 4  today 14:05      follows the newest",
		"  14:05:10 · sr0      the drive is not ready yet",
		"  14:05:10 i job      saved: 2 431 bad",
		"  14:05:10 !          medium error, LSN 211 034",
		"> 14:05:10 × sr0 PLE… the drive has disappeared: /dev/sr0",
		NULL,
	};

	(void)state;
	log_add(st.ui.log, LOG_DETAIL, "sr0", "the drive is not ready yet", NULL);
	log_add(st.ui.log, LOG_NOTE, "job", "saved", "%s bad", "2 431");
	log_add(st.ui.log, LOG_WARNING, "", NULL, "medium error, LSN 211 034");
	log_add(st.ui.log, LOG_ERROR, "sr0 PLEXTOR", status_sentence(STATUS_DRIVE_GONE), "/dev/sr0");
	stage_update(&st);
	stage_draw(&st, 24, 80);
	stage_shows(&st, rows);
	assert_int_equal(stage_role(&st, 3, 25), ROLE_WARN);
	st.ui.ascii = true;
	assert_string_equal(drawn(1), "  14:05:10 . sr0      the drive is not ready yet");
	assert_string_equal(drawn(4), "> 14:05:10 X sr0 PLE~ the drive has disappeared: /dev/sr0");
	stage_is_harmless(&st);
	stage_draw(&st, 60, 200);
	assert_string_equal(stage_row(&st, 4), "> 14:05:10 X sr0 PLEXTOR      the drive has disappeared: /dev/sr0");
}

static void nothing_yet(void **state)
{
	(void)state;
	assert_string_equal(drawn(0), " Log");
	assert_string_equal(drawn(1), "  Nothing has happened yet.");
	for (const char *key = "/x\r;Fz"; *key; key++)
		stage_key(&st, *key);
	for (int32_t key = KEY_CODE_UP; key <= KEY_CODE_END; key++)
		stage_key(&st, key);
	assert_string_equal(drawn(1), "  Nothing has happened yet.");
	assert_false(screen_log.offers(&st.ui, st.state, ACT_SEARCH));
}

static void the_newest_line_is_followed(void **state)
{
	(void)state;
	add(1, 100);
	assert_string_equal(drawn(21), "> 14:05:10 · sr0      line 100");
	assert_string_equal(drawn(1), "  14:05:10 · sr0      line 80");
	assert_string_equal(drawn(22), "");
	add(101, 103);
	assert_string_equal(drawn(21), "> 14:05:10 · sr0      line 103");
	stage_key(&st, KEY_CODE_UP);
	add(104, 110);
	assert_string_equal(drawn(20), "> 14:05:10 · sr0      line 102");	/* nothing moves under the eye */
	assert_string_equal(drawn(0), " Log                     line 102 of 110  today 14:05      End: follow");
	stage_key(&st, KEY_CODE_END);
	add(111, 111);
	assert_string_equal(drawn(21), "> 14:05:10 · sr0      line 111");
	stage_key(&st, 'F');
	add(112, 112);
	assert_string_equal(drawn(21), "> 14:05:10 · sr0      line 111");
	stage_key(&st, 'F');
	assert_string_equal(drawn(21), "> 14:05:10 · sr0      line 112");
	stage_key(&st, KEY_CODE_HOME);
	assert_string_equal(drawn(1), "> 14:05:10 · sr0      line 1");
	stage_key(&st, KEY_CODE_PGDN);
	assert_string_equal(drawn(21), "> 14:05:10 · sr0      line 21");
}

/* However much comes, the copy stays bounded, and the selected line stays where it is until it goes itself. */
static void old_lines_go(void **state)
{
	(void)state;
	add(1, 1900);
	stage_draw(&st, 24, 80);
	for (int i = 0; i < 5; i++)
		stage_key(&st, KEY_CODE_UP);
	assert_string_equal(drawn(16), "> 14:05:10 · sr0      line 1895");
	add(1901, 2500);
	assert_string_equal(drawn(16), "> 14:05:10 · sr0      line 1895");
	assert_string_equal(drawn(0), " Log                 line 1 395 of 2 000  today 14:05      End: follow");
	stage_key(&st, KEY_CODE_HOME);
	assert_string_equal(drawn(1), "> 14:05:10 · sr0      line 501");
	add(2501, 9000);
	assert_string_equal(drawn(1), "> 14:05:10 · sr0      line 7001");
	stage_key(&st, KEY_CODE_END);
	assert_string_equal(drawn(21), "> 14:05:10 · sr0      line 9000");
	for (int i = 20, n = 8999; i > 0; i--, n--) {
		char row[80];

		snprintf(row, sizeof row, "  14:05:10 · sr0      line %d", n);
		assert_string_equal(stage_row(&st, i), row);
	}
}

static void searching_goes_back_in_time(void **state)
{
	(void)state;
	add(1, 100);
	log_add(st.ui.log, LOG_NOTE, "libcdio", "Scratch", "at 31 mm");
	add(101, 120);
	stage_key(&st, '/');
	stage_type(&st, "LINE 1");
	assert_string_equal(drawn(21), "> 14:05:10 · sr0      line 120");
	stage_type(&st, "1");
	assert_string_equal(drawn(20), "> 14:05:10 · sr0      line 119");
	assert_string_equal(drawn(22), " /LINE 11");
	stage_key(&st, KEY_CODE_ENTER);
	stage_key(&st, ';');
	assert_string_equal(drawn(19), "> 14:05:10 · sr0      line 118");
	stage_key(&st, '/');
	stage_type(&st, "scratch: at");
	assert_true(strstr(drawn(1), "> 14:05:10 i libcdio  Scratch: at 31 mm"));
	stage_type(&st, "!");
	assert_string_equal(drawn(22), " /scratch: at!                                                        not found");
	stage_key(&st, KEY_CODE_ESC);
	stage_draw(&st, 24, 80);
	assert_true(stage_has(&st, "> 14:05:10 · sr0      line 118"));
	stage_key(&st, '/');
	stage_type(&st, "LIBCDIO");	/* sources are searched, too */
	assert_true(strstr(drawn(1), "> 14:05:10 i libcdio"));
	stage_key(&st, KEY_CODE_ENTER);
	add(121, 130);
	assert_true(strstr(drawn(1), "> 14:05:10 i libcdio"));
}

static void long_lines_scroll_sideways(void **state)
{
	(void)state;
	log_add(st.ui.log, LOG_NOTE, "job", NULL, "%s",
		"0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	log_add(st.ui.log, LOG_NOTE, "job", NULL, "short");
	stage_update(&st);
	assert_string_equal(drawn(1), "  14:05:10 i job      0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJK…");
	stage_key(&st, KEY_CODE_RIGHT);	/* the selected line has nothing more to show */
	assert_string_equal(drawn(2), "> 14:05:10 i job      short");
	stage_key(&st, KEY_CODE_UP);
	stage_key(&st, KEY_CODE_RIGHT);
	assert_string_equal(drawn(1), "> 14:05:10 i job      …hijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	assert_string_equal(drawn(2), "  14:05:10 i job      …");
	stage_key(&st, KEY_CODE_RIGHT);
	assert_string_equal(drawn(1), "> 14:05:10 i job      …hijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	stage_key(&st, KEY_CODE_LEFT);
	stage_key(&st, KEY_CODE_LEFT);
	assert_string_equal(drawn(2), "  14:05:10 i job      short");
}

static void hostile_lines_are_harmless(void **state)
{
	(void)state;
	log_add(st.ui.log, LOG_ERROR, "\x1b[2J\xff", NULL, "%s", "\x1b]0;x\a 日本\n14:00 fake\u202e \xc2\x9b é\u0301\xc3");
	log_add(st.ui.log, (enum log_level)77, "", NULL, NULL);
	stage_update(&st);
	assert_string_equal(drawn(1), "  14:05:10 × <1b>[2J… <1b>]0;x<07> 日本<0a>14:00 fake <c2><9b> é<c3>");
	stage_key(&st, KEY_CODE_UP);
	for (int ascii = 0; ascii < 2; ascii++) {
		st.ui.ascii = ascii;
		for (int rows = 1; rows < 30; rows += 3)
			for (int cols = 1; cols < 90; cols += 3) {
				stage_draw(&st, rows, cols);
				stage_is_harmless(&st);
				stage_key(&st, cols % 2 ? KEY_CODE_RIGHT : KEY_CODE_LEFT);
			}
	}
}

static void keys_and_clicks(void **state)
{
	const struct binding *k = screen_log.keys;

	(void)state;
	add(1, 5);
	stage_draw(&st, 24, 80);
	screen_log.act(&st.ui, st.state, ACT_CLICK, (struct mouse){ 2, 30 });
	assert_string_equal(drawn(2), "> 14:05:10 · sr0      line 2");
	for (int row = -1; row < 25; row++)
		if (row < 1 || row > 5)
			screen_log.act(&st.ui, st.state, ACT_CLICK, (struct mouse){ row, 30 });
	assert_string_equal(drawn(2), "> 14:05:10 · sr0      line 2");
	assert_int_equal(stage_key(&st, KEY_CODE_ESC).kind, FOLLOW_POP);
	assert_int_equal(stage_key(&st, 'q').kind, FOLLOW_QUIT);
	for (int i = 0; i < screen_log.nkeys; i++)
		assert_int_equal(binding_find(k, screen_log.nkeys, k[i].key), k[i].action);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(every_level_has_a_glyph),
		TEST(nothing_yet),
		TEST(the_newest_line_is_followed),
		TEST(old_lines_go),
		TEST(searching_goes_back_in_time),
		TEST(long_lines_scroll_sideways),
		TEST(hostile_lines_are_harmless),
		TEST(keys_and_clicks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
