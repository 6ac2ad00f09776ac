#include "config.h"
#include "ui/map_view.h"

void map_view_init(struct map_view *v)
{
	*v = (struct map_view){ .cursor = -1, .mark = -1 };
}

int map_view_cells(const struct map_view *v)
{
	return v->rows * v->cols;
}

int32_t map_view_here(const struct map_view *v)
{
	int32_t here = v->cursor >= 0 ? v->cursor : v->position;

	return here < v->sectors ? max_i32(here, 0) : max_i32(v->sectors - 1, 0);
}

/* How many sectors a picture shows at that zoom. */
static int32_t stretch(const struct map_view *v, int zoom)
{
	int32_t least = min_i32(v->sectors, map_view_cells(v));

	return max_i32(zoom < 31 ? v->sectors >> zoom : 0, least);
}

/* Shows the stretch around `lsn`: in the middle, unless the disc ends before. */
static void show_around(struct map_view *v, int32_t lsn)
{
	int32_t count = stretch(v, v->zoom), first = lsn - count / 2;

	first = min_i32(first, v->sectors - count);
	v->shown = (struct span){ max_i32(first, 0), count };
}

static void keep_in_sight(struct map_view *v)
{
	int32_t here = map_view_here(v);

	if (!span_has(v->shown, here))
		show_around(v, here);
}

void map_view_fit(struct map_view *v, int32_t sectors, int rows, int cols, bool halves, int32_t position)
{
	int cell_rows = halves ? rows * 2 : rows;

	v->position = position;
	if (sectors != v->sectors || cell_rows != v->rows || cols != v->cols || v->shown.count == 0) {
		v->sectors = sectors;
		v->rows = cell_rows;
		v->cols = cols;
		if (v->cursor >= sectors)
			v->cursor = sectors - 1;
		if (v->mark >= sectors)
			v->mark = -1;
		show_around(v, map_view_here(v));
	}
	v->halves = halves;
	keep_in_sight(v);
}

int map_view_cell_of(const struct map_view *v, int32_t lsn)
{
	return map_view_cells(v) > 0 ? cell_of(v->shown, map_view_cells(v), lsn) : -1;
}

struct span map_view_span(const struct map_view *v, int cell)
{
	if (cell < 0 || cell >= map_view_cells(v))
		return (struct span){ 0 };
	return cell_span(v->shown, map_view_cells(v), cell);
}

void map_view_go(struct map_view *v, int32_t lsn)
{
	if (v->sectors <= 0)
		return;
	v->cursor = max_i32(min_i32(lsn, v->sectors - 1), 0);
	keep_in_sight(v);
}

void map_view_move(struct map_view *v, int rows, int cols)
{
	int n = map_view_cells(v), cell = map_view_cell_of(v, map_view_here(v));
	int64_t to = (int64_t)cell + (int64_t)rows * v->cols + cols;
	struct span first, last;

	if (cell < 0 || v->sectors <= 0)
		return;
	if (to >= 0 && to < n) {
		if (map_view_span(v, (int)to).count > 0)	/* the last cells of a small disc show none */
			v->cursor = map_view_span(v, (int)to).lsn;
		return;
	}
	/* Past an edge: as many sectors on as the cells there have. */
	first = map_view_span(v, 0);
	last = (struct span){ span_end(v->shown) - 1, first.count };
	if (to < 0) {
		int64_t lsn = v->shown.lsn + to * first.count;

		map_view_go(v, lsn > 0 ? (int32_t)lsn : 0);
	} else {
		int64_t lsn = last.lsn + (to - n + 1) * (int64_t)last.count;

		map_view_go(v, lsn < v->sectors ? (int32_t)lsn : v->sectors - 1);
	}
}

bool map_view_click(struct map_view *v, int row, int col)
{
	int cell = (v->halves ? row * 2 : row) * v->cols + col;

	if (row < 0 || col < 0 || col >= v->cols || map_view_span(v, cell).count == 0)
		return false;
	v->cursor = map_view_span(v, cell).lsn;
	return true;
}

bool map_view_zoom(struct map_view *v, int by)
{
	int zoom = v->zoom + by;

	if (zoom < 0 || (by > 0 && stretch(v, zoom) == stretch(v, v->zoom)))
		return false;
	v->zoom = zoom;
	show_around(v, map_view_here(v));
	return true;
}

struct span map_view_marked(const struct map_view *v)
{
	struct span here = map_view_span(v, map_view_cell_of(v, map_view_here(v))), mark;

	if (v->mark < 0)
		return here;
	mark = map_view_span(v, map_view_cell_of(v, v->mark));
	if (mark.count == 0)	/* out of the picture */
		mark = (struct span){ v->mark, 1 };
	return span_between(min_i32(here.lsn, mark.lsn), max_i32(span_end(here), span_end(mark)));
}
