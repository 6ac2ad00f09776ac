#ifndef UI_THEME_H
#define UI_THEME_H

#include "base/status.h"
#include "map/cells.h"

#include <stdint.h>

/*
 * Colour by role, in one table. Colours are terminal numbers 0-7 (8: bright black where there are 16 or more, else
 * plain), -1 the terminal's own; then attributes; then attributes for a terminal without colour.
 */
#define ATTR_BOLD 1u
#define ATTR_DIM 2u
#define ATTR_REVERSE 4u
#define ATTR_UNDERLINE 8u

#define ROLES(X)	/* role      foreground back attributes   without colour */ \
	X(PLAIN,             -1, -1, 0,            0)				\
	X(TITLE,             -1, -1, ATTR_BOLD,    ATTR_BOLD)			\
	X(DIM,                8, -1, ATTR_DIM,     0)				\
	X(KEY,                6, -1, ATTR_BOLD,    ATTR_BOLD)			\
	X(NUMBER,            -1, -1, ATTR_BOLD,    ATTR_BOLD)			\
	X(GOOD,               2, -1, 0,            0)				\
	X(WARN,               3, -1, ATTR_BOLD,    ATTR_BOLD)			\
	X(ERROR,              1, -1, ATTR_BOLD,    ATTR_REVERSE)			\
	X(SELECTED,          -1, -1, ATTR_REVERSE, ATTR_REVERSE)			\
	X(FIELD,             -1, -1, ATTR_UNDERLINE, ATTR_UNDERLINE)		\
	X(FRAME,              6, -1, 0,            0)				\
	X(MAP_GOOD,           2, -1, 0,            0)				\
	X(MAP_PART,           6, -1, 0,            0)				\
	X(MAP_UNTRIED,        8, -1, 0,            0)				\
	X(MAP_TRIM,           3, -1, 0,            ATTR_BOLD)			\
	X(MAP_SCRAPE,         3, -1, ATTR_BOLD,    ATTR_BOLD)			\
	X(MAP_BAD,            1, -1, ATTR_BOLD,    ATTR_REVERSE)			\
	X(MAP_READING,        7, -1, ATTR_BOLD,    ATTR_REVERSE | ATTR_BOLD)	\
	X(MAP_CURSOR,        -1, -1, ATTR_REVERSE, ATTR_REVERSE)

enum role {
#define X(name, fg, bg, attr, mono) ROLE_##name,
	ROLES(X)
#undef X
	ROLE_COUNT
};

struct role_style {
	int8_t fg, bg;
	uint8_t attr, mono;
};
extern const struct role_style role_styles[ROLE_COUNT];

/* Meaning never by colour alone; map and legend draw from the same rows. */
struct look {
	const char *utf8;
	char ascii;
	enum role role;
	const char *legend;	/* N_() */
};
extern const struct look looks[CELL_LOOKS];	/* by enum cell_look */
extern const struct look look_reading;

#endif
