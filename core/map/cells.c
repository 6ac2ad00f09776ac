#include "config.h"
#include "map/cells.h"

/* Where cell `i` of `n` begins. */
static int32_t cell_start(struct span within, int n, int i)
{
	if (within.count < n)
		return within.lsn + min_i32(i, within.count);
	return within.lsn + (int32_t)((int64_t)within.count * i / n);
}

struct span cell_span(struct span within, int n, int i)
{
	return span_between(cell_start(within, n, i), cell_start(within, n, i + 1));
}

int cell_of(struct span within, int n, int32_t lsn)
{
	if (n <= 0 || !span_has(within, lsn))
		return -1;
	if (within.count < n)
		return lsn - within.lsn;
	/* the last i with count * i / n <= lsn */
	return (int)((((int64_t)lsn - within.lsn + 1) * n - 1) / within.count);
}

enum cell_look cell_look(const struct map *m, struct span s)
{
	unsigned states = map_states_in(m, s);

	if (states == 0)
		return CELL_NONE;
	if (states & map_bit(MAP_BAD))
		return CELL_BAD;
	if (states & map_bit(MAP_UNSCRAPED))
		return CELL_SCRAPE;
	if (states & map_bit(MAP_UNTRIMMED))
		return CELL_TRIM;
	if (states == map_bit(MAP_UNTRIED))
		return CELL_UNTRIED;
	return states == map_bit(MAP_GOOD) ? CELL_GOOD : CELL_PART;
}

/* Cells from `i` on all of whose sectors are in `state` look like the cell before; gives the first that is not so. */
static int fill_run(const struct map *m, struct span within, int n, int i, enum map_state state, uint8_t *looks)
{
	int32_t last = span_end(span_clip(within, map_all(m))) - 1;
	struct span rest = span_between(cell_start(within, n, i), last + 1);
	struct span other = map_find(m, rest, MAP_ANY & ~map_bit(state));
	int end = other.count ? cell_of(within, n, other.lsn) : cell_of(within, n, last) + 1;

	for (; i < end; i++)
		looks[i] = looks[i - 1];
	return i;
}

void cells_fill(const struct map *m, struct span within, int n, uint8_t *looks)
{
	for (int i = 0; i < n; i++) {
		enum cell_look look = cell_look(m, cell_span(within, n, i));

		looks[i] = (uint8_t)look;
		if (i == 0 || looks[i - 1] != look || i + 1 == n)
			continue;
		if (look == CELL_GOOD)
			i = fill_run(m, within, n, i + 1, MAP_GOOD, looks) - 1;
		else if (look == CELL_UNTRIED)
			i = fill_run(m, within, n, i + 1, MAP_UNTRIED, looks) - 1;
	}
}
