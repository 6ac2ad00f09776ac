#ifndef MAP_CELLS_H
#define MAP_CELLS_H

#include "map/map.h"

/* The map reduced to a picture: equal stretches of sectors, a cell each. */

/* What a cell shows. The order is that of importance: what hurts first. */
enum cell_look {
	CELL_BAD,	/* at least one bad sector */
	CELL_SCRAPE,	/* else: something to scrape */
	CELL_TRIM,	/* else: something to trim */
	CELL_PART,	/* else: some rescued, the rest not tried */
	CELL_UNTRIED,	/* nothing tried */
	CELL_GOOD,	/* all of it rescued */
	CELL_NONE,	/* past the end */
	CELL_LOOKS
};

/*
 * Which sectors cell `i` of `n` shows, of the stretch `within`. Every sector belongs to exactly one cell; with fewer
 * sectors than cells the first cells show one sector each and the rest none.
 */
struct span cell_span(struct span within, int n, int i);

/* The cell that shows `lsn`, or -1 when it is outside. */
int cell_of(struct span within, int n, int32_t lsn);

/* The look of the sectors in `s`. */
enum cell_look cell_look(const struct map *m, struct span s);

/* The looks of all n cells. */
void cells_fill(const struct map *m, struct span within, int n, uint8_t *looks);

#endif
