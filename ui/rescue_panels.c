#include "config.h"
#include "ui/rescue.h"

#include "disc/geometry.h"
#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 400 };

/* --- counts --- */

static const struct {
	enum map_state state;
	enum cell_look look;
} count_rows[] = {
	{ MAP_GOOD, CELL_GOOD }, { MAP_UNTRIED, CELL_UNTRIED }, { MAP_UNTRIMMED, CELL_TRIM },
	{ MAP_UNSCRAPED, CELL_SCRAPE }, { MAP_BAD, CELL_BAD },
};

/* Where the columns of the states end. */
enum { SECTORS_END = 33, BYTES_END = 41, AREAS_END = 48 };

/* Sectors, bytes and areas of each state. */
static void draw_states(const struct snapshot *snap, struct canvas *c, struct rect r, int title_col)
{
	char text[FORMAT_MAX];

	if (title_col == 0)
		canvas_put(c, r.row, r.col + 1, 16, ROLE_DIM, _("state"));
	rescue_put_title(c, r.row, r.col + SECTORS_END, title_col, _("sectors"));
	rescue_put_title(c, r.row, r.col + BYTES_END, title_col, _("bytes"));
	rescue_put_title(c, r.row, r.col + AREAS_END, title_col, _("areas"));
	for (int i = 0; i < (int)ARRAY_LEN(count_rows) && i + 1 < r.rows; i++) {
		const struct look *l = &looks[count_rows[i].look];
		int state = map_state_index((char)count_rows[i].state), row = r.row + 1 + i;
		int32_t n = snap->tally.sectors[state];
		enum role role = n == 0 ? ROLE_DIM : count_rows[i].state == MAP_BAD ? ROLE_ERROR : ROLE_PLAIN;

		canvas_code(c, row, r.col + 1, l->role, look_code(l, c->ascii));
		canvas_put(c, row, r.col + 3, 13, ROLE_PLAIN, _(l->legend));
		canvas_put_right(c, row, r.col + SECTORS_END, 11, role, format_count(text, n));
		canvas_put_right(c, row, r.col + BYTES_END, 8, role, format_bytes(text, (int64_t)n * snap->sector_size));
		canvas_put_right(c, row, r.col + AREAS_END, 7, role, format_count(text, snap->tally.runs[state]));
	}
}

/* Read errors of all drives by kind; in two columns where the rows are few. */
static void draw_errors(const struct snapshot *snap, struct canvas *c, struct rect r)
{
	int rows = r.rows - 1, cols = rows < ERR_KINDS ? r.cols / 2 : r.cols;
	char text[FORMAT_MAX];

	canvas_put(c, r.row, r.col + 1, r.cols - 1, ROLE_DIM, _("read errors"));
	for (int kind = 0; kind < ERR_KINDS && rows > 0; kind++) {
		int row = r.row + 1 + kind % rows, col = r.col + kind / rows * cols;
		int64_t n = 0;
		int used;

		for (int i = 0; i < snap->ndrives; i++)
			n += snap->drives[i].errors[kind];
		if (col + cols > r.col + r.cols)
			return;
		used = canvas_put_right(c, row, col + cols - 1, cols - 2, n ? ROLE_PLAIN : ROLE_DIM, format_count(text, n));
		canvas_put(c, row, col + 1, cols - used - 3, n ? ROLE_PLAIN : ROLE_DIM, _(read_error_name((enum read_error)kind)));
	}
}

void panel_counts(const struct ui *u, struct canvas *c, struct rect r, int title_col)
{
	struct rect states = r, errors = r;

	if (r.cols >= 78) {
		states.cols = AREAS_END;
		errors.col += AREAS_END + 2;
		errors.cols -= AREAS_END + 2;
	} else {
		states.rows = min_i32(r.rows, (int)ARRAY_LEN(count_rows) + 1);
		errors.row += states.rows + 1;
		errors.rows -= states.rows + 1;
	}
	draw_states(&u->snap, c, states, title_col);
	if (errors.rows > 1)
		draw_errors(&u->snap, c, errors);
}

/* --- the cell under the cursor --- */

static void put_span(struct canvas *c, int row, struct rect r, const char *title, struct span s)
{
	char first[FORMAT_MAX], last[FORMAT_MAX], n[FORMAT_MAX], line[LINE];

	snprintf(line, sizeof line, ngettext("%s LSN %s - %s, %s sector", "%s LSN %s - %s, %s sectors", (unsigned)s.count),
		 title, format_count(first, s.lsn), format_count(last, span_end(s) - 1), format_count(n, s.count));
	canvas_put(c, row, r.col + 1, r.cols - 1, ROLE_PLAIN, line);
}

/* What it is, in numbers: "rescued 400   bad 12". */
static void put_cell_counts(struct canvas *c, int row, struct rect r, const int32_t count[MAP_STATES])
{
	int col = r.col + 1, end = r.col + r.cols, last = r.row + r.rows;
	char n[FORMAT_MAX], line[LINE];

	for (size_t i = 0; i < ARRAY_LEN(count_rows); i++) {
		const struct look *l = &looks[count_rows[i].look];
		int32_t sectors = count[map_state_index((char)count_rows[i].state)];
		int cols;

		if (sectors == 0)
			continue;
		snprintf(line, sizeof line, "%s %s", _(l->legend), format_count(n, sectors));
		cols = text_cols(line) + 2;
		if (col + cols > end && col > r.col + 1) {
			col = r.col + 1;
			row++;
		}
		if (row >= last)
			return;
		canvas_code(c, row, col, l->role, look_code(l, c->ascii));
		canvas_put(c, row, col + 2, end - col - 2, ROLE_PLAIN, line);
		col += cols + 2;
	}
}

