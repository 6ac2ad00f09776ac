#include "config.h"
#include "base/clock.h"
#include "base/hash.h"
#include "map/cells.h"
#include "map/mapfile.h"

#include <stdio.h>
#include <sys/resource.h>

/* What the map costs at the sizes it must stand: a triple-layer BD in a million runs. make bench-map prints it. */
enum { SECTORS = 62500000, RUNS = 1000000, CELLS = 200 * 60, SECTOR_SIZE = 2048 };

static double since(int64_t start)
{
	return (double)(clock_now(clock_real()) - start) / (double)NS_PER_MS;
}

static void row(const char *what, double ms, double limit_ms)
{
	printf("%-46s %8.2f %s", what, ms < 0.1 ? ms * 1000 : ms, ms < 0.1 ? "us" : "ms");
	if (limit_ms > 0)
		printf("   limit %g ms%s", limit_ms, ms > limit_ms ? "  TOO SLOW" : "");
	printf("\n");
}

/* Every other run is good, the rest in turns of the other states. */
static void break_up(struct map *m)
{
	int64_t start = clock_now(clock_real());
	double ms;

	for (int i = 0; i < RUNS; i += 2) {
		map_set(m, cell_span(map_all(m), RUNS, i), MAP_GOOD);
		map_set(m, cell_span(map_all(m), RUNS, i + 1), map_state_at(i / 2 % 4));
	}
	ms = since(start);
	row("update, mean while a million runs are made", ms / RUNS, 0);
}

static void updates(struct map *m)
{
	enum { N = 200000 };
	int64_t start = clock_now(clock_real());

	for (uint64_t i = 0; i < N; i++)
		map_set(m, (struct span){ (int32_t)(hash_mix(1, i) % SECTORS), 1 },
			map_state_at((int)(i % MAP_STATES)));
	row("update of one sector, random", since(start) / N, 0);
	start = clock_now(clock_real());
	for (uint64_t i = 0; i < N; i++)
		map_set(m, (struct span){ (int32_t)(hash_mix(2, i) % SECTORS), 32 }, MAP_GOOD);
	row("update of 32 sectors, random", since(start) / N, 0);
}

static void searches(const struct map *m)
{
	enum { N = 200000 };
	int64_t start = clock_now(clock_real()), sum = 0;

	for (uint64_t i = 0; i < N; i++) {
		int32_t lsn = (int32_t)(hash_mix(3, i) % SECTORS);

		sum += map_find(m, span_between(lsn, SECTORS), map_bit(MAP_BAD)).lsn;
	}
	row("find the next bad run, random place", since(start) / N, 0);
	start = clock_now(clock_real());
	for (uint64_t i = 0; i < N; i++) {
		int32_t lsn = (int32_t)(hash_mix(4, i) % SECTORS);

		sum += map_find_last(m, span_between(0, lsn), map_bit(MAP_BAD)).lsn;
	}
	row("find the last bad run, random place", since(start) / N, 0);
	start = clock_now(clock_real());
	for (int i = 0; i < 100; i++)
		sum += map_count_in(m, (struct span){ 1 + i, SECTORS - 2 * i - 2 }, MAP_UNFINISHED);
	row("count over nearly all", since(start) / 100, 0);
	if (sum == 0)	/* the compiler must not leave the work out */
		printf("nothing found\n");
}

static int find_one(void)
{
	struct map *m = map_new(SECTORS);
	int64_t start;
	int32_t found = 0;

	if (!m)
		return 1;
	map_set(m, map_all(m), MAP_GOOD);
	map_set(m, (struct span){ SECTORS - 100, 1 }, MAP_BAD);
	start = clock_now(clock_real());
	for (int i = 0; i < 1000; i++)
		found += map_find(m, (struct span){ i, SECTORS - i }, map_bit(MAP_BAD)).count;
	row("find the only bad sector of a disc", since(start) / 1000, 0);
	map_free(m);
	return found != 1000;
}

static int save_and_load(struct map *m)
{
	struct mapfile mf = { .map = m, .bytes = (int64_t)SECTORS * SECTOR_SIZE, .status = '?', .pass = 1 }, back;
	struct strbuf b = { 0 };
	int64_t start = clock_now(clock_real());
	struct map_tally tally = map_tally(m);
	int32_t runs = 0;
	double save, load;

	mapfile_format(&mf, SECTOR_SIZE, &b);
	save = since(start);
	start = clock_now(clock_real());
	if (b.failed || mapfile_parse(b.text, b.len, NULL, SECTOR_SIZE, &back, NULL) != STATUS_OK)
		return 1;
	load = since(start);
	for (int i = 0; i < MAP_STATES; i++)
		runs += tally.runs[i];
	printf("%d runs, %zu bytes of text\n", (int)runs, b.len);
	row("save (format)", save, 0);
	row("load (parse)", load, 0);
	row("save and load", save + load, 500);
	mapfile_clear(&back);
	strbuf_free(&b);
	return 0;
}

int main(void)
{
	static uint8_t looks[CELLS];
	struct map *m = map_new(SECTORS);
	struct rusage use;
	double least = 1e9;
	int failed;

	if (!m)
		return 1;
	printf("%d sectors\n", SECTORS);
	break_up(m);
	for (int i = 0; i < 20; i++) {
		int64_t start = clock_now(clock_real());
		double ms;

		cells_fill(m, map_all(m), CELLS, looks);
		ms = since(start);
		least = ms < least ? ms : least;
	}
	row("200x60 cells of it, best of 20", least, 5);
	searches(m);
	failed = find_one();
	getrusage(RUSAGE_SELF, &use);
	printf("%-46s %8ld MiB with two maps in memory\n", "memory, at most so far", use.ru_maxrss / 1024);
	failed |= save_and_load(m);
	updates(m);
	map_free(m);
	return failed;
}
