#ifndef UI_CANVAS_H
#define UI_CANVAS_H

#include "ui/theme.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * What is to be seen, as plain cells: screens draw here, term.c brings what has changed to the terminal, tests read it
 * as text. Coordinates are clipped; drawing outside is not an error.
 */

struct rect {
	int row, col, rows, cols;
};

struct canvas_cell {
	int32_t code;		/* 0: the right half of a wide character */
	uint8_t role;		/* enum role */
	uint8_t back;		/* role of what is behind `code`: the other half of a half block, or the ground of a glyph; else 0 */
};

struct canvas {
	int rows, cols;
	bool ascii;		/* the terminal has no UTF-8: text is put as ASCII */
	int colours;		/* that the terminal has: 0, 8 or 256 */
	int cursor_row, cursor_col;	/* -1: hidden */
	struct canvas_cell *cells;	/* rows * cols */
};

/* A rectangle of that size, at most, in the middle of another. */
struct rect rect_centre(struct rect in, int rows, int cols);

/* Makes room and blanks all of it. False when memory is out. */
bool canvas_resize(struct canvas *c, int rows, int cols);
void canvas_clear(struct canvas *c);
void canvas_free(struct canvas *c);

/* Puts text made harmless (text.h), at most `cols` columns; returns the columns used. */
int canvas_put(struct canvas *c, int row, int col, int cols, enum role role, const char *utf8);
int canvas_putf(struct canvas *c, int row, int col, int cols, enum role role, const char *format, ...)
	__attribute__((format(printf, 6, 7)));
/* The same, ending at column `end` (exclusive). */
int canvas_put_right(struct canvas *c, int row, int end, int cols, enum role role, const char *utf8);
/* One character of one column; the caller minds `ascii`. */
void canvas_code(struct canvas *c, int row, int col, enum role role, int32_t code);
/* Two colours in one cell: what `code` fills in the colour of `role`, the rest in that of `back`. */
void canvas_half(struct canvas *c, int row, int col, enum role role, enum role back, int32_t code);
/* Gives `cols` cells from there another role, whatever stands in them. */
void canvas_tint(struct canvas *c, int row, int col, int cols, enum role role);
void canvas_fill(struct canvas *c, struct rect r, enum role role, int32_t code);
/* A frame with a title in its upper edge, blanked inside; gives what is inside, a blank column left free on each side. */
struct rect canvas_frame(struct canvas *c, struct rect r, enum role role, const char *title);

/* One row as UTF-8 without trailing blanks; for tests and scripts. */
void canvas_row(const struct canvas *c, int row, char *out, size_t size);

#endif
