#ifndef PASS_PRICE_H
#define PASS_PRICE_H

#include "pass/plan.h"

/* What a pass is expected to win and to cost, before and while it runs; and which way the rest is best tried. */

struct price {
	bool known;
	double won, won_low, won_high;		/* sectors that the rest of the pass is expected to win, with a range */
	double seconds, low, high;		/* of drive time that it takes */
};

/* Of the step that the plan is at; `c` as for plan_next. Costs microseconds, whatever the size of the map. */
struct price price_step(const struct plan *p, const struct pass_ctx *c);

/* Of step `i` of the plan's own walk, as if it began now. */
struct price price_at(const struct plan *p, const struct pass_ctx *c, int i);

/* Sectors that another drive may win of what is still bad: by how often drives differ, and how this disc is hurt. `failed`:
 * drives that have failed on it so far, this one included. `rate`: seconds 0 until measured. */
double price_other_drive(const struct pass_ctx *c, int failed);

enum advice {
	ADVICE_NONE,
	ADVICE_GO_ON,		/* there is more to be won here */
	ADVICE_OTHER_DRIVE,	/* another drive is worth more than more retries here */
	ADVICE_STOP,		/* hardly anything is to be won anywhere */
	ADVICE_WHOLE,		/* all is read */
};

#endif
