#ifndef PASS_HOPE_H
#define PASS_HOPE_H

#include "pass/turns.h"

/*
 * How likely another attempt at a unit is to succeed: by how often it has failed, and by how likely it was to fail at all
 * as its neighbours tell. Learnt by classes of such units, from what came of them on this disc.
 */

enum { HOPE_TRIES = 9, HOPE_STEPS = 12 };

struct hope_class {
	float won, tried;
};

struct hope {
	struct hope_class of[HOPE_TRIES][HOPE_STEPS];
};

/* The class of a unit that failed so often and was to be expected to fail with chance q. */
int hope_step(double q);

/* Expected, 0 to 1. */
double hope_chance(const struct hope *h, int failed, int step);

/* The same over all classes that were met. */
double hope_on_average(const struct hope *h, int failed);

void hope_count(struct hope *h, int failed, int step, bool won);

#endif
