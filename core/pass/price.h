#ifndef PASS_PRICE_H
#define PASS_PRICE_H

#include "pass/plan.h"

/* What a pass is expected to win and to cost, before and while it runs; and which way the rest is best tried. */

struct price {
	bool known;
	double won, won_low, won_high;		/* sectors that the rest of the pass is expected to win, with a range */
	double seconds, low, high;		/* of drive time that it takes */
};

/*
 * What is left to be done, by the map's states, and how it looks: a survey of some hundred places. Takes a few hundred
 * microseconds at most, whatever the size of the map; the questions below cost next to nothing then.
 */
enum { SURVEY_PLACES = 256 };

struct survey {
	double sectors[MAP_STATES];	/* that plan and marks leave open to the step at hand and those to come */
	double hope[MAP_STATES];	/* of these: the mean chance that the next attempt at a unit of them reads it */
	double ahead;			/* untried ones that the step at hand has not passed */
	double sector_s;		/* seconds of a good sector where they are, on average */
	/* bad sectors, one for each stretch of the disc that has some: for what other drives may make of them */
	struct survey_place {
		int32_t lsn;
		double sectors;		/* that it stands for */
		double again;		/* hope for another attempt in this drive */
	} bad[SURVEY_PLACES];
	int nbad;
};

/* `c` as plan_next left it. */
void survey_take(struct survey *v, const struct plan *p, const struct pass_ctx *c);

/* Of the step that the plan is at. */
struct price price_step(const struct survey *v, const struct plan *p, const struct pass_ctx *c);

/* Of the step `n` places behind it, as if those before went as expected; *step: which. known false: there is none. */
struct price price_coming(const struct survey *v, const struct plan *p, const struct pass_ctx *c, int n,
			  const struct plan_step **step);

/* Of one more retry of all that is bad now, whatever it brings. */
struct price price_retry(const struct survey *v, const struct pass_ctx *c);

/* The share of bad sectors that another drive may win, after so many have failed on them, this one included; `again`: the
 * hope for another attempt here. A guess: by how often drives differ. */
double price_other_share(int failed, double again);

enum advice {
	ADVICE_NONE,
	ADVICE_GO_ON,		/* there is more to be won here */
	ADVICE_OTHER_DRIVE,	/* another drive is worth more than more retries here */
	ADVICE_STOP,		/* hardly anything is to be won anywhere */
	ADVICE_WHOLE,		/* all is read */
};

#endif
