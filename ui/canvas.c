#include "config.h"
#include "ui/canvas.h"

#include "ui/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of one line of text: 400 columns of four bytes each, and some. */
enum { LINE_MAX_BYTES = 2048 };

struct rect rect_centre(struct rect in, int rows, int cols)
{
	struct rect r = { .rows = rows < in.rows ? rows : in.rows, .cols = cols < in.cols ? cols : in.cols };

	r.row = in.row + (in.rows - r.rows) / 2;
	r.col = in.col + (in.cols - r.cols) / 2;
	return r;
}

bool canvas_resize(struct canvas *c, int rows, int cols)
{
	struct canvas_cell *cells = calloc((size_t)(rows > 0 ? rows : 1), (size_t)(cols > 0 ? cols : 1) * sizeof *cells);

	if (!cells)
		return false;
	free(c->cells);
	c->cells = cells;
	c->rows = rows > 0 ? rows : 0;
	c->cols = cols > 0 ? cols : 0;
	canvas_clear(c);
	return true;
}

void canvas_clear(struct canvas *c)
{
	for (int i = 0; i < c->rows * c->cols; i++)
		c->cells[i] = (struct canvas_cell){ .code = ' ' };
	c->cursor_row = c->cursor_col = -1;
}

void canvas_free(struct canvas *c)
{
	free(c->cells);
	*c = (struct canvas){ 0 };
}

static struct canvas_cell *cell_at(struct canvas *c, int row, int col)
{
	if (row < 0 || row >= c->rows || col < 0 || col >= c->cols)
		return NULL;
	return &c->cells[row * c->cols + col];
}

static void set_cell(struct canvas *c, int row, int col, struct canvas_cell to)
{
	struct canvas_cell *cell = cell_at(c, row, col), *left, *right;

	if (!cell)
		return;
	/* What is left of a wide character of which a half is drawn over is a blank. */
	left = cell->code == 0 ? cell_at(c, row, col - 1) : NULL;
	right = cell_at(c, row, col + 1);
	if (left && to.code != 0)
		left->code = ' ';
	if (right && right->code == 0)
		right->code = ' ';
	*cell = to;
}

int canvas_put(struct canvas *c, int row, int col, int cols, enum role role, const char *utf8)
{
	char line[LINE_MAX_BYTES];
	int used, at = col, bytes;

	if (cols <= 0 || row < 0 || row >= c->rows)
		return 0;
	used = text_fit(line, sizeof line, utf8, cols, c->ascii);
	for (const char *s = line; *s; s += bytes) {
		int32_t code = text_next(s, &bytes);
		int width = text_cols_of(code);

		if (width <= 0)
			continue;
		if (width == 2 && at + 1 >= c->cols)
			code = ' ';	/* a half of it would lie outside */
		set_cell(c, row, at, (struct canvas_cell){ .code = code, .role = (uint8_t)role });
		if (width == 2 && at + 1 < c->cols)
			set_cell(c, row, at + 1, (struct canvas_cell){ .code = at >= 0 ? 0 : ' ', .role = (uint8_t)role });
		at += width;
	}
	return used;
}

int canvas_putf(struct canvas *c, int row, int col, int cols, enum role role, const char *format, ...)
{
	char line[LINE_MAX_BYTES];
	va_list ap;

	va_start(ap, format);
	vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	return canvas_put(c, row, col, cols, role, line);
}

int canvas_put_right(struct canvas *c, int row, int end, int cols, enum role role, const char *utf8)
{
	int used = text_cols(utf8);

	return canvas_put(c, row, end - (used < cols ? used : cols), cols, role, utf8);
}

void canvas_code(struct canvas *c, int row, int col, enum role role, int32_t code)
{
	set_cell(c, row, col, (struct canvas_cell){ .code = code, .role = (uint8_t)role });
}

void canvas_half(struct canvas *c, int row, int col, enum role role, enum role back, int32_t code)
{
	set_cell(c, row, col, (struct canvas_cell){ .code = code, .role = (uint8_t)role, .back = (uint8_t)back });
}

void canvas_tint(struct canvas *c, int row, int col, int cols, enum role role)
{
	for (int i = 0; i < cols; i++) {
		struct canvas_cell *cell = cell_at(c, row, col + i);

		if (cell) {
			cell->role = (uint8_t)role;
			cell->back = 0;
		}
	}
}

void canvas_fill(struct canvas *c, struct rect r, enum role role, int32_t code)
{
	for (int row = 0; row < r.rows; row++)
		for (int col = 0; col < r.cols; col++)
			canvas_code(c, r.row + row, r.col + col, role, code);
}

struct rect canvas_frame(struct canvas *c, struct rect r, enum role role, const char *title)
{
	static const int32_t lines[2][6] = {	/* corners from the upper left clockwise, then across and down */
		{ 0x250c, 0x2510, 0x2518, 0x2514, 0x2500, 0x2502 },
		{ '+', '+', '+', '+', '-', '|' },
	};
	const int32_t *l = lines[c->ascii];
	int bottom = r.row + r.rows - 1, right = r.col + r.cols - 1;

	if (r.rows < 2 || r.cols < 4)
		return (struct rect){ .row = r.row, .col = r.col };
	canvas_fill(c, r, ROLE_PLAIN, ' ');
	canvas_fill(c, (struct rect){ r.row, r.col, 1, r.cols }, role, l[4]);
	canvas_fill(c, (struct rect){ bottom, r.col, 1, r.cols }, role, l[4]);
	canvas_fill(c, (struct rect){ r.row, r.col, r.rows, 1 }, role, l[5]);
	canvas_fill(c, (struct rect){ r.row, right, r.rows, 1 }, role, l[5]);
	canvas_code(c, r.row, r.col, role, l[0]);
	canvas_code(c, r.row, right, role, l[1]);
	canvas_code(c, bottom, right, role, l[2]);
	canvas_code(c, bottom, r.col, role, l[3]);
	if (title && r.cols > 8) {
		int used = canvas_put(c, r.row, r.col + 3, r.cols - 6, ROLE_TITLE, title);

		canvas_code(c, r.row, r.col + 2, ROLE_PLAIN, ' ');
		canvas_code(c, r.row, r.col + 3 + used, ROLE_PLAIN, ' ');
	}
	return (struct rect){ r.row + 1, r.col + 2, r.rows - 2, r.cols - 4 };
}

void canvas_row(const struct canvas *c, int row, char *out, size_t size)
{
	size_t len = 0, last = 0;

	for (int col = 0; row >= 0 && row < c->rows && col < c->cols; col++) {
		int32_t code = c->cells[row * c->cols + col].code;
		char bytes[4];
		size_t n = text_encode(bytes, code);

		if (code == 0)
			continue;
		if (len + n >= size)
			break;
		memcpy(out + len, bytes, n);
		len += n;
		if (code != ' ')
			last = len;
	}
	if (size > 0)
		out[last] = '\0';
}
