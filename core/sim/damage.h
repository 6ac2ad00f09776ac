#ifndef SIM_DAMAGE_H
#define SIM_DAMAGE_H

#include "disc/geometry.h"

#include <stdint.h>

/*
 * What is wrong with a disc, as data. Decided per ECC unit (CD: a sector; DVD 16, BD 32 sectors): the sectors of a unit
 * are read together or not at all. A pure function of the disc's seed and the place.
 */

enum hurt_kind { HURT_BAD, HURT_WEAK, HURT_SLOW, HURT_SCRATCH, HURT_ROT, HURT_BLOTCH, HURT_RING, HURT_DUST };

/* One item of a [damage] section. Fields that its kind does not use are zero. */
struct hurt {
	enum hurt_kind kind;
	long line;		/* in the scenario */
	int64_t lsn, count;	/* bad, weak, slow */
	double chance;		/* weak: of one attempt by a drive of skill 0.5 at full speed */
	double seconds;		/* slow: per unit, on top of the transfer */
	double r0, r1;		/* mm; of a blotch r0 is its centre */
	double angle, curve;	/* degrees; curve: how far a scratch turns from r0 to r1 */
	double width;		/* mm: of a scratch, diameter of a blotch */
	double depth;		/* 0 to 1 */
	double share;		/* 0 to 1: of the units that are hit; rot: at r1 */
	struct span zone[2];	/* where it can be, on each layer; set by damage_place() */
};

struct damage {
	enum disc_kind kind;
	int32_t sectors;
	uint64_t seed;
	double velocity, pitch_um;	/* as recorded; 0: as usual */
	struct geometry geo;	/* set by damage_place() */
	struct hurt *hurts;	/* owned by whoever owns this */
	int count;
};

/* Finds where each hurt lies. Gives the first one that lies nowhere on the disc, or NULL. */
const struct hurt *damage_place(struct damage *g);

/* The unit that `lsn` is in, cut at the end of the disc. */
struct span damage_unit(const struct damage *g, int32_t lsn);

struct wound {
	double logit;		/* of the chance that one attempt reads the unit; INFINITY: sound */
	double placed;		/* the same, of damage by radius and angle: each drive takes it otherwise */
	double seconds;		/* that the unit takes longer */
};

struct wound damage_at(const struct damage *g, struct span unit);

/*
 * The chance of one attempt. skill: 0 to 1. slower: what low speed adds to the logit. personal: the drive's own seed for
 * this unit, by which two drives of equal skill differ.
 */
double damage_chance(struct wound wound, double skill, double slower, uint64_t personal);

#endif
