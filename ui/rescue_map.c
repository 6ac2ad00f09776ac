#include "config.h"
#include "ui/rescue.h"

#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UPPER_HALF = 0x2580, LOWER_HALF = 0x2584 };

static bool is_reading(const struct snapshot *snap)
{
	return snap->phase == PHASE_READING || snap->phase == PHASE_PAUSING;
}

/* The cells that are not drawn by their state alone. */
struct marks {
	int reading[ENGINE_DRIVES + 1], nreading;	/* cells, one for each drive that reads */
	int cursor;		/* a cell; -1: none */
	struct span marked;	/* of cells */
};

static struct marks find_marks(const struct snapshot *snap, const struct map_view *v)
{
	struct marks m = { .cursor = -1 };

	if (is_reading(snap)) {
		m.reading[m.nreading++] = map_view_cell_of(v, snap->position);
		for (int i = 0; i < snap->ndrives; i++)
			if (i != snap->active && snap->drives[i].active && snap->drives[i].in_flight.count > 0)
				m.reading[m.nreading++] = map_view_cell_of(v, snap->drives[i].in_flight.lsn);
	}
	if (v->cursor >= 0)
		m.cursor = map_view_cell_of(v, v->cursor);
	if (v->mark >= 0) {
		struct span sectors = span_clip(map_view_marked(v), v->shown);
		int first = map_view_cell_of(v, sectors.lsn), last = map_view_cell_of(v, span_end(sectors) - 1);

		if (sectors.count > 0)
			m.marked = span_between(first, last + 1);
	}
	return m;
}

static bool reads_in(const struct marks *m, int cell)
{
	for (int i = 0; i < m->nreading; i++)
		if (m->reading[i] == cell)
			return true;
	return false;
}

static void draw_whole(struct canvas *c, int row, int col, const struct look *l, bool selected)
{
	canvas_code(c, row, col, selected ? ROLE_MAP_CURSOR : l->role, look_code(l, c->ascii));
}

/* Two equal cells in one character: the glyph on the colour, so that what hurts is one area to the eye. */
static void draw_both(struct canvas *c, int row, int col, uint8_t look)
{
	if (look == CELL_TRIM || look == CELL_SCRAPE || look == CELL_BAD)
		canvas_half(c, row, col, ROLE_MAP_GLYPH, looks[look].role, look_code(&looks[look], c->ascii));
	else
		draw_whole(c, row, col, &looks[look], false);
}

/* Two cells in one character. Equal ones keep the glyph of their state; the state of the cell under the cursor is told in
 * its panel, and zooming in parts any two. */
static void draw_halves(struct canvas *c, int row, int col, uint8_t upper, uint8_t lower, bool cursor_up, bool cursor_down)
{
	enum role up = cursor_up ? ROLE_TITLE : looks[upper].role, down = cursor_down ? ROLE_TITLE : looks[lower].role;

	if (cursor_up != cursor_down) {
		canvas_half(c, row, col, ROLE_MAP_READING, cursor_up ? down : up, cursor_up ? UPPER_HALF : LOWER_HALF);
		return;
	}
	if (cursor_up) {
		draw_whole(c, row, col, &looks[upper], true);
		return;
	}
	if (upper == lower) {
		draw_both(c, row, col, upper);
		return;
	}
	/* What is not tried stays dark: it can only be the half that is not filled. */
	if (upper == CELL_UNTRIED || upper == CELL_NONE)
		canvas_half(c, row, col, down, up, LOWER_HALF);
	else
		canvas_half(c, row, col, up, down, UPPER_HALF);
}

static void draw_reading(struct canvas *c, int row, int col, uint8_t under, bool cursor)
{
	if (cursor || under == CELL_NONE)
		draw_whole(c, row, col, &look_reading, cursor);
	else
		canvas_half(c, row, col, ROLE_MAP_READING, looks[under].role, look_code(&look_reading, c->ascii));
}

