#ifndef UI_MAP_VIEW_H
#define UI_MAP_VIEW_H

#include "map/cells.h"

#include <stdbool.h>

/*
 * Which stretch of the disc the picture shows, and where the cursor stands on it. Pure arithmetic. A picture has
 * rows * cols cells; where a character shows two stretches, one above the other, it has two rows of cells in each row of
 * characters.
 */
struct map_view {
	int32_t sectors;	/* of the disc; 0: not known yet */
	int rows, cols;		/* of cells */
	bool halves;		/* two rows of cells in a row of characters */
	int zoom;		/* the picture shows 1/2^zoom of the disc, but at least a sector a cell */
	struct span shown;
	int32_t position;	/* where it reads */
	int32_t cursor;		/* LSN; -1: it goes with the reading */
	int32_t mark;		/* LSN; -1: none */
};

/* No cursor, no mark, the whole disc. */
void map_view_init(struct map_view *v);

/* The disc, the picture's size in characters, or the place of reading may have changed. */
void map_view_fit(struct map_view *v, int32_t sectors, int rows, int cols, bool halves, int32_t position);

int map_view_cells(const struct map_view *v);

/* Where the cursor is, or the reading when there is no cursor; 0 on an empty disc. */
int32_t map_view_here(const struct map_view *v);

/* The cell there and its sectors. */
int map_view_cell_of(const struct map_view *v, int32_t lsn);	/* -1: not in the picture */
struct span map_view_span(const struct map_view *v, int cell);

/* Moves the cursor by cells; the picture follows it past its edges. */
void map_view_move(struct map_view *v, int rows, int cols);
void map_view_go(struct map_view *v, int32_t lsn);
/* Puts the cursor on the character at row, col of the picture. False: nothing is there. */
bool map_view_click(struct map_view *v, int row, int col);

/* One step in (1) or out (-1), around the cursor. False: it goes no further. */
bool map_view_zoom(struct map_view *v, int by);

/* Whole cells from the mark to the cursor; the cursor's cell when there is no mark. */
struct span map_view_marked(const struct map_view *v);

#endif
