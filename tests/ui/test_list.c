#include "config.h"
#include "tests/unit.h"
#include "ui/list.h"
#include "ui/text.h"

static const char *key_of(const void *arg, int i)
{
	return ((const char *const *)arg)[i];
}

static bool has(const void *arg, int i, const char *what)
{
	return text_has(key_of(arg, i), what);
}

static struct list_rows rows_of(const char *const *names, int n)
{
	return (struct list_rows){ .n = n, .key = key_of, .has = has, .arg = names };
}

static const char *const ten[] = { "a0", "b1", "c2", "d3", "e4", "f5", "g6", "h7", "i8", "j9" };

static void keys_move_and_scroll(void **state)
{
	struct list_rows r = rows_of(ten, 10);
	struct list l = { 0 };

	(void)state;
	list_update(&l, &r);
	list_show(&l, &r, 4);
	assert_int_equal(l.at, 0);
	assert_true(list_act(&l, &r, ACT_UP));
	assert_int_equal(l.at, 0);
	for (int i = 0; i < 3; i++)
		assert_true(list_act(&l, &r, ACT_DOWN));
	assert_int_equal(l.at, 3);
	assert_int_equal(l.top, 0);
	list_act(&l, &r, ACT_DOWN);
	assert_int_equal(l.top, 1);
	list_act(&l, &r, ACT_PAGE_DOWN);	/* a line of the last page stays */
	assert_int_equal(l.at, 7);
	assert_int_equal(l.top, 4);
	list_act(&l, &r, ACT_END);
	assert_int_equal(l.at, 9);
	assert_int_equal(l.top, 6);
	list_act(&l, &r, ACT_DOWN);
	assert_int_equal(l.at, 9);
	list_act(&l, &r, ACT_PAGE_UP);
	assert_int_equal(l.at, 6);
	assert_int_equal(l.top, 6);
	list_act(&l, &r, ACT_HOME);
	assert_int_equal(l.at, 0);
	assert_int_equal(l.top, 0);
	assert_false(list_act(&l, &r, ACT_OPEN));
	assert_false(list_act(&l, &r, ACT_LEFT));
}

static void the_selection_stays_with_the_thing(void **state)
{
	static const char *const turned[] = { "n", "j9", "e4", "a0", "d3" };
	struct list_rows r = rows_of(ten, 10), other = rows_of(turned, 5);
	struct list l = { 0 };

	(void)state;
	list_update(&l, &r);
	list_show(&l, &r, 3);
	list_select(&l, &r, 4);
	list_update(&l, &other);
	assert_int_equal(l.at, 2);
	assert_string_equal(l.key, "e4");
	list_update(&l, &r);
	assert_int_equal(l.at, 4);
}

/* A job above the selected one moves up: the selected one does not move on the screen. */
static void the_screen_does_not_jump(void **state)
{
	static const char *const one_more[] = { "x", "a0", "b1", "c2", "d3", "e4", "f5", "g6", "h7", "i8", "j9" };
	struct list_rows r = rows_of(ten, 10), more = rows_of(one_more, 11);
	struct list l = { 0 };

	(void)state;
	list_update(&l, &r);
	list_show(&l, &r, 4);
	list_select(&l, &r, 6);
	list_select(&l, &r, 5);
	assert_int_equal(l.at - l.top, 2);
	list_update(&l, &more);
	assert_string_equal(key_of(more.arg, l.at), "f5");
	assert_int_equal(l.at - l.top, 2);
}

static void what_is_gone_leaves_its_place(void **state)
{
	static const char *const fewer[] = { "a0", "b1" };
	struct list_rows r = rows_of(ten, 10), some = rows_of(fewer, 2), none = rows_of(ten, 0);
	struct list l = { 0 };

	(void)state;
	list_update(&l, &r);
	list_show(&l, &r, 4);
	list_select(&l, &r, 8);
	list_update(&l, &none);
	assert_int_equal(l.at, -1);
	list_show(&l, &none, 4);
	assert_int_equal(l.top, 0);
	list_act(&l, &none, ACT_DOWN);
	assert_int_equal(l.at, -1);
	list_update(&l, &r);	/* and it comes back */
	assert_int_equal(l.at, 8);
	assert_in_range(8, l.top, l.top + l.rows - 1);
	list_update(&l, &some);
	assert_int_equal(l.at, 1);
	assert_string_equal(l.key, "b1");
	assert_int_equal(l.top, 0);
}

static void a_larger_window_shows_more(void **state)
{
	struct list_rows r = rows_of(ten, 10);
	struct list l = { 0 };

	(void)state;
	list_update(&l, &r);
	list_show(&l, &r, 2);
	list_act(&l, &r, ACT_END);
	assert_int_equal(l.top, 8);
	list_show(&l, &r, 6);
	assert_int_equal(l.top, 4);
	list_show(&l, &r, 40);
	assert_int_equal(l.top, 0);
	list_show(&l, &r, 0);
	assert_int_equal(l.rows, 1);
	assert_int_equal(l.top, 9);
}

static void searching_goes_round(void **state)
{
	static const char *const jobs[] = { "thesis", "TNT_ROM", "tnt-2", "winkelnet" };
	struct list_rows r = rows_of(jobs, 4), none = rows_of(jobs, 0);
	struct list l = { 0 };

	(void)state;
	list_update(&l, &r);
	assert_true(list_find(&l, &r, "tnt", false, false));
	assert_int_equal(l.at, 1);
	assert_true(list_find(&l, &r, "tnt", false, false));	/* the selected one counts */
	assert_int_equal(l.at, 1);
	assert_true(list_find(&l, &r, "tnt", true, false));
	assert_int_equal(l.at, 2);
	assert_true(list_find(&l, &r, "tnt", true, false));
	assert_int_equal(l.at, 1);
	assert_true(list_find(&l, &r, "THES", true, false));
	assert_int_equal(l.at, 0);
	assert_true(list_find(&l, &r, "thes", true, false));	/* the only one */
	assert_int_equal(l.at, 0);
	list_select(&l, &r, 1);
	assert_true(list_find(&l, &r, "t", false, true));
	assert_int_equal(l.at, 1);
	assert_true(list_find(&l, &r, "t", true, true));
	assert_int_equal(l.at, 0);
	assert_true(list_find(&l, &r, "t", true, true));
	assert_int_equal(l.at, 3);
	assert_true(list_find(&l, &r, "thes", true, true));
	assert_true(list_find(&l, &r, "thes", true, true));
	assert_int_equal(l.at, 0);
	assert_false(list_find(&l, &r, "zzz", false, false));
	assert_int_equal(l.at, 0);
	assert_false(list_find(&l, &r, "", false, false));
	list_update(&l, &none);
	assert_false(list_find(&l, &none, "t", true, false));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_move_and_scroll),
		cmocka_unit_test(the_selection_stays_with_the_thing),
		cmocka_unit_test(the_screen_does_not_jump),
		cmocka_unit_test(what_is_gone_leaves_its_place),
		cmocka_unit_test(a_larger_window_shows_more),
		cmocka_unit_test(searching_goes_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