/* What was said of the place, and what can be said. */
static void put_words(const struct ui *u, const struct map_view *v, struct canvas *c, int row, struct rect r)
{
	const struct look *said = rescue_word_in(u->engine, map_view_marked(v));
	int col = r.col + 1, end = r.col + r.cols;

	if (said) {
		canvas_code(c, row, col, said->role, look_code(said, c->ascii));
		col += canvas_put(c, row, col + 2, end - col - 2, ROLE_KEY, _(said->legend)) + 4;
	}
	canvas_put(c, row, col, end - col, ROLE_DIM, _("f first, l last, x never, c like the rest"));
}

void panel_cell(const struct ui *u, const struct rescue *s, struct canvas *c, struct rect r)
{
	const struct snapshot *snap = &u->snap;
	const struct map_view *v = &s->view;
	struct span cell = map_view_span(v, map_view_cell_of(v, map_view_here(v)));
	struct geometry g = geometry_for(snap->disc.kind, snap->disc.sectors);
	int32_t count[MAP_STATES];
	char line[LINE];
	int row = r.row + 1;

	if (cell.count == 0)
		return;
	put_span(c, row++, r, v->cursor >= 0 ? _("cell") : _("reading in"), cell);
	snprintf(line, sizeof line, _("radius %.2f - %.2f mm, %.1f sectors a turn"), geometry_radius(&g, cell.lsn),
		 geometry_radius(&g, span_end(cell) - 1), geometry_per_turn(&g, cell.lsn));
	canvas_put(c, row++, r.col + 1, r.cols - 1, ROLE_DIM, line);
	if (v->mark >= 0 && row < r.row + r.rows)
		put_span(c, row++, r, _("marked"), map_view_marked(v));
	if (v->cursor >= 0 && row < r.row + r.rows - 1)
		put_words(u, v, c, row++, r);
	if (engine_count(u->engine, v->mark >= 0 ? map_view_marked(v) : cell, count))
		put_cell_counts(c, row, r, count);
}

/* --- log --- */

static void draw_log_line(const struct ui *u, const struct log_line *l, struct canvas *c, int row, struct rect r)
{
	char when[FORMAT_MAX], line[LINE];
	enum role role = l->level == LOG_ERROR ? ROLE_ERROR : l->level == LOG_WARNING ? ROLE_WARN : ROLE_PLAIN;
	int col = r.col + 1, end = r.col + r.cols;

	col += canvas_put(c, row, col, end - col, ROLE_DIM, format_clock(when, ui_time(u, l->when))) + 1;
	if (l->source[0])
		col += canvas_put(c, row, col, end - col, ROLE_DIM, l->source) + 1;
	canvas_put(c, row, col, end - col, role, format_log_line(line, sizeof line, l));
}

/* The last lines but `newer`, which stand elsewhere; the newest at the bottom. */
static void panel_log(const struct ui *u, struct canvas *c, struct rect r, int newer)
{
	unsigned long last, rows = r.rows > 0 ? (unsigned long)r.rows : 0;
	struct log_line *lines;
	unsigned n;

	if (!u->log || rows == 0)
		return;
	lines = calloc(rows, sizeof *lines);
	last = log_last(u->log);
	last = last > (unsigned long)newer ? last - (unsigned long)newer : 0;
	n = lines ? log_copy(u->log, last > rows ? last - rows : 0, lines, (unsigned)(last < rows ? last : rows)) : 0;
	for (unsigned i = 0; i < n; i++)
		draw_log_line(u, &lines[i], c, r.row + r.rows - (int)(n - i), r);
	free(lines);
}

/* --- all of them --- */

static const char *const panel_names[PANELS] = {
	[PANEL_DRIVES] = N_("drives"), [PANEL_PLAN] = N_("plan"), [PANEL_COUNTS] = N_("counts"), [PANEL_CELL] = N_("cell"), [PANEL_LOG] = N_("log"),
};

static void draw_panel(const struct ui *u, const struct rescue *s, struct canvas *c, enum panel p, struct rect r,
		       int title_col)
{
	struct rect below = { r.row + 1, r.col, r.rows - 1, r.cols };

	if (r.rows < 2)
		return;
	switch (p) {
	case PANEL_DRIVES:
		panel_drives(u, s, c, r, title_col);
		return;
	case PANEL_PLAN:
		panel_plan(u, c, r, title_col);
		return;
	case PANEL_COUNTS:
		panel_counts(u, c, r, title_col);
		return;
	case PANEL_CELL:
		panel_cell(u, s, c, r);
		return;
	default:
		panel_log(u, c, below, s->layout.log_tail.rows);
		return;
	}
}

void rescue_draw_panels(const struct ui *u, const struct rescue *s, struct canvas *c)
{
	const struct layout_rescue *l = &s->layout;

	for (int p = 0; p < PANELS; p++) {
		if (l->panel[p].rows > 1 && (p == PANEL_CELL || p == PANEL_LOG))
			canvas_put(c, l->panel[p].row, l->panel[p].col + 1, l->panel[p].cols - 1, ROLE_DIM,
				   _(panel_names[p]));
		draw_panel(u, s, c, (enum panel)p, l->panel[p], 0);
	}
	if (l->tabs.rows > 1) {
		int col = l->tabs.col + 1;

		for (int p = 0; p < PANELS; p++)
			col += canvas_put(c, l->tabs.row, col, 12, p == (int)s->tab ? ROLE_SELECTED : ROLE_DIM,
					  _(panel_names[p])) + 1;
		draw_panel(u, s, c, s->tab, l->tabs, col);
	}
	panel_log(u, c, l->log_tail, 0);
}
