#ifndef PASS_TURNS_H
#define PASS_TURNS_H

#include "disc/geometry.h"

#include <stdint.h>

/*
 * How long a turn of this disc is, learnt from where reads fail: a scratch comes by once a turn. Units are ECC blocks
 * (CD: sectors), counted from the start of the disc; on the second layer of a disc the spiral runs back.
 *
 * The length of a turn squared grows linearly along the spiral: T(u)^2 = a + b u, in units; so the angle of unit u is
 * (2 / b) (sqrt(a + b u) - sqrt(a)) turns. Nominal values are a prior only: the standards allow 1.2 to 1.4 m/s on a CD
 * (ECMA-130 clause 9), and the pitch a few per cent; DVD and BD are narrower.
 */

struct turns {
	double a, b;			/* units^2; units per turn squared, per unit */
	double aa, ab, bb;		/* their covariance */
	int32_t layer;			/* units on layer 0 where there are two; 0: one layer */
	bool known;			/* learnt from this disc, to a fraction of a unit over many turns */
	/* The same before the neighbourhood from which it was learnt last, and its places along the spiral: what is learnt
	 * anew from there replaces that, and does not count twice. */
	struct {
		double a, b, aa, ab, bb;
		double from, to;
	} before;
};

/* What the standards say: `known` is false. */
struct turns turns_nominal(enum disc_kind kind, int32_t sectors, int32_t unit);

/* Turns since the start of the spiral, at the beginning of the unit; the fraction is the angle. */
double turns_at(const struct turns *t, int32_t unit);
/* Units in the turn at that unit. */
double turns_length(const struct turns *t, int32_t unit);
/* The first unit at or past so many turns of layer 0. */
int32_t turns_unit(const struct turns *t, double turns);

/* One unit that was asked for. */
struct trial {
	int32_t unit;
	bool failed;
};

/* Trials of one neighbourhood in ascending order: at most a few hundred turns. Units left out say nothing. */
enum turns_verdict {
	TURNS_UNSURE,		/* more errors are needed */
	TURNS_FOUND,		/* t->known, or better known than before */
	TURNS_NONE,		/* the errors do not come back by the turn */
};

/*
 * Looks for the length of a turn over its whole possible range: that of *t as turns_nominal gave it. Changes *t only when
 * it is FOUND; errors by chance, in bursts or runs, at any density, are so in one neighbourhood of a few hundred. Then the
 * trials themselves are spanned to about a unit, and turns_refine is due with each further error. One scratch takes 5 to
 * 13 errors, nine on a CD about 25. Costs 1 ms over 24 turns of a CD, 5 ms over 300.
 */
enum turns_verdict turns_learn(struct turns *t, const struct trial *trials, int n);

/*
 * The same by steps, once it is known: another neighbourhood makes a and b better known, the same one with more trials is
 * taken instead of what it was before. After 250 turns with errors, 200 turns ahead are known to 0.2 CD sectors. Costs 3 ms
 * over 300 turns. NONE: the errors do not come back by the turn as it is known.
 */
enum turns_verdict turns_refine(struct turns *t, const struct trial *trials, int n);

#endif
