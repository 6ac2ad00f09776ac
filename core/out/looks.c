#include "config.h"
#include "out/looks.h"

#include "base/status.h"

static const struct look looks[CELL_LOOKS] = {
	[CELL_BAD] = { "\u00d7", 'x', "#a3002f", N_("bad"), 3 },
	[CELL_SCRAPE] = { "/", '/', "#f08c00", N_("to scrape"), 2 },
	[CELL_TRIM] = { "*", '*', "#f7d038", N_("to trim"), 1 },
	[CELL_PART] = { "\u2592", '%', "#9fd3bb", N_("partly rescued"), -1 },
	[CELL_UNTRIED] = { "\u00b7", '.', "#ced4da", N_("not tried"), 0 },
	[CELL_GOOD] = { "\u2588", '#', "#2f8f6b", N_("rescued"), 4 },
	[CELL_NONE] = { " ", ' ', "#ffffff", "", -1 },
};

const struct look *look_for(enum cell_look look)
{
	return &looks[look];
}

enum cell_look look_in_legend(int i)
{
	static const enum cell_look order[LEGEND_LOOKS] = { CELL_GOOD, CELL_PART, CELL_UNTRIED, CELL_TRIM, CELL_SCRAPE,
							    CELL_BAD };

	return order[i];
}
