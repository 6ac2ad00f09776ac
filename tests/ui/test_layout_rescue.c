#include "config.h"
#include "tests/unit.h"

#include "base/span.h"
#include "ui/layout_rescue.h"

enum { PARTS = 4 + PANELS + 3 };

static void collect(const struct layout_rescue *l, struct rect parts[PARTS])
{
	int n = 0;

	parts[n++] = l->head;
	parts[n++] = l->first;
	parts[n++] = l->map;
	parts[n++] = l->legend;
	for (int p = 0; p < PANELS; p++)
		parts[n++] = l->panel[p];
	parts[n++] = l->tabs;
	parts[n++] = l->log_tail;
	parts[n++] = l->advice;
	assert_int_equal(n, PARTS);
}

static bool empty(struct rect r)
{
	return r.rows <= 0 || r.cols <= 0;
}

static bool meet(struct rect a, struct rect b)
{
	return !empty(a) && !empty(b) && a.row < b.row + b.rows && b.row < a.row + a.rows && a.col < b.col + b.cols &&
		b.col < a.col + a.cols;
}

/* From one cell to a wall of them: no part leaves the screen, none lies over another. */
static void test_parts_stay_inside_and_apart(void **state)
{
	(void)state;
	for (int rows = 0; rows <= 120; rows++) {
		for (int cols = 1; cols <= 400; cols += cols < 140 ? 1 : 13) {
			for (int drives = 0; drives <= 8; drives += 4) {
				struct rect in = { 0, 0, rows, cols }, parts[PARTS];
				struct layout_rescue l = layout_rescue_for(in, drives, 1 + drives % 3 % 2);

				collect(&l, parts);
				for (int i = 0; i < PARTS; i++) {
					assert_true(parts[i].rows >= 0 && parts[i].cols >= 0);
					if (empty(parts[i]))
						continue;
					assert_true(parts[i].row >= 0 && parts[i].row + parts[i].rows <= rows);
					assert_true(parts[i].col >= 0 && parts[i].col + parts[i].cols <= cols);
					for (int k = 0; k < i; k++)
						assert_false(meet(parts[i], parts[k]));
				}
			}
		}
	}
}

/* At the least size every panel can be reached, and there is a picture. */
static void test_nothing_is_missing_at_80x24(void **state)
{
	struct layout_rescue l = layout_rescue_for((struct rect){ 0, 0, 23, 80 }, 3, 1);

	(void)state;
	assert_int_equal(l.head.rows, 4);
	assert_int_equal(l.map.rows, 8);
	assert_int_equal(l.tabs.rows, 6);
	assert_int_equal(l.log_tail.rows, 2);
	assert_int_equal(l.advice.rows, 1);
	assert_false(l.halves);
	l = layout_rescue_for((struct rect){ 0, 0, 23, 80 }, 3, 2);	/* a long advice: the log alone gives way */
	assert_int_equal(l.map.rows, 8);
	assert_int_equal(l.tabs.rows, 6);
	assert_int_equal(l.log_tail.rows, 1);
	assert_int_equal(l.advice.rows, 2);
}

static void test_everything_at_once_on_a_large_one(void **state)
{
	struct layout_rescue l = layout_rescue_for((struct rect){ 0, 0, 59, 200 }, 3, 1);

	(void)state;
	for (int p = 0; p < PANELS; p++)
		assert_true(l.panel[p].rows > 4);
	assert_int_equal(l.tabs.rows, 0);
	assert_true(l.map.rows > 30 && l.map.cols > 140);
	assert_true(l.halves);
}

/* Where everything first has a place of its own, each part still has room for what it is there for. */
static void test_the_least_large_one(void **state)
{
	struct layout_rescue l = layout_rescue_for((struct rect){ 0, 0, 34, 130 }, 2, 1);

	(void)state;
	assert_int_equal(l.tabs.rows, 0);
	assert_true(l.panel[PANEL_CELL].rows >= 6);
	assert_true(l.panel[PANEL_PLAN].rows >= 6);
	assert_true(l.panel[PANEL_COUNTS].rows >= 6);
	assert_true(l.panel[PANEL_DRIVES].rows >= 5);
	assert_true(l.panel[PANEL_LOG].rows >= 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts_stay_inside_and_apart),
		cmocka_unit_test(test_nothing_is_missing_at_80x24),
		cmocka_unit_test(test_everything_at_once_on_a_large_one),
		cmocka_unit_test(test_the_least_large_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
