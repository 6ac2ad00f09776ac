#ifndef PASS_ANGLES_H
#define PASS_ANGLES_H

#include "pass/turns.h"

/*
 * Where on the turn the damage lies: a filter that goes along the spiral unit by unit, in either direction, and keeps for
 * each of 192 angles the chance that the disc is hurt there. Damage at an angle mostly goes on in the next turn, drifts a
 * little, ends now and then, and rarely begins anew; several scratches, bends and blotches need nothing more.
 */

enum { ANGLES = 192, ANGLES_MEMORY = 300 };	/* MEMORY: turns after which what was is forgotten */

/* How likely a unit over a damaged angle fails. */
#define ANGLES_SEEN 0.9

enum result { RESULT_NONE, RESULT_GOOD, RESULT_FAILED };

struct angles {
	float p[ANGLES];
	float behind;		/* what the cell passed last held a turn before */
	int32_t next;		/* the unit that comes next */
	int dir;		/* 1, -1 */
	double phase;		/* cells since the start of the spiral, at the near edge of `next` */
};

/* Nothing is known. */
void angles_begin(struct angles *a, const struct turns *t, int32_t unit, int dir);

/* The chance that the next unit fails; h: that it does so for no reason of angle. Goes on behind it with what it did. */
double angles_step(struct angles *a, const struct turns *t, double h, enum result r);

/* The next unit is asked about only: cells of it into out (at most ANGLES), how many; `a` goes on behind it as with
 * RESULT r. */
int angles_cells(struct angles *a, const struct turns *t, double h, enum result r, float *out);

#endif
