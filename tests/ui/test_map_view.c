#include "config.h"
#include "tests/unit.h"

#include "ui/map_view.h"

static struct map_view view(int32_t sectors, int rows, int cols, bool halves)
{
	struct map_view v;

	map_view_init(&v);
	map_view_fit(&v, sectors, rows, cols, halves, 0);
	return v;
}

static void test_whole_disc_at_first(void **state)
{
	struct map_view v = view(339102, 8, 78, false);

	(void)state;
	assert_int_equal(v.shown.lsn, 0);
	assert_int_equal(v.shown.count, 339102);
	assert_int_equal(map_view_cells(&v), 624);
	assert_int_equal(map_view_here(&v), 0);
	assert_int_equal(v.cursor, -1);
}

/* Every sector is in exactly one cell, and the cell says so. */
static void test_cells_and_sectors_agree(void **state)
{
	static const int32_t sizes[] = { 1, 10, 623, 624, 625, 5000, 339102, 62500000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct map_view v = view(sizes[i], 8, 78, false);
		int32_t next = 0;

		for (int cell = 0; cell < map_view_cells(&v); cell++) {
			struct span s = map_view_span(&v, cell);

			if (s.count == 0)
				continue;
			assert_int_equal(s.lsn, next);
			assert_int_equal(map_view_cell_of(&v, s.lsn), cell);
			assert_int_equal(map_view_cell_of(&v, span_end(s) - 1), cell);
			next = span_end(s);
		}
		assert_int_equal(next, sizes[i]);
	}
}

static void test_moves_by_cells_and_stops_at_the_ends(void **state)
{
	struct map_view v = view(6240, 8, 78, false);	/* 10 sectors a cell */

	(void)state;
	map_view_move(&v, 0, 1);
	assert_int_equal(v.cursor, 10);
	map_view_move(&v, 1, 0);
	assert_int_equal(v.cursor, 790);
	map_view_move(&v, -1, -1);
	assert_int_equal(v.cursor, 0);
	map_view_move(&v, -1, 0);
	assert_int_equal(v.cursor, 0);
	map_view_go(&v, 999999);
	assert_int_equal(v.cursor, 6239);
	map_view_move(&v, 3, 0);
	assert_int_equal(v.cursor, 6239);
	map_view_go(&v, -5);
	assert_int_equal(v.cursor, 0);
}

static void test_small_disc_has_empty_cells(void **state)
{
	struct map_view v = view(10, 8, 78, false);

	(void)state;
	map_view_go(&v, 9);
	map_view_move(&v, 0, 1);
	map_view_move(&v, 1, 0);
	assert_int_equal(v.cursor, 9);
	assert_false(map_view_click(&v, 0, 10));
	assert_true(map_view_click(&v, 0, 3));
	assert_int_equal(v.cursor, 3);
	assert_false(map_view_zoom(&v, 1));
	assert_false(map_view_zoom(&v, -1));
}

static void test_zoom_keeps_the_cursor_in_sight(void **state)
{
	struct map_view v = view(339102, 8, 78, false);
	int steps = 0;

	(void)state;
	map_view_go(&v, 211034);
	while (map_view_zoom(&v, 1)) {
		steps++;
		assert_true(span_has(v.shown, 211034));
		assert_true(span_end(v.shown) <= 339102 && v.shown.lsn >= 0);
	}
	assert_int_equal(v.shown.count, 624);	/* a sector a cell */
	assert_int_equal(map_view_span(&v, 0).count, 1);
	map_view_move(&v, 0, 1);
	assert_int_equal(v.cursor, 211035);
	while (steps-- > 0)
		assert_true(map_view_zoom(&v, -1));
	assert_int_equal(v.shown.count, 339102);
	assert_false(map_view_zoom(&v, -1));
}