static void draw_cells(struct canvas *c, struct rect r, const struct map_view *v, const uint8_t *cells, struct marks m)
{
	for (int row = 0; row < r.rows; row++) {
		for (int col = 0; col < r.cols; col++) {
			int at = (v->halves ? row * 2 : row) * v->cols + col, below = at + v->cols;

			if (reads_in(&m, at) || (v->halves && reads_in(&m, below)))
				draw_reading(c, r.row + row, r.col + col, v->halves ? cells[at] : CELL_NONE,
					     m.cursor >= 0 && reads_in(&m, m.cursor) && (m.cursor == at || (v->halves && m.cursor == below)));
			else if (v->halves)
				draw_halves(c, r.row + row, r.col + col, cells[at], cells[below],
					    at == m.cursor || span_has(m.marked, at),
					    below == m.cursor || span_has(m.marked, below));
			else
				draw_whole(c, r.row + row, r.col + col, &looks[cells[at]],
					   at == m.cursor || span_has(m.marked, at));
		}
	}
}

/* Where the picture begins, and what a cell of it is. */
static void draw_first(const struct map_view *v, struct canvas *c, struct rect r)
{
	char lsn[FORMAT_MAX], n[FORMAT_MAX], line[160];
	int32_t count = map_view_span(v, 0).count;
	int used;

	canvas_fill(c, (struct rect){ r.row, r.col + 1, r.rows, r.cols - 2 }, ROLE_MAP_UNTRIED,
		    look_code(&looks[CELL_UNTRIED], c->ascii));
	used = canvas_putf(c, r.row, r.col + 1, r.cols - 2, ROLE_PLAIN, "%s ", format_count(lsn, v->shown.lsn));
	if (v->zoom > 0)
		snprintf(line, sizeof line, ngettext(" zoom %d, %s sector a cell ", " zoom %d, %s sectors a cell ",
						     (unsigned)count), v->zoom, format_count(n, count));
	else
		snprintf(line, sizeof line, ngettext(" %s sector a cell ", " %s sectors a cell ", (unsigned)count),
			 format_count(n, count));
	canvas_put_right(c, r.row, r.col + r.cols - 3, r.cols - used - 4, ROLE_DIM, line);
}

static const struct look *const legend[] = {
	&looks[CELL_GOOD], &looks[CELL_PART], &looks[CELL_UNTRIED], &looks[CELL_TRIM], &looks[CELL_SCRAPE],
	&looks[CELL_BAD], &look_reading,
};

/* The looks with their names, closer together where the row is short, and where the picture ends. */
static void draw_legend(const struct map_view *v, struct canvas *c, struct rect r)
{
	char lsn[FORMAT_MAX];
	int col = r.col + 1, end = r.col + r.cols - 1, cols = 0, gap;

	end -= canvas_put_right(c, r.row, end, r.cols, ROLE_PLAIN, format_count(lsn, span_end(v->shown))) + 1;
	for (size_t i = 0; i < ARRAY_LEN(legend); i++)
		cols += text_cols(_(legend[i]->legend)) + 4;
	gap = cols > end - col ? 1 : 2;
	for (size_t i = 0; i < ARRAY_LEN(legend) && col < end; i++) {
		if (v->halves && legend[i] != &look_reading)
			draw_both(c, r.row, col, (uint8_t)(legend[i] - looks));
		else
			draw_whole(c, r.row, col, legend[i], false);
		col += canvas_put(c, r.row, col + 2, end - col - 2, ROLE_DIM, _(legend[i]->legend)) + 2 + gap;
	}
}

void rescue_draw_map(const struct ui *u, struct rescue *s, struct canvas *c)
{
	const struct snapshot *snap = &u->snap;
	const struct layout_rescue *l = &s->layout;
	struct rect r = l->map;
	bool halves = l->halves && c->colours >= 8 && !c->ascii && snap->disc.sectors > r.rows * r.cols;
	uint8_t *cells;
	int n;

	if (!snap->mapped || r.rows <= 0 || r.cols <= 2)
		return;
	r.col++;
	r.cols -= 2;
	map_view_fit(&s->view, snap->disc.sectors, r.rows, r.cols, halves, snap->position);
	n = map_view_cells(&s->view);
	cells = malloc((size_t)n);
	if (cells && engine_cells(u->engine, s->view.shown, n, cells)) {
		draw_cells(c, r, &s->view, cells, find_marks(snap, &s->view));
		draw_first(&s->view, c, l->first);
		draw_legend(&s->view, c, l->legend);
	}
	free(cells);
}
