#include "config.h"
#include "ui/layout_rescue.h"

#include "base/span.h"

enum {
	HEAD_ROWS = 4, TABS_ROWS = 6, TAIL_ROWS = 2, MAP_LEAST = 2,
	WIDE_COLS = 130, WIDE_ROWS = 34,	/* from here on everything has a place of its own */
	SIDE_COLS = 48, CELL_ROWS = 8, PLAN_LEAST = 6, PLAN_MOST = 14, COUNTS_ROWS = 17,
	DETAIL_ROWS = 2,			/* of a drive, below the table of them */
	HALVES_ROWS = 39,			/* from here on the picture is drawn twice as fine */
};

/* Cuts `rows` rows off the top of *from, or what there is. */
static struct rect cut_top(struct rect *from, int rows)
{
	struct rect r = *from;

	r.rows = max_i32(min_i32(rows, from->rows), 0);
	from->row += r.rows;
	from->rows -= r.rows;
	return r;
}

static struct rect cut_bottom(struct rect *from, int rows)
{
	struct rect r = *from;

	r.rows = max_i32(min_i32(rows, from->rows), 0);
	from->rows -= r.rows;
	r.row = from->row + from->rows;
	return r;
}

/* Cuts `cols` columns off the right, leaving a blank column between. */
static struct rect cut_right(struct rect *from, int cols)
{
	struct rect r = *from;

	r.cols = min_i32(cols, from->cols);
	r.col = from->col + from->cols - r.cols;
	from->cols = max_i32(from->cols - r.cols - 1, 0);
	return r;
}

static void lay_wide(struct layout_rescue *l, struct rect *rest, int ndrives)
{
	int bottom_rows = max_i32(ndrives + 2 + DETAIL_ROWS, rest->rows / 5);
	struct rect bottom = cut_bottom(rest, min_i32(bottom_rows, rest->rows / 2)), side;

	cut_top(&bottom, 1);
	l->panel[PANEL_LOG] = cut_right(&bottom, max_i32(bottom.cols * 30 / 100, SIDE_COLS));
	l->panel[PANEL_DRIVES] = bottom;
	side = cut_right(rest, SIDE_COLS);
	l->panel[PANEL_CELL] = cut_top(&side, CELL_ROWS);
	l->panel[PANEL_PLAN] = cut_top(&side, max_i32(min_i32(side.rows - COUNTS_ROWS - 1, PLAN_MOST), PLAN_LEAST));
	cut_top(&side, 1);
	l->panel[PANEL_COUNTS] = cut_top(&side, COUNTS_ROWS);
}

static void lay_narrow(struct layout_rescue *l, struct rect *rest, int ndrives, int advice)
{
	int spare = rest->rows + advice - 1 - (TABS_ROWS + TAIL_ROWS + 2 + 8);	/* with a picture of 8 rows between its ends */

	/* a long advice takes the last line's room, so that nothing else moves */
	l->log_tail = cut_bottom(rest, (spare > 8 ? TAIL_ROWS + spare / 4 : TAIL_ROWS) - (advice - 1));
	if (spare > 12) {
		l->panel[PANEL_DRIVES] = cut_bottom(rest, max_i32(ndrives, 2) + 1 + DETAIL_ROWS);
		cut_bottom(rest, 1);
	}
	l->tabs = cut_bottom(rest, rest->rows - TABS_ROWS - 2 >= MAP_LEAST ? TABS_ROWS : 0);
}

struct layout_rescue layout_rescue_for(struct rect in, int ndrives, int advice)
{
	struct layout_rescue l = { .halves = in.rows >= HALVES_ROWS };
	struct rect rest = in;

	l.head = cut_top(&rest, HEAD_ROWS);
	l.advice = cut_bottom(&rest, advice);
	if (in.cols >= WIDE_COLS && in.rows >= WIDE_ROWS)
		lay_wide(&l, &rest, ndrives);
	else
		lay_narrow(&l, &rest, ndrives, advice);
	l.first = cut_top(&rest, 1);
	l.legend = cut_bottom(&rest, 1);
	l.map = rest;
	return l;
}
