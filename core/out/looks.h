#ifndef OUT_LOOKS_H
#define OUT_LOOKS_H

#include "map/cells.h"

/* How each look of a cell is shown: the one table for files and screens. Meaning never hangs on the colour alone. */

struct look {
	const char *utf8;	/* one column wide */
	char ascii;
	const char *colour;	/* #rrggbb, for pictures; they differ in brightness too */
	const char *name;	/* N_(); in the legend */
	int state;		/* index of the map state that its count in the legend is of; -1: of none */
};

/* Never NULL. CELL_NONE is a blank without a name. */
const struct look *look_for(enum cell_look look);

/* The looks in the order of a legend, from rescued to bad; 0 <= i < LEGEND_LOOKS. */
enum { LEGEND_LOOKS = CELL_NONE };
enum cell_look look_in_legend(int i);

#endif
