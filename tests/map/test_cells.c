#include "tests/unit.h"

#include "base/hash.h"
#include "map/cells.h"

static const int32_t counts[] = { 0, 1, 2, 5, 79, 80, 81, 999, 65536, 339102, 62500000, MAP_MAX_SECTORS };
static const int widths[] = { 1, 2, 3, 80, 78 * 8, 200 * 60 };

/* The cells follow each other without gap or overlap, and differ by one sector at most. */
static void test_cells_tile(void **state)
{
	(void)state;
	for (size_t c = 0; c < ARRAY_LEN(counts); c++)
		for (size_t w = 0; w < ARRAY_LEN(widths); w++) {
			struct span within = { MAP_MAX_SECTORS - counts[c], counts[c] };
			int32_t at = within.lsn, least = INT32_MAX, most = 0;

			for (int i = 0; i < widths[w]; i++) {
				struct span s = cell_span(within, widths[w], i);

				assert_true(s.count >= 0);
				assert_int_equal(s.lsn, at);
				at = span_end(s);
				least = min_i32(least, s.count);
				most = max_i32(most, s.count);
				if (counts[c] < widths[w])
					assert_int_equal(s.count, i < counts[c]);
			}
			assert_int_equal(at, span_end(within));
			assert_true(most - least <= 1);
		}
}

static void test_cell_of_is_the_inverse(void **state)
{
	(void)state;
	for (size_t c = 0; c < ARRAY_LEN(counts); c++)
		for (size_t w = 0; w < ARRAY_LEN(widths); w++) {
			struct span within = { 7, min_i32(counts[c], MAP_MAX_SECTORS - 7) };

			for (int i = 0; i < widths[w]; i++) {
				struct span s = cell_span(within, widths[w], i);

				if (s.count == 0)
					continue;
				assert_int_equal(cell_of(within, widths[w], s.lsn), i);
				assert_int_equal(cell_of(within, widths[w], span_end(s) - 1), i);
			}
			assert_int_equal(cell_of(within, widths[w], 6), -1);
			assert_int_equal(cell_of(within, widths[w], span_end(within)), -1);
		}
	assert_int_equal(cell_of((struct span){ 0, 10 }, 0, 5), -1);
}

static void put(struct map *m, const char *letters)
{
	for (int32_t i = 0; letters[i]; i++)
		map_set(m, (struct span){ i, 1 }, (enum map_state)letters[i]);
}

static void test_looks(void **state)
{
	static const struct {
		const char *letters;
		enum cell_look look;
	} rows[] = {
		{ "????", CELL_UNTRIED }, { "++++", CELL_GOOD }, { "++?+", CELL_PART }, { "----", CELL_BAD },
		{ "++-+", CELL_BAD }, { "-/*?", CELL_BAD }, { "*/*?", CELL_SCRAPE }, { "+**?", CELL_TRIM },
		{ "?/??", CELL_SCRAPE }, { "*+++", CELL_TRIM },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct map *m = map_new(4);

		put(m, rows[i].letters);
		assert_int_equal(cell_look(m, map_all(m)), rows[i].look);
		assert_int_equal(cell_look(m, (struct span){ 4, 3 }), CELL_NONE);
		assert_int_equal(cell_look(m, (struct span){ 1, 0 }), CELL_NONE);
		map_free(m);
	}
}

static void test_fill(void **state)
{
	struct map *m = map_new(1000000);
	uint8_t looks[333], few[8];

	(void)state;
	for (uint64_t i = 0; i < 400; i++)
		map_set(m, (struct span){ (int32_t)(hash_mix(3, i) % 1000000), (int32_t)(hash_mix(4, i) % 5000) },
			map_state_at((int)(hash_mix(5, i) % MAP_STATES)));
	cells_fill(m, (struct span){ 1234, 900000 }, 333, looks);
	for (int i = 0; i < 333; i++) {
		struct span s = cell_span((struct span){ 1234, 900000 }, 333, i);
		int32_t n[MAP_STATES];
		enum cell_look want;

		map_count(m, s, n);
		want = n[3] ? CELL_BAD : n[2] ? CELL_SCRAPE : n[1] ? CELL_TRIM :
		       n[0] && n[4] ? CELL_PART : n[0] ? CELL_UNTRIED : CELL_GOOD;
		assert_int_equal(looks[i], want);
	}
	map_free(m);

	m = map_new(3);
	put(m, "+?-");
	cells_fill(m, map_all(m), 8, few);
	assert_memory_equal(few, ((uint8_t[]){ CELL_GOOD, CELL_UNTRIED, CELL_BAD, CELL_NONE, CELL_NONE, CELL_NONE,
					       CELL_NONE, CELL_NONE }), 8);
	map_free(m);
}

/* Long runs of good and untried sectors, and pictures of every kind of part of them, past the end, too. */
static void test_fill_of_long_runs(void **state)
{
	enum { SECTORS = 20000, MOST = 700 };
	struct map *m = map_new(SECTORS);
	uint8_t looks[MOST];

	(void)state;
	for (uint64_t i = 0; i < 300; i++) {
		int32_t lsn = (int32_t)(hash_mix(6, i) % SECTORS), count = 1 + (int32_t)(hash_mix(7, i) % 4000);
		struct span within = { (int32_t)(hash_mix(8, i) % SECTORS), 1 + (int32_t)(hash_mix(9, i) % SECTORS) };
		int n = 1 + (int)(hash_mix(10, i) % MOST);

		map_set(m, (struct span){ lsn, i % 3 ? count : 1 }, i % 5 ? MAP_GOOD : i % 2 ? MAP_UNTRIED : MAP_BAD);
		if (i % 4 == 0)
			within = map_all(m);
		cells_fill(m, within, n, looks);
		for (int k = 0; k < n; k++)
			assert_int_equal(looks[k], cell_look(m, cell_span(within, n, k)));
	}
	map_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells_tile),
		cmocka_unit_test(test_cell_of_is_the_inverse),
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_fill_of_long_runs),
	};

	return cmocka_run_group_tests_name("cells", tests, NULL, NULL);
}
