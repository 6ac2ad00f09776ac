#include "config.h"
#include "ui/rescue.h"

#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/price_words.h"
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
	const uint8_t *words;	/* per cell: an enum word and one, 0: nothing was said of it */
};

/* What was said of a cell; NULL: nothing, or it has been read. */
static const struct look *word_of(const struct marks *m, const uint8_t *cells, int cell)
{
	if (!m->words || m->words[cell] == 0 || cells[cell] == CELL_GOOD || cells[cell] == CELL_NONE)
		return NULL;
	return &word_looks[m->words[cell] - 1];
}

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

/* The glyph of what was said, on the colour of the state. */
static void draw_word(struct canvas *c, int row, int col, const struct look *word, uint8_t under, bool cursor)
{
	if (cursor)
		draw_whole(c, row, col, word, true);
	else if (under == CELL_UNTRIED)
		draw_whole(c, row, col, word, false);
	else
		canvas_half(c, row, col, ROLE_MAP_GLYPH, looks[under].role, look_code(word, c->ascii));
}

/* The character at row, col of the picture: one cell, or two where it is drawn in halves (`below` is -1 else). */
static void draw_cell(struct canvas *c, int row, int col, const uint8_t *cells, const struct marks *m, int at, int below)
{
	bool chosen = at == m->cursor || span_has(m->marked, at),
		chosen_below = below >= 0 && (below == m->cursor || span_has(m->marked, below)), here = at == m->cursor ||
		(below >= 0 && below == m->cursor);
	const struct look *word = word_of(m, cells, at), *word_below = below >= 0 ? word_of(m, cells, below) : NULL;

	if (reads_in(m, at) || (below >= 0 && reads_in(m, below)))
		draw_reading(c, row, col, below >= 0 ? cells[at] : CELL_NONE, here && reads_in(m, m->cursor));
	else if (word || word_below)
		draw_word(c, row, col, word ? word : word_below, cells[word ? at : below], chosen || chosen_below);
	else if (below >= 0)
		draw_halves(c, row, col, cells[at], cells[below], chosen, chosen_below);
	else
		draw_whole(c, row, col, &looks[cells[at]], chosen);
}

static void draw_cells(struct canvas *c, struct rect r, const struct map_view *v, const uint8_t *cells,
		       const struct marks *m)
{
	for (int row = 0; row < r.rows; row++) {
		for (int col = 0; col < r.cols; col++) {
			int at = (v->halves ? row * 2 : row) * v->cols + col;

			draw_cell(c, r.row + row, r.col + col, cells, m, at, v->halves ? at + v->cols : -1);
		}
	}
}

/* Where the picture begins, what the damage looks like as far as that is known, and what a cell of the picture is. */
static void draw_first(const struct snapshot *snap, const struct map_view *v, struct canvas *c, struct rect r)
{
	char lsn[FORMAT_MAX], n[FORMAT_MAX], line[160], shapes[400];
	int32_t count = map_view_span(v, 0).count;
	int used, end = r.col + r.cols - 3;

	canvas_fill(c, (struct rect){ r.row, r.col + 1, r.rows, r.cols - 2 }, ROLE_MAP_UNTRIED,
		    look_code(&looks[CELL_UNTRIED], c->ascii));
	used = canvas_putf(c, r.row, r.col + 1, r.cols - 2, ROLE_PLAIN, "%s ", format_count(lsn, v->shown.lsn));
	if (v->zoom > 0)
		snprintf(line, sizeof line, ngettext(" zoom %d, %s sector a cell ", " zoom %d, %s sectors a cell ",
						     (unsigned)count), v->zoom, format_count(n, count));
	else
		snprintf(line, sizeof line, ngettext(" %s sector a cell ", " %s sectors a cell ", (unsigned)count),
			 format_count(n, count));
	end -= canvas_put_right(c, r.row, end, r.cols - used - 4, ROLE_DIM, line) + 2;
	used += r.col + 3;	/* where the shapes may begin */
	shapes_words(snap, end - used - 2, shapes, sizeof shapes);
	if (shapes[0])
		canvas_putf(c, r.row, used, end - used, ROLE_PLAIN, " %s ", shapes);
}

enum { LEGEND_MOST = CELL_LOOKS + WORD_NEVER + 1 };

/* All states, and what the user has said somewhere in the picture. */
static int fill_legend(const uint8_t *words, int n, const struct look **legend)
{
	static const enum cell_look states[] = { CELL_GOOD, CELL_PART, CELL_UNTRIED, CELL_TRIM, CELL_SCRAPE, CELL_BAD };
	bool said[WORD_NEVER + 1] = { false };
	int count = 0;

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		legend[count++] = &looks[states[i]];
	for (int i = 0; words && i < n; i++)
		if (words[i] > 0)
			said[words[i] - 1] = true;
	for (int i = 0; i <= WORD_NEVER; i++)
		if (said[i])
			legend[count++] = &word_looks[i];
	legend[count++] = &look_reading;
	return count;
}

static bool is_state(const struct look *l)
{
	for (int i = 0; i < CELL_LOOKS; i++)
		if (l == &looks[i])
			return true;
	return false;
}

/* With the gap behind the last one, before the number at the end. */
static int legend_cols(const struct look *const *legend, int n, int gap)
{
	int cols = 0;

	for (int i = 0; i < n; i++)
		cols += text_cols(_(legend[i]->legend)) + 2 + gap;
	return cols;
}

/* Takes out what explains itself best until the rest fits. */
static int fit_legend(const struct look **legend, int n, int cols)
{
	const struct look *const give_way[] = { &looks[CELL_PART], &look_reading, &looks[CELL_UNTRIED], &looks[CELL_GOOD] };

	for (size_t k = 0; k < ARRAY_LEN(give_way) && legend_cols(legend, n, 1) > cols; k++) {
		int kept = 0;

		for (int i = 0; i < n; i++)
			if (legend[i] != give_way[k])
				legend[kept++] = legend[i];
		n = kept;
	}
	return n;
}

/* The looks with their names, closer together where the row is short, and where the picture ends. */
static void draw_legend(const struct map_view *v, const uint8_t *words, struct canvas *c, struct rect r)
{
	const struct look *legend[LEGEND_MOST];
	int col = r.col + 1, end = r.col + r.cols - 1, n = fill_legend(words, map_view_cells(v), legend), gap;
	char lsn[FORMAT_MAX];

	end -= canvas_put_right(c, r.row, end, r.cols, ROLE_PLAIN, format_count(lsn, span_end(v->shown))) + 1;
	if (words)
		n = fit_legend(legend, n, end - col);
	gap = legend_cols(legend, n, 2) > end - col ? 1 : 2;
	for (int i = 0; i < n && col < end; i++) {
		if (v->halves && is_state(legend[i]))
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
	uint8_t *cells, *words;
	struct marks marks;
	int n;

	if (!snap->mapped || r.rows <= 0 || r.cols <= 2)
		return;
	r.col++;
	r.cols -= 2;
	map_view_fit(&s->view, snap->disc.sectors, r.rows, r.cols, halves, snap->position);
	n = map_view_cells(&s->view);
	cells = malloc((size_t)n);
	words = rescue_words(u->engine, &s->view);
	marks = find_marks(snap, &s->view);
	marks.words = words;
	if (cells && engine_cells(u->engine, s->view.shown, n, cells)) {
		draw_cells(c, r, &s->view, cells, &marks);
		draw_first(snap, &s->view, c, l->first);
		draw_legend(&s->view, words, c, l->legend);
	}
	free(words);
	free(cells);
}
