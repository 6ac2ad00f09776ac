#include "config.h"
#include "tests/unit.h"

#include "base/spans.h"

/* Against a row of flags, one per sector. */

enum { SECTORS = 64, MOST = 6 };

struct list {
	struct span at[2 * MOST];
	int n;
};

static uint32_t seed;

static int32_t roll(int32_t below)
{
	seed = seed * UINT32_C(1664525) + UINT32_C(1013904223);
	return (int32_t)((seed >> 8) % (uint32_t)below);
}

/* What the list says, and that it is in order. */
static uint64_t flags_of(const struct list *l)
{
	uint64_t flags = 0;

	for (int i = 0; i < l->n; i++) {
		assert_true(l->at[i].count > 0);
		if (i > 0)
			assert_true(l->at[i].lsn > span_end(l->at[i - 1]));
		for (int32_t s = l->at[i].lsn; s < span_end(l->at[i]); s++)
			flags |= UINT64_C(1) << s;
	}
	return flags;
}

static int runs_of(uint64_t flags)
{
	return __builtin_popcountll(flags & ~(flags << 1));
}

static uint64_t flags_in(struct span s)
{
	struct list one = { .at = { s }, .n = s.count > 0 };

	return flags_of(&one);
}

static void test_add_and_cut(void **state)
{
	(void)state;
	for (seed = 1; seed < 3000; seed++) {
		struct list l = { .n = 0 };
		uint64_t flags = 0;

		for (int i = 0; i < 20; i++) {
			struct span s = { roll(SECTORS - 9), 1 + roll(8) };
			bool add = roll(3) > 0;
			uint64_t then = add ? flags | flags_in(s) : flags & ~flags_in(s);
			bool room = add ? spans_add(l.at, &l.n, MOST, s) : spans_cut(l.at, &l.n, MOST, s);

			assert_int_equal(room, runs_of(then) <= MOST);
			flags = room ? then : flags;
			assert_true(flags_of(&l) == flags);
			assert_int_equal(spans_meet(l.at, l.n, s), (flags & flags_in(s)) != 0);
		}
	}
}

static void test_merge(void **state)
{
	(void)state;
	for (seed = 1; seed < 3000; seed++) {
		struct list l[2] = { { .n = 0 }, { .n = 0 } }, both;

		for (int i = roll(10); i > 0; i--) {
			struct span s = { roll(SECTORS - 9), 1 + roll(8) };
			struct list *to = &l[roll(2)];

			spans_add(to->at, &to->n, MOST, s);
		}
		both.n = spans_merge(l[0].at, l[0].n, l[1].at, l[1].n, both.at);
		assert_true(flags_of(&both) == (flags_of(&l[0]) | flags_of(&l[1])));
	}
}

static void test_nothing_to_cut(void **state)
{
	struct list l = { .at = { { 10, 5 } }, .n = 1 };

	(void)state;
	assert_true(spans_cut(l.at, &l.n, MOST, (struct span){ 12, 0 }));
	assert_true(spans_cut(l.at, &l.n, MOST, (struct span){ 15, 5 }));
	assert_int_equal(l.n, 1);
	assert_false(spans_cut(l.at, &l.n, 1, (struct span){ 12, 1 }));
	assert_int_equal(l.at[0].count, 5);
	assert_false(spans_meet(l.at, l.n, (struct span){ 15, 5 }));
	assert_false(spans_meet(l.at, 0, (struct span){ 10, 5 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add_and_cut), cmocka_unit_test(test_merge), cmocka_unit_test(test_nothing_to_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