static void test_zoomed_picture_follows_past_its_edges(void **state)
{
	struct map_view v = view(6240, 1, 78, false);
	struct span before;

	(void)state;
	map_view_go(&v, 3000);
	assert_true(map_view_zoom(&v, 1));
	before = v.shown;
	map_view_go(&v, before.lsn);
	map_view_move(&v, 0, -1);
	assert_true(v.cursor < before.lsn);
	assert_true(span_has(v.shown, v.cursor));
	map_view_go(&v, span_end(v.shown) - 1);
	before = v.shown;
	map_view_move(&v, 1, 0);
	assert_true(v.cursor >= span_end(before));
	assert_true(span_has(v.shown, v.cursor));
}

static void test_without_a_cursor_it_follows_the_reading(void **state)
{
	struct map_view v = view(339102, 8, 78, false);

	(void)state;
	while (map_view_zoom(&v, 1))
		;
	map_view_fit(&v, 339102, 8, 78, false, 300000);
	assert_true(span_has(v.shown, 300000));
	assert_int_equal(map_view_here(&v), 300000);
	map_view_go(&v, 5);
	map_view_fit(&v, 339102, 8, 78, false, 200000);
	assert_true(span_has(v.shown, 5));
}

static void test_halves_double_the_rows(void **state)
{
	struct map_view v = view(339102, 8, 78, true);

	(void)state;
	assert_int_equal(map_view_cells(&v), 2 * 624);
	assert_true(map_view_click(&v, 1, 0));
	assert_int_equal(map_view_cell_of(&v, v.cursor), 2 * 78);
}

static void test_resize_keeps_cursor_and_mark(void **state)
{
	struct map_view v = view(339102, 8, 78, false);

	(void)state;
	map_view_go(&v, 211034);
	v.mark = 200000;
	map_view_fit(&v, 339102, 30, 150, true, 0);
	assert_int_equal(v.cursor, 211034);
	assert_int_equal(v.mark, 200000);
	assert_int_equal(v.shown.count, 339102);
	map_view_fit(&v, 1000, 30, 150, true, 0);	/* another disc */
	assert_int_equal(v.cursor, 999);
	assert_int_equal(v.mark, -1);
}

static void test_marks_whole_cells_either_way(void **state)
{
	struct map_view v = view(6240, 8, 78, false);
	struct span s;

	(void)state;
	map_view_go(&v, 105);
	s = map_view_marked(&v);
	assert_int_equal(s.lsn, 100);
	assert_int_equal(s.count, 10);
	v.mark = 305;
	s = map_view_marked(&v);
	assert_int_equal(s.lsn, 100);
	assert_int_equal(span_end(s), 310);
	v.mark = 5;
	s = map_view_marked(&v);
	assert_int_equal(s.lsn, 0);
	assert_int_equal(span_end(s), 110);
}

static void test_no_disc_and_no_room(void **state)
{
	struct map_view v = view(0, 8, 78, false);

	(void)state;
	map_view_move(&v, 1, 1);
	map_view_go(&v, 5);
	assert_int_equal(v.cursor, -1);
	assert_int_equal(map_view_marked(&v).count, 0);
	v = view(1000, 0, 0, true);
	map_view_move(&v, 1, 1);
	assert_int_equal(map_view_cell_of(&v, 5), -1);
	assert_false(map_view_click(&v, 0, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_disc_at_first),
		cmocka_unit_test(test_cells_and_sectors_agree),
		cmocka_unit_test(test_moves_by_cells_and_stops_at_the_ends),
		cmocka_unit_test(test_small_disc_has_empty_cells),
		cmocka_unit_test(test_zoom_keeps_the_cursor_in_sight),
		cmocka_unit_test(test_zoomed_picture_follows_past_its_edges),
		cmocka_unit_test(test_without_a_cursor_it_follows_the_reading),
		cmocka_unit_test(test_halves_double_the_rows),
		cmocka_unit_test(test_resize_keeps_cursor_and_mark),
		cmocka_unit_test(test_marks_whole_cells_either_way),
		cmocka_unit_test(test_no_disc_and_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
