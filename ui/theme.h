#ifndef UI_THEME_H
#define UI_THEME_H

#include "base/status.h"
#include "map/cells.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Colour by role, in one table. Colours are terminal numbers, -1 the terminal's own; 8, bright black, is plain where there
 * are only 8. Then attributes; then attributes for a terminal without colour. Good is quiet, what hurts is bright.
 */
#define ATTR_BOLD 1u
#define ATTR_DIM 2u
#define ATTR_REVERSE 4u
#define ATTR_UNDERLINE 8u

#define ROLES(X)	/* role      of 256  of 8  attributes      without colour */	\
	X(PLAIN,             -1,     -1,   0,              0)				\
	X(TITLE,             -1,     -1,   ATTR_BOLD,      ATTR_BOLD)			\
	X(DIM,               245,     8,   0,              0)				\
	X(KEY,               73,      6,   0,              ATTR_BOLD)			\
	X(NUMBER,            -1,     -1,   ATTR_BOLD,      ATTR_BOLD)			\
	X(GOOD,              71,      2,   0,              0)				\
	X(WARN,              214,     3,   ATTR_BOLD,      ATTR_BOLD)			\
	X(ERROR,             203,     1,   ATTR_BOLD,      ATTR_REVERSE)			\
	X(SELECTED,          -1,     -1,   ATTR_REVERSE,   ATTR_REVERSE)		\
	X(FIELD,             -1,     -1,   ATTR_UNDERLINE, ATTR_UNDERLINE)		\
	X(FRAME,             66,      6,   0,              0)				\
	X(MAP_GOOD,          65,      2,   0,              0)				\
	X(MAP_PART,          66,      6,   0,              0)				\
	X(MAP_UNTRIED,       240,     8,   0,              0)				\
	X(MAP_TRIM,          178,     3,   0,              ATTR_BOLD)			\
	X(MAP_SCRAPE,        214,     5,   0,              ATTR_BOLD)			\
	X(MAP_BAD,           203,     1,   ATTR_BOLD,      ATTR_REVERSE)		\
	X(MAP_READING,       231,     7,   ATTR_BOLD,      ATTR_REVERSE | ATTR_BOLD)	\
	X(MAP_GLYPH,         16,      0,   0,              0)				\
	X(MAP_CURSOR,        -1,     -1,   ATTR_REVERSE,   ATTR_REVERSE | ATTR_UNDERLINE)

enum role {
#define X(name, fg256, fg8, attr, mono) ROLE_##name,
	ROLES(X)
#undef X
	ROLE_COUNT
};

struct role_style {
	int16_t fg256, fg8;
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


/* The colour of the half of a cell that is in that role, where two states share a cell. Not tried stays dark. */
int theme_half_colour(enum role role, int colours);

/* What a look is on that terminal. */
int32_t look_code(const struct look *l, bool ascii);

#endif
