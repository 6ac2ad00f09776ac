#ifndef PASS_TURNS_FIT_H
#define PASS_TURNS_FIT_H

#include "pass/turns.h"

/*
 * How well a length of the turn explains what was read. A function of its arguments, without memory. Places are units
 * along the spiral of one layer, ascending.
 */

struct fit_scene {
	const struct trial *trials;	/* borrowed; strictly ascending, all on one layer */
	int n;
	int32_t mirror;			/* layer 1: where the spiral ends, twice; else 0 */
};

/* Lengths of a turn that come into question: at place `at`, the square grows by b per unit. */
struct fit_range {
	double at, b, b_slope;	/* b of the middle length; how it grows with the square of the length */
	double length, sd;	/* Gaussian */
	double reach;		/* how many sd to both sides */
};

struct fit {
	int first, end;		/* the trials that were used: all, unless there is a long gap between them */
	double at;		/* place */
	double length, sd;	/* the turn there, units; sd: of what is left beside the mean */
	double gain;		/* ln of how much better turns explain the trials than chance does */
	double share;		/* of the whole evidence for turns, that is for this length and no other */
	double turns;		/* that these trials span */
	int failed;		/* of them */
};

static inline int32_t fit_place(const struct fit_scene *s, int i)
{
	return s->mirror ? s->mirror - 1 - s->trials[s->n - 1 - i].unit : s->trials[i].unit;
}

static inline bool fit_failed(const struct fit_scene *s, int i)
{
	return s->trials[s->mirror ? s->n - 1 - i : i].failed;
}

struct fit fit_search(const struct fit_scene *s, const struct fit_range *r);

#endif
