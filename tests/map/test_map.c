#include "tests/unit.h"

#include "base/hash.h"
#include "map/map.h"

/* The same, done plainly: what the map must agree with. */
struct plain {
	int32_t size;
	char *state;
};

struct dice {
	uint64_t seed, rolls;
};

static int32_t roll(struct dice *d, int32_t sides)
{
	return sides > 0 ? (int32_t)(hash_mix(d->seed, d->rolls++) % (uint64_t)sides) : 0;
}

static enum map_state roll_state(struct dice *d)
{
	return map_state_at(roll(d, MAP_STATES));
}

/* Mostly inside, sometimes over the end, often short, often at a border of the map's blocks. */
static struct span roll_span(struct dice *d, int32_t size)
{
	static const int32_t reach[] = { 1, 3, 20, 300, 70000, 200000 };
	struct span s = { roll(d, size + 1), roll(d, reach[roll(d, ARRAY_LEN(reach))] + 1) };

	if (roll(d, 3) == 0)
		s.lsn = min_i32(size, align_down(s.lsn, 256) + roll(d, 3));
	if (roll(d, 8) == 0)
		s.lsn = align_down(s.lsn, 65536);
	if (roll(d, 5) == 0)
		s.count = align_up(s.count, 256);
	if (roll(d, 30) == 0)
		s = (struct span){ 0, size };
	return s;
}

static bool in_set(char letter, unsigned states)
{
	return states >> map_state_index(letter) & 1;
}

static struct span plain_find(const struct plain *p, struct span within, unsigned states)
{
	int32_t first, end;

	within = span_clip(within, (struct span){ 0, p->size });
	for (first = within.lsn; first < span_end(within) && !in_set(p->state[first], states);)
		first++;
	for (end = first; end < span_end(within) && in_set(p->state[end], states);)
		end++;
	return (struct span){ first, end - first };
}

static struct span plain_find_last(const struct plain *p, struct span within, unsigned states)
{
	int32_t first, end;

	within = span_clip(within, (struct span){ 0, p->size });
	for (end = span_end(within); end > within.lsn && !in_set(p->state[end - 1], states);)
		end--;
	for (first = end; first > within.lsn && in_set(p->state[first - 1], states);)
		first--;
	return (struct span){ first, end - first };
}

static void assert_same_run(struct span got, struct span want)
{
	assert_int_equal(got.count, want.count);
	if (want.count > 0)
		assert_int_equal(got.lsn, want.lsn);
}

/* Every query, over one random stretch. */
static void check_queries(struct dice *d, const struct map *m, const struct plain *p)
{
	struct span within = roll_span(d, p->size), clipped = span_clip(within, map_all(m));
	unsigned states = (unsigned)roll(d, MAP_ANY + 1), seen = 0;
	int32_t want[MAP_STATES] = { 0 }, got[MAP_STATES], sum = 0;

	assert_same_run(map_find(m, within, states), plain_find(p, within, states));
	assert_same_run(map_find_last(m, within, states), plain_find_last(p, within, states));
	for (int32_t i = clipped.lsn; i < span_end(clipped); i++)
		want[map_state_index(p->state[i])]++;
	map_count(m, within, got);
	assert_memory_equal(got, want, sizeof want);
	for (int i = 0; i < MAP_STATES; i++) {
		seen |= want[i] ? 1u << i : 0;
		sum += states >> i & 1 ? want[i] : 0;
	}
	assert_int_equal(map_states_in(m, within), seen);
	assert_int_equal(map_count_in(m, within, states), sum);
	if (clipped.count > 0) {
		int32_t at = clipped.lsn + roll(d, clipped.count), first = at, end = at;

		while (first > clipped.lsn && p->state[first - 1] == p->state[at])
			first--;
		while (end < span_end(clipped) && p->state[end] == p->state[at])
			end++;
		assert_same_run(map_run(m, within, at), span_between(first, end));
	}
}

static void check_all(const struct map *m, const struct plain *p)
{
	struct map_tally tally = map_tally(m), want = { 0 };

	assert_int_equal(map_size(m), p->size);
	for (int32_t i = 0; i < p->size; i++) {
		int k = map_state_index(p->state[i]);

		if (map_at(m, i) != (enum map_state)p->state[i])
			fail_msg("sector %d is '%c', must be '%c'", (int)i, map_at(m, i), p->state[i]);
		want.sectors[k]++;
		want.runs[k] += i == 0 || p->state[i - 1] != p->state[i];
	}
	assert_memory_equal(&tally, &want, sizeof want);
}

