#ifndef UI_LAYOUT_RESCUE_H
#define UI_LAYOUT_RESCUE_H

#include "ui/canvas.h"

/* Where the parts of the rescue screen stand. Pure arithmetic: any size is possible; a part without room has no rows. */

enum panel { PANEL_DRIVES, PANEL_PLAN, PANEL_COUNTS, PANEL_CELL, PANEL_LOG, PANELS };

struct layout_rescue {
	struct rect head;		/* title, percent, pass, read: four rows */
	struct rect first;		/* where the picture begins */
	struct rect map;
	struct rect legend;		/* and where the picture ends */
	struct rect panel[PANELS];	/* those that have a place of their own */
	struct rect tabs;		/* one panel at a time, with a row of their names; no rows: all have a place */
	struct rect log_tail;		/* the last lines, whatever else is shown; no rows where the log has a place */
	struct rect advice;
	bool halves;			/* large enough for a finer picture */
};

/* `advice`: rows that the advice takes, 1 or 2. */
struct layout_rescue layout_rescue_for(struct rect in, int ndrives, int advice);

#endif