static void change_both(struct dice *d, struct map *m, struct plain *p)
{
	struct span s = roll_span(d, p->size), clipped = span_clip(s, map_all(m));
	enum map_state to = roll_state(d);
	unsigned from = MAP_ANY;
	int32_t changed = 0;

	if (roll(d, 2)) {
		map_set(m, s, to);
		from = MAP_ANY;
	} else {
		from = (unsigned)roll(d, MAP_ANY + 1);
		for (int32_t i = clipped.lsn; i < span_end(clipped); i++)
			changed += in_set(p->state[i], from) && p->state[i] != (char)to;
		assert_int_equal(map_change(m, s, from, to), changed);
	}
	for (int32_t i = clipped.lsn; i < span_end(clipped); i++)
		if (in_set(p->state[i], from))
			p->state[i] = (char)to;
}

static void play(int32_t size, uint64_t seed, int moves)
{
	struct dice d = { .seed = seed };
	struct map *m = map_new(size), *copy;
	struct plain p = { size, malloc((size_t)size + 1) };

	assert_non_null(m);
	assert_non_null(p.state);
	memset(p.state, MAP_UNTRIED, (size_t)size);
	check_all(m, &p);
	for (int i = 0; i < moves; i++) {
		change_both(&d, m, &p);
		check_queries(&d, m, &p);
		if (i % 16 == 0)
			check_all(m, &p);
	}
	check_all(m, &p);
	copy = map_copy(m);
	assert_non_null(copy);
	map_set(m, map_all(m), MAP_GOOD);
	check_all(copy, &p);
	map_free(copy);
	map_free(m);
	free(p.state);
}

static void test_against_plain_array(void **state)
{
	static const int32_t sizes[] = { 0, 1, 2, 7, 8, 9, 255, 256, 257, 511, 512, 513, 1000, 65535, 65536, 65537,
					 131071, 131072, 131073, 150001 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		play(sizes[i], 1000 + i, sizes[i] > 2000 ? 60 : 600);
}

/* Single sectors only, as a scrape pass does: the runs must stay right at every step. */
static void test_single_sectors(void **state)
{
	struct dice d = { .seed = 5 };
	struct map *m = map_new(300);
	struct plain p = { 300, malloc(300) };

	(void)state;
	memset(p.state, MAP_UNTRIED, 300);
	for (int i = 0; i < 2000; i++) {
		int32_t at = roll(&d, 300);

		p.state[at] = (char)roll_state(&d);
		map_set(m, (struct span){ at, 1 }, (enum map_state)p.state[at]);
		check_all(m, &p);
	}
	map_free(m);
	free(p.state);
}

static void test_letters(void **state)
{
	(void)state;
	for (int i = 0; i < MAP_STATES; i++)
		assert_int_equal(map_state_index((char)map_state_at(i)), i);
	for (int c = 0; c < 256; c++)
		if (!c || !strchr("?*/-+", c))
			assert_int_equal(map_state_index((char)c), -1);
	assert_int_equal(map_bit(MAP_UNTRIED), 1);
	assert_int_equal(map_bit(MAP_GOOD), MAP_ANY & ~MAP_UNFINISHED);
}

static void test_sizes(void **state)
{
	struct map *m;

	(void)state;
	assert_null(map_new(-1));
	assert_null(map_new(INT32_MIN));
	assert_null(map_new(MAP_MAX_SECTORS + 1));
	m = map_new(MAP_MAX_SECTORS);
	assert_non_null(m);
	map_set(m, (struct span){ MAP_MAX_SECTORS - 1, 1 }, MAP_BAD);
	assert_int_equal(map_find(m, map_all(m), map_bit(MAP_BAD)).lsn, MAP_MAX_SECTORS - 1);
	assert_int_equal(map_find_last(m, map_all(m), map_bit(MAP_UNTRIED)).count, MAP_MAX_SECTORS - 1);
	assert_int_equal(map_count_in(m, map_all(m), MAP_ANY), MAP_MAX_SECTORS);
	map_free(m);
	map_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_letters),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_single_sectors),
		cmocka_unit_test(test_against_plain_array),
	};

	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
